//! Reads a set: cuts the file into records, reads each by itself, and puts together what fits.
//!
//! What is wrong is met step by step, and each step says what it did. A record that cannot be read loses what is wrong
//! in it ([`salvage`](super::salvage)), a list whose brackets do not match is found by its layout
//! ([`scan`](super::scan)), what refers to something missing loses the reference ([`records`](super::records)). Where
//! anything is missing after that, and the checksum proves which single byte is damaged, the file is read again with
//! that byte put right ([`restore`](super::restore)).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use ron::error::SpannedError;
use ron::extensions::Extensions;
use serde::Deserialize;
use uuid::Uuid;

use super::explain::explain;
use super::finding::{Finding, Part, Place, ReadError, Severity, What};
use super::form::{
    AnnotationForm, AnnotatorForm, BlockForm, BlockKindForm, Digest, ExtForm, HeadForm, InlineKindForm, Key, LabelForm,
    LinkForm, LinkKindForm, OptionForm, PersonForm, ProgressForm, ResponseForm, SchemeForm, SourceForm, SpanForm,
    StatementForm, TombstoneForm, ValueForm, VersionForm, When,
};
use super::form::{AttributeForm, AttributeKindForm};
use super::notes::{Broken, Notes};
use super::records::{self, Astray, Placed, Records, Text};
use super::restore;
use super::salvage::{Cut, Mended, Salvage, try_to_read};
use super::scan::{Gap, Outline, Scanner, Section};
use super::words::State;
use super::{FORMAT, MAX_FILE_BYTES, plain};
use crate::model::edit::apply;
use crate::model::{
    Anchoring, Annotation, AnnotationSet, Annotator, AnnotatorId, Appearance, Attribute, AttributeKind, AttributeValue,
    Attributes, Block, BlockKind, ChoiceOption, Details, Edit, Evidence, Ext, Hash, Inline, InlineKind, Label, Link,
    LinkKind, Number, OrderKey, Origin, Person, ProgressKey, Response, Scale, Scheme, Selector, SetId, Source,
    SourceId, SourceVersion, Spans, Stamp, Statement, Timestamp, Tombstone, Verdict, VersionId,
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
    /// How many records could not be kept, by what they are. A record in which something was mended is none of them;
    /// a stretch that could not even be told apart counts as one [`Part::File`].
    pub lost: BTreeMap<Part, usize>,
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

    /// Whether nobody waits for the file any more. Asked now and then; reading ends soon after.
    fn cancelled(&self) -> bool {
        false
    }
}

impl<F: FnMut(&Positions, &[Selector]) -> Found> Resolve for F {
    fn resolve(&mut self, text: &Positions, selectors: &[Selector]) -> Found {
        self(text, selectors)
    }
}

/// How many single bytes are tried as the damaged one.
const MAX_TRIALS: usize = 4;

/// Reads a set from the bytes of a file. What does not stand where the file says goes to `resolve`.
///
/// # Errors
///
/// Fails only where there is nothing that could be a set, or nobody waits for it any more. Whatever else is wrong is
/// among the findings, and [`Reading::may_replace_the_file`] says whether something is missing.
pub fn read(bytes: &[u8], resolve: &mut dyn Resolve) -> Result<Reading, ReadError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge(bytes.len()));
    }
    let read = read_as_it_is(bytes, resolve);
    match &read {
        Ok(reading) if reading.may_replace_the_file() => read,
        Err(ReadError::Empty | ReadError::Cancelled) => read,
        damaged => match read_restored(bytes, damaged.as_ref().ok().and_then(Reading::severity), resolve) {
            Some(restored) => Ok(restored),
            None => read,
        },
    }
}

/// Reads a file in which something is missing once more, with the one byte put right that the checksum points to.
/// `None` where that is not all that is wrong.
fn read_restored(bytes: &[u8], severity: Option<Severity>, resolve: &mut dyn Resolve) -> Option<Reading> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    // The checksum was taken with LF; what git on Windows made of it is undone first.
    let lf = memchr::memmem::find(bytes, b"\r\n").map(|_| without_cr(bytes));
    let tries = [Some(Cow::Borrowed(bytes)), lf.map(Cow::Owned)];
    for bytes in tries.into_iter().flatten() {
        for candidate in restore::candidates(&bytes, MAX_TRIALS) {
            let is = *bytes.get(candidate.at)?;
            let mut right = bytes.to_vec();
            *right.get_mut(candidate.at)? = candidate.was;
            let Ok(mut reading) = read_as_it_is(&right, resolve) else { continue };
            let cured = reading.severity().is_none_or(|worst| worst < severity.unwrap_or(Severity::Damage));
            if cured {
                let place = place_of(&String::from_utf8_lossy(&right), candidate.at);
                let what = What::Restored { is: shown_byte(is), was: shown_byte(candidate.was) };
                reading.findings.push(Finding { part: Part::File, id: None, place, what });
                reading.findings.sort_by_key(|finding| finding.place);
                return Some(reading);
            }
        }
    }
    None
}

fn shown_byte(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("«{}»", char::from(byte)) } else { format!("the byte {byte:#04x}") }
}

fn without_cr(bytes: &[u8]) -> Vec<u8> {
    let mut left = Vec::with_capacity(bytes.len());
    for (n, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(n + 1) != Some(&b'\n') {
            left.push(*byte);
        }
    }
    left
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The text of a file, with LF for line ends.
fn decode<'a>(bytes: &'a [u8], notes: &mut Notes) -> Cow<'a, str> {
    let utf_16 = match bytes {
        [0xFF, 0xFE, ..] | [b'(' | b'/' | b'#', 0, ..] => Some((encoding_rs::UTF_16LE, "UTF-16")),
        [0xFE, 0xFF, ..] | [0, b'(' | b'/' | b'#', ..] => Some((encoding_rs::UTF_16BE, "UTF-16")),
        _ => None,
    };
    let text = if let Some((encoding, name)) = utf_16 {
        let (text, _, wrong) = encoding.decode(bytes);
        notes.add(Part::File, None, 0, if wrong { What::NotUtf8 } else { What::Encoding(name) });
        text
    } else {
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        std::str::from_utf8(bytes).map_or_else(
            |error| {
                notes.add(Part::File, None, error.valid_up_to(), What::NotUtf8);
                String::from_utf8_lossy(bytes)
            },
            Cow::Borrowed,
        )
    };
    // Our own strings hold no bare CR, so that git on Windows changes nothing but line ends.
    if memchr::memmem::find(text.as_bytes(), b"\r\n").is_some() { Cow::Owned(text.replace("\r\n", "\n")) } else { text }
}

fn read_as_it_is(bytes: &[u8], resolve: &mut dyn Resolve) -> Result<Reading, ReadError> {
    let mut notes = Notes::default();
    let text = decode(bytes, &mut notes);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let mut pass = Pass::over(&text)?;
    if let Some((mended, told)) = pass.salvaged(&text, resolve) {
        // What is told of the cuts stands for what was told of the records.
        if let Ok(again) = Pass::over(&mended.text) {
            notes.extend(told);
            let notes = again.notes.with_broken().moved(|at| mended.before(at));
            pass = Pass { notes, places: Some(mended), ..again };
        }
    }
    let Pass { set, program, mut records, notes: told, intact, places } = pass;
    notes.extend(told.with_broken());
    let before = |at| places.as_ref().map_or(at, |places| places.before(at));
    let mut late = Notes::default();
    records.resolve(resolve, &mut late)?;
    if !intact || records.orphans || !notes.is_empty() || !late.is_empty() {
        records.mend(set.scheme(), &mut late);
    }
    let set = records.assemble(set, &mut late);
    notes.extend(late.moved(before));
    let (findings, lost) = notes.into_findings(&text);
    Ok(Reading { set, findings, program, lost })
}

fn place_of(text: &str, at: usize) -> Place {
    let before = text.get(..text.floor_char_boundary(at)).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: 1 + memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32,
        column: 1 + before.get(line..).unwrap_or_default().chars().count() as u32,
    }
}

/// A record of a list, cut out of the file.
#[derive(Clone, Copy)]
struct Slice<'a> {
    part: Part,
    at: usize,
    text: &'a str,
}

/// What reading a file once has given.
struct Pass {
    set: AnnotationSet,
    program: String,
    records: Records,
    notes: Notes,
    intact: bool,
    /// Where the bytes stood before cuts were made.
    places: Option<Mended>,
}

impl Pass {
    fn over(text: &str) -> Result<Self, ReadError> {
        let lists = LISTS.map(|(name, _)| name);
        let outline = Scanner::new(text, 0)
            .outline(&lists, &SINGLE)
            .map_err(|trouble| ReadError::NotASet { message: trouble.message, place: place_of(text, trouble.at) })?;
        if !outline.sections.iter().any(|section| lists.contains(&section.field.name) || section.field.name == "set") {
            let trouble = outline.gaps.first().map(|gap| &gap.trouble);
            return Err(ReadError::NotASet {
                message: trouble.map_or_else(|| "no field of a set is there".into(), |trouble| trouble.message.clone()),
                place: place_of(text, trouble.map_or(0, |trouble| trouble.at)),
            });
        }
        let mut notes = Notes::default();
        let reader = Reader::new(text, &outline, &mut notes);
        let intact = reader.intact;
        let (set, program, records) = reader.set(&outline, &mut notes);
        Ok(Self { set, program, records, notes, intact, places: None })
    }

    /// The text with cuts that let more of its records be read, and what is told of the cuts; `None` where there are
    /// none.
    fn salvaged(&self, text: &str, resolve: &dyn Resolve) -> Option<(Mended, Notes)> {
        let mut salvage = Salvage::new(text);
        let mut cuts: Vec<Cut> = Vec::new();
        let mut notes = Notes::default();
        for broken in self.notes.broken.iter().filter(|broken| broken.part != Part::File) {
            if resolve.cancelled() {
                return None;
            }
            let made = if let What::Unreadable(message) = &broken.what {
                salvage.gap(broken.part, broken.range.clone(), broken.at, message)
            } else {
                salvage.record(broken.part, broken.range.clone())
            };
            for cut in made.into_iter().flatten() {
                if !cut.message.is_empty() {
                    let message = cut.message.clone();
                    let what = if cut.loses_nothing() { What::PutIn(message) } else { What::Mended(message) };
                    notes.add(broken.part, broken.id, cut.at, what);
                }
                cuts.push(cut);
            }
        }
        cuts.sort_by_key(|cut| (cut.range.start, cut.range.end));
        let apart = cuts.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
        (apart && !cuts.is_empty()).then(|| (Mended::new(text, &cuts), notes))
    }
}

struct Reader<'a> {
    text: &'a str,
    /// Whether the checksum of the whole matches, so that nobody needs to look at the others.
    intact: bool,
    /// Whether any checksum is there; a file of another making has none.
    summed: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, outline: &Outline<'a>, notes: &mut Notes) -> Self {
        let sum = outline.sections.iter().find(|section| section.field.name == "sum").map(|section| &section.field);
        let last = outline.sections.last().is_some_and(|section| section.field.name == "sum");
        // A checksum counts what stands before it: with anything behind it, the file is not the one that was written.
        let intact = last
            && outline.gaps.is_empty()
            && sum.is_some_and(|field| {
                let told = text.get(field.value.clone()).unwrap_or_default();
                told == checksum(text.get(..field.at).unwrap_or_default())
            });
        let reader = Self { text, intact, summed: sum.is_some() || text.contains("sum: \"") };
        if !reader.summed {
            notes.add(Part::File, None, 0, What::NoChecksums);
        } else if !intact {
            notes.add(Part::File, None, sum.map_or(text.len(), |field| field.at), What::ChangedOutside);
        }
        for (at, found, meant) in &outline.misspelt {
            notes.add(Part::File, None, *at, What::Misspelt { found: (*found).to_owned(), meant });
        }
        reader
    }

    fn set(&self, outline: &Outline<'a>, notes: &mut Notes) -> (AnnotationSet, String, Records) {
        let mut single: BTreeMap<&str, Range<usize>> = BTreeMap::new();
        let mut lists: BTreeMap<Part, Vec<Slice<'a>>> = BTreeMap::new();
        for Section { field, records } in &outline.sections {
            if let Some((_, part)) = LISTS.iter().find(|(name, _)| *name == field.name) {
                if lists.contains_key(part) {
                    let message = format!("the list «{}» stands there twice", field.name);
                    notes.add(Part::File, None, field.at, What::Found { message, records: records.len() });
                }
                lists.entry(*part).or_default();
                for range in records {
                    self.take(*part, range.clone(), &mut lists, notes);
                }
            } else if !SINGLE.contains(&field.name) {
                notes.add(Part::File, None, field.at, What::UnknownField(field.name.to_owned()));
                let value = self.text.get(field.value.clone()).unwrap_or_default();
                let bracket = value.find(['(', '[', '{', '"']).unwrap_or_default();
                // A colon inside the name of a list makes two names of one.
                if value.get(..bracket).is_some_and(|before| before.contains(':')) {
                    let message = "the name of this list cannot be read".to_owned();
                    let records = self.strays(field.value.clone(), None, &mut lists, notes);
                    notes.add(Part::File, None, field.at, What::Found { message, records });
                }
            } else if single.insert(field.name, field.value.clone()).is_some() {
                notes.add(Part::File, None, field.at, What::Twice);
            }
        }
        for gap in &outline.gaps {
            self.gap(gap, &mut lists, notes);
        }
        let slice = |name: &str, part| {
            let range = single.get(name)?.clone();
            Some(Slice { part, at: range.start, text: self.text.get(range)? })
        };
        let list = |part| lists.get(&part).map_or(&[][..], Vec::as_slice);

        match slice("format", Part::File).map(|slice| (slice, Self::parse::<u32>(slice, notes))) {
            Some((slice, Some(format))) if format > FORMAT => {
                notes.add(Part::File, None, slice.at, What::NewerFormat(format));
            }
            Some((_, Some(1..))) => {}
            _ => notes.add(Part::File, None, 0, What::NoFormat),
        }
        let program = slice("program", Part::File).and_then(|slice| Self::parse::<String>(slice, notes));
        let mut set = self.head(slice("set", Part::Head), notes);
        if let Some(slice) = slice("scheme", Part::Scheme)
            && let Some(form) = self.record::<SchemeForm<'_>>(slice, notes)
        {
            let (scheme, told) = records::sound(scheme(form));
            for message in told {
                notes.add(Part::Scheme, None, slice.at, What::Mended(message));
            }
            if let Err(error) = apply(&mut set, Edit::SetScheme(Box::new(scheme))) {
                notes.add(Part::Scheme, None, slice.at, What::Refused(error));
            }
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
            notes.extend(more);
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
            notes.extend(more);
            let base = read.annotations.len();
            read.annotations.extend(annotations);
            read.astray
                .extend(astray.into_iter().map(|astray| Astray { annotation: astray.annotation + base, ..astray }));
        }
        read.orphans = read.annotations.iter().any(|(_, annotation)| !read.texts.contains_key(&annotation.version));
        for slice in list(Part::Statement) {
            if let Some(mut form) = self.record::<StatementForm<'_>>(*slice, notes) {
                Self::ordered(*slice, form.id.0.0, &mut form.order, notes);
                let mut looked = BTreeSet::new();
                form.looked.retain(|entry| {
                    let first = looked.insert((entry.annotator, entry.source));
                    if !first {
                        let message = format!("{} has looked in {} twice", entry.annotator.0, entry.source.0);
                        notes.add(Part::Statement, Some(form.id.0.0), slice.at, What::Mended(message));
                    }
                    first
                });
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
        let kept = slice("ext", Part::File).and_then(|slice| Self::parse::<ExtForm<'_>>(slice, notes));
        read.ext = kept.map(ext).unwrap_or_default();
        (set, program.unwrap_or_default(), read)
    }

    /// Takes up a record of a list, where it is one.
    fn take(&self, part: Part, range: Range<usize>, lists: &mut BTreeMap<Part, Vec<Slice<'a>>>, notes: &mut Notes) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        // Where the beginning of a list is missing, its records follow those of the list before.
        if !self.intact
            && let Some((sign, other)) = sign_of(text)
            && other != part
            && !WEAK_SIGNS.contains(&sign)
        {
            let message = format!("{other} among others");
            notes.add(other, id_of(text), range.start, What::Found { message, records: 1 });
            lists.entry(other).or_default().push(Slice { part: other, at: range.start, text });
            return;
        }
        // A quotation mark that is missing can make one record of two.
        let swallowed =
            !self.intact && Scanner::records_in(self.text, range.clone()).len() > 1 && try_to_read(part, text).is_err();
        if swallowed {
            let message = "brackets or quotation marks do not match".to_owned();
            let records = self.strays(range.clone(), Some(part), lists, notes);
            notes.add(part, None, range.start, What::Found { message, records });
            return;
        }
        if text.starts_with('(') || text.starts_with(|c: char| c.is_ascii_uppercase()) {
            lists.entry(part).or_default().push(Slice { part, at: range.start, text });
            return;
        }
        // A line too many or too few, and a whole list stands inside another.
        let records = self.strays(range.clone(), None, lists, notes);
        let message = "a record in brackets ( ) is expected here".to_owned();
        if records > 0 {
            notes.add(Part::File, None, range.start, What::Found { message, records });
        } else {
            let broken = Broken { part, id: None, at: range.start, range, what: What::Damaged(message), gap: false };
            notes.broken(broken);
        }
    }

    /// Looks for records in a stretch that was passed over.
    fn gap(&self, gap: &Gap<'a>, lists: &mut BTreeMap<Part, Vec<Slice<'a>>>, notes: &mut Notes) {
        let text = self.text.get(gap.range.clone()).unwrap_or_default();
        let message = gap.trouble.message.clone();
        let what = What::Unreadable(message.clone());
        let part_and_begin = match gap.list {
            Some(list) => LISTS.iter().find(|(name, _)| *name == list).map(|(_, part)| (*part, 0)),
            None => single_in(text),
        };
        if let Some((part, begin)) = part_and_begin {
            let range = gap.range.start + begin..gap.range.end;
            let id = self.text.get(range.clone()).and_then(id_in_layout);
            notes.broken(Broken { part, range, id, at: gap.trouble.at, what, gap: true });
            return;
        }
        let records = self.strays(gap.range.clone(), None, lists, notes);
        if records > 0 {
            notes.add(Part::File, None, gap.trouble.at, What::Found { message, records });
            return;
        }
        if text.contains(char::is_alphanumeric) {
            notes.lose(Part::File);
        }
        notes.add(Part::File, None, gap.trouble.at, what);
    }

    /// Takes up the records that stand in a stretch, going by the layout and by what they hold. Returns how many.
    fn strays(
        &self,
        range: Range<usize>,
        mut last: Option<Part>,
        lists: &mut BTreeMap<Part, Vec<Slice<'a>>>,
        notes: &mut Notes,
    ) -> usize {
        let starts = Scanner::records_in(self.text, range.clone());
        let mut count = 0;
        for (n, start) in starts.iter().enumerate() {
            // The last one may go on where the stretch does not.
            let beyond = || Scanner::new(self.text, 0).next_record(*start).unwrap_or(range.end).max(range.end);
            let end = starts.get(n + 1).copied().unwrap_or_else(beyond);
            let text = self.text.get(*start..end).unwrap_or_default();
            let Some(end_of_fields) = Scanner::new(text, 0).end_of_fields() else {
                let what = What::Unreadable("brackets or quotation marks do not match".into());
                let id = id_in_layout(text);
                let part = last.unwrap_or(Part::File);
                notes.broken(Broken { part, range: *start..end, id, at: *start, what, gap: true });
                continue;
            };
            let text = text.get(..end_of_fields).unwrap_or_default();
            let Some((_, part)) = sign_of(text) else { continue };
            lists.entry(part).or_default().push(Slice { part, at: *start, text });
            last = Some(part);
            count += 1;
        }
        count
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
        Self::parse(slice, notes)
    }

    fn parse<T: Deserialize<'a>>(slice: Slice<'a>, notes: &mut Notes) -> Option<T> {
        // Nearly every record stands there as this program wrote it; only where one does not, `ron` takes its time.
        if let Ok(value) = plain::from_str(slice.text) {
            return Some(value);
        }
        let mut unknown = Vec::new();
        match parse_with_ron(slice.text, &mut |field| unknown.push(field)) {
            Ok(value) => {
                // Once for all: a hostile record may have any number of them.
                let id = if unknown.is_empty() { None } else { id_of(slice.text) };
                for field in unknown {
                    notes.add(slice.part, id, slice.at, What::UnknownField(field));
                }
                Some(value)
            }
            Err(error) => {
                let at = byte_of(slice.text, error.span.end.line, error.span.end.col);
                let what = What::Damaged(explain(&error.code, slice.text, at));
                let range = slice.at..slice.at + slice.text.len();
                let (part, id) = (slice.part, id_of(slice.text));
                notes.broken(Broken { part, range, id, at: slice.at + at, what, gap: false });
                None
            }
        }
    }

    /// An order that is none becomes the usual one.
    fn ordered(slice: Slice<'a>, id: Uuid, order: &mut Cow<'a, str>, notes: &mut Notes) {
        if let Err(message) = self::order(order) {
            notes.add(slice.part, Some(id), slice.at, What::Mended(message));
            *order = Cow::Borrowed("V");
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
            Self::ordered(*slice, form.id.0.0, &mut form.order, &mut notes);
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
            response: form.response.map(response),
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
            let missing = Text { source: SourceId(Uuid::nil()), positions: None };
            let text = texts.get(&form.version.0).unwrap_or(&missing);
            let id = form.id.0.0;
            let mut told = |what| notes.add(slice.part, Some(id), slice.at, what);
            let made = annotation(form, text, annotations.len(), &mut astray, &mut told);
            annotations.push((slice.at, made));
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

/// Reads a value as `ron` does, and names the fields that it has no use for.
pub(super) fn parse_with_ron<'t, T: Deserialize<'t>>(
    text: &'t str,
    unknown: &mut dyn FnMut(String),
) -> Result<T, SpannedError> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    ron::de::Deserializer::from_str_with_options(text, &options).and_then(|mut ron| {
        let value = serde_ignored::deserialize(&mut ron, |path| unknown(path.to_string()))
            .and_then(|value| ron.end().map(|()| value));
        value.map_err(|error| ron.span_error(error))
    })
}

/// What a field of a record says of its kind; the first one that is there counts.
const SIGNS: [(&str, Part); 21] = [
    ("version", Part::Annotation),
    ("spans", Part::Annotation),
    ("from", Part::Link),
    ("to", Part::Link),
    ("state", Part::Progress),
    ("versions", Part::Source),
    ("outlet", Part::Source),
    ("byline", Part::Source),
    ("published", Part::Source),
    ("current", Part::Source),
    ("title", Part::Source),
    ("sentence", Part::Statement),
    ("appearances", Part::Statement),
    ("verdicts", Part::Statement),
    ("looked", Part::Statement),
    ("topic", Part::Statement),
    ("at", Part::Tombstone),
    ("order", Part::Statement),
    ("function", Part::Person),
    ("created", Part::Person),
    ("name", Part::Annotator),
];

/// Signs that several kinds of records have.
const WEAK_SIGNS: [&str; 3] = ["order", "created", "name"];

/// What a record is, going by its fields, and by which.
fn sign_of(record: &str) -> Option<(&'static str, Part)> {
    let fields = Scanner::new(record, 0).fields().ok()?;
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    // What stands inside other records has some of the same fields.
    let inner = !has("id") || has("text_hash") || (has("name") && !has("created") && !has("sum"));
    if inner && !(has("annotator") && has("state")) {
        return None;
    }
    SIGNS.iter().find(|(name, _)| has(name)).copied()
}

/// The set's details or the scheme in a stretch that was passed over, and where their bracket is.
fn single_in(text: &str) -> Option<(Part, usize)> {
    let begins = text.len() - text.trim_start().len();
    let first = text.get(begins..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    for (name, part) in [("scheme:", Part::Scheme), ("set:", Part::Head)] {
        if let Some(at) = first.find(name) {
            return Some((part, begins + at + name.len() + 1));
        }
    }
    let labels = text.find("labels: [")?;
    text.get(..labels)?.rfind('(').map(|at| (Part::Scheme, at))
}

/// The id of a record whose brackets do not match: what stands behind the first `id:`.
fn id_in_layout(text: &str) -> Option<Uuid> {
    let at = text.find("id: \"")? + 5;
    Uuid::try_parse(text.get(at..at + 36)?).ok()
}

/// The id of a record, as far as it can be told without reading it.
fn id_of(record: &str) -> Option<Uuid> {
    let fields = Scanner::new(record, 0).fields().ok()?;
    let id = fields.iter().find(|field| field.name == "id")?;
    Uuid::try_parse(record.get(id.value.clone())?.trim_matches('"')).ok()
}

/// The byte at a line and a column, both from 1, as `ron` counts them.
pub(super) fn byte_of(text: &str, line: usize, column: usize) -> usize {
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
        modified: form.date_modified.into_owned(),
        age: form.age.into_owned(),
        language: form.language.into_owned(),
        direction: form.direction.0,
        rights: form.rights.into_owned(),
        description: form.description.into_owned(),
        found: form.found.into_owned(),
        translation_of: form.translation_of.map(|id| id.0),
        note: form.note.into_owned(),
        current: form.current.map(|id| id.0),
        stamp: stamp(form.by, form.created, form.modified),
        ext: ext(form.ext),
    })
}

pub(super) fn response(form: ResponseForm<'_>) -> Response {
    Response { address: form.address.into_owned(), date: form.date.map(|date| date.0) }
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
    told: &mut dyn FnMut(What),
) -> Annotation {
    let id = form.id.0;
    let mut spans = Spans::new();
    let mut lost = None;
    let mut was = selectors(form.was).into_boxed_slice();
    let mut state = form.anchoring.map(|state| state.0);
    if let Some(State::Ambiguous | State::Lost | State::Unchecked) = state
        && !form.spans.is_empty()
    {
        told(What::Mended("it has a place, and what «anchoring» says against that".to_owned()));
        (state, was) = (None, Box::default());
    }
    if !was.is_empty() && matches!(state, None | Some(State::Same)) {
        told(What::Mended("«was» stands without a fitting «anchoring»".to_owned()));
        was = Box::default();
    }
    let anchoring = match (state, &text.positions) {
        (Some(State::Ambiguous), _) => Anchoring::Ambiguous(was),
        (Some(State::Lost), _) => Anchoring::Lost(was),
        (Some(State::Unchecked), _) => Anchoring::Unchecked(was),
        (_, None) if !form.spans.is_empty() => Anchoring::Unchecked(selectors(form.spans).into_boxed_slice()),
        (state, positions) => {
            let matching = |form: &SpanForm<'_>| {
                let positions = positions.as_ref()?;
                standing(positions, form.start, form.end, &form.quote).or_else(|| wordless(positions, form, told))
            };
            match form.spans.iter().map(matching).collect() {
                Some(found) => spans = found,
                None => lost = Some(selectors(form.spans)),
            }
            match state {
                Some(State::Moved) => Anchoring::Moved(was),
                Some(State::Edited) => Anchoring::Edited(was),
                Some(State::Same) => Anchoring::Same,
                _ => Anchoring::Anchored,
            }
        }
    };
    let mut attributes = Attributes::default();
    for (Key(attribute), value) in form.attributes.0 {
        let (value, missing) = match value_of(value, text.positions.as_ref()) {
            Ok(read) => read,
            Err(message) => {
                told(What::Mended(format!("attribute {attribute}: {message}")));
                continue;
            }
        };
        attributes.set(attribute, Some(value));
        if let Some(selector) = missing {
            astray.push(Astray { annotation: index, attribute: Some(attribute), selectors: vec![selector] });
        }
    }
    if let Some(selectors) = lost {
        astray.push(Astray { annotation: index, attribute: None, selectors });
    }
    Annotation {
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
    }
}

/// The place of a span without its words, which nobody can compare: as the file says, if what is said to stand around it
/// stands there.
fn wordless(positions: &Positions, form: &SpanForm<'_>, told: &mut dyn FnMut(What)) -> Option<Span> {
    let span = positions.span(&(form.start..form.end), Unit::CodePoint).filter(|_| form.quote.is_empty())?;
    let whole: &str = positions.text();
    let (before, after) = (whole.get(..span.start as usize)?, whole.get(span.end as usize..)?);
    if !before.ends_with(&*form.prefix) || !after.starts_with(&*form.suffix) {
        return None;
    }
    told(What::NoWords);
    Some(span)
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
