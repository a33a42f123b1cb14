//! The glyphs' texture: rasterised as egui does it, when they are first painted.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use egui::epaint::{FontColorTransferFunction, Mesh, Vertex};
use egui::{Color32, ColorImage, Context, Pos2, Rect, TextureHandle, TextureId, TextureOptions, pos2, vec2};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, HintingInstance, SmoothMode, Target};
use skrifa::{GlyphId, MetadataProvider as _};
use vello_cpu::{color, kurbo, peniko};

use super::engine::{Ink, PlacedGlyph};
use super::glyphs::{Face, GlyphKey, Glyphs, Instance};

/// The colours of a block's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextColors {
    /// Ordinary text.
    pub text: Color32,
    /// Lesser text.
    pub faint: Color32,
    /// Links.
    pub link: Color32,
}

/// Texels between glyphs, so that none bleeds into its neighbour.
const GAP: usize = 1;
/// The largest glyph in texels: larger ones are left out, as egui does it.
const MAX_GLYPH: usize = 1024;
/// How egui hints by default: letters keep their widths.
const TARGET: Target =
    Target::Smooth { mode: SmoothMode::Normal, symmetric_rendering: true, preserve_linear_metrics: true };
/// How many outlines are kept: a few hundred bytes each.
const MAX_PATHS: usize = 4096;
const WIDTH: usize = 2048;
const FIRST_HEIGHT: usize = 128;
const MAX_HEIGHT: usize = 4096;

/// Where a glyph lies in the texture.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    state: State,
    left: u16,
    top: u16,
    width: u16,
    height: u16,
    /// From the glyph's origin to the bitmap's top left corner, in pixels.
    offset: [i16; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Not rasterised yet.
    #[default]
    Unknown,
    /// Nothing to draw: a space, or a glyph that cannot be drawn.
    Blank,
    /// Coverage, drawn in the text's colour.
    Coverage,
    /// With its own colours.
    Color,
}

/// A texture of glyphs, apart from egui's own.
///
/// It is cleared when theme, scale or text options change and when it gets full; layouts stay valid, for their glyphs are
/// looked up when they are painted. A mesh is good for one pass only.
pub struct Atlas {
    texture: TextureHandle,
    /// Shared with egui until it is uploaded, so that a new texture is not copied.
    image: Arc<ColorImage>,
    slots: Vec<Slot>,
    /// Where the next glyph goes, and how high the row is so far.
    cursor: [usize; 2],
    row_height: usize,
    /// What has to be uploaded: left, top, right, bottom.
    dirty: Option<[usize; 4]>,
    max_height: usize,
    /// Whether something was painted in this pass, and whether the texture grew after that.
    painted: bool,
    grown: bool,
    full: bool,
    options: Options,
    painter: Rasteriser,
    epoch: u32,
    rasterised: usize,
}

/// What the bitmaps depend on besides their keys.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Options {
    transfer: FontColorTransferFunction,
    hinting: bool,
    pixels_per_point: f32,
}

impl Options {
    fn of(ctx: &Context) -> Self {
        let text = ctx.global_style().visuals.text_options;
        Self {
            transfer: text.color_transfer_function,
            hinting: text.font_hinting,
            pixels_per_point: ctx.pixels_per_point(),
        }
    }
}

impl Atlas {
    /// An empty atlas; its texture stays tiny until the first [`flush`](Self::flush).
    pub fn new(ctx: &Context) -> Self {
        Self::with(ctx, Rasteriser::default())
    }

    /// As [`new`](Self::new), with glyphs that were drawn before.
    pub fn with(ctx: &Context, painter: Rasteriser) -> Self {
        let first = ColorImage::filled([1, 1], Color32::TRANSPARENT);
        Self {
            texture: ctx.load_texture("article glyphs", first, TextureOptions::LINEAR),
            image: blank(),
            slots: Vec::new(),
            cursor: [0, 0],
            row_height: 0,
            dirty: None,
            max_height: MAX_HEIGHT,
            painted: false,
            grown: false,
            full: false,
            options: Options::of(ctx),
            painter,
            epoch: 0,
            rasterised: 0,
        }
    }

    /// Call at the start of every pass, before anything is painted: follows theme and scale, and makes room.
    pub fn begin_frame(&mut self, ctx: &Context) {
        self.max_height = ctx.input(|input| input.max_texture_side).clamp(FIRST_HEIGHT, MAX_HEIGHT);
        self.painted = false;
        let options = Options::of(ctx);
        if self.full || options != self.options {
            self.options = options;
            self.clear();
        }
    }

    /// Call once a pass, after everything is painted: uploads what is new.
    ///
    /// When the texture had to grow or ran full, what was painted does not fit it, and the pass is repeated.
    pub fn flush(&mut self, ctx: &Context) {
        if self.full || std::mem::take(&mut self.grown) {
            ctx.request_discard("the articles' glyphs needed more room");
            ctx.request_repaint();
        }
        let Some([left, top, right, bottom]) = self.dirty.take() else { return };
        if self.texture.size() == self.image.size {
            let size = [right - left, bottom - top];
            let rows = self.image.pixels.chunks(WIDTH).skip(top).take(size[1]);
            let pixels = rows.flat_map(|row| row.get(left..right).unwrap_or_default()).copied().collect();
            self.texture.set_partial([left, top], ColorImage::new(size, pixels), TextureOptions::LINEAR);
        } else {
            self.texture.set(Arc::clone(&self.image), TextureOptions::LINEAR);
        }
    }

    /// The texture of the meshes that [`BlockLayout::paint`](super::BlockLayout::paint) fills.
    pub fn texture_id(&self) -> TextureId {
        self.texture.id()
    }

    /// An empty mesh for [`BlockLayout::paint`](super::BlockLayout::paint).
    pub fn mesh(&self) -> Mesh {
        Mesh::with_texture(self.texture.id())
    }

    /// Grows when every bitmap was thrown away.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// How many glyphs were rasterised so far.
    pub fn rasterised(&self) -> usize {
        self.rasterised
    }

    /// Memory on the heap, without egui's copy.
    pub fn heap_bytes(&self) -> usize {
        self.image.pixels.capacity() * size_of::<Color32>() + self.slots.capacity() * size_of::<Slot>()
    }

    /// Throws every bitmap away.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.painter.paths.clear();
        self.painter.ready.clear();
        self.cursor = [0, 0];
        self.row_height = 0;
        self.image = blank();
        self.dirty = Some([0, 0, WIDTH, FIRST_HEIGHT]);
        self.full = false;
        self.epoch += 1;
    }

    /// Appends glyphs of a block at `origin` in points.
    pub(super) fn append(
        &mut self,
        glyphs: &Glyphs,
        placed: &[PlacedGlyph],
        pixels_per_point: f32,
        origin: Pos2,
        mesh: &mut Mesh,
        colors: &TextColors,
    ) {
        if self.slots.len() < glyphs.len() {
            self.slots.resize(glyphs.len(), Slot::default());
        }
        mesh.texture_id = self.texture.id();
        mesh.vertices.reserve(placed.len() * 4);
        mesh.indices.reserve(placed.len() * 6);
        let point = 1.0 / pixels_per_point;
        let origin = (origin.to_vec2() * pixels_per_point).round();
        for glyph in placed {
            let Some(mut slot) = self.slots.get(glyph.glyph as usize).copied() else { continue };
            if slot.state == State::Unknown {
                slot = self.rasterise(glyphs, glyph.glyph);
            }
            let color = match (slot.state, glyph.ink) {
                (State::Unknown | State::Blank, _) => continue,
                (State::Color, _) => Color32::from_white_alpha(colors.text.a()),
                (State::Coverage, Ink::Text) => colors.text,
                (State::Coverage, Ink::Faint) => colors.faint,
                (State::Coverage, Ink::Link) => colors.link,
            };
            let corner =
                vec2((glyph.x + i32::from(slot.offset[0])) as f32, (glyph.y + i32::from(slot.offset[1])) as f32);
            let size = vec2(f32::from(slot.width), f32::from(slot.height));
            let texel = Rect::from_min_size(pos2(f32::from(slot.left), f32::from(slot.top)), size);
            let texture = vec2(self.image.size[0] as f32, self.image.size[1] as f32);
            let uv = Rect::from_min_max(
                pos2(texel.left() / texture.x, texel.top() / texture.y),
                pos2(texel.right() / texture.x, texel.bottom() / texture.y),
            );
            push_quad(mesh, Rect::from_min_size(((origin + corner) * point).to_pos2(), size * point), uv, color);
            self.painted = true;
        }
    }

    fn rasterise(&mut self, glyphs: &Glyphs, number: u32) -> Slot {
        self.rasterised += 1;
        let bitmap = glyphs.key(number).and_then(|key| {
            let instance = glyphs.instance(key.instance)?;
            // They were drawn with hints.
            let ready = self.painter.ready.remove(&key).filter(|_| self.options.hinting);
            ready.or_else(|| self.painter.bitmap(glyphs.face(instance.face)?, instance, key, self.options.hinting))
        });
        let slot = match bitmap {
            Some(bitmap) => self.store(&bitmap),
            None => Slot { state: State::Blank, ..Slot::default() },
        };
        if let Some(known) = self.slots.get_mut(number as usize) {
            *known = slot;
        }
        slot
    }

    /// Copies a bitmap into the texture.
    fn store(&mut self, bitmap: &Bitmap) -> Slot {
        let Bitmap { size: [width, height], offset, color, .. } = *bitmap;
        if self.cursor[0] + width + GAP > WIDTH {
            self.cursor = [0, self.cursor[1] + self.row_height];
            self.row_height = 0;
        }
        let [left, top] = self.cursor;
        let bottom = top + height + GAP;
        if bottom > self.max_height {
            self.full = true;
            // Not known yet: it is tried again in the next pass, with the texture cleared.
            return Slot::default();
        }
        let image = Arc::make_mut(&mut self.image);
        while image.size[1] < bottom {
            image.size[1] = (image.size[1] * 2).min(self.max_height);
            image.pixels.resize(WIDTH * image.size[1], Color32::TRANSPARENT);
            self.grown |= self.painted;
        }
        let transfer = if color { FontColorTransferFunction::Off } else { self.options.transfer };
        let rows = image.pixels.chunks_mut(WIDTH).skip(top);
        for (row, source) in rows.zip(bitmap.pixels.chunks(width)) {
            for (texel, pixel) in row.iter_mut().skip(left).zip(source) {
                *texel = transfer.to_atlas_color(*pixel);
            }
        }
        self.cursor[0] += width + GAP;
        self.row_height = self.row_height.max(height + GAP);
        let [a, b, c, d] = self.dirty.unwrap_or([left, top, left + width, top + height]);
        self.dirty = Some([a.min(left), b.min(top), c.max(left + width), d.max(top + height)]);
        Slot {
            state: if color { State::Color } else { State::Coverage },
            left: left as u16,
            top: top as u16,
            width: width as u16,
            height: height as u16,
            offset,
        }
    }
}

fn blank() -> Arc<ColorImage> {
    Arc::new(ColorImage::filled([WIDTH, FIRST_HEIGHT], Color32::TRANSPARENT))
}

fn push_quad(mesh: &mut Mesh, at: Rect, uv: Rect, color: Color32) {
    let first = mesh.vertices.len() as u32;
    mesh.indices.extend_from_slice(&[first, first + 1, first + 2, first + 2, first + 1, first + 3]);
    mesh.vertices.extend_from_slice(&[
        Vertex { pos: at.left_top(), uv: uv.left_top(), color },
        Vertex { pos: at.right_top(), uv: uv.right_top(), color },
        Vertex { pos: at.left_bottom(), uv: uv.left_bottom(), color },
        Vertex { pos: at.right_bottom(), uv: uv.right_bottom(), color },
    ]);
}

/// A rasterised glyph.
#[derive(Debug, PartialEq)]
pub(super) struct Bitmap {
    size: [usize; 2],
    offset: [i16; 2],
    color: bool,
    pixels: Vec<Color32>,
}

/// Draws glyphs exactly as epaint does, so that the article's text looks like egui's.
pub struct Rasteriser {
    context: vello_cpu::RenderContext,
    resources: vello_cpu::Resources,
    buffer: Vec<u8>,
    /// By instance and glyph. Hinting an outline takes longer than filling it, and each is filled at up to four offsets.
    paths: HashMap<(u32, u32), Option<kurbo::BezPath>>,
    /// By instance; `None` where the font has no hints.
    hints: HashMap<u32, Option<HintingInstance>>,
    /// Drawn, with hints, before anybody asked for them.
    pub(super) ready: HashMap<GlyphKey, Bitmap>,
}

impl Default for Rasteriser {
    fn default() -> Self {
        Self {
            context: vello_cpu::RenderContext::new(1, 1),
            resources: vello_cpu::Resources::new(),
            buffer: Vec::new(),
            paths: HashMap::new(),
            hints: HashMap::new(),
            ready: HashMap::new(),
        }
    }
}

impl Rasteriser {
    /// Draws a glyph that will be asked for later.
    pub(super) fn prepare(&mut self, glyphs: &Glyphs, key: GlyphKey) {
        if self.ready.contains_key(&key) {
            return;
        }
        let instance = glyphs.instance(key.instance);
        let face = instance.and_then(|instance| glyphs.face(instance.face));
        let bitmap = instance.zip(face).and_then(|(instance, face)| self.bitmap(face, instance, key, true));
        if let Some(bitmap) = bitmap {
            self.ready.insert(key, bitmap);
        }
    }

    pub(super) fn bitmap(&mut self, face: &Face, instance: &Instance, key: GlyphKey, hinting: bool) -> Option<Bitmap> {
        let font = skrifa::FontRef::from_index(face.data.as_ref(), face.index).ok()?;
        let glyph = GlyphId::new(key.glyph);
        let size = Size::new(instance.size);
        if face.has_color
            && (font.color_glyphs().get(glyph).is_some() || font.bitmap_strikes().glyph_for_size(size, glyph).is_some())
            && let Some(bitmap) = self.color_bitmap(face, instance, key.glyph)
        {
            return Some(bitmap);
        }
        if self.paths.len() >= MAX_PATHS {
            self.paths.clear();
        }
        let Self { context, resources, buffer, paths, hints, .. } = self;
        let path = paths
            .entry((key.instance, key.glyph))
            .or_insert_with(|| outline(&font, instance, key, hints.entry(key.instance), hinting))
            .as_ref()?;

        // As much as FreeType fattens.
        let fat = if instance.embolden { f64::from(instance.size) / 24.0 } else { 0.0 };
        let right = kurbo::Vec2::new(f64::from(key.bin) * 0.25, 0.0);
        let bounds = (path.control_box().inflate(fat * 0.5, fat * 0.5) + right).expand();
        let (width, height) = (bounds.width() as usize, bounds.height() as usize);
        if width == 0 || height == 0 || width > MAX_GLYPH || height > MAX_GLYPH {
            return None;
        }
        context.reset_and_resize(width as u16, height as u16);
        context.set_transform(kurbo::Affine::translate(right - bounds.origin().to_vec2()));
        context.set_paint(color::OpaqueColor::<color::Srgb>::WHITE);
        context.fill_path(path);
        if fat > 0.0 {
            context.set_stroke(kurbo::Stroke::new(fat));
            context.stroke_path(path);
        }
        buffer.clear();
        buffer.resize(width * height * 4, 0);
        let target = vello_cpu::PixmapMut::new(width as u16, height as u16, buffer)?;
        context.render(target, resources);
        Some(Bitmap {
            size: [width, height],
            offset: [bounds.x0 as i16, bounds.y0 as i16],
            color: false,
            pixels: pixels(buffer).collect(),
        })
    }

    /// A glyph with its own colours. Its bounds are not known before, so it is drawn amidst three ems and cropped.
    fn color_bitmap(&mut self, face: &Face, instance: &Instance, glyph: u32) -> Option<Bitmap> {
        let side = (3.0 * instance.size).ceil().clamp(1.0, MAX_GLYPH as f32) as u16;
        let origin = [instance.size.round(), (2.0 * instance.size).round()];
        let font = peniko::FontData::new(face.data.clone(), face.index);
        let context = &mut self.context;
        context.reset_and_resize(side, side);
        context.reset_transform();
        context.set_paint(color::OpaqueColor::<color::Srgb>::WHITE);
        context
            .glyph_run(&mut self.resources, &font)
            .font_size(instance.size)
            .hint(false)
            .normalized_coords(&instance.coords)
            .fill_glyphs(std::iter::once(vello_cpu::Glyph { id: glyph, x: origin[0], y: origin[1] }));
        let side = usize::from(side);
        self.buffer.clear();
        self.buffer.resize(side * side * 4, 0);
        let target = vello_cpu::PixmapMut::new(side as u16, side as u16, &mut self.buffer)?;
        context.render(target, &mut self.resources);

        let (mut from, mut to) = ([side, side], [0, 0]);
        for (place, pixel) in pixels(&self.buffer).enumerate() {
            if pixel.a() == 0 {
                continue;
            }
            let (x, y) = (place % side, place / side);
            from = [from[0].min(x), from[1].min(y)];
            to = [to[0].max(x + 1), to[1].max(y + 1)];
        }
        if to[0] <= from[0] || to[1] <= from[1] {
            return None;
        }
        let size = [to[0] - from[0], to[1] - from[1]];
        let cropped = pixels(&self.buffer).enumerate().filter(|(place, _)| {
            (from[0]..to[0]).contains(&(place % side)) && (from[1]..to[1]).contains(&(place / side))
        });
        let pixels = cropped.map(|(_, pixel)| pixel).collect();
        let offset = [from[0] as i16 - origin[0] as i16, from[1] as i16 - origin[1] as i16];
        Some(Bitmap { size, offset, color: true, pixels })
    }
}

/// A glyph's outline in pixels, with y down; `None` where the font has none.
fn outline(
    font: &skrifa::FontRef<'_>,
    instance: &Instance,
    key: GlyphKey,
    hint: Entry<'_, u32, Option<HintingInstance>>,
    hinting: bool,
) -> Option<kurbo::BezPath> {
    let coords: Vec<NormalizedCoord> = instance.coords.iter().map(|&bits| NormalizedCoord::from_bits(bits)).collect();
    let location = LocationRef::new(&coords);
    let size = Size::new(instance.size);
    let outlines = font.outline_glyphs();
    let outline = outlines.get(GlyphId::new(key.glyph))?;
    let hint = hint.or_insert_with(|| HintingInstance::new(&outlines, size, location, TARGET).ok());
    let settings = match hint {
        Some(hint) if hinting => DrawSettings::hinted(hint, false),
        _ => DrawSettings::unhinted(size, location),
    };
    let mut path = kurbo::BezPath::new();
    let slant = f64::from(instance.skew).to_radians().tan();
    outline.draw(settings, &mut Pen { path: &mut path, slant }).ok()?;
    Some(path)
}

fn pixels(buffer: &[u8]) -> impl Iterator<Item = Color32> {
    buffer.as_chunks::<4>().0.iter().map(|&[r, g, b, a]| Color32::from_rgba_premultiplied(r, g, b, a))
}

/// Turns skrifa's outline, whose y points up, into kurbo's path.
struct Pen<'a> {
    path: &'a mut kurbo::BezPath,
    slant: f64,
}

impl Pen<'_> {
    fn point(&self, x: f32, y: f32) -> kurbo::Point {
        kurbo::Point::new(f64::from(x) + f64::from(y) * self.slant, -f64::from(y))
    }
}

impl skrifa::outline::OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.point(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.point(x, y));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.point(cx, cy), self.point(x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.curve_to(self.point(ax, ay), self.point(bx, by), self.point(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}
