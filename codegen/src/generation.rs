//! One run: outputs in, files in memory out.
//!
//! A run has three steps, and nothing on disk changes before the last:
//!
//! 1. [`Definitions::load`] reads every definition once, however many outputs are made of it;
//! 2. [`Made::new`] lets the back ends work, and refuses names that lead out of the output directory and
//!    files that two outputs would write;
//! 3. `compare` finds what differs from what is on disk: what `check` shows and `generate` writes.

mod back_end;
mod compare;
mod definitions;
mod files;
mod parallel;
mod paths;

pub(crate) use back_end::{BackEnd, UnknownTarget};
pub(crate) use compare::{Difference, Origin, State, compare, read};
pub(crate) use definitions::{Definitions, each_interface};
pub(crate) use files::{FilesError, Made, MadeFile};
pub(crate) use parallel::map as parallel_map;
pub(crate) use paths::{normal, seen_from};

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What one target makes of one definition.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// The definition.
    pub(crate) definition: PathBuf,
    /// The interface of it that is meant, if it is a header with several.
    pub(crate) interface: Option<String>,
    /// Directories in which files are searched that the definition refers to.
    pub(crate) include_dirs: Vec<PathBuf>,
    /// What is made of it, and with which options.
    pub(crate) back_end: BackEnd,
    /// The options as they were named, where somebody wants to know: an external back end, or the lock of a
    /// project.
    pub(crate) named_options: NamedOptions,
    /// The directory to write into.
    pub(crate) out: PathBuf,
}

/// Options as a user names them.
pub(crate) type NamedOptions = BTreeMap<String, serde_json::Value>;
