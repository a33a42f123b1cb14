//! F11: every kind of text in a file: read, kept, and never able to disguise anything in a message.

use std::fmt::Write as _;

use crossread::model::{AnnotationSet, Details, Edit, edit::apply};
use crossread::wire::{Severity, What};

use super::common::small_set::small_set;
use super::{file, reading};

fn titled(title: &str) -> AnnotationSet {
    let mut set = small_set();
    let details = Details { title: title.to_owned(), ..set.details().clone() };
    apply(&mut set, Edit::SetDetails(details)).unwrap();
    set
}

#[test]
fn f11_every_character_comes_back() {
    let mut all = String::new();
    for c in (0..=0x0010_FFFF_u32).step_by(7).chain(0..0x3000).filter_map(char::from_u32) {
        all.push(c);
    }
    for title in [
        &all,
        "\0",
        "\r",
        "\r\n",
        "\u{FEFF}",
        "a\u{202E}b",
        "e\u{301}",
        "\u{2028}",
        "\\u{41}",
        "\"",
        "👩‍👧",
        "\u{10FFFF}",
    ] {
        let set = titled(title);
        let read = reading(file(&set));
        assert_eq!(read.findings, []);
        assert!(read.set == set);
    }
}

#[test]
fn f11_what_editors_do_to_a_file_is_undone_or_named() {
    let set = small_set();
    let whole = String::from_utf8(file(&set)).unwrap();
    let crlf = whole.replace('\n', "\r\n");
    let marked = format!("\u{FEFF}{whole}");
    for same in [crlf.into_bytes(), marked.into_bytes()] {
        let read = reading(same);
        assert_eq!(read.findings, []);
        assert!(read.set == set);
    }
    let utf16 = |order: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(whole.encode_utf16());
        units.flat_map(order).collect()
    };
    for bytes in [
        utf16(u16::to_le_bytes, true),
        utf16(u16::to_be_bytes, true),
        utf16(u16::to_le_bytes, false),
        utf16(u16::to_be_bytes, false),
    ] {
        let read = reading(bytes);
        assert_eq!(read.findings.iter().map(|finding| &finding.what).collect::<Vec<_>>(), [&What::Encoding("UTF-16")]);
        assert!(read.set == set && read.may_replace_the_file());
    }
}

#[test]
fn f11_another_encoding_is_named_with_its_place() {
    let set = titled("Zoë and Åsa");
    let whole = String::from_utf8(file(&set)).unwrap();
    let latin: Vec<u8> = whole
        .replace('’', "'")
        .chars()
        .flat_map(|c| if ('\u{80}'..='\u{FF}').contains(&c) { vec![c as u8] } else { c.to_string().into_bytes() })
        .collect();
    let read = reading(latin);
    assert_eq!(read.severity(), Some(Severity::Damage));
    let finding = read.findings.iter().find(|finding| finding.what == What::NotUtf8).unwrap();
    let line = whole.lines().position(|line| line.contains("Zoë")).unwrap();
    assert_eq!((finding.place.line as usize, finding.place.column), (line + 1, 19));
    assert!(finding.hint().contains("UTF-8"));
    assert_eq!(read.set.annotations().len(), set.annotations().len());
}

#[test]
fn f11_names_cannot_disguise_anything_in_a_message() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let mut seen = 0;
    for (from, to) in [
        ("role: claim", "role: \"\u{202E}mialc\""),
        ("name: \"Opinion\"", "name: \"\u{2066}Claim\", na\u{200F}me: 1"),
        ("shortcut: 2", "shortcut: \"\u{202E}2\""),
        ("name: \"Opinion\"", "name: \"claim \"\n, shortcut: 1"),
    ] {
        let hurt = whole.replacen(from, to, 1);
        assert_ne!(hurt, whole);
        let mut said = String::new();
        match crossread::session::read_set(hurt.as_bytes()) {
            Ok(read) => read.findings.iter().for_each(|finding| _ = writeln!(said, "{finding}")),
            Err(error) => said = error.to_string(),
        }
        assert!(!said.contains(['\u{202E}', '\u{2066}', '\u{200F}', '\0']), "{said:?}");
        seen += said.matches("‹U+").count();
    }
    assert!(seen > 0);
    let error = crossread::session::read_set("\u{202E}(set".as_bytes()).unwrap_err();
    assert!(!error.to_string().contains('\u{202E}'));
}
