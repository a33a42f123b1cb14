use std::ffi::OsString;
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

    /// Opens a file to write at its end; makes it, for nobody but its owner to read, where nothing is there.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn append(&self, path: &Path) -> io::Result<Box<dyn Handle>>;

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

    /// Removes a directory that nothing is in.
    ///
    /// # Errors
    ///
    /// As the system says; also where something is in it.
    fn remove_directory(&self, path: &Path) -> io::Result<()>;

    /// The names of what is in a directory, in order.
    ///
    /// # Errors
    ///
    /// As the system says; [`io::ErrorKind::NotFound`] where there is no such directory.
    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>>;

    /// Makes one directory that nobody but its owner may look into, where the system has such rights; one that is there
    /// already is fine and keeps the rights it has. The one above it must be there.
    ///
    /// # Errors
    ///
    /// As the system says.
    fn create_private_directory(&self, path: &Path) -> io::Result<()>;

    /// Asks whether a file that is there may be written over, and changes nothing.
    ///
    /// # Errors
    ///
    /// As the system says; [`io::ErrorKind::PermissionDenied`] where the file itself says that it is not to be written.
    fn may_write(&self, path: &Path) -> io::Result<()>;

    /// Gives a file that this program made to the owner and the group of another one. Where the system does not let it,
    /// the file stays its maker's; `false` then, where that is the group.
    ///
    /// # Errors
    ///
    /// As the system says, where it is not a matter of rights.
    fn give_to(&self, path: &Path, owner: Owner) -> io::Result<bool>;

    /// Takes a lock that belongs to whoever holds the value: dropping it, and the end of the program in whatever way,
    /// lets go. The file is made, for nobody but its owner, where nothing is there, and stays. `None` where another
    /// program, or another holder in this one, has the lock.
    ///
    /// While it is locked, others may be unable to read the file (Windows), so that it should hold nothing.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::Unsupported`] where the drive knows no locks; otherwise as the system says.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>>;
}

/// A lock that is held until this is dropped.
pub trait Lock: Send + Sync + std::fmt::Debug {}

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
    /// Which file it is, whatever it is called, where the system tells.
    pub id: Option<FileId>,
    /// When anything about it last changed, its name and its rights too, in seconds and nanoseconds, where the system
    /// tells. Unlike `modified` no program can set it back.
    pub changed: Option<(i64, i64)>,
    /// Whose it is, where the system tells.
    pub owner: Option<Owner>,
    /// Who may read and write it.
    pub permissions: Permissions,
}

/// What tells a file from every other on the same computer, while both exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId {
    /// The disk that it is on.
    pub device: u64,
    /// Its number there.
    pub number: u64,
}

/// Whose a file is, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub user: u32,
    /// The group.
    pub group: u32,
}

/// Who may read and write a file: to be copied, not to be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permissions {
    /// Those of a real disk.
    Disk(std::fs::Permissions),
    /// Those of [`Memory`](super::Memory), as on Unix.
    Mode(u32),
}

impl Permissions {
    /// The same for a file that belongs to another group, which is allowed no more than anybody.
    pub fn for_another_group(&self) -> Self {
        let narrowed = |mode: u32| (mode & !0o070) | ((mode & 0o007) << 3);
        match self {
            #[cfg(unix)]
            Self::Disk(permissions) => {
                use std::os::unix::fs::PermissionsExt as _;
                Self::Disk(std::fs::Permissions::from_mode(narrowed(permissions.mode())))
            }
            #[cfg(not(unix))]
            Self::Disk(permissions) => Self::Disk(permissions.clone()),
            Self::Mode(mode) => Self::Mode(narrowed(*mode)),
        }
    }
}
