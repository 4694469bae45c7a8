//! The definitions of a run, each read once.

use super::Output;
use crate::lint::Levels;
use crate::{LoadOptions, Loaded, load};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Definitions that were read, in the order in which outputs first name them.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    list: Vec<(PathBuf, Loaded)>,
    index: BTreeMap<Key, usize>,
}

/// What tells one reading from another: the file, the directories to search, and the interface that is meant.
type Key = (PathBuf, Vec<PathBuf>, Option<String>);

fn key(output: &Output) -> Key {
    (
        output.definition.clone(),
        output.include_dirs.clone(),
        output.interface.clone(),
    )
}

impl Definitions {
    /// Reads the definitions of these outputs, with these levels of rules.
    pub(crate) fn load<'a>(outputs: impl IntoIterator<Item = &'a Output>, levels: &Levels) -> Self {
        let mut definitions = Self::default();
        for output in outputs {
            definitions.read(output, levels);
        }
        definitions
    }

    /// Reads one, unless that is done.
    fn read(&mut self, output: &Output, levels: &Levels) {
        let key = key(output);
        if self.index.contains_key(&key) {
            return;
        }
        let options = LoadOptions {
            include_dirs: output.include_dirs.clone(),
            interface: output.interface.clone(),
            lint: levels.clone(),
        };
        let path = &output.definition;
        self.list.push((path.clone(), load(path, &options)));
        self.index.insert(key, self.list.len() - 1);
    }

    /// All of them, with their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &Loaded)> {
        self.list
            .iter()
            .map(|(path, loaded)| (path.as_path(), loaded))
    }

    /// The one that an output is made of.
    pub(crate) fn of(&self, output: &Output) -> Option<&Loaded> {
        self.index
            .get(&key(output))
            .map(|index| &self.list[*index].1)
    }
}
