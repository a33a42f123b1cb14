//! The panel of what was done: newest first, and a click goes back, or forth again, to a step.

use egui::style::ScrollAnimation;
use egui::{
    Align2, Color32, CornerRadius, Id, Key, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

use crate::gui::app::App;
use crate::gui::dialogs::{describe_at, sign_button};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets::{arrow_step, section_header, take_key};
use crate::model::{SetId, Timestamp};
use crate::session::{Command, Session};

/// Where the line with the dots stands, from the left edge of a row, in points.
const TRACK: f32 = 12.0;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// What the lines below it have in common.
    Heading(String),
    /// Where one is when so many steps are done.
    Step(usize),
}

/// What the lines were made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    set: SetId,
    revision: u64,
    entries: usize,
    newest: Option<u32>,
    today: i32,
}

/// The panel.
#[derive(Debug, Default)]
pub struct HistoryPanel {
    open: bool,
    lines: Vec<Line>,
    /// The line of each number of steps.
    line_of: Vec<usize>,
    made: Option<Made>,
    /// How many steps were done when the list was last shown.
    shown: Option<usize>,
    /// The step that gets the keyboard as soon as it is in view.
    entering: Option<usize>,
    /// What was in view: how far from the top, and how high, in points.
    view: (f32, f32),
}

impl HistoryPanel {
    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Opens it, with the keyboard at the present step; closes it when it is open.
    pub fn toggle(&mut self, session: &Session) {
        self.open = !self.open;
        self.shown = None;
        self.entering = self.open.then(|| session.history().done());
    }

    /// How many lines there are, with their headings.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Makes the lines anew where something was done since.
    fn follow(&mut self, app: &Context<'_>) {
        let entries = app.session.history().entries();
        let made = Made {
            set: app.session.set().id(),
            revision: app.session.revision(),
            entries: entries.len(),
            newest: entries.last().map(|entry| entry.number),
            today: app.moments.day_number(app.now),
        };
        if self.made == Some(made) {
            return;
        }
        self.made = Some(made);
        self.lines.clear();
        self.line_of.clear();
        self.line_of.resize(entries.len() + 1, 0);
        let began = app.session.began();
        let mut part = None;
        for (number, entry) in entries.iter().enumerate().rev() {
            let day = app.moments.day_number(entry.at);
            let here = (day, entry.at < began);
            if part != Some(here) {
                part = Some(here);
                self.lines.push(Line::Heading(app.heading(entry.at, entry.at < began)));
            }
            self.put(number + 1);
        }
        self.put(0);
    }

    fn put(&mut self, steps: usize) {
        if let Some(line) = self.line_of.get_mut(steps) {
            *line = self.lines.len();
        }
        self.lines.push(Line::Step(steps));
    }

    fn line_of(&self, steps: usize) -> usize {
        self.line_of.get(steps).copied().unwrap_or_default()
    }

    fn list(&mut self, ui: &mut Ui, app: &Context<'_>) -> Option<usize> {
        self.follow(app);
        let done = app.session.history().done();
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().auto_shrink(false);
        if self.shown != Some(done) {
            // The present step is always somewhere in view.
            let top = self.line_of(done) as f32 * size::ROW;
            let (from, height) = self.view;
            if self.shown.is_none() || top < from || top + size::ROW > from + height {
                area = area.vertical_scroll_offset((top - 4.0 * size::ROW).max(0.0));
            }
            self.shown = Some(done);
        }
        let mut chosen = None;
        let builder = egui::UiBuilder::new()
            .accessibility_role(Role::ListBox)
            .accessibility_label(app.strings.get("history-header"));
        let shown = ui.scope_builder(builder, |ui| {
            area.show_rows(ui, size::ROW, self.lines.len(), |ui, shown| {
                let rows: Vec<(usize, Line)> = shown.filter_map(|at| Some((at, self.lines.get(at)?.clone()))).collect();
                for (at, line) in rows {
                    match line {
                        Line::Heading(text) => heading(ui, &text),
                        Line::Step(steps) => chosen = self.step(ui, app, at, steps).or(chosen),
                    }
                }
            })
        });
        self.view = (shown.inner.state.clamped_offset().y, shown.inner.inner_rect.height());
        chosen
    }

    /// Shows a step; the step to go to, where it was chosen.
    fn step(&mut self, ui: &mut Ui, app: &Context<'_>, at: usize, steps: usize) -> Option<usize> {
        let response = app.row(ui, steps, self.lines.len() == at + 1);
        let count = app.session.history().entries().len() + 1;
        if response.has_focus()
            && let Some(to) = arrow_step(ui, response.id, count - 1 - steps, count)
        {
            // Only rows in view are made: the next one is brought there first.
            let steps = count - 1 - to;
            let way = (self.line_of(steps) as f32 - at as f32) * size::ROW;
            ui.scroll_to_rect_animation(response.rect.translate(vec2(0.0, way)), None, ScrollAnimation::none());
            self.entering = Some(steps);
        } else if self.entering == Some(steps) {
            self.entering = None;
            response.request_focus();
        }
        if response.clicked() {
            response.request_focus();
            return Some(steps);
        }
        None
    }
}

/// What the list is made of.
struct Context<'a> {
    session: &'a Session,
    strings: &'a Strings,
    moments: &'a crate::gui::moments::Moments,
    now: Timestamp,
}

impl Context<'_> {
    fn heading(&self, at: Timestamp, before: bool) -> String {
        let day = self.moments.day(self.strings, at, self.now);
        let text = if before { self.strings.with("history-before", &[("day", day.into())]) } else { day };
        // It stands alone here, and within a sentence elsewhere.
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    fn row(&self, ui: &mut Ui, steps: usize, last: bool) -> Response {
        let theme = theme::of(ui);
        let (strings, history) = (self.strings, self.session.history());
        let entry = steps.checked_sub(1).and_then(|at| history.entries().get(at));
        let text = entry.map_or_else(
            || strings.get("history-beginning").to_owned(),
            |entry| describe_at(strings, self.session.set(), &entry.name, entry.place),
        );
        let (present, undone) = (steps == history.done(), steps > history.done());
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
        // The list is one stop of the Tab key: that is the present step, or the one that the arrows have come to.
        let id = Id::unique(("history row", steps));
        let stop = present || ui.memory(|memory| memory.has_focus(id));
        let response = ui.interact(rect, id, if stop { Sense::click() } else { Sense::CLICK });
        let fill = match (present, response.hovered()) {
            (true, _) => theme.accent_soft,
            (false, true) => theme.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect.shrink2(vec2(2.0, 1.0)), CornerRadius::same(size::RADIUS), fill);
        dot(ui, rect, present, undone, last);
        let when = entry.map_or_else(String::new, |entry| self.moments.time(entry.at));
        let weak = if undone { theme.faint_text } else { theme.weak_text };
        let when_at = pos2(rect.right() - 10.0, rect.center().y);
        let when_font = theme::plain(size::SMALL);
        let end = ui.painter().text(when_at, Align2::RIGHT_CENTER, &when, when_font, weak).left() - size::GAP;
        let left = rect.left() + TRACK + 14.0;
        let ink = if undone { theme.faint_text } else { theme.text };
        let galley = egui::WidgetText::from(egui::RichText::new(&text).color(ink)).into_galley(
            ui,
            Some(egui::TextWrapMode::Truncate),
            (end - left).max(1.0),
            theme::plain(size::BODY),
        );
        let at = pos2(left, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ink);
        if response.has_focus() {
            // Inside: the list cuts off what stands out.
            let radius = CornerRadius::same(size::RADIUS);
            ui.painter().rect_stroke(rect.shrink(1.0), radius, theme.focus_stroke(), egui::StrokeKind::Inside);
        }
        let state = match (present, undone) {
            (true, _) => strings.get("history-now"),
            (_, true) => strings.get("history-undone"),
            _ => "",
        };
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), present, &text));
        let said = [state, when.as_str()].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ");
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_selected(present);
            node.set_description(said);
        });
        let hover = entry.map(|entry| self.moments.moment(strings, entry.at, self.now)).unwrap_or_default();
        response.on_hover_ui(|ui| {
            ui.label(&text);
            let lines = [state.to_owned(), hover];
            let lines: Vec<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            ui.weak(lines.join(" · "));
        })
    }
}

/// The dot of a step on the line through all of them: full where it is done, a ring where it is undone, large where one
/// is.
fn dot(ui: &Ui, rect: Rect, present: bool, undone: bool, last: bool) {
    let theme = theme::of(ui);
    let center = Pos2::new(rect.left() + TRACK, rect.center().y);
    let bottom = if last { center.y } else { rect.bottom() };
    ui.painter().vline(center.x, rect.top()..=bottom, Stroke::new(1.0, theme.field_line));
    if undone {
        ui.painter().circle(center, 3.0, theme.panel, Stroke::new(1.2, theme.faint_text));
    } else if present {
        ui.painter().circle(center, 4.5, theme.accent, Stroke::new(2.0, theme.panel));
    } else {
        ui.painter().circle_filled(center, 3.0, theme.weak_text);
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::empty());
    let at = rect.left_center() + vec2(4.0, 2.0);
    ui.painter().text(at, Align2::LEFT_CENTER, text, theme::strong(size::SMALL), theme.weak_text);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
}

/// Shows the panel.
pub fn show(app: &mut App, ui: &mut Ui) {
    let theme = theme::of(ui);
    let mut panel = std::mem::take(&mut app.history);
    egui::Frame::new().inner_margin(egui::Margin { left: 10, right: 6, top: 8, bottom: 8 }).show(ui, |ui| {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - size::CONTROL - size::GAP).max(1.0);
            ui.allocate_ui(vec2(width, size::CONTROL), |ui| section_header(ui, app.strings.get("history-header")));
            if sign_button(ui, "×", app.strings.get("history-close"), true) {
                panel.open = false;
            }
        });
        ui.label(egui::RichText::new(app.strings.get("history-hint")).size(size::SMALL).color(theme.weak_text));
        ui.add_space(4.0);
        let context = Context { session: &app.session, strings: &app.strings, moments: &app.moments, now: app.now() };
        let inside = ui.scope(|ui| panel.list(ui, &context));
        if let Some(steps) = inside.inner
            && steps != app.session.history().done()
        {
            app.requests.push(Request::Do(Command::GoTo(steps)));
        }
        // Esc leads back to the article.
        let focused = ui.memory(egui::Memory::focused);
        let in_list =
            |line: &Line| matches!(line, Line::Step(steps) if focused == Some(Id::unique(("history row", *steps))));
        if focused.is_some() && panel.lines.iter().any(in_list) && take_key(ui, Key::Escape) {
            ui.memory_mut(|memory| focused.into_iter().for_each(|focused| memory.surrender_focus(focused)));
        }
    });
    app.history = panel;
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::gui::dialogs::testing::{BRIDGE, mark, session};
    use crate::gui::moments::Moments;
    use crate::gui::testing;

    #[test]
    fn of_ten_thousand_steps_only_those_in_view_are_laid_out() {
        let mut session = session();
        let source = session.set().sources_in_order().first().map(|source| source.id);
        let Some(source) = source else { return };
        while session.history().entries().len() < 9_999 {
            mark(&mut session, source, BRIDGE, &["closed"], Some(0));
        }
        let done = session.history().done();
        let (strings, moments) = (Strings::load("en"), Moments::new(TimeZone::UTC));
        let now = session.environment().clock.now();
        let mut panel = HistoryPanel::default();
        panel.toggle(&session);
        let mut harness = testing::window().with_size(vec2(280.0, 480.0)).build_ui_state(
            move |ui, (panel, chosen): &mut (HistoryPanel, Option<usize>)| {
                let context = Context { session: &session, strings: &strings, moments: &moments, now };
                *chosen = panel.list(ui, &context).or(*chosen);
            },
            (panel, None),
        );
        harness.run();
        let rows = |harness: &egui_kittest::Harness<'_, _>| harness.query_all_by_role(Role::ListBoxOption).count();
        assert!(harness.state().0.lines() > 9_999);
        assert!((10..40).contains(&rows(&harness)), "{}", rows(&harness));
        harness.key_press(Key::End);
        harness.run();
        assert!(harness.query_by_label("Beginning").is_some());
        assert!((10..40).contains(&rows(&harness)), "{}", rows(&harness));
        harness.key_press(Key::ArrowUp);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().1, Some(1));
        harness.key_press(Key::Home);
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().1, Some(done));
    }
}
