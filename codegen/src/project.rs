//! The project file, `codegen.toml`: which outputs are made of which definitions.
//!
//! - `find` looks for it,
//! - `keys` is the one table of what can stand in it,
//! - `read` gives its text a meaning, and reports all that is wrong with it at its place,
//! - `levels` are those of the linter's rules in it,
//! - `lock` is what was made last, `changes` is what is to be done to make it new.
//!
//! Paths in the file are relative to it. Here they are joined to its directory, so that they lead to the
//! files from wherever the program was started, and read well in messages.

mod changes;
mod find;
mod keys;
mod levels;
mod lock;
mod read;
mod reference;
mod value;

pub(crate) use changes::{Changes, is_proven_fresh};
pub(crate) use find::{FILE_NAME, find};
pub(crate) use read::{read, read_text};
pub(crate) use reference::reference;

use crate::generation::Output;
use crate::lint::Levels;
use std::path::PathBuf;

/// A project file that was read.
#[derive(Debug, Default)]
pub(crate) struct ReadProject {
    /// What it says; `None` if something is wrong with it.
    pub(crate) project: Option<Project>,
    /// Every path that it mentions, be there something or not.
    pub(crate) mentioned: Vec<PathBuf>,
}

/// What a project file says.
#[derive(Debug)]
pub(crate) struct Project {
    /// The file.
    pub(crate) file: PathBuf,
    /// The directory that it stands in; empty for the one that the program was started in.
    pub(crate) directory: PathBuf,
    /// The levels of rules, where they are not as usual.
    pub(crate) levels: Levels,
    /// What is to be made, in the order of the file.
    pub(crate) outputs: Vec<Output>,
}

impl Project {
    /// The levels of rules for a run in which the user names some on the command line, which count more.
    pub(crate) fn levels_with(&self, named: &Levels) -> Levels {
        let mut levels = self.levels.clone();
        levels.extend(named);
        levels
    }
}
