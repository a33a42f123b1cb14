//! An article's bytes in; the article and what is to be said about it out.
//!
//! Nothing here touches a file system or an annotation set. The text is kept as it came: only a byte order mark goes, and
//! line ends become LF. What is boilerplate, a heading or a byline is a proposal that a reader can change.

mod blocks;
mod clutter;
mod details;
mod docx;
mod encoding;
mod html;
mod kind;
mod language;
mod markdown;
mod mhtml;
mod odt;
mod package;
mod paragraphs;
mod pdf;
mod plain;
mod properties;
mod rtf;
mod styles;
mod xml;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::model::{Block, Direction};
use crate::text::MAX_TEXT_BYTES;
use details::Details;
pub use encoding::{EncodingHow, EncodingUsed, knows as knows_encoding};
pub use kind::Kind;
pub use plain::plain_words;

/// An article as it was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The text; all positions in `blocks` are bytes of it.
    pub text: String,
    /// Its paragraphs, headings and so on: in order, disjoint, none empty.
    pub blocks: Vec<Block>,
    /// The headline, or what has to do for one; empty only where there is neither text nor a file name.
    pub title: String,
    /// Where `title` comes from.
    pub title_guessed_from: TitleFrom,
    /// Who wrote it, without “By”.
    pub byline: Option<String>,
    /// The publication.
    pub outlet: Option<String>,
    /// Where it was published, as the document says (its canonical address).
    pub address: Option<String>,
    /// The day of publication (`2026-03-04`), where the text shows one; never computed from its age.
    pub published: Option<String>,
    /// The day or moment of its last change, where the document says one.
    pub modified: Option<String>,
    /// What the publication says in a sentence or two that it is about, for search engines and shared links.
    pub description: Option<String>,
    /// The age as printed (`Published 6 months ago`): it says nothing without the day on which it was printed.
    pub age_as_printed: Option<String>,
    /// The reading time as printed (`4 min read`).
    pub reading_time: Option<String>,
    /// Language as a BCP 47 tag, declared or guessed.
    pub language: Option<String>,
    /// Which way most of its letters run.
    pub direction: Direction,
    /// How the bytes were read as text; `None` for documents that are not text themselves (Word, PDF).
    pub encoding: Option<EncodingUsed>,
    /// SHA-256 of the bytes as they came.
    pub original_sha256: [u8; 32],
    /// SHA-256 of `text` in UTF-8.
    pub text_sha256: [u8; 32],
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

/// Where a title comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TitleFrom {
    /// The front matter of a Markdown file.
    FrontMatter,
    /// The first heading of a Markdown file.
    MarkdownHeading,
    /// What a document says about itself, apart from its text.
    Metadata,
    /// A line of the text that stands like a headline.
    Headline,
    /// The title in the document's properties.
    Properties,
    /// The first words of the first paragraph.
    FirstWords,
    /// The name of the file; only where there is no text.
    FileName,
    /// Nothing: the title is empty.
    Nothing,
}

/// What is known about the bytes besides themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// The file's name, with or without folders. Its ending tells the kind where `kind` does not.
    pub file_name: Option<String>,
    /// The kind, where it is known.
    pub kind: Option<Kind>,
    /// The name of the encoding (as in the WHATWG Encoding Standard), where something declares it. A byte order mark
    /// overrules it.
    pub encoding: Option<String>,
    /// Where the bytes came from: what links on a web page are relative to.
    pub address: Option<String>,
    /// The bytes are a piece of a web page, such as the clipboard holds: all of it is the text.
    pub fragment: bool,
}

/// Why bytes are not read as an article.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum IntakeError {
    /// More than [`MAX_TEXT_BYTES`], as bytes or as text.
    #[error("{bytes} bytes are too much for one article; split it into pieces of at most {limit} bytes")]
    TooLarge {
        /// The size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Not text.
    #[error("this is {0}, which is not read yet; copy its text into a plain text file and add that")]
    Binary(BinaryKind),
    /// A document of a format of its own that cannot be read.
    #[error("this {kind} cannot be read: {error}")]
    Document {
        /// What it is.
        kind: Kind,
        /// Why.
        error: DocumentError,
    },
    /// A saved message without a page in it.
    #[error("this saved page holds no HTML; open it in the browser that saved it, and save it as a web page")]
    NoPage,
    /// The declared encoding has no known name.
    #[error("no encoding is called “{0}”; leave it out to have it detected")]
    UnknownEncoding(String),
}

/// Why a document of a format of its own cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum DocumentError {
    /// It does not follow its format.
    #[error("it is damaged or cut off; open it in the program that made it and save it again")]
    Damaged,
    /// It asks for a password.
    #[error("it is protected by a password; save a copy without one and add that")]
    Encrypted,
    /// It unpacks to more than an article can be.
    #[error("it unpacks to far more than a text would; it may be meant to do harm")]
    Bomb,
    /// Its pages are pictures.
    #[error(
        "its pages ({pages}) are pictures without text; let a program recognise the text (OCR) and add what that makes"
    )]
    Scan {
        /// How many pages it has.
        pages: usize,
    },
}

/// What kind of file bytes are that are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum BinaryKind {
    /// `%PDF`.
    #[error("a PDF document")]
    Pdf,
    /// A ZIP file with a `word` folder.
    #[error("a Word document")]
    Docx,
    /// A ZIP file with `OpenDocument` or EPUB in its first entry.
    #[error("an OpenDocument or EPUB file")]
    OpenDocument,
    /// Another ZIP file.
    #[error("a ZIP file")]
    Zip,
    /// Compressed with gzip.
    #[error("a gzip file")]
    Gzip,
    /// An OLE compound file.
    #[error("an old Word, Excel or PowerPoint document")]
    OldOffice,
    /// `{\rtf`.
    #[error("an RTF document")]
    Rtf,
    /// PNG, JPEG, GIF, WebP or TIFF.
    #[error("a picture")]
    Picture,
    /// Too many control characters.
    #[error("a file that is not text")]
    Unknown,
}

/// What the user should know about an article that was read.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Warning {
    /// There is no text.
    #[error("the article has no text")]
    Empty,
    /// Bytes that are no characters of the encoding became U+FFFD.
    #[error("{count} places could not be read as {encoding} and are shown as �; look for a better copy of the article")]
    Lossy {
        /// How many places.
        count: usize,
        /// The encoding's name.
        encoding: String,
    },
    /// The encoding is a guess.
    #[error("the encoding was guessed to be {encoding}; check letters with accents")]
    EncodingGuessed {
        /// The encoding's name.
        encoding: String,
    },
    /// Characters that are not for reading (NUL and its like) are in the text and were kept.
    #[error("the text holds {count} control characters; they are kept and cannot be seen")]
    ControlCharacters {
        /// How many.
        count: usize,
    },
    /// Something declares an encoding that nobody knows, and it was found out in another way.
    #[error("the encoding is said to be “{encoding}”, which nobody knows; check letters with accents")]
    UnknownEncoding {
        /// The name that was given.
        encoding: String,
    },
    /// The document has changes that nobody has accepted or rejected yet.
    #[error(
        "the document has tracked changes: insertions are taken as accepted ({insertions}), deletions are left out ({deletions})"
    )]
    TrackedChanges {
        /// How many insertions, moved text among them.
        insertions: usize,
        /// How many deletions.
        deletions: usize,
    },
    /// Comments in the margin are not part of the text.
    #[error("comments in the margin of the document are left out ({count})")]
    CommentsLeftOut {
        /// How many.
        count: usize,
    },
    /// A part of the document could not be read.
    #[error("the document is damaged or cut off; what could be read of it is here")]
    CutShort,
    /// Reading the document as what it is came to no end.
    #[error("only the plain text could be read, without headings and details: {reason}")]
    OnlyPlainText {
        /// What happened.
        reason: String,
    },
    /// Some pages are pictures.
    #[error("pages that are pictures without text are left out ({pages} of {of})")]
    PagesWithoutText {
        /// How many.
        pages: usize,
        /// How many pages there are.
        of: usize,
    },
    /// The fonts of a document do not say which characters they show.
    #[error("some characters of the document could not be told and are shown as � ({count}); look for a better copy")]
    UnknownCharacters {
        /// How many.
        count: usize,
    },
    /// The text begins like a web page.
    #[error("this looks like the source of a web page; copy the article's text from the browser instead")]
    LooksLikeHtml,
    /// No article stood out in a web page.
    #[error(
        "no article stands out on this page: all of its text was taken; mark what does not belong to it as clutter"
    )]
    WholePage,
    /// A web page was too large to be read as one.
    #[error("this page is too large to be read as a web page: only its text was taken, without links and emphasis")]
    TagsStripped,
}

/// What the reader of one kind of document makes of its bytes.
#[derive(Clone, Debug)]
struct Reading {
    /// The text, with LF line ends.
    text: String,
    /// Its blocks, with clutter and bylines marked: in order, disjoint, none empty.
    blocks: Vec<Block>,
    /// What the document says about itself, and what its text shows where it does not.
    details: Details,
    /// How the bytes were read as text, where they are text.
    encoding: Option<EncodingUsed>,
    /// What the reader has to say beside what can be seen from the text.
    warnings: Vec<Warning>,
}

/// Reads an article.
///
/// Documents that other programs make in formats of their own ([`Kind::is_foreign`]) are read by libraries that cannot
/// be trusted with hostile input: a program that has others to look after reads them in a process of their own.
///
/// # Errors
///
/// [`IntakeError`] where the bytes are too many or not text, or where the hint names an unknown encoding. Text that is
/// merely damaged is read, with a [`Warning`]; no text at all is an article without blocks.
pub fn read(bytes: &[u8], hint: &Hint) -> Result<Article, IntakeError> {
    let limit = MAX_TEXT_BYTES;
    if bytes.len() > limit {
        return Err(IntakeError::TooLarge { bytes: bytes.len(), limit });
    }
    let reading = match Kind::of(bytes, hint) {
        Kind::PlainText => plain_text(bytes, hint)?,
        Kind::Markdown => markdown(bytes, hint)?,
        Kind::Docx => docx::read(bytes)?,
        Kind::Odt => odt::read(bytes)?,
        Kind::Rtf => rtf::read(bytes)?,
        Kind::Pdf => pdf::read(bytes)?,
        Kind::Html => html::read(bytes, hint)?,
        Kind::Mhtml => mhtml::read(bytes, hint)?,
    };
    if reading.text.len() > limit {
        return Err(IntakeError::TooLarge { bytes: reading.text.len(), limit });
    }
    Ok(article(bytes, hint, reading))
}

fn plain_text(bytes: &[u8], hint: &Hint) -> Result<Reading, IntakeError> {
    let (text, encoding) = encoding::decode(bytes, hint.encoding.as_deref())?;
    let mut blocks = blocks::split(&text);
    clutter::mark(&text, &mut blocks);
    details::mark_bylines(&text, &mut blocks);
    blocks::mark_headings(&text, &mut blocks);
    let details = details::find(&text, &blocks, TitleFrom::Headline);
    Ok(Reading { text, blocks, details, encoding: Some(encoding), warnings: Vec::new() })
}

fn markdown(bytes: &[u8], hint: &Hint) -> Result<Reading, IntakeError> {
    let (text, encoding) = encoding::decode(bytes, hint.encoding.as_deref())?;
    let (mut blocks, front_matter) = markdown::split(&text);
    clutter::mark(&text, &mut blocks);
    details::mark_bylines(&text, &mut blocks);
    let details = front_matter.over(details::find(&text, &blocks, TitleFrom::MarkdownHeading));
    Ok(Reading { text, blocks, details, encoding: Some(encoding), warnings: Vec::new() })
}

/// The article that a reading makes, with what is found the same way in documents of every kind.
fn article(bytes: &[u8], hint: &Hint, reading: Reading) -> Article {
    let Reading { text, blocks, details, encoding, warnings } = reading;
    let (title, title_guessed_from) = match details.title {
        Some(title) => title,
        None => match hint.file_name.as_deref().map(file_stem) {
            Some(stem) if !stem.is_empty() => (stem.to_owned(), TitleFrom::FileName),
            _ => (String::new(), TitleFrom::Nothing),
        },
    };
    let guess = language::guess(&text);
    Article {
        warnings: all_warnings(warnings, &text, &blocks, encoding.as_ref()),
        original_sha256: Sha256::digest(bytes).into(),
        text_sha256: Sha256::digest(text.as_bytes()).into(),
        title,
        title_guessed_from,
        byline: details.byline,
        outlet: details.outlet,
        address: details.address,
        published: details.published,
        modified: details.modified,
        description: details.description,
        age_as_printed: details.age_as_printed,
        reading_time: details.reading_time,
        language: details.language.or_else(|| guess.language.map(str::to_owned)),
        direction: guess.direction,
        encoding,
        blocks,
        text,
    }
}

/// What the reader said, and what can be seen from the text.
fn all_warnings(said: Vec<Warning>, text: &str, blocks: &[Block], encoding: Option<&EncodingUsed>) -> Vec<Warning> {
    let mut warnings = said;
    if blocks.is_empty() {
        warnings.push(Warning::Empty);
    }
    if let Some(encoding) = encoding {
        if encoding.how == EncodingHow::Detected {
            warnings.push(Warning::EncodingGuessed { encoding: encoding.name.to_owned() });
        }
        if encoding.lossy > 0 {
            warnings.push(Warning::Lossy { count: encoding.lossy, encoding: encoding.name.to_owned() });
        }
    }
    let controls = text.chars().filter(|&character| encoding::is_unreadable(character)).count();
    if controls > 0 {
        warnings.push(Warning::ControlCharacters { count: controls });
    }
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        warnings.push(Warning::LooksLikeHtml);
    }
    warnings
}

/// The name without folders and without its ending.
fn file_stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests;
