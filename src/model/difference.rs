//! What differs between two sets, and the edit that leads from one to the other.
//!
//! [`between`] counts and lists by ids: the names come from the sets. Tables that share chunks are compared by pointer,
//! so that a set and its copy with a few edits cost a few chunks. [`edit_between`] makes one batch that the door takes:
//! bringing back a backup, and taking over a merge, are one edit that can be undone.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::edit::{AnyId, AnyRecord, Edit, apply};
use super::invariant;
use super::{
    Annotation, AnnotationId, AnnotationSet, Annotator, AnnotatorId, Attribute, AttributeId, Attributes, ChoiceOption,
    Ext, Label, LabelId, Link, LinkId, OptionId, Person, PersonId, PersonKind, Progress, ProgressKey, Record,
    RecordKey as _, Scale, ScaleId, Scheme, Source, SourceId, SourceVersion, Stamp, Statement, StatementId, Table,
    Timestamp, VersionId,
};

/// What of a record, of the set or of the scheme differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The set's or a source's title.
    Title,
    /// What a set is for; what a label or an attribute means to the program.
    Role,
    /// Where a set or a version comes from.
    Origin,
    /// A set's task.
    Task,
    /// A name.
    Name,
    /// A label's or an attribute's description, or what an outlet says that its article is about.
    Description,
    /// A label's colour.
    Color,
    /// A label's underline.
    Underline,
    /// The digit key of a label.
    Shortcut,
    /// The kind of an attribute, a statement, a link or a person.
    Kind,
    /// The place in an order: of a source, of a statement, of what a list of the scheme holds.
    Order,
    /// Whether the scheme is locked.
    Locked,
    /// A source's outlet.
    Outlet,
    /// A source's byline.
    Byline,
    /// A source's address.
    Address,
    /// The address of an archived copy.
    Archive,
    /// When a source was published.
    Published,
    /// When a source was last changed, as its outlet says.
    DateModified,
    /// The age that was printed.
    Age,
    /// A source's language.
    Language,
    /// Which way a source runs.
    Direction,
    /// A rights note.
    Rights,
    /// How a source was found.
    Found,
    /// Of which source one is a translation.
    TranslationOf,
    /// Which version of a source is shown.
    Current,
    /// The source that a version belongs to.
    Source,
    /// A version's text.
    Text,
    /// How a version is cut into blocks, and what these are.
    Blocks,
    /// When a version was read.
    Read,
    /// What the address said from which a version was fetched.
    Response,
    /// A version's encoding and hashes.
    Bytes,
    /// Where an annotation stands: its version, its parts, how its place was found.
    Extent,
    /// An annotation's label.
    Label,
    /// An attribute of an annotation.
    Attribute(AttributeId),
    /// A note.
    Note,
    /// An annotation's layer.
    Layer,
    /// An annotation's status.
    Status,
    /// What an annotation was made from.
    DerivedFrom,
    /// A statement's topic.
    Topic,
    /// A statement's sentence.
    Sentence,
    /// The passages of a statement.
    Appearances,
    /// What one passage says towards a statement.
    Appearance(AnnotationId),
    /// A statement's evidence.
    Evidence,
    /// A statement's verdicts.
    Verdicts,
    /// Who has looked for a statement in which source.
    Looked,
    /// What a link joins.
    Ends,
    /// A person's function.
    Function,
    /// A person's other names.
    OtherNames,
    /// How far an annotator has come.
    Progress,
    /// Who made a record, and when.
    Made,
    /// When a record last changed. Hardly worth a word where something else differs too.
    Modified,
    /// What a newer program wrote.
    Ext,
}

/// Something in a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each kind is named for what its id names")]
pub enum SchemePart {
    /// What belongs to no part: whether it is locked, the order of labels and scales, what a newer program wrote.
    Whole,
    Label(LabelId),
    Attribute(AttributeId),
    /// An option of an attribute, or a value of a scale.
    Option(OptionId),
    Scale(ScaleId),
}

/// A record that is on both sides, and what of it differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed<K> {
    /// Which.
    pub id: K,
    /// What of it; never empty, in the order of [`Field`].
    pub fields: Vec<Field>,
}

/// What differs among records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes<K> {
    /// Only in the later set.
    pub added: Vec<K>,
    /// Only in the earlier set.
    pub removed: Vec<K>,
    /// In both, and not the same.
    pub changed: Vec<Changed<K>>,
}

impl<K> Default for Changes<K> {
    fn default() -> Self {
        Self { added: Vec::new(), removed: Vec::new(), changed: Vec::new() }
    }
}

impl<K> Changes<K> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records differ.
    pub fn len(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len()
    }
}

/// What differs between two sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Of the set itself: title, role, origin, task, [`Field::Made`] for id and creation, what a newer program wrote.
    pub set: Vec<Field>,
    /// Of the scheme.
    pub scheme: Changes<SchemePart>,
    /// Sources.
    pub sources: Changes<SourceId>,
    /// Versions of their texts.
    pub versions: Changes<VersionId>,
    /// Annotations.
    pub annotations: Changes<AnnotationId>,
    /// Statements.
    pub statements: Changes<StatementId>,
    /// Links.
    pub links: Changes<LinkId>,
    /// People.
    pub people: Changes<PersonId>,
    /// Annotators.
    pub annotators: Changes<AnnotatorId>,
    /// Whose progress in what differs.
    pub progress: Vec<ProgressKey>,
    /// Of which records the note that they were deleted differs.
    pub tombstones: Vec<Uuid>,
}

impl Difference {
    /// Whether the two sets are the same.
    pub fn is_empty(&self) -> bool {
        self.tombstones.is_empty() && self.len() == 0
    }

    /// How many things differ that a person could see; deletions count where the record was there.
    pub fn len(&self) -> usize {
        self.set.len()
            + self.scheme.len()
            + self.sources.len()
            + self.versions.len()
            + self.annotations.len()
            + self.statements.len()
            + self.links.len()
            + self.people.len()
            + self.annotators.len()
            + self.progress.len()
    }
}

/// What differs from `before` to `after`.
pub fn between(before: &AnnotationSet, after: &AnnotationSet) -> Difference {
    Difference {
        set: set_fields(before, after),
        scheme: scheme(&before.scheme, &after.scheme),
        sources: table(&before.sources, &after.sources),
        versions: table(&before.versions, &after.versions),
        annotations: table(&before.annotations, &after.annotations),
        statements: table(&before.statements, &after.statements),
        links: table(&before.links, &after.links),
        people: table(&before.people, &after.people),
        annotators: table(&before.annotators, &after.annotators),
        progress: keys_that_differ(&before.progress, &after.progress),
        tombstones: keys_that_differ(&before.tombstones, &after.tombstones),
    }
}

fn keys_that_differ<K: Ord + Copy, V: PartialEq>(
    before: &std::collections::BTreeMap<K, V>,
    after: &std::collections::BTreeMap<K, V>,
) -> Vec<K> {
    let keys: BTreeSet<K> = before.keys().chain(after.keys()).copied().collect();
    keys.into_iter().filter(|key| before.get(key) != after.get(key)).collect()
}

fn set_fields(before: &AnnotationSet, after: &AnnotationSet) -> Vec<Field> {
    let (one, other) = (&before.details, &after.details);
    let differs = [
        (Field::Title, one.title != other.title),
        (Field::Role, one.role != other.role),
        (Field::Origin, one.origin != other.origin),
        (Field::Task, one.task != other.task),
        (Field::Made, (before.id, before.created) != (after.id, after.created)),
        (Field::Ext, before.ext != after.ext),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

fn table<R: Record + PartialEq + Fields>(before: &Table<R>, after: &Table<R>) -> Changes<R::Key> {
    let (before, after) = before.apart(after);
    list(before, after, R::id, R::fields)
}

/// Compares two lists that are sorted by id.
fn list<'a, T: PartialEq, K: Ord + Copy>(
    before: Vec<&'a T>,
    after: Vec<&'a T>,
    id: impl Fn(&'a T) -> K,
    fields: impl Fn(&T, &T) -> Vec<Field>,
) -> Changes<K> {
    let mut changes = Changes::default();
    let mut after = after.into_iter().peekable();
    for one in before {
        let key = id(one);
        while let Some(new) = after.next_if(|new| id(new) < key) {
            changes.added.push(id(new));
        }
        match after.next_if(|other| id(other) == key) {
            None => changes.removed.push(key),
            Some(other) if other == one => {}
            Some(other) => changes.changed.push(Changed { id: key, fields: fields(one, other) }),
        }
    }
    changes.added.extend(after.map(id));
    changes
}

fn scheme(before: &Scheme, after: &Scheme) -> Changes<SchemePart> {
    let mut changes = Changes::default();
    if before == after {
        return changes;
    }
    let mut whole = Vec::new();
    let order = |scheme: &Scheme| {
        let labels = scheme.labels.iter().map(|label| label.id.uuid());
        labels.chain(scheme.scales.iter().map(|scale| scale.id.uuid())).collect::<Vec<_>>()
    };
    if order(before) != order(after) {
        whole.push(Field::Order);
    }
    if before.locked != after.locked {
        whole.push(Field::Locked);
    }
    if before.ext != after.ext {
        whole.push(Field::Ext);
    }
    if !whole.is_empty() {
        changes.changed.push(Changed { id: SchemePart::Whole, fields: whole });
    }
    add(&mut changes, &before.labels, &after.labels, |label| SchemePart::Label(label.id), label_fields);
    let attributes = |scheme: &Scheme| -> Vec<Attribute> {
        scheme.labels.iter().flat_map(|label| label.attributes.iter().cloned()).collect()
    };
    let id = |attribute: &Attribute| SchemePart::Attribute(attribute.id);
    add(&mut changes, &attributes(before), &attributes(after), id, attribute_fields);
    add(&mut changes, &before.scales, &after.scales, |scale| SchemePart::Scale(scale.id), scale_fields);
    let id = |option: &ChoiceOption| SchemePart::Option(option.id);
    add(&mut changes, &options(before), &options(after), id, |_, _| vec![Field::Name]);
    changes
}

fn add<T: PartialEq>(
    changes: &mut Changes<SchemePart>,
    before: &[T],
    after: &[T],
    id: impl Fn(&T) -> SchemePart,
    fields: impl Fn(&T, &T) -> Vec<Field>,
) {
    fn sorted<'a, T>(items: &'a [T], id: &impl Fn(&T) -> SchemePart) -> Vec<&'a T> {
        let mut items: Vec<&T> = items.iter().collect();
        items.sort_by_key(|item| id(item));
        items
    }
    let found = list(sorted(before, &id), sorted(after, &id), &id, fields);
    changes.added.extend(found.added);
    changes.removed.extend(found.removed);
    // Where only what stands below it differs, a label is named through that alone.
    changes.changed.extend(found.changed.into_iter().filter(|changed| !changed.fields.is_empty()));
}

fn options(scheme: &Scheme) -> Vec<ChoiceOption> {
    let offered = scheme.labels.iter().flat_map(|label| &label.attributes).flat_map(|one| one.kind.options());
    offered.chain(scheme.scales.iter().flat_map(|scale| &scale.values)).cloned().collect()
}

fn label_fields(before: &Label, after: &Label) -> Vec<Field> {
    let ids = |label: &Label| label.attributes.iter().map(|attribute| attribute.id).collect::<Vec<_>>();
    let differs = [
        (Field::Role, before.role != after.role),
        (Field::Name, before.name != after.name),
        (Field::Description, before.description != after.description),
        (Field::Color, before.color != after.color),
        (Field::Underline, before.underline != after.underline),
        (Field::Shortcut, before.shortcut != after.shortcut),
        (Field::Order, ids(before) != ids(after)),
        (Field::Ext, before.ext != after.ext),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

fn attribute_fields(before: &Attribute, after: &Attribute) -> Vec<Field> {
    let kind = |attribute: &Attribute| std::mem::discriminant(&attribute.kind);
    let differs = [
        (Field::Role, before.role != after.role),
        (Field::Name, before.name != after.name),
        (Field::Description, before.description != after.description),
        (Field::Kind, kind(before) != kind(after)),
        (Field::Order, option_ids(before.kind.options()) != option_ids(after.kind.options())),
        (Field::Ext, before.ext != after.ext),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

fn scale_fields(before: &Scale, after: &Scale) -> Vec<Field> {
    let differs = [
        (Field::Name, before.name != after.name),
        (Field::Order, option_ids(&before.values) != option_ids(&after.values)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

fn option_ids(options: &[ChoiceOption]) -> Vec<OptionId> {
    options.iter().map(|option| option.id).collect()
}

/// A record that can say what of it differs.
pub(super) trait Fields {
    /// What differs, in the order of [`Field`].
    fn fields(&self, after: &Self) -> Vec<Field>;
}

macro_rules! fields {
    ($($record:ident { $($($field:ident).+ => $name:ident),* $(,)? })*) => {$(
        impl Fields for $record {
            fn fields(&self, after: &Self) -> Vec<Field> {
                let mut fields: BTreeSet<Field> = BTreeSet::new();
                $(if self.$($field).+ != after.$($field).+ {
                    fields.insert(Field::$name);
                })*
                more(self, after, &mut fields);
                fields.into_iter().collect()
            }
        }
    )*};
}

/// What the table of fields cannot tell.
trait More {
    fn more(&self, _after: &Self, _fields: &mut BTreeSet<Field>) {}
}

fn more<R: More>(before: &R, after: &R, fields: &mut BTreeSet<Field>) {
    before.more(after, fields);
}

fields! {
    Source {
        order => Order, title => Title, outlet => Outlet, byline => Byline, address => Address, archive => Archive,
        published => Published, modified => DateModified, age => Age, language => Language, direction => Direction,
        rights => Rights, description => Description, found => Found,
        translation_of => TranslationOf, note => Note, current => Current, stamp.by => Made, stamp.created => Made,
        stamp.modified => Modified, ext => Ext,
    }
    SourceVersion {
        source => Source, text => Text, blocks => Blocks, read => Read, origin => Origin,
        response => Response, encoding => Bytes,
        original_hash => Bytes, text_hash => Bytes, stamp.by => Made, stamp.created => Made,
        stamp.modified => Modified, ext => Ext,
    }
    Annotation {
        source => Extent, version => Extent, spans => Extent, anchoring => Extent, label => Label, note => Note,
        layer => Layer, status => Status, derived_from => DerivedFrom, stamp.by => Made, stamp.created => Made,
        stamp.modified => Modified, ext => Ext,
    }
    Statement {
        order => Order, kind => Kind, topic => Topic, sentence => Sentence, note => Note, appearances => Appearances,
        evidence => Evidence, verdicts => Verdicts, looked => Looked, stamp.by => Made, stamp.created => Made,
        stamp.modified => Modified, ext => Ext,
    }
    Link {
        kind => Kind, from => Ends, to => Ends, note => Note, stamp.by => Made, stamp.created => Made,
        stamp.modified => Modified, ext => Ext,
    }
    Person {
        name => Name, function => Function, kind => Kind, other_names => OtherNames, note => Note, stamp.by => Made,
        stamp.created => Made, stamp.modified => Modified, ext => Ext,
    }
    Annotator { name => Name, ext => Ext }
}

impl More for Source {}
impl More for SourceVersion {}
impl More for Statement {}
impl More for Link {}
impl More for Person {}
impl More for Annotator {}

impl More for Annotation {
    fn more(&self, after: &Self, fields: &mut BTreeSet<Field>) {
        let ids = self.attributes.iter().chain(after.attributes.iter()).map(|(id, _)| id);
        let differs = ids.filter(|id| self.attributes.get(*id) != after.attributes.get(*id));
        fields.extend(differs.map(Field::Attribute));
    }
}

/// One batch that makes `after` of `before`, in an order that the door accepts; empty where nothing differs.
///
/// An edit reaches everything but the set's id, when it was begun, and what a newer program wrote about the set as a
/// whole: these stay as they are. Its inverse leads back to exactly `before`.
pub fn edit_between(before: &AnnotationSet, after: &AnnotationSet) -> Edit {
    let difference = between(before, after);
    let mut way = Way::new(before, after, &difference);
    way.put_annotators_and_people();
    way.clear_what_goes();
    way.put_sources();
    way.set_scheme();
    way.put_what_hangs_on_sources();
    way.set_progress();
    way.remove_sources_and_people();
    if before.details != after.details {
        way.edits.push(Edit::SetDetails(after.details.clone()));
    }
    way.settle_tombstones();
    Edit::Batch(way.edits)
}

/// The way from one set to another.
struct Way<'a> {
    before: &'a AnnotationSet,
    after: &'a AnnotationSet,
    difference: &'a Difference,
    /// Versions that keep their id and get another text or source: the door takes that for a new version only, so the
    /// old one goes first.
    replaced: BTreeSet<VersionId>,
    /// Annotations that go, be it only for as long as their version is replaced.
    leaving: BTreeSet<AnnotationId>,
    /// Statements and links that have to be put again in the end, whether or not they differ.
    statements_again: BTreeSet<StatementId>,
    links_again: BTreeSet<LinkId>,
    edits: Vec<Edit>,
}

/// The ids that are to be put: new ones and changed ones.
fn to_put<K: Copy + Ord>(changes: &Changes<K>) -> BTreeSet<K> {
    changes.added.iter().copied().chain(changes.changed.iter().map(|changed| changed.id)).collect()
}

impl<'a> Way<'a> {
    fn new(before: &'a AnnotationSet, after: &'a AnnotationSet, difference: &'a Difference) -> Self {
        let rewritten = difference
            .versions
            .changed
            .iter()
            .filter(|changed| changed.fields.contains(&Field::Text) || changed.fields.contains(&Field::Source));
        let replaced: BTreeSet<VersionId> = rewritten.map(|changed| changed.id).collect();
        let mut leaving: BTreeSet<AnnotationId> = difference.annotations.removed.iter().copied().collect();
        if !replaced.is_empty() {
            let lifted = before.annotations.iter().filter(|annotation| replaced.contains(&annotation.version));
            leaving.extend(lifted.map(|annotation| annotation.id));
        }
        Self {
            before,
            after,
            difference,
            replaced,
            leaving,
            statements_again: to_put(&difference.statements),
            links_again: to_put(&difference.links),
            edits: Vec::new(),
        }
    }

    fn put(&mut self, record: Option<impl Into<AnyRecord>>) {
        self.edits.extend(record.map(Edit::put));
    }

    /// Takes a record out; with its tombstone, unless it comes back in a moment.
    fn remove(&mut self, id: AnyId) {
        let tombstone = self.after.tombstones.get(&id.uuid()).copied().filter(|_| !self.after.contains(id));
        self.edits.push(Edit::Remove(id, tombstone));
    }

    fn put_annotators_and_people(&mut self) {
        for id in to_put(&self.difference.annotators) {
            self.put(self.after.annotators.get(id).cloned());
        }
        for id in to_put(&self.difference.people) {
            self.put(self.after.people.get(id).cloned());
        }
    }

    /// Takes out links, statements and annotations that go, and whatever else would hold them.
    fn clear_what_goes(&mut self) {
        let gone: BTreeSet<LinkId> = self.difference.links.removed.iter().copied().collect();
        for link in self.before.links.iter() {
            if gone.contains(&link.id) || self.leaving.contains(&link.from) || self.leaving.contains(&link.to) {
                self.remove(AnyId::Link(link.id));
                self.links_again.insert(link.id);
            }
        }
        for id in &self.difference.statements.removed {
            self.remove(AnyId::Statement(*id));
        }
        for statement in self.before.statements.iter().filter(|one| self.after.statements.contains(one.id)) {
            let narrow = self.narrowed(statement);
            if narrow != *statement {
                self.statements_again.insert(statement.id);
                self.edits.push(Edit::put(narrow));
            }
        }
        for id in self.leaving.clone() {
            self.remove(AnyId::Annotation(id));
        }
    }

    /// A statement without what the sets do not both allow.
    fn narrowed(&self, statement: &Statement) -> Statement {
        let mut narrow = statement.clone();
        narrow.appearances.retain(|appearance| !self.leaving.contains(&appearance.annotation));
        narrow.verdicts.retain(|verdict| invariant::verdict_on_scale(&self.after.scheme, verdict).is_ok());
        narrow
    }

    fn put_sources(&mut self) {
        let mut again = to_put(&self.difference.sources);
        for source in self.before.sources.iter() {
            if source.current.is_some_and(|current| self.replaced.contains(&current)) {
                self.edits.push(Edit::put(Source { current: None, ..source.clone() }));
                again.insert(source.id);
            }
        }
        for id in self.replaced.clone() {
            self.remove(AnyId::Version(id));
        }
        for id in &self.difference.sources.added {
            // Sources name versions and each other: first all of them bare.
            let source = self.after.sources.get(*id);
            self.put(source.map(|source| Source { current: None, translation_of: None, ..source.clone() }));
        }
        for id in to_put(&self.difference.versions) {
            self.put(self.after.versions.get(id).cloned());
        }
        for id in again {
            self.put(self.after.sources.get(id).cloned());
        }
    }

    fn set_scheme(&mut self) {
        let scheme = &self.after.scheme;
        if self.before.scheme == *scheme {
            return;
        }
        for changed in &self.difference.annotations.changed {
            let Some(annotation) = self.before.annotations.get(changed.id) else { continue };
            let stays = !self.leaving.contains(&annotation.id);
            if stays && invariant::label_and_attributes(scheme, annotation).is_err() {
                let bare = Annotation { label: None, attributes: Attributes::default(), ..annotation.clone() };
                self.edits.push(Edit::put(bare));
            }
        }
        self.edits.push(Edit::SetScheme(Box::new(scheme.clone())));
    }

    fn put_what_hangs_on_sources(&mut self) {
        let mut annotations = to_put(&self.difference.annotations);
        annotations.extend(&self.leaving);
        for id in annotations {
            self.put(self.after.annotations.get(id).cloned());
        }
        for id in std::mem::take(&mut self.statements_again) {
            self.put(self.after.statements.get(id).cloned());
        }
        for id in std::mem::take(&mut self.links_again) {
            self.put(self.after.links.get(id).cloned());
        }
    }

    fn set_progress(&mut self) {
        for key in &self.difference.progress {
            let progress = self.after.progress.get(key).copied().unwrap_or(Progress::NotStarted);
            self.edits.push(Edit::SetProgress { key: *key, progress });
        }
    }

    fn remove_sources_and_people(&mut self) {
        for source in self.difference.sources.removed.iter().filter_map(|id| self.before.sources.get(*id)) {
            if source.current.is_some() || source.translation_of.is_some() {
                self.edits.push(Edit::put(Source { current: None, translation_of: None, ..source.clone() }));
            }
        }
        for id in &self.difference.versions.removed {
            self.remove(AnyId::Version(*id));
        }
        for id in &self.difference.sources.removed {
            self.remove(AnyId::Source(*id));
        }
        for id in &self.difference.people.removed {
            self.remove(AnyId::Person(*id));
        }
        for id in &self.difference.annotators.removed {
            self.remove(AnyId::Annotator(*id));
        }
    }

    /// Tombstones of records that neither set has: one comes and goes only with a record, so a stand-in is put and
    /// taken out again.
    fn settle_tombstones(&mut self) {
        let mut reached = self.before.clone();
        if let Err(error) = apply(&mut reached, Edit::Batch(self.edits.clone())) {
            // The door will refuse the edit with the same words; nothing is half done.
            log::error!("no way from one set to the other: {error}");
            return;
        }
        for id in keys_that_differ(&reached.tombstones, &self.after.tombstones) {
            if self.after.is_live(id) {
                continue;
            }
            let stand_in = Person {
                id: PersonId(id),
                name: "-".to_owned(),
                function: String::new(),
                kind: PersonKind::default(),
                other_names: Vec::new(),
                note: String::new(),
                stamp: Stamp::new(None, Timestamp::default()),
                ext: Ext::default(),
            };
            self.edits.push(Edit::put(stand_in));
            self.remove(AnyId::Person(PersonId(id)));
        }
    }
}
