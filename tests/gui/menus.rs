//! The menus with the keyboard alone.

use egui::Key;
use egui::accesskit::Role;

use crate::desk::*;

/// The entry of an open menu that has the keyboard.
fn focused(desk: &Desk) -> String {
    desk.focused_name()
}

#[test]
fn f10_opens_the_menus_and_the_arrows_go_through_them() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press(Key::F10);
    assert!(focused(&desk).starts_with("New set"), "{}", focused(&desk));
    desk.press(Key::ArrowDown);
    assert!(focused(&desk).starts_with("Add articles"), "{}", focused(&desk));
    desk.press(Key::ArrowRight);
    assert!(!desk.says("Open the sample lesson"), "the first menu is closed");
    // Nothing was done yet but to bring the article in: that is what can be undone.
    assert!(focused(&desk).starts_with("Undo"), "{}", focused(&desk));
    desk.press(Key::ArrowLeft);
    desk.press(Key::ArrowLeft);
    assert!(focused(&desk).starts_with("Commands"), "the last menu follows the first: {}", focused(&desk));
    desk.press(Key::ArrowUp);
    assert!(focused(&desk).starts_with("About"), "{}", focused(&desk));
}

#[test]
fn esc_closes_a_menu_and_gives_the_keyboard_back() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press(Key::F10);
    desk.press(Key::Escape);
    desk.press(Key::ArrowRight);
    assert_eq!(desk.caret(0), 1, "the article has the keyboard again");

    // Also a text field.
    desk.press_with(CTRL, Key::F);
    let field = focused(&desk);
    assert_eq!(field, "Search every source");
    desk.press(Key::F10);
    desk.press(Key::F10);
    assert_eq!(focused(&desk), field, "the key that opens closes too");
}

#[test]
fn alt_and_a_letter_open_a_menu_and_enter_does_what_is_chosen() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.press_with(ALT, Key::E);
    desk.press(Key::Enter);
    assert!(desk.marked().is_empty(), "the first entry of the menu is to undo");
    assert!(!desk.says("Previous hit"), "and the menu is closed");

    // From one menu to another, and a dialog gets the keyboard.
    desk.press_with(ALT, Key::F);
    desk.press_with(ALT, Key::H);
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    assert!(desk.has(Role::Dialog, "Keyboard"), "{:?}", desk.words());
    desk.press(Key::Escape);
    desk.press(Key::ArrowRight);
    assert!(!desk.has(Role::Dialog, "Keyboard"));
    assert!(desk.caret(0) > 0, "and the article has it afterwards");
}
