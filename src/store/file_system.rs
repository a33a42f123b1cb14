use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the store asks of a disk. Object safe; every method is one step that can fail.
pub trait FileSystem: Send + Sync {
    /// Makes a file that is not there yet, for nobody but its owner to read.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::AlreadyExists`] where something is there.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>>;

    /// Reads a whole file, and stops behind `limit` bytes.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>>;

    /// What is known of a file; of what a symbolic link leads to.
    ///
    /// # Errors
    ///
    /// As the system says; [`io::ErrorKind::NotFound`] where nothing is there.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// Where a symbolic link leads; `None` where `path` is none, or nothing is there.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>>;

    /// Gives a file the permissions of another.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn set_permissions(&self, path: &Path, permissions: &Permissions) -> io::Result<()>;

    /// The permissions that the system usually gives a new file in `directory`; `None` where it has none to give.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn usual_permissions(&self, directory: &Path) -> io::Result<Option<Permissions>> {
        let _ = directory;
        Ok(None)
    }

    /// Gives a file another name in one step; what had that name is gone then.
    ///
    /// # Errors
    ///
    /// As the system says; both files are then as they were.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Makes sure that names in a directory survive a power failure, where the system can.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn sync_directory(&self, path: &Path) -> io::Result<()>;

    /// Makes a directory, with those above it; one that is there already is fine.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn create_directory(&self, path: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// A file that is being written.
pub trait Handle: Send {
    /// Appends all of `bytes`.
    ///
    /// # Errors
    ///
    /// As the system says; some of the bytes may be there then.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Makes sure that what was written survives a power failure.
    ///
    /// # Errors
    ///
    /// As the system says; nothing is certain then of what was written before.
    fn sync(&mut self) -> io::Result<()>;
}

/// What is known of a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Its length in bytes.
    pub length: u64,
    /// When it last changed, where the system tells.
    pub modified: Option<SystemTime>,
    /// Whether it is an ordinary file, and no directory or device.
    pub is_file: bool,
    /// Who may read and write it.
    pub permissions: Permissions,
}

/// Who may read and write a file: to be copied, not to be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// Those of a real disk.
    Disk(std::fs::Permissions),
    /// Those of [`Memory`](super::Memory), as on Unix.
    Mode(u32),
}
