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
pub const SERIF: &str = "Crossread Serif";
/// The family of the interface.
pub const SANS: &str = "Crossread Sans";

/// Bytes as both egui and fontique share them.
type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

struct Bundled {
    name: &'static str,
    family: &'static str,
    blob: Blob<u8>,
}

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
        definitions.font_data.insert(face.name.clone(), Arc::new(data));
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
    let wanted = Wanted::of(texts);
    let mut finder = Finder {
        system: Collection::new(CollectionOptions { shared: false, system_fonts: true }),
        sources: SourceCache::default(),
        ours: bundled_collection(),
        registered: HashMap::new(),
        families: HashMap::new(),
    };
    let mut faces: Vec<SystemFace> = Vec::new();
    let mut offer = |face: Option<SystemFace>| {
        if let Some(face) = face
            && !faces.iter().any(|known| known.name == face.name)
        {
            faces.push(face);
        }
    };

    for (script, locales) in SCRIPTS.iter().map(|row| (Script::from_bytes(*row.0), row.1)) {
        let found = finder.fallback(FallbackKey::new(script, None));
        let mut face = found.clone();
        for &locale in locales {
            let language = Language::parse(locale).ok();
            let special = finder.fallback(FallbackKey::new(script, language.as_ref())).or_else(|| found.clone());
            if wanted.han == Some(locale) && script == Script::from_bytes(*b"Hani") {
                face = special;
            }
        }
        if wanted.scripts.contains(&script.to_bytes()) {
            offer(face);
        }
    }
    let emoji = finder.emoji();
    if wanted.emoji {
        offer(emoji);
    }
    if wanted.other {
        offer(finder.fallback(FallbackKey::new(Script::from_bytes(*b"Latn"), None)));
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

/// What the texts need and the bundled faces lack.
#[derive(Default)]
struct Wanted {
    scripts: BTreeSet<[u8; 4]>,
    han: Option<&'static str>,
    emoji: bool,
    other: bool,
}

impl Wanted {
    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
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
            if letter.is_control() || maps.iter().any(|map| map.map(letter).is_some()) {
                continue;
            }
            let code = letter as u32;
            if let Some(row) = SCRIPTS.iter().find(|row| row.2.iter().any(|(from, to)| (*from..=*to).contains(&code))) {
                wanted.scripts.insert(*row.0);
            } else if matches!(code, 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0xFE0F) {
                wanted.emoji = true;
            } else {
                wanted.other = true;
            }
        }
        wanted
    }
}

/// Copies families from the system's collection into ours.
struct Finder {
    system: Collection,
    sources: SourceCache,
    ours: Collection,
    registered: HashMap<SourceId, Vec<(FamilyId, Vec<u32>)>>,
    families: HashMap<FamilyId, Option<(FamilyId, SystemFace)>>,
}

impl Finder {
    /// Finds the family for a script and makes it our collection's answer, too.
    fn fallback(&mut self, key: FallbackKey) -> Option<SystemFace> {
        let family = self.system.fallback_families(key).next()?;
        let (family, face) = self.adopt(family)?;
        self.ours.set_fallbacks(key, std::iter::once(family));
        Some(face)
    }

    fn emoji(&mut self) -> Option<SystemFace> {
        let family = self.system.generic_families(GenericFamily::Emoji).next()?;
        let (family, face) = self.adopt(family)?;
        self.ours.set_generic_families(GenericFamily::Emoji, std::iter::once(family));
        Some(face)
    }

    /// Our id for a family of the system's, and its upright face.
    fn adopt(&mut self, family: FamilyId) -> Option<(FamilyId, SystemFace)> {
        if let Some(known) = self.families.get(&family) {
            return known.clone();
        }
        let found = self.adopt_new(family);
        self.families.insert(family, found.clone());
        found
    }

    fn adopt_new(&mut self, family: FamilyId) -> Option<(FamilyId, SystemFace)> {
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

type ScriptRow = (&'static [u8; 4], &'static [&'static str], &'static [(u32, u32)]);

/// The living scripts: name, the languages for which fontique keeps a family of their own, and code points.
const SCRIPTS: &[ScriptRow] = &[
    (b"Latn", &[], &[]),
    (b"Grek", &[], &[]),
    (b"Cyrl", &[], &[]),
    (b"Zyyy", &[], &[]),
    (b"Zinh", &[], &[]),
    (
        b"Hani",
        &["zh-CN", "ja", "ko", "zh-HK", "zh-TW", "zh-MO", "zh-SG"],
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
    (b"Hira", &[], &[(0x3040, 0x309F)]),
    (b"Kana", &[], &[(0x30A0, 0x30FF), (0x31F0, 0x31FF)]),
    (b"Hang", &[], &[(0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7FF)]),
    (b"Bopo", &[], &[(0x3100, 0x312F)]),
    (
        b"Arab",
        &["ar-IR", "fa", "ks", "ku-IQ", "ku-IR", "la", "ota", "pa-PK", "ps-AF", "ps-PK", "sd", "ug", "ur"],
        &[(0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)],
    ),
    (b"Hebr", &["yi"], &[(0x0590, 0x05FF), (0xFB1D, 0xFB4F)]),
    (b"Syrc", &[], &[(0x0700, 0x074F)]),
    (b"Thaa", &[], &[(0x0780, 0x07BF)]),
    (
        b"Deva",
        &["bh", "bho", "brx", "doi", "hne", "kok", "mai", "mr", "bne", "sa", "sat"],
        &[(0x0900, 0x097F), (0xA8E0, 0xA8FF)],
    ),
    (b"Beng", &["as", "mni"], &[(0x0980, 0x09FF)]),
    (b"Guru", &[], &[(0x0A00, 0x0A7F)]),
    (b"Gujr", &[], &[(0x0A80, 0x0AFF)]),
    (b"Orya", &[], &[(0x0B00, 0x0B7F)]),
    (b"Taml", &[], &[(0x0B80, 0x0BFF)]),
    (b"Telu", &[], &[(0x0C00, 0x0C7F)]),
    (b"Knda", &[], &[(0x0C80, 0x0CFF)]),
    (b"Mlym", &[], &[(0x0D00, 0x0D7F)]),
    (b"Sinh", &[], &[(0x0D80, 0x0DFF)]),
    (b"Thai", &[], &[(0x0E00, 0x0E7F)]),
    (b"Laoo", &[], &[(0x0E80, 0x0EFF)]),
    (b"Tibt", &["dz"], &[(0x0F00, 0x0FFF)]),
    (b"Mymr", &[], &[(0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)]),
    (b"Khmr", &[], &[(0x1780, 0x17FF), (0x19E0, 0x19FF)]),
    (b"Mong", &[], &[(0x1800, 0x18AF)]),
    (b"Geor", &[], &[(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F)]),
    (b"Armn", &[], &[(0x0530, 0x058F), (0xFB13, 0xFB17)]),
    (
        b"Ethi",
        &["am", "byn", "sid", "ti-ER", "ti-ET", "tig", "wal"],
        &[(0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)],
    ),
    (b"Cher", &[], &[(0x13A0, 0x13FF), (0xAB70, 0xABBF)]),
    (b"Cans", &[], &[(0x1400, 0x167F)]),
    (b"Tfng", &[], &[(0x2D30, 0x2D7F)]),
    (b"Yiii", &[], &[(0xA000, 0xA4CF)]),
    (b"Nkoo", &[], &[(0x07C0, 0x07FF)]),
    (b"Java", &[], &[(0xA980, 0xA9DF)]),
];
