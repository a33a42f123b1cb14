//! Records as text and back.

use crossread::model::history::{Action, Name, Place, Recorded};
use crossread::model::{AnnotationId, Hash, SetId, SourceId, Timestamp, edit};
use crossread::text::Span;
use crossread::wire::journal::{Journal, JournalTrouble, Record, append, read};
use proptest::prelude::*;
use uuid::Uuid;

use crate::common::edits::{Dice, any_edit, empty_set};

fn start() -> Record {
    Record::Start { set: SetId(Uuid::from_u128(1)), instance: "k3f9".to_owned() }
}

/// A journal of steps that were really done, of every kind of edit.
fn journal(seed: u64, steps: usize) -> Vec<Record> {
    let mut dice = Dice(seed);
    let mut set = empty_set();
    let mut records = vec![start(), Record::file(Hash::of(b"file"), 1)];
    let mut done = 0;
    for _ in 0..steps * 4 {
        let edit = any_edit(&set, dice.roll());
        let Ok(inverse) = edit::apply(&mut set, edit.clone()) else { continue };
        let at = Timestamp(1_772_616_128_042 + i64::from(done));
        records.push(match dice.below(8) {
            0 => Record::Undid { entry: done, at, edit },
            1 => Record::Redid { entry: done, at, edit },
            _ => {
                let place = Place {
                    source: SourceId(Uuid::from_u128(7)),
                    span: dice.percent(50).then_some(Span { start: 3, end: 90 }),
                    annotation: dice.percent(50).then_some(AnnotationId(Uuid::from_u128(9))),
                };
                let recorded = Recorded { number: done, joins: dice.percent(20) };
                let name = Name::many(Action::Annotate, 1 + dice.below(3), "“Claim”\n\\");
                Record::Did { recorded, name, at, place: dice.percent(80).then_some(place), edit, inverse }
            }
        });
        done += 1;
        if records.len() > steps {
            break;
        }
    }
    records
}

fn text(records: &[Record]) -> String {
    let mut text = String::new();
    for (number, record) in (1..).zip(records) {
        append(&mut text, number, record);
    }
    text
}

fn taken(bytes: &[u8]) -> Vec<Record> {
    read(bytes).records.into_iter().map(|numbered| numbered.record).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_done_is_read_as_it_was_written(seed: u64) {
        let records = journal(seed, 30);
        let text = text(&records);
        let journal = read(text.as_bytes());
        prop_assert_eq!(&journal.trouble, &None);
        prop_assert_eq!(taken(text.as_bytes()), records);
    }
}

#[test]
fn a_journal_that_was_cut_anywhere_holds_everything_before_the_cut() {
    let records = journal(3, 12);
    let text = text(&records);
    let ends: Vec<usize> = read(text.as_bytes()).records.iter().map(|numbered| numbered.place.end).collect();
    for cut in 0..=text.len() {
        let journal = read(&text.as_bytes()[..cut]);
        let whole = ends.iter().filter(|end| **end <= cut).count();
        assert_eq!(journal.records.len(), whole, "cut at {cut}");
        let begins = ends[..whole].last().copied().unwrap_or_default();
        let torn = JournalTrouble::Torn { at: begins, bytes: cut - begins };
        assert_eq!(journal.trouble, (begins < cut).then_some(torn), "cut at {cut}");
    }
}

#[test]
fn f08_no_flipped_bit_changes_a_journal_silently() {
    let records = journal(5, 8);
    let text = text(&records);
    let places: Vec<_> = read(text.as_bytes()).records.into_iter().map(|numbered| numbered.place).collect();
    let mut flips = 0;
    for at in 0..text.len() {
        let hit = places.iter().position(|place| place.contains(&at)).unwrap();
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let journal = read(&bytes);
            let kept: Vec<_> = journal.records.iter().map(|numbered| &numbered.record).collect();
            assert_eq!(kept, records[..hit].iter().collect::<Vec<_>>(), "bit {bit} of byte {at}");
            // The last byte of a record is a line feed, which the next one begins behind.
            let lost = 1 + usize::from(places[hit].end == at + 1);
            assert!(kept.len() + journal.later.len() + lost >= records.len(), "bit {bit} of byte {at}");
            assert!(journal.trouble.is_some(), "bit {bit} of byte {at} goes unnoticed");
            flips += 1;
        }
    }
    assert!(flips > 20_000, "{flips}");
}

#[test]
fn zeroed_blocks_are_noticed_and_what_is_before_them_stays() {
    let records = journal(6, 30);
    let text = text(&records);
    for at in (0..text.len()).step_by(64) {
        let mut bytes = text.clone().into_bytes();
        let end = (at + 512).min(bytes.len());
        bytes[at..end].fill(0);
        let journal = read(&bytes);
        let kept = journal.records.len();
        let kept_end = journal.records.last().map_or(0, |last| last.place.end);
        assert!(journal.trouble.is_some() && kept_end <= at, "{at}");
        assert_eq!(taken(&bytes), records[..kept]);
    }
}

#[test]
fn what_was_written_twice_counts_once_and_a_torn_write_before_it_is_passed_over() {
    let records = journal(8, 6);
    let (before, after) = records.split_at(4);
    let mut bytes = text(before).into_bytes();
    // The disk was full in the middle of the record, or lost it: the next attempt begins on a new line.
    let mut again = String::new();
    for (number, record) in (5..).zip(after) {
        append(&mut again, number, record);
    }
    for cut in 0..again.len() {
        let mut bytes = bytes.clone();
        bytes.extend_from_slice(&again.as_bytes()[..cut]);
        bytes.push(b'\n');
        bytes.extend_from_slice(again.as_bytes());
        let journal = read(&bytes);
        assert_eq!(journal.trouble, None, "{cut}");
        assert_eq!(taken(&bytes), records, "{cut}");
    }
    // Of the first attempt only a later part reached the disk.
    let first = read(again.as_bytes()).records.len();
    assert_eq!(first, 0, "a journal begins with its start");
    bytes.extend(vec![0; 40]);
    bytes.push(b'\n');
    let mut later = String::new();
    append(&mut later, 6, &after[1]);
    bytes.extend_from_slice(later.as_bytes());
    bytes.push(b'\n');
    bytes.extend_from_slice(again.as_bytes());
    assert_eq!(taken(&bytes), records);
    assert_eq!(read(&bytes).trouble, None);
}

#[test]
fn behind_a_record_that_is_missing_nothing_is_trusted() {
    let records = journal(8, 6);
    let mut bytes = text(&records[..3]).into_bytes();
    let at = bytes.len();
    let mut rest = String::new();
    for (number, record) in (5..).zip(&records[4..]) {
        append(&mut rest, number, record);
    }
    bytes.extend_from_slice(rest.as_bytes());
    let journal = read(&bytes);
    assert_eq!(journal.trouble, Some(JournalTrouble::Damaged { at, later: records.len() - 4 }));
    assert_eq!(taken(&bytes), records[..3]);
}

#[test]
fn what_a_newer_program_wrote_is_not_half_understood() {
    let mut text = String::new();
    append(&mut text, 1, &start());
    let newer = "did(entry: 0, at: \"2026-03-04T09:22:08.042Z\", action: annotate, subject: \"\", mood: \"good\", edit: batch([]), inverse: batch([]))";
    let sum = crc32fast::hash(format!("2 {} {newer}", newer.len()).as_bytes());
    text.push_str(&format!("@ 2 {} {sum:08x}\n{newer}\n", newer.len()));
    let journal = read(text.as_bytes());
    assert_eq!(journal.records.len(), 1);
    assert!(
        matches!(&journal.trouble, Some(JournalTrouble::NotUnderstood { message, .. }) if message.contains("mood")),
        "{:?}",
        journal.trouble
    );
}

#[test]
fn a_long_journal_is_shortened_to_the_last_steps_and_keeps_what_no_file_has() {
    let mut records = vec![start(), Record::file(Hash::of(b"old"), 1)];
    let step = |n: u32| {
        let nothing = edit::Edit::Batch(Vec::new());
        let recorded = Recorded { number: n, joins: false };
        let name = Name::one(Action::ChangeNote, n.to_string());
        Record::Did { recorded, name, at: Timestamp(0), place: None, edit: nothing.clone(), inverse: nothing }
    };
    records.extend((0..100).map(step));
    records.push(Record::file(Hash::of(b"new"), 102));
    records.extend((100..110).map(step));
    let text = text(&records);
    let journal = read(text.as_bytes());
    let short = journal.shortened(text.as_bytes(), Hash::of(b"new"), 20).unwrap();
    let shorter = read(&short);
    assert_eq!(shorter.trouble, None);
    assert_eq!(shorter.set(), journal.set());
    assert_eq!(shorter.next(), journal.next());
    // The start, twenty steps, the file, and the ten steps that it does not hold.
    assert_eq!(shorter.records.len(), 1 + 20 + 1 + 10);
    assert_eq!(shorter.known(Hash::of(b"new")), Some(102));
    let numbers = |journal: &Journal| journal.steps_behind(102).iter().map(|step| step.number).collect::<Vec<_>>();
    assert_eq!(numbers(&shorter), numbers(&journal));
    assert_eq!(numbers(&shorter), (104..114).collect::<Vec<_>>());
}
