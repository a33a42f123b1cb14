//! What the subcommands share: sets and articles from files, and sets into files, through a [`Session`].

use std::path::{Path, PathBuf};

use super::{Status, Streams, Trouble, counted, files};
use crate::job::{Progress, no_wake};
use crate::model::AnnotationSet;
use crate::session::{
    self, Address, Arrival, Arrived, ArticleError, Environment, Intake, OpenError, ReadOnly, Same, SaveError, Session,
    Verdict,
};
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

/// What was read of what somebody named.
pub(super) struct ArticlesRead {
    /// Those that can be added.
    pub intakes: Vec<Intake>,
    /// How many were refused, each of which was said.
    pub refused: usize,
    /// Whether something needs a look.
    pub status: Status,
}

/// Reads articles: files, what folders hold, pages of the web and standard input. What is to be said about each is
/// passed on, and one that cannot be read does not stop the others.
///
/// # Errors
///
/// Where not one of them can be read: names each, so that they can be mended in one go.
pub(super) fn read_articles(
    paths: &[PathBuf],
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> Result<ArticlesRead, Trouble> {
    if paths.iter().filter(|path| files::is_standard(path)).count() > 1 {
        return Err(Trouble::said("standard input can only be read once"));
    }
    let mut arrivals = Vec::new();
    let mut refused = Vec::new();
    for path in paths {
        let name = files::shown(path);
        if files::is_standard(path) {
            arrivals.push(Arrival::Bytes(name, files::read_input(MAX_TEXT_BYTES, streams)?));
        } else if Address::is_meant(&name) {
            match Address::parse(&name) {
                Ok(address) => arrivals.push(Arrival::Web(address)),
                Err(error) => refused.push(format!("{name}: {error}")),
            }
        } else {
            arrivals.push(Arrival::File(path.clone()));
        }
    }
    let progress = Progress::unseen();
    let found = session::find(environment, arrivals, &progress);
    if found.passed_over > 0 {
        streams
            .say(format_args!("{} passed over, being no articles by their names", counted(found.passed_over, "file")));
    }
    let mut status = Status::Done;
    if found.too_many {
        streams.say("there are more articles in a folder than are taken at once; name smaller folders");
        status = Status::Look;
    }
    refused.extend(found.refused.into_iter().map(|(path, reason)| format!("{}: {reason}", files::shown(&path))));
    let mut intakes = Vec::new();
    for arrival in found.arrivals {
        let shown = match &arrival {
            Arrival::File(path) => files::shown(path),
            other => other.name(),
        };
        let intake = session::take_in(environment, arrival, &progress);
        match &intake.outcome {
            Ok(article) => {
                for warning in &article.warnings {
                    streams.say(format_args!("{shown}: {warning}"));
                    status = Status::Look;
                }
                intakes.push(intake);
            }
            Err(ArticleError::Store(error)) => refused.push(format!("{error}; {}", error.hint())),
            Err(error) => refused.push(format!("{shown}: {error}")),
        }
    }
    if intakes.is_empty() {
        let nothing = || vec!["there is no article to add".to_owned()];
        let said = Some(refused).filter(|refused| !refused.is_empty()).unwrap_or_else(nothing);
        return Err(Trouble::Said(said.join("\ncrossread: ")));
    }
    for said in &refused {
        streams.say(said);
        status = Status::Look;
    }
    Ok(ArticlesRead { intakes, refused: refused.len(), status })
}

/// Adds articles to a set, behind those that it has, and says how many there were. One with the same text or the same
/// address as a source of the set, or as one before it, is only added where `again` says so, and needs a look.
pub(super) fn add(
    session: &mut Session,
    intakes: Vec<Intake>,
    again: bool,
    streams: &mut Streams<'_>,
) -> Result<(usize, Status), Trouble> {
    let mut new: Vec<Arrived> = Vec::new();
    let mut status = Status::Done;
    for (name, verdict) in session.sort_out(intakes) {
        match verdict {
            Verdict::New(arrived) => new.push(*arrived),
            Verdict::Twin { arrived, same, title, .. } => {
                let end = if again { "; it was added all the same" } else { "; --again adds it all the same" };
                streams.say(match same {
                    Same::Text => format!("{name} is in the set already, as “{title}”{end}"),
                    Same::Address => format!("{name} has the same address as “{title}”, and another text{end}"),
                });
                status = Status::Look;
                if again {
                    new.push(*arrived);
                }
            }
            // Those were said before.
            Verdict::Refused(_) => {}
        }
    }
    let (_, added) = session.add_articles(new).map_err(Trouble::said)?;
    Ok((added.len(), status))
}
