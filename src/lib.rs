//! Crossread shows articles about one event side by side and lets a reader mark who claims, who opines and who said what.
//!
//! # Architecture
//!
//! One crate, library and binary. The arrows say who may use whom; `tests/architecture.rs` parses the sources and keeps
//! them. Modules on one step do not know each other, and only `gui` knows egui.
//!
//! ```text
//! text <- model <- anchor, index, wire <- intake, store <- exchange <- session <- cli
//!                                                         job <------^      <-  gui
//! ```
//!
//! | Module | What it is |
//! |---|---|
//! | [`text`] | characters without annotations: spans, positions in three units, graphemes, words, sentences, approximate search, what two texts have in common |
//! | [`model`] | the annotation set, its invariants, the history, what two sets differ in and merge to, and the one door through which a set changes |
//! | [`anchor`] | selectors from spans, and spans again from selectors; it never guesses |
//! | [`index`] | what can be derived from a set: annotations by place, counts, search |
//! | [`wire`] | the RON text of a set and of a journal, and the only owner of that text |
//! | [`intake`] | an article's bytes in, its text, blocks and details out, with warnings |
//! | [`store`] | files on the disk, behind a trait: atomic replacement, locks, backups, what other programs changed |
//! | [`exchange`] | other formats, one file each, with a table of what each can hold |
//! | [`job`] | work in the background, with progress and cancel |
//! | [`session`] | a set being worked on: commands, history, index, file; what command line and window both drive |
//! | [`cli`] | the command line, one file a subcommand |
//! | `gui` | the window: `App` is the whole, `article` the pane, and around it panels and dialogs |
//!
//! ## One door
//!
//! A widget or a subcommand never changes a set. It sends a [`Command`](session::Command); the session makes an
//! [`Edit`](model::Edit) of it and sends that through [`model::edit::apply`], which checks every invariant, changes the
//! set and returns the edit that takes it back. History, index, journal and the count of revisions follow from that one
//! place.
//!
//! ## Kept and saved
//!
//! Every edit that passes the door becomes a record of the journal ([`wire::journal`]), which a job appends and syncs
//! while the frame goes on. A save first tells the journal the hash of the file that is coming, then replaces the file:
//! whatever happens in between, the journal knows the file that is there, and what it holds behind that is the work
//! that the file lacks. Opening ([`session::take_up`]) takes the lock, looks for such work and builds the history again.
//! A file that the journal does not know was changed by something else; then what is there and what was done here are
//! merged by record ids ([`model::merge`]), with the set that both came from where it is known.
//!
//! ## A frame
//!
//! `App::logic` takes what came from the background, the desktop and the keyboard;
//! `App::ui` shows the set by reference and gathers `Request`s, which are
//! carried out after everything is shown. Nothing slow runs on the frame's thread: opening, saving, search, intake,
//! export and the system's fonts are [`Job`](job::Job)s over a snapshot, which costs one reference count for every 256
//! records ([`Table`](model::Table)).
//!
//! ## Documents of other programs
//!
//! [`session::worker`] reads what is foreign ([`intake::Kind::is_foreign`]) in processes of this program, started with a
//! hidden subcommand: their readers and libraries face hostile bytes. Everything that stands between is one call,
//! [`intake::read`], on the one side and a form with lengths and a version on the other. Word processors' documents
//! become paragraphs first (`intake::paragraphs`), PDF pages lines, then paragraphs (`intake::pdf`); blocks, clutter and
//! details are found in them as in plain text.
//!
//! ## Text
//!
//! `gui::article::layout` is the one place that knows how text becomes glyphs: parley shapes a block, a table of lines
//! and grapheme cells is copied out of it, and hit test, rectangles, caret and accessibility come from that table alone.
//! The pane lays out only the rows in view. Its scroll position hangs on a row, never on a distance from the top, so
//! that a height that was only estimated moves nothing that the reader sees.
//!
//! ## Positions
//!
//! Bytes of UTF-8 in memory; Unicode code points, end-exclusive, in files and in every output. Each span in a file
//! carries its words and what stands around them, and both are compared on reading.
//!
//! ## What comes in
//!
//! Whatever arrives, from the disk, the web, the clipboard or standard input, passes one place
//! ([`session::take_in`]), in the background. [`Bringing`](session::Bringing) reads many, one after the other, and keeps
//! what was read when it is stopped; [`Session::sort_out`](session::Session::sort_out) then finds those that the set has
//! already, and the others become one step of the history.
//!
//! ## Anchoring
//!
//! [`anchor::Resolver`] finds a passage in a text that changed. From a selector alone (a file edited by hand, another
//! tool's export) it knows the words, 32 characters on each side and the old place. Where both readings are at hand
//! ([`Resolver::between`](anchor::Resolver::between), used by [`Session::update_source`](session::Session::update_source))
//! the words that both have in common ([`text::diff`]) say besides where the passage has to be, and which of its
//! look-alikes were there before as something else.
//!
//! ## Edges
//!
//! Clock, ids, file system, the web, the reader of foreign documents and threads come in through
//! [`Environment`](session::Environment), dialogs and browser through `Platform`: the whole program runs in a test,
//! without a display. Only one file uses the network, and only to fetch the addresses that somebody gave
//! ([`Internet`](session::Internet)).

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
