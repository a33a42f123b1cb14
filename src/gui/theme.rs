//! The look: every colour and size of the window is named here and nowhere else.
//!
//! A widget asks [`of`] for the theme in force and paints with its tokens; [`apply`] teaches egui's own widgets the same
//! look. Text keeps a contrast of at least 4.5 : 1 on every background it may stand on; a test goes through all pairs.

use egui::style::ScrollStyle;
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Theme as Mode, Vec2, Visuals,
};

use crate::model::LabelColor;

/// Sizes in points. They do not differ between light and dark.
pub mod size {
    /// Text of controls, lists and panels.
    pub const BODY: f32 = 13.0;
    /// Secondary lines, key caps, chips.
    pub const SMALL: f32 = 11.5;
    /// Section headers, set in capitals.
    pub const SECTION: f32 = 11.0;
    /// Titles of dialogs.
    pub const HEADING: f32 = 16.0;
    /// The program's name on the welcome screen.
    pub const DISPLAY: f32 = 30.0;
    /// Article text.
    pub const READING: f32 = 16.5;
    /// Corner radius of controls.
    pub const RADIUS: u8 = 6;
    /// Corner radius of cards and dialogs.
    pub const CARD_RADIUS: u8 = 10;
    /// Corner radius of key caps.
    pub const KEY_RADIUS: u8 = 3;
    /// Width of the lines between areas and around controls.
    pub const HAIRLINE: f32 = 1.0;
    /// Width of the ring around what has the keyboard focus.
    pub const FOCUS_RING: f32 = 2.0;
    /// Height of buttons, fields and segmented choices.
    pub const CONTROL: f32 = 26.0;
    /// Height of one line in a list.
    pub const ROW: f32 = 24.0;
    /// Distance between neighbouring things.
    pub const GAP: f32 = 6.0;
    /// Distance between a panel's edge and what it holds.
    pub const PANEL_MARGIN: i8 = 12;
    /// Distance between a dialog's edge and what it holds.
    pub const DIALOG_MARGIN: i8 = 20;
}

/// The sans serif in a stronger weight, `size` points high.
pub fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("strong".into()))
}

/// The reading type of articles and quotations, `size` points high.
pub fn serif(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("serif".into()))
}

/// The sans serif, `size` points high.
pub fn plain(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// A background and the text that belongs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tint {
    /// The background.
    pub fill: Color32,
    /// Text on that background.
    pub text: Color32,
}

/// What a chip or a message is about; each has a [`Tint`] in every theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Nothing in particular.
    Neutral,
    /// States, agrees, or is simply the case.
    Info,
    /// Went well.
    Positive,
    /// Wants a look: hedged, altered, unsure.
    Warning,
    /// Contradicts, failed, or destroys something.
    Danger,
}

impl Tone {
    /// Every tone.
    pub const ALL: [Self; 5] = [Self::Neutral, Self::Info, Self::Positive, Self::Warning, Self::Danger];
}

/// The three shades in which a label's colour appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelShades {
    /// Behind marked text.
    pub tint: Color32,
    /// Behind marked text that is chosen or under the pointer.
    pub strong_tint: Color32,
    /// Underlines and other strokes.
    pub line: Color32,
    /// Text in the label's colour, and the fill of badges (whose text is [`Theme::pane`]).
    pub ink: Color32,
}

/// The colours of one mode. Every field is a token with one meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    /// Whether light text stands on a dark ground.
    pub dark: bool,
    /// Behind everything: the welcome screen, the gaps.
    pub window: Color32,
    /// Menu bar, side panels, tabs, status line.
    pub panel: Color32,
    /// Article panes, tables, cards, fields.
    pub pane: Color32,
    /// Ordinary text.
    pub text: Color32,
    /// Bylines, hints, section headers.
    pub weak_text: Color32,
    /// Boilerplate, silent cells: still readable, but it stands back.
    pub faint_text: Color32,
    /// Lines between areas and around controls.
    pub hairline: Color32,
    /// Lines around what can be typed into or chosen, where the hairline would be too little.
    pub field_line: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Primary buttons and cards.
    pub accent: Color32,
    /// Text on [`Self::accent`].
    pub on_accent: Color32,
    /// The second line of text on [`Self::accent`].
    pub on_accent_weak: Color32,
    /// Links, and text that acts like one.
    pub link: Color32,
    /// Selected rows and the chosen segment.
    pub accent_soft: Color32,
    /// The chosen segment's text on [`Self::accent_soft`].
    pub on_accent_soft: Color32,
    /// The row of a table that belongs to what is chosen elsewhere; paler than [`Self::accent_soft`].
    pub row: Color32,
    /// Behind selected text.
    pub selection: Color32,
    /// Behind words that a search found.
    pub hit: Color32,
    /// Behind the found words that the reader is at.
    pub current_hit: Color32,
    /// The ring around what has the keyboard focus, and around the chosen annotation.
    pub focus: Color32,
    /// Text of errors and of what destroys something.
    pub danger: Color32,
    /// The bar of labels over a selection.
    pub bar: Color32,
    /// Text on [`Self::bar`].
    pub bar_text: Color32,
    /// The entry of the bar under the pointer or the keyboard.
    pub bar_hover: Color32,
    /// Lines of the key caps on [`Self::bar`].
    pub bar_line: Color32,
    /// Inside of key caps.
    pub key: Color32,
    /// Outline of key caps.
    pub key_line: Color32,
    /// Text of key caps.
    pub key_text: Color32,
    /// Over everything that a dialog blocks.
    pub backdrop: Color32,
    /// The shadow of what floats.
    pub shadow: Color32,
    tones: [Tint; 5],
    labels: [LabelShades; 8],
}

/// Reads `RRGGBB`. Everything below is a constant, so that a slip of the pen does not compile.
const fn hex(code: &str) -> Color32 {
    const fn digit(letter: u8) -> u8 {
        match letter {
            b'0'..=b'9' => letter - b'0',
            b'A'..=b'F' => letter - b'A' + 10,
            _ => panic!("a colour is written in digits and capitals"),
        }
    }
    let code = code.as_bytes();
    assert!(code.len() == 6, "a colour has six digits");
    Color32::from_rgb(
        digit(code[0]) * 16 + digit(code[1]),
        digit(code[2]) * 16 + digit(code[3]),
        digit(code[4]) * 16 + digit(code[5]),
    )
}

const fn tint(fill: &str, text: &str) -> Tint {
    Tint { fill: hex(fill), text: hex(text) }
}

/// A fifth of the way from one colour to another.
const fn between(from: Color32, to: Color32) -> Color32 {
    const fn part(from: u8, to: u8) -> u8 {
        ((from as u16 * 4 + to as u16) / 5) as u8
    }
    Color32::from_rgb(part(from.r(), to.r()), part(from.g(), to.g()), part(from.b(), to.b()))
}

const fn shades(tint: &str, line: &str, ink: &str) -> LabelShades {
    let (tint, line) = (hex(tint), hex(line));
    LabelShades { tint, strong_tint: between(tint, line), line, ink: hex(ink) }
}

/// The light theme.
pub static LIGHT: Theme = Theme {
    dark: false,
    window: hex("F6F7F9"),
    panel: hex("F6F7F9"),
    pane: hex("FFFFFF"),
    text: hex("1D2328"),
    weak_text: hex("606973"),
    faint_text: hex("6F7780"),
    hairline: hex("DFE3E8"),
    field_line: hex("CFD5DC"),
    hover: hex("ECEFF3"),
    accent: hex("2B5FD9"),
    on_accent: hex("FFFFFF"),
    on_accent_weak: hex("E3EBFC"),
    link: hex("2357D0"),
    accent_soft: hex("E7EDFB"),
    on_accent_soft: hex("1C47AD"),
    row: hex("F3F6FD"),
    selection: hex("CCD9F6"),
    hit: hex("FFF0B3"),
    current_hit: hex("FFD24D"),
    focus: hex("2B5FD9"),
    danger: hex("A61F1F"),
    bar: hex("20262D"),
    bar_text: hex("F3F5F7"),
    bar_hover: hex("3A424C"),
    bar_line: hex("5C6672"),
    key: hex("FFFFFF"),
    key_line: hex("CFD5DC"),
    key_text: hex("606973"),
    backdrop: Color32::from_black_alpha(70),
    shadow: Color32::from_black_alpha(40),
    tones: [
        tint("EBEEF2", "4A525C"),
        tint("D8E8F5", "005A8D"),
        tint("DCF1E8", "005F45"),
        tint("F3EBCB", "6B5500"),
        tint("F7DADC", "A61F1F"),
    ],
    labels: [
        shades("E0EEF6", "0072B2", "005A8D"),
        shades("FAEDE3", "D55E00", "A04600"),
        shades("E3F1EE", "009E73", "00664A"),
        shades("F5EBD6", "7A5C08", "664A00"),
        shades("E3F1FB", "2F96D5", "1B6090"),
        shades("F8EAF1", "CD7AA2", "903F68"),
        shades("F0F1E0", "7D8844", "565F25"),
        shades("ECEDF0", "6B7280", "4B525D"),
    ],
};

/// The dark theme.
pub static DARK: Theme = Theme {
    dark: true,
    window: hex("16191D"),
    panel: hex("1A1D22"),
    pane: hex("202429"),
    text: hex("E4E7EB"),
    weak_text: hex("A6AEB9"),
    faint_text: hex("919AA5"),
    hairline: hex("333942"),
    field_line: hex("454D58"),
    hover: hex("2A2F36"),
    accent: hex("3363D0"),
    on_accent: hex("FFFFFF"),
    on_accent_weak: hex("EAF0FE"),
    link: hex("8DB3FF"),
    accent_soft: hex("283652"),
    on_accent_soft: hex("B3CBFF"),
    row: hex("232A36"),
    selection: hex("34497A"),
    hit: hex("4A4220"),
    current_hit: hex("77651A"),
    focus: hex("7EA6FF"),
    danger: hex("FF9C98"),
    bar: hex("39414B"),
    bar_text: hex("F3F5F7"),
    bar_hover: hex("4C5663"),
    bar_line: hex("788391"),
    key: hex("292E35"),
    key_line: hex("4C5561"),
    key_text: hex("B4BCC6"),
    backdrop: Color32::from_black_alpha(130),
    shadow: Color32::from_black_alpha(110),
    tones: [
        tint("323840", "C4CBD4"),
        tint("1F394C", "97D0F5"),
        tint("1C3C33", "8BDDBF"),
        tint("40391C", "EBD37C"),
        tint("4A282B", "FFB1AD"),
    ],
    labels: [
        shades("1F3749", "4FA3E8", "8CC6F7"),
        shades("443022", "DD731F", "F9AE7C"),
        shades("1E3C34", "2FB98A", "82DEBF"),
        shades("423720", "E7B630", "F0CB6B"),
        shades("253E4E", "8ED3FF", "AEDFFF"),
        shades("442E3A", "E8A0BC", "F0BCCC"),
        shades("3C3C22", "F2E86B", "F4EC8E"),
        shades("343940", "80858D", "BCC3CC"),
    ],
};

impl Theme {
    /// The colours of a chip or message of this tone.
    pub const fn tone(&self, tone: Tone) -> Tint {
        self.tones[tone as usize]
    }

    /// The shades of a label's colour.
    pub const fn label(&self, colour: LabelColor) -> LabelShades {
        self.labels[colour as usize]
    }

    /// The line between areas.
    pub fn hairline_stroke(&self) -> Stroke {
        Stroke::new(size::HAIRLINE, self.hairline)
    }

    /// The line around fields.
    pub fn field_stroke(&self) -> Stroke {
        Stroke::new(size::HAIRLINE, self.field_line)
    }

    /// The ring around what has the keyboard focus.
    pub fn focus_stroke(&self) -> Stroke {
        Stroke::new(size::FOCUS_RING, self.focus)
    }

    /// The shadow of dialogs, menus and bars.
    pub fn floating_shadow(&self) -> Shadow {
        Shadow { offset: [0, 6], blur: 24, spread: 0, color: self.shadow }
    }

    fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark { Visuals::dark() } else { Visuals::light() };
        let radius = CornerRadius::same(size::RADIUS);

        visuals.weak_text_color = Some(self.weak_text);
        visuals.hyperlink_color = self.link;
        visuals.faint_bg_color = self.row;
        visuals.extreme_bg_color = self.pane;
        visuals.text_edit_bg_color = Some(self.pane);
        visuals.code_bg_color = self.hover;
        visuals.warn_fg_color = self.tone(Tone::Warning).text;
        visuals.error_fg_color = self.danger;
        visuals.window_fill = self.pane;
        visuals.window_stroke = self.hairline_stroke();
        visuals.window_corner_radius = CornerRadius::same(size::CARD_RADIUS);
        visuals.window_shadow = self.floating_shadow();
        visuals.window_highlight_topmost = false;
        visuals.menu_corner_radius = radius;
        visuals.popup_shadow = self.floating_shadow();
        visuals.panel_fill = self.panel;
        visuals.selection.bg_fill = self.selection;
        // Selected text has this colour, and the outline of the field that has the keyboard.
        visuals.selection.stroke = Stroke::new(1.5, self.on_accent_soft);
        visuals.text_cursor.stroke = Stroke::new(1.5, self.focus);
        visuals.indent_has_left_vline = false;
        visuals.collapsing_header_frame = false;
        visuals.striped = false;

        let widgets = &mut visuals.widgets;
        for state in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
            &mut widgets.open,
        ] {
            state.corner_radius = radius;
            state.expansion = 0.0;
            state.fg_stroke = Stroke::new(1.0, self.text);
            state.bg_stroke = self.field_stroke();
            state.bg_fill = self.hover;
            state.weak_bg_fill = self.hover;
        }
        widgets.noninteractive.bg_fill = self.panel;
        widgets.noninteractive.weak_bg_fill = self.panel;
        widgets.noninteractive.bg_stroke = self.hairline_stroke();
        widgets.inactive.bg_fill = self.pane;
        widgets.inactive.weak_bg_fill = self.pane;
        // egui gives what has the keyboard focus the hovered look: the ring has to show it.
        widgets.active.bg_stroke = Stroke::new(size::HAIRLINE, self.focus);
        widgets.active.bg_fill = self.accent_soft;
        widgets.active.weak_bg_fill = self.accent_soft;
        visuals
    }

    fn shape(&self, style: &mut Style) {
        style.visuals = self.visuals();
        style.text_styles = [
            (TextStyle::Small, plain(size::SMALL)),
            (TextStyle::Body, plain(size::BODY)),
            (TextStyle::Button, plain(size::BODY)),
            (TextStyle::Heading, strong(size::HEADING)),
            (TextStyle::Monospace, FontId::new(size::BODY, FontFamily::Monospace)),
        ]
        .into();

        let spacing = &mut style.spacing;
        spacing.item_spacing = Vec2::splat(size::GAP);
        spacing.button_padding = egui::vec2(10.0, 4.0);
        spacing.interact_size = egui::vec2(size::CONTROL, size::CONTROL);
        spacing.window_margin = Margin::same(size::DIALOG_MARGIN);
        spacing.menu_margin = Margin::same(6);
        spacing.indent = 14.0;
        spacing.scroll = ScrollStyle::thin();
        spacing.scroll.floating_width = 6.0;
        spacing.scroll.handle_min_length = 24.0;
        // In the text's colour and thinned out, for the fill of other handles is that of a checkbox.
        spacing.scroll.foreground_color = true;
        spacing.scroll.dormant_background_opacity = 0.0;
        spacing.scroll.active_background_opacity = 0.0;
        spacing.scroll.dormant_handle_opacity = 0.3;
        spacing.scroll.active_handle_opacity = 0.4;
        spacing.scroll.interact_handle_opacity = 0.6;
        spacing.scroll.fade.strength = 0.0;

        style.interaction.selectable_labels = false;
        style.animation_time = 0.1;
        style.compact_menu_style = false;
    }
}

/// Teaches egui's own widgets the look, in light and in dark.
pub fn apply(ctx: &egui::Context) {
    ctx.style_mut_of(Mode::Light, |style| LIGHT.shape(style));
    ctx.style_mut_of(Mode::Dark, |style| DARK.shape(style));
}

/// The theme in force where `ui` paints.
pub fn of(ui: &egui::Ui) -> &'static Theme {
    if ui.visuals().dark_mode { &DARK } else { &LIGHT }
}

/// The theme in force in the whole window.
pub fn of_context(ctx: &egui::Context) -> &'static Theme {
    match ctx.theme() {
        Mode::Dark => &DARK,
        Mode::Light => &LIGHT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least contrast of text that WCAG 2.2 asks for (success criterion 1.4.3, level AA).
    const TEXT_CONTRAST: f32 = 4.5;
    /// The least contrast of strokes that carry a meaning (success criterion 1.4.11).
    const STROKE_CONTRAST: f32 = 3.0;
    /// The least distance of two underlines in `OKLab`; 0.02 is about what can just be told apart side by side.
    const LINE_DISTANCE: f32 = 0.055;

    type Matrix = [[f32; 3]; 3];

    /// How colours look to people, on linear RGB: as they are, and after Machado, Oliveira and Fernandes (2009).
    const SIGHTS: [(&str, Matrix); 3] = [
        ("ordinary", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
        ),
    ];

    fn linear(colour: Color32) -> [f32; 3] {
        let rgba = egui::Rgba::from(colour);
        [rgba.r(), rgba.g(), rgba.b()]
    }

    fn times(matrix: &Matrix, vector: [f32; 3]) -> [f32; 3] {
        matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
    }

    fn luminance(colour: Color32) -> f32 {
        let [r, g, b] = linear(colour);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn oklab(colour: Color32, sight: &Matrix) -> [f32; 3] {
        const LMS: Matrix = [
            [0.412_221_47, 0.536_332_55, 0.051_445_995],
            [0.211_903_5, 0.680_699_5, 0.107_396_96],
            [0.088_302_46, 0.281_718_85, 0.629_978_7],
        ];
        const LAB: Matrix = [
            [0.210_454_26, 0.793_617_8, -0.004_072_047],
            [1.977_998_5, -2.428_592_2, 0.450_593_7],
            [0.025_904_037, 0.782_771_77, -0.808_675_77],
        ];
        let seen = times(sight, linear(colour)).map(|channel| channel.clamp(0.0, 1.0));
        times(&LAB, times(&LMS, seen).map(f32::cbrt))
    }

    fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    }

    #[test]
    fn text_can_be_read_on_every_background_it_stands_on() {
        for theme in [&LIGHT, &DARK] {
            let mut pairs = Vec::new();
            for (ground, fill) in [
                ("window", theme.window),
                ("panel", theme.panel),
                ("pane", theme.pane),
                ("hover", theme.hover),
                ("accent soft", theme.accent_soft),
                ("row", theme.row),
            ] {
                pairs.push((format!("text on {ground}"), theme.text, fill));
                pairs.push((format!("weak text on {ground}"), theme.weak_text, fill));
                pairs.push((format!("link on {ground}"), theme.link, fill));
                pairs.push((format!("danger on {ground}"), theme.danger, fill));
            }
            pairs.push(("text on selection".into(), theme.text, theme.selection));
            pairs.push(("selected text of a field".into(), theme.on_accent_soft, theme.selection));
            pairs.push(("faint text on pane".into(), theme.faint_text, theme.pane));
            pairs.push(("on accent".into(), theme.on_accent, theme.accent));
            pairs.push(("weak on accent".into(), theme.on_accent_weak, theme.accent));
            pairs.push(("on accent soft".into(), theme.on_accent_soft, theme.accent_soft));
            pairs.push(("bar".into(), theme.bar_text, theme.bar));
            pairs.push(("bar under the pointer".into(), theme.bar_text, theme.bar_hover));
            pairs.push(("key cap".into(), theme.key_text, theme.key));
            for tone in Tone::ALL {
                let tint = theme.tone(tone);
                pairs.push((format!("{tone:?}"), tint.text, tint.fill));
                pairs.push((format!("{tone:?} on pane"), tint.text, theme.pane));
                pairs.push((format!("{tone:?} on panel"), tint.text, theme.panel));
            }
            for colour in LabelColor::ALL {
                let shades = theme.label(colour);
                pairs.push((format!("text on {colour:?}"), theme.text, shades.tint));
                for (ground, fill) in [("tint", shades.tint), ("pane", theme.pane), ("panel", theme.panel)] {
                    pairs.push((format!("{colour:?} ink on {ground}"), shades.ink, fill));
                }
                pairs.push((format!("{colour:?} ink on a selected row"), shades.ink, theme.accent_soft));
                pairs.push((format!("badge on {colour:?}"), theme.pane, shades.ink));
            }
            let poor: Vec<_> = pairs
                .into_iter()
                .map(|(name, text, fill)| (name, contrast(text, fill)))
                .filter(|(_, contrast)| *contrast < TEXT_CONTRAST)
                .collect();
            assert!(poor.is_empty(), "dark: {}, too little contrast: {poor:?}", theme.dark);
        }
    }

    #[test]
    fn strokes_that_mean_something_can_be_seen() {
        for theme in [&LIGHT, &DARK] {
            for fill in [theme.pane, theme.panel] {
                assert!(contrast(theme.focus, fill) >= STROKE_CONTRAST, "dark: {}, focus ring", theme.dark);
            }
            for colour in LabelColor::ALL {
                let seen = contrast(theme.label(colour).line, theme.pane);
                assert!(seen >= STROKE_CONTRAST, "dark: {}, {colour:?}: {seen}", theme.dark);
            }
        }
    }

    #[test]
    fn underlines_can_be_told_apart_by_people_who_see_fewer_colours() {
        for theme in [&LIGHT, &DARK] {
            for (sight, matrix) in &SIGHTS {
                for (index, first) in LabelColor::ALL.into_iter().enumerate() {
                    for second in LabelColor::ALL.into_iter().skip(index + 1) {
                        let apart =
                            distance(oklab(theme.label(first).line, matrix), oklab(theme.label(second).line, matrix));
                        assert!(
                            apart >= LINE_DISTANCE,
                            "dark: {}, {sight}: {first:?} and {second:?} are {apart} apart",
                            theme.dark
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn both_modes_get_the_look() {
        let ctx = egui::Context::default();
        apply(&ctx);
        for (mode, theme) in [(Mode::Light, &LIGHT), (Mode::Dark, &DARK)] {
            let style = ctx.style_of(mode);
            assert_eq!(style.visuals.dark_mode, theme.dark);
            assert_eq!(style.visuals.panel_fill, theme.panel);
            assert_eq!(style.text_styles[&TextStyle::Body], plain(size::BODY));
            assert!(!style.interaction.selectable_labels);
            assert!(style.spacing.scroll.dormant_handle_opacity > 0.0, "a resting scroll bar is seen");
        }
    }
}
