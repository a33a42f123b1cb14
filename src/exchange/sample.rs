//! A small set with everything that is hard to write, for the tests of the writers.

use std::sync::Arc;

use smallvec::smallvec;
use uuid::Uuid;

use crate::model::edit::{Edit, apply};
use crate::model::{
    Anchoring, Annotation, AnnotationSet, Annotator, Appearance, AttributeKind, AttributeRole, AttributeValue,
    Attributes, Block, BlockKind, Details, Evidence, Ext, Hash, Inline, InlineKind, Layer, Link, LinkKind, OrderKey,
    Person, PersonKind, Progress, ProgressKey, Response, Role, Scheme, Selector, Source, SourceVersion, Spans, Stamp,
    Stance, Statement, StatementKind, Status, Timestamp,
};
use crate::text::Span;

/// Emoji stand before every span, so that bytes, code points and UTF-16 units differ.
pub(super) const FIRST: &str = "🦀🦀 Ann said the bridge 🦀 crabs\n\nSecond – paragraph";
pub(super) const SECOND: &str = "'=1+1 🦀 is the sum, \"they\" claim";

pub(super) fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 | number))
}

pub(super) const NOW: Timestamp = Timestamp(1_772_616_128_042);

fn stamp() -> Stamp {
    Stamp::new(Some(id(0xA1)), NOW)
}

/// The span under the first occurrence of some words.
fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap_or_else(|| panic!("«{words}» is not in the text"));
    Span::from(start..start + words.len())
}

fn source(number: u128, title: &str, address: &str, after: &OrderKey) -> Source {
    Source {
        id: id(0x10 + number),
        order: OrderKey::between(Some(after), None),
        title: title.to_owned(),
        outlet: "The Daily".to_owned(),
        byline: "By Ann Lee".to_owned(),
        address: address.to_owned(),
        archive: String::new(),
        published: "2026-03-01".to_owned(),
        modified: "2026-03-02T07:30:00Z".to_owned(),
        age: String::new(),
        language: "en".to_owned(),
        direction: crate::model::Direction::LeftToRight,
        rights: String::new(),
        description: "What Ann said".to_owned(),
        found: "A reader’s hint".to_owned(),
        translation_of: None,
        note: String::new(),
        current: None,
        stamp: stamp(),
        ext: Ext::default(),
    }
}

fn version(number: u128, text: &str, blocks: Vec<Block>) -> SourceVersion {
    SourceVersion {
        id: id(0x20 + number),
        source: id(0x10 + number),
        text: Some(Arc::from(text)),
        blocks: Arc::new(blocks),
        read: NOW,
        origin: "article.txt".to_owned(),
        response: Some(Response { address: "https://example.org/final".to_owned(), date: Some(NOW) }),
        encoding: "UTF-8".to_owned(),
        original_hash: Hash::of(text.as_bytes()),
        text_hash: Hash::of(text.as_bytes()),
        stamp: stamp(),
        ext: Ext::default(),
    }
}

fn annotation(number: u128, source: u128, spans: Spans) -> Annotation {
    Annotation {
        id: id(0x30 + number),
        source: id(0x10 + source),
        version: id(0x20 + source),
        spans,
        label: None,
        attributes: Attributes::default(),
        note: String::new(),
        layer: Layer::Own,
        status: Status::Open,
        derived_from: None,
        anchoring: Anchoring::Anchored,
        stamp: stamp(),
        ext: Ext::default(),
    }
}

/// Two sources; a note on one of them; overlapping, discontinuous and lost annotations; a quote like a formula; a note
/// of two lines; a person, a statement, a link.
pub(super) fn set() -> AnnotationSet {
    let mut scheme = Scheme::starter();
    scheme.labels[0].attributes[0].kind = match scheme.labels[0].attributes[0].kind.clone() {
        AttributeKind::Choice(options) => AttributeKind::Several(options),
        other => other,
    };
    scheme.labels[2].attributes[2].kind = AttributeKind::Span;
    let [claim, opinion, quote] = [0, 1, 2].map(|at| scheme.labels[at].clone());
    let kinds = claim.attributes[0].kind.options();
    let cue = quote.attributes.iter().find(|attribute| attribute.role == Some(AttributeRole::Cue)).unwrap().id;

    let details =
        Details { title: "The bridge".to_owned(), role: Role::Work, origin: None, task: "Mark every claim".to_owned() };
    let mut set = AnnotationSet::new(id(1), NOW, details, scheme);

    let first_key = OrderKey::between(None, None);
    let first = source(0, "Bridge “gone”", "https://example.org/straße one?a=1%20b#x", &first_key);
    let second = Source { note: "Read it twice".to_owned(), ..source(1, "-Sums", "", &first.order) };
    let heading = Block {
        span: span(FIRST, "🦀🦀 Ann said the bridge 🦀 crabs"),
        kind: BlockKind::Heading(1),
        boilerplate: false,
        inlines: vec![Inline {
            span: span(FIRST, "bridge"),
            kind: InlineKind::Link("https://example.org/b".to_owned()),
        }],
    };
    let paragraph = Block {
        span: span(FIRST, "Second – paragraph"),
        kind: BlockKind::Paragraph,
        boilerplate: true,
        inlines: Vec::new(),
    };

    let source_note =
        Annotation { note: "Only one source,\nand it is unnamed".to_owned(), ..annotation(1, 0, smallvec![]) };
    let quoted = Annotation {
        label: Some(quote.id),
        attributes: [
            (quote.attributes[1].id, AttributeValue::Person(id(0xB1))),
            (cue, AttributeValue::Span(span(FIRST, "said"))),
        ]
        .into_iter()
        .collect(),
        ..annotation(2, 0, smallvec![span(FIRST, "Ann said the bridge")])
    };
    let inside = Annotation {
        label: Some(opinion.id),
        layer: Layer::Suggested,
        status: Status::Dismissed,
        derived_from: Some(id(0x99)),
        ..annotation(3, 0, smallvec![span(FIRST, "said")])
    };
    let several = Annotation {
        label: Some(claim.id),
        note: "@home".to_owned(),
        attributes: [(claim.attributes[0].id, AttributeValue::Several(vec![kinds[0].id, kinds[1].id]))]
            .into_iter()
            .collect(),
        ..annotation(4, 0, smallvec![span(FIRST, "Ann"), span(FIRST, "🦀 crabs")])
    };
    let lost = Annotation {
        anchoring: Anchoring::Lost(Box::new([Selector {
            start: 4,
            end: 14,
            exact: "gone words".to_owned(),
            prefix: "the ".to_owned(),
            suffix: " of it".to_owned(),
        }])),
        ..annotation(5, 1, smallvec![])
    };
    let formula = Annotation { label: Some(claim.id), ..annotation(6, 1, smallvec![span(SECOND, "'=1+1 🦀 is")]) };
    let statement = Statement {
        id: id(0x41),
        order: first_key.clone(),
        kind: StatementKind::Claim,
        topic: "bridge".to_owned(),
        sentence: "The bridge is gone".to_owned(),
        note: String::new(),
        appearances: vec![Appearance { annotation: several.id, stance: Stance::Hedges, fidelity: None }],
        evidence: vec![Evidence { title: "Photograph".to_owned(), ..Evidence::default() }],
        verdicts: Vec::new(),
        looked: [(ProgressKey { annotator: id(0xA1), source: second.id }, NOW)].into_iter().collect(),
        stamp: stamp(),
        ext: Ext::default(),
    };
    let link = Link {
        id: id(0x51),
        kind: LinkKind::Supports,
        from: several.id,
        to: formula.id,
        note: String::new(),
        stamp: stamp(),
        ext: Ext::default(),
    };
    let person = Person {
        id: id(0xB1),
        name: "Ann Lee".to_owned(),
        function: "mayor".to_owned(),
        kind: PersonKind::Named,
        other_names: Vec::new(),
        note: String::new(),
        stamp: stamp(),
        ext: Ext::default(),
    };
    let with_text = |source: &Source, number: u128| Source { current: Some(id(0x20 + number)), ..source.clone() };
    let edits = vec![
        Edit::put(Annotator { id: id(0xA1), name: "=Nia".to_owned(), ext: Ext::default() }),
        Edit::put(person),
        // The second source goes in first: what is written follows the reader's order.
        Edit::put(second.clone()),
        Edit::put(first.clone()),
        Edit::put(version(0, FIRST, vec![heading, paragraph])),
        Edit::put(version(1, SECOND, Vec::new())),
        Edit::put(with_text(&first, 0)),
        Edit::put(with_text(&second, 1)),
        Edit::put(formula),
        Edit::put(several),
        Edit::put(lost),
        Edit::put(inside),
        Edit::put(quoted),
        Edit::put(source_note),
        Edit::put(statement),
        Edit::put(link),
        Edit::SetProgress { key: ProgressKey { annotator: id(0xA1), source: first.id }, progress: Progress::Done },
    ];
    apply(&mut set, Edit::Batch(edits)).unwrap();
    set
}
