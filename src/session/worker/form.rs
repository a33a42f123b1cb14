//! What goes over the pipes between this program and its workers: a length, then JSON, with a version in front. Both
//! ends are the same program, but the one may have been replaced by another version while the other was running.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::ForeignError;
use crate::intake::{Article, EncodingHow, EncodingUsed, Hint, IntakeError, TitleFrom, Warning};
use crate::model::{Block, BlockKind, Direction, Inline, InlineKind};
use crate::text::{MAX_TEXT_BYTES, Span};

/// Changes whenever the form does.
const MAGIC: &[u8; 8] = b"crossrd1";
/// What describes a document is no longer than this, in bytes.
const MAX_HEAD: usize = 64 * 1024;
/// An answer is no longer than this, in bytes: a text, and what is said about it.
const MAX_ANSWER: usize = 2 * MAX_TEXT_BYTES;

/// A document to be read.
pub(super) struct Request {
    pub hint: Hint,
    pub bytes: Vec<u8>,
    /// The processor's time that it may take.
    pub seconds: u64,
    /// The memory that it may take, besides what grows with its length.
    pub megabytes: u64,
}

#[derive(Serialize, Deserialize)]
struct Head {
    hint: Hint,
    seconds: u64,
    megabytes: u64,
    length: usize,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Article(Box<ArticleForm>),
    Intake(IntakeError),
    Fault(String),
}

#[derive(Serialize, Deserialize)]
struct ArticleForm {
    text: String,
    blocks: Vec<BlockForm>,
    title: String,
    title_from: TitleFrom,
    byline: Option<String>,
    outlet: Option<String>,
    address: Option<String>,
    published: Option<String>,
    modified: Option<String>,
    description: Option<String>,
    age_as_printed: Option<String>,
    reading_time: Option<String>,
    language: Option<String>,
    right_to_left: bool,
    encoding: Option<(String, EncodingHow, usize)>,
    original_sha256: [u8; 32],
    text_sha256: [u8; 32],
    warnings: Vec<Warning>,
}

/// Start, end, kind, level, boilerplate, inlines.
#[derive(Serialize, Deserialize)]
struct BlockForm(u32, u32, KindForm, bool, Vec<InlineForm>);

#[derive(Serialize, Deserialize)]
enum KindForm {
    Paragraph,
    Heading(u8),
    ListItem(u8),
    BlockQuote,
    Caption,
    Table,
    Byline,
    Other,
}

#[derive(Serialize, Deserialize)]
enum InlineForm {
    Emphasis(u32, u32),
    Strong(u32, u32),
    Link(u32, u32, String),
    Markup(u32, u32),
}

fn invalid(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn write_frame(output: &mut dyn Write, json: &[u8]) -> io::Result<()> {
    output.write_all(MAGIC)?;
    output.write_all(&(json.len() as u64).to_le_bytes())?;
    output.write_all(json)
}

/// The JSON of the next frame; `None` where there are no more.
fn read_frame(input: &mut dyn Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut start = [0; 16];
    let mut had = 0;
    while let Some(rest) = start.get_mut(had..).filter(|rest| !rest.is_empty()) {
        match input.read(rest) {
            Ok(0) if had == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => had += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (magic, length) = start.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(invalid("another form is spoken there"));
    }
    let length = length.try_into().map_or(u64::MAX, u64::from_le_bytes);
    let length =
        usize::try_from(length).ok().filter(|&length| length <= limit).ok_or_else(|| invalid("it is too long"))?;
    read_bytes(input, length).map(Some)
}

/// Reads so many bytes. Memory is taken as they come, not as they are announced.
fn read_bytes(input: &mut dyn Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length.min(1024 * 1024));
    input.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(bytes) }
}

pub(super) fn write_request(
    output: &mut dyn Write,
    bytes: &[u8],
    hint: &Hint,
    seconds: u64,
    megabytes: u64,
) -> io::Result<()> {
    let head = Head { hint: hint.clone(), seconds, megabytes, length: bytes.len() };
    write_frame(output, &serde_json::to_vec(&head)?)?;
    output.write_all(bytes)?;
    output.flush()
}

pub(super) fn read_request(input: &mut dyn Read) -> io::Result<Option<Request>> {
    let Some(json) = read_frame(input, MAX_HEAD)? else { return Ok(None) };
    let head: Head = serde_json::from_slice(&json)?;
    if head.length > MAX_TEXT_BYTES {
        return Err(invalid("it is too long"));
    }
    let bytes = read_bytes(input, head.length)?;
    Ok(Some(Request { hint: head.hint, bytes, seconds: head.seconds, megabytes: head.megabytes }))
}

pub(super) fn write_answer(output: &mut dyn Write, outcome: Result<Article, ForeignError>) -> io::Result<()> {
    let answer = match outcome {
        Ok(article) => Answer::Article(Box::new(article.into())),
        Err(ForeignError::Intake(error)) => Answer::Intake(error),
        Err(ForeignError::Fault(message)) => Answer::Fault(message),
        Err(other) => Answer::Fault(other.to_string()),
    };
    write_frame(output, &serde_json::to_vec(&answer)?)?;
    output.flush()
}

/// Reads an answer; an error where it is none.
pub(super) fn read_answer(input: &mut dyn Read) -> io::Result<Result<Article, ForeignError>> {
    let json = read_frame(input, MAX_ANSWER)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(match serde_json::from_slice(&json)? {
        Answer::Article(form) => Ok(Article::try_from(*form).map_err(invalid)?),
        Answer::Intake(error) => Err(error.into()),
        Answer::Fault(message) => Err(ForeignError::Fault(message)),
    })
}

impl From<Article> for ArticleForm {
    fn from(article: Article) -> Self {
        Self {
            text: article.text,
            blocks: article.blocks.into_iter().map(Into::into).collect(),
            title: article.title,
            title_from: article.title_guessed_from,
            byline: article.byline,
            outlet: article.outlet,
            address: article.address,
            published: article.published,
            modified: article.modified,
            description: article.description,
            age_as_printed: article.age_as_printed,
            reading_time: article.reading_time,
            language: article.language,
            right_to_left: article.direction == Direction::RightToLeft,
            encoding: article.encoding.map(|used| (used.name.to_owned(), used.how, used.lossy)),
            original_sha256: article.original_sha256,
            text_sha256: article.text_sha256,
            warnings: article.warnings,
        }
    }
}

/// A worker that was taken over could answer anything: what comes from it must be sound in itself.
impl TryFrom<ArticleForm> for Article {
    type Error = &'static str;

    fn try_from(form: ArticleForm) -> Result<Self, Self::Error> {
        if form.text.len() > MAX_TEXT_BYTES {
            return Err("the text is too long");
        }
        let blocks: Vec<Block> = form.blocks.into_iter().map(Into::into).collect();
        let mut end = 0;
        for block in &blocks {
            let is_sound = block.span.start >= end && !block.span.is_empty() && block.span.slice(&form.text).is_some();
            let mut start = block.span.start;
            let are_sound = block.inlines.iter().all(|inline| {
                let Span { start: from, end: to } = inline.span;
                let in_order = from >= start && from <= to && to <= block.span.end;
                start = from;
                in_order && inline.span.slice(&form.text).is_some()
            });
            if !is_sound || !are_sound {
                return Err("a block is not where it can be");
            }
            end = block.span.end;
        }
        let encoding = match form.encoding {
            None => None,
            Some((label, how, lossy)) => {
                let name =
                    encoding_rs::Encoding::for_label(label.as_bytes()).ok_or("there is no such encoding")?.name();
                Some(EncodingUsed { name, how, lossy })
            }
        };
        Ok(Self {
            text_sha256: crate::model::Hash::of(form.text.as_bytes()).0,
            text: form.text,
            blocks,
            title: form.title,
            title_guessed_from: form.title_from,
            byline: form.byline,
            outlet: form.outlet,
            address: form.address,
            published: form.published,
            modified: form.modified,
            description: form.description,
            age_as_printed: form.age_as_printed,
            reading_time: form.reading_time,
            language: form.language,
            direction: if form.right_to_left { Direction::RightToLeft } else { Direction::LeftToRight },
            encoding,
            original_sha256: form.original_sha256,
            warnings: form.warnings,
        })
    }
}

impl From<Block> for BlockForm {
    fn from(block: Block) -> Self {
        let kind = match block.kind {
            BlockKind::Paragraph => KindForm::Paragraph,
            BlockKind::Heading(level) => KindForm::Heading(level),
            BlockKind::ListItem(depth) => KindForm::ListItem(depth),
            BlockKind::BlockQuote => KindForm::BlockQuote,
            BlockKind::Caption => KindForm::Caption,
            BlockKind::Table => KindForm::Table,
            BlockKind::Byline => KindForm::Byline,
            BlockKind::Other => KindForm::Other,
        };
        let inlines = block.inlines.into_iter().map(|Inline { span: Span { start, end }, kind }| match kind {
            InlineKind::Emphasis => InlineForm::Emphasis(start, end),
            InlineKind::Strong => InlineForm::Strong(start, end),
            InlineKind::Link(address) => InlineForm::Link(start, end, address),
            InlineKind::Markup => InlineForm::Markup(start, end),
        });
        Self(block.span.start, block.span.end, kind, block.boilerplate, inlines.collect())
    }
}

impl From<BlockForm> for Block {
    fn from(BlockForm(start, end, kind, boilerplate, inlines): BlockForm) -> Self {
        let kind = match kind {
            KindForm::Paragraph => BlockKind::Paragraph,
            KindForm::Heading(level) => BlockKind::Heading(level),
            KindForm::ListItem(depth) => BlockKind::ListItem(depth),
            KindForm::BlockQuote => BlockKind::BlockQuote,
            KindForm::Caption => BlockKind::Caption,
            KindForm::Table => BlockKind::Table,
            KindForm::Byline => BlockKind::Byline,
            KindForm::Other => BlockKind::Other,
        };
        let inline = |form| match form {
            InlineForm::Emphasis(start, end) => Inline { span: Span { start, end }, kind: InlineKind::Emphasis },
            InlineForm::Strong(start, end) => Inline { span: Span { start, end }, kind: InlineKind::Strong },
            InlineForm::Link(start, end, address) => {
                Inline { span: Span { start, end }, kind: InlineKind::Link(address) }
            }
            InlineForm::Markup(start, end) => Inline { span: Span { start, end }, kind: InlineKind::Markup },
        };
        Self { span: Span { start, end }, kind, boilerplate, inlines: inlines.into_iter().map(inline).collect() }
    }
}
