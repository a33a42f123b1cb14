//! The blocks of plain text.
//!
//! Paragraphs are parted by empty lines, or only by line ends, or are wrapped at a fixed width; headings may be glued to
//! the text under them. Which of these it is shows in the lines themselves.

use crate::model::{Block, BlockKind, InlineKind};
use crate::text::{Span, trim};

/// Lines longer than this, in characters, were not wrapped by hand or by a mail program.
const WIDEST_WRAP: usize = 100;
/// Lines are not wrapped more narrowly than this, in characters.
const NARROWEST_WRAP: usize = 45;
/// The longest heading, in words and in characters.
const HEADING: (usize, usize) = (18, 130);
/// A block of so many words is running text without any doubt.
pub(super) const LONG: usize = 25;

/// One line, without the white space at its two ends.
struct Line {
    span: Span,
    /// White space before it, in characters, a tab counting four.
    indent: usize,
    /// Length in characters, `indent` included; no exact number where it is more than [`WIDEST_WRAP`].
    width: usize,
    /// An empty line comes before it.
    after_gap: bool,
    mark: Mark,
}

/// What a line begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    /// A bullet of so many bytes, white space included.
    Bullet(u32),
    /// A number of so many bytes, full stop and white space included.
    Number(u32, u32),
    /// `>`, of so many bytes.
    Quote(u32),
    /// The line is a rule.
    Rule,
}

/// Cuts `text` into paragraphs, list items, quotations and rules.
pub(super) fn split(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let wrap = wrap_width(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut previous: Option<&Line> = None;
    let mut last_number = 0;
    let mut list_indent = 0;
    for line in &lines {
        if let (Some(wrap), Some(before), Some(block)) = (wrap, previous, blocks.last_mut())
            && continues(text, before, line, wrap)
        {
            block.span.end = line.span.end;
            previous = Some(line);
            continue;
        }
        let follows_item =
            !line.after_gap && blocks.last().is_some_and(|block| matches!(block.kind, BlockKind::ListItem(_)));
        let (skip, kind) = match line.mark {
            Mark::Bullet(length) => (length, BlockKind::ListItem(0)),
            Mark::Number(length, number) if number == 1 || number == last_number + 1 => {
                last_number = number;
                (length, BlockKind::ListItem(0))
            }
            Mark::Quote(length) => (length, BlockKind::BlockQuote),
            Mark::Rule => (0, BlockKind::Other),
            Mark::None | Mark::Number(..) => (0, BlockKind::Paragraph),
        };
        let kind = if kind == BlockKind::ListItem(0) {
            if !follows_item {
                list_indent = line.indent;
            }
            BlockKind::ListItem((line.indent.saturating_sub(list_indent) / 2).min(6) as u8)
        } else {
            kind
        };
        let span = trim(text, Span::new(line.span.start + skip, line.span.end));
        if !span.is_empty() {
            blocks.push(Block { span, kind, boilerplate: false, inlines: Vec::new() });
            previous = Some(line);
        }
    }
    blocks
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut start, mut after_gap) = (0, true);
    for raw in text.split('\n') {
        let whole = Span::from(start..start + raw.len());
        start += raw.len() + 1;
        let span = trim(text, whole);
        let Some(line) = span.slice(text).filter(|line| !line.is_empty()) else {
            after_gap = true;
            continue;
        };
        let before = Span::new(whole.start, span.start).slice(text).unwrap_or_default();
        let indent = before.chars().map(|character| if character == '\t' { 4 } else { 1 }).sum();
        let width = indent + line.chars().take(WIDEST_WRAP + 1).count();
        lines.push(Line { span, indent, width, after_gap, mark: mark(line) });
        after_gap = false;
    }
    lines
}

fn mark(line: &str) -> Mark {
    if line.starts_with('>') {
        return Mark::Quote((line.len() - line.trim_start_matches(['>', ' ']).len()) as u32);
    }
    let rule = |character: char| matches!(character, '-' | '*' | '_' | '=' | '~' | '–' | '—' | '•' | ' ');
    if line.chars().all(rule) && line.chars().filter(|character| *character != ' ').count() >= 3 {
        return Mark::Rule;
    }
    let bullet = |character| matches!(character, '•' | '◦' | '▪' | '‣' | '●' | '○' | '■' | '·' | '*' | '-' | '+');
    if let Some(rest) = line.strip_prefix(bullet) {
        let text = rest.trim_start();
        if text.len() < rest.len() || line.starts_with(['•', '▪', '●']) {
            return Mark::Bullet((line.len() - text.len()) as u32);
        }
    }
    let rest = line.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = line.len() - rest.len();
    if (1..=3).contains(&digits)
        && let Some(behind) = rest.strip_prefix(['.', ')'])
        && behind.starts_with([' ', '\t', '\u{A0}'])
        && let Some(Ok(number)) = line.get(..digits).map(str::parse)
    {
        return Mark::Number((line.len() - behind.trim_start().len()) as u32, number);
    }
    Mark::None
}

/// The width at which the text is wrapped, in characters; `None` where each line is a paragraph.
///
/// A wrapped line ends where the next word would not have fitted, and mostly in the middle of a sentence.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let breaks = || {
        lines.iter().zip(lines.iter().skip(1)).filter(|(line, next)| {
            !next.after_gap && next.mark == Mark::None && line.width <= WIDEST_WRAP && next.width <= WIDEST_WRAP
        })
    };
    let width = breaks().map(|(line, _)| line.width).max()?;
    let all = breaks().count();
    let full = breaks().filter(|(line, next)| is_full(text, line, next, width)).count();
    let open = breaks().filter(|(line, _)| !ends_sentence(slice(text, line.span))).count();
    let lower = breaks().filter(|(_, next)| starts_lower(slice(text, next.span))).count();
    // Two lines may be a heading and a short paragraph: there, only a sentence that goes on is evidence.
    let evidence =
        lower * 3 >= all || (all >= 6 && open * 3 >= all * 2 && lower > 0) || is_without_case(text, all, open);
    (width >= NARROWEST_WRAP && full * 3 >= all * 2 && open * 2 >= all && evidence).then_some(width)
}

/// Text in a script without capitals shows no sentence that goes on in lower case.
fn is_without_case(text: &str, breaks: usize, open: usize) -> bool {
    breaks >= 3 && open * 3 >= breaks * 2 && !text.chars().take(2000).any(char::is_lowercase)
}

/// Whether `next` goes on with the paragraph of `line`.
fn continues(text: &str, line: &Line, next: &Line, wrap: usize) -> bool {
    if next.after_gap || next.mark != Mark::None || matches!(line.mark, Mark::Rule) || next.width > WIDEST_WRAP {
        return false;
    }
    let indented = line.mark == Mark::None && next.indent > line.indent + 1;
    let ended = ends_sentence(slice(text, line.span));
    let goes_on = !ended && starts_lower(slice(text, next.span)) && line.width * 2 > wrap;
    goes_on || (!indented && is_full(text, line, next, wrap))
}

/// Whether the first word of `next` would not have fitted on `line`, or hardly: people and programs differ by some
/// characters.
fn is_full(text: &str, line: &Line, next: &Line, wrap: usize) -> bool {
    let word = slice(text, next.span).split_whitespace().next().unwrap_or_default();
    line.width + 1 + word.chars().count() > wrap - wrap / 10
}

fn slice(text: &str, span: Span) -> &str {
    span.slice(text).unwrap_or_default()
}

fn starts_lower(line: &str) -> bool {
    line.chars().find(|character| character.is_alphanumeric()).is_some_and(char::is_lowercase)
}

/// Whether a line ends as a sentence does, quotation marks and brackets aside.
pub(super) fn ends_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|character: char| {
        matches!(character, '"' | '\'' | '”' | '’' | '“' | '»' | ')' | ']' | '」' | '』' | '*' | '_')
            || character.is_whitespace()
    });
    line.ends_with(['.', '!', '?', '…', ':', ';', ',', '。', '！', '？', '：', '؟', '۔', '।'])
}

/// Words of a block, or for scripts without spaces a number to compare with words; counted no further than a few dozen.
pub(super) fn words(text: &str, block: &Block) -> usize {
    let slice = slice(text, block.span);
    let words = slice.split_whitespace().take(2 * LONG).count();
    // Two characters of Chinese or Japanese say about as much as a word.
    let wide = slice
        .chars()
        .take(8 * LONG)
        .filter(|character| matches!(character, '\u{E00}'..='\u{E7F}' | '\u{3040}'..='\u{9FFF}'))
        .count();
    words.max(wide / 2)
}

/// A block's words as they are read: without the marks of Markdown, and with single spaces.
pub(super) fn as_read(text: &str, block: &Block) -> String {
    let mut read = String::new();
    let mut at = block.span.start;
    let marks = block.inlines.iter().filter(|inline| inline.kind == InlineKind::Markup).map(|inline| inline.span);
    for mark in marks.chain([Span::caret(block.span.end)]) {
        read += slice(text, Span::new(at.min(mark.start), mark.start));
        at = mark.end;
    }
    read.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes headings of the paragraphs that stand like one: the headline at level 1, the others at level 2.
pub(super) fn mark_headings(text: &str, blocks: &mut [Block]) {
    let candidates: Vec<bool> = blocks.iter().map(|block| may_be_heading(text, block)).collect();
    let read: Vec<usize> =
        (0..blocks.len()).filter(|&at| blocks.get(at).is_some_and(|block| !block.boilerplate)).collect();
    let is_candidate = |at: usize| candidates.get(at).copied().unwrap_or_default();
    let is_text = |at: usize| {
        blocks.get(at).is_some_and(|block| match block.kind {
            BlockKind::ListItem(_) | BlockKind::BlockQuote => true,
            BlockKind::Paragraph => {
                !is_candidate(at) && (words(text, block) >= 5 || ends_sentence(slice(text, block.span)))
            }
            _ => false,
        })
    };
    let first_text =
        read.iter().copied().find(|&at| is_text(at) && blocks.get(at).is_some_and(|block| words(text, block) >= LONG));
    let before_text = |at: usize| first_text.is_none_or(|first| at < first);
    let mut headings = Vec::new();
    for (place, &at) in read.iter().enumerate() {
        if !is_candidate(at) {
            continue;
        }
        let mut behind = read.iter().skip(place + 1).copied();
        // A line over the text, or over another such line over the text; at the top, anything over the byline or the dek.
        let over_text = behind.by_ref().take(2).find(|&next| !is_candidate(next)).is_some_and(is_text);
        if over_text || (before_text(at) && read.len() > place + 1) {
            headings.push(at);
        }
    }
    // A single word over the headline (“LIVE”) is neither the headline nor a heading.
    let line_words = |at: usize| blocks.get(at).map_or(0, |block| words(text, block));
    let over_the_text = || headings.iter().copied().filter(|&at| before_text(at));
    let headline = over_the_text().find(|&at| line_words(at) >= 3).or_else(|| over_the_text().next());
    for at in headings.into_iter().filter(|&at| headline.is_none_or(|headline| at >= headline)) {
        if let Some(block) = blocks.get_mut(at) {
            block.kind = BlockKind::Heading(if Some(at) == headline { 1 } else { 2 });
        }
    }
}

/// A short line without the end of a sentence, other than a question mark.
fn may_be_heading(text: &str, block: &Block) -> bool {
    let line = slice(text, block.span);
    if block.boilerplate || block.kind != BlockKind::Paragraph || line.len() > 4 * HEADING.1 || line.contains('\n') {
        return false;
    }
    let asks = line.trim_end_matches(['"', '”', '’', '»', '“', ')', '」']).ends_with(['?', '？', '؟']);
    (asks || !ends_sentence(line))
        && !starts_lower(line)
        && line.chars().any(char::is_alphabetic)
        && words(text, block) <= HEADING.0
        && line.chars().count() <= HEADING.1
}
