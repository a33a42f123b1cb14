//! What is on the disk, in words: the status line's, and a notice that stays as long as something is not.

use std::path::Path;

use egui::{Align, Frame, Layout, Margin, Rect, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::action::Action;
use super::app::App;
use super::strings::Strings;
use super::theme::{self, Tone, size};
use super::view::Request;
use super::widgets::{key_cap, secondary_button};
use crate::session::{Keeping, ReadOnly, Session, Unguarded};

/// How a set stands towards the disk. Nothing here is said before it is so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The words of the status line, as a key of the strings file.
    pub key: &'static str,
    /// How well that is.
    pub tone: Tone,
    /// What it means, as a key of the strings file.
    pub explained: &'static str,
}

/// How far what was done is on the disk, apart from the set's own file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// All of it.
    All,
    /// It is on its way.
    Soon,
    /// The disk refuses.
    Refused,
    /// There is no journal.
    Nowhere,
}

fn kept(keeping: Option<&Keeping>) -> Kept {
    match keeping {
        None => Kept::Nowhere,
        Some(keeping) if keeping.all => Kept::All,
        Some(keeping) if keeping.trouble.is_some() => Kept::Refused,
        Some(_) => Kept::Soon,
    }
}

/// How the set stands.
pub fn standing(session: &Session) -> Standing {
    let file = session.file();
    let keeping = session.keeping();
    let kept = kept(keeping.as_ref());
    let is = |key, tone, explained| Standing { key, tone, explained };
    if file.path().is_none() {
        return match kept {
            _ if session.set().sources().is_empty() && !session.is_unsaved() => {
                is("status-ready", Tone::Neutral, "status-ready-explained")
            }
            Kept::All if !session.is_unsaved() => is("status-no-file", Tone::Neutral, "status-no-file-explained"),
            Kept::All => is("status-kept-no-file", Tone::Positive, "status-kept-no-file-explained"),
            Kept::Soon => is("status-soon-no-file", Tone::Neutral, "status-soon-explained"),
            Kept::Refused => is("status-refused-no-file", Tone::Danger, "status-refused-explained"),
            Kept::Nowhere => is("status-nowhere-no-file", Tone::Warning, "status-nowhere-explained"),
        };
    }
    if file.read_only().is_some() {
        return match kept {
            _ if !session.is_unsaved() => is("status-read-only", Tone::Neutral, "status-read-only-explained"),
            Kept::All => is("status-read-only-kept", Tone::Warning, "status-read-only-kept-explained"),
            Kept::Soon => is("status-read-only-soon", Tone::Warning, "status-soon-explained"),
            Kept::Refused | Kept::Nowhere => {
                is("status-read-only-refused", Tone::Danger, "status-read-only-refused-explained")
            }
        };
    }
    if !session.is_unsaved() {
        let elsewhere = keeping.is_some_and(|keeping| keeping.elsewhere);
        let explained = if elsewhere { "status-elsewhere-explained" } else { "status-saved-explained" };
        return is("status-saved", Tone::Positive, explained);
    }
    match (kept, file.is_saving(), file.failed()) {
        (Kept::All, _, true) => is("status-failed-kept", Tone::Warning, "status-failed-kept-explained"),
        (Kept::Soon, _, true) => is("status-failed-soon", Tone::Warning, "status-soon-explained"),
        (Kept::Refused | Kept::Nowhere, _, true) => is("status-failed", Tone::Danger, "status-failed-explained"),
        (Kept::All, true, _) => is("status-saving-kept", Tone::Neutral, "status-kept-explained"),
        (_, true, _) => is("status-saving", Tone::Neutral, "status-soon-explained"),
        (Kept::All, ..) => is("status-kept", Tone::Neutral, "status-kept-explained"),
        (Kept::Soon, ..) => is("status-soon", Tone::Neutral, "status-soon-explained"),
        (Kept::Refused, ..) => is("status-refused", Tone::Danger, "status-refused-explained"),
        (Kept::Nowhere, ..) => is("status-unsaved", Tone::Neutral, "status-unsaved-explained"),
    }
}

/// The name of the set's file; empty while it has none.
pub fn file_name(session: &Session) -> String {
    let name = session.file().path().and_then(Path::file_name);
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Shows how the set stands: a sign, the words, and what they mean under the pointer.
pub fn status(app: &App, ui: &mut Ui) {
    let theme = theme::of(ui);
    let Standing { key, tone, explained } = standing(&app.session);
    let words = app.strings.with(key, &[("file", file_name(&app.session).into())]);
    let colour = match tone {
        Tone::Neutral | Tone::Info => theme.weak_text,
        tone => theme.tone(tone).text,
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if key != "status-ready" {
            sign(ui, tone, colour);
        }
        let explained = app.strings.get(explained);
        let label = ui.label(RichText::new(words).size(size::SMALL).color(colour)).on_hover_text(explained);
        ui.ctx().accesskit_node_builder(label.id, |node| node.set_description(explained));
    });
}

/// A sign that tells the tones apart without their colours.
fn sign(ui: &mut Ui, tone: Tone, colour: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(11.0, 11.0), Sense::empty());
    let stroke = Stroke::new(1.6, colour);
    let at = |x: f32, y: f32| pos2(rect.left() + x, rect.top() + y);
    let painter = ui.painter();
    match tone {
        Tone::Positive => _ = painter.add(Shape::line(vec![at(1.0, 6.0), at(4.2, 9.2), at(10.0, 2.4)], stroke)),
        Tone::Neutral | Tone::Info => _ = painter.circle_stroke(rect.center(), 3.6, Stroke::new(1.4, colour)),
        Tone::Warning | Tone::Danger => {
            let corners = vec![at(5.5, 0.5), at(11.0, 10.5), at(0.0, 10.5)];
            if tone == Tone::Danger {
                painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
            } else {
                painter.add(Shape::closed_line(corners, Stroke::new(1.2, colour)));
            }
            let ink = if tone == Tone::Danger { theme::of(ui).panel } else { colour };
            painter.vline(5.5 + rect.left(), rect.top() + 4.0..=rect.top() + 7.0, Stroke::new(1.2, ink));
            painter.rect_filled(Rect::from_center_size(at(5.5, 8.8), vec2(1.3, 1.3)), 0, ink);
        }
    }
}

/// Something that keeps work from the disk. It is said until it is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// How bad it is: with [`Tone::Danger`], work would be lost if the program stopped now.
    pub tone: Tone,
    /// What happened, to which file.
    pub what: String,
    /// Why, as the system says, and what helps.
    pub why: String,
    /// Where the work is.
    pub work: &'static str,
    /// What can be done.
    pub actions: &'static [Action],
}

/// What keeps work from the disk now.
pub fn trouble(strings: &Strings, session: &Session) -> Option<Trouble> {
    let (file, keeping) = (session.file(), session.keeping());
    let refused = keeping.as_ref().filter(|keeping| !keeping.all).and_then(|keeping| keeping.trouble.clone());
    let name = file_name(session);
    let gaps = [("file", name.as_str().into())];
    if file.read_only() == Some(ReadOnly::ChangedOutside) {
        let kept = is_kept(session) || !session.is_unsaved();
        return Some(Trouble {
            tone: if kept { Tone::Warning } else { Tone::Danger },
            what: strings.with("trouble-changed-outside", &gaps),
            why: strings.get("trouble-changed-outside-why").to_owned(),
            work: if session.is_unsaved() { where_kept(session) } else { "kept-nothing" },
            actions: &[Action::MergeOutside, Action::SaveAs],
        });
    }
    if let Some(why) = file.trouble().filter(|_| session.is_unsaved()) {
        let (key, actions): (_, &[Action]) = if name.is_empty() {
            ("trouble-save-no-file", &[Action::SaveAs])
        } else {
            ("trouble-save", &[Action::SaveAs, Action::Save])
        };
        let tone = if is_kept(session) { Tone::Warning } else { Tone::Danger };
        let why = why.to_owned();
        return Some(Trouble { tone, what: strings.with(key, &gaps), why, work: where_kept(session), actions });
    }
    let why = refused?;
    let what = strings.get("trouble-journal").to_owned();
    Some(Trouble { tone: Tone::Danger, what, why, work: where_kept(session), actions: &[Action::SaveAs] })
}

fn is_kept(session: &Session) -> bool {
    session.keeping().is_some_and(|keeping| keeping.all)
}

/// Where the work on a set is that its file does not hold, as a key of the strings file.
pub fn where_kept(session: &Session) -> &'static str {
    match session.keeping() {
        Some(keeping) if keeping.all => match session.file() {
            file if file.path().is_none() || has_no_journal_beside(file.read_only()) => "kept-without-file",
            _ if keeping.elsewhere => "kept-elsewhere",
            _ => "kept-beside",
        },
        _ => "kept-nowhere",
    }
}

/// Nothing is written beside a file that was read-only from the start.
fn has_no_journal_beside(read_only: Option<ReadOnly>) -> bool {
    matches!(read_only, Some(ReadOnly::Damaged | ReadOnly::Newer | ReadOnly::HeldElsewhere))
}

/// Shows what keeps work from the disk, over the whole width above the status line.
pub fn notice(ui: &mut Ui, strings: &Strings, trouble: &Trouble, requests: &mut Vec<Request>) {
    let theme = theme::of(ui);
    let tint = theme.tone(trouble.tone);
    Frame::new().fill(tint.fill).inner_margin(Margin::symmetric(12, 8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(size::GAP, 3.0);
        let mut button = |ui: &mut Ui, action: Action, key_first: bool| {
            let key = match action {
                Action::Save => "trouble-again",
                Action::MergeOutside => "trouble-compare",
                _ => "trouble-elsewhere",
            };
            let keys = action.keys();
            if key_first && !keys.is_empty() {
                key_cap(ui, &keys);
            }
            if secondary_button(ui, strings.get(key)).clicked() {
                requests.push(Request::Run(action));
            }
            if !key_first && !keys.is_empty() {
                key_cap(ui, &keys);
            }
        };
        let words = |ui: &mut Ui| {
            let what = RichText::new(&trouble.what).font(theme::strong(size::BODY)).color(tint.text);
            let said = ui.add(egui::Label::new(what).wrap());
            ui.ctx().accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Assertive));
            for line in [trouble.why.as_str(), strings.get(trouble.work)].into_iter().filter(|line| !line.is_empty()) {
                ui.add(egui::Label::new(RichText::new(line).size(size::SMALL).color(tint.text)).wrap());
            }
        };
        ui.set_width(ui.available_width());
        if ui.available_width() < ROOM {
            ui.vertical(words);
            ui.add_space(2.0);
            ui.horizontal_wrapped(|ui| trouble.actions.iter().for_each(|action| button(ui, *action, false)));
            return;
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            trouble.actions.iter().rev().for_each(|action| button(ui, *action, true));
            ui.add_space(size::GAP);
            ui.with_layout(Layout::top_down(Align::Min), words);
        });
    });
}

/// Where the words of a notice have room beside its buttons, in points.
const ROOM: f32 = 900.0;

/// What was said once and need not be said again.
#[derive(Debug, Default)]
pub struct Told {
    elsewhere: bool,
}

impl App {
    /// Says what somebody should know and need not act upon, once for each set.
    pub(super) fn tell_of_journal(&mut self) {
        let elsewhere = self.session.keeping().is_some_and(|keeping| keeping.elsewhere);
        if elsewhere && !self.told.elsewhere {
            self.messages.tell(self.strings.get("told-elsewhere"));
        }
        self.told.elsewhere = elsewhere;
    }

    /// Says once that nobody can tell whether another window has the file open.
    pub(super) fn tell_unguarded(&mut self) {
        match self.session.file().unguarded() {
            Some(Unguarded::NoLocks) => self.messages.tell(self.strings.get("told-no-locks")),
            Some(Unguarded::NotWritable) => self.messages.tell(self.strings.get("told-not-writable")),
            None => {}
        }
    }
}
