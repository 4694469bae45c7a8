//! The definitions of a run, each read once.

use super::{Output, parallel_map};
use crate::header;
use crate::lint::Levels;
use crate::{LoadOptions, Loaded, load_with_plugins};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

/// Definitions that were read, in the order in which outputs first name them.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    list: Vec<(PathBuf, Loaded)>,
    index: BTreeMap<Key, usize>,
}

/// What tells definitions apart: the file, the interface in it, and where the files that it refers to are.
type Key = (PathBuf, Option<String>, Vec<PathBuf>);

fn key(output: &Output) -> Key {
    (
        output.definition.clone(),
        output.interface.clone(),
        output.include_dirs.clone(),
    )
}

/// The interfaces that a definition stands for: the one that is `chosen`, or each of a header that has several.
/// `None` is the only one of a definition.
pub(crate) fn each_interface(definition: &Path, chosen: Option<&str>) -> Vec<Option<String>> {
    let names = match chosen {
        Some(name) => vec![name.to_owned()],
        None => header::interfaces(definition),
    };
    match (chosen, names.len()) {
        (None, 0 | 1) => vec![None],
        _ => names.into_iter().map(Some).collect(),
    }
}

impl Definitions {
    /// Reads the definitions of these outputs, with these levels of rules.
    pub(crate) fn load<'a>(outputs: impl IntoIterator<Item = &'a Output>, levels: &Levels) -> Self {
        let mut definitions = Self::default();
        let mut wanted = Vec::new();
        for output in outputs {
            if let Entry::Vacant(entry) = definitions.index.entry(key(output)) {
                entry.insert(wanted.len());
                wanted.push(output);
            }
        }
        definitions.list = parallel_map(&wanted, |output| {
            let options = LoadOptions {
                include_dirs: output.include_dirs.clone(),
                interface: output.interface.clone(),
                lint: levels.clone(),
            };
            let path = &output.definition;
            (path.clone(), load_with_plugins(path, &options))
        });
        definitions
    }

    /// The text of every file that one of the definitions consists of.
    pub(crate) fn inputs(&self) -> BTreeMap<PathBuf, &str> {
        let sources = self.iter().flat_map(|(_, loaded)| loaded.sources.iter());
        sources
            .map(|source| (source.path().to_owned(), source.text()))
            .collect()
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
