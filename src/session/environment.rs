use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::model::Timestamp;
use crate::store::{self, FileSystem, StoreError};

/// The folder in which the program keeps what nobody else needs to see: journals that have no other place, backups.
#[derive(Clone, Debug)]
pub struct DataFolder {
    path: PathBuf,
    instance: Arc<OnceLock<String>>,
}

/// The file that holds the name of this installation.
const INSTANCE: &str = "instance";

impl DataFolder {
    /// A folder, which need not be there yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path, instance: Arc::default() }
    }

    /// The folder on this computer.
    pub fn system() -> Option<Self> {
        use etcetera::BaseStrategy as _;
        if let Some(folder) = std::env::var_os("CROSSREAD_DATA") {
            return Some(Self::new(folder.into()));
        }
        if let Some(folder) = std::env::var_os("CROSSREAD_CONFIG") {
            return Some(Self::new(Path::new(&folder).join("data")));
        }
        etcetera::choose_base_strategy().ok().map(|base| Self::new(base.data_dir().join("crossread")))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of this installation: two computers that share a folder must not write into one journal. Made up once
    /// and kept; read from the disk the first time.
    pub fn instance(&self, files: &dyn FileSystem, fresh: impl FnOnce() -> Uuid) -> &str {
        self.instance.get_or_init(|| {
            let path = self.path.join(INSTANCE);
            let is_name = |name: &String| name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            let known = store::read(files, &path, 64);
            // What cannot be read now may be readable the next time: it is not replaced.
            let is_missing = known.as_ref().is_err_and(StoreError::is_missing);
            let known = known.ok().and_then(|bytes| String::from_utf8(bytes).ok()).filter(is_name);
            known.unwrap_or_else(|| {
                let digits = fresh().simple().to_string();
                // The last digits of a UUID of version 7 are random.
                let name = digits.get(digits.len() - 8..).unwrap_or_default().to_owned();
                if !is_missing {
                    return name;
                }
                let kept = store::make_private_directory(files, &self.path)
                    .and_then(|()| store::replace(files, &path, name.as_bytes()).map(drop));
                if let Err(error) = kept {
                    log::warn!("this installation has another name the next time: {error}");
                }
                name
            })
        })
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// Names new records.
pub trait Ids: Send + Sync {
    /// An id that nobody has had before; later ids sort after earlier ones.
    fn next(&self, now: Timestamp) -> Uuid;
}

/// The computer's own clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// UUIDs of version 7 (RFC 9562, section 5.7): milliseconds, a counter within the millisecond, and random bits.
#[derive(Debug, Default)]
pub struct RandomIds(Mutex<(i64, u16)>);

impl Ids for RandomIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let mut last = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // The counter keeps ids of one millisecond in order; when it is full, or the clock went back, time is borrowed.
        if now.0 > last.0 {
            *last = (now.0, 0);
        } else if last.1 >= 0x0fff {
            *last = (last.0 + 1, 0);
        } else {
            last.1 += 1;
        }
        let mut random = [0; 8];
        if getrandom::fill(&mut random).is_err() {
            // A system without random bits: the time in nanoseconds is the next best thing.
            let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
            random.copy_from_slice(&(nanos as u64).to_ne_bytes());
        }
        let high = ((last.0 as u64) << 16) | 0x7000 | u64::from(last.1);
        let low = (u64::from_be_bytes(random) >> 2) | 0x8000_0000_0000_0000;
        Uuid::from_u64_pair(high, low)
    }
}

/// A clock for tests: every look at it is a second later.
#[derive(Debug)]
pub struct SteppingClock(Mutex<i64>);

impl SteppingClock {
    /// Starts at this moment.
    pub fn at(start: Timestamp) -> Self {
        Self(Mutex::new(start.0))
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Timestamp {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += 1_000;
        Timestamp(*now)
    }
}

/// Ids for tests: 1, 2, 3 …
#[derive(Debug, Default)]
pub struct CountingIds(Mutex<u64>);

impl Ids for CountingIds {
    fn next(&self, _: Timestamp) -> Uuid {
        let mut count = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *count += 1;
        Uuid::from_u64_pair(0x0000_0000_0000_7000, 0x8000_0000_0000_0000 | *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_are_of_version_7_and_in_order() {
        let ids = RandomIds::default();
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.next(Timestamp(1_772_616_128_042))).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_clock_that_goes_back_makes_no_older_ids() {
        let ids = RandomIds::default();
        assert!(ids.next(Timestamp(2_000)) < ids.next(Timestamp(1_000)));
    }
}
