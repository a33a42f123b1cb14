//! The journal: what was done is on the disk within a moment, and comes back after whatever happened.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

#[path = "../common/mod.rs"]
mod common;
mod desk;
mod faults;
mod kill;
mod session;
mod text;
