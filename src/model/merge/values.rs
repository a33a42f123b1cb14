//! What becomes of one value, and of one list, that two copies may both have changed.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Log, Side, Taken};
use crate::model::difference::Field;
use crate::model::{Ext, Stamp};

/// A value that only one copy changed is that copy's. One that both changed, or of which no base is known, is the
/// greater one: a rule that needs nothing but the two values gives the same in whatever order copies are merged.
pub(super) fn pick<T: PartialEq + Clone>(
    base: Option<&T>,
    ours: &T,
    theirs: &T,
    order: impl FnOnce(&T, &T) -> Ordering,
) -> (T, Option<Taken>) {
    if ours == theirs || base == Some(theirs) {
        return (ours.clone(), None);
    }
    if base == Some(ours) {
        return (theirs.clone(), None);
    }
    if order(ours, theirs).is_ge() { (ours.clone(), Some(Taken::Ours)) } else { (theirs.clone(), Some(Taken::Theirs)) }
}

/// A value that has an order.
pub(super) fn plain<T: Ord + Clone>(log: &mut Log<'_>, field: Field, base: Option<&T>, ours: &T, theirs: &T) -> T {
    let (value, taken) = pick(base, ours, theirs, T::cmp);
    log.both_changed(field, taken);
    value
}

/// A text: the longer one says more.
pub(super) fn text(log: &mut Log<'_>, field: Field, base: Option<&String>, ours: &String, theirs: &String) -> String {
    let (value, taken) = pick(base, ours, theirs, |a, b| (a.chars().count(), a).cmp(&(b.chars().count(), b)));
    log.both_changed(field, taken);
    value
}

/// Who made a record does not change; when it last changed is the later moment.
pub(super) fn stamp(log: &mut Log<'_>, base: &Stamp, ours: &Stamp, theirs: &Stamp) -> Stamp {
    Stamp {
        by: plain(log, Field::Made, Some(&base.by), &ours.by, &theirs.by),
        created: plain(log, Field::Made, Some(&base.created), &ours.created, &theirs.created),
        modified: pick(Some(&base.modified), &ours.modified, &theirs.modified, Ord::cmp).0,
    }
}

/// What newer programs wrote, entry by entry.
pub(super) fn ext(log: &mut Log<'_>, base: Option<&Ext>, ours: &Ext, theirs: &Ext) -> Ext {
    fn map(ext: &Ext) -> BTreeMap<&str, &str> {
        ext.iter().collect()
    }
    if ours == theirs {
        return ours.clone();
    }
    let (before, ours, theirs) = (base.map(map), map(ours), map(theirs));
    let names: BTreeSet<&str> = ours.keys().chain(theirs.keys()).copied().collect();
    let entries = names.into_iter().filter_map(|name| {
        let known = before.as_ref().map(|before| before.get(name).copied());
        let value = plain(log, Field::Ext, known.as_ref(), &ours.get(name).copied(), &theirs.get(name).copied());
        value.map(|value| (name.to_owned(), value.to_owned()))
    });
    entries.collect()
}

/// What was noticed about an item of a list that one copy took out.
pub(super) enum Gone {
    /// The other copy had changed it.
    Changed(Side),
    /// It stays, since it is in use.
    InUse(Side),
}

/// How the items of a list are named, and what else there is to know about them.
pub(super) struct Items<K, I, J, G> {
    /// What names an item.
    pub key: K,
    /// Whether it must stay, be it taken out or not.
    pub in_use: I,
    /// What becomes of an item that both have, and not in the same way.
    pub join: J,
    /// Told of items that one copy took out, where there is something to say; the side is the one that took it out.
    pub gone: G,
}

/// A list of items with keys. Without a base it is every item that one of the copies has; with a base, what one copy
/// took out goes, and what one copy added stays. The order is that of the copy that changed it; where both did, items
/// of the base come first, in the order that [`pick`] gives, and new ones after them by key. Says whether that had to
/// be decided.
pub(super) fn list<T: Clone + PartialEq, Key: Ord + Clone>(
    base: Option<&[T]>,
    ours: &[T],
    theirs: &[T],
    mut items: Items<
        impl Fn(&T) -> Key,
        impl Fn(&T) -> bool,
        impl FnMut(Option<&T>, &T, &T) -> T,
        impl FnMut(&T, Gone),
    >,
) -> (Vec<T>, Option<Taken>) {
    let by_key =
        |list: &[T]| -> BTreeMap<Key, T> { list.iter().rev().map(|item| ((items.key)(item), item.clone())).collect() };
    if ours == theirs {
        return (ours.to_vec(), None);
    }
    let (old, here, there) = (base.map(by_key), by_key(ours), by_key(theirs));
    let mut kept: BTreeMap<Key, T> = BTreeMap::new();
    let mut rescued: Vec<Key> = Vec::new();
    let keys: BTreeSet<&Key> = here.keys().chain(there.keys()).collect();
    for key in keys {
        let known = old.as_ref().and_then(|old| old.get(key));
        let item = match (here.get(key), there.get(key)) {
            (Some(one), Some(other)) if one == other => Some(one.clone()),
            (Some(one), Some(other)) => Some((items.join)(known, one, other)),
            (Some(one), None) | (None, Some(one)) => {
                let without = if here.contains_key(key) { Side::Theirs } else { Side::Ours };
                match known {
                    None => Some(one.clone()),
                    Some(_) if (items.in_use)(one) => {
                        (items.gone)(one, Gone::InUse(without));
                        rescued.push(key.clone());
                        Some(one.clone())
                    }
                    Some(known) => {
                        if known != one {
                            (items.gone)(one, Gone::Changed(without));
                        }
                        None
                    }
                }
            }
            (None, None) => None,
        };
        kept.extend(item.map(|item| (key.clone(), item)));
    }
    // What only one copy changed is to the letter as there, with whatever stands in it twice; unless something that it
    // took out, here or below, had to stay.
    if base == Some(theirs) && kept == here {
        return (ours.to_vec(), None);
    }
    if base == Some(ours) && kept == there {
        return (theirs.to_vec(), None);
    }
    let sequence = |list: &[T]| list.iter().map(|item| (items.key)(item)).collect::<Vec<Key>>();
    let before = base.map(sequence);
    let (mut here, mut there) = (sequence(ours), sequence(theirs));
    for key in rescued {
        put_back(&mut here, &key, before.as_deref());
        put_back(&mut there, &key, before.as_deref());
    }
    let (order, taken) = in_order(before, here, there, |key| kept.contains_key(key));
    let mut merged: Vec<T> = order.into_iter().filter_map(|key| kept.remove(&key)).collect();
    merged.extend(kept.into_values());
    (merged, taken)
}

/// Puts what had to stay where the base has it: after whatever stood before it.
fn put_back<K: PartialEq + Clone>(list: &mut Vec<K>, key: &K, base: Option<&[K]>) {
    if list.contains(key) {
        return;
    }
    let before = base.unwrap_or_default().iter().take_while(|other| *other != key);
    let after = before.filter_map(|other| list.iter().position(|one| one == other)).last();
    list.insert(after.map_or(0, |at| at + 1), key.clone());
}

fn in_order<K: Ord + Clone>(
    base: Option<Vec<K>>,
    ours: Vec<K>,
    theirs: Vec<K>,
    kept: impl Fn(&K) -> bool,
) -> (Vec<K>, Option<Taken>) {
    if ours == theirs || base.as_ref() == Some(&theirs) {
        return (ours, None);
    }
    let Some(base) = base else { return (Vec::new(), None) };
    if base == ours {
        return (theirs, None);
    }
    // Both changed the list. What all three know can be compared.
    let in_all = |key: &K| kept(key) && base.contains(key) && ours.contains(key) && theirs.contains(key);
    let restricted = |list: &[K]| list.iter().filter(|key| in_all(key)).cloned().collect::<Vec<K>>();
    pick(Some(&restricted(&base)), &restricted(&ours), &restricted(&theirs), Ord::cmp)
}
