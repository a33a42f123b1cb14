use std::ops::Range;

use super::decide::{Followed, Part, Place, Side, decide, decide_later};
use super::earlier::Earlier;
use super::{Candidate, MAX_CANDIDATES, Resolution, in_order};
use crate::model::{Selector, Spans};
use crate::text::approximate::{Alignment, Matcher, distance_at_start};
use crate::text::{Grams, Positions, Span, Symbols, Unit, is_unspaced};

/// How many places that share runs of characters with a passage are looked at for it.
const SEEDS: usize = 1_500;

/// How many stretches are aligned with a passage.
const ALIGNED: usize = 12;

/// How many stretches more are aligned with it that are like its words, but not like its surroundings.
const ALONE: usize = 4;

/// How many places with exactly the quoted words have their context compared with some tolerance.
const COMPARED: usize = 24;

/// How many characters beside a passage are the same where it stands as it stood.
const BESIDE: usize = 8;

/// How many characters away a place still is the old one, whatever stands elsewhere.
pub(super) const STILL: usize = 16;

/// How near a place has to be where what tells has changed: 1 is the old place, 0 a whole text away.
pub(super) const NEAR: f32 = 0.97;

/// How many characters of a passage are aligned in one piece; of longer ones, both ends.
const LONGEST: usize = 480;

/// After how many characters of context the next ones count half as much.
const HALF: f32 = 8.0;

/// Finds passages in one text, of which it makes an index when the first one needs it.
#[derive(Debug)]
pub struct Resolver {
    text: Positions,
    earlier: Option<Earlier>,
    index: Option<Index>,
    /// How many stretches were aligned so far: what a search costs.
    aligned: usize,
}

#[derive(Debug)]
struct Index {
    symbols: Symbols,
    grams: Grams,
    matcher: Matcher,
}

impl Index {
    fn new(text: &str) -> Self {
        let symbols = Symbols::new(text);
        // Where a character is a word, three of them say as much as six letters.
        let dense = text.chars().take(20_000).filter(|c| is_unspaced(*c)).count();
        let length = if dense * 3 > text.chars().take(20_000).count() { 3 } else { 6 };
        let grams = Grams::new(symbols.all(), length);
        let matcher = Matcher::new(symbols.kinds());
        Self { symbols, grams, matcher }
    }
}

/// A selector in the text's numbers.
pub(super) struct Wanted<'a> {
    pub selector: &'a Selector,
    pub prefix: Vec<u16>,
    pub exact: Vec<u16>,
    pub suffix: Vec<u16>,
}

impl Resolver {
    /// For passages of this text.
    pub fn new(text: &Positions) -> Self {
        Self { text: text.clone(), earlier: None, index: None, aligned: 0 }
    }

    /// For passages of `old`, of which `new` is a later reading. What both have in common says where a passage has to
    /// be, and which of its look-alikes were there before.
    pub fn between(old: &Positions, new: &Positions) -> Self {
        Self { text: new.clone(), earlier: Some(Earlier::new(old, new)), index: None, aligned: 0 }
    }

    /// The text that it looks in.
    pub fn text(&self) -> &Positions {
        &self.text
    }

    /// How many stretches of the text were aligned with passages so far.
    pub const fn aligned(&self) -> usize {
        self.aligned
    }

    /// Finds the passage with these selectors, one a part.
    pub fn resolve(&mut self, selectors: &[Selector]) -> Resolution {
        let mut parts = Vec::with_capacity(selectors.len());
        for selector in selectors {
            let mut part = self.part(selector);
            if let Part::At { span, moved, .. } = &mut part {
                *moved = self.text.at(span.start, Unit::CodePoint) != Some(selector.start);
            }
            parts.push(part);
        }
        together(parts)
    }

    /// Finds a passage of the earlier reading, given in its bytes. It is the same where it follows what it followed, even
    /// if its place is counted otherwise now.
    pub fn follow(&mut self, spans: &[Span]) -> Resolution {
        let parts = spans.iter().map(|span| self.later(*span)).collect();
        together(parts)
    }

    fn later(&mut self, span: Span) -> Part {
        let Some(earlier) = self.earlier.take() else { return Part::Nowhere };
        let part = self.later_than(&earlier, span);
        self.earlier = Some(earlier);
        part
    }

    fn later_than(&mut self, earlier: &Earlier, span: Span) -> Part {
        let Some(mut selector) = super::selector(&earlier.old, span) else { return Part::Nowhere };
        let was = selector.start..selector.end;
        if let Some(at) = earlier.kept(&was) {
            let kept = self.text.span(&at, Unit::CodePoint);
            let same = kept.is_some_and(|kept| kept.slice(self.text.text()) == Some(selector.exact.as_str()));
            if let Some(span) = kept.filter(|_| same)
                && (earlier.is_held(&was, &at) || !self.is_multiplied(&earlier.old, &selector.exact))
            {
                return Part::At { span, score: 1.0, exact: true, moved: false };
            }
        }
        let expected = earlier.expected(was.start);
        let length = was.end - was.start;
        (selector.start, selector.end) = (expected, expected + length);
        self.search(&selector, Some((earlier, was)))
    }

    /// Whether these words stand in more places than they did.
    fn is_multiplied(&self, old: &Positions, words: &str) -> bool {
        let count = |text: &str| memchr::memmem::find_iter(text.as_bytes(), words.as_bytes()).count();
        !words.is_empty() && count(self.text.text()) > count(old.text())
    }

    fn part(&mut self, selector: &Selector) -> Part {
        if self.text.bytes() == 0 {
            let whole = selector.exact.is_empty() && selector.prefix.is_empty() && selector.suffix.is_empty();
            let there = Part::At { span: Span::caret(0), score: 1.0, exact: true, moved: false };
            return if whole { there } else { Part::Nowhere };
        }
        // The words at their place, between the same characters: that needs no index.
        if let Some(span) = self.in_place(selector) {
            return Part::At { span, score: 1.0, exact: true, moved: false };
        }
        self.search(selector, None)
    }

    fn search(&mut self, selector: &Selector, earlier: Option<(&Earlier, Range<u32>)>) -> Part {
        let index = self.index.take().unwrap_or_else(|| Index::new(self.text.text()));
        let mut search = Search { text: &self.text, index, aligned: 0 };
        let part = search.part(selector, earlier);
        self.aligned += search.aligned;
        self.index = Some(search.index);
        part
    }

    /// The place that the selector names, if its words and what stands next to them stand there. A selector that knows
    /// nothing but place and words (some tools keep no more) has only these to agree.
    fn in_place(&self, selector: &Selector) -> Option<Span> {
        let span = self.text.span(&(selector.start..selector.end), Unit::CodePoint)?;
        let [before, exact, after] = span.in_context(self.text.text(), Selector::CONTEXT);
        if exact != selector.exact {
            return None;
        }
        let left = before.chars().rev().take(BESIDE).eq(selector.prefix.chars().rev().take(BESIDE));
        let right = after.chars().take(BESIDE).eq(selector.suffix.chars().take(BESIDE));
        let bare = selector.prefix.is_empty() && selector.suffix.is_empty();
        let fits = if exact.is_empty() { left && right } else { left || right || bare };
        fits.then_some(span)
    }
}

/// What becomes of a passage whose parts have these places.
fn together(parts: Vec<Part>) -> Resolution {
    let mut spans = Spans::new();
    let (mut least, mut edited, mut elsewhere) = (1.0_f32, false, false);
    let mut offered = Vec::new();
    if parts.is_empty() {
        return Resolution::Lost;
    }
    for (number, part) in parts.into_iter().enumerate() {
        match part {
            Part::At { span, score, exact, moved } => {
                spans.push(span);
                least = least.min(score);
                edited |= !exact;
                elsewhere |= moved;
            }
            Part::Several(places) => {
                offered.extend(places.into_iter().map(|(span, score)| Candidate { part: number, span, score }));
            }
            Part::Nowhere => return Resolution::Lost,
        }
    }
    if !offered.is_empty() {
        return Resolution::Ambiguous(offered);
    }
    if !in_order(&spans) {
        // Each part has a place, but together they are not the passage that was marked.
        let places = spans.iter().enumerate().map(|(part, span)| Candidate { part, span: *span, score: least });
        return Resolution::Ambiguous(places.collect());
    }
    match (edited, elsewhere) {
        (true, _) => Resolution::Edited { spans, score: least },
        (false, true) => Resolution::Moved { spans, score: least },
        (false, false) => Resolution::Same(spans),
    }
}

/// One search, with the index that it works on.
struct Search<'a> {
    text: &'a Positions,
    index: Index,
    aligned: usize,
}

impl Search<'_> {
    fn part(&mut self, selector: &Selector, earlier: Option<(&Earlier, Range<u32>)>) -> Part {
        let spell = |words: &str| self.index.symbols.spell(words).collect::<Vec<_>>();
        // No more context than we write ourselves: a file can say any length.
        let cut = |text: &str| text.chars().take(Selector::CONTEXT).collect::<String>();
        let skip = selector.prefix.chars().count().saturating_sub(Selector::CONTEXT);
        let prefix: String = selector.prefix.chars().skip(skip).collect();
        let wanted = Wanted {
            selector,
            prefix: spell(&prefix),
            exact: spell(&selector.exact),
            suffix: spell(&cut(&selector.suffix)),
        };
        if wanted.exact.is_empty() {
            return self.caret(&wanted);
        }
        let exact = match self.exact(&wanted) {
            Ok(places) => places,
            Err(places) => {
                return Part::Several(places.iter().map(|place| (self.span(&place.at), place.score)).collect());
            }
        };
        let mut places = exact;
        // Exactly these words between exactly these characters leave nothing to look for, near their old place or where
        // some of them stand nowhere else.
        let stood = selector.start as usize;
        let rare = self.is_rare(&wanted);
        let settled =
            |place: &Place| place.exact && place.context() >= 0.99 && (rare || place.at.start.abs_diff(stood) <= STILL);
        let mut crowded = false;
        if !places.iter().any(settled) {
            let found;
            (found, crowded) = self.approximate(&wanted, earlier.is_some());
            places.extend(found);
        }
        let text: &str = self.text.text();
        let Some((earlier, was)) = earlier else {
            return decide(places, crowded && !rare, &wanted, text, |range| self.span(range));
        };
        // What was there before as something else is that.
        let (taken, mut places): (Vec<Place>, Vec<Place>) =
            places.into_iter().partition(|place| earlier.is_taken(&was, &place.at));
        if let Some(at) = earlier.pinned(&was)
            && !at.is_empty()
            && places.iter().all(|place| place.at != at)
        {
            let (end, stretch) = (self.span(&at), self.index.symbols.all().get(at.clone()).unwrap_or_default());
            self.index.matcher.set(wanted.exact.iter().copied());
            let (distance, _) = self.index.matcher.search(stretch);
            let longer = wanted.exact.len().max(at.len());
            let extra = at.len().saturating_sub(wanted.exact.len());
            let quote = 1.0 - (distance.max(extra) as f32 / longer as f32).min(1.0);
            let same = end.slice(text) == Some(selector.exact.as_str());
            let apart = |place: &Place| place.at.end <= at.start || at.end <= place.at.start;
            if places.iter().all(|place| apart(place) || place.quote < quote) {
                places.retain(apart);
                places.push(self.place(&wanted, at, quote, same));
            }
        }
        decide_later(places, crowded, &wanted, text, &Followed { taken, earlier, was }, |range| self.span(range))
    }

    fn span(&self, at: &Range<usize>) -> Span {
        let byte = |place: usize| self.text.byte_floor(place as u32, Unit::CodePoint);
        Span::new(byte(at.start), byte(at.end))
    }

    fn length(&self) -> usize {
        self.index.symbols.all().len()
    }

    /// A place between two words is still there where both of its sides are.
    fn caret(&self, wanted: &Wanted<'_>) -> Part {
        let around: Vec<u16> = wanted.prefix.iter().chain(&wanted.suffix).copied().collect();
        let mut places: Vec<usize> = self.occurrences(&around).into_iter().map(|at| at + wanted.prefix.len()).collect();
        places.truncate(super::MAX_OFFERED);
        match places.as_slice() {
            [] => Part::Nowhere,
            [at] => Part::At { span: self.span(&(*at..*at)), score: 0.9, exact: true, moved: true },
            several => Part::Several(several.iter().map(|at| (self.span(&(*at..*at)), 0.5)).collect()),
        }
    }

    /// Every place at which these symbols begin, up to one more than [`MAX_CANDIDATES`].
    fn occurrences(&self, pattern: &[u16]) -> Vec<usize> {
        let all = self.index.symbols.all();
        if pattern.is_empty() {
            return Vec::new();
        }
        let length = self.index.grams.length();
        let stands = |at: usize| all.get(at..at + pattern.len()) == Some(pattern);
        let rarest = pattern.windows(length).enumerate().min_by_key(|(_, gram)| self.index.grams.places(gram).len());
        match rarest {
            Some((offset, gram)) => {
                let places = self.index.grams.places(gram).iter();
                let starts = places.filter_map(|place| (*place as usize).checked_sub(offset));
                starts.filter(|at| stands(*at)).take(MAX_CANDIDATES + 1).collect()
            }
            None => (0..all.len()).filter(|at| stands(*at)).take(MAX_CANDIDATES + 1).collect(),
        }
    }

    /// The places with exactly the quoted words, scored; an error where they are too many to say anything.
    fn exact(&self, wanted: &Wanted<'_>) -> Result<Vec<Place>, Vec<Place>> {
        let mut starts = self.occurrences(&wanted.exact);
        let many = starts.len() > MAX_CANDIDATES;
        let nearness = |at: usize| at.abs_diff(wanted.selector.start as usize);
        if starts.len() > COMPARED {
            // Those whose next characters agree longest, then the nearest ones.
            let all = self.index.symbols.all();
            let agreed = |at: usize| {
                let before = all.get(..at).unwrap_or_default().iter().rev().zip(wanted.prefix.iter().rev());
                let after = all.get(at + wanted.exact.len()..).unwrap_or_default().iter().zip(&wanted.suffix);
                before.take_while(|(a, b)| a == b).count() + after.take_while(|(a, b)| a == b).count()
            };
            starts.sort_by_cached_key(|at| (std::cmp::Reverse(agreed(*at)), nearness(*at)));
            starts.truncate(COMPARED);
        }
        let places = starts.into_iter().map(|at| {
            let at = at..at + wanted.exact.len();
            let same = self.span(&at).slice(self.text.text()) == Some(wanted.selector.exact.as_str());
            self.place(wanted, at, 1.0, same)
        });
        let mut places: Vec<Place> = places.collect();
        places.sort_by(|a, b| b.score.total_cmp(&a.score));
        if many {
            places.truncate(super::MAX_OFFERED);
            return Err(places);
        }
        Ok(places)
    }

    fn place(&self, wanted: &Wanted<'_>, at: Range<usize>, quote: f32, exact: bool) -> Place {
        let all = self.index.symbols.all();
        let reach = |expected: &[u16]| expected.len() + expected.len() / 2;
        let from = at.start.saturating_sub(reach(&wanted.prefix));
        let to = (at.end + reach(&wanted.suffix)).min(all.len());
        let reversed = |side: &[u16]| side.iter().rev().copied().collect::<Vec<_>>();
        let side = |expected: &[u16], ours: &[u16]| {
            (!expected.is_empty()).then(|| Side {
                like: agreement(distance_at_start(expected, ours), expected.len()),
                same: agreed(ours, expected),
            })
        };
        let before = side(&reversed(&wanted.prefix), &reversed(all.get(from..at.start).unwrap_or_default()));
        let after = side(&wanted.suffix, all.get(at.end..to).unwrap_or_default());
        // A passage that stood at an end of its text has no context there; where it stands there again, that agrees.
        let edge = Side { like: 1.0, same: 1.0 };
        let before = before.or((at.start == 0).then_some(edge));
        let after = after.or((at.end == all.len()).then_some(edge));
        let away = at.start.abs_diff(wanted.selector.start as usize) as f32 / (self.length() as f32).max(1000.0);
        Place::new(at, quote, [before, after], 1.0 - away.min(1.0), exact)
    }

    /// Whether some of the passage and its surroundings stands in one place of the text and no other.
    fn is_rare(&self, wanted: &Wanted<'_>) -> bool {
        let grams = &self.index.grams;
        [&wanted.prefix, &wanted.exact, &wanted.suffix]
            .into_iter()
            .flat_map(|words| words.windows(grams.length()))
            .any(|gram| grams.places(gram).len() == 1)
    }

    /// The places that are most like the passage and its surroundings, and whether there are more of the kind.
    ///
    /// Where only the passage is known, a few say as much as many: two that are alike leave it to the reader. Where the
    /// earlier text is known, most of them were other passages, and the next ones count.
    fn approximate(&mut self, wanted: &Wanted<'_>, many: bool) -> (Vec<Place>, bool) {
        if wanted.exact.len() > LONGEST {
            return (self.both_ends(wanted), false);
        }
        let pattern: Vec<u16> = wanted.prefix.iter().chain(&wanted.exact).chain(&wanted.suffix).copied().collect();
        let (mut windows, crowded) = self.windows(&pattern);
        let alone = if many { ALONE } else { ALONE / 2 };
        windows.truncate(if many { ALIGNED } else { ALIGNED / 2 });
        // Also what is like the words alone, in whatever company.
        windows.extend(self.windows(&wanted.exact).0.into_iter().take(alone).map(|window| {
            window.start.saturating_sub(wanted.prefix.len())..(window.end + wanted.suffix.len()).min(self.length())
        }));
        // Also where it stood: among many that are alike, that is one of them.
        let room = pattern.len() / 6 + 32;
        let start = (wanted.selector.start as usize).saturating_sub(wanted.prefix.len() + room).min(self.length());
        windows.push(start..(start + pattern.len() + 2 * room).min(self.length()));
        self.index.matcher.set(pattern.iter().copied());
        let (from, to) = (wanted.prefix.len(), wanted.prefix.len() + wanted.exact.len());
        let mut places: Vec<Place> = Vec::new();
        for window in windows {
            if places.iter().any(|place| place.window.start <= window.start && window.end <= place.window.end) {
                continue;
            }
            let Some((at, quote)) = self.aligned(&window, from..to) else { continue };
            if places.iter().any(|place| place.at == at) {
                continue;
            }
            let mut place = self.place(wanted, at, quote, false);
            place.window = window;
            places.push(place);
        }
        (places, crowded)
    }

    /// Aligns the matcher's pattern with a stretch of the text: where its symbols `part` lie, and how much of them
    /// stands there.
    fn aligned(&mut self, window: &Range<usize>, part: Range<usize>) -> Option<(Range<usize>, f32)> {
        self.aligned += 1;
        let Index { symbols, matcher, .. } = &mut self.index;
        let text = symbols.all().get(window.clone())?;
        let end = matcher.search(text);
        let mut alignment = matcher.alignment(text, end);
        alignment.settle(matcher.pattern(), text, |at| u32::from(symbols.is_word_edge(window.start + at as usize)));
        let edge = |at: usize| symbols.is_word_edge(window.start + at);
        let pattern = matcher.pattern();
        let of_word = |symbol: Option<&u16>| symbol.is_some_and(|symbol| symbols.is_of_word(*symbol));
        let cuts = Cuts { alignment: &alignment, pattern, text, edge: &edge, of_word: &of_word };
        let start = cuts.at(part.start, true);
        let end = cuts.at(part.end, false);
        if start >= end {
            return None;
        }
        let changes = changes(&alignment, part.clone());
        let longer = part.len().max(end - start);
        let quote = 1.0 - (changes as f32 / longer as f32).min(1.0);
        Some((window.start + start..window.start + end, quote))
    }

    /// A long passage is where its beginning and its end are, in this order and about as far from each other.
    fn both_ends(&mut self, wanted: &Wanted<'_>) -> Vec<Place> {
        let half = LONGEST / 2;
        let length = wanted.exact.len();
        let head: Vec<u16> = wanted.prefix.iter().chain(wanted.exact.iter().take(half)).copied().collect();
        let tail: Vec<u16> = wanted.exact.iter().skip(length - half).chain(&wanted.suffix).copied().collect();
        let mut find = |pattern: &[u16], part: Range<usize>| {
            let (windows, _) = self.windows(pattern);
            self.index.matcher.set(pattern.iter().copied());
            windows.iter().filter_map(|window| self.aligned(window, part.clone())).collect::<Vec<_>>()
        };
        let heads = find(&head, wanted.prefix.len()..head.len());
        let tails = find(&tail, 0..half);
        let mut places: Vec<Place> = Vec::new();
        for (head, quote) in &heads {
            let far = |tail: &Range<usize>| tail.end.saturating_sub(head.start).abs_diff(length);
            let tails = tails.iter().filter(|(tail, _)| tail.start >= head.end && far(tail) <= length / 3);
            let Some((tail, other)) = tails.min_by_key(|(tail, _)| far(tail)) else { continue };
            let at = head.start..tail.end;
            if places.iter().all(|place| place.at != at) {
                let kept = 1.0 - far(tail) as f32 / length as f32;
                places.push(self.place(wanted, at, f32::midpoint(*quote, *other) * kept, false));
            }
        }
        places
    }

    /// The stretches that share most runs of symbols with `pattern` at fitting distances, the best first, and whether
    /// there are more of the kind.
    fn windows(&self, pattern: &[u16]) -> (Vec<Range<usize>>, bool) {
        let length = self.index.grams.length();
        let mut grams: Vec<(&[u32], usize)> = pattern
            .windows(length)
            .enumerate()
            .map(|(offset, gram)| (self.index.grams.places(gram), offset))
            .filter(|(places, _)| !places.is_empty())
            .collect();
        // The rarest say most, and cost least.
        grams.sort_by_key(|(places, _)| places.len());
        let mut diagonals: Vec<i64> = Vec::new();
        for (places, offset) in grams {
            if diagonals.len() + places.len() > SEEDS && !diagonals.is_empty() {
                break;
            }
            diagonals.extend(places.iter().take(SEEDS).map(|place| i64::from(*place) - offset as i64));
        }
        diagonals.sort_unstable();
        let slack = (pattern.len() / 6).max(12) as i64;
        let mut groups: Vec<(usize, i64, i64)> = Vec::new();
        let mut rest = diagonals.as_slice();
        while let Some(first) = rest.first() {
            let count = rest.partition_point(|diagonal| *diagonal <= first + slack);
            let last = rest.get(count - 1).copied().unwrap_or(*first);
            groups.push((count, *first, last));
            rest = rest.get(count..).unwrap_or_default();
        }
        groups.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = groups.first().map_or(0, |group| group.0);
        let enough = (best / 4).max(1);
        let room = slack + 16;
        let crowded = groups.get(ALIGNED).is_some_and(|group| group.0 * 2 >= best);
        let windows = groups
            .into_iter()
            .take_while(|group| group.0 >= enough)
            .take(ALIGNED)
            .map(|(_, first, last)| {
                let start = (first - room).max(0) as usize;
                let end = (last + pattern.len() as i64 + room).max(0) as usize;
                start.min(self.length())..end.min(self.length())
            })
            .collect();
        (windows, crowded)
    }
}

/// Where the ends of a passage lie in an aligned text.
struct Cuts<'a> {
    alignment: &'a Alignment,
    pattern: &'a [u16],
    text: &'a [u16],
    /// Whether a word begins or ends at a place of the text.
    edge: &'a dyn Fn(usize) -> bool,
    of_word: &'a dyn Fn(Option<&u16>) -> bool,
}

impl Cuts<'_> {
    /// How many equal characters in a row say for certain that they are the same ones.
    const SURE: usize = 4;

    /// The place of the text that a place of the pattern became. What is inserted there belongs to neither side.
    ///
    /// Where the word at that place became another one, which of its characters became which is chance: then the words
    /// between what certainly is the same on both sides are counted.
    fn at(&self, row: usize, is_start: bool) -> usize {
        let Alignment { equal, reach, resume, .. } = self.alignment;
        let rough = if is_start { resume[row] } else { reach[row] } as usize;
        let joined = |row: usize| equal[row] && equal[row - 1] && reach[row] == resume[row];
        if row > 0 && row < equal.len() && joined(row) {
            return rough;
        }
        let (mut low, mut count) = (row, 0);
        while low > 0 && count < Self::SURE {
            low -= 1;
            count = if equal[low] && (count == 0 || reach[low + 1] == resume[low + 1]) {
                count + 1
            } else {
                usize::from(equal[low])
            };
        }
        if count > 0 && count <= Self::SURE {
            low += count;
        }
        let (mut high, mut count) = (row, 0);
        while high < equal.len() && count < Self::SURE {
            count = if equal[high] && (count == 0 || reach[high] == resume[high]) {
                count + 1
            } else {
                usize::from(equal[high])
            };
            high += 1;
        }
        high -= count;
        let (from, to) = (reach[low] as usize, resume[high] as usize);
        let old = |range: Range<usize>| self.words(self.pattern.get(range).unwrap_or_default());
        let (before, after) = (old(low..row), old(row..high));
        let is_cut = (self.of_word)(self.pattern.get(row)) && row > 0 && (self.of_word)(self.pattern.get(row - 1));
        let zone = self.text.get(from..to).unwrap_or_default();
        let new = self.words(zone);
        if is_cut || new.is_empty() {
            return rough;
        }
        let place = match (before.len(), after.len()) {
            (0, 0) => return rough,
            (0, _) if is_start => new.first().map(|word| word.start),
            (_, 0) if is_start => return rough.max(to.min(rough + zone.len())),
            (0, _) => return rough,
            (_, 0) => new.last().map(|word| word.end),
            (k, l) if k + l == new.len() && is_start => new.get(k).map(|word| word.start),
            (k, l) if k + l == new.len() => new.get(k - 1).map(|word| word.end),
            _ => None,
        };
        match place {
            Some(place) => from + place,
            None => self.nearest_edge(rough, from, to),
        }
    }

    fn nearest_edge(&self, place: usize, from: usize, to: usize) -> usize {
        (from..=to).filter(|at| (self.edge)(*at)).min_by_key(|at| at.abs_diff(place)).unwrap_or(place)
    }

    fn words(&self, zone: &[u16]) -> Vec<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        for (at, symbol) in zone.iter().enumerate() {
            if !(self.of_word)(Some(symbol)) {
                continue;
            }
            match words.last_mut() {
                Some(word) if word.end == at => word.end = at + 1,
                _ => words.push(at..at + 1),
            }
        }
        words
    }
}

/// How much of what is expected agrees, from 0 to 1; stretches that have nothing to do with each other agree by two
/// fifths of their characters, which counts for nothing.
fn agreement(distance: usize, expected: usize) -> f32 {
    let same = 1.0 - distance as f32 / expected as f32;
    ((same - 0.4) / 0.6).max(0.0)
}

/// How far two stretches agree without any change, counted outwards from the passage, from 0 to 1. Every [`HALF`]
/// characters count half as much as those before them: what stands next to the passage says most.
fn agreed(ours: &[u16], expected: &[u16]) -> f32 {
    let weight = |characters: usize| 1.0 - 0.5_f32.powf(characters as f32 / HALF);
    let agreed = ours.iter().zip(expected).take_while(|(a, b)| a == b).count();
    weight(agreed) / weight(expected.len())
}

/// How many changes there are inside a part of the pattern.
fn changes(alignment: &Alignment, part: Range<usize>) -> usize {
    let gone = alignment.equal.get(part.clone()).unwrap_or_default().iter().filter(|equal| !**equal).count();
    let come: u32 = part.skip(1).map(|row| alignment.resume[row] - alignment.reach[row]).sum();
    gone + come as usize
}
