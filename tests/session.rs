//! What commands do to a set, seen from the session: no window, no disk, time and ids the same in every run.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod common;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use common::random_set::{Dice, random_set};
use crossread::index::Index;
use crossread::intake::{Hint, read};
use crossread::job::{Inline, Runner, Work, no_wake};
use crossread::model::edit::{Edit, apply};
use crossread::model::history::Grouping;
use crossread::model::{
    Annotation, AnnotationId, Appearance, AttributeId, AttributeKind, AttributeValue, Ext, LabelId, Link, LinkId,
    LinkKind, OptionId, OrderKey, PersonKind, Progress, SourceId, Stamp, Stance, Statement, StatementId, StatementKind,
    Timestamp,
};
use crossread::session::{
    CannotSave, Command, CountingIds, Environment, ReadOnly, SaveError, Session, SteppingClock, open,
};
use crossread::store::Memory;
use crossread::text::Span;
use proptest::prelude::*;

const TEXT: &str = "Bridge shut until spring\n\n“Nobody is in danger,” said Mayor Ortiz. “Not today.” The bridge \
                    carries about 9,000 vehicles a day.\n";

struct Desk {
    session: Session,
    disk: Memory,
    source: SourceId,
}

fn environment(disk: &Memory) -> Environment {
    Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(CountingIds::default()),
        files: Arc::new(disk.clone()),
        web: Arc::new(crossread::session::Offline),
        reader: Arc::new(crossread::session::worker::InProcess),
        runner: Arc::new(Inline),
        wake: no_wake(),
        data: None,
    }
}

fn desk() -> Desk {
    let disk = Memory::new();
    let mut session = Session::new(environment(&disk));
    let article = read(TEXT.as_bytes(), &Hint::default()).unwrap();
    let (_, sources) = session.add_articles(vec![("bridge.txt".into(), article)]).unwrap();
    Desk { session, disk, source: sources[0] }
}

impl Desk {
    fn span(&self, words: &str) -> Span {
        let text = self.session.set().current_version(self.source).unwrap().text();
        let at = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
        Span::from(at..at + words.len())
    }

    fn label(&self, name: &str) -> LabelId {
        self.session.set().scheme().labels.iter().find(|label| label.name == name).unwrap().id
    }

    fn run(&mut self, command: Command) {
        self.session.run(command).unwrap();
    }

    fn mark(&mut self, words: &str, label: &str) -> AnnotationId {
        let (spans, label) = ([self.span(words)].into_iter().collect(), self.label(label));
        let command = Command::Annotate { source: self.source, spans, label: Some(label) };
        self.session.run(command).unwrap().chosen.unwrap()
    }

    fn annotation(&self, id: AnnotationId) -> &Annotation {
        self.session.set().annotations().get(id).unwrap()
    }

    fn words(&self, id: AnnotationId) -> String {
        let annotation = self.annotation(id);
        let text = self.session.set().versions().get(annotation.version).unwrap().text();
        annotation.spans.iter().map(|span| span.slice(text).unwrap()).collect::<Vec<_>>().join(" | ")
    }

    fn save(&mut self, path: &str) -> Result<PathBuf, SaveError> {
        self.session.save(Some(path.into())).unwrap();
        self.session.poll_save().unwrap()
    }
}

#[test]
fn white_space_at_the_end_is_not_marked() {
    let mut desk = desk();
    let id = desk.mark("Mayor Ortiz. ", "Claim");
    assert_eq!(desk.words(id), "Mayor Ortiz.");
    let (spans, before) = ([desk.span(" ")].into_iter().collect(), desk.session.revision());
    desk.run(Command::Annotate { source: desk.source, spans, label: None });
    assert_eq!(desk.session.revision(), before, "and where there is nothing else, nothing is");
}

#[test]
fn a_quotation_that_is_interrupted_is_one_annotation() {
    let mut desk = desk();
    let id = desk.mark("Nobody is in danger", "Quote");
    let span = desk.span("Not today");
    desk.run(Command::AddPart(id, span));
    assert_eq!(desk.words(id), "Nobody is in danger | Not today");
    desk.run(Command::Split(id, None));
    assert_eq!(desk.words(id), "Nobody is in danger");
    assert_eq!(desk.session.set().annotations().len(), 2);
    let other = desk.session.set().annotations().iter().find(|other| other.id != id).unwrap().id;
    assert_eq!((desk.words(other), desk.annotation(other).derived_from), ("Not today".into(), Some(id)));
    desk.run(Command::Merge(vec![other, id]));
    assert_eq!(desk.words(id), "Nobody is in danger | Not today", "the first in the text gives the id");
    assert!(desk.session.set().tombstones().contains_key(&other.0));
}

#[test]
fn merging_keeps_what_is_said_about_the_parts() {
    let mut desk = desk();
    let [first, second, third] =
        ["Nobody is in danger", "Not today", "The bridge"].map(|words| desk.mark(words, "Claim"));
    let hedge = desk.session.set().scheme().labels[0].attributes[2].id;
    let value = AttributeValue::Text("today".into());
    desk.run(Command::SetAttribute(vec![second], hedge, Some(value.clone())));
    let mut set = desk.session.set().clone();
    let link = |n, from, to| Link {
        id: LinkId(uuid::Uuid::from_u128(n)),
        kind: LinkKind::Supports,
        from,
        to,
        note: String::new(),
        stamp: Stamp::new(None, Timestamp(0)),
        ext: Ext::default(),
    };
    for link in [link(1, second, third), link(2, first, third), link(3, first, second), link(4, third, second)] {
        apply(&mut set, Edit::put(link)).unwrap();
    }
    let appearance = |annotation, stance| Appearance { annotation, stance, fidelity: None };
    let statement = Statement {
        id: StatementId(uuid::Uuid::from_u128(5)),
        order: OrderKey::between(None, None),
        kind: StatementKind::Claim,
        topic: String::new(),
        sentence: "It is safe".into(),
        note: String::new(),
        appearances: vec![appearance(second, Stance::Hedges)],
        evidence: Vec::new(),
        verdicts: Vec::new(),
        looked: std::collections::BTreeMap::new(),
        stamp: Stamp::new(None, Timestamp(0)),
        ext: Ext::default(),
    };
    apply(&mut set, Edit::put(statement)).unwrap();
    let mut desk = Desk { session: Session::from_set(environment(&desk.disk), set.clone()), ..desk };
    desk.run(Command::Merge(vec![first, second, first]));
    assert_eq!(desk.words(first), "Nobody is in danger | Not today");
    assert_eq!(desk.annotation(first).attributes.get(hedge), Some(&value));
    let links: Vec<_> = desk.session.set().links().iter().map(|link| (link.from, link.to)).collect();
    assert_eq!(links, [(first, third), (third, first)], "none to itself, none twice");
    let appearances = desk.session.set().statements().iter().flat_map(|statement| statement.appearances.clone());
    assert_eq!(appearances.collect::<Vec<_>>(), [appearance(first, Stance::Hedges)]);
    desk.run(Command::Undo);
    assert_eq!(*desk.session.set(), set);
}

#[test]
fn a_drag_is_one_step_back() {
    let mut desk = desk();
    let id = desk.mark("The bridge", "Claim");
    for end in ["The bridge carries", "The bridge carries about", "The bridge carries about 9,000 vehicles"] {
        let spans = [desk.span(end)].into_iter().collect();
        desk.run(Command::SetExtent(id, spans, Grouping::Drag(1)));
    }
    assert_eq!(desk.words(id), "The bridge carries about 9,000 vehicles");
    desk.run(Command::Undo);
    assert_eq!(desk.words(id), "The bridge");
    desk.run(Command::Redo);
    assert_eq!(desk.words(id), "The bridge carries about 9,000 vehicles");
}

#[test]
fn who_annotates_is_signed_in_and_out_with_what_they_do_first() {
    let mut desk = desk();
    let anonymous = desk.mark("about 9,000", "Claim");
    assert_eq!(desk.annotation(anonymous).stamp.by, None, "nobody is taken from the system");
    desk.run(Command::NameAnnotator("A. Reader".into()));
    let by = desk.annotation(anonymous).stamp.by.expect("what had nobody's name yet has theirs");
    assert_eq!(desk.session.set().annotators().get(by).unwrap().name, "A. Reader");

    let annotator = desk.session.annotator().cloned();
    let mut later = Session::new(environment(&desk.disk));
    later.set_annotator(annotator);
    let article = read(TEXT.as_bytes(), &Hint::default()).unwrap();
    later.add_articles(vec![("bridge.txt".into(), article)]).unwrap();
    assert_eq!(later.set().annotators().len(), 1);
    later.run(Command::Undo).unwrap();
    assert_eq!((later.set().annotators().len(), later.set().sources().len()), (0, 0));
}

#[test]
fn another_label_takes_away_what_only_the_old_one_can_hold() {
    let mut desk = desk();
    let id = desk.mark("about 9,000 vehicles", "Claim");
    let hedge = desk.session.set().scheme().labels[0].attributes[2].id;
    let value = AttributeValue::Text("about".into());
    desk.run(Command::SetAttribute(vec![id], hedge, Some(value.clone())));
    let opinion = desk.label("Opinion");
    desk.run(Command::SetLabel(vec![id], Some(opinion)));
    assert!(desk.annotation(id).attributes.is_empty());
    desk.run(Command::Undo);
    assert_eq!(desk.annotation(id).attributes.get(hedge), Some(&value), "undo brings both back");
}

#[test]
fn a_source_goes_with_everything_marked_in_it_and_comes_back_whole() {
    let mut desk = desk();
    desk.mark("Mayor Ortiz", "Claim");
    let before = desk.session.set().clone();
    let source = desk.source;
    desk.run(Command::RemoveSource(source));
    assert!(desk.session.set().sources().is_empty() && desk.session.set().annotations().is_empty());
    desk.run(Command::Undo);
    assert_eq!(*desk.session.set(), before);
}

#[test]
fn a_merged_label_leaves_no_orphan() {
    let mut desk = desk();
    let id = desk.mark("Not today", "Opinion");
    let (from, into) = (desk.label("Opinion"), desk.label("Quote"));
    desk.run(Command::MergeLabels { from, into });
    assert_eq!(desk.annotation(id).label, Some(into));
    assert_eq!(desk.session.set().scheme().label(from), None);
}

#[test]
fn values_follow_to_attributes_of_the_same_name() {
    let mut desk = desk();
    let mut scheme = desk.session.set().scheme().clone();
    let mut label = scheme.labels[0].clone();
    (label.id, label.name, label.shortcut) = (LabelId(uuid::Uuid::from_u128(1)), "Assertion".into(), None);
    for (n, attribute) in (100..).step_by(100).zip(&mut label.attributes) {
        (attribute.id, attribute.role) = (AttributeId(uuid::Uuid::from_u128(n)), None);
        if let AttributeKind::Choice(options) = &mut attribute.kind {
            for (n, option) in (n + 1..).zip(options) {
                option.id = OptionId(uuid::Uuid::from_u128(n));
            }
        }
    }
    let (kind, hedge) = (label.attributes[0].clone(), label.attributes[2].id);
    let (from, into) = (label.id, scheme.labels[0].clone());
    scheme.labels.push(label);
    desk.run(Command::SetScheme(Box::new(scheme)));
    let id = desk.mark("about 9,000 vehicles", "Assertion");
    let words = AttributeValue::Text("about".into());
    desk.run(Command::SetAttribute(vec![id], hedge, Some(words.clone())));
    desk.run(Command::SetAttribute(vec![id], kind.id, Some(AttributeValue::Choice(kind.kind.options()[1].id))));
    desk.run(Command::MergeLabels { from, into: into.id });
    let [kind, _, hedge] = &into.attributes[..] else { panic!("a claim has three attributes") };
    assert_eq!(desk.annotation(id).attributes.get(hedge.id), Some(&words));
    let quantity = AttributeValue::Choice(kind.kind.options()[1].id);
    assert_eq!(desk.annotation(id).attributes.get(kind.id), Some(&quantity));
}

#[test]
fn what_is_saved_is_opened_again() {
    let mut desk = desk();
    desk.mark("about 9,000 vehicles", "Claim");
    assert_eq!(desk.session.save(None), Err(CannotSave::NoFile));
    assert!(desk.session.is_unsaved());
    desk.save("bridge.ron").unwrap();
    assert!(!desk.session.is_unsaved());
    let opened = open(&environment(&desk.disk), "bridge.ron".as_ref()).unwrap();
    assert_eq!(opened.reading.findings, []);
    assert_eq!(opened.reading.set, *desk.session.set());
}

#[test]
fn the_file_follows_by_itself_after_a_rest() {
    let mut desk = desk();
    desk.save("bridge.ron").unwrap();
    desk.mark("about 9,000 vehicles", "Claim");
    let now = desk.session.environment().clock.now();
    assert!(desk.session.follow_with_file(now).is_some(), "not at once");
    assert!(desk.session.poll_save().is_none());
    assert_eq!(desk.session.follow_with_file(Timestamp(now.0 + 10_000)), None);
    desk.session.poll_save().expect("a save began").expect("it went well");
    assert!(!desk.session.is_unsaved());
}

/// Does its work when it is told to.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Work>>>);

impl Runner for Held {
    fn spawn(&self, _: &str, work: Work) {
        self.0.lock().unwrap().push(work);
    }
}

impl Held {
    fn release(&self) {
        let held = std::mem::take(&mut *self.0.lock().unwrap());
        for work in held {
            work();
        }
    }
}

#[test]
fn a_save_that_is_asked_for_during_another_one_comes_after_it() {
    let mut desk = desk();
    let held = Held::default();
    let environment = Environment { runner: Arc::new(held.clone()), ..environment(&desk.disk) };
    desk.session = Session::from_set(environment.clone(), desk.session.set().clone());
    desk.session.save(Some("bridge.ron".into())).unwrap();
    let id = desk.mark("Not today", "Quote");
    desk.session.save(Some("other.ron".into())).unwrap();
    desk.session.save(None).unwrap();
    held.release();
    assert_eq!(desk.session.poll_save().unwrap().unwrap(), PathBuf::from("bridge.ron"));
    assert!(desk.session.is_unsaved() && desk.session.file().is_saving());
    let last = desk.mark("The bridge", "Claim");
    desk.session.save(None).unwrap();
    held.release();
    assert_eq!(desk.session.poll_save().unwrap().unwrap(), PathBuf::from("other.ron"));
    held.release();
    assert_eq!(desk.session.poll_save().unwrap().unwrap(), PathBuf::from("other.ron"), "the file that it has now");
    assert!(!desk.session.is_unsaved() && !desk.session.file().is_saving());
    let [first, second] =
        ["bridge.ron", "other.ron"].map(|path| open(&environment, path.as_ref()).unwrap().reading.set);
    assert!(!first.annotations().contains(id));
    assert!(second.annotations().contains(id) && second.annotations().contains(last));
}

#[test]
fn a_save_that_failed_is_tried_again() {
    let mut desk = desk();
    let held = Held::default();
    let environment = Environment { runner: Arc::new(held.clone()), ..environment(&desk.disk) };
    desk.session = Session::from_set(environment, desk.session.set().clone());
    desk.session.save(Some("bridge.ron".into())).unwrap();
    held.release();
    desk.session.poll_save().unwrap().unwrap();
    desk.mark("Not today", "Quote");
    desk.session.save(None).unwrap();
    held.0.lock().unwrap().clear();
    assert!(desk.session.poll_save().unwrap().is_err() && desk.session.file().failed());
    let now = desk.session.environment().clock.now();
    assert!(desk.session.follow_with_file(Timestamp(now.0 + 10_000)).is_some(), "not at once");
    assert_eq!(desk.session.follow_with_file(Timestamp(now.0 + 60_000)), None);
    held.release();
    desk.session.poll_save().expect("a save began").expect("it went well");
    assert!(!desk.session.is_unsaved() && !desk.session.file().failed());
}

#[test]
fn a_file_that_something_else_changed_is_not_written_over() {
    let mut desk = desk();
    desk.save("bridge.ron").unwrap();
    desk.disk.put("bridge.ron", *b"somebody else's work", 0o644);
    desk.mark("about 9,000 vehicles", "Claim");
    desk.session.save(None).unwrap();
    assert!(matches!(desk.session.poll_save(), Some(Err(SaveError::ChangedOutside(_)))));
    assert_eq!(desk.session.save(None), Err(CannotSave::ReadOnly(ReadOnly::ChangedOutside)));
    desk.save("other.ron").unwrap();
    assert!(!desk.session.is_unsaved());
}

#[test]
fn a_damaged_file_is_opened_as_far_as_it_goes_and_never_written_over() {
    let mut desk = desk();
    desk.mark("about 9,000 vehicles", "Claim");
    desk.mark("Not today", "Quote");
    desk.save("bridge.ron").unwrap();
    let text = String::from_utf8(std::mem::take(&mut read_all(&desk.disk, "bridge.ron"))).unwrap();
    let damaged = text.replacen("label:", "lable(:", 1);
    assert_ne!(text, damaged);
    desk.disk.put("bridge.ron", damaged.clone().into_bytes(), 0o644);
    let environment = environment(&desk.disk);
    let opened = open(&environment, "bridge.ron".as_ref()).unwrap();
    let (mut session, findings) = Session::from_opened(environment, opened);
    assert!(!findings.is_empty());
    assert_eq!(session.set().sources().len(), 1, "what could be read is there");
    assert_eq!(session.save(None), Err(CannotSave::ReadOnly(ReadOnly::Damaged)));
    let spelled_otherwise = std::path::absolute("folder/../bridge.ron").unwrap();
    assert_eq!(session.save(Some(spelled_otherwise)), Err(CannotSave::ReadOnly(ReadOnly::Damaged)));
    assert_eq!(read_all(&desk.disk, "bridge.ron"), damaged.into_bytes());
}

fn read_all(disk: &Memory, path: &str) -> Vec<u8> {
    crossread::store::read(disk, path.as_ref(), 1 << 30).unwrap()
}

/// Something that a person might ask for, sensible or not.
fn any_command(session: &Session, dice: &mut Dice) -> Command {
    let set = session.set();
    let annotations: Vec<AnnotationId> = set.annotations().iter().map(|annotation| annotation.id).collect();
    let sources: Vec<SourceId> = set.sources().iter().map(|source| source.id).collect();
    let labels: Vec<Option<LabelId>> = set.scheme().labels.iter().map(|label| Some(label.id)).chain([None]).collect();
    let attributes: Vec<_> = set.scheme().labels.iter().flat_map(|label| &label.attributes).collect();
    if annotations.is_empty() || sources.is_empty() || attributes.is_empty() {
        return Command::Undo;
    }
    let source = dice.one(&sources);
    let id = dice.one(&annotations);
    let of_source: Vec<AnnotationId> =
        set.annotations().iter().filter(|other| other.source == source).map(|other| other.id).collect();
    let some: Vec<AnnotationId> = (0..dice.below(4)).map(|_| dice.one(&annotations)).collect();
    let bytes = set.current_version(source).map_or(0, |version| version.text().len()) + 2;
    let mut span = || Span::new(dice.below(bytes) as u32, dice.below(bytes) as u32);
    let spans = [span(), span()].into_iter().take(1 + bytes % 2).collect();
    let (one, at) = (span(), span().start);
    let attribute = dice.one(&attributes);
    match dice.below(18) {
        0 | 1 => Command::Annotate { source, spans, label: dice.one(&labels) },
        2 => Command::RemoveAnnotations(some),
        3 => Command::SetLabel(some, dice.one(&labels)),
        4 => Command::SetNote(id, dice.text(3)),
        5 => Command::SetExtent(id, spans, Grouping::Drag(dice.below(2) as u64)),
        6 => Command::AddPart(id, one),
        7 => Command::Split(id, if dice.once_in(2) { Some(at) } else { None }),
        8 | 9 => Command::Merge((0..3).filter(|_| !of_source.is_empty()).map(|_| dice.one(&of_source)).collect()),
        10 => Command::RemoveSource(source),
        11 => Command::MoveSource(source, dice.below(6)),
        12 => match set.current_version(source) {
            Some(version) => Command::SetBoilerplate(version.id, vec![0, 1, 9], dice.once_in(2)),
            None => Command::CloseGroup,
        },
        13 => Command::SetProgress(source, dice.one(&[Progress::NotStarted, Progress::Reading, Progress::Done])),
        14 => match (dice.one(&labels), dice.one(&labels)) {
            (Some(from), Some(into)) => Command::MergeLabels { from, into },
            _ => Command::CloseGroup,
        },
        15 if attribute.kind == AttributeKind::Person => Command::NamePerson {
            annotations,
            attribute: attribute.id,
            name: dice.one(&["Ana", "The mayor"]).to_owned(),
            kind: PersonKind::Named,
        },
        15 if attribute.kind == AttributeKind::Text => {
            Command::SetAttribute(some, attribute.id, Some(AttributeValue::Text(dice.text(2))))
        }
        16 => Command::NameAnnotator("Somebody".into()),
        17 => Command::Redo,
        _ => Command::Undo,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_commands_are_carried_out_and_taken_back(seed in any::<u64>(), steps in 0usize..40) {
        let disk = Memory::new();
        let before = random_set(seed, 6);
        let mut session = Session::from_set(environment(&disk), before.clone());
        let mut dice = Dice::new(seed);
        for _ in 0..steps {
            let command = any_command(&session, &mut dice);
            let outcome = session.run(command.clone());
            prop_assert!(outcome.is_ok(), "{command:?}: {outcome:?}");
            prop_assert_eq!(session.index(), &Index::build(session.set()));
        }
        let after = session.set().clone();
        let done = session.history().done();
        session.run(Command::GoTo(0)).unwrap();
        prop_assert_eq!(session.set(), &before);
        session.run(Command::GoTo(done)).unwrap();
        prop_assert_eq!(session.set(), &after);
        session.save(Some("set.ron".into())).unwrap();
        session.poll_save().unwrap().unwrap();
        let reading = open(&environment(&disk), "set.ron".as_ref()).unwrap().reading;
        prop_assert_eq!(reading.findings, vec![]);
        prop_assert_eq!(reading.set, after);
    }
}
