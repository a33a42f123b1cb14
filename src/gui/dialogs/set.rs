use egui::{Context, Id};

use super::{Answer, body, field, line, lines, save_and_cancel, settle};
use crate::gui::strings::Strings;
use crate::gui::view::Request;
use crate::gui::widgets::{modal, segmented};
use crate::model::{Details, Role};
use crate::session::{Command, Session};

/// Asks for what the set is: title, role, task.
#[derive(Debug)]
pub struct SetDialog {
    draft: Details,
    fresh: bool,
}

impl SetDialog {
    /// As the set is now.
    pub fn new(session: &Session) -> Self {
        Self { draft: session.set().details().clone(), fresh: true }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, _session: &Session, requests: &mut Vec<Request>) -> bool {
        let title = strings.get("set-dialog.title");
        let outcome = modal(ctx, Id::unique("set dialog"), title, 440.0, |ui| {
            body(ui, |ui| {
                let name = line(ui, strings.get("set-dialog.name"), &mut self.draft.title);
                if std::mem::take(&mut self.fresh) {
                    name.request_focus();
                }
                let roles = [
                    (Role::Work, strings.get("set-dialog.work")),
                    (Role::Assignment, strings.get("set-dialog.assignment")),
                    (Role::HandIn, strings.get("set-dialog.hand-in")),
                    (Role::Key, strings.get("set-dialog.key")),
                ];
                let role = strings.get("set-dialog.role");
                field(ui, role, |ui| segmented(ui, role, &mut self.draft.role, &roles));
                super::hint(ui, role_hint(strings, self.draft.role));
                lines(ui, strings.get("set-dialog.task"), &mut self.draft.task, 5);
            });
            save_and_cancel(ui, strings, true)
        });
        match settle(outcome, true) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => requests.push(Request::Do(Command::SetDetails(self.draft.clone()))),
        }
        false
    }
}

fn role_hint(strings: &Strings, role: Role) -> &str {
    match role {
        Role::Work => strings.get("set-dialog.work-hint"),
        Role::Assignment => strings.get("set-dialog.assignment-hint"),
        Role::HandIn => strings.get("set-dialog.hand-in-hint"),
        Role::Key => strings.get("set-dialog.key-hint"),
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::dialogs::testing::{click, desk, fill, press, session};

    #[test]
    fn title_role_and_task_are_changed_in_one_step() {
        let session = session();
        let dialog = SetDialog::new(&session);
        let mut harness = desk(session, dialog, SetDialog::show);
        harness.run();
        assert!(harness.get_by_role_and_label(egui::Role::TextInput, "Title").is_focused());
        fill(&mut harness, "Title", "Harbour bridge");
        fill(&mut harness, "Task", "Mark every claim");
        click(&mut harness, "Assignment");
        click(&mut harness, "Save");
        assert!(!harness.state().open);
        harness.state_mut().carry_out();
        let details = harness.state().session.set().details();
        assert_eq!((details.title.as_str(), details.role), ("Harbour bridge", Role::Assignment));
        assert_eq!(details.task, "Mark every claim");
    }

    #[test]
    fn esc_leaves_everything_as_it_was() {
        let session = session();
        let dialog = SetDialog::new(&session);
        let mut harness = desk(session, dialog, SetDialog::show);
        fill(&mut harness, "Title", "Something else");
        press(&mut harness, Key::Escape);
        assert!(!harness.state().open && harness.state().requests.is_empty());
    }

    #[test]
    fn enter_in_the_title_saves() {
        let session = session();
        let dialog = SetDialog::new(&session);
        let mut harness = desk(session, dialog, SetDialog::show);
        fill(&mut harness, "Title", "Harbour bridge");
        press(&mut harness, Key::Enter);
        assert!(!harness.state().open);
        assert_eq!(harness.state_mut().carry_out().len(), 1);
    }
}
