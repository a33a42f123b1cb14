use std::collections::{BTreeMap, HashMap};

use unicode_segmentation::UnicodeSegmentation as _;

use crate::model::{Annotation, Block, LabelId, Layer, SourceId, SourceVersion, Status, VersionId};

/// How many annotations, notes and words there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Never an empty tally.
    sources: BTreeMap<SourceId, Tally>,
    total: Tally,
    words: HashMap<VersionId, Words>,
}

/// How many annotations there are of which kind, in one source or in all.
///
/// Suggestions that nobody has taken count as suggestions and as nothing else; what was turned down counts for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Never a zero.
    labels: BTreeMap<Option<LabelId>, usize>,
    notes: usize,
    unresolved: usize,
    suggestions: usize,
}

impl Tally {
    /// How many annotations have this label, or none.
    pub fn label(&self, label: Option<LabelId>) -> usize {
        self.labels.get(&label).copied().unwrap_or(0)
    }

    /// How many annotations there are, with and without a label.
    pub fn annotations(&self) -> usize {
        self.labels.values().sum()
    }

    /// How many annotations have something written in their note, with and without a label.
    pub fn notes(&self) -> usize {
        self.notes
    }

    /// How many annotations have lost their place, or may stand in several.
    pub fn unresolved(&self) -> usize {
        self.unresolved
    }

    /// How many suggestions wait for a decision.
    pub fn suggestions(&self) -> usize {
        self.suggestions
    }

    fn add(&mut self, share: &Share) {
        if share.counts {
            *self.labels.entry(share.label).or_default() += 1;
        }
        self.notes += usize::from(share.note);
        self.unresolved += usize::from(share.unresolved);
        self.suggestions += usize::from(share.suggestion);
    }

    fn take(&mut self, share: &Share) {
        if share.counts
            && let Some(count) = self.labels.get_mut(&share.label)
        {
            *count -= 1;
            if *count == 0 {
                self.labels.remove(&share.label);
            }
        }
        self.notes -= usize::from(share.note);
        self.unresolved -= usize::from(share.unresolved);
        self.suggestions -= usize::from(share.suggestion);
    }
}

/// What one annotation adds to the counts.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each one is a yes or no that some tally adds up")]
pub(super) struct Share {
    source: SourceId,
    label: Option<LabelId>,
    counts: bool,
    note: bool,
    unresolved: bool,
    suggestion: bool,
}

impl Share {
    pub(super) fn of(annotation: &Annotation) -> Self {
        let counts = match (annotation.layer, annotation.status) {
            (Layer::Own | Layer::Adjudicated, _) | (Layer::Suggested, Status::Accepted) => true,
            (Layer::Suggested, Status::Open | Status::Dismissed) => false,
        };
        Self {
            source: annotation.source,
            label: annotation.label,
            counts,
            note: counts && !annotation.note.trim().is_empty(),
            unresolved: counts && annotation.anchoring.is_unresolved(),
            suggestion: annotation.layer == Layer::Suggested && annotation.status == Status::Open,
        }
    }
}

/// How many words each block of a version has.
#[derive(Clone, Debug, Default, PartialEq)]
struct Words {
    /// Boilerplate has none.
    blocks: Vec<u32>,
    total: usize,
}

impl Counts {
    /// The counts of one source.
    pub fn source(&self, source: SourceId) -> &Tally {
        static NOTHING: Tally = Tally { labels: BTreeMap::new(), notes: 0, unresolved: 0, suggestions: 0 };
        self.sources.get(&source).unwrap_or(&NOTHING)
    }

    /// The counts of all sources together.
    pub fn total(&self) -> &Tally {
        &self.total
    }

    /// How many words a version has in its blocks, without boilerplate.
    pub fn words(&self, version: VersionId) -> usize {
        self.words.get(&version).map_or(0, |words| words.total)
    }

    pub(super) fn add(&mut self, share: &Share) {
        self.sources.entry(share.source).or_default().add(share);
        self.total.add(share);
        self.forget_empty(share.source);
    }

    pub(super) fn take(&mut self, share: &Share) {
        self.sources.entry(share.source).or_default().take(share);
        self.total.take(share);
        self.forget_empty(share.source);
    }

    /// A turned down suggestion adds nothing, and the last annotation leaves nothing.
    fn forget_empty(&mut self, source: SourceId) {
        if self.sources.get(&source).is_some_and(|tally| *tally == Tally::default()) {
            self.sources.remove(&source);
        }
    }

    /// Counts a version's words; `None` where it is gone.
    pub(super) fn set_version(&mut self, id: VersionId, version: Option<&SourceVersion>) {
        match version {
            Some(version) => {
                let blocks: Vec<u32> = version.blocks.iter().map(|block| words_in(version.text(), block)).collect();
                let total = blocks.iter().map(|words| *words as usize).sum();
                self.words.insert(id, Words { blocks, total });
            }
            None => drop(self.words.remove(&id)),
        }
    }

    /// Counts the words of one block of a version again.
    pub(super) fn set_block(&mut self, version: &SourceVersion, at: usize) {
        let Some(block) = version.blocks.get(at) else { return };
        let words = self.words.entry(version.id).or_default();
        if let Some(count) = words.blocks.get_mut(at) {
            words.total -= *count as usize;
            *count = words_in(version.text(), block);
            words.total += *count as usize;
        }
    }
}

fn words_in(text: &str, block: &Block) -> u32 {
    if block.boilerplate {
        return 0;
    }
    block.span.slice(text).map_or(0, |text| text.unicode_words().count() as u32)
}
