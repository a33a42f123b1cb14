//! Cuts the text of a file into fields and records without looking into them.
//!
//! The cut knows strings, characters, comments and brackets, and nothing else of RON: each record is then read by `ron`
//! on its own, so that one that is broken costs itself and no other. Where brackets or quotation marks do not match,
//! the layout helps: a record of a list starts on a line of its own, as deep as its neighbours.

use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::explain::distance;

/// How deep brackets may stand inside each other. A set needs eight; `ron` itself stops at 128.
pub(super) const MAX_DEPTH: usize = 128;

/// How many places that do not match are told apart; what comes after them is passed over.
const MAX_TROUBLES: usize = 10_000;

/// How often the length of the file may be gone through in vain, so that a hostile file cannot make the scanner go
/// through it once a line.
const MAX_ROUNDS: usize = 8;

/// How many names are compared with those that there are.
const MAX_GUESSES: usize = 1000;

/// How deep the fields of the file are indented at most, where the layout has to help.
const FIELD_DEPTH: usize = 4;

/// Something that stands between brackets or commas where it should not.
#[derive(Debug)]
pub(super) struct Trouble {
    /// The byte where it was noticed.
    pub at: usize,
    /// What is wrong.
    pub message: String,
}

/// A field of a struct: its name and where its value stands.
#[derive(Debug)]
pub(super) struct Field<'a> {
    /// The name.
    pub name: &'a str,
    /// Where the name stands.
    pub at: usize,
    /// Where the value stands, without blanks and comments around it.
    pub value: Range<usize>,
}

/// A field of the file as a whole.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// The field.
    pub field: Field<'a>,
    /// The records, where the field is one of the lists.
    pub records: Vec<Range<usize>>,
}

/// A stretch that was passed over, since brackets or quotation marks do not match there.
#[derive(Debug)]
pub(super) struct Gap<'a> {
    /// What does not match.
    pub trouble: Trouble,
    /// The stretch.
    pub range: Range<usize>,
    /// The list that it stands in; the stretch is a record of it then, as far as the layout tells.
    pub list: Option<&'a str>,
}

/// What a file is made of.
#[derive(Debug, Default)]
pub(super) struct Outline<'a> {
    /// Its fields in the order in which they stand there.
    pub sections: Vec<Section<'a>>,
    /// What did not match.
    pub gaps: Vec<Gap<'a>>,
    /// Names of lists that were not spelled right: where, how, and what is meant.
    pub misspelt: Vec<(usize, &'a str, &'static str)>,
    /// How often a name was compared with those that there are.
    guesses: usize,
    /// How many bytes were gone through in vain.
    spent: usize,
    /// Whether the layout is to be believed where a value runs over the beginning of a field.
    careful: bool,
}

/// Goes through RON text.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// How a byte outside strings and comments is treated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Plain,
    Quote,
    Apostrophe,
    Slash,
    Open,
    Close,
    Comma,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    classes[b'"' as usize] = Class::Quote;
    classes[b'\'' as usize] = Class::Apostrophe;
    classes[b'/' as usize] = Class::Slash;
    classes[b'(' as usize] = Class::Open;
    classes[b'[' as usize] = Class::Open;
    classes[b'{' as usize] = Class::Open;
    classes[b')' as usize] = Class::Close;
    classes[b']' as usize] = Class::Close;
    classes[b'}' as usize] = Class::Close;
    classes[b',' as usize] = Class::Comma;
    classes
};

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn trouble(&self, message: impl Into<String>) -> Trouble {
        Trouble { at: self.at.min(self.text.len()), message: message.into() }
    }

    /// Passes blanks and comments.
    fn blank(&mut self) -> Result<(), Trouble> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r' | 0x0B | 0x0C) => self.at += 1,
                Some(b'/') => self.comment()?,
                Some(byte) if !byte.is_ascii() => match self.rest().chars().next() {
                    // The rest of what Unicode calls pattern white space, which is what `ron` passes over.
                    Some(blank @ ('\u{85}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}')) => {
                        self.at += blank.len_utf8();
                    }
                    _ => return Ok(()),
                },
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Trouble> {
        let rest = self.rest();
        if rest.starts_with("//") {
            self.at += memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            return Ok(());
        }
        if !rest.starts_with("/*") {
            return Err(self.trouble("a lone / that begins no comment"));
        }
        let (start, mut depth) = (self.at, 0usize);
        loop {
            let bytes = self.rest().as_bytes();
            match memchr2(b'/', b'*', bytes) {
                None => return Err(Trouble { at: start, message: "a comment that does not end".into() }),
                Some(near) => {
                    self.at += near;
                    if self.rest().starts_with("/*") {
                        depth += 1;
                        self.at += 2;
                    } else if self.rest().starts_with("*/") {
                        depth -= 1;
                        self.at += 2;
                        if depth == 0 {
                            return Ok(());
                        }
                    } else {
                        self.at += 1;
                    }
                }
            }
        }
    }

    /// Passes a string whose opening quotation mark stands here. Whether it is raw is told from what stands before.
    fn string(&mut self, floor: usize) -> Result<(), Trouble> {
        let start = self.at;
        let unfinished = || Trouble { at: start, message: "a quotation mark that is not closed".into() };
        let bytes = self.text.as_bytes();
        let before = bytes.get(floor..start).unwrap_or_default();
        let hashes = before.iter().rev().take_while(|byte| **byte == b'#').count();
        let mark = before.len().checked_sub(hashes + 1).and_then(|at| before.get(at));
        self.at += 1;
        if mark == Some(&b'r') {
            let closing = format!("\"{}", "#".repeat(hashes));
            self.at += memmem::find(self.rest().as_bytes(), closing.as_bytes()).ok_or_else(unfinished)? + closing.len();
            return Ok(());
        }
        loop {
            let near = memchr2(b'"', b'\\', self.rest().as_bytes()).ok_or_else(unfinished)?;
            self.at += near;
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(());
            }
            // The escaped character may be of several bytes; none of them is a quotation mark or a backslash.
            self.at += 2;
        }
    }

    /// Passes a character literal.
    fn character(&mut self) -> Result<(), Trouble> {
        let lone = self.trouble("an apostrophe that begins no character");
        let mut rest = self.rest().char_indices().skip(1);
        match rest.next() {
            // An escape: `\'`, `\u{1F980}`; none is longer than ten characters.
            Some((_, '\\')) => {
                rest.next();
                let (at, _) = rest.take(10).find(|(_, other)| *other == '\'').ok_or(lone)?;
                self.at += at + 1;
                Ok(())
            }
            Some(_) => match rest.next() {
                Some((at, '\'')) => {
                    self.at += at + 1;
                    Ok(())
                }
                _ => Err(lone),
            },
            None => Err(lone),
        }
    }

    /// Passes one value: everything up to the comma or the closing bracket behind it.
    fn value(&mut self) -> Result<Range<usize>, Trouble> {
        self.blank()?;
        let start = self.at;
        let mut end = start;
        let mut open: Vec<(u8, usize)> = Vec::new();
        let bytes = self.text.as_bytes();
        loop {
            let plain = bytes
                .get(self.at..)
                .unwrap_or_default()
                .iter()
                .position(|byte| CLASSES[usize::from(*byte)] != Class::Plain);
            if let Some(plain) = plain {
                let stretch = bytes.get(self.at..self.at + plain).unwrap_or_default();
                if open.is_empty()
                    && let Some(last) = stretch.iter().rposition(|byte| !byte.is_ascii_whitespace())
                {
                    end = self.at + last + 1;
                }
                self.at += plain;
            } else {
                self.at = bytes.len();
            }
            let Some(byte) = self.peek() else {
                return Err(match open.last() {
                    Some((bracket, at)) => {
                        Trouble { at: *at, message: format!("this {} is not closed", char::from(*bracket)) }
                    }
                    None => self.trouble("the file ends here, in the middle"),
                });
            };
            match CLASSES[usize::from(byte)] {
                Class::Quote => {
                    self.string(start)?;
                    end = self.at;
                }
                Class::Apostrophe => {
                    self.character()?;
                    end = self.at;
                }
                Class::Slash => self.comment()?,
                Class::Open => {
                    if open.len() >= MAX_DEPTH {
                        return Err(self.trouble(format!("more than {MAX_DEPTH} brackets inside each other")));
                    }
                    open.push((byte, self.at));
                    self.at += 1;
                }
                Class::Close => {
                    let Some((bracket, at)) = open.pop() else { break };
                    let closing = match bracket {
                        b'(' => b')',
                        b'[' => b']',
                        _ => b'}',
                    };
                    if byte != closing {
                        return Err(Trouble {
                            at,
                            message: format!("this {} is closed by a {}", char::from(bracket), char::from(byte)),
                        });
                    }
                    self.at += 1;
                    end = self.at;
                }
                Class::Comma if open.is_empty() => break,
                Class::Comma | Class::Plain => self.at += 1,
            }
        }
        if end == start {
            return Err(self.trouble("a value is missing here"));
        }
        Ok(start..end)
    }

    /// Passes the name of a field and its colon.
    fn name(&mut self) -> Result<(&'a str, usize), Trouble> {
        let at = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let name = rest.get(..length).unwrap_or_default();
        if name.is_empty() {
            return Err(self.trouble("the name of a field is missing here"));
        }
        self.at += length;
        self.blank()?;
        if self.peek() != Some(b':') {
            return Err(self.trouble(format!("a colon is missing after «{name}»")));
        }
        self.at += 1;
        Ok((name, at))
    }

    /// Passes a comma, if there is one, and says whether the bracket closes here.
    fn separator(&mut self, closing: u8) -> Result<bool, Trouble> {
        self.blank()?;
        let comma = self.peek() == Some(b',');
        if comma {
            self.at += 1;
            self.blank()?;
        }
        match self.peek() {
            Some(byte) if byte == closing => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if comma => Ok(false),
            Some(_) => Err(self.trouble(format!("a comma or a {} is missing here", char::from(closing)))),
            None => Err(self.trouble(format!("the file ends before the last {}", char::from(closing)))),
        }
    }

    /// Passes an opening bracket, and the name of a struct before it.
    fn opening(&mut self, bracket: u8) -> Result<(), Trouble> {
        self.blank()?;
        if bracket == b'(' {
            let rest = self.rest();
            self.at += rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            self.blank()?;
        }
        if self.peek() != Some(bracket) {
            return Err(self.trouble(format!("a {} is missing here", char::from(bracket))));
        }
        self.at += 1;
        Ok(())
    }

    /// The fields of the struct that begins here.
    pub(super) fn fields(&mut self) -> Result<Vec<Field<'a>>, Trouble> {
        self.opening(b'(')?;
        let mut fields = Vec::new();
        self.blank()?;
        if self.peek() == Some(b')') {
            return Ok(fields);
        }
        loop {
            let (name, at) = self.name()?;
            fields.push(Field { name, at, value: self.value()? });
            if self.separator(b')')? {
                return Ok(fields);
            }
        }
    }

    /// Where the struct that begins here ends; `None` where it does not.
    pub(super) fn end_of_fields(mut self) -> Option<usize> {
        self.fields().ok().map(|_| self.at)
    }

    /// The file as a whole; `lists` names the fields that hold records.
    ///
    /// Fails only where nothing looks like a set. What does not match is passed over.
    pub(super) fn outline(self, lists: &[&'static str], others: &[&'static str]) -> Result<Outline<'a>, Trouble> {
        let outline = self.clone().outlined(lists, others, false);
        // A quotation mark too many can make a string of everything up to the next one, fields and all.
        let strange =
            |section: &Section<'_>| !lists.contains(&section.field.name) && !others.contains(&section.field.name);
        match outline {
            Ok(outline) if outline.gaps.is_empty() && !outline.sections.iter().any(strange) => Ok(outline),
            Ok(_) => self.outlined(lists, others, true),
            Err(trouble) => Err(trouble),
        }
    }

    fn outlined(
        mut self,
        lists: &[&'static str],
        others: &[&'static str],
        careful: bool,
    ) -> Result<Outline<'a>, Trouble> {
        let mut outline = Outline { careful, ..Outline::default() };
        if let Err(trouble) = self.beginning() {
            // Without its first bracket, a file may still have all its fields.
            let first = self.next_section(0, lists, others);
            let second = first.and_then(|first| self.next_section(first, lists, others));
            let (Some(first), Some(_)) = (first, second) else { return Err(trouble) };
            outline.gaps.push(Gap { trouble, range: 0..first, list: None });
            self.at = first;
        }
        loop {
            let start = self.at;
            let trouble = match self.section(lists, others, &mut outline) {
                Ok(false) => continue,
                Ok(true) => match self.ending() {
                    None => return Ok(outline),
                    Some(trouble) => trouble,
                },
                Err(trouble) => {
                    outline.spent += self.at - start;
                    self.at = start;
                    trouble
                }
            };
            let more = outline.gaps.len() < MAX_TROUBLES && outline.spent / MAX_ROUNDS <= self.text.len();
            let resumed = more.then(|| self.next_section(self.at, lists, others)).flatten();
            let end = resumed.unwrap_or(self.text.len());
            outline.gaps.push(Gap { trouble, range: self.at..end, list: None });
            self.at = end;
            if resumed.is_none() {
                return Ok(outline);
            }
        }
    }

    /// What is wrong behind the end of the set.
    fn ending(&mut self) -> Option<Trouble> {
        let end = self.at;
        match self.blank() {
            Ok(()) if self.at >= self.text.len() => None,
            Ok(()) => {
                let trouble = self.trouble("something stands behind the end of the set");
                self.at = end;
                Some(trouble)
            }
            Err(trouble) => Some(trouble),
        }
    }

    /// Passes everything up to the first field.
    fn beginning(&mut self) -> Result<(), Trouble> {
        self.blank()?;
        while self.rest().starts_with("#!") {
            // `#![enable(implicit_some)]`: what it asks for is on anyway.
            let end = memchr(b']', self.rest().as_bytes());
            self.at += end.ok_or_else(|| self.trouble("a list of extensions that does not end"))? + 1;
            self.blank()?;
        }
        self.opening(b'(')
    }

    /// One field of the file; says whether it was the last.
    fn section(
        &mut self,
        lists: &[&'static str],
        others: &[&'static str],
        outline: &mut Outline<'a>,
    ) -> Result<bool, Trouble> {
        self.blank()?;
        if self.peek() == Some(b')') {
            self.at += 1;
            return Ok(true);
        }
        let (mut name, at) = self.name()?;
        self.blank()?;
        if !lists.contains(&name)
            && !others.contains(&name)
            && matches!(self.peek(), Some(b'[' | b'('))
            && let Some(meant) = self.meant(name, lists, others, outline)
        {
            outline.misspelt.push((at, name, meant));
            name = meant;
        }
        let start = self.at;
        if !lists.contains(&name) {
            let value = self.value()?;
            if outline.careful {
                self.runs_on(&value, lists, others)?;
            }
            outline.sections.push(Section { field: Field { name, at, value }, records: Vec::new() });
            return self.separator(b')');
        }
        let mut records = Vec::new();
        let listed = self.list(name, (lists, others), &mut records, outline);
        let field = Field { name, at, value: start..self.at };
        // What was found of a list counts, even where its end is missing.
        outline.sections.push(Section { field, records });
        listed?;
        self.separator(b')')
    }

    /// The list that a misspelt name means: one that is near and not in the file.
    fn meant(
        &self,
        name: &str,
        lists: &[&'static str],
        others: &[&'static str],
        outline: &mut Outline<'a>,
    ) -> Option<&'static str> {
        // Nobody misspells thousands of names.
        outline.guesses += 1;
        if outline.guesses > MAX_GUESSES {
            return None;
        }
        let near = |list: &&&str| distance(name, list, 2) <= if list.len() > 6 { 2 } else { 1 };
        let known = if self.peek() == Some(b'[') { lists } else { &["set", "scheme"] };
        let meant = *known.iter().find(near)?;
        outline.spent += self.text.len();
        if outline.spent / MAX_ROUNDS > self.text.len() {
            return None;
        }
        let mut at = 0;
        while let Some(line) = self.next_section(at, lists, others) {
            if self.text.get(line..)?.trim_start_matches([' ', '\t']).starts_with(meant) {
                return None;
            }
            at = line;
        }
        Some(meant)
    }

    /// Fails where a field of the file begins inside a value.
    fn runs_on(&self, value: &Range<usize>, lists: &[&'static str], others: &[&'static str]) -> Result<(), Trouble> {
        let inner = Self { text: self.text.get(..value.end).unwrap_or_default(), at: value.start };
        match inner.next_section(value.start, lists, others) {
            None => Ok(()),
            Some(_) => Err(Trouble { at: value.start, message: "this does not end where it should".into() }),
        }
    }

    fn list(
        &mut self,
        name: &'a str,
        (lists, others): (&[&'static str], &[&'static str]),
        records: &mut Vec<Range<usize>>,
        outline: &mut Outline<'a>,
    ) -> Result<(), Trouble> {
        if self.peek() == Some(b'[') {
            self.at += 1;
        } else {
            let trouble = self.trouble("a [ is missing here");
            let line = memchr(b'\n', self.rest().as_bytes()).map(|near| self.at + near + 1);
            let Some(line) =
                line.filter(|line| self.text.get(*line..).is_some_and(|rest| rest.trim_start().starts_with('(')))
            else {
                return Err(trouble);
            };
            outline.gaps.push(Gap { trouble, range: self.at..line, list: None });
            self.at = line;
        }
        // Once something did not match, each record is looked for where the layout says that it stands, so that one
        // that runs on is not followed to the end of the file.
        let mut by_layout = false;
        loop {
            self.blank()?;
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(());
            }
            let start = self.at;
            let next = if by_layout { self.next_record(start) } else { None };
            let cut = match next {
                Some(next) => self.bounded(next),
                None => self.value().and_then(|record| {
                    if outline.careful {
                        self.runs_on(&record, lists, others)?;
                    }
                    Ok((record, self.separator(b']')?))
                }),
            };
            match cut {
                Ok((record, ended)) => {
                    records.push(record);
                    if ended {
                        return Ok(());
                    }
                }
                Err(trouble) => {
                    let more = outline.gaps.len() < MAX_TROUBLES;
                    let next = next.or_else(|| self.next_record(start)).filter(|_| more);
                    let Some(next) = next else { return Err(trouble) };
                    outline.gaps.push(Gap { trouble, range: start..next, list: Some(name) });
                    self.at = next;
                    by_layout = true;
                }
            }
        }
    }

    /// A record of a list that ends ahead of `limit`, and the comma behind it.
    fn bounded(&mut self, limit: usize) -> Result<(Range<usize>, bool), Trouble> {
        let mut inner = Scanner { text: self.text.get(..limit).unwrap_or_default(), at: self.at };
        let record = inner.value()?;
        inner.blank()?;
        if inner.peek() == Some(b',') {
            inner.at += 1;
            inner.blank()?;
        }
        if inner.peek().is_some() {
            return Err(inner.trouble("a comma is missing before this"));
        }
        self.at = inner.at;
        Ok((record, false))
    }

    /// What stands between the first bracket of a value and its end, piece by piece: the fields of a struct, the items
    /// of a list, the entries of a map. Where something does not match, the pieces before it.
    pub(super) fn pieces(text: &'a str, within: Range<usize>) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut scanner = Self { text: text.get(..within.end).unwrap_or_default(), at: within.start };
        if scanner.pass_to_bracket().is_err() {
            return pieces;
        }
        scanner.at += 1;
        while let Ok(piece) = scanner.value() {
            pieces.push(piece);
            if scanner.blank().is_err() || scanner.peek() != Some(b',') {
                break;
            }
            scanner.at += 1;
        }
        pieces
    }

    /// Goes to the next opening bracket.
    fn pass_to_bracket(&mut self) -> Result<(), Trouble> {
        let start = self.at;
        while let Some(byte) = self.peek() {
            match CLASSES[usize::from(byte)] {
                Class::Open => return Ok(()),
                Class::Quote => self.string(start)?,
                Class::Apostrophe => self.character()?,
                Class::Slash => self.comment()?,
                Class::Plain | Class::Comma | Class::Close => self.at += 1,
            }
        }
        Err(self.trouble("a bracket is missing"))
    }

    /// Where the record behind the one at `start` begins, or the list ends, going by the layout: neither stands deeper
    /// than the record, and everything inside it does.
    pub(super) fn next_record(&self, start: usize) -> Option<usize> {
        let line = self.text.get(..start)?.rfind('\n').map_or(0, |end| end + 1);
        let depth = self.indentation(line);
        self.lines_after(start + 1).find(|line| {
            let blanks = self.indentation(*line);
            blanks <= depth && matches!(self.text.as_bytes().get(line + blanks), Some(b'(' | b']'))
        })
    }

    /// Where each record begins that stands in a stretch, going by the layout.
    pub(super) fn records_in(text: &'a str, range: Range<usize>) -> Vec<usize> {
        let scanner = Self { text: text.get(..range.end).unwrap_or_default(), at: range.start };
        // Not back to the beginning of a line that may be the whole file.
        let before = scanner.text.get(..range.start).unwrap_or_default().trim_end_matches([' ', '\t', '\r']);
        let first = (before.is_empty() || before.ends_with('\n')).then_some(before.len());
        let opens = |line: &usize| scanner.text.as_bytes().get(line + scanner.indentation(*line)) == Some(&b'(');
        let lines: Vec<usize> = first.into_iter().chain(scanner.lines_after(range.start)).filter(opens).collect();
        // Everything inside a record stands deeper than its beginning.
        let depth = lines.iter().map(|line| scanner.indentation(*line)).min().unwrap_or_default();
        lines.into_iter().filter(|line| scanner.indentation(*line) == depth).map(|line| line + depth).collect()
    }

    /// Where the field behind the one at `start` begins, going by the layout.
    fn next_section(&self, start: usize, lists: &[&str], others: &[&str]) -> Option<usize> {
        self.lines_after(start).find(|line| {
            let rest = self.text.get(*line..).unwrap_or_default().trim_start_matches([' ', '\t']);
            let length = rest.bytes().take_while(u8::is_ascii_lowercase).count();
            let (name, colon) = rest.split_at(length);
            let depth = self.text.get(*line..).map_or(0, |whole| whole.len() - rest.len());
            colon.starts_with(':') && depth <= FIELD_DEPTH && (lists.contains(&name) || others.contains(&name))
        })
    }

    /// How many blanks a line begins with.
    fn indentation(&self, line: usize) -> usize {
        let rest = self.text.as_bytes().get(line..).unwrap_or_default();
        rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    /// Where each line begins that begins behind `at`.
    fn lines_after(&self, at: usize) -> impl Iterator<Item = usize> {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr_iter(b'\n', rest).map(move |end| at + end + 1)
    }
}
