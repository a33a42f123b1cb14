//! XML as a stream of pieces, by local names.
//!
//! Entities of the document's own are never expanded, depth costs nothing, and damage ends the stream.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A piece of a document.
pub(super) enum Piece<'t> {
    Start(Tag<'t>),
    /// The end of the element of this local name.
    End(Cow<'t, str>),
    Text(Cow<'t, str>),
}

/// The start of an element.
pub(super) struct Tag<'t>(BytesStart<'t>);

impl Tag<'_> {
    /// The local name.
    pub fn name(&self) -> &str {
        std::str::from_utf8(self.0.local_name().into_inner()).unwrap_or_default()
    }

    /// Whether it is of the namespace that is usually called so.
    pub fn is_of(&self, prefix: &str) -> bool {
        self.0.name().prefix().is_some_and(|found| found.as_ref() == prefix.as_bytes())
    }

    /// The value of the first attribute with this local name.
    pub fn get(&self, name: &str) -> Option<String> {
        // Looking for attributes that are there twice takes time that grows with the square of their number.
        let mut attributes = self.0.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name.as_bytes())?;
        let raw = String::from_utf8_lossy(&found.value).into_owned();
        Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), Cow::into_owned))
    }

    /// Whether an element that switches something on does so: without a value it does.
    pub fn is_on(&self) -> bool {
        !matches!(self.get("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// Reads the pieces of a document.
pub(super) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    damaged: bool,
}

impl<'t> Xml<'t> {
    pub fn new(text: &'t str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        Self { reader, damaged: false }
    }

    /// Whether the stream ended before the document did.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// The next piece; `None` at the end.
    pub fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            return Some(match self.reader.read_event() {
                Ok(Event::Start(tag)) => Piece::Start(Tag(tag)),
                Ok(Event::End(tag)) => {
                    Piece::End(Cow::Owned(String::from_utf8_lossy(tag.local_name().into_inner()).into_owned()))
                }
                Ok(Event::Text(text)) => Piece::Text(lossy(text.into_inner())),
                Ok(Event::CData(text)) => Piece::Text(lossy(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => Piece::Text(referred(&lossy(reference.into_inner()))),
                Ok(Event::Eof) => return None,
                Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => continue,
                Err(_) => {
                    self.damaged = true;
                    return None;
                }
            });
        }
    }

    /// Passes over what is inside the element that has just started, and over its end.
    pub fn skip(&mut self) {
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next() {
                Some(Piece::Start(_)) => depth += 1,
                Some(Piece::End(_)) => depth -= 1,
                Some(Piece::Text(_)) => {}
                None => return,
            }
        }
    }

    /// The text inside the element that has just started.
    pub fn text_inside(&mut self) -> String {
        let mut depth = 1_usize;
        let mut inside = String::new();
        while depth > 0 {
            match self.next() {
                Some(Piece::Start(_)) => depth += 1,
                Some(Piece::End(_)) => depth -= 1,
                Some(Piece::Text(text)) => inside.push_str(&text),
                None => break,
            }
        }
        inside
    }
}

fn lossy(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// What `&name;` stands for. Entities that the document made up itself stay as they are written.
fn referred(name: &str) -> Cow<'static, str> {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let character = match (name, number.and_then(char::from_u32)) {
        (_, Some(character)) => character,
        ("lt", _) => '<',
        ("gt", _) => '>',
        ("amp", _) => '&',
        ("quot", _) => '"',
        ("apos", _) => '\'',
        ("nbsp", _) => '\u{A0}',
        _ => return Cow::Owned(format!("&{name};")),
    };
    Cow::Owned(character.to_string())
}
