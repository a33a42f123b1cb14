//! What stands around the articles.

pub mod annotation;
pub mod history;
pub mod panes;
pub mod search;
pub mod sources;
pub mod status;
pub mod table;
pub mod top;
