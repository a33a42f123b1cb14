//! Search through every source and note, with all hits shown in all panes.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Id, Key, TextEdit, Ui};

use crate::gui::app::App;
use crate::gui::dialogs::sign_button;
use crate::gui::theme::{self, size};
use crate::gui::view::{Hit, Request, View};
use crate::gui::widgets;
use crate::index::{Found, Place as SearchPlace, Query, Scope, SearchOptions, search};
use crate::job::Job;
use crate::model::AnnotationId;
use crate::session::Session;

/// The most hits that are shown.
const MOST: usize = 5_000;

/// What is searched, and the search that is running.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that has nothing to do with the others")]
pub struct Search {
    open: bool,
    focus: bool,
    typed: String,
    options: SearchOptions,
    /// What was last searched: words, options, revision.
    asked: Option<(String, SearchOptions, u64)>,
    running: Option<Job<Option<Found>>>,
    more: bool,
    /// Other words are searched now: their first hit is shown as soon as it is found.
    jump: bool,
    /// Hits in notes; they have no place in the text.
    notes: Vec<AnnotationId>,
}

impl Search {
    /// Opens the bar and puts the caret into its field.
    pub fn open(&mut self) {
        self.open = true;
        self.focus = true;
    }

    /// Whether the bar is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Closes the bar; the hits go with it.
    pub fn close(&mut self, view: &mut View) {
        self.open = false;
        self.asked = None;
        self.running = None;
        self.notes.clear();
        view.set_hits(Vec::new());
    }

    /// Searches in the background whenever words, options or texts changed, and takes what was found.
    pub fn follow(&mut self, session: &Session, view: &mut View) {
        if !self.open {
            return;
        }
        if let Some(job) = &self.running
            && let Some(found) = job.try_take()
        {
            self.running = None;
            match found {
                Ok(Some(found)) => self.take(found, view),
                Ok(None) => {}
                Err(error) => log::error!("the search ended: {error}"),
            }
        }
        let wanted = (self.typed.clone(), self.options, session.revision());
        if self.asked.as_ref() == Some(&wanted) {
            return;
        }
        self.jump |= self.asked.as_ref().is_none_or(|(words, options, _)| (words, options) != (&wanted.0, &wanted.1));
        self.asked = Some(wanted);
        self.running = None;
        let Ok(query) = Query::new(&self.typed, self.options) else {
            self.notes.clear();
            view.set_hits(Vec::new());
            return;
        };
        let set = session.set().clone();
        let environment = session.environment();
        self.running = Some(Job::start(&*environment.runner, "search", &environment.wake, move |progress| {
            search(&set, &query, Scope::Everywhere, MOST, &|| progress.is_cancelled())
        }));
    }

    /// Whether the first hit of other words was just found.
    pub fn take_jump(&mut self, view: &View) -> bool {
        self.running.is_none() && !view.hits().is_empty() && std::mem::take(&mut self.jump)
    }

    fn take(&mut self, found: Found, view: &mut View) {
        self.more = found.more;
        self.notes.clear();
        let mut hits = Vec::new();
        for hit in found.hits {
            match hit.place {
                SearchPlace::Text(version) => hits.push(Hit { source: hit.source, version, span: hit.span }),
                SearchPlace::Note(annotation) => self.notes.push(annotation),
                SearchPlace::Title | SearchPlace::SourceNote => {}
            }
        }
        self.notes.dedup();
        let current = view.hits().get(view.current_hit()).copied();
        let again =
            current.filter(|_| view.is_at_hit()).and_then(|current| hits.iter().position(|hit| *hit == current));
        view.set_hits(hits);
        if let Some(again) = again {
            view.stay_at_hit(again);
        }
    }
}

/// Shows the bar.
pub fn show(app: &mut App, ui: &mut Ui) {
    let theme = theme::of(ui);
    let id = Id::unique("search field");
    ui.horizontal_wrapped(|ui| {
        let field = TextEdit::singleline(&mut app.search.typed)
            .id(id)
            .hint_text(app.strings.get("search-hint"))
            .desired_width(240.0);
        let response = ui.add(field);
        let name = app.strings.get("search-name").to_owned();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, &name));
        if std::mem::take(&mut app.search.focus) {
            response.request_focus();
            // What was searched last is selected: typing replaces it.
            let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
            let end = CCursor::new(app.search.typed.chars().count());
            state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
            state.store(ui.ctx(), id);
        }
        let enter = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        if enter {
            let back = ui.input(|input| input.modifiers.shift);
            app.go_to_hit(if back { -1 } else { 1 });
            response.request_focus();
        }
        // Taken out of the input: the article that gets the focus now would take it for its own.
        let close = (response.has_focus() || response.lost_focus()) && widgets::take_key(ui, Key::Escape);
        let (count, current) = (app.view.hits().len(), app.view.current_hit() + 1);
        let text = match (app.search.typed.trim().is_empty(), count) {
            (true, _) => String::new(),
            (false, 0) if app.search.running.is_some() => app.strings.get("search-running").to_owned(),
            (false, 0) => app.strings.get("search-nothing").to_owned(),
            (false, count) => {
                let key = if app.search.more { "search-more" } else { "search-count" };
                app.strings.with(key, &[("current", current.into()), ("count", count.into())])
            }
        };
        ui.label(egui::RichText::new(text).size(size::SMALL).color(theme.weak_text));
        for (sign, name, step) in [("↑", "action-find-previous", -1), ("↓", "action-find-next", 1)] {
            if sign_button(ui, sign, app.strings.get(name), count > 0) {
                app.go_to_hit(step);
            }
        }
        ui.checkbox(&mut app.search.options.match_case, app.strings.get("search-case"));
        ui.checkbox(&mut app.search.options.whole_word, app.strings.get("search-word"));
        let notes = app.search.notes.clone();
        if !notes.is_empty() {
            let text = app.strings.with("search-notes", &[("count", notes.len().into())]);
            if widgets::secondary_button(ui, &text).clicked() {
                app.requests.push(Request::Choose(notes));
            }
        }
        if ui.button(app.strings.get("search-close")).clicked() || close {
            app.end_search(ui.ctx());
        }
    });
}
