//! `codegen generate`.

use super::project::{NoProject, open};
use super::{FAILED, Inputs, TargetOptions, USAGE, note, print, show};
use crate::generation::{BackEnd, Definitions, Files, Output, compare};
use crate::output::{Target, Transaction};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to generate.
    #[arg(requires = "definitions")]
    target: Option<Target>,
    #[command(flatten)]
    inputs: Inputs,
    /// Write into this directory, which is made if it is not there.
    #[arg(long, value_name = "DIR", requires = "target")]
    out: Option<PathBuf>,
    /// Generate what this project file describes, instead of the nearest codegen.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "target")]
    project: Option<PathBuf>,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(target) = arguments.target else {
        return match open(arguments.project.as_deref()) {
            Ok(project) => write(&project.outputs),
            Err(NoProject::Absent) => Ok(USAGE),
            Err(NoProject::Broken) => Ok(FAILED),
        };
    };
    let output = |definition: &PathBuf| Output {
        definition: definition.clone(),
        include_dirs: arguments.inputs.include_dirs.clone(),
        back_end: BackEnd::BuiltIn(target, arguments.options.options().clone()),
        out: arguments.out.clone().unwrap_or_default(),
    };
    let outputs: Vec<Output> = arguments.inputs.definitions.iter().map(output).collect();
    if arguments.out.is_some() {
        write(&outputs)
    } else {
        print_only(&outputs)
    }
}

/// Makes the files of these outputs and shows the problems of their definitions. `None` if one has errors.
fn make(outputs: &[Output]) -> anyhow::Result<Option<Files>> {
    let definitions = Definitions::load(outputs);
    for (path, loaded) in definitions.iter() {
        show(path, loaded);
    }
    if definitions
        .iter()
        .any(|(_, loaded)| loaded.interface.is_none())
    {
        return Ok(None);
    }
    Ok(Some(Files::make(outputs, &definitions)?))
}

fn write(outputs: &[Output]) -> anyhow::Result<u8> {
    let Some(files) = make(outputs)? else {
        return Ok(FAILED);
    };
    let mut transaction = Transaction::default();
    for difference in compare(&files.list)? {
        transaction.write(&difference.file.path, &difference.file.contents);
    }
    transaction.commit()?;
    Ok(0)
}

/// Prints the only file of the only output.
fn print_only(outputs: &[Output]) -> anyhow::Result<u8> {
    let reason = match outputs {
        [_] => {
            let Some(files) = make(outputs)? else {
                return Ok(FAILED);
            };
            if let [file] = files.list.as_slice() {
                print(&file.contents)?;
                return Ok(0);
            }
            format!("`{}` consists of several files", outputs[0].back_end.name())
        }
        _ => "several definitions give several files".to_owned(),
    };
    note(&format!(
        "error: {reason}; name a directory for them with --out"
    ));
    Ok(USAGE)
}
