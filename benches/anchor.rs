//! What finding 1,000 passages again costs: `cargo bench --no-default-features --bench anchor`.
//!
//! Texts of 6 KB and 1 MB, of which 2, 5 and 10 percent changed, with 50 passages that are not there any more. Prints the
//! median time on the processor of several runs (on the clock, where the system does not say); the index of the text is part of each. Behind each time stands how
//! many were left to the reader.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop where it is surprised")]

#[path = "../tests/common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;
#[path = "../tests/common/rereadings.rs"]
#[allow(dead_code, reason = "not all of it is needed here")]
mod rereadings;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crossread::anchor::{Resolution, Resolver, selector};
use crossread::text::{Positions, Unit};
use random_set::Dice;
use rereadings::{Fate, KINDS, MODELS, Text, fate, passage, reread};

/// How long this process has been on a processor: on a busy machine, the clock on the wall says nothing.
fn on_processor() -> Option<Duration> {
    let status = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    status.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn main() {
    for bytes in [6_000, 1_000_000] {
        for kind in KINDS {
            let mut slowest = Duration::ZERO;
            let mut line = String::new();
            for model in MODELS {
                for percent in [2, 5, 10] {
                    let mut dice = Dice::new(percent as u64);
                    let (text, mut writer) = Text::new(kind, bytes, &mut dice);
                    let before = Positions::new(text.text().into());
                    let chars: Vec<char> = before.text().chars().collect();
                    let reading = reread(&text, model, percent, &writer, &mut dice);
                    let after = Positions::new(reading.text.iter().collect::<String>().into());
                    let mut passages = Vec::new();
                    while passages.len() < 950 {
                        let (start, end) = passage(&chars, &mut dice);
                        if !matches!(fate(&reading, start, end), Fate::At(..)) {
                            continue;
                        }
                        let span = before.span(&(start as u32..end as u32), Unit::CodePoint).unwrap();
                        passages.push(selector(&before, span).unwrap());
                    }
                    let other: String = (0..200).map(|_| writer.sentence(&mut dice) + " ").collect();
                    let other = Positions::new(other.into());
                    for n in 0..50 {
                        let span = other.span(&(40 * n..40 * n + 60 + n), Unit::CodePoint).unwrap();
                        passages.push(selector(&other, span).unwrap());
                    }
                    let runs = if bytes > 100_000 { 3 } else { 9 };
                    let mut queued = 0;
                    let mut times: Vec<Duration> = (0..runs)
                        .map(|_| {
                            let (start, busy) = (Instant::now(), on_processor());
                            let mut resolver = Resolver::new(&after);
                            queued = passages
                                .iter()
                                .filter(|passage| {
                                    let found = resolver.resolve(std::slice::from_ref(passage));
                                    matches!(found, Resolution::Ambiguous(_) | Resolution::Lost)
                                })
                                .count();
                            let busy = busy.zip(on_processor()).map(|(before, after)| after.saturating_sub(before));
                            busy.unwrap_or_else(|| start.elapsed())
                        })
                        .collect();
                    times.sort();
                    let time = times[runs / 2];
                    slowest = slowest.max(time);
                    _ = write!(line, " {:.0} ({queued})", time.as_secs_f64() * 1e3);
                }
            }
            println!("{bytes} {kind:?}: slowest {:.0} ms; all:{line}", slowest.as_secs_f64() * 1e3);
        }
    }
}
