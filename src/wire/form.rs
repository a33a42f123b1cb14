//! The shape of a file of format 1, apart from the model: what is inside the program can change without breaking files.
//!
//! These are the forms for reading; [`write`](super::write) writes the same fields in the same order. Texts are
//! spelled `Cow<'a, str>` throughout: under another name, `serde` would not see that they can be borrowed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{self, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use super::words::{Spelled, State};
use crate::model::{
    AnnotationId, AnnotatorId, AttributeId, AttributeRole, Bearing, Direction, Fidelity, Hash, LabelColor, LabelId,
    LabelRole, Layer, LinkId, OptionId, PersonId, PersonKind, Progress, Role, ScaleId, SetId, SourceId, Stance,
    StatementId, StatementKind, Status, Timestamp, Underline, VersionId,
};

/// An id, written as a hyphenated UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<K>(pub K);

/// A moment, written as RFC 3339.
#[derive(Clone, Copy, Debug)]
pub(super) struct When(pub Timestamp);

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digest(pub Hash);

/// A checksum: looked at before the record is read, and not again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum;

/// A value that is a string in the file.
trait FromText: Sized {
    const WHAT: &'static str;
    fn from_text(text: &str) -> Option<Self>;
}

impl<K: From<Uuid>> FromText for Key<K> {
    const WHAT: &'static str = "an id such as \"019a9f2e-7c1b-7000-8000-0123456789ab\"";
    fn from_text(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(|uuid| Self(uuid.into()))
    }
}

impl FromText for When {
    const WHAT: &'static str = "a moment such as \"2026-03-04T09:22:08.042Z\"";
    fn from_text(text: &str) -> Option<Self> {
        Timestamp::parse(text).map(Self)
    }
}

impl FromText for Digest {
    const WHAT: &'static str = "a SHA-256 of 64 hexadecimal digits";
    fn from_text(text: &str) -> Option<Self> {
        Hash::parse(text).map(Self)
    }
}

impl FromText for Sum {
    const WHAT: &'static str = "a checksum of eight hexadecimal digits";
    fn from_text(_: &str) -> Option<Self> {
        Some(Self)
    }
}

fn from_text<'de, D: Deserializer<'de>, T: FromText>(deserializer: D) -> Result<T, D::Error> {
    struct Parse<T>(PhantomData<T>);

    impl<T: FromText> Visitor<'_> for Parse<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::WHAT)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            T::from_text(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
        }
    }

    deserializer.deserialize_str(Parse(PhantomData))
}

impl<'de, K: From<Uuid>> Deserialize<'de> for Key<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

/// The entries of a map in their order. Two equal keys are an error; a map of `ron` would let the last one win silently.
#[derive(Debug)]
pub(super) struct Entries<K, V>(pub Vec<(K, V)>);

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, K: Deserialize<'de> + Ord + Clone, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Deserialize<'de> + Ord + Clone, V: Deserialize<'de>> Visitor<'de> for Collect<K, V> {
            type Value = Entries<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries: Vec<(K, V)> = Vec::new();
                // Nearly every map is in order, and needs no set to see that no key comes twice.
                let mut seen: Option<BTreeSet<K>> = None;
                while let Some(key) = map.next_key::<K>()? {
                    if seen.is_none() && entries.last().is_some_and(|(last, _)| *last >= key) {
                        seen = Some(entries.iter().map(|(key, _)| key.clone()).collect());
                    }
                    if seen.as_mut().is_some_and(|seen| !seen.insert(key.clone())) {
                        return Err(A::Error::custom("the same name stands there twice"));
                    }
                    entries.push((key, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Collect(PhantomData))
    }
}

/// What a newer program wrote: names and RON that is not looked into.
pub(super) type ExtForm<'a> = Entries<String, &'a RawValue>;

/// A text, written as the list of its lines.
#[derive(Debug)]
pub(super) struct Lines(pub String);

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Join;

        impl<'de> Visitor<'de> for Join {
            type Value = Lines;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of lines")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut lines: A) -> Result<Lines, A::Error> {
                let mut text = String::new();
                let mut first = true;
                while let Some(Line(line)) = lines.next_element()? {
                    if !first {
                        text.push('\n');
                    }
                    first = false;
                    text.push_str(&line);
                }
                Ok(Lines(text))
            }
        }

        deserializer.deserialize_seq(Join)
    }
}

/// A string that is borrowed from the file where nothing in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct Line<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
pub(super) struct HeadForm<'a> {
    pub id: Key<SetId>,
    pub created: When,
    #[serde(borrow, default)]
    pub title: Cow<'a, str>,
    #[serde(default)]
    pub role: Spelled<Role>,
    pub origin: Option<OriginForm>,
    #[serde(borrow, default)]
    pub task: Cow<'a, str>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct OriginForm {
    pub set: Key<SetId>,
    pub hash: Digest,
}

#[derive(Deserialize)]
pub(super) struct SchemeForm<'a> {
    #[serde(borrow, default)]
    pub labels: Vec<LabelForm<'a>>,
    #[serde(borrow, default)]
    pub scales: Vec<ScaleForm<'a>>,
    #[serde(default)]
    pub locked: bool,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct LabelForm<'a> {
    pub id: Key<LabelId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub description: Cow<'a, str>,
    #[serde(default)]
    pub color: Spelled<LabelColor>,
    #[serde(default)]
    pub underline: Spelled<Underline>,
    pub shortcut: Option<u8>,
    pub role: Option<Spelled<LabelRole>>,
    #[serde(borrow, default)]
    pub attributes: Vec<AttributeForm<'a>>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
}

#[derive(Deserialize)]
pub(super) struct AttributeForm<'a> {
    pub id: Key<AttributeId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub description: Cow<'a, str>,
    pub role: Option<Spelled<AttributeRole>>,
    #[serde(borrow)]
    pub kind: AttributeKindForm<'a>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AttributeKindForm<'a> {
    #[serde(borrow)]
    Choice(Vec<OptionForm<'a>>),
    #[serde(borrow)]
    Several(Vec<OptionForm<'a>>),
    Text,
    Number,
    YesNo,
    Date,
    Span,
    Person,
}

#[derive(Deserialize)]
pub(super) struct OptionForm<'a> {
    pub id: Key<OptionId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct ScaleForm<'a> {
    pub id: Key<ScaleId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub values: Vec<OptionForm<'a>>,
}

#[derive(Deserialize)]
pub(super) struct AnnotatorForm<'a> {
    pub id: Key<AnnotatorId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct PersonForm<'a> {
    pub id: Key<PersonId>,
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    #[serde(borrow, default)]
    pub function: Cow<'a, str>,
    #[serde(default)]
    pub kind: Spelled<PersonKind>,
    #[serde(default)]
    pub other_names: Vec<String>,
    #[serde(borrow, default)]
    pub note: Cow<'a, str>,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct SourceForm<'a> {
    pub id: Key<SourceId>,
    #[serde(borrow)]
    pub order: Cow<'a, str>,
    #[serde(borrow, default)]
    pub title: Cow<'a, str>,
    #[serde(borrow, default)]
    pub outlet: Cow<'a, str>,
    #[serde(borrow, default)]
    pub byline: Cow<'a, str>,
    #[serde(borrow, default)]
    pub address: Cow<'a, str>,
    #[serde(borrow, default)]
    pub archive: Cow<'a, str>,
    #[serde(borrow, default)]
    pub published: Cow<'a, str>,
    /// Not `modified`, which says when the record changed.
    #[serde(borrow, default)]
    pub date_modified: Cow<'a, str>,
    #[serde(borrow, default)]
    pub age: Cow<'a, str>,
    #[serde(borrow, default)]
    pub language: Cow<'a, str>,
    #[serde(default)]
    pub direction: Spelled<Direction>,
    #[serde(borrow, default)]
    pub rights: Cow<'a, str>,
    #[serde(borrow, default)]
    pub description: Cow<'a, str>,
    #[serde(borrow, default)]
    pub found: Cow<'a, str>,
    pub translation_of: Option<Key<SourceId>>,
    #[serde(borrow, default)]
    pub note: Cow<'a, str>,
    pub current: Option<Key<VersionId>>,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(borrow, default)]
    pub versions: Vec<VersionForm<'a>>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct VersionForm<'a> {
    pub id: Key<VersionId>,
    pub read: When,
    #[serde(borrow, default)]
    pub origin: Cow<'a, str>,
    #[serde(borrow)]
    pub response: Option<ResponseForm<'a>>,
    #[serde(borrow, default)]
    pub encoding: Cow<'a, str>,
    pub original_hash: Digest,
    pub text_hash: Digest,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default)]
    pub blocks: Vec<BlockForm>,
    pub text: Option<Lines>,
}

#[derive(Deserialize)]
pub(super) struct ResponseForm<'a> {
    #[serde(borrow, default)]
    pub address: Cow<'a, str>,
    pub date: Option<When>,
}

#[derive(Deserialize)]
pub(super) struct BlockForm {
    pub start: u32,
    pub end: u32,
    #[serde(default)]
    pub kind: BlockKindForm,
    #[serde(default)]
    pub boilerplate: bool,
    #[serde(default)]
    pub inlines: Vec<InlineForm>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum BlockKindForm {
    #[default]
    Paragraph,
    Heading(u8),
    ListItem(u8),
    BlockQuote,
    Caption,
    Table,
    Byline,
    Other,
}

#[derive(Deserialize)]
pub(super) struct InlineForm {
    pub start: u32,
    pub end: u32,
    pub kind: InlineKindForm,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum InlineKindForm {
    Emphasis,
    Strong,
    Link(String),
    Markup,
}

#[derive(Deserialize)]
pub(super) struct AnnotationForm<'a> {
    pub id: Key<AnnotationId>,
    pub version: Key<VersionId>,
    pub label: Option<Key<LabelId>>,
    #[serde(borrow, default)]
    pub spans: Vec<SpanForm<'a>>,
    #[serde(borrow, default)]
    pub attributes: Entries<Key<AttributeId>, ValueForm<'a>>,
    #[serde(borrow, default)]
    pub note: Cow<'a, str>,
    #[serde(default)]
    pub layer: Spelled<Layer>,
    #[serde(default)]
    pub status: Spelled<Status>,
    pub derived_from: Option<Key<AnnotationId>>,
    pub anchoring: Option<Spelled<State>>,
    #[serde(borrow, default)]
    pub was: Vec<SpanForm<'a>>,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct SpanForm<'a> {
    pub start: u32,
    pub end: u32,
    #[serde(borrow, default)]
    pub quote: Cow<'a, str>,
    #[serde(borrow, default)]
    pub prefix: Cow<'a, str>,
    #[serde(borrow, default)]
    pub suffix: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ValueForm<'a> {
    Choice(Key<OptionId>),
    Several(Vec<Key<OptionId>>),
    #[serde(borrow)]
    Text(Cow<'a, str>),
    Number(f64),
    YesNo(bool),
    #[serde(borrow)]
    Date(Cow<'a, str>),
    Span {
        start: u32,
        end: u32,
        #[serde(borrow)]
        quote: Option<Cow<'a, str>>,
        #[serde(borrow, default)]
        prefix: Cow<'a, str>,
        #[serde(borrow, default)]
        suffix: Cow<'a, str>,
    },
    Person(Key<PersonId>),
}

#[derive(Deserialize)]
pub(super) struct StatementForm<'a> {
    pub id: Key<StatementId>,
    #[serde(borrow)]
    pub order: Cow<'a, str>,
    #[serde(default)]
    pub kind: Spelled<StatementKind>,
    #[serde(borrow, default)]
    pub topic: Cow<'a, str>,
    #[serde(borrow, default)]
    pub sentence: Cow<'a, str>,
    #[serde(borrow, default)]
    pub note: Cow<'a, str>,
    #[serde(default)]
    pub appearances: Vec<AppearanceForm>,
    #[serde(borrow, default)]
    pub evidence: Vec<EvidenceForm<'a>>,
    #[serde(borrow, default)]
    pub verdicts: Vec<VerdictForm<'a>>,
    #[serde(default)]
    pub looked: Vec<LookedForm>,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct AppearanceForm {
    pub annotation: Key<AnnotationId>,
    pub stance: Spelled<Stance>,
    pub fidelity: Option<Spelled<Fidelity>>,
}

#[derive(Deserialize)]
pub(super) struct EvidenceForm<'a> {
    #[serde(borrow, default)]
    pub title: Cow<'a, str>,
    #[serde(borrow, default)]
    pub address: Cow<'a, str>,
    #[serde(borrow, default)]
    pub quotation: Cow<'a, str>,
    #[serde(borrow, default)]
    pub seen: Cow<'a, str>,
    pub bearing: Spelled<Bearing>,
}

#[derive(Deserialize)]
pub(super) struct VerdictForm<'a> {
    pub scale: Key<ScaleId>,
    pub value: Key<OptionId>,
    pub by: Key<AnnotatorId>,
    pub at: When,
    #[serde(borrow, default)]
    pub rationale: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct LookedForm {
    pub annotator: Key<AnnotatorId>,
    pub source: Key<SourceId>,
    pub at: When,
}

#[derive(Deserialize)]
pub(super) struct LinkForm<'a> {
    pub id: Key<LinkId>,
    pub kind: LinkKindForm,
    pub from: Key<AnnotationId>,
    pub to: Key<AnnotationId>,
    #[serde(borrow, default)]
    pub note: Cow<'a, str>,
    pub by: Option<Key<AnnotatorId>>,
    pub created: When,
    pub modified: Option<When>,
    #[serde(borrow, default)]
    pub ext: ExtForm<'a>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LinkKindForm {
    Supports,
    SourceOf,
    Answers,
    Updates,
    Own(String),
}

#[derive(Deserialize)]
pub(super) struct ProgressForm {
    pub annotator: Key<AnnotatorId>,
    pub source: Key<SourceId>,
    pub state: Spelled<Progress>,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}

#[derive(Deserialize)]
pub(super) struct TombstoneForm {
    pub id: Key<Uuid>,
    pub by: Option<Key<AnnotatorId>>,
    pub at: When,
    #[serde(default, rename = "sum")]
    _sum: Sum,
}
