//! Two copies of one set become one: by record ids, and field by field where the copy is known that both come from.
//!
//! [`merge`] is a function of its three sets alone. It gives the same set and the same conflicts whichever of the two
//! copies comes first; merging a set with itself gives that set; of three copies it does not matter which two are
//! merged first (but see below). It loses no addition, revives no deletion, and names whatever it had to decide
//! ([`Merged::conflicts`]). The result goes through the one door like a file that is read: nothing unsound comes out.
//!
//! # The rules
//!
//! | What | With a base | Without |
//! |---|---|---|
//! | record in one copy only, the other never had it | stays | stays |
//! | record in one copy only, the other has its tombstone | deleted; named if it was changed here | deleted; always named, since nobody can tell |
//! | record in one copy only, the base has it, no tombstone (an addition undone) | deleted; named if it was changed here | stays |
//! | tombstone in one copy and in the base, record brought back by undo in the other | stays | deleted and named |
//! | tombstones of one record in both | the base's gives way, else the later one | the later one |
//! | field that one copy changed | that copy's value | see the next line |
//! | record that both changed | field by field; a field that both changed differently: the greater value (of texts the longer one), named | the record with the later `modified` as a whole, at a draw the greater one; every field that differs is named |
//! | an annotation's place (version, parts, anchoring) | one value; where both only added parts, the parts of both, overlapping ones united | with the record |
//! | attributes of an annotation | one by one, options of a multiple choice too | with the record |
//! | appearances, by annotation | one by one; taken out by one copy: gone, named if the other changed it | those of both; stance and fidelity: the greater, named |
//! | evidence, other names, verdicts | keyed by their whole content; verdicts are ordered by time | those of both |
//! | who has looked where, progress | entry by entry; of two changes the later look, the further progress | those of both |
//! | blocks | the cut as one value, then kind, fold and inlines of each block | the same; the greater value |
//! | labels, attributes, options, scales | one by one, field by field; taken out by one copy: gone, unless something in the merged set uses it, which is named | those of both |
//! | order of such a list | of the copy that changed it; if both did, known items by the greater of their orders, new ones after them by id | as it is if both agree, else by id |
//! | one name or key for two labels (or attributes, options, scales) | the smaller id keeps it; the other gets a name that ends in digits of its id, or no key; named | the same |
//! | reference to a record that is deleted | dropped and named: a passage of a statement, a person in an attribute, the original of a translation, the version shown (then the newest) | the same |
//! | record that cannot do without what is deleted (annotation, version, link) | stays on what the other copy has it on, if that is there; else left out; named | the same |
//! | annotator who is deleted in one copy and has made something in the other | stays and is named | the same |
//! | texts of one version that differ | the one that was replaced, else the longer one, named; what was marked in the other keeps its place where the same words stand there, else it is lost in the sense of anchoring | the longer one, named; the same |
//!
//! # Why the greater value and not the later one
//!
//! A record has one `modified` for all its fields. As soon as a record has been merged of two, it cannot say any more
//! which of its fields is how old, and a rule that asks for it would give one set for (A, B), C and another for
//! A, (B, C). With whole records, as without a base, the later one can win; with single fields only the values are left
//! to decide, and somebody has to look in either case.
//!
//! # What the order of merging can change
//!
//! Only what is named as a conflict, and only among three copies: two of them give one value differently, or use it,
//! and the third has deleted what the chosen value refers to, or the record that uses it. The first merge has then
//! forgotten the other value before the second one finds that the chosen one cannot stay.

mod records;
mod scheme;
mod texts;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;
use uuid::Uuid;

use self::records::Join;
use self::texts::Texts;
use self::values::{ext, pick, plain, text};
use super::difference::{Field, SchemePart};
use super::edit::AnyId;
use super::invariant;
use super::{
    Annotation, AnnotationSet, Annotator, AnnotatorId, AttributeValue, Details, LabelId, Parts, Progress, ProgressKey,
    Record, RecordKey as _, Scheme, SetId, SourceId, SourceVersion, Stamp, Table, Timestamp, Tombstone, VersionId,
};

/// Which of the two copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The first one.
    Ours,
    /// The second one.
    Theirs,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Ours => Self::Theirs,
            Self::Theirs => Self::Ours,
        }
    }
}

/// Whose value the merged set has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taken {
    /// The first copy's.
    Ours,
    /// The second copy's.
    Theirs,
    /// Something of both.
    Both,
    /// Nothing of either.
    Neither,
}

impl From<Side> for Taken {
    fn from(side: Side) -> Self {
        match side {
            Side::Ours => Self::Ours,
            Side::Theirs => Self::Theirs,
        }
    }
}

/// What a conflict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// The set itself.
    Set,
    /// Something in the scheme.
    Scheme(SchemePart),
    /// A record.
    Record(AnyId),
    /// How far somebody has come in a source.
    Progress(ProgressKey),
}

/// What had to be decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clash {
    /// Both copies changed this, and not in the same way; without a base, it differs.
    Field(Field),
    /// This copy deleted it, and the other one changed it; without a base, the other one has it.
    Deleted(Side),
    /// A reference to what is deleted was dropped. Not every reference: of a list only the entry.
    Dropped(Field, AnyId),
    /// It cannot do without what is deleted, and was left out.
    LeftOut(AnyId),
    /// One copy had hung it on something that is deleted; it hangs on what the other copy has it on.
    Moved(AnyId),
    /// This copy deleted it, and it stays since something uses it.
    InUse(Side),
    /// A value does not fit the merged scheme or text, and was dropped.
    Misfit(Field),
    /// Two parts of the scheme had the same: this one got another name, or no key.
    Twice(Field),
    /// The door did not take it, for this reason.
    Refused(String),
}

/// Something that somebody should look at. The values themselves stand in the two copies and in the merged set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// What it is about.
    pub about: About,
    /// What had to be decided.
    pub clash: Clash,
    /// What was taken.
    pub taken: Taken,
}

impl Conflict {
    /// The same conflict as whoever calls the first copy the second one sees it.
    pub fn swapped(&self) -> Self {
        let clash = match &self.clash {
            Clash::Deleted(side) => Clash::Deleted(side.other()),
            Clash::InUse(side) => Clash::InUse(side.other()),
            other => other.clone(),
        };
        let taken = match self.taken {
            Taken::Ours => Taken::Theirs,
            Taken::Theirs => Taken::Ours,
            other => other,
        };
        Self { about: self.about, clash, taken }
    }
}

/// What two copies became.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The set.
    pub set: AnnotationSet,
    /// What somebody should look at, sorted; each once.
    pub conflicts: Vec<Conflict>,
}

/// Why two sets cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// They are not copies of one set.
    #[error("these are not two copies of one set: one is {ours}, the other {theirs}")]
    OtherSet {
        /// The first one's id.
        ours: SetId,
        /// The second one's id.
        theirs: SetId,
        /// Whether one of them answers the other, or both answer one assignment.
        related: bool,
    },
    /// The base is not a copy of the set.
    #[error("the base is not a copy of this set: it is {base}, and the set is {ours}")]
    OtherBase {
        /// The base's id.
        base: SetId,
        /// The copies' id.
        ours: SetId,
    },
}

impl MergeError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OtherSet { related: true, .. } => {
                "one is a hand-in: what several annotators did with one assignment cannot be brought together yet"
            }
            Self::OtherSet { related: false, .. } => "only copies that were made from one file can be merged",
            Self::OtherBase { .. } => "leave the base out, or give the copy that both were made from",
        }
    }
}

/// Merges two copies of one set. `base` is the set that both come from, where it is known.
///
/// # Errors
///
/// Refuses sets with different ids.
pub fn merge(base: Option<&AnnotationSet>, ours: &AnnotationSet, theirs: &AnnotationSet) -> Result<Merged, MergeError> {
    if ours.id != theirs.id {
        return Err(MergeError::OtherSet { ours: ours.id, theirs: theirs.id, related: related(ours, theirs) });
    }
    if let Some(base) = base
        && base.id != ours.id
    {
        return Err(MergeError::OtherBase { base: base.id, ours: ours.id });
    }
    let mut conflicts = Vec::new();
    let texts = Texts::agree(base, ours, theirs, &mut conflicts);
    let base = base.map(|base| texts.bring(base));
    let (ours, theirs) = (texts.bring(ours), texts.bring(theirs));
    let merging = Merging { base: base.as_deref(), ours: &ours, theirs: &theirs, conflicts };
    Ok(merging.run())
}

fn related(ours: &AnnotationSet, theirs: &AnnotationSet) -> bool {
    let assignment = |set: &AnnotationSet| set.details.origin.as_ref().map(|origin| origin.set);
    let (one, other) = (assignment(ours), assignment(theirs));
    one == Some(theirs.id) || other == Some(ours.id) || (one.is_some() && one == other)
}

/// Records of the base that a copy has neither kept nor marked as deleted: additions that were undone, or signs that
/// the copy does not come from this base.
pub fn vanished(base: &AnnotationSet, copy: &AnnotationSet) -> Vec<AnyId> {
    fn of<R: Record>(base: &Table<R>, copy: &AnnotationSet, any: fn(R::Key) -> AnyId) -> Vec<AnyId> {
        let ids = base.iter().map(|record| any(record.id()));
        ids.filter(|id| !copy.contains(*id) && !copy.tombstones.contains_key(&id.uuid())).collect()
    }
    let mut vanished = of(&base.sources, copy, AnyId::Source);
    vanished.extend(of(&base.versions, copy, AnyId::Version));
    vanished.extend(of(&base.annotations, copy, AnyId::Annotation));
    vanished.extend(of(&base.statements, copy, AnyId::Statement));
    vanished.extend(of(&base.links, copy, AnyId::Link));
    vanished.extend(of(&base.people, copy, AnyId::Person));
    vanished.extend(of(&base.annotators, copy, AnyId::Annotator));
    vanished
}

/// Where conflicts go, and what they are about.
struct Log<'a> {
    about: About,
    conflicts: &'a mut Vec<Conflict>,
}

impl Log<'_> {
    fn about(&mut self, about: About) -> Log<'_> {
        Log { about, conflicts: self.conflicts }
    }

    fn note(&mut self, clash: Clash, taken: Taken) {
        self.conflicts.push(Conflict { about: self.about, clash, taken });
    }

    fn dropped(&mut self, references: Vec<(Field, AnyId)>) {
        for (field, id) in references {
            self.note(Clash::Dropped(field, id), Taken::Neither);
        }
    }

    fn both_changed(&mut self, field: Field, taken: Option<Taken>) {
        if let Some(taken) = taken {
            self.note(Clash::Field(field), taken);
        }
    }
}

struct Merging<'a> {
    base: Option<&'a AnnotationSet>,
    ours: &'a AnnotationSet,
    theirs: &'a AnnotationSet,
    conflicts: Vec<Conflict>,
}

/// Ids of the records that the merged set has, as far as others refer to them.
#[derive(Default)]
struct Live {
    sources: BTreeSet<SourceId>,
    versions: BTreeMap<VersionId, LiveVersion>,
    annotations: BTreeSet<super::AnnotationId>,
    people: BTreeSet<super::PersonId>,
}

struct LiveVersion {
    source: SourceId,
    read: Timestamp,
}

impl Merging<'_> {
    fn log(&mut self, about: About) -> Log<'_> {
        Log { about, conflicts: &mut self.conflicts }
    }

    fn run(mut self) -> Merged {
        let mut live = Live::default();
        // What others hang on comes first.
        let mut parts = Parts {
            people: self.records(&live, |set| &set.people, AnyId::Person),
            annotators: self.records(&live, |set| &set.annotators, AnyId::Annotator),
            ..Parts::default()
        };
        live.people = parts.people.iter().map(|person| person.id).collect();
        live.sources = self.live_sources();
        parts.versions = self.records(&live, |set| &set.versions, AnyId::Version);
        let version = |version: &SourceVersion| LiveVersion { source: version.source, read: version.read };
        live.versions = parts.versions.iter().map(|one| (one.id, version(one))).collect();
        parts.sources = self.records(&live, |set| &set.sources, AnyId::Source);
        parts.annotations = self.records(&live, |set| &set.annotations, AnyId::Annotation);
        live.annotations = parts.annotations.iter().map(|annotation| annotation.id).collect();
        parts.links = self.records(&live, |set| &set.links, AnyId::Link);
        parts.statements = self.records(&live, |set| &set.statements, AnyId::Statement);
        parts.tombstones = self.tombstones();
        let (base, ours, theirs) = (self.base.map(|base| &base.ext), &self.ours.ext, &self.theirs.ext);
        parts.ext = ext(&mut self.log(About::Set), base, ours, theirs);
        parts.progress = self.progress(&live);
        self.keep_annotators(&mut parts);
        let scheme = self.scheme(&parts);
        self.fit(&mut parts, &scheme);

        let (base, ours, theirs) = (self.base, self.ours, self.theirs);
        let created = pick(base.map(|base| &base.created), &ours.created, &theirs.created, Ord::cmp).0;
        let details = self.details();
        let (set, refused) = AnnotationSet::new(ours.id, created, details, scheme).assemble(parts);
        for (id, error) in refused {
            // Nothing should get here; what does is named and not lost without a word.
            self.log(About::Record(id)).note(Clash::Refused(error.to_string()), Taken::Neither);
        }
        self.conflicts.sort();
        self.conflicts.dedup();
        Merged { set, conflicts: self.conflicts }
    }

    /// The records of one kind, by id; those that cannot do without what is gone are left out.
    fn records<R: Join + Record>(
        &mut self,
        live: &Live,
        table: fn(&AnnotationSet) -> &Table<R>,
        any: fn(R::Key) -> AnyId,
    ) -> Vec<R> {
        let (ours, theirs) = (table(self.ours), table(self.theirs));
        let mut merged = Vec::with_capacity(ours.len().max(theirs.len()));
        let mut rest = theirs.iter().peekable();
        for one in ours.iter() {
            while let Some(other) = rest.next_if(|other| other.id() < one.id()) {
                merged.extend(self.alone(other, Side::Theirs, live, table, any));
            }
            match rest.next_if(|other| other.id() == one.id()) {
                None => merged.extend(self.alone(one, Side::Ours, live, table, any)),
                Some(other) => {
                    let known = self.base.and_then(|base| table(base).get(one.id()));
                    let mut log = self.log(About::Record(any(one.id())));
                    merged.push(join(known, one, other, live, &mut log));
                }
            }
        }
        for other in rest {
            merged.extend(self.alone(other, Side::Theirs, live, table, any));
        }
        merged.retain(|record| {
            let missing = record.missing(live);
            if let Some(missing) = missing {
                self.log(About::Record(any(record.id()))).note(Clash::LeftOut(missing), Taken::Neither);
            }
            missing.is_none()
        });
        merged
    }

    /// What becomes of a record that only one copy has.
    fn alone<R: Join + Record>(
        &mut self,
        record: &R,
        side: Side,
        live: &Live,
        table: fn(&AnnotationSet) -> &Table<R>,
        any: fn(R::Key) -> AnyId,
    ) -> Option<R> {
        let id = any(record.id());
        let other = if side == Side::Ours { self.theirs } else { self.ours };
        let deleted = other.tombstones.get(&id.uuid());
        let deleted_before = || self.base.is_some_and(|base| base.tombstones.get(&id.uuid()) == deleted);
        let changed = match (self.base.and_then(|base| table(base).get(record.id())), deleted) {
            (Some(known), _) => known != record,
            (None, Some(_)) if !deleted_before() => true,
            // Never there, or brought back on this side from a deletion that both knew.
            (None, _) => {
                let mut record = record.clone();
                let dropped = record.tidy(live, None);
                self.log(About::Record(id)).dropped(dropped);
                return Some(record);
            }
        };
        if changed {
            self.log(About::Record(id)).note(Clash::Deleted(side.other()), Taken::from(side.other()));
        }
        None
    }

    fn tombstones(&self) -> Vec<(Uuid, Tombstone)> {
        /// What a copy knows of an id.
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            Unknown,
            Live,
            Dead(Tombstone),
        }
        let state = |set: &AnnotationSet, id: Uuid| match set.tombstones.get(&id) {
            Some(tombstone) => State::Dead(*tombstone),
            None if set.is_live(id) => State::Live,
            None => State::Unknown,
        };
        let ids: BTreeSet<Uuid> = self.ours.tombstones.keys().chain(self.theirs.tombstones.keys()).copied().collect();
        let merged = ids.into_iter().filter_map(|id| {
            let before = self.base.map(|base| state(base, id));
            let tombstone = match (state(self.ours, id), state(self.theirs, id)) {
                (one, other) if before == Some(other) => one,
                (one, other) if before == Some(one) => other,
                (State::Dead(one), State::Dead(other)) => State::Dead(one.max_by_time(other)),
                (State::Dead(one), _) | (_, State::Dead(one)) => State::Dead(one),
                _ => State::Unknown,
            };
            match tombstone {
                State::Dead(tombstone) => Some((id, tombstone)),
                State::Live | State::Unknown => None,
            }
        });
        merged.collect()
    }

    /// Which sources stay, whatever becomes of what stands in them: sources and versions name each other.
    fn live_sources(&self) -> BTreeSet<SourceId> {
        let Self { base, ours, theirs, .. } = *self;
        let mut apart = Merging { base, ours, theirs, conflicts: Vec::new() };
        let sources = apart.records(&Live::default(), |set| &set.sources, AnyId::Source);
        sources.iter().map(|source| source.id).collect()
    }

    fn progress(&mut self, live: &Live) -> Vec<(ProgressKey, Progress)> {
        let (ours, theirs) = (&self.ours.progress, &self.theirs.progress);
        let keys: BTreeSet<ProgressKey> = ours.keys().chain(theirs.keys()).copied().collect();
        let mut merged = Vec::new();
        for key in keys {
            let of = |set: &BTreeMap<ProgressKey, Progress>| set.get(&key).copied().unwrap_or_default();
            let before = self.base.map(|base| of(&base.progress));
            let (progress, taken) = pick(before.as_ref(), &of(ours), &of(theirs), Ord::cmp);
            let begun_in_both = ours.contains_key(&key) && theirs.contains_key(&key);
            let mut log = Log { about: About::Progress(key), conflicts: &mut self.conflicts };
            if live.sources.contains(&key.source) {
                // Without a base, what only one copy has is an addition.
                log.both_changed(Field::Progress, taken.filter(|_| before.is_some() || begun_in_both));
                merged.push((key, progress));
            } else if before != Some(progress) && progress != Progress::NotStarted {
                log.note(Clash::LeftOut(AnyId::Source(key.source)), Taken::Neither);
            }
        }
        merged
    }

    /// Who has made something stays, or nobody could say any more who did.
    fn keep_annotators(&mut self, parts: &mut Parts) {
        let mut named: BTreeSet<AnnotatorId> = BTreeSet::new();
        let mut stamps: Vec<Stamp> = Vec::new();
        stamps.extend(parts.people.iter().map(|record| record.stamp));
        stamps.extend(parts.sources.iter().map(|record| record.stamp));
        stamps.extend(parts.versions.iter().map(|record| record.stamp));
        stamps.extend(parts.annotations.iter().map(|record| record.stamp));
        stamps.extend(parts.statements.iter().map(|record| record.stamp));
        stamps.extend(parts.links.iter().map(|record| record.stamp));
        named.extend(stamps.iter().filter_map(|stamp| stamp.by));
        for statement in &parts.statements {
            named.extend(statement.verdicts.iter().map(|verdict| verdict.by));
            named.extend(statement.looked.keys().map(|key| key.annotator));
        }
        named.extend(parts.progress.iter().map(|(key, _)| key.annotator));
        for annotator in &parts.annotators {
            named.remove(&annotator.id);
        }
        for id in named {
            let about = About::Record(AnyId::Annotator(id));
            let deleted = Clash::Deleted;
            self.conflicts.retain(|conflict| {
                conflict.about != about
                    || (conflict.clash != deleted(Side::Ours) && conflict.clash != deleted(Side::Theirs))
            });
            let (annotator, without): (Option<&Annotator>, _) = match self.ours.annotators.get(id) {
                Some(annotator) => (Some(annotator), Side::Theirs),
                None => (self.theirs.annotators.get(id), Side::Ours),
            };
            if let Some(annotator) = annotator.cloned() {
                self.log(about).note(Clash::InUse(without), Taken::from(without.other()));
                parts.annotators.push(annotator);
            }
        }
    }

    fn scheme(&mut self, parts: &Parts) -> Scheme {
        let (ours, theirs) = (&self.ours.scheme, &self.theirs.scheme);
        let mut used: BTreeSet<Uuid> = BTreeSet::new();
        let of_label = |annotation: &Annotation, attribute| {
            let belongs = |scheme: &Scheme| {
                scheme.attribute(attribute).is_some_and(|(label, _)| Some(label.id) == annotation.label)
            };
            belongs(ours) || belongs(theirs)
        };
        for annotation in &parts.annotations {
            used.extend(annotation.label.map(LabelId::uuid));
            for (id, value) in annotation.attributes.iter().filter(|(id, _)| of_label(annotation, *id)) {
                used.insert(id.uuid());
                match value {
                    AttributeValue::Choice(option) => drop(used.insert(option.uuid())),
                    AttributeValue::Several(options) => used.extend(options.iter().map(|option| option.uuid())),
                    _ => {}
                }
            }
        }
        for verdict in parts.statements.iter().flat_map(|statement| &statement.verdicts) {
            used.extend([verdict.scale.uuid(), verdict.value.uuid()]);
        }
        let base = self.base.map(|base| &base.scheme);
        scheme::scheme(base, ours, theirs, &used, &mut self.log(About::Set))
    }

    /// Takes values out that the merged scheme or text does not allow.
    fn fit(&mut self, parts: &mut Parts, scheme: &Scheme) {
        let versions: BTreeMap<VersionId, &SourceVersion> =
            parts.versions.iter().map(|version| (version.id, version)).collect();
        for annotation in &mut parts.annotations {
            let mut log =
                Log { about: About::Record(AnyId::Annotation(annotation.id)), conflicts: &mut self.conflicts };
            let label = annotation.label.and_then(|id| scheme.label(id));
            if label.is_none() && annotation.label.take().is_some() {
                log.note(Clash::Misfit(Field::Label), Taken::Neither);
            }
            let values: Vec<_> = annotation.attributes.iter().map(|(id, value)| (id, value.clone())).collect();
            for (id, value) in values {
                let outside = match (&value, versions.get(&annotation.version)) {
                    (AttributeValue::Span(span), Some(version)) => invariant::fits(version, *span).is_err(),
                    _ => false,
                };
                if outside || invariant::attribute_value(label, id, &value).is_err() {
                    annotation.attributes.set(id, None);
                    log.note(Clash::Misfit(Field::Attribute(id)), Taken::Neither);
                }
            }
        }
        for statement in &mut parts.statements {
            let mut log = Log { about: About::Record(AnyId::Statement(statement.id)), conflicts: &mut self.conflicts };
            statement.verdicts.retain(|verdict| {
                let fits = invariant::verdict_on_scale(scheme, verdict).is_ok();
                if !fits {
                    log.note(Clash::Misfit(Field::Verdicts), Taken::Neither);
                }
                fits
            });
        }
    }

    fn details(&mut self) -> Details {
        let (base, ours, theirs) = (self.base.map(|base| &base.details), &self.ours.details, &self.theirs.details);
        let mut log = self.log(About::Set);
        Details {
            title: text(&mut log, Field::Title, base.map(|base| &base.title), &ours.title, &theirs.title),
            role: plain(&mut log, Field::Role, base.map(|base| &base.role), &ours.role, &theirs.role),
            origin: plain(&mut log, Field::Origin, base.map(|base| &base.origin), &ours.origin, &theirs.origin),
            task: text(&mut log, Field::Task, base.map(|base| &base.task), &ours.task, &theirs.task),
        }
    }
}

/// What becomes of a record that both copies have. Where it hangs on something that is gone in one of them only, it
/// hangs on what it does in the other.
fn join<R: Join>(known: Option<&R>, one: &R, other: &R, live: &Live, log: &mut Log<'_>) -> R {
    let (mut one, mut other, before) = (one.clone(), other.clone(), known);
    log.dropped(one.tidy(live, before));
    log.dropped(other.tidy(live, before));
    if one == other {
        return one;
    }
    let mut known = known.cloned();
    if let Some(known) = &mut known {
        // That it goes from there too is no change of either copy.
        known.tidy(live, None);
    }
    let mut moved = |missing: AnyId, taken: Taken| {
        // What hung there in the base already was moved by the copy that deleted it.
        if before.and_then(|known| known.missing(live)) != Some(missing) {
            log.note(Clash::Moved(missing), taken);
        }
    };
    match (one.missing(live), other.missing(live)) {
        (Some(missing), None) => {
            one.hang_on(&other);
            moved(missing, Taken::Theirs);
        }
        (None, Some(missing)) => {
            other.hang_on(&one);
            moved(missing, Taken::Ours);
        }
        _ => {}
    }
    match known {
        Some(known) => R::join(&known, &one, &other, log),
        None => R::join_blind(&one, &other, log),
    }
}

impl Tombstone {
    fn max_by_time(self, other: Self) -> Self {
        if (self.at, self.by) >= (other.at, other.by) { self } else { other }
    }
}
