//! W3C Web Annotations as JSON-LD (Web Annotation Data Model, Recommendation of 23 February 2017).
//!
//! The file is one `AnnotationPage` (section 5.2) with an item on each line; every item is a complete annotation with
//! a context of its own, so that it can be taken out and stored alone.
//!
//! | In the set | In the file |
//! |---|---|
//! | label | a `TextualBody` with the purpose `tagging` |
//! | attribute | a `TextualBody` with the purpose `describing` and the value `Attribute: value` |
//! | note | a `TextualBody` with the purpose `commenting` |
//! | part | a target: the article's address (or `urn:uuid:` and the source's id, where it has none) with a `TextQuoteSelector` and a `TextPositionSelector` for the same range |
//! | several parts | several targets, in order; the specification leaves open what several targets mean together, and this is how CATMA and Recogito use them |
//! | when the text was read, and the address of an archived copy | a `TimeState` of the target (section 4.3.1): `sourceDate`, where it was fetched from its address, and `cached` |
//! | note on a whole source | a target without a selector |
//! | annotation without a place | the quotes that were looked for, without positions |
//! | link | an annotation with the motivation `linking`, whose two targets are the ids of the annotations, from first, to second; its kind is a body with the purpose `classifying` |
//!
//! What the model has no word for stands under our own prefix `crossread:` ([`NAMESPACE`]) and is left out where it is
//! the ordinary case: `layer`, `status`, `state`, `derivedFrom`, the attribute's name on a describing body, and on each
//! target the `version` of the text. The page lists under `crossread:versions` what the versions are, with the SHA-256
//! of each text and the details of its article by the names that schema.org gives them, and under `crossread:positions` the unit of positions if it is not the specification's code points.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};

use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::ExportError;
use super::view::View;
use super::words::{Shown, Word as _};
use crate::model::{
    Anchoring, Annotation, Direction, Hash, Layer, Link, RecordKey, Source, SourceVersion, Stamp, Status, Timestamp,
};
use crate::text::Unit;

/// The context that every Web Annotation names (section 3.1).
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// What the prefix `crossread:` stands for. A UUID of our own is unique without owning a domain.
const NAMESPACE: &str = "urn:uuid:c2055ead-5c4e-8000-8000-000000000000#";

/// About what an item takes, measured; too little costs copies, too much costs memory.
const ITEM_BYTES: usize = 1100;

/// Writes the page.
pub(super) fn write(view: &View<'_>) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::with_capacity(ITEM_BYTES * view.annotations.len());
    let page = Page::new(view);
    serde_json::to_writer(&mut bytes, &page)?;
    // The items go into the page one by one, each on a line of its own.
    bytes.pop();
    bytes.extend_from_slice(b",\"items\":[");
    let mut separator = "\n";
    for annotation in &view.annotations {
        bytes.extend_from_slice(separator.as_bytes());
        serde_json::to_writer(&mut bytes, &Item::annotation(view, annotation))?;
        separator = ",\n";
    }
    for link in &view.links {
        bytes.extend_from_slice(separator.as_bytes());
        serde_json::to_writer(&mut bytes, &Item::link(view, link))?;
        separator = ",\n";
    }
    bytes.extend_from_slice(b"\n]}\n");
    Ok(bytes)
}

/// `@context`: the specification's own, and what our prefix means.
struct Context;

impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Prefix {
            crossread: &'static str,
        }
        (CONTEXT, Prefix { crossread: NAMESPACE }).serialize(serializer)
    }
}

/// An id as a URI (RFC 9562, section 4).
struct Urn(Uuid);

impl Urn {
    fn new(id: impl RecordKey) -> Self {
        Self(id.uuid())
    }
}

impl Serialize for Urn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("urn:uuid:{}", self.0.as_hyphenated()))
    }
}

#[derive(Serialize)]
struct Page<'a> {
    #[serde(rename = "@context")]
    context: Context,
    id: Urn,
    r#type: &'static str,
    label: &'a str,
    #[serde(rename = "crossread:positions", skip_serializing_if = "Option::is_none")]
    positions: Option<&'static str>,
    #[serde(rename = "crossread:versions")]
    versions: Vec<Version<'a>>,
}

#[derive(Serialize)]
struct Version<'a> {
    id: Urn,
    source: SourceIri<'a>,
    #[serde(rename = "crossread:title")]
    title: &'a str,
    #[serde(rename = "crossread:textSha256")]
    text_hash: Shown<Hash>,
    #[serde(flatten)]
    details: Details<'a>,
}

/// What is known about an article, each left out where it is not.
#[derive(Serialize)]
struct Details<'a> {
    #[serde(rename = "crossread:publisher", skip_serializing_if = "str::is_empty")]
    outlet: &'a str,
    #[serde(rename = "crossread:author", skip_serializing_if = "str::is_empty")]
    byline: &'a str,
    #[serde(rename = "crossread:datePublished", skip_serializing_if = "str::is_empty")]
    published: &'a str,
    #[serde(rename = "crossread:dateModified", skip_serializing_if = "str::is_empty")]
    modified: &'a str,
    #[serde(rename = "crossread:printedAge", skip_serializing_if = "str::is_empty")]
    age: &'a str,
    #[serde(rename = "crossread:inLanguage", skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(rename = "crossread:textDirection", skip_serializing_if = "Option::is_none")]
    direction: Option<&'static str>,
    #[serde(rename = "crossread:description", skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(rename = "crossread:rights", skip_serializing_if = "str::is_empty")]
    rights: &'a str,
    #[serde(rename = "crossread:archivedAt", skip_serializing_if = "str::is_empty")]
    archive: &'a str,
    #[serde(rename = "crossread:found", skip_serializing_if = "str::is_empty")]
    found: &'a str,
    #[serde(rename = "crossread:translationOf", skip_serializing_if = "Option::is_none")]
    translation_of: Option<SourceIri<'a>>,
    #[serde(rename = "crossread:origin", skip_serializing_if = "str::is_empty")]
    origin: &'a str,
    #[serde(rename = "crossread:read")]
    read: Shown<Timestamp>,
    #[serde(rename = "crossread:finalAddress", skip_serializing_if = "Option::is_none")]
    final_address: Option<&'a str>,
    #[serde(rename = "crossread:responseDate", skip_serializing_if = "Option::is_none")]
    response_date: Option<Shown<Timestamp>>,
}

impl<'a> Details<'a> {
    fn new(view: &View<'a>, source: &'a Source, version: &'a SourceVersion) -> Self {
        let response = version.response.as_ref();
        Self {
            outlet: &source.outlet,
            byline: &source.byline,
            published: &source.published,
            modified: &source.modified,
            age: &source.age,
            language: &source.language,
            direction: (source.direction == Direction::RightToLeft).then_some("rtl"),
            description: &source.description,
            rights: &source.rights,
            archive: &source.archive,
            found: &source.found,
            translation_of: source.translation_of.and_then(|id| view.set.sources().get(id)).map(SourceIri),
            origin: &version.origin,
            read: Shown(version.read),
            final_address: response.map(|response| response.address.as_str()),
            response_date: response.and_then(|response| response.date).map(Shown),
        }
    }
}

impl<'a> Page<'a> {
    fn new(view: &View<'a>) -> Self {
        let chosen = view.set.versions().iter().filter(|version| view.options.chooses_source(version.source));
        let versions = chosen.filter_map(|version| {
            let source = view.set.sources().get(version.source)?;
            Some(Version {
                id: Urn::new(version.id),
                source: SourceIri(source),
                title: &source.title,
                text_hash: Shown(version.text_hash),
                details: Details::new(view, source, version),
            })
        });
        Self {
            context: Context,
            id: Urn::new(view.set.id()),
            r#type: "AnnotationPage",
            label: &view.set.details().title,
            positions: (view.options.unit == Unit::Utf16).then_some("UTF-16 units"),
            versions: versions.collect(),
        }
    }
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "@context")]
    context: Context,
    id: Urn,
    r#type: &'static str,
    motivation: &'static str,
    created: Shown<Timestamp>,
    modified: Shown<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Creator<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    body: Vec<Body<'a>>,
    target: Targets<'a>,
    #[serde(rename = "crossread:layer", skip_serializing_if = "Option::is_none")]
    layer: Option<&'a str>,
    #[serde(rename = "crossread:status", skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(rename = "crossread:state", skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
    #[serde(rename = "crossread:derivedFrom", skip_serializing_if = "Option::is_none")]
    derived_from: Option<Urn>,
}

impl<'a> Item<'a> {
    fn annotation(view: &View<'a>, annotation: &'a Annotation) -> Self {
        let label = view.label(annotation);
        let mut body: Vec<Body<'a>> = label.into_iter().map(|label| Body::new("tagging", label)).collect();
        for (id, name, value) in view.attributes(annotation) {
            let value = view.readable(annotation, id, value, view.options.unit);
            let described = Body::new("describing", format!("{name}: {value}"));
            body.push(Body { attribute: Some(name), ..described });
        }
        if !annotation.note.is_empty() {
            body.push(Body::new("commenting", annotation.note.as_str()));
        }
        let motivation = match (label, annotation.note.is_empty()) {
            (Some(_), _) => "tagging",
            (None, false) => "commenting",
            (None, true) => "highlighting",
        };
        Self {
            target: targets(view, annotation),
            layer: (annotation.layer != Layer::Own).then(|| annotation.layer.word()),
            status: (annotation.status != Status::Open).then(|| annotation.status.word()),
            state: (annotation.anchoring != Anchoring::Anchored).then(|| annotation.anchoring.word()),
            derived_from: annotation.derived_from.map(Urn::new),
            ..Self::new(view, annotation.id, annotation.stamp, motivation, body)
        }
    }

    fn link(view: &View<'a>, link: &'a Link) -> Self {
        let mut body = vec![Body::new("classifying", link.kind.word())];
        if !link.note.is_empty() {
            body.push(Body::new("commenting", link.note.as_str()));
        }
        let ends = Targets::Annotations([Urn::new(link.from), Urn::new(link.to)]);
        Self { target: ends, ..Self::new(view, link.id, link.stamp, "linking", body) }
    }

    fn new(view: &View<'a>, id: impl RecordKey, stamp: Stamp, motivation: &'static str, body: Vec<Body<'a>>) -> Self {
        Self {
            context: Context,
            id: Urn::new(id),
            r#type: "Annotation",
            motivation,
            created: Shown(stamp.created),
            modified: Shown(stamp.modified),
            creator: view.annotator(stamp.by).map(|annotator| Creator {
                id: Urn::new(annotator.id),
                r#type: "Person",
                name: &annotator.name,
            }),
            body,
            target: Targets::Passages(Vec::new()),
            layer: None,
            status: None,
            state: None,
            derived_from: None,
        }
    }
}

/// Section 3.3.2.
#[derive(Serialize)]
struct Creator<'a> {
    id: Urn,
    r#type: &'static str,
    name: &'a str,
}

/// A `TextualBody` (section 3.2.4).
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    purpose: &'static str,
    value: Cow<'a, str>,
    format: &'static str,
    #[serde(rename = "crossread:attribute", skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
}

impl<'a> Body<'a> {
    fn new(purpose: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        Self { r#type: "TextualBody", purpose, value: value.into(), format: "text/plain", attribute: None }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Targets<'a> {
    One(Target<'a>),
    Passages(Vec<Target<'a>>),
    Annotations([Urn; 2]),
}

/// A `SpecificResource` (section 4).
#[derive(Serialize)]
struct Target<'a> {
    source: SourceIri<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selector<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<TimeState<'a>>,
    #[serde(rename = "crossread:version")]
    version: Urn,
}

/// Section 4.3.1: which state of the resource is meant, and where it can still be seen.
#[derive(Clone, Copy, Serialize)]
struct TimeState<'a> {
    r#type: &'static str,
    #[serde(rename = "sourceDate", skip_serializing_if = "Option::is_none")]
    source_date: Option<Shown<Timestamp>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cached: Option<Encoded<'a>>,
}

impl<'a> TimeState<'a> {
    /// `None` where the text did not come from the web and is not archived there.
    fn new(source: &'a Source, version: Option<&SourceVersion>) -> Option<Self> {
        let fetched = version.filter(|version| version.response.is_some());
        let source_date = fetched.map(|version| Shown(version.read));
        let cached = web_address(&source.archive).map(Encoded);
        (source_date.is_some() || cached.is_some()).then_some(Self { r#type: "TimeState", source_date, cached })
    }
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'a> {
    /// Section 4.2.4.
    #[serde(rename = "TextQuoteSelector")]
    Quote { exact: &'a str, prefix: &'a str, suffix: &'a str },
    /// Section 4.2.5.
    #[serde(rename = "TextPositionSelector")]
    Position { start: u32, end: u32 },
}

fn targets<'a>(view: &View<'a>, annotation: &'a Annotation) -> Targets<'a> {
    let version = view.set.versions().get(annotation.version);
    let target = |source: &'a Source, selector| Target {
        source: SourceIri(source),
        selector,
        state: TimeState::new(source, version),
        version: Urn::new(annotation.version),
    };
    let Some(source) = view.set.sources().get(annotation.source) else { return Targets::Passages(Vec::new()) };
    let passages = view.parts(annotation, view.options.unit).map(|part| {
        let quote = Selector::Quote { exact: part.exact, prefix: part.prefix, suffix: part.suffix };
        let position = part.place.map(|place| Selector::Position { start: place.start, end: place.end });
        target(source, std::iter::once(quote).chain(position).collect())
    });
    let mut passages: Vec<Target<'a>> = passages.collect();
    match (passages.pop(), passages.is_empty()) {
        (None, _) => Targets::One(target(source, Vec::new())),
        (Some(only), true) => Targets::One(only),
        (Some(last), false) => {
            passages.push(last);
            Targets::Passages(passages)
        }
    }
}

/// The address of an article as a URI, or its id where it has no address on the web.
///
/// What people paste holds spaces and letters of every script; what a URI cannot hold is percent-encoded (RFC 3987,
/// section 3.1), what is encoded already stays.
struct SourceIri<'a>(&'a Source);

impl Serialize for SourceIri<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match web_address(&self.0.address) {
            Some(address) => Encoded(address).serialize(serializer),
            None => Urn::new(self.0.id).serialize(serializer),
        }
    }
}

/// The address without blanks around it, where it is one of the web.
fn web_address(address: &str) -> Option<&str> {
    let address = address.trim();
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    (!rest.is_empty()).then_some(address)
}

#[derive(Clone, Copy)]
struct Encoded<'a>(&'a str);

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Display for Encoded<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte) {
                f.write_char(char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::exchange::{Format, Options, export, sample};
    use crate::text::Unit;

    fn items(options: &Options) -> Vec<Value> {
        let bytes = export(&sample::set(), Format::WebAnnotation, options).unwrap();
        let page: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(page["type"], "AnnotationPage");
        page["items"].as_array().unwrap().clone()
    }

    #[test]
    fn an_item_for_each_annotation_and_each_link() {
        let motivations: Vec<Value> =
            items(&Options::default()).iter().map(|item| item["motivation"].clone()).collect();
        assert_eq!(motivations, ["commenting", "tagging", "tagging", "tagging", "highlighting", "tagging", "linking"]);
    }

    #[test]
    fn parts_are_targets_with_two_selectors_for_one_range() {
        let items = items(&Options::default());
        assert_eq!(items[1]["target"]["source"], "https://example.org/stra%C3%9Fe%20one?a=1%20b#x");
        assert_eq!(
            items[1]["target"]["selector"],
            json!([
                {"type": "TextQuoteSelector", "exact": "Ann said the bridge", "prefix": "🦀🦀 ", "suffix": " 🦀 crabs\n\nSecond – paragraph"},
                {"type": "TextPositionSelector", "start": 3, "end": 22}
            ])
        );
        let parts: Vec<&Value> =
            items[2]["target"].as_array().unwrap().iter().map(|target| &target["selector"][1]["start"]).collect();
        assert_eq!(parts, [3, 23]);
        assert!(items[0]["target"].get("selector").is_none(), "a note on a whole source");
        assert_eq!(items[4]["target"]["selector"].as_array().unwrap().len(), 1, "a lost one has words but no place");
        assert_eq!(items[4]["crossread:state"], "lost");
        assert!(items[5]["target"]["source"].as_str().unwrap().starts_with("urn:uuid:"), "a source without an address");
    }

    #[test]
    fn browser_tools_get_utf_16_units() {
        let items = items(&Options { unit: Unit::Utf16, ..Options::default() });
        assert_eq!(items[1]["target"]["selector"][1], json!({"type": "TextPositionSelector", "start": 5, "end": 24}));
    }

    #[test]
    fn what_is_said_is_in_the_bodies() {
        let items = items(&Options::default());
        let bodies = |at: usize| -> Vec<(&Value, &Value)> {
            items[at]["body"].as_array().unwrap().iter().map(|body| (&body["purpose"], &body["value"])).collect()
        };
        assert_eq!(
            bodies(2),
            [
                (&json!("tagging"), &json!("Claim")),
                (&json!("describing"), &json!("Kind: event; quantity")),
                (&json!("commenting"), &json!("@home"))
            ]
        );
        assert_eq!(bodies(1)[2].1, "Cue: said [7-11]");
        assert_eq!(bodies(6), [(&json!("classifying"), &json!("supports"))]);
        assert_eq!(items[6]["target"], json!([items[2]["id"], items[5]["id"]]));
        assert_eq!(items[3]["crossread:status"], "dismissed");
    }

    #[test]
    fn a_target_says_when_its_page_was_read_and_the_page_lists_what_is_known_about_the_article() {
        let state = json!({"type": "TimeState", "sourceDate": sample::NOW.to_string()});
        assert_eq!(items(&Options::default())[1]["target"]["state"], state);
        let bytes = export(&sample::set(), Format::WebAnnotation, &Options::default()).unwrap();
        let page: Value = serde_json::from_slice(&bytes).unwrap();
        let article = &page["crossread:versions"][0];
        assert_eq!(article["crossread:publisher"], "The Daily");
        assert_eq!(article["crossread:datePublished"], "2026-03-01");
        assert_eq!(article["crossread:dateModified"], "2026-03-02T07:30:00Z");
        assert_eq!(article["crossread:found"], "A reader’s hint");
        assert_eq!(article["crossread:finalAddress"], "https://example.org/final");
        assert!(article.get("crossread:archivedAt").is_none(), "what is not known is not there");
    }
}
