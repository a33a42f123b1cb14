//! A web page saved as one message, of any bytes, is read, and what comes of it is sound.
#![no_main]

use crossread::intake::{self, Hint, Kind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let hint = Hint { kind: Some(Kind::Mhtml), ..Hint::default() };
    let Ok(article) = intake::read(bytes, &hint) else { return };
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && !block.span.is_empty());
        assert!(block.span.slice(&article.text).is_some_and(|text| !text.trim().is_empty()));
        end = block.span.end;
    }
});
