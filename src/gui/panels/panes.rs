//! The articles side by side: columns with a head each, reordered by dragging, widened by their edges.

use egui::{CursorIcon, Id, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::sources::{Headline, date_of, headline, paint};
use crate::gui::app::App;
use crate::gui::article::layout::Atlas;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::model::SourceId;
use crate::session::Command;

/// No pane is narrower than this, in points; more panes than fit scroll sideways.
const NARROWEST: f32 = 250.0;
/// Two articles side by side are the point of it all: they may be as narrow as this before they scroll.
const NARROWEST_OF_TWO: f32 = 200.0;
/// Height of a pane's head, in points.
const HEAD: f32 = 56.0;

/// Shows the panes.
pub fn show(app: &mut App, ui: &mut Ui, atlas: &mut Atlas) {
    let area = ui.available_rect_before_wrap();
    let fitting = (area.width() / NARROWEST).floor().max(1.0) as usize;
    let settled = (ui.ctx().zoom_factor() - f32::from(app.settings.zoom) / 100.0).abs() < 0.01;
    if settled {
        fit(app, fitting.max(2));
    }
    let sources = app.shown_sources();
    if sources.is_empty() {
        ui.centered_and_justified(|ui| ui.weak(app.strings.get("panes-none")));
        return;
    }
    let two = sources.len() == 2 && area.width() >= 2.0 * NARROWEST_OF_TWO;
    if sources.len() <= fitting || two {
        columns(app, ui, atlas, area, &sources, area.width());
    } else {
        let width = NARROWEST.min(area.width()) * sources.len() as f32;
        egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(width, ui.available_height()), Sense::empty());
            if app.view.active != app.scrolled_to {
                app.scrolled_to = app.view.active;
                if let Some(at) = sources.iter().position(|source| Some(*source) == app.view.active) {
                    let step = width / sources.len() as f32;
                    let left = rect.left() + step * at as f32;
                    ui.scroll_to_rect(Rect::from_x_y_ranges(left..=left + step, rect.y_range()), None);
                }
            }
            columns(app, ui, atlas, rect, &sources, width);
        });
    }
}

/// Half a pane at the edge helps nobody: what does not fit waits in the list on the left. Until the reader chooses for
/// themselves, there are always as many panes as fit, also when the window grows.
fn fit(app: &mut App, fitting: usize) {
    let came_in = std::mem::take(&mut app.fit_panes.came_in);
    let changed = app.fit_panes.fitted != Some(fitting);
    if !came_in && (!changed || app.fit_panes.reader_chose) {
        return;
    }
    app.fit_panes.fitted = Some(fitting);
    if !app.fit_panes.reader_chose {
        app.view.hidden_sources.clear();
    }
    let mut beyond = app.shown_sources();
    let mut kept: Vec<SourceId> = beyond.drain(..fitting.min(beyond.len())).collect();
    if let Some(active) = app.view.active.filter(|active| beyond.contains(active)) {
        beyond.retain(|source| *source != active);
        beyond.extend(kept.pop());
    }
    app.view.hidden_sources.extend(beyond);
}

fn columns(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, area: Rect, sources: &[SourceId], width: f32) {
    let theme = theme::of(ui);
    let shares = shares(ui, sources);
    let mut left = area.left();
    let mut rects = Vec::with_capacity(sources.len());
    for (number, share) in shares.iter().enumerate() {
        let right = if number + 1 == sources.len() { area.left() + width } else { (left + width * share).round() };
        rects.push(Rect::from_min_max(pos2(left, area.top()), pos2(right, area.bottom())));
        left = right;
    }
    if let Some(wanted) = app.view.bring_into_view.take()
        && let Some((_, rect)) = sources.iter().zip(&rects).find(|(source, _)| **source == wanted)
    {
        ui.scroll_to_rect(*rect, None);
    }
    for (source, rect) in sources.iter().zip(&rects) {
        if rect.right() < ui.clip_rect().left() || rect.left() > ui.clip_rect().right() {
            if let Some(pane) = app.panes.get_mut(source) {
                pane.leave_view();
            }
            // Its name is there all the same, for who looks for it without looking.
            let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
            show_head(app, ui, atlas, *source, head);
            continue;
        }
        column(app, ui, atlas, *source, *rect);
    }
    for (number, rect) in rects.iter().enumerate().take(rects.len().saturating_sub(1)) {
        ui.painter().vline(rect.right(), rect.y_range(), theme.hairline_stroke());
        edge(ui, sources, number, rect, width);
    }
    drop_place(app, ui, sources, &rects);
}

/// The part of the width that each pane has; remembered while the window is open.
fn shares(ui: &Ui, sources: &[SourceId]) -> Vec<f32> {
    let even = 1.0 / sources.len() as f32;
    let stored: Option<Vec<f32>> = ui.data(|data| data.get_temp(shares_id(sources.len())));
    stored.filter(|shares| shares.len() == sources.len()).unwrap_or_else(|| vec![even; sources.len()])
}

fn shares_id(count: usize) -> Id {
    Id::unique(("pane widths", count))
}

/// The edge between two panes, to be dragged; a double click makes all panes equal.
fn edge(ui: &Ui, sources: &[SourceId], number: usize, rect: &Rect, width: f32) {
    let grip = Rect::from_center_size(pos2(rect.right(), rect.center().y), vec2(7.0, rect.height()));
    let response = ui.interact(grip, Id::unique(("pane edge", number)), Sense::click_and_drag());
    if response.hovered() || response.dragged() {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        ui.painter().vline(rect.right(), rect.y_range(), egui::Stroke::new(2.0, theme::of(ui).accent));
    }
    let id = shares_id(sources.len());
    if response.double_clicked() {
        ui.data_mut(|data| data.remove::<Vec<f32>>(id));
    } else if response.dragged() {
        let mut shares = shares(ui, sources);
        let step = response.drag_delta().x / width;
        if let [.., _, _] = shares.as_slice()
            && let Some([a, b]) = shares.get_mut(number..number + 2)
        {
            let least = 140.0 / width;
            if *a + step > least && *b - step > least {
                *a += step;
                *b -= step;
            }
        }
        ui.data_mut(|data| data.insert_temp(id, shares));
    }
}

fn column(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, id: SourceId, rect: Rect) {
    let theme = theme::of(ui);
    let head = Rect::from_min_size(rect.min, vec2(rect.width(), HEAD));
    let body = Rect::from_min_max(pos2(rect.left() + 1.0, head.bottom() + 1.0), rect.max);
    show_head(app, ui, atlas, id, head);
    ui.painter().hline(rect.x_range(), head.bottom(), theme.hairline_stroke());
    let Some(source) = app.session.set().sources().get(id).cloned() else { return };
    let mut child = ui.new_child(egui::UiBuilder::new().id_salt(("pane", id)).max_rect(body));
    child.set_clip_rect(body.intersect(ui.clip_rect()));
    app.with_pane(
        id,
        atlas,
        |pane, shown, session| {
            if let Some(version) = session.set().current_version(id) {
                pane.ui(&mut child, body, &source, version, shown);
            }
        },
        theme,
    );
}

/// Headline, then outlet, byline, date and word count.
fn show_head(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, id: SourceId, rect: Rect) {
    let theme = theme::of(ui);
    let response = ui.interact(rect, Id::unique(("pane head", id)), Sense::click_and_drag());
    let Some(source) = app.session.set().sources().get(id).cloned() else { return };
    let active = app.view.active == Some(id);
    if active {
        let line = Rect::from_min_size(rect.left_top(), vec2(rect.width(), 2.0));
        ui.painter().rect_filled(line, 0.0, theme.accent);
    }
    let inner = rect.shrink2(vec2(24.0, 10.0));
    // One line: what does not fit is cut off at the pane's edge, and stands in full in the text and in the tooltip.
    let title = headline(app, ui, &source, Headline::Pane, 4000.0);
    let rtl = title.table().rtl();
    let text_width = title.table().lines().first().map_or(0.0, |line| {
        title.table().cells(line).iter().map(crate::gui::article::layout::Cell::right).fold(0.0, f32::max)
    });
    let at = if rtl { pos2(inner.right() - 4000.0, inner.top() - 1.0) } else { inner.left_top() - vec2(0.0, 1.0) };
    // Where it is too long, the last whole letter that leaves room for an ellipsis is the last one shown.
    let cut = title.table().lines().first().filter(|_| !rtl && text_width > inner.width()).map(|line| {
        let cells = title.table().cells(line).iter().map(crate::gui::article::layout::Cell::right);
        cells.filter(|right| *right <= inner.width() - 16.0).fold(0.0, f32::max)
    });
    let clip = Rect::from_min_size(inner.min - vec2(0.0, 2.0), vec2(cut.map_or(inner.width(), |cut| cut - 1.5), 22.0));
    paint(app, ui, atlas, &title, at, clip, theme.text);
    if let Some(cut) = cut {
        let at = pos2(inner.left() + cut, inner.top() - 1.0);
        ui.painter().text(at, egui::Align2::LEFT_TOP, "…", theme::strong(14.0), theme.text);
    }
    let date = date_of(app, &source);
    let words = source.current.map_or(0, |version| app.session.index().counts().words(version));
    let words = app.strings.with("pane-words", &[("count", words.into())]);
    let mut details = vec![source.outlet.as_str(), source.byline.as_str(), date.as_str(), words.as_str()];
    details.retain(|detail| !detail.is_empty());
    let mut job =
        egui::text::LayoutJob::simple_singleline(details.join(" · "), theme::plain(size::SMALL), theme.weak_text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width());
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(inner.left(), inner.bottom() - galley.size().y), galley, theme.weak_text);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Heading, true, &source.title));
    response.dnd_set_drag_payload(id);
    if response.clicked() {
        app.requests.push(Request::Activate(id));
    }
    if response.double_clicked() {
        app.requests.push(Request::Activate(id));
        app.requests.push(Request::Run(crate::gui::action::Action::SourceDetails));
    }
    if text_width > inner.width() {
        response.on_hover_text(&source.title);
    }
}

/// A pane that is dragged by its head lands between others.
fn drop_place(app: &mut App, ui: &Ui, sources: &[SourceId], rects: &[Rect]) {
    let Some(dragged) = egui::DragAndDrop::payload::<SourceId>(ui.ctx()) else { return };
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    if !rects.iter().any(|rect| rect.contains(pointer)) {
        return;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let others: Vec<(SourceId, Rect)> =
        sources.iter().copied().zip(rects.iter().copied()).filter(|(id, _)| *id != *dragged).collect();
    let before = others.iter().filter(|(_, rect)| rect.center().x < pointer.x).count();
    let edge = others.get(before).map(|(_, rect)| rect.left()).or(rects.last().map(|rect| rect.right() - 1.0));
    if let (Some(x), Some(rect)) = (edge, rects.first()) {
        ui.painter().vline(x, rect.y_range(), egui::Stroke::new(2.0, theme::of(ui).accent));
    }
    if ui.input(|input| input.pointer.any_released()) {
        // The place counts among all sources, shown or not.
        let ordered = app.session.set().sources_in_order();
        let all: Vec<SourceId> = ordered.into_iter().map(|source| source.id).filter(|id| *id != *dragged).collect();
        let to = match others.get(before) {
            Some((id, _)) => all.iter().position(|other| other == id).unwrap_or(all.len()),
            None => others.last().and_then(|(id, _)| all.iter().position(|other| other == id)).map_or(0, |at| at + 1),
        };
        app.requests.push(Request::Do(Command::MoveSource(*dragged, to)));
    }
}
