//! What the fuzzers have found, and where they begin: every file of every corpus is replayed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crossread::intake::{self, Hint, Kind};
use crossread::model::difference::edit_between;
use crossread::session::read_set;
use crossread::{model, wire};

use super::{file, reading};

#[path = "../../fuzz/package.rs"]
mod package;

type Replay = fn(&[u8]);

/// Each target of `fuzz/` with what it does to the bytes of a corpus file.
const TARGETS: [(&str, Replay); 10] = [
    ("open_set", open_set),
    ("journal", journal),
    ("merge", merge),
    ("docx", |bytes| drop(package::check(&package::docx(bytes)))),
    ("odt", |bytes| drop(package::check(&package::odt(bytes)))),
    ("rtf", |bytes| drop(package::check(&[b"{\\rtf", bytes].concat()))),
    ("pdf", |bytes| drop(package::check(bytes))),
    ("document", |bytes| drop(package::check(bytes))),
    ("html", html),
    ("mhtml", mhtml),
];

/// As `fuzz/fuzz_targets/open_set.rs`.
fn open_set(bytes: &[u8]) {
    let Ok(first) = read_set(bytes) else { return };
    let again = reading(file(&first.set));
    assert_eq!(again.findings, []);
    assert!(again.set == first.set, "another set is read back");
}

/// As `fuzz/fuzz_targets/journal.rs`.
fn journal(bytes: &[u8]) {
    check_journal(bytes);
    check_journal(&framed(bytes));
}

fn check_journal(bytes: &[u8]) {
    let records = |bytes: &[u8]| {
        let journal = wire::journal::read(bytes);
        let records: Vec<_> = journal.records.into_iter().map(|numbered| (numbered.number, numbered.record)).collect();
        (records, journal.trouble)
    };
    let (first, _) = records(bytes);
    let mut text = String::new();
    for (number, record) in &first {
        wire::journal::append(&mut text, *number, record);
    }
    assert!(records(text.as_bytes()) == (first, None), "another journal is read back");
}

/// What stands between lines that begin like a record, as records with the right lengths and checksums.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let records = text.trim_end_matches('\n').split("\n@ ").filter_map(|part| Some(part.split_once('\n')?.1));
    let mut out = String::new();
    for (number, record) in (1..).zip(records) {
        let head = format!("{number} {}", record.len());
        let sum = crc32fast::hash(format!("{head} {record}").as_bytes());
        writeln!(out, "@ {head} {sum:08x}\n{record}").unwrap();
    }
    out.into_bytes()
}

#[test]
fn a_journal_that_is_framed_again_is_the_same() {
    let bytes = fs::read(folder("corpus", "journal").join("added.journal")).unwrap();
    assert_eq!(String::from_utf8_lossy(&framed(&bytes)).trim_end(), String::from_utf8_lossy(&bytes).trim_end());
}

/// As `fuzz/fuzz_targets/merge.rs`.
fn merge(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut sets = text.split("\n====\n").map_while(|part| Some(read_set(part.as_bytes()).ok()?.set));
    let (Some(ours), Some(theirs)) = (sets.next(), sets.next()) else { return };
    let base = sets.next();
    let Ok(merged) = model::merge::merge(base.as_ref(), &ours, &theirs) else { return };
    let swapped = model::merge::merge(base.as_ref(), &theirs, &ours).unwrap();
    assert_eq!(file(&swapped.set), file(&merged.set));
    assert_eq!(reading(file(&merged.set)).findings, []);
    let mut reached = ours.clone();
    model::edit::apply(&mut reached, edit_between(&ours, &merged.set)).unwrap();
    assert_eq!(reached.annotations(), merged.set.annotations());
}

/// As `fuzz/fuzz_targets/html.rs`.
fn html(bytes: &[u8]) {
    for fragment in [false, true] {
        web_page(bytes, &Hint { kind: Some(Kind::Html), fragment, ..Hint::default() });
    }
}

/// As `fuzz/fuzz_targets/mhtml.rs`.
fn mhtml(bytes: &[u8]) {
    web_page(bytes, &Hint { kind: Some(Kind::Mhtml), ..Hint::default() });
}

fn web_page(bytes: &[u8], hint: &Hint) {
    let Ok(article) = intake::read(bytes, hint) else { return };
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && !block.span.is_empty());
        assert!(block.span.slice(&article.text).is_some_and(|text| !text.trim().is_empty()));
        assert!(block.inlines.iter().all(|inline| block.span.covers(inline.span)));
        assert!(block.inlines.iter().all(|inline| inline.span.slice(&article.text).is_some()));
        end = block.span.end;
    }
}

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target)
}

#[test]
fn every_corpus_file_is_answered() {
    for (target, replay) in TARGETS {
        let source = folder("fuzz_targets", "").join(target).with_extension("rs");
        assert!(source.exists(), "{target} is no target any more");
        let mut count = 0;
        for entry in fs::read_dir(folder("corpus", target)).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            replay(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count > 0, "{target} has no corpus");
        println!("{target}: {count} files");
    }
    let targets = fs::read_dir(folder("fuzz_targets", "")).unwrap().count();
    assert_eq!(targets, TARGETS.len(), "each target is replayed here");
}
