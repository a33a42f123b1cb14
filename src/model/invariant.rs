//! What always holds in a set. The door asks before it changes anything; reading a file asks for every record.

use std::collections::BTreeSet;

use thiserror::Error;

use super::edit::{AnyId, AnyRecord};
use super::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, AnnotatorId, AttributeId, AttributeKind, AttributeValue, Block,
    Label, LabelId, Link, OptionId, Person, PersonId, ProgressKey, ScaleId, Scheme, Source, SourceId, SourceVersion,
    Statement, Verdict, VersionId,
};
use crate::text::Span;

/// What would be wrong with a set.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "each message says what it is about")]
pub enum Invalid {
    #[error("source {0} is not in this set")]
    NoSource(SourceId),
    #[error("version {0} is not in this set, or belongs to another source")]
    NoVersion(VersionId),
    #[error("annotation {0} is not in this set")]
    NoAnnotation(AnnotationId),
    #[error("annotator {0} is not in this set")]
    NoAnnotator(AnnotatorId),
    #[error("person {0} is not in this set")]
    NoPerson(PersonId),
    #[error("label {0} is not in the scheme")]
    NoLabel(LabelId),
    #[error("attribute {0} does not belong to the annotation’s label")]
    NoAttribute(AttributeId),
    #[error("option {0} is not one that the attribute or scale offers")]
    NoOption(OptionId),
    #[error("scale {0} is not in the scheme")]
    NoScale(ScaleId),
    #[error("the value of attribute {0} is not of the attribute’s kind")]
    WrongKind(AttributeId),
    #[error("the span {0} does not fit the text, or cuts a character")]
    BadSpan(Span),
    #[error("the spans of an annotation must be in order and must not overlap")]
    SpansDisordered,
    #[error("an annotation without a place must say where it stood, and one with spans must have a place")]
    PlaceUnclear,
    #[error("blocks must be in order, must not overlap, and their inline ranges must lie inside them")]
    BlocksDisordered,
    #[error("the text of a version never changes: a changed text is a new version")]
    TextChanged,
    #[error("a text of {0} bytes is larger than Crossread takes")]
    TextTooLarge(usize),
    #[error("a source cannot be a translation of itself")]
    TranslationOfItself,
    #[error("a link must join two different annotations")]
    LinkToItself,
    #[error("an annotation can appear in a statement only once: {0}")]
    AppearsTwice(AnnotationId),
    #[error("a name is needed")]
    NoName,
    #[error("the name «{0}» is used twice")]
    NameTwice(String),
    #[error("the key {0} is given to two labels, or is not one of 1 to 9")]
    BadShortcut(u8),
    #[error("an id is used twice in the scheme")]
    SchemeIdTwice,
    #[error("{0} is still in use: {1}")]
    InUse(&'static str, String),
}

/// Whether a record may stand in the set, as added or in place of the one with its id.
pub(super) fn record(set: &AnnotationSet, record: &AnyRecord) -> Result<(), Invalid> {
    match record {
        AnyRecord::Source(record) => source(set, record),
        AnyRecord::Version(record) => version(set, record),
        AnyRecord::Annotation(record) => annotation(set, record),
        AnyRecord::Statement(record) => statement(set, record),
        AnyRecord::Link(record) => link(set, record),
        AnyRecord::Person(record) => person(set, record),
        AnyRecord::Annotator(record) => named(&record.name),
    }
}

fn named(name: &str) -> Result<(), Invalid> {
    if name.trim().is_empty() { Err(Invalid::NoName) } else { Ok(()) }
}

fn annotator(set: &AnnotationSet, id: Option<AnnotatorId>) -> Result<(), Invalid> {
    match id {
        Some(id) if !set.annotators.contains(id) => Err(Invalid::NoAnnotator(id)),
        _ => Ok(()),
    }
}

fn source(set: &AnnotationSet, source: &Source) -> Result<(), Invalid> {
    annotator(set, source.stamp.by)?;
    if let Some(original) = source.translation_of {
        if original == source.id {
            return Err(Invalid::TranslationOfItself);
        }
        if !set.sources.contains(original) {
            return Err(Invalid::NoSource(original));
        }
    }
    match source.current {
        Some(current) if set.versions.get(current).is_none_or(|version| version.source != source.id) => {
            Err(Invalid::NoVersion(current))
        }
        _ => Ok(()),
    }
}

fn version(set: &AnnotationSet, version: &SourceVersion) -> Result<(), Invalid> {
    annotator(set, version.stamp.by)?;
    if !set.sources.contains(version.source) {
        return Err(Invalid::NoSource(version.source));
    }
    if version.text().len() > crate::text::MAX_TEXT_BYTES {
        return Err(Invalid::TextTooLarge(version.text().len()));
    }
    if let Some(before) = set.versions.get(version.id)
        && (before.text != version.text || before.source != version.source)
    {
        return Err(Invalid::TextChanged);
    }
    let mut end = 0;
    for block in version.blocks.iter() {
        block_fits(version, block)?;
        if block.span.start < end {
            return Err(Invalid::BlocksDisordered);
        }
        end = block.span.end;
    }
    Ok(())
}

/// Whether a span fits a version's text; of a text that was left out nothing is known, but a span is never inside out.
pub(super) fn fits(version: &SourceVersion, span: Span) -> Result<(), Invalid> {
    let fits = match &version.text {
        Some(text) => span.slice(text).is_some(),
        None => span.start <= span.end,
    };
    if fits { Ok(()) } else { Err(Invalid::BadSpan(span)) }
}

fn block_fits(version: &SourceVersion, block: &Block) -> Result<(), Invalid> {
    fits(version, block.span)?;
    for inline in &block.inlines {
        if !block.span.covers(inline.span) {
            return Err(Invalid::BlocksDisordered);
        }
        fits(version, inline.span)?;
    }
    Ok(())
}

/// Whether `block` may stand as block `at` of the version.
pub(super) fn block_between(version: &SourceVersion, at: usize, block: &Block) -> Result<(), Invalid> {
    block_fits(version, block)?;
    let before = at.checked_sub(1).and_then(|before| version.blocks.get(before)).map_or(0, |before| before.span.end);
    let after = version.blocks.get(at + 1).map_or(u32::MAX, |after| after.span.start);
    if before <= block.span.start && block.span.end <= after { Ok(()) } else { Err(Invalid::BlocksDisordered) }
}

pub(super) fn annotation(set: &AnnotationSet, annotation: &Annotation) -> Result<(), Invalid> {
    annotator(set, annotation.stamp.by)?;
    if !set.sources.contains(annotation.source) {
        return Err(Invalid::NoSource(annotation.source));
    }
    let version = set
        .versions
        .get(annotation.version)
        .filter(|version| version.source == annotation.source)
        .ok_or(Invalid::NoVersion(annotation.version))?;
    let placed = match &annotation.anchoring {
        Anchoring::Anchored => true,
        Anchoring::Same => !annotation.spans.is_empty(),
        Anchoring::Moved(was) | Anchoring::Edited(was) => !annotation.spans.is_empty() && !was.is_empty(),
        Anchoring::Ambiguous(was) | Anchoring::Lost(was) | Anchoring::Unchecked(was) => {
            annotation.spans.is_empty() && !was.is_empty()
        }
    };
    if !placed {
        return Err(Invalid::PlaceUnclear);
    }
    for span in &annotation.spans {
        span.slice(version.text()).ok_or(Invalid::BadSpan(*span))?;
    }
    let several = annotation.spans.len() > 1;
    if annotation.spans.iter().zip(annotation.spans.iter().skip(1)).any(|(a, b)| a.end > b.start)
        || (several && annotation.spans.iter().any(|span| span.is_empty()))
    {
        return Err(Invalid::SpansDisordered);
    }
    label_and_attributes(&set.scheme, annotation)?;
    for (id, value) in annotation.attributes.iter() {
        match value {
            AttributeValue::Person(person) if !set.people.contains(*person) => return Err(Invalid::NoPerson(*person)),
            AttributeValue::Span(span) => fits(version, *span)?,
            AttributeValue::Several(options) if !options.is_sorted_by(|a, b| a < b) => {
                return Err(Invalid::WrongKind(id));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether an annotation's label is in the scheme, and its attributes are the label's and hold what they may.
pub(super) fn label_and_attributes(scheme: &Scheme, annotation: &Annotation) -> Result<(), Invalid> {
    let label = match annotation.label {
        Some(id) => Some(scheme.label(id).ok_or(Invalid::NoLabel(id))?),
        None => None,
    };
    annotation.attributes.iter().try_for_each(|(id, value)| attribute_value(label, id, value))
}

/// Whether the label has the attribute, and the attribute may hold the value.
pub(super) fn attribute_value(label: Option<&Label>, id: AttributeId, value: &AttributeValue) -> Result<(), Invalid> {
    let attribute = label
        .and_then(|label| label.attributes.iter().find(|attribute| attribute.id == id))
        .ok_or(Invalid::NoAttribute(id))?;
    let offered = |option: &OptionId| attribute.kind.options().iter().any(|offer| offer.id == *option);
    match (&attribute.kind, value) {
        (AttributeKind::Choice(_), AttributeValue::Choice(option)) if !offered(option) => {
            Err(Invalid::NoOption(*option))
        }
        (AttributeKind::Several(_), AttributeValue::Several(options)) => {
            options.iter().find(|option| !offered(option)).map_or(Ok(()), |stranger| Err(Invalid::NoOption(*stranger)))
        }
        (AttributeKind::Choice(_), AttributeValue::Choice(_))
        | (AttributeKind::Text, AttributeValue::Text(_))
        | (AttributeKind::Number, AttributeValue::Number(_))
        | (AttributeKind::YesNo, AttributeValue::YesNo(_))
        | (AttributeKind::Date, AttributeValue::Date(_))
        | (AttributeKind::Span, AttributeValue::Span(_))
        | (AttributeKind::Person, AttributeValue::Person(_)) => Ok(()),
        _ => Err(Invalid::WrongKind(id)),
    }
}

fn statement(set: &AnnotationSet, statement: &Statement) -> Result<(), Invalid> {
    annotator(set, statement.stamp.by)?;
    let mut seen = BTreeSet::new();
    for appearance in &statement.appearances {
        if !set.annotations.contains(appearance.annotation) {
            return Err(Invalid::NoAnnotation(appearance.annotation));
        }
        if !seen.insert(appearance.annotation) {
            return Err(Invalid::AppearsTwice(appearance.annotation));
        }
    }
    for verdict in &statement.verdicts {
        annotator(set, Some(verdict.by))?;
    }
    verdicts_on_scales(&set.scheme, statement)?;
    statement.looked.keys().try_for_each(|key| progress(set, *key))
}

fn verdicts_on_scales(scheme: &Scheme, statement: &Statement) -> Result<(), Invalid> {
    statement.verdicts.iter().try_for_each(|verdict| verdict_on_scale(scheme, verdict))
}

/// Whether a verdict's value is one of its scale's, and the scale is in the scheme.
pub(super) fn verdict_on_scale(scheme: &Scheme, verdict: &Verdict) -> Result<(), Invalid> {
    let scale = scheme.scales.iter().find(|scale| scale.id == verdict.scale).ok_or(Invalid::NoScale(verdict.scale))?;
    if scale.values.iter().any(|value| value.id == verdict.value) {
        Ok(())
    } else {
        Err(Invalid::NoOption(verdict.value))
    }
}

fn link(set: &AnnotationSet, link: &Link) -> Result<(), Invalid> {
    annotator(set, link.stamp.by)?;
    if link.from == link.to {
        return Err(Invalid::LinkToItself);
    }
    for end in [link.from, link.to] {
        if !set.annotations.contains(end) {
            return Err(Invalid::NoAnnotation(end));
        }
    }
    match &link.kind {
        super::LinkKind::Own(name) => named(name),
        _ => Ok(()),
    }
}

fn person(set: &AnnotationSet, person: &Person) -> Result<(), Invalid> {
    annotator(set, person.stamp.by)?;
    named(&person.name)
}

/// Whether a progress entry names an annotator and a source of the set.
pub(super) fn progress(set: &AnnotationSet, key: ProgressKey) -> Result<(), Invalid> {
    annotator(set, Some(key.annotator))?;
    if set.sources.contains(key.source) { Ok(()) } else { Err(Invalid::NoSource(key.source)) }
}

/// Whether a scheme is sound by itself.
pub(super) fn scheme(scheme: &Scheme) -> Result<(), Invalid> {
    let mut ids = BTreeSet::new();
    let mut shortcuts = BTreeSet::new();
    unique_names(scheme.labels.iter().map(|label| &label.name))?;
    unique_names(scheme.scales.iter().map(|scale| &scale.name))?;
    for label in &scheme.labels {
        ids.insert(label.id.0).then_some(()).ok_or(Invalid::SchemeIdTwice)?;
        if let Some(digit) = label.shortcut
            && (!(1..=9).contains(&digit) || !shortcuts.insert(digit))
        {
            return Err(Invalid::BadShortcut(digit));
        }
        unique_names(label.attributes.iter().map(|attribute| &attribute.name))?;
        for attribute in &label.attributes {
            ids.insert(attribute.id.0).then_some(()).ok_or(Invalid::SchemeIdTwice)?;
            let options = attribute.kind.options();
            unique_names(options.iter().map(|option| &option.name))?;
            for option in options {
                ids.insert(option.id.0).then_some(()).ok_or(Invalid::SchemeIdTwice)?;
            }
        }
    }
    for scale in &scheme.scales {
        ids.insert(scale.id.0).then_some(()).ok_or(Invalid::SchemeIdTwice)?;
        unique_names(scale.values.iter().map(|value| &value.name))?;
        for value in &scale.values {
            ids.insert(value.id.0).then_some(()).ok_or(Invalid::SchemeIdTwice)?;
        }
    }
    Ok(())
}

fn unique_names<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), Invalid> {
    let mut seen = BTreeSet::new();
    for name in names {
        named(name)?;
        if !seen.insert(name.trim().to_lowercase()) {
            return Err(Invalid::NameTwice(name.clone()));
        }
    }
    Ok(())
}

/// Whether everything in the set still fits under another scheme.
pub(super) fn scheme_in_use(set: &AnnotationSet, scheme: &Scheme) -> Result<(), Invalid> {
    let broken = set.annotations.iter().filter(|annotation| label_and_attributes(scheme, annotation).is_err()).count();
    if broken > 0 {
        return Err(Invalid::InUse("a label, attribute or option", format!("by {broken} annotations")));
    }
    match set.statements.iter().find(|statement| verdicts_on_scales(scheme, statement).is_err()) {
        Some(statement) => Err(Invalid::InUse("a scale", format!("by the verdict on «{}»", statement.sentence))),
        None => Ok(()),
    }
}

/// Whether nothing refers to a record any more.
pub(super) fn removal(set: &AnnotationSet, id: AnyId) -> Result<(), Invalid> {
    let in_use = |what: &'static str, by: &str, used: bool| {
        if used { Err(Invalid::InUse(what, format!("by {by}"))) } else { Ok(()) }
    };
    match id {
        AnyId::Source(id) => {
            in_use("the source", "its versions", set.versions.iter().any(|version| version.source == id))?;
            in_use("the source", "annotations", set.annotations.iter().any(|annotation| annotation.source == id))?;
            in_use("the source", "somebody’s progress", set.progress.keys().any(|key| key.source == id))?;
            in_use("the source", "a translation", set.sources.iter().any(|other| other.translation_of == Some(id)))?;
            let looked = |statement: &Statement| statement.looked.keys().any(|key| key.source == id);
            in_use("the source", "a statement", set.statements.iter().any(looked))
        }
        AnyId::Version(id) => {
            in_use("the version", "its source", set.sources.iter().any(|source| source.current == Some(id)))?;
            in_use("the version", "annotations", set.annotations.iter().any(|annotation| annotation.version == id))
        }
        AnyId::Annotation(id) => {
            in_use("the annotation", "a link", set.links.iter().any(|link| link.from == id || link.to == id))?;
            let appears = |statement: &Statement| statement.appearances.iter().any(|a| a.annotation == id);
            in_use("the annotation", "a statement", set.statements.iter().any(appears))
        }
        AnyId::Person(id) => {
            let named = |annotation: &Annotation| {
                annotation.attributes.iter().any(|(_, value)| *value == AttributeValue::Person(id))
            };
            in_use("the person", "annotations", set.annotations.iter().any(named))
        }
        AnyId::Annotator(id) => {
            let by = Some(id);
            let used = set.annotations.iter().any(|record| record.stamp.by == by)
                || set.sources.iter().any(|record| record.stamp.by == by)
                || set.versions.iter().any(|record| record.stamp.by == by)
                || set.people.iter().any(|record| record.stamp.by == by)
                || set.links.iter().any(|record| record.stamp.by == by)
                || set.progress.keys().any(|key| key.annotator == id)
                || set.statements.iter().any(|record| {
                    record.stamp.by == by
                        || record.verdicts.iter().any(|verdict| verdict.by == id)
                        || record.looked.keys().any(|key| key.annotator == id)
                });
            in_use("the annotator", "what they made", used)
        }
        AnyId::Statement(_) | AnyId::Link(_) => Ok(()),
    }
}
