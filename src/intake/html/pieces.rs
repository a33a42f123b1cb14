//! From elements to the pieces of text that become blocks.

use super::page::{Node, Page};
use crate::model::{BlockKind, Inline, InlineKind};
use crate::text::Span;

/// A paragraph-like piece of a page.
#[derive(Debug)]
pub(super) struct Piece {
    pub text: String,
    pub kind: BlockKind,
    /// In bytes of `text`.
    pub inlines: Vec<Inline>,
    /// The element that it is the text of.
    pub node: usize,
    /// Characters that are not white space; those in links; those of which the extraction said that they are the article's.
    pub characters: usize,
    pub linked: usize,
    pub kept: usize,
}

/// What the elements around a text make of it.
#[derive(Clone, Copy)]
struct Context {
    kind: BlockKind,
    node: usize,
    lists: u8,
    quoted: bool,
    linked: bool,
    mode: Mode,
}

/// How text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flow,
    /// White space is kept.
    Preformatted,
    /// All is one piece, with a line for each row.
    Table,
}

/// An element whose end is still to come.
struct Open {
    end: usize,
    outside: Context,
    closes: Closes,
    behind: Behind,
}

/// What was read last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Text,
    Link,
    Element,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Closes {
    Nothing,
    Piece,
    Inline,
    Quotation,
}

/// Follows a page's nodes.
struct Walker<'p> {
    page: &'p Page,
    pieces: Vec<Piece>,
    text: String,
    context: Context,
    /// Links and emphasis that are open, with the place where their first character stands.
    inlines: Vec<(InlineKind, Option<u32>)>,
    done: Vec<Inline>,
    space: bool,
    breaks: usize,
    behind: Behind,
    characters: usize,
    linked: usize,
    kept: usize,
}

/// The pieces inside the element at `root`. `is_kept` says of a text's place whether it belongs to the article; `resolve`
/// makes a link's address absolute.
pub(super) fn pieces(
    page: &Page,
    root: usize,
    is_kept: &dyn Fn(usize) -> bool,
    resolve: &dyn Fn(&str) -> Option<String>,
) -> Vec<Piece> {
    let context =
        Context { kind: BlockKind::Paragraph, node: root, lists: 0, quoted: false, linked: false, mode: Mode::Flow };
    let mut walker = Walker {
        page,
        pieces: Vec::new(),
        text: String::new(),
        context,
        inlines: Vec::new(),
        done: Vec::new(),
        space: false,
        breaks: 0,
        behind: Behind::Text,
        characters: 0,
        linked: 0,
        kept: 0,
    };
    let mut open: Vec<Open> = Vec::new();
    let end = page.get(root).map_or(0, |node| node.end);
    let mut at = root + 1;
    while at < end {
        while let Some(ended) = open.pop_if(|open| open.end <= at) {
            walker.close(&ended);
        }
        let Some(node) = page.get(at) else { break };
        if let Some(text) = node.text() {
            walker.append(text, is_kept(at));
        } else if node.element().is_some() {
            if is_skipped(node) || page.is_hidden(at) {
                // A formula or a picture between two words parts them.
                walker.space |= node.name() == "svg" || node.name() == "select";
                at = node.end;
                continue;
            }
            let outside = walker.context;
            let closes = walker.open(at, node, resolve);
            let behind = if node.name() == "a" { Behind::Link } else { Behind::Element };
            open.push(Open { end: node.end, outside, closes, behind });
        }
        at += 1;
    }
    while let Some(ended) = open.pop() {
        walker.close(&ended);
    }
    walker.end_piece();
    walker.pieces
}

/// Elements without text for reading.
pub(super) fn is_skipped(node: &Node) -> bool {
    matches!(
        node.name(),
        "script"
            | "style"
            | "noscript"
            | "template"
            | "head"
            | "svg"
            | "iframe"
            | "object"
            | "embed"
            | "video"
            | "audio"
            | "canvas"
            | "map"
            | "select"
            | "datalist"
            | "textarea"
            | "input"
            | "progress"
            | "meter"
            | "frameset"
    )
}

/// Whether an element's text is apart from what stands around it.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "button"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

impl Walker<'_> {
    /// Begins an element.
    fn open(&mut self, at: usize, node: &Node, resolve: &dyn Fn(&str) -> Option<String>) -> Closes {
        let name = node.name();
        if self.context.mode == Mode::Table {
            match name {
                "tr" if !self.text.is_empty() => {
                    self.text.push('\n');
                    self.space = false;
                }
                "td" | "th" if !self.text.is_empty() && !self.text.ends_with('\n') => {
                    self.text.push('\t');
                    self.space = false;
                }
                "br" => self.space = true,
                _ if is_block(name) => self.space = true,
                _ => return self.open_inline(node, name, resolve),
            }
            return Closes::Nothing;
        }
        let stands_apart = is_block(name) || (name.contains('-') && !stands_in_text(self.page, node));
        if !stands_apart {
            return self.open_inline(node, name, resolve);
        }
        self.end_piece();
        let context = &mut self.context;
        context.node = at;
        match name {
            "h1" => context.kind = BlockKind::Heading(1),
            "h2" => context.kind = BlockKind::Heading(2),
            "h3" => context.kind = BlockKind::Heading(3),
            "h4" => context.kind = BlockKind::Heading(4),
            "h5" => context.kind = BlockKind::Heading(5),
            "h6" => context.kind = BlockKind::Heading(6),
            "ul" | "ol" | "menu" | "dir" => {
                context.lists = context.lists.saturating_add(1);
                context.kind = BlockKind::Paragraph;
            }
            "li" | "dd" => context.kind = BlockKind::ListItem(context.lists.saturating_sub(1).min(6)),
            "blockquote" => {
                context.quoted = true;
                context.kind = BlockKind::BlockQuote;
            }
            "figcaption" | "caption" => context.kind = BlockKind::Caption,
            "pre" | "listing" | "xmp" | "plaintext" => {
                context.mode = Mode::Preformatted;
                context.kind = BlockKind::Other;
            }
            "table" if is_data_table(self.page, at) => {
                context.mode = Mode::Table;
                context.kind = BlockKind::Table;
            }
            _ => {}
        }
        Closes::Piece
    }

    fn open_inline(&mut self, node: &Node, name: &str, resolve: &dyn Fn(&str) -> Option<String>) -> Closes {
        let kind = match name {
            "a" => {
                self.context.linked = true;
                // Two links that touch are words of a menu.
                self.space |= self.behind == Behind::Link;
                node.attribute("href").and_then(resolve).map(InlineKind::Link)
            }
            "em" | "i" | "cite" | "dfn" | "var" => Some(InlineKind::Emphasis),
            "strong" | "b" => Some(InlineKind::Strong),
            "q" => {
                self.append("“", true);
                return Closes::Quotation;
            }
            "br" => {
                self.line_break();
                None
            }
            "time" => {
                self.space |= self.behind != Behind::Text;
                None
            }
            _ => None,
        };
        match kind {
            Some(kind) => {
                self.inlines.push((kind, None));
                Closes::Inline
            }
            None => Closes::Nothing,
        }
    }

    fn line_break(&mut self) {
        if matches!(self.context.kind, BlockKind::Heading(_) | BlockKind::Table) {
            self.space = true;
        } else if self.context.mode == Mode::Preformatted {
            self.text.push('\n');
        } else if !self.text.is_empty() {
            self.breaks += 1;
        }
    }

    fn close(&mut self, open: &Open) {
        match open.closes {
            Closes::Nothing => {}
            Closes::Piece => self.end_piece(),
            Closes::Inline => {
                if let Some((kind, Some(start))) = self.inlines.pop() {
                    self.finish(kind, start);
                }
            }
            Closes::Quotation => self.append("”", true),
        }
        if self.context.mode == Mode::Table && open.outside.mode != Mode::Table {
            self.end_piece();
        }
        self.context = open.outside;
        self.behind = open.behind;
    }

    fn finish(&mut self, kind: InlineKind, start: u32) {
        let span = Span::new(start, self.text.len() as u32);
        if !span.is_empty() {
            self.done.push(Inline { span, kind });
        }
    }

    /// Adds text, with its white space made one space.
    fn append(&mut self, text: &str, kept: bool) {
        if !text.is_empty() {
            self.behind = Behind::Text;
        }
        if self.context.mode == Mode::Preformatted {
            let text = if self.text.is_empty() { text.strip_prefix('\n').unwrap_or(text) } else { text };
            for line in text.split_inclusive('\n') {
                self.begin_inlines();
                self.text.push_str(line);
                self.count(line, kept);
            }
            return;
        }
        let mut rest = text;
        loop {
            let word = rest.trim_start_matches(is_html_space);
            self.space |= word.len() < rest.len();
            if word.is_empty() {
                return;
            }
            let length = word.find(is_html_space).unwrap_or(word.len());
            let (word, behind) = word.split_at(length);
            self.separate();
            self.begin_inlines();
            self.text.push_str(word);
            self.count(word, kept);
            rest = behind;
        }
    }

    fn count(&mut self, text: &str, kept: bool) {
        let characters = text.chars().filter(|character| !character.is_whitespace()).count();
        self.characters += characters;
        if kept {
            self.kept += characters;
        }
        if self.context.linked {
            self.linked += characters;
        }
    }

    /// Puts what parts the next word from the last one.
    fn separate(&mut self) {
        if self.breaks >= 2 {
            self.end_piece();
        } else if self.breaks == 1 && !self.text.is_empty() {
            self.text.push('\n');
        } else if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
            self.text.push(' ');
        }
        self.breaks = 0;
        self.space = false;
    }

    fn begin_inlines(&mut self) {
        let here = self.text.len() as u32;
        for (_, start) in &mut self.inlines {
            start.get_or_insert(here);
        }
    }

    fn end_piece(&mut self) {
        let open = std::mem::take(&mut self.inlines);
        for (kind, start) in open.iter().rev() {
            if let Some(start) = start {
                self.finish(kind.clone(), *start);
            }
        }
        self.inlines = open.into_iter().map(|(kind, _)| (kind, None)).collect();
        self.breaks = 0;
        self.space = false;
        let text = std::mem::take(&mut self.text);
        let mut inlines = std::mem::take(&mut self.done);
        let (characters, linked, kept) = (self.characters, self.linked, self.kept);
        (self.characters, self.linked, self.kept) = (0, 0, 0);
        if characters == 0 {
            return;
        }
        inlines.sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
        let kind = match self.context.kind {
            BlockKind::Paragraph if self.context.quoted => BlockKind::BlockQuote,
            kind => kind,
        };
        self.pieces.push(Piece { text, kind, inlines, node: self.context.node, characters, linked, kept });
    }
}

/// White space that browsers make one space of; no-break spaces are none.
pub(super) fn is_html_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// Whether there is text right beside the element.
fn stands_in_text(page: &Page, node: &Node) -> bool {
    page.get(node.parent).is_some_and(|parent| parent.holds_text)
}

/// Whether a table shows data and does not only lay out the page: no tables, headings or long texts in its cells, and more
/// than one row and one column.
fn is_data_table(page: &Page, at: usize) -> bool {
    let (mut rows, mut columns, mut widest, mut characters) = (0, 0, 0, 0);
    for (_, node) in page.inside(at) {
        match node.name() {
            "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "article" | "section" | "form" | "nav"
            | "blockquote" => return false,
            "tr" => {
                rows += 1;
                columns = 0;
            }
            "td" | "th" => {
                columns += 1;
                widest = widest.max(columns);
                characters = 0;
            }
            _ => {
                characters += node.text().map_or(0, |text| text.trim().len());
                if characters > 600 {
                    return false;
                }
            }
        }
    }
    rows >= 2 && widest >= 2
}
