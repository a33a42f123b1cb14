//! The set's file: opening it, saving it in the background, and noticing that something else changed it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use super::journal::{Journal, Keeping};
use super::recovery::{self, Found, Leftover, Recovery, Way};
use super::{Environment, Session, backups};
use crate::anchor;
use crate::index::Index;
use crate::job::{Job, Panicked};
use crate::model::difference::edit_between;
use crate::model::history::{Action, Grouping, History, Name};
use crate::model::merge::merge;
use crate::model::{AnnotationSet, Edit, Hash, Selector, Timestamp};
use crate::store::{self, FileChange, Held, Hold, Holder, Receipt, Stamp as FileStamp, StoreError};
use crate::text::Positions;
use crate::wire::{self, Finding, ReadError, Reading, WriteOptions};

/// The largest file that is opened, in bytes.
pub(super) const LIMIT: u64 = 1024 * 1024 * 1024;

/// How long the set must rest before the file follows by itself, in milliseconds.
const REST: i64 = 3_000;

/// How long after a save that failed the file tries again by itself, in milliseconds.
const RETRY: i64 = 60_000;

/// How long after a failure the journal tries again by itself, in milliseconds.
const RETRY_JOURNAL: i64 = 5_000;

/// The set's file, and how the set stands towards it.
#[derive(Debug, Default)]
pub struct FileState {
    path: Option<PathBuf>,
    /// What the file was when it was last read or written.
    pub(super) stamp: Option<FileStamp>,
    /// The revision that the file holds.
    pub(super) saved: Option<u64>,
    /// The set that the file holds: what both came from when something else changes the file.
    pub(super) base: Option<AnnotationSet>,
    /// Why the set must not be saved over its file.
    pub(super) read_only: Option<ReadOnly>,
    saving: Option<Saving>,
    /// Where to save as soon as the save that is under way has ended.
    next: Option<PathBuf>,
    /// When the last save failed, and why; cleared by one that succeeds.
    pub(super) failed: Option<(Timestamp, String)>,
    /// The hash of what a save that failed may have put into the file all the same.
    attempted: Option<Hash>,
    /// When the journal last tried again.
    retried: Option<Timestamp>,
    /// The last save on its way to the backups.
    backup: Option<Job<()>>,
    /// The locks that keep other windows away; more than one where the journal is not beside the file.
    held: Vec<Held>,
    /// Whether nobody can tell if another window has the file open, and why not.
    unguarded: Option<Unguarded>,
    /// Who has the file open, where it is read-only for that.
    holder: Option<Holder>,
}

/// Why nobody can tell whether another window has the file open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unguarded {
    /// The drive has no locks.
    NoLocks,
    /// Nothing may be written beside the file.
    NotWritable,
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
    /// Another window or program has the file open.
    HeldElsewhere,
}

#[derive(Debug)]
struct Saving {
    job: Job<Result<Saved, SaveFailed>>,
    path: PathBuf,
    revision: u64,
}

/// A save that did not succeed.
#[derive(Debug)]
struct SaveFailed {
    error: SaveError,
    /// The hash of the bytes that may be in the file all the same.
    attempted: Option<Hash>,
}

impl<E: Into<SaveError>> From<E> for SaveFailed {
    fn from(error: E) -> Self {
        Self { error: error.into(), attempted: None }
    }
}

/// What a save has done.
#[derive(Debug)]
struct Saved {
    receipt: Receipt,
    set: AnnotationSet,
    /// The same bytes on their way to the backups.
    backup: Option<Job<()>>,
    /// The lock on the file, where it is another one than before.
    held: Option<Held>,
    /// Whether the journal stayed where it was, though the file is another one.
    stayed: bool,
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

    /// Why the last save failed; it stays until one succeeds.
    pub fn trouble(&self) -> Option<&str> {
        self.failed.as_ref().map(|(_, why)| why.as_str())
    }

    /// Who has the file open, where it is read-only for that and it is known.
    pub fn holder(&self) -> Option<&Holder> {
        self.holder.as_ref()
    }

    /// Why nobody can tell whether another window has the file open.
    pub fn unguarded(&self) -> Option<Unguarded> {
        self.unguarded
    }
}

/// A set that was read from a file, ready to be worked on.
#[derive(Debug)]
pub struct Opened {
    /// Where it was read from.
    pub path: PathBuf,
    /// What was read.
    pub reading: Reading,
    /// Work that the journal holds and the file does not: taken out by whoever asks the reader about it.
    pub recovery: Option<Recovery>,
    stamp: FileStamp,
    claim: Option<Claim>,
}

/// What makes a file ours: its lock, and its journal.
#[derive(Debug)]
struct Claim {
    /// `None` where the file is read-only in any case.
    hold: Option<Result<Hold, StoreError>>,
    /// The lock in the program's own folder, where there is none beside the file.
    inner: Option<Hold>,
    found: Option<Found>,
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
    /// Another window or program has the file open: saving would overwrite its work.
    #[error("another window has this file open; save under another name: {}", .0.display())]
    HeldElsewhere(PathBuf),
    /// The program made a mistake.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

impl SaveError {
    /// What happened, and what to do about it.
    fn advice(&self) -> String {
        match self {
            Self::Store(error) => format!("{error}; {}", error.hint()),
            Self::ChangedOutside(_) | Self::HeldElsewhere(_) | Self::Panicked(_) => self.to_string(),
        }
    }
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
    open_unless(environment, path, &|| false)
}

fn open_unless(environment: &Environment, path: &Path, cancelled: &dyn Fn() -> bool) -> Result<Opened, OpenError> {
    let (bytes, stamp) = store::read_with_stamp(&*environment.files, path, LIMIT)?;
    let reading =
        read_set_unless(&bytes, cancelled).map_err(|error| OpenError::Read { error, path: path.to_owned() })?;
    Ok(Opened { path: path.to_owned(), reading, recovery: None, stamp, claim: None })
}

/// Reads a set from a file to work on it: takes the lock, and looks into the journal. Meant for the background.
///
/// # Errors
///
/// Where the file cannot be read or holds nothing that could be a set. A file that another window has open, or beside
/// which nothing can be written, is opened all the same.
pub fn take_up(environment: &Environment, path: &Path) -> Result<Opened, OpenError> {
    take_up_unless(environment, path, &|| false)
}

/// The same, for somebody who may not want to wait any more.
///
/// # Errors
///
/// As [`take_up`]; and [`ReadError::Cancelled`] where `cancelled` said so.
pub fn take_up_unless(
    environment: &Environment,
    path: &Path,
    cancelled: &dyn Fn() -> bool,
) -> Result<Opened, OpenError> {
    let mut opened = open_unless(environment, path, cancelled)?;
    // Beside what is opened read-only, nothing is written.
    if !opened.reading.may_replace_the_file() {
        opened.claim = Some(Claim { hold: None, inner: None, found: None });
        return Ok(opened);
    }
    let hold = store::hold(&environment.files, path, &environment.holder());
    // Where there is no lock beside the file, at least the windows of this computer keep out of each other's way.
    let inner = match hold {
        Ok(Hold::NoLocks) | Err(_) => recovery::hold_here(environment, path, opened.reading.set.id()),
        Ok(Hold::Ours(_) | Hold::Theirs(_)) => None,
    };
    let mut found = None;
    if !matches!(hold, Ok(Hold::Theirs(_))) && !matches!(inner, Some(Hold::Theirs(_))) {
        // Another window may have saved between the reading and the lock.
        if store::changed_since(&*environment.files, path, &opened.stamp)? != FileChange::Same {
            opened = open_unless(environment, path, cancelled)?;
            if !opened.reading.may_replace_the_file() {
                opened.claim = Some(Claim { hold: None, inner: None, found: None });
                return Ok(opened);
            }
        }
        let mut looked = recovery::look(environment, path, &opened.reading.set, opened.stamp.hash)?;
        opened.recovery = looked.recovery.take();
        found = Some(looked);
    }
    opened.claim = Some(Claim { hold: Some(hold), inner, found });
    Ok(opened)
}

/// Puts work aside that nobody wants restored: its journal keeps it, under the name that is returned.
///
/// # Errors
///
/// When the system refuses; the work is then offered again the next time. The journal of another installation is not
/// touched.
pub fn discard(environment: &Environment, recovery: &Recovery) -> Result<PathBuf, StoreError> {
    if recovery.of_another {
        return Ok(recovery.journal.clone());
    }
    store::set_aside(&*environment.files, &recovery.journal)
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
    wire::read(bytes, &mut FindAgain { cancelled, resolver: None })
}

/// Looks for passages with an [`anchor::Resolver`] for the text that was asked about last.
struct FindAgain<'a> {
    cancelled: &'a dyn Fn() -> bool,
    resolver: Option<anchor::Resolver>,
}

impl wire::Resolve for FindAgain<'_> {
    fn resolve(&mut self, text: &Positions, selectors: &[Selector]) -> wire::Found {
        let last = self.resolver.take().filter(|resolver| Arc::ptr_eq(resolver.text().text(), text.text()));
        let resolver = self.resolver.insert(last.unwrap_or_else(|| anchor::Resolver::new(text)));
        match resolver.resolve(selectors) {
            anchor::Resolution::Same(spans) | anchor::Resolution::Moved { spans, .. } => wire::Found::Moved(spans),
            anchor::Resolution::Edited { spans, .. } => wire::Found::Edited(spans),
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
/// Where the disk says no, or another window has the file open; an older file is then as it was.
pub fn write_set(environment: &Environment, set: &AnnotationSet, path: &Path) -> Result<Receipt, SaveError> {
    let _held = hold_to_replace(environment, path)?;
    let text = wire::write(set, &WriteOptions::default());
    Ok(store::save(&*environment.files, path, text.as_bytes())?)
}

/// Takes the lock on a file in whose place another is put, so that no window loses what it has open.
fn hold_to_replace(environment: &Environment, path: &Path) -> Result<Option<Held>, SaveError> {
    match store::hold(&environment.files, path, &environment.holder()) {
        Ok(Hold::Ours(held)) => Ok(Some(held)),
        Ok(Hold::Theirs(_)) => Err(SaveError::HeldElsewhere(path.to_owned())),
        Ok(Hold::NoLocks) => Ok(None),
        // Where there is no room for a lock there may be none for the file either; that says more.
        Err(error) => {
            log::warn!("no lock: {error}");
            Ok(None)
        }
    }
}

impl Session {
    /// Works on a set that was opened. Returns what somebody should know about the file.
    pub fn from_opened(environment: Environment, opened: Opened) -> (Self, Vec<Finding>) {
        let Opened { path, reading, stamp, claim, .. } = opened;
        let mut read_only = match reading.severity() {
            Some(wire::Severity::Damage) => Some(ReadOnly::Damaged),
            Some(wire::Severity::Newer) => Some(ReadOnly::Newer),
            Some(wire::Severity::Notice) | None => None,
        };
        let base = Some(reading.set.clone());
        let mut file = FileState { path: Some(path), stamp: Some(stamp), saved: Some(0), base, ..FileState::default() };
        let mut found = None;
        let is_ours = claim.is_some();
        if let Some(claim) = claim {
            found = claim.found;
            match claim.hold {
                Some(Ok(Hold::Ours(held))) => file.held.push(held),
                Some(Ok(Hold::Theirs(holder))) => {
                    file.holder = holder;
                    read_only = Some(ReadOnly::HeldElsewhere);
                }
                Some(Ok(Hold::NoLocks)) => file.unguarded = Some(Unguarded::NoLocks),
                Some(Err(error)) => {
                    log::warn!("no lock: {error}");
                    file.unguarded = Some(Unguarded::NotWritable);
                }
                None => {}
            }
            match claim.inner {
                Some(Hold::Ours(held)) => file.held.push(held),
                Some(Hold::Theirs(holder)) => {
                    file.holder = holder;
                    read_only = Some(ReadOnly::HeldElsewhere);
                }
                Some(Hold::NoLocks) | None => {}
            }
        }
        file.read_only = read_only;
        let (journal, history) = match found {
            Some(Found { places, beginning, history, .. }) => {
                (Journal::new(&environment, reading.set.id(), places, beginning, None), history)
            }
            // Nothing is written beside a file that is read-only: what is done to it is kept like a new set.
            None if is_ours => (Self::journal_without_file(&environment, reading.set.id()), History::default()),
            None => (Journal::default(), History::default()),
        };
        let mut session = Self::with_set(environment, reading.set, file, journal);
        session.history = history;
        (session, reading.findings)
    }

    /// A set that has no file yet, such as the sample.
    pub fn from_set(environment: Environment, set: AnnotationSet) -> Self {
        let journal = Self::journal_without_file(&environment, set.id());
        let mut session = Self::with_set(environment, set, FileState::default(), journal);
        session.file.saved = Some(0);
        session
    }

    /// Takes up work on a set that had no file when the program stopped.
    pub fn from_leftover(environment: Environment, leftover: Leftover) -> Self {
        let Leftover { recovery: Recovery { set, way, .. }, held } = leftover;
        match way {
            Way::GoOn { history, beginning, places } => {
                let journal = Journal::new(&environment, set.id(), places, beginning, Some(held));
                let mut session = Self::with_set(environment, set, FileState::default(), journal);
                session.history = history;
                session
            }
            // What cannot be used of the journal stays where it is; the work goes on under another name.
            Way::OneStep { base, edit } => {
                let mut session = Self::from_set(environment, base);
                session.restore_in_one_step(&edit);
                session
            }
        }
    }

    /// Restores work that the file does not hold. Where the file is another one than the work was done on, this makes a
    /// set without a file of it. What was done here since the file was opened stays, too.
    pub fn restore(&mut self, recovery: Recovery) {
        let Recovery { set, fits, way, .. } = recovery;
        match way {
            Way::GoOn { .. } if self.revision > 0 => match merge(self.file.base.as_ref(), &self.set, &set) {
                Ok(merged) => self.restore_in_one_step(&edit_between(&self.set, &merged.set)),
                // It is the work on this very set.
                Err(error) => log::error!("work was not restored: {error}"),
            },
            Way::GoOn { history, beginning, places } => {
                self.journal = Journal::new(&self.environment, set.id(), places, beginning, None);
                self.take(set);
                self.history = history;
            }
            Way::OneStep { base, edit } => {
                if !fits {
                    self.journal = Self::journal_without_file(&self.environment, base.id());
                    self.file = FileState::default();
                    self.looking = None;
                    self.take(base);
                    self.history = History::default();
                }
                self.restore_in_one_step(&edit);
            }
        }
    }

    /// Works on another set from now on.
    fn take(&mut self, set: AnnotationSet) {
        self.index = Index::build(&set);
        self.set = set;
        self.revision += 1;
        self.changed_at = self.environment.clock.now();
    }

    fn restore_in_one_step(&mut self, edit: &Edit) {
        if let Err(error) = self.apply(edit, Name::one(Action::RestoreWork, ""), None, Grouping::Alone) {
            // It went through the door on the same set a moment ago.
            log::error!("work was not restored: {error}");
        }
    }

    /// How well what was done is kept; `None` where there is no journal.
    pub fn keeping(&self) -> Option<Keeping> {
        self.journal.keeping()
    }

    /// Gives up a set without a file for good, as somebody asked for.
    pub fn abandon(&self) {
        self.journal.abandon();
    }

    /// Writes what waits to be kept, and waits for that, as closing does.
    pub fn finish_keeping(&mut self) {
        self.journal.finish();
        if let Some(Err(error)) = self.file.backup.take().map(Job::wait) {
            log::warn!("no backup: {error}");
        }
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
        let work = SaveWork {
            environment: self.environment.clone(),
            set: self.set.clone(),
            journal: self.journal.clone(),
            after: self.journal.last(),
            target: path.clone(),
            over_own,
            known: if over_own { self.file.stamp.clone() } else { None },
            attempted: self.file.attempted,
        };
        let job = Job::start(&*self.environment.runner, "save", &self.environment.wake, move |_| work.run());
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
        outcome: Result<Result<Saved, SaveFailed>, Panicked>,
    ) -> Result<PathBuf, SaveError> {
        match outcome.map_err(SaveFailed::from).and_then(|outcome| outcome) {
            Ok(Saved { receipt, set, held, stayed, backup }) => {
                if self.file.path.as_deref() != Some(&path) {
                    self.file.read_only = None;
                    self.file.holder = None;
                    self.file.unguarded = None;
                    let old = if stayed { Vec::new() } else { std::mem::take(&mut self.file.held) };
                    self.file.held.extend(held);
                    // Letting go removes files, for which no frame should wait.
                    let environment = &self.environment;
                    drop(Job::start(&*environment.runner, "let go", &environment.wake, move |_| drop(old)));
                }
                self.file.path = Some(path.clone());
                self.file.stamp = Some(receipt.stamp);
                self.file.base = Some(set);
                self.file.backup = backup;
                self.file.saved = Some(revision);
                self.file.failed = None;
                self.file.attempted = None;
                Ok(path)
            }
            Err(SaveFailed { error, attempted }) => {
                self.file.attempted = attempted.or(self.file.attempted);
                self.file.failed = Some((self.environment.clock.now(), error.advice()));
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
        let journal = self.retry_journal(now);
        [journal, self.follow(now)].into_iter().flatten().min()
    }

    /// Lets a journal that failed try again. Returns how long until it does, in milliseconds.
    fn retry_journal(&mut self, now: Timestamp) -> Option<i64> {
        if self.journal.keeping().is_none_or(|keeping| keeping.all || keeping.trouble.is_none()) {
            self.file.retried = None;
            return None;
        }
        // Not longer than that, however far back the clock was set meanwhile.
        let left = (self.file.retried.get_or_insert(now).0 + RETRY_JOURNAL - now.0).min(RETRY_JOURNAL);
        if left > 0 {
            return Some(left);
        }
        self.file.retried = Some(now);
        self.journal.retry();
        Some(RETRY_JOURNAL)
    }

    fn follow(&mut self, now: Timestamp) -> Option<i64> {
        let waits = self.file.path.is_some()
            && self.file.read_only.is_none()
            && self.file.saving.is_none()
            && self.is_unsaved();
        if !waits {
            return None;
        }
        let rested = self.changed_at.0 + REST;
        let left = self.file.failed.as_ref().map_or(rested, |(at, _)| rested.max(at.0 + RETRY)) - now.0;
        // However far back the clock was set meanwhile.
        let left = left.min(if self.file.failed.is_some() { RETRY } else { REST });
        if left > 0 {
            return Some(left);
        }
        // Neither reason for a refusal holds, so that this begins a save.
        self.save(None).err().map(|_| REST)
    }
}

/// A save, for the background.
struct SaveWork {
    environment: Environment,
    set: AnnotationSet,
    journal: Journal,
    /// The last record of the journal whose outcome `set` holds.
    after: u32,
    target: PathBuf,
    over_own: bool,
    known: Option<FileStamp>,
    /// What an earlier save, which failed in the end, may have put into the file.
    attempted: Option<Hash>,
}

impl SaveWork {
    /// Whether the file holds what a save put there that was not confirmed.
    fn is_what_was_attempted(&self) -> Result<bool, StoreError> {
        let Some(attempted) = self.attempted else { return Ok(false) };
        match store::read(&*self.environment.files, &self.target, LIMIT) {
            Ok(bytes) => Ok(Hash::of(&bytes) == attempted),
            Err(error) if error.is_missing() => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn run(self) -> Result<Saved, SaveFailed> {
        let files = &self.environment.files;
        let held = if self.over_own { None } else { hold_to_replace(&self.environment, &self.target)? };
        let text = wire::write(&self.set, &WriteOptions::default());
        let hash = Hash::of(text.as_bytes());
        // First the journal knows what the file is going to be: a crash at any moment leaves a file that it knows.
        let announced = self.journal.announce(&self.target, hash, self.after);
        // As late as can be: nothing that takes long lies between this and the new file.
        if let Some(known) = &self.known
            && store::changed_since(&**files, &self.target, known)? == FileChange::Changed
            && !self.is_what_was_attempted()?
        {
            return Err(SaveError::ChangedOutside(self.target).into());
        }
        let receipt = store::save(&**files, &self.target, text.as_bytes())
            .map_err(|error| SaveFailed { error: error.into(), attempted: Some(hash) })?;
        self.journal.confirm(hash, self.after, announced);
        // Also for a journal that could not be beside the file until now.
        let moved = recovery::places(&self.environment, &self.target, self.set.id())
            .and_then(|places| self.journal.move_to(places));
        let stayed = moved.is_err();
        if let Err(error) = moved {
            log::warn!("the journal stays where it was: {error}");
        }
        self.journal.shorten(hash);
        let backup = backups::keep(&self.environment, self.set.id(), text.into_bytes());
        Ok(Saved { receipt, set: self.set, held, stayed, backup })
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
