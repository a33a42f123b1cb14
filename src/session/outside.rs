//! What something else did to the set's file meanwhile: noticed, shown, and brought together with what was done here.

use std::path::PathBuf;
use std::sync::Arc;

use super::file::{FileState, LIMIT, OpenError, ReadOnly, read_set};
use super::{Done, Session};
use crate::job::Job;
use crate::model::difference::{Difference, between, edit_between};
use crate::model::history::{Action, Grouping, Name};
use crate::model::merge::{Conflict, MergeError, Merged, merge};
use crate::model::{AnnotationSet, EditError};
use crate::store::{self, FileChange, Stamp};
use crate::wire::Finding;

/// How the file stands to what was last read from it or written into it.
#[derive(Debug)]
pub enum Look {
    /// Nobody has touched it.
    Same,
    /// It is not there any more. Saving makes it again.
    Gone,
    /// Something else changed it.
    Changed(Box<Outside>),
    /// Something else changed it into something that cannot be read, or that is another set.
    Unreadable(String),
}

/// A file that something else changed, and what it would be together with what was done here.
#[derive(Debug)]
pub struct Outside {
    /// The set in the file.
    pub theirs: AnnotationSet,
    /// What should be known about the file.
    pub findings: Vec<Finding>,
    /// What was done there since the file was last the same; where that is not known, what differs from here.
    pub done_there: Difference,
    /// What was done here meanwhile, and is not in the file; empty where it is not known from where both came.
    pub done_here: Difference,
    /// What has to be decided, and how it would be.
    pub conflicts: Vec<Conflict>,
    merged: AnnotationSet,
    /// The revision that `merged` was made with.
    revision: u64,
    stamp: Stamp,
}

/// A look that is under way.
#[derive(Debug)]
pub(super) struct Looking {
    job: Job<(Look, Blocks)>,
    /// What was looked at: what is saved or opened meanwhile is another thing.
    path: PathBuf,
    stamp: Stamp,
}

/// Whether the file must not be written over after a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blocks {
    Yes,
    No,
    /// The disk would not say.
    Unknown,
}

impl Session {
    /// Begins to look in the background whether something else has changed the file, as when the window gets the focus.
    pub fn look_outside(&mut self) {
        if self.looking.is_some() || self.file.is_saving() {
            return;
        }
        let (Some(path), Some(stamp)) = (self.file.path(), self.file.stamp.clone()) else { return };
        let (environment, path) = (self.environment.clone(), path.to_owned());
        let (base, ours, revision) = (self.file.base.clone(), self.set.clone(), self.revision);
        let runner = Arc::clone(&self.environment.runner);
        let (looked_at, known) = (path.clone(), stamp.clone());
        let job = Job::start(&*runner, "look", &self.environment.wake, move |_| {
            let unreadable = |why: String| (Look::Unreadable(why), Blocks::Yes);
            match store::looks_changed_since(&*environment.files, &path, &stamp) {
                Ok(FileChange::Same) => return (Look::Same, Blocks::No),
                Ok(FileChange::Gone) => return (Look::Gone, Blocks::No),
                Ok(FileChange::Changed) => {}
                Err(error) => return (Look::Unreadable(format!("{error}; {}", error.hint())), Blocks::Unknown),
            }
            let read = store::read_with_stamp(&*environment.files, &path, LIMIT).map_err(OpenError::from).and_then(
                |(bytes, stamp)| match read_set(&bytes) {
                    Ok(reading) => Ok((reading, stamp)),
                    Err(error) => Err(OpenError::Read { error, path: path.clone() }),
                },
            );
            let (reading, stamp) = match read {
                Ok(read) => read,
                Err(OpenError::Store(error)) => return (Look::Unreadable(error.to_string()), Blocks::Unknown),
                Err(error) => return unreadable(error.to_string()),
            };
            // What cannot be read would look like what was deleted.
            if !reading.may_replace_the_file() {
                let first = reading.findings.first().map(ToString::to_string).unwrap_or_default();
                return unreadable(first);
            }
            let Merged { set: merged, conflicts } = match merge(base.as_ref(), &ours, &reading.set) {
                Ok(merged) => merged,
                Err(error) => return unreadable(format!("{error}; {}", error.hint())),
            };
            let from = base.as_ref().unwrap_or(&ours);
            let changed = Look::Changed(Box::new(Outside {
                done_there: between(from, &reading.set),
                done_here: between(from, &ours),
                theirs: reading.set,
                findings: reading.findings,
                conflicts,
                merged,
                revision,
                stamp,
            }));
            (changed, Blocks::Yes)
        });
        self.looking = Some(Looking { job, path: looked_at, stamp: known });
    }

    /// Takes the outcome of a look, once it is there. What is changed may not be written over until it was merged.
    pub fn poll_look(&mut self) -> Option<Look> {
        let outcome = self.looking.as_ref()?.job.try_take()?;
        let looking = self.looking.take()?;
        let is_the_same = self.file.path() == Some(&looking.path) && self.file.stamp.as_ref() == Some(&looking.stamp);
        if !is_the_same || self.file.is_saving() {
            return None;
        }
        let (look, blocks) = outcome.unwrap_or_else(|error| (Look::Unreadable(error.to_string()), Blocks::Unknown));
        match (blocks, self.file.read_only) {
            (Blocks::Yes, None) => self.file.read_only = Some(ReadOnly::ChangedOutside),
            // Whoever changed it has changed it back.
            (Blocks::No, Some(ReadOnly::ChangedOutside)) => self.file.read_only = None,
            _ => {}
        }
        Some(look)
    }

    /// Brings what something else did into the set, as one step that can be undone; the file may then be saved again.
    /// Returns what had to be decided.
    ///
    /// # Errors
    ///
    /// Where it would break an invariant of the set; nothing has changed then.
    pub fn merge_outside(&mut self, outside: Outside) -> Result<(Done, Vec<Conflict>), MergeOutsideError> {
        let Outside { theirs, merged, conflicts, revision, stamp, .. } = outside;
        let (merged, conflicts) = if revision == self.revision {
            (merged, conflicts)
        } else {
            // Something was done here while the question stood on the screen.
            let Merged { set, conflicts } = merge(self.file.base.as_ref(), &self.set, &theirs)?;
            (set, conflicts)
        };
        let file = self.file.path().and_then(std::path::Path::file_name).unwrap_or_default();
        let name = Name::one(Action::MergeCopy, file.to_string_lossy());
        let edit = edit_between(&self.set, &merged);
        self.apply(&edit, name.clone(), None, Grouping::Alone)?;
        self.file.took_in(theirs, stamp);
        Ok((Done { name: Some(name), ..Done::default() }, conflicts))
    }
}

impl FileState {
    /// What the file holds now is part of the set.
    fn took_in(&mut self, theirs: AnnotationSet, stamp: Stamp) {
        self.stamp = Some(stamp);
        self.base = Some(theirs);
        if self.read_only == Some(ReadOnly::ChangedOutside) {
            self.read_only = None;
        }
        // What kept the last save from succeeding is settled: the next one comes soon.
        self.failed = None;
    }
}

/// Why what something else did was not brought in.
#[derive(Debug, thiserror::Error)]
pub enum MergeOutsideError {
    /// The two are no copies of one set.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// The result would break an invariant.
    #[error(transparent)]
    Edit(#[from] EditError),
}
