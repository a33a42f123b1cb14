//! Any bytes as a journal, and any texts as its records: they are answered, and what was read is read again as the same
//! when it is written.
#![no_main]

use crossread::wire::journal::{append, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    check(&framed(bytes));
});

fn check(bytes: &[u8]) {
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
}

/// What stands between lines that begin like a record, as records with the right lengths and checksums: chance would
/// never find those.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    let mut number = 0;
    for record in text.trim_end_matches('\n').split("\n@ ").filter_map(|part| Some(part.split_once('\n')?.1)) {
        number += 1;
        let head = format!("{number} {}", record.len());
        let mut sum = crc32fast::Hasher::new();
        sum.update(format!("{head} ").as_bytes());
        sum.update(record.as_bytes());
        out.push_str(&format!("@ {head} {:08x}\n{record}\n", sum.finalize()));
    }
    out.into_bytes()
}
