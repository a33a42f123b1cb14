//! The window: everything that knows egui.

pub mod theme;
