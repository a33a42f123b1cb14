//! The panel on the left: the sources with their counts, the labels with theirs.

use std::collections::HashMap;
use std::rc::Rc;

use egui::{CursorIcon, Id, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::gui::action::Action;
use crate::gui::app::App;
use crate::gui::article::layout::{Atlas, BlockLayout, Family, TextColors, TextStyle};
use crate::gui::theme::{self, size};
use crate::gui::view::{Pick, Request};
use crate::gui::widgets;
use crate::model::{LabelId, Progress, ProgressKey, Source, SourceId};
use crate::session::Command;

/// How many lines of a headline stand in the list.
const LIST_LINES: usize = 2;
/// Size of the headlines in the list, in points.
pub const LIST_HEADLINE: f32 = size::BODY;
/// Size of the headlines over the panes, in points.
pub const PANE_HEADLINE: f32 = 14.0;

/// Shows the panel.
pub fn show(app: &mut App, ui: &mut Ui, atlas: &mut Atlas) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 10)).show(ui, |ui| {
            sources(app, ui, atlas);
            ui.add_space(12.0);
            labels(app, ui);
        });
    });
}

fn sources(app: &mut App, ui: &mut Ui, atlas: &mut Atlas) {
    let ordered: Vec<SourceId> = app.session.set().sources_in_order().into_iter().map(|source| source.id).collect();
    let shown = ordered.iter().filter(|source| !app.view.hidden_sources.contains(source)).count();
    let header = app.strings.with("sources-header", &[("shown", shown.into()), ("all", ordered.len().into())]);
    widgets::section_header(ui, &header);
    ui.add_space(2.0);
    let mut rects = HashMap::new();
    for source in &ordered {
        let is_shown = !app.view.hidden_sources.contains(source);
        let response = row(app, ui, atlas, *source, is_shown);
        rects.insert(*source, response.rect);
        response.dnd_set_drag_payload(*source);
        if response.clicked() {
            let modifiers = ui.input(|input| input.modifiers);
            if modifiers.command || modifiers.shift {
                app.requests.push(Request::Pick(*source, if modifiers.shift { Pick::Through } else { Pick::Toggle }));
            } else {
                app.requests.push(Request::Pick(*source, Pick::Alone));
                app.requests.push(Request::ShowSource(*source, true));
                app.requests.push(Request::Activate(*source));
            }
        }
        if response.double_clicked() {
            app.requests.push(Request::Pick(*source, Pick::Alone));
            app.requests.push(Request::Activate(*source));
            app.requests.push(Request::Run(Action::SourceDetails));
        }
        menu(app, &response, *source);
    }
    drop_place(app, ui, &ordered, &rects);
    ui.add_space(4.0);
    let picked = app.view.picked.len();
    if picked > 1 {
        ui.label(app.strings.with("sources-chosen", &[("count", picked.into())]));
        if widgets::secondary_button(ui, app.strings.get("sources-edit-chosen")).clicked() {
            app.requests.push(Request::Run(Action::SourceDetails));
        }
        ui.add_space(4.0);
    }
    if widgets::secondary_button(ui, app.strings.get("sources-add")).clicked() {
        app.requests.push(Request::Run(Action::AddArticles));
    }
}

/// Shows where a dragged source would land, and moves it there.
fn drop_place(app: &mut App, ui: &Ui, ordered: &[SourceId], rects: &HashMap<SourceId, Rect>) {
    let Some(dragged) = egui::DragAndDrop::payload::<SourceId>(ui.ctx()) else { return };
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let Some(column) = rects.values().copied().reduce(Rect::union) else { return };
    if !column.expand(20.0).contains(pointer) {
        return;
    }
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let others = ordered.iter().filter(|id| **id != *dragged);
    let before = others.filter_map(|id| rects.get(id)).filter(|rect| rect.center().y < pointer.y).count();
    let edge = ordered
        .iter()
        .filter(|id| **id != *dragged)
        .nth(before)
        .and_then(|id| rects.get(id))
        .map_or(column.bottom(), Rect::top);
    ui.painter().hline(column.x_range(), edge, egui::Stroke::new(2.0, theme::of(ui).accent));
    if ui.input(|input| input.pointer.any_released()) {
        app.requests.push(Request::Do(Command::MoveSource(*dragged, before)));
    }
}

/// One source: a headline, where it is from, and how many of each label it has.
fn row(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, id: SourceId, shown: bool) -> Response {
    let theme = theme::of(ui);
    let width = ui.available_width();
    let Some(source) = app.session.set().sources().get(id).cloned() else { return ui.label("") };
    let title = headline(app, ui, &source, Headline::List, width - 40.0);
    let height = title.height().min(36.0) + 30.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click_and_drag());
    let active = app.view.active == Some(id);
    let picked = app.view.picked.contains(&id);
    let chosen = picked || active && app.view.picked.is_empty();
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, chosen, &source.title));
    if !ui.is_rect_visible(rect) {
        eye(app, ui, rect, id, shown, false);
        return response;
    }
    let fill = match (picked || active && shown, shown, response.hovered()) {
        (true, ..) => Some(theme.accent_soft),
        (false, true, _) => Some(theme.row),
        (false, false, true) => Some(theme.hover),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, size::RADIUS, fill);
    }
    if picked {
        // Not by colour alone: a bar at the edge.
        let bar = Rect::from_min_max(rect.left_top(), pos2(rect.left() + 3.0, rect.bottom()));
        ui.painter().rect_filled(bar, 1.5, theme.accent);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, size::RADIUS, theme.focus_stroke(), egui::StrokeKind::Inside);
    }
    let inner = rect.shrink2(vec2(8.0, 6.0));
    let ink = if shown { theme.text } else { theme.weak_text };
    let clip = Rect::from_min_size(inner.min, vec2(inner.width(), title.height().min(36.0)));
    paint(app, ui, atlas, &title, inner.min, clip, ink);

    let counts = app.session.index().counts().source(id).clone();
    let mut right = inner.right();
    let labels: Vec<(LabelId, egui::Color32)> = app
        .session
        .set()
        .scheme()
        .labels
        .iter()
        .take(4)
        .map(|label| (label.id, theme.label(label.color).ink))
        .collect();
    for (label, ink) in labels.iter().rev() {
        let count = counts.label(Some(*label));
        // A row of coloured zeros would be the loudest thing in a set that was just begun.
        let ink = if count == 0 { theme.weak_text } else { *ink };
        let galley = ui.painter().layout_no_wrap(count.to_string(), theme::plain(size::SMALL), ink);
        right -= galley.size().x;
        ui.painter().galley(pos2(right, inner.bottom() - galley.size().y), galley, ink);
        right -= 7.0;
    }
    let date = date_of(app, &source);
    let mut details = vec![source.outlet.as_str(), date.as_str()];
    details.retain(|detail| !detail.is_empty());
    let done = is_done(app, id);
    let mut details = details.join(" · ");
    if done {
        details = app.strings.with("sources-done", &[("details", details.as_str().into())]);
    }
    let room = (right - inner.left()).max(10.0);
    let mut job = egui::text::LayoutJob::simple_singleline(details.clone(), theme::plain(size::SMALL), theme.weak_text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(inner.left(), inner.bottom() - galley.size().y), galley, theme.weak_text);
    eye(app, ui, rect, id, shown, response.hovered());
    response
}

/// A small eye that shows or hides the source's pane.
fn eye(app: &mut App, ui: &Ui, row: Rect, source: SourceId, shown: bool, hovered: bool) {
    let theme = theme::of(ui);
    let rect = Rect::from_center_size(pos2(row.right() - 16.0, row.top() + 15.0), vec2(22.0, 20.0));
    let response = ui.interact(rect, Id::unique(("eye", source)), Sense::click());
    let name = app.strings.get(if shown { "sources-hide" } else { "sources-show" }).to_owned();
    let title = app.session.set().sources().get(source).map_or("", |source| source.title.as_str());
    let said = app.strings.with("sources-beside", &[("title", title.into())]);
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, shown, &said));
    if hovered || response.hovered() || response.has_focus() || !shown {
        let color = if response.hovered() { theme.text } else { theme.faint_text };
        let stroke = egui::Stroke::new(1.4, color);
        let center = rect.center();
        let lid: Vec<egui::Pos2> = (0..=12)
            .map(|step| {
                let way = step as f32 / 12.0;
                pos2(center.x - 7.0 + 14.0 * way, center.y - (way * std::f32::consts::PI).sin() * 4.5)
            })
            .collect();
        let lower = lid.iter().map(|point| pos2(point.x, 2.0 * center.y - point.y)).collect();
        ui.painter().line(lid, stroke);
        ui.painter().line(lower, stroke);
        ui.painter().circle_filled(center, 2.2, color);
        if !shown {
            ui.painter().line_segment([center + vec2(-6.0, 6.0), center + vec2(6.0, -6.0)], stroke);
        }
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, theme.focus_stroke(), egui::StrokeKind::Inside);
    }
    if response.on_hover_text(name).clicked() {
        app.requests.push(Request::ShowSource(source, !shown));
    }
}

fn menu(app: &mut App, response: &Response, source: SourceId) {
    response.context_menu(|ui| {
        for action in [
            Action::SourceDetails,
            Action::MarkDone,
            Action::MoveSourceBack,
            Action::MoveSourceOn,
            Action::RemoveSource,
        ] {
            let Some(title) = app.title_of(action) else { continue };
            if ui.add(egui::Button::new(title).shortcut_text(action.keys())).clicked() {
                if !app.view.picked.contains(&source) || action != Action::SourceDetails {
                    app.requests.push(Request::Pick(source, Pick::Alone));
                    app.requests.push(Request::Activate(source));
                }
                app.requests.push(Request::Run(action));
                ui.close();
            }
        }
    });
}

fn labels(app: &mut App, ui: &mut Ui) {
    widgets::section_header(ui, app.strings.get("labels-header"));
    ui.add_space(2.0);
    let rows: Vec<_> = app
        .session
        .set()
        .scheme()
        .labels
        .iter()
        .map(|label| {
            (
                Some(label.id),
                label.name.clone(),
                label.color,
                label.underline,
                label.shortcut,
                label.description.clone(),
            )
        })
        .collect();
    let total = app.session.index().counts().total().clone();
    for (id, name, color, underline, shortcut, description) in rows {
        let count = total.label(id);
        label_row(app, ui, id, &name, Some((color, underline)), count, shortcut, &description);
    }
    let notes = total.label(None);
    if notes > 0 {
        let name = app.strings.get("labels-notes").to_owned();
        let hint = app.strings.get("labels-notes-hint").to_owned();
        label_row(app, ui, None, &name, None, notes, None, &hint);
    }
    ui.add_space(4.0);
    if widgets::secondary_button(ui, app.strings.get("labels-edit")).clicked() {
        app.requests.push(Request::Run(Action::EditScheme));
    }
}

#[expect(clippy::too_many_arguments, reason = "a row has this many cells")]
fn label_row(
    app: &mut App,
    ui: &mut Ui,
    id: Option<LabelId>,
    name: &str,
    look: Option<(crate::model::LabelColor, crate::model::Underline)>,
    count: usize,
    shortcut: Option<u8>,
    description: &str,
) {
    let theme = theme::of(ui);
    let hidden = app.view.is_hidden(id);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 25.0), Sense::click());
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, theme.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, size::RADIUS, theme.focus_stroke(), egui::StrokeKind::Inside);
    }
    let mut cell = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(vec2(8.0, 0.0)))
            .layout(egui::Layout::left_to_right(egui::Align::Center)),
    );
    if hidden {
        cell.set_opacity(0.45);
    }
    let (color, underline) = look.unwrap_or((crate::model::LabelColor::Gray, crate::model::Underline::Dotted));
    widgets::swatch(&mut cell, color, underline, "");
    let mut text = egui::RichText::new(name).color(theme.text);
    if hidden {
        text = text.strikethrough();
    }
    cell.label(text);
    cell.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if let Some(digit) = shortcut {
            widgets::key_cap(ui, &digit.to_string());
        }
        ui.label(egui::RichText::new(count.to_string()).color(theme.text));
    });
    let said = app.strings.with("labels-row", &[("name", name.into()), ("count", count.into())]);
    response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, !hidden, &said));
    let hint = app.strings.with(if hidden { "labels-show" } else { "labels-hide" }, &[("name", name.into())]);
    let hint = if description.is_empty() { hint } else { format!("{description}\n{hint}") };
    if response.on_hover_text(hint).clicked() {
        app.requests.push(Request::ShowLabel(id, hidden));
    }
}

fn is_done(app: &App, source: SourceId) -> bool {
    app.session.annotator().is_some_and(|annotator| {
        let key = ProgressKey { annotator: annotator.id, source };
        app.session.set().progress().get(&key) == Some(&Progress::Done)
    })
}

/// The day in short or, where there is none, the age as printed.
pub fn date_of(app: &App, source: &crate::model::Source) -> String {
    if source.published.is_empty() {
        return source.age.clone();
    }
    let date = source.published.get(..10).unwrap_or(&source.published);
    match date.parse::<jiff::civil::Date>() {
        Ok(date) => app.strings.with("date", &[("day", date.day().into()), ("month", date.month().into())]),
        Err(_) => source.published.clone(),
    }
}

/// Where a headline stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Headline {
    /// In the list of sources.
    List,
    /// Over its pane.
    Pane,
}

/// The headlines as they were last laid out.
#[derive(Default)]
pub struct Headlines(HashMap<(SourceId, Headline), Laid>);

/// A headline, and what it was laid out for.
struct Laid {
    title: String,
    language: String,
    /// Width, pixels a point, epoch of the fonts.
    setting: (f32, f32, u32),
    layout: Rc<BlockLayout>,
}

impl Headlines {
    /// Forgets the headlines of sources that are gone.
    pub fn retain(&mut self, is_there: impl Fn(SourceId) -> bool) {
        self.0.retain(|(source, _), _| is_there(*source));
    }
}

/// Lays a headline out with the articles' engine, so that every script is read right.
pub fn headline(app: &mut App, ui: &Ui, source: &Source, place: Headline, width: f32) -> Rc<BlockLayout> {
    let setting = (width, ui.ctx().pixels_per_point(), app.engine().epoch());
    let known = app.headlines.0.get(&(source.id, place));
    if let Some(known) = known
        && known.setting == setting
        && known.title == source.title
        && known.language == source.language
    {
        return known.layout.clone();
    }
    let points = if place == Headline::List { LIST_HEADLINE } else { PANE_HEADLINE };
    let style = TextStyle {
        size: points,
        line_height: (points * 1.35).round(),
        family: Family::Sans,
        bold: true,
        italic: false,
        language: (!source.language.is_empty()).then_some(source.language.as_str()),
    };
    let whole = app.engine().layout(&source.title, &[], &style, width, setting.1);
    let layout = if place == Headline::List && whole.table().lines().len() > LIST_LINES {
        cut(app, &source.title, &whole, &style, width, setting.1)
    } else {
        whole
    };
    let layout = Rc::new(layout);
    let (title, language) = (source.title.clone(), source.language.clone());
    app.headlines.0.insert((source.id, place), Laid { title, language, setting, layout: layout.clone() });
    layout
}

/// A headline that is too long for the list, cut at a word with an ellipsis behind it.
fn cut(app: &mut App, title: &str, whole: &BlockLayout, style: &TextStyle<'_>, width: f32, scale: f32) -> BlockLayout {
    let end = whole.table().lines().get(LIST_LINES - 1).map_or(0, |line| line.end as usize);
    let mut kept = title.get(..end).unwrap_or_default().trim_end();
    loop {
        let layout = app.engine().layout(&format!("{kept}…"), &[], style, width, scale);
        if layout.table().lines().len() <= LIST_LINES || kept.is_empty() {
            return layout;
        }
        // A last word is left out as a whole; where there are no spaces, a letter.
        let word = kept.rfind(char::is_whitespace).map(|at| kept.get(..at).unwrap_or_default());
        kept = match word.map(str::trim_end).filter(|word| word.len() * 2 > kept.len()) {
            Some(word) => word,
            None => kept.get(..crate::text::prev_grapheme(kept, kept.len() as u32) as usize).unwrap_or_default(),
        };
    }
}

/// Paints what [`headline`] laid out.
pub fn paint(
    app: &mut App,
    ui: &Ui,
    atlas: &mut Atlas,
    layout: &BlockLayout,
    at: egui::Pos2,
    clip: Rect,
    ink: egui::Color32,
) {
    let colors = TextColors { text: ink, faint: ink, link: ink };
    let mut mesh = atlas.mesh();
    layout.paint(app.engine(), atlas, &mut mesh, at, clip, &colors);
    ui.painter().with_clip_rect(clip.expand(2.0).intersect(ui.clip_rect())).add(egui::Shape::mesh(mesh));
}
