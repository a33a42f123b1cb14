//! Puts files on the disk so that neither a crash, a full disk nor another program loses what was there.
//!
//! Everything goes through a [`FileSystem`] that is injected: [`Disk`] in the program, [`Memory`] in tests. Its
//! operations are small, so that a test can let each one fail.
//!
//! - [`replace`] puts a file in the place of another as a whole or not at all.
//! - [`changed_since`] tells whether another program changed a file, and [`read_with_stamp`] what to compare it with.
//! - [`hold`] keeps other windows and programs from a set's file, and [`companion`] is the hidden folder beside it in
//!   which its lock and journals are.
//! - [`backups`] keeps earlier versions.
//!
//! All of it is promised for disks that do what they confirm. On network drives and in folders that a service keeps in
//! step with another computer, one thing holds always: no file is ever mixed from two saves by this program, and none is
//! deleted to make room for its successor. Whether a confirmed save survives a power failure of the server, and whether
//! a lock is seen by other computers, is up to the drive.

pub mod backups;
mod companion;
mod disk;
mod error;
mod file_system;
mod lock;
mod log;
mod memory;
mod replace;
mod stamp;

pub use companion::{companion, make_companion, make_private_directory};
pub use disk::Disk;
pub use error::{Doing, StoreError};
pub use file_system::{FileId, FileSystem, Handle, Lock, Metadata, Owner, Permissions};
pub use lock::{Held, Hold, Holder, hold, named_holder};
pub use log::{Log, copy_aside, set_aside};
pub use memory::Memory;
pub use replace::{Receipt, create_directory, replace, same_place, save};
pub use stamp::{FileChange, Stamp, changed_since, looks_changed_since, read, read_with_stamp};
