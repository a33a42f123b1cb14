//! What the names of paragraph styles say, in the languages in which word processors name them.

use super::paragraphs::TITLE;
use crate::model::BlockKind;

/// What a style says about its paragraphs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StyleKind {
    /// The headline.
    Title,
    /// A heading of this level, from 1.
    Heading(u8),
    Quote,
    Caption,
    /// An item of a list at this depth, from 0.
    ListItem(u8),
    /// A line of a table of contents.
    Contents,
}

const HEADINGS: [&str; 24] = [
    "heading",
    "überschrift",
    "titre",
    "título",
    "titulo",
    "titolo",
    "kop",
    "nagłówek",
    "заголовок",
    "rubrik",
    "overskrift",
    "otsikko",
    "nadpis",
    "başlık",
    "标题",
    "標題",
    "見出し",
    "제목",
    "επικεφαλίδα",
    "encabezado",
    "intestazione",
    "címsor",
    "cabeçalho",
    "titlu",
];
const TITLES: [&str; 20] = [
    "title",
    "titel",
    "titre",
    "título",
    "titulo",
    "titolo",
    "tytuł",
    "название",
    "заголовок",
    "rubrik",
    "tittel",
    "otsikko",
    "název",
    "konu başlığı",
    "标题",
    "表題",
    "제목",
    "τίτλος",
    "cím",
    "headline",
];
const QUOTES: [&str; 22] = [
    "quote",
    "intense quote",
    "quotations",
    "quotation",
    "block quotation",
    "block quote",
    "blockquote",
    "block text",
    "zitat",
    "intensives zitat",
    "blockzitat",
    "citation",
    "citation intense",
    "bloc de citation",
    "cita",
    "cita destacada",
    "citazione",
    "citazione intensa",
    "citaat",
    "citat",
    "цитата",
    "引用",
];
const CAPTIONS: [&str; 12] = [
    "caption",
    "beschriftung",
    "bildunterschrift",
    "légende",
    "leyenda",
    "didascalia",
    "bijschrift",
    "legenda",
    "название объекта",
    "illustration",
    "figure",
    "bildtext",
];
const LISTS: [&str; 10] = [
    "list bullet",
    "list number",
    "list",
    "aufzählungszeichen",
    "listennummer",
    "liste à puces",
    "liste à numéros",
    "lista con viñetas",
    "numbering",
    "list continue",
];
const CONTENTS: [&str; 8] =
    ["toc", "contents", "verzeichnis", "inhaltsverzeichnis", "table of contents", "tdc", "tm", "sommario"];

/// What a style of this name says.
pub(super) fn kind_of(name: &str) -> Option<StyleKind> {
    let name = name.trim().replace("_20_", " ").to_lowercase();
    let (stem, number) = split_number(&name);
    let known = |list: &[&str], name: &str| list.contains(&name);
    Some(match number {
        Some(level @ 1..=9) if known(&HEADINGS, stem) => StyleKind::Heading(level),
        Some(_) if known(&CONTENTS, stem) => StyleKind::Contents,
        Some(level @ 1..=9) if known(&LISTS, stem) => StyleKind::ListItem(level - 1),
        None if known(&TITLES, &name) => StyleKind::Title,
        None if known(&LISTS, &name) && name != "list" => StyleKind::ListItem(0),
        None if matches!(name.as_str(), "toc heading" | "contents heading" | "inhaltsverzeichnisüberschrift") => {
            StyleKind::Contents
        }
        _ if known(&QUOTES, &name) || known(&QUOTES, stem) => StyleKind::Quote,
        _ if known(&CAPTIONS, &name) => StyleKind::Caption,
        _ => return None,
    })
}

/// `heading 2` and `heading2` as `heading` and 2.
fn split_number(name: &str) -> (&str, Option<u8>) {
    let stem = name.trim_end_matches(|character: char| character.is_ascii_digit());
    let number = name.get(stem.len()..).and_then(|digits| digits.parse().ok());
    (stem.trim_end(), number)
}

impl StyleKind {
    /// The kind of block that such a paragraph is.
    pub fn block(self) -> BlockKind {
        match self {
            Self::Title => TITLE,
            Self::Heading(level) => BlockKind::Heading(level.clamp(1, 6)),
            Self::Quote => BlockKind::BlockQuote,
            Self::Caption => BlockKind::Caption,
            Self::ListItem(depth) => BlockKind::ListItem(depth),
            Self::Contents => BlockKind::Paragraph,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_styles() {
        let check = |name: &str, kind| assert_eq!(kind_of(name), kind, "{name}");
        check("heading 1", Some(StyleKind::Heading(1)));
        check("Heading_20_3", Some(StyleKind::Heading(3)));
        check("Heading2", Some(StyleKind::Heading(2)));
        check("Überschrift 2", Some(StyleKind::Heading(2)));
        check("Titre 1", Some(StyleKind::Heading(1)));
        check("Titre", Some(StyleKind::Title));
        check("Title", Some(StyleKind::Title));
        check("Intense Quote", Some(StyleKind::Quote));
        check("Quotations", Some(StyleKind::Quote));
        check("List Bullet 2", Some(StyleKind::ListItem(1)));
        check("List Bullet", Some(StyleKind::ListItem(0)));
        check("toc 2", Some(StyleKind::Contents));
        check("caption", Some(StyleKind::Caption));
        check("Text body", None);
        check("Heading", None);
        check("Subtitle", None);
        check("List Paragraph", None);
        check("heading 12", None);
    }
}
