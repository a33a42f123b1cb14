//! Reads a set: cuts the file into records, reads each by itself, and puts together what fits.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use ron::extensions::Extensions;
use serde::Deserialize;
use uuid::Uuid;

use super::finding::{Finding, Outcome, Part, Place, ReadError, Severity, What};
use super::form::{
    AnnotationForm, AnnotatorForm, BlockForm, BlockKindForm, Digest, ExtForm, HeadForm, InlineKindForm, Key, LabelForm,
    LinkForm, LinkKindForm, OptionForm, PersonForm, ProgressForm, SchemeForm, SourceForm, SpanForm, StatementForm,
    TombstoneForm, ValueForm, VersionForm, When,
};
use super::form::{AttributeForm, AttributeKindForm};
use super::scan::{Outline, Scanner, Section};
use super::words::State;
use super::{FORMAT, MAX_FILE_BYTES, plain};
use crate::model::edit::apply;
use crate::model::{
    Anchoring, Annotation, AnnotationSet, Annotator, AnnotatorId, AnyId, Appearance, Attribute, AttributeId,
    AttributeKind, AttributeValue, Attributes, Block, BlockKind, ChoiceOption, Details, Edit, EditError, Evidence, Ext,
    Hash, Inline, InlineKind, Label, Link, LinkKind, Number, OrderKey, Origin, Parts, Person, Progress, ProgressKey,
    Record as _, Scale, Scheme, Selector, SetId, Source, SourceId, SourceVersion, Spans, Stamp, Statement, Timestamp,
    Tombstone, Verdict, VersionId,
};
use crate::text::{Positions, Span, Unit};

/// The fields of a file that hold records, with what they hold.
const LISTS: [(&str, Part); 8] = [
    ("annotators", Part::Annotator),
    ("people", Part::Person),
    ("sources", Part::Source),
    ("annotations", Part::Annotation),
    ("statements", Part::Statement),
    ("links", Part::Link),
    ("progress", Part::Progress),
    ("tombstones", Part::Tombstone),
];

/// The other fields of a file.
const SINGLE: [&str; 6] = ["format", "program", "set", "scheme", "ext", "sum"];

/// How many bytes of records are worth a second thread.
const WORTH_A_THREAD: usize = 256 * 1024;

/// What was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The set, or as much of it as could be read.
    pub set: AnnotationSet,
    /// What somebody should know about the file, in the order of places.
    pub findings: Vec<Finding>,
    /// The program that wrote the file, as it names itself; empty where it does not.
    pub program: String,
}

impl Reading {
    /// The worst of the findings; `None` where there is none.
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(Finding::severity).max()
    }

    /// Whether saving over the file loses nothing. Where it would, the set may only be saved as a copy.
    pub fn may_replace_the_file(&self) -> bool {
        self.severity().is_none_or(|worst| worst == Severity::Notice)
    }
}

/// What became of a passage whose words do not stand where the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The same words stand elsewhere.
    Moved(Spans),
    /// Other words stand there or elsewhere, near enough.
    Edited(Spans),
    /// Several places fit about as well.
    Ambiguous,
    /// No place fits.
    Lost,
}

/// Finds passages again. A function of the same shape will do.
pub trait Resolve {
    /// Says where the passage with these `selectors`, one a part, stands in the text.
    fn resolve(&mut self, text: &Positions, selectors: &[Selector]) -> Found;
}

impl<F: FnMut(&Positions, &[Selector]) -> Found> Resolve for F {
    fn resolve(&mut self, text: &Positions, selectors: &[Selector]) -> Found {
        self(text, selectors)
    }
}

/// Reads a set from the bytes of a file. What does not stand where the file says goes to `resolve`.
///
/// # Errors
///
/// Fails only where there is nothing that could be a set. Whatever else is wrong is among the findings, and
/// [`Reading::may_replace_the_file`] says whether something is missing.
pub fn read(bytes: &[u8], resolve: &mut dyn Resolve) -> Result<Reading, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut notes = Notes::default();
    let text = std::str::from_utf8(bytes).map_or_else(
        |error| {
            notes.add(Part::File, None, error.valid_up_to(), What::NotUtf8);
            String::from_utf8_lossy(bytes)
        },
        Cow::Borrowed,
    );
    // Our own strings hold no bare CR, so that git on Windows changes nothing but line ends.
    let text =
        if memchr::memchr(b'\r', text.as_bytes()).is_some() { Cow::Owned(text.replace("\r\n", "\n")) } else { text };
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let lists = LISTS.map(|(name, _)| name);
    let outline = Scanner::new(&text, 0)
        .outline(&lists, &SINGLE)
        .map_err(|trouble| ReadError::NotASet { message: trouble.message, place: place_of(&text, trouble.at) })?;
    if !outline.sections.iter().any(|section| lists.contains(&section.field.name) || section.field.name == "set") {
        let trouble = outline.troubles.first();
        return Err(ReadError::NotASet {
            message: trouble
                .map_or_else(|| "no field of a set is there".into(), |(trouble, _)| trouble.message.clone()),
            place: place_of(&text, trouble.map_or(0, |(trouble, _)| trouble.at)),
        });
    }
    let reader = Reader::new(&text, &outline, &mut notes);
    let (set, program) = reader.set(&outline, resolve, &mut notes);
    Ok(Reading { set, findings: notes.into_findings(&text), program })
}

fn place_of(text: &str, at: usize) -> Place {
    let before = text.get(..text.floor_char_boundary(at)).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32,
        column: 1 + before.get(line..).unwrap_or_default().chars().count() as u32,
    }
}

/// Findings that know their byte and not yet their line.
#[derive(Default)]
struct Notes(Vec<(usize, Part, Option<Uuid>, What)>);

impl Notes {
    fn add(&mut self, part: Part, id: Option<Uuid>, at: usize, what: What) {
        self.0.push((at, part, id, what));
    }

    /// Counts the lines once for all.
    fn into_findings(mut self, text: &str) -> Vec<Finding> {
        self.0.sort_by_key(|note| note.0);
        let (mut line, mut begins, mut done) = (1, 0, 0);
        let place = |at: usize| {
            let at = text.floor_char_boundary(at);
            for end in memchr::memchr_iter(b'\n', text.as_bytes().get(done..at).unwrap_or_default()) {
                line += 1;
                begins = done + end + 1;
            }
            done = at;
            Place { line, column: 1 + text.get(begins..at).unwrap_or_default().chars().count() as u32 }
        };
        let places: Vec<Place> = self.0.iter().map(|note| note.0).map(place).collect();
        self.0.into_iter().zip(places).map(|((_, part, id, what), place)| Finding { part, id, place, what }).collect()
    }
}

/// A record of a list, cut out of the file.
#[derive(Clone, Copy)]
struct Slice<'a> {
    part: Part,
    at: usize,
    text: &'a str,
}

/// A record that was read, with the place to name should it turn out not to fit.
type Placed<T> = (usize, T);

/// What to look up while annotations are read.
struct Text {
    source: SourceId,
    /// `None` where the text is not in the file.
    positions: Option<Positions>,
}

/// A passage whose words do not stand where the file says.
struct Astray {
    /// Which of the annotations that were read.
    annotation: usize,
    /// In which of its attributes; in none, but its own place.
    attribute: Option<AttributeId>,
    selectors: Vec<Selector>,
}

struct Reader<'a> {
    text: &'a str,
    /// Whether the checksum of the whole matches, so that nobody needs to look at the others.
    intact: bool,
    /// Whether any checksum is there; a file of another making has none.
    summed: bool,
    options: ron::Options,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, outline: &Outline<'a>, notes: &mut Notes) -> Self {
        let sum = outline.sections.iter().find(|section| section.field.name == "sum").map(|section| &section.field);
        let intact = sum.is_some_and(|field| {
            let told = text.get(field.value.clone()).unwrap_or_default();
            told == checksum(text.get(..field.at).unwrap_or_default())
        });
        let reader = Self {
            text,
            intact,
            summed: sum.is_some() || text.contains("sum: \""),
            options: ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME),
        };
        if !reader.summed {
            notes.add(Part::File, None, 0, What::NoChecksums);
        } else if !intact {
            notes.add(Part::File, None, sum.map_or(text.len(), |field| field.at), What::ChangedOutside);
        }
        for (trouble, _) in &outline.troubles {
            notes.add(Part::File, None, trouble.at, What::Unreadable(trouble.message.clone()));
        }
        reader
    }

    fn set(&self, outline: &Outline<'a>, resolve: &mut dyn Resolve, notes: &mut Notes) -> (AnnotationSet, String) {
        let mut seen = BTreeSet::new();
        let mut single: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut lists: BTreeMap<Part, Vec<Slice<'a>>> = BTreeMap::new();
        for Section { field, records } in &outline.sections {
            if !seen.insert(field.name) {
                notes.add(Part::File, None, field.at, What::Twice);
            } else if let Some((_, part)) = LISTS.iter().find(|(name, _)| *name == field.name) {
                let cut = |range: &Range<usize>| {
                    let text = self.text.get(range.clone()).unwrap_or_default();
                    Slice { part: *part, at: range.start, text }
                };
                lists.insert(*part, records.iter().map(cut).collect());
            } else if SINGLE.contains(&field.name) {
                single.insert(field.name, field.value.clone());
            } else {
                notes.add(Part::File, None, field.at, What::UnknownField(field.name.to_owned()));
            }
        }
        let slice = |name: &str, part| {
            let range = single.get(name)?.clone();
            Some(Slice { part, at: range.start, text: self.text.get(range)? })
        };
        let list = |part| lists.get(&part).map_or(&[][..], Vec::as_slice);

        match slice("format", Part::File).map(|slice| (slice, self.parse::<u32>(slice, notes))) {
            Some((slice, Some(format))) if format > FORMAT => {
                notes.add(Part::File, None, slice.at, What::NewerFormat(format));
            }
            Some((_, Some(1..))) => {}
            _ => notes.add(Part::File, None, 0, What::NoFormat),
        }
        let program = slice("program", Part::File).and_then(|slice| self.parse::<String>(slice, notes));
        let mut set = self.head(slice("set", Part::Head), notes);
        if let Some(slice) = slice("scheme", Part::Scheme)
            && let Some(form) = self.record::<SchemeForm<'_>>(slice, notes)
            && let Err(error) = apply(&mut set, Edit::SetScheme(Box::new(scheme(form))))
        {
            notes.add(Part::Scheme, None, slice.at, What::Refused(error));
        }

        let mut read = Records::default();
        for slice in list(Part::Annotator) {
            if let Some(form) = self.record(*slice, notes) {
                read.annotators.push((slice.at, annotator(form)));
            }
        }
        for slice in list(Part::Person) {
            if let Some(form) = self.record(*slice, notes) {
                read.people.push((slice.at, person(form)));
            }
        }
        for (sources, more) in in_parallel(list(Part::Source), |slices| self.sources(slices)) {
            notes.0.extend(more.0);
            for (at, source, versions) in sources {
                read.sources.push((at, source));
                for (version, text) in versions {
                    read.texts.entry(version.id).or_insert(text);
                    read.versions.push((at, version));
                }
            }
        }
        let chunks = in_parallel(list(Part::Annotation), |slices| self.annotations(slices, &read.texts));
        for (annotations, astray, more) in chunks {
            notes.0.extend(more.0);
            let base = read.annotations.len();
            read.annotations.extend(annotations);
            read.astray
                .extend(astray.into_iter().map(|astray| Astray { annotation: astray.annotation + base, ..astray }));
        }
        for slice in list(Part::Statement) {
            if let Some(form) = self.record(*slice, notes) {
                Self::keep(*slice, statement(form), &mut read.statements, notes);
            }
        }
        for slice in list(Part::Link) {
            if let Some(form) = self.record(*slice, notes) {
                read.links.push((slice.at, link(form)));
            }
        }
        for slice in list(Part::Progress) {
            if let Some(form) = self.record::<ProgressForm>(*slice, notes) {
                let key = ProgressKey { annotator: form.annotator.0, source: form.source.0 };
                read.progress.push((slice.at, (key, form.state.0)));
            }
        }
        for slice in list(Part::Tombstone) {
            if let Some(form) = self.record::<TombstoneForm>(*slice, notes) {
                let tombstone = Tombstone { by: form.by.map(|by| by.0), at: form.at.0 };
                read.tombstones.push((slice.at, (form.id.0, tombstone)));
            }
        }
        let kept = slice("ext", Part::File).and_then(|slice| self.parse::<ExtForm<'_>>(slice, notes));
        read.ext = kept.map(ext).unwrap_or_default();
        read.resolve(resolve, notes);
        if !notes.0.is_empty() {
            read.mend(set.scheme(), notes);
        }
        (read.assemble(set, notes), program.unwrap_or_default())
    }

    fn head(&self, slice: Option<Slice<'a>>, notes: &mut Notes) -> AnnotationSet {
        if slice.is_none() {
            notes.add(Part::Head, None, 0, What::Unreadable("the field «set» is missing".into()));
        }
        let Some(form) = slice.and_then(|slice| self.record::<HeadForm<'_>>(slice, notes)) else {
            return AnnotationSet::new(SetId(Uuid::nil()), Timestamp::default(), Details::default(), Scheme::default());
        };
        let details = Details {
            title: form.title.into_owned(),
            role: form.role.0,
            origin: form.origin.map(|origin| Origin { set: origin.set.0, hash: origin.hash.0 }),
            task: form.task.into_owned(),
        };
        AnnotationSet::new(form.id.0, form.created.0, details, Scheme::default())
    }

    /// Reads a record, and looks at its checksum where that of the whole does not match.
    fn record<T: Deserialize<'a>>(&self, slice: Slice<'a>, notes: &mut Notes) -> Option<T> {
        if !self.intact && self.summed && !sum_matches(slice.text) {
            notes.add(slice.part, id_of(slice.text), slice.at, What::ChangedOutside);
        }
        self.parse(slice, notes)
    }

    fn parse<T: Deserialize<'a>>(&self, slice: Slice<'a>, notes: &mut Notes) -> Option<T> {
        // Nearly every record stands there as this program wrote it; only where one does not, `ron` takes its time.
        if let Ok(value) = plain::from_str(slice.text) {
            return Some(value);
        }
        let mut unknown = Vec::new();
        let parsed = ron::de::Deserializer::from_str_with_options(slice.text, &self.options).and_then(|mut ron| {
            let value = serde_ignored::deserialize(&mut ron, |path| unknown.push(path.to_string()))
                .and_then(|value| ron.end().map(|()| value));
            value.map_err(|error| ron.span_error(error))
        });
        match parsed {
            Ok(value) => {
                // Once for all: a hostile record may have any number of them.
                let id = if unknown.is_empty() { None } else { id_of(slice.text) };
                for field in unknown {
                    notes.add(slice.part, id, slice.at, What::UnknownField(field));
                }
                Some(value)
            }
            Err(error) => {
                let at = slice.at + byte_of(slice.text, error.span.end.line, error.span.end.col);
                notes.add(slice.part, id_of(slice.text), at, What::Damaged(error.code.to_string()));
                None
            }
        }
    }

    /// Keeps what could be made of a form, or says why nothing could.
    fn keep<T>(slice: Slice<'a>, made: Result<T, String>, list: &mut Vec<Placed<T>>, notes: &mut Notes) {
        match made {
            Ok(record) => list.push((slice.at, record)),
            Err(message) => notes.add(slice.part, id_of(slice.text), slice.at, What::Damaged(message)),
        }
    }

    #[expect(clippy::type_complexity, reason = "taken apart where it is called")]
    fn sources(&self, slices: &[Slice<'a>]) -> (Vec<(usize, Source, Vec<(SourceVersion, Text)>)>, Notes) {
        let mut notes = Notes::default();
        let mut sources = Vec::with_capacity(slices.len());
        for slice in slices {
            let Some(mut form) = self.record::<SourceForm<'_>>(*slice, &mut notes) else { continue };
            let versions = std::mem::take(&mut form.versions);
            match source(form) {
                Ok(source) => {
                    let version = |form| self.version(*slice, source.id, form, &mut notes);
                    let versions = versions.into_iter().map(version).collect();
                    sources.push((slice.at, source, versions));
                }
                Err(message) => notes.add(slice.part, id_of(slice.text), slice.at, What::Damaged(message)),
            }
        }
        (sources, notes)
    }

    fn version(
        &self,
        slice: Slice<'a>,
        source: SourceId,
        form: VersionForm<'a>,
        notes: &mut Notes,
    ) -> (SourceVersion, Text) {
        let id: VersionId = form.id.0;
        let text: Option<Arc<str>> = form.text.map(|lines| lines.0.into());
        let positions = text.clone().map(Positions::new);
        let Digest(mut text_hash) = form.text_hash;
        if let Some(text) = &text
            && !self.intact
        {
            let hash = Hash::of(text.as_bytes());
            if hash != text_hash {
                text_hash = hash;
                notes.add(Part::Version, Some(id.0), slice.at, What::TextChanged);
            }
        }
        let blocks = blocks(form.blocks, positions.as_ref()).unwrap_or_else(|| {
            notes.add(Part::Version, Some(id.0), slice.at, What::BlocksRebuilt);
            text.as_deref().map(paragraphs).unwrap_or_default()
        });
        let version = SourceVersion {
            id,
            source,
            text,
            blocks: Arc::new(blocks),
            read: form.read.0,
            origin: form.origin.into_owned(),
            encoding: form.encoding.into_owned(),
            original_hash: form.original_hash.0,
            text_hash,
            stamp: stamp(form.by, form.created, form.modified),
            ext: ext(form.ext),
        };
        (version, Text { source, positions })
    }

    fn annotations(
        &self,
        slices: &[Slice<'a>],
        texts: &HashMap<VersionId, Text>,
    ) -> (Vec<Placed<Annotation>>, Vec<Astray>, Notes) {
        let mut notes = Notes::default();
        let mut annotations = Vec::with_capacity(slices.len());
        let mut astray = Vec::new();
        for slice in slices {
            let Some(form) = self.record::<AnnotationForm<'_>>(*slice, &mut notes) else { continue };
            let Some(text) = texts.get(&form.version.0) else {
                let error = EditError::Missing(AnyId::Version(form.version.0));
                notes.add(slice.part, Some(form.id.0.0), slice.at, What::Refused(error));
                continue;
            };
            let made = annotation(form, text, annotations.len(), &mut astray);
            Self::keep(*slice, made, &mut annotations, &mut notes);
        }
        (annotations, astray, notes)
    }
}

/// Does `work` on the records in as many threads as there are cores for, and in one where they are few.
fn in_parallel<'a, R: Send>(slices: &[Slice<'a>], work: impl Fn(&[Slice<'a>]) -> R + Sync) -> Vec<R> {
    let bytes = slices.iter().map(|slice| slice.text.len()).sum::<usize>();
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let threads = cores.min(bytes / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return vec![work(slices)];
    }
    let work = &work;
    std::thread::scope(|scope| {
        let chunks = slices.chunks(slices.len().div_ceil(threads).max(1));
        let running: Vec<_> = chunks.map(|chunk| (chunk, scope.spawn(move || work(chunk)))).collect();
        // A panic in a thread is a defect; doing the work here lets it surface where it can be seen.
        running.into_iter().map(|(chunk, thread)| thread.join().unwrap_or_else(|_| work(chunk))).collect()
    })
}

fn checksum(text: &str) -> String {
    format!("\"{:08x}\"", crc32fast::hash(text.as_bytes()))
}

/// Whether a record ends in the checksum of what stands before.
fn sum_matches(record: &str) -> bool {
    let Ok(fields) = Scanner::new(record, 0).fields() else { return false };
    fields.last().is_some_and(|field| {
        let before = record.get(..field.at).unwrap_or_default();
        field.name == "sum" && record.get(field.value.clone()) == Some(&checksum(before))
    })
}

/// The id of a record, as far as it can be told without reading it.
fn id_of(record: &str) -> Option<Uuid> {
    let fields = Scanner::new(record, 0).fields().ok()?;
    let id = fields.iter().find(|field| field.name == "id")?;
    Uuid::try_parse(record.get(id.value.clone())?.trim_matches('"')).ok()
}

/// The byte at a line and a column, both from 1, as `ron` counts them.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let begins = match line.checked_sub(2) {
        None => 0,
        Some(ends) => memchr::memchr_iter(b'\n', text.as_bytes()).nth(ends).map_or(0, |end| end + 1),
    };
    let rest = text.get(begins..).unwrap_or_default();
    begins + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

pub(super) fn stamp(by: Option<Key<AnnotatorId>>, created: When, modified: Option<When>) -> Stamp {
    Stamp { by: by.map(|by| by.0), created: created.0, modified: modified.unwrap_or(created).0 }
}

pub(super) fn ext(form: ExtForm<'_>) -> Ext {
    form.0.into_iter().map(|(name, value)| (name, value.trim().get_ron().to_owned())).collect()
}

pub(super) fn scheme(form: SchemeForm<'_>) -> Scheme {
    Scheme {
        labels: form.labels.into_iter().map(label).collect(),
        scales: form
            .scales
            .into_iter()
            .map(|scale| Scale { id: scale.id.0, name: scale.name.into_owned(), values: options(scale.values) })
            .collect(),
        locked: form.locked,
        ext: ext(form.ext),
    }
}

fn label(form: LabelForm<'_>) -> Label {
    Label {
        id: form.id.0,
        name: form.name.into_owned(),
        description: form.description.into_owned(),
        color: form.color.0,
        underline: form.underline.0,
        shortcut: form.shortcut,
        role: form.role.map(|role| role.0),
        attributes: form.attributes.into_iter().map(attribute).collect(),
        ext: ext(form.ext),
    }
}

fn attribute(form: AttributeForm<'_>) -> Attribute {
    Attribute {
        id: form.id.0,
        name: form.name.into_owned(),
        description: form.description.into_owned(),
        kind: match form.kind {
            AttributeKindForm::Choice(offered) => AttributeKind::Choice(options(offered)),
            AttributeKindForm::Several(offered) => AttributeKind::Several(options(offered)),
            AttributeKindForm::Text => AttributeKind::Text,
            AttributeKindForm::Number => AttributeKind::Number,
            AttributeKindForm::YesNo => AttributeKind::YesNo,
            AttributeKindForm::Date => AttributeKind::Date,
            AttributeKindForm::Span => AttributeKind::Span,
            AttributeKindForm::Person => AttributeKind::Person,
        },
        role: form.role.map(|role| role.0),
        ext: ext(form.ext),
    }
}

fn options(forms: Vec<OptionForm<'_>>) -> Vec<ChoiceOption> {
    forms.into_iter().map(|form| ChoiceOption { id: form.id.0, name: form.name.into_owned() }).collect()
}

pub(super) fn annotator(form: AnnotatorForm<'_>) -> Annotator {
    Annotator { id: form.id.0, name: form.name.into_owned(), ext: ext(form.ext) }
}

pub(super) fn person(form: PersonForm<'_>) -> Person {
    Person {
        id: form.id.0,
        name: form.name.into_owned(),
        function: form.function.into_owned(),
        kind: form.kind.0,
        other_names: form.other_names,
        note: form.note.into_owned(),
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    }
}

fn order(text: &str) -> Result<OrderKey, String> {
    OrderKey::parse(text).ok_or_else(|| format!("the order «{text}» is not made of digits and letters, or ends on 0"))
}

pub(super) fn source(form: SourceForm<'_>) -> Result<Source, String> {
    Ok(Source {
        id: form.id.0,
        order: order(&form.order)?,
        title: form.title.into_owned(),
        outlet: form.outlet.into_owned(),
        byline: form.byline.into_owned(),
        address: form.address.into_owned(),
        archive: form.archive.into_owned(),
        published: form.published.into_owned(),
        age: form.age.into_owned(),
        language: form.language.into_owned(),
        direction: form.direction.0,
        rights: form.rights.into_owned(),
        translation_of: form.translation_of.map(|id| id.0),
        note: form.note.into_owned(),
        current: form.current.map(|id| id.0),
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    })
}

/// A place in bytes, from one in code points. Where the text is not in the file it stays as it is, in code points.
fn place(start: u32, end: u32, positions: Option<&Positions>) -> Option<Span> {
    match positions {
        Some(positions) => positions.span(&(start..end), Unit::CodePoint),
        None => (start <= end).then_some(Span { start, end }),
    }
}

/// The place between two code points, if these words stand there.
fn standing(positions: &Positions, start: u32, end: u32, quote: &str) -> Option<Span> {
    // Counting through the words is cheaper than looking for their end in the text.
    let counted = start.checked_add(quote.chars().count() as u32) == Some(end);
    let first = if counted { positions.byte(start, Unit::CodePoint)? } else { return None };
    let span = Span { start: first, end: first.checked_add(quote.len() as u32)? };
    (span.slice(positions.text()) == Some(quote)).then_some(span)
}

/// `None` where the blocks do not fit the text or each other.
pub(super) fn blocks(forms: Vec<BlockForm>, positions: Option<&Positions>) -> Option<Vec<Block>> {
    let mut blocks = Vec::with_capacity(forms.len());
    let mut end = 0;
    for form in forms {
        let span = place(form.start, form.end, positions)?;
        let mut inlines = Vec::with_capacity(form.inlines.len());
        for inline in form.inlines {
            let inner = place(inline.start, inline.end, positions).filter(|inner| span.covers(*inner))?;
            let kind = match inline.kind {
                InlineKindForm::Emphasis => InlineKind::Emphasis,
                InlineKindForm::Strong => InlineKind::Strong,
                InlineKindForm::Link(address) => InlineKind::Link(address),
                InlineKindForm::Markup => InlineKind::Markup,
            };
            inlines.push(Inline { span: inner, kind });
        }
        if span.start < end {
            return None;
        }
        end = span.end;
        let kind = match form.kind {
            BlockKindForm::Paragraph => BlockKind::Paragraph,
            BlockKindForm::Heading(level) => BlockKind::Heading(level),
            BlockKindForm::ListItem(depth) => BlockKind::ListItem(depth),
            BlockKindForm::BlockQuote => BlockKind::BlockQuote,
            BlockKindForm::Caption => BlockKind::Caption,
            BlockKindForm::Table => BlockKind::Table,
            BlockKindForm::Byline => BlockKind::Byline,
            BlockKindForm::Other => BlockKind::Other,
        };
        blocks.push(Block { span, kind, boilerplate: form.boilerplate, inlines });
    }
    Some(blocks)
}

/// One paragraph a line that is not blank.
fn paragraphs(text: &str) -> Vec<Block> {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            let span = Span::from(at..at + line.len());
            blocks.push(Block { span, kind: BlockKind::Paragraph, boilerplate: false, inlines: Vec::new() });
        }
        at += line.len() + 1;
    }
    blocks
}

pub(super) fn selectors(forms: Vec<SpanForm<'_>>) -> Vec<Selector> {
    forms
        .into_iter()
        .map(|form| Selector {
            start: form.start,
            end: form.end,
            exact: form.quote.into_owned(),
            prefix: form.prefix.into_owned(),
            suffix: form.suffix.into_owned(),
        })
        .collect()
}

fn annotation(
    form: AnnotationForm<'_>,
    text: &Text,
    index: usize,
    astray: &mut Vec<Astray>,
) -> Result<Annotation, String> {
    let id = form.id.0;
    let mut spans = Spans::new();
    let mut lost = None;
    let was = selectors(form.was).into_boxed_slice();
    let state = form.anchoring.map(|state| state.0);
    let anchoring = match (state, &text.positions) {
        (Some(State::Ambiguous | State::Lost | State::Unchecked), _) if !form.spans.is_empty() => {
            return Err("an annotation without a place has spans all the same".into());
        }
        (Some(State::Ambiguous), _) => Anchoring::Ambiguous(was),
        (Some(State::Lost), _) => Anchoring::Lost(was),
        (Some(State::Unchecked), _) => Anchoring::Unchecked(was),
        (_, None) if !form.spans.is_empty() => Anchoring::Unchecked(selectors(form.spans).into_boxed_slice()),
        (state, positions) => {
            let matching = |form: &SpanForm<'_>| standing(positions.as_ref()?, form.start, form.end, &form.quote);
            match form.spans.iter().map(matching).collect() {
                Some(found) => spans = found,
                None => lost = Some(selectors(form.spans)),
            }
            match state {
                Some(State::Moved) => Anchoring::Moved(was),
                Some(State::Edited) => Anchoring::Edited(was),
                _ if !was.is_empty() => return Err("«was» stands without «anchoring»".into()),
                Some(State::Same) => Anchoring::Same,
                _ => Anchoring::Anchored,
            }
        }
    };
    let mut attributes = Attributes::default();
    for (Key(attribute), value) in form.attributes.0 {
        let (value, missing) = value_of(value, text.positions.as_ref())?;
        attributes.set(attribute, Some(value));
        if let Some(selector) = missing {
            astray.push(Astray { annotation: index, attribute: Some(attribute), selectors: vec![selector] });
        }
    }
    if let Some(selectors) = lost {
        astray.push(Astray { annotation: index, attribute: None, selectors });
    }
    Ok(Annotation {
        id,
        source: text.source,
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

/// The value of an attribute, and its selector where its words do not stand where the file says.
pub(super) fn value_of(
    form: ValueForm<'_>,
    positions: Option<&Positions>,
) -> Result<(AttributeValue, Option<Selector>), String> {
    Ok((
        match form {
            ValueForm::Choice(option) => AttributeValue::Choice(option.0),
            ValueForm::Several(options) => {
                AttributeValue::Several(options.into_iter().map(|option| option.0).collect())
            }
            ValueForm::Text(text) => AttributeValue::Text(text.into_owned()),
            ValueForm::Number(number) => AttributeValue::Number(Number::new(number).ok_or("a number must be finite")?),
            ValueForm::YesNo(yes) => AttributeValue::YesNo(yes),
            ValueForm::Date(date) => AttributeValue::Date(date.into_owned()),
            ValueForm::Person(person) => AttributeValue::Person(person.0),
            ValueForm::Span { start, end, quote, prefix, suffix } => {
                let span = match (&quote, positions) {
                    (Some(quote), Some(positions)) => standing(positions, start, end, quote),
                    _ => place(start, end, positions),
                };
                let Some(span) = span else {
                    let exact = quote.ok_or("the place of an attribute does not fit the text")?.into_owned();
                    let (prefix, suffix) = (prefix.into_owned(), suffix.into_owned());
                    let selector = Selector { start, end, exact, prefix, suffix };
                    return Ok((AttributeValue::Span(Span::default()), Some(selector)));
                };
                AttributeValue::Span(span)
            }
        },
        None,
    ))
}

pub(super) fn statement(form: StatementForm<'_>) -> Result<Statement, String> {
    let mut looked = BTreeMap::new();
    for entry in form.looked {
        let key = ProgressKey { annotator: entry.annotator.0, source: entry.source.0 };
        if looked.insert(key, entry.at.0).is_some() {
            return Err(format!("{} has looked in {} twice", key.annotator, key.source));
        }
    }
    Ok(Statement {
        id: form.id.0,
        order: order(&form.order)?,
        kind: form.kind.0,
        topic: form.topic.into_owned(),
        sentence: form.sentence.into_owned(),
        note: form.note.into_owned(),
        appearances: form
            .appearances
            .into_iter()
            .map(|appearance| Appearance {
                annotation: appearance.annotation.0,
                stance: appearance.stance.0,
                fidelity: appearance.fidelity.map(|fidelity| fidelity.0),
            })
            .collect(),
        evidence: form
            .evidence
            .into_iter()
            .map(|evidence| Evidence {
                title: evidence.title.into_owned(),
                address: evidence.address.into_owned(),
                quotation: evidence.quotation.into_owned(),
                seen: evidence.seen.into_owned(),
                bearing: evidence.bearing.0,
            })
            .collect(),
        verdicts: form
            .verdicts
            .into_iter()
            .map(|verdict| Verdict {
                scale: verdict.scale.0,
                value: verdict.value.0,
                by: verdict.by.0,
                at: verdict.at.0,
                rationale: verdict.rationale.into_owned(),
            })
            .collect(),
        looked,
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    })
}

pub(super) fn link(form: LinkForm<'_>) -> Link {
    Link {
        id: form.id.0,
        kind: match form.kind {
            LinkKindForm::Supports => LinkKind::Supports,
            LinkKindForm::SourceOf => LinkKind::SourceOf,
            LinkKindForm::Answers => LinkKind::Answers,
            LinkKindForm::Updates => LinkKind::Updates,
            LinkKindForm::Own(name) => LinkKind::Own(name),
        },
        from: form.from.0,
        to: form.to.0,
        note: form.note.into_owned(),
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    }
}

/// Everything that was read, before it becomes a set.
#[derive(Default)]
struct Records {
    annotators: Vec<Placed<Annotator>>,
    people: Vec<Placed<Person>>,
    sources: Vec<Placed<Source>>,
    versions: Vec<Placed<SourceVersion>>,
    texts: HashMap<VersionId, Text>,
    annotations: Vec<Placed<Annotation>>,
    astray: Vec<Astray>,
    statements: Vec<Placed<Statement>>,
    links: Vec<Placed<Link>>,
    progress: Vec<Placed<(ProgressKey, Progress)>>,
    tombstones: Vec<Placed<(Uuid, Tombstone)>>,
    ext: Ext,
}

impl Records {
    /// Asks for the passages that do not stand where the file says.
    fn resolve(&mut self, resolve: &mut dyn Resolve, notes: &mut Notes) {
        for Astray { annotation, attribute, selectors } in std::mem::take(&mut self.astray) {
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
    }

    /// Takes out references to what is missing from a damaged file, so that a broken record costs no other.
    fn mend(&mut self, scheme: &Scheme, notes: &mut Notes) {
        let annotators: BTreeSet<_> = self.annotators.iter().map(|(_, record)| record.id).collect();
        let people: BTreeSet<_> = self.people.iter().map(|(_, record)| record.id).collect();
        let annotations: BTreeSet<_> = self.annotations.iter().map(|(_, record)| record.id).collect();
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
        for (at, record) in &mut self.annotations {
            let mut mended = |message| notes.add(Part::Annotation, Some(record.id.0), *at, What::Mended(message));
            let label = record.label.and_then(|id| scheme.label(id));
            if let (Some(id), None) = (record.label, label) {
                record.label = None;
                mended(format!("label {id} is missing"));
            }
            let strange: Vec<AttributeId> = record
                .attributes
                .iter()
                .filter(|(id, value)| {
                    let known = label.is_some_and(|label| label.attributes.iter().any(|attribute| attribute.id == *id));
                    !known || matches!(value, AttributeValue::Person(person) if !people.contains(person))
                })
                .map(|(id, _)| id)
                .collect();
            for id in strange {
                record.attributes.set(id, None);
                mended(format!("attribute {id}, or the person that it names, is missing"));
            }
        }
        for (at, record) in &mut self.statements {
            record.appearances.retain(|appearance| {
                let there = annotations.contains(&appearance.annotation);
                if !there {
                    let message = format!("annotation {} is missing", appearance.annotation);
                    notes.add(Part::Statement, Some(record.id.0), *at, What::Mended(message));
                }
                there
            });
        }
    }

    /// Puts the set together and says what did not fit.
    fn assemble(mut self, set: AnnotationSet, notes: &mut Notes) -> AnnotationSet {
        fn bare<T>(placed: Vec<Placed<T>>, places: &mut Vec<(AnyId, usize)>, id: impl Fn(&T) -> AnyId) -> Vec<T> {
            places.extend(placed.iter().map(|(at, record)| (id(record), *at)));
            placed.into_iter().map(|(_, record)| record).collect()
        }

        let mut places = Vec::with_capacity(self.annotations.len() + self.statements.len() + self.sources.len());
        let mut seen = BTreeSet::new();
        self.progress.retain(|(at, (key, _))| {
            let first = seen.insert(*key);
            if !first {
                notes.add(Part::Progress, None, *at, What::Twice);
            }
            first
        });
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
            progress: self.progress.into_iter().map(|(_, progress)| progress).collect(),
            tombstones: self.tombstones.into_iter().map(|(_, tombstone)| tombstone).collect(),
            ext: self.ext,
        };
        let (set, refused) = set.assemble(parts);
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
        for (at, id) in tombstones {
            if !set.tombstones().contains_key(&id) {
                let message = "a record that is there is also among the deleted ones".to_owned();
                notes.add(Part::Tombstone, Some(id), at, What::Mended(message));
            }
        }
        set
    }
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
