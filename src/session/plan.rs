//! What a command means for the set: the edit that it becomes, its name in the history, and its place.

use std::collections::BTreeSet;

use smallvec::smallvec;
use uuid::Uuid;

use super::Command;
use crate::model::history::{Action, Grouping, Name, Place};
use crate::model::{
    Anchoring, Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, AnyId, Attribute, AttributeId,
    AttributeKind, AttributeValue, Attributes, Edit, Ext, LabelId, Layer, Link, OptionId, OrderKey, Person, PersonId,
    PersonKind, Progress, ProgressKey, RecordKey as _, Scheme, Source, SourceId, SourceVersion, Spans, Stamp, Status,
    Timestamp, Tombstone, VersionId,
};
use crate::text::Span;

/// An edit, ready for the door and for the history.
#[derive(Debug)]
pub(super) struct Plan {
    pub edit: Edit,
    pub name: Name,
    pub place: Option<Place>,
    pub grouping: Grouping,
    /// The annotation that the reader should see chosen afterwards.
    pub chosen: Option<AnnotationId>,
}

/// Who asks, when, and where new ids come from.
pub(super) struct Author<'a> {
    pub annotator: Option<AnnotatorId>,
    pub now: Timestamp,
    pub next_id: &'a dyn Fn() -> Uuid,
}

/// The longest subject of a history entry, in characters.
const SUBJECT: usize = 40;

/// Makes a plan; `None` where the command would change nothing or names what is not there.
pub(super) fn plan(set: &AnnotationSet, author: &Author<'_>, command: Command) -> Option<Plan> {
    let planner = Planner { set, author };
    match command {
        Command::Annotate { source, spans, label } => planner.annotate(source, spans, label),
        Command::RemoveAnnotations(ids) => planner.remove_annotations(&ids),
        Command::SetLabel(ids, label) => planner.set_label(&ids, label),
        Command::SetAttribute(ids, attribute, value) => planner.set_attribute(&ids, attribute, value.as_ref()),
        Command::SetNote(id, note) => planner.set_note(id, note),
        Command::SetExtent(id, spans, grouping) => planner.set_extent(id, spans, grouping),
        Command::AddPart(id, span) => planner.add_part(id, span),
        Command::Split(id, at) => planner.split(id, at),
        Command::Merge(ids) => planner.merge(&ids),
        Command::RemoveSource(id) => planner.remove_source(id),
        Command::MoveSource(id, to) => planner.move_source(id, to),
        Command::EditSources(sources) => planner.edit_sources(sources),
        Command::SetBoilerplate(version, blocks, on) => planner.set_boilerplate(version, &blocks, on),
        Command::SetProgress(source, progress) => planner.set_progress(source, progress),
        Command::SetScheme(scheme) => planner.set_scheme(*scheme),
        Command::MergeLabels { from, into } => planner.merge_labels(from, into),
        Command::SetDetails(details) => (details != *set.details()).then(|| Plan {
            name: Name::one(Action::EditDetails, details.title.clone()),
            place: None,
            grouping: Grouping::Typing(0),
            chosen: None,
            edit: Edit::SetDetails(details),
        }),
        Command::NamePerson { annotations, attribute, name, kind } => {
            planner.name_person(&annotations, attribute, name.trim(), kind)
        }
        Command::SetPeople { people, merges } => planner.set_people(people, &merges),
        Command::NameAnnotator(_) | Command::Undo | Command::Redo | Command::GoTo(_) | Command::CloseGroup => None,
    }
}

struct Planner<'a> {
    set: &'a AnnotationSet,
    author: &'a Author<'a>,
}

impl Planner<'_> {
    fn stamp(&self) -> Stamp {
        Stamp::new(self.author.annotator, self.author.now)
    }

    /// Takes a record out and leaves a tombstone.
    fn delete(&self, id: AnyId) -> Edit {
        Edit::Remove(id, Some(Tombstone { by: self.author.annotator, at: self.author.now }))
    }

    fn annotation(&self, id: AnnotationId) -> Option<&Annotation> {
        self.set.annotations().get(id)
    }

    /// A copy of the annotation, touched now.
    fn touched(&self, id: AnnotationId) -> Option<Annotation> {
        let mut annotation = self.annotation(id)?.clone();
        annotation.stamp.modified = self.author.now;
        Some(annotation)
    }

    fn label_name(&self, label: Option<LabelId>) -> String {
        label.and_then(|id| self.set.scheme().label(id)).map(|label| label.name.clone()).unwrap_or_default()
    }

    /// The first words of what an annotation covers.
    fn excerpt(&self, annotation: &Annotation) -> String {
        let text = self.set.versions().get(annotation.version).map(SourceVersion::text).unwrap_or_default();
        let words = annotation.spans.first().and_then(|span| span.slice(text)).unwrap_or(&annotation.note);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(SUBJECT) {
            Some((cut, _)) => format!("{}…", words[..cut].trim_end()),
            None => words,
        }
    }

    fn place(annotation: &Annotation) -> Place {
        Place { source: annotation.source, span: annotation.hull(), annotation: Some(annotation.id) }
    }

    fn single(&self, action: Action, annotation: Annotation, grouping: Grouping) -> Plan {
        Plan {
            name: Name::one(action, self.excerpt(&annotation)),
            place: Some(Self::place(&annotation)),
            grouping,
            chosen: Some(annotation.id),
            edit: Edit::put(annotation),
        }
    }

    fn annotate(&self, source: SourceId, spans: Spans, label: Option<LabelId>) -> Option<Plan> {
        let version = self.set.current_version(source)?;
        let is_passage = !spans.is_empty();
        let spans = tidy(version.text(), spans);
        // Nothing but white space was selected: that must not become a note on the whole source.
        if is_passage && spans.is_empty() {
            return None;
        }
        let annotation = Annotation {
            id: (self.author.next_id)().into(),
            source,
            version: version.id,
            spans,
            label,
            attributes: Attributes::default(),
            note: String::new(),
            layer: Layer::Own,
            status: Status::Open,
            derived_from: None,
            anchoring: Anchoring::Anchored,
            stamp: self.stamp(),
            ext: Ext::default(),
        };
        let name = Name::one(Action::Annotate, self.label_name(label));
        Some(Plan { name, ..self.single(Action::Annotate, annotation, Grouping::Alone) })
    }

    fn remove_annotations(&self, ids: &[AnnotationId]) -> Option<Plan> {
        let mut seen = BTreeSet::new();
        let once = ids.iter().filter(|id| seen.insert(**id));
        let gone: Vec<&Annotation> = once.filter_map(|id| self.annotation(*id)).collect();
        let first = *gone.first()?;
        let subject = self.excerpt(first);
        let name = Name::many(Action::RemoveAnnotations, gone.len(), subject);
        let place = Some(Self::place(first));
        let edit = Edit::Batch(self.removal(&gone));
        Some(Plan { edit, name, place, grouping: Grouping::Alone, chosen: None })
    }

    /// The edits that take annotations out, with all that refers to them.
    fn removal(&self, gone: &[&Annotation]) -> Vec<Edit> {
        let ids: BTreeSet<AnnotationId> = gone.iter().map(|annotation| annotation.id).collect();
        let is_gone = |id: AnnotationId| ids.contains(&id);
        let mut edits = Vec::new();
        for link in self.set.links().iter().filter(|link| is_gone(link.from) || is_gone(link.to)) {
            edits.push(self.delete(AnyId::Link(link.id)));
        }
        for statement in self.set.statements().iter() {
            if statement.appearances.iter().any(|appearance| is_gone(appearance.annotation)) {
                let mut statement = statement.clone();
                statement.appearances.retain(|appearance| !is_gone(appearance.annotation));
                statement.stamp.modified = self.author.now;
                edits.push(Edit::put(statement));
            }
        }
        edits.extend(gone.iter().map(|annotation| self.delete(AnyId::Annotation(annotation.id))));
        edits
    }

    fn set_label(&self, ids: &[AnnotationId], label: Option<LabelId>) -> Option<Plan> {
        let changed: Vec<Annotation> = ids
            .iter()
            .filter(|id| self.annotation(**id).is_some_and(|annotation| annotation.label != label))
            .filter_map(|id| self.touched(*id))
            .map(|mut annotation| {
                annotation.label = label;
                annotation.attributes = self.fitting(label, &annotation.attributes);
                annotation
            })
            .collect();
        Self::several(Action::ChangeLabel, self.label_name(label), changed)
    }

    /// What becomes of values under another label: they go to its attributes of the same role, or else of the same name,
    /// where these can hold them.
    fn fitting(&self, label: Option<LabelId>, values: &Attributes) -> Attributes {
        let scheme = self.set.scheme();
        let Some(label) = label.and_then(|id| scheme.label(id)) else { return Attributes::default() };
        let moved = values.iter().filter_map(|(id, value)| {
            let (_, old) = scheme.attribute(id)?;
            let same_role = |new: &&Attribute| new.role.is_some() && new.role == old.role;
            let same_name = |new: &&Attribute| same_name(&new.name, &old.name);
            let mut offered = label.attributes.iter();
            let new = offered.clone().find(same_role).or_else(|| offered.find(same_name))?;
            Some((new.id, fitted(value, &old.kind, &new.kind)?))
        });
        moved.collect()
    }

    fn several(action: Action, subject: String, changed: Vec<Annotation>) -> Option<Plan> {
        let first = changed.first()?;
        Some(Plan {
            name: Name::many(action, changed.len(), subject),
            place: Some(Self::place(first)),
            grouping: Grouping::Alone,
            chosen: Some(first.id),
            edit: Edit::Batch(changed.into_iter().map(Edit::put).collect()),
        })
    }

    fn set_attribute(&self, ids: &[AnnotationId], id: AttributeId, value: Option<&AttributeValue>) -> Option<Plan> {
        let (label, attribute) = self.set.scheme().attribute(id)?;
        let changed: Vec<Annotation> = ids
            .iter()
            .filter_map(|annotation| self.touched(*annotation))
            .filter(|annotation| annotation.label == Some(label.id) && annotation.attributes.get(id) != value)
            .map(|mut annotation| {
                annotation.attributes.set(id, value.cloned());
                annotation
            })
            .collect();
        let typing =
            matches!(value, Some(AttributeValue::Text(_) | AttributeValue::Number(_) | AttributeValue::Date(_)));
        let key = changed.first().map(|annotation| field_key(annotation.id, id.uuid()));
        let plan = Self::several(Action::ChangeAttribute, attribute.name.clone(), changed)?;
        Some(match key {
            Some(key) if typing => Plan { grouping: Grouping::Typing(key), ..plan },
            _ => plan,
        })
    }

    fn set_note(&self, id: AnnotationId, note: String) -> Option<Plan> {
        let mut annotation = self.touched(id)?;
        if annotation.note == note {
            return None;
        }
        annotation.note = note;
        let key = field_key(id, Uuid::nil());
        Some(self.single(Action::ChangeNote, annotation, Grouping::Typing(key)))
    }

    fn set_extent(&self, id: AnnotationId, spans: Spans, grouping: Grouping) -> Option<Plan> {
        let mut annotation = self.touched(id)?;
        let text = self.set.versions().get(annotation.version)?.text();
        let spans = tidy(text, spans);
        if spans.is_empty() || spans == annotation.spans {
            return None;
        }
        annotation.spans = spans;
        annotation.anchoring = Anchoring::Anchored;
        Some(self.single(Action::ChangeExtent, annotation, grouping))
    }

    fn add_part(&self, id: AnnotationId, span: Span) -> Option<Plan> {
        let mut annotation = self.touched(id)?;
        let text = self.set.versions().get(annotation.version)?.text();
        let mut spans = tidy(text, smallvec![span]);
        if spans.is_empty() {
            return None;
        }
        spans.extend_from_slice(&annotation.spans);
        let spans = tidy(text, spans);
        if spans == annotation.spans {
            return None;
        }
        annotation.spans = spans;
        // What had lost its place has one now.
        if annotation.anchoring.is_unresolved() {
            annotation.anchoring = Anchoring::Anchored;
        }
        Some(self.single(Action::AddPart, annotation, Grouping::Alone))
    }

    fn split(&self, id: AnnotationId, at: Option<u32>) -> Option<Plan> {
        let whole = self.touched(id)?;
        let text = self.set.versions().get(whole.version)?.text();
        let cut = match at {
            Some(at) if whole.hull()?.contains(at) => at,
            Some(_) => return None,
            None => whole.spans.get(1)?.start,
        };
        let side = |keep: &dyn Fn(Span) -> Option<Span>| {
            tidy(text, whole.spans.iter().filter_map(|span| keep(*span)).collect())
        };
        let before = side(&|span| (span.start < cut).then(|| Span::new(span.start, span.end.min(cut))));
        let after = side(&|span| (span.end > cut).then(|| Span::new(span.start.max(cut), span.end)));
        if before.is_empty() || after.is_empty() {
            return None;
        }
        let second = Annotation {
            id: (self.author.next_id)().into(),
            spans: after,
            derived_from: Some(id),
            stamp: self.stamp(),
            ..whole.clone()
        };
        let first = Annotation { spans: before, ..whole };
        let name = Name::one(Action::Split, self.excerpt(&first));
        let place = Some(Self::place(&first));
        let edit = Edit::Batch(vec![Edit::put(first), Edit::put(second)]);
        Some(Plan { edit, name, place, grouping: Grouping::Alone, chosen: Some(id) })
    }

    fn merge(&self, ids: &[AnnotationId]) -> Option<Plan> {
        let mut parts: Vec<&Annotation> = ids.iter().filter_map(|id| self.annotation(*id)).collect();
        parts.sort_by_key(|annotation| (annotation.hull(), annotation.id));
        parts.dedup_by_key(|annotation| annotation.id);
        let (first, others) = parts.split_first()?;
        let fits = |other: &&Annotation| other.version == first.version && !other.spans.is_empty();
        if others.is_empty() || first.spans.is_empty() || !others.iter().all(fits) {
            return None;
        }
        let mut whole = self.touched(first.id)?;
        let text = self.set.versions().get(whole.version)?.text();
        whole.spans = tidy(text, parts.iter().flat_map(|annotation| annotation.spans.iter().copied()).collect());
        if whole.spans.is_empty() {
            return None;
        }
        whole.anchoring = Anchoring::Anchored;
        let notes = parts.iter().map(|annotation| annotation.note.trim()).filter(|note| !note.is_empty());
        whole.note = notes.collect::<Vec<_>>().join("\n");
        whole.label = parts.iter().find_map(|annotation| annotation.label);
        for other in others.iter().filter(|other| other.label == whole.label) {
            for (id, value) in other.attributes.iter() {
                if whole.attributes.get(id).is_none() {
                    whole.attributes.set(id, Some(value.clone()));
                }
            }
        }
        let name = Name::many(Action::Merge, parts.len(), self.excerpt(&whole));
        let place = Some(Self::place(&whole));
        let chosen = Some(whole.id);
        let mut edits = self.redirection(others, whole.id);
        edits.push(Edit::put(whole));
        edits.extend(others.iter().map(|other| self.delete(AnyId::Annotation(other.id))));
        Some(Plan { edit: Edit::Batch(edits), name, place, grouping: Grouping::Alone, chosen })
    }

    /// The edits that make links and statements refer to `to` instead of to `others`. What would then be a link to
    /// itself, or stand there twice, goes.
    fn redirection(&self, others: &[&Annotation], to: AnnotationId) -> Vec<Edit> {
        let ids: BTreeSet<AnnotationId> = others.iter().map(|other| other.id).collect();
        let now = |id: AnnotationId| if ids.contains(&id) { to } else { id };
        let mut edits = Vec::new();
        let (moving, mut staying): (Vec<&Link>, Vec<&Link>) =
            self.set.links().iter().partition(|link| ids.contains(&link.from) || ids.contains(&link.to));
        staying.retain(|link| link.from == to || link.to == to);
        let mut staying: Vec<Link> = staying.into_iter().cloned().collect();
        for link in moving {
            let mut link = Link { from: now(link.from), to: now(link.to), ..link.clone() };
            let same = |other: &Link| (&other.kind, other.from, other.to) == (&link.kind, link.from, link.to);
            if link.from == link.to || staying.iter().any(same) {
                edits.push(self.delete(AnyId::Link(link.id)));
            } else {
                link.stamp.modified = self.author.now;
                staying.push(link.clone());
                edits.push(Edit::put(link));
            }
        }
        for statement in self.set.statements().iter() {
            if statement.appearances.iter().any(|appearance| ids.contains(&appearance.annotation)) {
                let mut statement = statement.clone();
                let mut seen = BTreeSet::new();
                statement.appearances.retain_mut(|appearance| {
                    appearance.annotation = now(appearance.annotation);
                    seen.insert(appearance.annotation)
                });
                statement.stamp.modified = self.author.now;
                edits.push(Edit::put(statement));
            }
        }
        edits
    }

    fn remove_source(&self, id: SourceId) -> Option<Plan> {
        let source = self.set.sources().get(id)?;
        let gone: Vec<&Annotation> =
            self.set.annotations().iter().filter(|annotation| annotation.source == id).collect();
        let mut edits = self.removal(&gone);
        for key in self.set.progress().keys().filter(|key| key.source == id) {
            edits.push(Edit::SetProgress { key: *key, progress: Progress::NotStarted });
        }
        for statement in self.set.statements().iter() {
            if statement.looked.keys().any(|key| key.source == id) {
                // The removal of the source's annotations may have changed the same statement a moment ago.
                let mut statement = statement.clone();
                statement.looked.retain(|key, _| key.source != id);
                statement.appearances.retain(|appearance| {
                    self.annotation(appearance.annotation).is_some_and(|annotation| annotation.source != id)
                });
                statement.stamp.modified = self.author.now;
                edits.push(Edit::put(statement));
            }
        }
        for translation in self.set.sources().iter().filter(|other| other.translation_of == Some(id)) {
            edits.push(Edit::put(Source { translation_of: None, ..translation.clone() }));
        }
        edits.push(Edit::put(Source { current: None, ..source.clone() }));
        for version in self.set.versions().iter().filter(|version| version.source == id) {
            edits.push(self.delete(AnyId::Version(version.id)));
        }
        edits.push(self.delete(AnyId::Source(id)));
        Some(Plan {
            edit: Edit::Batch(edits),
            name: Name::one(Action::RemoveSource, source.title.clone()),
            place: None,
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn move_source(&self, id: SourceId, to: usize) -> Option<Plan> {
        let source = self.set.sources().get(id)?;
        let ordered = self.set.sources_in_order();
        if ordered.iter().position(|other| other.id == id) == Some(to.min(ordered.len() - 1)) {
            return None;
        }
        let others: Vec<&Source> = ordered.into_iter().filter(|other| other.id != id).collect();
        let to = to.min(others.len());
        let before = to.checked_sub(1).and_then(|before| others.get(before)).map(|source| &source.order);
        let after = others.get(to).map(|source| &source.order);
        let mut moved = Source { order: OrderKey::between(before, after), ..source.clone() };
        moved.stamp.modified = self.author.now;
        if before.zip(after).is_none_or(|(before, after)| before < after) {
            return Some(Self::source_plan(Action::MoveSource, moved, Grouping::Alone));
        }
        // Two copies of a set may each have added a source at one place: then there is no room between the two.
        let (front, back) = others.split_at_checked(to)?;
        let mut last = None;
        let mut edits = Vec::new();
        for source in front.iter().copied().chain([&moved]).chain(back.iter().copied()) {
            let order = OrderKey::between(last.as_ref(), None);
            edits.push(Edit::put(Source { order: order.clone(), ..source.clone() }));
            last = Some(order);
        }
        Some(Plan { edit: Edit::Batch(edits), ..Self::source_plan(Action::MoveSource, moved.clone(), Grouping::Alone) })
    }

    fn edit_sources(&self, sources: Vec<Source>) -> Option<Plan> {
        let known = |source: &Source| self.set.sources().get(source.id);
        let mut changed: Vec<Source> =
            sources.into_iter().filter(|source| known(source).is_some_and(|known| known != source)).collect();
        for source in &mut changed {
            source.stamp.modified = self.author.now;
        }
        let first = changed.first()?;
        let name = Name::many(Action::EditSource, changed.len(), first.title.clone());
        let plan = Self::source_plan(Action::EditSource, first.clone(), Grouping::Alone);
        Some(Plan { name, edit: Edit::Batch(changed.into_iter().map(Edit::put).collect()), ..plan })
    }

    fn source_plan(action: Action, source: Source, grouping: Grouping) -> Plan {
        Plan {
            name: Name::one(action, source.title.clone()),
            place: Some(Place { source: source.id, span: None, annotation: None }),
            grouping,
            chosen: None,
            edit: Edit::put(source),
        }
    }

    fn set_boilerplate(&self, version: VersionId, blocks: &[u32], on: bool) -> Option<Plan> {
        let record = self.set.versions().get(version)?;
        let mut first = None;
        let edits: Vec<Edit> = blocks
            .iter()
            .filter_map(|index| Some((*index, record.blocks.get(*index as usize)?)))
            .filter(|(_, block)| block.boilerplate != on)
            .map(|(index, block)| {
                first.get_or_insert(block.span);
                let mut block = block.clone();
                block.boilerplate = on;
                Edit::SetBlock { version, index, block }
            })
            .collect();
        let action = if on { Action::FoldBlocks } else { Action::UnfoldBlocks };
        let place = Place { source: record.source, span: Some(first?), annotation: None };
        Some(Plan {
            name: Name::many(action, edits.len(), String::new()),
            edit: Edit::Batch(edits),
            place: Some(place),
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn set_progress(&self, source: SourceId, progress: Progress) -> Option<Plan> {
        let key = ProgressKey { annotator: self.author.annotator?, source };
        if self.set.progress().get(&key).copied().unwrap_or_default() == progress {
            return None;
        }
        let title = self.set.sources().get(source)?.title.clone();
        Some(Plan {
            edit: Edit::SetProgress { key, progress },
            name: Name::one(Action::SetProgress, title),
            place: Some(Place { source, span: None, annotation: None }),
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn set_scheme(&self, scheme: Scheme) -> Option<Plan> {
        (scheme != *self.set.scheme()).then(|| Plan {
            edit: Edit::SetScheme(Box::new(scheme)),
            name: Name::one(Action::EditScheme, String::new()),
            place: None,
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn merge_labels(&self, from: LabelId, into: LabelId) -> Option<Plan> {
        let mut scheme = self.set.scheme().clone();
        let old = scheme.label(from)?.name.clone();
        scheme.label(into).filter(|label| label.id != from)?;
        scheme.labels.retain(|label| label.id != from);
        let ids: Vec<AnnotationId> =
            self.set.annotations().iter().filter(|a| a.label == Some(from)).map(|a| a.id).collect();
        let mut edits = Vec::new();
        if let Some(relabelled) = self.set_label(&ids, Some(into)) {
            edits.push(relabelled.edit);
        }
        edits.push(Edit::SetScheme(Box::new(scheme)));
        Some(Plan {
            edit: Edit::Batch(edits),
            name: Name::many(Action::EditScheme, ids.len(), old),
            place: None,
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn set_people(&self, people: Vec<Person>, merges: &[(PersonId, PersonId)]) -> Option<Plan> {
        let stays: BTreeSet<PersonId> = people.iter().map(|person| person.id).collect();
        let becomes = |id: PersonId| merges.iter().fold(id, |id, (from, into)| if id == *from { *into } else { id });
        let mut edits = Vec::new();
        let mut subject = None;
        for mut person in people {
            let before = self.set.people().get(person.id);
            if before == Some(&person) {
                continue;
            }
            person.stamp = match before {
                Some(before) => Stamp { modified: self.author.now, ..before.stamp },
                None => self.stamp(),
            };
            subject.get_or_insert_with(|| person.name.clone());
            edits.push(Edit::put(person));
        }
        for annotation in self.set.annotations().iter() {
            let moved: Vec<(AttributeId, AttributeValue)> = annotation
                .attributes
                .iter()
                .filter_map(|(id, value)| match value {
                    AttributeValue::Person(person) if becomes(*person) != *person => {
                        Some((id, AttributeValue::Person(becomes(*person))))
                    }
                    _ => None,
                })
                .collect();
            if !moved.is_empty() {
                let mut annotation = self.touched(annotation.id)?;
                for (id, value) in moved {
                    annotation.attributes.set(id, Some(value));
                }
                edits.push(Edit::put(annotation));
            }
        }
        for person in self.set.people().iter().filter(|person| !stays.contains(&person.id)) {
            subject.get_or_insert_with(|| person.name.clone());
            edits.push(self.delete(AnyId::Person(person.id)));
        }
        Some(Plan {
            name: Name::one(Action::EditPeople, subject?),
            edit: Edit::Batch(edits),
            place: None,
            grouping: Grouping::Alone,
            chosen: None,
        })
    }

    fn name_person(&self, ids: &[AnnotationId], attribute: AttributeId, name: &str, kind: PersonKind) -> Option<Plan> {
        if name.is_empty() {
            return None;
        }
        let called = |person: &&Person| {
            std::iter::once(&person.name)
                .chain(&person.other_names)
                .any(|other| other.to_lowercase() == name.to_lowercase())
        };
        let known = self.set.people().iter().find(called).map(|person| person.id);
        let id = known.unwrap_or_else(|| PersonId((self.author.next_id)()));
        let plan = self.set_attribute(ids, attribute, Some(&AttributeValue::Person(id)))?;
        if known.is_some() {
            return Some(plan);
        }
        let person = Person {
            id,
            name: name.to_owned(),
            function: String::new(),
            kind,
            other_names: Vec::new(),
            note: String::new(),
            stamp: self.stamp(),
            ext: Ext::default(),
        };
        Some(Plan {
            edit: Edit::Batch(vec![Edit::put(person), plan.edit]),
            name: Name::one(Action::AddPerson, name),
            ..plan
        })
    }
}

/// The edit that puts an annotator's record into the set and their name to what was marked `since` and has nobody's yet:
/// what somebody else left unsigned stays so.
pub(super) fn sign(set: &AnnotationSet, annotator: Annotator, since: Timestamp) -> Edit {
    let by = Some(annotator.id);
    let mut edits = vec![Edit::put(annotator)];
    for annotation in
        set.annotations().iter().filter(|annotation| annotation.stamp.by.is_none() && annotation.stamp.created >= since)
    {
        edits.push(Edit::put(Annotation { stamp: Stamp { by, ..annotation.stamp }, ..annotation.clone() }));
    }
    Edit::Batch(edits)
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A value as another attribute holds it; options are the same where they have the same name.
fn fitted(value: &AttributeValue, old: &AttributeKind, new: &AttributeKind) -> Option<AttributeValue> {
    let option = |id: &OptionId| {
        let name = &old.options().iter().find(|option| option.id == *id)?.name;
        new.options().iter().find(|option| same_name(&option.name, name)).map(|option| option.id)
    };
    match (value, new) {
        (AttributeValue::Choice(id), AttributeKind::Choice(_)) => option(id).map(AttributeValue::Choice),
        (AttributeValue::Several(ids), AttributeKind::Several(_)) => {
            let ids: BTreeSet<OptionId> = ids.iter().filter_map(option).collect();
            (!ids.is_empty()).then(|| AttributeValue::Several(ids.into_iter().collect()))
        }
        _ => (std::mem::discriminant(old) == std::mem::discriminant(new)).then(|| value.clone()),
    }
}

/// A number that names one field of one record.
fn field_key(record: impl crate::model::RecordKey, field: Uuid) -> u64 {
    let (a, b) = record.uuid().as_u64_pair();
    let (c, d) = field.as_u64_pair();
    a.rotate_left(17) ^ b ^ c.rotate_left(31) ^ d.rotate_left(47)
}

/// Whole graphemes, no white space at the end, in order; what overlaps or touches is joined, what is empty is dropped.
fn tidy(text: &str, spans: Spans) -> Spans {
    let mut spans: Vec<Span> = spans
        .into_iter()
        .filter(|span| span.end as usize <= text.len())
        .map(|span| crate::text::trim_end(text, crate::text::snap(text, span)))
        .filter(|span| !span.is_empty())
        .collect();
    spans.sort_unstable();
    let mut tidy: Spans = smallvec![];
    for span in spans {
        match tidy.last_mut() {
            Some(last) if span.start <= last.end => *last = last.hull(span),
            _ => tidy.push(span),
        }
    }
    tidy
}
