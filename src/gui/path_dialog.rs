//! Our own file dialog, for desktops that have none.
//!
//! It answers the [`Question`]s of the [platform](crate::gui::platform) with a field for the path and a list of the folder
//! that the path leads to. Folders are read in the background.

use std::cmp::Reverse;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use egui::accesskit::Role;
use egui::text::{CCursor, CCursorRange};
use egui::{CornerRadius, EventFilter, Frame, Id, Key, Margin, ScrollArea, TextEdit, Ui, UiBuilder, vec2};

use crate::gui::platform::{Answer, Purpose, Question};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{
    danger_button, dialog_buttons, list_option, list_row, modal, primary_button, secondary_button, section_header,
    take_key,
};

/// What stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name, without the folder's.
    pub name: OsString,
    /// Whether it is a folder itself.
    pub folder: bool,
}

/// What is called with a folder's items, on any thread.
pub type Done = Box<dyn FnOnce(io::Result<Vec<Item>>) + Send>;

/// Where folders are read from.
pub trait Folders {
    /// Reads `folder` and calls `done` when that is finished. Returns at once.
    fn read(&self, folder: &Path, done: Done);
}

/// The folders of this computer, each read on a thread of its own: one on a network may take its time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Folders for Disk {
    fn read(&self, folder: &Path, done: Done) {
        let folder = folder.to_owned();
        let started = thread::Builder::new().name("read-folder".to_owned()).spawn(move || done(read_folder(&folder)));
        if let Err(error) = started {
            // `done` is gone with the thread, which the dialog notices.
            log::error!("cannot read a folder in the background: {error}");
        }
    }
}

fn read_folder(folder: &Path) -> io::Result<Vec<Item>> {
    std::fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            // A link leads where it leads; one that leads nowhere is shown as a file.
            let folder = std::fs::metadata(entry.path()).is_ok_and(|data| data.is_dir());
            Ok(Item { name: entry.file_name(), folder })
        })
        .collect()
}

/// Folders that are one click away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The person's own folder, which `~` stands for.
    pub home: Option<PathBuf>,
    /// Where the person keeps documents.
    pub documents: Option<PathBuf>,
    /// Where the program was started from, if that is a folder of its own.
    pub started: Option<PathBuf>,
    /// Where files were opened and saved last, the latest first.
    pub recent: Vec<PathBuf>,
}

enum Contents {
    Reading(Receiver<io::Result<Vec<Item>>>),
    /// Folders first, then by name.
    Read(Vec<Item>),
    Failed(io::Error),
}

/// The dialog's state between frames.
pub struct PathDialog<F = Disk> {
    question: Question,
    places: Places,
    folders: F,
    /// What stands in the field.
    path: String,
    /// What the list is narrowed to: the name as far as it was typed, not what a click put into the field.
    narrow: String,
    folder: PathBuf,
    contents: Contents,
    /// The line that the arrow keys are on, among those that are shown.
    cursor: Option<usize>,
    /// The files that are chosen in the list.
    chosen: Vec<OsString>,
    message: Option<String>,
    /// Enter was pressed while the folder was still being read.
    accept_when_read: bool,
    overwrite: Option<PathBuf>,
    caret: Option<CCursorRange>,
}

impl PathDialog {
    /// A dialog for `question` over the folders of this computer.
    pub fn new(question: Question, places: Places) -> Self {
        Self::over(question, places, Disk)
    }
}

impl<F: Folders> PathDialog<F> {
    /// A dialog for `question` over other folders than those of this computer.
    pub fn over(question: Question, places: Places, folders: F) -> Self {
        // Who starts the program in a folder, or keeps documents somewhere, is more likely to want that than an empty
        // home.
        let started = places.started.clone().filter(|_| !matches!(question.purpose, Purpose::Save { .. }));
        let start = question
            .folder
            .clone()
            .or(started)
            .or_else(|| places.documents.clone())
            .or_else(|| places.home.clone())
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_else(|| PathBuf::from(MAIN_SEPARATOR.to_string()));
        // Nothing sends: the first frame reads the folder.
        let (_, nothing) = mpsc::channel();
        let mut dialog = Self {
            question,
            places,
            folders,
            path: String::new(),
            narrow: String::new(),
            folder: PathBuf::new(),
            contents: Contents::Reading(nothing),
            cursor: None,
            chosen: Vec::new(),
            message: None,
            accept_when_read: false,
            overwrite: None,
            caret: None,
        };
        dialog.path = with_separator(&start);
        if let Purpose::Save { name } = &dialog.question.purpose {
            let start = dialog.path.chars().count();
            let stem = Path::new(name).file_stem().map_or(0, |stem| stem.to_string_lossy().chars().count());
            dialog.path.push_str(name);
            dialog.caret = Some(CCursorRange::two(CCursor::new(start), CCursor::new(start + stem)));
        } else {
            dialog.caret_to_end();
        }
        dialog
    }

    /// Shows the dialog, and gives the answer in the frame in which there is one.
    pub fn show(&mut self, ctx: &egui::Context, strings: &Strings) -> Option<Answer> {
        const WIDTH: f32 = 640.0;
        let id = Id::unique("path dialog");
        self.follow_path(ctx);
        let title = self.question.title.clone();
        let asking = self.overwrite.is_some();
        let outcome = modal(ctx, id, &title, WIDTH, |ui| {
            if asking {
                ui.disable();
            }
            self.contents(ui, strings, id.with("path"), !asking)
        });
        if asking {
            return self.ask_to_overwrite(ctx, strings);
        }
        outcome.inner.or_else(|| outcome.dismissed.then_some(Answer::Cancelled))
    }

    /// Reads the folder that the path leads to, if that is another than before, and takes what has been read.
    fn follow_path(&mut self, ctx: &egui::Context) {
        let (folder, _) = self.split();
        if folder != self.folder {
            let (sender, receiver) = mpsc::channel();
            let ctx = ctx.clone();
            self.folders.read(
                &folder,
                Box::new(move |items| {
                    // The dialog may be gone, or be elsewhere by now.
                    let _ = sender.send(items);
                    ctx.request_repaint();
                }),
            );
            self.folder = folder;
            self.contents = Contents::Reading(receiver);
            self.cursor = None;
            self.chosen.clear();
            self.message = None;
        }
        if let Contents::Reading(receiver) = &self.contents {
            match receiver.try_recv() {
                Ok(Ok(mut items)) => {
                    items.sort_by_cached_key(|item| (Reverse(item.folder), item.name.to_string_lossy().to_lowercase()));
                    self.contents = Contents::Read(items);
                }
                Ok(Err(error)) => self.contents = Contents::Failed(error),
                Err(mpsc::TryRecvError::Disconnected) => {
                    self.contents = Contents::Failed(io::Error::other("the folder could not be read"));
                }
                Err(mpsc::TryRecvError::Empty) => {}
            }
        }
    }

    /// The folder that the path leads to, and what stands after it.
    fn split(&self) -> (PathBuf, &str) {
        let (folder, name) = if self.path == "~" {
            (self.path.as_str(), "")
        } else {
            let end = self.path.rfind(is_separator).map_or(0, |at| at + 1);
            self.path.split_at(end)
        };
        (self.expand(folder), name)
    }

    /// The path that was typed: `~` is the home folder, and what does not start at a root starts where the dialog did.
    fn expand(&self, typed: &str) -> PathBuf {
        let home = typed
            .strip_prefix('~')
            .filter(|rest| rest.is_empty() || rest.starts_with(is_separator))
            .and_then(|rest| Some(self.places.home.as_ref()?.join(rest.trim_start_matches(is_separator))));
        let path = home.unwrap_or_else(|| PathBuf::from(typed));
        match &self.question.folder {
            Some(start) if path.is_relative() => start.join(path),
            _ => path,
        }
    }

    /// The lines of the list.
    fn visible(&self) -> Vec<Item> {
        let Contents::Read(items) = &self.contents else { return Vec::new() };
        let narrow = self.narrow.to_lowercase();
        let saving = matches!(self.question.purpose, Purpose::Save { .. });
        items
            .iter()
            .filter(|item| {
                let name = item.name.to_string_lossy().to_lowercase();
                (narrow.starts_with('.') || !name.starts_with('.'))
                    && (item.folder || self.question.filter.admits(Path::new(&item.name)))
                    && (saving || name.contains(&narrow))
            })
            .cloned()
            .collect()
    }

    /// What Tab makes of the path: longer by what all names that fit have in common. `None` if nothing is gained.
    fn completed(&self, visible: &[Item]) -> Option<String> {
        let (_, typed) = self.split();
        let (start, typed) = (self.path.len() - typed.len(), typed.to_lowercase());
        if typed.is_empty() {
            return None;
        }
        let fitting: Vec<_> = visible
            .iter()
            .map(|item| (item.name.to_string_lossy(), item.folder))
            .filter(|(name, _)| name.to_lowercase().starts_with(&typed))
            .collect();
        let (first, is_folder) = fitting.first()?;
        let common = fitting.iter().fold(first.chars().count(), |common, (name, _)| {
            first
                .chars()
                .zip(name.chars())
                .take(common)
                .take_while(|(a, b)| a.to_lowercase().eq(b.to_lowercase()))
                .count()
        });
        let mut path = self.path.get(..start)?.to_owned();
        path.extend(first.chars().take(common));
        if fitting.len() == 1 && *is_folder {
            path.push(MAIN_SEPARATOR);
        }
        (path != self.path).then_some(path)
    }

    fn contents(&mut self, ui: &mut Ui, strings: &Strings, field_id: Id, active: bool) -> Option<Answer> {
        let visible = self.visible();
        let completed = self.completed(&visible);
        let has_keyboard = active && ui.memory(|memory| memory.focused().is_none_or(|id| id == field_id));
        let mut answer = None;
        let mut moved = false;
        if has_keyboard {
            answer = self.take_keys(ui, strings, &visible, completed.as_ref(), &mut moved);
        }

        let filter = EventFilter {
            tab: completed.is_some(),
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        let field = ui.name_inputs(strings.get("path-dialog.field"), |ui| {
            let field = TextEdit::singleline(&mut self.path)
                .id(field_id)
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(8, 5))
                .event_filter(filter);
            ui.add(field)
        });
        if let Some(caret) = self.caret {
            // A field that has just got the focus puts its caret where it likes.
            // Whether the window has the keyboard, which the response would ask too, does not matter here.
            if ui.memory(|memory| memory.has_focus(field.id)) && !field.gained_focus() {
                let mut state = TextEdit::load_state(ui.ctx(), field_id).unwrap_or_default();
                state.cursor.set_char_range(Some(caret));
                TextEdit::store_state(ui.ctx(), field_id, state);
                self.caret = None;
            }
            field.request_focus();
            ui.ctx().request_repaint();
        }
        ui.add_space(2.0);
        self.breadcrumb(ui, strings);
        if field.changed() {
            let (_, typed) = self.split();
            self.narrow = typed.to_owned();
            self.cursor = None;
            self.chosen.clear();
            self.message = None;
        }
        ui.add_space(size::GAP);

        ui.horizontal_top(|ui| {
            const HEIGHT: f32 = 300.0;
            ui.allocate_ui(vec2(150.0, HEIGHT), |ui| {
                ui.set_width(150.0);
                ui.vertical(|ui| self.places(ui, strings));
            });
            let frame = Frame::new()
                .stroke(theme::of(ui).hairline_stroke())
                .corner_radius(CornerRadius::same(size::RADIUS))
                .inner_margin(Margin::same(4));
            frame.show(ui, |ui| {
                ui.vertical(|ui| {
                    ui.set_min_size(vec2(ui.available_width(), HEIGHT));
                    ui.set_max_height(HEIGHT);
                    let listed = self.list(ui, strings, &visible, field_id, moved);
                    answer = answer.take().or(listed);
                });
            });
        });

        if let Some(message) = &self.message {
            ui.colored_label(theme::of(ui).danger, message);
        }
        let pressed = dialog_buttons(ui, |ui| {
            let accept = match self.question.purpose {
                Purpose::Save { .. } => strings.get("path-dialog.save"),
                Purpose::Folder => strings.get("path-dialog.take-folder"),
                _ => strings.get("path-dialog.open"),
            };
            let accepted = primary_button(ui, accept).clicked();
            let cancelled = secondary_button(ui, strings.get("path-dialog.cancel")).clicked();
            if self.question.purpose == Purpose::OpenMany && self.chosen.len() < 2 {
                ui.weak(strings.get("path-dialog.several"));
            }
            if self.chosen.len() > 1 {
                ui.weak(strings.with("path-dialog-chosen", &[("count", self.chosen.len().into())]));
            }
            (accepted, cancelled)
        });
        if pressed.0 {
            answer = match self.question.purpose {
                Purpose::Folder => self.take_folder(),
                _ => self.accept(strings),
            };
        }
        if pressed.1 {
            answer = Some(Answer::Cancelled);
        }
        if self.accept_when_read && !matches!(self.contents, Contents::Reading(_)) {
            answer = answer.or_else(|| self.accept(strings));
        }
        answer
    }

    fn take_keys(
        &mut self,
        ui: &Ui,
        strings: &Strings,
        visible: &[Item],
        completed: Option<&String>,
        moved: &mut bool,
    ) -> Option<Answer> {
        let last = visible.len().checked_sub(1);
        if self.question.purpose == Purpose::OpenMany {
            for (key, down) in [(Key::ArrowDown, true), (Key::ArrowUp, false)] {
                if ui.input_mut(|input| input.consume_key(egui::Modifiers::SHIFT, key)) {
                    self.extend(visible, down);
                    *moved = true;
                }
            }
        }
        if take_key(ui, Key::ArrowDown) {
            self.cursor = last.map(|last| self.cursor.map_or(0, |at| (at + 1).min(last)));
            *moved = true;
        }
        if take_key(ui, Key::ArrowUp) {
            self.cursor = last.and_then(|last| self.cursor.map_or(Some(last), |at| at.checked_sub(1)));
            *moved = true;
        }
        if let Some(path) = completed
            && take_key(ui, Key::Tab)
        {
            path.clone_into(&mut self.path);
            self.narrow = self.split().1.to_owned();
            self.caret_to_end();
        }
        let at_folder = self.path.ends_with(is_separator);
        if at_folder && take_key(ui, Key::Backspace) {
            self.go_up();
        }
        if take_key(ui, Key::Enter) {
            return match self.cursor.and_then(|at| visible.get(at)) {
                Some(item) if item.folder => {
                    self.enter(&item.name);
                    None
                }
                _ if self.question.purpose == Purpose::Folder => self.take_folder(),
                Some(item) if self.chosen.len() < 2 => {
                    self.pick(&item.name);
                    self.accept(strings)
                }
                _ => self.accept(strings),
            };
        }
        None
    }

    /// The folder and those above it, one click away.
    fn breadcrumb(&mut self, ui: &mut Ui, strings: &Strings) {
        let mut folders: Vec<PathBuf> = self.folder.ancestors().map(Path::to_owned).collect();
        folders.reverse();
        let mut wanted = None;
        let row = ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let last = folders.len().saturating_sub(1);
            for (number, folder) in folders.iter().enumerate() {
                let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
                if number > 1 {
                    ui.weak("›");
                }
                let here = number == last;
                let text = egui::RichText::new(name.as_ref()).size(size::SMALL);
                let text = if here { text.strong() } else { text };
                let button = ui.add(egui::Button::new(text).frame_when_inactive(false).small());
                let said = strings.with("path-dialog-go-to", &[("folder", name.as_ref().into())]);
                button.widget_info(|| egui::WidgetInfo::labeled(Role::Link, true, &said));
                if button.clicked() && !here {
                    wanted = Some(folder.clone());
                }
            }
        });
        let name = strings.get("path-dialog.folder");
        ui.ctx().accesskit_node_builder(row.response.id, |node| {
            node.set_role(Role::Navigation);
            node.set_label(name);
        });
        if let Some(folder) = wanted {
            self.go_to(&folder);
        }
    }

    /// The shortcuts beside the list.
    fn places(&mut self, ui: &mut Ui, strings: &Strings) {
        ui.spacing_mut().item_spacing.y = 2.0;
        if list_row(ui, strings.get("path-dialog.parent"), None, false).clicked() {
            self.go_up();
        }
        if let Some(home) = self.places.home.clone()
            && list_row(ui, strings.get("path-dialog.home"), None, self.folder == home).clicked()
        {
            self.go_to(&home);
        }
        for (folder, name) in [
            (self.places.documents.clone(), strings.get("path-dialog.documents")),
            (self.places.started.clone(), strings.get("path-dialog.started")),
        ] {
            if let Some(folder) = folder {
                let row = list_row(ui, name, None, self.folder == folder);
                if row.on_hover_text(folder.display().to_string()).clicked() {
                    self.go_to(&folder);
                }
            }
        }
        if !self.places.recent.is_empty() {
            ui.add_space(size::GAP);
            section_header(ui, strings.get("path-dialog.recent"));
        }
        for folder in self.places.recent.clone() {
            let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
            let row = list_row(ui, &name, None, self.folder == folder).on_hover_text(folder.display().to_string());
            if row.clicked() {
                self.go_to(&folder);
            }
        }
    }

    fn list(&mut self, ui: &mut Ui, strings: &Strings, visible: &[Item], field: Id, moved: bool) -> Option<Answer> {
        match &self.contents {
            Contents::Reading(_) => {
                ui.weak(strings.get("path-dialog.reading"));
                return None;
            }
            Contents::Failed(error) => {
                ui.colored_label(theme::of(ui).danger, in_words(error, strings));
                return None;
            }
            Contents::Read(_) if visible.is_empty() => {
                ui.weak(strings.get("path-dialog.nothing"));
                return None;
            }
            Contents::Read(_) => {}
        }
        let mut answer = None;
        let row_height = size::ROW + 2.0;
        ui.spacing_mut().item_spacing.y = 2.0;
        let mut area = ScrollArea::vertical().auto_shrink(false);
        if moved && let Some(at) = self.cursor {
            // Rows out of view are not laid out, so that nothing could scroll to them: the chosen one goes to the middle.
            area = area.vertical_scroll_offset((at as f32 * row_height - ui.available_height() / 2.0).max(0.0));
        }
        area.show_rows(ui, size::ROW, visible.len(), |ui, rows| {
            let builder =
                UiBuilder::new().accessibility_role(Role::ListBox).accessibility_label(strings.get("path-dialog.list"));
            ui.scope_builder(builder, |ui| {
                for (at, item) in visible.iter().enumerate().skip(rows.start).take(rows.len()) {
                    let mut text = item.name.to_string_lossy().into_owned();
                    if item.folder {
                        text.push(MAIN_SEPARATOR);
                    }
                    let selected = self.cursor == Some(at) || self.chosen.contains(&item.name);
                    // Several come in in the order in which they were chosen.
                    let place =
                        self.chosen.iter().position(|name| *name == item.name).filter(|_| self.chosen.len() > 1);
                    let place = place.map(|place| (place + 1).to_string());
                    let row = list_option(ui, &text, place.as_deref(), selected);
                    if self.cursor == Some(at) {
                        ui.ctx().accesskit_node_builder(field, |node| {
                            node.set_active_descendant(row.id.accesskit_id());
                        });
                    }
                    if self.question.purpose == Purpose::Folder && !item.folder {
                        // Files are shown, so that one sees what is in the folder.
                    } else if row.double_clicked() && !item.folder {
                        answer = self.accept(strings);
                    } else if row.clicked() {
                        self.click(ui, at, visible);
                    }
                }
            });
        });
        answer
    }

    /// Chooses the line that the arrow keys are on, and the next one or the one before besides.
    fn extend(&mut self, visible: &[Item], down: bool) {
        let Some(last) = visible.len().checked_sub(1) else { return };
        let to = match self.cursor {
            Some(at) if down => (at + 1).min(last),
            Some(at) => at.saturating_sub(1),
            None => 0,
        };
        for at in self.cursor.into_iter().chain([to]) {
            if let Some(item) = visible.get(at).filter(|item| !item.folder && !self.chosen.contains(&item.name)) {
                self.chosen.push(item.name.clone());
            }
        }
        self.cursor = Some(to);
        self.show_folder();
    }

    fn click(&mut self, ui: &Ui, at: usize, visible: &[Item]) {
        let Some(item) = visible.get(at) else { return };
        let modifiers = ui.input(|input| input.modifiers);
        let several = self.question.purpose == Purpose::OpenMany;
        if item.folder {
            self.enter(&item.name);
        } else if several && modifiers.shift {
            let from = self.cursor.unwrap_or(at);
            let range = from.min(at)..=from.max(at);
            let files = visible.iter().enumerate().filter(|(line, item)| range.contains(line) && !item.folder);
            self.chosen = files.map(|(_, item)| item.name.clone()).collect();
            self.show_folder();
        } else if several && modifiers.command {
            match self.chosen.iter().position(|name| *name == item.name) {
                Some(index) => drop(self.chosen.remove(index)),
                None => self.chosen.push(item.name.clone()),
            }
            self.cursor = Some(at);
            self.show_folder();
        } else {
            self.pick(&item.name);
            self.cursor = Some(at);
        }
    }

    /// Chooses the file `name` and nothing else.
    fn pick(&mut self, name: &OsStr) {
        self.chosen = vec![name.to_owned()];
        self.path = with_separator(&self.folder) + &name.to_string_lossy();
        self.message = None;
        self.caret_to_end();
    }

    /// Leaves only the folder in the field, for several files have no one name.
    fn show_folder(&mut self) {
        self.path = with_separator(&self.folder);
        self.message = None;
        self.caret_to_end();
    }

    fn enter(&mut self, name: &OsStr) {
        let folder = self.folder.join(name);
        self.go_to(&folder);
    }

    fn go_up(&mut self) {
        if let Some(parent) = self.folder.parent().map(Path::to_owned) {
            self.go_to(&parent);
        }
    }

    fn go_to(&mut self, folder: &Path) {
        // The name under which something is to be saved goes along.
        let name = match self.question.purpose {
            Purpose::Save { .. } => self.split().1.to_owned(),
            _ => String::new(),
        };
        self.path = with_separator(folder) + &name;
        self.narrow.clear();
        self.cursor = None;
        self.caret_to_end();
    }

    fn caret_to_end(&mut self) {
        self.caret = Some(CCursorRange::one(CCursor::new(self.path.chars().count())));
    }

    /// What Enter and the button do: go into the folder, or take the file, or say why not.
    fn accept(&mut self, strings: &Strings) -> Option<Answer> {
        self.accept_when_read = false;
        let items = match &self.contents {
            Contents::Reading(_) => {
                self.accept_when_read = true;
                return None;
            }
            // The list says what is wrong.
            Contents::Failed(_) => return None,
            Contents::Read(items) => items,
        };
        if !self.chosen.is_empty() && !matches!(self.question.purpose, Purpose::Save { .. }) {
            return Some(Answer::Paths(self.chosen.iter().map(|name| self.folder.join(name)).collect()));
        }
        let (folder, typed) = self.split();
        let typed = typed.to_owned();
        if typed.is_empty() {
            return None;
        }
        let there = |name: &OsStr| items.iter().find(|item| item.name == *name);
        if typed == ".." {
            self.path = with_separator(&self.folder);
            self.go_up();
            return None;
        }
        if there(OsStr::new(&typed)).is_some_and(|item| item.folder) {
            self.path.push(MAIN_SEPARATOR);
            self.narrow.clear();
            self.caret_to_end();
            return None;
        }
        let path = self.question.with_extension(folder.join(&typed));
        let exists = path.file_name().and_then(there);
        match self.question.purpose {
            Purpose::Save { .. } if exists.is_some() => {
                self.overwrite = Some(path);
                None
            }
            Purpose::OpenOne | Purpose::OpenMany if exists.is_none() => {
                self.message = Some(strings.with("path-dialog-no-file", &[("name", typed.into())]));
                None
            }
            _ => Some(Answer::Paths(vec![path])),
        }
    }

    /// The folder that is shown, or the one in it whose name was typed.
    fn take_folder(&self) -> Option<Answer> {
        let Contents::Read(items) = &self.contents else { return None };
        let (folder, typed) = self.split();
        let there = items.iter().any(|item| item.folder && item.name == *typed);
        (typed.is_empty() || there).then(|| Answer::Paths(vec![if there { folder.join(typed) } else { folder }]))
    }

    fn ask_to_overwrite(&mut self, ctx: &egui::Context, strings: &Strings) -> Option<Answer> {
        let path = self.overwrite.clone()?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let title = strings.with("path-dialog-overwrite", &[("name", name.into())]);
        let outcome = modal(ctx, Id::unique("overwrite"), &title, 380.0, |ui| {
            ui.label(strings.get("path-dialog.overwrite-explained"));
            dialog_buttons(ui, |ui| {
                let replace = danger_button(ui, strings.get("path-dialog.replace")).clicked();
                let keep = secondary_button(ui, strings.get("path-dialog.keep")).clicked();
                (replace, keep)
            })
        });
        let (replace, keep) = outcome.inner;
        // Enter does nothing here: what destroys a file has to be meant.
        if replace || keep || outcome.dismissed {
            self.overwrite = None;
            self.caret_to_end();
        }
        replace.then(|| Answer::Paths(vec![path]))
    }
}

/// The folder as it is written before a name.
fn with_separator(folder: &Path) -> String {
    let mut text = folder.to_string_lossy().into_owned();
    if !text.ends_with(is_separator) {
        text.push(MAIN_SEPARATOR);
    }
    text
}

/// Why a folder cannot be read.
fn in_words(error: &io::Error, strings: &Strings) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => strings.get("path-dialog.not-found").to_owned(),
        io::ErrorKind::PermissionDenied => strings.get("path-dialog.forbidden").to_owned(),
        io::ErrorKind::NotADirectory => strings.get("path-dialog.not-a-folder").to_owned(),
        _ => strings.with("path-dialog-failed", &[("reason", error.to_string().into())]),
    }
}

// The pretended folders have the separators of Unix.
#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex, PoisonError};

    use egui::Modifiers;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable;

    use super::*;
    use crate::gui::testing;

    /// Folders that are nowhere but in a test. What is not listed does not exist.
    #[derive(Clone, Default)]
    struct Pretended {
        folders: BTreeMap<PathBuf, Vec<Item>>,
        /// Whether reading only begins, and ends when the test says so.
        slow: bool,
        waiting: Arc<Mutex<Vec<(PathBuf, Done)>>>,
    }

    impl Pretended {
        fn with(mut self, folder: &str, items: &[&str]) -> Self {
            let items =
                items.iter().map(|name| Item { name: name.trim_end_matches('/').into(), folder: name.ends_with('/') });
            self.folders.insert(folder.into(), items.collect());
            self
        }

        fn items(&self, folder: &Path) -> io::Result<Vec<Item>> {
            let key = folder.components().collect::<PathBuf>();
            if key.ends_with("secret") {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            self.folders.get(&key).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
        }

        fn finish(&self) {
            let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            for (folder, done) in waiting {
                done(self.items(&folder));
            }
        }
    }

    impl Folders for Pretended {
        fn read(&self, folder: &Path, done: Done) {
            if self.slow {
                self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((folder.to_owned(), done));
            } else {
                done(self.items(folder));
            }
        }
    }

    fn disk() -> Pretended {
        Pretended::default()
            .with("/", &["home/"])
            .with("/home", &["ana/", "secret/"])
            .with("/home/ana", &["bridge/", "notes.md", "Photo.png", "water.ron", ".hidden.txt"])
            .with("/home/ana/bridge", &["courier.txt", "coastline.txt", "wire.txt", "port/", "zebra.md"])
            .with("/home/ana/bridge/port", &[])
    }

    struct Window {
        dialog: PathDialog<Pretended>,
        strings: Strings,
        answer: Option<Answer>,
    }

    fn shown(question: Question, folders: Pretended) -> Harness<'static, Window> {
        let places =
            Places { home: Some("/home/ana".into()), recent: vec!["/home/ana/bridge".into()], ..Places::default() };
        let dialog = PathDialog::over(question, places, folders);
        let state = Window { dialog, strings: Strings::load("en"), answer: None };
        let mut harness = testing::window().with_max_steps(8).build_ui_state(
            |ui, window: &mut Window| {
                if window.answer.is_none() {
                    window.answer = window.dialog.show(ui.ctx(), &window.strings);
                }
            },
            state,
        );
        harness.run();
        harness
    }

    fn articles() -> Question {
        Question::articles(&Strings::load("en"), Some(Path::new("/home/ana/bridge")), &["txt", "md"])
    }

    fn save() -> Question {
        Question::save_set(&Strings::load("en"), Some(Path::new("/home/ana")), "bridge report")
    }

    fn type_text(harness: &mut Harness<'_, Window>, text: &str) {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    }

    fn press(harness: &mut Harness<'_, Window>, key: Key) {
        harness.key_press(key);
        harness.run();
    }

    fn replace_path(harness: &mut Harness<'_, Window>, path: &str) {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.run();
        type_text(harness, path);
    }

    fn click(harness: &mut Harness<'_, Window>, label: &str, modifiers: Modifiers) {
        harness.get_by_role_and_label(Role::ListBoxOption, label).click_modifiers(modifiers);
        harness.run();
    }

    fn paths(paths: &[&str]) -> Answer {
        Answer::Paths(paths.iter().map(PathBuf::from).collect())
    }

    fn shows(harness: &Harness<'_, Window>, label: &str) -> bool {
        harness.query_by_label(label).is_some()
    }

    #[test]
    fn a_typed_path_and_enter_opens_that_file() {
        let mut harness = shown(articles(), disk());
        harness.get_by_role_and_label(Role::Dialog, "Open articles");
        assert!(harness.get_by_role_and_label(Role::TextInput, "Path").is_focused());
        replace_path(&mut harness, "/home/ana/notes.md");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/notes.md"])));
    }

    #[test]
    fn a_tilde_is_the_home_folder() {
        let mut harness = shown(articles(), disk());
        replace_path(&mut harness, "~/notes.md");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/notes.md"])));
    }

    #[test]
    fn esc_and_the_button_cancel() {
        let mut harness = shown(articles(), disk());
        press(&mut harness, Key::Escape);
        assert_eq!(harness.state().answer, Some(Answer::Cancelled));

        let mut harness = shown(articles(), disk());
        harness.get_by_role_and_label(Role::Button, "Cancel").click();
        harness.run();
        assert_eq!(harness.state().answer, Some(Answer::Cancelled));
    }

    #[test]
    fn the_list_shows_folders_first_and_only_what_fits() {
        let harness = shown(Question { folder: Some("/home/ana".into()), ..articles() }, disk());
        let folder = harness.get_by_label("bridge/").rect();
        let file = harness.get_by_label("notes.md").rect();
        assert!(folder.top() < file.top());
        for hidden in ["Photo.png", "water.ron", ".hidden.txt"] {
            assert!(!shows(&harness, hidden), "{hidden}");
        }
    }

    #[test]
    fn typing_narrows_the_list_and_tab_completes() {
        let mut harness = shown(articles(), disk());
        type_text(&mut harness, "co");
        assert!(shows(&harness, "courier.txt") && !shows(&harness, "wire.txt"));
        type_text(&mut harness, "u");
        press(&mut harness, Key::Tab);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge/courier.txt");
        replace_path(&mut harness, "/home/ana/br");
        press(&mut harness, Key::Tab);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge/");
        assert!(shows(&harness, "zebra.md"));
    }

    #[test]
    fn the_keyboard_alone_walks_the_folders() {
        let mut harness = shown(articles(), disk());
        press(&mut harness, Key::Backspace);
        assert_eq!(harness.state().dialog.path, "/home/ana/");
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge/");
        // Below the folder `port`, by name.
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/bridge/coastline.txt"])));
    }

    #[test]
    fn several_files_are_chosen_with_ctrl() {
        let mut harness = shown(articles(), disk());
        click(&mut harness, "wire.txt", Modifiers::NONE);
        click(&mut harness, "courier.txt", Modifiers::COMMAND);
        click(&mut harness, "zebra.md", Modifiers::COMMAND);
        click(&mut harness, "zebra.md", Modifiers::COMMAND);
        assert!(shows(&harness, "2 files chosen"));
        harness.get_by_role_and_label(Role::Button, "Open").click();
        harness.run();
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/bridge/wire.txt", "/home/ana/bridge/courier.txt"])));
    }

    #[test]
    fn several_files_are_chosen_with_the_keyboard_in_their_order() {
        let mut harness = shown(articles(), disk());
        assert!(shows(&harness, "Ctrl or Shift and click: several files"));
        // Below the folder `port`, by name; the other files upwards.
        for _ in 0..3 {
            press(&mut harness, Key::ArrowDown);
        }
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
        harness.run();
        assert!(shows(&harness, "2 files chosen") && !shows(&harness, "Ctrl or Shift and click: several files"));
        press(&mut harness, Key::Enter);
        let chosen = ["/home/ana/bridge/courier.txt", "/home/ana/bridge/coastline.txt"];
        assert_eq!(harness.state().answer, Some(paths(&chosen)));
    }

    #[test]
    fn the_breadcrumb_leads_up() {
        let mut harness = shown(articles(), disk());
        harness.get_by_role_and_label(Role::Link, "Go to ana").click();
        harness.run();
        assert_eq!(harness.state().dialog.path, "/home/ana/");
    }

    #[test]
    fn nobody_begins_in_an_empty_home() {
        let folders = disk().with("/home/ana/Documents", &["a.txt"]).with("/reading", &["b.txt"]);
        let places = |started: Option<&str>| Places {
            home: Some("/home/ana".into()),
            documents: Some("/home/ana/Documents".into()),
            started: started.map(PathBuf::from),
            recent: Vec::new(),
        };
        let begins = |question: Question, started| PathDialog::over(question, places(started), folders.clone()).path;
        let open = || Question { folder: None, ..articles() };
        assert_eq!(begins(open(), None), "/home/ana/Documents/");
        assert_eq!(begins(open(), Some("/reading")), "/reading/");
        // What is saved does not land beside the articles unasked.
        assert_eq!(begins(Question { folder: None, ..save() }, Some("/reading")), "/home/ana/Documents/bridge report");
    }

    #[test]
    fn a_range_of_files_is_chosen_with_shift() {
        let mut harness = shown(articles(), disk());
        click(&mut harness, "coastline.txt", Modifiers::NONE);
        click(&mut harness, "wire.txt", Modifiers::SHIFT);
        press(&mut harness, Key::Enter);
        let chosen = ["/home/ana/bridge/coastline.txt", "/home/ana/bridge/courier.txt", "/home/ana/bridge/wire.txt"];
        assert_eq!(harness.state().answer, Some(paths(&chosen)));
    }

    #[test]
    fn only_one_set_is_chosen() {
        let question = Question::set(&Strings::load("en"), Some(Path::new("/home/ana")));
        let mut harness = shown(question, disk().with("/home/ana", &["a.ron", "b.ron"]));
        click(&mut harness, "a.ron", Modifiers::NONE);
        click(&mut harness, "b.ron", Modifiers::COMMAND);
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/b.ron"])));
    }

    #[test]
    fn what_is_saved_gets_its_extension() {
        let mut harness = shown(save(), disk());
        type_text(&mut harness, "harbour");
        assert_eq!(harness.state().dialog.path, "/home/ana/harbour", "the proposed name was selected");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/harbour.ron"])));
    }

    #[test]
    fn saving_over_a_file_asks_first() {
        let mut harness = shown(save(), disk());
        type_text(&mut harness, "water");
        press(&mut harness, Key::Enter);
        harness.get_by_role_and_label(Role::Dialog, "Replace “water.ron”?");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, None, "Enter alone replaces nothing");
        harness.get_by_role_and_label(Role::Button, "Keep").click();
        harness.run();
        assert!(harness.query_by_role_and_label(Role::Dialog, "Replace “water.ron”?").is_none());
        press(&mut harness, Key::Enter);
        harness.get_by_role_and_label(Role::Button, "Replace").click();
        harness.run();
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/water.ron"])));
    }

    #[test]
    fn esc_in_the_question_leads_back_to_the_dialog() {
        let mut harness = shown(save(), disk());
        type_text(&mut harness, "water");
        press(&mut harness, Key::Enter);
        press(&mut harness, Key::Escape);
        assert_eq!(harness.state().answer, None);
        assert!(harness.query_by_role_and_label(Role::Dialog, "Replace “water.ron”?").is_none());
        harness.get_by_role_and_label(Role::Dialog, "Save the annotation set");
    }

    #[test]
    fn the_name_goes_along_into_another_folder() {
        let mut harness = shown(save(), disk());
        click(&mut harness, "bridge/", Modifiers::NONE);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge/bridge report");
        click(&mut harness, "Parent folder", Modifiers::NONE);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge report");
    }

    #[test]
    fn errors_are_told_in_words() {
        let mut harness = shown(articles(), disk());
        replace_path(&mut harness, "/home/secret/");
        assert!(shows(&harness, "You may not look into this folder"));
        replace_path(&mut harness, "/nowhere/");
        assert!(shows(&harness, "There is no such folder"));
        replace_path(&mut harness, "/home/ana/lost.txt");
        press(&mut harness, Key::Enter);
        assert!(shows(&harness, "There is no file called “lost.txt” here"));
        assert_eq!(harness.state().answer, None);
    }

    #[test]
    fn a_slow_folder_does_not_hold_up_the_window() {
        let folders = Pretended { slow: true, ..disk() };
        let mut harness = shown(articles(), folders.clone());
        assert!(shows(&harness, "Reading…"));
        type_text(&mut harness, "wire.txt");
        press(&mut harness, Key::Enter);
        assert_eq!(harness.state().answer, None, "whether there is such a file is not known yet");
        folders.finish();
        harness.run();
        assert_eq!(harness.state().answer, Some(paths(&["/home/ana/bridge/wire.txt"])));
    }

    #[test]
    fn a_window_without_the_keyboard_comes_to_rest() {
        let mut harness = shown(save(), disk());
        harness.input_mut().focused = false;
        harness.state_mut().dialog.caret_to_end();
        // This fails if the dialog asks for one frame after the other.
        harness.run();
    }

    #[test]
    fn shortcuts_lead_home_and_to_recent_folders() {
        let mut harness = shown(articles(), disk());
        click(&mut harness, "Home", Modifiers::NONE);
        assert_eq!(harness.state().dialog.path, "/home/ana/");
        click(&mut harness, "bridge", Modifiers::NONE);
        assert_eq!(harness.state().dialog.path, "/home/ana/bridge/");
    }

    #[test]
    fn the_disk_is_read_in_the_background() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("inner"))?;
        std::fs::write(folder.path().join("story.txt"), "")?;
        let (sender, receiver) = mpsc::channel();
        Disk.read(folder.path(), Box::new(move |items| _ = sender.send(items)));
        let mut items = receiver.recv().map_err(io::Error::other)??;
        items.sort_by_key(|item| item.name.clone());
        let expected = [Item { name: "inner".into(), folder: true }, Item { name: "story.txt".into(), folder: false }];
        assert_eq!(items, expected);
        Ok(())
    }
}
