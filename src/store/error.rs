use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// What was being done when a file could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each step is named for what it does")]
pub enum Doing {
    Read,
    Follow,
    Create,
    Write,
    Sync,
    Permit,
    Rename,
    SyncDirectory,
    Compare,
    Lock,
    List,
}

impl std::fmt::Display for Doing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "cannot read the file",
            Self::Follow => "cannot find out where the link leads",
            Self::Create => "cannot create a file in this folder",
            Self::Write => "cannot write",
            Self::Sync => "the disk did not confirm what was written",
            Self::Permit => "cannot keep the file’s permissions",
            Self::Rename => "cannot put the new file in the place of the old one",
            Self::SyncDirectory => "the disk did not confirm the file’s new name",
            Self::Compare => "cannot read back what was written",
            Self::Lock => "cannot keep other programs from the file",
            Self::List => "cannot look into the folder",
        })
    }
}

/// Why a file could not be read or written. Unless it says otherwise, the file is as it was.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The system refused.
    #[error("{doing}: {error}: {}", path.display())]
    Io {
        /// What was being done.
        doing: Doing,
        /// What the system says.
        error: io::Error,
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than the limit.
    #[error("larger than {limit} bytes: {}", path.display())]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
        /// The file.
        path: PathBuf,
    },
    /// It is a directory or a device.
    #[error("not an ordinary file: {}", path.display())]
    NotAFile {
        /// What it is.
        path: PathBuf,
    },
    /// Links lead to each other.
    #[error("the links lead in a circle: {}", path.display())]
    LinkCircle {
        /// The first of them.
        path: PathBuf,
    },
    /// It was another program's turn each time.
    #[error("another program is writing to the file: {}", path.display())]
    Changing {
        /// The file.
        path: PathBuf,
    },
    /// A backup does not hold what its name says.
    #[error("the backup is damaged: {}", path.display())]
    DamagedBackup {
        /// The file.
        path: PathBuf,
    },
    /// What was read back is not what was written. The file is not to be trusted.
    #[error("what was read back is not what was written: {}", path.display())]
    Differs {
        /// The file.
        path: PathBuf,
    },
}

impl StoreError {
    /// Whether there is no such file at all.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io { error, .. } if error.kind() == io::ErrorKind::NotFound)
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { error, doing, .. } => match (error.kind(), doing) {
                (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => {
                    "the disk is full: make room, or save elsewhere"
                }
                (io::ErrorKind::InvalidFilename, _) => "the path is too long: save under a shorter one",
                (io::ErrorKind::NotFound, Doing::Read) => "the file was moved or deleted, or its disk is not there",
                (io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem, Doing::Read) => {
                    "ask its owner to let you read it"
                }
                (io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem, _) => {
                    "nothing may be written there: save elsewhere"
                }
                (_, Doing::Lock) => "open it for reading only, or work on a copy",
                (_, Doing::List) => "ask its owner to let you look into it",
                (_, Doing::Read | Doing::Follow) => "try again, or open a backup",
                (_, Doing::SyncDirectory | Doing::Compare) => {
                    "the file was written, but it is not certain that it survives a power failure: save again"
                }
                _ => "the file is as it was: try again, or save elsewhere",
            },
            Self::TooLarge { .. } => "divide it, or open it elsewhere",
            Self::NotAFile { .. } => "choose a file",
            Self::Changing { .. } => "wait until it is done, and try again",
            Self::DamagedBackup { .. } => "take an older one",
            Self::LinkCircle { .. } => "choose the file that the link was meant for",
            Self::Differs { .. } => {
                "the disk may be failing, or another program wrote at the same time: save elsewhere"
            }
        }
    }
}
