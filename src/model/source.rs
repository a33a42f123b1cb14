use std::sync::Arc;

use super::{Block, Ext, OrderKey, Record, SourceId, Stamp, Timestamp, VersionId};

/// One article: its details and, in records of their own, the versions of its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Its place among the sources.
    pub order: OrderKey,
    /// The headline, as the reader wants to see it.
    pub title: String,
    /// Who published it.
    pub outlet: String,
    /// Who wrote it, as printed.
    pub byline: String,
    /// The address at which it was read.
    pub address: String,
    /// The address of an archived copy.
    pub archive: String,
    /// When it was published, as an ISO 8601 date or moment; empty where unknown.
    pub published: String,
    /// When it was last changed, as the outlet says: an ISO 8601 date or moment; empty where unknown.
    pub modified: String,
    /// The age that was printed instead of a date (`Published 6 months ago`).
    pub age: String,
    /// BCP 47 tag; empty where unknown.
    pub language: String,
    /// Which way the text runs.
    pub direction: Direction,
    /// Licence or rights note.
    pub rights: String,
    /// What the outlet itself says in a sentence or two that it is about.
    pub description: String,
    /// How it was found, in the reader's words.
    pub found: String,
    /// The source of which this one is a translation.
    pub translation_of: Option<SourceId>,
    /// The reader's note about the source.
    pub note: String,
    /// The version that is shown and annotated.
    pub current: Option<VersionId>,
    /// Who brought it in and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Record for Source {
    type Key = SourceId;
    fn id(&self) -> SourceId {
        self.id
    }
}

/// Which way a text runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Left to right.
    #[default]
    LeftToRight,
    /// Right to left, as in Arabic, Hebrew or Persian.
    RightToLeft,
}

/// One reading of a source's text. The text never changes; how it is cut into blocks may.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceVersion {
    /// Its id.
    pub id: VersionId,
    /// The source that it is a version of.
    pub source: SourceId,
    /// The text, with line ends as LF and nothing else altered; `None` where it was left out of the file.
    pub text: Option<Arc<str>>,
    /// Paragraphs, headings and so on: in order, disjoint, inside the text.
    pub blocks: Arc<Vec<Block>>,
    /// When it came in.
    pub read: Timestamp,
    /// Where it came from: the file's name, `clipboard`, the address that was asked for.
    pub origin: String,
    /// What the server said of itself, where it was fetched from an address.
    pub response: Option<Response>,
    /// The encoding of the original bytes, and how it was found out.
    pub encoding: String,
    /// SHA-256 of the bytes as they came.
    pub original_hash: Hash,
    /// SHA-256 of the text as it stands here.
    pub text_hash: Hash,
    /// Who brought it in and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

/// What is known about the answer that an address gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Response {
    /// The address that answered in the end, after all redirects.
    pub address: String,
    /// The moment at which the server says that it answered (HTTP's `Date`).
    pub date: Option<Timestamp>,
}

impl SourceVersion {
    /// The text, or nothing where it was left out.
    pub fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

impl Record for SourceVersion {
    type Key = VersionId;
    fn id(&self) -> VersionId {
        self.id
    }
}

/// A SHA-256.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(hash))
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
