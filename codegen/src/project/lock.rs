//! The lock, `codegen.lock` beside the project file: what was made last, of what, and by which compiler.
//!
//! It is what tells the compiler's files from the user's. A file whose hash is in the lock may be replaced
//! or removed; any other is kept. And it tells why something is stale: which input, option or compiler is
//! another than it was.
//!
//! The lock is to be checked in. It holds nothing of the machine or the moment: the same inputs give the
//! same bytes. Without it everything is still proven fresh by its contents.

use crate::generation::{BackEnd, Definitions, Made, Output, parallel_map, seen_from};
use crate::output::Ownership;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The form that this compiler writes.
const VERSION: u32 = 1;

const INTRODUCTION: &str = "\
# What `codegen generate` made, so that it can tell its files from yours. Check it in, but do not edit it: when it
# is in the way of a merge, take either side and generate again.
";

/// What was made last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock {
    version: u32,
    /// Version of the compiler.
    compiler: String,
    /// Hash of the compiler's sources. One of the same version and other sources may make the same files, so this
    /// alone makes nothing stale; but its lock proves nothing.
    #[serde(default, rename = "compiler-sources")]
    sources: String,
    /// Hash of every file that a definition consisted of, by its path.
    #[serde(default)]
    inputs: BTreeMap<String, String>,
    /// In the order of the project file.
    #[serde(default, rename = "output")]
    outputs: Vec<LockedOutput>,
}

/// What one target made of one definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct LockedOutput {
    definition: String,
    /// The interface of it, if it is a header with several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interface: Option<String>,
    target: String,
    out: String,
    /// Options of the target as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<String>,
    /// The files that it wrote once and that are the user's since.
    #[serde(default, rename = "user-files", skip_serializing_if = "Vec::is_empty")]
    user_files: Vec<String>,
    /// Hash of every file that it wrote, by its path; those that are the user's are not among them.
    #[serde(default)]
    files: BTreeMap<String, String>,
}

impl LockedOutput {
    fn describe(&self) -> String {
        let interface = self.interface.as_deref();
        let interface = interface.map_or_else(String::new, |name| format!(" ({name})"));
        format!("{} {}{interface}", self.target, self.definition)
    }
}

/// Why a lock cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    /// It is there and cannot be read.
    #[error("cannot read {}: {error}", .path.display())]
    Unreadable {
        path: PathBuf,
        error: std::io::Error,
    },
    /// It is no lock.
    #[error(
        "{}:{line}: this is not what `codegen generate` wrote: {reason}\n\
         help: take it from the last commit, or remove it and generate again", .path.display()
    )]
    Broken {
        path: PathBuf,
        line: usize,
        reason: String,
    },
    /// It was written by a compiler that knows more.
    #[error("{} was written by a newer codegen ({compiler}); this is {}", .path.display(), env!("CARGO_PKG_VERSION"))]
    Newer { path: PathBuf, compiler: String },
}

impl Lock {
    /// Where the lock of a project file is.
    pub(crate) fn path_beside(project: &Path) -> PathBuf {
        project.with_extension("lock")
    }

    /// Reads a lock; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If there is one, and it cannot be used.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, LockError> {
        let path = path.to_owned();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LockError::Unreadable { path, error }),
        };
        match toml::from_str::<Self>(&text) {
            Ok(lock) if lock.version > VERSION => Err(LockError::Newer {
                path,
                compiler: lock.compiler,
            }),
            Ok(lock) => Ok(Some(lock)),
            Err(error) => {
                let start = error.span().unwrap_or_default().start;
                Err(LockError::Broken {
                    path,
                    line: text[..start].matches('\n').count() + 1,
                    reason: error.message().to_owned(),
                })
            }
        }
    }

    /// The lock of what was made now. Paths are written as they are seen from `directory`.
    pub(crate) fn of(made: &Made<'_>, directory: &Path) -> Self {
        let mut lock = Self::before(made.outputs, made.definitions, directory);
        let hashes = parallel_map(&made.files, |file| hash(&file.contents));
        for (file, hash) in made.files.iter().zip(hashes) {
            let output = &mut lock.outputs[file.output];
            let name = seen_from(directory, &file.path);
            match file.ownership {
                Ownership::Generated => {
                    output.files.insert(name, hash);
                }
                Ownership::User => output.user_files.push(name),
            }
        }
        lock
    }

    /// The lock as far as it is known before anything is made: all but the files.
    fn before(outputs: &[Output], definitions: &Definitions, directory: &Path) -> Self {
        let seen = |path: &Path| seen_from(directory, path);
        let inputs = definitions.inputs().into_iter();
        let inputs = inputs.map(|(path, text)| (seen(&path), hash(text.as_bytes())));
        let outputs = outputs.iter().map(|output| LockedOutput {
            definition: seen(&output.definition),
            interface: output.interface.clone(),
            target: output.back_end.name().to_owned(),
            out: seen(&output.out),
            options: options(output),
            user_files: Vec::new(),
            files: BTreeMap::new(),
        });
        Self {
            version: VERSION,
            compiler: env!("CARGO_PKG_VERSION").to_owned(),
            sources: env!("CODEGEN_SOURCES").to_owned(),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
        }
    }

    /// Whether making everything again would make what is there, as far as this lock can prove it: the same
    /// compiler made the files that are on disk of the same inputs with the same options. What a program would make
    /// now cannot be known.
    pub(crate) fn proves_fresh(
        &self,
        outputs: &[Output],
        definitions: &Definitions,
        directory: &Path,
    ) -> bool {
        let made_here = |output: &Output| matches!(output.back_end, BackEnd::BuiltIn(..));
        let mut known = self.clone();
        let mut files: Vec<(PathBuf, String)> = Vec::new();
        let mut user_files = Vec::new();
        for output in &mut known.outputs {
            let hashes = std::mem::take(&mut output.files).into_iter();
            files.extend(hashes.map(|(name, hash)| (directory.join(name), hash)));
            user_files.append(&mut output.user_files);
        }
        let is_there = |name: &String| directory.join(name).symlink_metadata().is_ok();
        let is_same = |(path, known): &(PathBuf, String)| {
            std::fs::read(path).is_ok_and(|contents| hash(&contents) == *known)
        };
        outputs.iter().all(made_here)
            && known == Self::before(outputs, definitions, directory)
            && user_files.iter().all(is_there)
            && !parallel_map(&files, is_same).contains(&false)
    }

    /// Whether it says what a lock that is written now would say.
    pub(crate) fn agrees_with(&self, now: &Self) -> bool {
        let mut same = self.clone();
        same.sources.clone_from(&now.sources);
        same == *now
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        // Tables of texts and numbers can always be written.
        let body = toml::to_string(self).unwrap_or_default();
        format!("{INTRODUCTION}{body}")
    }

    /// Whether a file is there as it was written.
    pub(crate) fn wrote(&self, directory: &Path, path: &Path, contents: &[u8]) -> Option<bool> {
        let name = seen_from(directory, path);
        let mut hashes = self
            .outputs
            .iter()
            .filter_map(|output| output.files.get(&name));
        hashes.next().map(|known| *known == hash(contents))
    }

    /// Every file that was written.
    pub(crate) fn files(&self, directory: &Path) -> impl Iterator<Item = PathBuf> {
        let files = self.outputs.iter().flat_map(|output| output.files.keys());
        files.map(|name| directory.join(name))
    }

    /// What has changed from this lock to another, in words; nothing if they say the same.
    pub(crate) fn changes(&self, now: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.compiler != now.compiler {
            changes.push(format!(
                "the compiler was {} and is {}",
                self.compiler, now.compiler
            ));
        }
        for (path, hash) in &now.inputs {
            match self.inputs.get(path) {
                None => changes.push(format!("{path} is a new input")),
                Some(old) if old != hash => changes.push(format!("{path} has changed")),
                Some(_) => {}
            }
        }
        let gone = self
            .inputs
            .keys()
            .filter(|path| !now.inputs.contains_key(*path));
        changes.extend(gone.map(|path| format!("{path} is no input any more")));
        let same = |one: &LockedOutput, other: &LockedOutput| {
            (&one.definition, &one.interface, &one.target, &one.out)
                == (
                    &other.definition,
                    &other.interface,
                    &other.target,
                    &other.out,
                )
        };
        for output in &now.outputs {
            match self.outputs.iter().find(|old| same(old, output)) {
                None => changes.push(format!("`{}` is a new output", output.describe())),
                Some(old) if old.options != output.options => {
                    changes.push(format!(
                        "the options of `{}` have changed",
                        output.describe()
                    ));
                }
                Some(_) => {}
            }
        }
        for output in &self.outputs {
            if !now.outputs.iter().any(|other| same(other, output)) {
                changes.push(format!("`{}` is no output any more", output.describe()));
            }
        }
        changes
    }
}

/// The options of an output as JSON; `None` if there are none.
fn options(output: &Output) -> Option<String> {
    let options = &output.named_options;
    (!options.is_empty()).then(|| serde_json::json!(options).to_string())
}

/// What tells two texts apart.
fn hash(contents: &[u8]) -> String {
    Sha256::digest(contents)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
