//! The command palette: type a few letters of what you want, press Enter.

use egui::accesskit::Role;
use egui::{Align2, EventFilter, Id, Key, Margin, Modal, ScrollArea, TextEdit, Ui, UiBuilder, vec2};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{dialog_frame, list_option, take_key};

/// One command of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a, T> {
    /// What [`Palette::show`] gives back.
    pub id: T,
    /// What is shown and searched: "Open articles…".
    pub title: &'a str,
    /// The shortcut, as it is written on the keys. Empty: none.
    pub keys: &'a str,
    /// Whether it can be chosen now. Others are shown behind the rest, in grey.
    pub enabled: bool,
}

/// The palette's state between frames.
#[derive(Debug, Default)]
pub struct Palette {
    open: bool,
    query: String,
    /// The chosen line among those that are shown.
    cursor: usize,
    /// What had the keyboard focus before, and gets it back.
    focus_before: Option<Id>,
    fresh: bool,
}

impl Palette {
    /// Shows the palette from the next frame on, empty.
    pub fn open(&mut self) {
        if !self.open {
            *self = Self { open: true, fresh: true, ..Self::default() };
        }
    }

    /// Hides the palette.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// Whether the palette is on the screen.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Shows the palette if it is open, and gives the id of the command that was chosen in this frame.
    pub fn show<T: Copy>(&mut self, ctx: &egui::Context, strings: &Strings, entries: &[Entry<'_, T>]) -> Option<T> {
        const WIDTH: f32 = 520.0;
        const FROM_TOP: f32 = 72.0;
        if !self.open {
            // Not earlier: in the frame that closes a dialog, nothing below it can have the focus.
            if let Some(focus) = self.focus_before.take() {
                ctx.memory_mut(|memory| memory.request_focus(focus));
            }
            return None;
        }
        if self.fresh {
            self.focus_before = ctx.memory(egui::Memory::focused);
        }
        let theme = theme::of_context(ctx);
        let id = Id::unique("command palette");
        let frame = dialog_frame(theme).inner_margin(Margin::same(8));
        let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, FROM_TOP));
        let shown = Modal::new(id).area(area).backdrop_color(theme.backdrop).frame(frame).show(ctx, |ui| {
            ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 48.0));
            let builder = UiBuilder::new().accessibility_role(Role::Dialog).accessibility_label(strings.get("palette"));
            ui.scope_builder(builder, |ui| self.contents(ui, strings, entries)).inner
        });
        let chosen = shown.inner;
        if shown.should_close() || chosen.is_some() {
            self.close();
            ctx.request_repaint();
        }
        chosen
    }

    fn contents<T: Copy>(&mut self, ui: &mut Ui, strings: &Strings, entries: &[Entry<'_, T>]) -> Option<T> {
        let (up, down, enter) = (take_key(ui, Key::ArrowUp), take_key(ui, Key::ArrowDown), take_key(ui, Key::Enter));

        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        let field = TextEdit::singleline(&mut self.query)
            .hint_text(strings.get("palette.hint"))
            .desired_width(f32::INFINITY)
            .margin(Margin::symmetric(8, 6))
            .event_filter(filter);
        let field = ui.add(field);
        if self.fresh {
            field.request_focus();
            self.fresh = false;
        }
        if field.changed() {
            self.cursor = 0;
        }

        let found = rank(&self.query, entries);
        self.cursor = match found.len() {
            0 => 0,
            count if down => (self.cursor + 1) % count,
            count if up => self.cursor.checked_sub(1).unwrap_or(count - 1),
            count => self.cursor.min(count - 1),
        };
        ui.add_space(4.0);
        if found.is_empty() {
            ui.weak(strings.get("palette.nothing"));
            return None;
        }

        let mut chosen = found.get(self.cursor).copied().filter(|entry| enter && entry.enabled).map(|entry| entry.id);
        ScrollArea::vertical().max_height(12.0 * (size::ROW + 2.0)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let builder =
                UiBuilder::new().accessibility_role(Role::ListBox).accessibility_label(strings.get("palette"));
            ui.scope_builder(builder, |ui| {
                for (line, entry) in found.iter().enumerate() {
                    let selected = line == self.cursor;
                    let row = ui
                        .add_enabled_ui(entry.enabled, |ui| list_option(ui, entry.title, Some(entry.keys), selected))
                        .inner;
                    if selected {
                        ui.ctx().accesskit_node_builder(field.id, |node| {
                            node.set_active_descendant(row.id.accesskit_id());
                        });
                        if up || down || field.changed() {
                            row.scroll_to_me(None);
                        }
                    }
                    if row.clicked() {
                        chosen = Some(entry.id);
                    }
                }
            });
        });
        chosen
    }
}

/// The entries that fit the query, the best first; all of them, in their order, if it is empty.
fn rank<'e, 'a, T>(query: &str, entries: &'e [Entry<'a, T>]) -> Vec<&'e Entry<'a, T>> {
    let mut found: Vec<_> =
        entries.iter().filter_map(|entry| score(query, entry.title).map(|score| (score, entry))).collect();
    // The sort is stable, so that equals stay in the order of the menus.
    found.sort_by_key(|(score, entry)| (!entry.enabled, std::cmp::Reverse(*score)));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// How well `text` fits what somebody typed; more is better, `None` is not at all.
///
/// Every word of the query has to be found, its letters in order but not necessarily next to each other. Capitals and
/// diacritics do not matter. Letters that start a word count most, then those that follow each other.
pub fn score(query: &str, text: &str) -> Option<i32> {
    let letters = fold(text);
    query.split_whitespace().map(|word| score_word(&fold(word), &letters)).sum::<Option<i32>>().map(|sum| {
        // Of two texts that fit alike, the shorter one says less besides.
        if query.trim().is_empty() { 0 } else { 8 * sum - letters.len().min(200) as i32 / 8 }
    })
}

/// Small letters without diacritics.
fn fold(text: &str) -> Vec<char> {
    text.nfkd().filter(|&letter| !is_combining_mark(letter)).flat_map(char::to_lowercase).collect()
}

fn score_word(word: &[char], text: &[char]) -> Option<i32> {
    const LETTER: i32 = 1;
    const WORD_START: i32 = 8;
    const TEXT_START: i32 = 4;
    const FOLLOWS: i32 = 8;
    const GAP: i32 = -2;

    // `best[at]`: the best score with the letters so far, the last of them standing at `at`.
    let mut best: Vec<Option<i32>> = Vec::new();
    for (index, wanted) in word.iter().enumerate() {
        let mut next = vec![None; text.len()];
        let mut best_before = None;
        for (at, letter) in text.iter().enumerate() {
            if at >= 2 {
                best_before = best_before.max(best.get(at - 2).copied().flatten());
            }
            if letter != wanted {
                continue;
            }
            let starts_word =
                at.checked_sub(1).and_then(|before| text.get(before)).is_none_or(|c| !c.is_alphanumeric());
            let here = LETTER + if starts_word { WORD_START } else { 0 } + if at == 0 { TEXT_START } else { 0 };
            let so_far = if index == 0 {
                Some(0)
            } else {
                let adjacent = at.checked_sub(1).and_then(|before| best.get(before).copied().flatten());
                adjacent.map(|score| score + FOLLOWS).max(best_before.map(|score| score + GAP))
            };
            next[at] = so_far.map(|score| score + here);
        }
        best = next;
    }
    best.into_iter().flatten().max()
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;

    use super::*;
    use crate::gui::testing;

    #[test]
    fn a_query_finds_its_command_first() {
        let titles = [
            "Open articles…",
            "Open annotation set…",
            "Save",
            "Save as…",
            "Export…",
            "Label as claim",
            "Label as opinion",
            "Next annotation",
            "Previous annotation",
            "Zoom in",
            "Über Crossread",
            "Show who says what",
        ];
        let entries = titles.map(|title| Entry { id: title, title, keys: "", enabled: true });
        for (query, expected) in [
            ("oa", "Open articles…"),
            ("oas", "Open annotation set…"),
            ("open set", "Open annotation set…"),
            ("set open", "Open annotation set…"),
            ("save", "Save"),
            ("sa", "Save"),
            ("saa", "Save as…"),
            ("EXP", "Export…"),
            ("claim", "Label as claim"),
            ("lao", "Label as opinion"),
            ("next", "Next annotation"),
            ("uber", "Über Crossread"),
            ("wsw", "Show who says what"),
            ("zin", "Zoom in"),
        ] {
            assert_eq!(rank(query, &entries).first().map(|entry| entry.id), Some(expected), "{query}");
        }
    }

    #[test]
    fn letters_count_more_where_words_start_and_where_they_follow() {
        for (query, better, worse) in [
            ("no", "New outline", "Annotation"),
            ("no", "Note", "Annotation"),
            ("cl", "Claim", "Can we look"),
            ("an", "Next annotation", "Clear pane"),
            ("save", "Save", "Save as…"),
            ("note", "Add a note", "Next option to explain"),
        ] {
            let (better_score, worse_score) = (score(query, better), score(query, worse));
            assert!(better_score > worse_score, "{query}: {better} {better_score:?}, {worse} {worse_score:?}");
        }
    }

    #[test]
    fn what_lacks_a_letter_does_not_fit() {
        for (query, text) in [("xyz", "Export"), ("ss", "Save"), ("eq", "Queue"), ("save now", "Save"), ("a", "")] {
            assert_eq!(score(query, text), None, "{query} in {text}");
        }
        assert_eq!(score("", "Save"), Some(0));
        assert_eq!(score("  ", "Save"), Some(0));
    }

    struct Window {
        palette: Palette,
        strings: Strings,
        name: String,
        chosen: Vec<&'static str>,
    }

    fn opened() -> Harness<'static, Window> {
        let state = Window {
            palette: Palette::default(),
            strings: Strings::load("en"),
            name: String::new(),
            chosen: Vec::new(),
        };
        let mut harness = testing::window().build_ui_state(
            |ui, window: &mut Window| {
                ui.add(TextEdit::singleline(&mut window.name).hint_text("Name"));
                let entries = [
                    Entry { id: "open", title: "Open articles…", keys: "Ctrl+N", enabled: true },
                    Entry { id: "undo", title: "Undo", keys: "Ctrl+Z", enabled: false },
                    Entry { id: "save", title: "Save", keys: "Ctrl+S", enabled: true },
                    Entry { id: "save-as", title: "Save as…", keys: "", enabled: true },
                ];
                window.chosen.extend(window.palette.show(ui.ctx(), &window.strings, &entries));
            },
            state,
        );
        harness.get_by_role(Role::TextInput).focus();
        harness.run();
        harness.state_mut().palette.open();
        harness.run();
        harness
    }

    fn type_text(harness: &mut Harness<'_, Window>, text: &str) {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    }

    fn press(harness: &mut Harness<'_, Window>, key: Key) {
        harness.key_press(key);
        harness.run();
    }

    #[test]
    fn typing_and_enter_runs_a_command() {
        let mut harness = opened();
        harness.get_by_role_and_label(Role::Dialog, "Commands");
        type_text(&mut harness, "sav");
        assert!(harness.query_by_label("Open articles…").is_none(), "what does not fit is gone");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().chosen, ["save"]);
        assert!(!harness.state().palette.is_open());
    }

    #[test]
    fn the_arrows_go_through_the_list_and_round_its_ends() {
        let mut harness = opened();
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::Enter);
        harness.state_mut().palette.open();
        harness.run();
        // The last line is what cannot be chosen now, so that Enter leaves the palette open.
        press(&mut harness, Key::ArrowUp);
        press(&mut harness, Key::Enter);
        assert!(harness.state().palette.is_open());
        press(&mut harness, Key::ArrowUp);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().chosen, ["save-as", "save-as"]);
    }

    #[test]
    fn a_command_is_chosen_with_the_mouse() {
        let mut harness = opened();
        harness.get_by_role_and_label(Role::ListBoxOption, "Undo").click();
        harness.run();
        assert!(harness.state().palette.is_open(), "what cannot be chosen now is not chosen");
        harness.get_by_role_and_label(Role::ListBoxOption, "Save as…").click();
        harness.run();
        assert_eq!(harness.state().chosen, ["save-as"]);
    }

    #[test]
    fn esc_closes_and_gives_the_focus_back() {
        let mut harness = opened();
        type_text(&mut harness, "nothing of this kind");
        assert!(harness.query_by_label("No command found").is_some());
        press(&mut harness, Key::Escape);
        assert!(!harness.state().palette.is_open() && harness.state().chosen.is_empty());
        type_text(&mut harness, "Reyes");
        assert_eq!(harness.state().name, "Reyes");
    }
}
