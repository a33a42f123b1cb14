//! Makes selectors from spans, and finds the spans again in a text that may have changed.
//!
//! A passage is at its place when the words that the selector quotes stand there. Where they do not, every other place
//! with exactly these words is scored by how much of the context before and after agrees and by how near it is. The
//! best one counts only where it is good enough and clearly better than the next ([`MIN_SCORE`], [`MARGIN`]): several
//! places that fit about as well are the reader's to decide, and words that stand nowhere are lost. An annotation never
//! moves to a sentence that merely looks alike.
//!
//! Of an annotation with several parts each is found by itself, and the parts must come in the same order again.
//!
//! What was reworded is not looked for here yet. Such a search comes between the exact search and [`Resolution::Lost`],
//! and answers with a resolution of its own that says «edited».

use memchr::memmem;

use crate::model::{Selector, Spans};
use crate::text::{Positions, Span, Unit};

/// What a place has to reach to be taken, from 0 to 1.
pub const MIN_SCORE: f32 = 0.5;

/// By how much the best place has to be better than the next.
pub const MARGIN: f32 = 0.1;

/// How many places are scored; words that stand more often than this say nothing about where they stood.
pub const MAX_CANDIDATES: usize = 1000;

/// How many places [`Resolution::Ambiguous`] offers.
pub const MAX_OFFERED: usize = 8;

/// After how many characters of context the next ones count half as much.
const HALF: f32 = 8.0;

/// From how many characters on words are taken to stand for themselves, whatever stands around them.
const TELLING: usize = 24;

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
    /// Several places fit about as well.
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

/// Finds the passage with these selectors, one a part, in a text.
pub fn resolve(text: &Positions, selectors: &[Selector]) -> Resolution {
    if selectors.is_empty() {
        return Resolution::Lost;
    }
    if let Some(spans) = selectors.iter().map(|selector| in_place(text, selector)).collect::<Option<Spans>>()
        && in_order(&spans)
    {
        return Resolution::Same(spans);
    }
    let mut spans = Spans::new();
    let mut score = 1.0_f32;
    let mut offered = Vec::new();
    for (part, selector) in selectors.iter().enumerate() {
        match part_of(text, selector) {
            Part::At(span, found) => {
                spans.push(span);
                score = score.min(found);
            }
            Part::Several(places) => {
                offered.extend(places.into_iter().map(|(span, score)| Candidate { part, span, score }));
            }
            Part::Nowhere => return Resolution::Lost,
        }
    }
    if !offered.is_empty() {
        return Resolution::Ambiguous(offered);
    }
    if !in_order(&spans) {
        // Each part has a place, but together they are not the passage that was marked.
        let places = spans.iter().enumerate().map(|(part, span)| Candidate { part, span: *span, score });
        return Resolution::Ambiguous(places.collect());
    }
    Resolution::Moved { spans, score }
}

/// Where one part stands.
enum Part {
    At(Span, f32),
    Several(Vec<(Span, f32)>),
    Nowhere,
}

/// The place that the selector names, if its words stand there. Nothing marked between two words is still there when
/// one of them is.
fn in_place(text: &Positions, selector: &Selector) -> Option<Span> {
    let span = text.span(&(selector.start..selector.end), Unit::CodePoint)?;
    let fits = span.slice(text.text()) == Some(selector.exact.as_str());
    (fits && (!span.is_empty() || context(text.text(), span, selector) >= MIN_SCORE)).then_some(span)
}

fn in_order(spans: &[Span]) -> bool {
    spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end <= b.start)
}

fn part_of(text: &Positions, selector: &Selector) -> Part {
    let whole: &str = text.text();
    if let Some(span) = in_place(text, selector) {
        return Part::At(span, 1.0);
    }
    let was = text.byte_floor(selector.start, Unit::CodePoint);
    let mut places: Vec<(Span, f32)> = Vec::new();
    for at in occurrences(whole, selector).take(MAX_CANDIDATES + 1) {
        let span = Span::from(at..at + selector.exact.len());
        places.push((span, score(whole, span, was, selector)));
    }
    if places.len() > MAX_CANDIDATES {
        return Part::Several(best(places));
    }
    let alone = places.len() == 1;
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    match places.as_slice() {
        [] => Part::Nowhere,
        // Long words that stand exactly once are the passage, even where everything around them is new. Short ones
        // need their context: «he said» stands in many texts.
        [(span, score)] if alone && selector.exact.chars().count() >= TELLING => Part::At(*span, score.max(MIN_SCORE)),
        [(_, score), ..] if *score < MIN_SCORE => Part::Nowhere,
        [(span, score)] => Part::At(*span, *score),
        [(span, score), (_, next), ..] if score - next >= MARGIN => Part::At(*span, *score),
        [..] => Part::Several(best(places)),
    }
}

/// The best places, best first.
fn best(mut places: Vec<(Span, f32)>) -> Vec<(Span, f32)> {
    places.sort_by(|a, b| b.1.total_cmp(&a.1));
    places.truncate(MAX_OFFERED);
    places
}

/// Every byte at which the selector's words begin, overlapping ones too. Where there are no words (a place between two),
/// what stands around it is looked for.
fn occurrences<'a>(text: &'a str, selector: &'a Selector) -> Box<dyn Iterator<Item = usize> + 'a> {
    if selector.exact.is_empty() {
        let around = format!("{}{}", selector.prefix, selector.suffix);
        if around.is_empty() {
            return Box::new(std::iter::empty());
        }
        let offset = selector.prefix.len();
        let found = memmem::find_iter(text.as_bytes(), around.as_bytes()).map(|at| at + offset).collect::<Vec<_>>();
        return Box::new(found.into_iter());
    }
    let finder = memmem::Finder::new(selector.exact.as_bytes());
    let step = selector.exact.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    Box::new(std::iter::from_fn(move || {
        let at = from + finder.find(text.as_bytes().get(from..)?)?;
        from = at + step;
        Some(at)
    }))
}

/// How well a place fits: above all by its context, a little by how near it is to where the passage stood.
fn score(text: &str, span: Span, was: u32, selector: &Selector) -> f32 {
    let away = span.start.abs_diff(was) as f32 / (text.len() as f32).max(1.0);
    0.85 * context(text, span, selector) + 0.15 * (1.0 - away.min(1.0))
}

/// How much of the context around a place agrees, from 0 to 1: the mean of both sides, or one side where the passage
/// stood at an end of its text.
fn context(text: &str, span: Span, selector: &Selector) -> f32 {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let after = text.get(span.end as usize..).unwrap_or_default();
    // No more than we write ourselves: a file can say any length.
    let left = agreement(before.chars().rev(), selector.prefix.chars().rev().take(Selector::CONTEXT));
    let right = agreement(after.chars(), selector.suffix.chars().take(Selector::CONTEXT));
    match (left, right) {
        (Some(left), Some(right)) => f32::midpoint(left, right),
        (Some(one), None) | (None, Some(one)) => one,
        // The passage was its whole text.
        (None, None) if before.is_empty() && after.is_empty() => 1.0,
        (None, None) => 0.0,
    }
}

/// How far two stretches agree, counted outwards from the passage, from 0 to 1; `None` where nothing is expected. Every
/// [`HALF`] characters count half as much as those before them: what stands next to the passage says most.
fn agreement(ours: impl Iterator<Item = char>, expected: impl Iterator<Item = char> + Clone) -> Option<f32> {
    let weight = |characters: usize| 1.0 - 0.5_f32.powf(characters as f32 / HALF);
    let wanted = expected.clone().count();
    let agreed = ours.zip(expected).take_while(|(a, b)| a == b).count();
    (wanted > 0).then(|| weight(agreed) / weight(wanted))
}

#[cfg(test)]
mod tests;
