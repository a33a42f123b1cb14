//! The RON text of an edit, for the journal.
//!
//! Records have the same fields as in the file. But a journal is read only together with the very texts that it was
//! written for, and each of its lines has a checksum: so positions are bytes as they are in memory, without the words
//! that stand there, and records have no checksums of their own.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;

use super::form::{
    AnnotationForm, AnnotatorForm, BlockForm, Key, LinkForm, OriginForm, PersonForm, SchemeForm, SourceForm, SpanForm,
    StatementForm, VersionForm, When,
};
use super::read::{
    annotator, blocks, ext, link, person, response, scheme, selectors, source, stamp, statement, value_of,
};
use super::words::{Spelled, State};
use super::write::{Writer, enclosed, uuid};
use crate::model::{
    Anchoring, Annotation, AnnotationId, AnnotatorId, AnyId, AnyRecord, Attributes, Block, Details, Edit, LinkId,
    Origin, PersonId, Progress, ProgressKey, RecordKey as _, Role, SourceId, SourceVersion, Spans, StatementId,
    Tombstone, VersionId,
};
use crate::text::Span;

/// Appends the text of an edit. Line feeds stand only between its parts, never inside a string.
pub(super) fn write(out: &mut String, edit: &Edit) {
    let mut writer = Writer::bare();
    writer.out = std::mem::take(out);
    writer.edit(edit);
    *out = writer.out;
}

impl Writer {
    fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::SetDetails(details) => self.tagged("set_details", |w| w.body('(', ')', |w| w.details(details))),
            Edit::SetScheme(scheme) => self.tagged("set_scheme", |w| w.body('(', ')', |w| w.scheme(scheme))),
            Edit::Put(record) => self.put(record),
            Edit::Remove(id, tombstone) => {
                self.out.push_str("remove(id: ");
                self.any_id(*id);
                if let Some(Tombstone { by, at }) = tombstone {
                    self.out.push_str(", tombstone: (");
                    self.row_end(|row| {
                        if let Some(by) = by {
                            row.id("by", *by);
                        }
                        row.moment("at", *at);
                    });
                }
                self.out.push(')');
            }
            Edit::SetBlock { version, index, block } => {
                self.out.push_str("set_block(");
                self.row_end(|row| {
                    row.id("version", *version);
                    row.number("index", *index);
                });
                self.out.pop();
                self.out.push_str(", block: ");
                self.block(*version, block);
                self.close();
            }
            Edit::SetProgress { key, progress } => {
                self.out.push_str("set_progress(");
                self.row_end(|row| {
                    row.id("annotator", key.annotator);
                    row.id("source", key.source);
                    // What has not been started is not written, as in the file.
                    if *progress != Progress::NotStarted {
                        row.word("state", *progress);
                    }
                });
            }
            Edit::Batch(edits) => {
                self.out.push_str("batch([");
                for edit in edits {
                    self.edit(edit);
                    self.out.push_str(",\n");
                }
                self.out.push_str("])");
            }
        }
    }

    fn put(&mut self, record: &AnyRecord) {
        match record {
            AnyRecord::Source(record) => self.tagged("put_source", |w| w.source(record, &[])),
            AnyRecord::Version(record) => {
                self.out.push_str("put_version(source: ");
                uuid(&mut self.out, record.source.uuid());
                self.out.push_str(", record: ");
                self.body('(', ')', |w| w.version(record));
                self.close();
            }
            AnyRecord::Annotation(record) => {
                self.out.push_str("put_annotation(source: ");
                uuid(&mut self.out, record.source.uuid());
                self.out.push_str(", record: ");
                self.annotation(None, record);
                self.close();
            }
            AnyRecord::Statement(record) => self.tagged("put_statement", |w| w.statement(record)),
            AnyRecord::Link(record) => self.tagged("put_link", |w| w.link(record)),
            AnyRecord::Person(record) => self.tagged("put_person", |w| w.person(record)),
            AnyRecord::Annotator(record) => self.tagged("put_annotator", |w| w.annotator(record)),
        }
    }

    /// Something that ends on a comma and a line feed, as a variant with that one value.
    fn tagged(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.out.push_str(name);
        self.out.push('(');
        value(self);
        self.close();
    }

    /// Takes the comma after the last value back and closes what is open.
    fn close(&mut self) {
        let end = self.out.trim_end_matches([',', '\n']).len();
        self.out.truncate(end);
        self.out.push(')');
    }

    fn row_end(&mut self, body: impl FnOnce(&mut super::write::Row<'_>)) {
        body(&mut super::write::Row::new(&mut self.out));
        self.out.push(')');
    }

    fn any_id(&mut self, id: AnyId) {
        let kind = match id {
            AnyId::Source(_) => "source",
            AnyId::Version(_) => "version",
            AnyId::Annotation(_) => "annotation",
            AnyId::Statement(_) => "statement",
            AnyId::Link(_) => "link",
            AnyId::Person(_) => "person",
            AnyId::Annotator(_) => "annotator",
        };
        enclosed(&mut self.out, kind, |out| uuid(out, id.uuid()));
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum EditForm<'a> {
    #[serde(borrow)]
    SetDetails(DetailsForm<'a>),
    #[serde(borrow)]
    SetScheme(SchemeForm<'a>),
    #[serde(borrow)]
    PutSource(SourceForm<'a>),
    PutVersion {
        source: Key<SourceId>,
        #[serde(borrow)]
        record: VersionForm<'a>,
    },
    PutAnnotation {
        source: Key<SourceId>,
        #[serde(borrow)]
        record: AnnotationForm<'a>,
    },
    #[serde(borrow)]
    PutStatement(StatementForm<'a>),
    #[serde(borrow)]
    PutLink(LinkForm<'a>),
    #[serde(borrow)]
    PutPerson(PersonForm<'a>),
    #[serde(borrow)]
    PutAnnotator(AnnotatorForm<'a>),
    Remove {
        id: AnyIdForm,
        tombstone: Option<GraveForm>,
    },
    SetBlock {
        version: Key<VersionId>,
        index: u32,
        block: BlockForm,
    },
    SetProgress {
        annotator: Key<AnnotatorId>,
        source: Key<SourceId>,
        state: Option<Spelled<Progress>>,
    },
    #[serde(borrow)]
    Batch(Vec<EditForm<'a>>),
}

#[derive(Deserialize)]
pub(super) struct DetailsForm<'a> {
    #[serde(borrow, default)]
    title: Cow<'a, str>,
    #[serde(default)]
    role: Spelled<Role>,
    origin: Option<OriginForm>,
    #[serde(borrow, default)]
    task: Cow<'a, str>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AnyIdForm {
    Source(Key<SourceId>),
    Version(Key<VersionId>),
    Annotation(Key<AnnotationId>),
    Statement(Key<StatementId>),
    Link(Key<LinkId>),
    Person(Key<PersonId>),
    Annotator(Key<AnnotatorId>),
}

#[derive(Deserialize)]
pub(super) struct GraveForm {
    by: Option<Key<AnnotatorId>>,
    at: When,
}

/// The edit that a form tells.
///
/// # Errors
///
/// Says in words what does not make sense.
pub(super) fn read(form: EditForm<'_>) -> Result<Edit, String> {
    Ok(match form {
        EditForm::SetDetails(form) => Edit::SetDetails(Details {
            title: form.title.into_owned(),
            role: form.role.0,
            origin: form.origin.map(|origin| Origin { set: origin.set.0, hash: origin.hash.0 }),
            task: form.task.into_owned(),
        }),
        EditForm::SetScheme(form) => Edit::SetScheme(Box::new(scheme(form))),
        EditForm::PutSource(form) => Edit::put(source(form)?),
        EditForm::PutVersion { source, record } => Edit::put(version(source.0, record)?),
        EditForm::PutAnnotation { source, record } => Edit::put(annotation(source.0, record)?),
        EditForm::PutStatement(form) => Edit::put(statement(form)?),
        EditForm::PutLink(form) => Edit::put(link(form)),
        EditForm::PutPerson(form) => Edit::put(person(form)),
        EditForm::PutAnnotator(form) => Edit::put(annotator(form)),
        EditForm::Remove { id, tombstone } => {
            let tombstone = tombstone.map(|form| Tombstone { by: form.by.map(|by| by.0), at: form.at.0 });
            Edit::Remove(any_id(id), tombstone)
        }
        EditForm::SetBlock { version, index, block } => {
            Edit::SetBlock { version: version.0, index, block: one_block(block)? }
        }
        EditForm::SetProgress { annotator, source, state } => Edit::SetProgress {
            key: ProgressKey { annotator: annotator.0, source: source.0 },
            progress: state.map(|state| state.0).unwrap_or_default(),
        },
        EditForm::Batch(forms) => Edit::Batch(forms.into_iter().map(read).collect::<Result<_, _>>()?),
    })
}

fn any_id(form: AnyIdForm) -> AnyId {
    match form {
        AnyIdForm::Source(id) => AnyId::Source(id.0),
        AnyIdForm::Version(id) => AnyId::Version(id.0),
        AnyIdForm::Annotation(id) => AnyId::Annotation(id.0),
        AnyIdForm::Statement(id) => AnyId::Statement(id.0),
        AnyIdForm::Link(id) => AnyId::Link(id.0),
        AnyIdForm::Person(id) => AnyId::Person(id.0),
        AnyIdForm::Annotator(id) => AnyId::Annotator(id.0),
    }
}

fn one_block(form: BlockForm) -> Result<Block, String> {
    let made = blocks(vec![form], None).and_then(|blocks| blocks.into_iter().next());
    made.ok_or_else(|| "a block does not hold what it should".to_owned())
}

fn version(source: SourceId, form: VersionForm<'_>) -> Result<SourceVersion, String> {
    Ok(SourceVersion {
        id: form.id.0,
        source,
        text: form.text.map(|lines| lines.0.into()),
        blocks: Arc::new(blocks(form.blocks, None).ok_or("the blocks do not follow each other")?),
        read: form.read.0,
        origin: form.origin.into_owned(),
        response: form.response.map(response),
        encoding: form.encoding.into_owned(),
        original_hash: form.original_hash.0,
        text_hash: form.text_hash.0,
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    })
}

fn annotation(source: SourceId, form: AnnotationForm<'_>) -> Result<Annotation, String> {
    let span = |form: &SpanForm<'_>| Span { start: form.start, end: form.end };
    let spans: Spans = form.spans.iter().map(span).collect();
    let was = selectors(form.was).into_boxed_slice();
    let anchoring = match form.anchoring.map(|state| state.0) {
        None => Anchoring::Anchored,
        Some(State::Same) => Anchoring::Same,
        Some(State::Moved) => Anchoring::Moved(was),
        Some(State::Edited) => Anchoring::Edited(was),
        Some(State::Ambiguous) => Anchoring::Ambiguous(was),
        Some(State::Lost) => Anchoring::Lost(was),
        Some(State::Unchecked) => Anchoring::Unchecked(was),
    };
    let mut attributes = Attributes::default();
    for (Key(attribute), form) in form.attributes.0 {
        let (value, _) = value_of(form, None)?;
        attributes.set(attribute, Some(value));
    }
    Ok(Annotation {
        id: form.id.0,
        source,
        version: form.version.0,
        spans,
        label: form.label.map(|label| label.0),
        attributes,
        note: form.note.into_owned(),
        layer: form.layer.0,
        status: form.status.0,
        derived_from: form.derived_from.map(|id| id.0),
        anchoring,
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    })
}
