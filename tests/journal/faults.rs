//! Whatever step fails, and whenever the power does: what was reported as kept or saved is there.

use std::path::Path;

use crossread::job::{Inline, Threads};
use crossread::session::Session;

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
                    disk.fail_from(n, trouble)
                } else {
                    disk.fail(n, trouble)
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
