//! Documents of other programs, read where they can do no harm.
//!
//! The libraries that read such documents cannot be trusted with hostile input: they overflow their stack, never end or
//! fill the memory. So this program starts itself a second time as a worker ([`serve`]), which gets a document's bytes
//! and gives back the article, within limits of time, memory and output. A worker that answers well is used again; one
//! that does not is ended, and takes nothing with it but the document that it was reading.

mod form;
mod process;

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;

use thiserror::Error;

use crate::intake::{self, Article, Hint, IntakeError, Kind, Warning};
pub use process::{Limits, Worker};

/// Reads documents of formats that others make ([`Kind::is_foreign`]).
pub trait ForeignReader: Send + Sync {
    /// Reads a document as [`intake::read`] does. `cancelled` is asked now and then.
    ///
    /// # Errors
    ///
    /// [`ForeignError::Intake`] where the document cannot be read; the others where reading it came to no end.
    fn read(&self, bytes: &[u8], hint: &Hint, cancelled: &dyn Fn() -> bool) -> Result<Article, ForeignError>;
}

/// Why a document of another program was not read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ForeignError {
    /// The document itself cannot be read.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// It took too long.
    #[error("reading it took more than {seconds} seconds, so it was stopped")]
    TooSlow {
        /// The limit.
        seconds: u64,
    },
    /// It needed too much memory.
    #[error("reading it needed too much memory, so it was stopped")]
    TooMuchMemory,
    /// It is nested too deeply.
    #[error("it is nested too deeply to be read")]
    TooDeep,
    /// The reader stopped because of a fault of its own.
    #[error("reading it failed because of a fault in the program: {0}")]
    Fault(String),
    /// No process can be started for it.
    #[error("the process that reads such documents cannot be started: {0}")]
    NotStarted(String),
    /// Somebody does not want it any more.
    #[error("reading it was cancelled")]
    Cancelled,
}

/// Reads within this process, on a thread of its own: for tests, and for programs that use this crate as a library. A
/// fault is caught, but there are no limits on time and memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct InProcess;

/// The stack of the thread that reads a document, in bytes.
const STACK: usize = 64 * 1024 * 1024;

impl ForeignReader for InProcess {
    fn read(&self, bytes: &[u8], hint: &Hint, _: &dyn Fn() -> bool) -> Result<Article, ForeignError> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().name("read a document".to_owned()).stack_size(STACK);
            let thread = thread
                .spawn_scoped(scope, || read_caught(bytes, hint))
                .map_err(|error| ForeignError::NotStarted(error.to_string()))?;
            thread.join().unwrap_or_else(|panic| Err(ForeignError::Fault(message(&*panic))))
        })
    }
}

/// Reads a document; a panic of a library is an error.
fn read_caught(bytes: &[u8], hint: &Hint) -> Result<Article, ForeignError> {
    // What the reader had in hand is gone with the panic: nobody can see it half done.
    match catch_unwind(AssertUnwindSafe(|| intake::read(bytes, hint))) {
        Ok(outcome) => Ok(outcome?),
        Err(panic) => Err(ForeignError::Fault(message(&*panic))),
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let message = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    message.chars().filter(|character| !character.is_control()).take(200).collect()
}

/// The program that can be started as a worker.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says that this program, started with the argument [`ARGUMENT`], calls [`serve`]: from now on, documents of other
/// programs are read in processes of it. Only its own `main` knows that.
pub fn use_this_program() {
    match std::env::current_exe() {
        Ok(program) => drop(PROGRAM.set(program)),
        Err(error) => log::warn!("documents of other programs are read within this process: {error}"),
    }
}

/// The argument with which a program is started as a worker.
pub const ARGUMENT: &str = "read-documents";

/// The reader for this program: workers, where it can be started as one.
pub(super) fn system_reader() -> std::sync::Arc<dyn ForeignReader> {
    match PROGRAM.get() {
        Some(program) => std::sync::Arc::new(Worker::new(program, [ARGUMENT], Limits::default())),
        None => std::sync::Arc::new(InProcess),
    }
}

/// Reads any article: foreign ones through `reader`, the others here. Where a foreign one's reader came to grief and its
/// plain text can be had without it, that is the article, with a warning.
///
/// # Errors
///
/// As [`ForeignReader::read`].
pub fn read(
    reader: &dyn ForeignReader,
    bytes: &[u8],
    hint: &Hint,
    cancelled: &dyn Fn() -> bool,
) -> Result<Article, ForeignError> {
    let kind = Kind::of(bytes, hint);
    if !kind.is_foreign() {
        return Ok(intake::read(bytes, hint)?);
    }
    let error = match reader.read(bytes, hint, cancelled) {
        Err(
            error @ (ForeignError::TooSlow { .. }
            | ForeignError::TooMuchMemory
            | ForeignError::TooDeep
            | ForeignError::Fault(_)),
        ) => error,
        outcome => return outcome,
    };
    log::warn!("a document was not read: {error}");
    let Some(text) = intake::plain_words(bytes, kind, hint) else { return Err(error) };
    let plain = Hint { kind: Some(Kind::PlainText), file_name: hint.file_name.clone(), ..Hint::default() };
    let mut article = intake::read(text.as_bytes(), &plain)?;
    article.original_sha256 = crate::model::Hash::of(bytes).0;
    article.encoding = None;
    article.warnings.insert(0, Warning::OnlyPlainText { reason: error.to_string() });
    Ok(article)
}

/// What a worker does: reads documents from `input`, one after the other, and writes each one's article to `output`,
/// until there are no more.
///
/// # Errors
///
/// Where whoever asked has gone, or speaks another version of the form.
pub fn serve(input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
    process::limit_files();
    // What a library's panic says is passed on in the answer.
    std::panic::set_hook(Box::new(|_| ()));
    std::thread::scope(|scope| {
        let (documents, waiting) = std::sync::mpsc::sync_channel::<form::Request>(0);
        let (answers, answered) = std::sync::mpsc::sync_channel(0);
        // One thread with a deep stack reads them all: starting it takes longer than reading a short page.
        std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            for request in waiting {
                if answers.send(read_caught(&request.bytes, &request.hint)).is_err() {
                    return;
                }
            }
        })?;
        while let Some(request) = form::read_request(input)? {
            process::limit(request.bytes.len(), request.seconds, request.megabytes);
            let gone = || io::Error::other("the reading thread has gone");
            documents.send(request).map_err(|_| gone())?;
            let outcome = answered.recv().map_err(|_| gone())?;
            form::write_answer(output, outcome)?;
        }
        drop(documents);
        Ok(())
    })
}
