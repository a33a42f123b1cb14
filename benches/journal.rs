//! What it costs to keep an edit, on the disk of the temporary folder: until it is durable, and on the thread that asked
//! for it; what is found again after a crash; and shortening a long journal.
//!
//! `cargo bench --no-default-features --bench journal`
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a benchmark should say so at once")]

#[path = "../tests/common/articles.rs"]
mod articles;
#[path = "../tests/common/random_set.rs"]
#[allow(dead_code, reason = "the tests use all of it")]
mod random_set;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use articles::articles;
use crossread::job::{Threads, no_wake};
use crossread::model::{AnnotationSet, Hash};
use crossread::session::{
    Command, DataFolder, Environment, RandomIds, STEPS, Session, SystemClock, take_up, write_set,
};
use crossread::store::{self, Disk};
use crossread::wire::journal;

fn main() {
    // Cargo also runs benchmarks as tests, where only that they run is asked.
    let benching = std::env::args().any(|argument| argument == "--bench");
    let (rounds, steps) = if benching { (1_001, 10_000) } else { (3, 30) };
    println!("{:<68} {:>10} {:>10}", "", "median", "p99");
    measure("5 sources, 3,000 annotations", &articles(5, 6_000, 600), rounds, steps);
    if benching {
        measure("1,000 sources, 100,000 annotations", &articles(1_000, 6_000, 100), rounds, steps);
    }
}

fn environment(folder: &Path) -> Environment {
    Environment {
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds::default()),
        files: Arc::new(Disk),
        web: Arc::new(crossread::session::Offline),
        reader: Arc::new(crossread::session::worker::InProcess),
        runner: Arc::new(Threads),
        wake: no_wake(),
        data: Some(DataFolder::new(folder.join("data"))),
    }
}

fn measure(name: &str, set: &AnnotationSet, rounds: usize, steps: usize) {
    println!("{name}");
    let folder = tempfile::tempdir().unwrap();
    let environment = environment(folder.path());
    let path = folder.path().join("set.ron");
    write_set(&environment, set, &path).unwrap();
    let (mut session, _) = Session::from_opened(environment.clone(), take_up(&environment, &path).unwrap());
    let ids: Vec<_> = set.annotations().iter().map(|annotation| annotation.id).collect();
    let (mut asked, mut kept) = (Vec::new(), Vec::new());
    for n in 0..steps {
        let note = Command::SetNote(ids[n * 7_919 % ids.len()], format!("note {n}"));
        let start = Instant::now();
        session.run(note).unwrap();
        if n < rounds {
            asked.push(start.elapsed());
            wait(&session);
            kept.push(start.elapsed());
        }
    }
    wait(&session);
    drop(session);
    report("an edit, on the thread that asks", asked);
    report("an edit, until it is durable", kept);

    let mut found = Vec::new();
    for _ in 0..rounds.min(5) {
        let start = Instant::now();
        let opened = take_up(&environment, &path).unwrap();
        found.push(start.elapsed());
        assert_eq!(opened.recovery.unwrap().steps, steps);
    }
    report(&format!("open the set and find {steps} steps that it does not hold"), found);

    let opened = take_up(&environment, &path).unwrap();
    let journal = opened.recovery.unwrap().journal;
    let bytes = store::read(&Disk, &journal, journal::LIMIT).unwrap();
    let hash = Hash::of(&store::read(&Disk, &path, journal::LIMIT).unwrap());
    let mut long = String::new();
    let next = journal::read(&bytes).next();
    journal::append(&mut long, next, &journal::Record::file(hash, next - 1));
    let long = [bytes, long.into_bytes()].concat();
    let mut shortened = Vec::new();
    for _ in 0..rounds.min(5) {
        let start = Instant::now();
        let shorter = journal::read(&long).shortened(&long, hash, STEPS.min(steps / 2)).unwrap();
        store::replace(&Disk, &journal, &shorter).unwrap();
        shortened.push(start.elapsed());
    }
    report(&format!("shorten a journal of {} kB", long.len() / 1000), shortened);
}

fn wait(session: &Session) {
    while !session.keeping().unwrap().all {
        std::thread::yield_now();
    }
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("  {name:<66} {:>10.3?} {:>10.3?}", at(50), at(99));
}
