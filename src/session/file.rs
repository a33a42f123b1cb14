//! The set's file: opening it, saving it in the background, and noticing that something else changed it.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Environment, Session};
use crate::anchor;
use crate::job::{Job, Panicked};
use crate::model::{AnnotationSet, Selector, Timestamp};
use crate::store::{self, Receipt, Stamp as FileStamp, StoreError};
use crate::text::Positions;
use crate::wire::{self, Finding, ReadError, Reading, WriteOptions};

/// The largest file that is opened, in bytes.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// How long the set must rest before the file follows by itself, in milliseconds.
const REST: i64 = 3_000;

/// How long after a save that failed the file tries again by itself, in milliseconds.
const RETRY: i64 = 60_000;

/// The set's file, and how the set stands towards it.
#[derive(Debug, Default)]
pub struct FileState {
    path: Option<PathBuf>,
    /// What the file was when it was last read or written.
    stamp: Option<FileStamp>,
    /// The revision that the file holds.
    saved: Option<u64>,
    /// Why the set must not be saved over its file.
    read_only: Option<ReadOnly>,
    saving: Option<Saving>,
    /// Where to save as soon as the save that is under way has ended.
    next: Option<PathBuf>,
    /// When the last save failed; cleared by one that succeeds.
    failed: Option<Timestamp>,
}

/// Why a set must not be saved over its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// Something in the file could not be read and would be gone.
    Damaged,
    /// A newer program wrote something that would be gone.
    Newer,
    /// Something else changed the file since it was opened.
    ChangedOutside,
}

#[derive(Debug)]
struct Saving {
    job: Job<Result<Receipt, SaveError>>,
    path: PathBuf,
    revision: u64,
}

impl FileState {
    /// Where the set is saved; `None` while it has no file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Why the set must not be saved over its file.
    pub fn read_only(&self) -> Option<ReadOnly> {
        self.read_only
    }

    /// Whether a save is under way.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Whether the last save failed.
    pub fn failed(&self) -> bool {
        self.failed.is_some()
    }
}

/// A set that was read from a file, ready to be worked on.
#[derive(Debug)]
pub struct Opened {
    /// Where it was read from.
    pub path: PathBuf,
    /// What was read.
    pub reading: Reading,
    stamp: FileStamp,
}

/// Why a file could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It is no set.
    #[error("{error}. {}. The file was left as it is: {}", capital(.error.hint()), .path.display())]
    Read {
        /// What is wrong with it.
        error: ReadError,
        /// The file.
        path: PathBuf,
    },
    /// The program made a mistake.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

/// Why a set could not be saved.
#[derive(Debug, Error)]
pub enum SaveError {
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else changed the file: saving would overwrite that.
    #[error("another program changed the file since it was opened; save under another name to keep both: {}", .0.display())]
    ChangedOutside(PathBuf),
    /// The program made a mistake.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Reads a set from a file. Meant for the background.
///
/// # Errors
///
/// Where the file cannot be read or holds nothing that could be a set.
pub fn open(environment: &Environment, path: &Path) -> Result<Opened, OpenError> {
    let bytes = store::read(&*environment.files, path, LIMIT)?;
    let reading = read_set(&bytes).map_err(|error| OpenError::Read { error, path: path.to_owned() })?;
    let stamp = store::stamp(&*environment.files, path, &bytes)?;
    Ok(Opened { path: path.to_owned(), reading, stamp })
}

/// Reads a set from the bytes of a file. What does not stand where the file says is looked for, never guessed.
///
/// # Errors
///
/// Where the bytes hold nothing that could be a set.
pub fn read_set(bytes: &[u8]) -> Result<Reading, ReadError> {
    read_set_unless(bytes, &|| false)
}

/// The same, for somebody who may not want to wait any more.
///
/// # Errors
///
/// Where the bytes hold nothing that could be a set, or `cancelled` said so.
pub fn read_set_unless(bytes: &[u8], cancelled: &dyn Fn() -> bool) -> Result<Reading, ReadError> {
    wire::read(bytes, &mut FindAgain { cancelled })
}

/// Looks for passages with [`anchor::resolve`].
struct FindAgain<'a> {
    cancelled: &'a dyn Fn() -> bool,
}

impl wire::Resolve for FindAgain<'_> {
    fn resolve(&mut self, text: &Positions, selectors: &[Selector]) -> wire::Found {
        match anchor::resolve(text, selectors) {
            anchor::Resolution::Same(spans) | anchor::Resolution::Moved { spans, .. } => wire::Found::Moved(spans),
            anchor::Resolution::Ambiguous(_) => wire::Found::Ambiguous,
            anchor::Resolution::Lost => wire::Found::Lost,
        }
    }

    fn cancelled(&self) -> bool {
        (self.cancelled)()
    }
}

/// Writes a set to a file, at once. The session saves in the background instead; this is for the command line.
///
/// # Errors
///
/// Where the disk says no; an older file is then as it was.
pub fn write_set(environment: &Environment, set: &AnnotationSet, path: &Path) -> Result<Receipt, StoreError> {
    let text = wire::write(set, &WriteOptions::default());
    store::replace(&*environment.files, path, text.as_bytes())
}

impl Session {
    /// Works on a set that was opened. Returns what somebody should know about the file.
    pub fn from_opened(environment: Environment, opened: Opened) -> (Self, Vec<Finding>) {
        let Opened { path, reading, stamp } = opened;
        let read_only = match reading.severity() {
            Some(wire::Severity::Damage) => Some(ReadOnly::Damaged),
            Some(wire::Severity::Newer) => Some(ReadOnly::Newer),
            Some(wire::Severity::Notice) | None => None,
        };
        let file =
            FileState { path: Some(path), stamp: Some(stamp), saved: Some(0), read_only, ..FileState::default() };
        (Self::with_set(environment, reading.set, file), reading.findings)
    }

    /// A set that has no file yet, such as the sample.
    pub fn from_set(environment: Environment, set: AnnotationSet) -> Self {
        let mut session = Self::with_set(environment, set, FileState::default());
        session.file.saved = Some(0);
        session
    }

    /// Whether the set holds something that its file does not.
    pub fn is_unsaved(&self) -> bool {
        match self.file.saved {
            Some(saved) => saved != self.revision,
            None => !self.is_blank(),
        }
    }

    /// Begins to save in the background: over the set's own file, or under another name. While a save is under way that
    /// is older or goes elsewhere, this one comes right after it.
    ///
    /// # Errors
    ///
    /// Where the set has no file, or must not be saved over it.
    pub fn save(&mut self, to: Option<PathBuf>) -> Result<(), CannotSave> {
        let files = &*self.environment.files;
        let saving = self.file.saving.as_ref();
        // The file that the set has as soon as what was asked for before is done.
        let coming = self.file.next.as_ref().or(saving.map(|saving| &saving.path)).or(self.file.path.as_ref());
        let path = to.or_else(|| coming.cloned()).ok_or(CannotSave::NoFile)?;
        let own = self.file.path.as_ref().filter(|own| store::same_place(files, own, &path));
        if own.is_some()
            && let Some(reason) = self.file.read_only
        {
            return Err(CannotSave::ReadOnly(reason));
        }
        let over_own = own.is_some();
        let path = own.cloned().unwrap_or(path);
        if let Some(saving) = saving {
            if saving.path != path || saving.revision != self.revision {
                self.file.next = Some(path);
            }
            return Ok(());
        }
        let (set, environment) = (self.set.clone(), self.environment.clone());
        let known = if over_own { self.file.stamp.clone() } else { None };
        let target = path.clone();
        let job = Job::start(&*self.environment.runner, "save", &self.environment.wake, move |_| {
            if let Some(known) = known
                && store::changed_since(&*environment.files, &target, &known)?
            {
                return Err(SaveError::ChangedOutside(target));
            }
            Ok(write_set(&environment, &set, &target)?)
        });
        self.file.saving = Some(Saving { job, path, revision: self.revision });
        Ok(())
    }

    /// Takes the outcome of a save, once it is there.
    pub fn poll_save(&mut self) -> Option<Result<PathBuf, SaveError>> {
        let outcome = self.file.saving.as_ref()?.job.try_take()?;
        let saving = self.file.saving.take()?;
        let told = self.saved(saving.path, saving.revision, outcome);
        self.save_next();
        Some(told)
    }

    /// Waits for a save that is under way, as closing does, and for the one that was asked for meanwhile. Returns the
    /// outcome of the last one.
    pub fn wait_for_save(&mut self) -> Option<Result<PathBuf, SaveError>> {
        let mut told = None;
        while let Some(saving) = self.file.saving.take() {
            let outcome = saving.job.wait();
            told = Some(self.saved(saving.path, saving.revision, outcome));
            self.save_next();
        }
        told
    }

    /// Begins the save that was asked for while another one was under way.
    fn save_next(&mut self) {
        if let Some(path) = self.file.next.take()
            && let Err(reason) = self.save(Some(path))
        {
            // The save before it found out why, and said so.
            log::warn!("a save did not begin: {reason:?}");
        }
    }

    fn saved(
        &mut self,
        path: PathBuf,
        revision: u64,
        outcome: Result<Result<Receipt, SaveError>, Panicked>,
    ) -> Result<PathBuf, SaveError> {
        match outcome.map_err(SaveError::from).and_then(|outcome| outcome) {
            Ok(receipt) => {
                if self.file.path.as_deref() != Some(&path) {
                    self.file.read_only = None;
                }
                self.file.path = Some(path.clone());
                self.file.stamp = Some(receipt.stamp);
                self.file.saved = Some(revision);
                self.file.failed = None;
                Ok(path)
            }
            Err(error) => {
                self.file.failed = Some(self.environment.clock.now());
                if matches!(error, SaveError::ChangedOutside(_)) {
                    self.file.read_only = Some(ReadOnly::ChangedOutside);
                }
                Err(error)
            }
        }
    }

    /// Lets the file follow by itself after a few seconds of rest, and a while after a save that failed. Returns how
    /// long until it would, in milliseconds, where something waits to be saved.
    pub fn follow_with_file(&mut self, now: Timestamp) -> Option<i64> {
        let waits = self.file.path.is_some()
            && self.file.read_only.is_none()
            && self.file.saving.is_none()
            && self.is_unsaved();
        if !waits {
            return None;
        }
        let rested = self.changed_at.0 + REST;
        let left = self.file.failed.map_or(rested, |at| rested.max(at.0 + RETRY)) - now.0;
        if left > 0 {
            return Some(left);
        }
        // Neither reason for a refusal holds, so that this begins a save.
        self.save(None).err().map(|_| REST)
    }
}

/// Why a save did not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotSave {
    /// The set has no file: a place must be chosen.
    NoFile,
    /// The set must not be saved over its file.
    ReadOnly(ReadOnly),
}
