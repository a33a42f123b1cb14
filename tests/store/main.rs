//! Files on the disk: replaced as a whole or not at all, whatever step fails.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

mod backups;
mod changes;
#[path = "../common/mod.rs"]
mod common;
mod double;
mod faults;
mod holding;
mod killed;
mod places;

use std::path::Path;

use crossread::store::{
    Disk, FileChange, FileSystem as _, Memory, Permissions, StoreError, changed_since, read, read_with_stamp, replace,
    save,
};

#[test]
fn permissions_and_links_stay() {
    let memory = Memory::new();
    memory.put("/real/a.ron", "old", 0o644);
    memory.link("/b.ron", "/c.ron");
    memory.link("/c.ron", "real/a.ron");
    let receipt = replace(&memory, Path::new("/b.ron"), b"new").unwrap();
    assert_eq!(receipt.path, Path::new("/real/a.ron"));
    assert_eq!(memory.names().len(), 3);
    assert_eq!(memory.read_link(Path::new("/b.ron")).unwrap(), Some("/c.ron".into()));
    assert_eq!(memory.metadata(Path::new("/real/a.ron")).unwrap().permissions, Permissions::Mode(0o644));

    replace(&memory, Path::new("/fresh.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/fresh.ron")).unwrap().permissions, Permissions::Mode(0o600));

    save(&memory, Path::new("/set.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/set.ron")).unwrap().permissions, Permissions::Mode(0o644));
    memory.put("/mine.ron", "old", 0o600);
    save(&memory, Path::new("/mine.ron"), b"x").unwrap();
    assert_eq!(memory.metadata(Path::new("/mine.ron")).unwrap().permissions, Permissions::Mode(0o600));

    memory.link("/round", "/trip");
    memory.link("/trip", "/round");
    assert!(matches!(replace(&memory, Path::new("/round"), b"x"), Err(StoreError::LinkCircle { .. })));
}

#[test]
fn what_is_too_large_or_no_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a");
    std::fs::write(&path, b"12345").unwrap();
    assert!(matches!(read(&Disk, &path, 4), Err(StoreError::TooLarge { limit: 4, .. })));
    assert_eq!(read(&Disk, &path, 5).unwrap(), b"12345");
    assert!(matches!(read(&Disk, directory.path(), 5), Err(StoreError::NotAFile { .. })));
    assert!(matches!(replace(&Disk, directory.path(), b"x"), Err(StoreError::NotAFile { .. })));
    let missing = read(&Disk, &directory.path().join("none"), 5).unwrap_err();
    assert!(missing.hint().contains("moved or deleted"), "{missing}");
}

#[test]
fn on_a_real_disk_too() {
    let directory = tempfile::tempdir().unwrap();
    // As long as most file systems allow.
    let path = directory.path().join("n".repeat(251) + ".ron");
    let first = replace(&Disk, &path, b"one").unwrap();
    assert_eq!(changed_since(&Disk, &path, &first.stamp).unwrap(), FileChange::Same);
    let large = vec![7; 3_000_000];
    let second = replace(&Disk, &path, &large).unwrap();
    assert_eq!(changed_since(&Disk, &path, &first.stamp).unwrap(), FileChange::Changed);
    assert_eq!(read_with_stamp(&Disk, &path, 1 << 30).unwrap(), (large, second.stamp));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn what_a_person_saves_is_like_any_other_new_file() {
    let directory = tempfile::tempdir().unwrap();
    let (usual, saved) = (directory.path().join("usual"), directory.path().join("saved.ron"));
    std::fs::write(&usual, b"").unwrap();
    save(&Disk, &saved, b"one").unwrap();
    let permissions = |path| std::fs::metadata(path).unwrap().permissions();
    assert_eq!(permissions(&saved), permissions(&usual));
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2, "nothing else is left");
}
