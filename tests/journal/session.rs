//! Sets that are worked on while the program stops at any moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossread::intake::{Hint, read};
use crossread::job::{Inline, no_wake};
use crossread::model::difference::between;
use crossread::model::{AnnotationSet, Details, SourceId, Timestamp};
use crossread::session::{
    Command, DataFolder, Environment, Look, RandomIds, ReadOnly, SaveError, Session, SteppingClock, discard,
    earlier_versions, left_behind, open, read_version, take_up,
};
use crossread::store::{FileSystem as _, Memory};
use crossread::text::Span;
use crossread::wire::{self, WriteOptions};

const SET: &str = "/sets/bridge.ron";
const TEXT: &str = "Bridge shut until spring\n\nNobody is in danger, said Mayor Ortiz. Not today.\n";

fn environment(disk: &Memory) -> Environment {
    Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(RandomIds::default()),
        files: Arc::new(disk.clone()),
        web: Arc::new(crossread::session::Offline),
        reader: Arc::new(crossread::session::worker::InProcess),
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
fn f17_what_was_not_saved_comes_back_with_its_history() {
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
fn f19_looking_at_a_set_writes_no_journal_and_leaves_the_file_alone() {
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
    assert_eq!(disk.names(), [Path::new("/data/instance")], "nothing stays behind");
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

/// Another program marks these words in the file.
fn marked_outside(disk: &Memory, words: &str) {
    let mut other = Session::from_opened(environment(disk), open(&environment(disk), Path::new(SET)).unwrap()).0;
    let source = other.set().sources().iter().next().unwrap().id;
    let text = other.set().current_version(source).unwrap().text();
    let at = text.find(words).unwrap();
    let spans = [Span::from(at..at + words.len())].into_iter().collect();
    other.run(Command::Annotate { source, spans, label: None }).unwrap();
    let text = wire::write(other.set(), &WriteOptions::default());
    disk.put(SET, text, 0o600);
}

fn look(session: &mut Session) -> Look {
    session.look_outside();
    session.poll_look().unwrap()
}

#[test]
fn f06_what_another_program_did_is_noticed_never_written_over_and_brought_in() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    mark(&mut session, source, "danger");
    save(&mut session);
    assert!(matches!(look(&mut session), Look::Same));
    mark(&mut session, source, "Nobody");
    marked_outside(&disk, "Not today");
    let theirs = disk.read(Path::new(SET), 1 << 20).unwrap();

    session.save(None).unwrap();
    assert!(matches!(session.wait_for_save(), Some(Err(SaveError::ChangedOutside(_)))));
    assert_eq!(disk.read(Path::new(SET), 1 << 20).unwrap(), theirs);
    let Look::Changed(outside) = look(&mut session) else { panic!("the change is seen") };
    assert_eq!((outside.done_there.annotations.added.len(), outside.done_here.annotations.added.len()), (1, 1));
    assert_eq!(outside.conflicts, []);
    let before = session.set().clone();
    session.merge_outside(*outside).unwrap();
    assert_eq!(session.set().annotations().len(), 3);
    assert!(!session.file().failed() && session.file().read_only().is_none());
    save(&mut session);
    assert!(matches!(look(&mut session), Look::Same));
    session.run(Command::Undo).unwrap();
    assert_eq!(session.set(), &before, "bringing it in is one step");
}

#[test]
fn a_file_that_is_gone_is_made_again_and_a_damaged_one_is_left_alone() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    disk.remove(Path::new(SET)).unwrap();
    assert!(matches!(look(&mut session), Look::Gone));
    mark(&mut session, source, "danger");
    save(&mut session);
    assert_eq!(reopened(&disk).0.set().annotations().len(), 1);

    let whole = String::from_utf8(disk.read(Path::new(SET), 1 << 20).unwrap()).unwrap();
    let damaged = whole.replace("annotations: [", "annotations: (");
    disk.put(SET, damaged.clone(), 0o600);
    assert!(matches!(look(&mut session), Look::Unreadable(_)));
    mark(&mut session, source, "Nobody");
    assert!(session.save(None).is_err());
    assert_eq!(disk.read(Path::new(SET), 1 << 20).unwrap(), damaged.as_bytes());
}

#[test]
fn f07_a_second_window_reads_only_and_may_make_a_copy() {
    let disk = Memory::new();
    let (mut first, source) = begun(&disk);
    save(&mut first);
    let opened = take_up(&environment(&disk), Path::new(SET)).unwrap();
    let (mut second, _) = Session::from_opened(environment(&disk), opened);
    assert_eq!(second.file().read_only(), Some(ReadOnly::HeldElsewhere));
    assert!(second.file().holder().is_some());
    mark(&mut second, source, "danger");
    assert!(second.save(None).is_err());
    second.save(Some("/sets/copy.ron".into())).unwrap();
    second.wait_for_save().unwrap().unwrap();
    mark(&mut first, source, "Nobody");
    first.save(Some("/sets/copy.ron".into())).unwrap();
    assert!(matches!(first.wait_for_save(), Some(Err(SaveError::HeldElsewhere(_)))));
    drop(first);
    assert_eq!(reopened(&disk).0.file().read_only(), None);
}

#[test]
fn earlier_versions_are_kept_compared_and_restored_as_one_step() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    for words in ["danger", "Nobody"] {
        mark(&mut session, source, words);
        save(&mut session);
    }
    let environment = environment(&disk);
    let kept = earlier_versions(&environment, session.set().id()).unwrap();
    assert_eq!(kept.len(), 3);
    let version = read_version(&environment, &kept[1]).unwrap().set;
    assert_eq!(between(&version, session.set()).annotations.added.len(), 1);
    let today = session.set().clone();
    session.restore_version(&version, kept[1].at).unwrap();
    assert_eq!(session.set().annotations(), version.annotations());
    session.run(Command::Undo).unwrap();
    assert_eq!(session.set(), &today);
}

#[test]
fn work_on_a_file_that_was_replaced_is_done_again_on_its_backup() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    mark(&mut session, source, "danger");
    save(&mut session);
    mark(&mut session, source, "Nobody");
    let ours = session.set().clone();
    drop(session);
    // Another program puts something else there, without the article.
    let details = Details { title: "Another".to_owned(), ..Details::default() };
    let empty = AnnotationSet::new(ours.id(), ours.created(), details, ours.scheme().clone());
    disk.put(SET, wire::write(&empty, &WriteOptions::default()), 0o600);
    let opened = take_up(&environment(&disk), Path::new(SET)).unwrap();
    let recovery = opened.recovery.unwrap();
    assert_eq!((recovery.fits, recovery.steps, recovery.refused, recovery.trouble), (false, 1, 0, None));
    assert_eq!(recovery.set, ours);
}

#[test]
fn nothing_is_written_beside_a_file_that_is_opened_read_only() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    drop(session);
    let text = String::from_utf8(disk.read(Path::new(SET), 1 << 20).unwrap()).unwrap();
    let damaged = Memory::new();
    damaged.put(SET, text.replace("tombstones", "graves").replace("blocks: [", "blocks: ("), 0o600);
    let opened = take_up(&environment(&damaged), Path::new(SET)).unwrap();
    let (mut session, findings) = Session::from_opened(environment(&damaged), opened);
    assert!(session.file().read_only().is_some() && !findings.is_empty());
    if session.set().sources().contains(source) {
        mark(&mut session, source, "Nobody");
    }
    let beside: Vec<_> = damaged.names().into_iter().filter(|path| path.starts_with("/sets")).collect();
    assert_eq!(beside, [Path::new(SET)]);
}

#[test]
fn what_was_done_before_the_decision_stays_when_work_is_restored() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    drop(session);
    let mut opened = take_up(&environment(&disk), Path::new(SET)).unwrap();
    let recovery = opened.recovery.take().unwrap();
    let (mut session, _) = Session::from_opened(environment(&disk), opened);
    mark(&mut session, source, "Not today");
    session.restore(recovery);
    assert_eq!(session.set().annotations().len(), 2);
    assert!(session.keeping().unwrap().all);
}

#[test]
fn work_of_another_computer_on_a_shared_folder_is_offered_as_a_copy_and_its_journal_left_alone() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    drop(session);
    let before = disk.names();
    let there = Environment { data: Some(DataFolder::new("/elsewhere".into())), ..environment(&disk) };
    let mut opened = take_up(&there, Path::new(SET)).unwrap();
    let recovery = opened.recovery.take().unwrap();
    assert!(recovery.of_another && !recovery.fits);
    discard(&there, &recovery).unwrap();
    let (mut session, _) = Session::from_opened(there, opened);
    mark(&mut session, source, "Not today");
    let journals = |names: Vec<PathBuf>| names.into_iter().filter(|name| name.to_string_lossy().contains("/journal-"));
    assert_eq!(journals(disk.names()).count(), 2, "each computer has a journal of its own");
    assert!(journals(before).all(|journal| disk.names().contains(&journal)));
    drop(session);
    let (session, steps) = reopened(&disk);
    assert_eq!((steps, session.set().annotations().len()), (1, 1));
}

/// The files whose names have `part` in them.
fn named(disk: &Memory, part: &str) -> Vec<PathBuf> {
    disk.names().into_iter().filter(|name| name.to_string_lossy().contains(part)).collect()
}

#[test]
fn a_journal_of_another_set_under_the_same_name_is_not_appended_to() {
    let disk = Memory::new();
    let (mut first, source) = begun(&disk);
    save(&mut first);
    mark(&mut first, source, "Nobody");
    drop(first);
    let (mut other, source) = begun(&disk);
    other.save(Some("/sets/other.ron".into())).unwrap();
    other.wait_for_save().unwrap().unwrap();
    drop(other);
    disk.put(SET, disk.read(Path::new("/sets/other.ron"), 1 << 20).unwrap(), 0o600);
    let (mut session, steps) = reopened(&disk);
    assert_eq!(steps, 0);
    mark(&mut session, source, "danger");
    drop(session);
    assert_eq!(reopened(&disk).1, 1, "what is kept can be read");
    assert_eq!(named(&disk, "-aside-").len(), 1, "the other set’s journal is still there");
}

#[test]
fn saving_over_a_file_that_has_unsaved_work_keeps_that_work() {
    let disk = Memory::new();
    let (mut first, source) = begun(&disk);
    save(&mut first);
    mark(&mut first, source, "Nobody");
    drop(first);
    let journal = named(&disk, ".bridge.ron.crossread/journal-").remove(0);
    let unsaved = disk.read(&journal, 1 << 20).unwrap();
    let (mut other, source) = begun(&disk);
    other.save(Some(SET.into())).unwrap();
    other.wait_for_save().unwrap().unwrap();
    mark(&mut other, source, "danger");
    drop(other);
    let aside = named(&disk, "-aside-").remove(0);
    assert_eq!(disk.read(&aside, 1 << 20).unwrap(), unsaved);
    assert_eq!(reopened(&disk).1, 1);
}

#[test]
fn a_journal_that_is_taken_away_while_it_is_written_begins_anew_with_all_that_is_not_saved() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    for journal in named(&disk, ".bridge.ron.crossread/journal-") {
        disk.remove(&journal).unwrap();
    }
    mark(&mut session, source, "danger");
    drop(session);
    let (session, steps) = reopened(&disk);
    assert_eq!((steps, session.set().annotations().len()), (2, 2));
}

#[test]
fn a_history_with_damage_in_it_is_not_used_to_undo() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    for words in ["danger", "Nobody", "Not today"] {
        mark(&mut session, source, words);
    }
    save(&mut session);
    let before = session.set().clone();
    drop(session);
    let journal = named(&disk, ".bridge.ron.crossread/journal-").remove(0);
    let mut bytes = disk.read(&journal, 1 << 20).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    disk.put(&journal, bytes, 0o600);
    let (mut session, steps) = reopened(&disk);
    assert_eq!((steps, session.set()), (0, &before));
    assert!(session.next_undo().is_none(), "half a history would undo the wrong thing");
    mark(&mut session, source, "Mayor");
    drop(session);
    assert_eq!(named(&disk, "-aside-").len(), 1, "what can be read of the old one stays");
    assert_eq!(reopened(&disk).1, 1);
}

#[test]
fn a_hostile_or_unreadable_journal_keeps_no_set_from_being_opened() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    mark(&mut session, source, "Nobody");
    save(&mut session);
    drop(session);
    let journal = named(&disk, ".bridge.ron.crossread/journal-").remove(0);
    let start = String::from_utf8(disk.read(&journal, 1 << 20).unwrap()).unwrap();
    let set = start.split("set: \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let frame = |number: u32, text: &str| {
        let sum = crc32fast::hash(format!("{number} {} {text}", text.len()).as_bytes());
        format!("@ {number} {} {sum:08x}\n{text}\n", text.len())
    };
    let begin = frame(1, &format!("start(journal: 1, set: \"{set}\", instance: \"x\")"));
    let deep = format!(
        "undid(entry: 1, at: \"2026-03-04T09:22:08.042Z\", edit: {}{})",
        "batch([".repeat(50_000),
        "])".repeat(50_000)
    );
    let many = "@ 1 400000 00000000\n".repeat(40_000);
    let far = frame(u32::MAX, &format!("start(journal: 1, set: \"{set}\", instance: \"x\")"));
    for hostile in [begin.clone() + &frame(2, &deep), many, far, begin, String::new(), "\0".repeat(10_000)] {
        disk.put(&journal, hostile, 0o600);
        let (mut session, _) = reopened(&disk);
        assert_eq!(session.set().annotations().len(), 1);
        mark(&mut session, source, "danger");
        drop(session);
        assert_eq!(reopened(&disk).1, 1);
    }
}

#[test]
fn work_that_was_taken_back_is_not_asked_about_and_can_be_done_again() {
    let disk = Memory::new();
    let (mut session, source) = begun(&disk);
    save(&mut session);
    mark(&mut session, source, "Nobody");
    session.run(Command::Undo).unwrap();
    drop(session);
    let (mut session, steps) = reopened(&disk);
    assert_eq!((steps, session.is_unsaved()), (0, false));
    session.run(Command::Redo).unwrap();
    assert_eq!(session.set().annotations().len(), 1);
    drop(session);
    assert_eq!(reopened(&disk).1, 3, "from here on it is work that the file lacks");
}
