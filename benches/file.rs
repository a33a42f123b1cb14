//! What opening and saving a set costs, small and large: `cargo bench --no-default-features --bench file`.
//!
//! Prints the median of several runs, the parts of it, and the memory that opening takes. A whole save goes to the disk
//! that holds temporary files, is synced and read back, as the program does it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop where it is surprised")]

#[path = "../tests/common/articles.rs"]
mod articles;
#[path = "../tests/common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;

use std::time::{Duration, Instant};

use articles::articles;
use crossread::index::Index;
use crossread::job::no_wake;
use crossread::model::{AnnotationSet, Selector};
use crossread::session::{Environment, write_set};
use crossread::text::Positions;
use crossread::wire::{Found, WriteOptions, read, write};

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
        let index = Index::build(&set);
        println!("    memory with the index: {} MB", peak_megabytes());
        drop((set, index));
        return;
    }
    for (name, sources, each, runs) in [("small", 5, 600, 25), ("large", 1000, 100, 7)] {
        let set = articles(sources, 6_000, each);
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
        let indexing = median(runs, || {
            let start = Instant::now();
            let index = Index::build(&set);
            let time = start.elapsed();
            drop(index);
            time
        });
        let writing = median(runs, || {
            let start = Instant::now();
            let file = write(&set, &WriteOptions::default());
            let time = start.elapsed();
            drop(file);
            time
        });
        let path = std::env::temp_dir().join(format!("crossread-bench-{}.ron", std::process::id()));
        let environment = Environment::system(no_wake());
        let saving = median(runs, || {
            let start = Instant::now();
            write_set(&environment, &set, &path).expect("a temporary file");
            start.elapsed()
        });
        let times = [reading, indexing, writing, saving].map(|time| time.as_secs_f64() * 1e3);
        let [reading, indexing, writing, saving] = times;
        println!("    read {reading:.1} ms, index {indexing:.1} ms, write {writing:.1} ms, whole save {saving:.1} ms");
        let program = std::env::current_exe().expect("this program");
        let child = std::process::Command::new(program).env("CROSSREAD_BENCH_OPEN", &path).status();
        assert!(child.is_ok_and(|status| status.success()));
        _ = std::fs::remove_file(&path);
    }
}
