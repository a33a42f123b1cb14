use egui::{Context, Id, RichText};

use super::{Answer, body, settle};
use crate::exchange::{Format, Loss, Options, Severity, losses};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, Tone, size};
use crate::gui::view::Request;
use crate::gui::widgets::{dialog_buttons, list_row, modal, primary_button, secondary_button};
use crate::session::Session;

/// Asks for a format, and says beforehand what it cannot hold.
#[derive(Debug)]
pub struct ExportDialog {
    format: Format,
    losses: Vec<Loss>,
}

impl ExportDialog {
    /// The whole set as JSON, until another format is chosen.
    pub fn new(session: &Session) -> Self {
        Self::of(session, Format::Json)
    }

    fn of(session: &Session, format: Format) -> Self {
        Self { format, losses: losses(session.set(), format, &Options::default()) }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        let mut chosen = self.format;
        let outcome = modal(ctx, Id::unique("export dialog"), strings.get("export-dialog.title"), 460.0, |ui| {
            body(ui, |ui| {
                for format in Format::ALL {
                    let ending = format!(".{}", format.extension());
                    if list_row(ui, format.title(), Some(&ending), format == chosen).clicked() {
                        chosen = format;
                    }
                }
                ui.add_space(size::GAP);
                self.report(ui, strings);
            });
            dialog_buttons(ui, |ui| {
                let export = primary_button(ui, strings.get("export-dialog.export")).clicked();
                let cancel = secondary_button(ui, strings.get("dialog.cancel")).clicked();
                match (export, cancel) {
                    (true, _) => Answer::Accept,
                    (_, true) => Answer::Cancel,
                    _ => Answer::Stay,
                }
            })
        });
        if chosen != self.format {
            *self = Self::of(session, chosen);
        }
        match settle(outcome, true) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => requests.push(Request::Export(self.format)),
        }
        false
    }

    /// What the format cannot hold of this set.
    fn report(&self, ui: &mut egui::Ui, strings: &Strings) {
        let theme = theme::of(ui);
        let lost = self.losses.iter().any(|loss| loss.severity == Severity::Lost);
        let tint = theme.tone(if lost { Tone::Warning } else { Tone::Neutral });
        egui::Frame::new().fill(tint.fill).corner_radius(size::RADIUS).inner_margin(10).show(ui, |ui| {
            ui.set_width(ui.available_width());
            if self.losses.is_empty() {
                ui.label(RichText::new(strings.get("export-dialog.whole")).color(tint.text));
                return;
            }
            let title = strings.get(if lost { "export-dialog.lost" } else { "export-dialog.changed" });
            ui.label(RichText::new(title).font(theme::strong(size::BODY)).color(tint.text));
            for loss in &self.losses {
                ui.label(RichText::new(loss.to_string()).color(tint.text));
            }
        });
    }
}
