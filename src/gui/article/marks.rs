//! How annotations are drawn: tints behind the text, underlines in lanes below it.
//!
//! Wherever annotations overlap, the tint is that of the shortest one, since the longer ones show on both sides of it;
//! every one has its underline in a lane of its own, in its label's pattern, so that identical and nested ones stay
//! apart and colour is never the only sign.

use std::collections::HashMap;

use egui::{Color32, Mesh, Pos2, Rect, pos2, vec2};

use super::layout::Table;
use crate::index::SpanEntry;
use crate::model::{AnnotationId, Underline};
use crate::text::Span;

/// How many underlines fit between two lines of text.
pub const LANES: u8 = 3;

/// Points from one lane to the next.
const LANE: f32 = 3.5;

/// One part of an annotation, as it is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The annotation.
    pub annotation: AnnotationId,
    /// Where the part stands, in bytes of the version's text.
    pub span: Span,
    /// Its lane, from 0.
    pub lane: u8,
    /// Background.
    pub tint: Color32,
    /// Underline.
    pub line: Color32,
    /// The underline's pattern.
    pub pattern: Underline,
    /// Drawn stronger: under the pointer, or chosen.
    pub strong: bool,
    /// Another part of the same annotation comes before this one.
    pub continues: bool,
    /// Another part of the same annotation comes after this one.
    pub continued: bool,
}

/// Gives every part of the annotations a lane, such that those that overlap have different ones as long as there are
/// lanes.
///
/// `parts` come in reading order; the lanes come in the same order. A discontinuous annotation keeps one lane for all
/// its parts. What is not `visible` takes none away from others.
pub fn lanes(parts: &[SpanEntry], visible: impl Fn(AnnotationId) -> bool) -> Vec<u8> {
    // Few annotations have a second part: only these need to be looked up.
    let several = parts.iter().filter(|entry| entry.part > 0);
    let mut several: HashMap<AnnotationId, Option<usize>> = several.map(|entry| (entry.annotation, None)).collect();
    let mut ends = [0u32; LANES as usize];
    let lane_of = |entry: &SpanEntry| {
        if !visible(entry.annotation) {
            return 0;
        }
        let mut first = if several.is_empty() { None } else { several.get_mut(&entry.annotation) };
        let lane = first.as_ref().and_then(|lane| **lane).unwrap_or_else(|| {
            let free = ends.iter().position(|end| *end <= entry.span.start);
            // All taken: the lane that is free soonest is shared.
            let soonest = || ends.iter().enumerate().min_by_key(|(_, end)| **end).map_or(0, |(lane, _)| lane);
            free.unwrap_or_else(soonest)
        });
        if let Some(first) = &mut first {
            **first = Some(lane);
        }
        if let Some(end) = ends.get_mut(lane) {
            *end = (*end).max(entry.span.end);
        }
        lane as u8
    };
    parts.iter().map(lane_of).collect()
}

/// The tints of a row: which colour lies behind which bytes, in order and disjoint. Of several the shortest wins, and
/// a strong one over all others.
///
/// `marks` come in order of their start.
pub fn tints(marks: &[Mark], row: Span) -> Vec<(Span, Color32)> {
    let shown = |mark: &Mark| mark.span.intersect(row);
    let mut edges: Vec<u32> = marks.iter().filter_map(shown).flat_map(|span| [span.start, span.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut waiting = marks.iter().peekable();
    let mut open: Vec<&Mark> = Vec::new();
    let mut tints: Vec<(Span, Color32)> = Vec::with_capacity(edges.len());
    for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
        let stretch = Span::new(*start, *end);
        while let Some(mark) = waiting.next_if(|mark| mark.span.start <= stretch.start) {
            open.push(mark);
        }
        open.retain(|mark| mark.span.end > stretch.start);
        let Some(top) = open.iter().min_by_key(|mark| (!mark.strong, mark.span.len(), mark.annotation)) else {
            continue;
        };
        match tints.last_mut() {
            Some((last, color)) if last.end == stretch.start && *color == top.tint => last.end = stretch.end,
            _ => tints.push((stretch, top.tint)),
        }
    }
    tints
}

/// Where a row's text stands on the screen.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// Its lines and cells.
    pub table: &'a Table,
    /// What it shows, in bytes of the version's text.
    pub span: Span,
    /// The top left corner of its text, in points.
    pub origin: Pos2,
    /// The size of its letters, in points.
    pub size: f32,
}

impl Placed<'_> {
    /// Calls `found` with the number of the line, its baseline and the rectangle of each piece of `span` that this row
    /// shows, in points on the screen. The rectangle reaches from the top of capitals to below descenders.
    pub fn each_rect(&self, span: Span, mut found: impl FnMut(f32, Rect)) {
        let Some(shown) = span.intersect(self.span) else { return };
        let local = (shown.start - self.span.start) as usize..(shown.end - self.span.start) as usize;
        self.table.each_rect(local, |line, rect| {
            let baseline = self.table.lines().get(line).map_or(rect.bottom(), |line| line.baseline);
            let baseline = (self.origin.y + baseline).round();
            let top = baseline - (self.size * 0.98).round();
            let bottom = baseline + (self.size * 0.3).round();
            let rect =
                Rect::from_min_max(pos2(self.origin.x + rect.left(), top), pos2(self.origin.x + rect.right(), bottom));
            found(baseline, rect);
        });
    }
}

/// Draws tints and underlines of a row into `mesh`, behind the text.
pub fn paint(placed: &Placed<'_>, marks: &[Mark], mesh: &mut Mesh) {
    for (span, color) in tints(marks, placed.span) {
        placed.each_rect(span, |_, rect| mesh.add_colored_rect(rect, color));
    }
    for mark in marks {
        placed.each_rect(mark.span, |baseline, rect| {
            let y = baseline + (placed.size * 0.2).round() + f32::from(mark.lane) * LANE;
            underline(mesh, rect.left(), rect.right(), y, mark);
        });
        ends(placed, mark, mesh);
    }
}

/// Draws one stretch of an underline.
pub fn underline(mesh: &mut Mesh, left: f32, right: f32, y: f32, mark: &Mark) {
    let weight = if mark.strong { 2.5 } else { 1.75 };
    let mut bar = |from: f32, to: f32, top: f32, height: f32| {
        if to > from {
            mesh.add_colored_rect(Rect::from_min_max(pos2(from, top), pos2(to, top + height)), mark.line);
        }
    };
    let mut repeat = |on: f32, off: f32, height: f32| {
        // The pattern hangs on whole points of the screen, so that it does not crawl while an end is dragged.
        let mut x = (left / (on + off)).floor() * (on + off);
        while x < right {
            bar(x.max(left), (x + on).min(right), y, height);
            x += on + off;
        }
    };
    match mark.pattern {
        Underline::Solid => bar(left, right, y, weight),
        Underline::Dashed => repeat(5.0, 3.0, weight),
        Underline::Dotted => repeat(2.0, 2.0, weight),
        Underline::Double => {
            let thin = if mark.strong { 1.5 } else { 1.0 };
            bar(left, right, y - 0.5, thin);
            bar(left, right, y + 1.75, thin);
        }
        Underline::Wavy => {
            let step = 2.0;
            let mut x = (left / step).floor() * step;
            while x < right {
                let high = (x / step) as i64 % 2 == 0;
                bar(x.max(left), (x + step).min(right), if high { y - 0.5 } else { y + 1.0 }, weight * 0.8);
                x += step;
            }
        }
    }
}

/// Small hooks where a discontinuous annotation breaks off and goes on.
fn ends(placed: &Placed<'_>, mark: &Mark, mesh: &mut Mesh) {
    let hook = |mesh: &mut Mesh, x: f32, baseline: f32, towards: f32| {
        let y = baseline + (placed.size * 0.2).round() + f32::from(mark.lane) * LANE;
        for dot in 0..3 {
            let x = x + towards * (2.0 + 4.0 * dot as f32);
            mesh.add_colored_rect(Rect::from_center_size(pos2(x, y + 1.0), vec2(2.0, 2.0)), mark.line);
        }
    };
    let (mut first, mut last) = (None, None);
    placed.each_rect(mark.span, |baseline, rect| {
        first.get_or_insert((rect, baseline));
        last = Some((rect, baseline));
    });
    if mark.continues
        && placed.span.contains(mark.span.start)
        && let Some((rect, baseline)) = first
    {
        hook(mesh, rect.left(), baseline, -1.0);
    }
    if mark.continued
        && mark.span.end <= placed.span.end
        && let Some((rect, baseline)) = last
    {
        hook(mesh, rect.right(), baseline, 1.0);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn id(n: u128) -> AnnotationId {
        AnnotationId(Uuid::from_u128(n))
    }

    fn mark(n: u128, start: u32, end: u32) -> Mark {
        Mark {
            annotation: id(n),
            span: Span::new(start, end),
            lane: 0,
            tint: Color32::from_gray(n as u8),
            line: Color32::BLACK,
            pattern: Underline::Solid,
            strong: false,
            continues: false,
            continued: false,
        }
    }

    fn lanes_of(parts: &[(u128, u32, u32)]) -> Vec<u8> {
        let part = |at: usize, n: u128| parts.iter().take(at).filter(|(other, ..)| *other == n).count() as u32;
        let entries = parts.iter().enumerate().map(|(at, (n, start, end))| SpanEntry {
            span: Span::new(*start, *end),
            annotation: id(*n),
            part: part(at, *n),
        });
        lanes(&entries.collect::<Vec<_>>(), |_| true)
    }

    #[test]
    fn what_overlaps_has_different_lanes() {
        assert_eq!(lanes_of(&[(1, 0, 10), (2, 0, 10), (3, 5, 8)]), [0, 1, 2], "identical and nested");
        assert_eq!(lanes_of(&[(1, 0, 10), (2, 10, 20)]), [0, 0], "touching ones need no second lane");
        assert_eq!(lanes_of(&[(1, 0, 10), (2, 5, 20), (3, 12, 15)]), [0, 1, 0], "a free lane is used again");
        assert_eq!(lanes_of(&[(1, 0, 4), (2, 2, 6), (1, 8, 12)]), [0, 1, 0], "parts of one annotation share a lane");
        assert_eq!(lanes_of(&[(1, 0, 9), (2, 0, 8), (3, 0, 7), (4, 0, 6)]), [0, 1, 2, 2], "more than there are lanes");
    }

    fn tints_of(marks: &[Mark]) -> String {
        let tints = tints(marks, Span::new(0, 100));
        let words: Vec<String> = tints.iter().map(|(span, color)| format!("{span}:{}", color.r())).collect();
        words.join(" ")
    }

    #[test]
    fn the_shortest_annotation_gives_the_tint() {
        assert_eq!(tints_of(&[mark(1, 10, 40)]), "10..40:1");
        assert_eq!(tints_of(&[mark(1, 10, 40), mark(2, 20, 30)]), "10..20:1 20..30:2 30..40:1");
        assert_eq!(tints_of(&[mark(1, 10, 40), mark(2, 30, 50)]), "10..30:1 30..50:2");
        assert_eq!(tints_of(&[mark(1, 10, 20), mark(1, 30, 40)]), "10..20:1 30..40:1");
        assert_eq!(tints_of(&[mark(7, 90, 200)]), "90..100:7", "only what the row shows");
        assert_eq!(
            tints_of(&[Mark { strong: true, ..mark(1, 10, 40) }, mark(2, 20, 30)]),
            "10..40:1",
            "the chosen one is on top"
        );
        assert_eq!(tints_of(&[]), "");
    }
}
