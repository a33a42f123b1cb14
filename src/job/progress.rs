use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::Wake;

/// How far the work is, and whether it should stop. The work writes it, the owner of the job reads it.
#[derive(Clone)]
pub struct Progress {
    shared: Arc<Flags>,
    wake: Wake,
}

struct Flags {
    /// The bits of a fraction from 0 to 1, or [`UNKNOWN`].
    fraction: AtomicU32,
    cancelled: AtomicBool,
}

/// The bits of a NaN: no fraction looks like this.
const UNKNOWN: u32 = u32::MAX;

impl Progress {
    pub(super) fn new(wake: Wake) -> Self {
        Self { shared: Arc::new(Flags { fraction: AtomicU32::new(UNKNOWN), cancelled: AtomicBool::new(false) }), wake }
    }

    /// A progress that nobody looks at, for calling long work directly.
    pub fn unseen() -> Self {
        Self::new(super::no_wake())
    }

    /// Says that `done` of `total` is done. May be called as often as is convenient: the owner is only woken when a
    /// whole percent has changed.
    pub fn set(&self, done: usize, total: usize) {
        let fraction = if total == 0 { 1.0 } else { (done as f32 / total as f32).min(1.0) };
        let before = self.shared.fraction.swap(fraction.to_bits(), Ordering::Relaxed);
        if before == UNKNOWN || percent(f32::from_bits(before)) != percent(fraction) {
            (self.wake)();
        }
    }

    /// Whether the work should stop.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn fraction(&self) -> Option<f32> {
        let bits = self.shared.fraction.load(Ordering::Relaxed);
        (bits != UNKNOWN).then(|| f32::from_bits(bits))
    }
}

fn percent(fraction: f32) -> u32 {
    (fraction * 100.0) as u32
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("fraction", &self.fraction())
            .field("cancelled", &self.is_cancelled())
            .finish_non_exhaustive()
    }
}
