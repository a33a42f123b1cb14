use egui::{
    Align, Align2, Color32, Context, CornerRadius, Id, Layout, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use super::{AROUND_THE_BODY, close_button, moment};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, Tone, size};
use crate::gui::view::Request;
use crate::gui::widgets::{arrow_step, chip, modal, paint_focus};
use crate::model::history::{Action, Name, Place};
use crate::model::{AnnotationSet, SourceVersion};
use crate::session::{Command, Session};

/// Shows what was done, newest first, and goes back and forth in it.
#[derive(Debug)]
pub struct HistoryDialog {
    fresh: bool,
    /// The line that gets the keyboard as soon as it is in view.
    entering: Option<usize>,
}

impl Default for HistoryDialog {
    fn default() -> Self {
        Self::new()
    }
}

impl HistoryDialog {
    /// At the present position.
    pub fn new() -> Self {
        Self { fresh: true, entering: None }
    }

    /// Shows the dialog; `false` when it is closed. It stays open when a step is clicked.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        let title = strings.get("history-dialog.title");
        let outcome = modal(ctx, Id::unique("history dialog"), title, 460.0, |ui| {
            super::hint(ui, strings.get("history-dialog.hint"));
            self.list(ui, strings, session, requests);
            close_button(ui, strings)
        });
        !(outcome.inner || outcome.dismissed || outcome.accepted)
    }

    fn list(&mut self, ui: &mut Ui, strings: &Strings, session: &Session, requests: &mut Vec<Request>) {
        let (entries, done) = (session.history().entries(), session.history().done());
        let room = (ui.ctx().content_rect().height() - AROUND_THE_BODY - size::ROW).clamp(64.0, 520.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut area = ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink([false, true]);
        if std::mem::take(&mut self.fresh) {
            self.entering = Some(entries.len() - done);
            // The present position comes into view, with a few undone steps above it.
            let above = (entries.len() - done).saturating_sub(4) as f32;
            area = area.vertical_scroll_offset(above * (size::ROW + ui.spacing().item_spacing.y));
        }
        // The last line is the beginning, before anything was done.
        area.show_rows(ui, size::ROW, entries.len() + 1, |ui, shown| {
            for number in shown {
                let steps = entries.len() - number;
                let entry = steps.checked_sub(1).and_then(|at| entries.get(at));
                let text = entry.map_or_else(
                    || strings.get("history-dialog.beginning").to_owned(),
                    |entry| describe_at(strings, session.set(), &entry.name, entry.place),
                );
                let row =
                    Row { text: &text, when: &entry.map_or_else(String::new, |entry| moment(entry.at)), steps, done };
                let response = row.show(ui, strings);
                if response.clicked() && steps != done {
                    requests.push(Request::Do(Command::GoTo(steps)));
                }
                if response.has_focus()
                    && let Some(to) = arrow_step(ui, response.id, number, entries.len() + 1)
                {
                    // Only rows in view are made: the next one is brought there first.
                    let way = (to as f32 - number as f32) * (size::ROW + ui.spacing().item_spacing.y);
                    let rect = response.rect.translate(vec2(0.0, way));
                    ui.scroll_to_rect_animation(rect, None, egui::style::ScrollAnimation::none());
                    self.entering = Some(to);
                } else if self.entering == Some(number) {
                    self.entering = None;
                    response.request_focus();
                }
            }
        });
    }
}

struct Row<'a> {
    text: &'a str,
    when: &'a str,
    /// How many steps are done when one is here.
    steps: usize,
    /// How many steps are done now.
    done: usize,
}

impl Row<'_> {
    /// Paints the row.
    fn show(&self, ui: &mut Ui, strings: &Strings) -> Response {
        let theme = theme::of(ui);
        let (_, rect) = ui.allocate_space(vec2(ui.available_width() - 8.0, size::ROW));
        let response = ui.interact(rect, Id::unique(("history row", self.steps)), Sense::click());
        let present = self.steps == self.done;
        let undone = self.steps > self.done;
        let fill = match (present, response.hovered()) {
            (true, _) => theme.accent_soft,
            (false, true) => theme.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS), fill);
        let area = rect.shrink2(vec2(8.0, 0.0));
        let when = theme::plain(size::SMALL);
        let when = ui.painter().text(area.right_center(), Align2::RIGHT_CENTER, self.when, when, theme.weak_text);
        let mut end = when.left() - size::GAP;
        if present || undone {
            let place = Rect::from_min_max(area.min, pos2(end, area.bottom()));
            let layout = Layout::right_to_left(Align::Center);
            let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(place).layout(layout));
            let (word, tone) = if present {
                (strings.get("history-dialog.now"), Tone::Info)
            } else {
                (strings.get("history-dialog.undone"), Tone::Neutral)
            };
            end = chip(&mut inside, word, tone).rect.left() - size::GAP;
        }
        let ink = if undone { theme.faint_text } else { theme.text };
        let place = Rect::from_min_max(area.min, pos2(end, area.bottom()));
        let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
        painter.text(area.left_center(), Align2::LEFT_CENTER, self.text, theme::plain(size::BODY), ink);
        paint_focus(ui, &response, size::RADIUS);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), present, self.text));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(present));
        response
    }
}

/// How many characters of a passage name it.
const PASSAGE: usize = 36;

/// What was done and to which words, where the name does not say so: `Mark as Claim: “The bridge stays closed”`.
pub fn describe_at(strings: &Strings, set: &AnnotationSet, name: &Name, place: Option<Place>) -> String {
    let step = describe(strings, name);
    let one = name.count == 1;
    let nameless = matches!(
        name.action,
        Action::Annotate
            | Action::ChangeLabel
            | Action::ChangeAttribute
            | Action::AddPerson
            | Action::FoldBlocks
            | Action::UnfoldBlocks
    );
    match place.filter(|_| one && nameless).and_then(|place| passage(set, place)) {
        Some(words) => strings.with("history-passage", &[("step", step.into()), ("words", words.into())]),
        None => step,
    }
}

/// The first words of a place.
fn passage(set: &AnnotationSet, place: Place) -> Option<String> {
    let annotation = place.annotation.and_then(|id| set.annotations().get(id));
    let version = match annotation {
        Some(annotation) => set.versions().get(annotation.version),
        None => set.current_version(place.source),
    };
    let words = place.span?.slice(version.map(SourceVersion::text)?)?;
    let mut line = String::new();
    for word in words.split_whitespace() {
        let room = PASSAGE.saturating_sub(line.chars().count());
        if word.chars().count() > room {
            // A script without spaces is cut within its only word.
            if line.is_empty() {
                line.extend(word.chars().take(PASSAGE));
            }
            line = format!("{}…", line.trim_end());
            break;
        }
        line.push_str(word);
        line.push(' ');
    }
    let line = line.trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

/// What was done, in words: `Mark as Claim`, `Delete 3 annotations`.
pub fn describe(strings: &Strings, name: &Name) -> String {
    let key = match name.action {
        Action::AddSources => "history-add-sources",
        Action::RemoveSource => "history-remove-source",
        Action::MoveSource => "history-move-source",
        Action::EditSource => "history-edit-source",
        Action::FoldBlocks => "history-fold-blocks",
        Action::UnfoldBlocks => "history-unfold-blocks",
        Action::Annotate if name.subject.is_empty() => "history-annotate-note",
        Action::Annotate => "history-annotate",
        Action::RemoveAnnotations => "history-remove-annotations",
        Action::ChangeExtent => "history-change-extent",
        Action::ChangeLabel if name.subject.is_empty() => "history-remove-label",
        Action::ChangeLabel => "history-change-label",
        Action::ChangeAttribute => "history-change-attribute",
        Action::ChangeNote => "history-change-note",
        Action::AddPart => "history-add-part",
        Action::Split => "history-split",
        Action::Merge => "history-merge",
        Action::EditScheme if name.subject.is_empty() => "history-edit-scheme",
        Action::EditScheme => "history-merge-labels",
        Action::EditDetails => "history-edit-details",
        Action::AddPerson => "history-add-person",
        Action::NameAnnotator => "history-name-annotator",
        Action::SetProgress => "history-set-progress",
        Action::RestoreBackup => "history-restore-backup",
        Action::RestoreWork => "history-restore-work",
        Action::MergeCopy => "history-merge-copy",
    };
    strings.with(key, &[("count", name.count.into()), ("subject", name.subject.as_str().into())])
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::gui::dialogs::testing::{click, desk, press, run, session};

    #[test]
    fn every_kind_of_change_has_words() {
        let strings = Strings::load("en");
        for action in [
            Action::AddSources,
            Action::RemoveSource,
            Action::MoveSource,
            Action::EditSource,
            Action::FoldBlocks,
            Action::UnfoldBlocks,
            Action::Annotate,
            Action::RemoveAnnotations,
            Action::ChangeExtent,
            Action::ChangeLabel,
            Action::ChangeAttribute,
            Action::ChangeNote,
            Action::AddPart,
            Action::Split,
            Action::Merge,
            Action::EditScheme,
            Action::EditDetails,
            Action::AddPerson,
            Action::NameAnnotator,
            Action::SetProgress,
            Action::RestoreBackup,
            Action::RestoreWork,
            Action::MergeCopy,
        ] {
            for name in [Name::one(action, "Claim"), Name::many(action, 3, "Claim"), Name::one(action, "")] {
                let words = describe(&strings, &name);
                assert!(!words.starts_with("history-") && !words.contains('{'), "{action:?}: {words}");
            }
        }
        assert_eq!(describe(&strings, &Name::many(Action::RemoveAnnotations, 3, "The bridge")), "Delete 3 annotations");
    }

    #[test]
    fn a_click_goes_there_and_back() {
        let mut harness = desk(session(), HistoryDialog::new(), HistoryDialog::show);
        harness.run();
        let steps = harness.state().session.history().done();
        click(&mut harness, "Beginning");
        assert_eq!(harness.state_mut().carry_out(), [Command::GoTo(0)]);
        harness.run();
        assert!(harness.state().open && harness.state().session.set().annotations().is_empty());
        // Before the articles came in, there are no words to name the step by.
        harness.get_by_role_and_label(Role::ListBoxOption, "Mark as Opinion").click();
        harness.run();
        assert_eq!(harness.state_mut().carry_out(), [Command::GoTo(steps - 1)]);
    }

    #[test]
    fn the_arrow_keys_go_through_the_steps_and_enter_goes_there() {
        let mut session = session();
        for _ in 0..60 {
            let source = session.set().sources_in_order()[0].id;
            crate::gui::dialogs::testing::mark(&mut session, source, super::super::testing::BRIDGE, &["closed"], None);
        }
        let steps = session.history().done();
        let mut harness = desk(session, HistoryDialog::new(), HistoryDialog::show);
        harness.run();
        for _ in 0..40 {
            press(&mut harness, Key::ArrowDown);
        }
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state_mut().carry_out(), [Command::GoTo(steps - 40)]);
        assert!(harness.state().open);
        press(&mut harness, Key::End);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state_mut().carry_out(), [Command::GoTo(0)]);
    }

    #[test]
    fn the_present_position_is_marked() {
        let mut session = session();
        run(&mut session, Command::Undo);
        let mut harness = desk(session, HistoryDialog::new(), HistoryDialog::show);
        harness.run();
        let present: Vec<_> = harness
            .get_all_by_role(Role::ListBoxOption)
            .filter(|row| row.accesskit_node().is_selected() == Some(true))
            .filter_map(|row| row.accesskit_node().label())
            .collect();
        assert_eq!(present, ["Mark as Opinion: “In a stunning failure of leadership”"]);
        assert!(harness.query_by_label("undone").is_some() && harness.query_by_label("now").is_some());
        press(&mut harness, Key::Escape);
        assert!(!harness.state().open);
    }
}
