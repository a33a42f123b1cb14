//! Files on the disk: replaced as a whole or not at all, whatever step fails.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

#[path = "../common/mod.rs"]
mod common;
mod double;
mod holding;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossread::store::{
    Disk, FileSystem, Handle, Lock, Memory, Metadata, Owner, Permissions, StoreError, changed_since, read, replace,
    save, stamp,
};

/// Lets the n-th step that changes or reads something fail.
#[derive(Clone)]
struct Failing {
    inner: Memory,
    left: Arc<AtomicUsize>,
    kind: io::ErrorKind,
}

impl Failing {
    fn step(&self) -> io::Result<()> {
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(1) => Err(self.kind.into()),
            _ => Ok(()),
        }
    }
}

struct FailingHandle(Box<dyn Handle>, Failing);

impl Handle for FailingHandle {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let outcome = self.1.step();
        // A write that fails has mostly written something.
        let part = if outcome.is_ok() { bytes.len() } else { bytes.len() / 2 };
        self.0.write(&bytes[..part])?;
        outcome
    }

    fn sync(&mut self) -> io::Result<()> {
        self.1.step().and_then(|()| self.0.sync())
    }
}

impl FileSystem for Failing {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        self.step()?;
        Ok(Box::new(FailingHandle(self.inner.create_new(path)?, self.clone())))
    }
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.step().and_then(|()| self.inner.read(path, limit))
    }
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.step().and_then(|()| self.inner.metadata(path))
    }
    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.step().and_then(|()| self.inner.read_link(path))
    }
    fn set_permissions(&self, path: &Path, permissions: &Permissions) -> io::Result<()> {
        self.step().and_then(|()| self.inner.set_permissions(path, permissions))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.rename(from, to))
    }
    fn create_directory(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.create_directory(path))
    }
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.sync_directory(path))
    }
    fn append(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        self.step()?;
        Ok(Box::new(FailingHandle(self.inner.append(path)?, self.clone())))
    }
    fn create_private_directory(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.create_private_directory(path))
    }
    fn may_write(&self, path: &Path) -> io::Result<()> {
        self.step().and_then(|()| self.inner.may_write(path))
    }
    fn give_to(&self, path: &Path, owner: Owner) -> io::Result<bool> {
        self.step().and_then(|()| self.inner.give_to(path, owner))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.inner.remove(path)
    }
    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        self.step().and_then(|()| self.inner.list(directory))
    }
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        self.step().and_then(|()| self.inner.lock(path))
    }
}

#[test]
fn whatever_step_fails_the_file_is_the_old_or_the_new_one_and_nothing_else_is_left() {
    let path = Path::new("/sets/a.ron");
    let mut failures = 0;
    for n in 1.. {
        let memory = Memory::new();
        memory.put(path, "old", 0o640);
        let left = Arc::new(AtomicUsize::new(n));
        let failing = Failing { inner: memory.clone(), left: left.clone(), kind: io::ErrorKind::StorageFull };
        let outcome = replace(&failing, path, b"new and longer");
        assert_eq!(memory.names(), [path], "step {n} leaves something behind");
        let now = read(&memory, path, 100).unwrap();
        match outcome {
            Ok(receipt) => {
                assert_eq!((now.as_slice(), receipt.stamp.length), (&b"new and longer"[..], 14));
                assert!(left.load(Ordering::SeqCst) > 0, "a step that failed was passed over");
                break;
            }
            Err(error) => {
                failures += 1;
                assert!(now == b"old" || now == b"new and longer", "step {n}");
                assert!(error.to_string().ends_with("/sets/a.ron"), "{error}");
                assert!(error.hint().contains("full"));
                replace(&memory, path, b"next").unwrap();
            }
        }
    }
    assert!(failures >= 9, "{failures}");
}

#[test]
fn permissions_and_links_stay() {
    let memory = Memory::new();
    memory.put("/real/a.ron", "old", 0o644);
    memory.link("/b.ron", "/c.ron");
    memory.link("/c.ron", "real/a.ron");
    let receipt = replace(&memory, Path::new("/b.ron"), b"new").unwrap();
    assert_eq!(receipt.path, Path::new("/real/a.ron"));
    assert_eq!(memory.names().len(), 3);
    assert_eq!(memory.read_link(Path::new("/b.ron")).unwrap(), Some("/c.ron".into()));
    assert_eq!(memory.metadata(Path::new("/real/a.ron")).unwrap().permissions, Permissions::Mode(0o644));

    replace(&memory, Path::new("/fresh.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/fresh.ron")).unwrap().permissions, Permissions::Mode(0o600));

    save(&memory, Path::new("/set.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/set.ron")).unwrap().permissions, Permissions::Mode(0o644));
    memory.put("/mine.ron", "old", 0o600);
    save(&memory, Path::new("/mine.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/mine.ron")).unwrap().permissions, Permissions::Mode(0o600));

    memory.link("/round", "/trip");
    memory.link("/trip", "/round");
    assert!(matches!(replace(&memory, Path::new("/round"), b"x"), Err(StoreError::LinkCircle { .. })));
}

#[test]
fn a_change_from_outside_is_noticed_and_a_mere_touch_is_not() {
    let memory = Memory::new();
    let path = Path::new("/a.ron");
    let receipt = replace(&memory, path, b"mine").unwrap();
    assert!(!changed_since(&memory, path, &receipt.stamp).unwrap());
    memory.put(path, "mine", 0o600);
    assert!(!changed_since(&memory, path, &receipt.stamp).unwrap(), "the same bytes at another time");
    memory.put(path, "them", 0o600);
    assert!(changed_since(&memory, path, &receipt.stamp).unwrap());
    memory.remove(path).unwrap();
    assert!(changed_since(&memory, path, &receipt.stamp).unwrap());
}

#[test]
fn what_is_too_large_or_no_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    std::fs::write(&path, b"12345").unwrap();
    assert!(matches!(read(&Disk, &path, 4), Err(StoreError::TooLarge { limit: 4, .. })));
    assert_eq!(read(&Disk, &path, 5).unwrap(), b"12345");
    assert!(matches!(read(&Disk, directory.path(), 5), Err(StoreError::NotAFile { .. })));
    assert!(matches!(replace(&Disk, directory.path(), b"x"), Err(StoreError::NotAFile { .. })));
    let missing = read(&Disk, &directory.path().join("none"), 5).unwrap_err();
    assert!(missing.hint().contains("moved or deleted"), "{missing}");
}

#[test]
fn on_a_real_disk_too() {
    let directory = tempfile::tempdir().unwrap();
    // As long as most file systems allow.
    let path = directory.path().join("n".repeat(251) + ".ron");
    let first = replace(&Disk, &path, b"one").unwrap();
    assert!(!changed_since(&Disk, &path, &first.stamp).unwrap());
    let large = vec![7; 3_000_000];
    replace(&Disk, &path, &large).unwrap();
    assert!(changed_since(&Disk, &path, &first.stamp).unwrap());
    assert_eq!(read(&Disk, &path, 1 << 30).unwrap(), large);
    assert!(!changed_since(&Disk, &path, &stamp(&Disk, &path, &large).unwrap()).unwrap());
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn on_unix_modes_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let directory = tempfile::tempdir().unwrap();
    let (real, link) = (directory.path().join("real.ron"), directory.path().join("link.ron"));
    replace(&Disk, &real, b"one").unwrap();
    let mode = || std::fs::metadata(&real).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600, "a new file is its owner's");
    let usual = directory.path().join("usual");
    std::fs::write(&usual, b"").unwrap();
    let saved = directory.path().join("saved.ron");
    save(&Disk, &saved, b"one").unwrap();
    assert_eq!(
        std::fs::metadata(&saved).unwrap().permissions(),
        std::fs::metadata(&usual).unwrap().permissions(),
        "what a person saves is like any other new file"
    );
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 3, "nothing else is left");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o664)).unwrap();
    symlink("real.ron", &link).unwrap();
    replace(&Disk, &link, b"two").unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read(&real).unwrap(), b"two");
    assert_eq!(mode(), 0o664);
}
