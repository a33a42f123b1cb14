//! A block's text for screen readers, from its table.

use egui::accesskit::{self, Role, TextDirection};
use egui::{Pos2, Rect, Sense, Ui, UiBuilder, pos2};
use unicode_segmentation::UnicodeSegmentation as _;

use super::table::{Cell, Line, Table};

/// The most characters a run may have, and the most bytes one of its characters.
const LIMIT: usize = 255;

/// A run of text of one line and one direction, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub struct TextRun {
    /// First byte and one past the last, in the block's text.
    pub bytes: std::ops::Range<usize>,
    /// Whether it runs from right to left.
    pub rtl: bool,
    /// The number of its line.
    pub line: usize,
    /// Where it stands, in points from the block's corner.
    pub rect: Rect,
    /// The length of each character in bytes.
    pub lengths: Vec<u8>,
    /// The place of each character, measured along the run's direction in points.
    pub positions: Vec<f32>,
    /// The width of each character in points.
    pub widths: Vec<f32>,
    /// The characters that begin a word.
    pub words: Vec<u8>,
}

/// The runs of a block; together they hold every byte of the text once, in order.
pub fn text_runs(table: &Table, text: &str) -> Vec<TextRun> {
    let words = text.split_word_bound_indices().filter(|(_, word)| word.starts_with(char::is_alphanumeric));
    let mut words = words.map(|(at, _)| at as u32).peekable();
    let mut runs = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    for (number, line) in table.lines().iter().enumerate() {
        cells.clear();
        for cell in table.cells(line) {
            split(*cell, text, &mut cells);
        }
        cells.sort_by_key(|cell| cell.start);
        for same in cells.chunk_by(|a, b| a.rtl == b.rtl && adjoins(a, b)) {
            for part in same.chunks(LIMIT) {
                let mut run = run(part, line, number);
                for (index, cell) in part.iter().enumerate() {
                    while words.next_if(|&word| word < cell.start).is_some() {}
                    if words.next_if(|&word| word < cell.end).is_some() {
                        run.words.push(index as u8);
                    }
                }
                runs.push(run);
            }
        }
    }
    runs
}

/// Whether the next cell in reading order is also the next one in space.
fn adjoins(a: &Cell, b: &Cell) -> bool {
    let gap = if a.rtl { b.right() - a.x } else { b.x - a.right() };
    gap.abs() < 0.05
}

fn run(cells: &[Cell], line: &Line, number: usize) -> TextRun {
    let left = cells.iter().map(|cell| cell.x).fold(f32::INFINITY, f32::min);
    let right = cells.iter().map(Cell::right).fold(f32::NEG_INFINITY, f32::max);
    let rtl = cells.first().is_some_and(|cell| cell.rtl);
    let start = cells.first().map_or(0, |cell| cell.start as usize);
    let end = cells.last().map_or(0, |cell| cell.end as usize);
    TextRun {
        bytes: start..end,
        rtl,
        line: number,
        rect: Rect::from_min_max(pos2(left, line.top), pos2(right, line.bottom)),
        lengths: cells.iter().map(|cell| (cell.end - cell.start) as u8).collect(),
        positions: cells.iter().map(|cell| if rtl { right - cell.right() } else { cell.x - left }).collect(),
        widths: cells.iter().map(|cell| cell.width).collect(),
        words: Vec::new(),
    }
}

/// Appends a cell in pieces that are short enough; the first one has the width.
fn split(cell: Cell, text: &str, out: &mut Vec<Cell>) {
    let mut rest = cell;
    while (rest.end - rest.start) as usize > LIMIT {
        let cut = text.floor_char_boundary(rest.start as usize + LIMIT) as u32;
        if cut <= rest.start {
            break;
        }
        out.push(Cell { end: cut, ..rest });
        let x = if rest.rtl { rest.x } else { rest.right() };
        rest = Cell { start: cut, x, width: 0.0, ..rest };
    }
    out.push(rest);
}

/// Puts a block into the accessibility tree: a node of the given role (paragraph, heading, …) with its runs below.
///
/// `origin` is the block's top left corner in points. Without a screen reader nothing happens.
pub fn emit(
    ui: &mut Ui,
    salt: impl std::hash::Hash + std::fmt::Debug,
    role: Role,
    table: &Table,
    text: &str,
    origin: Pos2,
) {
    // Every `Ui` is a node of the tree when there is one.
    if !ui.has_accesskit_node(ui.unique_id()) {
        return;
    }
    let rect = Rect::from_min_size(origin, egui::vec2(table.width(), table.height()));
    let id = ui.scope_id().with(salt);
    // egui keeps to itself how a node gets its parent: a child `Ui` does it.
    let block = ui.new_child(UiBuilder::new().scope_id(id).max_rect(rect).accessibility_role(role));
    let runs = text_runs(table, text);
    let ids: Vec<egui::Id> = (0..runs.len()).map(|index| id.with(index)).collect();
    let on_line = |index: Option<usize>, line: usize| {
        let index = index?;
        runs.get(index).filter(|run| run.line == line)?;
        ids.get(index).map(egui::Id::accesskit_id)
    };
    for (index, (run, &id)) in runs.iter().zip(&ids).enumerate() {
        let rect = run.rect.translate(origin.to_vec2());
        block.interact(rect, id, Sense::empty());
        block.accesskit_node_builder(id, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(if run.rtl { TextDirection::RightToLeft } else { TextDirection::LeftToRight });
            node.set_value(text.get(run.bytes.clone()).unwrap_or_default());
            node.set_character_lengths(run.lengths.as_slice());
            node.set_character_positions(run.positions.as_slice());
            node.set_character_widths(run.widths.as_slice());
            node.set_word_starts(run.words.as_slice());
            node.set_bounds(accesskit::Rect {
                x0: rect.left().into(),
                y0: rect.top().into(),
                x1: rect.right().into(),
                y1: rect.bottom().into(),
            });
            if let Some(previous) = on_line(index.checked_sub(1), run.line) {
                node.set_previous_on_line(previous);
            }
            if let Some(next) = on_line(Some(index + 1), run.line) {
                node.set_next_on_line(next);
            }
        });
    }
}
