//! What the window needs of the desktop around it: file dialogs, the web browser, dropped files.
//!
//! The window knows only the trait [`Platform`]: [`Desktop`] stands before a person, [`Scripted`] in tests. This is the
//! one file that names `rfd`.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::gui::strings::Strings;

/// What a file dialog asks for. The system's dialog and our own answer the same questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What stands over the dialog.
    pub title: String,
    /// Whether files are opened or one is saved.
    pub purpose: Purpose,
    /// Where the dialog starts; the system's choice if `None`.
    pub folder: Option<PathBuf>,
    /// What is shown of a folder. Empty: everything.
    pub filter: Filter,
}

/// What the chosen paths are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One file that exists.
    OpenOne,
    /// One or more files that exist.
    OpenMany,
    /// One folder; its files are shown, so that it can be recognised.
    Folder,
    /// One file that may not exist yet.
    Save {
        /// The name that is proposed, with its extension.
        name: String,
    },
}

/// The kinds of files that a dialog shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What they are called: "Annotation sets".
    pub name: String,
    /// Their extensions in lower case, without the dot. The first one is given to a saved file that has none.
    pub extensions: Vec<String>,
}

impl Filter {
    /// Whether a file of this name is shown.
    pub fn admits(&self, file: &Path) -> bool {
        self.extensions.is_empty()
            || file
                .extension()
                .and_then(|extension| extension.to_str())
                .is_some_and(|extension| self.extensions.iter().any(|wanted| wanted.eq_ignore_ascii_case(extension)))
    }
}

impl Question {
    /// Asks for articles of the kinds that can be read, given by their `extensions`.
    pub fn articles(strings: &Strings, folder: Option<&Path>, extensions: &[&str]) -> Self {
        Self {
            title: strings.get("ask-articles").to_owned(),
            purpose: Purpose::OpenMany,
            folder: folder.map(Path::to_owned),
            filter: filter(strings.get("ask-articles.files"), extensions),
        }
    }

    /// Asks for a folder with articles of the kinds that can be read, given by their `extensions`.
    pub fn folder(strings: &Strings, folder: Option<&Path>, extensions: &[&str]) -> Self {
        Self {
            title: strings.get("ask-folder").to_owned(),
            purpose: Purpose::Folder,
            folder: folder.map(Path::to_owned),
            filter: filter(strings.get("ask-articles.files"), extensions),
        }
    }

    /// Asks for the annotation set to open.
    pub fn set(strings: &Strings, folder: Option<&Path>) -> Self {
        Self {
            title: strings.get("ask-set").to_owned(),
            purpose: Purpose::OpenOne,
            folder: folder.map(Path::to_owned),
            filter: filter(strings.get("ask-set.files"), &["ron"]),
        }
    }

    /// Asks where to save the annotation set; `name` is proposed.
    pub fn save_set(strings: &Strings, folder: Option<&Path>, name: &str) -> Self {
        Self {
            title: strings.get("ask-save-set").to_owned(),
            purpose: Purpose::Save { name: name.to_owned() },
            folder: folder.map(Path::to_owned),
            filter: filter(strings.get("ask-set.files"), &["ron"]),
        }
    }

    /// Asks where to write an export of the format called `format`, whose files end in `extension`; `name` is proposed.
    pub fn export(strings: &Strings, folder: Option<&Path>, name: &str, format: &str, extension: &str) -> Self {
        Self {
            title: strings.with("ask-export", &[("format", format.into())]),
            purpose: Purpose::Save { name: name.to_owned() },
            folder: folder.map(Path::to_owned),
            filter: filter(format, &[extension]),
        }
    }

    /// The path with the extension that a saved file should have, if it was typed without any. The number in
    /// `water 2.0` is none.
    pub fn with_extension(&self, path: PathBuf) -> PathBuf {
        let has_one = path.extension().is_some_and(|typed| !typed.as_encoded_bytes().iter().all(u8::is_ascii_digit));
        match (&self.purpose, self.filter.extensions.first()) {
            (Purpose::Save { .. }, Some(extension)) if !has_one => {
                let mut path = path.into_os_string();
                path.push(".");
                path.push(extension);
                path.into()
            }
            _ => path,
        }
    }
}

fn filter(name: &str, extensions: &[&str]) -> Filter {
    Filter { name: name.to_owned(), extensions: extensions.iter().map(|&extension| extension.to_owned()).collect() }
}

/// How a [`Question`] ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// At least one path; exactly one unless several were asked for.
    Paths(Vec<PathBuf>),
    /// The person thought better of it.
    Cancelled,
    /// The system has no file dialog: show our own.
    Unavailable,
}

/// An answer that is on its way.
#[derive(Debug)]
pub struct Pending(Receiver<Answer>);

impl Pending {
    /// An answer that is to come, and the end that gives it.
    pub fn channel() -> (Sender<Answer>, Self) {
        let (sender, receiver) = mpsc::channel();
        (sender, Self(receiver))
    }

    /// An answer that is there already.
    pub fn ready(answer: Answer) -> Self {
        let (sender, pending) = Self::channel();
        // The receiving end is alive, so the answer arrives.
        let _ = sender.send(answer);
        pending
    }

    /// The answer, once it is there; after that the handle is spent. Whoever asked calls this in each frame.
    pub fn poll(&self) -> Option<Answer> {
        match self.0.try_recv() {
            Ok(answer) => Some(answer),
            Err(TryRecvError::Empty) => None,
            // Whoever should have answered is gone: our own dialog can still ask.
            Err(TryRecvError::Disconnected) => Some(Answer::Unavailable),
        }
    }
}

/// What gives the clipboard's HTML.
pub type ClipboardHtml = Box<dyn FnOnce() -> Option<String> + Send>;

/// The desktop around the window.
pub trait Platform {
    /// Shows the system's file dialog and returns at once. Call it on the thread of the window.
    fn ask(&self, question: &Question) -> Pending;

    /// Shows a web address in the browser, without waiting for it.
    ///
    /// # Errors
    ///
    /// If `address` is not one of the web (`http` or `https`), or no browser could be started.
    fn open_web(&self, address: &str) -> io::Result<()>;

    /// Whether files can be dropped on the window.
    fn takes_drops(&self) -> bool;

    /// The time zone in which the window says when something was done.
    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::UTC
    }

    /// What gives the clipboard's HTML, where it offers any. Whoever has the clipboard may take seconds to answer: to
    /// be called in the background.
    fn clipboard_html(&self) -> ClipboardHtml {
        Box::new(|| None)
    }

    /// The folder in which the person keeps documents, if there is one and it is known by now.
    fn documents(&self) -> Option<PathBuf> {
        None
    }
}

/// Where the system says that documents are kept, or else the folder that is usual; `None` where there is none.
fn find_documents() -> Option<PathBuf> {
    let home = etcetera::home_dir().ok()?;
    let config = std::env::var_os("XDG_CONFIG_HOME").map_or_else(|| home.join(".config"), PathBuf::from);
    let said = std::fs::read_to_string(config.join("user-dirs.dirs")).unwrap_or_default();
    let named = documents_in(&said, &home).unwrap_or_else(|| home.join("Documents"));
    // Where the desktop keeps no documents, the entry is the home folder itself.
    Some(named).filter(|folder| *folder != home && folder.is_dir())
}

/// The folder that a `user-dirs.dirs` file names.
fn documents_in(said: &str, home: &Path) -> Option<PathBuf> {
    let line = said.lines().find_map(|line| line.trim().strip_prefix("XDG_DOCUMENTS_DIR="))?;
    let path = line.trim().trim_matches('"');
    Some(match path.strip_prefix("$HOME") {
        Some(rest) => home.join(rest.trim_start_matches('/')),
        None => PathBuf::from(path),
    })
}

/// A system dialog that closes without an answer sooner than this was never seen by anybody.
const SEEN: Duration = Duration::from_millis(150);

type Chosen = Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;

/// The real desktop.
pub struct Desktop {
    /// Asks for a frame, because an answer is there.
    wake: Arc<dyn Fn() + Send + Sync>,
    /// Whether the system has file dialogs; set by a thread a moment after the start.
    has_dialogs: Arc<OnceLock<bool>>,
    /// Where documents are kept; found by the same thread.
    documents: Arc<OnceLock<Option<PathBuf>>>,
    takes_drops: bool,
}

impl Desktop {
    /// Looks in the background which dialogs there are. `wake` is called from another thread when an answer has come;
    /// it should request a repaint.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let has_dialogs = Arc::new(OnceLock::new());
        let documents = Arc::new(OnceLock::new());
        let (found, kept) = (Arc::clone(&has_dialogs), Arc::clone(&documents));
        let look = move || {
            _ = kept.set(find_documents());
            _ = found.set(system::has_dialogs());
        };
        if spawn("find-dialogs", look).is_err() {
            // Without threads there will be no dialog either, for it is awaited on one.
            _ = has_dialogs.set(false);
        }
        Self { wake: Arc::new(wake), has_dialogs, documents, takes_drops: takes_drops(|name| std::env::var_os(name)) }
    }
}

impl Platform for Desktop {
    fn ask(&self, question: &Question) -> Pending {
        if self.has_dialogs.get() == Some(&false) {
            return Pending::ready(Answer::Unavailable);
        }
        // macOS wants the dialog made on the window's thread; it may be awaited on any.
        let chosen = system_dialog(question);
        let (sender, pending) = Pending::channel();
        let (wake, has_dialogs, question) = (Arc::clone(&self.wake), Arc::clone(&self.has_dialogs), question.clone());
        let awaiting = spawn("file-dialog", move || {
            let answer = if *has_dialogs.wait() { await_dialog(&question, chosen) } else { Answer::Unavailable };
            // The window may have stopped waiting; then nobody needs the answer.
            let _ = sender.send(answer);
            wake();
        });
        match awaiting {
            Ok(()) => pending,
            Err(error) => {
                log::error!("cannot wait for a file dialog: {error}");
                Pending::ready(Answer::Unavailable)
            }
        }
    }

    fn open_web(&self, address: &str) -> io::Result<()> {
        check_web_address(address)?;
        open::that_detached(address)
    }

    fn takes_drops(&self) -> bool {
        self.takes_drops
    }

    fn documents(&self) -> Option<PathBuf> {
        self.documents.get().cloned().flatten()
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::system()
    }

    fn clipboard_html(&self) -> ClipboardHtml {
        Box::new(|| {
            let html = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get().html());
            // Most of what is copied has no HTML, and on Wayland nobody but the toolkit gets at it.
            match html {
                Ok(html) => {
                    log::debug!("{} bytes of HTML on the clipboard", html.len());
                    Some(html)
                }
                Err(error) => {
                    log::debug!("no HTML on the clipboard: {error}");
                    None
                }
            }
        })
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
}

/// The links of an article come from strangers: nothing but the web is opened for them.
fn check_web_address(address: &str) -> io::Result<()> {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    match scheme.as_deref() {
        Some("http" | "https") => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, "not an address of the web")),
    }
}

/// winit 0.30 takes no drops on Wayland, and chooses Wayland where one of these variables is set.
fn takes_drops(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    !(cfg!(target_os = "linux") && (is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET")))
}

fn system_dialog(question: &Question) -> Chosen {
    let mut dialog = rfd::AsyncFileDialog::new().set_title(&question.title);
    if let Some(folder) = &question.folder {
        dialog = dialog.set_directory(folder);
    }
    if !question.filter.extensions.is_empty() && question.purpose != Purpose::Folder {
        dialog = dialog.add_filter(&question.filter.name, &question.filter.extensions);
    }
    let path = |file: rfd::FileHandle| file.path().to_owned();
    match &question.purpose {
        Purpose::OpenOne => {
            let file = dialog.pick_file();
            Box::pin(async move { file.await.map(path).into_iter().collect() })
        }
        Purpose::Folder => {
            let folder = dialog.pick_folder();
            Box::pin(async move { folder.await.map(path).into_iter().collect() })
        }
        Purpose::OpenMany => {
            let files = dialog.pick_files();
            Box::pin(async move { files.await.into_iter().flatten().map(path).collect() })
        }
        Purpose::Save { name } => {
            let file = dialog.set_file_name(name).save_file();
            Box::pin(async move { file.await.map(path).into_iter().collect() })
        }
    }
}

fn await_dialog(question: &Question, chosen: Chosen) -> Answer {
    let asked = Instant::now();
    let paths = pollster::block_on(chosen);
    if paths.is_empty() {
        // A portal without a file chooser behind it answers at once, and rfd tells that apart from nothing.
        let unseen = cfg!(target_os = "linux") && asked.elapsed() < SEEN;
        return if unseen { Answer::Unavailable } else { Answer::Cancelled };
    }
    let paths = paths.into_iter().map(|path| {
        let full = question.with_extension(path.clone());
        // Whether to overwrite was asked about the path without the extension, so that it counts if the other exists.
        if full.exists() { path } else { full }
    });
    Answer::Paths(paths.collect())
}

#[cfg(not(target_os = "linux"))]
mod system {
    /// Windows and macOS bring their dialogs with them.
    pub fn has_dialogs() -> bool {
        true
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::OsStr;
    use std::sync::mpsc;
    use std::time::Duration;

    /// How long the session bus may take to answer, the start of the portal included.
    const PATIENCE: Duration = Duration::from_secs(2);
    const PORTAL: &str = "org.freedesktop.portal.Desktop";

    /// Whether rfd will find something to show: a desktop portal with a file chooser, or else zenity.
    pub fn has_dialogs() -> bool {
        has_portal() || std::env::var_os("PATH").is_some_and(|path| has_zenity(&path))
    }

    pub fn has_zenity(path: &OsStr) -> bool {
        std::env::split_paths(path).any(|folder| folder.join("zenity").is_file())
    }

    fn has_portal() -> bool {
        let (sender, receiver) = mpsc::channel();
        let asking = super::spawn("ask-portal", move || {
            let found = pollster::block_on(file_chooser()).unwrap_or_else(|error| {
                log::info!("no file dialogs of the desktop: {error}");
                false
            });
            let _ = sender.send(found);
        });
        // A session bus that hangs must not take our own dialog with it.
        asking.is_ok() && receiver.recv_timeout(PATIENCE).unwrap_or(false)
    }

    async fn file_chooser() -> zbus::Result<bool> {
        let connection = zbus::connection::Builder::session()?.method_timeout(PATIENCE).build().await?;
        let bus = zbus::fdo::DBusProxy::new(&connection).await?;
        let known = bus.name_has_owner(PORTAL.try_into()?).await?
            || bus.list_activatable_names().await?.iter().any(|name| name.as_str() == PORTAL);
        if !known {
            return Ok(false);
        }
        // A portal can run without any file chooser behind it; then it does not offer the interface.
        let version = connection
            .call_method(
                Some(PORTAL),
                "/org/freedesktop/portal/desktop",
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &("org.freedesktop.portal.FileChooser", "version"),
            )
            .await;
        Ok(version.is_ok())
    }
}

/// A desktop for tests: it answers what it was told to, and remembers what it was asked.
#[derive(Debug, Default)]
pub struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    questions: Mutex<Vec<Question>>,
    addresses: Mutex<Vec<String>>,
    /// What the clipboard offers besides text.
    pub html: Mutex<Option<String>>,
    /// What [`Platform::takes_drops`] says.
    pub drops: bool,
}

impl Scripted {
    /// Gives these answers in turn, and cancels what is asked after the last of them.
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), ..Self::default() }
    }

    /// What has been asked so far.
    pub fn questions(&self) -> Vec<Question> {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The web addresses that have been opened so far.
    pub fn addresses(&self) -> Vec<String> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Platform for Scripted {
    fn ask(&self, question: &Question) -> Pending {
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).push(question.clone());
        let answer = self.answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        Pending::ready(answer.unwrap_or(Answer::Cancelled))
    }

    fn open_web(&self, address: &str) -> io::Result<()> {
        check_web_address(address)?;
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner).push(address.to_owned());
        Ok(())
    }

    fn takes_drops(&self) -> bool {
        self.drops
    }

    fn clipboard_html(&self) -> ClipboardHtml {
        let html = self.html.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::new(move || html)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documents_are_where_the_desktop_says() {
        let home = Path::new("/home/ana");
        let said = "# comment\nXDG_DESKTOP_DIR=\"$HOME/Desktop\"\nXDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\n";
        assert_eq!(documents_in(said, home), Some("/home/ana/Dokumente".into()));
        assert_eq!(documents_in("XDG_DOCUMENTS_DIR=\"/data/papers\"", home), Some("/data/papers".into()));
        assert_eq!(documents_in("", home), None);
    }

    fn save(extension: &str) -> Question {
        Question::export(&Strings::load("en"), None, "bridge", "CSV", extension)
    }

    #[test]
    fn a_saved_file_gets_the_extension_it_was_typed_without() {
        let question = save("csv");
        assert_eq!(question.with_extension("bridge".into()), PathBuf::from("bridge.csv"));
        assert_eq!(question.with_extension("bridge.txt".into()), PathBuf::from("bridge.txt"));
        assert_eq!(question.with_extension("water 2.0".into()), PathBuf::from("water 2.0.csv"));
        let opened = Question::set(&Strings::load("en"), None);
        assert_eq!(opened.with_extension("bridge".into()), PathBuf::from("bridge"));
    }

    #[test]
    fn a_filter_does_not_mind_capitals() {
        let question = Question::articles(&Strings::load("en"), None, &["txt", "md"]);
        assert!(question.filter.admits(Path::new("Report.TXT")));
        assert!(!question.filter.admits(Path::new("Report.png")));
        assert!(!question.filter.admits(Path::new("Report")));
        assert!(Filter::default().admits(Path::new("Report")));
    }

    #[test]
    fn an_answer_is_given_once_and_its_loss_is_noticed() {
        let (sender, pending) = Pending::channel();
        assert_eq!(pending.poll(), None);
        assert!(sender.send(Answer::Cancelled).is_ok());
        assert_eq!(pending.poll(), Some(Answer::Cancelled));
        drop(sender);
        assert_eq!(pending.poll(), Some(Answer::Unavailable));
    }

    #[test]
    fn a_dialog_that_nobody_can_have_seen_counts_as_none() {
        let chosen = |paths: Vec<PathBuf>, after: Duration| -> Chosen {
            Box::pin(async move {
                thread::sleep(after);
                paths
            })
        };
        let question = save("csv");
        if cfg!(target_os = "linux") {
            assert_eq!(await_dialog(&question, chosen(Vec::new(), Duration::ZERO)), Answer::Unavailable);
        }
        assert_eq!(await_dialog(&question, chosen(Vec::new(), SEEN)), Answer::Cancelled);
        let paths = vec![PathBuf::from("nowhere/bridge")];
        let answer = await_dialog(&question, chosen(paths, Duration::ZERO));
        assert_eq!(answer, Answer::Paths(vec!["nowhere/bridge.csv".into()]));
    }

    #[test]
    fn only_the_web_is_opened() {
        let platform = Scripted::default();
        assert!(platform.open_web("https://example.org/story").is_ok());
        assert!(platform.open_web("HTTP://example.org").is_ok());
        for address in ["file:///etc/passwd", "javascript:alert(1)", "example.org", ""] {
            assert!(platform.open_web(address).is_err(), "{address}");
        }
        assert_eq!(platform.addresses().len(), 2);
    }

    #[test]
    fn wayland_takes_no_drops() {
        let with = |set: &'static str| takes_drops(move |name| (name == set).then(|| "wayland-0".into()));
        assert!(with("DISPLAY"));
        assert_eq!(with("WAYLAND_DISPLAY"), !cfg!(target_os = "linux"));
        assert!(takes_drops(|_| Some(OsString::new())));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn zenity_is_looked_for_in_every_folder_of_the_path() -> io::Result<()> {
        let (first, second) = (tempfile::tempdir()?, tempfile::tempdir()?);
        let path = std::env::join_paths([first.path(), second.path()]).map_err(io::Error::other)?;
        assert!(!system::has_zenity(&path));
        std::fs::write(second.path().join("zenity"), "")?;
        assert!(system::has_zenity(&path));
        Ok(())
    }

    #[test]
    fn scripted_answers_come_in_turn() {
        let platform = Scripted::new([Answer::Paths(vec!["a.ron".into()]), Answer::Unavailable]);
        let question = save("csv");
        assert_eq!(platform.ask(&question).poll(), Some(Answer::Paths(vec!["a.ron".into()])));
        assert_eq!(platform.ask(&question).poll(), Some(Answer::Unavailable));
        assert_eq!(platform.ask(&question).poll(), Some(Answer::Cancelled));
        assert_eq!(platform.questions().len(), 3);
    }
}
