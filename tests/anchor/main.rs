//! What becomes of passages when their text is read again, changed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

#[path = "../common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;
#[path = "../common/rereadings.rs"]
mod rereadings;

mod follow;
mod measure;
