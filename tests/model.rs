//! What holds for every edit: it can be taken back exactly, a refused one changes nothing, and no accepted one leaves a
//! set that a file would not be read back from.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use common::edits::{Dice, Kind, any_edit, empty_set, reassembled};
use common::records;
use crossread::model::edit::apply;
use crossread::model::history::{Action, Grouping, History, Name};
use crossread::model::{
    AnnotationSet, Annotator, AnyId, AttributeKind, AttributeValue, Block, Edit, EditError, Ext, Inline, InlineKind,
    Invalid, Source, SourceVersion, Timestamp, Tombstone,
};
use crossread::text::Span;
use proptest::prelude::*;

fn seeds() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::vec(any::<u64>(), 0..80)
}

#[test]
fn every_kind_of_edit_is_generated_and_accepted_and_refused() {
    let mut counts: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for run in 0..100 {
        let mut dice = Dice(run);
        let mut set = empty_set();
        for _ in 0..100 {
            let edit = any_edit(&set, dice.roll());
            let (accepted, refused) = counts.entry(Kind::of(&edit)).or_default();
            match apply(&mut set, edit) {
                Ok(_) => *accepted += 1,
                Err(_) => *refused += 1,
            }
        }
    }
    for kind in Kind::ALL {
        let (accepted, refused) = counts.get(kind).copied().unwrap_or_default();
        println!("{kind:?}: {accepted} accepted, {refused} refused");
        assert!(accepted > 20, "{kind:?} was accepted {accepted} times");
        // Nothing can be wrong with these.
        if !matches!(kind, Kind::SetDetails) {
            assert!(refused > 5, "{kind:?} was refused {refused} times");
        }
    }
}

proptest! {
    // The failing seeds are printed; a file of them beside the test would be read by nobody.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_can_be_taken_back_exactly_and_a_refused_one_changes_nothing(seeds in seeds()) {
        let mut set = empty_set();
        for seed in seeds {
            let before = set.clone();
            let edit = any_edit(&set, seed);
            let Ok(inverse) = apply(&mut set, edit.clone()) else {
                prop_assert_eq!(&set, &before, "{:?} was refused", edit);
                continue;
            };
            let after = set.clone();
            let again = apply(&mut set, inverse);
            prop_assert_eq!(&set, &before, "{:?}", edit);
            prop_assert!(again.is_ok_and(|again| apply(&mut set, again).is_ok()), "{:?}", edit);
            prop_assert_eq!(&set, &after, "{:?}", edit);
        }
    }

    #[test]
    fn an_accepted_edit_leaves_a_set_that_can_be_read_back(seeds in seeds()) {
        let mut set = empty_set();
        for seed in seeds {
            let edit = any_edit(&set, seed);
            if apply(&mut set, edit.clone()).is_ok() {
                let (again, refused) = reassembled(&set);
                prop_assert!(refused.is_empty(), "after {:?}: {:?}", edit, refused);
                prop_assert_eq!(&again, &set, "after {:?}", edit);
            }
        }
    }

    #[test]
    fn undo_goes_back_to_the_beginning_and_redo_to_the_end(seeds in seeds()) {
        let mut set = empty_set();
        let mut history = History::default();
        let mut now = Timestamp(0);
        for seed in seeds {
            let mut dice = Dice(seed);
            now.0 += dice.below(3_000) as i64;
            match dice.below(12) {
                0 => drop(history.undo(&mut set).unwrap()),
                1 => drop(history.redo(&mut set).unwrap()),
                2 => history.close_group(),
                _ => {}
            }
            let grouping = match dice.below(3) {
                0 => Grouping::Alone,
                1 => Grouping::Drag(1),
                _ => Grouping::Typing(dice.below(2) as u64),
            };
            let edit = any_edit(&set, dice.roll());
            if let Ok(inverse) = apply(&mut set, edit) {
                history.record(Name::one(Action::EditDetails, ""), None, grouping, inverse, now);
            }
        }
        // Back, forth and back, so that what redo notes is tried as well.
        while history.redo(&mut set).unwrap().is_some() {}
        let end = set.clone();
        for _ in 0..2 {
            undo_all(&mut history, &mut set)?;
            prop_assert_eq!(&set, &empty_set());
            prop_assert_eq!(history.done(), 0);
            while history.redo(&mut set).unwrap().is_some() {}
            prop_assert_eq!(&set, &end);
            prop_assert_eq!(history.done(), history.entries().len());
        }
    }
}

fn undo_all(history: &mut History, set: &mut AnnotationSet) -> Result<(), TestCaseError> {
    let mut steps = history.done();
    while history.undo(set).map_err(|error| TestCaseError::fail(error.to_string()))?.is_some() {
        prop_assert_eq!(history.done() + 1, steps);
        steps = history.done();
    }
    Ok(())
}

fn refusal(set: &mut AnnotationSet, edit: Edit) -> Option<EditError> {
    let before = set.clone();
    let error = apply(set, edit).err();
    assert!(error.is_none() || *set == before);
    error
}

#[test]
fn a_span_is_never_inside_out_even_where_the_text_was_left_out() {
    let inside_out = Span { start: 5, end: 3 };
    let bad_span = || Some(EditError::Invalid(Invalid::BadSpan(inside_out)));
    let mut set = empty_set();
    apply(&mut set, Edit::put(records::source(1))).unwrap();
    let mut version = records::version(1, 1, "0123456789");
    version.text = None;

    let block = records::block(Span::new(0, 10));
    let link = Inline { span: inside_out, kind: InlineKind::Markup };
    for broken in [Block { span: inside_out, ..block.clone() }, Block { inlines: vec![link], ..block.clone() }] {
        let version = SourceVersion { blocks: Arc::new(vec![broken.clone()]), ..version.clone() };
        assert_eq!(refusal(&mut set, Edit::put(version)), bad_span());
    }

    apply(&mut set, Edit::put(version.clone())).unwrap();
    let block = Block { span: inside_out, ..block };
    assert_eq!(refusal(&mut set, Edit::SetBlock { version: version.id, index: 0, block }), bad_span());

    let mut scheme = set.scheme().clone();
    scheme.labels[0].attributes[0].kind = AttributeKind::Span;
    let (label, attribute) = (scheme.labels[0].id, scheme.labels[0].attributes[0].id);
    apply(&mut set, Edit::SetScheme(Box::new(scheme))).unwrap();
    let mut annotation = records::annotation(1, &version, &[]);
    annotation.label = Some(label);
    annotation.attributes.set(attribute, Some(AttributeValue::Span(inside_out)));
    assert_eq!(refusal(&mut set, Edit::put(annotation)), bad_span());
}

#[test]
fn what_lives_has_no_tombstone_even_where_two_kinds_share_an_id() {
    let mut set = empty_set();
    let source = records::source(1);
    let annotator = Annotator { id: source.id.0.into(), name: "Ada".to_owned(), ext: Ext::default() };
    let tombstone = Tombstone { by: None, at: Timestamp(1) };
    let remove = Edit::Remove(AnyId::Source(source.id), Some(tombstone));
    apply(&mut set, Edit::put(annotator)).unwrap();
    apply(&mut set, Edit::put(source)).unwrap();
    let before = set.clone();
    let inverse = apply(&mut set, remove).unwrap();
    assert!(set.tombstones().is_empty());
    apply(&mut set, inverse).unwrap();
    assert_eq!(set, before);
}

#[test]
fn a_drag_that_began_with_a_new_record_is_kept_in_two_steps_however_long_it_is() {
    let mut set = empty_set();
    let mut inverse = Edit::Batch(Vec::new());
    for n in 0..100 {
        let source = Source { title: n.to_string(), ..records::source(1) };
        let earlier = std::mem::replace(&mut inverse, Edit::Batch(Vec::new()));
        inverse = apply(&mut set, Edit::put(source)).unwrap().then(earlier);
    }
    assert!(matches!(&inverse, Edit::Batch(steps) if steps.len() <= 2), "{inverse:?}");
    apply(&mut set, inverse).unwrap();
    assert_eq!(set, empty_set());
}
