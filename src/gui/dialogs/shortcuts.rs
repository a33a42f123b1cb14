use egui::{Context, Id, Margin, TextEdit, Ui};

use super::{body_beside, close_button};
use crate::gui::action::{Action, MENUS, words};
use crate::gui::article::keys::BINDINGS;
use crate::gui::strings::Strings;
use crate::gui::view::Request;
use crate::gui::widgets::{key_cap, modal, section_header};
use crate::session::Session;

/// What an article answers to besides its [keys](BINDINGS): the keys or the mouse, and what they do.
const PANE: [(&[&str], &str); 9] = [
    (&["Shift"], "shortcuts-pane.select"),
    (&["Ctrl C"], "shortcuts-pane.copy"),
    (&[], "shortcuts-pane.double-click"),
    (&[], "shortcuts-pane.triple-click"),
    (&[], "shortcuts-pane.shift-click"),
    (&[], "shortcuts-pane.click-again"),
    (&[], "shortcuts-pane.ctrl-click"),
    (&[], "shortcuts-pane.drag-end"),
    (&[], "shortcuts-pane.drag-head"),
];

/// The keys everywhere else.
const ELSEWHERE: [(&[&str], &str); 15] = [
    (&["F10"], "shortcuts-else.menus"),
    (&["←", "→", "↑", "↓"], "shortcuts-else.in-menus"),
    (&["Tab", "Shift Tab"], "shortcuts-else.next"),
    (&["↑", "↓"], "shortcuts-else.lists"),
    (&["←", "→"], "shortcuts-else.choices"),
    (&["Enter"], "shortcuts-else.accept"),
    (&["Esc"], "shortcuts-else.close"),
    (&["Enter", "Shift Enter"], "shortcuts-else.search"),
    (&["Esc"], "shortcuts-else.search-end"),
    (&["↑", "↓", "Home", "End", "PageUp", "PageDown"], "shortcuts-else.table"),
    (&["Shift ↑", "Shift ↓"], "shortcuts-else.table-range"),
    (&["Ctrl A"], "shortcuts-else.table-all"),
    (&["Enter"], "shortcuts-else.table-show"),
    (&["Tab"], "shortcuts-else.path"),
    (&["Shift ↑", "Shift ↓"], "shortcuts-else.path-range"),
];

/// Shows every key there is.
#[derive(Debug)]
pub struct ShortcutsDialog {
    filter: String,
    fresh: bool,
}

impl Default for ShortcutsDialog {
    fn default() -> Self {
        Self::new()
    }
}

/// What a line of the list says.
struct Entry {
    text: String,
    keys: Vec<String>,
}

impl Entry {
    fn fits(&self, filter: &str) -> bool {
        self.text.to_lowercase().contains(filter) || self.keys.iter().any(|keys| keys.to_lowercase().contains(filter))
    }
}

impl ShortcutsDialog {
    /// With all of them.
    pub fn new() -> Self {
        Self { filter: String::new(), fresh: true }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, _requests: &mut Vec<Request>) -> bool {
        let title = strings.get("shortcuts-dialog.title");
        let outcome = modal(ctx, Id::unique("shortcuts dialog"), title, 520.0, |ui| {
            let name = strings.get("shortcuts-dialog.filter");
            let field = TextEdit::singleline(&mut self.filter)
                .hint_text(name)
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(8, 5));
            let field = ui.add(field);
            ui.ctx().accesskit_node_builder(field.id, |node| node.set_label(name));
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            ui.add_space(4.0);
            body_beside(ui, 1, |ui| self.list(ui, strings, session));
            close_button(ui, strings)
        });
        !(outcome.inner || outcome.dismissed || outcome.accepted)
    }

    fn list(&self, ui: &mut Ui, strings: &Strings, session: &Session) {
        let filter = self.filter.trim().to_lowercase();
        let groups = MENUS.iter().map(|menu| {
            let actions = menu.entries.iter().flatten().filter_map(|action| entry(*action, strings, session));
            (strings.get(menu.title), actions.collect::<Vec<_>>())
        });
        let pane = pane_keys(strings).into_iter().chain(fixed(&PANE, strings)).collect();
        let pane = (strings.get("shortcuts-dialog.pane"), pane);
        let menus = (strings.get("shortcuts-else.letters").to_owned(), letters(strings));
        let elsewhere = std::iter::once(Entry { text: menus.0, keys: menus.1 });
        let elsewhere = elsewhere.chain(fixed(&ELSEWHERE, strings)).collect();
        let elsewhere = (strings.get("shortcuts-dialog.elsewhere"), elsewhere);
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        let mut nothing = true;
        for (title, mut entries) in groups.chain([pane, elsewhere]) {
            // A group's name finds all of it.
            if !title.to_lowercase().contains(&filter) {
                entries.retain(|entry| entry.fits(&filter));
            }
            if entries.is_empty() {
                continue;
            }
            nothing = false;
            section_header(ui, title);
            for entry in entries {
                ui.horizontal_wrapped(|ui| {
                    ui.label(&entry.text);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        for keys in entry.keys.iter().rev() {
                            key_cap(ui, keys);
                        }
                    });
                });
            }
            ui.add_space(4.0);
        }
        if nothing {
            ui.weak(strings.get("shortcuts-dialog.nothing"));
        }
    }
}

/// The keys that an article obeys, those that belong together in one line.
fn pane_keys(strings: &Strings) -> Vec<Entry> {
    let mut entries: Vec<(&str, Entry)> = Vec::new();
    for binding in &BINDINGS {
        let keys = words(binding.shortcut());
        if let Some((_, entry)) = entries.last_mut().filter(|(says, _)| *says == binding.says) {
            entry.keys.push(keys);
        } else {
            let entry = Entry { text: strings.get(binding.says).to_owned(), keys: vec![keys] };
            entries.push((binding.says, entry));
        }
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn fixed<'a>(lines: &'a [(&'a [&'a str], &'a str)], strings: &'a Strings) -> impl Iterator<Item = Entry> + 'a {
    let named = |keys: &&str| if cfg!(target_os = "macos") { keys.replace("Ctrl", "⌘") } else { (*keys).to_owned() };
    lines
        .iter()
        .map(move |(keys, text)| Entry { text: strings.get(text).to_owned(), keys: keys.iter().map(named).collect() })
}

/// The letters that open the menus.
fn letters(strings: &Strings) -> Vec<String> {
    MENUS.iter().map(|menu| format!("Alt {}", strings.get(menu.letter))).collect()
}

/// An action's line; none for a label key that no label has.
fn entry(action: Action, strings: &Strings, session: &Session) -> Option<Entry> {
    let keys = action.shortcuts().into_iter().map(words).collect();
    let text = match action {
        Action::Label(digit) => {
            let label = session.set().scheme().label_by_shortcut(digit)?;
            strings.with("shortcuts-label", &[("label", label.name.as_str().into())])
        }
        action => strings.get(action.key()).to_owned(),
    };
    Some(Entry { text, keys })
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::dialogs::testing::{desk, press, session, type_text};

    #[test]
    fn every_action_and_the_keys_of_the_pane_are_there() {
        let mut harness = desk(session(), ShortcutsDialog::new(), ShortcutsDialog::show);
        harness.run();
        let strings = Strings::load("en");
        for action in Action::all().filter(|action| !matches!(action, Action::Label(_))) {
            let title = strings.get(action.key());
            assert!(harness.query_all_by_label(title).next().is_some(), "{title}");
        }
        assert!(harness.query_by_label("Mark as Claim").is_some());
        assert!(harness.query_by_label("Triple click: select a sentence").is_some());
        // What the article obeys stands there too, and how to get into the menus.
        for binding in BINDINGS {
            assert!(harness.query_by_label(strings.get(binding.says)).is_some(), "{binding:?}");
            let keys = words(binding.shortcut());
            assert!(harness.query_all_by_label(&keys).next().is_some(), "{keys}");
        }
        for keys in ["F10", "Alt F", "Ctrl C", "PageDown"] {
            assert!(harness.query_all_by_label(keys).next().is_some(), "{keys}");
        }
    }

    #[test]
    fn the_filter_looks_at_names_and_keys() {
        let mut harness = desk(session(), ShortcutsDialog::new(), ShortcutsDialog::show);
        harness.run();
        type_text(&mut harness, "mark as");
        assert!(harness.query_by_label("Mark as Claim").is_some());
        assert!(harness.query_by_label("Triple click: select a sentence").is_none());
        press(&mut harness, Key::Escape);
        assert!(!harness.state().open);
    }

    #[test]
    fn a_filter_that_fits_nothing_says_so() {
        let mut harness = desk(session(), ShortcutsDialog::new(), ShortcutsDialog::show);
        harness.run();
        type_text(&mut harness, "zzz");
        assert!(harness.query_by_label("No key found").is_some());
    }
}
