//! The real window: opened on the desktop, or drawn without a display.

use std::path::PathBuf;

use egui::{ViewportBuilder, vec2};
use thiserror::Error;

use super::app::App;
use super::platform::Desktop;
use crate::session::{Environment, Session, Settings};

/// The window's size when nothing is remembered, in points.
const SIZE: (f32, f32) = (1280.0, 800.0);

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
}

/// Opens the window and returns when it is closed. Sets among `paths` are opened, everything else is brought in as an
/// article.
///
/// # Errors
///
/// Where there is no display, or the window cannot be made.
pub fn open(paths: Vec<PathBuf>) -> Result<(), WindowError> {
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
        if let Some(trouble) = trouble {
            app.messages.warn(trouble, Vec::new());
        }
        app.open_paths(paths);
        Ok(Box::new(app) as Box<dyn eframe::App>)
    };
    eframe::run_native("crossread", options, Box::new(start)).map_err(|error| WindowError::Desktop(error.to_string()))
}

/// Whether there is something to open a window on. Only Unix desktops say so beforehand.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}
