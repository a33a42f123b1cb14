//! The `crossread` program.

use std::io;
use std::process::ExitCode;

use crossread::cli::{self, Streams};

fn main() -> ExitCode {
    let (mut input, mut output, mut messages) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    let mut streams = Streams { input: &mut input, output: &mut output, messages: &mut messages };
    cli::run(std::env::args_os(), &mut streams, None).into()
}
