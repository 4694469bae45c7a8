//! The project file on the command line.

use super::note;
use super::report::style;
use crate::diagnostic::{Diagnostics, render_all};
use crate::project::{self, FILE_NAME, Project};
use crate::source::Sources;
use std::path::{Path, PathBuf};

/// A project file that was read.
#[derive(Debug)]
pub(super) struct Opened {
    /// The file.
    pub(super) path: PathBuf,
    /// Its text; empty if it cannot be read.
    pub(super) text: String,
    /// What it says; `None` if something is wrong with it.
    pub(super) project: Option<Project>,
    /// Every path that it mentions, be there something or not.
    pub(super) mentioned: Vec<PathBuf>,
    /// What is wrong with it, ready to be shown; empty if nothing is.
    pub(super) report: String,
}

/// Why there is no project to work with. What is wrong was said already.
#[derive(Debug)]
pub(super) enum NoProject {
    /// There is no project file.
    Absent,
    /// Something is wrong with it.
    Broken,
}

/// The project file that was named, or the nearest one; says what to do if there is none.
pub(super) fn nearest(named: Option<&Path>) -> Option<PathBuf> {
    let path = named.map(PathBuf::from).or_else(project::find);
    if path.is_none() {
        note(&format!(
            "error: no definition is named, and there is no {FILE_NAME} here or in a directory above\n\
             help: name what to work on, or write a {FILE_NAME} with `codegen init`"
        ));
    }
    path
}

/// Reads a project file.
pub(super) fn read(path: &Path) -> Opened {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let read = project::read(path, &mut sources, &mut diagnostics);
    let report = render_all(&diagnostics, &sources, style());
    let text = sources.iter().next().map(|source| source.text().to_owned());
    Opened {
        path: path.to_owned(),
        text: text.unwrap_or_default(),
        project: read.project,
        mentioned: read.mentioned,
        report: report.trim_end_matches('\n').to_owned(),
    }
}

/// Reads the project file that was named, or the nearest one, and shows its problems.
pub(super) fn open(named: Option<&Path>) -> Result<Project, NoProject> {
    let opened = read(&nearest(named).ok_or(NoProject::Absent)?);
    if !opened.report.is_empty() {
        note(&opened.report);
    }
    opened.project.ok_or(NoProject::Broken)
}
