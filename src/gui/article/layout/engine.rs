//! Lays out blocks with parley; parley's own layout is dropped once its lines, cells and glyphs are copied.

use std::borrow::Cow;
use std::ops::Range;

use egui::epaint::Mesh;
use egui::{Pos2, Rect};
use fontique::{FontStyle, FontWeight, GenericFamily, Language, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, GlyphRun, Layout, LayoutContext,
    LineBreakOverrideFn, LineHeight, OverflowWrap, PositionedLayoutItem, StyleProperty,
};
use skrifa::MetadataProvider as _;

use super::atlas::{Atlas, Rasteriser, TextColors};
use super::breaks::between_words;
use super::glyphs::{GlyphKey, Glyphs, Instance};
use super::table::{Cell, Line, Table};
use crate::gui::fonts::{self, SystemFonts};
use crate::text::Span;

/// The two families of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Family {
    /// For reading.
    #[default]
    Serif,
    /// For the interface.
    Sans,
}

/// How a block's text looks as a whole. Direction and alignment follow from the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle<'a> {
    /// Points an em.
    pub size: f32,
    /// Points from line to line.
    pub line_height: f32,
    /// Serif or sans.
    pub family: Family,
    /// Bold throughout.
    pub bold: bool,
    /// Italic throughout.
    pub italic: bool,
    /// The source's language, as a BCP 47 tag; it chooses the forms of Chinese characters, for one. What is no tag is
    /// ignored.
    pub language: Option<&'a str>,
}

impl Default for TextStyle<'_> {
    fn default() -> Self {
        Self { size: 16.0, line_height: 24.0, family: Family::Serif, bold: false, italic: false, language: None }
    }
}

/// Emphasis within a block. Where two runs overlap, both count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct StyleRun {
    /// Bytes of the block's text.
    pub span: Span,
    /// Bold letters.
    pub bold: bool,
    /// Italic letters.
    pub italic: bool,
    /// The colour; a run in ordinary ink leaves the colour of the runs before it.
    pub ink: Ink,
}

/// What a letter is painted with; the colours themselves come with the painting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ink {
    /// Ordinary text.
    #[default]
    Text,
    /// Lesser text.
    Faint,
    /// Links.
    Link,
}

/// A glyph in its place, in physical pixels from the block's corner.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedGlyph {
    /// What to draw: a number in [`Glyphs`].
    pub glyph: u32,
    /// The pixel column of the origin.
    pub x: i32,
    /// The pixel row of the baseline.
    pub y: i32,
    pub ink: Ink,
}

/// A block of text in its place: the table of its lines, and its glyphs.
#[derive(Clone, Debug)]
pub struct BlockLayout {
    table: Table,
    glyphs: Vec<PlacedGlyph>,
    /// The first glyph of each line.
    starts: Vec<u32>,
    pixels_per_point: f32,
}

impl BlockLayout {
    /// Lines and cells.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Height in points.
    pub fn height(&self) -> f32 {
        self.table.height()
    }

    /// Memory on the heap, for a cache that counts.
    pub fn heap_bytes(&self) -> usize {
        self.table.heap_bytes()
            + self.glyphs.capacity() * size_of::<PlacedGlyph>()
            + self.starts.capacity() * size_of::<u32>()
    }

    /// How many glyphs are boxes, because no font has the letter.
    pub fn missing_glyphs(&self, engine: &Engine) -> usize {
        let missing = |placed: &&PlacedGlyph| engine.glyphs.key(placed.glyph).is_some_and(|key| key.glyph == 0);
        self.glyphs.iter().filter(missing).count()
    }

    /// Appends the glyphs of the lines that show in `clip` to `mesh`.
    ///
    /// `origin` is the block's top left corner in points; it is rounded to whole pixels. Paint all highlights first and
    /// then all blocks into one mesh: a texture that alternates with egui's costs a draw call each time.
    pub fn paint(
        &self,
        engine: &Engine,
        atlas: &mut Atlas,
        mesh: &mut Mesh,
        origin: Pos2,
        clip: Rect,
        colors: &TextColors,
    ) {
        let lines = self.table.lines();
        // Ink may stick out of its line, so that half a line more counts as visible.
        let reach = |line: &Line| (line.bottom - line.top) * 0.5;
        let first = lines.partition_point(|line| origin.y + line.bottom + reach(line) <= clip.top());
        let last = lines.partition_point(|line| origin.y + line.top - reach(line) < clip.bottom());
        let from = self.starts.get(first).map_or(self.glyphs.len(), |&start| start as usize);
        let to = self.starts.get(last).map_or(self.glyphs.len(), |&start| start as usize);
        let Some(glyphs) = self.glyphs.get(from..to) else { return };
        atlas.append(&engine.glyphs, glyphs, self.pixels_per_point, origin, mesh, colors);
    }
}

/// Lays out text. One for the whole window.
pub struct Engine {
    fonts: FontContext,
    layouts: LayoutContext<Ink>,
    layout: Layout<Ink>,
    cells: Vec<Cell>,
    glyphs: Glyphs,
    epoch: u32,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine with the bundled fonts alone; other scripts show as boxes until [`install`](Self::install).
    pub fn new() -> Self {
        Self {
            fonts: FontContext { collection: fonts::bundled_collection(), source_cache: SourceCache::default() },
            layouts: LayoutContext::new(),
            layout: Layout::new(),
            cells: Vec::new(),
            glyphs: Glyphs::default(),
            epoch: 0,
        }
    }

    /// Takes the system's fonts for what the bundled ones lack.
    pub fn install(&mut self, system: &SystemFonts) {
        self.fonts = FontContext { collection: system.collection(), source_cache: SourceCache::default() };
        self.layouts = LayoutContext::new();
        self.epoch += 1;
    }

    /// Grows when layouts made before are out of date, because the fonts changed.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// Lays out a block.
    ///
    /// Positions in the result are those of `text`: line ends, which a block does not have, are shown as spaces of the
    /// same length. `width` is in points and floored to whole pixels.
    pub fn layout(
        &mut self,
        text: &str,
        runs: &[StyleRun],
        style: &TextStyle<'_>,
        width: f32,
        pixels_per_point: f32,
    ) -> BlockLayout {
        let scale = if pixels_per_point.is_finite() { pixels_per_point.clamp(0.25, 32.0) } else { 1.0 };
        let width = if width.is_finite() { width.clamp(1.0, 1.0e6) } else { 1.0e6 };
        let shown = shown_text(text);
        self.shape(&shown, text, runs, style, scale);
        self.layout.break_all_lines(Some((width * scale).floor().max(1.0)));
        self.layout.align(Alignment::Start, AlignmentOptions::default());
        self.copy(text, width, scale)
    }

    /// Shapes `text`, which is what is shown of `original`.
    fn shape(&mut self, text: &str, original: &str, runs: &[StyleRun], style: &TextStyle<'_>, scale: f32) {
        let size = if style.size.is_finite() { style.size.clamp(1.0, 500.0) } else { 16.0 };
        let line_height = if style.line_height.is_finite() { style.line_height } else { size * 1.5 };
        let line_height = line_height.clamp(4.0, 2000.0);
        let family = match style.family {
            Family::Serif => [FontFamilyName::named(fonts::SERIF), FontFamilyName::named(fonts::SANS)],
            Family::Sans => [FontFamilyName::named(fonts::SANS), FontFamilyName::named(fonts::SERIF)],
        };
        let language = style.language.and_then(|tag| Language::parse(tag).ok());
        let language = language.or_else(|| {
            if text.is_ascii() { None } else { fonts::han_language(text).and_then(|tag| Language::parse(tag).ok()) }
        });

        let breaks = between_words(text);
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, scale, true);
        builder.set_line_break_override(breaks.as_ref().map(|breaks| breaks as &LineBreakOverrideFn));
        builder.push_default(FontFamily::List(Cow::Borrowed(&family)));
        builder.push_default(StyleProperty::FontSize(size));
        builder.push_default(LineHeight::Absolute(line_height));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.push_default(StyleProperty::Locale(language));
        if style.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        if style.italic {
            builder.push_default(StyleProperty::FontStyle(FontStyle::Italic));
        }
        for run in runs {
            let range = within(text, run.span);
            if range.is_empty() {
                continue;
            }
            if run.bold {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
            }
            if run.italic {
                builder.push(StyleProperty::FontStyle(FontStyle::Italic), range.clone());
            }
            if run.ink != Ink::Text {
                builder.push(StyleProperty::Brush(run.ink), range);
            }
        }
        // A letter with the sign for "in colour" is asked of the emoji font first, for text fonts may have it, too.
        let colored = [FontFamilyName::Generic(GenericFamily::Emoji), family[0].clone(), family[1].clone()];
        for (sign, _) in text.match_indices('\u{FE0F}') {
            if let Some((start, letter)) = text.get(..sign).and_then(|before| before.char_indices().next_back())
                && !letter.is_ascii()
            {
                let range = start..sign + '\u{FE0F}'.len_utf8();
                builder.push(FontFamily::List(Cow::Borrowed(&colored)), range.clone());
                // The emoji font's ascent is another one; it must not make the line higher.
                builder.push(LineHeight::Absolute(line_height * 0.5), range);
            }
        }
        // parley knows no tab stops and would draw a box: a tab is a wide space.
        for (tab, _) in original.match_indices('\t') {
            builder.push(StyleProperty::LetterSpacing(size), tab..=tab);
        }
        builder.build_into(&mut self.layout, text);
    }

    /// Copies lines, cells and glyphs out of parley's layout.
    fn copy(&mut self, text: &str, width: f32, scale: f32) -> BlockLayout {
        let Self { layout, cells, glyphs, .. } = self;
        let point = 1.0 / scale;
        let length = text.len() as u32;
        let mut table = Table::new(width, layout.is_rtl());
        table.reserve(text.len());
        let mut placed = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(layout.len());
        let count = layout.len();
        for (number, line) in layout.lines().enumerate() {
            let metrics = line.metrics();
            // An empty text is laid out as one space: its ranges point past the text.
            let bytes = (line.text_range().start as u32).min(length)..(line.text_range().end as u32).min(length);
            cells.clear();
            let mut x = metrics.offset + metrics.inline_min_coord;
            for run in line.runs().filter(|_| !text.is_empty()) {
                for cluster in run.visual_clusters() {
                    let (range, advance) = (cluster.text_range(), cluster.advance());
                    cells.push(Cell {
                        start: range.start as u32,
                        end: range.end as u32,
                        x: x * point,
                        width: advance * point,
                        rtl: cluster.is_rtl(),
                    });
                    x += advance;
                }
            }
            share_width(cells, text);
            starts.push(placed.len() as u32);
            let hyphen =
                number + 1 < count && text.get(..bytes.end as usize).is_some_and(|before| before.ends_with('\u{AD}'));
            table.push_line(metrics.block_max_coord * point, metrics.baseline * point, bytes, cells);
            for item in line.items() {
                if let PositionedLayoutItem::GlyphRun(run) = item {
                    place_run(&run, glyphs, &mut placed);
                }
            }
            if hyphen {
                place_hyphen(&line, glyphs, &mut placed);
            }
        }
        table.shrink();
        placed.shrink_to_fit();
        BlockLayout { table, glyphs: placed, starts, pixels_per_point: scale }
    }
}

/// The letters of most articles.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,:;-–—“”‘’'\"()?!";

/// Text layout that has already seen the usual letters, so that the first article need not wait for them: what fonts and
/// scripts ask of an [`Engine`] once, and drawn glyphs. Takes some milliseconds, so it belongs on a thread of its own.
#[derive(Default)]
pub struct Prepared {
    /// Lays text out.
    pub engine: Engine,
    /// Has drawn the letters.
    pub painter: Rasteriser,
}

impl Prepared {
    /// Prepares running text of `size` points, its headings, and headlines of the sizes `headlines`.
    pub fn new(size: f32, headlines: &[f32], pixels_per_point: f32) -> Self {
        let mut prepared = Self::default();
        let text = TextStyle { size, language: Some("en"), ..TextStyle::default() };
        prepared.letters(&text, pixels_per_point, &[0, 1, 2, 3]);
        let heading = TextStyle { size: (size * 1.35).round(), bold: true, ..text };
        prepared.letters(&heading, pixels_per_point, &[]);
        for &size in headlines {
            let headline = TextStyle { size, family: Family::Sans, bold: true, ..text };
            prepared.letters(&headline, pixels_per_point, &[]);
        }
        prepared
    }

    /// Lays the letters out in a style and draws them, also at these quarters of a pixel.
    fn letters(&mut self, style: &TextStyle<'_>, pixels_per_point: f32, bins: &[u8]) {
        let Self { engine, painter } = self;
        let block = engine.layout(LETTERS, &[], style, 1.0e6, pixels_per_point);
        for key in block.glyphs.iter().filter_map(|placed| engine.glyphs.key(placed.glyph)) {
            painter.prepare(&engine.glyphs, key);
            for &bin in bins {
                painter.prepare(&engine.glyphs, GlyphKey { bin, ..key });
            }
        }
    }
}

/// The text as it is laid out: a block has no line ends, and what stands for one has the same length.
fn shown_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r', '\t', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    shown.extend(text.chars().map(|letter| match letter {
        '\n' | '\r' | '\t' | '\u{B}' | '\u{C}' => ' ',
        '\u{85}' => '\u{A0}',
        '\u{2028}' | '\u{2029}' => '\u{2005}',
        other => other,
    }));
    Cow::Owned(shown)
}

/// The span, clamped to the text and widened to whole characters.
fn within(text: &str, span: Span) -> Range<usize> {
    text.floor_char_boundary(span.start as usize)..text.ceil_char_boundary(span.end as usize)
}

fn place_run(run: &GlyphRun<'_, Ink>, glyphs: &mut Glyphs, placed: &mut Vec<PlacedGlyph>) {
    let ink = run.style().brush;
    let instance = instance_of(run, glyphs);
    for glyph in run.positioned_glyphs() {
        let (number, x) = glyphs.place(instance, glyph.id, glyph.x);
        placed.push(PlacedGlyph { glyph: number, x, y: glyph.y.round() as i32, ink });
    }
}

/// Draws the hyphen of a soft hyphen at a line's end, which parley leaves out; the line may stick out by its width.
fn place_hyphen(line: &parley::Line<'_, Ink>, glyphs: &mut Glyphs, placed: &mut Vec<PlacedGlyph>) {
    let runs = line.items().filter_map(|item| match item {
        PositionedLayoutItem::GlyphRun(run) => Some(run),
        PositionedLayoutItem::InlineBox(_) => None,
    });
    let end = line.text_range().end;
    let Some(run) = runs.into_iter().filter(|run| run.run().text_range().end == end).last() else { return };
    let font = run.run().font();
    let Ok(face) = skrifa::FontRef::from_index(font.data.as_ref(), font.index) else { return };
    let charmap = face.charmap();
    let Some(hyphen) = charmap.map('\u{2010}').or_else(|| charmap.map('-')) else { return };
    let size = skrifa::instance::Size::new(run.run().font_size());
    let advance = face.glyph_metrics(size, skrifa::instance::LocationRef::default()).advance_width(hyphen);
    let x = if run.run().is_rtl() { run.offset() - advance.unwrap_or(0.0) } else { run.offset() + run.advance() };
    let instance = instance_of(&run, glyphs);
    let (glyph, x) = glyphs.place(instance, hyphen.to_u32(), x);
    placed.push(PlacedGlyph { glyph, x, y: run.baseline().round() as i32, ink: run.style().brush });
}

fn instance_of(run: &GlyphRun<'_, Ink>, glyphs: &mut Glyphs) -> u32 {
    let run = run.run();
    let font = run.font();
    let face = glyphs.face_number(&font.data, font.index);
    glyphs.instance_number(Instance {
        face,
        size: run.font_size(),
        coords: run.normalized_coords().iter().map(|coord| coord.to_bits()).collect(),
        embolden: run.synthesis().embolden(),
        skew: run.synthesis().skew().unwrap_or(0.0),
    })
}

/// Some fonts give the alef of lam-alef no advance: it gets half of the lam's, as in a ligature.
fn share_width(cells: &mut [Cell], text: &str) {
    for index in 0..cells.len() {
        let Some(&Cell { start, end, width, rtl, .. }) = cells.get(index) else { return };
        let letter = |range: Range<usize>| text.get(range).and_then(|cell| cell.chars().next());
        if width > 0.0 || !letter(start as usize..end as usize).is_some_and(char::is_alphanumeric) {
            continue;
        }
        // The letter before it in reading order stands to its right where the text runs to the left.
        let neighbours = if rtl {
            cells.get_mut(index..index + 2)
        } else {
            index.checked_sub(1).and_then(|before| cells.get_mut(before..=index))
        };
        let Some([left, right]) = neighbours else { continue };
        if left.rtl != right.rtl || left.width.max(right.width) <= 0.0 {
            continue;
        }
        let half = (left.width + right.width) * 0.5;
        left.width = half;
        right.width = half;
        right.x = left.x + half;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The font's numbers for the glyphs of a text, from left to right.
    fn glyphs(text: &str) -> Vec<u32> {
        let mut engine = Engine::new();
        let block = engine.layout(text, &[], &TextStyle::default(), 500.0, 1.0);
        let mut placed: Vec<_> = block.glyphs.iter().map(|placed| (placed.x, placed.glyph)).collect();
        placed.sort_unstable();
        placed.iter().filter_map(|&(_, glyph)| engine.glyphs.key(glyph)).map(|key| key.glyph).collect()
    }

    #[test]
    fn brackets_are_mirrored_where_text_runs_to_the_left() {
        let latin = glyphs("(ab)");
        let hebrew = glyphs("(אב)");
        assert_ne!(latin.first(), latin.last());
        assert_eq!((latin.first(), latin.last()), (hebrew.first(), hebrew.last()));
        // In a text that runs to the right the bracket that opens is the left one, in one that runs to the left too:
        // the first letter of the text is then the rightmost glyph.
        assert_eq!(glyphs("אב(").first(), latin.last());
        assert_eq!(glyphs("ab(").last(), latin.first());
    }

    #[test]
    fn a_hyphen_is_drawn_where_a_soft_one_breaks_the_line() {
        let mut engine = Engine::new();
        let mut count = |text: &str, width| {
            let block = engine.layout(text, &[], &TextStyle::default(), width, 1.0);
            (block.table.lines().len(), block.glyphs.len())
        };
        let (lines, broken) = count("mountain\u{AD}mountain", 80.0);
        let (_, whole) = count("mountain\u{AD}mountain", 500.0);
        assert_eq!((lines, broken), (2, whole + 1));
    }

    #[test]
    fn prepared_letters_are_those_that_an_article_asks_for() {
        let Prepared { mut engine, painter } = Prepared::new(17.0, &[14.0], 1.0);
        let text = "The council said on Tuesday: “Nobody knows – not in 2029.”";
        let style = TextStyle { size: 17.0, language: Some("de"), ..TextStyle::default() };
        let block = engine.layout(text, &[], &style, 120.0, 1.0);
        let mut fresh = Rasteriser::default();
        for key in block.glyphs.iter().filter_map(|placed| engine.glyphs.key(placed.glyph)) {
            let instance = engine.glyphs.instance(key.instance).unwrap();
            let drawn = fresh.bitmap(engine.glyphs.face(instance.face).unwrap(), instance, key, true);
            assert_eq!(painter.ready.get(&key), drawn.as_ref(), "{key:?}");
        }
    }

    #[test]
    fn missing_faces_are_made_up() {
        let mut engine = Engine::new();
        let style = TextStyle { family: Family::Sans, italic: true, ..TextStyle::default() };
        let block = engine.layout("slanted", &[], &style, 500.0, 1.0);
        let first = block.glyphs.first().and_then(|placed| engine.glyphs.key(placed.glyph));
        let instance = first.and_then(|key| engine.glyphs.instance(key.instance));
        assert!(instance.is_some_and(|instance| instance.skew > 0.0), "Inter has no italic face");
    }

    #[test]
    fn the_language_chooses_the_forms_of_chinese_characters() {
        let mut engine = Engine::new();
        engine.install(&fonts::find_system_fonts(["直"]));
        let mut face = |text: &str, language| {
            let block = engine.layout(text, &[], &TextStyle { language, ..TextStyle::default() }, 500.0, 1.0);
            let key = block.glyphs.first().and_then(|placed| engine.glyphs.key(placed.glyph));
            key.and_then(|key| engine.glyphs.instance(key.instance)).map(|instance| instance.face)
        };
        let japanese = face("直", Some("ja"));
        let chinese = face("直", Some("zh-CN"));
        assert_ne!(japanese, chinese);
        assert_ne!(chinese, face("直", Some("zh-TW")));
        assert_eq!(chinese, face("直", None));
        assert_eq!(japanese, face("直す", None), "kana tell that a text is Japanese");
        assert_eq!(japanese, face("直", Some("ja-JP")));
        assert_eq!(chinese, face("直", Some("no language at all")));
    }
}
