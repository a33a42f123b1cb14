//! The panel on the right: the chosen annotation, with everything that can be said about it.

use egui::{Id, RichText, ScrollArea, TextEdit, Ui};

use super::sources::paint;
use crate::gui::action::Action;
use crate::gui::app::App;
use crate::gui::article::layout::{Atlas, TextStyle};
use crate::gui::calendar;
use crate::gui::dialogs::sign_button;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets;
use crate::model::{
    Annotation, AnnotationId, Attribute, AttributeKind, AttributeValue, LabelId, Number, PersonKind, SourceVersion,
};
use crate::session::Command;

/// Shows the panel.
pub fn show(app: &mut App, ui: &mut Ui, atlas: &mut Atlas) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(14, 12)).show(ui, |ui| {
            ui.set_max_width(ui.available_width());
            match app.view.chosen.as_slice() {
                [] => nothing(app, ui),
                [one] => {
                    let one = *one;
                    let annotation = app.session.set().annotations().get(one).cloned();
                    if let Some(annotation) = annotation {
                        single(app, ui, atlas, &annotation);
                    }
                }
                several => {
                    let several = several.to_vec();
                    multiple(app, ui, &several);
                }
            }
        });
    });
}

fn nothing(app: &App, ui: &mut Ui) {
    let theme = theme::of(ui);
    widgets::section_header(ui, app.strings.get("annotation-header"));
    ui.add_space(6.0);
    ui.label(RichText::new(app.strings.get("annotation-none")).color(theme.weak_text));
    ui.add_space(10.0);
    for (keys, text) in [
        ("2×", "annotation-tip-word"),
        ("3×", "annotation-tip-sentence"),
        ("1 2 3", "annotation-tip-label"),
        ("]", "annotation-tip-next"),
        ("F1", "annotation-tip-keys"),
    ] {
        ui.horizontal(|ui| {
            widgets::key_cap(ui, keys);
            ui.label(RichText::new(app.strings.get(text)).color(theme.weak_text));
        });
    }
}

fn multiple(app: &mut App, ui: &mut Ui, ids: &[AnnotationId]) {
    let header = app.strings.with("annotation-several", &[("count", ids.len().into())]);
    widgets::section_header(ui, &header);
    ui.add_space(6.0);
    label_choice(app, ui, ids, None);
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        if app.is_enabled(Action::Merge) && widgets::secondary_button(ui, app.strings.get("action-merge")).clicked() {
            app.requests.push(Request::Run(Action::Merge));
        }
        if widgets::danger_button(ui, app.strings.get("action-delete")).clicked() {
            app.requests.push(Request::Run(Action::Delete));
        }
    });
}

fn single(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, annotation: &Annotation) {
    let theme = theme::of(ui);
    let label = annotation.label.and_then(|id| app.session.set().scheme().label(id)).cloned();
    let name = label.as_ref().map_or(app.strings.get("note").to_owned(), |label| label.name.clone());
    widgets::section_header(ui, &name);
    ui.add_space(4.0);
    passage(app, ui, atlas, annotation);
    ui.add_space(8.0);
    label_choice(app, ui, &[annotation.id], annotation.label);
    if let Some(label) = &label {
        for attribute in &label.attributes {
            ui.add_space(8.0);
            attribute_field(app, ui, annotation, attribute);
        }
    }
    ui.add_space(8.0);
    field_name(ui, app.strings.get("annotation-note"));
    note_field(app, ui, annotation);
    ui.add_space(10.0);
    ui.horizontal_wrapped(|ui| {
        if annotation.spans.len() > 1 && widgets::secondary_button(ui, app.strings.get("action-split")).clicked() {
            app.requests.push(Request::Run(Action::Split));
        }
        if widgets::danger_button(ui, app.strings.get("action-delete")).clicked() {
            app.requests.push(Request::Run(Action::Delete));
        }
    });
    ui.add_space(10.0);
    let by = annotation.stamp.by.and_then(|by| app.session.set().annotators().get(by));
    let source = app.session.set().sources().get(annotation.source).map_or("", |source| source.title.as_str());
    let made = match by {
        Some(by) => {
            app.strings.with("annotation-made", &[("name", by.name.as_str().into()), ("source", source.into())])
        }
        None => app.strings.with("annotation-unsigned", &[("source", source.into())]),
    };
    ui.label(RichText::new(made).size(size::SMALL).color(theme.weak_text));
}

/// The words that are marked, part by part.
fn passage(app: &mut App, ui: &mut Ui, atlas: &mut Atlas, annotation: &Annotation) {
    let theme = theme::of(ui);
    let text = app.session.set().versions().get(annotation.version).map(SourceVersion::text).unwrap_or_default();
    let parts: Vec<&str> = annotation.spans.iter().filter_map(|span| span.slice(text)).collect();
    let mut words = if parts.is_empty() {
        match annotation.anchoring.selectors() {
            Some(was) => was.iter().map(|selector| selector.exact.as_str()).collect::<Vec<_>>().join(" … "),
            None => app.strings.get("annotation-whole-source").to_owned(),
        }
    } else {
        parts.join(" … ")
    };
    if words.chars().count() > 400 {
        words = words.chars().take(400).collect::<String>() + "…";
    }
    egui::Frame::new()
        .fill(theme.pane)
        .stroke(theme.hairline_stroke())
        .corner_radius(size::RADIUS)
        .inner_margin(egui::Margin::symmetric(9, 7))
        .show(ui, |ui| {
            // Set like the article itself, so that every script is read right.
            let width = ui.available_width();
            let source = app.session.set().sources().get(annotation.source);
            let language = source.map(|source| source.language.clone()).unwrap_or_default();
            let style = TextStyle {
                size: 14.0,
                line_height: 20.0,
                language: (!language.is_empty()).then_some(language.as_str()),
                ..TextStyle::default()
            };
            let layout = app.engine().layout(&words, &[], &style, width, ui.ctx().pixels_per_point());
            let (rect, response) = ui.allocate_exact_size(egui::vec2(width, layout.height()), egui::Sense::click());
            paint(app, ui, atlas, &layout, rect.min, rect, theme.text);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
            if response.clicked() {
                app.requests.push(Request::Show(annotation.id));
            }
        });
}

fn field_name(ui: &mut Ui, name: &str) -> egui::Response {
    let theme = theme::of(ui);
    ui.label(RichText::new(name).size(size::SMALL + 0.5).color(theme.weak_text))
}

/// Whether options fit beside each other; else they stand in a list, so that the panel never grows.
fn fits_in_a_row<'a>(ui: &Ui, names: impl Iterator<Item = &'a str>) -> bool {
    let width = |name: &str| {
        let font = theme::strong(size::BODY);
        ui.painter().layout_no_wrap(name.to_owned(), font, egui::Color32::PLACEHOLDER).size().x + 2.0 * 11.0
    };
    names.map(width).sum::<f32>() <= ui.available_width()
}

/// The labels side by side, the annotation's own one chosen.
fn label_choice(app: &mut App, ui: &mut Ui, ids: &[AnnotationId], current: Option<LabelId>) {
    let labels: Vec<(Option<LabelId>, String)> =
        app.session.set().scheme().labels.iter().map(|label| (Some(label.id), label.name.clone())).collect();
    let few = labels.len() <= 4 && fits_in_a_row(ui, labels.iter().map(|(_, name)| name.as_str()));
    if few && !labels.is_empty() {
        let options: Vec<(Option<LabelId>, &str)> = labels.iter().map(|(id, name)| (*id, name.as_str())).collect();
        let mut value = current;
        if widgets::segmented(ui, app.strings.get("annotation-label"), &mut value, &options).changed()
            && value != current
        {
            app.requests.push(Request::Do(Command::SetLabel(ids.to_vec(), value)));
        }
        return;
    }
    let shown = labels.iter().find(|(id, _)| *id == current).map_or("", |(_, name)| name.as_str());
    let combo = egui::ComboBox::from_id_salt("label of annotation").selected_text(shown).width(ui.available_width());
    let response = combo.show_ui(ui, |ui| {
        for (id, name) in &labels {
            if ui.selectable_label(*id == current, name).clicked() {
                app.requests.push(Request::Do(Command::SetLabel(ids.to_vec(), *id)));
            }
        }
    });
    let name = app.strings.get("annotation-label").to_owned();
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
}

fn attribute_field(app: &mut App, ui: &mut Ui, annotation: &Annotation, attribute: &Attribute) {
    let name = field_name(ui, &attribute.name);
    if !attribute.description.is_empty() {
        name.on_hover_text(&attribute.description);
    }
    let id = annotation.id;
    let value = annotation.attributes.get(attribute.id).cloned();
    let set = |value: Option<AttributeValue>| Request::Do(Command::SetAttribute(vec![id], attribute.id, value));
    match &attribute.kind {
        AttributeKind::Choice(options) => {
            let chosen = match &value {
                Some(AttributeValue::Choice(option)) => Some(*option),
                _ => None,
            };
            let few = options.len() <= 4 && fits_in_a_row(ui, options.iter().map(|option| option.name.as_str()));
            if few && !options.is_empty() {
                let offers: Vec<_> = options.iter().map(|option| (Some(option.id), option.name.as_str())).collect();
                let mut now = chosen;
                if widgets::segmented(ui, &attribute.name, &mut now, &offers).changed() && now != chosen {
                    app.requests.push(set(now.map(AttributeValue::Choice)));
                }
                if chosen.is_some() && ui.small_button(app.strings.get("annotation-clear")).clicked() {
                    app.requests.push(set(None));
                }
            } else {
                let shown = options.iter().find(|option| Some(option.id) == chosen);
                let shown = shown.map_or(app.strings.get("annotation-not-said"), |option| option.name.as_str());
                let combo = egui::ComboBox::from_id_salt(("choice", attribute.id)).selected_text(shown);
                let response = combo.width(ui.available_width()).show_ui(ui, |ui| {
                    if ui.selectable_label(chosen.is_none(), app.strings.get("annotation-not-said")).clicked() {
                        app.requests.push(set(None));
                    }
                    for option in options {
                        if ui.selectable_label(chosen == Some(option.id), &option.name).clicked() {
                            app.requests.push(set(Some(AttributeValue::Choice(option.id))));
                        }
                    }
                });
                response
                    .response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &attribute.name));
            }
        }
        AttributeKind::Several(options) => {
            let mut chosen = match &value {
                Some(AttributeValue::Several(chosen)) => chosen.clone(),
                _ => Vec::new(),
            };
            for option in options {
                let mut on = chosen.contains(&option.id);
                if ui.checkbox(&mut on, &option.name).changed() {
                    if on {
                        chosen.push(option.id);
                        chosen.sort_unstable();
                    } else {
                        chosen.retain(|other| *other != option.id);
                    }
                    let value = (!chosen.is_empty()).then(|| AttributeValue::Several(chosen.clone()));
                    app.requests.push(set(value));
                }
            }
        }
        AttributeKind::YesNo => {
            let before = match value {
                Some(AttributeValue::YesNo(yes)) => Some(yes),
                _ => None,
            };
            let mut now = before;
            let options = [
                (Some(true), app.strings.get("yes")),
                (Some(false), app.strings.get("no")),
                (None, app.strings.get("annotation-not-said")),
            ];
            if widgets::segmented(ui, &attribute.name, &mut now, &options).changed() && now != before {
                app.requests.push(set(now.map(AttributeValue::YesNo)));
            }
        }
        AttributeKind::Text | AttributeKind::Date | AttributeKind::Number => {
            typed_field(app, ui, id, attribute, value.as_ref());
        }
        AttributeKind::Person => person_field(app, ui, id, attribute, value.as_ref()),
        AttributeKind::Span => {
            let text = app.session.set().versions().get(annotation.version).map(SourceVersion::text);
            let words = match (&value, text) {
                (Some(AttributeValue::Span(span)), Some(text)) => span.slice(text).unwrap_or_default().to_owned(),
                _ => app.strings.get("annotation-not-said").to_owned(),
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(RichText::new(words).font(theme::serif(14.0)));
                let selection = app.panes.get(&annotation.source).map(|pane| pane.selection().span());
                let selection = selection.filter(|span| !span.is_empty());
                let button = egui::Button::new(app.strings.get("annotation-take-selection"));
                if ui.add_enabled(selection.is_some(), button).clicked()
                    && let Some(span) = selection
                {
                    app.requests.push(set(Some(AttributeValue::Span(span))));
                }
                if value.is_some() && ui.small_button(app.strings.get("annotation-clear")).clicked() {
                    app.requests.push(set(None));
                }
            });
        }
    }
}

/// A field whose text is kept while it is typed, and sent as soon as it makes a value.
fn typed_field(
    app: &mut App,
    ui: &mut Ui,
    annotation: AnnotationId,
    attribute: &Attribute,
    value: Option<&AttributeValue>,
) {
    let stored = match value {
        Some(AttributeValue::Text(text) | AttributeValue::Date(text)) => text.clone(),
        Some(AttributeValue::Number(number)) => number.get().to_string(),
        _ => String::new(),
    };
    let id = Id::unique(("attribute", annotation, attribute.id));
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut text = if focused { ui.data(|data| data.get_temp(id)).unwrap_or(stored) } else { stored };
    if attribute.kind == AttributeKind::Date {
        date_field(app, ui, annotation, attribute, &mut text);
        return;
    }
    let response = named_field(ui, id, attribute, &mut text, &attribute.description, f32::INFINITY);
    if response.changed() {
        let trimmed = text.trim();
        let value = match attribute.kind {
            _ if trimmed.is_empty() => Some(None),
            AttributeKind::Number => trimmed
                .replace(',', ".")
                .parse()
                .ok()
                .and_then(Number::new)
                .map(|number| Some(AttributeValue::Number(number))),
            _ => Some(Some(AttributeValue::Text(text.clone()))),
        };
        match value {
            Some(value) => {
                app.requests.push(Request::Do(Command::SetAttribute(vec![annotation], attribute.id, value)));
            }
            None => ui.ctx().request_repaint(),
        }
    }
    ui.data_mut(|data| data.insert_temp(id, text.clone()));
    let bad =
        attribute.kind == AttributeKind::Number && text.trim().replace(',', ".").parse::<f64>().is_err() && focused;
    if bad && !text.trim().is_empty() {
        complaint(ui, app.strings.get("annotation-bad-number"));
    }
}

fn named_field(
    ui: &mut Ui,
    id: Id,
    attribute: &Attribute,
    text: &mut String,
    hint: &str,
    width: f32,
) -> egui::Response {
    let response = ui.add(TextEdit::singleline(text).id(id).hint_text(hint).desired_width(width));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &attribute.name));
    response
}

fn complaint(ui: &mut Ui, text: &str) {
    let danger = theme::of(ui).danger;
    ui.label(RichText::new(text).size(size::SMALL).color(danger));
}

/// A field for a date or the beginning of one, with a month beside it to choose from.
fn date_field(app: &mut App, ui: &mut Ui, annotation: AnnotationId, attribute: &Attribute, text: &mut String) {
    let id = Id::unique(("attribute", annotation, attribute.id));
    let (month, is_open) = (id.with("month"), id.with("open"));
    let mut open: bool = ui.data(|data| data.get_temp(is_open)).unwrap_or_default();
    let response = ui
        .horizontal(|ui| {
            let width = ui.available_width() - size::CONTROL - size::GAP - 8.0;
            let response = named_field(ui, id, attribute, text, app.strings.get("annotation-date-hint"), width);
            let name = app.strings.get(if open { "calendar.close" } else { "calendar.open" });
            if sign_button(ui, if open { "↑" } else { "↓" }, name, true) {
                open = !open;
                calendar::forget(ui, month);
            }
            response
        })
        .inner;
    let mut typed = response.changed();
    if open {
        let today = jiff::Timestamp::from_millisecond(app.now().0).unwrap_or_default();
        let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
        if let Some(picked) = calendar::show(ui, &app.strings, month, text.trim(), today) {
            *text = picked;
            open = false;
            typed = true;
            response.request_focus();
        }
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            open = false;
        }
    }
    let trimmed = text.trim();
    if typed && (trimmed.is_empty() || is_date(trimmed)) {
        let value = (!trimmed.is_empty()).then(|| AttributeValue::Date(trimmed.to_owned()));
        app.requests.push(Request::Do(Command::SetAttribute(vec![annotation], attribute.id, value)));
    }
    if response.has_focus() && !trimmed.is_empty() && !is_date(trimmed) {
        complaint(ui, app.strings.get("annotation-bad-date"));
    }
    ui.data_mut(|data| {
        data.insert_temp(id, text.clone());
        data.insert_temp(is_open, open);
    });
}

/// Whether a text is a year, a month or a day of ISO 8601.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, digits: usize, most: u32| {
        part.len() == digits && part.parse::<u32>().is_ok_and(|number| number >= 1 && number <= most)
    };
    match parts.as_slice() {
        [year] => number(year, 4, 9999),
        [year, month] => number(year, 4, 9999) && number(month, 2, 12),
        [year, month, day] => {
            number(year, 4, 9999)
                && number(month, 2, 12)
                && number(day, 2, 31)
                && text.parse::<jiff::civil::Date>().is_ok()
        }
        _ => false,
    }
}

/// A name, taken from the list of people or added to it.
fn person_field(
    app: &mut App,
    ui: &mut Ui,
    annotation: AnnotationId,
    attribute: &Attribute,
    value: Option<&AttributeValue>,
) {
    let person = match value {
        Some(AttributeValue::Person(id)) => app.session.set().people().get(*id),
        _ => None,
    };
    let stored = person.map(|person| person.name.clone()).unwrap_or_default();
    let id = Id::unique(("person", annotation, attribute.id));
    let set = |value| Request::Do(Command::SetAttribute(vec![annotation], attribute.id, value));
    // What is being typed, and whether the reader is among the suggestions.
    let mut typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut among: bool = ui.data(|data| data.get_temp(id.with("among"))).unwrap_or_default();
    let focused = ui.memory(|memory| memory.has_focus(id));
    let mut text = typed.clone().unwrap_or_else(|| stored.clone());
    let response = ui.add(
        TextEdit::singleline(&mut text)
            .id(id)
            .hint_text(app.strings.get("annotation-person-hint"))
            .desired_width(f32::INFINITY),
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &attribute.name));
    if response.changed() {
        typed = Some(text.clone());
    }
    if focused || among || typed.is_some() {
        among = false;
        let letters = text.to_lowercase();
        let people: Vec<(crate::model::PersonId, String)> = app
            .session
            .set()
            .people()
            .iter()
            .filter(|person| person.name != text && person.name.to_lowercase().contains(&letters))
            .take(5)
            .map(|person| (person.id, person.name.clone()))
            .collect();
        for (person, name) in people {
            let button = ui.push_id(person, |ui| ui.add(egui::Button::new(&name).frame(false).small())).inner;
            among |= button.has_focus() || button.is_pointer_button_down_on();
            if button.clicked() {
                typed = None;
                app.requests.push(set(Some(AttributeValue::Person(person))));
                response.request_focus();
            }
        }
    }
    if !app.session.set().people().is_empty() && ui.small_button(app.strings.get("action-people")).clicked() {
        app.requests.push(Request::Run(Action::People));
    }
    // The field gives what was typed away when the reader goes on, but not on the way to a suggestion.
    if !response.has_focus()
        && !among
        && let Some(typed) = typed.take()
        && typed.trim() != stored
        && !ui.input(|input| input.key_pressed(egui::Key::Escape))
    {
        app.requests.push(match typed.trim() {
            "" => set(None),
            name => Request::Do(Command::NamePerson {
                annotations: vec![annotation],
                attribute: attribute.id,
                name: name.to_owned(),
                kind: PersonKind::Named,
            }),
        });
    }
    ui.data_mut(|data| {
        data.insert_temp(id.with("among"), among);
        match typed {
            Some(typed) => {
                data.insert_temp(id, typed);
            }
            None => {
                data.remove::<String>(id);
            }
        }
    });
}

fn note_field(app: &mut App, ui: &mut Ui, annotation: &Annotation) {
    let id = note_field_id(annotation.id);
    let mut text = annotation.note.clone();
    let field = TextEdit::multiline(&mut text)
        .id(id)
        .hint_text(app.strings.get("annotation-note-hint"))
        .desired_rows(3)
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    let name = app.strings.get("annotation-note").to_owned();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MultilineTextInput, true, &name));
    if response.changed() {
        app.requests.push(Request::Do(Command::SetNote(annotation.id, text)));
    }
    if response.lost_focus() {
        app.requests.push(Request::Do(Command::CloseGroup));
    }
}

/// The field of an annotation's note, so that a key can put the caret into it. Each annotation has its own: going back in
/// one note must not bring the words of another.
pub fn note_field_id(annotation: AnnotationId) -> Id {
    Id::unique(("note", annotation))
}
