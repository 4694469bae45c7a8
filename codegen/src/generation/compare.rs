//! What was made beside what is on disk.

use super::MadeFile;
use crate::output::Ownership;
use std::io::{self, ErrorKind};

/// How a file on disk differs from the one that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It is not there.
    Missing,
    /// It has another text, which is this.
    Stale(Vec<u8>),
}

/// A file that would be written.
#[derive(Debug)]
pub(crate) struct Difference<'a> {
    /// What was made.
    pub(crate) file: &'a MadeFile,
    /// What is there.
    pub(crate) state: State,
}

/// What writing the files would change, in their order. A file of the user's that is there differs from
/// nothing.
///
/// # Errors
///
/// If a file is there and cannot be read.
pub(crate) fn compare(files: &[MadeFile]) -> io::Result<Vec<Difference<'_>>> {
    let mut differences = Vec::new();
    for file in files {
        if file.ownership == Ownership::User && file.path.symlink_metadata().is_ok() {
            continue;
        }
        let state = match std::fs::read(&file.path) {
            Ok(old) if old == file.contents => continue,
            Ok(old) => State::Stale(old),
            Err(error) if is_absence(&error) => State::Missing,
            Err(error) => {
                let message = format!("cannot read {}: {error}", file.path.display());
                return Err(io::Error::new(error.kind(), message));
            }
        };
        differences.push(Difference { file, state });
    }
    Ok(differences)
}

/// Whether a file is not there, be it that a directory above it is not there or is a file.
fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
