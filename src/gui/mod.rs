//! The window: everything that knows egui.

pub mod action;
pub mod article;
pub mod dialogs;
pub mod fonts;
pub mod palette;
pub mod path_dialog;
pub mod picture;
pub mod platform;
pub mod strings;
pub mod table;
pub mod theme;
pub mod view;
pub mod widgets;

#[cfg(test)]
mod testing;
