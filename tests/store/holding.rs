//! F7: two windows, two programs and one file. Whoever comes second learns who was first, and no crash leaves a lock.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crossread::model::Timestamp;
use crossread::store::{
    Disk, FileSystem, Held, Hold, Holder, Memory, StoreError, companion, hold, make_companion, named_holder, replace,
};

use crate::common::faults::{Kind, TestDisk, Trouble};

/// Which file another process of this test is to hold.
const TO_HOLD: &str = "CROSSREAD_TEST_TO_HOLD";

fn disk() -> Arc<dyn FileSystem> {
    Arc::new(Disk)
}

fn me() -> Holder {
    Holder::this_program(Timestamp(1_772_616_128_042))
}

fn ours(fs: &Arc<dyn FileSystem>, set: &Path) -> Held {
    match hold(fs, set, &me()).unwrap() {
        Hold::Ours(held) => held,
        other => panic!("{other:?}"),
    }
}

fn theirs(fs: &Arc<dyn FileSystem>, set: &Path) -> Option<Holder> {
    match hold(fs, set, &me()).unwrap() {
        Hold::Theirs(holder) => holder,
        other => panic!("{other:?}"),
    }
}

/// Another process that holds `set`, and has said so.
fn other_program(set: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "holding::part_of_the_other_program", "--nocapture"])
        .env(TO_HOLD, set)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("it is held")), "the other program did not begin");
    child
}

/// What [`other_program`] runs; nothing where nobody asked for it.
#[test]
fn part_of_the_other_program() {
    let Some(set) = std::env::var_os(TO_HOLD) else { return };
    let held = ours(&disk(), Path::new(&set));
    println!("\nit is held");
    // Until the one who started this is satisfied, or gone.
    std::io::stdin().lines().for_each(drop);
    drop(held);
    // Nobody listens to what the test’s frame would say now.
    std::process::exit(0);
}

#[test]
fn f07_a_second_window_learns_who_has_the_file_and_gets_it_afterwards() {
    let directory = tempfile::tempdir().unwrap();
    for (fs, set) in [(disk(), directory.path().join("a.ron")), (Arc::new(Memory::new()), PathBuf::from("/sets/a.ron"))]
    {
        assert_eq!(named_holder(&*fs, &set), None);
        let held = ours(&fs, &set);
        assert_eq!(held.left_by(), None);
        assert_eq!(held.folder(), companion(&*fs, &set).unwrap());
        assert_eq!(theirs(&fs, &set), Some(me()));
        assert_eq!(named_holder(&*fs, &set), Some(me()));
        let elsewhere = ours(&fs, &set.with_file_name("b.ron"));
        drop(held);
        assert_eq!(named_holder(&*fs, &set), None);
        assert_eq!(ours(&fs, &set).left_by(), None, "who let go is no longer named");
        drop(elsewhere);
    }
}

#[test]
fn f07_another_program_keeps_the_file_until_it_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("a.ron");
    let mut other = other_program(&set);
    let named = theirs(&disk(), &set).unwrap();
    assert_eq!((named.process, named.since), (other.id(), me().since));
    // Saving puts another file in the place of the set’s, and the lock stays.
    replace(&Disk, &set, b"by somebody who did not ask").unwrap();
    assert_eq!(theirs(&disk(), &set).unwrap(), named);

    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(named_holder(&Disk, &set), Some(named.clone()), "it had no time to say goodbye");
    let held = ours(&disk(), &set);
    assert_eq!(held.left_by(), Some(&named));
    assert_eq!(named_holder(&Disk, &set).unwrap().process, std::process::id());
}

#[test]
fn f07_another_program_that_ends_in_order_leaves_no_name() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("a.ron");
    let mut other = other_program(&set);
    assert!(theirs(&disk(), &set).is_some());
    drop(other.stdin.take());
    assert!(other.wait().unwrap().success());
    assert_eq!(ours(&disk(), &set).left_by(), None);
}

#[test]
fn f07_the_name_of_somebody_else_is_not_taken_away() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("a.ron");
    let held = ours(&disk(), &set);
    // As a service does that keeps two computers in step.
    let stranger = "crossread holder 1\nhost elsewhere\n";
    std::fs::write(held.folder().join("holder"), stranger).unwrap();
    drop(held);
    assert_eq!(ours(&disk(), &set).left_by().unwrap().host, "elsewhere");
}

#[test]
fn f07_where_no_folder_can_be_made_it_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("a.ron");
    std::fs::write(companion(&Disk, &set).unwrap(), "a file in the way").unwrap();
    assert!(matches!(hold(&disk(), &set, &me()), Err(StoreError::Io { .. })));
    assert!(matches!(hold(&disk(), Path::new("/"), &me()), Err(StoreError::NotAFile { .. })));
}

#[test]
fn f05_the_folder_of_a_drive_that_is_gone_is_not_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("drive/sets/a.ron");
    let refused = hold(&disk(), &set, &me());
    assert!(matches!(&refused, Err(error) if error.is_missing()), "{refused:?}");
    assert!(!directory.path().join("drive").exists());
}

#[test]
fn f07_where_the_drive_has_no_locks_it_is_said() {
    let test = TestDisk::new();
    let fs: Arc<dyn FileSystem> = Arc::new(test.clone());
    test.fail_when(|step| step.kind == Kind::Lock, Trouble::Unsupported);
    assert!(matches!(hold(&fs, Path::new("/a.ron"), &me()).unwrap(), Hold::NoLocks));
}

#[test]
fn f02_whatever_step_fails_while_a_file_is_taken_no_lock_stays_behind() {
    let set = Path::new("/sets/a.ron");
    let prepared = || {
        let test = TestDisk::new();
        test.put(set, "", 0o600);
        let fs: Arc<dyn FileSystem> = Arc::new(test.clone());
        (test, fs)
    };
    let (test, fs) = prepared();
    let held = ours(&fs, set);
    let steps = test.steps();
    drop(held);
    for trouble in Trouble::ALL {
        for (n, step) in (1..).zip(&steps) {
            let what = format!("{trouble:?} at {step:?}");
            let (test, fs) = prepared();
            test.fail(n, trouble);
            let outcome = hold(&fs, set, &me());
            assert_eq!(test.failures(), 1, "{what}");
            match outcome {
                Ok(Hold::Ours(_held)) => assert!(matches!(hold(&fs, set, &me()), Ok(Hold::Theirs(_))), "{what}"),
                Ok(Hold::NoLocks) => assert!(step.kind == Kind::Lock && trouble == Trouble::Unsupported, "{what}"),
                Ok(Hold::Theirs(_)) => panic!("{what}: nobody has it"),
                Err(error) => assert!(matches!(error, StoreError::Io { .. }), "{what}: {error}"),
            }
            test.heal();
            drop(ours(&fs, set));
            assert_eq!(named_holder(&*fs, set), None, "{what}");
        }
        // All of it: nothing may be written there.
        let (test, fs) = prepared();
        test.fail_when(|step| step.kind.changes(), Trouble::ReadOnly);
        assert!(matches!(hold(&fs, set, &me()), Err(StoreError::Io { .. })));
        assert_eq!(test.paths(), [set]);
    }
}

#[test]
fn f03_a_power_failure_leaves_nothing_that_keeps_a_file_from_being_taken() {
    let set = Path::new("/sets/a.ron");
    let test = TestDisk::new();
    test.put(set, "", 0o600);
    let before = test.position();
    let fs: Arc<dyn FileSystem> = Arc::new(test.clone());
    let held = ours(&fs, set);
    let is_held = test.position();
    drop(held);
    assert_eq!(test.paths(), [set], "nothing stays when it is let go");
    let count = test.each_crash(before, |crash, after| {
        let fs: Arc<dyn FileSystem> = Arc::new(after.clone());
        // Journals will be in this folder: it must not vanish under them while the file is held.
        let is_folder_there = after.list(&companion(&*fs, set).unwrap()).is_ok();
        assert!(is_folder_there || crash.after != is_held, "{crash}");
        drop(ours(&fs, set));
    });
    assert!(count > 20, "{count}");
}

#[cfg(unix)]
#[test]
fn f07_all_links_to_a_file_share_its_lock_and_nobody_else_may_look_into_the_folder() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let directory = tempfile::tempdir().unwrap();
    let (set, link) = (directory.path().join("a.ron"), directory.path().join("link.ron"));
    symlink("a.ron", &link).unwrap();
    let held = ours(&disk(), &link);
    assert_eq!(held.folder(), directory.path().join(".a.ron.crossread"));
    assert_eq!(theirs(&disk(), &set), Some(me()));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(held.folder()), 0o700);
    for name in ["lock", "holder"] {
        assert_eq!(mode(&held.folder().join(name)), 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn f21_a_folder_stands_beside_a_file_whatever_it_is_called() {
    use std::os::unix::ffi::OsStringExt as _;

    let directory = tempfile::tempdir().unwrap();
    let long = |last: u8| [vec![b'n'; 254], vec![last]].concat();
    let names = [b"two\nlines.ron".to_vec(), b"\xff\xfe.ron".to_vec(), long(b'a'), long(b'b'), vec![0xff; 255]];
    let held: Vec<Held> = names
        .into_iter()
        .map(|name| {
            let set = directory.path().join(std::ffi::OsString::from_vec(name));
            replace(&Disk, &set, b"x").unwrap();
            assert_eq!(make_companion(&Disk, &set).unwrap().parent(), Some(directory.path()));
            let held = ours(&disk(), &set);
            assert_eq!(theirs(&disk(), &set), Some(me()));
            held
        })
        .collect();
    assert_eq!(held.len(), 5);
}
