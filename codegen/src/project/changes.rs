//! What generating a project would change: files, and the lock.

use super::Project;
use super::lock::{Lock, LockError};
use crate::generation::{Definitions, Difference, Made, Origin, State, compare, normal, read};
use crate::output::Transaction;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Everything that would change.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// Files that would be written.
    pub(crate) differences: Vec<Difference<'a>>,
    /// Files that are not generated any more.
    pub(crate) superfluous: Vec<Superfluous>,
    /// In what the lock differs from what was made now; empty if there is no lock.
    pub(crate) reasons: Vec<String>,
    /// Whether there is a lock that says something else.
    pub(crate) lock_is_stale: bool,
    lock_path: PathBuf,
    lock_text: String,
}

/// A file that was generated, and is not any more.
#[derive(Debug)]
pub(crate) struct Superfluous {
    pub(crate) path: PathBuf,
    /// It was changed since it was generated, so it is kept.
    pub(crate) edited: bool,
}

/// Why it cannot be told what would change.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangesError {
    /// The lock cannot be used.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] io::Error),
}

impl<'a> Changes<'a> {
    /// Compares what was made with what is on disk.
    ///
    /// # Errors
    ///
    /// If the lock cannot be used, or a file is there and cannot be read.
    pub(crate) fn find(project: &Project, made: &'a Made<'_>) -> Result<Self, ChangesError> {
        let directory = &project.directory;
        let lock_path = Lock::path_beside(&project.file);
        let old = Lock::read(&lock_path)?;
        let new = Lock::of(made, directory);
        let origin = |path: &Path, contents: &[u8]| match old
            .as_ref()
            .and_then(|old| old.wrote(directory, path, contents))
        {
            Some(true) => Origin::Generated,
            Some(false) => Origin::Edited,
            None if is_marked(contents) => Origin::Generated,
            None => Origin::Unknown,
        };
        let differences = compare(&made.files, origin)?;
        let mut superfluous = Vec::new();
        if let Some(old) = &old {
            let wanted: BTreeSet<PathBuf> =
                made.files.iter().map(|file| normal(&file.path)).collect();
            for path in old.files(directory) {
                // What is not there needs no removal, and what cannot be read was not written here.
                if !wanted.contains(&normal(&path))
                    && let Ok(Some(contents)) = read(&path)
                {
                    let edited = origin(&path, &contents) != Origin::Generated;
                    superfluous.push(Superfluous { path, edited });
                }
            }
        }
        Ok(Self {
            differences,
            superfluous,
            reasons: old.as_ref().map_or_else(Vec::new, |old| old.changes(&new)),
            lock_is_stale: old.is_some_and(|old| !old.agrees_with(&new)),
            lock_text: new.text(),
            lock_path,
        })
    }

    /// Files in the way of generated ones that may be the user's.
    pub(crate) fn unknown(&self) -> impl Iterator<Item = &Path> {
        self.differences.iter().filter_map(|difference| {
            let unknown = matches!(
                difference.state,
                State::Different {
                    origin: Origin::Unknown,
                    ..
                }
            );
            unknown.then_some(difference.file.path.as_path())
        })
    }

    /// Makes the changes, and writes a dependency file if there is one: all or none.
    ///
    /// # Errors
    ///
    /// If one is not possible; then everything is as it was before.
    pub(crate) fn write(&self, dep_file: Option<&(PathBuf, String)>) -> io::Result<()> {
        let mut transaction = Transaction::default();
        for difference in &self.differences {
            transaction.write(&difference.file.path, &difference.file.contents);
        }
        for file in self.superfluous.iter().filter(|file| !file.edited) {
            transaction.remove(&file.path);
        }
        transaction.write_if_changed(&self.lock_path, self.lock_text.as_bytes());
        if let Some((path, text)) = dep_file {
            transaction.write_if_changed(path, text.as_bytes());
        }
        transaction.commit()?;
        for file in self.superfluous.iter().filter(|file| !file.edited) {
            remove_empty_directories(&file.path);
        }
        Ok(())
    }
}

/// Whether the lock of a project proves that nothing would change, so that nothing needs to be made to know it.
/// A lock that cannot be used proves nothing; what is wrong with it is told when it is needed.
pub(crate) fn is_proven_fresh(project: &Project, definitions: &Definitions) -> bool {
    match Lock::read(&Lock::path_beside(&project.file)) {
        Ok(Some(lock)) => lock.proves_fresh(&project.outputs, definitions, &project.directory),
        Ok(None) | Err(_) => false,
    }
}

/// Whether a text says of itself that it is generated, as many tools understand it.
fn is_marked(contents: &[u8]) -> bool {
    const MARK: &[u8] = b"@generated";
    const NEAR: usize = 1024;
    let start = &contents[..contents.len().min(NEAR)];
    start.windows(MARK.len()).any(|part| part == MARK)
}

/// Removes the directories that a file was the last one in, as far as its path names them.
fn remove_empty_directories(path: &Path) {
    for directory in path.ancestors().skip(1) {
        // The first that is not empty, or cannot be removed for another reason, ends it.
        let named = directory.file_name().is_some();
        if !named || std::fs::remove_dir(directory).is_err() {
            break;
        }
    }
}
