//! Where sentences end.
//!
//! Written for news text, where full stops stand in names, numbers, times and titles, and quotations end in the middle
//! of a sentence. The rules of UAX #29 are kept where they decide (a sentence goes on in lower case, white space belongs
//! to the sentence before it); an abbreviation list for English and some for German, French and Spanish does the rest.
//!
//! Whether a sentence ends at a place is decided from the characters near it alone, so [`sentence_at`] gives the same
//! spans as [`sentences`] at the cost of one sentence.

use super::Span;
use super::segment::is_space;

/// How far back the word before a full stop is read, in bytes; longer ones are no abbreviation.
const LONGEST_TOKEN: usize = 24;

/// The sentences of one block's text, in order and without gaps: white space belongs to the sentence before it (see
/// [`trim`](super::trim)), or to the first. An empty line always ends a sentence, a single line end never does by
/// itself. Nothing for an empty text.
pub fn sentences(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let end = end_of_sentence(text, start);
        let span = Span::from(start..end);
        start = end;
        Some(span)
    })
}

/// The one of [`sentences`] in which `at` lies; the last one at the end of the text and past it, empty only in an empty
/// text. Its time is that of reading the sentence, not the text.
pub fn sentence_at(text: &str, at: u32) -> Span {
    let mut at = text.floor_char_boundary(at as usize);
    if at == text.len() {
        at = text.floor_char_boundary(at.saturating_sub(1));
    }
    let start = start_of_sentence(text, at);
    Span::from(start..end_of_sentence(text, start))
}

/// The first end of a sentence after `from`, where one begins.
fn end_of_sentence(text: &str, from: usize) -> usize {
    let mut at = from;
    // White space before the first word ends nothing: it has no sentence before it.
    if from == 0 {
        at = skip(text, at, is_space);
    }
    while let Some(character) = next_char(text, at) {
        let (end, next) = match class(character) {
            Class::Other => (None, at + character.len_utf8()),
            Class::Stop => stop(text, at),
            Class::LineEnd => gap(text, at),
        };
        if let Some(end) = end {
            return end;
        }
        at = next;
    }
    text.len()
}

/// The last end of a sentence at or before `at`; 0 where there is none.
fn start_of_sentence(text: &str, at: usize) -> usize {
    // What ends a sentence may stand around `at` or, behind white space, before it: go to where it began.
    let mut place = at;
    loop {
        let Some(character) = prev_char(text, place) else { return 0 };
        let end = match class(character) {
            Class::Other => {
                place -= character.len_utf8();
                continue;
            }
            Class::Stop => {
                place = skip_back(text, place, |character| class(character) == Class::Stop);
                stop(text, place).0
            }
            Class::LineEnd => {
                place = skip_back(text, place, is_space);
                let first = skip(text, place, |character| class(character) != Class::LineEnd);
                // Only white space lies before: it belongs to the first sentence.
                if place == 0 { None } else { gap(text, first).0 }
            }
        };
        if let Some(end) = end.filter(|&end| end <= at) {
            return end;
        }
    }
}

#[derive(PartialEq, Eq)]
enum Class {
    /// May end a sentence.
    Stop,
    /// May belong to an empty line.
    LineEnd,
    Other,
}

const fn class(character: char) -> Class {
    match character {
        '.' | '…' | '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '‽' => Class::Stop,
        _ if needs_no_space(character) => Class::Stop,
        '\n' | '\r' | '\u{2029}' => Class::LineEnd,
        _ => Class::Other,
    }
}

/// Marks that end a sentence whether or not a space follows: CJK, Arabic and Urdu, Devanagari and its neighbours,
/// Armenian, Ethiopic, Burmese, Khmer.
const fn needs_no_space(character: char) -> bool {
    matches!(
        character,
        '。' | '．' | '｡' | '！' | '？' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '፧' | '፨' | '။' | '។' | '៕'
    )
}

/// Quotation marks and brackets that may close after the full stop.
const fn closes(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '〉'
            | '》'
            | '〕'
            | '］'
            | '｝'
            | '*'
            | '_'
    )
}

/// What may stand before the first word of a sentence.
const fn opens(character: char) -> bool {
    matches!(
        character,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '”'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '('
            | '['
            | '{'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '〈'
            | '《'
            | '*'
            | '_'
    )
}

const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '–' | '—' | '―' | '‐')
}

/// What the marks that begin at `at` do: where the sentence ends if they end it, and where to go on if not.
fn stop(text: &str, at: usize) -> (Option<usize>, usize) {
    let marks_end = skip(text, at, |character| class(character) == Class::Stop);
    let marks = text.get(at..marks_end).unwrap_or_default();
    let closed = skip_closing(text, marks_end);
    let after = skip(text, closed, is_space);
    if text.get(closed..after).is_some_and(is_empty_line) || after == text.len() {
        return (Some(after), marks_end);
    }
    let ends = if marks.chars().any(needs_no_space) {
        full_width_ends(text, at, closed, after, marks)
    } else {
        after > closed && (marks != "." || !is_abbreviation(text, at, after)) && begins_sentence(text, after)
    };
    (ends.then_some(after), marks_end)
}

/// Whether marks that need no space end the sentence.
fn full_width_ends(text: &str, at: usize, closed: usize, after: usize, marks: &str) -> bool {
    let next = next_char(text, after).unwrap_or(' ');
    if marks == "．" && next.is_ascii_digit() && prev_char(text, at).is_some_and(char::is_numeric) {
        return false;
    }
    // 「はい。」と言った: what is said goes on to who says it.
    let closed_quote = prev_char(text, closed).is_some_and(|character| matches!(character, '」' | '』'));
    if closed_quote && matches!(next, 'と' | 'っ' | 'な' | 'の' | 'は' | 'が' | 'を') {
        return false;
    }
    !matches!(next, ',' | '，' | '、' | '،')
}

/// What white space does whose first line end is at `at`: it ends the sentence where it holds an empty line.
fn gap(text: &str, at: usize) -> (Option<usize>, usize) {
    let after = skip(text, at, is_space);
    let ends = text.get(at..after).is_some_and(is_empty_line);
    (ends.then_some(after), after)
}

/// Whether white space parts two paragraphs.
fn is_empty_line(space: &str) -> bool {
    space.contains('\u{2029}') || space.replace("\r\n", "\n").matches(['\n', '\r']).count() > 1
}

/// Behind the quotation marks, brackets and note marks (`[3]`) that follow a full stop; a French `»` may stand apart.
fn skip_closing(text: &str, from: usize) -> usize {
    let mut at = from;
    loop {
        at = skip(text, at, closes);
        if let Some(space @ (' ' | '\u{A0}' | '\u{202F}')) = next_char(text, at)
            && let Some(mark @ ('»' | '›')) = next_char(text, at + space.len_utf8())
        {
            let behind = at + space.len_utf8() + mark.len_utf8();
            if next_char(text, behind).is_none_or(is_space) {
                at = behind;
            }
        }
        let note = text.get(at..).and_then(|rest| rest.strip_prefix('[')).unwrap_or_default();
        let behind = note.trim_start_matches(|character: char| character.is_ascii_digit());
        let digits = note.len() - behind.len();
        if digits == 0 || !behind.starts_with(']') {
            return at;
        }
        at += digits + 2;
    }
}

/// Whether what stands at `after` can begin a sentence: it goes on in lower case, and with a comma or another full stop.
fn begins_sentence(text: &str, after: usize) -> bool {
    let at = skip(text, after, |character| opens(character) || is_dash(character) || character == ' ');
    let Some(next) = next_char(text, at) else { return true };
    if matches!(next, ',' | ';' | ':' | '.' | '…' | '?' | '!' | ')' | ']') {
        return false;
    }
    // iPhone and eBay begin a sentence as they are.
    let inner_capital = next_char(text, at + next.len_utf8()).is_some_and(char::is_uppercase);
    !next.is_lowercase() || inner_capital
}

/// Whether the single full stop at `at` belongs to an abbreviation, an initial or a number, and the sentence goes on
/// with the word at `after`.
fn is_abbreviation(text: &str, at: usize, after: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_TOKEN));
    let near = text.get(from..at).unwrap_or_default();
    let is_edge = |c: char| is_space(c) || opens(c) || is_dash(c) || matches!(c, '/' | '’');
    let token_start = near
        .rfind(is_edge)
        .map_or(0, |edge| edge + near.get(edge..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    let token = near.get(token_start..).unwrap_or_default();
    let begins_text = from + token_start == 0 || prev_char(text, from + token_start) == Some('\n');
    let next_start = skip(text, after, |character| opens(character) || is_dash(character) || character == ' ');
    let next = word_from(text, next_start);
    let next_is_number = next.starts_with(|character: char| character.is_numeric());

    if !token.is_empty() && token.chars().all(|character| character.is_ascii_digit()) {
        // 1. Introduction; 4. März; 4.–5. Mai
        let short = token.len() <= 2;
        return short && (begins_text || next_is_number || is_in(ORDINAL_NOUNS, next));
    }
    let lower = token.to_lowercase();
    if is_in(BEFORE_NUMBERS, &lower) {
        return next_is_number;
    }
    if is_in(NEVER_LAST, token) {
        return true;
    }
    let mut letters = token.chars();
    if let (Some(letter), None) = (letters.next(), letters.next())
        && letter.is_alphabetic()
    {
        // z. B.
        if next.chars().count() == 1 && !letter.is_uppercase() {
            return true;
        }
        // An initial, unless a word came before that makes it the last of its sentence (“so do I.”).
        return letter.is_uppercase() && (letter != 'I' || !follows_lower_case(text, from + token_start));
    }
    if is_in(TIMES, &lower) {
        return is_in(AFTER_TIMES, next) || next_is_number;
    }
    let dotted = token.contains('.') && token.split('.').all(|part| (1..=3).contains(&part.chars().count()));
    if (dotted && !token.contains(|character: char| character.is_numeric())) || is_in(SOMETIMES_LAST, &lower) {
        return !is_in(STARTERS, next);
    }
    false
}

/// Whether the word before the one at `at` is in lower case.
fn follows_lower_case(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(LONGEST_TOKEN));
    let before = text.get(from..at).unwrap_or_default();
    before.split_whitespace().next_back().is_some_and(|word| word.starts_with(char::is_lowercase))
}

/// The word that begins at `at`: its letters, digits and apostrophes.
fn word_from(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(|character: char| !character.is_alphanumeric() && character != '’' && character != '\'');
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
}

/// Whether `word` is in a list of words with spaces between them.
fn is_in(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|listed| listed == word)
}

fn next_char(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}

fn prev_char(text: &str, at: usize) -> Option<char> {
    text.get(..at).and_then(|before| before.chars().next_back())
}

fn skip(text: &str, from: usize, matches: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.find(|character| !matches(character)).unwrap_or(rest.len())
}

fn skip_back(text: &str, from: usize, matches: impl Fn(char) -> bool) -> usize {
    text.get(..from).unwrap_or_default().trim_end_matches(matches).len()
}

/// Abbreviations that always have something after them: titles, “that is”, “compare”. As they are printed, since “me.”
/// and “rep.” end sentences where “Me.” and “Rep.” do not.
const NEVER_LAST: &str = "\
    Mr Mrs Ms Mx Dr Prof Gen Sen Rep Reps Sens Gov Lt Col Sgt Capt Cmdr Cpl Pvt Maj Adm Rev Hon St Mt Ft Pres Msgr \
    Amb Sec Supt Det Insp Hr Fr Hrn Sr Sra Srta Dña Ud Uds Gral Lic Ing Abb vs v e.g i.e eg ie cf viz approx ca incl \
    resp z.B d.h u.a i.d.R bzgl ggf evtl sog bspw p.ex p.e E.g I.e Cf Z.B D.h";

/// Abbreviations that a number follows; without one they are words that end a sentence (“He said no.”).
const BEFORE_NUMBERS: &str = "\
    no nos nr núm vol p pp s fig figs art arts ch para par abs op jan feb mar apr jun jul aug sep sept oct nov dec \
    okt dez";

/// Times of day.
const TIMES: &str = "\
    a.m p.m";

/// What may follow a time of day in the same sentence.
const AFTER_TIMES: &str = "\
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August \
    September October November December Eastern Pacific Central Mountain GMT UTC EST EDT CET CEST PST PDT BST ET PT \
    Moscow Kabul Mon Tue Wed Thu Fri Sat Sun";

/// Abbreviations that may end a sentence; what follows decides.
const SOMETIMES_LAST: &str = "\
    inc ltd co corp bros jr plc llc dept univ assn ave blvd rd al mio mrd std str tel usw bzw ph.d ee.uu";

/// What follows a German ordinal number.
const ORDINAL_NOUNS: &str = "\
    Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember Weltkrieg Jahrhundert \
    Geburtstag Platz Stock Klasse Bundesliga";

/// Words that begin a sentence far more often than they go on after an abbreviation.
const STARTERS: &str = "\
    A According After All Also Although An And As At Before Both But By Despite During Each Earlier Even Every Few \
    Following For From Furthermore He Her Here His How However I If In Instead It Its It’s It's Last Later Many \
    Meanwhile Moreover Most My Neither No Nobody Nor Not Nothing Now Of On Once One Only Or Other Others Our Please \
    She Since So Some Still Such That The Their Then There These They This Those Though To Today Under Unlike Until \
    We What When Where Whether Which While Who Why With Without Yes Yesterday Yet You Your Das Der Die Ein Eine Er \
    Es Sie Wir Im Und Aber Doch El La Los Las Un Una Le Les Une Il Elle Ils";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::trim;

    /// The case is the sentences with `|` between them.
    fn check(expected: &str) {
        let text = expected.replace('|', "");
        let found: Vec<&str> = sentences(&text).filter_map(|span| span.slice(&text)).collect();
        assert_eq!(found.join("|"), expected);
        check_each(&text);
    }

    /// The sentences cover the text without gaps, and asking at any place gives the one that lies there.
    fn check_each(text: &str) {
        let mut end = 0;
        for span in sentences(text) {
            assert_eq!(span.start, end, "a gap in {text:?}");
            assert!(!span.is_empty() && span.slice(text).is_some(), "{span} in {text:?}");
            for at in span.start..span.end {
                assert_eq!(sentence_at(text, at), span, "at {at} in {text:?}");
            }
            end = span.end;
        }
        assert_eq!(end as usize, text.len());
    }

    #[test]
    fn plain() {
        check("");
        check("One");
        check("One. |Two! |Three? |Four");
        check("  One.  |Two.  ");
        check("One.\n|Still hard-wrapped here, and\ngoes on. |Two.");
        check("No full stop\n\n|Next paragraph.\n \n|Third");
        check("\n\nFirst after empty lines. |Second.");
        check("Ends.\u{2029}|begins");
    }

    #[test]
    fn titles_initials_and_names() {
        check("Mr. Khan met Dr. Jones. |They talked.");
        check("J. K. Rowling wrote it. |George W. Bush read it.");
        check("So do I. |Isaac I. Newton too.");
        check("Gen. Smith and Sen. Doe left. |St. Louis is far.");
        check("(Prof. Miller agreed.) |Lt. Col. Ray did not.");
        check("He works at Apple Inc. and Co. Ltd. in town.");
        check("He works at Apple Inc. |The firm is big.");
        check("Apple Inc. Chief Tim Cook spoke.");
        check("Martin Luther King Jr. spoke. |It rained.");
        check("Mr.\nKhan is here. |He sits.");
        check("He told me. |Wait a sec. |So I am. |Gone.");
    }

    #[test]
    fn dotted_abbreviations() {
        check("The U.S. Army left the U.S. |The rest stayed.");
        check("After the U.S. withdrawal it fell. |U.N. envoys came.");
        check("Many, e.g. Iran, and i.e. China, agreed. |Others, etc. |Not him.");
        check("It began at 5 p.m. Monday and ended at 6 a.m. |Police said so.");
        check("It began at 5 p.m. and ended.");
        check("Er kam z. B. gestern, d.h. spät, z.B. Herr Dr. Müller. |Dann ging er.");
        check("She has a Ph.D. in law. |He has none.");
    }

    #[test]
    fn numbers_and_dates() {
        check("It cost 3.5 million. |It grew 1,234.50 percent.");
        check("No. 5 won. |He said no. |Then he left.");
        check("On Jan. 5 it rained. |It was in Jan. |The sun shone.");
        check("Am 4. März 2026 kam er. |Am 5. April ging er.");
        check("1. Introduction follows. |In 2021. |Then 2022.");
        check("See p. 12 and Art. 5 of it. |Vol. 2 came.");
        check("It ended in 2021. |5 people died.");
        check("Version 1.2.3 is at example.com today. |See www.example.org/a?b=c now.");
    }

    #[test]
    fn ellipses() {
        check("Well... maybe. |Wait... |What?");
        check("He paused … and left. |Gone… |Then back.");
        check("So . . . it was. |Yes.");
        check("What?! |No!!! |Fine.");
    }

    #[test]
    fn quotations_and_brackets() {
        check("He said “it is over.” |Then he left.");
        check("He said “it is over”. |Then he left.");
        check("“Why?” he asked. |“Because!” she cried.");
        check("“Why?”, he asked. |'Stop.' |\"Go.\" |It went.");
        check("\"It is over.\" |\"No.\"");
        check("It ended (at last.) |Then (he left). |Good.");
        check("„Es ist vorbei.“ |Dann ging er. |«C’est fini.» |Il part.");
        check("« C’est fini. » |Il part. |»Ende.« |»Nein.«");
        check("¿Por qué? |¡Basta! |¿Y tú?");
        check("Yahoo! shares fell. |eBay rose. |iPhone sales did not.");
        check("He knew.[3] |She did not.[12][13] |They did.");
        check("“Stop!” — he cried. |They did.");
        check("It is *over.* |Then _more._ |Done.");
    }

    #[test]
    fn other_scripts() {
        check("今日は。|明日は！|昨日は？|そう。");
        check("「はい。」と言った。|「いいえ。」|彼は去った。");
        check("他说：“你好。”|我走了。");
        check("这是3．5米。|好。");
        check("هل جاء؟ |نعم جاء. |ذهب۔ |عاد۔|ثم مضى");
        check("यह पहला है। |यह दूसरा है।|यह तीसरा है॥");
        check("Это конец. |А. С. Пушкин писал. |Да.");
        check("Αυτό είναι. |Τέλος.");
        check("זה הסוף. |ואז הלך.");
    }

    #[test]
    fn a_sentence_is_found_without_reading_the_text() {
        let text = "One two three. ".repeat(70_000);
        assert_eq!(sentence_at(&text, 600_001), Span::new(600_000, 600_015));
        assert_eq!(sentence_at(&text, u32::MAX), Span::new(text.len() as u32 - 15, text.len() as u32));
        assert_eq!(sentence_at("", 5), Span::default());
        assert_eq!(sentence_at("He. B", 99), Span::new(4, 5));
    }

    #[test]
    fn runs_of_marks_cost_one_pass() {
        for filling in [".", "\n", " ", ". ", "\n.", "”", "[1]", ".\u{2029}"] {
            let text = filling.repeat(200_000);
            assert_eq!(sentences(&text).last().map(|span| span.end as usize), Some(text.len()));
            sentence_at(&text, 100_000);
        }
    }

    proptest! {
        #[test]
        fn sentences_partition_any_text(
            text in "(?s)(\\.|[?!…。؟]|[”\")]|\n| |A|a|Mr|U\\.S|[0-9]|\\[1\\]|[“(]|-|.|\u{2029}){0,60}"
        ) {
            check_each(&text);
        }

        #[test]
        fn trimmed_sentences_stay_inside(text in "(?s)([a-z]{1,4}|\\. |\n){0,40}") {
            for span in sentences(&text) {
                prop_assert!(span.covers(trim(&text, span)));
            }
        }
    }
}
