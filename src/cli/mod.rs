//! The command line: one file per subcommand, all of them callable from a test.
//!
//! [`run`] takes the arguments, the three streams and the window, and returns the [`Status`] that becomes the exit
//! status: 0 done, 1 done but something needs a look, 2 not done and nothing changed. Results go to standard output,
//! everything said about them to standard error. Who stops reading the output early (`crossread show | head`) has got
//! what they wanted.

mod add;
mod check;
mod export;
mod files;
mod formats;
mod merge;
mod new;
mod screenshot;
mod sets;
mod show;
mod update;
mod versions;
mod window;
mod worker;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use window::{Look, Window, WindowError};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done; exit status 0.
    Done,
    /// Done, but something needs a look; exit status 1.
    Look,
    /// Not done, and nothing was changed; exit status 2.
    NotDone,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Look => 1,
            Status::NotDone => 2,
        })
    }
}

/// Where input comes from and output goes.
pub struct Streams<'a> {
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output: results.
    pub output: &'a mut dyn Write,
    /// Standard error: what is to be said about them.
    pub messages: &'a mut dyn Write,
}

impl Streams<'_> {
    /// Says something to whoever sits there. Nobody may be listening, which is no reason to stop.
    fn say(&mut self, message: impl std::fmt::Display) {
        let _ = writeln!(self.messages, "crossread: {message}");
    }
}

/// Why a command was not carried out.
enum Trouble {
    /// In the words for whoever called it.
    Said(String),
    /// Standard output did not take the result.
    Output(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Trouble {
    fn said(message: impl std::fmt::Display) -> Self {
        Self::Said(message.to_string())
    }
}

type Outcome = Result<Status, Trouble>;

/// Read articles about one event side by side, and mark who claims, who opines and who said what.
///
/// Without a subcommand, a window opens: with the annotation set, with the articles as a new set, or empty. The
/// subcommands do the same work without a window.
#[derive(Parser)]
#[command(
    name = "crossread",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_long_help = "\
Examples:
  crossread bridge.ron                              open a set in the window
  crossread new -o bridge.ron daily.txt herald.md   make a set from two articles
  crossread show bridge.ron --json | jq .sources    look into it from a script
  crossread export bridge.ron -f csv -o bridge.csv  give its annotations to a spreadsheet

Exit status:
  0  done
  1  done, but something needs a look (the messages say what)
  2  not done, nothing was changed"
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// An annotation set, or articles for a new one
    #[arg(value_name = "SET.ron | ARTICLE")]
    paths: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    New(new::New),
    Add(add::Add),
    Show(show::Show),
    Check(check::Check),
    Export(export::Export),
    Formats(formats::Formats),
    Merge(merge::Merge),
    Screenshot(screenshot::Screenshot),
    Update(update::Update),
    Versions(versions::Versions),
    #[command(hide = true)]
    ReadDocuments(worker::ReadDocuments),
}

/// Runs the program with these arguments, the program's own name first. The window is `None` in a build without one.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    streams: &mut Streams<'_>,
    window: Option<&dyn Window>,
) -> Status {
    let outcome = match Arguments::try_parse_from(arguments) {
        Ok(Arguments { command: Some(command), .. }) => command.run(streams, window),
        Ok(Arguments { command: None, paths }) => window::open(&paths, streams, window),
        // Asking for help is no mistake, and its answer is a result.
        Err(answer) if !answer.use_stderr() => {
            write!(streams.output, "{answer}").map(|()| Status::Done).map_err(Trouble::Output)
        }
        Err(mistake) => {
            let _ = write!(streams.messages, "{mistake}");
            return Status::NotDone;
        }
    };
    match outcome.and_then(|status| Ok(streams.output.flush().map(|()| status)?)) {
        Ok(status) => status,
        Err(Trouble::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Status::Done,
        Err(Trouble::Output(error)) => {
            streams.say(format_args!("the output could not be written: {error}"));
            Status::NotDone
        }
        Err(Trouble::Said(message)) => {
            streams.say(message);
            Status::NotDone
        }
    }
}

impl Command {
    fn run(self, streams: &mut Streams<'_>, window: Option<&dyn Window>) -> Outcome {
        match self {
            Self::New(command) => command.run(streams),
            Self::Add(command) => command.run(streams),
            Self::Show(command) => command.run(streams),
            Self::Check(command) => command.run(streams),
            Self::Export(command) => command.run(streams),
            Self::Formats(command) => command.run(streams),
            Self::Merge(command) => command.run(streams),
            Self::Screenshot(command) => command.run(streams, window),
            Self::ReadDocuments(_) => worker::ReadDocuments::run(streams),
            Self::Update(command) => command.run(streams),
            Self::Versions(command) => command.run(streams),
        }
    }
}

/// Prints one JSON document.
fn print_json(streams: &mut Streams<'_>, document: &impl serde::Serialize) -> Result<(), Trouble> {
    serde_json::to_writer_pretty(&mut *streams.output, document).map_err(io::Error::from)?;
    Ok(writeln!(streams.output)?)
}

/// `1 article`, `2 articles`.
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
