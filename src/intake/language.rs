//! A simple guess of a text's language: by script, and where several languages share one, by letters or frequent words.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Direction;

/// A language and a direction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Guess {
    /// BCP 47 tag; `None` where nothing is clear enough.
    pub language: Option<&'static str>,
    /// The direction of most letters.
    pub direction: Direction,
}

/// How many letters are looked at.
const LETTERS: usize = 20_000;
/// Fewer words than this tell nothing.
const FEWEST_WORDS: usize = 8;

/// Words that are frequent in one language and rare in the others.
const FREQUENT: [(&str, &str); 11] = [
    ("en", "the of and to in is that for was with on as by it has from at his which have are said"),
    ("de", "der die und das den von zu mit sich des dem ist nicht ein eine auf für im auch es wurde hat"),
    ("fr", "le la les et des du est une dans que pour qui sur au par pas avec ce il sont aux cette"),
    ("es", "el la los las y del que en un una por con para se su es al más como fue está"),
    ("it", "il di che la è per un una del della con non sono gli da nel alla i si ha dei"),
    ("pt", "o a os as que do da de em um uma para com não se dos das por mais foi no na"),
    ("nl", "de het een van en in is dat op te zijn voor met niet aan er ook door bij heeft"),
    ("sv", "och att det som en på är av för med den till inte har de om ett var från"),
    ("pl", "i w na z do się że nie jest o to jak po przez dla od który są za oraz"),
    ("tr", "ve bir bu da de için ile olarak olan çok daha gibi ama sonra kadar en ne var olduğu"),
    ("id", "yang dan di dari untuk dengan pada ini itu dalam tidak akan oleh ke telah sebagai"),
];

/// Guesses from the first letters of `text`.
pub(super) fn guess(text: &str) -> Guess {
    let mut counts = Counts::default();
    for letter in text.chars().filter(|character| character.is_alphabetic()).take(LETTERS) {
        counts.add(letter);
    }
    let right_to_left = counts.arabic + counts.hebrew;
    let direction = if right_to_left * 2 > counts.all { Direction::RightToLeft } else { Direction::LeftToRight };
    Guess { language: counts.language(text), direction }
}

#[derive(Default)]
struct Counts {
    all: usize,
    latin: usize,
    cyrillic: usize,
    ukrainian: usize,
    greek: usize,
    arabic: usize,
    persian: usize,
    urdu: usize,
    hebrew: usize,
    devanagari: usize,
    bengali: usize,
    thai: usize,
    hangul: usize,
    kana: usize,
    han: usize,
}

impl Counts {
    fn add(&mut self, letter: char) {
        self.all += 1;
        match letter {
            'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => self.latin += 1,
            '\u{370}'..='\u{3FF}' => self.greek += 1,
            '\u{400}'..='\u{52F}' => {
                self.cyrillic += 1;
                self.ukrainian += usize::from(matches!(letter, 'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є'));
            }
            '\u{590}'..='\u{5FF}' => self.hebrew += 1,
            '\u{600}'..='\u{6FF}' => {
                self.arabic += 1;
                self.urdu += usize::from(matches!(letter, 'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ'));
                self.persian += usize::from(matches!(letter, 'پ' | 'چ' | 'گ' | 'ژ' | 'ک' | 'ی'));
            }
            '\u{900}'..='\u{97F}' => self.devanagari += 1,
            '\u{980}'..='\u{9FF}' => self.bengali += 1,
            '\u{E00}'..='\u{E7F}' => self.thai += 1,
            '\u{1100}'..='\u{11FF}' | '\u{AC00}'..='\u{D7AF}' => self.hangul += 1,
            '\u{3040}'..='\u{30FF}' => self.kana += 1,
            '\u{4E00}'..='\u{9FFF}' => self.han += 1,
            _ => {}
        }
    }

    fn language(&self, text: &str) -> Option<&'static str> {
        let most = |count: usize| count > 0 && count * 2 > self.all;
        match () {
            () if most(self.latin) => latin_language(text),
            () if most(self.cyrillic) => Some(if self.ukrainian * 50 > self.cyrillic { "uk" } else { "ru" }),
            () if most(self.greek) => Some("el"),
            () if most(self.arabic) && self.urdu * 30 > self.arabic => Some("ur"),
            () if most(self.arabic) && self.persian * 30 > self.arabic => Some("fa"),
            () if most(self.arabic) => Some("ar"),
            () if most(self.hebrew) => Some("he"),
            () if most(self.devanagari) => Some("hi"),
            () if most(self.bengali) => Some("bn"),
            () if most(self.thai) => Some("th"),
            () if most(self.hangul) => Some("ko"),
            () if most(self.kana + self.han) => Some(if self.kana * 10 > self.han { "ja" } else { "zh" }),
            () => None,
        }
    }
}

/// The places in [`FREQUENT`] of the languages that have a word.
static BY_WORD: LazyLock<HashMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, (_, list)) in FREQUENT.iter().enumerate() {
        for word in list.split(' ') {
            by_word.entry(word).or_default().push(place);
        }
    }
    by_word
});

/// The language with the most frequent words, where it is well before the second.
fn latin_language(text: &str) -> Option<&'static str> {
    let mut scores = FREQUENT.map(|(language, _)| (0_usize, language));
    let mut words = 0;
    for word in text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()).take(4000) {
        words += 1;
        for &place in BY_WORD.get(word.to_lowercase().as_str()).into_iter().flatten() {
            if let Some(score) = scores.get_mut(place) {
                score.0 += 1;
            }
        }
    }
    scores.sort_unstable_by(|one, other| other.cmp(one));
    let [(best, language), (second, _), ..] = scores;
    (words >= FEWEST_WORDS && best * 8 >= words && best * 4 > second * 5).then_some(language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let check = |text: &str, language: Option<&str>, direction| {
            let guess = guess(text);
            assert_eq!((guess.language, guess.direction), (language, direction), "{text}");
        };
        let ltr = Direction::LeftToRight;
        check("The government said that it was the first to do so in the region.", Some("en"), ltr);
        check("Die Regierung hat das Abkommen mit dem Nachbarn nicht unterzeichnet.", Some("de"), ltr);
        check("Le gouvernement est le premier dans la région qui a signé pour les deux pays.", Some("fr"), ltr);
        check("El gobierno fue el primero en la región que firmó por los dos países.", Some("es"), ltr);
        check("Правительство заявило, что договор подписан.", Some("ru"), ltr);
        check("Уряд заявив, що її договір підписано в Києві.", Some("uk"), ltr);
        check("قالت الحكومة إن الاتفاق وقع أمس", Some("ar"), Direction::RightToLeft);
        check("دولت گفت که این توافق امضا شده است", Some("fa"), Direction::RightToLeft);
        check("הממשלה אמרה כי ההסכם נחתם", Some("he"), Direction::RightToLeft);
        check("政府は協定に署名したと述べた。", Some("ja"), ltr);
        check("政府表示协议已经签署。", Some("zh"), ltr);
        check("सरकार ने कहा", Some("hi"), ltr);
        check("", None, ltr);
        check("Mr Khan", None, ltr);
    }
}
