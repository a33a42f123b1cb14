//! Selecting words and giving them a label, with the mouse and with keys.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, vec2};

use crate::desk::*;

const NONE: Modifiers = Modifiers::NONE;

fn one(label: &str, words: &str) -> Vec<(String, String)> {
    vec![(label.to_owned(), words.to_owned())]
}

#[test]
fn words_are_selected_by_dragging_and_by_clicks() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.select(0, "closed for four months");
    // Backwards too.
    let (from, to) = (desk.after(0, "four months"), desk.before(0, "closed"));
    desk.drag(from, to);
    assert_eq!(desk.selected(0), "closed for four months");
    let at = desk.middle(0, "harbour");
    desk.clicks(at, 2, NONE);
    assert_eq!(desk.selected(0), "harbour");
    desk.pause();
    desk.clicks(at, 3, NONE);
    assert_eq!(desk.selected(0), "The harbour bridge will stay closed for four months, the city said on Monday.");
    desk.pause();
    let (from, to) = (desk.before(0, "closed"), desk.after(0, "Monday"));
    desk.click_at(from);
    assert_eq!(desk.selected(0), "");
    desk.click_with(to, SHIFT);
    assert_eq!(desk.selected(0), "closed for four months, the city said on Monday");
}

#[test]
fn a_double_click_that_is_dragged_takes_whole_words() {
    let mut desk = Desk::with(&[BRIDGE]);
    let (from, to) = (desk.middle(0, "closed"), desk.middle(0, "months"));
    desk.hover(from);
    desk.button(from, true, NONE);
    desk.button(from, false, NONE);
    desk.button(from, true, NONE);
    desk.harness.hover_at(to);
    desk.button(to, false, NONE);
    desk.rest();
    assert_eq!(desk.selected(0), "closed for four months");
}

#[test]
fn the_keyboard_alone_selects() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(CTRL, Key::End);
    assert_eq!(desk.caret(0), desk.version(0).text().trim_end().len() as u32);
    desk.press_with(CTRL, Key::Home);
    assert_eq!(desk.caret(0), 0);
    desk.times(2, SHIFT, Key::ArrowRight);
    assert_eq!(desk.selected(0), "Br");
    desk.press_with(SHIFT, Key::ArrowLeft);
    assert_eq!(desk.selected(0), "B");
    desk.press_with(CTRL | SHIFT, Key::ArrowRight);
    assert_eq!(desk.selected(0), "Bridge");
    desk.press_with(SHIFT, Key::End);
    assert_eq!(desk.selected(0), "Bridge shut until spring");
    desk.press_with(SHIFT, Key::Home);
    assert_eq!(desk.selected(0), "");
    desk.press_with(CTRL | SHIFT, Key::ArrowDown);
    assert!(desk.selected(0).starts_with("Bridge shut until spring"), "{}", desk.selected(0));
    desk.press(Key::ArrowRight);
    assert_eq!(desk.selected(0), "");
    desk.press_with(CTRL, Key::A);
    assert!(desk.selected(0).len() > 150);
    desk.press(Key::Escape);
    assert_eq!(desk.selected(0), "");
}

#[test]
fn up_and_down_keep_the_column() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(CTRL, Key::Home);
    desk.times(5, NONE, Key::ArrowRight);
    desk.press(Key::ArrowDown);
    let below = desk.caret(0);
    assert!(below > desk.find(0, "spring").end, "{below}");
    desk.press(Key::ArrowUp);
    assert_eq!(desk.caret(0), 5);
    desk.press_with(SHIFT, Key::ArrowDown);
    assert!(desk.selected(0).contains("until spring"));
}

#[test]
fn pages_turn_with_the_caret() {
    let text = long();
    let mut desk = Desk::with(&[&text]);
    desk.press_with(CTRL, Key::Home);
    let mut before = 0;
    for _ in 0..3 {
        desk.press(Key::PageDown);
        let now = desk.caret(0);
        assert!(now > before + 200, "{before} {now}");
        let at = crossread::text::Span::new(now, now + 3);
        assert!(!desk.rects(0, at).is_empty(), "the caret is out of sight");
        before = now;
    }
    desk.press_with(SHIFT, Key::PageDown);
    assert!(desk.selected(0).len() > 200);
    desk.times(20, NONE, Key::PageDown);
    assert_eq!(desk.caret(0), desk.version(0).text().trim_end().len() as u32);
    desk.times(25, NONE, Key::PageUp);
    assert_eq!(desk.caret(0), 0);
}

#[test]
fn pages_turn_in_one_endless_paragraph() {
    let text = format!("Headline\n\n{}", "word after word ".repeat(3000));
    let mut desk = Desk::with(&[&text]);
    desk.press_with(CTRL, Key::Home);
    let mut before = 0;
    for _ in 0..4 {
        desk.press(Key::PageDown);
        assert!(desk.caret(0) > before + 200, "{before} {}", desk.caret(0));
        before = desk.caret(0);
    }
}

#[test]
fn dragging_beyond_the_edge_goes_on() {
    let text = long();
    let mut desk = Desk::with(&[&text]);
    let from = desk.before(0, "Paragraph 2 ");
    desk.hover(from);
    desk.button(from, true, NONE);
    for _ in 0..40 {
        desk.harness.hover_at(egui::pos2(from.x + 40.0, 830.0));
        desk.harness.step();
    }
    let far = desk.selected(0).len();
    assert!(desk.selected(0).contains("Paragraph 30 "), "{far}");
    desk.button(egui::pos2(from.x + 40.0, 830.0), false, NONE);
    desk.rest();
    assert!(desk.selected(0).starts_with("Paragraph 2 "));
}

#[test]
fn a_digit_marks_what_is_selected() {
    let mut desk = Desk::with(&[BRIDGE]);
    for (key, label) in [(Key::Num1, "Claim"), (Key::Num2, "Opinion"), (Key::Num3, "Quote")] {
        desk.mark(0, "closed for four months", key);
        assert_eq!(desk.marked(), one(label, "closed for four months"));
        assert_eq!(desk.chosen_words(), "closed for four months");
        assert_eq!(desk.selected(0), "");
        desk.press(Key::Delete);
        assert!(desk.marked().is_empty());
    }
}

#[test]
fn the_bar_marks_with_a_click() {
    let mut desk = Desk::with(&[BRIDGE]);
    assert!(desk.bar().is_empty());
    desk.select(0, "stay closed");
    assert_eq!(desk.bar(), ["Claim", "Opinion", "Quote"]);
    desk.choose_in_bar("Opinion");
    assert_eq!(desk.marked(), one("Opinion", "stay closed"));
    assert!(desk.bar().is_empty());
}

#[test]
fn the_bar_goes_with_its_pane() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.select(0, "stay closed");
    assert!(!desk.bar().is_empty());
    desk.click(Role::CheckBox, "Show beside the others: Bridge shut until spring");
    assert_eq!(desk.app().shown_sources().len(), 1);
    assert!(desk.bar().is_empty(), "{:?}", desk.words());
}

#[test]
fn white_space_at_the_end_is_left_out() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.select(0, "closed for ");
    desk.press(Key::Num1);
    assert_eq!(desk.marked(), one("Claim", "closed for"));
}

#[test]
fn a_selection_may_go_over_paragraphs() {
    let mut desk = Desk::with(&[BRIDGE]);
    let (from, to) = (desk.before(0, "ring road"), desk.after(0, "expect this"));
    desk.drag(from, to);
    assert_eq!(desk.selected(0), "ring road.\n\n“We did not expect this");
    desk.press(Key::Num3);
    assert_eq!(desk.marked(), one("Quote", "ring road.\n\n“We did not expect this"));
}

#[test]
fn keys_follow_the_article_that_was_clicked() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.select(0, "ring road");
    let at = desk.middle(1, "stunning");
    desk.clicks(at, 2, NONE);
    desk.press(Key::Num2);
    assert_eq!(desk.marked(), one("Opinion", "stunning"));
    // And the one whose row was clicked, and the next one.
    desk.click(Role::ListItem, "Bridge shut until spring");
    desk.press_with(CTRL, Key::Home);
    assert_eq!(desk.caret(0), 0);
    desk.press(Key::F6);
    desk.press_with(CTRL, Key::End);
    assert_eq!(desk.caret(1), desk.version(1).text().trim_end().len() as u32);
    assert_eq!(desk.app().view().active, Some(desk.source(1).id));
}

#[test]
fn a_click_beside_the_words_selects_nothing() {
    let mut desk = Desk::with(&[BRIDGE]);
    let at = desk.after(0, "ring road.") + vec2(200.0, 0.0);
    desk.click_at(at);
    assert_eq!(desk.selected(0), "");
    assert!(desk.bar().is_empty());
}

#[test]
fn a_drag_that_ends_within_one_frame_selects_up_to_where_it_was_let_go() {
    let mut desk = Desk::with(&[BRIDGE]);
    let (from, to) = (desk.before(0, "harbour bridge will stay"), desk.after(0, "harbour bridge will stay"));
    desk.hover(from);
    desk.button(from, true, Modifiers::NONE);
    desk.rest();
    let button = egui::PointerButton::Primary;
    let release = Event::PointerButton { pos: to, button, pressed: false, modifiers: Modifiers::NONE };
    desk.harness.input_mut().events.extend([Event::PointerMoved(to), release]);
    desk.harness.step();
    desk.rest();
    assert_eq!(desk.selected(0), "harbour bridge will stay");
}
