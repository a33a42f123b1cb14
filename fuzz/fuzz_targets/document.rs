//! Any bytes as a document of any kind (packages, RTF, PDF): an article that is sound, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Each target needs only some of it.
#[allow(dead_code)]
#[path = "../package.rs"]
mod package;

fuzz_target!(|bytes: &[u8]| drop(package::check(bytes)));
