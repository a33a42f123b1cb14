//! Files and the window: asking for paths, opening, saving, bringing articles in, closing.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use egui::{Context, Event, ViewportCommand};

use super::action::Action;
use super::app::{App, FitPanes, Leaving, Parting};
use super::dialogs::{Offer, VersionsChoice};
use super::keeping::Told;
use super::outside::Watch;
use super::path_dialog::{PathDialog, Places};
use super::platform::{Answer, Pending, Question};
use super::recovery;
use super::theme::Tone;
use super::view::View;
use crate::exchange::Format;
use crate::intake::Article;
use crate::job::{Job, Panicked};
use crate::model::AnnotationSet;
use crate::session::{
    self, Arrival, CannotSave, Intake, OpenError, Opened, ReadOnly, Recent, SaveError, Session, take_in_while,
};

/// The endings of files that are taken for articles.
pub const ARTICLES: [&str; 8] = ["txt", "md", "markdown", "text", "pdf", "docx", "odt", "rtf"];

/// How long the clipboard's text may take after the menu asked for it, in seconds.
const PASTE: f64 = 0.5;

/// What a question about paths is for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Articles to add.
    Articles,
    /// A set to open.
    Set,
    /// Where to save the set.
    SaveAs,
    /// Where to write an export.
    Export(Format),
}

/// Something that is read in the background.
enum Work {
    Open(Job<Result<Option<Taken>, OpenError>>),
    Articles(Job<Vec<Intake>>),
    Export(Job<Result<(), ExportFailed>>, PathBuf),
}

/// Why an export was not written.
#[derive(Debug, thiserror::Error)]
enum ExportFailed {
    /// The format could not be put together.
    #[error(transparent)]
    Format(#[from] crate::exchange::ExportError),
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// A set that was opened, and work that its file does not hold.
struct Taken {
    opened: Opened,
    offer: Option<Offer>,
}

/// What puts another set in the place of the present one.
enum Then {
    Open(PathBuf),
    Take(Box<Taken>),
    Left(Box<Offer>),
    Copy(Box<AnnotationSet>),
    New,
    Sample,
}

/// Questions and work under way.
#[derive(Default)]
pub struct Files {
    asked: Option<(Asked, Question, Pending)>,
    own_dialog: Option<(Asked, PathDialog)>,
    work: Option<Work>,
    /// What is to be brought in when the present work is done.
    waiting: Vec<Arrival>,
    /// The set that is to be opened then, before anything is brought in.
    waiting_set: Option<PathBuf>,
    /// What is done as soon as the present set is saved.
    then: Option<Then>,
    /// When a clipboard was asked for by the menu, in seconds.
    paste_wanted: Option<f64>,
}

impl Files {
    /// Whether our own dialog is on the screen.
    pub fn is_asking(&self) -> bool {
        self.own_dialog.is_some()
    }

    /// What is being done, as a key of the strings file, and how far it is.
    pub fn work(&self) -> Option<(&'static str, Option<f32>)> {
        match &self.work {
            Some(Work::Open(job)) => Some(("work-opening", job.progress())),
            Some(Work::Articles(job)) => Some(("work-articles", job.progress())),
            Some(Work::Export(job, _)) => Some(("work-exporting", job.progress())),
            // How far a save is nobody knows, and a bar that moves would draw the window all the time.
            None => self.then.as_ref().map(|_| ("work-saving-first", Some(0.0))),
        }
    }

    /// Gives up what is being done.
    pub fn cancel(&mut self) {
        match self.work.take() {
            Some(Work::Open(job)) => job.cancel(),
            Some(Work::Articles(job)) => job.cancel(),
            Some(Work::Export(job, _)) => job.cancel(),
            None => {}
        }
        self.waiting.clear();
        self.waiting_set = None;
        self.then = None;
    }
}

impl App {
    /// Opens what a person named: sets are opened, everything else is taken for an article.
    pub fn open_paths(&mut self, paths: Vec<PathBuf>) {
        let is_set = |path: &PathBuf| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"));
        let (sets, articles): (Vec<_>, Vec<_>) = paths.into_iter().partition(is_set);
        if sets.len() > 1 {
            self.messages.warn(self.strings.get("open-one-set"), Vec::new());
        }
        if let Some(set) = sets.into_iter().next() {
            self.open_path(set);
        }
        self.bring_in(articles.into_iter().map(Arrival::File).collect());
    }

    /// Opens a set in the background; what is unsaved now is saved first or asked about.
    pub fn open_path(&mut self, path: PathBuf) {
        self.when_saved(Then::Open(path));
    }

    /// Begins a set anew.
    pub(super) fn new_set(&mut self) {
        self.when_saved(Then::New);
    }

    /// Opens the sample lesson, as a set without a file.
    pub(super) fn open_sample(&mut self) {
        self.when_saved(Then::Sample);
    }

    /// Puts another set in the place of this one as soon as this one is saved. No frame waits for that.
    fn when_saved(&mut self, then: Then) {
        self.files.then = Some(then);
        self.go_on();
    }

    /// Does what was waiting, if all is saved. What cannot be saved without asking is said, and nothing waits for it.
    fn go_on(&mut self) {
        if self.files.then.is_none() || self.session.file().is_saving() {
            return;
        }
        if self.session.is_unsaved() {
            if self.session.save(None).is_err() {
                self.files.then = None;
                self.look_again();
                self.messages.warn(self.strings.get("open-unsaved"), vec![Action::SaveAs]);
            }
            return;
        }
        match self.files.then.take() {
            Some(Then::Open(path)) => self.begin_to_open(path),
            Some(Then::Take(taken)) => self.take_opened(*taken),
            Some(Then::Left(offer)) => self.take_left(*offer),
            Some(Then::Copy(set)) => {
                let session = Session::from_set(self.session.environment().clone(), *set);
                self.take_session(session);
                self.messages.warn(self.strings.get("version-copied"), vec![Action::SaveAs]);
            }
            Some(Then::New) => self.take_session(Session::new(self.session.environment().clone())),
            Some(Then::Sample) => self.take_sample(),
            None => {}
        }
    }

    fn begin_to_open(&mut self, path: PathBuf) {
        if self.files.work.is_some() {
            self.files.waiting_set = Some(path);
            return;
        }
        // What is remembered must be found from any folder.
        let path = std::path::absolute(&path).unwrap_or(path);
        let environment = self.session.environment().clone();
        let runner = environment.runner.clone();
        let wake = environment.wake.clone();
        let present = self.session.file().path().map(Path::to_owned);
        // What another window had may be free by now.
        let present = present.filter(|_| self.session.file().read_only() != Some(ReadOnly::HeldElsewhere));
        self.files.work = Some(Work::Open(Job::start(&*runner, "open", &wake, move |_| {
            if present.is_some_and(|present| crate::store::same_place(&*environment.files, &present, &path)) {
                return Ok(None);
            }
            let mut opened = session::take_up(&environment, &path)?;
            let offer = recovery::take_offer(&mut opened);
            Ok(Some(Taken { opened, offer }))
        })));
    }

    fn take_sample(&mut self) {
        match session::read_set(session::SAMPLE.as_bytes()) {
            Ok(reading) => {
                let session = Session::from_set(self.session.environment().clone(), reading.set);
                self.take_session(session);
                self.messages.tell(self.strings.get("sample-opened"));
            }
            Err(error) => self.messages.fail(error.to_string(), Vec::new()),
        }
    }

    /// Restores work on a set without a file as soon as the present set is saved.
    pub(super) fn restore_left(&mut self, offer: Offer) {
        self.when_saved(Then::Left(Box::new(offer)));
    }

    /// Does what somebody chose for an earlier version.
    pub(super) fn settle_version(&mut self, choice: VersionsChoice) {
        match choice {
            VersionsChoice::Close => {}
            VersionsChoice::Copy(set) => self.when_saved(Then::Copy(set)),
            VersionsChoice::Restore(set, at) => match self.session.restore_version(&set, at) {
                Ok(_) => {
                    let when = self.moments.moment(&self.strings, at, self.now());
                    self.messages.tell(self.strings.with("version-restored", &[("when", when.into())]));
                }
                Err(error) => self.messages.fail(error.to_string(), Vec::new()),
            },
        }
    }

    pub(super) fn take_session(&mut self, session: Session) {
        self.session = session;
        self.told = Told::default();
        self.watch = Watch::default();
        self.forget_recoveries();
        self.dialog = None;
        self.show_another_set();
    }

    /// Forgets what the screen showed of another set.
    pub(super) fn show_another_set(&mut self) {
        self.session.set_annotator(self.settings.annotator());
        self.panes.clear();
        self.view = View::new(self.view.reading);
        self.fit_panes = FitPanes { came_in: true, ..FitPanes::default() };
        self.search.close(&mut self.view);
        self.messages.clear(Tone::Danger);
        self.messages.clear(Tone::Warning);
    }

    /// Brings articles in, in the background.
    pub(super) fn bring_in(&mut self, arrivals: Vec<Arrival>) {
        self.files.waiting.extend(arrivals);
        // What comes with a set is meant for that one.
        let waits = self.files.work.is_some() || self.files.then.is_some() || self.is_deciding();
        if waits || self.files.waiting.is_empty() {
            return;
        }
        let arrivals = std::mem::take(&mut self.files.waiting);
        let environment = self.session.environment().clone();
        let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
        let job = Job::start(&*runner, "articles", &wake, move |progress| {
            let count = arrivals.len();
            let mut taken = Vec::with_capacity(count);
            for (done, arrival) in arrivals.into_iter().enumerate() {
                if progress.is_cancelled() {
                    break;
                }
                taken.push(take_in_while(&environment, arrival, &|| !progress.is_cancelled()));
                progress.set(done + 1, count);
            }
            taken
        });
        self.files.work = Some(Work::Articles(job));
    }

    fn add(&mut self, intakes: Vec<Intake>) {
        let mut articles: Vec<(String, Article)> = Vec::new();
        let mut notes = Vec::new();
        for Intake { name, outcome } in intakes {
            match outcome {
                Ok(article) => {
                    if let Some(twin) = self.session.twin_of(&article) {
                        let title = twin.title.clone();
                        notes.push(self.strings.with("article-twice", &[("title", title.into())]));
                        continue;
                    }
                    for warning in &article.warnings {
                        notes.push(format!("{name}: {warning}"));
                    }
                    articles.push((name, *article));
                }
                Err(error) => notes.push(format!("{name}: {error}")),
            }
        }
        let count = articles.len();
        match self.session.add_articles(articles) {
            Ok((_, sources)) => {
                if let Some(first) = sources.first() {
                    self.view.active = Some(*first);
                }
                self.fit_panes.came_in = true;
                if count > 0 {
                    self.messages.tell(self.strings.with("articles-added", &[("count", count.into())]));
                }
            }
            Err(error) => notes.push(error.to_string()),
        }
        if !notes.is_empty() {
            self.messages.warn(notes.join("\n"), Vec::new());
        }
    }

    /// Takes what came from the background and from the desktop.
    pub(super) fn poll_files(&mut self, ctx: &Context) {
        match self.files.work.take() {
            Some(Work::Open(job)) => match job.try_take() {
                Some(opened) => self.opened(opened),
                None => self.files.work = Some(Work::Open(job)),
            },
            Some(Work::Articles(job)) => match job.try_take() {
                Some(Ok(intakes)) => self.add(intakes),
                Some(Err(error)) => self.messages.fail(error.to_string(), Vec::new()),
                None => self.files.work = Some(Work::Articles(job)),
            },
            Some(Work::Export(job, path)) => match job.try_take() {
                Some(Ok(Ok(()))) => {
                    let name = path.display().to_string();
                    self.messages.tell(self.strings.with("exported", &[("path", name.into())]));
                }
                Some(Ok(Err(error))) => self.messages.fail(error.to_string(), vec![Action::Export]),
                Some(Err(error)) => self.messages.fail(error.to_string(), Vec::new()),
                None => self.files.work = Some(Work::Export(job, path)),
            },
            None => {}
        }
        if let Some((asked, question, pending)) = self.files.asked.take() {
            match pending.poll() {
                None => self.files.asked = Some((asked, question, pending)),
                Some(Answer::Paths(paths)) => self.answered(asked, paths),
                Some(Answer::Cancelled) => self.leaving = Leaving::No,
                Some(Answer::Unavailable) => {
                    let places = self.places();
                    self.files.own_dialog = Some((asked, PathDialog::new(question, places)));
                }
            }
        }
        if let Some(outcome) = self.session.poll_save() {
            self.tell_saved(outcome);
        }
        self.go_on();
        if self.files.work.is_none()
            && let Some(path) = self.files.waiting_set.take()
        {
            self.open_path(path);
        }
        if self.files.work.is_none() && !self.files.waiting.is_empty() {
            self.bring_in(Vec::new());
        }
        let now = self.now();
        if let Some(left) = self.session.follow_with_file(now) {
            ctx.request_repaint_after(std::time::Duration::from_millis(left.unsigned_abs() + 20));
        }
    }

    /// The folders that our own dialog offers.
    fn places(&self) -> Places {
        let home = etcetera::home_dir().ok();
        let mut recent: Vec<PathBuf> =
            [&self.settings.folder, &self.settings.set_folder].into_iter().flatten().cloned().collect();
        recent.extend(self.settings.recent.iter().filter_map(|file| Some(file.path.parent()?.to_owned())));
        let mut seen = std::collections::BTreeSet::new();
        recent.retain(|folder| seen.insert(folder.clone()));
        recent.truncate(5);
        // A program that was started from the desktop stands at home or at the root, which says nothing.
        let started = std::env::current_dir().ok();
        let started = started.filter(|folder| folder.parent().is_some() && Some(folder) != home.as_ref());
        Places { documents: self.platform.documents(), home, started, recent }
    }

    fn opened(&mut self, outcome: Result<Result<Option<Taken>, OpenError>, Panicked>) {
        match outcome.map_err(OpenError::from).and_then(|outcome| outcome) {
            // What was done while the file was read is not lost either.
            Ok(Some(taken)) => self.when_saved(Then::Take(Box::new(taken))),
            Ok(None) => self.messages.tell(self.strings.get("open-already")),
            Err(error) => self.messages.fail(error.to_string(), Vec::new()),
        }
    }

    fn take_opened(&mut self, taken: Taken) {
        let Taken { opened, offer } = taken;
        let path = opened.path.clone();
        let (session, findings) = Session::from_opened(self.session.environment().clone(), opened);
        let read_only = session.file().read_only();
        self.take_session(session);
        self.remember(&path);
        if let Some(offer) = offer {
            self.offer_recovery(offer);
        }
        if read_only == Some(ReadOnly::HeldElsewhere) {
            self.tell_held();
        }
        self.tell_unguarded();
        let Some(first) = findings.first() else { return };
        let reason = match read_only {
            Some(ReadOnly::Damaged) => "opened-damaged",
            Some(ReadOnly::Newer) => "opened-newer",
            Some(ReadOnly::ChangedOutside | ReadOnly::HeldElsewhere) | None => "opened-findings",
        };
        let first = first.to_string();
        let text = self.strings.with(reason, &[("count", findings.len().into()), ("first", first.as_str().into())]);
        let actions = if read_only.is_some() { vec![Action::SaveAs] } else { Vec::new() };
        self.messages.warn(text, actions);
    }

    fn tell_saved(&mut self, outcome: Result<PathBuf, SaveError>) {
        match outcome {
            Ok(path) => {
                self.messages.clear(Tone::Danger);
                self.remember(&path);
            }
            Err(error) => {
                let closing = std::mem::take(&mut self.leaving) == Leaving::WhenSaved;
                self.files.then = None;
                if matches!(error, SaveError::ChangedOutside(_)) && !closing {
                    self.compare_outside();
                } else if !self.session.is_unsaved() {
                    // The set's own file holds everything: the other place is not insisted upon.
                    self.messages.fail(error.to_string(), vec![Action::SaveAs]);
                } else if closing {
                    self.open_dialog(Action::Quit);
                }
            }
        }
    }

    fn remember(&mut self, path: &Path) {
        let set = self.session.set();
        self.settings.remember(Recent {
            path: path.to_owned(),
            title: self.set_title(),
            sources: set.sources().len(),
            annotations: set.annotations().len(),
            at: self.now().0,
        });
        self.save_settings();
    }

    /// Saves over the set's file, or asks for a place.
    pub(super) fn save(&mut self) {
        match self.session.save(None) {
            Ok(()) => {}
            Err(CannotSave::NoFile) => self.ask(Asked::SaveAs),
            Err(CannotSave::ReadOnly(reason)) => {
                let key = match reason {
                    ReadOnly::Damaged => "save-damaged",
                    ReadOnly::Newer => "save-newer",
                    ReadOnly::ChangedOutside => "save-changed-outside",
                    ReadOnly::HeldElsewhere => "save-held-elsewhere",
                };
                let text = self.strings.get(key).to_owned();
                self.messages.warn(text, vec![Action::SaveAs]);
            }
        }
    }

    /// Asks for paths, through the desktop where it can and by ourselves where it cannot.
    pub(super) fn ask(&mut self, asked: Asked) {
        if self.files.asked.is_some() || self.files.own_dialog.is_some() {
            return;
        }
        let folder = match asked {
            Asked::Articles => self.settings.folder.as_deref(),
            // A set has its own place: it never lands beside the articles unasked.
            Asked::Set | Asked::SaveAs | Asked::Export(_) => {
                self.session.file().path().and_then(Path::parent).or(self.settings.set_folder.as_deref())
            }
        };
        let documents = self.platform.documents();
        let folder = match asked {
            Asked::Articles => folder,
            _ => folder.or(documents.as_deref()),
        };
        let name = file_name(&self.set_title());
        let strings = &self.strings;
        let question = match &asked {
            Asked::Articles => Question::articles(strings, folder, &ARTICLES),
            Asked::Set => Question::set(strings, folder),
            Asked::SaveAs => Question::save_set(strings, folder, &format!("{name}.ron")),
            Asked::Export(format) => {
                let extension = format.extension();
                Question::export(strings, folder, &format!("{name}.{extension}"), format.title(), extension)
            }
        };
        let pending = self.platform.ask(&question);
        self.files.asked = Some((asked, question, pending));
    }

    /// Shows our own dialog, where the desktop has none.
    pub(super) fn ask_for_paths(&mut self, ctx: &Context) {
        let Some((asked, mut dialog)) = self.files.own_dialog.take() else { return };
        match dialog.show(ctx, &self.strings) {
            None => self.files.own_dialog = Some((asked, dialog)),
            Some(Answer::Paths(paths)) => self.answered(asked, paths),
            Some(Answer::Cancelled | Answer::Unavailable) => self.leaving = Leaving::No,
        }
    }

    fn answered(&mut self, asked: Asked, paths: Vec<PathBuf>) {
        if let Some(folder) = paths.first().and_then(|path| path.parent()) {
            let kept = match asked {
                Asked::Articles => &mut self.settings.folder,
                Asked::Set | Asked::SaveAs | Asked::Export(_) => &mut self.settings.set_folder,
            };
            *kept = Some(folder.to_owned());
        }
        match (asked, paths.into_iter()) {
            (Asked::Articles, paths) => self.open_paths(paths.collect()),
            (Asked::Set, mut paths) => {
                if let Some(path) = paths.next() {
                    self.open_path(path);
                }
            }
            (Asked::SaveAs, mut paths) => {
                if let Some(path) = paths.next() {
                    // A place was just chosen: nothing else stands in the way.
                    if let Err(reason) = self.session.save(Some(path)) {
                        log::warn!("the save did not begin: {reason:?}");
                        self.save();
                    }
                }
            }
            (Asked::Export(format), mut paths) => {
                if let Some(path) = paths.next() {
                    self.export(format, path);
                }
            }
        }
    }

    fn export(&mut self, format: Format, path: PathBuf) {
        let (set, environment) = (self.session.set().clone(), self.session.environment().clone());
        let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
        let target = path.clone();
        let job = Job::start(&*runner, "export", &wake, move |_| {
            let bytes = crate::exchange::export(&set, format, &crate::exchange::Options::default())?;
            crate::store::save(&*environment.files, &target, &bytes)?;
            Ok(())
        });
        self.files.work = Some(Work::Export(job, path));
    }

    /// Files that were dropped on the window.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        if dropped.is_empty() {
            return;
        }
        let paths = dropped.into_iter().map(|file| file.path().to_owned()).collect();
        self.open_paths(paths);
    }

    /// Text that was pasted while no field had the focus is a new source.
    pub(super) fn take_pasted(&mut self, ctx: &Context) {
        // The clipboard's text comes with one of the next frames, or never: what is pasted later is meant for a field.
        let now = ctx.input(|input| input.time);
        self.files.paste_wanted = self.files.paste_wanted.filter(|asked| now - asked < PASTE);
        let typing = ctx.text_edit_focused() && self.files.paste_wanted.is_none();
        if typing || self.dialog.is_some() || self.palette.is_open() || self.files.is_asking() {
            return;
        }
        let pasted: Vec<String> = ctx.input_mut(|input| {
            let mut pasted = Vec::new();
            input.events.retain(|event| match event {
                Event::Paste(text) => {
                    pasted.push(text.clone());
                    false
                }
                _ => true,
            });
            pasted
        });
        for text in pasted {
            self.files.paste_wanted = None;
            if text.trim().is_empty() {
                self.messages.tell(self.strings.get("paste-empty"));
            } else {
                self.bring_in(vec![Arrival::Clipboard(text)]);
            }
        }
    }

    /// Asks for the clipboard's text, as the menu does.
    pub(super) fn paste(&mut self, ctx: &Context) {
        self.files.paste_wanted = Some(ctx.input(|input| input.time));
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }

    /// The window is asked to close: everything is saved first, and a set without a file asks for a place.
    pub(super) fn consider_closing(&mut self, ctx: &Context) {
        let asked = ctx.input(|input| input.viewport().close_requested());
        if self.leaving == Leaving::Now {
            if !asked {
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            return;
        }
        if asked {
            self.files.then = None;
        }
        if asked && self.session.is_unsaved() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            let waited = self.leaving == Leaving::WhenSaved && self.session.file().is_saving();
            match self.session.save(None) {
                // Whoever asks again does not want to wait for a disk that does not answer.
                Ok(()) if waited => self.open_dialog(Action::Quit),
                Ok(()) => self.leaving = Leaving::WhenSaved,
                Err(_) => self.open_dialog(Action::Quit),
            }
        }
        let asking = self.files.asked.is_some() || self.files.is_asking();
        if self.leaving == Leaving::WhenSaved && !self.session.file().is_saving() && !asking {
            if self.session.is_unsaved() {
                // What was typed during the save goes with the next one.
                if self.session.save(None).is_err() {
                    self.leaving = Leaving::No;
                }
            } else {
                self.leaving = Leaving::Now;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// The window is gone: the last things are written.
    pub(super) fn leave(&mut self) {
        match self.parting {
            Parting::Write => {
                if let Some(Err(error)) = self.session.wait_for_save() {
                    log::error!("{error}");
                }
                self.session.finish_keeping();
            }
            Parting::Discard => self.session.abandon(),
            Parting::AsItIs => {}
        }
        self.save_settings();
    }

    /// Writes the settings, where they may be written.
    pub(super) fn save_settings(&mut self) {
        let Some(folder) = &self.settings_folder else { return };
        let mut settings = self.settings.clone();
        settings.left_panel = settings.left_panel.filter(|_| self.panels.sources);
        settings.right_panel = settings.right_panel.filter(|_| self.panels.annotation);
        settings.bottom_panel = settings.bottom_panel.filter(|_| self.panels.table);
        if let Err(error) = settings.save(&*self.session.environment().files, folder) {
            log::warn!("{error}");
        }
    }

    /// The set's title, or the first headline while it has none.
    pub fn set_title(&self) -> String {
        let set = self.session.set();
        if !set.details().title.trim().is_empty() {
            return set.details().title.clone();
        }
        if let Some(name) = self.session.file().path().and_then(Path::file_stem) {
            return name.to_string_lossy().into_owned();
        }
        self.strings.get(if set.sources().is_empty() { "app-name" } else { "set-untitled" }).to_owned()
    }
}

/// A title as the name of a file.
fn file_name(title: &str) -> String {
    let mut name: String = title
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .take(60)
        .collect();
    while name.contains("--") {
        name = name.replace("--", "-");
    }
    let name = name.trim_matches('-');
    if name.is_empty() { "articles".to_owned() } else { name.to_owned() }
}

/// A platform behind a shared pointer, so that a test can look at what was asked.
impl<P: super::platform::Platform + ?Sized> super::platform::Platform for Rc<P> {
    fn ask(&self, question: &Question) -> Pending {
        (**self).ask(question)
    }

    fn open_web(&self, address: &str) -> std::io::Result<()> {
        (**self).open_web(address)
    }

    fn takes_drops(&self) -> bool {
        (**self).takes_drops()
    }

    fn documents(&self) -> Option<PathBuf> {
        (**self).documents()
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        (**self).zone()
    }
}
