//! The project file on the command line.

use super::note;
use super::report::style;
use crate::diagnostic::{Diagnostics, render_all};
use crate::project::{self, FILE_NAME, Project};
use crate::source::Sources;
use std::path::{Path, PathBuf};

/// Why there is no project to work with. What is wrong was said already.
#[derive(Debug)]
pub(super) enum NoProject {
    /// There is no project file.
    Absent,
    /// Something is wrong with it.
    Broken,
}

/// Reads the project file that was named, or the nearest one, and shows its problems.
pub(super) fn open(named: Option<&Path>) -> Result<Project, NoProject> {
    let Some(path) = named.map(PathBuf::from).or_else(project::find) else {
        note(&format!(
            "error: no definition is named, and there is no {FILE_NAME} here or in a directory above\n\
             help: name what to work on, or write a {FILE_NAME} with `codegen init`"
        ));
        return Err(NoProject::Absent);
    };
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let project = project::read(&path, &mut sources, &mut diagnostics);
    let report = render_all(&diagnostics, &sources, style());
    if !report.is_empty() {
        note(report.trim_end_matches('\n'));
    }
    project.ok_or(NoProject::Broken)
}
