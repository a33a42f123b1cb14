use std::path::{Path, PathBuf};

/// The set's file, and how the set stands towards it.
#[derive(Debug, Default)]
pub struct FileState {
    path: Option<PathBuf>,
}

impl FileState {
    /// Where the set is saved; `None` while it has no file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}
