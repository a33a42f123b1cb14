//! What a page shows: its characters with their places, in the order in which they are drawn.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::UntypedIter;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::fonts::Font;

/// A document of more characters than this is read no further.
const MOST_GLYPHS: usize = 4_000_000;
/// Nor one with more on a single page.
const MOST_ON_PAGE: usize = 300_000;
/// Nor one of more instructions.
const MOST_INSTRUCTIONS: usize = 30_000_000;
/// Drawings inside drawings are followed to this depth: they may hold themselves.
const DEEPEST_FORM: usize = 10;
/// All drawings of a document together are drawn so many times.
const MOST_FORMS: usize = 20_000;
/// Saved states inside each other, marks inside each other.
const DEEPEST_STATE: usize = 512;

/// A character on a page. Positions are in points from the page's upper left corner, as the text runs: where it runs
/// from the bottom to the top, the page is turned so that it runs to the right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub character: char,
    pub start: f64,
    pub end: f64,
    /// Where its line stands; it grows downwards.
    pub baseline: f64,
    pub size: f64,
    pub strong: bool,
    pub emphasis: bool,
    /// The document says that it is not part of the text: a running head, a page number.
    pub artifact: bool,
    /// Which way the text runs: 0 to the right, 1 down, 2 to the left, 3 up.
    pub turn: u8,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct Shown {
    pub glyphs: Vec<Glyph>,
    /// The part of the page that pictures cover, from 0.
    pub pictures: f64,
}

/// What is counted over a whole document.
#[derive(Default)]
pub(super) struct Counts {
    glyphs: usize,
    instructions: usize,
    forms: usize,
    /// Characters that could not be told.
    pub unknown: usize,
    /// A limit was reached.
    pub cut: bool,
}

/// Reads the pages of a document one after the other.
#[derive(Default)]
pub(super) struct PageReader {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    pub counts: Counts,
}

#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this one, then the other.
    fn then(self, other: Self) -> Self {
        let Self([xx, xy, yx, yy, x, y]) = self;
        let (along, up, origin) = (other.direction(xx, xy), other.direction(yx, yy), other.apply(x, y));
        Self([along.0, along.1, up.0, up.1, origin.0, origin.1])
    }

    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let ((x, y), Self([.., left, down])) = (self.direction(x, y), self);
        (x + left, y + down)
    }

    /// A step of that length, wherever it begins.
    fn direction(self, x: f64, y: f64) -> (f64, f64) {
        let Self([xx, xy, yx, yy, ..]) = self;
        (x * xx + y * yx, x * xy + y * yy)
    }

    const fn moved(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    character_spacing: f64,
    word_spacing: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// Content that is marked: what it says about itself.
struct Mark {
    artifact: bool,
    /// What is to be read instead of what is shown from this glyph on.
    actual: Option<(String, usize)>,
}

struct Run<'r> {
    reader: &'r mut PageReader,
    shown: Shown,
    area: f64,
    state: State,
    saved: Vec<State>,
    marks: Vec<Mark>,
    too_deep: usize,
    text: Matrix,
    line: Matrix,
}

impl PageReader {
    pub fn read(&mut self, page: &Page<'_>) -> Shown {
        let matrix = Matrix(page.initial_transform(true).as_coeffs());
        let (width, height) = page.render_dimensions();
        let state = State {
            matrix,
            font: None,
            size: 0.0,
            character_spacing: 0.0,
            word_spacing: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut run = Run {
            reader: self,
            shown: Shown::default(),
            area: f64::from(width * height).max(1.0),
            state,
            saved: Vec::new(),
            marks: Vec::new(),
            too_deep: 0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
        };
        if let Some(content) = page.page_stream() {
            run.content(content, page.resources(), 0);
        }
        run.shown
    }

    fn font(&mut self, dict: &Dict<'_>) -> Rc<Font> {
        let read = || Rc::new(Font::read(dict));
        match dict.obj_id() {
            Some(id) => Rc::clone(self.fonts.entry(id).or_insert_with(read)),
            None => read(),
        }
    }
}

impl Run<'_> {
    fn content(&mut self, content: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut instructions = UntypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            self.reader.counts.instructions += 1;
            let counts = &self.reader.counts;
            if counts.instructions > MOST_INSTRUCTIONS
                || counts.glyphs > MOST_GLYPHS
                || self.shown.glyphs.len() > MOST_ON_PAGE
            {
                self.reader.counts.cut = true;
                return;
            }
            let numbers = || {
                instruction.operands().filter_map(|operand| match operand {
                    Object::Number(number) => Some(number.as_f64()),
                    _ => None,
                })
            };
            let first = || numbers().next().unwrap_or(0.0);
            let string = || {
                instruction.operands().find_map(|operand| match operand {
                    Object::String(string) => Some(string.as_bytes()),
                    _ => None,
                })
            };
            let name = || {
                instruction.operands().find_map(|operand| match operand {
                    Object::Name(name) => Some(name),
                    _ => None,
                })
            };
            match &**instruction.operator {
                b"q" => {
                    if self.saved.len() < DEEPEST_STATE {
                        self.saved.push(self.state.clone());
                    } else {
                        self.too_deep += 1;
                    }
                }
                b"Q" => {
                    if self.too_deep > 0 {
                        self.too_deep -= 1;
                    } else if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                b"cm" => {
                    if let Some(matrix) = six(numbers()) {
                        self.state.matrix = matrix.then(self.state.matrix);
                    }
                }
                b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                b"Tf" => {
                    self.state.size = first();
                    self.state.font =
                        name().and_then(|name| resources.get_font(name)).map(|dict| self.reader.font(&dict));
                }
                b"Tc" => self.state.character_spacing = first(),
                b"Tw" => self.state.word_spacing = first(),
                b"Tz" => self.state.scale = first() / 100.0,
                b"TL" => self.state.leading = first(),
                b"Ts" => self.state.rise = first(),
                b"Td" | b"TD" => {
                    let mut numbers = numbers();
                    let (x, y) = (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0));
                    if &**instruction.operator == b"TD" {
                        self.state.leading = -y;
                    }
                    self.next_line(x, y);
                }
                b"Tm" => {
                    if let Some(matrix) = six(numbers()) {
                        (self.text, self.line) = (matrix, matrix);
                    }
                }
                b"T*" => self.next_line(0.0, -self.state.leading),
                b"Tj" => self.show(string().unwrap_or_default()),
                b"'" => {
                    self.next_line(0.0, -self.state.leading);
                    self.show(string().unwrap_or_default());
                }
                b"\"" => {
                    let mut numbers = numbers();
                    self.state.word_spacing = numbers.next().unwrap_or(0.0);
                    self.state.character_spacing = numbers.next().unwrap_or(0.0);
                    self.next_line(0.0, -self.state.leading);
                    self.show(string().unwrap_or_default());
                }
                b"TJ" => {
                    if let Some(Object::Array(array)) = instruction.operands().next() {
                        for item in array.iter::<Object<'_>>() {
                            match item {
                                Object::String(string) => self.show(string.as_bytes()),
                                Object::Number(number) => self.advance(-number.as_f64() / 1000.0 * self.state.size),
                                _ => {}
                            }
                        }
                    }
                }
                b"BMC" => {
                    let artifact = name().is_some_and(|name| &**name == b"Artifact");
                    self.begin_mark(artifact, None);
                }
                b"BDC" => {
                    let mut operands = instruction.operands();
                    let artifact = matches!(operands.next(), Some(Object::Name(name)) if &**name == b"Artifact");
                    let properties = match operands.next() {
                        Some(Object::Dict(properties)) => Some(properties.clone()),
                        Some(Object::Name(name)) => resources.properties.get::<Dict<'_>>(name),
                        _ => None,
                    };
                    let actual = properties
                        .and_then(|properties| properties.get::<hayro_syntax::object::String<'_>>(&b"ActualText"[..]))
                        .map(|text| super::text_string(text.as_bytes()));
                    self.begin_mark(artifact, actual);
                }
                b"EMC" => self.end_mark(),
                b"Do" => {
                    if let Some(object) = name().and_then(|name| resources.get_x_object(name)) {
                        self.draw(&object, resources, depth);
                    }
                }
                b"BI" | b"EI" => self.picture(),
                _ => {}
            }
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(self.line);
        self.text = self.line;
    }

    /// Moves on along the line, in units of the text.
    fn advance(&mut self, by: f64) {
        let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
        let moved = if vertical { Matrix::moved(0.0, by) } else { Matrix::moved(by * self.state.scale, 0.0) };
        self.text = moved.then(self.text);
    }

    fn begin_mark(&mut self, artifact: bool, actual: Option<String>) {
        if self.marks.len() >= DEEPEST_STATE {
            return;
        }
        let artifact = artifact || self.marks.last().is_some_and(|mark| mark.artifact);
        self.marks.push(Mark { artifact, actual: actual.map(|text| (text, self.shown.glyphs.len())) });
    }

    fn end_mark(&mut self) {
        let Some(Mark { actual: Some((text, from)), .. }) = self.marks.pop() else { return };
        let Some(glyphs) = self.shown.glyphs.get(from..) else { return };
        let (Some(&first), Some(&last)) = (glyphs.first(), glyphs.last()) else { return };
        // What goes over several lines is left as it is shown, since nobody knows where the lines end in it.
        if glyphs.iter().any(|glyph| (glyph.baseline - first.baseline).abs() > first.size) {
            return;
        }
        self.shown.glyphs.truncate(from);
        self.put(&text, Glyph { end: last.end.max(first.start), ..first });
    }

    /// Puts a text in the place of a glyph, its characters side by side.
    fn put(&mut self, text: &str, place: Glyph) {
        let count = text.chars().count().max(1) as f64;
        let width = (place.end - place.start) / count;
        for (at, character) in text.chars().enumerate() {
            let start = place.start + width * at as f64;
            self.reader.counts.glyphs += 1;
            self.shown.glyphs.push(Glyph { character, start, end: start + width, ..place });
        }
    }

    fn show(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let artifact = self.marks.last().is_some_and(|mark| mark.artifact);
        let State { size, character_spacing, word_spacing, scale, rise, .. } = self.state;
        font.show(bytes, |shown| {
            let width = shown.width * font.unit * size;
            let whole = self.text.then(self.state.matrix);
            let (from, to) = if font.vertical {
                (whole.apply(0.0, 0.0), whole.apply(0.0, -size))
            } else {
                (whole.apply(0.0, rise), whole.apply(width * scale, rise))
            };
            let up = {
                let (origin, top) = (whole.apply(0.0, 0.0), whole.apply(0.0, size));
                (top.0 - origin.0).hypot(top.1 - origin.1)
            };
            // Where there is no width, the direction is that of the line.
            let along = whole.apply(if font.vertical { 0.0 } else { 1.0 }, if font.vertical { -1.0 } else { 0.0 });
            let origin = whole.apply(0.0, 0.0);
            let (dx, dy) = ((along.0 - origin.0) * size.signum(), (along.1 - origin.1) * size.signum());
            let turn = match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
                (true, true, _) => 0,
                (true, false, _) => 2,
                (false, _, true) => 1,
                (false, _, false) => 3,
            };
            let turned = |(x, y): (f64, f64)| match turn {
                0 => (x, y),
                1 => (y, -x),
                2 => (-x, -y),
                _ => (-y, x),
            };
            let ((start, baseline), (end, _)) = (turned(from), turned(to));
            if up.is_finite() && start.is_finite() && end.is_finite() && baseline.is_finite() && up > 0.1 {
                let text = shown.text.as_deref().unwrap_or_else(|| {
                    self.reader.counts.unknown += 1;
                    "\u{FFFD}"
                });
                let (strong, emphasis) = (font.strong, font.emphasis);
                let place = Glyph {
                    character: ' ',
                    start: start.min(end),
                    end: end.max(start),
                    baseline,
                    size: up,
                    strong,
                    emphasis,
                    artifact,
                    turn,
                };
                self.put(text, place);
            }
            let spacing = character_spacing + if shown.is_space { word_spacing } else { 0.0 };
            self.advance(if font.vertical { -size - spacing } else { width + spacing });
        });
    }

    /// A picture fills the unit square.
    fn picture(&mut self) {
        let [a, b, c, d, ..] = self.state.matrix.0;
        self.shown.pictures += (a * d - b * c).abs() / self.area;
    }

    fn draw(&mut self, object: &Stream<'_>, around: &Resources<'_>, depth: usize) {
        let dict = object.dict();
        let is_form = dict.get::<Name<'_>>(&b"Subtype"[..]).is_some_and(|name| &*name == b"Form");
        if !is_form {
            self.picture();
            return;
        }
        self.reader.counts.forms += 1;
        if depth >= DEEPEST_FORM || self.reader.counts.forms > MOST_FORMS {
            self.reader.counts.cut = true;
            return;
        }
        let Ok(content) = object.decoded_data() else { return };
        let resources = dict.get::<Dict<'_>>(&b"Resources"[..]).map(Resources::new);
        let matrix = dict
            .get::<Array<'_>>(&b"Matrix"[..])
            .and_then(|matrix| six(matrix.iter::<Number>().map(|number| number.as_f64())));
        let before = (self.state.clone(), self.text, self.line, std::mem::take(&mut self.saved), self.marks.len());
        if let Some(matrix) = matrix {
            self.state.matrix = matrix.then(self.state.matrix);
        }
        self.content(&content, resources.as_ref().unwrap_or(around), depth + 1);
        let marks;
        (self.state, self.text, self.line, self.saved, marks) = before;
        self.marks.truncate(marks);
    }
}

fn six(mut numbers: impl Iterator<Item = f64>) -> Option<Matrix> {
    let mut matrix = [0.0; 6];
    for number in &mut matrix {
        *number = numbers.next().filter(|number| number.is_finite())?;
    }
    Some(Matrix(matrix))
}
