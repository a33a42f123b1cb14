//! What every writer sees of a set: the chosen part of it, in an order that only depends on the set.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Options;
use crate::model::{
    Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, Appearance, AttributeId, AttributeValue, Link,
    Selector, Source, SourceVersion, Statement, VersionId,
};
use crate::text::{Positions, Span, Unit};

/// Stands between the words of two parts of one annotation.
const BETWEEN_PARTS: &str = " … ";

/// The chosen part of a set.
pub(super) struct View<'a> {
    pub set: &'a AnnotationSet,
    pub options: &'a Options,
    /// In the reader's order.
    pub sources: Vec<&'a Source>,
    /// By source, then by place (notes on the whole source first), then by id.
    pub annotations: Vec<&'a Annotation>,
    /// In the reader's order.
    pub statements: Vec<&'a Statement>,
    /// By id.
    pub links: Vec<&'a Link>,
    positions: BTreeMap<VersionId, Positions>,
}

/// One part of an annotation, ready to be written.
pub(super) struct Part<'a> {
    /// Where it stands, in the unit asked for; `None` while it has no place.
    pub place: Option<Range<u32>>,
    pub exact: &'a str,
    pub prefix: &'a str,
    pub suffix: &'a str,
}

impl<'a> View<'a> {
    pub fn new(set: &'a AnnotationSet, options: &'a Options) -> Self {
        let sources: Vec<&Source> =
            set.sources_in_order().into_iter().filter(|source| options.chooses_source(source.id)).collect();
        let rank: BTreeMap<_, _> = sources.iter().enumerate().map(|(rank, source)| (source.id, rank)).collect();
        let mut ranked: Vec<(usize, Option<Span>, &Annotation)> = set
            .annotations()
            .iter()
            .filter(|annotation| options.chooses_label(annotation.label))
            .filter_map(|annotation| Some((*rank.get(&annotation.source)?, annotation.hull(), annotation)))
            .collect();
        // The table is in the order of ids, and the sort is stable.
        ranked.sort_by_key(|(rank, hull, _)| (*rank, *hull));
        let annotations: Vec<&Annotation> = ranked.into_iter().map(|(_, _, annotation)| annotation).collect();

        let mut view =
            Self { set, options, sources, annotations, statements: vec![], links: vec![], positions: BTreeMap::new() };
        view.statements = set.statements().iter().filter(|statement| view.shows_statement(statement)).collect();
        view.statements.sort_by_key(|statement| &statement.order);
        view.links = set.links().iter().filter(|link| view.shows(link.from) && view.shows(link.to)).collect();
        view
    }

    /// The same, with the texts of the chosen sources counted through, so that places can be told.
    pub fn with_positions(mut self) -> Self {
        let chosen = self.set.versions().iter().filter(|version| self.options.chooses_source(version.source));
        let texts = chosen.filter_map(|version| Some((version.id, version.text.clone()?)));
        self.positions = texts.map(|(id, text)| (id, Positions::new(text))).collect();
        self
    }

    /// Whether an annotation is among the chosen ones.
    fn shows(&self, id: AnnotationId) -> bool {
        self.options.chooses_everything()
            || self.set.annotations().get(id).is_some_and(|annotation| {
                self.options.chooses_source(annotation.source) && self.options.chooses_label(annotation.label)
            })
    }

    /// A statement goes along unless everything that it rests on stays behind.
    fn shows_statement(&self, statement: &Statement) -> bool {
        statement.appearances.is_empty() || self.appearances(statement).next().is_some()
    }

    /// A statement's appearances among the chosen annotations.
    pub fn appearances<'b>(&'b self, statement: &'b Statement) -> impl Iterator<Item = &'b Appearance> {
        statement.appearances.iter().filter(|appearance| self.shows(appearance.annotation))
    }

    /// The positions of a version's text; `None` where the text was left out of the set, or is not counted through.
    pub fn positions(&self, version: VersionId) -> Option<&Positions> {
        self.positions.get(&version)
    }

    /// The name of the label, if the annotation has one.
    pub fn label(&self, annotation: &Annotation) -> Option<&'a str> {
        self.set.scheme().label(annotation.label?).map(|label| label.name.as_str())
    }

    /// Who made a record.
    pub fn annotator(&self, by: Option<AnnotatorId>) -> Option<&'a Annotator> {
        self.set.annotators().get(by?)
    }

    /// The parts of an annotation. One without a place gives the words that it was made for, as far as they are kept.
    pub fn parts(&self, annotation: &'a Annotation, unit: Unit) -> impl Iterator<Item = Part<'a>> {
        let text = self.text(annotation);
        let placed = annotation.spans.iter().map(move |span| {
            let [prefix, exact, suffix] = span.in_context(text, Selector::CONTEXT);
            Part { place: self.place(annotation.version, *span, unit), exact, prefix, suffix }
        });
        let was = annotation.anchoring.selectors().filter(|_| annotation.spans.is_empty()).unwrap_or_default();
        placed.chain(was.iter().map(Part::unplaced))
    }

    /// The text that an annotation stands in; empty where it was left out of the set.
    pub fn text(&self, annotation: &Annotation) -> &'a str {
        self.set.versions().get(annotation.version).map(SourceVersion::text).unwrap_or_default()
    }

    /// How many parts [`parts`](Self::parts) gives.
    pub fn part_count(annotation: &Annotation) -> usize {
        match annotation.spans.len() {
            0 => annotation.anchoring.selectors().map_or(0, <[Selector]>::len),
            placed => placed,
        }
    }

    /// A span in the unit asked for.
    pub fn place(&self, version: VersionId, span: Span, unit: Unit) -> Option<Range<u32>> {
        self.positions(version).and_then(|positions| positions.range(span, unit))
    }

    /// The words of an annotation, its parts joined by ` … `.
    pub fn quote(&self, annotation: &'a Annotation) -> String {
        let mut quote = String::new();
        for (at, part) in self.parts(annotation, Unit::Byte).enumerate() {
            if at > 0 {
                quote.push_str(BETWEEN_PARTS);
            }
            quote.push_str(part.exact);
        }
        quote
    }

    /// The attributes of an annotation in the order of the scheme: id, name, value.
    pub fn attributes(
        &self,
        annotation: &'a Annotation,
    ) -> impl Iterator<Item = (AttributeId, &'a str, &'a AttributeValue)> {
        let label = annotation.label.and_then(|id| self.set.scheme().label(id));
        label.into_iter().flat_map(|label| &label.attributes).filter_map(|attribute| {
            Some((attribute.id, attribute.name.as_str(), annotation.attributes.get(attribute.id)?))
        })
    }

    /// An attribute's value as a person reads it. Several options are joined by `; `; a passage is its words and its
    /// place, `said [12-16]`.
    pub fn readable(
        &self,
        annotation: &Annotation,
        attribute: AttributeId,
        value: &AttributeValue,
        unit: Unit,
    ) -> String {
        let option = |id| self.option(attribute, id).unwrap_or_default();
        match value {
            AttributeValue::Choice(id) => option(*id).to_owned(),
            AttributeValue::Several(ids) => ids.iter().map(|id| option(*id)).collect::<Vec<_>>().join("; "),
            AttributeValue::Text(text) | AttributeValue::Date(text) => text.clone(),
            AttributeValue::Number(number) => number.get().to_string(),
            AttributeValue::YesNo(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            AttributeValue::Span(span) => {
                let words = span.slice(self.text(annotation)).unwrap_or_default();
                match self.place(annotation.version, *span, unit) {
                    Some(place) => format!("{words} [{}-{}]", place.start, place.end),
                    None => words.to_owned(),
                }
            }
            AttributeValue::Person(id) => {
                self.set.people().get(*id).map(|person| person.name.clone()).unwrap_or_default()
            }
        }
    }

    /// The name of one of an attribute's options.
    pub fn option(&self, attribute: AttributeId, id: crate::model::OptionId) -> Option<&'a str> {
        let (_, attribute) = self.set.scheme().attribute(attribute)?;
        attribute.kind.options().iter().find(|option| option.id == id).map(|option| option.name.as_str())
    }
}

impl<'a> Part<'a> {
    fn unplaced(was: &'a Selector) -> Self {
        Self { place: None, exact: &was.exact, prefix: &was.prefix, suffix: &was.suffix }
    }
}
