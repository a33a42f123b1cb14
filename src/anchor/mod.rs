//! Makes selectors from spans, and finds the spans again in a text that may have changed.
//!
//! A passage is at its place when the words that the selector quotes stand there. Where they do not, a [`Resolver`]
//! looks for them: first for exactly these words, then, in an index of runs of a few characters, for stretches that
//! share several of them in the same order, which are aligned with the quote and its surroundings character by
//! character. Every candidate is scored by how much of the quote stands there, how much of the context before and after
//! agrees, and how near it is to the old place. The best one counts only where it is good enough and clearly better
//! than the next ([`MIN_SCORE`], [`MARGIN`]): several places that fit about as well are the reader's to decide, and what
//! stands nowhere is lost.
//!
//! A sentence that merely looks alike is never taken for the one that was marked. What tells two sentences apart is
//! often one word, which no score sees: where a number, a name or a negation differs, the place counts only when its
//! surroundings are the same on both sides and nothing else in the text is nearly as much like the quote.
//!
//! Of an annotation with several parts each is found by itself, and the parts must come in the same order again.

mod decide;
mod earlier;
mod resolver;
mod telling;

pub use resolver::Resolver;

use crate::model::{Selector, Spans};
use crate::text::{Positions, Span, Unit};

/// What a place has to reach to be taken, from 0 to 1.
pub const MIN_SCORE: f32 = 0.5;

/// By how much the best place has to be better than the next.
pub const MARGIN: f32 = 0.05;

/// How many places with exactly the quoted words are scored; words that stand more often than this say nothing about
/// where they stood.
pub const MAX_CANDIDATES: usize = 1000;

/// How many places [`Resolution::Ambiguous`] offers.
pub const MAX_OFFERED: usize = 8;

/// Where a passage stands now.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// Where it stood, with the same words.
    Same(Spans),
    /// Elsewhere, with the same words.
    Moved {
        /// Where, one span a part.
        spans: Spans,
        /// How sure that is, from 0 to 1: that of the least sure part.
        score: f32,
    },
    /// There, with other words.
    Edited {
        /// Where, one span a part.
        spans: Spans,
        /// How sure that is, from 0 to 1: that of the least sure part.
        score: f32,
    },
    /// Several places fit about as well, or one that may be another passage's.
    Ambiguous(Vec<Candidate>),
    /// No place fits.
    Lost,
}

/// A place where a part of a passage may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Which part, from 0.
    pub part: usize,
    /// Where.
    pub span: Span,
    /// How well it fits, from 0 to 1.
    pub score: f32,
}

/// The selectors of `spans`, one each, in the same order. A span that does not fit the text gives none.
pub fn selectors(text: &Positions, spans: &[Span]) -> Vec<Selector> {
    spans.iter().filter_map(|span| selector(text, *span)).collect()
}

/// The selector of one span; `None` where it does not fit the text or cuts a character.
pub fn selector(text: &Positions, span: Span) -> Option<Selector> {
    let range = text.range(span, Unit::CodePoint)?;
    let [prefix, exact, suffix] = span.in_context(text.text(), Selector::CONTEXT).map(str::to_owned);
    Some(Selector { start: range.start, end: range.end, exact, prefix, suffix })
}

/// Finds one passage with these selectors, one a part. Who looks for several in one text asks one [`Resolver`], which
/// reads the text only once.
pub fn resolve(text: &Positions, selectors: &[Selector]) -> Resolution {
    Resolver::new(text).resolve(selectors)
}

fn in_order(spans: &[Span]) -> bool {
    spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end <= b.start)
}

#[cfg(test)]
mod tests;
