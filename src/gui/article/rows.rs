//! A version's text as rows of the pane: one for each block that shows, one for each run of folded clutter.
//!
//! Only rows that come into view are laid out; the others have an estimated height. Scrolling hangs on a row and an
//! offset in it, never on the distance from the top, so a wrong estimate moves nothing that the reader sees.

use std::collections::BTreeSet;

use super::layout::{BlockLayout, Engine, Family, Ink, StyleRun, TextStyle};
use crate::model::{Block, BlockKind, InlineKind, SourceVersion};
use crate::text::Span;

/// A paragraph longer than this is cut at a sentence's end, so that no frame lays out more than it shows. In bytes.
const PIECE: u32 = 4_000;

/// How many laid-out rows a pane keeps; the ones longest out of view go first.
const KEPT: usize = 96;

/// What decides how rows are laid out. Where it changes, every row is laid out anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// Width of the text column, in whole points.
    pub width: f32,
    /// Physical pixels a point.
    pub pixels_per_point: f32,
    /// Size of the running text, in points.
    pub size: f32,
    /// The fonts' epoch.
    pub epoch: u32,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// What it shows.
    pub kind: RowKind,
    /// What it covers, in bytes of the version's text.
    pub span: Span,
    /// The block that it shows, or the first one that it folds.
    pub block: u32,
    look: Look,
    /// Elsewhere, for most rows have none, and a long article has thousands of rows.
    layout: Option<Box<BlockLayout>>,
    seen: u64,
}

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A block, or a piece of a long one.
    Text,
    /// Clutter, folded: the blocks up to this one.
    Folded(u32),
}

/// How a row's text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Look {
    /// Times the size of running text.
    scale: f32,
    family: Family,
    bold: bool,
    italic: bool,
    faint: bool,
    /// Points, times the size of running text.
    indent: f32,
    space_above: f32,
}

impl Look {
    fn of(block: &Block, first: bool, continued: bool) -> Self {
        let base = Self {
            scale: 1.0,
            family: Family::Serif,
            bold: false,
            italic: false,
            faint: block.boilerplate,
            indent: 0.0,
            space_above: if first || continued { 0.0 } else { 0.75 },
        };
        match block.kind {
            BlockKind::Heading(1) => {
                Self { scale: 1.35, bold: true, space_above: if first { 0.0 } else { 1.0 }, ..base }
            }
            BlockKind::Heading(_) => {
                Self { scale: 1.08, bold: true, space_above: if first { 0.0 } else { 1.1 }, ..base }
            }
            BlockKind::ListItem(depth) => {
                Self { indent: 1.25 * f32::from(depth.min(6)) + 1.25, space_above: 0.35, ..base }
            }
            BlockKind::BlockQuote => Self { indent: 1.25, italic: true, ..base },
            BlockKind::Caption => Self { scale: 0.9, italic: true, ..base },
            BlockKind::Byline => Self { scale: 0.8, family: Family::Sans, faint: true, ..base },
            BlockKind::Paragraph | BlockKind::Table | BlockKind::Other => base,
        }
    }

    fn style<'a>(&self, size: f32, language: Option<&'a str>) -> TextStyle<'a> {
        let size = (size * self.scale).round();
        TextStyle {
            size,
            line_height: (size * if self.scale > 1.2 { 1.25 } else { 1.5 }).round(),
            family: self.family,
            bold: self.bold,
            italic: self.italic,
            language,
        }
    }
}

/// The rows of one version, in order.
#[derive(Debug, Default)]
pub struct Rows {
    list: Vec<Row>,
    /// Of each row, in points, with the space above; apart from the rows because they are added up in every frame.
    heights: Vec<f32>,
    setting: Option<Setting>,
    /// Points a byte of running text takes on average: an estimate that what was laid out corrects.
    advance: f32,
    frame: u64,
    laid_out: usize,
}

/// A row in its place.
#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    /// Points from the left edge of the text column to the row's text.
    pub indent: f32,
    /// Points of empty space above the row's text.
    pub space_above: f32,
    /// Size of the row's letters in points.
    pub size: f32,
    /// Whether the row is dimmed.
    pub faint: bool,
}

impl Rows {
    /// Cuts a version into rows. `unfolded` names the first blocks of folded runs that the reader has opened.
    pub fn new(version: &SourceVersion, unfolded: &BTreeSet<u32>) -> Self {
        let text = version.text();
        let blocks = &version.blocks;
        let mut rows = Vec::with_capacity(blocks.len());
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let run = blocks.iter().skip(at).take_while(|block| block.boilerplate).count();
            if run > 0 && !unfolded.contains(&(at as u32)) {
                let last = at + run - 1;
                let span = block.span.hull(blocks.get(last).unwrap_or(block).span);
                rows.push(Row {
                    kind: RowKind::Folded(last as u32),
                    span,
                    block: at as u32,
                    look: Look {
                        scale: 0.8,
                        family: Family::Sans,
                        bold: false,
                        italic: false,
                        faint: true,
                        indent: 0.0,
                        space_above: if rows.is_empty() { 0.0 } else { 0.75 },
                    },
                    layout: None,
                    seen: 0,
                });
                at += run;
                continue;
            }
            for index in at..at + run.max(1) {
                let Some(block) = blocks.get(index) else { break };
                let pieces = Pieces { text, rest: Some(block.span) };
                for (n, span) in pieces.enumerate() {
                    rows.push(Row {
                        kind: RowKind::Text,
                        span,
                        block: index as u32,
                        look: Look::of(block, rows.is_empty(), n > 0),
                        layout: None,
                        seen: 0,
                    });
                }
            }
            at += run.max(1);
        }
        let heights = vec![0.0; rows.len()];
        Self { list: rows, heights, setting: None, advance: 0.5, frame: 0, laid_out: 0 }
    }

    /// Takes a new setting; answers whether everything must be laid out anew.
    pub fn set(&mut self, setting: Setting) -> bool {
        if self.setting == Some(setting) {
            return false;
        }
        self.setting = Some(setting);
        for (row, height) in self.list.iter_mut().zip(&mut self.heights) {
            row.layout = None;
            *height = estimate(row, &setting, self.advance);
        }
        true
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The row with this number.
    pub fn get(&self, row: usize) -> Option<&Row> {
        self.list.get(row)
    }

    /// The row's text as laid out, while it is in view.
    pub fn layout(&self, row: usize) -> Option<&BlockLayout> {
        self.list.get(row)?.layout.as_deref()
    }

    /// The row's height in points, exact once it has been laid out at this setting.
    pub fn height(&self, row: usize) -> f32 {
        self.heights.get(row).copied().unwrap_or(0.0)
    }

    /// Points from the top of the article to the top of a row, as far as heights are known or estimated.
    pub fn top(&self, row: usize) -> f32 {
        self.heights.iter().take(row).sum()
    }

    /// Points from the top of the article to its end.
    pub fn total_height(&self) -> f32 {
        self.heights.iter().sum()
    }

    /// The row at a distance from the top, and the rest of the distance.
    pub fn at_height(&self, mut distance: f32) -> (usize, f32) {
        for (n, height) in self.heights.iter().enumerate() {
            if distance < *height || n + 1 == self.heights.len() {
                return (n, distance);
            }
            distance -= height;
        }
        (0, 0.0)
    }

    /// The row that shows a byte of the version's text, or the next one that shows anything.
    pub fn of_byte(&self, byte: u32) -> usize {
        let after = self.list.partition_point(|row| row.span.end < byte);
        after.min(self.list.len().saturating_sub(1))
    }

    /// How a row stands in the column.
    pub fn geometry(&self, row: usize) -> Geometry {
        let size = self.setting.map_or(16.0, |setting| setting.size);
        let look = self.list.get(row).map(|row| row.look);
        Geometry {
            indent: look.map_or(0.0, |look| (look.indent * size).round()),
            space_above: look.map_or(0.0, |look| (look.space_above * size).round()),
            size: look.map_or(size, |look| (size * look.scale).round()),
            faint: look.is_some_and(|look| look.faint),
        }
    }

    /// How many rows have been laid out since the last frame began: what a frame costs.
    pub fn laid_out(&self) -> usize {
        self.laid_out
    }

    /// Begins a frame, and forgets layouts that have been out of view for long.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
        self.laid_out = 0;
        if self.frame.is_multiple_of(32) {
            let kept = self.list.iter().filter(|row| row.layout.is_some()).count();
            if kept > KEPT {
                let frame = self.frame;
                for row in self.list.iter_mut().filter(|row| row.seen + 8 < frame) {
                    row.layout = None;
                }
            }
        }
    }

    /// Lays a row out if it is not, and returns its exact height in points.
    pub fn lay_out(
        &mut self,
        row: usize,
        version: &SourceVersion,
        fold_note: &dyn Fn(u32) -> String,
        language: Option<&str>,
        engine: &mut Engine,
    ) -> f32 {
        let (Some(setting), geometry) = (self.setting, self.geometry(row)) else { return 0.0 };
        let frame = self.frame;
        let (Some(row), Some(height)) = (self.list.get_mut(row), self.heights.get_mut(row)) else { return 0.0 };
        row.seen = frame;
        if row.layout.is_none() {
            let style = row.look.style(setting.size, language);
            let width = (setting.width - geometry.indent).max(setting.size * 4.0);
            let layout = match row.kind {
                RowKind::Folded(last) => {
                    engine.layout(&fold_note(last - row.block + 1), &[], &style, width, setting.pixels_per_point)
                }
                RowKind::Text => {
                    let text = row.span.slice(version.text()).unwrap_or_default();
                    let runs = style_runs(version.blocks.get(row.block as usize), row.span);
                    engine.layout(text, &runs, &style, width, setting.pixels_per_point)
                }
            };
            *height = layout.height() + geometry.space_above;
            self.laid_out += 1;
            let lines = layout.table().lines().len();
            if lines > 3 && row.span.len() > 100 {
                let seen = width * (lines as f32 - 0.5) / row.span.len() as f32 / style.size;
                self.advance = self.advance * 0.9 + seen * 0.1;
            }
            row.layout = Some(Box::new(layout));
        }
        *height
    }
}

/// A guess at a row's height before it is laid out, in points.
fn estimate(row: &Row, setting: &Setting, advance: f32) -> f32 {
    let style = row.look.style(setting.size, None);
    let width = (setting.width - row.look.indent * setting.size).max(setting.size * 4.0);
    let bytes = if row.kind == RowKind::Text { row.span.len() } else { 40 };
    let lines = (bytes as f32 * advance * style.size / width).ceil().max(1.0);
    lines * style.line_height + (row.look.space_above * setting.size).round()
}

/// A block in pieces that a frame can afford, cut where a sentence or at least a word ends.
struct Pieces<'a> {
    text: &'a str,
    rest: Option<Span>,
}

impl Iterator for Pieces<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let rest = self.rest.take()?;
        let Some(cut) = cut(self.text, rest) else { return Some(rest) };
        self.rest = Some(Span::new(cut, rest.end));
        Some(Span::new(rest.start, cut))
    }
}

/// Where the first piece of a block ends; `None` where it is short enough.
fn cut(text: &str, rest: Span) -> Option<u32> {
    if rest.len() <= PIECE + PIECE / 2 {
        return None;
    }
    let aim = rest.start + PIECE;
    let sentence = crate::text::sentence_at(text, aim).start;
    let word = crate::text::word_at(text, aim).start;
    let near = |cut: u32| cut > rest.start + PIECE / 2 && cut < rest.end;
    let cut = [sentence, word].into_iter().find(|cut| near(*cut));
    let cut = cut.unwrap_or_else(|| crate::text::next_grapheme(text, aim.min(rest.end)));
    (cut > rest.start && cut < rest.end && text.is_char_boundary(cut as usize)).then_some(cut)
}

fn style_runs(block: Option<&Block>, row: Span) -> Vec<StyleRun> {
    let inlines = block.map(|block| block.inlines.as_slice()).unwrap_or_default();
    inlines
        .iter()
        .filter_map(|inline| {
            let shown = inline.span.intersect(row)?;
            let span = Span::new(shown.start - row.start, shown.end - row.start);
            let plain = StyleRun { span, ..StyleRun::default() };
            Some(match inline.kind {
                InlineKind::Emphasis => StyleRun { italic: true, ..plain },
                InlineKind::Strong => StyleRun { bold: true, ..plain },
                InlineKind::Link(_) => StyleRun { ink: Ink::Link, ..plain },
                InlineKind::Markup => StyleRun { ink: Ink::Faint, ..plain },
            })
        })
        .collect()
}
