//! F2, F5, F15 and F21 on real disks: full ones, those that may not be written, links, rights and odd names.

use std::path::Path;

use crossread::store::{Disk, Doing, FileChange, FileSystem as _, StoreError, changed_since, replace};

use crate::common::faults::{Kind, TestDisk, Trouble};

/// The rule that matters most: no save may begin with deleting what it is to replace.
#[test]
fn f05_a_drive_that_refuses_the_new_name_keeps_the_old_file() {
    for trouble in [Trouble::OtherDrive, Trouble::NoRights, Trouble::ReadOnly, Trouble::Gone] {
        let disk = TestDisk::new();
        disk.put("/sets/a.ron", "old", 0o600);
        disk.fail_when(|step| step.kind == Kind::Rename, trouble);
        let error = replace(&disk, Path::new("/sets/a.ron"), b"new").unwrap_err();
        assert!(matches!(error, StoreError::Io { doing: Doing::Rename, .. }), "{error}");
        assert!(error.hint().contains("save elsewhere"), "{}", error.hint());
        assert_eq!(disk.paths(), [Path::new("/sets/a.ron")]);
        assert_eq!(disk.bytes("/sets/a.ron").unwrap(), b"old");
        assert!(disk.steps().iter().all(|step| step.kind != Kind::Remove || step.path != Path::new("/sets/a.ron")));
    }
}

#[test]
fn f05_a_file_that_says_that_it_is_not_to_be_written_is_not_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.ron");
    let stamp = replace(&Disk, &path, b"old").unwrap().stamp;
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    // The administrator too is asked to save elsewhere.
    let error = replace(&Disk, &path, b"new").unwrap_err();
    assert!(error.hint().contains("save elsewhere"), "{error}");
    assert_eq!(changed_since(&Disk, &path, &stamp).unwrap(), FileChange::Same);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[test]
fn f05_a_folder_that_has_vanished_is_not_made_again_behind_its_owners_back() {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("drive");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("a.ron");
    let stamp = replace(&Disk, &path, b"old").unwrap().stamp;
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(changed_since(&Disk, &path, &stamp).unwrap(), FileChange::Gone);
    assert!(matches!(replace(&Disk, &path, b"new"), Err(StoreError::Io { doing: Doing::Create, .. })));
    assert!(!folder.exists());
}

#[test]
fn f21_the_new_file_is_written_beside_the_old_one_and_nowhere_else() {
    let disk = TestDisk::new();
    disk.put("/far/away/a.ron", "old", 0o600);
    disk.put_link("/a.ron", "far/away/a.ron");
    replace(&disk, Path::new("/a.ron"), b"new").unwrap();
    let made: Vec<_> = disk.steps().into_iter().filter(|step| step.kind == Kind::CreateNew).collect();
    assert!(made.len() == 1 && made[0].path.parent() == Some(Path::new("/far/away")), "{made:?}");
}

#[test]
fn f02_on_a_real_disk_a_file_that_is_being_written_is_no_leftover() {
    let directory = tempfile::tempdir().unwrap();
    let old = |name: &str| {
        let path = directory.path().join(name);
        let handle = Disk.create_new(&path).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();
        (path, handle)
    };
    let (left, handle) = old(".crossread-4711-1.tmp");
    drop(handle);
    let (written, _handle) = old(".crossread-4711-2.tmp");
    replace(&Disk, &directory.path().join("a.ron"), b"new").unwrap();
    assert!(!left.exists(), "nobody has it");
    assert!(written.exists(), "somebody is at work");
}

#[cfg(unix)]
mod unix {
    use std::ffi::{OsStr, OsString};
    use std::io;
    use std::os::unix::ffi::OsStringExt as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
    use std::os::unix::process::CommandExt as _;
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::sync::Arc;

    use crossread::model::Timestamp;
    use crossread::store::{
        Disk, Doing, FileSystem, Hold, Holder, StoreError, backups, changed_since, companion, hold, read, replace, save,
    };
    use crossread::store::{FileChange, make_companion};

    /// In which folder another process of this test is to work.
    const FOLDER: &str = "CROSSREAD_TEST_FOLDER";

    /// A user and a group that own nothing.
    const NOBODY: u32 = 65_534;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn put(path: &Path, bytes: &[u8], mode: u32) {
        std::fs::write(path, bytes).unwrap();
        set_mode(path, mode);
    }

    fn kind(error: &StoreError) -> io::ErrorKind {
        match error {
            StoreError::Io { error, .. } => error.kind(),
            other => panic!("{other}"),
        }
    }

    fn take(set: &Path) -> Result<Hold, StoreError> {
        let fs: Arc<dyn FileSystem> = Arc::new(Disk);
        hold(&fs, set, &Holder::this_program(Timestamp(0)))
    }

    fn is_root() -> bool {
        std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
    }

    /// Runs one test of this program in a process of its own, in `folder`.
    fn in_another_process(command: &mut Command, test: &str, folder: &Path) {
        let output = command
            .args(["--exact", &format!("places::unix::{test}"), "--nocapture"])
            .env(FOLDER, folder)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && told.contains("1 passed"), "{told}");
    }

    fn folder_of_this_process() -> Option<PathBuf> {
        std::env::var_os(FOLDER).map(PathBuf::from)
    }

    /// A small disk of its own.
    struct SmallDisk(tempfile::TempDir);

    impl SmallDisk {
        /// One of a megabyte; `None`, which is told, where this is not allowed.
        fn new() -> Option<Self> {
            let directory = tempfile::tempdir().unwrap();
            let mounted = mount(&["-t", "tmpfs", "-o", "size=1m,mode=0755", "tmpfs"], directory.path());
            if !mounted {
                println!("skipped: a small disk cannot be mounted here");
            }
            mounted.then(|| Self(directory))
        }

        fn path(&self) -> &Path {
            self.0.path()
        }

        fn set(&self) -> PathBuf {
            self.path().join("a.ron")
        }
    }

    impl Drop for SmallDisk {
        fn drop(&mut self) {
            let _ = Command::new("umount").arg("-l").arg(self.path()).status();
        }
    }

    fn mount(arguments: &[&str], path: &Path) -> bool {
        Command::new("mount").args(arguments).arg(path).output().is_ok_and(|output| output.status.success())
    }

    #[test]
    fn f02_a_real_disk_that_is_full_keeps_the_old_file_and_takes_the_new_one_when_there_is_room() {
        let Some(disk) = SmallDisk::new() else { return };
        let (set, filler, folder) = (disk.set(), disk.path().join("filler"), disk.path().join("backups"));
        let (old, new) = (vec![b'o'; 300_000], vec![b'n'; 400_000]);
        let stamp = replace(&Disk, &set, &old).unwrap().stamp;
        std::fs::write(&filler, vec![0; 600_000]).unwrap();
        let error = replace(&Disk, &set, &new).unwrap_err();
        assert_eq!(kind(&error), io::ErrorKind::StorageFull);
        assert!(error.hint().contains("make room"), "{}", error.hint());
        assert_eq!(changed_since(&Disk, &set, &stamp).unwrap(), FileChange::Same);
        assert_eq!(Disk.list(disk.path()).unwrap(), ["a.ron", "filler"], "what was half written is gone");

        let error = backups::keep(&Disk, &folder, &new, Timestamp(0)).unwrap_err();
        assert_eq!(kind(&error), io::ErrorKind::StorageFull);
        assert_eq!(backups::list(&Disk, &folder).unwrap(), []);
        // Down to the last byte: a lock needs no room, and its name may be missing.
        while std::fs::File::options()
            .append(true)
            .open(&filler)
            .and_then(|mut file| io::Write::write_all(&mut file, &[0; 4096]))
            .is_ok()
        {}
        assert!(matches!(take(&set), Ok(Hold::Ours(_)) | Err(StoreError::Io { .. })));

        std::fs::remove_file(&filler).unwrap();
        replace(&Disk, &set, &new).unwrap();
        assert_eq!(read(&Disk, &set, 1 << 20).unwrap(), new);
        backups::keep(&Disk, &folder, b"small", Timestamp(0)).unwrap();
    }

    #[test]
    fn f05_on_a_drive_that_may_only_be_read_everything_can_be_read_and_nothing_is_lost() {
        let Some(disk) = SmallDisk::new() else { return };
        let (set, folder) = (disk.set(), disk.path().join("backups"));
        let stamp = replace(&Disk, &set, b"old").unwrap().stamp;
        let backup = backups::keep(&Disk, &folder, b"older", Timestamp(0)).unwrap().backup;
        let names = Disk.list(disk.path()).unwrap();
        assert!(mount(&["-o", "remount,ro"], disk.path()), "a small disk can be mounted, but not again");

        for error in [
            replace(&Disk, &set, b"new").unwrap_err(),
            replace(&Disk, &disk.path().join("b.ron"), b"new").unwrap_err(),
            backups::keep(&Disk, &folder, b"new", Timestamp(0)).unwrap_err(),
            take(&set).unwrap_err(),
        ] {
            assert_eq!(kind(&error), io::ErrorKind::ReadOnlyFilesystem, "{error}");
            assert!(error.hint().contains("elsewhere") || error.hint().contains("copy"), "{}", error.hint());
        }
        assert_eq!(changed_since(&Disk, &set, &stamp).unwrap(), FileChange::Same);
        assert_eq!(backups::read(&Disk, &backup).unwrap(), b"older");
        assert_eq!(Disk.list(disk.path()).unwrap(), names);

        assert!(mount(&["-o", "remount,rw"], disk.path()));
        replace(&Disk, &set, b"new").unwrap();
        assert!(matches!(take(&set), Ok(Hold::Ours(_))));
    }

    #[test]
    fn f05_f15_a_user_who_may_not_write_is_told_so_and_rights_grow_for_nobody() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("work");
        std::fs::create_dir(&folder).unwrap();
        put(&folder.join("a.ron"), b"old", 0o644);
        if !is_root() {
            println!("skipped: only the administrator can make files of several users");
            return as_a_user(&folder);
        }
        // Root’s own in a folder where everybody may make files; one of a group; one of a group that is not the user’s.
        for (name, user, group, mode) in
            [("foreign.ron", 0, 0, 0o644), ("shared.ron", 0, NOBODY, 0o664), ("secret.ron", NOBODY, 0, 0o660)]
        {
            put(&folder.join(name), b"old", mode);
            chown(folder.join(name), Some(user), Some(group)).unwrap();
        }
        chown(folder.join("a.ron"), Some(NOBODY), Some(NOBODY)).unwrap();
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        set_mode(directory.path(), 0o755);
        // By this path the user may start it wherever it stands.
        in_another_process(Command::new("/proc/self/exe").uid(NOBODY).gid(NOBODY), "part_of_the_other_user", &folder);
    }

    /// What the user does; nothing where nobody asked for it.
    #[test]
    fn part_of_the_other_user() {
        let Some(folder) = folder_of_this_process() else { return };
        as_a_user(&folder);
        let (foreign, shared, secret) =
            (folder.join("foreign.ron"), folder.join("shared.ron"), folder.join("secret.ron"));
        // The folder would let it be replaced; its owner would not.
        assert_eq!(kind(&replace(&Disk, &foreign, b"new").unwrap_err()), io::ErrorKind::PermissionDenied);
        assert_eq!(std::fs::read(&foreign).unwrap(), b"old");
        replace(&Disk, &shared, b"new").unwrap();
        assert_eq!((mode(&shared), std::fs::metadata(&shared).unwrap().gid()), (0o664, NOBODY));
        replace(&Disk, &secret, b"new").unwrap();
        assert_eq!(mode(&secret), 0o600, "what was for another group is not for the user’s own");
    }

    fn as_a_user(folder: &Path) {
        let set = folder.join("a.ron");
        set_mode(folder, 0o555);
        for outcome in [replace(&Disk, &set, b"new").map(drop), take(&set).map(drop)] {
            let error = outcome.unwrap_err();
            assert_eq!(kind(&error), io::ErrorKind::PermissionDenied, "{error}");
        }
        assert_eq!(std::fs::read(&set).unwrap(), b"old");
        set_mode(folder, 0o755);
        replace(&Disk, &set, b"new").unwrap();
        assert!(matches!(take(&set), Ok(Hold::Ours(_))));
        assert_eq!(mode(&set), 0o644);
    }

    #[test]
    fn f15_the_administrator_leaves_a_file_to_its_owner() {
        if !is_root() {
            println!("skipped: only the administrator can make files of several users");
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        let set = directory.path().join("a.ron");
        put(&set, b"old", 0o640);
        chown(&set, Some(NOBODY), Some(NOBODY)).unwrap();
        replace(&Disk, &set, b"new").unwrap();
        let metadata = std::fs::metadata(&set).unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), mode(&set)), (NOBODY, NOBODY, 0o640));
    }

    #[test]
    fn f15_links_stay_and_lead_to_the_new_file() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        std::fs::create_dir(at("folder")).unwrap();
        replace(&Disk, &at("folder/real.ron"), b"one").unwrap();
        symlink("folder/real.ron", at("near.ron")).unwrap();
        symlink(at("near.ron"), at("far.ron")).unwrap();
        replace(&Disk, &at("far.ron"), b"two").unwrap();
        for link in ["near.ron", "far.ron"] {
            assert!(std::fs::symlink_metadata(at(link)).unwrap().is_symlink(), "{link}");
        }
        assert_eq!(std::fs::read(at("folder/real.ron")).unwrap(), b"two");
        // One that leads to nothing yet makes what it leads to.
        symlink("folder/later.ron", at("empty.ron")).unwrap();
        replace(&Disk, &at("empty.ron"), b"three").unwrap();
        assert_eq!(std::fs::read(at("folder/later.ron")).unwrap(), b"three");
    }

    #[test]
    fn f15_another_name_of_the_same_file_keeps_the_old_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let (one, other) = (directory.path().join("one.ron"), directory.path().join("other.ron"));
        replace(&Disk, &one, b"old").unwrap();
        std::fs::hard_link(&one, &other).unwrap();
        replace(&Disk, &one, b"new").unwrap();
        assert_eq!((std::fs::read(&one).unwrap(), std::fs::read(&other).unwrap()), (b"new".to_vec(), b"old".to_vec()));
    }

    #[test]
    fn f15_rights_stay_as_they_are_whatever_the_umask() {
        for umask in ["000", "022", "027", "077"] {
            let directory = tempfile::tempdir().unwrap();
            let exe = std::env::current_exe().unwrap();
            let script = format!("umask {umask}; exec \"$@\"");
            let mut shell = Command::new("sh");
            in_another_process(
                shell.args(["-c", &script, "sh"]).arg(exe),
                "part_under_another_umask",
                directory.path(),
            );
        }
    }

    /// What is done under another umask; nothing where nobody asked for it.
    #[test]
    fn part_under_another_umask() {
        let Some(folder) = folder_of_this_process() else { return };
        let set = folder.join("a.ron");
        replace(&Disk, &set, b"new").unwrap();
        assert_eq!(mode(&set), 0o600, "a new file is its owner’s");
        let (usual, saved) = (folder.join("usual"), folder.join("saved.ron"));
        std::fs::write(&usual, b"").unwrap();
        save(&Disk, &saved, b"new").unwrap();
        assert_eq!(mode(&saved), mode(&usual), "what a person saves is like any other new file");
        for rights in [0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o755] {
            set_mode(&set, rights);
            replace(&Disk, &set, b"newer").unwrap();
            assert_eq!(mode(&set), rights, "{rights:o}");
        }
        let Hold::Ours(held) = take(&set).unwrap() else { panic!("nobody else is here") };
        let backup = backups::keep(&Disk, &folder.join("data/backups"), b"old", Timestamp(0)).unwrap().backup;
        for private in [held.folder(), &folder.join("data"), &folder.join("data/backups")] {
            assert_eq!(mode(private), 0o700, "{}", private.display());
        }
        for private in [&held.folder().join("lock"), &held.folder().join("holder"), &backup.path] {
            assert_eq!(mode(private), 0o600, "{}", private.display());
        }
    }

    #[test]
    fn f21_files_are_saved_whatever_they_are_called() {
        let directory = tempfile::tempdir().unwrap();
        let names =
            [vec![b'n'; 255], b"two\nlines.ron".to_vec(), b"\xff\xfe.ron".to_vec(), b" ".to_vec(), vec![0xe9; 255]];
        for name in names {
            let set = directory.path().join(OsString::from_vec(name));
            let stamp = replace(&Disk, &set, b"one").unwrap().stamp;
            assert_eq!(changed_since(&Disk, &set, &stamp).unwrap(), FileChange::Same);
            replace(&Disk, &set, b"two").unwrap();
            assert_eq!(read(&Disk, &set, 10).unwrap(), b"two");
            make_companion(&Disk, &set).unwrap();
        }
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 10, "five files and their folders");
    }

    #[test]
    fn f21_a_path_as_long_as_the_system_allows_works_and_a_longer_one_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let mut folder = directory.path().to_owned();
        // Linux ends at 4,096 bytes, others earlier.
        let longest = if cfg!(target_os = "linux") { 4_095 } else { 1_023 };
        while folder.as_os_str().len() + 101 < longest - 100 {
            folder.push("f".repeat(100));
        }
        std::fs::create_dir_all(&folder).unwrap();
        let room = longest - folder.as_os_str().len() - 1;
        let set = folder.join("s".repeat(room.min(255)));
        replace(&Disk, &set, b"one").unwrap();
        replace(&Disk, &set, b"two").unwrap();
        assert_eq!(read(&Disk, &set, 10).unwrap(), b"two");

        folder.push("f".repeat(room - 3));
        std::fs::create_dir(&folder).unwrap();
        let error = replace(&Disk, &folder.join("a"), b"x").unwrap_err();
        assert!(matches!(error, StoreError::Io { doing: Doing::Create, .. }), "{error}");
        assert!(error.hint().contains("shorter"), "{error:?}");
        assert_eq!(companion(&Disk, &folder.join("a")).unwrap().file_name(), Some(OsStr::new(".a.crossread")));
        let error = take(&folder.join("a")).unwrap_err();
        assert!(error.hint().contains("shorter"), "{error:?}");
    }
}
