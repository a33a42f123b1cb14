//! The paragraphs of a document, out of the lines of its pages.

use std::collections::{HashMap, HashSet};

use super::page::{Line, PageLines};
use crate::intake::blocks::ends_sentence;
use crate::intake::paragraphs::{Look, Paragraph, TITLE};
use crate::model::BlockKind;

/// Running heads and page numbers stand in this part of the page at its top and at its bottom.
const MARGIN: f64 = 0.17;
/// Text larger than this, compared with the usual size, is a heading.
const LARGER: f64 = 1.13;
/// A heading has at most so many characters.
const LONGEST_HEADING: usize = 250;
/// A strong line of the usual size with at most so many words may be a heading.
const WORDS_OF_HEADING: usize = 14;

/// Joins the lines of all pages to paragraphs.
pub(super) fn paragraphs(mut pages: Vec<PageLines>) -> Vec<Paragraph> {
    mark_running_heads(&mut pages);
    pages.iter_mut().for_each(keep_tables);
    let body = usual_size(&pages);
    let vocabulary = vocabulary(&pages);
    let columns = columns(&pages);
    let mut maker =
        Maker { body, vocabulary: &vocabulary, made: Vec::new(), open: Vec::new(), aside: Vec::new(), last_number: 0 };
    for (page, lines) in pages.iter().enumerate() {
        for line in &lines.lines {
            let column = columns.get(&(page, line.block, half_points(line.size))).copied().unwrap_or_default();
            maker.take(Placed { line, page, column });
        }
    }
    maker.end();
    let mut made = maker.made;
    set_headings(&mut made, body);
    made.into_iter().map(|made| made.paragraph).collect()
}

/// Where the lines of a column begin and end, and how far apart they are.
#[derive(Clone, Copy, Default)]
struct Column {
    left: f64,
    right: f64,
    pitch: f64,
    lines: usize,
    /// Paragraphs begin at the edge, and their other lines are set in.
    hanging: bool,
}

#[derive(Clone, Copy)]
struct Placed<'l> {
    line: &'l Line,
    page: usize,
    column: Column,
}

/// A paragraph, and what tells whether it is a heading.
struct Made {
    paragraph: Paragraph,
    size: f64,
    strong: bool,
    lines: usize,
    is_text: bool,
}

struct Maker<'l> {
    body: f64,
    vocabulary: &'l HashSet<String>,
    made: Vec<Made>,
    open: Vec<Placed<'l>>,
    /// What is not part of the text waits until the paragraph that it interrupts is at its end.
    aside: Vec<&'l Line>,
    last_number: u32,
}

/// Marks the lines at the top and at the bottom that come back on other pages, and page numbers.
fn mark_running_heads(pages: &mut [PageLines]) {
    let mut seen: HashMap<(String, bool), HashSet<usize>> = HashMap::new();
    let is_high = |line: &Line, height: f64| line.baseline < MARGIN * height;
    let is_low = |line: &Line, height: f64| line.baseline > (1.0 - MARGIN) * height;
    for (number, page) in pages.iter().enumerate() {
        for line in page.lines.iter().filter(|line| is_high(line, page.height) || is_low(line, page.height)) {
            // Their parts may be one line on one page and several on another.
            for part in line.text.split('\t') {
                seen.entry((pattern(part), is_high(line, page.height))).or_default().insert(number);
            }
        }
    }
    let enough = if pages.len() < 4 { 2 } else { 3.min(pages.len()) };
    for page in pages {
        let (height, count) = (page.height, page.lines.len());
        let highest = page.lines.iter().map(|line| line.baseline).fold(f64::MAX, f64::min);
        let lowest = page.lines.iter().map(|line| line.baseline).fold(f64::MIN, f64::max);
        for line in &mut page.lines {
            let (high, low) = (is_high(line, height), is_low(line, height));
            if !high && !low || line.text.trim().is_empty() {
                continue;
            }
            let is_known = |part| seen.get(&(pattern(part), high)).is_some_and(|on| on.len() >= enough);
            let comes_back = line.text.split('\t').all(is_known);
            let outermost = if high { line.baseline <= highest + 1.0 } else { line.baseline >= lowest - 1.0 };
            if comes_back || (count > 1 && outermost && is_page_number(&line.text)) {
                line.artifact = true;
            }
        }
    }
}

/// Keeps the gaps in lines that are rows of a table: of two that follow each other, most cells begin at the same places.
/// In other lines they are spaces.
fn keep_tables(page: &mut PageLines) {
    let is_row_with = |line: &Line, other: Option<&Line>| {
        other.is_some_and(|other| {
            let aligned = |cell: &&f64| other.cells.iter().any(|start| (start - **cell).abs() < 0.4 * line.size);
            let count = line.cells.iter().filter(aligned).count();
            line.block == other.block && count > 0 && 2 * count >= line.cells.len().min(other.cells.len())
        })
    };
    let lines = &page.lines;
    let rows: Vec<bool> = (0..lines.len())
        .map(|at| {
            let before = at.checked_sub(1).and_then(|at| lines.get(at));
            lines.get(at).is_some_and(|line| is_row_with(line, before) || is_row_with(line, lines.get(at + 1)))
        })
        .collect();
    for (line, _) in page.lines.iter_mut().zip(rows).filter(|(_, is_row)| !is_row) {
        line.text = line.text.replace('\t', " ");
    }
}

/// A line with its numbers made equal.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        if character.is_ascii_digit() {
            if !pattern.ends_with('#') {
                pattern.push('#');
            }
        } else {
            pattern.extend(character.to_lowercase());
        }
    }
    pattern
}

/// `12`, `- 12 -`, `Page 3 of 9`, `iv`.
fn is_page_number(text: &str) -> bool {
    let known =
        ["page", "p", "pp", "of", "seite", "von", "página", "de", "pagina", "di", "van", "strona", "z", "стр", "из"];
    let words: Vec<String> = text
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_number = |word: &String| word.len() <= 4 && word.chars().all(|character| character.is_ascii_digit());
    let is_roman =
        |word: &String| word.len() <= 6 && word.chars().all(|character| matches!(character, 'i' | 'v' | 'x' | 'l'));
    match words.as_slice() {
        [only] => is_number(only) || is_roman(only),
        words => {
            words.len() <= 4
                && words.iter().any(is_number)
                && words.iter().all(|word| is_number(word) || known.contains(&word.as_str()))
        }
    }
}

/// The size that most characters have.
fn usual_size(pages: &[PageLines]) -> f64 {
    let mut counts: HashMap<i64, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines).filter(|line| !line.artifact) {
        *counts.entry(half_points(line.size)).or_default() += line.text.len();
    }
    let most = counts.into_iter().max_by_key(|&(size, count)| (count, std::cmp::Reverse(size)));
    most.map_or(10.0, |(size, _)| size as f64 / 2.0)
}

fn half_points(size: f64) -> i64 {
    (size * 2.0).round() as i64
}

/// The words that stand within lines, by which a hyphen at a line's end is judged.
fn vocabulary(pages: &[PageLines]) -> HashSet<String> {
    let mut words = HashSet::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        for word in line.text.split_whitespace() {
            let word = word.trim_matches(|character: char| !character.is_alphanumeric());
            if word.len() >= 4 {
                words.insert(word.to_lowercase());
            }
        }
    }
    words
}

/// The edges of each block, by page, number and size: a headline may be wider than the column that stands below it.
fn columns(pages: &[PageLines]) -> HashMap<(usize, usize, i64), Column> {
    let mut columns = HashMap::new();
    for (number, page) in pages.iter().enumerate() {
        let mut groups: HashMap<(usize, i64), Vec<&Line>> = HashMap::new();
        for line in page.lines.iter().filter(|line| !line.artifact) {
            groups.entry((line.block, half_points(line.size))).or_default().push(line);
        }
        // Each group is looked at by itself, so that their order does not matter.
        #[allow(clippy::iter_over_hash_type, reason = "each entry makes one entry of another map")]
        for ((block, size), lines) in groups {
            let left = lines.iter().map(|line| line.start).fold(f64::MAX, f64::min);
            let right = lines.iter().map(|line| line.end).fold(f64::MIN, f64::max);
            let mut steps: Vec<f64> = lines
                .windows(2)
                .filter_map(|pair| match pair {
                    [one, other] => Some(other.baseline - one.baseline),
                    _ => None,
                })
                .filter(|step| *step > 0.0)
                .collect();
            steps.sort_by(f64::total_cmp);
            // A full line is followed by one that is set in, more often than the other way round.
            let is_set_in = |line: &Line| line.start > left + 0.7 * line.size;
            let is_full = |line: &Line| right - line.end < 0.15 * (right - left);
            let steps_in = |from: bool| {
                let is_step = |pair: &&[&Line]| matches!(pair, [one, other] if is_full(one) && is_set_in(one) == from && is_set_in(other) != from);
                lines.windows(2).filter(is_step).count()
            };
            let set_in = lines.iter().filter(|line| is_set_in(line)).count();
            let hanging = steps_in(false) >= 2 && steps_in(false) > 2 * steps_in(true) && set_in * 4 >= lines.len();
            // Steps between lines are smaller than those between paragraphs, of which there may be as many. Wide ones are
            // those of a manuscript only where there are many.
            let usual = 1.35 * size as f64 / 2.0;
            let pitch = steps.get(steps.len() / 3).copied().unwrap_or(usual);
            let pitch = if steps.len() < 5 && pitch > 1.2 * usual { usual } else { pitch };
            columns.insert((number, block, size), Column { left, right, pitch, lines: lines.len(), hanging });
        }
    }
    columns
}

impl<'l> Maker<'l> {
    fn take(&mut self, next: Placed<'l>) {
        if next.line.text.trim().is_empty() {
            return;
        }
        if next.line.artifact {
            self.aside.push(next.line);
            if self.open.is_empty() {
                self.end();
            }
            return;
        }
        if let Some(before) = self.open.last().copied()
            && !self.goes_on(before, next)
        {
            self.end();
        }
        self.open.push(next);
    }

    /// Whether the open paragraph goes on in the next line.
    fn goes_on(&self, before: Placed<'_>, next: Placed<'_>) -> bool {
        let (line, other) = (before.line, next.line);
        let size = line.size;
        if (other.size - size).abs() > 0.09 * size {
            return false;
        }
        let is_row = |line: &Line| line.text.contains('\t');
        let same_block = before.page == next.page && line.block == other.block;
        if is_row(line) || is_row(other) {
            return is_row(line) && is_row(other) && same_block;
        }
        if list_mark(&other.text)
            .is_some_and(|mark| mark.number.is_none_or(|number| number == 1 || number == self.last_number + 1))
        {
            return false;
        }
        let column = before.column;
        let width = (column.right - column.left).max(1.0);
        let room = column.right - line.end;
        let ended = ends_sentence(&line.text);
        let hyphenated = line.text.ends_with(['-', '\u{AD}', '\u{2010}']);
        let lower = other.text.chars().find(|character| character.is_alphanumeric()).is_some_and(char::is_lowercase);
        let is_heading = size > LARGER * self.body;
        let in_sentence = lower && !ended;
        if line.strong != other.strong && (room > 3.0 * size || other.strong) && !in_sentence {
            return false;
        }
        // A line right below, in a block of its own, is as far off as the next line would be.
        let is_below = before.page == next.page
            && other.baseline > line.baseline
            && line.start < other.end
            && other.start < line.end;
        if !same_block && is_below && other.baseline - line.baseline > 1.6 * size {
            return false;
        }
        if !same_block {
            // A single line has no edge that it could reach.
            let is_full = column.lines > 2 && room < 0.12 * width;
            // Over the end of a column or a page goes what is in the middle of a sentence.
            return !is_heading && !ended && (hyphenated || lower || (is_full && list_mark(&other.text).is_none()));
        }
        let step = other.baseline - line.baseline;
        if step > 1.3 * column.pitch.max(1.05 * size) || step <= 0.0 {
            return false;
        }
        if is_heading {
            return true;
        }
        let indent = 0.7 * size;
        let is_item = self.open.first().is_some_and(|first| list_mark(&first.line.text).is_some());
        let indented = |line: &Line| line.start > column.left + indent;
        if column.hanging && !is_item && indented(line) && !indented(other) {
            return false;
        }
        if indented(other) && !indented(line) && !is_item && !column.hanging {
            return false;
        }
        // A stretch that is set in as a whole ends where the text goes back to the edge.
        if self.open.len() > 1
            && line.start > other.start + indent
            && !is_item
            && self.open.iter().all(|open| indented(open.line))
        {
            return false;
        }
        if is_item
            && !indented(other)
            && self.open.last().is_some_and(|last| indented(last.line))
            && self.open.len() > 1
        {
            return false;
        }
        // The next word would have fitted: somebody ended the line.
        let fitted = other.first_word + 0.3 * size < room;
        !(fitted && ((ended && room > 0.1 * width) || (room > 0.5 * width && !lower)))
    }

    /// Ends the open paragraph.
    fn end(&mut self) {
        let open = std::mem::take(&mut self.open);
        if let Some(first) = open.first() {
            let made = self.paragraph(&open, first);
            self.made.push(made);
        }
        for line in std::mem::take(&mut self.aside) {
            let paragraph = Paragraph { text: line.text.clone(), clutter: true, ..Paragraph::default() };
            self.made.push(Made { paragraph, size: line.size, strong: false, lines: 1, is_text: false });
        }
    }

    fn paragraph(&mut self, lines: &[Placed<'_>], first: &Placed<'_>) -> Made {
        let mut paragraph = Paragraph::default();
        let rows = lines.iter().filter(|placed| placed.line.text.contains('\t')).count();
        if rows >= 2 {
            paragraph.kind = BlockKind::Table;
        }
        let mark = list_mark(&first.line.text).filter(|_| rows == 0 && first.line.size < LARGER * self.body);
        let mut skip = 0;
        if let Some(mark) = mark {
            let follows = mark.number.is_none_or(|number| number == 1 || number == self.last_number + 1);
            if follows {
                self.last_number = mark.number.unwrap_or(0);
                skip = mark.length;
                paragraph.kind = BlockKind::ListItem(0);
                first.line.text.get(..skip).unwrap_or_default().clone_into(&mut paragraph.lead);
            }
        }
        let strong = lines.iter().all(|placed| placed.line.strong);
        for (number, Placed { line, .. }) in lines.iter().enumerate() {
            let from = if number == 0 { skip } else { 0 };
            if number > 0 {
                self.join(&mut paragraph, &line.text, rows >= 2);
            }
            let mut at = from;
            for (range, is_strong, emphasis) in &line.looks {
                if range.end <= at {
                    continue;
                }
                let start = range.start.max(at);
                // A heading is strong as it is.
                let look = |emphasis| Look { strong: *is_strong && !strong, emphasis, link: None };
                // White space between two words of one look has it, too.
                let goes_on =
                    paragraph.inlines.last().is_some_and(|inline| inline.span.end as usize == paragraph.text.len());
                let space = line.text.get(at..start).unwrap_or_default();
                paragraph.push(space, &if goes_on { look(*emphasis) } else { Look::default() });
                paragraph.push(line.text.get(start..range.end).unwrap_or_default(), &look(*emphasis));
                at = range.end;
            }
        }
        let is_text = matches!(paragraph.kind, BlockKind::Paragraph);
        Made { paragraph, size: first.line.size, strong, lines: lines.len(), is_text }
    }

    /// Joins what a paragraph has so far with its next line: a word that was parted at the line's end is one again.
    fn join(&self, paragraph: &mut Paragraph, next: &str, is_table: bool) {
        let text = &paragraph.text;
        if is_table {
            paragraph.push("\n", &Look::default());
            return;
        }
        let before = text.chars().next_back();
        let after = next.chars().next();
        let is_wide = |character: char| matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}');
        let hangul = |character: char| matches!(character, '\u{AC00}'..='\u{D7AF}');
        match (before, after) {
            (Some('\u{AD}'), _) => paragraph.truncate(text.len() - '\u{AD}'.len_utf8()),
            (Some(hyphen @ ('-' | '\u{2010}')), Some(after)) => {
                let stem = text.get(..text.len() - hyphen.len_utf8()).unwrap_or_default();
                if !stem.ends_with(char::is_alphanumeric) {
                    // A dash between words, or the sign of a number.
                    paragraph.push(" ", &Look::default());
                    return;
                }
                let is_word = |character: char| character.is_alphanumeric() || character == '-';
                let left = stem.rsplit(|character| !is_word(character)).next().unwrap_or_default().to_lowercase();
                let right = next.split(|character| !is_word(character)).next().unwrap_or_default().to_lowercase();
                let with_hyphen = self.vocabulary.contains(&format!("{left}-{right}"));
                let without = self.vocabulary.contains(&format!("{left}{right}"));
                if after.is_lowercase()
                    && (without || !with_hyphen)
                    && !stem.ends_with(|last: char| last.is_ascii_digit())
                {
                    let length = stem.len();
                    paragraph.truncate(length);
                }
            }
            (Some(before), Some(after)) if is_wide(before) && is_wide(after) && !hangul(before) => {}
            (Some(before), _) if before.is_whitespace() => {}
            (Some('—' | '–' | '/'), Some(after))
                if after.is_lowercase() && !text.ends_with(" –") && !text.ends_with(" —") => {}
            _ => paragraph.push(" ", &Look::default()),
        }
    }
}

/// What a list's item begins with.
#[derive(Clone, Copy)]
struct ListMark {
    /// In bytes, white space included.
    length: usize,
    number: Option<u32>,
}

fn list_mark(text: &str) -> Option<ListMark> {
    let bullet = |character| {
        matches!(
            character,
            '•' | '◦'
                | '▪'
                | '‣'
                | '●'
                | '○'
                | '■'
                | '□'
                | '➢'
                | '✓'
                | '✔'
                | '\u{F0B7}'
                | '–'
                | '-'
                | '*'
        )
    };
    let trimmed = |rest: &str| text.len() - rest.trim_start().len();
    if let Some(rest) = text.strip_prefix(bullet) {
        return rest.starts_with(char::is_whitespace).then(|| ListMark { length: trimmed(rest), number: None });
    }
    let digits = text.len() - text.trim_start_matches(|character: char| character.is_ascii_digit()).len();
    let rest = text.get(digits..)?.strip_prefix(['.', ')'])?;
    if !(1..=2).contains(&digits) || !rest.starts_with(char::is_whitespace) {
        return None;
    }
    Some(ListMark { length: trimmed(rest), number: text.get(..digits)?.parse().ok() })
}

/// Makes headings of the paragraphs that are set larger, or strong and by themselves.
fn set_headings(made: &mut [Made], body: f64) {
    let is_short = |made: &Made| made.paragraph.text.chars().take(LONGEST_HEADING + 1).count() <= LONGEST_HEADING;
    let has_letters =
        |made: &Made| made.paragraph.text.chars().filter(|character| character.is_alphabetic()).count() >= 2;
    let is_large = |made: &Made| made.is_text && made.size > LARGER * body && is_short(made) && has_letters(made);
    let mut sizes: Vec<i64> = made.iter().filter(|made| is_large(made)).map(|made| half_points(made.size)).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let first = sizes.first().copied();
    let is_title = first.is_some_and(|first| sizes.iter().filter(|size| **size == first).count() == 1);
    sizes.dedup();
    let levels = sizes.len();
    // The largest line of all may be the name of the newspaper or a number in the middle of the text; only at the top of
    // the document is it the title.
    let top = made.iter().take(12).any(|made| is_large(made) && Some(half_points(made.size)) == first);
    let has_text_behind: Vec<bool> = (0..made.len())
        .map(|at| made.get(at + 1).is_some_and(|next| !next.strong || next.size < 0.95 * body))
        .collect();
    for (at, made) in made.iter_mut().enumerate() {
        if is_large(made) {
            let place = sizes.iter().position(|size| *size == half_points(made.size)).unwrap_or(levels);
            made.paragraph.kind = match place {
                0 if is_title && top => TITLE,
                place => BlockKind::Heading((place + usize::from(!(is_title && top))).clamp(1, 6) as u8),
            };
            continue;
        }
        let words = made.paragraph.text.split_whitespace().take(WORDS_OF_HEADING + 1).count();
        let is_strong = made.is_text
            && made.strong
            && made.size >= 0.95 * body
            && made.lines <= 3
            && words <= WORDS_OF_HEADING
            && has_letters(made)
            && !ends_sentence(&made.paragraph.text)
            && has_text_behind.get(at).copied().unwrap_or_default();
        if is_strong {
            made.paragraph.kind = BlockKind::Heading((levels + usize::from(!(is_title && top))).clamp(1, 6) as u8);
        }
    }
}
