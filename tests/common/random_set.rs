//! Random sets with everything in them that a set can hold: every kind of record, parts, odd characters, empty and
//! missing texts, what newer programs wrote.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossread::model::edit::apply;
use crossread::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, Appearance, Attribute,
    AttributeId, AttributeKind, AttributeRole, AttributeValue, Attributes, Bearing, Block, BlockKind, ChoiceOption,
    Details, Direction, Edit, Evidence, Ext, Fidelity, Hash, Inline, InlineKind, Label, LabelColor, LabelId, LabelRole,
    Layer, Link, LinkId, LinkKind, Number, OptionId, OrderKey, Origin, Person, PersonId, PersonKind, Progress,
    ProgressKey, Response, Role, Scale, ScaleId, Scheme, Selector, SetId, Source, SourceId, SourceVersion, Spans,
    Stamp, Stance, Statement, StatementId, StatementKind, Status, Timestamp, Tombstone, Underline, Verdict, VersionId,
};
use crossread::text::Span;
use uuid::Uuid;

/// Numbers that look random and are always the same for one seed (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// Yes, once in `n`.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn one<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(2).then(|| value(self))
    }

    fn uuid(&mut self) -> Uuid {
        Uuid::from_u128(u128::from(self.next()) << 64 | u128::from(self.next()))
    }

    fn moment(&mut self) -> Timestamp {
        Timestamp(1_500_000_000_000 + self.below(600_000_000_000) as i64)
    }

    /// Words, with a line end here and there and every kind of character that has ever broken a file.
    pub fn text(&mut self, words: usize) -> String {
        const WORDS: [&str; 36] = [
            "the",
            "mayor",
            "said",
            "bridge",
            "cost",
            "“nearly",
            "twelve”",
            "million",
            "naïve",
            "Übergröße",
            "日本語",
            "👩‍👩‍👧",
            "e\u{301}",
            "مرحبا",
            "\u{200F}",
            "\u{202E}",
            "\u{200B}",
            "\u{FEFF}",
            "\u{0}",
            "\u{7}",
            "\\",
            "\"",
            "\\n",
            "//",
            "/*",
            "*/",
            "(",
            "]",
            "r#\"",
            "'",
            "\t",
            "\u{2028}",
            "\r",
            "می‌خواهم",
            "\u{AD}",
            "\u{10FFFF}",
        ];
        let mut text = String::new();
        for _ in 0..self.below(words + 1) {
            text.push_str(WORDS[self.below(WORDS.len())]);
            text.push(if self.once_in(12) { '\n' } else { ' ' });
        }
        text
    }

    fn name(&mut self) -> String {
        format!("n{} {}", self.next(), self.text(3))
    }

    fn ext(&mut self) -> Ext {
        if !self.once_in(6) {
            return Ext::default();
        }
        let values = ["1", "\"a, ) b\"", "(x: [1, 2], y: {\"k\": 'c'})", "Some(r#\"raw\"#)", "[\n    1,\n    2,\n]"];
        (0..=self.below(3)).map(|_| (self.text(2), self.one(&values).to_owned())).collect()
    }

    fn span(&mut self, text: &str) -> Span {
        let mut at = || text.floor_char_boundary(self.below(text.len() + 1)) as u32;
        Span::new(at(), at())
    }

    fn spans(&mut self, text: &str) -> Spans {
        if self.once_in(3) {
            let mut cuts: Vec<u32> =
                (0..6).map(|_| text.floor_char_boundary(self.below(text.len() + 1)) as u32).collect();
            cuts.sort_unstable();
            let parts = cuts.chunks_exact(2).map(|pair| Span::new(pair[0], pair[1])).filter(|span| !span.is_empty());
            return parts.collect();
        }
        if self.once_in(8) { Spans::new() } else { [self.span(text)].into_iter().collect() }
    }

    fn selectors(&mut self) -> Box<[Selector]> {
        (0..=self.below(2))
            .map(|_| Selector {
                start: self.below(1000) as u32,
                end: self.below(1000) as u32 + 1000,
                exact: self.text(4),
                prefix: self.text(2),
                suffix: self.text(2),
            })
            .collect()
    }

    fn options(&mut self) -> Vec<ChoiceOption> {
        (0..=self.below(3)).map(|_| ChoiceOption { id: OptionId(self.uuid()), name: self.name() }).collect()
    }

    fn kind(&mut self) -> AttributeKind {
        match self.below(8) {
            0 => AttributeKind::Choice(self.options()),
            1 => AttributeKind::Several(self.options()),
            2 => AttributeKind::Text,
            3 => AttributeKind::Number,
            4 => AttributeKind::YesNo,
            5 => AttributeKind::Date,
            6 => AttributeKind::Span,
            _ => AttributeKind::Person,
        }
    }

    fn scheme(&mut self) -> Scheme {
        use AttributeRole as A;
        if self.once_in(4) {
            return Scheme::starter();
        }
        let roles = [A::Speaker, A::Cue, A::Holder, A::Target, A::Polarity, A::Form, A::Kind, A::Checkable, A::Hedge];
        let labels = (0..self.below(4))
            .map(|n| Label {
                id: LabelId(self.uuid()),
                name: self.name(),
                description: self.text(6),
                color: self.one(&LabelColor::ALL),
                underline: self.one(&Underline::ALL),
                shortcut: self.maybe(|_| n as u8 + 1),
                role: self.maybe(|dice| dice.one(&[LabelRole::Claim, LabelRole::Opinion, LabelRole::Quote])),
                attributes: (0..self.below(6))
                    .map(|_| Attribute {
                        id: AttributeId(self.uuid()),
                        name: self.name(),
                        description: self.text(4),
                        kind: self.kind(),
                        role: self.maybe(|dice| dice.one(&roles)),
                        ext: self.ext(),
                    })
                    .collect(),
                ext: self.ext(),
            })
            .collect();
        let scales = (0..self.below(3))
            .map(|_| Scale { id: ScaleId(self.uuid()), name: self.name(), values: self.options() })
            .collect();
        Scheme { labels, scales, locked: self.once_in(2), ext: self.ext() }
    }

    fn blocks(&mut self, text: &str) -> Vec<Block> {
        let mut at = 0;
        let mut blocks = Vec::new();
        for line in text.split('\n') {
            let span = Span::from(at..at + line.len());
            at += line.len() + 1;
            if line.is_empty() || self.once_in(5) {
                continue;
            }
            let kind = match self.below(9) {
                0 => BlockKind::Heading(1 + self.below(6) as u8),
                1 => BlockKind::ListItem(self.below(4) as u8),
                2 => BlockKind::BlockQuote,
                3 => BlockKind::Caption,
                4 => BlockKind::Table,
                5 => BlockKind::Byline,
                6 => BlockKind::Other,
                _ => BlockKind::Paragraph,
            };
            let inlines = (0..self.below(3))
                .map(|_| {
                    let inner = self.span(line);
                    Inline {
                        span: Span::new(span.start + inner.start, span.start + inner.end),
                        kind: match self.below(4) {
                            0 => InlineKind::Emphasis,
                            1 => InlineKind::Strong,
                            2 => InlineKind::Markup,
                            _ => InlineKind::Link(self.text(3)),
                        },
                    }
                })
                .collect();
            blocks.push(Block { span, kind, boilerplate: self.once_in(4), inlines });
        }
        blocks
    }

    fn value(&mut self, kind: &AttributeKind, text: &str, people: &[PersonId]) -> Option<AttributeValue> {
        Some(match kind {
            AttributeKind::Choice(options) => AttributeValue::Choice(self.one(options).id),
            AttributeKind::Several(options) => {
                let mut ids: Vec<OptionId> = options.iter().map(|option| option.id).collect();
                ids.sort();
                ids.truncate(self.below(ids.len() + 1));
                AttributeValue::Several(ids)
            }
            AttributeKind::Text => AttributeValue::Text(self.text(5)),
            AttributeKind::Number => {
                let numbers = [0.0, -0.0, 1.5, -3.25e-200, 1e300, 0.1 + 0.2, f64::MAX, f64::MIN_POSITIVE, 12.0];
                AttributeValue::Number(Number::new(self.one(&numbers))?)
            }
            AttributeKind::YesNo => AttributeValue::YesNo(self.once_in(2)),
            AttributeKind::Date => AttributeValue::Date(self.one(&["2026", "2026-03", "2026-03-04"]).to_owned()),
            AttributeKind::Span => AttributeValue::Span(self.span(text)),
            AttributeKind::Person if people.is_empty() => return None,
            AttributeKind::Person => AttributeValue::Person(self.one(people)),
        })
    }
}

/// A random set; `size` bounds how many records of a kind it has.
///
/// # Panics
///
/// When the set refuses a record: then this generator is wrong.
pub fn random_set(seed: u64, size: usize) -> AnnotationSet {
    let mut dice = Dice::new(seed);
    let d = &mut dice;
    let details = Details {
        title: d.text(5),
        role: d.one(&[Role::Work, Role::Assignment, Role::HandIn, Role::Key]),
        origin: d.maybe(|d| Origin { set: SetId(d.uuid()), hash: Hash::of(&d.next().to_le_bytes()) }),
        task: d.text(20),
    };
    let scheme = d.scheme();
    let mut set = AnnotationSet::new(SetId(d.uuid()), d.moment(), details, Scheme::default());
    let mut put = |edit: Edit| drop(apply(&mut set, edit).expect("the generator makes only what fits"));
    put(Edit::SetScheme(Box::new(scheme.clone())));

    let annotators: Vec<AnnotatorId> = (0..d.below(4)).map(|_| AnnotatorId(d.uuid())).collect();
    for id in &annotators {
        put(Edit::put(Annotator { id: *id, name: d.name(), ext: d.ext() }));
    }
    let by = |d: &mut Dice| if annotators.is_empty() { None } else { d.maybe(|d| d.one(&annotators)) };
    let stamp = |d: &mut Dice| {
        let created = d.moment();
        let modified = if d.once_in(2) { created } else { d.moment() };
        Stamp { by: by(d), created, modified }
    };
    let people: Vec<PersonId> = (0..d.below(size + 1)).map(|_| PersonId(d.uuid())).collect();
    for id in &people {
        put(Edit::put(Person {
            id: *id,
            name: d.name(),
            function: d.text(3),
            kind: d.one(&[PersonKind::Named, PersonKind::Unnamed, PersonKind::Collective]),
            other_names: (0..d.below(3)).map(|_| d.text(2)).collect(),
            note: d.text(5),
            stamp: stamp(d),
            ext: d.ext(),
        }));
    }

    let mut sources: Vec<SourceId> = Vec::new();
    let mut versions: Vec<SourceVersion> = Vec::new();
    let mut order = None;
    for _ in 0..d.below(size + 1) {
        order = Some(OrderKey::between(order.as_ref(), None));
        let source = Source {
            id: SourceId(d.uuid()),
            order: order.clone().expect("just made"),
            title: d.text(6),
            outlet: d.text(2),
            byline: d.text(2),
            address: d.text(2),
            archive: d.text(2),
            published: d.one(&["", "2026-03-04", "2026"]).to_owned(),
            modified: d.one(&["", "2026-03-05T08:00:00Z"]).to_owned(),
            age: d.text(3),
            language: d.one(&["", "en", "pt-BR"]).to_owned(),
            direction: d.one(&[Direction::LeftToRight, Direction::RightToLeft]),
            rights: d.text(2),
            description: d.text(6),
            found: d.text(3),
            translation_of: if sources.is_empty() { None } else { d.maybe(|d| d.one(&sources)) },
            note: d.text(3),
            current: None,
            stamp: stamp(d),
            ext: d.ext(),
        };
        put(Edit::put(source.clone()));
        sources.push(source.id);
        let mut current = None;
        for _ in 0..d.below(3) {
            let text = if d.once_in(6) { String::new() } else { d.text(120) };
            let version = SourceVersion {
                id: VersionId(d.uuid()),
                source: source.id,
                blocks: Arc::new(d.blocks(&text)),
                text_hash: Hash::of(text.as_bytes()),
                text: (!d.once_in(5)).then(|| text.into()),
                read: d.moment(),
                origin: d.text(2),
                response: d.maybe(|d| Response { address: d.text(2), date: d.maybe(Dice::moment) }),
                encoding: d.text(2),
                original_hash: Hash::of(&d.next().to_le_bytes()),
                stamp: stamp(d),
                ext: d.ext(),
            };
            put(Edit::put(version.clone()));
            current = Some(version.id);
            versions.push(version);
        }
        put(Edit::put(Source { current, ..source }));
    }

    let mut annotations: Vec<AnnotationId> = Vec::new();
    if !versions.is_empty() {
        for _ in 0..d.below(size * 4 + 1) {
            let version = d.one(&versions);
            let text = version.text();
            let label = if scheme.labels.is_empty() { None } else { d.maybe(|d| d.one(&scheme.labels)) };
            let mut attributes = Attributes::default();
            for attribute in label.iter().flat_map(|label| &label.attributes) {
                if d.once_in(2) {
                    attributes.set(attribute.id, d.value(&attribute.kind, text, &people));
                }
            }
            let (spans, anchoring) = if version.text.is_none() {
                match d.below(4) {
                    0 => (Spans::new(), Anchoring::Anchored),
                    1 => (Spans::new(), Anchoring::Lost(d.selectors())),
                    _ => (Spans::new(), Anchoring::Unchecked(d.selectors())),
                }
            } else {
                match d.below(12) {
                    0 => (Spans::new(), Anchoring::Ambiguous(d.selectors())),
                    1 => (Spans::new(), Anchoring::Lost(d.selectors())),
                    2 => (Spans::new(), Anchoring::Unchecked(d.selectors())),
                    3 => ([d.span(text)].into_iter().collect(), Anchoring::Same),
                    4 => ([d.span(text)].into_iter().collect(), Anchoring::Moved(d.selectors())),
                    5 => ([d.span(text)].into_iter().collect(), Anchoring::Edited(d.selectors())),
                    _ => (d.spans(text), Anchoring::Anchored),
                }
            };
            let annotation = Annotation {
                id: AnnotationId(d.uuid()),
                source: version.source,
                version: version.id,
                spans,
                label: label.map(|label| label.id),
                attributes,
                note: d.text(6),
                layer: d.one(&[Layer::Own, Layer::Suggested, Layer::Adjudicated]),
                status: d.one(&[Status::Open, Status::Accepted, Status::Dismissed]),
                derived_from: d.maybe(|d| AnnotationId(d.uuid())),
                anchoring,
                stamp: stamp(d),
                ext: d.ext(),
            };
            annotations.push(annotation.id);
            put(Edit::put(annotation));
        }
    }

    for _ in 0..d.below(size + 1) {
        let mut appearances: Vec<Appearance> = annotations
            .iter()
            .map(|id| Appearance {
                annotation: *id,
                stance: d.one(&[Stance::States, Stance::Hedges, Stance::Partly, Stance::Contradicts]),
                fidelity: d.maybe(|d| {
                    use Fidelity as F;
                    d.one(&[F::Verbatim, F::Trimmed, F::Altered, F::Translated, F::Paraphrase])
                }),
            })
            .collect();
        appearances.truncate(d.below(5));
        let verdicts = match (scheme.scales.first(), annotators.first()) {
            (Some(scale), Some(by)) => (0..d.below(3))
                .map(|_| Verdict {
                    scale: scale.id,
                    value: d.one(&scale.values).id,
                    by: *by,
                    at: d.moment(),
                    rationale: d.text(4),
                })
                .collect(),
            _ => Vec::new(),
        };
        let mut looked = BTreeMap::new();
        if let (Some(annotator), Some(source)) = (annotators.first(), sources.first()) {
            looked.insert(ProgressKey { annotator: *annotator, source: *source }, d.moment());
        }
        put(Edit::put(Statement {
            id: StatementId(d.uuid()),
            order: OrderKey::parse(d.one(&["V", "V1", "k", "k01"])).expect("a key"),
            kind: d.one(&[StatementKind::Claim, StatementKind::Quotation]),
            topic: d.text(2),
            sentence: d.text(8),
            note: d.text(3),
            appearances,
            evidence: (0..d.below(3))
                .map(|_| Evidence {
                    title: d.text(3),
                    address: d.text(1),
                    quotation: d.text(5),
                    seen: d.text(1),
                    bearing: d.one(&[Bearing::Supports, Bearing::Refutes, Bearing::Context]),
                })
                .collect(),
            verdicts,
            looked,
            stamp: stamp(d),
            ext: d.ext(),
        }));
    }
    if let [from, .., to] = annotations[..] {
        for _ in 0..d.below(size + 1) {
            put(Edit::put(Link {
                id: LinkId(d.uuid()),
                kind: match d.below(5) {
                    0 => LinkKind::Supports,
                    1 => LinkKind::SourceOf,
                    2 => LinkKind::Answers,
                    3 => LinkKind::Updates,
                    _ => LinkKind::Own(d.name()),
                },
                from,
                to,
                note: d.text(3),
                stamp: stamp(d),
                ext: d.ext(),
            }));
        }
    }
    for annotator in &annotators {
        for source in &sources {
            let progress = d.one(&[Progress::NotStarted, Progress::Reading, Progress::Done]);
            put(Edit::SetProgress { key: ProgressKey { annotator: *annotator, source: *source }, progress });
        }
    }
    for _ in 0..d.below(size + 1) {
        let id = PersonId(d.uuid());
        put(Edit::put(Person {
            id,
            name: "gone".to_owned(),
            function: String::new(),
            kind: PersonKind::Named,
            other_names: Vec::new(),
            note: String::new(),
            stamp: stamp(d),
            ext: Ext::default(),
        }));
        let tombstone = Tombstone { by: by(d), at: d.moment() };
        put(Edit::Remove(AnyId::Person(id), Some(tombstone)));
    }
    set
}
