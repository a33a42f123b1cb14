//! What the window's tests share.

use egui_kittest::{Harness, HarnessBuilder};

use crate::gui::{fonts, theme};

/// A window of ordinary size in the light theme, for a test that looks at it through its names and roles.
pub fn window<State>() -> HarnessBuilder<State> {
    Harness::builder().with_size(egui::vec2(900.0, 640.0)).with_theme(egui::Theme::Light).with_context_setup(|ctx| {
        ctx.set_fonts(fonts::definitions(None));
        theme::apply(ctx);
    })
}
