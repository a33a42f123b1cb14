//! The encoding that a page says it is in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::intake::encoding::{self, EncodingUsed};
use crate::intake::{Hint, IntakeError};

/// Where browsers look for it, in bytes, and some more.
const PROBE: usize = 4096;

/// Reads the page as text: a byte order mark counts first, then what came with the bytes, then the page itself.
pub(super) fn decode(bytes: &[u8], hint: &Hint) -> Result<(String, EncodingUsed), IntakeError> {
    let declared = match hint.encoding.as_deref() {
        Some(label) => Some(label),
        // Pages that are UTF-8 and say that they are something else are frequent; the other way round cannot happen by
        // chance.
        None if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() => None,
        None => declared(bytes).filter(|encoding| *encoding != UTF_8).map(Encoding::name),
    };
    encoding::decode(bytes, declared)
}

/// The encoding of the page's `meta` element or XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let text: String = probe.iter().map(|&byte| if byte < 0x80 { char::from(byte) } else { '?' }).collect();
    let lower = text.to_ascii_lowercase();
    let xml = lower.strip_prefix("<?xml").and_then(|rest| rest.split_once('>')).map_or("", |(head, _)| head);
    let mut labels =
        label_behind(xml, "encoding").into_iter().chain(lower.match_indices("<meta").filter_map(|(at, _)| {
            let tag = lower.get(at..)?.split('>').next()?;
            label_behind(tag, "charset")
        }));
    let encoding = labels.find_map(|label| Encoding::for_label(label.as_bytes()))?;
    // What could be read as ASCII is not UTF-16, whatever it says.
    Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding })
}

/// What stands behind `name=`, with or without quotation marks.
fn label_behind<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, behind) = text.split_once(name)?;
    let value = behind.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let end = value
        .find(|character: char| character.is_whitespace() || matches!(character, '"' | '\'' | ';' | '>' | '/' | '?'));
    value.get(..end.unwrap_or(value.len())).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let (read, used) = decode(bytes, &Hint::default()).expect("text");
        assert_eq!((read.as_str(), used.name), (text, encoding));
    }

    #[test]
    fn pages_say_their_encoding() {
        check(b"<meta charset=iso-8859-1>\xE9", "<meta charset=iso-8859-1>é", "windows-1252");
        check(
            b"<META http-equiv='Content-Type' content='text/html; charset=KOI8-R'>\xC4\xC1",
            "<META http-equiv='Content-Type' content='text/html; charset=KOI8-R'>да",
            "KOI8-R",
        );
        check(
            b"<?xml version='1.0' encoding='windows-1251'?><html>\xE4\xE0",
            "<?xml version='1.0' encoding='windows-1251'?><html>да",
            "windows-1251",
        );
        check(b"<meta charset=\"utf-16\"><p>plain", "<meta charset=\"utf-16\"><p>plain", "UTF-8");
    }

    #[test]
    fn utf_8_is_seen_whatever_the_page_says() {
        check("<meta charset=latin1>é…".as_bytes(), "<meta charset=latin1>é…", "UTF-8");
        check(b"<meta charset=nonsense>x", "<meta charset=nonsense>x", "UTF-8");
    }

    #[test]
    fn what_came_with_the_bytes_counts_before_the_page() {
        let hint = Hint { encoding: Some("windows-1251".to_owned()), ..Hint::default() };
        let (read, _) = decode(b"<meta charset=latin1>\xE4\xE0", &hint).expect("text");
        assert!(read.ends_with("да"), "{read}");
    }
}
