//! Web pages that were saved with all that belongs to them as one message (MHTML, RFC 2557).

use encoding_rs::Encoding;

use super::{Hint, IntakeError, Kind, Reading, html};

/// Messages in messages are read no deeper than this.
const DEEPEST: usize = 4;
/// Parts of a message that are looked at.
const MOST_PARTS: usize = 10_000;
/// How long the headers of a part may be, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Whether bytes begin as such a message does.
pub(super) fn sniff(bytes: &[u8]) -> Option<Kind> {
    let part = Part::new(bytes);
    let kind = part.header("content-type")?.to_ascii_lowercase();
    let is_page = kind.starts_with("multipart/related")
        || kind.starts_with("multipart/alternative")
        || kind.starts_with("text/html");
    (part.header("mime-version").is_some() && is_page).then_some(Kind::Mhtml)
}

/// Reads the page in a message.
pub(super) fn read(bytes: &[u8], hint: &Hint) -> Result<Reading, IntakeError> {
    let (page, hint) = page_in(bytes, hint).ok_or(IntakeError::NoPage)?;
    html::read(&page, &hint)
}

/// The words of the page in a message, without asking a parser.
pub(super) fn words(bytes: &[u8], hint: &Hint) -> Option<String> {
    let (page, hint) = page_in(bytes, hint)?;
    html::words(&page, &hint)
}

/// The page in a message, decoded, and what the message says about it.
fn page_in(bytes: &[u8], hint: &Hint) -> Option<(Vec<u8>, Hint)> {
    let whole = Part::new(bytes);
    let mut left = MOST_PARTS;
    let page = main_part(&whole, 0, &mut left)?;
    let decoded = page.decoded();
    let charset =
        page.parameter("content-type", "charset").filter(|label| Encoding::for_label(label.as_bytes()).is_some());
    let is_web = |address: &String| address.starts_with("http://") || address.starts_with("https://");
    let address = hint
        .address
        .clone()
        .or_else(|| whole.header("snapshot-content-location").filter(is_web))
        .or_else(|| page.header("content-location").filter(is_web));
    let hint = Hint { encoding: charset.or_else(|| hint.encoding.clone()), address, ..hint.clone() };
    Some((decoded, hint))
}

/// The part that is the page: the one that the message names as its start, or the first that is HTML.
fn main_part<'m>(part: &Part<'m>, depth: usize, left: &mut usize) -> Option<Part<'m>> {
    let kind = part.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if kind.starts_with("text/html") || kind.starts_with("application/xhtml+xml") {
        return Some(part.clone());
    }
    if !kind.starts_with("multipart/") || depth >= DEEPEST {
        return None;
    }
    let boundary = part.parameter("content-type", "boundary").filter(|boundary| !boundary.is_empty())?;
    let start = part.parameter("content-type", "start");
    let mut first = None;
    for inner in part.parts(&boundary) {
        *left = left.checked_sub(1)?;
        let is_start = start.is_some() && inner.header("content-id") == start;
        if first.is_none() || is_start {
            let found = main_part(&inner, depth + 1, left);
            if is_start && found.is_some() {
                return found;
            }
            first = first.or(found);
        }
        if first.is_some() && start.is_none() {
            break;
        }
    }
    first
}

/// A message or a part of one.
#[derive(Clone)]
struct Part<'m> {
    headers: Vec<(String, String)>,
    body: &'m [u8],
}

impl<'m> Part<'m> {
    fn new(bytes: &'m [u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut at = 0;
        while at < bytes.len().min(LONGEST_HEAD) {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..length).unwrap_or_default();
            let text = String::from_utf8_lossy(line);
            let text = text.trim_end_matches(['\r', '\n']);
            if text.starts_with([' ', '\t']) && !text.trim().is_empty() {
                // A header that goes on.
                match headers.last_mut() {
                    Some((_, value)) => {
                        value.push(' ');
                        value.push_str(text.trim());
                    }
                    None => break,
                }
            } else if let Some((name, value)) = text.split_once(':') {
                if name.is_empty() || name.contains(char::is_whitespace) {
                    break;
                }
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            } else {
                if text.trim().is_empty() {
                    at += length;
                    // Some programs begin with empty lines.
                    if headers.is_empty() && at < 64 {
                        continue;
                    }
                }
                break;
            }
            at += length;
        }
        Self { headers, body: bytes.get(at..).unwrap_or_default() }
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// A parameter of a header (`charset=…`), without quotation marks.
    fn parameter(&self, header: &str, name: &str) -> Option<String> {
        let value = self.header(header)?;
        let mut rest = value.as_str();
        while let Some(at) = rest.find(';') {
            rest = rest.get(at + 1..)?.trim_start();
            let Some((key, behind)) = rest.split_once('=') else { continue };
            let behind = behind.trim_start();
            let value = match behind.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next(),
                None => behind.split([';', ' ']).next(),
            };
            if key.trim().eq_ignore_ascii_case(name) {
                return value.map(str::to_owned);
            }
        }
        None
    }

    /// The parts between the lines of a boundary.
    fn parts(&self, boundary: &str) -> impl Iterator<Item = Part<'m>> + use<'m> {
        let delimiter = format!("--{boundary}");
        let body = self.body;
        let mut at = next_delimiter(body, 0, &delimiter);
        std::iter::from_fn(move || {
            let (_, begin) = at?;
            at = next_delimiter(body, begin, &delimiter);
            let end = at.map_or(body.len(), |(start, _)| start);
            let part = body.get(begin..end).unwrap_or_default();
            // What stands behind the closing line is no part.
            if at.is_none() && part.iter().all(u8::is_ascii_whitespace) {
                return None;
            }
            Some(Part::new(part))
        })
    }

    /// The body without its transfer encoding.
    fn decoded(&self) -> Vec<u8> {
        match self.header("content-transfer-encoding").unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => quoted_printable(self.body),
            "base64" => base64(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// The next line that begins with `delimiter`: where the line end before it begins, and where the next line does.
fn next_delimiter(body: &[u8], from: usize, delimiter: &str) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let found = at + memchr::memmem::find(body.get(at..)?, delimiter.as_bytes())?;
        let at_line_start = found == 0 || body.get(found - 1) == Some(&b'\n');
        let line_end = memchr::memchr(b'\n', body.get(found..)?).map_or(body.len(), |end| found + end + 1);
        let rest = body.get(found + delimiter.len()..line_end)?;
        let rest = rest.strip_prefix(b"--").unwrap_or(rest);
        if at_line_start && rest.iter().all(u8::is_ascii_whitespace) {
            let before = body.get(..found)?;
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            let before = before.strip_suffix(b"\r").unwrap_or(before);
            return Some((before.len().max(from), line_end));
        }
        at = found + delimiter.len();
    }
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        rest = match rest {
            [] => return decoded,
            [b'=', b'\r', b'\n', rest @ ..] | [b'=', b'\n', rest @ ..] => rest,
            [b'=', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                decoded.push(hex(*high) << 4 | hex(*low));
                rest
            }
            [byte, rest @ ..] => {
                decoded.push(*byte);
                rest
            }
        };
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

fn base64(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
        }
    }
    decoded
}
