//! Which glyphs have been laid out so far, as small numbers that stay valid for the program's life.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use fontique::Blob;

/// A glyph of one font at one size and one horizontal sub-pixel offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct GlyphKey {
    /// Index into [`Glyphs::instances`].
    pub instance: u32,
    /// The font's number for the glyph.
    pub glyph: u32,
    /// Quarters of a pixel to the right.
    pub bin: u8,
}

/// One face of a font file.
pub(super) struct Face {
    pub data: Blob<u8>,
    pub index: u32,
    /// Coloured glyphs and those of fonts with very many are drawn at whole pixels only, to save room in the atlas.
    whole_pixels: bool,
    /// Whether some of its glyphs have their own colours.
    pub has_color: bool,
}

impl Face {
    fn new(data: Blob<u8>, index: u32) -> Self {
        use skrifa::raw::TableProvider as _;
        let font = skrifa::FontRef::from_index(data.as_ref(), index).ok();
        let font = font.as_ref();
        let has_color = font.is_some_and(|font| font.colr().is_ok() || font.sbix().is_ok() || font.cbdt().is_ok());
        let many = font.is_some_and(|font| font.maxp().is_ok_and(|maxp| maxp.num_glyphs() > 20_000));
        Self { data, index, whole_pixels: has_color || many, has_color }
    }
}

/// A face at a size, with its variations and what the rasteriser has to make up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Instance {
    /// Index into [`Glyphs::faces`].
    pub face: u32,
    /// Physical pixels an em.
    pub size: f32,
    /// Normalised variation coordinates, in 2.14 fixed point.
    pub coords: Vec<i16>,
    /// Whether to fatten the outlines, for want of a bold face.
    pub embolden: bool,
    /// Degrees to slant the outlines, for want of an italic face.
    pub skew: f32,
}

/// The glyphs that layouts refer to by number.
#[derive(Default)]
pub(super) struct Glyphs {
    faces: Vec<Face>,
    face_numbers: HashMap<(u64, u32), u32>,
    instances: Vec<Instance>,
    keys: Vec<GlyphKey>,
    numbers: HashMap<GlyphKey, u32, BuildHasherDefault<KeyHasher>>,
}

/// A quick hash for small numbers: every glyph of every layout is looked up once.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.write_u32(u32::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

impl Glyphs {
    pub fn face(&self, number: u32) -> Option<&Face> {
        self.faces.get(number as usize)
    }

    pub fn instance(&self, number: u32) -> Option<&Instance> {
        self.instances.get(number as usize)
    }

    pub fn key(&self, number: u32) -> Option<GlyphKey> {
        self.keys.get(number as usize).copied()
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn face_number(&mut self, data: &Blob<u8>, index: u32) -> u32 {
        *self.face_numbers.entry((data.id(), index)).or_insert_with(|| {
            self.faces.push(Face::new(data.clone(), index));
            self.faces.len() as u32 - 1
        })
    }

    pub fn instance_number(&mut self, instance: Instance) -> u32 {
        // Only a handful of instances is in use at a time, the last ones most.
        if let Some(known) = self.instances.iter().rposition(|known| *known == instance) {
            return known as u32;
        }
        self.instances.push(instance);
        self.instances.len() as u32 - 1
    }

    /// The number of a glyph whose origin is at `x` physical pixels, and the whole pixel to draw it at.
    pub fn place(&mut self, instance: u32, glyph: u32, x: f32) -> (u32, i32) {
        let whole =
            self.instance(instance).and_then(|instance| self.face(instance.face)).is_none_or(|face| face.whole_pixels);
        let (pixel, bin) = if whole {
            (x.round() as i32, 0)
        } else {
            let quarters = (x * 4.0).round() as i32;
            (quarters.div_euclid(4), quarters.rem_euclid(4) as u8)
        };
        let key = GlyphKey { instance, glyph, bin };
        let number = *self.numbers.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.keys.len() as u32 - 1
        });
        (number, pixel)
    }
}
