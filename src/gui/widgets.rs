//! Small widgets that the whole window shares. Each has a name for screen readers, and takes its look from the
//! [theme].

use std::f32::consts::TAU;

use egui::{
    Align2, Color32, CornerRadius, EventFilter, FontId, Frame, Id, Key, Margin, Modifiers, Painter, Pos2, Rangef, Rect,
    Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2,
};

use crate::gui::theme::{self, Theme, Tone, size};
use crate::model::{LabelColor, Underline};

const KEY_PADDING: Vec2 = vec2(5.0, 2.0);
const CHIP_PADDING: Vec2 = vec2(7.0, 2.0);

fn text_size(painter: &Painter, text: &str, font: FontId) -> Vec2 {
    let size = painter.layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER).size();
    // Rows keep their height where a font is missing, so that nothing collapses.
    vec2(size.x, size.y.max(size::SMALL))
}

fn paint_text(ui: &Ui, at: Pos2, anchor: Align2, text: &str, font: FontId, colour: Color32) {
    ui.painter().text(at, anchor, text, font, colour);
}

/// Paints the ring around what has the keyboard focus.
pub fn paint_focus(ui: &Ui, response: &Response, radius: u8) {
    if response.has_focus() {
        let theme = theme::of(ui);
        ui.painter().rect_stroke(response.rect, CornerRadius::same(radius), theme.focus_stroke(), StrokeKind::Outside);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Key caps, headers, chips

fn key_cap_size(painter: &Painter, keys: &str) -> Vec2 {
    text_size(painter, keys, theme::plain(size::SECTION)) + 2.0 * KEY_PADDING
}

/// Paints a key cap over `rect`; `on_bar` for the dark bar of labels.
pub fn paint_key_cap(ui: &Ui, rect: Rect, keys: &str, on_bar: bool) {
    let theme = theme::of(ui);
    let (fill, line, text) = if on_bar {
        (Color32::TRANSPARENT, theme.bar_line, theme.bar_text)
    } else {
        (theme.key, theme.key_line, theme.key_text)
    };
    let stroke = Stroke::new(size::HAIRLINE, line);
    ui.painter().rect(rect, CornerRadius::same(size::KEY_RADIUS), fill, stroke, StrokeKind::Inside);
    paint_text(ui, rect.center(), Align2::CENTER_CENTER, keys, theme::plain(size::SECTION), text);
}

/// The keys of a shortcut in a small box: `Ctrl K`.
pub fn key_cap(ui: &mut Ui, keys: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(key_cap_size(ui.painter(), keys), Sense::hover());
    paint_key_cap(ui, rect, keys, false);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, keys));
    response
}

/// The header of a panel's section, in grey capitals: `SOURCES · 3 OF 5 SHOWN`.
///
/// Screen readers get the text as it was given.
pub fn section_header(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    let (font, capitals) = (theme::strong(size::SECTION), text.to_uppercase());
    let height = text_size(ui.painter(), &capitals, font.clone()).y;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height + 8.0), Sense::hover());
    let painter = ui.painter().with_clip_rect(rect);
    painter.text(rect.left_center(), Align2::LEFT_CENTER, capitals, font, theme.weak_text);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    response
}

fn pill(ui: &mut Ui, text: &str, radius: u8, fill: Color32, ink: Color32) -> Response {
    let font = theme::strong(size::SECTION);
    let extent = text_size(ui.painter(), text, font.clone()) + 2.0 * CHIP_PADDING;
    let (rect, response) = ui.allocate_exact_size(extent, Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(radius), fill);
    paint_text(ui, rect.center(), Align2::CENTER_CENTER, text, font, ink);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    response
}

/// A word on a rounded ground: `contradicts`.
pub fn chip(ui: &mut Ui, text: &str, tone: Tone) -> Response {
    let tint = theme::of(ui).tone(tone);
    pill(ui, text, 10, tint.fill, tint.text)
}

/// The number of an annotation or statement in its label's colour: `C1`.
pub fn badge(ui: &mut Ui, text: &str, colour: LabelColor) -> Response {
    let theme = theme::of(ui);
    pill(ui, text, size::KEY_RADIUS, theme.label(colour).ink, theme.pane)
}

// ---------------------------------------------------------------------------------------------------------------------
// Labels

/// The shapes of an underline along `x` whose middle runs at height `y`, in points. No pattern is more than 4 points
/// high, and all begin at the left end, so that neighbouring rows look alike.
pub fn underline(x: Rangef, y: f32, pattern: Underline, colour: Color32) -> Vec<Shape> {
    let line = |y: f32, width: f32| Shape::hline(x, y, Stroke::new(width, colour));
    match pattern {
        Underline::Solid => vec![line(y, 2.0)],
        Underline::Double => vec![line(y - 1.5, 1.0), line(y + 1.5, 1.0)],
        Underline::Dashed => Shape::dashed_line(&[pos2(x.min, y), pos2(x.max, y)], Stroke::new(2.0, colour), 5.0, 2.5),
        Underline::Dotted => Shape::dotted_line(&[pos2(x.min + 1.0, y), pos2(x.max, y)], colour, 4.0, 1.1),
        Underline::Wavy => {
            const WAVE: f32 = 6.0;
            let steps = ((x.span() / 1.5).ceil() as usize).max(1);
            let points = (0..=steps).map(|step| {
                let along = x.span() * step as f32 / steps as f32;
                pos2(x.min + along, y + 1.5 * (along / WAVE * TAU).sin())
            });
            vec![Shape::line(points.collect(), Stroke::new(1.3, colour))]
        }
    }
}

/// A small sample of how a label marks text. `name` is the label's, for screen readers.
pub fn swatch(ui: &mut Ui, colour: LabelColor, pattern: Underline, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(26.0, 13.0), Sense::hover());
    let shades = theme::of(ui).label(colour);
    ui.painter().rect_filled(rect, CornerRadius::same(2), shades.tint);
    ui.painter().extend(underline(rect.x_range(), rect.bottom() - 2.5, pattern, shades.line));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    response
}

// ---------------------------------------------------------------------------------------------------------------------
// Buttons

struct ButtonLook {
    fill: Color32,
    hover: Color32,
    line: Stroke,
    text: Color32,
}

fn button(ui: &mut Ui, text: &str, look: &ButtonLook) -> Response {
    let font = theme::plain(size::BODY);
    let width = text_size(ui.painter(), text, font.clone()).x + 24.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width.max(64.0), size::CONTROL), Sense::click());
    let fill = if response.hovered() { look.hover } else { look.fill };
    ui.painter().rect(rect, CornerRadius::same(size::RADIUS), fill, look.line, StrokeKind::Inside);
    paint_text(ui, rect.center(), Align2::CENTER_CENTER, text, font, look.text);
    paint_focus(ui, &response, size::RADIUS);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), text));
    response
}

/// The button for what is most likely wanted; one at most in a view.
pub fn primary_button(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    let look = ButtonLook {
        fill: theme.accent,
        hover: theme.accent.lerp_to_gamma(Color32::BLACK, 0.08),
        line: Stroke::NONE,
        text: theme.on_accent,
    };
    button(ui, text, &look)
}

/// A button for anything else.
pub fn secondary_button(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    let look = ButtonLook { fill: theme.pane, hover: theme.hover, line: theme.field_stroke(), text: theme.text };
    button(ui, text, &look)
}

/// A button for what destroys something.
pub fn danger_button(ui: &mut Ui, text: &str) -> Response {
    let theme = theme::of(ui);
    let tint = theme.tone(Tone::Danger);
    let line = Stroke::new(size::HAIRLINE, theme.danger);
    let look = ButtonLook { fill: theme.pane, hover: tint.fill, line, text: tint.text };
    button(ui, text, &look)
}

/// What a [`card_button`] shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Card<'a> {
    /// The first line, in a strong weight.
    pub title: &'a str,
    /// The second line.
    pub subtitle: &'a str,
    /// The shortcut that does the same, if there is one.
    pub keys: Option<&'a str>,
    /// Whether this is what most people want.
    pub primary: bool,
    /// Whether the outline is dashed, for what is there only for now.
    pub passing: bool,
}

/// A large button as wide as there is room, as on the welcome screen.
///
/// Screen readers get both lines: the title as the name, the subtitle as the description.
pub fn card_button(ui: &mut Ui, card: &Card<'_>) -> Response {
    const MARGIN: f32 = 16.0;
    const HEIGHT: f32 = 62.0;
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let (fill, title, subtitle) = match (card.primary, response.hovered()) {
        (true, false) => (theme.accent, theme.on_accent, theme.on_accent_weak),
        (true, true) => (theme.accent.lerp_to_gamma(Color32::BLACK, 0.08), theme.on_accent, theme.on_accent_weak),
        (false, false) => (theme.pane, theme.text, theme.weak_text),
        (false, true) => (theme.row, theme.text, theme.weak_text),
    };
    let radius = CornerRadius::same(size::CARD_RADIUS);
    ui.painter().rect_filled(rect, radius, fill);
    if card.passing {
        let inside = rect.shrink(0.5);
        let corners =
            [inside.left_top(), inside.right_top(), inside.right_bottom(), inside.left_bottom(), inside.left_top()];
        ui.painter().extend(Shape::dashed_line(&corners, theme.field_stroke(), 3.0, 3.0));
    } else if !card.primary {
        ui.painter().rect_stroke(rect, radius, theme.hairline_stroke(), StrokeKind::Inside);
    }
    let mut text_area = rect.shrink2(vec2(MARGIN, 0.0));
    if let Some(keys) = card.keys {
        let extent = key_cap_size(ui.painter(), keys);
        let cap = Align2::RIGHT_CENTER.align_size_within_rect(extent, text_area);
        paint_key_cap(ui, cap, keys, false);
        text_area.max.x = cap.left() - size::GAP;
    }
    let painter = ui.painter().with_clip_rect(text_area.intersect(ui.clip_rect()));
    let (left, middle) = (text_area.left(), rect.center().y);
    painter.text(pos2(left, middle - 1.0), Align2::LEFT_BOTTOM, card.title, theme::strong(14.0), title);
    painter.text(pos2(left, middle + 2.0), Align2::LEFT_TOP, card.subtitle, theme::plain(12.5), subtitle);
    paint_focus(ui, &response, size::CARD_RADIUS);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), card.title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(card.subtitle));
    response
}

// ---------------------------------------------------------------------------------------------------------------------
// Lists

/// One line of a list, pressed like a button. `right` stands at its end as a key cap, for a shortcut.
pub fn list_row(ui: &mut Ui, text: &str, right: Option<&str>, selected: bool) -> Response {
    list_line(ui, text, right, selected, Sense::click())
}

/// The place of a line of a list that shows more than words: what is in it goes into the second value, in this direction.
pub fn list_place(ui: &mut Ui, chosen: bool, layout: egui::Layout) -> (Response, Ui) {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW + 4.0), Sense::click());
    let fill = if chosen { Some(theme.accent_soft) } else { response.hovered().then_some(theme.hover) };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS), fill);
    }
    let inside = ui.new_child(egui::UiBuilder::new().max_rect(rect.shrink2(vec2(8.0, 0.0))).layout(layout));
    (response, inside)
}

/// One line of a list that the arrow keys go through while the keyboard stays elsewhere, such as in a field above it.
///
/// The caller keeps the choice and the keyboard; the line only tells of clicks.
pub fn list_option(ui: &mut Ui, text: &str, right: Option<&str>, selected: bool) -> Response {
    list_line(ui, text, right, selected, Sense::CLICK)
}

/// Lets the arrow keys go from line to line of a list while one of its lines has the keyboard, which goes along.
/// Returns the line that has it now, where it moved.
pub fn arrows_in_list(ui: &Ui, lines: &[Response]) -> Option<usize> {
    let at = lines.iter().position(Response::has_focus)?;
    let to = arrow_step(ui, lines.get(at)?.id, at, lines.len())?;
    let line = lines.get(to)?;
    line.request_focus();
    line.scroll_to_me(None);
    Some(to)
}

/// The line of `count` that an arrow key, Home or End leads to from line `at`, which has the keyboard and the id `id`.
pub fn arrow_step(ui: &Ui, id: Id, at: usize, count: usize) -> Option<usize> {
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let last = count.checked_sub(1)?;
    let to = ui.input_mut(|input| {
        let keys = [
            (Key::ArrowDown, (at + 1).min(last)),
            (Key::ArrowUp, at.saturating_sub(1)),
            (Key::Home, 0),
            (Key::End, last),
        ];
        keys.into_iter().find(|(key, _)| input.consume_key(Modifiers::NONE, *key)).map(|(_, to)| to)
    })?;
    // The key must not lead to a widget beside the list as well.
    ui.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
    (to != at).then_some(to)
}

fn list_line(ui: &mut Ui, text: &str, right: Option<&str>, selected: bool, sense: Sense) -> Response {
    let theme = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), sense);
    if ui.is_rect_visible(rect) {
        let fill = match (selected, response.hovered()) {
            (true, _) => theme.accent_soft,
            (false, true) => theme.hover,
            (false, false) => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, CornerRadius::same(size::RADIUS), fill);
        let mut area = rect.shrink2(vec2(8.0, 0.0));
        if let Some(keys) = right.filter(|keys| !keys.is_empty()) {
            let cap = Align2::RIGHT_CENTER.align_size_within_rect(key_cap_size(ui.painter(), keys), area);
            paint_key_cap(ui, cap, keys, false);
            area.max.x = cap.left() - size::GAP;
        }
        let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
        painter.text(area.left_center(), Align2::LEFT_CENTER, text, theme::plain(size::BODY), theme.text);
        paint_focus(ui, &response, size::RADIUS);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, ui.is_enabled(), text));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_selected(selected));
    response
}

/// One choice out of a few, side by side: `Checkable | Vague | Prediction`.
///
/// The whole is one stop of the Tab key, and the arrow keys choose within it, as with radio buttons everywhere.
/// `name` says what is chosen, for screen readers. The response is [changed](Response::changed) when `value` did.
pub fn segmented<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, options: &[(T, &str)]) -> Response {
    let theme = theme::of(ui);
    let count = options.len().max(1);
    let widths: Vec<f32> =
        options.iter().map(|(_, text)| text_size(ui.painter(), text, theme::strong(size::BODY)).x + 20.0).collect();
    let widest = widths.iter().copied().fold(0.0_f32, f32::max);
    let room = ui.available_width();
    let width = (widest * count as f32).max(room.min(260.0)).min(room);
    // Side by side all are equally wide; where there is no room for that, each gets its share.
    let even = widest * count as f32 <= width + 0.5;
    let total = widths.iter().sum::<f32>().max(1.0);
    let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::RadioGroup, ui.is_enabled(), name));

    let before = *value;
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let (back, forth) = ui.input_mut(|input| {
            let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
            (pressed(Key::ArrowLeft) | pressed(Key::ArrowUp), pressed(Key::ArrowRight) | pressed(Key::ArrowDown))
        });
        let at = options.iter().position(|(option, _)| option == value);
        let next = match at {
            Some(at) if back => at.checked_sub(1).unwrap_or(count - 1),
            Some(at) if forth => (at + 1) % count,
            None if back || forth => 0,
            _ => count,
        };
        if let Some((option, _)) = options.get(next) {
            *value = *option;
        }
    }

    let radius = CornerRadius::same(size::RADIUS);
    ui.painter().rect(rect, radius, theme.pane, theme.field_stroke(), StrokeKind::Inside);
    let mut left = rect.left();
    let group = ui.new_child(UiBuilder::new().max_rect(rect).accessibility_parent(response.id));
    for (index, (option, text)) in options.iter().enumerate() {
        let share = if even { 1.0 / count as f32 } else { widths.get(index).map_or(0.0, |width| width / total) };
        let segment = Rect::from_x_y_ranges(left..=left + rect.width() * share, rect.y_range());
        let clicked = group.interact(segment, response.id.with(index), Sense::CLICK);
        if clicked.clicked() {
            *value = *option;
            response.request_focus();
        }
        let chosen = option == value;
        let corners = CornerRadius {
            nw: if index == 0 { size::RADIUS } else { 0 },
            sw: if index == 0 { size::RADIUS } else { 0 },
            ne: if index + 1 == count { size::RADIUS } else { 0 },
            se: if index + 1 == count { size::RADIUS } else { 0 },
        };
        if chosen || clicked.hovered() {
            let fill = if chosen { theme.accent_soft } else { theme.hover };
            group.painter().rect_filled(segment.shrink(1.0), corners, fill);
        }
        if index > 0 {
            group.painter().vline(left, rect.y_range(), theme.field_stroke());
        }
        let (font, ink) = if chosen {
            (theme::strong(size::BODY), theme.on_accent_soft)
        } else {
            (theme::plain(size::BODY), theme.text)
        };
        let painter = group.painter().with_clip_rect(segment.intersect(group.clip_rect()));
        painter.text(segment.center(), Align2::CENTER_CENTER, text, font, ink);
        clicked.widget_info(|| WidgetInfo::selected(Role::RadioButton, group.is_enabled(), chosen, text));
        left = segment.right();
    }
    paint_focus(ui, &response, size::RADIUS);
    if let Some((_, text)) = options.iter().find(|(option, _)| option == value) {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(*text));
    }
    if *value != before {
        response.mark_changed();
    }
    response
}

// ---------------------------------------------------------------------------------------------------------------------
// Dialogs

/// What became of a [`modal`] in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome<T> {
    /// What the contents gave back.
    pub inner: T,
    /// Whether Esc was pressed, or somebody clicked beside the dialog.
    pub dismissed: bool,
    /// Whether Enter was pressed, and nothing inside took it: do what the primary button does.
    pub accepted: bool,
}

/// A dialog over the window, which it blocks. It is shown in every frame in which this is called.
///
/// `width` is the contents', in points, and shrinks with the window.
pub fn modal<T>(
    ctx: &egui::Context,
    id: Id,
    title: &str,
    width: f32,
    contents: impl FnOnce(&mut Ui) -> T,
) -> Outcome<T> {
    let theme = theme::of_context(ctx);
    let frame = dialog_frame(theme);
    let shown = egui::Modal::new(id).backdrop_color(theme.backdrop).frame(frame).show(ctx, |ui| {
        let room = ui.ctx().content_rect().width() - 2.0 * f32::from(size::DIALOG_MARGIN) - 24.0;
        ui.set_width(width.min(room));
        let builder = UiBuilder::new().accessibility_role(Role::Dialog).accessibility_label(title);
        ui.scope_builder(builder, |ui| {
            let heading = ui.label(egui::RichText::new(title).font(theme::strong(size::HEADING)));
            heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
            ui.add_space(size::GAP);
            contents(ui)
        })
        .inner
    });
    // A focused button takes Enter itself, and a field of several lines needs it; one of a single line lets it go.
    let accepted = shown.is_top_modal
        && !shown.any_popup_open
        && ctx.memory(egui::Memory::focused).is_none()
        && ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    let dismissed = shown.should_close();
    Outcome { inner: shown.inner, dismissed, accepted }
}

/// The frame of dialogs and of the command palette.
pub fn dialog_frame(theme: &Theme) -> Frame {
    Frame::new()
        .fill(theme.pane)
        .stroke(theme.hairline_stroke())
        .corner_radius(CornerRadius::same(size::CARD_RADIUS))
        .shadow(theme.floating_shadow())
        .inner_margin(Margin::same(size::DIALOG_MARGIN))
}

/// The row of buttons at the end of a dialog, right-aligned; `contents` adds the most important one first.
pub fn dialog_buttons<T>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> T) -> T {
    ui.add_space(size::GAP);
    let row = vec2(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(row, egui::Layout::right_to_left(egui::Align::Center), contents).inner
}

/// Takes the presses of `key` without modifiers out of this frame's input, so that no widget sees them.
pub fn take_key(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable;

    use super::*;
    use crate::gui::testing;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Kind {
        Checkable,
        Vague,
        Prediction,
    }

    const KINDS: [(Kind, &str); 3] =
        [(Kind::Checkable, "Checkable"), (Kind::Vague, "Vague"), (Kind::Prediction, "Prediction")];

    #[test]
    fn a_segment_is_chosen_with_the_mouse() {
        let mut harness = testing::window()
            .build_ui_state(|ui, kind| drop(segmented(ui, "Can it be checked?", kind, &KINDS)), Kind::Checkable);
        harness.get_by_role_and_label(Role::RadioGroup, "Can it be checked?");
        harness.get_by_role_and_label(Role::RadioButton, "Vague").click();
        harness.run();
        assert_eq!(*harness.state(), Kind::Vague);
    }

    #[test]
    fn segments_never_need_more_room_than_there_is() {
        let harness = testing::window().build_ui_state(
            |ui, kind| {
                ui.set_max_width(150.0);
                segmented(ui, "Can it be checked?", kind, &KINDS);
            },
            Kind::Checkable,
        );
        let group = harness.get_by_role(Role::RadioGroup).rect();
        assert!(group.width() <= 150.5, "{group:?}");
        let mut edge = group.left();
        for name in ["Checkable", "Vague", "Prediction"] {
            let segment = harness.get_by_role_and_label(Role::RadioButton, name).rect();
            assert!((segment.left() - edge).abs() < 0.5 && segment.width() > 20.0, "{name}: {segment:?}");
            edge = segment.right();
        }
    }

    #[test]
    fn the_arrow_keys_go_round_the_segments() {
        let mut harness = testing::window()
            .build_ui_state(|ui, kind| drop(segmented(ui, "Can it be checked?", kind, &KINDS)), Kind::Checkable);
        harness.key_press(Key::Tab);
        harness.run();
        for (key, expected) in [
            (Key::ArrowRight, Kind::Vague),
            (Key::ArrowDown, Kind::Prediction),
            (Key::ArrowRight, Kind::Checkable),
            (Key::ArrowLeft, Kind::Prediction),
        ] {
            harness.key_press(key);
            harness.run();
            assert_eq!(*harness.state(), expected, "after {key:?}");
        }
        assert!(harness.get_by_role(Role::RadioGroup).is_focused(), "the arrows stay within the group");
    }

    #[test]
    fn a_screen_reader_hears_what_is_there() {
        let harness = testing::window().build_ui(|ui| {
            section_header(ui, "Sources · 3 of 5 shown");
            key_cap(ui, "Ctrl K");
            chip(ui, "contradicts", Tone::Danger);
            badge(ui, "C1", LabelColor::Blue);
            for (colour, pattern) in LabelColor::ALL.into_iter().zip(Underline::ALL.into_iter().cycle()) {
                swatch(ui, colour, pattern, &format!("{colour:?}"));
            }
            let card = Card { title: "Try the sample lesson", subtitle: "Five reports", ..Card::default() };
            card_button(ui, &card);
            list_row(ui, "Port Log", Some("Ctrl 1"), true);
        });
        harness.get_by_role_and_label(Role::Heading, "Sources · 3 of 5 shown");
        harness.get_by_role_and_label(Role::Image, "Vermilion");
        harness.get_by_role_and_label(Role::Button, "Try the sample lesson");
        harness.get_by_role_and_label(Role::ListBoxOption, "Port Log");
        for text in ["Ctrl K", "contradicts", "C1"] {
            assert!(harness.query_by_label(text).is_some(), "{text}");
        }
    }

    #[test]
    fn buttons_are_pressed_by_mouse_and_keyboard() {
        let mut harness = testing::window().build_ui_state(
            |ui, pressed: &mut Vec<&str>| {
                if primary_button(ui, "Save").clicked() {
                    pressed.push("save");
                }
                if danger_button(ui, "Delete").clicked() {
                    pressed.push("delete");
                }
            },
            Vec::new(),
        );
        harness.get_by_label("Save").click();
        harness.run();
        harness.get_by_label("Delete").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(*harness.state(), ["save", "delete"]);
    }

    #[derive(Default)]
    struct Asked {
        note: String,
        dismissed: bool,
        accepted: bool,
        cancelled: bool,
    }

    fn dialog(ui: &mut Ui, asked: &mut Asked) {
        let outcome = modal(ui.ctx(), Id::unique("rename"), "Rename the label", 300.0, |ui| {
            ui.add(egui::TextEdit::singleline(&mut asked.note).hint_text("Name"));
            dialog_buttons(ui, |ui| {
                primary_button(ui, "Rename");
                secondary_button(ui, "Cancel").clicked()
            })
        });
        asked.cancelled |= outcome.inner;
        asked.dismissed |= outcome.dismissed;
        asked.accepted |= outcome.accepted;
    }

    #[test]
    fn enter_accepts_a_dialog_also_from_its_field() {
        let mut harness = testing::window().build_ui_state(dialog, Asked::default());
        harness.get_by_role_and_label(Role::Dialog, "Rename the label");
        harness.get_by_role(Role::TextInput).click();
        harness.run();
        harness.get_by_role(Role::TextInput).type_text("Rumour");
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert!(harness.state().accepted && !harness.state().dismissed);
        assert_eq!(harness.state().note, "Rumour");
    }

    #[test]
    fn enter_on_another_button_presses_that_button() {
        let mut harness = testing::window().build_ui_state(dialog, Asked::default());
        harness.get_by_label("Cancel").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert!(harness.state().cancelled && !harness.state().accepted);
    }

    #[test]
    fn esc_dismisses_a_dialog() {
        let mut harness = testing::window().build_ui_state(dialog, Asked::default());
        harness.key_press(Key::Escape);
        harness.run();
        assert!(harness.state().dismissed && !harness.state().accepted);
    }

    #[test]
    fn every_underline_stays_within_its_four_points() {
        let x = Rangef::new(10.0, 90.0);
        for pattern in Underline::ALL {
            for shape in underline(x, 50.0, pattern, Color32::BLACK) {
                let bounds = shape.visual_bounding_rect();
                assert!(bounds.top() >= 47.0 && bounds.bottom() <= 53.0, "{pattern:?}: {bounds:?}");
                assert!(bounds.left() >= 8.0 && bounds.right() <= 92.0, "{pattern:?}: {bounds:?}");
            }
        }
    }
}
