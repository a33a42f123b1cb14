//! Bringing articles in: bytes become sources, many at once become one step of the history.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::address::Address;
use super::web::{FetchError, Fetched};
use super::worker::{self, ForeignError};
use super::{Done, Environment, Session};
use crate::intake::{self, Article, Hint, Kind, Warning};
use crate::job::Progress;
use crate::model::history::{Action, Grouping, Name, Place};
use crate::model::{
    Edit, EditError, Ext, Hash, OrderKey, Response, Source, SourceId, SourceVersion, Stamp, Timestamp, VersionId,
};
use crate::store::{self, StoreError};
use crate::text::MAX_TEXT_BYTES;

/// The endings of files that are taken for articles, in lower case. Others are read where somebody names them.
pub const ENDINGS: [&str; 14] =
    ["txt", "md", "markdown", "text", "html", "htm", "xhtml", "xht", "mhtml", "mht", "pdf", "docx", "odt", "rtf"];

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A file on the disk.
    File(PathBuf),
    /// A page of the web.
    Web(Address),
    /// Text that was pasted.
    Clipboard(String),
    /// What was pasted where the other program offers it as HTML, too.
    ClipboardHtml {
        /// The fragment, with its structure and links.
        html: String,
        /// The same as text without any.
        text: String,
    },
    /// Bytes that came from elsewhere (standard input), with a name for them.
    Bytes(String, Vec<u8>),
}

impl Arrival {
    /// What it is called, for messages and as the version's origin.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            Self::Web(address) => address.to_string(),
            Self::Clipboard(_) | Self::ClipboardHtml { .. } => "clipboard".to_owned(),
            Self::Bytes(name, _) => name.clone(),
        }
    }
}

/// An article that was taken in, or why not.
#[derive(Debug)]
pub struct Intake {
    /// Where it came from.
    pub name: String,
    /// What the server said of itself and when it was asked, where it was fetched.
    pub fetched: Option<(Response, Timestamp)>,
    /// What came of it.
    pub outcome: Result<Box<Article>, ArticleError>,
}

/// An article that can be added to a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// Where it came from: a file's name, `clipboard`, the address that was asked for.
    pub origin: String,
    /// What the server said of itself and when it was asked, where it was fetched.
    pub fetched: Option<(Response, Timestamp)>,
    /// The article.
    pub article: Article,
}

impl From<(String, Article)> for Arrived {
    fn from((origin, article): (String, Article)) -> Self {
        Self { origin, fetched: None, article }
    }
}

impl Arrived {
    /// Where it stands on the web: as it says itself, or else where it was fetched from in the end.
    pub fn address(&self) -> Option<&str> {
        let fetched = self.fetched.as_ref().map(|(response, _)| response.address.as_str());
        self.article.address.as_deref().filter(|address| !address.trim().is_empty()).or(fetched)
    }
}

/// Why an article could not be taken in.
#[derive(Debug, Error)]
pub enum ArticleError {
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The web said no.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// There is nothing to read in it.
    #[error("there is no text in it, so it was not added")]
    Empty,
    /// It is no article, or reading it came to no end.
    #[error(transparent)]
    Intake(#[from] ForeignError),
    /// A folder could not be looked into, in the words of the system.
    #[error("the folder could not be looked into: {0}")]
    Folder(String),
    /// Reading it stopped in a way that should not happen.
    #[error("reading it stopped unexpectedly; please report this article")]
    Panicked,
    /// Somebody thought better of it.
    #[error("it was cancelled before it was read")]
    Cancelled,
}

/// Reads one article, and nothing more where `progress` says that it is cancelled. Meant for the background. All
/// articles come in here, wherever they come from; one that nobody can read harms no other.
pub fn take_in(environment: &Environment, arrival: Arrival, progress: &Progress) -> Intake {
    let name = arrival.name();
    if progress.is_cancelled() {
        return Intake { name, fetched: None, outcome: Err(ArticleError::Cancelled) };
    }
    // Nothing that a panic could leave half done is seen again.
    let read = catch_unwind(AssertUnwindSafe(|| read(environment, arrival, progress)));
    let (fetched, outcome) = read.unwrap_or((None, Err(ArticleError::Panicked)));
    Intake { name, fetched, outcome: outcome.map(Box::new) }
}

type Taken = (Option<(Response, Timestamp)>, Result<Article, ArticleError>);

fn read(environment: &Environment, arrival: Arrival, progress: &Progress) -> Taken {
    let article = match arrival {
        Arrival::File(path) => read_file(environment, &path, progress),
        Arrival::Web(address) => return read_page(environment, &address, progress),
        Arrival::Clipboard(text) => read_bytes(environment, text.as_bytes(), &Hint::default(), progress),
        Arrival::ClipboardHtml { html, text } => read_fragment(environment, &html, &text, progress),
        Arrival::Bytes(name, bytes) => {
            read_bytes(environment, &bytes, &Hint { file_name: Some(name), ..Hint::default() }, progress)
        }
    };
    (None, article)
}

fn read_file(environment: &Environment, path: &Path, progress: &Progress) -> Result<Article, ArticleError> {
    let bytes = store::read(&*environment.files, path, MAX_TEXT_BYTES as u64)?;
    let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    read_bytes(environment, &bytes, &Hint { file_name, ..Hint::default() }, progress)
}

fn read_page(environment: &Environment, address: &Address, progress: &Progress) -> Taken {
    let asked = environment.clock.now();
    let fetched = match environment.web.fetch(address, progress) {
        Ok(fetched) => fetched,
        Err(FetchError::Cancelled) => return (None, Err(ArticleError::Cancelled)),
        Err(error) => return (None, Err(error.into())),
    };
    let Fetched { bytes, address, date, media_type, charset } = fetched;
    let (known, unknown) = match charset {
        Some(charset) if intake::knows_encoding(&charset) => (Some(charset), None),
        other => (None, other),
    };
    let hint = Hint {
        file_name: address.file_name(),
        kind: media_type.as_deref().and_then(Kind::of_media_type),
        encoding: known,
        address: Some(address.to_string()),
        fragment: false,
    };
    let article = read_bytes(environment, &bytes, &hint, progress).map(|mut article| {
        article.warnings.extend(unknown.map(|encoding| Warning::UnknownEncoding { encoding }));
        article
    });
    (Some((Response { address: address.to_string(), date }, asked)), article)
}

/// What was copied from a browser, with its structure and its links; where there is no text in that, the text beside it.
fn read_fragment(
    environment: &Environment,
    html: &str,
    text: &str,
    progress: &Progress,
) -> Result<Article, ArticleError> {
    let hint = Hint { kind: Some(Kind::Html), encoding: Some("utf-8".to_owned()), fragment: true, ..Hint::default() };
    match read_bytes(environment, html.as_bytes(), &hint, progress) {
        Err(ArticleError::Empty | ArticleError::Intake(_)) => {
            read_bytes(environment, text.as_bytes(), &Hint::default(), progress)
        }
        outcome => outcome,
    }
}

fn read_bytes(
    environment: &Environment,
    bytes: &[u8],
    hint: &Hint,
    progress: &Progress,
) -> Result<Article, ArticleError> {
    if progress.is_cancelled() {
        return Err(ArticleError::Cancelled);
    }
    let article = worker::read(&*environment.reader, bytes, hint, &|| progress.is_cancelled())?;
    if article.text.trim().is_empty() { Err(ArticleError::Empty) } else { Ok(article) }
}

impl Session {
    /// Adds articles as sources, after the ones that are there, as one step. Returns their ids in order.
    ///
    /// # Errors
    ///
    /// Where one of them would break an invariant of the set; none is added then.
    pub fn add_articles<A: Into<Arrived>>(&mut self, articles: Vec<A>) -> Result<(Done, Vec<SourceId>), EditError> {
        if articles.is_empty() {
            return Ok((Done::default(), Vec::new()));
        }
        let now = self.environment.clock.now();
        let stamp = Stamp::new(self.annotator_id(), now);
        let mut order = self.set.last_source_order();
        let mut edits = Vec::new();
        let mut ids = Vec::new();
        let mut first_title = None;
        for arrived in articles {
            let arrived: Arrived = arrived.into();
            first_title.get_or_insert_with(|| arrived.article.title.clone());
            let source = SourceId(self.environment.ids.next(now));
            let version = VersionId(self.environment.ids.next(now));
            let (bare, text) = records(source, version, order.clone(), arrived, stamp);
            let whole = Source { current: Some(version), ..bare.clone() };
            edits.extend([Edit::put(bare), Edit::put(text), Edit::put(whole)]);
            order = OrderKey::between(Some(&order), None);
            ids.push(source);
        }
        let name = Name::many(Action::AddSources, ids.len(), first_title.unwrap_or_default());
        let place = ids.first().map(|source| Place { source: *source, span: None, annotation: None });
        self.apply(&self.signed(Edit::Batch(edits)), name.clone(), place, Grouping::Alone)?;
        Ok((Done { name: Some(name), ..Done::default() }, ids))
    }
}

/// The records of an article: the source without its version, and the version.
fn records(
    source: SourceId,
    version: VersionId,
    order: OrderKey,
    arrived: Arrived,
    stamp: Stamp,
) -> (Source, SourceVersion) {
    let address = arrived.address().unwrap_or_default().to_owned();
    let (version_record, article) = version_record(source, version, arrived, stamp);
    let source_record = Source {
        id: source,
        order,
        title: article.title,
        outlet: article.outlet.unwrap_or_default(),
        byline: article.byline.unwrap_or_default(),
        address,
        archive: String::new(),
        published: article.published.unwrap_or_default(),
        modified: article.modified.unwrap_or_default(),
        age: article.age_as_printed.unwrap_or_default(),
        language: article.language.unwrap_or_default(),
        direction: article.direction,
        rights: String::new(),
        description: article.description.unwrap_or_default(),
        found: String::new(),
        translation_of: None,
        note: String::new(),
        current: None,
        stamp,
        ext: Ext::default(),
    };
    (source_record, version_record)
}

/// The record of one reading of an article, and the article without its text.
pub(super) fn version_record(
    source: SourceId,
    version: VersionId,
    arrived: Arrived,
    stamp: Stamp,
) -> (SourceVersion, Article) {
    let Arrived { origin, fetched, mut article } = arrived;
    let (response, read) = fetched.map_or((None, stamp.created), |(response, at)| (Some(response), at));
    let record = SourceVersion {
        id: version,
        source,
        text: Some(std::mem::take(&mut article.text).into()),
        blocks: std::mem::take(&mut article.blocks).into(),
        read,
        origin,
        response,
        encoding: article.encoding.as_ref().map(ToString::to_string).unwrap_or_default(),
        original_hash: Hash(article.original_sha256),
        text_hash: Hash(article.text_sha256),
        stamp,
        ext: Ext::default(),
    };
    (record, article)
}
