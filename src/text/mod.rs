//! Characters and positions, without any knowledge of annotations.
//!
//! Positions inside the program are bytes of UTF-8; files and every output count Unicode code points, some tools
//! count UTF-16 units.

pub mod approximate;
pub mod diff;
mod grams;
mod positions;
pub mod segment;
pub mod sentence;
mod span;
mod symbols;
mod visible;
mod words;

pub use grams::Grams;
pub use positions::{Positions, Unit};
pub use segment::{
    next_grapheme, next_word_boundary, prev_grapheme, prev_word_boundary, snap, trim, trim_end, word_at,
};
pub use sentence::{sentence_at, sentences};
pub use span::Span;
pub use symbols::{Symbols, fold};
pub use visible::{excerpt, is_unseen, visible};
pub use words::{is_unspaced, words};

/// The largest text that is taken in, in bytes.
pub const MAX_TEXT_BYTES: usize = 256 * 1024 * 1024;
