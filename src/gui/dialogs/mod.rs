//! The dialogs: each asks for something over the window, and pushes what is to be done as [requests](super::view::Request).
//!
//! A dialog works on a draft of its own and gives it away as one command, so that what it did is one step back. Esc
//! closes, Enter does what the primary button does; whatever does not fit the window scrolls inside.

mod about;
mod annotator;
mod arrivals;
mod closing;
mod export;
mod held;
mod history;
mod outside;
mod people;
mod recovery;
mod scheme;
mod set;
mod shortcuts;
mod source;
mod versions;
mod web;

use egui::{ComboBox, Margin, Response, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

pub use about::AboutDialog;
pub use annotator::AnnotatorDialog;
pub use arrivals::ArrivalsDialog;
pub use closing::{ClosingChoice, ClosingDialog};
pub use export::ExportDialog;
pub use held::{HeldChoice, HeldDialog};
pub use history::{describe, describe_at};
pub use outside::{OutsideChoice, OutsideDialog};
pub use people::PeopleDialog;
pub use recovery::{Offer, RecoveryChoice, RecoveryDialog, Work};
pub use scheme::SchemeDialog;
pub use set::SetDialog;
pub use shortcuts::ShortcutsDialog;
pub use source::SourceDialog;
pub use versions::{VersionsChoice, VersionsDialog};
pub use web::WebDialog;

use super::strings::Strings;
use super::theme::{self, size};
use super::widgets::{Outcome, arrows_in_list, danger_button, dialog_buttons, primary_button, secondary_button};

/// What the title, the buttons and the margins of a dialog take of the window's height, in points.
const AROUND_THE_BODY: f32 = 170.0;

/// What a dialog's buttons and keys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Nothing yet.
    Stay,
    /// Close without doing anything.
    Cancel,
    /// Do it and close.
    Accept,
}

/// What stands between a dialog's title and its buttons. Scrolls when the window is too small for it.
fn body<T>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> T) -> T {
    body_beside(ui, 0, contents)
}

/// A [`body`] with so many more lines above or below that do not scroll.
fn body_beside<T>(ui: &mut Ui, fixed_lines: usize, contents: impl FnOnce(&mut Ui) -> T) -> T {
    let fixed = AROUND_THE_BODY + fixed_lines as f32 * size::ROW;
    let room = (ui.ctx().content_rect().height() - fixed).max(64.0);
    ui.scope(|ui| {
        let scroll = &mut ui.spacing_mut().scroll;
        // Beside the fields and not over their ends, but only where there is something to scroll.
        scroll.floating = false;
        scroll.bar_width = scroll.floating_width;
        ScrollArea::vertical()
            .max_height(room)
            // A centred window would grant more room only frame by frame, as it grows.
            .min_scrolled_height(room)
            .auto_shrink([false, true])
            .show(ui, contents)
            .inner
    })
    .inner
}

/// A control under its name, which screen readers hear too.
fn field<T>(ui: &mut Ui, name: &str, control: impl FnOnce(&mut Ui) -> T) -> T {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        caption(ui, name);
        ui.name_inputs(name, control)
    })
    .inner
}

fn caption(ui: &mut Ui, text: &str) {
    let ink = theme::of(ui).weak_text;
    ui.label(RichText::new(text).size(size::SMALL).color(ink));
}

/// A hint below a field.
fn hint(ui: &mut Ui, text: &str) {
    caption(ui, text);
}

/// What is wrong, in words.
fn complaint(ui: &mut Ui, text: &str) {
    let ink = theme::of(ui).danger;
    ui.label(RichText::new(text).color(ink));
}

/// A field of one line under its name.
fn line(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    field(ui, name, |ui| bare_line(ui, name, text))
}

/// A field of one line whose name only screen readers hear.
fn bare_line(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    let edit = TextEdit::singleline(text).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 5));
    let response = ui.add(edit);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

/// A field of several lines under its name.
fn lines(ui: &mut Ui, name: &str, text: &mut String, rows: usize) -> Response {
    field(ui, name, |ui| {
        let edit =
            TextEdit::multiline(text).desired_rows(rows).desired_width(f32::INFINITY).margin(Margin::symmetric(8, 5));
        ui.add(edit)
    })
}

/// One choice out of many under its name; whether it changed.
fn combo<T: Clone + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, options: &[(T, String)]) -> bool {
    field(ui, name, |ui| {
        let width = ui.available_width();
        let shown = options.iter().find(|(option, _)| option == value).map_or("", |(_, text)| text.as_str());
        bare_combo(ui, name, width, value, shown, || options.to_vec())
    })
}

/// One choice out of many whose name only screen readers hear; whether it changed. `shown` is the present choice in
/// words; the options are made when somebody looks at them.
pub(super) fn bare_combo<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    width: f32,
    value: &mut T,
    shown: &str,
    options: impl FnOnce() -> Vec<(T, String)>,
) -> bool {
    let mut changed = false;
    ui.name_inputs(name, |ui| {
        let shown = ComboBox::from_id_salt(name).selected_text(shown).width(width).truncate().show_ui(ui, |ui| {
            let mut lines = Vec::new();
            for (option, text) in options() {
                let line = ui.selectable_label(option == *value, text);
                if line.clicked() {
                    changed |= option != *value;
                    *value = option.clone();
                    ui.close();
                }
                lines.push((option, line));
            }
            // What is chosen now gets the keyboard, so that the arrow keys go on from there.
            let chosen = lines.iter().position(|(option, _)| option == value).unwrap_or(0);
            let lines: Vec<Response> = lines.into_iter().map(|(_, line)| line).collect();
            if !ui.is_sizing_pass() && !lines.iter().any(Response::has_focus) {
                lines.get(chosen).inspect(|line| line.request_focus());
            }
            arrows_in_list(ui, &lines);
        });
        // Whoever chose with the keyboard is back at the field.
        if shown.inner.is_some() && ui.input(|input| !input.pointer.any_click()) && !egui::Popup::is_any_open(ui.ctx())
        {
            shown.response.request_focus();
        }
    });
    changed
}

/// A small button with a sign on it; `name` says in words what it does.
pub(super) fn sign_button(ui: &mut Ui, sign: &str, name: &str, enabled: bool) -> bool {
    let button = egui::Button::new(sign).min_size(egui::Vec2::splat(size::CONTROL));
    let square = |ui: &mut Ui| {
        ui.spacing_mut().button_padding.x = 4.0;
        ui.add_enabled(enabled, button)
    };
    let response = ui.scope(square).inner.on_hover_text(name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    response.clicked()
}

/// Save and Cancel at the end of a dialog.
fn save_and_cancel(ui: &mut Ui, strings: &Strings, can_save: bool) -> Answer {
    dialog_buttons(ui, |ui| {
        let save = ui.add_enabled_ui(can_save, |ui| primary_button(ui, strings.get("dialog.save"))).inner;
        let cancel = secondary_button(ui, strings.get("dialog.cancel"));
        match (save.clicked(), cancel.clicked()) {
            (true, _) => Answer::Accept,
            (false, true) => Answer::Cancel,
            (false, false) => Answer::Stay,
        }
    })
}

/// The only button of a dialog that shows something; whether it was pressed.
fn close_button(ui: &mut Ui, strings: &Strings) -> bool {
    dialog_buttons(ui, |ui| primary_button(ui, strings.get("dialog.close")).clicked())
}

/// What the buttons, or else the keys, ask for.
fn settle(outcome: Outcome<Answer>, can_accept: bool) -> Answer {
    match outcome {
        Outcome { inner: Answer::Stay, dismissed: true, .. } => Answer::Cancel,
        Outcome { inner: Answer::Stay, accepted: true, .. } if can_accept => Answer::Accept,
        Outcome { inner, .. } => inner,
    }
}

/// The end of a dialog with a large draft: a slip of the mouse beside it, or Esc, does not throw the draft away.
#[derive(Debug, Default)]
struct DraftEnd {
    asking: bool,
}

impl DraftEnd {
    /// Save and Cancel, or the question whether the draft may be thrown away.
    fn show(&self, ui: &mut Ui, strings: &Strings, can_save: bool) -> Answer {
        if !self.asking {
            return save_and_cancel(ui, strings, can_save);
        }
        complaint(ui, strings.get("dialog.discard-question"));
        dialog_buttons(ui, |ui| {
            // Cancelling the question is what keeps the draft.
            let keep = secondary_button(ui, strings.get("dialog.keep-editing")).clicked();
            let discard = danger_button(ui, strings.get("dialog.discard")).clicked();
            match (discard, keep) {
                (true, _) => Answer::Accept,
                (false, true) => Answer::Cancel,
                (false, false) => Answer::Stay,
            }
        })
    }

    /// What the buttons, or else the keys, ask for, once there is nothing left to ask.
    fn settle(&mut self, outcome: Outcome<Answer>, can_save: bool, changed: bool) -> Answer {
        let pressed = outcome.inner != Answer::Stay;
        let answer = settle(outcome, can_save && !self.asking);
        if self.asking {
            return match answer {
                Answer::Accept => Answer::Cancel,
                Answer::Cancel => {
                    self.asking = false;
                    Answer::Stay
                }
                Answer::Stay => Answer::Stay,
            };
        }
        if answer == Answer::Cancel && !pressed && changed {
            self.asking = true;
            return Answer::Stay;
        }
        answer
    }
}

/// A moment as the screen shows it, to the minute, in UTC.
pub(super) fn moment(at: crate::model::Timestamp) -> String {
    let text = at.to_string();
    text.get(..16).map_or_else(String::new, |text| text.replace('T', " "))
}

#[cfg(test)]
pub(in crate::gui) mod testing;
