//! What holds for every merge, over random histories of two and three copies; and what a person would see in single
//! cases.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

mod common;

use std::collections::BTreeSet;

use common::edits::{any_edit, empty_set, reassembled};
use common::histories::Copy;
use common::random_set::random_set;
use crossread::model::difference::{self, Difference, Field};
use crossread::model::edit::apply;
use crossread::model::merge::{About, Clash, Conflict, Merged, merge};
use crossread::model::{AnnotationSet, AnyId, Edit};
use crossread::wire;
use proptest::prelude::*;

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

trait Copy_: std::marker::Copy {}
impl<T: std::marker::Copy> Copy_ for T {}

fn check_two(base: Option<&AnnotationSet>, ours: &AnnotationSet, theirs: &AnnotationSet) -> Result<(), TestCaseError> {
    let one = merged(base, ours, theirs);
    let other = merged(base, theirs, ours);
    prop_assert_eq!(&one.set, &other.set, "commutative");
    prop_assert_eq!(bytes(&one.set), bytes(&other.set));
    let mut swapped: Vec<Conflict> = other.conflicts.iter().map(Conflict::swapped).collect();
    swapped.sort();
    prop_assert_eq!(&one.conflicts, &swapped);

    for copy in [ours, theirs] {
        let same = merged(base, copy, copy);
        prop_assert_eq!(&same.set, copy, "idempotent");
        prop_assert_eq!(&same.conflicts, &[]);
        let again = merged(base, &one.set, copy);
        prop_assert_eq!(
            &again.set,
            &one.set,
            "what is in it already changes nothing: {:?}",
            difference::between(&one.set, &again.set)
        );
        if let Some(base) = base {
            let only = merged(Some(base), copy, base);
            prop_assert_eq!(&only.set, copy, "what only one copy changed is that copy");
            prop_assert_eq!(&only.conflicts, &[]);
        }
    }
    let (again, refused) = reassembled(&one.set);
    prop_assert_eq!(refused, vec![], "sound");
    prop_assert_eq!(&again, &one.set);
    prop_assert!(
        !one.conflicts.iter().any(|conflict| matches!(conflict.clash, Clash::Refused(_))),
        "{:?}",
        one.conflicts
    );
    let mut none = |_: &crossread::text::Positions, _: &[crossread::model::Selector]| wire::Found::Lost;
    let read = wire::read(bytes(&one.set).as_bytes(), &mut none).unwrap();
    prop_assert_eq!(&read.findings, &[]);
    prop_assert_eq!(&read.set, &one.set);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn two_copies_merge_alike_from_both_sides(seed in any::<u64>(), steps in 0usize..25) {
        let (base, [ours, theirs]) = copies(seed, steps);
        check_two(Some(&base), &ours, &theirs)?;
        check_two(None, &ours, &theirs)?;
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
            let unnamed: Vec<About> = named(&difference).difference(&conflicts).copied().collect();
            prop_assert_eq!(unnamed, vec![], "{:?}\n{:?}", difference, lists);
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
