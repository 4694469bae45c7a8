//! What the back ends make, as files with their places.

use super::back_end::{self, NamedFile};
use super::paths::identity;
use super::{BackEnd, Definitions, Output, parallel_map};
use crate::Loaded;
use crate::diagnostic::Diagnostics;
use crate::external::ExternalError;
use crate::output::Ownership;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One file of one output.
#[derive(Clone, Debug)]
pub(crate) struct MadeFile {
    /// Where it belongs.
    pub(crate) path: PathBuf,
    /// All of its text.
    pub(crate) contents: Vec<u8>,
    /// Whose it is once it is written.
    pub(crate) ownership: Ownership,
    /// Which of the outputs made it, counted from 0.
    pub(crate) output: usize,
}

/// Why the files of a run cannot be what the back ends made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilesError {
    /// Two outputs want one file.
    #[error(
        "{path} would be written twice: by `{first}` and by `{second}`; {}",
        if first == second { "remove one of the two" } else { "give one of them another directory" }
    )]
    Conflict {
        path: String,
        first: String,
        second: String,
    },
    /// A file would be in the place of a definition.
    #[error(
        "`{output}` would write {path}, which the definition consists of; give it another directory"
    )]
    Input { path: String, output: String },
    /// The options of an output are not such that its target can heed them.
    #[error("`{output}`: {reason}; nothing is written")]
    Options { output: String, reason: String },
    /// A name leads out of the output directory, or no file can have it.
    #[error("`{output}` gives a file {name:?} {reason}; nothing is written")]
    Name {
        output: String,
        name: String,
        reason: &'static str,
    },
    /// A program gave no files.
    #[error(transparent)]
    External(#[from] ExternalError),
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Made<'a> {
    /// What was to be made.
    pub(crate) outputs: &'a [Output],
    /// What it was made of; all without errors.
    pub(crate) definitions: &'a Definitions,
    /// The files, in the order of the outputs, and for each in the order of its back end.
    pub(crate) files: Vec<MadeFile>,
    /// What back ends have to say, and the definition that it is about.
    pub(crate) problems: Vec<(&'a Loaded, Diagnostics)>,
}

impl<'a> Made<'a> {
    /// Makes the files of these outputs.
    ///
    /// # Errors
    ///
    /// If options do not fit, a name is not possible, a file would be in the place of an input, or two outputs want
    /// the same.
    pub(crate) fn new(
        outputs: &'a [Output],
        definitions: &'a Definitions,
    ) -> Result<Self, FilesError> {
        let mut made = Self {
            outputs,
            definitions,
            files: Vec::new(),
            problems: Vec::new(),
        };
        let inputs: BTreeSet<PathBuf> = definitions
            .inputs()
            .into_keys()
            .map(|path| identity(&path))
            .collect();
        let mut owners: BTreeMap<PathBuf, usize> = BTreeMap::new();
        let make = |output: &'a Output| {
            let loaded = definitions.of(output)?;
            let made = match (&loaded.interface, &loaded.plugin) {
                (Some(interface), _) => back_end::make(output, interface, loaded),
                (None, Some(plugin)) => {
                    let files = back_end::make_plugin(output, plugin);
                    files.map(|files| (files, Diagnostics::default()))
                }
                (None, None) => return None,
            };
            Some(made.map(|made| (loaded, made)))
        };
        // Programs may not expect to run beside themselves.
        let made_here = |output: &&'a Output| matches!(output.back_end, BackEnd::BuiltIn(..));
        let mut made_here = parallel_map(
            &outputs.iter().filter(made_here).collect::<Vec<_>>(),
            |output| make(output),
        )
        .into_iter();
        for (index, output) in outputs.iter().enumerate() {
            let result = match output.back_end {
                BackEnd::BuiltIn(..) => made_here.next().flatten(),
                BackEnd::External(_) => make(output),
            };
            let Some(result) = result else { continue };
            let (loaded, (files, diagnostics)) = result?;
            if diagnostics.iter().next().is_some() {
                made.problems.push((loaded, diagnostics));
            }
            for file in files {
                let file = place(file, output, index)?;
                let identity = identity(&file.path);
                if inputs.contains(&identity) {
                    return Err(FilesError::Input {
                        path: file.path.display().to_string(),
                        output: output.describe(),
                    });
                }
                if let Some(owner) = owners.insert(identity, index) {
                    return Err(FilesError::Conflict {
                        path: file.path.display().to_string(),
                        first: outputs[owner].describe(),
                        second: output.describe(),
                    });
                }
                made.files.push(file);
            }
        }
        Ok(made)
    }
}

impl Output {
    /// What it is, for messages: the target and the definition.
    pub(crate) fn describe(&self) -> String {
        format!("{} {}", self.back_end.name(), self.definition.display())
    }
}

fn place(file: NamedFile, output: &Output, index: usize) -> Result<MadeFile, FilesError> {
    if let Some(reason) = impossible(&output.out, &file.name) {
        return Err(FilesError::Name {
            output: output.describe(),
            name: file.name,
            reason,
        });
    }
    Ok(MadeFile {
        path: output.out.join(&file.name),
        contents: file.contents,
        ownership: file.ownership,
        output: index,
    })
}

/// Why a file of this name cannot be written below a directory.
fn impossible(out: &Path, name: &str) -> Option<&'static str> {
    if name.chars().any(char::is_control) || name.contains('\\') {
        return Some("whose name has characters that not every system takes");
    }
    if name.split('/').any(|part| matches!(part, "" | "." | "..")) || name.contains(':') {
        return Some("whose name is not a path below the output directory");
    }
    // A link would lead the rest of the path to where nobody expects it.
    let mut directory = out.to_owned();
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in parts {
        directory.push(part);
        if directory.is_symlink() {
            return Some("whose directory is a symbolic link");
        }
    }
    None
}
