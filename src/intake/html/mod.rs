//! Web pages.
//!
//! A page is guarded against what its parser cannot bear ([`guard`]), parsed, and laid out as pieces of text
//! ([`pieces`]); which of them are the article is asked of a readability library and corrected ([`article`]). The others
//! stay in the text as boilerplate.

mod address;
mod article;
mod charset;
mod guard;
mod metadata;
mod page;
mod pieces;

use dom_query::Document;

use super::details;
use super::encoding::EncodingUsed;
use super::{Hint, IntakeError, Kind, Reading, TitleFrom, Warning, blocks, clutter};
use crate::model::{Block, BlockKind, Inline};
use crate::text::Span;
use article::Judgement;
use metadata::Metadata;
use page::Page;
use pieces::Piece;

/// A page's `html` or `body` comes within so many bytes.
const FRAME_PROBE: usize = 64 * 1024;

/// Whether bytes begin as a page does.
pub(super) fn sniff(bytes: &[u8]) -> Option<Kind> {
    let probe = bytes.get(..1024).unwrap_or(bytes);
    // UTF-16 has a NUL beside every ASCII character.
    let text: String =
        probe.iter().filter(|byte| byte.is_ascii() && **byte != 0).map(|byte| char::from(*byte)).collect();
    let mut text = text.trim_start();
    loop {
        let behind = if text.starts_with("<?xml") {
            text.split_once("?>")
        } else if text.starts_with("<!--") {
            text.split_once("-->")
        } else {
            None
        };
        match behind {
            Some((_, rest)) => text = rest.trim_start(),
            None => break,
        }
    }
    let start = text.get(..text.floor_char_boundary(15)).unwrap_or_default().to_ascii_lowercase();
    let is_page = start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head");
    is_page.then_some(Kind::Html)
}

/// Reads a page, or a fragment of one.
pub(super) fn read(bytes: &[u8], hint: &Hint) -> Result<Reading, IntakeError> {
    let (source, encoding) = charset::decode(bytes, hint)?;
    Ok(read_text(&source, encoding, hint.address.as_deref(), hint.fragment))
}

/// The words of a page, without asking a parser; `None` where its bytes are no text.
pub(super) fn words(bytes: &[u8], hint: &Hint) -> Option<String> {
    let (source, _) = charset::decode(bytes, hint).ok()?;
    Some(guard::strip(fragment_of(&source).unwrap_or(&source)))
}

/// Reads a page that is text already. `address` is where it came from.
pub(super) fn read_text(source: &str, encoding: EncodingUsed, address: Option<&str>, fragment: bool) -> Reading {
    let cut = fragment_of(source);
    let fragment = fragment || cut.is_some() || !has_frame(source);
    let source = cut.unwrap_or(source);
    let Some(guarded) = guard::guard(source) else { return stripped(source, encoding) };
    let tags = guarded.tags;
    let document = Document::from(guarded.html.as_ref());
    let page = Page::new(&document);
    let mut metadata = metadata::read(&page, address);
    let root = page.first("body").unwrap_or_default();
    let kept = if fragment { None } else { article::readable(document, tags) };
    let is_kept = |at: usize| match &kept {
        Some(kept) => page.get(at).is_some_and(|node| kept.contains(&node.id)),
        None => false,
    };
    let resolve = |link: &str| address::resolve(metadata.base.as_deref(), link);
    let pieces = pieces::pieces(&page, root, &is_kept, &resolve);
    let mut judgement = if fragment {
        Judgement {
            article: vec![true; pieces.len()],
            kinds: pieces.iter().map(|piece| piece.kind).collect(),
            whole_page: false,
        }
    } else {
        article::judge(&page, &pieces, &metadata, kept.is_some())
    };
    let title = metadata.details.title.take().or_else(|| other_title(&pieces, &metadata));
    if !fragment {
        mark_headline(&pieces, &mut judgement, title.as_ref().map(|(title, _)| title.as_str()));
    }
    metadata.details.title = title;
    reading(pieces, &judgement, metadata, encoding)
}

fn reading(pieces: Vec<Piece>, judgement: &Judgement, metadata: Metadata, encoding: EncodingUsed) -> Reading {
    let mut text = String::new();
    let mut blocks = Vec::with_capacity(pieces.len());
    for ((piece, article), kind) in pieces.into_iter().zip(&judgement.article).zip(&judgement.kinds) {
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len() as u32;
        text += &piece.text;
        let inlines = piece
            .inlines
            .into_iter()
            .map(|Inline { span, kind }| Inline { span: Span::new(span.start + start, span.end + start), kind });
        blocks.push(Block {
            span: Span::new(start, text.len() as u32),
            kind: *kind,
            boilerplate: !article,
            inlines: inlines.collect(),
        });
    }
    let details = metadata.details.over(details::find(&text, &blocks, TitleFrom::Headline));
    let warnings = if judgement.whole_page && !blocks.is_empty() { vec![Warning::WholePage] } else { Vec::new() };
    Reading { text, blocks, details, encoding: Some(encoding), warnings }
}

/// The piece of a page that the clipboard's marks enclose.
fn fragment_of(source: &str) -> Option<&str> {
    let (_, behind) = source.split_once("<!--StartFragment-->")?;
    Some(behind.split_once("<!--EndFragment-->").map_or(behind, |(fragment, _)| fragment))
}

/// Whether the source has any of the elements that make it a page.
fn has_frame(source: &str) -> bool {
    let probe = source.get(..source.floor_char_boundary(FRAME_PROBE)).unwrap_or(source).to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body", "<title", "<article", "<main"].iter().any(|tag| probe.contains(tag))
}

/// The headline's kind is that of a headline, whatever level its page gives it. It belongs to the article: headlines are
/// what most people read, and claims.
fn mark_headline(pieces: &[Piece], judgement: &mut Judgement, title: Option<&str>) {
    let Some(title) = title.map(article::plain).filter(|title| !title.is_empty()) else { return };
    let first = judgement.article.iter().position(|article| *article).unwrap_or(pieces.len());
    let headline = pieces
        .iter()
        .take(first + 1)
        .rposition(|piece| matches!(piece.kind, BlockKind::Heading(_)) && article::plain(&piece.text) == title);
    let Some(at) = headline else { return };
    if let (Some(kind), Some(article)) = (judgement.kinds.get_mut(at), judgement.article.get_mut(at)) {
        (*kind, *article) = (BlockKind::Heading(1), true);
    }
}

/// The title of a page whose details name none: its first heading of the first level, or the window's title.
fn other_title(pieces: &[Piece], metadata: &Metadata) -> Option<(String, TitleFrom)> {
    let heading = pieces.iter().find(|piece| piece.kind == BlockKind::Heading(1) && piece.characters <= 300);
    let window = || {
        let title = metadata::without_outlet(metadata.window_title.as_deref()?, metadata.details.outlet.as_deref());
        Some((title, TitleFrom::Metadata))
    };
    heading.map(|piece| (metadata::clean(&piece.text), TitleFrom::Headline)).or_else(window)
}

/// What can be read of a page that is too large for a parser.
fn stripped(source: &str, encoding: EncodingUsed) -> Reading {
    let text = guard::strip(source);
    let mut blocks = blocks::split(&text);
    clutter::mark(&text, &mut blocks);
    details::mark_bylines(&text, &mut blocks);
    blocks::mark_headings(&text, &mut blocks);
    let details = details::find(&text, &blocks, TitleFrom::Headline);
    Reading { text, blocks, details, encoding: Some(encoding), warnings: vec![Warning::TagsStripped] }
}
