//! What the program has to say: a line that fades, or a notice that stays until it is dealt with.

use egui::{Align2, Area, Context, Frame, Id, Margin, Order, vec2};

use super::action::Action;
use super::strings::Strings;
use super::theme::{self, Tone, size};
use super::view::Request;

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

    /// Shows the messages above the status line.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, requests: &mut Vec<Request>) {
        if self.0.is_empty() {
            return;
        }
        let theme = theme::of_context(ctx);
        let now = ctx.input(|input| input.time);
        let mut closed = None;
        Area::new(Id::unique("messages"))
            .order(Order::Foreground)
            .anchor(Align2::CENTER_BOTTOM, vec2(0.0, -40.0))
            .show(ctx, |ui| {
                for (number, message) in self.0.iter_mut().enumerate() {
                    message.since.get_or_insert(now);
                    let tint = theme.tone(message.tone);
                    let frame = Frame::new()
                        .fill(tint.fill)
                        .stroke(theme.hairline_stroke())
                        .corner_radius(size::RADIUS)
                        .shadow(theme.floating_shadow())
                        .inner_margin(Margin::symmetric(14, 9));
                    frame.show(ui, |ui| {
                        ui.set_max_width(560.0);
                        ui.horizontal_wrapped(|ui| {
                            ui.colored_label(tint.text, &message.text);
                            for action in &message.actions {
                                if ui.button(strings.get(action.key())).clicked() {
                                    requests.push(Request::Run(*action));
                                    closed = Some(number);
                                }
                            }
                            if message.until.is_none() && ui.button(strings.get("message-close")).clicked() {
                                closed = Some(number);
                            }
                        });
                    });
                    ui.add_space(6.0);
                }
            });
        if let Some(number) = closed {
            self.0.remove(number);
        }
        let is_over = |message: &Message| match (message.since, message.until) {
            (Some(since), Some(stay)) => now > since + stay,
            _ => false,
        };
        self.0.retain(|message| !is_over(message));
        if self.0.iter().any(|message| message.until.is_some()) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(0.5));
        }
    }
}
