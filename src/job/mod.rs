//! Work in the background, with progress and cancel.
//!
//! A [`Job`] is started on a [`Runner`], which decides where it runs: [`Threads`] in the program, [`Inline`] in tests.
//! Its owner looks now and then whether the outcome is there; the [`Wake`] says when looking is worth while. Whatever
//! happens to the work, there is an outcome in the end: a panic, or a thread that the system refuses, is a [`Panicked`]
//! and never a hang.

mod progress;
mod runner;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use thiserror::Error;

pub use progress::Progress;
pub use runner::{Inline, Runner, Threads, Work};

/// What is called, on the job's thread, when its outcome is ready or its progress has visibly changed.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// A wake for those who look by themselves, or wait.
pub fn no_wake() -> Wake {
    Arc::new(|| ())
}

/// The work did not come to an end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{job} stopped unexpectedly: {message}")]
pub struct Panicked {
    /// The job's name.
    pub job: String,
    /// What the panic said.
    pub message: String,
}

/// Work under way, and its outcome when that is there. Dropping it cancels the work.
#[derive(Debug)]
pub struct Job<T> {
    name: String,
    progress: Progress,
    shared: Arc<Shared<T>>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work`. On [`Inline`], it has ended when this returns, and `wake` was called before that.
    pub fn start(
        runner: &dyn Runner,
        name: impl Into<String>,
        wake: &Wake,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Self {
        let name = name.into();
        let progress = Progress::new(Arc::clone(wake));
        let shared = Arc::new(Shared { outcome: Mutex::new(Outcome::Pending), ready: Condvar::new() });
        let delivery =
            Delivery { job: name.clone(), shared: Arc::clone(&shared), wake: Arc::clone(wake), delivered: false };
        let seen_by_work = progress.clone();
        runner.spawn(
            &name,
            Box::new(move || {
                // The work's own state is gone with the panic: nobody can see it half changed.
                let outcome = catch_unwind(AssertUnwindSafe(|| work(&seen_by_work)));
                delivery.deliver(outcome.map_err(|panic| message(panic.as_ref())));
            }),
        );
        Self { name, progress, shared }
    }
}

impl<T> Job<T> {
    /// What the work is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How far it is, from 0 to 1; `None` while it has not said so.
    pub fn progress(&self) -> Option<f32> {
        self.progress.fraction()
    }

    /// Asks the work to stop. It ends as soon as it looks, with whatever outcome it then has.
    pub fn cancel(&self) {
        self.progress.cancel();
    }

    /// Whether there is an outcome, taken or not.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.shared.lock(), Outcome::Pending)
    }

    /// The outcome, once: `None` before it is there and after it was taken.
    pub fn try_take(&self) -> Option<Result<T, Panicked>> {
        self.shared.lock().take()
    }

    /// Waits for the end, as the command line does, or a save on closing.
    ///
    /// # Errors
    ///
    /// The work panicked, or its outcome had been taken before.
    pub fn wait(self) -> Result<T, Panicked> {
        let mut outcome = self.shared.lock();
        while matches!(*outcome, Outcome::Pending) {
            outcome = self.shared.ready.wait(outcome).unwrap_or_else(PoisonError::into_inner);
        }
        outcome.take().unwrap_or_else(|| {
            Err(Panicked { job: self.name.clone(), message: "its outcome was already taken".to_owned() })
        })
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// What the thread and the owner have in common.
#[derive(Debug)]
struct Shared<T> {
    outcome: Mutex<Outcome<T>>,
    ready: Condvar,
}

#[derive(Debug)]
enum Outcome<T> {
    Pending,
    Ready(Result<T, Panicked>),
    Taken,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Outcome<T>> {
        // Nothing that can panic runs under the lock: a poisoned one is as good as any other.
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Outcome<T> {
    fn take(&mut self) -> Option<Result<T, Panicked>> {
        match std::mem::replace(self, Self::Taken) {
            Self::Ready(outcome) => Some(outcome),
            Self::Taken => None,
            Self::Pending => {
                *self = Self::Pending;
                None
            }
        }
    }
}

/// The thread's promise of an outcome, kept even when the work is dropped without having run.
struct Delivery<T> {
    job: String,
    shared: Arc<Shared<T>>,
    wake: Wake,
    delivered: bool,
}

impl<T> Delivery<T> {
    fn deliver(mut self, outcome: Result<T, String>) {
        self.put(outcome);
    }

    fn put(&mut self, outcome: Result<T, String>) {
        let outcome = outcome.map_err(|message| Panicked { job: self.job.clone(), message });
        *self.shared.lock() = Outcome::Ready(outcome);
        self.delivered = true;
        self.shared.ready.notify_all();
        (self.wake)();
    }
}

impl<T> Drop for Delivery<T> {
    fn drop(&mut self) {
        if !self.delivered {
            self.put(Err("it could not be started".to_owned()));
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it gave no reason".to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn counting_wake() -> (Wake, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let wake = move || {
            counter.fetch_add(1, Ordering::SeqCst);
        };
        (Arc::new(wake), calls)
    }

    #[test]
    fn an_outcome_can_be_taken_once() {
        let job = Job::start(&Inline, "sum", &no_wake(), |_| 1 + 1);
        assert_eq!(job.name(), "sum");
        assert!(job.is_finished());
        assert_eq!(job.try_take(), Some(Ok(2)));
        assert_eq!(job.try_take(), None);
        assert!(job.is_finished());
        assert!(job.wait().is_err());
    }

    #[test]
    fn a_thread_is_looked_at_without_waiting_and_wakes_its_owner_when_it_is_ready() {
        let (release, gate) = mpsc::channel::<()>();
        let (woken, wakes) = mpsc::channel();
        let wake: Wake = Arc::new(move || woken.send(()).unwrap());
        let job = Job::start(&Threads, "wait for the gate", &wake, move |_| gate.recv().is_ok());
        assert_eq!(job.try_take(), None);
        assert!(!job.is_finished());
        release.send(()).unwrap();
        wakes.recv().unwrap();
        assert_eq!(job.try_take(), Some(Ok(true)));
    }

    #[test]
    fn a_panic_is_an_error_and_never_a_hang() {
        for runner in [&Inline as &dyn Runner, &Threads] {
            let (wake, calls) = counting_wake();
            let number = 7;
            let job: Job<()> = Job::start(runner, "break", &wake, move |_| panic!("block {number} is broken"));
            let error = job.wait().unwrap_err();
            assert_eq!(error.to_string(), "break stopped unexpectedly: block 7 is broken");
            // The wake comes right after the outcome, which may already have been taken.
            while calls.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
        }
        let job: Job<()> = Job::start(&Inline, "break", &no_wake(), |_| std::panic::panic_any(1));
        assert_eq!(job.wait().unwrap_err().message, "it gave no reason");
    }

    #[test]
    fn work_that_never_runs_is_an_error() {
        struct Refusing;
        impl Runner for Refusing {
            fn spawn(&self, _: &str, work: Work) {
                drop(work);
            }
        }
        let (wake, calls) = counting_wake();
        let job = Job::start(&Refusing, "anything", &wake, |_| ());
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        assert_eq!(job.try_take().unwrap().unwrap_err().message, "it could not be started");
    }

    #[test]
    fn cancelling_and_dropping_reach_the_work() {
        let steps = |progress: &Progress| {
            while !progress.is_cancelled() {
                std::thread::yield_now();
            }
        };
        let job = Job::start(&Threads, "for ever", &no_wake(), steps);
        job.cancel();
        assert_eq!(job.wait(), Ok(()));

        let (ended, end) = mpsc::channel();
        let job = Job::start(&Threads, "for ever", &no_wake(), move |progress| {
            steps(progress);
            ended.send(()).unwrap();
        });
        drop(job);
        end.recv().unwrap();
    }

    #[test]
    fn progress_is_a_fraction_and_wakes_the_owner_once_a_percent() {
        let (wake, calls) = counting_wake();
        let job = Job::start(&Inline, "count", &wake, |progress| {
            for done in 0..=5_000 {
                progress.set(done, 10_000);
            }
        });
        assert_eq!(job.progress(), Some(0.5));
        assert_eq!(calls.load(Ordering::SeqCst), 51 + 1, "0 to 50 percent, and the end");
        let silent = Job::start(&Inline, "silent", &wake, |_| ());
        assert_eq!(silent.progress(), None);
        let empty = Job::start(&Inline, "nothing to do", &wake, |progress| progress.set(0, 0));
        assert_eq!(empty.progress(), Some(1.0));
    }
}
