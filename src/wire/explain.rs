//! What `ron` says about a mistake, in words for a person who edits the file by hand.

use ron::Error;

use crate::text::excerpt;

/// How much of a value is shown.
const SHOWN: usize = 40;

/// What is wrong at byte `at` of a record.
pub(super) fn explain(error: &Error, text: &str, at: usize) -> String {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, ""));
    if let Some(mark) = rest.chars().next().filter(|c| "“”„‟‘’‚«»".contains(*c)) {
        return format!("a straight quotation mark (\") is expected here, not {mark}");
    }
    let decimal_comma = || {
        let mut back = before.trim_end().chars().rev();
        back.next() == Some(',')
            && back.next().is_some_and(|c| c.is_ascii_digit())
            && rest.starts_with(|c: char| c.is_ascii_digit())
    };
    match error {
        Error::ExpectedArrayEnd | Error::ExpectedStructLikeEnd | Error::ExpectedMapEnd | Error::ExpectedComma
            if decimal_comma() =>
        {
            "a number has a point before its decimals, not a comma".to_owned()
        }
        Error::ExpectedArrayEnd => "a comma or a ] is missing before this".to_owned(),
        Error::ExpectedStructLikeEnd | Error::ExpectedOptionEnd => "a comma or a ) is missing before this".to_owned(),
        Error::ExpectedMapEnd => "a comma or a } is missing before this".to_owned(),
        Error::ExpectedComma => "a comma is missing before this".to_owned(),
        Error::ExpectedArray => expected("a list in square brackets [ ]", rest),
        Error::ExpectedMap => expected("a list of names with values in curly brackets { }", rest),
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => expected("a record in brackets ( )", rest),
        Error::ExpectedString => expected("a text in quotation marks", rest),
        Error::ExpectedStringEnd => "a quotation mark that is not closed".to_owned(),
        Error::ExpectedBoolean => expected("true or false", rest),
        Error::ExpectedInteger | Error::InvalidIntegerDigit { .. } => expected("a whole number", rest),
        Error::IntegerOutOfBounds => "this number is negative, or larger than is possible here".to_owned(),
        Error::ExpectedFloat | Error::FloatUnderscore | Error::UnderscoreAtBeginning => {
            expected("a number such as 3.5", rest)
        }
        Error::ExpectedIdentifier if rest.starts_with('"') => {
            "a word without quotation marks is expected here".to_owned()
        }
        Error::ExpectedIdentifier => expected("a name", rest),
        Error::ExpectedMapColon => "a colon is missing before this".to_owned(),
        Error::InvalidEscape(_) => {
            "what follows the backslash means nothing; a backslash itself is written \\\\".to_owned()
        }
        Error::NoSuchEnumVariant { expected, found, .. } => none_of(found, expected),
        Error::MissingStructField { field, .. } => format!("the field «{field}» is missing"),
        Error::DuplicateStructField { field, .. } => format!("the field «{field}» stands there twice"),
        Error::InvalidValueForType { expected, found } => match (expected.strip_prefix("one of "), quoted(found)) {
            (Some(words), Some(found)) => none_of(found, &words.split(", ").collect::<Vec<_>>()),
            _ => format!("{expected} is expected here, not {}", excerpt(found, SHOWN)),
        },
        Error::ExceededRecursionLimit => "brackets stand too deep inside each other".to_owned(),
        Error::Eof => "it ends too early".to_owned(),
        Error::TrailingCharacters => "something stands behind its end".to_owned(),
        Error::UnclosedBlockComment => "a comment that does not end".to_owned(),
        other => {
            let told = other.to_string();
            let mut letters = told.chars();
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}

fn expected(what: &str, rest: &str) -> String {
    let end = rest.find([',', '\n', ')', ']', '}']).unwrap_or(rest.len());
    let found = rest.get(..end).unwrap_or_default().trim();
    if found.is_empty() {
        format!("{what} is expected here")
    } else {
        format!("{what} is expected here, not {}", excerpt(found, SHOWN))
    }
}

/// What stands between quotation marks or backticks in what `ron` found.
fn quoted(found: &str) -> Option<&str> {
    let (open, close) = (found.find(['"', '`'])?, found.rfind(['"', '`'])?);
    found.get(open + 1..close)
}

fn none_of(found: &str, words: &[&str]) -> String {
    let near = words.iter().find(|word| distance(found, word, 2) <= 2 && word.len() > 2);
    let near = near.map_or(String::new(), |word| format!(" (perhaps {word} is meant)"));
    format!("«{}» is none of {}{near}", excerpt(found, SHOWN), words.join(", "))
}

/// How many letters have to be added, taken away or changed to make one word the other, as long as that is not more
/// than `most`.
pub(super) fn distance(one: &str, other: &str, most: usize) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().take(32).collect(), other.chars().take(32).collect());
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, a) in one.iter().enumerate() {
        let mut next = vec![n + 1];
        for ((m, b), above) in other.iter().enumerate().zip(row.windows(2)) {
            let (diagonal, up) = (above[0], above[1]);
            let left = next.get(m).copied().unwrap_or(usize::MAX - 1);
            next.push((diagonal + usize::from(a != b)).min(up + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_near() {
        assert_eq!(distance("clame", "claim", 2), 2);
        assert_eq!(distance("annotatiols", "annotations", 2), 1);
        assert_eq!(distance("a", "annotations", 2), 3);
        assert_eq!(distance("", "", 2), 0);
    }
}
