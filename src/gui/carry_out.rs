//! What the reader asked for, carried out after the frame.

use egui::Context;

use super::action::Action;
use super::app::App;
use super::article::pane::extended;
use super::article::selection::Selection;
use super::files::Asked;
use super::panels::annotation::note_field_id;
use super::theme::Tone;
use super::view::{Pick, Request};
use crate::index::Cursor;
use crate::model::history::{Action as Step, Grouping, Name};
use crate::model::{Annotation, AnnotationId, Progress, ProgressKey, SourceId, Spans};
use crate::session::{Command, Done, Named, ThemeChoice};
use crate::text::{self, Span};

impl App {
    /// Carries one request out.
    pub(super) fn carry_out(&mut self, ctx: &Context, request: Request) {
        match request {
            Request::Do(command) => self.run(command),
            Request::Mark(command) => {
                let source = self.view.active;
                self.run(command);
                // The words are marked now: the caret stays at their end and the selection goes.
                if let Some(pane) = source.and_then(|source| self.panes.get_mut(&source)) {
                    let head = pane.selection().span().end;
                    pane.select(Selection::caret(head));
                }
            }
            Request::Choose(ids) => self.view.chosen = ids,
            Request::Hover(id, source) => {
                self.view.hovered = id;
                self.view.hovered_in = Some(source);
                ctx.request_repaint();
            }
            Request::Activate(source) => {
                self.view.active = Some(source);
                // Who turns to another article is done with those that were chosen together.
                if !self.view.picked.contains(&source) {
                    self.view.picked.clear();
                }
            }
            Request::Pick(source, pick) => self.pick(source, pick),
            Request::Show(id) => self.show_annotation(id),
            Request::Reveal(source, span) => self.reveal(source, span),
            Request::ShowSource(source, show) => {
                self.fit_panes.reader_chose |= self.view.hidden_sources.contains(&source) == show;
                self.show_source(source, show);
            }
            Request::ShowLabel(label, show) => self.view.show_label(label, show),
            Request::Export(format) => self.ask(Asked::Export(format)),
            Request::Run(action) => {
                if self.is_enabled(action) {
                    self.act(ctx, action);
                }
            }
        }
        ctx.request_repaint();
    }

    /// Chooses a source in the list. What is chosen with others is active, too, so that the next one is counted from it.
    fn pick(&mut self, source: SourceId, pick: Pick) {
        let active = self.view.active;
        match pick {
            Pick::Alone => self.view.picked.clear(),
            Pick::Toggle => {
                if self.view.picked.is_empty() {
                    self.view.picked.extend(active);
                }
                if !self.view.picked.remove(&source) {
                    self.view.picked.insert(source);
                }
            }
            Pick::Through => {
                let ordered: Vec<SourceId> =
                    self.session.set().sources_in_order().into_iter().map(|source| source.id).collect();
                let place = |id| ordered.iter().position(|other| *other == id);
                let ends = active.and_then(place).zip(place(source));
                let (from, to) = ends.map_or((0, 0), |(one, other)| (one.min(other), one.max(other)));
                self.view.picked.extend(ordered.get(from..=to).unwrap_or_default());
            }
        }
    }

    /// Sends a command to the session and shows what came of it.
    pub(super) fn run(&mut self, command: Command) {
        let travels = matches!(command, Command::Undo | Command::Redo | Command::GoTo(_));
        let names_annotator = matches!(command, Command::NameAnnotator(_));
        let told = if command == Command::Redo { "told-redone" } else { "told-undone" };
        match self.session.run(command) {
            Ok(done) => {
                self.follow(&done, travels.then_some(told));
                self.ask_who_annotates(&done);
                if names_annotator {
                    self.settings.annotator = self
                        .session
                        .annotator()
                        .map(|annotator| Named { id: annotator.id.to_string(), name: annotator.name.clone() });
                    self.save_settings();
                }
            }
            Err(error) => self.messages.warn(error.to_string(), Vec::new()),
        }
    }

    /// The first annotation without a name asks for one. It is asked for, never taken from the system, and not insisted
    /// upon.
    fn ask_who_annotates(&mut self, done: &Done) {
        let marked = done.name.as_ref().is_some_and(|name| name.action == Step::Annotate);
        if marked && self.session.annotator().is_none() && !std::mem::replace(&mut self.asked_who, true) {
            let text = self.strings.get("ask-who").to_owned();
            self.messages.ask(text, Action::NameAnnotator);
        }
        if self.session.annotator().is_some() {
            self.messages.clear(Tone::Info);
        }
    }

    fn follow(&mut self, done: &Done, told: Option<&'static str>) {
        if let Some(chosen) = done.chosen {
            self.view.chosen = vec![chosen];
        }
        let Some(told) = told else { return };
        if let Some(place) = done.place {
            self.show_source(place.source, true);
            match (place.annotation, place.span) {
                (Some(id), _) if self.session.set().annotations().contains(id) => self.show_annotation(id),
                (_, Some(span)) => self.reveal(place.source, span),
                _ => {}
            }
        }
        if let Some(name) = &done.name {
            let step = super::dialogs::describe_at(&self.strings, self.session.set(), name, done.place);
            let text = self.strings.with(told, &[("step", step.into())]);
            self.messages.tell(text);
        }
    }

    /// A step of the history in words.
    pub fn history_name(&self, name: &Name) -> String {
        super::dialogs::describe(&self.strings, name)
    }

    /// Chooses an annotation and brings it into view.
    pub(super) fn show_annotation(&mut self, id: AnnotationId) {
        let Some(annotation) = self.session.set().annotations().get(id) else { return };
        let (source, span) = (annotation.source, annotation.spans.first().copied());
        self.view.chosen = vec![id];
        self.show_source(source, true);
        self.view.active = Some(source);
        if let Some(span) = span {
            self.reveal(source, span);
        }
    }

    fn reveal(&mut self, source: SourceId, span: Span) {
        self.show_source(source, true);
        let Some(version) = self.session.set().current_version(source) else { return };
        let pane = self.panes.entry(source).or_insert_with(|| super::article::pane::ArticlePane::new(version));
        pane.unfold_around(span, version);
        pane.reveal(span);
        if pane.selection().is_empty() {
            pane.select(Selection::caret(span.start));
        }
    }

    fn show_source(&mut self, source: SourceId, show: bool) {
        if show {
            // What the program brings in by itself takes another one's place, so that no pane is cut at the edge.
            self.fit_panes.came_in |= self.view.hidden_sources.remove(&source) && !self.fit_panes.reader_chose;
            self.view.bring_into_view = Some(source);
        } else {
            self.view.hidden_sources.insert(source);
        }
    }

    /// Goes to the next hit of the search, or the one before.
    pub(super) fn go_to_hit(&mut self, step: isize) {
        if let Some(hit) = self.view.go_to_hit(step) {
            self.view.active = Some(hit.source);
            self.reveal(hit.source, hit.span);
        }
    }

    /// Closes the search. The hit that the reader is at becomes the selection, ready to be marked.
    pub(super) fn end_search(&mut self, ctx: &Context) {
        let hit = self.view.hits().get(self.view.current_hit()).copied();
        self.search.close(&mut self.view);
        let source = hit.map(|hit| hit.source).or(self.view.active);
        if let Some(hit) = hit
            && let Some(pane) = self.panes.get_mut(&hit.source)
        {
            pane.select(Selection::of(hit.span));
            pane.reveal(hit.span);
        }
        if let Some(source) = source {
            self.view.active = Some(source);
            ctx.memory_mut(|memory| memory.request_focus(super::article::pane::ArticlePane::id(source)));
        }
    }

    /// What is selected in the active pane.
    fn selected(&self) -> Option<(SourceId, Span)> {
        let source = self.view.active?;
        let span = self.panes.get(&source)?.selection().span();
        (!span.is_empty()).then_some((source, span))
    }

    fn only_chosen(&self) -> Option<&Annotation> {
        self.session.set().annotations().get(self.view.only_chosen()?)
    }

    /// The title of an action in menus; `None` for a digit that gives no label.
    pub fn title_of(&self, action: Action) -> Option<String> {
        Some(match action {
            Action::Label(digit) => {
                let label = self.session.set().scheme().label_by_shortcut(digit)?;
                self.strings.with(action.key(), &[("label", label.name.as_str().into())])
            }
            Action::Recover if !self.has_undecided() => return None,
            Action::MergeOutside if !self.is_changed_outside() => return None,
            Action::Undo => match self.session.next_undo() {
                Some(entry) => {
                    self.strings.with("action-undo-named", &[("step", self.history_name(&entry.name).into())])
                }
                None => self.strings.get(action.key()).to_owned(),
            },
            Action::Redo => match self.session.next_redo() {
                Some(entry) => {
                    self.strings.with("action-redo-named", &[("step", self.history_name(&entry.name).into())])
                }
                None => self.strings.get(action.key()).to_owned(),
            },
            _ => self.strings.get(action.key()).to_owned(),
        })
    }

    /// Whether a setting that an action switches is on.
    pub fn is_on(&self, action: Action) -> bool {
        match action {
            Action::ToggleSources => self.panels.sources,
            Action::ToggleInspector => self.panels.annotation,
            Action::ToggleTable => self.panels.table,
            Action::History => self.history.is_open(),
            Action::ThemeSystem => self.settings.theme == ThemeChoice::System,
            Action::ThemeLight => self.settings.theme == ThemeChoice::Light,
            Action::ThemeDark => self.settings.theme == ThemeChoice::Dark,
            Action::MarkDone => self.is_done(),
            _ => false,
        }
    }

    fn is_done(&self) -> bool {
        let key = self.session.annotator().zip(self.view.active);
        key.is_some_and(|(annotator, source)| {
            let key = ProgressKey { annotator: annotator.id, source };
            self.session.set().progress().get(&key) == Some(&Progress::Done)
        })
    }

    /// Whether an action would do something now.
    pub fn is_enabled(&self, action: Action) -> bool {
        let sources = !self.session.set().sources().is_empty();
        let chosen = !self.view.chosen.is_empty();
        match action {
            Action::NewSet
            | Action::AddArticles
            | Action::AddFolder
            | Action::AddFromWeb
            | Action::PasteArticle
            | Action::OpenSet
            | Action::OpenSample
            | Action::Quit
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::ZoomReset
            | Action::ThemeSystem
            | Action::ThemeLight
            | Action::ThemeDark
            | Action::Palette
            | Action::Shortcuts
            | Action::About => true,
            Action::Recover => self.has_undecided(),
            Action::MergeOutside => self.is_changed_outside(),
            Action::Versions => sources && self.session.environment().data.is_some(),
            Action::Undo => self.session.next_undo().is_some(),
            Action::Redo => self.session.next_redo().is_some(),
            Action::FindNext | Action::FindPrevious => !self.view.hits().is_empty(),
            Action::Label(_) | Action::Note => self.selected().is_some() || chosen,
            Action::Unlabel | Action::Delete => chosen,
            Action::NoteOnSource
            | Action::SourceDetails
            | Action::RemoveSource
            | Action::FoldBlock
            | Action::UnfoldAll
            | Action::NextPane
            | Action::PreviousPane
            | Action::MarkDone => self.view.active.is_some(),
            Action::AddPart => {
                let fits = |annotation: &Annotation| {
                    !annotation.spans.is_empty()
                        && self.selected().is_some_and(|(source, _)| source == annotation.source)
                };
                self.only_chosen().is_some_and(fits)
            }
            Action::Split => self.only_chosen().is_some_and(|annotation| !annotation.spans.is_empty()),
            Action::SwitchEnd
            | Action::EndBackByWord
            | Action::EndOnByWord
            | Action::EndBackByCharacter
            | Action::EndOnByCharacter => self.only_chosen().is_some_and(|annotation| !annotation.spans.is_empty()),
            Action::Merge => {
                let set = self.session.set();
                let versions: Vec<_> = self.view.chosen.iter().filter_map(|id| set.annotations().get(*id)).collect();
                versions.len() > 1
                    && versions
                        .iter()
                        .all(|a| !a.spans.is_empty() && Some(a.version) == versions.first().map(|b| b.version))
            }
            Action::MoveSourceBack => self.place_of_active().is_some_and(|(at, _)| at > 0),
            Action::MoveSourceOn => self.place_of_active().is_some_and(|(at, count)| at + 1 < count),
            Action::NextAnnotation | Action::PreviousAnnotation => !self.session.set().annotations().is_empty(),
            Action::Save
            | Action::SaveAs
            | Action::History
            | Action::Export
            | Action::SetDetails
            | Action::Find
            | Action::EditScheme
            | Action::People
            | Action::NameAnnotator
            | Action::ToggleSources
            | Action::ToggleInspector
            | Action::ToggleTable
            | Action::LargerText
            | Action::SmallerText
            | Action::LongerLines
            | Action::ShorterLines => sources,
        }
    }

    fn place_of_active(&self) -> Option<(usize, usize)> {
        let ordered = self.session.set().sources_in_order();
        let at = ordered.iter().position(|source| Some(source.id) == self.view.active)?;
        Some((at, ordered.len()))
    }

    fn act(&mut self, ctx: &Context, action: Action) {
        match action {
            Action::NewSet => self.new_set(),
            Action::AddArticles => self.ask(Asked::Articles),
            Action::AddFolder => self.ask(Asked::Folder),
            Action::PasteArticle => self.paste(ctx),
            Action::OpenSet => self.ask(Asked::Set),
            Action::OpenSample => self.open_sample(),
            Action::Save => self.save(),
            Action::SaveAs => self.ask(Asked::SaveAs),
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::Recover => self.decide_now(),
            Action::MergeOutside => self.compare_outside(),
            Action::History => self.history.toggle(&self.session),
            Action::Undo => self.run(Command::Undo),
            Action::Redo => self.run(Command::Redo),
            Action::Find => self.search.open(),
            Action::FindNext => self.go_to_hit(1),
            Action::FindPrevious => self.go_to_hit(-1),
            Action::Label(digit) => self.label(digit),
            Action::Unlabel => self.run(Command::SetLabel(self.view.chosen.clone(), None)),
            Action::Note => self.note(ctx),
            Action::NoteOnSource => {
                if let Some(source) = self.view.active {
                    self.run(Command::Annotate { source, spans: Spans::new(), label: None });
                    self.write_note(ctx);
                }
            }
            Action::AddPart => {
                if let (Some(id), Some((_, span))) = (self.view.only_chosen(), self.selected()) {
                    self.run(Command::AddPart(id, span));
                    self.drop_selection();
                }
            }
            Action::Split => self.split(),
            Action::Merge => self.run(Command::Merge(self.view.chosen.clone())),
            Action::Delete => {
                let chosen = std::mem::take(&mut self.view.chosen);
                self.run(Command::RemoveAnnotations(chosen));
            }
            Action::NextAnnotation => self.go_to_annotation(true),
            Action::PreviousAnnotation => self.go_to_annotation(false),
            Action::SwitchEnd => self.view.active_start = !self.view.active_start,
            Action::EndBackByWord => self.nudge(text::prev_word_boundary),
            Action::EndOnByWord => self.nudge(text::next_word_boundary),
            Action::EndBackByCharacter => self.nudge(text::prev_grapheme),
            Action::EndOnByCharacter => self.nudge(text::next_grapheme),
            Action::AddFromWeb
            | Action::Export
            | Action::SetDetails
            | Action::EditScheme
            | Action::People
            | Action::NameAnnotator
            | Action::SourceDetails
            | Action::Versions
            | Action::Shortcuts
            | Action::About => self.open_dialog(action),
            Action::RemoveSource => {
                if let Some(source) = self.view.active {
                    self.run(Command::RemoveSource(source));
                    let text = self.strings.get("source-removed").to_owned();
                    self.messages.warn(text, vec![Action::Undo]);
                }
            }
            Action::MoveSourceBack | Action::MoveSourceOn => {
                if let (Some(source), Some((at, _))) = (self.view.active, self.place_of_active()) {
                    let to = if action == Action::MoveSourceBack { at.saturating_sub(1) } else { at + 1 };
                    self.run(Command::MoveSource(source, to));
                }
            }
            Action::MarkDone => self.mark_done(),
            Action::FoldBlock => self.fold_block(),
            Action::UnfoldAll => {
                let active = self.view.active;
                if let Some((pane, version)) = active.and_then(|source| {
                    Some((self.panes.get_mut(&source)?, self.session.set().current_version(source)?))
                }) {
                    pane.unfold_all(version);
                }
            }
            Action::NextPane => self.go_to_pane(ctx, 1),
            Action::PreviousPane => self.go_to_pane(ctx, -1),
            Action::ToggleSources => self.panels.sources = !self.panels.sources,
            Action::ToggleInspector => self.panels.annotation = !self.panels.annotation,
            Action::ToggleTable => self.panels.table = !self.panels.table,
            Action::ZoomIn => self.zoom(ctx, 10),
            Action::ZoomOut => self.zoom(ctx, -10),
            Action::ZoomReset => self.zoom(ctx, 100 - self.settings.zoom as i16),
            Action::LargerText | Action::SmallerText => {
                let step = if action == Action::LargerText { 1.0 } else { -1.0 };
                self.settings.reading_size = (self.settings.reading_size + step).clamp(10.0, 40.0);
                self.view.reading.size = self.settings.reading_size;
                self.save_settings();
            }
            Action::LongerLines | Action::ShorterLines => {
                let length = self.settings.line_length;
                let length = if action == Action::LongerLines { length + 5 } else { length.saturating_sub(5) };
                self.settings.line_length = length.clamp(30, 200);
                self.view.reading.line_length = self.settings.line_length;
                self.save_settings();
            }
            Action::ThemeSystem => self.set_theme(ctx, ThemeChoice::System),
            Action::ThemeLight => self.set_theme(ctx, ThemeChoice::Light),
            Action::ThemeDark => self.set_theme(ctx, ThemeChoice::Dark),
            Action::Palette => self.palette.open(),
        }
    }

    fn set_theme(&mut self, ctx: &Context, choice: ThemeChoice) {
        self.settings.theme = choice;
        self.set_look(ctx);
        self.save_settings();
    }

    fn zoom(&mut self, ctx: &Context, step: i16) {
        self.settings.zoom = self.settings.zoom.saturating_add_signed(step).clamp(50, 300);
        self.set_look(ctx);
        self.save_settings();
    }

    /// A digit: marks what is selected, else changes the label of what is chosen.
    fn label(&mut self, digit: u8) {
        let Some(label) = self.session.set().scheme().label_by_shortcut(digit).map(|label| label.id) else { return };
        if let Some((source, span)) = self.selected() {
            self.run(Command::Annotate { source, spans: [span].into_iter().collect(), label: Some(label) });
            self.drop_selection();
        } else {
            self.run(Command::SetLabel(self.view.chosen.clone(), Some(label)));
        }
    }

    /// A note: on what is selected, else the note of what is chosen.
    fn note(&mut self, ctx: &Context) {
        if let Some((source, span)) = self.selected() {
            self.run(Command::Annotate { source, spans: [span].into_iter().collect(), label: None });
            self.drop_selection();
        }
        self.write_note(ctx);
    }

    fn write_note(&mut self, ctx: &Context) {
        if let Some(chosen) = self.view.only_chosen() {
            self.panels.annotation = true;
            ctx.memory_mut(|memory| memory.request_focus(note_field_id(chosen)));
        }
    }

    /// The words are marked now: the caret stays at their end and the selection goes.
    fn drop_selection(&mut self) {
        if let Some(pane) = self.view.active.and_then(|source| self.panes.get_mut(&source)) {
            let end = pane.selection().span().end;
            pane.select(Selection::caret(end));
        }
    }

    fn split(&mut self) {
        let Some(annotation) = self.only_chosen() else { return };
        let (id, source) = (annotation.id, annotation.source);
        let caret = self.panes.get(&source).map(|pane| pane.selection().head);
        let inside = caret.filter(|at| annotation.spans.iter().any(|span| span.start < *at && *at < span.end));
        match (inside, annotation.spans.len()) {
            (Some(at), _) => self.run(Command::Split(id, Some(at))),
            (None, 2..) => self.run(Command::Split(id, None)),
            _ => self.messages.tell(self.strings.get("split-where")),
        }
    }

    /// Moves the active end of the chosen annotation by a step through the text.
    fn nudge(&mut self, step: fn(&str, u32) -> u32) {
        let Some(annotation) = self.only_chosen() else { return };
        let start = self.view.active_start;
        let part = if start { 0 } else { annotation.spans.len().saturating_sub(1) };
        let Some(span) = annotation.spans.get(part) else { return };
        let text = self.session.set().versions().get(annotation.version).map_or("", |version| version.text());
        let mut at = step(text, if start { span.start } else { span.end });
        // White space at the end is never part of an annotation: a step onto it goes on to the next word.
        if !start && at > span.end && Span::new(span.end, at).slice(text).is_some_and(|gap| gap.trim().is_empty()) {
            at = step(text, at);
        }
        let (id, source) = (annotation.id, annotation.source);
        if let Some(spans) = extended(&self.session, id, part, start, at) {
            let group = Grouping::Typing(u64::from(start) + 1);
            self.run(Command::SetExtent(id, spans, group));
            if let Some(pane) = self.panes.get_mut(&source) {
                pane.reveal_near(at);
            }
        }
    }

    fn mark_done(&mut self) {
        let Some(source) = self.view.active else { return };
        if self.session.annotator().is_none() {
            self.open_dialog(Action::MarkDone);
            return;
        }
        let progress = if self.is_done() { Progress::Reading } else { Progress::Done };
        self.run(Command::SetProgress(source, progress));
    }

    /// Makes the block under the caret boilerplate, or text again.
    fn fold_block(&mut self) {
        let Some(source) = self.view.active else { return };
        let (Some(version), Some(pane)) = (self.session.set().current_version(source), self.panes.get(&source)) else {
            return;
        };
        let span = pane.selection().span();
        let touched = |block: &crate::model::Block| block.span.start <= span.end && span.start <= block.span.end;
        let blocks: Vec<u32> =
            version.blocks.iter().enumerate().filter(|(_, block)| touched(block)).map(|(n, _)| n as u32).collect();
        let on = blocks.iter().any(|n| version.blocks.get(*n as usize).is_some_and(|block| !block.boilerplate));
        let hull = blocks.iter().filter_map(|n| version.blocks.get(*n as usize)).map(|block| block.span);
        let hull = hull.reduce(Span::hull);
        let version = version.id;
        let spans = self.session.index().spans();
        let marked: std::collections::BTreeSet<AnnotationId> = hull
            .into_iter()
            .flat_map(|hull| spans.numbered_in_range(version, hull))
            .map(|(_, entry)| entry.annotation)
            .collect();
        self.run(Command::SetBoilerplate(version, blocks, on));
        if on && !marked.is_empty() {
            self.messages.tell(self.strings.with("folded-with-marks", &[("count", marked.len().into())]));
        }
    }

    /// From annotation to annotation: in the active article, then in the next one that has any.
    fn go_to_annotation(&mut self, forward: bool) {
        let shown = self.shown_sources();
        let Some(active) = self.view.active.or(shown.first().copied()) else { return };
        let spans = self.session.index().spans();
        let set = self.session.set();
        let visible = |id: &AnnotationId| set.annotations().get(*id).is_some_and(|a| !self.view.is_hidden(a.label));
        let here = set.current_version(active).map(|version| version.id);
        let chosen =
            self.only_chosen().filter(|annotation| annotation.source == active && !annotation.spans.is_empty());
        let caret = self.panes.get(&active).map_or(0, |pane| pane.selection().head);
        let cursor = chosen.map_or(Cursor::Byte(caret), |annotation| Cursor::Annotation(annotation.id));
        let in_active = here.and_then(|version| {
            if forward {
                spans.after(version, cursor).find(visible)
            } else {
                spans.before(version, cursor).find(visible)
            }
        });
        let found = in_active.or_else(|| {
            let at = shown.iter().position(|source| *source == active).unwrap_or(0);
            let count = shown.len();
            (1..=count).find_map(|step| {
                let next = if forward { (at + step) % count } else { (at + count - step % count) % count };
                let version = set.current_version(*shown.get(next)?)?.id;
                if forward {
                    spans.after(version, Cursor::Byte(0)).find(visible)
                } else {
                    spans.before(version, Cursor::Byte(u32::MAX)).find(visible)
                }
            })
        });
        if let Some(id) = found {
            self.show_annotation(id);
        }
    }

    fn go_to_pane(&mut self, ctx: &Context, step: isize) {
        let shown = self.shown_sources();
        let focused = ctx.memory(egui::Memory::focused);
        let in_an_article = shown.iter().any(|source| focused == Some(super::article::pane::ArticlePane::id(*source)));
        let at = shown.iter().position(|source| Some(*source) == self.view.active).unwrap_or(0);
        // From elsewhere the key leads back to the article that was left.
        let step = if in_an_article { step } else { 0 };
        let next = (at as isize + step).rem_euclid(shown.len().max(1) as isize) as usize;
        if let Some(source) = shown.get(next) {
            let source = *source;
            self.view.active = Some(source);
            self.show_source(source, true);
            ctx.memory_mut(|memory| memory.request_focus(super::article::pane::ArticlePane::id(source)));
        }
    }
}
