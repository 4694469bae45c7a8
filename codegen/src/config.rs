//! For build scripts.

use crate::diagnostic::{Level, Style, render};
use crate::lint::LevelError;
use crate::output::{Options, Target, write_files};
use crate::{LoadOptions, Loaded, load};
use std::path::{Path, PathBuf};

/// Compiles definitions in a build script.
///
/// ```no_run
/// // in main() of build.rs
/// codegen::Config::new().compile("messenger.json");
/// ```
///
/// The crate then includes what was generated:
///
/// ```text
/// include!(concat!(env!("OUT_DIR"), "/messenger.rs"));
/// ```
///
/// Cargo runs the script again exactly when the definition or a file that it refers to has changed, or the
/// script itself.
#[derive(Clone, Debug, Default)]
pub struct Config {
    load: LoadOptions,
    out_dir: Option<PathBuf>,
    options: Options,
    without_doc_tests: bool,
    #[cfg(feature = "exports")]
    documents: bool,
    level_error: Option<LevelError>,
}

/// Why a definition was not compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The definition has errors; the text shows them all.
    #[error("{0}")]
    Definition(String),
    /// The result could not be written.
    #[error(transparent)]
    Write(#[from] std::io::Error),
    /// A rule was named that does not exist, or whose level cannot be set so.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// There is no directory to write to.
    #[error("OUT_DIR is not set: call this in a build script, or name a directory with `out_dir`")]
    NoOutDir,
}

impl Config {
    /// The defaults: write to `OUT_DIR`, search references only beside the file that holds them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a directory in which files are searched that a definition refers to.
    pub fn include_dir(&mut self, directory: impl Into<PathBuf>) -> &mut Self {
        self.load.include_dirs.push(directory.into());
        self
    }

    /// Chooses an interface of a header that has several, such as `IMessenger`.
    pub fn interface(&mut self, name: impl Into<String>) -> &mut Self {
        self.load.interface = Some(name.into());
        self
    }

    /// Does not report what breaks a rule of the linter, such as `missing-summary`; `codegen rules` lists them.
    ///
    /// What a definition allows itself, by `x-lint`, needs no word here.
    pub fn allow(&mut self, rule: &str) -> &mut Self {
        self.level(rule, Level::Allowed)
    }

    /// Only warns of what breaks a rule, or one of the rules that are allowed by default (`pedantic`).
    pub fn warn(&mut self, rule: &str) -> &mut Self {
        self.level(rule, Level::Warning)
    }

    /// Takes what breaks a rule, or all `warnings`, for an error.
    pub fn deny(&mut self, rule: &str) -> &mut Self {
        self.level(rule, Level::Error)
    }

    fn level(&mut self, rule: &str, level: Level) -> &mut Self {
        // Nobody can be told before the definition is compiled.
        let error = self.load.lint.set(rule, level).err();
        self.level_error = self.level_error.take().or(error);
        self
    }

    /// Writes to this directory instead of `OUT_DIR`.
    pub fn out_dir(&mut self, directory: impl Into<PathBuf>) -> &mut Self {
        self.out_dir = Some(directory.into());
        self
    }

    /// Derives `JsonSchema` for the generated types if the crate has this feature on.
    pub fn json_schema_feature(&mut self, feature: impl Into<String>) -> &mut Self {
        self.options.rust.json_schema_feature = Some(feature.into());
        self
    }

    /// Path under which documentation tests find the generated items, such as `lamp::interface`; by default
    /// the name of the package that is being built, for items that are included at the top of its library.
    pub fn doc_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.options.rust.doc_path = Some(path.into());
        self
    }

    /// Shows the definition's examples in the documentation without running them as tests: for items that
    /// documentation tests cannot reach, such as those of a binary or of a private module.
    pub fn without_doc_tests(&mut self) -> &mut Self {
        self.without_doc_tests = true;
        self
    }

    /// Writes the documents of the interface too: the reference as HTML and Markdown, OpenRPC, AsyncAPI and JSON
    /// Schema, and beside them a Rust file whose name ends with `_documents.rs`, an expression with them all:
    ///
    /// ```text
    /// static DOCUMENTS: jsonrpc_runtime::Documents =
    ///     include!(concat!(env!("OUT_DIR"), "/messenger_documents.rs"));
    /// ```
    ///
    /// This needs the feature `exports`.
    #[cfg(feature = "exports")]
    pub fn documents(&mut self) -> &mut Self {
        self.documents = true;
        self
    }

    /// Compiles a definition to Rust and returns the path of the result. Warnings become warnings of the
    /// build.
    ///
    /// If the definition has errors, or the result cannot be written, the problems are printed as errors of
    /// the build and the build script ends here.
    pub fn compile(&self, definition: impl AsRef<Path>) -> PathBuf {
        match self.try_compile(definition) {
            Ok(path) => path,
            Err(error) => {
                // A panic would hide the problems behind its own message.
                eprintln!("{}", error.to_string().trim_end());
                std::process::exit(1);
            }
        }
    }

    /// Like [`compile`](Self::compile), but leaves it to the caller what an error means.
    ///
    /// # Errors
    ///
    /// If the definition has errors, the result cannot be written, or the configuration names a rule that
    /// does not exist.
    pub fn try_compile(&self, definition: impl AsRef<Path>) -> Result<PathBuf, CompileError> {
        if let Some(error) = &self.level_error {
            return Err(error.clone().into());
        }
        // Cargo shows problems to somebody who stands elsewhere: a whole path can be opened from there.
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let definition = &package.unwrap_or_default().join(definition);
        let loaded = load(definition, &self.load);
        // If the definition itself is missing, its path is still what the build waits for.
        let inputs: &[PathBuf] = match loaded.inputs.as_slice() {
            [] => &[definition.to_owned()],
            inputs => inputs,
        };
        for input in inputs {
            println!("cargo::rerun-if-changed={}", input.display());
        }
        for line in warnings(&loaded).lines() {
            println!("cargo::warning={line}");
        }
        let Some(interface) = &loaded.interface else {
            return Err(CompileError::Definition(loaded.report(Style::Plain)));
        };
        let directory = self
            .out_dir
            .clone()
            .or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from));
        let directory = directory.ok_or(CompileError::NoOutDir)?;
        let mut options = self.options.clone();
        if self.without_doc_tests {
            options.rust.doc_path = None;
        } else if options.rust.doc_path.is_none() {
            let name = std::env::var("CARGO_PKG_NAME").ok();
            options.rust.doc_path = name.map(|name| name.replace('-', "_"));
        }
        #[cfg_attr(not(feature = "exports"), allow(unused_mut))]
        let mut files = Target::Rust.generate(interface, &options);
        #[cfg(feature = "exports")]
        if self.documents {
            files.extend(crate::backend::documents::generate(interface, &options));
        }
        write_files(&directory, &files)?;
        Ok(directory.join(&files[0].name))
    }
}

/// The warnings of a definition without errors; with errors, the warnings are shown among them.
fn warnings(loaded: &Loaded) -> String {
    if loaded.interface.is_none() {
        return String::new();
    }
    let warnings = loaded
        .diagnostics
        .iter()
        .filter(|problem| problem.level == Level::Warning);
    let texts: Vec<String> = warnings
        .map(|problem| render(problem, &loaded.sources, Style::Plain))
        .collect();
    texts.join("\n\n")
}
