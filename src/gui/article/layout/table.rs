//! Lines and grapheme cells in visual order: what the pane knows of a laid-out block.

use std::ops::Range;

use egui::{Pos2, Rect, pos2};

/// The neighbour a position between two graphemes belongs to.
///
/// Where the direction changes and where a line wraps, the two neighbours stand in different places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Affinity {
    /// The position belongs to the grapheme after it.
    #[default]
    Downstream,
    /// The position belongs to the grapheme before it.
    Upstream,
}

/// A place for the caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hit {
    /// Bytes from the start of the block's text.
    pub byte: usize,
    /// The neighbour the caret stands at.
    pub affinity: Affinity,
}

impl Hit {
    /// The caret before the grapheme that starts at `byte`.
    pub const fn before(byte: usize) -> Self {
        Self { byte, affinity: Affinity::Downstream }
    }

    /// The caret after the grapheme that ends at `byte`.
    pub const fn after(byte: usize) -> Self {
        Self { byte, affinity: Affinity::Upstream }
    }
}

/// Where a caret movement leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// To another place in the block.
    To(Hit),
    /// Out of the block at its start: the block before it goes on.
    Start,
    /// Out of the block at its end: the block after it goes on.
    End,
}

/// One grapheme on its line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Left edge in points.
    pub x: f32,
    /// Width in points; zero for marks, joiners and the like.
    pub width: f32,
    /// Whether the grapheme runs from right to left.
    pub rtl: bool,
}

impl Cell {
    /// Right edge in points.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    fn touches(&self, start: u32, end: u32) -> bool {
        self.start < end && start < self.end
    }
}

/// How the bytes of a line's cells follow one another from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Growing,
    Falling,
    Mixed,
}

/// One line of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Upper edge in points.
    pub top: f32,
    /// Lower edge in points: the next line's upper edge.
    pub bottom: f32,
    /// The line the letters stand on, in points.
    pub baseline: f32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    cells: Range<u32>,
    order: Order,
}

impl Line {
    /// The line's bytes.
    pub const fn bytes(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The lines and cells of one block.
///
/// The cells of a line follow one another from left to right and cover the line's bytes exactly; the lines cover the
/// text. An empty text has one line without cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    lines: Vec<Line>,
    cells: Vec<Cell>,
    width: f32,
    rtl: bool,
}

impl Table {
    /// A table without lines for a block `width` points wide whose text as a whole runs from right to left or not.
    pub fn new(width: f32, rtl: bool) -> Self {
        Self { lines: Vec::new(), cells: Vec::new(), width, rtl }
    }

    pub(super) fn reserve(&mut self, cells: usize) {
        self.cells.reserve(cells);
    }

    pub(super) fn shrink(&mut self) {
        self.lines.shrink_to_fit();
        self.cells.shrink_to_fit();
    }

    /// Appends a line below the last one, down to `bottom`; its cells must come from left to right.
    ///
    /// What an engine leaves out is given to the grapheme before, what it counts twice is taken off, so that the cells
    /// cover the bytes once.
    pub fn push_line(&mut self, bottom: f32, baseline: f32, bytes: Range<u32>, cells: &mut Vec<Cell>) {
        let top = self.height();
        let bottom = bottom.max(top);
        let order = match order(cells) {
            Some(order) if covers(cells, order, &bytes) => order,
            _ => {
                cover(cells, &bytes);
                order(cells).unwrap_or(Order::Mixed)
            }
        };
        let first = self.cells.len() as u32;
        self.cells.extend_from_slice(cells);
        let cells = first..self.cells.len() as u32;
        self.lines.push(Line { top, bottom, baseline, start: bytes.start, end: bytes.end, cells, order });
    }

    /// The lines from top to bottom.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The cells of a line from left to right.
    pub fn cells(&self, line: &Line) -> &[Cell] {
        self.cells.get(line.cells.start as usize..line.cells.end as usize).unwrap_or_default()
    }

    /// The width the block was laid out for, in points.
    pub fn width(&self) -> f32 {
        self.width
    }

    /// Height in points.
    pub fn height(&self) -> f32 {
        self.lines.last().map_or(0.0, |line| line.bottom)
    }

    /// Whether the block as a whole runs from right to left.
    pub fn rtl(&self) -> bool {
        self.rtl
    }

    /// Memory on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.lines.capacity() * size_of::<Line>() + self.cells.capacity() * size_of::<Cell>()
    }

    /// The line at height `y`; above the block the first, below it the last. Zero for a table without lines.
    pub fn line_at(&self, y: f32) -> usize {
        self.lines.partition_point(|line| line.bottom <= y).min(self.lines.len().saturating_sub(1))
    }

    /// The place for the caret that is nearest to a point.
    ///
    /// Graphemes without width cannot be hit. The byte may, rarely, lie inside a grapheme (a mark after a base letter of
    /// another font): new selections snap to grapheme boundaries.
    pub fn hit(&self, point: Pos2) -> Hit {
        self.hit_in_line(self.line_at(point.y), point.x)
    }

    /// The place for the caret on a line that is nearest to `x`.
    pub fn hit_in_line(&self, line: usize, x: f32) -> Hit {
        let Some(line) = self.lines.get(line) else { return Hit::default() };
        let cells = self.cells(line);
        let under = cells.get(cells.partition_point(|cell| cell.right() <= x));
        let (cell, right) = match under {
            Some(cell) => (cell, x > cell.x + cell.width * 0.5),
            None => match cells.iter().rev().find(|cell| cell.width > 0.0).or(cells.last()) {
                Some(cell) => (cell, true),
                None => return Hit::before(line.start as usize),
            },
        };
        if right == cell.rtl { Hit::before(cell.start as usize) } else { Hit::after(cell.end as usize) }
    }

    /// The grapheme under a point; `None` beside the text and between the lines' ends and the block's edge.
    pub fn cell_at(&self, point: Pos2) -> Option<&Cell> {
        let line = self.lines.get(self.line_at(point.y))?;
        if point.y < line.top || point.y >= line.bottom {
            return None;
        }
        let cells = self.cells(line);
        cells.get(cells.partition_point(|cell| cell.right() <= point.x)).filter(|cell| cell.x <= point.x)
    }

    /// The rectangles that a range covers, from top to bottom and from left to right.
    ///
    /// A grapheme that is partly in the range counts as covered.
    pub fn rects(&self, range: Range<usize>) -> Vec<Rect> {
        let mut rects = Vec::new();
        self.each_rect(range, |_, rect| rects.push(rect));
        rects
    }

    /// Calls `found` with the line's number and the rectangle for each rectangle that a range covers.
    pub fn each_rect(&self, range: Range<usize>, mut found: impl FnMut(usize, Rect)) {
        let (start, end) = (clamp(range.start), clamp(range.end));
        if start >= end {
            return;
        }
        let first = self.lines.partition_point(|line| line.end <= start);
        for (number, line) in self.lines.iter().enumerate().skip(first) {
            if line.start >= end {
                break;
            }
            let cells = self.cells(line);
            let mut emit = |left: f32, right: f32| {
                if right > left {
                    found(number, Rect::from_min_max(pos2(left, line.top), pos2(right, line.bottom)));
                }
            };
            let covered = match line.order {
                Order::Growing => {
                    cells.partition_point(|cell| cell.end <= start)..cells.partition_point(|cell| cell.start < end)
                }
                Order::Falling => {
                    cells.partition_point(|cell| cell.start >= end)..cells.partition_point(|cell| cell.end > start)
                }
                Order::Mixed => {
                    mixed_rects(cells, start, end, &mut emit);
                    continue;
                }
            };
            if let Some([first, .., last] | [first @ last]) = cells.get(covered) {
                emit(first.x, last.right());
            }
        }
    }

    /// The caret's rectangle, without width, as high as its line.
    pub fn caret(&self, byte: usize, affinity: Affinity) -> Rect {
        if let Some((line, _, cell, end)) = self.caret_cell(Hit { byte, affinity })
            && let Some(line) = self.lines.get(line)
        {
            let x = if end == cell.rtl { cell.x } else { cell.right() };
            return Rect::from_min_max(pos2(x, line.top), pos2(x, line.bottom));
        }
        let (top, bottom) = self.lines.last().map_or((0.0, 0.0), |line| (line.top, line.bottom));
        let x = if self.rtl { self.width } else { 0.0 };
        Rect::from_min_max(pos2(x, top), pos2(x, bottom))
    }

    /// The number of the line the caret stands on.
    pub fn line_of(&self, byte: usize, affinity: Affinity) -> usize {
        match self.caret_cell(Hit { byte, affinity }) {
            Some((line, ..)) => line,
            None => self.lines.len().saturating_sub(1),
        }
    }

    /// One grapheme to the left, as the eye sees it.
    pub fn left(&self, byte: usize, affinity: Affinity) -> Move {
        let from = Hit { byte, affinity };
        if self.rtl { self.forward(from) } else { self.backward(from) }
    }

    /// One grapheme to the right, as the eye sees it.
    pub fn right(&self, byte: usize, affinity: Affinity) -> Move {
        let from = Hit { byte, affinity };
        if self.rtl { self.backward(from) } else { self.forward(from) }
    }

    /// One line up, as near to `x` as it goes; the caller keeps `x` over several moves.
    pub fn up(&self, byte: usize, affinity: Affinity, x: f32) -> Move {
        match self.line_of(byte, affinity).checked_sub(1) {
            Some(line) => Move::To(self.hit_in_line(line, x)),
            None => Move::Start,
        }
    }

    /// One line down, as near to `x` as it goes; the caller keeps `x` over several moves.
    pub fn down(&self, byte: usize, affinity: Affinity, x: f32) -> Move {
        let line = self.line_of(byte, affinity) + 1;
        if line < self.lines.len() { Move::To(self.hit_in_line(line, x)) } else { Move::End }
    }

    /// The first place of the caret's line, in reading order.
    pub fn line_start(&self, byte: usize, affinity: Affinity) -> Hit {
        Hit::before(self.lines.get(self.line_of(byte, affinity)).map_or(0, |line| line.start as usize))
    }

    /// The last place of the caret's line, in reading order.
    pub fn line_end(&self, byte: usize, affinity: Affinity) -> Hit {
        Hit::after(self.lines.get(self.line_of(byte, affinity)).map_or(0, |line| line.end as usize))
    }

    /// The place at the block's start.
    pub fn first(&self) -> Hit {
        Hit::before(0)
    }

    /// The place at the block's end.
    pub fn last(&self) -> Hit {
        Hit::after(self.lines.last().map_or(0, |line| line.end as usize))
    }

    /// The line, the cell's place in it, the cell, and whether the caret stands at the cell's end in reading order.
    fn caret_cell(&self, hit: Hit) -> Option<(usize, usize, &Cell, bool)> {
        let byte = clamp(hit.byte);
        let down = || self.cell_of(byte).map(|(line, index, cell)| (line, index, cell, false));
        let up = || self.cell_of(byte.checked_sub(1)?).map(|(line, index, cell)| (line, index, cell, true));
        match hit.affinity {
            Affinity::Downstream => down().or_else(up),
            Affinity::Upstream => up().or_else(down),
        }
    }

    /// The line, the cell's place in it and the cell that holds `byte`.
    fn cell_of(&self, byte: u32) -> Option<(usize, usize, &Cell)> {
        let number = self.lines.partition_point(|line| line.end <= byte);
        let line = self.lines.get(number)?;
        let cells = self.cells(line);
        let index = match line.order {
            Order::Growing => cells.partition_point(|cell| cell.end <= byte),
            Order::Falling => cells.partition_point(|cell| cell.start > byte),
            Order::Mixed => cells.iter().position(|cell| cell.touches(byte, byte + 1))?,
        };
        let cell = cells.get(index).filter(|cell| cell.touches(byte, byte + 1))?;
        Some((number, index, cell))
    }

    /// The cell of a line at `index`, counted in the block's direction.
    fn forward_cell(&self, line: usize, index: usize) -> Option<&Cell> {
        let cells = self.cells(self.lines.get(line)?);
        if self.rtl { cells.get(cells.len().checked_sub(index + 1)?) } else { cells.get(index) }
    }

    /// The caret's line, and how many of its cells lie behind the caret in the block's direction.
    fn slot(&self, hit: Hit) -> Option<(usize, usize)> {
        let (line, index, cell, end) = self.caret_cell(hit)?;
        let count = self.lines.get(line).map_or(0, |line| line.cells.len());
        let index = if self.rtl { count.saturating_sub(index + 1) } else { index };
        Some((line, index + usize::from(end == (cell.rtl == self.rtl))))
    }

    /// The place before a cell in the block's direction.
    fn before(&self, cell: &Cell) -> Hit {
        if cell.rtl == self.rtl { Hit::before(cell.start as usize) } else { Hit::after(cell.end as usize) }
    }

    /// The place after a cell in the block's direction.
    fn after(&self, cell: &Cell) -> Hit {
        if cell.rtl == self.rtl { Hit::after(cell.end as usize) } else { Hit::before(cell.start as usize) }
    }

    /// Whether the end of a line and the start of the next are one place, which they are but for mixed directions.
    fn joins_next(&self, line: usize) -> bool {
        let last = self.lines.get(line).and_then(|found| self.forward_cell(line, found.cells.len().checked_sub(1)?));
        let first = self.forward_cell(line + 1, 0);
        last.zip(first).is_some_and(|(last, first)| last.rtl == self.rtl && first.rtl == self.rtl)
    }

    fn wide_from(&self, line: usize, from: usize) -> Option<(usize, &Cell)> {
        let count = self.lines.get(line)?.cells.len();
        (from..count)
            .filter_map(|index| Some((index, self.forward_cell(line, index)?)))
            .find(|(_, cell)| cell.width > 0.0)
    }

    fn wide_before(&self, line: usize, before: usize) -> Option<(usize, &Cell)> {
        (0..before)
            .rev()
            .filter_map(|index| Some((index, self.forward_cell(line, index)?)))
            .find(|(_, cell)| cell.width > 0.0)
    }

    fn forward(&self, from: Hit) -> Move {
        let Some((mut line, mut slot)) = self.slot(from) else { return Move::End };
        loop {
            if let Some((index, cell)) = self.wide_from(line, slot) {
                if self.wide_from(line, index + 1).is_none()
                    && self.joins_next(line)
                    && let Some(first) = self.forward_cell(line + 1, 0)
                {
                    return Move::To(self.before(first));
                }
                return Move::To(self.after(cell));
            }
            let Some(first) = self.forward_cell(line + 1, 0) else { return Move::End };
            if !self.joins_next(line) {
                return Move::To(self.before(first));
            }
            (line, slot) = (line + 1, 0);
        }
    }

    fn backward(&self, from: Hit) -> Move {
        let Some((mut line, mut slot)) = self.slot(from) else { return Move::Start };
        loop {
            if let Some((_, cell)) = self.wide_before(line, slot) {
                return Move::To(self.before(cell));
            }
            let Some(above) = line.checked_sub(1) else { return Move::Start };
            let count = self.lines.get(above).map_or(0, |line| line.cells.len());
            let Some(last) = count.checked_sub(1).and_then(|last| self.forward_cell(above, last)) else {
                return Move::Start;
            };
            if !self.joins_next(above) {
                return Move::To(self.after(last));
            }
            (line, slot) = (above, count);
        }
    }
}

fn clamp(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX - 1)
}

/// The order of the cells; `None` for two cells with the same bytes.
fn order(cells: &[Cell]) -> Option<Order> {
    if cells.iter().zip(cells.iter().skip(1)).all(|(a, b)| a.start < b.start) {
        Some(Order::Growing)
    } else if cells.iter().zip(cells.iter().skip(1)).all(|(a, b)| a.start > b.start) {
        Some(Order::Falling)
    } else {
        let mut starts: Vec<u32> = cells.iter().map(|cell| cell.start).collect();
        starts.sort_unstable();
        starts.iter().zip(starts.iter().skip(1)).all(|(a, b)| a != b).then_some(Order::Mixed)
    }
}

/// Whether the cells cover the bytes once.
fn covers(cells: &[Cell], order: Order, bytes: &Range<u32>) -> bool {
    let follows = |mut cells: &mut dyn Iterator<Item = (u32, u32)>| {
        let mut at = bytes.start;
        (&mut cells).all(|(start, end)| start == std::mem::replace(&mut at, end) && start < end) && at == bytes.end
    };
    let mut pairs = cells.iter().map(|cell| (cell.start, cell.end));
    match order {
        Order::Growing => follows(&mut pairs),
        Order::Falling => follows(&mut pairs.rev()),
        Order::Mixed => {
            let mut sorted: Vec<(u32, u32)> = pairs.collect();
            sorted.sort_unstable();
            follows(&mut sorted.into_iter())
        }
    }
}

/// Makes the cells cover the bytes: each ends where the next one in reading order begins.
fn cover(cells: &mut Vec<Cell>, bytes: &Range<u32>) {
    let mut starts: Vec<u32> = cells.iter().map(|cell| cell.start.clamp(bytes.start, bytes.end)).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut taken = vec![false; starts.len()];
    cells.retain_mut(|cell| {
        cell.start = cell.start.clamp(bytes.start, bytes.end);
        let place = starts.partition_point(|&start| start < cell.start);
        cell.end = starts.get(place + 1).copied().unwrap_or(bytes.end);
        if place == 0 {
            cell.start = bytes.start;
        }
        let fresh = taken.get_mut(place).is_some_and(|taken| !std::mem::replace(taken, true));
        fresh && cell.start < cell.end
    });
}

/// The runs of touched cells of a line whose bytes jump.
fn mixed_rects(cells: &[Cell], start: u32, end: u32, emit: &mut impl FnMut(f32, f32)) {
    let mut open: Option<(f32, f32)> = None;
    for cell in cells {
        if cell.touches(start, end) {
            let left = open.map_or(cell.x, |(left, _)| left);
            open = Some((left, cell.right()));
        } else if cell.width > 0.0
            && let Some((left, right)) = open.take()
        {
            emit(left, right);
        }
    }
    if let Some((left, right)) = open {
        emit(left, right);
    }
}
