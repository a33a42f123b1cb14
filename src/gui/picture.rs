//! The window as a picture, drawn on the CPU: the same pixels on every machine, with neither GPU nor display.

use std::collections::HashMap;

use egui::epaint::{ImageData, ImageDelta, Mesh, Primitive, Vertex};
use egui::{
    Color32, ColorImage, Context, FullOutput, Rect, TextureFilter, TextureId, TextureOptions, TextureWrapMode,
    TexturesDelta,
};

/// Vertices are snapped to this part of a pixel, as GPUs do it; from there on, what a triangle covers is exact.
const SUBPIXELS: i64 = 256;

/// Draws egui's output. Keeps the textures from frame to frame.
#[derive(Default)]
pub struct Picture {
    textures: HashMap<TextureId, Texture>,
    freed: Vec<TextureId>,
}

struct Texture {
    image: ColorImage,
    options: TextureOptions,
}

impl Picture {
    /// A renderer without textures.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the textures that changed in a frame. Call it for every frame, also for those that are not rendered.
    pub fn apply(&mut self, delta: &mut TexturesDelta) {
        for id in self.freed.drain(..) {
            self.textures.remove(&id);
        }
        // The frame that frees a texture may still show it.
        self.freed.extend(delta.free.drain());
        delta.set.drain().for_each(|(id, images)| images.into_iter().for_each(|image| self.put(id, &image)));
    }

    fn put(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        match (delta.pos, self.textures.get_mut(&id)) {
            (None, _) => {
                self.textures.insert(id, Texture { image: ColorImage::clone(image), options: delta.options });
            }
            (Some([left, top]), Some(texture)) => {
                texture.options = delta.options;
                let width = texture.image.size[0].max(1);
                let rows = texture.image.pixels.chunks_mut(width).skip(top);
                for (row, source) in rows.zip(image.pixels.chunks(image.size[0].max(1))) {
                    for (texel, pixel) in row.iter_mut().skip(left).zip(source) {
                        *texel = *pixel;
                    }
                }
            }
            (Some(_), None) => log::warn!("a part of a texture that does not exist was left out"),
        }
    }

    /// Renders a frame: width, height, and RGBA bytes with alpha not multiplied in, row by row.
    pub fn render(&self, ctx: &Context, output: &FullOutput) -> (u32, u32, Vec<u8>) {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let (width, height) = (size.x.round().max(1.0) as usize, size.y.round().max(1.0) as usize);
        let mut canvas = Canvas { pixels: vec![Color32::TRANSPARENT; width * height], width, height };
        for shape in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &shape.primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            let Some(clip) = canvas.clip(shape.clip_rect, scale) else { continue };
            canvas.mesh(mesh, texture, &clip, scale);
        }
        let bytes = canvas
            .pixels
            .iter()
            .flat_map(|pixel| if pixel.is_opaque() { pixel.to_array() } else { pixel.to_srgba_unmultiplied() });
        (width as u32, height as u32, bytes.collect())
    }
}

/// Encodes a picture as a PNG file.
///
/// # Errors
/// When width and height do not fit the bytes.
pub fn encode_png(width: u32, height: u32, rgba: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgba)?;
    writer.finish()?;
    Ok(file)
}

/// What may be drawn to, in pixels; the right and lower edges lie outside.
#[derive(Clone, Copy)]
struct Clip {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

struct Canvas {
    pixels: Vec<Color32>,
    width: usize,
    height: usize,
}

impl Canvas {
    /// The pixels of a clip rectangle, rounded as the GPU's scissors are.
    fn clip(&self, rect: Rect, scale: f32) -> Option<Clip> {
        let round = |at: f32, most: usize| (at * scale).round().clamp(0.0, most as f32) as usize;
        let clip = Clip {
            left: round(rect.left(), self.width),
            top: round(rect.top(), self.height),
            right: round(rect.right(), self.width),
            bottom: round(rect.bottom(), self.height),
        };
        (clip.left < clip.right && clip.top < clip.bottom).then_some(clip)
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &Texture, clip: &Clip, scale: f32) {
        let vertex = |index: u32| mesh.vertices.get(index as usize).map(|vertex| Corner::new(vertex, texture, scale));
        let mut indices = mesh.indices.as_slice();
        while let [a, b, c, rest @ ..] = indices {
            indices = rest;
            let (Some(a), Some(b), Some(c)) = (vertex(*a), vertex(*b), vertex(*c)) else { continue };
            if let [d, e, f, after @ ..] = rest
                && let (Some(d), Some(e), Some(f)) = (vertex(*d), vertex(*e), vertex(*f))
                && let Some(quad) = Quad::of([&a, &b, &c, &d, &e, &f])
                && quad.is_one_to_one()
            {
                indices = after;
                self.copy(&quad, texture, clip);
                continue;
            }
            self.triangle(&[a, b, c], texture, clip);
        }
    }

    /// Draws a quad whose texels and pixels coincide, as those of glyphs do.
    fn copy(&mut self, quad: &Quad, texture: &Texture, clip: &Clip) {
        let [left, top] = quad.at.map(|at| at.round() as i64);
        let [u, v] = quad.texel.map(|at| at.round() as i64);
        let [width, height] = quad.size.map(|size| size.round() as i64);
        let from = (left.max(clip.left as i64), top.max(clip.top as i64));
        let to = ((left + width).min(clip.right as i64), (top + height).min(clip.bottom as i64));
        if from.0 >= to.0 || from.1 >= to.1 {
            return;
        }
        let columns = (to.0 - from.0) as usize;
        for y in from.1..to.1 {
            let source = (v + y - top) * texture.image.size[0] as i64 + u + from.0 - left;
            let Ok(source) = usize::try_from(source) else { continue };
            let target = y as usize * self.width + from.0 as usize;
            let texels = texture.image.pixels.get(source..source + columns).unwrap_or_default();
            for (pixel, texel) in self.pixels.iter_mut().skip(target).zip(texels) {
                *pixel = blend(*pixel, *texel, quad.color);
            }
        }
    }

    fn triangle(&mut self, corners: &[Corner; 3], texture: &Texture, clip: &Clip) {
        let [a, b, c] = corners;
        let area = cross(a, b, c);
        if area == 0 {
            return;
        }
        let edges = if area > 0 {
            [Edge::new(a, b), Edge::new(b, c), Edge::new(c, a)]
        } else {
            [Edge::new(b, a), Edge::new(c, b), Edge::new(a, c)]
        };
        let lowest = |of: fn(&Corner) -> i64| corners.iter().map(of).min().unwrap_or(0).div_euclid(SUBPIXELS);
        let highest = |of: fn(&Corner) -> i64| corners.iter().map(of).max().unwrap_or(0).div_euclid(SUBPIXELS) + 1;
        let columns =
            lowest(|corner| corner.x).max(clip.left as i64)..highest(|corner| corner.x).min(clip.right as i64);
        let rows = lowest(|corner| corner.y).max(clip.top as i64)..highest(|corner| corner.y).min(clip.bottom as i64);
        let shade = Shade::new(corners, area, texture);
        for y in rows {
            let (mut from, mut to) = (columns.start, columns.end);
            for edge in &edges {
                edge.narrow(y, &mut from, &mut to);
            }
            if from >= to {
                continue;
            }
            let start = y as usize * self.width;
            let Some(row) = self.pixels.get_mut(start + from as usize..start + to as usize) else { continue };
            shade.row(row, from, y, texture);
        }
    }
}

/// A vertex in the picture's units.
#[derive(Clone, Copy)]
struct Corner {
    /// Sub-pixels.
    x: i64,
    y: i64,
    /// Texels.
    texel: [f64; 2],
    color: Color32,
}

impl Corner {
    fn new(vertex: &Vertex, texture: &Texture, scale: f32) -> Self {
        let snap = |at: f32| (f64::from(at) * f64::from(scale) * SUBPIXELS as f64).round().clamp(-1.0e9, 1.0e9) as i64;
        let [width, height] = texture.image.size.map(|size| size as f64);
        Self {
            x: snap(vertex.pos.x),
            y: snap(vertex.pos.y),
            texel: [f64::from(vertex.uv.x) * width, f64::from(vertex.uv.y) * height],
            color: vertex.color,
        }
    }
}

fn cross(a: &Corner, b: &Corner, c: &Corner) -> i64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// The side of a triangle: inside where `across * x + down * y + constant >= 0`, in sub-pixels.
struct Edge {
    across: i64,
    down: i64,
    constant: i64,
}

impl Edge {
    fn new(from: &Corner, to: &Corner) -> Self {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        // Of two triangles that share an edge, the one below or to the right of it owns the pixels on it.
        let owned = dy < 0 || (dy == 0 && dx > 0);
        let (across, down) = (-dy, dx);
        Self { across, down, constant: -(across * from.x + down * from.y) - i64::from(!owned) }
    }

    /// Narrows the pixels of a row to those whose centres are inside.
    fn narrow(&self, y: i64, from: &mut i64, to: &mut i64) {
        let half = SUBPIXELS / 2;
        let rest = self.across * half + self.down * (y * SUBPIXELS + half) + self.constant;
        let step = self.across * SUBPIXELS;
        match step {
            0 if rest < 0 => *to = *from,
            0 => {}
            // across * 256 * x + rest >= 0
            1.. => *from = (*from).max(-rest.div_euclid(step)),
            _ => *to = (*to).min(rest.div_euclid(-step) + 1),
        }
    }
}

/// Two triangles that make an upright rectangle in one colour.
struct Quad {
    /// The upper left corner and the size in pixels.
    at: [f64; 2],
    size: [f64; 2],
    /// The same in the texture.
    texel: [f64; 2],
    texel_size: [f64; 2],
    color: Color32,
}

impl Quad {
    fn of(corners: [&Corner; 6]) -> Option<Self> {
        let same = |a: &Corner, b: &Corner| a.x == b.x && a.y == b.y && a.texel == b.texel;
        // The order of the corners is that of glyphs and images, or that of epaint's rectangles without feathering.
        let [upper_left, first, second, fourth, fifth, sixth] = corners;
        let (upper_right, lower_left, lower_right) = if same(second, fourth) && same(first, fifth) {
            (first, second, sixth)
        } else if same(upper_left, fourth) && same(second, fifth) {
            (first, sixth, second)
        } else {
            return None;
        };
        let upright = |a: &Corner, b: &Corner| a.x == b.x && a.texel[0] == b.texel[0];
        let level = |a: &Corner, b: &Corner| a.y == b.y && a.texel[1] == b.texel[1];
        let straight = upright(upper_left, lower_left)
            && upright(upper_right, lower_right)
            && level(upper_left, upper_right)
            && level(lower_left, lower_right);
        let one = corners.iter().all(|corner| corner.color == upper_left.color);
        let (width, height) = (lower_right.x - upper_left.x, lower_right.y - upper_left.y);
        if !straight || !one || width <= 0 || height <= 0 {
            return None;
        }
        let pixels = |at: i64| at as f64 / SUBPIXELS as f64;
        Some(Self {
            at: [pixels(upper_left.x), pixels(upper_left.y)],
            size: [pixels(width), pixels(height)],
            texel: upper_left.texel,
            texel_size: [0, 1].map(|axis| lower_right.texel[axis] - upper_left.texel[axis]),
            color: upper_left.color,
        })
    }

    fn is_one_to_one(&self) -> bool {
        let whole = |at: f64| (at - at.round()).abs() < 0.02;
        self.at.iter().chain(&self.size).chain(&self.texel).all(|&at| whole(at))
            && self.size.iter().zip(&self.texel_size).all(|(a, b)| (a - b).abs() < 0.02)
    }
}

/// How colour and texel change over a triangle, from the centre of pixel 0, 0.
struct Shade {
    texel: [Plane; 2],
    color: [Plane; 4],
    one_color: Option<Color32>,
    one_texel: Option<Color32>,
    linear: bool,
}

/// A value at the origin, and its change to the right and downwards.
#[derive(Clone, Copy)]
struct Plane([f64; 3]);

impl Plane {
    fn new(corners: &[Corner; 3], area: i64, value: impl Fn(&Corner) -> f64) -> Self {
        let [a, b, c] = corners;
        let (first, second, third) = (value(a), value(b), value(c));
        let (to_b, to_c) = (second - first, third - first);
        let right = (to_b * (c.y - a.y) as f64 - to_c * (b.y - a.y) as f64) / area as f64;
        let down = (to_c * (b.x - a.x) as f64 - to_b * (c.x - a.x) as f64) / area as f64;
        let half = (SUBPIXELS / 2) as f64;
        let origin = first + right * (half - a.x as f64) + down * (half - a.y as f64);
        Self([origin, right * SUBPIXELS as f64, down * SUBPIXELS as f64])
    }

    fn at(&self, x: i64, y: i64) -> f64 {
        self.0[0] + self.0[1] * x as f64 + self.0[2] * y as f64
    }
}

impl Shade {
    fn new(corners: &[Corner; 3], area: i64, texture: &Texture) -> Self {
        let [a, b, c] = corners;
        let texel = [0, 1].map(|axis| Plane::new(corners, area, |corner| corner.texel[axis]));
        let color = [0, 1, 2, 3].map(|part| Plane::new(corners, area, |corner| f64::from(corner.color[part])));
        let shrinks = texel.iter().any(|plane| plane.0[1].hypot(plane.0[2]) > 1.0);
        let options = &texture.options;
        let filter = if shrinks { options.minification } else { options.magnification };
        let linear = filter == TextureFilter::Linear;
        let one_texel = (a.texel == b.texel && b.texel == c.texel).then(|| texture.sample(a.texel, linear));
        let one_color = (a.color == b.color && b.color == c.color).then_some(a.color);
        Self { texel, color, one_color, one_texel, linear }
    }

    fn row(&self, row: &mut [Color32], from: i64, y: i64, texture: &Texture) {
        if let (Some(texel), Some(color)) = (self.one_texel, self.one_color) {
            if texel == Color32::WHITE && color.is_opaque() {
                row.fill(color);
            } else {
                for pixel in row {
                    *pixel = blend(*pixel, texel, color);
                }
            }
            return;
        }
        for (x, pixel) in (from..).zip(row) {
            let texel = self
                .one_texel
                .unwrap_or_else(|| texture.sample([self.texel[0].at(x, y), self.texel[1].at(x, y)], self.linear));
            *pixel = match self.one_color {
                Some(color) => blend(*pixel, texel, color),
                None => blend_exact(*pixel, texel, self.color.map(|plane| plane.at(x, y).clamp(0.0, 255.0) as f32)),
            };
        }
    }
}

impl Texture {
    fn sample(&self, at: [f64; 2], linear: bool) -> Color32 {
        if !linear {
            return self.texel(at[0].floor() as i64, at[1].floor() as i64);
        }
        let (x, y) = (at[0] - 0.5, at[1] - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_part, lower_part) = ((x - left) as f32, (y - top) as f32);
        let (left, top) = (left as i64, top as i64);
        let texels = [
            (self.texel(left, top), (1.0 - right_part) * (1.0 - lower_part)),
            (self.texel(left + 1, top), right_part * (1.0 - lower_part)),
            (self.texel(left, top + 1), (1.0 - right_part) * lower_part),
            (self.texel(left + 1, top + 1), right_part * lower_part),
        ];
        let mix = [0, 1, 2, 3].map(|part| {
            let sum: f32 = texels.iter().map(|(texel, weight)| f32::from(texel[part]) * weight).sum();
            sum.round() as u8
        });
        Color32::from_rgba_premultiplied(mix[0], mix[1], mix[2], mix[3])
    }

    fn texel(&self, x: i64, y: i64) -> Color32 {
        let [width, height] = self.image.size;
        let wrap = |at: i64, size: usize| {
            let size = (size as i64).max(1);
            match self.options.wrap_mode {
                TextureWrapMode::ClampToEdge => at.clamp(0, size - 1),
                TextureWrapMode::Repeat => at.rem_euclid(size),
                TextureWrapMode::MirroredRepeat => {
                    let at = at.rem_euclid(2 * size);
                    at.min(2 * size - 1 - at)
                }
            }
        };
        let place = wrap(y, height) as usize * width + wrap(x, width) as usize;
        self.image.pixels.get(place).copied().unwrap_or(Color32::TRANSPARENT)
    }
}

/// Lays texel times colour over a pixel; all are premultiplied, and the result is rounded once, as on the GPU.
fn blend(under: Color32, texel: Color32, color: Color32) -> Color32 {
    const ONE: u32 = 255 * 255;
    let keep = ONE - u32::from(texel.a()) * u32::from(color.a());
    let part = |part: usize| {
        let over = u32::from(texel[part]) * u32::from(color[part]) * 255;
        let sum = over + u32::from(under[part]) * keep;
        ((sum + ONE / 2) / ONE).min(255) as u8
    };
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}

/// As [`blend`], for a colour between two steps.
fn blend_exact(under: Color32, texel: Color32, color: [f32; 4]) -> Color32 {
    let keep = 1.0 - f32::from(texel.a()) * color[3] / (255.0 * 255.0);
    let part = |part: usize| {
        let over = f32::from(texel[part]) * color[part] / 255.0;
        (over + f32::from(under[part]) * keep).round().clamp(0.0, 255.0) as u8
    };
    Color32::from_rgba_premultiplied(part(0), part(1), part(2), part(3))
}
