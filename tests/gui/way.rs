//! A longer way through the window with steps in any order: nothing panics, every quote stays a slice, and undo to the
//! beginning and redo to the end give the same set.

use egui::{Key, Modifiers};

use crate::desk::*;

/// A small generator of its own, so that every run is the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

#[test]
fn keys_and_clicks_in_any_order_keep_the_set_whole() {
    const NONE: Modifiers = Modifiers::NONE;
    let keys = [
        (NONE, Key::Num1),
        (NONE, Key::Num2),
        (NONE, Key::Num3),
        (NONE, Key::Num0),
        (NONE, Key::A),
        (NONE, Key::S),
        (NONE, Key::M),
        (NONE, Key::E),
        (NONE, Key::B),
        (NONE, Key::Delete),
        (NONE, Key::CloseBracket),
        (NONE, Key::OpenBracket),
        (NONE, Key::Escape),
        (NONE, Key::Enter),
        (NONE, Key::F6),
        (NONE, Key::F9),
        (NONE, Key::PageDown),
        (NONE, Key::PageUp),
        (NONE, Key::Tab),
        (ALT, Key::ArrowLeft),
        (ALT, Key::ArrowRight),
        (ALT | SHIFT, Key::ArrowLeft),
        (ALT | SHIFT, Key::ArrowRight),
        (SHIFT, Key::ArrowRight),
        (SHIFT, Key::ArrowDown),
        (CTRL | SHIFT, Key::ArrowRight),
        (CTRL | SHIFT, Key::ArrowLeft),
        (CTRL | SHIFT, Key::End),
        (CTRL, Key::ArrowRight),
        (CTRL, Key::ArrowDown),
        (CTRL, Key::Home),
        (CTRL, Key::Z),
        (CTRL | SHIFT, Key::Z),
        (CTRL | SHIFT, Key::PageDown),
        (SHIFT, Key::N),
    ];
    for seed in 1..=3 {
        let mut dice = Dice(seed);
        let hebrew = "כותרת\n\nהעירייה (City Hall) הודיעה ב-4 במרץ כי הגשר ייסגר.";
        let begin = Begin { foreign: true, ..Begin::default() };
        let mut desk = Desk::with_begin(&[BRIDGE, BLUNDER, hebrew], begin);
        for _ in 0..150 {
            if dice.roll(6) == 0 {
                let at = egui::pos2(dice.roll(1280) as f32, 110.0 + dice.roll(400) as f32);
                let to = egui::pos2(dice.roll(1280) as f32, 110.0 + dice.roll(400) as f32);
                // Within the articles: the panels have their own tests.
                if (240.0..970.0).contains(&at.x) {
                    if dice.roll(2) == 0 { desk.drag(at, to) } else { desk.click_at(at) }
                }
            } else {
                let (modifiers, key) = keys[dice.roll(keys.len())];
                desk.press_with(modifiers, key);
            }
            for annotation in desk.set().annotations().iter() {
                let text = desk.set().versions().get(annotation.version).unwrap().text();
                assert!(annotation.spans.iter().all(|span| span.slice(text).is_some_and(|words| !words.is_empty())));
            }
        }
        let end = contents(desk.set());
        let steps = desk.app().session().history().entries().len();
        let done = desk.steps_done();
        desk.press(Key::Escape);
        for _ in 0..=steps {
            desk.press_with(CTRL | SHIFT, Key::Z);
        }
        desk.times(steps + 1, CTRL, Key::Z);
        assert_eq!(desk.steps_done(), 0);
        assert!(desk.set().annotations().is_empty());
        desk.times(done, CTRL | SHIFT, Key::Z);
        assert_eq!(contents(desk.set()), end, "seed {seed}");
    }
}
