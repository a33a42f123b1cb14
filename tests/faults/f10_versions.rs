//! F10: files of older and newer programs. What is not known is kept or the file is not replaced; what is old is read.

use std::fs;
use std::path::Path;

use crossread::job::no_wake;
use crossread::session::{CannotSave, Environment, ReadOnly, Session, open};
use crossread::wire::{Severity, What};

use super::common::small_set::small_set;
use super::{count, file, reading};

fn golden(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name)).unwrap()
}

/// The file with the checksum that belongs to it, as a newer program would have written it.
fn summed(text: &str) -> String {
    let before = &text[..text.rfind("sum: \"").unwrap()];
    format!("{before}sum: \"{:08x}\",\n)\n", crc32fast::hash(before.as_bytes()))
}

/// These files never change. One is added for each format, with what it holds.
#[test]
fn f10_files_of_every_format_are_read_for_ever() {
    let read = reading(golden("format-1.ron"));
    assert_eq!(read.findings, []);
    assert!(read.set == small_set());
    let read = reading(golden("format-1-by-hand.ron"));
    assert_eq!(read.findings.iter().map(|finding| &finding.what).collect::<Vec<_>>(), [&What::NoChecksums]);
    assert_eq!((read.set.sources().len(), read.set.annotations().len()), (1, 2));
}

#[test]
fn f10_unknown_fields_are_kept() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let newer = whole.replacen(
        "    annotators: [",
        "    ext: {\"mood\": (deep: [1, {\"k\": 'c'}], text: \"a\u{301}\")},\n    annotators: [",
        1,
    );
    let read = reading(&newer);
    assert!(read.may_replace_the_file(), "{:?}", read.findings);
    let saved = String::from_utf8(file(&read.set)).unwrap();
    assert!(saved.contains("\"mood\": (deep: [1, {\"k\": 'c'}], text: \"a\u{301}\"),"));
    assert_eq!(saved.matches("\"later\": (x: [1, 2], y: \"a) b\"),").count(), whole.matches("\"later\": ").count());
    assert!(reading(saved).set == read.set);
}

#[test]
fn f10_what_cannot_be_kept_makes_the_file_read_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.ron");
    let whole = String::from_utf8(file(&small_set())).unwrap();
    for (from, to) in [
        ("format: 1", "format: 2"),
        ("    annotators: [", "    moods: [1, 2],\n    annotators: ["),
        ("note: \"why, (then)\"", "mood: \"doubtful\", note: \"why, (then)\""),
        ("kind: heading(1)", "kind: heading(1), lines: 3"),
    ] {
        let newer = whole.replacen(from, to, 1);
        assert_ne!(newer, whole, "{from}");
        let newer = summed(&newer);
        fs::write(&path, &newer).unwrap();
        let opened = open(&Environment::system(no_wake()), &path).unwrap();
        assert_eq!(opened.reading.severity(), Some(Severity::Newer), "{to}: {:?}", opened.reading.findings);
        assert_eq!(count(&opened.reading.set), count(&small_set()));
        let (mut session, findings) = Session::from_opened(Environment::system(no_wake()), opened);
        assert!(findings.iter().all(|finding| !finding.hint().is_empty()));
        assert_eq!(session.save(None), Err(CannotSave::ReadOnly(ReadOnly::Newer)), "{to}");
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }
}
