//! The window as a whole: what it holds, and what happens in a frame.
//!
//! A frame reads the session, shows it, and gathers [`Request`]s; after everything is shown they are carried out. No
//! widget changes the set.

use std::collections::HashMap;
use std::path::PathBuf;

use egui::{Context, Frame, Panel, Ui};

use super::action::{self, Action};
use super::article::layout::{Atlas, Engine, Prepared, Rasteriser};
use super::article::pane::{ArticlePane, Shown};
use super::dialog::Dialog;
use super::files::Files;
use super::fonts::{self, SystemFonts, Wanted};
use super::keeping::{self, Told};
use super::label_bar;
use super::menus::Menus;
use super::messages::Messages;
use super::moments::Moments;
use super::outside::Watch;
use super::palette::{Entry, Palette};
use super::panels::history::{self, HistoryPanel};
use super::panels::{annotation, panes, search, sources, status, table, top};
use super::platform::Platform;
use super::recovery::Recoveries;
use super::strings::Strings;
use super::table::AnnotationTable;
use super::theme;
use super::view::{Reading, Request, View};
use super::welcome;
use crate::job::Job;
use crate::model::{AnnotationSet, SourceId, SourceVersion, Timestamp};
use crate::session::{Session, Settings, ThemeChoice};

/// A window narrower than this has no room for panels on both sides, in points.
const NARROW: f32 = 780.0;

/// From this width on there is room for the history beside the annotation, in points.
const WIDE: f32 = 1500.0;

/// The width of the history, in points.
const HISTORY: f32 = 280.0;

/// The program's window.
pub struct App {
    pub(super) session: Session,
    pub(super) settings: Settings,
    /// Where the settings are kept; `None` where they must not be saved over.
    pub(super) settings_folder: Option<PathBuf>,
    pub(super) strings: Strings,
    pub(super) platform: Box<dyn Platform>,
    pub(super) files: Files,
    pub(super) view: View,
    pub(super) panes: HashMap<SourceId, ArticlePane>,
    pub(super) headlines: sources::Headlines,
    pub(super) search: search::Search,
    pub(super) table: AnnotationTable,
    pub(super) panels: Panels,
    pub(super) dialog: Option<Dialog>,
    pub(super) palette: Palette,
    pub(super) menus: Menus,
    pub(super) messages: Messages,
    pub(super) requests: Vec<Request>,
    pub(super) leaving: Leaving,
    pub(super) parting: Parting,
    pub(super) recoveries: Recoveries,
    pub(super) told: Told,
    pub(super) watch: Watch,
    pub(super) history: HistoryPanel,
    pub(super) moments: Moments,
    /// Whether somebody was asked who annotates; once is enough.
    pub(super) asked_who: bool,
    /// The article whose pane was last brought into view.
    pub(super) scrolled_to: Option<SourceId>,
    pub(super) fit_panes: FitPanes,
    engine: Engine,
    painter: Rasteriser,
    atlas: Option<Atlas>,
    fonts: FontsFound,
    started: bool,
    focus: FocusBefore,
}

/// Who gets the keyboard back after a dialog.
#[derive(Clone, Copy, Debug, Default)]
struct FocusBefore {
    /// What had it before the dialog opened.
    had: Option<egui::Id>,
    /// Whether a dialog was open in the last frame.
    asking: bool,
}

/// Which panels are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panels {
    /// The sources and labels on the left.
    pub sources: bool,
    /// The chosen annotation on the right.
    pub annotation: bool,
    /// The table at the bottom.
    pub table: bool,
}

/// What is known of the system's fonts, and what is being found out.
#[derive(Default)]
struct FontsFound {
    /// The number of versions whose letters were looked at.
    looked_at: Option<usize>,
    looking: Option<Job<Wanted>>,
    /// What the system was asked for so far.
    wanted: Wanted,
    asking: Option<Job<SystemFonts>>,
    /// Whether the articles' layout has the system's fonts: they are the same whatever was asked for.
    installed: bool,
}

/// How many articles stand side by side.
#[derive(Clone, Copy, Debug, Default)]
pub struct FitPanes {
    /// Sources came in: the next frame shows as many of them as fit.
    pub came_in: bool,
    /// The reader has shown or hidden one: which ones stand there is theirs to say from now on.
    pub reader_chose: bool,
    /// For how many there was room when it was last counted.
    pub fitted: Option<usize>,
}

/// How far the window has come with closing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// It stays open.
    #[default]
    No,
    /// It closes as soon as everything is saved.
    WhenSaved,
    /// It closes now.
    Now,
}

/// What becomes of what no file holds when the window is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Parting {
    /// It is written as far as it can be.
    #[default]
    Write,
    /// The reader does not want it.
    Discard,
    /// It stays as it is: the disk does not answer, and nobody waits for it any more.
    AsItIs,
}

impl App {
    /// A window over a session. Fonts and look are given to egui here.
    pub fn new(
        ctx: &Context,
        session: Session,
        settings: Settings,
        settings_folder: Option<PathBuf>,
        platform: Box<dyn Platform>,
    ) -> Self {
        ctx.set_fonts(fonts::definitions(None));
        theme::apply(ctx);
        let reading = Reading { size: settings.reading_size, line_length: settings.line_length };
        let mut app = Self {
            session,
            strings: Strings::load("en"),
            files: Files::default(),
            view: View::new(reading),
            panes: HashMap::new(),
            headlines: sources::Headlines::default(),
            search: search::Search::default(),
            table: AnnotationTable::new(),
            panels: Panels {
                sources: settings.left_panel.is_some(),
                annotation: settings.right_panel.is_some(),
                table: settings.bottom_panel.is_some(),
            },
            dialog: None,
            palette: Palette::default(),
            menus: Menus::default(),
            messages: Messages::default(),
            requests: Vec::new(),
            leaving: Leaving::No,
            parting: Parting::default(),
            recoveries: Recoveries::default(),
            told: Told::default(),
            watch: Watch::default(),
            history: HistoryPanel::default(),
            moments: Moments::new(platform.zone()),
            platform,
            asked_who: false,
            fit_panes: FitPanes::default(),
            scrolled_to: None,
            engine: Engine::new(),
            painter: Rasteriser::default(),
            atlas: None,
            fonts: FontsFound::default(),
            started: false,
            focus: FocusBefore::default(),
            settings,
            settings_folder,
        };
        app.session.set_annotator(app.settings.annotator());
        app.set_look(ctx);
        app
    }

    /// What [`take_prepared`](Self::take_prepared) takes, for these settings: it can be made while the window opens.
    pub fn prepare(settings: &Settings) -> Prepared {
        let scale = f32::from(settings.zoom) / 100.0;
        Prepared::new(settings.reading_size, &[sources::LIST_HEADLINE, sources::PANE_HEADLINE], scale)
    }

    /// Takes text layout that knows the usual letters. Call it before the first frame.
    pub fn take_prepared(&mut self, prepared: Prepared) {
        self.engine = prepared.engine;
        self.painter = prepared.painter;
    }

    /// The session behind the window.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The pane of a source, while it is shown.
    pub fn pane(&self, source: SourceId) -> Option<&ArticlePane> {
        self.panes.get(&source)
    }

    /// What the window shows of the set.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Gives egui the theme and the zoom of the settings.
    pub(super) fn set_look(&self, ctx: &Context) {
        ctx.set_theme(match self.settings.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(f32::from(self.settings.zoom) / 100.0);
    }

    /// Work that needs no picture: what came from the background, from the desktop, from the keyboard.
    pub fn logic(&mut self, ctx: &Context) {
        if !self.started {
            self.started = true;
            // Zooming is an action like any other, with the settings remembering it.
            ctx.options_mut(|options| {
                options.zoom_with_keyboard = false;
                // Where the system does not say, paper is light.
                options.fallback_theme = egui::Theme::Light;
                // Closing is asked about by ourselves.
                options.quit_shortcuts.clear();
            });
        }
        self.remember_window(ctx);
        self.poll_files(ctx);
        self.poll_recoveries();
        self.watch_outside(ctx);
        self.tell_of_journal();
        self.poll_fonts(ctx);
        self.take_dropped(ctx);
        self.take_pasted(ctx);
        let free = self.dialog.is_none() && !self.palette.is_open() && !self.files.is_asking();
        if free {
            self.keys_of_menus(ctx);
        }
        let typing = ctx.text_edit_focused();
        if free && !egui::Popup::is_any_open(ctx) {
            for action in action::pressed(ctx, typing) {
                self.requests.push(Request::Run(action));
            }
        }
        self.search.follow(&self.session, &mut self.view);
        if self.search.take_jump(&self.view) {
            self.go_to_hit(0);
        }
        self.consider_closing(ctx);
    }

    /// One frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        let theme = theme::of_context(&ctx);
        let mut atlas = self.atlas.take().unwrap_or_else(|| Atlas::with(&ctx, std::mem::take(&mut self.painter)));
        atlas.begin_frame(&ctx);
        self.forget_what_is_gone();

        let bare = Frame::new().fill(theme.panel);
        Panel::top("top").frame(bare).show_separator_line(true).show(ui, |ui| top::show(self, ui));
        Panel::bottom("status").frame(bare).show_separator_line(true).show(ui, |ui| status::show(self, ui));
        if self.messages.has_notices() {
            Panel::bottom("notices").frame(bare).show_separator_line(true).show(ui, |ui| {
                self.messages.notices(ui, &self.strings, &mut self.requests);
            });
        }
        if let Some(trouble) = keeping::trouble(&self.strings, &self.session) {
            Panel::bottom("trouble").frame(bare).show_separator_line(true).show(ui, |ui| {
                keeping::notice(ui, &self.strings, &trouble, &mut self.requests);
            });
        }
        if self.session.set().sources().is_empty() {
            egui::CentralPanel::default().frame(Frame::new().fill(theme.window)).show(ui, |ui| welcome::show(self, ui));
        } else {
            self.workspace(ui, &mut atlas);
        }
        self.dialogs(&ctx);
        atlas.flush(&ctx);
        self.atlas = Some(atlas);
        let requests = std::mem::take(&mut self.requests);
        for request in requests {
            self.carry_out(&ctx, request);
        }
        self.give_focus_back(&ctx);
        self.rest_focus(&ctx);
    }

    /// Lets the keyboard open the menus, and remembers what had the focus before.
    fn keys_of_menus(&mut self, ctx: &Context) {
        let had = ctx.memory(egui::Memory::focused);
        if self.menus.take_keys(ctx, &self.strings) {
            if !self.focus.asking {
                self.focus = FocusBefore { had, asking: true };
            }
            if let Some(had) = had {
                ctx.memory_mut(|memory| memory.surrender_focus(had));
            }
        }
    }

    /// What had the keyboard before a dialog or a menu has it again afterwards.
    fn give_focus_back(&mut self, ctx: &Context) {
        let asking = self.dialog.is_some() || self.files.is_asking() || self.menus.open(ctx).is_some();
        if asking {
            if !self.focus.asking {
                self.focus.had = ctx.memory(egui::Memory::focused);
            }
        } else if self.focus.asking {
            // Not yet: in the frame after a dialog, nothing below it can have the focus.
            ctx.request_repaint();
        } else if let Some(focus) = self.focus.had.take() {
            ctx.memory_mut(|memory| memory.request_focus(focus));
        }
        self.focus.asking = asking;
    }

    /// Where nothing else has the keyboard, the active article has it: the arrow keys always lead somewhere, and to
    /// the same article as the digits.
    fn rest_focus(&self, ctx: &Context) {
        let elsewhere = self.dialog.is_some()
            || self.palette.is_open()
            || self.files.is_asking()
            || self.focus.had.is_some()
            || egui::Popup::is_any_open(ctx)
            || self.session.set().sources().is_empty();
        let Some(active) = self.view.active.filter(|_| !elsewhere) else { return };
        let id = ArticlePane::id(active);
        let focused = ctx.memory(egui::Memory::focused);
        let of_another = |focused| self.panes.keys().any(|source| ArticlePane::id(*source) == focused);
        if self.panes.get(&active).is_some_and(ArticlePane::is_in_view)
            && focused != Some(id)
            && focused.is_none_or(of_another)
        {
            ctx.memory_mut(|memory| memory.request_focus(id));
            ctx.request_repaint();
        }
    }

    fn workspace(&mut self, ui: &mut Ui, atlas: &mut Atlas) {
        let theme = theme::of(ui);
        let side = Frame::new().fill(theme.panel);
        // However narrow the window is, the text keeps more of it than a panel.
        let side_room = ui.available_width() * 0.3;
        if self.panels.table {
            let height = self.settings.bottom_panel.unwrap_or(230.0);
            let shown = Panel::bottom("table")
                .resizable(true)
                .default_size(height)
                .size_range(span_of(110.0, ui.available_height() * 0.7, ui.available_height() * 0.7))
                .frame(Frame::new().fill(theme.pane))
                .show(ui, |ui| table::show(self, ui));
            self.settings.bottom_panel = Some(shown.response.rect.height());
        }
        // In a narrow window, or at a large zoom, the articles come first: one panel at a time, the annotation's only
        // while there is one.
        let narrow = ui.ctx().content_rect().width() < NARROW;
        let history = self.history.is_open();
        // Side by side only where the articles keep their room.
        let annotation = self.panels.annotation
            && !(narrow && self.view.chosen.is_empty())
            && !(history && ui.ctx().content_rect().width() < WIDE);
        if self.panels.sources && !(narrow && (annotation || history)) {
            let width = self.settings.left_panel.unwrap_or(216.0);
            let shown = Panel::left("sources")
                .resizable(true)
                .default_size(width)
                .size_range(span_of(170.0, 380.0, side_room))
                .frame(side)
                .show(ui, |ui| sources::show(self, ui, atlas));
            self.settings.left_panel = Some(shown.response.rect.width());
        }
        if history {
            let width = HISTORY.min(ui.available_width() * 0.4);
            Panel::right("history")
                .resizable(true)
                .default_size(width)
                .size_range(span_of(200.0, 460.0, ui.available_width() * 0.4))
                .frame(side)
                .show(ui, |ui| history::show(self, ui));
        }
        if annotation {
            let width = self.settings.right_panel.unwrap_or(256.0);
            let shown = Panel::right("annotation")
                .resizable(true)
                .default_size(width)
                .size_range(span_of(220.0, 460.0, side_room))
                .frame(side)
                .show(ui, |ui| annotation::show(self, ui, atlas));
            self.settings.right_panel = Some(shown.response.rect.width());
        }
        if self.search.is_open() {
            Panel::top("search").frame(side.inner_margin(8)).show(ui, |ui| search::show(self, ui));
        }
        egui::CentralPanel::default().frame(Frame::new().fill(theme.pane)).show(ui, |ui| panes::show(self, ui, atlas));
        label_bar::show(self, ui.ctx());
    }

    /// Calls `show` with a source's pane and everything that it needs.
    pub(super) fn with_pane<R>(
        &mut self,
        source: SourceId,
        atlas: &mut Atlas,
        show: impl FnOnce(&mut ArticlePane, &mut Shown<'_>, &Session) -> R,
        theme: &'static theme::Theme,
    ) -> Option<R> {
        let version = self.session.set().current_version(source)?;
        let pane = self.panes.entry(source).or_insert_with(|| ArticlePane::new(version));
        let mut shown = Shown {
            session: &self.session,
            view: &self.view,
            theme,
            strings: &self.strings,
            engine: &mut self.engine,
            atlas,
            requests: &mut self.requests,
        };
        Some(show(pane, &mut shown, &self.session))
    }

    /// What sets article text.
    pub(super) fn engine(&mut self) -> &mut Engine {
        &mut self.engine
    }

    fn dialogs(&mut self, ctx: &Context) {
        self.ask_for_paths(ctx);
        self.show_dialog(ctx);
        let mut titles = Vec::new();
        if self.palette.is_open() {
            let actions = Action::all().filter(|action| *action != Action::Palette);
            titles.extend(actions.filter_map(|action| Some((action, self.title_of(action)?, action.keys()))));
        }
        let entries: Vec<Entry<'_, Action>> = titles
            .iter()
            .map(|(action, title, keys)| Entry { id: *action, title, keys, enabled: self.is_enabled(*action) })
            .collect();
        // Also while it is closed: that is how the focus finds its way back.
        if let Some(action) = self.palette.show(ctx, &self.strings, &entries) {
            self.requests.push(Request::Run(action));
        }
    }

    /// After an undo the screen may remember what is no more.
    fn forget_what_is_gone(&mut self) {
        let set = self.session.set();
        self.view.chosen.retain(|id| set.annotations().contains(*id));
        if self.view.hovered.is_some_and(|id| !set.annotations().contains(id)) {
            self.view.hovered = None;
        }
        self.view.picked.retain(|id| set.sources().contains(*id));
        self.view.hidden_sources.retain(|id| set.sources().contains(*id));
        self.panes.retain(|id, _| set.sources().contains(*id));
        self.headlines.retain(|id| set.sources().contains(id));
        let shown = self.shown_sources();
        if self.view.active.is_none_or(|id| !shown.contains(&id)) {
            self.view.active = shown.first().copied();
        }
        let hidden = self.panes.iter_mut().filter(|(source, _)| !shown.contains(source));
        hidden.for_each(|(_, pane)| pane.leave_view());
    }

    /// The sources that have a pane, in order.
    pub fn shown_sources(&self) -> Vec<SourceId> {
        let ordered = self.session.set().sources_in_order();
        let shown = ordered.into_iter().map(|source| source.id).filter(|id| !self.view.hidden_sources.contains(id));
        shown.collect()
    }

    /// Keeps the window's size for the next start; a window that fills the screen keeps the size that it had before.
    fn remember_window(&mut self, ctx: &Context) {
        self.settings.maximized = ctx.input(|input| input.viewport().maximized).unwrap_or(false);
        if !self.settings.maximized {
            // The settings hold points at 100 %: the zoom comes on top of them.
            let size = ctx.content_rect().size() * ctx.zoom_factor();
            self.settings.window = Some((size.x, size.y));
        }
    }

    /// Asks for the system's fonts when the texts hold letters that the bundled ones lack, and takes them when they are
    /// there. No frame waits.
    fn poll_fonts(&mut self, ctx: &Context) {
        if let Some(found) = self.fonts.asking.as_ref().and_then(Job::try_take) {
            self.fonts.asking = None;
            match found {
                Ok(found) => self.take_fonts(ctx, &found),
                Err(error) => log::error!("the system’s fonts could not be listed: {error}"),
            }
        }
        let set = self.session.set();
        let environment = self.session.environment();
        let versions = set.versions().len();
        if self.fonts.looking.is_none() && versions > 0 && self.fonts.looked_at != Some(versions) {
            self.fonts.looked_at = Some(versions);
            let set = set.clone();
            let look = move |_: &_| wanted_by(&set);
            self.fonts.looking = Some(Job::start(&*environment.runner, "letters", &environment.wake, look));
        }
        // One search at a time: the next one asks for everything that the one before it did.
        if self.fonts.asking.is_none()
            && let Some(wanted) = self.fonts.looking.as_ref().and_then(Job::try_take)
        {
            self.fonts.looking = None;
            let wanted = wanted.unwrap_or_default().with(&self.fonts.wanted);
            if wanted != self.fonts.wanted {
                self.fonts.wanted = wanted.clone();
                let find = move |_: &_| fonts::find_wanted(&wanted);
                self.fonts.asking = Some(Job::start(&*environment.runner, "fonts", &environment.wake, find));
            }
        }
    }

    fn take_fonts(&mut self, ctx: &Context, found: &SystemFonts) {
        if found.family_names().next().is_some() {
            ctx.set_fonts(fonts::definitions(Some(found)));
        }
        if !std::mem::replace(&mut self.fonts.installed, true) {
            self.engine.install(found);
        }
    }

    /// Waits for the system's fonts where they are needed, as a picture does.
    pub(super) fn find_fonts_now(&mut self, ctx: &Context) {
        let set = self.session.set();
        self.fonts.looked_at = Some(set.versions().len());
        self.fonts.wanted = wanted_by(set);
        if self.fonts.wanted != Wanted::default() {
            self.take_fonts(ctx, &fonts::find_wanted(&self.fonts.wanted));
        }
    }

    /// The present moment.
    pub(super) fn now(&self) -> Timestamp {
        self.session.environment().clock.now()
    }
}

/// A panel's sizes, where there is only so much room.
fn span_of(least: f32, most: f32, room: f32) -> std::ops::RangeInclusive<f32> {
    let most = most.min(room).max(1.0);
    least.min(most)..=most
}

/// What the articles and their headlines need and the bundled fonts lack.
fn wanted_by(set: &AnnotationSet) -> Wanted {
    let titles = set.sources().iter().map(|source| source.title.as_str());
    Wanted::of(set.versions().iter().map(SourceVersion::text).chain(titles))
}

/// Notes when the window has its first picture: that is when the second one is begun.
fn log_start(ctx: &Context) {
    match ctx.cumulative_frame_nr() {
        0 => {
            log::debug!("first frame begun");
            ctx.request_repaint();
        }
        1 => log::debug!("first frame shown"),
        _ => {}
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _: &mut eframe::Frame) {
        if log::log_enabled!(log::Level::Debug) {
            log_start(ctx);
        }
        App::logic(self, ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _: &mut eframe::Frame) {
        App::ui(self, ui);
    }

    fn on_exit(&mut self, #[cfg(target_os = "linux")] _: Option<&eframe::glow::Context>) {
        self.leave();
    }
}
