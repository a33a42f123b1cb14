//! What each format can hold, and what of a set it therefore cannot.

use std::fmt;

use super::{Format, Options, View};
use crate::model::{AnnotationSet, Ext, Person, PersonKind, VersionId};
use crate::text::Span;

/// Something that a set can have and a format may not be able to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Annotations of several parts.
    Discontinuous,
    /// Annotations that overlap others.
    Overlapping,
    /// Annotations without a place, because it was lost or is ambiguous.
    Unplaced,
    /// Values of attributes.
    Attributes,
    /// Annotators' words on an annotation.
    Notes,
    /// Annotations on a whole source.
    SourceNotes,
    /// Who made what.
    Annotators,
    /// Suggestions and adjudicated annotations, told apart from people's own.
    Layers,
    /// Statements, with their appearances and stances.
    Statements,
    /// Evidence for statements.
    Evidence,
    /// Verdicts on statements.
    Verdicts,
    /// Links between annotations.
    Links,
    /// People, with their functions and other names.
    People,
    /// How far each annotator has come.
    Progress,
    /// Where the articles come from: byline, dates, language, rights.
    SourceDetails,
    /// The reader's notes about sources.
    NotesAboutSources,
    /// The articles' texts, blocks and earlier versions.
    Texts,
    /// The scheme: descriptions, colours, shortcuts, unused labels.
    Scheme,
    /// The set's own task, role and origin.
    Task,
    /// What was deleted.
    Tombstones,
    /// Fields that a newer program wrote.
    Unknown,
}

/// What becomes of a feature in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    /// Kept.
    Whole,
    /// Kept in another form; what form, in a few words.
    Changed(&'static str),
    /// Dropped.
    No,
    /// Not what the format is about: a table of annotations is not expected to hold the articles.
    OutOfScope,
}

/// How bad a loss is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The form changes, nothing is lost.
    Note,
    /// It is not in the file.
    Lost,
}

/// Something of a set that a format holds in another form or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What.
    pub what: Feature,
    /// How many of them the set has.
    pub count: usize,
    /// How bad it is.
    pub severity: Severity,
    /// What they become, and how many of that, where it is a [`Severity::Note`].
    pub becomes: Option<(usize, &'static str)>,
}

impl fmt::Display for Loss {
    /// One clause: `3 discontinuous annotations become 7 rows`, `2 links cannot be stored`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = self.what.nouns();
        let (noun, verb) = if self.count == 1 { (one, "becomes") } else { (many, "become") };
        match self.becomes {
            Some((count, form)) => write!(f, "{} {noun} {verb} {count} {form}", self.count),
            None => write!(f, "{} {noun} cannot be stored", self.count),
        }
    }
}

impl Feature {
    /// Every feature, the annotations' own first.
    pub const ALL: [Self; 21] = [
        Self::Discontinuous,
        Self::Overlapping,
        Self::Unplaced,
        Self::Attributes,
        Self::Notes,
        Self::SourceNotes,
        Self::Annotators,
        Self::Layers,
        Self::Statements,
        Self::Evidence,
        Self::Verdicts,
        Self::Links,
        Self::People,
        Self::Progress,
        Self::SourceDetails,
        Self::NotesAboutSources,
        Self::Texts,
        Self::Scheme,
        Self::Task,
        Self::Tombstones,
        Self::Unknown,
    ];

    /// The name by which the command line knows it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Discontinuous => "discontinuous",
            Self::Overlapping => "overlapping",
            Self::Unplaced => "unplaced",
            Self::Attributes => "attributes",
            Self::Notes => "notes",
            Self::SourceNotes => "source_notes",
            Self::Annotators => "annotators",
            Self::Layers => "layers",
            Self::Statements => "statements",
            Self::Evidence => "evidence",
            Self::Verdicts => "verdicts",
            Self::Links => "links",
            Self::People => "people",
            Self::Progress => "progress",
            Self::SourceDetails => "source_details",
            Self::NotesAboutSources => "notes_about_sources",
            Self::Texts => "texts",
            Self::Scheme => "scheme",
            Self::Task => "task",
            Self::Tombstones => "tombstones",
            Self::Unknown => "unknown_fields",
        }
    }

    /// What it is called in a sentence: one, several.
    const fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Discontinuous => ("discontinuous annotation", "discontinuous annotations"),
            Self::Overlapping => ("overlapping annotation", "overlapping annotations"),
            Self::Unplaced => ("annotation without a place", "annotations without a place"),
            Self::Attributes => ("attribute value", "attribute values"),
            Self::Notes => ("note", "notes"),
            Self::SourceNotes => ("note on a whole source", "notes on whole sources"),
            Self::Annotators => ("annotator", "annotators"),
            Self::Layers => ("suggested or adjudicated annotation", "suggested or adjudicated annotations"),
            Self::Statements => ("statement", "statements"),
            Self::Evidence => ("piece of evidence", "pieces of evidence"),
            Self::Verdicts => ("verdict", "verdicts"),
            Self::Links => ("link", "links"),
            Self::People => ("person’s details", "people’s details"),
            Self::Progress => ("progress mark", "progress marks"),
            Self::SourceDetails => ("article’s details", "articles’ details"),
            Self::NotesAboutSources => ("note about a source", "notes about sources"),
            Self::Texts => ("text", "texts"),
            Self::Scheme => ("label’s description", "labels’ descriptions"),
            Self::Task => ("task", "tasks"),
            Self::Tombstones => ("trace of a deletion", "traces of deletions"),
            Self::Unknown => ("record’s newer fields", "records’ newer fields"),
        }
    }
}

/// What each format can hold. A new format is a new column here, and the compiler asks for it.
pub(super) const fn support(format: Format, feature: Feature) -> Support {
    use Feature::{
        Annotators, Attributes, Discontinuous, Evidence, Layers, Links, Notes, NotesAboutSources, Overlapping, People,
        Progress, Scheme, SourceDetails, SourceNotes, Statements, Task, Texts, Tombstones, Unknown, Unplaced, Verdicts,
    };
    use Support::{Changed, No, OutOfScope, Whole};
    match format {
        Format::Ron | Format::Json => Whole,
        Format::Csv => match feature {
            Discontinuous => Changed("rows"),
            Overlapping | Unplaced | Attributes | Notes | SourceNotes | Annotators | Layers => Whole,
            Statements | Evidence | Verdicts | Links | People | Progress | NotesAboutSources | Unknown => No,
            SourceDetails | Texts | Scheme | Task | Tombstones => OutOfScope,
        },
        Format::WebAnnotation => match feature {
            Discontinuous => Changed("targets"),
            Attributes => Changed("lines of text"),
            Overlapping | Unplaced | Notes | SourceNotes | Annotators | Layers | Links | SourceDetails => Whole,
            Statements | Evidence | Verdicts | People | Progress | NotesAboutSources | Unknown => No,
            Texts | Scheme | Task | Tombstones => OutOfScope,
        },
    }
}

/// What the format cannot hold of the part of the set that the options choose: nothing for a set that fits.
pub fn losses(set: &AnnotationSet, format: Format, options: &Options) -> Vec<Loss> {
    let view = View::new(set, options);
    let counted = Feature::ALL.into_iter().filter_map(|what| {
        let support = format.holds(what);
        if matches!(support, Support::Whole | Support::OutOfScope) {
            return None;
        }
        let count = count(&view, what);
        let (severity, becomes) = match support {
            Support::Changed(form) => (Severity::Note, Some((pieces(&view, what, count), form))),
            _ => (Severity::Lost, None),
        };
        (count > 0).then_some(Loss { what, count, severity, becomes })
    });
    counted.collect()
}

/// How many of it the set has.
fn count(view: &View<'_>, what: Feature) -> usize {
    let set = view.set;
    let annotations = || view.annotations.iter();
    match what {
        Feature::Discontinuous => annotations().filter(|annotation| annotation.spans.len() > 1).count(),
        Feature::Overlapping => overlapping(view),
        Feature::Unplaced => annotations().filter(|annotation| annotation.anchoring.is_unresolved()).count(),
        Feature::Attributes => annotations().map(|annotation| annotation.attributes.len()).sum(),
        Feature::Notes => annotations().filter(|annotation| !annotation.note.is_empty()).count(),
        Feature::SourceNotes => annotations().filter(|annotation| annotation.is_source_note()).count(),
        Feature::Annotators => set.annotators().len(),
        Feature::Layers => annotations().filter(|annotation| annotation.layer != crate::model::Layer::Own).count(),
        Feature::Statements => view.statements.len(),
        Feature::Evidence => view.statements.iter().map(|statement| statement.evidence.len()).sum(),
        Feature::Verdicts => view.statements.iter().map(|statement| statement.verdicts.len()).sum(),
        Feature::Links => view.links.len(),
        Feature::People => set.people().iter().filter(|person| is_detailed(person)).count(),
        Feature::Progress => set.progress().keys().filter(|key| view.options.chooses_source(key.source)).count(),
        Feature::SourceDetails => view.sources.len(),
        Feature::NotesAboutSources => view.sources.iter().filter(|source| !source.note.is_empty()).count(),
        Feature::Texts => set.versions().iter().filter(|version| version.text.is_some()).count(),
        Feature::Scheme => set.scheme().labels.len(),
        Feature::Task => usize::from(!set.details().task.is_empty()),
        Feature::Tombstones => set.tombstones().len(),
        Feature::Unknown => exts(view).filter(|ext| !ext.is_empty()).count(),
    }
}

/// How many pieces `count` of it become.
fn pieces(view: &View<'_>, what: Feature, count: usize) -> usize {
    match what {
        Feature::Discontinuous => {
            view.annotations.iter().map(|annotation| annotation.spans.len()).filter(|parts| *parts > 1).sum()
        }
        _ => count,
    }
}

/// Whether more is known about someone than the name, which goes along wherever an attribute names them.
fn is_detailed(person: &Person) -> bool {
    person.kind != PersonKind::Named
        || !person.function.is_empty()
        || !person.other_names.is_empty()
        || !person.note.is_empty()
}

/// How many annotations share a character with one that starts earlier.
fn overlapping(view: &View<'_>) -> usize {
    let mut reach: Option<(VersionId, Span)> = None;
    let mut count = 0;
    for annotation in &view.annotations {
        let Some(hull) = annotation.hull() else { continue };
        reach = match reach {
            Some((version, before)) if version == annotation.version => {
                count += usize::from(before.overlaps(hull));
                Some((version, before.hull(hull)))
            }
            _ => Some((annotation.version, hull)),
        };
    }
    count
}

/// The unknown fields of everything that would be written.
fn exts<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a Ext> {
    let set = view.set;
    std::iter::once(set.ext())
        .chain(view.annotations.iter().map(|record| &record.ext))
        .chain(view.sources.iter().map(|record| &record.ext))
        .chain(set.versions().iter().map(|record| &record.ext))
        .chain(view.statements.iter().map(|record| &record.ext))
        .chain(view.links.iter().map(|record| &record.ext))
        .chain(set.people().iter().map(|record| &record.ext))
        .chain(set.annotators().iter().map(|record| &record.ext))
        .chain(std::iter::once(&set.scheme().ext))
        .chain(set.scheme().labels.iter().map(|record| &record.ext))
        .chain(set.scheme().labels.iter().flat_map(|label| &label.attributes).map(|record| &record.ext))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{export, sample};

    fn report(format: Format, options: &Options) -> Vec<String> {
        losses(&sample::set(), format, options).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_cannot_be_held_is_counted() {
        let table = [
            (Format::Ron, vec![]),
            (Format::Json, vec![]),
            (
                Format::Csv,
                vec![
                    "1 discontinuous annotation becomes 2 rows",
                    "1 statement cannot be stored",
                    "1 piece of evidence cannot be stored",
                    "1 link cannot be stored",
                    "1 person’s details cannot be stored",
                    "1 progress mark cannot be stored",
                    "1 note about a source cannot be stored",
                ],
            ),
            (
                Format::WebAnnotation,
                vec![
                    "1 discontinuous annotation becomes 2 targets",
                    "3 attribute values become 3 lines of text",
                    "1 statement cannot be stored",
                    "1 piece of evidence cannot be stored",
                    "1 person’s details cannot be stored",
                    "1 progress mark cannot be stored",
                    "1 note about a source cannot be stored",
                ],
            ),
        ];
        for (format, expected) in table {
            assert_eq!(report(format, &Options::default()), expected, "{format:?}");
        }
    }

    #[test]
    fn only_what_is_chosen_counts() {
        let second = sample::set().sources_in_order()[1].id;
        let options = Options { sources: Some([second].into()), ..Options::default() };
        assert_eq!(
            report(Format::Csv, &options),
            ["1 person’s details cannot be stored", "1 note about a source cannot be stored"]
        );
    }

    #[test]
    fn overlaps_are_counted_once_for_each_annotation_that_meets_an_earlier_one() {
        let (set, options) = (sample::set(), Options::default());
        assert_eq!(overlapping(&View::new(&set, &options)), 2);
    }

    #[test]
    fn the_same_set_gives_the_same_bytes_in_every_format() {
        for format in Format::ALL {
            let [first, second] = [(); 2].map(|()| export(&sample::set(), format, &Options::default()).unwrap());
            assert_eq!(first, second);
            assert_eq!(Format::from_id(format.id()), Some(format));
        }
    }
}
