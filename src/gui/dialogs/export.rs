use egui::{Context, Id, Key, RichText};

use super::{Answer, body, settle};
use crate::exchange::{Format, Loss, Options, Severity, losses};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, Tone, size};
use crate::gui::view::Request;
use crate::gui::widgets::{arrows_in_list, dialog_buttons, list_row, modal, primary_button, secondary_button};
use crate::session::Session;

/// Asks for a format, and says beforehand what it cannot hold.
#[derive(Debug)]
pub struct ExportDialog {
    format: Format,
    losses: Vec<Loss>,
    fresh: bool,
}

impl ExportDialog {
    /// The whole set as JSON, until another format is chosen.
    pub fn new(session: &Session) -> Self {
        Self { fresh: true, ..Self::of(session, Format::Json) }
    }

    fn of(session: &Session, format: Format) -> Self {
        Self { format, losses: losses(session.set(), format, &Options::default()), fresh: false }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        let mut chosen = self.format;
        let mut entered = false;
        let outcome = modal(ctx, Id::unique("export dialog"), strings.get("export-dialog.title"), 460.0, |ui| {
            body(ui, |ui| {
                let rows: Vec<_> = Format::ALL
                    .into_iter()
                    .map(|format| {
                        let ending = format!(".{}", format.extension());
                        let row = list_row(ui, format.title(), Some(&ending), format == chosen);
                        if row.clicked() {
                            chosen = format;
                            row.request_focus();
                        }
                        if format == chosen && std::mem::take(&mut self.fresh) {
                            row.request_focus();
                        }
                        row
                    })
                    .collect();
                if let Some(format) = arrows_in_list(ui, &rows).and_then(|at| Format::ALL.get(at)) {
                    chosen = *format;
                }
                entered = rows.iter().any(egui::Response::has_focus) && ui.input(|input| input.key_pressed(Key::Enter));
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
            // On a line of the list, Enter means what it means everywhere else in a dialog.
            Answer::Stay if entered => requests.push(Request::Export(self.format)),
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

#[cfg(test)]
mod tests {
    use egui::Role;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::gui::dialogs::testing::{desk, press, session};

    #[test]
    fn the_arrow_keys_choose_a_format_and_enter_exports() {
        let session = session();
        let dialog = ExportDialog::new(&session);
        let mut harness = desk(session, dialog, ExportDialog::show);
        harness.run();
        let first = Format::ALL[0];
        press(&mut harness, Key::Home);
        for format in Format::ALL.into_iter().skip(1) {
            press(&mut harness, Key::ArrowDown);
            let row = harness.get_by_role_and_label(Role::ListBoxOption, format.title());
            assert!(row.is_focused() && row.accesskit_node().is_selected() == Some(true), "{format:?}");
        }
        press(&mut harness, Key::Home);
        press(&mut harness, Key::Enter);
        let asked = &harness.state().requests;
        assert!(matches!(asked.as_slice(), [Request::Export(format)] if *format == first), "{asked:?}");
        assert!(!harness.state().open);
    }
}
