use std::fmt;

use thiserror::Error;
use uuid::Uuid;

use crate::model::EditError;

/// A place in a file as an editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The parts of a file that stand and fall by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each part is named for what it holds")]
pub enum Part {
    File,
    Head,
    Scheme,
    Annotator,
    Person,
    Source,
    Version,
    Annotation,
    Statement,
    Link,
    Progress,
    Tombstone,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "the file",
            Self::Head => "the set’s details",
            Self::Scheme => "the scheme",
            Self::Annotator => "annotator",
            Self::Person => "person",
            Self::Source => "source",
            Self::Version => "version",
            Self::Annotation => "annotation",
            Self::Statement => "statement",
            Self::Link => "link",
            Self::Progress => "progress",
            Self::Tombstone => "deleted record",
        })
    }
}

/// Something that a reader of the file should know: where, about what, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What kind of record it concerns.
    pub part: Part,
    /// Which record, where it could be told.
    pub id: Option<Uuid>,
    /// Where in the file.
    pub place: Place,
    /// What it is.
    pub what: What,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum What {
    /// The checksum does not match what stands there. The record was checked like any other and is used.
    #[error("was changed outside Crossread")]
    ChangedOutside,
    /// The file has no checksums at all: it was not written by this program.
    #[error("has no checksums")]
    NoChecksums,
    /// The text of a version is not the one that its hash was taken from. The hash was taken anew.
    #[error("the article’s text was changed outside Crossread")]
    TextChanged,
    /// The blocks of a version do not fit its text. Every line became a paragraph.
    #[error("the paragraphs do not fit the article’s text and were cut anew at its lines")]
    BlocksRebuilt,
    /// The words of an annotation do not stand where the file says. What became of it is the annotation's anchoring.
    #[error("«{quote}» does not stand where the file says: {outcome}")]
    Anchored {
        /// The words.
        quote: String,
        /// What became of it.
        outcome: Outcome,
    },
    /// Something that this program does not know and cannot keep: it would be gone after saving.
    #[error("has a field «{0}» that this version of Crossread does not know")]
    UnknownField(String),
    /// The file says that it is of a format that this program does not know.
    #[error("is of format {0}, which is newer than this version of Crossread")]
    NewerFormat(u32),
    /// The file does not say of which format it is.
    #[error("does not say of which format it is")]
    NoFormat,
    /// Bytes that are not UTF-8 were replaced.
    #[error("has bytes that are not UTF-8")]
    NotUtf8,
    /// Brackets or quotation marks do not match; what stands there could not be read.
    #[error("{0}; what stands here was left out")]
    Unreadable(String),
    /// The record could not be understood and was left out.
    #[error("{0}; left out")]
    Damaged(String),
    /// The record does not fit the rest of the set and was left out.
    #[error("{0}; left out")]
    Refused(EditError),
    /// The record refers to something that is not in the file. The reference was left out, the record was kept.
    #[error("{0}; this much of it was left out")]
    Mended(String),
    /// The same thing stands in the file twice. The first one was kept.
    #[error("stands in the file twice; the second one was left out")]
    Twice,
}

/// What became of a passage that was not where the file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It stands elsewhere.
    Moved,
    /// It stands elsewhere or there, with other words.
    Edited,
    /// Several places fit about as well.
    Ambiguous,
    /// No place fits.
    Lost,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Moved => "found elsewhere",
            Self::Edited => "found with other words",
            Self::Ambiguous => "several places fit",
            Self::Lost => "not found",
        })
    }
}

/// What a finding means for saving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The set is whole; somebody may want to look.
    Notice,
    /// Saving would drop what a newer program wrote.
    Newer,
    /// Something is missing from the set: what was read may only be saved as a copy.
    Damage,
}

impl Finding {
    /// What it means for saving.
    pub fn severity(&self) -> Severity {
        match self.what {
            What::ChangedOutside
            | What::NoChecksums
            | What::TextChanged
            | What::BlocksRebuilt
            | What::Anchored { .. } => Severity::Notice,
            What::UnknownField(_) | What::NewerFormat(_) => Severity::Newer,
            What::NoFormat
            | What::NotUtf8
            | What::Unreadable(_)
            | What::Damaged(_)
            | What::Refused(_)
            | What::Mended(_)
            | What::Twice => Severity::Damage,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match (&self.what, self.severity()) {
            (What::Anchored { .. }, _) => "look at the annotation and confirm its place",
            (_, Severity::Notice) => "nothing is lost; saving writes new checksums",
            (_, Severity::Newer) => "open the file with a newer Crossread; here it can be read and saved as a copy",
            (_, Severity::Damage) => "keep the file, compare it with a backup, and save what was read as a copy",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.part)?;
        if let Some(id) = self.id {
            write!(f, " {}", id.as_hyphenated())?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Why nothing at all could be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    /// There is nothing in the file.
    #[error("the file is empty")]
    Empty,
    /// It is larger than is read.
    #[error("the file has {0} bytes, more than Crossread reads")]
    TooLarge(usize),
    /// It is no annotation set.
    #[error("this is not an annotation set: {message} ({place})")]
    NotASet {
        /// Why not.
        message: String,
        /// Where that was noticed.
        place: Place,
    },
}

impl ReadError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "a disk may have been full when it was written: look for a backup beside it",
            Self::TooLarge(_) => "divide it into several sets",
            Self::NotASet { .. } => "articles are added with «Add articles»; a damaged set may have a backup beside it",
        }
    }
}
