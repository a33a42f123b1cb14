//! The `crossread` program.

use std::io;
use std::process::ExitCode;

use crossread::cli::{self, Streams, Window};

fn main() -> ExitCode {
    let (mut input, mut output, mut messages) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    let mut streams = Streams { input: &mut input, output: &mut output, messages: &mut messages };
    #[cfg(feature = "gui")]
    let window: Option<&dyn Window> = Some(&desktop::Desktop);
    #[cfg(not(feature = "gui"))]
    let window: Option<&dyn Window> = None;
    cli::run(std::env::args_os(), &mut streams, window).into()
}

/// The window, as the command line asks for it: the two know nothing of each other.
#[cfg(feature = "gui")]
mod desktop {
    use std::path::{Path, PathBuf};

    use crossread::cli::{Look, Window, WindowError};
    use crossread::gui::window;

    pub struct Desktop;

    impl Window for Desktop {
        fn open(&self, paths: &[PathBuf], input: Option<Vec<u8>>) -> Result<(), WindowError> {
            window::open(paths.to_vec(), input).map_err(in_words)
        }

        fn screenshot(&self, set: &Path, look: &Look) -> Result<Vec<u8>, WindowError> {
            window::screenshot(set, (look.width, look.height), look.scale, look.dark).map_err(in_words)
        }
    }

    fn in_words(error: window::WindowError) -> WindowError {
        match error {
            window::WindowError::NoDisplay => WindowError::NoDisplay,
            other => WindowError::Failed(other.to_string()),
        }
    }
}
