//! What can be computed from a set and is needed all the time: annotations by place, counts, and search.
//!
//! Nothing here is ever stored. An [`Index`] is built once and then follows every edit; it always equals one that is
//! built afresh.

mod counts;
mod search;
mod spans;

use std::collections::HashMap;

use crate::model::{Annotation, AnnotationId, AnnotationSet, AnyId, AnyRecord, Edit, Spans, VersionId};
use crate::text::Span;

pub use counts::{Counts, Tally};
pub use search::{Found, Hit, Place, Query, QueryError, Scope, SearchOptions, search};
pub use spans::{Cursor, SpanEntry, SpanIndex};

use counts::{Share, Words};

/// How many bytes of text are worth a second thread.
const WORTH_A_THREAD: usize = 256 * 1024;

/// What is derived from a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    spans: SpanIndex,
    counts: Counts,
    /// What each annotation has put in, so that it can be taken out when the annotation is no longer what it was.
    known: HashMap<AnnotationId, Known>,
}

/// What one annotation has put in.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    version: VersionId,
    spans: Spans,
    share: Share,
}

impl Known {
    fn of(annotation: &Annotation) -> Self {
        Self { version: annotation.version, spans: annotation.spans.clone(), share: Share::of(annotation) }
    }
}

impl Index {
    /// Everything from the beginning.
    pub fn build(set: &AnnotationSet) -> Self {
        let words = || -> Vec<_> { set.versions().iter().map(|version| (version.id, Words::of(version))).collect() };
        let annotations = || {
            let mut counts = Counts::default();
            let mut known = HashMap::with_capacity(set.annotations().len());
            for annotation in set.annotations().iter() {
                let share = Known::of(annotation);
                counts.add(&share.share);
                known.insert(annotation.id, share);
            }
            // Sorting everything once is much faster than inserting one by one.
            let parts = set.annotations().iter().flat_map(|annotation| {
                let entry = |(part, span): (u32, &Span)| SpanEntry { span: *span, annotation: annotation.id, part };
                (0..).zip(&annotation.spans).map(entry).map(|entry| (annotation.version, entry))
            });
            (parts.collect(), counts, known)
        };
        let text: usize = set.versions().iter().map(|version| version.text().len()).sum();
        let (words, (spans, mut counts, known)) = if text < WORTH_A_THREAD {
            (words(), annotations())
        } else {
            std::thread::scope(|scope| {
                let counting = scope.spawn(words);
                let annotations = annotations();
                // A panic there is a defect; doing the work here lets it surface where it can be seen.
                (counting.join().unwrap_or_else(|_| words()), annotations)
            })
        };
        counts.set_words(words);
        Self { spans, counts, known }
    }

    /// Follows an edit that went through the door; `set` is the set as it is after it.
    pub fn update(&mut self, set: &AnnotationSet, edit: &Edit) {
        // Only which records were touched is taken from the edit, and what became of them from the set: a batch may
        // touch one record several times.
        edit.each(&mut |edit| match edit {
            Edit::Put(AnyRecord::Annotation(record)) => self.refresh_annotation(set, record.id),
            Edit::Remove(AnyId::Annotation(id), _) => self.refresh_annotation(set, *id),
            Edit::Put(AnyRecord::Version(record)) => self.refresh_version(set, record.id),
            Edit::Remove(AnyId::Version(id), _) => self.refresh_version(set, *id),
            Edit::SetBlock { version, index, .. } => {
                if let Some(record) = set.versions().get(*version) {
                    self.counts.set_block(record, *index as usize);
                }
            }
            Edit::Put(_)
            | Edit::Remove(..)
            | Edit::SetDetails(_)
            | Edit::SetScheme(_)
            | Edit::SetProgress { .. }
            | Edit::Batch(_) => {}
        });
    }

    /// Annotations by place.
    pub fn spans(&self) -> &SpanIndex {
        &self.spans
    }

    /// How many there are of what.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn refresh_annotation(&mut self, set: &AnnotationSet, id: AnnotationId) {
        let now = set.annotations().get(id).map(Known::of);
        if self.known.get(&id) == now.as_ref() {
            return;
        }
        if let Some(old) = self.known.remove(&id) {
            self.spans.remove(old.version, id, &old.spans);
            self.counts.take(&old.share);
        }
        if let Some(now) = now {
            self.spans.insert(now.version, id, &now.spans);
            self.counts.add(&now.share);
            self.known.insert(id, now);
        }
    }

    fn refresh_version(&mut self, set: &AnnotationSet, id: VersionId) {
        self.counts.set_version(id, set.versions().get(id));
    }
}
