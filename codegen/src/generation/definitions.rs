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
    index: BTreeMap<(PathBuf, Vec<PathBuf>), usize>,
}

impl Definitions {
    /// Reads the definitions of these outputs, with these levels of rules.
    pub(crate) fn load<'a>(outputs: impl IntoIterator<Item = &'a Output>, levels: &Levels) -> Self {
        let mut definitions = Self::default();
        for output in outputs {
            definitions.read(&output.definition, &output.include_dirs, levels);
        }
        definitions
    }

    /// Reads one, unless that is done.
    fn read(&mut self, path: &Path, include_dirs: &[PathBuf], levels: &Levels) {
        let key = (path.to_owned(), include_dirs.to_owned());
        if self.index.contains_key(&key) {
            return;
        }
        let options = LoadOptions {
            include_dirs: include_dirs.to_owned(),
            interface: None,
            lint: levels.clone(),
        };
        self.list.push((path.to_owned(), load(path, &options)));
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
        let key = (output.definition.clone(), output.include_dirs.clone());
        self.index.get(&key).map(|index| &self.list[*index].1)
    }
}
