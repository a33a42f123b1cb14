//! The real window: opened on the desktop, or drawn without a display.

use std::path::{Path, PathBuf};

use egui::{Pos2, RawInput, Rect, ViewportBuilder, vec2};
use thiserror::Error;

use super::app::App;
use super::picture::{Picture, encode_png};
use super::platform::{Desktop, Scripted};
use crate::job::{Job, Threads, no_wake};
use crate::session::{self, Arrival, Environment, OpenError, Session, Settings, ThemeChoice};

/// The window's size when nothing is remembered, in points.
const SIZE: (f32, f32) = (1240.0, 740.0);

/// How often a picture may ask for another frame before it is taken as it is.
const MOST_FRAMES: usize = 12;

/// Why there is no window.
#[derive(Debug, Error)]
pub enum WindowError {
    /// There is no desktop to open it on.
    #[error(
        "there is no display to open a window on: start Crossread from a desktop session, or use its commands \
         (crossread --help)"
    )]
    NoDisplay,
    /// The desktop said no.
    #[error("the window could not be opened: {0}")]
    Desktop(String),
    /// The set for a picture could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The picture could not be put together.
    #[error("the picture could not be made: {0}")]
    Picture(#[from] png::EncodingError),
}

/// Opens the window and returns when it is closed. Sets among `paths` are opened, everything else is brought in as an
/// article, and so is what came through standard input.
///
/// # Errors
///
/// Where there is no display, or the window cannot be made.
pub fn open(paths: Vec<PathBuf>, input: Option<Vec<u8>>) -> Result<(), WindowError> {
    if !has_display() {
        return Err(WindowError::NoDisplay);
    }
    let folder = Settings::folder();
    let files = crate::store::Disk;
    let (settings, folder, trouble) = match folder.as_deref().map(|folder| Settings::load(&files, folder)) {
        Some(Ok(settings)) => (settings, folder, None),
        // What cannot be read is not written over either.
        Some(Err(error)) => (Settings::default(), None, Some(error.to_string())),
        None => (Settings::default(), None, None),
    };
    let usual = settings.clone();
    let prepared = Job::start(&Threads, "prepare", &no_wake(), move |_| App::prepare(&usual));
    let (width, height) = settings.window.unwrap_or(SIZE);
    let viewport = ViewportBuilder::default()
        .with_title("Crossread")
        .with_app_id("crossread")
        .with_inner_size(vec2(width.clamp(480.0, 8000.0), height.clamp(320.0, 8000.0)))
        .with_min_inner_size(vec2(480.0, 320.0))
        .with_maximized(settings.maximized)
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    let start = move |context: &eframe::CreationContext<'_>| {
        let ctx = context.egui_ctx.clone();
        let repaint = ctx.clone();
        let environment = Environment::system(std::sync::Arc::new(move || repaint.request_repaint()));
        let repaint = ctx.clone();
        let platform = Box::new(Desktop::new(move || repaint.request_repaint()));
        let mut app = App::new(&ctx, Session::new(environment), settings, folder, platform);
        if let Ok(prepared) = prepared.wait() {
            app.take_prepared(prepared);
        }
        if let Some(trouble) = trouble {
            app.messages.warn(trouble, Vec::new());
        }
        app.open_paths(paths);
        app.bring_in(input.into_iter().map(|bytes| Arrival::Bytes(String::new(), bytes)).collect());
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    eframe::run_native("crossread", options, Box::new(start)).map_err(|error| WindowError::Desktop(error.to_string()))
}

/// Draws the window over a set as a PNG picture, without a display.
///
/// `size` is in points, `scale` in pixels a point.
///
/// # Errors
///
/// Where the set cannot be opened.
pub fn screenshot(set: &Path, size: (u32, u32), scale: f32, dark: bool) -> Result<Vec<u8>, WindowError> {
    let environment = Environment::system(no_wake());
    let opened = session::open(&environment, set)?;
    let (session, _) = Session::from_opened(environment, opened);
    let theme = if dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    let settings = Settings { theme, bottom_panel: Some(210.0), ..Settings::default() };
    let ctx = egui::Context::default();
    let mut app = App::new(&ctx, session, settings, None, Box::new(Scripted::new([])));
    app.find_fonts_now(&ctx);
    let mut picture = Picture::new();
    let mut frames = 0;
    loop {
        let mut input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(size.0 as f32, size.1 as f32))),
            // Every animation has come to its end by the next frame.
            time: Some(frames as f64),
            ..RawInput::default()
        };
        if let Some(viewport) = input.viewports.get_mut(&input.viewport_id) {
            viewport.native_pixels_per_point = Some(scale);
        }
        let mut output = ctx.run_ui(input, |ui| {
            app.logic(ui.ctx());
            app.ui(ui);
        });
        picture.apply(&mut output.textures_delta);
        frames += 1;
        let more = output.viewport_output.values().any(|viewport| viewport.repaint_delay.is_zero());
        if frames >= MOST_FRAMES || (frames > 2 && !more) {
            let (width, height, pixels) = picture.render(&ctx, &output);
            return Ok(encode_png(width, height, &pixels)?);
        }
    }
}

/// Whether there is something to open a window on. Only Unix desktops say so beforehand.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}
