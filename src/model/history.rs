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
    UpdateSource,
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
    EditPeople,
    NameAnnotator,
    SetProgress,
    RestoreBackup,
    RestoreWork,
    MergeCopy,
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
    /// Names the entry, also across restarts; later entries have higher numbers.
    pub number: u32,
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
    /// The number of the next entry.
    next: u32,
}

/// How a step came into the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The entry's number.
    pub number: u32,
    /// Whether the step went on with an entry that was there, as the letters of a word do.
    pub joins: bool,
}

/// What happened to a history, for building it again without the sets that it went through.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "nearly all of them are the large one")]
pub enum Past {
    /// A step was done.
    Did {
        /// The entry that it began or went on with.
        recorded: Recorded,
        /// What was done.
        name: Name,
        /// When.
        at: Timestamp,
        /// Where.
        place: Option<Place>,
        /// What went through the door.
        edit: Edit,
        /// What takes it back.
        inverse: Edit,
    },
    /// The entry with this number was taken back.
    Undid(u32),
    /// The entry with this number was done again.
    Redid(u32),
}

/// What an undo or a redo did.
#[derive(Clone, Debug)]
pub struct Step {
    /// The entry's number.
    pub number: u32,
    /// What was taken back or done again.
    pub name: Name,
    /// Where.
    pub place: Option<Place>,
    /// The edit that went through the door.
    pub edit: Edit,
}

impl History {
    /// Notes a step that went through the door and returned `inverse`. What had been undone is gone.
    pub fn record(
        &mut self,
        name: Name,
        place: Option<Place>,
        grouping: Grouping,
        inverse: Edit,
        now: Timestamp,
    ) -> Recorded {
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
        let recorded = if let Some(last) = last {
            let earlier = std::mem::replace(&mut last.flip, Edit::Batch(Vec::new()));
            last.flip = inverse.then(earlier);
            last.at = now;
            last.place = place;
            Recorded { number: last.number, joins: true }
        } else {
            if self.entries.len() >= LIMIT {
                self.entries.drain(..LIMIT / 10);
            }
            let number = self.next;
            self.next = self.next.saturating_add(1);
            self.entries.push(Entry { number, name, at: now, place, grouping, flip: inverse });
            Recorded { number, joins: false }
        };
        self.done = self.entries.len();
        self.group_open = true;
        recorded
    }

    /// The history that all of this led to, oldest first. What refers to entries that are not in `past` any more is
    /// passed over: they lie below all that are.
    pub fn rebuild(past: impl IntoIterator<Item = Past>) -> Self {
        let mut history = Self::default();
        // What does each entry again; `flip` holds what takes it back until the end.
        let mut forward: Vec<Edit> = Vec::new();
        // How many entries below all that are known were taken back: while there are any, nothing above can be done again.
        let mut below = 0_usize;
        for event in past {
            match event {
                Past::Did { recorded, name, at, place, edit, inverse } => {
                    history.entries.truncate(history.done);
                    forward.truncate(history.done);
                    below = 0;
                    history.next = history.next.max(recorded.number.saturating_add(1));
                    let joined = history.entries.last_mut().zip(forward.last_mut());
                    let joined = joined.filter(|(last, _)| recorded.joins && last.number == recorded.number);
                    if let Some((last, again)) = joined {
                        let nothing = || Edit::Batch(Vec::new());
                        last.flip = inverse.then(std::mem::replace(&mut last.flip, nothing()));
                        *again = std::mem::replace(again, nothing()).then(edit);
                        (last.at, last.place) = (at, place);
                    } else {
                        let (grouping, number) = (Grouping::Alone, recorded.number);
                        history.entries.push(Entry { number, name, at, place, grouping, flip: inverse });
                        forward.push(edit);
                    }
                    history.done = history.entries.len();
                }
                Past::Undid(number) => {
                    if history.next_undo().is_some_and(|entry| entry.number == number) {
                        history.done -= 1;
                    } else if history.done == 0 {
                        below += 1;
                    }
                }
                Past::Redid(number) => {
                    if below > 0 {
                        below -= 1;
                    } else if history.next_redo().is_some_and(|entry| entry.number == number) {
                        history.done += 1;
                    }
                }
            }
        }
        if below > 0 {
            history.entries.truncate(history.done);
            forward.truncate(history.done);
        }
        let undone = history.entries.iter_mut().zip(forward).skip(history.done);
        undone.for_each(|(entry, again)| entry.flip = again);
        history
    }

    /// Forgets all but the last `count` steps that are done, and keeps those that were undone.
    #[must_use]
    pub fn shortened(mut self, count: usize) -> Self {
        let surplus = self.done.saturating_sub(count);
        self.entries.drain(..surplus);
        self.done -= surplus;
        self
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
        Ok(Some(Step { number: entry.number, name: entry.name.clone(), place: entry.place, edit }))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{Details, Scheme, SetId};

    /// A set whose title is typed letter by letter.
    struct Desk {
        set: AnnotationSet,
        history: History,
    }

    impl Desk {
        fn new() -> Self {
            let set = AnnotationSet::new(SetId(Uuid::nil()), Timestamp(0), Details::default(), Scheme::default());
            Self { set, history: History::default() }
        }

        fn title(&mut self, title: &str, grouping: Grouping, now: i64) {
            let details = Details { title: title.to_owned(), ..Details::default() };
            let inverse = edit::apply(&mut self.set, Edit::SetDetails(details)).unwrap();
            let name = Name::one(Action::EditDetails, title);
            self.history.record(name, Some(place(now)), grouping, inverse, Timestamp(now));
        }

        /// Undoes one step and says what stands there then.
        fn undo(&mut self) -> &str {
            self.history.undo(&mut self.set).unwrap();
            &self.set.details().title
        }

        fn redo(&mut self) -> &str {
            self.history.redo(&mut self.set).unwrap();
            &self.set.details().title
        }
    }

    fn place(n: i64) -> Place {
        let source = SourceId(Uuid::from_u128(n as u128));
        Place { source, span: Some(Span::caret(n as u32)), annotation: None }
    }

    #[test]
    fn each_step_has_its_name_and_its_place() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Alone, 1);
        desk.title("b", Grouping::Alone, 1);
        assert_eq!(desk.history.next_undo().map(|entry| entry.name.subject.as_str()), Some("b"));
        assert!(desk.history.next_redo().is_none());

        let step = desk.history.undo(&mut desk.set).unwrap().unwrap();
        assert_eq!((step.name.subject.as_str(), step.place), ("b", Some(place(1))));
        assert_eq!(desk.set.details().title, "a");
        assert_eq!(desk.history.next_undo().map(|entry| entry.name.subject.as_str()), Some("a"));

        let step = desk.history.redo(&mut desk.set).unwrap().unwrap();
        assert_eq!((step.name.subject.as_str(), step.place), ("b", Some(place(1))));
        assert_eq!(desk.set.details().title, "b");
    }

    #[test]
    fn where_nothing_is_left_nothing_happens() {
        let mut desk = Desk::new();
        assert!(desk.history.undo(&mut desk.set).unwrap().is_none());
        assert!(desk.history.redo(&mut desk.set).unwrap().is_none());
        desk.title("a", Grouping::Alone, 0);
        assert_eq!(desk.redo(), "a");
        assert_eq!(desk.undo(), "");
        assert_eq!(desk.undo(), "");
    }

    #[test]
    fn typing_is_one_step_until_a_pause_or_another_field() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Typing(1), 0);
        desk.title("ab", Grouping::Typing(1), TYPING_PAUSE - 1);
        desk.title("abc", Grouping::Typing(1), 2 * TYPING_PAUSE - 2);
        desk.title("abc d", Grouping::Typing(1), 3 * TYPING_PAUSE - 2);
        desk.title("abc de", Grouping::Typing(2), 3 * TYPING_PAUSE - 1);
        let at: Vec<i64> = desk.history.entries().iter().map(|entry| entry.at.0).collect();
        assert_eq!(at, [2 * TYPING_PAUSE - 2, 3 * TYPING_PAUSE - 2, 3 * TYPING_PAUSE - 1]);
        assert_eq!(desk.undo(), "abc d");
        assert_eq!(desk.undo(), "abc");
        assert_eq!(desk.undo(), "");
        assert_eq!(desk.redo(), "abc");
    }

    #[test]
    fn a_clock_that_goes_back_does_not_end_typing() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Typing(1), 1_000_000);
        desk.title("ab", Grouping::Typing(1), 0);
        assert_eq!(desk.history.entries().len(), 1);
    }

    #[test]
    fn a_drag_is_one_step_however_long_it_takes_and_ends_on_release() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Drag(1), 0);
        desk.title("b", Grouping::Drag(1), 1_000_000);
        desk.title("c", Grouping::Drag(2), 1_000_000);
        desk.history.close_group();
        desk.title("d", Grouping::Drag(2), 1_000_000);
        assert_eq!(desk.undo(), "c");
        assert_eq!(desk.undo(), "b");
        assert_eq!(desk.undo(), "");
    }

    #[test]
    fn steps_that_stand_alone_never_join() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Alone, 0);
        desk.title("b", Grouping::Alone, 0);
        assert_eq!(desk.undo(), "a");
    }

    #[test]
    fn after_an_undo_typing_begins_a_new_step_and_what_was_undone_is_gone() {
        let mut desk = Desk::new();
        desk.title("a", Grouping::Typing(1), 0);
        desk.title("b", Grouping::Typing(2), 1);
        assert_eq!(desk.undo(), "a");
        desk.title("ac", Grouping::Typing(1), 2);
        assert_eq!(desk.history.entries().len(), 2);
        assert!(desk.history.next_redo().is_none());
        assert_eq!(desk.undo(), "a");
        assert_eq!(desk.undo(), "");
    }

    #[test]
    fn a_history_is_built_again_from_what_happened_also_when_its_beginning_is_gone() {
        let title = |title: &str| Edit::SetDetails(Details { title: title.to_owned(), ..Details::default() });
        let did = |number: u32, joins: bool| Past::Did {
            recorded: Recorded { number, joins },
            name: Name::one(Action::EditDetails, number.to_string()),
            at: Timestamp(i64::from(number)),
            place: None,
            edit: title(&format!("{number}")),
            inverse: title(&format!("before {number}")),
        };
        let numbers = |history: &History| history.entries().iter().map(|entry| entry.number).collect::<Vec<_>>();
        let history = History::rebuild([did(5, false), did(6, false), did(6, true), Past::Undid(6), Past::Redid(6)]);
        assert_eq!((numbers(&history), history.done(), history.next), (vec![5, 6], 2, 7));
        let history = History::rebuild([did(5, false), did(6, false), Past::Undid(6), did(7, false)]);
        assert_eq!((numbers(&history), history.done()), (vec![5, 7], 2));
        // Entries 3 and 4 are not known any more: while they are undone, 5 must not be done again.
        let below = [did(5, false), Past::Undid(5), Past::Undid(4), Past::Undid(3)];
        let history = History::rebuild(below.clone());
        assert!(history.next_undo().is_none() && history.next_redo().is_none());
        let history = History::rebuild(below.into_iter().chain([Past::Redid(3), Past::Redid(4)]));
        assert_eq!(history.next_redo().map(|entry| entry.number), Some(5));
    }

    #[test]
    fn the_oldest_steps_go_when_there_are_too_many() {
        let mut desk = Desk::new();
        for n in 0..=LIMIT {
            desk.title(&n.to_string(), Grouping::Alone, 0);
        }
        let steps = desk.history.entries().len();
        assert!((LIMIT / 2..=LIMIT).contains(&steps), "{steps}");
        for _ in 0..steps {
            desk.undo();
        }
        assert_eq!(desk.set.details().title, (LIMIT - steps).to_string());
        assert_eq!(desk.history.done(), 0);
    }
}
