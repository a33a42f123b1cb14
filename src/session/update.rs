//! The next version of an article: its text comes in beside the one that is there, and every annotation follows.

use super::articles::version_record;
use super::{Arrived, Done, Session};
use crate::anchor::{self, Candidate, Resolution, Resolver};
use crate::model::history::{Action, Grouping, Name, Place};
use crate::model::{
    Anchoring, Annotation, AnnotationId, AttributeId, AttributeValue, Edit, EditError, Selector, Source, SourceId,
    SourceVersion, Spans, Stamp, VersionId,
};
use crate::text::diff::{Change, Comparison};
use crate::text::{Positions, Span};

/// What a new version of an article did to the annotations of the one before it.
#[derive(Clone, Debug)]
pub struct Update {
    /// The article.
    pub source: SourceId,
    /// The version that the annotations stood in, and that stays in the set.
    pub before: VersionId,
    /// The new one.
    pub after: VersionId,
    /// What became of each annotation of the source, in the order of their old places.
    pub outcomes: Vec<Followed>,
    /// What was changed in the text, word by word.
    pub changes: Vec<Change>,
}

/// What became of one annotation.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The annotation.
    pub annotation: AnnotationId,
    /// Its parts in the version before; none where it had no place there, or is a note on the whole source.
    pub from: Spans,
    /// Its parts in the new version; none where it has no place there.
    pub to: Spans,
    /// How its place was found.
    pub state: State,
    /// How sure that is, from 0 to 1; where several places fit, that of the best one.
    pub score: f32,
    /// Where it may stand, where that is for the reader to decide.
    pub candidates: Vec<Candidate>,
    /// Attributes that marked words which cannot be found again, and are empty now.
    pub emptied: Vec<AttributeId>,
}

/// How the place of an annotation was found in a new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The same words, between what they stood between.
    Same,
    /// The same words, elsewhere.
    Moved,
    /// Other words.
    Edited,
    /// Several places fit about as well.
    Ambiguous,
    /// No place fits.
    Lost,
}

impl State {
    /// The word for it, in files and in every output.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Moved => "moved",
            Self::Edited => "edited",
            Self::Ambiguous => "ambiguous",
            Self::Lost => "lost",
        }
    }

    /// Whether the reader has to decide.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Ambiguous | Self::Lost)
    }
}

impl Update {
    /// How many annotations ended so.
    pub fn count(&self, state: State) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.state == state).count()
    }
}

/// Finds the passages of one version in the next.
struct Follower {
    resolver: Resolver,
    before: Option<Positions>,
}

impl Follower {
    fn new(before: Option<Positions>, after: &Positions) -> Self {
        let resolver = match &before {
            Some(before) => Resolver::between(before, after),
            None => Resolver::new(after),
        };
        Self { resolver, before }
    }

    /// The annotation in the next version, and what became of it.
    fn follow(&mut self, annotation: &Annotation, after: VersionId, stamp: Stamp) -> (Annotation, Followed) {
        let mut next = annotation.clone();
        next.version = after;
        next.stamp.modified = stamp.created;
        let mut outcome = Followed {
            annotation: annotation.id,
            from: annotation.spans.clone(),
            to: Spans::new(),
            state: State::Same,
            score: 1.0,
            candidates: Vec::new(),
            emptied: Vec::new(),
        };
        if !annotation.is_source_note() {
            self.place(&mut next, &mut outcome);
        }
        for (attribute, value) in annotation.attributes.iter() {
            let AttributeValue::Span(span) = value else { continue };
            let found = match &self.before {
                Some(_) => self.resolver.follow(&[*span]),
                None => Resolution::Lost,
            };
            let found = match found {
                Resolution::Same(spans) | Resolution::Moved { spans, .. } | Resolution::Edited { spans, .. } => {
                    spans.first().copied()
                }
                Resolution::Ambiguous(_) | Resolution::Lost => None,
            };
            if found.is_none() {
                outcome.emptied.push(attribute);
            }
            next.attributes.set(attribute, found.map(AttributeValue::Span));
        }
        (next, outcome)
    }

    fn place(&mut self, next: &mut Annotation, outcome: &mut Followed) {
        let (found, was) = if let Some(before) = self.before.as_ref().filter(|_| !next.spans.is_empty()) {
            let was = anchor::selectors(before, &next.spans);
            (self.resolver.follow(&next.spans), was)
        } else {
            // It had no place in the version before either, or nobody knows its text: only its words are known.
            let was: Vec<Selector> = next.anchoring.selectors().unwrap_or_default().to_vec();
            (self.resolver.resolve(&was), was)
        };
        let was = was.into_boxed_slice();
        (outcome.state, outcome.score, next.spans, next.anchoring) = match found {
            Resolution::Same(spans) => (State::Same, 1.0, spans, Anchoring::Same),
            Resolution::Moved { spans, score } => (State::Moved, score, spans, Anchoring::Moved(was)),
            Resolution::Edited { spans, score } => (State::Edited, score, spans, Anchoring::Edited(was)),
            Resolution::Ambiguous(candidates) => {
                let best = candidates.iter().map(|candidate| candidate.score).fold(0.0, f32::max);
                outcome.candidates = candidates;
                (State::Ambiguous, best, Spans::new(), Anchoring::Ambiguous(was))
            }
            Resolution::Lost => (State::Lost, 0.0, Spans::new(), Anchoring::Lost(was)),
        };
        outcome.to.clone_from(&next.spans);
    }
}

impl Session {
    /// Brings in the next version of an article and anchors every annotation of the source again, as one step. The
    /// version before stays in the set. `None` where the source is not there, or the text is the one that it has.
    ///
    /// # Errors
    ///
    /// Where the result would break an invariant of the set; nothing has changed then.
    pub fn update_source(&mut self, source: SourceId, arrived: Arrived) -> Result<Option<(Done, Update)>, EditError> {
        let Some(record) = self.set.sources().get(source).cloned() else { return Ok(None) };
        let Some(before) = self.set.current_version(source).cloned() else { return Ok(None) };
        if before.text_hash.0 == arrived.article.text_sha256 {
            return Ok(None);
        }
        let now = self.environment.clock.now();
        let stamp = Stamp::new(self.annotator_id(), now);
        let version = VersionId(self.environment.ids.next(now));
        let (after, article) = version_record(source, version, arrived, stamp);
        // The other details are as the reader wants to see them.
        let record = Source { modified: article.modified.unwrap_or(record.modified), ..record };
        let (edits, update) = self.followed(&record, &before, after, stamp);
        let name = Name::many(Action::UpdateSource, update.outcomes.len(), record.title.clone());
        let place = Some(Place { source, span: None, annotation: None });
        self.apply(&self.signed(Edit::Batch(edits)), name.clone(), place, Grouping::Alone)?;
        Ok(Some((Done { name: Some(name), ..Done::default() }, update)))
    }

    fn followed(
        &self,
        record: &Source,
        before: &SourceVersion,
        after: SourceVersion,
        stamp: Stamp,
    ) -> (Vec<Edit>, Update) {
        let positions = Positions::new(after.text.clone().unwrap_or_default());
        let old = before.text.clone().map(Positions::new);
        let changes = Comparison::new(before.text(), positions.text()).changes();
        let mut follower = Follower::new(old, &positions);
        let mut annotations: Vec<&Annotation> = self
            .set
            .annotations()
            .iter()
            .filter(|annotation| annotation.source == record.id && annotation.version == before.id)
            .collect();
        annotations.sort_by_key(|annotation| (annotation.hull().is_none(), annotation.hull(), annotation.id));
        let mut update =
            Update { source: record.id, before: before.id, after: after.id, outcomes: Vec::new(), changes };
        let mut source = Source { current: Some(after.id), ..record.clone() };
        source.stamp.modified = stamp.created;
        let mut edits = vec![Edit::put(after), Edit::put(source)];
        for annotation in annotations {
            let (next, outcome) = follower.follow(annotation, update.after, stamp);
            edits.push(Edit::put(next));
            update.outcomes.push(outcome);
        }
        (edits, update)
    }
}

/// What was changed between two versions of an article, word by word, in bytes of each.
pub fn changes(before: &SourceVersion, after: &SourceVersion) -> Vec<(Span, Span)> {
    let changes = Comparison::new(before.text(), after.text()).changes();
    changes.into_iter().map(|change| (change.old, change.new)).collect()
}
