//! Reads the RON that this program writes, several times as fast as `ron`, and nothing else.
//!
//! Strings, numbers, words, lists, maps, structs without a name, variants, blanks: that is all there is in a file that
//! nobody has touched. Whatever else RON allows (comments, `Some(…)`, raw strings, digits with a base), an unknown
//! field and every mistake are [`NotPlain`], and `ron` reads the record again and says what there is to say. So this
//! reader may refuse what it likes, but what it takes, it takes as `ron` does.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr2;
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// The text holds something that only `ron` reads, or is wrong.
#[derive(Debug)]
pub(super) struct NotPlain;

impl fmt::Display for NotPlain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not as this program writes it")
    }
}

impl std::error::Error for NotPlain {}

impl de::Error for NotPlain {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, NotPlain>;

/// Reads one value that takes up the whole text.
pub(super) fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T> {
    let mut plain = Plain { text, at: 0, depth: 0 };
    let value = T::deserialize(&mut plain)?;
    plain.blanks();
    if plain.at == text.len() { Ok(value) } else { Err(NotPlain) }
}

/// How deep brackets may stand in each other; what goes deeper is left to `ron`, which has a limit of its own.
const DEPTH: usize = 32;

struct Plain<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Plain<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Passes a byte, with blanks before it.
    fn pass(&mut self, byte: u8) -> Result<()> {
        self.blanks();
        if self.peek() != Some(byte) {
            return Err(NotPlain);
        }
        self.at += 1;
        Ok(())
    }

    /// Reads what stands in brackets.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= DEPTH {
            return Err(NotPlain);
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    /// Whether a list ends here; passes the comma before the next item, and the closing bracket.
    fn ends(&mut self, first: &mut bool, closing: u8) -> Result<bool> {
        self.blanks();
        if !std::mem::take(first) && self.peek() != Some(closing) {
            self.pass(b',')?;
            self.blanks();
        }
        let ends = self.peek() == Some(closing);
        if ends {
            self.at += 1;
        }
        Ok(ends)
    }

    /// Passes as many bytes as belong to a word or a number.
    fn stretch(&mut self, belongs: impl Fn(u8) -> bool) -> &'a str {
        self.blanks();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.bytes().position(|byte| !belongs(byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn word(&mut self) -> Result<&'a str> {
        let word = self.stretch(|byte| byte.is_ascii_lowercase() || byte == b'_');
        // What goes on otherwise (`r"…"`, `r#raw`, a letter of another script) is none of these words.
        match self.peek() {
            Some(b':' | b',' | b'(' | b')' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t') | None if !word.is_empty() => {
                Ok(word)
            }
            _ => Err(NotPlain),
        }
    }

    fn digits(&mut self) -> Result<u32> {
        let digits = self.stretch(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-'));
        if digits.starts_with('+') {
            return Err(NotPlain);
        }
        digits.parse().map_err(|_| NotPlain)
    }

    fn string(&mut self) -> Result<Cow<'a, str>> {
        self.pass(b'"')?;
        let mut read = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let near = memchr2(b'"', b'\\', rest.as_bytes()).ok_or(NotPlain)?;
            let stretch = rest.get(..near).unwrap_or_default();
            self.at += near + 1;
            if rest.as_bytes().get(near) == Some(&b'"') {
                if read.is_empty() {
                    return Ok(Cow::Borrowed(stretch));
                }
                read.push_str(stretch);
                return Ok(Cow::Owned(read));
            }
            read.push_str(stretch);
            read.push(self.escape()?);
        }
    }

    /// What stands for a character behind a backslash.
    fn escape(&mut self) -> Result<char> {
        let letter = self.peek();
        self.at += 1;
        match letter {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') if self.peek() == Some(b'{') => {
                self.at += 1;
                let rest = self.text.get(self.at..).unwrap_or_default();
                let length = rest.bytes().position(|byte| !byte.is_ascii_hexdigit()).ok_or(NotPlain)?;
                self.at += length;
                if length > 6 || self.peek() != Some(b'}') {
                    return Err(NotPlain);
                }
                self.at += 1;
                let code = u32::from_str_radix(rest.get(..length).unwrap_or_default(), 16).map_err(|_| NotPlain)?;
                char::from_u32(code).ok_or(NotPlain)
            }
            _ => Err(NotPlain),
        }
    }
}

impl<'de> Deserializer<'de> for &mut Plain<'de> {
    type Error = NotPlain;

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(self.word()?)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.word()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(NotPlain),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_u8(u8::try_from(self.digits()?).map_err(|_| NotPlain)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_u32(self.digits()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let digits = self.stretch(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_'));
        if !digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e')) {
            return Err(NotPlain);
        }
        visitor.visit_f64(digits.parse().map_err(|_| NotPlain)?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.blanks();
        // `None` and `Some(…)` begin with a capital, which nothing else does.
        if matches!(self.peek(), Some(b'A'..=b'Z')) { Err(NotPlain) } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.pass(b'[')?;
        self.inside(|plain| visitor.visit_seq(Items { plain, first: true, closing: b']' }))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.pass(b'{')?;
        self.inside(|plain| visitor.visit_map(Items { plain, first: true, closing: b'}' }))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.pass(b'(')?;
        self.inside(|plain| visitor.visit_map(Items { plain, first: true, closing: b')' }))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self)
    }

    /// Only for what is not known, which is for `ron` to name.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value> {
        Err(NotPlain)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u16 u64 u128 f32 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct
        ignored_any
    }
}

/// The items of a list, the entries of a map or the fields of a struct.
struct Items<'p, 'a> {
    plain: &'p mut Plain<'a>,
    first: bool,
    closing: u8,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = NotPlain;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if self.plain.ends(&mut self.first, self.closing)? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.plain).map(Some)
    }
}

impl<'de> MapAccess<'de> for Items<'_, 'de> {
    type Error = NotPlain;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if self.plain.ends(&mut self.first, self.closing)? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.plain).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        self.plain.pass(b':')?;
        seed.deserialize(&mut *self.plain)
    }
}

impl<'de> EnumAccess<'de> for &mut Plain<'de> {
    type Error = NotPlain;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self)> {
        let variant = seed.deserialize(&mut *self)?;
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Plain<'de> {
    type Error = NotPlain;

    fn unit_variant(self) -> Result<()> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        self.pass(b'(')?;
        let value = self.inside(|plain| seed.deserialize(plain))?;
        self.pass(b')')?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value> {
        Err(NotPlain)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.deserialize_struct("", &[], visitor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ron::extensions::Extensions;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Record<'a> {
        #[serde(borrow)]
        name: Cow<'a, str>,
        level: Option<u8>,
        #[serde(default)]
        number: f64,
        #[serde(default)]
        list: Vec<u32>,
        #[serde(default)]
        yes: bool,
        #[serde(default)]
        kind: Kind,
        #[serde(default)]
        map: std::collections::BTreeMap<String, Kind>,
    }

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        #[default]
        Plain,
        Level(u8),
        Names(Vec<String>),
        Place {
            start: u32,
            end: u32,
        },
    }

    fn ron(text: &str) -> Option<Record<'_>> {
        ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME).from_str(text).ok()
    }

    #[track_caller]
    fn check(text: &str, taken: bool) {
        let plain = from_str::<Record<'_>>(text).ok();
        assert_eq!(plain.is_some(), taken, "{text}");
        if taken {
            assert_eq!(plain, ron(text), "{text}");
        }
    }

    #[test]
    fn what_this_program_writes_is_read_and_everything_else_is_left_to_ron() {
        check("(name: \"x\")", true);
        check(" (\n    name: \"a “b” \\\"\\\\\\n\\t\\r\\u{a0}é\",\n    level: 4,\n)\n", true);
        check("(name:\"\",list:[1,2, 3,],number:-1.5e300,yes:true)", true);
        check("(name: \"x\", kind: place(start: 3, end: 4,), map: {\"a\": level(1), \"b\": plain,})", true);
        check("(name: \"x\", kind: names([\"a\", \"b\"]))", true);
        for left in [
            "",
            "(",
            "()",
            "(name: \"x)",
            "(name: x)",
            "(name: r\"x\")",
            "(name: \"\\x41\")",
            "(name: \"\\u{d800}\")",
            "(name: \"x\", name: \"y\")",
            "(name: \"x\", strange: 1)",
            "(name: \"x\" /* why */)",
            "(name: \"x\", level: Some(4))",
            "(name: \"x\", level: None)",
            "(name: \"x\", level: 256)",
            "(name: \"x\", level: 0x10)",
            "(name: \"x\", level: 1_0)",
            "(name: \"x\", level: +1)",
            "(name: \"x\", list: [1 2])",
            "(name: \"x\", list: [,])",
            "(name: \"x\", list: [1],,)",
            "(name: \"x\", number: inf)",
            "(name: \"x\", number: 1_0.0)",
            "(name: \"x\", kind: r#plain)",
            "(name: \"x\", kind: plainer)",
            "(name: \"x\", kind: level)",
            "Record(name: \"x\")",
            "(name: \"x\") (",
        ] {
            check(left, false);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_taken_is_taken_as_ron_takes_it(
            text in "\\(name: \"([a-zé“ ]|\\\\[\"\\\\nrtu0x']|\\\\u\\{[0-9a-f]{0,5}\\}){0,6}\"(, ?(level: [0-9+_x]{1,4}|number: [-+0-9.e_]{1,6}|list: \\[([0-9_]{1,3},? ?){0,3}\\]|yes: (true|false|t)|kind: (plain|level|place|names)?(\\((start: 1, end: 2,?|[0-9]|\\[\"a\"\\])\\))?|map: \\{(\"[ab]\": (plain|level\\(1\\)),?)?\\})){0,4},? ?\\)"
        ) {
            if let Ok(plain) = from_str::<Record<'_>>(&text) {
                prop_assert_eq!(Some(plain), ron(&text));
            }
        }
    }
}
