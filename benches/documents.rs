//! How fast documents of other programs are read, here and in a worker:
//! `cargo bench --no-default-features --bench documents [-- FILE ...]`.
#![allow(clippy::unwrap_used, reason = "a benchmark may stop where it is surprised")]

use std::path::Path;
use std::time::Instant;

use crossread::intake::Hint;
use crossread::session::worker::{ARGUMENT, ForeignReader, InProcess, Limits, Worker};

const WORDS: &str = "The council of Port Halden voted on Tuesday evening to close the harbour bridge to lorries. ";

fn rtf(paragraphs: usize) -> Vec<u8> {
    let paragraph = format!("{{\\b The bridge:}} {}\\par\n", WORDS.repeat(6));
    format!("{{\\rtf1\\ansi\\pard {}}}", paragraph.repeat(paragraphs)).into_bytes()
}

fn measure(name: &str, reader: &dyn ForeignReader, bytes: &[u8]) {
    let hint = Hint::default();
    let first = Instant::now();
    let blocks = reader.read(bytes, &hint, &|| false).map(|article| article.blocks.len());
    let first = first.elapsed();
    let (mut times, begin) = (0_u32, Instant::now());
    while begin.elapsed().as_secs_f64() < 2.0 {
        drop(reader.read(bytes, &hint, &|| false));
        times += 1;
    }
    let each = begin.elapsed().as_secs_f64() / f64::from(times);
    let blocks = blocks.map_or_else(|error| error.to_string(), |blocks| format!("{blocks} blocks"));
    println!(
        "{name:50} {:7.2} ms the first, {:7.2} ms each, {:6.0} a second, {blocks}",
        first.as_secs_f64() * 1e3,
        each * 1e3,
        1.0 / each
    );
}

fn main() {
    let mut documents: Vec<(String, Vec<u8>)> =
        [10, 100, 1000].map(|count| (format!("RTF, {count} paragraphs"), rtf(count))).into();
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let name = Path::new(&path).file_name().unwrap().to_string_lossy().into_owned();
        documents.push((name, std::fs::read(&path).unwrap()));
    }
    for (name, bytes) in &documents {
        measure(&format!("{name}, here"), &InProcess, bytes);
        let worker = Worker::new(env!("CARGO_BIN_EXE_crossread"), [ARGUMENT], Limits::default());
        measure(&format!("{name}, in a worker"), &worker, bytes);
    }
}
