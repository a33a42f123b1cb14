//! Puts files on the disk so that neither a crash, a full disk nor another program loses what was there.
//!
//! Everything goes through a [`FileSystem`] that is injected: [`Disk`] in the program, [`Memory`] in tests. Its
//! operations are small, so that a test can let each one fail.

mod companion;
mod disk;
mod error;
mod file_system;
mod lock;
mod log;
mod memory;
mod replace;

pub use companion::{companion, make_companion, make_private_directory};
pub use disk::Disk;
pub use error::{Doing, StoreError};
pub use file_system::{FileId, FileSystem, Handle, Lock, Metadata, Owner, Permissions};
pub use lock::{Held, Hold, Holder, hold, named_holder};
pub use log::{Log, set_aside};
pub use memory::Memory;
pub use replace::{Receipt, Stamp, changed_since, create_directory, read, replace, same_place, save, stamp};
