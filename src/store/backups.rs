//! Earlier versions of a file, in a folder that the caller chooses and that nothing else should use.
//!
//! The last ten are kept, and of those before them one a day for seven days, as long as they fit into 256 MiB; never
//! fewer than two. They are in the order of a counter that stands in their names. The clock only tells which day each
//! was made on and what is shown: nothing is ever removed for being old, and no clock that jumps makes a newer backup
//! give way to an older one. At worst, each jump takes one of the seven days.
//!
//! A name says number, time, length and hash: `00000042_2026-03-04T09-22-08.042Z_12345_HASH.ron`. A listing reads no
//! file. What has no such name, or not the length that its name says, is left alone.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::companion::make_private_directory;
use super::error::{Doing, StoreError};
use super::file_system::FileSystem;
use super::replace::{failed, replace};
use crate::model::{Hash, Timestamp};

/// What the names end with.
const ENDING: &str = ".ron";

/// Larger numbers are not ours: nobody saves a set so often.
const MAX_NUMBER: u64 = 1_000_000_000_000;

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// An earlier version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The file that holds it.
    pub path: PathBuf,
    /// Which one it is: later ones have higher numbers, whatever the clock said.
    pub number: u64,
    /// When it was made, by the clock of that moment.
    pub at: Timestamp,
    /// Its length in bytes.
    pub length: u64,
    /// The hash of its bytes.
    pub hash: Hash,
}

/// How many backups are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// How many of the newest.
    pub recent: usize,
    /// On how many days before the newest one's the last of the day is kept.
    pub days: usize,
    /// How many bytes all of them may take.
    pub bytes: u64,
    /// How many are kept whatever they take.
    pub least: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self { recent: 10, days: 7, bytes: 256 * 1024 * 1024, least: 2 }
    }
}

/// What came of keeping a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The newest backup, which holds the bytes.
    pub backup: Backup,
    /// Whether it was made now; `false` where it held the same bytes already.
    pub is_new: bool,
    /// How many older ones were removed.
    pub removed: usize,
}

/// Keeps `bytes` as the newest backup, unless the newest one holds the same, and removes what the [`Rules`] no longer ask
/// for. The folder is made where it is missing; folder and files are for nobody but their owner to read.
///
/// Once this has returned, the backup survives a power failure, as far as [`replace`] promises. A backup is removed only
/// after that; one that cannot be removed stays until next time.
///
/// # Errors
///
/// When the folder cannot be made or looked into, or the backup cannot be written; all others are then as they were.
pub fn keep(fs: &dyn FileSystem, folder: &Path, bytes: &[u8], at: Timestamp) -> Result<Kept, StoreError> {
    keep_by(fs, folder, bytes, at, &Rules::default())
}

/// [`keep`] with other rules.
///
/// # Errors
///
/// As [`keep`].
pub fn keep_by(
    fs: &dyn FileSystem,
    folder: &Path,
    bytes: &[u8],
    at: Timestamp,
    rules: &Rules,
) -> Result<Kept, StoreError> {
    make_private_directory(fs, folder)?;
    let named = names(fs, folder)?;
    // Those that are not whole have taken their numbers too.
    let number = named.first().map_or(1, |last| last.number + 1);
    let mut backups = whole(fs, named);
    let hash = Hash::of(bytes);
    if let Some(newest) = backups.first()
        && (newest.hash, newest.length) == (hash, bytes.len() as u64)
    {
        return Ok(Kept { backup: newest.clone(), is_new: false, removed: 0 });
    }
    let mut backup = Backup { path: PathBuf::new(), number, at, length: bytes.len() as u64, hash };
    backup.path = folder.join(name(&backup));
    replace(fs, &backup.path, bytes)?;
    backups.insert(0, backup.clone());
    let mut removed = 0;
    for number in to_remove(&backups, rules) {
        for old in backups.iter().filter(|old| old.number == number) {
            match fs.remove(&old.path) {
                Ok(()) => removed += 1,
                Err(error) => log::warn!("an old backup stays: {error}: {}", old.path.display()),
            }
        }
    }
    Ok(Kept { backup, is_new: true, removed })
}

/// The backups in a folder, the newest first; none where there is no such folder. Reads no file.
///
/// # Errors
///
/// When the folder cannot be looked into.
pub fn list(fs: &dyn FileSystem, folder: &Path) -> Result<Vec<Backup>, StoreError> {
    match names(fs, folder) {
        Err(error) if error.is_missing() => Ok(Vec::new()),
        named => named.map(|named| whole(fs, named)),
    }
}

/// Those whose files have the length that their names say.
fn whole(fs: &dyn FileSystem, mut named: Vec<Backup>) -> Vec<Backup> {
    named.retain(|backup| {
        let found = fs.metadata(&backup.path);
        found.is_ok_and(|found| found.is_file && found.length == backup.length)
    });
    named
}

/// The bytes of a backup.
///
/// # Errors
///
/// When the system refuses; [`StoreError::DamagedBackup`] when the bytes are not those that its name speaks of.
pub fn read(fs: &dyn FileSystem, backup: &Backup) -> Result<Vec<u8>, StoreError> {
    let bytes = fs.read(&backup.path, backup.length).map_err(failed(Doing::Read, &backup.path))?;
    if Hash::of(&bytes) == backup.hash {
        Ok(bytes)
    } else {
        Err(StoreError::DamagedBackup { path: backup.path.clone() })
    }
}

/// What the names in a folder speak of, the newest first.
fn names(fs: &dyn FileSystem, folder: &Path) -> Result<Vec<Backup>, StoreError> {
    let names = fs.list(folder).map_err(failed(Doing::List, folder))?;
    let mut backups: Vec<Backup> = names.iter().filter_map(|name| parse(folder, name)).collect();
    // Two programs may have given the same number at the same moment.
    backups.sort_by(|a, b| (b.number, b.at, &b.path).cmp(&(a.number, a.at, &a.path)));
    Ok(backups)
}

fn name(backup: &Backup) -> String {
    // Windows allows no colon in a name.
    let at = backup.at.to_string().replace(':', "-");
    format!("{:08}_{at}_{}_{}{ENDING}", backup.number, backup.length, backup.hash)
}

fn parse(folder: &Path, name: &OsStr) -> Option<Backup> {
    let text = name.to_str()?.strip_suffix(ENDING)?;
    let mut parts = text.split('_');
    let (number, at, length, hash) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let (date, time) = at.split_once('T')?;
    let backup = Backup {
        path: folder.join(name),
        number: number.parse().ok().filter(|number| *number <= MAX_NUMBER)?,
        at: Timestamp::parse(&format!("{date}T{}", time.replace('-', ":")))?,
        length: length.parse().ok()?,
        hash: Hash::parse(hash)?,
    };
    // What would be written otherwise is not ours.
    (self::name(&backup) == name.to_str()?).then_some(backup)
}

/// Which backups, by number, the rules no longer ask for. `backups` are in order, the newest first.
///
/// Asked for are the newest ones, and the last one of each of the days before the newest one's. Where they take too much
/// room, the newest and the one before it come first, then in turn one of an earlier day and one of the newest, as far as
/// they fit.
pub fn to_remove(backups: &[Backup], rules: &Rules) -> BTreeSet<u64> {
    let mut kept: BTreeSet<u64> = BTreeSet::new();
    let mut bytes = 0_u64;
    for backup in by_worth(backups, rules) {
        let sum = bytes.saturating_add(backup.length);
        if !kept.contains(&backup.number) && (kept.len() < rules.least || sum <= rules.bytes) {
            kept.insert(backup.number);
            bytes = sum;
        }
    }
    backups.iter().map(|backup| backup.number).filter(|number| !kept.contains(number)).collect()
}

/// What the rules ask for, the most important first; some twice.
fn by_worth<'a>(backups: &'a [Backup], rules: &Rules) -> Vec<&'a Backup> {
    let day = |backup: &Backup| backup.at.0.div_euclid(DAY);
    let mut seen: BTreeSet<i64> = backups.first().map(day).into_iter().collect();
    let days: Vec<&Backup> = backups.iter().filter(|backup| seen.insert(day(backup))).take(rules.days).collect();
    let recent = &backups[..backups.len().min(rules.recent)];
    let (first, rest) = recent.split_at(recent.len().min(rules.least));
    let mut worth: Vec<&Backup> = first.iter().collect();
    for place in 0..days.len().max(rest.len()) {
        worth.extend(days.get(place));
        worth.extend(rest.get(place));
    }
    worth
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn backup(number: u64, at: i64, length: u64) -> Backup {
        Backup { path: PathBuf::new(), number, at: Timestamp(at), length, hash: Hash::default() }
    }

    /// Backups with times and lengths as they come, the newest first.
    fn any_backups() -> impl Strategy<Value = Vec<Backup>> {
        let one = (-20_i64..20, 0..DAY, 0_u64..50);
        prop::collection::vec(one, 0..40).prop_map(|all| {
            let numbered = (1..).zip(all);
            let mut all: Vec<Backup> =
                numbered.map(|(number, (day, time, length))| backup(number, day * DAY + time, length)).collect();
            all.reverse();
            all
        })
    }

    fn any_rules() -> impl Strategy<Value = Rules> {
        (2_usize..12, 0_usize..8, 0_u64..400).prop_map(|(recent, days, bytes)| Rules { recent, days, bytes, least: 2 })
    }

    fn after(mut backups: Vec<Backup>, rules: &Rules) -> Vec<Backup> {
        let removed = to_remove(&backups, rules);
        backups.retain(|backup| !removed.contains(&backup.number));
        backups
    }

    proptest! {
        #[test]
        fn the_newest_stay_and_there_are_not_too_many(backups in any_backups(), rules in any_rules()) {
            let kept = after(backups.clone(), &rules);
            let least = backups.len().min(rules.least);
            prop_assert_eq!(&kept[..least], &backups[..least]);
            prop_assert!(kept.len() <= rules.recent + rules.days);
            let bytes: u64 = kept.iter().map(|backup| backup.length).sum();
            prop_assert!(bytes <= rules.bytes || kept.len() <= rules.least, "{bytes} bytes");
            prop_assert_eq!(after(kept.clone(), &rules), kept, "a second look removes nothing more");
        }

        #[test]
        fn f16_no_clock_costs_any_of_the_newest(backups in any_backups(), days in 0_usize..8) {
            let rules = Rules { days, bytes: u64::MAX, ..Rules::default() };
            let kept = after(backups.clone(), &rules);
            let recent = backups.len().min(rules.recent);
            prop_assert_eq!(&kept[..recent], &backups[..recent]);
            let shifted = |by: i64| {
                let moved = |old: &Backup| Backup { at: Timestamp(old.at.0 + by), ..old.clone() };
                to_remove(&backups.iter().map(moved).collect::<Vec<_>>(), &rules)
            };
            prop_assert_eq!(shifted(0), shifted(80_000 * DAY), "what day it is today does not matter");
        }

        #[test]
        fn thinning_with_every_save_leaves_what_thinning_once_would(backups in any_backups()) {
            let rules = Rules { bytes: u64::MAX, ..Rules::default() };
            let mut kept = Vec::new();
            for backup in backups.iter().rev() {
                kept.insert(0, backup.clone());
                kept = after(kept, &rules);
            }
            prop_assert_eq!(kept, after(backups, &rules));
        }

        #[test]
        fn a_name_is_read_as_written(number in 0..=MAX_NUMBER, at in any::<i64>(), length in any::<u64>()) {
            let written = Backup { hash: Hash::of(&length.to_le_bytes()), ..backup(number, at, length) };
            let read = parse(Path::new(""), OsStr::new(&name(&written))).unwrap();
            prop_assert_eq!(name(&read), name(&written));
            let in_calendar = Timestamp::parse(&written.at.to_string()) == Some(written.at);
            prop_assert!(!in_calendar || read.at == written.at);
            prop_assert_eq!((read.number, read.length, read.hash), (number, length, written.hash));
        }
    }

    #[test]
    fn ten_saves_and_one_a_day_for_a_week_stay() {
        // Twelve days of work, thirty saves a day.
        let mut all: Vec<Backup> = Vec::new();
        for day in 0..12 {
            for save in 0..30 {
                all.insert(0, backup(day * 30 + save + 1, day as i64 * DAY + save as i64 * 1000, 10));
            }
        }
        let kept: Vec<u64> = after(all, &Rules::default()).iter().map(|backup| backup.number).collect();
        let last_ten = (351..=360).rev();
        assert_eq!(kept, last_ten.chain([330, 300, 270, 240, 210, 180, 150]).collect::<Vec<_>>());
    }

    #[test]
    fn where_there_is_little_room_both_new_and_old_ones_stay() {
        let all: Vec<Backup> = (0..30).map(|n| backup(100 - n, (40 - n as i64 / 5) * DAY, 40 << 20)).collect();
        let kept: Vec<u64> = after(all, &Rules::default()).iter().map(|backup| backup.number).collect();
        assert_eq!(kept, [100, 99, 98, 97, 95, 90]);
    }

    #[test]
    fn two_large_ones_stay_whatever_they_take() {
        let all: Vec<Backup> = (0..4).map(|n| backup(9 - n, 0, 1 << 40)).collect();
        assert_eq!(to_remove(&all, &Rules::default()), BTreeSet::from([6, 7]));
        assert_eq!(to_remove(&[], &Rules::default()), BTreeSet::new());
    }

    #[test]
    fn f16_years_out_of_the_ordinary_have_names_too() {
        for at in [0, -1, 4_102_444_800_000, -62_198_755_200_000, i64::MIN, i64::MAX] {
            let name = name(&backup(1, at, 5));
            assert!(parse(Path::new(""), OsStr::new(&name)).is_some() && !name.contains(':'), "{name}");
        }
    }

    #[test]
    fn other_names_are_not_ours() {
        let good = name(&backup(7, 0, 5));
        assert!(parse(Path::new(""), OsStr::new(&good)).is_some());
        let hash = Hash::default().to_string();
        for other in [
            "notes.ron".to_owned(),
            good.replace(".ron", ".ron.part"),
            good.replace("00000007", "7"),
            good.replace("00000007", "+0000007"),
            good.replace("00000007", "99999999999999999"),
            good.replace(&hash, &hash.to_uppercase().replace('0', "F")),
            good.replace("_5_", "_05_"),
            good.replace(".000Z", "Z"),
            good.replace('_', "-"),
        ] {
            assert_eq!(parse(Path::new(""), OsStr::new(&other)), None, "{other}");
        }
    }
}
