//! Earlier versions of a set: kept with every save, looked at, compared, and restored as one step.

use std::path::PathBuf;

use super::{Done, Environment, OpenError, Session, read_set};
use crate::job::Job;
use crate::model::difference::edit_between;
use crate::model::history::{Action, Grouping, Name};
use crate::model::{AnnotationSet, EditError, Hash, SetId, Timestamp};
use crate::store::StoreError;
use crate::store::backups::{self as store, Backup};
use crate::wire::Reading;

/// The folder of a set's backups; `None` where the program has no folder of its own.
fn folder(environment: &Environment, set: SetId) -> Option<PathBuf> {
    Some(environment.data.as_ref()?.path().join("backups").join(set.to_string()))
}

/// Keeps the bytes of a file that was just saved, in the background: the save itself is done. `None` where the program
/// has no folder of its own.
pub(super) fn keep(environment: &Environment, set: SetId, bytes: Vec<u8>) -> Option<Job<()>> {
    let folder = folder(environment, set)?;
    let work = environment.clone();
    Some(Job::start(&*environment.runner, "backup", &environment.wake, move |_| {
        if let Err(error) = store::keep(&*work.files, &folder, &bytes, work.clock.now()) {
            log::warn!("no backup: {error}");
        }
    }))
}

/// The earlier versions of a set, the newest first. Reads no file, but meant for the background all the same.
///
/// # Errors
///
/// When the folder cannot be looked into.
pub fn earlier_versions(environment: &Environment, set: SetId) -> Result<Vec<Backup>, StoreError> {
    folder(environment, set).map_or_else(|| Ok(Vec::new()), |folder| store::list(&*environment.files, &folder))
}

/// Reads an earlier version. Meant for the background.
///
/// # Errors
///
/// When it cannot be read, or is not what was kept.
pub fn read_version(environment: &Environment, backup: &Backup) -> Result<Reading, OpenError> {
    let bytes = store::read(&*environment.files, backup)?;
    read_set(&bytes).map_err(|error| OpenError::Read { error, path: backup.path.clone() })
}

/// The version whose file had this hash, where it was kept.
pub(super) fn find(environment: &Environment, set: SetId, hash: Hash) -> Option<AnnotationSet> {
    let kept = earlier_versions(environment, set).ok()?;
    let backup = kept.iter().find(|backup| backup.hash == hash)?;
    read_version(environment, backup).ok().map(|reading| reading.set)
}

impl Session {
    /// Makes the set what an earlier version was, as one step that can be undone. `at` is when that was kept.
    ///
    /// # Errors
    ///
    /// Where it would break an invariant; nothing has changed then.
    pub fn restore_version(&mut self, version: &AnnotationSet, at: Timestamp) -> Result<Done, EditError> {
        let edit = edit_between(&self.set, version);
        let name = Name::one(Action::RestoreBackup, at.to_string());
        self.apply(&edit, name.clone(), None, Grouping::Alone)?;
        Ok(Done { name: Some(name), ..Done::default() })
    }
}
