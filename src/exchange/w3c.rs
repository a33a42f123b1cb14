//! Holds what is written against the assertions of the W3C's own tests for Web Annotations.
//!
//! They are JSON Schemas of draft 4 and use some twenty of its keywords. A validator from the registry would bring
//! seventy-seven crates into every test build; these few lines read what is needed, and refuse to guess at more.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;

use super::{Format, Options, export, sample};
use crate::model::Timestamp;
use crate::text::Unit;

/// What says something about a schema and nothing about a value. `$ref ` is a slip in two of the definitions.
const REMARKS: [&str; 11] = [
    "$schema",
    "id",
    "title",
    "description",
    "definitions",
    "assertionType",
    "expectedResult",
    "onUnexpectedResult",
    "errorMessage",
    "$ref ",
    "default",
];

/// The definitions, by file name.
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn read() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/w3c");
        let names = ["annotations", "bodyTarget", "choiceSet", "id", "otherProperties", "specificResource"];
        Self(
            names
                .iter()
                .map(|name| format!("{name}.json"))
                .map(|name| (name.clone(), json(&folder.join(name))))
                .collect(),
        )
    }

    /// Whether `schema`, which stands in the document `root`, accepts a value.
    fn accepts(&self, root: &Value, schema: &Value, value: &Value) -> bool {
        let keywords = schema.as_object().unwrap_or_else(|| panic!("{schema} is no schema"));
        if let Some(reference) = keywords.get("$ref").and_then(Value::as_str) {
            // In draft 4 a reference stands for the whole schema: what is written beside it does not count.
            let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
            let root = if file.is_empty() { root } else { &self.0[file] };
            let target = root.pointer(pointer).unwrap_or_else(|| panic!("there is no {reference}"));
            return self.accepts(root, target, value);
        }
        keywords.iter().all(|(keyword, rule)| self.fulfils(root, keyword, rule, value))
    }

    fn fulfils(&self, root: &Value, keyword: &str, rule: &Value, value: &Value) -> bool {
        let rules = || rule.as_array().into_iter().flatten();
        let matches = |rule: &&Value| self.accepts(root, rule, value);
        let number = || rule.as_u64().unwrap_or_else(|| panic!("{keyword} without a number"));
        match keyword {
            "type" => std::iter::once(rule).chain(rules()).any(|kind| kind == kind_of(value)),
            "enum" => rules().any(|one| one == value),
            "format" => value.as_str().is_none_or(|text| has_format(rule, text)),
            "pattern" => value.as_str().is_none_or(|text| regex(rule.as_str().unwrap_or_default()).is_match(text)),
            "minimum" => value.as_f64().is_none_or(|value| value >= number() as f64),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= number()),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= number()),
            "items" => value.as_array().is_none_or(|items| items.iter().all(|item| self.accepts(root, rule, item))),
            "required" => rules().all(|name| {
                value.as_object().is_none_or(|object| object.contains_key(name.as_str().unwrap_or_default()))
            }),
            "properties" => {
                each(rule).all(|(name, rule)| value.get(name).is_none_or(|one| self.accepts(root, rule, one)))
            }
            "patternProperties" => each(rule).all(|(pattern, rule)| {
                each(value)
                    .filter(|(name, _)| regex(pattern).is_match(name))
                    .all(|(_, one)| self.accepts(root, rule, one))
            }),
            "dependencies" => each(rule).all(|(name, rule)| {
                value.get(name).is_none()
                    || match rule {
                        Value::Array(others) => {
                            others.iter().all(|other| value.get(other.as_str().unwrap_or_default()).is_some())
                        }
                        rule => self.accepts(root, rule, value),
                    }
            }),
            "allOf" => rules().all(|rule| matches(&rule)),
            "anyOf" => rules().any(|rule| matches(&rule)),
            "oneOf" => rules().filter(matches).count() == 1,
            "not" => !self.accepts(root, rule, value),
            remark if REMARKS.contains(&remark) => true,
            unknown => panic!("the assertions use {unknown}, which is not read here"),
        }
    }
}

fn each(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn has_format(format: &Value, text: &str) -> bool {
    match format.as_str() {
        Some("uri") => {
            regex(r"^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$").is_match(text)
        }
        Some("date-time") => Timestamp::parse(text).is_some(),
        other => panic!("the format {other:?} is not read here"),
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{error}"))
}

fn json(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The assertions that every annotation must fulfil, by name; `None` where the fixtures are not at hand.
fn musts() -> Option<Vec<(String, Value)>> {
    let folder = PathBuf::from(std::env::var_os("CROSSREAD_FIXTURES")?).join("w3c-web-annotation/tests");
    let list = json(&folder.join("annotationMusts.test"));
    let names = list["assertions"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let read = |name: &str| (name.to_owned(), json(&folder.join(name.trim_start_matches("annotations/"))));
    Some(names.map(read).collect())
}

#[test]
fn every_annotation_fulfils_the_musts() {
    let Some(musts) = musts() else { return };
    assert!(musts.len() > 50);
    let schemas = Schemas::read();
    for unit in [Unit::CodePoint, Unit::Utf16] {
        let options = Options { unit, ..Options::default() };
        let page: Value = export(&sample::set(), Format::WebAnnotation, &options)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_else(|| panic!("no JSON"));
        for item in page["items"].as_array().into_iter().flatten() {
            for (name, assertion) in &musts {
                assert!(schemas.accepts(assertion, assertion, item), "{name}: {}\n{item:#}", assertion["errorMessage"]);
            }
        }
    }
}

#[test]
fn what_is_not_valid_is_found() {
    let Some(musts) = musts() else { return };
    let schemas = Schemas::read();
    let bytes = export(&sample::set(), Format::WebAnnotation, &Options::default()).unwrap_or_default();
    let page: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let spoilt = |spoil: &dyn Fn(&mut Value)| {
        let mut item = page["items"][1].clone();
        spoil(&mut item);
        musts.iter().any(|(_, assertion)| !schemas.accepts(assertion, assertion, &item))
    };
    assert!(!spoilt(&|_| ()));
    assert!(spoilt(&|item| item["id"] = "not a URI".into()));
    assert!(spoilt(&|item| item["created"] = "yesterday".into()));
    assert!(spoilt(&|item| item["@context"] = "http://example.org".into()));
    assert!(spoilt(&|item| item["target"]["selector"][0]["exact"] = Value::Null));
    assert!(spoilt(&|item| item["target"]["selector"][1]["start"] = (-1).into()));
    assert!(spoilt(&|item| item["target"]["source"] = "example.org/straße".into()));
}
