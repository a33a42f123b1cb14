use egui::{Context, Id};

use super::{body, caption};
use crate::gui::moments::Moments;
use crate::gui::strings::Strings;
use crate::gui::theme::size;
use crate::gui::widgets::{dialog_buttons, modal, primary_button, secondary_button};
use crate::model::Timestamp;
use crate::session::Session;

/// What to do with a file that another window has open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldChoice {
    /// It is shown and not changed.
    Look,
    /// It is saved under another name, to go on with that.
    Copy,
    /// Perhaps the other window is closed by now.
    TryAgain,
}

/// Says who has a file open.
#[derive(Debug, Default)]
pub struct HeldDialog;

impl HeldDialog {
    /// Shows the dialog; the choice once it is made.
    pub fn show(
        &mut self,
        ctx: &Context,
        strings: &Strings,
        session: &Session,
        (moments, now): (&Moments, Timestamp),
    ) -> Option<HeldChoice> {
        let title = strings.get("held-dialog.title");
        let outcome = modal(ctx, Id::unique("held dialog"), title, 460.0, |ui| {
            body(ui, |ui| {
                ui.label(who(strings, session, moments, now));
                ui.add_space(size::GAP);
                caption(ui, strings.get("held-dialog.hint"));
            });
            dialog_buttons(ui, |ui| {
                let look = primary_button(ui, strings.get("held-dialog.look")).clicked();
                let copy = secondary_button(ui, strings.get("held-dialog.copy")).clicked();
                let again = secondary_button(ui, strings.get("held-dialog.again")).clicked();
                [(look, HeldChoice::Look), (copy, HeldChoice::Copy), (again, HeldChoice::TryAgain)]
                    .into_iter()
                    .find_map(|(pressed, choice)| pressed.then_some(choice))
            })
        });
        outcome.inner.or((outcome.dismissed || outcome.accepted).then_some(HeldChoice::Look))
    }
}

/// Who has the file open, as far as that is known.
fn who(strings: &Strings, session: &Session, moments: &Moments, now: Timestamp) -> String {
    let file = session.file();
    let name = file.path().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    let Some(holder) = file.holder().filter(|holder| !holder.program.is_empty()) else {
        return strings.with("held-unknown", &[("file", name.into())]);
    };
    let since = moments.moment(strings, holder.since, now);
    let here = session.environment().holder().host;
    let key = if here == holder.host || holder.host.is_empty() { "held-here" } else { "held-there" };
    let gaps = [
        ("file", name.into()),
        ("program", holder.program.as_str().into()),
        ("host", holder.host.as_str().into()),
        ("since", since.into()),
    ];
    strings.with(key, &gaps)
}
