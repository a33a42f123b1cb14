//! F9: nested, huge and long-lined files are answered, with a message and in bounded work.
//!
//! What needs a gigabyte is measured by hand, with `benches/hostile.rs`.

use std::fmt::Write as _;

use crossread::session;
use crossread::wire::{MAX_FILE_BYTES, Part, ReadError, What};

use super::common::small_set::small_set;
use super::{count, file, reading};

const HEAD: &str =
    "(format: 1, set: (id: \"019a9f2e-7c1b-7000-8000-000000000001\", created: \"2026-03-04T09:00:00Z\"),";

#[test]
fn f09_brackets_without_end_are_named() {
    for bracket in ["[", "(", "{", "(a: ", "{\"a\": ", "Some("] {
        let deep = bracket.repeat(200_000);
        let text = format!("{HEAD}\n    ext: {{\"a\": {deep}}},\n    people: [],\n)");
        let read = reading(text);
        assert!(!read.may_replace_the_file());
        let said: Vec<String> = read.findings.iter().map(ToString::to_string).collect();
        assert!(said.iter().any(|said| said.contains("brackets inside each other")), "{bracket}: {said:?}");
    }
}

#[test]
fn f09_a_deep_value_that_is_closed_is_named_and_costs_only_itself() {
    let deep = format!("{}{}", "[".repeat(126), "]".repeat(126));
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let hurt = whole.replacen("note: \"why, (then)\"", &format!("note: {deep}"), 1);
    assert_ne!(hurt, whole);
    let read = reading(hurt);
    assert_eq!(count(&read.set), count(&small_set()));
    assert!(!read.may_replace_the_file());
}

#[test]
fn f09_a_file_larger_than_the_limit_is_refused_before_it_is_read() {
    // Zeroes that nobody touches take no memory.
    let zeroes = vec![0; MAX_FILE_BYTES + 1];
    let error = session::read_set(&zeroes).unwrap_err();
    assert_eq!(error, ReadError::TooLarge(MAX_FILE_BYTES + 1));
    assert!(error.to_string().contains("1073741825 bytes"), "{error}");
}

#[test]
fn f09_any_number_of_broken_records_gives_a_list_that_can_be_read() {
    for record in ["(x)", "(id: 1, id: 2)", "x", "(\"", "()"] {
        let mut text = format!("{HEAD}\n    annotations: [\n");
        for _ in 0..30_000 {
            _ = writeln!(text, "        {record},");
        }
        text.push_str("    ],\n)\n");
        let read = reading(&text);
        assert!(read.findings.len() <= 20_001, "{record}: {}", read.findings.len());
        assert!(!read.may_replace_the_file(), "{record}");
        assert!(read.set.annotations().is_empty());
        let more = read.findings.iter().any(|finding| matches!(finding.what, What::More { .. }));
        assert!(more || read.findings.len() < 10_001, "{record}");
    }
}

#[test]
fn f09_one_long_line_is_read_as_well_as_many() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    // Lines of text hold no line end of their own: all of them are layout.
    let line = whole.replace('\n', " ");
    let read = reading(&line);
    assert_eq!(count(&read.set), count(&small_set()));
    let mut text = format!("{HEAD} people: [");
    for n in 0..20_000 {
        _ = write!(text, "(id: \"019a9f2e-7c1b-7000-8000-{n:012x}\", name: 1, created: \"2026-03-04T09:00:00Z\"), ");
    }
    text.push_str("])");
    let read = reading(text);
    assert_eq!(read.set.people().len(), 20_000, "a person without a name is one all the same");
    assert!(read.findings.iter().all(|finding| finding.place.line == 1));
}

#[test]
fn f09_a_scheme_of_any_size_is_cut_to_one_that_can_be_used() {
    let mut text = format!("{HEAD} scheme: (labels: [");
    for n in 0..5_000 {
        _ = write!(text, "(id: \"019a9f2e-7c1b-7000-8000-{n:012x}\", name: \"n{n}\"),");
    }
    text.push_str("]), people: [])");
    let read = reading(text);
    assert_eq!(read.set.scheme().labels.len(), 1000);
    assert!(read.findings.iter().any(|finding| finding.to_string().contains("5000 labels")), "{:?}", read.findings);
}

#[test]
fn f09_duplicate_ids_and_keys_are_named() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let twin = whole.replacen(
        "id: \"019a9f2e-7c1b-7000-8000-000000000202\"",
        "id: \"019a9f2e-7c1b-7000-8000-000000000201\"",
        1,
    );
    let read = reading(twin.replace("sum: \"", "was_sum: \""));
    assert_eq!(read.set.annotations().len(), small_set().annotations().len() - 1);
    assert_eq!(read.lost.get(&Part::Annotation), Some(&1));
    assert!(read.findings.iter().any(|finding| finding.what == What::Twice && finding.part == Part::Annotation));

    let entry = "\"later\": (x: [1, 2], y: \"a) b\"),";
    let twice = whole.replacen(entry, &format!("{entry} \"later\": 2,"), 1);
    assert_ne!(twice, whole);
    let read = reading(twice);
    assert_eq!(count(&read.set), count(&small_set()));
    assert!(!read.may_replace_the_file());
    let said: Vec<String> = read.findings.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("the same name stands there twice")), "{said:?}");
}

#[test]
fn f09_spans_out_of_range_or_out_of_order_cost_no_annotation() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    for (from, to) in [
        ("start: 0, end: 18, quote", "start: 4000000000, end: 4000000018, quote"),
        ("start: 0, end: 18, quote", "start: 18, end: 0, quote"),
        ("start: 0, end: 18, quote", "start: 0, end: 99999999999, quote"),
        ("start: 0, end: 18, quote", "start: -1, end: 17, quote"),
        ("start: 0, end: 18, quote", "start: 0.5, end: 18, quote"),
        ("start: 0, end: 18, quote", "start: inf, end: NaN, quote"),
    ] {
        let hurt = whole.replacen(from, to, 1);
        assert_ne!(hurt, whole, "{from}");
        let read = reading(hurt);
        assert_eq!(count(&read.set), count(&small_set()), "{to}: {:?}", read.findings);
        assert!(!read.findings.is_empty(), "{to}");
    }
    let first = "(start: 19, end: 28, quote: \"The mayor\"";
    let at = whole.find(first).unwrap();
    let line = whole[at..].split_inclusive('\n').next().unwrap();
    let rest = &whole[at + line.len()..];
    let next = rest.split_inclusive('\n').next().unwrap();
    let swapped = whole.replacen(&format!("{line}{next}"), &format!("{}{line}", next.trim_start()), 1);
    assert_ne!(swapped, whole);
    let read = reading(swapped);
    assert_eq!(count(&read.set), count(&small_set()));
    let said: Vec<String> = read.findings.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("its parts are not in order")), "{said:?}");
}

#[test]
fn f09_reading_can_be_cancelled() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let moved = whole.replacen("start: 0, end: 18, quote", "start: 11, end: 29, quote", 1);
    assert_eq!(session::read_set_unless(moved.as_bytes(), &|| true).unwrap_err(), ReadError::Cancelled);
    assert!(session::read_set_unless(moved.as_bytes(), &|| false).is_ok());
}
