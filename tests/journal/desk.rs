//! Somebody who writes one numbered note after the other on one article, so that what is left can be told from what was
//! done: notes 0, 1, 2 … without a gap.

use std::path::Path;
use std::sync::Arc;

use crossread::intake::{Hint, read};
use crossread::job::{Runner, no_wake};
use crossread::model::{SourceId, Spans, Timestamp};
use crossread::session::{Command, DataFolder, Environment, RandomIds, Session, SteppingClock, left_behind, take_up};
use crossread::store::FileSystem;
use crossread::text::Span;

pub const TEXT: &str = "Bridge shut until spring\n\nNobody is in danger, said Mayor Ortiz. Not today.\n";

pub fn environment(files: impl FileSystem + 'static, runner: impl Runner + 'static, data: &Path) -> Environment {
    Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(RandomIds::default()),
        files: Arc::new(files),
        web: Arc::new(crossread::session::Offline),
        reader: Arc::new(crossread::session::worker::InProcess),
        runner: Arc::new(runner),
        wake: no_wake(),
        data: Some(DataFolder::new(data.to_owned())),
    }
}

/// A set of one article, without a file.
pub fn begun(environment: Environment) -> Session {
    let mut session = Session::new(environment);
    let article = read(TEXT.as_bytes(), &Hint::default()).unwrap();
    session.add_articles(vec![("bridge.txt".into(), article)]).unwrap();
    session
}

/// The set in the file, as after a restart, with all that a journal holds. `None` where there is no file.
pub fn reopened(environment: &Environment, set: &Path) -> Option<Session> {
    environment.files.metadata(set).ok()?;
    let mut opened = take_up(environment, set).expect("the file can always be read");
    let recovery = opened.recovery.take();
    let (mut session, findings) = Session::from_opened(environment.clone(), opened);
    assert_eq!(findings, [], "the file is always whole");
    if let Some(recovery) = recovery {
        assert_eq!((recovery.fits, recovery.refused), (true, 0), "{}", recovery.journal.display());
        session.restore(recovery);
    }
    Some(session)
}

/// The set wherever it is: in its file, or among those that had none, which the program offers at its start.
pub fn found(environment: &Environment, set: &Path) -> Option<Session> {
    let leftovers = left_behind(environment).into_iter();
    let leftovers = leftovers.map(|leftover| Session::from_leftover(environment.clone(), leftover));
    reopened(environment, set).into_iter().chain(leftovers).max_by_key(notes)
}

pub fn article(session: &Session) -> SourceId {
    session.set().sources().iter().next().expect("the article is there").id
}

/// Writes the next note, as one step.
pub fn note(session: &mut Session) {
    let (source, count) = (article(session), notes(session));
    let begun = session.set().annotations().iter().find(|annotation| annotation.note.is_empty()).map(|begun| begun.id);
    if let Some(begun) = begun {
        session.run(Command::SetNote(begun, count.to_string())).unwrap();
        return;
    }
    let spans: Spans = [Span::from(count % 20..count % 20 + 3)].into_iter().collect();
    let chosen = session.run(Command::Annotate { source, spans, label: None }).unwrap().chosen.unwrap();
    session.run(Command::SetNote(chosen, count.to_string())).unwrap();
}

/// How many notes are there; they must be 0, 1, 2 … without a gap. One may still be empty: two steps make one.
pub fn notes(session: &Session) -> usize {
    let notes = session.set().annotations().iter().map(|annotation| annotation.note.as_str());
    let (empty, written): (Vec<&str>, Vec<&str>) = notes.partition(|note| note.is_empty());
    let mut numbers: Vec<usize> = written.iter().map(|note| note.parse().unwrap()).collect();
    numbers.sort_unstable();
    assert!(empty.len() < 2 && numbers.iter().copied().eq(0..numbers.len()), "{numbers:?}");
    numbers.len()
}

/// Whether all that was done is on the disk, as the session says.
pub fn is_kept(session: &Session) -> bool {
    session.keeping().is_some_and(|keeping| keeping.all)
}
