use std::path::PathBuf;

use clap::Args;

use super::{Look, Outcome, Status, Streams, Trouble, Window, WindowError, files, sets};

/// The largest side of a window in a picture, in points.
const LARGEST: u32 = 8192;

/// Take a picture of the window over an annotation set, without a display
#[derive(Args)]
#[command(after_help = "\
Example:
  crossread screenshot bridge.ron -o bridge.png --size 1600x1000 --dark")]
pub(super) struct Screenshot {
    /// The set
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// The PNG file to write, replaced if it is there; - is standard output
    #[arg(short, long, value_name = "PICTURE.png")]
    output: PathBuf,
    /// Width and height of the window, in points
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1440x900", value_parser = size)]
    size: (u32, u32),
    /// Dark instead of light
    #[arg(long)]
    dark: bool,
    /// Pixels for each point, 0.5 to 4
    #[arg(long, default_value = "1", value_parser = scale)]
    scale: f32,
}

impl Screenshot {
    pub(super) fn run(self, streams: &mut Streams<'_>, window: Option<&dyn Window>) -> Outcome {
        let window = window.ok_or_else(|| Trouble::said(WindowError::NotBuilt))?;
        let look = Look { width: self.size.0, height: self.size.1, dark: self.dark, scale: self.scale };
        let picture = window.screenshot(&self.set, &look).map_err(Trouble::said)?;
        files::write(&self.output, &picture, &sets::environment(), streams)?;
        Ok(Status::Done)
    }
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let side = |text: &str| text.parse().ok().filter(|side| (1..=LARGEST).contains(side));
    text.split_once(['x', '×'])
        .and_then(|(width, height)| Some((side(width)?, side(height)?)))
        .ok_or_else(|| format!("width and height look like 1440x900, each at most {LARGEST}"))
}

fn scale(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|scale| (0.5..=4.0).contains(scale))
        .ok_or_else(|| "the scale is a number from 0.5 to 4".to_owned())
}
