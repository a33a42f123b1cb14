use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Outcome, Status, Streams, counted, files, print_json, sets};
use crate::model::Anchoring;
use crate::wire::{Finding, Severity};

/// Check an annotation set, and say what is wrong and where
///
/// Looks at checksums, at references between records, at the articles' texts, and whether every passage stands where
/// the file says. Nothing is changed. The exit status is 0 if all is well and 1 if there are findings.
#[derive(Args)]
#[command(after_help = "\
Example:
  crossread check bridge.ron && echo all is well")]
pub(super) struct Check {
    /// The set; - is standard input
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

/// What the check found, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    file: String,
    program: &'a str,
    ok: bool,
    may_be_saved: bool,
    findings: Vec<Entry>,
    unplaced: Vec<Unplaced>,
}

#[derive(Serialize)]
struct Entry {
    line: u32,
    column: u32,
    part: String,
    id: Option<String>,
    severity: &'static str,
    message: String,
    hint: &'static str,
}

/// An annotation that waits for somebody to say where it stands.
#[derive(Serialize)]
struct Unplaced {
    annotation: String,
    source: String,
    state: &'static str,
    quote: String,
}

impl Entry {
    fn new(finding: &Finding) -> Self {
        Self {
            line: finding.place.line,
            column: finding.place.column,
            part: finding.part.to_string(),
            id: finding.id.map(|id| id.as_hyphenated().to_string()),
            severity: match finding.severity() {
                Severity::Notice => "notice",
                Severity::Newer => "newer",
                Severity::Damage => "damage",
            },
            message: finding.what.to_string(),
            hint: finding.hint(),
        }
    }
}

impl Check {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        let reading = sets::read(&self.set, streams)?;
        let name = files::shown(&self.set);
        let unplaced = reading.set.annotations().iter().filter_map(|annotation| {
            let state = match &annotation.anchoring {
                Anchoring::Ambiguous(_) => "ambiguous",
                Anchoring::Lost(_) => "lost",
                _ => return None,
            };
            let was = annotation.anchoring.selectors().unwrap_or_default();
            Some(Unplaced {
                annotation: annotation.id.to_string(),
                source: annotation.source.to_string(),
                state,
                quote: was.iter().map(|selector| selector.exact.as_str()).collect::<Vec<_>>().join(" … "),
            })
        });
        let unplaced: Vec<Unplaced> = unplaced.collect();
        let ok = reading.findings.is_empty() && unplaced.is_empty();
        if self.json {
            let may_be_saved = reading.may_replace_the_file();
            let findings = reading.findings.iter().map(Entry::new).collect();
            let report = Report { file: name, program: &reading.program, ok, may_be_saved, findings, unplaced };
            print_json(streams, &report)?;
        } else {
            for finding in &reading.findings {
                writeln!(streams.output, "{name}: {finding}; {}", finding.hint())?;
            }
            for one in &unplaced {
                writeln!(streams.output, "{name}: annotation {}: “{}” is {}", one.annotation, one.quote, one.state)?;
            }
            if ok {
                let set = &reading.set;
                let (sources, annotations) = (set.sources().len(), set.annotations().len());
                let sizes = (counted(sources, "source"), counted(annotations, "annotation"));
                writeln!(streams.output, "{name}: nothing wrong in {} and {}", sizes.0, sizes.1)?;
            }
        }
        Ok(if ok { Status::Done } else { Status::Look })
    }
}
