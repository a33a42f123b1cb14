//! Documents that are meant to do harm, or were cut off.

use super::{LONG, article, outcome, outline, warnings, zip};

fn word(document: &[u8]) -> Vec<u8> {
    zip::packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])
}

#[test]
fn what_unpacks_to_far_too_much_is_refused() {
    let bomb = word(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 128 * 1024, "{}", bomb.len());
    let error = outcome(&bomb).unwrap_err().to_string();
    assert!(error.contains("unpacks to far more"), "{error}");
}

#[test]
fn names_outside_the_package_are_only_names() {
    let relations = br#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="../../../etc/passwd"/></Relationships>"#;
    let text = format!("<w:document><w:body><w:p><w:r><w:t>{LONG}</w:t></w:r></w:p></w:body></w:document>");
    let bytes = zip::packed(&[
        ("_rels/.rels", relations),
        ("../../etc/passwd", b"<w:document/>"),
        ("word/document.xml", text.as_bytes()),
    ]);
    assert_eq!(outline(&article(&bytes)), format!("p: {LONG}"));
}

#[test]
fn entities_of_a_document_are_not_expanded() {
    let text = format!(
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><w:document><w:body>\
         <w:p><w:r><w:t>{LONG} &b;</w:t></w:r></w:p></w:body></w:document>"
    );
    assert_eq!(outline(&article(&word(text.as_bytes()))), format!("p: {LONG} &b;"));
}

#[test]
fn depth_costs_nothing() {
    let tables = 20_000;
    let text = format!(
        "<w:document><w:body>{}<w:p><w:r><w:t>{LONG}</w:t></w:r></w:p>{}</w:body></w:document>",
        "<w:tbl><w:tr><w:tc>".repeat(tables),
        "</w:tc></w:tr></w:tbl>".repeat(tables)
    );
    assert_eq!(outline(&article(&word(text.as_bytes()))), format!("p: {LONG}"));
    let boxes = format!(
        "<w:document><w:body><w:p>{}<w:p><w:r><w:t>{LONG}</w:t></w:r></w:p>{}</w:p></w:body></w:document>",
        "<w:txbxContent><w:p>".repeat(tables),
        "</w:p></w:txbxContent>".repeat(tables)
    );
    assert_eq!(outline(&article(&word(boxes.as_bytes()))), format!("p: {LONG}"));
    let groups = format!("{{\\rtf1 {}{LONG}{}}}", "{".repeat(50_000), "}".repeat(50_000));
    assert_eq!(outline(&article(groups.as_bytes())), format!("p: {LONG}"));
    let lists = "<text:list><text:list-item>".repeat(tables);
    let ends = "</text:list-item></text:list>".repeat(tables);
    let read = article(&super::odt::document(&format!("{lists}<text:p>{LONG}</text:p>{ends}")));
    assert_eq!(outline(&read), format!("li6: {LONG}"));
}

#[test]
fn a_tag_with_very_many_attributes_is_read_in_time() {
    let attributes = (0..100_000).map(|number| format!(" a{number}=\"x\"")).collect::<Vec<_>>().concat();
    let text = format!(
        "<w:document><w:body><w:p{attributes}><w:r{attributes}><w:t>{LONG}</w:t></w:r></w:p></w:body></w:document>"
    );
    assert_eq!(outline(&article(&word(text.as_bytes()))), format!("p: {LONG}"));
}

#[test]
fn what_is_cut_off_is_read_as_far_as_it_goes() {
    let text =
        format!("<w:document><w:body><w:p><w:r><w:t>{LONG}</w:t></w:r></w:p><w:p><w:r><w:t>And </w:t></w:r></w:x>");
    let read = article(&word(text.as_bytes()));
    assert_eq!(outline(&read), format!("p: {LONG}\np: And"));
    assert_eq!(warnings(&read), ["the document is damaged or cut off; what could be read of it is here"]);

    let whole = super::docx::document(&format!("<w:p><w:r><w:t>{LONG}</w:t></w:r></w:p>"));
    for length in 0..whole.len() {
        // Whatever is left of it, there is an answer.
        drop(outcome(&whole[..length]));
    }
    let cut = outcome(&whole[..whole.len() - 30]).unwrap_err().to_string();
    assert!(cut.contains("damaged or cut off"), "{cut}");
}

fn pdf() -> super::pdf_writer::Writer {
    let mut pdf = super::pdf_writer::Writer::default();
    pdf.page().text("F3", 10.0, 40.0, 500.0, "The bridge is closed to lorries for weeks.");
    pdf
}

#[test]
fn a_pdf_that_was_cut_off_is_answered() {
    let whole = pdf().bytes();
    for length in (0..whole.len()).step_by(7) {
        drop(outcome(&whole[..length]));
    }
    // Without its table at the end, it is put together from what is there.
    assert_eq!(outline(&article(&whole[..whole.len() - 60])), "p: The bridge is closed to lorries for weeks.");
    let error = outcome(b"%PDF-1.4\nand nothing behind it").unwrap_err().to_string();
    assert!(error.contains("damaged or cut off"), "{error}");
}

#[test]
fn loops_in_a_pdf_end() {
    // A drawing that draws itself, pages that are their own parents, a font that is made of itself.
    let mut own = pdf();
    own.objects = vec!["<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Im 20 0 R>>>>/Length 14>>stream\n/Im Do /Im Do \nendstream".to_owned()];
    own.page_entries = "/XObject<</Im 20 0 R>>".to_owned();
    own.raw("/Im Do\n");
    assert_eq!(outline(&article(&own.bytes())), "p: The bridge is closed to lorries for weeks.");
    let text = String::from_utf8(pdf().bytes()).unwrap();
    for (from, to) in [
        ("/Kids[100 0 R ]", "/Kids[2 0 R 100 0 R ]"),
        ("/Parent 2 0 R", "/Parent 100 0 R"),
        ("/Contents 101 0 R", "/Contents[101 0 R 101 0 R 100 0 R]"),
        ("/Encoding/WinAnsiEncoding", "/Encoding 3 0 R/ToUnicode 3 0 R"),
        ("/MediaBox[0 0 420 595]", ""),
        ("/BaseFont/Times-Roman", ""),
        ("/Subtype/Type1", "/Subtype/Type3"),
        ("/Length ", "/Length 99999999999 /X "),
        ("10 Tf", "1e38 Tf"),
        ("40 500 Td", "-1e308 1e308 Td"),
    ] {
        assert!(text.contains(from), "{from}");
        drop(outcome(text.replace(from, to).as_bytes()));
    }
}

#[test]
fn very_many_words_on_a_page_are_read() {
    let mut many = super::pdf_writer::Writer::default();
    many.page();
    for at in 0..30_000 {
        many.text("F3", 1.0, f64::from(at % 200) * 2.0, f64::from(at / 200) * 3.0, "x");
    }
    assert!(article(&many.bytes()).text.len() > 30_000);
    // All in one place, or on one line.
    let mut one = super::pdf_writer::Writer::default();
    one.page();
    let words = "(x ) Tj ".repeat(200_000);
    one.raw(&format!("BT /F3 9 Tf 40 500 Td {words} ET BT /F3 0.2 Tf 40 300 Td {words} ET"));
    assert!(!article(&one.bytes()).text.is_empty());
}

#[path = "../../fuzz/package.rs"]
mod package;

type Wrap = fn(&[u8]) -> Vec<u8>;

/// The fuzzers' corpora, damaged at random: what a fuzzer does in hours, a little of it in every run.
#[test]
fn damaged_documents_are_answered() {
    let rounds = std::env::var("CROSSREAD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40);
    let mut state = 0x1234_5678_9ABC_DEF1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below.max(1)
    };
    let targets: [(&str, Wrap); 5] = [
        ("docx", package::docx),
        ("odt", package::odt),
        ("rtf", |bytes| [b"{\\rtf", bytes].concat()),
        ("pdf", <[u8]>::to_vec),
        ("document", <[u8]>::to_vec),
    ];
    for (target, wrap) in targets {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let whole = std::fs::read(&file).unwrap();
            for round in 0..rounds {
                let mut bytes = whole.clone();
                for _ in 0..=random(6) {
                    let (at, length) = (random(bytes.len()), random(40));
                    let end = (at + length).min(bytes.len());
                    match random(5) {
                        0 => bytes[at] = random(256) as u8,
                        1 => drop(bytes.drain(at..end)),
                        2 => {
                            let piece = bytes[at..end].to_vec();
                            let to = random(bytes.len());
                            bytes.splice(to..to, piece);
                        }
                        3 => bytes[at] ^= 1 << random(8),
                        // A number that is far too large, or negative.
                        _ => {
                            let number = [&b"99999999999"[..], b"-1", b"0", b"65536"][random(4)];
                            bytes.splice(at..end, number.iter().copied());
                        }
                    }
                    if bytes.is_empty() {
                        bytes.push(b'x');
                    }
                }
                println!("{} {round}", file.display());
                drop(package::check(&wrap(&bytes)));
            }
        }
    }
}
