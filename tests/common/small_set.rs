//! A set with every kind of record and of annotation, small enough to be hurt at every byte of its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use crossread::model::edit::apply;
use crossread::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, Appearance, Attribute,
    AttributeId, AttributeKind, AttributeValue, Attributes, Bearing, Block, BlockKind, ChoiceOption, Details,
    Direction, Edit, Evidence, Ext, Fidelity, Hash, Inline, InlineKind, Label, LabelColor, LabelId, LabelRole, Layer,
    Link, LinkId, LinkKind, Number, OptionId, OrderKey, Person, PersonId, PersonKind, Progress, ProgressKey, Role,
    Scale, ScaleId, Scheme, Selector, SetId, Source, SourceId, SourceVersion, Spans, Stamp, Stance, Statement,
    StatementId, StatementKind, Status, Timestamp, Tombstone, Underline, Verdict, VersionId,
};
use crossread::text::Span;
use uuid::Uuid;

fn id(n: u16) -> Uuid {
    Uuid::from_u128(0x019a_9f2e_7c1b_7000_8000_0000_0000_0000 | u128::from(n))
}

const NOW: Timestamp = Timestamp(1_772_616_128_042);

fn stamp() -> Stamp {
    Stamp { by: None, created: NOW, modified: NOW }
}

fn ext() -> Ext {
    [("later".to_owned(), "(x: [1, 2], y: \"a) b\")".to_owned())].into_iter().collect()
}

/// The words of the three articles.
pub const TEXTS: [&str; 3] = [
    "The bridge is gone\nThe mayor “said” so.\n\nIt cost \"nearly\" twelve million.",
    "Zoë’s view\nNobody was hurt, 👩‍👧 they said \\ wrote.",
    "الجسر\nانهار الجسر يوم الاثنين",
];

fn scheme() -> Scheme {
    let option = |n, name: &str| ChoiceOption { id: OptionId(id(n)), name: name.into() };
    let attribute = |n, name: &str, kind| Attribute {
        id: AttributeId(id(n)),
        name: name.into(),
        description: String::new(),
        kind,
        role: None,
        ext: Ext::default(),
    };
    let label = |n, name: &str, color: LabelColor, shortcut, attributes| Label {
        id: LabelId(id(n)),
        name: name.into(),
        description: String::new(),
        color,
        underline: color.usual_underline(),
        shortcut: Some(shortcut),
        role: None,
        attributes,
        ext: Ext::default(),
    };
    let claim = vec![
        attribute(0x121, "Kind", AttributeKind::Choice(vec![option(0x122, "event"), option(0x123, "cause")])),
        attribute(0x124, "Sides", AttributeKind::Several(vec![option(0x125, "for"), option(0x126, "against")])),
        attribute(0x127, "Sure", AttributeKind::Number),
        attribute(0x128, "Checkable", AttributeKind::YesNo),
        attribute(0x129, "Since", AttributeKind::Date),
    ];
    let quote = vec![
        attribute(0x131, "Speaker", AttributeKind::Person),
        attribute(0x132, "Cue", AttributeKind::Span),
        attribute(0x133, "Hedge", AttributeKind::Text),
    ];
    Scheme {
        labels: vec![
            Label { role: Some(LabelRole::Claim), ..label(0x101, "Claim", LabelColor::Blue, 1, claim) },
            Label {
                underline: Underline::Wavy,
                ext: ext(),
                ..label(0x102, "Opinion", LabelColor::Vermilion, 2, Vec::new())
            },
            Label { role: Some(LabelRole::Quote), ..label(0x103, "Quote", LabelColor::Green, 3, quote) },
        ],
        scales: vec![Scale {
            id: ScaleId(id(0x140)),
            name: "Truth".into(),
            values: vec![option(0x141, "true"), option(0x142, "false")],
        }],
        locked: false,
        ext: Ext::default(),
    }
}

fn paragraphs(text: &str) -> Vec<Block> {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        if !line.is_empty() {
            let kind = if at == 0 { BlockKind::Heading(1) } else { BlockKind::Paragraph };
            let mut block = Block { span: (at..at + line.len()).into(), kind, boilerplate: false, inlines: Vec::new() };
            if at > 0 {
                let span = Span::from(at..at + 3.min(line.len()));
                if span.slice(text).is_some() {
                    block.inlines.push(Inline { span, kind: InlineKind::Link("https://a.org".into()) });
                }
            }
            blocks.push(block);
        }
        at += line.len() + 1;
    }
    blocks
}

fn selector(exact: &str) -> Selector {
    Selector { start: 3, end: 9, exact: exact.into(), prefix: "before ".into(), suffix: " after".into() }
}

fn span(article: usize, words: &str) -> Span {
    let at = TEXTS[article].find(words).expect("the words stand there");
    Span::from(at..at + words.len())
}

fn annotations() -> Vec<Annotation> {
    let annotation = |n: u16, article: usize, spans: &[Span]| Annotation {
        id: AnnotationId(id(n)),
        source: SourceId(id(0x30 + article as u16)),
        version: VersionId(id(0x40 + article as u16)),
        spans: spans.iter().copied().collect(),
        label: None,
        attributes: Attributes::default(),
        note: String::new(),
        layer: Layer::Own,
        status: Status::Open,
        derived_from: None,
        anchoring: Anchoring::Anchored,
        stamp: Stamp {
            by: n.is_multiple_of(4).then(|| AnnotatorId(id(0x10))),
            modified: Timestamp(NOW.0 + i64::from(n % 2)),
            ..stamp()
        },
        ext: Ext::default(),
    };
    let claim = Some(LabelId(id(0x101)));
    let quote = Some(LabelId(id(0x103)));
    let values = |values: Vec<(u16, AttributeValue)>| {
        values.into_iter().map(|(n, value)| (AttributeId(id(n)), value)).collect::<Attributes>()
    };
    let unplaced = |n, anchoring| Annotation { spans: Spans::new(), anchoring, ..annotation(n, 1, &[]) };
    let was = |words: &str| vec![selector(words)].into_boxed_slice();
    vec![
        Annotation {
            label: claim,
            attributes: values(vec![
                (0x121, AttributeValue::Choice(OptionId(id(0x122)))),
                (0x124, AttributeValue::Several(vec![OptionId(id(0x125)), OptionId(id(0x126))])),
                (0x127, AttributeValue::Number(Number::new(-1.5).expect("finite"))),
                (0x128, AttributeValue::YesNo(true)),
                (0x129, AttributeValue::Date("2026-03".into())),
            ]),
            note: "why, (then)".into(),
            ..annotation(0x201, 0, &[span(0, "The bridge is gone")])
        },
        Annotation {
            label: quote,
            attributes: values(vec![
                (0x131, AttributeValue::Person(PersonId(id(0x20)))),
                (0x132, AttributeValue::Span(span(0, "said"))),
                (0x133, AttributeValue::Text("nearly \"so\"".into())),
            ]),
            ..annotation(0x202, 0, &[span(0, "The mayor"), span(0, "It cost")])
        },
        Annotation { status: Status::Accepted, ..annotation(0x203, 0, &[span(0, "bridge")]) },
        Annotation { layer: Layer::Suggested, ..annotation(0x204, 0, &[span(0, "twelve million")]) },
        Annotation { note: "on the whole source".into(), ..annotation(0x205, 1, &[]) },
        Annotation { anchoring: Anchoring::Same, label: claim, ..annotation(0x206, 1, &[span(1, "Nobody")]) },
        Annotation { anchoring: Anchoring::Moved(was("was hurt")), ..annotation(0x207, 1, &[span(1, "was hurt")]) },
        Annotation { anchoring: Anchoring::Edited(was("they wrote")), ..annotation(0x208, 1, &[span(1, "they said")]) },
        unplaced(0x209, Anchoring::Ambiguous(was("said"))),
        unplaced(0x20a, Anchoring::Lost(was("the tunnel"))),
        unplaced(0x20b, Anchoring::Unchecked(was("unseen"))),
        Annotation {
            derived_from: Some(AnnotationId(id(0x204))),
            ext: ext(),
            label: quote,
            ..annotation(0x20c, 2, &[span(2, "انهار")])
        },
        annotation(0x20d, 2, &[Span::caret(0)]),
    ]
}

/// The set.
///
/// # Panics
///
/// When the set refuses a record: then this example is wrong.
pub fn small_set() -> AnnotationSet {
    let details =
        Details { title: "The bridge".into(), role: Role::Work, origin: None, task: "Who says what (and why)?".into() };
    let mut set = AnnotationSet::new(SetId(id(1)), NOW, details, Scheme::default());
    let mut put = |edit: Edit| drop(apply(&mut set, edit).expect("the example fits"));
    put(Edit::SetScheme(Box::new(scheme())));
    for (n, name) in [(0x10, "Ada"), (0x11, "Ben \"B.\"")] {
        put(Edit::put(Annotator { id: AnnotatorId(id(n)), name: name.into(), ext: Ext::default() }));
    }
    for (n, name) in [(0x20, "Ann Lee"), (0x21, "a senior official"), (0x22, "gone")] {
        put(Edit::put(Person {
            id: PersonId(id(n)),
            name: name.into(),
            function: "mayor".into(),
            kind: PersonKind::Named,
            other_names: vec!["A. Lee".into()],
            note: String::new(),
            stamp: stamp(),
            ext: Ext::default(),
        }));
    }
    let tombstone = Tombstone { by: Some(AnnotatorId(id(0x11))), at: NOW };
    put(Edit::Remove(AnyId::Person(PersonId(id(0x22))), Some(tombstone)));
    let mut order = None;
    for (n, text) in TEXTS.iter().enumerate() {
        let (source, version) = (SourceId(id(0x30 + n as u16)), VersionId(id(0x40 + n as u16)));
        order = Some(OrderKey::between(order.as_ref(), None));
        let whole = Source {
            id: source,
            order: order.clone().expect("just made"),
            title: text.lines().next().unwrap_or_default().into(),
            outlet: "Daily".into(),
            byline: String::new(),
            address: String::new(),
            archive: String::new(),
            published: String::new(),
            modified: String::new(),
            age: String::new(),
            language: "en".into(),
            direction: if n == 2 { Direction::RightToLeft } else { Direction::LeftToRight },
            rights: String::new(),
            description: String::new(),
            found: String::new(),
            translation_of: (n == 2).then(|| SourceId(id(0x30))),
            note: String::new(),
            current: Some(version),
            stamp: stamp(),
            ext: Ext::default(),
        };
        put(Edit::put(Source { current: None, ..whole.clone() }));
        put(Edit::put(SourceVersion {
            id: version,
            source,
            text: Some((*text).into()),
            blocks: Arc::new(paragraphs(text)),
            read: NOW,
            origin: "daily.txt".into(),
            response: None,
            encoding: "UTF-8".into(),
            original_hash: Hash::of(b"as it came"),
            text_hash: Hash::of(text.as_bytes()),
            stamp: stamp(),
            ext: Ext::default(),
        }));
        put(Edit::put(whole));
    }
    for annotation in annotations() {
        put(Edit::put(annotation));
    }
    let key = |annotator, source| ProgressKey { annotator: AnnotatorId(id(annotator)), source: SourceId(id(source)) };
    for n in 0..2_u16 {
        put(Edit::put(Statement {
            id: StatementId(id(0x301 + n)),
            order: OrderKey::parse(["V", "W"][usize::from(n)]).expect("a key"),
            kind: [StatementKind::Claim, StatementKind::Quotation][usize::from(n)],
            topic: "bridge".into(),
            sentence: "The bridge fell.".into(),
            note: String::new(),
            appearances: vec![
                Appearance { annotation: AnnotationId(id(0x201)), stance: Stance::States, fidelity: None },
                Appearance {
                    annotation: AnnotationId(id(0x206)),
                    stance: Stance::Contradicts,
                    fidelity: Some(Fidelity::Trimmed),
                },
            ],
            evidence: vec![Evidence { title: "A photo".into(), bearing: Bearing::Supports, ..Evidence::default() }],
            verdicts: vec![Verdict {
                scale: ScaleId(id(0x140)),
                value: OptionId(id(0x141)),
                by: AnnotatorId(id(0x10)),
                at: NOW,
                rationale: "seen".into(),
            }],
            looked: BTreeMap::from([(key(0x10, 0x30), NOW), (key(0x11, 0x31), NOW)]),
            stamp: stamp(),
            ext: Ext::default(),
        }));
        put(Edit::put(Link {
            id: LinkId(id(0x401 + n)),
            kind: [LinkKind::Supports, LinkKind::Own("quotes from".into())][usize::from(n)].clone(),
            from: AnnotationId(id(0x203)),
            to: AnnotationId(id(0x207)),
            note: "see".into(),
            stamp: stamp(),
            ext: Ext::default(),
        }));
    }
    put(Edit::SetProgress { key: key(0x10, 0x30), progress: Progress::Done });
    put(Edit::SetProgress { key: key(0x11, 0x31), progress: Progress::Reading });
    set
}
