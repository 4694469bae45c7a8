//! What was made beside what is on disk.

use super::MadeFile;
use crate::output::Ownership;
use std::io::{self, ErrorKind};
use std::path::Path;

/// A file that would be written.
#[derive(Debug)]
pub(crate) struct Difference<'a> {
    /// What was made.
    pub(crate) file: &'a MadeFile,
    /// What is there.
    pub(crate) state: State,
}

/// How a file on disk differs from the one that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is not there.
    Missing,
    /// It has another text.
    Different {
        /// Its text.
        old: Vec<u8>,
        /// Where that text is from.
        origin: Origin,
    },
}

impl State {
    /// Whether the file was changed since it was generated.
    pub(crate) fn is_edited(&self) -> bool {
        let edited = Origin::Edited;
        matches!(self, Self::Different { origin, .. } if *origin == edited)
    }
}

/// Where the text of a file is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It was generated.
    Generated,
    /// It was generated, and changed since.
    Edited,
    /// Nothing is known of it: it may be the work of the user.
    Unknown,
}

/// What writing the files would change, in their order. A file of the user's that is there differs from
/// nothing. `origin` tells where a file on disk with this text is from.
///
/// # Errors
///
/// If a file is there and cannot be read.
pub(crate) fn compare(
    files: &[MadeFile],
    origin: impl Fn(&Path, &[u8]) -> Origin,
) -> io::Result<Vec<Difference<'_>>> {
    let mut differences = Vec::new();
    for file in files {
        if file.ownership == Ownership::User && file.path.symlink_metadata().is_ok() {
            continue;
        }
        let state = match read(&file.path)? {
            None => State::Missing,
            Some(old) if old == file.contents => continue,
            Some(old) => State::Different {
                origin: origin(&file.path, &old),
                old,
            },
        };
        differences.push(Difference { file, state });
    }
    Ok(differences)
}

/// What is in a file; `None` if it is not there, be it that a directory above it is missing or is a file.
///
/// # Errors
///
/// If it is there and cannot be read.
pub(crate) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!("cannot read {}: {error}", path.display()),
        )),
    }
}
