use clap::Args;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{Outcome, Status, Streams, print_json};
use crate::exchange::{Feature, Format, Support, Way};

/// List the formats, what each can hold, and which way it goes
///
/// For each: the name that export knows it by, how its files end, what changes its form in it, and what it cannot hold.
/// What is out of a format's scope (the articles' texts, in a table of annotations) is only listed with --json.
#[derive(Args)]
pub(super) struct Formats {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    formats: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    id: &'static str,
    title: &'static str,
    extension: &'static str,
    reads: bool,
    writes: bool,
    holds: Holds,
}

/// Every feature, and what becomes of it in a format.
struct Holds(Format);

impl Serialize for Holds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Feature::ALL.len()))?;
        for feature in Feature::ALL {
            let support = match self.0.holds(feature) {
                Support::Whole => "whole",
                Support::Changed(_) => "changed",
                Support::No => "no",
                Support::OutOfScope => "out_of_scope",
            };
            map.serialize_entry(feature.id(), support)?;
        }
        map.end()
    }
}

impl Formats {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        if self.json {
            let formats = Format::ALL.map(|format| Entry {
                id: format.id(),
                title: format.title(),
                extension: format.extension(),
                reads: format.way() == Way::ReadAndWrite,
                writes: true,
                holds: Holds(format),
            });
            print_json(streams, &Document { formats: formats.into() })?;
            return Ok(Status::Done);
        }
        for format in Format::ALL {
            let way = match format.way() {
                Way::Write => "write",
                Way::ReadAndWrite => "read and write",
            };
            writeln!(streams.output, "{:<15} {} (.{}, {way})", format.id(), format.title(), format.extension())?;
            let changed = Feature::ALL.into_iter().filter_map(|feature| match format.holds(feature) {
                Support::Changed(form) => Some(format!("{} become {form}", words(feature))),
                _ => None,
            });
            let missing = Feature::ALL.into_iter().filter(|feature| format.holds(*feature) == Support::No);
            for (what, list) in
                [("changes", changed.collect::<Vec<_>>()), ("cannot hold", missing.map(words).collect::<Vec<_>>())]
            {
                if !list.is_empty() {
                    writeln!(streams.output, "{:<15} {what}: {}", "", list.join(", "))?;
                }
            }
        }
        Ok(Status::Done)
    }
}

/// A feature's name, to be read.
fn words(feature: Feature) -> String {
    feature.id().replace('_', " ")
}
