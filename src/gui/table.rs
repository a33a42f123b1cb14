//! The annotations as a table: sorted, filtered, and changed in bulk.
//!
//! Only the rows in view are made. Which rows there are, and in which order, is computed anew when the set, the filters
//! or the sorting have changed: in the background where there are many, with the old rows shown meanwhile.

use std::collections::HashMap;

use egui::accesskit::SortDirection;
use egui::{Align, EventFilter, Id, Key, Label, Layout, Modifiers, Rect, RichText, Role, Sense, Ui, WidgetInfo};
use egui_extras::{Column as Width, TableBuilder, TableRow};

use super::dialogs::{bare_combo, moment};
use super::strings::Strings;
use super::theme::{self, size};
use super::view::{Request, View};
use super::widgets::{danger_button, paint_focus, secondary_button, swatch};
use crate::job::{Job, Progress};
use crate::model::{
    Annotation, AnnotationId, AnnotationSet, AnnotatorId, LabelId, Layer, RecordKey as _, SetId, SourceId, Status,
};
use crate::session::{Command, Session};

/// From how many annotations on the rows are found in the background.
const IN_THE_BACKGROUND: usize = 5_000;
/// Between a column's edge and what stands in it, in points.
const CELL_MARGIN: f32 = 6.0;
/// The longest text of a cell, in characters: what is cut off could not be seen anyway.
const CELL: usize = 160;

/// What the rows can be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Column {
    /// The label, in the order of the scheme.
    Label,
    /// The marked words.
    Passage,
    /// The source's title.
    Source,
    /// The note.
    Note,
    /// Who made it.
    Annotator,
    /// Where it stands: by source, then by place in the text.
    #[default]
    Place,
    /// When it last changed.
    Changed,
}

impl Column {
    const ALL: [Self; 7] =
        [Self::Label, Self::Passage, Self::Source, Self::Note, Self::Annotator, Self::Place, Self::Changed];

    fn title(self, strings: &Strings) -> &str {
        match self {
            Self::Label => strings.get("table.label"),
            Self::Passage => strings.get("table.passage"),
            Self::Source => strings.get("table.source"),
            Self::Note => strings.get("table.note"),
            Self::Annotator => strings.get("table.annotator"),
            Self::Place => strings.get("table.place"),
            Self::Changed => strings.get("table.changed"),
        }
    }

    /// Where a column is empty, its width goes to the passages.
    fn width(self, empty: &[Self]) -> Width {
        match self {
            Self::Passage => Width::remainder().at_least(200.0),
            column if empty.contains(&column) => Width::initial(column.least()).at_least(44.0),
            Self::Source => Width::initial(200.0).at_least(60.0),
            Self::Note => Width::initial(190.0).at_least(60.0),
            Self::Label | Self::Annotator => Width::initial(110.0).at_least(60.0),
            Self::Place => Width::initial(64.0).at_least(44.0),
            Self::Changed => Width::initial(140.0).at_least(60.0),
        }
        .clip(true)
    }

    /// As much as its title needs, in points.
    const fn least(self) -> f32 {
        match self {
            Self::Annotator => 84.0,
            _ => 56.0,
        }
    }

    /// The columns that nothing stands in.
    fn empty(session: &Session) -> Vec<Self> {
        let notes = session.index().counts().total().notes() == 0;
        let annotators = session.set().annotators().is_empty();
        [(notes, Self::Note), (annotators, Self::Annotator)]
            .into_iter()
            .filter_map(|(empty, column)| empty.then_some(column))
            .collect()
    }
}

/// Which labels are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LabelFilter {
    #[default]
    All,
    /// Only this one.
    One(LabelId),
    /// Notes without a label.
    None,
}

impl LabelFilter {
    fn fits(self, label: Option<LabelId>) -> bool {
        match self {
            Self::All => true,
            Self::One(wanted) => label == Some(wanted),
            Self::None => label.is_none(),
        }
    }
}

/// Which rows are shown, and in which order.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    /// In quotes and notes; small letters, empty for everything.
    text: String,
    label: LabelFilter,
    source: Option<SourceId>,
    annotator: Option<AnnotatorId>,
    column: Column,
    descending: bool,
}

/// Where a key goes from a row, with the rows of a page and the last row.
type Step = fn(usize, usize, usize) -> usize;

/// What the rows were computed from.
type Basis = (SetId, u64, Wanted);

/// The annotations table's state between frames.
#[derive(Debug, Default)]
pub struct AnnotationTable {
    text: String,
    wanted: Wanted,
    rows: Vec<AnnotationId>,
    basis: Option<Basis>,
    job: Option<(Basis, Job<Vec<AnnotationId>>)>,
    /// The row that the arrow keys go on from.
    cursor: Option<AnnotationId>,
    /// Where a range that is chosen with Shift begins.
    anchor: Option<AnnotationId>,
    /// What was chosen in the last frame.
    chosen_before: Option<AnnotationId>,
}

impl AnnotationTable {
    /// Every annotation, in reading order.
    pub fn new() -> Self {
        Self::default()
    }

    /// Fills `ui` with the filters, the table and, where several annotations are chosen, what can be done with them.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        strings: &Strings,
        session: &Session,
        view: &View,
        requests: &mut Vec<Request>,
    ) {
        self.filters(ui, strings, session);
        self.refresh(session);
        if view.chosen.len() > 1 {
            bulk_actions(ui, strings, session, view, requests);
        }
        self.body(ui, strings, session, view, requests);
    }

    fn filters(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        ui.horizontal_wrapped(|ui| {
            let name = strings.get("table.filter");
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text(name)
                .desired_width(180.0)
                .margin(egui::Margin::symmetric(8, 5));
            let field = ui.add(field);
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
            if field.changed() {
                self.wanted.text = self.text.trim().to_lowercase();
            }

            let set = session.set();
            let wanted = &mut self.wanted;
            let (every, without) = (strings.get("table.all-labels"), strings.get("table.no-label"));
            let shown = match wanted.label {
                LabelFilter::All => every,
                LabelFilter::One(label) => set.scheme().label(label).map_or("", |label| label.name.as_str()),
                LabelFilter::None => without,
            };
            bare_combo(ui, strings.get("table.filter-label"), 120.0, &mut wanted.label, shown, || {
                let labels = set.scheme().labels.iter().map(|label| (LabelFilter::One(label.id), label.name.clone()));
                let all = std::iter::once((LabelFilter::All, every.to_owned()));
                all.chain(labels).chain(std::iter::once((LabelFilter::None, without.to_owned()))).collect()
            });

            let every = strings.get("table.all-sources");
            let shown = wanted.source.and_then(|id| set.sources().get(id)).map_or(every, |source| &source.title);
            bare_combo(ui, strings.get("table.filter-source"), 180.0, &mut wanted.source, shown, || {
                let sources = set.sources_in_order().into_iter().map(|source| (Some(source.id), source.title.clone()));
                std::iter::once((None, every.to_owned())).chain(sources).collect()
            });

            let every = strings.get("table.all-annotators");
            let shown = wanted.annotator.and_then(|id| set.annotators().get(id)).map_or(every, |by| &by.name);
            bare_combo(ui, strings.get("table.filter-annotator"), 140.0, &mut wanted.annotator, shown, || {
                let annotators = set.annotators().iter().map(|by| (Some(by.id), by.name.clone()));
                std::iter::once((None, every.to_owned())).chain(annotators).collect()
            });

            let total = session.index().counts().total().annotations();
            let ink = theme::of(ui).weak_text;
            let count = strings.with("table-count", &[("shown", self.rows.len().into()), ("total", total.into())]);
            ui.label(RichText::new(count).color(ink));
        });
    }

    /// Brings the rows up to date, or starts to.
    fn refresh(&mut self, session: &Session) {
        self.forget_what_is_gone(session);
        self.take_outcome();
        let basis = (session.set().id(), session.revision(), self.wanted.clone());
        if self.basis.as_ref() == Some(&basis) {
            self.job = None;
            return;
        }
        if session.set().annotations().len() <= IN_THE_BACKGROUND {
            self.rows = rows(session.set(), &self.wanted, &Progress::unseen());
            self.basis = Some(basis);
            self.job = None;
            return;
        }
        // Only other filters make work under way useless: where every edit did, typing would never let it end.
        let useful = |(set, _, wanted): &Basis| (*set, wanted) == (basis.0, &basis.2);
        if self.job.as_ref().is_none_or(|(started, _)| !useful(started)) {
            // The snapshot costs some hundred reference counts; replacing the job cancels the one before.
            let (set, wanted) = (session.set().clone(), self.wanted.clone());
            let environment = session.environment();
            let job =
                Job::start(environment.runner.as_ref(), "annotations table", &environment.wake, move |progress| {
                    rows(&set, &wanted, progress)
                });
            self.job = Some((basis, job));
            self.take_outcome();
        }
    }

    /// Shows what the background has found.
    fn take_outcome(&mut self) {
        let Some(outcome) = self.job.as_ref().and_then(|(_, job)| job.try_take()) else { return };
        match outcome {
            Ok(rows) => self.rows = rows,
            Err(error) => log::error!("{error}"),
        }
        self.basis = self.job.take().map(|(started, _)| started);
    }

    /// A filter on what was deleted would hide everything without saying why.
    fn forget_what_is_gone(&mut self, session: &Session) {
        let set = session.set();
        if let LabelFilter::One(label) = self.wanted.label
            && set.scheme().label(label).is_none()
        {
            self.wanted.label = LabelFilter::All;
        }
        self.wanted.source = self.wanted.source.filter(|id| set.sources().contains(*id));
        self.wanted.annotator = self.wanted.annotator.filter(|id| set.annotators().contains(*id));
    }

    fn body(&mut self, ui: &mut Ui, strings: &Strings, session: &Session, view: &View, requests: &mut Vec<Request>) {
        let mut row_to_show = self.follow_choice(view);
        let area = ui.available_rect_before_wrap();
        let id = ui.make_persistent_id("annotations table");
        let focus = ui.interact(area, id, Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(Role::Table, ui.is_enabled(), strings.get("table.name")));
        if focus.has_focus()
            && let Some(row) = self.keys(ui, id, view, requests)
        {
            row_to_show = Some(row);
        }
        ui.painter().rect_filled(area, 0.0, theme::of(ui).pane);
        let mut clicked = None;
        let builder = egui::UiBuilder::new().accessibility_parent(id);
        ui.scope_builder(builder, |ui| {
            egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
                ui.set_min_width(720.0);
                // The lines between the rows run through: what keeps the columns apart is inside the cells.
                ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
                ui.visuals_mut().selection.bg_fill = theme::of(ui).accent_soft;
                // The table remembers its widths: with other columns empty it is another table.
                let empty = Column::empty(session);
                let mut table = TableBuilder::new(ui)
                    .id_salt(("annotations", empty.contains(&Column::Note), empty.contains(&Column::Annotator)))
                    .sense(Sense::CLICK)
                    .resizable(true)
                    .auto_shrink(false)
                    // In a low window the rows give way, not the filters above them.
                    .min_scrolled_height(0.0)
                    .cell_layout(Layout::left_to_right(Align::Center));
                for column in Column::ALL {
                    table = table.column(column.width(&empty));
                }
                if let Some(row) = row_to_show {
                    table = table.scroll_to_row(row, None);
                }
                table
                    .header(size::ROW, |mut row| {
                        for column in Column::ALL {
                            row.col(|ui| self.header(ui, strings, column));
                        }
                    })
                    .body(|body| {
                        body.rows(size::ROW, self.rows.len(), |mut row| {
                            let Some(annotation) =
                                self.rows.get(row.index()).and_then(|id| session.set().annotations().get(*id))
                            else {
                                return;
                            };
                            let response = show_row(&mut row, strings, session, view, annotation);
                            if response.clicked() {
                                clicked = Some((annotation.id, response.ctx.input(|input| input.modifiers)));
                            }
                        });
                    });
            });
        });
        if self.rows.is_empty() {
            let text = if session.set().annotations().is_empty() {
                strings.get("table.nothing-yet")
            } else {
                strings.get("table.nothing")
            };
            ui.put(Rect::from_center_size(area.center(), egui::vec2(area.width(), size::ROW)), Label::new(text));
        }
        if let Some((annotation, modifiers)) = clicked {
            focus.request_focus();
            self.choose(annotation, modifiers, view, requests);
        }
        paint_focus(ui, &focus, 0);
    }

    fn header(&mut self, ui: &mut Ui, strings: &Strings, column: Column) {
        let theme = theme::of(ui);
        ui.add_space(CELL_MARGIN);
        let title = column.title(strings);
        let sorted = self.wanted.column == column;
        let sign = match (sorted, self.wanted.descending) {
            (true, false) => " ↑",
            (true, true) => " ↓",
            (false, _) => "",
        };
        let text = RichText::new(format!("{title}{sign}")).font(theme::strong(size::SMALL)).color(theme.weak_text);
        let response = ui.add(egui::Button::new(text).frame(false).truncate());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, ui.is_enabled(), title));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            if sorted {
                node.set_sort_direction(if self.wanted.descending {
                    SortDirection::Descending
                } else {
                    SortDirection::Ascending
                });
            }
        });
        paint_focus(ui, &response, size::KEY_RADIUS);
        if response.clicked() {
            self.wanted.descending = sorted && !self.wanted.descending;
            self.wanted.column = column;
        }
    }

    /// The row to bring into view when something else was chosen elsewhere.
    fn follow_choice(&mut self, view: &View) -> Option<usize> {
        let chosen = view.only_chosen();
        if chosen == self.chosen_before {
            return None;
        }
        self.chosen_before = chosen;
        let chosen = chosen?;
        if self.cursor == Some(chosen) {
            return None;
        }
        self.cursor = Some(chosen);
        self.anchor = Some(chosen);
        self.rows.iter().position(|row| *row == chosen)
    }

    /// Moves with the arrow keys; the row that should then be seen.
    fn keys(&mut self, ui: &Ui, id: Id, view: &View, requests: &mut Vec<Request>) -> Option<usize> {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let last = self.rows.len().checked_sub(1)?;
        let (all, enter) = ui.input_mut(|input| {
            let all = input.consume_key(Modifiers::COMMAND, Key::A);
            (all, input.consume_key(Modifiers::NONE, Key::Enter))
        });
        if all {
            requests.push(Request::Choose(self.rows.clone()));
            return None;
        }
        let at = self.cursor.and_then(|cursor| self.rows.iter().position(|row| *row == cursor));
        if enter {
            requests.extend(at.and_then(|at| self.rows.get(at)).map(|row| Request::Show(*row)));
            return at;
        }
        let page = ((ui.available_height() / size::ROW) as usize).saturating_sub(2).max(1);
        let (to, shift) = ui.input_mut(|input| {
            let steps: [(Key, Step); 6] = [
                (Key::ArrowDown, |at, _, last| (at + 1).min(last)),
                (Key::ArrowUp, |at, _, _| at.saturating_sub(1)),
                (Key::PageDown, |at, page, last| (at + page).min(last)),
                (Key::PageUp, |at, page, _| at.saturating_sub(page)),
                (Key::Home, |_, _, _| 0),
                (Key::End, |_, _, last| last),
            ];
            for (key, step) in steps {
                let shift = input.consume_key(Modifiers::SHIFT, key);
                if shift || input.consume_key(Modifiers::NONE, key) {
                    let to = match at {
                        Some(at) => step(at, page, last),
                        None if key == Key::End => last,
                        None => 0,
                    };
                    return Some((to, shift));
                }
            }
            None
        })?;
        let row = *self.rows.get(to)?;
        let modifiers = if shift { Modifiers::SHIFT } else { Modifiers::NONE };
        self.choose(row, modifiers, view, requests);
        Some(to)
    }

    /// Chooses a row: alone, in addition, or with all up to it.
    fn choose(&mut self, row: AnnotationId, modifiers: Modifiers, view: &View, requests: &mut Vec<Request>) {
        let position = |id: AnnotationId| self.rows.iter().position(|row| *row == id);
        let request = if modifiers.shift
            && let Some(from) = self.anchor.and_then(position)
            && let Some(to) = position(row)
        {
            let range = self.rows.get(from.min(to)..=from.max(to)).unwrap_or_default();
            // The one that was chosen first stays in front.
            let mut ids = range.to_vec();
            if to < from {
                ids.reverse();
            }
            Request::Choose(ids)
        } else if modifiers.command {
            self.anchor = Some(row);
            let mut ids = view.chosen.clone();
            if ids.contains(&row) {
                ids.retain(|id| *id != row);
            } else {
                ids.push(row);
            }
            Request::Choose(ids)
        } else {
            self.anchor = Some(row);
            Request::Show(row)
        };
        self.cursor = Some(row);
        requests.push(match request {
            Request::Choose(ids) if ids.len() == 1 => {
                ids.first().map_or(Request::Choose(Vec::new()), |id| Request::Show(*id))
            }
            request => request,
        });
    }
}

/// What can be done with several annotations at once.
fn bulk_actions(ui: &mut Ui, strings: &Strings, session: &Session, view: &View, requests: &mut Vec<Request>) {
    ui.horizontal_wrapped(|ui| {
        ui.label(strings.with("table-chosen", &[("count", view.chosen.len().into())]));
        let menu = ui.menu_button(strings.get("table.set-label"), |ui| {
            for label in &session.set().scheme().labels {
                if ui.button(&label.name).clicked() {
                    requests.push(Request::Do(Command::SetLabel(view.chosen.clone(), Some(label.id))));
                }
            }
            if ui.button(strings.get("table.no-label")).clicked() {
                requests.push(Request::Do(Command::SetLabel(view.chosen.clone(), None)));
            }
        });
        menu.response.on_hover_text(strings.get("table.set-label-hint"));
        if danger_button(ui, strings.get("table.delete")).clicked() {
            requests.push(Request::Do(Command::RemoveAnnotations(view.chosen.clone())));
        }
        if secondary_button(ui, strings.get("table.choose-none")).clicked() {
            requests.push(Request::Choose(Vec::new()));
        }
    });
}

/// One row of the table, and what the pointer does on it.
fn show_row(
    row: &mut TableRow<'_, '_>,
    strings: &Strings,
    session: &Session,
    view: &View,
    annotation: &Annotation,
) -> egui::Response {
    let set = session.set();
    let selected = view.chosen.contains(&annotation.id);
    row.set_selected(selected);
    row.set_overline(true);
    row.set_hovered(view.hovered == Some(annotation.id));
    let label = annotation.label.and_then(|id| set.scheme().label(id));
    let label_name = label.map_or_else(|| strings.get("table.no-label"), |label| label.name.as_str());
    let quote = shorten(&quote(set, annotation));
    let source = set.sources().get(annotation.source).map_or("", |source| source.title.as_str());
    let place = place(set, annotation).map_or_else(String::new, |block| format!("¶ {}", block + 1));

    let (_, first) = row.col(|ui| {
        if let Some(label) = label {
            ui.add_space(CELL_MARGIN);
            swatch(ui, label.color, label.underline, "");
        }
        cell(ui, label_name);
    });
    row.col(|ui| cell(ui, &quote));
    row.col(|ui| cell(ui, source));
    row.col(|ui| cell(ui, &shorten(&annotation.note)));
    row.col(|ui| cell(ui, annotator(set, annotation)));
    row.col(|ui| cell(ui, &place));
    row.col(|ui| cell(ui, &moment(annotation.stamp.modified)));
    first.widget_info(|| {
        let gaps = [("label", label_name.into()), ("quote", quote.as_str().into()), ("source", source.into())];
        WidgetInfo::selected(Role::Row, true, selected, strings.with("table-row", &gaps))
    });
    first.ctx.accesskit_node_builder(first.id, |node| node.set_selected(selected));
    row.response()
}

fn cell(ui: &mut Ui, text: &str) {
    ui.add_space(CELL_MARGIN);
    let ink = theme::of(ui).text;
    ui.add(Label::new(RichText::new(text).color(ink)).truncate().selectable(false));
}

/// One line of at most as many characters as a cell can show.
fn shorten(text: &str) -> String {
    let mut line = String::new();
    for (count, letter) in text.chars().enumerate() {
        if count == CELL {
            line.push('…');
            break;
        }
        line.push(if letter.is_whitespace() { ' ' } else { letter });
    }
    line
}

/// The marked words; those of several parts are joined by an ellipsis.
fn quote(set: &AnnotationSet, annotation: &Annotation) -> String {
    let text = set.versions().get(annotation.version).map_or("", |version| version.text());
    if let (true, Some(selectors)) = (annotation.spans.is_empty(), annotation.anchoring.selectors()) {
        return selectors.iter().map(|selector| selector.exact.as_str()).collect::<Vec<_>>().join(" … ");
    }
    annotation.spans.iter().filter_map(|span| span.slice(text)).collect::<Vec<_>>().join(" … ")
}

fn annotator<'a>(set: &'a AnnotationSet, annotation: &Annotation) -> &'a str {
    let record = annotation.stamp.by.and_then(|id| set.annotators().get(id));
    record.map_or("", |annotator| annotator.name.as_str())
}

/// The block in which an annotation begins, from 0; none for a note on the whole source.
fn place(set: &AnnotationSet, annotation: &Annotation) -> Option<usize> {
    let start = annotation.spans.first()?.start;
    let blocks = &set.versions().get(annotation.version)?.blocks;
    blocks.partition_point(|block| block.span.start <= start).checked_sub(1)
}

/// The place of every source in the reader's order.
fn places(set: &AnnotationSet) -> HashMap<SourceId, usize> {
    set.sources_in_order().into_iter().enumerate().map(|(place, source)| (source.id, place)).collect()
}

/// Suggestions wait elsewhere, and what was turned down is gone.
fn is_listed(annotation: &Annotation) -> bool {
    annotation.layer != Layer::Suggested || annotation.status == Status::Accepted
}

/// The annotations that are wanted, in the wanted order; whatever was found so far if nobody waits for it any more.
fn rows(set: &AnnotationSet, wanted: &Wanted, progress: &Progress) -> Vec<AnnotationId> {
    let contains = |text: &str| text.to_lowercase().contains(&wanted.text);
    let mut found: Vec<&Annotation> = set
        .annotations()
        .iter()
        .take_while(|_| !progress.is_cancelled())
        .filter(|annotation| is_listed(annotation))
        .filter(|annotation| wanted.label.fits(annotation.label))
        .filter(|annotation| wanted.source.is_none_or(|source| annotation.source == source))
        .filter(|annotation| wanted.annotator.is_none_or(|by| annotation.stamp.by == Some(by)))
        .filter(|annotation| wanted.text.is_empty() || contains(&annotation.note) || contains(&quote(set, annotation)))
        .collect();

    // Whatever is equal stays in reading order.
    let places = places(set);
    found.sort_by_key(|annotation| {
        let span = annotation.hull();
        let source = places.get(&annotation.source).copied();
        (source, span.map(|span| (span.start, std::cmp::Reverse(span.end))), annotation.id.uuid())
    });
    match wanted.column {
        Column::Place => {}
        Column::Label => found.sort_by_cached_key(|annotation| {
            let label = annotation.label.and_then(|id| set.scheme().labels.iter().position(|label| label.id == id));
            label.unwrap_or(usize::MAX)
        }),
        Column::Passage => found.sort_by_cached_key(|annotation| quote(set, annotation).to_lowercase()),
        Column::Source => found.sort_by_cached_key(|annotation| {
            set.sources().get(annotation.source).map(|source| source.title.to_lowercase())
        }),
        Column::Note => found.sort_by_cached_key(|annotation| annotation.note.to_lowercase()),
        Column::Annotator => found.sort_by_cached_key(|annotation| annotator(set, annotation).to_lowercase()),
        Column::Changed => found.sort_by_key(|annotation| annotation.stamp.modified),
    }
    if wanted.descending {
        found.reverse();
    }
    found.into_iter().map(|annotation| annotation.id).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::gui::dialogs::testing::{BRIDGE, click, empty_session, mark, press, run, session};
    use crate::gui::testing;
    use crate::gui::view::Reading;
    use crate::job::{Runner, Work};

    struct Desk {
        table: AnnotationTable,
        session: Session,
        strings: Strings,
        view: View,
        requests: Vec<Request>,
    }

    fn shown(session: Session) -> Harness<'static, Desk> {
        let desk = Desk {
            table: AnnotationTable::new(),
            session,
            strings: Strings::load("en"),
            view: View::new(Reading { size: 16.5, line_length: 70 }),
            requests: Vec::new(),
        };
        let mut harness = testing::window().with_size(egui::vec2(1200.0, 400.0)).build_ui_state(
            |ui, desk: &mut Desk| {
                let Desk { table, session, strings, view, requests } = desk;
                table.show(ui, strings, session, view, requests);
                // What the window does with a choice.
                for request in requests.iter() {
                    match request {
                        Request::Show(id) => view.chosen = vec![*id],
                        Request::Choose(ids) => view.chosen.clone_from(ids),
                        _ => {}
                    }
                }
            },
            desk,
        );
        harness.run();
        harness
    }

    fn row_names(harness: &Harness<'_, Desk>) -> Vec<String> {
        let rows = harness.get_all_by_role(Role::Row);
        let mut rows: Vec<_> =
            rows.map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default())).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }

    fn last(harness: &Harness<'_, Desk>) -> String {
        format!("{:?}", harness.state().requests.last())
    }

    const FIRST: &str = "Claim: “The harbour bridge … on Monday”, Bridge shut until spring";
    const SECOND: &str = "Claim: “closed for four months”, Bridge shut until spring";
    const THIRD: &str = "Opinion: “In a stunning failure of leadership”, City’s bridge blunder";

    #[test]
    fn the_rows_stand_in_reading_order_and_are_sorted_by_their_headers() {
        let mut harness = shown(session());
        assert_eq!(row_names(&harness), [FIRST, SECOND, THIRD]);
        assert!(harness.query_by_label("3 of 3 annotations").is_some());
        click(&mut harness, "Passage");
        assert_eq!(row_names(&harness), [SECOND, THIRD, FIRST]);
        // The keyboard sorts too.
        harness.get_by_role_and_label(Role::ColumnHeader, "Passage").focus();
        harness.run();
        press(&mut harness, Key::Enter);
        assert_eq!(row_names(&harness), [FIRST, THIRD, SECOND]);
        harness.get_by_role_and_label(Role::ColumnHeader, "Changed").click();
        harness.run();
        assert_eq!(row_names(&harness), [SECOND, THIRD, FIRST], "another column starts from its beginning");
    }

    #[test]
    fn filters_leave_what_fits() {
        let mut harness = shown(session());
        harness.get_by_role_and_label(Role::TextInput, "Filter passages and notes").focus();
        harness.run();
        harness.event(egui::Event::Text("BRIDGE".to_owned()));
        harness.run();
        assert_eq!(row_names(&harness), [FIRST]);
        assert!(harness.query_by_label("1 of 3 annotations").is_some());
        harness.key_press(Key::Escape);
        harness.state_mut().table.wanted.text.clear();
        harness.get_by_role_and_label(Role::ComboBox, "Show label").click();
        harness.run();
        harness.get_by_role_and_label(Role::Button, "Opinion").click();
        harness.run();
        assert_eq!(row_names(&harness), [THIRD]);
    }

    #[test]
    fn a_click_shows_a_passage_and_more_clicks_choose_several() {
        let mut harness = shown(session());
        let ids: Vec<AnnotationId> = harness.state().table.rows.clone();
        harness.get_by_role_and_label(Role::Row, SECOND).click();
        harness.run();
        assert_eq!(last(&harness), format!("{:?}", Some(Request::Show(ids[1]))));
        harness.get_by_role_and_label(Role::Row, THIRD).click_modifiers(Modifiers::COMMAND);
        harness.run();
        assert_eq!(harness.state().view.chosen, [ids[1], ids[2]]);
        assert!(harness.query_by_label("2 chosen").is_some());
        harness.get_by_role_and_label(Role::Row, FIRST).click_modifiers(Modifiers::SHIFT);
        harness.run();
        assert_eq!(harness.state().view.chosen, [ids[2], ids[1], ids[0]]);
    }

    #[test]
    fn the_arrow_keys_go_through_the_rows_and_extend_with_shift() {
        let mut harness = shown(session());
        let ids: Vec<AnnotationId> = harness.state().table.rows.clone();
        harness.get_by_role_and_label(Role::Row, FIRST).click();
        harness.run();
        press(&mut harness, Key::ArrowDown);
        assert_eq!(last(&harness), format!("{:?}", Some(Request::Show(ids[1]))));
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        harness.run();
        assert_eq!(harness.state().view.chosen, [ids[1], ids[2]]);
        press(&mut harness, Key::Home);
        assert_eq!(harness.state().view.chosen, [ids[0]]);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.run();
        assert_eq!(harness.state().view.chosen, ids);
    }

    #[test]
    fn several_are_relabelled_and_deleted_at_once() {
        let mut harness = shown(session());
        let ids: Vec<AnnotationId> = harness.state().table.rows.clone();
        harness.state_mut().view.chosen.clone_from(&ids);
        harness.run();
        click(&mut harness, "Set label");
        harness.get_by_role_and_label(Role::Button, "Quote").click();
        harness.run();
        let quote = harness.state().session.set().scheme().labels[2].id;
        let expected = Request::Do(Command::SetLabel(ids.clone(), Some(quote)));
        assert_eq!(last(&harness), format!("{:?}", Some(expected)));
        click(&mut harness, "Delete");
        assert_eq!(last(&harness), format!("{:?}", Some(Request::Do(Command::RemoveAnnotations(ids)))));
    }

    #[test]
    fn the_table_follows_the_set() {
        let mut harness = shown(session());
        let id = harness.state().table.rows[0];
        run(&mut harness.state_mut().session, Command::RemoveAnnotations(vec![id]));
        harness.run();
        assert_eq!(row_names(&harness), [SECOND, THIRD]);
        run(&mut harness.state_mut().session, Command::Undo);
        harness.run();
        assert_eq!(row_names(&harness).len(), 3);
    }

    #[test]
    fn an_empty_table_says_why() {
        let harness = shown(empty_session());
        assert!(harness.query_by_label("Nothing is marked yet").is_some());
    }

    /// Keeps the work until somebody asks for it.
    #[derive(Clone, Default)]
    struct Later(Arc<Mutex<Vec<Work>>>);

    impl Runner for Later {
        fn spawn(&self, _name: &str, work: Work) {
            if let Ok(mut waiting) = self.0.lock() {
                waiting.push(work);
            }
        }
    }

    #[test]
    fn many_annotations_are_sorted_in_the_background_with_the_old_rows_shown() {
        let later = Later::default();
        let mut environment = empty_session().environment().clone();
        environment.runner = Arc::new(later.clone());
        let mut session = Session::new(environment);
        let source = crate::gui::dialogs::testing::add_source(&mut session, "Bridge", "Courier", BRIDGE);
        for _ in 0..=IN_THE_BACKGROUND {
            mark(&mut session, source, BRIDGE, &["harbour"], Some(0));
        }
        let mut harness = shown(session);
        assert!(harness.query_all_by_role(Role::Row).next().is_none(), "no rows yet");
        let work: Vec<Work> = later.0.lock().map(|mut waiting| waiting.drain(..).collect()).unwrap_or_default();
        assert_eq!(work.len(), 1, "one job, however many frames");
        for work in work {
            work();
        }
        harness.run();
        assert_eq!(harness.state().table.rows.len(), IN_THE_BACKGROUND + 1);
        let seen = harness.get_all_by_role(Role::Row).count();
        assert!((1..40).contains(&seen), "only what is in view is made: {seen}");

        harness.get_by_role_and_label(Role::ColumnHeader, "Label").click();
        harness.run();
        assert_eq!(harness.state().table.rows.len(), IN_THE_BACKGROUND + 1, "the old rows stay meanwhile");
        assert_eq!(later.0.lock().map(|waiting| waiting.len()).unwrap_or_default(), 1);
    }
}
