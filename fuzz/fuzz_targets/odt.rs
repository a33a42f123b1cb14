//! Any bytes as the XML of an `OpenDocument` text, without the package around it: an article that is sound, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Each target needs only some of it.
#[allow(dead_code)]
#[path = "../package.rs"]
mod package;

fuzz_target!(|bytes: &[u8]| drop(package::check(&package::odt(bytes))));
