use std::fmt;

use thiserror::Error;
use uuid::Uuid;

use crate::model::EditError;
use crate::text::{excerpt, visible};

/// How much of a text from the file stands in a message.
const SHOWN: usize = 80;

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
    /// The file is in another encoding than UTF-8, and was read all the same.
    #[error("is in {0} instead of UTF-8, and was read all the same")]
    Encoding(&'static str),
    /// The text of a version is not the one that its hash was taken from. The hash was taken anew.
    #[error("the article’s text was changed outside Crossread")]
    TextChanged,
    /// The blocks of a version do not fit its text. Every line became a paragraph.
    #[error("the paragraphs do not fit the article’s text and were cut anew at its lines")]
    BlocksRebuilt,
    /// The words of an annotation do not stand where the file says. What became of it is the annotation's anchoring.
    #[error("«{}» does not stand where the file says: {outcome}", excerpt(quote, SHOWN))]
    Anchored {
        /// The words.
        quote: String,
        /// What became of it.
        outcome: Outcome,
    },
    /// The annotation says where it stands, but not with which words: there was nothing to compare.
    #[error("has no words to compare with the article; its place was taken as the file says")]
    NoWords,
    /// Something was missing whose place and kind is beyond doubt, such as a comma. It was put in.
    #[error("{0}; it was put in")]
    PutIn(String),
    /// One byte of the file was damaged and was put right from the checksum.
    #[error("one byte is damaged; going by the checksum it was put right: {was} instead of {is}")]
    Restored {
        /// What stands there.
        is: String,
        /// What stood there.
        was: String,
    },
    /// Something that this program does not know and cannot keep: it would be gone after saving.
    #[error("has a field «{}» that this version of Crossread does not know", excerpt(.0, SHOWN))]
    UnknownField(String),
    /// The file says that it is of a format that this program does not know.
    #[error("is of format {0}, which is newer than this version of Crossread")]
    NewerFormat(u32),
    /// The file does not say of which format it is.
    #[error("does not say of which format it is")]
    NoFormat,
    /// Bytes that are not UTF-8 were replaced.
    #[error("has bytes that are not UTF-8; a � stands for each")]
    NotUtf8,
    /// A list of records is called otherwise than it should be, and was taken for what is meant.
    #[error("«{}» was taken for «{meant}»", excerpt(found, SHOWN))]
    Misspelt {
        /// The name in the file.
        found: String,
        /// What is meant.
        meant: &'static str,
    },
    /// Brackets or quotation marks do not match; what stands there could not be read.
    #[error("{0}; what stands here was left out")]
    Unreadable(String),
    /// Brackets or quotation marks do not match; the records behind that place were read all the same.
    #[error("{message}; {} here was read all the same", if *records == 1 { "the record".to_owned() } else { format!("each of {records} records") })]
    Found {
        /// What does not match.
        message: String,
        /// How many records were read.
        records: usize,
    },
    /// The record could not be understood and was left out.
    #[error("{0}; left out")]
    Damaged(String),
    /// The record does not fit the rest of the set and was left out.
    #[error("{0}; left out")]
    Refused(EditError),
    /// A part of the record could not be used. The part was left out, the record was kept.
    #[error("{0}; this much of it was left out")]
    Mended(String),
    /// Annotations whose article is not in the file: they were kept, with their words, under one without text.
    #[error("the article of {0} annotations is missing: they were kept with their words, under an empty article")]
    NoArticle(usize),
    /// The same thing stands in the file twice. The first one was kept.
    #[error("stands in the file twice; the second one was left out")]
    Twice,
    /// There are more findings than are listed.
    #[error("{count} more findings are not listed")]
    More {
        /// How many.
        count: usize,
        /// The worst of them.
        worst: Severity,
    },
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
    /// What it is, in a sentence in which nothing from the file can disguise itself.
    pub fn message(&self) -> String {
        visible(&self.what.to_string()).into_owned()
    }

    /// What it means for saving.
    pub fn severity(&self) -> Severity {
        self.what.severity()
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match (&self.what, self.severity()) {
            (What::Anchored { .. } | What::NoWords, _) => "look at the annotation and confirm its place",
            (What::Restored { .. }, _) => {
                "nothing is lost; keep the file as it is, save a copy, and have the disk looked at"
            }
            (_, Severity::Notice) => "nothing is lost; saving writes new checksums",
            (_, Severity::Newer) => "open the file with a newer Crossread; here it can be read and saved as a copy",
            (What::Damaged(_) | What::Mended(_) | What::Unreadable(_) | What::Misspelt { .. }, _) => {
                "mend this place in a text editor, or keep the file, compare it with a backup, and save what was read as \
                 a copy"
            }
            (What::NotUtf8, _) => "save the file as UTF-8 in the program that changed it, or compare it with a backup",
            (What::NoFormat, _) => "put «format: 1,» behind the first bracket if this is a set",
            (_, Severity::Damage) => "keep the file, compare it with a backup, and save what was read as a copy",
        }
    }
}

impl What {
    /// What it means for saving.
    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::ChangedOutside
            | Self::NoChecksums
            | Self::Encoding(_)
            | Self::TextChanged
            | Self::BlocksRebuilt
            | Self::Anchored { .. }
            | Self::NoWords
            | Self::PutIn(_) => Severity::Notice,
            Self::UnknownField(_) | Self::NewerFormat(_) => Severity::Newer,
            Self::Restored { .. }
            | Self::NoFormat
            | Self::NotUtf8
            | Self::Misspelt { .. }
            | Self::Unreadable(_)
            | Self::Found { .. }
            | Self::Damaged(_)
            | Self::Refused(_)
            | Self::Mended(_)
            | Self::NoArticle(_)
            | Self::Twice => Severity::Damage,
            Self::More { worst, .. } => *worst,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.part)?;
        if let Some(id) = self.id {
            write!(f, " {}", id.as_hyphenated())?;
        }
        write!(f, ": {}", self.message())
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
    /// Whoever asked does not want to know any more.
    #[error("reading was cancelled")]
    Cancelled,
    /// It is no annotation set.
    #[error("this is not an annotation set: {} ({place})", visible(message))]
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
            Self::Cancelled => "open the file again",
            Self::NotASet { .. } => "articles are added with «Add articles»; a damaged set may have a backup beside it",
        }
    }
}
