//! What stands in the window before there is an article.

use egui::{Align2, Frame, Margin, Rect, RichText, ScrollArea, Ui, vec2};

use super::action::Action;
use super::app::App;
use super::theme::{self, size};
use super::view::Request;
use super::widgets::{self, Card};

/// The widest that the two columns get, in points.
const WIDTH: f32 = 860.0;
/// Between the columns, in points.
const COLUMN_GAP: f32 = 34.0;
/// Narrower than this, the recent files stand below the beginnings, in points.
const NARROW: f32 = 560.0;
/// What the header over the recent files takes, in points: their cards keep the rhythm of the others.
const HEADER: f32 = 26.0;
/// Between two cards, in points.
const CARD_GAP: f32 = 6.0;

/// Shows the welcome screen.
pub fn show(app: &mut App, ui: &mut Ui) {
    let theme = theme::of(ui);
    let area = ui.available_rect_before_wrap();
    let recent: Vec<_> = app.settings.recent.iter().take(6).cloned().collect();
    // As many cards of found work as are seen at once; more of them scroll.
    let left = match app.recoveries.left().len().min(3) {
        0 => 0.0,
        cards => 48.0 + cards as f32 * 118.0,
    };
    let height = left + if recent.is_empty() { 490.0 } else { 510.0_f32.max(160.0 + recent.len() as f32 * 74.0) };
    let width = if recent.is_empty() { WIDTH / 2.0 } else { WIDTH };
    let rect = Align2::CENTER_CENTER.align_size_within_rect(
        vec2(width.min(area.width() - 48.0), height.min(area.height() - 24.0)),
        Rect::from_min_size(area.min, area.size()),
    );
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    ScrollArea::vertical().auto_shrink(false).show(&mut child, |ui| {
        ui.label(RichText::new(app.strings.get("app-name")).font(theme::strong(size::DISPLAY)).color(theme.text));
        ui.label(RichText::new(app.strings.get("welcome-what")).size(15.0).color(theme.weak_text));
        ui.add_space(18.0);
        left_behind(app, ui);
        if recent.is_empty() {
            beginnings(app, ui);
        } else if ui.available_width() < NARROW {
            beginnings(app, ui);
            ui.add_space(COLUMN_GAP / 2.0);
            recent_files(app, ui, &recent);
        } else {
            let area = ui.available_rect_before_wrap();
            let width = (area.width() - COLUMN_GAP) / 2.0;
            let column = |left| egui::UiBuilder::new().max_rect(Rect::from_min_size(left, vec2(width, area.height())));
            let left = ui.scope_builder(column(area.min), |ui| beginnings(app, ui)).response;
            let beside = area.min + vec2(width + COLUMN_GAP, 0.0);
            let right = ui.scope_builder(column(beside), |ui| recent_files(app, ui, &recent)).response;
            ui.advance_cursor_after_rect(left.rect.union(right.rect));
        }
    });
}

fn recent_files(app: &mut App, ui: &mut Ui, recent: &[crate::session::Recent]) {
    let header = widgets::section_header(ui, app.strings.get("welcome-recent"));
    ui.add_space(HEADER - header.rect.height() - ui.spacing().item_spacing.y);
    for file in recent {
        recent_file(app, ui, file);
    }
}

/// Work on sets without a file that was there when the program stopped.
fn left_behind(app: &mut App, ui: &mut Ui) {
    let now = app.now();
    let left = app.recoveries.left();
    if left.is_empty() {
        return;
    }
    let theme = theme::of(ui);
    let (mut restore, mut aside) = (None, None);
    widgets::section_header(ui, app.strings.get("welcome-left"));
    for (number, offer) in left.iter().enumerate() {
        let set = &offer.recovery().set;
        let when = offer.recovery().between.map(|(_, last)| app.moments.moment(&app.strings, last, now));
        let gaps = [
            ("annotations", set.annotations().len().into()),
            ("sources", set.sources().len().into()),
            ("when", when.unwrap_or_default().into()),
        ];
        let (title, what) = (offer.title(&app.strings), app.strings.with("welcome-left-what", &gaps));
        let frame = Frame::new().fill(theme.pane).stroke(theme.field_stroke()).corner_radius(size::CARD_RADIUS);
        frame.inner_margin(Margin::symmetric(16, 12)).show(ui, |ui| {
            let builder = egui::UiBuilder::new().accessibility_role(egui::Role::Group).accessibility_label(&title);
            ui.scope_builder(builder, |ui| {
                ui.set_width(ui.available_width());
                ui.add(egui::Label::new(RichText::new(&title).font(theme::strong(14.0)).color(theme.text)).truncate());
                ui.label(RichText::new(what).size(12.5).color(theme.weak_text));
                ui.add_space(4.0);
                ui.horizontal(|ui| {
                    if widgets::primary_button(ui, app.strings.get("recovery-dialog.restore")).clicked() {
                        restore = Some(number);
                    }
                    if widgets::secondary_button(ui, app.strings.get("recovery-dialog.aside")).clicked() {
                        aside = Some(number);
                    }
                });
            });
        });
        ui.add_space(6.0);
    }
    ui.add_space(12.0);
    if let Some(number) = restore {
        app.restore_left_number(number);
    }
    if let Some(number) = aside {
        app.ask_aside_number(number);
    }
}

fn beginnings(app: &mut App, ui: &mut Ui) {
    let drops = if app.platform.takes_drops() { "welcome-articles-drop" } else { "welcome-articles" };
    for (action, title, subtitle, primary) in [
        (Action::AddArticles, "welcome-start", drops, true),
        (Action::AddFromWeb, "welcome-web", "welcome-web-what", false),
        (Action::PasteArticle, "welcome-paste", "welcome-paste-what", false),
        (Action::OpenSet, "welcome-open", "welcome-open-what", false),
        (Action::OpenSample, "welcome-sample", "welcome-sample-what", false),
    ] {
        let keys = action.keys();
        let card = Card {
            title: app.strings.get(title),
            subtitle: app.strings.get(subtitle),
            keys: (!keys.is_empty()).then_some(keys.as_str()),
            primary,
            passing: false,
        };
        if widgets::card_button(ui, &card).clicked() {
            app.requests.push(Request::Run(action));
        }
        ui.add_space(CARD_GAP);
    }
}

fn recent_file(app: &mut App, ui: &mut Ui, file: &crate::session::Recent) {
    let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let subtitle = app.strings.with(
        "welcome-recent-file",
        &[("name", name.as_str().into()), ("sources", file.sources.into()), ("annotations", file.annotations.into())],
    );
    let title = if file.title.is_empty() { &name } else { &file.title };
    let card = Card { title, subtitle: &subtitle, ..Card::default() };
    let response = widgets::card_button(ui, &card).on_hover_text(file.path.display().to_string());
    if response.clicked() {
        app.open_path(file.path.clone());
    }
    ui.add_space(CARD_GAP);
}
