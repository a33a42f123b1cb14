//! The file of a set: what is written is read back, and what was done to it from outside is noticed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

mod common;

use common::random_set::random_set;
use crossread::model::{Anchoring, AnnotationSet, Selector};
use crossread::text::Positions;
use crossread::wire::{Found, Part, Place, ReadError, Reading, Severity, What, WriteOptions, read, write};
use proptest::prelude::*;

fn lost(_: &Positions, _: &[Selector]) -> Found {
    Found::Lost
}

fn reading(file: impl AsRef<[u8]>) -> Reading {
    read(file.as_ref(), &mut lost).unwrap_or_else(|error| panic!("{error}"))
}

fn file(set: &AnnotationSet) -> String {
    write(set, &WriteOptions::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_and_written_again_as_the_same_bytes(seed in any::<u64>(), size in 0usize..8) {
        let set = random_set(seed, size);
        let first = file(&set);
        let back = reading(&first);
        prop_assert_eq!(&back.findings, &vec![]);
        prop_assert_eq!(&back.set, &set);
        prop_assert_eq!(file(&back.set), first);
    }

    #[test]
    fn a_file_without_texts_gives_the_same_bytes_again(seed in any::<u64>(), size in 0usize..8) {
        let set = random_set(seed, size);
        let first = write(&set, &WriteOptions { texts: false });
        let back = reading(&first);
        prop_assert_eq!(&back.findings, &vec![]);
        prop_assert_eq!(write(&back.set, &WriteOptions { texts: false }), first.clone());
        prop_assert_eq!(file(&back.set), first);
    }
}

/// A set with at least one record of most kinds, small enough to be broken at every byte.
fn small() -> AnnotationSet {
    let fits = |set: &AnnotationSet| {
        let texts = set.versions().iter().filter(|version| !version.text().is_empty()).count();
        texts > 0 && set.annotations().len() > 1 && !set.statements().is_empty() && !set.links().is_empty()
    };
    let sets = (0..400).map(|seed| random_set(seed, 2)).filter(fits);
    sets.min_by_key(|set| file(set).len()).expect("one of them has everything")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        _ = read(&bytes, &mut lost);
    }

    #[test]
    fn anything_that_looks_like_a_set_is_answered(text in "\\(?(set|sources|annotations|ext|format|sum): [\\[({](id|\"|'|r#\"|/\\*|//|\n        \\(|,|[\\])}]|[0-9]){0,60}") {
        _ = read(text.as_bytes(), &mut lost);
    }
}

/// A set as a person may write it: in its own order, with comments, without checksums.
const BY_HAND: &str = r#"// My first set
#![enable(implicit_some)]
(
    format: 1,
    set: (id: "00000000-0000-7000-8000-000000000001", created: "2026-03-04T10:00:00+01:00", title: "By hand"),
    annotators: [(name: "Ada", id: "00000000-0000-7000-8000-0000000000aa")],
    sources: [
        (
            id: "00000000-0000-7000-8000-000000000002", order: "V", created: "2026-03-04T09:00:00Z",
            current: Some("00000000-0000-7000-8000-000000000003"),
            versions: [(
                id: "00000000-0000-7000-8000-000000000003", read: "2026-03-04T09:00:00Z", created: "2026-03-04T09:00:00Z",
                original_hash: "HASH", text_hash: "HASH",
                text: ["Zoë said", "“so”."], /* two lines /* and */ no more */
                blocks: [(start: 0, end: 8, kind: heading(1)), (start: 9, end: 14)],
            )],
        ),
    ],
    annotations: [
        (id: "00000000-0000-7000-8000-000000000004", version: "00000000-0000-7000-8000-000000000003",
         created: "2026-03-04T09:00:00Z", by: "00000000-0000-7000-8000-0000000000aa", note: "why, (then)",
         spans: [(start: 4, end: 8, quote: "said")]),
        (id: "00000000-0000-7000-8000-000000000005", version: "00000000-0000-7000-8000-000000000003",
         created: "2026-03-04T09:00:00Z", spans: [(start: 10, end: 12, quote: r"so")]),
    ]
)
"#;

fn by_hand() -> String {
    BY_HAND.replace("HASH", &crossread::model::Hash::of("Zoë said\n“so”.".as_bytes()).to_string())
}

fn whats(reading: &Reading) -> Vec<&What> {
    reading.findings.iter().map(|finding| &finding.what).collect()
}

#[test]
fn a_file_written_by_hand_opens() {
    let back = reading(by_hand());
    assert_eq!(whats(&back), [&What::NoChecksums]);
    assert!(back.may_replace_the_file());
    assert_eq!(back.set.details().title, "By hand");
    let version = back.set.versions().iter().next().unwrap();
    assert_eq!(version.text(), "Zoë said\n“so”.");
    assert_eq!(version.blocks[1].span.slice(version.text()), Some("“so”."));
    let words: Vec<_> =
        back.set.annotations().iter().map(|annotation| annotation.spans[0].slice(version.text()).unwrap()).collect();
    assert_eq!(words, ["said", "so"]);
    assert_eq!(reading(file(&back.set)).set, back.set);
}

#[test]
fn what_git_and_editors_do_to_line_ends_and_beginnings_changes_nothing() {
    let set = small();
    let crlf = file(&set).replace('\n', "\r\n");
    let marked = format!("\u{FEFF}{crlf}");
    for changed in [crlf, marked] {
        let back = reading(&changed);
        assert_eq!(back.findings, []);
        assert_eq!(back.set, set);
    }
}

#[test]
fn a_record_that_was_edited_is_named_and_used() {
    let set = reading(by_hand()).set;
    let edited = file(&set).replace("why, (then)", "because");
    let back = reading(&edited);
    let line = 1 + edited.lines().position(|line| line.contains("000000000004\", version")).unwrap() as u32 - 1;
    let named: Vec<_> = back.findings.iter().map(|finding| (finding.part, finding.place.line)).collect();
    assert_eq!(named[0], (Part::Annotation, line));
    assert_eq!(named.len(), 2, "the record and the file as a whole: {:?}", back.findings);
    assert!(back.may_replace_the_file());
    assert!(back.set.annotations().iter().any(|annotation| annotation.note == "because"));
}

#[test]
fn one_broken_record_costs_no_other() {
    let whole = by_hand();
    for (from, to) in [
        ("start: 4, end: 8", "start: four, end: 8"),
        ("note: \"why, (then)\"", "note: \"why, (then)"),
        ("(id: \"00000000-0000-7000-8000-000000000004\"", "id: \"00000000-0000-7000-8000-000000000004\""),
        ("(start: 4, end: 8, quote: \"said\")]),", "(start: 4, end: 8, quote: \"said\")],"),
        ("2026-03-04T09:00:00Z\", by", "yesterday\", by"),
    ] {
        let broken = whole.replace(from, to);
        assert_ne!(broken, whole, "{from}");
        let back = reading(&broken);
        let whole = back.set.annotations().len() == 2 && back.set.annotations().iter().any(|one| !one.note.is_empty());
        assert!(whole || !back.may_replace_the_file(), "{to}: {:?}", back.findings);
        assert!(back.findings.len() > 1, "{to}: {:?}", back.findings);
        let left: Vec<_> = back.set.annotations().iter().map(|annotation| annotation.id.to_string()).collect();
        assert!(left.contains(&"00000000-0000-7000-8000-000000000005".to_owned()), "{to}: {:?}", back.findings);
        assert_eq!(back.set.sources().len(), 1);
    }
}

#[test]
fn an_error_names_its_line_and_column_in_the_file() {
    let broken = by_hand().replace("start: 4, end: 8", "start: four, end: 8");
    let line = broken.lines().position(|line| line.contains("four")).unwrap();
    let column = broken.lines().nth(line).unwrap().find("four").unwrap();
    let back = reading(&broken);
    let place = back.findings.iter().find(|finding| matches!(finding.what, What::Mended(_))).unwrap().place;
    assert_eq!(place.line as usize, line + 1);
    assert!((place.column as usize).abs_diff(column + 1) <= 4, "{place} for column {}", column + 1);
}

#[test]
fn what_a_newer_program_wrote_is_kept_or_the_file_is_not_replaced() {
    let kept = by_hand().replace("annotations: [", "ext: {\"later\": (x: [1, 2], y: \"z\")},\n    annotations: [");
    let back = reading(&kept);
    assert!(back.may_replace_the_file());
    assert_eq!(back.set.ext().iter().collect::<Vec<_>>(), [("later", "(x: [1, 2], y: \"z\")")]);
    assert!(file(&back.set).contains("\"later\": (x: [1, 2], y: \"z\"),"));

    for (from, to) in [
        ("note: \"why, (then)\"", "mood: \"doubtful\""),
        ("quote: \"said\"", "quote: \"said\", page: 3"),
        ("annotators: [", "readers: [1, 2],\n    annotators: ["),
        ("format: 1", "format: 2"),
    ] {
        let newer = by_hand().replace(from, to);
        assert_ne!(newer, by_hand(), "{from}");
        let back = reading(&newer);
        assert_eq!(back.severity(), Some(Severity::Newer), "{to}: {:?}", back.findings);
        assert!(!back.may_replace_the_file());
        assert_eq!(back.set.annotations().len(), 2);
    }
}

#[test]
fn the_same_thing_twice_is_noticed() {
    let broken = by_hand().replace("-000000000005\"", "-000000000004\"");
    assert!(whats(&reading(&broken)).contains(&&What::Twice));
    let broken = by_hand().replace("annotators: [", "annotations: [],\n    annotators: [");
    let back = reading(&broken);
    assert!(matches!(whats(&back)[..], [_, What::Found { records: 2, .. }]), "{:?}", back.findings);
    assert_eq!(back.set.annotations().len(), 2, "both lists count");
    let broken = by_hand().replace("note: \"why, (then)\"", "note: \"a\", note: \"b\"");
    assert!(!reading(&broken).may_replace_the_file());
    let broken = by_hand().replace("annotations: [", "ext: {\"a\": 1, \"a\": 2},\n    annotations: [");
    let back = reading(&broken);
    assert!(back.set.ext().iter().count() < 2 && !back.may_replace_the_file(), "{:?}", back.findings);
}

#[test]
fn words_that_stand_elsewhere_are_asked_for_and_reported() {
    let moved = by_hand().replace("start: 4, end: 8", "start: 3, end: 7");
    let mut asked = Vec::new();
    let mut resolve = |text: &Positions, selectors: &[Selector]| {
        asked.push(selectors[0].exact.clone());
        let at = text.text().find("said").unwrap();
        Found::Moved([(at..at + 4).into()].into_iter().collect())
    };
    let back = read(moved.as_bytes(), &mut resolve).unwrap();
    assert_eq!(asked, ["said"]);
    assert!(back.may_replace_the_file());
    let annotation = back.set.annotations().iter().next().unwrap();
    assert!(matches!(&annotation.anchoring, Anchoring::Moved(was) if was[0].start == 3));
    assert_eq!(annotation.spans[0].slice(back.set.versions().iter().next().unwrap().text()), Some("said"));

    let back = reading(&moved);
    let annotation = back.set.annotations().iter().next().unwrap();
    assert!(matches!(&annotation.anchoring, Anchoring::Lost(was) if was[0].exact == "said"));
    assert!(matches!(back.findings[..], [_, ref finding] if matches!(finding.what, What::Anchored { .. })));
}

#[test]
fn an_edited_text_keeps_its_annotations_and_gets_new_paragraphs() {
    let edited = by_hand().replace("[\"Zoë said\", \"“so”.\"]", "[\"Zoë said\", \"\"]");
    let back = reading(&edited);
    assert_eq!(back.set.versions().iter().next().unwrap().blocks.len(), 1);
    let whats = whats(&back);
    assert!(whats.contains(&&What::TextChanged) && whats.contains(&&What::BlocksRebuilt), "{whats:?}");
    assert_eq!(back.set.annotations().len(), 2);
}

#[test]
fn what_is_no_set_says_where_and_why() {
    assert_eq!(read(b"", &mut lost).unwrap_err(), ReadError::Empty);
    assert_eq!(read(b"\xEF\xBB\xBF \r\n", &mut lost).unwrap_err(), ReadError::Empty);
    for text in ["[1, 2]", "Once upon a time", "()", "(a: 1)", "{\"set\": 1}", "\0\0\0", "/* never ends", "("] {
        let error = read(text.as_bytes(), &mut lost).unwrap_err();
        assert!(matches!(error, ReadError::NotASet { place: Place { line: 1, .. }, .. }), "{text}: {error}");
        assert!(!error.hint().is_empty());
    }
}

#[test]
fn nesting_without_end_is_a_finding_and_no_crash() {
    let deep = "[".repeat(1_000_000);
    for text in [
        deep.clone(),
        format!("(sources: {deep}"),
        by_hand().replace("note: \"why, (then)\"", &format!("note: {deep}")),
        by_hand().replace("note: \"why, (then)\"", &format!("note: {}", "(".repeat(100))),
        format!("(set: (), ext: {{\"a\": {}{}}})", "[".repeat(120), "]".repeat(120)),
        format!("{} {}", "/*".repeat(1_000_000), by_hand()),
    ] {
        if let Ok(reading) = read(text.as_bytes(), &mut lost) {
            assert!(!reading.may_replace_the_file());
        }
    }
}

#[test]
fn numbers_that_are_none_and_text_behind_the_end_are_findings() {
    let set = reading(by_hand()).set;
    let trailing = format!("{}(set: ())", file(&set));
    assert!(!reading(trailing).may_replace_the_file());
    let huge = by_hand().replace("start: 4, end: 8", "start: 4, end: 99999999999");
    assert!(!reading(huge).may_replace_the_file());
    let beyond = by_hand().replace("start: 4, end: 8", "start: 4000000000, end: 4000000004");
    assert!(matches!(reading(beyond).set.annotations().iter().next().unwrap().anchoring, Anchoring::Lost(_)));
}

#[test]
fn a_file_that_two_threads_read_is_the_same() {
    let set = (0..99).map(|seed| random_set(seed, 700)).find(|set| set.annotations().len() > 1000).unwrap();
    let whole = file(&set);
    assert!(whole.len() > 1_000_000, "{}", whole.len());
    let back = reading(&whole);
    assert_eq!(back.findings, []);
    assert!(back.set == set);
}
