use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::{Outcome, Status, Streams, Trouble, files, sets};
use crate::exchange::{Format, Options, Severity, export, losses};
use crate::model::{AnnotationSet, LabelId, SourceId};
use crate::text::Unit;

/// Write an annotation set, or a part of it, in another format
///
/// What the format cannot hold is counted first. If something would be lost, nothing is written, unless --allow-loss
/// says that this is understood; the exit status is then 1. crossread formats lists the formats.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
#[command(after_help = "\
Examples:
  crossread export bridge.ron -f csv -o bridge.csv
  crossread export bridge.ron -f web-annotation --label Quote --allow-loss > quotes.jsonld
  crossread export bridge.ron -f ron --no-texts -o without-articles.ron")]
pub(super) struct Export {
    /// The set; - is standard input
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// The format
    #[arg(short, long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::id)))]
    format: String,
    /// The file to write, replaced if it is there; standard output without it
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Write even what the format cannot hold completely
    #[arg(long)]
    allow_loss: bool,
    /// Only annotations with this label; may be given several times
    #[arg(long, value_name = "NAME")]
    label: Vec<String>,
    /// Only this source, by its title or id; may be given several times
    #[arg(long, value_name = "TITLE")]
    source: Vec<String>,
    /// Leave the articles' texts out, in formats that hold them
    #[arg(long)]
    no_texts: bool,
    /// Count positions in UTF-16 units, as tools in a browser do (csv, web-annotation)
    #[arg(long)]
    utf16: bool,
    /// Begin with a byte order mark, for old spreadsheets (csv)
    #[arg(long)]
    bom: bool,
}

impl Export {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        let format =
            Format::from_id(&self.format).ok_or_else(|| Trouble::said(format_args!("{} is no format", self.format)))?;
        if let Some(output) = &self.output
            && files::same(output, &self.set)
        {
            return Err(Trouble::said(format_args!(
                "{} is the set itself; export it to another file",
                output.display()
            )));
        }
        let (set, mut status) = sets::read_and_remark(&self.set, streams)?;
        let options = self.options(&set)?;
        let losses = losses(&set, format, &options);
        for loss in &losses {
            streams.say(format_args!("{}: {loss}", format.id()));
        }
        if losses.iter().any(|loss| loss.severity == Severity::Lost) {
            if !self.allow_loss {
                return Err(Trouble::said("nothing was written; --allow-loss writes the rest"));
            }
            status = Status::Look;
        }
        let bytes = export(&set, format, &options).map_err(Trouble::said)?;
        let output = self.output.as_deref().unwrap_or(Path::new("-"));
        files::write(output, &bytes, &sets::environment(), streams)?;
        Ok(status)
    }

    fn options(&self, set: &AnnotationSet) -> Result<Options, Trouble> {
        let label = |name: &String| -> Result<LabelId, Trouble> {
            let same = |other: &str| other.to_lowercase() == name.trim().to_lowercase();
            let found = set.scheme().labels.iter().find(|label| same(&label.name));
            found.map(|label| label.id).ok_or_else(|| Trouble::said(format_args!("no label is called “{name}”")))
        };
        let source = |name: &String| -> Result<SourceId, Trouble> {
            let found = set.sources().iter().find(|source| source.title == *name || source.id.to_string() == *name);
            found.map(|source| source.id).ok_or_else(|| Trouble::said(format_args!("no source is called “{name}”")))
        };
        let labels = self.label.iter().map(label).collect::<Result<_, _>>()?;
        let sources = self.source.iter().map(source).collect::<Result<_, _>>()?;
        Ok(Options {
            texts: !self.no_texts,
            sources: (!self.source.is_empty()).then_some(sources),
            labels: (!self.label.is_empty()).then_some(labels),
            unit: if self.utf16 { Unit::Utf16 } else { Unit::CodePoint },
            byte_order_mark: self.bom,
        })
    }
}
