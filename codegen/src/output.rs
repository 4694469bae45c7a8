//! Files that a definition becomes: which, and how they get to disk.
//!
//! All texts are made before the first file is touched, a file is replaced in one step, and a file that
//! would not change is left alone.

use crate::backend;
use crate::model::Interface;
use std::io;
use std::path::Path;

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
    /// Its name, without a directory.
    pub name: String,
    /// All of its text.
    pub text: String,
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

    /// The name of the file that it makes of an interface.
    pub fn file_name(self, interface: &Interface) -> String {
        let extension = match self {
            Self::Rust => "rs",
            Self::Markdown => "md",
        };
        format!("{}.{extension}", interface.name.snake())
    }

    /// What it makes of an interface. The same interface and options give the same bytes.
    pub fn generate(self, interface: &Interface, options: &Options) -> OutputFile {
        let text = match self {
            Self::Rust => backend::rust::generate(interface, &options.rust),
            Self::Markdown => backend::markdown::generate(interface),
        };
        OutputFile {
            name: self.file_name(interface),
            text,
        }
    }
}

/// Writes a file in one step, unless it is there already with this very text. Tells whether it wrote.
///
/// # Errors
///
/// If the directory cannot be made or the file cannot be written; what was there before is still there.
pub fn write_if_changed(directory: &Path, file: &OutputFile) -> io::Result<bool> {
    let path = directory.join(&file.name);
    if std::fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()) {
        return Ok(false);
    }
    std::fs::create_dir_all(directory)?;
    let temporary = directory.join(format!(".{}.{}", file.name, std::process::id()));
    let written =
        std::fs::write(&temporary, &file.text).and_then(|()| std::fs::rename(&temporary, &path));
    if written.is_err() {
        // What matters is the first error.
        std::fs::remove_file(&temporary).ok();
    }
    written
        .map(|()| true)
        .map_err(|error| annotated(error, &path))
}

fn annotated(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}
