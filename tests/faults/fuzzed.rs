//! What the fuzzers have found, and where they begin: every file of every corpus is replayed.

use std::fs;
use std::path::{Path, PathBuf};

use crossread::session::read_set;

use super::{file, reading};

type Replay = fn(&[u8]);

/// Each target of `fuzz/` with what it does to the bytes of a corpus file.
const TARGETS: [(&str, Replay); 1] = [("open_set", open_set)];

/// As `fuzz/fuzz_targets/open_set.rs`.
fn open_set(bytes: &[u8]) {
    let Ok(first) = read_set(bytes) else { return };
    let again = reading(file(&first.set));
    assert_eq!(again.findings, []);
    assert!(again.set == first.set, "another set is read back");
}

fn folder(kind: &str, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kind).join(target)
}

#[test]
fn every_corpus_file_is_answered() {
    for (target, replay) in TARGETS {
        let source = folder("fuzz_targets", "").join(target).with_extension("rs");
        assert!(source.exists(), "{target} is no target any more");
        let mut count = 0;
        for entry in fs::read_dir(folder("corpus", target)).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            replay(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count > 0, "{target} has no corpus");
        println!("{target}: {count} files");
    }
    let targets = fs::read_dir(folder("fuzz_targets", "")).unwrap().count();
    assert_eq!(targets, TARGETS.len(), "each target is replayed here");
}
