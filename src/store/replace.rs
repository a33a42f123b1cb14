use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::error::{Doing, StoreError};
use super::file_system::FileSystem;
use crate::model::Hash;

/// How many symbolic links are followed one after another: as many as Linux does.
const MAX_LINKS: usize = 40;

/// How many names are tried for the new file before giving up.
const MAX_NAMES: usize = 32;

/// What a file was like when it was last read or written, to notice that another program changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its length in bytes.
    pub length: u64,
    /// When it changed, where the system tells.
    pub modified: Option<SystemTime>,
    /// The hash of its bytes.
    pub hash: Hash,
}

/// What [`replace`] has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The file that holds the bytes now: where the links lead.
    pub path: PathBuf,
    /// What it is like.
    pub stamp: Stamp,
}

/// Makes a directory, with those above it; one that is there already is fine.
///
/// # Errors
///
/// As the system says.
pub fn create_directory(fs: &dyn FileSystem, path: &Path) -> Result<(), StoreError> {
    fs.create_directory(path).map_err(failed(Doing::Create, path))
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
///
/// When the system refuses, when it is larger, or no ordinary file.
pub fn read(fs: &dyn FileSystem, path: &Path, limit: u64) -> Result<Vec<u8>, StoreError> {
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
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

/// What a file with these bytes is like now; taken after reading or writing it.
///
/// # Errors
///
/// When the system refuses to say.
pub fn stamp(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> Result<Stamp, StoreError> {
    let metadata = fs.metadata(path).map_err(failed(Doing::Read, path))?;
    Ok(Stamp { length: bytes.len() as u64, modified: metadata.modified, hash: Hash::of(bytes) })
}

/// Whether two paths lead to the same place: also where one of them is relative, or goes through links. Nothing needs to
/// be there.
pub fn same_place(fs: &dyn FileSystem, one: &Path, other: &Path) -> bool {
    one == other || place(fs, one).is_some_and(|one| place(fs, other) == Some(one))
}

/// A path from the root, without links; `None` where they lead nowhere.
fn place(fs: &dyn FileSystem, path: &Path) -> Option<PathBuf> {
    let mut place = PathBuf::new();
    for component in std::path::absolute(path).ok()?.components() {
        match component {
            Component::ParentDir => _ = place.pop(),
            other => place = follow(fs, &place.join(other)).ok()?,
        }
    }
    Some(place)
}

/// Whether a file is another than when `stamp` was taken; also when it is gone. Reads it only where length and time
/// leave a doubt.
///
/// # Errors
///
/// When the system refuses to say.
pub fn changed_since(fs: &dyn FileSystem, path: &Path, stamp: &Stamp) -> Result<bool, StoreError> {
    let metadata = match fs.metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(failed(Doing::Read, path)(error)),
    };
    if !metadata.is_file || metadata.length != stamp.length {
        return Ok(true);
    }
    if metadata.modified.is_some() && metadata.modified == stamp.modified {
        return Ok(false);
    }
    // Copied, touched, or on a disk that does not tell the time: the bytes decide.
    let bytes = fs.read(path, stamp.length).map_err(failed(Doing::Read, path))?;
    Ok(Hash::of(&bytes) != stamp.hash)
}

/// Puts `bytes` in the place of what is at `path`, or makes the file.
///
/// At every moment, also after a power failure, the file is either the old or the new one as a whole: a new file is
/// written beside it, brought to the disk and given the old one's name. Symbolic links stay and lead to the new file,
/// permissions are kept, and what was written is read back and compared. The old file is never deleted. A file that was
/// not there is for nobody but its owner to read.
///
/// # Errors
///
/// When any step fails. The old file is then whole, and the new one gone; only after
/// [`Doing::SyncDirectory`], [`Doing::Compare`] and [`StoreError::Differs`] the new one has the name.
pub fn replace(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> Result<Receipt, StoreError> {
    put(fs, path, bytes, Fresh::Private)
}

/// As [`replace`], for what a person keeps under a name of their own: a file that was not there gets the permissions
/// that the system usually gives.
///
/// # Errors
///
/// As [`replace`].
pub fn save(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> Result<Receipt, StoreError> {
    put(fs, path, bytes, Fresh::Usual)
}

/// Who may read a file that was not there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fresh {
    /// Its owner.
    Private,
    /// Whoever may usually read what its owner makes.
    Usual,
}

fn put(fs: &dyn FileSystem, path: &Path, bytes: &[u8], fresh: Fresh) -> Result<Receipt, StoreError> {
    let target = follow(fs, path)?;
    let permissions = match fs.metadata(&target) {
        Ok(metadata) if !metadata.is_file => return Err(StoreError::NotAFile { path: path.to_owned() }),
        Ok(metadata) => Some(metadata.permissions),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(Doing::Read, path)(error)),
    };
    let directory = folder_of(&target);
    let permissions = match permissions {
        None if fresh == Fresh::Usual => fs.usual_permissions(directory).map_err(failed(Doing::Create, path))?,
        kept => kept,
    };
    let (temporary, mut handle) = create_beside(fs, directory).map_err(failed(Doing::Create, path))?;
    let mut put = || -> Result<(), StoreError> {
        handle.write(bytes).map_err(failed(Doing::Write, path))?;
        if let Some(permissions) = &permissions {
            fs.set_permissions(&temporary, permissions).map_err(failed(Doing::Permit, path))?;
        }
        handle.sync().map_err(failed(Doing::Sync, path))?;
        Ok(())
    };
    // Windows renames no file that is open.
    let put = put();
    drop(handle);
    let put = put.and_then(|()| fs.rename(&temporary, &target).map_err(failed(Doing::Rename, path)));
    if let Err(error) = put {
        if let Err(second) = fs.remove(&temporary) {
            log::warn!("a temporary file stays behind: {second}: {}", temporary.display());
        }
        return Err(error);
    }
    fs.sync_directory(directory).map_err(failed(Doing::SyncDirectory, path))?;
    let back = fs.read(&target, bytes.len() as u64).map_err(failed(Doing::Compare, path))?;
    if back != bytes {
        return Err(StoreError::Differs { path: path.to_owned() });
    }
    let stamp = stamp(fs, &target, bytes)?;
    Ok(Receipt { path: target, stamp })
}

/// The folder in which a file or folder stands.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Where the links lead. The last name need not exist.
pub(super) fn follow(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    let mut target = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Some(next) = fs.read_link(&target).map_err(failed(Doing::Follow, path))? else {
            return Ok(target);
        };
        // A relative link counts from where it stands; joining an absolute one replaces everything.
        target = target.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(StoreError::LinkCircle { path: path.to_owned() })
}

/// Makes a file with a short name of its own: the target's name may already be as long as the disk allows.
fn create_beside(fs: &dyn FileSystem, directory: &Path) -> io::Result<(PathBuf, Box<dyn super::file_system::Handle>)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for _ in 0..MAX_NAMES {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = OsString::from(format!(".crossread-{}-{count}.tmp", std::process::id()));
        let path = directory.join(name);
        match fs.create_new(&path) {
            Ok(handle) => return Ok((path, handle)),
            // Left behind by a program with the same number that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

pub(super) fn failed(doing: Doing, path: &Path) -> impl FnOnce(io::Error) -> StoreError + '_ {
    move |error| StoreError::Io { doing, error, path: path.to_owned() }
}
