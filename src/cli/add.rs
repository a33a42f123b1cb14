use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Status, Streams, Trouble, counted, files, sets};
use crate::job::no_wake;
use crate::session::Environment;

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
    /// The articles, plain text or Markdown; - is standard input
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
}

impl Add {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard_input(&self.set) {
            return Err(Trouble::said("articles are added to a set in a file: give its name"));
        }
        let mut set = sets::read_to_change(&self.set, streams)?;
        let (articles, mut status) = sets::read_articles(&self.articles, streams)?;
        let added = sets::add(&mut set, articles, &Environment::system(no_wake()))?;
        if !added.titles.is_empty() {
            sets::write(&self.set, &set)?;
        }
        for (origin, title) in &added.known {
            streams.say(format_args!("{origin} is in the set already, as “{title}”"));
            status = Status::Look;
        }
        writeln!(streams.output, "{}: {} added", self.set.display(), counted(added.titles.len(), "article"))?;
        Ok(status)
    }
}
