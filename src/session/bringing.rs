//! Many articles at once: found in folders, read in the background, sorted out before they are added.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::articles::{Arrival, Arrived, ArticleError, ENDINGS, Intake, take_in};
use super::{Address, Environment, Session};
use crate::job::{Job, Panicked, Progress};
use crate::model::{Hash, SourceId};
use crate::store::{FileSystem, Metadata};

/// How deep folders in folders are looked through.
const MAX_DEPTH: usize = 8;

/// How many files are taken out of one folder.
const MAX_FILES: usize = 2_000;

/// What was found where folders were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What is to be read, in order: what a folder holds in its place, by name.
    pub arrivals: Vec<Arrival>,
    /// Files in folders that are no articles by their names.
    pub passed_over: usize,
    /// Folders that could not be looked into, each with the reason.
    pub refused: Vec<(PathBuf, String)>,
    /// Whether there are more files than are taken at once.
    pub too_many: bool,
}

/// Puts what folders hold in their place. Hidden files and folders are left alone, as is whatever a folder holds that
/// does not end like an article; a file that is named itself is always taken.
pub fn find(environment: &Environment, arrivals: Vec<Arrival>, progress: &Progress) -> Found {
    let files = &*environment.files;
    let mut found = Found::default();
    for arrival in arrivals {
        match arrival {
            Arrival::File(path) if is_folder(files, &path) => look_into(files, path, &mut found, progress),
            other => found.arrivals.push(other),
        }
    }
    found
}

fn is_folder(files: &dyn FileSystem, path: &Path) -> bool {
    !files.metadata(path).is_ok_and(|data| data.is_file) && files.list(path).is_ok()
}

fn look_into(files: &dyn FileSystem, folder: PathBuf, found: &mut Found, progress: &Progress) {
    let mut taken = 0;
    let mut seen = Vec::new();
    // What was found last comes next, so that a folder stands where its name does.
    let mut open = vec![(folder, 0)];
    while let Some((path, depth)) = open.pop() {
        if progress.is_cancelled() {
            return;
        }
        let data = files.metadata(&path);
        if data.as_ref().is_ok_and(|data| data.is_file) {
            if !is_article(&path) {
                found.passed_over += 1;
            } else if taken == MAX_FILES {
                found.too_many = true;
                return;
            } else {
                taken += 1;
                found.arrivals.push(Arrival::File(path));
            }
            continue;
        }
        // A link can lead back to where it stands.
        if let Ok(Metadata { id: Some(id), .. }) = data {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
        }
        if depth > MAX_DEPTH {
            found.refused.push((path, "it lies too deep".to_owned()));
            continue;
        }
        match files.list(&path) {
            Ok(names) => {
                let shown = names.iter().rev().filter(|name| !name.to_string_lossy().starts_with('.'));
                open.extend(shown.map(|name| (path.join(name), depth + 1)));
            }
            // Sockets, devices and links that lead nowhere are neither files nor folders.
            Err(error) if matches!(error.kind(), ErrorKind::NotADirectory | ErrorKind::NotFound) => {
                found.passed_over += 1;
            }
            Err(error) => found.refused.push((path, error.to_string())),
        }
    }
}

fn is_article(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Articles that are read in the background, and those of them that are there already.
#[derive(Debug)]
pub struct Bringing {
    job: Job<()>,
    shared: Arc<Mutex<Brought>>,
}

/// What came of many articles.
#[derive(Debug, Default)]
pub struct Brought {
    /// Each one's outcome, in order.
    pub intakes: Vec<Intake>,
    /// Those that were not begun, because it was cancelled before.
    pub left: Vec<String>,
    /// Files in folders that are no articles by their names.
    pub passed_over: usize,
    /// Whether a folder holds more than is taken at once.
    pub too_many: bool,
}

impl Bringing {
    /// Begins to read.
    pub fn start(environment: &Environment, arrivals: Vec<Arrival>) -> Self {
        let shared =
            Arc::new(Mutex::new(Brought { left: arrivals.iter().map(Arrival::name).collect(), ..Brought::default() }));
        let (theirs, environment) = (Arc::clone(&shared), environment.clone());
        let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
        let job = Job::start(&*runner, "articles", &wake, move |progress| {
            let found = find(&environment, arrivals, progress);
            let count = found.arrivals.len();
            {
                let mut brought = lock(&theirs);
                brought.left = found.arrivals.iter().map(Arrival::name).collect();
                (brought.passed_over, brought.too_many) = (found.passed_over, found.too_many);
                let refused = found.refused.into_iter().map(|(path, reason)| Intake {
                    name: path.display().to_string(),
                    fetched: None,
                    outcome: Err(ArticleError::Folder(reason)),
                });
                brought.intakes = refused.collect();
            }
            for (done, arrival) in found.arrivals.into_iter().enumerate() {
                if progress.is_cancelled() {
                    return;
                }
                // How far a single one is, nobody knows.
                if count > 1 {
                    progress.set(done, count);
                }
                let intake = take_in(&environment, arrival, progress);
                if progress.is_cancelled() {
                    return;
                }
                let mut brought = lock(&theirs);
                brought.intakes.push(intake);
                if !brought.left.is_empty() {
                    brought.left.remove(0);
                }
            }
        });
        Self { job, shared }
    }

    /// How far it is, from 0 to 1; `None` where nobody knows.
    pub fn progress(&self) -> Option<f32> {
        self.job.progress()
    }

    /// How many are read, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        let brought = lock(&self.shared);
        (brought.intakes.len(), brought.intakes.len() + brought.left.len())
    }

    /// What came of all of them, once that is known.
    pub fn try_take(&self) -> Option<Result<Brought, Panicked>> {
        let ended = self.job.try_take()?;
        Some(ended.map(|()| std::mem::take(&mut *lock(&self.shared))))
    }

    /// Stops, and gives what was read by now. Nobody waits for the one that is being read.
    pub fn stop(self) -> Brought {
        self.job.cancel();
        std::mem::take(&mut *lock(&self.shared))
    }
}

fn lock(shared: &Mutex<Brought>) -> MutexGuard<'_, Brought> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What two articles have in common that should be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// Every character of the text.
    Text,
    /// The address, while the text differs: perhaps another version.
    Address,
}

/// What to do with an article, once the set and those that came with it were looked at.
#[derive(Debug)]
pub enum Verdict {
    /// The set has nothing like it.
    New(Box<Arrived>),
    /// The set, or what comes before it, has one that seems to be the same.
    Twin {
        /// The article.
        arrived: Box<Arrived>,
        /// In what they are the same.
        same: Same,
        /// The source of the set; `None` where it is one that comes with it.
        source: Option<SourceId>,
        /// The headline of the other one.
        title: String,
    },
    /// It could not be taken in.
    Refused(ArticleError),
}

impl Session {
    /// Looks for articles that the set has already, or that came twice. What comes first counts as new.
    pub fn sort_out(&self, intakes: Vec<Intake>) -> Vec<(String, Verdict)> {
        let mut texts: HashMap<Hash, (Option<SourceId>, String)> = HashMap::new();
        let mut addresses: HashMap<String, (Option<SourceId>, String)> = HashMap::new();
        for version in self.set.versions().iter() {
            let Some(source) = self.set.sources().get(version.source) else { continue };
            let known = || (Some(source.id), source.title.clone());
            texts.entry(version.text_hash).or_insert_with(known);
            let response = version.response.as_ref().map_or("", |response| &response.address);
            for key in [&source.address, &version.origin, response].into_iter().filter_map(page_key) {
                addresses.entry(key).or_insert_with(known);
            }
        }
        let mut sorted = Vec::with_capacity(intakes.len());
        for Intake { name, fetched, outcome } in intakes {
            let article = match outcome {
                Ok(article) => *article,
                Err(error) => {
                    sorted.push((name, Verdict::Refused(error)));
                    continue;
                }
            };
            let arrived = Box::new(Arrived { origin: name.clone(), fetched, article });
            let text = Hash(arrived.article.text_sha256);
            let response = arrived.fetched.as_ref().map_or("", |(response, _)| &response.address);
            let keys: Vec<String> =
                [arrived.address().unwrap_or_default(), &name, response].into_iter().filter_map(page_key).collect();
            let by_address = || keys.iter().find_map(|key| addresses.get(key)).map(|known| (Same::Address, known));
            let known = texts.get(&text).map(|known| (Same::Text, known)).or_else(by_address);
            let verdict = if let Some((same, (source, title))) = known {
                Verdict::Twin { same, source: *source, title: title.clone(), arrived }
            } else {
                let own = (None, arrived.article.title.clone());
                texts.insert(text, own.clone());
                addresses.extend(keys.into_iter().map(|key| (key, own.clone())));
                Verdict::New(arrived)
            };
            sorted.push((name, verdict));
        }
        sorted
    }
}

/// What the addresses of one page have in common. A website's front page is none: some websites name it in each of
/// their articles.
fn page_key(address: &(impl AsRef<str> + ?Sized)) -> Option<String> {
    let address = Address::parse(address.as_ref()).ok()?;
    let key = address.key();
    key.contains(['/', '?']).then(|| key.to_owned())
}
