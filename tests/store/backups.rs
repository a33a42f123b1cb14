//! Backups on a disk: what is kept, in which order, and what is left alone. F16: clocks that jump.

use std::path::Path;

use crossread::model::Timestamp;
use crossread::store::backups::{Kept, keep, list, read};
use crossread::store::{Disk, StoreError};

use crate::common::faults::TestDisk;

const FOLDER: &str = "/data/backups/set";

/// 2026-03-04 at noon.
const NOON: i64 = 1_772_625_600_000;

const DAY: i64 = 86_400_000;

fn disk() -> TestDisk {
    let disk = TestDisk::new();
    disk.put_directory("/data");
    disk
}

fn kept(disk: &TestDisk, bytes: &str, at: i64) -> Kept {
    keep(disk, Path::new(FOLDER), bytes.as_bytes(), Timestamp(at)).unwrap()
}

/// What the backups hold, the newest first.
fn held(disk: &TestDisk) -> Vec<String> {
    let listed = list(disk, Path::new(FOLDER)).unwrap();
    listed.iter().map(|one| String::from_utf8(read(disk, one).unwrap()).unwrap()).collect()
}

#[test]
fn each_save_is_kept_once_and_can_be_read_again() {
    let disk = disk();
    assert_eq!(list(&disk, Path::new(FOLDER)).unwrap(), []);
    let first = kept(&disk, "one", NOON);
    assert!(first.is_new);
    let again = kept(&disk, "one", NOON + 5_000);
    assert_eq!((again.is_new, again.backup), (false, first.backup), "the same bytes");
    kept(&disk, "two", NOON + 9_000);
    kept(&disk, "one", NOON + 12_000);
    assert_eq!(held(&disk), ["one", "two", "one"]);
    let newest = &list(&disk, Path::new(FOLDER)).unwrap()[0];
    assert_eq!((newest.number, newest.at, newest.length), (3, Timestamp(NOON + 12_000), 3));
    let name = newest.path.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("00000003_2026-03-04T12-00-12.000Z_3_"), "{name}");
    assert_eq!(disk.mode(&newest.path), Some(0o600));
    for folder in [FOLDER, "/data/backups"] {
        assert_eq!(disk.mode(folder), Some(0o700), "{folder}");
    }
}

#[test]
fn of_a_fortnight_of_work_ten_saves_and_a_week_stay() {
    let disk = disk();
    let mut removed = 0;
    for day in 0..14 {
        for save in 0..15 {
            removed += kept(&disk, &format!("{day}.{save}"), NOON + day * DAY + save).removed;
        }
    }
    let held = held(&disk);
    assert_eq!(held[..10], std::array::from_fn::<_, 10, _>(|n| format!("13.{}", 14 - n)));
    assert_eq!(held[10..], std::array::from_fn::<_, 7, _>(|n| format!("{}.14", 12 - n)));
    assert_eq!(removed, 14 * 15 - 17);
}

#[test]
fn f16_the_order_is_that_of_saving_whatever_the_clock_says() {
    let disk = disk();
    for (text, at) in [("a", NOON), ("b", 0), ("c", 4_102_444_800_000), ("d", NOON), ("e", NOON), ("f", -NOON)] {
        kept(&disk, text, at);
    }
    assert_eq!(held(&disk), ["f", "e", "d", "c", "b", "a"]);
}

#[test]
fn f16_a_clock_at_1970_or_2100_removes_nothing_that_ten_saves_do_not() {
    let disk = disk();
    for day in 0..7 {
        kept(&disk, &format!("day {day}"), NOON + day * DAY);
    }
    // The battery is empty: each start is at the same moment. Then somebody sets the clock, and mistakes the year.
    for at in [0, 4_102_444_800_000] {
        for save in 0..10 {
            kept(&disk, &format!("{at} {save}"), at);
        }
    }
    kept(&disk, "the right time again", NOON + 7 * DAY);
    let held = held(&disk);
    // The days, but for those whose places the two false days have taken.
    for day in 2..7 {
        assert!(held.contains(&format!("day {day}")), "{held:?}");
    }
    assert_eq!(held.len(), 16);
}

#[test]
fn what_is_foreign_or_not_whole_is_left_alone() {
    let disk = disk();
    kept(&disk, "one", NOON);
    let two = kept(&disk, "two", NOON).backup;
    disk.put(&two.path, "tw", 0o600);
    let foreign = Path::new(FOLDER).join("notes.txt");
    disk.put(&foreign, "mine", 0o644);
    assert_eq!(held(&disk), ["one"]);
    // Its number is not given again.
    assert_eq!(kept(&disk, "two", NOON).backup.number, 3);
    for save in 0..30 {
        kept(&disk, &format!("{save}"), NOON);
    }
    assert_eq!(disk.bytes(&two.path).unwrap(), b"tw");
    assert_eq!(disk.bytes(&foreign).unwrap(), b"mine");
}

#[test]
fn a_backup_that_holds_something_else_is_not_handed_out() {
    let disk = disk();
    let one = kept(&disk, "one", NOON).backup;
    disk.put(&one.path, "own", 0o600);
    let error = read(&disk, &one).unwrap_err();
    assert!(matches!(error, StoreError::DamagedBackup { .. }) && error.hint().contains("older"), "{error}");
}

#[test]
fn on_a_real_disk_too() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("backups/set");
    for save in 0..12 {
        keep(&Disk, &folder, format!("{save}").as_bytes(), Timestamp(NOON)).unwrap();
    }
    let listed = list(&Disk, &folder).unwrap();
    assert_eq!((listed.len(), read(&Disk, &listed[0]).unwrap()), (10, b"11".to_vec()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&listed[0].path)), (0o700, 0o600));
    }
}
