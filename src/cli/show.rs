use std::path::PathBuf;

use clap::Args;

use super::{Outcome, Streams, Trouble, counted, sets};
use crate::exchange::{Format, Options, export};
use crate::model::{Annotation, AnnotationSet, Source, SourceVersion};
use crate::text::{Positions, Unit, visible};

/// How much of a passage or a note is shown in a line, in characters.
const EXCERPT: usize = 60;

/// Show what is in an annotation set
///
/// Sources with their annotations, then statements and links. With --json, everything that the set holds as one JSON
/// document; positions count Unicode code points, and ends are exclusive.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread show bridge.ron
  crossread show bridge.ron --json | jq '.annotations[] | [.label, .quote]'")]
pub(super) struct Show {
    /// The set; - is standard input
    #[arg(value_name = "SET.ron")]
    set: PathBuf,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        let (set, status) = sets::read_and_remark(&self.set, streams)?;
        if self.json {
            let document = export(&set, Format::Json, &Options::default()).map_err(Trouble::said)?;
            streams.output.write_all(&document)?;
        } else {
            streams.output.write_all(summary(&set).as_bytes())?;
        }
        Ok(status)
    }
}

/// The set in words, a line for each thing in it.
fn summary(set: &AnnotationSet) -> String {
    let title = &set.details().title;
    let mut lines = vec![format!(
        "{}{}, {}, {}, {}",
        if title.is_empty() { String::new() } else { format!("{title}: ") },
        counted(set.sources().len(), "source"),
        counted(set.annotations().len(), "annotation"),
        counted(set.statements().len(), "statement"),
        counted(set.links().len(), "link"),
    )];
    let mut annotations: Vec<&Annotation> = set.annotations().iter().collect();
    annotations.sort_by_key(|annotation| (annotation.source, annotation.hull()));
    for source in set.sources_in_order() {
        let version = set.current_version(source.id);
        lines.push(String::new());
        lines.push(heading(source, version));
        if !source.address.is_empty() {
            lines.push(format!("  {}", visible(&source.address)));
        }
        let from = annotations.partition_point(|annotation| annotation.source < source.id);
        let of_source = annotations.iter().skip(from).take_while(|annotation| annotation.source == source.id);
        let positions = version.and_then(|version| version.text.clone()).map(Positions::new);
        lines.extend(of_source.map(|annotation| annotation_line(set, annotation, version, positions.as_ref())));
    }
    if !set.statements().is_empty() {
        lines.push(String::new());
        lines.push("Statements".to_owned());
        let mut statements: Vec<_> = set.statements().iter().collect();
        statements.sort_by_key(|statement| &statement.order);
        lines.extend(statements.iter().map(|statement| {
            format!("  {} ({})", statement.sentence, counted(statement.appearances.len(), "passage"))
        }));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The title, and what else is known of where it comes from.
fn heading(source: &Source, version: Option<&SourceVersion>) -> String {
    let length = version.map(|version| format!("{} characters", version.text().chars().count()));
    let details = [&source.outlet, &source.byline, &source.published].map(String::as_str);
    let details = details.into_iter().filter(|detail| !detail.is_empty()).chain(length.as_deref());
    format!("{} ({})", excerpt(&source.title), details.collect::<Vec<_>>().join(", "))
}

fn annotation_line(
    set: &AnnotationSet,
    annotation: &Annotation,
    version: Option<&SourceVersion>,
    positions: Option<&Positions>,
) -> String {
    let label = annotation.label.and_then(|id| set.scheme().label(id)).map_or("note", |label| &label.name);
    let current = version.filter(|version| version.id == annotation.version);
    let places = annotation.spans.iter().filter_map(|span| {
        let place = positions.filter(|_| current.is_some())?.range(*span, Unit::CodePoint)?;
        Some(format!("{}-{}", place.start, place.end))
    });
    let mut places = places.collect::<Vec<_>>().join(",");
    if places.is_empty() {
        places.push('-');
    }
    let text = set.versions().get(annotation.version).map(SourceVersion::text).unwrap_or_default();
    let words: Vec<&str> = if annotation.spans.is_empty() {
        let was = annotation.anchoring.selectors().unwrap_or_default();
        was.iter().map(|selector| selector.exact.as_str()).collect()
    } else {
        annotation.spans.iter().filter_map(|span| span.slice(text)).collect()
    };
    let mut line = format!("  {places:>11}  {label}");
    if !words.is_empty() {
        line = format!("{line}  “{}”", excerpt(&words.join(" … ")));
    }
    if annotation.anchoring.is_unresolved() {
        line.push_str("  [no place in the text]");
    }
    if !annotation.note.is_empty() {
        line = format!("{line}  {}", excerpt(&annotation.note));
    }
    line
}

/// The beginning of a text, in one line.
fn excerpt(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default().trim_end()),
        None => text,
    }
}
