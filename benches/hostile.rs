//! What files cost that were made to be hard to read: `cargo bench --no-default-features --bench hostile [-- MEGABYTES]`.
//!
//! Prints how long each took to be answered, how many findings there are, and the memory that reading took, as so many
//! times the file.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it is surprised")]

use std::time::Instant;

use crossread::session::read_set;

const HEAD: &str =
    "(format: 1, set: (id: \"019a9f2e-7c1b-7000-8000-000000000001\", created: \"2026-03-04T09:00:00Z\"),\n";

/// A name, and what makes the file.
type Case = (&'static str, Box<dyn Fn() -> Vec<u8>>);

/// A file of about so many bytes, from a beginning, a piece and an end.
fn repeated(bytes: usize, begin: &str, piece: impl Fn(usize) -> String, end: &str) -> Vec<u8> {
    let mut file = format!("{HEAD}{begin}").into_bytes();
    let mut n = 0;
    while file.len() < bytes {
        file.extend_from_slice(piece(n).as_bytes());
        n += 1;
    }
    file.extend_from_slice(end.as_bytes());
    file
}

fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok()).map_or(0, |kb| kb * 1024)
}

fn main() {
    let megabytes: usize = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(32);
    let bytes = megabytes << 20;
    let person = |n: usize| {
        format!("        (id: \"019a9f2e-7c1b-7000-8000-{n:012x}\", name: \"n\", created: \"2026-03-04T09:00:00Z\"),\n")
    };
    let cases: Vec<Case> = vec![
        ("tiny records", Box::new(move || repeated(bytes, "    people: [\n", person, "    ],\n)\n"))),
        (
            "tiny records on one line",
            Box::new(move || repeated(bytes, "people: [", move |n| person(n).trim().to_owned(), "])")),
        ),
        (
            "tiny records, each broken",
            Box::new(move || repeated(bytes, "    people: [\n", |_| "        (x),\n".into(), "    ],\n)\n")),
        ),
        (
            "tiny records, each open",
            Box::new(move || repeated(bytes, "    people: [\n", |_| "        (x,\n".into(), "    ],\n)\n")),
        ),
        (
            "quotation marks",
            Box::new(move || repeated(bytes, "    people: [\n", |_| "        (\"\n".into(), "    ],\n)\n")),
        ),
        (
            "one long text",
            Box::new(move || repeated(bytes, "    ext: {\"a\": \"", |_| "long text ".into(), "\"},\n)\n")),
        ),
        ("brackets", Box::new(move || repeated(bytes, "    ext: {\"a\": ", |_| "[".into(), ""))),
        ("unknown fields", Box::new(move || repeated(bytes, "", |n| format!("    f{n}: [1],\n"), ")\n"))),
        ("zeroes", Box::new(move || vec![0; bytes])),
    ];
    // One process each: the largest memory so far only grows.
    if let Ok(chosen) = std::env::var("CROSSREAD_CASE") {
        let (name, make) = cases.iter().find(|(name, _)| *name == chosen).unwrap();
        let file = make();
        let before = memory("VmRSS:");
        let began = Instant::now();
        let read = read_set(&file);
        let took = began.elapsed();
        let times = (memory("VmHWM:").saturating_sub(before)) as f64 / file.len() as f64;
        let said = match &read {
            Ok(reading) => format!("{} findings, {} people", reading.findings.len(), reading.set.people().len()),
            Err(error) => error.to_string(),
        };
        println!("{name:28} {:5} MB {:8.2} s {times:5.1} × memory  {said}", file.len() >> 20, took.as_secs_f64());
        return;
    }
    for (name, _) in cases {
        let program = std::env::current_exe().unwrap();
        let ended = std::process::Command::new(program).arg(megabytes.to_string()).env("CROSSREAD_CASE", name).status();
        assert!(ended.unwrap().success(), "{name}");
    }
}
