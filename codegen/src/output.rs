//! Files that a definition becomes: which, and how they get to disk.
//!
//! All texts are made before the first file is touched, the files of a run are replaced together or not at
//! all, and a file that would not change is left alone.

mod transaction;

pub(crate) use transaction::Transaction;

use crate::backend;
use crate::model::{Interface, Plugin};
use std::io;
use std::path::{Path, PathBuf};

/// What can be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Rust bindings: types, the trait that a service implements, events, a client.
    Rust,
    /// Reference documentation in Markdown.
    Markdown,
    /// Reference documentation as one HTML page.
    #[cfg(feature = "exports")]
    Html,
    /// An OpenRPC document.
    #[cfg(feature = "exports")]
    OpenRpc,
    /// An AsyncAPI document.
    #[cfg(feature = "exports")]
    AsyncApi,
    /// All values as one JSON Schema document.
    #[cfg(feature = "exports")]
    JsonSchema,
    /// Values for tests of any reader or server, as JSON.
    #[cfg(feature = "sdk")]
    Vectors,
    /// A client package in Rust.
    #[cfg(feature = "sdk")]
    RustClient,
    /// A client package in TypeScript.
    #[cfg(feature = "sdk")]
    TypeScript,
    /// A client package in Python.
    #[cfg(feature = "sdk")]
    Python,
    /// A client package in Go.
    #[cfg(feature = "sdk")]
    Go,
    /// A client package in C++.
    #[cfg(feature = "sdk")]
    Cpp,
    /// A client package in Java.
    #[cfg(feature = "sdk")]
    Java,
}

/// Options of the targets.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Options of [`Target::Rust`].
    pub rust: backend::rust::Options,
    /// Options of the targets that write a client package.
    #[cfg(feature = "sdk")]
    pub package: backend::sdk::PackageOptions,
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
    pub const ALL: &[Self] = &[
        Self::Rust,
        Self::Markdown,
        #[cfg(feature = "exports")]
        Self::Html,
        #[cfg(feature = "exports")]
        Self::OpenRpc,
        #[cfg(feature = "exports")]
        Self::AsyncApi,
        #[cfg(feature = "exports")]
        Self::JsonSchema,
        #[cfg(feature = "sdk")]
        Self::Vectors,
        #[cfg(feature = "sdk")]
        Self::RustClient,
        #[cfg(feature = "sdk")]
        Self::TypeScript,
        #[cfg(feature = "sdk")]
        Self::Python,
        #[cfg(feature = "sdk")]
        Self::Go,
        #[cfg(feature = "sdk")]
        Self::Cpp,
        #[cfg(feature = "sdk")]
        Self::Java,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Markdown => "markdown",
            #[cfg(feature = "exports")]
            Self::Html => "html",
            #[cfg(feature = "exports")]
            Self::OpenRpc => "openrpc",
            #[cfg(feature = "exports")]
            Self::AsyncApi => "asyncapi",
            #[cfg(feature = "exports")]
            Self::JsonSchema => "json-schema",
            #[cfg(feature = "sdk")]
            Self::Vectors => "vectors",
            #[cfg(feature = "sdk")]
            Self::RustClient => "rust-client",
            #[cfg(feature = "sdk")]
            Self::TypeScript => "typescript",
            #[cfg(feature = "sdk")]
            Self::Python => "python",
            #[cfg(feature = "sdk")]
            Self::Go => "go",
            #[cfg(feature = "sdk")]
            Self::Cpp => "cpp",
            #[cfg(feature = "sdk")]
            Self::Java => "java",
        }
    }

    /// Checks that the options are such that the target can heed them.
    ///
    /// # Errors
    ///
    /// The option that does not fit, and what would.
    pub fn check(self, options: &Options) -> Result<(), String> {
        match self {
            #[cfg(feature = "sdk")]
            Self::RustClient => backend::rust_client::check(&options.package),
            #[cfg(feature = "sdk")]
            Self::TypeScript => backend::typescript::check(&options.package),
            #[cfg(feature = "sdk")]
            Self::Python => backend::python::check(&options.package),
            #[cfg(feature = "sdk")]
            Self::Go => backend::go::check(&options.package),
            #[cfg(feature = "sdk")]
            Self::Cpp => backend::cpp::check(&options.package),
            #[cfg(feature = "sdk")]
            Self::Java => backend::java::check(&options.package),
            _ => {
                let _ = options;
                Ok(())
            }
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
            #[cfg(feature = "exports")]
            Self::Html => single("html", backend::html::generate(interface)),
            #[cfg(feature = "exports")]
            Self::OpenRpc => single("openrpc.json", backend::openrpc::generate(interface)),
            #[cfg(feature = "exports")]
            Self::AsyncApi => single("asyncapi.json", backend::asyncapi::generate(interface)),
            #[cfg(feature = "exports")]
            Self::JsonSchema => single("schema.json", backend::json_schema::generate(interface)),
            #[cfg(feature = "sdk")]
            Self::Vectors => single("vectors.json", backend::vectors::generate(interface)),
            #[cfg(feature = "sdk")]
            Self::RustClient => backend::rust_client::generate(interface, &options.package),
            #[cfg(feature = "sdk")]
            Self::TypeScript => backend::typescript::generate(interface, &options.package),
            #[cfg(feature = "sdk")]
            Self::Python => backend::python::generate(interface, &options.package),
            #[cfg(feature = "sdk")]
            Self::Go => backend::go::generate(interface, &options.package),
            #[cfg(feature = "sdk")]
            Self::Cpp => backend::cpp::generate(interface, &options.package),
            #[cfg(feature = "sdk")]
            Self::Java => backend::java::generate(interface, &options.package),
        }
    }
}

impl Target {
    /// What it makes of a plugin: a page about it if the target is documentation for people, and what it makes of each
    /// interface that the plugin serves. Packages of several interfaces are in directories of their own. Nothing, if the
    /// plugin serves none and there is no page.
    pub fn generate_plugin(self, plugin: &Plugin, options: &Options) -> Vec<OutputFile> {
        let name = plugin.about.name.with("plugin");
        let name = name.snake();
        let page = match self {
            Self::Markdown => Some(("md", backend::markdown::generate_plugin(plugin))),
            #[cfg(feature = "exports")]
            Self::Html => Some(("html", backend::html::generate_plugin(plugin))),
            _ => None,
        };
        let page = page
            .map(|(extension, text)| OutputFile::generated(format!("{name}.{extension}"), text));
        let several = plugin.interfaces.len() > 1;
        let files = plugin.interfaces.iter().flat_map(|interface| {
            let mut files = self.generate(interface, options);
            if several && files.len() > 1 {
                let directory = interface.name.snake();
                for file in &mut files {
                    file.name.insert_str(0, &format!("{directory}/"));
                }
            }
            files
        });
        page.into_iter().chain(files).collect()
    }

    /// Whether there is something that it makes of a plugin.
    pub fn takes_plugin(self, plugin: &Plugin) -> bool {
        let has_page = match self {
            Self::Markdown => true,
            #[cfg(feature = "exports")]
            Self::Html => true,
            _ => false,
        };
        has_page || !plugin.interfaces.is_empty()
    }
}

/// Writes files below a directory, all of them or none; those that are there already with their very text,
/// or that are the user's and there, are left alone. Gives the paths of those that were written.
///
/// # Errors
///
/// If a directory cannot be made or a file cannot be written; all files are as they were before.
pub fn write_files(directory: &Path, files: &[OutputFile]) -> io::Result<Vec<PathBuf>> {
    let mut transaction = Transaction::default();
    let mut written = Vec::new();
    for file in files {
        let path = directory.join(&file.name);
        let settled = match file.ownership {
            Ownership::Generated => {
                std::fs::read(&path).is_ok_and(|old| old == file.text.as_bytes())
            }
            Ownership::User => path.try_exists()?,
        };
        if !settled {
            transaction.write(&path, file.text.as_bytes());
            written.push(path);
        }
    }
    transaction.commit()?;
    Ok(written)
}
