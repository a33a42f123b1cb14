//! A file that only grows: what was appended and synced stays, whatever happens to what comes after it.

use std::io;
use std::path::{Path, PathBuf};

use super::companion::make_private_directory;
use super::error::{Doing, StoreError};
use super::file_system::{FileSystem, Handle};
use super::replace::failed;

/// A file that is appended to. It is made, for nobody but its owner, with the first bytes and not before.
pub struct Log {
    path: PathBuf,
    handle: Option<Box<dyn Handle>>,
    /// How long the file is in bytes; `None` before it was opened, and after a failure.
    length: Option<u64>,
    /// Whether the file was there once: it is not made a second time.
    is_begun: bool,
    /// Whether the file may end in the middle of something.
    torn: bool,
}

impl Log {
    /// A log at this place. Nothing is touched yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, handle: None, length: None, is_begun: false, torn: false }
    }

    /// A log at this place, where a file was put just now.
    pub fn begun(path: PathBuf) -> Self {
        Self { is_begun: true, ..Self::new(path) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends bytes and brings them to the disk. After a failure, the next bytes begin on a new line: what was left
    /// there is for the reader to pass over.
    ///
    /// # Errors
    ///
    /// When any step fails; what was there before stays, and some of `bytes` may be there too. Where the file has
    /// vanished, or another one stands in its place, that is [`io::ErrorKind::NotFound`]: what is written into a file
    /// without a name is lost.
    pub fn append(&mut self, fs: &dyn FileSystem, bytes: &[u8]) -> Result<(), StoreError> {
        let mut handle = match self.handle.take() {
            Some(handle) => handle,
            None => self.open(fs)?,
        };
        let before = self.length.take();
        let torn = std::mem::replace(&mut self.torn, true);
        if torn {
            handle.write(b"\n").map_err(failed(Doing::Write, &self.path))?;
        }
        handle.write(bytes).map_err(failed(Doing::Write, &self.path))?;
        // A sync that failed says nothing about a second one (the kernel may have dropped the pages): the handle is
        // closed then, and the caller writes everything again.
        handle.sync().map_err(failed(Doing::Sync, &self.path))?;
        let length = before.unwrap_or_default() + u64::from(torn) + bytes.len() as u64;
        let found = fs.metadata(&self.path).map_err(failed(Doing::Compare, &self.path))?;
        if found.length != length {
            return Err(failed(Doing::Compare, &self.path)(io::ErrorKind::NotFound.into()));
        }
        self.torn = false;
        self.length = Some(length);
        self.handle = Some(handle);
        Ok(())
    }

    fn open(&mut self, fs: &dyn FileSystem) -> Result<Box<dyn Handle>, StoreError> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        let there = match fs.metadata(&self.path) {
            Ok(metadata) => Some(metadata.length),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.is_begun => None,
            Err(error) => return Err(failed(Doing::Read, &self.path)(error)),
        };
        if there.is_none() {
            make_private_directory(fs, directory)?;
        }
        let handle = fs.append(&self.path).map_err(failed(Doing::Create, &self.path))?;
        if there.is_none() {
            fs.sync_directory(directory).map_err(failed(Doing::SyncDirectory, &self.path))?;
        }
        self.length = Some(there.unwrap_or_default());
        self.is_begun = true;
        Ok(handle)
    }
}

/// Puts a copy of a file beside it, under a name of its own, so that something new can take its place; returns that name.
///
/// # Errors
///
/// When any step fails; the file is then as it was.
pub fn copy_aside(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    let length = fs.metadata(path).map_err(failed(Doing::Read, path))?.length;
    let bytes = fs.read(path, length).map_err(failed(Doing::Read, path))?;
    let (aside, mut handle) = claim_aside(fs, path)?;
    handle.write(&bytes).map_err(failed(Doing::Write, &aside))?;
    handle.sync().map_err(failed(Doing::Sync, &aside))?;
    fs.sync_directory(path.parent().unwrap_or(Path::new("."))).map_err(failed(Doing::SyncDirectory, &aside))?;
    Ok(aside)
}

/// Makes an empty file under the first name that nobody has.
fn claim_aside(fs: &dyn FileSystem, path: &Path) -> Result<(PathBuf, Box<dyn Handle>), StoreError> {
    for count in 1..u32::MAX {
        let mut name = path.as_os_str().to_owned();
        name.push(format!("-aside-{count}"));
        let aside = PathBuf::from(name);
        match fs.create_new(&aside) {
            Ok(handle) => return Ok((aside, handle)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(Doing::Create, &aside)(error)),
        }
    }
    Err(failed(Doing::Create, path)(io::ErrorKind::AlreadyExists.into()))
}

/// Gives a file a name of its own beside the old one, so that a new one can take its place, and returns that name.
///
/// # Errors
///
/// When the system refuses; the file is then where it was.
pub fn set_aside(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    fs.metadata(path).map_err(failed(Doing::Read, path))?;
    let (aside, handle) = claim_aside(fs, path)?;
    drop(handle);
    fs.rename(path, &aside).map_err(failed(Doing::Rename, path))?;
    Ok(aside)
}
