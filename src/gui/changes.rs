//! What differs between two sets, in words: counted by kind, and listed.

use egui::{Align2, ScrollArea, Sense, Ui, vec2};

use super::strings::Strings;
use super::theme::{self, Tone, size};
use super::widgets::chip;
use crate::model::difference::SchemePart;
use crate::model::difference::{self, Changed, Changes as Differing, Difference, Field};
use crate::model::merge::{About, Clash, Conflict, Side, Taken};
use crate::model::{AnnotationId, AnnotationSet, AnyId, SourceId, SourceVersion};

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Added,
    Changed,
    Removed,
}

/// Something that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Annotation(AnnotationId),
    Source(SourceId),
}

/// What differs, ready to be shown. Finding it out looks at every record: it belongs into the background.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// A key of the strings file, and how many.
    counts: Vec<(&'static str, usize)>,
    lines: Vec<(Way, Thing, &'static str)>,
}

impl Changes {
    /// What differs from `before` to `after`.
    pub fn between(before: &AnnotationSet, after: &AnnotationSet) -> Self {
        Self::of(&difference::between(before, after), after)
    }

    /// What a difference that led to `after` consists of.
    pub fn of(difference: &Difference, after: &AnnotationSet) -> Self {
        let mut changes = Self::default();
        changes.sources(difference, after);
        changes.annotations(&difference.annotations);
        let whole = [
            ("changes-statements", difference.statements.len()),
            ("changes-links", difference.links.len()),
            ("changes-people", difference.people.len()),
            ("changes-scheme", difference.scheme.len()),
            ("changes-set", difference.set.len()),
            ("changes-progress", difference.progress.len()),
        ];
        changes.counts.extend(whole.into_iter().filter(|(_, count)| *count > 0));
        changes
    }

    fn sources(&mut self, difference: &Difference, after: &AnnotationSet) {
        let sources = &difference.sources;
        // A version that came with its source, or went with it, is not worth a word of its own.
        let of_versions = difference.versions.added.iter().chain(difference.versions.changed.iter().map(|it| &it.id));
        let mut changed: Vec<SourceId> = sources.changed.iter().map(|source| source.id).collect();
        changed.extend(of_versions.filter_map(|id| after.versions().get(*id)).map(|version| version.source));
        changed.retain(|id| !sources.added.contains(id));
        changed.sort_unstable();
        changed.dedup();
        for (key, way, ids) in [
            ("changes-sources-added", Way::Added, &sources.added),
            ("changes-sources-removed", Way::Removed, &sources.removed),
            ("changes-sources-changed", Way::Changed, &changed),
        ] {
            self.count(key, ids.len());
            self.lines.extend(ids.iter().map(|id| (way, Thing::Source(*id), "changes-what-source")));
        }
    }

    fn annotations(&mut self, annotations: &Differing<AnnotationId>) {
        let thing = |id: &AnnotationId| Thing::Annotation(*id);
        self.count("changes-annotations-added", annotations.added.len());
        self.lines.extend(annotations.added.iter().map(|id| (Way::Added, thing(id), "changes-what-annotation")));
        let mut counts = [0_usize; KINDS.len()];
        for changed in &annotations.changed {
            let kind = kind_of(changed);
            if let (Some(count), Some((_, what))) = (counts.get_mut(kind), KINDS.get(kind)) {
                *count += 1;
                self.lines.push((Way::Changed, thing(&changed.id), what));
            }
        }
        for ((key, _), count) in KINDS.into_iter().zip(counts) {
            self.count(key, count);
        }
        self.count("changes-annotations-removed", annotations.removed.len());
        self.lines.extend(annotations.removed.iter().map(|id| (Way::Removed, thing(id), "changes-what-annotation")));
    }

    fn count(&mut self, key: &'static str, count: usize) {
        if count > 0 {
            self.counts.push((key, count));
        }
    }

    /// Whether nothing differs that a person could see.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Whether there is nothing to list.
    pub fn has_no_lines(&self) -> bool {
        self.lines.is_empty()
    }

    /// The counts, one text for each kind.
    pub fn summary(&self, strings: &Strings) -> Vec<String> {
        if self.counts.is_empty() {
            return vec![strings.get("changes-none").to_owned()];
        }
        self.counts.iter().map(|(key, count)| strings.with(key, &[("count", (*count).into())])).collect()
    }

    /// The list of what differs, one line each; only those in view are laid out.
    pub fn list(&self, ui: &mut Ui, strings: &Strings, before: &AnnotationSet, after: &AnnotationSet, height: f32) {
        ui.spacing_mut().item_spacing.y = 2.0;
        let room = height.max(size::ROW * 2.0);
        let area = ScrollArea::vertical()
            .id_salt("changes")
            .max_height(room)
            .min_scrolled_height(room)
            .auto_shrink([false, true]);
        area.show_rows(ui, size::ROW, self.lines.len(), |ui, shown| {
            for (way, thing, what) in self.lines.get(shown).unwrap_or_default() {
                let set = if *way == Way::Removed { before } else { after };
                line(ui, strings, *way, strings.get(what), &describe(strings, set, *thing));
            }
        });
    }
}

/// The kinds of change to an annotation: how they are counted, and how a line calls them.
const KINDS: [(&str, &str); 4] = [
    ("changes-notes-changed", "changes-what-note"),
    ("changes-labels-changed", "changes-what-label"),
    ("changes-extents-changed", "changes-what-extent"),
    ("changes-annotations-changed", "changes-what-annotation"),
];

/// The kind of a change. Another label takes answers along; otherwise one of several is simply a change.
fn kind_of(changed: &Changed<AnnotationId>) -> usize {
    if changed.fields.contains(&Field::Label) {
        return 1;
    }
    let told: Vec<&Field> =
        changed.fields.iter().filter(|field| !matches!(field, Field::Modified | Field::Made)).collect();
    match told.as_slice() {
        [Field::Note] => 0,
        [Field::Extent] => 2,
        _ => 3,
    }
}

/// What had to be decided between two copies, and what was taken.
pub fn conflict(strings: &Strings, ours: &AnnotationSet, theirs: &AnnotationSet, conflict: &Conflict) -> String {
    let what = match conflict.about {
        About::Record(AnyId::Annotation(id)) => {
            let set = if ours.annotations().contains(id) { ours } else { theirs };
            describe(strings, set, Thing::Annotation(id))
        }
        About::Record(AnyId::Source(id)) => {
            let set = if ours.sources().contains(id) { ours } else { theirs };
            describe(strings, set, Thing::Source(id))
        }
        About::Scheme(SchemePart::Label(id)) => {
            let label = ours.scheme().label(id).or_else(|| theirs.scheme().label(id));
            label.map_or_else(|| strings.get("conflict-about-scheme").to_owned(), |label| label.name.clone())
        }
        About::Scheme(_) => strings.get("conflict-about-scheme").to_owned(),
        About::Set => strings.get("conflict-about-set").to_owned(),
        About::Progress(_) => strings.get("conflict-about-progress").to_owned(),
        About::Record(_) => strings.get("conflict-about-record").to_owned(),
    };
    let key = match &conflict.clash {
        Clash::Field(Field::Note) => "conflict-note",
        Clash::Field(Field::Label) => "conflict-label",
        Clash::Field(Field::Extent) => "conflict-extent",
        Clash::Field(_) => "conflict-field",
        Clash::Deleted(Side::Ours) => "conflict-deleted-here",
        Clash::Deleted(Side::Theirs) => "conflict-deleted-there",
        Clash::InUse(_) => "conflict-in-use",
        Clash::LeftOut(_) => "conflict-left-out",
        Clash::Dropped(..) | Clash::Moved(_) => "conflict-hung-on-deleted",
        Clash::Misfit(_) | Clash::Twice(_) | Clash::Refused(_) => "conflict-misfit",
    };
    let taken = match conflict.taken {
        Taken::Ours => "conflict-taken-here",
        Taken::Theirs => "conflict-taken-there",
        Taken::Both => "conflict-taken-both",
        Taken::Neither => "conflict-taken-neither",
    };
    strings.with(
        "conflict",
        &[("what", what.into()), ("clash", strings.get(key).into()), ("taken", strings.get(taken).into())],
    )
}

/// How many characters of a passage a line shows at most.
const PASSAGE: usize = 90;

fn describe(strings: &Strings, set: &AnnotationSet, thing: Thing) -> String {
    let title = |id: SourceId| set.sources().get(id).map_or("", |source| source.title.as_str());
    match thing {
        Thing::Source(id) => title(id).to_owned(),
        Thing::Annotation(id) => {
            let Some(annotation) = set.annotations().get(id) else { return String::new() };
            let label = annotation.label.and_then(|id| set.scheme().label(id));
            let label = label.map_or_else(|| strings.get("note"), |label| label.name.as_str());
            let text = set.versions().get(annotation.version).map_or("", SourceVersion::text);
            let parts: Vec<&str> = annotation.spans.iter().filter_map(|span| span.slice(text)).collect();
            let words = if parts.is_empty() { annotation.note.clone() } else { parts.join(" … ") };
            let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut quote: String = words.chars().take(PASSAGE).collect();
            if quote.len() < words.len() {
                quote.push('…');
            }
            let gaps = [("label", label.into()), ("quote", quote.into()), ("source", title(annotation.source).into())];
            strings.with("changes-annotation", &gaps)
        }
    }
}

fn line(ui: &mut Ui, strings: &Strings, way: Way, what: &str, text: &str) {
    let theme = theme::of(ui);
    let (key, tone) = match way {
        Way::Added => ("changes-added", Tone::Positive),
        Way::Changed => ("changes-changed", Tone::Warning),
        Way::Removed => ("changes-removed", Tone::Danger),
    };
    let way = strings.with(key, &[("what", what.into())]);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 8.0, size::ROW), Sense::hover());
    let builder = egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(egui::Align::Center));
    let mut inside = ui.new_child(builder);
    let left = chip(&mut inside, &way, tone).rect.right() + size::GAP;
    let area = egui::Rect::from_min_max(egui::pos2(left, rect.top()), rect.max);
    let font = theme::plain(size::BODY);
    let galley = egui::WidgetText::from(egui::RichText::new(text).font(font).color(theme.text)).into_galley(
        ui,
        Some(egui::TextWrapMode::Truncate),
        area.width(),
        egui::TextStyle::Body,
    );
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), area).min;
    ui.painter().galley(at, galley, theme.text);
    let said = format!("{way}: {text}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &said));
    response.on_hover_text(text);
}
