use std::fmt;
use std::ops::Range;

/// A half-open range of bytes in one text; may be empty.
///
/// Four bytes an end keep a hundred thousand annotations small; texts are limited far below 4 GiB when they are taken
/// in ([`MAX_TEXT_BYTES`](crate::text::MAX_TEXT_BYTES)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; the two are put in order.
    pub const fn new(start: u32, end: u32) -> Self {
        if start <= end { Self { start, end } } else { Self { start: end, end: start } }
    }

    /// The empty span at `at`.
    pub const fn caret(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `at` lies inside; the end does not.
    pub const fn contains(self, at: u32) -> bool {
        self.start <= at && at < self.end
    }

    /// Whether `other` lies wholly inside.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// What the two share; `None` where they share no byte.
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The text under the span; `None` where it does not fit the text or cuts a character.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// The text under the span between up to `context` code points before and after it; empty where it does not fit the
    /// text or cuts a character.
    pub fn in_context(self, text: &str, context: usize) -> [&str; 3] {
        let before = text.get(..self.start as usize).unwrap_or_default();
        let after = text.get(self.end as usize..).unwrap_or_default();
        let from = before.char_indices().rev().take(context).last().map_or(before.len(), |(at, _)| at);
        let to = after.char_indices().nth(context).map_or(after.len(), |(at, _)| at);
        [
            before.get(from..).unwrap_or_default(),
            self.slice(text).unwrap_or_default(),
            after.get(..to).unwrap_or_default(),
        ]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start as u32, range.end as u32)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_cut_at_the_ends_of_the_text_and_at_whole_characters() {
        assert_eq!(Span::new(5, 9).in_context("🦀 said so", 32), ["🦀 ", "said", " so"]);
        assert_eq!(Span::new(0, 3).in_context("abc", 32), ["", "abc", ""]);
        assert_eq!(Span::new(1, 2).in_context("abc", 0), ["", "b", ""]);
        assert_eq!(Span::new(1, 9).in_context("🦀", 32), ["", "", ""]);
        let text = "é".repeat(40) + "x" + &"🦀".repeat(40);
        let [prefix, exact, suffix] = Span::new(80, 81).in_context(&text, 32);
        assert_eq!((prefix.chars().count(), exact, suffix.chars().count()), (32, "x", 32));
    }
}
