//! The file of a set: what is written is read back, and what was done to it from outside is noticed.

mod common;

use common::random_set::random_set;
use crossread::model::{AnnotationSet, Selector};
use crossread::text::Positions;
use crossread::wire::{Found, Reading, WriteOptions, read, write};
use proptest::prelude::*;

fn lost(_: &Positions, _: &[Selector]) -> Found {
    Found::Lost
}

fn reading(file: impl AsRef<[u8]>) -> Reading {
    read(file.as_ref(), &mut lost).unwrap_or_else(|error| panic!("{error}"))
}

fn file(set: &AnnotationSet) -> String {
    write(set, &WriteOptions::default())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back_and_written_again_as_the_same_bytes(seed in any::<u64>(), size in 0usize..8) {
        let set = random_set(seed, size);
        let first = file(&set);
        let back = reading(&first);
        prop_assert_eq!(&back.findings, &vec![]);
        prop_assert_eq!(&back.set, &set);
        prop_assert_eq!(file(&back.set), first);
    }

    #[test]
    fn a_file_without_texts_gives_the_same_bytes_again(seed in any::<u64>(), size in 0usize..8) {
        let set = random_set(seed, size);
        let first = write(&set, &WriteOptions { texts: false });
        let back = reading(&first);
        prop_assert_eq!(&back.findings, &vec![]);
        prop_assert_eq!(write(&back.set, &WriteOptions { texts: false }), first.clone());
        prop_assert_eq!(file(&back.set), first);
    }
}
