//! The line at the top: the set's title, the menus, search and commands.

use egui::containers::menu::MenuButton;
use egui::{Align, Layout, MenuBar, Popup, RichText, Ui};

use crate::gui::action::{Action, MENUS, Menu};
use crate::gui::app::App;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets;

/// Shows the line.
pub fn show(app: &mut App, ui: &mut Ui) {
    let theme = theme::of(ui);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 5)).show(ui, |ui| {
        MenuBar::new().ui(ui, |ui| {
            let title = app.set_title();
            ui.add_space(4.0);
            ui.label(RichText::new(title).font(theme::strong(size::BODY)).color(theme.text));
            ui.add_space(6.0);
            for (number, menu) in MENUS.iter().enumerate() {
                show_menu(app, ui, number, menu);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                // Where there is no room for both, the menus come first.
                let room = ui.available_width();
                if room > 150.0 && field(ui, app.strings.get("top-commands"), &Action::Palette.keys()) {
                    app.requests.push(Request::Run(Action::Palette));
                }
                if room > 350.0
                    && !app.session.set().sources().is_empty()
                    && field(ui, app.strings.get("top-search"), &Action::Find.keys())
                {
                    app.requests.push(Request::Run(Action::Find));
                }
            });
        });
    });
}

fn show_menu(app: &mut App, ui: &mut Ui, number: usize, menu: &Menu) {
    let title = title(app, ui, menu);
    let name = app.strings.get(menu.title).to_owned();
    let (button, _) = MenuButton::new(title).ui(ui, |ui| {
        ui.set_min_width(240.0);
        let mut line = false;
        for entry in menu.entries {
            match entry {
                None => line = true,
                Some(action) => {
                    let Some(title) = app.title_of(*action) else { continue };
                    if std::mem::take(&mut line) {
                        ui.separator();
                    }
                    let response = item(app, ui, *action, &title);
                    if !ui.is_sizing_pass() && response.enabled() && app.menus.enters(number) {
                        response.request_focus();
                    }
                }
            }
        }
    });
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    app.menus.note(number, Popup::default_response_id(&button));
}

/// A menu's title; the letter that opens it is underlined while Alt is down.
fn title(app: &App, ui: &Ui, menu: &Menu) -> egui::text::LayoutJob {
    let (title, letter) = (app.strings.get(menu.title), app.strings.get(menu.letter));
    let plain = egui::TextFormat::simple(theme::plain(size::BODY), ui.visuals().text_color());
    let at = title.find(letter).filter(|_| app.menus.shows_letters());
    let mut job = egui::text::LayoutJob::default();
    let (before, rest) = title.split_at(at.unwrap_or(0));
    let (marked, after) = rest.split_at(at.map_or(0, |_| letter.len()));
    let underlined = egui::TextFormat { underline: egui::Stroke::new(1.0, plain.color), ..plain.clone() };
    for (part, format) in [(before, &plain), (marked, &underlined), (after, &plain)] {
        if !part.is_empty() {
            job.append(part, 0.0, format.clone());
        }
    }
    job
}

fn item(app: &mut App, ui: &mut Ui, action: Action, title: &str) -> egui::Response {
    let mut button = egui::Button::new(title).shortcut_text(action.keys());
    if app.is_on(action) {
        button = button.selected(true);
    }
    let response = ui.add_enabled(app.is_enabled(action), button);
    if response.clicked() {
        app.requests.push(Request::Run(action));
        ui.close();
    }
    response
}

/// A button that looks like a field with its key, as search and commands do; whether it was clicked. Where there is no
/// room beside the menus, it is left to them.
fn field(ui: &mut Ui, text: &str, keys: &str) -> bool {
    let theme = theme::of(ui);
    let response = ui
        .scope(|ui| {
            let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::plain(size::BODY), theme.weak_text);
            let cap = ui.painter().layout_no_wrap(keys.to_owned(), theme::plain(size::SECTION), theme.key_text);
            let cap_width = if keys.is_empty() { 0.0 } else { cap.size().x + 12.0 };
            let extent = egui::vec2(galley.size().x + cap_width + 28.0, 26.0);
            if extent.x > ui.available_width() {
                return None;
            }
            let (rect, response) = ui.allocate_exact_size(extent, egui::Sense::click());
            let fill = if response.hovered() { theme.hover } else { theme.pane };
            ui.painter().rect(rect, size::RADIUS, fill, theme.hairline_stroke(), egui::StrokeKind::Inside);
            let at = egui::pos2(rect.left() + 10.0, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, theme.weak_text);
            if !keys.is_empty() {
                let center = egui::pos2(rect.right() - 8.0 - cap_width / 2.0, rect.center().y);
                widgets::paint_key_cap(
                    ui,
                    egui::Rect::from_center_size(center, egui::vec2(cap_width, 18.0)),
                    keys,
                    false,
                );
            }
            if response.has_focus() {
                ui.painter().rect_stroke(rect, size::RADIUS, theme.focus_stroke(), egui::StrokeKind::Outside);
            }
            Some(response)
        })
        .inner;
    let Some(response) = response else { return false };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, text));
    response.clicked()
}
