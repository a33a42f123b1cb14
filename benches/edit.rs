//! What an edit costs: through the door and into the index, in a small and in a large set; and what reads beside it
//! cost: a snapshot, a look at what is in view, a search through everything.
//!
//! `cargo bench --no-default-features --bench edit`
#![allow(clippy::unwrap_used, reason = "what fails in a benchmark should say so at once")]

#[path = "../tests/common/records.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod records;

use std::hint::black_box;
use std::time::{Duration, Instant};

use crossread::index::{Index, Query, Scope, SearchOptions, search};
use crossread::model::edit::apply;
use crossread::model::{
    Annotation, AnnotationSet, AnyId, Block, Details, Edit, Parts, Scheme, SetId, SourceVersion, Timestamp, Tombstone,
};
use crossread::text::Span;

fn main() {
    // Cargo also runs benchmarks as tests, where only that they run is asked.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { 1_001 } else { 3 };
    println!("{:<68} {:>10} {:>10}", "", "median", "p99");
    measure_edits("5 sources, 3,000 annotations", &set_of(5, 600, 6_000), rounds);
    measure_edits("1,000 sources, 100,000 annotations", &set_of(1_000, 100, 6_000), rounds);
    measure_edits("1 source of 1 MB, 10,000 annotations", &set_of(1, 10_000, 1_000_000), rounds);
    measure_searches(&set_of(1_000, 100, 6_000), rounds.min(51));
}

fn measure_edits(name: &str, set: &AnnotationSet, rounds: usize) {
    println!("{name}");
    let mut built = Index::default();
    report("build the index", &time(rounds.min(11), |_| built = black_box(Index::build(set))));
    drop(built);
    report("snapshot", &time(rounds, |_| drop(black_box(set.clone()))));

    let mut set = set.clone();
    let mut index = Index::build(&set);
    let ids: Vec<_> = set.annotations().iter().map(|annotation| annotation.id).collect();
    let any = |n: usize| ids[n * 7_919 % ids.len()];
    let mut through = |set: &mut AnnotationSet, edit: Edit| {
        let copy = edit.clone();
        let inverse = apply(set, edit).unwrap();
        index.update(set, &copy);
        inverse
    };

    let moved = |set: &AnnotationSet, n: usize| {
        let annotation = set.annotations().get(any(n)).unwrap().clone();
        let span = annotation.spans[0];
        let spans = [Span::new(span.start, span.end + 1)].into_iter().collect();
        Edit::put(Annotation { spans, ..annotation })
    };
    let changed = time(rounds, |n| {
        let edit = moved(&set, n);
        drop(through(&mut set, edit));
    });
    report("change an annotation's extent, and the index", &changed);

    let after_snapshot: Vec<Duration> = (0..rounds)
        .map(|n| {
            // A background save holds one like this: the edit must copy what it changes.
            let snapshot = set.clone();
            let edit = moved(&set, n);
            let start = Instant::now();
            through(&mut set, edit);
            let took = start.elapsed();
            drop(snapshot);
            took
        })
        .collect();
    report("the same while a snapshot is held", &after_snapshot);

    let version = set.versions().iter().next().unwrap().clone();
    let added = time(rounds, |n| {
        let annotation = records::annotation(1_000_000 + n as u128, &version, &[Span::new(0, 8)]);
        through(&mut set, Edit::put(annotation));
    });
    report("add an annotation at the very beginning, and the index", &added);

    let tombstone = Tombstone { by: None, at: Timestamp(1) };
    let removed = time(rounds, |n| {
        let id = records::annotation_id(1_000_000 + n as u128);
        through(&mut set, Edit::Remove(AnyId::Annotation(id), Some(tombstone)));
    });
    report("remove it again, and the index", &removed);

    let folded = time(rounds, |n| {
        let index = (n % version.blocks.len()) as u32;
        let block = Block { boilerplate: n % 2 == 0, ..version.blocks[index as usize].clone() };
        through(&mut set, Edit::SetBlock { version: version.id, index, block });
    });
    report("fold a block, and the index", &folded);

    let length = version.text().len() as u32;
    let looked = time(rounds, |n| {
        let start = n as u32 * 7_919 % length;
        black_box(index.spans().in_range(version.id, Span::new(start, start + 3_000)).count());
    });
    report("the annotations in view", &looked);
}

fn measure_searches(set: &AnnotationSet, rounds: usize) {
    println!("search 1,000 articles of 6 KB and 100,000 notes");
    let whole_word = SearchOptions { match_case: false, whole_word: true };
    for (name, typed, options) in [
        ("a common word", "bridge", SearchOptions::default()),
        ("a common word, whole", "bridge", whole_word),
        ("a word that is nowhere", "xylophone", SearchOptions::default()),
        ("a phrase with quotation marks", "said “the bridge", SearchOptions::default()),
        ("one letter", "e", SearchOptions::default()),
        ("another script", "پل", SearchOptions::default()),
    ] {
        let query = Query::new(typed, options).unwrap();
        let mut hits = 0;
        let times = time(rounds, |_| {
            let found = search(set, &query, Scope::Everywhere, 10_000, &|| false).unwrap();
            hits = found.hits.len();
        });
        report(&format!("{name} ({hits} hits, at most 10,000)"), &times);
    }
}

fn time(rounds: usize, mut work: impl FnMut(usize)) -> Vec<Duration> {
    (0..rounds)
        .map(|n| {
            let start = Instant::now();
            work(n);
            start.elapsed()
        })
        .collect()
}

fn report(name: &str, times: &[Duration]) {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let at = |part: usize| sorted.get((sorted.len() * part / 100).min(sorted.len() - 1)).copied().unwrap_or_default();
    println!("    {name:<64} {:>10} {:>10}", format!("{:.1?}", at(50)), format!("{:.1?}", at(99)));
}

/// Articles with annotations spread evenly over each; every second one has a label and a note.
fn set_of(sources: u128, annotations: u128, bytes: usize) -> AnnotationSet {
    let scheme = Scheme::starter();
    let mut parts = Parts::default();
    for n in 0..sources {
        let text = article(n as usize, bytes);
        let version = records::version(n, n, &text);
        let mut source = records::source(n);
        source.current = Some(version.id);
        for k in 0..annotations {
            let mut annotation =
                records::annotation(n * annotations + k, &version, &[passage(&version, k, annotations)]);
            if k % 2 == 0 {
                annotation.label = Some(scheme.labels[(k % 3) as usize].id);
                "Compare this with what the others say".clone_into(&mut annotation.note);
            }
            parts.annotations.push(annotation);
        }
        parts.sources.push(source);
        parts.versions.push(version);
    }
    let id = SetId(records::source_id(0).0);
    let (set, refused) = AnnotationSet::new(id, Timestamp(0), Details::default(), scheme).assemble(parts);
    assert!(refused.is_empty(), "{:?}", refused.first());
    set
}

/// Some sixty bytes at the place of the `k`th of `all`, between two ASCII characters, so that it can be moved by one.
fn passage(version: &SourceVersion, k: u128, all: u128) -> Span {
    let text = version.text();
    let fits = |at: usize| text.as_bytes().get(at..at + 2).is_some_and(<[u8]>::is_ascii);
    let near = |at: usize| (at..text.len()).find(|at| fits(*at)).unwrap_or(0);
    let start = near((text.len() - 200) * k as usize / all as usize);
    Span::from(start..near(start + 60))
}

/// Paragraphs of plain words, with the quotation marks and dashes of a newspaper.
fn article(seed: usize, bytes: usize) -> String {
    const WORDS: [&str; 24] = [
        "the",
        "bridge",
        "mayor",
        "said",
        "that",
        "works",
        "on",
        "river",
        "will",
        "be",
        "closed",
        "for",
        "three",
        "months",
        "because",
        "engineers",
        "found",
        "cracks",
        "–",
        "“we",
        "knew”",
        "officials",
        "Café",
        "reported",
    ];
    let mut text = String::with_capacity(bytes + 100);
    let mut state = seed as u64 + 1;
    while text.len() < bytes {
        for _ in 0..60 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(WORDS[(state >> 33) as usize % WORDS.len()]);
            text.push(' ');
        }
        text.push_str("end.\n\n");
    }
    text.push_str("The end of this article, which is about nothing at all but has some words after the last passage, so that each of the passages before it can be made longer by one byte as often as it is tried, and more.");
    text
}
