//! What becomes of labels, attributes, options and scales.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::values::{Gone, Items, ext, list, plain, text};
use super::{About, Clash, Log, Taken};
use crate::model::difference::{Field, SchemePart};
use crate::model::{Attribute, AttributeKind, ChoiceOption, Label, RecordKey as _, Scale, Scheme};

/// The scheme of both. What one copy took out stays where an annotation or a verdict of the merged set uses it, as the
/// program refuses to take out what is in use.
pub(super) fn scheme(
    base: Option<&Scheme>,
    ours: &Scheme,
    theirs: &Scheme,
    used: &BTreeSet<Uuid>,
    log: &mut Log<'_>,
) -> Scheme {
    if ours == theirs {
        return ours.clone();
    }
    let mut log = log.about(About::Scheme(SchemePart::Whole));
    let log = &mut log;
    let labels = parts(
        log,
        About::Scheme(SchemePart::Whole),
        &Sides { base: base.map(|base| base.labels.as_slice()), ours: &ours.labels, theirs: &theirs.labels },
        used,
        |label| label.id.uuid(),
        |label| SchemePart::Label(label.id),
        |log, base, ours, theirs| label(log, base, ours, theirs, used),
    );
    let scales = parts(
        log,
        About::Scheme(SchemePart::Whole),
        &Sides { base: base.map(|base| base.scales.as_slice()), ours: &ours.scales, theirs: &theirs.scales },
        used,
        |scale| scale.id.uuid(),
        |scale| SchemePart::Scale(scale.id),
        |log, base, ours, theirs| Scale {
            id: ours.id,
            name: text(log, Field::Name, base.map(|base| &base.name), &ours.name, &theirs.name),
            values: options(
                log,
                SchemePart::Scale(ours.id),
                &Sides { base: base.map(|base| base.values.as_slice()), ours: &ours.values, theirs: &theirs.values },
                used,
            ),
        },
    );
    let locked = plain(log, Field::Locked, base.map(|base| &base.locked), &ours.locked, &theirs.locked);
    let mut merged =
        Scheme { labels, scales, locked, ext: ext(log, base.map(|base| &base.ext), &ours.ext, &theirs.ext) };
    make_sound(&mut merged, log);
    merged
}

/// A list as the base and the two copies have it.
struct Sides<'a, T> {
    base: Option<&'a [T]>,
    ours: &'a [T],
    theirs: &'a [T],
}

/// A list of parts with ids.
fn parts<T: Clone + PartialEq>(
    log: &mut Log<'_>,
    whole: About,
    sides: &Sides<'_, T>,
    used: &BTreeSet<Uuid>,
    id: impl Fn(&T) -> Uuid,
    part: impl Fn(&T) -> SchemePart,
    mut join: impl FnMut(&mut Log<'_>, Option<&T>, &T, &T) -> T,
) -> Vec<T> {
    let mut gone = Vec::new();
    let items = Items {
        key: &id,
        in_use: |item: &T| used.contains(&id(item)),
        join: |base: Option<&T>, ours: &T, theirs: &T| {
            join(&mut log.about(About::Scheme(part(ours))), base, ours, theirs)
        },
        gone: |item: &T, what: Gone| {
            gone.push((
                About::Scheme(part(item)),
                match what {
                    Gone::Changed(side) => (Clash::Deleted(side), Taken::from(side)),
                    Gone::InUse(side) => (Clash::InUse(side), Taken::from(side.other())),
                },
            ));
        },
    };
    let (merged, order) = list(sides.base, sides.ours, sides.theirs, items);
    for (about, (clash, taken)) in gone {
        log.about(about).note(clash, taken);
    }
    log.about(whole).both_changed(Field::Order, order);
    merged
}

fn label(log: &mut Log<'_>, base: Option<&Label>, ours: &Label, theirs: &Label, used: &BTreeSet<Uuid>) -> Label {
    let attributes = parts(
        log,
        About::Scheme(SchemePart::Label(ours.id)),
        &Sides {
            base: base.map(|base| base.attributes.as_slice()),
            ours: &ours.attributes,
            theirs: &theirs.attributes,
        },
        used,
        |attribute| attribute.id.uuid(),
        |attribute| SchemePart::Attribute(attribute.id),
        |log, base, ours, theirs| attribute(log, base, ours, theirs, used),
    );
    let description = base.map(|base| &base.description);
    Label {
        id: ours.id,
        name: text(log, Field::Name, base.map(|base| &base.name), &ours.name, &theirs.name),
        description: text(log, Field::Description, description, &ours.description, &theirs.description),
        color: plain(log, Field::Color, base.map(|base| &base.color), &ours.color, &theirs.color),
        underline: plain(log, Field::Underline, base.map(|base| &base.underline), &ours.underline, &theirs.underline),
        shortcut: plain(log, Field::Shortcut, base.map(|base| &base.shortcut), &ours.shortcut, &theirs.shortcut),
        role: plain(log, Field::Role, base.map(|base| &base.role), &ours.role, &theirs.role),
        attributes,
        ext: ext(log, base.map(|base| &base.ext), &ours.ext, &theirs.ext),
    }
}

fn attribute(
    log: &mut Log<'_>,
    base: Option<&Attribute>,
    ours: &Attribute,
    theirs: &Attribute,
    used: &BTreeSet<Uuid>,
) -> Attribute {
    let shapes = (base.map(|base| shape(&base.kind)), shape(&ours.kind), shape(&theirs.kind));
    let shape = plain(log, Field::Kind, shapes.0.as_ref(), &shapes.1, &shapes.2);
    let sides =
        &Sides { base: base.map(|base| base.kind.options()), ours: ours.kind.options(), theirs: theirs.kind.options() };
    let offered = options(log, SchemePart::Attribute(ours.id), sides, used);
    let description = base.map(|base| &base.description);
    Attribute {
        id: ours.id,
        name: text(log, Field::Name, base.map(|base| &base.name), &ours.name, &theirs.name),
        description: text(log, Field::Description, description, &ours.description, &theirs.description),
        kind: shape.with(offered),
        role: plain(log, Field::Role, base.map(|base| &base.role), &ours.role, &theirs.role),
        ext: ext(log, base.map(|base| &base.ext), &ours.ext, &theirs.ext),
    }
}

fn options(
    log: &mut Log<'_>,
    of: SchemePart,
    sides: &Sides<'_, ChoiceOption>,
    used: &BTreeSet<Uuid>,
) -> Vec<ChoiceOption> {
    parts(
        log,
        About::Scheme(of),
        sides,
        used,
        |option| option.id.uuid(),
        |option| SchemePart::Option(option.id),
        |log, base, ours, theirs| ChoiceOption {
            id: ours.id,
            name: text(log, Field::Name, base.map(|base| &base.name), &ours.name, &theirs.name),
        },
    )
}

/// A kind of answer without its options. Where two copies chose different ones, the one with options wins: these cost
/// the most work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Text,
    Number,
    YesNo,
    Date,
    Span,
    Person,
    Choice,
    Several,
}

fn shape(kind: &AttributeKind) -> Shape {
    match kind {
        AttributeKind::Choice(_) => Shape::Choice,
        AttributeKind::Several(_) => Shape::Several,
        AttributeKind::Text => Shape::Text,
        AttributeKind::Number => Shape::Number,
        AttributeKind::YesNo => Shape::YesNo,
        AttributeKind::Date => Shape::Date,
        AttributeKind::Span => Shape::Span,
        AttributeKind::Person => Shape::Person,
    }
}

impl Shape {
    fn with(self, options: Vec<ChoiceOption>) -> AttributeKind {
        match self {
            Self::Choice => AttributeKind::Choice(options),
            Self::Several => AttributeKind::Several(options),
            Self::Text => AttributeKind::Text,
            Self::Number => AttributeKind::Number,
            Self::YesNo => AttributeKind::YesNo,
            Self::Date => AttributeKind::Date,
            Self::Span => AttributeKind::Span,
            Self::Person => AttributeKind::Person,
        }
    }
}

/// Two sound schemes together may give one name, one key or one id to two parts. The part with the smaller id keeps it;
/// the new name of the other follows from its id alone, so that it is the same in whatever order copies are merged.
fn make_sound(scheme: &mut Scheme, log: &mut Log<'_>) {
    unique_ids(scheme, log);
    distinct(&mut scheme.labels, |label| (SchemePart::Label(label.id), label.id.uuid(), &mut label.name), log);
    distinct(&mut scheme.scales, |scale| (SchemePart::Scale(scale.id), scale.id.uuid(), &mut scale.name), log);
    let mut by_id: Vec<&mut Label> = scheme.labels.iter_mut().collect();
    by_id.sort_by_key(|label| label.id);
    let mut keys = BTreeSet::new();
    for label in by_id {
        if label.shortcut.is_some_and(|digit| !keys.insert(digit)) {
            label.shortcut = None;
            log.about(About::Scheme(SchemePart::Label(label.id))).note(Clash::Twice(Field::Shortcut), Taken::Neither);
        }
        let part = |attribute: &mut Attribute| SchemePart::Attribute(attribute.id);
        distinct(&mut label.attributes, |one| (part(one), one.id.uuid(), &mut one.name), log);
        for attribute in &mut label.attributes {
            if let AttributeKind::Choice(options) | AttributeKind::Several(options) = &mut attribute.kind {
                distinct(options, |option| (SchemePart::Option(option.id), option.id.uuid(), &mut option.name), log);
            }
        }
    }
    for scale in &mut scheme.scales {
        let name = |value: &mut ChoiceOption| (SchemePart::Option(value.id), value.id.uuid());
        distinct(
            &mut scale.values,
            |value| {
                let (part, id) = name(value);
                (part, id, &mut value.name)
            },
            log,
        );
    }
}

fn distinct<T>(items: &mut [T], of: impl Fn(&mut T) -> (SchemePart, Uuid, &mut String), log: &mut Log<'_>) {
    let mut named: Vec<(SchemePart, Uuid, &mut String)> = items.iter_mut().map(of).collect();
    named.sort_by_key(|(_, id, _)| *id);
    let folded = |name: &str| name.trim().to_lowercase();
    let mut seen = BTreeSet::new();
    for (part, id, name) in named {
        if seen.insert(folded(name)) {
            continue;
        }
        let digits = id.as_simple().to_string();
        let tails = [4, 8, 32].into_iter().filter_map(|length| digits.get(digits.len() - length..));
        let free = tails.map(|tail| format!("{name} ({tail})")).find(|other| seen.insert(folded(other)));
        if let Some(free) = free {
            *name = free;
        }
        log.about(About::Scheme(part)).note(Clash::Twice(Field::Name), Taken::Both);
    }
}

/// Drops what has the id of another part, as only a file that something else changed can have it.
fn unique_ids(scheme: &mut Scheme, log: &mut Log<'_>) {
    let mut seen = BTreeSet::new();
    let mut once = |part: SchemePart, id: Uuid, log: &mut Log<'_>| {
        let new = seen.insert(id);
        if !new {
            log.about(About::Scheme(part))
                .note(Clash::Refused("an id is used twice in the scheme".to_owned()), Taken::Neither);
        }
        new
    };
    scheme.labels.retain(|label| once(SchemePart::Label(label.id), label.id.uuid(), log));
    scheme.scales.retain(|scale| once(SchemePart::Scale(scale.id), scale.id.uuid(), log));
    for label in &mut scheme.labels {
        label.attributes.retain(|one| once(SchemePart::Attribute(one.id), one.id.uuid(), log));
        for attribute in &mut label.attributes {
            if let AttributeKind::Choice(options) | AttributeKind::Several(options) = &mut attribute.kind {
                options.retain(|option| once(SchemePart::Option(option.id), option.id.uuid(), log));
            }
        }
    }
    for scale in &mut scheme.scales {
        scale.values.retain(|value| once(SchemePart::Option(value.id), value.id.uuid(), log));
    }
}
