//! What is kept, what is saved, and what comes back after the program stopped.

use std::path::Path;

use crossread::gui::platform::Answer;
use crossread::session::ReadOnly;
use crossread::store::{FileSystem as _, Memory};
use egui::Key;
use egui::accesskit::Role;

use crate::common::faults::{Kind, TestDisk, Trouble};
use crate::desk::*;

const SET: &str = "/sets/bridge.ron";

fn to(path: &str) -> Answer {
    Answer::Paths(vec![path.into()])
}

/// A window after a restart.
fn again(files: &Memory, answers: Vec<Answer>) -> Desk {
    Desk::new(Begin { files: files.clone(), answers, later: true, ..Begin::default() })
}

/// A saved set with three marks that its file does not hold, and the program gone.
fn stopped() -> Memory {
    let mut desk = Desk::with_begin(&[BRIDGE, BLUNDER], Begin { answers: vec![to(SET)], ..Begin::default() });
    desk.press_with(CTRL, Key::S);
    desk.mark(0, "closed", Key::Num1);
    desk.mark(0, "four months", Key::Num1);
    desk.mark(1, "stunning failure", Key::Num2);
    assert!(desk.says("Kept, not yet saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in(SET).annotations().len(), 0);
    desk.files
}

/// The window after a restart, with the offer in front.
fn offered() -> (Desk, Memory) {
    let files = stopped();
    let mut desk = again(&files, vec![to(SET)]);
    desk.press_with(CTRL, Key::O);
    assert!(desk.has(Role::Dialog, "Work that was not saved is still here"), "{:?}", desk.words());
    (desk, files)
}

fn journals(files: &Memory) -> Vec<String> {
    let names = files.names().into_iter().map(|name| name.display().to_string());
    names.filter(|name| name.contains("journal-")).collect()
}

#[test]
fn work_that_was_not_saved_is_offered_and_restored() {
    let (mut desk, _) = offered();
    assert!(desk.says("3 steps · today"), "{:?}", desk.words());
    assert!(desk.says("3 annotations added"));
    assert!(desk.says("Nothing is lost if you close this with Esc"));
    assert_eq!(desk.marked().len(), 0);
    desk.press(Key::Enter);
    let quotes: Vec<String> = desk.marked().into_iter().map(|(_, words)| words).collect();
    assert_eq!(quotes, ["closed", "four months", "stunning failure"]);
    assert!(desk.says("Restored 3 steps"));
    desk.wait(5_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in(SET).annotations().len(), 3);
    // The history came along.
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked().len(), 2);
}

#[test]
fn one_can_look_first() {
    let (mut desk, _) = offered();
    desk.click(Role::Button, "Look first");
    assert!(desk.says("annotation added: Opinion: “stunning failure” · City’s bridge blunder"), "{:?}", desk.words());
    assert_eq!(desk.marked().len(), 0, "looking changes nothing");
    desk.press(Key::Escape);
    assert!(desk.has(Role::Dialog, "Work that was not saved is still here"));
    desk.click(Role::Button, "Look first");
    desk.click(Role::Button, "Restore");
    assert_eq!(desk.marked().len(), 3);
}

#[test]
fn putting_aside_asks_once_more_and_keeps_the_journal() {
    let (mut desk, files) = offered();
    let before = journals(&files);
    desk.click(Role::Button, "Put aside…");
    assert!(desk.says("It stays in the folder /sets/.bridge.ron.crossread"), "{:?}", desk.words());
    desk.press(Key::Enter);
    assert_eq!(journals(&files), before, "Enter puts nothing aside");
    desk.click(Role::Button, "Put aside");
    let after = journals(&files);
    assert!(after.iter().any(|name| name.ends_with("-aside-1")), "{after:?}");
    assert!(desk.says("Put aside as /sets/"), "{:?}", desk.words());
    drop(desk);
    let mut desk = again(&files, vec![to(SET)]);
    desk.press_with(CTRL, Key::O);
    assert!(!desk.has(Role::Dialog, "Work that was not saved is still here"));
    assert!(desk.says("Saved · bridge.ron"));
}

#[test]
fn esc_decides_nothing() {
    let (mut desk, files) = offered();
    let before = journals(&files);
    desk.press(Key::Escape);
    assert!(desk.says("and not yet restored"), "{:?}", desk.words());
    assert_eq!(journals(&files), before);
    desk.click(Role::Button, "Restore unsaved work…");
    assert!(desk.has(Role::Dialog, "Work that was not saved is still here"));
    desk.press(Key::Escape);
    // What is done now begins a journal of its own.
    desk.mark(0, "ring road", Key::Num1);
    assert!(journals(&files).iter().any(|name| name.ends_with("-aside-1")), "{:?}", journals(&files));
    // And the other one can still be restored on top of that.
    desk.menu("File", "Restore unsaved work");
    desk.press(Key::Enter);
    assert_eq!(desk.marked().len(), 4, "{:?}", desk.words());
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked(), [("Claim".to_owned(), "ring road".to_owned())]);
}

#[test]
fn work_that_was_put_aside_is_found_among_the_earlier_versions() {
    let files = stopped();
    let mut desk = again(&files, vec![to(SET)]);
    desk.press_with(CTRL, Key::O);
    desk.click(Role::Button, "Put aside…");
    desk.click(Role::Button, "Put aside");
    let marked = desk.marked();
    desk.menu("File", "Earlier versions");
    assert!(desk.words().iter().any(|words| words.contains("put aside, ")), "{:?}", desk.words());
    desk.focus_containing("put aside, ");
    desk.press(Key::Enter);
    desk.click(Role::Button, "Restore");
    assert_eq!(desk.marked().len(), 3, "{:?}", desk.words());
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked(), marked);
}

#[test]
fn articles_wait_until_somebody_has_decided() {
    let files = stopped();
    files.put("/articles/more.txt", &b"Another one\n\nNothing new.\n"[..], 0o644);
    let mut desk = again(&files, Vec::new());
    desk.drop_files(&[SET, "/articles/more.txt"]);
    desk.pause();
    assert_eq!(desk.set().sources().len(), 2);
    desk.press(Key::Enter);
    desk.pause();
    assert_eq!((desk.set().sources().len(), desk.marked().len()), (3, 3), "{:?}", desk.words());
}

#[test]
fn work_on_a_file_that_was_replaced_is_opened_as_a_copy() {
    let files = stopped();
    let text = String::from_utf8(files.read(Path::new(SET), 1 << 20).unwrap()).unwrap();
    let replaced = text.replace("program: \"crossread", "program: \"other");
    files.put(SET, replaced.clone(), 0o644);
    let mut desk = again(&files, vec![to(SET)]);
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("Another program has replaced “bridge.ron”"), "{:?}", desk.words());
    desk.click(Role::Button, "Open as a copy");
    assert_eq!(desk.marked().len(), 3);
    assert!(desk.says("Kept · no file yet"), "{:?}", desk.words());
    desk.wait(10_000);
    assert_eq!(desk.file(SET), replaced.as_bytes());
}

#[test]
fn a_set_without_a_file_is_found_at_the_next_start() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    assert!(desk.says("Kept · no file yet"), "{:?}", desk.words());
    let files = desk.files.clone();
    let other = again(&files, Vec::new());
    assert!(!other.says("Work that was not saved"), "another window is working on it");
    drop((desk, other));

    let mut desk = again(&files, Vec::new());
    assert!(desk.has(Role::Group, "Bridge shut until spring"), "{:?}", desk.words());
    assert!(desk.says("1 annotation in 1 article · today"), "{:?}", desk.words());
    desk.click(Role::Button, "Restore");
    assert_eq!(desk.marked(), [("Claim".to_owned(), "closed".to_owned())]);
    assert!(desk.says("Kept · no file yet"));
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked(), []);
}

#[test]
fn a_set_without_a_file_can_be_put_aside() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    let files = desk.files.clone();
    drop(desk);
    let mut desk = again(&files, Vec::new());
    desk.click(Role::Button, "Put aside…");
    desk.press(Key::Escape);
    assert!(desk.has(Role::Button, "Restore"), "it is offered as before: {:?}", desk.words());
    desk.click(Role::Button, "Put aside…");
    desk.click(Role::Button, "Put aside");
    assert!(desk.says("Put aside as /data/"), "{:?}", desk.words());
    assert!(!desk.has(Role::Button, "Restore"));
    drop(desk);
    assert!(!again(&files, Vec::new()).has(Role::Button, "Restore"));
}

#[test]
fn what_is_discarded_at_closing_does_not_come_back_and_what_is_kept_does() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    let files = desk.files.clone();
    assert!(!desk.close());
    desk.click_and_watch(Role::Button, "Discard");
    desk.leave();
    assert!(!again(&files, Vec::new()).has(Role::Button, "Restore"));
}

#[test]
fn a_file_that_another_window_has_is_only_looked_at() {
    let mut first = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to(SET)], ..Begin::default() });
    first.press_with(CTRL, Key::S);
    let files = first.files.clone();
    let mut second = again(&files, vec![to(SET), to("/sets/copy.ron")]);
    second.press_with(CTRL, Key::O);
    assert!(second.has(Role::Dialog, "This set is open elsewhere"), "{:?}", second.words());
    assert!(second.says("on this computer has “bridge.ron” open since today"), "{:?}", second.words());
    second.press(Key::Enter);
    assert!(second.says("Read-only · bridge.ron"), "{:?}", second.words());
    assert_eq!(second.app().session().file().read_only(), Some(ReadOnly::HeldElsewhere));
    let before = second.file(SET);
    second.mark(0, "closed", Key::Num1);
    second.wait(10_000);
    assert!(second.says("Kept, but this file stays as it is · bridge.ron"), "{:?}", second.words());
    assert_eq!(second.file(SET), before);
    second.press_with(CTRL | SHIFT, Key::S);
    assert!(second.says("Saved · copy.ron"), "{:?}", second.words());
    assert_eq!(second.set_in("/sets/copy.ron").annotations().len(), 1);
}

#[test]
fn a_file_is_free_again_when_the_other_window_is_gone() {
    let mut first = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to(SET)], ..Begin::default() });
    first.press_with(CTRL, Key::S);
    let files = first.files.clone();
    let mut second = again(&files, vec![to(SET)]);
    second.press_with(CTRL, Key::O);
    second.click(Role::Button, "Try again");
    assert!(second.has(Role::Dialog, "This set is open elsewhere"));
    drop(first);
    second.click(Role::Button, "Try again");
    assert!(!second.has(Role::Dialog, "This set is open elsewhere"));
    assert!(second.says("Saved · bridge.ron"), "{:?}", second.words());
}

#[test]
fn a_set_that_is_open_here_is_not_opened_twice() {
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to(SET), to(SET)], ..Begin::default() });
    desk.press_with(CTRL, Key::S);
    desk.mark(0, "closed", Key::Num1);
    desk.press_with(CTRL, Key::O);
    desk.pause();
    assert!(desk.says("This set is open here already"), "{:?}", desk.words());
    assert_eq!(desk.marked().len(), 1);
    assert_eq!(desk.app().session().file().read_only(), None);
}

/// A saved set on a disk that can fail.
fn on_a_disk(answers: &[&str]) -> (Desk, TestDisk) {
    let disk = TestDisk::new();
    disk.put_directory("/sets");
    disk.put_directory("/other");
    let answers = answers.iter().map(|path| to(path)).collect();
    let begin = Begin { faults: Some(disk.clone()), answers, ..Begin::default() };
    let mut desk = Desk::with_begin(&[BRIDGE], begin);
    desk.press_with(CTRL, Key::S);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    (desk, disk)
}

fn set_on(disk: &TestDisk, path: &str) -> usize {
    crossread::session::read_set(&disk.bytes(path).unwrap()).unwrap().set.annotations().len()
}

#[test]
fn a_full_disk_is_said_until_there_is_room() {
    let (mut desk, disk) = on_a_disk(&[SET]);
    disk.fail_when(|step| step.kind == Kind::Write && step.path.starts_with("/sets"), Trouble::NoSpace);
    desk.mark(0, "closed", Key::Num1);
    // The journal goes on in the program's own folder.
    assert!(desk.says("Kept, not yet saved · bridge.ron"), "{:?}", desk.words());
    assert!(desk.says("No journal can be written beside the file"), "{:?}", desk.words());
    desk.wait(5_000);
    for words in [
        "“bridge.ron” could not be saved",
        "the disk is full: make room, or save elsewhere",
        "kept in the program’s own folder, and offered again when you open the file",
        "Kept, but not saved · bridge.ron",
    ] {
        assert!(desk.says(words), "{words}: {:?}", desk.words());
    }
    desk.wait(10_000);
    desk.press(Key::Escape);
    assert!(desk.says("“bridge.ron” could not be saved"), "it stays");
    disk.heal();
    desk.wait(60_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert!(!desk.says("could not be saved"));
    assert_eq!(set_on(&disk, SET), 1);
}

#[test]
fn one_key_saves_to_another_place() {
    let (mut desk, disk) = on_a_disk(&[SET, "/other/bridge.ron"]);
    disk.fail_when(|step| step.kind.changes() && step.path.starts_with("/sets"), Trouble::ReadOnly);
    desk.mark(0, "closed", Key::Num1);
    desk.wait(5_000);
    assert!(desk.says("nothing may be written there: save elsewhere"), "{:?}", desk.words());
    desk.press_with(CTRL | SHIFT, Key::S);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert!(!desk.says("could not be saved"));
    assert_eq!((set_on(&disk, SET), set_on(&disk, "/other/bridge.ron")), (0, 1));
}

#[test]
fn what_is_nowhere_on_the_disk_is_called_so() {
    let (mut desk, disk) = on_a_disk(&[SET]);
    disk.fail_when(|step| step.kind.changes(), Trouble::Io);
    desk.mark(0, "closed", Key::Num1);
    assert!(desk.says("Not kept · bridge.ron"), "{:?}", desk.words());
    assert!(desk.says("What you do is not kept at the moment"));
    assert!(desk.says("only in this window until they are saved"));
    desk.wait(5_000);
    assert!(desk.says("Neither kept nor saved · bridge.ron"), "{:?}", desk.words());
    // Closing asks, and says what would be lost.
    assert!(!desk.close());
    desk.rest();
    assert!(desk.has(Role::Dialog, "Close without saving?"), "{:?}", desk.words());
    desk.press(Key::Escape);
    assert_eq!(desk.marked().len(), 1);
    disk.heal();
    desk.wait(61_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
}

#[test]
fn closing_all_the_same_leaves_what_is_kept() {
    let (mut desk, disk) = on_a_disk(&[SET]);
    disk.fail_when(|step| step.kind == Kind::Write && step.path.starts_with("/sets"), Trouble::NoSpace);
    desk.mark(0, "closed", Key::Num1);
    assert!(!desk.close());
    desk.rest();
    assert!(desk.says("offered again when you open the file"), "{:?}", desk.words());
    desk.click_and_watch(Role::Button, "Close all the same");
    desk.leave();
    disk.heal();
    let answers = vec![to(SET)];
    let mut desk = Desk::new(Begin { faults: Some(disk.after_kill()), answers, later: true, ..Begin::default() });
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("1 annotation added"), "{:?}", desk.words());
}

#[test]
fn nobody_has_to_wait_for_a_disk_that_does_not_answer() {
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to(SET)], ..Begin::default() });
    desk.press_with(CTRL, Key::S);
    desk.mark(0, "closed", Key::Num1);
    desk.disk.stop();
    assert!(!desk.close());
    assert!(!desk.has(Role::Dialog, "Close without saving?"), "the first time it waits");
    assert!(!desk.close());
    desk.rest();
    assert!(desk.says("“bridge.ron” is still being saved"), "{:?}", desk.words());
    assert!(desk.says("kept in the journal beside the file"), "{:?}", desk.words());
    desk.click_and_watch(Role::Button, "Close all the same");
    let files = desk.files.clone();
    desk.leave();
    let mut desk = again(&files, vec![to(SET)]);
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("1 annotation added"), "{:?}", desk.words());
}

#[test]
fn what_was_done_to_a_read_only_file_is_asked_about_and_offered_at_the_next_start() {
    let mut first = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to(SET)], ..Begin::default() });
    first.press_with(CTRL, Key::S);
    let files = first.files.clone();
    let mut second = again(&files, vec![to(SET)]);
    second.press_with(CTRL, Key::O);
    second.press(Key::Enter);
    second.mark(0, "closed", Key::Num1);
    assert!(!second.close());
    second.rest();
    assert!(second.says("“bridge.ron” may not be written over"), "{:?}", second.words());
    assert!(second.says("offered again at the next start"), "{:?}", second.words());
    second.click_and_watch(Role::Button, "Close all the same");
    second.leave();
    let mut third = again(&files, Vec::new());
    third.click(Role::Button, "Restore");
    assert_eq!(third.marked(), [("Claim".to_owned(), "closed".to_owned())]);
}

#[test]
fn a_drive_without_locks_is_said_once_and_works() {
    let (desk, disk) = on_a_disk(&[SET]);
    drop(desk);
    disk.fail_when(|step| step.kind == Kind::Lock, Trouble::Unsupported);
    let answers = vec![to(SET)];
    let mut desk = Desk::new(Begin { faults: Some(disk.clone()), answers, later: true, ..Begin::default() });
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("This drive has no locks"), "{:?}", desk.words());
    desk.mark(0, "closed", Key::Num1);
    desk.wait(10_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(set_on(&disk, SET), 1);
}
