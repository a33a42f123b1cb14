//! The processes of workers: started when they are needed, used again while they answer well.

use std::ffi::OsString;
use std::io::{BufReader, BufWriter, Read as _};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::form;
use super::{ForeignError, ForeignReader};
use crate::intake::{Article, Hint};

/// What a worker may take for one document.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Time on the clock; the processor's time is limited to the same.
    pub time: Duration,
    /// Memory in megabytes (address space), besides four times the document's length. Only where the system has such a
    /// limit.
    pub megabytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { time: Duration::from_secs(20), megabytes: 768 }
    }
}

/// So many workers wait for the next document.
const MOST_IDLE: usize = 2;
/// After so many documents a worker is replaced: what libraries forgot to give back goes with it.
const MOST_DOCUMENTS: usize = 500;
/// A document longer than this is a worker's last one, in bytes: it has taken more memory than it needs from now on.
const LARGE: usize = 8 * 1024 * 1024;
/// How often it is asked whether somebody still wants the document.
const TICK: Duration = Duration::from_millis(20);

/// Reads documents in processes of another program, or of this one.
#[derive(Debug)]
pub struct Worker {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: Limits,
    idle: Mutex<Vec<Process>>,
}

#[derive(Debug)]
struct Process {
    child: Child,
    pipes: Option<Pipes>,
    documents: usize,
}

#[derive(Debug)]
struct Pipes {
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    messages: ChildStderr,
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Worker {
    /// Workers are processes of `program`, started with `arguments`. None is started yet.
    pub fn new(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl Into<OsString>>,
        limits: Limits,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
            limits,
            idle: Mutex::default(),
        }
    }

    fn start(&self) -> Result<Process, ForeignError> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // What it would note about itself would fill a pipe that nobody empties.
        command.env_remove("CROSSREAD_LOG");
        hide_window(&mut command);
        let mut child = command.spawn().map_err(|error| ForeignError::NotStarted(error.to_string()))?;
        let pipes = match (child.stdin.take(), child.stdout.take(), child.stderr.take()) {
            (Some(input), Some(output), Some(messages)) => {
                Some(Pipes { input: BufWriter::new(input), output: BufReader::new(output), messages })
            }
            _ => None,
        };
        Ok(Process { child, pipes, documents: 0 })
    }

    /// A worker that is waiting and still there, or a new one.
    fn take(&self) -> Result<Process, ForeignError> {
        loop {
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            match idle {
                Some(mut process) => {
                    if matches!(process.child.try_wait(), Ok(None)) {
                        return Ok(process);
                    }
                }
                None => return self.start(),
            }
        }
    }

    fn give_back(&self, process: Process) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE && process.documents < MOST_DOCUMENTS {
            idle.push(process);
        }
    }
}

impl ForeignReader for Worker {
    fn read(&self, bytes: &[u8], hint: &Hint, cancelled: &dyn Fn() -> bool) -> Result<Article, ForeignError> {
        let mut process = self.take()?;
        let Some(mut pipes) = process.pipes.take() else {
            return Err(ForeignError::NotStarted("it has no pipes".to_owned()));
        };
        let seconds = self.limits.time.as_secs().max(1);
        let megabytes = self.limits.megabytes;
        let (answers, answered) = mpsc::channel();
        let end = Instant::now() + self.limits.time;
        let mut outcome = None;
        std::thread::scope(|scope| {
            let talk = move || {
                let outcome = form::write_request(&mut pipes.input, bytes, hint, seconds, megabytes)
                    .and_then(|()| form::read_answer(&mut pipes.output));
                // Nobody waits any more where it took too long.
                let _ = answers.send((outcome, pipes));
            };
            let thread = std::thread::Builder::new().name("talk to a worker".to_owned());
            if let Err(error) = thread.spawn_scoped(scope, talk) {
                outcome = Some(Err(ForeignError::NotStarted(error.to_string())));
                return;
            }
            // Killing the process ends its pipes, and with them the thread.
            outcome = Some(loop {
                match answered.recv_timeout(TICK) {
                    Ok((Ok(answer), pipes)) => {
                        process.pipes = Some(pipes);
                        process.documents += 1;
                        break answer;
                    }
                    Ok((Err(trouble), pipes)) => {
                        let _ = process.child.kill();
                        break Err(reason(&mut process.child, pipes.messages, &trouble, seconds));
                    }
                    Err(RecvTimeoutError::Disconnected) => {
                        break Err(ForeignError::Fault("nobody talked to it".to_owned()));
                    }
                    Err(RecvTimeoutError::Timeout) if cancelled() => {
                        let _ = process.child.kill();
                        break Err(ForeignError::Cancelled);
                    }
                    Err(RecvTimeoutError::Timeout) if Instant::now() >= end => {
                        let _ = process.child.kill();
                        break Err(ForeignError::TooSlow { seconds });
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                }
            });
        });
        if process.pipes.is_some() && bytes.len() <= LARGE && !matches!(outcome, Some(Err(ForeignError::Fault(_)))) {
            self.give_back(process);
        }
        outcome.unwrap_or_else(|| Err(ForeignError::Fault("it gave no answer".to_owned())))
    }
}

/// Why a worker that has stopped has stopped, by what it said and how it ended.
fn reason(child: &mut Child, messages: ChildStderr, trouble: &std::io::Error, seconds: u64) -> ForeignError {
    let status = child.wait();
    let mut said = Vec::new();
    let _ = messages.take(4096).read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    if said.contains("overflowed its stack") {
        return ForeignError::TooDeep;
    }
    if said.contains("memory allocation of") || said.contains("out of memory") {
        return ForeignError::TooMuchMemory;
    }
    #[cfg(unix)]
    if let Ok(status) = &status {
        use std::os::unix::process::ExitStatusExt as _;
        // SIGXCPU; SIGKILL may be ours, which comes after the answer broke off.
        if status.signal() == Some(24) {
            return ForeignError::TooSlow { seconds };
        }
    }
    let _ = seconds;
    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    log::warn!("a worker ended ({how}): {trouble}: {said}");
    ForeignError::Fault(format!("the process that reads documents stopped ({trouble})"))
}

/// A worker has no window, and no console either.
#[cfg(windows)]
fn hide_window(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn hide_window(_: &mut Command) {}

/// Takes from this process the right to write files, and to leave its memory on the disk when it breaks.
#[cfg(unix)]
pub(super) fn limit_files() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    for resource in [Resource::Fsize, Resource::Core] {
        if let Err(error) = setrlimit(resource, Rlimit { current: Some(0), maximum: Some(0) }) {
            log::warn!("a limit cannot be set: {error}");
        }
    }
}

/// Limits what this process may take from now on: processor time and memory.
#[cfg(unix)]
pub(super) fn limit(length: usize, seconds: u64, megabytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let memory = (megabytes << 20).saturating_add(4 * length as u64);
    let time = u64::try_from(used).unwrap_or(0).saturating_add(seconds + 1);
    for (resource, limit) in [(Resource::Cpu, time), (Resource::As, memory)] {
        let maximum = getrlimit(resource).maximum;
        let current = maximum.map_or(limit, |maximum| limit.min(maximum));
        if let Err(error) = setrlimit(resource, Rlimit { current: Some(current), maximum }) {
            log::warn!("a limit cannot be set: {error}");
        }
    }
}

#[cfg(not(unix))]
pub(super) fn limit_files() {}

#[cfg(not(unix))]
pub(super) fn limit(_: usize, _: u64, _: u64) {}
