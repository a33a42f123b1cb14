use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use thiserror::Error;

use crate::model::{Annotation, AnnotationId, AnnotationSet, Source, SourceId, SourceVersion, VersionId};
use crate::text::Span;

/// How a query is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchOptions {
    /// Whether capitals and small letters differ.
    pub match_case: bool,
    /// Whether a hit must not begin or end inside a word.
    pub whole_word: bool,
}

/// Words to be found, as a person types them: any space stands for any run of spaces and line ends, any quotation mark
/// for its straight and curly likes, any hyphen for every dash.
#[derive(Clone, Debug)]
pub struct Query {
    regex: Regex,
}

/// Why a query cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QueryError {
    /// Nothing but spaces.
    #[error("there is nothing to search for")]
    Empty,
    /// More than [`Query::MAX_CHARS`] characters.
    #[error("a search takes up to {} characters", Query::MAX_CHARS)]
    TooLong,
}

/// Characters that are typed for one another.
const ALIKE: [&str; 3] = ["'‘’‚‛‹›ʼ′", "\"“”„‟«»″", "-‐‑‒–—―−"];

impl Query {
    /// The longest query.
    pub const MAX_CHARS: usize = 1_000;

    /// Makes a query of what was typed; spaces around it do not count.
    ///
    /// # Errors
    ///
    /// An empty query would be found everywhere, and a very long one takes too long.
    pub fn new(typed: &str, options: SearchOptions) -> Result<Self, QueryError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(QueryError::Empty);
        }
        if typed.chars().count() > Self::MAX_CHARS {
            return Err(QueryError::TooLong);
        }
        let mut pattern = String::new();
        // At the side of a quotation mark there is no word that could go on.
        if options.whole_word && typed.starts_with(char::is_alphanumeric) {
            pattern.push_str(r"\b{start-half}");
        }
        for (n, word) in typed.split_whitespace().enumerate() {
            if n > 0 {
                pattern.push_str(r"\s+");
            }
            for character in word.chars() {
                match ALIKE.iter().find(|alike| alike.contains(character)) {
                    Some(alike) => {
                        pattern.push('[');
                        pattern.push_str(&regex::escape(alike));
                        pattern.push(']');
                    }
                    None => pattern.push_str(&regex::escape(character.encode_utf8(&mut [0; 4]))),
                }
            }
        }
        if options.whole_word && typed.ends_with(char::is_alphanumeric) {
            pattern.push_str(r"\b{end-half}");
        }
        let regex = RegexBuilder::new(&pattern).case_insensitive(!options.match_case).build();
        // The pattern is sound by construction; only its size can be refused.
        regex.map(|regex| Self { regex }).map_err(|_| QueryError::TooLong)
    }

    /// Where the words stand in `text`: in order, disjoint.
    pub fn find_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Span> + 'a {
        self.regex.find_iter(text).map(|found| Span::from(found.range()))
    }

    /// Where the words stand in a version: inside one block each, and not in boilerplate.
    pub fn find_in_version<'a>(&'a self, version: &'a SourceVersion) -> impl Iterator<Item = Span> + 'a {
        searchable(version).flat_map(|block| self.find_in_block(version, block))
    }

    fn find_in_block<'a>(&'a self, version: &'a SourceVersion, block: Span) -> impl Iterator<Item = Span> + 'a {
        let text = block.slice(version.text()).unwrap_or_default();
        self.find_in(text).map(move |span| Span::new(block.start + span.start, block.start + span.end))
    }
}

fn searchable(version: &SourceVersion) -> impl Iterator<Item = Span> {
    version.blocks.iter().filter(|block| !block.boilerplate).map(|block| block.span)
}

/// Where to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// In every source.
    #[default]
    Everywhere,
    /// In one source.
    Source(SourceId),
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The source that it belongs to.
    pub source: SourceId,
    /// Where in it.
    pub place: Place,
    /// Which bytes of what stands there.
    pub span: Span,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the source's title.
    Title,
    /// In its text, in this version.
    Text(VersionId),
    /// In the note about the source.
    SourceNote,
    /// In the note of an annotation.
    Note(AnnotationId),
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Source by source as the reader has ordered them: title, text, note, notes of annotations as these stand in the
    /// text.
    pub hits: Vec<Hit>,
    /// Whether there is more than was asked for.
    pub more: bool,
}

/// Searches titles, current texts and notes until `limit` hits are found. `None` when it was cancelled, which is asked
/// before every block and every note.
pub fn search(
    set: &AnnotationSet,
    query: &Query,
    scope: Scope,
    limit: usize,
    cancelled: &dyn Fn() -> bool,
) -> Option<Found> {
    let mut gathering = Gathering { query, limit, cancelled, found: Found::default() };
    match gathering.search(set, scope) {
        Ok(()) | Err(Stop::Full) => Some(gathering.found),
        Err(Stop::Cancelled) => None,
    }
}

/// Why a search ends early.
enum Stop {
    Full,
    Cancelled,
}

struct Gathering<'a> {
    query: &'a Query,
    limit: usize,
    cancelled: &'a dyn Fn() -> bool,
    found: Found,
}

impl Gathering<'_> {
    fn search(&mut self, set: &AnnotationSet, scope: Scope) -> Result<(), Stop> {
        let mut notes = notes_by_source(set, scope);
        for source in set.sources_in_order() {
            if matches!(scope, Scope::Source(only) if only != source.id) {
                continue;
            }
            self.search_source(set, source, notes.remove(&source.id).unwrap_or_default())?;
        }
        Ok(())
    }

    fn search_source(&mut self, set: &AnnotationSet, source: &Source, notes: Vec<&Annotation>) -> Result<(), Stop> {
        let query = self.query;
        self.gather(source.id, Place::Title, query.find_in(&source.title))?;
        if let Some(version) = set.current_version(source.id) {
            for block in searchable(version) {
                self.gather(source.id, Place::Text(version.id), query.find_in_block(version, block))?;
            }
        }
        self.gather(source.id, Place::SourceNote, query.find_in(&source.note))?;
        for annotation in notes {
            self.gather(source.id, Place::Note(annotation.id), query.find_in(&annotation.note))?;
        }
        Ok(())
    }

    fn gather(&mut self, source: SourceId, place: Place, spans: impl Iterator<Item = Span>) -> Result<(), Stop> {
        if (self.cancelled)() {
            return Err(Stop::Cancelled);
        }
        for span in spans {
            if self.found.hits.len() >= self.limit {
                self.found.more = true;
                return Err(Stop::Full);
            }
            self.found.hits.push(Hit { source, place, span });
        }
        Ok(())
    }
}

/// The annotations that have a note, in the order of their places; those without a place come first.
fn notes_by_source(set: &AnnotationSet, scope: Scope) -> BTreeMap<SourceId, Vec<&Annotation>> {
    let mut notes: BTreeMap<SourceId, Vec<&Annotation>> = BTreeMap::new();
    for annotation in set.annotations().iter().filter(|annotation| !annotation.note.is_empty()) {
        if !matches!(scope, Scope::Source(only) if only != annotation.source) {
            notes.entry(annotation.source).or_default().push(annotation);
        }
    }
    for list in notes.values_mut() {
        list.sort_by_key(|annotation| (annotation.hull(), annotation.id));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Searches a text in which every expected hit stands in square brackets.
    #[track_caller]
    fn check_with(options: SearchOptions, typed: &str, expected: &str) {
        let text = expected.replace(['[', ']'], "");
        let mut marked = String::new();
        let mut end = 0;
        for span in Query::new(typed, options).unwrap().find_in(&text) {
            marked.push_str(&text[end..span.start as usize]);
            marked.extend(["[", span.slice(&text).unwrap(), "]"]);
            end = span.end as usize;
        }
        marked.push_str(&text[end..]);
        assert_eq!(marked, expected, "searching for {typed:?}");
    }

    #[track_caller]
    fn check(typed: &str, expected: &str) {
        check_with(SearchOptions::default(), typed, expected);
    }

    #[test]
    fn words_are_found_whatever_their_case() {
        check("bridge", "The [bridge] and the [Bridge]s of [BRIDGE]town");
        check("ÉTÉ", "l’[été] et l’[Été]");
        check("σεισμός", "Ο [ΣΕΙΣΜΌΣ] και ο [σεισμός]");
        check("پل", "این [پل] است");
        check("桥", "这座[桥]很[桥]");
        check("🌉", "a [🌉] b");
        check("none", "nothing here");
    }

    #[test]
    fn a_space_is_any_run_of_white_space() {
        check("  the  bridge ", "[the bridge], [the\n  bridge], [the\u{a0}bridge], thebridge");
    }

    #[test]
    fn quotation_marks_and_dashes_are_found_by_their_likes() {
        check("it's", "[it's], [it’s], [it‘s], its");
        check("it’s", "[it's], [it’s]");
        check("\"no\"", "[\"no\"], [“no”], [„no“], [«no»], ‘no’");
        check("„no“", "[\"no\"], [“no”]");
        check("2024-25", "[2024-25], [2024–25], [2024—25], [2024−25], 2024 25");
        check("2024–25", "[2024-25], [2024‑25]");
    }

    #[test]
    fn nothing_typed_is_a_pattern() {
        check("a.b", "[a.b] axb");
        check("(x|y)*", "[(x|y)*] x y");
        check("\\d", "[\\d] 1");
        check("[^]-\\", "a");
    }

    #[test]
    fn case_is_matched_on_request() {
        let options = SearchOptions { match_case: true, whole_word: false };
        check_with(options, "May", "[May] may MAY");
    }

    #[test]
    fn whole_words_are_matched_on_request() {
        let options = SearchOptions { match_case: false, whole_word: true };
        check_with(options, "port", "[port], airport, ports, [Port]’s, port_a, the [port]");
        check_with(options, "cafe", "[cafe], cafe\u{301}, cafés");
        check_with(options, "“port", "said[“port]");
        check_with(options, "port”", "the [port”]s, airport");
    }

    #[test]
    fn hits_do_not_overlap() {
        check("aa", "[aa][aa]a");
    }

    #[test]
    fn a_query_has_words_and_an_end() {
        let new = |typed: &str| Query::new(typed, SearchOptions::default()).map(drop);
        assert_eq!(new(" \n "), Err(QueryError::Empty));
        assert_eq!(new(&"é'".repeat(Query::MAX_CHARS / 2)), Ok(()));
        assert_eq!(new(&"é".repeat(Query::MAX_CHARS + 1)), Err(QueryError::TooLong));
        assert_eq!(QueryError::TooLong.to_string(), "a search takes up to 1000 characters");
    }
}
