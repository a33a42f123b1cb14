use egui::{CollapsingHeader, Context, Id, RichText};

use super::{body, close_button};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets::{modal, section_header};
use crate::session::Session;

/// The bundled fonts and their licences, as they came with them.
const FONTS: [(&str, &str); 2] = [
    ("Inter", include_str!("../../../assets/fonts/Inter-LICENSE.txt")),
    ("Noto Serif", include_str!("../../../assets/fonts/NotoSerif-LICENSE.txt")),
];

/// Says what the program is and whose work is in it.
#[derive(Debug, Default)]
pub struct AboutDialog;

impl AboutDialog {
    /// Always the same.
    pub fn new() -> Self {
        Self
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, _session: &Session, _requests: &mut Vec<Request>) -> bool {
        let title = strings.get("about-dialog.title");
        let outcome = modal(ctx, Id::unique("about dialog"), title, 460.0, |ui| {
            body(ui, |ui| {
                let version = env!("CARGO_PKG_VERSION");
                ui.label(strings.with("about-dialog.version", &[("version", version.into())]));
                ui.label(strings.get("about-dialog.what"));
                let licence = env!("CARGO_PKG_LICENSE");
                ui.label(strings.with("about-dialog.licence", &[("licence", licence.into())]));
                ui.add_space(size::GAP);
                section_header(ui, strings.get("about-dialog.fonts"));
                for (font, licence) in FONTS {
                    CollapsingHeader::new(font).show(ui, |ui| {
                        let ink = theme::of(ui).weak_text;
                        ui.label(RichText::new(licence).size(size::SMALL).color(ink));
                    });
                }
            });
            close_button(ui, strings)
        });
        !(outcome.inner || outcome.dismissed || outcome.accepted)
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::dialogs::testing::{click, desk, empty_session, press};

    #[test]
    fn it_names_the_version_and_the_licences() {
        let mut harness = desk(empty_session(), AboutDialog::new(), AboutDialog::show);
        assert!(harness.query_by_label(&format!("Version {}", env!("CARGO_PKG_VERSION"))).is_some());
        click(&mut harness, "Noto Serif");
        assert!(harness.query_by_label_contains("SIL OPEN FONT LICENSE").is_some());
        press(&mut harness, Key::Escape);
        assert!(!harness.state().open);
    }
}
