//! The window: everything that knows egui.

pub mod action;
pub mod app;
pub mod article;
mod bringing;
mod calendar;
mod carry_out;
pub mod changes;
pub mod dialog;
pub mod dialogs;
pub mod files;
pub mod fonts;
pub mod keeping;
mod label_bar;
mod menus;
pub mod messages;
pub mod moments;
mod outside;
pub mod palette;
pub mod panels;
pub mod path_dialog;
pub mod picture;
pub mod platform;
mod recovery;
pub mod strings;
pub mod table;
pub mod theme;
pub mod view;
mod welcome;
pub mod widgets;
pub mod window;

#[cfg(test)]
mod testing;
