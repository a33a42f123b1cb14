use std::collections::BTreeMap;

use egui::{Context, Id, Margin, Response, RichText, TextEdit, Ui};
use jiff::civil::Date;

use super::{Answer, DraftEnd, body, combo, complaint, field, hint, moment, sign_button};
use crate::gui::calendar;
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets::{modal, section_header, segmented};
use crate::model::{Direction, Source, SourceId, SourceVersion, Timestamp};
use crate::session::{Address, Command, Session};

/// How many digits of a hash are shown: enough to tell two files apart at a glance.
const SHORT_HASH: usize = 12;

/// Edits the details of one or several sources on a draft, and shows what is known about the text of a single one.
#[derive(Debug)]
pub struct SourceDialog {
    before: Vec<Source>,
    texts: BTreeMap<Detail, Text>,
    direction: Choice<Direction>,
    translation_of: Choice<Option<SourceId>>,
    /// What each source's page is called in the Internet Archive, where it has an address.
    archived: BTreeMap<SourceId, String>,
    /// Whether those are filled in on saving, where several are edited.
    fills_archive: bool,
    /// The articles that it may be a translation of, in the reader's order.
    originals: Vec<(SourceId, String)>,
    facts: Vec<Fact>,
    /// The date beside which a month is open.
    month: Option<Detail>,
    end: DraftEnd,
    fresh: bool,
}

/// A detail that is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Detail {
    Headline,
    Outlet,
    Byline,
    Address,
    Archive,
    Published,
    Modified,
    Age,
    Language,
    Rights,
    Description,
    Found,
    Note,
}

impl Detail {
    const ALL: [Self; 13] = [
        Self::Headline,
        Self::Outlet,
        Self::Byline,
        Self::Address,
        Self::Archive,
        Self::Published,
        Self::Modified,
        Self::Age,
        Self::Language,
        Self::Rights,
        Self::Description,
        Self::Found,
        Self::Note,
    ];

    fn of(self, source: &mut Source) -> &mut String {
        match self {
            Self::Headline => &mut source.title,
            Self::Outlet => &mut source.outlet,
            Self::Byline => &mut source.byline,
            Self::Address => &mut source.address,
            Self::Archive => &mut source.archive,
            Self::Published => &mut source.published,
            Self::Modified => &mut source.modified,
            Self::Age => &mut source.age,
            Self::Language => &mut source.language,
            Self::Rights => &mut source.rights,
            Self::Description => &mut source.description,
            Self::Found => &mut source.found,
            Self::Note => &mut source.note,
        }
    }

    fn words(self, strings: &Strings) -> &str {
        strings.get(match self {
            Self::Headline => "source-dialog.headline",
            Self::Outlet => "source-dialog.outlet",
            Self::Byline => "source-dialog.byline",
            Self::Address => "source-dialog.address",
            Self::Archive => "source-dialog.archive",
            Self::Published => "source-dialog.published",
            Self::Modified => "source-dialog.modified",
            Self::Age => "source-dialog.age",
            Self::Language => "source-dialog.language",
            Self::Rights => "source-dialog.rights",
            Self::Description => "source-dialog.description",
            Self::Found => "source-dialog.found",
            Self::Note => "source-dialog.note",
        })
    }
}

/// The draft of a text.
#[derive(Debug, Default)]
struct Text {
    before: String,
    draft: String,
    /// Whether the sources differ in it; then the draft begins empty.
    differs: bool,
}

impl Text {
    /// What it is to be; `None` where it stays as it is.
    fn changed(&self) -> Option<&str> {
        (self.draft != self.before).then_some(self.draft.trim())
    }
}

/// The draft of a choice; `None` where the sources differ and nothing was chosen.
#[derive(Debug)]
struct Choice<T> {
    before: Option<T>,
    draft: Option<T>,
}

impl<T: Copy + PartialEq> Choice<T> {
    fn of(mut values: impl Iterator<Item = T>) -> Self {
        let first = values.next();
        let draft = first.filter(|first| values.all(|value| value == *first));
        Self { before: draft, draft }
    }

    fn changed(&self) -> Option<T> {
        self.draft.filter(|_| self.draft != self.before)
    }
}

/// Something that cannot be changed.
#[derive(Debug)]
struct Fact {
    /// What it is about.
    name: FactName,
    value: String,
    /// The whole of it, where only a part is shown.
    whole: Option<String>,
    /// The moment, where it is one.
    at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FactName {
    Words,
    Characters,
    Encoding,
    CameIn,
    Origin,
    FinalAddress,
    ResponseDate,
    Original,
    Text,
}

impl FactName {
    /// Whether its values take a line of their own.
    fn is_long(self) -> bool {
        matches!(self, Self::Origin | Self::FinalAddress)
    }

    fn words(self, strings: &Strings) -> &str {
        match self {
            Self::Words => strings.get("source-dialog.words"),
            Self::Characters => strings.get("source-dialog.characters"),
            Self::Encoding => strings.get("source-dialog.encoding"),
            Self::CameIn => strings.get("source-dialog.came-in"),
            Self::Origin => strings.get("source-dialog.origin"),
            Self::FinalAddress => strings.get("source-dialog.final-address"),
            Self::ResponseDate => strings.get("source-dialog.response-date"),
            Self::Original => strings.get("source-dialog.original-hash"),
            Self::Text => strings.get("source-dialog.text-hash"),
        }
    }
}

impl SourceDialog {
    /// As the sources are now; `None` where none of them is there.
    pub fn new(session: &Session, sources: &[SourceId]) -> Option<Self> {
        let set = session.set();
        let ordered = set.sources_in_order().into_iter();
        let mut before: Vec<Source> = ordered.filter(|source| sources.contains(&source.id)).cloned().collect();
        let mut texts = BTreeMap::new();
        for detail in Detail::ALL {
            let mut values = before.iter_mut().map(|source| detail.of(source).clone());
            let first = values.next()?;
            let differs = values.any(|value| value != first);
            let value = if differs { String::new() } else { first };
            texts.insert(detail, Text { draft: value.clone(), before: value, differs });
        }
        let others = set.sources_in_order().into_iter().filter(|other| !sources.contains(&other.id));
        let archived = before.iter().filter_map(|source| {
            let read = set.current_version(source.id)?.read;
            Some((source.id, Address::parse(&source.address).ok()?.archived(read)))
        });
        let facts = match before.as_slice() {
            [only] => set.current_version(only.id).map(|version| facts(session, version)).unwrap_or_default(),
            _ => Vec::new(),
        };
        Some(Self {
            texts,
            direction: Choice::of(before.iter().map(|source| source.direction)),
            translation_of: Choice::of(before.iter().map(|source| source.translation_of)),
            archived: archived.collect(),
            fills_archive: false,
            originals: others.map(|other| (other.id, other.title.clone())).collect(),
            facts,
            before,
            month: None,
            end: DraftEnd::default(),
            fresh: true,
        })
    }

    fn is_single(&self) -> bool {
        self.before.len() == 1
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        let title = match self.before.len() {
            1 => strings.get("source-dialog.title").to_owned(),
            count => strings.with("source-dialog-several", &[("count", count.into())]),
        };
        let now = jiff::Timestamp::from_millisecond(session.environment().clock.now().0).unwrap_or_default();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let can_save = self.is_sound();
        let outcome = modal(ctx, Id::unique("source dialog"), &title, 680.0, |ui| {
            body(ui, |ui| {
                self.fields(ui, strings, today);
                self.show_facts(ui, strings);
            });
            self.end.show(ui, strings, can_save)
        });
        let after = self.after();
        match self.end.settle(outcome, can_save, after != self.before) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => requests.push(Request::Do(Command::EditSources(after))),
        }
        false
    }

    /// What is written anew has to make sense; what came in with the article may stay as it is.
    fn is_sound(&self) -> bool {
        Detail::ALL.into_iter().all(|detail| self.fits(detail))
    }

    fn fits(&self, detail: Detail) -> bool {
        let Some(text) = self.texts.get(&detail).and_then(Text::changed) else { return true };
        match detail {
            Detail::Published | Detail::Modified => is_date(text),
            Detail::Language => is_language(text),
            _ => true,
        }
    }

    /// The sources with what was written.
    fn after(&self) -> Vec<Source> {
        let mut sources = self.before.clone();
        for source in &mut sources {
            for (detail, text) in &self.texts {
                if let Some(text) = text.changed() {
                    text.clone_into(detail.of(source));
                }
            }
            source.direction = self.direction.changed().unwrap_or(source.direction);
            source.translation_of = self.translation_of.changed().unwrap_or(source.translation_of);
            if let Some(archived) = self.archived.get(&source.id)
                && self.fills_archive
                && source.archive.is_empty()
            {
                source.archive.clone_from(archived);
            }
        }
        sources
    }

    /// A field of one line for a detail.
    fn line(&mut self, ui: &mut Ui, strings: &Strings, detail: Detail) -> Option<Response> {
        let text = self.texts.get_mut(&detail)?;
        let name = detail.words(strings);
        let response = field(ui, name, |ui| text_field(ui, strings, name, text, 0.0));
        Some(response)
    }

    /// A field of some lines for a detail.
    fn lines(&mut self, ui: &mut Ui, strings: &Strings, detail: Detail) {
        let Some(text) = self.texts.get_mut(&detail) else { return };
        let name = detail.words(strings);
        let shown = if text.differs { strings.get("source-dialog.differ") } else { "" };
        field(ui, name, |ui| {
            let edit = TextEdit::multiline(&mut text.draft).desired_rows(2).desired_width(f32::INFINITY);
            let response = ui.add(edit.hint_text(shown).margin(Margin::symmetric(8, 5)));
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
        });
    }

    /// A field for a date with a month beside it to choose from.
    fn date(&mut self, ui: &mut Ui, strings: &Strings, detail: Detail, today: Date, says: &str) {
        let fits = self.fits(detail);
        let Some(text) = self.texts.get_mut(&detail) else { return };
        let name = detail.words(strings);
        let month = Id::unique(("source dialog's month", detail));
        let mut open = self.month == Some(detail);
        let response = field(ui, name, |ui| {
            let row = ui.horizontal(|ui| {
                let response = text_field(ui, strings, name, text, size::CONTROL + size::GAP + 4.0);
                let sign = if open { "↑" } else { "↓" };
                let said = strings.get(if open { "calendar.close" } else { "calendar.open" });
                if sign_button(ui, sign, &format!("{said}: {name}"), true) {
                    open = !open;
                    calendar::forget(ui, month);
                }
                response
            });
            row.inner
        });
        if open {
            let day = text.draft.trim();
            let day = day.get(..10).unwrap_or(day).to_owned();
            if let Some(picked) = calendar::show(ui, strings, month, &day, today) {
                text.draft = picked;
                open = false;
                response.request_focus();
            }
            // Esc closes the month first, and then the dialog.
            if ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
                open = false;
                response.request_focus();
            }
        }
        if open {
            self.month = Some(detail);
        } else if self.month == Some(detail) {
            self.month = None;
        }
        if fits { hint(ui, says) } else { complaint(ui, strings.get("source-dialog.published-wrong")) }
    }

    fn fields(&mut self, ui: &mut Ui, strings: &Strings, today: Date) {
        let single = self.is_single();
        if !single {
            hint(ui, strings.get("source-dialog.differ-hint"));
            ui.add_space(size::GAP);
        }
        let mut first = if single { self.line(ui, strings, Detail::Headline) } else { None };
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            let outlet = self.line(left, strings, Detail::Outlet);
            first = first.take().or(outlet);
            self.line(right, strings, Detail::Byline);
        });
        if let Some(first) = first
            && std::mem::take(&mut self.fresh)
        {
            first.request_focus();
        }
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            self.line(left, strings, Detail::Address);
            self.line(right, strings, Detail::Archive);
            self.archive_offer(right, strings);
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            self.date(left, strings, Detail::Published, today, strings.get("source-dialog.published-hint"));
            self.date(right, strings, Detail::Modified, today, strings.get("source-dialog.modified-hint"));
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            self.line(left, strings, Detail::Age);
            hint(left, strings.get("source-dialog.age-hint"));
            self.line(right, strings, Detail::Rights);
        });
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            self.line(left, strings, Detail::Language);
            if self.fits(Detail::Language) {
                hint(left, strings.get("source-dialog.language-hint"));
            } else {
                complaint(left, strings.get("source-dialog.language-wrong"));
            }
            let directions = [
                (Some(Direction::LeftToRight), strings.get("source-dialog.left-to-right")),
                (Some(Direction::RightToLeft), strings.get("source-dialog.right-to-left")),
            ];
            let direction = strings.get("source-dialog.direction");
            field(right, direction, |ui| segmented(ui, direction, &mut self.direction.draft, &directions));
        });
        ui.columns(if self.originals.is_empty() { 1 } else { 2 }, |columns| {
            if let Some(left) = columns.first_mut() {
                self.line(left, strings, Detail::Found);
            }
            if let Some(right) = columns.get_mut(1) {
                let mut options = Vec::new();
                if self.translation_of.before.is_none() {
                    options.push((None, strings.get("source-dialog.differ").to_owned()));
                }
                options.push((Some(None), strings.get("source-dialog.no-translation").to_owned()));
                options.extend(self.originals.iter().map(|(id, title)| (Some(Some(*id)), title.clone())));
                combo(right, strings.get("source-dialog.translation-of"), &mut self.translation_of.draft, &options);
            }
        });
        self.lines(ui, strings, Detail::Description);
        self.lines(ui, strings, Detail::Note);
    }

    /// Offers the page of the Internet Archive, which nobody asks whether it is there.
    fn archive_offer(&mut self, ui: &mut Ui, strings: &Strings) {
        if self.fills_archive {
            hint(ui, strings.get("source-dialog.archive-will-be"));
            return;
        }
        let single = self.is_single();
        // The address may have been written just now.
        let typed = self.texts.get(&Detail::Address).and_then(Text::changed).map(str::to_owned);
        if let (true, Some(typed), Some(source)) = (single, typed, self.before.first()) {
            let read = self.facts.iter().find_map(|fact| fact.at).unwrap_or(source.stamp.created);
            match Address::parse(&typed) {
                Ok(address) => _ = self.archived.insert(source.id, address.archived(read)),
                Err(_) => _ = self.archived.remove(&source.id),
            }
        }
        let is_empty = |source: &&Source| source.archive.is_empty();
        let offered = self.before.iter().filter(is_empty).any(|source| self.archived.contains_key(&source.id));
        let written = self.texts.get(&Detail::Archive).is_some_and(|text| !text.draft.trim().is_empty());
        if !offered || written {
            return;
        }
        // In a row of its own, so that it is no wider than its words.
        let button = ui.horizontal(|ui| ui.small_button(strings.get("source-dialog.use-archive"))).inner;
        if button.on_hover_text(strings.get("source-dialog.use-archive-hint")).clicked() {
            let only = self.before.first().filter(|_| single).and_then(|source| self.archived.get(&source.id));
            match (only, self.texts.get_mut(&Detail::Archive)) {
                (Some(archived), Some(text)) => text.draft.clone_from(archived),
                _ => self.fills_archive = true,
            }
        }
    }

    fn show_facts(&self, ui: &mut Ui, strings: &Strings) {
        if self.facts.is_empty() {
            return;
        }
        section_header(ui, strings.get("source-dialog.facts"));
        let ink = theme::of(ui).weak_text;
        let (long, short): (Vec<&Fact>, Vec<&Fact>) = self.facts.iter().partition(|fact| fact.name.is_long());
        egui::Grid::new("facts").num_columns(4).min_row_height(0.0).spacing(egui::vec2(16.0, 4.0)).show(ui, |ui| {
            for (number, fact) in short.iter().enumerate() {
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
        // Addresses are longer than half a line.
        for fact in long {
            ui.horizontal(|ui| {
                ui.label(RichText::new(fact.name.words(strings)).color(ink));
                ui.add(egui::Label::new(&fact.value).truncate());
            });
        }
    }
}

/// A field of one line whose name only screen readers hear, with `beside` points left free beside it.
fn text_field(ui: &mut Ui, strings: &Strings, name: &str, text: &mut Text, beside: f32) -> Response {
    let shown = if text.differs { strings.get("source-dialog.differ") } else { "" };
    let width = ui.available_width() - beside;
    let edit = TextEdit::singleline(&mut text.draft).desired_width(width).margin(Margin::symmetric(8, 5));
    let response = ui.add(edit.hint_text(shown));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    response
}

fn facts(session: &Session, version: &SourceVersion) -> Vec<Fact> {
    let plain = |name, value: String| Fact { name, value, whole: None, at: None };
    let hash = |name, hash: String| {
        let short = hash.get(..SHORT_HASH).map_or_else(String::new, |short| format!("{short}…"));
        Fact { name, value: short, whole: Some(hash), at: None }
    };
    let when = |name, at| Fact { name, value: format!("{} UTC", moment(at)), whole: None, at: Some(at) };
    let mut facts = vec![
        plain(FactName::Words, session.index().counts().words(version.id).to_string()),
        plain(FactName::Characters, version.text().chars().count().to_string()),
        plain(FactName::Encoding, version.encoding.clone()),
        when(FactName::CameIn, version.read),
        hash(FactName::Original, version.original_hash.to_string()),
        hash(FactName::Text, version.text_hash.to_string()),
    ];
    let response = version.response.as_ref();
    facts.extend(response.and_then(|response| response.date).map(|date| when(FactName::ResponseDate, date)));
    facts.push(plain(FactName::Origin, version.origin.clone()));
    let address = response.map(|response| response.address.clone()).filter(|address| *address != version.origin);
    facts.extend(address.map(|address| plain(FactName::FinalAddress, address)));
    facts
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
        let dialog = SourceDialog::new(&session, &[first])?;
        let mut harness = desk(session, dialog, SourceDialog::show);
        harness.run();
        Some(harness)
    }

    fn saved(harness: &mut Harness<'_, Desk<SourceDialog>>) -> Option<Source> {
        click(harness, "Save");
        assert!(!harness.state().open);
        harness.state_mut().carry_out();
        let id = harness.state().dialog.before.first()?.id;
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

    fn several() -> Option<Harness<'static, Desk<SourceDialog>>> {
        let session = session();
        let sources: Vec<SourceId> = session.set().sources().iter().map(|source| source.id).collect();
        let dialog = SourceDialog::new(&session, &sources)?;
        let mut harness = desk(session, dialog, SourceDialog::show);
        harness.run();
        Some(harness)
    }

    #[test]
    fn several_are_edited_in_one_step_and_what_differs_stays() -> Result<(), &'static str> {
        let mut harness = several().ok_or("no dialog")?;
        assert!(harness.query_by_role_and_label(Role::Dialog, "Details of 2 sources").is_some());
        assert!(harness.query_by_label("Headline").is_none(), "nobody wants the same headline twice");
        fill(&mut harness, "How it was found", "In the press review ");
        fill(&mut harness, "Published", "2026-03-05");
        click(&mut harness, "Save");
        let steps = harness.state().session.history().entries().len();
        harness.state_mut().carry_out();
        let session = &harness.state().session;
        assert_eq!(session.history().entries().len(), steps + 1);
        let outlets: Vec<&str> = session.set().sources().iter().map(|source| source.outlet.as_str()).collect();
        assert_eq!(outlets, ["Halden Courier", "Coastline Post"]);
        for source in session.set().sources().iter() {
            assert_eq!((source.found.as_str(), source.published.as_str()), ("In the press review", "2026-03-05"));
        }
        Ok(())
    }

    #[test]
    fn what_differs_is_the_same_once_somebody_writes_something() -> Result<(), &'static str> {
        let mut harness = several().ok_or("no dialog")?;
        fill(&mut harness, "Outlet", "Agency");
        click(&mut harness, "Save");
        harness.state_mut().carry_out();
        assert!(harness.state().session.set().sources().iter().all(|source| source.outlet == "Agency"));
        Ok(())
    }

    #[test]
    fn the_archive_is_offered_for_the_day_on_which_the_text_came_in() -> Result<(), &'static str> {
        let mut harness = opened().ok_or("no dialog")?;
        assert!(harness.query_by_label("Use the Internet Archive’s address").is_none(), "there is no address yet");
        fill(&mut harness, "Address", "https://example.org/bridge");
        click(&mut harness, "Use the Internet Archive’s address");
        let source = saved(&mut harness).ok_or("no source")?;
        let (begin, end) = ("https://web.archive.org/web/", "/https://example.org/bridge");
        assert!(source.archive.starts_with(begin) && source.archive.ends_with(end), "{}", source.archive);
        assert_eq!(source.archive.len(), begin.len() + 14 + end.len());
        Ok(())
    }

    #[test]
    fn a_date_is_chosen_from_a_month() -> Result<(), &'static str> {
        let mut harness = opened().ok_or("no dialog")?;
        click(&mut harness, "Open the calendar: Published");
        click(&mut harness, "9 March 2026");
        let source = saved(&mut harness).ok_or("no source")?;
        assert_eq!(source.published, "2026-03-09");
        let mut harness = opened().ok_or("no dialog")?;
        click(&mut harness, "Open the calendar: Last changed");
        press(&mut harness, Key::Escape);
        assert!(harness.state().open && harness.query_by_label("9 March 2026").is_none(), "Esc closes the month first");
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
