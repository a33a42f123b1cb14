//! Pages saved as one message.

use super::{STORY, marked, seen};
use crossread::intake::{self, Article, Hint, IntakeError, Kind};

fn read(message: &str) -> Result<Article, IntakeError> {
    intake::read(message.replace('\n', "\r\n").as_bytes(), &Hint::default())
}

#[test]
fn a_browsers_message_is_a_page() {
    let message = format!(
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://lamp.example/bridge\nSubject: Bridge\n\
         MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\";\n\tboundary=\"----Bound\"\n\n\
         ------Bound\nContent-Type: text/css\n\np {{}}\n\
         ------Bound\nContent-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\
         Content-Location: https://lamp.example/bridge\n\n\
         <html><body><article><p>Le pr=E9fet <a href=3D\"/more\">a =\nd=E9cid=E9</a>. {}</p><p>{}</p></article></body></html>\n\
         ------Bound--\n",
        STORY[0], STORY[1]
    );
    let article = read(&message).unwrap();
    assert!(seen(&article).starts_with("p: Le préfet a décidé. The council"), "{}", seen(&article));
    assert_eq!(marked(&article), ["https://lamp.example/more a décidé"]);
    assert_eq!(article.address.as_deref(), Some("https://lamp.example/bridge"));
    assert_eq!(article.encoding.unwrap().name, "windows-1252");
}

#[test]
fn the_start_part_counts_and_base64_is_read() {
    let message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; start=\"<main>\"\n\n\
                   --b\nContent-Type: text/html\n\n<p>A frame</p>\n--b\nContent-Type: text/html\nContent-ID: <main>\n\
                   Content-Transfer-Encoding: base64\n\nPHA+VGhlIHBhZ2\nU8L3A+\n--b--\n";
    assert_eq!(seen(&read(message).unwrap()), "p: The page");
}

#[test]
fn messages_that_are_damaged_are_answered() {
    let head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n";
    assert_eq!(read(head).unwrap_err(), IntakeError::NoPage);
    assert_eq!(read(&format!("{head}--b\nContent-Type: image/png\n\nx\n--b--\n")).unwrap_err(), IntakeError::NoPage);
    assert_eq!(seen(&read(&format!("{head}--b\nContent-Type: text/html\n\n<p>cut")).unwrap()), "p: cut");
    let nested = "--b\nContent-Type: multipart/related; boundary=b\n\n".repeat(1000);
    assert_eq!(read(&format!("{head}{nested}")).unwrap_err(), IntakeError::NoPage);
    let hint = Hint { kind: Some(Kind::Mhtml), ..Hint::default() };
    assert_eq!(intake::read(b"no message", &hint).unwrap_err(), IntakeError::NoPage);
}

#[test]
fn pages_and_messages_are_known_by_their_beginning() {
    for (bytes, kind) in [
        (&b"\xEF\xBB\xBF\n<!-- x --><!DOCTYPE HTML>"[..], Kind::Html),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", Kind::Html),
        (b"\xFF\xFE<\0h\0t\0m\0l\0>\0", Kind::Html),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", Kind::Mhtml),
        (b"HTML is a language", Kind::PlainText),
        (b"Content-Type: text/html is a header", Kind::PlainText),
        (b"", Kind::PlainText),
    ] {
        assert_eq!(Kind::of(bytes, &Hint::default()), kind, "{}", String::from_utf8_lossy(bytes));
    }
    for (name, kind) in [
        ("a.htm", Kind::Html),
        ("B.HTML", Kind::Html),
        ("c.xhtml", Kind::Html),
        ("d.mht", Kind::Mhtml),
        ("e.mhtml", Kind::Mhtml),
    ] {
        assert_eq!(Kind::of(b"text", &Hint { file_name: Some(name.to_owned()), ..Hint::default() }), kind, "{name}");
    }
}
