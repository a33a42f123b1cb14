//! Sets and articles between files and the model: the thin part that every subcommand shares.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Status, Streams, Trouble, counted, files};
use crate::intake::{self, Article, EncodingHow, Hint};
use crate::model::edit::{Edit, apply};
use crate::model::{
    AnnotationSet, Direction, Ext, Hash, OrderKey, Selector, Source, SourceId, SourceVersion, Spans, Stamp, VersionId,
};
use crate::session::Environment;
use crate::text::{MAX_TEXT_BYTES, Positions, Span};
use crate::wire::{self, Found, Outcome, Reading, Severity, What, WriteOptions};

/// Reads a set.
pub(super) fn read(path: &Path, streams: &mut Streams<'_>) -> Result<Reading, Trouble> {
    let bytes = files::read(path, wire::MAX_FILE_BYTES, streams)?;
    wire::read(&bytes, &mut exact_words)
        .map_err(|error| Trouble::said(format_args!("{}: {error}; {}", files::shown(path), error.hint())))
}

/// Reads a set and says in a sentence if something is wrong with its file; the status tells whether that needs a look.
pub(super) fn read_and_remark(path: &Path, streams: &mut Streams<'_>) -> Result<(AnnotationSet, Status), Trouble> {
    let reading = read(path, streams)?;
    let doubtful = |what: &What| matches!(what, What::Anchored { outcome: Outcome::Ambiguous | Outcome::Lost, .. });
    let look =
        reading.severity() > Some(Severity::Notice) || reading.findings.iter().any(|finding| doubtful(&finding.what));
    if !reading.findings.is_empty() {
        let (name, count) = (files::shown(path), counted(reading.findings.len(), "finding"));
        streams.say(format_args!("{name}: {count} about this file; crossread check says which"));
    }
    Ok((reading.set, if look { Status::Look } else { Status::Done }))
}

/// Reads a set in order to change its file; refuses where saving would lose something.
pub(super) fn read_to_change(path: &Path, streams: &mut Streams<'_>) -> Result<AnnotationSet, Trouble> {
    let reading = read(path, streams)?;
    if reading.may_replace_the_file() {
        return Ok(reading.set);
    }
    Err(Trouble::said(format_args!(
        "{}: saving would lose what could not be read in it, so it was left as it is; crossread check says what that is",
        files::shown(path)
    )))
}

/// Writes a set to its file.
pub(super) fn write(path: &Path, set: &AnnotationSet) -> Result<(), Trouble> {
    files::replace(path, wire::write(set, &WriteOptions::default()).as_bytes())
}

/// An article and what it was read from.
pub(super) struct Incoming {
    pub article: Article,
    pub origin: String,
}

/// Reads articles, and passes on what intake has to say about each.
///
/// # Errors
///
/// Names every one that cannot be read, so that they can be mended in one go.
pub(super) fn read_articles(paths: &[PathBuf], streams: &mut Streams<'_>) -> Result<(Vec<Incoming>, Status), Trouble> {
    if paths.iter().filter(|path| files::is_standard_input(path)).count() > 1 {
        return Err(Trouble::said("standard input can only be read once"));
    }
    let mut status = Status::Done;
    let mut articles = Vec::new();
    let mut refused = Vec::new();
    for path in paths {
        match read_article(path, streams) {
            Ok(incoming) => {
                for warning in &incoming.article.warnings {
                    streams.say(format_args!("{}: {warning}", files::shown(path)));
                    status = Status::Look;
                }
                articles.push(incoming);
            }
            Err(Trouble::Said(message)) => refused.push(message),
            Err(other) => return Err(other),
        }
    }
    if refused.is_empty() { Ok((articles, status)) } else { Err(Trouble::Said(refused.join("\ncrossread: "))) }
}

fn read_article(path: &Path, streams: &mut Streams<'_>) -> Result<Incoming, Trouble> {
    let name = files::shown(path);
    if ["http://", "https://"].iter().any(|scheme| name.starts_with(scheme)) {
        return Err(Trouble::said(format_args!(
            "{name}: addresses are not read; save the article’s text in a file and give that"
        )));
    }
    let bytes = files::read(path, MAX_TEXT_BYTES, streams)?;
    let file_name = path.file_name().filter(|_| !files::is_standard_input(path));
    let hint = Hint { file_name: file_name.map(|name| name.to_string_lossy().into_owned()), ..Hint::default() };
    let origin = hint.file_name.clone().unwrap_or_else(|| "standard input".to_owned());
    match intake::read(&bytes, &hint) {
        Ok(article) => Ok(Incoming { article, origin }),
        Err(error) => Err(Trouble::said(format_args!("{name}: {error}"))),
    }
}

/// What became of articles that were to go into a set.
#[derive(Default)]
pub(super) struct Added {
    /// The titles of those that are in the set now.
    pub titles: Vec<String>,
    /// The origins of those that it had already, and the titles that it has them under.
    pub known: Vec<(String, String)>,
}

/// Puts articles behind those that a set has. One with the same bytes as a source of the set is not added again.
pub(super) fn add(
    set: &mut AnnotationSet,
    articles: Vec<Incoming>,
    environment: &Environment,
) -> Result<Added, Trouble> {
    let mut added = Added::default();
    for incoming in articles {
        let hash = Hash(incoming.article.original_sha256);
        let twin = set.versions().iter().find(|version| version.original_hash == hash);
        if let Some(source) = twin.and_then(|version| set.sources().get(version.source)) {
            added.known.push((incoming.origin, source.title.clone()));
            continue;
        }
        let title = incoming.article.title.clone();
        let edit = addition(incoming, set.last_source_order(), environment);
        apply(set, edit).map_err(Trouble::said)?;
        added.titles.push(title);
    }
    Ok(added)
}

/// The edit that adds one article as a source with one version.
fn addition(incoming: Incoming, order: OrderKey, environment: &Environment) -> Edit {
    let Incoming { article, origin } = incoming;
    let now = environment.clock.now();
    let stamp = Stamp::new(None, now);
    let (id, version) = (SourceId(environment.next_id()), VersionId(environment.next_id()));
    let encoding = match article.encoding.how {
        EncodingHow::Bom => "by its byte order mark",
        EncodingHow::Utf8 => "by its bytes",
        EncodingHow::Utf16 => "by its zero bytes",
        EncodingHow::Detected => "guessed",
        EncodingHow::Declared => "declared",
    };
    let version = SourceVersion {
        id: version,
        source: id,
        text: Some(Arc::from(article.text)),
        blocks: Arc::new(article.blocks),
        read: now,
        origin,
        encoding: format!("{} ({encoding})", article.encoding.name),
        original_hash: Hash(article.original_sha256),
        text_hash: Hash(article.text_sha256),
        stamp,
        ext: Ext::default(),
    };
    let bare = Source {
        id,
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
    // Source and version name each other: the source goes in bare, and again when its version is there.
    let whole = Source { current: Some(version.id), ..bare.clone() };
    Edit::Batch(vec![Edit::put(bare), Edit::put(version), Edit::put(whole)])
}

/// Finds a passage by its exact words where they stand only once.
fn exact_words(text: &Positions, selectors: &[Selector]) -> Found {
    let mut spans = Spans::new();
    for selector in selectors {
        let mut places = text.text().match_indices(selector.exact.as_str()).map(|(at, _)| at);
        match (places.next(), places.next()) {
            _ if selector.exact.is_empty() => return Found::Lost,
            (None, _) => return Found::Lost,
            (Some(_), Some(_)) => return Found::Ambiguous,
            (Some(at), None) => spans.push(Span::from(at..at + selector.exact.len())),
        }
    }
    if spans.is_empty() || !spans.is_sorted_by(|one, next| one.end <= next.start) {
        return Found::Lost;
    }
    Found::Moved(spans)
}
