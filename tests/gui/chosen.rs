//! The chosen annotation: its ends, its parts, its label, its note, and going back.

use egui::accesskit::Role;
use egui::{Key, Modifiers, vec2};

use crossread::model::AttributeValue;

use crate::desk::*;

const NONE: Modifiers = Modifiers::NONE;

fn pair(label: &str, words: &str) -> (String, String) {
    (label.to_owned(), words.to_owned())
}

#[test]
fn clicks_go_through_the_annotations_at_one_place() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "stay closed for four months, the city said", Key::Num1);
    desk.mark(0, "closed for four months", Key::Num2);
    desk.mark(0, "four", Key::Num3);
    desk.press(Key::Escape);
    assert_eq!(desk.chosen_words(), "");
    let at = desk.middle(0, "four");
    let mut seen = Vec::new();
    for _ in 0..4 {
        desk.click_at(at);
        seen.push(desk.chosen_words());
    }
    let all = ["four", "closed for four months", "stay closed for four months, the city said", "four"];
    assert_eq!(seen, all);
    let aside = desk.middle(0, "Traffic");
    desk.click_at(aside);
    assert_eq!(desk.chosen_words(), "");
}

#[test]
fn enter_goes_through_them_too() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed for four months", Key::Num2);
    desk.mark(0, "four", Key::Num3);
    let at = desk.middle(0, "Traffic");
    desk.click_at(at);
    desk.press(Key::OpenBracket);
    assert_eq!(desk.chosen_words(), "four");
    // The caret into the middle of the word.
    let at = desk.middle(0, "four");
    desk.click_at(at);
    desk.press(Key::Escape);
    let mut seen = Vec::new();
    for _ in 0..3 {
        desk.press(Key::Enter);
        seen.push(desk.chosen_words());
    }
    assert_eq!(seen, ["four", "closed for four months", "four"]);
}

#[test]
fn either_end_can_be_dragged_as_one_step() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed for four", Key::Num1);
    let before = desk.steps_done();
    let (from, to) = (desk.after(0, "closed for four") + vec2(4.0, 0.0), desk.after(0, "months"));
    desk.drag(from, to);
    assert_eq!(desk.chosen_words(), "closed for four months");
    assert_eq!(desk.steps_done(), before + 1);
    let (from, to) = (desk.before(0, "closed") - vec2(4.0, 0.0), desk.before(0, "harbour"));
    desk.drag(from, to);
    assert_eq!(desk.chosen_words(), "harbour bridge will stay closed for four months");
    assert_eq!(desk.steps_done(), before + 2);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.chosen_words(), "closed for four months");
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.chosen_words(), "closed for four");
    desk.press_with(CTRL | SHIFT, Key::Z);
    desk.press_with(CTRL, Key::Y);
    assert_eq!(desk.chosen_words(), "harbour bridge will stay closed for four months");
}

#[test]
fn keys_nudge_the_ends() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed for", Key::Num1);
    desk.press_with(ALT, Key::ArrowRight);
    assert_eq!(desk.chosen_words(), "closed for four");
    desk.press_with(ALT, Key::ArrowLeft);
    assert_eq!(desk.chosen_words(), "closed for");
    desk.press_with(ALT | SHIFT, Key::ArrowLeft);
    assert_eq!(desk.chosen_words(), "closed fo");
    desk.press_with(ALT | SHIFT, Key::ArrowRight);
    desk.press(Key::E);
    desk.press_with(ALT, Key::ArrowLeft);
    assert_eq!(desk.chosen_words(), "stay closed for");
    desk.press_with(ALT | SHIFT, Key::ArrowRight);
    assert_eq!(desk.chosen_words(), "tay closed for");
    desk.press(Key::E);
    desk.press_with(ALT, Key::ArrowRight);
    assert_eq!(desk.chosen_words(), "tay closed for four");
}

#[test]
fn parts_are_added_split_and_merged() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "We did not expect this,", Key::Num3);
    desk.select(0, "and we are sorry.");
    desk.press(Key::A);
    let whole = "We did not expect this, … and we are sorry.";
    assert_eq!(desk.marked(), [pair("Quote", whole)]);
    assert_eq!(desk.chosen_words(), whole);
    // Split between the parts: the caret stands in neither.
    let at = desk.middle(0, "Traffic");
    desk.click_at(at);
    desk.press(Key::CloseBracket);
    assert_eq!(desk.chosen_words(), whole);
    desk.press(Key::S);
    assert_eq!(desk.marked(), [pair("Quote", "We did not expect this,"), pair("Quote", "and we are sorry.")]);
    // Merge, in the table.
    desk.press(Key::F9);
    let rows: Vec<egui::Pos2> = desk.rows_of_table();
    desk.click_at(rows[0]);
    desk.click_with(rows[1], CTRL);
    assert_eq!(desk.app().view().chosen.len(), 2);
    desk.press(Key::M);
    assert_eq!(desk.marked(), [pair("Quote", whole)]);
    assert_eq!(desk.chosen_words(), whole);
}

#[test]
fn a_split_cuts_where_the_caret_stands() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed for four months", Key::Num1);
    let at = desk.before(0, "four");
    desk.click_at(at);
    desk.press(Key::S);
    assert_eq!(desk.marked(), [pair("Claim", "closed for"), pair("Claim", "four months")]);
}

#[test]
fn the_label_changes_by_digit_and_by_click() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.press(Key::Num2);
    assert_eq!(desk.marked(), [pair("Opinion", "closed")]);
    desk.click(Role::RadioButton, "Quote");
    assert_eq!(desk.marked(), [pair("Quote", "closed")]);
    desk.press(Key::Num0);
    assert_eq!(desk.marked(), [pair("Note", "closed")]);
    desk.press(Key::Backspace);
    assert!(desk.marked().is_empty());
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked(), [pair("Note", "closed")]);
    assert_eq!(desk.chosen_words(), "closed");
}

#[test]
fn what_is_typed_into_the_note_stays_there_and_is_one_step() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    let before = desk.steps_done();
    desk.press(Key::N);
    desk.type_keys("1 n ]no");
    desk.press(Key::Home);
    desk.press(Key::Delete);
    assert_eq!(desk.chosen().unwrap().note, " n ]no");
    assert_eq!(desk.marked(), [pair("Claim", "closed")]);
    assert_eq!(desk.steps_done(), before + 1);
    desk.press(Key::Escape);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.chosen().unwrap().note, "");
    assert_eq!(desk.steps_done(), before);
    desk.press_with(CTRL | SHIFT, Key::Z);
    assert_eq!(desk.chosen().unwrap().note, " n ]no");
}

#[test]
fn going_back_in_one_note_does_not_bring_the_words_of_another() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.press(Key::N);
    desk.type_keys("first");
    desk.mark(0, "ring road", Key::Num1);
    desk.press(Key::N);
    desk.type_keys("second");
    desk.times(6, CTRL, Key::Z);
    assert!(!desk.chosen().unwrap().note.contains("first"));
}

#[test]
fn n_marks_what_is_selected_and_asks_for_the_note() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.select(0, "ring road");
    desk.press(Key::N);
    desk.type_keys("which one");
    assert_eq!(desk.marked(), [pair("Note", "ring road")]);
    assert_eq!(desk.chosen().unwrap().note, "which one");
}

#[test]
fn undo_brings_the_place_and_the_choice_back() {
    let text = long();
    let mut desk = Desk::with(&[BRIDGE, &text]);
    desk.mark(1, "Paragraph 2 says", Key::Num1);
    desk.press(Key::Delete);
    desk.press_with(CTRL, Key::End);
    assert!(desk.rects(1, desk.find(1, "Paragraph 2 says")).is_empty());
    let at = desk.middle(0, "Traffic");
    desk.click_at(at);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.chosen_words(), "Paragraph 2 says");
    assert!(!desk.rects(1, desk.find(1, "Paragraph 2 says")).is_empty());
    assert_eq!(desk.app().view().active, Some(desk.source(1).id));
    assert!(desk.says("Undo") || desk.says("Delete"), "{:?}", desk.words());
}

#[test]
fn brackets_and_arrows_go_from_annotation_to_annotation() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.mark(0, "four months", Key::Num1);
    desk.mark(0, "harbour bridge", Key::Num1);
    desk.mark(1, "stunning failure", Key::Num2);
    let at = desk.middle(0, "Bridge");
    desk.click_at(at);
    let mut seen = Vec::new();
    for _ in 0..4 {
        desk.press(Key::CloseBracket);
        seen.push(desk.chosen_words());
    }
    assert_eq!(seen, ["harbour bridge", "four months", "stunning failure", "harbour bridge"]);
    desk.press_with(ALT, Key::ArrowUp);
    assert_eq!(desk.chosen_words(), "stunning failure");
    desk.press(Key::OpenBracket);
    assert_eq!(desk.chosen_words(), "four months");
    desk.press_with(ALT, Key::ArrowDown);
    assert_eq!(desk.chosen_words(), "stunning failure");
}

#[test]
fn the_mark_under_the_pointer_stands_out_until_it_leaves() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.press(Key::Escape);
    let at = desk.middle(0, "closed");
    desk.hover(at);
    assert!(desk.app().view().hovered.is_some());
    desk.hover(egui::pos2(60.0, 500.0));
    assert_eq!(desk.app().view().hovered, None);
}

#[test]
fn a_person_is_taken_from_the_suggestions_or_newly_named() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "We did not expect this", Key::Num3);
    desk.focus(Role::TextInput, "Speaker");
    desk.type_keys("Maria Lopez");
    desk.press(Key::Enter);
    let people = |desk: &Desk| desk.set().people().iter().map(|person| person.name.clone()).collect::<Vec<_>>();
    assert_eq!(people(&desk), ["Maria Lopez"]);
    desk.mark(0, "we are sorry", Key::Num3);
    desk.focus(Role::TextInput, "Speaker");
    desk.type_keys("Mar");
    desk.click(Role::Button, "Maria Lopez");
    assert_eq!(people(&desk), ["Maria Lopez"]);
    assert_eq!(desk.chosen().unwrap().attributes.iter().count(), 1);
    // With the keyboard alone: to the suggestion by Tab.
    desk.mark(0, "expect", Key::Num3);
    desk.focus(Role::TextInput, "Speaker");
    desk.type_keys("lop");
    desk.press(Key::Tab);
    desk.press(Key::Enter);
    assert_eq!(people(&desk), ["Maria Lopez"]);
    assert_eq!(desk.chosen().unwrap().attributes.iter().count(), 1);
    // What was begun and given up leaves nothing behind.
    desk.mark(0, "sorry", Key::Num3);
    desk.focus(Role::TextInput, "Speaker");
    desk.type_keys("Nobody");
    desk.press(Key::Escape);
    assert_eq!(people(&desk), ["Maria Lopez"]);
}

#[test]
fn a_double_click_on_a_marked_word_still_selects_it() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "four", Key::Num1);
    let at = desk.middle(0, "four");
    desk.clicks(at, 2, NONE);
    assert_eq!(desk.selected(0), "four");
}

#[test]
fn a_date_is_typed_in_part_or_chosen_from_a_month() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(CTRL, Key::L);
    desk.click(Role::Button, "Add an attribute");
    desk.fill(Role::TextInput, "Name of the attribute", "When");
    desk.click(Role::ComboBox, "Kind of answer");
    desk.click(Role::Button, "date");
    desk.click(Role::Button, "Save");
    desk.mark(0, "four months", Key::Num1);
    let value = |desk: &Desk| {
        let value = desk.chosen().unwrap().attributes.iter().next().map(|(_, value)| value.clone());
        match value {
            Some(AttributeValue::Date(date)) => date,
            other => panic!("{other:?}"),
        }
    };
    desk.fill(Role::TextInput, "When", "2026-03");
    assert_eq!(value(&desk), "2026-03");
    desk.click(Role::Button, "Open the calendar");
    desk.click(Role::Button, "4 March 2026");
    assert_eq!(value(&desk), "2026-03-04");
    assert!(!desk.says("5 March 2026"), "the month is closed again");
    // With the keyboard, a week further.
    desk.focus(Role::Button, "Open the calendar");
    desk.press(Key::Enter);
    desk.focus(Role::Button, "4 March 2026");
    desk.press(Key::ArrowDown);
    desk.press(Key::Enter);
    assert_eq!(value(&desk), "2026-03-11");
    assert_eq!(desk.focused_name(), "When");
}

#[test]
fn the_people_are_at_hand_where_one_is_named() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "We did not expect this", Key::Num3);
    desk.fill(Role::TextInput, "Speaker", "the mayor");
    desk.press(Key::Tab);
    desk.click(Role::Button, "People…");
    assert!(desk.has(Role::ListBoxOption, "the mayor, in 1 annotation"), "{:?}", desk.words());
    desk.fill(Role::TextInput, "Name", "Lena Ortiz");
    desk.click(Role::Button, "Save");
    assert!(desk.says("Lena Ortiz"), "{:?}", desk.words());
    desk.press_with(CTRL, Key::Z);
    desk.press_with(CTRL | SHIFT, Key::L);
    assert!(desk.has(Role::ListBoxOption, "the mayor, in 1 annotation"), "{:?}", desk.words());
}
