//! Pages of the web, from a server of our own on this computer: what is kept of them, and what they cannot do to us.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test should say so at once")]

mod command_line;
mod server;

use std::net::TcpListener;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossread::job::{Job, Progress, Threads, no_wake};
use crossread::model::Timestamp;
use crossread::session::{Address, FetchError, Fetched, Internet, Limits, Web as _};
use server::{Server, answer, begin, bomb, gzip, send};

const PAGE: &str = "Bridge shut\n\nThe bridge is shut until spring, the mayor said on Monday.\n";

fn limits() -> Limits {
    Limits { whole: Duration::from_secs(30), bytes: 300_000, redirects: 4, ..Limits::default() }
}

fn fetch_within(limits: Limits, address: &str) -> Result<Fetched, FetchError> {
    let address = Address::parse(address).unwrap();
    Internet::new(limits).fetch(&address, &Progress::unseen())
}

fn fetch(address: &str) -> Result<Fetched, FetchError> {
    fetch_within(limits(), address)
}

#[test]
fn what_a_server_says_is_kept() {
    let server = Server::start(|_, stream| {
        let head = ["Content-Type: text/plain; charset=\"ISO-8859-1\"", "Date: Wed, 04 Mar 2026 09:22:08 GMT"];
        answer(stream, "200 OK", &head, b"Stra\xdfe");
    });
    let fetched = fetch(&server.url("/news/bridge.txt?a=b#part")).unwrap();
    assert_eq!(fetched.bytes, b"Stra\xdfe");
    assert_eq!(fetched.address.as_str(), server.url("/news/bridge.txt?a=b"));
    assert_eq!(fetched.date, Some(Timestamp(1_772_616_128_000)));
    assert_eq!((fetched.media_type.as_deref(), fetched.charset.as_deref()), (Some("text/plain"), Some("iso-8859-1")));
    let request = server.requests().remove(0).to_ascii_lowercase();
    assert!(request.starts_with("get /news/bridge.txt?a=b http/1.1\r\n"), "{request}");
    assert!(request.contains("user-agent: crossread/"), "{request}");
    assert!(request.contains("accept-encoding: gzip"), "{request}");
    assert!(!request.contains("cookie") && !request.contains("referer"), "{request}");
}

#[test]
fn redirections_are_followed_and_the_last_address_counts() {
    let server = Server::start(|path, stream| match path {
        "/a" => answer(stream, "301 Moved Permanently", &["Location: /b/c"], b""),
        "/b/c" => answer(stream, "302 Found", &["Location: ../d?x=1", "Set-Cookie: a=b"], b"moved"),
        "/d?x=1" => answer(stream, "308 Permanent Redirect", &["Location: e"], b""),
        _ => answer(stream, "200 OK", &[], PAGE.as_bytes()),
    });
    let fetched = fetch(&server.url("/a")).unwrap();
    assert_eq!(fetched.address.as_str(), server.url("/e"));
    assert_eq!(fetched.bytes, PAGE.as_bytes());
    assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("cookie")));
}

#[test]
fn redirections_come_to_an_end_and_stay_on_the_web() {
    let server = Server::start(|path, stream| {
        let location = match path {
            "/loop" => "Location: /loop",
            "/file" => "Location: file:///etc/passwd",
            "/ftp" => "Location: ftp://127.0.0.1/a",
            "/secret" => "Location: http://ann:secret@127.0.0.1/a",
            _ => "X-Nothing: here",
        };
        answer(stream, "302 Found", &[location], b"");
    });
    assert_eq!(fetch(&server.url("/loop")), Err(FetchError::TooManyRedirects(4)));
    assert_eq!(server.requests().len(), 5, "the first one and as many as may follow");
    for page in ["/file", "/ftp", "/secret"] {
        let error = fetch(&server.url(page)).unwrap_err();
        assert!(matches!(error, FetchError::LeadsTo { .. }), "{page}: {error}");
        assert!(!error.to_string().contains("ann:secret"), "{error}");
    }
    assert_eq!(fetch(&server.url("/nowhere")), Err(FetchError::LeadsNowhere));
}

#[test]
fn a_page_that_is_not_there_is_told_with_its_status() {
    let server =
        Server::start(|path, stream| answer(stream, &format!("{} Whatever", &path[1..]), &[], b"an error page"));
    for (code, hint) in
        [(404, "no such page"), (403, "save it there"), (429, "save it there"), (503, "try again later")]
    {
        let error = fetch(&server.url(&format!("/{code}"))).unwrap_err();
        assert_eq!(error, FetchError::Status { code });
        assert!(error.to_string().contains(&code.to_string()) && error.to_string().contains(hint), "{error}");
    }
}

#[test]
fn what_is_too_large_is_not_waited_for() {
    let sent = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&sent);
    let server = Server::start(move |path, stream| match path {
        "/announced" => {
            begin(stream, "200 OK", &["Content-Length: 10000000000"]);
            send(stream, b"a few bytes");
        }
        "/bomb" => answer(stream, "200 OK", &["Content-Encoding: gzip"], &bomb(100_000)),
        _ => {
            begin(stream, "200 OK", &["Transfer-Encoding: chunked"]);
            let chunk = [b"2710\r\n".as_slice(), &[b'a'; 10_000], b"\r\n"].concat();
            for _ in 0..10_000 {
                if !send(stream, &chunk) {
                    return;
                }
                *counted.lock().unwrap() += 10_000;
            }
        }
    });
    for page in ["/announced", "/endless", "/bomb"] {
        assert_eq!(fetch(&server.url(page)), Err(FetchError::TooLarge(300_000)), "{page}");
    }
    assert!(*sent.lock().unwrap() < 50_000_000, "the rest was not read");
}

#[test]
fn compressed_pages_are_unpacked() {
    let server = Server::start(|path, stream| match path {
        "/whole" => answer(stream, "200 OK", &["Content-Encoding: gzip"], &gzip(PAGE.as_bytes())),
        "/many" => answer(stream, "200 OK", &["Content-Encoding: gzip"], &bomb(1_000)),
        _ => answer(stream, "200 OK", &["Content-Encoding: gzip"], &gzip(PAGE.as_bytes())[..40]),
    });
    assert_eq!(fetch(&server.url("/whole")).unwrap().bytes, PAGE.as_bytes());
    assert_eq!(fetch(&server.url("/many")).unwrap().bytes.len(), 258_001);
    assert!(matches!(fetch(&server.url("/cut")), Err(FetchError::Broken(_))));
}

#[test]
fn half_an_answer_is_none() {
    let server = Server::start(|path, stream| match path {
        "/length" => {
            begin(stream, "200 OK", &["Content-Length: 5000"]);
            send(stream, PAGE.as_bytes());
        }
        "/chunk" => {
            begin(stream, "200 OK", &["Transfer-Encoding: chunked"]);
            send(stream, b"1000\r\nhalf of it");
        }
        "/nothing" => {}
        _ => _ = send(stream, b"220 This is no website\r\n\r\n"),
    });
    for page in ["/length", "/chunk", "/nothing", "/other"] {
        let error = fetch(&server.url(page)).unwrap_err();
        assert!(matches!(error, FetchError::Broken(_)), "{page}: {error}");
    }
}

#[test]
fn slow_servers_are_given_up() {
    let server = Server::start(|path, stream| {
        if path == "/drip" {
            begin(stream, "200 OK", &["Content-Length: 5000"]);
        }
        while path == "/silent" || send(stream, b"a") {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let impatient = Limits { whole: Duration::from_millis(400), ..limits() };
    for page in ["/drip", "/silent"] {
        assert_eq!(fetch_within(impatient, &server.url(page)), Err(FetchError::TooSlow(1)), "{page}");
    }
}

#[test]
fn a_page_can_be_given_up_while_it_comes() {
    let (asked, was_asked) = mpsc::channel();
    let server = Server::start(move |_, stream| {
        begin(stream, "200 OK", &["Content-Length: 200000"]);
        _ = asked.send(());
        while send(stream, &[b'a'; 100]) {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let address = Address::parse(&server.url("/")).unwrap();
    let job =
        Job::start(&Threads, "fetch", &no_wake(), move |progress| Internet::new(limits()).fetch(&address, progress));
    was_asked.recv().unwrap();
    job.cancel();
    assert_eq!(job.wait().unwrap(), Err(FetchError::Cancelled));
}

#[test]
fn what_is_no_text_is_not_taken() {
    let server = Server::start(|_, stream| answer(stream, "200 OK", &["Content-Type: image/png"], b"\x89PNG"));
    assert_eq!(fetch(&server.url("/a")), Err(FetchError::NoText("image/png".into())));
}

#[test]
fn hosts_that_do_not_answer_are_named() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(fetch(&format!("http://{free}/")), Err(FetchError::Refused(free.to_string())));
    assert_eq!(fetch("http://no-such-host.invalid/"), Err(FetchError::NoHost("no-such-host.invalid".into())));
    let plain = Server::start(|_, stream| answer(stream, "200 OK", &[], b"no TLS here"));
    let error = fetch(&plain.url("/").replace("http:", "https:")).unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }), "{error}");
}
