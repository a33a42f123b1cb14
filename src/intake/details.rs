//! What an article says about itself: headline, author, date, publication.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::TitleFrom;
use super::blocks::{LONG, as_read, ends_sentence, words};
use super::clutter;
use crate::model::{Block, BlockKind};
use crate::text::sentence_at;

/// A title made of a paragraph's first words has at most so many characters.
const TITLE_LENGTH: usize = 60;
/// Bylines and lines of dates are not longer, in words.
const BYLINE_WORDS: usize = 25;

/// An author is named in one of so many blocks at the top.
const HEAD: usize = 40;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Details {
    pub title: Option<(String, TitleFrom)>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub address: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub description: Option<String>,
    pub age_as_printed: Option<String>,
    pub reading_time: Option<String>,
    pub language: Option<String>,
}

impl Details {
    /// These, and where one is missing, that of `other`.
    pub fn over(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            byline: self.byline.or(other.byline),
            outlet: self.outlet.or(other.outlet),
            address: self.address.or(other.address),
            published: self.published.or(other.published),
            modified: self.modified.or(other.modified),
            description: self.description.or(other.description),
            age_as_printed: self.age_as_printed.or(other.age_as_printed),
            reading_time: self.reading_time.or(other.reading_time),
            language: self.language.or(other.language),
        }
    }
}

/// A pattern that is part of the program; one that is wrong matches nothing, and its test fails.
fn pattern(source: &str) -> Option<Regex> {
    Regex::new(source).inspect_err(|error| log::error!("a pattern of our own is wrong: {error}")).ok()
}

/// A pattern that is compiled once.
type Pattern = LazyLock<Option<Regex>>;

static BYLINE: Pattern = LazyLock::new(|| {
    pattern(
        r"^(?i:by|written by|words by|story by|report by|von|par|por|di|door|av|von:|autor:|author:|text:)\s+(\p{Lu}.*|\p{Lo}.*)$",
    )
});
/// What ends the names of a byline. Pages that lose their line ends glue the date to the last name.
static BEHIND_NAMES: Pattern = LazyLock::new(|| {
    pattern(
        r"\s*(?:[|•·/]|\s[–—-]\s|,\s|Published|Updated|Posted|Last updated|Veröffentlicht|Publié|Publicado|\d{1,2}[./ ]|\d+\s*-?\s*min|(?:\p{Lu}\p{Ll}+ )?\d{1,2}, \d{4}|\d{4}).*$",
    )
});
static AGE: Pattern = LazyLock::new(|| {
    pattern(
        r"(?:Published|Updated|Posted|published|updated|posted)?:?\s*(?:about |over |almost )?(?:\d+|an?|one) (?:second|minute|hour|day|week|month|year)s? ago",
    )
});
static READING_TIME: Pattern =
    LazyLock::new(|| pattern(r"(?i)\d+[\s-]*min(?:ute)?s?[\s-]+(?:read|lesezeit|de lecture|de lectura)"));
static ISO_DATE: Pattern = LazyLock::new(|| pattern(r"\b((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})"));
static DOTTED_DATE: Pattern = LazyLock::new(|| pattern(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d\d)\b"));
static DAY_FIRST: Pattern = LazyLock::new(|| {
    pattern(r"\b(\d{1,2})(?:st|nd|rd|th|er|\.|º)? (?:de )?(\p{L}{3,10})\.?,? (?:de )?((?:19|20)\d\d)\b")
});
static MONTH_FIRST: Pattern =
    LazyLock::new(|| pattern(r"\b(\p{L}{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?,? ((?:19|20)\d\d)\b"));
/// `PORT HALDEN, 4 March 2026 (Agency) — `
static DATELINE: Pattern = LazyLock::new(|| {
    pattern(r"^\p{Lu}[\p{Lu}\p{M}\s.’'/-]{2,40}(?:,[^()—–]{2,40})?\s*(?:\(([^()]{2,40})\))?\s*(?:[—–]|--?\s)")
});
static COPYRIGHT_HOLDER: Pattern = LazyLock::new(|| {
    pattern(r"(?i)^(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by )?([^.|]{2,60})")
});

/// Makes bylines of the lines over the running text that name an author or a date.
pub(super) fn mark_bylines(text: &str, blocks: &mut [Block]) {
    let first_long =
        blocks.iter().position(|block| !block.boilerplate && is_running(text, block)).unwrap_or(blocks.len());
    let mut seen_headline = false;
    let mut name_over_date: Option<usize> = None;
    for at in 0..first_long.clamp(1, HEAD).min(blocks.len()) {
        let Some(block) = blocks.get_mut(at) else { break };
        let line = as_read(text, block);
        if block.boilerplate || line.is_empty() {
            continue;
        }
        let name_before = name_over_date.take();
        if block.kind == BlockKind::Paragraph && words(text, block) <= BYLINE_WORDS && line.len() < 400 {
            let dated = date(&line).is_some() || first(&AGE, &line).is_some() || first(&READING_TIME, &line).is_some();
            let about_date = dated && without_dates(&line) <= 6 && !ends_sentence(&line);
            if about_date || (names(&line).is_some() && (seen_headline || dated)) {
                block.kind = BlockKind::Byline;
                // A name between the headline and the date is the author's.
                if about_date && let Some(name) = name_before.and_then(|at| blocks.get_mut(at)) {
                    name.kind = BlockKind::Byline;
                }
                continue;
            }
            name_over_date = (seen_headline && looks_like_name(&line)).then_some(at);
        }
        seen_headline = true;
    }
}

fn is_running(text: &str, block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && words(text, block) >= LONG
}

/// Whether a line is two to four capitalised words and nothing else, as a name is.
fn looks_like_name(line: &str) -> bool {
    let particle = |word: &str| {
        matches!(word, "von" | "van" | "de" | "der" | "den" | "da" | "del" | "di" | "al" | "el" | "bin" | "ibn")
    };
    (2..=4).contains(&line.split_whitespace().count())
        && line.split_whitespace().all(|word| particle(word) || word.starts_with(char::is_uppercase))
        && line.chars().all(|character| character.is_alphabetic() || matches!(character, ' ' | '.' | '-' | '’' | '\''))
}

/// Reads the details from the blocks; `heading` says what a heading's text is as a title.
pub(super) fn find(text: &str, blocks: &[Block], heading: TitleFrom) -> Details {
    let mut details =
        Details { title: title(text, blocks, heading), outlet: outlet(text, blocks), ..Details::default() };
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Byline) {
        let line = as_read(text, block);
        details = details.over(Details {
            byline: names(&line).or_else(|| looks_like_name(&line).then(|| line.clone())),
            published: date(&line),
            age_as_printed: first(&AGE, &line),
            reading_time: first(&READING_TIME, &line),
            ..Details::default()
        });
    }
    if let Some(block) = blocks.iter().find(|block| !block.boilerplate && block.kind == BlockKind::Paragraph) {
        let start: String = block.span.slice(text).unwrap_or_default().chars().take(200).collect();
        if let Some(dateline) = captures(&DATELINE, &start) {
            let whole = dateline.get(0).map_or("", |part| part.as_str());
            details = details.over(Details {
                published: date(whole),
                outlet: dateline.get(1).map(|agency| agency.as_str().trim().to_owned()),
                ..Details::default()
            });
        }
    }
    if details.outlet.is_none() {
        details.outlet =
            blocks.iter().filter(|block| block.boilerplate).find_map(|block| copyright_holder(&as_read(text, block)));
    }
    details
}

fn title(text: &str, blocks: &[Block], heading: TitleFrom) -> Option<(String, TitleFrom)> {
    let read = || blocks.iter().filter(|block| !block.boilerplate);
    let level = |level| read().find(|block| block.kind == BlockKind::Heading(level));
    let before_text = || {
        let first =
            read().find(|block| !matches!(block.kind, BlockKind::Byline | BlockKind::Other | BlockKind::Caption));
        first.filter(|block| matches!(block.kind, BlockKind::Heading(_)))
    };
    if let Some(block) = level(1).or_else(before_text) {
        return Some((as_read(text, block), heading));
    }
    let block =
        read().find(|block| block.kind == BlockKind::Paragraph).or_else(|| read().next()).or_else(|| blocks.first())?;
    Some((first_words(&as_read(text, block)), TitleFrom::FirstWords))
}

/// The first words of a paragraph, its first sentence at most, with an ellipsis where something is left out.
fn first_words(paragraph: &str) -> String {
    // A title never needs more than this of a paragraph that may be megabytes long.
    let start: String = paragraph.chars().take(8 * TITLE_LENGTH).collect();
    let words = start.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = sentence_at(&words, 0).slice(&words).unwrap_or_default().trim_end();
    if sentence.chars().count() <= TITLE_LENGTH {
        return sentence.trim_end_matches(['.', '。']).to_owned();
    }
    let cut: String = sentence.chars().take(TITLE_LENGTH).collect();
    let whole_words = match cut.rfind(' ') {
        Some(space) if space * 2 > cut.len() => cut.get(..space).unwrap_or_default(),
        _ => &cut,
    };
    format!("{}…", whole_words.trim_end_matches([',', ';', ':', ' ', '–', '—']))
}

/// The names in a byline.
fn names(line: &str) -> Option<String> {
    let found = captures(&BYLINE, line)?;
    let rest = found.get(1)?.as_str();
    let names = match BEHIND_NAMES.as_ref().and_then(|pattern| pattern.find(rest)) {
        Some(end) => rest.get(..end.start()).unwrap_or_default(),
        None => rest,
    };
    let names =
        names.trim_matches(|character: char| character.is_whitespace() || matches!(character, ',' | ':' | '-' | '–'));
    // “By Friday nobody had come.” is a sentence, and a name is not ten words long.
    let fits = (1..=10).contains(&names.split_whitespace().count()) && !(names == rest && ends_sentence(rest));
    fits.then(|| names.to_owned())
}

/// The publication: from a logo's description, or from the line in which a site presents itself.
fn outlet(text: &str, blocks: &[Block]) -> Option<String> {
    let clutter = || blocks.iter().filter(|block| block.boilerplate).map(|block| as_read(text, block));
    clutter()
        .find_map(|line| clutter::logo_of(&line).map(str::to_owned))
        .or_else(|| clutter().find_map(|line| clutter::presents_itself(&line).map(str::to_owned)))
}

fn copyright_holder(line: &str) -> Option<String> {
    let found = captures(&COPYRIGHT_HOLDER, line)?;
    let holder = found.get(1)?.as_str().trim();
    let lower = holder.to_lowercase();
    let cut = ["all rights", "alle rechte", "tous droits", "todos los derechos", "content"]
        .iter()
        .filter_map(|phrase| lower.find(phrase))
        .min();
    let holder = cut.map_or(holder, |cut| holder.get(..cut).unwrap_or_default());
    let holder = holder.trim_matches(|character: char| !character.is_alphanumeric() && character != ')');
    (!holder.is_empty()).then(|| holder.to_owned())
}

/// The first date in a line that shows one, as `2026-03-04`.
pub(super) fn date(line: &str) -> Option<String> {
    let number =
        |found: &Captures<'_>, group: usize| found.get(group).and_then(|part| part.as_str().parse::<i16>().ok());
    let month = |found: &Captures<'_>, group: usize| found.get(group).and_then(|part| month(part.as_str()));
    let day =
        |found: Option<Captures<'_>>, year: usize, month_of: &dyn Fn(&Captures<'_>) -> Option<i16>, day: usize| {
            let found = found?;
            iso(number(&found, year)?, month_of(&found)?, number(&found, day)?)
        };
    day(captures(&ISO_DATE, line), 1, &|found| number(found, 2), 3)
        .or_else(|| day(captures(&DAY_FIRST, line), 3, &|found| month(found, 2), 1))
        .or_else(|| day(captures(&MONTH_FIRST, line), 3, &|found| month(found, 1), 2))
        .or_else(|| day(captures(&DOTTED_DATE, line), 3, &|found| number(found, 2), 1))
}

/// A day that exists, in ISO 8601.
fn iso(year: i16, month: i16, day: i16) -> Option<String> {
    let date = jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(date.to_string())
}

/// The number of a month by its name or the first letters of it, in English, German, French, Spanish and some others.
fn month(name: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = [
        "jan januar january jänner janvier enero janeiro gennaio januari",
        "feb februar february février févr febrero fevereiro febbraio februari",
        "mar mär märz march mars marzo março maart mrz",
        "apr april avril avr abril aprile",
        "may mai mayo maio maggio mei",
        "jun juni june juin junio junho giugno",
        "jul juli july juillet juil julio julho luglio",
        "aug august août agosto augustus ago",
        "sep sept september septembre septiembre setembro settembre",
        "oct okt october oktober octobre octubre outubro ottobre",
        "nov november novembre noviembre novembro",
        "dec dez december dezember décembre déc diciembre dezembro dicembre",
    ];
    let name = name.to_lowercase();
    let place = MONTHS.iter().position(|names| names.split(' ').any(|known| known == name))?;
    i16::try_from(place + 1).ok()
}

/// How many words a line has besides dates, ages and reading times.
fn without_dates(line: &str) -> usize {
    let mut rest = line.to_owned();
    for pattern in [&AGE, &READING_TIME, &ISO_DATE, &DAY_FIRST, &MONTH_FIRST, &DOTTED_DATE] {
        if let Some(pattern) = pattern.as_ref() {
            rest = pattern.replace_all(&rest, " ").into_owned();
        }
    }
    rest.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

fn captures<'t>(pattern: &Pattern, line: &'t str) -> Option<Captures<'t>> {
    pattern.as_ref()?.captures(line)
}

fn first(pattern: &Pattern, line: &str) -> Option<String> {
    Some(pattern.as_ref()?.find(line)?.as_str().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        for pattern in [
            &BYLINE,
            &BEHIND_NAMES,
            &AGE,
            &READING_TIME,
            &ISO_DATE,
            &DOTTED_DATE,
            &DAY_FIRST,
            &MONTH_FIRST,
            &DATELINE,
            &COPYRIGHT_HOLDER,
        ] {
            assert!(pattern.is_some());
        }
    }

    #[test]
    fn names_in_bylines() {
        let check = |line: &str, expected: Option<&str>| assert_eq!(names(line).as_deref(), expected, "{line}");
        check("By Jane Doe", Some("Jane Doe"));
        check("BY JANE DOE AND JOHN ROE", Some("JANE DOE AND JOHN ROE"));
        check("By Jane DoePublished 6 months ago 4 min read", Some("Jane Doe"));
        check("By J. K. Doe | March 4, 2026", Some("J. K. Doe"));
        check("By Jane Doe, Political Correspondent", Some("Jane Doe"));
        check("By Jane Doe March 4, 2026", Some("Jane Doe"));
        check("Von Anna Müller · 04.03.2026", Some("Anna Müller"));
        check("Par Anne Dupont", Some("Anne Dupont"));
        check("Por Ana García", Some("Ana García"));
        check("By the time they came it was over", None);
        check("By Friday nobody had come.", None);
        check("Bystanders saw it", None);
    }

    #[test]
    fn dates() {
        let check = |line: &str, expected: Option<&str>| assert_eq!(date(line).as_deref(), expected, "{line}");
        check("4 March 2026", Some("2026-03-04"));
        check("Published 4th March, 2026 at 10:30 GMT", Some("2026-03-04"));
        check("March 4, 2026", Some("2026-03-04"));
        check("Sept. 30, 2025", Some("2025-09-30"));
        check("2026-03-04T10:00:00Z", Some("2026-03-04"));
        check("04.03.2026", Some("2026-03-04"));
        check("4. März 2026", Some("2026-03-04"));
        check("le 1er août 2025", Some("2025-08-01"));
        check("4 de marzo de 2026", Some("2026-03-04"));
        check("31 February 2026", None);
        check("in August 2021", None);
        check("no date", None);
    }

    #[test]
    fn holders_of_copyright() {
        let check =
            |line: &str, expected: Option<&str>| assert_eq!(copyright_holder(line).as_deref(), expected, "{line}");
        check("© 2026 The Daily Lamp. All rights reserved.", Some("The Daily Lamp"));
        check("Copyright © 2019–2026 Lamp Media Ltd", Some("Lamp Media Ltd"));
        check("© 2026 All rights reserved. Content reuse requires a link.", None);
        check("No mark", None);
    }

    #[test]
    fn first_words_of_a_paragraph() {
        assert_eq!(first_words("Short one. And more."), "Short one");
        let long = "The minister announced on Tuesday, after months of talks, that the treaty would be signed.";
        assert_eq!(first_words(long), "The minister announced on Tuesday, after months of talks…");
        assert_eq!(first_words(&"字".repeat(100)).chars().count(), TITLE_LENGTH + 1);
    }
}
