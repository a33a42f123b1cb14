//! The sample lesson: as the program would write it, whole, and with what a lesson is there to show.
//!
//! After a change of the file's format, `UPDATE_SAMPLE=1 cargo test --test sample` writes it anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crossread::intake::{Hint, read as read_article};
use crossread::model::{
    AnnotationSet, AttributeRole, AttributeValue, LabelRole, PersonKind, Progress, Record as _, Selector,
};
use crossread::text::{Positions, Span};
use crossread::wire::{Found, Reading, WriteOptions, read, write};
use serde::Deserialize;

/// The articles in the order of the set, with how they are called among the texts.
const TEXTS: [&str; 5] = ["halden-courier", "coastline-post", "newswire-24", "port-log", "city-of-port-halden"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/sample")
}

/// The file. A checkout with CRLF line ends is as good.
fn file() -> String {
    let path = folder().join("harbour-bridge.ron");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).replace("\r\n", "\n")
}

fn lesson() -> Reading {
    let mut moved =
        |_: &Positions, was: &[Selector]| -> Found { panic!("does not stand where the file says: {was:?}") };
    read(file().as_bytes(), &mut moved).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_file_is_what_the_program_writes() {
    let Reading { set, findings, .. } = lesson();
    let written = write(&set, &WriteOptions::default());
    if std::env::var_os("UPDATE_SAMPLE").is_some() {
        std::fs::write(folder().join("harbour-bridge.ron"), written).unwrap();
        return;
    }
    assert_eq!(findings, vec![]);
    // Not `assert_eq`: nobody wants to read 80 KB twice.
    let differs = file().lines().zip(written.lines()).position(|(there, here)| there != here);
    assert!(file() == written, "differs from line {:?}; UPDATE_SAMPLE=1 writes it anew", differs.map(|line| line + 1));
}

/// What another program would see in the file, without any of our own code.
#[derive(Deserialize)]
struct File {
    sources: Vec<FileSource>,
    annotations: Vec<FileAnnotation>,
}

#[derive(Deserialize)]
struct FileSource {
    versions: Vec<FileVersion>,
}

#[derive(Deserialize)]
struct FileVersion {
    id: String,
    text: Vec<String>,
}

#[derive(Deserialize)]
struct FileAnnotation {
    version: String,
    #[serde(default)]
    spans: Vec<FileSpan>,
}

#[derive(Deserialize)]
struct FileSpan {
    start: usize,
    end: usize,
    quote: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
}

#[test]
fn every_quote_is_the_text_between_its_positions() {
    let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let file: File = options.from_str(&file()).unwrap();
    let texts: BTreeMap<String, Vec<char>> = file
        .sources
        .iter()
        .flat_map(|source| &source.versions)
        .map(|version| (version.id.clone(), version.text.join("\n").chars().collect()))
        .collect();
    assert_eq!(texts.len(), TEXTS.len());
    for annotation in &file.annotations {
        let text = &texts[&annotation.version];
        for span in &annotation.spans {
            let slice = |from: usize, to: usize| text[from..to].iter().collect::<String>();
            assert_eq!(slice(span.start, span.end), span.quote);
            assert_eq!(slice(span.start.saturating_sub(32), span.start), span.prefix);
            assert_eq!(slice(span.end, (span.end + 32).min(text.len())), span.suffix);
        }
    }
}

#[test]
fn the_articles_are_the_text_files_beside_it() {
    let set = lesson().set;
    let sources = set.sources_in_order();
    assert_eq!(sources.len(), TEXTS.len());
    for (source, name) in sources.into_iter().zip(TEXTS) {
        let name = format!("{name}.txt");
        let bytes = std::fs::read(folder().join("texts").join(&name)).unwrap();
        let article = read_article(&bytes, &Hint { file_name: Some(name), ..Hint::default() }).unwrap();
        let version = set.current_version(source.id).unwrap();
        assert_eq!(version.text(), article.text);
        assert_eq!(source.title, article.title);
        assert_eq!(article.warnings, vec![]);
        let words = article.text.split_whitespace().count();
        assert!((250..=600).contains(&words), "{}: {words} words", source.title);
    }
}

fn spans_by_source(set: &AnnotationSet) -> Vec<Vec<Span>> {
    let of_source = |source| {
        let annotations = set.annotations().iter().filter(move |annotation| annotation.source == source);
        annotations.filter_map(crossread::model::Annotation::hull).collect()
    };
    set.sources_in_order().into_iter().map(|source| of_source(source.id)).collect()
}

#[test]
fn a_reader_finds_every_kind_of_mark() {
    let set = lesson().set;
    let annotations: Vec<_> = set.annotations().iter().collect();
    assert!((40..=50).contains(&annotations.len()), "{} annotations", annotations.len());
    for role in [LabelRole::Claim, LabelRole::Opinion, LabelRole::Quote] {
        let label = set.scheme().labels.iter().find(|label| label.role == Some(role)).unwrap();
        let marked = annotations.iter().filter(|annotation| annotation.label == Some(label.id)).count();
        assert!(marked >= 8, "{marked} of {}", label.name);
    }
    assert_eq!(annotations.iter().filter(|annotation| annotation.is_source_note()).count(), 1);
    assert!(annotations.iter().any(|annotation| annotation.label.is_none() && !annotation.spans.is_empty()));
    assert_eq!(annotations.iter().filter(|annotation| annotation.spans.len() > 1).count(), 2);

    let (mut identical, mut nested, mut crossing) = (0, 0, 0);
    for spans in spans_by_source(&set) {
        for (at, one) in spans.iter().enumerate() {
            for other in &spans[at + 1..] {
                match (one.covers(*other), other.covers(*one)) {
                    (true, true) => identical += 1,
                    (true, false) | (false, true) => nested += 1,
                    (false, false) if one.overlaps(*other) => crossing += 1,
                    (false, false) => {}
                }
            }
        }
    }
    assert!(identical >= 1 && nested >= 2 && crossing >= 2, "{identical}, {nested}, {crossing}");
}

#[test]
fn everybody_on_the_list_is_quoted_or_holds_an_opinion() {
    let set = lesson().set;
    for kind in [PersonKind::Named, PersonKind::Unnamed, PersonKind::Collective] {
        assert!(set.people().iter().any(|person| person.kind == kind), "{kind:?}");
    }
    let values: Vec<_> = set.annotations().iter().flat_map(|annotation| annotation.attributes.iter()).collect();
    for person in set.people().iter() {
        let named = AttributeValue::Person(person.id());
        assert!(values.iter().any(|(_, value)| **value == named), "{}", person.name);
    }
    for role in [AttributeRole::Checkable, AttributeRole::Hedge, AttributeRole::Polarity, AttributeRole::Form] {
        let filled = |id| set.scheme().attribute(id).and_then(|(_, attribute)| attribute.role) == Some(role);
        assert!(values.iter().any(|(id, _)| filled(*id)), "{role:?}");
    }
}

#[test]
fn one_article_is_still_being_read() {
    let set = lesson().set;
    let count = |progress| set.progress().values().filter(|there| **there == progress).count();
    assert_eq!((count(Progress::Done), count(Progress::Reading)), (4, 1));
    let annotator = set.annotators().iter().next().unwrap();
    assert_eq!(annotator.name, "A. Reader");
    assert!(set.annotations().iter().all(|annotation| annotation.stamp.by == Some(annotator.id)));
}
