//! Fetching from the web: the only place in the program that uses the network.

use std::error::Error as _;
use std::io::{self, ErrorKind, Read as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, header};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, Timeout};

use super::address::Address;
use super::web::{FetchError, Fetched, Web};
use crate::job::Progress;
use crate::model::Timestamp;

/// Says who asks, as the people who run websites want to know it.
const USER_AGENT: &str = concat!("Crossread/", env!("CARGO_PKG_VERSION"), " (fetches single articles for a reader)");

/// What is liked best first.
const ACCEPT: &str = "text/html, application/xhtml+xml, text/markdown;q=0.9, text/plain;q=0.9, */*;q=0.5";

/// How many bytes are read before somebody looks whether it was cancelled.
const CHUNK: usize = 64 * 1024;

/// How far the patience with a website goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For each connection.
    pub connect: Duration,
    /// For everything together.
    pub whole: Duration,
    /// How many bytes are taken, once they are no longer compressed.
    pub bytes: usize,
    /// How many times an address may lead on.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(15), whole: Duration::from_mins(1), bytes: 64 << 20, redirects: 10 }
    }
}

/// The web itself, through the proxy that the environment variables name, if they do (`HTTPS_PROXY` and so on).
///
/// Certificates are checked as the system does it: schools and offices that look into the traffic have their own
/// authority there, and a program that brings its own list would fail with them.
#[derive(Clone, Debug)]
pub struct Internet {
    agent: Agent,
    limits: Limits,
}

impl Default for Internet {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Internet {
    /// The web, with these limits. Nothing is connected yet.
    pub fn new(limits: Limits) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .user_agent(USER_AGENT)
            .accept(ACCEPT)
            .http_status_as_error(false)
            // Where an address leads is looked at before it is followed.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .timeout_connect(Some(limits.connect))
            .build();
        Self { agent: config.new_agent(), limits }
    }

    fn time_left(&self, began: Instant) -> Result<Duration, FetchError> {
        let left = self.limits.whole.checked_sub(began.elapsed()).filter(|left| !left.is_zero());
        left.ok_or_else(|| self.too_slow())
    }

    fn too_slow(&self) -> FetchError {
        FetchError::TooSlow(self.limits.whole.as_secs().max(1))
    }

    fn failed(&self, error: ureq::Error, address: &Address) -> FetchError {
        let host = || address.host().to_owned();
        match error {
            ureq::Error::HostNotFound => FetchError::NoHost(host()),
            ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                FetchError::Unreachable { host: host(), reason: "it does not answer".to_owned() }
            }
            ureq::Error::Timeout(_) => self.too_slow(),
            ureq::Error::Tls(reason) => FetchError::Tls { host: host(), reason: reason.to_owned() },
            ureq::Error::Rustls(error) => FetchError::Tls { host: host(), reason: reason(&error) },
            ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge(self.limits.bytes),
            ureq::Error::Io(error) => self.disconnected(&error, address),
            other => FetchError::Broken(other.to_string()),
        }
    }

    fn disconnected(&self, error: &io::Error, address: &Address) -> FetchError {
        let host = address.host().to_owned();
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return FetchError::Tls { host, reason: reason(error) };
        }
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => self.too_slow(),
            ErrorKind::ConnectionRefused => FetchError::Refused(host),
            ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::AddrNotAvailable => {
                FetchError::Unreachable { host, reason: error.to_string() }
            }
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
                FetchError::Broken("the server ended the connection".to_owned())
            }
            _ if is_about_names(error) => FetchError::NoHost(host),
            _ => FetchError::Broken(error.source().map_or_else(|| error.to_string(), ToString::to_string)),
        }
    }

    fn read(&self, body: Body, address: &Address, progress: &Progress) -> Result<Vec<u8>, FetchError> {
        let limit = self.limits.bytes;
        // What is announced need not be waited for. Compressed, it would be even more.
        if body.content_length().is_some_and(|length| length > limit as u64) {
            return Err(FetchError::TooLarge(limit));
        }
        let mut reader = body.into_with_config().limit(limit as u64 + 1).reader();
        let mut bytes = Vec::new();
        let mut chunk = vec![0; CHUNK];
        loop {
            if progress.is_cancelled() {
                return Err(FetchError::Cancelled);
            }
            let count = match reader.read(&mut chunk) {
                Ok(0) => return Ok(bytes),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.failed(ureq::Error::from(error), address)),
            };
            bytes.extend_from_slice(chunk.get(..count).unwrap_or_default());
            if bytes.len() > limit {
                return Err(FetchError::TooLarge(limit));
            }
        }
    }
}

impl Web for Internet {
    fn fetch(&self, address: &Address, progress: &Progress) -> Result<Fetched, FetchError> {
        let began = Instant::now();
        let mut address = address.clone();
        for _ in 0..=self.limits.redirects {
            if progress.is_cancelled() {
                return Err(FetchError::Cancelled);
            }
            let left = self.time_left(began)?;
            let mut request = self.agent.get(address.as_str()).config().timeout_global(Some(left));
            if is_this_computer(&address) {
                request = request.proxy(None);
            }
            let response = request.build().call().map_err(|error| self.failed(error, &address))?;
            let (head, body) = response.into_parts();
            let said = |name| text_of(&head.headers, name);
            match head.status.as_u16() {
                200..=299 => {
                    let (media_type, charset) = content_type(&said(header::CONTENT_TYPE).unwrap_or_default());
                    if let Some(kind) = media_type.as_deref().filter(|kind| is_no_text(kind)) {
                        return Err(FetchError::NoText(kind.to_owned()));
                    }
                    let bytes = self.read(body, &address, progress)?;
                    let date = said(header::DATE).as_deref().and_then(moment);
                    return Ok(Fetched { bytes, address, date, media_type, charset });
                }
                301 | 302 | 303 | 307 | 308 => {
                    let to = said(header::LOCATION).ok_or(FetchError::LeadsNowhere)?;
                    let next = address.join(&to);
                    address = next.map_err(|why| FetchError::LeadsTo { to: without_credentials(&to), why })?;
                }
                code => return Err(FetchError::Status { code }),
            }
        }
        Err(FetchError::TooManyRedirects(self.limits.redirects))
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

/// What a server says about the kind of bytes and their encoding, in lower case (RFC 9110, section 8.3).
fn content_type(said: &str) -> (Option<String>, Option<String>) {
    let mut parts = said.split(';').map(str::trim);
    let media_type = parts.next().filter(|kind| kind.contains('/')).map(str::to_ascii_lowercase);
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
    });
    (media_type, charset.filter(|charset| !charset.is_empty()))
}

/// Whether no reader of articles could ever make something of it.
fn is_no_text(media_type: &str) -> bool {
    ["image/", "audio/", "video/", "font/"].iter().any(|kind| media_type.starts_with(kind))
}

/// An HTTP date (RFC 9110, section 5.6.7).
fn moment(date: &str) -> Option<Timestamp> {
    let moment = jiff::fmt::rfc2822::parse(date.trim()).ok()?;
    Some(Timestamp(moment.timestamp().as_millisecond()))
}

/// The reason for which a secure connection failed.
fn reason(error: &rustls::Error) -> String {
    use rustls::CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => {
            "its certificate has expired".to_owned()
        }
        rustls::Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
            "its certificate is for another website".to_owned()
        }
        rustls::Error::InvalidCertificate(C::UnknownIssuer) => {
            "nobody whom this computer trusts vouches for it".to_owned()
        }
        rustls::Error::InvalidMessage(_) => {
            "it does not answer in TLS; perhaps the address begins with http://".to_owned()
        }
        other => other.to_string(),
    }
}

/// Whether an address is one of this computer itself, which no proxy knows.
fn is_this_computer(address: &Address) -> bool {
    let host = address.host();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether the system could not find a host; it has no kind of its own for that.
fn is_about_names(error: &io::Error) -> bool {
    /// `WSAHOST_NOT_FOUND` and `WSATRY_AGAIN` and `WSANO_DATA`.
    const WINDOWS: [i32; 3] = [11_001, 11_002, 11_004];
    let code = error.raw_os_error();
    code.is_some_and(|code| cfg!(windows) && WINDOWS.contains(&code))
        || code.is_none() && error.to_string().contains("lookup address")
}

/// An address as it may be shown.
fn without_credentials(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("//") else { return address.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest.get(..end).and_then(|authority| authority.rfind('@')) {
        Some(at) => format!("{scheme}//…{}", rest.get(at..).unwrap_or_default()),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_say_about_bytes() {
        for (said, kind, charset) in [
            ("text/html; charset=UTF-8", Some("text/html"), Some("utf-8")),
            ("Text/HTML;x=1; Charset=\"windows-1252\"", Some("text/html"), Some("windows-1252")),
            ("text/plain", Some("text/plain"), None),
            ("text/plain; charset=", Some("text/plain"), None),
            ("nonsense; charset=utf-8", None, Some("utf-8")),
            ("", None, None),
        ] {
            let found = content_type(said);
            assert_eq!((found.0.as_deref(), found.1.as_deref()), (kind, charset), "{said:?}");
        }
        assert!(is_no_text("image/png") && !is_no_text("application/pdf"));
    }

    #[test]
    fn dates_are_read_as_http_writes_them() {
        assert_eq!(moment("Wed, 04 Mar 2026 09:22:08 GMT"), Some(Timestamp(1_772_616_128_000)));
        assert_eq!(moment("yesterday"), None);
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_credentials("https://ann:secret@other.example/a@b"), "https://…@other.example/a@b");
        assert_eq!(without_credentials("//ann@other.example"), "//…@other.example");
        assert_eq!(without_credentials("/a@b"), "/a@b");
    }
}
