//! Files of a revision in a Git repository, through the program `git`.

use crate::files::{Disk, Files};
use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// One revision. Paths that begin with its name, `git:REV/`, are in it; all others are on this machine.
#[derive(Debug)]
pub(super) struct Revision {
    /// The top of the repository.
    top: PathBuf,
    /// The id of the revision.
    commit: String,
    /// `git:REV`, what the paths in it begin with.
    name: PathBuf,
}

impl Revision {
    /// The revision that is called `name` in the repository that holds `path`.
    pub(super) fn find(name: &str, path: &Path) -> Result<Self, String> {
        let directory = directory_of(path);
        let top = run(&directory, &["rev-parse", "--show-toplevel"])
            .map_err(|reason| format!("{} is in no Git repository: {reason}", path.display()))?;
        let commit = format!("{name}^{{commit}}");
        let arguments = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let commit = run(&directory, &arguments)
            .map_err(|_| format!("the repository has no revision `{name}`"))?;
        Ok(Self {
            top: PathBuf::from(line(&top)),
            commit: line(&commit),
            name: PathBuf::from(format!("git:{name}")),
        })
    }

    /// The path that a file or directory of this machine has in the revision; one that is outside of the
    /// repository stays what it is.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        // The last part may not exist any more.
        let (directory, last) = if path.is_dir() {
            (path.to_owned(), None)
        } else {
            (directory_of(path), path.file_name())
        };
        let same_top = run(&directory, &["rev-parse", "--show-toplevel"])
            .is_ok_and(|top| Path::new(&line(&top)) == self.top);
        let prefix = run(&directory, &["rev-parse", "--show-prefix"]);
        match prefix {
            Ok(prefix) if same_top => self
                .name
                .join(line(&prefix))
                .join(last.unwrap_or(OsStr::new(""))),
            _ => path.to_owned(),
        }
    }

    /// The object in the repository that a path means; `None` if it is not in the revision.
    fn object(&self, path: &Path) -> Option<Result<String, io::Error>> {
        let inside = path.strip_prefix(&self.name).ok()?;
        let mut steps: Vec<&str> = Vec::new();
        for component in inside.components() {
            let step = match component {
                Component::CurDir => continue,
                Component::ParentDir => steps.pop().map(|_| None),
                Component::Normal(name) => name.to_str().map(Some),
                Component::RootDir | Component::Prefix(_) => None,
            };
            match step {
                Some(Some(name)) => steps.push(name),
                Some(None) => {}
                None => return Some(Err(io::ErrorKind::NotFound.into())),
            }
        }
        Some(Ok(format!("{}:{}", self.commit, steps.join("/"))))
    }
}

impl Files for Revision {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let Some(object) = self.object(path) else {
            return Disk.read(path);
        };
        run(&self.top, &["cat-file", "blob", &object?]).map_err(|reason| {
            io::Error::new(
                io::ErrorKind::NotFound,
                format!("not in the revision ({reason})"),
            )
        })
    }

    fn is_file(&self, path: &Path) -> bool {
        match self.object(path) {
            None => Disk.is_file(path),
            Some(Err(_)) => false,
            Some(Ok(object)) => {
                run(&self.top, &["cat-file", "-t", &object]).is_ok_and(|kind| line(&kind) == "blob")
            }
        }
    }

    fn identity(&self, path: &Path) -> PathBuf {
        match self.object(path) {
            None => Disk.identity(path),
            Some(Ok(object)) => PathBuf::from(object),
            Some(Err(_)) => path.to_owned(),
        }
    }
}

fn directory_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What `git` prints; the error is what it complains of.
fn run(directory: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(directory)
        .args(arguments)
        .output()
        .map_err(|error| format!("`git` cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let reason = String::from_utf8_lossy(&output.stderr);
    Err(reason.trim().to_owned())
}

/// A printed line.
fn line(output: &[u8]) -> String {
    String::from_utf8_lossy(output)
        .trim_end_matches(['\n', '\r'])
        .to_owned()
}
