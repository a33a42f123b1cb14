//! `OpenDocument` texts (ISO/IEC 26300).

use std::collections::HashMap;
use std::rc::Rc;

use super::package::Package;
use super::paragraphs::{Builder, Look, Unsettled, reading};
use super::properties::Properties;
use super::styles::{self, StyleKind};
use super::xml::{Piece, Tag, Xml};
use super::{DocumentError, IntakeError, Kind, Reading};
use crate::model::BlockKind;

/// Styles that are based on one another are followed so far.
const LONGEST_CHAIN: usize = 16;
/// `<text:s text:c="…">` stands for at most so many spaces.
const MOST_SPACES: usize = 256;
/// Lists inside each other count to this depth.
const DEEPEST_LIST: usize = 6;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, IntakeError> {
    let fault = |error| IntakeError::Document { kind: Kind::Odt, error };
    let package = Package::open(bytes).ok_or(fault(DocumentError::Damaged))?;
    let manifest = package.read_text("META-INF/manifest.xml").unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(fault(DocumentError::Encrypted));
    }
    let content = package.read_text("content.xml").map_err(|error| fault(error.into()))?;
    let mut styles = Styles::default();
    if let Ok(text) = package.read_text("styles.xml") {
        styles.read(&text);
    }
    styles.read(&content);

    let mut story = Story::new(&styles);
    let damaged = story.read(&content);
    let Story { builder, insertions, deletions, comments, .. } = story;
    let warnings = Unsettled { insertions, deletions, comments, is_cut: damaged }.warnings();
    let properties = package.read_text("meta.xml").map(|text| meta(&text)).unwrap_or_default();
    Ok(reading(builder.finish(), properties.details(), warnings))
}

#[derive(Clone, Default)]
struct Style {
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    strong: Option<bool>,
    emphasis: Option<bool>,
    hidden: Option<bool>,
}

/// Styles by family and name.
#[derive(Default)]
struct Styles(HashMap<(Family, String), Style>);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Paragraph,
    Text,
}

impl Styles {
    fn read(&mut self, text: &str) {
        let mut xml = Xml::new(text);
        let mut open: Option<((Family, String), Style)> = None;
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(tag) if tag.name() == "style" => {
                    let family = match tag.get("family").as_deref() {
                        Some("paragraph") => Family::Paragraph,
                        Some("text") => Family::Text,
                        _ => continue,
                    };
                    let name = tag.get("name").unwrap_or_default();
                    let style = Style {
                        name: tag.get("display-name").unwrap_or_else(|| name.clone()),
                        parent: tag.get("parent-style-name"),
                        outline: tag.get("default-outline-level").and_then(|level| level.parse().ok()),
                        ..Style::default()
                    };
                    open = Some(((family, name), style));
                }
                Piece::Start(tag) if tag.name() == "text-properties" => {
                    let Some((_, style)) = &mut open else { continue };
                    let is_bold =
                        |weight: String| weight == "bold" || weight.parse().is_ok_and(|weight: u32| weight >= 600);
                    style.strong = tag.get("font-weight").map(is_bold).or(style.strong);
                    style.emphasis =
                        tag.get("font-style").map(|style| style == "italic" || style == "oblique").or(style.emphasis);
                    style.hidden = tag.get("display").map(|display| display == "none").or(style.hidden);
                }
                // The text itself comes behind all styles.
                Piece::Start(tag) if tag.name() == "body" => return,
                Piece::End(name) if name == "style" => {
                    if let Some((key, style)) = open.take() {
                        self.0.insert(key, style);
                    }
                }
                Piece::Start(_) | Piece::End(_) | Piece::Text(_) => {}
            }
        }
    }

    fn chain<'s>(&'s self, family: Family, name: Option<&'s str>) -> impl Iterator<Item = &'s Style> {
        let get = move |name: &str| self.0.get(&(family, name.to_owned()));
        std::iter::successors(name.and_then(get), move |style| style.parent.as_deref().and_then(get))
            .take(LONGEST_CHAIN)
    }

    fn kind(&self, name: Option<&str>) -> Option<StyleKind> {
        let by_name = || name.and_then(styles::kind_of);
        // A style that is not in the file says something by its name, as may one that another is based on.
        let parents = || {
            self.chain(Family::Paragraph, name).find_map(|style| {
                styles::kind_of(&style.name).or_else(|| style.parent.as_deref().and_then(styles::kind_of))
            })
        };
        parents().or_else(by_name)
    }
}

/// An element that changes how the text in it looks.
#[derive(Clone, Default)]
struct Around {
    strong: bool,
    emphasis: bool,
    hidden: bool,
    link: Option<Rc<str>>,
}

/// What is known of the paragraph that is open.
#[derive(Clone, Default)]
struct Open {
    kind: Option<BlockKind>,
    clutter: bool,
    /// Whether white space at this place would be the first of its run.
    after_space: bool,
}

/// What is put aside while a box, a note or a cell is read.
struct Outside {
    open: Option<Open>,
    lists: usize,
    spans: Vec<Around>,
}

struct Story<'s> {
    styles: &'s Styles,
    builder: Builder,
    paragraph: Option<Open>,
    /// How many lists are open.
    lists: usize,
    /// How many indexes (tables of contents) are open.
    indexes: usize,
    spans: Vec<Around>,
    outside: Vec<Outside>,
    notes: usize,
    insertions: usize,
    deletions: usize,
    comments: usize,
    is_body: bool,
}

impl<'s> Story<'s> {
    fn new(styles: &'s Styles) -> Self {
        Self {
            styles,
            builder: Builder::new(),
            paragraph: None,
            lists: 0,
            indexes: 0,
            spans: Vec::new(),
            outside: Vec::new(),
            notes: 0,
            insertions: 0,
            deletions: 0,
            comments: 0,
            is_body: false,
        }
    }

    /// Reads the text; whether it was damaged.
    fn read(&mut self, text: &str) -> bool {
        let mut xml = Xml::new(text);
        while let Some(piece) = xml.next() {
            match piece {
                Piece::Start(tag) if tag.name() == "body" => self.is_body = true,
                Piece::Start(tag) if self.is_body => self.start(&tag, &mut xml),
                Piece::End(name) if self.is_body => self.end(&name),
                Piece::Text(text) if self.is_body => self.collapsed(&text),
                Piece::Start(_) | Piece::End(_) | Piece::Text(_) => {}
            }
        }
        xml.is_damaged()
    }

    fn start(&mut self, tag: &Tag<'_>, xml: &mut Xml<'_>) {
        match tag.name() {
            "tracked-changes" => self.tracked_changes(xml),
            "p" | "h" => {
                let style = tag.get("style-name");
                let by_name = self.styles.kind(style.as_deref());
                let mut chain = self.styles.chain(Family::Paragraph, style.as_deref());
                let level = tag.get("outline-level").and_then(|level| level.parse::<u8>().ok());
                let of_style = chain.find_map(|style| style.outline).filter(|&level| level > 0);
                let kind = match (tag.name(), by_name) {
                    (_, Some(StyleKind::Title)) => StyleKind::Title.block(),
                    ("h", _) => StyleKind::Heading(level.or(of_style).unwrap_or(1)).block(),
                    (_, Some(kind @ StyleKind::Heading(_))) => kind.block(),
                    _ if self.lists > 0 => BlockKind::ListItem((self.lists - 1).min(DEEPEST_LIST) as u8),
                    (_, Some(kind)) => kind.block(),
                    _ => of_style.map_or(BlockKind::Paragraph, |level| StyleKind::Heading(level).block()),
                };
                let mut chain = self.styles.chain(Family::Paragraph, style.as_deref());
                if chain.find_map(|style| style.hidden).unwrap_or_default() {
                    xml.skip();
                    return;
                }
                let clutter = self.indexes > 0 || by_name == Some(StyleKind::Contents);
                self.paragraph = Some(Open { kind: Some(kind), clutter, after_space: true });
            }
            "span" => {
                let style = tag.get("style-name");
                let chain = || self.styles.chain(Family::Text, style.as_deref());
                let around = self.spans.last().cloned().unwrap_or_default();
                let inner = Around {
                    strong: chain().find_map(|style| style.strong).unwrap_or(around.strong),
                    emphasis: chain().find_map(|style| style.emphasis).unwrap_or(around.emphasis),
                    hidden: around.hidden || chain().find_map(|style| style.hidden).unwrap_or_default(),
                    link: around.link,
                };
                self.spans.push(inner);
            }
            "a" => {
                let around = self.spans.last().cloned().unwrap_or_default();
                // A link inside the document leads nowhere from here.
                let link = tag.get("href").filter(|address| !address.starts_with('#') && !address.is_empty());
                self.spans.push(Around { link: link.map(Into::into).or_else(|| around.link.clone()), ..around });
            }
            "s" => {
                let count = tag.get("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.put(&" ".repeat(count.min(MOST_SPACES)));
            }
            "tab" => self.put("\t"),
            "line-break" => self.put("\n"),
            "list" => self.lists += 1,
            "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index" | "object-index"
            | "user-index" | "bibliography" => self.indexes += 1,
            "table" => {
                self.go_inside();
                self.builder.begin_table();
            }
            "table-row" => self.builder.begin_row(),
            "table-cell" => self.builder.begin_cell(),
            "note" => self.notes += 1,
            "note-citation" => {
                xml.skip();
                if self.paragraph.is_some() {
                    let look = self.look();
                    self.builder.refer(&self.notes.to_string(), &look);
                    self.set_after_space(false);
                }
            }
            "text-box" | "note-body" => {
                self.go_inside();
                self.builder.begin_box();
            }
            "annotation" => {
                self.comments += 1;
                xml.skip();
            }
            "section" if tag.get("display").as_deref() == Some("none") => xml.skip(),
            "forms"
            | "title"
            | "desc"
            | "ruby-text"
            | "sequence-decls"
            | "user-field-decls"
            | "variable-decls"
            | "hidden-text"
            | "hidden-paragraph"
            | "script"
            | "binary-data"
            | "annotation-end"
            | "covered-table-cell"
            | "object"
            | "index-title-template"
            | "table-of-content-source"
            | "alphabetical-index-source"
            | "illustration-index-source"
            | "user-index-source"
            | "bibliography-source" => {
                // A field that shows the document's title is not the title of a drawing.
                if tag.name() == "title" && self.paragraph.is_some() && !tag.is_of("svg") {
                    return;
                }
                xml.skip();
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" | "h" => {
                if let Some(open) = self.paragraph.take() {
                    self.builder.end_paragraph(open.kind.unwrap_or_default(), open.clutter);
                }
            }
            "span" | "a" => drop(self.spans.pop()),
            "list" => self.lists = self.lists.saturating_sub(1),
            "table-of-content" | "alphabetical-index" | "illustration-index" | "table-index" | "object-index"
            | "user-index" | "bibliography" => self.indexes = self.indexes.saturating_sub(1),
            "table" => {
                self.builder.end_table();
                self.come_out();
            }
            "table-cell" => self.builder.end_cell(),
            "text-box" => {
                self.builder.end_box();
                self.come_out();
            }
            "note-body" => {
                self.builder.end_note(&self.notes.to_string());
                self.come_out();
            }
            _ => {}
        }
    }

    fn go_inside(&mut self) {
        self.outside.push(Outside {
            open: self.paragraph.take(),
            lists: std::mem::take(&mut self.lists),
            spans: std::mem::take(&mut self.spans),
        });
    }

    fn come_out(&mut self) {
        if let Some(Outside { open, lists, spans }) = self.outside.pop() {
            (self.paragraph, self.lists, self.spans) = (open, lists, spans);
        }
    }

    /// Counts what was deleted and inserted; what was deleted stands only here.
    fn tracked_changes(&mut self, xml: &mut Xml<'_>) {
        let mut depth = 1_usize;
        while depth > 0 {
            match xml.next() {
                Some(Piece::Start(tag)) => {
                    match tag.name() {
                        "insertion" => self.insertions += 1,
                        "deletion" => self.deletions += 1,
                        _ => {}
                    }
                    depth += 1;
                }
                Some(Piece::End(_)) => depth -= 1,
                Some(Piece::Text(_)) => {}
                None => return,
            }
        }
    }

    fn look(&self) -> Look {
        let around = self.spans.last();
        Look {
            strong: around.is_some_and(|around| around.strong),
            emphasis: around.is_some_and(|around| around.emphasis),
            link: around.and_then(|around| around.link.clone()),
        }
    }

    fn set_after_space(&mut self, after_space: bool) {
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.after_space = after_space;
        }
    }

    /// Text as it stands, within a paragraph.
    fn put(&mut self, text: &str) {
        if self.paragraph.is_some() && !self.spans.last().is_some_and(|around| around.hidden) {
            let look = self.look();
            self.builder.text(text, &look);
            self.set_after_space(false);
        }
    }

    /// Text of the file, in which a run of white space is one space, and none at the beginning of a paragraph.
    fn collapsed(&mut self, text: &str) {
        let Some(paragraph) = &self.paragraph else { return };
        let mut after_space = paragraph.after_space;
        let mut kept = String::with_capacity(text.len());
        for character in text.chars() {
            let is_space = matches!(character, ' ' | '\t' | '\n' | '\r');
            if !is_space {
                kept.push(character);
            } else if !after_space {
                kept.push(' ');
            }
            after_space = is_space;
        }
        self.put(&kept);
        self.set_after_space(after_space);
    }
}

/// What `meta.xml` says.
fn meta(text: &str) -> Properties {
    let mut xml = Xml::new(text);
    let mut properties = Properties::default();
    let mut first_author = String::new();
    while let Some(piece) = xml.next() {
        let Piece::Start(tag) = piece else { continue };
        let field = match tag.name() {
            "title" => &mut properties.title,
            "initial-creator" => &mut first_author,
            "creator" => &mut properties.author,
            "creation-date" => &mut properties.created,
            "date" => &mut properties.modified,
            "language" => &mut properties.language,
            _ => continue,
        };
        *field = xml.text_inside();
    }
    if !first_author.trim().is_empty() {
        properties.author = first_author;
    }
    properties
}
