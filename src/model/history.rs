//! What was done, by name, and the way back: one list for everything that changes the set.

use super::edit::{self, Edit, EditError};
use super::{AnnotationId, AnnotationSet, SourceId, Timestamp};
use crate::text::Span;

/// The longest way back. Entries hold what they replaced, texts only by reference.
const LIMIT: usize = 10_000;

/// How long a pause ends a burst of typing, in milliseconds.
const TYPING_PAUSE: i64 = 2_000;

/// What was done, in words that the screen can translate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The kind of change.
    pub action: Action,
    /// How many things it concerned.
    pub count: usize,
    /// What it concerned: a label's name, a headline, the first words of a passage.
    pub subject: String,
}

impl Name {
    /// One thing.
    pub fn one(action: Action, subject: impl Into<String>) -> Self {
        Self { action, count: 1, subject: subject.into() }
    }

    /// Several things.
    pub fn many(action: Action, count: usize, subject: impl Into<String>) -> Self {
        Self { action, count, subject: subject.into() }
    }
}

/// The kinds of change that a person makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it; the texts on the screen stand in the strings file")]
pub enum Action {
    AddSources,
    RemoveSource,
    MoveSource,
    EditSource,
    FoldBlocks,
    UnfoldBlocks,
    Annotate,
    RemoveAnnotations,
    ChangeExtent,
    ChangeLabel,
    ChangeAttribute,
    ChangeNote,
    AddPart,
    Split,
    Merge,
    EditScheme,
    EditDetails,
    AddPerson,
    NameAnnotator,
    SetProgress,
}

/// Where something was done, so that undo brings the reader back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The source.
    pub source: SourceId,
    /// The passage.
    pub span: Option<Span>,
    /// The annotation.
    pub annotation: Option<AnnotationId>,
}

/// Which changes become one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Each stands alone.
    Alone,
    /// All with the same number: one drag, from press to release.
    Drag(u64),
    /// Typing into the same field (named by the number), as long as there is no pause.
    Typing(u64),
}

/// One step.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was done.
    pub name: Name,
    /// When (for a group, its last change).
    pub at: Timestamp,
    /// Where.
    pub place: Option<Place>,
    grouping: Grouping,
    /// What takes the step back while it is done, what does it again while it is undone.
    flip: Edit,
}

/// The list of steps, and how many of them are done.
#[derive(Clone, Debug, Default)]
pub struct History {
    entries: Vec<Entry>,
    done: usize,
    /// Undo and redo end a group: what comes after is a new entry even in the same field.
    group_open: bool,
}

/// What an undo or a redo did.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was taken back or done again.
    pub name: Name,
    /// Where.
    pub place: Option<Place>,
    /// The edit that went through the door.
    pub edit: Edit,
}

impl History {
    /// Notes a step that went through the door and returned `inverse`. What had been undone is gone.
    pub fn record(&mut self, name: Name, place: Option<Place>, grouping: Grouping, inverse: Edit, now: Timestamp) {
        self.entries.truncate(self.done);
        let last = self.entries.last_mut().filter(|last| {
            self.group_open
                && last.grouping == grouping
                && match grouping {
                    Grouping::Alone => false,
                    Grouping::Drag(_) => true,
                    Grouping::Typing(_) => now.0.saturating_sub(last.at.0) < TYPING_PAUSE,
                }
        });
        if let Some(last) = last {
            let earlier = std::mem::replace(&mut last.flip, Edit::Batch(Vec::new()));
            last.flip = inverse.then(earlier);
            last.at = now;
            last.place = place;
        } else {
            if self.entries.len() >= LIMIT {
                self.entries.drain(..LIMIT / 10);
            }
            self.entries.push(Entry { name, at: now, place, grouping, flip: inverse });
        }
        self.done = self.entries.len();
        self.group_open = true;
    }

    /// Ends the open group, as the release of the mouse does.
    pub fn close_group(&mut self) {
        self.group_open = false;
    }

    /// Every step, oldest first; the first [`done`](Self::done) of them are done.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many steps are done.
    pub fn done(&self) -> usize {
        self.done
    }

    /// What undo would take back.
    pub fn next_undo(&self) -> Option<&Entry> {
        self.entries.get(self.done.checked_sub(1)?)
    }

    /// What redo would do again.
    pub fn next_redo(&self) -> Option<&Entry> {
        self.entries.get(self.done)
    }

    /// Takes the last step back; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Only where the set was changed past the history.
    pub fn undo(&mut self, set: &mut AnnotationSet) -> Result<Option<Step>, EditError> {
        let Some(at) = self.done.checked_sub(1) else { return Ok(None) };
        let step = self.flip(at, set)?;
        self.done = at;
        Ok(step)
    }

    /// Does the next step again; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Only where the set was changed past the history.
    pub fn redo(&mut self, set: &mut AnnotationSet) -> Result<Option<Step>, EditError> {
        let step = self.flip(self.done, set)?;
        if step.is_some() {
            self.done += 1;
        }
        Ok(step)
    }

    fn flip(&mut self, at: usize, set: &mut AnnotationSet) -> Result<Option<Step>, EditError> {
        self.group_open = false;
        let Some(entry) = self.entries.get_mut(at) else { return Ok(None) };
        let edit = entry.flip.clone();
        entry.flip = edit::apply(set, edit.clone())?;
        Ok(Some(Step { name: entry.name.clone(), place: entry.place, edit }))
    }
}
