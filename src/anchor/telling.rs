//! What two wordings of a passage differ in, and whether that is what tells two passages apart.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::{fold, is_unspaced, words};

/// Words that turn a statement around, in the languages that we know some of. `n't` and its kin count as they stand.
const NEGATIONS: &str = "not no never none nobody nothing neither nor without cannot \
    nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder \
    ne pas jamais rien aucun aucune personne sans non ni \
    no nunca nada nadie ningún ninguno ninguna sin jamás tampoco \
    não nunca nada ninguém nenhum nenhuma sem \
    nessuno niente nulla mai senza neppure \
    niet geen nooit niemand niets zonder \
    inte ingen inget inga aldrig ikke aldri aldrig ei eivät ole нет не ни никогда ничего никто без \
    nie nikt nic bez δεν μην όχι لا لم لن ليس لא לא אין";

/// Numbers in words, in the languages of most articles.
const NUMBERS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million \
    billion trillion half third quarter first second dozen once twice \
    null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert tausend \
    million millionen milliarde milliarden \
    deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante \
    soixante cent mille millions milliard milliards \
    dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien ciento mil \
    millones dois duas três quatro oito dez vinte trinta cem milhão milhões \
    due tre quattro cinque sei sette otto nove dieci venti cento \
    twee drie vijf zes zeven negen tien twintig honderd duizend miljoen miljard";

/// The same in scripts without spaces.
const SIGNS: &str = "不没沒無无未非否勿莫别別零〇一二三四五六七八九十百千万萬億亿兆半";

/// The words of both lists.
static LISTED: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let numbers = NUMBERS.split_ascii_whitespace().map(|word| (word, Kind::Number));
    // What is in both turns a statement around.
    numbers.chain(NEGATIONS.split_ascii_whitespace().map(|word| (word, Kind::Negation))).collect()
});

/// What became of the words of a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// Stretches in which a number, a name or a negation changed, came or went.
    pub telling: usize,
    /// Of these, those in which one name may be a misprint of the other.
    pub misprinted_names: usize,
    /// Stretches in which words became other words.
    pub replaced: usize,
    /// Words that may be misprints of each other.
    pub misprints: usize,
    /// Stretches that came or went.
    pub added_or_dropped: usize,
}

impl Changes {
    /// What became of `old`, which stands behind `before`, in `new`.
    pub fn between(before: &str, old: &str, new: &str) -> Self {
        let old = Words::new(before, old);
        let new = Words::new(before, new);
        let mut changes = Self::default();
        for (gone, come) in old.differences(&new) {
            changes.add(gone, come);
        }
        changes
    }

    fn add(&mut self, gone: &[Word], come: &[Word]) {
        let is_word = |word: &&Word| word.kind != Kind::Mark;
        let (old, new): (Vec<&Word>, Vec<&Word>) =
            (gone.iter().filter(is_word).collect(), come.iter().filter(is_word).collect());
        let misprint = old.len() == new.len() && old.iter().zip(&new).all(|(a, b)| a.looks_like(b));
        let told = |words: &[&Word], kind: Kind| -> Vec<String> {
            // Of what holds digits, these are compared.
            let told = |word: &&&Word| word.kind == kind && !word.folded.contains(char::is_numeric);
            words.iter().filter(told).map(|word| word.folded.clone()).collect()
        };
        let digits = |words: &[&Word]| -> String {
            words.iter().flat_map(|word| word.folded.chars().filter(|c| c.is_numeric())).collect()
        };
        let differ = |kind| told(&old, kind) != told(&new, kind);
        if old.is_empty() && new.is_empty() {
            // Only marks.
            self.misprints += 1;
        } else if digits(&old) != digits(&new) || differ(Kind::Negation) || differ(Kind::Number) {
            self.telling += 1;
        } else if differ(Kind::Name) {
            self.telling += 1;
            self.misprinted_names += usize::from(misprint);
        } else if misprint {
            self.misprints += 1;
        } else if old.is_empty() || new.is_empty() {
            self.added_or_dropped += 1;
        } else {
            self.replaced += 1;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Name,
    Number,
    Negation,
    Mark,
}

#[derive(Clone, Debug)]
struct Word {
    folded: String,
    kind: Kind,
}

impl Word {
    /// Whether one may be a misprint of the other.
    fn looks_like(&self, other: &Self) -> bool {
        let (a, b): (Vec<char>, Vec<char>) = (self.folded.chars().collect(), other.folded.chars().collect());
        let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let rest = a.len().min(b.len()) - same;
        let same_end = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        2 * (same + same_end) >= a.len().max(b.len())
    }
}

struct Words(Vec<Word>);

impl Words {
    fn new(before: &str, text: &str) -> Self {
        let mut opens = before.trim_end_matches(|c: char| !ends_sentence(c) && !c.is_alphanumeric());
        opens = if opens.is_empty() { "." } else { opens };
        let mut first = opens.ends_with(ends_sentence);
        let word = |span: crate::text::Span| {
            let slice = span.slice(text).unwrap_or_default();
            let folded: String = slice.chars().map(fold).collect();
            let initial = slice.chars().next().unwrap_or_default();
            let kind = if !initial.is_alphanumeric() {
                Kind::Mark
            } else if is_unspaced(initial) {
                if SIGNS.contains(initial) { Kind::Number } else { Kind::Plain }
            } else if slice.chars().any(char::is_numeric) {
                Kind::Number
            } else if folded.ends_with("n't") {
                Kind::Negation
            } else if let Some(kind) = LISTED.get(folded.as_str()) {
                *kind
            } else if initial.is_uppercase() && !first {
                Kind::Name
            } else {
                Kind::Plain
            };
            if kind != Kind::Mark {
                first = false;
            } else if ends_sentence(initial) {
                first = true;
            }
            Word { folded, kind }
        };
        Self(words(text).map(word).collect())
    }

    /// The stretches in which the two differ, with as few words as can be.
    fn differences<'a>(&'a self, other: &'a Self) -> Vec<(&'a [Word], &'a [Word])> {
        let (a, b) = (&self.0, &other.0);
        let start = a.iter().zip(b).take_while(|(a, b)| a.folded == b.folded).count();
        let room = a.len().min(b.len()) - start;
        let end = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(a, b)| a.folded == b.folded).count();
        let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
        // Longest common subsequence; passages longer than this differ in one stretch, which tells.
        if a.is_empty() && b.is_empty() {
            return Vec::new();
        }
        if a.len() * b.len() > 250_000 {
            return vec![(a, b)];
        }
        let width = b.len() + 1;
        let mut longest = vec![0_u16; (a.len() + 1) * width];
        for i in (0..a.len()).rev() {
            for j in (0..b.len()).rev() {
                longest[i * width + j] = if a[i].folded == b[j].folded {
                    longest[(i + 1) * width + j + 1] + 1
                } else {
                    longest[(i + 1) * width + j].max(longest[i * width + j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let (mut from_i, mut from_j) = (0, 0);
        let mut found = Vec::new();
        while i < a.len() && j < b.len() {
            if a[i].folded == b[j].folded {
                if (from_i, from_j) != (i, j) {
                    found.push((&a[from_i..i], &b[from_j..j]));
                }
                (i, j) = (i + 1, j + 1);
                (from_i, from_j) = (i, j);
            } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        if from_i < a.len() || from_j < b.len() {
            found.push((&a[from_i..], &b[from_j..]));
        }
        found
    }
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | ':' | '\n' | '“' | '"' | '。' | '！' | '？' | '؟' | '।')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells() {
        // telling, misprinted names, replaced, misprints, added or dropped
        let cases = [
            ("The bridge cost 12 million.", "The bridge cost 13 million.", [1, 0, 0, 0, 0]),
            ("gone for nearly a year", "gone for nearly five months", [1, 0, 0, 0, 0]),
            ("It was Maria Silva who paid", "It was Mario Silva who paid", [1, 1, 0, 0, 0]),
            ("It was Maria Silva who paid", "It was Jonas Silva who paid", [1, 0, 0, 0, 0]),
            ("they will pay", "they will not pay", [1, 0, 0, 0, 0]),
            ("they didn't pay", "they did pay", [1, 0, 0, 0, 0]),
            ("the bridge is open", "the bridge is closed", [0, 0, 1, 0, 0]),
            ("the bridge is open", "the brigde is open", [0, 0, 0, 1, 0]),
            ("the bridge is open", "the old bridge is open", [0, 0, 0, 0, 1]),
            ("the bridge, is open", "the bridge is open", [0, 0, 0, 1, 0]),
            ("THE “bridge” IS", "the \"bridge\" is", [0, 0, 0, 0, 0]),
            ("She paid. Then we left", "She paid. Soon we left", [0, 0, 1, 0, 0]),
            ("他说三月", "他说四月", [1, 0, 0, 0, 0]),
            ("他没有说", "他有说", [1, 0, 0, 0, 0]),
        ];
        for (old, new, expected) in cases {
            let found = Changes::between("", old, new);
            let numbers =
                [found.telling, found.misprinted_names, found.replaced, found.misprints, found.added_or_dropped];
            assert_eq!(numbers, expected, "{old} -> {new}");
        }
        assert_eq!(Changes::between("the ", "Bridge fell", "Tunnel fell").telling, 1, "in a sentence");
        assert_eq!(Changes::between("So. ", "Bridges fell", "Tunnels fell").telling, 0, "a sentence begins with it");
    }
}
