//! F18: stale and wrong places: an annotation whose text changed, shrank or never was that long is never put elsewhere
//! by guessing, and keeps its words.

use crossread::model::Anchoring;
use crossread::wire::What;

use super::common::small_set::{TEXTS, small_set};
use super::{file, reading};

/// The file with another text for the first article, as somebody would edit it.
fn with_text(lines: &[&str]) -> String {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let block = |lines: &[&str]| -> String {
        let lines: Vec<String> = lines.iter().map(|line| format!("                        {line:?},\n")).collect();
        let lines = lines.concat();
        format!("text: [\n{lines}                    ],")
    };
    let before: Vec<&str> = TEXTS[0].split('\n').collect();
    let changed = whole.replacen(&block(&before), &block(lines), 1);
    assert_ne!(changed, whole);
    changed
}

#[test]
fn f18_an_annotation_longer_than_its_text_is_lost_and_keeps_its_words() {
    let read = reading(with_text(&["The bridge"]));
    assert_eq!(read.set.annotations().len(), small_set().annotations().len());
    let first = read.set.annotations().iter().next().unwrap();
    let Anchoring::Lost(was) = &first.anchoring else { panic!("{:?}", first.anchoring) };
    assert_eq!(was[0].exact, "The bridge is gone");
    assert!(first.spans.is_empty());
    assert!(read.findings.iter().any(|finding| matches!(finding.what, What::TextChanged)));
    assert!(reading(file(&read.set)).set == read.set);
}

#[test]
fn f18_what_moved_is_found_and_what_looks_alike_is_not() {
    let moved = [&["Corrected.", ""][..], &TEXTS[0].split('\n').collect::<Vec<_>>()].concat();
    let read = reading(with_text(&moved));
    let text = moved.join("\n");
    for (before, after) in small_set().annotations().iter().zip(read.set.annotations().iter()) {
        let old: Vec<_> = before.spans.iter().filter_map(|span| span.slice(TEXTS[0])).collect();
        if before.source == small_set().sources_in_order()[0].id {
            let new: Vec<_> = after.spans.iter().filter_map(|span| span.slice(&text)).collect();
            assert_eq!(old, new);
            assert!(matches!(after.anchoring, Anchoring::Moved(_)));
        }
    }
    let alike = reading(with_text(&["A bridge was built", "They said no.", "", "It was free."]));
    for annotation in alike.set.annotations().iter().take(2) {
        assert!(matches!(annotation.anchoring, Anchoring::Lost(_)), "{:?}", annotation.anchoring);
    }
}

#[test]
fn f18_five_in_a_hundred_absent_quotes_are_all_said_to_be_absent() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let gone = whole.replacen("quote: \"twelve million\"", "quote: \"thirteen million\"", 1);
    assert_ne!(gone, whole);
    let read = reading(gone);
    let lost: Vec<_> = read
        .set
        .annotations()
        .iter()
        .filter(|one| matches!(&one.anchoring, Anchoring::Lost(was) if was[0].exact == "thirteen million"))
        .collect();
    assert_eq!(lost.len(), 1);
}

#[test]
fn f18_annotations_whose_article_is_gone_are_kept_with_their_words() {
    let whole = String::from_utf8(file(&small_set())).unwrap();
    let start = whole.find("        (\n            id: \"019a9f2e-7c1b-7000-8000-000000000031\"").unwrap();
    let end = start + whole[start..].find("\n        ),\n").unwrap() + "\n        ),\n".len();
    let without = format!("{}{}", &whole[..start], &whole[end..]);
    let read = reading(without);
    assert_eq!(read.set.annotations().len(), small_set().annotations().len());
    assert!(read.findings.iter().any(|finding| finding.what == What::NoArticle(7)), "{:?}", read.findings);
    let words = |words: &str| {
        read.set
            .annotations()
            .iter()
            .any(|one| matches!(&one.anchoring, Anchoring::Unchecked(was) if was[0].exact == words))
    };
    assert!(words("Nobody") && words("they said"));
    assert!(!read.may_replace_the_file());
    assert!(reading(file(&read.set)).set == read.set);
}
