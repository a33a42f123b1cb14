//! What several tests share. Each test binary uses its own part of it.
#![allow(dead_code, clippy::expect_used, reason = "each test binary uses its own part, and may fail")]

pub mod edits;
pub mod faults;
pub mod histories;
pub mod random_set;
pub mod records;
pub mod small_set;
