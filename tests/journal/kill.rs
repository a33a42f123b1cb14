//! The program is killed at random moments while somebody works.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crossread::job::Threads;
use crossread::store::Disk;

use crate::common::edits::Dice;
use crate::desk::{begun, environment, found, is_kept, note, notes};

/// Tells this program, started again, to be the one that is killed: its value is the folder to work in.
const DRIVER: &str = "CROSSREAD_JOURNAL_DRIVER";

/// What it says before the number of notes.
const KEPT: &str = "kept ";

/// How many kills there are; more by hand, with this variable.
const KILLS: &str = "CROSSREAD_KILLS";

fn paths(folder: &Path) -> (PathBuf, PathBuf) {
    (folder.join("bridge.ron"), folder.join("data"))
}

/// Works until it is killed, and says on standard output how many notes are on the disk. Does nothing when it is run as
/// one test among others.
#[test]
fn driver() {
    let Some(folder) = std::env::var_os(DRIVER) else { return };
    let (set, data) = paths(Path::new(&folder));
    let environment = environment(Disk, Threads, &data);
    let mut session = found(&environment, &set).unwrap_or_else(|| begun(environment));
    let mut said = std::io::stdout();
    loop {
        note(&mut session);
        while !is_kept(&session) {
            session.poll_save();
            std::thread::yield_now();
        }
        let count = notes(&session);
        writeln!(said, "{KEPT}{count}").unwrap();
        if count.is_multiple_of(3) {
            session.save(session.file().path().is_none().then(|| set.clone())).unwrap();
            if count.is_multiple_of(2) {
                session.wait_for_save();
            }
        }
    }
}

#[test]
fn f01_killed_at_any_moment_it_loses_nothing_that_it_said_was_kept() {
    let kills = std::env::var(KILLS).ok().and_then(|kills| kills.parse().ok()).unwrap_or(2_000);
    let program = std::env::current_exe().unwrap();
    let mut dice = Dice(20_261_121);
    let (mut folder, mut promised) = (tempfile::tempdir().unwrap(), 0);
    let (mut written, mut beyond) = (0, 0);
    for kill in 0..kills {
        // Now and then somebody begins anew: the first steps, and the first save, are moments too.
        if promised > 60 {
            (folder, promised) = (tempfile::tempdir().unwrap(), 0);
        }
        let (set, data) = paths(folder.path());
        let mut driver = Command::new(&program)
            .args(["--exact", "kill::driver", "--nocapture"])
            .env(DRIVER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(driver.stdout.take().unwrap());
        let mut said = String::new();
        // One in four dies while it starts, the others at work.
        if kill % 4 == 0 {
            std::thread::sleep(Duration::from_micros(dice.below(20_000) as u64));
        } else {
            while !said.contains(KEPT) && output.read_line(&mut said).unwrap() > 0 {}
            std::thread::sleep(Duration::from_micros(dice.below(15_000) as u64));
        }
        driver.kill().unwrap();
        output.read_to_string(&mut said).unwrap();
        driver.wait().unwrap();
        // The last line may have been cut by the kill; the first begins with what the test harness says.
        let whole = said.rsplit_once('\n').map_or("", |(whole, _)| whole);
        let last = whole.lines().rev().find_map(|line| line.split_once(KEPT)?.1.parse().ok());
        promised = last.unwrap_or(promised);
        let later = found(&environment(Disk, Threads, &data), &set);
        let kept = later.as_ref().map_or(0, notes);
        assert!(kept >= promised, "kill {kill}: {kept} of {promised} notes in {}", folder.keep().display());
        written += usize::from(last.is_some());
        beyond += kept - promised;
        promised = kept;
    }
    assert!(written > kills / 3, "only {written} of {kills} lives came to something");
    eprintln!(
        "{kills} kills, {written} of them after something was kept; {beyond} notes were there before it was said"
    );
}
