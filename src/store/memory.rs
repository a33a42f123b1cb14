use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::file_system::{FileSystem, Handle, Metadata, Permissions};

/// A disk that is only in memory, for tests. Time passes by one second with every change; clones share the files.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Nodes>>);

#[derive(Debug, Default)]
struct Nodes {
    nodes: BTreeMap<PathBuf, Node>,
    clock: u64,
}

#[derive(Clone, Debug)]
enum Node {
    File { bytes: Vec<u8>, mode: u32, modified: u64 },
    Link(PathBuf),
}

impl Memory {
    /// Nothing in it yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file there as another program would.
    pub fn put(&self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>, mode: u32) {
        let mut nodes = self.nodes();
        let modified = nodes.tick();
        nodes.nodes.insert(path.into(), Node::File { bytes: bytes.into(), mode, modified });
    }

    /// Puts a symbolic link there.
    pub fn link(&self, path: impl Into<PathBuf>, to: impl Into<PathBuf>) {
        self.nodes().nodes.insert(path.into(), Node::Link(to.into()));
    }

    /// The names of everything that is there, in order.
    pub fn names(&self) -> Vec<PathBuf> {
        self.nodes().nodes.keys().cloned().collect()
    }

    fn nodes(&self) -> MutexGuard<'_, Nodes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Nodes {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn resolve(&self, path: &Path) -> PathBuf {
        let mut path = path.to_owned();
        for _ in 0..40 {
            match self.nodes.get(&path) {
                Some(Node::Link(to)) => path = path.parent().unwrap_or(Path::new("")).join(to),
                _ => break,
            }
        }
        path
    }

    fn file(&mut self, path: &Path) -> io::Result<(&mut Vec<u8>, &mut u32, &mut u64)> {
        let path = self.resolve(path);
        match self.nodes.get_mut(&path) {
            Some(Node::File { bytes, mode, modified }) => Ok((bytes, mode, modified)),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// A file of [`Memory`] that is being written.
struct Open {
    memory: Memory,
    path: PathBuf,
}

impl Handle for Open {
    fn write(&mut self, more: &[u8]) -> io::Result<()> {
        let mut nodes = self.memory.nodes();
        let now = nodes.tick();
        let (bytes, _, modified) = nodes.file(&self.path)?;
        bytes.extend_from_slice(more);
        *modified = now;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl FileSystem for Memory {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let mut nodes = self.nodes();
        if nodes.nodes.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let modified = nodes.tick();
        nodes.nodes.insert(path.to_owned(), Node::File { bytes: Vec::new(), mode: 0o600, modified });
        Ok(Box::new(Open { memory: self.clone(), path: path.to_owned() }))
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut nodes = self.nodes();
        let (bytes, ..) = nodes.file(path)?;
        Ok(bytes.iter().copied().take(limit.saturating_add(1) as usize).collect())
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let mut nodes = self.nodes();
        let (bytes, mode, modified) = nodes.file(path)?;
        Ok(Metadata {
            length: bytes.len() as u64,
            modified: SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(*modified)),
            is_file: true,
            permissions: Permissions::Mode(*mode),
        })
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        Ok(match self.nodes().nodes.get(path) {
            Some(Node::Link(to)) => Some(to.clone()),
            _ => None,
        })
    }

    fn create_directory(&self, _: &Path) -> io::Result<()> {
        // Names are whole paths here: every directory is there.
        Ok(())
    }

    fn set_permissions(&self, path: &Path, permissions: &Permissions) -> io::Result<()> {
        let Permissions::Mode(given) = permissions else { return Err(io::ErrorKind::InvalidInput.into()) };
        *self.nodes().file(path)?.1 = *given;
        Ok(())
    }

    fn usual_permissions(&self, _: &Path) -> io::Result<Option<Permissions>> {
        Ok(Some(Permissions::Mode(0o644)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        let node = nodes.nodes.remove(from).ok_or(io::ErrorKind::NotFound)?;
        nodes.nodes.insert(to.to_owned(), node);
        Ok(())
    }

    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.nodes().nodes.remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
