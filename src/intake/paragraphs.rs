//! A document of paragraphs, as word processors make them, on its way to text and blocks.
//!
//! The readers say what comes (text with its look, the end of a paragraph, the beginning of a table, a box, a note) in
//! the order of the file. However deep tables and boxes are nested, nothing here calls itself.

use std::rc::Rc;

use crate::model::{Block, BlockKind, Inline, InlineKind};
use crate::text::{Span, trim};

use super::blocks::as_read;
use super::clutter;
use super::details::{self, Details};
use super::{Reading, TitleFrom, Warning, blocks};

/// Tables and boxes inside each other beyond this depth are read as if they were not there: their paragraphs stay.
const DEEPEST: usize = 64;
/// A cell with more words than this, in several paragraphs, is part of a page's layout and not of a table.
const WORDS_OF_A_CELL: usize = 40;

/// The kind of a document's title until [`reading`] gives all headings their levels.
pub(super) const TITLE: BlockKind = BlockKind::Heading(0);

/// What a stretch of text looks like.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    pub strong: bool,
    pub emphasis: bool,
    pub link: Option<Rc<str>>,
}

/// A paragraph; positions in `inlines` are bytes of its own text.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    pub text: String,
    /// What stands before it and only says what kind it is: the bullet of a list's item.
    pub lead: String,
    pub kind: BlockKind,
    /// It is no part of the article: a table of contents, a running head.
    pub clutter: bool,
    pub inlines: Vec<Inline>,
}

impl Paragraph {
    /// Adds text. What goes on with the look of the text before it makes one inline with it.
    pub fn push(&mut self, text: &str, look: &Look) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let span = Span::new(start, self.text.len() as u32);
        if span.is_empty() {
            return;
        }
        let kinds = [
            look.link.as_deref().map(|address| InlineKind::Link(address.to_owned())),
            look.strong.then_some(InlineKind::Strong),
            look.emphasis.then_some(InlineKind::Emphasis),
        ];
        for kind in kinds.into_iter().flatten() {
            // At most three inlines end where this text begins, and they are the last ones.
            let same = self.inlines.iter_mut().rev().take(3);
            match same.filter(|inline| inline.span.end == start).find(|inline| inline.kind == kind) {
                Some(before) => before.span.end = span.end,
                None => self.inlines.push(Inline { span, kind }),
            }
        }
    }

    /// Takes away what stands behind its first bytes.
    pub fn truncate(&mut self, bytes: usize) {
        self.text.truncate(self.text.floor_char_boundary(bytes));
        let end = self.text.len() as u32;
        self.inlines.retain(|inline| inline.span.start < end);
        for inline in &mut self.inlines {
            inline.span.end = inline.span.end.min(end);
        }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Adds another paragraph's text behind this one's.
    fn append(&mut self, other: &Self) {
        let start = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.inlines.extend(other.inlines.iter().map(|inline| Inline {
            span: Span::new(inline.span.start + start, inline.span.end + start),
            kind: inline.kind.clone(),
        }));
    }
}

/// What is open while a document is read, from the outside to the inside.
enum Level {
    /// Paragraphs one after the other: the body, a cell, a box, a note.
    Flow(Flow),
    /// The finished cells of a table, by rows.
    Table(Vec<Vec<Vec<Paragraph>>>),
}

#[derive(Default)]
struct Flow {
    paragraphs: Vec<Paragraph>,
    open: Paragraph,
    /// Boxes that hang on the open paragraph come after it.
    after: Vec<Paragraph>,
}

impl Flow {
    fn end_paragraph(&mut self) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.paragraphs.push(open);
        }
        self.paragraphs.append(&mut self.after);
    }

    fn ended(mut self) -> Vec<Paragraph> {
        self.end_paragraph();
        self.paragraphs
    }
}

/// A document that is being read.
pub(super) struct Builder {
    outer: Flow,
    levels: Vec<Level>,
    /// How many levels are open that were too deep to be made.
    too_deep: usize,
    /// The notes that are in the file, by their names there.
    notes: Vec<(String, Vec<Paragraph>)>,
    /// The notes that the text refers to, in its order.
    references: Vec<String>,
}

impl Builder {
    pub fn new() -> Self {
        Self { outer: Flow::default(), levels: Vec::new(), too_deep: 0, notes: Vec::new(), references: Vec::new() }
    }

    fn flow(&mut self) -> &mut Flow {
        // A table takes text only through its cells; what stands between them belongs to what is around the table.
        let inner = self.levels.iter_mut().rev().find_map(|level| match level {
            Level::Flow(flow) => Some(flow),
            Level::Table(_) => None,
        });
        inner.unwrap_or(&mut self.outer)
    }

    pub fn text(&mut self, text: &str, look: &Look) {
        self.flow().open.push(text, look);
    }

    /// The text of the open paragraph, as far as it has come.
    pub fn open_text(&mut self) -> &str {
        &self.flow().open.text
    }

    /// Ends the open paragraph, which is of this kind. Empty ones leave no trace.
    pub fn end_paragraph(&mut self, kind: BlockKind, clutter: bool) {
        let flow = self.flow();
        flow.open.kind = kind;
        flow.open.clutter = clutter;
        flow.end_paragraph();
    }

    fn push_level(&mut self, level: Level) {
        if self.levels.len() >= DEEPEST || self.too_deep > 0 {
            self.too_deep += 1;
        } else {
            self.levels.push(level);
        }
    }

    /// Ends the innermost level.
    fn pop_level(&mut self) -> Option<Level> {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            self.flow().end_paragraph();
            return None;
        }
        self.levels.pop()
    }

    pub fn begin_table(&mut self) {
        self.flow().end_paragraph();
        self.push_level(Level::Table(Vec::new()));
    }

    pub fn begin_row(&mut self) {
        if let (0, Some(Level::Table(rows))) = (self.too_deep, self.levels.last_mut()) {
            rows.push(Vec::new());
        }
    }

    pub fn begin_cell(&mut self) {
        self.push_level(Level::Flow(Flow::default()));
    }

    pub fn end_cell(&mut self) {
        if let Some(Level::Flow(flow)) = self.pop_level() {
            let paragraphs = flow.ended();
            match self.levels.last_mut() {
                Some(Level::Table(rows)) => {
                    if rows.is_empty() {
                        rows.push(Vec::new());
                    }
                    if let Some(row) = rows.last_mut() {
                        row.push(paragraphs);
                    }
                }
                _ => self.flow().paragraphs.extend(paragraphs),
            }
        }
    }

    pub fn end_table(&mut self) {
        if let Some(Level::Table(rows)) = self.pop_level() {
            let paragraphs = of_table(rows);
            self.flow().paragraphs.extend(paragraphs);
        }
    }

    /// Begins a box that stands beside the open paragraph, or a note.
    pub fn begin_box(&mut self) {
        self.push_level(Level::Flow(Flow::default()));
    }

    pub fn end_box(&mut self) {
        if let Some(Level::Flow(flow)) = self.pop_level() {
            let paragraphs = flow.ended();
            self.flow().after.extend(paragraphs);
        }
    }

    /// Ends what was begun as a box, and keeps it as the note of this name.
    pub fn end_note(&mut self, name: &str) {
        if let Some(Level::Flow(flow)) = self.pop_level() {
            let paragraphs = flow.ended();
            self.notes.push((name.to_owned(), paragraphs));
        }
    }

    /// Puts the number of a note into the text.
    pub fn refer(&mut self, name: &str, look: &Look) {
        self.references.push(name.to_owned());
        let mark = format!("[{}]", self.references.len());
        self.text(&mark, look);
    }

    /// The paragraphs of the whole document, with the notes that the text refers to at the end.
    pub fn finish(mut self) -> Vec<Paragraph> {
        self.too_deep = 0;
        while let Some(level) = self.levels.pop() {
            // Only a file that was cut off leaves something open.
            let paragraphs = match level {
                Level::Flow(flow) => flow.ended(),
                Level::Table(rows) => of_table(rows),
            };
            match self.levels.last_mut() {
                Some(Level::Table(rows)) => rows.push(vec![paragraphs]),
                Some(Level::Flow(flow)) => flow.after.extend(paragraphs),
                None => self.outer.after.extend(paragraphs),
            }
        }
        let mut paragraphs = self.outer.ended();
        let mut notes: std::collections::HashMap<String, Vec<Paragraph>> = self.notes.into_iter().collect();
        for (number, name) in self.references.iter().enumerate() {
            // Two marks may point to one note, which is there once.
            let Some(note) = notes.remove(name) else { continue };
            for (at, paragraph) in note.into_iter().enumerate() {
                let mut marked = Paragraph { kind: paragraph.kind, ..Paragraph::default() };
                if at == 0 {
                    marked.push(&format!("[{}] ", number + 1), &Look::default());
                }
                let start = paragraph.text.len() - paragraph.text.trim_start().len();
                marked.append(&without_start(paragraph, start));
                paragraphs.push(marked);
            }
        }
        paragraphs
    }
}

/// The paragraph without its first bytes.
fn without_start(paragraph: Paragraph, bytes: usize) -> Paragraph {
    let cut = bytes as u32;
    let inlines = paragraph.inlines.into_iter().filter(|inline| inline.span.end > cut).map(|inline| Inline {
        span: Span::new(inline.span.start.saturating_sub(cut), inline.span.end - cut),
        kind: inline.kind,
    });
    Paragraph {
        text: paragraph.text.get(bytes..).unwrap_or_default().to_owned(),
        inlines: inlines.collect(),
        ..paragraph
    }
}

/// A table as one paragraph, with a line for each row and tabs between the cells; or, where it only lays out a page, the
/// paragraphs in it.
fn of_table(rows: Vec<Vec<Vec<Paragraph>>>) -> Vec<Paragraph> {
    let is_prose = |cell: &Vec<Paragraph>| {
        let words = || cell.iter().map(|paragraph| paragraph.text.split_whitespace().take(100).count()).sum::<usize>();
        let parts = cell.iter().any(|paragraph| matches!(paragraph.kind, BlockKind::Heading(_) | BlockKind::Table));
        parts || (cell.len() > 1 && words() > WORDS_OF_A_CELL)
    };
    if rows.iter().all(|row| row.len() <= 1) || rows.iter().flatten().any(is_prose) {
        return rows.into_iter().flatten().flatten().collect();
    }
    let none = Look::default();
    let mut table = Paragraph { kind: BlockKind::Table, ..Paragraph::default() };
    for row in rows.iter().filter(|row| row.iter().flatten().any(|paragraph| !paragraph.is_empty())) {
        if !table.text.is_empty() {
            table.push("\n", &none);
        }
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                table.push("\t", &none);
            }
            for (at, paragraph) in cell.iter().enumerate() {
                if at > 0 {
                    table.push(" ", &none);
                }
                // Tabs and line ends part cells and rows: those inside a cell become spaces, which are as long.
                let text = paragraph.text.replace(['\n', '\t'], " ");
                table.append(&Paragraph { text, ..paragraph.clone() });
            }
        }
    }
    vec![table]
}

/// Puts the paragraphs together: an empty line between them, but none within a list.
pub(super) fn assemble(paragraphs: Vec<Paragraph>) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks: Vec<Block> = Vec::new();
    for paragraph in paragraphs {
        let kept = trim(&paragraph.text, Span::new(0, paragraph.text.len() as u32));
        let Some(slice) = kept.slice(&paragraph.text).filter(|slice| !slice.is_empty()) else { continue };
        if let Some(before) = blocks.last() {
            let is_item = |kind| matches!(kind, BlockKind::ListItem(_));
            text.push_str(if is_item(before.kind) && is_item(paragraph.kind) { "\n" } else { "\n\n" });
        }
        text.push_str(&paragraph.lead);
        let start = text.len() as u32;
        text.push_str(slice);
        let span = Span::new(start, text.len() as u32);
        let mut inlines: Vec<Inline> = paragraph
            .inlines
            .into_iter()
            .map(|inline| Inline {
                span: Span::new(
                    inline.span.start.clamp(kept.start, kept.end) - kept.start + start,
                    inline.span.end.clamp(kept.start, kept.end) - kept.start + start,
                ),
                kind: inline.kind,
            })
            .filter(|inline| inline.span.slice(&text).is_some_and(|slice| !slice.trim().is_empty()))
            .collect();
        inlines.sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
        blocks.push(Block { span, kind: paragraph.kind, boilerplate: paragraph.clutter, inlines });
    }
    (text, blocks)
}

/// What a document's authors have not settled, and what of it is not in the text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unsettled {
    /// How many insertions, moved text among them.
    pub insertions: usize,
    /// How many deletions.
    pub deletions: usize,
    /// How many comments in the margin.
    pub comments: usize,
    /// The document ends before it should.
    pub is_cut: bool,
}

impl Unsettled {
    /// What the user should know of that.
    pub fn warnings(self) -> Vec<Warning> {
        let Self { insertions, deletions, comments, is_cut } = self;
        let changes = (insertions + deletions > 0).then_some(Warning::TrackedChanges { insertions, deletions });
        let comments = (comments > 0).then_some(Warning::CommentsLeftOut { count: comments });
        [changes, comments, is_cut.then_some(Warning::CutShort)].into_iter().flatten().collect()
    }
}

/// Running heads and feet are not longer, in bytes.
const MAX_RUNNING: u32 = 120;

/// The reading of a document of paragraphs. What its text shows about it is believed before what its properties say,
/// which are often left over from another document; a headline of its text before the title there.
pub(super) fn reading(paragraphs: Vec<Paragraph>, properties: Details, warnings: Vec<Warning>) -> Reading {
    let (text, mut blocks) = assemble(paragraphs);
    below_title(&mut blocks);
    clutter::mark(&text, &mut blocks);
    details::mark_bylines(&text, &mut blocks);
    if !blocks.iter().any(|block| matches!(block.kind, BlockKind::Heading(_))) {
        blocks::mark_headings(&text, &mut blocks);
    }
    let shown = details::find(&text, &blocks, TitleFrom::Headline);
    let title = match shown.title {
        Some((title, TitleFrom::FirstWords)) => properties.title.clone().or(Some((title, TitleFrom::FirstWords))),
        title => title,
    };
    // A running head or foot names the day; the day in the properties is that of the file.
    let edges = blocks.iter().filter(|block| block.boilerplate && block.span.len() <= MAX_RUNNING);
    let published = shown.published.or_else(|| edges.take(4).find_map(|block| details::date(&as_read(&text, block))));
    let details = Details { title, published, ..shown }.over(properties);
    Reading { text, blocks, details, encoding: None, warnings }
}

/// Gives headings their levels: where the document has a title, that alone is of level 1.
fn below_title(blocks: &mut [Block]) {
    let has_title = blocks.iter().any(|block| block.kind == TITLE);
    for block in blocks {
        if let BlockKind::Heading(level) = &mut block.kind {
            *level = level.saturating_add(u8::from(has_title)).clamp(1, 6);
        }
    }
}
