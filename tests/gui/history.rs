//! The panel of what was done.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::*;

fn steps(desk: &Desk) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = desk
        .harness
        .query_all_by(|node| node.role() == Role::ListBoxOption)
        .map(|node| (node.rect().top(), node.accesskit_node().label().unwrap_or_default()))
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, text)| text).collect()
}

fn present(desk: &Desk) -> Option<String> {
    let row = desk
        .harness
        .query_all_by_role(Role::ListBoxOption)
        .find(|row| row.accesskit_node().is_selected() == Some(true));
    row.and_then(|row| row.accesskit_node().label())
}

fn marked() -> Desk {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.mark(0, "four months", Key::Num2);
    desk.mark(0, "ring road", Key::Num3);
    desk
}

#[test]
fn the_history_is_a_panel_that_stays_open() {
    let mut desk = marked();
    desk.press_with(CTRL, Key::H);
    assert!(desk.has(Role::ListBox, "History"), "{:?}", desk.words());
    assert_eq!(
        steps(&desk),
        [
            "Mark as Quote: “ring road”",
            "Mark as Opinion: “four months”",
            "Mark as Claim: “closed”",
            "Add “Bridge shut until spring”",
            "Beginning"
        ]
    );
    assert_eq!(present(&desk).unwrap(), "Mark as Quote: “ring road”");
    // Work goes on beside it.
    desk.mark(0, "Monday", Key::Num1);
    assert_eq!(steps(&desk).len(), 6);
    assert_eq!(present(&desk).unwrap(), "Mark as Claim: “Monday”");
    desk.press_with(CTRL, Key::H);
    assert_eq!(steps(&desk), Vec::<String>::new());
}

#[test]
fn a_click_goes_there_and_back() {
    let mut desk = marked();
    desk.press_with(CTRL, Key::H);
    desk.click(Role::ListBoxOption, "Mark as Claim: “closed”");
    assert_eq!(desk.marked().len(), 1);
    assert_eq!(present(&desk).unwrap(), "Mark as Claim: “closed”");
    desk.click(Role::ListBoxOption, "Mark as Quote: “ring road”");
    assert_eq!(desk.marked().len(), 3);
    desk.click(Role::ListBoxOption, "Beginning");
    assert!(desk.set().sources().is_empty());
    desk.press_with(CTRL | SHIFT, Key::Z);
    assert_eq!(desk.set().sources().len(), 1);
}

#[test]
fn the_arrow_keys_and_enter_go_there_and_esc_leads_back() {
    let mut desk = marked();
    desk.press_with(CTRL, Key::H);
    desk.press(Key::ArrowDown);
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    assert_eq!(desk.marked().len(), 1, "{:?}", desk.words());
    desk.press(Key::Home);
    desk.press(Key::Enter);
    assert_eq!(desk.marked().len(), 3);
    desk.press(Key::Escape);
    // The keyboard is in the article again.
    let before = desk.caret(0);
    desk.press_with(CTRL, Key::Home);
    desk.press_with(CTRL, Key::ArrowRight);
    assert_ne!(desk.caret(0), before);
    assert!(desk.has(Role::ListBox, "History"));
}

#[test]
fn a_screen_reader_hears_when_and_how_a_step_stands() {
    let mut desk = marked();
    desk.press_with(CTRL, Key::Z);
    desk.press_with(CTRL, Key::H);
    let said = |name: &str| desk.node(Role::ListBoxOption, name).accesskit_node().description().unwrap_or_default();
    assert_eq!(said("Mark as Quote: “ring road”"), "undone, 9:22");
    assert_eq!(said("Mark as Opinion: “four months”"), "now, 9:22");
    assert_eq!(said("Mark as Claim: “closed”"), "9:22");
    assert!(desk.has(Role::Heading, "Today"), "{:?}", desk.words());
}

#[test]
fn what_was_done_before_the_restart_stands_below_it() {
    let mut desk = marked();
    desk.wait(60_000);
    let files = desk.files.clone();
    drop(desk);
    let mut desk = Desk::new(Begin { files, later: true, ..Begin::default() });
    desk.wait(3_600_000);
    desk.click(Role::Button, "Restore");
    desk.mark(0, "Monday", Key::Num1);
    desk.press_with(CTRL, Key::H);
    assert!(
        desk.has(Role::Heading, "Today") && desk.has(Role::Heading, "Today, before the restart"),
        "{:?}",
        desk.words()
    );
    assert_eq!(steps(&desk).len(), 6);
}

#[test]
fn in_a_narrow_window_the_history_leaves_the_article_its_room() {
    let mut desk = marked();
    desk.press_with(CTRL, Key::H);
    desk.resize(640.0, 480.0);
    assert_eq!(steps(&desk).len(), 5);
    let article = desk.node(Role::Document, "Article: Bridge shut until spring").rect();
    assert!(article.width() >= 300.0, "{article:?}");
}
