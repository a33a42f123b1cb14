use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::companion::{companion, make_companion};
use super::error::{Doing, StoreError};
use super::file_system::{FileSystem, Lock};
use super::replace::{failed, replace};
use crate::model::Timestamp;

/// The file that is locked. It stays empty: while it is locked, Windows lets nobody read it.
const LOCK: &str = "lock";

/// The file that says who has the lock.
const HOLDER: &str = "holder";

/// What the first line of [`HOLDER`] is.
const HEAD: &str = "crossread holder 1";

/// How much of [`HOLDER`] is read at most, in bytes.
const MAX_HOLDER: u64 = 4096;

/// Who holds a set's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    /// The program, with its version.
    pub program: String,
    /// The computer's name; empty where it is not known.
    pub host: String,
    /// The number of the process on that computer.
    pub process: u32,
    /// Since when.
    pub since: Timestamp,
}

impl Holder {
    /// This program, on this computer.
    pub fn this_program(since: Timestamp) -> Self {
        Self {
            program: concat!("Crossread ", env!("CARGO_PKG_VERSION")).to_owned(),
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            process: std::process::id(),
            since,
        }
    }

    /// One line for each thing, and no name that could begin another one.
    fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        let (process, since) = (self.process.to_string(), self.since.to_string());
        for (key, value) in [("program", &self.program), ("host", &self.host), ("process", &process), ("since", &since)]
        {
            let value = value.replace(char::is_control, " ");
            // Writing to a string does not fail.
            let _ = writeln!(text, "{key} {value}");
        }
        text
    }

    /// Reads what is there: what is missing or not understood stays empty. `None` where it is something else.
    fn from_text(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        if !lines.next()?.starts_with("crossread holder ") {
            return None;
        }
        let mut holder = Self::default();
        for (key, value) in lines.filter_map(|line| line.split_once(' ')) {
            match key {
                "program" => value.clone_into(&mut holder.program),
                "host" => value.clone_into(&mut holder.host),
                "process" => holder.process = value.parse().unwrap_or_default(),
                "since" => holder.since = Timestamp::parse(value).unwrap_or_default(),
                _ => {}
            }
        }
        Some(holder)
    }
}

/// What came of asking for a set's file.
#[derive(Debug)]
pub enum Hold {
    /// It is ours, until the value is dropped.
    Ours(Held),
    /// Another window or program holds it; who, where that is known.
    Theirs(Option<Holder>),
    /// The drive has no locks: nobody can tell whether another program has the file open.
    NoLocks,
}

/// A set's file that is held. Dropping it lets go and removes what stands there for the lock, with the folder where
/// nothing else is in it; the end of the program, in whatever way, lets go too.
#[derive(Debug)]
pub struct Held {
    description: Description,
    left_by: Option<Holder>,
    /// `None` only while it is let go.
    lock: Option<Box<dyn Lock>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.description.remove();
        let (fs, folder) = (self.description.fs.clone(), self.folder().to_owned());
        // While it is still ours: whoever waits for it sees that the file has lost its name, and asks again.
        if let Err(error) = fs.remove(&folder.join(LOCK)) {
            log::debug!("the file of a lock stays: {error}: {}", folder.display());
        }
        self.lock = None;
        if let Err(error) = fs.remove_directory(&folder) {
            // Mostly there is a journal in it.
            log::debug!("the folder of a lock stays: {error}: {}", folder.display());
        }
    }
}

impl Held {
    /// The folder of the lock: the set's [`companion`], which is there now.
    pub fn folder(&self) -> &Path {
        self.description.path.parent().unwrap_or(Path::new(""))
    }

    /// Who held the file before and did not let go of it: that program crashed; or, where it names another computer, it
    /// may be at work there on a copy that a service keeps in step with this one.
    pub fn left_by(&self) -> Option<&Holder> {
        self.left_by.as_ref()
    }
}

/// The file that says who has the lock.
struct Description {
    fs: Arc<dyn FileSystem>,
    path: PathBuf,
    holder: Holder,
}

impl std::fmt::Debug for Description {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Description").field(&self.path).field(&self.holder).finish()
    }
}

impl Description {
    fn remove(&self) {
        // Not where somebody else, on another computer, has put a name there meanwhile.
        let text = self.holder.to_text();
        if self.fs.read(&self.path, MAX_HOLDER).is_ok_and(|now| now == text.as_bytes())
            && let Err(error) = self.fs.remove(&self.path)
        {
            log::warn!("a name stays at a lock: {error}: {}", self.path.display());
        }
    }
}

/// Takes the lock on a set's file, which is on a file of its own in the set's [`companion`] folder, since saving puts
/// another file in the place of the set's. The folder is made where it is missing. The set's file need not be there.
///
/// It keeps out the programs that ask for it: other windows, other processes of this computer and, on a network drive
/// that carries locks (NFS, SMB), other computers. It keeps out no other program, nobody who works on a copy that a
/// service keeps in step, and nobody who opens the file under another hard link; that is what
/// [`changed_since`](super::changed_since) is for. A network drive may say that a lock was given when it was only given
/// on this computer. A crash leaves nothing stuck: the system lets go of the lock of a process that is no more.
///
/// # Errors
///
/// Where nothing may be written in the folder, or the system fails.
pub fn hold(fs: &Arc<dyn FileSystem>, set: &Path, holder: &Holder) -> Result<Hold, StoreError> {
    let mut folder = make_companion(&**fs, set)?;
    let mut asked = fs.lock(&folder.join(LOCK));
    if asked.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        // Whoever had it until now has just removed the folder.
        folder = make_companion(&**fs, set)?;
        asked = fs.lock(&folder.join(LOCK));
    }
    let lock = match asked {
        Ok(Some(lock)) => lock,
        Ok(None) => return Ok(Hold::Theirs(named_in(&**fs, &folder))),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(Hold::NoLocks),
        Err(error) => return Err(failed(Doing::Lock, set)(error)),
    };
    let left_by = named_in(&**fs, &folder);
    let description = Description { fs: fs.clone(), path: folder.join(HOLDER), holder: holder.clone() };
    // The lock counts, not its name: without one, others learn only that somebody has it.
    if let Err(error) = replace(&**fs, &description.path, holder.to_text().as_bytes()) {
        log::warn!("a lock has no name: {error}");
    }
    Ok(Hold::Ours(Held { description, left_by, lock: Some(lock) }))
}

/// Whose name stands at a set's lock, without asking for the lock and without making anything. Whoever it is may have
/// crashed.
pub fn named_holder(fs: &dyn FileSystem, set: &Path) -> Option<Holder> {
    named_in(fs, &companion(fs, set).ok()?)
}

fn named_in(fs: &dyn FileSystem, folder: &Path) -> Option<Holder> {
    Holder::from_text(&fs.read(&folder.join(HOLDER), MAX_HOLDER).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_read_as_written_whatever_the_computer_is_called() {
        let holder = Holder {
            program: "Crossread 9.0".to_owned(),
            host: "Zoë’s laptop".to_owned(),
            process: 4711,
            since: Timestamp(1_772_616_128_042),
        };
        assert_eq!(Holder::from_text(holder.to_text().as_bytes()), Some(holder.clone()));
        let sly = Holder { host: "a\nprocess 1\u{85}".to_owned(), ..holder };
        let read = Holder::from_text(sly.to_text().as_bytes()).unwrap();
        assert_eq!((read.host.as_str(), read.process), ("a process 1 ", 4711));
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        assert_eq!(Holder::from_text(b""), None);
        assert_eq!(Holder::from_text(b"\xff\xfe\0"), None);
        assert_eq!(Holder::from_text(b"host here\n"), None);
        let newer = Holder::from_text(b"crossread holder 2\nmood good\nprocess many\nhost here\xff\nsince").unwrap();
        assert_eq!(newer, Holder { host: "here\u{fffd}".to_owned(), ..Holder::default() });
    }
}
