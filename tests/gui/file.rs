//! The set's file: saving, following, opening, closing; and the whole way by keys.

use crossread::gui::platform::Answer;
use crossread::session::{ReadOnly, SAMPLE};
use crossread::store::Memory;
use egui::Key;
use egui::accesskit::Role;

use crate::desk::*;

fn to(path: &str) -> Answer {
    Answer::Paths(vec![path.into()])
}

fn saved(path: &str) -> Begin {
    Begin { answers: vec![to(path)], ..Begin::default() }
}

fn with_file(path: &str, bytes: &[u8], answers: Vec<Answer>) -> Desk {
    let files = Memory::new();
    files.put(path, bytes, 0o644);
    let mut answers = answers;
    answers.insert(0, to(path));
    let mut desk = Desk::new(Begin { files, answers, ..Begin::default() });
    desk.press_with(CTRL, Key::O);
    desk
}

#[test]
fn save_asks_for_a_place_and_says_so() {
    let mut desk = Desk::with_begin(&[BRIDGE], saved("/sets/bridge.ron"));
    assert!(desk.says("Kept · no file yet"));
    desk.mark(0, "closed", Key::Num1);
    desk.press_with(CTRL, Key::S);
    assert_eq!(desk.platform.questions().len(), 1);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(contents(&desk.set_in("/sets/bridge.ron")), contents(desk.set()));
    desk.press_with(CTRL, Key::S);
    assert_eq!(desk.platform.questions().len(), 1);
}

#[test]
fn the_file_follows_after_a_rest() {
    let mut desk = Desk::with_begin(&[BRIDGE], saved("/sets/bridge.ron"));
    desk.press_with(CTRL, Key::S);
    desk.mark(0, "closed", Key::Num1);
    desk.rest();
    assert!(desk.says("Kept, not yet saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in("/sets/bridge.ron").annotations().len(), 0);
    desk.wait(5_000);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in("/sets/bridge.ron").annotations().len(), 1);
}

#[test]
fn what_was_saved_opens_again_as_it_was() {
    let mut desk = Desk::with_begin(&[BRIDGE, BLUNDER], saved("/sets/bridge.ron"));
    desk.mark(0, "We did not expect this,", Key::Num3);
    desk.select(0, "and we are sorry.");
    desk.press(Key::A);
    desk.mark(1, "stunning failure", Key::Num2);
    desk.press(Key::N);
    desk.type_keys("loaded words");
    desk.press_with(CTRL, Key::S);
    let bytes = desk.file("/sets/bridge.ron");
    let other = with_file("/sets/bridge.ron", &bytes, Vec::new());
    assert_eq!(contents(other.set()), contents(desk.set()));
    assert!(other.says("Saved · bridge.ron"));
}

#[test]
fn a_damaged_file_is_read_as_far_as_it_goes_and_never_written_over() {
    let damaged = SAMPLE.replacen("text: \"", "text: \"\\u{7}zz", 1).replacen("start: 1", "start: zz", 1);
    let cut = &SAMPLE[..SAMPLE.len() * 2 / 3];
    for bytes in [damaged.as_bytes(), cut.as_bytes()] {
        let mut desk = with_file("/sets/bridge.ron", bytes, vec![to("/sets/rescued.ron")]);
        if desk.set().sources().is_empty() {
            // Nothing of it can be read: that is said, with the file's name.
            assert!(desk.says("/sets/bridge.ron"), "{:?}", desk.words());
        } else {
            assert_eq!(desk.app().session().file().read_only(), Some(ReadOnly::Damaged));
            assert!(desk.says("Read-only · bridge.ron"), "{:?}", desk.words());
            desk.press(Key::CloseBracket);
            desk.press(Key::Delete);
            desk.press_with(CTRL, Key::S);
            desk.wait(10_000);
            assert!(desk.says("Save under another name"));
        }
        assert_eq!(desk.file("/sets/bridge.ron"), bytes);
    }
}

#[test]
fn what_is_no_set_is_said_and_nothing_else_changes() {
    let mut desk =
        Desk::with_begin(&[BRIDGE], Begin { answers: vec![to("/sets/x.ron"), to("/sets/y.ron")], ..Begin::default() });
    desk.press_with(CTRL, Key::S);
    let before = contents(desk.set());
    desk.files.put("/sets/y.ron", *b"this is (not a set", 0o644);
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("/sets/y.ron"), "{:?}", desk.words());
    assert_eq!(contents(desk.set()), before);
    assert!(desk.says("Saved · x.ron"));
}

#[test]
fn a_file_that_was_changed_outside_is_not_overwritten() {
    let mut desk = Desk::with_begin(
        &[BRIDGE],
        Begin { answers: vec![to("/sets/bridge.ron"), to("/sets/mine.ron")], ..Begin::default() },
    );
    desk.press_with(CTRL, Key::S);
    desk.files.put("/sets/bridge.ron", SAMPLE.as_bytes(), 0o644);
    desk.mark(0, "closed", Key::Num1);
    desk.wait(5_000);
    assert!(desk.says("Another program has changed “bridge.ron”"), "{:?}", desk.words());
    assert_eq!(desk.file("/sets/bridge.ron"), SAMPLE.as_bytes());
    desk.press_with(CTRL | SHIFT, Key::S);
    assert!(desk.says("Saved · mine.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in("/sets/mine.ron").annotations().len(), 1);
    assert_eq!(desk.file("/sets/bridge.ron"), SAMPLE.as_bytes());
}

#[test]
fn closing_saves_what_has_a_file() {
    let mut desk = Desk::with_begin(&[BRIDGE], saved("/sets/bridge.ron"));
    desk.press_with(CTRL, Key::S);
    desk.mark(0, "closed", Key::Num1);
    assert!(desk.close());
    assert_eq!(desk.set_in("/sets/bridge.ron").annotations().len(), 1);
}

#[test]
fn closing_asks_about_what_has_none() {
    let mut desk = Desk::with_begin(&[BRIDGE], saved("/sets/bridge.ron"));
    desk.mark(0, "closed", Key::Num1);
    assert!(!desk.close());
    assert!(desk.says("Save the set before closing?"));
    desk.press(Key::Escape);
    assert!(!desk.says("Save the set before closing?"));
    assert_eq!(desk.marked().len(), 1);
    assert!(!desk.close());
    desk.click_and_watch(Role::Button, "Save…");
    assert_eq!(desk.set_in("/sets/bridge.ron").annotations().len(), 1);

    let mut desk = Desk::with(&[BRIDGE]);
    assert!(!desk.close());
    desk.click_and_watch(Role::Button, "Discard");
    assert!(desk.files.names().iter().all(|path| !path.starts_with("/sets")));
}

#[test]
fn closing_waits_for_the_answer_to_where() {
    let (answer, pending) = crossread::gui::platform::Pending::channel();
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { pending: Some(pending), ..Begin::default() });
    assert!(!desk.close());
    desk.click(Role::Button, "Save…");
    desk.pause();
    answer.send(to("/sets/bridge.ron")).unwrap();
    assert!(desk.closes());
    assert_eq!(desk.set_in("/sets/bridge.ron").sources().len(), 1);
}

#[test]
fn another_set_waits_until_this_one_is_saved() {
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to("/sets/other.ron")], ..Begin::default() });
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.press_with(CTRL, Key::O);
    assert!(desk.has(Role::Dialog, "Save the set before closing?"), "{:?}", desk.words());
    assert_eq!(desk.set().sources().len(), 1);
    desk.press(Key::Escape);
    desk.pause();
    assert!(!desk.has(Role::Dialog, "Save the set before closing?"), "whoever stays is not asked again");
    assert_eq!(desk.set().sources().len(), 1);
}

#[test]
fn another_set_comes_in_the_place_of_one_that_nobody_wants() {
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers: vec![to("/sets/other.ron")], ..Begin::default() });
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.press_with(CTRL, Key::O);
    desk.click(Role::Button, "Discard");
    desk.pause();
    assert!(desk.says("Saved · other.ron"), "{:?}", desk.words());
    assert_eq!(desk.set().sources().len(), 5);
    let journals = desk
        .files
        .names()
        .into_iter()
        .filter(|path| path.starts_with("/data/") && path.to_string_lossy().contains("journal"));
    assert_eq!(journals.count(), 0, "what nobody wants is not offered again");

    let mut desk = Desk::with(&[BRIDGE]);
    desk.menu("File", "New set");
    desk.click(Role::Button, "Discard");
    desk.pause();
    assert_eq!(desk.set().sources().len(), 0);
}

#[test]
fn another_set_comes_when_this_one_has_a_place() {
    let answers = vec![to("/sets/other.ron"), to("/sets/bridge.ron")];
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers, ..Begin::default() });
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.press_with(CTRL, Key::O);
    desk.click(Role::Button, "Save…");
    desk.pause();
    assert_eq!(desk.set_in("/sets/bridge.ron").sources().len(), 1);
    assert_eq!(desk.set().sources().len(), 5);
}

#[test]
fn a_disk_that_takes_its_time_holds_nobody_up() {
    let mut desk = Desk::with_begin(
        &[BRIDGE],
        Begin { answers: vec![to("/sets/bridge.ron"), to("/sets/other.ron")], ..Begin::default() },
    );
    desk.press_with(CTRL, Key::S);
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.mark(0, "closed", Key::Num1);
    desk.disk.stop();
    desk.press_with(CTRL, Key::O);
    assert!(desk.says("Saving the present set first"), "{:?}", desk.words());
    // The window works on, and what is done meanwhile is saved, too.
    desk.pause();
    desk.mark(0, "four months", Key::Num1);
    assert_eq!((desk.set().sources().len(), desk.marked().len()), (1, 2));
    desk.disk.answer();
    desk.pause();
    assert!(desk.says("Saved · other.ron"), "{:?}", desk.words());
    assert_eq!(desk.set_in("/sets/bridge.ron").annotations().len(), 2);
}

#[test]
fn a_set_that_cannot_be_saved_stays() {
    let mut desk = Desk::with_begin(
        &[BRIDGE],
        Begin { answers: vec![to("/sets/bridge.ron"), to("/sets/other.ron")], ..Begin::default() },
    );
    desk.press_with(CTRL, Key::S);
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.mark(0, "closed", Key::Num1);
    desk.disk.stop();
    desk.press_with(CTRL, Key::O);
    desk.files.put("/sets/bridge.ron", SAMPLE.as_bytes(), 0o644);
    desk.disk.answer();
    desk.wait(1_000);
    assert!(desk.says("Another program has changed “bridge.ron”"), "{:?}", desk.words());
    assert_eq!((desk.set().sources().len(), desk.marked().len()), (1, 1));
}

#[test]
fn what_waits_for_a_slow_disk_can_be_given_up() {
    let mut desk = Desk::with_begin(
        &[BRIDGE],
        Begin { answers: vec![to("/sets/bridge.ron"), to("/sets/other.ron")], ..Begin::default() },
    );
    desk.press_with(CTRL, Key::S);
    desk.files.put("/sets/other.ron", SAMPLE.as_bytes(), 0o644);
    desk.mark(0, "closed", Key::Num1);
    desk.disk.stop();
    desk.press_with(CTRL, Key::O);
    desk.click(Role::Button, "Cancel");
    desk.disk.answer();
    desk.rest();
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(desk.set().sources().len(), 1);
}

#[test]
fn from_articles_to_a_saved_and_exported_set_by_keys_alone() {
    let answers = vec![
        Answer::Paths(vec!["/articles/a.txt".into(), "/articles/b.txt".into()]),
        to("/sets/bridge.ron"),
        to("/sets/bridge.csv"),
    ];
    let mut desk = Desk::new(Begin { answers, ..Begin::default() });
    desk.files.put("/articles/a.txt", BRIDGE.as_bytes(), 0o644);
    desk.files.put("/articles/b.txt", BLUNDER.as_bytes(), 0o644);
    desk.press_with(CTRL, Key::N);
    assert_eq!(desk.set().sources().len(), 2);
    // «The harbour bridge» is a claim.
    desk.press_with(CTRL, Key::Home);
    desk.press_with(CTRL, Key::ArrowDown);
    desk.times(3, CTRL | SHIFT, Key::ArrowRight);
    assert_eq!(desk.selected(0), "The harbour bridge");
    desk.press(Key::Num1);
    // The quotation in two parts.
    desk.press_with(CTRL, Key::ArrowDown);
    desk.press(Key::ArrowRight);
    desk.times(5, CTRL | SHIFT, Key::ArrowRight);
    desk.press(Key::Num3);
    desk.times(4, CTRL, Key::ArrowRight);
    desk.times(4, CTRL | SHIFT, Key::ArrowRight);
    desk.press(Key::A);
    desk.press(Key::N);
    desk.type_keys("sorry");
    desk.press(Key::Escape);
    // The other article.
    desk.press(Key::F6);
    desk.press_with(CTRL, Key::ArrowDown);
    desk.times(5, CTRL | SHIFT, Key::ArrowRight);
    desk.press(Key::Num2);
    let marked = desk.marked();
    assert_eq!(marked.len(), 3, "{marked:?}");
    assert_eq!(marked[0].1, "The harbour bridge");
    assert!(marked[1].1.starts_with("We did not expect this") && marked[1].1.contains(" … "), "{marked:?}");
    assert_eq!(marked[2], ("Opinion".to_owned(), "In a stunning failure of".to_owned()));
    desk.press_with(CTRL, Key::S);
    assert!(desk.says("Saved · bridge.ron"), "{:?}", desk.words());
    assert_eq!(contents(&desk.set_in("/sets/bridge.ron")), contents(desk.set()));
    desk.press_with(CTRL, Key::E);
    desk.focus_beginning("CSV");
    desk.press(Key::Space);
    desk.focus(Role::Button, "Export…");
    desk.press(Key::Enter);
    assert_eq!(desk.platform.questions().len(), 3, "{:?}", desk.words());
    assert!(desk.says("Exported to /sets/bridge.csv"), "{:?}", desk.words());
    assert!(!desk.file("/sets/bridge.csv").is_empty());
}
