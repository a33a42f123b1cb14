//! What a frame of the window costs: `cargo bench --bench frames`, with a number to run only that set.
//!
//! The whole window runs without a display: input, all panels, layout, and tessellation, which is all that is done
//! before the graphics card has its turn. Prints the first frame, the median, the 99th of a hundred, and the worst.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop where it is surprised")]

#[path = "../tests/common/articles.rs"]
mod articles;
#[path = "../tests/common/random_set.rs"]
#[allow(dead_code, reason = "the random numbers are all that is needed here")]
mod random_set;

use std::time::{Duration, Instant};

use articles::articles;
use crossread::gui::app::App;
use crossread::gui::platform::Scripted;
use crossread::job::no_wake;
use crossread::session::{Environment, Session, Settings, ThemeChoice};
use egui::{
    Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2, pos2, vec2,
};

/// The window, and the time that its frames took.
struct Window {
    ctx: Context,
    app: App,
    size: Vec2,
    frames: u32,
    times: Vec<Duration>,
}

impl Window {
    fn new(sources: usize, bytes: usize, each: usize) -> Self {
        let session = Session::from_set(Environment::system(no_wake()), articles(sources, bytes, each));
        let ctx = Context::default();
        let settings = Settings { theme: ThemeChoice::Light, ..Settings::default() };
        // As the program does it on a thread of its own, while the desktop makes the window.
        let prepared = App::prepare(&settings);
        let mut app = App::new(&ctx, session, settings, None, Box::new(Scripted::new([])));
        app.take_prepared(prepared);
        Self { ctx, app, size: vec2(1400.0, 900.0), frames: 0, times: Vec::new() }
    }

    fn frame(&mut self, events: Vec<Event>) {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(f64::from(self.frames) / 60.0),
            events,
            ..RawInput::default()
        };
        self.frames += 1;
        let start = Instant::now();
        let mut output = self.ctx.run_ui(input, |ui| {
            self.app.logic(ui.ctx());
            self.app.ui(ui);
        });
        // Nobody uploads textures here.
        output.textures_delta.clear();
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        self.times.push(start.elapsed());
        drop(shapes);
    }

    /// Turns the wheel over one of the panes.
    fn wheel(&mut self, pane: usize, points: f32) {
        let panes = self.app.shown_sources().len();
        let left = 240.0;
        let x = left + (self.size.x - left) * (pane % panes) as f32 / panes as f32 + 60.0;
        self.frame(vec![
            Event::PointerMoved(pos2(x, 500.0)),
            Event::MouseWheel {
                unit: MouseWheelUnit::Point,
                delta: vec2(0.0, points),
                phase: TouchPhase::Move,
                source: MouseWheelSource::Unknown,
                modifiers: Modifiers::NONE,
            },
        ]);
    }
}

/// How often everything is done: what another program takes of the processor hits another frame each time, and of each
/// frame the quickest counts.
const RUNS: usize = 5;

/// What is done, with the name of each part and how long its frames took.
fn run(sources: usize, bytes: usize, each: usize) -> Vec<(&'static str, Vec<Duration>)> {
    let mut window = Window::new(sources, bytes, each);
    let mut parts = Vec::new();
    let mut part = |window: &mut Window, name| parts.push((name, std::mem::take(&mut window.times)));
    window.frame(Vec::new());
    part(&mut window, "first frame");
    for _ in 0..10 {
        window.frame(Vec::new());
    }
    part(&mut window, "settling");
    for _ in 0..100 {
        window.frame(Vec::new());
    }
    part(&mut window, "at rest");
    for step in 0..300 {
        window.wheel(step / 3, -40.0);
    }
    part(&mut window, "scrolling");
    for step in 0..300 {
        window.wheel(step / 10, if step % 70 < 40 { -60_000.0 } else { 60_000.0 });
    }
    part(&mut window, "jumping");
    for step in 0..60 {
        window.size.x = 1400.0 - (step % 20) as f32 * 17.0;
        window.frame(Vec::new());
    }
    part(&mut window, "resizing");
    parts
}

fn main() {
    let only: Option<usize> = std::env::args().find_map(|argument| argument.parse().ok());
    let sets = [(5, 6_000, 600), (2, 1_000_000, 10_000), (5, 1_000_000, 10_000)];
    for (number, (sources, bytes, each)) in sets.into_iter().enumerate() {
        if only.is_some_and(|only| only != number + 1) {
            continue;
        }
        println!("{}: {sources} articles of {bytes} bytes with {each} annotations each", number + 1);
        let mut parts = run(sources, bytes, each);
        for _ in 1..RUNS {
            for ((_, quickest), (_, times)) in parts.iter_mut().zip(run(sources, bytes, each)) {
                for (quickest, time) in quickest.iter_mut().zip(times) {
                    *quickest = time.min(*quickest);
                }
            }
        }
        for (name, mut times) in parts {
            times.sort();
            let last = times.len() - 1;
            let [median, most, worst] = [last / 2, last * 99 / 100, last].map(|at| times[at].as_secs_f64() * 1e3);
            println!("    {name:<12} median {median:6.2} ms, p99 {most:6.2} ms, worst {worst:6.2} ms");
        }
    }
}
