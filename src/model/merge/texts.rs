//! One version has one text. Where copies differ in it, all are brought to the same one before anything is merged.
//!
//! A copy may lack a text (it was left out of the file), and something else may have changed one. What was marked in
//! another text than the one that stays keeps its place only where the same words stand there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{About, Clash, Conflict, Taken};
use crate::model::difference::Field;
use crate::model::{
    Anchoring, Annotation, AnnotationSet, AnyId, AttributeValue, Selector, SourceVersion, Spans, VersionId,
};
use crate::text::{Positions, Span, Unit};

/// The texts that all copies are brought to, where they do not agree.
#[derive(Default)]
pub(super) struct Texts(BTreeMap<VersionId, (SourceVersion, Option<Positions>)>);

impl Texts {
    /// Chooses the texts. That one copy lacks a text that the other has is no conflict.
    pub(super) fn agree(
        base: Option<&AnnotationSet>,
        ours: &AnnotationSet,
        theirs: &AnnotationSet,
        conflicts: &mut Vec<Conflict>,
    ) -> Self {
        let mut texts = Self::default();
        for one in ours.versions.iter() {
            let Some(other) = theirs.versions.get(one.id) else { continue };
            let known = base.and_then(|base| base.versions.get(one.id)).filter(|known| known.text.is_some());
            let replaced = |version: &SourceVersion| known.is_some_and(|known| version.text != known.text);
            let taken = match (one.text.is_some() && other.text.is_some(), replaced(one), replaced(other)) {
                (true, true, false) => Taken::Ours,
                (true, false, true) => Taken::Theirs,
                _ if rank(one) >= rank(other) => Taken::Ours,
                _ => Taken::Theirs,
            };
            let by_one = known.is_some() && replaced(one) != replaced(other);
            if one.text.is_some() && other.text.is_some() && one.text != other.text && !by_one {
                let about = About::Record(AnyId::Version(one.id));
                conflicts.push(Conflict { about, clash: Clash::Field(Field::Text), taken });
            }
            let best = if taken == Taken::Ours { one } else { other };
            let differs = |version: Option<&SourceVersion>| version.is_some_and(|version| version.text != best.text);
            if one.text != other.text || differs(base.and_then(|base| base.versions.get(one.id))) {
                texts.0.insert(one.id, (best.clone(), best.text.clone().map(Positions::new)));
            }
        }
        texts
    }

    /// The set with these texts.
    pub(super) fn bring<'a>(&self, set: &'a AnnotationSet) -> Cow<'a, AnnotationSet> {
        let stale: Vec<&SourceVersion> = self
            .0
            .values()
            .filter_map(|(best, _)| set.versions.get(best.id).filter(|version| version.text != best.text))
            .collect();
        if stale.is_empty() {
            return Cow::Borrowed(set);
        }
        let mut brought = set.clone();
        for version in stale {
            let Some((best, positions)) = self.0.get(&version.id) else { continue };
            for annotation in set.annotations.iter().filter(|annotation| annotation.version == version.id) {
                let annotation = carried(annotation, version, best, positions.as_ref());
                brought.annotations.insert(annotation);
            }
            brought.versions.insert(SourceVersion {
                text: best.text.clone(),
                blocks: Arc::clone(&best.blocks),
                original_hash: best.original_hash,
                text_hash: best.text_hash,
                ..version.clone()
            });
        }
        Cow::Owned(brought)
    }
}

/// A text is better than none, and of two that something else made differ, the longer one. What comes with a text
/// decides last, so that it never matters which copy comes first.
fn rank(version: &SourceVersion) -> impl Ord {
    let text = (version.text.is_some(), version.text().len(), version.text.as_ref());
    (text, &version.blocks, version.original_hash, version.text_hash)
}

fn carried(
    annotation: &Annotation,
    from: &SourceVersion,
    to: &SourceVersion,
    positions: Option<&Positions>,
) -> Annotation {
    let mut carried = annotation.clone();
    // Without a text, positions are as the file has them: in code points.
    let place = |span: Span| match (&from.text, positions) {
        (None, Some(positions)) => positions.span(&(span.start..span.end), Unit::CodePoint),
        (Some(_), Some(_)) => {
            span.slice(to.text()).filter(|words| Some(*words) == span.slice(from.text())).map(|_| span)
        }
        (_, None) => None,
    };
    for (id, value) in annotation.attributes.iter() {
        if let AttributeValue::Span(span) = value {
            carried.attributes.set(id, place(*span).map(AttributeValue::Span));
        }
    }
    match (&annotation.anchoring, positions) {
        (Anchoring::Unchecked(was), Some(positions)) => {
            let found = |selector: &Selector| {
                let span = positions.span(&(selector.start..selector.end), Unit::CodePoint)?;
                span.slice(to.text()).filter(|words| *words == selector.exact).map(|_| span)
            };
            match was.iter().map(found).collect::<Option<Spans>>().filter(in_order) {
                Some(spans) => {
                    carried.spans = spans;
                    carried.anchoring = Anchoring::Anchored;
                }
                None => carried.anchoring = Anchoring::Lost(was.clone()),
            }
        }
        _ if annotation.spans.iter().all(|span| place(*span) == Some(*span)) => {}
        _ => {
            carried.spans = Spans::new();
            carried.anchoring = Anchoring::Lost(selectors(from, &annotation.spans));
        }
    }
    carried
}

fn in_order(spans: &Spans) -> bool {
    let disjoint = spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end <= b.start);
    disjoint && (spans.len() < 2 || spans.iter().all(|span| !span.is_empty()))
}

/// Where spans stood, and in what words.
fn selectors(version: &SourceVersion, spans: &[Span]) -> Box<[Selector]> {
    let Some(text) = version.text.clone() else { return Box::default() };
    let positions = Positions::new(Arc::clone(&text));
    let selector = |span: &Span| {
        let [prefix, exact, suffix] = span.in_context(&text, Selector::CONTEXT).map(str::to_owned);
        let (start, end) =
            (positions.at_floor(span.start, Unit::CodePoint), positions.at_floor(span.end, Unit::CodePoint));
        Selector { start, end, exact, prefix, suffix }
    };
    spans.iter().map(selector).collect()
}
