//! What an earlier reading of a text says about a later one.

use std::ops::Range;

use crate::text::diff::Comparison;
use crate::text::{Positions, Unit};

/// How many words next to a passage may have changed for what stands behind them to hold it still.
const NEXT: usize = 2;

/// Two readings of a text, and which words of the earlier one stand in the later one. Places are code points.
#[derive(Debug)]
pub(super) struct Earlier {
    pub old: Positions,
    /// Every word of the earlier reading, and where it stands in the later one.
    words: Vec<(Range<u32>, Option<Range<u32>>)>,
    /// The words of the later reading that were there, in order, and where.
    back: Vec<(Range<u32>, Range<u32>)>,
}

impl Earlier {
    pub fn new(old: &Positions, new: &Positions) -> Self {
        let compared = Comparison::new(old.text(), new.text());
        let range = |positions: &Positions, span: crate::text::Span| {
            positions.at_floor(span.start, Unit::CodePoint)..positions.at_floor(span.end, Unit::CodePoint)
        };
        let mut words: Vec<_> = compared.old.iter().map(|span| (range(old, *span), None)).collect();
        let mut back = Vec::new();
        for common in &compared.common {
            for n in 0..common.count {
                let (Some(word), Some(span)) = (words.get_mut(common.old + n), compared.new.get(common.new + n)) else {
                    continue;
                };
                let there = range(new, *span);
                back.push((there.clone(), word.0.clone()));
                word.1 = Some(there);
            }
        }
        Self { old: old.clone(), words, back }
    }

    /// The words that a passage touches.
    fn of(&self, was: &Range<u32>) -> Range<usize> {
        let from = self.words.partition_point(|(word, _)| word.end <= was.start);
        let to = self.words.partition_point(|(word, _)| word.start < was.end);
        from..to.max(from)
    }

    /// The nearest word before a passage that is still there, and how many before it are not.
    fn before(&self, was: &Range<u32>) -> Option<(usize, &Range<u32>)> {
        let words = self.words.get(..self.of(was).start)?;
        words.iter().rev().enumerate().find_map(|(skipped, (_, there))| Some((skipped, there.as_ref()?)))
    }

    /// The nearest word behind a passage that is still there, and how many in between are not.
    fn after(&self, was: &Range<u32>) -> Option<(usize, &Range<u32>)> {
        let words = self.words.get(self.of(was).end..)?;
        words.iter().enumerate().find_map(|(skipped, (_, there))| Some((skipped, there.as_ref()?)))
    }

    /// Where a passage stands if none of its words changed.
    pub fn kept(&self, was: &Range<u32>) -> Option<Range<u32>> {
        let words = self.words.get(self.of(was))?;
        let ((first, start), (last, end)) = (words.first()?, words.last()?);
        let (start, end) = (start.as_ref()?, end.as_ref()?);
        let from = (start.start + was.start).checked_sub(first.start)?;
        let to = (end.end + was.end).checked_sub(last.end)?;
        (from <= to).then_some(from..to)
    }

    /// About where a place has to be.
    pub fn expected(&self, place: u32) -> u32 {
        let was = place..place;
        let at = self.of(&was).start;
        let kept = |(word, there): &(Range<u32>, Option<Range<u32>>)| Some((word.start, there.as_ref()?.start));
        let before = self.words.get(..at).unwrap_or_default().iter().rev().find_map(kept);
        let after = self.words.get(at..).unwrap_or_default().iter().find_map(kept);
        match (before, after) {
            (Some((old, new)), Some((next, _))) if place - old <= next.saturating_sub(place) => new + (place - old),
            (_, Some((old, new))) => new.saturating_sub(old.saturating_sub(place)),
            (Some((old, new)), None) => new + (place - old),
            (None, None) => place,
        }
    }

    /// Whether a place of the later reading lies between what the passage lay between.
    pub fn follows(&self, was: &Range<u32>, at: &Range<usize>) -> bool {
        let before = self.before(was).is_none_or(|(_, word)| word.end as usize <= at.start + 1);
        let after = self.after(was).is_none_or(|(_, word)| at.end <= word.start as usize + 1);
        before && after && (self.before(was).is_some() || self.after(was).is_some())
    }

    /// Whether the words next to a place, before and after, are those next to the passage.
    pub fn held(&self, was: &Range<u32>, at: &Range<usize>) -> [bool; 2] {
        let reach = |skipped: usize| 2 + 12 * skipped;
        let before = match self.before(was) {
            Some((skipped, word)) => skipped <= NEXT && at.start.abs_diff(word.end as usize) <= reach(skipped),
            None => self.of(was).start == 0,
        };
        let after = match self.after(was) {
            Some((skipped, word)) => skipped <= NEXT && at.end.abs_diff(word.start as usize) <= reach(skipped),
            None => self.of(was).end == self.words.len(),
        };
        [before, after]
    }

    /// Whether a word next to a place is one that was next to the passage.
    pub fn is_held(&self, was: &Range<u32>, at: &Range<u32>) -> bool {
        let [before, after] = self.held(was, &(at.start as usize..at.end as usize));
        before || after
    }

    /// The place between the very words between which the passage stood.
    pub fn pinned(&self, was: &Range<u32>) -> Option<Range<usize>> {
        let ((0, before), (0, after)) = (self.before(was)?, self.after(was)?) else { return None };
        let of = self.of(was);
        let (first, last) = (self.words.get(of.start)?, self.words.get(of.end.checked_sub(1)?)?);
        // A passage that begins or ends inside a word has no place between words.
        if first.0.start < was.start || last.0.end > was.end {
            return None;
        }
        let gap = |a: u32, b: u32| b.saturating_sub(a);
        let previous = self.words.get(of.start.checked_sub(1)?)?;
        let next = self.words.get(of.end)?;
        let (lead, trail) = (gap(previous.0.end, was.start), gap(was.end, next.0.start));
        let (from, to) = (before.end + lead, after.start.checked_sub(trail)?);
        (from < to).then_some(from as usize..to as usize)
    }

    /// Whether most words of a place of the later reading were another passage's.
    pub fn is_taken(&self, was: &Range<u32>, at: &Range<usize>) -> bool {
        let (start, end) = (at.start as u32, at.end as u32);
        let from = self.back.partition_point(|(there, _)| there.end <= start);
        let to = self.back.partition_point(|(there, _)| there.start < end);
        let words = self.back.get(from..to.max(from)).unwrap_or_default();
        let length = |range: &Range<u32>| u64::from(range.end - range.start);
        let others = words.iter().filter(|(_, word)| word.end <= was.start || was.end <= word.start);
        let taken: u64 = others.map(|(there, _)| length(there)).sum();
        taken * 5 >= u64::from(end - start) * 2
    }
}
