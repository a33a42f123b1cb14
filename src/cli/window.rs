//! What the command line asks of the window. The window itself stands elsewhere and is handed in.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{Outcome, Status, Streams, Trouble, files};
use crate::session::Address;
use crate::text::MAX_TEXT_BYTES;

/// The program's window, as far as the command line needs it.
pub trait Window {
    /// Shows the window with an annotation set, with articles, or empty, and returns when it is closed. `input` is an
    /// article that came through standard input.
    ///
    /// # Errors
    ///
    /// Where there is no display, or the window cannot be made.
    fn open(&self, paths: &[PathBuf], input: Option<Vec<u8>>) -> Result<(), WindowError>;

    /// The window over a set as a PNG picture, without a display.
    ///
    /// # Errors
    ///
    /// Where the set cannot be read or the picture cannot be drawn.
    fn screenshot(&self, set: &Path, look: &Look) -> Result<Vec<u8>, WindowError>;
}

/// How a picture of the window should look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The window's width, in points.
    pub width: u32,
    /// The window's height, in points.
    pub height: u32,
    /// Whether it is dark.
    pub dark: bool,
    /// Pixels for each point.
    pub scale: f32,
}

/// Why there is no window.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WindowError {
    /// The program was built without it.
    #[error("this crossread was built without its window; build it with the feature “gui”, or see crossread --help")]
    NotBuilt,
    /// There is nothing to show it on.
    #[error(
        "there is no display to show a window on; start crossread in a graphical session, or see crossread --help for \
         what it does without one"
    )]
    NoDisplay,
    /// Anything else, in the words for the user.
    #[error("{0}")]
    Failed(String),
}

/// Opens the window.
pub(super) fn open(paths: &[PathBuf], streams: &mut Streams<'_>, window: Option<&dyn Window>) -> Outcome {
    let is_web = |path: &PathBuf| path.to_str().is_some_and(Address::is_meant);
    if let Some(missing) = paths.iter().find(|path| !files::is_standard(path) && !is_web(path) && !path.exists()) {
        let missing = missing.display();
        return Err(Trouble::said(format_args!("{missing} is neither a file nor a command; see crossread --help")));
    }
    let window = window.ok_or_else(|| Trouble::said(WindowError::NotBuilt))?;
    let (input, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| files::is_standard(path));
    let input = if input.is_empty() { None } else { Some(files::read_input(MAX_TEXT_BYTES, streams)?) };
    window.open(&paths, input).map(|()| Status::Done).map_err(Trouble::said)
}
