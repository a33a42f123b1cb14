use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::error::{Doing, StoreError};
use super::file_system::{FileSystem, Metadata};
use super::stamp::{Stamp, read_with_stamp};

/// How many symbolic links are followed one after another: as many as Linux does.
const MAX_LINKS: usize = 40;

/// How many names are tried for the new file before giving up.
const MAX_NAMES: usize = 32;

/// How old a temporary file must be to be one that a crash left behind.
const MIN_AGE: Duration = Duration::from_hours(1);

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

/// Puts `bytes` in the place of what is at `path`, or makes the file.
///
/// At every moment, also after a power failure, the file is either the old or the new one as a whole: a new file is
/// written beside it, brought to the disk and given the old one's name. Symbolic links stay and lead to the new file,
/// permissions are kept, owner and group where the system lets this program keep them, and what was written is read back
/// and compared. The old file is never deleted, and one that says that it is not to be written is not replaced. What a
/// crashed save left in the folder is removed. A file that was not there is for nobody but its owner to read.
///
/// Not promised: another name of the same file (a hard link) keeps the old bytes; access lists and extended attributes
/// beyond the permissions are not carried over; a network drive may confirm what it has not yet brought to its disk, and
/// may carry out a rename that it reports as failed; what another program writes meanwhile is lost.
///
/// # Errors
///
/// When any step fails. The old file is then whole, and the new one gone; only after
/// [`Doing::SyncDirectory`], [`Doing::Compare`] and [`StoreError::Differs`] the new one has the name. After an error
/// nothing counts as saved: saving again writes all of it anew.
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
    let old = match fs.metadata(&target) {
        Ok(metadata) if !metadata.is_file => return Err(StoreError::NotAFile { path: path.to_owned() }),
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(Doing::Read, path)(error)),
    };
    if old.is_some() {
        fs.may_write(&target).map_err(failed(Doing::Write, path))?;
    }
    let directory = folder_of(&target);
    let usual = match (&old, fresh) {
        (None, Fresh::Usual) => fs.usual_permissions(directory).map_err(failed(Doing::Create, path))?,
        _ => None,
    };
    let (temporary, mut handle) = create_beside(fs, directory).map_err(failed(Doing::Create, path))?;
    // First of all: on a full disk it makes room.
    sweep(fs, directory, &temporary);
    let mut put = || -> Result<(), StoreError> {
        handle.write(bytes).map_err(failed(Doing::Write, path))?;
        if let Some(old) = &old {
            keep_rights(fs, &temporary, old).map_err(failed(Doing::Permit, path))?;
        } else if let Some(usual) = &usual {
            fs.set_permissions(&temporary, usual).map_err(failed(Doing::Permit, path))?;
        }
        // A sync that fails is not tried again: the system may take the bytes for written after it.
        handle.sync().map_err(failed(Doing::Sync, path))
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
    let stamp = read_back(fs, &target, path, bytes)?;
    Ok(Receipt { path: target, stamp })
}

/// Reads what was written, and compares it.
fn read_back(fs: &dyn FileSystem, target: &Path, path: &Path, bytes: &[u8]) -> Result<Stamp, StoreError> {
    match read_with_stamp(fs, target, bytes.len() as u64) {
        Ok((back, stamp)) if back == bytes => Ok(stamp),
        Err(StoreError::Io { error, .. }) => Err(failed(Doing::Compare, path)(error)),
        _ => Err(StoreError::Differs { path: path.to_owned() }),
    }
}

/// Gives a new file owner, group and permissions of the one that it is to replace.
fn keep_rights(fs: &dyn FileSystem, new: &Path, old: &Metadata) -> io::Result<()> {
    let keeps_group = old.owner.map_or(Ok(true), |owner| fs.give_to(new, owner))?;
    if keeps_group {
        fs.set_permissions(new, &old.permissions)
    } else {
        // What was for the old group is not for the new one.
        fs.set_permissions(new, &old.permissions.for_another_group())
    }
}

/// Removes the temporary files in `directory` that a crash left behind. One is surely nobody's when it is an hour older
/// than `own`, by the drive's clock alone, and nobody has it locked, as whoever writes one does. Where the drive has no
/// locks they stay. Nothing that fails here harms the save.
fn sweep(fs: &dyn FileSystem, directory: &Path, own: &Path) {
    let names = fs.list(directory).unwrap_or_default();
    let others = names.iter().filter(|name| is_temporary(name) && Some(name.as_os_str()) != own.file_name());
    for path in others.map(|name| directory.join(name)) {
        let modified = |path: &Path| fs.metadata(path).ok().filter(|found| found.is_file)?.modified;
        let age = modified(own).zip(modified(&path)).and_then(|(now, then)| now.duration_since(then).ok());
        let is_link = !matches!(fs.read_link(&path), Ok(None));
        if is_link || age.is_none_or(|age| age < MIN_AGE) {
            continue;
        }
        if let Ok(Some(lock)) = fs.lock(&path) {
            if let Err(error) = fs.remove(&path) {
                log::warn!("a temporary file of a crashed save stays: {error}: {}", path.display());
            }
            drop(lock);
        }
    }
}

/// Whether [`create_beside`] gives such names.
fn is_temporary(name: &OsStr) -> bool {
    let numbers =
        name.to_str().and_then(|name| name.strip_prefix(".crossread-")?.strip_suffix(".tmp")?.split_once('-'));
    numbers.is_some_and(|(process, count)| process.parse::<u32>().is_ok() && count.parse::<u64>().is_ok())
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
