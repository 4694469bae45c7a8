//! External back ends: programs that read an interface as JSON and answer with files.
//!
//! One program, one document each way: the compiler writes a [`Request`] to the standard input of the
//! program and closes it; the program writes one [`Answer`] to its standard output and ends with status 0.
//! What it says on its standard error is passed through. `codegen/docs/external-back-ends.md` is the
//! reference for those who write one.
//!
//! A program is not trusted to behave: its time and its answer are bounded, an answer that is not understood
//! whole is refused whole, and names of files cannot lead out of the output directory. Nothing is written
//! unless everything was right. It is trusted to run: it has all rights of the user.
//!
//! - `request` and `answer` are the two documents,
//! - `process` runs the program within its bounds.

mod answer;
mod process;
mod request;

pub use answer::{Answer, AnswerFile, Owner, Remark, RemarkLevel};
pub use request::{Compiler, PROTOCOL_VERSION, Request};

pub(crate) use process::DEFAULT_TIMEOUT;

use crate::model::Interface;
use answer::Refused;
use process::Failed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A program that is a back end.
#[derive(Clone, Debug)]
pub(crate) struct ExternalBackEnd {
    /// Its name, for messages.
    pub(crate) name: String,
    /// The file to run.
    pub(crate) program: PathBuf,
    /// The directory that it is run in; `None`: the current one.
    pub(crate) directory: Option<PathBuf>,
    /// How long it may take.
    pub(crate) timeout: Duration,
}

/// Why a back end gave no files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExternalError {
    /// It did not run as it should.
    #[error("the back end {} {reason}; nothing is written", .program.display())]
    Failed { program: PathBuf, reason: Failed },
    /// Its answer is not one.
    #[error("the answer of the back end {} {reason}; nothing is written", .program.display())]
    Refused { program: PathBuf, reason: Refused },
}

impl ExternalBackEnd {
    /// The back end in this file.
    pub(crate) fn at(program: &Path) -> Self {
        Self {
            name: program.display().to_string(),
            program: program.to_owned(),
            directory: None,
            timeout: DEFAULT_TIMEOUT,
        }
    }

    /// The program `codegen-NAME` in a directory of the search path of this process.
    pub(crate) fn on_path(name: &str) -> Option<Self> {
        let file = program_name(name)?;
        let path = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&path)
            .map(|directory| directory.join(&file))
            .find(|program| is_executable(program))?;
        Some(Self {
            name: name.to_owned(),
            ..Self::at(&program)
        })
    }

    /// Whether it is a file that was named, not one that was found.
    pub(crate) fn is_named_by_path(&self) -> bool {
        program_name(&self.name).is_none_or(|file| !self.program.ends_with(file))
    }

    /// What it makes of an interface.
    pub(crate) fn run(
        &self,
        interface: &Interface,
        options: &BTreeMap<String, serde_json::Value>,
    ) -> Result<Answer, ExternalError> {
        let request = Request::new(interface, options).text();
        let output = process::run(self, request).map_err(|reason| ExternalError::Failed {
            program: self.program.clone(),
            reason,
        })?;
        Answer::read(&output).map_err(|reason| ExternalError::Refused {
            program: self.program.clone(),
            reason,
        })
    }
}

/// The name of the file that is the back end of this name; `None` if a name cannot be one.
pub(crate) fn program_name(name: &str) -> Option<String> {
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let possible = !name.is_empty() && !name.starts_with('.') && name.chars().all(sound);
    possible.then(|| format!("codegen-{name}{}", std::env::consts::EXE_SUFFIX))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
