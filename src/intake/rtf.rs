//! Rich Text Format (Microsoft's specification 1.9.1).
//!
//! Groups are kept on a stack of our own, so that their depth costs only memory. What stands in destinations that are
//! not the text (pictures, settings) is passed over.

use std::collections::HashMap;
use std::rc::Rc;

use encoding_rs::Encoding;

use super::paragraphs::{Builder, Look, Unsettled, reading};
use super::properties::Properties;
use super::styles::{self, StyleKind};
use super::{DocumentError, IntakeError, Kind, Reading};
use crate::model::BlockKind;

/// Groups inside each other beyond this depth mean a damaged or hostile file.
const DEEPEST: usize = 100_000;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, IntakeError> {
    if !bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Err(IntakeError::Document { kind: Kind::Rtf, error: DocumentError::Damaged });
    }
    let mut reader = Reader::new();
    let whole = reader.read(bytes);
    let Reader { insertions, deletions, comments, .. } = reader;
    let warnings = Unsettled { insertions, deletions, comments, is_cut: !whole }.warnings();
    Ok(reading(reader.builder.finish(), reader.properties.details(), warnings))
}

/// Where text goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Destination {
    #[default]
    Body,
    Nowhere,
    /// The marks of a list item (`1.`, `•`): their being there makes an item of the paragraph.
    ListMark,
    FontTable,
    StyleSheet,
    Info,
    Title,
    Author,
    Created,
    Modified,
    Instruction,
}

/// What a group may change and its end takes back.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the format, turned on and off by itself")]
struct Group {
    destination: Destination,
    strong: bool,
    emphasis: bool,
    hidden: bool,
    deleted: bool,
    inserted: bool,
    /// How many characters stand behind a `\u` for programs that do not know it.
    skip_after_unicode: u16,
    font: i32,
    style: i32,
    outline: Option<u8>,
    list: Option<u8>,
    in_table: bool,
    /// The group began the last of these.
    opened: Opened,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Opened {
    #[default]
    Nothing,
    Field,
    Note,
    Box,
}

struct Reader {
    builder: Builder,
    group: Group,
    groups: Vec<Group>,
    /// Bytes that are not yet characters, since some take two.
    pending: Vec<u8>,
    /// The first half of a character of UTF-16.
    surrogate: Option<u16>,
    /// How many characters are still passed over behind a `\u`.
    skip: u16,
    /// The next control word opens a destination that may be ignored.
    may_ignore: bool,
    code_page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    styles: HashMap<i32, StyleKind>,
    style_name: String,
    properties: Properties,
    /// Parts of a date (`\yr`, `\mo`, `\dy`).
    date: (i32, i32, i32),
    fields: Vec<(String, Option<Rc<str>>)>,
    notes: usize,
    in_table: bool,
    in_cell: bool,
    /// Whether a table and a cell are open around each open note and box.
    outside: Vec<(bool, bool)>,
    insertions: usize,
    deletions: usize,
    comments: usize,
}

/// The encoding of a Windows code page.
fn code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        866 => encoding_rs::IBM866,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1252 => encoding_rs::WINDOWS_1252,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        10_000 => encoding_rs::MACINTOSH,
        10_007 => encoding_rs::X_MAC_CYRILLIC,
        20_866 => encoding_rs::KOI8_R,
        21_866 => encoding_rs::KOI8_U,
        28_592 => encoding_rs::ISO_8859_2,
        65_001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// The encoding of a font's character set; `None` where the document's own is meant.
fn character_set(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

impl Reader {
    fn new() -> Self {
        Self {
            builder: Builder::new(),
            group: Group { skip_after_unicode: 1, ..Group::default() },
            groups: Vec::new(),
            pending: Vec::new(),
            surrogate: None,
            skip: 0,
            may_ignore: false,
            code_page: encoding_rs::WINDOWS_1252,
            fonts: HashMap::new(),
            styles: HashMap::new(),
            style_name: String::new(),
            properties: Properties::default(),
            date: (0, 0, 0),
            fields: Vec::new(),
            notes: 0,
            in_table: false,
            in_cell: false,
            outside: Vec::new(),
            insertions: 0,
            deletions: 0,
            comments: 0,
        }
    }

    /// Reads the document; whether it was whole.
    fn read(&mut self, bytes: &[u8]) -> bool {
        let mut at = 0;
        let mut depth_seen = false;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    self.skip = 0;
                    if self.groups.len() >= DEEPEST {
                        return false;
                    }
                    depth_seen = true;
                    self.groups.push(self.group);
                    self.group.opened = Opened::Nothing;
                }
                b'}' => {
                    self.end_group();
                    if depth_seen && self.groups.is_empty() {
                        self.end_paragraph();
                        return true;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
        self.end_paragraph();
        false
    }

    /// Reads a control word or symbol, which begins at `at`. Returns where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(&first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            return self.symbol(first, bytes, at + 1);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(rest.get(..letters).unwrap_or_default()).unwrap_or_default();
        let behind = rest.get(letters..).unwrap_or_default();
        let sign = usize::from(behind.first() == Some(&b'-'));
        let digits = behind.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
        let (mut end, mut value) = (at + letters, None);
        if digits > 0 {
            end += sign + digits;
            let number = std::str::from_utf8(behind.get(..sign + digits).unwrap_or_default()).unwrap_or_default();
            value = number.parse::<i64>().ok().and_then(|number| i32::try_from(number).ok());
        }
        if bytes.get(end) == Some(&b' ') {
            end += 1;
        }
        if word == "bin" {
            return end.saturating_add(usize::try_from(value.unwrap_or(0)).unwrap_or(0));
        }
        self.word(word, value);
        end
    }

    fn symbol(&mut self, symbol: u8, bytes: &[u8], end: usize) -> usize {
        match symbol {
            b'\'' => {
                let digit = |at| bytes.get(at).and_then(|&digit| char::from(digit).to_digit(16));
                if let (Some(high), Some(low)) = (digit(end), digit(end + 1)) {
                    self.byte((high * 16 + low) as u8);
                    return end + 2;
                }
            }
            b'\\' | b'{' | b'}' => self.byte(symbol),
            b'~' => self.characters("\u{A0}"),
            b'-' => self.characters("\u{AD}"),
            b'_' => self.characters("\u{2011}"),
            b'*' => self.may_ignore = true,
            b'\r' | b'\n' => self.word("par", None),
            b'\t' => self.characters("\t"),
            _ => {}
        }
        end
    }

    fn end_group(&mut self) {
        self.flush();
        self.skip = 0;
        match self.group.destination {
            Destination::StyleSheet => self.end_style(),
            Destination::Created => self.properties.created = self.moment(),
            Destination::Modified => self.properties.modified = self.moment(),
            _ => {}
        }
        match self.group.opened {
            Opened::Nothing => {}
            Opened::Field => drop(self.fields.pop()),
            Opened::Note => {
                self.end_paragraph();
                self.leave_table();
                self.builder.end_note(&self.notes.to_string());
                (self.in_table, self.in_cell) = self.outside.pop().unwrap_or_default();
            }
            Opened::Box => {
                self.end_paragraph();
                self.leave_table();
                self.builder.end_box();
                (self.in_table, self.in_cell) = self.outside.pop().unwrap_or_default();
            }
        }
        if let Some(group) = self.groups.pop() {
            let was = self.group;
            self.group = group;
            // The end of an instruction tells where its field leads.
            if was.destination == Destination::Instruction
                && group.destination != Destination::Instruction
                && let Some((instruction, link)) = self.fields.last_mut()
            {
                *link = super::docx::address(instruction);
            }
        }
    }

    fn moment(&mut self) -> String {
        let (year, month, day) = std::mem::take(&mut self.date);
        format!("{year:04}-{month:02}-{day:02}")
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.style_name);
        if let Some(kind) = styles::kind_of(name.trim_end_matches(';')) {
            self.styles.insert(self.group.style, kind);
        }
    }

    /// A byte of text, in the encoding of the font.
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !matches!(self.group.destination, Destination::Nowhere | Destination::ListMark) {
            self.surrogate = None;
            self.pending.push(byte);
        }
    }

    /// Makes characters of the bytes so far.
    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let encoding = self.fonts.get(&self.group.font).copied().unwrap_or(self.code_page);
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            self.put(&text);
            self.pending = bytes;
            self.pending.clear();
        }
    }

    /// Characters that are no bytes of the font's encoding.
    fn characters(&mut self, text: &str) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.flush();
        self.put(text);
    }

    fn put(&mut self, text: &str) {
        match self.group.destination {
            Destination::Body => {}
            Destination::StyleSheet => return self.style_name.push_str(text),
            Destination::Title => return self.properties.title.push_str(text),
            Destination::Author => return self.properties.author.push_str(text),
            Destination::Instruction => {
                if let Some((instruction, _)) = self.fields.last_mut() {
                    instruction.push_str(text);
                }
                return;
            }
            _ => return,
        }
        if self.group.hidden || self.group.deleted {
            return;
        }
        self.enter_table();
        let link = self.fields.iter().rev().find_map(|(_, link)| link.clone());
        let look = Look { strong: self.group.strong, emphasis: self.group.emphasis, link };
        self.builder.text(text, &look);
    }

    fn unicode(&mut self, value: i32) {
        self.flush();
        // Words of 16 bits are written with a sign.
        let unit = value as u16;
        let unsigned = u32::try_from(value).ok().filter(|value| *value > 0xFFFF).and_then(char::from_u32);
        let character = match (self.surrogate.take(), unit) {
            _ if unsigned.is_some() => unsigned,
            (_, 0xD800..=0xDBFF) => {
                self.surrogate = Some(unit);
                None
            }
            (Some(high), 0xDC00..=0xDFFF) => char::decode_utf16([high, unit]).next().and_then(Result::ok),
            (_, 0xF000..=0xF0FF) => Some(super::docx::symbol(u32::from(unit))),
            (_, 0) => Some('\u{FFFD}'),
            (_, unit) => Some(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')),
        };
        if let Some(character) = character {
            let mut buffer = [0; 4];
            self.put(character.encode_utf8(&mut buffer));
        }
        self.skip = self.group.skip_after_unicode;
    }

    /// Goes into the table that the text is in, or out of the one that it is not in any more.
    fn enter_table(&mut self) {
        if self.group.in_table && !self.in_table {
            self.builder.begin_table();
            self.builder.begin_row();
            self.in_table = true;
        } else if !self.group.in_table && self.in_table {
            self.leave_table();
        }
        if self.in_table && !self.in_cell {
            self.builder.begin_cell();
            self.in_cell = true;
        }
    }

    fn leave_table(&mut self) {
        if std::mem::take(&mut self.in_cell) {
            self.builder.end_cell();
        }
        if std::mem::take(&mut self.in_table) {
            self.builder.end_table();
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let style = self.styles.get(&self.group.style).copied();
        let kind = match (style, self.group.outline, self.group.list) {
            (Some(StyleKind::Title), ..) => StyleKind::Title.block(),
            (Some(kind @ StyleKind::Heading(_)), ..) => kind.block(),
            (_, Some(level), _) => StyleKind::Heading(level + 1).block(),
            (_, _, Some(depth)) => BlockKind::ListItem(depth),
            (Some(kind), ..) => kind.block(),
            (None, ..) => BlockKind::Paragraph,
        };
        if self.builder.open_text().is_empty() && !self.group.in_table && self.in_table {
            self.leave_table();
        }
        self.builder.end_paragraph(kind, style == Some(StyleKind::Contents));
    }

    fn go(&mut self, destination: Destination) {
        self.group.destination = destination;
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        let is_on = value != Some(0);
        let may_ignore = std::mem::take(&mut self.may_ignore);
        // Words count as one character where characters are passed over, but the text goes on behind them.
        if self.skip > 0 && word != "u" {
            self.skip = 0;
        }
        if word != "u" {
            self.surrogate = None;
        }
        let is_text = matches!(self.group.destination, Destination::Body);
        if matches!(self.group.destination, Destination::Nowhere | Destination::ListMark) {
            if word == "ud" {
                self.go(Destination::Body);
            }
            return;
        }
        match word {
            "ansicpg" => self.code_page = value.and_then(code_page).unwrap_or(self.code_page),
            "mac" => self.code_page = encoding_rs::MACINTOSH,
            "u" => self.unicode(value.unwrap_or(0xFFFD)),
            "uc" => {
                self.flush();
                self.group.skip_after_unicode = value.and_then(|count| u16::try_from(count).ok()).unwrap_or(1);
            }
            "f" => {
                self.flush();
                self.group.font = value.unwrap_or(0);
            }
            "fcharset" if self.group.destination == Destination::FontTable => {
                if let Some(encoding) = value.and_then(character_set) {
                    self.fonts.insert(self.group.font, encoding);
                }
            }
            "s" => {
                self.group.style = value.unwrap_or(0);
                self.style_name.clear();
            }
            // Styles of characters and of tables have numbers of their own.
            "cs" | "ds" | "ts" | "tsrowd" if self.group.destination == Destination::StyleSheet => {
                self.go(Destination::Nowhere);
            }
            "yr" => self.date.0 = value.unwrap_or(0),
            "mo" => self.date.1 = value.unwrap_or(0),
            "dy" => self.date.2 = value.unwrap_or(0),
            "fonttbl" => self.go(Destination::FontTable),
            "stylesheet" => {
                self.group.style = 0;
                self.go(Destination::StyleSheet);
            }
            "info" => self.go(Destination::Info),
            "title" if self.group.destination == Destination::Info => self.go(Destination::Title),
            "author" if self.group.destination == Destination::Info => self.go(Destination::Author),
            "creatim" if self.group.destination == Destination::Info => self.go(Destination::Created),
            "revtim" if self.group.destination == Destination::Info => self.go(Destination::Modified),
            "fldinst" => self.go(Destination::Instruction),
            "fldrslt" => self.go(Destination::Body),
            "field" if is_text => {
                self.fields.push((String::new(), None));
                self.group.opened = Opened::Field;
            }
            "pntext" | "listtext" => {
                if is_text {
                    self.mark_list_item();
                }
                self.go(Destination::ListMark);
            }
            "footnote" if is_text => {
                self.flush();
                self.notes += 1;
                let name = self.notes.to_string();
                self.builder.refer(&name, &Look::default());
                self.go_inside(Opened::Note);
            }
            "shptxt" | "dptxbxtext" => {
                self.flush();
                self.go_inside(Opened::Box);
            }
            "shp" | "shpinst" | "do" | "fldp" => {}
            "annotation" => {
                self.comments += 1;
                self.go(Destination::Nowhere);
            }
            "pict" | "object" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr"
            | "footerf" | "colortbl" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "xmlnstbl"
            | "themedata" | "colorschememapping" | "datastore" | "latentstyles" | "generator" | "nonshppict"
            | "shppict" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "bkmkstart"
            | "bkmkend" | "atnid" | "atnauthor" | "atntime" | "atnicn" | "atnref" | "atrfstart" | "atrfend" | "xe"
            | "tc" | "tcn" | "sn" | "sv" | "sp" | "pn" | "pnseclvl" | "upr" | "filetbl" | "fontemb" | "falt"
            | "panose" | "keywords" | "subject" | "operator" | "doccomm" | "comment" | "company" | "manager"
            | "category" | "nextfile" | "template" | "userprops" | "mmath" | "pgdsctbl" | "formfield" | "datafield"
            | "background" | "private" => self.go(Destination::Nowhere),
            _ if may_ignore => self.go(Destination::Nowhere),
            _ if is_text => self.word_of_text(word, value, is_on),
            _ => {}
        }
    }

    /// Begins a note or a box, in which the paragraph around it means nothing.
    fn go_inside(&mut self, opened: Opened) {
        self.builder.begin_box();
        self.outside.push((std::mem::take(&mut self.in_table), std::mem::take(&mut self.in_cell)));
        let Group { skip_after_unicode, font, .. } = self.group;
        self.group = Group { skip_after_unicode, font, opened, ..Group::default() };
    }

    /// The paragraph is an item of a list.
    fn mark_list_item(&mut self) {
        // The mark's group ends with what it set: the paragraph's is around it.
        if let Some(around) = self.groups.last_mut() {
            around.list = around.list.or(Some(0));
        }
    }

    fn word_of_text(&mut self, word: &str, value: Option<i32>, is_on: bool) {
        match word {
            "par" | "sect" => {
                self.flush();
                if self.group.deleted {
                    return;
                }
                self.end_paragraph();
            }
            "line" | "lbr" | "nestrow" => self.characters("\n"),
            "tab" | "nestcell" => self.characters("\t"),
            "emdash" => self.characters("—"),
            "endash" => self.characters("–"),
            "emspace" => self.characters("\u{2003}"),
            "enspace" => self.characters("\u{2002}"),
            "bullet" => self.characters("•"),
            "lquote" => self.characters("‘"),
            "rquote" => self.characters("’"),
            "ldblquote" => self.characters("“"),
            "rdblquote" => self.characters("”"),
            "zwj" => self.characters("\u{200D}"),
            "zwnj" => self.characters("\u{200C}"),
            "ltrmark" => self.characters("\u{200E}"),
            "rtlmark" => self.characters("\u{200F}"),
            "b" => {
                self.flush();
                self.group.strong = is_on;
            }
            "i" => {
                self.flush();
                self.group.emphasis = is_on;
            }
            "v" => {
                self.flush();
                self.group.hidden = is_on;
            }
            "deleted" => {
                self.flush();
                self.deletions += usize::from(is_on && !self.group.deleted);
                self.group.deleted = is_on;
            }
            "revised" => {
                self.insertions += usize::from(is_on && !self.group.inserted);
                self.group.inserted = is_on;
            }
            "plain" => {
                self.flush();
                let Group { strong, emphasis, hidden, deleted, inserted, .. } = &mut self.group;
                (*strong, *emphasis, *hidden, *deleted, *inserted) = (false, false, false, false, false);
            }
            "pard" => {
                self.flush();
                (self.group.outline, self.group.list, self.group.style, self.group.in_table) = (None, None, 0, false);
            }
            "outlinelevel" => {
                self.group.outline = value.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
            }
            "ls" => self.group.list = self.group.list.or(Some(0)),
            "ilvl" => self.group.list = value.and_then(|level| u8::try_from(level).ok()).map(|level| level.min(8)),
            "intbl" => self.group.in_table = true,
            "cell" => {
                self.flush();
                self.group.in_table = true;
                self.enter_table();
                self.end_paragraph();
                self.builder.end_cell();
                self.in_cell = false;
            }
            "row" => {
                self.flush();
                if self.in_table {
                    self.builder.begin_row();
                }
            }
            _ => {}
        }
    }
}
