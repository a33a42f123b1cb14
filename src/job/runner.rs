/// Work that a runner is given. It brings its outcome home by itself, even when it is dropped without having run.
pub type Work = Box<dyn FnOnce() + Send>;

/// Where work runs.
pub trait Runner: Send + Sync {
    /// Runs `work`, now or soon, here or elsewhere; `name` is for logs and debuggers.
    fn spawn(&self, name: &str, work: Work);
}

/// Each job on a thread of its own.
///
/// There are few jobs at a time and they are long; on a pool, a save could wait for an import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Threads;

impl Runner for Threads {
    fn spawn(&self, name: &str, work: Work) {
        // A name with a NUL would be a panic.
        let thread = std::thread::Builder::new().name(name.replace('\0', " "));
        if let Err(error) = thread.spawn(work) {
            log::error!("no thread for {name}: {error}");
        }
    }
}

/// Each job at once and on the caller's thread, so that tests need not wait.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inline;

impl Runner for Inline {
    fn spawn(&self, _name: &str, work: Work) {
        work();
    }
}
