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
//! * [`anchor`] makes selectors from spans and finds spans again from selectors; it never guesses.
//! * [`index`] is what can be derived from a set: annotations by place, counts, search.
//! * [`wire`] is the RON text of a set, the only owner of that text.
//! * [`intake`] turns an article’s bytes into a source, with warnings.
//! * [`store`] is files on the disk, behind a trait.
//! * [`exchange`] is the other formats, each with a table of what it can hold.
//! * [`job`] is work in the background, with progress and cancel.
//! * [`session`] is a set being worked on: commands, history, index, file, background work.
//! * [`cli`] is the command line, one file per subcommand.
//! * `gui` is the window: everything that knows egui.

pub mod anchor;
pub mod cli;
pub mod exchange;
#[cfg(feature = "gui")]
pub mod gui;
pub mod index;
pub mod intake;
pub mod job;
pub mod model;
pub mod session;
pub mod store;
pub mod text;
pub mod wire;
