//! The definitions of a run, each read once.

use super::Output;
use crate::header;
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
