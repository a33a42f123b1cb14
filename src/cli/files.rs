//! Reading and writing files the way a command line program should: whole, or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use super::{Streams, Trouble};

/// The name that stands for standard input.
pub(super) const STANDARD_INPUT: &str = "-";

/// Whether a path stands for standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new(STANDARD_INPUT)
}

/// Reads a file, or standard input for `-`. Reading stops at one byte more than `limit`, so that whoever takes the
/// bytes can say that they are too many.
pub(super) fn read(path: &Path, limit: usize, streams: &mut Streams<'_>) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::new();
    let limit = limit as u64 + 1;
    let outcome = if is_standard_input(path) {
        streams.input.take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match outcome {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Trouble::said(format_args!("{}: {}", shown(path), reason(&error)))),
    }
}

/// Writes a file so that at every moment the old or the new one is there, never half of one.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    // A link is followed: it is what it points to that is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = target.file_name().unwrap_or_default().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let beside = folder.join(beside);
    let outcome = write_and_rename(&beside, &target, bytes);
    if outcome.is_err() {
        let _ = fs::remove_file(&beside);
    }
    outcome.map_err(|error| Trouble::said(format_args!("{} was not written: {}", path.display(), reason(&error))))
}

fn write_and_rename(beside: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(beside)?;
    if let Ok(old) = fs::metadata(target) {
        file.set_permissions(old.permissions())?;
    }
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, target)
}

/// Whether two paths lead to the same file.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    let resolved = |path: &Path| -> Option<PathBuf> { fs::canonicalize(path).ok() };
    resolved(one).is_some_and(|one| Some(one) == resolved(other))
}

/// What a path is called in a message.
pub(super) fn shown(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// Why the system refused, in plain words where there are some.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "the system does not permit it".to_owned(),
        ErrorKind::IsADirectory => "this is a folder, not a file".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}
