//! The keys of an article, in one table: the pane obeys it, and the list of keys shows it.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::selection::Motion;

/// What a key does in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Moves the caret.
    Move(Motion),
    /// Turns a page.
    Page {
        /// Towards the start of the article.
        back: bool,
    },
    /// Selects the whole article.
    SelectAll,
    /// Drops the selection or else the choice.
    Drop,
    /// Chooses the annotation at the caret, or the next one there.
    Choose,
}

/// A key and what it does. With Shift, what moves the caret takes the selection along.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Whether Ctrl (⌘ on a Mac) is held.
    pub command: bool,
    /// The key.
    pub key: Key,
    /// What it does.
    pub does: Does,
    /// The text that says so, as a key of the strings file; keys that belong together share it.
    pub says: &'static str,
}

impl Binding {
    /// As a shortcut, to be written in words.
    pub fn shortcut(&self) -> KeyboardShortcut {
        KeyboardShortcut::new(if self.command { Modifiers::COMMAND } else { Modifiers::NONE }, self.key)
    }
}

const fn plain(key: Key, does: Does, says: &'static str) -> Binding {
    Binding { command: false, key, does, says }
}

const fn command(key: Key, does: Does, says: &'static str) -> Binding {
    Binding { command: true, key, does, says }
}

/// Every key of an article, in the order in which they are shown.
pub const BINDINGS: [Binding; 17] = [
    plain(Key::ArrowLeft, Does::Move(Motion::Left), "shortcuts-pane.move"),
    plain(Key::ArrowRight, Does::Move(Motion::Right), "shortcuts-pane.move"),
    plain(Key::ArrowUp, Does::Move(Motion::Up), "shortcuts-pane.move"),
    plain(Key::ArrowDown, Does::Move(Motion::Down), "shortcuts-pane.move"),
    command(Key::ArrowLeft, Does::Move(Motion::WordLeft), "shortcuts-pane.word"),
    command(Key::ArrowRight, Does::Move(Motion::WordRight), "shortcuts-pane.word"),
    command(Key::ArrowUp, Does::Move(Motion::ParagraphUp), "shortcuts-pane.paragraph"),
    command(Key::ArrowDown, Does::Move(Motion::ParagraphDown), "shortcuts-pane.paragraph"),
    plain(Key::Home, Does::Move(Motion::LineStart), "shortcuts-pane.line"),
    plain(Key::End, Does::Move(Motion::LineEnd), "shortcuts-pane.line"),
    command(Key::Home, Does::Move(Motion::Start), "shortcuts-pane.text"),
    command(Key::End, Does::Move(Motion::End), "shortcuts-pane.text"),
    plain(Key::PageUp, Does::Page { back: true }, "shortcuts-pane.page"),
    plain(Key::PageDown, Does::Page { back: false }, "shortcuts-pane.page"),
    command(Key::A, Does::SelectAll, "shortcuts-pane.all"),
    plain(Key::Enter, Does::Choose, "shortcuts-pane.enter"),
    plain(Key::Escape, Does::Drop, "shortcuts-pane.esc"),
];

/// What a key does with these modifiers; nothing with Alt, which belongs to the annotations.
pub fn of(key: Key, modifiers: Modifiers) -> Option<Does> {
    let held = modifiers.command || modifiers.ctrl;
    let found = BINDINGS.iter().find(|binding| binding.key == key && binding.command == held);
    found.filter(|_| !modifiers.alt).map(|binding| binding.does)
}
