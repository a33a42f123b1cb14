//! The small bar at a selection: what it can be marked as.

use egui::{Area, Context, Id, Key, Order, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use super::action::Action;
use super::app::App;
use super::theme::{self, Theme, size};
use super::view::Request;
use super::widgets;
use crate::model::SourceId;

/// Shows the bar at the active pane's selection, once the mouse is released.
pub fn show(app: &mut App, ctx: &Context) {
    let Some(source) = app.view.active else { return };
    let Some(pane) = app.panes.get(&source) else { return };
    let selection = pane.selection();
    let dragging = ctx.input(|input| input.pointer.any_down()) && !is_over(ctx, source);
    if selection.is_empty() || dragging || app.dialog.is_some() {
        return;
    }
    let rects = pane.rects(selection.span());
    let (Some(first), Some(last)) = (rects.first(), rects.last()) else { return };
    let theme = theme::of_context(ctx);
    let room = ctx.content_rect();
    let id = bar_id(source);
    // The bar's own size is known after its first frame.
    let extent = ctx.memory(|memory| memory.area_rect(id)).map_or(vec2(340.0, 36.0), |rect| rect.size());
    let below = last.bottom() + 10.0;
    let top = if below + extent.y < room.bottom() - 30.0 {
        below
    } else {
        (first.top() - extent.y - 10.0).max(room.top() + 4.0)
    };
    let left = (last.right() - extent.x / 2.0)
        .clamp(room.left() + 8.0, (room.right() - extent.x - 8.0).max(room.left() + 8.0));
    let mut asked = None;
    Area::new(id).order(Order::Foreground).fixed_pos(pos2(left, top)).constrain(true).show(ctx, |ui| {
        egui::Frame::new()
            .fill(theme.bar)
            .corner_radius(size::RADIUS + 2)
            .shadow(theme.floating_shadow())
            .inner_margin(4)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                ui.horizontal(|ui| {
                    for label in &app.session.set().scheme().labels {
                        let keys = label.shortcut.map(|digit| digit.to_string()).unwrap_or_default();
                        let look = theme.label(label.color);
                        if entry(ui, theme, &label.name, &keys, Some(look.line)).clicked() {
                            asked = Some(Request::Mark(crate::session::Command::Annotate {
                                source,
                                spans: [selection.span()].into_iter().collect(),
                                label: Some(label.id),
                            }));
                        }
                    }
                    if entry(ui, theme, app.strings.get("bar-note"), &Action::Note.keys(), None).clicked() {
                        asked = Some(Request::Run(Action::Note));
                    }
                    if app.is_enabled(Action::AddPart)
                        && entry(ui, theme, app.strings.get("bar-add-part"), &Action::AddPart.keys(), None).clicked()
                    {
                        asked = Some(Request::Run(Action::AddPart));
                    }
                });
            });
    });
    app.requests.extend(asked);
}

fn bar_id(source: SourceId) -> Id {
    Id::unique(("label bar", source))
}

/// Whether the pointer is on the bar: pressing it must not make it go away.
fn is_over(ctx: &Context, source: SourceId) -> bool {
    let pointer = ctx.input(|input| input.pointer.interact_pos());
    let bar: Option<Rect> = ctx.memory(|memory| memory.area_rect(bar_id(source)));
    pointer.zip(bar).is_some_and(|(pointer, bar)| bar.contains(pointer))
}

/// One entry of the bar: a stroke in the label's colour, a name and a key.
fn entry(ui: &mut Ui, theme: &Theme, name: &str, keys: &str, color: Option<egui::Color32>) -> Response {
    let font = theme::plain(size::BODY);
    let galley = ui.painter().layout_no_wrap(name.to_owned(), font, theme.bar_text);
    let keys_galley = ui.painter().layout_no_wrap(keys.to_owned(), theme::plain(size::SECTION), theme.bar_text);
    let cap = if keys.is_empty() { 0.0 } else { keys_galley.size().x + 10.0 + 6.0 };
    let extent = vec2(galley.size().x + cap + 18.0, 28.0);
    let (rect, response) = ui.allocate_exact_size(extent, Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS, theme.bar_hover);
    }
    let text_width = galley.size().x;
    let at = pos2(rect.left() + 9.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.bar_text);
    if let Some(color) = color {
        let line = Rect::from_min_size(pos2(at.x, rect.bottom() - 5.0), vec2(text_width, 2.0));
        ui.painter().rect_filled(line, 1.0, color);
    }
    if !keys.is_empty() {
        let cap_rect = Rect::from_center_size(
            pos2(rect.right() - 9.0 - (cap - 6.0) / 2.0, rect.center().y),
            vec2(cap - 6.0, 18.0),
        );
        widgets::paint_key_cap(ui, cap_rect, keys, true);
    }
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    if response.has_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
        response.surrender_focus();
    }
    response
}
