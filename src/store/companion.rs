use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{Doing, StoreError};
use super::file_system::FileSystem;
use super::replace::{failed, folder_of, follow};
use crate::model::Hash;

/// The longest name, in bytes, that every usual file system allows.
const MAX_NAME: usize = 255;

/// What the name of a companion folder ends with.
const ENDING: &str = ".crossread";

/// The hidden folder beside a set's file in which its lock and its journals live: `.NAME.crossread`, in the folder of
/// the file to which symbolic links lead, so that all links to a file share it. Nothing is made, nothing needs to be
/// there.
///
/// Where that would be too long for a name, it is cut, and a hash of the whole name keeps it apart from others. Two hard
/// links are two files to it. On Windows the folder is not marked as hidden.
///
/// # Errors
///
/// When links cannot be followed, or the path ends in no name.
pub fn companion(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    let target = follow(fs, path)?;
    let name = target.file_name().ok_or_else(|| StoreError::NotAFile { path: path.to_owned() })?;
    Ok(target.with_file_name(folder_name(name)))
}

fn folder_name(name: &OsStr) -> OsString {
    let mut folder = OsString::from(".");
    if 1 + name.len() + ENDING.len() <= MAX_NAME {
        folder.push(name);
    } else {
        let hash = Hash::of(name.as_encoded_bytes()).to_string();
        let mut head = name.to_string_lossy().into_owned();
        let room = MAX_NAME - 1 - 1 - hash.len() - ENDING.len();
        head.truncate((0..=room).rev().find(|&end| head.is_char_boundary(end)).unwrap_or_default());
        folder.push(head);
        folder.push("-");
        folder.push(hash);
    }
    folder.push(ENDING);
    folder
}

/// [`companion`], made where it is missing, so that nobody but its owner may look into it.
///
/// # Errors
///
/// As [`companion`]; and when nothing can be made there.
pub fn make_companion(fs: &dyn FileSystem, path: &Path) -> Result<PathBuf, StoreError> {
    let folder = companion(fs, path)?;
    make_private_directory(fs, &folder)?;
    Ok(folder)
}

/// Makes a directory, with those above it, that nobody but its owner may look into, and makes sure that its name
/// survives a power failure. One that is there already is fine, and keeps the rights it has. The folder in which a
/// companion stands is not made: where a drive is gone, that would be a folder somewhere else.
///
/// # Errors
///
/// When the system refuses, or something that is no directory is there.
pub fn make_private_directory(fs: &dyn FileSystem, path: &Path) -> Result<(), StoreError> {
    let is_new = match fs.metadata(path) {
        Ok(metadata) if metadata.is_file => {
            return Err(failed(Doing::Create, path)(io::ErrorKind::NotADirectory.into()));
        }
        Ok(_) => false,
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(failed(Doing::Create, path)(error)),
    };
    if is_new {
        let is_companion = path.file_name().is_some_and(|name| name.as_encoded_bytes().ends_with(ENDING.as_bytes()));
        let above = path.parent().filter(|above| !above.as_os_str().is_empty() && !is_companion);
        above.map_or(Ok(()), |above| make_private_directory(fs, above))?;
        fs.create_private_directory(path).map_err(failed(Doing::Create, path))?;
        fs.sync_directory(folder_of(path)).map_err(failed(Doing::SyncDirectory, path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gets_a_dot_in_front_and_an_ending_behind() {
        assert_eq!(folder_name(OsStr::new("a.ron")), ".a.ron.crossread");
        assert_eq!(folder_name(OsStr::new("two\nlines")), ".two\nlines.crossread");
    }

    #[test]
    fn names_that_are_too_long_are_cut_between_letters_and_stay_apart() {
        let fits = "n".repeat(MAX_NAME - 1 - ENDING.len());
        assert_eq!(folder_name(OsStr::new(&fits)), format!(".{fits}.crossread").as_str());
        for letter in ["n", "é", "語", "🙂"] {
            let long = letter.repeat(MAX_NAME / letter.len());
            let one = folder_name(OsStr::new(&long));
            let other = folder_name(OsStr::new(&(long.clone() + ".")));
            assert!(one.len() <= MAX_NAME && one.len() > MAX_NAME - 8, "{}", one.len());
            assert!(one != other && one.to_str().is_some_and(|name| !name.contains('\u{fffd}')));
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_are_kept_or_told_apart() {
        use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

        assert_eq!(folder_name(OsStr::from_bytes(b"\xff\xfe")).as_bytes(), b".\xff\xfe.crossread");
        let long = |last: u8| OsString::from_vec([vec![0xff; 249], vec![last]].concat());
        let (one, other) = (folder_name(&long(1)), folder_name(&long(2)));
        assert!(one != other && one.len() <= MAX_NAME, "{}", one.len());
    }
}
