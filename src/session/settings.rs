use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{Annotator, AnnotatorId, Ext};
use crate::store::{self, FileSystem, StoreError};

/// The file's name in the program's own folder.
const FILE: &str = "settings.ron";
/// No settings are larger than this, in bytes.
const LIMIT: u64 = 1024 * 1024;
/// How many files are remembered.
const RECENT: usize = 12;

/// What the program remembers from one start to the next. Losing it costs comfort, never work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Files that were opened, the latest first.
    pub recent: Vec<Recent>,
    /// Who annotates.
    pub annotator: Option<Named>,
    /// Light, dark, or as the system has it.
    pub theme: ThemeChoice,
    /// Size of everything, in percent.
    pub zoom: u16,
    /// Size of the articles' text, in points.
    pub reading_size: f32,
    /// The longest line, in characters.
    pub line_length: u16,
    /// Width and height of the window, in points.
    pub window: Option<(f32, f32)>,
    /// Whether the window filled the screen.
    pub maximized: bool,
    /// Width of the panel on the left, in points; `None` while it is closed.
    pub left_panel: Option<f32>,
    /// Width of the panel on the right, in points; `None` while it is closed.
    pub right_panel: Option<f32>,
    /// Height of the table at the bottom, in points; `None` while it is closed.
    pub bottom_panel: Option<f32>,
    /// The folder of the last article that was opened.
    pub folder: Option<PathBuf>,
    /// The folder of the last set that was opened or saved.
    pub set_folder: Option<PathBuf>,
}

/// A file that was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    /// Where it is.
    pub path: PathBuf,
    /// The set's title.
    pub title: String,
    /// How many articles it has.
    pub sources: usize,
    /// How many annotations it has.
    pub annotations: usize,
    /// When it was opened or saved, in milliseconds since 1970.
    pub at: i64,
}

/// An annotator's name and id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The id, as a UUID.
    pub id: String,
    /// The name.
    pub name: String,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            recent: Vec::new(),
            annotator: None,
            theme: ThemeChoice::System,
            zoom: 100,
            reading_size: 17.0,
            line_length: 70,
            window: None,
            maximized: false,
            left_panel: Some(216.0),
            right_panel: Some(256.0),
            bottom_panel: None,
            folder: None,
            set_folder: None,
        }
    }
}

impl Settings {
    /// Reads the settings from the program's own folder; what is not there is as in a fresh program.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read or is damaged. It is then left as it is: the caller must not save over it.
    pub fn load(files: &dyn FileSystem, folder: &Path) -> Result<Self, SettingsError> {
        let path = folder.join(FILE);
        let bytes = match store::read(files, &path, LIMIT) {
            Ok(bytes) => bytes,
            Err(error) if error.is_missing() => return Ok(Self::default()),
            Err(error) => return Err(SettingsError::Store(error)),
        };
        let text = String::from_utf8_lossy(&bytes);
        let settings: Self =
            ron::from_str(&text).map_err(|error| SettingsError::Damaged { path, message: error.to_string() })?;
        Ok(settings.within_bounds())
    }

    /// Writes the settings into the program's own folder.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made or the file cannot be written.
    pub fn save(&self, files: &dyn FileSystem, folder: &Path) -> Result<(), SettingsError> {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default())
            .map_err(|error| SettingsError::Damaged { path: folder.join(FILE), message: error.to_string() })?;
        store::create_directory(files, folder).map_err(SettingsError::Store)?;
        store::replace(files, &folder.join(FILE), text.as_bytes()).map(drop).map_err(SettingsError::Store)
    }

    /// A file edited by hand may ask for anything.
    fn within_bounds(mut self) -> Self {
        self.zoom = self.zoom.clamp(50, 300);
        self.reading_size = if self.reading_size.is_finite() { self.reading_size.clamp(10.0, 40.0) } else { 17.0 };
        self.line_length = self.line_length.clamp(30, 200);
        self.recent.truncate(RECENT);
        self
    }

    /// Remembers that a file was opened or saved.
    pub fn remember(&mut self, recent: Recent) {
        self.set_folder = recent.path.parent().map(Path::to_owned);
        self.recent.retain(|other| other.path != recent.path);
        self.recent.insert(0, recent);
        self.recent.truncate(RECENT);
    }

    /// The annotator that was named, if the entry makes sense.
    pub fn annotator(&self) -> Option<Annotator> {
        let named = self.annotator.as_ref()?;
        let id: AnnotatorId = named.id.parse().ok()?;
        (!named.name.trim().is_empty()).then(|| Annotator { id, name: named.name.clone(), ext: Ext::default() })
    }

    /// The program's own folder on this computer.
    pub fn folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy as _;
        if let Some(folder) = std::env::var_os("CROSSREAD_CONFIG") {
            return Some(folder.into());
        }
        etcetera::choose_base_strategy().ok().map(|base| base.config_dir().join("crossread"))
    }
}

/// Why the settings could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The disk said no.
    #[error(transparent)]
    Store(StoreError),
    /// The file is no settings file.
    #[error("the settings are damaged and were left as they are ({message}): {}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
}
