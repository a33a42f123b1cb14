//! The blocks of Markdown. The text is kept raw: marks stay in it, and are told apart as inlines.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::TitleFrom;
use super::details::{self, Details};
use crate::model::{Block, BlockKind, Inline, InlineKind};
use crate::text::{Span, trim};

/// Cuts `text` into blocks, and reads its front matter.
pub(super) fn split(text: &str) -> (Vec<Block>, Details) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader { text, ..Reader::default() };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.take(event, range);
    }
    reader.end_leaf();
    let Reader { mut blocks, details, .. } = reader;
    keep_in_order(&mut blocks);
    (blocks, details)
}

/// Follows the parser's events.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    blocks: Vec<Block>,
    details: Details,
    /// How many lists and quotations are open.
    lists: usize,
    quotes: usize,
    /// The table, code or HTML block that is read as one piece: how many such tags are open.
    opaque: usize,
    /// The paragraph-like piece that is open.
    leaf: Option<Leaf>,
}

struct Leaf {
    kind: BlockKind,
    /// What was seen of its content.
    content: Option<Span>,
    inlines: Vec<Inline>,
    /// Stretches of text to be read; what lies between them is marks.
    read: Vec<Span>,
    /// Whether there is something besides pictures.
    has_text: bool,
    pictures: usize,
    in_picture: usize,
}

impl<'t> Reader<'t> {
    fn take(&mut self, event: Event<'t>, range: Range<usize>) {
        let span = Span::from(range);
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Rule => self.whole(span, BlockKind::Other),
            Event::Text(_) | Event::SoftBreak | Event::HardBreak => self.inline(span, &[span]),
            Event::Code(_) => {
                let ticks =
                    span.slice(self.text).map_or(0, |code| code.len() - code.trim_start_matches('`').len()) as u32;
                let inside =
                    Span::new((span.start + ticks).min(span.end), span.end.saturating_sub(ticks).max(span.start));
                self.inline(span, &[inside]);
            }
            Event::InlineHtml(_) => self.inline(span, &[]),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>, span: Span) {
        match tag {
            Tag::Paragraph => self.begin_leaf(BlockKind::Paragraph),
            Tag::Heading { level, .. } => self.begin_leaf(BlockKind::Heading(level_number(level))),
            Tag::BlockQuote(_) => {
                self.end_leaf();
                self.quotes += 1;
            }
            Tag::List(_) => {
                self.end_leaf();
                self.lists += 1;
            }
            Tag::Item => self.end_leaf(),
            Tag::Table(_) => {
                self.whole(span, BlockKind::Table);
                self.opaque += 1;
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.whole(span, BlockKind::Other);
                self.opaque += 1;
            }
            Tag::MetadataBlock(kind) => {
                self.front_matter(span, kind);
                self.opaque += 1;
            }
            Tag::Emphasis => self.mark(span, InlineKind::Emphasis),
            Tag::Strong => self.mark(span, InlineKind::Strong),
            Tag::Link { dest_url, .. } => self.mark(span, InlineKind::Link(dest_url.into_string())),
            Tag::Image { .. } => {
                if self.leaf.is_none() && self.opaque == 0 {
                    self.begin_leaf(BlockKind::Paragraph);
                }
                if let Some(leaf) = &mut self.leaf {
                    leaf.pictures += 1;
                    leaf.in_picture += 1;
                }
                self.inline(span, &[]);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item => self.end_leaf(),
            TagEnd::BlockQuote(_) => {
                self.end_leaf();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.end_leaf();
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::Table | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                self.opaque = self.opaque.saturating_sub(1);
            }
            TagEnd::Image => {
                if let Some(leaf) = &mut self.leaf {
                    leaf.in_picture = leaf.in_picture.saturating_sub(1);
                }
            }
            _ => {}
        }
    }

    fn begin_leaf(&mut self, kind: BlockKind) {
        self.end_leaf();
        let kind = match kind {
            BlockKind::Paragraph if self.lists > 0 => BlockKind::ListItem((self.lists - 1).min(255) as u8),
            BlockKind::Paragraph if self.quotes > 0 => BlockKind::BlockQuote,
            kind => kind,
        };
        let (inlines, read) = (Vec::new(), Vec::new());
        self.leaf = Some(Leaf { kind, content: None, inlines, read, has_text: false, pictures: 0, in_picture: 0 });
    }

    /// Text of the open piece; the items of a tight list have none around it.
    fn inline(&mut self, span: Span, read: &[Span]) {
        if self.opaque > 0 {
            return;
        }
        if self.leaf.is_none() {
            self.begin_leaf(BlockKind::Paragraph);
        }
        let has_text = span.slice(self.text).is_some_and(|text| !text.trim().is_empty());
        if let Some(leaf) = &mut self.leaf {
            leaf.content = Some(leaf.content.map_or(span, |content| content.hull(span)));
            leaf.read.extend_from_slice(read);
            leaf.has_text |= has_text && leaf.in_picture == 0;
        }
    }

    /// A stretch with marks around it.
    fn mark(&mut self, span: Span, kind: InlineKind) {
        self.inline(span, &[]);
        if let Some(leaf) = &mut self.leaf {
            leaf.inlines.push(Inline { span, kind });
        }
    }

    fn end_leaf(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        let Some(content) = leaf.content else { return };
        let span = trim(self.text, content);
        if span.is_empty() {
            return;
        }
        let only_pictures = leaf.pictures > 0 && !leaf.has_text && leaf.kind == BlockKind::Paragraph;
        let kind = if only_pictures { BlockKind::Caption } else { leaf.kind };
        let mut inlines = leaf.inlines;
        let mut at = span.start;
        for read in leaf.read.iter().chain([&Span::caret(span.end)]) {
            let gap = trim(self.text, Span::new(at, read.start.max(at)));
            if !gap.is_empty() {
                inlines.push(Inline { span: gap, kind: InlineKind::Markup });
            }
            at = at.max(read.end);
        }
        inlines.retain_mut(|inline| match inline.span.intersect(span) {
            Some(inside) => {
                inline.span = inside;
                true
            }
            None => false,
        });
        inlines.sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
        self.blocks.push(Block { span, kind, boilerplate: false, inlines });
    }

    /// A block that is taken as it is.
    fn whole(&mut self, span: Span, kind: BlockKind) {
        self.end_leaf();
        let span = trim(self.text, span);
        if !span.is_empty() {
            self.blocks.push(Block { span, kind, boilerplate: false, inlines: Vec::new() });
        }
    }

    fn front_matter(&mut self, span: Span, kind: MetadataBlockKind) {
        self.whole(span, BlockKind::Other);
        if let Some(block) = self.blocks.last_mut() {
            block.boilerplate = true;
        }
        if kind == MetadataBlockKind::YamlStyle {
            self.details = read_front_matter(span.slice(self.text).unwrap_or_default());
        }
    }
}

const fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Keeps the blocks in order and apart, whatever the parser's ranges are.
fn keep_in_order(blocks: &mut Vec<Block>) {
    blocks.sort_by_key(|block| (block.span.start, block.span.end));
    let mut end = 0;
    blocks.retain(|block| {
        let keep = block.span.start >= end;
        if keep {
            end = block.span.end;
        }
        keep
    });
}

/// The simple part of YAML that front matter is: `key: value`, and lists of names in brackets or on lines of their own.
fn read_front_matter(block: &str) -> Details {
    let mut details = Details::default();
    let mut lines = block.lines().filter(|line| line.trim() != "---").peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let mut values: Vec<String> =
            value.trim().trim_matches(['[', ']']).split(", ").map(unquoted).filter(|value| !value.is_empty()).collect();
        if !value.trim().starts_with('[') {
            values = Vec::from_iter(Some(unquoted(value)).filter(|value| !value.is_empty()));
        }
        while values.is_empty() || line.trim().ends_with(':') {
            let Some(item) = lines.peek().and_then(|line| line.trim().strip_prefix("- ")) else { break };
            values.push(unquoted(item));
            lines.next();
        }
        let value = Some(values.join(", ")).filter(|value| !value.is_empty());
        match key.trim().to_lowercase().as_str() {
            "title" | "headline" => details.title = value.map(|title| (title, TitleFrom::FrontMatter)),
            "author" | "authors" | "byline" | "by" => details.byline = value,
            "date" | "published" | "publish_date" | "date_published" | "datepublished" => {
                details.published = value.as_deref().and_then(details::date);
            }
            "publisher" | "outlet" | "source" | "site" | "site_name" | "publication" => details.outlet = value,
            "url" | "link" | "canonical" | "canonical_url" | "address" => details.address = value,
            "lang" | "language" => details.language = value,
            _ => {}
        }
    }
    details
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let quoted = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    quoted.unwrap_or(value).to_owned()
}
