//! F2, F3 and F4: every step of a save fails, the power fails after every one, and the disk does not confirm what was
//! written. The file is the old or the new one as a whole, and nothing is called saved that is not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crossread::model::Timestamp;
use crossread::store::{Doing, Receipt, StoreError, backups, replace};

use crate::common::faults::{Kind, TestDisk, Trouble};

const SET: &str = "/sets/a.ron";

/// Longer than a block of the disk, so that it can be torn.
fn old() -> Vec<u8> {
    [b"old".as_slice(), &[b'o'; 1400]].concat()
}

fn new() -> Vec<u8> {
    [b"new".as_slice(), &[b'n'; 1900]].concat()
}

fn disk() -> TestDisk {
    let disk = TestDisk::new();
    disk.put(SET, old(), 0o640);
    disk
}

fn save(disk: &TestDisk) -> Result<Receipt, StoreError> {
    replace(disk, Path::new(SET), &new())
}

/// The kinds of the steps of a save where nothing fails, in order.
fn steps_of_a_save() -> Vec<Kind> {
    let disk = disk();
    save(&disk).unwrap();
    disk.steps().iter().map(|step| step.kind).collect()
}

fn is_set_alone(disk: &TestDisk) -> bool {
    disk.paths() == [Path::new(SET)]
}

#[test]
fn f02_whatever_step_fails_the_file_is_the_old_or_the_new_one_and_nothing_else_is_left() {
    let steps = steps_of_a_save();
    assert!(steps.len() >= 12, "{steps:?}");
    for trouble in Trouble::ALL {
        for (n, kind) in (1..).zip(&steps) {
            let what = format!("{trouble:?} at step {n}, {kind:?}");
            let disk = disk();
            disk.fail(n, trouble);
            let outcome = save(&disk);
            assert_eq!(disk.failures(), 1, "{what}");
            let now = disk.bytes(SET).unwrap();
            // A system that says that there is no file is believed: then a new one is made, for its owner alone.
            let is_believed = trouble == Trouble::Gone && n == 2;
            match outcome {
                // What another crash left is looked for, and need not be found.
                Ok(_) => assert!((*kind == Kind::List || is_believed) && now == new(), "{what} was passed over"),
                Err(error) => {
                    let is_new = matches!(
                        error,
                        StoreError::Io { doing: Doing::SyncDirectory | Doing::Compare, .. }
                            | StoreError::Differs { .. }
                    );
                    // A network can fail after it has done what was asked.
                    let is_done = trouble == Trouble::IoAfterwards && *kind == Kind::Rename;
                    assert!(now == if is_new || is_done { new() } else { old() }, "{what}: {error}");
                    assert!(error.to_string().ends_with(SET) && !error.hint().is_empty(), "{what}: {error}");
                }
            }
            // Where the making of the new file failed after it was made, nobody knows whose it is.
            if !(trouble == Trouble::IoAfterwards && *kind == Kind::CreateNew) {
                assert!(is_set_alone(&disk), "{what} leaves {:?}", disk.paths());
            }
            save(&disk).unwrap();
            assert_eq!(disk.bytes(SET).unwrap(), new(), "{what}: the next one");
            assert_eq!(disk.mode(SET), Some(if is_believed { 0o600 } else { 0o640 }), "{what}");
        }
    }
}

#[test]
fn f02_a_disk_that_goes_away_in_a_save_has_the_old_or_the_new_file_when_it_is_back() {
    let steps = steps_of_a_save();
    for trouble in Trouble::ALL {
        for n in 1..=steps.len() {
            let disk = disk();
            disk.fail_from(n, trouble);
            let outcome = save(&disk);
            disk.heal();
            let now = disk.bytes(SET).unwrap();
            assert!(now == old() || now == new(), "{trouble:?} from step {n}");
            assert!(outcome.is_err(), "{trouble:?} from step {n} was passed over");
            // What could not be removed goes with the next save after a while.
            disk.set_clock(Duration::from_hours(24), Duration::ZERO);
            save(&disk).unwrap();
            assert!(is_set_alone(&disk), "{trouble:?} from step {n} leaves {:?}", disk.paths());
        }
    }
}

#[test]
fn f02_what_a_crash_left_behind_is_removed_and_nothing_else() {
    let disk = disk();
    let (crashed, fresh) = ("/sets/.crossread-4711-3.tmp", "/sets/.crossread-4711-4.tmp");
    let foreign = ["/sets/.crossread-mine.tmp", "/sets/.crossread-1-2.tmp.ron", "/sets/crossread-1-2.tmp"];
    for path in [crashed].iter().chain(&foreign) {
        disk.put(path, "half a set", 0o600);
    }
    disk.put("/elsewhere/important", "somebody’s", 0o600);
    disk.put_link("/sets/.crossread-1-1.tmp", "/elsewhere/important");
    let writing = crossread::store::FileSystem::create_new(&disk, Path::new("/sets/.crossread-4711-5.tmp")).unwrap();
    disk.set_clock(Duration::from_hours(2), Duration::from_secs(1));
    disk.put(fresh, "half a set", 0o600);
    save(&disk).unwrap();
    let left: Vec<PathBuf> = disk.paths();
    assert!(!left.contains(&crashed.into()), "{left:?}");
    assert_eq!(left.len(), 1 + foreign.len() + 4, "{left:?}");

    drop(writing);
    disk.set_clock(Duration::from_hours(4), Duration::from_secs(1));
    disk.fail_when(|step| step.kind == Kind::Lock, Trouble::Unsupported);
    save(&disk).unwrap();
    assert_eq!(disk.paths(), left, "where the drive has no locks, nothing is certain");
    disk.heal();
    // The clock went back: nothing is old.
    disk.set_clock(Duration::from_secs(5), Duration::from_secs(1));
    save(&disk).unwrap();
    assert_eq!(disk.paths(), left);
    disk.set_clock(Duration::from_hours(4), Duration::from_secs(1));
    save(&disk).unwrap();
    assert_eq!(disk.paths().len(), left.len() - 2);
}

#[test]
fn f02_whatever_step_of_a_backup_fails_those_before_it_stay() {
    let folder = Path::new("/data/backups/set");
    let rules = backups::Rules { recent: 2, days: 0, ..backups::Rules::default() };
    let keep = |disk: &TestDisk, bytes: &str| {
        backups::keep_by(disk, folder, bytes.as_bytes(), Timestamp(1_772_616_128_042), &rules)
    };
    let prepared = |existing: &[&str]| {
        let disk = TestDisk::new();
        disk.put_directory("/data");
        for bytes in existing {
            keep(&disk, bytes).unwrap();
        }
        disk.forget_steps();
        disk
    };
    for existing in [&["one", "two"][..], &[]] {
        let disk = prepared(existing);
        keep(&disk, "three").unwrap();
        let steps = disk.steps();
        for trouble in Trouble::ALL {
            for (n, step) in (1..).zip(&steps) {
                let what = format!("{trouble:?} at step {n}, {step:?}");
                let disk = prepared(existing);
                disk.fail(n, trouble);
                let outcome = keep(&disk, "three");
                disk.heal();
                let listed = backups::list(&disk, folder).unwrap();
                let held: Vec<Vec<u8>> = listed.iter().map(|one| backups::read(&disk, one).unwrap()).collect();
                let older: Vec<Vec<u8>> = existing.iter().rev().map(|bytes| bytes.as_bytes().to_vec()).collect();
                let is_kept = held.first().is_some_and(|newest| newest == b"three");
                assert!(is_kept || (outcome.is_err() && held == older), "{what}: {held:?}");
                if let Some(last) = older.first() {
                    assert!(held.contains(last), "{what}: {held:?}");
                }
                let removed = outcome.as_ref().map_or(0, |kept| kept.removed);
                // A network can fail after it has done what was asked.
                let is_told = !(trouble == Trouble::IoAfterwards && step.kind == Kind::Remove);
                assert!(!is_told || removed + held.len() == older.len() + usize::from(is_kept), "{what}: {removed}");
                keep(&disk, "four").unwrap();
                assert_eq!(backups::list(&disk, folder).unwrap().len(), 1 + usize::from(!held.is_empty()), "{what}");
            }
        }
    }
}

#[test]
fn f03_after_a_power_failure_the_file_is_the_old_or_the_new_one() {
    let disk = disk();
    let before = disk.position();
    save(&disk).unwrap();
    let saved = disk.position();
    let mut seen = [0, 0];
    disk.each_crash(before, |crash, after| {
        let now = after.bytes(SET).unwrap_or_else(|| panic!("no file: {crash}"));
        assert!(now == old() || now == new(), "{} bytes: {crash}", now.len());
        seen[usize::from(now == new())] += 1;
        assert!(crash.after < saved || now == new(), "what was called saved is lost: {crash}");
        assert_eq!(after.mode(SET), Some(0o640), "{crash}");
        // The next save works, and the one after a while leaves nothing.
        after.set_clock(Duration::from_hours(24), Duration::ZERO);
        save(after).unwrap();
        assert!(is_set_alone(after), "{:?}: {crash}", after.paths());
    });
    assert!(seen[0] > 10 && seen[1] > 1, "{seen:?}");
}

#[test]
fn f03_a_new_file_is_there_as_a_whole_or_not_at_all() {
    let disk = TestDisk::new();
    disk.put_directory("/sets");
    save(&disk).unwrap();
    let saved = disk.position();
    let count = disk.each_crash(0, |crash, after| match after.bytes(SET) {
        Some(now) => assert_eq!((now, after.mode(SET)), (new(), Some(0o600)), "{crash}"),
        None => assert!(crash.after < saved, "what was called saved is lost: {crash}"),
    });
    assert!(count > 20, "{count}");
}

#[test]
fn f03_a_save_that_failed_at_any_step_can_lose_power_too() {
    for (n, kind) in (1..).zip(steps_of_a_save()) {
        let disk = disk();
        let before = disk.position();
        disk.fail(n, Trouble::Io);
        let _ = save(&disk);
        save(&disk).unwrap();
        let saved = disk.position();
        disk.each_crash(before, |crash, after| {
            let now = after.bytes(SET).unwrap_or_else(|| panic!("no file: {crash}"));
            assert!(now == old() || now == new(), "{kind:?}, {} bytes: {crash}", now.len());
            assert!(crash.after < saved || now == new(), "{kind:?}: {crash}");
        });
    }
}

#[test]
fn f03_of_several_saves_the_last_one_that_was_told_or_a_later_one_is_there() {
    let disk = disk();
    let mut told = vec![(disk.position(), old())];
    for number in 0..4_usize {
        let bytes = vec![b'0' + number as u8; 700 * number];
        replace(&disk, Path::new(SET), &bytes).unwrap();
        told.push((disk.position(), bytes));
    }
    let count = disk.each_crash(told[0].0, |crash, after| {
        let now = after.bytes(SET).unwrap();
        let found = told.iter().position(|(_, bytes)| *bytes == now).unwrap_or_else(|| panic!("mixed: {crash}"));
        let promised = told.iter().rposition(|(position, _)| *position <= crash.after).unwrap();
        assert!(found >= promised, "save {promised} is lost: {crash}");
    });
    assert!(count > 100, "{count}");
}

#[test]
fn f03_no_power_failure_takes_a_backup_that_was_kept() {
    let folder = Path::new("/data/backups/set");
    let disk = TestDisk::new();
    disk.put_directory("/data");
    let rules = backups::Rules { recent: 2, days: 0, ..backups::Rules::default() };
    let mut kept = Vec::new();
    for number in 0..4_u8 {
        let bytes = vec![b'0' + number; 600];
        let backup = backups::keep_by(&disk, folder, &bytes, Timestamp(0), &rules).unwrap().backup;
        kept.push((disk.position(), backup));
    }
    let count = disk.each_crash(0, |crash, after| {
        let there = backups::list(after, folder).unwrap();
        for one in &there {
            backups::read(after, one).unwrap_or_else(|error| panic!("{error}: {crash}"));
        }
        let promised: Vec<_> = kept.iter().filter(|(position, _)| *position <= crash.after).collect();
        for (_, backup) in promised.iter().rev().take(2) {
            // The removal of the second but last begins only when the next one is safe.
            let is_next_there = there.first().is_some_and(|newest| newest.number > backup.number + 1);
            assert!(there.contains(backup) || is_next_there, "{backup:?}: {crash}");
        }
        let next = backups::keep_by(after, folder, b"next", Timestamp(0), &rules).unwrap().backup;
        assert!(there.iter().all(|one| one.number < next.number), "{crash}");
    });
    assert!(count > 100, "{count}");
}

#[test]
fn f04_what_the_disk_did_not_confirm_is_never_called_saved_and_is_written_anew() {
    for trouble in [Trouble::Io, Trouble::IoAfterwards, Trouble::NoSpace, Trouble::Quota] {
        let disk = disk();
        let before = disk.position();
        let first = |kind| {
            let mut is_first = true;
            move |step: &crate::common::faults::Step| {
                step.kind == kind && std::mem::replace(&mut is_first, step.kind != kind)
            }
        };
        disk.fail_when(first(Kind::Sync), trouble);
        let error = save(&disk).unwrap_err();
        assert!(matches!(error, StoreError::Io { doing: Doing::Sync, .. }), "{error}");
        assert_eq!(disk.bytes(SET).unwrap(), old());
        let kinds = |disk: &TestDisk| disk.steps().iter().map(|step| step.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&disk).iter().filter(|kind| **kind == Kind::Sync).count(), 1, "it is not tried again");

        disk.forget_steps();
        let receipt = save(&disk).unwrap();
        let saved = disk.position();
        assert_eq!(receipt.stamp.length, new().len() as u64);
        for kind in [Kind::CreateNew, Kind::Write, Kind::Sync] {
            assert_eq!(kinds(&disk).iter().filter(|one| **one == kind).count(), 1, "all of it again: {kind:?}");
        }
        disk.each_crash(before, |crash, after| {
            let now = after.bytes(SET).unwrap();
            assert!(now == new() || (now == old() && crash.after < saved), "{crash}");
        });
    }
}

#[test]
fn f04_a_new_name_that_the_disk_did_not_confirm_is_not_called_saved() {
    let disk = disk();
    disk.fail_when(|step| step.kind == Kind::SyncDirectory, Trouble::Io);
    let error = save(&disk).unwrap_err();
    assert!(matches!(error, StoreError::Io { doing: Doing::SyncDirectory, .. }), "{error}");
    assert!(error.hint().contains("not certain"), "{}", error.hint());
    let mut is_old_possible = false;
    disk.each_crash(disk.position(), |_, after| is_old_possible |= after.bytes(SET).unwrap() == old());
    assert!(is_old_possible, "the error was right");
}
