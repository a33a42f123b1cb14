//! The whole set as one JSON document, for scripts; `crossread show --json` prints the same.
//!
//! Field names are stable. Positions count code points, end-exclusive; ids are UUIDs; moments are RFC 3339 in UTC; what
//! is not there is `null` or an empty list. An annotation's `label` and the keys of its `attributes` are the names from
//! the scheme, with the ids beside them. Its `spans` count in the text of its `version`; an annotation without a place
//! has none, and `was` says where it stood. A source's `text` and `blocks` are those of its current version.

use std::ops::Range;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::ExportError;
use super::view::View;
use super::words::{Shown, Word};
use crate::model::{
    Annotation, AnnotationId, AnnotatorId, Attribute, AttributeId, AttributeValue, Block, BlockKind, ChoiceOption, Ext,
    Hash, InlineKind, Label, LabelId, Link, LinkId, LinkKind, OptionId, Person, PersonId, Scale, ScaleId, Selector,
    SetId, Source, SourceId, SourceVersion, Stamp, Statement, StatementId, Timestamp, VersionId,
};
use crate::text::{Span, Unit};

/// About what an annotation takes, measured; too little costs copies, too much costs memory.
const ANNOTATION_BYTES: usize = 1400;

/// Writes the document, indented, with a line end after it.
pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, ExportError> {
    let texts: usize = view.set.versions().iter().map(|version| version.text().len()).sum();
    let mut bytes = Vec::with_capacity(texts + ANNOTATION_BYTES * view.annotations.len());
    serde_json::to_writer_pretty(&mut bytes, &Document(view))?;
    bytes.push(b'\n');
    Ok(bytes)
}

struct Document<'a>(&'a View<'a>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = self.0;
        let set = view.set;
        let details = set.details();
        let mut out = serializer.serialize_struct("AnnotationSet", 18)?;
        out.serialize_field("format", "crossread-json")?;
        out.serialize_field("format_version", &1)?;
        out.serialize_field("id", &Shown(set.id()))?;
        out.serialize_field("title", &details.title)?;
        out.serialize_field("role", details.role.word())?;
        out.serialize_field(
            "origin",
            &details.origin.as_ref().map(|origin| OriginOut { set: Shown(origin.set), hash: Shown(origin.hash) }),
        )?;
        out.serialize_field("task", &details.task)?;
        out.serialize_field("created", &Shown(set.created()))?;
        out.serialize_field(
            "scheme",
            &SchemeOut {
                locked: set.scheme().locked,
                labels: set.scheme().labels.iter().map(LabelOut::new).collect(),
                scales: set.scheme().scales.iter().map(ScaleOut::new).collect(),
                ext: Unknown(&set.scheme().ext),
            },
        )?;
        out.serialize_field("people", &Each(|| set.people().iter().map(|person| PersonOut::new(view, person))))?;
        out.serialize_field(
            "annotators",
            &Each(|| {
                set.annotators().iter().map(|annotator| AnnotatorOut {
                    id: Shown(annotator.id),
                    name: &annotator.name,
                    ext: Unknown(&annotator.ext),
                })
            }),
        )?;
        out.serialize_field("sources", &Each(|| view.sources.iter().map(|source| SourceOut::new(view, source))))?;
        out.serialize_field(
            "annotations",
            &Each(|| view.annotations.iter().map(|annotation| AnnotationOut::new(view, annotation))),
        )?;
        out.serialize_field(
            "statements",
            &Each(|| view.statements.iter().map(|statement| StatementOut::new(view, statement))),
        )?;
        out.serialize_field("links", &Each(|| view.links.iter().map(|link| LinkOut::new(view, link))))?;
        let chosen = || set.progress().iter().filter(|(key, _)| view.options.chooses_source(key.source));
        out.serialize_field(
            "progress",
            &Each(|| {
                chosen().map(|(key, progress)| ProgressOut {
                    annotator: Shown(key.annotator),
                    source: Shown(key.source),
                    progress: progress.word(),
                })
            }),
        )?;
        out.serialize_field(
            "tombstones",
            &Each(|| {
                set.tombstones().iter().map(|(id, tombstone)| TombstoneOut {
                    id: Shown(*id),
                    by: tombstone.by.map(Shown),
                    at: Shown(tombstone.at),
                })
            }),
        )?;
        out.serialize_field("ext", &Unknown(set.ext()))?;
        out.end()
    }
}

/// A list whose entries are made while they are written.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Fields that a newer program wrote, by name, in the notation of the set's own file.
struct Unknown<'a>(&'a Ext);

impl Unknown<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Unknown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

/// Who made a record, and when.
#[derive(Serialize)]
struct Made<'a> {
    creator: Option<&'a str>,
    creator_id: Option<Shown<AnnotatorId>>,
    created: Shown<Timestamp>,
    modified: Shown<Timestamp>,
}

impl<'a> Made<'a> {
    fn new(view: &View<'a>, stamp: Stamp) -> Self {
        Self {
            creator: view.annotator(stamp.by).map(|annotator| annotator.name.as_str()),
            creator_id: stamp.by.map(Shown),
            created: Shown(stamp.created),
            modified: Shown(stamp.modified),
        }
    }
}

#[derive(Serialize)]
struct Place {
    start: u32,
    end: u32,
}

impl From<Range<u32>> for Place {
    fn from(range: Range<u32>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// A span in code points; `None` where the text is not there to count in.
fn place(view: &View<'_>, version: VersionId, span: Span) -> Option<Place> {
    view.place(version, span, Unit::CodePoint).map(Place::from)
}

#[derive(Serialize)]
struct OriginOut {
    set: Shown<SetId>,
    hash: Shown<Hash>,
}

#[derive(Serialize)]
struct SchemeOut<'a> {
    locked: bool,
    labels: Vec<LabelOut<'a>>,
    scales: Vec<ScaleOut<'a>>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

#[derive(Serialize)]
struct LabelOut<'a> {
    id: Shown<LabelId>,
    name: &'a str,
    description: &'a str,
    color: &'a str,
    underline: &'a str,
    shortcut: Option<u8>,
    role: Option<&'a str>,
    attributes: Vec<AttributeOut<'a>>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> LabelOut<'a> {
    fn new(label: &'a Label) -> Self {
        Self {
            id: Shown(label.id),
            name: &label.name,
            description: &label.description,
            color: label.color.word(),
            underline: label.underline.word(),
            shortcut: label.shortcut,
            role: label.role.as_ref().map(Word::word),
            attributes: label.attributes.iter().map(AttributeOut::new).collect(),
            ext: Unknown(&label.ext),
        }
    }
}

#[derive(Serialize)]
struct AttributeOut<'a> {
    id: Shown<AttributeId>,
    name: &'a str,
    description: &'a str,
    kind: &'a str,
    options: Vec<OptionOut<'a>>,
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> AttributeOut<'a> {
    fn new(attribute: &'a Attribute) -> Self {
        Self {
            id: Shown(attribute.id),
            name: &attribute.name,
            description: &attribute.description,
            kind: attribute.kind.word(),
            options: attribute.kind.options().iter().map(OptionOut::new).collect(),
            role: attribute.role.as_ref().map(Word::word),
            ext: Unknown(&attribute.ext),
        }
    }
}

#[derive(Serialize)]
struct OptionOut<'a> {
    id: Shown<OptionId>,
    name: &'a str,
}

impl<'a> OptionOut<'a> {
    fn new(option: &'a ChoiceOption) -> Self {
        Self { id: Shown(option.id), name: &option.name }
    }
}

#[derive(Serialize)]
struct ScaleOut<'a> {
    id: Shown<ScaleId>,
    name: &'a str,
    values: Vec<OptionOut<'a>>,
}

impl<'a> ScaleOut<'a> {
    fn new(scale: &'a Scale) -> Self {
        Self { id: Shown(scale.id), name: &scale.name, values: scale.values.iter().map(OptionOut::new).collect() }
    }
}

#[derive(Serialize)]
struct PersonOut<'a> {
    id: Shown<PersonId>,
    name: &'a str,
    function: &'a str,
    kind: &'a str,
    other_names: &'a [String],
    note: &'a str,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> PersonOut<'a> {
    fn new(view: &View<'a>, person: &'a Person) -> Self {
        Self {
            id: Shown(person.id),
            name: &person.name,
            function: &person.function,
            kind: person.kind.word(),
            other_names: &person.other_names,
            note: &person.note,
            made: Made::new(view, person.stamp),
            ext: Unknown(&person.ext),
        }
    }
}

#[derive(Serialize)]
struct AnnotatorOut<'a> {
    id: Shown<AnnotatorId>,
    name: &'a str,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

#[derive(Serialize)]
struct SourceOut<'a> {
    id: Shown<SourceId>,
    title: &'a str,
    publisher: &'a str,
    byline: &'a str,
    url: &'a str,
    archive_url: &'a str,
    published: &'a str,
    /// When the outlet changed it; `modified` is when the record changed.
    date_modified: &'a str,
    printed_age: &'a str,
    language: &'a str,
    direction: &'a str,
    rights: &'a str,
    description: &'a str,
    found: &'a str,
    translation_of: Option<Shown<SourceId>>,
    note: &'a str,
    characters: Option<u32>,
    text: Option<&'a str>,
    blocks: Vec<BlockOut<'a>>,
    version: Option<VersionOut<'a>>,
    other_versions: Vec<OtherVersion<'a>>,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> SourceOut<'a> {
    fn new(view: &View<'a>, source: &'a Source) -> Self {
        let current = view.set.current_version(source.id);
        let others = view
            .set
            .versions()
            .iter()
            .filter(|version| version.source == source.id && Some(version.id) != source.current);
        Self {
            id: Shown(source.id),
            title: &source.title,
            publisher: &source.outlet,
            byline: &source.byline,
            url: &source.address,
            archive_url: &source.archive,
            published: &source.published,
            date_modified: &source.modified,
            printed_age: &source.age,
            language: &source.language,
            direction: source.direction.word(),
            rights: &source.rights,
            description: &source.description,
            found: &source.found,
            translation_of: source.translation_of.map(Shown),
            note: &source.note,
            characters: current.and_then(|version| characters(view, version)),
            text: current.and_then(|version| text(view, version)),
            blocks: current.map(|version| blocks(view, version)).unwrap_or_default(),
            version: current.map(|version| VersionOut::new(view, version)),
            other_versions: others
                .map(|version| OtherVersion {
                    version: VersionOut::new(view, version),
                    characters: characters(view, version),
                    text: text(view, version),
                    blocks: blocks(view, version),
                })
                .collect(),
            made: Made::new(view, source.stamp),
            ext: Unknown(&source.ext),
        }
    }
}

fn characters(view: &View<'_>, version: &SourceVersion) -> Option<u32> {
    view.positions(version.id).map(crate::text::Positions::code_points)
}

fn text<'a>(view: &View<'_>, version: &'a SourceVersion) -> Option<&'a str> {
    version.text.as_deref().filter(|_| view.options.texts)
}

#[derive(Serialize)]
struct VersionOut<'a> {
    id: Shown<VersionId>,
    read: Shown<Timestamp>,
    origin: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    final_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_date: Option<Shown<Timestamp>>,
    encoding: &'a str,
    original_sha256: Shown<Hash>,
    text_sha256: Shown<Hash>,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> VersionOut<'a> {
    fn new(view: &View<'a>, version: &'a SourceVersion) -> Self {
        Self {
            id: Shown(version.id),
            read: Shown(version.read),
            origin: &version.origin,
            final_url: version.response.as_ref().map(|response| response.address.as_str()),
            response_date: version.response.as_ref().and_then(|response| response.date).map(Shown),
            encoding: &version.encoding,
            original_sha256: Shown(version.original_hash),
            text_sha256: Shown(version.text_hash),
            made: Made::new(view, version.stamp),
            ext: Unknown(&version.ext),
        }
    }
}

#[derive(Serialize)]
struct OtherVersion<'a> {
    #[serde(flatten)]
    version: VersionOut<'a>,
    characters: Option<u32>,
    text: Option<&'a str>,
    blocks: Vec<BlockOut<'a>>,
}

#[derive(Serialize)]
struct BlockOut<'a> {
    #[serde(flatten)]
    place: Place,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    boilerplate: bool,
    inlines: Vec<InlineOut<'a>>,
}

#[derive(Serialize)]
struct InlineOut<'a> {
    #[serde(flatten)]
    place: Place,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

fn blocks<'a>(view: &View<'_>, version: &'a SourceVersion) -> Vec<BlockOut<'a>> {
    let out = |block: &'a Block| {
        let inlines = block.inlines.iter().filter_map(|inline| {
            Some(InlineOut {
                place: place(view, version.id, inline.span)?,
                kind: inline.kind.word(),
                url: match &inline.kind {
                    InlineKind::Link(address) => Some(address),
                    _ => None,
                },
            })
        });
        Some(BlockOut {
            place: place(view, version.id, block.span)?,
            kind: block.kind.word(),
            level: match block.kind {
                BlockKind::Heading(level) | BlockKind::ListItem(level) => Some(level),
                _ => None,
            },
            boilerplate: block.boilerplate,
            inlines: inlines.collect(),
        })
    };
    version.blocks.iter().filter_map(out).collect()
}

#[derive(Serialize)]
struct AnnotationOut<'a> {
    id: Shown<AnnotationId>,
    source: Shown<SourceId>,
    version: Shown<VersionId>,
    label: Option<&'a str>,
    label_id: Option<Shown<LabelId>>,
    spans: Vec<Place>,
    quote: String,
    selectors: Vec<SelectorOut<'a>>,
    attributes: AttributesOut<'a>,
    attribute_ids: Vec<AttributeIds>,
    note: &'a str,
    state: &'a str,
    was: Vec<SelectorOut<'a>>,
    layer: &'a str,
    status: &'a str,
    derived_from: Option<Shown<AnnotationId>>,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> AnnotationOut<'a> {
    fn new(view: &'a View<'a>, annotation: &'a Annotation) -> Self {
        Self {
            id: Shown(annotation.id),
            source: Shown(annotation.source),
            version: Shown(annotation.version),
            label: view.label(annotation),
            label_id: annotation.label.map(Shown),
            spans: annotation.spans.iter().filter_map(|span| place(view, annotation.version, *span)).collect(),
            quote: view.quote(annotation),
            selectors: view
                .parts(annotation, Unit::CodePoint)
                .filter_map(|part| {
                    let place = part.place?.into();
                    Some(SelectorOut { place, exact: part.exact, prefix: part.prefix, suffix: part.suffix })
                })
                .collect(),
            attributes: AttributesOut { view, annotation },
            attribute_ids: view.attributes(annotation).map(|(id, _, value)| AttributeIds::new(id, value)).collect(),
            note: &annotation.note,
            state: annotation.anchoring.word(),
            was: annotation.anchoring.selectors().unwrap_or_default().iter().map(SelectorOut::new).collect(),
            layer: annotation.layer.word(),
            status: annotation.status.word(),
            derived_from: annotation.derived_from.map(Shown),
            made: Made::new(view, annotation.stamp),
            ext: Unknown(&annotation.ext),
        }
    }
}

#[derive(Serialize)]
struct SelectorOut<'a> {
    #[serde(flatten)]
    place: Place,
    exact: &'a str,
    prefix: &'a str,
    suffix: &'a str,
}

impl<'a> SelectorOut<'a> {
    fn new(selector: &'a Selector) -> Self {
        Self {
            place: Place { start: selector.start, end: selector.end },
            exact: &selector.exact,
            prefix: &selector.prefix,
            suffix: &selector.suffix,
        }
    }
}

/// The values by the attributes' names.
struct AttributesOut<'a> {
    view: &'a View<'a>,
    annotation: &'a Annotation,
}

impl Serialize for AttributesOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { view, annotation } = *self;
        serializer.collect_map(view.attributes(annotation).map(|(id, name, value)| {
            let value = match value {
                AttributeValue::Several(options) => {
                    ValueOut::Several(options.iter().filter_map(|option| view.option(id, *option)).collect())
                }
                AttributeValue::Number(number) => ValueOut::Number(number.get()),
                AttributeValue::YesNo(yes) => ValueOut::YesNo(*yes),
                AttributeValue::Span(span) => ValueOut::Span {
                    place: place(view, annotation.version, *span),
                    quote: span.slice(view.text(annotation)).unwrap_or_default(),
                },
                AttributeValue::Choice(_)
                | AttributeValue::Text(_)
                | AttributeValue::Date(_)
                | AttributeValue::Person(_) => ValueOut::Text(view.readable(annotation, id, value, Unit::CodePoint)),
            };
            (name, value)
        }))
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum ValueOut<'a> {
    Text(String),
    Several(Vec<&'a str>),
    Number(f64),
    YesNo(bool),
    Span {
        #[serde(flatten)]
        place: Option<Place>,
        quote: &'a str,
    },
}

/// The ids behind the names of an attribute and of what was chosen in it.
#[derive(Serialize)]
struct AttributeIds {
    attribute: Shown<AttributeId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<Shown<OptionId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Shown<PersonId>>,
}

impl AttributeIds {
    fn new(attribute: AttributeId, value: &AttributeValue) -> Self {
        let options = match value {
            AttributeValue::Choice(option) => vec![Shown(*option)],
            AttributeValue::Several(options) => options.iter().map(|option| Shown(*option)).collect(),
            _ => Vec::new(),
        };
        let person = match value {
            AttributeValue::Person(person) => Some(Shown(*person)),
            _ => None,
        };
        Self { attribute: Shown(attribute), options, person }
    }
}

#[derive(Serialize)]
struct StatementOut<'a> {
    id: Shown<StatementId>,
    kind: &'a str,
    topic: &'a str,
    text: &'a str,
    note: &'a str,
    appearances: Vec<AppearanceOut<'a>>,
    evidence: Vec<EvidenceOut<'a>>,
    verdicts: Vec<VerdictOut<'a>>,
    looked: Vec<LookedOut>,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

#[derive(Serialize)]
struct AppearanceOut<'a> {
    annotation: Shown<AnnotationId>,
    stance: &'a str,
    fidelity: Option<&'a str>,
}

#[derive(Serialize)]
struct EvidenceOut<'a> {
    title: &'a str,
    url: &'a str,
    quotation: &'a str,
    seen: &'a str,
    bearing: &'a str,
}

#[derive(Serialize)]
struct VerdictOut<'a> {
    scale: Option<&'a str>,
    scale_id: Shown<ScaleId>,
    value: Option<&'a str>,
    value_id: Shown<OptionId>,
    by: Option<&'a str>,
    by_id: Shown<AnnotatorId>,
    at: Shown<Timestamp>,
    rationale: &'a str,
}

#[derive(Serialize)]
struct LookedOut {
    annotator: Shown<AnnotatorId>,
    source: Shown<SourceId>,
    at: Shown<Timestamp>,
}

impl<'a> StatementOut<'a> {
    fn new(view: &'a View<'a>, statement: &'a Statement) -> Self {
        let verdicts = statement.verdicts.iter().map(|verdict| {
            let scale = view.set.scheme().scales.iter().find(|scale| scale.id == verdict.scale);
            let value = scale.and_then(|scale| scale.values.iter().find(|value| value.id == verdict.value));
            VerdictOut {
                scale: scale.map(|scale| scale.name.as_str()),
                scale_id: Shown(verdict.scale),
                value: value.map(|value| value.name.as_str()),
                value_id: Shown(verdict.value),
                by: view.annotator(Some(verdict.by)).map(|annotator| annotator.name.as_str()),
                by_id: Shown(verdict.by),
                at: Shown(verdict.at),
                rationale: &verdict.rationale,
            }
        });
        let appearances = view.appearances(statement).map(|appearance| AppearanceOut {
            annotation: Shown(appearance.annotation),
            stance: appearance.stance.word(),
            fidelity: appearance.fidelity.as_ref().map(Word::word),
        });
        let evidence = statement.evidence.iter().map(|evidence| EvidenceOut {
            title: &evidence.title,
            url: &evidence.address,
            quotation: &evidence.quotation,
            seen: &evidence.seen,
            bearing: evidence.bearing.word(),
        });
        let looked = statement.looked.iter().filter(|(key, _)| view.options.chooses_source(key.source));
        Self {
            id: Shown(statement.id),
            kind: statement.kind.word(),
            topic: &statement.topic,
            text: &statement.sentence,
            note: &statement.note,
            appearances: appearances.collect(),
            evidence: evidence.collect(),
            verdicts: verdicts.collect(),
            looked: looked
                .map(|(key, at)| LookedOut {
                    annotator: Shown(key.annotator),
                    source: Shown(key.source),
                    at: Shown(*at),
                })
                .collect(),
            made: Made::new(view, statement.stamp),
            ext: Unknown(&statement.ext),
        }
    }
}

#[derive(Serialize)]
struct LinkOut<'a> {
    id: Shown<LinkId>,
    kind: &'a str,
    /// Whether the kind is the user's own: they may call it what one of ours is called.
    own_kind: bool,
    from: Shown<AnnotationId>,
    to: Shown<AnnotationId>,
    note: &'a str,
    #[serde(flatten)]
    made: Made<'a>,
    #[serde(skip_serializing_if = "Unknown::is_empty")]
    ext: Unknown<'a>,
}

impl<'a> LinkOut<'a> {
    fn new(view: &View<'a>, link: &'a Link) -> Self {
        Self {
            id: Shown(link.id),
            kind: link.kind.word(),
            own_kind: matches!(link.kind, LinkKind::Own(_)),
            from: Shown(link.from),
            to: Shown(link.to),
            note: &link.note,
            made: Made::new(view, link.stamp),
            ext: Unknown(&link.ext),
        }
    }
}

#[derive(Serialize)]
struct ProgressOut<'a> {
    annotator: Shown<AnnotatorId>,
    source: Shown<SourceId>,
    progress: &'a str,
}

#[derive(Serialize)]
struct TombstoneOut {
    id: Shown<Uuid>,
    by: Option<Shown<AnnotatorId>>,
    at: Shown<Timestamp>,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::exchange::{Format, Options, export, sample};

    fn written(options: &Options) -> Value {
        serde_json::from_slice(&export(&sample::set(), Format::Json, options).unwrap()).unwrap()
    }

    fn list<'a>(document: &'a Value, name: &str) -> &'a [Value] {
        document[name].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// One field of every record in a list.
    fn field(list: &[Value], name: &str) -> Value {
        list.iter().map(|record| record[name].clone()).collect()
    }

    #[test]
    fn a_source_says_where_it_comes_from_and_how_its_text_is_cut() {
        let document = written(&Options::default());
        let source = &list(&document, "sources")[0];
        assert_eq!(source["publisher"], "The Daily");
        assert_eq!(source["byline"], "By Ann Lee");
        assert_eq!(source["published"], "2026-03-01");
        assert_eq!(
            (&source["date_modified"], &source["found"]),
            (&json!("2026-03-02T07:30:00Z"), &json!("A reader’s hint"))
        );
        assert_eq!(source["description"], "What Ann said");
        assert_eq!(source["version"]["final_url"], "https://example.org/final");
        assert_eq!(source["version"]["response_date"], source["version"]["read"]);
        assert_eq!(source["language"], "en");
        assert_eq!(source["text"], sample::FIRST);
        assert_eq!(source["characters"], sample::FIRST.chars().count());
        let blocks = list(source, "blocks");
        assert_eq!(field(blocks, "kind"), json!(["heading", "paragraph"]));
        assert_eq!(field(blocks, "start"), json!([0, 32]));
        assert_eq!(field(blocks, "end"), json!([30, 50]));
        assert_eq!(field(blocks, "boilerplate"), json!([false, true]));
        assert_eq!(blocks[0]["inlines"][0]["url"], "https://example.org/b");
    }

    #[test]
    fn annotations_count_in_code_points_and_follow_the_text() {
        let document = written(&Options::default());
        let annotations = list(&document, "annotations");
        assert_eq!(field(annotations, "label"), json!([null, "Quote", "Claim", "Opinion", null, "Claim"]));
        assert_eq!(
            field(annotations, "state"),
            json!(["anchored", "anchored", "anchored", "anchored", "lost", "anchored"])
        );
        assert_eq!(
            field(annotations, "spans"),
            json!([
                [],
                [{"start": 3, "end": 22}],
                [{"start": 3, "end": 6}, {"start": 23, "end": 30}],
                [{"start": 7, "end": 11}],
                [],
                [{"start": 0, "end": 10}]
            ])
        );
        assert_eq!(annotations[2]["quote"], "Ann … 🦀 crabs");
        assert_eq!(annotations[4]["quote"], "gone words", "what was lost keeps its words");
        assert_eq!(annotations[0]["note"], "Only one source,\nand it is unnamed");
    }

    #[test]
    fn attributes_are_readable_and_keep_their_ids() {
        let document = written(&Options::default());
        let annotations = list(&document, "annotations");
        assert_eq!(annotations[2]["attributes"], json!({"Kind": ["event", "quantity"]}));
        assert_eq!(
            annotations[1]["attributes"],
            json!({"Speaker": "Ann Lee", "Cue": {"start": 7, "end": 11, "quote": "said"}})
        );
        assert_eq!(annotations[1]["attribute_ids"][0]["person"], document["people"][0]["id"]);
    }

    #[test]
    fn statements_and_links_name_annotations() {
        let document = written(&Options::default());
        let (annotations, statement, link) =
            (list(&document, "annotations"), &document["statements"][0], &document["links"][0]);
        assert_eq!(statement["text"], "The bridge is gone");
        assert_eq!(statement["appearances"][0]["annotation"], annotations[2]["id"]);
        assert_eq!(statement["appearances"][0]["stance"], "hedges");
        assert_eq!((&link["from"], &link["to"]), (&annotations[2]["id"], &annotations[5]["id"]));
        assert_eq!(link["kind"], "supports");
    }

    #[test]
    fn what_is_chosen_stands_alone() {
        let second = sample::set().sources_in_order()[1].id;
        let options = Options { texts: false, sources: Some([second].into()), ..Options::default() };
        let document = written(&options);
        assert_eq!(field(list(&document, "sources"), "title"), json!(["-Sums"]));
        assert_eq!(field(list(&document, "sources"), "text"), json!([null]));
        assert_eq!(list(&document, "annotations").len(), 2);
        assert!(list(&document, "links").is_empty(), "the other end of the link stays behind");
        assert!(list(&document, "statements").is_empty(), "its only appearance stays behind");
    }
}
