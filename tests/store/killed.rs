//! F1: a program that is killed while it saves. The page cache survives that, so that nothing is proved here about syncs;
//! that is F3’s.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crossread::store::{Disk, FileSystem as _, read, replace};

/// Which file another process of this test is to save again and again.
const TO_SAVE: &str = "CROSSREAD_TEST_TO_SAVE";

/// How often it is killed.
const KILLS: usize = 100;

/// The bytes of a save: its number, over and over.
fn bytes_of(number: u64) -> Vec<u8> {
    number.to_le_bytes().repeat(2_000)
}

/// What the other program does; nothing where nobody asked for it.
#[test]
fn part_of_a_program_that_is_killed() {
    let Some(set) = std::env::var_os(TO_SAVE) else { return };
    let set = Path::new(&set);
    let last = read(&Disk, set, 1 << 20).unwrap();
    let last = u64::from_le_bytes(last[..8].try_into().unwrap());
    for number in last + 1.. {
        replace(&Disk, set, &bytes_of(number)).unwrap();
        println!("\nsaved {number}");
    }
}

#[test]
fn f01_a_program_that_is_killed_while_it_saves_leaves_a_whole_file_with_all_that_was_told() {
    let directory = tempfile::tempdir().unwrap();
    let set = directory.path().join("a.ron");
    replace(&Disk, &set, &bytes_of(0)).unwrap();
    let mut told = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "killed::part_of_a_program_that_is_killed", "--nocapture"])
            .env(TO_SAVE, &set)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut saved = lines.filter_map(|line| line.strip_prefix("saved ")?.parse().ok());
        // It goes on meanwhile: at each kill it is somewhere else in its work.
        told = saved.nth(kill % 7).unwrap();
        child.kill().unwrap();
        told = saved.last().unwrap_or(told);
        child.wait().unwrap();
        let now = read(&Disk, &set, 1 << 20).unwrap();
        let number = u64::from_le_bytes(now[..8].try_into().unwrap());
        assert!(now == bytes_of(number), "kill {kill}: mixed");
        // One more may be there than was told.
        assert!(number == told || number == told + 1, "kill {kill}: {told} was told, {number} is there");
    }
    assert!(told >= KILLS as u64, "{told}");

    let left = Disk.list(directory.path()).unwrap();
    assert!(left.len() > 1, "no kill came within a save, so that nothing was tried");
    for name in left.iter().filter(|name| *name != "a.ron") {
        let file = std::fs::File::options().write(true).open(directory.path().join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_hours(2)).unwrap();
    }
    replace(&Disk, &set, b"the next save").unwrap();
    assert_eq!(Disk.list(directory.path()).unwrap(), ["a.ron"], "what the kills left is gone");
}
