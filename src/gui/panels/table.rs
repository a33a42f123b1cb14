//! The panel at the bottom: every annotation as a row.

use egui::Ui;

use crate::gui::app::App;

/// Shows the panel.
pub fn show(app: &mut App, ui: &mut Ui) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(10, 6)).show(ui, |ui| {
        app.table.show(ui, &app.strings, &app.session, &app.view, &mut app.requests);
    });
}
