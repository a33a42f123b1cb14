//! Puts one damaged byte right, where the checksum of the whole proves which it was.
//!
//! A CRC-32 says more than that something is wrong: each place and each change of one byte gives a difference of its own.
//! Going back from the end of the file, the difference is undone byte by byte, and where it becomes what a single byte
//! can cause, that byte is a candidate. Among a million bytes, about one in twenty candidates would be there by chance;
//! whoever asks therefore reads the file again with each and takes only one that cures everything.

use memchr::memmem;

/// Up to this size a file is looked through.
const MAX_BYTES: usize = 256 << 20;

/// A byte that may be the damaged one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where it stands.
    pub at: usize,
    /// What it was.
    pub was: u8,
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut crc = n as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[n] = crc;
        n += 1;
    }
    table
};

/// Which entry of [`TABLE`] has this highest byte; each has another.
const BY_HIGHEST: [u8; 256] = {
    let mut by = [0; 256];
    let mut n = 0;
    while n < 256 {
        by[(TABLE[n] >> 24) as usize] = n as u8;
        n += 1;
    }
    by
};

/// The single bytes that would explain why the checksum at the end of a file does not match; none where it matches, or
/// where there is none. Not more than `most`.
pub(super) fn candidates(file: &[u8], most: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    let Some((summed, told)) = summed(file) else { return found };
    let mut difference = crc32fast::hash(summed) ^ told;
    if difference == 0 || file.len() > MAX_BYTES {
        return found;
    }
    for (at, byte) in summed.iter().enumerate().rev() {
        let cause = BY_HIGHEST[(difference >> 24) as usize];
        if TABLE[usize::from(cause)] == difference {
            found.push(Candidate { at, was: byte ^ cause });
            if found.len() == most {
                break;
            }
        }
        difference = ((difference ^ TABLE[usize::from(cause)]) << 8) | u32::from(cause);
    }
    found
}

/// What the checksum at the end counts, and what it says.
fn summed(file: &[u8]) -> Option<(&[u8], u32)> {
    const FIELD: &[u8] = b"sum: \"";
    let tail = file.len().saturating_sub(64);
    let at = tail + memmem::rfind(file.get(tail..)?, FIELD)?;
    let digits = file.get(at + FIELD.len()..at + FIELD.len() + 8)?;
    let told = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((file.get(..at)?, told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_changed_byte_is_found() {
        let mut file = "(\n    set: (title: \"Zoë\"),\n    ".repeat(20).into_bytes();
        let sum = crc32fast::hash(&file);
        file.extend_from_slice(format!("sum: \"{sum:08x}\",\n)\n").as_bytes());
        assert_eq!(candidates(&file, 9), []);
        let end = file.len() - 20;
        for at in 0..end {
            for change in 1..=255 {
                let mut broken = file.clone();
                broken[at] ^= change;
                assert!(candidates(&broken, 9).contains(&Candidate { at, was: file[at] }), "{at} {change}");
            }
        }
    }
}
