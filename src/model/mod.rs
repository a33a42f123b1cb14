//! The annotation set: its types, their invariants, and the one door through which it changes.
//!
//! The words are those of the W3C Web Annotation Data Model and of the field; no I/O, no clock, no GUI.

mod annotation;
mod block;
pub mod difference;
pub mod edit;
pub mod history;
mod id;
mod invariant;
pub mod merge;
mod order;
mod people;
mod scheme;
mod selector;
mod set;
mod source;
mod statement;
mod table;
mod time;

pub use annotation::{Anchoring, Annotation, AttributeValue, Attributes, Layer, Number, Spans, Status};
pub use block::{Block, BlockKind, Inline, InlineKind};
pub use edit::{AnyId, AnyRecord, Edit, EditError};
pub use id::{
    AnnotationId, AnnotatorId, AttributeId, LabelId, LinkId, OptionId, PersonId, RecordKey, ScaleId, SetId, SourceId,
    StatementId, VersionId,
};
pub use invariant::Invalid;
pub use order::OrderKey;
pub use people::{Annotator, Person, PersonKind, Progress, ProgressKey};
pub use scheme::{
    Attribute, AttributeKind, AttributeRole, ChoiceOption, Label, LabelColor, LabelRole, Scale, Scheme, Underline,
};
pub use selector::Selector;
pub use set::{AnnotationSet, Details, Ext, Origin, Parts, Role, Stamp, Tombstone};
pub use source::{Direction, Hash, Response, Source, SourceVersion};
pub use statement::{
    Appearance, Bearing, Evidence, Fidelity, Link, LinkKind, Stance, Statement, StatementKind, Verdict,
};
pub use table::{Record, Table};
pub use time::Timestamp;
