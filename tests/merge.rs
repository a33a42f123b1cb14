//! What holds for every merge, over random histories of two and three copies; and what a person would see in single
//! cases.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::edits::{any_edit, empty_set, reassembled};
use common::histories::Copy;
use common::random_set::random_set;
use common::records;
use crossread::model::difference::{self, Difference, Field, SchemePart};
use crossread::model::edit::apply;
use crossread::model::merge::{About, Clash, Conflict, MergeError, Merged, Side, Taken, merge};
use crossread::model::{
    Anchoring, Annotation, AnnotationSet, AnyId, AttributeValue, Details, Edit, Hash, Origin, Scheme, SetId, Source,
    SourceVersion, Timestamp, Tombstone,
};
use crossread::text::Span;
use crossread::wire;
use proptest::prelude::*;
use uuid::Uuid;

fn merged(base: Option<&AnnotationSet>, ours: &AnnotationSet, theirs: &AnnotationSet) -> Merged {
    merge(base, ours, theirs).unwrap()
}

fn bytes(set: &AnnotationSet) -> String {
    wire::write(set, &wire::WriteOptions::default())
}

fn config() -> ProptestConfig {
    // The failing seeds are printed; a file of them beside the test would be read by nobody. PROPTEST_CASES runs more.
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// A base, and copies that come from it.
fn copies<const N: usize>(seed: u64, steps: usize) -> (AnnotationSet, [AnnotationSet; N]) {
    let base = Copy::begin(seed, 12);
    let copies = std::array::from_fn(|n| {
        let mut copy = base.fork(n as u128, seed.wrapping_mul(31).wrapping_add(n as u64));
        copy.work(steps);
        copy.set
    });
    (base.set, copies)
}

/// What differs, as a merge would name it.
fn named(difference: &Difference) -> BTreeSet<About> {
    fn of<K: Copy_>(changes: &difference::Changes<K>) -> Vec<K> {
        let changed = changes.changed.iter().map(|changed| changed.id);
        changes.added.iter().copied().chain(changes.removed.iter().copied()).chain(changed).collect()
    }
    let mut named: BTreeSet<About> = BTreeSet::new();
    named.extend(of(&difference.scheme).into_iter().map(About::Scheme));
    named.extend(of(&difference.sources).into_iter().map(|id| About::Record(AnyId::Source(id))));
    named.extend(of(&difference.versions).into_iter().map(|id| About::Record(AnyId::Version(id))));
    named.extend(of(&difference.annotations).into_iter().map(|id| About::Record(AnyId::Annotation(id))));
    named.extend(of(&difference.statements).into_iter().map(|id| About::Record(AnyId::Statement(id))));
    named.extend(of(&difference.links).into_iter().map(|id| About::Record(AnyId::Link(id))));
    named.extend(of(&difference.people).into_iter().map(|id| About::Record(AnyId::Person(id))));
    named.extend(of(&difference.annotators).into_iter().map(|id| About::Record(AnyId::Annotator(id))));
    named.extend(difference.progress.iter().map(|key| About::Progress(*key)));
    named.extend((!difference.set.is_empty()).then_some(About::Set));
    named
}

fn uuid_of(about: &About) -> Option<Uuid> {
    match about {
        About::Record(id) => Some(id.uuid()),
        _ => None,
    }
}

trait Copy_: std::marker::Copy {}
impl<T: std::marker::Copy> Copy_ for T {}

fn same(one: &AnnotationSet, other: &AnnotationSet, law: &str) -> Result<(), TestCaseError> {
    prop_assert!(one == other, "{}: {:?}", law, difference::between(one, other));
    Ok(())
}

fn check_two(base: Option<&AnnotationSet>, ours: &AnnotationSet, theirs: &AnnotationSet) -> Result<(), TestCaseError> {
    let one = check_alike(base, ours, theirs)?;
    for copy in [ours, theirs] {
        let again = merged(base, &one.set, copy);
        same(&one.set, &again.set, "what is in it already changes nothing")?;
        if let Some(base) = base {
            let only = merged(Some(base), copy, base);
            same(&only.set, copy, "what only one copy changed is that copy")?;
            prop_assert_eq!(&only.conflicts, &[]);
        }
    }
    let mut none = |_: &crossread::text::Positions, _: &[crossread::model::Selector]| wire::Found::Lost;
    let read = wire::read(bytes(&one.set).as_bytes(), &mut none).unwrap();
    prop_assert_eq!(&read.findings, &[]);
    prop_assert_eq!(&read.set, &one.set);
    prop_assert!(!one.conflicts.iter().any(|conflict| matches!(conflict.clash, Clash::Refused(_))), "{:?}", one);
    Ok(())
}

/// The same from both sides, nothing new from the same, and sound.
fn check_alike(
    base: Option<&AnnotationSet>,
    ours: &AnnotationSet,
    theirs: &AnnotationSet,
) -> Result<Merged, TestCaseError> {
    let one = merged(base, ours, theirs);
    let other = merged(base, theirs, ours);
    same(&one.set, &other.set, "commutative")?;
    prop_assert_eq!(bytes(&one.set), bytes(&other.set));
    let mut swapped: Vec<Conflict> = other.conflicts.iter().map(Conflict::swapped).collect();
    swapped.sort();
    prop_assert_eq!(&one.conflicts, &swapped);

    for copy in [ours, theirs] {
        let itself = merged(base, copy, copy);
        same(&itself.set, copy, "idempotent")?;
        prop_assert_eq!(&itself.conflicts, &[]);
    }
    let (again, refused) = reassembled(&one.set);
    prop_assert_eq!(refused, vec![], "sound");
    prop_assert_eq!(&again, &one.set);
    Ok(one)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn two_copies_merge_alike_from_both_sides(seed in any::<u64>(), steps in 0usize..25) {
        let (base, [ours, theirs]) = copies(seed, steps);
        check_two(Some(&base), &ours, &theirs)?;
        check_two(None, &ours, &theirs)?;
    }

    // As no program would: ids that several kinds share, texts exchanged, deletions without a trace.
    #[test]
    fn any_two_sets_with_one_id_merge_alike_from_both_sides(seeds in proptest::collection::vec(any::<u64>(), 0..90)) {
        let mut sets = [empty_set(), empty_set(), empty_set()];
        let common = seeds.len() / 3;
        for (n, seed) in seeds.into_iter().enumerate() {
            for (copy, set) in sets.iter_mut().enumerate() {
                let edit = any_edit(set, if n < common { seed } else { seed.wrapping_add(copy as u64) });
                if n < common || copy > 0 {
                    drop(apply(set, edit));
                }
            }
        }
        let [base, ours, theirs] = sets;
        check_alike(Some(&base), &ours, &theirs)?;
        check_alike(None, &ours, &theirs)?;
        check_alike(Some(&ours), &theirs, &base)?;
    }

    #[test]
    fn of_three_copies_any_two_may_be_merged_first(seed in any::<u64>(), steps in 0usize..20) {
        let (base, [a, b, c]) = copies(seed, steps);
        for base in [Some(&base), None] {
            let (ab, bc) = (merged(base, &a, &b), merged(base, &b, &c));
            let (left, right) = (merged(base, &ab.set, &c), merged(base, &a, &bc.set));
            let lists = [ab.conflicts, bc.conflicts, left.conflicts, right.conflicts];
            let conflicts: BTreeSet<About> = lists.iter().flatten().map(|conflict| conflict.about).collect();
            let difference = difference::between(&left.set, &right.set);
            let of_scheme = |about: &&About| matches!(about, About::Scheme(_));
            let scheme = conflicts.iter().any(|about| of_scheme(&about));
            let unnamed: Vec<About> = named(&difference)
                .into_iter()
                .filter(|about| !(conflicts.contains(about) || scheme && of_scheme(&about)))
                .collect();
            prop_assert_eq!(unnamed, vec![], "{:?}\n{:?}", difference, lists);
            let known: BTreeSet<Uuid> = conflicts.iter().filter_map(uuid_of).collect();
            prop_assert!(difference.tombstones.iter().all(|id| known.contains(id)), "{:?}", difference.tombstones);
            // Where nobody deleted what another one newly uses, nothing at all differs.
            let values_only = |conflict: &Conflict| matches!(conflict.clash, Clash::Field(_) | Clash::Deleted(_));
            if lists.iter().flatten().all(values_only) {
                same(&left.set, &right.set, "associative")?;
            }
        }
    }

    #[test]
    fn an_edit_leads_from_one_set_to_any_other_and_back(seed in any::<u64>(), size in 0usize..12) {
        let before = random_set(seed, size);
        let after = random_set(seed.wrapping_add(1), size);
        leads(&before, &after)?;
        let (base, [ours, theirs]) = copies(seed, size);
        leads(&base, &ours)?;
        leads(&theirs, &ours)?;
    }

    #[test]
    fn an_edit_leads_along_any_edits(seeds in proptest::collection::vec(any::<u64>(), 0..60)) {
        let mut sets = vec![empty_set()];
        let mut set = empty_set();
        for seed in seeds {
            let edit = any_edit(&set, seed);
            if apply(&mut set, edit).is_ok() && seed % 5 == 0 {
                sets.push(set.clone());
            }
        }
        for pair in sets.windows(2) {
            leads(&pair[0], &pair[1])?;
            leads(&pair[1], &pair[0])?;
        }
        leads(&sets[0], &set)?;
        leads(&set, &sets[0])?;
    }
}

/// Every record of a set, by id.
fn ids(set: &AnnotationSet) -> BTreeSet<AnyId> {
    let mut ids: BTreeSet<AnyId> = BTreeSet::new();
    ids.extend(set.sources().iter().map(|record| AnyId::Source(record.id)));
    ids.extend(set.versions().iter().map(|record| AnyId::Version(record.id)));
    ids.extend(set.annotations().iter().map(|record| AnyId::Annotation(record.id)));
    ids.extend(set.statements().iter().map(|record| AnyId::Statement(record.id)));
    ids.extend(set.links().iter().map(|record| AnyId::Link(record.id)));
    ids.extend(set.people().iter().map(|record| AnyId::Person(record.id)));
    ids.extend(set.annotators().iter().map(|record| AnyId::Annotator(record.id)));
    ids
}

/// What of a record differs; `None` where only one of the sets has it, or neither.
fn fields(before: &AnnotationSet, after: &AnnotationSet) -> BTreeMap<AnyId, BTreeSet<Field>> {
    fn of<K: Copy_>(changes: &difference::Changes<K>, any: fn(K) -> AnyId) -> Vec<(AnyId, BTreeSet<Field>)> {
        changes.changed.iter().map(|changed| (any(changed.id), changed.fields.iter().copied().collect())).collect()
    }
    let found = difference::between(before, after);
    let mut fields = BTreeMap::new();
    fields.extend(of(&found.sources, AnyId::Source));
    fields.extend(of(&found.versions, AnyId::Version));
    fields.extend(of(&found.annotations, AnyId::Annotation));
    fields.extend(of(&found.statements, AnyId::Statement));
    fields.extend(of(&found.links, AnyId::Link));
    fields.extend(of(&found.people, AnyId::Person));
    fields.extend(of(&found.annotators, AnyId::Annotator));
    fields
}

/// Of lists, what both changed is told item by item.
fn is_list(field: Field) -> bool {
    matches!(
        field,
        Field::Appearances | Field::Evidence | Field::Verdicts | Field::Looked | Field::OtherNames | Field::Blocks
    )
}

/// Whether both copies only added to a value that has parts, or chose among several options: then it has those of both.
fn made_of_parts(id: AnyId, field: Field, base: &AnnotationSet, copies: [&AnnotationSet; 2]) -> bool {
    let AnyId::Annotation(id) = id else { return false };
    let spans = |set: &AnnotationSet| set.annotations().get(id).map(|annotation| annotation.spans.clone());
    copies.iter().all(|copy| match field {
        Field::Attribute(attribute) => {
            let annotation = copy.annotations().get(id);
            let value = annotation.and_then(|annotation| annotation.attributes.get(attribute));
            matches!(value, Some(AttributeValue::Several(_)))
        }
        Field::Extent => {
            spans(base).into_iter().flatten().all(|span| spans(copy).is_some_and(|all| all.contains(&span)))
        }
        _ => false,
    })
}

/// With a base: what is added stays, what is deleted goes, a change of one copy survives, and what both did is named.
fn check_outcome(base: &AnnotationSet, ours: &AnnotationSet, theirs: &AnnotationSet) -> Result<(), TestCaseError> {
    let Merged { set, conflicts } = merged(Some(base), ours, theirs);
    let about = |id: AnyId| conflicts.iter().filter(move |conflict| conflict.about == About::Record(id));
    let names = |id: AnyId, clash: Clash| about(id).any(|conflict| conflict.clash == clash);
    let (old, here, there, now) = (ids(base), ids(ours), ids(theirs), ids(&set));
    for id in here.union(&there) {
        let left_out = about(*id).any(|conflict| matches!(conflict.clash, Clash::LeftOut(_)));
        let in_use = about(*id).any(|conflict| matches!(conflict.clash, Clash::InUse(_)));
        let deleted = [ours, theirs].iter().any(|copy| copy.tombstones().contains_key(&id.uuid()));
        match (old.contains(id), here.contains(id), there.contains(id)) {
            (false, true, true) => prop_assert!(now.contains(id) || left_out, "both have {}", id),
            (false, ..) if !deleted => prop_assert!(now.contains(id) || left_out, "the addition of {} is lost", id),
            (false, ..) if base.tombstones().contains_key(&id.uuid()) => {
                prop_assert!(now.contains(id) || about(*id).next().is_some(), "{} was brought back", id);
            }
            (false, ..) => prop_assert!(!now.contains(id), "{} is revived", id),
            (true, true, true) => prop_assert!(now.contains(id) || left_out, "nobody deleted {}", id),
            (true, ..) => prop_assert!(!now.contains(id) || in_use, "{} is revived", id),
        }
    }
    let (by_us, by_them) = (fields(base, ours), fields(base, theirs));
    let (apart, from_us) = (fields(ours, theirs), fields(ours, &set));
    let none = BTreeSet::new();
    for id in old.intersection(&here) {
        let changed = by_us.get(id).unwrap_or(&none);
        if !there.contains(id) {
            let named = names(*id, Clash::Deleted(Side::Theirs)) || names(*id, Clash::InUse(Side::Theirs));
            prop_assert!(changed.is_empty() || named, "{} was changed here and deleted there", id);
            continue;
        }
        if !now.contains(id) {
            continue;
        }
        for field in changed.iter().filter(|field| !matches!(field, Field::Modified)) {
            let by_both = by_them.get(id).is_some_and(|fields| fields.contains(field));
            if !by_both {
                let kept = from_us.get(id).is_none_or(|fields| !fields.contains(field));
                prop_assert!(kept || about(*id).next().is_some(), "{:?} of {} was changed here alone", field, id);
            } else if !is_list(*field) && apart.get(id).is_some_and(|fields| fields.contains(field)) {
                let of_both = made_of_parts(*id, *field, base, [ours, theirs]);
                prop_assert!(of_both || about(*id).next().is_some(), "{:?} of {} was changed by both", field, id);
            }
        }
    }
    Ok(())
}

/// Without a base: what has a tombstone stays deleted, everything else is there, and what differs is named.
fn check_blind(ours: &AnnotationSet, theirs: &AnnotationSet) -> Result<(), TestCaseError> {
    let Merged { set, conflicts } = merged(None, ours, theirs);
    let about = |id: AnyId| conflicts.iter().filter(move |conflict| conflict.about == About::Record(id));
    let (here, there, now) = (ids(ours), ids(theirs), ids(&set));
    let apart = fields(ours, theirs);
    for id in here.union(&there) {
        let deleted = [ours, theirs].iter().any(|copy| copy.tombstones().contains_key(&id.uuid()));
        let excused = about(*id).any(|conflict| matches!(conflict.clash, Clash::LeftOut(_) | Clash::InUse(_)));
        prop_assert!(now.contains(id) != deleted || excused, "{}: deleted {}", id, deleted);
        prop_assert!(!deleted || about(*id).next().is_some(), "the deletion of {} is named", id);
        for field in apart.get(id).into_iter().flatten().filter(|field| **field != Field::Modified) {
            prop_assert!(about(*id).next().is_some(), "{:?} of {} differs", field, id);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_lost_or_revived_and_whatever_was_decided_is_named(seed in any::<u64>(), steps in 0usize..25) {
        let (base, [ours, theirs]) = copies(seed, steps);
        check_outcome(&base, &ours, &theirs)?;
        check_outcome(&base, &theirs, &ours)?;
        check_blind(&ours, &theirs)?;
    }
}

#[test]
fn the_histories_bring_every_kind_of_conflict_about() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut clean = 0;
    for seed in 0..400 {
        let (base, [ours, theirs]) = copies(seed, 20);
        let Merged { conflicts, .. } = merged(Some(&base), &ours, &theirs);
        clean += usize::from(conflicts.is_empty());
        for conflict in conflicts {
            let name = format!("{:?}", conflict.clash);
            let name = name.split(['(', ' ']).next().unwrap_or_default().to_owned();
            *seen.entry(name).or_default() += 1;
        }
    }
    println!("{clean} of 400 merges without a conflict; {seen:?}");
    assert!(clean > 4);
    for kind in ["Field", "Deleted", "Dropped", "LeftOut", "InUse", "Misfit", "Twice"] {
        assert!(seen.get(kind).is_some_and(|count| *count > 2), "{kind}: {seen:?}");
    }
}

/// Applying the edit between gives the other set, and its inverse goes back.
fn leads(before: &AnnotationSet, after: &AnnotationSet) -> Result<(), TestCaseError> {
    let edit = difference::edit_between(before, after);
    let mut set = before.clone();
    let inverse = apply(&mut set, edit).map_err(|error| TestCaseError::fail(format!("{error}")))?;
    let left = difference::between(&set, after);
    // What no edit reaches.
    prop_assert!(left.set.iter().all(|field| matches!(field, Field::Made | Field::Ext)), "{:?}", left);
    prop_assert!(Difference { set: Vec::new(), ..left.clone() }.is_empty(), "{:?}", left);
    apply(&mut set, inverse).map_err(|error| TestCaseError::fail(format!("{error}")))?;
    prop_assert_eq!(&set, before);
    prop_assert!(difference::between(&set, before).is_empty());
    let nothing = difference::edit_between(before, before);
    prop_assert_eq!(nothing, Edit::Batch(Vec::new()));
    Ok(())
}

/// A set with one article and an annotation on its first words.
fn small() -> (AnnotationSet, Annotation) {
    let mut set = empty_set();
    let version = records::version(1, 1, TEXT);
    let source = records::source(1);
    apply(&mut set, Edit::put(source.clone())).unwrap();
    apply(&mut set, Edit::put(version.clone())).unwrap();
    apply(&mut set, Edit::put(Source { current: Some(version.id), ..source })).unwrap();
    let annotation = records::annotation(1, &version, &[Span::new(0, 10)]);
    apply(&mut set, Edit::put(annotation.clone())).unwrap();
    (set, annotation)
}

const TEXT: &str = "The bridge will open in March.\n\nNobody believed her.";

fn with(set: &AnnotationSet, edits: impl IntoIterator<Item = Edit>) -> AnnotationSet {
    let mut set = set.clone();
    apply(&mut set, Edit::Batch(edits.into_iter().collect())).unwrap();
    set
}

fn changed_at(annotation: &Annotation, at: i64, change: impl FnOnce(&mut Annotation)) -> Edit {
    let mut annotation = annotation.clone();
    annotation.stamp.modified = Timestamp(at);
    change(&mut annotation);
    Edit::put(annotation)
}

fn delete(id: AnyId, at: i64) -> Edit {
    Edit::Remove(id, Some(Tombstone { by: None, at: Timestamp(at) }))
}

#[test]
fn two_people_who_change_different_things_of_one_annotation_both_find_their_work() {
    let (base, annotation) = small();
    let label = base.scheme().labels[0].id;
    let ours = with(&base, [changed_at(&annotation, 9, |one| one.note = "who says so?".into())]);
    let theirs = with(&base, [changed_at(&annotation, 5, |one| one.label = Some(label))]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &theirs);
    let one = set.annotations().get(annotation.id).unwrap();
    assert_eq!((one.note.as_str(), one.label, one.stamp.modified), ("who says so?", Some(label), Timestamp(9)));
    assert_eq!(conflicts, []);
}

#[test]
fn parts_that_both_added_are_both_there() {
    let (base, annotation) = small();
    let add = |span: Span| changed_at(&annotation, 5, move |one| one.spans.push(span));
    let ours = with(&base, [add(Span::new(12, 20))]);
    let theirs = with(&base, [add(Span::new(16, 25))]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &theirs);
    let parts = set.annotations().get(annotation.id).unwrap().spans.to_vec();
    assert_eq!((parts, conflicts), (vec![Span::new(0, 10), Span::new(12, 25)], vec![]));
}

#[test]
fn a_deletion_that_was_undone_is_told_from_one_that_was_not_by_the_base() {
    let (before, annotation) = small();
    let id = AnyId::Annotation(annotation.id);
    let base = with(&before, [delete(id, 3)]);
    // One copy undoes the deletion, the other does something else.
    let ours = with(&base, [Edit::put(annotation.clone())]);
    let theirs = with(&base, [Edit::put(records::source(2))]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &theirs);
    assert!(set.annotations().contains(annotation.id) && set.tombstones().is_empty());
    assert_eq!(conflicts, []);
    let Merged { set, conflicts } = merged(None, &ours, &theirs);
    assert!(!set.annotations().contains(annotation.id));
    assert_eq!(set.tombstones().len(), 1);
    assert_eq!(conflicts[0].clash, Clash::Deleted(Side::Theirs));
}

#[test]
fn an_addition_that_was_undone_does_not_come_back() {
    let (base, annotation) = small();
    let ours = with(&base, [Edit::Remove(AnyId::Annotation(annotation.id), None)]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &with(&base, [Edit::put(records::source(2))]));
    assert!(!set.annotations().contains(annotation.id));
    assert_eq!(conflicts, []);
}

#[test]
fn what_was_marked_in_an_article_that_the_other_copy_deleted_is_left_out_and_named() {
    let (base, annotation) = small();
    let source = base.sources().get(annotation.source).unwrap().clone();
    let gone = [
        delete(AnyId::Annotation(annotation.id), 3),
        Edit::put(Source { current: None, ..source.clone() }),
        delete(AnyId::Version(annotation.version), 3),
        delete(AnyId::Source(source.id), 3),
    ];
    let ours = with(&base, gone);
    let version = base.versions().get(annotation.version).unwrap();
    let new = records::annotation(2, version, &[Span::new(4, 10)]);
    let theirs = with(&base, [Edit::put(new.clone())]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &theirs);
    assert!(set.sources().is_empty() && set.annotations().is_empty());
    let about = About::Record(AnyId::Annotation(new.id));
    let clash = Clash::LeftOut(AnyId::Source(source.id));
    assert_eq!(conflicts, [Conflict { about, clash, taken: Taken::Neither }]);
}

#[test]
fn a_label_that_one_copy_deleted_stays_where_the_other_uses_it() {
    let (base, annotation) = small();
    let mut scheme = base.scheme().clone();
    let label = scheme.labels.remove(0);
    let ours = with(&base, [Edit::SetScheme(Box::new(scheme.clone()))]);
    let theirs = with(&base, [changed_at(&annotation, 5, |one| one.label = Some(label.id))]);
    let Merged { set, conflicts } = merged(Some(&base), &ours, &theirs);
    assert_eq!(set.scheme(), base.scheme(), "at the place where it was");
    assert_eq!(set.annotations().get(annotation.id).unwrap().label, Some(label.id));
    let about = About::Scheme(SchemePart::Label(label.id));
    assert_eq!(conflicts, [Conflict { about, clash: Clash::InUse(Side::Ours), taken: Taken::Theirs }]);
    // Where nobody uses it, it goes.
    let other = with(&base, [Edit::put(records::source(2))]);
    assert_eq!(merged(Some(&base), &ours, &other).set.scheme(), &scheme);
}

#[test]
fn a_label_that_was_edited_in_two_ways_is_named() {
    let (base, _) = small();
    let renamed = |name: &str| {
        let mut scheme = base.scheme().clone();
        scheme.labels[0].name = name.to_owned();
        with(&base, [Edit::SetScheme(Box::new(scheme))])
    };
    let label = base.scheme().labels[0].id;
    for known in [Some(&base), None] {
        let Merged { set, conflicts } = merged(known, &renamed("Fact"), &renamed("Assertion"));
        assert_eq!(set.scheme().labels[0].name, "Assertion");
        let about = About::Scheme(SchemePart::Label(label));
        assert_eq!(conflicts, [Conflict { about, clash: Clash::Field(Field::Name), taken: Taken::Theirs }]);
    }
}

#[test]
fn a_copy_without_the_texts_merges_with_one_that_has_them() {
    let (base, annotation) = small();
    let note = with(&base, [changed_at(&annotation, 5, |one| one.note = "here".into())]);
    let bare = wire::write(&base, &wire::WriteOptions { texts: false });
    let mut none = |_: &crossread::text::Positions, _: &[crossread::model::Selector]| wire::Found::Lost;
    let bare = wire::read(bare.as_bytes(), &mut none).unwrap().set;
    assert!(bare.versions().iter().all(|version| version.text.is_none()));
    for known in [Some(&base), Some(&bare), None] {
        let Merged { set, conflicts } = merged(known, &note, &bare);
        let expected = with(&base, [changed_at(&annotation, 5, |one| one.note = "here".into())]);
        assert_eq!(set, expected, "the annotation has its place and the text is there");
        assert_eq!(conflicts.len(), usize::from(known.is_none()), "{conflicts:?}");
    }
}

#[test]
fn what_was_marked_in_another_text_is_not_moved_to_other_words() {
    let (base, annotation) = small();
    let mut other = empty_set();
    let longer = format!("{} And more.", TEXT.replace("bridge", "tunnel"));
    let version = SourceVersion { id: annotation.version, ..records::version(1, 1, &longer) };
    let source = Source { current: Some(version.id), ..records::source(1) };
    let later = records::annotation(2, &version, &[Span::new(16, 20)]);
    let edits = [Edit::put(records::source(1)), Edit::put(version), Edit::put(source), Edit::put(later.clone())];
    apply(&mut other, Edit::Batch(edits.to_vec())).unwrap();
    let mine = records::annotation(3, base.versions().get(annotation.version).unwrap(), &[Span::new(16, 20)]);
    let base = with(&base, [Edit::put(mine.clone())]);
    let Merged { set, conflicts } = merged(None, &base, &other);
    assert!(conflicts.iter().any(|conflict| conflict.clash == Clash::Field(Field::Text)));
    assert_eq!(set.versions().get(annotation.version).unwrap().text(), longer);
    assert_eq!(set.annotations().get(mine.id), Some(&mine), "the same words stand there");
    let lost = set.annotations().get(annotation.id).unwrap();
    assert!(lost.spans.is_empty());
    assert!(matches!(&lost.anchoring, Anchoring::Lost(was) if was[0].exact == "The bridge"), "{lost:?}");
}

#[test]
fn other_sets_are_refused_with_a_reason() {
    let (ours, _) = small();
    let of_assignment = |n: u128| {
        let origin = Origin { set: SetId(Uuid::from_u128(7)), hash: Hash::of(b"assignment") };
        let details = Details { origin: Some(origin), ..Details::default() };
        AnnotationSet::new(SetId(Uuid::from_u128(n)), Timestamp(0), details, Scheme::starter())
    };
    let error = merge(None, &ours, &of_assignment(8)).unwrap_err();
    assert!(error.hint().contains("made from one file"), "{error}; {}", error.hint());
    let error = merge(None, &of_assignment(8), &of_assignment(9)).unwrap_err();
    assert!(error.hint().contains("hand-in"), "{error}; {}", error.hint());
    let error = merge(None, &of_assignment(7), &of_assignment(8)).unwrap_err();
    assert!(error.hint().contains("hand-in"), "{error}; {}", error.hint());
    assert!(matches!(merge(Some(&of_assignment(8)), &ours, &ours), Err(MergeError::OtherBase { .. })));
}

#[test]
fn a_merge_is_taken_over_as_one_edit_that_can_be_undone() {
    let (base, [ours, theirs]) = copies(11, 20);
    let result = merged(Some(&base), &ours, &theirs).set;
    let mut set = ours.clone();
    let inverse = apply(&mut set, difference::edit_between(&ours, &result)).unwrap();
    assert_eq!(set, result);
    apply(&mut set, inverse).unwrap();
    assert_eq!(set, ours);
}
