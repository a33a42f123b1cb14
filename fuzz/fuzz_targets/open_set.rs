//! Any bytes as the file of a set: they are answered, and what was read can be written and is read again as the same.
#![no_main]

use crossread::session::read_set;
use crossread::wire::{WriteOptions, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_set(bytes) else { return };
    let text = write(&reading.set, &WriteOptions::default());
    let again = read_set(text.as_bytes()).expect("what was written is a set");
    assert!(again.findings.is_empty(), "{:?}", again.findings);
    assert!(again.set == reading.set, "another set is read back");
});
