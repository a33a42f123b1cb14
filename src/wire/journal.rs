//! The text of a journal: what was done to a set, one record after the other.
//!
//! A record is a line `@ NUMBER LENGTH CHECKSUM`, then `LENGTH` bytes of RON, then a line feed. Numbers grow by one; the
//! checksum (CRC-32, in hexadecimal) is that of number, length and text. The first record says whose journal it is.
//!
//! ```ron
//! @ 1 97 0a1b2c3d
//! start(journal: 1, program: "crossread 0.1.0", set: "…", instance: "k3f9")
//! @ 2 96 1b2c3d4e
//! file(hash: "…", after: 1)
//! @ 3 1204 2c3d4e5f
//! did(entry: 0, at: "…", action: annotate, subject: "Claim", edit: put_annotation(…), inverse: remove(…))
//! ```
//!
//! A journal is only ever appended to. What a write left unfinished was never reported as kept: it is passed over, and
//! the next attempt carries the same number again. So a record that cannot be read followed by its own number is
//! harmless, and one whose number never comes again is a loss, which is named and behind which nothing is trusted.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use ron::extensions::Extensions;
use serde::Deserialize;
use thiserror::Error;

use super::edit::{self, EditForm};
use super::form::{Digest, Key, When};
use super::words::Spelled;
use super::write::{Row, quoted};
use super::{PROGRAM, plain};
use crate::model::history::{Action, Name, Past, Place, Recorded};
use crate::model::{AnnotationId, Edit, Hash, SetId, SourceId, Timestamp};
use crate::text::Span;

/// The newest form of a journal that is known, and the one that is written.
pub const JOURNAL: u32 = 1;

/// The largest journal that is read, in bytes.
pub const LIMIT: u64 = 1 << 30;

/// What begins a record.
const MARK: &str = "@ ";

/// Something that happened to a set.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// Whose journal this is; the first record.
    Start {
        /// The set.
        set: SetId,
        /// The program on one computer that writes into it.
        instance: String,
    },
    /// A file with this hash holds what the records up to the one with the number `after` led to. Written before the
    /// file gets its name, so that there is no moment in which the file is unknown.
    File {
        /// The hash of the file's bytes.
        hash: Hash,
        /// The last record whose outcome is in the file.
        after: u32,
        /// Where the file is, for a journal that does not lie beside it; empty where it does, or that is not known.
        path: String,
    },
    /// The work went on in another file, which holds everything; the last record.
    Left,
    /// A step was done.
    Did {
        /// The entry of the history that it began or went on with.
        recorded: Recorded,
        /// What was done.
        name: Name,
        /// When.
        at: Timestamp,
        /// Where.
        place: Option<Place>,
        /// What went through the door.
        edit: Edit,
        /// What takes it back.
        inverse: Edit,
    },
    /// An entry of the history was taken back.
    Undid {
        /// The entry's number.
        entry: u32,
        /// When.
        at: Timestamp,
        /// What went through the door.
        edit: Edit,
    },
    /// An entry of the history was done again.
    Redid {
        /// The entry's number.
        entry: u32,
        /// When.
        at: Timestamp,
        /// What went through the door.
        edit: Edit,
    },
}

impl Record {
    /// A file that the journal lies beside.
    pub fn file(hash: Hash, after: u32) -> Self {
        Self::File { hash, after, path: String::new() }
    }

    /// What went through the door; `None` where nothing did.
    pub fn edit(&self) -> Option<&Edit> {
        match self {
            Self::Start { .. } | Self::File { .. } | Self::Left => None,
            Self::Did { edit, .. } | Self::Undid { edit, .. } | Self::Redid { edit, .. } => Some(edit),
        }
    }

    /// When it happened; `None` where that is not told.
    pub fn at(&self) -> Option<Timestamp> {
        match self {
            Self::Start { .. } | Self::File { .. } | Self::Left => None,
            Self::Did { at, .. } | Self::Undid { at, .. } | Self::Redid { at, .. } => Some(*at),
        }
    }

    /// What the history needs to know of it.
    pub fn into_past(self) -> Option<Past> {
        match self {
            Self::Start { .. } | Self::File { .. } | Self::Left => None,
            Self::Did { recorded, name, at, place, edit, inverse } => {
                Some(Past::Did { recorded, name, at, place, edit, inverse })
            }
            Self::Undid { entry, .. } => Some(Past::Undid(entry)),
            Self::Redid { entry, .. } => Some(Past::Redid(entry)),
        }
    }
}

/// A record as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbered {
    /// Its number.
    pub number: u32,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
    /// What it says.
    pub record: Record,
}

/// What is wrong with a journal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JournalTrouble {
    /// The last record is not whole. The program or the computer stopped while it was written, and it was not yet
    /// reported as kept; or the end of the file is damaged.
    #[error("the last {bytes} bytes of the journal are not a whole record")]
    Torn {
        /// Where they begin, in bytes.
        at: usize,
        /// How many they are.
        bytes: usize,
    },
    /// Records in the middle cannot be read: those behind them build on them and are not trusted.
    #[error("the journal is damaged at byte {at}; {later} records behind that can be read")]
    Damaged {
        /// Where the damage begins, in bytes.
        at: usize,
        /// How many records behind it can be read.
        later: usize,
    },
    /// A record makes no sense to this program: a newer one wrote it.
    #[error("the journal is not understood from byte {at} on ({message}): a newer program may have written it")]
    NotUnderstood {
        /// Where it stands, in bytes.
        at: usize,
        /// What is wrong with it.
        message: String,
    },
}

/// A journal as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Journal {
    /// The records up to the first trouble, without gaps.
    pub records: Vec<Numbered>,
    /// Records behind the first gap. They may build on what is missing: to be used only with somebody looking.
    pub later: Vec<Numbered>,
    /// What is wrong with it.
    pub trouble: Option<JournalTrouble>,
}

impl Journal {
    /// The set that it belongs to; `None` where the beginning cannot be read.
    pub fn set(&self) -> Option<SetId> {
        match &self.records.first()?.record {
            Record::Start { set, .. } => Some(*set),
            _ => None,
        }
    }

    /// The number of the next record.
    pub fn next(&self) -> u32 {
        self.records.last().map_or(1, |last| last.number.saturating_add(1))
    }

    /// The files that the journal knows, the latest first: each with the last record whose outcome it holds.
    pub fn files(&self) -> impl Iterator<Item = (Hash, u32)> {
        self.places().map(|(hash, after, _)| (hash, after))
    }

    /// The same, with where each file is; empty where that is not told.
    pub fn places(&self) -> impl Iterator<Item = (Hash, u32, &str)> {
        self.records.iter().chain(&self.later).rev().filter_map(|numbered| match &numbered.record {
            Record::File { hash, after, path } => Some((*hash, *after, path.as_str())),
            _ => None,
        })
    }

    /// The last record whose outcome the file with this hash holds; `None` where the journal knows no such file.
    pub fn known(&self, hash: Hash) -> Option<u32> {
        self.files().find(|(known, _)| *known == hash).map(|(_, after)| after)
    }

    /// Whether the work went on in another file, which holds everything.
    pub fn is_left(&self) -> bool {
        self.records.iter().chain(&self.later).any(|numbered| numbered.record == Record::Left)
    }

    /// The steps behind the record with this number, oldest first; none where all of it is in another file.
    pub fn steps_behind(&self, number: u32) -> Vec<&Numbered> {
        if self.is_left() {
            return Vec::new();
        }
        let behind = self.records.iter().chain(&self.later).filter(|numbered| numbered.number > number);
        behind.filter(|numbered| numbered.record.edit().is_some()).collect()
    }

    /// The bytes of the journal without what lies behind the record with this number; `bytes` is what it was read from.
    pub fn until(&self, bytes: &[u8], number: u32) -> Vec<u8> {
        let end = self.records.partition_point(|numbered| numbered.number <= number);
        let kept = self.records.get(..end).unwrap_or_default();
        kept.iter().filter_map(|numbered| bytes.get(numbered.place.clone())).collect::<Vec<_>>().concat()
    }

    /// The journal without what lies before the last `steps` entries of the history that the file with this hash
    /// holds; `bytes` is what it was read from. What the file does not hold stays whole. `None` where nothing would be
    /// gained, or the journal does not know the file.
    pub fn shortened(&self, bytes: &[u8], hash: Hash, steps: usize) -> Option<Vec<u8>> {
        let saved = self.known(hash)?;
        let Record::Start { set, instance } = &self.records.first()?.record else { return None };
        let begins = |numbered: &&Numbered| {
            numbered.number <= saved
                && matches!(numbered.record, Record::Did { recorded: Recorded { joins: false, .. }, .. })
        };
        let first = self.records.iter().rev().filter(begins).nth(steps.checked_sub(1)?)?;
        let mut text = String::new();
        append(&mut text, first.number.checked_sub(1)?, &Record::Start { set: *set, instance: instance.clone() });
        let mut kept = text.into_bytes();
        for numbered in self.records.iter().filter(|numbered| numbered.number >= first.number) {
            kept.extend_from_slice(bytes.get(numbered.place.clone())?);
        }
        (kept.len() < bytes.len()).then_some(kept)
    }
}

/// Appends the text of a record.
pub fn append(out: &mut String, number: u32, record: &Record) {
    let mut text = String::new();
    write(&mut text, record);
    let length = text.len();
    let sum = checksum(number, text.as_bytes());
    _ = writeln!(out, "{MARK}{number} {length} {sum:08x}");
    out.push_str(&text);
    out.push('\n');
}

fn checksum(number: u32, text: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(format!("{number} {} ", text.len()).as_bytes());
    sum.update(text);
    sum.finalize()
}

fn write(out: &mut String, record: &Record) {
    match record {
        Record::Start { set, instance } => {
            _ = write!(out, "start(journal: {JOURNAL}, program: ");
            quoted(out, PROGRAM);
            _ = write!(out, ", set: \"{set}\", instance: ");
            quoted(out, instance);
        }
        Record::File { hash, after, path } => {
            _ = write!(out, "file(hash: \"{hash}\", after: {after}");
            if !path.is_empty() {
                out.push_str(", path: ");
                quoted(out, path);
            }
        }
        Record::Left => out.push_str("left("),
        Record::Did { recorded, name, at, place, edit, inverse } => {
            out.push_str("did(");
            let mut row = Row::new(out);
            row.number("entry", recorded.number);
            if recorded.joins {
                row.value("joins", |out| out.push_str("true"));
            }
            row.moment("at", *at);
            row.word("action", name.action);
            if name.count != 1 {
                row.number("count", name.count as u32);
            }
            row.text("subject", &name.subject);
            if let Some(place) = place {
                row.id("source", place.source);
                if let Some(span) = place.span {
                    row.number("start", span.start);
                    row.number("end", span.end);
                }
                if let Some(annotation) = place.annotation {
                    row.id("annotation", annotation);
                }
            }
            row.value("edit", |out| edit::write(out, edit));
            row.value("inverse", |out| edit::write(out, inverse));
        }
        Record::Undid { entry, at, edit } => flip(out, "undid", *entry, *at, edit),
        Record::Redid { entry, at, edit } => flip(out, "redid", *entry, *at, edit),
    }
    out.push(')');
}

fn flip(out: &mut String, word: &str, entry: u32, at: Timestamp, edit: &Edit) {
    out.push_str(word);
    out.push('(');
    let mut row = Row::new(out);
    row.number("entry", entry);
    row.moment("at", at);
    row.value("edit", |out| edit::write(out, edit));
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RecordForm<'a> {
    Start {
        journal: u32,
        #[serde(borrow, default, rename = "program")]
        _program: Cow<'a, str>,
        set: Key<SetId>,
        #[serde(borrow, default)]
        instance: Cow<'a, str>,
    },
    File {
        hash: Digest,
        after: u32,
        #[serde(borrow, default)]
        path: Cow<'a, str>,
    },
    Left {},
    Did {
        entry: u32,
        #[serde(default)]
        joins: bool,
        at: When,
        action: Spelled<Action>,
        count: Option<u32>,
        #[serde(borrow, default)]
        subject: Cow<'a, str>,
        source: Option<Key<SourceId>>,
        start: Option<u32>,
        end: Option<u32>,
        annotation: Option<Key<AnnotationId>>,
        #[serde(borrow)]
        edit: EditForm<'a>,
        #[serde(borrow)]
        inverse: EditForm<'a>,
    },
    Undid {
        entry: u32,
        at: When,
        #[serde(borrow)]
        edit: EditForm<'a>,
    },
    Redid {
        entry: u32,
        at: When,
        #[serde(borrow)]
        edit: EditForm<'a>,
    },
}

/// Reads a journal as far as it can be trusted.
pub fn read(bytes: &[u8]) -> Journal {
    let mut journal = Journal::default();
    let mut at = 0;
    // Where something begins that cannot be read, or does not follow what is before it.
    let mut unreadable: Option<usize> = None;
    while at < bytes.len() {
        let Some((number, text, end)) = frame(bytes, at) else {
            unreadable.get_or_insert(at);
            at = next_mark(bytes, at + 1);
            continue;
        };
        let place = at..end;
        at = end;
        let expected = journal.records.last().map(|last| last.number.saturating_add(1));
        if expected.is_some_and(|expected| number < expected) {
            // Written once more, since the first time was not known to have reached the disk.
            continue;
        }
        if expected.is_some_and(|expected| number > expected) {
            unreadable.get_or_insert(place.start);
        }
        match parse(text) {
            Ok(record) => {
                let record = Numbered { number, place, record };
                // A journal begins by saying whose it is; what follows a gap is not simply the next.
                let begins = matches!(record.record, Record::Start { .. });
                if expected.map_or(begins, |expected| number == expected) {
                    unreadable = None;
                    journal.later.clear();
                    journal.records.push(record);
                } else {
                    unreadable.get_or_insert(record.place.start);
                    journal.later.push(record);
                }
            }
            Err(message) => {
                journal.trouble = Some(JournalTrouble::NotUnderstood { at: place.start, message });
                return journal;
            }
        }
    }
    journal.trouble = unreadable.map(|at| match journal.later.len() {
        0 => JournalTrouble::Torn { at, bytes: bytes.len() - at },
        later => JournalTrouble::Damaged { at, later },
    });
    journal
}

/// The record that begins here: its number, its text, and where it ends. `None` where there is none, or not all of it.
fn frame(bytes: &[u8], at: usize) -> Option<(u32, &str, usize)> {
    let rest = bytes.get(at..)?.strip_prefix(MARK.as_bytes())?;
    // No header is longer; what has none is not searched to its end.
    let header = rest.get(..rest.len().min(40))?;
    let header = std::str::from_utf8(header.get(..memchr::memchr(b'\n', header)?)?).ok()?;
    let mut fields = header.split(' ');
    let number: u32 = fields.next()?.parse().ok()?;
    let length: usize = fields.next()?.parse().ok()?;
    let begin = at + MARK.len() + header.len() + 1;
    let text = bytes.get(begin..begin.checked_add(length)?)?;
    let end = begin + length + 1;
    // Compared as written: the header has no checksum of its own, and a digit has more than one spelling.
    let told = format!("{number} {length} {:08x}", checksum(number, text));
    if header == told && bytes.get(end - 1) == Some(&b'\n') {
        Some((number, std::str::from_utf8(text).ok()?, end))
    } else {
        None
    }
}

/// Where the next line begins like a record.
fn next_mark(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from - 1..).unwrap_or_default();
    memchr::memmem::find(rest, b"\n@ ").map_or(bytes.len(), |near| from + near)
}

fn parse(text: &str) -> Result<Record, String> {
    let form = match plain::from_str::<RecordForm<'_>>(text) {
        Ok(form) => form,
        // As this program writes it, only numbers such as `1e300` go this way; or a newer program wrote it.
        Err(_) => {
            let mut unknown = None;
            let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
            let mut ron =
                ron::de::Deserializer::from_str_with_options(text, &options).map_err(|error| error.code.to_string())?;
            let form: RecordForm<'_> =
                serde_ignored::deserialize(&mut ron, |path| unknown = Some(format!("the field «{path}» is unknown")))
                    .map_err(|error| error.to_string())?;
            // A field that is not known may be what the edit is about: half an edit must not be applied.
            if let Some(unknown) = unknown {
                return Err(unknown);
            }
            form
        }
    };
    Ok(match form {
        RecordForm::Start { journal, .. } if journal > JOURNAL => {
            return Err(format!("the journal has the form {journal}, and this program knows {JOURNAL}"));
        }
        RecordForm::Start { set, instance, .. } => Record::Start { set: set.0, instance: instance.into_owned() },
        RecordForm::File { hash, after, path } => Record::File { hash: hash.0, after, path: path.into_owned() },
        RecordForm::Left {} => Record::Left,
        RecordForm::Did { entry, joins, at, action, count, subject, source, start, end, annotation, edit, inverse } => {
            let name = Name { action: action.0, count: count.unwrap_or(1) as usize, subject: subject.into_owned() };
            let span = start.zip(end).map(|(start, end)| Span { start, end });
            let annotation = annotation.map(|id| id.0);
            Record::Did {
                recorded: Recorded { number: entry, joins },
                name,
                at: at.0,
                place: source.map(|source| Place { source: source.0, span, annotation }),
                edit: edit::read(edit)?,
                inverse: edit::read(inverse)?,
            }
        }
        RecordForm::Undid { entry, at, edit } => Record::Undid { entry, at: at.0, edit: edit::read(edit)? },
        RecordForm::Redid { entry, at, edit } => Record::Redid { entry, at: at.0, edit: edit::read(edit)? },
    })
}
