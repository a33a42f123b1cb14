//! F20: what is filtered out, dismissed, suggested or without a place is saved like everything else.

use crossread::exchange::{Format, Options, export};
use crossread::model::{Layer, Status};

use super::common::random_set::random_set;
use super::{file, reading};

#[test]
fn f20_hidden_annotations_are_all_saved() {
    let mut hidden = 0;
    for seed in 0..60 {
        let set = random_set(seed, 6);
        hidden += set.annotations().iter().filter(|one| one.layer != Layer::Own || one.status != Status::Open).count();
        // An export of a part changes nothing in the set that is saved after it.
        for source in set.sources().iter().take(2) {
            let options = Options { sources: Some([source.id].into()), ..Options::default() };
            assert!(export(&set, Format::Ron, &options).is_ok());
        }
        let read = reading(file(&set));
        assert!(read.set == set, "seed {seed}");
    }
    assert!(hidden > 100, "{hidden}");
}
