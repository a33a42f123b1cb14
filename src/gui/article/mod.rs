//! The article pane: one article's text, its highlights and the selection.

pub mod layout;
