//! Another program changes the file; and earlier versions of it.

use std::path::Path;

use crossread::gui::platform::Answer;
use crossread::store::{FileSystem as _, Memory};
use egui::Key;
use egui::accesskit::Role;

use crate::desk::*;

const SET: &str = "/sets/bridge.ron";
const THEIRS: &str = "/sets/theirs.ron";
const CHANGED: &str = "Another program has changed this file";

fn to(path: &str) -> Answer {
    Answer::Paths(vec![path.into()])
}

fn saved(answers: &[&str]) -> Desk {
    let answers = answers.iter().map(|path| to(path)).collect();
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers, ..Begin::default() });
    desk.mark(0, "closed", Key::Num1);
    desk.press_with(CTRL, Key::S);
    desk
}

/// Somebody works on a copy of the file, which then takes its place.
fn changed_by_another(files: &Memory, work: impl FnOnce(&mut Desk)) {
    let bytes = files.read(Path::new(SET), 1 << 20).unwrap();
    files.put(THEIRS, bytes, 0o644);
    let mut other =
        Desk::new(Begin { files: files.clone(), answers: vec![to(THEIRS)], later: true, ..Begin::default() });
    other.press_with(CTRL, Key::O);
    work(&mut other);
    other.press_with(CTRL, Key::S);
    drop(other);
    let bytes = files.read(Path::new(THEIRS), 1 << 20).unwrap();
    files.put(SET, bytes, 0o644);
}

#[test]
fn a_change_is_noticed_when_the_window_is_looked_at_again() {
    let mut desk = saved(&[SET]);
    desk.look_away_and_back();
    assert!(!desk.has(Role::Dialog, CHANGED));
    let files = desk.files.clone();
    changed_by_another(&files, |other| other.mark(0, "ring road", Key::Num2));
    desk.mark(0, "four months", Key::Num1);
    desk.look_away_and_back();
    assert!(desk.has(Role::Dialog, CHANGED), "{:?}", desk.words());
    assert!(desk.says("The two do not get in each other’s way"));
    desk.click(Role::Button, "Look first");
    assert!(desk.says("annotation added: Opinion: “ring road”"), "{:?}", desk.words());
    assert!(desk.says("annotation added: Claim: “four months”"), "{:?}", desk.words());
    desk.click(Role::Button, "Bring together");
    let words: Vec<String> = desk.marked().into_iter().map(|(_, words)| words).collect();
    assert_eq!(words, ["closed", "four months", "ring road"]);
    desk.wait(5_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(contents(&desk.set_in(SET)), contents(desk.set()));
    // It was one step.
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked().len(), 2);
}

#[test]
fn a_save_that_meets_a_change_overwrites_nothing_and_asks() {
    let mut desk = saved(&[SET]);
    let files = desk.files.clone();
    changed_by_another(&files, |other| other.mark(0, "ring road", Key::Num2));
    let theirs = desk.file(SET);
    desk.mark(0, "four months", Key::Num1);
    desk.wait(5_000);
    assert!(desk.has(Role::Dialog, CHANGED), "{:?}", desk.words());
    desk.press(Key::Escape);
    assert!(!desk.has(Role::Dialog, CHANGED));
    assert!(desk.says("Another program has changed “bridge.ron”"), "it stays said: {:?}", desk.words());
    desk.look_away_and_back();
    assert!(!desk.has(Role::Dialog, CHANGED), "it is not asked again and again");
    desk.wait(70_000);
    assert_eq!(desk.file(SET), theirs);
    desk.click(Role::Button, "Compare…");
    desk.click(Role::Button, "Bring together");
    assert_eq!(desk.marked().len(), 3);
    assert!(!desk.says("Another program has changed “bridge.ron”"));
}

#[test]
fn what_both_changed_is_named() {
    let mut desk = saved(&[SET]);
    let files = desk.files.clone();
    changed_by_another(&files, |other| {
        other.press(Key::CloseBracket);
        other.press(Key::Num2);
    });
    desk.press(Key::CloseBracket);
    desk.press(Key::Num3);
    desk.look_away_and_back();
    assert!(desk.says("In 1 place you both changed the same thing"), "{:?}", desk.words());
    assert!(desk.says("both changed the label"), "{:?}", desk.words());
    desk.click(Role::Button, "Bring together");
    assert!(desk.says("1 place was decided for you"), "{:?}", desk.words());
    assert_eq!(desk.marked().len(), 1);
}

#[test]
fn a_file_that_is_gone_is_said_once() {
    let mut desk = saved(&[SET]);
    desk.files.remove(Path::new(SET)).unwrap();
    desk.look_away_and_back();
    assert!(desk.says("“bridge.ron” is not there any more"), "{:?}", desk.words());
    desk.mark(0, "four months", Key::Num1);
    desk.wait(5_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in(SET).annotations().len(), 2);
}

#[test]
fn an_earlier_version_is_compared_restored_and_undone() {
    let mut desk = saved(&[SET]);
    desk.wait(60_000);
    desk.mark(0, "four months", Key::Num1);
    desk.press_with(CTRL, Key::S);
    desk.wait(60_000);
    desk.mark(0, "ring road", Key::Num2);
    desk.press_with(CTRL, Key::S);
    desk.menu("File", "Earlier versions");
    assert!(desk.has(Role::Dialog, "Earlier versions"), "{:?}", desk.words());
    assert!(desk.says("This version is what you have now"), "{:?}", desk.words());
    let rows: Vec<String> = desk.words().into_iter().filter(|words| words.contains(" KB")).collect();
    assert_eq!(rows.len(), 3, "{rows:?}");
    desk.focus_beginning("today, 9:24");
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    assert!(desk.says("2 annotations removed"), "{:?}", desk.words());
    assert!(desk.says("annotation removed: Opinion: “ring road”"), "{:?}", desk.words());
    desk.click(Role::Button, "Restore");
    assert_eq!(desk.marked().len(), 1);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked().len(), 3);
}

#[test]
fn an_earlier_version_opens_as_a_copy() {
    let mut desk = saved(&[SET]);
    desk.wait(60_000);
    desk.mark(0, "four months", Key::Num1);
    desk.press_with(CTRL, Key::S);
    let before = desk.file(SET);
    desk.menu("File", "Earlier versions");
    desk.focus_beginning("today, 9:23");
    desk.press(Key::ArrowDown);
    desk.click(Role::Button, "Open as a copy");
    assert_eq!(desk.marked().len(), 1, "{:?}", desk.words());
    assert!(desk.says("No file yet"), "{:?}", desk.words());
    desk.wait(10_000);
    assert_eq!(desk.file(SET), before);
}
