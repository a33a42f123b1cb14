//! The bundled fonts, and the system's for the scripts that they lack.
//!
//! One list of bytes feeds egui and the article's text layout alike. The bundled faces are there from the first frame;
//! [`find_system_fonts`] runs in the background, and what it finds is given to both.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock};

use egui::{FontData, FontDefinitions, FontFamily};
use fontique::{
    Blob, Collection, CollectionOptions, FallbackKey, FamilyId, FontInfoOverride, FontStyle, FontWeight, FontWidth,
    GenericFamily, Language, Script, SourceCache, SourceId,
};
use skrifa::MetadataProvider as _;

/// The family of the articles' text.
pub(super) const SERIF: &str = "Crossread Serif";
/// The family of the interface.
pub(super) const SANS: &str = "Crossread Sans";

/// Bytes as both egui and fontique share them.
type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

struct Bundled {
    name: &'static str,
    family: &'static str,
    blob: Blob<u8>,
}

/// Noto Serif comes without its TrueType instructions: running them took 70 µs a glyph, the automatic hinter takes 7.
static BUNDLED: LazyLock<[Bundled; 6]> = LazyLock::new(|| {
    macro_rules! face {
        ($family:expr, $name:literal, $file:literal) => {
            Bundled {
                name: $name,
                family: $family,
                blob: Blob::new(Arc::new(include_bytes!(concat!("../../assets/fonts/", $file)).as_slice())),
            }
        };
    }
    [
        face!(SANS, "Inter", "Inter-Regular.otf"),
        face!(SANS, "Inter SemiBold", "Inter-SemiBold.otf"),
        face!(SERIF, "Noto Serif", "NotoSerif-Regular.ttf"),
        face!(SERIF, "Noto Serif Bold", "NotoSerif-Bold.ttf"),
        face!(SERIF, "Noto Serif Italic", "NotoSerif-Italic.ttf"),
        face!(SERIF, "Noto Serif Bold Italic", "NotoSerif-BoldItalic.ttf"),
    ]
});

/// egui's family with the letters of headings and labels: Inter `SemiBold`.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// egui's family with the letters of the articles: Noto Serif.
pub fn serif() -> FontFamily {
    FontFamily::Name("serif".into())
}

/// The fonts for egui: the bundled ones, then what was found on the system.
pub fn definitions(system: Option<&SystemFonts>) -> FontDefinitions {
    let mut definitions = FontDefinitions::empty();
    for face in BUNDLED.iter() {
        let data = FontData::from_blob(bytes(&face.blob), 0);
        definitions.font_data.insert(face.name.to_owned(), Arc::new(data));
    }
    let mut fallback = Vec::new();
    for face in system.iter().flat_map(|system| &system.faces) {
        let data = FontData::from_blob(bytes(&face.blob), face.index);
        // A face of a bundled family that is installed, too, must not take the bundled one's place.
        definitions.font_data.entry(face.name.clone()).or_insert_with(|| Arc::new(data));
        fallback.push(face.name.clone());
    }
    for (family, first) in [
        (FontFamily::Proportional, "Inter"),
        (FontFamily::Monospace, "Inter"),
        (strong(), "Inter SemiBold"),
        (serif(), "Noto Serif"),
    ] {
        // Noto Serif has letters that Inter lacks, polytonic Greek for one.
        let names = [first, "Inter", "Noto Serif"].map(str::to_owned);
        let mut list: Vec<String> = Vec::new();
        for name in names.into_iter().chain(fallback.iter().cloned()) {
            if !list.contains(&name) {
                list.push(name);
            }
        }
        definitions.families.insert(family, list);
    }
    definitions
}

/// The bundled faces alone, for the first frames and for machines without fonts.
pub(super) fn bundled_collection() -> Collection {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    for face in BUNDLED.iter() {
        let named = FontInfoOverride { family_name: Some(face.family), ..FontInfoOverride::default() };
        collection.register_fonts(face.blob.clone(), Some(named));
    }
    collection
}

/// The system's fonts for the scripts that the bundled ones lack.
///
/// They are found once, and nothing is asked of the system later: a layout never waits for it.
#[derive(Clone)]
pub struct SystemFonts {
    collection: Collection,
    faces: Vec<SystemFace>,
}

#[derive(Clone)]
struct SystemFace {
    name: String,
    blob: Blob<u8>,
    index: u32,
}

impl fmt::Debug for SystemFonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.faces.iter().map(|face| &face.name)).finish()
    }
}

impl SystemFonts {
    pub(super) fn collection(&self) -> Collection {
        self.collection.clone()
    }

    /// The families that egui gets for the given texts, most wanted first.
    pub fn family_names(&self) -> impl Iterator<Item = &str> {
        self.faces.iter().map(|face| face.name.as_str())
    }
}

/// Asks the system for fonts; takes up to some tenths of a second, so it belongs on a thread of its own.
///
/// The article's layout gets a face for every living script, egui (whose list must stay short) one for each script that
/// the texts hold and the bundled faces lack.
pub fn find_system_fonts<'a>(texts: impl IntoIterator<Item = &'a str>) -> SystemFonts {
    find_wanted(&Wanted::of(texts))
}

/// As [`find_system_fonts`], for what texts were found to need.
pub(super) fn find_wanted(wanted: &Wanted) -> SystemFonts {
    let mut finder = Finder {
        system: Collection::new(CollectionOptions { shared: false, system_fonts: true }),
        sources: SourceCache::default(),
        ours: bundled_collection(),
        registered: HashMap::new(),
        families: HashMap::new(),
        symbols: Vec::new(),
    };
    finder.symbols = SYMBOL_FAMILIES.iter().filter_map(|name| finder.named(name)).collect();
    let mut faces: Vec<SystemFace> = Vec::new();
    let mut offer = |face: Option<SystemFace>| {
        if let Some(face) = face
            && !faces.iter().any(|known| known.name == face.name)
        {
            faces.push(face);
        }
    };

    for row in SCRIPTS {
        let script = Script::from_bytes(row.tag);
        let first = row.languages.first().and_then(|tag| Language::parse(tag).ok());
        let usual = finder.fallback(FallbackKey::new(script, first.as_ref()), row.families, None);
        let mut face = usual.clone();
        for &tag in row.languages.iter().skip(1) {
            let language = Language::parse(tag).ok();
            let special = finder.fallback(FallbackKey::new(script, language.as_ref()), row.families, usual.as_ref());
            if wanted.han == Some(tag) {
                face = special;
            }
        }
        if wanted.scripts.contains(&row.tag) {
            offer(face.map(|(_, face)| face));
        }
    }
    let emoji = finder.emoji();
    if wanted.emoji {
        offer(emoji);
    }
    if wanted.other {
        let latin = FallbackKey::new(Script::from_bytes(*b"Latn"), None);
        offer(finder.fallback(latin, &[], None).map(|(_, face)| face));
        for (_, face) in finder.symbols.clone() {
            offer(Some(face));
        }
    }
    SystemFonts { collection: finder.ours, faces }
}

/// The language whose forms of the Chinese characters a text wants, judged by the letters between them.
pub(super) fn han_language(text: &str) -> Option<&'static str> {
    let mut han = None;
    for letter in text.chars() {
        match letter {
            '\u{3040}'..='\u{30FF}' => return Some("ja"),
            '\u{AC00}'..='\u{D7AF}' => han = Some("ko"),
            '\u{3400}'..='\u{9FFF}' => han = han.or(Some("zh-CN")),
            _ => {}
        }
    }
    han
}

/// What texts need and the bundled faces lack; by default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    scripts: BTreeSet<[u8; 4]>,
    /// The language whose forms of the Chinese characters are needed.
    han: Option<&'static str>,
    emoji: bool,
    other: bool,
}

impl Wanted {
    /// This and what was wanted before, so that nothing goes that was found already.
    pub(super) fn with(mut self, before: &Self) -> Self {
        self.scripts.extend(&before.scripts);
        self.han = self.han.or(before.han);
        self.emoji |= before.emoji;
        self.other |= before.other;
        self
    }

    /// What the texts need. Looks at every letter, so it belongs on a thread of its own.
    pub(super) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut wanted = Self::default();
        let mut letters: BTreeSet<char> = BTreeSet::new();
        for text in texts.into_iter().filter(|text| !text.is_ascii()) {
            letters.extend(text.chars().filter(|letter| !letter.is_ascii()));
            wanted.han = match (wanted.han, han_language(text)) {
                (Some("ja"), _) => Some("ja"),
                (before, None) => before,
                (Some(before), Some("zh-CN")) => Some(before),
                (_, found) => found,
            };
        }
        let fonts: Vec<skrifa::FontRef<'_>> =
            BUNDLED.iter().filter_map(|face| skrifa::FontRef::new(face.blob.as_ref()).ok()).collect();
        let maps: Vec<_> = fonts.iter().map(skrifa::FontRef::charmap).collect();
        for letter in letters {
            if letter.is_control() || is_unseen(letter) || maps.iter().any(|map| map.map(letter).is_some()) {
                continue;
            }
            let code = letter as u32;
            if let Some(row) =
                SCRIPTS.iter().find(|row| row.codes.iter().any(|(from, to)| (*from..=*to).contains(&code)))
            {
                wanted.scripts.insert(row.tag);
            } else if matches!(code, 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F) {
                wanted.emoji = true;
            } else {
                wanted.other = true;
            }
        }
        wanted
    }
}

/// Whether nothing is drawn for a letter, so that no font is needed for it.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0E}' | '\u{FEFF}')
}

/// A family of the system's that our collection has, too: our id for it, and its upright face.
type Adopted = (FamilyId, SystemFace);

/// Copies families from the system's collection into ours.
struct Finder {
    system: Collection,
    sources: SourceCache,
    ours: Collection,
    registered: HashMap<SourceId, Vec<(FamilyId, Vec<u32>)>>,
    families: HashMap<FamilyId, Option<Adopted>>,
    symbols: Vec<Adopted>,
}

impl Finder {
    /// Finds the family for a script and makes it our collection's answer, too, with those for signs behind it.
    fn fallback(&mut self, key: FallbackKey, preferred: &[&str], otherwise: Option<&Adopted>) -> Option<Adopted> {
        let family = self.system.fallback_families(key).next();
        let mut found = family.and_then(|family| self.adopt(family)).or_else(|| otherwise.cloned());
        if found.as_ref().is_none_or(|(_, face)| face.name.starts_with("Noto ")) {
            found = preferred.iter().find_map(|name| self.named(name)).or(found);
        }
        let families = found.iter().chain(&self.symbols).map(|(family, _)| *family);
        self.ours.set_fallbacks(key, families);
        found
    }

    fn named(&mut self, name: &str) -> Option<Adopted> {
        let family = self.system.family_id(name)?;
        self.adopt(family)
    }

    fn emoji(&mut self) -> Option<SystemFace> {
        let family = self.system.generic_families(GenericFamily::Emoji).next()?;
        let (family, face) = self.adopt(family)?;
        self.ours.set_generic_families(GenericFamily::Emoji, std::iter::once(family));
        Some(face)
    }

    /// Our id for a family of the system's, and its upright face.
    fn adopt(&mut self, family: FamilyId) -> Option<Adopted> {
        if let Some(known) = self.families.get(&family) {
            return known.clone();
        }
        let found = self.adopt_new(family);
        self.families.insert(family, found.clone());
        found
    }

    fn adopt_new(&mut self, family: FamilyId) -> Option<Adopted> {
        let info = self.system.family(family)?;
        let mut found = None;
        for (weight, style) in [
            (FontWeight::NORMAL, FontStyle::Normal),
            (FontWeight::BOLD, FontStyle::Normal),
            (FontWeight::NORMAL, FontStyle::Italic),
        ] {
            let Some(face) = info.match_font(FontWidth::NORMAL, style, weight, false) else { continue };
            let Some(blob) = face.load(Some(&mut self.sources)) else { continue };
            let ours = self.registered.entry(face.source().id()).or_insert_with(|| {
                let registered = self.ours.register_fonts(blob.clone(), None);
                registered
                    .into_iter()
                    .map(|(family, faces)| (family, faces.iter().map(fontique::FontInfo::index).collect()))
                    .collect()
            });
            if found.is_none() {
                let id = ours.iter().find(|(_, faces)| faces.contains(&face.index())).map(|(id, _)| *id);
                found = id.map(|id| (id, SystemFace { name: info.name().to_owned(), blob, index: face.index() }));
            }
        }
        found
    }
}

/// Hands fontique's bytes to egui.
struct Shared(Blob<u8>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

fn bytes(blob: &Blob<u8>) -> Bytes {
    Arc::new(Shared(blob.clone()))
}

/// A script, and how its fonts are found.
struct ScriptRow {
    tag: [u8; 4],
    /// The languages for which fontique keeps a family of their own, the one that stands for all others first.
    languages: &'static [&'static str],
    /// What to take where fontconfig, which goes by the letters covered, offers another face of Noto: Rashi letters for
    /// Hebrew, looped ones for Thai.
    families: &'static [&'static str],
    codes: &'static [(u32, u32)],
}

const fn row(
    tag: [u8; 4],
    languages: &'static [&'static str],
    families: &'static [&'static str],
    codes: &'static [(u32, u32)],
) -> ScriptRow {
    ScriptRow { tag, languages, families, codes }
}

/// The living scripts.
const SCRIPTS: &[ScriptRow] = &[
    row(*b"Latn", &[], &[], &[]),
    row(*b"Grek", &[], &[], &[]),
    row(*b"Cyrl", &[], &[], &[]),
    row(*b"Zyyy", &[], &[], &[]),
    row(*b"Zinh", &[], &[], &[]),
    row(
        *b"Hani",
        &["zh-CN", "ja", "ko", "zh-HK", "zh-TW", "zh-MO", "zh-SG"],
        &[],
        &[
            (0x2E80, 0x2FDF),
            (0x3000, 0x303F),
            (0x3200, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xF900, 0xFAFF),
            (0xFF00, 0xFFEF),
            (0x20000, 0x3FFFF),
        ],
    ),
    row(*b"Hira", &[], &[], &[(0x3040, 0x309F)]),
    row(*b"Kana", &[], &[], &[(0x30A0, 0x30FF), (0x31F0, 0x31FF)]),
    row(*b"Hang", &[], &[], &[(0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7FF)]),
    row(*b"Bopo", &[], &[], &[(0x3100, 0x312F)]),
    row(
        *b"Arab",
        &["ar", "ar-IR", "fa", "ks", "ku-IQ", "ku-IR", "la", "ota", "pa-PK", "ps-AF", "ps-PK", "sd", "ug", "ur"],
        &[],
        &[(0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)],
    ),
    row(*b"Hebr", &["he", "yi"], &["Noto Serif Hebrew", "Noto Sans Hebrew"], &[(0x0590, 0x05FF), (0xFB1D, 0xFB4F)]),
    row(*b"Syrc", &[], &[], &[(0x0700, 0x074F)]),
    row(*b"Thaa", &[], &[], &[(0x0780, 0x07BF)]),
    row(
        *b"Deva",
        &["hi", "bh", "bho", "brx", "doi", "hne", "kok", "mai", "mr", "bne", "sa", "sat"],
        &[],
        &[(0x0900, 0x097F), (0xA8E0, 0xA8FF)],
    ),
    row(*b"Beng", &["bn", "as", "mni"], &[], &[(0x0980, 0x09FF)]),
    row(*b"Guru", &[], &[], &[(0x0A00, 0x0A7F)]),
    row(*b"Gujr", &[], &[], &[(0x0A80, 0x0AFF)]),
    row(*b"Orya", &[], &[], &[(0x0B00, 0x0B7F)]),
    row(*b"Taml", &[], &[], &[(0x0B80, 0x0BFF)]),
    row(*b"Telu", &[], &[], &[(0x0C00, 0x0C7F)]),
    row(*b"Knda", &[], &[], &[(0x0C80, 0x0CFF)]),
    row(*b"Mlym", &[], &[], &[(0x0D00, 0x0D7F)]),
    row(*b"Sinh", &[], &[], &[(0x0D80, 0x0DFF)]),
    row(*b"Thai", &[], &["Noto Serif Thai", "Noto Sans Thai"], &[(0x0E00, 0x0E7F)]),
    row(*b"Laoo", &[], &["Noto Serif Lao", "Noto Sans Lao"], &[(0x0E80, 0x0EFF)]),
    row(*b"Tibt", &["bo", "dz"], &[], &[(0x0F00, 0x0FFF)]),
    row(*b"Mymr", &[], &[], &[(0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)]),
    row(*b"Khmr", &[], &[], &[(0x1780, 0x17FF), (0x19E0, 0x19FF)]),
    row(*b"Mong", &[], &[], &[(0x1800, 0x18AF)]),
    row(*b"Geor", &[], &[], &[(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)]),
    row(*b"Armn", &[], &[], &[(0x0530, 0x058F), (0xFB13, 0xFB17)]),
    row(
        *b"Ethi",
        &["gez", "am", "byn", "sid", "ti-ER", "ti-ET", "tig", "wal"],
        &[],
        &[(0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)],
    ),
    row(*b"Cher", &[], &[], &[(0x13A0, 0x13FF), (0xAB70, 0xABBF)]),
    row(*b"Cans", &[], &[], &[(0x1400, 0x167F)]),
    row(*b"Tfng", &[], &[], &[(0x2D30, 0x2D7F)]),
    row(*b"Yiii", &[], &[], &[(0xA000, 0xA4CF)]),
    row(*b"Nkoo", &[], &[], &[(0x07C0, 0x07FF)]),
    row(*b"Java", &[], &[], &[(0xA980, 0xA9DF)]),
];

/// Where signs are found that no text font has.
const SYMBOL_FAMILIES: &[&str] = &[
    "Noto Sans Symbols",
    "Noto Sans Symbols2",
    "Noto Sans Symbols 2",
    "Noto Sans Math",
    "Segoe UI Symbol",
    "Cambria Math",
    "Apple Symbols",
    "STIX Two Math",
    "DejaVu Sans",
];
