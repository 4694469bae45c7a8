//! Where definitions are read from.

use std::io;
use std::path::{Path, PathBuf};

/// Files by their paths.
pub(crate) trait Files {
    /// All of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Whether there is a file.
    fn is_file(&self, path: &Path) -> bool;

    /// What tells whether two paths are the same file.
    fn identity(&self, path: &Path) -> PathBuf;

    /// The names of what is beside a file, in order, to find out what was meant by a name that is wrong.
    fn beside(&self, _path: &Path) -> Vec<String> {
        Vec::new()
    }
}

/// The files of this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn identity(&self, path: &Path) -> PathBuf {
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    }

    fn beside(&self, path: &Path) -> Vec<String> {
        let directory = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => return Vec::new(),
        };
        let entries = std::fs::read_dir(directory).into_iter().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        names
    }
}
