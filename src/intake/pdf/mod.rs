//! PDF documents.
//!
//! A PDF says where its characters are on the page, and nothing about lines, columns or paragraphs: [`glyphs`] finds the
//! characters, [`page`] makes lines of them and puts these into reading order, [`flow`] makes paragraphs of the lines.

mod cff;
mod flow;
mod fonts;
mod glyphs;
mod names;
mod page;
mod widths;

use hayro_syntax::metadata::Metadata;
use hayro_syntax::object::DateTime;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use super::paragraphs::reading;
use super::properties::Properties;
use super::{DocumentError, IntakeError, Kind, Reading, Warning};
use glyphs::PageReader;

/// More pages than this are not read.
const MOST_PAGES: usize = 5_000;
/// A page that pictures cover to this part and that has no text is a scan.
const SCANNED: f64 = 0.4;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, IntakeError> {
    let fault = |error| IntakeError::Document { kind: Kind::Pdf, error };
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| {
        fault(match error {
            LoadPdfError::Decryption(DecryptionError::InvalidEncryption) | LoadPdfError::Invalid => {
                DocumentError::Damaged
            }
            LoadPdfError::Decryption(_) => DocumentError::Encrypted,
        })
    })?;
    let all = pdf.pages().len();
    if all == 0 {
        return Err(fault(DocumentError::Damaged));
    }
    let mut reader = PageReader::default();
    let mut pages = Vec::new();
    let (mut scanned, mut any_text) = (0, false);
    for page in pdf.pages().iter().take(MOST_PAGES) {
        let shown = reader.read(page);
        let has_text = shown.glyphs.iter().any(|glyph| !glyph.character.is_whitespace());
        any_text |= has_text;
        scanned += usize::from(!has_text && shown.pictures >= SCANNED);
        let (_, height) = page.render_dimensions();
        pages.push(page::read(&shown.glyphs, f64::from(height)));
        if reader.counts.cut {
            break;
        }
    }
    if !any_text && scanned > 0 {
        return Err(fault(DocumentError::Scan { pages: all }));
    }
    let mut warnings = Vec::new();
    if scanned > 0 {
        warnings.push(Warning::PagesWithoutText { pages: scanned, of: all });
    }
    if reader.counts.unknown > 0 {
        warnings.push(Warning::UnknownCharacters { count: reader.counts.unknown });
    }
    if reader.counts.cut || all > MOST_PAGES {
        warnings.push(Warning::CutShort);
    }
    Ok(reading(flow::paragraphs(pages), properties(pdf.metadata()).details(), warnings))
}

fn properties(metadata: &Metadata) -> Properties {
    let text = |bytes: &Option<Box<[u8]>>| bytes.as_deref().map(text_string).unwrap_or_default();
    let day = |date: Option<DateTime>| {
        date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)).unwrap_or_default()
    };
    Properties {
        title: text(&metadata.title),
        author: text(&metadata.author),
        created: day(metadata.creation_date),
        modified: day(metadata.modification_date),
        language: String::new(),
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 with a mark, else nearly Latin-1.
fn text_string(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0,
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0,
        [0xEF, 0xBB, 0xBF, rest @ ..] => encoding_rs::UTF_8.decode_without_bom_handling(rest).0,
        bytes => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    };
    text.chars().filter(|character| !character.is_control()).collect()
}
