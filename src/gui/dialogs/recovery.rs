use egui::{Context, Frame, Id, Margin, RichText, Ui};

use super::{AROUND_THE_BODY, body, caption};
use crate::gui::changes::Changes;
use crate::gui::moments::Moments;
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{danger_button, dialog_buttons, modal, primary_button, secondary_button};
use crate::model::{AnnotationSet, Timestamp};
use crate::session::{Leftover, Recovery};

/// Work that a journal holds and no file, for somebody to decide about.
#[derive(Debug)]
pub enum Work {
    /// On a set that has a file.
    OfFile {
        /// The work.
        recovery: Box<Recovery>,
        /// The file's name.
        name: String,
    },
    /// On a set that had none.
    WithoutFile(Box<Leftover>),
}

/// Work that was found, with what the screen says about it.
#[derive(Debug)]
pub struct Offer {
    /// The work.
    pub work: Work,
    /// What it changed in the file; nothing for a set that had none.
    pub changes: Changes,
}

impl Offer {
    /// The work as it would be restored.
    pub fn recovery(&self) -> &Recovery {
        match &self.work {
            Work::OfFile { recovery, .. } => recovery,
            Work::WithoutFile(leftover) => &leftover.recovery,
        }
    }

    /// How many steps it is and when they were done: `3 steps · today, 14:02 to 14:09`.
    pub fn steps(&self, strings: &Strings, moments: &Moments, now: Timestamp) -> String {
        let recovery = self.recovery();
        let when = recovery.between.map(|between| moments.stretch(strings, between, now)).unwrap_or_default();
        strings.with("recovery-steps", &[("count", recovery.steps.into()), ("when", when.into())])
    }

    /// The set's title, else its first headline.
    pub fn title(&self, strings: &Strings) -> String {
        title_of(&self.recovery().set, strings)
    }
}

fn title_of(set: &AnnotationSet, strings: &Strings) -> String {
    let title = set.details().title.trim();
    if !title.is_empty() {
        return title.to_owned();
    }
    let headline = set.sources_in_order().first().map(|source| source.title.clone());
    headline.filter(|headline| !headline.is_empty()).unwrap_or_else(|| strings.get("set-untitled").to_owned())
}

/// What is to become of work that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryChoice {
    /// It is taken up.
    Restore,
    /// Its journal gets another name and is not offered again.
    PutAside,
    /// That is decided another time.
    Later,
}

/// What the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Offer,
    Look,
    AskAside,
}

/// Offers work that is newer than the file.
#[derive(Debug)]
pub struct RecoveryDialog {
    offer: Offer,
    stage: Stage,
    /// Why it could not be put aside.
    failed: Option<String>,
}

impl RecoveryDialog {
    /// An offer.
    pub fn new(offer: Offer) -> Self {
        Self { offer, stage: Stage::Offer, failed: None }
    }

    /// Asks whether the work is to be put aside.
    pub fn put_aside(offer: Offer) -> Self {
        Self { stage: Stage::AskAside, ..Self::new(offer) }
    }

    /// The offer again, with why it could not be put aside.
    pub fn failed(offer: Offer, why: String) -> Self {
        Self { failed: Some(why), ..Self::put_aside(offer) }
    }

    /// What is offered.
    pub fn into_offer(self) -> Offer {
        self.offer
    }

    /// Shows the dialog; the choice once it is made. `present` is the set as the file holds it.
    pub fn show(
        &mut self,
        ctx: &Context,
        strings: &Strings,
        present: &AnnotationSet,
        (moments, now): (&Moments, Timestamp),
    ) -> Option<RecoveryChoice> {
        let title = match (self.stage, self.offer.recovery().fits) {
            (Stage::AskAside, _) => "recovery-dialog.title-aside",
            (Stage::Look, _) => "recovery-dialog.title-look",
            (Stage::Offer, true) => "recovery-dialog.title",
            (Stage::Offer, false) => "recovery-dialog.title-copy",
        };
        let width = if self.stage == Stage::Look { 640.0 } else { 480.0 };
        let outcome = modal(ctx, Id::unique("recovery dialog"), strings.get(title), width, |ui| match self.stage {
            Stage::Offer => self.offer(ui, strings, moments, now),
            Stage::Look => self.look(ui, strings, present),
            Stage::AskAside => self.ask_aside(ui, strings),
        });
        if outcome.inner.is_some() {
            return outcome.inner;
        }
        if outcome.dismissed {
            let of_file = matches!(self.offer.work, Work::OfFile { .. });
            return match self.stage {
                // What a step led to, Esc leads back from.
                Stage::Look | Stage::AskAside if of_file => {
                    self.stage = Stage::Offer;
                    None
                }
                _ => Some(RecoveryChoice::Later),
            };
        }
        (outcome.accepted && self.stage != Stage::AskAside).then_some(RecoveryChoice::Restore)
    }

    fn offer(&mut self, ui: &mut Ui, strings: &Strings, moments: &Moments, now: Timestamp) -> Option<RecoveryChoice> {
        let recovery = self.offer.recovery();
        let (fits, refused, damaged) = (recovery.fits, recovery.refused, recovery.trouble.as_ref());
        let name = match &self.offer.work {
            Work::OfFile { name, .. } => name.as_str(),
            Work::WithoutFile(_) => "",
        };
        body(ui, |ui| {
            let question = if fits { "recovery-question" } else { "recovery-question-copy" };
            ui.label(strings.with(question, &[("file", name.into())]));
            ui.add_space(size::GAP);
            let theme = theme::of(ui);
            let frame =
                Frame::new().fill(theme.row).corner_radius(size::RADIUS).inner_margin(Margin::symmetric(12, 10));
            frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                let steps = self.offer.steps(strings, moments, now);
                ui.label(RichText::new(steps).font(theme::strong(size::BODY)));
                for line in self.offer.changes.summary(strings) {
                    ui.label(strings.with("recovery-bullet", &[("text", line.into())]));
                }
            });
            if refused > 0 {
                ui.add_space(size::GAP);
                ui.label(strings.with("recovery-refused", &[("count", refused.into())]));
            }
            if let Some(trouble) = damaged {
                ui.add_space(size::GAP);
                ui.label(strings.with("recovery-trouble", &[("what", trouble.to_string().into())]));
            }
            ui.add_space(size::GAP);
            caption(ui, strings.get("recovery-dialog.later"));
        });
        let restore = if fits { "recovery-dialog.restore" } else { "recovery-dialog.copy" };
        let choice = dialog_buttons(ui, |ui| {
            let restore = primary_button(ui, strings.get(restore)).clicked();
            let nothing = self.offer.changes.has_no_lines();
            let look = !nothing && secondary_button(ui, strings.get("recovery-dialog.look")).clicked();
            let aside = secondary_button(ui, strings.get("recovery-dialog.aside")).clicked();
            (restore, look, aside)
        });
        match choice {
            (true, _, _) => return Some(RecoveryChoice::Restore),
            (_, true, _) => self.stage = Stage::Look,
            (_, _, true) => self.stage = Stage::AskAside,
            _ => return None,
        }
        ui.ctx().request_repaint();
        None
    }

    fn look(&mut self, ui: &mut Ui, strings: &Strings, present: &AnnotationSet) -> Option<RecoveryChoice> {
        caption(ui, strings.get("recovery-dialog.look-hint"));
        ui.add_space(4.0);
        let room = ui.ctx().content_rect().height() - AROUND_THE_BODY - size::ROW;
        let changes = &self.offer.changes;
        ui.scope(|ui| changes.list(ui, strings, present, &self.offer.recovery().set, room.min(420.0)));
        let restore = if self.offer.recovery().fits { "recovery-dialog.restore" } else { "recovery-dialog.copy" };
        let (restore, back) = dialog_buttons(ui, |ui| {
            let restore = primary_button(ui, strings.get(restore)).clicked();
            (restore, secondary_button(ui, strings.get("recovery-dialog.back")).clicked())
        });
        if back {
            self.stage = Stage::Offer;
            ui.ctx().request_repaint();
        }
        restore.then_some(RecoveryChoice::Restore)
    }

    fn ask_aside(&mut self, ui: &mut Ui, strings: &Strings) -> Option<RecoveryChoice> {
        body(ui, |ui| {
            let key = match self.offer.work {
                Work::OfFile { .. } => "recovery-dialog.aside-question",
                Work::WithoutFile(_) => "recovery-dialog.aside-question-no-file",
            };
            ui.label(strings.get(key));
            ui.add_space(size::GAP);
            let folder = self.offer.recovery().journal.parent().map(|folder| folder.display().to_string());
            let folder = folder.unwrap_or_default();
            caption(ui, &strings.with("recovery-aside-where", &[("folder", folder.into())]));
            if let Some(why) = &self.failed {
                ui.add_space(size::GAP);
                super::complaint(ui, why);
            }
        });
        let (aside, back) = dialog_buttons(ui, |ui| {
            let aside = danger_button(ui, strings.get("recovery-dialog.aside-now")).clicked();
            (aside, secondary_button(ui, strings.get("recovery-dialog.back")).clicked())
        });
        if back {
            if let Work::WithoutFile(_) = self.offer.work {
                return Some(RecoveryChoice::Later);
            }
            self.stage = Stage::Offer;
            self.failed = None;
            ui.ctx().request_repaint();
        }
        aside.then_some(RecoveryChoice::PutAside)
    }
}
