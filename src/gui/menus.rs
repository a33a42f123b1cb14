//! The menus and the keyboard: F10 or Alt with a letter opens one, the arrow keys go from one to the next.

use egui::{Context, Id, Key, Modifiers, Popup};

use super::action::MENUS;
use super::strings::Strings;

/// Where the keyboard is among the menus.
#[derive(Debug, Default)]
pub struct Menus {
    /// The popup of each menu, as the last frame showed it.
    popups: Vec<Id>,
    /// The menu that the keyboard opened and whose first entry is still to get the focus.
    entering: Option<usize>,
    /// Whether the letters are underlined: since Alt is down, or the menus were opened with a key.
    letters: bool,
}

impl Menus {
    /// The menu that is open.
    pub fn open(&self, ctx: &Context) -> Option<usize> {
        self.popups.iter().position(|popup| Popup::is_id_open(ctx, *popup))
    }

    /// Whether the letters that open the menus are to be underlined.
    pub fn shows_letters(&self) -> bool {
        self.letters
    }

    /// Takes the keys that are for the menus; whether they open one now, so that the focus goes there.
    pub fn take_keys(&mut self, ctx: &Context, strings: &Strings) -> bool {
        let open = self.open(ctx);
        self.letters =
            ctx.input(|input| input.modifiers.alt && !input.modifiers.command) || (self.letters && open.is_some());
        let wanted = match open {
            None => Self::opening(ctx, strings),
            Some(at) => {
                if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F10)) {
                    Popup::close_all(ctx);
                    return false;
                }
                Self::opening(ctx, strings).or_else(|| Self::beside(ctx, at))
            }
        };
        let Some((wanted, popup)) = wanted.and_then(|at| Some((at, *self.popups.get(at)?))) else { return false };
        // The arrow that led here must not also lead on from widget to widget.
        ctx.memory_mut(|memory| memory.move_focus(egui::FocusDirection::None));
        Popup::open_id(ctx, popup);
        self.entering = Some(wanted);
        self.letters = true;
        ctx.request_repaint();
        open.is_none()
    }

    fn opening(ctx: &Context, strings: &Strings) -> Option<usize> {
        ctx.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::F10) {
                return Some(0);
            }
            // On a Mac, Option with a letter types another letter.
            if cfg!(target_os = "macos") {
                return None;
            }
            MENUS.iter().position(|menu| {
                let letter = Key::from_name(strings.get(menu.letter));
                letter.is_some_and(|letter| input.consume_key(Modifiers::ALT, letter))
            })
        })
    }

    fn beside(ctx: &Context, at: usize) -> Option<usize> {
        let count = MENUS.len();
        ctx.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::ArrowRight) {
                Some((at + 1) % count)
            } else if input.consume_key(Modifiers::NONE, Key::ArrowLeft) {
                Some((at + count - 1) % count)
            } else {
                None
            }
        })
    }

    /// Notes the popup of a menu that is being shown.
    pub fn note(&mut self, menu: usize, popup: Id) {
        if menu == 0 {
            self.popups.clear();
        }
        self.popups.push(popup);
    }

    /// Whether the first entry that can be chosen gets the focus now; only once.
    pub fn enters(&mut self, menu: usize) -> bool {
        self.entering.take_if(|entering| *entering == menu).is_some()
    }
}
