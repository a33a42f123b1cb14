use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, Status, Streams, Trouble, counted, files, print_json, sets};
use crate::model::{Anchoring, AnnotationSet};
use crate::session;
use crate::text::visible;
use crate::wire::{Finding, Reading, Severity, What};

/// Check an annotation set, and say what is wrong and where
///
/// Looks at checksums, at references between records, at the articles' texts, and whether every passage stands where
/// the file says. Nothing is changed; --repair writes what can be saved to another file. The exit status is 0 if all is
/// well, 1 if there are findings, and 2 if nothing could be read or written.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread check bridge.ron && echo all is well
  crossread check bridge.ron --repair -o saved.ron")]
pub(super) struct Check {
    /// The set; - is standard input
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Write what can be saved to a new file; the set itself stays as it is
    #[arg(long, requires = "output")]
    repair: bool,
    /// The new file
    #[arg(short, long, value_name = "NEW.ron", requires = "repair")]
    output: Option<PathBuf>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<Repair>,
}

/// What was written to another file.
#[derive(Serialize)]
struct Repair {
    file: String,
    kept: BTreeMap<&'static str, usize>,
    lost: BTreeMap<String, usize>,
    /// How many places of records were left out while the records were kept.
    mended: usize,
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
            message: finding.message(),
            hint: finding.hint(),
        }
    }
}

/// How many records of each kind a set holds.
fn kept(set: &AnnotationSet) -> [(&'static str, &'static str, usize); 7] {
    [
        ("sources", "source", set.sources().len()),
        ("annotations", "annotation", set.annotations().len()),
        ("statements", "statement", set.statements().len()),
        ("links", "link", set.links().len()),
        ("people", "person", set.people().len()),
        ("annotators", "annotator", set.annotators().len()),
        ("labels", "label", set.scheme().labels.len()),
    ]
}

/// `1 person`, `2 people`.
fn counted_of(count: usize, one: &str) -> String {
    let many = match one {
        "person" => "people",
        "progress" => return format!("progress {count} times"),
        "the file" if count == 1 => return "1 stretch of the file".to_owned(),
        "the file" => "stretches of the file",
        one => return counted(count, one),
    };
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

impl Repair {
    fn new(path: &Path, reading: &Reading) -> Self {
        let mended = |finding: &&Finding| matches!(finding.what, What::Mended(_));
        Self {
            file: files::shown(path),
            kept: kept(&reading.set).into_iter().map(|(name, _, count)| (name, count)).collect(),
            lost: reading.lost.iter().map(|(part, count)| (part.to_string(), *count)).collect(),
            mended: reading.findings.iter().filter(mended).count(),
        }
    }

    /// One sentence for a person.
    fn said(&self, reading: &Reading) -> String {
        let kept = kept(&reading.set).into_iter().filter(|kept| kept.2 > 0);
        let kept: Vec<String> = kept.map(|(_, one, count)| counted_of(count, one)).collect();
        let kept = if kept.is_empty() { "nothing".to_owned() } else { kept.join(", ") };
        let lost: Vec<String> =
            reading.lost.iter().map(|(part, count)| counted_of(*count, &part.to_string())).collect();
        let lost = if lost.is_empty() { "nothing".to_owned() } else { lost.join(", ") };
        let mended = match self.mended {
            0 => String::new(),
            count => format!("; mended: {}", counted(count, "place")),
        };
        format!("{}: kept: {kept}; lost: {lost}{mended}", self.file)
    }
}

impl Check {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if let Some(output) = &self.output {
            self.may_be_written(output)?;
        }
        let reading = sets::read(&self.set, streams)?;
        let repair = match &self.output {
            Some(output) => Some(write(&reading, output)?),
            None => None,
        };
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
            let report = Report { file: name, program: &reading.program, ok, may_be_saved, findings, unplaced, repair };
            print_json(streams, &report)?;
        } else {
            for finding in &reading.findings {
                writeln!(streams.output, "{name}: {finding}; {}", finding.hint())?;
            }
            for one in &unplaced {
                let quote = visible(&one.quote);
                writeln!(streams.output, "{name}: annotation {}: “{quote}” is {}", one.annotation, one.state)?;
            }
            if ok {
                let set = &reading.set;
                let (sources, annotations) = (set.sources().len(), set.annotations().len());
                let sizes = (counted(sources, "source"), counted(annotations, "annotation"));
                writeln!(streams.output, "{name}: nothing wrong in {} and {}", sizes.0, sizes.1)?;
            }
            if let Some(repair) = repair {
                writeln!(streams.output, "{}", repair.said(&reading))?;
            }
        }
        Ok(if ok { Status::Done } else { Status::Look })
    }

    /// What was saved goes to a file that is not there yet: never over the damaged one, and over no other either.
    fn may_be_written(&self, output: &Path) -> Result<(), Trouble> {
        if files::is_standard(output) {
            return Err(Trouble::said("what can be saved needs a file: give its name with -o"));
        }
        let name = files::shown(output);
        if files::same(&self.set, output) {
            return Err(Trouble::said(format_args!(
                "{name} is the damaged set itself, which stays as it is; choose another name"
            )));
        }
        if output.symlink_metadata().is_ok() {
            return Err(Trouble::said(format_args!("{name} is there already; choose another name")));
        }
        Ok(())
    }
}

/// Writes what was read, and makes sure that it is read again as the same.
fn write(reading: &Reading, output: &Path) -> Result<Repair, Trouble> {
    sets::write(&reading.set, output)?;
    let again = session::open(&sets::environment(), output).map_err(Trouble::said)?;
    if again.reading.set != reading.set {
        return Err(Trouble::said(format_args!(
            "{}: what was written is not read again as the same; please report this",
            files::shown(output)
        )));
    }
    Ok(Repair::new(output, reading))
}
