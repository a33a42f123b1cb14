//! What the program has to say: a line that fades, or a notice that stays until it is dealt with.

use egui::{Align, Context, Frame, Layout, Margin, Ui};

use super::action::Action;
use super::dialogs::sign_button;
use super::strings::Strings;
use super::theme::{self, Tone, size};
use super::view::Request;
use super::widgets::secondary_button;

/// How long a passing message stays, in seconds.
const PASSING: f64 = 6.0;

/// One message.
#[derive(Clone, Debug)]
struct Message {
    text: String,
    tone: Tone,
    /// What can be done about it.
    actions: Vec<Action>,
    /// When it goes by itself; `None` until somebody closes it.
    until: Option<f64>,
    /// Set at the first frame that shows it.
    since: Option<f64>,
}

/// The messages on the screen, oldest first.
#[derive(Debug, Default)]
pub struct Messages(Vec<Message>);

impl Messages {
    /// Says something that nobody needs to act on.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.push(text.into(), Tone::Neutral, Vec::new(), true);
    }

    /// Asks for something, and stays until it is done or closed.
    pub fn ask(&mut self, text: impl Into<String>, action: Action) {
        self.push(text.into(), Tone::Info, vec![action], false);
    }

    /// Says something that stays until it is closed.
    pub fn warn(&mut self, text: impl Into<String>, actions: Vec<Action>) {
        self.push(text.into(), Tone::Warning, actions, false);
    }

    /// Says what went wrong; stays until it is closed.
    pub fn fail(&mut self, text: impl Into<String>, actions: Vec<Action>) {
        let text = text.into();
        log::error!("{text}");
        self.push(text, Tone::Danger, actions, false);
    }

    fn push(&mut self, text: String, tone: Tone, actions: Vec<Action>, passing: bool) {
        self.0.retain(|message| message.text != text && !(passing && message.until.is_some()));
        let until = passing.then_some(PASSING);
        self.0.push(Message { text, tone, actions, until, since: None });
        if self.0.len() > 5 {
            self.0.remove(0);
        }
    }

    /// Takes away everything that was said with this tone.
    pub fn clear(&mut self, tone: Tone) {
        self.0.retain(|message| message.tone != tone);
    }

    /// What is said now, for tests and for screen readers.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|message| message.text.as_str())
    }

    /// What passes by itself: one text for the status line.
    pub fn passing(&mut self, ctx: &Context) -> Option<&str> {
        let now = ctx.input(|input| input.time);
        let is_over = |message: &Message| match (message.since, message.until) {
            (Some(since), Some(stay)) => now > since + stay,
            _ => false,
        };
        self.0.retain(|message| !is_over(message));
        let message = self.0.iter_mut().find(|message| message.until.is_some())?;
        message.since.get_or_insert(now);
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(0.5));
        Some(&message.text)
    }

    /// Whether something stays until it is dealt with.
    pub fn has_notices(&self) -> bool {
        self.0.iter().any(|message| message.until.is_none())
    }

    /// Shows what stays until it is dealt with: a line each, over the whole width, so that nothing is covered.
    pub fn notices(&mut self, ui: &mut Ui, strings: &Strings, requests: &mut Vec<Request>) {
        let theme = theme::of(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut closed = None;
        for (number, message) in self.0.iter().enumerate().filter(|(_, message)| message.until.is_none()) {
            let tint = theme.tone(message.tone);
            let frame = Frame::new().fill(tint.fill).inner_margin(Margin::symmetric(12, 6));
            frame.show(ui, |ui| {
                ui.spacing_mut().item_spacing.x = size::GAP;
                // The buttons stand at the end, and the words have the rest of the line.
                ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
                    if sign_button(ui, "×", strings.get("message-close"), true) {
                        closed = Some(number);
                    }
                    for action in message.actions.iter().rev() {
                        if secondary_button(ui, strings.get(action.key())).clicked() {
                            requests.push(Request::Run(*action));
                            closed = Some(number);
                        }
                    }
                    ui.with_layout(Layout::left_to_right(Align::TOP), |ui| {
                        // As high as the buttons, so that a single line stands on their middle.
                        ui.add_space(0.0);
                        let text = egui::RichText::new(&message.text).color(tint.text);
                        let top = (size::CONTROL - ui.text_style_height(&egui::TextStyle::Body)) / 2.0;
                        Frame::new().inner_margin(Margin { top: top as i8, ..Margin::ZERO }).show(ui, |ui| {
                            let said = ui.add(egui::Label::new(text).wrap());
                            ui.ctx().accesskit_node_builder(said.id, |node| {
                                node.set_live(egui::accesskit::Live::Polite);
                            });
                        });
                    });
                });
            });
        }
        if let Some(number) = closed {
            self.0.remove(number);
        }
    }
}
