//! The window: everything that knows egui.

pub mod article;
pub mod fonts;
pub mod picture;
