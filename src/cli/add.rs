use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Streams, Trouble, counted, files, sets};
use crate::session::Command;

/// Add articles to an annotation set
///
/// They come behind those that are there. An article that the set has already, with the same text or from the same
/// address, is named and not added again. One that cannot be read does not stop the others. Addresses of the web are
/// fetched; nothing else in this program uses the network.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread add bridge.ron tribune.txt
  crossread add bridge.ron articles/ https://example.org/bridge")]
pub(super) struct Add {
    /// The set
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// Add an article too that the set has already (same text or same address)
    #[arg(long)]
    again: bool,
    /// The articles, of any kind that crossread new reads: files, folders, addresses of the web; - is standard input
    #[arg(required = true, value_name = "ARTICLE|FOLDER|URL")]
    articles: Vec<PathBuf>,
}

impl Add {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard(&self.set) {
            return Err(Trouble::said("articles are added to a set in a file: give its name"));
        }
        let (mut session, opened) = sets::open(&self.set, streams)?;
        let read = sets::read_articles(&self.articles, session.environment(), streams)?;
        let (count, added) = sets::add(&mut session, read.intakes, self.again, streams)?;
        if count == 0 && read.refused > 0 {
            return Err(Trouble::said("nothing was added"));
        }
        if count > 0
            && let Err(error) = sets::save(&mut session, None)
        {
            // The journal has it already: what is reported as not done must not be offered as work.
            session.run(Command::Undo).map_err(Trouble::said)?;
            session.finish_keeping();
            return Err(error);
        }
        writeln!(streams.output, "{}: {} added", self.set.display(), counted(count, "article"))?;
        Ok(opened.max(read.status).max(added))
    }
}
