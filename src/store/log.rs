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
    /// Whether the file may end in the middle of something.
    torn: bool,
}

impl Log {
    /// A log at this place. Nothing is touched yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, handle: None, torn: false }
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
    /// When any step fails; what was there before stays, and some of `bytes` may be there too.
    pub fn append(&mut self, fs: &dyn FileSystem, bytes: &[u8]) -> Result<(), StoreError> {
        let mut handle = match self.handle.take() {
            Some(handle) => handle,
            None => self.open(fs)?,
        };
        if std::mem::replace(&mut self.torn, true) {
            handle.write(b"\n").map_err(failed(Doing::Write, &self.path))?;
        }
        handle.write(bytes).map_err(failed(Doing::Write, &self.path))?;
        // A sync that failed says nothing about a second one (the kernel may have dropped the pages): the handle is
        // closed then, and the caller writes everything again.
        handle.sync().map_err(failed(Doing::Sync, &self.path))?;
        self.torn = false;
        self.handle = Some(handle);
        Ok(())
    }

    fn open(&self, fs: &dyn FileSystem) -> Result<Box<dyn Handle>, StoreError> {
        let directory = self.path.parent().unwrap_or(Path::new("."));
        let is_new = match fs.metadata(&self.path) {
            Ok(_) => false,
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(error) => return Err(failed(Doing::Read, &self.path)(error)),
        };
        if is_new {
            make_private_directory(fs, directory)?;
        }
        let handle = fs.append(&self.path).map_err(failed(Doing::Create, &self.path))?;
        if is_new {
            fs.sync_directory(directory).map_err(failed(Doing::SyncDirectory, &self.path))?;
        }
        Ok(handle)
    }
}

/// Gives a file a name of its own beside the old one, so that a new one can take its place, and returns that name.
///
/// # Errors
///
/// When the system refuses; the file is then where it was.
pub fn set_aside(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-aside");
    for count in 1..u32::MAX {
        let mut name = name.clone();
        name.push(format!("-{count}"));
        let aside = PathBuf::from(name);
        match fs.metadata(&aside) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs.rename(path, &aside).map_err(failed(Doing::Rename, path))?;
                return Ok(aside);
            }
            Err(error) => return Err(failed(Doing::Read, &aside)(error)),
        }
    }
    Err(failed(Doing::Rename, path)(io::ErrorKind::AlreadyExists.into()))
}
