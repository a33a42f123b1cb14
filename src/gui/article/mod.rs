//! The article pane: one article's text with its marks.

pub mod keys;
pub mod layout;
pub mod marks;
pub mod pane;
pub mod rows;
pub mod selection;
