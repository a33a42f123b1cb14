//! A web page of any bytes is read, whole or as a piece, and what comes of it is sound.
#![no_main]

use crossread::intake::{self, Hint, Kind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for fragment in [false, true] {
        let hint = Hint { kind: Some(Kind::Html), fragment, ..Hint::default() };
        let Ok(article) = intake::read(bytes, &hint) else { continue };
        let mut end = 0;
        for block in &article.blocks {
            assert!(block.span.start >= end && !block.span.is_empty());
            assert!(block.span.slice(&article.text).is_some_and(|text| !text.trim().is_empty()));
            assert!(block.inlines.iter().all(|inline| block.span.covers(inline.span)));
            assert!(block.inlines.iter().all(|inline| inline.span.slice(&article.text).is_some()));
            end = block.span.end;
        }
    }
});
