//! Copies of one set that went different ways: each is changed through the door as the program changes a set, with
//! additions, changes, deletions that leave tombstones and take references along, and undo, under wrong clocks.

use crossread::model::edit::apply;
use crossread::model::{
    Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, Appearance, Attribute, AttributeId,
    AttributeKind, AttributeValue, Attributes, Bearing, ChoiceOption, Details, Edit, Evidence, Ext, Fidelity, Label,
    LabelColor, LabelId, Link, LinkId, LinkKind, OptionId, OrderKey, Person, PersonId, PersonKind, Progress,
    ProgressKey, Role, Scale, ScaleId, Scheme, SetId, Source, SourceId, SourceVersion, Stamp, Stance, Statement,
    StatementId, StatementKind, Status, Timestamp, Tombstone, Underline, Verdict, VersionId,
};
use crossread::text::Span;
use uuid::Uuid;

use super::edits::Dice;
use super::records;

const TEXT: &str = "The bridge will open in March.\n\nThe mayor said: “We keep our word.”\n\nNobody — not even Übel — \
                    believed her, گفت او.";

/// One copy, who works on it, and the way back.
#[derive(Clone)]
pub struct Copy {
    pub set: AnnotationSet,
    dice: Dice,
    /// Takes back what was done, the last first.
    undo: Vec<Edit>,
    next: u128,
    /// What was done, for whoever reads a failure.
    pub log: Vec<&'static str>,
}

impl Copy {
    /// A set with a past of some steps.
    pub fn begin(seed: u64, steps: usize) -> Self {
        let mut scheme = Scheme::starter();
        scheme.labels[2].attributes.push(Attribute {
            id: AttributeId(Uuid::from_u128(0xa1)),
            name: "Tone".into(),
            description: String::new(),
            kind: AttributeKind::Several(
                (0..4)
                    .map(|n| ChoiceOption { id: OptionId(Uuid::from_u128(0xb0 + n)), name: format!("tone {n}") })
                    .collect(),
            ),
            role: None,
            ext: Ext::default(),
        });
        scheme.labels[0].attributes.push(Attribute {
            id: AttributeId(Uuid::from_u128(0xa2)),
            name: "Cue".into(),
            description: String::new(),
            kind: AttributeKind::Span,
            role: None,
            ext: Ext::default(),
        });
        scheme.scales.push(Scale {
            id: ScaleId(Uuid::from_u128(0xc0)),
            name: "Truth".into(),
            values: (0..3)
                .map(|n| ChoiceOption { id: OptionId(Uuid::from_u128(0xd0 + n)), name: format!("value {n}") })
                .collect(),
        });
        let set = AnnotationSet::new(SetId(Uuid::from_u128(1)), Timestamp(0), Details::default(), scheme);
        let mut copy = Self { set, dice: Dice(seed), undo: Vec::new(), next: 1 << 64, log: Vec::new() };
        for n in 0..2 {
            let annotator =
                Annotator { id: AnnotatorId(Uuid::from_u128(0xe0 + n)), name: format!("Ada {n}"), ext: Ext::default() };
            apply(&mut copy.set, Edit::put(annotator)).expect("a sound annotator");
        }
        copy.add_source();
        copy.add_source();
        for _ in 0..6 {
            copy.annotate();
        }
        copy.work(steps);
        copy
    }

    /// The same copy in other hands.
    pub fn fork(&self, number: u128, seed: u64) -> Self {
        Self { dice: Dice(seed), next: (number + 2) << 64, log: Vec::new(), ..self.clone() }
    }

    /// Does some steps.
    pub fn work(&mut self, steps: usize) {
        for _ in 0..steps {
            match self.dice.below(26) {
                0..=3 => self.annotate(),
                4..=8 => self.change_annotation(),
                9 => self.delete_annotation(),
                10 => self.add_statement(),
                11..=13 => self.change_statement(),
                14 => self.delete_statement(),
                15 => self.add_link(),
                16 => self.change_or_delete_link(),
                17 => self.add_person(),
                18 => self.change_or_delete_person(),
                19 => match self.dice.below(3) {
                    0 => self.add_source(),
                    1 => self.delete_source(),
                    _ => self.add_version(),
                },
                20 => self.change_source(),
                21 => self.fold(),
                22 => self.change_scheme(),
                23 => self.set_progress(),
                24 => self.set_details(),
                _ => {}
            }
            if self.dice.percent(20)
                && let Some(back) = self.undo.pop()
            {
                self.log.push("undo");
                apply(&mut self.set, back).expect("what was done can be taken back");
            }
        }
    }

    fn apply(&mut self, what: &'static str, edits: Vec<Edit>) {
        if let Ok(inverse) = apply(&mut self.set, Edit::Batch(edits)) {
            self.log.push(what);
            self.undo.push(inverse);
        }
    }

    fn uuid(&mut self) -> Uuid {
        self.next += 1;
        // Ids of different copies lie among each other.
        Uuid::from_u128(self.next.rotate_left(64).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
    }

    fn now(&mut self) -> Timestamp {
        Timestamp(self.dice.below(30) as i64)
    }

    fn word(&mut self) -> String {
        self.dice.pick(&["", "bridge", "Bridge", "پل", "two words", "note", "e\u{301}"]).to_owned()
    }

    fn by(&mut self) -> Option<AnnotatorId> {
        let ids: Vec<AnnotatorId> = self.set.annotators().iter().map(|record| record.id).collect();
        if self.dice.percent(60) { self.dice.maybe(&ids) } else { None }
    }

    fn stamp(&mut self) -> Stamp {
        let now = self.now();
        Stamp::new(self.by(), now)
    }

    fn tombstone(&mut self) -> Tombstone {
        Tombstone { by: self.by(), at: self.now() }
    }

    fn delete(&mut self, id: AnyId) -> Edit {
        Edit::Remove(id, Some(self.tombstone()))
    }

    fn annotation(&mut self) -> Option<Annotation> {
        let all: Vec<Annotation> = self.set.annotations().iter().cloned().collect();
        self.dice.maybe(&all)
    }

    fn span(&mut self) -> Span {
        let ends: Vec<usize> = TEXT.char_indices().map(|(at, _)| at).collect();
        let (a, b) = (self.dice.pick(&ends), self.dice.pick(&ends));
        if a == b { Span::new(0, 3) } else { Span::new(a as u32, b as u32) }
    }

    fn value(&mut self, attribute: &Attribute) -> Option<AttributeValue> {
        let options: Vec<OptionId> = attribute.kind.options().iter().map(|option| option.id).collect();
        Some(match &attribute.kind {
            AttributeKind::Choice(_) => AttributeValue::Choice(self.dice.maybe(&options)?),
            AttributeKind::Several(_) => {
                let mut some: Vec<OptionId> = options.into_iter().filter(|_| self.dice.percent(50)).collect();
                some.sort_unstable();
                AttributeValue::Several(some)
            }
            AttributeKind::Span => AttributeValue::Span(self.span()),
            AttributeKind::Person => {
                let people: Vec<PersonId> = self.set.people().iter().map(|person| person.id).collect();
                AttributeValue::Person(self.dice.maybe(&people)?)
            }
            _ => AttributeValue::Text(self.word()),
        })
    }

    fn label(&mut self) -> Option<Label> {
        let labels = self.set.scheme().labels.clone();
        if self.dice.percent(80) { self.dice.maybe(&labels) } else { None }
    }

    fn annotate(&mut self) {
        let versions: Vec<VersionId> = self.set.sources().iter().filter_map(|source| source.current).collect();
        let Some(version) = self.dice.maybe(&versions).and_then(|id| self.set.versions().get(id)).cloned() else {
            return;
        };
        let mut annotation = records::annotation(0, &version, &[self.span()]);
        annotation.id = AnnotationId(self.uuid());
        annotation.stamp = self.stamp();
        self.mark(&mut annotation);
        self.apply("annotate", vec![Edit::put(annotation)]);
    }

    fn mark(&mut self, annotation: &mut Annotation) {
        let label = self.label();
        annotation.label = label.as_ref().map(|label| label.id);
        annotation.attributes = Attributes::default();
        for attribute in label.iter().flat_map(|label| &label.attributes) {
            if self.dice.percent(40) {
                let value = self.value(attribute);
                annotation.attributes.set(attribute.id, value);
            }
        }
    }

    fn change_annotation(&mut self) {
        let Some(mut annotation) = self.annotation() else { return };
        match self.dice.below(8) {
            0 => annotation.note = self.word(),
            1 => self.mark(&mut annotation),
            2 | 3 => {
                let label = annotation.label.and_then(|id| self.set.scheme().label(id)).cloned();
                if let Some(attribute) = label.and_then(|label| self.dice.maybe(&label.attributes)) {
                    let value = if self.dice.percent(80) { self.value(&attribute) } else { None };
                    annotation.attributes.set(attribute.id, value);
                }
            }
            4 => annotation.spans = [self.span()].into_iter().collect(),
            5 => {
                let part = self.span();
                let mut spans: Vec<Span> = annotation.spans.iter().copied().chain([part]).collect();
                spans.sort_unstable();
                annotation.spans = spans.into_iter().collect();
            }
            6 => {
                // The source has a newer version, and the annotation moves along.
                if let Some(current) = self.set.sources().get(annotation.source).and_then(|source| source.current) {
                    annotation.version = current;
                }
            }
            _ => annotation.status = self.dice.pick(&[Status::Open, Status::Accepted, Status::Dismissed]),
        }
        annotation.stamp.modified = self.now();
        self.apply("change annotation", vec![Edit::put(annotation)]);
    }

    fn removal(&mut self, gone: &[AnnotationId]) -> Vec<Edit> {
        let links: Vec<LinkId> = self
            .set
            .links()
            .iter()
            .filter(|link| gone.contains(&link.from) || gone.contains(&link.to))
            .map(|link| link.id)
            .collect();
        let mut edits: Vec<Edit> = links.into_iter().map(|id| self.delete(AnyId::Link(id))).collect();
        for mut statement in self.set.statements().iter().cloned().collect::<Vec<_>>() {
            if statement.appearances.iter().any(|one| gone.contains(&one.annotation)) {
                statement.appearances.retain(|one| !gone.contains(&one.annotation));
                statement.stamp.modified = self.now();
                edits.push(Edit::put(statement));
            }
        }
        edits.extend(gone.iter().map(|id| self.delete(AnyId::Annotation(*id))));
        edits
    }

    fn delete_annotation(&mut self) {
        let Some(annotation) = self.annotation() else { return };
        let edits = self.removal(&[annotation.id]);
        self.apply("delete annotation", edits);
    }

    fn appearance(&mut self) -> Option<Appearance> {
        Some(Appearance {
            annotation: self.annotation()?.id,
            stance: self.dice.pick(&[Stance::States, Stance::Hedges, Stance::Contradicts]),
            fidelity: self.dice.pick(&[None, Some(Fidelity::Trimmed)]),
        })
    }

    fn order(&mut self) -> OrderKey {
        let keys: Vec<OrderKey> = self.set.sources().iter().map(|source| source.order.clone()).collect();
        let (before, after) = (self.dice.maybe(&keys), self.dice.maybe(&keys));
        OrderKey::between(before.as_ref(), after.as_ref())
    }

    fn add_statement(&mut self) {
        let statement = Statement {
            id: StatementId(self.uuid()),
            order: self.order(),
            kind: StatementKind::Claim,
            topic: self.word(),
            sentence: self.word(),
            note: String::new(),
            appearances: self.appearance().into_iter().collect(),
            evidence: Vec::new(),
            verdicts: Vec::new(),
            looked: std::collections::BTreeMap::new(),
            stamp: self.stamp(),
            ext: Ext::default(),
        };
        self.apply("add statement", vec![Edit::put(statement)]);
    }

    fn statement(&mut self) -> Option<Statement> {
        let all: Vec<Statement> = self.set.statements().iter().cloned().collect();
        self.dice.maybe(&all)
    }

    fn change_statement(&mut self) {
        let Some(mut statement) = self.statement() else { return self.add_statement() };
        match self.dice.below(8) {
            0 => statement.sentence = self.word(),
            1 => statement.order = self.order(),
            2 => {
                if let Some(one) = self.appearance() {
                    statement.appearances.retain(|other| other.annotation != one.annotation);
                    statement.appearances.push(one);
                }
            }
            3 => drop(statement.appearances.pop()),
            4 => {
                let title = self.word();
                statement.evidence.push(Evidence { title, bearing: Bearing::Supports, ..Evidence::default() });
            }
            5 => drop(statement.evidence.pop()),
            6 => {
                if let (Some(scale), Some(by)) = (self.set.scheme().scales.first().cloned(), self.by())
                    && let Some(value) = self.dice.maybe(&scale.values)
                {
                    let (at, rationale) = (self.now(), self.word());
                    statement.verdicts.push(Verdict { scale: scale.id, value: value.id, by, at, rationale });
                }
            }
            _ => {
                if let Some(key) = self.progress_key() {
                    let at = self.now();
                    statement.looked.insert(key, at);
                }
            }
        }
        statement.stamp.modified = self.now();
        self.apply("change statement", vec![Edit::put(statement)]);
    }

    fn delete_statement(&mut self) {
        if let Some(statement) = self.statement() {
            let edit = self.delete(AnyId::Statement(statement.id));
            self.apply("delete statement", vec![edit]);
        }
    }

    fn add_link(&mut self) {
        if let (Some(from), Some(to)) = (self.annotation(), self.annotation()) {
            let link = Link {
                id: LinkId(self.uuid()),
                kind: LinkKind::Supports,
                from: from.id,
                to: to.id,
                note: self.word(),
                stamp: self.stamp(),
                ext: Ext::default(),
            };
            self.apply("add link", vec![Edit::put(link)]);
        }
    }

    fn change_or_delete_link(&mut self) {
        let all: Vec<Link> = self.set.links().iter().cloned().collect();
        let Some(mut link) = self.dice.maybe(&all) else { return self.add_link() };
        if self.dice.percent(40) {
            let edit = self.delete(AnyId::Link(link.id));
            return self.apply("delete link", vec![edit]);
        }
        match self.dice.below(3) {
            0 => link.note = self.word(),
            1 => link.kind = self.dice.pick(&[LinkKind::Answers, LinkKind::Updates, LinkKind::Own("x".into())]),
            _ => link.to = self.annotation().map_or(link.to, |annotation| annotation.id),
        }
        link.stamp.modified = self.now();
        self.apply("change link", vec![Edit::put(link)]);
    }

    fn add_person(&mut self) {
        let person = Person {
            id: PersonId(self.uuid()),
            name: format!("P {}", self.word()),
            function: self.word(),
            kind: PersonKind::Named,
            other_names: vec![self.word()],
            note: String::new(),
            stamp: self.stamp(),
            ext: Ext::default(),
        };
        self.apply("add person", vec![Edit::put(person)]);
    }

    fn change_or_delete_person(&mut self) {
        let all: Vec<Person> = self.set.people().iter().cloned().collect();
        let Some(mut person) = self.dice.maybe(&all) else { return self.add_person() };
        if self.dice.percent(30) {
            let mut edits = Vec::new();
            for mut annotation in self.set.annotations().iter().cloned().collect::<Vec<_>>() {
                let named =
                    annotation.attributes.iter().find(|(_, value)| **value == AttributeValue::Person(person.id));
                if let Some((id, _)) = named {
                    for (other, value) in annotation.clone().attributes.iter() {
                        if other == id || *value == AttributeValue::Person(person.id) {
                            annotation.attributes.set(other, None);
                        }
                    }
                    annotation.stamp.modified = self.now();
                    edits.push(Edit::put(annotation));
                }
            }
            edits.push(self.delete(AnyId::Person(person.id)));
            return self.apply("delete person", edits);
        }
        match self.dice.below(3) {
            0 => person.function = self.word(),
            1 => person.other_names.push(self.word()),
            _ => drop(person.other_names.pop()),
        }
        person.stamp.modified = self.now();
        self.apply("change person", vec![Edit::put(person)]);
    }

    fn new_version(&mut self, source: SourceId) -> SourceVersion {
        let mut version = records::version(0, 0, TEXT);
        version.id = VersionId(self.uuid());
        version.source = source;
        version.read = self.now();
        version.stamp = self.stamp();
        version
    }

    fn add_source(&mut self) {
        let mut source = records::source(0);
        source.id = SourceId(self.uuid());
        source.order = self.set.last_source_order();
        source.stamp = self.stamp();
        let version = self.new_version(source.id);
        let whole = Source { current: Some(version.id), ..source.clone() };
        self.apply("add source", vec![Edit::put(source), Edit::put(version), Edit::put(whole)]);
    }

    fn source(&mut self) -> Option<Source> {
        let all: Vec<Source> = self.set.sources().iter().cloned().collect();
        self.dice.maybe(&all)
    }

    fn add_version(&mut self) {
        let Some(source) = self.source() else { return };
        let version = self.new_version(source.id);
        let source = Source { current: Some(version.id), ..source };
        self.apply("add version", vec![Edit::put(version), Edit::put(source)]);
    }

    fn change_source(&mut self) {
        let Some(mut source) = self.source() else { return };
        match self.dice.below(4) {
            0 => source.title = self.word(),
            1 => source.order = self.order(),
            2 => source.note = self.word(),
            _ => source.translation_of = self.source().map(|other| other.id).filter(|id| *id != source.id),
        }
        source.stamp.modified = self.now();
        self.apply("change source", vec![Edit::put(source)]);
    }

    fn delete_source(&mut self) {
        let Some(source) = self.source() else { return };
        let gone: Vec<AnnotationId> =
            self.set.annotations().iter().filter(|one| one.source == source.id).map(|one| one.id).collect();
        let mut edits = self.removal(&gone);
        for key in self.set.progress().keys().filter(|key| key.source == source.id) {
            edits.push(Edit::SetProgress { key: *key, progress: Progress::NotStarted });
        }
        for mut statement in self.set.statements().iter().cloned().collect::<Vec<_>>() {
            if statement.looked.keys().any(|key| key.source == source.id) {
                statement.looked.retain(|key, _| key.source != source.id);
                statement.appearances.retain(|one| !gone.contains(&one.annotation));
                edits.push(Edit::put(statement));
            }
        }
        for other in self.set.sources().iter().filter(|other| other.translation_of == Some(source.id)) {
            edits.push(Edit::put(Source { translation_of: None, ..other.clone() }));
        }
        edits.push(Edit::put(Source { current: None, translation_of: None, ..source.clone() }));
        let versions: Vec<VersionId> =
            self.set.versions().iter().filter(|version| version.source == source.id).map(|one| one.id).collect();
        for version in versions {
            edits.push(self.delete(AnyId::Version(version)));
        }
        edits.push(self.delete(AnyId::Source(source.id)));
        self.apply("delete source", edits);
    }

    fn fold(&mut self) {
        let all: Vec<SourceVersion> = self.set.versions().iter().cloned().collect();
        if let Some(version) = self.dice.maybe(&all) {
            let index = self.dice.below(version.blocks.len());
            let mut block = version.blocks[index].clone();
            block.boilerplate = !block.boilerplate;
            self.apply("fold", vec![Edit::SetBlock { version: version.id, index: index as u32, block }]);
        }
    }

    fn progress_key(&mut self) -> Option<ProgressKey> {
        let annotators: Vec<AnnotatorId> = self.set.annotators().iter().map(|record| record.id).collect();
        Some(ProgressKey { annotator: self.dice.maybe(&annotators)?, source: self.source()?.id })
    }

    fn set_progress(&mut self) {
        if let Some(key) = self.progress_key() {
            let progress = self.dice.pick(&[Progress::NotStarted, Progress::Reading, Progress::Done]);
            self.apply("progress", vec![Edit::SetProgress { key, progress }]);
        }
    }

    fn set_details(&mut self) {
        let (title, task) = (self.word(), self.word());
        let mut details = Details { role: Role::Work, ..self.set.details().clone() };
        if self.dice.percent(50) {
            details.title = title;
        } else {
            details.task = task;
        }
        self.apply("details", vec![Edit::SetDetails(details)]);
    }

    fn change_scheme(&mut self) {
        let mut scheme = self.set.scheme().clone();
        let at = self.dice.below(scheme.labels.len().max(1));
        let name = self.dice.pick(&["Irony", "Doubt", "irony", "Fear"]).to_owned();
        match self.dice.below(9) {
            0 | 1 => {
                let label = Label {
                    id: LabelId(self.uuid()),
                    name,
                    description: String::new(),
                    color: LabelColor::Sky,
                    underline: Underline::Wavy,
                    shortcut: self.dice.pick(&[None, Some(4), Some(5)]),
                    role: None,
                    attributes: Vec::new(),
                    ext: Ext::default(),
                };
                let place = self.dice.below(scheme.labels.len() + 1);
                scheme.labels.insert(place, label);
            }
            2 if at < scheme.labels.len() => drop(scheme.labels.remove(at)),
            3 => scheme.labels.iter_mut().skip(at).take(1).for_each(|label| label.name.clone_from(&name)),
            4 => {
                let option = ChoiceOption { id: OptionId(self.uuid()), name };
                for attribute in scheme.labels.iter_mut().flat_map(|label| &mut label.attributes) {
                    if let AttributeKind::Several(options) = &mut attribute.kind {
                        options.insert(0, option);
                        break;
                    }
                }
            }
            5 => {
                for attribute in scheme.labels.iter_mut().flat_map(|label| &mut label.attributes) {
                    if let AttributeKind::Several(options) = &mut attribute.kind {
                        options.pop();
                        break;
                    }
                }
            }
            6 => {
                let id = AttributeId(self.uuid());
                let attribute = Attribute {
                    id,
                    name,
                    description: String::new(),
                    kind: AttributeKind::Text,
                    role: None,
                    ext: Ext::default(),
                };
                scheme.labels.iter_mut().skip(at).take(1).for_each(|label| label.attributes.push(attribute.clone()));
            }
            7 => scheme.labels.iter_mut().skip(at).take(1).for_each(|label| drop(label.attributes.pop())),
            _ => scheme.labels.reverse(),
        }
        self.apply("scheme", vec![Edit::SetScheme(Box::new(scheme))]);
    }
}
