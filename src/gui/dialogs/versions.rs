use std::path::Path;

use egui::{Context, Id, Response, RichText, ScrollArea, Ui, vec2};

use super::{AROUND_THE_BODY, caption, complaint};
use crate::gui::changes::Changes;
use crate::gui::moments::Moments;
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::widgets::{arrows_in_list, dialog_buttons, list_row, modal, primary_button, secondary_button};
use crate::job::Job;
use crate::model::{AnnotationSet, Timestamp};
use crate::session::{Environment, OpenError, PutAside, Session, earlier_versions, read_version, work_put_aside};
use crate::store::StoreError;
use crate::store::backups::Backup;

/// What is to become of an earlier version.
#[derive(Debug)]
pub enum VersionsChoice {
    /// The set becomes what it was, as one step.
    Restore(Box<AnnotationSet>, Timestamp),
    /// It is opened as a set of its own.
    Copy(Box<AnnotationSet>),
    /// Nothing.
    Close,
}

/// What stands in the list.
#[derive(Clone, Debug)]
enum Entry {
    /// What was in the file once.
    Kept(Backup),
    /// Work that never was in the file; it was read when it was found.
    Aside(Box<PutAside>),
}

impl Entry {
    /// When it was kept, or done.
    fn at(&self) -> Timestamp {
        match self {
            Self::Kept(backup) => backup.at,
            Self::Aside(work) => work.at,
        }
    }

    fn name(&self, strings: &Strings, when: String) -> String {
        match self {
            Self::Kept(backup) => {
                let size = kilobytes(strings, backup.length);
                strings.with("versions-row", &[("when", when.into()), ("size", size.into())])
            }
            Self::Aside(work) => {
                strings.with("versions-row-aside", &[("when", when.into()), ("count", work.steps.into())])
            }
        }
    }
}

/// The versions that were kept and the work that was put aside, the latest first.
fn entries(environment: &Environment, path: Option<&Path>, set: &AnnotationSet) -> Result<Vec<Entry>, StoreError> {
    let kept = earlier_versions(environment, set.id())?.into_iter().map(Entry::Kept);
    let aside = path.map_or_else(|| Ok(Vec::new()), |path| work_put_aside(environment, path, set))?;
    let mut entries: Vec<Entry> = kept.chain(aside.into_iter().map(|work| Entry::Aside(Box::new(work)))).collect();
    // Stable: versions keep the order in which they were made, whatever the clock said.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at()));
    Ok(entries)
}

/// A version that was read, and how the set would change.
#[derive(Debug)]
struct Version {
    set: Box<AnnotationSet>,
    changes: Changes,
}

type Reading = Job<Result<Version, OpenError>>;

/// Shows the earlier versions of the set.
#[derive(Debug)]
pub struct VersionsDialog {
    listing: Option<Job<Result<Vec<Entry>, StoreError>>>,
    versions: Vec<Entry>,
    chosen: Option<usize>,
    reading: Option<Reading>,
    version: Option<Version>,
    trouble: Option<String>,
}

impl VersionsDialog {
    /// Looks for the versions in the background.
    pub fn new(session: &Session) -> Self {
        let (environment, set) = (session.environment().clone(), session.set().clone());
        let path = session.file().path().map(Path::to_owned);
        let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
        let listing = Job::start(&*runner, "versions", &wake, move |_| entries(&environment, path.as_deref(), &set));
        Self { listing: Some(listing), versions: Vec::new(), chosen: None, reading: None, version: None, trouble: None }
    }

    fn choose(&mut self, number: usize, session: &Session) {
        let Some(entry) = self.versions.get(number).cloned() else { return };
        self.chosen = Some(number);
        (self.version, self.trouble) = (None, None);
        let (environment, present) = (session.environment().clone(), session.set().clone());
        let (runner, wake) = (environment.runner.clone(), environment.wake.clone());
        self.reading = Some(Job::start(&*runner, "version", &wake, move |_| {
            let set = Box::new(match entry {
                Entry::Kept(backup) => read_version(&environment, &backup)?.set,
                Entry::Aside(work) => work.set,
            });
            let changes = Changes::between(&present, &set);
            Ok(Version { set, changes })
        }));
    }

    fn poll(&mut self, session: &Session) {
        if let Some(listed) = self.listing.as_ref().and_then(Job::try_take) {
            self.listing = None;
            match listed {
                Ok(Ok(versions)) => {
                    self.versions = versions;
                    self.choose(0, session);
                }
                Ok(Err(error)) => self.trouble = Some(format!("{error}; {}", error.hint())),
                Err(error) => self.trouble = Some(error.to_string()),
            }
        }
        if let Some(read) = self.reading.as_ref().and_then(Job::try_take) {
            self.reading = None;
            match read.map_err(OpenError::from).and_then(|read| read) {
                Ok(version) => self.version = Some(version),
                Err(error) => self.trouble = Some(error.to_string()),
            }
        }
    }

    /// Shows the dialog; the choice once it is made.
    pub fn show(
        &mut self,
        ctx: &Context,
        strings: &Strings,
        session: &Session,
        (moments, now): (&Moments, Timestamp),
    ) -> Option<VersionsChoice> {
        self.poll(session);
        let title = strings.get("versions-dialog.title");
        let outcome = modal(ctx, Id::unique("versions dialog"), title, 720.0, |ui| {
            caption(ui, strings.get("versions-dialog.hint"));
            ui.add_space(size::GAP);
            let room = (ui.ctx().content_rect().height() - AROUND_THE_BODY - 2.0 * size::ROW).clamp(80.0, 400.0);
            let wide = ui.available_width();
            ui.horizontal_top(|ui| {
                ui.allocate_ui(vec2((wide * 0.32).max(150.0), room), |ui| {
                    self.list(ui, strings, session, moments, now);
                });
                ui.add_space(size::GAP);
                ui.allocate_ui(vec2(ui.available_width(), room), |ui| self.compare(ui, strings, session, room));
            });
            let ready = self.version.is_some();
            dialog_buttons(ui, |ui| {
                let button = |ui: &mut Ui, button: fn(&mut Ui, &str) -> Response, key: &str| {
                    ui.add_enabled_ui(ready, |ui| button(ui, strings.get(key))).inner.clicked()
                };
                let restore = button(ui, primary_button, "versions-dialog.restore");
                let copy = button(ui, secondary_button, "versions-dialog.copy");
                (restore, copy, secondary_button(ui, strings.get("dialog.close")).clicked())
            })
        });
        let (restore, copy, close) = outcome.inner;
        if close || outcome.dismissed {
            return Some(VersionsChoice::Close);
        }
        // Enter restores nothing: the arrow keys and Enter lead through the list.
        let at = self.chosen.and_then(|number| self.versions.get(number)).map_or(now, Entry::at);
        if restore {
            return self.version.take().map(|version| VersionsChoice::Restore(version.set, at));
        }
        if copy {
            return self.version.take().map(|version| VersionsChoice::Copy(version.set));
        }
        None
    }

    fn list(&mut self, ui: &mut Ui, strings: &Strings, session: &Session, moments: &Moments, now: Timestamp) {
        let mut wanted = None;
        ui.vertical(|ui| {
            if self.listing.is_none() && self.versions.is_empty() {
                caption(ui, strings.get("versions-dialog.nothing"));
            }
            ScrollArea::vertical().id_salt("versions").auto_shrink([false, false]).show(ui, |ui| {
                let mut rows = Vec::new();
                for (number, entry) in self.versions.iter().enumerate() {
                    let name = entry.name(strings, moments.moment(strings, entry.at(), now));
                    let row = list_row(ui, &name, None, self.chosen == Some(number));
                    if row.clicked() {
                        wanted = Some(number);
                    }
                    rows.push(row);
                }
                wanted = arrows_in_list(ui, &rows).or(wanted);
            });
        });
        if let Some(number) = wanted.filter(|number| self.chosen != Some(*number)) {
            self.choose(number, session);
            ui.ctx().request_repaint();
        }
    }

    fn compare(&self, ui: &mut Ui, strings: &Strings, session: &Session, room: f32) {
        ui.vertical(|ui| {
            if let Some(trouble) = &self.trouble {
                complaint(ui, trouble);
            }
            if self.reading.is_some() {
                caption(ui, strings.get("versions-dialog.reading"));
            }
            let Some(version) = &self.version else { return };
            let heading = if version.changes.is_empty() { "versions-dialog.same" } else { "versions-dialog.would" };
            ui.label(RichText::new(strings.get(heading)).font(theme::strong(size::BODY)));
            if version.changes.is_empty() {
                return;
            }
            let summary = version.changes.summary(strings);
            let lines = summary.len() as f32;
            for line in summary {
                ui.label(strings.with("recovery-bullet", &[("text", line.into())]));
            }
            ui.add_space(size::GAP);
            let left = room - (lines + 2.0) * size::ROW;
            version.changes.list(ui, strings, session.set(), &version.set, left);
        });
    }
}

/// A length in kilobytes, rounded up.
fn kilobytes(strings: &Strings, bytes: u64) -> String {
    strings.with("kilobytes", &[("count", bytes.div_ceil(1000).into())])
}
