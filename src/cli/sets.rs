//! What the subcommands share: sets and articles from files, and sets into files, through a [`Session`].

use std::path::{Path, PathBuf};

use super::{Status, Streams, Trouble, counted, files};
use crate::intake::Article;
use crate::job::no_wake;
use crate::model::AnnotationSet;
use crate::session::{self, Arrival, ArticleError, Environment, OpenError, ReadOnly, SaveError, Session};
use crate::text::MAX_TEXT_BYTES;
use crate::wire::{self, Finding, Outcome, Reading, Severity, What};

/// The world as it is, with nobody to be woken.
pub(super) fn environment() -> Environment {
    Environment::system(no_wake())
}

/// The world as it is, but for the program's own folder: for work that is done in one go and needs no journal.
pub(super) fn environment_without_journal() -> Environment {
    Environment { data: None, ..environment() }
}

/// Reads a set.
pub(super) fn read(path: &Path, streams: &mut Streams<'_>) -> Result<Reading, Trouble> {
    if !files::is_standard(path) {
        return session::open(&environment(), path).map(|opened| opened.reading).map_err(not_opened);
    }
    let bytes = files::read_input(wire::MAX_FILE_BYTES, streams)?;
    session::read_set(&bytes).map_err(|error| Trouble::said(format_args!("standard input: {error}; {}", error.hint())))
}

/// Reads a set and says in a sentence if something is wrong with its file; the status tells whether that needs a look.
pub(super) fn read_and_remark(path: &Path, streams: &mut Streams<'_>) -> Result<(AnnotationSet, Status), Trouble> {
    let reading = read(path, streams)?;
    let status = remark(path, &reading.findings, streams);
    Ok((reading.set, status))
}

/// Opens a set in order to change its file.
///
/// # Errors
///
/// Where it cannot be read, or saving would lose something.
pub(super) fn open(path: &Path, streams: &mut Streams<'_>) -> Result<(Session, Status), Trouble> {
    let environment = environment();
    let opened = session::take_up(&environment, path).map_err(not_opened)?;
    // What another computer has not saved yet is its own affair.
    if let Some(recovery) = opened.recovery.as_ref().filter(|recovery| !recovery.of_another) {
        return Err(Trouble::said(format_args!(
            "{}: there is work on this set that its file does not hold ({}); open it in the window and decide about \
             that first",
            path.display(),
            counted(recovery.steps, "step")
        )));
    }
    let (session, findings) = Session::from_opened(environment, opened);
    match session.file().read_only() {
        None => Ok((session, remark(path, &findings, streams))),
        Some(reason) => Err(must_not_be_saved(path, reason)),
    }
}

/// Says how many findings there are about a file.
pub(super) fn remark(path: &Path, findings: &[Finding], streams: &mut Streams<'_>) -> Status {
    if findings.is_empty() {
        return Status::Done;
    }
    let (name, count) = (files::shown(path), counted(findings.len(), "finding"));
    streams.say(format_args!("{name}: {count} about this file; crossread check says more"));
    let needs_a_look = |finding: &Finding| {
        finding.severity() > Severity::Notice
            || matches!(finding.what, What::Anchored { outcome: Outcome::Ambiguous | Outcome::Lost, .. })
    };
    if findings.iter().any(needs_a_look) { Status::Look } else { Status::Done }
}

fn not_opened(error: OpenError) -> Trouble {
    match error {
        OpenError::Store(error) => files::refused(&error),
        other => Trouble::said(other),
    }
}

fn must_not_be_saved(path: &Path, reason: ReadOnly) -> Trouble {
    let name = path.display();
    Trouble::said(match reason {
        ReadOnly::Damaged => format!("{name}: saving would lose what could not be read in it; see crossread check"),
        ReadOnly::Newer => format!("{name}: saving would lose what a newer Crossread wrote; see crossread check"),
        ReadOnly::ChangedOutside => format!("{name}: another program changed the file meanwhile; try again"),
        ReadOnly::HeldElsewhere => format!("{name}: it is open in another window; close it there first"),
    })
}

/// Saves a session's set to its file, or to a new one, and waits until it is there.
pub(super) fn save(session: &mut Session, to: Option<PathBuf>) -> Result<(), Trouble> {
    if let Err(error) = session.save(to) {
        return Err(Trouble::said(match error {
            session::CannotSave::NoFile => "the set has no file".to_owned(),
            session::CannotSave::ReadOnly(_) => "the set must not be saved over its file".to_owned(),
        }));
    }
    let outcome = session.wait_for_save();
    session.finish_keeping();
    outcome.map_or(Ok(()), |outcome| outcome.map(drop).map_err(not_saved))
}

/// Writes a set to a file that no session works on.
///
/// # Errors
///
/// Where the disk says no, or a window has the file open.
pub(super) fn write(set: &AnnotationSet, path: &Path) -> Result<(), Trouble> {
    session::write_set(&environment(), set, path).map(drop).map_err(not_saved)
}

fn not_saved(error: SaveError) -> Trouble {
    match error {
        SaveError::Store(error) => files::refused(&error),
        other => Trouble::said(other),
    }
}

/// Reads articles, each with a name for where it comes from, and passes on what is to be said about each.
///
/// # Errors
///
/// Names every one that cannot be read, so that they can be mended in one go.
pub(super) fn read_articles(
    paths: &[PathBuf],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<(Vec<(String, Article)>, Status), Trouble> {
    if paths.iter().filter(|path| files::is_standard(path)).count() > 1 {
        return Err(Trouble::said("standard input can only be read once"));
    }
    let mut status = Status::Done;
    let mut articles = Vec::new();
    let mut refused = Vec::new();
    for path in paths {
        match read_article(path, environment, streams) {
            Ok((origin, article)) => {
                for warning in &article.warnings {
                    streams.say(format_args!("{}: {warning}", files::shown(path)));
                    status = Status::Look;
                }
                articles.push((origin, article));
            }
            Err(Trouble::Said(message)) => refused.push(message),
            Err(output) => return Err(output),
        }
    }
    if refused.is_empty() { Ok((articles, status)) } else { Err(Trouble::Said(refused.join("\ncrossread: "))) }
}

fn read_article(
    path: &Path,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<(String, Article), Trouble> {
    let name = files::shown(path);
    if ["http://", "https://"].iter().any(|scheme| name.starts_with(scheme)) {
        return Err(Trouble::said(format_args!(
            "{name}: addresses are not read; save the article’s text in a file and give that"
        )));
    }
    let arrival = if files::is_standard(path) {
        Arrival::Bytes(name.clone(), files::read_input(MAX_TEXT_BYTES, streams)?)
    } else {
        Arrival::File(path.to_owned())
    };
    let intake = session::take_in(environment, arrival);
    match intake.outcome {
        Ok(article) => Ok((intake.name, *article)),
        Err(ArticleError::Store(error)) => Err(files::refused(&error)),
        Err(ArticleError::Intake(error)) => Err(Trouble::said(format_args!("{name}: {error}"))),
        Err(error @ ArticleError::Empty) => Err(Trouble::said(format_args!("{name}: {error}"))),
    }
}

/// Adds articles to a set, behind those that it has, and says how many there were. One with the same text as a source of
/// the set, or as one before it, is not added again, and that needs a look.
pub(super) fn add(
    session: &mut Session,
    articles: Vec<(String, Article)>,
    streams: &mut Streams<'_>,
) -> Result<(usize, Status), Trouble> {
    let mut new: Vec<(String, Article)> = Vec::new();
    let mut status = Status::Done;
    for (origin, article) in articles {
        let twin = session.twin_of(&article).map(|source| source.title.clone());
        let before = || new.iter().find(|(_, other)| other.text_sha256 == article.text_sha256);
        match twin.or_else(|| before().map(|(_, other)| other.title.clone())) {
            Some(title) => {
                streams.say(format_args!("{origin} is in the set already, as “{title}”"));
                status = Status::Look;
            }
            None => new.push((origin, article)),
        }
    }
    let (_, added) = session.add_articles(new).map_err(Trouble::said)?;
    Ok((added.len(), status))
}
