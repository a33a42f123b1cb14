use egui::{Context, Id};

use super::{Answer, body, hint, line, save_and_cancel, settle};
use crate::gui::strings::Strings;
use crate::gui::view::Request;
use crate::gui::widgets::modal;
use crate::session::{Command, Session};

/// Asks who annotates.
#[derive(Debug)]
pub struct AnnotatorDialog {
    name: String,
    fresh: bool,
}

impl AnnotatorDialog {
    /// With the name that was given before, if one was.
    pub fn new(session: &Session) -> Self {
        let name = session.annotator().map(|annotator| annotator.name.clone()).unwrap_or_default();
        Self { name, fresh: true }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, _session: &Session, requests: &mut Vec<Request>) -> bool {
        let title = strings.get("annotator-dialog.title");
        let outcome = modal(ctx, Id::unique("annotator dialog"), title, 380.0, |ui| {
            body(ui, |ui| {
                let name = line(ui, strings.get("annotator-dialog.name"), &mut self.name);
                if std::mem::take(&mut self.fresh) {
                    name.request_focus();
                }
                hint(ui, strings.get("annotator-dialog.hint"));
            });
            save_and_cancel(ui, strings, self.is_named())
        });
        match settle(outcome, self.is_named()) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => requests.push(Request::Do(Command::NameAnnotator(self.name.trim().to_owned()))),
        }
        false
    }

    fn is_named(&self) -> bool {
        !self.name.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use super::*;
    use crate::gui::dialogs::testing::{desk, empty_session, fill, press, session};

    #[test]
    fn a_name_and_enter_are_enough() {
        let session = empty_session();
        let dialog = AnnotatorDialog::new(&session);
        let mut harness = desk(session, dialog, AnnotatorDialog::show);
        harness.run();
        press(&mut harness, Key::Enter);
        assert!(harness.state().open, "nobody is nobody");
        fill(&mut harness, "Your name", " Ana Reyes ");
        press(&mut harness, Key::Enter);
        assert!(!harness.state().open);
        assert_eq!(harness.state_mut().carry_out(), [Command::NameAnnotator("Ana Reyes".to_owned())]);
    }

    #[test]
    fn the_name_given_before_is_there() {
        let dialog = AnnotatorDialog::new(&session());
        assert_eq!(dialog.name, "A. Reader");
    }
}
