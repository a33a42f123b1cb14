//! Sets that are worked on while the program stops at any moment.

use std::path::Path;
use std::sync::Arc;

use crossread::intake::{Hint, read};
use crossread::job::{Inline, no_wake};
use crossread::model::{AnnotationSet, SourceId, Timestamp};
use crossread::session::{Command, DataFolder, Environment, RandomIds, Session, SteppingClock, left_behind, take_up};
use crossread::store::{FileSystem as _, Memory};
use crossread::text::Span;

const SET: &str = "/sets/bridge.ron";
const TEXT: &str = "Bridge shut until spring\n\nNobody is in danger, said Mayor Ortiz. Not today.\n";

fn environment(disk: &Memory) -> Environment {
    Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(RandomIds::default()),
        files: Arc::new(disk.clone()),
        runner: Arc::new(Inline),
        wake: no_wake(),
        data: Some(DataFolder::new("/data".into())),
    }
}

fn begun(disk: &Memory) -> (Session, SourceId) {
    let mut session = Session::new(environment(disk));
    let article = read(TEXT.as_bytes(), &Hint::default()).unwrap();
    let (_, sources) = session.add_articles(vec![("bridge.txt".into(), article)]).unwrap();
    (session, sources[0])
}

fn mark(session: &mut Session, source: SourceId, words: &str) {
    let text = session.set().current_version(source).unwrap().text();
    let at = text.find(words).unwrap();
    let label = session.set().scheme().labels[0].id;
    let spans = [Span::from(at..at + words.len())].into_iter().collect();
    session.run(Command::Annotate { source, spans, label: Some(label) }).unwrap();
    assert!(session.keeping().unwrap().all);
}

fn save(session: &mut Session) {
    session.save(session.file().path().is_none().then(|| SET.into())).unwrap();
    session.wait_for_save().unwrap().unwrap();
    assert!(!session.is_unsaved());
}

/// Opens the file as after a restart; what a journal holds is restored.
fn reopened(disk: &Memory) -> (Session, usize) {
    let environment = environment(disk);
    let mut opened = take_up(&environment, Path::new(SET)).unwrap();
    let recovery = opened.recovery.take();
    let (mut session, findings) = Session::from_opened(environment, opened);
    assert_eq!(findings, []);
    let steps = recovery.as_ref().map_or(0, |recovery| recovery.steps);
    if let Some(recovery) = recovery {
        assert!(recovery.fits && recovery.refused == 0 && recovery.trouble.is_none());
        session.restore(recovery);
    }
    (session, steps)
}

fn undo_all(session: &mut Session) -> Vec<AnnotationSet> {
    let mut states = vec![session.set().clone()];
    while session.next_undo().is_some() {
        session.run(Command::Undo).unwrap();
        states.push(session.set().clone());
    }
    states
}

#[test]
fn what_was_not_saved_comes_back_with_its_history() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    mark(&mut session, source, "Not today");
    session.run(Command::Undo).unwrap();
    let (before, undone) = (session.set().clone(), session.next_redo().map(|entry| entry.name.clone()));
    drop(session);

    let (mut session, steps) = reopened(&disk);
    assert_eq!(steps, 3);
    assert_eq!(session.set(), &before);
    assert!(session.is_unsaved() && session.keeping().unwrap().all);
    assert_eq!(session.next_redo().map(|entry| entry.name.clone()), undone);
    session.run(Command::Redo).unwrap();
    assert_eq!(session.set().annotations().len(), 2);
    let states = undo_all(&mut session);
    assert_eq!(states.len(), 4, "two marks and the article can be taken back");
    assert!(session.set().sources().is_empty());
}

#[test]
fn undo_goes_on_across_restarts_and_saves() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    let mut all = vec![session.set().clone()];
    for words in ["Nobody", "danger", "Mayor Ortiz", "Not today"] {
        mark(&mut session, source, words);
        all.push(session.set().clone());
        save(&mut session);
        drop(session);
        let steps;
        (session, steps) = reopened(&disk);
        assert_eq!(steps, 0);
    }
    let states = undo_all(&mut session);
    assert!(states.iter().eq(all.iter().rev().chain(states.last())));
    while session.next_redo().is_some() {
        session.run(Command::Redo).unwrap();
    }
    assert_eq!(Some(session.set()), all.last());
}

#[test]
fn looking_at_a_set_writes_no_journal_and_leaves_the_file_alone() {
    let disk = Memory::new();
    let (mut session, _) = begun(&disk);
    save(&mut session);
    drop(session);
    let before = disk.metadata(Path::new(SET)).unwrap();
    let names = disk.names();
    drop(reopened(&disk));
    assert_eq!(disk.metadata(Path::new(SET)).unwrap(), before);
    assert_eq!(disk.names(), names);
}

#[test]
fn work_that_nobody_decided_about_is_set_aside_and_never_lost() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    drop(session);

    let environment = environment(&disk);
    let opened = take_up(&environment, Path::new(SET)).unwrap();
    let journal = opened.recovery.as_ref().unwrap().journal.clone();
    let bytes = disk.read(&journal, 1 << 20).unwrap();
    let (mut session, _) = Session::from_opened(environment, opened);
    assert_eq!(session.set().annotations().len(), 0);
    mark(&mut session, source, "Not today");
    let mut aside = journal.clone().into_os_string();
    aside.push("-aside-1");
    assert_eq!(disk.read(Path::new(&aside), 1 << 20).unwrap(), bytes);
    drop(session);
    let (session, steps) = reopened(&disk);
    assert_eq!((steps, session.set().annotations().len()), (1, 1));
}

#[test]
fn a_journal_of_another_file_is_offered_as_a_copy() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    drop(session);
    // Another program writes another file there, with the same set in it.
    let text = String::from_utf8(disk.read(Path::new(SET), 1 << 20).unwrap()).unwrap();
    disk.put(SET, text.replace("program: \"crossread", "program: \"other"), 0o600);

    let environment = environment(&disk);
    let mut opened = take_up(&environment, Path::new(SET)).unwrap();
    let recovery = opened.recovery.take().unwrap();
    assert!(!recovery.fits);
    assert_eq!((recovery.steps, recovery.refused), (1, 0));
    let (mut session, _) = Session::from_opened(environment, opened);
    session.restore(recovery);
    assert_eq!(session.file().path(), None, "the copy has no file");
    assert_eq!(session.set().annotations().len(), 1);
    assert!(session.is_unsaved() && session.keeping().unwrap().all);
}

#[test]
fn a_set_without_a_file_is_found_again_and_goes_on_beside_its_file() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    mark(&mut session, source, "Nobody");
    let before = session.set().clone();
    assert!(left_behind(&environment(&disk)).is_empty(), "another window is working on it");
    drop(session);

    let mut left = left_behind(&environment(&disk));
    assert_eq!(left.len(), 1);
    let leftover = left.remove(0);
    assert_eq!(leftover.recovery.steps, 2);
    let mut session = Session::from_leftover(environment(&disk), leftover);
    assert_eq!(session.set(), &before);
    mark(&mut session, source, "Not today");
    save(&mut session);
    drop(session);
    assert!(left_behind(&environment(&disk)).is_empty());
    let (mut session, steps) = reopened(&disk);
    assert_eq!((steps, session.set().annotations().len()), (0, 2));
    assert_eq!(undo_all(&mut session).len(), 4);
}

#[test]
fn a_set_that_nobody_wants_is_forgotten() {
    let disk = Memory::new();
    let (session, _) = begun(&disk);
    session.abandon();
    drop(session);
    assert!(left_behind(&environment(&disk)).is_empty());
}

#[test]
fn work_that_went_on_under_another_name_is_not_offered_at_the_old_one() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    session.save(Some("/sets/copy.ron".into())).unwrap();
    session.wait_for_save().unwrap().unwrap();
    mark(&mut session, source, "Not today");
    drop(session);
    let (mut old, steps) = reopened(&disk);
    assert_eq!((steps, old.set().annotations().len()), (0, 0));
    // The old file's journal goes on from the old file.
    mark(&mut old, source, "danger");
    drop(old);
    let (old, steps) = reopened(&disk);
    assert_eq!((steps, old.set().annotations().len()), (1, 1));
}
