//! Articles that come in: read in the background, sorted out, added or asked about.

use super::action::Action;
use super::app::App;
use super::dialog::Dialog;
use super::dialogs::ArrivalsDialog;
use crate::job::Panicked;
use crate::session::{Address, Arrival, Arrived, Bringing, Brought, Intake, Verdict};

impl App {
    /// Brings articles in, in the background.
    pub(super) fn bring_in(&mut self, arrivals: Vec<Arrival>) {
        self.files.waiting.extend(arrivals);
        // What comes with a set is meant for that one.
        let waits = self.files.is_working() || self.files.is_parting() || self.is_deciding();
        if waits || self.files.waiting.is_empty() {
            return;
        }
        let arrivals = std::mem::take(&mut self.files.waiting);
        let bringing = Bringing::start(self.session.environment(), arrivals);
        self.files.begin_articles(bringing);
    }

    /// Pages of the web, in the background.
    pub(super) fn bring_in_pages(&mut self, addresses: Vec<Address>) {
        self.bring_in(addresses.into_iter().map(Arrival::Web).collect());
    }

    /// Adds what came, and shows what needs a look.
    pub(super) fn take_brought(&mut self, brought: Result<Brought, Panicked>) {
        let brought = match brought {
            Ok(brought) => brought,
            Err(error) => return self.messages.fail(error.to_string(), Vec::new()),
        };
        let fetched = matches!(brought.intakes.as_slice(), [Intake { name, .. }] if Address::is_meant(name));
        let came = brought.intakes.len() + brought.left.len();
        let mut new = Vec::new();
        let mut dialog = ArrivalsDialog::new(brought.left, brought.passed_over, brought.too_many);
        for (name, verdict) in self.session.sort_out(brought.intakes) {
            match verdict {
                Verdict::New(arrived) => {
                    dialog.added(name, &arrived.article);
                    new.push(*arrived);
                }
                Verdict::Twin { arrived, same, title, .. } => dialog.twin(name, arrived, same, title),
                Verdict::Refused(error) => dialog.refused(name, error.to_string()),
            }
        }
        self.add_arrived(new);
        if dialog.asks() || came > 1 && dialog.needs_a_look() {
            self.files.to_show = Some(Box::new(dialog));
        } else if dialog.needs_a_look() {
            let again = if fetched { vec![Action::AddFromWeb] } else { Vec::new() };
            self.messages.warn(dialog.in_words(&self.strings), again);
        } else if came == 0 {
            self.messages.tell(self.strings.get("articles-none"));
        }
    }

    /// Adds articles to the set and shows them.
    pub(super) fn add_arrived(&mut self, articles: Vec<Arrived>) {
        let count = articles.len();
        match self.session.add_articles(articles) {
            Ok((_, sources)) => {
                let Some(first) = sources.first() else { return };
                self.view.active = Some(*first);
                self.fit_panes.came_in = true;
                self.messages.tell(self.strings.with("articles-added", &[("count", count.into())]));
            }
            Err(error) => self.messages.fail(error.to_string(), Vec::new()),
        }
    }

    /// Shows what came of many articles, as soon as nothing else asks for attention.
    pub(super) fn show_arrivals(&mut self) {
        if self.dialog.is_none()
            && let Some(dialog) = self.files.to_show.take()
        {
            self.dialog = Some(Dialog::Arrivals(dialog));
        }
    }
}
