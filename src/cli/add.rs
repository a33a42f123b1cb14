use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Streams, Trouble, counted, files, sets};
use crate::session::Command;

/// Add articles to an annotation set
///
/// They come behind those that are there. An article that the set has already, byte by byte, is not added again. If one
/// of them cannot be read, none is added.
#[derive(Args)]
#[command(after_help = "\
Example:
  crossread add bridge.ron tribune.txt")]
pub(super) struct Add {
    /// The set
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// The articles, of any kind that crossread new reads; - is standard input
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
}

impl Add {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard(&self.set) {
            return Err(Trouble::said("articles are added to a set in a file: give its name"));
        }
        let (mut session, opened) = sets::open(&self.set, streams)?;
        let (articles, read) = sets::read_articles(&self.articles, session.environment(), streams)?;
        let (count, added) = sets::add(&mut session, articles, streams)?;
        if count > 0
            && let Err(error) = sets::save(&mut session, None)
        {
            // The journal has it already: what is reported as not done must not be offered as work.
            session.run(Command::Undo).map_err(Trouble::said)?;
            session.finish_keeping();
            return Err(error);
        }
        writeln!(streams.output, "{}: {} added", self.set.display(), counted(count, "article"))?;
        Ok(opened.max(read).max(added))
    }
}
