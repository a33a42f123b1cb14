//! A disk for tests that does what real ones do on bad days. It stands where [`Disk`](crossread::store::Disk) stands in
//! the program, and everything on it is in memory.
//!
//! Clones share the disk: keep one in the test, give the other to the code under test.
//!
//! # A step fails
//!
//! Every call of a [`FileSystem`] or [`Handle`] method is one [`Step`]. [`TestDisk::fail`] lets the n-th from now fail,
//! [`TestDisk::fail_from`] that one and all after it (a drive that was pulled out), [`TestDisk::fail_when`] those that a
//! closure picks. A write that fails has written half. To go through all steps of some work:
//!
//! ```ignore
//! for n in 1.. {
//!     let disk = TestDisk::new();
//!     disk.put("/sets/a.ron", "old", 0o600);
//!     disk.fail(n, Trouble::NoSpace);
//!     let outcome = work(&disk);
//!     // … what must hold …
//!     if disk.failures() == 0 {
//!         break; // The work has fewer than n steps.
//!     }
//! }
//! ```
//!
//! [`TestDisk::meddle_after`] lets another program write into a file right after a step.
//!
//! # The power fails
//!
//! The disk writes down every change and every sync. [`TestDisk::each_crash`] then shows the disks that a power failure
//! after each of these changes may leave behind, each as a new [`TestDisk`] to recover from:
//!
//! - what was written to a file since its last sync is lost, or there up to any boundary of 512 bytes, or there without
//!   its first or with nothing but its last block, or its length is there and the bytes are zero;
//! - a sync that failed leaves what was written before it in doubt for ever, also when a later one succeeds (as on
//!   Linux, which takes the bytes for written);
//! - a new name, a removed name, a changed name and changed rights are there or not, each for itself, until their
//!   directory (for rights, the file) was synced; a new directory is made known by syncing the one above it, and so is a
//!   file, whose own sync does not keep its name.
//!
//! Where that makes too many disks, a part is taken: in the order of writing, nothing, all, and a choice that is the
//! same in every run. What had been promised by then is known from [`TestDisk::position`]: take it when a promise is
//! made, and hold it against [`Crash::after`].
//!
//! [`TestDisk::after_kill`] is the disk as a killed program leaves it: everything as it was, no locks.
//!
//! # A slow disk
//!
//! After [`TestDisk::hold_syncs`] every sync waits until [`TestDisk::let_one_go`] or [`TestDisk::let_all_go`];
//! [`TestDisk::wait_for_sync`] returns once one is waiting.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crossread::store::{FileId, FileSystem, Handle, Lock, Metadata, Owner, Permissions};

/// What a disk reads and writes at once.
pub const BLOCK: usize = 512;

/// How many disks are made of one moment of a power failure at most.
const MAX_DISKS: usize = 512;

/// How long a sync waits before the test is taken for stuck.
const STUCK: Duration = Duration::from_mins(1);

/// The root directory.
const ROOT: u64 = 1;

/// What a step asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    CreateNew,
    Append,
    Read,
    Metadata,
    ReadLink,
    SetPermissions,
    Rename,
    SyncDirectory,
    CreateDirectory,
    MayWrite,
    GiveTo,
    Remove,
    RemoveDirectory,
    List,
    Lock,
    Write,
    Sync,
}

impl Kind {
    /// Whether the step changes something on the disk, so that it fails where nothing may be written.
    pub fn changes(self) -> bool {
        !matches!(self, Self::Read | Self::Metadata | Self::ReadLink | Self::List)
    }
}

/// One call of the code under test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it asked for.
    pub kind: Kind,
    /// Of which file or directory; with [`Kind::Rename`], the name that it has before.
    pub path: PathBuf,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// ENOSPC.
    NoSpace,
    /// EDQUOT.
    Quota,
    /// EIO.
    Io,
    /// EIO, though what was asked for was done, as over a network that fails at the wrong moment.
    IoAfterwards,
    /// EROFS.
    ReadOnly,
    /// EACCES.
    NoRights,
    /// EINTR.
    Interrupted,
    /// EXDEV.
    OtherDrive,
    /// ENOENT.
    Gone,
    /// EOPNOTSUPP.
    Unsupported,
}

impl Trouble {
    /// All that may befall any step.
    pub const ALL: [Self; 10] = [
        Self::NoSpace,
        Self::Quota,
        Self::Io,
        Self::IoAfterwards,
        Self::ReadOnly,
        Self::NoRights,
        Self::Interrupted,
        Self::OtherDrive,
        Self::Gone,
        Self::Unsupported,
    ];

    /// What the system says.
    pub fn error(self) -> io::Error {
        match self {
            Self::NoSpace => io::ErrorKind::StorageFull.into(),
            Self::Quota => io::ErrorKind::QuotaExceeded.into(),
            Self::Io | Self::IoAfterwards => io::Error::other("input/output error"),
            Self::ReadOnly => io::ErrorKind::ReadOnlyFilesystem.into(),
            Self::NoRights => io::ErrorKind::PermissionDenied.into(),
            Self::Interrupted => io::ErrorKind::Interrupted.into(),
            Self::OtherDrive => io::ErrorKind::CrossesDevices.into(),
            Self::Gone => io::ErrorKind::NotFound.into(),
            Self::Unsupported => io::ErrorKind::Unsupported.into(),
        }
    }
}

/// A moment of a power failure. Prints what had happened until then, and what of it was lost, for the message of a test
/// that fails.
#[derive(Clone)]
pub struct Crash {
    /// How many changes and syncs had taken place: all promises made at a [`TestDisk::position`] up to this one must be
    /// kept.
    pub after: usize,
    log: Arc<[Logged]>,
    fates: Vec<Option<Part>>,
}

impl std::fmt::Display for Crash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the power failed after {} of {} changes:", self.after, self.log.len())?;
        for (logged, fate) in self.log.iter().zip(&self.fates) {
            let fate = match fate {
                None => "lost ".to_owned(),
                Some(Part::All) => "there".to_owned(),
                Some(Part::Blocks(blocks, false)) => format!("blocks {blocks:?} there"),
                Some(Part::Blocks(blocks, true)) => format!("blocks {blocks:?} there, the others are zeros"),
            };
            write!(f, "\n  {fate}: {}", logged.change)?;
        }
        Ok(())
    }
}

/// The disk.
#[derive(Clone, Debug)]
pub struct TestDisk(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug)]
struct State {
    /// What was there before the first of `log`.
    base: Tree,
    /// What programs see.
    now: Tree,
    log: Vec<Logged>,
    next: u64,
    steps: Vec<Step>,
    plans: Vec<Plan>,
    meddlers: Vec<Meddler>,
    failures: usize,
    locked: BTreeSet<u64>,
    clock: Duration,
    tick: Duration,
    are_syncs_held: bool,
    /// How many syncs may pass though they are held.
    passes: usize,
    waiting: usize,
}

type Picks = Box<dyn FnMut(&Step) -> bool + Send>;

struct Plan {
    picks: Picks,
    trouble: Trouble,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.trouble.fmt(f)
    }
}

/// Another program.
struct Meddler {
    picks: Picks,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Meddler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.path.fmt(f)
    }
}

#[derive(Clone, Debug)]
struct Tree(BTreeMap<u64, Node>);

#[derive(Clone, Debug)]
struct Node {
    what: What,
    mode: u32,
    modified: Duration,
}

#[derive(Clone, Debug)]
enum What {
    File(Vec<u8>),
    Directory(BTreeMap<OsString, u64>),
    Link(PathBuf),
}

#[derive(Clone, Debug)]
struct Logged {
    change: Change,
    /// Whether it was on the disk at once, as what a test puts there.
    is_durable: bool,
}

#[derive(Clone, Debug)]
enum Change {
    Born { node: u64, what: What, mode: u32 },
    Enter { directory: u64, name: OsString, node: u64 },
    Leave { directory: u64, name: OsString, node: u64 },
    Move { from: (u64, OsString), to: (u64, OsString), node: u64 },
    Write { node: u64, offset: usize, bytes: Vec<u8> },
    Whole { node: u64, bytes: Vec<u8> },
    Mode { node: u64, mode: u32 },
    SyncFile { node: u64, is_done: bool },
    SyncDirectory { directory: u64 },
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Born { node, .. } => write!(f, "{node} is made"),
            Self::Enter { directory, name, node } => write!(f, "{node} is {} in {directory}", name.display()),
            Self::Leave { directory, name, node } => write!(f, "{node} is no longer {} in {directory}", name.display()),
            Self::Move { from, to, node } => {
                write!(f, "{node} was {} in {}, is {} in {}", from.1.display(), from.0, to.1.display(), to.0)
            }
            Self::Write { node, offset, bytes } => write!(f, "{node} gets {} bytes at {offset}", bytes.len()),
            Self::Whole { node, bytes } => write!(f, "{node} has {} bytes", bytes.len()),
            Self::Mode { node, mode } => write!(f, "{node} gets the rights {mode:o}"),
            Self::SyncFile { node, is_done: true } => write!(f, "{node} is synced"),
            Self::SyncFile { node, is_done: false } => write!(f, "{node} could not be synced"),
            Self::SyncDirectory { directory } => write!(f, "the names in {directory} are synced"),
        }
    }
}

/// Where a path leads.
struct Place {
    directory: u64,
    name: OsString,
    node: Option<u64>,
}

impl Default for TestDisk {
    fn default() -> Self {
        Self::new()
    }
}

impl TestDisk {
    /// An empty disk.
    pub fn new() -> Self {
        let root = Node { what: What::Directory(BTreeMap::new()), mode: 0o755, modified: Duration::ZERO };
        Self::with_tree(Tree(BTreeMap::from([(ROOT, root)])), ROOT + 1, Duration::ZERO)
    }

    fn with_tree(tree: Tree, next: u64, clock: Duration) -> Self {
        let state = State {
            base: tree.clone(),
            now: tree,
            log: Vec::new(),
            next,
            steps: Vec::new(),
            plans: Vec::new(),
            meddlers: Vec::new(),
            failures: 0,
            locked: BTreeSet::new(),
            clock,
            tick: Duration::from_secs(1),
            are_syncs_held: false,
            passes: 0,
            waiting: 0,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), moved: Condvar::new() }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // What stands on the disk, as another program sees and makes it. None of this is a step or fails.

    /// Makes a directory, with those above it, safe from power failures.
    pub fn put_directory(&self, path: impl AsRef<Path>) {
        self.state().put_directory(path.as_ref());
    }

    /// Puts a file there, with the directories above it, safe from power failures. One that is there gets other bytes
    /// and stays the same file.
    pub fn put(&self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>, mode: u32) {
        self.state().put(path.as_ref(), bytes.into(), mode);
    }

    /// Puts a symbolic link there, safe from power failures.
    pub fn put_link(&self, path: impl AsRef<Path>, to: impl Into<PathBuf>) {
        let mut state = self.state();
        let place = state.now.place(path.as_ref(), false).expect("its directory is there");
        state.born(&place, What::Link(to.into()), 0o777, true);
    }

    /// Gives a file or directory other rights, as its owner sees them: without 0200 nothing is written, without 0400
    /// nothing is read.
    pub fn put_mode(&self, path: impl AsRef<Path>, mode: u32) {
        let mut state = self.state();
        let node = state.now.find(path.as_ref()).expect("it is there");
        state.change(Change::Mode { node, mode }, true);
    }

    /// The bytes of a file; `None` where there is none.
    pub fn bytes(&self, path: impl AsRef<Path>) -> Option<Vec<u8>> {
        let state = self.state();
        match &state.now.0.get(&state.now.find(path.as_ref()).ok()?)?.what {
            What::File(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }

    /// The rights of a file or directory; `None` where there is none.
    pub fn mode(&self, path: impl AsRef<Path>) -> Option<u32> {
        let state = self.state();
        Some(state.now.0.get(&state.now.find(path.as_ref()).ok()?)?.mode)
    }

    /// The paths of all files and links, in order.
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        self.state().now.gather(ROOT, Path::new("/"), &mut paths);
        paths.sort();
        paths
    }

    /// Sets the disk's clock, which stands behind by `tick` with every change from then on.
    pub fn set_clock(&self, since_1970: Duration, tick: Duration) {
        let mut state = self.state();
        (state.clock, state.tick) = (since_1970, tick);
    }

    // What goes wrong.

    /// Lets the `n`-th step from now fail, counted from 1, and no other.
    pub fn fail(&self, n: usize, trouble: Trouble) {
        let mut left = n;
        self.fail_when(
            move |_| {
                left = left.wrapping_sub(1);
                left == 0
            },
            trouble,
        );
    }

    /// Lets the `n`-th step from now fail, counted from 1, and every step after it.
    pub fn fail_from(&self, n: usize, trouble: Trouble) {
        let mut left = n;
        self.fail_when(
            move |_| {
                left = left.saturating_sub(1);
                left == 0
            },
            trouble,
        );
    }

    /// Lets every step fail that `picks` picks. It is asked about each step once.
    pub fn fail_when(&self, picks: impl FnMut(&Step) -> bool + Send + 'static, trouble: Trouble) {
        self.state().plans.push(Plan { picks: Box::new(picks), trouble });
    }

    /// Lets another program put `bytes` into a file right after each step that `picks` picks.
    pub fn meddle_after(
        &self,
        picks: impl FnMut(&Step) -> bool + Send + 'static,
        path: impl AsRef<Path>,
        bytes: impl Into<Vec<u8>>,
    ) {
        let meddler = Meddler { picks: Box::new(picks), path: path.as_ref().to_owned(), bytes: bytes.into() };
        self.state().meddlers.push(meddler);
    }

    /// From now on nothing fails any more, and no other program does anything.
    pub fn heal(&self) {
        let mut state = self.state();
        state.plans.clear();
        state.meddlers.clear();
    }

    /// How many steps have failed because a test wanted it.
    pub fn failures(&self) -> usize {
        self.state().failures
    }

    /// What the code under test has asked for so far, in order, with what failed.
    pub fn steps(&self) -> Vec<Step> {
        self.state().steps.clone()
    }

    /// Forgets the steps so far.
    pub fn forget_steps(&self) {
        self.state().steps.clear();
    }

    // A slow disk.

    /// Lets every sync of a file or directory wait from now on.
    pub fn hold_syncs(&self) {
        self.state().are_syncs_held = true;
    }

    /// Lets one sync pass: the one that waits, or the next.
    pub fn let_one_go(&self) {
        self.state().passes += 1;
        self.0.moved.notify_all();
    }

    /// Lets all syncs pass, now and from now on.
    pub fn let_all_go(&self) {
        let mut state = self.state();
        (state.are_syncs_held, state.passes) = (false, 0);
        drop(state);
        self.0.moved.notify_all();
    }

    /// How many syncs are waiting.
    pub fn waiting(&self) -> usize {
        self.state().waiting
    }

    /// Returns once a sync is waiting.
    pub fn wait_for_sync(&self) {
        let state = self.state();
        let waited = self.0.moved.wait_timeout_while(state, STUCK, |state| state.waiting == 0);
        let (_state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        assert!(!timeout.timed_out(), "nothing is being synced");
    }

    /// Waits where syncs are held.
    fn wait_to_sync(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        if state.are_syncs_held {
            state.waiting += 1;
            self.0.moved.notify_all();
            let is_held = |state: &mut State| state.are_syncs_held && state.passes == 0;
            let waited = self.0.moved.wait_timeout_while(state, STUCK, is_held);
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            assert!(!timeout.timed_out(), "nobody lets the sync go");
            state = woken;
            state.waiting -= 1;
            state.passes = state.passes.saturating_sub(1);
        }
        state
    }

    // The power fails.

    /// How many changes and syncs have taken place.
    pub fn position(&self) -> usize {
        self.state().log.len()
    }

    /// The disk as a killed program leaves it: everything as it was, nothing locked, and nothing lost any more.
    pub fn after_kill(&self) -> Self {
        let state = self.state();
        Self::with_tree(state.now.clone(), state.next, state.clock)
    }

    /// Shows `check` the disks that a power failure may leave behind, after each change and sync from `position` on.
    /// Returns how many there were, so that a test can see that it has seen some.
    pub fn each_crash(&self, position: usize, mut check: impl FnMut(&Crash, &Self)) -> usize {
        let state = self.state();
        let (base, log, next, clock) = (state.base.clone(), state.log.clone(), state.next, state.clock);
        drop(state);
        let log: Arc<[Logged]> = log.into();
        let mut count = 0;
        for after in position..=log.len() {
            let doubts = Doubts::at(&log[..after]);
            for choice in doubts.choices() {
                let fates: Vec<Option<Part>> = (0..after).map(|index| doubts.fate(index, &choice)).collect();
                let mut tree = base.clone();
                for (logged, fate) in log.iter().zip(&fates) {
                    if let Some(part) = fate {
                        tree.apply(&logged.change, part);
                    }
                }
                check(&Crash { after, log: log.clone(), fates }, &Self::with_tree(tree, next, clock));
                count += 1;
            }
        }
        count
    }
}

/// What of a write is there.
#[derive(Clone, Debug)]
enum Part {
    All,
    /// The blocks that are there, by number within the write, and whether the others are there as zeros.
    Blocks(BTreeSet<usize>, bool),
}

/// What is not certain after a power failure.
struct Doubts {
    /// For each change: certain, or which of the doubts it belongs to.
    of: Vec<Option<usize>>,
    /// For each doubt: the blocks of the writes, or none for what is there or not.
    doubts: Vec<Vec<(usize, usize)>>,
}

impl Doubts {
    fn at(log: &[Logged]) -> Self {
        let mut doubts = Self { of: Vec::new(), doubts: Vec::new() };
        let mut files: BTreeMap<u64, usize> = BTreeMap::new();
        for (index, logged) in log.iter().enumerate() {
            let later = &log[index + 1..];
            if logged.is_durable || is_certain(&logged.change, later) {
                doubts.of.push(None);
                continue;
            }
            if let Change::Write { node, offset, bytes } = &logged.change {
                let doubt = *files.entry(*node).or_insert_with(|| {
                    doubts.doubts.push(Vec::new());
                    doubts.doubts.len() - 1
                });
                doubts.doubts[doubt].extend((0..blocks(*offset, bytes.len()).len()).map(|block| (index, block)));
                doubts.of.push(Some(doubt));
            } else {
                doubts.doubts.push(Vec::new());
                doubts.of.push(Some(doubts.doubts.len() - 1));
            }
        }
        doubts
    }

    /// How many outcomes a doubt has.
    fn outcomes(&self, doubt: usize) -> usize {
        match self.doubts[doubt].len() {
            0 => 2,
            1 => 3,
            blocks => blocks + 4,
        }
    }

    /// Each choice has one outcome for each doubt.
    fn choices(&self) -> Vec<Vec<usize>> {
        let outcomes: Vec<usize> = (0..self.doubts.len()).map(|doubt| self.outcomes(doubt)).collect();
        let all = outcomes.iter().try_fold(1_usize, |all, &outcomes| all.checked_mul(outcomes));
        if let Some(all) = all.filter(|&all| all <= MAX_DISKS) {
            return (0..all)
                .map(|mut number| {
                    let digit = |&outcomes: &usize| {
                        let digit = number % outcomes;
                        number /= outcomes;
                        digit
                    };
                    outcomes.iter().map(digit).collect()
                })
                .collect();
        }
        // In the order of writing: everything up to one doubt is there, nothing behind it.
        let whole = |doubt: usize| self.doubts[doubt].len().max(1);
        let mut choices: Vec<Vec<usize>> = (0..=outcomes.len())
            .map(|end| (0..outcomes.len()).map(|doubt| if doubt < end { whole(doubt) } else { 0 }).collect())
            .collect();
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        while choices.len() < MAX_DISKS {
            let mut next = |below: usize| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                (random >> 16) as usize % below
            };
            choices.push(outcomes.iter().map(|&outcomes| next(outcomes)).collect());
        }
        choices
    }

    /// What of a change is there; `None` where it is lost.
    fn fate(&self, index: usize, choice: &[usize]) -> Option<Part> {
        let Some(doubt) = self.of[index] else { return Some(Part::All) };
        let (blocks, outcome) = (&self.doubts[doubt], choice[doubt]);
        if blocks.is_empty() {
            return (outcome == 1).then_some(Part::All);
        }
        let count = blocks.len();
        let is_there = |place: usize| match outcome.checked_sub(count) {
            // The first ones or all; none, and zeros in their place; only the last; all but the first.
            None | Some(0) => place < outcome,
            Some(1) => false,
            Some(2) => place + 1 == count,
            Some(3) => place != 0,
            Some(_) => unreachable!("there are no more outcomes"),
        };
        let mine = blocks.iter().enumerate().filter(|(_, (write, _))| *write == index);
        let kept = mine.filter(|(place, _)| is_there(*place)).map(|(_, (_, block))| *block).collect();
        let are_zeros = outcome == count + 1;
        Some(Part::Blocks(kept, are_zeros))
    }
}

/// The ranges of a write, cut where blocks of the file end.
fn blocks(offset: usize, length: usize) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < length {
        let end = length.min(start + BLOCK - (offset + start) % BLOCK);
        ranges.push(start..end);
        start = end;
    }
    ranges
}

/// Whether what happened later made sure of a change.
fn is_certain(change: &Change, later: &[Logged]) -> bool {
    let is_synced = |wanted: u64| {
        later.iter().any(|logged| matches!(logged.change, Change::SyncDirectory { directory } if directory == wanted))
    };
    let mut syncs = later.iter().filter_map(|logged| match logged.change {
        Change::SyncFile { node, is_done } => Some((node, is_done)),
        _ => None,
    });
    match change {
        Change::Enter { directory, .. } | Change::Leave { directory, .. } => is_synced(*directory),
        Change::Move { from, to, .. } => is_synced(from.0) && is_synced(to.0),
        // Only the next sync counts: after one that failed, the system takes the bytes for written.
        Change::Write { node, .. } | Change::Whole { node, .. } => {
            syncs.find(|(synced, _)| synced == node).is_some_and(|(_, is_done)| is_done)
        }
        Change::Mode { node, .. } => syncs.any(|(synced, is_done)| synced == *node && is_done),
        Change::Born { .. } | Change::SyncFile { .. } | Change::SyncDirectory { .. } => true,
    }
}

impl Tree {
    fn directory(&self, node: u64) -> io::Result<&BTreeMap<OsString, u64>> {
        match self.0.get(&node).map(|node| &node.what) {
            Some(What::Directory(entries)) => Ok(entries),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Where a path leads. All directories on the way must be there; the last name need not.
    fn place(&self, path: &Path, follow_last: bool) -> io::Result<Place> {
        let names = |path: &Path| -> VecDeque<OsString> {
            let named = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
            named.map(|part| part.as_os_str().to_owned()).collect()
        };
        let mut left = names(path);
        let mut above = vec![ROOT];
        let mut links = 0;
        while let Some(name) = left.pop_front() {
            let directory = *above.last().unwrap_or(&ROOT);
            if name == ".." {
                above.truncate(above.len().saturating_sub(1).max(1));
                continue;
            }
            if name.len() > 255 {
                return Err(io::ErrorKind::InvalidFilename.into());
            }
            let node = self.directory(directory)?.get(&name).copied();
            match node.and_then(|node| self.0.get(&node)).map(|node| &node.what) {
                Some(What::Link(to)) if follow_last || !left.is_empty() => {
                    links += 1;
                    if links > 40 {
                        return Err(io::Error::other("too many links"));
                    }
                    if to.has_root() {
                        above.truncate(1);
                    }
                    let mut more = names(to);
                    more.append(&mut left);
                    left = more;
                }
                _ if left.is_empty() => return Ok(Place { directory, name, node }),
                _ => above.push(node.ok_or(io::ErrorKind::NotFound)?),
            }
        }
        let node = *above.last().unwrap_or(&ROOT);
        Ok(Place { directory: node, name: OsString::new(), node: Some(node) })
    }

    fn find(&self, path: &Path) -> io::Result<u64> {
        self.place(path, true)?.node.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Whether the rights of a file or directory have these bits.
    fn allows(&self, node: u64, bits: u32) -> io::Result<()> {
        match self.0.get(&node) {
            Some(node) if node.mode & bits == bits => Ok(()),
            Some(_) => Err(io::ErrorKind::PermissionDenied.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn file(&self, node: u64) -> io::Result<&Vec<u8>> {
        match self.0.get(&node).map(|node| &node.what) {
            Some(What::File(bytes)) => Ok(bytes),
            Some(_) => Err(io::ErrorKind::IsADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn gather(&self, directory: u64, path: &Path, paths: &mut Vec<PathBuf>) {
        for (name, node) in self.directory(directory).into_iter().flatten() {
            let path = path.join(name);
            match self.0.get(node).map(|node| &node.what) {
                Some(What::Directory(_)) => self.gather(*node, &path, paths),
                _ => paths.push(path),
            }
        }
    }

    fn entries(&mut self, directory: u64) -> &mut BTreeMap<OsString, u64> {
        match self.0.get_mut(&directory).map(|node| &mut node.what) {
            Some(What::Directory(entries)) => entries,
            other => panic!("no directory: {other:?}"),
        }
    }

    fn content(&mut self, node: u64) -> &mut Vec<u8> {
        match self.0.get_mut(&node).map(|node| &mut node.what) {
            Some(What::File(bytes)) => bytes,
            other => panic!("no file: {other:?}"),
        }
    }

    /// Carries out a change, or what is left of it.
    fn apply(&mut self, change: &Change, part: &Part) {
        match change {
            Change::Born { node, what, mode } => {
                self.0.insert(*node, Node { what: what.clone(), mode: *mode, modified: Duration::ZERO });
            }
            Change::Enter { directory, name, node } => {
                self.entries(*directory).insert(name.clone(), *node);
            }
            Change::Leave { directory, name, node } => self.leave(*directory, name, *node),
            Change::Move { from, to, node } => {
                self.leave(from.0, &from.1, *node);
                self.entries(to.0).insert(to.1.clone(), *node);
            }
            Change::Write { node, offset, bytes } => {
                let content = self.content(*node);
                let parts = blocks(*offset, bytes.len());
                let (kept, are_zeros) = match part {
                    Part::All => ((0..parts.len()).collect(), false),
                    Part::Blocks(kept, are_zeros) => (kept.clone(), *are_zeros),
                };
                for (number, range) in parts.into_iter().enumerate() {
                    let (start, end) = (offset + range.start, offset + range.end);
                    if kept.contains(&number) || are_zeros {
                        content.resize(content.len().max(end), 0);
                    }
                    if kept.contains(&number) {
                        content[start..end].copy_from_slice(&bytes[range]);
                    }
                }
            }
            Change::Whole { node, bytes } => self.content(*node).clone_from(bytes),
            Change::Mode { node, mode } => {
                if let Some(node) = self.0.get_mut(node) {
                    node.mode = *mode;
                }
            }
            Change::SyncFile { .. } | Change::SyncDirectory { .. } => {}
        }
    }

    fn leave(&mut self, directory: u64, name: &OsStr, node: u64) {
        let entries = self.entries(directory);
        if entries.get(name) == Some(&node) {
            entries.remove(name);
        }
    }
}

impl State {
    /// Counts a step. The trouble that befalls it, if any.
    fn step(&mut self, kind: Kind, path: &Path) -> Result<(), Trouble> {
        let step = Step { kind, path: path.to_owned() };
        // All are asked, so that each counts every step.
        let picked: Vec<Trouble> =
            self.plans.iter_mut().filter_map(|plan| (plan.picks)(&step).then_some(plan.trouble)).collect();
        self.steps.push(step);
        match picked.first() {
            Some(trouble) => {
                self.failures += 1;
                Err(*trouble)
            }
            None => Ok(()),
        }
    }

    /// A step, and what another program does right after it.
    fn act<T>(&mut self, kind: Kind, path: &Path, act: impl FnOnce(&mut Self) -> io::Result<T>) -> io::Result<T> {
        let outcome = match self.step(kind, path) {
            Ok(()) => act(self),
            // That it failed by itself would come first.
            Err(trouble @ Trouble::IoAfterwards) => act(self).and_then(|_| Err(trouble.error())),
            Err(trouble) => Err(trouble.error()),
        };
        self.meddle(kind, path);
        outcome
    }

    fn meddle(&mut self, kind: Kind, path: &Path) {
        let step = Step { kind, path: path.to_owned() };
        let mut meddlers = std::mem::take(&mut self.meddlers);
        for meddler in &mut meddlers {
            if (meddler.picks)(&step) {
                self.put(&meddler.path, meddler.bytes.clone(), 0o600);
            }
        }
        self.meddlers = meddlers;
    }

    fn change(&mut self, change: Change, is_durable: bool) {
        let is_sync = matches!(change, Change::SyncFile { .. } | Change::SyncDirectory { .. });
        self.now.apply(&change, &Part::All);
        if !is_sync {
            self.clock += self.tick;
        }
        let clock = self.clock;
        if let Change::Born { node, .. } | Change::Write { node, .. } | Change::Whole { node, .. } = &change
            && let Some(node) = self.now.0.get_mut(node)
        {
            node.modified = clock;
        }
        self.log.push(Logged { change, is_durable });
    }

    fn born(&mut self, place: &Place, what: What, mode: u32, is_durable: bool) -> u64 {
        let node = self.next;
        self.next += 1;
        self.change(Change::Born { node, what, mode }, is_durable);
        let enter = Change::Enter { directory: place.directory, name: place.name.clone(), node };
        self.change(enter, is_durable);
        node
    }

    fn put(&mut self, path: &Path, bytes: Vec<u8>, mode: u32) {
        self.put_directory(path.parent().expect("a file has a directory"));
        let place = self.now.place(path, true).expect("its directory is there");
        if let Some(node) = place.node {
            self.change(Change::Whole { node, bytes }, true);
            self.change(Change::Mode { node, mode }, true);
        } else {
            self.born(&place, What::File(bytes), mode, true);
        }
    }

    fn put_directory(&mut self, path: &Path) {
        for path in path.ancestors().collect::<Vec<_>>().into_iter().rev() {
            let place = self.now.place(path, true).expect("those above it are there");
            if place.node.is_none() {
                self.born(&place, What::Directory(BTreeMap::new()), 0o755, true);
            }
        }
    }

    /// The file at a path, made where it is missing.
    fn make(&mut self, path: &Path) -> io::Result<u64> {
        let place = self.now.place(path, true)?;
        if let Some(node) = place.node {
            self.now.file(node)?;
            self.now.allows(node, 0o200)?;
            return Ok(node);
        }
        self.now.allows(place.directory, 0o200)?;
        Ok(self.born(&place, What::File(Vec::new()), 0o600, false))
    }

    fn make_directory(&mut self, path: &Path, mode: u32) -> io::Result<()> {
        let place = self.now.place(path, true)?;
        if let Some(node) = place.node {
            return self.now.directory(node).map(drop).map_err(|_| io::ErrorKind::AlreadyExists.into());
        }
        self.now.allows(place.directory, 0o200)?;
        self.born(&place, What::Directory(BTreeMap::new()), mode, false);
        Ok(())
    }
}

/// An open file.
struct Open {
    disk: TestDisk,
    path: PathBuf,
    node: u64,
    /// Whether nobody else may lock it, as a file that is newly made.
    is_locked: bool,
}

impl Handle for Open {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let outcome = state.step(Kind::Write, &self.path);
        let written = match outcome {
            Ok(()) | Err(Trouble::IoAfterwards) => bytes.len(),
            Err(Trouble::NoSpace | Trouble::Quota | Trouble::Io | Trouble::Interrupted) => bytes.len() / 2,
            Err(_) => 0,
        };
        if written > 0 {
            let offset = state.now.file(self.node)?.len();
            state.change(Change::Write { node: self.node, offset, bytes: bytes[..written].to_vec() }, false);
        }
        state.meddle(Kind::Write, &self.path);
        outcome.map_err(Trouble::error)
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.wait_to_sync();
        let outcome = state.step(Kind::Sync, &self.path);
        // What the system could not bring to the disk it takes for written all the same.
        let has_tried =
            matches!(outcome, Ok(()) | Err(Trouble::Io | Trouble::IoAfterwards | Trouble::NoSpace | Trouble::Quota));
        if has_tried {
            state.change(Change::SyncFile { node: self.node, is_done: outcome.is_ok() }, false);
        }
        state.meddle(Kind::Sync, &self.path);
        outcome.map_err(Trouble::error)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.is_locked {
            self.disk.state().locked.remove(&self.node);
        }
    }
}

#[derive(Debug)]
struct Locked {
    disk: TestDisk,
    node: u64,
}

impl Lock for Locked {}

impl Drop for Locked {
    fn drop(&mut self) {
        self.disk.state().locked.remove(&self.node);
    }
}

impl FileSystem for TestDisk {
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let mut state = self.state();
        let node = state.act(Kind::CreateNew, path, |state| {
            let place = state.now.place(path, false)?;
            if place.node.is_some() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            state.now.allows(place.directory, 0o200)?;
            Ok(state.born(&place, What::File(Vec::new()), 0o600, false))
        })?;
        state.locked.insert(node);
        Ok(Box::new(Open { disk: self.clone(), path: path.to_owned(), node, is_locked: true }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn Handle>> {
        let node = self.state().act(Kind::Append, path, |state| state.make(path))?;
        Ok(Box::new(Open { disk: self.clone(), path: path.to_owned(), node, is_locked: false }))
    }

    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        self.state().act(Kind::Read, path, |state| {
            let node = state.now.find(path)?;
            state.now.allows(node, 0o400)?;
            Ok(state.now.file(node)?.iter().copied().take(limit.saturating_add(1) as usize).collect())
        })
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.state().act(Kind::Metadata, path, |state| {
            let number = state.now.find(path)?;
            let node = state.now.0.get(&number).ok_or(io::ErrorKind::NotFound)?;
            let bytes = state.now.file(number);
            Ok(Metadata {
                length: bytes.as_ref().map_or(0, |bytes| bytes.len() as u64),
                modified: SystemTime::UNIX_EPOCH.checked_add(node.modified),
                is_file: bytes.is_ok(),
                id: Some(FileId { device: 1, number }),
                changed: None,
                owner: None,
                permissions: Permissions::Mode(node.mode),
            })
        })
    }

    fn read_link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        self.state().act(Kind::ReadLink, path, |state| {
            let place = match state.now.place(path, false) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                place => place?,
            };
            Ok(match place.node.and_then(|node| state.now.0.get(&node)).map(|node| &node.what) {
                Some(What::Link(to)) => Some(to.clone()),
                _ => None,
            })
        })
    }

    fn set_permissions(&self, path: &Path, permissions: &Permissions) -> io::Result<()> {
        self.state().act(Kind::SetPermissions, path, |state| {
            let Permissions::Mode(mode) = permissions else { return Err(io::ErrorKind::InvalidInput.into()) };
            let node = state.now.find(path)?;
            state.change(Change::Mode { node, mode: *mode }, false);
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.state().act(Kind::Rename, from, |state| {
            let (from, to) = (state.now.place(from, false)?, state.now.place(to, false)?);
            let node = from.node.ok_or(io::ErrorKind::NotFound)?;
            if to.node.is_some_and(|node| state.now.directory(node).is_ok()) {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            state.now.allows(from.directory, 0o200)?;
            state.now.allows(to.directory, 0o200)?;
            let change = Change::Move { from: (from.directory, from.name), to: (to.directory, to.name), node };
            state.change(change, false);
            Ok(())
        })
    }

    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        self.wait_to_sync().act(Kind::SyncDirectory, path, |state| {
            let directory = state.now.find(path)?;
            state.now.directory(directory)?;
            state.change(Change::SyncDirectory { directory }, false);
            Ok(())
        })
    }

    fn create_directory(&self, path: &Path) -> io::Result<()> {
        self.state().act(Kind::CreateDirectory, path, |state| {
            for path in path.ancestors().collect::<Vec<_>>().into_iter().rev() {
                state.make_directory(path, 0o755)?;
            }
            Ok(())
        })
    }

    fn create_private_directory(&self, path: &Path) -> io::Result<()> {
        self.state().act(Kind::CreateDirectory, path, |state| state.make_directory(path, 0o700))
    }

    fn may_write(&self, path: &Path) -> io::Result<()> {
        self.state().act(Kind::MayWrite, path, |state| {
            let node = state.now.find(path)?;
            state.now.file(node)?;
            state.now.allows(node, 0o200)
        })
    }

    fn give_to(&self, path: &Path, _: Owner) -> io::Result<bool> {
        self.state().act(Kind::GiveTo, path, |_| Ok(true))
    }

    fn remove_directory(&self, path: &Path) -> io::Result<()> {
        self.state().act(Kind::RemoveDirectory, path, |state| {
            let place = state.now.place(path, false)?;
            let node = place.node.ok_or(io::ErrorKind::NotFound)?;
            if !state.now.directory(node)?.is_empty() {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            state.now.allows(place.directory, 0o200)?;
            state.change(Change::Leave { directory: place.directory, name: place.name, node }, false);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.state().act(Kind::Remove, path, |state| {
            let place = state.now.place(path, false)?;
            let node = place.node.ok_or(io::ErrorKind::NotFound)?;
            if state.now.directory(node).is_ok() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            state.now.allows(place.directory, 0o200)?;
            state.change(Change::Leave { directory: place.directory, name: place.name, node }, false);
            Ok(())
        })
    }

    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        self.state().act(Kind::List, directory, |state| {
            let node = state.now.find(directory)?;
            state.now.allows(node, 0o400)?;
            Ok(state.now.directory(node)?.keys().cloned().collect())
        })
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn Lock>>> {
        let mut state = self.state();
        let node = state.act(Kind::Lock, path, |state| state.make(path))?;
        let is_free = state.locked.insert(node);
        Ok(is_free.then(|| Box::new(Locked { disk: self.clone(), node }) as Box<dyn Lock>))
    }
}
