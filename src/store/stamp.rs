use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::error::{Doing, StoreError};
use super::file_system::{FileId, FileSystem, Metadata};
use super::replace::failed;
use crate::model::Hash;

/// How often a file is read that changes meanwhile.
const READINGS: usize = 2;

/// What a file was like when it was last read or written, to notice that another program changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its length in bytes.
    pub length: u64,
    /// When its bytes changed, where the system tells.
    pub modified: Option<SystemTime>,
    /// When anything about it changed, where the system tells.
    pub changed: Option<(i64, i64)>,
    /// Which file it was, where the system tells.
    pub id: Option<FileId>,
    /// The hash of its bytes.
    pub hash: Hash,
}

impl Stamp {
    pub(super) fn new(metadata: &Metadata, bytes: &[u8]) -> Self {
        Self {
            length: bytes.len() as u64,
            modified: metadata.modified,
            changed: metadata.changed,
            id: metadata.id,
            hash: Hash::of(bytes),
        }
    }

    /// Whether nothing that the system tells without reading speaks of a change, and it tells enough for that to mean
    /// something.
    fn looks_like(&self, metadata: &Metadata) -> bool {
        self.modified.is_some()
            && (self.length, self.modified, self.changed, self.id)
                == (metadata.length, metadata.modified, metadata.changed, metadata.id)
    }
}

/// What became of a file since a [`Stamp`] was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It holds the same bytes, though perhaps under another date, or in another file of that name.
    Same,
    /// It holds other bytes, or is no file any more.
    Changed,
    /// Nothing is there: it was deleted, renamed or moved, or its disk is gone.
    Gone,
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
///
/// When the system refuses, when it is larger, or no ordinary file.
pub fn read(fs: &dyn FileSystem, path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
    read_between(fs, path, limit).map(|(bytes, _)| bytes)
}

/// Reads a file of at most `limit` bytes, and takes the [`Stamp`] of exactly these bytes: what the system tells of the
/// file must be the same before and after, or it is read once more.
///
/// # Errors
///
/// As [`read`]; and [`StoreError::Changing`] when another program keeps writing to the file.
pub fn read_with_stamp(fs: &dyn FileSystem, path: &Path, limit: u64) -> Result<(Vec<u8>, Stamp), StoreError> {
    for _ in 0..READINGS {
        let (bytes, before) = read_between(fs, path, limit)?;
        let after = fs.metadata(path).map_err(failed(Doing::Read, path))?;
        let is_quiet = (before.length, before.modified, before.changed, before.id)
            == (after.length, after.modified, after.changed, after.id);
        if is_quiet {
            let stamp = Stamp::new(&before, &bytes);
            return Ok((bytes, stamp));
        }
    }
    Err(StoreError::Changing { path: path.to_owned() })
}

/// Reads a file, and what was known of it before.
fn read_between(fs: &dyn FileSystem, path: &Path, limit: u64) -> Result<(Vec<u8>, Metadata), StoreError> {
    let metadata = fs.metadata(path).map_err(failed(Doing::Read, path))?;
    if !metadata.is_file {
        return Err(StoreError::NotAFile { path: path.to_owned() });
    }
    // The length is asked first so that nothing is read in vain, and counted again: the file may be growing.
    let too_large = || StoreError::TooLarge { limit, path: path.to_owned() };
    if metadata.length > limit {
        return Err(too_large());
    }
    let bytes = fs.read(path, limit).map_err(failed(Doing::Read, path))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok((bytes, metadata)) }
}

/// What became of a file since `stamp` was taken, by its bytes: for the moment before it is written over. Reads all of
/// it unless its length gives the answer.
///
/// Dates are not trusted here: on many drives two writes soon after one another have the same, and programs set them
/// back. What another program writes between this answer and the saving is still lost: no system has a way to replace a
/// file only if it is the one that was looked at.
///
/// # Errors
///
/// When the system refuses to say.
pub fn changed_since(fs: &dyn FileSystem, path: &Path, stamp: &Stamp) -> Result<FileChange, StoreError> {
    compare(fs, path, stamp, |_| false)
}

/// What seems to have become of a file since `stamp` was taken: for looking often, as when the window comes to the front.
/// Reads the file only where what the system tells of it differs, so that a change of the same length within one tick of
/// the drive's clock (two seconds on FAT, some milliseconds elsewhere) is not seen; [`changed_since`] sees it.
///
/// # Errors
///
/// When the system refuses to say.
pub fn looks_changed_since(fs: &dyn FileSystem, path: &Path, stamp: &Stamp) -> Result<FileChange, StoreError> {
    compare(fs, path, stamp, |metadata| stamp.looks_like(metadata))
}

fn compare(
    fs: &dyn FileSystem,
    path: &Path,
    stamp: &Stamp,
    is_enough: impl FnOnce(&Metadata) -> bool,
) -> Result<FileChange, StoreError> {
    let looked = fs.metadata(path).and_then(|metadata| {
        Ok(if !metadata.is_file || metadata.length != stamp.length {
            FileChange::Changed
        } else if is_enough(&metadata) || Hash::of(&fs.read(path, stamp.length)?) == stamp.hash {
            FileChange::Same
        } else {
            FileChange::Changed
        })
    });
    match looked {
        // A folder on the way that is none any more is as good as gone.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(FileChange::Gone)
        }
        looked => looked.map_err(failed(Doing::Read, path)),
    }
}
