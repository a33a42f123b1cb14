//! The table of annotations at the bottom.

use egui::Ui;

use crate::gui::app::App;

/// What the table remembers.
#[derive(Default)]
pub struct Table;

/// Shows the table.
pub fn show(_: &mut App, _: &mut Ui) {}
