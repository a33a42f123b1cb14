//! Crossread shows articles about one event side by side and lets a reader mark who claims, who opines and who said what.
//!
//! # Architecture
//!
//! The arrows say who may use whom; `tests/architecture.rs` parses the sources and keeps them.
//!
//! ```text
//! text <- model <- anchor, index, wire <- intake, store <- exchange <- session <- cli
//!                                                         job <------^      <-  gui
//! ```
//!
//! * [`text`] knows characters, not annotations: spans, positions in three units, graphemes, words, sentences.
//! * [`model`] is the annotation set, its invariants, and the one door through which it changes.
//! * [`index`] is what can be derived from a set: annotations by place, counts, search.
//! * [`wire`] is the RON text of a set, and the only owner of that text.
//! * [`exchange`] writes other tools’ formats, and reports what they cannot hold.
//! * [`job`] is work in the background, with progress and cancel.
//! * [`intake`] makes an article of the bytes it came as.
//! * [`cli`] is the command line; it drives the same session as the window.

pub mod cli;
pub mod exchange;
#[cfg(feature = "gui")]
pub mod gui;
pub mod index;
pub mod intake;
pub mod job;
pub mod model;
pub mod session;
pub mod text;
pub mod wire;
