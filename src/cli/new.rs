use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Status, Streams, Trouble, counted, files, sets};
use crate::job::no_wake;
use crate::model::{AnnotationSet, Details, Scheme, SetId};
use crate::session::Environment;

/// Make an annotation set from articles
///
/// Each article becomes a source of the set, with its title, author and date as far as the text shows them. The set has
/// the labels Claim, Opinion and Quote. Articles are plain text or Markdown.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread new -o bridge.ron daily.txt herald.md
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
    /// The articles, in the order in which they should stand; - is standard input
    #[arg(required = true, value_name = "ARTICLE")]
    articles: Vec<PathBuf>,
}

impl New {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard_input(&self.output) {
            return Err(Trouble::said("a set needs a file: give its name with -o"));
        }
        if !self.force && self.output.symlink_metadata().is_ok() {
            return Err(Trouble::said(format_args!(
                "{} is there already; choose another name, add to it with crossread add, or replace it with --force",
                self.output.display()
            )));
        }
        let (articles, mut status) = sets::read_articles(&self.articles, streams)?;
        let environment = Environment::system(no_wake());
        let details = Details { title: self.title.unwrap_or_default(), ..Details::default() };
        let id = SetId(environment.next_id());
        let mut set = AnnotationSet::new(id, environment.clock.now(), details, Scheme::starter());
        let added = sets::add(&mut set, articles, &environment)?;
        sets::write(&self.output, &set)?;
        for (origin, title) in &added.known {
            streams.say(format_args!("{origin} is the same article as “{title}” and was taken once"));
            status = Status::Look;
        }
        writeln!(streams.output, "{}: {}", self.output.display(), counted(added.titles.len(), "article"))?;
        Ok(status)
    }
}
