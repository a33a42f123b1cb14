//! What another program did to the set's file: noticed when the window gets the focus and when a save meets it.

use egui::Context;

use super::action::Action;
use super::app::App;
use super::dialog::Dialog;
use super::dialogs::{OutsideChoice, OutsideDialog};
use super::files::Asked;
use super::keeping::file_name;
use crate::session::{Look, Outside, ReadOnly};

/// How the window stands towards changes of its file.
#[derive(Debug, Default)]
pub struct Watch {
    had_focus: bool,
    /// What was found while another dialog was open.
    found: Option<Box<Outside>>,
    /// Whether it was said that the file is gone.
    told_gone: bool,
}

impl App {
    /// Looks whether another program has changed the file, when the window gets the focus.
    pub(super) fn watch_outside(&mut self, ctx: &Context) {
        let focused = ctx.input(|input| input.viewport().focused).unwrap_or(false);
        let came = focused && !self.watch.had_focus;
        self.watch.had_focus = focused;
        // Whoever was told and has not decided is not asked again each time.
        if came && !self.is_changed_outside() {
            self.session.look_outside();
        }
        match self.session.poll_look() {
            Some(Look::Changed(outside)) => self.watch.found = Some(outside),
            Some(Look::Gone) if !std::mem::replace(&mut self.watch.told_gone, true) => {
                let gaps = [("file", file_name(&self.session).into())];
                self.messages.warn(self.strings.with("outside-gone", &gaps), vec![Action::Save, Action::SaveAs]);
            }
            Some(Look::Unreadable(why)) => {
                let gaps = [("file", file_name(&self.session).into()), ("why", why.into())];
                self.messages.warn(self.strings.with("outside-unreadable", &gaps), vec![Action::SaveAs]);
            }
            Some(Look::Same) => self.watch.told_gone = false,
            Some(Look::Gone) | None => {}
        }
        if self.dialog.is_none()
            && !self.files.is_asking()
            && let Some(outside) = self.watch.found.take()
        {
            self.dialog = Some(Dialog::Outside(Box::new(OutsideDialog::new(outside, &self.session))));
        }
    }

    /// Shows what another program did, as somebody asked.
    pub(super) fn compare_outside(&mut self) {
        self.session.look_outside();
    }

    /// Whether another program has changed the file, and nobody has decided about it.
    pub(super) fn is_changed_outside(&self) -> bool {
        self.session.file().read_only() == Some(ReadOnly::ChangedOutside)
    }

    /// Does what somebody chose about the change.
    pub(super) fn settle_outside(&mut self, outside: Outside, choice: OutsideChoice) {
        match choice {
            OutsideChoice::Merge => match self.session.merge_outside(outside) {
                Ok((_, conflicts)) => {
                    let key = if conflicts.is_empty() { "outside-merged" } else { "outside-merged-with-conflicts" };
                    let text = self.strings.with(key, &[("count", conflicts.len().into())]);
                    if conflicts.is_empty() {
                        self.messages.tell(text);
                    } else {
                        self.messages.warn(text, vec![Action::Undo]);
                    }
                }
                Err(error) => self.messages.fail(error.to_string(), vec![Action::SaveAs]),
            },
            OutsideChoice::SaveElsewhere => self.ask(Asked::SaveAs),
            OutsideChoice::Later => {}
        }
    }
}
