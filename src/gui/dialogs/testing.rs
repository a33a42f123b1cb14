//! A set to show, and a desk to show it on.

use std::sync::Arc;

use egui::{Context, Key};
use egui_kittest::Harness;
use smallvec::SmallVec;

use crate::gui::strings::Strings;
use crate::gui::testing;
use crate::gui::view::Request;
use crate::job::{self, Inline};
use crate::model::history::{Action, Grouping, Name};
use crate::model::{
    AnnotationId, Direction, Edit, Ext, Hash, Source, SourceId, SourceVersion, Stamp, Timestamp, VersionId,
};
use crate::session::{Command, CountingIds, Environment, Session, SteppingClock};
use crate::text::Span;

pub const BRIDGE: &str = "The harbour bridge will stay closed for four months, the city said on Monday.";
pub const BLUNDER: &str = "In a stunning failure of leadership, City Hall has cut Port Halden in two.";

/// A session in which time and ids are the same in every run.
pub fn empty_session() -> Session {
    Session::new(Environment {
        clock: Arc::new(SteppingClock::at(Timestamp(1_772_616_128_000))),
        ids: Arc::new(CountingIds::default()),
        files: Arc::new(crate::store::Memory::new()),
        web: Arc::new(crate::session::Offline),
        reader: Arc::new(crate::session::worker::InProcess),
        runner: Arc::new(Inline),
        wake: job::no_wake(),
        data: None,
    })
}

/// Two articles and three annotations: two claims and an opinion.
pub fn session() -> Session {
    let mut session = empty_session();
    run(&mut session, Command::NameAnnotator("A. Reader".to_owned()));
    let bridge = add_source(&mut session, "Bridge shut until spring", "Halden Courier", BRIDGE);
    let blunder = add_source(&mut session, "City’s bridge blunder", "Coastline Post", BLUNDER);
    mark(&mut session, bridge, BRIDGE, &["closed for four months"], Some(0));
    mark(&mut session, blunder, BLUNDER, &["In a stunning failure of leadership"], Some(1));
    mark(&mut session, bridge, BRIDGE, &["The harbour bridge", "on Monday"], Some(0));
    session
}

/// Carries a command out.
pub fn run(session: &mut Session, command: Command) {
    let asked = format!("{command:?}");
    let done = session.run(command);
    assert!(done.is_ok(), "{asked}: {done:?}");
}

/// Brings an article in.
pub fn add_source(session: &mut Session, title: &str, outlet: &str, text: &str) -> SourceId {
    let now = session.environment().clock.now();
    let stamp = Stamp::new(
        session.annotator().map(|annotator| annotator.id).filter(|id| session.set().annotators().contains(*id)),
        now,
    );
    let id = SourceId(session.environment().next_id());
    let version = SourceVersion {
        id: VersionId(session.environment().next_id()),
        source: id,
        text: Some(text.into()),
        blocks: Arc::new(vec![crate::model::Block {
            span: Span::new(0, text.len() as u32),
            kind: crate::model::BlockKind::Paragraph,
            boilerplate: false,
            inlines: Vec::new(),
        }]),
        read: now,
        origin: "bridge.md".to_owned(),
        response: None,
        encoding: "UTF-8".to_owned(),
        original_hash: Hash::of(text.as_bytes()),
        text_hash: Hash::of(text.as_bytes()),
        stamp,
        ext: Ext::default(),
    };
    let source = Source {
        id,
        order: session.set().last_source_order(),
        title: title.to_owned(),
        outlet: outlet.to_owned(),
        byline: String::new(),
        address: String::new(),
        archive: String::new(),
        published: "2026-03-04".to_owned(),
        modified: String::new(),
        age: String::new(),
        language: "en".to_owned(),
        direction: Direction::LeftToRight,
        rights: String::new(),
        description: String::new(),
        found: String::new(),
        translation_of: None,
        note: String::new(),
        current: None,
        stamp,
        ext: Ext::default(),
    };
    let shown = Source { current: Some(version.id), ..source.clone() };
    let edit = Edit::Batch(vec![Edit::put(source), Edit::put(version), Edit::put(shown)]);
    let added = session.apply(&edit, Name::one(Action::AddSources, title), None, Grouping::Alone);
    assert_eq!(added, Ok(()));
    id
}

/// Marks the places where these words stand, with the label of this number.
pub fn mark(
    session: &mut Session,
    source: SourceId,
    text: &str,
    parts: &[&str],
    label: Option<usize>,
) -> Option<AnnotationId> {
    let spans: SmallVec<[Span; 2]> = parts
        .iter()
        .filter_map(|words| text.find(words).map(|at| Span::new(at as u32, (at + words.len()) as u32)))
        .collect();
    let label = label.and_then(|label| session.set().scheme().labels.get(label)).map(|label| label.id);
    session.run(Command::Annotate { source, spans, label }).ok()?.chosen
}

/// A dialog on the screen, and what it asked for.
pub struct Desk<D> {
    pub dialog: D,
    pub open: bool,
    pub session: Session,
    pub strings: Strings,
    pub requests: Vec<Request>,
}

impl<D> Desk<D> {
    /// The commands that were asked for, which are carried out and forgotten.
    pub fn carry_out(&mut self) -> Vec<Command> {
        let commands: Vec<Command> = self
            .requests
            .drain(..)
            .filter_map(|request| match request {
                Request::Do(command) => Some(command),
                _ => None,
            })
            .collect();
        for command in &commands {
            run(&mut self.session, command.clone());
        }
        commands
    }
}

/// How a dialog is shown; the result says whether it stays open.
pub type Show<D> = fn(&mut D, &Context, &Strings, &Session, &mut Vec<Request>) -> bool;

/// A window of ordinary size with a dialog.
pub fn desk<D: 'static>(session: Session, dialog: D, show: Show<D>) -> Harness<'static, Desk<D>> {
    desk_of_size(egui::vec2(1000.0, 800.0), session, dialog, show)
}

/// A window of this size with a dialog.
pub fn desk_of_size<D: 'static>(
    window: egui::Vec2,
    session: Session,
    dialog: D,
    show: Show<D>,
) -> Harness<'static, Desk<D>> {
    let desk = Desk { dialog, open: true, session, strings: Strings::load("en"), requests: Vec::new() };
    testing::window().with_size(window).build_ui_state(
        move |ui, desk: &mut Desk<D>| {
            if desk.open {
                desk.open = show(&mut desk.dialog, ui.ctx(), &desk.strings, &desk.session, &mut desk.requests);
            }
        },
        desk,
    )
}

/// Presses a key and lets the window come to rest.
pub fn press<D>(harness: &mut Harness<'_, D>, key: Key) {
    harness.key_press(key);
    harness.run();
}

/// Types into whatever has the focus.
pub fn type_text<D>(harness: &mut Harness<'_, D>, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run();
}

/// Replaces what stands in a field.
pub fn fill<D>(harness: &mut Harness<'_, D>, field: &str, text: &str) {
    use egui_kittest::kittest::Queryable as _;
    let node = |harness: &Harness<'_, D>| {
        let named = harness.query_by_role_and_label(egui::Role::TextInput, field);
        let named = named.or_else(|| harness.query_by_role_and_label(egui::Role::MultilineTextInput, field));
        assert!(named.is_some(), "there is no field «{field}»");
        if let Some(node) = named {
            node.focus();
        }
    };
    node(harness);
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    harness.run();
    type_text(harness, text);
}

/// Clicks on what has this name.
pub fn click<D>(harness: &mut Harness<'_, D>, name: &str) {
    use egui_kittest::kittest::Queryable as _;
    harness.get_by_label(name).click();
    harness.run();
}
