use crossread::anchor::{Resolution, Resolver, selector};
use crossread::model::Selector;
use crossread::text::{Positions, Span, Unit};

use crate::random_set::Dice;
use crate::rereadings::{Fate, KINDS, Kind, MODELS, Model, Text, Writer, fate, passage, reread};

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    remaining: usize,
    right: usize,
    ambiguous: usize,
    lost: usize,
    /// The place, but an end more than three characters off.
    off: usize,
    wrong: usize,
    gone: usize,
    gone_attached: usize,
    aligned: usize,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.remaining += other.remaining;
        self.right += other.right;
        self.ambiguous += other.ambiguous;
        self.lost += other.lost;
        self.off += other.off;
        self.wrong += other.wrong;
        self.gone += other.gone;
        self.gone_attached += other.gone_attached;
        self.aligned += other.aligned;
    }
}

/// Whether the earlier text is at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Selectors,
    BothTexts,
}

fn measure(
    way: Way,
    old: &Text,
    writer: &mut Writer,
    model: Model,
    percent: usize,
    dice: &mut Dice,
    quotes: usize,
) -> Count {
    let before = Positions::new(old.text().into());
    let chars: Vec<char> = before.text().chars().collect();
    let reading = reread(old, model, percent, writer, dice);
    let new: String = reading.text.iter().collect();
    let after = Positions::new(new.as_str().into());
    let mut resolver = match way {
        Way::Selectors => Resolver::new(&after),
        Way::BothTexts => Resolver::between(&before, &after),
    };
    let mut count = Count::default();
    let show = std::env::var_os("SHOW").is_some();
    while count.remaining < quotes {
        let (start, end) = passage(&chars, dice);
        let span = before.span(&(start as u32..end as u32), Unit::CodePoint).unwrap();
        let selector = selector(&before, span).unwrap();
        let expected = fate(&reading, start, end);
        if expected == Fate::Torn {
            continue;
        }
        let found = match way {
            Way::Selectors => resolver.resolve(std::slice::from_ref(&selector)),
            Way::BothTexts => resolver.follow(&[span]),
        };
        let at = |spans: &[Span]| {
            let range = after.range(spans[0], Unit::CodePoint).unwrap();
            (range.start as usize, range.end as usize)
        };
        let spans = match &found {
            Resolution::Same(spans) | Resolution::Moved { spans, .. } | Resolution::Edited { spans, .. } => {
                Some(at(spans))
            }
            _ => None,
        };
        match expected {
            Fate::At(from, to) => {
                count.remaining += 1;
                match (&found, spans) {
                    (_, Some((a, b))) => {
                        if a.abs_diff(from) <= 3 && b.abs_diff(to) <= 3 {
                            count.right += 1;
                        } else {
                            let common = b.min(to).saturating_sub(a.max(from));
                            let is_off = common * 2 > to - from;
                            if is_off {
                                count.off += 1;
                            } else {
                                count.wrong += 1;
                            }
                            if show {
                                let slice = |a: usize, b: usize| chars_of(&reading.text, a, b);
                                eprintln!(
                                    "{} {model:?} {percent}\n  {:?}|{:?}|{:?}\n  want {:?}\n  got  {:?} {found:?}",
                                    if is_off { "OFF" } else { "WRONG" },
                                    selector.prefix,
                                    selector.exact,
                                    selector.suffix,
                                    slice(from, to),
                                    slice(a, b)
                                );
                            }
                        }
                    }
                    (Resolution::Ambiguous(_), _) => count.ambiguous += 1,
                    _ => count.lost += 1,
                }
            }
            Fate::Gone => gone(&mut count, &selector, &found, spans, &reading.text, show),
            Fate::Torn => {}
        }
    }
    // Passages that never were in this text.
    for _ in 0..if way == Way::Selectors { quotes / 20 } else { 0 } {
        let mut text = String::new();
        while text.chars().count() < 300 {
            text.push_str(&writer.sentence(dice));
            text.push(' ');
        }
        let other = Positions::new(text.into());
        let length = 40 + dice.below(160) as u32;
        let span = other.span(&(40..40 + length), Unit::CodePoint).unwrap();
        let mut selector = selector(&other, span).unwrap();
        if new.contains(&selector.exact) {
            continue;
        }
        let shift = dice.below(chars.len()) as u32;
        (selector.start, selector.end) = (selector.start + shift, selector.end + shift);
        let found = resolver.resolve(std::slice::from_ref(&selector));
        let spans = match &found {
            Resolution::Same(spans) | Resolution::Moved { spans, .. } | Resolution::Edited { spans, .. } => {
                let range = after.range(spans[0], Unit::CodePoint).unwrap();
                Some((range.start as usize, range.end as usize))
            }
            _ => None,
        };
        gone(&mut count, &selector, &found, spans, &reading.text, show);
    }
    count.aligned = resolver.aligned();
    count
}

fn chars_of(text: &[char], a: usize, b: usize) -> String {
    text[a.saturating_sub(20)..a]
        .iter()
        .chain(&['['])
        .chain(&text[a..b])
        .chain(&[']'])
        .chain(&text[b..(b + 20).min(text.len())])
        .collect()
}

fn gone(
    count: &mut Count,
    selector: &Selector,
    found: &Resolution,
    at: Option<(usize, usize)>,
    text: &[char],
    show: bool,
) {
    count.gone += 1;
    if let Some((a, b)) = at {
        count.gone_attached += 1;
        if show {
            eprintln!(
                "GONE\n  {:?}|{:?}|{:?}\n  got  {:?} {found:?}",
                selector.prefix,
                selector.exact,
                selector.suffix,
                chars_of(text, a, b)
            );
        }
    }
}

/// What is demanded of every kind of text, and how large a part of what is still there may wait for the reader.
fn run(way: Way, kind: Kind, bytes: usize, quotes: usize, seeds: u64, queue: f64) {
    let mut sum = Count::default();
    // For measuring by hand: other texts and other changes.
    let seeds = std::env::var("CROSSREAD_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(seeds);
    for model in MODELS {
        for percent in [2, 5, 10] {
            let mut count = Count::default();
            for seed in 0..seeds {
                let mut dice = Dice::new(1000 * seed + percent as u64);
                let (text, mut writer) = Text::new(kind, bytes, &mut dice);
                count += measure(way, &text, &mut writer, model, percent, &mut dice, quotes);
            }
            println!("{way:?}, {kind:?}, {bytes} bytes, {model:?}, {percent} %: {count:?}");
            sum += count;
        }
    }
    println!("{way:?}, {kind:?}, {bytes} bytes, all: {sum:?}");
    check(sum, queue);
}

fn check(count: Count, queue: f64) {
    assert_eq!((count.gone_attached, count.wrong), (0, 0), "{count:?}");
    let part = |some: usize| some as f64 / count.remaining as f64;
    assert!(count.off * 100 <= count.remaining.max(100), "{count:?}");
    assert!(part(count.ambiguous + count.lost) <= queue, "{count:?}");
    assert_eq!(count.remaining, count.right + count.ambiguous + count.lost + count.off);
    assert!(count.aligned <= 17 * (count.remaining + count.gone), "{count:?}");
}

#[test]
fn passages_of_prose_are_found_again() {
    run(Way::Selectors, Kind::Prose, 6_000, 60, 1, 0.12);
    run(Way::Selectors, Kind::Monotonous, 6_000, 60, 1, 0.12);
}

#[test]
fn passages_without_spaces_are_found_again() {
    run(Way::Selectors, Kind::Chinese, 6_000, 60, 1, 0.2);
}

#[test]
fn passages_that_have_look_alikes_are_never_mistaken() {
    run(Way::Selectors, Kind::Legal, 6_000, 60, 1, 0.75);
    run(Way::Selectors, Kind::LookAlikes, 6_000, 60, 1, 0.75);
}

#[test]
fn passages_are_followed_from_one_reading_to_the_next() {
    for kind in KINDS {
        run(Way::BothTexts, kind, 6_000, 60, 1, 0.3);
    }
}

#[test]
fn passages_of_a_long_text_are_found_again() {
    for kind in KINDS {
        let mut dice = Dice::new(5);
        let (text, mut writer) = Text::new(kind, 200_000, &mut dice);
        for way in [Way::Selectors, Way::BothTexts] {
            let count = measure(way, &text, &mut writer, Model::Mixed, 5, &mut dice, 40);
            println!("{way:?}, {kind:?}: {count:?}");
            check(count, 0.9);
        }
    }
}

/// The five articles are not part of the repository: `CROSSREAD_ARTICLES` says where they are.
#[test]
fn passages_of_real_articles_are_found_again() {
    let Some(folder) = std::env::var_os("CROSSREAD_ARTICLES") else { return };
    let mut sum = Count::default();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = Text::read(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
        for model in MODELS {
            for percent in [2, 5, 10] {
                let mut dice = Dice::new(percent as u64);
                let mut writer = Writer::new(Kind::Prose, &mut dice);
                for way in [Way::Selectors, Way::BothTexts] {
                    sum += measure(way, &text, &mut writer, model, percent, &mut dice, 20);
                }
            }
        }
    }
    println!("{sum:?}");
    check(sum, 0.25);
}
