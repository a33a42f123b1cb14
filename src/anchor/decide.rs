//! Which of the places where a passage may stand it is, if any.

use std::ops::Range;

use super::resolver::{NEAR, STILL, Wanted};
use super::telling::Changes;
use super::{MARGIN, MAX_OFFERED, MIN_SCORE};
use crate::model::Selector;
use crate::text::Span;

/// How much of the quote has to stand at a place.
const MIN_QUOTE: f32 = 0.65;

/// How much of the quote has to stand at a place that is worth showing.
const SHOWN: f32 = 0.6;

/// From how many characters on words are taken to stand for themselves, whatever stands around them.
const TELLING: usize = 24;

/// Where one part stands.
pub(super) enum Part {
    At { span: Span, score: f32, exact: bool },
    Several(Vec<(Span, f32)>),
    Nowhere,
}

/// How much of what stood on one side of a passage stands at a place, from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    /// With changes in it.
    pub like: f32,
    /// Without any, what is next to the passage above all.
    pub same: f32,
}

/// A place where a passage may stand, in code points, and how it fits.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub at: Range<usize>,
    /// The stretch in which it was found.
    pub window: Range<usize>,
    /// How much of the quote stands there.
    pub quote: f32,
    /// How much of what stood before and after it does; `None` where nothing is expected.
    pub sides: [Option<Side>; 2],
    /// Whether every character of the quote stands there.
    pub exact: bool,
    /// How near it is to where the passage stood.
    pub near: f32,
    pub score: f32,
}

impl Place {
    pub fn new(at: Range<usize>, quote: f32, sides: [Option<Side>; 2], near: f32, exact: bool) -> Self {
        let mut place = Self { window: at.clone(), at, quote, sides, exact, near, score: 0.0 };
        let around = 0.3 * place.context() + 0.55 * place.mean(|side| side.same) + 0.15 * near;
        place.score = f32::midpoint(quote, around);
        place
    }

    /// How much of the context stands there: the mean of both sides.
    pub fn context(&self) -> f32 {
        self.mean(|side| side.like)
    }

    fn mean(&self, what: impl Fn(&Side) -> f32) -> f32 {
        match &self.sides {
            [Some(before), Some(after)] => f32::midpoint(what(before), what(after)),
            [Some(one), None] | [None, Some(one)] => what(one),
            [None, None] => 0.0,
        }
    }

    /// That of the side that agrees less.
    fn weaker(&self) -> f32 {
        self.sides.iter().flatten().map(|side| side.like).fold(1.0, f32::min)
    }

    fn stronger(&self) -> f32 {
        self.sides.iter().flatten().map(|side| side.like).fold(0.0, f32::max)
    }
}

/// Which of the places it is. `crowded` says that there are more that may be like it.
pub(super) fn decide(
    mut places: Vec<Place>,
    crowded: bool,
    wanted: &Wanted<'_>,
    text: &str,
    span: impl Fn(&Range<usize>) -> Span,
) -> Part {
    places.sort_by(|a, b| b.score.total_cmp(&a.score));
    // Of places that overlap, the best.
    let mut apart: Vec<Place> = Vec::new();
    for place in places {
        if apart.iter().all(|other| place.at.end <= other.at.start || other.at.end <= place.at.start) {
            apart.push(place);
        }
    }
    let several = |places: &[Place]| {
        let shown = places.iter().filter(|place| place.quote >= SHOWN).take(MAX_OFFERED);
        Part::Several(shown.map(|place| (span(&place.at), place.score)).collect())
    };
    let Some(best) = apart.first() else { return Part::Nowhere };
    let rival = apart.get(1).map_or(0.0, |place| place.score);
    // Of several places with exactly these words, the context alone decides.
    let others = apart.iter().skip(1).filter(|place| !(best.exact && place.exact));
    let alike = others.map(|place| place.quote).fold(0.0, f32::max);
    let worth_showing = best.quote >= SHOWN
        && (wanted.exact.len() >= TELLING || best.context().max(best.mean(|side| side.same)) >= 0.25);
    let unsure = || if worth_showing { several(&apart) } else { Part::Nowhere };
    if best.quote < MIN_QUOTE || best.score < MIN_SCORE {
        return unsure();
    }
    let found = span(&best.at);
    let [before, words, after] = found.in_context(text, Selector::CONTEXT);
    let Selector { prefix, exact, suffix, .. } = wanted.selector;
    // Numbers and names around a passage tell as those in it do; the words at the far ends are cut.
    let around = Changes::between("", &inner_end(prefix), &inner_end(before)).telling
        + Changes::between(exact, &inner_start(suffix), &inner_start(after)).telling;
    let lone = !crowded && alike < best.quote - 0.2;
    // Words that stand in many places are not the passage only because they were changed where it stood.
    let is_nearer =
        |place: &Place| !place.exact && place.near > best.near && place.quote >= 0.7 && place.context() >= 0.4;
    let away = best.at.start.abs_diff(wanted.selector.start as usize);
    let passed_over = away > STILL && (crowded || apart.iter().skip(1).any(is_nearer));
    let taken = if best.exact {
        // Long words that stand exactly once are the passage, even where everything around them is new, unless
        // others are much like them. Short ones need their context: «he said» stands in many texts.
        (best.context() >= 0.4 || wanted.exact.len() >= TELLING) && (around == 0 && best.context() >= 0.4 || lone)
    } else {
        let changes = Changes::between(prefix, exact, words);
        // What the place needs to say for itself where what tells has changed.
        let known = wanted.prefix.len().min(wanted.suffix.len()) >= TELLING / 2;
        (around == 0 || lone) && is_edited(best, lone && known, around, changes)
    };
    if taken && !passed_over && best.score - rival >= MARGIN {
        return Part::At { span: span(&best.at), score: best.score, exact: best.exact };
    }
    unsure()
}

/// The last words of what stands before a passage.
fn inner_end(context: &str) -> String {
    let cut = context.chars().count() >= Selector::CONTEXT;
    let from = if cut { context.find(char::is_whitespace).unwrap_or(0) } else { 0 };
    context.get(from..).unwrap_or_default().to_owned()
}

/// The first words of what stands behind it.
fn inner_start(context: &str) -> String {
    let cut = context.chars().count() >= Selector::CONTEXT;
    let to = if cut { context.rfind(char::is_whitespace).unwrap_or(context.len()) } else { context.len() };
    context.get(..to).unwrap_or_default().to_owned()
}

/// Whether other words at this place are the passage, edited. `lone` says that nothing else is nearly as much like it,
/// `around`, in how many places what tells differs around it.
fn is_edited(place: &Place, lone: bool, around: usize, changes: Changes) -> bool {
    // What stands around it says that it is the place.
    let held = place.context() >= 0.5 && place.weaker() >= 0.3;
    let half_held = place.stronger() >= 0.7 && place.quote >= 0.85;
    if changes.telling > 0 {
        // Then the place has to be the one, seen from both sides and from afar, and no other may be much like it.
        let both = place.sides.iter().all(|side| side.is_some_and(|side| side.like >= 0.6));
        return both && lone && around == 0 && place.near >= NEAR;
    }
    held || (half_held && changes.replaced == 0)
}
