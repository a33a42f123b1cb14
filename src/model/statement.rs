use std::collections::BTreeMap;

use super::{
    AnnotationId, AnnotatorId, Ext, LinkId, OptionId, OrderKey, ProgressKey, Record, ScaleId, Stamp, StatementId,
    Timestamp,
};

/// A row of who says what: one sentence, and the passages that state it, hedge it or contradict it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// Its place among the statements.
    pub order: OrderKey,
    /// Whether it is a claim or a quotation.
    pub kind: StatementKind,
    /// What it is about, in a word or two.
    pub topic: String,
    /// The sentence that stances are taken towards, in the reader's words.
    pub sentence: String,
    /// The reader's note.
    pub note: String,
    /// The passages, each annotation at most once.
    pub appearances: Vec<Appearance>,
    /// What speaks for or against it.
    pub evidence: Vec<Evidence>,
    /// The verdicts so far, the one that holds last; none means «not checked».
    pub verdicts: Vec<Verdict>,
    /// Who has looked for it in which source, and when: only there a missing passage means silence.
    pub looked: BTreeMap<ProgressKey, Timestamp>,
    /// Who made it and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Record for Statement {
    type Key = StatementId;
    fn id(&self) -> StatementId {
        self.id
    }
}

/// What a statement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatementKind {
    /// Something that could be true or false.
    #[default]
    Claim,
    /// Somebody's words.
    Quotation,
}

/// A passage that is about a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Appearance {
    /// The passage.
    pub annotation: AnnotationId,
    /// What it says towards the statement's sentence.
    pub stance: Stance,
    /// How true it is to the words; for quotations.
    pub fidelity: Option<Fidelity>,
}

/// What a passage says towards a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// Says so.
    #[default]
    States,
    /// Says so with reserve.
    Hedges,
    /// Says a part of it.
    Partly,
    /// Says otherwise.
    Contradicts,
}

/// How true a quotation is to the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fidelity {
    /// Word by word.
    Verbatim,
    /// Shortened.
    Trimmed,
    /// Changed.
    Altered,
    /// From another language.
    Translated,
    /// In other words.
    Paraphrase,
}

/// What speaks for or against a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub address: String,
    /// What it says.
    pub quotation: String,
    /// When it was seen, as an ISO 8601 date.
    pub seen: String,
    /// Which way it points.
    pub bearing: Bearing,
}

/// Which way evidence points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// For the statement.
    Supports,
    /// Against it.
    Refutes,
    /// Neither, but needed to understand it.
    #[default]
    Context,
}

/// A judgement on a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    /// The scale that the value belongs to.
    pub scale: ScaleId,
    /// The value.
    pub value: OptionId,
    /// Who decided.
    pub by: AnnotatorId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub rationale: String,
}

/// A typed relation between two annotations, in one source or across two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// What it says.
    pub kind: LinkKind,
    /// From this annotation.
    pub from: AnnotationId,
    /// To this one.
    pub to: AnnotationId,
    /// The reader's note.
    pub note: String,
    /// Who made it and when it changed.
    pub stamp: Stamp,
    /// What a newer program wrote.
    pub ext: Ext,
}

impl Record for Link {
    type Key = LinkId;
    fn id(&self) -> LinkId {
        self.id
    }
}

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// The first speaks for the second.
    Supports,
    /// The first is where the second comes from.
    SourceOf,
    /// The first replies to the second.
    Answers,
    /// The first is a later state of the second.
    Updates,
    /// The user's own kind.
    Own(String),
}
