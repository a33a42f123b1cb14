//! Which dialog is open.

use egui::Context;

use super::app::App;
use super::strings::Strings;
use crate::model::history::Name;

/// An open dialog.
pub enum Dialog {}

impl Dialog {
    pub fn show(&mut self, _: &Context, _: &mut App) -> bool {
        match *self {}
    }
    pub fn closing(_: &App) -> Self {
        loop {}
    }
    pub fn export(_: &App) -> Self {
        loop {}
    }
    pub fn set_details(_: &App) -> Self {
        loop {}
    }
    pub fn scheme(_: &App) -> Self {
        loop {}
    }
    pub fn annotator(_: &App) -> Self {
        loop {}
    }
    pub fn source_details(_: &App) -> Option<Self> {
        None
    }
    pub fn history() -> Self {
        loop {}
    }
    pub fn shortcuts() -> Self {
        loop {}
    }
    pub fn about() -> Self {
        loop {}
    }
}
pub fn step_name(_: &Strings, name: &Name) -> String {
    format!("{:?}", name.action)
}
