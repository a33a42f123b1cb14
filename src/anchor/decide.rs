//! Which of the places where a passage may stand it is, if any.

use std::ops::Range;

use super::earlier::Earlier;
use super::resolver::{NEAR, STILL, Wanted};
use super::telling::Changes;
use super::{MARGIN, MAX_OFFERED, MIN_SCORE};
use crate::model::Selector;
use crate::text::Span;

/// How much of the quote has to stand at a place.
const MIN_QUOTE: f32 = 0.65;

/// How much of the quote has to stand at a place that is worth showing.
const SHOWN: f32 = 0.6;

/// How much of it has to stand between the very words between which it stood.
const LEFT: f32 = 0.3;

/// From how many characters on words are taken to stand for themselves, whatever stands around them.
const TELLING: usize = 24;

/// Where one part stands.
pub(super) enum Part {
    At { span: Span, score: f32, exact: bool, moved: bool },
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
    places: Vec<Place>,
    crowded: bool,
    wanted: &Wanted<'_>,
    text: &str,
    span: impl Fn(&Range<usize>) -> Span,
) -> Part {
    let apart = best_first(places);
    let several = |places: &[Place]| offered(places, &span);
    let Some(best) = apart.first() else { return Part::Nowhere };
    let rival = apart.get(1).map_or(0.0, |place| place.score);
    // Of several places with exactly these words, the context alone decides.
    let others = apart.iter().skip(1).filter(|place| !(best.exact && place.exact));
    let alike = others.map(|place| place.quote).fold(0.0, f32::max);
    // Of a few words, only the very same ones are worth showing, and only in fitting company.
    let in_company = || best.exact && best.context().max(best.mean(|side| side.same)) >= 0.25;
    let worth_showing = best.quote >= SHOWN && (wanted.exact.len() >= TELLING || in_company());
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
        if changes.telling > 0 && wanted.exact.len() < TELLING {
            // Of a few words of which one is another number or name, nothing is left that could be it.
            return Part::Nowhere;
        }
        // What the place needs to say for itself where what tells has changed.
        let known = wanted.prefix.len().min(wanted.suffix.len()) >= TELLING / 2;
        (around == 0 || lone) && is_edited(best, lone && known, around, changes)
    };
    if taken && !passed_over && best.score - rival >= MARGIN {
        return Part::At { span: span(&best.at), score: best.score, exact: best.exact, moved: true };
    }
    unsure()
}

/// The places from the best on; of those that overlap, the best.
fn best_first(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut apart: Vec<Place> = Vec::new();
    for place in places {
        if apart.iter().all(|other| place.at.end <= other.at.start || other.at.end <= place.at.start) {
            apart.push(place);
        }
    }
    apart
}

/// The places that are worth showing.
fn offered(places: &[Place], span: impl Fn(&Range<usize>) -> Span) -> Part {
    let shown = places.iter().filter(|place| place.quote >= SHOWN).take(MAX_OFFERED);
    Part::Several(shown.map(|place| (span(&place.at), place.score)).collect())
}

/// A passage of an earlier reading, and where it stood there in code points.
pub(super) struct Followed<'a> {
    /// The places that are like it and were other passages there.
    pub taken: Vec<Place>,
    pub earlier: &'a Earlier,
    pub was: Range<u32>,
}

/// Which of the places it is, of which none was another passage in the earlier reading.
pub(super) fn decide_later(
    places: Vec<Place>,
    crowded: bool,
    wanted: &Wanted<'_>,
    text: &str,
    followed: &Followed<'_>,
    span: impl Fn(&Range<usize>) -> Span,
) -> Part {
    let apart = best_first(places);
    let Followed { earlier, was, taken: taken_places } = followed;
    // Where it was; where nearly nothing is left of it there, but all of it stands elsewhere, that is it.
    let here = apart.iter().find(|place| earlier.follows(was, &place.at));
    let own = here.filter(|here| here.quote >= MIN_QUOTE || !apart.iter().any(|place| place.exact));
    let Some(best) = own.or(apart.first()) else { return Part::Nowhere };
    let rivals = || apart.iter().filter(|place| place.at != best.at);
    let alike = rivals().map(|place| place.quote).fold(0.0, f32::max);
    let found = span(&best.at).slice(text).unwrap_or_default();
    let changes = Changes::between(&wanted.selector.prefix, &wanted.selector.exact, found);
    // One that seems another passage's, but has every number and name of this one, or is as much like it.
    let is_true_to_it = || {
        taken_places.iter().filter(|place| place.quote >= best.quote - 0.1).any(|place| {
            let words = span(&place.at).slice(text).unwrap_or_default();
            place.quote >= best.quote - 0.03
                || Changes::between(&wanted.selector.prefix, &wanted.selector.exact, words).telling == 0
        })
    };
    let taken = if own.is_some() {
        let [before, after] = earlier.held(was, &best.at);
        let words = wanted.selector.exact.split_whitespace().count();
        if best.exact {
            before || after || alike < best.quote - 0.2
        } else if changes.telling > 0 {
            // One number corrected between words that stayed is the same passage, unless its words now stand elsewhere.
            let few = changes.telling <= 1 + words / 12 && best.quote >= MIN_QUOTE;
            few && before && after && !crowded && alike < (best.quote - 0.1).min(0.7) && !is_true_to_it()
        } else {
            best.quote >= MIN_QUOTE
                && (before && after || best.context() >= 0.5 || best.quote >= 0.8)
                && alike < best.quote - 0.1
        }
    } else {
        // Elsewhere, only what stayed as it was, or nearly, and only if nothing else comes near.
        let long = wanted.exact.len() >= TELLING;
        let lone = !crowded && alike < best.quote - 0.15;
        let nearly = best.quote >= 0.8 && changes.telling == 0 && changes.replaced == 0;
        lone && (best.exact && (long || best.context() >= 0.5) || nearly && best.context() >= 0.4)
    };
    if taken {
        let score = if best.exact { best.score.max(best.quote.midpoint(best.near)) } else { best.score };
        return Part::At { span: span(&best.at), score, exact: best.exact, moved: own.is_none() };
    }
    // What stands between the very words between which it stood is worth a look, even if little of it is left.
    if own.is_some() && best.quote >= LEFT && earlier.held(was, &best.at) == [true, true] {
        let others = rivals().filter(|place| place.quote >= SHOWN).take(MAX_OFFERED - 1);
        let shown = std::iter::once(best).chain(others).map(|place| (span(&place.at), place.score));
        return Part::Several(shown.collect());
    }
    let worth_showing = apart.iter().any(|place| place.quote >= SHOWN)
        && (wanted.exact.len() >= TELLING || best.context() >= 0.25 || own.is_some());
    if worth_showing { offered(&apart, span) } else { Part::Nowhere }
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
