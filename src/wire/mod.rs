//! The RON text of a set, and the only owner of that text; no file system.
//!
//! A file is one struct. Its lists hold one record a block, each with a checksum (CRC-32, in hexadecimal) of its own
//! bytes before the field `sum`, and the file ends in a checksum of everything before. Positions count Unicode code
//! points, end-exclusive. The article's text is a list of its lines, which joined with LF give it back exactly.
//!
//! ```ron
//! (
//!     format: 1,
//!     program: "crossread 0.1.0",
//!     set: (id: "…", created: "2026-03-04T09:22:08.042Z", title: "…", sum: "0a1b2c3d"),
//!     scheme: (labels: […], scales: […], sum: "…"),
//!     annotators: […],
//!     people: […],
//!     sources: [(id: "…", order: "V", …, versions: [(id: "…", …, blocks: […], text: ["…", "…"])], sum: "…")],
//!     annotations: [(id: "…", version: "…", spans: [(start: 3, end: 9, quote: "…", prefix: "…", suffix: "…")], …)],
//!     statements: […],
//!     links: […],
//!     progress: […],
//!     tombstones: […],
//!     sum: "…",
//! )
//! ```
//!
//! Fields that are empty or as usual are left out. [`read()`] takes what a person writes by hand just as well: in any
//! layout and order, with comments, with or without `Some(…)`, and without checksums. What it finds on the way it says
//! ([`Finding`]); it fails only where there is no set at all. What is damaged costs as little as can be: one byte is put
//! right from the checksum, a record loses the part that cannot be read, a list is found by its layout.

mod edit;
mod explain;
mod finding;
mod form;
pub mod journal;
mod notes;
mod plain;
mod read;
mod records;
mod restore;
mod salvage;
mod scan;
mod words;
mod write;

pub use finding::{Finding, Outcome, Part, Place, ReadError, Severity, What};
pub use read::{Found, Reading, Resolve, read};
pub use write::{WriteOptions, write};

/// The newest format that is known, and the one that is written.
pub const FORMAT: u32 = 1;

/// The program and its version, as a file names them.
pub const PROGRAM: &str = concat!("crossread ", env!("CARGO_PKG_VERSION"));

/// The largest file that is read, in bytes.
pub const MAX_FILE_BYTES: usize = 1 << 30;
