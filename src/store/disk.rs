use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::atomic::{AtomicU64, Ordering};

use super::file_system::{FileId, FileSystem, Handle, Lock, Metadata, Owner, Permissions};

/// The real disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// A new file that is being written. It is locked meanwhile, where the drive can, so that nobody takes it for one that
/// a crash left behind.
struct Writing(File);

impl Handle for Writing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        // On macOS the standard library asks for `F_FULLFSYNC`.
        self.0.sync_all()
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        unlock(&self.0);
    }
}

/// A file that more is written to.
struct Appending(File);

impl Handle for Appending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }
}

/// Ways to open a file that, where it is made, nobody but its owner may read.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), allow(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The open file, which has the lock.
#[derive(Debug)]
struct Locked(File);

impl Lock for Locked {}

impl Drop for Locked {
    fn drop(&mut self) {
        unlock(&self.0);
    }
}

/// Lets go at once. Closing does it as well, but on Windows at some time later, and elsewhere not while a process that is
/// just being started has the file too.
fn unlock(file: &File) {
    // A drive without locks has nothing to let go of.
    let _ = file.unlock();
}

/// How often a lock is tried anew, because the file was replaced or a signal came.
const LOCK_TRIES: usize = 8;

/// Whether the system means that this drive has no locks.
fn is_without_locks(error: &io::Error) -> bool {
    // ENOLCK, and Windows’ ERROR_INVALID_FUNCTION: neither has a kind in the standard library.
    let code = if cfg!(windows) {
        1
    } else if cfg!(target_os = "linux") {
        37
    } else {
        77
    };
    error.kind() == io::ErrorKind::Unsupported || error.raw_os_error() == Some(code)
}

impl FileSystem for Disk {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let file = private().write(true).create_new(true).open(path)?;
        // A drive without locks is as good for writing as any other.
        let _ = file.try_lock();
        Ok(Box::new(Writing(file)))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        Ok(Box::new(Appending(private().append(true).create(true).open(path)?)))
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let file = File::open(path)?;
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length.min(limit) as usize + 1).map_err(|_| io::ErrorKind::OutOfMemory)?;
        // One more than allowed, so that the caller notices.
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let metadata = fs::metadata(path)?;
        let (id, changed, owner) = particulars(&metadata);
        Ok(Metadata {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            is_file: metadata.is_file(),
            id,
            changed,
            owner,
            permissions: Permissions::Disk(metadata.permissions()),
        })
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => fs::read_link(path).map(Some),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn set_permissions(&self, path: &Path, permissions: &Permissions) -> io::Result<()> {
        match permissions {
            Permissions::Disk(permissions) => fs::set_permissions(path, permissions.clone()),
            Permissions::Mode(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    #[cfg(unix)]
    fn usual_permissions(&self, directory: &Path) -> io::Result<Option<Permissions>> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // Nothing but a new file tells what the umask and the directory's own rules make of it.
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let probe = directory.join(format!(".crossread-{}-{count}.probe", std::process::id()));
        let made = OpenOptions::new().write(true).create_new(true).open(&probe)?.metadata();
        fs::remove_file(&probe)?;
        Ok(Some(Permissions::Disk(made?.permissions())))
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        #[cfg(unix)]
        return match File::open(path)?.sync_all() {
            // Some network file systems sync no directory; the file itself was synced.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            outcome => outcome,
        };
        // Windows writes names through and opens no directory as a file.
        #[cfg(not(unix))]
        {
            let _ = path;
            Ok(())
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        let mut names: Vec<OsString> =
            fs::read_dir(directory)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
        names.sort_unstable();
        Ok(names)
    }

    fn create_private_directory(&self, path: &Path) -> io::Result<()> {
        #[cfg_attr(not(unix), allow(unused_mut))]
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        match builder.create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            outcome => outcome,
        }
    }

    fn may_write(&self, path: &Path) -> io::Result<()> {
        // Said to everybody, the administrator too, who may write anything.
        if fs::metadata(path)?.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        OpenOptions::new().write(true).open(path).map(drop)
    }

    #[cfg(unix)]
    fn give_to(&self, path: &Path, wanted: Owner) -> io::Result<bool> {
        use std::os::unix::fs::chown;

        let (_, _, Some(now)) = particulars(&fs::metadata(path)?) else { return Ok(false) };
        if now.user != wanted.user {
            // Only the administrator may; whoever else may write the file may have it.
            allowed(chown(path, Some(wanted.user), None))?;
        }
        if now.group == wanted.group { Ok(true) } else { allowed(chown(path, None, Some(wanted.group))) }
    }

    #[cfg(not(unix))]
    fn give_to(&self, _: &Path, _: Owner) -> io::Result<bool> {
        Ok(true)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        let mut tries = 0..LOCK_TRIES;
        loop {
            let again = tries.next().is_some();
            let file = private().read(true).write(true).create(true).truncate(false).open(path)?;
            match file.try_lock() {
                // Somebody may have put another file there meanwhile, and a lock on one without a name keeps nobody out.
                Ok(()) if !is_at(&file, path) => {
                    if !again {
                        return Ok(None);
                    }
                }
                Ok(()) => return Ok(Some(Box::new(Locked(file)))),
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) if is_without_locks(&error) => {
                    return Err(io::Error::new(io::ErrorKind::Unsupported, error));
                }
                Err(TryLockError::Error(error)) if again && error.kind() == io::ErrorKind::Interrupted => {}
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

/// Whether the open file is the one that has this name.
fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::metadata(path)) {
        (Ok(one), Ok(other)) => particulars(&one).0 == particulars(&other).0,
        _ => false,
    }
}

/// Whether the system let it happen; an error only where it is no matter of rights.
#[cfg(unix)]
fn allowed(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
            ) =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Which file it is, when anything about it changed, and whose it is.
type Particulars = (Option<FileId>, Option<(i64, i64)>, Option<Owner>);

#[cfg(unix)]
fn particulars(metadata: &fs::Metadata) -> Particulars {
    use std::os::unix::fs::MetadataExt as _;

    let id = FileId { device: metadata.dev(), number: metadata.ino() };
    let owner = Owner { user: metadata.uid(), group: metadata.gid() };
    (Some(id), Some((metadata.ctime(), metadata.ctime_nsec())), Some(owner))
}

#[cfg(not(unix))]
fn particulars(_: &fs::Metadata) -> Particulars {
    // The standard library does not tell them yet.
    (None, None, None)
}
