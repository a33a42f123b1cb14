//! What opening and saving a set costs, small and large: `cargo bench --no-default-features --bench file`.
//!
//! Prints the median of several runs, the parts of it, and the memory that opening takes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop where it is surprised")]

#[path = "../tests/common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossread::model::edit::apply;
use crossread::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, Attributes, Block, BlockKind, Details,
    Edit, Ext, Hash, Layer, OrderKey, Scheme, Selector, SetId, Source, SourceId, SourceVersion, Stamp, Status,
    Timestamp, VersionId,
};
use crossread::text::{Positions, Span};
use crossread::wire::{Found, WriteOptions, read, write};
use random_set::Dice;
use uuid::Uuid;

const WORDS: [&str; 24] = [
    "the",
    "council",
    "said",
    "on",
    "Tuesday",
    "that",
    "bridge",
    "would",
    "cost",
    "nearly",
    "twelve",
    "million",
    "euros",
    "and",
    "“nobody",
    "knows”",
    "whether",
    "it",
    "will",
    "be",
    "finished",
    "by",
    "2029.",
    "São",
];

fn id(dice: &mut Dice) -> Uuid {
    Uuid::from_u128(u128::from(dice.next()) << 64 | u128::from(dice.next()))
}

/// A set of `sources` ordinary articles (about 6 kB) with `each` annotations.
fn ordinary_set(sources: usize, each: usize) -> AnnotationSet {
    let mut dice = Dice::new(7);
    let now = Timestamp(1_772_616_128_042);
    let scheme = Scheme::starter();
    let mut set = AnnotationSet::new(SetId(id(&mut dice)), now, Details::default(), scheme.clone());
    let mut put = |edit| drop(apply(&mut set, edit).expect("a sound record"));
    let annotator = AnnotatorId(id(&mut dice));
    put(Edit::put(Annotator { id: annotator, name: "Ada".into(), ext: Ext::default() }));
    let stamp = Stamp::new(Some(annotator), now);
    let mut order = None;
    for n in 0..sources {
        order = Some(OrderKey::between(order.as_ref(), None));
        let (source, version) = (SourceId(id(&mut dice)), VersionId(id(&mut dice)));
        let mut text = String::new();
        let mut blocks = Vec::new();
        while text.len() < 6000 {
            let start = text.len();
            for _ in 0..60 {
                text.push_str(dice.one(&WORDS));
                text.push(' ');
            }
            let span = Span::from(start..text.len());
            blocks.push(Block { span, kind: BlockKind::Paragraph, boilerplate: false, inlines: Vec::new() });
            text.push_str("\n\n");
        }
        let bare = Source {
            id: source,
            order: order.clone().expect("just made"),
            title: format!("Article {n}"),
            outlet: "The Herald".into(),
            byline: "By A. Reporter".into(),
            address: format!("https://example.org/{n}"),
            archive: String::new(),
            published: "2026-03-04".into(),
            age: String::new(),
            language: "en".into(),
            direction: crossread::model::Direction::LeftToRight,
            rights: String::new(),
            translation_of: None,
            note: String::new(),
            current: None,
            stamp,
            ext: Ext::default(),
        };
        put(Edit::put(bare.clone()));
        put(Edit::put(SourceVersion {
            id: version,
            source,
            text_hash: Hash::of(text.as_bytes()),
            text: Some(Arc::from(text.as_str())),
            blocks: Arc::new(blocks),
            read: now,
            origin: format!("article-{n}.txt"),
            encoding: "UTF-8".into(),
            original_hash: Hash::of(text.as_bytes()),
            stamp,
            ext: Ext::default(),
        }));
        put(Edit::put(Source { current: Some(version), ..bare }));
        for _ in 0..each {
            let start = text.floor_char_boundary(dice.below(text.len() - 100));
            let end = text.floor_char_boundary(start + 10 + dice.below(80));
            put(Edit::put(Annotation {
                id: AnnotationId(id(&mut dice)),
                source,
                version,
                spans: [Span::from(start..end)].into_iter().collect(),
                label: Some(dice.one(&scheme.labels).id),
                attributes: Attributes::default(),
                note: String::new(),
                layer: Layer::Own,
                status: Status::Open,
                derived_from: None,
                anchoring: Anchoring::Anchored,
                stamp,
                ext: Ext::default(),
            }));
        }
    }
    set
}

fn median(runs: usize, mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| run()).collect();
    times.sort();
    times[times.len() / 2]
}

/// The largest memory so far, in MB; 0 where the system does not say.
fn peak_megabytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).map_or(0, |kb| kb / 1024)
}

fn open(file: &[u8]) -> AnnotationSet {
    let mut lost = |_: &Positions, _: &[Selector]| Found::Lost;
    let reading = read(file, &mut lost).expect("a set");
    assert_eq!(reading.findings, []);
    reading.set
}

fn main() {
    // Opening alone, in a process of its own, so that nothing else counts for the memory.
    if let Some(path) = std::env::var_os("CROSSREAD_BENCH_OPEN") {
        let file = std::fs::read(path).expect("the file that the other process wrote");
        let before = peak_megabytes();
        let set = open(&file);
        println!("    memory: {before} MB with the file's bytes, {} MB with the set", peak_megabytes());
        drop(set);
        return;
    }
    for (name, sources, each, runs) in [("small", 5, 600, 25), ("large", 1000, 100, 7)] {
        let set = ordinary_set(sources, each);
        let file = write(&set, &WriteOptions::default());
        let annotations = sources * each;
        println!("{name}: {sources} sources, {annotations} annotations, {:.1} MB", file.len() as f64 / 1e6);
        let reading = median(runs, || {
            let start = Instant::now();
            let set = open(file.as_bytes());
            let time = start.elapsed();
            drop(set);
            time
        });
        let writing = median(runs, || {
            let start = Instant::now();
            let file = write(&set, &WriteOptions::default());
            let time = start.elapsed();
            drop(file);
            time
        });
        println!("    read {:.1} ms, write {:.1} ms", reading.as_secs_f64() * 1e3, writing.as_secs_f64() * 1e3);
        let path = std::env::temp_dir().join(format!("crossread-bench-{}.ron", std::process::id()));
        std::fs::write(&path, &file).expect("a temporary file");
        let program = std::env::current_exe().expect("this program");
        let child = std::process::Command::new(program).env("CROSSREAD_BENCH_OPEN", &path).status();
        assert!(child.is_ok_and(|status| status.success()));
        _ = std::fs::remove_file(&path);
    }
}
