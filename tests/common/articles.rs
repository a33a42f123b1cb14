//! Sets of articles of any size, for benchmarks and for tests that count.

use std::sync::Arc;

use crossread::model::edit::apply;
use crossread::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, Attributes, Block, BlockKind, Details,
    Direction, Edit, Ext, Hash, Layer, OrderKey, Scheme, SetId, Source, SourceId, SourceVersion, Stamp, Status,
    Timestamp, VersionId,
};
use crossread::text::Span;
use uuid::Uuid;

use super::random_set::Dice;

const WORDS: &str = "the council said on Tuesday that bridge would cost nearly twelve million euros and “nobody \
                     knows” whether it will be finished by 2029. São";

fn id(dice: &mut Dice) -> Uuid {
    Uuid::from_u128(u128::from(dice.next()) << 64 | u128::from(dice.next()))
}

/// A set of `sources` articles of at least `bytes` bytes, with `each` annotations.
pub fn articles(sources: usize, bytes: usize, each: usize) -> AnnotationSet {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut dice = Dice::new(7);
    let now = Timestamp(1_772_616_128_042);
    let scheme = Scheme::starter();
    let mut set = AnnotationSet::new(SetId(id(&mut dice)), now, Details::default(), scheme.clone());
    let mut put = |edit| drop(apply(&mut set, edit).expect("a sound record"));
    let annotator = AnnotatorId(id(&mut dice));
    put(Edit::put(Annotator { id: annotator, name: "Ada".into(), ext: Ext::default() }));
    let stamp = Stamp::new(Some(annotator), now);
    let mut order = None;
    for n in 0..sources {
        order = Some(OrderKey::between(order.as_ref(), None));
        let (source, version) = (SourceId(id(&mut dice)), VersionId(id(&mut dice)));
        let mut text = String::new();
        let mut blocks = Vec::new();
        while text.len() < bytes {
            let start = text.len();
            for _ in 0..60 {
                text.push_str(dice.one(&words));
                text.push(' ');
            }
            let span = Span::from(start..text.len());
            blocks.push(Block { span, kind: BlockKind::Paragraph, boilerplate: false, inlines: Vec::new() });
            text.push_str("\n\n");
        }
        let bare = Source {
            id: source,
            order: order.clone().expect("just made"),
            title: format!("Article {n}: the council talks about the bridge"),
            outlet: "The Herald".into(),
            byline: "By A. Reporter".into(),
            address: format!("https://example.org/{n}"),
            archive: String::new(),
            published: "2026-03-04".into(),
            modified: String::new(),
            age: String::new(),
            language: "en".into(),
            direction: Direction::LeftToRight,
            rights: String::new(),
            description: String::new(),
            found: String::new(),
            translation_of: None,
            note: String::new(),
            current: None,
            stamp,
            ext: Ext::default(),
        };
        put(Edit::put(bare.clone()));
        put(Edit::put(SourceVersion {
            id: version,
            source,
            text_hash: Hash::of(text.as_bytes()),
            text: Some(Arc::from(text.as_str())),
            blocks: Arc::new(blocks),
            read: now,
            origin: format!("article-{n}.txt"),
            response: None,
            encoding: "UTF-8".into(),
            original_hash: Hash::of(text.as_bytes()),
            stamp,
            ext: Ext::default(),
        }));
        put(Edit::put(Source { current: Some(version), ..bare }));
        for _ in 0..each {
            let start = text.floor_char_boundary(dice.below(text.len() - 100));
            let end = text.floor_char_boundary(start + 10 + dice.below(80));
            put(Edit::put(Annotation {
                id: AnnotationId(id(&mut dice)),
                source,
                version,
                spans: [Span::from(start..end)].into_iter().collect(),
                label: Some(dice.one(&scheme.labels).id),
                attributes: Attributes::default(),
                note: String::new(),
                layer: Layer::Own,
                status: Status::Open,
                derived_from: None,
                anchoring: Anchoring::Anchored,
                stamp,
                ext: Ext::default(),
            }));
        }
    }
    set
}
