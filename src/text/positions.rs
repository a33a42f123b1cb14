use std::ops::Range;
use std::sync::Arc;

use super::Span;

/// Bytes between two checkpoints. A conversion counts at most this many bytes, and a text of 1 MB needs 64 kB of them.
const STRIDE: usize = 128;

/// Bytes that are counted together.
const STEP: usize = 8;

/// What a position counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Bytes of UTF-8: positions inside the program.
    Byte,
    /// Unicode code points: positions in files and in every output (the W3C Web Annotation rule).
    CodePoint,
    /// 16-bit units of UTF-16: positions in JavaScript and in the tools written in it.
    Utf16,
}

impl Unit {
    /// How many of this unit the character has whose UTF-8 begins with `byte`; 0 for a byte that begins none.
    const fn weight(self, byte: u8) -> u32 {
        let begins_character = (byte & 0xC0) != 0x80;
        match self {
            Self::Byte => 1,
            Self::CodePoint => begins_character as u32,
            // Four bytes of UTF-8 are what UTF-16 writes as a surrogate pair.
            Self::Utf16 => begins_character as u32 + (byte >= 0xF0) as u32,
        }
    }

    /// How many of this unit begin in `bytes`.
    fn weight_of(self, bytes: &[u8]) -> u32 {
        let (steps, rest) = bytes.as_chunks();
        let steps: u32 = steps.iter().map(|step| self.weight_of_step(*step)).sum();
        steps + rest.iter().map(|byte| self.weight(*byte)).sum::<u32>()
    }

    /// As `weight_of`, for all bytes of a step at once.
    const fn weight_of_step(self, step: [u8; STEP]) -> u32 {
        /// The lowest bit of each byte.
        const LOW: u64 = 0x0101_0101_0101_0101;
        /// Adds up the lowest bits of all bytes: the product's highest byte is their sum.
        const fn sum(bits: u64) -> u32 {
            ((bits & LOW).wrapping_mul(LOW) >> 56) as u32
        }
        let word = u64::from_le_bytes(step);
        let begin = STEP as u32 - sum((word >> 7) & !(word >> 6));
        match self {
            Self::Byte => STEP as u32,
            Self::CodePoint => begin,
            Self::Utf16 => begin + sum((word >> 7) & (word >> 6) & (word >> 5) & (word >> 4)),
        }
    }
}

/// Converts positions of one text between bytes, code points and UTF-16 units.
///
/// Built once per text in one pass; a conversion then costs a binary search over checkpoints and a count of at most 128
/// bytes, and nothing at all where the text is ASCII.
///
/// A position that the text does not have is either refused ([`at`](Self::at), [`byte`](Self::byte)) or moved down to
/// one that it has ([`at_floor`](Self::at_floor), [`byte_floor`](Self::byte_floor)). The position behind the last
/// character is one that it has.
#[derive(Clone, Debug)]
pub struct Positions {
    text: Arc<str>,
    /// Code points and UTF-16 units that begin before each multiple of [`STRIDE`]; empty where the text is ASCII.
    checkpoints: Vec<Counts>,
    total: Counts,
}

/// How much of a text lies before a place.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    code_points: u32,
    utf16: u32,
}

impl Counts {
    const fn get(self, unit: Unit, byte: u32) -> u32 {
        match unit {
            Unit::Byte => byte,
            Unit::CodePoint => self.code_points,
            Unit::Utf16 => self.utf16,
        }
    }
}

impl Positions {
    /// Counts through `text` once.
    pub fn new(text: Arc<str>) -> Self {
        if text.is_ascii() {
            let length = text.len() as u32;
            return Self { text, checkpoints: Vec::new(), total: Counts { code_points: length, utf16: length } };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut total = Counts::default();
        for piece in text.as_bytes().chunks(STRIDE) {
            checkpoints.push(total);
            total.code_points += Unit::CodePoint.weight_of(piece);
            total.utf16 += Unit::Utf16.weight_of(piece);
        }
        Self { text, checkpoints, total }
    }

    /// The text whose positions these are.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Length of the text in bytes.
    pub fn bytes(&self) -> u32 {
        self.text.len() as u32
    }

    /// Length of the text in code points.
    pub const fn code_points(&self) -> u32 {
        self.total.code_points
    }

    /// Length of the text in UTF-16 units.
    pub const fn utf16_units(&self) -> u32 {
        self.total.utf16
    }

    /// Length of the text in `unit`.
    pub fn length(&self, unit: Unit) -> u32 {
        self.total.get(unit, self.bytes())
    }

    /// The position `byte` counted in `unit`; `None` past the end of the text and inside a character.
    pub fn at(&self, byte: u32, unit: Unit) -> Option<u32> {
        self.text.is_char_boundary(byte as usize).then(|| self.count(byte, unit))
    }

    /// The position `byte` counted in `unit`; past the end of the text it is the end, and inside a character its start.
    pub fn at_floor(&self, byte: u32, unit: Unit) -> u32 {
        self.count(self.text.floor_char_boundary(byte as usize) as u32, unit)
    }

    /// The byte at which `position`, counted in `unit`, stands; `None` past the end of the text and inside a character
    /// (also between the two halves of a surrogate pair).
    pub fn byte(&self, position: u32, unit: Unit) -> Option<u32> {
        let (byte, counted) = self.find(position, unit);
        (counted == position).then_some(byte)
    }

    /// The byte at which `position`, counted in `unit`, stands; past the end of the text it is the end, and inside a
    /// character its start.
    pub fn byte_floor(&self, position: u32, unit: Unit) -> u32 {
        self.find(position, unit).0
    }

    /// The last place that the text has up to `position`: its byte, and the same counted in `unit`.
    fn find(&self, position: u32, unit: Unit) -> (u32, u32) {
        if unit == Unit::Byte || self.checkpoints.is_empty() {
            let byte = self.text.floor_char_boundary(position as usize) as u32;
            return (byte, byte);
        }
        if position >= self.length(unit) {
            return (self.bytes(), self.length(unit));
        }
        let checkpoint = self.checkpoints.partition_point(|counts| counts.get(unit, 0) <= position).saturating_sub(1);
        let mut before = self.checkpoints.get(checkpoint).map_or(0, |counts| counts.get(unit, 0));
        let mut start = checkpoint * STRIDE;
        let bytes = self.text.as_bytes();
        // First in steps, then to the character.
        for step in bytes.get(start..).unwrap_or_default().as_chunks().0 {
            let weight = unit.weight_of_step(*step);
            if before + weight > position {
                break;
            }
            before += weight;
            start += STEP;
        }
        for (at, &byte) in bytes.iter().enumerate().skip(start) {
            let weight = unit.weight(byte);
            if weight > 0 && before + weight > position {
                return (at as u32, before);
            }
            before += weight;
        }
        (self.bytes(), before)
    }

    /// The two ends of `span` counted in `unit`; `None` as for [`at`](Self::at).
    pub fn range(&self, span: Span, unit: Unit) -> Option<Range<u32>> {
        Some(self.at(span.start, unit)?..self.at(span.end, unit)?)
    }

    /// The span between two positions counted in `unit`; `None` as for [`byte`](Self::byte), and where the range ends
    /// before it starts.
    pub fn span(&self, range: &Range<u32>, unit: Unit) -> Option<Span> {
        if range.start > range.end {
            return None;
        }
        Some(Span::new(self.byte(range.start, unit)?, self.byte(range.end, unit)?))
    }

    /// Counts up to `byte`, which begins a character or ends the text.
    fn count(&self, byte: u32, unit: Unit) -> u32 {
        let checkpoint = byte as usize / STRIDE;
        let Some(counts) = self.checkpoints.get(checkpoint) else {
            // ASCII, or the end of a text whose length is a multiple of the stride.
            return if self.checkpoints.is_empty() { byte } else { self.length(unit) };
        };
        if unit == Unit::Byte {
            return byte;
        }
        let rest = self.text.as_bytes().get(checkpoint * STRIDE..byte as usize).unwrap_or_default();
        counts.get(unit, byte) + unit.weight_of(rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn positions(text: &str) -> Positions {
        Positions::new(text.into())
    }

    /// Compares every position of `text` with a count from its start.
    fn check(text: &str) {
        let positions = positions(text);
        assert_eq!(positions.code_points() as usize, text.chars().count());
        assert_eq!(positions.utf16_units() as usize, text.encode_utf16().count());
        for byte in 0..=text.len() + 2 {
            let floor = text.floor_char_boundary(byte);
            let before = &text[..floor];
            let (code_point, utf16) = (before.chars().count() as u32, before.encode_utf16().count() as u32);
            let byte = byte as u32;
            assert_eq!(positions.at_floor(byte, Unit::CodePoint), code_point);
            assert_eq!(positions.at_floor(byte, Unit::Utf16), utf16);
            let exact = floor as u32 == byte;
            assert_eq!(positions.at(byte, Unit::CodePoint), exact.then_some(code_point));
            assert_eq!(positions.at(byte, Unit::Utf16), exact.then_some(utf16));
            assert_eq!(positions.at(byte, Unit::Byte), exact.then_some(byte));
            assert_eq!(positions.byte(code_point, Unit::CodePoint), Some(floor as u32));
            assert_eq!(positions.byte(utf16, Unit::Utf16), Some(floor as u32));
        }
    }

    #[test]
    fn every_position_of_some_texts() {
        for text in ["", "a", "plain ASCII", "naïve", "👩‍👩‍👧 family", "e\u{301}", "日本語。", "\u{feff}x\0y", "مرحبا"]
        {
            check(text);
            check(&text.repeat(90));
        }
        check(&"é".repeat(STRIDE / 2));
        check(&"🦀".repeat(STRIDE / 4));
        check(&format!("a{}", "🦀".repeat(STRIDE)));
    }

    #[test]
    fn positions_that_the_text_does_not_have() {
        let positions = positions("a🦀b");
        assert_eq!(positions.byte(2, Unit::Utf16), None, "between the halves of a surrogate pair");
        assert_eq!(positions.byte_floor(2, Unit::Utf16), 1);
        assert_eq!(positions.byte(4, Unit::CodePoint), None);
        assert_eq!(positions.byte_floor(u32::MAX, Unit::CodePoint), 6);
        assert_eq!(positions.at(3, Unit::CodePoint), None);
        assert_eq!(positions.at(u32::MAX, Unit::Byte), None);
        assert_eq!(positions.byte(3, Unit::Byte), None);
        assert_eq!(positions.span(&Range { start: 2, end: 1 }, Unit::CodePoint), None);
        assert_eq!(positions.span(&(1..2), Unit::CodePoint), Some(Span::new(1, 5)));
        assert_eq!(positions.range(Span::new(1, 5), Unit::Utf16), Some(1..3));
    }

    proptest! {
        #[test]
        fn arbitrary_text_converts_there_and_back(
            text in "(?s)(.|[a-z ]{1,40}|[\u{300}-\u{36f}]|[\u{1f1e6}-\u{1f1ff}]|[\u{1f600}-\u{1f64f}]\u{200d}?){0,400}"
        ) {
            check(&text);
        }

        #[test]
        fn any_number_is_answered(text in "(?s).{0,60}", position in any::<u32>()) {
            let positions = positions(&text);
            for unit in [Unit::Byte, Unit::CodePoint, Unit::Utf16] {
                let byte = positions.byte_floor(position, unit);
                prop_assert!(text.is_char_boundary(byte as usize));
                prop_assert!(positions.at_floor(position, unit) <= positions.length(unit));
            }
        }
    }
}
