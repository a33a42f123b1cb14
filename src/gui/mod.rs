//! The window: everything that knows egui.

pub mod strings;
pub mod theme;
