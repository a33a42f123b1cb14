//! From bytes to text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use serde::{Deserialize, Serialize};

use super::{BinaryKind, IntakeError};

/// How much of the beginning tells UTF-16 and binary files apart from text, in bytes.
const PROBE: usize = 8 * 1024;

/// How an article's bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingUsed {
    /// The encoding's name in the WHATWG Encoding Standard, such as `UTF-8` or `windows-1252`.
    pub name: &'static str,
    /// How it was found.
    pub how: EncodingHow,
    /// How many places were no characters of it and became U+FFFD.
    pub lossy: usize,
}

impl std::fmt::Display for EncodingUsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let how = match self.how {
            EncodingHow::Bom => ", with a byte order mark",
            EncodingHow::Utf8 => "",
            EncodingHow::Utf16 => ", by its pattern",
            EncodingHow::Detected => ", guessed",
            EncodingHow::Declared => ", as declared",
        };
        write!(f, "{}{how}", self.name)
    }
}

/// How an encoding was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EncodingHow {
    /// By a byte order mark.
    Bom,
    /// The bytes are UTF-8, or nearly.
    Utf8,
    /// By the pattern of its NUL bytes.
    Utf16,
    /// By what the bytes would mean in each legacy encoding.
    Detected,
    /// By what came with the bytes.
    Declared,
}

/// Whether an encoding has this name, as in the WHATWG Encoding Standard.
pub fn knows(label: &str) -> bool {
    Encoding::for_label(label.as_bytes()).is_some()
}

/// Reads `bytes` as text with LF line ends and without a byte order mark.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> Result<(String, EncodingUsed), IntakeError> {
    if let Some(kind) = binary_kind(bytes) {
        return Err(IntakeError::Binary(kind));
    }
    let declared = match declared {
        Some(label) => {
            Some(Encoding::for_label(label.as_bytes()).ok_or_else(|| IntakeError::UnknownEncoding(label.to_owned()))?)
        }
        None => None,
    };
    let (encoding, how, content) = if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        (encoding, EncodingHow::Bom, bytes.get(length..).unwrap_or_default())
    } else if let Some(encoding) = declared {
        (encoding, EncodingHow::Declared, bytes)
    } else if let Some(encoding) = utf16_by_nuls(bytes) {
        (encoding, EncodingHow::Utf16, bytes)
    } else if is_nearly_utf8(bytes) {
        (UTF_8, EncodingHow::Utf8, bytes)
    } else {
        // Anything can be read in a one-byte encoding: what is mostly control characters is no text in any of them.
        if is_mostly_control(bytes) {
            return Err(IntakeError::Binary(BinaryKind::Unknown));
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        (detector.guess(None, Utf8Detection::Deny), EncodingHow::Detected, bytes)
    };
    if encoding == UTF_8 && is_mostly_control(content) {
        return Err(IntakeError::Binary(BinaryKind::Unknown));
    }
    let (text, lossy) = if encoding == UTF_8 { decode_utf8(content) } else { decode_other(encoding, content) };
    Ok((with_line_feeds(text), EncodingUsed { name: encoding.name(), how, lossy }))
}

/// Whether a character is in no text that is meant to be read: control characters but tabs, line ends and page breaks.
pub(super) const fn is_unreadable(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{B}' | '\u{E}'..='\u{1F}' | '\u{7F}')
}

/// What the first bytes say a file is, if it is not text.
fn binary_kind(bytes: &[u8]) -> Option<BinaryKind> {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let holds = |needle: &[u8]| probe.windows(needle.len()).any(|window| window == needle);
    Some(match probe {
        [b'%', b'P', b'D', b'F', b'-', ..] => BinaryKind::Pdf,
        [b'P', b'K', 3, 4, ..] if holds(b"word/") => BinaryKind::Docx,
        [b'P', b'K', 3, 4, ..] if holds(b"mimetypeapplication/") => BinaryKind::OpenDocument,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => BinaryKind::Zip,
        [0x1F, 0x8B, 8, ..] => BinaryKind::Gzip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => BinaryKind::OldOffice,
        [b'{', b'\\', b'r', b't', b'f', ..] => BinaryKind::Rtf,
        [0x89, b'P', b'N', b'G', ..]
        | [0xFF, 0xD8, 0xFF, ..]
        | [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..] => BinaryKind::Picture,
        _ => return None,
    })
}

/// UTF-16 without a byte order mark: text in Latin script has a NUL in every other byte.
fn utf16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd, mut pairs) = (0, 0, 0);
    for pair in bytes.get(..PROBE).unwrap_or(bytes).chunks_exact(2) {
        pairs += 1;
        if let [first, second] = pair {
            even += usize::from(*first == 0);
            odd += usize::from(*second == 0);
        }
    }
    let many = |count: usize| pairs >= 2 && count * 2 > pairs;
    let few = |count: usize| count * 20 <= pairs;
    match () {
        () if many(odd) && few(even) => Some(UTF_16LE),
        () if many(even) && few(odd) => Some(UTF_16BE),
        () => None,
    }
}

/// Whether the bytes are UTF-8, or UTF-8 with some damage: what is multi-byte and valid outweighs by far what is not.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 4 * invalid
}

fn is_mostly_control(bytes: &[u8]) -> bool {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let controls = probe.iter().filter(|byte| is_unreadable(char::from(**byte))).count();
    // A few are damage, or somebody's separators.
    controls > 3 && controls * 10 > probe.len()
}

fn decode_utf8(bytes: &[u8]) -> (String, usize) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), 0);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut lossy = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            lossy += 1;
        }
    }
    (text, lossy)
}

fn decode_other(encoding: &'static Encoding, bytes: &[u8]) -> (String, usize) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len());
    let (mut lossy, mut from) = (0, 0);
    loop {
        let rest = bytes.get(from..).unwrap_or_default();
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        from += read;
        match result {
            DecoderResult::InputEmpty => return (text, lossy),
            // The decoder asks for room for one more character at least.
            DecoderResult::OutputFull => text.reserve(rest.len().max(16)),
            DecoderResult::Malformed(..) => {
                text.push(char::REPLACEMENT_CHARACTER);
                lossy += 1;
            }
        }
    }
}

/// CR LF and CR become LF; the other line ends of Unicode (NEL, U+2028) are kept.
fn with_line_feeds(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, name: &str, how: EncodingHow, lossy: usize) {
        let (found, used) = decode(bytes, None).expect("text");
        assert_eq!(found, text);
        assert_eq!((used.name, used.how, used.lossy), (name, how, lossy), "{text}");
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn encodings_are_found() {
        check(b"", "", "UTF-8", EncodingHow::Utf8, 0);
        check("naïve 日本".as_bytes(), "naïve 日本", "UTF-8", EncodingHow::Utf8, 0);
        check(b"\xEF\xBB\xBFnews", "news", "UTF-8", EncodingHow::Bom, 0);
        check("\u{feff}\u{feff}two marks".as_bytes(), "\u{feff}two marks", "UTF-8", EncodingHow::Bom, 0);
        let (little, big) = (utf16("\u{feff}é🦀\r\nx", u16::to_le_bytes), utf16("\u{feff}é🦀\r\nx", u16::to_be_bytes));
        check(&little, "é🦀\nx", "UTF-16LE", EncodingHow::Bom, 0);
        check(&big, "é🦀\nx", "UTF-16BE", EncodingHow::Bom, 0);
        check(&utf16("Plain news", u16::to_le_bytes), "Plain news", "UTF-16LE", EncodingHow::Utf16, 0);
        check(&utf16("Plain news", u16::to_be_bytes), "Plain news", "UTF-16BE", EncodingHow::Utf16, 0);
        check(
            b"Le pr\xE9sident fran\xE7ais a d\xE9cid\xE9",
            "Le président français a décidé",
            "windows-1252",
            EncodingHow::Detected,
            0,
        );
        let russian = "Россия признала новое правительство страны";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&bytes, russian, "windows-1251", EncodingHow::Detected, 0);
        let japanese = "ロシアは新しい政府を承認した。これは最初の国である。";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
        check(&bytes, japanese, "Shift_JIS", EncodingHow::Detected, 0);
    }

    #[test]
    fn damage_is_counted() {
        check(
            "é à ü ö\u{2014}".as_bytes().split_last().map_or(&[][..], |(_, rest)| rest),
            "é à ü ö\u{fffd}",
            "UTF-8",
            EncodingHow::Utf8,
            1,
        );
        check(&[0xFF, 0xFE, b'a', 0, 0x00, 0xD8, b'b', 0, 7], "a\u{fffd}b\u{fffd}", "UTF-16LE", EncodingHow::Bom, 2);
    }

    #[test]
    fn only_line_ends_change() {
        check(
            "a\r\nb\rc\n\r\n\td\u{85}e\u{2028}f\0 ".as_bytes(),
            "a\nb\nc\n\n\td\u{85}e\u{2028}f\0 ",
            "UTF-8",
            EncodingHow::Utf8,
            0,
        );
    }

    #[test]
    fn what_is_declared_is_used() {
        let (text, used) = decode(b"\xE9t\xE9", Some("latin1")).expect("text");
        assert_eq!((text.as_str(), used.how), ("été", EncodingHow::Declared));
        assert_eq!(decode(b"x", Some("klingon")), Err(IntakeError::UnknownEncoding("klingon".to_owned())));
    }

    #[test]
    fn files_that_are_not_text_are_named() {
        let check = |bytes: &[u8], kind| assert_eq!(decode(bytes, None), Err(IntakeError::Binary(kind)));
        check(b"%PDF-1.7\n", BinaryKind::Pdf);
        check(b"PK\x03\x04\x14\0\x06\0word/document.xml", BinaryKind::Docx);
        check(b"PK\x03\x04....mimetypeapplication/epub+zip", BinaryKind::OpenDocument);
        check(b"PK\x03\x04....a.txt", BinaryKind::Zip);
        check(b"\x89PNG\r\n\x1a\n", BinaryKind::Picture);
        check(b"\x1f\x8b\x08\0\0", BinaryKind::Gzip);
        check(b"{\\rtf1\\ansi", BinaryKind::Rtf);
        check(&[1, 2, 3, 200, 0, 5, 6, 0, 0, 1], BinaryKind::Unknown);
    }
}
