//! A set being worked on: the set, its history, its index, its file and the work in the background.
//!
//! The window and the command line drive the same session. Every change goes through [`Session::run`], which makes an
//! edit of a [`Command`], sends it through the one door, and keeps history, index and the count of revisions in step.

mod address;
mod articles;
mod backups;
mod bringing;
mod command;
mod environment;
mod fetch;
mod file;
mod journal;
mod outside;
mod plan;
mod recovery;
mod settings;
mod update;
mod web;
pub mod worker;

use std::sync::Arc;

use uuid::Uuid;

pub use address::{Address, AddressError};
pub use articles::{Arrival, Arrived, ArticleError, ENDINGS, Intake, take_in};
pub use backups::{earlier_versions, read_version};
pub use bringing::{Bringing, Brought, Found, Same, Verdict, find};
pub use command::Command;
pub use environment::{Clock, CountingIds, DataFolder, Ids, RandomIds, SteppingClock, SystemClock};
pub use fetch::{Internet, Limits};
pub use file::{
    CannotSave, FileState, OpenError, Opened, ReadOnly, SaveError, Unguarded, discard, open, read_set, read_set_unless,
    take_up, take_up_unless, write_set,
};
pub use journal::Keeping;
pub use outside::{Look, MergeOutsideError, Outside};
pub use recovery::{Leftover, PutAside, Recovery, STEPS, left_behind, work_put_aside};
pub use settings::{Named, Recent, Settings, SettingsError, ThemeChoice};
pub use update::{Followed, State, Update, changes};
pub use web::{FetchError, Fetched, Offline, Web};

use self::journal::Journal;
use crate::index::Index;
use crate::job::{Runner, Wake};
use crate::model::edit::{self, Edit, EditError};
use crate::model::history::{Action, Entry, Grouping, History, Name, Place, Step};
use crate::model::{
    AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, Details, Ext, Scheme, SetId, Timestamp,
};
use crate::store::{FileSystem, Holder};
use crate::wire::journal::Record;

/// The lesson that comes with the program, as the text of a file.
pub const SAMPLE: &str = include_str!("../../assets/sample/harbour-bridge.ron");

/// What the session needs of the world. Everything can be replaced, so that the whole program runs in a test.
#[derive(Clone)]
pub struct Environment {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Names new records.
    pub ids: Arc<dyn Ids>,
    /// Where files are.
    pub files: Arc<dyn FileSystem>,
    /// Where pages of the web come from.
    pub web: Arc<dyn Web>,
    /// Reads documents of other programs.
    pub reader: Arc<dyn worker::ForeignReader>,
    /// Runs work in the background.
    pub runner: Arc<dyn Runner>,
    /// Called when background work has something to say.
    pub wake: Wake,
    /// The program's own folder; without one, only sets that have a file are kept.
    pub data: Option<DataFolder>,
}

impl Environment {
    /// The real world.
    pub fn system(wake: Wake) -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds::default()),
            files: Arc::new(crate::store::Disk),
            web: Arc::new(Internet::default()),
            reader: worker::system_reader(),
            runner: Arc::new(crate::job::Threads),
            wake,
            data: DataFolder::system(),
        }
    }

    /// A new id.
    pub fn next_id(&self) -> Uuid {
        self.ids.next(self.clock.now())
    }

    /// The name of this installation on this computer, which its journals bear. Computers that share a home folder have
    /// different names.
    pub fn instance(&self) -> String {
        let name = self.data.as_ref().map_or("local", |data| data.instance(&*self.files, || self.next_id()));
        let host = crate::model::Hash::of(self.holder().host.as_bytes()).to_string();
        format!("{name}-{}", host.get(..4).unwrap_or_default())
    }

    /// Who we are to others who ask for a file that we have open.
    pub fn holder(&self) -> Holder {
        Holder::this_program(self.clock.now())
    }
}

/// What a command did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    /// What happened, for the status line; `None` where nothing changed.
    pub name: Option<Name>,
    /// Where the reader should be brought; only undo and redo say so.
    pub place: Option<Place>,
    /// What should be chosen now; `None` leaves the choice as it is.
    pub chosen: Option<AnnotationId>,
}

/// A set being worked on.
pub struct Session {
    environment: Environment,
    set: AnnotationSet,
    history: History,
    index: Index,
    revision: u64,
    changed_at: Timestamp,
    /// When the set was taken up.
    began: Timestamp,
    /// Who annotates: name and id, as given once and kept for every later set.
    annotator: Option<Annotator>,
    file: FileState,
    journal: Journal,
    looking: Option<outside::Looking>,
}

impl Session {
    /// A new set without sources.
    pub fn new(environment: Environment) -> Self {
        let now = environment.clock.now();
        let set = AnnotationSet::new(SetId(environment.ids.next(now)), now, Details::default(), Scheme::starter());
        let journal = Self::journal_without_file(&environment, set.id());
        Self::with_set(environment, set, FileState::default(), journal)
    }

    fn journal_without_file(environment: &Environment, set: SetId) -> Journal {
        recovery::places_without_file(environment, set).map_or_else(Journal::default, |places| {
            Journal::new(environment, set, places, journal::Beginning::default(), None)
        })
    }

    fn with_set(environment: Environment, set: AnnotationSet, file: FileState, journal: Journal) -> Self {
        let index = Index::build(&set);
        let changed_at = environment.clock.now();
        let began = changed_at;
        Self {
            environment,
            index,
            history: History::default(),
            revision: 0,
            changed_at,
            began,
            annotator: None,
            set,
            file,
            journal,
            looking: None,
        }
    }

    /// The set.
    pub fn set(&self) -> &AnnotationSet {
        &self.set
    }

    /// What is derived from the set.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// What was done.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Grows with every change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The file and how the set stands towards it.
    pub fn file(&self) -> &FileState {
        &self.file
    }

    /// When the set was taken up here: what was done earlier came with the journal.
    pub fn began(&self) -> Timestamp {
        self.began
    }

    /// What the session needs of the world.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// Who annotates, where they have said so.
    pub fn annotator(&self) -> Option<&Annotator> {
        self.annotator.as_ref()
    }

    /// Says who annotates, as they said in an earlier session. Nothing is written into the set before they do
    /// something.
    pub fn set_annotator(&mut self, annotator: Option<Annotator>) {
        self.annotator = annotator;
    }

    /// Whether nothing was ever brought in or done.
    pub fn is_blank(&self) -> bool {
        self.set.sources().is_empty() && self.history.entries().is_empty() && self.file.path().is_none()
    }

    /// Carries out what was asked for.
    ///
    /// # Errors
    ///
    /// Where it would break an invariant of the set; nothing has changed then.
    pub fn run(&mut self, command: Command) -> Result<Done, EditError> {
        match command {
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::GoTo(done) => self.go_to(done),
            Command::CloseGroup => {
                self.history.close_group();
                Ok(Done::default())
            }
            Command::NameAnnotator(name) => self.name_annotator(name.trim()),
            command => {
                let now = self.environment.clock.now();
                let next_id = || self.environment.ids.next(now);
                let author = plan::Author { annotator: self.annotator_id(), now, next_id: &next_id };
                match plan::plan(&self.set, &author, command) {
                    Some(plan) => self.carry_out(plan),
                    None => Ok(Done::default()),
                }
            }
        }
    }

    /// The present annotator's id.
    fn annotator_id(&self) -> Option<AnnotatorId> {
        self.annotator.as_ref().map(|annotator| annotator.id)
    }

    /// The edit, with the present annotator's record in front of it where the set does not know them yet: the first
    /// thing that they do signs them in, and undoing it takes that back too.
    fn signed(&self, edit: Edit) -> Edit {
        match &self.annotator {
            Some(annotator) if !self.set.annotators().contains(annotator.id) => {
                Edit::Batch(vec![Edit::put(annotator.clone()), edit])
            }
            _ => edit,
        }
    }

    fn name_annotator(&mut self, name: &str) -> Result<Done, EditError> {
        if name.is_empty() {
            return Ok(Done::default());
        }
        let id =
            self.annotator.as_ref().map_or_else(|| AnnotatorId(self.environment.next_id()), |annotator| annotator.id);
        let annotator = Annotator { id, name: name.to_owned(), ext: Ext::default() };
        self.annotator = Some(annotator.clone());
        if self.is_blank() || self.set.annotators().get(id) == Some(&annotator) {
            return Ok(Done::default());
        }
        let name = Name::one(Action::NameAnnotator, name);
        let edit = plan::sign(&self.set, annotator, self.began);
        self.apply(&edit, name.clone(), None, Grouping::Alone)?;
        Ok(Done { name: Some(name), ..Done::default() })
    }

    fn carry_out(&mut self, plan: plan::Plan) -> Result<Done, EditError> {
        let plan::Plan { edit, name, place, grouping, chosen } = plan;
        let edit = self.signed(edit);
        self.apply(&edit, name.clone(), place, grouping)?;
        Ok(Done { name: Some(name), place: None, chosen })
    }

    /// The one place where the session sends an edit through the door: what follows from it is kept in step here.
    pub(crate) fn apply(
        &mut self,
        edit: &Edit,
        name: Name,
        place: Option<Place>,
        grouping: Grouping,
    ) -> Result<(), EditError> {
        let base = self.journal.wants_base().then(|| self.set.clone());
        let inverse = edit::apply(&mut self.set, edit.clone())?;
        let at = self.environment.clock.now();
        let recorded = self.history.record(name.clone(), place, grouping, inverse.clone(), at);
        self.journal.add(Record::Did { recorded, name, at, place, edit: edit.clone(), inverse }, base);
        self.changed(edit, at);
        Ok(())
    }

    fn changed(&mut self, edit: &Edit, now: Timestamp) {
        self.index.update(&self.set, edit);
        self.revision += 1;
        self.changed_at = now;
    }

    fn undo(&mut self) -> Result<Done, EditError> {
        let step = self.history.undo(&mut self.set)?;
        Ok(self.stepped(step, |entry, at, edit| Record::Undid { entry, at, edit }))
    }

    fn redo(&mut self) -> Result<Done, EditError> {
        let step = self.history.redo(&mut self.set)?;
        Ok(self.stepped(step, |entry, at, edit| Record::Redid { entry, at, edit }))
    }

    fn stepped(&mut self, step: Option<Step>, record: fn(u32, Timestamp, Edit) -> Record) -> Done {
        let Some(step) = step else { return Done::default() };
        let now = self.environment.clock.now();
        self.journal.add(record(step.number, now, step.edit.clone()), None);
        self.changed(&step.edit, now);
        let chosen = step.place.and_then(|place| place.annotation).filter(|id| self.set.annotations().contains(*id));
        Done { name: Some(step.name), place: step.place, chosen }
    }

    fn go_to(&mut self, done: usize) -> Result<Done, EditError> {
        let mut last = Done::default();
        while self.history.done() > done {
            last = self.undo()?;
        }
        while self.history.done() < done.min(self.history.entries().len()) {
            last = self.redo()?;
        }
        Ok(last)
    }

    /// What undo would take back.
    pub fn next_undo(&self) -> Option<&Entry> {
        self.history.next_undo()
    }

    /// What redo would do again.
    pub fn next_redo(&self) -> Option<&Entry> {
        self.history.next_redo()
    }

    /// Whether a record of the set still exists: what the screen remembers may be gone after an undo.
    pub fn knows(&self, id: impl Into<AnyId>) -> bool {
        self.set.contains(id.into())
    }
}
