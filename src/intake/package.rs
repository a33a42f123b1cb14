//! The ZIP file that a Word or `OpenDocument` text is.
//!
//! Only entries that the caller names are read, into memory, and never more than a limit of all of them together: names
//! with `..`, absolute names and links mean nothing here.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Read as _;

use flate2::read::DeflateDecoder;

/// All entries together are unpacked to no more bytes than this.
const MAX_UNPACKED: usize = 256 * 1024 * 1024;
/// Text packs to a tenth, marks to a fiftieth: what is packed more tightly than this is meant to fill the memory.
const MAX_RATIO: usize = 400;
/// An entry up to this size may be packed as tightly as it likes, in bytes.
const SMALL: usize = 4 * 1024 * 1024;
/// More entries are not listed.
const MAX_ENTRIES: usize = 65_536;

/// Why a part of a package cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PackageError {
    /// There is no such entry.
    Missing,
    /// It is damaged, or packed in a way that office programs do not use.
    Damaged,
    /// It unpacks to more than can be an article.
    TooLarge,
    /// It needs a password.
    Encrypted,
}

/// A ZIP file in memory.
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    entries: HashMap<String, Entry>,
    /// How many bytes may still be unpacked.
    left: Cell<usize>,
}

#[derive(Clone, Copy)]
struct Entry {
    method: u16,
    encrypted: bool,
    packed: usize,
    /// Where its local header begins.
    header: usize,
}

impl<'b> Package<'b> {
    /// Lists the entries; `None` where there is no directory of them at the end.
    pub fn open(bytes: &'b [u8]) -> Option<Self> {
        let end = end_of_directory(bytes)?;
        let count = number(bytes, end + 10, 2)?;
        let mut at = number(bytes, end + 16, 4)?;
        let size = number(bytes, end + 12, 4)?;
        if at == 0xFFFF_FFFF || bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            // A large form, or bytes before the file proper: the directory stands right before its end.
            at = end
                .checked_sub(size)
                .filter(|&at| bytes.get(at..at + 4) == Some(b"PK\x01\x02"))
                .or_else(|| large(bytes, end))?;
        }
        let mut entries = HashMap::new();
        for _ in 0..count.min(MAX_ENTRIES) {
            if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
                break;
            }
            let length = |offset| number(bytes, at + offset, 2);
            let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
            let mut entry = Entry {
                method: length(10)? as u16,
                encrypted: length(8)? & 1 != 0,
                packed: number(bytes, at + 20, 4)?,
                header: number(bytes, at + 42, 4)?,
            };
            entry.read_large(bytes.get(at + 46 + name..at + 46 + name + extra)?, number(bytes, at + 24, 4)?);
            let name = String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).replace('\\', "/");
            // A name that is there twice is the first one, whatever another program takes.
            entries.entry(name).or_insert(entry);
            at += 46 + length(28)? + extra + comment;
        }
        Some(Self { bytes, entries, left: Cell::new(MAX_UNPACKED) })
    }

    /// Whether there is an entry of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }

    /// Unpacks an entry.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, PackageError> {
        let entry = self.entries.get(name).ok_or(PackageError::Missing)?;
        if entry.encrypted {
            return Err(PackageError::Encrypted);
        }
        let packed = self.packed(*entry).ok_or(PackageError::Damaged)?;
        let limit = packed.len().saturating_mul(MAX_RATIO).max(SMALL).min(self.left.get());
        let unpacked = match entry.method {
            0 if packed.len() > limit => return Err(PackageError::TooLarge),
            0 => packed.to_vec(),
            8 => {
                let mut unpacked = Vec::new();
                // Where it breaks off, what came before is worth having.
                let end = DeflateDecoder::new(packed).take(limit as u64 + 1).read_to_end(&mut unpacked);
                if unpacked.len() > limit {
                    return Err(PackageError::TooLarge);
                }
                if end.is_err() && unpacked.is_empty() {
                    return Err(PackageError::Damaged);
                }
                unpacked
            }
            _ => return Err(PackageError::Damaged),
        };
        self.left.set(self.left.get() - unpacked.len());
        Ok(unpacked)
    }

    /// Unpacks an entry of XML as text; `None` where there is none or it cannot be had.
    pub fn read_text(&self, name: &str) -> Result<String, PackageError> {
        let bytes = self.read(name)?;
        let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
        Ok(text.into_owned())
    }

    fn packed(&self, entry: Entry) -> Option<&'b [u8]> {
        if self.bytes.get(entry.header..entry.header + 4) != Some(b"PK\x03\x04") {
            return None;
        }
        let name = number(self.bytes, entry.header + 26, 2)?;
        let extra = number(self.bytes, entry.header + 28, 2)?;
        let start = entry.header + 30 + name + extra;
        // A file that was cut off still has the beginning of its entry.
        let end = start.checked_add(entry.packed)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }
}

impl Entry {
    /// Takes the sizes that do not fit into four bytes from the entry's extra fields.
    fn read_large(&mut self, extra: &[u8], unpacked: usize) {
        const FULL: usize = 0xFFFF_FFFF;
        let mut at = 0;
        while let (Some(id), Some(size)) = (number(extra, at, 2), number(extra, at + 2, 2)) {
            at += 4;
            if id == 1 {
                let mut place = at;
                for (field, is_full) in
                    [(None, unpacked == FULL), (Some(0), self.packed == FULL), (Some(1), self.header == FULL)]
                {
                    if is_full {
                        let Some(value) = number(extra, place, 8) else { return };
                        place += 8;
                        match field {
                            Some(0) => self.packed = value,
                            Some(_) => self.header = value,
                            None => {}
                        }
                    }
                }
                return;
            }
            at += size;
        }
    }
}

/// Where the record that ends the directory begins: it is followed by a comment of at most 65,535 bytes.
fn end_of_directory(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    tail.windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| from + at)
}

/// Where the directory begins according to the large form of its end.
fn large(bytes: &[u8], end: usize) -> Option<usize> {
    let locator = end.checked_sub(20)?;
    let record = (bytes.get(locator..locator + 4)? == b"PK\x06\x07").then(|| number(bytes, locator + 8, 8))??;
    let record = bytes.get(record..record.checked_add(56)?)?;
    (record.starts_with(b"PK\x06\x06")).then(|| number(record, 48, 8))?
}

/// A number of so many bytes, little end first; `None` where it does not fit.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let slice = bytes.get(at..at.checked_add(length)?)?;
    let value = slice.iter().rev().fold(0_u64, |value, &byte| (value << 8) | u64::from(byte));
    // Sums of positions stay far below the end of the numbers.
    usize::try_from(value).ok().filter(|&value| value <= usize::MAX / 4)
}
