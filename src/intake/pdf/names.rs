//! From the names of glyphs, and from the codes of the encodings that PDF defines, to characters.

use unicode_normalization::char::compose;

/// The upper half of Adobe's standard encoding from A1; spaces stand for what is not in it.
const STANDARD_UPPER: &str = concat!(
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ",
    " –†‡· ¶•‚„”»…‰ ¿",
    " `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ",
    "—               ",
    " Æ ª    ŁØŒº    ",
    " æ   ı  łøœß    "
);

/// The name of each glyph that has one of its own and is no letter with an accent.
const NAMES: &[(&str, &str)] = &[
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("quoteright", "’"),
    ("quoteleft", "‘"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("exclamdown", "¡"),
    ("cent", "¢"),
    ("sterling", "£"),
    ("currency", "¤"),
    ("yen", "¥"),
    ("brokenbar", "¦"),
    ("section", "§"),
    ("dieresis", "¨"),
    ("copyright", "©"),
    ("ordfeminine", "ª"),
    ("guillemotleft", "«"),
    ("logicalnot", "¬"),
    ("softhyphen", "\u{AD}"),
    ("sfthyphen", "\u{AD}"),
    ("registered", "®"),
    ("macron", "¯"),
    ("degree", "°"),
    ("plusminus", "±"),
    ("twosuperior", "²"),
    ("threesuperior", "³"),
    ("acute", "´"),
    ("mu", "µ"),
    ("mu1", "µ"),
    ("paragraph", "¶"),
    ("periodcentered", "·"),
    ("middot", "·"),
    ("cedilla", "¸"),
    ("onesuperior", "¹"),
    ("ordmasculine", "º"),
    ("guillemotright", "»"),
    ("onequarter", "¼"),
    ("onehalf", "½"),
    ("threequarters", "¾"),
    ("questiondown", "¿"),
    ("AE", "Æ"),
    ("ae", "æ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("Oslash", "Ø"),
    ("oslash", "ø"),
    ("Lslash", "Ł"),
    ("lslash", "ł"),
    ("Eth", "Ð"),
    ("eth", "ð"),
    ("Thorn", "Þ"),
    ("thorn", "þ"),
    ("germandbls", "ß"),
    ("Germandbls", "ẞ"),
    ("dotlessi", "ı"),
    ("dotlessj", "ȷ"),
    ("Dcroat", "Đ"),
    ("dcroat", "đ"),
    ("Dslash", "Đ"),
    ("Hbar", "Ħ"),
    ("hbar", "ħ"),
    ("Tbar", "Ŧ"),
    ("tbar", "ŧ"),
    ("Eng", "Ŋ"),
    ("eng", "ŋ"),
    ("kgreenlandic", "ĸ"),
    ("Ldot", "Ŀ"),
    ("ldot", "ŀ"),
    ("napostrophe", "ŉ"),
    ("longs", "ſ"),
    ("schwa", "ə"),
    ("IJ", "Ĳ"),
    ("ij", "ĳ"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("endash", "–"),
    ("emdash", "—"),
    ("horizontalbar", "―"),
    ("quotesinglbase", "‚"),
    ("quotedblbase", "„"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotereversed", "‛"),
    ("dagger", "†"),
    ("daggerdbl", "‡"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("perthousand", "‰"),
    ("minute", "′"),
    ("second", "″"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("fraction", "⁄"),
    ("Euro", "€"),
    ("euro", "€"),
    ("trademark", "™"),
    ("florin", "ƒ"),
    ("circumflex", "ˆ"),
    ("tilde", "˜"),
    ("breve", "˘"),
    ("dotaccent", "˙"),
    ("ring", "˚"),
    ("ogonek", "˛"),
    ("caron", "ˇ"),
    ("hungarumlaut", "˝"),
    ("nbspace", "\u{A0}"),
    ("nonbreakingspace", "\u{A0}"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("st", "st"),
    ("ct", "ct"),
    ("Th", "Th"),
    ("fj", "fj"),
    ("ft", "ft"),
    ("tt", "tt"),
    ("ti", "ti"),
    ("tti", "tti"),
    ("arrowleft", "←"),
    ("arrowup", "↑"),
    ("arrowright", "→"),
    ("arrowdown", "↓"),
    ("notequal", "≠"),
    ("lessequal", "≤"),
    ("greaterequal", "≥"),
    ("infinity", "∞"),
    ("partialdiff", "∂"),
    ("summation", "∑"),
    ("product", "∏"),
    ("radical", "√"),
    ("integral", "∫"),
    ("approxequal", "≈"),
    ("lozenge", "◊"),
    ("checkmark", "✓"),
    ("a20", "✔"),
    ("a73", "■"),
    ("a71", "●"),
    ("filledbox", "■"),
    ("H18533", "■"),
    ("H22073", "□"),
    ("blackcircle", "●"),
    ("H18543", "▪"),
    ("openbullet", "◦"),
    ("numero", "№"),
    ("afii61352", "№"),
    ("visiblespace", " "),
    ("hyphenchar", "-"),
    ("nobreakhyphen", "\u{2011}"),
    ("figuredash", "‒"),
    ("Idotaccent", "İ"),
    ("uhungarumlaut", "ű"),
    ("zerowidthspace", "\u{200B}"),
    ("universal", "∀"),
    ("existential", "∃"),
    ("element", "∈"),
    ("notelement", "∉"),
    ("suchthat", "∋"),
    ("union", "∪"),
    ("intersection", "∩"),
    ("emptyset", "∅"),
    ("propersubset", "⊂"),
    ("reflexsubset", "⊆"),
    ("propersuperset", "⊃"),
    ("reflexsuperset", "⊇"),
    ("logicaland", "∧"),
    ("logicalor", "∨"),
    ("asteriskmath", "∗"),
    ("similar", "∼"),
    ("equivalence", "≡"),
    ("congruent", "≅"),
    ("proportional", "∝"),
    ("arrowdblleft", "⇐"),
    ("arrowdblright", "⇒"),
    ("arrowdblboth", "⇔"),
    ("arrowboth", "↔"),
    ("prime", "′"),
    ("gradient", "∇"),
    ("angle", "∠"),
    ("perpendicular", "⊥"),
    ("therefore", "∴"),
    ("circleplus", "⊕"),
    ("circlemultiply", "⊗"),
    ("angbracketleft", "⟨"),
    ("angbracketright", "⟩"),
    ("bardbl", "‖"),
    ("weierstrass", "℘"),
    ("aleph", "ℵ"),
    ("dotmath", "⋅"),
];

const ACCENTS: &[(&str, char)] = &[
    ("grave", '\u{300}'),
    ("acute", '\u{301}'),
    ("circumflex", '\u{302}'),
    ("tilde", '\u{303}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
    ("dot", '\u{307}'),
    ("dieresis", '\u{308}'),
    ("ring", '\u{30A}'),
    ("hungarumlaut", '\u{30B}'),
    ("caron", '\u{30C}'),
    ("commaaccent", '\u{327}'),
    ("cedilla", '\u{327}'),
    ("ogonek", '\u{328}'),
    ("horn", '\u{31B}'),
];

const GREEK: &str = "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon \
                     Phi Chi Psi Omega";

/// The text of a glyph by its name; `None` where the name says nothing.
pub(super) fn text_of(name: &str) -> Option<String> {
    if let Some((_, text)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter.to_string());
    }
    if let Some(text) = by_number(name).or_else(|| accented(name)).or_else(|| greek(name)).or_else(|| cyrillic(name)) {
        return Some(text);
    }
    // `one.oldstyle`, and ligatures by their parts.
    if let Some((stem, _)) = name.split_once('.').filter(|(stem, _)| !stem.is_empty()) {
        return text_of(stem);
    }
    if name.contains('_') && name.len() <= 40 {
        return name.split('_').map(text_of_part).collect();
    }
    let small = name.strip_suffix("small").or_else(|| name.strip_suffix("oldstyle"));
    small.filter(|stem| !stem.is_empty()).and_then(text_of_part).map(|text| text.to_lowercase())
}

/// A part of a name: it is not taken apart once more.
fn text_of_part(name: &str) -> Option<String> {
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
    let single = || (name.chars().count() == 1).then(|| name.to_owned());
    known.or_else(single).or_else(|| by_number(name)).or_else(|| accented(name))
}

/// `uni0041`, `uni00410042`, `u1F600`.
fn by_number(name: &str) -> Option<String> {
    let hexadecimal = |digits: &str| u32::from_str_radix(digits, 16).ok();
    if let Some(digits) = name.strip_prefix("uni").filter(|digits| digits.len() >= 4 && digits.is_ascii()) {
        let units: Option<Vec<u16>> = digits
            .as_bytes()
            .chunks_exact(4)
            .map(|chunk| {
                std::str::from_utf8(chunk).ok().and_then(hexadecimal).and_then(|unit| u16::try_from(unit).ok())
            })
            .collect();
        return String::from_utf16(&units?).ok();
    }
    let digits = name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len()))?;
    hexadecimal(digits).and_then(char::from_u32).map(String::from)
}

fn accented(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let (letter, accent) = (letters.next()?, letters.as_str());
    let (_, mark) = ACCENTS.iter().find(|(known, _)| *known == accent)?;
    if !letter.is_ascii_alphabetic() {
        return None;
    }
    Some(compose(letter, *mark).map_or_else(|| format!("{letter}{mark}"), String::from))
}

fn greek(name: &str) -> Option<String> {
    let mut first = name.chars();
    let is_upper = first.next()?.is_uppercase();
    let place = GREEK.split_whitespace().position(|letter| letter.eq_ignore_ascii_case(name)).or(match name {
        "sigma1" | "sigmafinal" => Some(17),
        _ => None,
    })? as u32;
    char::from_u32(if is_upper { 0x391 } else { 0x3B1 } + place).map(String::from)
}

/// `afii10017` to `afii10097`.
fn cyrillic(name: &str) -> Option<String> {
    let number: u32 = name.strip_prefix("afii")?.parse().ok()?;
    let letter = |from: u32, first: u32, io: u32| match number - from {
        6 => io,
        place @ 0..=5 => first + place,
        place => first + place - 1,
    };
    let code = match number {
        10_017..=10_049 => letter(10_017, 0x410, 0x401),
        10_065..=10_097 => letter(10_065, 0x430, 0x451),
        10_050 => 0x490,
        10_098 => 0x491,
        10_053 => 0x404,
        10_101 => 0x454,
        10_055 => 0x406,
        10_103 => 0x456,
        10_056 => 0x407,
        10_104 => 0x457,
        _ => return None,
    };
    char::from_u32(code).map(String::from)
}

/// The character at a place of the standard encoding, counting only what it has.
pub(super) fn standard(place: usize) -> Option<char> {
    let upper = STANDARD_UPPER.chars().filter(|character| *character != ' ');
    // Its two quotation marks are not those of ASCII.
    let lower = (' '..='~').map(|character| match character {
        '\'' => '’',
        '`' => '‘',
        character => character,
    });
    lower.chain(upper).nth(place)
}

/// The encodings that are known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

impl Base {
    /// The text of a code.
    pub fn text(self, code: u8) -> Option<String> {
        let character = match (self, code) {
            (Self::Standard, 0x27) => '’',
            (Self::Standard, 0x60) => '‘',
            (_, 0x20..=0x7E) => char::from(code),
            (Self::Standard, 0xA1..) => {
                STANDARD_UPPER.chars().nth(usize::from(code - 0xA1)).filter(|character| *character != ' ')?
            }
            (_, 0..=0x1F) | (Self::Standard, _) => return None,
            (Self::WinAnsi | Self::MacRoman, _) => {
                let encoding = if self == Self::WinAnsi { encoding_rs::WINDOWS_1252 } else { encoding_rs::MACINTOSH };
                let bytes = [code];
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                // What the encoding leaves free is often a bullet.
                text.chars().next().map(|character| if character.is_control() { '•' } else { character })?
            }
        };
        Some(character.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_glyphs() {
        let check = |name: &str, text: Option<&str>| assert_eq!(text_of(name).as_deref(), text, "{name}");
        check("A", Some("A"));
        check("eacute", Some("é"));
        check("Scaron", Some("Š"));
        check("f_f_i", Some("ffi"));
        check("ffi", Some("ffi"));
        check("one.oldstyle", Some("1"));
        check("uni20AC", Some("€"));
        check("u1F600", Some("😀"));
        check("alpha", Some("α"));
        check("Omega", Some("Ω"));
        check("sigma1", Some("ς"));
        check("afii10017", Some("А"));
        check("afii10023", Some("Ё"));
        check("afii10097", Some("я"));
        check("g123", None);
        check(".notdef", None);
        check("", None);
        check("_", Some("_"));
    }

    #[test]
    fn codes_of_encodings() {
        assert_eq!(Base::Standard.text(0x27).as_deref(), Some("’"));
        assert_eq!(Base::Standard.text(0xAE).as_deref(), Some("ﬁ"));
        assert_eq!(Base::Standard.text(0xD0).as_deref(), Some("—"));
        assert_eq!(Base::Standard.text(0xFB).as_deref(), Some("ß"));
        assert_eq!(Base::Standard.text(0xE8).as_deref(), Some("Ł"));
        assert_eq!(Base::WinAnsi.text(0x93).as_deref(), Some("“"));
        assert_eq!(Base::MacRoman.text(0x8E).as_deref(), Some("é"));
    }
}
