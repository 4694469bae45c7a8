//! From a definition to its model.

use crate::definition::{self, Reader};
use crate::diagnostic::{Diagnostics, Level, Rule, Style, render_all};
use crate::files::{Disk, Files};
use crate::header::Wanted;
use crate::lint::{self, Levels};
use crate::model::Interface;
use crate::source::Sources;
use std::path::{Path, PathBuf};

/// How a definition is read.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    /// Directories in which files are searched that a definition refers to or includes, after the directory
    /// of the file that does.
    pub include_dirs: Vec<PathBuf>,
    /// The interface of a header that is wanted, such as `IMessenger`, with or without the scopes before it.
    pub interface: Option<String>,
    /// The levels of rules, where they are not as usual.
    pub lint: Levels,
}

/// A definition that was read.
#[derive(Debug)]
pub struct Loaded {
    /// The interface; `None` if the definition has errors.
    pub interface: Option<Interface>,
    /// What could be understood of a definition with errors; harmless values stand in for the rest.
    #[cfg(feature = "cli")]
    pub(crate) outline: Option<Interface>,
    /// All problems, in the order of the text.
    pub diagnostics: Diagnostics,
    /// The texts that the problems point into.
    pub sources: Sources,
    /// Every file that was read, the definition first.
    pub inputs: Vec<PathBuf>,
}

impl Loaded {
    /// All problems as text; empty if there are none.
    pub fn report(&self, style: Style) -> String {
        render_all(&self.diagnostics, &self.sources, style)
    }
}

/// Reads the definition in a file, and all files that it refers to. If it is a header with several
/// interfaces, one must be chosen.
pub fn load(path: impl AsRef<Path>, options: &LoadOptions) -> Loaded {
    read(path.as_ref(), None, options)
}

/// Reads a definition from a text. `path` stands for it in problems, and files that it refers to are
/// searched beside it; its extension tells whether the text is a header.
pub fn load_text(path: impl AsRef<Path>, text: impl Into<String>, options: &LoadOptions) -> Loaded {
    read(path.as_ref(), Some(text.into()), options)
}

fn read(path: &Path, text: Option<String>, options: &LoadOptions) -> Loaded {
    read_all(path, text, options, &Disk, Sources::default())
}

/// Reads the definition in one of these files; its texts are added to `sources`.
#[cfg(feature = "cli")]
pub(crate) fn read_from(
    path: &Path,
    options: &LoadOptions,
    files: &dyn Files,
    sources: Sources,
) -> Loaded {
    read_all(path, None, options, files, sources)
}

fn read_all(
    path: &Path,
    text: Option<String>,
    options: &LoadOptions,
    files: &dyn Files,
    mut sources: Sources,
) -> Loaded {
    let mut diagnostics = Diagnostics::default();
    let mut inputs = Vec::new();
    let mut reader = Reader {
        include_dirs: &options.include_dirs,
        files,
        wanted: options
            .interface
            .as_deref()
            .map_or(Wanted::One, Wanted::Named),
        sources: &mut sources,
        diagnostics: &mut diagnostics,
        inputs: &mut inputs,
    };
    let (interface, allowances) = definition::read(path, text, &mut reader);
    if let Some(interface) = interface.as_ref().filter(|_| has_meaning(&diagnostics)) {
        lint::check(interface, &mut diagnostics);
    }
    lint::settle(&mut diagnostics, &options.lint, &allowances);
    diagnostics.sort();
    let (sound, _outline) = if diagnostics.has_errors() {
        (None, interface)
    } else {
        (interface, None)
    };
    Loaded {
        interface: sound,
        #[cfg(feature = "cli")]
        outline: _outline,
        diagnostics,
        sources,
        inputs,
    }
}

/// Whether nothing was found that leaves a definition without meaning.
fn has_meaning(diagnostics: &Diagnostics) -> bool {
    let firm = |id| Rule::find(id).is_none_or(|rule| rule.firm);
    let mut problems = diagnostics.iter();
    !problems.any(|problem| problem.level == Level::Error && firm(problem.rule))
}
