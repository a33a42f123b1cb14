//! Which dialog is open: one at a time.

use egui::Context;

use super::action::Action;
use super::app::{App, Leaving, Parting};
use super::dialogs::{
    AboutDialog, AnnotatorDialog, ArrivalsDialog, ClosingChoice, ClosingDialog, ExportDialog, HeldDialog,
    OutsideDialog, PeopleDialog, RecoveryDialog, SchemeDialog, SetDialog, ShortcutsDialog, SourceDialog,
    VersionsDialog, WebDialog,
};
use super::view::Request;

/// An open dialog.
#[expect(missing_docs, reason = "each kind is named for its dialog")]
pub enum Dialog {
    About(AboutDialog),
    Annotator(AnnotatorDialog),
    Arrivals(Box<ArrivalsDialog>),
    Closing(ClosingDialog),
    Export(ExportDialog),
    Held(HeldDialog),
    Outside(Box<OutsideDialog>),
    People(Box<PeopleDialog>),
    Recovery(Box<RecoveryDialog>),
    Scheme(Box<SchemeDialog>),
    Set(SetDialog),
    Shortcuts(ShortcutsDialog),
    Source(Box<SourceDialog>),
    Versions(Box<VersionsDialog>),
    Web(WebDialog),
}

impl App {
    /// Opens the dialog that an action asks for.
    pub(super) fn open_dialog(&mut self, action: Action) {
        let session = &self.session;
        self.dialog = match action {
            Action::About => Some(Dialog::About(AboutDialog::new())),
            Action::NameAnnotator | Action::MarkDone => Some(Dialog::Annotator(AnnotatorDialog::new(session))),
            Action::Quit => Some(Dialog::Closing(ClosingDialog::new(session))),
            Action::AddFromWeb => Some(Dialog::Web(WebDialog::new(""))),
            Action::Export => Some(Dialog::Export(ExportDialog::new(session))),
            Action::Versions => Some(Dialog::Versions(Box::new(VersionsDialog::new(session)))),
            Action::People => Some(Dialog::People(Box::new(PeopleDialog::new(session)))),
            Action::EditScheme => Some(Dialog::Scheme(Box::new(SchemeDialog::new(session)))),
            Action::SetDetails => Some(Dialog::Set(SetDialog::new(session))),
            Action::Shortcuts => Some(Dialog::Shortcuts(ShortcutsDialog::new())),
            Action::SourceDetails => {
                let picked: Vec<_> = if self.view.picked.is_empty() {
                    self.view.active.into_iter().collect()
                } else {
                    self.view.picked.iter().copied().collect()
                };
                SourceDialog::new(session, &picked).map(|dialog| Dialog::Source(Box::new(dialog)))
            }
            _ => None,
        };
    }

    /// Shows the open dialog, and forgets it when it closes.
    pub(super) fn show_dialog(&mut self, ctx: &Context) {
        let Some(mut dialog) = self.dialog.take() else { return };
        let (strings, session, requests) = (&self.strings, &self.session, &mut self.requests);
        let time = (&self.moments, self.session.environment().clock.now());
        let (mut chosen, mut version, mut outside) = (None, None, None);
        let (mut arrived, mut pages, mut closing) = (None, None, None);
        let open = match &mut dialog {
            Dialog::About(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Annotator(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Export(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::People(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Scheme(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Set(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Shortcuts(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Source(dialog) => dialog.show(ctx, strings, session, requests),
            Dialog::Held(dialog) => match dialog.show(ctx, strings, session, time) {
                None => true,
                Some(choice) => {
                    self.settle_held(choice);
                    false
                }
            },
            Dialog::Outside(dialog) => {
                outside = dialog.show(ctx, strings, session);
                outside.is_none()
            }
            Dialog::Arrivals(dialog) => {
                arrived = dialog.show(ctx, strings);
                arrived.is_none()
            }
            Dialog::Web(dialog) => {
                pages = dialog.show(ctx, strings);
                pages.is_none()
            }
            Dialog::Versions(dialog) => {
                version = dialog.show(ctx, strings, session, time);
                version.is_none()
            }
            Dialog::Recovery(dialog) => match dialog.show(ctx, strings, session.set(), time) {
                None => true,
                Some(choice) => {
                    chosen = Some(choice);
                    false
                }
            },
            Dialog::Closing(dialog) => {
                closing = dialog.show(ctx, strings, session);
                closing.is_none()
            }
        };
        if open {
            self.dialog = Some(dialog);
            return;
        }
        ctx.request_repaint();
        if let Some(choice) = version {
            self.settle_version(choice);
        }
        if let Some(choice) = closing {
            self.settle_closing(choice);
        }
        if let Some(articles) = arrived {
            self.add_arrived(articles);
        }
        if let Some(addresses) = pages {
            self.bring_in_pages(addresses);
        }
        match (dialog, chosen, outside) {
            (Dialog::Recovery(dialog), Some(choice), _) => self.recover(dialog.into_offer(), choice),
            (Dialog::Outside(dialog), _, Some(choice)) => self.settle_outside(dialog.into_outside(), choice),
            _ => {}
        }
    }

    fn settle_closing(&mut self, choice: ClosingChoice) {
        if self.settle_parting(choice) {
            return;
        }
        match choice {
            ClosingChoice::Save => {
                self.leaving = Leaving::WhenSaved;
                self.requests.push(Request::Run(Action::SaveAs));
            }
            ClosingChoice::Discard => {
                self.leaving = Leaving::Now;
                self.parting = Parting::Discard;
            }
            ClosingChoice::Anyway => {
                self.leaving = Leaving::Now;
                self.parting = Parting::AsItIs;
            }
            ClosingChoice::Cancel => {}
        }
    }
}
