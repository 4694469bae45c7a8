//! `codegen generate`.

use super::{FAILED, Input, TargetOptions, print, read};
use crate::output::{Target, write_if_changed};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to generate.
    target: Target,
    #[command(flatten)]
    input: Input,
    /// Write the file into this directory, which is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(interface) = read(&arguments.input) else {
        return Ok(FAILED);
    };
    let file = arguments
        .target
        .generate(&interface, &arguments.options.options());
    match &arguments.out {
        None => print(&file.text)?,
        Some(directory) => {
            write_if_changed(directory, &file)?;
        }
    }
    Ok(0)
}
