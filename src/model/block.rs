use crate::text::Span;

/// A paragraph-like piece of a version's text, in reading order and disjoint from its neighbours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// Where it stands, in bytes of the version's text: without the line end, and without the marks that only say what
    /// kind it is (`# `, `- `, `> `).
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Site clutter (sign-in, share, footer): folded and dimmed, left out of counts, search and suggestions, never
    /// deleted.
    pub boilerplate: bool,
    /// Links and emphasis, as ranges in bytes of the version's text, inside `span`, in order of their start.
    pub inlines: Vec<Inline>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading of level 1 (the headline) to 6.
    Heading(u8),
    /// An item of a list, at a depth from 0.
    ListItem(u8),
    /// Text set apart as quoted.
    BlockQuote,
    /// The text under a picture.
    Caption,
    /// A table, as text.
    Table,
    /// Who wrote it, when, how long it takes to read.
    Byline,
    /// Anything else (preformatted text, a rule).
    Other,
}

/// A stretch inside a block that means more than its characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Inline {
    /// Where it stands, in bytes of the version's text.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// What an inline stretch is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InlineKind {
    /// Emphasis, shown in italics.
    Emphasis,
    /// Strong emphasis, shown in bold.
    Strong,
    /// A link, with its address.
    Link(String),
    /// Characters that only mark one of the others (`**`, `](…)`): part of the text, shown faint.
    Markup,
}
