use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Streams, Trouble, counted, files, sets};
use crate::model::Details;
use crate::session::{Command, Session};

/// Make an annotation set from articles
///
/// Each article becomes a source of the set, with its title, author and date as far as the text shows them. The set has
/// the labels Claim, Opinion and Quote. Articles are plain text, Markdown, PDF, RTF, or word processor texts (.docx,
/// .odt): files, folders of them, or addresses of the web, which are fetched. One that cannot be read does not stop the
/// others.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread new -o bridge.ron daily.txt herald.md
  crossread new -o bridge.ron articles/ https://example.org/bridge
  pbpaste | crossread new -o bridge.ron --title 'The bridge' -")]
pub(super) struct New {
    /// The file to make
    #[arg(short, long, value_name = "SET.ron")]
    output: PathBuf,
    /// What the set is called
    #[arg(short, long)]
    title: Option<String>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Take an article too that comes twice (same text or same address)
    #[arg(long)]
    again: bool,
    /// The articles, in the order in which they should stand; - is standard input
    #[arg(required = true, value_name = "ARTICLE|FOLDER|URL")]
    articles: Vec<PathBuf>,
}

impl New {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard(&self.output) {
            return Err(Trouble::said("a set needs a file: give its name with -o"));
        }
        if !self.force && self.output.symlink_metadata().is_ok() {
            return Err(Trouble::said(format_args!(
                "{} is there already; choose another name, add to it with crossread add, or replace it with --force",
                self.output.display()
            )));
        }
        if self.articles.iter().any(|article| files::same(article, &self.output)) {
            return Err(Trouble::said(format_args!(
                "{} is one of the articles; choose another name for the set",
                self.output.display()
            )));
        }
        let mut session = Session::new(sets::environment_without_journal());
        let read = sets::read_articles(&self.articles, session.environment(), streams)?;
        if let Some(title) = self.title {
            let details = Details { title, ..session.set().details().clone() };
            session.run(Command::SetDetails(details)).map_err(Trouble::said)?;
        }
        let (count, added) = sets::add(&mut session, read.intakes, self.again, streams)?;
        sets::save(&mut session, Some(self.output.clone()))?;
        writeln!(streams.output, "{}: {}", self.output.display(), counted(count, "article"))?;
        Ok(read.status.max(added))
    }
}
