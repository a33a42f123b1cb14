//! The `crossread` program.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use crossread::cli::{self, Streams, Window};

fn main() -> ExitCode {
    Log::begin();
    crossread::session::worker::use_this_program();
    // Nobody holds the messages for long: other threads log to the same place.
    let (mut input, mut output, mut messages) = (io::stdin().lock(), io::stdout().lock(), io::stderr());
    let mut streams = Streams { input: &mut input, output: &mut output, messages: &mut messages };
    #[cfg(feature = "gui")]
    let window: Option<&dyn Window> = Some(&desktop::Desktop);
    #[cfg(not(feature = "gui"))]
    let window: Option<&dyn Window> = None;
    cli::run(std::env::args_os(), &mut streams, window).into()
}

/// Writes to standard error what the program notes about itself, where somebody asks for it: `CROSSREAD_LOG=debug`.
struct Log(Instant);

impl Log {
    fn begin() {
        let level = std::env::var("CROSSREAD_LOG").ok().and_then(|level| level.parse().ok());
        if let Some(level) = level
            && log::set_boxed_logger(Box::new(Self(Instant::now()))).is_ok()
        {
            log::set_max_level(level);
        }
    }
}

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("crossread") || metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            let milliseconds = self.0.elapsed().as_secs_f64() * 1e3;
            let (level, target) = (record.level(), record.target());
            // Nobody may be listening, which is no reason to stop.
            let _ = writeln!(io::stderr(), "{milliseconds:.1} ms {level} {target}: {}", record.args());
        }
    }

    fn flush(&self) {}
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
