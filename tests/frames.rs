//! What a frame does, counted instead of timed: an article's length must not matter.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

#[path = "common/articles.rs"]
mod articles;
#[path = "common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;

use articles::articles;
use crossread::gui::app::App;
use crossread::gui::platform::Scripted;
use crossread::job::no_wake;
use crossread::session::{Environment, Session, Settings};
use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2, pos2, vec2,
};

/// Points that a paragraph of these articles is high at least: three lines and the space above.
const LOWEST: f32 = 84.0;

struct Window {
    ctx: Context,
    app: App,
    size: Vec2,
    frames: u32,
}

impl Window {
    fn new(bytes: usize) -> Self {
        let session = Session::from_set(Environment::system(no_wake()), articles(1, bytes, bytes / 100));
        let ctx = Context::default();
        let app = App::new(&ctx, session, Settings::default(), None, Box::new(Scripted::new([])));
        Self { ctx, app, size: vec2(1400.0, 900.0), frames: 0 }
    }

    /// Shows a frame; returns how many rows it laid out and how many shapes it has.
    fn frame(&mut self, wheel: f32) -> (usize, usize) {
        let wheel = Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, wheel),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(f64::from(self.frames) / 60.0),
            events: vec![Event::PointerMoved(pos2(700.0, 500.0)), wheel],
            ..RawInput::default()
        };
        self.frames += 1;
        let mut output = self.ctx.run_ui(input, |ui| {
            self.app.logic(ui.ctx());
            self.app.ui(ui);
        });
        // Nobody uploads textures here.
        output.textures_delta.clear();
        let source = self.app.shown_sources()[0];
        (self.app.pane(source).expect("its pane").laid_out(), output.shapes.len())
    }

    /// A page and a half of the lowest paragraphs, and the caret's with its neighbours.
    fn most(&self) -> usize {
        (self.size.y * 1.5 / LOWEST) as usize + 3
    }
}

#[test]
fn a_frame_lays_out_what_is_in_view_whatever_the_length() {
    let mut window = Window::new(1_000_000);
    let (first, _) = window.frame(0.0);
    assert!((4..=window.most()).contains(&first), "{first} rows at first");
    // The system's fonts may come in any frame, and everything in view is laid out anew; never more.
    for step in 0..40 {
        let (rows, _) = window.frame(if step % 10 < 7 { -120.0 } else { 120.0 });
        assert!(rows <= window.most(), "{rows} rows in step {step}");
    }
    for step in 0..30 {
        let (rows, _) = window.frame(if step % 3 == 0 { 150_000.0 } else { -200_000.0 });
        assert!(rows <= window.most(), "{rows} rows in jump {step}");
    }
    for step in 0..10 {
        window.size.x -= 30.0;
        let (rows, _) = window.frame(0.0);
        assert!(rows <= window.most(), "{rows} rows in resize {step}");
    }
}

#[test]
fn a_long_article_has_no_more_shapes_than_a_short_one() {
    let shapes = [20_000, 1_000_000].map(|bytes| {
        let mut window = Window::new(bytes);
        (0..4).map(|_| window.frame(0.0).1).last().unwrap()
    });
    assert!(shapes[1] <= shapes[0] + 2, "{shapes:?}");
    assert!(shapes[1] < 200, "{shapes:?}");
}
