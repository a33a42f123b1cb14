//! The next version of an article: what becomes of the annotations, and that one undo takes all of it back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

use std::fs;
use std::path::Path;
use std::process::{Command as Program, Output};
use std::sync::Arc;

use crossread::intake::{Article, Hint, read};
use crossread::job::{Inline, no_wake};
use crossread::model::{
    Anchoring, AnnotationId, AnnotationSet, AttributeKind, AttributeValue, LabelRole, SourceId, Spans, Timestamp,
};
use crossread::session::{Command, CountingIds, Environment, Session, State, SteppingClock, Update};
use crossread::store::Memory;
use crossread::text::Span;
use serde_json::{Value, json};

const OLD: &str = "Bridge closed until spring\n\nThe town has cut the harbour in two. The crossing will be closed for \
                   nearly a year, and nobody has said who will pay.\n\n🦀 More than 20,000 drivers a day depend on the \
                   crossing. “Nobody is in danger,” said Mayor Ortiz on Monday. “Not today.”\n\nThe ferry runs every \
                   half hour. It takes ten minutes in good weather.\n";

const NEW: &str = "Bridge closed until spring\n\nThe town has cut the harbour in two. The crossing will be closed for \
                   nearly five months, and nobody has said who will pay.\n\n“Nobody is in danger,” Mayor Ortiz said \
                   again on Monday. “Not today.”\n\nIt takes ten minutes in good weather. The bus is full. The ferry runs every half \
                   hour.\n";

fn article(text: &str) -> Article {
    read(text.as_bytes(), &Hint::default()).unwrap()
}

struct Desk {
    session: Session,
    source: SourceId,
}

fn desk() -> Desk {
    let environment = Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(CountingIds::default()),
        files: Arc::new(Memory::new()),
        web: Arc::new(crossread::session::Offline),
        reader: Arc::new(crossread::session::worker::InProcess),
        runner: Arc::new(Inline),
        wake: no_wake(),
        data: None,
    };
    let mut session = Session::new(environment);
    let (_, sources) = session.add_articles(vec![("bridge.txt".into(), article(OLD))]).unwrap();
    Desk { session, source: sources[0] }
}

impl Desk {
    fn span(&self, words: &str) -> Span {
        let text = self.session.set().current_version(self.source).unwrap().text();
        let at = text.find(words).unwrap_or_else(|| panic!("{words:?} is not in the text"));
        Span::from(at..at + words.len())
    }

    fn mark(&mut self, parts: &[&str], role: LabelRole) -> AnnotationId {
        let spans = parts.iter().map(|words| self.span(words)).collect();
        let label = self.session.set().scheme().labels.iter().find(|label| label.role == Some(role)).unwrap().id;
        let command = Command::Annotate { source: self.source, spans, label: Some(label) };
        self.session.run(command).unwrap().chosen.unwrap()
    }

    fn update(&mut self, text: &str) -> Update {
        self.session.update_source(self.source, ("new.txt".to_owned(), article(text)).into()).unwrap().unwrap().1
    }
}

/// The state of an annotation in an update.
fn state(update: &Update, id: AnnotationId) -> State {
    update.outcomes.iter().find(|outcome| outcome.annotation == id).unwrap().state
}

fn words(set: &AnnotationSet, id: AnnotationId) -> Vec<&str> {
    let annotation = set.annotations().get(id).unwrap();
    let text = set.versions().get(annotation.version).unwrap().text();
    annotation.spans.iter().map(|span| span.slice(text).unwrap()).collect()
}

#[test]
fn annotations_follow_their_words_and_one_undo_takes_it_back() {
    let mut desk = desk();
    let same = desk.mark(&["The town has cut the harbour in two."], LabelRole::Opinion);
    let edited = desk.mark(&["The crossing will be closed for nearly a year"], LabelRole::Claim);
    let lost = desk.mark(&["More than 20,000 drivers a day depend on the crossing."], LabelRole::Claim);
    let parts = desk.mark(&["“Nobody is in danger,”", "“Not today.”"], LabelRole::Quote);
    let moved = desk.mark(&["The ferry runs every half hour."], LabelRole::Claim);
    let stayed = desk.mark(&["It takes ten minutes in good weather."], LabelRole::Claim);
    let short = desk.mark(&["nearly a year"], LabelRole::Claim);
    let label = desk.session.set().scheme().labels.iter().find(|label| label.role == Some(LabelRole::Quote)).unwrap();
    let attributes: Vec<_> = label.attributes.iter().filter(|one| matches!(one.kind, AttributeKind::Span)).collect();
    let attribute = attributes.first().map(|attribute| attribute.id);
    if let Some(attribute) = attribute {
        let said = AttributeValue::Span(desk.span("said"));
        desk.session.run(Command::SetAttribute(vec![parts], attribute, Some(said))).unwrap();
    }
    let note = Command::Annotate { source: desk.source, spans: Spans::new(), label: None };
    let note = desk.session.run(note).unwrap().chosen.unwrap();
    let before = desk.session.set().clone();
    let steps = desk.session.history().done();

    let update = desk.update(NEW);
    let set = desk.session.set();
    assert_eq!(desk.session.history().done(), steps + 1);
    assert_eq!(set.current_version(desk.source).unwrap().id, update.after);
    assert_eq!(set.versions().get(update.before).unwrap().text(), OLD, "the version before stays");
    assert_eq!(update.outcomes.len(), 8);
    for outcome in &update.outcomes {
        assert_eq!(set.annotations().get(outcome.annotation).unwrap().version, update.after);
    }
    assert_eq!(state(&update, same), State::Same);
    assert_eq!(words(set, same), ["The town has cut the harbour in two."]);
    assert_eq!(state(&update, edited), State::Edited);
    assert_eq!(words(set, edited), ["The crossing will be closed for nearly five months"]);
    let Anchoring::Edited(was) = &set.annotations().get(edited).unwrap().anchoring else { panic!("not edited") };
    assert_eq!(was[0].exact, "The crossing will be closed for nearly a year");
    assert_eq!(state(&update, lost), State::Lost);
    let Anchoring::Lost(was) = &set.annotations().get(lost).unwrap().anchoring else { panic!("not lost") };
    assert_eq!(was[0].exact, "More than 20,000 drivers a day depend on the crossing.");
    assert_eq!(state(&update, parts), State::Same);
    assert_eq!(words(set, parts), ["“Nobody is in danger,”", "“Not today.”"]);
    assert_eq!(state(&update, stayed), State::Same);
    assert_eq!(state(&update, moved), State::Moved);
    assert_eq!(words(set, moved), ["The ferry runs every half hour."]);
    let unclear = update.outcomes.iter().find(|outcome| outcome.annotation == short).unwrap();
    assert_eq!(unclear.state, State::Ambiguous, "half of it is another number");
    assert_eq!(unclear.candidates[0].span.slice(NEW), Some("nearly five months"));
    assert_eq!(state(&update, note), State::Same);
    if let Some(attribute) = attribute {
        let Some(AttributeValue::Span(span)) = set.annotations().get(parts).unwrap().attributes.get(attribute) else {
            panic!("the cue went")
        };
        assert_eq!(span.slice(NEW), Some("said"));
    }

    desk.session.run(Command::Undo).unwrap();
    assert!(*desk.session.set() == before, "one undo takes the whole update back");
    desk.session.run(Command::Redo).unwrap();
    assert_eq!(desk.session.set().current_version(desk.source).unwrap().text(), NEW);
}

#[test]
fn what_was_lost_comes_back_with_its_words() {
    let mut desk = desk();
    let lost = desk.mark(&["More than 20,000 drivers a day depend on the crossing."], LabelRole::Claim);
    assert_eq!(state(&desk.update(NEW), lost), State::Lost);
    let update = desk.update(OLD);
    assert!(!state(&update, lost).is_open(), "{:?}", state(&update, lost));
    assert_eq!(words(desk.session.set(), lost), ["More than 20,000 drivers a day depend on the crossing."]);
    let again = desk.session.update_source(desk.source, ("again".to_owned(), article(OLD)).into()).unwrap();
    assert!(again.is_none(), "the text is there already");
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut program = Program::new(env!("CARGO_BIN_EXE_crossread"));
    program.current_dir(folder).args(arguments).env("XDG_DATA_HOME", folder.join("data")).output().unwrap()
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// Puts annotations into the file of a set, as a person would by hand.
fn annotate(folder: &Path, quotes: &[&str]) {
    let path = folder.join("set.ron");
    let set = document(&run(folder, &["show", "set.ron", "--json"]));
    let source = &set["sources"][0];
    let text = source["text"].as_str().unwrap();
    let records = quotes.iter().enumerate().map(|(n, quote)| {
        let start = text[..text.find(quote).unwrap()].chars().count();
        format!(
            "(id: \"01930000-0000-7000-8000-00000000000{n}\", version: {}, label: {}, \
             spans: [(start: {start}, end: {}, quote: {quote:?})], \
             created: \"2026-03-04T09:22:08.042Z\", modified: \"2026-03-04T09:22:08.042Z\"),",
            source["version"]["id"],
            set["scheme"]["labels"][0]["id"],
            start + quote.chars().count(),
        )
    });
    let records: String = records.collect();
    let file = fs::read_to_string(&path).unwrap();
    let at = file.rfind("\n    sum:").unwrap();
    fs::write(path, format!("{}\n    annotations: [\n{records}],{}", &file[..at], &file[at..])).unwrap();
}

#[test]
fn the_command_line_reports_what_became_of_each() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("old.txt"), OLD).unwrap();
    fs::write(path.join("new.txt"), NEW).unwrap();
    assert!(run(path, &["new", "-o", "set.ron", "old.txt"]).status.success());
    annotate(
        path,
        &[
            "crossing will be closed for nearly a year",
            "More than 20,000 drivers a day",
            "It takes ten minutes in good weather.",
        ],
    );

    for wrong in ["3", "No such title", "0"] {
        assert_eq!(run(path, &["update", "set.ron", wrong, "new.txt"]).status.code(), Some(2), "{wrong}");
    }
    let before = fs::read(path.join("set.ron")).unwrap();
    assert_eq!(run(path, &["update", "set.ron", "1", "none.txt"]).status.code(), Some(2));
    assert_eq!(fs::read(path.join("set.ron")).unwrap(), before);

    let done = run(path, &["update", "set.ron", "bridge closed until Spring", "new.txt", "--json"]);
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let report = document(&done);
    let set = document(&run(path, &["show", "set.ron", "--json"]));
    assert_eq!(report["source"], set["sources"][0]["id"]);
    assert_eq!(set["sources"][0]["text"], NEW);
    let states: Vec<&Value> = report["annotations"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states[0], "edited");
    assert!(states[1] == "lost" || states[1] == "ambiguous", "{}", states[1]);
    assert_ne!(states[2], "edited");
    for one in report["annotations"].as_array().unwrap() {
        let slice = |text: &str, place: &Value| -> String {
            let at = |end: &str| place[end].as_u64().unwrap() as usize;
            text.chars().skip(at("start")).take(at("end") - at("start")).collect()
        };
        assert_eq!(slice(OLD, &one["from"][0]), one["quote"].as_str().unwrap());
        if let Some(place) = one["to"].get(0) {
            assert_eq!(slice(NEW, place), one["now"].as_str().unwrap());
        }
    }
    assert_eq!(report["annotations"][0]["now"], "crossing will be closed for nearly five months");
    assert!(
        report["changes"]
            .as_array()
            .unwrap()
            .iter()
            .any(|change| { (&change["old"], &change["new"]) == (&json!("a year"), &json!("five months")) })
    );
    assert_eq!(run(path, &["check", "set.ron"]).status.code(), Some(1), "one has no place");

    let again = run(path, &["update", "set.ron", "1", "new.txt"]);
    assert_eq!(again.status.code(), Some(1));
    let changes = run(path, &["versions", "set.ron", "1"]);
    assert!(changes.status.success());
    assert!(String::from_utf8_lossy(&changes.stdout).contains("- ~~a year~~ **five months** (1"), "{changes:?}");
    let versions = document(&run(path, &["versions", "set.ron", "1", "--json"]));
    assert_eq!(versions["versions"].as_array().unwrap().len(), 2);
    assert_eq!(versions["changes"], report["changes"]);
    assert_eq!(run(path, &["versions", "set.ron", "1", "--to", "9"]).status.code(), Some(2));
}
