//! Writes a set. By hand rather than through `ron`'s own writer: the layout is ours, and it is three times as fast.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use ron::value::RawValue;
use uuid::Uuid;

use super::words::{State, Word};
use super::{FORMAT, PROGRAM};
use crate::model::{
    Anchoring, Annotation, AnnotationSet, Annotator, Attribute, AttributeKind, AttributeValue, Attributes, Block,
    BlockKind, ChoiceOption, Details, Direction, Ext, InlineKind, Label, Layer, Link, LinkKind, Person, PersonKind,
    RecordKey, Role, Scheme, Selector, Source, SourceVersion, Stamp, Statement, StatementKind, Status, Timestamp,
    VersionId,
};
use crate::text::{Positions, Span, Unit};

/// What goes into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Whether the articles' text goes with it. Without it, annotations keep place and words; what became of an
    /// annotation when it was last anchored (moved, edited) and the words of passages inside attributes are not kept.
    pub texts: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { texts: true }
    }
}

/// About what a record takes in a file, measured; too little costs copies, too much costs memory.
const RECORD_BYTES: usize = 640;

/// The RON text of a set. The same set always gives the same bytes.
pub fn write(set: &AnnotationSet, options: &WriteOptions) -> String {
    let texts: usize = set.versions().iter().map(|version| version.text().len()).sum();
    let records = set.annotations().len() + set.statements().len() + set.sources().len();
    let mut writer = Writer {
        out: String::with_capacity(texts + texts / 8 + records * RECORD_BYTES + 4096),
        depth: 0,
        positions: HashMap::with_capacity(set.versions().len()),
        texts: options.texts,
        bare: false,
    };
    let texts = set.versions().iter().filter_map(|version| Some((version.id, version.text.clone()?)));
    writer.positions.extend(texts.map(|(id, text)| (id, Positions::new(text))));
    writer.set(set);
    writer.out
}

pub(super) struct Writer {
    pub(super) out: String,
    depth: usize,
    /// Of every version whose text is there.
    positions: HashMap<VersionId, Positions>,
    texts: bool,
    /// For the journal: positions as they are in memory, without the words there and without checksums.
    bare: bool,
}

const BLANKS: &str = "                                        ";

impl Writer {
    /// For the journal, which is read together with the very texts that it was written for.
    pub(super) fn bare() -> Self {
        Self { out: String::new(), depth: 0, positions: HashMap::new(), texts: true, bare: true }
    }

    fn indent(&mut self) {
        self.out.push_str(BLANKS.get(..self.depth * 4).unwrap_or(BLANKS));
    }

    /// A field on a line of its own.
    fn line(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.indent();
        self.out.push_str(name);
        self.out.push_str(": ");
        value(self);
        self.out.push_str(",\n");
    }

    /// A string field, left out where it is empty.
    fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.line(name, |w| quoted(&mut w.out, text));
        }
    }

    fn id(&mut self, name: &str, id: impl RecordKey) {
        self.line(name, |w| uuid(&mut w.out, id.uuid()));
    }

    fn id_if(&mut self, name: &str, id: Option<impl RecordKey>) {
        if let Some(id) = id {
            self.id(name, id);
        }
    }

    fn word(&mut self, name: &str, word: impl Word) {
        self.line(name, |w| w.out.push_str(word.word()));
    }

    /// A kind, left out where it is the usual one.
    fn word_unless<T: Word>(&mut self, name: &str, word: T, usual: T) {
        if word != usual {
            self.word(name, word);
        }
    }

    fn yes_if(&mut self, name: &str, yes: bool) {
        if yes {
            self.line(name, |w| w.out.push_str("true"));
        }
    }

    fn moment(&mut self, name: &str, moment: Timestamp) {
        self.line(name, |w| _ = write!(w.out, "\"{moment}\""));
    }

    fn stamp(&mut self, stamp: Stamp) {
        self.fields(|row| {
            if let Some(by) = stamp.by {
                row.id("by", by);
            }
            row.moment("created", stamp.created);
            if stamp.modified != stamp.created {
                row.moment("modified", stamp.modified);
            }
        });
    }

    fn ext(&mut self, ext: &Ext) {
        if ext.is_empty() {
            return;
        }
        self.group("ext", '{', '}', |w| {
            for (name, value) in ext.iter() {
                w.indent();
                quoted(&mut w.out, name);
                w.out.push_str(": ");
                match RawValue::from_ron(value) {
                    Ok(value) => w.out.push_str(value.trim().get_ron()),
                    // Nobody but this module fills an `Ext`; what is no RON all the same must not break the file.
                    Err(_) => quoted(&mut w.out, value),
                }
                w.out.push_str(",\n");
            }
        });
    }

    /// A field whose value takes several lines.
    fn group(&mut self, name: &str, open: char, close: char, body: impl FnOnce(&mut Self)) {
        self.indent();
        self.out.push_str(name);
        self.out.push_str(": ");
        self.body(open, close, body);
    }

    pub(super) fn body(&mut self, open: char, close: char, body: impl FnOnce(&mut Self)) {
        self.out.push(open);
        self.out.push('\n');
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.indent();
        self.out.push(close);
        self.out.push_str(",\n");
    }

    /// A field that is a list, left out where it is empty.
    fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.group(name, '[', ']', |w| items.for_each(|item| each(w, item)));
        }
    }

    /// A struct of several lines in a list.
    fn item(&mut self, body: impl FnOnce(&mut Self)) {
        self.indent();
        self.body('(', ')', body);
    }

    /// A struct of one line in a list.
    fn row(&mut self, body: impl FnOnce(&mut Row<'_>)) {
        self.indent();
        self.out.push('(');
        body(&mut Row { out: &mut self.out, first: true });
        self.out.push_str("),\n");
    }

    /// Several fields on one line.
    fn fields(&mut self, body: impl FnOnce(&mut Row<'_>)) {
        self.indent();
        body(&mut Row { out: &mut self.out, first: true });
        self.out.push_str(",\n");
    }

    /// A list of one struct, on one line.
    fn single(&mut self, body: impl FnOnce(&mut Row<'_>)) {
        self.out.push_str("[(");
        body(&mut Row { out: &mut self.out, first: true });
        self.out.push_str(")]");
    }

    /// A struct of several lines in a list, with its checksum.
    fn record(&mut self, body: impl FnOnce(&mut Self)) {
        self.indent();
        let start = self.out.len();
        self.body('(', ')', |w| {
            body(w);
            w.sum(start);
        });
    }

    /// The checksum of everything from `start` to here.
    fn sum(&mut self, start: usize) {
        if self.bare {
            return;
        }
        self.indent();
        let sum = crc32fast::hash(self.out.as_bytes().get(start..).unwrap_or_default());
        _ = writeln!(self.out, "sum: \"{sum:08x}\",");
    }

    fn set(&mut self, set: &AnnotationSet) {
        self.out.push_str("(\n");
        self.depth = 1;
        self.line("format", |w| _ = write!(w.out, "{FORMAT}"));
        self.line("program", |w| quoted(&mut w.out, PROGRAM));
        self.summed("set", |w| w.head(set));
        self.summed("scheme", |w| w.scheme(set.scheme()));
        self.list("annotators", set.annotators().iter(), Self::annotator);
        self.list("people", set.people().iter(), Self::person);
        let mut versions: HashMap<_, Vec<&SourceVersion>> = HashMap::with_capacity(set.sources().len());
        for version in set.versions().iter() {
            versions.entry(version.source).or_default().push(version);
        }
        self.list("sources", set.sources_in_order(), |w, source| {
            w.source(source, versions.get(&source.id).map_or(&[], Vec::as_slice));
        });
        self.list("annotations", set.annotations().iter(), |w, annotation| {
            let text = set.versions().get(annotation.version).and_then(|version| version.text.as_deref());
            w.annotation(text, annotation);
        });
        self.list("statements", set.statements().iter(), Self::statement);
        self.list("links", set.links().iter(), Self::link);
        self.list("progress", set.progress(), |w, (key, progress)| {
            w.summed_row(|row| {
                row.id("annotator", key.annotator);
                row.id("source", key.source);
                row.word("state", *progress);
            });
        });
        self.list("tombstones", set.tombstones(), |w, (id, tombstone)| {
            w.summed_row(|row| {
                row.value("id", |out| uuid(out, *id));
                if let Some(by) = tombstone.by {
                    row.id("by", by);
                }
                row.moment("at", tombstone.at);
            });
        });
        self.ext(set.ext());
        self.indent();
        let sum = crc32fast::hash(self.out.as_bytes());
        _ = write!(self.out, "sum: \"{sum:08x}\",\n)\n");
    }

    fn summed(&mut self, name: &str, body: impl FnOnce(&mut Self)) {
        self.indent();
        self.out.push_str(name);
        self.out.push_str(": ");
        let start = self.out.len();
        self.body('(', ')', |w| {
            body(w);
            w.sum(start);
        });
    }

    fn summed_row(&mut self, body: impl FnOnce(&mut Row<'_>)) {
        self.indent();
        let start = self.out.len();
        self.out.push('(');
        body(&mut Row { out: &mut self.out, first: true });
        self.out.push_str(", ");
        let sum = crc32fast::hash(self.out.as_bytes().get(start..).unwrap_or_default());
        _ = writeln!(self.out, "sum: \"{sum:08x}\"),");
    }

    fn head(&mut self, set: &AnnotationSet) {
        self.id("id", set.id());
        self.moment("created", set.created());
        self.details(set.details());
    }

    pub(super) fn details(&mut self, details: &Details) {
        self.text("title", &details.title);
        self.word_unless("role", details.role, Role::Work);
        if let Some(origin) = &details.origin {
            self.line("origin", |w| _ = write!(w.out, "(set: \"{}\", hash: \"{}\")", origin.set, origin.hash));
        }
        self.text("task", &details.task);
    }

    pub(super) fn scheme(&mut self, scheme: &Scheme) {
        self.list("labels", &scheme.labels, |w, label| w.item(|w| w.label(label)));
        self.list("scales", &scheme.scales, |w, scale| {
            w.item(|w| {
                w.id("id", scale.id);
                w.line("name", |w| quoted(&mut w.out, &scale.name));
                w.list("values", &scale.values, Self::option);
            });
        });
        self.yes_if("locked", scheme.locked);
        self.ext(&scheme.ext);
    }

    fn label(&mut self, label: &Label) {
        self.id("id", label.id);
        self.line("name", |w| quoted(&mut w.out, &label.name));
        self.text("description", &label.description);
        self.word("color", label.color);
        self.word("underline", label.underline);
        if let Some(digit) = label.shortcut {
            self.line("shortcut", |w| _ = write!(w.out, "{digit}"));
        }
        if let Some(role) = label.role {
            self.word("role", role);
        }
        self.list("attributes", &label.attributes, |w, attribute| w.item(|w| w.attribute(attribute)));
        self.ext(&label.ext);
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.id("id", attribute.id);
        self.line("name", |w| quoted(&mut w.out, &attribute.name));
        self.text("description", &attribute.description);
        if let Some(role) = attribute.role {
            self.word("role", role);
        }
        let kind = match &attribute.kind {
            AttributeKind::Choice(_) => "choice",
            AttributeKind::Several(_) => "several",
            AttributeKind::Text => "text",
            AttributeKind::Number => "number",
            AttributeKind::YesNo => "yes_no",
            AttributeKind::Date => "date",
            AttributeKind::Span => "span",
            AttributeKind::Person => "person",
        };
        self.indent();
        self.out.push_str("kind: ");
        self.out.push_str(kind);
        if let AttributeKind::Choice(options) | AttributeKind::Several(options) = &attribute.kind {
            self.out.push_str("([\n");
            self.depth += 1;
            for option in options {
                self.option(option);
            }
            self.depth -= 1;
            self.indent();
            self.out.push_str("])");
        }
        self.out.push_str(",\n");
        self.ext(&attribute.ext);
    }

    fn option(&mut self, option: &ChoiceOption) {
        self.row(|row| {
            row.id("id", option.id);
            row.text("name", &option.name);
        });
    }

    pub(super) fn annotator(&mut self, annotator: &Annotator) {
        self.record(|w| {
            w.id("id", annotator.id);
            w.line("name", |w| quoted(&mut w.out, &annotator.name));
            w.ext(&annotator.ext);
        });
    }

    pub(super) fn person(&mut self, person: &Person) {
        self.record(|w| {
            w.id("id", person.id);
            w.line("name", |w| quoted(&mut w.out, &person.name));
            w.text("function", &person.function);
            w.word_unless("kind", person.kind, PersonKind::Named);
            w.list("other_names", &person.other_names, Self::string);
            w.text("note", &person.note);
            w.stamp(person.stamp);
            w.ext(&person.ext);
        });
    }

    /// A string on a line of its own in a list.
    fn string(&mut self, text: impl AsRef<str>) {
        self.indent();
        quoted(&mut self.out, text.as_ref());
        self.out.push_str(",\n");
    }

    pub(super) fn source(&mut self, source: &Source, versions: &[&SourceVersion]) {
        self.record(|w| {
            w.id("id", source.id);
            w.line("order", |w| quoted(&mut w.out, source.order.as_str()));
            w.text("title", &source.title);
            w.text("outlet", &source.outlet);
            w.text("byline", &source.byline);
            w.text("address", &source.address);
            w.text("archive", &source.archive);
            w.text("published", &source.published);
            w.text("date_modified", &source.modified);
            w.text("age", &source.age);
            w.text("language", &source.language);
            w.word_unless("direction", source.direction, Direction::LeftToRight);
            w.text("rights", &source.rights);
            w.text("description", &source.description);
            w.text("found", &source.found);
            w.id_if("translation_of", source.translation_of);
            w.text("note", &source.note);
            w.id_if("current", source.current);
            w.stamp(source.stamp);
            w.ext(&source.ext);
            w.list("versions", versions, |w, version| w.item(|w| w.version(version)));
        });
    }

    pub(super) fn version(&mut self, version: &SourceVersion) {
        self.id("id", version.id);
        self.moment("read", version.read);
        self.text("origin", &version.origin);
        if let Some(response) = &version.response {
            self.line("response", |w| {
                w.out.push('(');
                let mut row = Row { out: &mut w.out, first: true };
                if !response.address.is_empty() {
                    row.value("address", |out| quoted(out, &response.address));
                }
                if let Some(date) = response.date {
                    row.moment("date", date);
                }
                w.out.push(')');
            });
        }
        self.text("encoding", &version.encoding);
        self.line("original_hash", |w| _ = write!(w.out, "\"{}\"", version.original_hash));
        self.line("text_hash", |w| _ = write!(w.out, "\"{}\"", version.text_hash));
        self.stamp(version.stamp);
        self.ext(&version.ext);
        self.list("blocks", version.blocks.iter(), |w, block| w.block(version.id, block));
        if let (true, Some(text)) = (self.texts, &version.text) {
            self.list("text", text.split('\n'), Self::string);
        }
    }

    pub(super) fn block(&mut self, version: VersionId, block: &Block) {
        // Where nobody has the text, positions stay as the file had them.
        let positions = self.positions.get(&version);
        let count = |byte| positions.map_or(byte, |positions| positions.at_floor(byte, Unit::CodePoint));
        let out = &mut self.out;
        out.push_str(BLANKS.get(..self.depth * 4).unwrap_or(BLANKS));
        out.push('(');
        let mut row = Row { out, first: true };
        row.number("start", count(block.span.start));
        row.number("end", count(block.span.end));
        if block.kind != BlockKind::Paragraph {
            row.value("kind", |out| {
                let (word, level) = match block.kind {
                    BlockKind::Paragraph => ("paragraph", None),
                    BlockKind::Heading(level) => ("heading", Some(level)),
                    BlockKind::ListItem(depth) => ("list_item", Some(depth)),
                    BlockKind::BlockQuote => ("block_quote", None),
                    BlockKind::Caption => ("caption", None),
                    BlockKind::Table => ("table", None),
                    BlockKind::Byline => ("byline", None),
                    BlockKind::Other => ("other", None),
                };
                out.push_str(word);
                if let Some(level) = level {
                    _ = write!(out, "({level})");
                }
            });
        }
        if block.boilerplate {
            row.value("boilerplate", |out| out.push_str("true"));
        }
        if !block.inlines.is_empty() {
            row.value("inlines", |out| {
                out.push('[');
                for (n, inline) in block.inlines.iter().enumerate() {
                    if n > 0 {
                        out.push_str(", ");
                    }
                    out.push('(');
                    let mut row = Row { out, first: true };
                    row.number("start", count(inline.span.start));
                    row.number("end", count(inline.span.end));
                    row.value("kind", |out| match &inline.kind {
                        InlineKind::Emphasis => out.push_str("emphasis"),
                        InlineKind::Strong => out.push_str("strong"),
                        InlineKind::Markup => out.push_str("markup"),
                        InlineKind::Link(address) => {
                            out.push_str("link(");
                            quoted(out, address);
                            out.push(')');
                        }
                    });
                    out.push(')');
                }
                out.push(']');
            });
        }
        out.push_str("),\n");
    }

    /// An annotation with the words at its place, which are those of `text` where that is there.
    pub(super) fn annotation(&mut self, text: Option<&str>, annotation: &Annotation) {
        let with_text = self.bare || (self.texts && text.is_some());
        let text = text.unwrap_or_default();
        self.record(|w| {
            // What every annotation has stands on few lines: a hundred thousand of them are indented.
            w.fields(|row| {
                row.id("id", annotation.id);
                row.id("version", annotation.version);
                if let Some(label) = annotation.label {
                    row.id("label", label);
                }
            });
            let (state, was): (_, &[Selector]) = match &annotation.anchoring {
                Anchoring::Ambiguous(was) => (Some(State::Ambiguous), was),
                Anchoring::Lost(was) => (Some(State::Lost), was),
                Anchoring::Unchecked(was) if with_text => (Some(State::Unchecked), was),
                // Without the text nobody can look whether it moved: place and words are what counts.
                Anchoring::Unchecked(was) => {
                    w.selectors("spans", was);
                    (None, &[])
                }
                _ if !with_text => (None, &[]),
                Anchoring::Anchored => (None, &[]),
                Anchoring::Same => (Some(State::Same), &[]),
                Anchoring::Moved(was) => (Some(State::Moved), was),
                Anchoring::Edited(was) => (Some(State::Edited), was),
            };
            if let [span] = annotation.spans.as_slice() {
                let place = w.count(annotation.version, *span);
                w.line("spans", |w| w.single(|row| row.span(place, span.in_context(text, Selector::CONTEXT))));
            } else {
                w.list("spans", &annotation.spans, |w, span| {
                    let place = w.count(annotation.version, *span);
                    w.row(|row| row.span(place, span.in_context(text, Selector::CONTEXT)));
                });
            }
            w.attributes(annotation.version, text, with_text, &annotation.attributes);
            w.text("note", &annotation.note);
            w.word_unless("layer", annotation.layer, Layer::Own);
            w.word_unless("status", annotation.status, Status::Open);
            w.id_if("derived_from", annotation.derived_from);
            if let Some(state) = state {
                w.word("anchoring", state);
            }
            w.selectors("was", was);
            w.stamp(annotation.stamp);
            w.ext(&annotation.ext);
        });
    }

    /// A place in code points; as the file had it where nobody has the text.
    fn count(&self, version: VersionId, span: Span) -> Range<u32> {
        match self.positions.get(&version) {
            Some(positions) => {
                positions.at_floor(span.start, Unit::CodePoint)..positions.at_floor(span.end, Unit::CodePoint)
            }
            None => span.start..span.end,
        }
    }

    fn selectors(&mut self, name: &str, selectors: &[Selector]) {
        let words = |row: &mut Row<'_>, selector: &Selector| {
            row.span(selector.start..selector.end, [&selector.prefix, &selector.exact, &selector.suffix]);
        };
        if let [selector] = selectors {
            self.line(name, |w| w.single(|row| words(row, selector)));
        } else {
            self.list(name, selectors, |w, selector| w.row(|row| words(row, selector)));
        }
    }

    fn attributes(&mut self, version: VersionId, text: &str, with_text: bool, attributes: &Attributes) {
        if attributes.is_empty() {
            return;
        }
        self.group("attributes", '{', '}', |w| {
            for (id, value) in attributes.iter() {
                w.indent();
                uuid(&mut w.out, id.uuid());
                w.out.push_str(": ");
                match value {
                    AttributeValue::Choice(option) => enclosed(&mut w.out, "choice", |out| uuid(out, option.uuid())),
                    AttributeValue::Several(options) => enclosed(&mut w.out, "several", |out| {
                        out.push('[');
                        for (n, option) in options.iter().enumerate() {
                            if n > 0 {
                                out.push_str(", ");
                            }
                            uuid(out, option.uuid());
                        }
                        out.push(']');
                    }),
                    AttributeValue::Text(text) => enclosed(&mut w.out, "text", |out| quoted(out, text)),
                    AttributeValue::Number(number) => {
                        // The shortest digits that give the same number again.
                        enclosed(&mut w.out, "number", |out| _ = write!(out, "{:?}", number.get()));
                    }
                    AttributeValue::YesNo(yes) => enclosed(&mut w.out, "yes_no", |out| _ = write!(out, "{yes}")),
                    AttributeValue::Date(date) => enclosed(&mut w.out, "date", |out| quoted(out, date)),
                    AttributeValue::Person(person) => enclosed(&mut w.out, "person", |out| uuid(out, person.uuid())),
                    AttributeValue::Span(span) => {
                        let place = w.count(version, *span);
                        enclosed(&mut w.out, "span", |out| {
                            let mut row = Row { out, first: true };
                            if with_text {
                                row.span(place, span.in_context(text, Selector::CONTEXT));
                            } else {
                                row.number("start", place.start);
                                row.number("end", place.end);
                            }
                        });
                    }
                }
                w.out.push_str(",\n");
            }
        });
    }

    pub(super) fn statement(&mut self, statement: &Statement) {
        self.record(|w| {
            w.id("id", statement.id);
            w.line("order", |w| quoted(&mut w.out, statement.order.as_str()));
            w.word_unless("kind", statement.kind, StatementKind::Claim);
            w.text("topic", &statement.topic);
            w.text("sentence", &statement.sentence);
            w.text("note", &statement.note);
            w.list("appearances", &statement.appearances, |w, appearance| {
                w.row(|row| {
                    row.id("annotation", appearance.annotation);
                    row.word("stance", appearance.stance);
                    if let Some(fidelity) = appearance.fidelity {
                        row.word("fidelity", fidelity);
                    }
                });
            });
            w.list("evidence", &statement.evidence, |w, evidence| {
                w.item(|w| {
                    w.text("title", &evidence.title);
                    w.text("address", &evidence.address);
                    w.text("quotation", &evidence.quotation);
                    w.text("seen", &evidence.seen);
                    w.word("bearing", evidence.bearing);
                });
            });
            w.list("verdicts", &statement.verdicts, |w, verdict| {
                w.row(|row| {
                    row.id("scale", verdict.scale);
                    row.id("value", verdict.value);
                    row.id("by", verdict.by);
                    row.moment("at", verdict.at);
                    if !verdict.rationale.is_empty() {
                        row.text("rationale", &verdict.rationale);
                    }
                });
            });
            w.list("looked", &statement.looked, |w, (key, at)| {
                w.row(|row| {
                    row.id("annotator", key.annotator);
                    row.id("source", key.source);
                    row.moment("at", *at);
                });
            });
            w.stamp(statement.stamp);
            w.ext(&statement.ext);
        });
    }

    pub(super) fn link(&mut self, link: &Link) {
        self.record(|w| {
            w.id("id", link.id);
            w.line("kind", |w| match &link.kind {
                LinkKind::Supports => w.out.push_str("supports"),
                LinkKind::SourceOf => w.out.push_str("source_of"),
                LinkKind::Answers => w.out.push_str("answers"),
                LinkKind::Updates => w.out.push_str("updates"),
                LinkKind::Own(name) => enclosed(&mut w.out, "own", |out| quoted(out, name)),
            });
            w.id("from", link.from);
            w.id("to", link.to);
            w.text("note", &link.note);
            w.stamp(link.stamp);
            w.ext(&link.ext);
        });
    }
}

/// The fields of a struct on one line.
pub(super) struct Row<'a> {
    pub(super) out: &'a mut String,
    first: bool,
}

impl<'a> Row<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, first: true }
    }

    pub(super) fn value(&mut self, name: &str, value: impl FnOnce(&mut String)) {
        if !self.first {
            self.out.push_str(", ");
        }
        self.first = false;
        self.out.push_str(name);
        self.out.push_str(": ");
        value(self.out);
    }

    pub(super) fn id(&mut self, name: &str, id: impl RecordKey) {
        self.value(name, |out| uuid(out, id.uuid()));
    }

    pub(super) fn word(&mut self, name: &str, word: impl Word) {
        self.value(name, |out| out.push_str(word.word()));
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.value(name, |out| quoted(out, text));
    }

    pub(super) fn moment(&mut self, name: &str, moment: Timestamp) {
        self.value(name, |out| _ = write!(out, "\"{moment}\""));
    }

    pub(super) fn number(&mut self, name: &str, number: u32) {
        self.value(name, |out| _ = write!(out, "{number}"));
    }

    /// A place, and the words there with what stands before and after them.
    pub(super) fn span(&mut self, place: Range<u32>, [prefix, quote, suffix]: [&str; 3]) {
        self.number("start", place.start);
        self.number("end", place.end);
        self.text("quote", quote);
        if !prefix.is_empty() {
            self.text("prefix", prefix);
        }
        if !suffix.is_empty() {
            self.text("suffix", suffix);
        }
    }
}

pub(super) fn enclosed(out: &mut String, name: &str, value: impl FnOnce(&mut String)) {
    out.push_str(name);
    out.push('(');
    value(out);
    out.push(')');
}

pub(super) fn uuid(out: &mut String, uuid: Uuid) {
    out.push('"');
    out.push_str(uuid.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    out.push('"');
}

/// Bytes that begin a character which may have to be escaped.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = true;
        byte += 1;
    }
    suspect[b'"' as usize] = true;
    suspect[b'\\' as usize] = true;
    suspect[0x7F] = true;
    // The lead bytes of what `is_unseen` names.
    suspect[0xC2] = true;
    suspect[0xD8] = true;
    suspect[0xE1] = true;
    suspect[0xE2] = true;
    suspect[0xEF] = true;
    suspect[0xF3] = true;
    suspect
};

/// Whether a character cannot be seen in an editor, or changes how others are seen. The joiners of Persian, the Indian
/// scripts and emoji are ordinary text and stay.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A string literal that `ron` reads back exactly. What cannot be seen is escaped; any other character is itself.
pub(super) fn quoted(out: &mut String, text: &str) {
    out.push('"');
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut at = 0;
    while let Some(near) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| SUSPECT[usize::from(*byte)])) {
        at += near;
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let short = match c {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            _ => None,
        };
        if short.is_some() || is_unseen(c) {
            out.push_str(text.get(done..at).unwrap_or_default());
            match short {
                Some(short) => out.push_str(short),
                None => _ = write!(out, "\\u{{{:x}}}", c as u32),
            }
            done = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out.push('"');
}
