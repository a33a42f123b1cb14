//! The words on the screen, read from a Fluent file.
//!
//! Code names a text by its key; what stands there is in `assets/i18n`. An attribute's key is that of its message, a
//! dot, and its own: `path-field.hint`. Whatever holds the [`Strings`] is called `strings`, for by that a test finds the
//! keys that the code asks for.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// What a text can hold in a gap: a number or words. Anything that is either turns into it with `.into()`.
pub type Value<'a> = FluentValue<'a>;

/// The languages there are: code, and the Fluent file. The first one stands in for every other.
const LANGUAGES: [(&str, &str); 1] = [("en", include_str!("../../assets/i18n/en.ftl"))];

/// All texts of one language.
pub struct Strings {
    locale: LanguageIdentifier,
    bundle: FluentBundle<FluentResource>,
    /// The texts without gaps, for a frame asks for some hundred of them.
    fixed: HashMap<String, String>,
}

impl Strings {
    /// Reads the texts for `locale`, a BCP 47 tag such as `en` or `de-AT`.
    ///
    /// A language that is not there falls back on English. What is wrong with a file is logged, for a text that is
    /// missing must not keep anybody from working.
    pub fn load(locale: &str) -> Self {
        let wanted: LanguageIdentifier = locale.parse().unwrap_or_default();
        let (code, source) = LANGUAGES
            .into_iter()
            .find(|(code, _)| code.parse::<LanguageIdentifier>().is_ok_and(|there| there.language == wanted.language))
            .unwrap_or(LANGUAGES[0]);
        Self::parse(code, source)
    }

    fn parse(code: &str, source: &str) -> Self {
        let locale: LanguageIdentifier = code.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale.clone()]);
        // The marks are for mixing directions within a line, and what shows no mark would draw them as boxes.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, errors)| {
            for error in errors {
                log::error!("{code}.ftl: {error}");
            }
            readable
        });
        if let Err(errors) = bundle.add_resource(resource) {
            for error in errors {
                log::error!("{code}.ftl: {error}");
            }
        }
        let mut strings = Self { locale, bundle, fixed: HashMap::new() };
        for key in strings.keys(source) {
            // Without arguments a text with gaps is an error: it is for `with`.
            if let Some((text, errors)) = strings.format(&key, &FluentArgs::new())
                && errors.is_empty()
            {
                strings.fixed.insert(key, text);
            }
        }
        strings
    }

    /// The keys of all texts in `source`, the file that these texts come from.
    fn keys(&self, source: &str) -> Vec<String> {
        let messages = message_keys(source).filter_map(|key| Some((key, self.bundle.get_message(key)?)));
        messages
            .flat_map(|(key, message)| {
                let value = message.value().map(|_| key.to_owned());
                let attributes = message.attributes().map(move |attribute| format!("{key}.{}", attribute.id()));
                value.into_iter().chain(attributes)
            })
            .collect()
    }

    /// The language of these texts.
    pub fn locale(&self) -> &LanguageIdentifier {
        &self.locale
    }

    /// Whether there is a text of this key, with or without gaps.
    pub fn has(&self, key: &str) -> bool {
        self.format(key, &FluentArgs::new()).is_some()
    }

    /// The text of `key`, which has no gaps. If there is none, that is logged and the key itself is shown.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.fixed.get(key).map_or_else(
            || {
                log::error!("no text for {key:?}");
                key
            },
            String::as_str,
        )
    }

    /// The text of `key` with its gaps filled: `strings.with("sources-shown", &[("count", 3.into())])`.
    ///
    /// If there is none, that is logged and the key itself is shown; a gap that nothing fills shows its name.
    pub fn with(&self, key: &str, arguments: &[(&str, Value<'_>)]) -> String {
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        let Some((text, errors)) = self.format(key, &arguments) else {
            log::error!("no text for {key:?}");
            return key.to_owned();
        };
        for error in errors {
            log::error!("{key}: {error}");
        }
        text
    }

    /// The text of `key` and what was wrong with its gaps, or `None` if there is no such text.
    fn format(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<(String, Vec<FluentError>)> {
        let pattern = match key.split_once('.') {
            Some((key, attribute)) => self.bundle.get_message(key)?.get_attribute(attribute)?.value(),
            None => self.bundle.get_message(key)?.value()?,
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
        Some((text, errors))
    }
}

/// The keys of the messages in a Fluent file: what starts a line and is followed by an equals sign.
fn message_keys(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        (key.starts_with(|first: char| first.is_ascii_alphabetic())
            && key.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
        .then_some(key)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::error::Error;
    use std::io;
    use std::path::Path;

    use super::*;

    const SAMPLE: &str = "
plain = Open articles…
counted = { $count ->
    [one] One source
   *[other] { $count } sources
}
field = Path
    .hint = Type a path
    .chosen = { $name } is chosen
";

    fn sample() -> Strings {
        Strings::parse("en", SAMPLE)
    }

    #[test]
    fn texts_and_attributes_are_found_by_key() {
        let strings = sample();
        assert_eq!(strings.get("plain"), "Open articles…");
        assert_eq!(strings.get("field.hint"), "Type a path");
        assert!(strings.has("counted") && strings.has("field.chosen"));
    }

    #[test]
    fn gaps_are_filled_without_marks_around_them() {
        let strings = sample();
        assert_eq!(strings.with("counted", &[("count", 1.into())]), "One source");
        assert_eq!(strings.with("counted", &[("count", 3.into())]), "3 sources");
        assert_eq!(strings.with("field.chosen", &[("name", "notes.md".into())]), "notes.md is chosen");
        assert_eq!(strings.with("plain", &[]), "Open articles…");
    }

    #[test]
    fn what_is_missing_shows_its_key() {
        let strings = sample();
        assert_eq!(strings.get("nowhere"), "nowhere");
        assert_eq!(strings.with("nowhere.hint", &[]), "nowhere.hint");
        assert!(!strings.has("nowhere"));
    }

    #[test]
    fn an_unknown_language_falls_back_on_english() {
        for locale in ["en-GB", "tlh", "not a language", ""] {
            assert_eq!(Strings::load(locale).locale().to_string(), "en", "{locale}");
        }
    }

    #[test]
    fn the_files_have_no_errors() {
        for (code, source) in LANGUAGES {
            let resource = FluentResource::try_new(source.to_owned());
            assert!(resource.is_ok(), "{code}: {:?}", resource.err().map(|(_, errors)| errors));
            let keys: Vec<_> = message_keys(source).collect();
            let distinct: BTreeSet<_> = keys.iter().collect();
            assert_eq!(keys.len(), distinct.len(), "{code}: a key stands there twice");
        }
    }

    #[test]
    fn every_text_exists_and_every_text_is_used() -> Result<(), Box<dyn Error>> {
        let strings = Strings::load("en");
        let mut sources = Vec::new();
        read_sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/gui")), &mut sources)?;

        let call = regex::Regex::new(r#"\bstrings(?:\(\))?\s*\.(?:get|with)\(\s*"([a-z][a-z0-9-]*(?:\.[a-z-]+)?)""#)?;
        let missing: BTreeSet<_> = sources
            .iter()
            .flat_map(|source| call.captures_iter(source))
            .map(|found| found[1].to_owned())
            .filter(|key| !strings.has(key))
            .collect();
        assert!(missing.is_empty(), "asked for, but not in en.ftl: {missing:?}");

        let unused: BTreeSet<_> = strings
            .keys(LANGUAGES[0].1)
            .into_iter()
            .filter(|key| !sources.iter().any(|source| source.contains(&format!("\"{key}\""))))
            .collect();
        assert!(unused.is_empty(), "in en.ftl, but asked for nowhere: {unused:?}");
        Ok(())
    }

    /// The sources under `folder`, without comments and tests: what only a test asks for is not used.
    fn read_sources(folder: &Path, sources: &mut Vec<String>) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                read_sources(&path, sources)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path)?;
                let program = source.split("\nmod tests {").next().unwrap_or_default();
                let code = program.lines().filter(|line| !line.trim_start().starts_with("//"));
                sources.push(code.collect::<Vec<_>>().join("\n"));
            }
        }
        Ok(())
    }
}
