//! Makes everything that a project describes.

use super::dep_file::DepFile;
use super::make::make;
use super::note;
use crate::generation::Definitions;
use crate::project::{Changes, Project, is_proven_fresh};
use std::path::PathBuf;

/// What came of making everything that a project describes. What is wrong was said already.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Everything is new.
    Written(Written),
    /// Nothing is written: these files may be the user's.
    InTheWay(Vec<PathBuf>),
    /// Nothing is written: a back end refuses.
    Refused,
}

/// What was changed.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) wrote: Vec<PathBuf>,
    pub(super) removed: Vec<PathBuf>,
}

/// Makes everything that a project describes, and warns of what was not left as it was found.
pub(super) fn apply(
    project: &Project,
    definitions: &Definitions,
    force: bool,
    dep_file: &DepFile,
) -> anyhow::Result<Outcome> {
    // A dependency file names what is made.
    if !dep_file.is_wanted() && is_proven_fresh(project, definitions) {
        return Ok(Outcome::Written(Written::default()));
    }
    let Some(made) = make(&project.outputs, definitions)? else {
        return Ok(Outcome::Refused);
    };
    let changes = Changes::find(project, &made)?;
    let in_the_way: Vec<PathBuf> = changes.unknown().map(PathBuf::from).collect();
    if !force && !in_the_way.is_empty() {
        for path in &in_the_way {
            note(&format!(
                "error: {} is in the way: it was not generated, or there is no record of it",
                path.display()
            ));
        }
        note(
            "help: choose another directory, or let `codegen generate --force` replace such files; \
             nothing is written",
        );
        return Ok(Outcome::InTheWay(in_the_way));
    }
    let dep_file = dep_file.of(&made, Some(&project.file))?;
    changes.write(dep_file.as_ref())?;
    Ok(Outcome::Written(report(&changes)))
}

/// What was changed; warns of files that were edited.
fn report(changes: &Changes<'_>) -> Written {
    let mut written = Written::default();
    for difference in &changes.differences {
        let path = &difference.file.path;
        if difference.state.is_edited() {
            note(&format!(
                "warning: {} had been edited, and was written anew; a change belongs into what it is made of",
                path.display()
            ));
        }
        written.wrote.push(path.clone());
    }
    for file in &changes.superfluous {
        if file.edited {
            note(&format!(
                "warning: {} is not generated any more, and was edited: it is kept, and yours now",
                file.path.display()
            ));
        } else {
            written.removed.push(file.path.clone());
        }
    }
    written
}
