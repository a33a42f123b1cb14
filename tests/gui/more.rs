//! What happens by the way: scrolling off, copying, hiding everything, several at once.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelUnit, OutputCommand, TouchPhase, vec2};
use egui_kittest::kittest::Queryable as _;

use crate::desk::*;

fn wheel(desk: &mut Desk, at: egui::Pos2, points: f32) {
    desk.hover(at);
    desk.harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        source: egui::MouseWheelSource::Unknown,
        delta: vec2(0.0, points),
        phase: TouchPhase::Move,
        modifiers: Modifiers::NONE,
    });
    desk.pause();
}

#[test]
fn ctrl_click_chooses_several_and_m_merges_them() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "harbour bridge", Key::Num1);
    desk.mark(0, "four months", Key::Num1);
    let (first, second) = (desk.middle(0, "harbour bridge"), desk.middle(0, "four months"));
    desk.click_at(first);
    desk.click_with(second, CTRL);
    assert_eq!(desk.app().view().chosen.len(), 2);
    assert!(desk.says("2 annotations"));
    desk.click_with(second, CTRL);
    assert_eq!(desk.chosen_words(), "harbour bridge");
    desk.click_with(second, CTRL);
    desk.press(Key::M);
    assert_eq!(desk.marked(), [("Claim".to_owned(), "harbour bridge … four months".to_owned())]);
}

#[test]
fn what_is_selected_stays_so_when_it_is_scrolled_away() {
    let mut desk = Desk::with(&[&long()]);
    desk.select(0, "Paragraph 3 says");
    let at = desk.middle(0, "Paragraph 8 ");
    wheel(&mut desk, at, -2000.0);
    assert!(desk.rects(0, desk.find(0, "Paragraph 3 says")).is_empty());
    assert!(desk.bar().is_empty());
    desk.press(Key::Num1);
    assert_eq!(desk.chosen_words(), "Paragraph 3 says");
    // The keyboard leads back to the caret.
    desk.press(Key::ArrowRight);
    assert!(!desk.rects(0, desk.find(0, "Paragraph 3 says")).is_empty());
}

#[test]
fn the_line_under_the_eye_stays_when_the_width_changes() {
    let mut desk = Desk::with(&[&"Some words of a paragraph that takes more than one line. ".repeat(8), &long()]);
    let at = desk.middle(1, "Paragraph 8 ");
    wheel(&mut desk, at, -1500.0);
    let seen = |desk: &Desk| {
        (1..120_i32).find(|n| !desk.rects(1, desk.find(1, &format!("Paragraph {n} "))).is_empty()).unwrap()
    };
    let before = seen(&desk);
    assert!(before > 10);
    for key in [Key::F7, Key::F8, Key::F7, Key::F8] {
        desk.press(key);
        assert!(seen(&desk).abs_diff(before) <= 1, "{key:?}: {} {before}", seen(&desk));
    }
    desk.press_with(ALT, Key::Plus);
    desk.press_with(ALT, Key::Period);
    assert!(seen(&desk).abs_diff(before) <= 1);
}

#[test]
fn selected_words_are_copied() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.select(0, "ring road");
    desk.harness.event(Event::Copy);
    desk.harness.step();
    let commands = &desk.harness.output().platform_output.commands;
    assert!(commands.iter().any(|command| matches!(command, OutputCommand::CopyText(text) if text == "ring road")));
}

#[test]
fn with_every_source_hidden_nothing_breaks() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.click(Role::CheckBox, "Show beside the others: Bridge shut until spring");
    assert!(desk.says("No source is shown"));
    for key in [Key::F6, Key::ArrowDown, Key::Num1, Key::B, Key::A, Key::S, Key::PageDown] {
        desk.press(key);
    }
    desk.press(Key::CloseBracket);
    desk.click(Role::ListItem, "Bridge shut until spring");
    assert!(desk.has(Role::Document, "Article: Bridge shut until spring"));
    assert_eq!(desk.marked().len(), 1);
}

#[test]
fn the_last_source_goes_and_comes_back() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.menu("Source", "Remove the source");
    assert!(desk.has(Role::Button, "Start with articles"));
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.marked().len(), 1);
    assert!(desk.has(Role::Mark, "Claim: closed"), "{:?}", desk.words());
}

#[test]
fn a_note_stands_on_the_whole_source() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(SHIFT, Key::N);
    desk.type_keys("one source");
    assert_eq!(desk.chosen().unwrap().note, "one source");
    assert!(desk.chosen().unwrap().spans.is_empty());
    assert!(desk.says("On the whole source"));
    desk.press(Key::Escape);
    desk.press(Key::Delete);
    assert!(desk.marked().is_empty());
}

#[test]
fn typing_into_an_attribute_is_one_step() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    let before = desk.steps_done();
    desk.focus(Role::TextInput, "Hedge");
    desk.type_keys("reportedly 1");
    assert_eq!(desk.marked(), [("Claim".to_owned(), "closed".to_owned())]);
    assert_eq!(desk.steps_done(), before + 1);
    desk.press(Key::Escape);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(desk.chosen().unwrap().attributes.iter().count(), 0);
}

#[test]
fn the_bar_stays_in_a_small_window() {
    let begin = Begin { size: (480.0, 320.0), ..Begin::default() };
    let mut desk = Desk::with_begin(&[BRIDGE], begin);
    desk.press_with(CTRL, Key::End);
    desk.press_with(SHIFT | CTRL, Key::ArrowLeft);
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, vec2(480.0, 320.0));
    for label in desk.bar() {
        assert!(window.contains_rect(desk.node(Role::Button, &label).rect()), "{label}");
    }
    assert_eq!(desk.bar().len(), 3);
}

#[test]
fn menus_do_not_lie_on_each_other_in_a_small_window() {
    let desk = Desk::with_begin(&[BRIDGE], Begin { size: (480.0, 320.0), ..Begin::default() });
    let names = ["File", "Edit", "Annotate", "Source", "View", "Help", "Search every source", "Commands"];
    let mut rects: Vec<(&str, egui::Rect)> = Vec::new();
    for name in names.into_iter().filter(|name| desk.has(Role::Button, name)) {
        let rect = desk.node(Role::Button, name).rect();
        assert!(rect.left() >= 0.0 && rect.right() <= 480.0, "{name} {rect:?}");
        for (other, taken) in &rects {
            assert!(!taken.shrink(1.0).intersects(rect.shrink(1.0)), "{name} {rect:?} on {other} {taken:?}");
        }
        rects.push((name, rect));
    }
    assert!(rects.len() >= 6);
}

#[test]
fn where_the_desktop_has_no_dialog_ours_asks() {
    let answers = vec![crossread::gui::platform::Answer::Unavailable];
    let mut desk = Desk::with_begin(&[BRIDGE], Begin { answers, ..Begin::default() });
    desk.press_with(CTRL, Key::S);
    assert!(desk.harness.query_all_by_role(Role::Dialog).next().is_some(), "{:?}", desk.words());
    desk.press(Key::Escape);
    assert!(desk.harness.query_all_by_role(Role::Dialog).next().is_none());
    desk.press_with(CTRL, Key::Home);
    desk.press_with(SHIFT, Key::ArrowRight);
    assert_eq!(desk.selected(0), "B");
}

#[test]
fn the_ends_of_the_chosen_annotation_are_held_outside_its_words() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed for four months", Key::Num1);
    // A click on a grip does nothing.
    let before = desk.steps_done();
    let at = desk.before(0, "closed") - vec2(5.0, 0.0);
    desk.click_at(at);
    assert_eq!(desk.chosen_words(), "closed for four months");
    assert_eq!(desk.steps_done(), before);
    // What is inside can be marked at once.
    desk.mark(0, "closed", Key::Num2);
    desk.mark(0, "months", Key::Num3);
    assert_eq!(desk.marked().len(), 3);
}

#[test]
fn tab_goes_from_pane_to_pane_and_the_keys_follow() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    let second = desk.source(1).id;
    let name = "Article: City’s bridge blunder";
    desk.focus(Role::Document, name);
    assert_eq!(desk.app().view().active, Some(second));
    desk.press_with(SHIFT | CTRL, Key::ArrowRight);
    desk.press(Key::Num1);
    assert_eq!(desk.marked().len(), 1);
    assert_eq!(desk.chosen().unwrap().source, second);
}

#[test]
fn menus_open_and_run_by_keys() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.focus(Role::Button, "View");
    desk.press(Key::Enter);
    desk.focus_beginning("Dark");
    desk.press(Key::Enter);
    assert_eq!(desk.harness.ctx.theme(), egui::Theme::Dark);
}
