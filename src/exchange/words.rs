//! How single values are written in every file that is made for others. The model's kinds are words: lower case, joined
//! by `_`.
//!
//! They are part of the formats and stay as they are, whatever the screen calls the same thing.

use std::fmt::Display;

use serde::{Serialize, Serializer};

use crate::model::{
    Anchoring, AttributeKind, AttributeRole, Bearing, BlockKind, Direction, Fidelity, InlineKind, LabelColor,
    LabelRole, Layer, LinkKind, PersonKind, Progress, Role, Stance, StatementKind, Status, Underline,
};

/// Something that is written as one word.
pub(super) trait Word {
    /// The word.
    fn word(&self) -> &str;
}

macro_rules! words {
    ($($kind:ident { $($variant:ident $(($inner:pat))? => $word:expr),* $(,)? })*) => {$(
        impl Word for $kind {
            fn word(&self) -> &str {
                match self { $($kind::$variant $(($inner))? => $word),* }
            }
        }
    )*};
}

words! {
    Anchoring {
        Anchored => "anchored",
        Same => "same",
        Moved(_) => "moved",
        Edited(_) => "edited",
        Ambiguous(_) => "ambiguous",
        Lost(_) => "lost",
        Unchecked(_) => "unchecked",
    }
    AttributeKind {
        Choice(_) => "choice",
        Several(_) => "several",
        Text => "text",
        Number => "number",
        YesNo => "yes_no",
        Date => "date",
        Span => "span",
        Person => "person",
    }
    AttributeRole {
        Speaker => "speaker",
        Cue => "cue",
        Holder => "holder",
        Target => "target",
        Polarity => "polarity",
        Form => "form",
        Kind => "kind",
        Checkable => "checkable",
        Hedge => "hedge",
    }
    Bearing { Supports => "supports", Refutes => "refutes", Context => "context" }
    BlockKind {
        Paragraph => "paragraph",
        Heading(_) => "heading",
        ListItem(_) => "list_item",
        BlockQuote => "block_quote",
        Caption => "caption",
        Table => "table",
        Byline => "byline",
        Other => "other",
    }
    Fidelity {
        Verbatim => "verbatim",
        Trimmed => "trimmed",
        Altered => "altered",
        Translated => "translated",
        Paraphrase => "paraphrase",
    }
    InlineKind { Emphasis => "emphasis", Strong => "strong", Link(_) => "link", Markup => "markup" }
    LabelColor {
        Blue => "blue",
        Vermilion => "vermilion",
        Green => "green",
        Purple => "purple",
        Amber => "amber",
        Sky => "sky",
        Olive => "olive",
        Gray => "gray",
    }
    LabelRole { Claim => "claim", Opinion => "opinion", Quote => "quote" }
    Layer { Own => "own", Suggested => "suggested", Adjudicated => "adjudicated" }
    LinkKind {
        Supports => "supports",
        SourceOf => "source_of",
        Answers => "answers",
        Updates => "updates",
        Own(name) => name,
    }
    PersonKind { Named => "named", Unnamed => "unnamed", Collective => "collective" }
    Progress { NotStarted => "not_started", Reading => "reading", Done => "done" }
    Role { Work => "work", Assignment => "assignment", HandIn => "hand_in", Key => "key" }
    Stance { States => "states", Hedges => "hedges", Partly => "partly", Contradicts => "contradicts" }
    StatementKind { Claim => "claim", Quotation => "quotation" }
    Status { Open => "open", Accepted => "accepted", Dismissed => "dismissed" }
    Underline { Solid => "solid", Dashed => "dashed", Double => "double", Dotted => "dotted", Wavy => "wavy" }
    Direction { LeftToRight => "ltr", RightToLeft => "rtl" }
}

/// An id, a hash or a moment, as the text that it shows itself as.
#[derive(Clone, Copy)]
pub(super) struct Shown<T>(pub T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
