//! What keeps hostile pages from the parser.
//!
//! Parsers of HTML take time in the square of the nesting, of the attributes of one tag and of the emphasis that is left
//! open, and some read nested elements by recursion. One look at the tags, before anything is parsed, finds how deep the
//! parser's tree would get at most; tags that lead deeper are taken out and their text stays, as browsers do it. Where the
//! parser repairs what is wrong in a page, the count here is rather too high than too low.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Elements inside elements; browsers stop at 512.
const DEEPEST: usize = 256;
/// Emphasis, links and fonts that are open at the same time: what a block leaves open is opened anew in the next one.
const MOST_OPEN: usize = 48;
/// Attributes of one tag.
const MOST_ATTRIBUTES: usize = 128;
/// Tags of a page that is parsed; the largest articles have less than half as many.
const MOST_TAGS: usize = 120_000;
/// Entities of a page that is parsed.
const MOST_ENTITIES: usize = 400_000;
/// Bytes of a page that is parsed. Pages saved with their pictures hold megabytes in attributes.
const LARGEST: usize = 32 << 20;

/// A page that is safe to parse.
pub(super) struct Guarded<'h> {
    pub html: Cow<'h, str>,
    /// How many tags it has.
    pub tags: usize,
}

/// Takes out of a page what would cost its parser too much; `None` where the page is too large for any parser.
pub(super) fn guard(html: &str) -> Option<Guarded<'_>> {
    if html.len() > LARGEST || memchr::memchr_iter(b'&', html.as_bytes()).count() > MOST_ENTITIES {
        return None;
    }
    let mut guard = Guard { html, ..Guard::default() };
    for tag in Tags::new(html) {
        guard.tags += 1;
        if guard.tags > MOST_TAGS {
            return None;
        }
        guard.take(&tag);
    }
    let tags = guard.tags;
    if guard.written.is_empty() && guard.copied == 0 {
        return Some(Guarded { html: Cow::Borrowed(html), tags });
    }
    guard.written += html.get(guard.copied..).unwrap_or_default();
    Some(Guarded { html: Cow::Owned(guard.written), tags })
}

#[derive(Default)]
struct Guard<'h> {
    html: &'h str,
    tags: usize,
    open: Vec<Open>,
    /// Names of elements whose start was taken out and whose end is to come.
    dropped: Vec<Name>,
    /// Formatting elements that the parser would open again.
    formatting: usize,
    written: String,
    copied: usize,
}

struct Open {
    name: Name,
    kind: Kind,
    /// `formatting` when it began.
    formatting: usize,
}

/// A tag's name in lower case, as far as names are told apart here.
type Name = [u8; 14];

impl Guard<'_> {
    fn take(&mut self, tag: &Tag<'_>) {
        let name = name_of(tag.name);
        let kind = kind_of(&name);
        if tag.is_end {
            if self.dropped.last() == Some(&name) {
                self.dropped.pop();
                self.cut(tag.start, tag.end, kind != Kind::Formatting);
            } else {
                self.end(name, kind);
            }
            return;
        }
        if kind == Kind::Void {
            self.cut_attributes(tag);
            return;
        }
        self.end_implied(&name, kind);
        let too_deep = self.open.len() >= DEEPEST;
        if too_deep || (kind == Kind::Formatting && self.formatting >= MOST_OPEN) {
            if !tag.is_raw && !tag.is_empty {
                self.dropped.push(name);
            }
            // A script's start must not go without its text.
            if tag.is_raw {
                self.cut(tag.start, tag.text_end, true);
            } else {
                self.cut(tag.start, tag.end, kind != Kind::Formatting);
            }
            return;
        }
        self.cut_attributes(tag);
        if tag.is_raw || tag.is_empty {
            return;
        }
        self.open.push(Open { name, kind, formatting: self.formatting });
        if kind == Kind::Formatting {
            self.formatting += 1;
        }
    }

    /// Takes out of the page what stands from `start` to `end`.
    fn cut(&mut self, start: usize, end: usize, parts_words: bool) {
        self.written += self.html.get(self.copied..start).unwrap_or_default();
        if parts_words {
            self.written.push(' ');
        }
        self.copied = end;
    }

    fn cut_attributes(&mut self, tag: &Tag<'_>) {
        if let Some(from) = tag.too_many_from {
            self.cut(from, tag.end.saturating_sub(1), true);
        }
    }

    /// Ends what the start of an element ends without saying so.
    fn end_implied(&mut self, name: &Name, kind: Kind) {
        let is = |wanted: &str| *name == name_of(wanted);
        if is("li") {
            self.end_up_to(&[name_of("li")], |kind, other| {
                kind == Kind::Block && other != &name_of("div") && other != &name_of("p")
            });
        } else if is("dd") || is("dt") {
            self.end_up_to(&[name_of("dd"), name_of("dt")], |kind, other| {
                kind == Kind::Block && other != &name_of("div") && other != &name_of("p")
            });
        } else if is("td") || is("th") {
            self.end_up_to(&[name_of("td"), name_of("th")], |_, other| other == &name_of("table"));
        } else if is("tr") {
            self.end_up_to(&[name_of("tr")], |_, other| other == &name_of("table"));
        } else if is("tbody") || is("thead") || is("tfoot") {
            let sections = [name_of("tbody"), name_of("thead"), name_of("tfoot")];
            self.end_up_to(&sections, |_, other| other == &name_of("table"));
        } else if is("option") {
            self.end_up_to(&[name_of("option")], |kind, _| kind != Kind::Other);
        }
        if kind == Kind::Block && !is("table") {
            self.end_up_to(&[name_of("p")], |kind, other| kind == Kind::Scope || other == &name_of("button"));
        }
    }

    fn end(&mut self, name: Name, kind: Kind) {
        let table = name_of("table");
        match kind {
            Kind::Formatting => {
                let mut in_scope = self.open.iter().rev().take_while(|open| open.kind != Kind::Scope);
                if in_scope.any(|open| open.name == name) {
                    self.formatting = self.formatting.saturating_sub(1);
                }
                self.end_up_to(&[name], |kind, _| matches!(kind, Kind::Block | Kind::Scope));
            }
            Kind::Scope => self.end_up_to(&[name], |_, other| other == &table && name != table),
            Kind::Block => self.end_up_to(&[name], |kind, _| kind == Kind::Scope),
            Kind::Other | Kind::Void => self.end_up_to(&[name], |kind, _| matches!(kind, Kind::Block | Kind::Scope)),
        }
    }

    /// Ends the innermost element with one of these names and all inside it, unless `bars` stops the search.
    fn end_up_to(&mut self, names: &[Name], bars: impl Fn(Kind, &Name) -> bool) {
        for (at, open) in self.open.iter().enumerate().rev() {
            if names.contains(&open.name) {
                // Behind a cell, the parser opens nothing anew that was opened in it.
                if let Some(scope) = self.open.iter().skip(at).find(|open| open.kind == Kind::Scope) {
                    self.formatting = self.formatting.min(scope.formatting);
                }
                self.open.truncate(at);
                return;
            }
            if bars(open.kind, &open.name) {
                return;
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Void,
    Formatting,
    Block,
    /// What ends inside them, ends nothing outside.
    Scope,
    Other,
}

fn name_of(name: &str) -> Name {
    let mut short = [0; 14];
    for (to, from) in short.iter_mut().zip(name.bytes()) {
        *to = from.to_ascii_lowercase();
    }
    short
}

fn kind_of(name: &Name) -> Kind {
    let length = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
    match name.get(..length).unwrap_or_default() {
        b"area" | b"base" | b"basefont" | b"bgsound" | b"br" | b"col" | b"embed" | b"frame" | b"hr" | b"img"
        | b"input" | b"keygen" | b"link" | b"meta" | b"param" | b"source" | b"track" | b"wbr" | b"image" => Kind::Void,
        b"a" | b"b" | b"big" | b"code" | b"em" | b"font" | b"i" | b"nobr" | b"s" | b"small" | b"strike" | b"strong"
        | b"tt" | b"u" => Kind::Formatting,
        b"table" | b"td" | b"th" | b"caption" | b"object" | b"marquee" | b"applet" | b"template" | b"desc"
        | b"title" | b"foreignobject" | b"mi" | b"mo" | b"mn" | b"ms" | b"mtext" | b"annotation-xml" => Kind::Scope,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"button" | b"center" | b"dd" | b"details"
        | b"dialog" | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"footer"
        | b"form" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hgroup" | b"html" | b"li"
        | b"listing" | b"main" | b"menu" | b"nav" | b"ol" | b"p" | b"plaintext" | b"pre" | b"search" | b"section"
        | b"summary" | b"tbody" | b"tfoot" | b"thead" | b"tr" | b"ul" | b"xmp" | b"select" | b"noscript"
        | b"colgroup" => Kind::Block,
        _ => Kind::Other,
    }
}

/// A tag in a page's source.
#[derive(Debug)]
pub(super) struct Tag<'h> {
    pub name: &'h str,
    pub is_end: bool,
    /// Where it begins and where the text behind it does, in bytes.
    pub start: usize,
    pub end: usize,
    /// Its text is no HTML (scripts, styles), …
    pub is_raw: bool,
    /// … and ends here; where it is HTML, the same as `end`.
    pub text_end: usize,
    /// It has no end tag (`<path/>` in a drawing).
    is_empty: bool,
    too_many_from: Option<usize>,
}

/// The tags of a page's source, one after the other.
pub(super) struct Tags<'h> {
    html: &'h str,
    at: usize,
    /// Formulas and drawings that are open: what is raw elsewhere is not in them.
    foreign: usize,
}

impl<'h> Tags<'h> {
    pub fn new(html: &'h str) -> Self {
        Self { html, at: 0, foreign: 0 }
    }
}

impl<'h> Iterator for Tags<'h> {
    type Item = Tag<'h>;

    fn next(&mut self) -> Option<Tag<'h>> {
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at + memchr(b'<', bytes.get(self.at..)?)?;
            let rest = bytes.get(start + 1..)?;
            let (is_end, name_at) = match rest {
                [b'/', letter, ..] if letter.is_ascii_alphabetic() => (true, start + 2),
                [letter, ..] if letter.is_ascii_alphabetic() => (false, start + 1),
                [b'!', b'-', b'-', ..] => {
                    // `<!-->` and `<!--->` are whole comments.
                    self.at =
                        memmem::find(bytes.get(start + 2..)?, b"-->").map_or(bytes.len(), |end| start + 2 + end + 3);
                    continue;
                }
                [b'!' | b'?' | b'/', ..] => {
                    self.at = memchr(b'>', rest).map_or(bytes.len(), |end| start + 1 + end + 1);
                    continue;
                }
                _ => {
                    self.at = start + 1;
                    continue;
                }
            };
            let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
            let name_end = name_at + bytes.get(name_at..)?.iter().take_while(|byte| is_name(byte)).count();
            let name = self.html.get(name_at..name_end)?;
            let attributes = attributes(bytes, name_end);
            let end = attributes.end;
            self.at = end;
            let is_foreign = self.foreign > 0 || is(name, &["svg", "math"]);
            if is(name, &["svg", "math"]) {
                self.foreign = match (is_end, attributes.closes_itself) {
                    (true, _) => self.foreign.saturating_sub(1),
                    (false, true) => self.foreign,
                    (false, false) => self.foreign + 1,
                };
            }
            let is_raw = !is_end
                && self.foreign == 0
                && is(name, &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"]);
            if is_raw {
                self.at = raw_end(self.html, end, name);
            }
            let tag = Tag {
                name,
                is_end,
                start,
                end,
                is_raw,
                text_end: self.at,
                is_empty: attributes.closes_itself && is_foreign,
                too_many_from: attributes.too_many_from,
            };
            return Some(tag);
        }
    }
}

fn is(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Where the text of a script or the like ends: behind its end tag.
fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memmem::find(rest, b"</")) {
        let name_at = at + found + 2;
        let matches = html.get(name_at..name_at + name.len()).is_some_and(|other| other.eq_ignore_ascii_case(name));
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        if matches && bytes.get(name_at + name.len()).is_none_or(ends) {
            return bytes
                .get(name_at..)
                .and_then(|rest| memchr(b'>', rest))
                .map_or(bytes.len(), |end| name_at + end + 1);
        }
        at = name_at;
    }
    bytes.len()
}

struct Attributes {
    end: usize,
    closes_itself: bool,
    too_many_from: Option<usize>,
}

/// Goes over a tag's attributes.
fn attributes(bytes: &[u8], from: usize) -> Attributes {
    let mut at = from;
    let mut count = 0;
    let mut too_many_from = None;
    let byte = |at: usize| bytes.get(at).copied();
    let skip = |at: &mut usize, wanted: fn(u8) -> bool| {
        while byte(*at).is_some_and(wanted) {
            *at += 1;
        }
    };
    let mut slash = false;
    loop {
        skip(&mut at, |byte| byte.is_ascii_whitespace());
        match byte(at) {
            None => return Attributes { end: bytes.len(), closes_itself: slash, too_many_from },
            Some(b'>') => return Attributes { end: at + 1, closes_itself: slash, too_many_from },
            Some(b'/') => {
                slash = true;
                at += 1;
                continue;
            }
            Some(_) => slash = false,
        }
        count += 1;
        if count > MOST_ATTRIBUTES {
            too_many_from = too_many_from.or(Some(at));
        }
        // A name may begin with `=`.
        at += 1;
        skip(&mut at, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'=' | b'>' | b'/'));
        skip(&mut at, |byte| byte.is_ascii_whitespace());
        if byte(at) != Some(b'=') {
            continue;
        }
        at += 1;
        skip(&mut at, |byte| byte.is_ascii_whitespace());
        match byte(at) {
            Some(quote @ (b'"' | b'\'')) => {
                let rest = bytes.get(at + 1..).unwrap_or_default();
                at = memchr(quote, rest).map_or(bytes.len(), |end| at + 1 + end + 1);
            }
            _ => skip(&mut at, |byte| !byte.is_ascii_whitespace() && byte != b'>'),
        }
    }
}

/// The text of a page without its tags, with its title: what is left where nothing else can be read.
pub(super) fn strip(html: &str) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut line = true;
    for tag in Tags::new(html) {
        let piece = html.get(at..tag.start).unwrap_or_default();
        push_words(&mut text, piece, &mut line);
        let name = name_of(tag.name);
        if !matches!(kind_of(&name), Kind::Formatting | Kind::Other) && !line {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str("\n\n");
            line = true;
        }
        if tag.is_raw && is(tag.name, &["textarea", "title", "xmp"]) {
            push_words(&mut text, raw_text(html, &tag), &mut line);
        }
        at = tag.text_end;
    }
    push_words(&mut text, html.get(at..).unwrap_or_default(), &mut line);
    text.truncate(text.trim_end().len());
    text
}

/// The text of an element whose text is no HTML, without its end tag.
fn raw_text<'h>(html: &'h str, tag: &Tag<'_>) -> &'h str {
    let raw = html.get(tag.end..tag.text_end).unwrap_or_default();
    let ends = |at: &usize| raw.get(at + 2..at + 2 + tag.name.len()).is_some_and(|name| is(name, &[tag.name]));
    raw.rfind("</").filter(ends).and_then(|at| raw.get(..at)).unwrap_or(raw)
}

fn push_words(text: &mut String, piece: &str, line: &mut bool) {
    let piece = without_comments(piece);
    if piece.starts_with(char::is_whitespace) && !*line && !text.ends_with(' ') {
        text.push(' ');
    }
    for word in piece.split_whitespace() {
        if !*line && !text.ends_with(' ') && !text.is_empty() && word.as_ptr() != piece.as_ptr() {
            text.push(' ');
        }
        push_decoded(text, word);
        *line = false;
    }
    if piece.ends_with(char::is_whitespace) && !*line && !text.ends_with(' ') {
        text.push(' ');
    }
}

/// Comments and declarations are no tags, and no text either.
fn without_comments(piece: &str) -> Cow<'_, str> {
    if !piece.contains("<!") {
        return Cow::Borrowed(piece);
    }
    let mut kept = String::new();
    let mut rest = piece;
    while let Some((before, behind)) = rest.split_once("<!") {
        kept += before;
        rest = if behind.starts_with("--") {
            behind.split_once("-->").map_or("", |(_, rest)| rest)
        } else {
            behind.split_once('>').map_or("", |(_, rest)| rest)
        };
    }
    kept += rest;
    Cow::Owned(kept)
}

/// Adds a word with its frequent entities resolved.
fn push_decoded(text: &mut String, word: &str) {
    let mut rest = word;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let (before, entity) = rest.split_at(at);
        text.push_str(before);
        let end = entity.bytes().take(12).position(|byte| byte == b';');
        let resolved = end.and_then(|end| Some((end, character(entity.get(1..end)?)?)));
        if let Some((end, character)) = resolved {
            text.push(character);
            rest = entity.get(end + 1..).unwrap_or_default();
        } else {
            text.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    text.push_str(rest);
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|character| !character.is_control());
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        "ccedil" => 'ç',
        "copy" => '©',
        "reg" => '®',
        "euro" => '€',
        "middot" => '·',
        "bull" => '•',
        _ => return None,
    })
}
