//! An article's bytes in; the article and what is to be said about it out.
//!
//! Nothing here touches a file system or an annotation set. The text is kept as it came: only a byte order mark goes, and
//! line ends become LF. What is boilerplate, a heading or a byline is a proposal that a reader can change.

mod blocks;
mod clutter;
mod details;
mod encoding;
mod language;
mod markdown;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::model::{Block, Direction};
use crate::text::MAX_TEXT_BYTES;
pub use encoding::{EncodingHow, EncodingUsed};

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
    /// Where it was published, from a Markdown file's front matter.
    pub address: Option<String>,
    /// The day of publication (`2026-03-04`), where the text shows one; never computed from its age.
    pub published: Option<String>,
    /// The age as printed (`Published 6 months ago`): it says nothing without the day on which it was printed.
    pub age_as_printed: Option<String>,
    /// The reading time as printed (`4 min read`).
    pub reading_time: Option<String>,
    /// Language as a BCP 47 tag, declared or guessed.
    pub language: Option<String>,
    /// Which way most of its letters run.
    pub direction: Direction,
    /// How the bytes were read.
    pub encoding: EncodingUsed,
    /// SHA-256 of the bytes as they came.
    pub original_sha256: [u8; 32],
    /// SHA-256 of `text` in UTF-8.
    pub text_sha256: [u8; 32],
    /// What the user should know.
    pub warnings: Vec<Warning>,
}

/// Where a title comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TitleFrom {
    /// The front matter of a Markdown file.
    FrontMatter,
    /// The first heading of a Markdown file.
    MarkdownHeading,
    /// A line of the text that stands like a headline.
    Headline,
    /// The first words of the first paragraph.
    FirstWords,
    /// The name of the file; only where there is no text.
    FileName,
    /// Nothing: the title is empty.
    Nothing,
}

/// What kind of document the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text without any marks.
    PlainText,
    /// Markdown (`CommonMark`, with tables and YAML front matter).
    Markdown,
}

/// What is known about the bytes besides themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The file's name, with or without folders. Its ending tells the kind where `kind` does not.
    pub file_name: Option<String>,
    /// The kind, where it is known.
    pub kind: Option<Kind>,
    /// The name of the encoding (as in the WHATWG Encoding Standard), where something declares it. A byte order mark
    /// overrules it.
    pub encoding: Option<String>,
}

/// Why bytes are not read as an article.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
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
    /// The declared encoding has no known name.
    #[error("no encoding is called “{0}”; leave it out to have it detected")]
    UnknownEncoding(String),
}

/// What kind of file bytes are that are not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
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
#[derive(Clone, Debug, PartialEq, Eq, Error)]
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
    /// The text begins like a web page.
    #[error("this looks like the source of a web page; copy the article's text from the browser instead")]
    LooksLikeHtml,
}

/// Reads an article.
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
    let (text, encoding) = encoding::decode(bytes, hint.encoding.as_deref())?;
    if text.len() > limit {
        return Err(IntakeError::TooLarge { bytes: text.len(), limit });
    }
    let file_name = hint.file_name.as_deref();
    let (blocks, details) = match hint.kind.unwrap_or_else(|| kind_of(file_name)) {
        Kind::PlainText => {
            let mut blocks = blocks::split(&text);
            clutter::mark(&text, &mut blocks);
            details::mark_bylines(&text, &mut blocks);
            blocks::mark_headings(&text, &mut blocks);
            let details = details::find(&text, &blocks, TitleFrom::Headline);
            (blocks, details)
        }
        Kind::Markdown => {
            let (mut blocks, front_matter) = markdown::split(&text);
            clutter::mark(&text, &mut blocks);
            details::mark_bylines(&text, &mut blocks);
            let found = details::find(&text, &blocks, TitleFrom::MarkdownHeading);
            (blocks, front_matter.over(found))
        }
    };
    let (title, title_guessed_from) = match details.title {
        Some(title) => title,
        None => match file_name.map(file_stem) {
            Some(stem) if !stem.is_empty() => (stem.to_owned(), TitleFrom::FileName),
            _ => (String::new(), TitleFrom::Nothing),
        },
    };
    let guess = language::guess(&text);
    Ok(Article {
        warnings: warnings(&text, &blocks, &encoding),
        original_sha256: Sha256::digest(bytes).into(),
        text_sha256: Sha256::digest(text.as_bytes()).into(),
        title,
        title_guessed_from,
        byline: details.byline,
        outlet: details.outlet,
        address: details.address,
        published: details.published,
        age_as_printed: details.age_as_printed,
        reading_time: details.reading_time,
        language: details.language.or_else(|| guess.language.map(str::to_owned)),
        direction: guess.direction,
        encoding,
        blocks,
        text,
    })
}

fn warnings(text: &str, blocks: &[Block], encoding: &EncodingUsed) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if blocks.is_empty() {
        warnings.push(Warning::Empty);
    }
    if encoding.how == EncodingHow::Detected {
        warnings.push(Warning::EncodingGuessed { encoding: encoding.name.to_owned() });
    }
    if encoding.lossy > 0 {
        warnings.push(Warning::Lossy { count: encoding.lossy, encoding: encoding.name.to_owned() });
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

fn kind_of(file_name: Option<&str>) -> Kind {
    let extension =
        file_name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd") => Kind::Markdown,
        _ => Kind::PlainText,
    }
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
