//! What was read, before it becomes a set: passages are found again, references to what is missing are taken out, and
//! what fits is put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use sha2::Digest as _;
use uuid::Uuid;

use super::finding::{Outcome, Part, ReadError, What};
use super::notes::Notes;
use super::read::{Found, Resolve};
use crate::model::edit::apply;
use crate::model::{
    Anchoring, Annotation, AnnotationSet, Annotator, AnnotatorId, AnyId, AttributeId, AttributeKind, AttributeValue,
    ChoiceOption, Edit, EditError, Ext, Hash, Label, Link, LinkKind, OptionId, OrderKey, Parts, Person, PersonId,
    Progress, ProgressKey, Record as _, Scheme, Selector, Source, SourceId, SourceVersion, Spans, Stamp, Statement,
    Timestamp, Tombstone, VersionId,
};
use crate::text::{Positions, Span, Unit};

/// For how many missing articles an empty one is made.
const MAX_EMPTY_ARTICLES: usize = 100;

/// How many labels, attributes of one label, options of one choice and scales a scheme may have.
const MAX_IN_SCHEME: usize = 1000;

/// The name of what has none.
const NO_NAME: &str = "?";

/// A record that was read, with the place to name should it turn out not to fit.
pub(super) type Placed<T> = (usize, T);

/// What to look up while annotations are read.
pub(super) struct Text {
    pub source: SourceId,
    /// `None` where the text is not in the file.
    pub positions: Option<Positions>,
}

/// A passage whose words do not stand where the file says.
pub(super) struct Astray {
    /// Which of the annotations that were read.
    pub annotation: usize,
    /// In which of its attributes; in none, but its own place.
    pub attribute: Option<AttributeId>,
    pub selectors: Vec<Selector>,
}

/// Everything that was read, before it becomes a set.
#[derive(Default)]
pub(super) struct Records {
    pub annotators: Vec<Placed<Annotator>>,
    pub people: Vec<Placed<Person>>,
    pub sources: Vec<Placed<Source>>,
    pub versions: Vec<Placed<SourceVersion>>,
    pub texts: HashMap<VersionId, Text>,
    pub annotations: Vec<Placed<Annotation>>,
    pub astray: Vec<Astray>,
    /// Whether the version of an annotation is missing.
    pub orphans: bool,
    pub statements: Vec<Placed<Statement>>,
    pub links: Vec<Placed<Link>>,
    pub progress: Vec<Placed<(ProgressKey, Progress)>>,
    pub tombstones: Vec<Placed<(Uuid, Tombstone)>>,
    pub ext: Ext,
}

impl Records {
    /// Asks for the passages that do not stand where the file says.
    pub(super) fn resolve(&mut self, resolve: &mut dyn Resolve, notes: &mut Notes) -> Result<(), ReadError> {
        for Astray { annotation, attribute, selectors } in std::mem::take(&mut self.astray) {
            if resolve.cancelled() {
                return Err(ReadError::Cancelled);
            }
            let Some((at, annotation)) = self.annotations.get_mut(annotation) else { continue };
            let Some(text) = self.texts.get(&annotation.version).and_then(|text| text.positions.as_ref()) else {
                continue;
            };
            let found = resolve.resolve(text, &selectors);
            let quote = selectors.iter().map(|selector| selector.exact.as_str()).collect::<Vec<_>>().join(" … ");
            let outcome = match &found {
                Found::Moved(_) => Outcome::Moved,
                Found::Edited(_) => Outcome::Edited,
                Found::Ambiguous => Outcome::Ambiguous,
                Found::Lost => Outcome::Lost,
            };
            let id = Some(annotation.id.0);
            if let Some(attribute) = attribute {
                match &found {
                    Found::Moved(spans) | Found::Edited(spans) if spans.len() == 1 => {
                        let span = spans.first().copied().unwrap_or_default();
                        annotation.attributes.set(attribute, Some(AttributeValue::Span(span)));
                        notes.add(Part::Annotation, id, *at, What::Anchored { quote, outcome });
                    }
                    _ => {
                        annotation.attributes.set(attribute, None);
                        let message = format!("the attribute {attribute} marks «{quote}», which is not there any more");
                        notes.add(Part::Annotation, id, *at, What::Mended(message));
                    }
                }
                continue;
            }
            let was = selectors.into_boxed_slice();
            (annotation.spans, annotation.anchoring) = match found {
                Found::Moved(spans) => (spans, Anchoring::Moved(was)),
                Found::Edited(spans) => (spans, Anchoring::Edited(was)),
                Found::Ambiguous => (Spans::new(), Anchoring::Ambiguous(was)),
                Found::Lost => (Spans::new(), Anchoring::Lost(was)),
            };
            notes.add(Part::Annotation, id, *at, What::Anchored { quote, outcome });
        }
        Ok(())
    }

    /// Takes out references to what is missing from a damaged file, and what cannot be so, one by one, so that nothing
    /// costs a whole record that need not.
    pub(super) fn mend(&mut self, scheme: &Scheme, notes: &mut Notes) {
        self.find_articles(notes);
        self.mend_names_and_authors(notes);
        self.mend_sources(notes);
        let people: BTreeSet<PersonId> = self.people.iter().map(|(_, record)| record.id).collect();
        for (at, record) in &mut self.annotations {
            let id = Some(record.id.0);
            let mut mended = |message| notes.add(Part::Annotation, id, *at, What::Mended(message));
            mend_label(record, scheme, &people, &mut mended);
            let positions = self.texts.get(&record.version).and_then(|text| text.positions.as_ref());
            mend_place(record, positions, &mut mended);
        }
        self.mend_statements(scheme, notes);
        for (at, record) in &mut self.links {
            if let LinkKind::Own(name) = &mut record.kind
                && name.trim().is_empty()
            {
                NO_NAME.clone_into(name);
                let what = What::Mended("the name of its kind is empty".to_owned());
                notes.add(Part::Link, Some(record.id.0), *at, what);
            }
        }
    }

    fn mend_names_and_authors(&mut self, notes: &mut Notes) {
        let annotators: BTreeSet<AnnotatorId> = self.annotators.iter().map(|(_, record)| record.id).collect();
        let mut anonymous = |part, id: Uuid, at: usize, stamp: &mut Stamp| {
            if let Some(by) = stamp.by.filter(|by| !annotators.contains(by)) {
                stamp.by = None;
                notes.add(part, Some(id), at, What::Mended(format!("annotator {by} is missing")));
            }
        };
        for (at, record) in &mut self.people {
            anonymous(Part::Person, record.id.0, *at, &mut record.stamp);
        }
        for (at, record) in &mut self.sources {
            anonymous(Part::Source, record.id.0, *at, &mut record.stamp);
        }
        for (at, record) in &mut self.versions {
            anonymous(Part::Version, record.id.0, *at, &mut record.stamp);
        }
        for (at, record) in &mut self.annotations {
            anonymous(Part::Annotation, record.id.0, *at, &mut record.stamp);
        }
        for (at, record) in &mut self.statements {
            anonymous(Part::Statement, record.id.0, *at, &mut record.stamp);
        }
        for (at, record) in &mut self.links {
            anonymous(Part::Link, record.id.0, *at, &mut record.stamp);
        }
        let mut named = |part, id: Uuid, at: usize, name: &mut String| {
            if name.trim().is_empty() {
                NO_NAME.clone_into(name);
                notes.add(part, Some(id), at, What::Mended("the name is empty".to_owned()));
            }
        };
        for (at, record) in &mut self.people {
            named(Part::Person, record.id.0, *at, &mut record.name);
        }
        for (at, record) in &mut self.annotators {
            named(Part::Annotator, record.id.0, *at, &mut record.name);
        }
    }

    /// Finds the version for annotations whose version is missing, or makes an empty one, so that they are kept.
    fn find_articles(&mut self, notes: &mut Notes) {
        let mut missing: BTreeMap<VersionId, (usize, usize, Timestamp)> = BTreeMap::new();
        for (at, record) in &self.annotations {
            if !self.texts.contains_key(&record.version) {
                let entry = missing.entry(record.version).or_insert((*at, 0, record.stamp.created));
                entry.1 += 1;
                entry.2 = entry.2.min(record.stamp.created);
            }
        }
        for (version, (at, count, moment)) in missing.into_iter().take(MAX_EMPTY_ARTICLES) {
            let source = self.sources.iter().find(|(_, source)| source.current == Some(version));
            let source = source.map(|(_, source)| source.id);
            let source = match source {
                Some(source) => source,
                None => self.empty_source(at, version, moment),
            };
            notes.add(Part::Version, Some(version.0), at, What::NoArticle(count));
            self.texts.insert(version, Text { source, positions: None });
            let stamp = Stamp::new(None, moment);
            let empty = SourceVersion {
                id: version,
                source,
                text: None,
                blocks: Arc::default(),
                read: moment,
                origin: String::new(),
                response: None,
                encoding: String::new(),
                original_hash: Hash::default(),
                text_hash: Hash::default(),
                stamp,
                ext: Ext::default(),
            };
            self.versions.push((at, empty));
            for (_, record) in self.annotations.iter_mut().filter(|(_, record)| record.version == version) {
                record.source = source;
            }
        }
        self.annotations.retain(|(at, record)| {
            let there = self.texts.contains_key(&record.version);
            if !there {
                let what = What::Refused(EditError::Missing(AnyId::Version(record.version)));
                notes.add(Part::Annotation, Some(record.id.0), *at, what);
            }
            there
        });
    }

    fn empty_source(&mut self, at: usize, version: VersionId, moment: Timestamp) -> SourceId {
        // The same file always gives the same set.
        let hash = sha2::Sha256::digest([b"the source of ".as_slice(), version.0.as_bytes()].concat());
        let bytes = hash.first_chunk::<16>().copied().unwrap_or_default();
        let id = SourceId(uuid::Builder::from_custom_bytes(bytes).into_uuid());
        let last = self.sources.iter().map(|(_, source)| &source.order).max();
        let source = Source {
            id,
            order: OrderKey::between(last, None),
            title: "Missing article".to_owned(),
            outlet: String::new(),
            byline: String::new(),
            address: String::new(),
            archive: String::new(),
            published: String::new(),
            modified: String::new(),
            age: String::new(),
            language: String::new(),
            direction: crate::model::Direction::default(),
            rights: String::new(),
            description: String::new(),
            found: String::new(),
            translation_of: None,
            note: String::new(),
            current: Some(version),
            stamp: Stamp::new(None, moment),
            ext: Ext::default(),
        };
        self.sources.push((at, source));
        id
    }

    fn mend_sources(&mut self, notes: &mut Notes) {
        let ids: BTreeSet<SourceId> = self.sources.iter().map(|(_, source)| source.id).collect();
        let mut versions: BTreeMap<SourceId, Vec<VersionId>> = BTreeMap::new();
        for (_, version) in &self.versions {
            versions.entry(version.source).or_default().push(version.id);
        }
        for (at, source) in &mut self.sources {
            let mut mended = |message| notes.add(Part::Source, Some(source.id.0), *at, What::Mended(message));
            if let Some(original) = source.translation_of.filter(|id| *id == source.id || !ids.contains(id)) {
                source.translation_of = None;
                mended(format!("source {original}, which it is a translation of, is missing"));
            }
            let own = versions.get(&source.id).map_or(&[][..], Vec::as_slice);
            if let Some(current) = source.current.filter(|current| !own.contains(current)) {
                source.current = own.last().copied();
                mended(format!("version {current}, which is shown, is missing"));
            }
        }
    }

    fn mend_statements(&mut self, scheme: &Scheme, notes: &mut Notes) {
        let annotators: BTreeSet<AnnotatorId> = self.annotators.iter().map(|(_, record)| record.id).collect();
        let sources: BTreeSet<SourceId> = self.sources.iter().map(|(_, record)| record.id).collect();
        let annotations: BTreeSet<_> = self.annotations.iter().map(|(_, record)| record.id).collect();
        for (at, record) in &mut self.statements {
            let mut mended = |message| notes.add(Part::Statement, Some(record.id.0), *at, What::Mended(message));
            let mut seen = BTreeSet::new();
            record.appearances.retain(|appearance| {
                let id = appearance.annotation;
                if !annotations.contains(&id) {
                    mended(format!("annotation {id} is missing"));
                    return false;
                }
                let first = seen.insert(id);
                if !first {
                    mended(format!("annotation {id} appears in it twice"));
                }
                first
            });
            record.verdicts.retain(|verdict| {
                let scale = scheme.scales.iter().find(|scale| scale.id == verdict.scale);
                let offered = scale.is_some_and(|scale| scale.values.iter().any(|value| value.id == verdict.value));
                if !annotators.contains(&verdict.by) {
                    mended(format!("annotator {}, who gave a verdict, is missing", verdict.by));
                    return false;
                }
                if !offered {
                    mended(format!("the value {} of a verdict is not on its scale", verdict.value));
                }
                offered
            });
            record.looked.retain(|key, _| {
                let there = annotators.contains(&key.annotator) && sources.contains(&key.source);
                if !there {
                    mended(format!(
                        "annotator {} or source {}, where they looked, is missing",
                        key.annotator, key.source
                    ));
                }
                there
            });
        }
    }

    /// Puts the set together and says what did not fit.
    pub(super) fn assemble(mut self, set: AnnotationSet, notes: &mut Notes) -> AnnotationSet {
        fn bare<T>(placed: Vec<Placed<T>>, places: &mut Vec<(AnyId, usize)>, id: impl Fn(&T) -> AnyId) -> Vec<T> {
            places.extend(placed.iter().map(|(at, record)| (id(record), *at)));
            placed.into_iter().map(|(_, record)| record).collect()
        }

        let mut places = Vec::with_capacity(self.annotations.len() + self.statements.len() + self.sources.len());
        let mut seen = BTreeSet::new();
        self.tombstones.retain(|(at, (id, _))| {
            let first = seen.insert(*id);
            if !first {
                notes.add(Part::Tombstone, Some(*id), *at, What::Twice);
            }
            first
        });
        let tombstones: Vec<(usize, Uuid)> = self.tombstones.iter().map(|(at, (id, _))| (*at, *id)).collect();
        let parts = Parts {
            people: bare(self.people, &mut places, |record| AnyId::Person(record.id())),
            annotators: bare(self.annotators, &mut places, |record| AnyId::Annotator(record.id())),
            sources: bare(self.sources, &mut places, |record| AnyId::Source(record.id())),
            versions: bare(self.versions, &mut places, |record| AnyId::Version(record.id())),
            annotations: bare(self.annotations, &mut places, |record| AnyId::Annotation(record.id())),
            statements: bare(self.statements, &mut places, |record| AnyId::Statement(record.id())),
            links: bare(self.links, &mut places, |record| AnyId::Link(record.id())),
            progress: Vec::new(),
            tombstones: self.tombstones.into_iter().map(|(_, tombstone)| tombstone).collect(),
            ext: self.ext,
        };
        let (mut set, refused) = set.assemble(parts);
        let mut known: HashMap<AnyId, Vec<usize>> = HashMap::new();
        if !refused.is_empty() {
            for (id, at) in places {
                known.entry(id).or_default().push(at);
            }
        }
        for (id, error) in refused {
            let twice = matches!(error, EditError::Twice(_));
            let places = known.get(&id).map_or(&[][..], Vec::as_slice);
            let at = if twice { places.last() } else { places.first() };
            let what = if twice { What::Twice } else { What::Refused(error) };
            notes.add(part_of(id), Some(id.uuid()), at.copied().unwrap_or_default(), what);
        }
        let mut seen = BTreeSet::new();
        for (at, (key, progress)) in self.progress {
            if !seen.insert(key) {
                notes.add(Part::Progress, None, at, What::Twice);
            } else if let Err(error) = apply(&mut set, Edit::SetProgress { key, progress }) {
                notes.add(Part::Progress, None, at, What::Refused(error));
            }
        }
        for (at, id) in tombstones {
            if !set.tombstones().contains_key(&id) {
                let message = "a record that is there is also among the deleted ones".to_owned();
                notes.add(Part::Tombstone, Some(id), at, What::Mended(message));
            }
        }
        set
    }
}

/// Takes out a label, attributes and options that the scheme does not have.
fn mend_label(record: &mut Annotation, scheme: &Scheme, people: &BTreeSet<PersonId>, mended: &mut dyn FnMut(String)) {
    let label = record.label.and_then(|id| scheme.label(id));
    if let (Some(id), None) = (record.label, label) {
        record.label = None;
        mended(format!("label {id} is not in the scheme"));
    }
    let values: Vec<(AttributeId, AttributeValue)> =
        record.attributes.iter().map(|(id, value)| (id, value.clone())).collect();
    for (id, value) in values {
        let attribute = label.and_then(|label| label.attributes.iter().find(|attribute| attribute.id == id));
        let Some(attribute) = attribute else {
            record.attributes.set(id, None);
            mended(format!("attribute {id} does not belong to its label"));
            continue;
        };
        let offered = |option: &OptionId| attribute.kind.options().iter().any(|offer| offer.id == *option);
        let name = &attribute.name;
        match (&attribute.kind, value) {
            (AttributeKind::Choice(_), AttributeValue::Choice(option)) if !offered(&option) => {
                record.attributes.set(id, None);
                mended(format!("option {option} of «{name}» is not in the scheme"));
            }
            (AttributeKind::Several(_), AttributeValue::Several(mut options)) => {
                let count = options.len();
                options.retain(offered);
                options.sort_unstable();
                options.dedup();
                if options.len() < count {
                    mended(format!("an option of «{name}» is not in the scheme, or stands there twice"));
                }
                record.attributes.set(id, Some(AttributeValue::Several(options)));
            }
            (AttributeKind::Person, AttributeValue::Person(person)) if !people.contains(&person) => {
                record.attributes.set(id, None);
                mended(format!("person {person}, whom «{name}» names, is missing"));
            }
            (AttributeKind::Choice(_), AttributeValue::Choice(_))
            | (AttributeKind::Text, AttributeValue::Text(_))
            | (AttributeKind::Number, AttributeValue::Number(_))
            | (AttributeKind::YesNo, AttributeValue::YesNo(_))
            | (AttributeKind::Date, AttributeValue::Date(_))
            | (AttributeKind::Span, AttributeValue::Span(_))
            | (AttributeKind::Person, AttributeValue::Person(_)) => {}
            _ => {
                record.attributes.set(id, None);
                mended(format!("the value of «{name}» is of another kind than the scheme says"));
            }
        }
    }
}

/// Brings spans and state of an annotation together.
fn mend_place(record: &mut Annotation, positions: Option<&Positions>, mended: &mut dyn FnMut(String)) {
    let overlap = |spans: &Spans| {
        spans.windows(2).any(|pair| pair[0].end > pair[1].start)
            || (spans.len() > 1 && spans.iter().any(|span| span.is_empty()))
    };
    if overlap(&record.spans) {
        record.spans.sort_by_key(|span| (span.start, span.end));
        if !overlap(&record.spans) {
            mended("its parts are not in order, and their order".to_owned());
        } else if let Some(positions) = positions {
            let was: Box<[Selector]> = record.spans.iter().filter_map(|span| selector(positions, *span)).collect();
            record.spans.clear();
            record.anchoring = Anchoring::Ambiguous(was);
            mended("its parts overlap, and its place".to_owned());
        }
    }
    let unclear = match &record.anchoring {
        Anchoring::Anchored => false,
        Anchoring::Same => record.spans.is_empty(),
        Anchoring::Moved(was) | Anchoring::Edited(was) => record.spans.is_empty() || was.is_empty(),
        Anchoring::Ambiguous(was) | Anchoring::Lost(was) | Anchoring::Unchecked(was) => was.is_empty(),
    };
    if unclear {
        record.anchoring = Anchoring::Anchored;
        mended("it does not say where it stood, and how its place was found".to_owned());
    }
}

fn selector(positions: &Positions, span: Span) -> Option<Selector> {
    let range = positions.range(span, Unit::CodePoint)?;
    let [prefix, exact, suffix] = span.in_context(positions.text(), Selector::CONTEXT).map(str::to_owned);
    Some(Selector { start: range.start, end: range.end, exact, prefix, suffix })
}

/// Takes out of a scheme what cannot be, and says what that was.
pub(super) fn sound(mut scheme: Scheme) -> (Scheme, Vec<String>) {
    let mut told = Vec::new();
    let mut ids = BTreeSet::new();
    let mut digits = BTreeSet::new();
    cut(&mut scheme.labels, "labels", &mut told);
    cut(&mut scheme.scales, "scales", &mut told);
    let mut names = BTreeSet::new();
    scheme.labels.retain(|label| unique(&mut ids, label.id.0, &label.name, &mut told));
    for Label { name, shortcut, attributes, .. } in &mut scheme.labels {
        unlike(&mut names, name, &mut told);
        if let Some(digit) = shortcut.filter(|digit| !(1..=9).contains(digit) || !digits.insert(*digit)) {
            *shortcut = None;
            told.push(format!("the key {digit} of «{name}» is another label’s, or is not one of 1 to 9"));
        }
        cut(attributes, "attributes", &mut told);
        attributes.retain(|attribute| unique(&mut ids, attribute.id.0, &attribute.name, &mut told));
        let mut names = BTreeSet::new();
        for attribute in attributes {
            unlike(&mut names, &mut attribute.name, &mut told);
            if let AttributeKind::Choice(options) | AttributeKind::Several(options) = &mut attribute.kind {
                sound_options(options, &mut ids, &mut told);
            }
        }
    }
    let mut names = BTreeSet::new();
    scheme.scales.retain(|scale| unique(&mut ids, scale.id.0, &scale.name, &mut told));
    for scale in &mut scheme.scales {
        unlike(&mut names, &mut scale.name, &mut told);
        sound_options(&mut scale.values, &mut ids, &mut told);
    }
    (scheme, told)
}

fn sound_options(options: &mut Vec<ChoiceOption>, ids: &mut BTreeSet<Uuid>, told: &mut Vec<String>) {
    cut(options, "options", told);
    options.retain(|option| unique(ids, option.id.0, &option.name, told));
    let mut names = BTreeSet::new();
    for option in options {
        unlike(&mut names, &mut option.name, told);
    }
}

fn cut<T>(list: &mut Vec<T>, what: &str, told: &mut Vec<String>) {
    if list.len() > MAX_IN_SCHEME {
        told.push(format!("there are {} {what}, of which {MAX_IN_SCHEME} are read", list.len()));
        list.truncate(MAX_IN_SCHEME);
    }
}

fn unique(ids: &mut BTreeSet<Uuid>, id: Uuid, name: &str, told: &mut Vec<String>) -> bool {
    let first = ids.insert(id);
    if !first {
        told.push(format!("the id of «{name}» stands in the scheme twice"));
    }
    first
}

/// Gives a name that is empty, or is another's, one of its own.
fn unlike(names: &mut BTreeSet<String>, name: &mut String, told: &mut Vec<String>) {
    if name.trim().is_empty() {
        told.push("a name is empty".to_owned());
        NO_NAME.clone_into(name);
    }
    if names.insert(name.trim().to_lowercase()) {
        return;
    }
    told.push(format!("the name «{name}» is used twice"));
    let mut count = names.len() + 1;
    // Each round takes a larger number: one of them is free.
    while !names.insert(format!("{} {count}", name.trim()).to_lowercase()) {
        count += 1;
    }
    *name = format!("{} {count}", name.trim());
}

fn part_of(id: AnyId) -> Part {
    match id {
        AnyId::Source(_) => Part::Source,
        AnyId::Version(_) => Part::Version,
        AnyId::Annotation(_) => Part::Annotation,
        AnyId::Statement(_) => Part::Statement,
        AnyId::Link(_) => Part::Link,
        AnyId::Person(_) => Part::Person,
        AnyId::Annotator(_) => Part::Annotator,
    }
}
