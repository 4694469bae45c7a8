//! What a project and its definitions say at one moment.

use crate::cli::note;
use crate::cli::project::{Opened, read};
use crate::cli::report::Reporter;
use crate::generation::{BackEnd, Definitions, Output};
use crate::lint::Levels;
use crate::project::Project;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Everything that a round is made of.
pub(super) struct View {
    opened: Opened,
    definitions: Definitions,
    /// What tells this view from another.
    pub(super) fingerprint: [u8; 32],
}

impl View {
    /// Looks at a project now.
    pub(super) fn of(path: &Path, levels: &Levels) -> Self {
        let opened = read(path);
        let project = opened.project.as_ref();
        let levels = project.map(|project| project.levels_with(levels));
        let definitions = Definitions::load(outputs(&opened), &levels.unwrap_or_default());
        let mut view = Self {
            opened,
            definitions,
            fingerprint: [0; 32],
        };
        view.fingerprint = view.hash();
        view
    }

    /// The project and its definitions; `None` if something is wrong with them.
    pub(super) fn sound(&self) -> Option<(&Project, &Definitions)> {
        let project = self.opened.project.as_ref()?;
        let sound = |(_, loaded): (_, &crate::Loaded)| loaded.is_sound();
        self.definitions
            .iter()
            .all(sound)
            .then_some((project, &self.definitions))
    }

    /// Shows what is wrong with the project and its definitions.
    pub(super) fn show(&self) {
        if !self.opened.report.is_empty() {
            note(&self.opened.report);
        }
        let mut reporter = Reporter::default();
        for (path, loaded) in self.definitions.iter() {
            reporter.show(path, loaded);
        }
    }

    /// The directories in which something may happen that makes another view of this one.
    pub(super) fn directories(&self) -> BTreeSet<PathBuf> {
        let mut files: Vec<&Path> = vec![&self.opened.path];
        files.extend(self.opened.mentioned.iter().map(PathBuf::as_path));
        let mut directories = BTreeSet::new();
        for output in outputs(&self.opened) {
            directories.extend(output.include_dirs.iter().cloned());
            files.extend(program(output));
        }
        for (_, loaded) in self.definitions.iter() {
            files.extend(loaded.inputs.iter().map(PathBuf::as_path));
        }
        let parents = files.into_iter().filter_map(Path::parent);
        directories.extend(parents.map(Path::to_owned));
        directories
    }

    fn hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        };
        add(self.opened.report.as_bytes());
        add(self.opened.text.as_bytes());
        for (_, loaded) in self.definitions.iter() {
            add(loaded.report(Default::default()).as_bytes());
            for source in loaded.sources.iter() {
                add(source.path().as_os_str().as_encoded_bytes());
                add(source.text().as_bytes());
            }
        }
        for output in outputs(&self.opened) {
            if let Some(program) = program(output) {
                add(&std::fs::read(program).unwrap_or_default());
            }
        }
        hash.finalize().into()
    }
}

fn outputs(opened: &Opened) -> &[Output] {
    let project = opened.project.as_ref();
    project.map_or(&[], |project| project.outputs.as_slice())
}

/// The file that makes an output, if that is one of the project's own.
fn program(output: &Output) -> Option<&Path> {
    match &output.back_end {
        BackEnd::External(external) => Some(&external.program),
        BackEnd::BuiltIn(..) => None,
    }
}
