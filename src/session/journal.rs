//! What is done to the set, on the disk within a moment: the journal's writing side.
//!
//! The frame's thread only puts records into a queue; a job in the background writes and syncs them, and what is on the
//! disk is reported as kept. Where the journal cannot be written beside the set's file, it goes on in the program's own
//! folder.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Environment, STEPS};
use crate::job::Job;
use crate::model::{AnnotationSet, Hash, SetId};
use crate::store::{self, FileSystem, Held, Hold, Log, StoreError};
use crate::wire::journal::{self, Record};
use crate::wire::{self, WriteOptions};

/// How long a journal may become before it is shortened, in bytes.
const LONG: u64 = 16 * 1024 * 1024;

/// Where a journal is, and where it goes when it cannot be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// Beside the set's file; for a set without one, in the program's own folder.
    pub first: PathBuf,
    /// In the program's own folder; `None` where there is none, or `first` is there already.
    pub second: Option<PathBuf>,
    /// For a set without a file: the file in the program's own folder from which its journal begins.
    pub base: Option<PathBuf>,
}

/// From where a journal goes on.
#[derive(Debug, Default)]
pub(super) struct Beginning {
    /// The number of the next record; `None` where the journal is still to be begun.
    pub next: Option<u32>,
    /// The hash of the set's file, and the last record that it holds; `None` for a set without a file.
    pub file: Option<(Hash, u32)>,
    /// The text of the records that the file does not hold, each with its number.
    pub since: Vec<(u32, String)>,
    /// What is to be done before the first record is written.
    pub first: First,
}

/// How the journal's file comes to its first new record.
#[derive(Debug)]
pub(super) enum First {
    /// What is there ends with the set as it is.
    Append,
    /// The journal begins with these bytes, which end with the set as it is.
    Begin {
        /// The text of a journal, or nothing.
        bytes: Vec<u8>,
        /// Whether what is there gets a copy under another name first: all but what `bytes` was made of as a whole.
        aside: bool,
    },
}

impl Default for First {
    fn default() -> Self {
        Self::Begin { bytes: Vec::new(), aside: true }
    }
}

/// How well the set's changes are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Whether all that was done is on the disk.
    pub all: bool,
    /// Whether the journal had to go to the program's own folder.
    pub elsewhere: bool,
    /// Why not everything is kept, or not where it should be; it stays until that is over.
    pub trouble: Option<String>,
}

/// The journal of a set that is being worked on; clones write into the same one.
#[derive(Clone, Default)]
pub(super) struct Journal(Option<Arc<Shared>>);

struct Shared {
    environment: Environment,
    set: SetId,
    queue: Mutex<Queue>,
    /// Held while something is written; whoever holds it writes everything that waits.
    writer: Mutex<Writer>,
    /// The number of the last record that is on the disk.
    kept: AtomicU32,
}

/// What waits to be written. Never locked for long: the frame's thread asks for it.
#[derive(Default)]
struct Queue {
    waiting: Vec<(u32, Item)>,
    /// The number of the next record; `None` before the first.
    next: Option<u32>,
    /// The hash of the file with which the journal begins.
    origin: Option<Hash>,
    /// Whether a job has been started that has not begun to write.
    scheduled: bool,
    elsewhere: bool,
    trouble: Option<String>,
}

enum Item {
    Record(Box<Record>),
    /// The set from which the journal of a set without a file begins.
    Base(Box<AnnotationSet>),
}

struct Writer {
    places: Places,
    first: First,
    log: Option<Log>,
    /// The hash of the set's file, and the last record that it holds.
    file: Option<(Hash, u32)>,
    /// Every record that the file does not hold, for beginning again elsewhere; without a gap behind that in `file`.
    since: Vec<(u32, String)>,
    /// How long the journal may become before it is shortened, in bytes.
    long: u64,
    /// Keeps other windows from taking up a set without a file that is being worked on.
    held: Option<Held>,
}

impl Journal {
    /// A journal for a set. Nothing is written before the first record. `held` is the lock on a set without a file
    /// that was taken up again.
    pub(super) fn new(
        environment: &Environment,
        set: SetId,
        places: Places,
        beginning: Beginning,
        held: Option<Held>,
    ) -> Self {
        let Beginning { next, file, since, first } = beginning;
        let queue = Queue { next, origin: file.map(|(hash, _)| hash), ..Queue::default() };
        // What is still to be begun does not yet have the record that names the file.
        let file = file.filter(|_| next.is_some());
        Self(Some(Arc::new(Shared {
            environment: environment.clone(),
            set,
            queue: Mutex::new(queue),
            writer: Mutex::new(Writer { places, first, log: None, file, since, long: LONG, held }),
            kept: AtomicU32::new(next.map_or(0, |next| next.saturating_sub(1))),
        })))
    }

    /// Whether the next record is the first of a set without a file: the set as it is before is needed then.
    pub(super) fn wants_base(&self) -> bool {
        self.0.as_ref().is_some_and(|shared| {
            let queue = shared.queue();
            queue.next.is_none() && queue.origin.is_none()
        })
    }

    /// Puts a record into the queue, and a job behind it that writes it. `base` is the set before it, where
    /// [`wants_base`](Self::wants_base) asked for it.
    pub(super) fn add(&self, record: Record, base: Option<AnnotationSet>) {
        let Some(shared) = &self.0 else { return };
        let mut queue = shared.queue();
        if queue.next.is_none() {
            let start = queue.push(Item::Record(Box::new(shared.start())));
            match (queue.origin, base) {
                (Some(hash), _) => _ = queue.push(Item::Record(Box::new(Record::file(hash, start)))),
                (None, Some(set)) => _ = queue.push(Item::Base(Box::new(set))),
                (None, None) => {}
            }
        }
        queue.push(Item::Record(Box::new(record)));
        Shared::schedule(shared, queue);
    }

    /// The number of the last record that was put into the queue; 0 before the first.
    pub(super) fn last(&self) -> u32 {
        self.0.as_ref().map_or(0, |shared| shared.queue().last())
    }

    /// How well everything is kept; `None` where there is no journal.
    pub(super) fn keeping(&self) -> Option<Keeping> {
        let shared = self.0.as_ref()?;
        let queue = shared.queue();
        Some(Keeping {
            all: shared.kept.load(Ordering::Acquire) >= queue.last(),
            elsewhere: queue.elsewhere,
            trouble: queue.trouble.clone(),
        })
    }

    /// Tries again to write what waits, as after some time, or when a disk may be back.
    pub(super) fn retry(&self) {
        if let Some(shared) = &self.0 {
            let queue = shared.queue();
            if !queue.waiting.is_empty() {
                Shared::schedule(shared, queue);
            }
        }
    }

    /// Says that the file at `path`, with this hash, is about to hold what the records up to `after` led to, and waits
    /// until that is on the disk. Meant for the background. A journal that has not begun stays so, and this returns
    /// `false`: the file alone says everything.
    pub(super) fn announce(&self, path: &Path, hash: Hash, after: u32) -> bool {
        let Some(shared) = &self.0 else { return true };
        let mut writer = shared.writer();
        {
            let mut queue = shared.queue();
            if queue.next.is_none() {
                return false;
            }
            // Only a journal that does not lie beside its file needs to say where that is.
            let path = writer.places.base.as_ref().and_then(|_| path.to_str()).unwrap_or_default().to_owned();
            queue.push(Item::Record(Box::new(Record::File { hash, after, path })));
        }
        shared.write_all(&mut writer);
        true
    }

    /// Says that the set’s file has this hash now and holds everything up to `after`. Meant for the background.
    pub(super) fn confirm(&self, hash: Hash, after: u32, announced: bool) {
        let Some(shared) = &self.0 else { return };
        let mut writer = shared.writer();
        let mut after = after;
        {
            let mut queue = shared.queue();
            queue.origin = Some(hash);
            if queue.next.is_none() {
                return;
            }
            if !announced {
                // The journal began while the file was written, with what the file holds: behind its second record.
                after = after.max(2);
                queue.push(Item::Record(Box::new(Record::file(hash, after))));
            }
        }
        if !announced {
            shared.write_all(&mut writer);
        }
        writer.since.retain(|(number, _)| *number > after);
        writer.file = Some((hash, after));
    }

    /// Forgets steps that lie further back than the last ones that can be undone, where there are many. Meant for the
    /// background, after a save.
    pub(super) fn shorten(&self, hash: Hash) {
        let Some(shared) = &self.0 else { return };
        let mut writer = shared.writer();
        let files = &*shared.environment.files;
        let Some(path) = writer.log.as_ref().map(|log| log.path().to_owned()) else { return };
        if !files.metadata(&path).is_ok_and(|metadata| metadata.length > writer.long) {
            return;
        }
        let shorter = store::read(files, &path, journal::LIMIT).map(|bytes| {
            let read = journal::read(&bytes);
            if read.trouble.is_none() { read.shortened(&bytes, hash, STEPS) } else { None }
        });
        let replaced = match shorter {
            Ok(Some(shorter)) => {
                writer.long = LONG.max(shorter.len() as u64 * 2);
                // Whatever comes of it, the old handle may lead to a file that has lost its name.
                writer.log = Some(Log::begun(path.clone()));
                store::replace(files, &path, &shorter).map(drop)
            }
            Ok(None) => {
                writer.long *= 2;
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = replaced {
            log::warn!("the journal was not shortened: {error}");
        }
    }

    /// Goes on beside another file, which was just saved: the history goes with it. Meant for the background.
    ///
    /// # Errors
    ///
    /// When the journal cannot be written there; it then goes on where it was.
    pub(super) fn move_to(&self, places: Places) -> Result<(), StoreError> {
        let Some(shared) = &self.0 else { return Ok(()) };
        let mut writer = shared.writer();
        if writer.places.first == places.first {
            return Ok(());
        }
        shared.write_all(&mut writer);
        let files = &*shared.environment.files;
        let Some(mut log) = writer.log.take() else {
            // Nothing was written yet: it begins there, and what may be there already gets a copy.
            writer.first = First::default();
            writer.places = places;
            return Ok(());
        };
        let moved = store::read(files, log.path(), journal::LIMIT).and_then(|bytes| {
            let put = |path: &Path| put_new(files, path, &bytes);
            put(&places.first).map(|()| false).or_else(|error| match &places.second {
                Some(second) => put(second).map(|()| true),
                None => Err(error),
            })
        });
        let elsewhere = match moved {
            Ok(elsewhere) => elsewhere,
            Err(error) => {
                writer.log = Some(log);
                return Err(error);
            }
        };
        if writer.places.base.is_some() {
            writer.remove_unsaved(files);
        } else {
            let mut text = String::new();
            journal::append(&mut text, shared.queue().last().saturating_add(1), &Record::Left);
            if let Err(error) = log.append(files, text.as_bytes()) {
                log::warn!("the journal of the other file does not say that the work went on elsewhere: {error}");
            }
        }
        writer.places = match (elsewhere, places.second.clone()) {
            (true, Some(second)) => Places { first: second, second: None, base: None },
            _ => places,
        };
        writer.log = Some(Log::begun(writer.places.first.clone()));
        {
            let mut queue = shared.queue();
            queue.elsewhere = elsewhere;
            queue.trouble = None;
        }
        // What the old place did not take, this one may.
        shared.write_all(&mut writer);
        Ok(())
    }

    /// Removes the journal of a set without a file that nobody wants to keep.
    pub(super) fn abandon(&self) {
        if let Some(shared) = &self.0 {
            let mut writer = shared.writer();
            shared.queue().waiting.clear();
            writer.remove_unsaved(&*shared.environment.files);
        }
    }

    /// Waits until everything that can be written is, as closing does.
    pub(super) fn finish(&self) {
        if let Some(shared) = &self.0 {
            shared.write_all(&mut shared.writer());
        }
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal").field("last", &self.last()).finish_non_exhaustive()
    }
}

impl Queue {
    fn push(&mut self, item: Item) -> u32 {
        let number = self.next.unwrap_or(1);
        self.waiting.push((number, item));
        self.next = Some(number.saturating_add(1));
        number
    }

    fn last(&self) -> u32 {
        self.next.map_or(0, |next| next.saturating_sub(1))
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> Record {
        Record::Start { set: self.set, instance: self.environment.instance() }
    }

    /// Starts a job that writes what waits, where none is on its way.
    fn schedule(this: &Arc<Self>, mut queue: MutexGuard<'_, Queue>) {
        if std::mem::replace(&mut queue.scheduled, true) {
            return;
        }
        drop(queue);
        let shared = Arc::clone(this);
        let environment = &this.environment;
        // Nobody waits for its outcome, and it does not ask whether it is cancelled: dropping it stops nothing.
        let job = Job::start(&*environment.runner, "journal", &environment.wake, move |_| {
            shared.write_all(&mut shared.writer());
        });
        if let Some(Err(error)) = job.try_take() {
            let mut queue = this.queue();
            queue.scheduled = false;
            queue.trouble = Some(error.to_string());
        }
    }

    /// Writes everything that waits. Whoever waited for the writer may find that nothing is left to do.
    fn write_all(&self, writer: &mut Writer) {
        loop {
            let items = {
                let mut queue = self.queue();
                queue.scheduled = false;
                std::mem::take(&mut queue.waiting)
            };
            let Some((last, _)) = items.last() else { return };
            let last = *last;
            let mut taken = Taken { shared: self, items };
            let outcome = writer.write(self, &taken.items);
            let mut queue = self.queue();
            match outcome {
                Ok(trouble) => {
                    taken.items.clear();
                    self.kept.store(last, Ordering::Release);
                    if let Some(why_elsewhere) = trouble {
                        queue.elsewhere = true;
                        queue.trouble = Some(why_elsewhere);
                    } else {
                        // What went elsewhere stays there, and stays said.
                        queue.trouble = queue.trouble.take().filter(|_| queue.elsewhere);
                    }
                }
                Err(error) => {
                    queue.trouble = Some(error);
                    return;
                }
            }
        }
    }
}

/// Records that were taken out of the queue. What is left of them when this is dropped goes back, also after a panic.
struct Taken<'a> {
    shared: &'a Shared,
    items: Vec<(u32, Item)>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.items.is_empty() {
            let mut queue = self.shared.queue();
            let newer = std::mem::replace(&mut queue.waiting, std::mem::take(&mut self.items));
            queue.waiting.extend(newer);
        }
    }
}

impl Writer {
    /// Removes the journal of a set that had no file, and what it began from.
    fn remove_unsaved(&mut self, files: &dyn FileSystem) {
        let Some(base) = &self.places.base else { return };
        for path in [&self.places.first, base] {
            if let Err(error) = files.remove(path)
                && error.kind() != io::ErrorKind::NotFound
            {
                log::warn!("a journal that is not needed any more stays behind: {error}: {}", path.display());
            }
        }
        self.held = None;
    }

    /// Writes records at the first place, or else at the second; then it says why not at the first.
    fn write(&mut self, shared: &Shared, items: &[(u32, Item)]) -> Result<Option<String>, String> {
        let files = &*shared.environment.files;
        let known = self.since.len();
        let written = items.iter().try_for_each(|(number, item)| {
            let text = self.text(shared, *number, item)?;
            self.since.push((*number, text));
            Ok(())
        });
        let Err(error) = written.and_then(|()| self.append(files, known)) else { return Ok(None) };
        // Somebody has taken the journal's file away: it begins anew with all that the set's file does not hold.
        let is_gone = error.is_missing() && matches!(self.first, First::Append);
        if is_gone && self.begin_again(shared, &self.places.first.clone()).is_ok() {
            return Ok(None);
        }
        let trouble = format!("{error}; {}", error.hint());
        if let Some(second) = self.places.second.take() {
            match self.begin_again(shared, &second) {
                Ok(()) => return Ok(Some(trouble)),
                Err(error) => {
                    log::warn!("no journal in the program’s own folder either: {error}");
                    self.places.second = Some(second);
                }
            }
        }
        self.since.truncate(known);
        Err(trouble)
    }

    fn text(&mut self, shared: &Shared, number: u32, item: &Item) -> Result<String, StoreError> {
        let files = &shared.environment.files;
        let mut text = String::new();
        match item {
            Item::Record(record) => journal::append(&mut text, number, record),
            Item::Base(set) => {
                let path = self.places.base.as_ref().unwrap_or(&self.places.first);
                create_folder(&**files, path)?;
                // Only this program knows of it: nobody else can have the lock.
                if let Hold::Ours(held) = store::hold(files, path, &shared.environment.holder())? {
                    self.held = Some(held);
                }
                let written = wire::write(set, &WriteOptions::default());
                let hash = store::replace(&**files, path, written.as_bytes())?.stamp.hash;
                journal::append(&mut text, number, &Record::file(hash, number.saturating_sub(1)));
            }
        }
        Ok(text)
    }

    /// Appends what `since` holds from `known` on.
    fn append(&mut self, files: &dyn FileSystem, known: usize) -> Result<(), StoreError> {
        let text: String = self.since.iter().skip(known).map(|(_, text)| text.as_str()).collect();
        let path = &self.places.first;
        if let First::Begin { bytes, aside } = &self.first {
            let bytes = [bytes, text.as_bytes()].concat();
            if *aside {
                put_new(files, path, &bytes)?;
            } else {
                store::replace(files, path, &bytes)?;
            }
            self.first = First::Append;
            self.log = Some(Log::begun(path.clone()));
            return Ok(());
        }
        self.log.get_or_insert_with(|| Log::begun(path.clone())).append(files, text.as_bytes())
    }

    /// Begins a journal at a place with all that the set's file does not hold.
    fn begin_again(&mut self, shared: &Shared, path: &Path) -> Result<(), StoreError> {
        let mut text = String::new();
        if let Some((hash, after)) = self.file {
            journal::append(&mut text, after.saturating_sub(1), &shared.start());
            journal::append(&mut text, after, &Record::file(hash, after));
        }
        text.extend(self.since.iter().map(|(_, text)| text.as_str()));
        put_new(&*shared.environment.files, path, text.as_bytes())?;
        self.first = First::Append;
        path.clone_into(&mut self.places.first);
        self.log = Some(Log::begun(path.to_owned()));
        Ok(())
    }
}

/// Puts a journal at a place where another one may lie, which then gets a copy under another name.
fn put_new(files: &dyn FileSystem, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    create_folder(files, path)?;
    match files.metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        _ => _ = store::copy_aside(files, path)?,
    }
    store::replace(files, path, bytes).map(drop)
}

pub(super) fn create_folder(files: &dyn FileSystem, path: &Path) -> Result<(), StoreError> {
    path.parent().map_or(Ok(()), |folder| store::make_private_directory(files, folder))
}
