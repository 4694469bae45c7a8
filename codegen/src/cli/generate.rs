//! `codegen generate`.

use super::{FAILED, Input, TargetOptions, USAGE, note, print, read};
use crate::output::{Target, write_files};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to generate.
    target: Target,
    #[command(flatten)]
    input: Input,
    /// Write into this directory, which is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(interface) = read(&arguments.input) else {
        return Ok(FAILED);
    };
    let target = arguments.target;
    let files = target.generate(&interface, arguments.options.options());
    match (&arguments.out, files.as_slice()) {
        (Some(directory), files) => {
            write_files(directory, files)?;
        }
        (None, [file]) => print(&file.text)?,
        (None, _) => {
            note(&format!(
                "error: `{}` consists of several files; name a directory for them with --out",
                target.name()
            ));
            return Ok(USAGE);
        }
    }
    Ok(0)
}
