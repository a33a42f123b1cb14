//! What two texts have in common, word by word.

use std::collections::HashMap;

use super::{Span, words};

/// Stretches with fewer pairs of words than this are compared word by word with each other.
const PAIRS: usize = 60_000;

/// How often stretches are cut at what stands once in both, inside each other.
const DEPTH: usize = 40;

/// A stretch of words that both texts have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Common {
    /// Its first word in the old text, counted in words.
    pub old: usize,
    /// And in the new one.
    pub new: usize,
    /// How many words.
    pub count: usize,
}

/// Two texts, and which words of one stand in the other in the same order.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The words of the old text, in bytes.
    pub old: Vec<Span>,
    /// The words of the new text, in bytes.
    pub new: Vec<Span>,
    /// What both have, in order; stretches never touch in both texts.
    pub common: Vec<Common>,
}

/// A stretch in which the texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What stood there, in bytes; empty where something was added.
    pub old: Span,
    /// What stands there; empty where something was taken out.
    pub new: Span,
}

impl Comparison {
    /// Compares two texts. What stands once in both holds the comparison together; it costs no more than a little more
    /// than their length.
    pub fn new(old: &str, new: &str) -> Self {
        let (old_words, new_words): (Vec<Span>, Vec<Span>) = (words(old).collect(), words(new).collect());
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut weights: Vec<u32> = Vec::new();
        let a = numbered(old, &old_words, &mut numbers, &mut weights);
        let b = numbered(new, &new_words, &mut numbers, &mut weights);
        let mut compare = Compare { a: &a, b: &b, weights: &weights, common: Vec::new() };
        compare.stretch(0..a.len(), 0..b.len(), 0);
        let mut common = joined(compare.common);
        settle(
            &mut common,
            &a,
            &b,
            |at| begins_sentence(old, &old_words, at),
            |at| begins_sentence(new, &new_words, at),
        );
        let common = joined(common);
        Self { old: old_words, new: new_words, common }
    }

    /// Where the texts differ, in order.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let (mut old, mut new) = (0, 0);
        let end = Common { old: self.old.len(), new: self.new.len(), count: 0 };
        for common in self.common.iter().chain(std::iter::once(&end)) {
            if common.old > old || common.new > new {
                changes.push(Change { old: hull(&self.old, old, common.old), new: hull(&self.new, new, common.new) });
            }
            (old, new) = (common.old + common.count, common.new + common.count);
        }
        changes
    }
}

fn hull(words: &[Span], from: usize, to: usize) -> Span {
    match words.get(from..to) {
        Some([first, .., last]) => first.hull(*last),
        Some([one]) => *one,
        // Between the word before and the next one.
        _ => Span::caret(from.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.end)),
    }
}

fn numbered<'a>(
    text: &'a str,
    spans: &[Span],
    numbers: &mut HashMap<&'a str, u32>,
    weights: &mut Vec<u32>,
) -> Vec<u32> {
    let number = |span: &Span| {
        let word = span.slice(text).unwrap_or_default();
        let next = numbers.len() as u32;
        *numbers.entry(word).or_insert_with(|| {
            // A long word says more than a short one, and a mark says next to nothing.
            let letters = word.chars().filter(|c| c.is_alphanumeric()).count() as u32;
            weights.push(1 + 3 * letters.min(12));
            next
        })
    };
    spans.iter().map(number).collect()
}

fn begins_sentence(text: &str, words: &[Span], at: usize) -> u32 {
    let Some(before) = at.checked_sub(1).and_then(|before| words.get(before)) else { return 3 };
    let Some(word) = words.get(at) else { return 3 };
    if text.get(before.end as usize..word.start as usize).unwrap_or_default().contains('\n') {
        return 3;
    }
    let last = before.slice(text).unwrap_or_default();
    match last {
        "." | "!" | "?" | "…" | "。" | "！" | "？" | "؟" | "।" => 2,
        "”" | "\"" | "»" | ":" | ";" | "," => 1,
        _ => 0,
    }
}

struct Compare<'a> {
    a: &'a [u32],
    b: &'a [u32],
    weights: &'a [u32],
    common: Vec<Common>,
}

impl Compare<'_> {
    fn stretch(&mut self, mut a: std::ops::Range<usize>, mut b: std::ops::Range<usize>, depth: usize) {
        let same = self.a[a.clone()].iter().zip(&self.b[b.clone()]).take_while(|(a, b)| a == b).count();
        self.add(a.start, b.start, same);
        (a.start, b.start) = (a.start + same, b.start + same);
        let ours = self.a[a.clone()].iter().rev();
        let tail = ours.zip(self.b[b.clone()].iter().rev()).take_while(|(a, b)| a == b).count();
        (a.end, b.end) = (a.end - tail, b.end - tail);
        if !a.is_empty() && !b.is_empty() {
            if a.len() * b.len() <= PAIRS {
                self.pairs(a.clone(), b.clone());
            } else if depth < DEPTH {
                self.cut(a.clone(), b.clone(), depth);
            }
        }
        self.add(a.end, b.end, tail);
    }

    fn add(&mut self, old: usize, new: usize, count: usize) {
        if count > 0 {
            self.common.push(Common { old, new, count });
        }
    }

    /// Cuts both stretches at what stands once in each of them and in the same order.
    fn cut(&mut self, a: std::ops::Range<usize>, b: std::ops::Range<usize>, depth: usize) {
        for length in [5, 3, 2, 1] {
            let once = |words: &[u32]| {
                let mut places: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
                for (at, gram) in words.windows(length).enumerate() {
                    places.entry(gram.to_vec()).and_modify(|place| *place = None).or_insert(Some(at));
                }
                places
            };
            let theirs = once(&self.b[b.clone()]);
            let ours = once(&self.a[a.clone()]);
            let mut anchors: Vec<(usize, usize)> = Vec::new();
            for (at, gram) in self.a[a.clone()].windows(length).enumerate() {
                if let (Some(Some(_)), Some(Some(place))) = (ours.get(gram), theirs.get(gram)) {
                    anchors.push((a.start + at, b.start + place));
                }
            }
            let anchors = rising(&anchors);
            if anchors.is_empty() {
                continue;
            }
            let (mut old, mut new) = (a.start, b.start);
            for (at, place) in anchors {
                if at < old || place < new {
                    continue;
                }
                self.stretch(old..at, new..place, depth + 1);
                self.add(at, place, length);
                (old, new) = (at + length, place + length);
            }
            self.stretch(old..a.end, new..b.end, depth + 1);
            return;
        }
    }

    /// The heaviest common words of two short stretches.
    fn pairs(&mut self, a: std::ops::Range<usize>, b: std::ops::Range<usize>) {
        let (ours, theirs) = (&self.a[a.clone()], &self.b[b.clone()]);
        let width = theirs.len() + 1;
        let mut best = vec![0_u32; (ours.len() + 1) * width];
        for i in (0..ours.len()).rev() {
            for j in (0..theirs.len()).rev() {
                let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
                best[i * width + j] = if ours[i] == theirs[j] {
                    let weight = self.weights.get(ours[i] as usize).copied().unwrap_or(1);
                    skip.max(best[(i + 1) * width + j + 1] + weight)
                } else {
                    skip
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut found = Vec::new();
        while i < ours.len() && j < theirs.len() {
            let here = best[i * width + j];
            let weight = self.weights.get(ours[i] as usize).copied().unwrap_or(1);
            if ours[i] == theirs[j] && here == best[(i + 1) * width + j + 1] + weight {
                found.push((a.start + i, b.start + j));
                (i, j) = (i + 1, j + 1);
            } else if best[(i + 1) * width + j] == here {
                i += 1;
            } else {
                j += 1;
            }
        }
        for (old, new) in found {
            self.add(old, new, 1);
        }
    }
}

/// The longest rising part of pairs that rise in their first number.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *place);
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut rising = Vec::new();
    let mut at = ends.last().copied();
    while let Some(here) = at {
        rising.push(pairs[here]);
        at = before[here];
    }
    rising.reverse();
    rising
}

/// Joins stretches that touch in both texts.
fn joined(common: Vec<Common>) -> Vec<Common> {
    let mut joined: Vec<Common> = Vec::new();
    for next in common {
        match joined.last_mut() {
            Some(last) if last.old + last.count == next.old && last.new + last.count == next.new => {
                last.count += next.count;
            }
            _ if next.count > 0 => joined.push(next),
            _ => {}
        }
    }
    joined
}

/// Where what was added or taken out could as well begin a little earlier, it begins with a sentence.
fn settle(
    common: &mut [Common],
    a: &[u32],
    b: &[u32],
    begins_old: impl Fn(usize) -> u32,
    begins_new: impl Fn(usize) -> u32,
) {
    for at in 1..common.len() {
        let (before, after) = (common[at - 1], common[at]);
        let (old_end, new_end) = (before.old + before.count, before.new + before.count);
        let (words, start, end, begins): (&[u32], usize, usize, &dyn Fn(usize) -> u32) =
            if new_end == after.new && old_end < after.old {
                (a, old_end, after.old, &begins_old)
            } else if old_end == after.old && new_end < after.new {
                (b, new_end, after.new, &begins_new)
            } else {
                continue;
            };
        let (mut best, mut steps) = (begins(start), 0);
        let mut step = 0;
        while step < before.count && words[start - step - 1] == words[end - step - 1] {
            step += 1;
            if begins(start - step) > best {
                (best, steps) = (begins(start - step), step);
            }
        }
        common[at - 1].count -= steps;
        common[at].old -= steps;
        common[at].new -= steps;
        common[at].count += steps;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let compared = Comparison::new(old, new);
        let of = |span: Span, text: &str| span.slice(text).unwrap().to_owned();
        let changes =
            compared.changes().into_iter().map(|change| format!("{}→{}", of(change.old, old), of(change.new, new)));
        changes.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_changed_is_named_in_words() {
        let cases = [
            ("gone for nearly a year, they said", "gone for nearly five months, they said", "a year→five months"),
            ("One. Two.", "One. Two.", ""),
            ("", "All new", "→All new"),
            ("All gone", "", "All gone→"),
            // What goes is a sentence, not the end of one and the beginning of the next.
            (
                "In 2019 Altona paid 12. In 2019 Bergen paid 13. The end.",
                "In 2019 Bergen paid 13. The end.",
                "In 2019 Altona paid 12.→",
            ),
            (
                "So. In 2019 Altona paid 12. In 2019 Bergen paid 13. In 2019 Cordoba paid 14.",
                "So. In 2019 Altona paid 12. In 2019 Cordoba paid 14.",
                "In 2019 Bergen paid 13.→",
            ),
            ("橋は三月に開く", "橋は四月に開く", "三→四"),
        ];
        for (old, new, expected) in cases {
            assert_eq!(shown(old, new), expected, "{old} / {new}");
        }
    }

    proptest! {
        #[test]
        fn the_common_words_are_common_and_in_order(
            old in "([abc]{1,2}[ .]){0,60}",
            new in "([abc]{1,2}[ .]){0,60}",
        ) {
            let compared = Comparison::new(&old, &new);
            let (mut a, mut b) = (0, 0);
            for common in &compared.common {
                prop_assert!(common.count > 0 && common.old >= a && common.new >= b);
                for n in 0..common.count {
                    prop_assert_eq!(
                        compared.old[common.old + n].slice(&old),
                        compared.new[common.new + n].slice(&new)
                    );
                }
                (a, b) = (common.old + common.count, common.new + common.count);
            }
            prop_assert!(a <= compared.old.len() && b <= compared.new.len());
            let same = Comparison::new(&old, &old);
            prop_assert!(same.changes().is_empty());
        }
    }
}
