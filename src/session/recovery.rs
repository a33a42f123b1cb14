//! What a journal holds when a set is taken up: its history, and work that no file has yet.

use std::path::{Path, PathBuf};

use super::journal::{Beginning, First, Places, create_folder};
use super::{Environment, backups};
use crate::model::edit::{self, Edit};
use crate::model::history::History;
use crate::model::{AnnotationSet, Hash, SetId, Timestamp};
use crate::store::{self, Held, Hold, StoreError};
use crate::wire::journal::{self as journals, Journal, JournalTrouble, Numbered, Record};

/// How many steps can still be undone after a restart.
pub const STEPS: usize = 1000;

/// The longest journal that is read, in bytes: what was read takes several times as much memory.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The folder, in the program's own, of the sets without a file.
const UNSAVED: &str = "unsaved";

/// How much longer than that a journal may be before it is shortened, in bytes.
const SURPLUS: usize = 4 * 1024 * 1024;

/// Work that a journal holds and the file does not, as it would be if it were restored.
#[derive(Debug)]
pub struct Recovery {
    /// The set with that work.
    pub set: AnnotationSet,
    /// How many steps it is.
    pub steps: usize,
    /// When the first and the last of them were done.
    pub between: Option<(Timestamp, Timestamp)>,
    /// Whether the file is the one that the work was done on. Otherwise something else has replaced it, and the work
    /// can only be taken as a copy.
    pub fits: bool,
    /// How many steps do not fit any more and are not in `set`.
    pub refused: usize,
    /// What is wrong with the journal.
    pub trouble: Option<JournalTrouble>,
    /// The journal that holds it.
    pub journal: PathBuf,
    /// Whether another installation writes that journal, as on another computer that shares the folder. It may be at
    /// work at this moment.
    pub of_another: bool,
    pub(super) way: Way,
}

/// How work is restored.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Way {
    /// The journal is whole: it goes on, with its history.
    GoOn { history: History, beginning: Beginning, places: Places },
    /// What could be used of the journal becomes one step on this set.
    OneStep { base: AnnotationSet, edit: Edit },
}

/// What was found beside a set's file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) places: Places,
    pub(super) beginning: Beginning,
    pub(super) history: History,
    pub(super) recovery: Option<Recovery>,
}

/// Work on a set that had no file when the program stopped.
#[derive(Debug)]
pub struct Leftover {
    /// The work.
    pub recovery: Recovery,
    pub(super) held: Held,
}

/// Work on a set's file that somebody wanted put aside, or whose journal was damaged.
#[derive(Clone, Debug)]
pub struct PutAside {
    /// The set as it would be with that work.
    pub set: AnnotationSet,
    /// How many steps it is.
    pub steps: usize,
    /// When the last of them was done.
    pub at: Timestamp,
    /// The journal that holds it.
    pub journal: PathBuf,
}

/// A journal that was read.
struct Read {
    path: PathBuf,
    bytes: Vec<u8>,
    journal: Journal,
}

/// What is at a journal's place.
enum There {
    Nothing,
    /// A journal of another set, or something that cannot be read: to be left alone.
    Other,
    Ours(Read),
}

impl Read {
    fn at(environment: &Environment, path: &Path, set: SetId) -> There {
        let bytes = match store::read(&*environment.files, path, LARGEST) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => return There::Nothing,
            Err(error) => {
                // The set itself can be read: no journal keeps it from being opened.
                log::warn!("a journal cannot be read: {error}");
                return There::Other;
            }
        };
        let journal = journals::read(&bytes);
        let belongs = journal.set().is_none_or(|id| id == set);
        // Numbers that nobody reaches by working would leave no room for more.
        if !belongs || journal.next() > u32::MAX / 2 {
            return There::Other;
        }
        There::Ours(Self { path: path.to_owned(), bytes, journal })
    }

    /// The journal of this set at a place; `None` where there is none that can be read.
    fn ours_at(environment: &Environment, path: &Path, set: SetId) -> Option<Self> {
        match Self::at(environment, path, set) {
            There::Ours(read) => Some(read),
            There::Nothing | There::Other => None,
        }
    }

    /// Whether everything up to the last record can be trusted: what is torn was not reported as kept.
    fn is_whole(&self) -> bool {
        matches!(self.journal.trouble, None | Some(JournalTrouble::Torn { .. }))
    }

    /// The steps that the file with this hash does not hold; `None` where the journal does not know it.
    fn behind(&self, hash: Hash) -> Option<(u32, Vec<&Numbered>)> {
        let known = self.journal.known(hash)?;
        Some((known, self.journal.steps_behind(known)))
    }
}

/// The history that the records up to the one with this number led to.
fn history(journal: &Journal, until: u32) -> History {
    let records = journal.records.iter().take_while(|numbered| numbered.number <= until);
    History::rebuild(records.filter_map(|numbered| numbered.record.clone().into_past())).shortened(STEPS)
}

/// Where the journal of the set in this file is written.
///
/// # Errors
///
/// When the path leads nowhere.
pub(super) fn places(environment: &Environment, path: &Path, set: SetId) -> Result<Places, StoreError> {
    let name = format!("journal-{}", environment.instance());
    // However the path is spelled, and through whatever links it goes.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let companion = store::companion(&*environment.files, &path)?;
    let second = environment.data.as_ref().map(|data| {
        let place = Hash::of(companion.as_os_str().as_encoded_bytes()).to_string();
        let place = place.get(..16).unwrap_or_default();
        data.path().join("journals").join(format!("{set}-{place}")).join(&name)
    });
    Ok(Places { first: companion.join(&name), second, base: None })
}

/// Takes a lock on a set's file in the program's own folder, for drives that have none; `None` where there is no such
/// folder, or it cannot be written.
pub(super) fn hold_here(environment: &Environment, path: &Path, set: SetId) -> Option<Hold> {
    let second = places(environment, path, set).ok()?.second?;
    let held = create_folder(&*environment.files, &second)
        .and_then(|()| store::hold(&environment.files, &second.with_file_name("set"), &environment.holder()));
    held.inspect_err(|error| log::warn!("no lock in the program’s own folder: {error}")).ok()
}

/// Where the journal of a set without a file is written; `None` where the program has no folder of its own.
pub(super) fn places_without_file(environment: &Environment, set: SetId) -> Option<Places> {
    // Two windows may each have the sample open: the set's own id would not tell them apart.
    let name = format!("{}.ron", environment.next_id());
    let base = environment.data.as_ref()?.path().join(UNSAVED).join(name);
    let places = places(environment, &base, set).ok()?;
    Some(Places { second: None, base: Some(base), ..places })
}

/// Looks for journals of the set that was read from a file with this hash; one that cannot be read is left alone. Meant
/// for the background.
///
/// # Errors
///
/// When the path leads nowhere.
pub(super) fn look(
    environment: &Environment,
    path: &Path,
    set: &AnnotationSet,
    hash: Hash,
) -> Result<Found, StoreError> {
    let places = places(environment, path, set.id())?;
    let read: Vec<Read> = std::iter::once(&places.first)
        .chain(&places.second)
        .filter_map(|path| Read::ours_at(environment, path, set.id()))
        .collect();
    // A journal that goes further is the later one, wherever it is.
    let ours = read
        .iter()
        .filter_map(|read| Some((read, read.behind(hash)?)))
        .max_by_key(|(read, (_, behind))| (behind.len(), read.journal.next(), read.path == places.first));
    // Whatever lies at the journal's place gets a copy before a new one begins there.
    let fresh = Beginning { file: Some((hash, 1)), ..Beginning::default() };
    let found = |beginning, history, recovery| {
        let recovery: Option<Recovery> = recovery;
        Found { places: places.clone(), beginning, history, recovery }
    };
    let Some((ours, (known, behind))) = ours else {
        let foreign = read.iter().find_map(|foreign| foreign_work(environment, foreign, set));
        let recovery = foreign.or_else(|| work_of_others(environment, &places, set, hash));
        return Ok(found(fresh, History::default(), recovery));
    };
    if !behind.is_empty() {
        // Only until somebody has decided: with the first new step the old journal gets another name.
        let recovery = own_work(ours, set, hash, known, &behind, &places);
        return Ok(match recovery {
            // What was done and taken back again leaves nothing to ask about.
            Recovery { way: Way::GoOn { history, beginning, places }, set: restored, .. } if restored == *set => {
                Found { places, beginning, history, recovery: None }
            }
            recovery => found(fresh, History::default(), Some(recovery)),
        });
    }
    let recovery = work_of_others(environment, &places, set, hash);
    // The history must lead exactly to the file that is there.
    if !ours.is_whole() || known >= ours.journal.next() {
        log::warn!("the history cannot be used: {:?}: {}", ours.journal.trouble, ours.path.display());
        return Ok(found(fresh, History::default(), recovery));
    }
    Ok(match go_on(ours, hash, known) {
        Some(beginning) => {
            let places = place_of(ours, &places);
            Found { places, beginning, history: history(&ours.journal, known), recovery }
        }
        None => found(fresh, History::default(), recovery),
    })
}

/// Where a journal goes on: where it is. From the program's own folder it comes back beside the file with the next save.
fn place_of(ours: &Read, places: &Places) -> Places {
    if ours.path == places.first {
        return places.clone();
    }
    Places { first: ours.path.clone(), second: None, base: None }
}

/// The journal ends with the file as it is: it goes on, shortened where it is long. `None` where it would not know the
/// file any more.
fn go_on(ours: &Read, hash: Hash, known: u32) -> Option<Beginning> {
    let until = if ours.journal.is_left() {
        let mut mark = String::new();
        journals::append(&mut mark, known.saturating_add(1), &Record::file(hash, known));
        [ours.journal.until(&ours.bytes, known), mark.into_bytes()].concat()
    } else {
        ours.journal.until(&ours.bytes, u32::MAX)
    };
    let shortened = (until.len() > SURPLUS)
        .then(|| journals::read(&until).shortened(&until, hash, STEPS))
        .flatten()
        .unwrap_or(until);
    let read = journals::read(&shortened);
    read.known(hash)?;
    let next = read.next();
    let first = if shortened == ours.bytes {
        First::Append
    } else {
        First::Begin { bytes: shortened, aside: ours.journal.trouble.is_some() }
    };
    Some(Beginning { next: Some(next), file: Some((hash, next.saturating_sub(1))), since: Vec::new(), first })
}

/// Work that was done on the very file that is there.
fn own_work(
    ours: &Read,
    set: &AnnotationSet,
    hash: Hash,
    known: u32,
    behind: &[&Numbered],
    places: &Places,
) -> Recovery {
    let (restored, done) = replay(set, behind);
    if !ours.is_whole() || done.len() < behind.len() || known >= ours.journal.next() {
        return Recovery { fits: true, ..in_one_step(ours, set.clone(), restored, behind, done) };
    }
    let last = ours.journal.next().saturating_sub(1);
    let bytes = ours.journal.until(&ours.bytes, last);
    let since = ours.journal.records.iter().filter(|numbered| numbered.number > known && numbered.number <= last);
    let text =
        |place: std::ops::Range<usize>| String::from_utf8_lossy(ours.bytes.get(place).unwrap_or_default()).into_owned();
    Recovery {
        set: restored,
        steps: behind.len(),
        between: between(behind),
        fits: true,
        refused: 0,
        trouble: ours.journal.trouble.clone(),
        journal: ours.path.clone(),
        of_another: false,
        way: Way::GoOn {
            history: history(&ours.journal, last),
            beginning: Beginning {
                next: Some(last.saturating_add(1)),
                file: Some((hash, known)),
                since: since.map(|numbered| (numbered.number, text(numbered.place.clone()))).collect(),
                first: match ours.journal.trouble {
                    None => First::Append,
                    Some(_) => First::Begin { bytes, aside: true },
                },
            },
            places: place_of(ours, places),
        },
    }
}

/// Work that can only be restored in part, or not on the file that is there.
fn in_one_step(
    read: &Read,
    base: AnnotationSet,
    restored: AnnotationSet,
    behind: &[&Numbered],
    done: Vec<Edit>,
) -> Recovery {
    Recovery {
        set: restored,
        steps: done.len(),
        between: between(behind),
        fits: false,
        refused: behind.len() - done.len(),
        trouble: read.journal.trouble.clone(),
        journal: read.path.clone(),
        of_another: false,
        way: Way::OneStep { base, edit: Edit::Batch(done) },
    }
}

/// Work on this very file in the journal of another installation, as far as it can be read: it is only ever offered as a
/// copy, since whoever does it may be going on with it.
fn work_of_others(environment: &Environment, places: &Places, set: &AnnotationSet, hash: Hash) -> Option<Recovery> {
    let folder = places.first.parent()?;
    let names = environment.files.list(folder).ok()?;
    let is_journal = |name: &&str| name.starts_with("journal-") && !is_aside(name);
    let others = names.iter().filter_map(|name| name.to_str()).filter(is_journal).map(|name| folder.join(name));
    others.filter(|path| *path != places.first).find_map(|path| {
        let read = Read::ours_at(environment, &path, set.id())?;
        let (_, behind) = read.behind(hash)?;
        let (restored, done) = replay(set, &behind);
        let recovery = in_one_step(&read, set.clone(), restored, &behind, done);
        (!behind.is_empty()).then_some(Recovery { of_another: true, ..recovery })
    })
}

/// Work on the set in this file that was put aside, the latest first: what of it the present set lacks. Meant for the
/// background.
///
/// # Errors
///
/// When the path leads nowhere.
pub fn work_put_aside(
    environment: &Environment,
    path: &Path,
    set: &AnnotationSet,
) -> Result<Vec<PutAside>, StoreError> {
    let places = places(environment, path, set.id())?;
    let folders = std::iter::once(&places.first).chain(&places.second).filter_map(|place| place.parent());
    let mut found: Vec<PutAside> = Vec::new();
    for folder in folders {
        let names = environment.files.list(folder).unwrap_or_default();
        let aside = names.iter().filter_map(|name| name.to_str()).filter(|name| is_aside(name));
        found.extend(aside.filter_map(|name| {
            let read = Read::ours_at(environment, &folder.join(name), set.id())?;
            let work = foreign_work(environment, &read, set)?;
            let at = work.between.map_or(Timestamp(0), |(_, last)| last);
            Some(PutAside { set: work.set, steps: work.steps, at, journal: work.journal })
        }));
    }
    found.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.journal.cmp(&other.journal)));
    Ok(found)
}

/// Whether a journal was given another name, so that a new one could take its place.
fn is_aside(name: &str) -> bool {
    name.starts_with("journal-") && name.contains("-aside-")
}

/// Does the steps again, and returns those that fit.
fn replay(set: &AnnotationSet, steps: &[&Numbered]) -> (AnnotationSet, Vec<Edit>) {
    let mut set = set.clone();
    let edits = steps.iter().filter_map(|numbered| numbered.record.edit());
    let done = edits.filter(|edit| edit::apply(&mut set, (*edit).clone()).is_ok()).cloned().collect();
    (set, done)
}

/// Work on a file that is not there any more. Where a backup holds that file, the work is done on it again; otherwise
/// as much of it as fits on what is there now.
fn foreign_work(environment: &Environment, foreign: &Read, set: &AnnotationSet) -> Option<Recovery> {
    // A file that was announced may never have been there: a backup is a proof. Without one, all that is known counts.
    let base =
        foreign.journal.files().find_map(|(hash, after)| Some((backups::find(environment, set.id(), hash)?, after)));
    let (base, after) = base.unwrap_or_else(|| {
        let oldest = foreign.journal.files().last().map_or(0, |(_, after)| after);
        (set.clone(), oldest)
    });
    let behind = foreign.journal.steps_behind(after);
    if behind.is_empty() {
        return None;
    }
    let (restored, done) = replay(&base, &behind);
    // Where all of it is in the file that is there now, nothing is missing.
    (restored != *set).then(|| in_one_step(foreign, base, restored, &behind, done))
}

fn between(steps: &[&Numbered]) -> Option<(Timestamp, Timestamp)> {
    Some((steps.first()?.record.at()?, steps.last()?.record.at()?))
}

/// Looks for work on sets that had no file when the program stopped, the oldest first. What another window is working
/// on is not among it. Meant for the background.
pub fn left_behind(environment: &Environment) -> Vec<Leftover> {
    let Some(data) = &environment.data else { return Vec::new() };
    let folder = data.path().join(UNSAVED);
    let names = environment.files.list(&folder).unwrap_or_default();
    let sets = names.iter().map(Path::new).filter(|name| name.extension().is_some_and(|ending| ending == "ron"));
    sets.filter_map(|name| leftover(environment, &folder.join(name))).collect()
}

/// Whether all that a journal holds is in a file, or in the journal that lies beside it: the program stopped after it
/// had saved the set for the first time, and before it had cleared up.
fn is_saved_elsewhere(environment: &Environment, journal: &Path, set: SetId) -> bool {
    let Some(read) = Read::ours_at(environment, journal, set) else { return false };
    read.journal.trouble.is_none()
        && read.journal.places().any(|(hash, after, path)| {
            if path.is_empty() {
                return false;
            }
            let path = Path::new(path);
            let is_there = || store::read(&*environment.files, path, journals::LIMIT);
            let is_in_the_file =
                read.journal.steps_behind(after).is_empty() && is_there().is_ok_and(|bytes| Hash::of(&bytes) == hash);
            is_in_the_file || is_copied(environment, &read, path, set)
        })
}

/// Whether the journal beside a file begins with this one.
fn is_copied(environment: &Environment, read: &Read, path: &Path, set: SetId) -> bool {
    let copy = places(environment, path, set).ok().and_then(|places| Read::ours_at(environment, &places.first, set));
    copy.is_some_and(|copy| copy.bytes.starts_with(&read.bytes))
}

fn leftover(environment: &Environment, base: &Path) -> Option<Leftover> {
    let Ok(Hold::Ours(held)) = store::hold(&environment.files, base, &environment.holder()) else { return None };
    let bytes = store::read(&*environment.files, base, journals::LIMIT).ok()?;
    let set = super::read_set(&bytes).ok()?.set;
    let found = look(environment, base, &set, Hash::of(&bytes)).ok()?;
    let mut recovery = found.recovery?;
    if is_saved_elsewhere(environment, &recovery.journal, set.id()) {
        for done in [recovery.journal.as_path(), base] {
            if let Err(error) = environment.files.remove(done) {
                log::warn!("a journal that is not needed any more stays behind: {error}: {}", done.display());
            }
        }
        return None;
    }
    if let Way::GoOn { places, .. } = &mut recovery.way {
        (places.second, places.base) = (None, Some(base.to_owned()));
    }
    Some(Leftover { recovery, held })
}
