//! From a definition to its model.

use crate::definition::{self, Meaning, Reader};
use crate::diagnostic::{Diagnostics, Level, Rule, Style, render_all};
use crate::files::{Disk, Files};
use crate::header::Wanted;
use crate::lint::{self, Levels};
use crate::model::{Interface, Plugin};
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
    /// The plugin that the file describes, if it was read by [`load_with_plugins`] and has no errors.
    pub plugin: Option<Plugin>,
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

    /// Whether there is something to generate from.
    #[cfg(feature = "cli")]
    pub(crate) fn is_sound(&self) -> bool {
        self.interface.is_some() || self.plugin.is_some()
    }
}

/// Reads the definition in a file, and all files that it refers to. If it is a header with several
/// interfaces, one must be chosen.
pub fn load(path: impl AsRef<Path>, options: &LoadOptions) -> Loaded {
    read(path.as_ref(), None, options)
}

/// Reads like [`load`]; if the file is the description of a plugin, that and the interfaces which it refers to.
pub fn load_with_plugins(path: impl AsRef<Path>, options: &LoadOptions) -> Loaded {
    let welcome = Welcome::Plugins;
    read_all(
        path.as_ref(),
        None,
        options,
        welcome,
        &Disk,
        Sources::default(),
    )
}

/// Reads a definition from a text. `path` stands for it in problems, and files that it refers to are
/// searched beside it; its extension tells whether the text is a header.
pub fn load_text(path: impl AsRef<Path>, text: impl Into<String>, options: &LoadOptions) -> Loaded {
    read(path.as_ref(), Some(text.into()), options)
}

fn read(path: &Path, text: Option<String>, options: &LoadOptions) -> Loaded {
    let welcome = Welcome::Interfaces;
    read_all(path, text, options, welcome, &Disk, Sources::default())
}

/// Reads the definition in one of these files; its texts are added to `sources`.
#[cfg(feature = "cli")]
pub(crate) fn read_from(
    path: &Path,
    options: &LoadOptions,
    files: &dyn Files,
    sources: Sources,
) -> Loaded {
    read_all(path, None, options, Welcome::Interfaces, files, sources)
}

/// What a file may define.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Welcome {
    Interfaces,
    /// Plugins as well.
    Plugins,
}

fn read_all(
    path: &Path,
    text: Option<String>,
    options: &LoadOptions,
    welcome: Welcome,
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
        plugins: welcome == Welcome::Plugins,
        sources: &mut sources,
        diagnostics: &mut diagnostics,
        inputs: &mut inputs,
    };
    let (meaning, allowances) = definition::read(path, text, &mut reader);
    let (interface, plugin) = match meaning {
        Some(Meaning::Interface(interface)) => (Some(*interface), None),
        Some(Meaning::Plugin(plugin)) => (None, Some(*plugin)),
        None => (None, None),
    };
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
        plugin: plugin.filter(|_| !diagnostics.has_errors()),
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
