//! Other tools' formats: one file per format, and the report of what each of them cannot hold.
//!
//! [`export`] turns a set, or the chosen part of it, into bytes; [`losses`] says beforehand what will be missing from
//! them. The same set and the same options give the same bytes. Positions are counted in code points unless the options
//! say otherwise.

mod csv;
mod json;
mod loss;
mod ron;
#[cfg(test)]
mod sample;
mod view;
#[cfg(test)]
mod w3c;
mod web_annotation;
mod words;

use std::collections::BTreeSet;

use thiserror::Error;

pub use self::loss::{Feature, Loss, Severity, Support, losses};
use self::view::View;
use crate::model::{AnnotationSet, LabelId, SourceId};
use crate::text::Unit;

/// A format that the program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The set's own file.
    Ron,
    /// The whole set as one JSON document, for scripts.
    Json,
    /// The annotations as a table, for spreadsheets.
    Csv,
    /// W3C Web Annotations as JSON-LD, for other annotation tools.
    WebAnnotation,
}

/// Which way a format goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The program writes it.
    Write,
    /// The program reads and writes it.
    ReadAndWrite,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Ron, Self::Json, Self::Csv, Self::WebAnnotation];

    /// The name by which the command line knows it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::WebAnnotation => "web-annotation",
        }
    }

    /// The format of that name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id() == id)
    }

    /// What it is, in a few words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Ron => "Crossread annotation set (RON)",
            Self::Json => "JSON: the whole set",
            Self::Csv => "CSV: the annotations as a table",
            Self::WebAnnotation => "W3C Web Annotation (JSON-LD)",
        }
    }

    /// How the names of such files end, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Ron => "ron",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::WebAnnotation => "jsonld",
        }
    }

    /// Which way it goes.
    pub const fn way(self) -> Way {
        match self {
            Self::Ron => Way::ReadAndWrite,
            Self::Json | Self::Csv | Self::WebAnnotation => Way::Write,
        }
    }

    /// What becomes of a feature of the set in this format.
    pub const fn holds(self, feature: Feature) -> Support {
        loss::support(self, feature)
    }
}

/// What is written, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether the articles' texts go along, in formats that hold them. Quotes and their context always do.
    pub texts: bool,
    /// Only these sources; `None` for all.
    pub sources: Option<BTreeSet<SourceId>>,
    /// Only annotations with these labels; `None` for all, also those without a label.
    pub labels: Option<BTreeSet<LabelId>>,
    /// What positions count, in CSV and Web Annotation; JSON always counts code points. Tools that run in a browser
    /// count UTF-16 units, whatever the specification says.
    pub unit: Unit,
    /// Whether CSV begins with a byte order mark, which old spreadsheets need to see that it is UTF-8.
    pub byte_order_mark: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { texts: true, sources: None, labels: None, unit: Unit::CodePoint, byte_order_mark: false }
    }
}

impl Options {
    fn chooses_source(&self, id: SourceId) -> bool {
        self.sources.as_ref().is_none_or(|chosen| chosen.contains(&id))
    }

    fn chooses_label(&self, id: Option<LabelId>) -> bool {
        self.labels.as_ref().is_none_or(|chosen| id.is_some_and(|id| chosen.contains(&id)))
    }

    fn chooses_everything(&self) -> bool {
        self.sources.is_none() && self.labels.is_none()
    }
}

/// Why nothing was written.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The JSON could not be put together.
    #[error("the JSON could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

/// Writes the set, or the part of it that the options choose, in a format.
///
/// # Errors
///
/// When the bytes could not be put together, which no set is known to bring about.
pub fn export(set: &AnnotationSet, format: Format, options: &Options) -> Result<Vec<u8>, ExportError> {
    let view = View::new(set, options);
    match format {
        Format::Ron => Ok(ron::write(&view)),
        Format::Json => json::write(&view.with_positions()),
        Format::Csv => Ok(csv::write(&view.with_positions())),
        Format::WebAnnotation => web_annotation::write(&view.with_positions()),
    }
}
