use clap::Args;

use super::{Outcome, Status, Streams, Trouble};
use crate::session::worker;

/// Read documents for another process of this program
///
/// Started by the program itself, since a document may be made to harm whoever reads it.
#[derive(Args)]
pub(super) struct ReadDocuments {}

impl ReadDocuments {
    pub(super) fn run(streams: &mut Streams<'_>) -> Outcome {
        worker::serve(&mut *streams.input, &mut *streams.output).map_err(Trouble::said)?;
        Ok(Status::Done)
    }
}
