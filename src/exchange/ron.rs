//! The set's own file: all of the set, or a part of it as a set of its own.

use super::View;
use crate::model::{AnnotationSet, Parts, Source, Statement};
use crate::wire::{self, WriteOptions};

/// Writes the set as the program itself saves it.
pub(super) fn write(view: &View<'_>) -> Vec<u8> {
    let options = WriteOptions { texts: view.options.texts };
    if view.options.chooses_everything() {
        wire::write(view.set, &options).into_bytes()
    } else {
        wire::write(&part(view), &options).into_bytes()
    }
}

/// The chosen part of a set, with the set's id: what is missing from it is not deleted, so that merging it back loses
/// nothing.
fn part(view: &View<'_>) -> AnnotationSet {
    let set = view.set;
    let source = |source: &Source| Source {
        translation_of: source.translation_of.filter(|original| view.options.chooses_source(*original)),
        ..source.clone()
    };
    let statement = |statement: &Statement| Statement {
        appearances: view.appearances(statement).cloned().collect(),
        looked: statement
            .looked
            .iter()
            .filter(|(key, _)| view.options.chooses_source(key.source))
            .map(|(key, at)| (*key, *at))
            .collect(),
        ..statement.clone()
    };
    let progress = set.progress().iter().filter(|(key, _)| view.options.chooses_source(key.source));
    let parts = Parts {
        people: set.people().iter().cloned().collect(),
        annotators: set.annotators().iter().cloned().collect(),
        sources: view.sources.iter().map(|chosen| source(chosen)).collect(),
        versions: set
            .versions()
            .iter()
            .filter(|version| view.options.chooses_source(version.source))
            .cloned()
            .collect(),
        annotations: view.annotations.iter().copied().cloned().collect(),
        statements: view.statements.iter().map(|chosen| statement(chosen)).collect(),
        links: view.links.iter().copied().cloned().collect(),
        progress: progress.map(|(key, progress)| (*key, *progress)).collect(),
        tombstones: set.tombstones().iter().map(|(id, tombstone)| (*id, *tombstone)).collect(),
        ext: set.ext().clone(),
    };
    let whole = AnnotationSet::new(set.id(), set.created(), set.details().clone(), set.scheme().clone());
    let (part, refused) = whole.assemble(parts);
    for (id, error) in refused {
        log::error!("{id} does not stand by itself: {error}");
    }
    part
}

#[cfg(test)]
mod tests {
    use crate::exchange::{Format, Options, export, sample};
    use crate::model::AnnotationSet;
    use crate::text::Positions;
    use crate::wire::{self, Found};

    fn read_back(options: &Options) -> AnnotationSet {
        let bytes = export(&sample::set(), Format::Ron, options).unwrap();
        let mut nothing_moves = |_: &Positions, _: &[crate::model::Selector]| -> Found { panic!("a passage moved") };
        let reading = wire::read(&bytes, &mut nothing_moves).unwrap();
        assert_eq!(reading.findings, []);
        reading.set
    }

    #[test]
    fn the_whole_set_comes_back() {
        assert_eq!(read_back(&Options::default()), sample::set());
    }

    #[test]
    fn a_part_stands_by_itself() {
        let set = sample::set();
        let second = set.sources_in_order()[1].id;
        let part = read_back(&Options { sources: Some([second].into()), ..Options::default() });
        assert_eq!((part.sources().len(), part.annotations().len(), part.links().len()), (1, 2, 0));
        let claim = set.scheme().labels[0].id;
        let part = read_back(&Options { labels: Some([claim].into()), ..Options::default() });
        assert_eq!((part.sources().len(), part.annotations().len(), part.links().len()), (2, 2, 1));
        assert_eq!(part.statements().len(), 1);
    }
}
