//! What several tests use.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod random_set;
