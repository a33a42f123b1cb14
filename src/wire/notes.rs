use std::collections::BTreeMap;
use std::ops::Range;

use uuid::Uuid;

use super::finding::{Finding, Part, Place, Severity, What};

/// How many findings are listed; a hostile file could give one for every few bytes.
const MAX_FINDINGS: usize = 10_000;

/// How many records that could not be read are kept to be salvaged.
const MAX_BROKEN: usize = 100_000;

/// A finding that knows its byte and not yet its line.
type Note = (usize, Part, Option<Uuid>, What);

/// A record or a stretch that could not be read.
pub(super) struct Broken {
    pub part: Part,
    /// The whole of it, in bytes of the file.
    pub range: Range<usize>,
    pub id: Option<Uuid>,
    /// Where the mistake was noticed.
    pub at: usize,
    pub what: What,
    /// Whether brackets or quotation marks do not match.
    pub gap: bool,
}

/// What is found while a file is read.
#[derive(Default)]
pub(super) struct Notes {
    list: Vec<Note>,
    /// How many are not listed, and the worst of them.
    more: usize,
    worst: Option<Severity>,
    /// How many records were left out, by what they are.
    lost: BTreeMap<Part, usize>,
    /// What could not be read, and may be salvaged.
    pub broken: Vec<Broken>,
}

impl Notes {
    /// Keeps a record that could not be read, so that somebody can try to salvage it.
    pub(super) fn broken(&mut self, broken: Broken) {
        if self.broken.len() < MAX_BROKEN {
            self.broken.push(broken);
        } else {
            self.give_up(broken);
        }
    }

    /// What is still broken is lost.
    pub(super) fn with_broken(mut self) -> Self {
        for broken in std::mem::take(&mut self.broken) {
            self.give_up(broken);
        }
        self
    }

    fn give_up(&mut self, broken: Broken) {
        if broken.gap {
            self.lose(broken.part);
        }
        self.add(broken.part, broken.id, broken.at, broken.what);
    }

    pub(super) fn add(&mut self, part: Part, id: Option<Uuid>, at: usize, what: What) {
        if matches!(what, What::Damaged(_) | What::Refused(_) | What::Twice) {
            self.lose(part);
        }
        self.push((at, part, id, what));
    }

    fn push(&mut self, note: Note) {
        if self.list.len() < MAX_FINDINGS {
            self.list.push(note);
        } else {
            self.more += 1;
            self.worst = self.worst.max(Some(note.3.severity()));
        }
    }

    /// Counts a record that was left out.
    pub(super) fn lose(&mut self, part: Part) {
        *self.lost.entry(part).or_default() += 1;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn extend(&mut self, other: Self) {
        other.broken.into_iter().for_each(|broken| self.broken(broken));
        other.list.into_iter().for_each(|note| self.push(note));
        self.more += other.more;
        self.worst = self.worst.max(other.worst);
        for (part, count) in other.lost {
            *self.lost.entry(part).or_default() += count;
        }
    }

    /// The same, with other places.
    pub(super) fn moved(mut self, place: impl Fn(usize) -> usize) -> Self {
        for note in &mut self.list {
            note.0 = place(note.0);
        }
        self
    }

    /// Counts the lines once for all. Returns the findings, and how many records were left out.
    pub(super) fn into_findings(mut self, text: &str) -> (Vec<Finding>, BTreeMap<Part, usize>) {
        self.list.sort_by_key(|note| note.0);
        let (mut line, mut column, mut done) = (1, 1, 0);
        let mut place = |at: usize| {
            let at = text.floor_char_boundary(at).max(done);
            let passed = text.get(done..at).unwrap_or_default();
            let ends = memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u32;
            let rest = passed.rfind('\n').map_or(passed, |end| passed.get(end + 1..).unwrap_or_default());
            column = rest.chars().count() as u32 + if ends > 0 { 1 } else { column };
            line += ends;
            done = at;
            Place { line, column }
        };
        let mut findings: Vec<Finding> = Vec::with_capacity(self.list.len() + 1);
        for (at, part, id, what) in self.list {
            findings.push(Finding { part, id, place: place(at), what });
        }
        if let Some(worst) = self.worst {
            let place = findings.last().map_or(Place { line: 1, column: 1 }, |finding| finding.place);
            findings.push(Finding { part: Part::File, id: None, place, what: What::More { count: self.more, worst } });
        }
        (findings, self.lost)
    }
}
