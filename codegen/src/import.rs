//! From a header to the definitions in it, as JSON.

use crate::LoadOptions;
use crate::definition::Reader;
use crate::definition::json::print;
use crate::diagnostic::{Diagnostics, Style, render_all};
use crate::header::{self, Wanted};
use crate::lint::{self, Allowances};
use crate::source::Sources;
use std::path::{Path, PathBuf};

/// A header that was read.
#[derive(Debug)]
pub struct Imported {
    /// The definitions of its interfaces, in order; none if the header has errors.
    pub definitions: Vec<ImportedDefinition>,
    /// All problems, in the order of the text.
    pub diagnostics: Diagnostics,
    /// The texts that the problems point into.
    pub sources: Sources,
    /// Every file that was read, the header first.
    pub inputs: Vec<PathBuf>,
}

/// The definition of one interface of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedDefinition {
    /// Name of the interface in C++, such as `IMessenger`.
    pub interface: String,
    /// The definition, in JSON, with a line break at its end.
    pub text: String,
}

impl ImportedDefinition {
    /// Name of a file for the definition: that of the interface, without the `I` before it and before the
    /// structs that it stands in.
    pub fn file_name(&self) -> String {
        let names = self.interface.split("::").map(header::class_name);
        format!("{}.json", names.collect::<String>())
    }
}

impl Imported {
    /// All problems as text; empty if there are none.
    pub fn report(&self, style: Style) -> String {
        render_all(&self.diagnostics, &self.sources, style)
    }
}

/// Reads the definitions that a Thunder header holds, in the form that Thunder's own generator prints: each
/// complete, without references. The same header gives the same bytes.
pub fn import(path: impl AsRef<Path>, options: &LoadOptions) -> Imported {
    let path = path.as_ref();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut inputs = Vec::new();
    let mut reader = Reader {
        files: &crate::files::Disk,
        include_dirs: &options.include_dirs,
        wanted: options
            .interface
            .as_deref()
            .map_or(Wanted::All, Wanted::Named),
        plugins: false,
        sources: &mut sources,
        diagnostics: &mut diagnostics,
        inputs: &mut inputs,
    };
    let definitions = match reader.text(path) {
        Some(text) => {
            let source = reader.sources.add(path, text);
            header::read(source, &mut reader)
        }
        None => Vec::new(),
    };
    lint::settle(&mut diagnostics, &options.lint, &Allowances::default());
    diagnostics.sort();
    let definitions = if diagnostics.has_errors() {
        Vec::new()
    } else {
        definitions
    };
    let definitions = definitions
        .into_iter()
        .map(|definition| ImportedDefinition {
            interface: definition.name,
            text: print(&definition.root),
        });
    Imported {
        definitions: definitions.collect(),
        diagnostics,
        sources,
        inputs,
    }
}
