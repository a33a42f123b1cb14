//! The line at the bottom: how the file stands, what there is, who annotates.

use egui::{Align, Layout, RichText, Ui};

use crate::gui::action::Action;
use crate::gui::app::App;
use crate::gui::keeping;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;

/// Shows the line.
pub fn show(app: &mut App, ui: &mut Ui) {
    let theme = theme::of(ui);
    egui::Frame::new().inner_margin(egui::Margin::symmetric(12, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            let text = |text: String| RichText::new(text).size(size::SMALL).color(theme.weak_text);
            keeping::status(app, ui);
            let set = app.session.set();
            if !set.sources().is_empty() {
                let count = set.annotations().len();
                ui.label(text(app.strings.with("status-annotations", &[("count", count.into())])));
            }
            if let Some(said) = app.messages.passing(ui.ctx()) {
                let said = ui.label(RichText::new(said).size(size::SMALL).color(theme.text));
                ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
            }
            if let Some((name, progress)) = app.files.work() {
                let name = match app.files.counted() {
                    Some((done, all)) => {
                        app.strings.with("work-articles-counted", &[("done", done.into()), ("all", all.into())])
                    }
                    None => app.strings.get(name).to_owned(),
                };
                ui.label(text(name));
                let bar = match progress {
                    Some(progress) => egui::ProgressBar::new(progress).desired_width(120.0),
                    None => egui::ProgressBar::new(0.0).desired_width(120.0).animate(true),
                };
                ui.add(bar.desired_height(6.0));
                if ui.small_button(app.strings.get("status-cancel")).clicked() {
                    app.files.cancel();
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let zoom = app.strings.with("status-zoom", &[("percent", app.settings.zoom.into())]);
                ui.label(text(zoom));
                if !app.session.set().sources().is_empty() {
                    let who = match app.session.annotator() {
                        Some(annotator) => {
                            app.strings.with("status-annotator", &[("name", annotator.name.as_str().into())])
                        }
                        None => app.strings.get("status-no-annotator").to_owned(),
                    };
                    let button = egui::Button::new(text(who)).frame(false);
                    if ui.add(button).clicked() {
                        app.requests.push(Request::Run(Action::NameAnnotator));
                    }
                }
            });
        });
    });
}
