use std::collections::BTreeMap;

use uuid::Uuid;

use super::edit::{AnyId, AnyRecord, Edit, EditError, apply};
use super::invariant;
use super::{
    Annotation, Annotator, AnnotatorId, Link, OrderKey, Person, Progress, ProgressKey, Scheme, SetId, Source, SourceId,
    SourceVersion, Statement, Table, Timestamp,
};

/// The document: sources, what was marked in them, and what was made of it. Changes only through
/// [`apply`](super::edit::apply).
#[derive(Clone, Debug, PartialEq)]
pub struct AnnotationSet {
    pub(super) id: SetId,
    pub(super) created: Timestamp,
    pub(super) details: Details,
    pub(super) scheme: Scheme,
    pub(super) people: Table<Person>,
    pub(super) annotators: Table<Annotator>,
    pub(super) sources: Table<Source>,
    pub(super) versions: Table<SourceVersion>,
    pub(super) annotations: Table<Annotation>,
    pub(super) statements: Table<Statement>,
    pub(super) links: Table<Link>,
    pub(super) progress: BTreeMap<ProgressKey, Progress>,
    pub(super) tombstones: BTreeMap<Uuid, Tombstone>,
    pub(super) ext: Ext,
}

/// What the set is, apart from what it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Details {
    /// Its title.
    pub title: String,
    /// What it is for.
    pub role: Role,
    /// The assignment that it answers.
    pub origin: Option<Origin>,
    /// What is to be done with it.
    pub task: String,
}

/// What a set is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Somebody's own work.
    #[default]
    Work,
    /// Articles and a task, to be given out.
    Assignment,
    /// An answer to an assignment.
    HandIn,
    /// What an assignment's answers are held against.
    Key,
}

/// Where a set comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The assignment's id.
    pub set: SetId,
    /// The hash of its content when it was given out.
    pub hash: super::Hash,
}

/// Who made a record, when, and when it last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Who made it; `None` where nobody was named (sources brought in before anyone was asked).
    pub by: Option<AnnotatorId>,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub modified: Timestamp,
}

impl Stamp {
    /// Made now.
    pub fn new(by: Option<AnnotatorId>, now: Timestamp) -> Self {
        Self { by, created: now, modified: now }
    }
}

/// What a deletion leaves, so that merging never revives what was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tombstone {
    /// Who deleted it.
    pub by: Option<AnnotatorId>,
    /// When.
    pub at: Timestamp,
}

/// What a newer program wrote and this one does not know: kept as it was written, looked into by nobody but the file's
/// own module.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[expect(
    clippy::box_collection,
    reason = "every record has one and hardly any uses it: eight bytes instead of twenty-four"
)]
pub struct Ext(Option<Box<BTreeMap<String, String>>>);

impl Ext {
    /// What is kept, by name, in the file's notation.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|map| map.iter()).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl FromIterator<(String, String)> for Ext {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(entries: I) -> Self {
        let map: BTreeMap<_, _> = entries.into_iter().collect();
        Self((!map.is_empty()).then(|| Box::new(map)))
    }
}

impl AnnotationSet {
    /// A set without sources.
    pub fn new(id: SetId, created: Timestamp, details: Details, scheme: Scheme) -> Self {
        Self {
            id,
            created,
            details,
            scheme,
            people: Table::default(),
            annotators: Table::default(),
            sources: Table::default(),
            versions: Table::default(),
            annotations: Table::default(),
            statements: Table::default(),
            links: Table::default(),
            progress: BTreeMap::new(),
            tombstones: BTreeMap::new(),
            ext: Ext::default(),
        }
    }

    /// The set's id.
    pub fn id(&self) -> SetId {
        self.id
    }

    /// When the set was begun.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// Title, role, origin, task.
    pub fn details(&self) -> &Details {
        &self.details
    }

    /// Labels, attributes, scales.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// Who is quoted or holds an opinion.
    pub fn people(&self) -> &Table<Person> {
        &self.people
    }

    /// Who makes annotations.
    pub fn annotators(&self) -> &Table<Annotator> {
        &self.annotators
    }

    /// The articles, by id; see [`sources_in_order`](Self::sources_in_order).
    pub fn sources(&self) -> &Table<Source> {
        &self.sources
    }

    /// Every version of every article's text.
    pub fn versions(&self) -> &Table<SourceVersion> {
        &self.versions
    }

    /// What was marked.
    pub fn annotations(&self) -> &Table<Annotation> {
        &self.annotations
    }

    /// The rows of who says what, by id.
    pub fn statements(&self) -> &Table<Statement> {
        &self.statements
    }

    /// The links between annotations.
    pub fn links(&self) -> &Table<Link> {
        &self.links
    }

    /// How far each annotator has come; what is not listed has not been started.
    pub fn progress(&self) -> &BTreeMap<ProgressKey, Progress> {
        &self.progress
    }

    /// What was deleted.
    pub fn tombstones(&self) -> &BTreeMap<Uuid, Tombstone> {
        &self.tombstones
    }

    /// What a newer program wrote.
    pub fn ext(&self) -> &Ext {
        &self.ext
    }

    /// The articles as the reader has ordered them.
    pub fn sources_in_order(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = self.sources.iter().collect();
        sources.sort_by(|a, b| (&a.order, a.id).cmp(&(&b.order, b.id)));
        sources
    }

    /// A key that puts a new source last.
    pub fn last_source_order(&self) -> OrderKey {
        OrderKey::between(self.sources.iter().map(|source| &source.order).max(), None)
    }

    /// The version of a source that is shown and annotated.
    pub fn current_version(&self, source: SourceId) -> Option<&SourceVersion> {
        self.versions.get(self.sources.get(source)?.current?)
    }
}

/// The records of a set as they were read from somewhere, not yet checked.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "each list holds the records that it is named for")]
pub struct Parts {
    pub people: Vec<Person>,
    pub annotators: Vec<Annotator>,
    pub sources: Vec<Source>,
    pub versions: Vec<SourceVersion>,
    pub annotations: Vec<Annotation>,
    pub statements: Vec<Statement>,
    pub links: Vec<Link>,
    pub progress: Vec<(ProgressKey, Progress)>,
    pub tombstones: Vec<(Uuid, Tombstone)>,
    pub ext: Ext,
}

impl AnnotationSet {
    /// Puts a set together from records that were read. What breaks an invariant is left out and named; everything
    /// else is kept.
    pub fn assemble(mut self, parts: Parts) -> (Self, Vec<(AnyId, EditError)>) {
        let mut refused = Vec::new();
        self.ext = parts.ext;
        self.admit_all(parts.annotators, &mut refused);
        self.admit_all(parts.people, &mut refused);
        // Sources and versions name each other, and sources name sources: first every source bare, then the versions,
        // then the sources as they are.
        let mut whole = Vec::with_capacity(parts.sources.len());
        for source in parts.sources {
            let bare = Source { current: None, translation_of: None, ..source.clone() };
            if self.admit(bare.into(), &mut refused) {
                whole.push(source);
            }
        }
        self.admit_all(parts.versions, &mut refused);
        for source in whole {
            let id = AnyId::Source(source.id);
            if let Err(error) = apply(&mut self, Edit::put(source)) {
                refused.push((id, error));
            }
        }
        self.admit_annotations(parts.annotations, &mut refused);
        self.admit_all(parts.statements, &mut refused);
        self.admit_all(parts.links, &mut refused);
        for (key, progress) in parts.progress {
            if let Err(error) = apply(&mut self, Edit::SetProgress { key, progress }) {
                refused.push((AnyId::Source(key.source), error));
            }
        }
        for (id, tombstone) in parts.tombstones {
            if !self.is_live(id) {
                self.tombstones.insert(id, tombstone);
            }
        }
        (self, refused)
    }

    fn admit_all<R: Into<AnyRecord>>(&mut self, records: Vec<R>, refused: &mut Vec<(AnyId, EditError)>) {
        for record in records {
            self.admit(record.into(), refused);
        }
    }

    /// As `admit_all`, for the many: what is sorted, as every file of this program is, needs no look-up of each.
    fn admit_annotations(&mut self, annotations: Vec<Annotation>, refused: &mut Vec<(AnyId, EditError)>) {
        let in_order = annotations.is_sorted_by(|a, b| a.id < b.id);
        if !in_order || !self.annotations.is_empty() || !self.tombstones.is_empty() {
            return self.admit_all(annotations, refused);
        }
        let fits = |annotation: &Annotation| match invariant::annotation(self, annotation) {
            Ok(()) => true,
            Err(error) => {
                refused.push((AnyId::Annotation(annotation.id), error.into()));
                false
            }
        };
        let mut annotations = annotations;
        annotations.retain(fits);
        self.annotations = annotations.into_iter().collect();
    }

    fn admit(&mut self, record: AnyRecord, refused: &mut Vec<(AnyId, EditError)>) -> bool {
        let id = record.id();
        let outcome =
            if self.contains(id) { Err(EditError::Twice(id)) } else { apply(self, Edit::Put(record)).map(drop) };
        match outcome {
            Ok(()) => true,
            Err(error) => {
                refused.push((id, error));
                false
            }
        }
    }

    /// Whether there is a record with this id.
    pub fn contains(&self, id: AnyId) -> bool {
        match id {
            AnyId::Source(id) => self.sources.contains(id),
            AnyId::Version(id) => self.versions.contains(id),
            AnyId::Annotation(id) => self.annotations.contains(id),
            AnyId::Statement(id) => self.statements.contains(id),
            AnyId::Link(id) => self.links.contains(id),
            AnyId::Person(id) => self.people.contains(id),
            AnyId::Annotator(id) => self.annotators.contains(id),
        }
    }

    /// Whether there is a record of any kind with this id.
    pub(super) fn is_live(&self, id: Uuid) -> bool {
        [
            AnyId::Source(id.into()),
            AnyId::Version(id.into()),
            AnyId::Annotation(id.into()),
            AnyId::Statement(id.into()),
            AnyId::Link(id.into()),
            AnyId::Person(id.into()),
            AnyId::Annotator(id.into()),
        ]
        .into_iter()
        .any(|id| self.contains(id))
    }
}
