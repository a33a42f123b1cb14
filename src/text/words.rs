use super::Span;

/// The words and marks of `text` in order: runs of letters and digits, with the apostrophes and decimal points inside
/// them, and every other character by itself; characters of scripts that put no space between words are words by
/// themselves, and white space is none.
///
/// Unlike a [double click](super::word_at) this keeps no hyphens together, so that `long-term` and `long term` differ
/// in one mark.
pub fn words(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = rest.find(|(_, c)| !super::segment::is_space(*c))?;
        let mut end = start + first.len_utf8();
        if !is_of_word(first) {
            return Some(Span::from(start..end));
        }
        let mut before = first;
        while let Some(&(at, c)) = rest.peek() {
            let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
            let joins = is_of_word(c) || is_joint(before, c, next);
            if !joins {
                break;
            }
            (before, end) = (c, at + c.len_utf8());
            rest.next();
        }
        Some(Span::from(start..end))
    })
}

/// Whether a word begins or goes on with this character. One that is a word by itself does neither.
fn is_of_word(c: char) -> bool {
    (c.is_alphanumeric() && !is_unspaced(c)) || matches!(c, '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' | '\u{AD}')
}

fn is_joint(before: char, c: char, next: Option<char>) -> bool {
    let Some(next) = next else { return false };
    match c {
        '\'' | '’' => before.is_alphabetic() && next.is_alphabetic() && !is_unspaced(next),
        '.' | ',' => before.is_numeric() && next.is_numeric(),
        _ => false,
    }
}

/// Whether `c` is of a script without spaces between words.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks() {
        let cases = [
            ("The bridge, they said, cost €1,250.5.", "The|bridge|,|they|said|,|cost|€|1,250.5|."),
            ("don’t  long-term\n'so'", "don’t|long|-|term|'|so|'"),
            ("東京は3月に", "東|京|は|3|月|に"),
            ("e\u{301}te\u{301} naïve", "e\u{301}te\u{301}|naïve"),
            ("  ", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = words(text).map(|span| span.slice(text).unwrap()).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }
}
