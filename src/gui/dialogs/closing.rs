use egui::{Context, Id};

use super::body;
use crate::gui::strings::Strings;
use crate::gui::widgets::{danger_button, dialog_buttons, modal, primary_button, secondary_button};
use crate::session::Session;

/// What becomes of a set that has no file yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClosingChoice {
    /// Ask for a place and save it.
    Save,
    /// Close and lose it.
    Discard,
    /// Do not close.
    Cancel,
}

/// Asks what becomes of a set without a file when its window is closed.
#[derive(Debug, Default)]
pub struct ClosingDialog;

impl ClosingDialog {
    /// Nothing decided yet.
    pub fn new() -> Self {
        Self
    }

    /// Shows the dialog; the choice once it is made.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session) -> Option<ClosingChoice> {
        let title = strings.get("closing-dialog.title");
        let outcome = modal(ctx, Id::unique("closing dialog"), title, 420.0, |ui| {
            body(ui, |ui| {
                let sources = session.set().sources().len();
                let annotations = session.index().counts().total().annotations();
                let gaps = [("sources", sources.into()), ("annotations", annotations.into())];
                ui.label(strings.with("closing-dialog.question", &gaps));
            });
            dialog_buttons(ui, |ui| {
                let save = primary_button(ui, strings.get("closing-dialog.save")).clicked();
                let cancel = secondary_button(ui, strings.get("dialog.cancel")).clicked();
                let discard = danger_button(ui, strings.get("closing-dialog.discard")).clicked();
                [(save, ClosingChoice::Save), (cancel, ClosingChoice::Cancel), (discard, ClosingChoice::Discard)]
                    .into_iter()
                    .find_map(|(pressed, choice)| pressed.then_some(choice))
            })
        });
        outcome
            .inner
            .or(outcome.dismissed.then_some(ClosingChoice::Cancel))
            .or(outcome.accepted.then_some(ClosingChoice::Save))
    }
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
        desk(session(), (ClosingDialog::new(), None), |(dialog, chosen), ctx, strings, session, _| {
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
