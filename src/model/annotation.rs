use std::cmp::Ordering;

use smallvec::SmallVec;

use super::{
    AnnotationId, AttributeId, Ext, LabelId, OptionId, PersonId, Record, Selector, SourceId, Stamp, VersionId,
};
use crate::text::Span;

/// The parts of an annotation: in order, disjoint; they may touch. Two fit without an allocation.
pub type Spans = SmallVec<[Span; 2]>;

/// A mark on a passage, or a note on a whole source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotation {
    /// Its id.
    pub id: AnnotationId,
    /// The source that it stands in.
    pub source: SourceId,
    /// The version of the source's text that the spans count in.
    pub version: VersionId,
    /// Where it stands: no span for a note on the whole source or while it has no place, else one or several.
    pub spans: Spans,
    /// What it is marked as; a note needs no label.
    pub label: Option<LabelId>,
    /// What is said about it.
    pub attributes: Attributes,
    /// The annotator's words.
    pub note: String,
    /// Whether it is someone's own work, a suggestion, or the outcome of adjudication.
    pub layer: Layer,
    /// Whether it is settled.
    pub status: Status,
    /// The annotation or suggestion that it was made from. That one may be gone: this is provenance, not a reference.
    pub derived_from: Option<AnnotationId>,
    /// How its place was found.
    pub anchoring: Anchoring,
    /// Who made it and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Annotation {
    /// From the first byte to the last; `None` without a span.
    pub fn hull(&self) -> Option<Span> {
        Some(self.spans.first()?.hull(*self.spans.last()?))
    }

    /// Whether it is a note on its whole source.
    pub fn is_source_note(&self) -> bool {
        self.spans.is_empty() && self.anchoring.selectors().is_none()
    }
}

impl Record for Annotation {
    type Key = AnnotationId;
    fn id(&self) -> AnnotationId {
        self.id
    }
}

/// Which pile an annotation belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Made by a person.
    #[default]
    Own,
    /// Proposed by the program; counts for nothing until it is taken.
    Suggested,
    /// What several annotators' work was settled into.
    Adjudicated,
}

/// Whether an annotation is settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// As made.
    #[default]
    Open,
    /// Taken (a suggestion, or after review).
    Accepted,
    /// Turned down (a suggestion); kept, so that it is not proposed again.
    Dismissed,
}

/// How an annotation's place was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchoring {
    /// Never had to be found again.
    #[default]
    Anchored,
    /// Found again at the same place with the same words.
    Same,
    /// Found again elsewhere with the same words; the selectors say where it stood.
    Moved(Box<[Selector]>),
    /// Found again with other words; the selectors say what stood there.
    Edited(Box<[Selector]>),
    /// Several places fit about as well: it has no span until someone decides.
    Ambiguous(Box<[Selector]>),
    /// No place fits: it has no span.
    Lost(Box<[Selector]>),
    /// The version's text is not in this file: the place is as the file says, unchecked.
    Unchecked(Box<[Selector]>),
}

impl Anchoring {
    /// The place and words as they were before, where they are kept.
    pub fn selectors(&self) -> Option<&[Selector]> {
        match self {
            Self::Anchored | Self::Same => None,
            Self::Moved(was) | Self::Edited(was) | Self::Ambiguous(was) | Self::Lost(was) | Self::Unchecked(was) => {
                Some(was)
            }
        }
    }

    /// Whether the annotation has no span although it is about a passage.
    pub fn is_unresolved(&self) -> bool {
        matches!(self, Self::Ambiguous(_) | Self::Lost(_) | Self::Unchecked(_))
    }
}

/// The values of an annotation's attributes, in the order of attribute ids.
///
/// A sorted list: most annotations have none or a few, and a map would cost half a kilobyte each.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attributes(Vec<(AttributeId, AttributeValue)>);

impl Attributes {
    /// The value of an attribute.
    pub fn get(&self, id: AttributeId) -> Option<&AttributeValue> {
        self.0.binary_search_by_key(&id, |entry| entry.0).ok().and_then(|at| self.0.get(at)).map(|entry| &entry.1)
    }

    /// Gives an attribute a value, or takes it away.
    pub fn set(&mut self, id: AttributeId, value: Option<AttributeValue>) {
        match (self.0.binary_search_by_key(&id, |entry| entry.0), value) {
            (Ok(at), Some(value)) => self.0[at].1 = value,
            (Ok(at), None) => drop(self.0.remove(at)),
            (Err(at), Some(value)) => self.0.insert(at, (id, value)),
            (Err(_), None) => {}
        }
    }

    /// Every attribute that has a value.
    pub fn iter(&self) -> impl Iterator<Item = (AttributeId, &AttributeValue)> {
        self.0.iter().map(|(id, value)| (*id, value))
    }

    /// How many attributes have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no attribute has a value.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(AttributeId, AttributeValue)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (AttributeId, AttributeValue)>>(values: I) -> Self {
        let mut attributes = Self::default();
        for (id, value) in values {
            attributes.set(id, Some(value));
        }
        attributes
    }
}

/// What is said in one attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttributeValue {
    /// One of the options.
    Choice(OptionId),
    /// Several of the options, in the order of their ids.
    Several(Vec<OptionId>),
    /// Free text.
    Text(String),
    /// A number.
    Number(Number),
    /// Yes or no.
    YesNo(bool),
    /// An ISO 8601 date, possibly only a year or a month.
    Date(String),
    /// Another passage of the same version: who says it, with which word.
    Span(Span),
    /// Someone from the set's list of people.
    Person(PersonId),
}

/// A finite number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(f64);

impl Eq for Number {}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        // Among finite numbers without `-0` this is the order that everybody knows, and total.
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Number {
    /// `None` for what is not finite.
    pub fn new(value: f64) -> Option<Self> {
        // `-0` and `0` are one value and must not make two files differ.
        value.is_finite().then_some(Self(if value == 0.0 { 0.0 } else { value }))
    }

    /// The number itself.
    pub fn get(self) -> f64 {
        self.0
    }
}
