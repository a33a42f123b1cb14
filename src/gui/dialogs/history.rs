//! What was done, in words.

use crate::gui::strings::Strings;
use crate::model::history::{Action, Name, Place};
use crate::model::{AnnotationSet, SourceVersion};

/// How many characters of a passage name it.
const PASSAGE: usize = 36;

/// What was done and to which words, where the name does not say so: `Mark as Claim: “The bridge stays closed”`.
pub fn describe_at(strings: &Strings, set: &AnnotationSet, name: &Name, place: Option<Place>) -> String {
    let step = describe(strings, name);
    let one = name.count == 1;
    let nameless = matches!(
        name.action,
        Action::Annotate
            | Action::ChangeLabel
            | Action::ChangeAttribute
            | Action::AddPerson
            | Action::FoldBlocks
            | Action::UnfoldBlocks
    );
    match place.filter(|_| one && nameless).and_then(|place| passage(set, place)) {
        Some(words) => strings.with("history-passage", &[("step", step.into()), ("words", words.into())]),
        None => step,
    }
}

/// The first words of a place.
fn passage(set: &AnnotationSet, place: Place) -> Option<String> {
    let annotation = place.annotation.and_then(|id| set.annotations().get(id));
    let version = match annotation {
        Some(annotation) => set.versions().get(annotation.version),
        None => set.current_version(place.source),
    };
    let words = place.span?.slice(version.map(SourceVersion::text)?)?;
    let mut line = String::new();
    for word in words.split_whitespace() {
        let room = PASSAGE.saturating_sub(line.chars().count());
        if word.chars().count() > room {
            // A script without spaces is cut within its only word.
            if line.is_empty() {
                line.extend(word.chars().take(PASSAGE));
            }
            line = format!("{}…", line.trim_end());
            break;
        }
        line.push_str(word);
        line.push(' ');
    }
    let line = line.trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

/// What was done, in words: `Mark as Claim`, `Delete 3 annotations`.
pub fn describe(strings: &Strings, name: &Name) -> String {
    let key = match name.action {
        Action::AddSources => "history-add-sources",
        Action::RemoveSource => "history-remove-source",
        Action::MoveSource => "history-move-source",
        Action::EditSource => "history-edit-source",
        Action::UpdateSource => "history-update-source",
        Action::FoldBlocks => "history-fold-blocks",
        Action::UnfoldBlocks => "history-unfold-blocks",
        Action::Annotate if name.subject.is_empty() => "history-annotate-note",
        Action::Annotate => "history-annotate",
        Action::RemoveAnnotations => "history-remove-annotations",
        Action::ChangeExtent => "history-change-extent",
        Action::ChangeLabel if name.subject.is_empty() => "history-remove-label",
        Action::ChangeLabel => "history-change-label",
        Action::ChangeAttribute => "history-change-attribute",
        Action::ChangeNote => "history-change-note",
        Action::AddPart => "history-add-part",
        Action::Split => "history-split",
        Action::Merge => "history-merge",
        Action::EditScheme if name.subject.is_empty() => "history-edit-scheme",
        Action::EditScheme => "history-merge-labels",
        Action::EditDetails => "history-edit-details",
        Action::AddPerson => "history-add-person",
        Action::EditPeople => "history-edit-people",
        Action::NameAnnotator => "history-name-annotator",
        Action::SetProgress => "history-set-progress",
        Action::RestoreBackup => "history-restore-backup",
        Action::RestoreWork => "history-restore-work",
        Action::MergeCopy => "history-merge-copy",
    };
    strings.with(key, &[("count", name.count.into()), ("subject", name.subject.as_str().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_change_has_words() {
        let strings = Strings::load("en");
        for action in [
            Action::AddSources,
            Action::RemoveSource,
            Action::MoveSource,
            Action::EditSource,
            Action::UpdateSource,
            Action::FoldBlocks,
            Action::UnfoldBlocks,
            Action::Annotate,
            Action::RemoveAnnotations,
            Action::ChangeExtent,
            Action::ChangeLabel,
            Action::ChangeAttribute,
            Action::ChangeNote,
            Action::AddPart,
            Action::Split,
            Action::Merge,
            Action::EditScheme,
            Action::EditDetails,
            Action::AddPerson,
            Action::EditPeople,
            Action::NameAnnotator,
            Action::SetProgress,
            Action::RestoreBackup,
            Action::RestoreWork,
            Action::MergeCopy,
        ] {
            for name in [Name::one(action, "Claim"), Name::many(action, 3, "Claim"), Name::one(action, "")] {
                let words = describe(&strings, &name);
                assert!(!words.starts_with("history-") && !words.contains('{'), "{action:?}: {words}");
            }
        }
        assert_eq!(describe(&strings, &Name::many(Action::RemoveAnnotations, 3, "The bridge")), "Delete 3 annotations");
    }
}
