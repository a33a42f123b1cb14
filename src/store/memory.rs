use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::file_system::{FileSystem, Handle, Lock, Metadata, Owner, Permissions};

/// A disk that is only in memory, for tests. Time passes by one second with every change; clones share the files.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Nodes>>);

#[derive(Debug, Default)]
struct Nodes {
    entries: BTreeMap<PathBuf, Node>,
    /// Those that were asked for. All others are there as soon as something is in them.
    directories: BTreeSet<PathBuf>,
    locked: BTreeSet<PathBuf>,
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
        nodes.entries.insert(path.into(), Node::File { bytes: bytes.into(), mode, modified });
    }

    /// Puts a symbolic link there.
    pub fn link(&self, path: impl Into<PathBuf>, to: impl Into<PathBuf>) {
        self.nodes().entries.insert(path.into(), Node::Link(to.into()));
    }

    /// The names of everything that is there, in order.
    pub fn names(&self) -> Vec<PathBuf> {
        self.nodes().entries.keys().cloned().collect()
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
            match self.entries.get(&path) {
                Some(Node::Link(to)) => path = path.parent().unwrap_or(Path::new("")).join(to),
                _ => break,
            }
        }
        path
    }

    /// Makes an empty file where nothing is there.
    fn make(&mut self, path: &Path) {
        let path = self.resolve(path);
        if !self.entries.contains_key(&path) {
            let modified = self.tick();
            self.entries.insert(path, Node::File { bytes: Vec::new(), mode: 0o600, modified });
        }
    }

    fn file(&mut self, path: &Path) -> io::Result<(&mut Vec<u8>, &mut u32, &mut u64)> {
        let path = self.resolve(path);
        match self.entries.get_mut(&path) {
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

/// A lock on a file of [`Memory`].
#[derive(Debug)]
struct Locked {
    memory: Memory,
    path: PathBuf,
}

impl Lock for Locked {}

impl Drop for Locked {
    fn drop(&mut self) {
        self.memory.nodes().locked.remove(&self.path);
    }
}

impl FileSystem for Memory {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let mut nodes = self.nodes();
        if nodes.entries.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        nodes.make(path);
        Ok(Box::new(Open { memory: self.clone(), path: path.to_owned() }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        self.nodes().make(path);
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
            id: None,
            changed: None,
            owner: None,
            permissions: Permissions::Mode(*mode),
        })
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        Ok(match self.nodes().entries.get(path) {
            Some(Node::Link(to)) => Some(to.clone()),
            _ => None,
        })
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        self.create_private_directory(path)
    }

    fn create_private_directory(&self, path: &Path) -> io::Result<()> {
        self.nodes().directories.insert(path.to_owned());
        Ok(())
    }

    fn may_write(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        let (_, mode, _) = nodes.file(path)?;
        if *mode & 0o222 == 0 { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
    }

    fn give_to(&self, _: &Path, _: Owner) -> io::Result<bool> {
        Ok(true)
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
        let node = nodes.entries.remove(from).ok_or(io::ErrorKind::NotFound)?;
        nodes.entries.insert(to.to_owned(), node);
        Ok(())
    }

    fn sync_directory(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.nodes().entries.remove(path).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        let mut nodes = self.nodes();
        if nodes.entries.keys().any(|name| name.starts_with(path)) {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        nodes.directories.remove(path);
        Ok(())
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        let nodes = self.nodes();
        let inside = nodes.entries.keys().filter_map(|path| path.strip_prefix(directory).ok());
        let names: BTreeSet<OsString> =
            inside.filter_map(|path| path.components().next()).map(|name| name.as_os_str().to_owned()).collect();
        if names.is_empty() && !nodes.directories.contains(directory) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(names.into_iter().collect())
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        let mut nodes = self.nodes();
        nodes.make(path);
        let path = nodes.resolve(path);
        let is_free = nodes.locked.insert(path.clone());
        Ok(is_free.then(|| Box::new(Locked { memory: self.clone(), path }) as Box<dyn Lock>))
    }
}
