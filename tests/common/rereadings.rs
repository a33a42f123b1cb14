//! Texts of several kinds, passages in them, and what a second reading may make of them: for measuring what becomes of
//! the passages.

use super::random_set::Dice;

/// What kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sentences of words of very different frequency, with names, numbers and quotations.
    Prose,
    /// Few words again and again.
    Monotonous,
    /// Paragraphs with numbers that repeat each other.
    Legal,
    /// A report in which every sentence has others that differ in one name or number.
    LookAlikes,
    /// No spaces between words.
    Chinese,
}

pub const KINDS: [Kind; 5] = [Kind::Prose, Kind::Monotonous, Kind::Legal, Kind::LookAlikes, Kind::Chinese];

/// How a text is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// Characters come, go, and become others.
    Characters,
    /// Words do.
    Words,
    /// Both, half and half.
    Mixed,
    /// A tenth of the sentences goes, and a tenth stands elsewhere; with half and half of the others.
    Sentences,
}

pub const MODELS: [Model; 4] = [Model::Characters, Model::Words, Model::Mixed, Model::Sentences];

fn syllables(dice: &mut Dice, count: usize) -> String {
    let first =
        ["b", "br", "c", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w", ""];
    let vowel = ["a", "e", "i", "o", "u", "ea", "ou", "ai"];
    let last = ["", "", "n", "r", "s", "l", "t", "nd", "st", "ck", "m"];
    (0..count).map(|_| dice.one(&first).to_owned() + dice.one(&vowel) + dice.one(&last)).collect()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A maker of sentences of one kind.
pub struct Writer {
    kind: Kind,
    words: Vec<String>,
    names: Vec<String>,
    count: usize,
}

impl Writer {
    pub fn new(kind: Kind, dice: &mut Dice) -> Self {
        let size = match kind {
            Kind::Monotonous => 120,
            _ => 3_000,
        };
        let little = "the of and a to in is was for that on it with as at by he they be not this from had have were \
                      said but which or an their who would been will more one has she when there so we";
        let mut words: Vec<String> = little.split_whitespace().map(str::to_owned).collect();
        while words.len() < size {
            let length = 1 + dice.below(3);
            words.push(syllables(dice, length));
        }
        let names = (0..60).map(|_| capitalised(&syllables(dice, 2))).collect();
        Self { kind, words, names, count: 0 }
    }

    fn word(&self, dice: &mut Dice) -> String {
        if self.kind == Kind::Monotonous {
            return dice.one(&self.words);
        }
        // As Zipf has it.
        let most = (self.words.len() as f64).ln();
        let at = ((dice.below(1 << 20) as f64 / f64::from(1 << 20)) * most).exp() as usize - 1;
        self.words[at.min(self.words.len() - 1)].clone()
    }

    fn words(&self, dice: &mut Dice, count: usize) -> String {
        (0..count).map(|_| self.word(dice)).collect::<Vec<_>>().join(" ")
    }

    /// One sentence with its final mark.
    pub fn sentence(&mut self, dice: &mut Dice) -> String {
        self.count += 1;
        let name = |dice: &mut Dice| dice.one(&self.names);
        match self.kind {
            Kind::Prose | Kind::Monotonous => {
                let length = 5 + dice.below(20);
                let mut words: Vec<String> = (0..length).map(|_| self.word(dice)).collect();
                if self.kind == Kind::Prose && dice.once_in(2) {
                    let at = dice.below(length);
                    words[at] = if dice.once_in(2) { name(dice) } else { dice.below(3000).to_string() };
                }
                if dice.once_in(4) {
                    words[length / 2].push(',');
                }
                if dice.once_in(5) {
                    words[2].insert(0, '“');
                    words[4].push('”');
                }
                capitalised(&words.join(" ")) + "."
            }
            Kind::Legal => {
                let number = self.count;
                match dice.below(4) {
                    0 => format!(
                        "Article {number}. The parties to this agreement shall, subject to article {}, give notice in writing within {} days.",
                        dice.below(90),
                        7 * (1 + dice.below(9))
                    ),
                    1 => format!(
                        "Where the {} fails to comply with paragraph {number}, the other party may, after giving notice in writing, terminate this agreement.",
                        ["lessee", "lessor", "supplier", "customer"][dice.below(4)]
                    ),
                    2 => format!(
                        "For the purposes of paragraph {number}, “{}” means any {} within the meaning of article {}.",
                        self.word(dice),
                        self.word(dice),
                        dice.below(90)
                    ),
                    _ => format!(
                        "Nothing in paragraph {number} shall affect the rights of the parties under article {}.",
                        dice.below(90)
                    ),
                }
            }
            Kind::LookAlikes => match dice.below(3) {
                0 => format!(
                    "In {} the council of {} paid {} million euros for the new bridge over the river.",
                    1990 + dice.below(30),
                    name(dice),
                    1 + dice.below(40)
                ),
                1 => format!(
                    "{} told reporters on Monday that {} people had been hurt when the train left the tracks near {}.",
                    name(dice),
                    2 + dice.below(60),
                    name(dice)
                ),
                _ => format!(
                    "According to {}, the {} of the harbour has not been asked about the plan since {}.",
                    name(dice),
                    self.word(dice),
                    1990 + dice.below(30)
                ),
            },
            Kind::Chinese => {
                let count = 12 + dice.below(40);
                let sign = |dice: &mut Dice| {
                    let at = (dice.below(1000) * dice.below(1000)) / 1200;
                    char::from_u32(0x4E00 + at as u32 * 7).unwrap_or('的')
                };
                let mut text: String = (0..count).map(|_| sign(dice)).collect();
                if dice.once_in(3) {
                    text.push_str(&dice.below(3000).to_string());
                    text.push(sign(dice));
                }
                text.push('。');
                text
            }
        }
    }
}

/// A text as sentences, each with what stands behind it.
#[derive(Clone, Debug)]
pub struct Text {
    pub sentences: Vec<String>,
}

impl Text {
    /// A text of about `bytes` bytes.
    pub fn new(kind: Kind, bytes: usize, dice: &mut Dice) -> (Self, Writer) {
        let mut writer = Writer::new(kind, dice);
        let mut sentences = Vec::new();
        let mut size = 0;
        while size < bytes {
            let sentence = writer.sentence(dice) + separator(kind, dice);
            size += sentence.len();
            sentences.push(sentence);
        }
        (Self { sentences }, writer)
    }

    /// A text that is there already.
    pub fn read(text: &str) -> Self {
        Self { sentences: crossread::text::sentences(text).map(|span| span.slice(text).unwrap().to_owned()).collect() }
    }

    pub fn text(&self) -> String {
        self.sentences.concat()
    }
}

fn separator(kind: Kind, dice: &mut Dice) -> &'static str {
    match kind {
        _ if dice.once_in(5) => "\n\n",
        Kind::Chinese => "",
        _ => " ",
    }
}

/// What became of every character.
pub struct Rereading {
    pub text: Vec<char>,
    /// Where each character of the old text stands now, or would stand; and the end of what it became.
    pub places: Vec<(usize, usize)>,
    /// Which old characters went with their whole sentence.
    pub gone: Vec<bool>,
    /// Which old characters are the first of a sentence that no longer follows the one before it.
    pub breaks: Vec<bool>,
}

/// Reads a text a second time, with `percent` of it changed.
pub fn reread(old: &Text, model: Model, percent: usize, writer: &Writer, dice: &mut Dice) -> Rereading {
    let mut starts = Vec::new();
    let mut at = 0;
    for sentence in &old.sentences {
        starts.push(at);
        at += sentence.chars().count();
    }
    let length = at;
    let mut order: Vec<usize> = (0..old.sentences.len()).collect();
    let mut gone_sentences = vec![false; old.sentences.len()];
    if model == Model::Sentences {
        for (n, gone) in gone_sentences.iter_mut().enumerate() {
            *gone = dice.once_in(10) && n > 0;
        }
        for _ in 0..order.len() / 10 {
            let moved = order.remove(dice.below(order.len()));
            let to = dice.below(order.len() + 1);
            order.insert(to, moved);
        }
    }
    let mut reading = Rereading {
        text: Vec::new(),
        places: vec![(0, 0); length],
        gone: vec![false; length],
        breaks: vec![false; length],
    };
    let mut before = None;
    for n in order {
        let chars: Vec<char> = old.sentences[n].chars().collect();
        let start = starts[n];
        if before.map(|before: usize| before + 1) != Some(n) {
            reading.breaks[start] = true;
        }
        if gone_sentences[n] {
            for at in start..start + chars.len() {
                reading.gone[at] = true;
                reading.places[at] = (reading.text.len(), reading.text.len());
            }
            continue;
        }
        before = Some(n);
        change(&chars, start, model, percent, writer, dice, &mut reading);
    }
    reading
}

fn change(
    chars: &[char],
    start: usize,
    model: Model,
    percent: usize,
    writer: &Writer,
    dice: &mut Dice,
    reading: &mut Rereading,
) {
    let by_words = match model {
        Model::Characters => 0,
        Model::Words => percent,
        Model::Mixed | Model::Sentences => percent / 2,
    };
    let by_characters = match model {
        Model::Characters => percent,
        Model::Words => 0,
        Model::Mixed | Model::Sentences => percent - percent / 2,
    };
    let spaced = chars.contains(&' ');
    let hit = |dice: &mut Dice, percent: usize| dice.below(100) < percent;
    let any = |dice: &mut Dice| {
        if spaced {
            char::from(b'a' + dice.below(26) as u8)
        } else {
            char::from_u32(0x4E00 + dice.below(3000) as u32).unwrap()
        }
    };
    let of_word = |c: char| c.is_alphanumeric();
    let mut at = 0;
    while at < chars.len() {
        let mut end = at + 1;
        if of_word(chars[at]) {
            // A word, or two signs.
            while end < chars.len() && of_word(chars[end]) && (spaced || end < at + 2) {
                end += 1;
            }
        }
        if of_word(chars[at]) && hit(dice, by_words) {
            let new: Vec<char> =
                if spaced { writer.words(dice, 1).chars().collect() } else { vec![any(dice), any(dice)] };
            let kind = dice.below(3);
            if kind == 0 {
                // Another word.
                for (n, place) in reading.places[start + at..start + end].iter_mut().enumerate() {
                    let from = reading.text.len();
                    let last = n + 1 == end - at;
                    *place = (from + n.min(new.len()), from + if last { new.len() } else { (n + 1).min(new.len()) });
                }
                reading.text.extend(&new);
                at = end;
                continue;
            } else if kind == 1 {
                // Gone, with the space behind it.
                if chars.get(end) == Some(&' ') {
                    end += 1;
                }
                for place in &mut reading.places[start + at..start + end] {
                    *place = (reading.text.len(), reading.text.len());
                }
                at = end;
                continue;
            }
            // One more.
            reading.text.extend(&new);
            if spaced {
                reading.text.push(' ');
            }
        }
        for (n, c) in chars.iter().enumerate().take(end).skip(at) {
            let mut place = reading.text.len();
            if hit(dice, by_characters) {
                match dice.below(3) {
                    0 => reading.text.push(any(dice)),
                    1 => {}
                    _ => {
                        reading.text.push(any(dice));
                        place += 1;
                        reading.text.push(*c);
                    }
                }
            } else {
                reading.text.push(*c);
            }
            reading.places[start + n] = (place, reading.text.len());
        }
        at = end;
    }
}

/// What should become of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands there, in code points.
    At(usize, usize),
    /// It is not there any more.
    Gone,
    /// It was torn apart: nobody can say.
    Torn,
}

/// What should become of the characters from `start` to `end`.
pub fn fate(reading: &Rereading, start: usize, end: usize) -> Fate {
    let gone = reading.gone[start..end].iter().filter(|gone| **gone).count();
    if gone == end - start {
        return Fate::Gone;
    }
    if gone > 0 || reading.breaks[start + 1..end].contains(&true) {
        return Fate::Torn;
    }
    let (from, to) = (reading.places[start].0, reading.places[end - 1].1);
    if from >= to { Fate::Torn } else { Fate::At(from, to) }
}

/// A passage of 40 to 200 characters: half of them whole words, a quarter whole sentences where those are as long, a
/// quarter anything.
pub fn passage(chars: &[char], dice: &mut Dice) -> (usize, usize) {
    let length = 40 + dice.below(161);
    let start = dice.below(chars.len().saturating_sub(length).max(1));
    let (mut from, mut to) = (start, (start + length).min(chars.len()));
    let is_end = |at: usize| at == 0 || matches!(chars[at - 1], ' ' | '\n' | '。');
    match dice.below(4) {
        0 | 1 => {
            while from > 0 && !is_end(from) && chars[from].is_ascii() {
                from -= 1;
            }
            while to < chars.len() && chars[to].is_ascii_alphanumeric() {
                to += 1;
            }
        }
        2 => {
            let ends = |at: usize| at == 0 || matches!(chars[at - 1], '.' | '。' | '\n');
            while from > 0 && !ends(from) {
                from -= 1;
            }
            while from < to && chars[from].is_whitespace() {
                from += 1;
            }
            to = from + 40;
            while to < chars.len() && !ends(to) && to - from < 200 {
                to += 1;
            }
            to = to.min(chars.len());
        }
        _ => {}
    }
    if to <= from + 20 { (start, (start + length).min(chars.len())) } else { (from, to) }
}
