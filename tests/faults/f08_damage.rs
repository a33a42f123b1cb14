//! F8: a file that is truncated, empty, garbage or flipped. Nothing changes silently, and what was not hit is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use crossread::model::AnnotationSet;
use crossread::session;
use crossread::wire::{ReadError, What};

use super::common::small_set::small_set;
use super::{count, file, reading};

/// Does `work` for every number below `end`, on as many threads as there are cores.
fn each(end: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= end {
                        break;
                    }
                    work(n);
                }
            });
        }
    });
}

/// How many records are left, where the file could be read and nothing changed silently.
fn left(bytes: &[u8], set: &AnnotationSet, what: &dyn Fn() -> String) -> Option<[usize; 10]> {
    let reading = session::read_set(bytes).ok()?;
    assert!(reading.set == *set || !reading.findings.is_empty(), "{}: a silent change", what());
    Some(count(&reading.set))
}

/// Whether everything is tried, as by hand; in CI, what stands inside words is tried at every third byte.
fn exhaustive() -> bool {
    std::env::var_os("CROSSREAD_EXHAUSTIVE").is_some()
}

/// The changes that are tried at a byte: one bit, or every bit.
fn changes(at: usize, byte: u8) -> Vec<u8> {
    if exhaustive() {
        return (0..8).map(|n| 1 << n).collect();
    }
    let inside = byte.is_ascii_alphanumeric() || byte == b' ';
    if inside && !at.is_multiple_of(3) { Vec::new() } else { vec![1 << (at * 5 % 8)] }
}

/// How many records are missing; the scheme is one. None may have come from nowhere.
fn missing(whole: [usize; 10], left: [usize; 10], what: &dyn Fn() -> String) -> usize {
    let missing = |n: usize| whole[n].saturating_sub(left[n]);
    assert!((5..10).chain(1..3).all(|n| left[n] <= whole[n]), "{}: {left:?} of {whole:?}: more than there was", what());
    missing(0).min(1) + (1..10).map(missing).sum::<usize>()
}

#[test]
fn f08_every_flipped_byte_is_noticed_and_costs_nothing() {
    let set = small_set();
    let (whole, records) = (file(&set), count(&set));
    let cases = AtomicUsize::new(0);
    each(whole.len(), |at| {
        for change in changes(at, whole[at]) {
            let mut hurt = whole.clone();
            hurt[at] ^= change;
            let what = || format!("byte {at} ({:?}) changed by {change:#04x}", char::from(whole[at]));
            let left = left(&hurt, &set, &what).unwrap_or_else(|| panic!("{}: not a set any more", what()));
            // The checksum of the whole says which byte it was: even the record that was hit is there.
            assert_eq!(missing(records, left, &what), 0, "{}: {left:?} of {records:?}", what());
            cases.fetch_add(1, Ordering::Relaxed);
        }
    });
    println!("{} flips of a file of {} bytes", cases.into_inner(), whole.len());
}

#[test]
fn f08_without_the_checksum_of_the_whole_a_flip_costs_one_record_and_what_hangs_on_it() {
    let set = small_set();
    let (whole, records) = (file(&set), count(&set));
    let end = whole.len() - "    sum: \"01234567\",\n)\n".len();
    let mut open = whole[..end].to_vec();
    open.extend_from_slice(b")\n");
    let cases = AtomicUsize::new(0);
    each(end, |at| {
        let change = if at % 4 < 2 { 1 << (at / 2 % 8) } else { 0x55 };
        if !at.is_multiple_of(6) && !exhaustive() {
            return;
        }
        let mut hurt = open.clone();
        hurt[at] ^= change;
        let what = || format!("byte {at} ({:?}) changed by {change:#04x}", char::from(open[at]));
        let reading = session::read_set(&hurt).unwrap_or_else(|error| panic!("{}: {error}", what()));
        assert!(reading.findings.iter().any(|finding| finding.what != What::NoChecksums), "{}", what());
        let left = count(&reading.set);
        // An annotation takes its links with it, an annotator their progress.
        let dependent = records[7].saturating_sub(left[7]) + records[8].saturating_sub(left[8]);
        let lost = missing(records, left, &what);
        assert!(lost.saturating_sub(dependent) <= 1, "{}: {left:?} of {records:?}: {:#?}", what(), reading.findings);
        cases.fetch_add(1, Ordering::Relaxed);
    });
    println!("{} flips without a checksum of the whole", cases.into_inner());
}

#[test]
fn f08_zeroed_blocks_are_noticed_and_cost_only_what_they_hit() {
    let set = small_set();
    let (whole, records) = (file(&set), count(&set));
    let cases = whole.len() / 64;
    each(cases, |n| {
        let at = n * 64;
        let mut hurt = whole.clone();
        hurt[at..(at + 512).min(whole.len())].fill(0);
        let what = || format!("512 zeroes at byte {at}");
        let left = left(&hurt, &set, &what).unwrap_or_else(|| panic!("{}: not a set any more", what()));
        // Half a kilobyte holds four short records at most, and an annotation takes its links with it.
        assert!(missing(records, left, &what) <= 8, "{}: {left:?} of {records:?}", what());
    });
    println!("{cases} zeroed blocks");
}

#[test]
fn f08_a_file_cut_at_any_length_is_never_taken_for_whole() {
    let set = small_set();
    let whole = file(&set);
    let most: Vec<AtomicUsize> = (0..10).map(|_| AtomicUsize::new(0)).collect();
    let head = whole.windows(7).position(|window| window == b"scheme:").unwrap();
    let step = if exhaustive() { 1 } else { 3 };
    each((whole.len() - 1).div_ceil(step), |n| match session::read_set(&whole[..whole.len() - 2 - n * step]) {
        Err(error) => {
            let end = whole.len() - 2 - n * step;
            assert!(matches!(error, ReadError::Empty | ReadError::NotASet { .. }) && end < head, "{end}: {error}");
        }
        Ok(reading) => {
            let end = whole.len() - 2 - n * step;
            // What is missing behind the last field is a line end.
            let complete = reading.set == set;
            assert!(complete || !reading.may_replace_the_file(), "cut at {end}");
            assert!(!reading.findings.is_empty(), "cut at {end}");
            for (most, count) in most.iter().zip(count(&reading.set)) {
                most.fetch_max(count, Ordering::Relaxed);
            }
        }
    });
    assert_eq!(most.into_iter().map(AtomicUsize::into_inner).collect::<Vec<_>>(), count(&set));
    println!("{} lengths", (whole.len() - 1).div_ceil(step));
}

#[test]
fn f08_doubled_and_deleted_lines_are_noticed_and_cost_only_what_they_hit() {
    let set = small_set();
    let (whole, records) = (String::from_utf8(file(&set)).unwrap(), count(&set));
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    each(lines.len(), |at| {
        let without = [&lines[..at], &lines[at + 1..]].concat().concat();
        let twice = [&lines[..=at], &lines[at..]].concat().concat();
        for (name, hurt) in [("deleted", without), ("doubled", twice)] {
            let what = || format!("line {} {name}: {}", at + 1, lines[at]);
            let left = left(hurt.as_bytes(), &set, &what).unwrap_or_else(|| panic!("{}: not a set any more", what()));
            // A record of one line goes with it; a link or somebody's progress goes with what it is about.
            let dependent = records[7].saturating_sub(left[7]) + records[8].saturating_sub(left[8]);
            assert!(
                missing(records, left, &what).saturating_sub(dependent) <= 1,
                "{}: {left:?} of {records:?}",
                what()
            );
        }
    });
    println!("{} lines doubled and deleted", lines.len());
}

#[test]
fn f08_what_is_put_right_is_named_and_the_file_is_not_replaced() {
    let set = small_set();
    let mut hurt = file(&set);
    let at = hurt.windows(9).position(|window| window == b"bridge\", ").unwrap() + 6;
    hurt[at] ^= 0x40;
    let reading = reading(&hurt);
    assert!(reading.set == set);
    assert!(!reading.may_replace_the_file());
    let [finding] = &reading.findings[..] else { panic!("{:?}", reading.findings) };
    assert_eq!(finding.what, What::Restored { is: "«b»".into(), was: "«\"»".into() });
    assert_eq!(finding.place.line as usize, hurt[..at].split(|byte| *byte == b'\n').count());
}

#[test]
fn f08_empty_files_and_other_peoples_files_are_refused_with_advice() {
    for garbage in [&b""[..], b"\0\0\0\0", b"\n\n", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3", b"PK\x03\x04", b"<html></html>"] {
        let error = session::read_set(garbage).unwrap_err();
        assert!(!error.hint().is_empty());
        assert!(matches!(error, ReadError::Empty | ReadError::NotASet { .. }), "{error}");
    }
}
