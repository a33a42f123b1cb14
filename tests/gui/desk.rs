//! A window on a desk: what the tests do with it and see of it.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crossread::gui::app::App;
use crossread::gui::platform::{Answer, ClipboardHtml, Pending, Platform, Question, Scripted};
use crossread::job::{self, Inline, Progress, Runner};
use crossread::model::{Annotation, AnnotationSet, Source, SourceVersion, Timestamp};
use crossread::session::{
    self, Address, Clock, CountingIds, DataFolder, Environment, FetchError, Fetched, RandomIds, Session, Settings, Web,
};
use crossread::store::{self, FileSystem, Memory};
use crossread::text::Span;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, ViewportCommand, ViewportEvent, ViewportId, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};

use crate::common::faults::TestDisk;

pub const CTRL: Modifiers = Modifiers::COMMAND.plus(Modifiers::CTRL);
pub const SHIFT: Modifiers = Modifiers::SHIFT;
pub const ALT: Modifiers = Modifiers::ALT;

/// An article with a headline, two paragraphs and a quotation that is interrupted.
pub const BRIDGE: &str = "Bridge shut until spring\n\nThe harbour bridge will stay closed for four months, the city said on \
                          Monday. Traffic takes the ring road.\n\n“We did not expect this,” the mayor said, “and we are \
                          sorry.”\n";
/// Another one.
pub const BLUNDER: &str = "City’s bridge blunder\n\nIn a stunning failure of leadership, the city has cut the town in two. \
                           Nobody knows for how long.\n";

/// An article of 120 short paragraphs.
pub fn long() -> String {
    (1..=120).map(|n| format!("Paragraph {n} says that the bridge is closed.\n\n")).collect::<Vec<_>>().concat()
}

/// A clock that stands still until it is moved.
pub struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Does everything at once, except to look for fonts: those of this machine are not the next one's. What is asked of a
/// disk that does not answer stays undone.
struct AtOnce {
    searches: Arc<AtomicUsize>,
    disk: Disk,
}

impl Runner for AtOnce {
    fn spawn(&self, name: &str, work: job::Work) {
        match name {
            "fonts" => _ = self.searches.fetch_add(1, Ordering::SeqCst),
            "save" => self.disk.ask(work),
            _ => Inline.spawn(name, work),
        }
    }
}

/// Says when a disk answers to saves.
#[derive(Clone, Default)]
pub struct Disk {
    slow: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<job::Work>>>,
}

impl Disk {
    fn ask(&self, work: job::Work) {
        if self.slow.load(Ordering::SeqCst) {
            self.asked.lock().unwrap().push(work);
        } else {
            work();
        }
    }

    /// It does not answer any more.
    pub fn stop(&self) {
        self.slow.store(true, Ordering::SeqCst);
    }

    /// It answers again.
    pub fn answer(&self) {
        self.slow.store(false, Ordering::SeqCst);
        let asked = std::mem::take(&mut *self.asked.lock().unwrap());
        for work in asked {
            work();
        }
    }
}

/// How the window is to be.
pub struct Begin {
    pub size: (f32, f32),
    pub files: Memory,
    pub settings: Settings,
    pub answers: Vec<Answer>,
    /// What comes later as the answer to the first question.
    pub pending: Option<Pending>,
    /// A disk that fails, in the place of `files`.
    pub faults: Option<TestDisk>,
    /// Whether another window made ids on this disk before.
    pub later: bool,
    /// Whether letters that the bundled fonts lack may be asked of egui.
    pub foreign: bool,
    /// The pages of the web.
    pub web: Pages,
}

impl Default for Begin {
    fn default() -> Self {
        Self {
            size: (1280.0, 800.0),
            settings: Settings::default(),
            answers: Vec::new(),
            pending: None,
            files: Memory::new(),
            faults: None,
            later: false,
            foreign: false,
            web: Pages::default(),
        }
    }
}

/// A web of a few pages: their addresses and texts. All others are not there.
#[derive(Clone, Debug, Default)]
pub struct Pages(pub Vec<(&'static str, &'static str)>);

impl Web for Pages {
    fn fetch(&self, address: &Address, _: &Progress) -> Result<Fetched, FetchError> {
        let page = self.0.iter().find(|(known, _)| *known == address.as_str());
        let (_, text) = page.ok_or(FetchError::Status { code: 404 })?;
        Ok(Fetched {
            bytes: text.as_bytes().to_vec(),
            address: address.clone(),
            date: None,
            media_type: Some("text/plain".to_owned()),
            charset: None,
        })
    }
}

/// The window, its disk, its clock.
pub struct Desk {
    pub harness: Harness<'static, App>,
    pub files: Memory,
    pub faults: Option<TestDisk>,
    pub clock: Arc<StillClock>,
    pub platform: Rc<Scripted>,
    pub disk: Disk,
    searches: Arc<AtomicUsize>,
}

/// A desktop whose first answer may take its time.
struct Desktop {
    scripted: Rc<Scripted>,
    pending: Cell<Option<Pending>>,
}

impl Platform for Desktop {
    fn ask(&self, question: &Question) -> Pending {
        self.pending.take().unwrap_or_else(|| self.scripted.ask(question))
    }

    fn open_web(&self, address: &str) -> std::io::Result<()> {
        self.scripted.open_web(address)
    }

    fn takes_drops(&self) -> bool {
        true
    }

    fn clipboard_html(&self) -> ClipboardHtml {
        self.scripted.clipboard_html()
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the program reads its files itself".to_owned())
    }
}

impl Desk {
    /// The welcome screen.
    pub fn new(begin: Begin) -> Self {
        let Begin { size, files, settings, answers, pending, faults, later, foreign, web } = begin;
        let clock = Arc::new(StillClock(AtomicI64::new(1_772_616_128_000)));
        let (searches, disk) = (Arc::<AtomicUsize>::default(), Disk::default());
        let environment = Environment {
            clock: clock.clone(),
            ids: if later { Arc::new(RandomIds::default()) } else { Arc::new(CountingIds::default()) },
            files: faults
                .clone()
                .map_or_else(|| -> Arc<dyn FileSystem> { Arc::new(files.clone()) }, |disk| Arc::new(disk)),
            web: Arc::new(web),
            reader: Arc::new(crossread::session::worker::InProcess),
            runner: Arc::new(AtOnce { searches: searches.clone(), disk: disk.clone() }),
            wake: job::no_wake(),
            data: Some(DataFolder::new("/data".into())),
        };
        let platform = Rc::new(Scripted::new(answers));
        let desktop = Box::new(Desktop { scripted: platform.clone(), pending: Cell::new(pending) });
        let mut builder = Harness::builder()
            .with_size(vec2(size.0, size.1))
            .with_theme(egui::Theme::Light)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(60);
        if foreign {
            builder = builder.allow_missing_glyphs();
        }
        let harness =
            builder.build_eframe(move |cc| App::new(&cc.egui_ctx, Session::new(environment), settings, None, desktop));
        let mut desk = Self { harness, files, faults, clock, platform, disk, searches };
        desk.rest();
        desk
    }

    /// The window over these articles.
    pub fn with(texts: &[&str]) -> Self {
        Self::with_begin(texts, Begin::default())
    }

    /// The window over these articles, as `begin` says.
    pub fn with_begin(texts: &[&str], begin: Begin) -> Self {
        let mut desk = Self::new(begin);
        let names: Vec<String> = (1..=texts.len()).map(|number| format!("/articles/{number:02}.txt")).collect();
        for (name, text) in names.iter().zip(texts) {
            desk.put(name, text);
        }
        desk.drop_files(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(desk.set().sources().len(), texts.len(), "{:?}", desk.words());
        desk
    }

    /// Puts a file on the disk.
    pub fn put(&self, name: &str, text: &str) {
        match &self.faults {
            Some(disk) => disk.put(name, text, 0o644),
            None => self.files.put(name, text.as_bytes(), 0o644),
        }
    }

    /// Another program has the keyboard for a while.
    pub fn look_away_and_back(&mut self) {
        for focused in [false, true] {
            let viewport = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
            viewport.focused = Some(focused);
            self.harness.step();
            self.harness.step();
        }
        self.rest();
    }

    /// The window is gone, as at the end of the program.
    pub fn leave(mut self) {
        eframe::App::on_exit(self.harness.state_mut(), None);
    }

    /// Makes the window larger or smaller.
    pub fn resize(&mut self, width: f32, height: f32) {
        self.harness.set_size(vec2(width, height));
        self.rest();
    }

    /// Lets the window come to rest.
    pub fn rest(&mut self) {
        self.harness.run();
    }

    pub fn app(&self) -> &App {
        self.harness.state()
    }

    pub fn set(&self) -> &AnnotationSet {
        self.app().session().set()
    }

    /// The source of this number, from 0, in their order.
    pub fn source(&self, number: usize) -> &Source {
        self.set().sources_in_order()[number]
    }

    pub fn version(&self, number: usize) -> &SourceVersion {
        self.set().current_version(self.source(number).id).unwrap()
    }

    /// Where these words stand in a source.
    pub fn find(&self, number: usize, words: &str) -> Span {
        let at = self.version(number).text().find(words).unwrap_or_else(|| panic!("«{words}» is not in the text"));
        Span::new(at as u32, (at + words.len()) as u32)
    }

    /// What is selected in a source.
    pub fn selected(&self, number: usize) -> &str {
        let span = self.app().pane(self.source(number).id).unwrap().selection().span();
        span.slice(self.version(number).text()).unwrap()
    }

    /// The place of the caret in a source.
    pub fn caret(&self, number: usize) -> u32 {
        self.app().pane(self.source(number).id).unwrap().selection().head
    }

    /// Where a passage stands on the screen: one rectangle for each line.
    pub fn rects(&self, number: usize, span: Span) -> Vec<Rect> {
        self.app().pane(self.source(number).id).unwrap().rects(span)
    }

    /// The left edge of the first of these words.
    pub fn before(&self, number: usize, words: &str) -> Pos2 {
        let rects = self.rects(number, self.find(number, words));
        rects.first().unwrap_or_else(|| panic!("«{words}» is not in view")).left_center() + vec2(1.0, 0.0)
    }

    /// The right edge of the last of these words.
    pub fn after(&self, number: usize, words: &str) -> Pos2 {
        self.rects(number, self.find(number, words)).last().unwrap().right_center() - vec2(1.0, 0.0)
    }

    /// The middle of the first line of these words.
    pub fn middle(&self, number: usize, words: &str) -> Pos2 {
        self.rects(number, self.find(number, words)).first().unwrap().center()
    }

    /// The annotations as a person would list them: label and words, in order of their place.
    pub fn marked(&self) -> Vec<(String, String)> {
        let set = self.set();
        let mut found: Vec<(usize, &Annotation)> = set
            .annotations()
            .iter()
            .map(|annotation| {
                let source = set.sources_in_order().iter().position(|source| source.id == annotation.source).unwrap();
                (source, annotation)
            })
            .collect();
        found.sort_by_key(|(source, annotation)| (*source, annotation.spans.first().map(|span| span.start)));
        found
            .into_iter()
            .map(|(_, annotation)| {
                let label = annotation.label.and_then(|label| set.scheme().label(label));
                (label.map_or("Note".to_owned(), |label| label.name.clone()), self.quote(annotation))
            })
            .collect()
    }

    /// The marked words, part by part.
    pub fn quote(&self, annotation: &Annotation) -> String {
        let text = self.set().versions().get(annotation.version).unwrap().text();
        let parts: Vec<&str> = annotation.spans.iter().map(|span| span.slice(text).unwrap()).collect();
        parts.join(" … ")
    }

    /// The chosen annotation.
    pub fn chosen(&self) -> Option<&Annotation> {
        self.app().view().only_chosen().and_then(|id| self.set().annotations().get(id))
    }

    /// The words of the chosen annotation, empty without one.
    pub fn chosen_words(&self) -> String {
        self.chosen().map(|annotation| self.quote(annotation)).unwrap_or_default()
    }

    pub fn steps_done(&self) -> usize {
        self.app().session().history().done()
    }

    // The keyboard.

    pub fn press(&mut self, key: Key) {
        self.harness.key_press(key);
        self.rest();
    }

    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.rest();
    }

    pub fn times(&mut self, count: usize, modifiers: Modifiers, key: Key) {
        for _ in 0..count {
            self.press_with(modifiers, key);
        }
    }

    /// Types as a keyboard does: a key and the text that it makes, at once.
    pub fn type_keys(&mut self, text: &str) {
        for letter in text.chars() {
            let key = match letter {
                ']' => Some(Key::CloseBracket),
                '[' => Some(Key::OpenBracket),
                ' ' => Some(Key::Space),
                letter => Key::from_name(&letter.to_uppercase().to_string()),
            };
            for pressed in [true, false] {
                if let Some(key) = key {
                    let event =
                        Event::Key { key, physical_key: Some(key), pressed, repeat: false, modifiers: Modifiers::NONE };
                    self.harness.input_mut().events.push(event);
                }
                if pressed {
                    self.harness.input_mut().events.push(Event::Text(letter.to_string()));
                }
                self.harness.step();
            }
        }
        self.rest();
    }

    // The mouse.

    pub fn button(&mut self, at: Pos2, pressed: bool, modifiers: Modifiers) {
        self.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    }

    pub fn hover(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.rest();
    }

    pub fn click_at(&mut self, at: Pos2) {
        self.click_with(at, Modifiers::NONE);
    }

    pub fn click_with(&mut self, at: Pos2, modifiers: Modifiers) {
        self.clicks(at, 1, modifiers);
        self.pause();
    }

    pub fn clicks(&mut self, at: Pos2, count: usize, modifiers: Modifiers) {
        self.hover(at);
        self.harness.event(Event::ModifiersChanged(modifiers));
        for _ in 0..count {
            self.button(at, true, modifiers);
            self.button(at, false, modifiers);
        }
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.rest();
    }

    /// Long enough that the next click is a click of its own.
    pub fn pause(&mut self) {
        for _ in 0..40 {
            self.harness.step();
        }
        self.rest();
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.hover(from);
        self.button(from, true, Modifiers::NONE);
        for step in 1..=6 {
            self.harness.hover_at(from + (to - from) * (step as f32 / 6.0));
        }
        self.button(to, false, Modifiers::NONE);
        self.rest();
        self.pause();
    }

    /// Selects words with the mouse.
    pub fn select(&mut self, number: usize, words: &str) {
        let (from, to) = (self.before(number, words), self.after(number, words));
        self.drag(from, to);
        assert_eq!(self.selected(number), words);
    }

    /// Selects words with the mouse and presses a digit.
    pub fn mark(&mut self, number: usize, words: &str, key: Key) {
        self.select(number, words);
        self.press(key);
    }

    // Names and roles.

    pub fn node<'a>(&'a self, role: Role, name: &'a str) -> Node<'a> {
        self.harness.get_by_role_and_label(role, name)
    }

    pub fn has(&self, role: Role, name: &str) -> bool {
        self.harness.query_all_by_role_and_label(role, name).next().is_some()
    }

    /// Whether these words stand somewhere on the screen.
    pub fn says(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
            || self.harness.query_all_by_value(words).next().is_some()
    }

    pub fn click(&mut self, role: Role, name: &str) {
        self.node(role, name).click();
        self.rest();
        self.pause();
    }

    pub fn focus(&mut self, role: Role, name: &str) {
        self.node(role, name).focus();
        self.rest();
    }

    /// Gives the keyboard to what has a name that begins so.
    pub fn focus_beginning(&mut self, begins: &str) {
        self.focus_named(|label| label.starts_with(begins));
    }

    /// Gives the keyboard to what has these words in its name.
    pub fn focus_containing(&mut self, words: &str) {
        self.focus_named(|label| label.contains(words));
    }

    fn focus_named(&mut self, is_it: impl Fn(&str) -> bool) {
        let node = self.harness.get_by(|node| {
            !matches!(node.role(), Role::Label | Role::TextRun) && node.label().is_some_and(|label| is_it(&label))
        });
        node.focus();
        self.rest();
    }

    /// The name of what has the keyboard, empty where nothing has.
    pub fn focused_name(&self) -> String {
        let focused = self.harness.query_all_by(|_| true).find(|node| node.accesskit_node().is_focused());
        focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default()
    }

    /// Clicks an entry of a menu.
    pub fn menu(&mut self, menu: &str, entry: &str) {
        self.click(Role::Button, menu);
        // The name goes on with the shortcut.
        let named = self.harness.query_all_by(|node| {
            node.role() == Role::Button && node.label().is_some_and(|label| label.starts_with(entry))
        });
        let shortest = |node: &Node<'_>| node.accesskit_node().label().map_or(0, |label| label.len());
        let entry = named.min_by_key(shortest).unwrap_or_else(|| panic!("there is no entry «{entry}»"));
        entry.click();
        self.rest();
        self.pause();
    }

    /// Replaces what stands in a field.
    pub fn fill(&mut self, role: Role, name: &str, text: &str) {
        self.focus(role, name);
        self.press_with(CTRL, Key::A);
        self.type_keys(text);
    }

    /// Everything that has a name now, for messages of failing tests.
    pub fn words(&self) -> Vec<String> {
        let nodes = self.harness.query_all_by(|node| node.label().is_some() || node.value().is_some());
        nodes
            .map(|node| {
                let node = node.accesskit_node();
                format!("{:?} {}", node.role(), node.label().or(node.value()).unwrap_or_default())
            })
            .collect()
    }

    // The world around.

    pub fn drop_files(&mut self, paths: &[&str]) {
        let dropped = paths.iter().map(|path| -> egui::DroppedFileHandle { Arc::new(Dropped(path.into())) });
        self.harness.input_mut().dropped_files = dropped.collect();
        self.harness.step();
        self.rest();
    }

    pub fn paste(&mut self, text: &str) {
        self.harness.event(Event::Paste(text.to_owned()));
        self.rest();
    }

    /// Lets time pass on the clock.
    pub fn wait(&mut self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
        self.rest();
        self.rest();
    }

    /// How often the system was asked for fonts.
    pub fn font_searches(&self) -> usize {
        self.searches.load(Ordering::SeqCst)
    }

    /// What a file holds.
    pub fn file(&self, path: &str) -> Vec<u8> {
        store::read(&self.files, Path::new(path), u64::MAX).unwrap()
    }

    /// The set that a file holds.
    pub fn set_in(&self, path: &str) -> AnnotationSet {
        session::read_set(&self.file(path)).unwrap().set
    }

    /// Asks the window to close; whether it is about to.
    pub fn close(&mut self) -> bool {
        let viewport = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.harness.step();
        if !self.commands().contains(&ViewportCommand::CancelClose) {
            return true;
        }
        let closes = self.closes();
        if !closes {
            self.rest();
        }
        closes
    }

    /// Clicks what must make the window close.
    pub fn click_and_watch(&mut self, role: Role, name: &str) {
        let at = self.node(role, name).rect().center();
        self.harness.hover_at(at);
        self.harness.step();
        for pressed in [true, false] {
            self.button(at, pressed, Modifiers::NONE);
            self.harness.step();
        }
        let closes = (0..8).any(|_| self.closes());
        assert!(closes, "the window stays open");
    }

    /// Whether the window closes by itself now.
    pub fn closes(&mut self) -> bool {
        (0..3).any(|_| {
            self.harness.step();
            self.commands().contains(&ViewportCommand::Close)
        })
    }

    fn commands(&self) -> Vec<ViewportCommand> {
        self.harness.output().viewport_output.values().flat_map(|output| output.commands.clone()).collect()
    }
}

/// What a set holds, without ids and times.
pub fn contents(set: &AnnotationSet) -> Vec<String> {
    let mut lines = Vec::new();
    for source in set.sources_in_order() {
        let version = set.current_version(source.id).unwrap();
        lines.push(format!("{} {} {:?}", source.title, version.text(), version.blocks));
        let mut annotations: Vec<String> = set
            .annotations()
            .iter()
            .filter(|annotation| annotation.source == source.id)
            .map(|annotation| {
                let label = annotation.label.and_then(|label| set.scheme().label(label)).map(|label| &label.name);
                format!("{:?} {label:?} {}", annotation.spans, annotation.note)
            })
            .collect();
        annotations.sort();
        lines.extend(annotations);
    }
    lines
}

impl Desk {
    /// The labels that the bar at a selection offers: buttons that stand over the text.
    pub fn bar(&self) -> Vec<String> {
        ["Claim", "Opinion", "Quote"]
            .into_iter()
            .filter(|label| self.has(Role::Button, label))
            .map(str::to_owned)
            .collect()
    }

    pub fn choose_in_bar(&mut self, label: &str) {
        self.click(Role::Button, label);
    }

    /// Where the rows of the annotations table stand, from the top.
    pub fn rows_of_table(&self) -> Vec<Pos2> {
        let mut rows: Vec<Rect> = self
            .harness
            .query_all_by_role(Role::Row)
            .map(|node| node.rect())
            .filter(|rect| rect.height() > 4.0)
            .collect();
        rows.sort_by(|a, b| a.top().total_cmp(&b.top()));
        rows.into_iter().map(|rect| rect.left_center() + vec2(200.0, 0.0)).collect()
    }
}

impl Desk {
    /// Where the first folded line stands.
    pub fn fold(&self) -> Option<Pos2> {
        let nodes = self.harness.query_all_by(|node| {
            let named = node.label().or(node.value());
            named.is_some_and(|name| name.contains("site clutter"))
        });
        nodes.map(|node| node.rect().center()).find(|at| at.is_finite())
    }
}
