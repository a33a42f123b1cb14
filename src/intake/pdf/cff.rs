//! What a font in the Compact Font Format (Adobe's Technical Note 5176) says that its codes mean, where the PDF itself says
//! nothing.

use super::names;

/// The strings that every such font knows, from number 1 on: those of the standard encoding in its order, then these.
const MORE: &str = "¹¬µ™Ð½±Þ¼÷¦°þ¾²®−ð×³©ÁÂÄÀÅÃÇÉÊËÈÍÎÏÌÑÓÔÖÒÕŠÚÛÜÙÝŸŽáâäàåãçéêëèíîïìñóôöòõšúûüùýÿž";
/// How many strings every such font knows.
const KNOWN: usize = 391;

/// The text of each code that the font's own encoding names; empty where it uses the standard one, or is damaged.
pub(super) fn encoding(font: &[u8]) -> Vec<(u8, Option<String>)> {
    read(font).unwrap_or_default()
}

/// A list of byte strings.
struct Index<'f> {
    font: &'f [u8],
    count: usize,
    offset_size: usize,
    /// Where the offsets begin.
    offsets: usize,
    /// Where it ends.
    end: usize,
}

impl<'f> Index<'f> {
    fn read(font: &'f [u8], at: usize) -> Option<Self> {
        let count = number(font, at, 2)?;
        if count == 0 {
            return Some(Self { font, count, offset_size: 1, offsets: at + 2, end: at + 2 });
        }
        let offset_size = number(font, at + 2, 1).filter(|size| (1..=4).contains(size))?;
        let mut index = Self { font, count, offset_size, offsets: at + 3, end: 0 };
        index.end = index.place(count)?;
        Some(index)
    }

    /// Where the string of a number begins.
    fn place(&self, number_of: usize) -> Option<usize> {
        let offset = number(self.font, self.offsets + number_of * self.offset_size, self.offset_size)?;
        (self.offsets + (self.count + 1) * self.offset_size).checked_add(offset)?.checked_sub(1)
    }

    fn get(&self, number_of: usize) -> Option<&'f [u8]> {
        (number_of < self.count).then_some(())?;
        self.font.get(self.place(number_of)?..self.place(number_of + 1)?)
    }
}

/// A number of so many bytes, great end first.
fn number(font: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = font.get(at..at.checked_add(length)?)?;
    Some(bytes.iter().fold(0, |value, &byte| (value << 8) | usize::from(byte)))
}

fn read(font: &[u8]) -> Option<Vec<(u8, Option<String>)>> {
    let names = Index::read(font, number(font, 2, 1)?)?;
    let tops = Index::read(font, names.end)?;
    let strings = Index::read(font, tops.end)?;
    let top = tops.get(0)?;
    let encoding = operand(top, 16).unwrap_or(0);
    let glyphs = Index::read(font, operand(top, 17)?)?.count;
    if encoding < 2 {
        return None;
    }
    let charset = charset(font, operand(top, 15).unwrap_or(0), glyphs)?;
    let text = |glyph: usize| text_of(*charset.get(glyph)?, &strings);
    let (format, count) = (number(font, encoding, 1)?, number(font, encoding + 1, 1)?);
    let mut codes = Vec::new();
    let mut glyph = 1;
    for entry in 0..count {
        let (first, more) = match format & 0x7F {
            0 => (number(font, encoding + 2 + entry, 1)?, 0),
            1 => (number(font, encoding + 2 + 2 * entry, 1)?, number(font, encoding + 3 + 2 * entry, 1)?),
            _ => return None,
        };
        for code in first..=first + more {
            codes.push((u8::try_from(code).ok()?, text(glyph)));
            glyph += 1;
        }
    }
    Some(codes)
}

/// The last operand before an operator of one byte.
fn operand(dict: &[u8], operator: u8) -> Option<usize> {
    let mut at = 0;
    let mut last: Option<i64> = None;
    while let Some(&byte) = dict.get(at) {
        let value = |at| number(dict, at, 1).map(|value| value as i64);
        at += 1;
        match byte {
            12 => {
                at += 1;
                last = None;
            }
            0..=21 => {
                if byte == operator {
                    return last.and_then(|value| usize::try_from(value).ok());
                }
                last = None;
            }
            28 => {
                last = number(dict, at, 2).map(|value| i64::from(value as u16 as i16));
                at += 2;
            }
            29 => {
                last = number(dict, at, 4).map(|value| i64::from(value as u32 as i32));
                at += 4;
            }
            30 => {
                // A number with a fraction ends with a nibble of ones.
                while dict.get(at).is_some_and(|byte| byte & 0x0F != 0x0F && byte >> 4 != 0x0F) {
                    at += 1;
                }
                at += 1;
                last = None;
            }
            32..=246 => last = Some(i64::from(byte) - 139),
            247..=250 => {
                last = Some((i64::from(byte) - 247) * 256 + value(at)? + 108);
                at += 1;
            }
            251..=254 => {
                last = Some(-(i64::from(byte) - 251) * 256 - value(at)? - 108);
                at += 1;
            }
            _ => return None,
        }
    }
    None
}

/// The number of the name of each glyph.
fn charset(font: &[u8], offset: usize, glyphs: usize) -> Option<Vec<usize>> {
    let mut charset = vec![0];
    if offset < 3 {
        charset.extend(1..glyphs);
        return Some(charset);
    }
    let format = number(font, offset, 1)?;
    let mut at = offset + 1;
    while charset.len() < glyphs {
        let first = number(font, at, 2)?;
        let (more, length) = match format {
            0 => (0, 2),
            1 => (number(font, at + 2, 1)?, 3),
            2 => (number(font, at + 2, 2)?, 4),
            _ => return None,
        };
        at += length;
        charset.extend(first..=first + more.min(glyphs));
    }
    Some(charset)
}

/// The text of a glyph by the number of its name.
fn text_of(name: usize, strings: &Index<'_>) -> Option<String> {
    match name {
        1..150 => names::standard(name - 1).map(String::from),
        150..229 => MORE.chars().nth(name - 150).map(String::from),
        0 | 229..KNOWN => None,
        _ => names::text_of(std::str::from_utf8(strings.get(name - KNOWN)?).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(strings: &[&[u8]]) -> Vec<u8> {
        let mut bytes = (strings.len() as u16).to_be_bytes().to_vec();
        bytes.push(1);
        let mut offset = 1_u8;
        bytes.push(offset);
        for string in strings {
            offset += string.len() as u8;
            bytes.push(offset);
        }
        bytes.extend(strings.concat());
        bytes
    }

    #[test]
    fn a_font_names_its_codes() {
        // Codes 8 and 9 and 65 are the glyphs ∀, ∃ and É: two names of the font's own, one that all fonts know.
        let start = [vec![1, 0, 4, 1], index(&[b"X"])].concat();
        let strings = index(&[b"universal", b"existential"]);
        let top_length = 3 * 4;
        let after = start.len() + index(&[&vec![0; top_length]]).len() + strings.len() + 2;
        let (encoding, charset) = (after, after + 2 + 2 * 2);
        let glyphs = charset + 1 + 3 * 2;
        let operand = |value: usize, operator: u8| vec![28, (value >> 8) as u8, value as u8, operator];
        let top = [operand(encoding, 16), operand(charset, 15), operand(glyphs, 17)].concat();
        let font = [
            start,
            index(&[&top]),
            strings,
            vec![0, 0],
            vec![1, 2, 8, 1, 65, 0],
            vec![0, 1, 135, 1, 136, 0, 178],
            index(&[b"a", b"b", b"c", b"d"]),
        ]
        .concat();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(super::encoding(&font), [(8, text("∀")), (9, text("∃")), (65, text("É"))]);
        for length in 0..font.len() {
            drop(super::encoding(&font[..length]));
        }
        assert_eq!(text_of(34, &Index::read(&[0, 0], 0).unwrap()), text("A"));
        assert_eq!(text_of(149, &Index::read(&[0, 0], 0).unwrap()), text("ß"));
        assert_eq!(text_of(228, &Index::read(&[0, 0], 0).unwrap()), text("ž"));
    }
}
