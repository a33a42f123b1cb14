//! The one seam for text layout: how a block's text becomes glyphs, and where they stand.
//!
//! An [`Engine`] turns a block of text into a [`BlockLayout`]: its glyphs, and a [`Table`] of lines and grapheme cells in
//! visual order. Everything else in the pane asks the table: what lies under a point, which rectangles a range covers,
//! where the caret stands and where it goes. An [`Atlas`] rasterises glyphs when they are first painted.
//!
//! Coordinates are points from the block's top left corner, positions are bytes of the block's text. A position in a line
//! of mixed directions has two places, so that it carries an [`Affinity`]; x need not grow with the byte, and a range may
//! cover several rectangles of one line.
//!
//! A frame goes like this: [`Atlas::begin_frame`], [`Engine::layout`] for blocks that are not cached (the cache is the
//! caller's and ends with [`Engine::epoch`]), all highlights, [`BlockLayout::paint`] of all blocks into one mesh, and
//! [`Atlas::flush`].

mod access;
mod atlas;
mod breaks;
mod engine;
mod glyphs;
mod table;

pub use access::{TextRun, emit, text_runs};
pub use atlas::{Atlas, Rasteriser, TextColors};
pub use engine::{BlockLayout, Engine, Family, Ink, Prepared, StyleRun, TextStyle};
pub use table::{Affinity, Cell, Hit, Line, Move, Table};
