//! Bringing articles in: bytes become sources, many at once become one step of the history.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::worker::{self, ForeignError};
use super::{Done, Environment, Session};
use crate::intake::{Article, Hint};
use crate::model::history::{Action, Grouping, Name, Place};
use crate::model::{AnyId, Edit, EditError, Ext, Hash, OrderKey, Source, SourceId, SourceVersion, Stamp, VersionId};
use crate::store::{self, StoreError};
use crate::text::MAX_TEXT_BYTES;

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// A file on the disk.
    File(PathBuf),
    /// Text that was pasted.
    Clipboard(String),
    /// Bytes that came from elsewhere (standard input), with a name for them.
    Bytes(String, Vec<u8>),
}

impl Arrival {
    /// What it is called, for messages.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            Self::Clipboard(_) => "clipboard".to_owned(),
            Self::Bytes(name, _) => name.clone(),
        }
    }
}

/// An article that was taken in, or why not.
#[derive(Debug)]
pub struct Intake {
    /// Where it came from.
    pub name: String,
    /// What came of it.
    pub outcome: Result<Box<Article>, ArticleError>,
}

/// Why an article could not be taken in.
#[derive(Debug, Error)]
pub enum ArticleError {
    /// The disk said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is nothing to read in it.
    #[error("there is no text in it, so it was not added")]
    Empty,
    /// It is no article, or reading it came to no end.
    #[error(transparent)]
    Intake(#[from] ForeignError),
}

/// Reads one article. Meant for the background.
pub fn take_in(environment: &Environment, arrival: Arrival) -> Intake {
    take_in_while(environment, arrival, &|| true)
}

/// Reads one article as long as it is wanted. Meant for the background.
pub fn take_in_while(environment: &Environment, arrival: Arrival, wanted: &dyn Fn() -> bool) -> Intake {
    let name = arrival.name();
    let read_bytes = |bytes: &[u8], file_name| read_bytes(environment, bytes, file_name, wanted);
    let outcome = match arrival {
        Arrival::File(path) => read_file(environment, &path)
            .and_then(|bytes| read_bytes(&bytes, path.file_name().map(|name| name.to_string_lossy().into_owned()))),
        Arrival::Clipboard(text) => read_bytes(text.as_bytes(), None),
        Arrival::Bytes(name, bytes) => read_bytes(&bytes, Some(name)),
    };
    Intake { name, outcome: outcome.map(Box::new) }
}

fn read_file(environment: &Environment, path: &Path) -> Result<Vec<u8>, ArticleError> {
    Ok(store::read(&*environment.files, path, MAX_TEXT_BYTES as u64)?)
}

fn read_bytes(
    environment: &Environment,
    bytes: &[u8],
    file_name: Option<String>,
    wanted: &dyn Fn() -> bool,
) -> Result<Article, ArticleError> {
    let hint = Hint { file_name, ..Hint::default() };
    let article = worker::read(&*environment.reader, bytes, &hint, &|| !wanted())?;
    if article.text.trim().is_empty() { Err(ArticleError::Empty) } else { Ok(article) }
}

impl Session {
    /// Adds articles as sources, after the ones that are there, as one step. Returns their ids in order.
    ///
    /// # Errors
    ///
    /// Where one of them would break an invariant of the set; none is added then.
    pub fn add_articles(&mut self, articles: Vec<(String, Article)>) -> Result<(Done, Vec<SourceId>), EditError> {
        if articles.is_empty() {
            return Ok((Done::default(), Vec::new()));
        }
        let now = self.environment.clock.now();
        let stamp = Stamp::new(self.annotator_id(), now);
        let mut order = self.set.last_source_order();
        let mut edits = Vec::new();
        let mut ids = Vec::new();
        let first_title = articles.first().map(|(_, article)| article.title.clone()).unwrap_or_default();
        for (origin, article) in articles {
            let source = SourceId(self.environment.ids.next(now));
            let version = VersionId(self.environment.ids.next(now));
            let (bare, text) = records(source, version, order.clone(), origin, article, stamp);
            let whole = Source { current: Some(version), ..bare.clone() };
            edits.extend([Edit::put(bare), Edit::put(text), Edit::put(whole)]);
            order = OrderKey::between(Some(&order), None);
            ids.push(source);
        }
        let name = Name::many(Action::AddSources, ids.len(), first_title);
        let place = ids.first().map(|source| Place { source: *source, span: None, annotation: None });
        self.apply(&self.signed(Edit::Batch(edits)), name.clone(), place, Grouping::Alone)?;
        Ok((Done { name: Some(name), ..Done::default() }, ids))
    }

    /// The source with the same text as an article, if there is one.
    pub fn twin_of(&self, article: &Article) -> Option<&Source> {
        let hash = Hash(article.text_sha256);
        let version = self.set.versions().iter().find(|version| version.text_hash == hash)?;
        self.set.sources().get(version.source).filter(|source| self.knows(AnyId::Source(source.id)))
    }
}

/// The records of an article: the source without its version, and the version.
fn records(
    source: SourceId,
    version: VersionId,
    order: OrderKey,
    origin: String,
    article: Article,
    stamp: Stamp,
) -> (Source, SourceVersion) {
    let source_record = Source {
        id: source,
        order,
        title: article.title,
        outlet: article.outlet.unwrap_or_default(),
        byline: article.byline.unwrap_or_default(),
        address: article.address.unwrap_or_default(),
        archive: String::new(),
        published: article.published.unwrap_or_default(),
        age: article.age_as_printed.unwrap_or_default(),
        language: article.language.unwrap_or_default(),
        direction: article.direction,
        rights: String::new(),
        translation_of: None,
        note: String::new(),
        current: None,
        stamp,
        ext: Ext::default(),
    };
    let version_record = SourceVersion {
        id: version,
        source,
        text: Some(article.text.into()),
        blocks: article.blocks.into(),
        read: stamp.created,
        origin,
        encoding: article.encoding.map(|encoding| encoding.to_string()).unwrap_or_default(),
        original_hash: Hash(article.original_sha256),
        text_hash: Hash(article.text_sha256),
        stamp,
        ext: Ext::default(),
    };
    (source_record, version_record)
}
