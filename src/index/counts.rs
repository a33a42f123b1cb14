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

    /// Whether it adds nothing, as a suggestion that was turned down.
    fn is_nothing(&self) -> bool {
        !self.counts && !self.suggestion
    }
}

/// How many words each block of a version has.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// Boilerplate has none.
    blocks: Vec<u32>,
    total: usize,
}

impl Words {
    /// Counts a version's words.
    pub(super) fn of(version: &SourceVersion) -> Self {
        let blocks: Vec<u32> = version.blocks.iter().map(|block| words_in(version.text(), block)).collect();
        let total = blocks.iter().map(|words| *words as usize).sum();
        Self { blocks, total }
    }
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
        if !share.is_nothing() {
            self.sources.entry(share.source).or_default().add(share);
            self.total.add(share);
        }
    }

    pub(super) fn take(&mut self, share: &Share) {
        if let Some(tally) = self.sources.get_mut(&share.source)
            && !share.is_nothing()
        {
            tally.take(share);
            self.total.take(share);
            if *tally == Tally::default() {
                self.sources.remove(&share.source);
            }
        }
    }

    /// Takes the words of versions that were counted.
    pub(super) fn set_words(&mut self, words: impl IntoIterator<Item = (VersionId, Words)>) {
        self.words.extend(words);
    }

    /// Counts a version's words; `None` where it is gone.
    pub(super) fn set_version(&mut self, id: VersionId, version: Option<&SourceVersion>) {
        match version {
            Some(version) => {
                self.words.insert(id, Words::of(version));
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
    block.span.slice(text).map_or(0, count_words) as u32
}

/// As many as `unicode_words` finds, which is thorough and slow: only what is not plainly one word between two spaces
/// is left to it.
fn count_words(text: &str) -> usize {
    // No word goes over an ASCII space. Other spaces are not so simple: one of them joins words.
    text.split_ascii_whitespace().map(count_words_in_piece).sum()
}

fn count_words_in_piece(piece: &str) -> usize {
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain(piece) {
        return 1;
    }
    let word = piece.trim_matches(|character: char| character.is_ascii_punctuation());
    if plain(word) { usize::from(!word.is_empty()) } else { word.unicode_words().count() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, words: usize) {
        assert_eq!(count_words(text), words, "{text:?}");
        assert_eq!(text.unicode_words().count(), words, "{text:?}");
    }

    #[test]
    fn words_are_counted_as_unicode_says() {
        check("", 0);
        check(" – … !", 0);
        check("The bridge, they said, “opens” in 2027.", 7);
        check("It’s 3.14 or 1,000; isn't it? snake_case well-known", 9);
        check("_a_ 'b' c.d. e..f", 5);
        check("می‌گوید: «پل 12»", 3);
        check("这座桥", 3);
        check("a\u{202f}b c\u{a0}d", 3);
        check("e\u{301}te\u{301} \u{301}a", 2);
    }

    proptest! {
        #[test]
        fn the_short_way_counts_what_the_long_way_counts(text in "[a-c1-3 \\n\\t_'.,:;!\u{301}\u{200d}\u{a0}\u{202f}“–é桥א\"🇨👩]{0,24}") {
            prop_assert_eq!(count_words(&text), text.unicode_words().count());
        }
    }
}
