//! F6: another program changed the file. It is seen whatever the dates say, and never taken for a change when only the
//! date is another.

use std::path::Path;
use std::time::Duration;

use crossread::store::{
    Disk, FileChange, FileSystem as _, StoreError, changed_since, looks_changed_since, read_with_stamp, replace,
};

use crate::common::faults::{Kind, Step, TestDisk};

const SET: &str = "/sets/a.ron";

#[test]
fn f06_a_change_from_outside_is_noticed_and_a_mere_touch_is_not() {
    let disk = TestDisk::new();
    let path = Path::new(SET);
    disk.put(path, "as it was", 0o600);
    let stamp = replace(&disk, path, b"mine").unwrap().stamp;
    let both = || [changed_since(&disk, path, &stamp).unwrap(), looks_changed_since(&disk, path, &stamp).unwrap()];
    assert_eq!(both(), [FileChange::Same; 2]);
    disk.put(path, "mine", 0o600);
    assert_eq!(both(), [FileChange::Same; 2], "the same bytes at another time");
    disk.put(path, "them", 0o600);
    assert_eq!(both(), [FileChange::Changed; 2]);
    disk.put(path, "mine and more", 0o600);
    assert_eq!(both(), [FileChange::Changed; 2]);
    disk.remove(path).unwrap();
    assert_eq!(both(), [FileChange::Gone; 2]);
    disk.put("/sets/a.ron/inside", "a folder has its name now", 0o600);
    assert_eq!(both(), [FileChange::Changed; 2]);
    let inside = Path::new("/sets/b/a.ron");
    disk.put("/sets/b", "no folder any more", 0o600);
    assert_eq!(changed_since(&disk, inside, &stamp).unwrap(), FileChange::Gone);
}

#[test]
fn f06_a_change_of_the_same_length_in_the_same_moment_is_seen_before_saving() {
    let disk = TestDisk::new();
    let path = Path::new(SET);
    disk.put(path, "as it was", 0o600);
    disk.set_clock(Duration::from_hours(1), Duration::ZERO);
    let stamp = replace(&disk, path, b"mine").unwrap().stamp;
    disk.put(path, "them", 0o600);
    assert_eq!(changed_since(&disk, path, &stamp).unwrap(), FileChange::Changed);
    // Another file that got the name in the same moment is known by its number, also without a look into it before.
    disk.put(path, "mine", 0o600);
    disk.put("/sets/b.ron", "them", 0o600);
    disk.rename(Path::new("/sets/b.ron"), path).unwrap();
    assert_eq!(looks_changed_since(&disk, path, &stamp).unwrap(), FileChange::Changed);
}

#[test]
fn f06_looking_often_reads_nothing_while_nothing_happens() {
    let disk = TestDisk::new();
    let path = Path::new(SET);
    disk.put(path, "as it was", 0o600);
    let (_, stamp) = read_with_stamp(&disk, path, 100).unwrap();
    disk.forget_steps();
    assert_eq!(looks_changed_since(&disk, path, &stamp).unwrap(), FileChange::Same);
    let kinds: Vec<Kind> = disk.steps().iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [Kind::Metadata]);
}

#[test]
fn f06_what_is_written_while_it_is_read_is_read_again() {
    let path = Path::new(SET);
    for times in [1, 2] {
        let disk = TestDisk::new();
        disk.put(path, "first", 0o600);
        let mut left = times;
        let is_read = move |step: &Step| {
            let is_now = step.kind == Kind::Read && left > 0;
            left -= usize::from(is_now);
            is_now
        };
        disk.meddle_after(is_read, path, "later");
        let read = read_with_stamp(&disk, path, 100);
        if times == 1 {
            let (bytes, stamp) = read.unwrap();
            assert_eq!(bytes, b"later");
            assert_eq!(changed_since(&disk, path, &stamp).unwrap(), FileChange::Same);
        } else {
            let error = read.unwrap_err();
            assert!(matches!(error, StoreError::Changing { .. }) && error.hint().contains("wait"), "{error}");
        }
    }
}

#[test]
fn f06_what_another_program_wrote_right_after_saving_is_not_taken_for_ours() {
    let path = Path::new(SET);
    for kind in [Kind::Rename, Kind::SyncDirectory, Kind::Read] {
        let disk = TestDisk::new();
        disk.put(path, "old", 0o600);
        disk.meddle_after(move |step| step.kind == kind, path, "them");
        match replace(&disk, path, b"mine") {
            Ok(receipt) => assert_eq!(changed_since(&disk, path, &receipt.stamp).unwrap(), FileChange::Changed),
            Err(error) => assert!(matches!(error, StoreError::Differs { .. }), "{error}"),
        }
        assert_eq!(disk.bytes(path).unwrap(), b"them", "{kind:?}");
    }
}

#[cfg(unix)]
#[test]
fn f06_on_a_real_disk_a_date_that_was_set_back_hides_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.ron");
    let stamp = replace(&Disk, &path, b"mine").unwrap().stamp;
    assert_eq!(looks_changed_since(&Disk, &path, &stamp).unwrap(), FileChange::Same);
    // As `rsync -t` and `touch -r` do. The moment of the change itself no program can set, once the clock has moved on.
    loop {
        std::fs::write(&path, b"them").unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(stamp.modified.unwrap()).unwrap();
        if Disk.metadata(&path).unwrap().changed != stamp.changed {
            break;
        }
    }
    assert_eq!(Disk.metadata(&path).unwrap().modified, stamp.modified);
    assert_eq!(looks_changed_since(&Disk, &path, &stamp).unwrap(), FileChange::Changed);
    assert_eq!(changed_since(&Disk, &path, &stamp).unwrap(), FileChange::Changed);
}
