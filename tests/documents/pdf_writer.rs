//! PDF files, written by hand: pages with text at places, so that what is read can be compared with what is seen.

/// A document that is being made. Pages are A5 and measured from the lower left corner, in points.
#[derive(Default)]
pub struct Writer {
    pages: Vec<String>,
    pub info: String,
    /// More objects, from number 20 on.
    pub objects: Vec<String>,
    /// More entries of the pages' fonts.
    pub fonts: String,
    pub page_entries: String,
}

/// The width and height of a page.
pub const PAGE: (f64, f64) = (420.0, 595.0);

impl Writer {
    pub fn page(&mut self) -> &mut Self {
        self.pages.push(String::new());
        self
    }

    /// Text that begins at a place. `font` is `F1` (Helvetica), `F2` (bold), `F3` (Times) or one of `fonts`.
    pub fn text(&mut self, font: &str, size: f64, x: f64, y: f64, text: &str) -> &mut Self {
        let (text, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let escaped: String = text.iter().map(|byte| format!("\\{byte:03o}")).collect::<Vec<_>>().concat();
        self.raw(&format!("BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET\n"))
    }

    /// Lines one under the other.
    pub fn lines(&mut self, font: &str, size: f64, x: f64, y: f64, lines: &[&str]) -> &mut Self {
        for (at, line) in lines.iter().enumerate() {
            self.text(font, size, x, y - 1.2 * size * at as f64, line);
        }
        self
    }

    pub fn raw(&mut self, content: &str) -> &mut Self {
        self.pages.last_mut().unwrap().push_str(content);
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.4\n".to_vec();
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut add = |file: &mut Vec<u8>, number: usize, object: &str| {
            places.push((number, file.len()));
            file.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
        };
        let first = 100;
        let kids = (0..self.pages.len()).map(|page| format!("{} 0 R ", first + 2 * page)).collect::<Vec<_>>().concat();
        add(&mut file, 1, "<</Type/Catalog/Pages 2 0 R>>");
        add(
            &mut file,
            2,
            &format!("<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 {} {}]>>", self.pages.len(), PAGE.0, PAGE.1),
        );
        for (number, font) in [(3, "Helvetica"), (4, "Helvetica-Bold"), (5, "Times-Roman")] {
            add(&mut file, number, &format!("<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>"));
        }
        add(&mut file, 6, &format!("<<{}>>", self.info));
        for (at, object) in self.objects.iter().enumerate() {
            add(&mut file, 20 + at, object);
        }
        for (at, content) in self.pages.iter().enumerate() {
            let (page, stream) = (first + 2 * at, first + 2 * at + 1);
            let fonts = format!("/F1 3 0 R/F2 4 0 R/F3 5 0 R {}", self.fonts);
            let entries = &self.page_entries;
            add(
                &mut file,
                page,
                &format!("<</Type/Page/Parent 2 0 R/Contents {stream} 0 R/Resources<</Font<<{fonts}>>{entries}>>>>"),
            );
            add(&mut file, stream, &format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
        }
        let table = file.len();
        file.extend(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in &places {
            file.extend(format!("{number} 1\n{place:010} 00000 n \n").into_bytes());
        }
        let size = first + 2 * self.pages.len() + 1;
        file.extend(format!("trailer<</Size {size}/Root 1 0 R/Info 6 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes());
        file
    }
}
