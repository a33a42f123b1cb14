//! The faults of the world, one test each, named after them: what other programs were seen to lose, this one keeps.
//!
//! F8 to F11, F18 and F20 are about files that cannot be trusted. Other groups come as files of their own beside these.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

#[path = "../common/mod.rs"]
mod common;

mod by_hand;
mod f08_damage;
mod f09_limits;
mod f10_versions;
mod f11_text;
mod f18_anchors;
mod f20_hidden;
mod fuzzed;

use crossread::model::AnnotationSet;
use crossread::session;
use crossread::wire::{Reading, WriteOptions, write};

/// The bytes of a set's file.
fn file(set: &AnnotationSet) -> Vec<u8> {
    write(set, &WriteOptions::default()).into_bytes()
}

/// What is read from a file that holds a set.
#[track_caller]
fn reading(file: impl AsRef<[u8]>) -> Reading {
    session::read_set(file.as_ref()).unwrap_or_else(|error| panic!("{error}"))
}

/// How many records of every kind there are.
fn count(set: &AnnotationSet) -> [usize; 10] {
    [
        set.scheme().labels.len(),
        set.annotators().len(),
        set.people().len(),
        set.sources().len(),
        set.versions().len(),
        set.annotations().len(),
        set.statements().len(),
        set.links().len(),
        set.progress().len(),
        set.tombstones().len(),
    ]
}
