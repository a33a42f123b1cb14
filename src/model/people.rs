use super::{AnnotatorId, Ext, PersonId, Record, SourceId, Stamp};

/// Someone, or some body, that is quoted or holds an opinion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name, or the words that stand for it (`a senior official`).
    pub name: String,
    /// What they are (`mayor`, `transport office`).
    pub function: String,
    /// How far the sources say who it is.
    pub kind: PersonKind,
    /// Other names for the same.
    pub other_names: Vec<String>,
    /// The reader's note.
    pub note: String,
    /// Who added the record and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Record for Person {
    type Key = PersonId;
    fn id(&self) -> PersonId {
        self.id
    }
}

/// How far the sources say who someone is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonKind {
    /// By name.
    #[default]
    Named,
    /// Without a name.
    Unnamed,
    /// A body or a crowd.
    Collective,
}

/// Someone who makes annotations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotator {
    /// The id.
    pub id: AnnotatorId,
    /// The name that they gave themselves.
    pub name: String,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Record for Annotator {
    type Key = AnnotatorId;
    fn id(&self) -> AnnotatorId {
        self.id
    }
}

/// How far one annotator has come in one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Has not begun; never stored.
    #[default]
    NotStarted,
    /// Is reading.
    Reading,
    /// Has finished: what is not marked is meant to be unmarked.
    Done,
}

/// Whose progress in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgressKey {
    /// Who.
    pub annotator: AnnotatorId,
    /// In what.
    pub source: SourceId,
}
