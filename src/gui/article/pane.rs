//! One article: scrolling, selecting, and the marks on its text.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{
    Color32, CursorIcon, Event, EventFilter, Id, Key, Mesh, Modifiers, Pos2, Rect, Response, Role, Sense, Shape,
    Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::keys::{self, Does};
use super::layout::{Affinity, Atlas, Cell, Engine, TextColors, emit};
use super::marks::{self, Mark, Placed};
use super::rows::{Row, RowKind, Rows, Setting};
use super::selection::{self, Motion, Selection};
use crate::gui::strings::Strings;
use crate::gui::theme::Theme;
use crate::gui::view::{Request, View};
use crate::model::history::Grouping;
use crate::model::{AnnotationId, Block, BlockKind, LabelId, Scheme, Source, SourceId, SourceVersion, Spans};
use crate::session::{Command, Session};
use crate::text::{self, Span};

/// Empty points beside the text.
const MARGIN: f32 = 24.0;
/// Empty points above the first row and below the last.
const PADDING: f32 = 14.0;
/// How far outside an end of the chosen annotation the pointer takes hold of it, in points. Inside, it selects: what is
/// marked first may hold what is marked next.
const GRIP: f32 = 12.0;
/// How many windows further the text jumps instead of going through everything between.
const FAR: f32 = 2.0;
/// How long the pointer may rest on one spot for a click to count as one, in points of movement.
const STILL: f32 = 4.0;

/// What every pane needs to show itself.
pub struct Shown<'a> {
    /// What is shown.
    pub session: &'a Session,
    /// What is chosen, hidden, searched.
    pub view: &'a View,
    /// Colours.
    pub theme: &'static Theme,
    /// Words.
    pub strings: &'a Strings,
    /// Lays text out.
    pub engine: &'a mut Engine,
    /// Holds its glyphs.
    pub atlas: &'a mut Atlas,
    /// Takes what the reader asks for.
    pub requests: &'a mut Vec<Request>,
}

/// Where the top of the window stands in the article.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Top {
    row: usize,
    /// Points of the row that are above the window; negative for empty space before the first row.
    hidden: f32,
}

/// What the pointer is doing since it was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Drag {
    #[default]
    None,
    /// Selecting, by grapheme, word or sentence around the place where it began.
    Select { unit: Span, clicks: u8 },
    /// Moving an end of an annotation.
    Extent { annotation: AnnotationId, part: usize, start: bool, serial: u64 },
    /// Moving the scroll bar's handle; the offset of the pointer in it.
    Bar { offset: f32 },
}

/// Which passage is to be brought into view.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Reveal {
    /// Only as far as needed.
    Nearest(u32),
    /// A third down from the top, unless it shows already.
    Upper(u32),
}

/// A row in view: its number and where its text begins on the screen.
#[derive(Clone, Copy, Debug)]
struct InView {
    row: usize,
    origin: Pos2,
    /// Upper and lower edge of the row, with the space above its text.
    top: f32,
    bottom: f32,
}

/// An article's pane: what lasts from frame to frame.
#[derive(Debug)]
pub struct ArticlePane {
    source: SourceId,
    blocks: Arc<Vec<Block>>,
    rows: Rows,
    unfolded: BTreeSet<u32>,
    top: Top,
    /// The byte whose line stays where it is when everything is laid out anew, and its distance from the top.
    kept: Option<(u32, f32)>,
    selection: Selection,
    goal: Option<f32>,
    drag: Drag,
    pressed: Option<Pos2>,
    reveal: Option<Reveal>,
    /// Where the caret goes after a page was turned, once its lines are laid out; whether the selection goes with it.
    turned: Option<(Pos2, bool)>,
    /// Of each part in the order of the index, and what they were found for.
    lanes: (u64, Vec<u8>),
    in_view: Vec<InView>,
    handles: Vec<(AnnotationId, usize, bool, Rect)>,
    serial: u64,
}

impl ArticlePane {
    /// A pane for a version of a source.
    pub fn new(version: &SourceVersion) -> Self {
        Self {
            source: version.source,
            blocks: version.blocks.clone(),
            rows: Rows::new(version, &BTreeSet::new()),
            unfolded: BTreeSet::new(),
            top: Top { row: 0, hidden: -PADDING },
            kept: None,
            selection: Selection::default(),
            goal: None,
            drag: Drag::None,
            pressed: None,
            reveal: None,
            turned: None,
            lanes: (u64::MAX, Vec::new()),
            in_view: Vec::new(),
            handles: Vec::new(),
            serial: 0,
        }
    }

    /// What is selected.
    pub fn selection(&self) -> Selection {
        self.selection
    }

    /// Selects a span, or puts the caret somewhere.
    pub fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.goal = None;
    }

    /// Brings a passage into view.
    pub fn reveal(&mut self, span: Span) {
        self.reveal = Some(Reveal::Upper(span.start));
    }

    /// Scrolls as far as needed to show a byte.
    pub fn reveal_near(&mut self, byte: u32) {
        self.reveal = Some(Reveal::Nearest(byte));
    }

    /// Whether the last frame showed the pane.
    pub fn is_in_view(&self) -> bool {
        !self.in_view.is_empty() || self.rows.is_empty()
    }

    /// The pane is not shown any more: nothing of it stands on the screen.
    pub fn leave_view(&mut self) {
        self.in_view.clear();
        self.handles.clear();
    }

    /// How many rows the last frame laid out.
    pub fn laid_out(&self) -> usize {
        self.rows.laid_out()
    }

    /// How far down the article the window stands, from 0 to 1.
    pub fn progress(&self) -> f32 {
        let total = self.rows.total_height().max(1.0);
        ((self.rows.top(self.top.row) + self.top.hidden) / total).clamp(0.0, 1.0)
    }

    /// The identity of the pane's text for focus and for tests.
    pub fn id(source: SourceId) -> Id {
        Id::unique(("article", source))
    }

    /// Where a passage stands on the screen, as far as it is in view: one rectangle a line, in points.
    pub fn rects(&self, span: Span) -> Vec<Rect> {
        let mut rects = Vec::new();
        for view in &self.in_view {
            if let Some(placed) = self.placed(view) {
                placed.each_rect(span, |_, rect| rects.push(rect));
            }
        }
        rects
    }

    fn placed(&self, view: &InView) -> Option<Placed<'_>> {
        let row = self.rows.get(view.row).filter(|row| row.kind == RowKind::Text)?;
        let size = self.rows.geometry(view.row).size;
        Some(Placed { table: self.rows.layout(view.row)?.table(), span: row.span, origin: view.origin, size })
    }

    /// Shows the article in `rect` and takes the reader's input.
    pub fn ui(&mut self, ui: &mut Ui, rect: Rect, source: &Source, version: &SourceVersion, shown: &mut Shown<'_>) {
        self.follow(version);
        self.rows.begin_frame();
        let column = Self::column(rect, shown);
        let setting = Setting {
            width: column.width(),
            pixels_per_point: ui.ctx().pixels_per_point(),
            size: shown.view.reading.size,
            epoch: shown.engine.epoch(),
        };
        if self.rows.set(setting) {
            self.restore_kept(version, source, shown);
        }

        let id = Self::id(self.source);
        let response = ui.interact(rect, id, Sense::click_and_drag());
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::Document);
            node.set_label(shown.strings.with("pane-article", &[("title", source.title.as_str().into())]));
        });
        self.lay_out_caret(version, source, shown);
        self.scroll(ui, rect, &response, version, source, shown);
        self.lay_out_view(rect, column, version, source, shown);
        self.land();
        self.pointer(ui, rect, &response, version, shown);
        self.keyboard(ui, rect, &response, version, shown);
        self.remember_kept(rect);
        self.paint(ui, rect, &response, version, shown);
    }

    /// Notices that blocks were folded, unfolded or edited.
    fn follow(&mut self, version: &SourceVersion) {
        if !Arc::ptr_eq(&self.blocks, &version.blocks) {
            self.blocks = version.blocks.clone();
            self.rebuild(version);
        }
    }

    fn rebuild(&mut self, version: &SourceVersion) {
        let kept = self.kept;
        self.rows = Rows::new(version, &self.unfolded);
        self.kept = kept;
        self.top.row = self.top.row.min(self.rows.len().saturating_sub(1));
    }

    fn column(rect: Rect, shown: &Shown<'_>) -> Rect {
        let widest = shown.view.reading.measure();
        let width = (rect.width() - 2.0 * MARGIN).clamp(40.0, widest).floor();
        let left = (rect.left() + (rect.width() - width) / 2.0)
            .floor()
            .min(rect.left() + MARGIN.max((rect.width() - width) / 2.0));
        Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()))
    }

    fn lay_out(&mut self, row: usize, version: &SourceVersion, source: &Source, shown: &mut Shown<'_>) -> f32 {
        let strings = shown.strings;
        let note = |lines: u32| strings.with("pane-folded", &[("lines", lines.into())]);
        let language = (!source.language.is_empty()).then_some(source.language.as_str());
        self.rows.lay_out(row, version, &note, language, shown.engine)
    }

    /// Lays out the caret's row and its neighbours, so that the keyboard can move through them.
    fn lay_out_caret(&mut self, version: &SourceVersion, source: &Source, shown: &mut Shown<'_>) {
        if shown.view.active == Some(self.source) && !self.rows.is_empty() {
            let row = self.rows.of_byte(self.selection.head);
            let near =
                [selection::neighbour(&self.rows, row, false), Some(row), selection::neighbour(&self.rows, row, true)];
            for row in near.into_iter().flatten() {
                self.lay_out(row, version, source, shown);
            }
        }
    }

    /// After everything was laid out anew: the line that was under the eye stays where it was.
    fn restore_kept(&mut self, version: &SourceVersion, source: &Source, shown: &mut Shown<'_>) {
        let Some((byte, distance)) = self.kept else { return };
        let row = self.rows.of_byte(byte);
        self.lay_out(row, version, source, shown);
        self.top = Top { row, hidden: self.line_in_row(row, byte).0 - distance };
    }

    /// Upper and lower edge of the line that shows a byte, in points from the row's upper edge.
    fn line_in_row(&self, row: usize, byte: u32) -> (f32, f32) {
        let (Some(place), Some(layout)) = (self.rows.get(row), self.rows.layout(row)) else { return (0.0, 0.0) };
        let local = byte.clamp(place.span.start, place.span.end) - place.span.start;
        let caret = layout.table().caret(local as usize, Affinity::Downstream);
        let above = self.rows.geometry(row).space_above;
        if place.kind == RowKind::Text {
            (above + caret.top(), above + caret.bottom())
        } else {
            (0.0, self.rows.height(row))
        }
    }

    /// Notes which line is the first whole one in view.
    fn remember_kept(&mut self, rect: Rect) {
        for view in &self.in_view {
            let (Some(row), Some(layout)) = (self.rows.get(view.row), self.rows.layout(view.row)) else { continue };
            let line = layout.table().lines().iter().find(|line| view.origin.y + line.top >= rect.top() - 1.0);
            if let Some(line) = line {
                let byte = if row.kind == RowKind::Text { row.span.start + line.start } else { row.span.start };
                let top = if row.kind == RowKind::Text { view.origin.y + line.top } else { view.top };
                self.kept = Some((byte, top - rect.top()));
                return;
            }
        }
    }

    fn scroll(
        &mut self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        version: &SourceVersion,
        source: &Source,
        shown: &mut Shown<'_>,
    ) {
        if response.contains_pointer() {
            let delta = ui.input(|input| input.smooth_scroll_delta().y);
            self.top.hidden -= delta;
        }
        if let Some(reveal) = self.reveal.take() {
            let byte = match reveal {
                Reveal::Nearest(byte) | Reveal::Upper(byte) => byte,
            };
            let row = self.rows.of_byte(byte);
            self.lay_out(row, version, source, shown);
            let (top, bottom) = self.line_in_row(row, byte);
            // Where the line stands now, as far as the rows between are known.
            let now = self.rows.top(row) + top - self.rows.top(self.top.row) - self.top.hidden;
            let height = bottom - top;
            let room = if matches!(reveal, Reveal::Nearest(_)) { height * 0.5 } else { height * 2.0 };
            if now < room.min(rect.height() * 0.2) || now + height > rect.height() - room {
                let wanted = match reveal {
                    Reveal::Nearest(_) if now < room => room,
                    Reveal::Nearest(_) => rect.height() - height - room,
                    Reveal::Upper(_) => rect.height() / 3.0,
                };
                self.top = Top { row, hidden: top - wanted };
            }
        }
        self.settle(rect, version, source, shown);
    }

    /// Brings the top into bounds: rows above are laid out first, so that scrolling up is exact.
    fn settle(&mut self, rect: Rect, version: &SourceVersion, source: &Source, shown: &mut Shown<'_>) {
        if self.rows.is_empty() {
            self.top = Top { row: 0, hidden: -PADDING };
            return;
        }
        self.top.row = self.top.row.min(self.rows.len() - 1);
        if self.top.hidden.abs() > FAR * rect.height() {
            // Nobody sees the rows between: they keep their estimated heights.
            let (row, hidden) = self.rows.at_height((self.rows.top(self.top.row) + self.top.hidden).max(0.0));
            self.top = Top { row, hidden };
        }
        while self.top.hidden < 0.0 && self.top.row > 0 {
            self.top.row -= 1;
            self.top.hidden += self.lay_out(self.top.row, version, source, shown);
        }
        if self.top.row == 0 {
            self.top.hidden = self.top.hidden.max(-PADDING);
        }
        while self.top.row + 1 < self.rows.len() {
            let height = self.lay_out(self.top.row, version, source, shown);
            if self.top.hidden < height {
                break;
            }
            self.top.hidden -= height;
            self.top.row += 1;
        }
        // The end of the article rests a little above the lower edge.
        let window = rect.height() - PADDING * 2.0;
        let mut below = -self.top.hidden;
        for row in self.top.row..self.rows.len() {
            below += self.lay_out(row, version, source, shown);
            if below >= window {
                return;
            }
        }
        let mut short = window - below;
        while short > 0.0 {
            if self.top.hidden >= short {
                self.top.hidden -= short;
                break;
            }
            if self.top.row == 0 {
                self.top.hidden = -PADDING;
                break;
            }
            short -= self.top.hidden.max(0.0);
            self.top.row -= 1;
            self.top.hidden = self.lay_out(self.top.row, version, source, shown);
        }
    }

    fn lay_out_view(
        &mut self,
        rect: Rect,
        column: Rect,
        version: &SourceVersion,
        source: &Source,
        shown: &mut Shown<'_>,
    ) {
        let mut in_view = std::mem::take(&mut self.in_view);
        in_view.clear();
        let mut y = rect.top() - self.top.hidden;
        for row in self.top.row..self.rows.len() {
            if y >= rect.bottom() {
                break;
            }
            let height = self.lay_out(row, version, source, shown);
            let place = self.rows.geometry(row);
            let origin = pos2(column.left() + place.indent, y + place.space_above);
            in_view.push(InView { row, origin, top: y, bottom: y + height });
            y += height;
        }
        self.in_view = in_view;
    }

    /// The byte and affinity under a point; beside and below the text the nearest place.
    fn hit(&self, point: Pos2) -> Option<(u32, Affinity)> {
        let view = self
            .in_view
            .iter()
            .filter(|view| self.rows.get(view.row).is_some_and(|row| row.kind == RowKind::Text))
            .min_by(|a, b| distance(point.y, a).total_cmp(&distance(point.y, b)))?;
        let (row, layout) = (self.rows.get(view.row)?, self.rows.layout(view.row)?);
        let hit = layout.table().hit((point - view.origin).to_pos2());
        Some((row.span.start + hit.byte as u32, hit.affinity))
    }

    /// The byte of the grapheme that lies right under a point.
    fn exactly_at(&self, point: Pos2) -> Option<u32> {
        let view = self.in_view.iter().find(|view| view.top <= point.y && point.y < view.bottom)?;
        let (row, layout) = (self.rows.get(view.row)?, self.rows.layout(view.row)?);
        let cell = layout.table().cell_at((point - view.origin).to_pos2())?;
        (row.kind == RowKind::Text).then_some(row.span.start + cell.start)
    }

    fn pointer(&mut self, ui: &Ui, rect: Rect, response: &Response, version: &SourceVersion, shown: &mut Shown<'_>) {
        let (pressed, origin, down, released, pos, shift) = ui.input(|input| {
            (
                input.pointer.primary_pressed(),
                input.pointer.press_origin(),
                input.pointer.primary_down(),
                input.pointer.primary_released(),
                input.pointer.interact_pos(),
                input.modifiers.shift,
            )
        });
        let over = response.contains_pointer();
        if !over && shown.view.hovered.is_some() && shown.view.hovered_in == Some(self.source) {
            shown.requests.push(Request::Hover(None, self.source));
        }
        let Some(pos) = pos else { return };
        let grip = self.handles.iter().find(|handle| handle.3.contains(pos)).copied();
        let under = if over { self.exactly_at(pos) } else { None };
        let annotations = under.map(|at| Self::annotations_at(at, version, shown)).unwrap_or_default();
        if over && self.drag == Drag::None {
            let hovered = annotations.first().copied();
            if hovered != shown.view.hovered && (hovered.is_some() || shown.view.hovered_in == Some(self.source)) {
                shown.requests.push(Request::Hover(hovered, self.source));
            }
            let on_fold = self.fold_at(pos).is_some();
            let icon = if grip.is_some() {
                CursorIcon::ResizeHorizontal
            } else if on_fold {
                CursorIcon::PointingHand
            } else if self.bar(rect).is_some_and(|(track, _)| track.contains(pos)) {
                CursorIcon::Default
            } else {
                CursorIcon::Text
            };
            ui.ctx().set_cursor_icon(icon);
        }
        // Within one frame the pointer may have gone on from where it was pressed.
        let origin = origin.unwrap_or(pos);
        let pressed_here = pressed && rect.contains(origin) && (over || response.is_pointer_button_down_on());
        if pressed_here {
            response.request_focus();
            shown.requests.push(Request::Activate(self.source));
            self.pressed = Some(origin);
            let grip = self.handles.iter().find(|handle| handle.3.contains(origin)).copied();
            self.begin_drag(origin, rect, response, version, shift, grip);
        }
        // A busy frame may hold the last movement and the release: where it was let go counts.
        if (down || released) && self.drag != Drag::None {
            self.go_on_dragging(ui, pos, rect, version, shown);
        }
        if released {
            if self.drag != Drag::None {
                let still = self.pressed.is_some_and(|pressed| pressed.distance(pos) < STILL);
                let clicked = still && matches!(self.drag, Drag::Select { clicks: 1, .. }) && !shift;
                if clicked {
                    let further = ui.input(|input| input.modifiers.command);
                    self.click(pos, &annotations, further, version, shown);
                }
                if matches!(self.drag, Drag::Extent { .. }) {
                    shown.requests.push(Request::Do(Command::CloseGroup));
                }
            }
            self.drag = Drag::None;
            self.pressed = None;
        }
    }

    fn begin_drag(
        &mut self,
        pos: Pos2,
        rect: Rect,
        response: &Response,
        version: &SourceVersion,
        shift: bool,
        grip: Option<(AnnotationId, usize, bool, Rect)>,
    ) {
        self.goal = None;
        if let Some((track, handle)) = self.bar(rect)
            && track.contains(pos)
        {
            let offset = if handle.y_range().contains(pos.y) { pos.y - handle.top() } else { handle.height() / 2.0 };
            self.drag = Drag::Bar { offset };
            return;
        }
        if let Some((annotation, part, start, _)) = grip {
            self.serial += 1;
            self.drag = Drag::Extent { annotation, part, start, serial: self.serial };
            return;
        }
        if self.fold_at(pos).is_some() {
            self.drag = Drag::Select { unit: self.selection.span(), clicks: 1 };
            return;
        }
        let Some((at, affinity)) = self.hit(pos) else { return };
        let text = version.text();
        let clicks = if response.ctx.input(|input| input.pointer.button_triple_clicked(egui::PointerButton::Primary)) {
            3
        } else {
            Self::clicks(response, pos)
        };
        if shift {
            self.selection = Selection { head: at, affinity, ..self.selection };
            self.drag = Drag::Select { unit: Span::caret(self.selection.anchor), clicks: 1 };
            return;
        }
        let unit = unit_at(text, self.exactly_at(pos).unwrap_or(at), clicks);
        let unit = if clicks == 1 { Span::caret(at) } else { unit };
        self.selection = if clicks == 1 { Selection { anchor: at, head: at, affinity } } else { Selection::of(unit) };
        self.drag = Drag::Select { unit, clicks };
    }

    /// Counts presses in a row at one place: egui counts at the release, which would show a word only then.
    fn clicks(response: &Response, pos: Pos2) -> u8 {
        let now = response.ctx.input(|input| input.time);
        let id = response.id.with("presses");
        let (count, at, place): (u8, f64, Pos2) =
            response.ctx.data(|data| data.get_temp(id)).unwrap_or((0, f64::NEG_INFINITY, pos));
        let count = if now - at < 0.4 && place.distance(pos) < STILL { count % 3 + 1 } else { 1 };
        response.ctx.data_mut(|data| data.insert_temp(id, (count, now, pos)));
        count
    }

    fn go_on_dragging(&mut self, ui: &Ui, pos: Pos2, rect: Rect, version: &SourceVersion, shown: &mut Shown<'_>) {
        if let Drag::Bar { offset } = self.drag {
            self.drag_bar(pos, rect, offset);
            return;
        }
        // Beyond an edge the text moves under the pointer, the faster the farther.
        let beyond = (pos.y - rect.bottom()).max(0.0) - (rect.top() - pos.y).max(0.0);
        if beyond != 0.0 && self.pressed.is_some() {
            let seconds = ui.input(|input| input.stable_dt).min(0.1);
            self.top.hidden += beyond * 12.0 * seconds;
            ui.ctx().request_repaint();
        }
        let inside = pos2(pos.x, pos.y.clamp(rect.top() + 1.0, rect.bottom() - 1.0));
        let Some((at, affinity)) = self.hit(inside) else { return };
        let moved = self.pressed.is_none_or(|pressed| pressed.distance(pos) >= STILL);
        match self.drag {
            Drag::Select { unit, clicks } if moved && self.fold_at(self.pressed.unwrap_or(pos)).is_none() => {
                let here = unit_at(version.text(), at, clicks);
                self.selection = if clicks == 1 {
                    Selection { anchor: unit.start, head: at, affinity }
                } else if here.start < unit.start {
                    Selection { anchor: unit.end, head: here.start, affinity: Affinity::Downstream }
                } else {
                    Selection { anchor: unit.start, head: here.end.max(unit.end), affinity: Affinity::Upstream }
                };
            }
            Drag::Extent { annotation, part, start, serial } if moved => {
                if let Some(spans) = extended(shown.session, annotation, part, start, at) {
                    let command = Command::SetExtent(annotation, spans, Grouping::Drag(serial));
                    shown.requests.push(Request::Do(command));
                }
            }
            _ => {}
        }
    }

    /// A click: on a fold it opens, on an annotation it chooses, on several it goes through them. With Ctrl it chooses
    /// an annotation besides the others, or leaves it out again.
    fn click(
        &mut self,
        pos: Pos2,
        annotations: &[AnnotationId],
        further: bool,
        version: &SourceVersion,
        shown: &mut Shown<'_>,
    ) {
        if let Some(block) = self.fold_at(pos) {
            self.toggle_fold(block, version);
            return;
        }
        if further {
            if let Some(first) = annotations.first() {
                let mut chosen = shown.view.chosen.clone();
                match chosen.iter().position(|id| id == first) {
                    Some(at) => drop(chosen.remove(at)),
                    None => chosen.push(*first),
                }
                shown.requests.push(Request::Choose(chosen));
            }
            return;
        }
        let chosen = match shown.view.chosen.as_slice() {
            [one] => annotations.iter().position(|annotation| annotation == one),
            _ => None,
        };
        let next = match chosen {
            Some(at) => annotations.get((at + 1) % annotations.len()),
            None => annotations.first(),
        };
        shown.requests.push(Request::Choose(next.copied().into_iter().collect()));
    }

    /// Shows folded clutter, or folds it again; `block` is the first one of the run.
    pub fn toggle_fold(&mut self, block: u32, version: &SourceVersion) {
        if !self.unfolded.remove(&block) {
            self.unfolded.insert(block);
        }
        self.rebuild(version);
    }

    /// Opens the folded run that holds a passage.
    pub fn unfold_around(&mut self, span: Span, version: &SourceVersion) {
        let row = self.rows.of_byte(span.start);
        if let Some(row) = self.rows.get(row)
            && matches!(row.kind, RowKind::Folded(_))
            && row.span.overlaps(Span::new(span.start, span.end.max(span.start + 1)))
        {
            self.toggle_fold(row.block, version);
        }
    }

    /// Opens every folded run, or folds them all again where all are open.
    pub fn unfold_all(&mut self, version: &SourceVersion) {
        let folded: Vec<u32> = (0..self.rows.len())
            .filter_map(|row| self.rows.get(row))
            .filter(|row| matches!(row.kind, RowKind::Folded(_)))
            .map(|row| row.block)
            .collect();
        if folded.is_empty() {
            self.unfolded.clear();
        } else {
            self.unfolded.extend(folded);
        }
        self.rebuild(version);
    }

    fn fold_at(&self, pos: Pos2) -> Option<u32> {
        let view = self.in_view.iter().find(|view| view.top <= pos.y && pos.y < view.bottom)?;
        let row = self.rows.get(view.row)?;
        matches!(row.kind, RowKind::Folded(_)).then_some(row.block)
    }

    /// The annotations on the grapheme at a byte that are not hidden, shortest first.
    fn annotations_at(at: u32, version: &SourceVersion, shown: &Shown<'_>) -> Vec<AnnotationId> {
        let set = shown.session.set();
        let shows = |id: &AnnotationId| set.annotations().get(*id).is_some_and(|a| !shown.view.is_hidden(a.label));
        let mut found: Vec<AnnotationId> =
            shown.session.index().spans().at(version.id, at).into_iter().filter(shows).collect();
        let mut seen = BTreeSet::new();
        found.retain(|id| seen.insert(*id));
        found
    }

    fn keyboard(&mut self, ui: &Ui, rect: Rect, response: &Response, version: &SourceVersion, shown: &mut Shown<'_>) {
        if !response.has_focus() {
            return;
        }
        if response.gained_focus() && shown.view.active != Some(self.source) {
            shown.requests.push(Request::Activate(self.source));
        }
        ui.memory_mut(|memory| {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, escape: true, tab: false };
            memory.set_focus_lock_filter(response.id, filter);
        });
        let events = ui.input(|input| input.events.clone());
        for event in events {
            match event {
                Event::Key { key, pressed: true, modifiers, .. } => self.key(ui, key, modifiers, rect, version, shown),
                Event::Copy => {
                    let span = self.selection.span();
                    if let Some(words) = span.slice(version.text()).filter(|words| !words.is_empty()) {
                        ui.ctx().copy_text(words.to_owned());
                    }
                }
                _ => {}
            }
        }
    }

    fn key(
        &mut self,
        ui: &Ui,
        key: Key,
        modifiers: Modifiers,
        rect: Rect,
        version: &SourceVersion,
        shown: &mut Shown<'_>,
    ) {
        let motion = match keys::of(key, modifiers) {
            None => return,
            Some(Does::Move(motion)) => motion,
            Some(Does::Page { back }) => {
                let page = rect.height() - 40.0;
                self.page(if back { -page } else { page }, modifiers.shift, rect, version);
                ui.ctx().request_repaint();
                return;
            }
            Some(Does::SelectAll) => {
                self.selection = Selection::of(Span::new(0, version.text().len() as u32));
                return;
            }
            Some(Does::Drop) => {
                if self.selection.is_empty() {
                    shown.requests.push(Request::Choose(Vec::new()));
                } else {
                    self.selection = Selection::caret(self.selection.head);
                }
                return;
            }
            Some(Does::Choose) => {
                let found = Self::annotations_at(self.selection.head, version, shown);
                Self::choose_next(&found, shown);
                return;
            }
        };
        let collapse = !modifiers.shift && !self.selection.is_empty() && matches!(motion, Motion::Left | Motion::Right);
        let (head, affinity) = if collapse {
            let span = self.selection.span();
            if (motion == Motion::Left) == self.is_rtl(self.selection.head) {
                (span.end, Affinity::Upstream)
            } else {
                (span.start, Affinity::Downstream)
            }
        } else {
            selection::moved(&self.selection, motion, &self.rows, version.text(), &mut self.goal)
        };
        let anchor = if modifiers.shift { self.selection.anchor } else { head };
        self.selection = Selection { anchor, head, affinity };
        self.reveal = Some(Reveal::Nearest(head));
        ui.ctx().request_repaint();
    }

    fn choose_next(found: &[AnnotationId], shown: &mut Shown<'_>) {
        let at = found.iter().position(|id| shown.view.chosen.as_slice() == [*id]);
        let next = at.map_or(0, |at| (at + 1) % found.len().max(1));
        if let Some(next) = found.get(next) {
            shown.requests.push(Request::Choose(vec![*next]));
        }
    }

    /// Turns a page: the caret keeps its height on the screen, and at the end of the article goes to the end.
    fn page(&mut self, by: f32, extend: bool, rect: Rect, version: &SourceVersion) {
        let caret = self.caret_rect().map_or(rect.center(), |caret| caret.center());
        let (first, last) = (self.in_view.first(), self.in_view.last());
        let at_end = if by < 0.0 {
            first.is_none_or(|view| view.row == 0 && view.top >= rect.top())
        } else {
            last.is_none_or(|view| view.row + 1 >= self.rows.len() && view.bottom <= rect.bottom())
        };
        if at_end {
            let motion = if by < 0.0 { Motion::Start } else { Motion::End };
            let (head, affinity) =
                selection::moved(&self.selection, motion, &self.rows, version.text(), &mut self.goal);
            let anchor = if extend { self.selection.anchor } else { head };
            self.selection = Selection { anchor, head, affinity };
            self.reveal = Some(Reveal::Nearest(head));
            return;
        }
        self.top.hidden += by;
        let height = caret.y.clamp(rect.top() + 20.0, (rect.bottom() - 20.0).max(rect.top() + 20.0));
        self.turned = Some((pos2(caret.x, height), extend));
    }

    /// Puts the caret where a turned page wants it.
    fn land(&mut self) {
        let Some((at, extend)) = self.turned.take() else { return };
        let Some((head, affinity)) = self.hit(at) else { return };
        let anchor = if extend { self.selection.anchor } else { head };
        self.selection = Selection { anchor, head, affinity };
        self.reveal = Some(Reveal::Nearest(head));
    }

    fn caret_rect(&self) -> Option<Rect> {
        let row = self.rows.of_byte(self.selection.head);
        let view = self.in_view.iter().find(|view| view.row == row)?;
        let (place, layout) = (self.rows.get(row)?, self.rows.layout(row)?);
        if place.kind != RowKind::Text || self.selection.head < place.span.start || self.selection.head > place.span.end
        {
            return None;
        }
        let local = (self.selection.head - place.span.start) as usize;
        let caret = layout.table().caret(local, self.selection.affinity);
        Some(caret.translate(view.origin.to_vec2()))
    }

    /// The scroll bar: its track and its handle; `None` where everything fits.
    fn bar(&self, rect: Rect) -> Option<(Rect, Rect)> {
        let total = self.rows.total_height() + 3.0 * PADDING;
        if total <= rect.height() {
            return None;
        }
        let track = Rect::from_min_max(pos2(rect.right() - 12.0, rect.top()), rect.max);
        let length = (rect.height() * rect.height() / total).max(28.0);
        let way = total - rect.height();
        let gone = (self.rows.top(self.top.row) + self.top.hidden + PADDING).clamp(0.0, way);
        let top = rect.top() + (rect.height() - length) * (gone / way);
        let handle = Rect::from_min_max(pos2(track.right() - 9.0, top), pos2(track.right() - 3.0, top + length));
        Some((track, handle))
    }

    fn drag_bar(&mut self, pos: Pos2, rect: Rect, offset: f32) {
        let Some((_, handle)) = self.bar(rect) else { return };
        let room = (rect.height() - handle.height()).max(1.0);
        let part = ((pos.y - offset - rect.top()) / room).clamp(0.0, 1.0);
        let way = self.rows.total_height() + 3.0 * PADDING - rect.height();
        let (row, hidden) = self.rows.at_height((part * way - PADDING).max(0.0));
        self.top = if part <= 0.0 { Top { row: 0, hidden: -PADDING } } else { Top { row, hidden } };
    }

    fn paint(&mut self, ui: &mut Ui, rect: Rect, response: &Response, version: &SourceVersion, shown: &mut Shown<'_>) {
        let theme = shown.theme;
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        let marks = self.marks(version, shown);
        let mut behind = Mesh::default();
        let mut letters = shown.atlas.mesh();
        for view in &self.in_view {
            let Some(layout) = self.rows.layout(view.row) else { continue };
            let place = self.rows.geometry(view.row);
            let row = self.rows.get(view.row);
            if let Some(placed) = self.placed(view) {
                let visible: Vec<Mark> = marks.iter().filter(|mark| mark.span.overlaps(placed.span)).copied().collect();
                marks::paint(&placed, &visible, &mut behind);
                for (span, current) in shown.view.hits_in(version.id, placed.span) {
                    let color = if current { theme.current_hit } else { theme.hit };
                    placed.each_rect(span, |_, rect| behind.add_colored_rect(rect, color));
                }
                if !self.selection.is_empty() {
                    placed.each_rect(self.selection.span(), |_, rect| behind.add_colored_rect(rect, theme.selection));
                }
            }
            let folded = row.is_some_and(|row| row.kind != RowKind::Text);
            let text = if place.faint { if folded { theme.weak_text } else { theme.faint_text } } else { theme.text };
            let colors = TextColors { text, faint: theme.faint_text, link: theme.link };
            layout.paint(shown.engine, shown.atlas, &mut letters, view.origin, painter.clip_rect(), &colors);
            if row.is_some_and(|row| Self::begins_list_item(row, version))
                && let Some(line) = layout.table().lines().first()
            {
                // The text has no bullet: that is how it is known for an item. No reader should miss it, though.
                let beside =
                    if layout.table().rtl() { layout.table().width() + place.size * 0.4 } else { -place.size * 0.65 };
                let middle = view.origin + vec2(beside, f32::midpoint(line.top, line.bottom));
                painter.circle_filled(middle, place.size * 0.13, text);
            }
            if folded
                && let Some(row) = row
                && let Some((text, count)) = Self::folded_marks(row.span, version, shown)
            {
                let end = layout.table().lines().last().map_or(view.origin, |line| {
                    let right = layout.table().cells(line).iter().map(Cell::right).fold(0.0, f32::max);
                    view.origin + vec2(right, f32::midpoint(line.top, line.bottom))
                });
                let words = |text: &str| {
                    let font = crate::gui::theme::strong(place.size);
                    painter.layout_no_wrap(format!(" · {text}"), font, theme.accent)
                };
                let mut words_after = words(&text);
                // Where the column is too narrow, the number alone says it.
                if end.x + words_after.size().x > rect.right() - 16.0 {
                    words_after = words(&count.to_string());
                }
                painter.galley(end - vec2(0.0, words_after.size().y / 2.0), words_after, theme.accent);
            }
        }
        painter.add(Shape::mesh(behind));
        painter.add(Shape::mesh(letters));
        self.paint_chosen(&painter, shown);
        self.paint_caret(&painter, response, theme);
        if let Some((_, handle)) = self.bar(rect) {
            let strong = response.contains_pointer() || matches!(self.drag, Drag::Bar { .. });
            let color = if strong { theme.faint_text } else { theme.field_line };
            painter.rect_filled(handle, 3.0, color);
        }
        if response.has_focus() {
            painter.rect_stroke(rect.shrink(1.0), 0.0, Stroke::new(1.0, theme.focus), StrokeKind::Inside);
        }
        self.describe(ui, version, &marks, shown);
    }

    /// How many marks are in what is folded, in words; none where there are none.
    fn folded_marks(span: Span, version: &SourceVersion, shown: &Shown<'_>) -> Option<(String, usize)> {
        let spans = shown.session.index().spans();
        let marked: BTreeSet<AnnotationId> =
            spans.numbered_in_range(version.id, span).map(|(_, entry)| entry.annotation).collect();
        let count = marked.len();
        (count > 0).then(|| (shown.strings.with("pane-folded-marks", &[("count", count.into())]), count))
    }

    /// The marks in view, in order of their start.
    fn marks(&mut self, version: &SourceVersion, shown: &Shown<'_>) -> Vec<Mark> {
        let (Some(first), Some(last)) = (self.in_view.first(), self.in_view.last()) else { return Vec::new() };
        let (Some(first), Some(last)) = (self.rows.get(first.row), self.rows.get(last.row)) else { return Vec::new() };
        let seen = first.span.hull(last.span);
        let (set, index) = (shown.session.set(), shown.session.index().spans());
        let revision = shown.session.revision().wrapping_mul(31).wrapping_add(shown.view.hidden_revision);
        if self.lanes.0 != revision {
            let visible = |id| {
                !shown.view.hides_labels()
                    || set.annotations().get(id).is_some_and(|annotation| !shown.view.is_hidden(annotation.label))
            };
            self.lanes = (revision, marks::lanes(index.all(version.id), visible));
        }
        index
            .numbered_in_range(version.id, seen)
            .filter_map(|(number, entry)| {
                let annotation = set.annotations().get(entry.annotation)?;
                if shown.view.is_hidden(annotation.label) {
                    return None;
                }
                let look = Look::of(annotation.label, set.scheme(), shown.theme);
                let strong = shown.view.hovered == Some(annotation.id) || shown.view.chosen.contains(&annotation.id);
                let part = entry.part as usize;
                Some(Mark {
                    annotation: annotation.id,
                    span: entry.span,
                    lane: self.lanes.1.get(number).copied().unwrap_or(0),
                    tint: if strong { look.strong_tint } else { look.tint },
                    line: look.line,
                    pattern: look.pattern,
                    strong,
                    continues: part > 0,
                    continued: part + 1 < annotation.spans.len(),
                })
            })
            .collect()
    }

    /// An outline around each chosen annotation, and grips on its ends where it is the only one.
    fn paint_chosen(&mut self, painter: &egui::Painter, shown: &Shown<'_>) {
        let mut handles = std::mem::take(&mut self.handles);
        handles.clear();
        let only = shown.view.chosen.len() == 1;
        for id in &shown.view.chosen {
            let Some(annotation) = shown.session.set().annotations().get(*id) else { continue };
            if annotation.source != self.source {
                continue;
            }
            for (part, span) in annotation.spans.iter().enumerate() {
                let rects = self.rects(*span);
                for rect in &rects {
                    let rect = rect.expand2(vec2(2.0, 1.5));
                    painter.rect_stroke(rect, 4.0, Stroke::new(1.5, shown.theme.accent), StrokeKind::Outside);
                }
                if !only {
                    continue;
                }
                let starts = self.shows(span.start);
                let ends = self.shows(span.end.saturating_sub(1));
                if let Some(rect) = rects.first().filter(|_| starts) {
                    let x = if self.is_rtl(span.start) { rect.right() + 3.0 } else { rect.left() - 3.0 };
                    handles.push((*id, part, true, grip(painter, x, rect, shown, true)));
                }
                if let Some(rect) = rects.last().filter(|_| ends) {
                    let x = if self.is_rtl(span.end) { rect.left() - 3.0 } else { rect.right() + 3.0 };
                    handles.push((*id, part, false, grip(painter, x, rect, shown, false)));
                }
            }
        }
        self.handles = handles;
    }

    /// Whether the paragraph at a byte runs from right to left.
    fn is_rtl(&self, byte: u32) -> bool {
        self.rows.layout(self.rows.of_byte(byte)).is_some_and(|layout| layout.table().rtl())
    }

    /// Whether a byte lies in a row that is in view.
    fn shows(&self, byte: u32) -> bool {
        self.in_view
            .iter()
            .any(|view| self.rows.get(view.row).is_some_and(|row| row.kind == RowKind::Text && row.span.contains(byte)))
    }

    fn paint_caret(&self, painter: &egui::Painter, response: &Response, theme: &Theme) {
        if !response.has_focus() {
            return;
        }
        if let Some(caret) = self.caret_rect() {
            painter.vline(caret.left().round(), caret.y_range(), Stroke::new(1.5, theme.text));
        }
    }

    /// Whether a row shows the beginning of an item of a list.
    fn begins_list_item(row: &Row, version: &SourceVersion) -> bool {
        let block = version.blocks.get(row.block as usize);
        row.kind == RowKind::Text
            && block
                .is_some_and(|block| matches!(block.kind, BlockKind::ListItem(_)) && block.span.start == row.span.start)
    }

    /// Tells screen readers what stands in view: a paragraph for each row, a mark for each annotation.
    fn describe(&self, ui: &mut Ui, version: &SourceVersion, marks: &[Mark], shown: &Shown<'_>) {
        if !ui.has_accesskit_node(ui.unique_id()) {
            return;
        }
        // Below the document, so that screen readers take its words for the document's text.
        let ui = &mut ui.new_child(egui::UiBuilder::new().accessibility_parent(Self::id(self.source)));
        let text = version.text();
        let set = shown.session.set();
        for view in &self.in_view {
            let (Some(row), Some(layout)) = (self.rows.get(view.row), self.rows.layout(view.row)) else { continue };
            let salt = ("row", self.source, view.row);
            match row.kind {
                RowKind::Text => {
                    let words = row.span.slice(text).unwrap_or_default();
                    let role = match version.blocks.get(row.block as usize).map(|block| block.kind) {
                        Some(BlockKind::Heading(_)) => Role::Heading,
                        Some(BlockKind::ListItem(_)) => Role::ListItem,
                        Some(BlockKind::BlockQuote) => Role::Blockquote,
                        _ => Role::Paragraph,
                    };
                    emit(ui, salt, role, layout.table(), words, view.origin);
                }
                RowKind::Folded(last) => {
                    let note = shown.strings.with("pane-folded", &[("lines", (last - row.block + 1).into())]);
                    if let Some((marks, _)) = Self::folded_marks(row.span, version, shown) {
                        let id = Self::id(self.source).with(("folded marks", row.block));
                        let place = Rect::from_min_size(view.origin, vec2(layout.table().width(), layout.height()));
                        ui.interact(place, id, Sense::empty());
                        ui.ctx().accesskit_node_builder(id, |node| {
                            node.set_role(Role::Label);
                            node.set_value(marks);
                        });
                    }
                    emit(ui, salt, Role::Paragraph, layout.table(), &note, view.origin);
                }
            }
        }
        let parent = Self::id(self.source);
        for mark in marks {
            let Some(bounds) = self.rects(mark.span).into_iter().reduce(Rect::union) else { continue };
            let Some(annotation) = set.annotations().get(mark.annotation) else { continue };
            let label = annotation
                .label
                .and_then(|id| set.scheme().label(id))
                .map_or(shown.strings.get("note"), |label| &label.name);
            let words = mark.span.slice(text).unwrap_or_default();
            let id = parent.with(("mark", mark.annotation, mark.span.start));
            ui.interact(bounds, id, Sense::empty());
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_role(Role::Mark);
                node.set_label(format!("{label}: {words}"));
            });
        }
    }
}

/// How a label looks in the text.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Background.
    pub tint: Color32,
    /// Background under the pointer or when chosen.
    pub strong_tint: Color32,
    /// Underline.
    pub line: Color32,
    /// The underline's pattern.
    pub pattern: crate::model::Underline,
}

impl Look {
    /// The look of a label, or of a note without one.
    pub fn of(label: Option<LabelId>, scheme: &Scheme, theme: &Theme) -> Self {
        let label = label.and_then(|id| scheme.label(id));
        let shades = theme.label(label.map_or(crate::model::LabelColor::Gray, |label| label.color));
        Self {
            tint: shades.tint,
            strong_tint: shades.strong_tint,
            line: shades.line,
            pattern: label.map_or(crate::model::Underline::Dotted, |label| label.underline),
        }
    }
}

/// A grip at an end of the chosen annotation; returns where the pointer takes hold of it.
fn grip(painter: &egui::Painter, x: f32, line: &Rect, shown: &Shown<'_>, start: bool) -> Rect {
    let color = shown.theme.accent;
    let active = shown.view.active_start == start;
    painter.vline(x, line.y_range().expand(2.0), Stroke::new(2.0, color));
    let knob = pos2(x, if start { line.top() - 3.0 } else { line.bottom() + 3.0 });
    painter.circle(knob, 4.0, if active { color } else { shown.theme.pane }, Stroke::new(1.5, color));
    let inner = if x < line.center().x { line.left() } else { line.right() };
    let outer = inner + GRIP * (x - inner).signum();
    Rect::from_x_y_ranges(inner.min(outer)..=inner.max(outer), line.y_range().expand(7.0))
}

/// An annotation's spans with one end of a part moved to `at`; `None` where nothing would be left of the part.
pub fn extended(session: &Session, annotation: AnnotationId, part: usize, start: bool, at: u32) -> Option<Spans> {
    let mut spans = session.set().annotations().get(annotation)?.spans.clone();
    let before = part.checked_sub(1).and_then(|before| spans.get(before)).map_or(0, |before| before.end);
    let after = spans.get(part + 1).map_or(u32::MAX, |after| after.start);
    let span = spans.get_mut(part)?;
    let moved = if start {
        Span { start: at.max(before), end: span.end }
    } else {
        Span { start: span.start, end: at.min(after) }
    };
    if moved.start >= moved.end {
        return None;
    }
    *span = moved;
    Some(spans)
}

fn distance(y: f32, view: &InView) -> f32 {
    if y < view.top {
        view.top - y
    } else if y >= view.bottom {
        y - view.bottom
    } else {
        0.0
    }
}

/// The word (two clicks) or sentence (three) around a byte.
fn unit_at(text: &str, at: u32, clicks: u8) -> Span {
    match clicks {
        2 => text::word_at(text, at),
        3 => text::trim(text, text::sentence_at(text, at)),
        _ => Span::caret(at),
    }
}
