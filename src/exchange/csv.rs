//! The annotations as a table (RFC 4180, UTF-8, CRLF): one row for each part of each annotation, notes on whole sources
//! with empty positions.
//!
//! The columns are `id`, `part`, `parts`, `source id`, `source title`, `outlet`, `byline`, `published`, `address`,
//! `archive address`, `start`, `end`, `unit`, `label`, `quote`, `prefix`, `suffix`, one `Label: Attribute` for each attribute of the scheme, `note`, `annotator`,
//! `layer`, `status`, `state`, `derived from`, `created`, `modified`. What is said about an annotation stands in each of
//! its rows, so that a filter keeps whole rows.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end as a formula. Such a cell of text
//! gets an apostrophe in front, and so does one in which apostrophes stand before such a character, so that taking one
//! apostrophe away always gives back what was there. Numbers and moments stay as they are.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::Write as _;

use super::view::{Part, View};
use super::words::Word as _;
use crate::model::{Annotation, AttributeValue, Source};
use crate::text::Unit;

/// What Excel needs to see that a file is UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// About what a row takes, measured; too little costs copies, too much costs memory.
const ROW_BYTES: usize = 448;

/// Writes the table, its header first.
pub(super) fn write(view: &View<'_>) -> Vec<u8> {
    let mut table = Table { out: Vec::with_capacity(ROW_BYTES * view.annotations.len()), in_row: false };
    if view.options.byte_order_mark {
        table.out.extend_from_slice(BYTE_ORDER_MARK);
    }
    table.header(view);
    for annotation in &view.annotations {
        if let Some(source) = view.set.sources().get(annotation.source) {
            table.annotation(view, source, annotation);
        }
    }
    table.out
}

/// Makes a cell of text harmless to spreadsheets.
pub(super) fn shield(text: &str) -> Cow<'_, str> {
    if needs_shield(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn needs_shield(text: &str) -> bool {
    let first = text.bytes().find(|byte| *byte != b'\'');
    first.is_some_and(|byte| matches!(byte, b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\n'))
}

/// The rows so far. Written by hand rather than through the crate that reads tables: most cells are ids, numbers, moments
/// or empty, and need not be looked through for what must be quoted.
struct Table {
    out: Vec<u8>,
    /// Whether the present row has a cell.
    in_row: bool,
}

impl Table {
    fn header(&mut self, view: &View<'_>) {
        for name in [
            "id",
            "part",
            "parts",
            "source id",
            "source title",
            "outlet",
            "byline",
            "published",
            "address",
            "archive address",
            "start",
            "end",
            "unit",
            "label",
            "quote",
            "prefix",
            "suffix",
        ] {
            self.text(name);
        }
        for label in &view.set.scheme().labels {
            for attribute in &label.attributes {
                self.text(&format!("{}: {}", label.name, attribute.name));
            }
        }
        for name in ["note", "annotator", "layer", "status", "state", "derived from", "created", "modified"] {
            self.text(name);
        }
        self.end_row();
    }

    fn annotation(&mut self, view: &View<'_>, source: &Source, annotation: &Annotation) {
        let parts = View::part_count(annotation);
        if parts == 0 {
            self.row(view, source, annotation, None, parts);
        }
        for (at, part) in view.parts(annotation, view.options.unit).enumerate() {
            self.row(view, source, annotation, Some((at + 1, part)), parts);
        }
    }

    /// One row: a part of an annotation and its number, or a note on the whole source.
    fn row(
        &mut self,
        view: &View<'_>,
        source: &Source,
        annotation: &Annotation,
        part: Option<(usize, Part<'_>)>,
        parts: usize,
    ) {
        self.value(Some(annotation.id));
        self.value(part.as_ref().map(|(number, _)| number));
        self.value(part.as_ref().map(|_| parts));
        self.value(Some(source.id));
        self.text(&source.title);
        self.text(&source.outlet);
        self.text(&source.byline);
        self.text(&source.published);
        self.text(&source.address);
        self.text(&source.archive);
        let place = part.as_ref().and_then(|(_, part)| part.place.as_ref());
        self.value(place.map(|place| place.start));
        self.value(place.map(|place| place.end));
        self.text(place.map_or("", |_| unit_name(view.options.unit)));
        self.text(view.label(annotation).unwrap_or_default());
        let words = part.map(|(_, part)| [part.exact, part.prefix, part.suffix]).unwrap_or_default();
        for text in words {
            self.text(text);
        }
        for label in &view.set.scheme().labels {
            for attribute in &label.attributes {
                match annotation.attributes.get(attribute.id) {
                    Some(AttributeValue::Number(number)) => self.value(Some(number.get())),
                    Some(value) => self.text(&view.readable(annotation, attribute.id, value, view.options.unit)),
                    None => self.text(""),
                }
            }
        }
        self.text(&annotation.note);
        self.text(view.annotator(annotation.stamp.by).map_or("", |annotator| &annotator.name));
        self.text(annotation.layer.word());
        self.text(annotation.status.word());
        self.text(annotation.anchoring.word());
        self.value(annotation.derived_from);
        self.value(Some(annotation.stamp.created));
        self.value(Some(annotation.stamp.modified));
        self.end_row();
    }

    /// A cell of text.
    fn text(&mut self, text: &str) {
        self.begin_cell();
        let text = shield(text);
        if text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
            self.out.push(b'"');
            for piece in text.split_inclusive('"') {
                self.out.extend_from_slice(piece.as_bytes());
                if piece.ends_with('"') {
                    self.out.push(b'"');
                }
            }
            self.out.push(b'"');
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    /// A cell that the program fills: a number, an id, a moment; empty where there is none.
    fn value(&mut self, value: Option<impl Display>) {
        self.begin_cell();
        if let Some(value) = value {
            // Writing into memory cannot fail.
            let _ = write!(self.out, "{value}");
        }
    }

    fn begin_cell(&mut self) {
        if self.in_row {
            self.out.push(b',');
        }
        self.in_row = true;
    }

    fn end_row(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.in_row = false;
    }
}

/// What the `unit` column says.
const fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Byte => "bytes",
        Unit::CodePoint => "code points",
        Unit::Utf16 => "UTF-16 units",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::{Format, Options, export, sample};

    /// What a reader does with a cell of text.
    fn unshield(cell: &str) -> &str {
        cell.strip_prefix('\'').filter(|_| needs_shield(cell)).unwrap_or(cell)
    }

    fn rows(options: &Options) -> Vec<Vec<String>> {
        let bytes = export(&sample::set(), Format::Csv, options).unwrap();
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
        let at = rows[0].iter().position(|column| column == name).unwrap_or_else(|| panic!("no column {name}"));
        rows[1..].iter().map(|row| row[at].clone()).collect()
    }

    #[test]
    fn a_row_for_each_part_in_the_order_of_the_text() {
        let rows = rows(&Options::default());
        assert_eq!(column(&rows, "part"), ["", "1", "1", "2", "1", "1", "1"]);
        assert_eq!(column(&rows, "parts"), ["", "1", "2", "2", "1", "1", "1"]);
        assert_eq!(column(&rows, "start"), ["", "3", "3", "23", "7", "", "0"]);
        assert_eq!(column(&rows, "end"), ["", "22", "6", "30", "11", "", "10"]);
        assert_eq!(
            column(&rows, "quote"),
            ["", "Ann said the bridge", "Ann", "\u{1f980} crabs", "said", "gone words", "''=1+1 🦀 is"]
        );
    }

    proptest! {
        #[test]
        fn any_cell_is_read_back(cells in proptest::collection::vec("[a-zé🦀\",;'\r\n\t =-]{0,6}", 2..5)) {
            let mut table = Table { out: Vec::new(), in_row: false };
            for cell in &cells {
                table.text(cell);
            }
            table.end_row();
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&table.out[..]);
            let row = reader.records().next().unwrap().unwrap();
            prop_assert!(row.iter().map(unshield).eq(cells.iter().map(String::as_str)));
        }

        #[test]
        fn f14_a_shielded_cell_is_no_formula_and_comes_back(text in "['=+@\t\r\n-]{0,4}[a-z']{0,3}") {
            let cell = shield(&text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(unshield(&cell), &text);
        }
    }
}
