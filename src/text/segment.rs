//! Where graphemes, words and white space begin and end.
//!
//! Graphemes and words follow Unicode Standard Annex #29; words that a reader sees as one are kept as one (`long-term`,
//! `U.S.`). Each question is answered from a window around its place, whatever the text's length. A position past the
//! end of the text is taken as its end, and one inside a character as the character's start.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::Span;

/// How far a question about words looks in either direction, in bytes, where no white space ends the search before.
/// Longer "words" are stepped through in pieces.
const WORD_WINDOW: usize = 1024;

/// `span` moved outwards to whole graphemes, so that no mark is made inside a flag or between a letter and its accent.
/// An empty span stays empty and goes to the start of its grapheme.
pub fn snap(text: &str, span: Span) -> Span {
    let start = grapheme_floor(text, span.start);
    if span.is_empty() {
        return Span::caret(start);
    }
    let end = (span.end as usize).min(text.len()) as u32;
    let floor = grapheme_floor(text, end);
    Span::new(start, if floor == end { end } else { next_grapheme(text, floor) })
}

/// Start of the grapheme before `at`; 0 at the start of the text. From inside a grapheme, its start.
pub fn prev_grapheme(text: &str, at: u32) -> u32 {
    let at = text.floor_char_boundary(at as usize);
    // With the whole text at hand the cursor never asks for more, so it fails nowhere.
    GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0) as u32
}

/// End of the grapheme that stands at `at`; the text's length at its end.
pub fn next_grapheme(text: &str, at: u32) -> u32 {
    let at = text.floor_char_boundary(at as usize);
    let next = GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0);
    next.ok().flatten().unwrap_or(text.len()) as u32
}

/// The nearest grapheme boundary at or before `at`.
fn grapheme_floor(text: &str, at: u32) -> u32 {
    let at = text.floor_char_boundary(at as usize);
    let on_boundary = GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true);
    if on_boundary { at as u32 } else { prev_grapheme(text, at as u32) }
}

/// The word at `at`, as a double click selects it.
///
/// Words are those of UAX #29, so `don't` and `1,234.5` are one; parts joined by hyphens are one (`long-term`), and so
/// are dotted abbreviations with their last full stop (`U.S.`). Han characters are words by themselves. Between words
/// it is the word that ends at `at`, else the run of white space or the punctuation mark; empty only in an empty text.
pub fn word_at(text: &str, at: u32) -> Span {
    let at = text.floor_char_boundary(at as usize) as u32;
    let pieces = pieces(text, window(text, at));
    let here = pieces.iter().find(|piece| piece.span.contains(at));
    let before = pieces.iter().rev().find(|piece| piece.span.end == at);
    match (here, before) {
        (Some(here), _) if here.is_word => here.span,
        (_, Some(before)) if before.is_word => before.span,
        (Some(piece), _) | (None, Some(piece)) => piece.span,
        (None, None) => Span::caret(at),
    }
}

/// Where Ctrl+Left goes from `at`: the start of the word before or around it, over lines and paragraphs; 0 before the
/// first word.
pub fn prev_word_boundary(text: &str, at: u32) -> u32 {
    let mut at = text.floor_char_boundary(at as usize) as u32;
    while at > 0 {
        let window = window(text, at);
        if let Some(piece) = pieces(text, window).iter().rev().find(|piece| piece.is_word && piece.span.start < at) {
            return piece.span.start;
        }
        at = window.start;
    }
    0
}

/// Where Ctrl+Right goes from `at`: the end of the word around or after it, over lines and paragraphs; the text's
/// length behind the last word.
pub fn next_word_boundary(text: &str, at: u32) -> u32 {
    let mut at = text.floor_char_boundary(at as usize) as u32;
    while (at as usize) < text.len() {
        let window = window(text, at);
        if let Some(piece) = pieces(text, window).iter().find(|piece| piece.is_word && piece.span.end > at) {
            return piece.span.end;
        }
        at = window.end;
    }
    text.len() as u32
}

/// `span` without the white space at its two ends; empty, at its start, where there is nothing else in it.
pub fn trim(text: &str, span: Span) -> Span {
    let span = trim_end(text, span);
    let Some(slice) = span.slice(text) else { return span };
    let kept = slice.trim_start_matches(is_space).len() as u32;
    Span::new(span.end - kept, span.end)
}

/// `span` without the white space at its end; empty, at its start, where there is nothing else in it.
pub fn trim_end(text: &str, span: Span) -> Span {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.floor_char_boundary(span.end as usize);
    let kept = text.get(start..end).unwrap_or_default().trim_end_matches(is_space).len();
    Span::from(start..start + kept)
}

/// White space, and the two characters that are nothing to see either: zero width space and byte order mark.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}')
}

/// A word, a run of white space, or a punctuation mark.
struct Piece {
    span: Span,
    is_word: bool,
}

/// What has to be cut into words to know those at `at` and on either side of it: as far as the white space behind the
/// nearest words, and [`WORD_WINDOW`] at most.
fn window(text: &str, at: u32) -> Span {
    let at = at as usize;
    let (before, after) = text.split_at(at);
    let first = text.floor_char_boundary(at.saturating_sub(WORD_WINDOW));
    let mut seen_text = false;
    let mut start = first;
    for (place, character) in before.get(first..).unwrap_or_default().char_indices().rev() {
        if !is_space(character) {
            seen_text = true;
        } else if seen_text {
            // The white space stays in: the only place before which UAX #29 always breaks is its start.
            start = first + place;
            break;
        }
    }
    let last = text.ceil_char_boundary(at.saturating_add(WORD_WINDOW));
    let (mut seen_space, mut end) = (false, last);
    for (place, character) in after.get(..last - at).unwrap_or_default().char_indices() {
        if is_space(character) {
            seen_space = true;
        } else if seen_space {
            end = at + place;
            break;
        }
    }
    let start = grapheme_floor(text, start as u32);
    // A combining mark after a space belongs to it.
    let end = if grapheme_floor(text, end as u32) == end as u32 { end as u32 } else { next_grapheme(text, end as u32) };
    Span::new(start, end)
}

/// Cuts `window` into words and what is between them.
fn pieces(text: &str, window: Span) -> Vec<Piece> {
    let slice = window.slice(text).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut segments = slice.split_word_bound_indices().peekable();
    while let Some((start, segment)) = segments.next() {
        let span = Span::from(start..start + segment.len());
        let span = Span::new(window.start + span.start, window.start + span.end);
        let is_word = segment.chars().any(char::is_alphanumeric);
        let is_white = segment.chars().all(is_space);
        if let Some(last) = pieces.last_mut() {
            let last_text = last.span.slice(text).unwrap_or_default();
            let joins = if last.is_word {
                let next_is_word = segments.peek().is_some_and(|(_, next)| next.starts_with(char::is_alphanumeric));
                (is_hyphen(segment) && next_is_word)
                    || (is_word && last_text.ends_with(is_hyphen_character))
                    || (segment == "." && is_dotted(last_text))
            } else {
                is_white && last_text.chars().all(is_space)
            };
            if joins {
                last.span.end = span.end;
                continue;
            }
        }
        pieces.push(Piece { span, is_word });
    }
    pieces
}

fn is_hyphen(segment: &str) -> bool {
    let mut characters = segment.chars();
    characters.next().is_some_and(is_hyphen_character) && characters.next().is_none()
}

const fn is_hyphen_character(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether `word` is single letters with full stops between them, as the `U.S` of `U.S.`
fn is_dotted(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|part| {
            let mut characters = part.chars();
            characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `marked` has a `|` where the question is asked, and `expected` is the text of the answer.
    fn check_word(marked: &str, expected: &str) {
        let at = marked.find('|').expect("a mark in the case");
        let text = marked.replacen('|', "", 1);
        let span = word_at(&text, at as u32);
        assert_eq!(span.slice(&text), Some(expected), "word at {marked:?}");
    }

    #[test]
    fn words() {
        check_word("one t|wo three", "two");
        check_word("one two| three", "two");
        check_word("one |two three", "two");
        check_word("|one two", "one");
        check_word("one two|", "two");
        check_word("one,| two", " ");
        check_word("one|, two", "one");
        check_word("one  |  two", "    ");
        check_word("I don|'t know", "don't");
        check_word("I don’|t know", "don’t");
        check_word("a long|-term plan", "long-term");
        check_word("a long-te|rm plan", "long-term");
        check_word("the state-of-the-|art way", "state-of-the-art");
        check_word("yes |- no", "-");
        check_word("5 – |6", "6");
        check_word("costs 1,2|34.5 euros", "1,234.5");
        check_word("the U|.S. army", "U.S.");
        check_word("the end|.", "end");
        check_word("“Qu|oted” word", "Quoted");
        check_word("Müll|er", "Müller");
        check_word("cafe\u{301}| x", "cafe\u{301}");
        check_word("日本|語", "語");
        check_word("カタ|カナ", "カタカナ");
        check_word("한국|어 문장", "한국어");
        check_word("قال |الوزير", "الوزير");
        check_word("नमस्|ते दुनिया", "नमस्ते");
        check_word("one\n|two", "two");
        check_word("|", "");
    }

    /// `marked` has a `|` where the caret is, a `<` where Ctrl+Left goes and a `>` where Ctrl+Right goes.
    fn check_step(marked: &str) {
        let text = marked.replace(['|', '<', '>'], "");
        let place = |mark: char| {
            let before = &marked[..marked.find(mark).expect("a mark in the case")];
            before.replace(['|', '<', '>'], "").len() as u32
        };
        assert_eq!(prev_word_boundary(&text, place('|')), place('<'), "left from {marked:?}");
        assert_eq!(next_word_boundary(&text, place('|')), place('>'), "right from {marked:?}");
    }

    #[test]
    fn steps_by_word() {
        check_step("<one |two> three");
        check_step("one <tw|o> three");
        check_step("one <two| three>");
        check_step("<|one> two");
        check_step("one <two|>");
        check_step("<one| – “two>”");
        check_step("<one.\n\n|\n“two>”");
        check_step("a <long-|term> plan");
        check_step("<...|...>");
        check_step("<|>");
        let gap = " ".repeat(5 * WORD_WINDOW);
        check_step(&format!("<one{gap}|{gap}two>"));
    }

    #[test]
    fn graphemes() {
        for grapheme in ["a", "é", "e\u{301}", "👩‍👩‍👧", "🇩🇪", "नि", "한"] {
            let text = format!("x{grapheme}y");
            let end = 1 + grapheme.len() as u32;
            assert_eq!(next_grapheme(&text, 1), end);
            assert_eq!(prev_grapheme(&text, end), 1);
            for at in 1..end {
                assert_eq!(snap(&text, Span::new(at, at + 1)), Span::new(1, end), "{grapheme} at {at}");
                assert_eq!(snap(&text, Span::caret(at)), Span::caret(1));
            }
        }
        assert_eq!(next_grapheme("", 7), 0);
        assert_eq!(prev_grapheme("", 7), 0);
        assert_eq!(prev_grapheme("ab", 99), 1);
    }

    #[test]
    fn trimming() {
        let check = |text: &str, all: &str, end: &str| {
            let span = Span::new(0, text.len() as u32);
            assert_eq!(trim(text, span).slice(text), Some(all));
            assert_eq!(trim_end(text, span).slice(text), Some(end));
        };
        check(" a b \n", "a b", " a b");
        check("\u{a0}x\u{3000}\u{200b}", "x", "\u{a0}x");
        check(" \n ", "", "");
        check("", "", "");
        assert_eq!(trim("a  b", Span::new(1, 3)), Span::caret(1));
        assert_eq!(trim("ab", Span::new(1, 99)), Span::new(1, 2));
    }

    #[test]
    fn a_question_looks_only_around_its_place() {
        let text = "word ".repeat(200_000);
        let middle = 500_001;
        assert!(window(&text, middle).len() < 32);
        let text = "字".repeat(400_000);
        assert!(window(&text, 600_000).len() as usize <= 2 * WORD_WINDOW + 8);
        assert_eq!(word_at(&text, 600_000), Span::new(600_000, 600_003));
    }

    proptest! {
        #[test]
        fn snapping_covers_and_lands_on_boundaries(
            text in "(?s)(.|[\u{300}-\u{36f}]|[\u{1f1e6}-\u{1f1ff}]|👩\u{200d}|[\u{900}-\u{97f}]){0,60}",
            a in 0_u32..200,
            b in 0_u32..200,
        ) {
            let span = Span::new(a, b);
            let snapped = snap(&text, span);
            let mut boundaries: Vec<u32> = text.grapheme_indices(true).map(|(at, _)| at as u32).collect();
            boundaries.push(text.len() as u32);
            prop_assert!(boundaries.contains(&snapped.start) && boundaries.contains(&snapped.end));
            let within = Span::new(a.min(b).min(text.len() as u32), a.max(b).min(text.len() as u32));
            prop_assert!(within.is_empty() || snapped.covers(within), "{span} {snapped}");
            prop_assert_eq!(snap(&text, snapped), snapped);
        }

        #[test]
        fn words_are_found_at_any_place(text in "(?s)([a-z]{1,5}| |\n|-|\\.|.){0,80}", at in 0_u32..200) {
            let span = word_at(&text, at);
            prop_assert!(span.slice(&text).is_some());
            let at = text.floor_char_boundary(at as usize) as u32;
            prop_assert!(span.contains(at) || span.end == at, "{} {}", span, at);
            let (left, right) = (prev_word_boundary(&text, at), next_word_boundary(&text, at));
            prop_assert!(left < at || at == 0);
            prop_assert!(right > at || at as usize == text.len());
            prop_assert!(text.is_char_boundary(left as usize) && text.is_char_boundary(right as usize));
        }
    }
}
