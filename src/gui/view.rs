//! What the screen shows of the set, apart from the set itself: what is chosen, hidden, searched.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::model::{AnnotationId, LabelId, SourceId, VersionId};
use crate::session::Command;
use crate::text::Span;

use super::action::Action;
use crate::exchange::Format;

/// What a widget asks for. Everything is carried out after the frame.
#[derive(Clone, Debug)]
pub enum Request {
    /// A change of the set.
    Do(Command),
    /// A change of the set that marks the selection of the active pane, which ends with it.
    Mark(Command),
    /// These annotations are chosen now.
    Choose(Vec<AnnotationId>),
    /// The pointer is on this annotation, in this source.
    Hover(Option<AnnotationId>, SourceId),
    /// This article is the one that the keyboard acts on.
    Activate(SourceId),
    /// An annotation is chosen and brought into view.
    Show(AnnotationId),
    /// A passage is brought into view.
    Reveal(SourceId, Span),
    /// A source in the list is chosen, alone or with others.
    Pick(SourceId, Pick),
    /// A source is shown in a pane, or no more.
    ShowSource(SourceId, bool),
    /// A label's annotations are shown, or no more; `None` stands for notes.
    ShowLabel(Option<LabelId>, bool),
    /// The set is exported in this format; the place is asked for.
    Export(Format),
    /// Something from the menus.
    Run(Action),
}

/// How a source in the list is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Nothing else is.
    Alone,
    /// With the others, or no more.
    Toggle,
    /// With all from the active one to it.
    Through,
}

/// How articles are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// Size of the running text, in points.
    pub size: f32,
    /// The longest line, in characters.
    pub line_length: u16,
}

impl Reading {
    /// The widest column, in points.
    pub fn measure(&self) -> f32 {
        // Noto Serif's letters are half an em wide on average, spaces included.
        (f32::from(self.line_length) * self.size * 0.5).floor()
    }
}

/// A place where the searched words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// In which source.
    pub source: SourceId,
    /// In which version of it.
    pub version: VersionId,
    /// Where.
    pub span: Span,
}

/// What the screen shows.
#[derive(Debug)]
pub struct View {
    /// The chosen annotations, the one chosen first in front.
    pub chosen: Vec<AnnotationId>,
    /// The annotation under the pointer.
    pub hovered: Option<AnnotationId>,
    /// The pane that the pointer is in.
    pub hovered_in: Option<SourceId>,
    /// The article that the keyboard acts on.
    pub active: Option<SourceId>,
    /// The sources that are chosen in the list beside each other; empty where it is only the active one.
    pub picked: BTreeSet<SourceId>,
    /// Whether the keyboard moves the start of the chosen annotation, else its end.
    pub active_start: bool,
    /// The source whose pane is to be scrolled into view, where not all panes fit.
    pub bring_into_view: Option<SourceId>,
    /// Sources without a pane.
    pub hidden_sources: BTreeSet<SourceId>,
    hidden_labels: BTreeSet<Option<LabelId>>,
    /// Grows when labels are shown or hidden.
    pub hidden_revision: u64,
    /// How articles are set.
    pub reading: Reading,
    hits: Vec<Hit>,
    /// Which of them are in a version.
    hits_of: HashMap<VersionId, Range<usize>>,
    current_hit: usize,
    /// Whether the reader was brought to the current hit.
    at_hit: bool,
}

impl View {
    /// Everything shown, nothing chosen.
    pub fn new(reading: Reading) -> Self {
        Self {
            chosen: Vec::new(),
            hovered: None,
            hovered_in: None,
            active: None,
            picked: BTreeSet::new(),
            active_start: false,
            bring_into_view: None,
            hidden_sources: BTreeSet::new(),
            hidden_labels: BTreeSet::new(),
            hidden_revision: 0,
            reading,
            hits: Vec::new(),
            hits_of: HashMap::new(),
            current_hit: 0,
            at_hit: false,
        }
    }

    /// The chosen annotation, where it is only one.
    pub fn only_chosen(&self) -> Option<AnnotationId> {
        match self.chosen.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whether annotations with this label are hidden; `None` stands for notes.
    pub fn is_hidden(&self, label: Option<LabelId>) -> bool {
        !self.hidden_labels.is_empty() && self.hidden_labels.contains(&label)
    }

    /// Whether any label's annotations are hidden.
    pub fn hides_labels(&self) -> bool {
        !self.hidden_labels.is_empty()
    }

    /// Shows or hides a label's annotations.
    pub fn show_label(&mut self, label: Option<LabelId>, show: bool) {
        if show {
            self.hidden_labels.remove(&label);
        } else {
            self.hidden_labels.insert(label);
        }
        self.hidden_revision += 1;
    }

    /// Takes what a search found, in reading order.
    pub fn set_hits(&mut self, hits: Vec<Hit>) {
        self.hits_of.clear();
        for (number, hit) in hits.iter().enumerate() {
            self.hits_of.entry(hit.version).or_insert(number..number).end = number + 1;
        }
        self.hits = hits;
        self.current_hit = 0;
        self.at_hit = false;
    }

    /// What the search found.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// The number of the hit that the reader is at, from 0.
    pub fn current_hit(&self) -> usize {
        self.current_hit
    }

    /// Whether the reader was brought to the current hit.
    pub fn is_at_hit(&self) -> bool {
        self.at_hit
    }

    /// Goes to another hit, around the ends, and returns it. The first step leads to the first hit.
    pub fn go_to_hit(&mut self, step: isize) -> Option<Hit> {
        let count = self.hits.len();
        if count == 0 {
            return None;
        }
        let step = if std::mem::replace(&mut self.at_hit, true) || step < 0 { step } else { 0 };
        self.current_hit = (self.current_hit as isize + step).rem_euclid(count as isize) as usize;
        self.hits.get(self.current_hit).copied()
    }

    /// Stays at this hit, to which the reader had gone.
    pub fn stay_at_hit(&mut self, hit: usize) {
        self.at_hit = true;
        self.current_hit = hit.min(self.hits.len().saturating_sub(1));
    }

    /// The hits in a range of a version, with whether each is the current one.
    pub fn hits_in(&self, version: VersionId, span: Span) -> impl Iterator<Item = (Span, bool)> + '_ {
        let current = self.current_hit;
        let range = self.hits_of.get(&version).cloned().unwrap_or_default();
        let of_version = self.hits.get(range.clone()).unwrap_or_default();
        // In reading order, and none overlaps another.
        let from = of_version.partition_point(|hit| hit.span.end <= span.start);
        let hits = (range.start + from..).zip(of_version.iter().skip(from));
        hits.take_while(move |(_, hit)| hit.span.start < span.end)
            .map(move |(number, hit)| (hit.span, number == current))
    }
}
