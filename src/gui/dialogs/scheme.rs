use std::collections::{BTreeSet, HashMap};

use egui::{
    CollapsingHeader, Context, CornerRadius, Frame, Id, Margin, RichText, Role, Sense, StrokeKind, Ui, WidgetInfo, vec2,
};
use uuid::Uuid;

use super::{Answer, DraftEnd, bare_line, body_beside, combo, complaint, field, hint, line, lines, sign_button};
use crate::gui::strings::Strings;
use crate::gui::theme::{self, Tone, size};
use crate::gui::view::Request;
use crate::gui::widgets::{
    arrows_in_list, danger_button, key_cap, list_place, list_row, modal, paint_focus, secondary_button, section_header,
    segmented, swatch, underline,
};
use crate::model::{
    Attribute, AttributeId, AttributeKind, AttributeRole, AttributeValue, ChoiceOption, Ext, Label, LabelColor,
    LabelId, LabelRole, OptionId, Scale, ScaleId, Scheme, Underline,
};
use crate::session::{Command, Session};

/// The width of the list of labels, in points.
const LIST: f32 = 220.0;
/// Below this width the editor stands under the list.
const TWO_COLUMNS: f32 = 520.0;

/// Edits the labels and their attributes on a draft.
#[derive(Debug)]
pub struct SchemeDialog {
    draft: Scheme,
    /// Labels that go, each with the one that takes its annotations, in the order in which that was decided.
    merges: Vec<(LabelId, LabelId)>,
    uses: Uses,
    /// What `uses` was counted in.
    revision: u64,
    chosen: Option<LabelId>,
    /// The scale that is being edited in place of a label.
    chosen_scale: Option<ScaleId>,
    /// The label whose removal is being asked about, and the one that would take its annotations.
    removing: Option<(LabelId, LabelId)>,
    end: DraftEnd,
    focus_name: bool,
}

/// How many annotations use which label, attribute or option.
#[derive(Clone, Debug, Default, PartialEq)]
struct Uses(HashMap<Uuid, usize>);

impl Uses {
    fn count(session: &Session) -> Self {
        let mut uses = Self::default();
        for annotation in session.set().annotations().iter() {
            uses.add(annotation.label.map(|label| label.0));
            for (attribute, value) in annotation.attributes.iter() {
                uses.add(Some(attribute.0));
                match value {
                    AttributeValue::Choice(option) => uses.add(Some(option.0)),
                    AttributeValue::Several(options) => uses.add(options.iter().map(|option| option.0)),
                    _ => {}
                }
            }
        }
        for statement in session.set().statements().iter() {
            let scales: BTreeSet<Uuid> = statement.verdicts.iter().map(|verdict| verdict.scale.0).collect();
            let values: BTreeSet<Uuid> = statement.verdicts.iter().map(|verdict| verdict.value.0).collect();
            uses.add(scales.into_iter().chain(values));
        }
        uses
    }

    fn add(&mut self, ids: impl IntoIterator<Item = Uuid>) {
        for id in ids {
            *self.0.entry(id).or_default() += 1;
        }
    }

    fn of(&self, id: Uuid) -> usize {
        self.0.get(&id).copied().unwrap_or(0)
    }
}

/// What keeps a scheme from being saved.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// A label has no name.
    NamelessLabel,
    /// Two labels have the same name.
    SameLabels(String),
    /// Two labels have the same digit.
    SameDigit(u8, String, String),
    /// An attribute of this label has no name.
    NamelessAttribute(String),
    /// Two attributes of this label have the same name.
    SameAttributes(String, String),
    /// An option of this attribute has no name.
    NamelessOption(String),
    /// Two options of this attribute have the same name.
    SameOptions(String, String),
    /// A scale has no name.
    NamelessScale,
    /// Two scales have the same name.
    SameScales(String),
    /// A step of this scale has no name.
    NamelessStep(String),
    /// Two steps of this scale have the same name.
    SameSteps(String, String),
}

impl Problem {
    fn words(&self, strings: &Strings) -> String {
        match self {
            Self::NamelessLabel => strings.get("scheme-dialog.nameless-label").to_owned(),
            Self::SameLabels(name) => strings.with("scheme-same-labels", &[("name", name.as_str().into())]),
            Self::SameDigit(digit, first, second) => strings.with(
                "scheme-same-digit",
                &[("digit", (*digit).into()), ("first", first.as_str().into()), ("second", second.as_str().into())],
            ),
            Self::NamelessAttribute(label) => {
                strings.with("scheme-nameless-attribute", &[("label", label.as_str().into())])
            }
            Self::SameAttributes(label, name) => strings
                .with("scheme-same-attributes", &[("label", label.as_str().into()), ("name", name.as_str().into())]),
            Self::NamelessOption(attribute) => {
                strings.with("scheme-nameless-option", &[("attribute", attribute.as_str().into())])
            }
            Self::SameOptions(attribute, name) => strings.with(
                "scheme-same-options",
                &[("attribute", attribute.as_str().into()), ("name", name.as_str().into())],
            ),
            Self::NamelessScale => strings.get("scheme-dialog.nameless-scale").to_owned(),
            Self::SameScales(name) => strings.with("scheme-same-scales", &[("name", name.as_str().into())]),
            Self::NamelessStep(scale) => strings.with("scheme-nameless-step", &[("scale", scale.as_str().into())]),
            Self::SameSteps(scale, name) => {
                strings.with("scheme-same-steps", &[("scale", scale.as_str().into()), ("name", name.as_str().into())])
            }
        }
    }
}

/// Everything that is wrong with a scheme, in the order of the labels.
fn problems(scheme: &Scheme) -> Vec<Problem> {
    let mut found = Vec::new();
    let names = |names: Vec<&str>| {
        let mut seen = BTreeSet::new();
        let nameless = names.iter().any(|name| name.trim().is_empty());
        let same: Vec<String> = names
            .into_iter()
            .map(str::trim)
            .filter(|name| !name.is_empty() && !seen.insert(name.to_lowercase()))
            .map(str::to_owned)
            .collect();
        (nameless, same)
    };
    let (nameless, same) = names(scheme.labels.iter().map(|label| label.name.as_str()).collect());
    found.extend(nameless.then_some(Problem::NamelessLabel));
    found.extend(same.into_iter().map(Problem::SameLabels));
    for (at, label) in scheme.labels.iter().enumerate() {
        if let Some(digit) = label.shortcut
            && let Some(other) = scheme.labels.iter().take(at).find(|other| other.shortcut == Some(digit))
        {
            found.push(Problem::SameDigit(digit, other.name.clone(), label.name.clone()));
        }
        let (nameless, same) = names(label.attributes.iter().map(|attribute| attribute.name.as_str()).collect());
        found.extend(nameless.then(|| Problem::NamelessAttribute(label.name.clone())));
        found.extend(same.into_iter().map(|name| Problem::SameAttributes(label.name.clone(), name)));
        for attribute in &label.attributes {
            let options = attribute.kind.options().iter().map(|option| option.name.as_str()).collect();
            let (nameless, same) = names(options);
            found.extend(nameless.then(|| Problem::NamelessOption(attribute.name.clone())));
            found.extend(same.into_iter().map(|name| Problem::SameOptions(attribute.name.clone(), name)));
        }
    }
    let (nameless, same) = names(scheme.scales.iter().map(|scale| scale.name.as_str()).collect());
    found.extend(nameless.then_some(Problem::NamelessScale));
    found.extend(same.into_iter().map(Problem::SameScales));
    for scale in &scheme.scales {
        let (nameless, same) = names(scale.values.iter().map(|value| value.name.as_str()).collect());
        found.extend(nameless.then(|| Problem::NamelessStep(scale.name.clone())));
        found.extend(same.into_iter().map(|name| Problem::SameSteps(scale.name.clone(), name)));
    }
    found
}

/// What is to be done with one thing of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Up(usize),
    Down(usize),
    Remove(usize),
}

impl Change {
    fn apply<T>(self, list: &mut Vec<T>) {
        match self {
            Self::Up(at) if at > 0 && at < list.len() => list.swap(at - 1, at),
            Self::Down(at) if at + 1 < list.len() => list.swap(at, at + 1),
            Self::Remove(at) if at < list.len() => drop(list.remove(at)),
            _ => {}
        }
    }
}

/// The kinds of attribute, as they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Choice,
    Several,
    Text,
    Number,
    YesNo,
    Date,
    Person,
    Span,
}

impl Kind {
    const OFFERED: [Self; 7] =
        [Self::Choice, Self::Several, Self::Text, Self::Number, Self::YesNo, Self::Date, Self::Person];

    const fn of(kind: &AttributeKind) -> Self {
        match kind {
            AttributeKind::Choice(_) => Self::Choice,
            AttributeKind::Several(_) => Self::Several,
            AttributeKind::Text => Self::Text,
            AttributeKind::Number => Self::Number,
            AttributeKind::YesNo => Self::YesNo,
            AttributeKind::Date => Self::Date,
            AttributeKind::Span => Self::Span,
            AttributeKind::Person => Self::Person,
        }
    }

    /// The kind itself; options are kept where there is a place for them.
    fn with_options_of(self, before: &AttributeKind) -> AttributeKind {
        match self {
            Self::Choice => AttributeKind::Choice(before.options().to_vec()),
            Self::Several => AttributeKind::Several(before.options().to_vec()),
            Self::Text => AttributeKind::Text,
            Self::Number => AttributeKind::Number,
            Self::YesNo => AttributeKind::YesNo,
            Self::Date => AttributeKind::Date,
            Self::Span => AttributeKind::Span,
            Self::Person => AttributeKind::Person,
        }
    }

    fn words(self, strings: &Strings) -> &str {
        match self {
            Self::Choice => strings.get("scheme-kind.choice"),
            Self::Several => strings.get("scheme-kind.several"),
            Self::Text => strings.get("scheme-kind.text"),
            Self::Number => strings.get("scheme-kind.number"),
            Self::YesNo => strings.get("scheme-kind.yes-no"),
            Self::Date => strings.get("scheme-kind.date"),
            Self::Person => strings.get("scheme-kind.person"),
            Self::Span => strings.get("scheme-kind.span"),
        }
    }
}

/// A colour's name.
fn colour_name(strings: &Strings, colour: LabelColor) -> &str {
    match colour {
        LabelColor::Blue => strings.get("colour.blue"),
        LabelColor::Vermilion => strings.get("colour.vermilion"),
        LabelColor::Green => strings.get("colour.green"),
        LabelColor::Amber => strings.get("colour.amber"),
        LabelColor::Sky => strings.get("colour.sky"),
        LabelColor::Purple => strings.get("colour.purple"),
        LabelColor::Olive => strings.get("colour.olive"),
        LabelColor::Gray => strings.get("colour.gray"),
    }
}

impl SchemeDialog {
    /// As the scheme is now, at its first label.
    pub fn new(session: &Session) -> Self {
        let draft = session.set().scheme().clone();
        Self {
            chosen: draft.labels.first().map(|label| label.id),
            draft,
            merges: Vec::new(),
            uses: Uses::count(session),
            revision: session.revision(),
            chosen_scale: None,
            removing: None,
            end: DraftEnd::default(),
            focus_name: false,
        }
    }

    /// Shows the dialog; `false` when it is closed.
    pub fn show(&mut self, ctx: &Context, strings: &Strings, session: &Session, requests: &mut Vec<Request>) -> bool {
        if self.revision != session.revision() {
            self.uses = Uses::count(session);
            self.revision = session.revision();
        }
        let title = strings.get("scheme-dialog.title");
        let locked = session.set().scheme().locked;
        let problems = problems(&self.draft);
        let can_save = problems.is_empty() && !locked && self.removing.is_none();
        let outcome = modal(ctx, Id::unique("scheme dialog"), title, 760.0, |ui| {
            body_beside(ui, problems.len() + self.merges.len(), |ui| {
                if locked {
                    complaint(ui, strings.get("scheme-dialog.locked"));
                }
                ui.add_enabled_ui(!locked, |ui| self.contents(ui, strings, session));
            });
            for problem in &problems {
                complaint(ui, &problem.words(strings));
            }
            self.say_what_moves(ui, strings, session);
            self.end.show(ui, strings, can_save)
        });
        let changed = self.draft != *session.set().scheme();
        match self.end.settle(outcome, can_save, changed) {
            Answer::Stay => return true,
            Answer::Cancel => {}
            Answer::Accept => self.save(session, requests),
        }
        false
    }

    /// First the merges, since they need the labels that go; then the rest in one piece.
    fn save(&mut self, session: &Session, requests: &mut Vec<Request>) {
        for label in &mut self.draft.labels {
            trim(&mut label.name);
            for attribute in &mut label.attributes {
                trim(&mut attribute.name);
                if let AttributeKind::Choice(options) | AttributeKind::Several(options) = &mut attribute.kind {
                    for option in options {
                        trim(&mut option.name);
                    }
                }
            }
        }
        for scale in &mut self.draft.scales {
            trim(&mut scale.name);
            scale.values.iter_mut().for_each(|value| trim(&mut value.name));
        }
        let mut merged = session.set().scheme().clone();
        for (from, into) in &self.merges {
            merged.labels.retain(|label| label.id != *from);
            requests.push(Request::Do(Command::MergeLabels { from: *from, into: *into }));
        }
        if self.draft != merged {
            requests.push(Request::Do(Command::SetScheme(Box::new(self.draft.clone()))));
        }
    }

    /// How many annotations a label has, with those that it takes over.
    fn uses_of(&self, label: LabelId) -> usize {
        let taken = self.merges.iter().filter(|(_, into)| *into == label).map(|(from, _)| self.uses_of(*from));
        self.uses.of(label.0) + taken.sum::<usize>()
    }

    fn contents(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        if ui.available_width() < TWO_COLUMNS {
            self.list(ui, strings, session);
            ui.separator();
            self.editor(ui, strings, session);
            return;
        }
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(LIST);
                self.list(ui, strings, session);
            });
            ui.add_space(2.0 * size::GAP);
            ui.vertical(|ui| self.editor(ui, strings, session));
        });
    }

    fn list(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        section_header(ui, strings.get("scheme-dialog.labels"));
        let mut clicked = None;
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let mut rows = Vec::new();
            for label in &self.draft.labels {
                let row = label_row(
                    ui,
                    strings,
                    label,
                    self.uses_of(label.id),
                    self.chosen == Some(label.id) && self.chosen_scale.is_none(),
                );
                if row.clicked() {
                    clicked = Some(label.id);
                }
                rows.push(row);
            }
            if let Some(label) = arrows_in_list(ui, &rows).and_then(|at| self.draft.labels.get(at)) {
                clicked = Some(label.id);
            }
        });
        if clicked.is_some() {
            self.chosen = clicked;
            self.chosen_scale = None;
            self.removing = None;
        }
        let at = self.draft.labels.iter().position(|label| Some(label.id) == self.chosen);
        let count = self.draft.labels.len();
        ui.horizontal(|ui| {
            if sign_button(ui, "+", strings.get("scheme-dialog.add-label"), true) {
                self.add_label(strings, session);
            }
            let Some(at) = at else { return };
            if sign_button(ui, "↑", strings.get("scheme-dialog.label-up"), at > 0) {
                Change::Up(at).apply(&mut self.draft.labels);
            }
            if sign_button(ui, "↓", strings.get("scheme-dialog.label-down"), at + 1 < count) {
                Change::Down(at).apply(&mut self.draft.labels);
            }
            if sign_button(ui, "−", strings.get("scheme-dialog.remove-label"), true) {
                self.remove_label(at, session);
            }
        });
        ui.add_space(size::GAP);
        self.scales(ui, strings, session);
    }

    /// The scales for verdicts, below the labels.
    fn scales(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        section_header(ui, strings.get("scheme-dialog.scales"));
        let mut clicked = None;
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            let mut rows = Vec::new();
            for scale in &self.draft.scales {
                let unnamed = scale.name.trim().is_empty();
                let name = if unnamed { strings.get("scheme-dialog.no-name") } else { &scale.name };
                let row = list_row(ui, name, None, self.chosen_scale == Some(scale.id));
                if row.clicked() {
                    clicked = Some(scale.id);
                }
                rows.push(row);
            }
            if let Some(scale) = arrows_in_list(ui, &rows).and_then(|at| self.draft.scales.get(at)) {
                clicked = Some(scale.id);
            }
        });
        if clicked.is_some() {
            self.chosen_scale = clicked;
            self.removing = None;
        }
        ui.horizontal(|ui| {
            if sign_button(ui, "+", strings.get("scheme-dialog.add-scale"), true) {
                let id = ScaleId(session.environment().next_id());
                let names = ["scheme-dialog.true", "scheme-dialog.mixed", "scheme-dialog.false"];
                let values = names.map(|name| ChoiceOption {
                    id: OptionId(session.environment().next_id()),
                    name: strings.get(name).to_owned(),
                });
                self.draft.scales.push(Scale { id, name: String::new(), values: values.into() });
                self.chosen_scale = Some(id);
                self.focus_name = true;
            }
            if let Some(scale) = self.chosen_scale
                && sign_button(ui, "−", strings.get("scheme-dialog.remove-scale"), self.uses.of(scale.0) == 0)
            {
                self.draft.scales.retain(|other| other.id != scale);
                self.chosen_scale = None;
            }
        });
        if self.draft.scales.is_empty() {
            hint(ui, strings.get("scheme-dialog.scales-hint"));
        }
    }

    /// The chosen scale: its name and its steps.
    fn scale_editor(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        let Some(scale) = self.draft.scales.iter_mut().find(|scale| Some(scale.id) == self.chosen_scale) else {
            return;
        };
        let used = self.uses.of(scale.id.0);
        ui.push_id(scale.id, |ui| {
            let name = line(ui, strings.get("scheme-dialog.name"), &mut scale.name);
            if std::mem::take(&mut self.focus_name) {
                name.request_focus();
            }
            options(ui, strings, session, &self.uses, &mut scale.values, true);
            if used > 0 {
                hint(ui, &strings.with("scheme-scale-in-use", &[("count", used.into())]));
            }
        });
    }

    fn add_label(&mut self, strings: &Strings, session: &Session) {
        let taken = |name: &str| self.draft.labels.iter().any(|label| label.name.to_lowercase() == name.to_lowercase());
        let name = (1..=self.draft.labels.len() + 1)
            .map(|number| strings.with("scheme-new-label", &[("number", number.into())]))
            .find(|name| !taken(name))
            .unwrap_or_default();
        let used = |colour| self.draft.labels.iter().any(|label| label.color == colour);
        let color = LabelColor::ALL.into_iter().find(|colour| !used(*colour)).unwrap_or_default();
        let shortcut = (1..=9).find(|digit| self.draft.label_by_shortcut(*digit).is_none());
        let id = LabelId(session.environment().next_id());
        self.draft.labels.push(Label {
            id,
            name,
            description: String::new(),
            color,
            underline: color.usual_underline(),
            shortcut,
            role: None,
            attributes: Vec::new(),
            ext: Ext::default(),
        });
        self.chosen = Some(id);
        self.chosen_scale = None;
        self.removing = None;
        self.focus_name = true;
    }

    /// Removes a label that nothing uses; asks about one that is in use.
    fn remove_label(&mut self, at: usize, session: &Session) {
        let Some(label) = self.draft.labels.get(at) else { return };
        let id = label.id;
        if self.uses_of(id) == 0 {
            self.take_out(id);
        } else {
            // Without another label to take the annotations, the question only explains why.
            let into = self.heirs(id, session).first().map_or(id, |label| label.id);
            self.removing = Some((id, into));
        }
    }

    fn take_out(&mut self, id: LabelId) {
        let at = self.draft.labels.iter().position(|label| label.id == id).unwrap_or_default();
        self.draft.labels.retain(|label| label.id != id);
        self.chosen = self.draft.labels.get(at.min(self.draft.labels.len().saturating_sub(1))).map(|label| label.id);
        self.removing = None;
    }

    /// The labels that can take another one's annotations: those that the set already has.
    fn heirs(&self, of: LabelId, session: &Session) -> Vec<&Label> {
        let known = |label: &&Label| label.id != of && session.set().scheme().label(label.id).is_some();
        self.draft.labels.iter().filter(known).collect()
    }

    /// What becomes of the annotations of labels that go.
    fn say_what_moves(&self, ui: &mut Ui, strings: &Strings, session: &Session) {
        for (from, into) in &self.merges {
            let name = |id: LabelId| {
                let label = self.draft.label(id).or_else(|| session.set().scheme().label(id));
                label.map_or("", |label| label.name.as_str())
            };
            let gaps =
                [("count", self.uses_of(*from).into()), ("from", name(*from).into()), ("into", name(*into).into())];
            hint(ui, &strings.with("scheme-moves", &gaps));
        }
    }

    fn question(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        let Some((from, mut into)) = self.removing else { return };
        let name = self.draft.label(from).map_or("", |label| label.name.as_str());
        let gaps = [("name", name.into()), ("count", self.uses_of(from).into())];
        let question = strings.with("scheme-remove", &gaps);
        let heirs: Vec<(LabelId, String)> =
            self.heirs(from, session).into_iter().map(|label| (label.id, label.name.clone())).collect();
        let lost = self.values_lost(from, session);
        let (mut merge, mut keep) = (false, false);
        warning_frame(ui).show(ui, |ui| {
            ui.label(question);
            if heirs.is_empty() {
                ui.label(strings.get("scheme-dialog.no-heir"));
            } else {
                combo(ui, strings.get("scheme-dialog.heir"), &mut into, &heirs);
                if lost > 0 {
                    ui.label(strings.with("scheme-values-lost", &[("count", lost.into())]));
                }
            }
            ui.horizontal_wrapped(|ui| {
                keep = secondary_button(ui, strings.get("scheme-dialog.keep")).clicked();
                merge = !heirs.is_empty() && danger_button(ui, strings.get("scheme-dialog.merge")).clicked();
            });
        });
        self.removing = Some((from, into));
        if merge {
            self.merges.push((from, into));
            self.take_out(from);
        } else if keep {
            self.removing = None;
        }
    }

    /// How many values of attributes go with a label: no other label has its attributes.
    fn values_lost(&self, label: LabelId, session: &Session) -> usize {
        let attributes = session.set().scheme().label(label).map_or(&[][..], |label| &label.attributes);
        attributes.iter().map(|attribute| self.uses.of(attribute.id.0)).sum()
    }

    fn editor(&mut self, ui: &mut Ui, strings: &Strings, session: &Session) {
        if self.chosen_scale.is_some() {
            self.scale_editor(ui, strings, session);
            return;
        }
        self.question(ui, strings, session);
        let digits = digits(strings, &self.draft, self.chosen);
        let Some(label) = self.draft.labels.iter_mut().find(|label| Some(label.id) == self.chosen) else {
            hint(ui, strings.get("scheme-dialog.no-labels"));
            return;
        };
        // Fields remember their caret by their place: those of another label are other fields.
        ui.push_id(label.id, |ui| {
            let name = line(ui, strings.get("scheme-dialog.name"), &mut label.name);
            if std::mem::take(&mut self.focus_name) {
                name.request_focus();
            }
            lines(ui, strings.get("scheme-dialog.description"), &mut label.description, 2);
            colours(ui, strings, label);
            let patterns = [
                (Underline::Solid, strings.get("underline.solid")),
                (Underline::Dashed, strings.get("underline.dashed")),
                (Underline::Double, strings.get("underline.double")),
                (Underline::Dotted, strings.get("underline.dotted")),
                (Underline::Wavy, strings.get("underline.wavy")),
            ];
            let pattern = strings.get("scheme-dialog.underline");
            field(ui, pattern, |ui| segmented(ui, pattern, &mut label.underline, &patterns));
            let roles = label_roles(strings);
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                combo(left, strings.get("scheme-dialog.shortcut"), &mut label.shortcut, &digits);
                combo(right, strings.get("scheme-dialog.role"), &mut label.role, &roles);
            });
            section_header(ui, strings.get("scheme-dialog.attributes"));
            attributes(ui, strings, session, &self.uses, &mut label.attributes);
        });
    }
}

/// What a label may mean to the program, in plain words.
fn label_roles(strings: &Strings) -> Vec<(Option<LabelRole>, String)> {
    let role = |role, words: &str| (role, words.to_owned());
    vec![
        role(None, strings.get("scheme-role.none")),
        role(Some(LabelRole::Claim), strings.get("scheme-role.claim")),
        role(Some(LabelRole::Opinion), strings.get("scheme-role.opinion")),
        role(Some(LabelRole::Quote), strings.get("scheme-role.quote")),
    ]
}

/// What an attribute may mean to the program, in plain words.
fn attribute_roles(strings: &Strings) -> Vec<(Option<AttributeRole>, String)> {
    let role = |role, words: &str| (role, words.to_owned());
    vec![
        role(None, strings.get("scheme-role.none")),
        role(Some(AttributeRole::Speaker), strings.get("scheme-role.speaker")),
        role(Some(AttributeRole::Cue), strings.get("scheme-role.cue")),
        role(Some(AttributeRole::Form), strings.get("scheme-role.form")),
        role(Some(AttributeRole::Holder), strings.get("scheme-role.holder")),
        role(Some(AttributeRole::Target), strings.get("scheme-role.target")),
        role(Some(AttributeRole::Polarity), strings.get("scheme-role.polarity")),
        role(Some(AttributeRole::Kind), strings.get("scheme-role.kind")),
        role(Some(AttributeRole::Checkable), strings.get("scheme-role.checkable")),
        role(Some(AttributeRole::Hedge), strings.get("scheme-role.hedge")),
    ]
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
}

fn warning_frame(ui: &Ui) -> Frame {
    let theme = theme::of(ui);
    Frame::new()
        .fill(theme.tone(Tone::Warning).fill)
        .corner_radius(CornerRadius::same(size::RADIUS))
        .inner_margin(Margin::same(10))
}

/// The digits, each with the label that has it already.
fn digits(strings: &Strings, scheme: &Scheme, except: Option<LabelId>) -> Vec<(Option<u8>, String)> {
    let none = (None, strings.get("scheme-dialog.no-shortcut").to_owned());
    let digits = (1..=9).map(|digit| {
        let other = scheme.labels.iter().find(|label| label.shortcut == Some(digit) && Some(label.id) != except);
        let words = other.map_or_else(
            || digit.to_string(),
            |label| {
                strings.with("scheme-digit-taken", &[("digit", digit.into()), ("label", label.name.as_str().into())])
            },
        );
        (Some(digit), words)
    });
    std::iter::once(none).chain(digits).collect()
}

/// One label of the list.
fn label_row(ui: &mut Ui, strings: &Strings, label: &Label, uses: usize, chosen: bool) -> egui::Response {
    let theme = theme::of(ui);
    let (response, mut inside) = list_place(ui, chosen, egui::Layout::left_to_right(egui::Align::Center));
    swatch(&mut inside, label.color, label.underline, colour_name(strings, label.color));
    inside.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        if let Some(digit) = label.shortcut {
            key_cap(ui, &digit.to_string());
        }
        ui.label(RichText::new(uses.to_string()).color(theme.weak_text));
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.add(egui::Label::new(&label.name).truncate());
        });
    });
    paint_focus(ui, &response, size::RADIUS);
    response.widget_info(|| {
        let gaps = [("name", label.name.as_str().into()), ("count", uses.into())];
        WidgetInfo::selected(Role::ListBoxOption, ui.is_enabled(), chosen, strings.with("scheme-label", &gaps))
    });
    response
}

/// The eight colours side by side, as text marked with them looks.
fn colours(ui: &mut Ui, strings: &Strings, label: &mut Label) {
    field(ui, strings.get("scheme-dialog.colour"), |ui| {
        ui.horizontal_wrapped(|ui| {
            for colour in LabelColor::ALL {
                let theme = theme::of(ui);
                let (rect, response) = ui.allocate_exact_size(vec2(34.0, size::CONTROL), Sense::click());
                let shades = theme.label(colour);
                let radius = CornerRadius::same(size::KEY_RADIUS);
                ui.painter().rect_filled(rect, radius, shades.tint);
                let line = underline(rect.shrink(4.0).x_range(), rect.bottom() - 6.0, label.underline, shades.line);
                ui.painter().extend(line);
                let chosen = label.color == colour;
                if chosen {
                    let stroke = egui::Stroke::new(size::FOCUS_RING, theme.text);
                    ui.painter().rect_stroke(rect, radius, stroke, StrokeKind::Inside);
                }
                paint_focus(ui, &response, size::KEY_RADIUS);
                let name = colour_name(strings, colour);
                response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, name));
                if response.on_hover_text(name).clicked() {
                    label.color = colour;
                }
            }
            hint(ui, colour_name(strings, label.color));
        });
    });
}

fn attributes(ui: &mut Ui, strings: &Strings, session: &Session, uses: &Uses, attributes: &mut Vec<Attribute>) {
    let count = attributes.len();
    let mut change = None;
    for (at, attribute) in attributes.iter_mut().enumerate() {
        let used = uses.of(attribute.id.0);
        let gaps = [
            ("name", attribute.name.as_str().into()),
            ("kind", Kind::of(&attribute.kind).words(strings).into()),
            ("options", attribute.kind.options().len().into()),
        ];
        let title = if attribute.kind.options().is_empty() {
            strings.with("scheme-attribute", &gaps)
        } else {
            strings.with("scheme-attribute-options", &gaps)
        };
        CollapsingHeader::new(title).id_salt(attribute.id).default_open(attribute.name.is_empty()).show(ui, |ui| {
            let made_now = attribute.name.is_empty() && attribute.description.is_empty();
            line(ui, strings.get("scheme-dialog.attribute-name"), &mut attribute.name);
            line(ui, strings.get("scheme-dialog.attribute-description"), &mut attribute.description);
            let before = Kind::of(&attribute.kind);
            let mut kind = before;
            let mut kinds: Vec<(Kind, String)> =
                Kind::OFFERED.into_iter().map(|kind| (kind, kind.words(strings).to_owned())).collect();
            if before == Kind::Span {
                kinds.push((Kind::Span, Kind::Span.words(strings).to_owned()));
            }
            let roles = attribute_roles(strings);
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                left.add_enabled_ui(used == 0, |ui| combo(ui, strings.get("scheme-dialog.kind"), &mut kind, &kinds));
                combo(right, strings.get("scheme-dialog.attribute-role"), &mut attribute.role, &roles);
            });
            if kind != before {
                attribute.kind = kind.with_options_of(&attribute.kind);
            }
            if used > 0 {
                hint(ui, &strings.with("scheme-attribute-in-use", &[("count", used.into())]));
            } else if made_now {
                hint(ui, strings.get("scheme-dialog.attribute-hint"));
            }
            if let AttributeKind::Choice(list) | AttributeKind::Several(list) = &mut attribute.kind {
                options(ui, strings, session, uses, list, false);
            }
            ui.horizontal(|ui| {
                if sign_button(ui, "↑", strings.get("scheme-dialog.attribute-up"), at > 0) {
                    change = Some(Change::Up(at));
                }
                if sign_button(ui, "↓", strings.get("scheme-dialog.attribute-down"), at + 1 < count) {
                    change = Some(Change::Down(at));
                }
                let remove = strings.get("scheme-dialog.remove-attribute");
                if sign_button(ui, "−", remove, used == 0) {
                    change = Some(Change::Remove(at));
                }
            });
        });
    }
    if let Some(change) = change {
        change.apply(attributes);
    }
    if secondary_button(ui, strings.get("scheme-dialog.add-attribute")).clicked() {
        attributes.push(Attribute {
            id: AttributeId(session.environment().next_id()),
            name: String::new(),
            description: String::new(),
            kind: AttributeKind::Text,
            role: None,
            ext: Ext::default(),
        });
    }
}

/// What a choice offers, or the steps of a scale.
fn options(
    ui: &mut Ui,
    strings: &Strings,
    session: &Session,
    uses: &Uses,
    options: &mut Vec<ChoiceOption>,
    scale: bool,
) {
    let count = options.len();
    let mut change = None;
    super::caption(ui, strings.get(if scale { "scheme-dialog.steps" } else { "scheme-dialog.options" }));
    for (at, option) in options.iter_mut().enumerate() {
        let used = uses.of(option.id.0);
        let number = [("number", (at + 1).into())];
        ui.push_id(option.id, |ui| {
            ui.horizontal(|ui| {
                let buttons = 3.0 * (size::CONTROL + size::GAP);
                let room = (ui.available_width() - buttons - 60.0).max(80.0);
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    bare_line(ui, &strings.with("scheme-option", &number), &mut option.name);
                });
                if sign_button(ui, "↑", &strings.with("scheme-option-up", &number), at > 0) {
                    change = Some(Change::Up(at));
                }
                if sign_button(ui, "↓", &strings.with("scheme-option-down", &number), at + 1 < count) {
                    change = Some(Change::Down(at));
                }
                if sign_button(ui, "−", &strings.with("scheme-remove-option", &number), used == 0) {
                    change = Some(Change::Remove(at));
                }
                if used > 0 {
                    let key = if scale { "scheme-step-in-use" } else { "scheme-option-in-use" };
                    hint(ui, &strings.with(key, &[("count", used.into())]));
                }
            });
        });
    }
    if let Some(change) = change {
        change.apply(options);
    }
    let add = strings.get(if scale { "scheme-dialog.add-step" } else { "scheme-dialog.add-option" });
    if secondary_button(ui, add).clicked() {
        options.push(ChoiceOption { id: OptionId(session.environment().next_id()), name: String::new() });
    }
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui_kittest::Harness;
    use egui_kittest::kittest::{NodeT as _, Queryable as _};

    use super::*;
    use crate::gui::dialogs::testing::{Desk, click, desk, desk_of_size, fill, press, run, session};

    type Window = Harness<'static, Desk<SchemeDialog>>;

    fn opened() -> Window {
        opened_on(session())
    }

    fn opened_on(session: Session) -> Window {
        let dialog = SchemeDialog::new(&session);
        let mut harness = desk(session, dialog, SchemeDialog::show);
        harness.run();
        harness
    }

    fn save(harness: &mut Window) -> Vec<Command> {
        click(harness, "Save");
        assert!(!harness.state().open);
        harness.state_mut().carry_out()
    }

    fn names(harness: &Window) -> Vec<String> {
        harness.state().session.set().scheme().labels.iter().map(|label| label.name.clone()).collect()
    }

    #[test]
    fn a_new_name_holds_everywhere_and_is_one_step() {
        let mut harness = opened();
        let steps = harness.state().session.history().entries().len();
        harness.get_by_label("Claim, 2 annotations").click();
        harness.run();
        fill(&mut harness, "Name", "Assertion");
        click(&mut harness, "Purple");
        click(&mut harness, "Wavy");
        assert_eq!(save(&mut harness).len(), 1);
        let session = &harness.state().session;
        assert_eq!(session.history().entries().len(), steps + 1);
        let label = &session.set().scheme().labels[0];
        assert_eq!(
            (label.name.as_str(), label.color, label.underline),
            ("Assertion", LabelColor::Purple, Underline::Wavy)
        );
        let marked = session.set().annotations().iter().filter(|annotation| annotation.label == Some(label.id)).count();
        assert_eq!(marked, 2);
    }

    #[test]
    fn a_label_is_added_with_the_next_colour_and_key() {
        let mut harness = opened();
        click(&mut harness, "Add a label");
        assert!(harness.get_by_role_and_label(Role::TextInput, "Name").is_focused());
        fill(&mut harness, "Name", "Rumour");
        save(&mut harness);
        assert_eq!(names(&harness), ["Claim", "Opinion", "Quote", "Rumour"]);
        let label = &harness.state().session.set().scheme().labels[3];
        assert_eq!((label.color, label.shortcut), (LabelColor::Amber, Some(4)));
    }

    #[test]
    fn what_is_wrong_is_said_and_not_saved() {
        let mut harness = opened();
        fill(&mut harness, "Name", "quote");
        assert!(harness.query_by_label("Two labels are called “Quote”").is_some());
        click(&mut harness, "Save");
        press(&mut harness, Key::Enter);
        assert!(harness.state().open && harness.state().requests.is_empty());
        fill(&mut harness, "Name", " ");
        assert!(harness.query_by_label("A label has no name").is_some());
    }

    #[test]
    fn a_key_that_is_taken_is_named() {
        let mut harness = opened();
        harness.get_by_role_and_label(Role::ComboBox, "Key").click();
        harness.run();
        click(&mut harness, "2 (now Opinion)");
        assert!(harness.query_by_label("The key 2 is given to “Claim” and to “Opinion”").is_some());
        harness.get_by_role_and_label(Role::ComboBox, "Key").click();
        harness.run();
        click(&mut harness, "None");
        save(&mut harness);
        assert_eq!(harness.state().session.set().scheme().labels[0].shortcut, None);
    }

    #[test]
    fn a_label_that_nothing_uses_simply_goes() {
        let mut harness = opened();
        harness.get_by_label("Quote, 0 annotations").click();
        harness.run();
        click(&mut harness, "Remove the label");
        save(&mut harness);
        assert_eq!(names(&harness), ["Claim", "Opinion"]);
    }

    #[test]
    fn a_label_in_use_goes_only_when_another_takes_its_annotations() {
        let mut harness = opened();
        click(&mut harness, "Remove the label");
        assert!(harness.query_by_label_contains("“Claim” marks 2 annotations").is_some());
        click(&mut harness, "Keep the label");
        assert!(harness.query_by_label("Claim, 2 annotations").is_some());
        click(&mut harness, "Remove the label");
        click(&mut harness, "Move them and remove the label");
        assert!(harness.query_by_label("2 annotations move from “Claim” to “Opinion”").is_some());
        assert!(harness.query_by_label("Opinion, 3 annotations").is_some());
        let commands = save(&mut harness);
        assert!(matches!(commands.as_slice(), [Command::MergeLabels { .. }]), "{commands:?}");
        assert_eq!(names(&harness), ["Opinion", "Quote"]);
        let session = &harness.state().session;
        let opinion = session.set().scheme().labels[0].id;
        assert!(session.set().annotations().iter().all(|annotation| annotation.label == Some(opinion)));
    }

    #[test]
    fn merging_and_editing_can_be_saved_together() {
        let mut harness = opened();
        click(&mut harness, "Remove the label");
        click(&mut harness, "Move them and remove the label");
        // The name is free again: the merge comes first.
        fill(&mut harness, "Name", "Claim");
        assert_eq!(save(&mut harness).len(), 2);
        assert_eq!(names(&harness), ["Claim", "Quote"]);
    }

    #[test]
    fn the_arrow_keys_go_through_the_labels_and_through_the_keys_of_a_list() {
        let mut harness = opened();
        harness.get_by_label("Claim, 2 annotations").focus();
        harness.run();
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::ArrowDown);
        assert!(harness.get_by_label("Quote, 0 annotations").is_focused());
        harness.get_by_role_and_label(Role::ComboBox, "Key").focus();
        harness.run();
        press(&mut harness, Key::Enter);
        press(&mut harness, Key::ArrowDown);
        press(&mut harness, Key::Enter);
        assert!(harness.get_by_role_and_label(Role::ComboBox, "Key").is_focused());
        save(&mut harness);
        assert_eq!(harness.state().session.set().scheme().labels[2].shortcut, Some(4));
    }

    #[test]
    fn what_a_label_and_an_attribute_mean_to_the_program_is_said_in_plain_words() {
        let mut harness = opened();
        harness.get_by_role_and_label(Role::ComboBox, "Treated by Crossread as").click();
        harness.run();
        click(&mut harness, "an opinion: a matter of values");
        click(&mut harness, "Hedge · text");
        harness.get_by_role_and_label(Role::ComboBox, "Says").click();
        harness.run();
        click(&mut harness, "nothing in particular");
        save(&mut harness);
        let label = &harness.state().session.set().scheme().labels[0];
        assert_eq!((label.role, label.attributes[2].role), (Some(LabelRole::Opinion), None));
    }

    #[test]
    fn a_scale_for_verdicts_is_made_and_changed() {
        let mut harness = opened();
        click(&mut harness, "Add a scale");
        assert!(harness.query_by_label("A scale has no name").is_some());
        fill(&mut harness, "Name", "Fact check");
        click(&mut harness, "Add a step");
        assert!(harness.query_by_label("A step of “Fact check” has no name").is_some());
        fill(&mut harness, "Answer 4", "unproven");
        click(&mut harness, "Remove answer 2");
        click(&mut harness, "Claim, 2 annotations");
        fill(&mut harness, "Name", "Assertion");
        save(&mut harness);
        let scheme = harness.state().session.set().scheme().clone();
        let steps: Vec<&str> = scheme.scales[0].values.iter().map(|value| value.name.as_str()).collect();
        assert_eq!((scheme.scales[0].name.as_str(), steps), ("Fact check", vec!["true", "false", "unproven"]));
        assert_eq!(scheme.labels[0].name, "Assertion");
    }

    #[test]
    fn labels_change_their_order() {
        let mut harness = opened();
        click(&mut harness, "Move the label down");
        save(&mut harness);
        assert_eq!(names(&harness), ["Opinion", "Claim", "Quote"]);
    }

    #[test]
    fn attributes_and_answers_are_edited() {
        let mut harness = opened();
        click(&mut harness, "Add an attribute");
        fill(&mut harness, "Name of the attribute", "Certainty");
        harness.get_by_role_and_label(Role::ComboBox, "Kind of answer").click();
        harness.run();
        click(&mut harness, "one of several answers");
        click(&mut harness, "Add an answer");
        assert!(harness.query_by_label("An answer of “Certainty” has no name").is_some());
        fill(&mut harness, "Answer 1", "low");
        click(&mut harness, "Add an answer");
        fill(&mut harness, "Answer 2", "high");
        click(&mut harness, "Move answer 2 up");
        save(&mut harness);
        let attribute = harness.state().session.set().scheme().labels[0].attributes[3].clone();
        let options: Vec<&str> = attribute.kind.options().iter().map(|option| option.name.as_str()).collect();
        assert_eq!((attribute.name.as_str(), options), ("Certainty", vec!["high", "low"]));
    }

    #[test]
    fn an_attribute_and_an_answer_in_use_cannot_be_removed() {
        let mut session = session();
        let claim = session.set().scheme().labels[0].clone();
        let kind = &claim.attributes[0];
        let ids: Vec<_> =
            session.set().annotations().iter().filter(|a| a.label == Some(claim.id)).map(|a| a.id).collect();
        let value = AttributeValue::Choice(kind.kind.options()[1].id);
        run(&mut session, Command::SetAttribute(ids, kind.id, Some(value)));
        let mut harness = opened_on(session);
        click(&mut harness, "Kind · one of several answers · 11");
        assert!(harness.query_by_label_contains("2 annotations have an answer here").is_some());
        let disabled = |harness: &Window, name: &str| harness.get_by_label(name).accesskit_node().is_disabled();
        assert!(disabled(&harness, "Remove the attribute") && disabled(&harness, "Remove answer 2"));
        assert!(!disabled(&harness, "Remove answer 1"));
        click(&mut harness, "Remove answer 2");
        click(&mut harness, "Remove answer 1");
        save(&mut harness);
        assert_eq!(harness.state().session.set().scheme().labels[0].attributes[0].kind.options().len(), 10);
    }

    #[test]
    fn esc_asks_before_it_throws_a_draft_away() {
        let mut harness = opened();
        fill(&mut harness, "Name", "Assertion");
        press(&mut harness, Key::Escape);
        assert!(harness.state().open);
        click(&mut harness, "Keep editing");
        press(&mut harness, Key::Escape);
        click(&mut harness, "Throw away");
        assert!(!harness.state().open && harness.state().requests.is_empty());

        let mut untouched = opened();
        press(&mut untouched, Key::Escape);
        assert!(!untouched.state().open, "nothing to lose, nothing to ask");
    }

    #[test]
    fn the_labels_of_an_assignment_are_shown_and_not_changed() {
        let mut session = session();
        let scheme = Scheme { locked: true, ..session.set().scheme().clone() };
        run(&mut session, Command::SetScheme(Box::new(scheme)));
        let mut harness = opened_on(session);
        assert!(harness.query_by_label_contains("belong to the assignment").is_some());
        click(&mut harness, "Add a label");
        click(&mut harness, "Save");
        assert!(harness.state().open && harness.state().requests.is_empty());
    }

    #[test]
    fn it_fits_a_small_window_by_scrolling() {
        let session = session();
        let dialog = SchemeDialog::new(&session);
        let window = vec2(450.0, 320.0);
        let mut harness = desk_of_size(window, session, dialog, SchemeDialog::show);
        harness.run();
        for name in ["Save", "Cancel"] {
            let button = harness.get_by_label(name).rect();
            assert!(egui::Rect::from_min_size(egui::Pos2::ZERO, window).contains_rect(button), "{name}: {button:?}");
        }
    }
}
