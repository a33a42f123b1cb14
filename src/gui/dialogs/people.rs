use std::collections::{BTreeSet, HashMap};

use egui::{Context, Id, RichText, Role, Ui, WidgetInfo};

use super::{Answer, DraftEnd, body_beside, combo, complaint, field, hint, line, lines, sign_button};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, size};
use crate::gui::view::Request;
use crate::gui::widgets::{
    arrows_in_list, list_place, modal, paint_focus, secondary_button, section_header, segmented,
};
use crate::model::{AttributeValue, Ext, Person, PersonId, PersonKind, Stamp};
use crate::session::{Command, Session};

/// The width of the list, in points.
const LIST: f32 = 230.0;
/// Below this width the editor stands under the list.
const TWO_COLUMNS: f32 = 520.0;

/// Edits the people who are quoted or hold opinions, on a draft.
#[derive(Debug)]
pub struct PeopleDialog {
    draft: Vec<Person>,
    /// People that go because they are somebody else of the list, in the order in which that was decided.
    merges: Vec<(PersonId, PersonId)>,
    before: Vec<Person>,
    /// How many annotations name each.
    uses: HashMap<PersonId, usize>,
    chosen: Option<PersonId>,
    /// Other names as they are being typed, one a line.
    other_names: String,
    /// Whom the chosen one is to become.
    into: Option<PersonId>,
    end: DraftEnd,
    focus_name: bool,
}

impl PeopleDialog {
    /// As they are now, by name.
    pub fn new(session: &Session) -> Self {
        let mut before: Vec<Person> = session.set().people().iter().cloned().collect();
        before.sort_by_key(|person| person.name.to_lowercase());
        let mut uses: HashMap<PersonId, usize> = HashMap::new();
        for annotation in session.set().annotations().iter() {
            let named: BTreeSet<PersonId> = annotation
                .attributes
                .iter()
                .filter_map(|(_, value)| match value {
                    AttributeValue::Person(person) => Some(*person),
                    _ => None,
                })
                .collect();
            for person in named {
                *uses.entry(person).or_default() += 1;
            }
        }
        let mut dialog = Self {
            draft: before.clone(),
            merges: Vec::new(),
            uses,
            chosen: None,
            other_names: String::new(),
            into: None,
            end: DraftEnd::default(),
            focus_name: false,
            before,
        };
        dialog.choose(dialog.draft.first().map(|person| person.id));
        dialog
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        let nameless = self.draft.iter().any(|person| person.name.trim().is_empty());
        let title = strings.get("people-dialog.title");
        let outcome = modal(ctx, Id::unique("people dialog"), title, 700.0, |ui| {
            body_beside(ui, usize::from(nameless) + self.merges.len(), |ui| self.contents(ui, strings, session));
            if nameless {
                complaint(ui, strings.get("people-dialog.nameless"));
            }
            for (from, into) in &self.merges {
                let gaps = [("from", self.name(*from).into()), ("into", self.name(*into).into())];
                hint(ui, &strings.with("people-merged", &gaps));
            }
            self.end.show(ui, strings, !nameless)
        });
        match self.end.settle(outcome, !nameless, self.draft != self.before) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => {
                for person in &mut self.draft {
                    person.name = person.name.trim().to_owned();
                    person.function = person.function.trim().to_owned();
                }
                if self.draft != self.before {
                    let (people, merges) = (self.draft.clone(), self.merges.clone());
                    requests.push(Request::Do(Command::SetPeople { people, merges }));
                }
            }
        }
        false
    }

    fn name(&self, id: PersonId) -> &str {
        let person = self.draft.iter().chain(&self.before).find(|person| person.id == id);
        person.map_or("", |person| person.name.as_str())
    }

    /// How many annotations name someone, with those of the people that became them.
    fn uses_of(&self, id: PersonId) -> usize {
        let taken = self.merges.iter().filter(|(_, into)| *into == id).map(|(from, _)| self.uses_of(*from));
        self.uses.get(&id).copied().unwrap_or(0) + taken.sum::<usize>()
    }

    fn choose(&mut self, id: Option<PersonId>) {
        self.chosen = id;
        self.into = None;
        let person = self.draft.iter().find(|person| Some(person.id) == id);
        self.other_names = person.map_or_else(String::new, |person| person.other_names.join("\n"));
    }

    fn contents(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        if ui.available_width() < TWO_COLUMNS {
            self.list(ui, strings, session);
            ui.separator();
            self.editor(ui, strings);
            return;
        }
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LIST);
                self.list(ui, strings, session);
            });
            ui.add_space(2.0 * size::GAP);
            ui.vertical(|ui| self.editor(ui, strings));
        });
    }

    fn list(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        section_header(ui, strings.get("people-dialog.people"));
        let mut clicked = None;
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let mut rows = Vec::new();
            for person in &self.draft {
                let row = row(ui, strings, person, self.uses_of(person.id), self.chosen == Some(person.id));
                if row.clicked() {
                    clicked = Some(person.id);
                }
                rows.push(row);
            }
            if let Some(person) = arrows_in_list(ui, &rows).and_then(|at| self.draft.get(at)) {
                clicked = Some(person.id);
            }
        });
        if clicked.is_some() {
            self.choose(clicked);
        }
        ui.horizontal(|ui| {
            if sign_button(ui, "+", strings.get("people-dialog.add"), true) {
                self.add(session);
            }
            if let Some(chosen) = self.chosen
                && sign_button(ui, "−", strings.get("people-dialog.remove"), self.uses_of(chosen) == 0)
            {
                self.remove(|person| person.id == chosen);
            }
            let unused = self.draft.iter().any(|person| self.uses_of(person.id) == 0);
            if unused && secondary_button(ui, strings.get("people-dialog.remove-unused")).clicked() {
                let unused: BTreeSet<PersonId> =
                    self.draft.iter().map(|person| person.id).filter(|id| self.uses_of(*id) == 0).collect();
                self.remove(|person| unused.contains(&person.id));
            }
        });
    }

    fn add(&mut self, session: &Session) {
        let id = PersonId(session.environment().next_id());
        self.draft.push(Person {
            id,
            name: String::new(),
            function: String::new(),
            kind: PersonKind::Named,
            other_names: Vec::new(),
            note: String::new(),
            stamp: Stamp::new(None, session.environment().clock.now()),
            ext: Ext::default(),
        });
        self.choose(Some(id));
        self.focus_name = true;
    }

    fn remove(&mut self, goes: impl Fn(&Person) -> bool) {
        let at = self.draft.iter().position(|person| Some(person.id) == self.chosen).unwrap_or_default();
        self.draft.retain(|person| !goes(person));
        if self.draft.iter().all(|person| Some(person.id) != self.chosen) {
            self.choose(self.draft.get(at.min(self.draft.len().saturating_sub(1))).map(|person| person.id));
        }
    }

    fn editor(&mut self, ui: &mut Ui, strings: &Strings) {
        let others: Vec<(Option<PersonId>, String)> = self
            .draft
            .iter()
            .filter(|person| Some(person.id) != self.chosen)
            .map(|person| (Some(person.id), in_short(person)))
            .collect();
        let uses = self.chosen.map_or(0, |chosen| self.uses_of(chosen));
        let Some(person) = self.draft.iter_mut().find(|person| Some(person.id) == self.chosen) else {
            hint(ui, strings.get("people-dialog.nobody"));
            return;
        };
        let mut merge = false;
        // Fields remember their caret by their place: those of somebody else are other fields.
        ui.push_id(person.id, |ui| {
            let name = line(ui, strings.get("people-dialog.name"), &mut person.name);
            if std::mem::take(&mut self.focus_name) {
                name.request_focus();
            }
            line(ui, strings.get("people-dialog.function"), &mut person.function);
            let kinds = [
                (PersonKind::Named, strings.get("people-dialog.named")),
                (PersonKind::Unnamed, strings.get("people-dialog.unnamed")),
                (PersonKind::Collective, strings.get("people-dialog.collective")),
            ];
            let kind = strings.get("people-dialog.kind");
            field(ui, kind, |ui| segmented(ui, kind, &mut person.kind, &kinds));
            if lines(ui, strings.get("people-dialog.other-names"), &mut self.other_names, 2).changed() {
                let names = self.other_names.lines().map(str::trim).filter(|name| !name.is_empty());
                person.other_names = names.map(str::to_owned).collect();
            }
            lines(ui, strings.get("people-dialog.note"), &mut person.note, 2);
            hint(ui, &strings.with("people-uses", &[("count", uses.into())]));
            if !others.is_empty() {
                let mut options = vec![(None, strings.get("people-dialog.somebody-else").to_owned())];
                options.extend(others);
                combo(ui, strings.get("people-dialog.same-as"), &mut self.into, &options);
                merge = self.into.is_some() && secondary_button(ui, strings.get("people-dialog.merge")).clicked();
            }
        });
        if merge {
            self.merge();
        }
    }

    /// The chosen person is the other one: their names and their annotations go there.
    fn merge(&mut self) {
        let (Some(from), Some(into)) = (self.chosen, self.into) else { return };
        let Some(at) = self.draft.iter().position(|person| person.id == from) else { return };
        let gone = self.draft.remove(at);
        if let Some(stays) = self.draft.iter_mut().find(|person| person.id == into) {
            for name in std::iter::once(gone.name).chain(gone.other_names) {
                let known = stays.name == name || stays.other_names.contains(&name);
                if !known && !name.trim().is_empty() {
                    stays.other_names.push(name);
                }
            }
            for (text, more) in [(&mut stays.function, gone.function), (&mut stays.note, gone.note)] {
                if text.trim().is_empty() {
                    *text = more;
                }
            }
        }
        self.merges.push((from, into));
        self.choose(Some(into));
    }
}

fn in_short(person: &Person) -> String {
    if person.function.trim().is_empty() {
        person.name.clone()
    } else {
        format!("{}, {}", person.name, person.function)
    }
}

fn row(ui: &mut Ui, strings: &Strings, person: &Person, uses: usize, chosen: bool) -> egui::Response {
    let theme = theme::of(ui);
    let (response, mut inside) = list_place(ui, chosen, egui::Layout::right_to_left(egui::Align::Center));
    inside.label(RichText::new(uses.to_string()).color(theme.weak_text));
    inside.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.add(egui::Label::new(in_short(person)).truncate().selectable(false));
    });
    paint_focus(ui, &response, size::RADIUS);
    response.widget_info(|| {
        let gaps = [("name", person.name.as_str().into()), ("count", uses.into())];
        WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), chosen, strings.with("people-row", &gaps))
    });
    response
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::gui::dialogs::testing::{BLUNDER, Desk, click, desk, fill, mark, run, session};

    /// Two opinions whose holders are the same mayor under two names, and somebody whom nothing names.
    fn opened() -> Harness<'static, Desk<PeopleDialog>> {
        let mut session = session();
        let source = session.set().sources_in_order()[1].id;
        let opinion = session.set().scheme().labels[1].clone();
        for (words, name) in [("City Hall", "Mayor Ortiz"), ("in two", "Lena Ortiz"), ("stunning", "Somebody")] {
            let annotation = mark(&mut session, source, BLUNDER, &[words], Some(1));
            run(
                &mut session,
                Command::NamePerson {
                    annotations: annotation.into_iter().collect(),
                    attribute: opinion.attributes[0].id,
                    name: name.to_owned(),
                    kind: PersonKind::Named,
                },
            );
        }
        let last = session.set().annotations().iter().map(|annotation| annotation.id).max();
        run(&mut session, Command::RemoveAnnotations(last.into_iter().collect()));
        let dialog = PeopleDialog::new(&session);
        let mut harness = desk(session, dialog, PeopleDialog::show);
        harness.run();
        harness
    }

    #[test]
    fn who_is_edited_merged_and_removed_is_one_step() {
        let mut harness = opened();
        let steps = harness.state().session.history().done();
        assert!(harness.query_by_label("Somebody, in 0 annotations").is_some());
        click(&mut harness, "Remove who is named nowhere");
        assert!(harness.query_by_label("Somebody, in 0 annotations").is_none());

        click(&mut harness, "Mayor Ortiz, in 1 annotation");
        harness.get_by_role_and_label(Role::ComboBox, "The same as").click();
        harness.run();
        harness.get_by_role_and_label(Role::Button, "Lena Ortiz").click();
        harness.run();
        click(&mut harness, "Merge");
        assert!(harness.query_by_label("Lena Ortiz, in 2 annotations").is_some());
        fill(&mut harness, "Function", "mayor");
        click(&mut harness, "Save");
        harness.state_mut().carry_out();

        let session = &mut harness.state_mut().session;
        assert_eq!(session.history().done(), steps + 1);
        let people: Vec<Person> = session.set().people().iter().cloned().collect();
        assert_eq!(people.len(), 1);
        assert_eq!((people[0].name.as_str(), people[0].function.as_str()), ("Lena Ortiz", "mayor"));
        assert_eq!(people[0].other_names, ["Mayor Ortiz"]);
        let value = AttributeValue::Person(people[0].id);
        let named = |session: &Session| {
            let annotations = session.set().annotations().iter();
            annotations.filter(|annotation| annotation.attributes.iter().any(|(_, v)| *v == value)).count()
        };
        assert_eq!(named(session), 2);
        run(session, Command::Undo);
        assert_eq!((session.set().people().len(), named(session)), (3, 1));
    }

    #[test]
    fn somebody_is_added_and_needs_a_name() {
        let mut harness = opened();
        click(&mut harness, "Add a person");
        assert!(harness.query_by_label("Somebody here has no name").is_some());
        fill(&mut harness, "Name", "a senior official");
        click(&mut harness, "Without a name");
        fill(&mut harness, "Other names, one a line", "the official\nan official");
        click(&mut harness, "Save");
        harness.state_mut().carry_out();
        let people = harness.state().session.set().people();
        let added = people.iter().find(|person| person.name == "a senior official");
        let found = added.map(|person| (person.kind, person.other_names.clone()));
        assert_eq!(found, Some((PersonKind::Unnamed, vec!["the official".to_owned(), "an official".to_owned()])));
    }

    #[test]
    fn whom_an_annotation_names_cannot_be_removed() {
        let mut harness = opened();
        click(&mut harness, "Lena Ortiz, in 1 annotation");
        assert!(harness.get_by_label("Remove the person").accesskit_node().is_disabled());
        click(&mut harness, "Somebody, in 0 annotations");
        click(&mut harness, "Remove the person");
        click(&mut harness, "Save");
        harness.state_mut().carry_out();
        assert_eq!(harness.state().session.set().people().len(), 2);
    }
}
