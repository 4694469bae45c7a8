//! Files that a definition becomes: which, and how they get to disk.
//!
//! All texts are made before the first file is touched, a file is replaced in one step, and a file that
//! would not change is left alone.

use crate::backend;
use crate::model::Interface;
use std::io;
use std::path::{Path, PathBuf};

/// What can be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Rust bindings: types, the trait that a service implements, events, a client.
    Rust,
    /// Reference documentation in Markdown.
    Markdown,
}

/// Options of the targets.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Options of [`Target::Rust`].
    pub rust: backend::rust::Options,
}

/// One generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path below the output directory, with `/` between directories on every system.
    pub name: String,
    /// All of its text.
    pub text: String,
    /// Who may change it.
    pub ownership: Ownership,
}

/// Whose a file is once it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The compiler's: it is written anew whenever it would be different.
    Generated,
    /// The user's: it is written when it is missing, and left alone ever after. So are a package's
    /// metadata and its README.
    User,
}

impl OutputFile {
    /// A file that the compiler keeps up to date.
    pub fn generated(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            ownership: Ownership::Generated,
        }
    }

    /// A file that is the user's after its first writing.
    pub fn for_user(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            ownership: Ownership::User,
            ..Self::generated(name, text)
        }
    }
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 2] = [Self::Rust, Self::Markdown];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Markdown => "markdown",
        }
    }

    /// What it makes of an interface: one file or several, the first of which tells whether a directory
    /// holds this target. The same interface and options give the same bytes.
    pub fn generate(self, interface: &Interface, options: &Options) -> Vec<OutputFile> {
        let single = |extension, text| {
            let name = format!("{}.{extension}", interface.name.snake());
            vec![OutputFile::generated(name, text)]
        };
        match self {
            Self::Rust => single("rs", backend::rust::generate(interface, &options.rust)),
            Self::Markdown => single("md", backend::markdown::generate(interface)),
        }
    }
}

/// Writes files below a directory, each in one step; those that are there already with their very text,
/// or that are the user's and there, are left alone. Gives the paths of those that were written.
///
/// # Errors
///
/// If a directory cannot be made or a file cannot be written; what could not be replaced is still there.
pub fn write_files(directory: &Path, files: &[OutputFile]) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for file in files {
        if write_if_changed(directory, file)? {
            written.push(directory.join(&file.name));
        }
    }
    Ok(written)
}

/// Writes a file in one step, unless it is there already with this very text, or is the user's. Tells whether it wrote.
///
/// # Errors
///
/// If its directory cannot be made or the file cannot be written; what was there before is still there.
pub fn write_if_changed(directory: &Path, file: &OutputFile) -> io::Result<bool> {
    let path = directory.join(&file.name);
    let settled = match file.ownership {
        Ownership::Generated => std::fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()),
        Ownership::User => path.try_exists()?,
    };
    if settled {
        return Ok(false);
    }
    replace(&path, &file.text)
        .map(|()| true)
        .map_err(|error| annotated(error, &path))
}

/// Puts a text in the place of a file: all of it or nothing.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(directory)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = directory.join(format!(".{name}.{}", std::process::id()));
    let written = std::fs::write(&temporary, text).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // What matters is the first error.
        std::fs::remove_file(&temporary).ok();
    }
    written
}

fn annotated(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}
