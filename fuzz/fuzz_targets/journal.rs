//! Any bytes as a journal: they are answered, and what was read is read again as the same when it is written.
#![no_main]

use crossread::wire::journal::{append, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let journal = read(bytes);
    let mut text = String::new();
    for numbered in &journal.records {
        append(&mut text, numbered.number, &numbered.record);
    }
    let again = read(text.as_bytes());
    assert!(again.trouble.is_none(), "{:?}", again.trouble);
    let records = |journal: &crossread::wire::journal::Journal| -> Vec<_> {
        journal.records.iter().map(|numbered| (numbered.number, numbered.record.clone())).collect()
    };
    assert!(records(&again) == records(&journal), "another journal is read back");
});
