//! Addresses of the web: which ones are fetched, and where a page leads on to.

use std::fmt::{self, Write as _};

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::model::Timestamp;

/// No browser and no server takes longer ones, in bytes.
const MAX_LENGTH: usize = 8_000;

/// An address that may be fetched: http or https, a host, no name and password, no fragment, and nothing in it that
/// would have to be encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    text: String,
    /// Where the host begins and the path does, in bytes.
    host: usize,
    path: usize,
}

/// Why something is no address that may be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// Neither http nor https.
    #[error("only addresses that begin with http:// or https:// are fetched")]
    Scheme,
    /// There is no host in it.
    #[error("it names no website")]
    NoHost,
    /// The host holds what no host can.
    #[error("“{0}” is not the name of a website; copy the address from the browser’s address bar")]
    Host(String),
    /// A name and perhaps a password stand before the host.
    #[error("it holds a name or a password, which would go into the set; take out what stands before the @")]
    Credentials,
    /// Longer than any server takes.
    #[error("it is longer than {MAX_LENGTH} characters")]
    TooLong,
}

impl Address {
    /// Whether a text is meant as an address of the web rather than as the name of a file.
    pub fn is_meant(text: &str) -> bool {
        scheme(text.trim_start()).is_some_and(|(scheme, rest)| is_web(scheme) && rest.starts_with("//"))
    }

    /// Reads an address as somebody typed or pasted it: blanks around it go, letters of every script are encoded, and
    /// the part after `#`, which no server sees, is left out.
    ///
    /// # Errors
    ///
    /// Where it is none that may be fetched.
    pub fn parse(typed: &str) -> Result<Self, AddressError> {
        // Line ends get into an address where it was copied from a letter.
        let typed: String = typed.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        if typed.len() > MAX_LENGTH {
            return Err(AddressError::TooLong);
        }
        let (scheme, rest) = scheme(&typed).filter(|(scheme, _)| is_web(scheme)).ok_or(AddressError::Scheme)?;
        let rest = rest.strip_prefix("//").ok_or(AddressError::NoHost)?;
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(AddressError::Credentials);
        }
        let authority = &in_ascii(authority).unwrap_or_else(|| authority.to_owned());
        if !is_host(authority) || path.starts_with('\\') {
            return Err(if authority.is_empty() {
                AddressError::NoHost
            } else {
                AddressError::Host(authority.to_owned())
            });
        }
        let mut text = format!("{}://", scheme.to_ascii_lowercase());
        let host = text.len();
        text.push_str(&authority.to_ascii_lowercase());
        let begin = text.len();
        let path = path.split('#').next().unwrap_or_default();
        if !path.starts_with('/') {
            text.push('/');
        }
        encode(&mut text, path);
        if text.len() > MAX_LENGTH {
            return Err(AddressError::TooLong);
        }
        Ok(Self { text, host, path: begin })
    }

    /// Where a redirection from this address leads (RFC 3986, section 5.2).
    ///
    /// # Errors
    ///
    /// Where that is none that may be fetched.
    pub fn join(&self, location: &str) -> Result<Self, AddressError> {
        let location = location.trim();
        if scheme(location).is_some() {
            return Self::parse(location);
        }
        let [scheme, site, here] = [
            self.text.get(..self.host).unwrap_or_default().trim_end_matches('/'),
            self.text.get(..self.path).unwrap_or_default(),
            self.text.get(self.path..).unwrap_or_default(),
        ];
        if location.starts_with("//") {
            return Self::parse(&format!("{scheme}{location}"));
        }
        let (path, _) = here.split_once('?').unwrap_or((here, ""));
        if location.is_empty() || location.starts_with('#') {
            return Ok(self.clone());
        }
        if location.starts_with('?') {
            return Self::parse(&format!("{site}{path}{location}"));
        }
        let (target, query) = location.split_at(location.find(['?', '#']).unwrap_or(location.len()));
        let folder = if target.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) };
        let target =
            if folder.is_empty() && target.starts_with('/') { target.to_owned() } else { format!("{folder}/{target}") };
        Self::parse(&format!("{site}{}{query}", without_dots(&target)))
    }

    /// The address in full.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The website's name, with the port where one is given.
    pub fn host(&self) -> &str {
        self.text.get(self.host..self.path).unwrap_or_default()
    }

    /// The last part of the path, as a file would be called; `None` where the path ends with a slash.
    pub fn file_name(&self) -> Option<String> {
        let path = self.text.get(self.path..)?.split('?').next()?;
        let name = decoded(path.rsplit('/').next()?);
        (!name.trim().is_empty()).then_some(name)
    }

    /// The page of the Internet Archive that shows what this address showed nearest to a moment. Nobody has asked
    /// whether there is one.
    pub fn archived(&self, at: Timestamp) -> String {
        let digits: String = at.to_string().chars().filter(char::is_ascii_digit).take(14).collect();
        format!("https://web.archive.org/web/{digits}/{}", self.text)
    }

    /// What two addresses of the same page have in common: http and https, `www.` and a slash at the end make no
    /// difference.
    pub fn key(&self) -> &str {
        let key = self.text.get(self.host..).unwrap_or_default();
        key.strip_prefix("www.").unwrap_or(key).trim_end_matches('/')
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The scheme and what follows its colon, where a text begins with one.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let mut bytes = scheme.bytes();
    let is_scheme = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some((scheme, rest))
}

fn is_web(scheme: &str) -> bool {
    ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

/// A host in the letters that the net knows: names in other letters become `xn--` and their letters in Punycode
/// (RFC 5891). `None` where it cannot be written so.
fn in_ascii(authority: &str) -> Option<String> {
    if authority.is_ascii() {
        return Some(authority.to_owned());
    }
    let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
    let host: String = host.to_lowercase().nfc().collect();
    let labels = host.split(['.', '。']).map(|label| {
        if label.is_ascii() {
            return Some(label.to_owned());
        }
        let fits = |c: char| c == '-' || c.is_alphanumeric() || is_combining_mark(c);
        let code = (label.len() <= 256 && label.chars().all(fits)).then(|| punycode(label)).flatten()?;
        // No part of a name is longer (RFC 1035, section 2.3.4).
        (code.len() <= 59).then(|| format!("xn--{code}"))
    });
    Some(labels.collect::<Option<Vec<_>>>()?.join(".") + port)
}

/// A label's letters in Punycode (RFC 3492, section 6.3).
fn punycode(label: &str) -> Option<String> {
    const BASE: u32 = 36;
    const SKEW: u32 = 38;
    const DAMP: u32 = 700;
    let mut code: String = label.chars().filter(char::is_ascii).collect();
    let plain = code.len() as u32;
    if plain > 0 {
        code.push('-');
    }
    let count = u32::try_from(label.chars().count()).ok()?;
    let (mut next, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72_u32, plain);
    while done < count {
        let least = label.chars().map(u32::from).filter(|code| *code >= next).min()?;
        delta = delta.checked_add((least - next).checked_mul(done + 1)?)?;
        next = least;
        for letter in label.chars().map(u32::from) {
            if letter < next {
                delta = delta.checked_add(1)?;
            }
            if letter != next {
                continue;
            }
            let mut rest = delta;
            for step in (BASE..).step_by(BASE as usize) {
                let threshold = step.saturating_sub(bias).clamp(1, 26);
                if rest < threshold {
                    break;
                }
                let more = BASE - threshold;
                code.push(digit_of(threshold + (rest - threshold) % more)?);
                rest = (rest - threshold) / more;
            }
            code.push(digit_of(rest)?);
            let mut left = delta / if done == plain { DAMP } else { 2 };
            left += left / (done + 1);
            let mut steps = 0;
            while left > (BASE - 1) * 26 / 2 {
                left /= BASE - 1;
                steps += BASE;
            }
            bias = steps + BASE * left / (left + SKEW);
            delta = 0;
            done += 1;
        }
        delta += 1;
        next += 1;
    }
    Some(code)
}

/// `a` to `z` are 0 to 25, and `0` to `9` follow.
fn digit_of(value: u32) -> Option<char> {
    let value = u8::try_from(value).ok()?;
    Some(char::from(if value < 26 { b'a' + value } else { b'0'.checked_add(value - 26)? }))
}

/// Whether this is a host, perhaps with a port, in the letters that the net knows.
fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, after)) if host.parse::<std::net::Ipv6Addr>().is_ok() => ("ipv6", after),
            _ => return false,
        },
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port_fits = match port.strip_prefix(':') {
        Some(digits) => digits.parse::<u16>().is_ok_and(|port| port > 0) && !digits.starts_with('+'),
        None => port.is_empty(),
    };
    let host_fits = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
    port_fits && host_fits && host.bytes().any(|byte| byte.is_ascii_alphanumeric())
}

/// Encodes what an address cannot hold (RFC 3987, section 3.1); what is encoded already stays.
fn encode(text: &mut String, path: &str) {
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=%[]|".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            _ = write!(text, "%{byte:02X}");
        }
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        plain.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut open = false;
    for part in path.split('/').skip(1) {
        open = matches!(part, "." | "..");
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    let mut path: String = parts.iter().flat_map(|part| ["/", part]).collect();
    if open {
        path.push('/');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> String {
        Address::parse(text).map_or_else(|error| format!("{error:?}"), |address| address.to_string())
    }

    #[test]
    fn an_address_is_taken_as_people_paste_it() {
        for (typed, address) in [
            ("https://example.org", "https://example.org/"),
            (" HTTPS://Example.ORG/A b/straße?q=ü#part \n", "https://example.org/A%20b/stra%C3%9Fe?q=%C3%BC"),
            ("https://example.org/a/\nvery/long\r\n/one", "https://example.org/a/very/long/one"),
            ("http://example.org:8080?x=%20y", "http://example.org:8080/?x=%20y"),
            ("http://[::1]:80/x", "http://[::1]:80/x"),
            ("https://example.org/#:~:text=said", "https://example.org/"),
            ("https://example.org/@ann/1", "https://example.org/@ann/1"),
            ("https://www.Köln.example:8080/ä", "https://www.xn--kln-sna.example:8080/%C3%A4"),
        ] {
            assert_eq!(parsed(typed), address, "{typed:?}");
        }
    }

    #[test]
    fn what_may_not_be_fetched_is_refused() {
        for (typed, error) in [
            ("file:///etc/passwd", "Scheme"),
            ("ftp://example.org/x", "Scheme"),
            ("javascript:alert(1)", "Scheme"),
            ("example.org", "Scheme"),
            ("", "Scheme"),
            ("https:example.org", "NoHost"),
            ("https:///x", "NoHost"),
            ("https://ann:secret@example.org/", "Credentials"),
            ("https://ann@example.org/", "Credentials"),
            ("https://good.example\\@evil.example/", "Host"),
            ("https://a b.example/", "Host"),
            ("https://example.org:http/", "Host"),
            ("https://example.org:0/", "Host"),
            ("https://example.org:99999/", "Host"),
            ("https://kö ln.example/", "Host"),
            ("https://good.example\u{ff0f}.evil.example/", "Host"),
            ("https://a\u{202e}ö.example/", "Host"),
            ("https://[::1/", "Host"),
            ("https://.../", "Host"),
        ] {
            assert!(parsed(typed).starts_with(error), "{typed:?}: {}", parsed(typed));
        }
        assert_eq!(parsed(&format!("https://example.org/{}", "a".repeat(9_000))), "TooLong");
        assert_eq!(parsed(&format!("https://example.org/{}", "ü".repeat(3_000))), "TooLong");
    }

    #[test]
    fn names_in_other_letters_are_those_that_the_net_knows() {
        for (name, code) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("MÜNCHEN.example", "xn--mnchen-3ya.example"),
            ("straße.example", "xn--strae-oqa.example"),
            ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
            ("правда.example", "xn--80aafi6cg.example"),
            ("他们为什么不说中文.example", "xn--ihqwcrb4cv8a8dqg056pqjye.example"),
            ("3年b組金八先生.example", "xn--3b-ww4c5e180e575a65lsy2b.example"),
        ] {
            assert_eq!(parsed(&format!("https://{name}")), format!("https://{code}/"), "{name}");
        }
        assert!(parsed(&format!("https://{}.example", "ü".repeat(80))).starts_with("Host"));
    }

    #[test]
    fn a_redirection_leads_where_a_browser_would_go() {
        let base = Address::parse("http://example.org/news/today/a.html?x=1").unwrap();
        for (location, address) in [
            ("https://other.example/b", "https://other.example/b"),
            ("//other.example/b", "http://other.example/b"),
            ("/b?y=2", "http://example.org/b?y=2"),
            ("b", "http://example.org/news/today/b"),
            ("../b/./c", "http://example.org/news/b/c"),
            ("../../../../b", "http://example.org/b"),
            (".", "http://example.org/news/today/"),
            ("?y=2", "http://example.org/news/today/a.html?y=2"),
            ("", "http://example.org/news/today/a.html?x=1"),
            ("#part", "http://example.org/news/today/a.html?x=1"),
            ("b?to=../c", "http://example.org/news/today/b?to=../c"),
            ("b:c", "Scheme"),
            ("file:///etc/passwd", "Scheme"),
            ("https://ann:secret@other.example/", "Credentials"),
        ] {
            let joined = base.join(location).map_or_else(|error| format!("{error:?}"), |address| address.to_string());
            assert_eq!(joined, address, "{location:?}");
        }
    }

    #[test]
    fn what_an_address_says_by_itself() {
        let address = Address::parse("https://www.example.org/news/bridge%20shut.html?x=/y").unwrap();
        assert_eq!(address.host(), "www.example.org");
        assert_eq!(address.file_name().as_deref(), Some("bridge shut.html"));
        assert_eq!(Address::parse("https://example.org/news/").unwrap().file_name(), None);
        let archived = Address::parse("https://example.org/a?b=c").unwrap().archived(Timestamp(1_772_616_128_042));
        assert_eq!(archived, "https://web.archive.org/web/20260304092208/https://example.org/a?b=c");
        let key = |text: &str| Address::parse(text).unwrap().key().to_owned();
        assert_eq!(key("http://www.example.org/a/"), key("https://example.org/a#top"));
        assert_ne!(key("https://example.org/a?id=1"), key("https://example.org/a?id=2"));
    }
}
