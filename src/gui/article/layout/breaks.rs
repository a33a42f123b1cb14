//! Where lines may break in scripts that write no spaces between their words.
//!
//! parley can do this too, with its feature `complex-scripts`; that brings a dictionary of Chinese words, for word
//! boundaries that nobody asks for here, and those of the other scripts: together three megabytes. The models that
//! ICU4X has for Thai, Lao, Khmer and Burmese take a tenth of that.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use parley::LineBreakContext;

static SEGMENTER: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| LineSegmenter::new_lstm(LineBreakOptions::default()));

/// A run is looked at in pieces of so many characters: the models take their time, and their memory, in proportion.
const PIECE: usize = 2000;

/// Whether a character belongs to a script that writes its words without spaces (line breaking class SA of Unicode
/// Standard Annex 14, as far as there are models).
const fn is_unspaced(character: char) -> bool {
    matches!(character, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}')
}

/// Which characters of `text` begin a word inside a run of such a script, counted from 0; in order.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    if text.is_ascii() {
        return starts;
    }
    let mut letters = text.char_indices().enumerate().peekable();
    while let Some((first, (start, letter))) = letters.next() {
        if !is_unspaced(letter) {
            continue;
        }
        let (mut end, mut count) = (start + letter.len_utf8(), 1);
        while let Some((_, (at, next))) = letters.next_if(|(_, (_, next))| count < PIECE && is_unspaced(*next)) {
            (end, count) = (at + next.len_utf8(), count + 1);
        }
        let run = text.get(start..end).unwrap_or_default();
        let (mut number, mut from) = (first, 0);
        for at in SEGMENTER.segment_str(run).filter(|at| *at > 0 && *at < run.len()) {
            number += run.get(from..at).unwrap_or_default().chars().count();
            from = at;
            starts.push(number);
        }
    }
    starts
}

/// Says, for each pair of neighbouring characters in turn, whether a line may break between them; `None` where there is
/// nothing to add to the rules that hold for every script. For a text without mandatory breaks, which is asked about
/// from its beginning to its end and only once.
pub(super) fn between_words(text: &str) -> Option<impl Fn(LineBreakContext) -> Option<bool> + Send + Sync + use<>> {
    let starts = word_starts(text);
    let (asked, next) = (AtomicUsize::new(0), AtomicUsize::new(0));
    (!starts.is_empty()).then_some(move |_: LineBreakContext| {
        let character = asked.fetch_add(1, Ordering::Relaxed) + 1;
        let at = next.load(Ordering::Relaxed);
        (starts.get(at) == Some(&character)).then(|| {
            next.store(at + 1, Ordering::Relaxed);
            true
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words between the places at which a line may break.
    fn pieces(text: &str) -> Vec<String> {
        let starts = word_starts(text);
        let mut pieces = vec![String::new()];
        for (number, letter) in text.chars().enumerate() {
            if starts.contains(&number) {
                pieces.push(String::new());
            }
            pieces.last_mut().unwrap().push(letter);
        }
        pieces
    }

    #[test]
    fn words_of_scripts_without_spaces_are_found() {
        for (text, words) in [
            ("no such script — été 漢字", vec!["no such script — été 漢字"]),
            ("ผู้ว่าราชการกล่าวว่าน้ำท่วม", vec!["ผู้", "ว่า", "ราชการ", "กล่าว", "ว่า", "น้ำ", "ท่วม"]),
            ("The governor said กล่าวว่าน้ำท่วม (flood)", vec!["The governor said กล่าว", "ว่า", "น้ำ", "ท่วม (flood)"]),
            ("រដ្ឋាភិបាលបានប្រកាសថានឹងជួយប្រជាជន", vec!["រដ្ឋាភិបាល", "បាន", "ប្រកាស", "ថា", "នឹង", "ជួយ", "ប្រជាជន"]),
            ("ພາສາລາວ", vec!["ພາສາ", "ລາວ"]),
            ("မြန်မာဘာသာစကား", vec!["မြန်", "မာ", "ဘာသာ", "စကား"]),
        ] {
            assert_eq!(pieces(text), words);
        }
    }

    #[test]
    fn a_long_run_is_looked_at_in_pieces() {
        let text = "กล่าวว่าน้ำท่วม".repeat(2_000);
        let starts = word_starts(&text);
        assert!(starts.len() > 7_000 && starts.is_sorted());
    }
}
