//! Arbitrary edits of every kind, sound and unsound, made up against the set as it is.
//!
//! [`Kind`] lists the kinds. [`Kind::of`] and [`Writer::edit`] match without a wildcard, so that a new kind of edit does
//! not compile before it is generated here, and through this module tested by every property.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossread::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, AnyRecord, Appearance,
    Attribute, AttributeId, AttributeKind, AttributeValue, Attributes, Bearing, Block, BlockKind, ChoiceOption,
    Details, Direction, Edit, Evidence, Ext, Fidelity, Hash, Inline, InlineKind, Label, LabelColor, LabelId, LabelRole,
    Layer, Link, LinkId, LinkKind, Number, OptionId, OrderKey, Origin, Parts, Person, PersonId, PersonKind, Progress,
    ProgressKey, Response, Role, Scale, ScaleId, Scheme, Selector, SetId, Source, SourceId, SourceVersion, Spans,
    Stamp, Stance, Statement, StatementId, StatementKind, Status, Timestamp, Tombstone, Underline, Verdict, VersionId,
    edit,
};
use crossread::text::Span;
use uuid::Uuid;

macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        /// The kinds of edit; of those about records, one for every kind of record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($kind),* }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind),*];
        }
    };
}

kinds! {
    SetDetails, SetScheme,
    PutSource, PutVersion, PutAnnotation, PutStatement, PutLink, PutPerson, PutAnnotator,
    RemoveSource, RemoveVersion, RemoveAnnotation, RemoveStatement, RemoveLink, RemovePerson, RemoveAnnotator,
    SetBlock, SetProgress, Batch,
}

impl Kind {
    pub fn of(edit: &Edit) -> Self {
        match edit {
            Edit::SetDetails(_) => Self::SetDetails,
            Edit::SetScheme(_) => Self::SetScheme,
            Edit::Put(AnyRecord::Source(_)) => Self::PutSource,
            Edit::Put(AnyRecord::Version(_)) => Self::PutVersion,
            Edit::Put(AnyRecord::Annotation(_)) => Self::PutAnnotation,
            Edit::Put(AnyRecord::Statement(_)) => Self::PutStatement,
            Edit::Put(AnyRecord::Link(_)) => Self::PutLink,
            Edit::Put(AnyRecord::Person(_)) => Self::PutPerson,
            Edit::Put(AnyRecord::Annotator(_)) => Self::PutAnnotator,
            Edit::Remove(AnyId::Source(_), _) => Self::RemoveSource,
            Edit::Remove(AnyId::Version(_), _) => Self::RemoveVersion,
            Edit::Remove(AnyId::Annotation(_), _) => Self::RemoveAnnotation,
            Edit::Remove(AnyId::Statement(_), _) => Self::RemoveStatement,
            Edit::Remove(AnyId::Link(_), _) => Self::RemoveLink,
            Edit::Remove(AnyId::Person(_), _) => Self::RemovePerson,
            Edit::Remove(AnyId::Annotator(_), _) => Self::RemoveAnnotator,
            Edit::SetBlock { .. } => Self::SetBlock,
            Edit::SetProgress { .. } => Self::SetProgress,
            Edit::Batch(_) => Self::Batch,
        }
    }
}

/// A set with the starter's scheme and nothing in it.
pub fn empty_set() -> AnnotationSet {
    AnnotationSet::new(SetId(Uuid::from_u128(1)), Timestamp(1_772_616_128_042), Details::default(), Scheme::starter())
}

/// The set's records, taken out one by one.
pub fn parts(set: &AnnotationSet) -> Parts {
    Parts {
        people: set.people().iter().cloned().collect(),
        annotators: set.annotators().iter().cloned().collect(),
        sources: set.sources().iter().cloned().collect(),
        versions: set.versions().iter().cloned().collect(),
        annotations: set.annotations().iter().cloned().collect(),
        statements: set.statements().iter().cloned().collect(),
        links: set.links().iter().cloned().collect(),
        progress: set.progress().iter().map(|(key, progress)| (*key, *progress)).collect(),
        tombstones: set.tombstones().iter().map(|(id, tombstone)| (*id, *tombstone)).collect(),
        ext: set.ext().clone(),
    }
}

/// The same set, put together again from its records, with every invariant checked.
pub fn reassembled(set: &AnnotationSet) -> (AnnotationSet, Vec<(AnyId, edit::EditError)>) {
    AnnotationSet::new(set.id(), set.created(), set.details().clone(), set.scheme().clone()).assemble(parts(set))
}

/// An edit of any kind. About half of them are sound; the rest break one rule or another, or name what is not there.
pub fn any_edit(set: &AnnotationSet, seed: u64) -> Edit {
    let mut writer = Writer { set, dice: Dice(seed) };
    let kind = writer.kind();
    writer.edit(kind)
}

/// A stream of numbers that depends on nothing but its seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which must not be 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub fn maybe<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| self.pick(from))
    }
}

/// Texts with characters of one to four bytes, combining marks, joined emoji, right-to-left, and nothing at all.
const TEXTS: &[&str] = &[
    "The bridge will open in March.\n\nThe mayor said: “We keep our word.” Nobody believed her.\n\nSign in to share",
    "Cafe\u{301} am Fluß – naïve Über\u{ad}schätzung.\n\n👩\u{200d}👩\u{200d}👧 🇨🇭 👍🏽",
    "گفت: «پل در بهار باز می\u{200c}شود.»\n\nنه 12 نه 13",
    "הגשר ייפתח במרץ (בערך)\n\nמי אמר?",
    "这座桥三月开放。市长说：“我们守信。”",
    "a",
    "",
];

const WORDS: &[&str] = &["", " ", "bridge", "Bridge", "«Zitat»", "e\u{301}", "🌉", "پل", "two words\nand a line", "0"];

/// Makes up edits.
struct Writer<'a> {
    set: &'a AnnotationSet,
    dice: Dice,
}

impl Writer<'_> {
    fn kind(&mut self) -> Kind {
        // What the rest hangs on comes first, and more often.
        if self.set.versions().is_empty() || self.dice.percent(15) {
            return self.dice.pick(&[Kind::PutAnnotator, Kind::PutSource, Kind::PutSource, Kind::PutVersion]);
        }
        if self.dice.percent(25) {
            return self.dice.pick(&[Kind::PutAnnotation, Kind::PutAnnotation, Kind::PutStatement, Kind::PutLink]);
        }
        self.dice.pick(Kind::ALL)
    }

    fn edit(&mut self, kind: Kind) -> Edit {
        match kind {
            Kind::SetDetails => Edit::SetDetails(self.details()),
            Kind::SetScheme => Edit::SetScheme(Box::new(self.scheme())),
            Kind::PutSource => Edit::put(self.source()),
            Kind::PutVersion => Edit::put(self.version()),
            Kind::PutAnnotation => Edit::put(self.annotation()),
            Kind::PutStatement => Edit::put(self.statement()),
            Kind::PutLink => Edit::put(self.link()),
            Kind::PutPerson => Edit::put(self.person()),
            Kind::PutAnnotator => Edit::put(self.annotator()),
            Kind::RemoveSource => self.remove(|writer| AnyId::Source(writer.any_source())),
            Kind::RemoveVersion => self.remove(|writer| AnyId::Version(writer.any_version())),
            Kind::RemoveAnnotation => self.remove(|writer| AnyId::Annotation(writer.any_annotation())),
            Kind::RemoveStatement => self.remove(|writer| AnyId::Statement(StatementId(writer.uuid(6)))),
            Kind::RemoveLink => self.remove(|writer| AnyId::Link(LinkId(writer.uuid(7)))),
            Kind::RemovePerson => self.remove(|writer| AnyId::Person(writer.any_person())),
            Kind::RemoveAnnotator => self.remove(|writer| AnyId::Annotator(writer.any_annotator())),
            Kind::SetBlock => self.set_block(),
            Kind::SetProgress => {
                let progress = self.dice.pick(&[Progress::NotStarted, Progress::Reading, Progress::Done]);
                Edit::SetProgress { key: self.progress_key(), progress }
            }
            Kind::Batch => self.batch(),
        }
    }

    /// Mostly edits that fit one after the other, at times with one among them that does not.
    fn batch(&mut self) -> Edit {
        let mut scratch = self.set.clone();
        let mut edits = Vec::new();
        for _ in 0..self.dice.below(5) {
            let edit = any_edit(&scratch, self.dice.roll());
            if edit::apply(&mut scratch, edit.clone()).is_ok() || self.dice.percent(10) {
                edits.push(edit);
            }
        }
        Edit::Batch(edits)
    }

    // --- ids: few, so that edits meet

    /// One of a few ids of a kind; seldom one that other kinds use too.
    fn uuid(&mut self, kind: u128) -> Uuid {
        let kind = if self.dice.percent(8) { 0 } else { kind };
        Uuid::from_u128((kind << 64) | self.dice.below(5) as u128)
    }

    fn any_source(&mut self) -> SourceId {
        SourceId(self.uuid(1))
    }

    fn any_version(&mut self) -> VersionId {
        VersionId(self.uuid(2))
    }

    fn any_annotation(&mut self) -> AnnotationId {
        AnnotationId(self.uuid(3))
    }

    fn any_person(&mut self) -> PersonId {
        PersonId(self.uuid(4))
    }

    fn any_annotator(&mut self) -> AnnotatorId {
        AnnotatorId(self.uuid(5))
    }

    /// Mostly an id from `present`; `other` where there is none, and now and then.
    fn mostly<T: Clone>(&mut self, present: &[T], other: T) -> T {
        if present.is_empty() || self.dice.percent(4) { other } else { self.dice.pick(present) }
    }

    fn known_source(&mut self) -> SourceId {
        let other = self.any_source();
        let present: Vec<_> = self.set.sources().iter().map(|record| record.id).collect();
        self.mostly(&present, other)
    }

    fn known_annotation(&mut self) -> AnnotationId {
        let other = self.any_annotation();
        let present: Vec<_> = self.set.annotations().iter().map(|record| record.id).collect();
        self.mostly(&present, other)
    }

    fn known_person(&mut self) -> PersonId {
        let other = self.any_person();
        let present: Vec<_> = self.set.people().iter().map(|record| record.id).collect();
        self.mostly(&present, other)
    }

    fn known_annotator(&mut self) -> AnnotatorId {
        let other = self.any_annotator();
        let present: Vec<_> = self.set.annotators().iter().map(|record| record.id).collect();
        self.mostly(&present, other)
    }

    fn progress_key(&mut self) -> ProgressKey {
        ProgressKey { annotator: self.known_annotator(), source: self.known_source() }
    }

    // --- small things

    fn word(&mut self) -> String {
        self.dice.pick(WORDS).to_owned()
    }

    /// A name that is hardly ever missing or taken.
    fn name(&mut self) -> String {
        if self.dice.percent(6) { self.word() } else { format!("{} {}", self.word(), self.dice.roll()) }
    }

    fn now(&mut self) -> Timestamp {
        Timestamp(self.dice.below(1_000_000) as i64)
    }

    fn stamp(&mut self) -> Stamp {
        let by = if self.dice.percent(50) { Some(self.known_annotator()) } else { None };
        Stamp { by, created: self.now(), modified: self.now() }
    }

    fn ext(&mut self) -> Ext {
        if self.dice.percent(90) { Ext::default() } else { [(self.word(), "(1)".to_owned())].into_iter().collect() }
    }

    fn order(&mut self) -> OrderKey {
        let keys: Vec<OrderKey> = self.set.sources().iter().map(|source| source.order.clone()).collect();
        let (before, after) = (self.dice.maybe(&keys), self.dice.maybe(&keys));
        OrderKey::between(before.as_ref(), after.as_ref())
    }

    fn remove(&mut self, any_id: impl Fn(&mut Self) -> AnyId) -> Edit {
        let id = any_id(self);
        let tombstone = Tombstone { by: Some(self.known_annotator()), at: self.now() };
        Edit::Remove(id, self.dice.percent(60).then_some(tombstone))
    }

    /// Mostly a stretch between two characters, at times one that cuts a character, leaves the text or is inside out.
    fn span(&mut self, text: &str) -> Span {
        if self.dice.percent(3) {
            let (a, b) = (self.dice.below(text.len() + 4) as u32, self.dice.below(text.len() + 4) as u32);
            return if self.dice.percent(30) { Span { start: a, end: b } } else { Span::new(a, b) };
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (self.dice.pick(&ends), self.dice.pick(&ends));
        Span::new(a as u32, b as u32)
    }

    fn selector(&mut self) -> Selector {
        Selector { start: 1, end: 4, exact: self.word(), prefix: self.word(), suffix: self.word() }
    }

    // --- records

    fn details(&mut self) -> Details {
        let origin = Origin { set: SetId(self.uuid(9)), hash: Hash::of(b"assignment") };
        Details {
            title: self.word(),
            role: self.dice.pick(&[Role::Work, Role::Assignment, Role::HandIn, Role::Key]),
            origin: self.dice.percent(30).then_some(origin),
            task: self.word(),
        }
    }

    fn source(&mut self) -> Source {
        let id = self.any_source();
        let versions: Vec<VersionId> =
            self.set.versions().iter().filter(|version| version.source == id).map(|version| version.id).collect();
        let stranger = self.any_version();
        let current = if self.dice.percent(5) { Some(stranger) } else { self.dice.maybe(&versions) };
        let translation_of = if self.dice.percent(20) { Some(self.known_source()) } else { None };
        Source {
            id,
            order: self.order(),
            title: self.word(),
            outlet: self.word(),
            byline: self.word(),
            address: String::new(),
            archive: String::new(),
            published: "2026-03-04".to_owned(),
            modified: self.dice.pick(&["", "2026-03-05"]).to_owned(),
            age: String::new(),
            language: self.dice.pick(&["", "en", "fa"]).to_owned(),
            direction: self.dice.pick(&[Direction::LeftToRight, Direction::RightToLeft]),
            rights: String::new(),
            description: String::new(),
            found: self.word(),
            translation_of,
            note: self.word(),
            current: if self.dice.percent(30) { None } else { current },
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    fn version(&mut self) -> SourceVersion {
        let id = self.any_version();
        let before = self.set.versions().get(id).filter(|_| self.dice.percent(85));
        let (source, text) = if let Some(before) = before {
            (before.source, before.text.clone())
        } else {
            let text = self.dice.pick(TEXTS);
            (self.known_source(), (!self.dice.percent(10)).then(|| Arc::from(text)))
        };
        let blocks = self.blocks(text.as_deref().unwrap_or("left out"));
        SourceVersion {
            id,
            source,
            blocks: Arc::new(blocks),
            read: self.now(),
            origin: self.word(),
            response: self.dice.maybe(&[Response { address: "https://example.org/a".to_owned(), date: None }]),
            encoding: "UTF-8".to_owned(),
            original_hash: Hash::of(b"bytes"),
            text_hash: Hash::of(text.as_deref().unwrap_or_default().as_bytes()),
            text,
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    /// Mostly one block a paragraph, at times any.
    fn blocks(&mut self, text: &str) -> Vec<Block> {
        if self.dice.percent(10) {
            return (0..self.dice.below(4)).map(|_| self.block(text, None)).collect();
        }
        let mut blocks = Vec::new();
        let mut start = 0;
        for paragraph in text.split("\n\n") {
            blocks.push(self.block(text, Some(Span::from(start..start + paragraph.len()))));
            start += paragraph.len() + 2;
        }
        blocks
    }

    fn block(&mut self, text: &str, extent: Option<Span>) -> Block {
        let span = extent.unwrap_or_else(|| self.span(text));
        let inside = text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let mut inlines = Vec::new();
        for _ in 0..self.dice.below(3) {
            let within = self.span(inside);
            let kinds = [InlineKind::Emphasis, InlineKind::Strong, InlineKind::Link(self.word()), InlineKind::Markup];
            inlines.push(Inline {
                span: Span { start: span.start + within.start, end: span.start + within.end },
                kind: self.dice.pick(&kinds),
            });
        }
        let kinds = [
            BlockKind::Paragraph,
            BlockKind::Heading(2),
            BlockKind::ListItem(1),
            BlockKind::BlockQuote,
            BlockKind::Caption,
            BlockKind::Table,
            BlockKind::Byline,
            BlockKind::Other,
        ];
        Block { span, kind: self.dice.pick(&kinds), boilerplate: self.dice.percent(30), inlines }
    }

    /// Mostly a block of the set with another kind or fold, at times with another extent.
    fn set_block(&mut self) -> Edit {
        let stranger = self.any_version();
        let versions: Vec<VersionId> = self.set.versions().iter().map(|version| version.id).collect();
        let version = self.mostly(&versions, stranger);
        let record = self.set.versions().get(version);
        let (text, blocks) = record.map_or(("", &[][..]), |record| (record.text(), record.blocks.as_slice()));
        let index = self.dice.below(blocks.len() + 1);
        let extent = blocks.get(index).map(|block| block.span).filter(|_| self.dice.percent(70));
        let block = self.block(text, extent);
        Edit::SetBlock { version, index: index as u32, block }
    }

    fn annotation(&mut self) -> Annotation {
        let versions: Vec<(VersionId, SourceId)> =
            self.set.versions().iter().map(|version| (version.id, version.source)).collect();
        let stranger = (self.any_version(), self.any_source());
        let (version, source) = self.mostly(&versions, stranger);
        let text = self.set.versions().get(version).map_or("", SourceVersion::text);
        let was: Box<[Selector]> = (0..self.dice.below(12).min(2)).map(|_| self.selector()).collect();
        let anchorings = [
            Anchoring::Anchored,
            Anchoring::Anchored,
            Anchoring::Same,
            Anchoring::Moved(was.clone()),
            Anchoring::Edited(was.clone()),
            Anchoring::Ambiguous(was.clone()),
            Anchoring::Lost(was.clone()),
            Anchoring::Unchecked(was),
        ];
        let anchoring = self.dice.pick(&anchorings);
        let mut spans: Spans = if anchoring.is_unresolved() && !self.dice.percent(5) {
            Spans::new()
        } else {
            (0..self.dice.below(4)).map(|_| self.span(text)).collect()
        };
        if self.dice.percent(90) {
            spans.sort_unstable();
            let mut end = 0;
            let several = spans.len() > 1;
            spans.retain(|span| {
                let fits = span.start >= end && !(several && span.is_empty());
                end = if fits { span.end } else { end };
                fits
            });
        }
        let labels: Vec<Label> = self.set.scheme().labels.clone();
        let label = if self.dice.percent(20) { None } else { self.dice.maybe(&labels) };
        let mut attributes = Attributes::default();
        for attribute in label.iter().flat_map(|label| &label.attributes) {
            if self.dice.percent(40) {
                attributes.set(attribute.id, Some(self.value(&attribute.kind, text)));
            }
        }
        if self.dice.percent(3) {
            attributes.set(AttributeId(self.uuid(10)), Some(AttributeValue::YesNo(true)));
        }
        let stray_label = LabelId(self.uuid(11));
        Annotation {
            id: self.any_annotation(),
            source,
            version,
            spans,
            label: if self.dice.percent(3) { Some(stray_label) } else { label.map(|label| label.id) },
            attributes,
            note: self.word(),
            layer: self.dice.pick(&[Layer::Own, Layer::Own, Layer::Suggested, Layer::Adjudicated]),
            status: self.dice.pick(&[Status::Open, Status::Accepted, Status::Dismissed]),
            derived_from: if self.dice.percent(10) { Some(self.any_annotation()) } else { None },
            anchoring,
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    /// Mostly a value of the kind that is asked for.
    fn value(&mut self, kind: &AttributeKind, text: &str) -> AttributeValue {
        let options: Vec<OptionId> = kind.options().iter().map(|option| option.id).collect();
        let stranger = OptionId(self.uuid(12));
        if self.dice.percent(3) {
            return AttributeValue::Choice(stranger);
        }
        match kind {
            AttributeKind::Choice(_) => AttributeValue::Choice(self.mostly(&options, stranger)),
            AttributeKind::Several(_) => {
                let mut several: Vec<OptionId> =
                    (0..self.dice.below(4)).map(|_| self.mostly(&options, stranger)).collect();
                if self.dice.percent(90) {
                    several.sort_unstable();
                    several.dedup();
                }
                AttributeValue::Several(several)
            }
            AttributeKind::Text => AttributeValue::Text(self.word()),
            AttributeKind::Number => {
                let numbers: Vec<Number> = [0.0, -0.0, 1.5, -1e300].into_iter().filter_map(Number::new).collect();
                AttributeValue::Number(self.dice.pick(&numbers))
            }
            AttributeKind::YesNo => AttributeValue::YesNo(self.dice.percent(50)),
            AttributeKind::Date => AttributeValue::Date("2026-03".to_owned()),
            AttributeKind::Span => AttributeValue::Span(self.span(text)),
            AttributeKind::Person => AttributeValue::Person(self.known_person()),
        }
    }

    fn statement(&mut self) -> Statement {
        let scales = self.set.scheme().scales.clone();
        let mut verdicts = Vec::new();
        if self.dice.percent(40)
            && let Some(scale) = self.dice.maybe(&scales)
        {
            let stray = ChoiceOption { id: OptionId(self.uuid(12)), name: String::new() };
            let value = self.mostly(&scale.values, stray).id;
            verdicts.push(Verdict {
                scale: scale.id,
                value,
                by: self.known_annotator(),
                at: self.now(),
                rationale: self.word(),
            });
        }
        let mut appearances: Vec<Appearance> = (0..self.dice.below(3))
            .map(|_| Appearance {
                annotation: self.known_annotation(),
                stance: self.dice.pick(&[Stance::States, Stance::Hedges, Stance::Partly, Stance::Contradicts]),
                fidelity: self.dice.pick(&[
                    None,
                    Some(Fidelity::Verbatim),
                    Some(Fidelity::Trimmed),
                    Some(Fidelity::Altered),
                    Some(Fidelity::Translated),
                    Some(Fidelity::Paraphrase),
                ]),
            })
            .collect();
        if self.dice.percent(50) {
            appearances.dedup_by_key(|appearance| appearance.annotation);
        }
        let evidence = Evidence {
            title: self.word(),
            bearing: self.dice.pick(&[Bearing::Supports, Bearing::Refutes, Bearing::Context]),
            ..Evidence::default()
        };
        let looked: BTreeMap<ProgressKey, Timestamp> =
            (0..self.dice.below(5).saturating_sub(3)).map(|_| (self.progress_key(), self.now())).collect();
        Statement {
            id: StatementId(self.uuid(6)),
            order: self.order(),
            kind: self.dice.pick(&[StatementKind::Claim, StatementKind::Quotation]),
            topic: self.word(),
            sentence: self.word(),
            note: self.word(),
            appearances,
            evidence: vec![evidence],
            verdicts,
            looked,
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    fn link(&mut self) -> Link {
        let kinds =
            [LinkKind::Supports, LinkKind::SourceOf, LinkKind::Answers, LinkKind::Updates, LinkKind::Own(self.word())];
        Link {
            id: LinkId(self.uuid(7)),
            kind: self.dice.pick(&kinds),
            from: self.known_annotation(),
            to: self.known_annotation(),
            note: self.word(),
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    fn person(&mut self) -> Person {
        Person {
            id: self.any_person(),
            name: self.name(),
            function: self.word(),
            kind: self.dice.pick(&[PersonKind::Named, PersonKind::Unnamed, PersonKind::Collective]),
            other_names: vec![self.word()],
            note: self.word(),
            stamp: self.stamp(),
            ext: self.ext(),
        }
    }

    fn annotator(&mut self) -> Annotator {
        Annotator { id: self.any_annotator(), name: self.name(), ext: self.ext() }
    }

    // --- the scheme

    /// The scheme as it is, with one thing changed.
    fn scheme(&mut self) -> Scheme {
        let mut scheme = self.set.scheme().clone();
        let label = self.dice.below(scheme.labels.len().max(1));
        match self.dice.below(9) {
            0 => {
                let label = self.label();
                scheme.labels.push(label);
            }
            1 => drop(scheme.labels.pop()),
            2 => {
                let name = self.name();
                scheme.labels.iter_mut().skip(label).take(1).for_each(|label| label.name.clone_from(&name));
            }
            3 => {
                let digit = self.dice.below(11) as u8;
                scheme.labels.iter_mut().skip(label).take(1).for_each(|label| label.shortcut = Some(digit));
            }
            4 => {
                let attribute = self.attribute();
                scheme.labels.iter_mut().skip(label).take(1).for_each(|label| label.attributes.push(attribute.clone()));
            }
            5 => scheme.labels.iter_mut().skip(label).take(1).for_each(|label| drop(label.attributes.pop())),
            6 => {
                let (name, values) = (self.name(), self.options());
                scheme.scales.push(Scale { id: ScaleId(self.new_uuid()), name, values });
            }
            7 => drop(scheme.scales.pop()),
            _ => scheme.labels.reverse(),
        }
        scheme.locked = self.dice.percent(10);
        scheme.ext = self.ext();
        scheme
    }

    fn new_uuid(&mut self) -> Uuid {
        Uuid::from_u128((13 << 64) | u128::from(self.dice.roll()))
    }

    fn label(&mut self) -> Label {
        Label {
            id: LabelId(self.new_uuid()),
            name: self.name(),
            description: self.word(),
            color: self.dice.pick(&LabelColor::ALL),
            underline: self.dice.pick(&Underline::ALL),
            shortcut: None,
            role: self.dice.pick(&[None, Some(LabelRole::Claim), Some(LabelRole::Opinion), Some(LabelRole::Quote)]),
            attributes: (0..self.dice.below(4)).map(|_| self.attribute()).collect(),
            ext: self.ext(),
        }
    }

    fn attribute(&mut self) -> Attribute {
        let kinds = [
            AttributeKind::Choice(self.options()),
            AttributeKind::Several(self.options()),
            AttributeKind::Text,
            AttributeKind::Number,
            AttributeKind::YesNo,
            AttributeKind::Date,
            AttributeKind::Span,
            AttributeKind::Person,
        ];
        Attribute {
            id: AttributeId(self.new_uuid()),
            name: self.name(),
            description: self.word(),
            kind: self.dice.pick(&kinds),
            role: None,
            ext: self.ext(),
        }
    }

    fn options(&mut self) -> Vec<ChoiceOption> {
        (0..self.dice.below(4)).map(|_| ChoiceOption { id: OptionId(self.new_uuid()), name: self.name() }).collect()
    }
}
