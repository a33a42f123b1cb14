//! The index follows every edit, and search finds what stands in the set.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

mod common;

use std::cell::Cell;
use std::sync::Arc;

use common::edits::{Dice, any_edit, empty_set};
use common::records;
use crossread::index::{Found, Hit, Index, Place, Query, Scope, SearchOptions, search};
use crossread::model::edit::apply;
use crossread::model::history::{Action, Grouping, History, Name};
use crossread::model::{AnnotationSet, Block, Edit, Layer, OrderKey, Scheme, Status, Timestamp};
use crossread::text::Span;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_edit_undo_and_redo_the_index_equals_a_fresh_one(
        seeds in proptest::collection::vec(any::<u64>(), 0..80),
    ) {
        let mut set = empty_set();
        let mut index = Index::build(&set);
        let mut history = History::default();
        for seed in seeds {
            let mut dice = Dice(seed);
            let edit = match dice.below(8) {
                0 => history.undo(&mut set).unwrap().map(|step| step.edit),
                1 => history.redo(&mut set).unwrap().map(|step| step.edit),
                _ => {
                    let edit = any_edit(&set, dice.roll());
                    apply(&mut set, edit.clone()).ok().map(|inverse| {
                        let grouping = Grouping::Drag(dice.below(2) as u64);
                        history.record(Name::one(Action::EditDetails, ""), None, grouping, inverse, Timestamp(0));
                        edit
                    })
                }
            };
            if let Some(edit) = edit {
                index.update(&set, &edit);
            }
            prop_assert_eq!(&index, &Index::build(&set));
        }
    }
}

/// Three sources: the second comes first in the reader's order, the third has no text.
fn articles() -> AnnotationSet {
    let mut set = empty_set();
    let mut last = None;
    for (n, title, text) in [
        (2, "The bridge opens", Some("Bridge one.\n\nShare this bridge\n\nA bri\n\ndge, and bridge two.")),
        (1, "Elsewhere", Some("No span here, but a bridge.")),
        (3, "Bridges", None),
    ] {
        let order = OrderKey::between(last.as_ref(), None);
        last = Some(order.clone());
        let mut source = records::source(n);
        source.order = order;
        title.clone_into(&mut source.title);
        "see the bridge".clone_into(&mut source.note);
        apply(&mut set, Edit::put(source.clone())).unwrap();
        if let Some(text) = text {
            let mut version = records::version(n, n, text);
            if n == 2 {
                Arc::make_mut(&mut version.blocks)[1].boilerplate = true;
            }
            source.current = Some(version.id);
            apply(&mut set, Edit::put(version.clone())).unwrap();
            apply(&mut set, Edit::put(source)).unwrap();
            for (at, note) in [(5, "a bridge?"), (1, "which bridge, the old bridge"), (3, "")] {
                let id = n * 10 + u128::from(at);
                let mut annotation = records::annotation(id, &version, &[Span::new(at, at + 1)]);
                note.clone_into(&mut annotation.note);
                apply(&mut set, Edit::put(annotation)).unwrap();
            }
        }
    }
    set
}

fn query(typed: &str) -> Query {
    Query::new(typed, SearchOptions::default()).unwrap()
}

fn all(set: &AnnotationSet, typed: &str) -> Found {
    search(set, &query(typed), Scope::Everywhere, usize::MAX, &|| false).unwrap()
}

fn hit(source: u128, place: Place, start: u32) -> Hit {
    Hit { source: records::source_id(source), place, span: Span::new(start, start + 6) }
}

#[test]
fn hits_come_in_reading_order_without_boilerplate_and_never_across_blocks() {
    let set = articles();
    let text = |n| Place::Text(records::version_id(n));
    let note = |n| Place::Note(records::annotation_id(n));
    let expected = [
        hit(2, Place::Title, 4),
        hit(2, text(2), 0),
        hit(2, text(2), 48),
        hit(2, Place::SourceNote, 8),
        hit(2, note(21), 6),
        hit(2, note(21), 22),
        hit(2, note(25), 2),
        hit(1, text(1), 20),
        hit(1, Place::SourceNote, 8),
        hit(1, note(11), 6),
        hit(1, note(11), 22),
        hit(1, note(15), 2),
        hit(3, Place::Title, 0),
        hit(3, Place::SourceNote, 8),
    ];
    let found = all(&set, "bridge");
    assert_eq!(found.hits, expected);
    assert!(!found.more);

    let one = search(&set, &query("bridge"), Scope::Source(records::source_id(1)), usize::MAX, &|| false).unwrap();
    assert_eq!(one.hits, expected[7..12]);
    assert_eq!(all(&set, "this"), Found::default(), "boilerplate is not searched");
    assert_eq!(all(&set, "bri dge"), Found::default(), "two blocks are not one");
}

#[test]
fn one_version_can_be_searched_for_tagging() {
    let set = articles();
    let version = set.versions().get(records::version_id(2)).unwrap();
    let spans: Vec<Span> = query("bridge").find_in_version(version).collect();
    assert_eq!(spans, [Span::new(0, 6), Span::new(48, 54)]);
}

#[test]
fn a_search_stops_at_its_limit_and_says_so() {
    let set = articles();
    let everything = all(&set, "bridge");
    for limit in 0..=everything.hits.len() {
        let found = search(&set, &query("bridge"), Scope::Everywhere, limit, &|| false).unwrap();
        assert_eq!(found.hits, everything.hits[..limit]);
        assert_eq!(found.more, limit < everything.hits.len());
    }
}

#[test]
fn a_search_can_be_cancelled_at_every_block() {
    let set = articles();
    let asked = Cell::new(0);
    let count = |stop_after: usize| {
        asked.set(0);
        let cancelled = || {
            asked.set(asked.get() + 1);
            asked.get() > stop_after
        };
        search(&set, &query("bridge"), Scope::Everywhere, usize::MAX, &cancelled)
    };
    assert!(count(usize::MAX).is_some());
    // Three titles and three notes on sources, three and one blocks that are no boilerplate, four notes.
    let steps = asked.get();
    assert_eq!(steps, 3 + 3 + 4 + 4);
    for stop_after in 0..steps {
        assert_eq!(count(stop_after), None);
        assert_eq!(asked.get(), stop_after + 1);
    }
}

#[test]
fn counts_are_by_source_and_label_and_leave_out_what_nobody_has_taken() {
    let mut set = articles();
    let label = Scheme::starter().labels[0].id;
    let version = set.versions().get(records::version_id(1)).unwrap().clone();
    for (n, layer, status) in [
        (1, Layer::Own, Status::Open),
        (2, Layer::Adjudicated, Status::Accepted),
        (3, Layer::Suggested, Status::Accepted),
        (4, Layer::Suggested, Status::Open),
        (5, Layer::Suggested, Status::Dismissed),
    ] {
        let mut annotation = records::annotation(100 + n, &version, &[Span::new(0, 2)]);
        annotation.label = Some(label);
        annotation.layer = layer;
        annotation.status = status;
        annotation.note = "a note".to_owned();
        apply(&mut set, Edit::put(annotation)).unwrap();
    }
    let index = Index::build(&set);
    let counts = index.counts();
    let source = counts.source(records::source_id(1));
    assert_eq!((source.label(Some(label)), source.label(None), source.annotations()), (3, 3, 6));
    assert_eq!((source.notes(), source.suggestions(), source.unresolved()), (2 + 3, 1, 0));
    assert_eq!(counts.source(records::source_id(3)).annotations(), 0);
    assert_eq!(counts.total().annotations(), 9);
    assert_eq!(counts.total().label(Some(label)), 3);
}

#[test]
fn words_are_counted_without_boilerplate_and_follow_the_blocks() {
    let mut set = articles();
    let mut index = Index::build(&set);
    let version = records::version_id(2);
    assert_eq!(index.counts().words(version), 2 + 2 + 4);
    let block = set.versions().get(version).unwrap().blocks[1].clone();
    let edit = Edit::SetBlock { version, index: 1, block: Block { boilerplate: false, ..block } };
    apply(&mut set, edit.clone()).unwrap();
    index.update(&set, &edit);
    assert_eq!(index.counts().words(version), 2 + 3 + 2 + 4);
    assert_eq!(index.counts().words(records::version_id(3)), 0);
}
