//! The picture of a frame, and the article's text in it.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)]

use crossread::gui::article::layout::{Atlas, Engine, Family, TextColors, TextStyle, emit};
use crossread::gui::fonts::{definitions, find_system_fonts, serif};
use crossread::gui::picture::{Picture, encode_png};
use egui::accesskit::{Node, Role};
use egui::epaint::Mesh;
use egui::{Color32, ColorImage, Context, FontId, Rect, Shape, TextureOptions, Theme, Ui, ViewportId, pos2, vec2};

fn context(theme: Theme) -> Context {
    let ctx = Context::default();
    ctx.set_fonts(definitions(None));
    ctx.set_theme(theme);
    ctx
}

/// Runs frames and keeps their picture.
struct Screen {
    ctx: Context,
    picture: Picture,
    scale: f32,
}

impl Screen {
    fn new(theme: Theme, scale: f32) -> Self {
        Self { ctx: context(theme), picture: Picture::new(), scale }
    }

    /// One frame of 400 × 200 pixels, as rows of RGBA.
    fn frame(&mut self, draw: impl FnMut(&mut Ui)) -> Shot {
        let size = vec2(400.0, 200.0) / self.scale;
        let mut input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), size)),
            ..egui::RawInput::default()
        };
        input.viewports.get_mut(&ViewportId::ROOT).unwrap().native_pixels_per_point = Some(self.scale);
        let mut output = self.ctx.run_ui(input, draw);
        self.picture.apply(&mut output.textures_delta);
        let (width, height, bytes) = self.picture.render(&self.ctx, &output);
        assert_eq!((width, height), (400, 200));
        let rows = bytes.chunks(400 * 4).map(|row| row.chunks(4).map(|p| [p[0], p[1], p[2], p[3]]).collect()).collect();
        Shot { rows, bytes }
    }
}

struct Shot {
    rows: Vec<Vec<[u8; 4]>>,
    bytes: Vec<u8>,
}

impl Shot {
    fn at(&self, x: usize, y: usize) -> [u8; 4] {
        self.rows[y][x]
    }

    /// The rows of a part of the picture that are not all background.
    fn ink(&self, from: usize, to: usize) -> Vec<Vec<[u8; 4]>> {
        let background = self.at(399, 199);
        let inked = |row: &&Vec<[u8; 4]>| row.iter().any(|pixel| *pixel != background);
        let first = self.rows[from..to].iter().position(|row| inked(&row)).unwrap();
        let last = self.rows[from..to].iter().rposition(|row| inked(&row)).unwrap();
        self.rows[from + first..=from + last].to_vec()
    }
}

fn colors(color: Color32) -> TextColors {
    TextColors { text: color, faint: color, link: color }
}

#[test]
fn the_articles_letters_look_like_eguis() {
    let text = "Afford (quickly) 27 “jugs”, œuvre & Ångström;";
    for theme in [Theme::Light, Theme::Dark] {
        for (size, scale) in [(11.0, 1.0), (16.0, 1.0), (17.0, 1.0), (16.0, 1.5), (22.0, 1.0), (14.0, 2.0)] {
            let mut screen = Screen::new(theme, scale);
            let mut engine = Engine::new();
            let mut atlas = Atlas::new(&screen.ctx);
            let style = TextStyle { size, line_height: size * 1.5, ..TextStyle::default() };
            let shot = screen.frame(|ui| {
                let color = ui.visuals().text_color();
                ui.painter().rect_filled(Rect::EVERYTHING, 0.0, ui.visuals().panel_fill);
                let at = pos2(8.0, 8.0) / scale;
                ui.painter().text(at, egui::Align2::LEFT_TOP, text, FontId::new(size, serif()), color);
                atlas.begin_frame(ui.ctx());
                let block = engine.layout(text, &[], &style, 1000.0, scale);
                let mut mesh = atlas.mesh();
                let below = pos2(8.0, 108.0) / scale;
                block.paint(&engine, &mut atlas, &mut mesh, below, ui.clip_rect(), &colors(color));
                ui.painter().add(Shape::mesh(mesh));
                atlas.flush(ui.ctx());
            });
            let (theirs, ours) = (shot.ink(0, 100), shot.ink(100, 200));
            assert_eq!(theirs.len(), ours.len(), "{theme:?} {size} {scale}: as high as egui's");
            let pairs = theirs.iter().flatten().zip(ours.iter().flatten());
            let off = pairs.map(|(a, b)| a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap());
            assert!(off.max().unwrap() <= 1, "{theme:?} {size} {scale}: the same pixels");
        }
    }
}

#[test]
fn a_new_theme_makes_new_letters_and_nothing_is_lost() {
    let mut screen = Screen::new(Theme::Light, 1.0);
    let mut engine = Engine::new();
    let mut atlas = Atlas::new(&screen.ctx);
    let block = engine.layout("Letters", &[], &TextStyle::default(), 300.0, 1.0);
    let frame = |screen: &mut Screen, atlas: &mut Atlas| {
        screen.frame(|ui| {
            atlas.begin_frame(ui.ctx());
            ui.painter().rect_filled(Rect::EVERYTHING, 0.0, Color32::BLACK);
            let mut mesh = atlas.mesh();
            block.paint(&engine, atlas, &mut mesh, pos2(8.0, 8.0), ui.clip_rect(), &colors(Color32::WHITE));
            ui.painter().add(Shape::mesh(mesh));
            atlas.flush(ui.ctx());
        })
    };
    let light = frame(&mut screen, &mut atlas);
    let (epoch, made) = (atlas.epoch(), atlas.rasterised());
    assert_eq!(frame(&mut screen, &mut atlas).bytes, light.bytes);
    assert_eq!(atlas.rasterised(), made, "a second frame needs no new letters");
    screen.ctx.set_theme(Theme::Dark);
    let dark = frame(&mut screen, &mut atlas);
    assert!(atlas.epoch() > epoch);
    assert_ne!(dark.bytes, light.bytes, "light letters on dark are fattened");
    screen.ctx.set_theme(Theme::Light);
    assert_eq!(frame(&mut screen, &mut atlas).bytes, light.bytes);
}

#[test]
fn the_texture_grows_while_a_frame_is_drawn() {
    let mut screen = Screen::new(Theme::Light, 1.0);
    let mut engine = Engine::new();
    let mut atlas = Atlas::new(&screen.ctx);
    let alphabet: String = ('!'..='~').chain('À'..='ž').collect();
    let first = engine.layout("Letters", &[], &TextStyle::default(), 300.0, 1.0);
    let huge: Vec<_> = (0..6)
        .map(|step| {
            let style = TextStyle { size: 60.0 + step as f32, line_height: 100.0, ..TextStyle::default() };
            engine.layout(&alphabet, &[], &style, 3000.0, 1.0)
        })
        .collect();
    let frame = |screen: &mut Screen, atlas: &mut Atlas, grow: bool| {
        let mut passes = 0;
        let shot = screen.frame(|ui| {
            passes += 1;
            atlas.begin_frame(ui.ctx());
            let mut mesh = atlas.mesh();
            let clip = ui.clip_rect();
            ui.painter().rect_filled(Rect::EVERYTHING, 0.0, Color32::WHITE);
            first.paint(&engine, atlas, &mut mesh, pos2(8.0, 8.0), clip, &colors(Color32::BLACK));
            let below = pos2(0.0, 300.0);
            for block in huge.iter().filter(|_| grow) {
                block.paint(&engine, atlas, &mut mesh, below, Rect::EVERYTHING, &colors(Color32::BLACK));
            }
            ui.painter().add(Shape::mesh(mesh));
            atlas.flush(ui.ctx());
        });
        (passes, shot)
    };
    let (passes, before) = frame(&mut screen, &mut atlas, false);
    assert_eq!(passes, 1);
    let (passes, grown) = frame(&mut screen, &mut atlas, true);
    assert_eq!(passes, 2, "the frame is drawn again");
    assert_eq!(before.bytes, grown.bytes, "the first letters are where they were");
    assert_eq!(frame(&mut screen, &mut atlas, true).0, 1);
}

#[test]
fn emoji_have_their_own_colours_and_hidden_lines_cost_nothing() {
    let mut screen = Screen::new(Theme::Light, 1.0);
    let mut engine = Engine::new();
    engine.install(&find_system_fonts(["😀"]));
    let mut atlas = Atlas::new(&screen.ctx);
    let style = TextStyle { size: 40.0, line_height: 60.0, ..TextStyle::default() };
    let block = engine.layout("😀", &[], &style, 300.0, 1.0);
    let many = engine.layout(&"word ".repeat(200), &[], &style, 300.0, 1.0);
    let mut painted = 0;
    let shot = screen.frame(|ui| {
        atlas.begin_frame(ui.ctx());
        ui.painter().rect_filled(Rect::EVERYTHING, 0.0, Color32::WHITE);
        let mut mesh = atlas.mesh();
        block.paint(&engine, &mut atlas, &mut mesh, pos2(8.0, 8.0), ui.clip_rect(), &colors(Color32::BLACK));
        let mut other = Mesh::default();
        many.paint(&engine, &mut atlas, &mut other, pos2(0.0, -1000.0), ui.clip_rect(), &colors(Color32::BLACK));
        painted = other.vertices.len() / 4;
        ui.painter().add(Shape::mesh(mesh));
        atlas.flush(ui.ctx());
    });
    let yellow = shot.rows.iter().flatten().filter(|pixel| pixel[0] > 200 && pixel[1] > 150 && pixel[2] < 120).count();
    assert!(yellow > 300, "{yellow} yellow pixels");
    assert!((4..1000).contains(&painted), "{painted} letters of lines that do not show");
    assert!(painted < 200 * 4 / 2, "{painted} letters of lines that do not show");
}

#[test]
fn screen_readers_get_paragraphs_with_runs() {
    let ctx = context(Theme::Light);
    let mut engine = Engine::new();
    let text = "A headline that is wrapped over some lines";
    let block = engine.layout(text, &[], &TextStyle { family: Family::Sans, ..TextStyle::default() }, 90.0, 1.0);
    let run = |ctx: &Context| {
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            emit(ui, "block", Role::Heading, block.table(), text, pos2(10.0, 10.0));
        });
        output.textures_delta.clear();
        output.platform_output.accesskit_update
    };
    assert!(run(&ctx).is_none());
    ctx.enable_accesskit();
    let update = run(&ctx).unwrap();
    let node = |id| update.nodes.iter().find(|(known, _)| *known == id).map(|(_, node)| node).unwrap();
    let heading: Vec<&Node> =
        update.nodes.iter().map(|(_, node)| node).filter(|node| node.role() == Role::Heading).collect();
    assert_eq!(heading.len(), 1);
    let runs: Vec<&Node> = heading[0].children().iter().map(|id| node(*id)).collect();
    assert!(runs.len() > 2);
    assert!(runs.iter().all(|run| run.role() == Role::TextRun));
    let spoken: String = runs.iter().map(|run| run.value().unwrap()).collect();
    assert_eq!(spoken, text);
    let words: usize = runs.iter().map(|run| run.word_starts().len()).sum();
    assert_eq!(words, 8);
}

#[test]
fn shapes_are_cut_blended_and_sampled() {
    let mut screen = Screen::new(Theme::Light, 1.0);
    let mut textures = None;
    let shot = screen.frame(|ui| {
        let (near, soft) = textures.get_or_insert_with(|| {
            let image = ColorImage::new([2, 1], vec![Color32::BLACK, Color32::WHITE]);
            let load = |name, options| ui.ctx().load_texture(name, image.clone(), options);
            (load("near", TextureOptions::NEAREST), load("soft", TextureOptions::LINEAR))
        });
        let painter = ui.ctx().layer_painter(egui::LayerId::background());
        painter.rect_filled(Rect::from_min_max(pos2(0.0, 0.0), pos2(400.0, 200.0)), 0.0, Color32::WHITE);
        let square = |x: f32| Rect::from_min_size(pos2(x, 10.0), vec2(40.0, 40.0));
        painter.rect_filled(square(10.0), 0.0, Color32::from_rgba_premultiplied(128, 0, 0, 128));
        let clipped = painter.with_clip_rect(Rect::from_min_max(pos2(0.0, 0.0), pos2(80.0, 30.0)));
        clipped.rect_filled(square(60.0), 0.0, Color32::BLUE);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(near.id(), square(110.0), whole, Color32::WHITE);
        painter.image(soft.id(), square(160.0), whole, Color32::WHITE);
        // Two triangles that share an edge paint every pixel once.
        let mut mesh = Mesh::default();
        for corner in [pos2(210.3, 10.2), pos2(251.0, 14.7), pos2(247.1, 50.9), pos2(213.0, 48.0)] {
            mesh.colored_vertex(corner, Color32::from_rgba_premultiplied(0, 0, 0, 128));
        }
        mesh.add_triangle(0, 1, 2);
        mesh.add_triangle(0, 2, 3);
        painter.add(Shape::mesh(mesh));
    });
    assert_eq!(shot.at(30, 30), [255, 127, 127, 255]);
    assert_eq!(shot.at(70, 29), [0, 0, 255, 255]);
    assert_eq!(shot.at(70, 30), [255, 255, 255, 255]);
    assert_eq!(shot.at(80, 20), [255, 255, 255, 255]);
    assert_eq!((shot.at(129, 30)[0], shot.at(130, 30)[0]), (0, 255));
    let soft: Vec<u8> = (160..200).map(|x| shot.at(x, 30)[0]).collect();
    assert!(soft.is_sorted() && soft[0] == 0 && soft[39] == 255 && (120..=136).contains(&soft[20]), "{soft:?}");
    let mut grey = 0;
    for row in &shot.rows[5..55] {
        for pixel in &row[205..256] {
            assert!(pixel[0] == 255 || pixel[0] == 127, "{pixel:?}");
            grey += usize::from(pixel[0] == 127);
        }
    }
    assert!((1_300..1_500).contains(&grey), "{grey}");
}

#[test]
fn a_picture_becomes_a_file() {
    let rgba: Vec<u8> = (0..=255).cycle().take(7 * 5 * 4).collect();
    let file = encode_png(7, 5, &rgba).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
    let mut back = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut back).unwrap();
    assert_eq!(back, rgba);
    assert!(encode_png(7, 6, &rgba).is_err());
}
