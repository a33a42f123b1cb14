//! Any bytes as two files, or two and what both come from: the sets in them are merged, whichever comes first, into one
//! that is sound and can be reached by an edit.
#![no_main]

use crossread::model::difference::edit_between;
use crossread::model::edit::apply;
use crossread::model::merge::merge;
use crossread::session::read_set;
use crossread::wire::{WriteOptions, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut sets = text.split("\n====\n").map_while(|part| Some(read_set(part.as_bytes()).ok()?.set));
    let (Some(ours), Some(theirs)) = (sets.next(), sets.next()) else { return };
    let base = sets.next();
    let Ok(merged) = merge(base.as_ref(), &ours, &theirs) else { return };
    let file = |set| write(set, &WriteOptions::default());
    let swapped = merge(base.as_ref(), &theirs, &ours).expect("as the other way round");
    assert!(file(&swapped.set) == file(&merged.set), "it matters which copy comes first");
    let again = read_set(file(&merged.set).as_bytes()).expect("what was written is a set");
    assert!(again.findings.is_empty(), "{:?}", again.findings);
    let mut reached = ours.clone();
    apply(&mut reached, edit_between(&ours, &merged.set)).expect("the merged set can be reached");
    assert!(reached.annotations() == merged.set.annotations(), "the edit leads elsewhere");
});
