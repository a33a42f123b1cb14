//! A month to choose a day from, beside a field for a date.

use egui::{Align2, Color32, EventFilter, Id, Key, Modifiers, Response, Role, Sense, Ui, WidgetInfo, vec2};
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

use super::dialogs::sign_button;
use super::strings::Strings;
use super::theme::{self, size};
use super::widgets::paint_focus;

/// Where a calendar stands between frames.
#[derive(Clone, Copy, Debug)]
struct State {
    /// The day that the keyboard is at; its month is shown.
    at: Date,
    /// Whether that day is to get the keyboard.
    enters: bool,
}

/// Shows a month, and gives the date that was chosen: a day, or with a click on the month's or the year's name only that.
///
/// It begins with the month of `value`, an ISO 8601 date or the beginning of one, or else with `today`.
pub fn show(ui: &mut Ui, strings: &Strings, id: Id, value: &str, today: Date) -> Option<String> {
    let chosen = value.parse::<Date>().ok();
    let begin = chosen.or_else(|| format!("{value}-01").parse().ok());
    let begin = begin.or_else(|| format!("{value}-01-01").parse().ok()).unwrap_or(today);
    let mut state = ui.data(|data| data.get_temp(id)).unwrap_or(State { at: begin, enters: false });
    let mut picked = None;
    let name = strings.get("calendar.name");
    let builder = egui::UiBuilder::new().accessibility_role(Role::Group).accessibility_label(name);
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = vec2(2.0, 2.0);
        head(ui, strings, &mut state, &mut picked);
        days(ui, strings, id, &mut state, chosen, today, &mut picked);
    });
    ui.data_mut(|data| data.insert_temp(id, state));
    picked
}

/// Forgets which month was shown, so that the next time begins with the value.
pub fn forget(ui: &Ui, id: Id) {
    ui.data_mut(|data| data.remove::<State>(id));
}

fn month_name(strings: &Strings, date: Date) -> String {
    strings.with("calendar-month", &[("month", date.month().into())])
}

fn head(ui: &mut Ui, strings: &Strings, state: &mut State, picked: &mut Option<String>) {
    ui.horizontal(|ui| {
        if sign_button(ui, "‹", strings.get("calendar.back"), true) {
            go(state, 1.month(), true);
        }
        if sign_button(ui, "›", strings.get("calendar.on"), true) {
            go(state, 1.month(), false);
        }
        ui.add_space(size::GAP);
        let at = state.at;
        let month = ui.button(month_name(strings, at)).on_hover_text(strings.get("calendar.only-month"));
        if month.clicked() {
            *picked = Some(format!("{:04}-{:02}", at.year(), at.month()));
        }
        let year = ui.button(format!("{}", at.year())).on_hover_text(strings.get("calendar.only-year"));
        if year.clicked() {
            *picked = Some(format!("{:04}", at.year()));
        }
    });
}

/// Goes so far, where there are such days.
fn go(state: &mut State, way: Span, back: bool) {
    let to = if back { state.at.checked_sub(way) } else { state.at.checked_add(way) };
    if let Ok(to) = to
        && (1..=9999).contains(&to.year())
    {
        state.at = to;
    }
}

fn days(
    ui: &mut Ui,
    strings: &Strings,
    id: Id,
    state: &mut State,
    chosen: Option<Date>,
    today: Date,
    picked: &mut Option<String>,
) {
    let theme = theme::of(ui);
    let cell = vec2(((ui.available_width() - 12.0) / 7.0).clamp(22.0, 34.0), 22.0);
    ui.horizontal(|ui| {
        for weekday in 1..=7 {
            let (rect, _) = ui.allocate_exact_size(vec2(cell.x, 16.0), Sense::hover());
            let name = strings.with("calendar-weekday", &[("day", weekday.into())]);
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, name, theme::plain(size::SECTION), theme.weak_text);
        }
    });
    let at = state.at;
    let first = at.first_of_month();
    let empty = first.weekday().to_monday_zero_offset();
    let count = at.days_in_month();
    let mut day = 1 - empty;
    while day <= count {
        ui.horizontal(|ui| {
            for _ in 0..7 {
                let date = first.with().day(day.max(1)).build().ok().filter(|_| (1..=count).contains(&day));
                day += 1;
                let (_, rect) = ui.allocate_space(cell);
                let Some(date) = date else { continue };
                // One stop of the Tab key; the arrow keys go on from there.
                let here = date == at;
                let sense = if here { Sense::click() } else { Sense::CLICK };
                let response = ui.interact(rect, id.with(date.day()), sense);
                let fill = match (chosen == Some(date), response.hovered()) {
                    (true, _) => theme.accent,
                    (false, true) => theme.hover,
                    (false, false) => Color32::TRANSPARENT,
                };
                let ink = if chosen == Some(date) { theme.on_accent } else { theme.text };
                ui.painter().rect_filled(rect, size::KEY_RADIUS, fill);
                let font = if date == today { theme::strong(size::SMALL) } else { theme::plain(size::SMALL) };
                ui.painter().text(rect.center(), Align2::CENTER_CENTER, date.day(), font, ink);
                paint_focus(ui, &response, size::KEY_RADIUS);
                let said = format!("{} {} {}", date.day(), month_name(strings, date), date.year());
                response
                    .widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), chosen == Some(date), &said));
                if here && std::mem::take(&mut state.enters) {
                    response.request_focus();
                }
                if response.clicked() {
                    *picked = Some(date.to_string());
                }
                keys(ui, &response, state);
            }
        });
    }
}

/// From day to day, from week to week and, with the page keys, from month to month.
fn keys(ui: &Ui, response: &Response, state: &mut State) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let steps = [
        (Key::ArrowLeft, 1.day(), true),
        (Key::ArrowRight, 1.day(), false),
        (Key::ArrowUp, 1.week(), true),
        (Key::ArrowDown, 1.week(), false),
        (Key::PageUp, 1.month(), true),
        (Key::PageDown, 1.month(), false),
    ];
    for (key, way, back) in steps {
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            go(state, way, back);
            state.enters = true;
            ui.ctx().request_repaint();
        }
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::testing;

    fn shown(value: &str) -> Harness<'static, String> {
        let strings = Strings::load("en");
        testing::window().build_ui_state(
            move |ui, value: &mut String| {
                let today = jiff::civil::date(2026, 11, 21);
                if let Some(picked) = show(ui, &strings, Id::unique("calendar"), value, today) {
                    *value = picked;
                }
            },
            value.to_owned(),
        )
    }

    fn click(harness: &mut Harness<'_, String>, name: &str) {
        harness.get_by_label(name).click();
        harness.run();
    }

    #[test]
    fn a_day_a_month_or_a_year_is_chosen_with_the_mouse() {
        let mut harness = shown("");
        click(&mut harness, "4 November 2026");
        assert_eq!(harness.state(), "2026-11-04");
        click(&mut harness, "A month back");
        click(&mut harness, "31 October 2026");
        assert_eq!(harness.state(), "2026-10-31");
        click(&mut harness, "October");
        assert_eq!(harness.state(), "2026-10");
        click(&mut harness, "2026");
        assert_eq!(harness.state(), "2026");
    }

    #[test]
    fn it_begins_with_what_is_written_already() {
        for (value, day) in
            [("2024-02-29", "29 February 2024"), ("1999-12", "31 December 1999"), ("1905", "1 January 1905")]
        {
            assert!(shown(value).query_by_label(day).is_some(), "{value}");
        }
    }

    #[test]
    fn the_arrow_keys_go_through_days_weeks_and_months() {
        let mut harness = shown("2026-03-30");
        harness.get_by_label("30 March 2026").focus();
        harness.run();
        for (key, day) in [
            (Key::ArrowRight, "31 March 2026"),
            (Key::ArrowRight, "1 April 2026"),
            (Key::ArrowDown, "8 April 2026"),
            (Key::ArrowUp, "1 April 2026"),
            (Key::ArrowLeft, "31 March 2026"),
            (Key::PageUp, "28 February 2026"),
        ] {
            harness.key_press(key);
            harness.run();
            assert!(harness.get_by_label(day).is_focused(), "{key:?} leads to {day}");
        }
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state(), "2026-02-28");
        harness.get_by_label("28 February 2026");
    }
}
