//! Any bytes as PDF: an article that is sound, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Each target needs only some of it.
#[allow(dead_code)]
#[path = "../package.rs"]
mod package;

fuzz_target!(|bytes: &[u8]| {
    // Whatever comes before its mark, what follows is read as PDF.
    let marked = [MARK, bytes].concat();
    drop(package::check(if bytes.starts_with(MARK) { bytes } else { &marked }));
});

const MARK: &[u8] = b"%PDF-";
