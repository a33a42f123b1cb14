//! The annotation set: its types, their invariants, and the one door through which it changes.
//!
//! The words are those of the W3C Web Annotation Data Model and of the field; no I/O, no clock, no GUI.

mod block;

pub use block::{Block, BlockKind, Inline, InlineKind};
