use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::sync::atomic::{AtomicU64, Ordering};

use super::file_system::{FileSystem, Handle, Metadata, Permissions};

/// The real disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Handle for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        // On macOS the standard library asks for `F_FULLFSYNC`.
        self.sync_all()
    }
}

impl FileSystem for Disk {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Box::new(options.open(path)?))
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
        Ok(Metadata {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            is_file: metadata.is_file(),
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
}
