//! Paths as they are given on the command line, where `-` is standard input or output.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::{Streams, Trouble};
use crate::session::Environment;
use crate::store::{self, StoreError};
use crate::text::visible;

/// The name that stands for standard input, and for standard output where something is written.
const STANDARD: &str = "-";

/// Whether a path stands for standard input or output.
pub(super) fn is_standard(path: &Path) -> bool {
    path == Path::new(STANDARD)
}

/// Reads standard input to its end. Reading stops at one byte more than `limit`, so that whoever takes the bytes can
/// say that they are too many.
pub(super) fn read_input(limit: usize, streams: &mut Streams<'_>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    match streams.input.take(limit as u64 + 1).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Trouble::said(format_args!("standard input cannot be read: {error}"))),
    }
}

/// Writes a file as a whole, or leaves what is there; to standard output for `-`.
pub(super) fn write(
    path: &Path,
    bytes: &[u8],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<(), Trouble> {
    if is_standard(path) {
        return Ok(streams.output.write_all(bytes)?);
    }
    store::save(&*environment.files, path, bytes).map(drop).map_err(|error| refused(&error))
}

/// What to say when the disk said no.
pub(super) fn refused(error: &StoreError) -> Trouble {
    Trouble::said(format_args!("{error}; {}", error.hint()))
}

/// Whether two paths lead to the same file.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).is_ok_and(|one| fs::canonicalize(other).is_ok_and(|other| one == other))
}

/// What a path is called in a message; nothing in its name can disguise itself.
pub(super) fn shown(path: &Path) -> String {
    if is_standard(path) { "standard input".to_owned() } else { visible(&path.to_string_lossy()).into_owned() }
}
