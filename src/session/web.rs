//! The web as the session knows it: an address is asked for, and bytes come back with what was said about them.

use thiserror::Error;

use super::address::{Address, AddressError};
use crate::job::Progress;
use crate::model::Timestamp;

/// What fetches addresses. The program's own is [`Internet`](super::Internet); tests bring theirs.
pub trait Web: Send + Sync {
    /// Fetches one address, following where it leads. May take a minute: meant for the background.
    ///
    /// # Errors
    ///
    /// In the words for whoever asked, without the address.
    fn fetch(&self, address: &Address, progress: &Progress) -> Result<Fetched, FetchError>;
}

/// A web that nothing comes from, for those who must not use the network.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl Web for Offline {
    fn fetch(&self, address: &Address, _progress: &Progress) -> Result<Fetched, FetchError> {
        Err(FetchError::NoHost(address.host().to_owned()))
    }
}

/// What an address gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The bytes, no longer compressed.
    pub bytes: Vec<u8>,
    /// The address that answered, after all redirections.
    pub address: Address,
    /// When the server says that it answered.
    pub date: Option<Timestamp>,
    /// The media type in lower case, without parameters: `text/html`.
    pub media_type: Option<String>,
    /// The encoding that the server names.
    pub charset: Option<String>,
}

/// Why an address was not fetched.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FetchError {
    /// It is none that may be fetched.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// It leads to one that may not be fetched.
    #[error("it leads on to {to}, which was not fetched: {why}")]
    LeadsTo {
        /// Where it leads, as the server wrote it.
        to: String,
        /// What is wrong with that.
        why: AddressError,
    },
    /// Nobody knows the host.
    #[error("there is no website called {0}, or this computer is offline; check the address and the connection")]
    NoHost(String),
    /// The host does not want to talk.
    #[error("{0} refused the connection; check the address, or try again later")]
    Refused(String),
    /// No way leads to the host.
    #[error("{host} could not be reached ({reason}); check the connection")]
    Unreachable {
        /// The host.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The host cannot prove who it is, or speaks no TLS.
    #[error(
        "no secure connection to {host}: {reason}; if the page opens in your browser, save it there and add the file"
    )]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
        reason: String,
    },
    /// The server has an answer, but not the page.
    #[error("the server answered {code}{}", hint(*code))]
    Status {
        /// HTTP's status code.
        code: u16,
    },
    /// It leads on and on.
    #[error("it leads from page to page, more than {0} times")]
    TooManyRedirects(usize),
    /// It leads on to nowhere.
    #[error("it leads on, but does not say where")]
    LeadsNowhere,
    /// More than is taken.
    #[error("it is larger than {0} bytes, which is too much for an article")]
    TooLarge(usize),
    /// The time is over.
    #[error("it took longer than {0} seconds; try again later, or save the page in your browser and add the file")]
    TooSlow(u64),
    /// Pictures, sound and the like.
    #[error("it is {0}, which is not an article")]
    NoText(String),
    /// The answer is none, or not whole.
    #[error("the answer broke off or makes no sense ({0}); try again")]
    Broken(String),
    /// Somebody thought better of it.
    #[error("it was cancelled")]
    Cancelled,
}

/// What a status means, and what to do.
fn hint(code: u16) -> &'static str {
    match code {
        401 | 402 | 403 | 407 | 429 | 451 => {
            ": it does not give the page to programs; open it in your browser, save it there and add the file"
        }
        404 | 410 => ": there is no such page; check the address",
        500.. => ": the server has a problem; try again later",
        _ => "; open it in your browser, save it there and add the file",
    }
}
