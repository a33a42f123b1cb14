use egui::{Context, Id, RichText};

use super::{Answer, body, complaint, hint, lines, settle};
use crate::gui::strings::Strings;
use crate::gui::theme::size;
use crate::gui::widgets::{dialog_buttons, modal, primary_button, secondary_button};
use crate::session::{Address, AddressError};

/// Asks for addresses of pages that are to be fetched, one a line. Nothing is fetched before somebody says so.
#[derive(Debug)]
pub struct WebDialog {
    typed: String,
    fresh: bool,
}

impl WebDialog {
    /// With what is known already.
    pub fn new(typed: &str) -> Self {
        Self { typed: typed.to_owned(), fresh: true }
    }

    /// Shows the dialog; once it closes, what is to be fetched, in order.
    pub fn show(&mut self, ctx: &Context, strings: &Strings) -> Option<Vec<Address>> {
        let title = strings.get("web-dialog.title");
        let read = addresses(&self.typed);
        let can_fetch = read.as_ref().is_ok_and(|addresses| !addresses.is_empty());
        let outcome = modal(ctx, Id::unique("web dialog"), title, 560.0, |ui| {
            body(ui, |ui| {
                let field = lines(ui, strings.get("web-dialog.addresses"), &mut self.typed, 4);
                if std::mem::take(&mut self.fresh) {
                    field.request_focus();
                }
                match &read {
                    // Whoever is still typing is not told what is missing.
                    Err((line, error)) if !field.has_focus() || line.contains(':') => {
                        let gaps = [("address", line.as_str().into()), ("why", error.to_string().into())];
                        complaint(ui, &strings.with("web-wrong", &gaps));
                    }
                    _ => hint(ui, strings.get("web-dialog.one-a-line")),
                }
                ui.add_space(size::GAP);
                ui.label(RichText::new(strings.get("web-dialog.what")).size(size::SMALL));
            });
            dialog_buttons(ui, |ui| {
                let fetch = strings.get("web-dialog.fetch");
                let fetch = ui.add_enabled_ui(can_fetch, |ui| primary_button(ui, fetch)).inner;
                let cancel = secondary_button(ui, strings.get("dialog.cancel"));
                // In a field of several lines, Enter begins the next one.
                let by_key = ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, egui::Key::Enter));
                match (fetch.clicked() || by_key && can_fetch, cancel.clicked()) {
                    (true, _) => Answer::Accept,
                    (false, true) => Answer::Cancel,
                    (false, false) => Answer::Stay,
                }
            })
        });
        match settle(outcome, can_fetch) {
            Answer::Stay => None,
            Answer::Cancel => Some(Vec::new()),
            Answer::Accept => Some(read.unwrap_or_default()),
        }
    }
}

/// The addresses in a text, one a line, or the first line that is none. Without a scheme, an address is meant to be a
/// secure one.
fn addresses(typed: &str) -> Result<Vec<Address>, (String, AddressError)> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let read = lines.map(|line| {
        let bare = !line.contains("://") && line.contains('.') && !line.contains('@');
        let whole = if bare { format!("https://{line}") } else { line.to_owned() };
        Address::parse(&whole).map_err(|error| (line.to_owned(), error))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_a_line_with_or_without_its_scheme() {
        let read = addresses("https://example.org/a\n\n  example.org/b?x=1 \nHTTP://Example.org").unwrap_or_default();
        let read: Vec<&str> = read.iter().map(Address::as_str).collect();
        assert_eq!(read, ["https://example.org/a", "https://example.org/b?x=1", "http://example.org/"]);
        assert_eq!(addresses("  \n"), Ok(Vec::new()));
        for wrong in
            ["ftp://example.org", "not an address", "ann@example.org", "javascript:alert(1)", "file:///etc/x.y"]
        {
            let error = addresses(&format!("https://example.org\n{wrong}"));
            assert_eq!(error.map_err(|(line, _)| line), Err(wrong.to_owned()));
        }
    }
}
