//! Word documents (Office Open XML, ECMA-376).

use std::collections::HashMap;
use std::rc::Rc;

use super::package::{Package, PackageError};
use super::paragraphs::{Builder, Look, Unsettled, reading};
use super::properties::Properties;
use super::styles::{self, StyleKind};
use super::xml::{Piece, Tag, Xml};
use super::{DocumentError, IntakeError, Kind, Reading};
use crate::model::BlockKind;

/// Styles that are based on one another are followed so far: a file may say that two are based on each other.
const LONGEST_CHAIN: usize = 16;
/// Fields inside each other are followed to this depth.
const DEEPEST_FIELD: usize = 64;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, IntakeError> {
    let fault = |error| IntakeError::Document { kind: Kind::Docx, error };
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(fault(DocumentError::Encrypted));
    }
    let package = Package::open(bytes).ok_or(fault(DocumentError::Damaged))?;
    let main = main_part(&package);
    let text = package.read_text(&main).map_err(|error| fault(error.into()))?;
    let parts = Parts::of(&package, &main);
    let styles = parts.text(&package, "styles").map(|text| Styles::read(&text)).unwrap_or_default();

    let mut story = Story::new(&styles, &parts.links);
    let mut damaged = story.read(&text);
    for kind in ["footnotes", "endnotes"] {
        if let Some(notes) = parts.text(&package, kind) {
            damaged |= story.read(&notes);
        }
    }
    let Story { builder, insertions, deletions, comments, .. } = story;
    let warnings = Unsettled { insertions, deletions, comments, is_cut: damaged }.warnings();
    let properties = package.read_text("docProps/core.xml").map(|text| core_properties(&text)).unwrap_or_default();
    Ok(reading(builder.finish(), properties.details(), warnings))
}

impl From<PackageError> for DocumentError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::Missing | PackageError::Damaged => Self::Damaged,
            PackageError::TooLarge => Self::Bomb,
            PackageError::Encrypted => Self::Encrypted,
        }
    }
}

/// The name of the entry that holds the text.
fn main_part(package: &Package<'_>) -> String {
    let relations = package.read_text("_rels/.rels").map(|text| relations(&text)).unwrap_or_default();
    let named = relations.into_iter().find(|relation| relation.kind == "officeDocument");
    let target = named.map(|relation| resolved("", &relation.target)).filter(|name| package.holds(name));
    target.unwrap_or_else(|| "word/document.xml".to_owned())
}

struct Relation {
    id: String,
    kind: String,
    target: String,
    external: bool,
}

fn relations(text: &str) -> Vec<Relation> {
    let mut xml = Xml::new(text);
    let mut relations = Vec::new();
    while let Some(piece) = xml.next() {
        if let Piece::Start(tag) = piece
            && tag.name() == "Relationship"
        {
            let get = |name| tag.get(name).unwrap_or_default();
            let kind = get("Type").rsplit('/').next().unwrap_or_default().to_owned();
            let external = get("TargetMode") == "External";
            relations.push(Relation { id: get("Id"), kind, target: get("Target"), external });
        }
    }
    relations
}

/// The entry that a target means, seen from a folder of the package. It is only ever looked up among the entries.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "" | "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The other parts of the document.
#[derive(Default)]
struct Parts {
    /// Entries by the kind of their relation.
    names: HashMap<String, String>,
    /// Addresses outside the document, by the names of their relations.
    links: HashMap<String, Rc<str>>,
}

impl Parts {
    fn of(package: &Package<'_>, main: &str) -> Self {
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
        let mut parts = Self::default();
        for kind in ["styles", "footnotes", "endnotes"] {
            parts.names.insert(kind.to_owned(), resolved(folder, &format!("{kind}.xml")));
        }
        let Ok(text) = package.read_text(&resolved(folder, &format!("_rels/{name}.rels"))) else { return parts };
        for relation in relations(&text) {
            if relation.external {
                parts.links.insert(relation.id, relation.target.into());
            } else {
                parts.names.insert(relation.kind, resolved(folder, &relation.target));
            }
        }
        parts
    }

    fn text(&self, package: &Package<'_>, kind: &str) -> Option<String> {
        package.read_text(self.names.get(kind)?).ok()
    }
}

/// What a style says, with what it is based on.
#[derive(Clone, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    list: Option<Listed>,
    strong: Option<bool>,
    emphasis: Option<bool>,
    hidden: Option<bool>,
}

#[derive(Default)]
struct Styles(HashMap<String, Style>);

impl Styles {
    fn read(text: &str) -> Self {
        let mut xml = Xml::new(text);
        let mut styles = HashMap::new();
        let mut open: Option<(String, Style)> = None;
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(tag) if tag.name() == "style" => {
                    open = Some((tag.get("styleId").unwrap_or_default(), Style::default()));
                }
                Piece::Start(tag) if matches!(tag.name(), "tblStylePr" | "docDefaults") => xml.skip(),
                Piece::Start(tag) => {
                    let Some((_, style)) = &mut open else { continue };
                    match tag.name() {
                        "name" => style.name = tag.get("val").unwrap_or_default(),
                        "basedOn" => style.based_on = tag.get("val"),
                        "outlineLvl" => style.outline = level(&tag),
                        "numId" => style.list = Some(listed(&tag, style.list)),
                        "ilvl" => style.list = Some(Listed::At(level(&tag).unwrap_or(0))),
                        "b" => style.strong = Some(tag.is_on()),
                        "i" => style.emphasis = Some(tag.is_on()),
                        "vanish" => style.hidden = Some(tag.is_on()),
                        _ => {}
                    }
                }
                Piece::End(name) if name == "style" => {
                    if let Some((id, style)) = open.take() {
                        styles.insert(id, style);
                    }
                }
                Piece::End(_) | Piece::Text(_) => {}
            }
        }
        Self(styles)
    }

    /// The style and those that it is based on, the nearest first.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let next = |style: &&'s Style| style.based_on.as_deref().and_then(|id| self.0.get(id));
        std::iter::successors(id.and_then(|id| self.0.get(id)), next).take(LONGEST_CHAIN)
    }

    /// What the names of a style and of those that it is based on say.
    fn kind(&self, id: Option<&str>) -> Option<StyleKind> {
        // Without a list of styles, their ids are names well enough.
        let by_id = || id.filter(|id| !self.0.contains_key(*id)).and_then(styles::kind_of);
        self.chain(id).find_map(|style| styles::kind_of(&style.name)).or_else(by_id)
    }
}

fn level(tag: &Tag<'_>) -> Option<u8> {
    tag.get("val").and_then(|value| value.trim().parse().ok())
}

/// Whether something is in a list, and how deep.
#[derive(Clone, Copy)]
enum Listed {
    /// In none, whatever the style says that it is based on.
    Nowhere,
    At(u8),
}

/// What the number of a list says; 0 is none.
fn listed(tag: &Tag<'_>, before: Option<Listed>) -> Listed {
    match before {
        _ if tag.get("val").as_deref() == Some("0") => Listed::Nowhere,
        Some(Listed::At(depth)) => Listed::At(depth),
        _ => Listed::At(0),
    }
}

/// What is known of the paragraph that is open.
#[derive(Clone, Default)]
struct ParagraphProperties {
    style: Option<String>,
    outline: Option<u8>,
    list: Option<Listed>,
    /// Its end was deleted: it goes on with the next one.
    joined: bool,
}

#[derive(Clone, Default)]
struct Run {
    style: Option<String>,
    strong: Option<bool>,
    emphasis: Option<bool>,
    hidden: Option<bool>,
}

/// A field: its instruction, then what it shows.
#[derive(Default)]
struct Field {
    instruction: String,
    shows: bool,
    link: Option<Rc<str>>,
}

/// Follows a part that holds paragraphs.
struct Story<'s> {
    styles: &'s Styles,
    links: &'s HashMap<String, Rc<str>>,
    builder: Builder,
    paragraph: ParagraphProperties,
    run: Run,
    look: Look,
    /// What was open around the text boxes that are open.
    around: Vec<(ParagraphProperties, Run)>,
    fields: Vec<Field>,
    hyperlinks: Vec<Option<Rc<str>>>,
    /// Inside how many deletions we are.
    deleted: usize,
    insertions: usize,
    deletions: usize,
    comments: usize,
    note: Option<String>,
}

impl<'s> Story<'s> {
    fn new(styles: &'s Styles, links: &'s HashMap<String, Rc<str>>) -> Self {
        Self {
            styles,
            links,
            builder: Builder::new(),
            paragraph: ParagraphProperties::default(),
            run: Run::default(),
            look: Look::default(),
            around: Vec::new(),
            fields: Vec::new(),
            hyperlinks: Vec::new(),
            deleted: 0,
            insertions: 0,
            deletions: 0,
            comments: 0,
            note: None,
        }
    }

    /// Reads a part; whether it was damaged.
    fn read(&mut self, text: &str) -> bool {
        let mut xml = Xml::new(text);
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(tag) => self.start(&tag, &mut xml),
                Piece::End(name) => self.end(&name),
                // Text stands in elements of its own, which are read where they start.
                Piece::Text(_) => {}
            }
        }
        self.deleted = 0;
        self.fields.clear();
        self.hyperlinks.clear();
        xml.is_damaged()
    }

    fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) {
        match tag.name() {
            "p" => self.paragraph = ParagraphProperties::default(),
            "pPr" => self.paragraph_properties(xml),
            "r" => self.run = Run::default(),
            "rPr" => self.run_properties(xml),
            "t" => {
                let text = xml.text_inside();
                self.text(&text);
            }
            "tab" | "ptab" => self.text("\t"),
            "br" if matches!(tag.get("type").as_deref(), Some("page" | "column")) => {}
            "br" | "cr" => self.text("\n"),
            "noBreakHyphen" => self.text("\u{2011}"),
            "softHyphen" => self.text("\u{AD}"),
            "sym" => {
                let code = tag.get("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                self.text(&code.map_or('\u{FFFD}', symbol).to_string());
            }
            "instrText" => {
                let text = xml.text_inside();
                if let Some(field) = self.fields.last_mut().filter(|field| !field.shows) {
                    field.instruction.push_str(&text);
                }
            }
            "fldChar" => self.field(tag.get("fldCharType").as_deref()),
            "fldSimple" => self.hyperlinks.push(tag.get("instr").and_then(|instruction| address(&instruction))),
            "hyperlink" => {
                let link = tag.get("id").and_then(|id| self.links.get(&id)).map(Rc::clone);
                self.hyperlinks.push(link);
            }
            "ins" | "moveTo" => self.insertions += 1,
            "del" | "moveFrom" => {
                self.deletions += 1;
                self.deleted += 1;
            }
            "footnoteReference" | "endnoteReference" if self.deleted == 0 && !self.is_hidden() => {
                let name = format!("{}{}", kind_of_note(tag.name()), tag.get("id").unwrap_or_default());
                self.set_look();
                self.builder.refer(&name, &self.look);
            }
            "commentReference" => self.comments += 1,
            "footnote" | "endnote" => {
                // Notes with a type are the lines that part notes from the text.
                if tag.get("type").is_some_and(|kind| kind != "normal") {
                    xml.skip();
                } else {
                    self.note = Some(format!("{}{}", kind_of_note(tag.name()), tag.get("id").unwrap_or_default()));
                    self.builder.begin_box();
                }
            }
            "tbl" => self.builder.begin_table(),
            "tr" => self.builder.begin_row(),
            "tc" => self.builder.begin_cell(),
            "txbxContent" => {
                self.around.push((std::mem::take(&mut self.paragraph), std::mem::take(&mut self.run)));
                self.builder.begin_box();
            }
            // What stands there in a program that does not know the other form: the same once more.
            "Fallback"
            // Old properties of what was changed, forms to fill in, settings of pages and tables.
            | "pPrChange" | "rPrChange" | "sectPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange" | "numberingChange"
            | "tblGridChange" | "sdtPr" | "sectPr" | "tblPr" | "tblGrid" | "trPr" | "tcPr" | "delText" | "delInstrText"
            | "ffData" | "rt" => xml.skip(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.end_paragraph(),
            "hyperlink" | "fldSimple" => drop(self.hyperlinks.pop()),
            "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
            "tbl" => self.builder.end_table(),
            "tc" => self.builder.end_cell(),
            "txbxContent" => {
                self.builder.end_box();
                (self.paragraph, self.run) = self.around.pop().unwrap_or_default();
            }
            "footnote" | "endnote" => {
                if let Some(note) = self.note.take() {
                    self.builder.end_note(&note);
                }
            }
            _ => {}
        }
    }

    fn paragraph_properties(&mut self, xml: &mut Xml<'_>) {
        let mut depth_of_element = 1_usize;
        let paragraph = &mut self.paragraph;
        while depth_of_element > 0 {
            match xml.next() {
                Some(Piece::Start(tag)) => {
                    match tag.name() {
                        "pPrChange" | "sectPr" | "tabs" | "rPrChange" => {
                            xml.skip();
                            continue;
                        }
                        "pStyle" => paragraph.style = tag.get("val"),
                        "outlineLvl" => paragraph.outline = level(&tag),
                        "ilvl" => paragraph.list = Some(Listed::At(level(&tag).unwrap_or(0))),
                        "numId" => paragraph.list = Some(listed(&tag, paragraph.list)),
                        "del" | "moveFrom" => {
                            paragraph.joined = true;
                            self.deletions += 1;
                        }
                        "ins" | "moveTo" => self.insertions += 1,
                        _ => {}
                    }
                    depth_of_element += 1;
                }
                Some(Piece::End(_)) => depth_of_element -= 1,
                Some(Piece::Text(_)) => {}
                None => return,
            }
        }
    }

    fn run_properties(&mut self, xml: &mut Xml<'_>) {
        let mut depth_of_element = 1_usize;
        while depth_of_element > 0 {
            match xml.next() {
                Some(Piece::Start(tag)) => {
                    match tag.name() {
                        "rPrChange" => {
                            xml.skip();
                            continue;
                        }
                        "rStyle" => self.run.style = tag.get("val"),
                        "b" => self.run.strong = Some(tag.is_on()),
                        "i" => self.run.emphasis = Some(tag.is_on()),
                        "vanish" => self.run.hidden = Some(tag.is_on()),
                        _ => {}
                    }
                    depth_of_element += 1;
                }
                Some(Piece::End(_)) => depth_of_element -= 1,
                Some(Piece::Text(_)) => {}
                None => return,
            }
        }
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") if self.fields.len() < DEEPEST_FIELD => self.fields.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    field.shows = true;
                    field.link = address(&field.instruction);
                }
            }
            Some("end") => drop(self.fields.pop()),
            _ => {}
        }
    }

    fn is_hidden(&self) -> bool {
        let of_style = || self.styles.chain(self.run.style.as_deref()).find_map(|style| style.hidden);
        self.run.hidden.or_else(of_style).unwrap_or_default()
    }

    fn set_look(&mut self) {
        let chain = || self.styles.chain(self.run.style.as_deref());
        self.look.strong = self.run.strong.or_else(|| chain().find_map(|style| style.strong)).unwrap_or_default();
        self.look.emphasis = self.run.emphasis.or_else(|| chain().find_map(|style| style.emphasis)).unwrap_or_default();
        let of_field = || self.fields.iter().rev().find_map(|field| field.link.clone());
        self.look.link = self.hyperlinks.iter().rev().flatten().next().cloned().or_else(of_field);
    }

    fn text(&mut self, text: &str) {
        let in_instruction = self.fields.last().is_some_and(|field| !field.shows);
        if self.deleted > 0 || in_instruction || self.is_hidden() {
            return;
        }
        self.set_look();
        self.builder.text(text, &self.look);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.joined {
            return;
        }
        let chain = || self.styles.chain(paragraph.style.as_deref());
        let by_name = self.styles.kind(paragraph.style.as_deref());
        let outline = paragraph.outline.or_else(|| chain().find_map(|style| style.outline)).filter(|&level| level < 9);
        let list = paragraph.list.or_else(|| chain().find_map(|style| style.list));
        let kind = match (by_name, outline, list) {
            (Some(StyleKind::Title), ..) => StyleKind::Title.block(),
            (Some(StyleKind::Contents), ..) => BlockKind::Paragraph,
            (_, Some(level), _) => StyleKind::Heading(level + 1).block(),
            (Some(kind @ StyleKind::Heading(_)), ..) => kind.block(),
            // “List Bullet 2” is a style whose lists are often all of the first depth.
            (Some(StyleKind::ListItem(named)), _, Some(Listed::At(depth))) => BlockKind::ListItem(depth.max(named)),
            (_, _, Some(Listed::At(depth))) => BlockKind::ListItem(depth),
            (Some(kind), ..) => kind.block(),
            (None, ..) => BlockKind::Paragraph,
        };
        self.builder.end_paragraph(kind, by_name == Some(StyleKind::Contents));
    }
}

/// What sets apart the ids of footnotes and of endnotes.
fn kind_of_note(name: &str) -> char {
    if name.starts_with("endnote") { 'e' } else { 'f' }
}

/// The address in the instruction of a field (`HYPERLINK "https://…" \o "…"`).
pub(super) fn address(instruction: &str) -> Option<Rc<str>> {
    let rest = instruction.trim_start();
    let rest =
        rest.get(.."HYPERLINK".len()).filter(|word| word.eq_ignore_ascii_case("HYPERLINK")).and(rest.get(9..))?;
    let rest = rest.trim_start();
    let address = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    }?;
    (!address.starts_with('\\') && !address.is_empty()).then(|| address.into())
}

/// A character of the fonts that have only pictures, as far as it is a mark that people write.
pub(super) fn symbol(code: u32) -> char {
    match code {
        0xF0B7 | 0xF0A7 | 0xF06C | 0xF06E => '•',
        0xF0A8 => '◦',
        0xF0D8 => '➢',
        0xF0E0 | 0xF0AE => '→',
        0xF0FC => '✓',
        0xF0FB => '✗',
        0xF04A => '☺',
        0xF02D => '−',
        0xF0B0 => '°',
        0xF0B1 => '±',
        0xF0B4 => '×',
        0xF0A3 => '≤',
        0xF0B3 => '≥',
        0xF000..=0xF0FF => '\u{FFFD}',
        code => char::from_u32(code).unwrap_or('\u{FFFD}'),
    }
}

/// What `docProps/core.xml` says.
fn core_properties(text: &str) -> Properties {
    let mut xml = Xml::new(text);
    let mut properties = Properties::default();
    while let Some(piece) = xml.next() {
        let Piece::Start(tag) = piece else { continue };
        let field = match tag.name() {
            "title" => &mut properties.title,
            "creator" => &mut properties.author,
            "created" => &mut properties.created,
            "modified" => &mut properties.modified,
            "language" => &mut properties.language,
            _ => continue,
        };
        *field = xml.text_inside();
    }
    properties
}
