//! The disk of the other tests does itself what it says: what it lets pass, a promise would never be held against.

use std::collections::BTreeSet;
use std::path::Path;

use crossread::store::FileSystem as _;

use crate::common::faults::{Kind, TestDisk, Trouble};

/// What a file may hold after a power failure, whatever its name was.
fn outcomes(disk: &TestDisk, path: &str) -> BTreeSet<Option<Vec<u8>>> {
    let mut seen = BTreeSet::new();
    disk.each_crash(disk.position(), |_, after| _ = seen.insert(after.bytes(path)));
    seen
}

#[test]
fn what_was_not_synced_may_be_lost_torn_or_zero() {
    let disk = TestDisk::new();
    disk.put("/a", "", 0o600);
    let mut file = disk.append(Path::new("/a")).unwrap();
    let bytes = [vec![1; 512], vec![2; 512], vec![3; 10]].concat();
    file.write(&bytes).unwrap();
    let zeros = |range: std::ops::Range<usize>| {
        let mut bytes = bytes.clone();
        bytes[range].fill(0);
        Some(bytes)
    };
    let cut = |end: usize| Some(bytes[..end].to_vec());
    let all = [cut(0), cut(512), cut(1024), cut(1034), zeros(0..1034), zeros(0..1024), zeros(0..512)];
    assert_eq!(outcomes(&disk, "/a"), BTreeSet::from(all));
    file.sync().unwrap();
    assert_eq!(outcomes(&disk, "/a"), BTreeSet::from([cut(1034)]));
}

#[test]
fn a_sync_that_failed_leaves_a_doubt_that_the_next_one_does_not_remove() {
    let disk = TestDisk::new();
    disk.put("/a", "", 0o600);
    let mut file = disk.append(Path::new("/a")).unwrap();
    file.write(b"x").unwrap();
    disk.fail(1, Trouble::Io);
    file.sync().unwrap_err();
    file.sync().unwrap();
    assert!(outcomes(&disk, "/a").contains(&Some(Vec::new())));
}

#[test]
fn names_are_certain_once_their_directory_is_synced() {
    let disk = TestDisk::new();
    disk.put_directory("/d");
    let path = Path::new("/d/a");
    let mut file = disk.create_new(path).unwrap();
    file.write(b"x").unwrap();
    file.sync().unwrap();
    assert_eq!(outcomes(&disk, "/d/a"), BTreeSet::from([None, Some(b"x".to_vec())]));
    disk.sync_directory(Path::new("/d")).unwrap();
    assert_eq!(outcomes(&disk, "/d/a"), BTreeSet::from([Some(b"x".to_vec())]));
    disk.rename(path, Path::new("/d/b")).unwrap();
    disk.each_crash(disk.position(), |crash, after| {
        assert_eq!(after.paths().len(), 1, "a new name comes and the old one goes in one step: {crash}");
    });
    disk.remove(Path::new("/d/b")).unwrap();
    assert!(outcomes(&disk, "/d/b").contains(&Some(b"x".to_vec())));
    disk.sync_directory(Path::new("/d")).unwrap();
    assert_eq!(outcomes(&disk, "/d/b"), BTreeSet::from([None]));
    assert!(disk.after_kill().paths().is_empty());
}

#[test]
fn too_many_doubts_are_a_choice_that_has_nothing_and_all_in_it() {
    let disk = TestDisk::new();
    disk.put("/a", "", 0o600);
    for name in 0..20 {
        disk.create_new(Path::new(&format!("/{name}"))).unwrap();
    }
    let mut counts = BTreeSet::new();
    let seen = disk.each_crash(disk.position(), |_, after| _ = counts.insert(after.paths().len()));
    assert!(seen >= 500 && counts.contains(&1) && counts.contains(&21), "{seen}, {counts:?}");
}

#[test]
fn steps_fail_as_they_were_asked_to() {
    let disk = TestDisk::new();
    disk.put("/a", "old", 0o600);
    let path = Path::new("/a");
    disk.fail(2, Trouble::NoSpace);
    let mut file = disk.append(path).unwrap();
    assert_eq!(file.write(b"12345678").unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(disk.bytes(path).unwrap(), b"old1234", "half of it is there");
    file.write(b"!").unwrap();
    disk.fail_from(2, Trouble::Gone);
    file.sync().unwrap();
    file.sync().unwrap_err();
    disk.read(path, 10).unwrap_err();
    disk.heal();
    disk.fail_when(|step| step.kind == Kind::Read, Trouble::IoAfterwards);
    disk.read(path, 10).unwrap_err();
    disk.metadata(path).unwrap();
    assert_eq!(disk.failures(), 4);
    disk.put_mode(path, 0o400);
    assert!(disk.append(path).is_err() && disk.may_write(path).is_err());
    let kinds: Vec<Kind> = disk.steps().iter().map(|step| step.kind).collect();
    assert_eq!(kinds[..3], [Kind::Append, Kind::Write, Kind::Write]);
}

#[test]
fn a_slow_disk_waits_until_it_is_let_go() {
    let disk = TestDisk::new();
    disk.put_directory("/d");
    disk.hold_syncs();
    let slow = disk.clone();
    let thread = std::thread::spawn(move || {
        slow.sync_directory(Path::new("/d")).unwrap();
        slow.sync_directory(Path::new("/d")).unwrap();
    });
    let before = disk.position();
    disk.wait_for_sync();
    disk.metadata(Path::new("/d")).unwrap();
    assert_eq!((disk.position(), disk.waiting()), (before, 1));
    disk.let_one_go();
    while disk.position() == before {
        std::thread::yield_now();
    }
    disk.wait_for_sync();
    assert_eq!(disk.position(), before + 1);
    disk.let_all_go();
    thread.join().unwrap();
    assert_eq!((disk.position(), disk.waiting()), (before + 2, 0));
}

#[test]
fn links_rights_and_locks_are_as_on_unix() {
    let disk = TestDisk::new();
    disk.put("/real/a", "x", 0o640);
    disk.put_link("/b", "real/../c");
    disk.put_link("/c", "/real/a");
    assert_eq!(disk.read(Path::new("/b"), 9).unwrap(), b"x");
    assert_eq!(disk.read_link(Path::new("/b")).unwrap(), Some("real/../c".into()));
    assert_eq!(disk.read_link(Path::new("/real/a")).unwrap(), None);
    disk.put_mode("/real", 0o555);
    assert!(disk.create_new(Path::new("/real/new")).is_err());
    let lock = disk.lock(Path::new("/b")).unwrap();
    assert!(lock.is_some() && disk.lock(Path::new("/real/a")).unwrap().is_none());
    drop(lock);
    let lock = disk.lock(Path::new("/c")).unwrap();
    assert!(disk.after_kill().lock(Path::new("/c")).unwrap().is_some());
    drop(lock);
    assert!(disk.create_new(Path::new(&format!("/{}", "n".repeat(256)))).is_err());
    assert!(disk.metadata(Path::new("/none/a")).is_err());
    assert!(!disk.metadata(Path::new("/")).unwrap().is_file);
}
