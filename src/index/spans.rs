use std::collections::BTreeMap;
use std::collections::btree_map;

use crate::model::{AnnotationId, VersionId};
use crate::text::Span;

/// One part of an annotation, where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanEntry {
    /// The part's extent.
    pub span: Span,
    /// Whose part it is.
    pub annotation: AnnotationId,
    /// Which part, from 0.
    pub part: u32,
}

impl SpanEntry {
    /// Reading order: by start; of those that start together the longest, which holds the others, first.
    fn key(&self) -> impl Ord + use<> {
        (self.span.start, std::cmp::Reverse(self.span.end), self.annotation, self.part)
    }
}

/// Where a step to the next or previous annotation begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cursor {
    /// A position in the text. An annotation that starts right there comes next.
    Byte(u32),
    /// An annotation of the version.
    Annotation(AnnotationId),
}

/// The parts of the annotations of every version, by place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanIndex {
    /// Never an empty list.
    versions: BTreeMap<VersionId, Entries>,
}

impl SpanIndex {
    /// The parts that overlap `range`, in reading order. Where the part or the range is empty, touching is enough.
    ///
    /// Finds its beginning and its end by bisection; what lies between is looked at one by one. That is what overlaps,
    /// and whatever else starts after the first part that reaches into the range.
    pub fn in_range(&self, version: VersionId, range: Span) -> impl Iterator<Item = &SpanEntry> + Clone {
        self.entries(version).in_range(range)
    }

    /// As [`in_range`](Self::in_range), each with its place in [`all`](Self::all).
    pub fn numbered_in_range(&self, version: VersionId, range: Span) -> impl Iterator<Item = (usize, &SpanEntry)> {
        self.entries(version).numbered_in_range(range)
    }

    /// Every part of a version, in reading order.
    pub fn all(&self, version: VersionId) -> &[SpanEntry] {
        &self.entries(version).sorted
    }

    /// The annotations with a part over `byte` (or an empty one at it), the shortest part first: going through them,
    /// one gets from the inside out.
    pub fn at(&self, version: VersionId, byte: u32) -> Vec<AnnotationId> {
        let mut over: Vec<&SpanEntry> = self
            .in_range(version, Span::caret(byte))
            .filter(|entry| entry.span.contains(byte) || entry.span == Span::caret(byte))
            .collect();
        // What starts later lies further inside.
        over.sort_by_key(|entry| (entry.span.len(), std::cmp::Reverse(entry.span.start), entry.annotation));
        over.into_iter().map(|entry| entry.annotation).collect()
    }

    /// The first annotation after `cursor`, in the order of first parts.
    pub fn next(&self, version: VersionId, cursor: Cursor) -> Option<AnnotationId> {
        self.after(version, cursor).next()
    }

    /// The last annotation before `cursor`, in the order of first parts.
    pub fn previous(&self, version: VersionId, cursor: Cursor) -> Option<AnnotationId> {
        self.before(version, cursor).next()
    }

    /// Every annotation after `cursor`, in the order of first parts; empty after one that is not there.
    pub fn after(&self, version: VersionId, cursor: Cursor) -> impl Iterator<Item = AnnotationId> {
        let sorted = self.all(version);
        let from = match cursor {
            Cursor::Byte(byte) => sorted.partition_point(|entry| entry.span.start < byte),
            Cursor::Annotation(id) => first_part(sorted, id).map_or(sorted.len(), |at| at + 1),
        };
        first_parts(sorted.iter().skip(from))
    }

    /// Every annotation before `cursor`, from the last to the first in the order of first parts; empty before one that
    /// is not there.
    pub fn before(&self, version: VersionId, cursor: Cursor) -> impl Iterator<Item = AnnotationId> {
        let sorted = self.all(version);
        let to = match cursor {
            Cursor::Byte(byte) => sorted.partition_point(|entry| entry.span.start < byte),
            Cursor::Annotation(id) => first_part(sorted, id).unwrap_or(0),
        };
        first_parts(sorted.iter().take(to).rev())
    }

    fn entries(&self, version: VersionId) -> &Entries {
        self.versions.get(&version).unwrap_or(&NOTHING)
    }

    /// Puts an annotation's parts in.
    pub(super) fn insert(&mut self, version: VersionId, annotation: AnnotationId, spans: &[Span]) {
        if spans.is_empty() {
            return;
        }
        let entries = self.versions.entry(version).or_default();
        for (part, span) in (0..).zip(spans) {
            entries.insert(SpanEntry { span: *span, annotation, part });
        }
    }

    /// Takes an annotation's parts, as they were put in, out again.
    pub(super) fn remove(&mut self, version: VersionId, annotation: AnnotationId, spans: &[Span]) {
        let btree_map::Entry::Occupied(mut entries) = self.versions.entry(version) else { return };
        for (part, span) in (0..).zip(spans) {
            entries.get_mut().remove(SpanEntry { span: *span, annotation, part });
        }
        if entries.get().sorted.is_empty() {
            entries.remove();
        }
    }
}

impl FromIterator<(VersionId, SpanEntry)> for SpanIndex {
    fn from_iter<I: IntoIterator<Item = (VersionId, SpanEntry)>>(parts: I) -> Self {
        let mut versions: BTreeMap<VersionId, Entries> = BTreeMap::new();
        for (version, entry) in parts {
            versions.entry(version).or_default().sorted.push(entry);
        }
        for entries in versions.values_mut() {
            entries.sorted.sort_unstable_by_key(SpanEntry::key);
            entries.reach = Vec::with_capacity(entries.sorted.len());
            let mut reach = 0;
            entries.reach.extend(entries.sorted.iter().map(|entry| {
                reach = entry.span.end.max(reach);
                reach
            }));
        }
        Self { versions }
    }
}

fn first_parts<'a>(entries: impl Iterator<Item = &'a SpanEntry>) -> impl Iterator<Item = AnnotationId> {
    entries.filter(|entry| entry.part == 0).map(|entry| entry.annotation)
}

fn first_part(sorted: &[SpanEntry], id: AnnotationId) -> Option<usize> {
    sorted.iter().position(|entry| entry.annotation == id && entry.part == 0)
}

static NOTHING: Entries = Entries { sorted: Vec::new(), reach: Vec::new() };

/// One version's parts.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entries {
    /// In reading order.
    sorted: Vec<SpanEntry>,
    /// For each, the largest end up to and including it: it only grows, so that it can be bisected.
    reach: Vec<u32>,
}

impl Entries {
    fn in_range(&self, range: Span) -> impl Iterator<Item = &SpanEntry> + Clone {
        self.numbered_in_range(range).map(|(_, entry)| entry)
    }

    fn numbered_in_range(&self, range: Span) -> impl Iterator<Item = (usize, &SpanEntry)> + Clone {
        let from = self.reach.partition_point(|reach| *reach < range.start);
        let to = self.sorted.partition_point(|entry| entry.span.start <= range.end);
        let between = self.sorted.get(from..to).unwrap_or_default();
        (from..).zip(between).filter(move |(_, entry)| {
            let touching = entry.span.start <= range.end && range.start <= entry.span.end;
            if entry.span.is_empty() || range.is_empty() { touching } else { entry.span.overlaps(range) }
        })
    }

    fn insert(&mut self, entry: SpanEntry) {
        let at = self.sorted.partition_point(|other| other.key() < entry.key());
        self.sorted.insert(at, entry);
        self.reach.insert(at, 0);
        self.repair_reach(at);
    }

    fn remove(&mut self, entry: SpanEntry) {
        if let Ok(at) = self.sorted.binary_search_by_key(&entry.key(), SpanEntry::key) {
            self.sorted.remove(at);
            self.reach.remove(at);
            self.repair_reach(at);
        }
    }

    /// Computes the reach anew from `at` on, until it is what it was: further on nothing has changed.
    fn repair_reach(&mut self, at: usize) {
        let mut reach = at.checked_sub(1).and_then(|before| self.reach.get(before)).copied().unwrap_or(0);
        let changed = self.sorted.iter().zip(&mut self.reach).skip(at);
        for (n, (entry, stored)) in changed.enumerate() {
            reach = entry.span.end.max(reach);
            // The first one may be new, and its place-holder equal by chance.
            if n > 0 && *stored == reach {
                break;
            }
            *stored = reach;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const VERSION: VersionId = VersionId(Uuid::nil());

    fn id(n: u128) -> AnnotationId {
        AnnotationId(Uuid::from_u128(n))
    }

    /// One annotation a line: `-` is a byte of a part, `.` an empty part.
    fn drawn(picture: &[&str]) -> SpanIndex {
        let mut index = SpanIndex::default();
        for (n, line) in (0..).zip(picture) {
            let mut spans = Vec::new();
            let marks = line.as_bytes();
            let mut at = 0;
            while let Some(mark) = marks.get(at) {
                let length = marks.iter().skip(at).take_while(|byte| **byte == b'-').count();
                match mark {
                    b'.' => spans.push(Span::caret(at as u32)),
                    b'-' => spans.push(Span::from(at..at + length)),
                    _ => {}
                }
                at += length.max(1);
            }
            index.insert(VERSION, id(n), &spans);
        }
        index
    }

    const PICTURE: [&str; 6] =
        ["  ----      ---", "    ------", "    --", "------------------", "          .", "                .."];

    fn numbers(ids: impl IntoIterator<Item = AnnotationId>) -> Vec<u128> {
        ids.into_iter().map(|id| id.0.as_u128()).collect()
    }

    #[track_caller]
    fn check_range(start: u32, end: u32, expected: &[(u128, u32)]) {
        let index = drawn(&PICTURE);
        let found: Vec<_> =
            index.in_range(VERSION, Span::new(start, end)).map(|e| (e.annotation.0.as_u128(), e.part)).collect();
        assert_eq!(found, expected, "{start}..{end}");
    }

    #[test]
    fn a_range_finds_what_overlaps_it_in_reading_order() {
        check_range(0, 2, &[(3, 0)]);
        check_range(0, 3, &[(3, 0), (0, 0)]);
        check_range(5, 6, &[(3, 0), (0, 0), (1, 0), (2, 0)]);
        check_range(6, 7, &[(3, 0), (1, 0)]);
        check_range(12, 13, &[(3, 0), (0, 1)]);
    }

    #[test]
    fn an_empty_part_or_range_is_found_where_it_touches() {
        check_range(8, 10, &[(3, 0), (1, 0), (4, 0)]);
        check_range(10, 11, &[(3, 0), (4, 0)]);
        check_range(11, 12, &[(3, 0)]);
        check_range(2, 2, &[(3, 0), (0, 0)]);
        check_range(6, 6, &[(3, 0), (0, 0), (1, 0), (2, 0)]);
        check_range(18, 18, &[(3, 0)]);
        check_range(19, 30, &[]);
    }

    #[test]
    fn a_click_goes_from_the_inside_out() {
        let index = drawn(&PICTURE);
        assert_eq!(numbers(index.at(VERSION, 5)), [2, 0, 1, 3]);
        assert_eq!(numbers(index.at(VERSION, 10)), [4, 3]);
        assert_eq!(numbers(index.at(VERSION, 13)), [0, 3], "by its part, not by the whole annotation");
        assert_eq!(numbers(index.at(VERSION, 18)), [], "the end does not belong to it");
        assert_eq!(numbers(index.at(VersionId(Uuid::max()), 5)), []);
    }

    #[test]
    fn next_and_previous_go_by_first_parts() {
        let index = drawn(&PICTURE);
        assert_eq!(numbers(index.after(VERSION, Cursor::Byte(0))), [3, 0, 1, 2, 4, 5]);
        assert_eq!(numbers(index.after(VERSION, Cursor::Byte(4))), [1, 2, 4, 5], "what starts here comes next");
        assert_eq!(numbers(index.before(VERSION, Cursor::Byte(4))), [0, 3]);
        assert_eq!(index.next(VERSION, Cursor::Annotation(id(1))), Some(id(2)));
        assert_eq!(index.previous(VERSION, Cursor::Annotation(id(1))), Some(id(0)));
        assert_eq!(index.next(VERSION, Cursor::Annotation(id(5))), None);
        assert_eq!(index.previous(VERSION, Cursor::Annotation(id(3))), None);
        assert_eq!(index.next(VERSION, Cursor::Annotation(id(77))), None);
        assert_eq!(index.previous(VERSION, Cursor::Annotation(id(77))), None);
    }

    fn span() -> impl Strategy<Value = Span> {
        (0u32..60, 0u32..25).prop_map(|(start, length)| Span::new(start, start + length))
    }

    proptest! {
        #[test]
        fn insert_and_remove_keep_what_a_fresh_build_has(
            steps in proptest::collection::vec((any::<bool>(), 0u128..25, span()), 0..120),
            range in span(),
        ) {
            let mut index = SpanIndex::default();
            let mut expected = BTreeMap::new();
            for (add, n, span) in steps {
                if let Some(old) = expected.remove(&n) {
                    index.remove(VERSION, id(n), &[old]);
                }
                if add {
                    index.insert(VERSION, id(n), &[span]);
                    expected.insert(n, span);
                }
            }
            let entry = |(n, span): (&u128, &Span)| (VERSION, SpanEntry { span: *span, annotation: id(*n), part: 0 });
            let fresh: SpanIndex = expected.iter().map(entry).collect();
            prop_assert_eq!(&index, &fresh);

            let touches = |span: &Span| {
                if span.is_empty() || range.is_empty() {
                    span.start <= range.end && range.start <= span.end
                } else {
                    span.overlaps(range)
                }
            };
            let mut naive: Vec<_> = expected.iter().filter(|(_, span)| touches(span)).map(|e| entry(e).1).collect();
            naive.sort_by_key(SpanEntry::key);
            prop_assert!(index.in_range(VERSION, range).eq(naive.iter()));
        }
    }
}
