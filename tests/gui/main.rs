//! The window, driven as a person does: with the mouse, with the keys, by the names that a screen reader says.
//!
//! Nothing here needs a display. Files are in memory, the clock is moved by hand, background work is done at once, and
//! the fonts are the bundled ones.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test should say so at once")]

mod arrive;
mod begin;
mod chosen;
#[path = "../common/mod.rs"]
mod common;
mod desk;
mod file;
mod history;
mod keeping;
mod menus;
mod more;
mod outside;
mod panels;
mod scripts;
mod selecting;
mod way;
