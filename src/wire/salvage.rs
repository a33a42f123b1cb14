//! Saves what can be read of a record that cannot be read as a whole.
//!
//! The mistake that `ron` names is looked for in the record's brackets, and the smallest piece around it that can go is
//! taken out: an entry, a field, an item of a list, and only then what holds it. A field that must be there gets a
//! value that says nothing. Each cut is tried, and counts only where the record can be read further with it.

use std::ops::Range;

use ron::error::SpannedError;

use super::explain::explain;
use super::finding::Part;
use super::form::{
    AnnotationForm, AnnotatorForm, HeadForm, LinkForm, PersonForm, ProgressForm, SchemeForm, SourceForm, StatementForm,
    TombstoneForm,
};
use super::read::{byte_of, parse_with_ron};
use super::scan::Scanner;

/// How many mistakes of one record are mended.
const MAX_CUTS: usize = 32;

/// How many bytes are read again in all, so that a hostile file cannot keep the program busy.
const MAX_BYTES: usize = 64 << 20;

/// Fields that must be there and can say nothing.
const PLACEHOLDERS: [(&str, &str); 12] = [
    ("created", "\"1970-01-01T00:00:00.000Z\""),
    ("read", "\"1970-01-01T00:00:00.000Z\""),
    ("at", "\"1970-01-01T00:00:00.000Z\""),
    ("original_hash", "\"0000000000000000000000000000000000000000000000000000000000000000\""),
    ("text_hash", "\"0000000000000000000000000000000000000000000000000000000000000000\""),
    ("order", "\"V\""),
    ("name", "\"?\""),
    ("bearing", "context"),
    ("start", "0"),
    ("end", "0"),
    ("kind", "own(\"?\")"),
    ("id", "\"00000000-0000-0000-0000-000000000000\""),
];

/// What is done to a stretch of the file.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// The stretch, in bytes of the file.
    pub range: Range<usize>,
    /// What stands there instead.
    pub put: String,
    /// Where the mistake was noticed, in bytes of the file.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

impl Cut {
    /// Whether nothing was taken out.
    pub(super) fn loses_nothing(&self) -> bool {
        self.range.is_empty()
    }
}

/// The text of a file with cuts in it, and where its bytes stood before.
#[derive(Debug, Default)]
pub(super) struct Mended {
    /// The new text.
    pub text: String,
    /// Places in the new text, each with its place in the old one.
    shifts: Vec<(usize, usize)>,
}

impl Mended {
    /// Makes the cuts, which are in order and do not overlap.
    pub(super) fn new(text: &str, cuts: &[Cut]) -> Self {
        let mut mended = Self { text: String::with_capacity(text.len() + 64 * cuts.len()), shifts: Vec::new() };
        let mut done = 0;
        for cut in cuts {
            mended.text.push_str(text.get(done..cut.range.start).unwrap_or_default());
            mended.shifts.push((mended.text.len(), cut.range.start));
            mended.text.push_str(&cut.put);
            mended.shifts.push((mended.text.len(), cut.range.end));
            done = cut.range.end;
        }
        mended.text.push_str(text.get(done..).unwrap_or_default());
        mended
    }

    /// Where a byte stood before.
    pub(super) fn before(&self, at: usize) -> usize {
        let n = self.shifts.partition_point(|(new, _)| *new <= at);
        let Some((new, old)) = n.checked_sub(1).and_then(|n| self.shifts.get(n)) else { return at };
        let old = old + (at - new);
        // What was put in stands where the cut was.
        self.shifts.get(n).map_or(old, |(_, next)| old.min(*next))
    }
}

/// Mends records one after another, as long as that is worth the time.
pub(super) struct Salvage<'a> {
    text: &'a str,
    left: usize,
}

/// Why a record cannot be read.
struct Mistake {
    /// Where, in the text that was tried.
    at: usize,
    message: String,
    kind: Kind,
}

enum Kind {
    Missing(&'static str),
    /// Something may be missing between two pieces.
    Separator,
    Other,
}

impl<'a> Salvage<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, left: MAX_BYTES.max(text.len()) }
    }

    /// The cuts that let the record in `range` be read; none where nothing helps.
    pub(super) fn record(&mut self, part: Part, range: Range<usize>) -> Option<Vec<Cut>> {
        let text = self.text.get(range.clone())?;
        self.cuts(part, text, Vec::new()).map(|cuts| moved(cuts, range.start))
    }

    /// The cuts that make a record of a stretch in which brackets or quotation marks do not match.
    pub(super) fn gap(&mut self, part: Part, range: Range<usize>, at: usize, message: &str) -> Option<Vec<Cut>> {
        let text = self.text.get(range.clone())?.trim_end();
        let record = text.strip_suffix(',').unwrap_or(text).trim_end();
        let (comma, end) = (record.len() < text.len(), record.len());
        let text = record;
        let at = at.saturating_sub(range.start).min(end);
        let note = |range: Range<usize>, put: &str| Cut { range, put: put.into(), at, message: message.into() };
        let mut attempts: Vec<Vec<Cut>> = Vec::new();
        let bad = |line: Range<usize>| {
            let words = text.get(line.clone()).unwrap_or_default();
            let (at, message) = match words.find('\0') {
                Some(at) => (at, "zeroes stand here"),
                None => (words.rfind('"').unwrap_or_default(), "a quotation mark that is not closed"),
            };
            Cut { at: line.start + at, message: message.into(), ..note(line, "\n") }
        };
        let bad: Vec<Cut> = bad_lines(text).into_iter().map(bad).collect();
        if !bad.is_empty() && bad.len() <= 3 {
            attempts.push(bad.clone());
        }
        attempts.push(vec![note(end..end, ")")]);
        // A scheme and an article are worth having in part; an annotation without its end would be another.
        if matches!(part, Part::Scheme | Part::Source) {
            let end_of_good = bad.first().map_or(end, |cut| cut.range.start);
            let end_of_good = text.get(..end_of_good).and_then(|good| good.rfind('\n')).unwrap_or(0);
            if let Some(closing) = text.get(..end_of_good).and_then(closing) {
                attempts.push(vec![note(end_of_good..end, &closing)]);
            }
        }
        for cuts in attempts {
            self.left = self.left.checked_sub(text.len())?;
            let tried = Mended::new(text, &cuts);
            let ends = Scanner::new(&tried.text, 0).end_of_fields();
            if ends.is_some_and(|end| tried.text.get(end..).is_some_and(|rest| rest.trim().is_empty()))
                && let Some(mut cuts) = self.cuts(part, text, cuts)
            {
                if !comma {
                    cuts.push(Cut { message: String::new(), ..note(end..end, ",") });
                }
                return Some(moved(cuts, range.start));
            }
        }
        None
    }

    fn cuts(&mut self, part: Part, text: &str, mut cuts: Vec<Cut>) -> Option<Vec<Cut>> {
        // Counted by attempts: a later cut may take the place of earlier ones.
        for _ in 0..=MAX_CUTS {
            let current = Mended::new(text, &cuts);
            let Some(mistake) = self.mistake(part, &current.text)? else { return Some(cuts) };
            cuts = self.next(part, text, &current, &cuts, &mistake)?;
        }
        None
    }

    /// The cuts so far and one more, with which the record can be read further.
    fn next(&mut self, part: Part, text: &str, current: &Mended, cuts: &[Cut], mistake: &Mistake) -> Option<Vec<Cut>> {
        let path = path(&current.text, mistake.at);
        let mut attempts: Vec<(Range<usize>, String)> = Vec::new();
        if let Kind::Missing(field) = mistake.kind
            && let Some(value) = placeholder(part, field)
        {
            // Right behind the bracket of the struct that lacks it: the innermost that ends here.
            let inner = path.iter().rev().find(|piece| piece.end >= mistake.at).cloned();
            let holder = inner.unwrap_or(0..current.text.len());
            let open = holder.start + current.text.get(holder)?.find('(')? + 1;
            attempts.push((open..open, format!("{field}: {value}, ")));
        }
        if matches!(mistake.kind, Kind::Separator) {
            let before = current.text.get(..mistake.at)?.trim_end().len();
            attempts.push((before..before, ",".to_owned()));
        }
        for piece in path.iter().rev() {
            if let Some((value, put)) = emptied(part, &current.text, piece.clone()) {
                attempts.push((value, put));
            }
            attempts.push((with_comma(&current.text, piece.clone()), String::new()));
        }
        for (range, put) in attempts {
            let old = current.before(range.start)..current.before(range.end);
            let at = current.before(mistake.at);
            let cut = Cut { range: old.clone(), put, at, message: mistake.message.clone() };
            let mut tried: Vec<Cut> =
                cuts.iter().filter(|other| !covers(&old, &other.range)).cloned().chain([cut]).collect();
            tried.sort_by_key(|cut| (cut.range.start, cut.range.end));
            if tried.windows(2).any(|pair| pair[0].range.end > pair[1].range.start) {
                continue;
            }
            let new = Mended::new(text, &tried);
            match self.mistake(part, &new.text)? {
                None => return Some(tried),
                Some(next) if new.before(next.at) > old.end.max(at) && !matches!(next.kind, Kind::Missing(_)) => {
                    return Some(tried);
                }
                Some(_) => {}
            }
        }
        None
    }

    /// What is wrong with a record; the outer `None` where enough time was spent.
    #[expect(clippy::option_option, reason = "enough time, no mistake and a mistake are three things")]
    fn mistake(&mut self, part: Part, text: &str) -> Option<Option<Mistake>> {
        self.left = self.left.checked_sub(text.len())?;
        let Err(error) = try_to_read(part, text) else { return Some(None) };
        let at = byte_of(text, error.span.end.line, error.span.end.col);
        Some(Some(Mistake {
            at,
            message: explain(&error.code, text, at),
            kind: match error.code {
                ron::Error::MissingStructField { field, .. } => Kind::Missing(field),
                ron::Error::ExpectedComma
                | ron::Error::ExpectedArrayEnd
                | ron::Error::ExpectedMapEnd
                | ron::Error::ExpectedStructLikeEnd => Kind::Separator,
                _ => Kind::Other,
            },
        }))
    }
}

/// Whether a record of this kind can be read as it is.
pub(super) fn try_to_read(part: Part, text: &str) -> Result<(), SpannedError> {
    match part {
        Part::File => Ok(()),
        Part::Head => parse_with_ron::<HeadForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Scheme => parse_with_ron::<SchemeForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Annotator => parse_with_ron::<AnnotatorForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Person => parse_with_ron::<PersonForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Source | Part::Version => parse_with_ron::<SourceForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Annotation => parse_with_ron::<AnnotationForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Statement => parse_with_ron::<StatementForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Link => parse_with_ron::<LinkForm<'_>>(text, &mut |_| ()).map(drop),
        Part::Progress => parse_with_ron::<ProgressForm>(text, &mut |_| ()).map(drop),
        Part::Tombstone => parse_with_ron::<TombstoneForm>(text, &mut |_| ()).map(drop),
    }
}

fn moved(mut cuts: Vec<Cut>, by: usize) -> Vec<Cut> {
    for cut in &mut cuts {
        cut.range = cut.range.start + by..cut.range.end + by;
        cut.at += by;
    }
    cuts
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn placeholder(part: Part, field: &str) -> Option<&'static str> {
    // With an id that was made up, a record would be another; only the set itself needs one.
    let fits = match field {
        "id" => part == Part::Head,
        "kind" => part == Part::Link,
        _ => true,
    };
    PLACEHOLDERS.iter().find(|(name, _)| fits && *name == field).map(|(_, value)| *value)
}

/// The pieces around a byte, the outermost first.
fn path(text: &str, at: usize) -> Vec<Range<usize>> {
    let mut path = Vec::new();
    let mut within = 0..text.len();
    while let Some(piece) = around(&Scanner::pieces(text, within.clone()), at) {
        if path.last() == Some(&piece) {
            break;
        }
        within = piece.clone();
        path.push(piece);
    }
    path
}

/// The piece that holds a byte, or the last one before it.
fn around(pieces: &[Range<usize>], at: usize) -> Option<Range<usize>> {
    let n = pieces.partition_point(|piece| piece.start <= at);
    let before = n.checked_sub(1).and_then(|n| pieces.get(n))?;
    (at <= before.end + 1).then(|| before.clone())
}

/// A field that must be there, with a value that says nothing: where its value stands, and what comes there.
fn emptied(part: Part, text: &str, piece: Range<usize>) -> Option<(Range<usize>, String)> {
    let (name, value) = text.get(piece.clone())?.split_once(':')?;
    let put = placeholder(part, name.trim()).filter(|put| value.trim() != *put)?;
    Some((piece.start + name.len() + 1..piece.end, format!(" {put}")))
}

fn with_comma(text: &str, piece: Range<usize>) -> Range<usize> {
    let rest = text.get(piece.end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let comma = rest.get(blank..).is_some_and(|rest| rest.starts_with(','));
    piece.start..piece.end + if comma { blank + 1 } else { 0 }
}

/// The lines in which a quotation mark is not closed, or that hold zeroes.
fn bad_lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut bad = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut marks = 0usize;
        let mut escaped = false;
        for byte in line.bytes() {
            marks += usize::from(byte == b'"' && !escaped);
            escaped = byte == b'\\' && !escaped;
        }
        if marks % 2 == 1 || line.contains('\0') {
            bad.push(at..at + line.len());
        }
        at += line.len();
    }
    bad
}

/// The brackets that close what is open at the end of a text without bad lines.
fn closing(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            b'"' if !escaped => quoted = !quoted,
            b'(' | b'[' | b'{' if !quoted => open.push(byte),
            b')' | b']' | b'}' if !quoted => _ = open.pop()?,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    let close = |byte: &u8| match byte {
        b'(' => ')',
        b'[' => ']',
        _ => '}',
    };
    Some(open.iter().rev().map(close).collect())
}
