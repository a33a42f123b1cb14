use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Outcome, Status, Streams, Trouble, counted, files, print_json, sets};
use crate::model::difference::{self, Changes, Difference, Field, SchemePart};
use crate::model::merge::{self, About, Clash, Conflict, Merged, Taken};
use crate::model::{
    Annotation, AnnotationSet, AnyId, AttributeId, AttributeValue, LinkKind, OptionId, ProgressKey, SourceId,
    SourceVersion,
};

/// How much of a passage or a note is shown in a line, in characters.
const EXCERPT: usize = 50;

/// Bring two copies of one annotation set together
///
/// What only one copy has, or has changed, is in the result; what one copy deleted stays deleted. With the copy that
/// both come from (--base), a record that both changed is merged field by field; without it, the one that was changed
/// last is taken as a whole. Whatever had to be decided is named. The files that are read stay as they are. The exit
/// status is 0 without conflicts and 1 with some.
#[derive(Args)]
#[command(after_help = "\
Examples:
  crossread merge -o both.ron bridge.ron 'bridge (conflicted copy).ron'
  crossread merge --base yesterday.ron -o both.ron mine.ron yours.ron --json | jq .conflicts")]
pub(super) struct Merge {
    /// The copy that both come from
    #[arg(long, value_name = "B.ron")]
    base: Option<PathBuf>,
    /// The file to make
    #[arg(short, long, value_name = "OUT.ron")]
    output: PathBuf,
    /// Replace the file if it is there; never one of those that are read
    #[arg(long)]
    force: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// One copy
    #[arg(value_name = "A.ron")]
    ours: PathBuf,
    /// The other one
    #[arg(value_name = "B.ron")]
    theirs: PathBuf,
}

/// What came of it, as JSON.
#[derive(Serialize)]
struct Report {
    file: String,
    ours: Against,
    theirs: Against,
    conflicts: Vec<Entry>,
}

/// What the result has other than one of the copies.
#[derive(Serialize)]
struct Against {
    file: String,
    /// Records of the base that the copy neither has nor calls deleted.
    vanished: usize,
    sources: Counts,
    annotations: Counts,
    statements: Counts,
    links: Counts,
    people: Counts,
    scheme: Counts,
}

#[derive(Serialize)]
struct Counts {
    added: usize,
    changed: usize,
    removed: usize,
}

impl Counts {
    fn of<K>(changes: &Changes<K>) -> Self {
        Self { added: changes.added.len(), changed: changes.changed.len(), removed: changes.removed.len() }
    }
}

#[derive(Serialize)]
struct Entry {
    what: &'static str,
    kind: &'static str,
    id: Option<String>,
    article: Option<String>,
    subject: String,
    field: Option<String>,
    ours: Option<String>,
    theirs: Option<String>,
    taken: &'static str,
    result: Option<String>,
    message: String,
}

impl Merge {
    pub(super) fn run(self, streams: &mut Streams<'_>) -> Outcome {
        self.check_output()?;
        let (ours, first) = copy(&self.ours, streams)?;
        let (theirs, second) = copy(&self.theirs, streams)?;
        let base = self.base.as_deref().map(|base| copy(base, streams)).transpose()?;
        let mut status = first.max(second);
        let base = base.map(|(base, third)| {
            status = status.max(third);
            base
        });
        let merged = merge::merge(base.as_ref(), &ours, &theirs)
            .map_err(|error| Trouble::said(format_args!("{error}; {}", error.hint())))?;
        sets::write(&merged.set, &self.output)?;

        let names = (files::shown(&self.ours), files::shown(&self.theirs));
        let vanished = |copy: &AnnotationSet| base.as_ref().map_or(0, |base| merge::vanished(base, copy).len());
        let vanished = (vanished(&ours), vanished(&theirs));
        for (name, count) in [(&names.0, vanished.0), (&names.1, vanished.1)] {
            if count > 0 {
                streams.say(format_args!(
                    "{name}: {} of the base missing, and not deleted; if it does not come from this base, leave that out",
                    counted(count, "record")
                ));
                status = Status::Look;
            }
        }
        if !merged.conflicts.is_empty() {
            status = Status::Look;
        }
        let telling =
            Telling { sets: [&merged.set, &ours, &theirs], names: [&names.0, &names.1], base: base.is_some() };
        if self.json {
            let report = Report {
                file: self.output.display().to_string(),
                ours: against(&names.0, vanished.0, &difference::between(&ours, &merged.set)),
                theirs: against(&names.1, vanished.1, &difference::between(&theirs, &merged.set)),
                conflicts: merged.conflicts.iter().map(|conflict| telling.entry(conflict)).collect(),
            };
            print_json(streams, &report)?;
        } else {
            self.say(&merged, &telling, streams)?;
        }
        Ok(status)
    }

    /// Whether the result may be written where it should go.
    fn check_output(&self) -> Result<(), Trouble> {
        let inputs = [Some(&self.ours), Some(&self.theirs), self.base.as_ref()];
        if inputs.iter().flatten().filter(|path| files::is_standard(path)).count() > 1 {
            return Err(Trouble::said("standard input can only be read once"));
        }
        if files::is_standard(&self.output) {
            return Err(Trouble::said("a set needs a file: give its name with -o"));
        }
        let name = self.output.display();
        if inputs.iter().flatten().any(|input| files::same(input, &self.output)) {
            return Err(Trouble::said(format_args!("{name} is one of the copies; choose another name for the result")));
        }
        if !self.force && self.output.symlink_metadata().is_ok() {
            return Err(Trouble::said(format_args!(
                "{name} is there already; choose another name, or replace it with --force"
            )));
        }
        Ok(())
    }

    fn say(&self, merged: &Merged, telling: &Telling<'_>, streams: &mut Streams<'_>) -> Result<(), Trouble> {
        let set = &merged.set;
        writeln!(
            streams.output,
            "{}: {}, {}, {}, {}",
            self.output.display(),
            counted(set.sources().len(), "source"),
            counted(set.annotations().len(), "annotation"),
            counted(set.statements().len(), "statement"),
            counted(set.links().len(), "link"),
        )?;
        for (name, copy) in [(telling.names[0], telling.sets[1]), (telling.names[1], telling.sets[2])] {
            writeln!(streams.output, "  other than {name}: {}", in_words(&difference::between(copy, set)))?;
        }
        if merged.conflicts.is_empty() {
            return Ok(());
        }
        writeln!(streams.output, "{} to look at:", counted(merged.conflicts.len(), "conflict"))?;
        for conflict in &merged.conflicts {
            writeln!(streams.output, "  {}", telling.message(conflict))?;
        }
        Ok(())
    }
}

/// Reads one copy. What could not be read would look as if it had been deleted.
fn copy(path: &Path, streams: &mut Streams<'_>) -> Result<(AnnotationSet, Status), Trouble> {
    let reading = sets::read(path, streams)?;
    if !reading.may_replace_the_file() {
        return Err(Trouble::said(format_args!(
            "{}: something in it cannot be read, and would look as if it had been deleted; see crossread check",
            files::shown(path)
        )));
    }
    let status = sets::remark(path, &reading.findings, streams);
    Ok((reading.set, status))
}

fn against(name: &str, vanished: usize, difference: &Difference) -> Against {
    Against {
        file: name.to_owned(),
        vanished,
        sources: Counts::of(&difference.sources),
        annotations: Counts::of(&difference.annotations),
        statements: Counts::of(&difference.statements),
        links: Counts::of(&difference.links),
        people: Counts::of(&difference.people),
        scheme: Counts::of(&difference.scheme),
    }
}

/// `2 annotations added, 1 changed; 1 source removed`.
fn in_words(difference: &Difference) -> String {
    let kinds = [
        ("source", Counts::of(&difference.sources)),
        ("annotation", Counts::of(&difference.annotations)),
        ("statement", Counts::of(&difference.statements)),
        ("link", Counts::of(&difference.links)),
        ("person’s record", Counts::of(&difference.people)),
        ("part of the scheme", Counts::of(&difference.scheme)),
    ];
    let mut words = Vec::new();
    for (noun, counts) in kinds {
        for (count, what) in [(counts.added, "added"), (counts.changed, "changed"), (counts.removed, "removed")] {
            if count > 0 {
                let noun = match (noun, count) {
                    (noun, 1) => format!("1 {noun}"),
                    ("person’s record", count) => format!("{count} persons’ records"),
                    ("part of the scheme", count) => format!("{count} parts of the scheme"),
                    (noun, count) => counted(count, noun),
                };
                words.push(format!("{noun} {what}"));
            }
        }
    }
    match words.is_empty() {
        true if difference.is_empty() => "nothing".to_owned(),
        true => "details only".to_owned(),
        false => words.join(", "),
    }
}

/// Puts conflicts into words.
struct Telling<'a> {
    /// The merged set and the two copies.
    sets: [&'a AnnotationSet; 3],
    /// What the copies are called.
    names: [&'a str; 2],
    base: bool,
}

impl Telling<'_> {
    fn entry(&self, conflict: &Conflict) -> Entry {
        let field = field_of(&conflict.clash);
        let value = |set: usize| field.and_then(|field| value(self.sets[set], conflict.about, field));
        Entry {
            what: code(&conflict.clash, self.base),
            kind: kind(conflict.about),
            id: id(conflict.about),
            article: self.article(conflict.about),
            subject: self.subject(conflict.about),
            field: field.map(|field| self.field(field)),
            ours: value(1),
            theirs: value(2),
            taken: match conflict.taken {
                Taken::Ours => "ours",
                Taken::Theirs => "theirs",
                Taken::Both => "both",
                Taken::Neither => "neither",
            },
            result: value(0),
            message: self.message(conflict),
        }
    }

    fn message(&self, conflict: &Conflict) -> String {
        let subject = self.subject(conflict.about);
        let subject = match self.article(conflict.about) {
            Some(article) => format!("{article}: {subject}"),
            None => subject,
        };
        let name = |side: merge::Side| self.names[usize::from(side == merge::Side::Theirs)];
        let value =
            |set: usize, field| value(self.sets[set], conflict.about, field).unwrap_or_else(|| "nothing".into());
        match &conflict.clash {
            Clash::Field(field) => {
                let (ours, theirs) = (value(1, *field), value(2, *field));
                let (one, other) = (self.names[0], self.names[1]);
                let taken = match conflict.taken {
                    Taken::Ours => format!("taken from {one}"),
                    Taken::Theirs => format!("taken from {other}"),
                    Taken::Both => "taken from both".to_owned(),
                    Taken::Neither => "neither was taken".to_owned(),
                };
                format!("{subject}: {} is {ours} in {one} and {theirs} in {other}; {taken}", self.field(*field))
            }
            Clash::Deleted(side) => {
                let there = if self.base { "changed in" } else { "is in" };
                format!("{subject}: {there} {}, deleted in {}; deleted", name(side.other()), name(*side))
            }
            Clash::Dropped(field, missing) => {
                let missing = self.subject(About::Record(*missing));
                format!("{subject}: its {} named what is deleted, {missing}; dropped", self.field(*field))
            }
            Clash::LeftOut(missing) => {
                format!("{subject}: belongs to what is deleted, {}; left out", self.subject(About::Record(*missing)))
            }
            Clash::Moved(missing) => {
                let missing = self.subject(About::Record(*missing));
                format!("{subject}: one copy had it on what is deleted, {missing}; kept as the other copy has it")
            }
            Clash::InUse(side) => format!("{subject}: deleted in {}, and still in use; kept", name(*side)),
            Clash::Misfit(field) => {
                format!("{subject}: its {} does not fit what it has become; dropped", self.field(*field))
            }
            Clash::Twice(Field::Shortcut) => format!("{subject}: another label has its key; it has none now"),
            Clash::Twice(_) => format!("{subject}: another one had this name in the other copy"),
            Clash::Refused(reason) => format!("{subject}: left out: {reason}"),
        }
    }

    /// The first answer that one of the sets has.
    fn find<T>(&self, look: impl Fn(&AnnotationSet) -> Option<T>) -> Option<T> {
        self.sets.iter().find_map(|set| look(set))
    }

    /// The headline of the article that something stands in.
    fn article(&self, about: About) -> Option<String> {
        let About::Record(AnyId::Annotation(id)) = about else { return None };
        let source = self.find(|set| set.annotations().get(id).map(|annotation| annotation.source))?;
        Some(self.title(source))
    }

    fn title(&self, source: SourceId) -> String {
        let title = self.find(|set| set.sources().get(source).map(|source| source.title.clone()));
        title.filter(|title| !title.trim().is_empty()).map_or_else(|| source.to_string(), |title| quoted(&title))
    }

    fn passage(&self, id: crate::model::AnnotationId) -> String {
        let words = self.find(|set| set.annotations().get(id).map(|annotation| passage(set, annotation)));
        words.unwrap_or_else(|| format!("annotation {id}"))
    }

    /// What a conflict is about, as a person would call it.
    fn subject(&self, about: About) -> String {
        let or_id = |name: Option<String>, id: &dyn std::fmt::Display| match name {
            Some(name) if !name.trim().is_empty() => quoted(&name),
            _ => id.to_string(),
        };
        match about {
            About::Set => "the set".to_owned(),
            About::Progress(ProgressKey { annotator, source }) => {
                let name = self.find(|set| set.annotators().get(annotator).map(|annotator| annotator.name.clone()));
                format!("the progress of {} in {}", or_id(name, &annotator), self.title(source))
            }
            About::Scheme(part) => self.part(part),
            About::Record(AnyId::Source(id)) => format!("the article {}", self.title(id)),
            About::Record(AnyId::Version(id)) => {
                let source = self.find(|set| set.versions().get(id).map(|version| version.source));
                source.map_or_else(|| format!("version {id}"), |source| format!("the text of {}", self.title(source)))
            }
            About::Record(AnyId::Annotation(id)) => self.passage(id),
            About::Record(AnyId::Statement(id)) => {
                let sentence = self.find(|set| set.statements().get(id).map(|statement| statement.sentence.clone()));
                format!("the statement {}", or_id(sentence, &id))
            }
            About::Record(AnyId::Link(id)) => match self.find(|set| set.links().get(id).cloned()) {
                Some(link) => format!("the link from {} to {}", self.passage(link.from), self.passage(link.to)),
                None => format!("link {id}"),
            },
            About::Record(AnyId::Person(id)) => {
                let name = self.find(|set| set.people().get(id).map(|person| person.name.clone()));
                format!("the person {}", or_id(name, &id))
            }
            About::Record(AnyId::Annotator(id)) => {
                let name = self.find(|set| set.annotators().get(id).map(|annotator| annotator.name.clone()));
                format!("the annotator {}", or_id(name, &id))
            }
        }
    }

    fn part(&self, part: SchemePart) -> String {
        let name = self.find(|set| part_name(set, part));
        let kind = match part {
            SchemePart::Whole => return "the scheme".to_owned(),
            SchemePart::Label(_) => "the label",
            SchemePart::Attribute(_) => "the attribute",
            SchemePart::Option(_) => "the value",
            SchemePart::Scale(_) => "the scale",
        };
        format!("{kind} {}", name.map_or_else(String::new, |name| quoted(&name)))
    }

    fn field(&self, field: Field) -> String {
        match field {
            Field::Attribute(id) => {
                self.find(|set| part_name(set, SchemePart::Attribute(id))).unwrap_or_else(|| format!("attribute {id}"))
            }
            Field::Appearance(id) => format!("stance of {}", self.passage(id)),
            Field::Extent => "place".to_owned(),
            Field::Appearances => "passages".to_owned(),
            Field::Ends => "passages that it joins".to_owned(),
            Field::Current => "shown version".to_owned(),
            Field::Looked => "list of who has looked where".to_owned(),
            Field::Made => "maker".to_owned(),
            Field::Ext => "part from a newer program".to_owned(),
            other => spelled(&other),
        }
    }
}

fn part_name(set: &AnnotationSet, part: SchemePart) -> Option<String> {
    let scheme = set.scheme();
    match part {
        SchemePart::Whole => None,
        SchemePart::Label(id) => scheme.label(id).map(|label| label.name.clone()),
        SchemePart::Attribute(id) => attribute_name(set, id),
        SchemePart::Option(id) => option_name(set, id),
        SchemePart::Scale(id) => scheme.scales.iter().find(|scale| scale.id == id).map(|scale| scale.name.clone()),
    }
}

fn attribute_name(set: &AnnotationSet, id: AttributeId) -> Option<String> {
    set.scheme().attribute(id).map(|(_, attribute)| attribute.name.clone())
}

fn option_name(set: &AnnotationSet, id: OptionId) -> Option<String> {
    let scheme = set.scheme();
    let of_attributes = scheme.labels.iter().flat_map(|label| &label.attributes).flat_map(|one| one.kind.options());
    let mut options = of_attributes.chain(scheme.scales.iter().flat_map(|scale| &scale.values));
    options.find(|option| option.id == id).map(|option| option.name.clone())
}

/// An annotation by its label and its first words.
fn passage(set: &AnnotationSet, annotation: &Annotation) -> String {
    let label = annotation.label.and_then(|id| set.scheme().label(id)).map_or("note", |label| label.name.as_str());
    let words = words(set, annotation);
    if words.is_empty() { format!("{label} on the whole article") } else { format!("{label} {}", quoted(&words)) }
}

fn words(set: &AnnotationSet, annotation: &Annotation) -> String {
    let text = set.versions().get(annotation.version).map(SourceVersion::text).unwrap_or_default();
    if annotation.spans.is_empty() {
        let was = annotation.anchoring.selectors().unwrap_or_default();
        was.iter().map(|selector| selector.exact.as_str()).collect::<Vec<_>>().join(" … ")
    } else {
        annotation.spans.iter().filter_map(|span| span.slice(text)).collect::<Vec<_>>().join(" … ")
    }
}

/// A value in words; `None` where the set has none.
fn value(set: &AnnotationSet, about: About, field: Field) -> Option<String> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| quoted(text));
    match about {
        About::Set => match field {
            Field::Title => text(&set.details().title),
            Field::Task => text(&set.details().task),
            Field::Role => Some(spelled(&set.details().role)),
            Field::Origin => set.details().origin.as_ref().map(|origin| origin.set.to_string()),
            _ => None,
        },
        About::Progress(key) => set.progress().get(&key).map(spelled),
        About::Scheme(part) => scheme_value(set, part, field),
        About::Record(AnyId::Source(id)) => {
            let source = set.sources().get(id)?;
            match field {
                Field::Title => text(&source.title),
                Field::Outlet => text(&source.outlet),
                Field::Byline => text(&source.byline),
                Field::Address => text(&source.address),
                Field::Archive => text(&source.archive),
                Field::Published => text(&source.published),
                Field::DateModified => text(&source.modified),
                Field::Age => text(&source.age),
                Field::Language => text(&source.language),
                Field::Direction => Some(spelled(&source.direction)),
                Field::Rights => text(&source.rights),
                Field::Description => text(&source.description),
                Field::Found => text(&source.found),
                Field::Note => text(&source.note),
                Field::TranslationOf => text(&set.sources().get(source.translation_of?)?.title),
                Field::Current => set.versions().get(source.current?).map(|version| version.read.to_string()),
                Field::Order => place_in(set.sources_in_order().iter().map(|source| source.id), &id),
                _ => None,
            }
        }
        About::Record(AnyId::Version(id)) => {
            let version = set.versions().get(id)?;
            match field {
                Field::Text => Some(format!("{} characters long", version.text.as_ref()?.chars().count())),
                Field::Blocks => {
                    let folded = version.blocks.iter().filter(|block| block.boilerplate).count();
                    Some(format!("{} with {folded} folded", counted(version.blocks.len(), "block")))
                }
                Field::Origin => text(&version.origin),
                Field::Response => text(&version.response.as_ref()?.address),
                Field::Read => Some(version.read.to_string()),
                _ => None,
            }
        }
        About::Record(AnyId::Annotation(id)) => annotation_value(set, set.annotations().get(id)?, field),
        About::Record(AnyId::Statement(id)) => {
            let statement = set.statements().get(id)?;
            match field {
                Field::Kind => Some(spelled(&statement.kind)),
                Field::Topic => text(&statement.topic),
                Field::Sentence => text(&statement.sentence),
                Field::Note => text(&statement.note),
                Field::Appearances => Some(counted(statement.appearances.len(), "passage")),
                Field::Appearance(id) => {
                    let one = statement.appearances.iter().find(|one| one.annotation == id)?;
                    Some(match &one.fidelity {
                        Some(fidelity) => format!("{}, {}", spelled(&one.stance), spelled(fidelity)),
                        None => spelled(&one.stance),
                    })
                }
                Field::Evidence => {
                    let titles = statement.evidence.iter().map(|evidence| evidence.title.as_str());
                    text(&titles.collect::<Vec<_>>().join(", "))
                }
                Field::Verdicts => text(&option_name(set, statement.verdicts.last()?.value)?),
                Field::Looked => Some(counted(statement.looked.len(), "look")),
                Field::Order => {
                    let mut all: Vec<_> = set.statements().iter().collect();
                    all.sort_by_key(|statement| (&statement.order, statement.id));
                    place_in(all.iter().map(|statement| statement.id), &id)
                }
                _ => None,
            }
        }
        About::Record(AnyId::Link(id)) => {
            let link = set.links().get(id)?;
            match field {
                Field::Kind => Some(match &link.kind {
                    LinkKind::Own(name) => quoted(name),
                    kind => spelled(kind),
                }),
                Field::Note => text(&link.note),
                Field::Ends => {
                    let end = |id| set.annotations().get(id).map(|annotation| passage(set, annotation));
                    Some(format!("{} and {}", end(link.from)?, end(link.to)?))
                }
                _ => None,
            }
        }
        About::Record(AnyId::Person(id)) => {
            let person = set.people().get(id)?;
            match field {
                Field::Name => text(&person.name),
                Field::Function => text(&person.function),
                Field::Kind => Some(spelled(&person.kind)),
                Field::OtherNames => text(&person.other_names.join(", ")),
                Field::Note => text(&person.note),
                _ => None,
            }
        }
        About::Record(AnyId::Annotator(id)) => text(&set.annotators().get(id)?.name),
    }
}

fn annotation_value(set: &AnnotationSet, annotation: &Annotation, field: Field) -> Option<String> {
    match field {
        Field::Extent => {
            let words = words(set, annotation);
            if annotation.spans.is_empty() && !words.is_empty() {
                Some(format!("without a place for {}", quoted(&words)))
            } else {
                (!words.is_empty()).then(|| quoted(&words))
            }
        }
        Field::Label => annotation.label.and_then(|id| set.scheme().label(id)).map(|label| label.name.clone()),
        Field::Note => (!annotation.note.trim().is_empty()).then(|| quoted(&annotation.note)),
        Field::Layer => Some(spelled(&annotation.layer)),
        Field::Status => Some(spelled(&annotation.status)),
        Field::Attribute(id) => Some(match annotation.attributes.get(id)? {
            AttributeValue::Choice(option) => option_name(set, *option)?,
            AttributeValue::Several(options) => {
                let names = options.iter().filter_map(|option| option_name(set, *option));
                names.collect::<Vec<_>>().join(", ")
            }
            AttributeValue::Text(text) | AttributeValue::Date(text) => quoted(text),
            AttributeValue::Number(number) => number.get().to_string(),
            AttributeValue::YesNo(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            AttributeValue::Span(span) => quoted(span.slice(set.versions().get(annotation.version)?.text())?),
            AttributeValue::Person(person) => set.people().get(*person)?.name.clone(),
        }),
        _ => None,
    }
}

fn scheme_value(set: &AnnotationSet, part: SchemePart, field: Field) -> Option<String> {
    let scheme = set.scheme();
    if field == Field::Name {
        return part_name(set, part).map(|name| quoted(&name));
    }
    match (part, field) {
        (SchemePart::Whole, Field::Order) => {
            Some(scheme.labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>().join(", "))
        }
        (SchemePart::Whole, Field::Locked) => Some((if scheme.locked { "yes" } else { "no" }).to_owned()),
        (SchemePart::Label(id), field) => {
            let label = scheme.label(id)?;
            match field {
                Field::Description => Some(quoted(&label.description)),
                Field::Color => Some(spelled(&label.color)),
                Field::Underline => Some(spelled(&label.underline)),
                Field::Shortcut => label.shortcut.map(|digit| digit.to_string()),
                Field::Role => label.role.as_ref().map(spelled),
                Field::Order => {
                    Some(label.attributes.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "))
                }
                _ => None,
            }
        }
        (SchemePart::Attribute(id), field) => {
            let (_, attribute) = scheme.attribute(id)?;
            match field {
                Field::Description => Some(quoted(&attribute.description)),
                Field::Kind => Some(spelled(&attribute.kind)),
                Field::Role => attribute.role.as_ref().map(spelled),
                Field::Order => {
                    let names = attribute.kind.options().iter().map(|option| option.name.as_str());
                    Some(names.collect::<Vec<_>>().join(", "))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn place_in<T: PartialEq>(mut ids: impl Iterator<Item = T>, id: &T) -> Option<String> {
    ids.position(|other| other == *id).map(|at| format!("place {}", at + 1))
}

fn field_of(clash: &Clash) -> Option<Field> {
    match clash {
        Clash::Field(field) | Clash::Dropped(field, _) | Clash::Misfit(field) | Clash::Twice(field) => Some(*field),
        _ => None,
    }
}

fn code(clash: &Clash, base: bool) -> &'static str {
    match clash {
        Clash::Field(_) if base => "both_changed",
        Clash::Field(_) => "differs",
        Clash::Deleted(_) if base => "changed_and_deleted",
        Clash::Deleted(_) => "deleted",
        Clash::Dropped(..) => "reference_dropped",
        Clash::LeftOut(_) => "left_out",
        Clash::Moved(_) => "moved",
        Clash::InUse(_) => "deleted_in_use",
        Clash::Misfit(_) => "does_not_fit",
        Clash::Twice(_) => "twice",
        Clash::Refused(_) => "refused",
    }
}

fn kind(about: About) -> &'static str {
    match about {
        About::Set => "set",
        About::Progress(_) => "progress",
        About::Scheme(SchemePart::Whole) => "scheme",
        About::Scheme(SchemePart::Label(_)) => "label",
        About::Scheme(SchemePart::Attribute(_)) => "attribute",
        About::Scheme(SchemePart::Option(_)) => "option",
        About::Scheme(SchemePart::Scale(_)) => "scale",
        About::Record(AnyId::Source(_)) => "source",
        About::Record(AnyId::Version(_)) => "version",
        About::Record(AnyId::Annotation(_)) => "annotation",
        About::Record(AnyId::Statement(_)) => "statement",
        About::Record(AnyId::Link(_)) => "link",
        About::Record(AnyId::Person(_)) => "person",
        About::Record(AnyId::Annotator(_)) => "annotator",
    }
}

fn id(about: About) -> Option<String> {
    match about {
        About::Set | About::Scheme(SchemePart::Whole) => None,
        About::Progress(key) => Some(key.source.to_string()),
        About::Scheme(SchemePart::Label(id)) => Some(id.to_string()),
        About::Scheme(SchemePart::Attribute(id)) => Some(id.to_string()),
        About::Scheme(SchemePart::Option(id)) => Some(id.to_string()),
        About::Scheme(SchemePart::Scale(id)) => Some(id.to_string()),
        About::Record(id) => Some(id.uuid().as_hyphenated().to_string()),
    }
}

/// The beginning of a text in one line, in quotation marks.
fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(EXCERPT) {
        Some((cut, _)) => format!("“{}…”", text.get(..cut).unwrap_or_default().trim_end()),
        None => format!("“{text}”"),
    }
}

/// The name of a kind in small letters: `LeftToRight` as `left to right`.
fn spelled(kind: &impl std::fmt::Debug) -> String {
    let name = format!("{kind:?}");
    let name = name.split(['(', '{', ' ']).next().unwrap_or_default();
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
