//! The fonts of a PDF, as far as they say which characters are shown and how wide they are.

use std::collections::HashMap;

use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};

use super::cff;
use super::names::{self, Base};
use super::widths::Standard;

/// Widths of single characters that a font may list.
const MOST_WIDTHS: usize = 70_000;
/// Tables that say which characters codes mean are no longer than this, in bytes.
const LONGEST_TABLE: usize = 8 * 1024 * 1024;

/// A font.
pub(super) struct Font {
    pub strong: bool,
    pub emphasis: bool,
    /// Text runs from the top to the bottom.
    pub vertical: bool,
    /// How far a glyph of width 1 is, as part of the font's size: a thousandth but in fonts made of drawings.
    pub unit: f64,
    codes: Codes,
    to_unicode: Option<CMap>,
    /// Of simple fonts: what each code means.
    table: Vec<Option<String>>,
    widths: HashMap<u32, f64>,
    default_width: Option<f64>,
    standard: Standard,
}

/// How the bytes of a string are cut into codes, and what these mean where nothing else says so.
enum Codes {
    One,
    /// Two bytes, which are numbers of glyphs.
    Two,
    /// Two bytes, which are UTF-16.
    Utf16,
    /// One or two bytes of an encoding of Chinese, Japanese or Korean.
    Legacy(&'static Encoding),
}

/// A code of a string.
pub(super) struct Shown {
    /// What it means; `None` where that cannot be told.
    pub text: Option<String>,
    /// Its width, in units of the font.
    pub width: f64,
    /// It is the one-byte code of the space, which word spacing widens.
    pub is_space: bool,
}

impl Font {
    pub fn read(dict: &Dict<'_>) -> Self {
        let name = |dict: &Dict<'_>, key: &[u8]| dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned());
        let subtype = name(dict, b"Subtype").unwrap_or_default();
        let descendant =
            dict.get::<Array<'_>>(&b"DescendantFonts"[..]).and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let inner = descendant.as_ref().unwrap_or(dict);
        let descriptor = inner.get::<Dict<'_>>(&b"FontDescriptor"[..]).unwrap_or_default();
        let base_name = name(dict, b"BaseFont").or_else(|| name(&descriptor, b"FontName")).unwrap_or_default();
        let flags = descriptor.get::<i32>(&b"Flags"[..]).unwrap_or(0);
        let lower = base_name.to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let weight = number(&descriptor, b"FontWeight").unwrap_or(400.0);
        let mut font = Self {
            strong: holds(&["bold", "black", "heavy", "demi"]) || weight >= 600.0 || flags & (1 << 18) != 0,
            emphasis: holds(&["italic", "oblique"])
                || flags & (1 << 6) != 0
                || number(&descriptor, b"ItalicAngle").is_some_and(|angle| angle.abs() > 1.0 && angle.abs() < 45.0),
            vertical: false,
            unit: 0.001,
            codes: Codes::One,
            to_unicode: dict.get::<Stream<'_>>(&b"ToUnicode"[..]).as_ref().and_then(table),
            table: Vec::new(),
            widths: HashMap::new(),
            default_width: None,
            standard: Standard::named(&base_name),
        };
        if subtype == "Type0" {
            font.read_composite(dict, inner);
        } else {
            font.read_simple(dict, &descriptor, &subtype, &lower);
        }
        font
    }

    fn read_composite(&mut self, dict: &Dict<'_>, inner: &Dict<'_>) {
        self.default_width = Some(number(inner, b"DW").unwrap_or(1000.0));
        let encoding = dict.get::<Name<'_>>(&b"Encoding"[..]).map(|name| name.as_str().to_owned()).unwrap_or_default();
        self.vertical = encoding.ends_with("-V");
        self.codes = match encoding.as_str() {
            name if name.contains("UTF16") || name.contains("UCS2") => Codes::Utf16,
            name if name.contains("RKSJ") => Codes::Legacy(encoding_rs::SHIFT_JIS),
            name if name.starts_with("GB") => Codes::Legacy(encoding_rs::GBK),
            name if name.contains("B5") || name.starts_with("HKscs") => Codes::Legacy(encoding_rs::BIG5),
            name if name.starts_with("KSC") => Codes::Legacy(encoding_rs::EUC_KR),
            _ => Codes::Two,
        };
        let Some(widths) = inner.get::<Array<'_>>(&b"W"[..]) else { return };
        let mut items = widths.iter::<Object<'_>>();
        while let Some(first) = items.next().and_then(Object::into_number) {
            let first = first.as_i64().clamp(0, 0xFFFF) as u32;
            match items.next() {
                Some(Object::Array(list)) => {
                    for (code, width) in (first..).zip(list.iter::<Number>()) {
                        if self.widths.len() >= MOST_WIDTHS {
                            return;
                        }
                        self.widths.insert(code, width.as_f64());
                    }
                }
                Some(Object::Number(last)) => {
                    let Some(width) = items.next().and_then(Object::into_number) else { return };
                    for code in first..=last.as_i64().clamp(0, 0xFFFF) as u32 {
                        if self.widths.len() >= MOST_WIDTHS {
                            return;
                        }
                        self.widths.insert(code, width.as_f64());
                    }
                }
                _ => return,
            }
        }
    }

    fn read_simple(&mut self, dict: &Dict<'_>, descriptor: &Dict<'_>, subtype: &str, name: &str) {
        if subtype == "Type3" {
            let matrix = dict.get::<Array<'_>>(&b"FontMatrix"[..]);
            let scale = matrix.and_then(|matrix| matrix.iter::<Number>().next()).map(|number| number.as_f64().abs());
            self.unit = scale.filter(|scale| *scale > 0.0).unwrap_or(0.001);
        }
        let first = dict.get::<i32>(&b"FirstChar"[..]).unwrap_or(0).clamp(0, 255) as u32;
        if let Some(widths) = dict.get::<Array<'_>>(&b"Widths"[..]) {
            self.widths = (first..256).zip(widths.iter::<Number>().map(|width| width.as_f64())).collect();
            self.default_width = number(descriptor, b"MissingWidth");
        }
        let object = dict.get::<Object<'_>>(&b"Encoding"[..]);
        let base_name = |name: &[u8]| match name {
            b"WinAnsiEncoding" => Some(Base::WinAnsi),
            b"MacRomanEncoding" => Some(Base::MacRoman),
            b"StandardEncoding" => Some(Base::Standard),
            _ => None,
        };
        let mut differences = None;
        let named = match &object {
            Some(Object::Name(name)) => base_name(name),
            Some(Object::Dict(encoding)) => {
                differences = encoding.get::<Array<'_>>(&b"Differences"[..]);
                encoding.get::<Name<'_>>(&b"BaseEncoding"[..]).and_then(|name| base_name(&name))
            }
            _ => None,
        };
        // Pictures that are typed like letters must not be read as letters.
        let is_pictures = ["wingdings", "webdings", "dingbats"].iter().any(|family| name.contains(family));
        let base = named.unwrap_or(if subtype == "TrueType" { Base::WinAnsi } else { Base::Standard });
        self.table = (0..=255)
            .map(|code| if is_pictures && named.is_none() { Some("•".to_owned()) } else { base.text(code) })
            .collect();
        if named.is_none()
            && let Some(program) = descriptor.get::<Stream<'_>>(&b"FontFile"[..])
            && let Ok(program) = program.decoded_data()
        {
            for (code, name) in built_in_encoding(&program) {
                self.set(code, &name);
            }
        }
        if named.is_none()
            && let Some(program) = descriptor.get::<Stream<'_>>(&b"FontFile3"[..])
            && let Ok(program) = program.decoded_data()
        {
            for (code, text) in cff::encoding(&program) {
                if let Some(entry) = self.table.get_mut(usize::from(code)) {
                    *entry = text;
                }
            }
        }
        if let Some(differences) = differences {
            let mut code = 0_usize;
            for item in differences.iter::<Object<'_>>() {
                match item {
                    Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(256),
                    Object::Name(name) => {
                        self.set(code, name.as_str());
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
    }

    fn set(&mut self, code: usize, name: &str) {
        if let Some(entry) = self.table.get_mut(code) {
            *entry = names::text_of(name);
        }
    }

    /// The codes of a string, with what they mean.
    pub fn show(&self, bytes: &[u8], mut each: impl FnMut(Shown)) {
        match self.codes {
            Codes::One => {
                for &byte in bytes {
                    let text =
                        self.mapped(u32::from(byte)).or_else(|| self.table.get(usize::from(byte)).cloned().flatten());
                    let width = self.width(u32::from(byte), text.as_deref());
                    each(Shown { text, width, is_space: byte == b' ' });
                }
            }
            Codes::Two | Codes::Utf16 => {
                for pair in bytes.chunks(2) {
                    let code = pair.iter().fold(0, |code, &byte| (code << 8) | u32::from(byte));
                    let plain = || match self.codes {
                        Codes::Utf16 => char::from_u32(code).map(String::from),
                        _ => None,
                    };
                    let text = self.mapped(code).or_else(plain);
                    let width = self.width(code, text.as_deref());
                    each(Shown { text, width, is_space: false });
                }
            }
            Codes::Legacy(encoding) => {
                let mut rest = bytes;
                while let Some(&first) = rest.first() {
                    // The two-byte codes of these encodings begin with a byte of the upper half; one-byte kana do, too.
                    let is_single =
                        first < 0x80 || (encoding == encoding_rs::SHIFT_JIS && (0xA0..=0xDF).contains(&first));
                    let (code, behind) = rest.split_at(if is_single { 1 } else { rest.len().min(2) });
                    rest = behind;
                    let number = code.iter().fold(0, |number, &byte| (number << 8) | u32::from(byte));
                    let plain = || {
                        encoding
                            .decode_without_bom_handling_and_without_replacement(code)
                            .map(std::borrow::Cow::into_owned)
                    };
                    let text = self.mapped(number).or_else(plain);
                    let width = if is_single { 500.0 } else { 1000.0 };
                    each(Shown { text, width, is_space: code == b" " });
                }
            }
        }
    }

    /// What the font's own table says about a code.
    fn mapped(&self, code: u32) -> Option<String> {
        let text = match self.to_unicode.as_ref()?.lookup_bf_string(code)? {
            BfString::Char(character) => character.to_string(),
            BfString::String(text) => text,
        };
        // Some programs write such a table without knowing what they say in it.
        (!text.is_empty() && !text.chars().all(|character| character == '\0' || character == '\u{FFFD}'))
            .then_some(text)
    }

    fn width(&self, code: u32, text: Option<&str>) -> f64 {
        let of_text = || {
            let of = |character| self.standard.width(character, self.strong, self.emphasis);
            text.map_or(500.0, |text| text.chars().map(of).sum())
        };
        let listed = self.widths.get(&code).copied().or(self.default_width.filter(|_| !self.widths.is_empty()));
        let width = match self.codes {
            Codes::One => listed.unwrap_or_else(of_text),
            _ => listed.or(self.default_width).unwrap_or(1000.0),
        };
        if width.is_finite() { width } else { 0.0 }
    }
}

fn number(dict: &Dict<'_>, key: &[u8]) -> Option<f64> {
    dict.get::<Number>(key).map(|number| number.as_f64())
}

/// The table from codes to characters that a font brings along.
fn table(stream: &Stream<'_>) -> Option<CMap> {
    let bytes = stream.decoded_data().ok()?;
    if bytes.len() > LONGEST_TABLE {
        return None;
    }
    CMap::parse(&bytes, |_| None)
}

/// The encoding in the readable part of a Type 1 font (`dup 65 /A put`).
fn built_in_encoding(program: &[u8]) -> Vec<(usize, String)> {
    let end = program.windows(5).position(|window| window == b"eexec").unwrap_or(program.len()).min(256 * 1024);
    let text = String::from_utf8_lossy(program.get(..end).unwrap_or_default()).into_owned();
    let Some((_, encoding)) = text.split_once("/Encoding") else { return Vec::new() };
    let mut words = encoding.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "dup" => {
                if let (Some(code), Some(name)) = (words.next().and_then(|code| code.parse().ok()), words.next()) {
                    found.push((code, name.trim_start_matches('/').to_owned()));
                }
            }
            "def" | "readonly" if !found.is_empty() => break,
            "StandardEncoding" => break,
            _ => {}
        }
    }
    found
}
