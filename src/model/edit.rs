//! The one door: every change of a set is an [`Edit`] that goes through [`apply`].
//!
//! An edit is data. It can be written down, sent to a journal, and taken back: `apply` returns the edit that restores
//! exactly what was there. A rejected edit changes nothing.

use std::sync::Arc;

use thiserror::Error;

use super::invariant::{self, Invalid};
use super::{
    Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, Block, Details, Link, LinkId, Person, PersonId,
    Progress, ProgressKey, RecordKey as _, Scheme, Source, SourceId, SourceVersion, Statement, StatementId, Tombstone,
    VersionId,
};

/// A change of a set. The kinds are few and closed: what a person does is built from them.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Title, role, origin and task.
    SetDetails(Details),
    /// The whole scheme; refused while something in the set uses what it no longer has.
    SetScheme(Box<Scheme>),
    /// Adds a record, or replaces the one with the same id. A tombstone of that id goes.
    Put(AnyRecord),
    /// Takes a record out; refused while others refer to it. The tombstone, if any, stays in its place: an undone
    /// addition leaves none.
    Remove(AnyId, Option<Tombstone>),
    /// Replaces one block of a version: its kind, its extent, whether it is boilerplate.
    SetBlock {
        /// The version.
        version: VersionId,
        /// Which block, from 0.
        index: u32,
        /// What it becomes.
        block: Block,
    },
    /// How far an annotator has come in a source.
    SetProgress {
        /// Who, in what.
        key: ProgressKey,
        /// How far.
        progress: Progress,
    },
    /// Several edits that stand or fall together, in this order.
    Batch(Vec<Edit>),
}

/// A record of any kind.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each kind is named for the record that it holds")]
pub enum AnyRecord {
    Source(Box<Source>),
    Version(Box<SourceVersion>),
    Annotation(Box<Annotation>),
    Statement(Box<Statement>),
    Link(Box<Link>),
    Person(Box<Person>),
    Annotator(Box<Annotator>),
}

/// The id of a record of any kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each kind is named for the record whose id it is")]
pub enum AnyId {
    Source(SourceId),
    Version(VersionId),
    Annotation(AnnotationId),
    Statement(StatementId),
    Link(LinkId),
    Person(PersonId),
    Annotator(AnnotatorId),
}

impl AnyId {
    /// The UUID itself.
    pub fn uuid(self) -> uuid::Uuid {
        match self {
            Self::Source(id) => id.uuid(),
            Self::Version(id) => id.uuid(),
            Self::Annotation(id) => id.uuid(),
            Self::Statement(id) => id.uuid(),
            Self::Link(id) => id.uuid(),
            Self::Person(id) => id.uuid(),
            Self::Annotator(id) => id.uuid(),
        }
    }
}

impl std::fmt::Display for AnyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self {
            Self::Source(_) => "source",
            Self::Version(_) => "version",
            Self::Annotation(_) => "annotation",
            Self::Statement(_) => "statement",
            Self::Link(_) => "link",
            Self::Person(_) => "person",
            Self::Annotator(_) => "annotator",
        };
        write!(f, "{kind} {}", self.uuid().as_hyphenated())
    }
}

impl AnyRecord {
    /// Its id.
    pub fn id(&self) -> AnyId {
        match self {
            Self::Source(record) => AnyId::Source(record.id),
            Self::Version(record) => AnyId::Version(record.id),
            Self::Annotation(record) => AnyId::Annotation(record.id),
            Self::Statement(record) => AnyId::Statement(record.id),
            Self::Link(record) => AnyId::Link(record.id),
            Self::Person(record) => AnyId::Person(record.id),
            Self::Annotator(record) => AnyId::Annotator(record.id),
        }
    }
}

macro_rules! any_record_from {
    ($($record:ident => $kind:ident),* $(,)?) => {$(
        impl From<$record> for AnyRecord {
            fn from(record: $record) -> Self {
                Self::$kind(Box::new(record))
            }
        }
    )*};
}

any_record_from! {
    Source => Source,
    SourceVersion => Version,
    Annotation => Annotation,
    Statement => Statement,
    Link => Link,
    Person => Person,
    Annotator => Annotator,
}

impl Edit {
    /// Adds or replaces a record.
    pub fn put(record: impl Into<AnyRecord>) -> Self {
        Self::Put(record.into())
    }

    /// Calls `visit` with every edit that is not itself a batch, in order.
    pub fn each(&self, visit: &mut impl FnMut(&Edit)) {
        match self {
            Self::Batch(edits) => edits.iter().for_each(|edit| edit.each(visit)),
            single => visit(single),
        }
    }

    /// What the edit replaces as a whole, so that of two such edits on the same thing only one needs to be kept.
    fn target(&self) -> Option<Target> {
        match self {
            Self::SetDetails(_) => Some(Target::Details),
            Self::SetScheme(_) => Some(Target::Scheme),
            Self::Put(record) => Some(Target::Record(record.id())),
            Self::SetBlock { version, index, .. } => Some(Target::Block(*version, *index)),
            Self::SetProgress { key, .. } => Some(Target::Progress(*key)),
            Self::Remove(..) | Self::Batch(_) => None,
        }
    }

    /// One edit that takes back two steps: first this one, then the `earlier` one.
    #[must_use]
    pub fn then(self, earlier: Self) -> Self {
        // The other way round, the steps of `earlier` begin with what was done last.
        let next = match &earlier {
            Self::Batch(steps) => steps.first().and_then(Self::target),
            single => single.target(),
        };
        if next.is_some() && next == self.target() {
            return earlier;
        }
        let mut steps = match self {
            Self::Batch(steps) => steps,
            single => vec![single],
        };
        match earlier {
            Self::Batch(more) => steps.extend(more),
            single => steps.push(single),
        }
        Self::Batch(steps)
    }
}

#[derive(PartialEq)]
enum Target {
    Details,
    Scheme,
    Record(AnyId),
    Block(VersionId, u32),
    Progress(ProgressKey),
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// There is no such record.
    #[error("there is no {0} in this set")]
    Missing(AnyId),
    /// There is no such block.
    #[error("version {version} has no block {index}")]
    NoBlock {
        /// The version.
        version: VersionId,
        /// The block's number, from 0.
        index: u32,
    },
    /// Two records that were read have one id; the first one was kept.
    #[error("{0} is there twice")]
    Twice(AnyId),
    /// The result would break an invariant of the set.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// Applies an edit and returns the one that restores exactly what was there.
///
/// # Errors
///
/// Refuses what is missing or would break an invariant; the set is then as it was before.
pub fn apply(set: &mut AnnotationSet, edit: Edit) -> Result<Edit, EditError> {
    match edit {
        Edit::SetDetails(details) => Ok(Edit::SetDetails(std::mem::replace(&mut set.details, details))),
        Edit::SetScheme(scheme) => {
            invariant::scheme(&scheme)?;
            invariant::scheme_in_use(set, &scheme)?;
            Ok(Edit::SetScheme(Box::new(std::mem::replace(&mut set.scheme, *scheme))))
        }
        Edit::Put(record) => put(set, record),
        Edit::Remove(id, tombstone) => remove(set, id, tombstone),
        Edit::SetBlock { version, index, block } => set_block(set, version, index, block),
        Edit::SetProgress { key, progress } => {
            invariant::progress(set, key)?;
            let before = match progress {
                Progress::NotStarted => set.progress.remove(&key),
                other => set.progress.insert(key, other),
            };
            Ok(Edit::SetProgress { key, progress: before.unwrap_or_default() })
        }
        Edit::Batch(edits) => batch(set, edits),
    }
}

fn put(set: &mut AnnotationSet, record: AnyRecord) -> Result<Edit, EditError> {
    invariant::record(set, &record)?;
    let id = record.id();
    let before = match record {
        AnyRecord::Source(record) => set.sources.insert(*record).map(AnyRecord::from),
        AnyRecord::Version(record) => set.versions.insert(*record).map(AnyRecord::from),
        AnyRecord::Annotation(record) => set.annotations.insert(*record).map(AnyRecord::from),
        AnyRecord::Statement(record) => set.statements.insert(*record).map(AnyRecord::from),
        AnyRecord::Link(record) => set.links.insert(*record).map(AnyRecord::from),
        AnyRecord::Person(record) => set.people.insert(*record).map(AnyRecord::from),
        AnyRecord::Annotator(record) => set.annotators.insert(*record).map(AnyRecord::from),
    };
    Ok(match before {
        Some(before) => Edit::Put(before),
        None => Edit::Remove(id, set.tombstones.remove(&id.uuid())),
    })
}

fn remove(set: &mut AnnotationSet, id: AnyId, tombstone: Option<Tombstone>) -> Result<Edit, EditError> {
    invariant::removal(set, id)?;
    let before = match id {
        AnyId::Source(id) => set.sources.remove(id).map(AnyRecord::from),
        AnyId::Version(id) => set.versions.remove(id).map(AnyRecord::from),
        AnyId::Annotation(id) => set.annotations.remove(id).map(AnyRecord::from),
        AnyId::Statement(id) => set.statements.remove(id).map(AnyRecord::from),
        AnyId::Link(id) => set.links.remove(id).map(AnyRecord::from),
        AnyId::Person(id) => set.people.remove(id).map(AnyRecord::from),
        AnyId::Annotator(id) => set.annotators.remove(id).map(AnyRecord::from),
    };
    let before = before.ok_or(EditError::Missing(id))?;
    // Records of different kinds should not share an id, but a file can say so: what lives has no tombstone.
    if let Some(tombstone) = tombstone.filter(|_| !set.is_live(id.uuid())) {
        set.tombstones.insert(id.uuid(), tombstone);
    }
    Ok(Edit::Put(before))
}

fn set_block(set: &mut AnnotationSet, version: VersionId, index: u32, block: Block) -> Result<Edit, EditError> {
    let record = set.versions.get(version).ok_or(EditError::Missing(AnyId::Version(version)))?;
    let at = index as usize;
    if at >= record.blocks.len() {
        return Err(EditError::NoBlock { version, index });
    }
    invariant::block_between(record, at, &block)?;
    let record = set.versions.get_mut(version).ok_or(EditError::Missing(AnyId::Version(version)))?;
    let place = Arc::make_mut(&mut record.blocks).get_mut(at).ok_or(EditError::NoBlock { version, index })?;
    Ok(Edit::SetBlock { version, index, block: std::mem::replace(place, block) })
}

fn batch(set: &mut AnnotationSet, edits: Vec<Edit>) -> Result<Edit, EditError> {
    let mut inverses = Vec::with_capacity(edits.len());
    for edit in edits {
        match apply(set, edit) {
            Ok(inverse) => inverses.push(inverse),
            Err(error) => {
                for inverse in inverses.into_iter().rev() {
                    // What was just done can always be taken back: its inverse restores a valid set.
                    if let Err(second) = apply(set, inverse) {
                        log::error!("a refused batch could not be taken back: {second}");
                    }
                }
                return Err(error);
            }
        }
    }
    inverses.reverse();
    Ok(Edit::Batch(inverses))
}
