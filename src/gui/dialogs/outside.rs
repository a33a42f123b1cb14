use egui::{Context, Frame, Id, Margin, RichText, Ui};

use super::{AROUND_THE_BODY, body, caption};
use crate::gui::changes::{Changes, conflict};
use crate::gui::keeping::file_name;
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{dialog_buttons, modal, primary_button, secondary_button};
use crate::session::{Outside, Session};

/// What is to be done about a file that something else changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideChoice {
    /// Both changes come into the set.
    Merge,
    /// What was done here is saved under another name.
    SaveElsewhere,
    /// Nothing yet.
    Later,
}

/// Shows what something else did to the set's file, and offers to bring both together.
#[derive(Debug)]
pub struct OutsideDialog {
    outside: Box<Outside>,
    there: Changes,
    here: Changes,
    looking: bool,
}

impl OutsideDialog {
    /// For what was found in the file.
    pub fn new(outside: Box<Outside>, session: &Session) -> Self {
        let there = Changes::of(&outside.done_there, &outside.theirs);
        let here = Changes::of(&outside.done_here, session.set());
        Self { outside, there, here, looking: false }
    }

    /// What was found in the file.
    pub fn into_outside(self) -> Outside {
        *self.outside
    }

    /// Shows the dialog; the choice once it is made.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session) -> Option<OutsideChoice> {
        let title = strings.get("outside-dialog.title");
        let width = if self.looking { 680.0 } else { 520.0 };
        let mut look = false;
        let outcome = modal(ctx, Id::unique("outside dialog"), title, width, |ui| {
            if self.looking {
                self.list(ui, strings, session);
            } else {
                self.tell(ui, strings, session);
            }
            dialog_buttons(ui, |ui| {
                let merge = primary_button(ui, strings.get("outside-dialog.merge")).clicked();
                let label = if self.looking { "outside-dialog.back" } else { "outside-dialog.look" };
                let nothing = self.there.has_no_lines() && self.here.has_no_lines();
                look = (!nothing || self.looking) && secondary_button(ui, strings.get(label)).clicked();
                let elsewhere = secondary_button(ui, strings.get("outside-dialog.elsewhere")).clicked();
                let later = secondary_button(ui, strings.get("outside-dialog.later")).clicked();
                [
                    (merge, OutsideChoice::Merge),
                    (elsewhere, OutsideChoice::SaveElsewhere),
                    (later, OutsideChoice::Later),
                ]
                .into_iter()
                .find_map(|(pressed, choice)| pressed.then_some(choice))
            })
        });
        if look || (self.looking && outcome.dismissed) {
            self.looking = !self.looking;
            ctx.request_repaint();
            return None;
        }
        let key = outcome.dismissed.then_some(OutsideChoice::Later);
        outcome.inner.or(key).or(outcome.accepted.then_some(OutsideChoice::Merge))
    }

    fn tell(&self, ui: &mut Ui, strings: &Strings, session: &Session) {
        body(ui, |ui| {
            ui.label(strings.with("outside-what", &[("file", file_name(session).into())]));
            ui.add_space(size::GAP);
            part(ui, strings, "outside-dialog.there", &self.there);
            ui.add_space(size::GAP);
            part(ui, strings, "outside-dialog.here", &self.here);
            ui.add_space(size::GAP);
            let conflicts = self.outside.conflicts.len();
            if conflicts == 0 {
                ui.label(strings.get("outside-dialog.no-conflicts"));
            } else {
                let text = strings.with("outside-conflicts", &[("count", conflicts.into())]);
                ui.label(RichText::new(text).font(theme::strong(size::BODY)));
                for one in self.outside.conflicts.iter().take(CONFLICTS) {
                    let line = conflict(strings, session.set(), &self.outside.theirs, one);
                    ui.label(strings.with("recovery-bullet", &[("text", line.into())]));
                }
                if conflicts > CONFLICTS {
                    caption(ui, &strings.with("outside-more", &[("count", (conflicts - CONFLICTS).into())]));
                }
            }
            ui.add_space(size::GAP);
            caption(ui, strings.get("outside-dialog.hint"));
        });
    }

    fn list(&self, ui: &mut Ui, strings: &Strings, session: &Session) {
        let room = ui.ctx().content_rect().height() - AROUND_THE_BODY - 3.0 * size::ROW;
        let each = (room / 2.0).min(240.0);
        let (ours, theirs) = (session.set(), &self.outside.theirs);
        for (key, changes, before, after) in
            [("outside-dialog.there", &self.there, ours, theirs), ("outside-dialog.here", &self.here, theirs, ours)]
        {
            ui.label(RichText::new(strings.get(key)).font(theme::strong(size::BODY)));
            ui.push_id(key, |ui| changes.list(ui, strings, before, after, each));
            ui.add_space(size::GAP);
        }
    }
}

/// How many conflicts are listed.
const CONFLICTS: usize = 100;

fn part(ui: &mut Ui, strings: &Strings, heading: &str, changes: &Changes) {
    let theme = theme::of(ui);
    let frame = Frame::new().fill(theme.row).corner_radius(size::RADIUS).inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(strings.get(heading)).font(theme::strong(size::BODY)));
        for line in changes.summary(strings) {
            ui.label(strings.with("recovery-bullet", &[("text", line.into())]));
        }
    });
}
