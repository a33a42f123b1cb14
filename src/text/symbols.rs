use std::collections::HashMap;

/// The symbol of a character that the text does not hold: it equals no symbol of the text.
const NONE: u16 = u16::MAX;

/// A text as one small number a character, for searches that compare characters by the million.
///
/// Characters that differ only in what a re-print changes have one number: upper and lower case, the kinds of white
/// space, of quotation marks, of apostrophes and of dashes. Place `n` is the text's `n`th code point.
#[derive(Clone, Debug)]
pub struct Symbols {
    symbols: Vec<u16>,
    alphabet: Alphabet,
}

#[derive(Clone, Debug)]
struct Alphabet {
    ascii: [u16; 128],
    others: HashMap<char, u16>,
    size: u16,
    /// Which numbers stand for letters and digits.
    of_words: Vec<bool>,
}

impl Alphabet {
    fn get(&self, folded: char) -> u16 {
        match self.ascii.get(folded as usize) {
            Some(symbol) => *symbol,
            None => self.others.get(&folded).copied().unwrap_or(NONE),
        }
    }

    fn add(&mut self, folded: char) -> u16 {
        let found = self.get(folded);
        if found != NONE {
            return found;
        }
        let symbol = self.size;
        self.of_words.push(folded.is_alphanumeric());
        // A text of more than sixty thousand different characters is noise: those that come late share a number.
        self.size = (self.size + 1).min(NONE - 1);
        match self.ascii.get_mut(folded as usize) {
            Some(place) => *place = symbol,
            None => drop(self.others.insert(folded, symbol)),
        }
        symbol
    }
}

impl Symbols {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let mut alphabet = Alphabet { ascii: [NONE; 128], others: HashMap::new(), size: 0, of_words: Vec::new() };
        let symbols = text.chars().map(|c| alphabet.add(fold(c))).collect();
        Self { symbols, alphabet }
    }

    /// One number a code point.
    pub fn all(&self) -> &[u16] {
        &self.symbols
    }

    /// How many different numbers there are.
    pub fn kinds(&self) -> usize {
        self.alphabet.size as usize + 1
    }

    /// Whether this number stands for a letter or a digit.
    pub fn is_of_word(&self, symbol: u16) -> bool {
        self.alphabet.of_words.get(symbol as usize).copied().unwrap_or(false)
    }

    /// Whether a word begins or ends between the code points before and behind `place`.
    pub fn is_word_edge(&self, place: usize) -> bool {
        let of_word =
            |at: Option<usize>| at.and_then(|at| self.symbols.get(at)).is_some_and(|symbol| self.is_of_word(*symbol));
        of_word(place.checked_sub(1)) != of_word(Some(place))
    }

    /// The numbers that the characters of `words` have in this text.
    pub fn spell<'a>(&'a self, words: &'a str) -> impl Iterator<Item = u16> + 'a {
        words.chars().map(|c| self.alphabet.get(fold(c)))
    }
}

/// The character that stands for `c` and all that a re-print makes of it. Always one for one, so that places stay.
pub fn fold(c: char) -> char {
    if c.is_ascii() {
        return match c {
            '\t'..='\r' => ' ',
            '`' => '\'',
            c => c.to_ascii_lowercase(),
        };
    }
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‘' | '’' | '‚' | '‛' | '′' | '´' => '\'',
        '\u{2010}'..='\u{2015}' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_re_print_changes_has_one_number_and_places_stay() {
        let symbols = Symbols::new("The “İ”—Straße\u{a0}№");
        assert_eq!(symbols.all().len(), 16);
        let spelled: Vec<u16> = symbols.spell("THE \"İ\"-strASSE №").collect();
        assert_eq!(spelled[..12], symbols.all()[..12]);
        assert_eq!(symbols.spell("x").next(), Some(NONE));
        assert!(symbols.all().iter().all(|symbol| (*symbol as usize) < symbols.kinds()));
    }
}
