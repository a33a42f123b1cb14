use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::update::{ChangeOut, Texts, find};
use super::{Outcome, Streams, Trouble, counted, print_json, sets};
use crate::model::SourceVersion;
use crate::session;
use crate::text::visible;

/// Show what an outlet changed between two readings of an article
///
/// Word by word, as Markdown or as JSON: what was taken out is struck through, what was added is bold. Without --from and
/// --to, the first reading is compared with the present one.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread versions bridge.ron 2 > changes.md
  crossread versions bridge.ron 2 --from 2 --to 3 --json")]
pub(super) struct Versions {
    /// The set; - is standard input
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// The article in the set: its number in the list, its title or its id
    #[arg(value_name = "SOURCE")]
    source: String,
    /// The earlier reading, counted from 1
    #[arg(long, value_name = "N")]
    from: Option<usize>,
    /// The later reading
    #[arg(long, value_name = "N")]
    to: Option<usize>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct VersionsOut {
    source: String,
    title: String,
    versions: Vec<VersionOut>,
    from: usize,
    to: usize,
    changes: Vec<ChangeOut>,
}

#[derive(Serialize)]
struct VersionOut {
    id: String,
    read: String,
    origin: String,
    characters: usize,
}

impl Versions {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        let (set, status) = sets::read_and_remark(&self.set, streams)?;
        let id = find(&set, &self.source)?;
        let title = set.sources().get(id).map(|source| source.title.clone()).unwrap_or_default();
        let mut versions: Vec<&SourceVersion> = set.versions().iter().filter(|version| version.source == id).collect();
        versions.sort_by_key(|version| (version.read, version.id));
        let pick = |number: usize| {
            let found = number.checked_sub(1).and_then(|at| versions.get(at)).copied();
            found.ok_or_else(|| {
                let count = counted(versions.len(), "reading");
                Trouble::said(format_args!("“{title}” has {count}, and no number {number}"))
            })
        };
        let (from, to) = (self.from.unwrap_or(1), self.to.unwrap_or(versions.len()));
        let (before, after) = (pick(from)?, pick(to)?);
        if let Some(without) = [before, after].into_iter().find(|version| version.text.is_none()) {
            return Err(Trouble::said(format_args!("the text of the reading of {} is not in this file", without.read)));
        }
        let texts = Texts::new(Some(before), Some(after));
        let changes: Vec<ChangeOut> =
            session::changes(before, after).into_iter().map(|(old, new)| texts.change(old, new)).collect();
        if self.json {
            let version = |version: &&SourceVersion| VersionOut {
                id: version.id.to_string(),
                read: version.read.to_string(),
                origin: version.origin.clone(),
                characters: version.text().chars().count(),
            };
            let versions = versions.iter().map(version).collect();
            print_json(streams, &VersionsOut { source: id.to_string(), title, versions, from, to, changes })?;
            return Ok(status);
        }
        let out = &mut streams.output;
        writeln!(out, "# {}\n", visible(&title))?;
        writeln!(
            out,
            "{} between the reading of {} and that of {}.",
            counted(changes.len(), "change"),
            before.read,
            after.read
        )?;
        if !changes.is_empty() {
            writeln!(out)?;
        }
        for ChangeOut { from, to, old, new } in &changes {
            let old = if old.is_empty() { String::new() } else { format!("~~{}~~ ", marked(old)) };
            let new = if new.is_empty() { String::new() } else { format!("**{}** ", marked(new)) };
            writeln!(out, "- {old}{new}({}–{} → {}–{})", from.start, from.end, to.start, to.end)?;
        }
        Ok(status)
    }
}

/// Words for a line of Markdown, in which none of them is a sign.
fn marked(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut shown = String::with_capacity(words.len());
    for c in visible(&words).chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '[' | ']' | '<' | '>' | '#' | '|') {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}
