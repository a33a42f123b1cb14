//! What is selected in a pane, in bytes of the version's text, and how the keyboard moves it.

use super::layout::{Affinity, Hit, Move};
use super::rows::{RowKind, Rows};
use crate::text::{self, Span};

/// A selection: the end that stays, and the end that moves and bears the caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The end that stays.
    pub anchor: u32,
    /// The end that moves.
    pub head: u32,
    /// Which neighbour the caret stands at, where a line wraps or the direction changes.
    pub affinity: Affinity,
}

impl Selection {
    /// Nothing selected, the caret at `at`.
    pub fn caret(at: u32) -> Self {
        Self { anchor: at, head: at, affinity: Affinity::Downstream }
    }

    /// A span, with the caret at its end.
    pub fn of(span: Span) -> Self {
        Self { anchor: span.start, head: span.end, affinity: Affinity::Upstream }
    }

    /// What is selected.
    pub fn span(&self) -> Span {
        Span::new(self.anchor, self.head)
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.anchor == self.head
    }
}

/// A movement of the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// A grapheme to the left, as the eye sees it.
    Left,
    /// A grapheme to the right.
    Right,
    /// To the edge of a word on the left.
    WordLeft,
    /// To the edge of a word on the right.
    WordRight,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// To the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// A paragraph up.
    ParagraphUp,
    /// A paragraph down.
    ParagraphDown,
    /// To the start of the article.
    Start,
    /// To the end of the article.
    End,
}

/// Where a motion leads. The caret's row and, for vertical moves, the neighbours must be laid out.
///
/// `goal` is the x that vertical moves try to keep, in points from the column's left edge.
pub fn moved(
    selection: &Selection,
    motion: Motion,
    rows: &Rows,
    text: &str,
    goal: &mut Option<f32>,
) -> (u32, Affinity) {
    let stay = (selection.head, selection.affinity);
    let row = rows.of_byte(selection.head);
    let (Some(place), Some(layout)) = (rows.get(row), rows.layout(row)) else { return stay };
    let table = layout.table();
    let local = (selection.head.clamp(place.span.start, place.span.end) - place.span.start) as usize;
    let indent = rows.geometry(row).indent;
    if !matches!(motion, Motion::Up | Motion::Down) {
        *goal = None;
    }
    let in_row = |hit: Hit| (place.span.start + hit.byte as u32, hit.affinity);
    let led = |step: Move| match step {
        Move::To(hit) => in_row(hit),
        Move::Start => neighbour(rows, row, false).map_or(stay, |other| edge(rows, other, false)),
        Move::End => neighbour(rows, row, true).map_or(stay, |other| edge(rows, other, true)),
    };
    match motion {
        Motion::Left => led(table.left(local, selection.affinity)),
        Motion::Right => led(table.right(local, selection.affinity)),
        Motion::WordLeft | Motion::WordRight => {
            let forward = (motion == Motion::WordRight) != table.rtl();
            let at = if forward {
                text::next_word_boundary(text, selection.head)
            } else {
                text::prev_word_boundary(text, selection.head)
            };
            (skip_hidden(rows, at, forward), Affinity::Downstream)
        }
        Motion::Up | Motion::Down => {
            let x = *goal.get_or_insert_with(|| table.caret(local, selection.affinity).left() + indent);
            let down = motion == Motion::Down;
            let step = if down {
                table.down(local, selection.affinity, x - indent)
            } else {
                table.up(local, selection.affinity, x - indent)
            };
            match step {
                Move::To(hit) => in_row(hit),
                _ => match neighbour(rows, row, down) {
                    Some(other) => onto(rows, other, x, down),
                    None if down => edge(rows, row, false),
                    None => edge(rows, row, true),
                },
            }
        }
        Motion::LineStart => in_row(table.line_start(local, selection.affinity)),
        Motion::LineEnd => in_row(table.line_end(local, selection.affinity)),
        Motion::ParagraphUp if local > 0 => edge(rows, row, true),
        Motion::ParagraphUp => neighbour(rows, row, false).map_or(stay, |other| edge(rows, other, true)),
        Motion::ParagraphDown => match neighbour(rows, row, true) {
            Some(other) => edge(rows, other, true),
            None => edge(rows, row, false),
        },
        Motion::Start => first_text(rows, 0, true).map_or(stay, |other| edge(rows, other, true)),
        Motion::End => {
            first_text(rows, rows.len().saturating_sub(1), false).map_or(stay, |other| edge(rows, other, false))
        }
    }
}

/// The first or last place of a row.
fn edge(rows: &Rows, row: usize, start: bool) -> (u32, Affinity) {
    match rows.get(row) {
        Some(row) if start => (row.span.start, Affinity::Downstream),
        Some(row) => (row.span.end, Affinity::Upstream),
        None => (0, Affinity::Downstream),
    }
}

/// The place nearest to x on the first or last line of a row.
fn onto(rows: &Rows, row: usize, x: f32, first_line: bool) -> (u32, Affinity) {
    let (Some(place), Some(layout)) = (rows.get(row), rows.layout(row)) else { return edge(rows, row, first_line) };
    let table = layout.table();
    let line = if first_line { 0 } else { table.lines().len().saturating_sub(1) };
    let hit = table.hit_in_line(line, x - rows.geometry(row).indent);
    (place.span.start + hit.byte as u32, hit.affinity)
}

/// The next row of text in a direction, past folded clutter.
pub fn neighbour(rows: &Rows, row: usize, down: bool) -> Option<usize> {
    let next = if down { row + 1 } else { row.checked_sub(1)? };
    first_text(rows, next, down)
}

fn first_text(rows: &Rows, mut row: usize, down: bool) -> Option<usize> {
    loop {
        match rows.get(row)?.kind {
            RowKind::Text => return Some(row),
            RowKind::Folded(_) if down => row += 1,
            RowKind::Folded(_) => row = row.checked_sub(1)?,
        }
    }
}

/// A position that is not inside folded clutter nor between two blocks.
fn skip_hidden(rows: &Rows, at: u32, forward: bool) -> u32 {
    let row = rows.of_byte(at);
    let Some(place) = rows.get(row) else { return at };
    if place.kind == RowKind::Text && place.span.start <= at {
        return at;
    }
    let before = row.checked_sub(1).and_then(|row| first_text(rows, row, false));
    let target =
        if forward { first_text(rows, row, true).or(before) } else { before.or_else(|| first_text(rows, row, true)) };
    let Some(row) = target.and_then(|row| rows.get(row)) else { return at };
    at.clamp(row.span.start, row.span.end)
}
