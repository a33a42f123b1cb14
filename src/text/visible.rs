use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character cannot be seen, or changes how others are seen: with one of them, a name can pass for another.
/// The joiners of Persian, the Indian scripts and emoji are ordinary text.
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A text for a message: what cannot be seen, or turns what follows around, stands there as its code (`‹U+202E›`), and
/// a line end as a blank.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(' '),
            c if is_unseen(c) => _ = write!(shown, "‹U+{:04X}›", c as u32),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The same, and no more than about `most` characters of it.
pub fn excerpt(text: &str, most: usize) -> String {
    let mut shown = text.char_indices().nth(most).map_or(text, |(end, _)| text.get(..end).unwrap_or(text)).to_owned();
    if shown.len() < text.len() {
        shown.push('…');
    }
    visible(&shown).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_disguises_a_name_is_shown_and_ordinary_text_stays() {
        assert_eq!(visible("annex\u{202E}nor.exe"), "annex‹U+202E›nor.exe");
        assert_eq!(visible("a\u{0}b\nc\u{7F}"), "a‹U+0000›b c‹U+007F›");
        assert_eq!(visible("می‌خواهم 👩‍👧 é"), "می‌خواهم 👩‍👧 é");
        assert_eq!(excerpt("ééé", 2), "éé…");
        assert_eq!(excerpt("éé", 2), "éé");
    }
}
