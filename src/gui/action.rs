//! Everything that the menus offer, in one table: menus, command palette, keyboard and F1 all read it.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Something that a person can ask for without pointing at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the strings file says what each one does")]
pub enum Action {
    NewSet,
    AddArticles,
    AddFolder,
    AddFromWeb,
    PasteArticle,
    OpenSet,
    OpenSample,
    Save,
    SaveAs,
    Export,
    SetDetails,
    /// Decides about work that was found again.
    Recover,
    /// Brings in what another program did to the file.
    MergeOutside,
    Versions,
    Quit,
    Undo,
    Redo,
    Find,
    FindNext,
    FindPrevious,
    /// Gives the label whose shortcut is this digit.
    Label(u8),
    Unlabel,
    Note,
    NoteOnSource,
    AddPart,
    Split,
    Merge,
    Delete,
    NextAnnotation,
    PreviousAnnotation,
    SwitchEnd,
    EndBackByWord,
    EndOnByWord,
    EndBackByCharacter,
    EndOnByCharacter,
    EditScheme,
    People,
    NameAnnotator,
    SourceDetails,
    RemoveSource,
    MoveSourceBack,
    MoveSourceOn,
    MarkDone,
    FoldBlock,
    UnfoldAll,
    NextPane,
    PreviousPane,
    ToggleSources,
    ToggleInspector,
    ToggleTable,
    History,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    LargerText,
    SmallerText,
    LongerLines,
    ShorterLines,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Palette,
    Shortcuts,
    About,
}

/// One of the menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Its title's key in the strings file.
    pub title: &'static str,
    /// The key of the letter that opens it with Alt, in the strings file.
    pub letter: &'static str,
    /// Its entries; `None` is a line between groups.
    pub entries: &'static [Option<Action>],
}

use Action as A;

/// The menus, in order.
pub const MENUS: &[Menu] = &[
    Menu {
        title: "menu-file",
        letter: "menu-file.letter",
        entries: &[
            Some(A::NewSet),
            Some(A::AddArticles),
            Some(A::AddFolder),
            Some(A::AddFromWeb),
            Some(A::PasteArticle),
            None,
            Some(A::OpenSet),
            Some(A::OpenSample),
            None,
            Some(A::Save),
            Some(A::SaveAs),
            Some(A::Export),
            Some(A::SetDetails),
            Some(A::Versions),
            Some(A::MergeOutside),
            Some(A::Recover),
            None,
            Some(A::Quit),
        ],
    },
    Menu {
        title: "menu-edit",
        letter: "menu-edit.letter",
        entries: &[
            Some(A::Undo),
            Some(A::Redo),
            Some(A::History),
            None,
            Some(A::Find),
            Some(A::FindNext),
            Some(A::FindPrevious),
        ],
    },
    Menu {
        title: "menu-annotate",
        letter: "menu-annotate.letter",
        entries: &[
            Some(A::Label(1)),
            Some(A::Label(2)),
            Some(A::Label(3)),
            Some(A::Label(4)),
            Some(A::Label(5)),
            Some(A::Label(6)),
            Some(A::Label(7)),
            Some(A::Label(8)),
            Some(A::Label(9)),
            Some(A::Unlabel),
            Some(A::Note),
            Some(A::NoteOnSource),
            None,
            Some(A::NextAnnotation),
            Some(A::PreviousAnnotation),
            None,
            Some(A::AddPart),
            Some(A::Split),
            Some(A::Merge),
            Some(A::Delete),
            None,
            Some(A::SwitchEnd),
            Some(A::EndBackByWord),
            Some(A::EndOnByWord),
            Some(A::EndBackByCharacter),
            Some(A::EndOnByCharacter),
            None,
            Some(A::EditScheme),
            Some(A::People),
            Some(A::NameAnnotator),
        ],
    },
    Menu {
        title: "menu-source",
        letter: "menu-source.letter",
        entries: &[
            Some(A::SourceDetails),
            Some(A::MarkDone),
            Some(A::MoveSourceBack),
            Some(A::MoveSourceOn),
            None,
            Some(A::FoldBlock),
            Some(A::UnfoldAll),
            None,
            Some(A::RemoveSource),
        ],
    },
    Menu {
        title: "menu-view",
        letter: "menu-view.letter",
        entries: &[
            Some(A::ToggleSources),
            Some(A::ToggleInspector),
            Some(A::ToggleTable),
            None,
            Some(A::NextPane),
            Some(A::PreviousPane),
            None,
            Some(A::ZoomIn),
            Some(A::ZoomOut),
            Some(A::ZoomReset),
            Some(A::LargerText),
            Some(A::SmallerText),
            Some(A::LongerLines),
            Some(A::ShorterLines),
            None,
            Some(A::ThemeSystem),
            Some(A::ThemeLight),
            Some(A::ThemeDark),
        ],
    },
    Menu {
        title: "menu-help",
        letter: "menu-help.letter",
        entries: &[Some(A::Palette), Some(A::Shortcuts), None, Some(A::About)],
    },
];

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const COMMAND: Modifiers = Modifiers::COMMAND;
const COMMAND_SHIFT: Modifiers = COMMAND.plus(SHIFT);
const ALT_SHIFT: Modifiers = ALT.plus(SHIFT);

const fn keys(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}

/// The digits by their place on the keyboard.
const DIGITS: [Key; 10] =
    [Key::Num0, Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

impl Action {
    /// Every action, in the order of the menus.
    pub fn all() -> impl Iterator<Item = Self> {
        MENUS.iter().flat_map(|menu| menu.entries.iter().flatten().copied())
    }

    /// The key of its title in the strings file.
    pub fn key(self) -> &'static str {
        match self {
            A::NewSet => "action-new-set",
            A::AddArticles => "action-add-articles",
            A::AddFolder => "action-add-folder",
            A::AddFromWeb => "action-add-from-web",
            A::PasteArticle => "action-paste-article",
            A::OpenSet => "action-open-set",
            A::OpenSample => "action-open-sample",
            A::Save => "action-save",
            A::SaveAs => "action-save-as",
            A::Export => "action-export",
            A::SetDetails => "action-set-details",
            A::Recover => "action-recover",
            A::MergeOutside => "action-merge-outside",
            A::Versions => "action-versions",
            A::Quit => "action-quit",
            A::Undo => "action-undo",
            A::Redo => "action-redo",
            A::Find => "action-find",
            A::FindNext => "action-find-next",
            A::FindPrevious => "action-find-previous",
            A::Label(_) => "action-label",
            A::Unlabel => "action-unlabel",
            A::Note => "action-note",
            A::NoteOnSource => "action-note-on-source",
            A::AddPart => "action-add-part",
            A::Split => "action-split",
            A::Merge => "action-merge",
            A::Delete => "action-delete",
            A::NextAnnotation => "action-next-annotation",
            A::PreviousAnnotation => "action-previous-annotation",
            A::SwitchEnd => "action-switch-end",
            A::EndBackByWord => "action-end-back-by-word",
            A::EndOnByWord => "action-end-on-by-word",
            A::EndBackByCharacter => "action-end-back-by-character",
            A::EndOnByCharacter => "action-end-on-by-character",
            A::EditScheme => "action-edit-scheme",
            A::People => "action-people",
            A::NameAnnotator => "action-name-annotator",
            A::SourceDetails => "action-source-details",
            A::RemoveSource => "action-remove-source",
            A::MoveSourceBack => "action-move-source-back",
            A::MoveSourceOn => "action-move-source-on",
            A::MarkDone => "action-mark-done",
            A::FoldBlock => "action-fold-block",
            A::UnfoldAll => "action-unfold-all",
            A::NextPane => "action-next-pane",
            A::PreviousPane => "action-previous-pane",
            A::ToggleSources => "action-toggle-sources",
            A::ToggleInspector => "action-toggle-inspector",
            A::ToggleTable => "action-toggle-table",
            A::History => "action-history",
            A::ZoomIn => "action-zoom-in",
            A::ZoomOut => "action-zoom-out",
            A::ZoomReset => "action-zoom-reset",
            A::LargerText => "action-larger-text",
            A::SmallerText => "action-smaller-text",
            A::LongerLines => "action-longer-lines",
            A::ShorterLines => "action-shorter-lines",
            A::ThemeSystem => "action-theme-system",
            A::ThemeLight => "action-theme-light",
            A::ThemeDark => "action-theme-dark",
            A::Palette => "action-palette",
            A::Shortcuts => "action-shortcuts",
            A::About => "action-about",
        }
    }

    /// Its keys, the first one shown in menus.
    pub fn shortcuts(self) -> Vec<KeyboardShortcut> {
        match self {
            A::NewSet => vec![keys(COMMAND_SHIFT, Key::N)],
            A::AddArticles => vec![keys(COMMAND, Key::N)],
            A::AddFromWeb => vec![keys(COMMAND_SHIFT, Key::O)],
            // The paste key itself comes as the pasted text.
            A::PasteArticle => vec![keys(COMMAND, Key::V)],
            A::OpenSet => vec![keys(COMMAND, Key::O)],
            A::Save => vec![keys(COMMAND, Key::S)],
            A::SaveAs => vec![keys(COMMAND_SHIFT, Key::S)],
            A::Export => vec![keys(COMMAND, Key::E)],
            A::Quit => vec![keys(COMMAND, Key::Q)],
            A::Undo => vec![keys(COMMAND, Key::Z)],
            A::Redo => vec![keys(COMMAND_SHIFT, Key::Z), keys(COMMAND, Key::Y)],
            A::Find => vec![keys(COMMAND, Key::F)],
            A::FindNext => vec![keys(NONE, Key::F3), keys(COMMAND, Key::G)],
            A::FindPrevious => vec![keys(SHIFT, Key::F3), keys(COMMAND_SHIFT, Key::G)],
            A::Label(digit) => DIGITS.get(usize::from(digit)).map(|key| keys(NONE, *key)).into_iter().collect(),
            A::Unlabel => vec![keys(NONE, Key::Num0)],
            A::Note => vec![keys(NONE, Key::N)],
            A::NoteOnSource => vec![keys(SHIFT, Key::N)],
            A::AddPart => vec![keys(NONE, Key::A)],
            A::Split => vec![keys(NONE, Key::S)],
            A::Merge => vec![keys(NONE, Key::M)],
            A::Delete => vec![keys(NONE, Key::Delete), keys(NONE, Key::Backspace)],
            A::NextAnnotation => vec![keys(NONE, Key::CloseBracket), keys(ALT, Key::ArrowDown)],
            A::PreviousAnnotation => vec![keys(NONE, Key::OpenBracket), keys(ALT, Key::ArrowUp)],
            A::SwitchEnd => vec![keys(NONE, Key::E)],
            A::EndBackByWord => vec![keys(ALT, Key::ArrowLeft)],
            A::EndOnByWord => vec![keys(ALT, Key::ArrowRight)],
            A::EndBackByCharacter => vec![keys(ALT_SHIFT, Key::ArrowLeft)],
            A::EndOnByCharacter => vec![keys(ALT_SHIFT, Key::ArrowRight)],
            A::EditScheme => vec![keys(COMMAND, Key::L)],
            A::People => vec![keys(COMMAND_SHIFT, Key::L)],
            A::SourceDetails => vec![keys(COMMAND, Key::I)],
            A::MarkDone => vec![keys(COMMAND, Key::D)],
            A::MoveSourceBack => vec![keys(COMMAND_SHIFT, Key::PageUp)],
            A::MoveSourceOn => vec![keys(COMMAND_SHIFT, Key::PageDown)],
            A::FoldBlock => vec![keys(NONE, Key::B)],
            A::NextPane => vec![keys(NONE, Key::F6), keys(COMMAND, Key::PageDown)],
            A::PreviousPane => vec![keys(SHIFT, Key::F6), keys(COMMAND, Key::PageUp)],
            A::ToggleSources => vec![keys(NONE, Key::F7)],
            A::ToggleInspector => vec![keys(NONE, Key::F8)],
            A::ToggleTable => vec![keys(NONE, Key::F9)],
            A::History => vec![keys(COMMAND, Key::H)],
            A::ZoomIn => vec![keys(COMMAND, Key::Plus), keys(COMMAND, Key::Equals)],
            A::ZoomOut => vec![keys(COMMAND, Key::Minus)],
            A::ZoomReset => vec![keys(COMMAND, Key::Num0)],
            A::LargerText => vec![keys(ALT, Key::Plus), keys(ALT, Key::Equals)],
            A::SmallerText => vec![keys(ALT, Key::Minus)],
            A::LongerLines => vec![keys(ALT, Key::Period)],
            A::ShorterLines => vec![keys(ALT, Key::Comma)],
            A::Palette => vec![keys(COMMAND, Key::K)],
            A::Shortcuts => vec![keys(NONE, Key::F1)],
            A::OpenSample
            | A::AddFolder
            | A::Recover
            | A::MergeOutside
            | A::Versions
            | A::SetDetails
            | A::NameAnnotator
            | A::RemoveSource
            | A::UnfoldAll
            | A::ThemeSystem
            | A::ThemeLight
            | A::ThemeDark
            | A::About => Vec::new(),
        }
    }

    /// Its keys in words, as menus show them; empty without any.
    pub fn keys(self) -> String {
        self.shortcuts().first().map(|shortcut| words(*shortcut)).unwrap_or_default()
    }
}

/// A shortcut in words: `Ctrl Shift S`.
pub fn words(shortcut: KeyboardShortcut) -> String {
    let mac = cfg!(target_os = "macos");
    let mut words = Vec::new();
    if shortcut.modifiers.command || shortcut.modifiers.ctrl {
        words.push(if mac { "⌘" } else { "Ctrl" });
    }
    if shortcut.modifiers.alt {
        words.push(if mac { "⌥" } else { "Alt" });
    }
    if shortcut.modifiers.shift {
        words.push(if mac { "⇧" } else { "Shift" });
    }
    words.push(match shortcut.logical_key {
        Key::ArrowUp => "↑",
        Key::ArrowDown => "↓",
        Key::ArrowLeft => "←",
        Key::ArrowRight => "→",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::Delete => "Del",
        Key::Plus => "+",
        Key::Minus => "−",
        key => key.symbol_or_name(),
    });
    words.join(" ")
}

/// Takes the actions whose keys were pressed out of this frame's input.
///
/// Keys that type something belong to a text field while one has the focus; labels answer to the digit keys by their
/// place on the keyboard, whatever the layout prints on them.
pub fn pressed(ctx: &egui::Context, typing: bool) -> Vec<Action> {
    let mut found = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let egui::Event::Key { key, physical_key, pressed: true, repeat, modifiers } = event else { return true };
            let digit = physical_key.filter(|key| DIGITS.contains(key));
            let hit = Action::all().find(|action| {
                action.shortcuts().into_iter().any(|shortcut| {
                    let plain = !shortcut.modifiers.command && !shortcut.modifiers.alt;
                    let types = plain && !is_function_key(shortcut.logical_key);
                    let by_place = types && digit == Some(shortcut.logical_key) && !modifiers.any();
                    let by_name = shortcut.logical_key == *key && fits(*modifiers, shortcut.modifiers);
                    (by_place || by_name) && !(typing && (types || moves_the_caret(shortcut)))
                })
            });
            match hit {
                Some(Action::PasteArticle) | None => true,
                Some(action) => {
                    // A held key repeats movements, not decisions.
                    if !repeat || action.repeats() {
                        found.push(action);
                    }
                    false
                }
            }
        });
    });
    found
}

/// Whether exactly these modifiers are down; `command` is Ctrl, or ⌘ on a Mac.
fn fits(down: Modifiers, wanted: Modifiers) -> bool {
    down.command == wanted.command && down.alt == wanted.alt && down.shift == wanted.shift
}

fn is_function_key(key: Key) -> bool {
    matches!(key, Key::F1 | Key::F3 | Key::F6 | Key::F7 | Key::F8 | Key::F9)
}

/// Shortcuts that a text field has a use for.
fn moves_the_caret(shortcut: KeyboardShortcut) -> bool {
    let arrows = [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown];
    arrows.contains(&shortcut.logical_key)
        || shortcut.modifiers.command && matches!(shortcut.logical_key, Key::Z | Key::Y | Key::H)
}

impl Action {
    fn repeats(self) -> bool {
        matches!(
            self,
            A::NextAnnotation
                | A::PreviousAnnotation
                | A::EndBackByWord
                | A::EndOnByWord
                | A::EndBackByCharacter
                | A::EndOnByCharacter
                | A::Undo
                | A::Redo
                | A::FindNext
                | A::FindPrevious
                | A::ZoomIn
                | A::ZoomOut
                | A::LargerText
                | A::SmallerText
                | A::LongerLines
                | A::ShorterLines
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn no_two_actions_share_a_key() {
        let mut seen: HashMap<String, Action> = HashMap::new();
        for action in Action::all() {
            for shortcut in action.shortcuts() {
                let before = seen.insert(format!("{shortcut:?}"), action);
                assert_eq!(before, None, "{shortcut:?} of {action:?}");
            }
        }
    }

    #[test]
    fn every_action_stands_in_one_menu() {
        let mut seen = std::collections::HashSet::new();
        assert!(Action::all().all(|action| seen.insert(action)));
    }
}
