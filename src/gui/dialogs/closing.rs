use egui::{Context, Id, Ui};

use super::body;
use crate::gui::keeping::{file_name, where_kept};
use crate::gui::strings::Strings;
use crate::gui::theme::size;
use crate::gui::widgets::{danger_button, dialog_buttons, modal, primary_button, secondary_button};
use crate::session::Session;

/// What becomes of a set that is not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingChoice {
    /// Ask for a place and save it.
    Save,
    /// Close and lose it.
    Discard,
    /// Close, and leave what is kept where it is.
    Anyway,
    /// Do not close.
    Cancel,
}

/// Why the set is not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// It has no file.
    NoFile,
    /// The disk refused it.
    Refused,
    /// The disk does not answer.
    Slow,
    /// It must not be saved over its file.
    ReadOnly,
}

/// Asks what becomes of a set that is not saved when its window is closed.
#[derive(Debug)]
pub struct ClosingDialog {
    reason: Reason,
}

impl ClosingDialog {
    /// Nothing decided yet.
    pub fn new(session: &Session) -> Self {
        let file = session.file();
        let reason = match file.path() {
            _ if file.is_saving() => Reason::Slow,
            _ if file.failed() => Reason::Refused,
            None => Reason::NoFile,
            Some(_) if file.read_only().is_some() => Reason::ReadOnly,
            Some(_) => Reason::Refused,
        };
        Self { reason }
    }

    /// Shows the dialog; the choice once it is made.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session) -> Option<ClosingChoice> {
        let new = self.reason == Reason::NoFile;
        let title = strings.get(if new { "closing-dialog.title" } else { "closing-dialog.title-refused" });
        let outcome = modal(ctx, Id::unique("closing dialog"), title, 440.0, |ui| {
            body(ui, |ui| if new { without_file(ui, strings, session) } else { self.refused(ui, strings, session) });
            dialog_buttons(ui, |ui| {
                let save = if new { "closing-dialog.save" } else { "closing-dialog.elsewhere" };
                let save = primary_button(ui, strings.get(save)).clicked();
                let cancel = secondary_button(ui, strings.get("dialog.cancel")).clicked();
                let discard = new && danger_button(ui, strings.get("closing-dialog.discard")).clicked();
                let anyway = !new && {
                    let lost = where_kept(session) == "kept-nowhere";
                    let button = if lost { danger_button } else { secondary_button };
                    button(ui, strings.get("closing-dialog.anyway")).clicked()
                };
                [
                    (save, ClosingChoice::Save),
                    (cancel, ClosingChoice::Cancel),
                    (discard, ClosingChoice::Discard),
                    (anyway, ClosingChoice::Anyway),
                ]
                .into_iter()
                .find_map(|(pressed, choice)| pressed.then_some(choice))
            })
        });
        outcome
            .inner
            .or(outcome.dismissed.then_some(ClosingChoice::Cancel))
            .or(outcome.accepted.then_some(ClosingChoice::Save))
    }

    fn refused(&self, ui: &mut Ui, strings: &Strings, session: &Session) {
        let name = file_name(session);
        let key = match self.reason {
            Reason::Slow if !name.is_empty() => "closing-slow",
            Reason::ReadOnly => "closing-read-only",
            _ if name.is_empty() => "closing-refused-no-file",
            _ => "closing-refused",
        };
        ui.label(strings.with(key, &[("file", name.into())]));
        if let Some(why) = session.file().trouble() {
            ui.add_space(size::GAP);
            super::caption(ui, why);
        }
        ui.add_space(size::GAP);
        let kept = where_kept(session);
        if kept == "kept-nowhere" {
            super::complaint(ui, strings.get(kept));
        } else {
            ui.label(strings.get(kept));
        }
    }
}

fn without_file(ui: &mut Ui, strings: &Strings, session: &Session) {
    let sources = session.set().sources().len();
    let annotations = session.index().counts().total().annotations();
    let gaps = [("sources", sources.into()), ("annotations", annotations.into())];
    ui.label(strings.with("closing-dialog.question", &gaps));
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::dialogs::testing::{Desk, click, desk, press, session};

    type Chosen = (ClosingDialog, Option<ClosingChoice>);

    fn opened() -> Harness<'static, Desk<Chosen>> {
        let session = session();
        let dialog = ClosingDialog::new(&session);
        desk(session, (dialog, None), |(dialog, chosen), ctx, strings, session, _| {
            *chosen = dialog.show(ctx, strings, session);
            chosen.is_none()
        })
    }

    #[test]
    fn each_button_has_its_choice() {
        for (button, expected) in
            [("Save…", ClosingChoice::Save), ("Discard", ClosingChoice::Discard), ("Cancel", ClosingChoice::Cancel)]
        {
            let mut harness = opened();
            assert!(harness.query_by_label_contains("2 articles and 3 annotations").is_some());
            click(&mut harness, button);
            assert_eq!(harness.state().dialog.1, Some(expected));
        }
    }

    #[test]
    fn the_keys_never_throw_anything_away() {
        for (key, expected) in [(Key::Escape, ClosingChoice::Cancel), (Key::Enter, ClosingChoice::Save)] {
            let mut harness = opened();
            press(&mut harness, key);
            assert_eq!(harness.state().dialog.1, Some(expected));
        }
    }
}
