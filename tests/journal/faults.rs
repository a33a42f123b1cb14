//! Whatever step fails, and whenever the power does: what was reported as kept or saved is there.

use std::path::{Path, PathBuf};

use crossread::job::{Inline, Threads};
use crossread::model::Details;
use crossread::session::{Command, Environment, STEPS, Session, take_up};

use crate::common::faults::{Kind, TestDisk, Trouble};
use crate::desk::{begun, environment, found, is_kept, note, notes, reopened};

const SET: &str = "/sets/bridge.ron";
const DATA: &str = "/home/data";

/// What was promised by which moment: so many notes are on the disk.
#[derive(Default)]
struct Promises(Vec<(usize, usize)>);

impl Promises {
    fn make(&mut self, disk: &TestDisk, session: &Session) {
        if is_kept(session) {
            self.0.push((disk.position(), notes(session)));
        }
    }

    /// How many notes had been promised when this many changes had reached the disk.
    fn by(&self, position: usize) -> usize {
        self.0.iter().filter(|(at, _)| *at <= position).map(|(_, notes)| *notes).max().unwrap_or_default()
    }
}

fn save(session: &mut Session, disk: &TestDisk, promises: &mut Promises) {
    let to = session.file().path().is_none().then(|| SET.into());
    if session.save(to).is_ok() && matches!(session.wait_for_save(), Some(Ok(_))) {
        promises.0.push((disk.position(), notes(session)));
    }
}

/// A sitting: notes, a first save, notes, a save, notes; going on whatever happens.
fn sitting(session: &mut Session, disk: &TestDisk, promises: &mut Promises) {
    for round in 0..3 {
        for _ in 0..2 {
            note(session);
            promises.make(disk, session);
        }
        if round < 2 {
            save(session, disk, promises);
        }
    }
}

fn disk() -> TestDisk {
    let disk = TestDisk::new();
    disk.put_directory("/sets");
    disk.put_directory("/home");
    disk
}

#[test]
fn f02_whatever_step_fails_what_was_kept_comes_back_and_the_next_save_works() {
    let mut cases = 0;
    for trouble in [Trouble::NoSpace, Trouble::Io, Trouble::ReadOnly] {
        for from_then_on in [false, true] {
            for n in 1.. {
                let disk = disk();
                let mut session = begun(environment(disk.clone(), Inline, Path::new(DATA)));
                let before = disk.steps().len();
                if from_then_on {
                    disk.fail_from(n, trouble);
                } else {
                    disk.fail(n, trouble);
                }
                let mut promises = Promises::default();
                sitting(&mut session, &disk, &mut promises);
                let failed = disk.failures() > 0;
                disk.heal();
                let promised = promises.by(usize::MAX);
                // Killed: what is on the disk then holds what was promised.
                let killed = disk.after_kill();
                let later = found(&environment(killed.clone(), Inline, Path::new(DATA)), Path::new(SET));
                let kept = later.as_ref().map_or(0, notes);
                let step = || disk.steps().get(n - 1 + before).cloned();
                let when = if from_then_on { "from" } else { "at" };
                assert!(kept >= promised, "{trouble:?} {when} step {n}, {:?}: {kept} of {promised} notes", step());
                assert!(kept <= notes(&session));
                // Not killed: as soon as the disk is well again, everything can be saved.
                session.save(session.file().path().is_none().then(|| SET.into())).unwrap();
                session.wait_for_save().unwrap().unwrap();
                assert!(is_kept(&session) && !session.is_unsaved() && notes(&session) == 6);
                drop(session);
                let session = reopened(&environment(disk, Inline, Path::new(DATA)), Path::new(SET)).unwrap();
                assert_eq!(notes(&session), 6);
                cases += 1;
                if !failed {
                    break;
                }
            }
        }
    }
    assert!(cases > 300, "{cases}");
}

#[test]
fn f03_after_a_power_failure_at_any_moment_what_was_promised_is_there() {
    let disk = disk();
    let mut session = begun(environment(disk.clone(), Inline, Path::new(DATA)));
    let mut promises = Promises::default();
    sitting(&mut session, &disk, &mut promises);
    assert_eq!(promises.by(usize::MAX), 6);
    let mut most = 0;
    let seen = disk.each_crash(0, |crash, disk| {
        let promised = promises.by(crash.after);
        let later = found(&environment(disk.clone(), Inline, Path::new(DATA)), Path::new(SET));
        let kept = later.as_ref().map_or(0, notes);
        assert!(kept >= promised, "{kept} of {promised} notes after {crash}");
        most = most.max(kept);
    });
    assert_eq!(most, 6);
    assert!(seen > 500, "{seen}");
}

#[test]
fn f04_what_the_disk_does_not_confirm_is_not_called_kept_and_is_written_again() {
    let disk = disk();
    let mut session = begun(environment(disk.clone(), Inline, Path::new(DATA)));
    note(&mut session);
    assert!(is_kept(&session));
    disk.fail_when(|step| step.kind == Kind::Sync, Trouble::Io);
    note(&mut session);
    let keeping = session.keeping().unwrap();
    assert!(!keeping.all && keeping.trouble.is_some_and(|trouble| trouble.contains("did not confirm")));
    disk.heal();
    let writes = |disk: &TestDisk| disk.steps().iter().filter(|step| step.kind == Kind::Write).count();
    let before = writes(&disk);
    note(&mut session);
    assert!(is_kept(&session) && session.keeping().unwrap().trouble.is_none());
    assert!(writes(&disk) > before + 1, "what was in doubt is written again, and not only synced");
}

#[test]
fn f05_where_nothing_may_be_written_beside_the_file_the_journal_goes_elsewhere() {
    let disk = disk();
    let environment = |disk: &TestDisk| environment(disk.clone(), Inline, Path::new(DATA));
    let mut session = begun(environment(&disk));
    session.save(Some(SET.into())).unwrap();
    session.wait_for_save().unwrap().unwrap();
    drop(session);
    let before = disk.bytes(SET);
    disk.fail_when(|step| step.kind.changes() && step.path.starts_with("/sets"), Trouble::ReadOnly);
    let mut session = reopened(&environment(&disk), Path::new(SET)).unwrap();
    assert!(session.file().unguarded().is_some());
    note(&mut session);
    let keeping = session.keeping().unwrap();
    assert!(keeping.all && keeping.elsewhere && keeping.trouble.is_some());
    session.save(None).unwrap();
    assert!(session.wait_for_save().unwrap().is_err());
    assert!(session.is_unsaved() && session.file().trouble().is_some());
    assert_eq!(disk.bytes(SET), before);
    let session = reopened(&environment(&disk.after_kill()), Path::new(SET)).unwrap();
    assert_eq!(notes(&session), 1, "the work is found in the program's own folder");
}

#[test]
fn f05_a_journal_that_goes_elsewhere_and_comes_back_has_no_gap() {
    let disk = disk();
    let mut session = begun(environment_of(&disk));
    note(&mut session);
    session.save(Some(SET.into())).unwrap();
    session.wait_for_save().unwrap().unwrap();
    drop(session);
    for round in 1..4 {
        // Nothing can be written beside the file for a while.
        let mut session = reopened(&environment_of(&disk), Path::new(SET)).unwrap();
        disk.fail_when(|step| step.kind.changes() && step.path.starts_with("/sets"), Trouble::ReadOnly);
        note(&mut session);
        note(&mut session);
        assert!(is_kept(&session) && session.keeping().unwrap().elsewhere);
        let killed = reopened(&environment_of(&disk.after_kill()), Path::new(SET)).unwrap();
        assert_eq!(notes(&killed), 3 * round);
        drop(killed);
        disk.heal();
        session.save(None).unwrap();
        session.wait_for_save().unwrap().unwrap();
        assert!(!session.keeping().unwrap().elsewhere, "it comes back beside the file");
        note(&mut session);
        let killed = reopened(&environment_of(&disk.after_kill()), Path::new(SET)).unwrap();
        assert_eq!(notes(&killed), 1 + 3 * round);
        session.save(None).unwrap();
        session.wait_for_save().unwrap().unwrap();
        drop(session);
        let mut again = reopened(&environment_of(&disk), Path::new(SET)).unwrap();
        assert_eq!(notes(&again), 1 + 3 * round);
        assert!(again.next_undo().is_some(), "the history is whole");
        again.run(Command::Undo).unwrap();
        again.run(Command::Redo).unwrap();
        again.save(None).unwrap();
        again.wait_for_save().unwrap().unwrap();
    }
}

#[test]
fn f05_a_slow_disk_keeps_nobody_waiting_and_nothing_is_called_kept_before_it_is() {
    let disk = disk();
    let mut session = begun(environment(disk.clone(), Threads, Path::new(DATA)));
    while !is_kept(&session) {
        std::thread::yield_now();
    }
    disk.hold_syncs();
    for _ in 0..100 {
        note(&mut session);
    }
    disk.wait_for_sync();
    assert!(!is_kept(&session) && notes(&session) == 100);
    disk.let_all_go();
    while !is_kept(&session) {
        std::thread::yield_now();
    }
    let syncs = disk.steps().iter().filter(|step| step.kind == Kind::Sync).count();
    assert!(syncs < 100, "what waits goes to the disk together: {syncs}");
}

/// A set in its file, and notes that only the journal has.
fn left_in_the_journal(disk: &TestDisk, notes: usize, length: usize) {
    let mut session = begun(environment(disk.clone(), Inline, Path::new(DATA)));
    session.save(Some(SET.into())).unwrap();
    session.wait_for_save().unwrap().unwrap();
    for _ in 0..notes {
        note(&mut session);
    }
    // Something long enough for the journal to be shortened.
    if length > 0 {
        let details = Details { task: "x".repeat(length), ..session.set().details().clone() };
        session.run(Command::SetDetails(details.clone())).unwrap();
        session.run(Command::SetDetails(Details { task: String::new(), ..details })).unwrap();
    }
    assert!(is_kept(&session));
}

#[test]
fn f02_whatever_step_of_recovery_fails_nothing_of_it_is_lost() {
    let whole = disk();
    left_in_the_journal(&whole, 4, 0);
    let mut cases = 0;
    for trouble in [Trouble::NoSpace, Trouble::Io, Trouble::NoRights] {
        for n in 1.. {
            let disk = whole.after_kill();
            let before = disk.steps().len();
            disk.fail(n, trouble);
            let environment = environment(disk.clone(), Inline, Path::new(DATA));
            // Opened, restored and worked on as far as that goes.
            if let Ok(mut opened) = take_up(&environment, Path::new(SET)) {
                let recovery = opened.recovery.take();
                let mut session = Session::from_opened(environment.clone(), opened).0;
                if let Some(recovery) = recovery {
                    session.restore(recovery);
                    note(&mut session);
                    // Where the name of this installation could not be read, the work came as a copy without a file.
                    if session.save(None).is_ok() {
                        session.wait_for_save();
                    }
                }
            }
            let failed = disk.failures() > 0;
            disk.heal();
            let later = reopened(&environment_of(&disk.after_kill()), Path::new(SET)).unwrap();
            let step = disk.steps().get(before + n - 1).cloned();
            assert!(notes(&later) >= 4, "{trouble:?} at step {n}, {step:?}: {} of 4 notes", notes(&later));
            cases += 1;
            if !failed {
                break;
            }
        }
    }
    assert!(cases > 60, "{cases}");
}

fn journal_of(disk: &TestDisk) -> PathBuf {
    disk.paths().into_iter().find(|path| path.to_string_lossy().contains("ron.crossread/journal-")).unwrap()
}

fn environment_of(disk: &TestDisk) -> Environment {
    environment(disk.clone(), Inline, Path::new(DATA))
}

#[test]
fn f02_a_long_journal_is_shortened_and_whatever_step_fails_nothing_is_lost() {
    let whole = disk();
    left_in_the_journal(&whole, 3, 3 << 20);
    // Restored and saved: what is long lies behind the file now, and opening shortens it with the first new step.
    let mut session = reopened(&environment_of(&whole), Path::new(SET)).unwrap();
    for n in 0..STEPS {
        let details = Details { title: n.to_string(), ..session.set().details().clone() };
        session.run(Command::SetDetails(details)).unwrap();
        session.run(Command::CloseGroup).unwrap();
    }
    session.save(None).unwrap();
    session.wait_for_save().unwrap().unwrap();
    drop(session);
    let length = |disk: &TestDisk| disk.bytes(journal_of(disk)).unwrap().len();
    let long = length(&whole);
    assert!(long > 4 << 20);
    let mut shortened = 0;
    for n in 1.. {
        let disk = whole.after_kill();
        let mut session = reopened(&environment_of(&disk), Path::new(SET)).unwrap();
        disk.fail(n, Trouble::NoSpace);
        note(&mut session);
        let promised = if is_kept(&session) { notes(&session) } else { 3 };
        let failed = disk.failures() > 0;
        disk.heal();
        shortened += usize::from(length(&disk) < long / 4);
        let later = reopened(&environment_of(&disk.after_kill()), Path::new(SET)).unwrap();
        assert!(notes(&later) >= promised, "step {n}");
        if !failed {
            break;
        }
    }
    assert!(shortened > 0);
}

#[test]
fn f08_a_flipped_bit_in_the_journal_costs_one_step_at_most_and_is_never_silent() {
    let whole = disk();
    left_in_the_journal(&whole, 5, 0);
    let journal = journal_of(&whole);
    let bytes = whole.bytes(&journal).unwrap();
    let steps = 10;
    let (mut flips, mut all) = (0, 0);
    for at in (0..bytes.len()).step_by(5) {
        let disk = whole.after_kill();
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        disk.put(&journal, flipped, 0o600);
        let opened = take_up(&environment_of(&disk), Path::new(SET)).unwrap();
        let recovery = opened.recovery.expect("the rest is offered");
        assert!(recovery.trouble.is_some(), "byte {at} goes unnoticed");
        // A line feed ends one record and begins the next.
        assert!(recovery.steps + recovery.refused + 2 >= steps, "byte {at}: {} of {steps}", recovery.steps);
        all += usize::from(recovery.steps + 1 >= steps);
        flips += 1;
    }
    assert!(flips > 1_000 && all * 10 > flips * 6, "{all} of {flips}");
}
