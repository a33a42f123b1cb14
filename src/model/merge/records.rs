//! What becomes of one record that both copies have and not in the same way.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::values::{Gone, Items, ext, list, pick, plain, stamp, text};
use super::{Clash, Live, Log, Side, Taken};
use crate::model::difference::{Field, Fields};
use crate::model::{
    Annotation, Annotator, AnyId, Appearance, AttributeId, AttributeValue, Attributes, Block, Evidence, Link, OptionId,
    Person, ProgressKey, Source, SourceVersion, Spans, Statement, Timestamp, Verdict,
};
use crate::text::Span;

/// A record that two copies can be merged of.
pub(super) trait Join: Fields + Ord + Clone {
    /// The fields that are merged item by item even without a base.
    const LISTS: &'static [Field] = &[];

    /// Field by field: what only one copy changed is that copy's.
    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self;

    /// The record that it cannot do without and that is not there.
    fn missing(&self, _live: &Live) -> Option<AnyId> {
        None
    }

    /// Takes out entries of lists that refer to what is gone. Returns what has to be named: entries that the base does
    /// not have in the same way.
    fn tidy(&mut self, _live: &Live, _known: Option<&Self>) -> Vec<(Field, AnyId)> {
        Vec::new()
    }

    /// Takes over from the other copy what the record hangs on, where what it hung on is gone.
    fn hang_on(&mut self, _other: &Self) {}

    /// When it last changed; nothing for a record that does not say.
    fn modified(&self) -> Option<Timestamp>;

    /// The record without its lists.
    fn bare(&self) -> Self {
        self.clone()
    }

    /// Gives `self`, which is one of the two, the items of both.
    fn join_lists(&mut self, _ours: &Self, _theirs: &Self, _log: &mut Log<'_>) {}

    /// Without a base: the record that changed last, as a whole; of two that changed at one moment the greater one.
    fn join_blind(ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        let key = |record: &Self| (record.modified(), record.bare());
        let (winner, taken) = match key(ours).cmp(&key(theirs)) {
            Ordering::Less => (theirs, Taken::Theirs),
            _ => (ours, Taken::Ours),
        };
        for field in ours.fields(theirs) {
            if !Self::LISTS.contains(&field) && field != Field::Modified {
                log.both_changed(field, Some(taken));
            }
        }
        let mut joined = winner.clone();
        joined.join_lists(ours, theirs, log);
        joined
    }
}

macro_rules! join {
    ($log:ident, $base:ident, $ours:ident, $theirs:ident; $record:ident { $($how:ident $field:ident => $name:ident),* $(,)? }) => {
        $record {
            id: $ours.id,
            $($field: $how($log, Field::$name, Some(&$base.$field), &$ours.$field, &$theirs.$field),)*
            stamp: stamp($log, &$base.stamp, &$ours.stamp, &$theirs.stamp),
            ext: ext($log, Some(&$base.ext), &$ours.ext, &$theirs.ext),
        }
    };
}

impl Join for Source {
    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        join!(log, base, ours, theirs; Source {
            plain order => Order, text title => Title, text outlet => Outlet, text byline => Byline,
            text address => Address, text archive => Archive, text published => Published,
            text modified => DateModified, text age => Age, text language => Language, plain direction => Direction,
            text rights => Rights, text description => Description, text found => Found,
            plain translation_of => TranslationOf, text note => Note, plain current => Current,
        })
    }

    fn tidy(&mut self, live: &Live, known: Option<&Self>) -> Vec<(Field, AnyId)> {
        let mut named = Vec::new();
        if let Some(original) = self.translation_of
            && (!live.sources.contains(&original) || original == self.id)
        {
            self.translation_of = None;
            if known.is_none_or(|known| known.translation_of != Some(original)) {
                named.push((Field::TranslationOf, AnyId::Source(original)));
            }
        }
        if let Some(current) = self.current
            && live.versions.get(&current).is_none_or(|version| version.source != self.id)
        {
            let own = live.versions.iter().filter(|(_, version)| version.source == self.id);
            self.current = own.max_by_key(|(id, version)| (version.read, **id)).map(|(id, _)| *id);
            if known.is_none_or(|known| known.current != Some(current)) {
                named.push((Field::Current, AnyId::Version(current)));
            }
        }
        named
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }
}

impl Join for SourceVersion {
    const LISTS: &'static [Field] = &[Field::Blocks];

    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        join!(log, base, ours, theirs; SourceVersion {
            plain source => Source, plain text => Text, blocks blocks => Blocks, plain read => Read,
            text origin => Origin, plain response => Response, text encoding => Bytes, plain original_hash => Bytes, plain text_hash => Bytes,
        })
    }

    fn missing(&self, live: &Live) -> Option<AnyId> {
        (!live.sources.contains(&self.source)).then_some(AnyId::Source(self.source))
    }

    fn hang_on(&mut self, other: &Self) {
        self.source = other.source;
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }

    fn bare(&self) -> Self {
        Self { blocks: Arc::default(), ..self.clone() }
    }

    fn join_lists(&mut self, ours: &Self, theirs: &Self, log: &mut Log<'_>) {
        self.blocks = blocks(log, Field::Blocks, None, &ours.blocks, &theirs.blocks);
    }
}

impl Join for Statement {
    const LISTS: &'static [Field] = &[Field::Appearances, Field::Evidence, Field::Verdicts, Field::Looked];

    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        join!(log, base, ours, theirs; Statement {
            plain order => Order, plain kind => Kind, text topic => Topic, text sentence => Sentence,
            text note => Note, appearances appearances => Appearances, evidence evidence => Evidence,
            verdicts verdicts => Verdicts, looked looked => Looked,
        })
    }

    fn tidy(&mut self, live: &Live, known: Option<&Self>) -> Vec<(Field, AnyId)> {
        let mut named = Vec::new();
        self.appearances.retain(|one| {
            let stays = live.annotations.contains(&one.annotation);
            if !stays && known.is_none_or(|known| !known.appearances.contains(one)) {
                named.push((Field::Appearances, AnyId::Annotation(one.annotation)));
            }
            stays
        });
        self.looked.retain(|key, at| {
            let stays = live.sources.contains(&key.source);
            if !stays && known.is_none_or(|known| known.looked.get(key) != Some(at)) {
                named.push((Field::Looked, AnyId::Source(key.source)));
            }
            stays
        });
        named
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }

    fn bare(&self) -> Self {
        Self {
            appearances: Vec::new(),
            evidence: Vec::new(),
            verdicts: Vec::new(),
            looked: BTreeMap::new(),
            ..self.clone()
        }
    }

    fn join_lists(&mut self, ours: &Self, theirs: &Self, log: &mut Log<'_>) {
        self.appearances = appearances(log, Field::Appearances, None, &ours.appearances, &theirs.appearances);
        self.evidence = evidence(log, Field::Evidence, None, &ours.evidence, &theirs.evidence);
        self.verdicts = verdicts(log, Field::Verdicts, None, &ours.verdicts, &theirs.verdicts);
        self.looked = looked(log, Field::Looked, None, &ours.looked, &theirs.looked);
    }
}

impl Join for Person {
    const LISTS: &'static [Field] = &[Field::OtherNames];

    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        join!(log, base, ours, theirs; Person {
            text name => Name, text function => Function, plain kind => Kind, names other_names => OtherNames,
            text note => Note,
        })
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }

    fn bare(&self) -> Self {
        Self { other_names: Vec::new(), ..self.clone() }
    }

    fn join_lists(&mut self, ours: &Self, theirs: &Self, log: &mut Log<'_>) {
        self.other_names = names(log, Field::OtherNames, None, &ours.other_names, &theirs.other_names);
    }
}

impl Join for Annotator {
    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        Self {
            id: ours.id,
            name: text(log, Field::Name, Some(&base.name), &ours.name, &theirs.name),
            ext: ext(log, Some(&base.ext), &ours.ext, &theirs.ext),
        }
    }

    fn modified(&self) -> Option<Timestamp> {
        None
    }

    fn join_blind(ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        Self {
            id: ours.id,
            name: text(log, Field::Name, None, &ours.name, &theirs.name),
            ext: ext(log, None, &ours.ext, &theirs.ext),
        }
    }
}

impl Join for Link {
    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        // Both ends at once: one from here and one from there could be the same annotation.
        let ends = |link: &Self| (link.from, link.to);
        let (from, to) = plain(log, Field::Ends, Some(&ends(base)), &ends(ours), &ends(theirs));
        Self {
            id: ours.id,
            kind: plain(log, Field::Kind, Some(&base.kind), &ours.kind, &theirs.kind),
            from,
            to,
            note: text(log, Field::Note, Some(&base.note), &ours.note, &theirs.note),
            stamp: stamp(log, &base.stamp, &ours.stamp, &theirs.stamp),
            ext: ext(log, Some(&base.ext), &ours.ext, &theirs.ext),
        }
    }

    fn missing(&self, live: &Live) -> Option<AnyId> {
        [self.from, self.to].into_iter().find(|end| !live.annotations.contains(end)).map(AnyId::Annotation)
    }

    fn hang_on(&mut self, other: &Self) {
        (self.from, self.to) = (other.from, other.to);
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }
}

impl Join for Annotation {
    fn join(base: &Self, ours: &Self, theirs: &Self, log: &mut Log<'_>) -> Self {
        let place = place(base, ours, theirs, log);
        let attributes = attributes(log, place.version, base, ours, theirs);
        Self {
            id: ours.id,
            source: place.source,
            version: place.version,
            spans: place.spans,
            anchoring: place.anchoring,
            label: plain(log, Field::Label, Some(&base.label), &ours.label, &theirs.label),
            attributes,
            note: text(log, Field::Note, Some(&base.note), &ours.note, &theirs.note),
            layer: plain(log, Field::Layer, Some(&base.layer), &ours.layer, &theirs.layer),
            status: plain(log, Field::Status, Some(&base.status), &ours.status, &theirs.status),
            derived_from: plain(
                log,
                Field::DerivedFrom,
                Some(&base.derived_from),
                &ours.derived_from,
                &theirs.derived_from,
            ),
            stamp: stamp(log, &base.stamp, &ours.stamp, &theirs.stamp),
            ext: ext(log, Some(&base.ext), &ours.ext, &theirs.ext),
        }
    }

    fn missing(&self, live: &Live) -> Option<AnyId> {
        if !live.sources.contains(&self.source) {
            return Some(AnyId::Source(self.source));
        }
        let belongs = live.versions.get(&self.version).is_some_and(|version| version.source == self.source);
        (!belongs).then_some(AnyId::Version(self.version))
    }

    fn tidy(&mut self, live: &Live, known: Option<&Self>) -> Vec<(Field, AnyId)> {
        let gone = |value: &AttributeValue| match value {
            AttributeValue::Person(person) if !live.people.contains(person) => Some(*person),
            _ => None,
        };
        let dead: Vec<_> = self.attributes.iter().filter_map(|(id, value)| Some((id, gone(value)?))).collect();
        let mut named = Vec::new();
        for (id, person) in dead {
            if known.is_none_or(|known| known.attributes.get(id) != self.attributes.get(id)) {
                named.push((Field::Attribute(id), AnyId::Person(person)));
            }
            self.attributes.set(id, None);
        }
        named
    }

    fn hang_on(&mut self, other: &Self) {
        for (id, value) in self.attributes.clone().iter() {
            if matches!(value, AttributeValue::Span(_)) {
                self.attributes.set(id, other.attributes.get(id).cloned());
            }
        }
        (self.source, self.version) = (other.source, other.version);
        self.spans.clone_from(&other.spans);
        self.anchoring.clone_from(&other.anchoring);
    }

    fn modified(&self) -> Option<Timestamp> {
        Some(self.stamp.modified)
    }
}

/// Where an annotation stands. Source, version, parts and anchoring go together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The newer version wins, then what has a place, then the longer one.
    version: crate::model::VersionId,
    length: (bool, u64),
    spans: Spans,
    source: crate::model::SourceId,
    anchoring: crate::model::Anchoring,
}

impl Place {
    fn of(annotation: &Annotation) -> Self {
        let length = annotation.spans.iter().map(|span| u64::from(span.end.saturating_sub(span.start))).sum();
        Self {
            version: annotation.version,
            length: (!annotation.spans.is_empty(), length),
            spans: annotation.spans.clone(),
            source: annotation.source,
            anchoring: annotation.anchoring.clone(),
        }
    }

    /// Whether it is another place with nothing but more parts.
    fn only_adds_to(&self, base: &Self) -> bool {
        (self.source, self.version, &self.anchoring) == (base.source, base.version, &base.anchoring)
            && !base.spans.is_empty()
            && base.spans.iter().all(|span| self.spans.contains(span))
    }
}

fn place(base: &Annotation, ours: &Annotation, theirs: &Annotation, log: &mut Log<'_>) -> Place {
    let [base, ours, theirs] = [base, ours, theirs].map(Place::of);
    if ours == theirs || base == theirs {
        return ours;
    }
    if base == ours {
        return theirs;
    }
    let taken = match (ours.only_adds_to(&base), theirs.only_adds_to(&base)) {
        (true, true) => return Place { spans: united(&ours.spans, &theirs.spans), ..ours },
        // A changed extent was meant for the whole annotation.
        (false, true) => Taken::Ours,
        (false, false) if ours > theirs => Taken::Ours,
        _ => Taken::Theirs,
    };
    log.both_changed(Field::Extent, Some(taken));
    if taken == Taken::Ours { ours } else { theirs }
}

/// The parts of both; what overlaps becomes one part.
fn united(ours: &[Span], theirs: &[Span]) -> Spans {
    let mut spans: Vec<Span> = ours.iter().chain(theirs).copied().collect();
    spans.sort_unstable();
    spans.dedup();
    let mut united = Spans::new();
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => united.push(span),
        }
    }
    united
}

/// Attribute by attribute. A passage in another version's text means nothing here, and is left to who has moved it.
fn attributes(
    log: &mut Log<'_>,
    version: crate::model::VersionId,
    base: &Annotation,
    ours: &Annotation,
    theirs: &Annotation,
) -> Attributes {
    let value = |annotation: &Annotation, id: AttributeId| {
        let value = annotation.attributes.get(id)?;
        let elsewhere = annotation.version != version && matches!(value, AttributeValue::Span(_));
        (!elsewhere).then(|| value.clone())
    };
    let mut merged = Attributes::default();
    let ids: BTreeSet<AttributeId> = ours.attributes.iter().chain(theirs.attributes.iter()).map(|(id, _)| id).collect();
    for id in ids {
        let (old, here, there) = (value(base, id), value(ours, id), value(theirs, id));
        for (copy, valued) in [(ours, &here), (theirs, &there)] {
            let given = copy.attributes.get(id);
            if given.is_some() && valued.is_none() && given != base.attributes.get(id) {
                log.note(Clash::Misfit(Field::Attribute(id)), Taken::Neither);
            }
        }
        let joined = match (&old, &here, &there) {
            (_, Some(AttributeValue::Several(one)), Some(AttributeValue::Several(other))) if one != other => {
                let known = match &old {
                    Some(AttributeValue::Several(known)) => known.as_slice(),
                    _ => &[],
                };
                Some(AttributeValue::Several(several(known, one, other)))
            }
            _ => plain(log, Field::Attribute(id), Some(&old), &here, &there),
        };
        merged.set(id, joined);
    }
    merged
}

/// Option by option: each is there or not, so that two changes of one are always the same change.
fn several(base: &[OptionId], ours: &[OptionId], theirs: &[OptionId]) -> Vec<OptionId> {
    let all: BTreeSet<&OptionId> = ours.iter().chain(theirs).collect();
    let stays = |id: &&OptionId| {
        let [base, ours, theirs] = [base, ours, theirs].map(|list| list.contains(id));
        if base == ours { theirs } else { ours }
    };
    all.into_iter().filter(stays).copied().collect()
}

/// How a text is cut is one value; what each block is, is merged block by block.
fn blocks(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&Arc<Vec<Block>>>,
    ours: &Arc<Vec<Block>>,
    theirs: &Arc<Vec<Block>>,
) -> Arc<Vec<Block>> {
    if ours == theirs || base == Some(theirs) {
        return Arc::clone(ours);
    }
    if base == Some(ours) {
        return Arc::clone(theirs);
    }
    let cut = |blocks: &Arc<Vec<Block>>| blocks.iter().map(|block| block.span).collect::<Vec<Span>>();
    let here: BTreeMap<Span, &Block> = ours.iter().map(|block| (block.span, block)).collect();
    let there: BTreeMap<Span, &Block> = theirs.iter().map(|block| (block.span, block)).collect();
    let old: BTreeMap<Span, &Block> = base.into_iter().flat_map(|base| base.iter()).map(|b| (b.span, b)).collect();
    let spans = plain(log, field, base.map(cut).as_ref(), &cut(ours), &cut(theirs));
    let merged = spans.iter().filter_map(|span| match (here.get(span), there.get(span)) {
        (Some(one), Some(other)) => {
            let known = old.get(span);
            Some(Block {
                span: *span,
                kind: plain(log, field, known.map(|known| &known.kind), &one.kind, &other.kind),
                boilerplate: plain(
                    log,
                    field,
                    known.map(|known| &known.boilerplate),
                    &one.boilerplate,
                    &other.boilerplate,
                ),
                inlines: plain(log, field, known.map(|known| &known.inlines), &one.inlines, &other.inlines),
            })
        }
        (Some(one), None) | (None, Some(one)) => Some((*one).clone()),
        (None, None) => None,
    });
    Arc::new(merged.collect())
}

/// Notes that a list differs where no base tells who changed it.
fn unclear<T: PartialEq>(log: &mut Log<'_>, field: Field, base: Option<&T>, ours: &T, theirs: &T) {
    if base.is_none() && ours != theirs {
        log.both_changed(field, Some(Taken::Both));
    }
}

fn appearances(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&Vec<Appearance>>,
    ours: &Vec<Appearance>,
    theirs: &Vec<Appearance>,
) -> Vec<Appearance> {
    unclear(log, field, base, ours, theirs);
    let mut clashes: Vec<(Field, Taken)> = Vec::new();
    let mut gone: Vec<(Field, Side)> = Vec::new();
    let items = Items {
        key: |appearance: &Appearance| appearance.annotation,
        in_use: |_: &Appearance| false,
        join: |base: Option<&Appearance>, ours: &Appearance, theirs: &Appearance| {
            let field = Field::Appearance(ours.annotation);
            let (stance, one) = pick(base.map(|base| &base.stance), &ours.stance, &theirs.stance, Ord::cmp);
            let (fidelity, other) = pick(base.map(|base| &base.fidelity), &ours.fidelity, &theirs.fidelity, Ord::cmp);
            clashes.extend(one.or(other).map(|taken| (field, taken)));
            Appearance { annotation: ours.annotation, stance, fidelity }
        },
        gone: |appearance: &Appearance, what: Gone| {
            if let Gone::Changed(side) = what {
                gone.push((Field::Appearance(appearance.annotation), side));
            }
        },
    };
    let (merged, _) = list(base.map(Vec::as_slice), ours, theirs, items);
    for (field, taken) in clashes {
        log.both_changed(field, Some(taken));
    }
    for (field, side) in gone {
        log.both_changed(field, Some(Taken::from(side)));
    }
    merged
}

/// Items that are nothing but what they say: changing one is taking it out and adding another.
fn whole<T: Ord + Clone>(base: Option<&Vec<T>>, ours: &[T], theirs: &[T]) -> Vec<T> {
    let items = Items {
        key: T::clone,
        in_use: |_: &T| false,
        join: |_: Option<&T>, ours: &T, _: &T| ours.clone(),
        gone: |_: &T, _: Gone| {},
    };
    list(base.map(Vec::as_slice), ours, theirs, items).0
}

fn evidence(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&Vec<Evidence>>,
    ours: &Vec<Evidence>,
    theirs: &Vec<Evidence>,
) -> Vec<Evidence> {
    unclear(log, field, base, ours, theirs);
    whole(base, ours, theirs)
}

fn names(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&Vec<String>>,
    ours: &Vec<String>,
    theirs: &Vec<String>,
) -> Vec<String> {
    unclear(log, field, base, ours, theirs);
    whole(base, ours, theirs)
}

/// The verdicts of both, in the order of time: the last one holds.
fn verdicts(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&Vec<Verdict>>,
    ours: &Vec<Verdict>,
    theirs: &Vec<Verdict>,
) -> Vec<Verdict> {
    unclear(log, field, base, ours, theirs);
    let mut merged = whole(base, ours, theirs);
    if ours != theirs && base != Some(ours) && base != Some(theirs) {
        merged.sort_by(|a, b| (a.at, a).cmp(&(b.at, b)));
        if base.is_some() && ours.last() != theirs.last() {
            log.both_changed(field, Some(Taken::Both));
        }
    }
    merged
}

fn looked(
    log: &mut Log<'_>,
    field: Field,
    base: Option<&BTreeMap<ProgressKey, Timestamp>>,
    ours: &BTreeMap<ProgressKey, Timestamp>,
    theirs: &BTreeMap<ProgressKey, Timestamp>,
) -> BTreeMap<ProgressKey, Timestamp> {
    let keys: BTreeSet<ProgressKey> = ours.keys().chain(theirs.keys()).copied().collect();
    let merged = keys.into_iter().filter_map(|key| {
        let known = base.map(|base| base.get(&key).copied());
        let at = plain(log, field, known.as_ref(), &ours.get(&key).copied(), &theirs.get(&key).copied());
        at.map(|at| (key, at))
    });
    merged.collect()
}
