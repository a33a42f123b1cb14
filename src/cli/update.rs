use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Outcome, Status, Streams, Trouble, counted, files, print_json, sets};
use crate::model::{AnnotationSet, Source, SourceId, SourceVersion};
use crate::session::{Arrived, Command, Followed, Intake, Session, State};
use crate::text::{Positions, Span, Unit, excerpt};

/// How much of a passage is shown in a line, in characters.
const SHOWN: usize = 60;

/// Take in the next version of an article
///
/// Every annotation is anchored again: same (the same words where they were), moved (the same words elsewhere), edited
/// (other words), ambiguous (several places fit), or lost. Those that are ambiguous or lost have no place until somebody
/// decides, and the exit status is 1 then. The version before stays in the set.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread update bridge.ron 2 herald-corrected.txt
  crossread update bridge.ron \"City Hall cuts the town in two\" - --json < herald.txt")]
pub(super) struct Update {
    /// The set
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// The article in the set: its number in the list, its title or its id
    #[arg(value_name = "SOURCE")]
    source: String,
    /// The article as it is now: a file or an address of the web; - is standard input
    #[arg(value_name = "ARTICLE|URL")]
    article: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Update {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if files::is_standard(&self.set) {
            return Err(Trouble::said("a set in a file is updated: give its name"));
        }
        let (mut session, opened) = sets::open(&self.set, streams)?;
        let source = find(session.set(), &self.source)?;
        let read = sets::read_articles(std::slice::from_ref(&self.article), session.environment(), streams)?;
        let arrived = match <[Intake; 1]>::try_from(read.intakes) {
            Ok([Intake { name, fetched, outcome: Ok(article) }]) => {
                Arrived { origin: name, fetched, article: *article }
            }
            Ok([Intake { outcome: Err(error), .. }]) => return Err(Trouble::said(error)),
            Err(_) => return Err(Trouble::said("a version is one article; give a file or an address, not a folder")),
        };
        let before = session.set().current_version(source).cloned();
        let Some((_, update)) = session.update_source(source, arrived).map_err(Trouble::said)? else {
            streams.say("that is the text which the set has already; nothing was changed");
            if self.json {
                print_json(streams, &unchanged(&session, source))?;
            }
            return Ok(Status::Look);
        };
        if let Err(error) = sets::save(&mut session, None) {
            // The journal has it already: what is reported as not done must not be offered as work.
            session.run(Command::Undo).map_err(Trouble::said)?;
            session.finish_keeping();
            return Err(error);
        }
        let texts = Texts::new(before.as_ref(), session.set().current_version(source));
        let emptied: usize = update.outcomes.iter().map(|outcome| outcome.emptied.len()).sum();
        if emptied > 0 {
            let count = counted(emptied, "attribute");
            streams.say(format_args!(
                "{count} marked words that could not be found again, and {} empty now",
                are(emptied)
            ));
        }
        if self.json {
            let annotations = update.outcomes.iter().map(|outcome| texts.annotation(outcome)).collect();
            let changes = update.changes.iter().map(|change| texts.change(change.old, change.new)).collect();
            let document = UpdateOut {
                source: source.to_string(),
                before: update.before.to_string(),
                after: update.after.to_string(),
                annotations,
                changes,
            };
            print_json(streams, &document)?;
        } else {
            let states = [State::Same, State::Moved, State::Edited, State::Ambiguous, State::Lost];
            let counts = states.map(|state| format!("{} {}", update.count(state), state.word()));
            writeln!(streams.output, "{}: {}", counted(update.outcomes.len(), "annotation"), counts.join(", "))?;
            for outcome in update.outcomes.iter().filter(|outcome| outcome.state != State::Same) {
                writeln!(streams.output, "{}", texts.line(outcome))?;
            }
        }
        let open = emptied > 0 || update.outcomes.iter().any(|outcome| outcome.state.is_open());
        Ok(opened.max(read.status).max(if open { Status::Look } else { Status::Done }))
    }
}

const fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// The source of this number, title or id.
pub(super) fn find(set: &AnnotationSet, asked: &str) -> Result<SourceId, Trouble> {
    let sources = set.sources_in_order();
    let asked = asked.trim();
    if let Some(source) = sources.iter().find(|source| source.id.to_string().eq_ignore_ascii_case(asked)) {
        return Ok(source.id);
    }
    let same = |source: &&&Source| source.title.trim().to_lowercase() == asked.to_lowercase();
    let titled: Vec<&&Source> = sources.iter().filter(same).collect();
    match titled.as_slice() {
        [source] => return Ok(source.id),
        [] => {}
        _ => {
            return Err(Trouble::said(format_args!(
                "{} are called “{asked}”; say which by its number in the list or its id",
                counted(titled.len(), "source")
            )));
        }
    }
    let number = asked.parse::<usize>().ok().and_then(|number| sources.get(number.checked_sub(1)?));
    number.map(|source| source.id).ok_or_else(|| {
        Trouble::said(format_args!(
            "there is no source “{asked}” in this set, which has {}; crossread show names them",
            counted(sources.len(), "source")
        ))
    })
}

/// Both versions, for positions and words.
pub(super) struct Texts {
    before: Positions,
    after: Positions,
}

#[derive(Serialize)]
struct UpdateOut {
    source: String,
    before: String,
    after: String,
    annotations: Vec<AnnotationOut>,
    changes: Vec<ChangeOut>,
}

#[derive(Serialize)]
struct AnnotationOut {
    id: String,
    state: &'static str,
    from: Vec<Place>,
    to: Vec<Place>,
    score: f32,
    /// Where it may stand, with the number of the part from 0.
    candidates: Vec<CandidateOut>,
    quote: String,
    now: String,
}

#[derive(Serialize)]
struct CandidateOut {
    part: usize,
    start: u32,
    end: u32,
    score: f32,
    quote: String,
}

/// A change of the text: where and what it was, where and what it is.
#[derive(Serialize)]
pub(super) struct ChangeOut {
    pub from: Place,
    pub to: Place,
    pub old: String,
    pub new: String,
}

#[derive(Serialize)]
pub(super) struct Place {
    pub start: u32,
    pub end: u32,
}

impl Texts {
    pub(super) fn new(before: Option<&SourceVersion>, after: Option<&SourceVersion>) -> Self {
        let positions = |version: Option<&SourceVersion>| {
            Positions::new(version.and_then(|version| version.text.clone()).unwrap_or_default())
        };
        Self { before: positions(before), after: positions(after) }
    }

    pub(super) fn change(&self, old: Span, new: Span) -> ChangeOut {
        let words = |span: Span, text: &Positions| span.slice(text.text()).unwrap_or_default().to_owned();
        ChangeOut {
            from: place(&self.before, old),
            to: place(&self.after, new),
            old: words(old, &self.before),
            new: words(new, &self.after),
        }
    }

    fn annotation(&self, outcome: &Followed) -> AnnotationOut {
        let candidates = outcome.candidates.iter().map(|candidate| {
            let Place { start, end } = place(&self.after, candidate.span);
            let quote = joined(&self.after, &[candidate.span]);
            CandidateOut { part: candidate.part, start, end, score: candidate.score, quote }
        });
        AnnotationOut {
            id: outcome.annotation.to_string(),
            state: outcome.state.word(),
            from: outcome.from.iter().map(|span| place(&self.before, *span)).collect(),
            to: outcome.to.iter().map(|span| place(&self.after, *span)).collect(),
            score: outcome.score,
            candidates: candidates.collect(),
            quote: joined(&self.before, &outcome.from),
            now: joined(&self.after, &outcome.to),
        }
    }

    fn line(&self, outcome: &Followed) -> String {
        let was = excerpt(&joined(&self.before, &outcome.from), SHOWN);
        let line = format!("  {:<9}  “{was}”", outcome.state.word());
        match outcome.state {
            State::Edited => format!("{line} → “{}”", excerpt(&joined(&self.after, &outcome.to), SHOWN)),
            State::Ambiguous => {
                let places = outcome.candidates.iter().map(|candidate| {
                    format!("\n             “{}”?", excerpt(&joined(&self.after, &[candidate.span]), SHOWN))
                });
                line + &places.collect::<String>()
            }
            State::Same | State::Moved | State::Lost => line,
        }
    }
}

fn place(positions: &Positions, span: Span) -> Place {
    let at = |byte| positions.at_floor(byte, Unit::CodePoint);
    Place { start: at(span.start), end: at(span.end) }
}

fn joined(positions: &Positions, spans: &[Span]) -> String {
    spans.iter().filter_map(|span| span.slice(positions.text())).collect::<Vec<_>>().join(" … ")
}

/// The report on a text that did not change.
fn unchanged(session: &Session, source: SourceId) -> UpdateOut {
    let set = session.set();
    let version = set.current_version(source);
    let texts = Texts::new(version, version);
    let id = version.map(|version| version.id.to_string()).unwrap_or_default();
    let annotations = set.annotations().iter().filter(|annotation| annotation.source == source).map(|annotation| {
        let places = || annotation.spans.iter().map(|span| place(&texts.after, *span)).collect();
        let quote = joined(&texts.after, &annotation.spans);
        let state = match &annotation.anchoring {
            crate::model::Anchoring::Ambiguous(_) => State::Ambiguous,
            crate::model::Anchoring::Lost(_) => State::Lost,
            _ => State::Same,
        };
        AnnotationOut {
            id: annotation.id.to_string(),
            state: state.word(),
            from: places(),
            to: places(),
            score: if state.is_open() { 0.0 } else { 1.0 },
            candidates: Vec::new(),
            now: quote.clone(),
            quote,
        }
    });
    UpdateOut {
        source: source.to_string(),
        before: id.clone(),
        after: id,
        annotations: annotations.collect(),
        changes: Vec::new(),
    }
}
