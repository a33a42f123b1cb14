//! How the kinds of things are spelled in a file: one table each, for writing and for reading.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::model::history::Action;
use crate::model::{
    AttributeRole, Bearing, Direction, Fidelity, LabelColor, LabelRole, Layer, PersonKind, Progress, Role, Stance,
    StatementKind, Status, Underline,
};

/// A kind that is one word in a file.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// Every value with its spelling.
    const WORDS: &'static [(Self, &'static str)];

    /// The spelling.
    fn word(self) -> &'static str;
}

impl Word for Progress {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Reading, "reading"), (Self::Done, "done")];

    fn word(self) -> &'static str {
        match self {
            // What was not started is not written.
            Self::NotStarted => "not_started",
            Self::Reading => "reading",
            Self::Done => "done",
        }
    }
}

/// What became of an annotation's place; the selectors stand in a field of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Same,
    Moved,
    Edited,
    Ambiguous,
    Lost,
    Unchecked,
}

macro_rules! words {
    ($($kind:ident { $($value:ident = $word:literal),* $(,)? })*) => {$(
        impl Word for $kind {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$value, $word)),*];

            // A new kind without a word does not compile.
            fn word(self) -> &'static str {
                match self {
                    $(Self::$value => $word),*
                }
            }
        }
    )*};
}

words! {
    State {
        Same = "same",
        Moved = "moved",
        Edited = "edited",
        Ambiguous = "ambiguous",
        Lost = "lost",
        Unchecked = "unchecked",
    }
    Role { Work = "work", Assignment = "assignment", HandIn = "hand_in", Key = "key" }
    PersonKind { Named = "named", Unnamed = "unnamed", Collective = "collective" }
    Direction { LeftToRight = "left_to_right", RightToLeft = "right_to_left" }
    Layer { Own = "own", Suggested = "suggested", Adjudicated = "adjudicated" }
    Status { Open = "open", Accepted = "accepted", Dismissed = "dismissed" }
    StatementKind { Claim = "claim", Quotation = "quotation" }
    Stance { States = "states", Hedges = "hedges", Partly = "partly", Contradicts = "contradicts" }
    Fidelity {
        Verbatim = "verbatim",
        Trimmed = "trimmed",
        Altered = "altered",
        Translated = "translated",
        Paraphrase = "paraphrase",
    }
    Bearing { Supports = "supports", Refutes = "refutes", Context = "context" }
    LabelColor {
        Blue = "blue",
        Vermilion = "vermilion",
        Green = "green",
        Purple = "purple",
        Amber = "amber",
        Sky = "sky",
        Olive = "olive",
        Gray = "gray",
    }
    Underline { Solid = "solid", Dashed = "dashed", Double = "double", Dotted = "dotted", Wavy = "wavy" }
    LabelRole { Claim = "claim", Opinion = "opinion", Quote = "quote" }
    Action {
        AddSources = "add_sources",
        RemoveSource = "remove_source",
        MoveSource = "move_source",
        EditSource = "edit_source",
        UpdateSource = "update_source",
        FoldBlocks = "fold_blocks",
        UnfoldBlocks = "unfold_blocks",
        Annotate = "annotate",
        RemoveAnnotations = "remove_annotations",
        ChangeExtent = "change_extent",
        ChangeLabel = "change_label",
        ChangeAttribute = "change_attribute",
        ChangeNote = "change_note",
        AddPart = "add_part",
        Split = "split",
        Merge = "merge",
        EditScheme = "edit_scheme",
        EditDetails = "edit_details",
        AddPerson = "add_person",
        EditPeople = "edit_people",
        NameAnnotator = "name_annotator",
        SetProgress = "set_progress",
        RestoreBackup = "restore_backup",
        RestoreWork = "restore_work",
        MergeCopy = "merge_copy",
    }
    AttributeRole {
        Speaker = "speaker",
        Cue = "cue",
        Holder = "holder",
        Target = "target",
        Polarity = "polarity",
        Form = "form",
        Kind = "kind",
        Checkable = "checkable",
        Hedge = "hedge",
    }
}

/// A [`Word`] as it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spelled<T>(pub T);

impl<'de, T: Word> Deserialize<'de> for Spelled<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spelling<T>(PhantomData<T>);

        impl<T: Word> Visitor<'_> for Spelling<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one of ")?;
                f.write_str(&T::WORDS.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", "))
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<T, E> {
                let known = T::WORDS.iter().find(|(_, known)| *known == word);
                known.map(|(value, _)| *value).ok_or_else(|| E::invalid_value(de::Unexpected::Str(word), &self))
            }
        }

        deserializer.deserialize_identifier(Spelling(PhantomData)).map(Self)
    }
}
