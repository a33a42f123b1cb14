//! What several tests share. Each test binary uses its own part of it.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub mod edits;
pub mod random_set;
pub mod records;
