//! Plain records, to be changed where a test is about something.

use std::sync::Arc;

use crossread::model::{
    Anchoring, Annotation, AnnotationId, Attributes, Block, BlockKind, Direction, Ext, Hash, Layer, OrderKey, Source,
    SourceId, SourceVersion, Stamp, Status, Timestamp, VersionId,
};
use crossread::text::Span;
use uuid::Uuid;

/// Ids count up in each kind and are never shared between kinds.
fn uuid(kind: u128, n: u128) -> Uuid {
    Uuid::from_u128((kind << 64) | n)
}

pub fn source_id(n: u128) -> SourceId {
    SourceId(uuid(1, n))
}

pub fn version_id(n: u128) -> VersionId {
    VersionId(uuid(2, n))
}

pub fn annotation_id(n: u128) -> AnnotationId {
    AnnotationId(uuid(3, n))
}

fn stamp() -> Stamp {
    Stamp::new(None, Timestamp(0))
}

/// A source without a version.
pub fn source(n: u128) -> Source {
    Source {
        id: source_id(n),
        order: OrderKey::between(None, None),
        title: format!("Source {n}"),
        outlet: String::new(),
        byline: String::new(),
        address: String::new(),
        archive: String::new(),
        published: String::new(),
        modified: String::new(),
        age: String::new(),
        language: "en".to_owned(),
        direction: Direction::LeftToRight,
        rights: String::new(),
        description: String::new(),
        found: String::new(),
        translation_of: None,
        note: String::new(),
        current: None,
        stamp: stamp(),
        ext: Ext::default(),
    }
}

/// A version whose blocks are the paragraphs of the text.
pub fn version(n: u128, source: u128, text: &str) -> SourceVersion {
    let mut blocks = Vec::new();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        blocks.push(block(Span::from(start..start + paragraph.len())));
        start += paragraph.len() + 2;
    }
    SourceVersion {
        id: version_id(n),
        source: source_id(source),
        text: Some(Arc::from(text)),
        blocks: Arc::new(blocks),
        read: Timestamp(0),
        origin: String::new(),
        response: None,
        encoding: "UTF-8".to_owned(),
        original_hash: Hash::of(text.as_bytes()),
        text_hash: Hash::of(text.as_bytes()),
        stamp: stamp(),
        ext: Ext::default(),
    }
}

pub fn block(span: Span) -> Block {
    Block { span, kind: BlockKind::Paragraph, boilerplate: false, inlines: Vec::new() }
}

/// An annotation without a label.
pub fn annotation(n: u128, version: &SourceVersion, spans: &[Span]) -> Annotation {
    Annotation {
        id: annotation_id(n),
        source: version.source,
        version: version.id,
        spans: spans.iter().copied().collect(),
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
