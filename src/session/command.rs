use crate::model::history::Grouping;
use crate::model::{
    AnnotationId, AttributeId, AttributeValue, Details, LabelId, Person, PersonId, PersonKind, Progress, Scheme,
    Source, SourceId, Spans, VersionId,
};
use crate::text::Span;

/// What a person asks for. A widget sends one; the session carries it out after the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Marks a passage.
    Annotate {
        /// In which source.
        source: SourceId,
        /// Where; none for a note on the whole source.
        spans: Spans,
        /// As what; none for a note.
        label: Option<LabelId>,
    },
    /// Takes annotations away, with the links and appearances that name them.
    RemoveAnnotations(Vec<AnnotationId>),
    /// Gives annotations another label, or none. Values go to the new label's attributes of
    /// the same role or name; what these cannot hold is dropped.
    SetLabel(Vec<AnnotationId>, Option<LabelId>),
    /// Gives an attribute of annotations a value, or takes it away.
    SetAttribute(Vec<AnnotationId>, AttributeId, Option<AttributeValue>),
    /// Changes an annotation's note; typing becomes one step.
    SetNote(AnnotationId, String),
    /// Moves the ends of an annotation's parts.
    SetExtent(AnnotationId, Spans, Grouping),
    /// Adds a passage to an annotation. What overlaps or touches an old part is joined with it.
    AddPart(AnnotationId, Span),
    /// Cuts an annotation in two: at a position inside it, or between its parts where there is none.
    Split(AnnotationId, Option<u32>),
    /// Makes one annotation of several in one source. The first gives the id, the first that has one the label, and
    /// what the others say is kept where there is room: notes, attributes of the same label, links and appearances.
    Merge(Vec<AnnotationId>),
    /// Takes an article away, with everything marked in it.
    RemoveSource(SourceId),
    /// Puts an article at a place in the list, counted from 0 without it.
    MoveSource(SourceId, usize),
    /// Replaces the details of sources, in one step.
    EditSources(Vec<Source>),
    /// Folds or unfolds blocks as boilerplate.
    SetBoilerplate(VersionId, Vec<u32>, bool),
    /// Says how far the present annotator has come.
    SetProgress(SourceId, Progress),
    /// Replaces the scheme. Labels and attributes that are gone must not be in use.
    SetScheme(Box<Scheme>),
    /// Gives everything marked with one label another, and takes the first out of the scheme.
    MergeLabels {
        /// The label that goes.
        from: LabelId,
        /// The label that stays.
        into: LabelId,
    },
    /// Replaces title, role and task of the set.
    SetDetails(Details),
    /// Adds someone to the list of people and gives an attribute of annotations that value.
    NamePerson {
        /// Of these annotations.
        annotations: Vec<AnnotationId>,
        /// This attribute.
        attribute: AttributeId,
        /// The name; a person of this name that is there already is taken.
        name: String,
        /// How far the sources say who it is, for a new person.
        kind: PersonKind,
    },
    /// Replaces the list of people. Who is not in it any more must not be named by any annotation, unless they were
    /// merged.
    SetPeople {
        /// Everybody, in any order.
        people: Vec<Person>,
        /// Who goes because they are somebody else, and who that is; in the order in which that was decided.
        merges: Vec<(PersonId, PersonId)>,
    },
    /// Says who annotates from now on, and who made what had nobody's name yet.
    NameAnnotator(String),
    /// Takes the last step back.
    Undo,
    /// Does the last undone step again.
    Redo,
    /// Undoes or redoes until this many steps are done.
    GoTo(usize),
    /// Ends a drag or a burst of typing.
    CloseGroup,
}
