//! The languages.

use codegen::Target;
use std::path::{Path, PathBuf};

/// A language with a client package, or one more way to run one.
#[derive(Debug)]
pub(crate) struct Language {
    /// Its name, in the table and on the command line.
    pub(crate) name: &'static str,
    /// The folder with its executables, below `tests/sdk`.
    pub(crate) folder: &'static str,
    /// What writes its packages.
    pub(crate) target: Target,
    /// Arguments for `build`, `run` and `lint` in front of the paths.
    pub(crate) arguments: &'static [&'static str],
    /// The command of the README of `examples/<this>`, and that folder; a room and a user follow.
    pub(crate) chat: Option<Chat>,
}

/// How a chat program is started.
#[derive(Debug)]
pub(crate) struct Chat {
    /// The folder below `examples`.
    pub(crate) folder: &'static str,
    /// The command, in front of the room, the user and perhaps a URL.
    pub(crate) command: &'static [&'static str],
}

/// All of them, in the order of the table.
pub(crate) const LANGUAGES: &[Language] = &[
    Language {
        name: "typescript",
        folder: "typescript",
        target: Target::TypeScript,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-typescript",
            command: &["npm", "start", "--"],
        }),
    },
    Language {
        name: "python",
        folder: "python",
        target: Target::Python,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-python",
            command: &["./chat"],
        }),
    },
    Language {
        name: "python-sync",
        folder: "python",
        target: Target::Python,
        arguments: &["sync"],
        chat: None,
    },
    Language {
        name: "go",
        folder: "go",
        target: Target::Go,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-go",
            command: &["./chat"],
        }),
    },
    Language {
        name: "cpp",
        folder: "cpp",
        target: Target::Cpp,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-cpp",
            command: &["./chat"],
        }),
    },
    Language {
        name: "java",
        folder: "java",
        target: Target::Java,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-java",
            command: &["./chat"],
        }),
    },
    Language {
        name: "rust",
        folder: "rust",
        target: Target::RustClient,
        arguments: &[],
        chat: Some(Chat {
            folder: "chat-rust-client",
            command: &["./chat"],
        }),
    },
];

impl Language {
    /// The language of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.name == name)
    }

    /// One of its executables.
    pub(crate) fn executable(&self, name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(self.folder)
            .join(name)
    }
}
