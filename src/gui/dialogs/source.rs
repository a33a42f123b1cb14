use egui::{Context, Id, RichText, Ui};

use super::{Answer, DraftEnd, body, combo, complaint, field, hint, line, lines, moment};
use crate::gui::strings::Strings;
use crate::gui::theme;
use crate::gui::view::Request;
use crate::gui::widgets::{modal, section_header, segmented};
use crate::model::{Direction, Source, SourceId, SourceVersion};
use crate::session::{Command, Session};

/// How many digits of a hash are shown: enough to tell two files apart at a glance.
const SHORT_HASH: usize = 12;

/// Edits the details of an article on a draft, and shows what is known about its text.
#[derive(Debug)]
pub struct SourceDialog {
    before: Source,
    draft: Source,
    /// The articles that it may be a translation of, in the reader's order.
    originals: Vec<(Option<SourceId>, String)>,
    facts: Vec<Fact>,
    end: DraftEnd,
    fresh: bool,
}

/// Something that cannot be changed.
#[derive(Debug)]
struct Fact {
    /// What it is about.
    name: FactName,
    value: String,
    /// The whole of it, where only a part is shown.
    whole: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FactName {
    Words,
    Characters,
    Encoding,
    CameIn,
    Origin,
    Original,
    Text,
}

impl FactName {
    fn words(self, strings: &Strings) -> &str {
        match self {
            Self::Words => strings.get("source-dialog.words"),
            Self::Characters => strings.get("source-dialog.characters"),
            Self::Encoding => strings.get("source-dialog.encoding"),
            Self::CameIn => strings.get("source-dialog.came-in"),
            Self::Origin => strings.get("source-dialog.origin"),
            Self::Original => strings.get("source-dialog.original-hash"),
            Self::Text => strings.get("source-dialog.text-hash"),
        }
    }
}

impl SourceDialog {
    /// As the source is now; `None` where there is no such source.
    pub fn new(session: &Session, source: SourceId) -> Option<Self> {
        let set = session.set();
        let before = set.sources().get(source)?.clone();
        let others = set.sources_in_order().into_iter().filter(|other| other.id != source);
        let originals = others.map(|other| (Some(other.id), other.title.clone())).collect();
        let facts = set.current_version(source).map(|version| facts(session, version)).unwrap_or_default();
        let draft = before.clone();
        Some(Self { before, draft, originals, facts, end: DraftEnd::default(), fresh: true })
    }

    /// Which source it is about.
    pub fn source(&self) -> SourceId {
        self.before.id
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, _session: &Session, requests: &mut Vec<Request>) -> bool {
        let title = strings.get("source-dialog.title");
        let can_save = self.is_sound();
        let outcome = modal(ctx, Id::unique("source dialog"), title, 680.0, |ui| {
            body(ui, |ui| {
                self.fields(ui, strings);
                self.show_facts(ui, strings);
            });
            self.end.show(ui, strings, can_save)
        });
        match self.end.settle(outcome, can_save, self.draft != self.before) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => requests.push(Request::Do(Command::EditSource(Box::new(self.tidied())))),
        }
        false
    }

    /// What is written anew has to make sense; what came in with the article may stay as it is.
    fn is_sound(&self) -> bool {
        self.date_is_sound() && self.language_is_sound()
    }

    fn date_is_sound(&self) -> bool {
        self.draft.published == self.before.published || is_date(self.draft.published.trim())
    }

    fn language_is_sound(&self) -> bool {
        self.draft.language == self.before.language || is_language(self.draft.language.trim())
    }

    fn tidied(&self) -> Source {
        let mut source = self.draft.clone();
        for text in [
            &mut source.title,
            &mut source.outlet,
            &mut source.byline,
            &mut source.address,
            &mut source.archive,
            &mut source.published,
            &mut source.age,
            &mut source.language,
            &mut source.rights,
        ] {
            *text = text.trim().to_owned();
        }
        source
    }

    fn fields(&mut self, ui: &mut Ui, strings: &Strings) {
        let (date_is_sound, language_is_sound) = (self.date_is_sound(), self.language_is_sound());
        let draft = &mut self.draft;
        let title = line(ui, strings.get("source-dialog.headline"), &mut draft.title);
        if std::mem::take(&mut self.fresh) {
            title.request_focus();
        }
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            line(left, strings.get("source-dialog.outlet"), &mut draft.outlet);
            line(right, strings.get("source-dialog.byline"), &mut draft.byline);
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            line(left, strings.get("source-dialog.address"), &mut draft.address);
            line(right, strings.get("source-dialog.archive"), &mut draft.archive);
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            line(left, strings.get("source-dialog.published"), &mut draft.published);
            if date_is_sound {
                hint(left, strings.get("source-dialog.published-hint"));
            } else {
                complaint(left, strings.get("source-dialog.published-wrong"));
            }
            line(right, strings.get("source-dialog.age"), &mut draft.age);
            hint(right, strings.get("source-dialog.age-hint"));
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            line(left, strings.get("source-dialog.language"), &mut draft.language);
            if language_is_sound {
                hint(left, strings.get("source-dialog.language-hint"));
            } else {
                complaint(left, strings.get("source-dialog.language-wrong"));
            }
            let directions = [
                (Direction::LeftToRight, strings.get("source-dialog.left-to-right")),
                (Direction::RightToLeft, strings.get("source-dialog.right-to-left")),
            ];
            let direction = strings.get("source-dialog.direction");
            field(right, direction, |ui| segmented(ui, direction, &mut draft.direction, &directions));
        });
        let originals = &self.originals;
        ui.columns(if originals.is_empty() { 1 } else { 2 }, |columns| {
            if let Some(left) = columns.first_mut() {
                line(left, strings.get("source-dialog.rights"), &mut draft.rights);
            }
            if let Some(right) = columns.get_mut(1) {
                let mut options = vec![(None, strings.get("source-dialog.no-translation").to_owned())];
                options.extend(originals.iter().cloned());
                combo(right, strings.get("source-dialog.translation-of"), &mut draft.translation_of, &options);
            }
        });
        lines(ui, strings.get("source-dialog.note"), &mut draft.note, 2);
    }

    fn show_facts(&self, ui: &mut Ui, strings: &Strings) {
        if self.facts.is_empty() {
            return;
        }
        section_header(ui, strings.get("source-dialog.facts"));
        egui::Grid::new("facts").num_columns(4).min_row_height(0.0).spacing(egui::vec2(16.0, 4.0)).show(ui, |ui| {
            let ink = theme::of(ui).weak_text;
            for (number, fact) in self.facts.iter().enumerate() {
                ui.label(RichText::new(fact.name.words(strings)).color(ink));
                let value = ui.label(&fact.value);
                if let Some(whole) = &fact.whole {
                    value.on_hover_text(whole);
                }
                if number % 2 == 1 {
                    ui.end_row();
                }
            }
        });
    }
}

fn facts(session: &Session, version: &SourceVersion) -> Vec<Fact> {
    let plain = |name, value: String| Fact { name, value, whole: None };
    let hash = |name, hash: String| {
        let short = hash.get(..SHORT_HASH).map_or_else(String::new, |short| format!("{short}…"));
        Fact { name, value: short, whole: Some(hash) }
    };
    vec![
        plain(FactName::Words, session.index().counts().words(version.id).to_string()),
        plain(FactName::Characters, version.text().chars().count().to_string()),
        plain(FactName::Encoding, version.encoding.clone()),
        plain(FactName::CameIn, format!("{} UTC", moment(version.read))),
        plain(FactName::Origin, version.origin.clone()),
        hash(FactName::Original, version.original_hash.to_string()),
        hash(FactName::Text, version.text_hash.to_string()),
    ]
}

/// Whether this is nothing, or an ISO 8601 year, month, day or moment.
fn is_date(text: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [""] => true,
        [year] => digits(year, 4),
        [year, month] => {
            digits(year, 4) && digits(month, 2) && format!("{year}-{month}-01").parse::<jiff::civil::Date>().is_ok()
        }
        [year, ..] if digits(year, 4) => {
            text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok()
        }
        _ => false,
    }
}

/// Whether this is nothing, or a language tag.
fn is_language(text: &str) -> bool {
    text.is_empty() || text.parse::<unic_langid::LanguageIdentifier>().is_ok()
}

#[cfg(test)]
mod tests {
    use egui::{Key, Role};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::gui::dialogs::testing::{Desk, click, desk, fill, press, session};

    fn opened() -> Option<Harness<'static, Desk<SourceDialog>>> {
        let session = session();
        let first = session.set().sources_in_order().first().map(|source| source.id)?;
        let dialog = SourceDialog::new(&session, first)?;
        let mut harness = desk(session, dialog, SourceDialog::show);
        harness.run();
        Some(harness)
    }

    fn saved(harness: &mut Harness<'_, Desk<SourceDialog>>) -> Option<Source> {
        click(harness, "Save");
        assert!(!harness.state().open);
        harness.state_mut().carry_out();
        let id = harness.state().dialog.source();
        harness.state().session.set().sources().get(id).cloned()
    }

    #[test]
    fn details_are_edited_in_one_step() -> Result<(), &'static str> {
        let mut harness = opened().ok_or("no dialog")?;
        fill(&mut harness, "Byline", " Ana Reyes ");
        fill(&mut harness, "Published", "2026-03");
        fill(&mut harness, "Note", "Read first");
        click(&mut harness, "Right to left");
        harness.get_by_role_and_label(Role::ComboBox, "Translation of").click();
        harness.run();
        click(&mut harness, "City’s bridge blunder");
        let source = saved(&mut harness).ok_or("no source")?;
        assert_eq!((source.byline.as_str(), source.published.as_str()), ("Ana Reyes", "2026-03"));
        assert_eq!((source.note.as_str(), source.direction), ("Read first", Direction::RightToLeft));
        assert!(source.translation_of.is_some());
        assert_eq!(source.title, "Bridge shut until spring");
        Ok(())
    }

    #[test]
    fn a_date_that_is_none_is_refused_in_words() -> Result<(), &'static str> {
        let mut harness = opened().ok_or("no dialog")?;
        fill(&mut harness, "Published", "4 March");
        assert!(harness.query_by_label("This is not a date such as 2026-03-04").is_some());
        click(&mut harness, "Save");
        assert!(harness.state().open && harness.state().requests.is_empty());
        fill(&mut harness, "Published", "2026-03-04");
        assert!(saved(&mut harness).is_some());
        Ok(())
    }

    #[test]
    fn the_facts_are_there() -> Result<(), &'static str> {
        let harness = opened().ok_or("no dialog")?;
        for text in ["14", "77", "UTF-8", "bridge.md"] {
            assert!(harness.query_by_label(text).is_some(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn esc_closes_when_there_is_nothing_to_lose() -> Result<(), &'static str> {
        let mut harness = opened().ok_or("no dialog")?;
        press(&mut harness, Key::Escape);
        assert!(!harness.state().open && harness.state().requests.is_empty());
        Ok(())
    }

    #[test]
    fn dates_and_languages() {
        for date in ["", "2026", "2026-03", "2026-03-04", "2026-03-04T09:22", "2026-03-04T09:22:08Z"] {
            assert!(is_date(date), "{date}");
        }
        for date in ["4 March", "2026-13", "2026-02-30", "26", "2026-3-4", "March 2026", "-2026"] {
            assert!(!is_date(date), "{date}");
        }
        assert!(is_language("") && is_language("de-AT") && is_language("zh-Hans"));
        assert!(!is_language("German language"));
    }
}
