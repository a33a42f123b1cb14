/// What finds a span again: where it stood, what stood there, and what stood around it.
///
/// The `TextPositionSelector` and the `TextQuoteSelector` of the W3C Web Annotation Data Model (sections 4.2.4 and
/// 4.2.5) in one. Positions count Unicode code points, end-exclusive.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selector {
    /// The first code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words themselves.
    pub exact: String,
    /// Up to [`CONTEXT`](Self::CONTEXT) code points before them.
    pub prefix: String,
    /// Up to [`CONTEXT`](Self::CONTEXT) code points after them.
    pub suffix: String,
}

impl Selector {
    /// How many code points of context are kept on each side.
    pub const CONTEXT: usize = 32;
}
