use egui::{Context, Id, RichText, Role, Ui, UiBuilder};

use super::{body_beside, caption};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{dialog_buttons, modal, primary_button, secondary_button, segmented};
use crate::intake::Article;
use crate::session::{Arrived, Same};

/// What becomes of an article that is here already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TwinChoice {
    /// Nothing.
    Skip,
    /// It becomes a source of its own.
    Add,
}

/// One article and what came of it.
#[derive(Debug)]
struct Line {
    name: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Twin { arrived: Box<Arrived>, same: Same, title: String, choice: TwinChoice },
    Refused(String),
    NotRead,
    Added { title: String, warnings: Vec<String> },
}

impl What {
    /// What needs somebody comes first.
    fn rank(&self) -> u8 {
        match self {
            Self::Twin { .. } => 0,
            Self::Refused(_) => 1,
            Self::NotRead => 2,
            Self::Added { warnings, .. } if !warnings.is_empty() => 3,
            Self::Added { .. } => 4,
        }
    }
}

/// What came of each of many articles, and the question about those that are here already.
#[derive(Debug)]
pub struct ArrivalsDialog {
    lines: Vec<Line>,
    passed_over: usize,
    too_many: bool,
    sorted: bool,
}

impl ArrivalsDialog {
    /// Nothing but those that were not begun, and what folders hold besides.
    pub fn new(not_read: Vec<String>, passed_over: usize, too_many: bool) -> Self {
        let lines = not_read.into_iter().map(|name| Line { name, what: What::NotRead }).collect();
        Self { lines, passed_over, too_many, sorted: false }
    }

    /// One that was added.
    pub fn added(&mut self, name: String, article: &Article) {
        let warnings = article.warnings.iter().map(ToString::to_string).collect();
        self.lines.push(Line { name, what: What::Added { title: article.title.clone(), warnings } });
    }

    /// One that is asked about, and the headline of the other one.
    pub fn twin(&mut self, name: String, arrived: Box<Arrived>, same: Same, title: String) {
        self.lines.push(Line { name, what: What::Twin { arrived, same, title, choice: TwinChoice::Skip } });
    }

    /// One that was not taken in, and why.
    pub fn refused(&mut self, name: String, why: String) {
        self.lines.push(Line { name, what: What::Refused(why) });
    }

    /// Whether there is something to decide.
    pub fn asks(&self) -> bool {
        self.lines.iter().any(|line| matches!(line.what, What::Twin { .. }))
    }

    /// Whether not everything went as it should.
    pub fn needs_a_look(&self) -> bool {
        self.too_many || self.lines.iter().any(|line| line.what.rank() < 4)
    }

    /// What needs a look, a line for each.
    pub fn in_words(&self, strings: &Strings) -> String {
        let lines = self.lines.iter().filter(|line| line.what.rank() < 4);
        let lines = lines.map(|line| format!("{}: {}", line.name, said(&line.what, strings)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Shows the dialog; what is to be added, once it closes.
    pub fn show(&mut self, ctx: &Context, strings: &Strings) -> Option<Vec<Arrived>> {
        if !std::mem::replace(&mut self.sorted, true) {
            self.lines.sort_by_key(|line| line.what.rank());
        }
        let title = strings.get("arrivals-dialog.title");
        let outcome = modal(ctx, Id::unique("arrivals dialog"), title, 620.0, |ui| {
            self.summary(ui, strings);
            ui.add_space(size::GAP);
            body_beside(ui, 2, |ui| {
                for (number, line) in self.lines.iter_mut().enumerate() {
                    show_line(ui, strings, number, line);
                }
            });
            let chosen = self.chosen().count();
            dialog_buttons(ui, |ui| {
                let done = match chosen {
                    0 => strings.get("arrivals-dialog.done").to_owned(),
                    count => strings.with("arrivals-add", &[("count", count.into())]),
                };
                let done = primary_button(ui, &done).clicked();
                let skip = chosen > 0 && secondary_button(ui, strings.get("dialog.cancel")).clicked();
                (done, skip)
            })
        });
        let (done, skip) = outcome.inner;
        if done || outcome.accepted {
            return Some(self.take_chosen());
        }
        (skip || outcome.dismissed).then(Vec::new)
    }

    fn summary(&mut self, ui: &mut Ui, strings: &Strings) {
        let count = |is: fn(&What) -> bool| self.lines.iter().filter(|line| is(&line.what)).count();
        let parts = [
            ("arrivals-added", count(|what| matches!(what, What::Added { .. }))),
            ("arrivals-twins", count(|what| matches!(what, What::Twin { .. }))),
            ("arrivals-refused", count(|what| matches!(what, What::Refused(_)))),
            ("arrivals-not-read", count(|what| matches!(what, What::NotRead))),
            ("arrivals-passed-over", self.passed_over),
        ];
        let parts = parts.into_iter().filter(|(_, count)| *count > 0);
        let mut words: Vec<String> = parts.map(|(key, count)| strings.with(key, &[("count", count.into())])).collect();
        if self.too_many {
            words.push(strings.get("arrivals-too-many").to_owned());
        }
        let twins = self.lines.iter().filter(|line| matches!(line.what, What::Twin { .. })).count();
        ui.horizontal_wrapped(|ui| {
            ui.label(words.join(" · "));
            if twins < 2 {
                return;
            }
            for (key, all) in
                [("arrivals-dialog.add-all", TwinChoice::Add), ("arrivals-dialog.skip-all", TwinChoice::Skip)]
            {
                if ui.small_button(strings.get(key)).clicked() {
                    for line in &mut self.lines {
                        if let What::Twin { choice, .. } = &mut line.what {
                            *choice = all;
                        }
                    }
                }
            }
        });
    }

    fn chosen(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| matches!(line.what, What::Twin { choice: TwinChoice::Add, .. }))
    }

    fn take_chosen(&mut self) -> Vec<Arrived> {
        let lines = std::mem::take(&mut self.lines).into_iter();
        let chosen = lines.filter_map(|line| match line.what {
            What::Twin { arrived, choice: TwinChoice::Add, .. } => Some(*arrived),
            _ => None,
        });
        chosen.collect()
    }
}

/// What came of it, in words.
fn said(what: &What, strings: &Strings) -> String {
    match what {
        What::Twin { same: Same::Text, title, .. } => {
            strings.with("arrivals-same-text", &[("title", title.as_str().into())])
        }
        What::Twin { same: Same::Address, title, .. } => {
            strings.with("arrivals-same-address", &[("title", title.as_str().into())])
        }
        What::Refused(why) => why.clone(),
        What::NotRead => strings.get("arrivals-dialog.not-read").to_owned(),
        What::Added { title, warnings } if warnings.is_empty() => {
            strings.with("arrivals-line-added", &[("title", title.as_str().into())])
        }
        What::Added { warnings, .. } => warnings.join("\n"),
    }
}

fn show_line(ui: &mut Ui, strings: &Strings, number: usize, line: &mut Line) {
    let theme = theme::of(ui);
    let words = said(&line.what, strings);
    let builder = UiBuilder::new()
        .id_salt(number)
        .accessibility_role(Role::ListItem)
        .accessibility_label(format!("{}: {words}", line.name));
    ui.scope_builder(builder, |ui| {
        // A sign and words, so that colour is never alone.
        let (sign, ink) = match &line.what {
            What::Twin { .. } => ("=", theme.accent),
            What::Refused(_) => ("×", theme.danger),
            What::NotRead => ("–", theme.weak_text),
            What::Added { warnings, .. } if !warnings.is_empty() => ("!", theme.text),
            What::Added { .. } => ("+", theme.weak_text),
        };
        ui.horizontal_top(|ui| {
            let room = ui.available_width();
            ui.add_sized(
                [14.0, size::BODY],
                egui::Label::new(RichText::new(sign).font(theme::strong(size::BODY)).color(ink)),
            );
            ui.vertical(|ui| {
                ui.set_width(room - 14.0 - ui.spacing().item_spacing.x * 2.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.add(egui::Label::new(RichText::new(&line.name).color(theme.text)).truncate());
                if line.what.rank() == 4 {
                    caption(ui, &words);
                } else {
                    let ink = if matches!(line.what, What::Refused(_)) { theme.danger } else { theme.weak_text };
                    ui.label(RichText::new(words).size(size::SMALL).color(ink));
                }
                if let What::Twin { choice, .. } = &mut line.what {
                    let options = [
                        (TwinChoice::Skip, strings.get("arrivals-dialog.skip")),
                        (TwinChoice::Add, strings.get("arrivals-dialog.add")),
                    ];
                    segmented(
                        ui,
                        &format!("{}: {}", line.name, strings.get("arrivals-dialog.choice")),
                        choice,
                        &options,
                    );
                }
            });
        });
        ui.add_space(5.0);
    });
}
