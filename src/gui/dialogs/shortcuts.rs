use egui::{Context, Id, Margin, TextEdit, Ui};

use super::{body_beside, close_button};
use crate::gui::action::{Action, MENUS, words};
use crate::gui::strings::Strings;
use crate::gui::view::Request;
use crate::gui::widgets::{key_cap, modal, section_header};
use crate::session::Session;

/// The keys of the article pane, which no menu shows: the keys, and what they do.
const PANE: [(&[&str], &str); 13] = [
    (&["←", "→", "↑", "↓"], "shortcuts-pane.move"),
    (&["Ctrl ←", "Ctrl →"], "shortcuts-pane.word"),
    (&["Ctrl ↑", "Ctrl ↓"], "shortcuts-pane.paragraph"),
    (&["Home", "End"], "shortcuts-pane.line"),
    (&["Ctrl Home", "Ctrl End"], "shortcuts-pane.text"),
    (&["PageUp", "PageDown"], "shortcuts-pane.page"),
    (&["Shift"], "shortcuts-pane.select"),
    (&["Ctrl A"], "shortcuts-pane.all"),
    (&["Enter"], "shortcuts-pane.enter"),
    (&["Esc"], "shortcuts-pane.esc"),
    (&[], "shortcuts-pane.double-click"),
    (&[], "shortcuts-pane.triple-click"),
    (&[], "shortcuts-pane.click-again"),
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
        let mac = cfg!(target_os = "macos");
        let pane = PANE.iter().map(|(keys, text)| Entry {
            text: strings.get(text).to_owned(),
            keys: keys.iter().map(|keys| if mac { keys.replace("Ctrl", "⌘") } else { (*keys).to_owned() }).collect(),
        });
        let pane = (strings.get("shortcuts-dialog.pane"), pane.collect());
        ui.spacing_mut().interact_size.y = 20.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        let mut nothing = true;
        for (title, mut entries) in groups.chain(std::iter::once(pane)) {
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
