//! `codegen generate`.

use super::back_end::{External, TargetName};
use super::make::{load, make};
use super::project::{NoProject, open};
use super::report::Format;
use super::{FAILED, Inputs, TargetOptions, USAGE, note, print, usage};
use crate::generation::{BackEnd, Origin, Output, compare};
use crate::lint::Levels;
use crate::output::Transaction;
use crate::project::{Changes, Project};
use clap::Args;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What to generate; not with --backend.
    #[arg(value_parser = TargetName)]
    target: Option<OsString>,
    #[command(flatten)]
    inputs: Inputs,
    /// Write into this directory, which is made if it is not there.
    #[arg(long, value_name = "DIR", requires = "target")]
    out: Option<PathBuf>,
    /// Generate what this project file describes, instead of the nearest codegen.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "target")]
    project: Option<PathBuf>,
    /// Replace files that were not generated, or are not known to be.
    #[arg(long, conflicts_with = "target")]
    force: bool,
    #[command(flatten)]
    external: External,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let levels = arguments.inputs.levels.levels();
    let mut definitions = arguments.inputs.definitions.clone();
    let back_end = match (arguments.external.program(), &arguments.target) {
        (Some(program), first) => {
            // Where a target stands otherwise, there is a definition.
            definitions.splice(0..0, first.iter().map(PathBuf::from));
            program
        }
        (None, Some(name)) => match arguments.external.named(name, &arguments.options) {
            Ok(back_end) => back_end,
            Err(unknown) => return Ok(usage(&unknown.reason, &unknown.help)),
        },
        (None, None) => {
            return match open(arguments.project.as_deref()) {
                Ok(project) => write_project(&project, levels, arguments.force),
                Err(NoProject::Absent) => Ok(USAGE),
                Err(NoProject::Broken) => Ok(FAILED),
            };
        }
    };
    if definitions.is_empty() {
        let help = "name the definitions, or neither target nor definition for what codegen.toml describes";
        return Ok(usage("there is no definition to generate from", help));
    }
    let outputs = outputs(arguments, &definitions, &back_end);
    if arguments.out.is_some() {
        write(&outputs, levels)
    } else {
        print_only(&outputs, levels)
    }
}

fn outputs(arguments: &Arguments, definitions: &[PathBuf], back_end: &BackEnd) -> Vec<Output> {
    let output = |definition: &PathBuf| Output {
        definition: definition.clone(),
        include_dirs: arguments.inputs.include_dirs.clone(),
        back_end: back_end.clone(),
        named_options: arguments.external.options(),
        out: arguments.out.clone().unwrap_or_default(),
    };
    definitions.iter().map(output).collect()
}

fn write(outputs: &[Output], levels: &Levels) -> anyhow::Result<u8> {
    let Some(definitions) = load(outputs, levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let Some(made) = make(outputs, &definitions)? else {
        return Ok(FAILED);
    };
    // Who names a directory by hand knows what is in it.
    let differences = compare(&made.files, |_, _| Origin::Generated)?;
    let mut transaction = Transaction::default();
    for difference in &differences {
        transaction.write(&difference.file.path, &difference.file.contents);
    }
    transaction.commit()?;
    Ok(0)
}

/// Prints the only file of the only output.
fn print_only(outputs: &[Output], levels: &Levels) -> anyhow::Result<u8> {
    const HELP: &str = "name a directory for them with --out";
    let [output] = outputs else {
        return Ok(usage("several definitions give several files", HELP));
    };
    let Some(definitions) = load(outputs, levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let Some(made) = make(outputs, &definitions)? else {
        return Ok(FAILED);
    };
    if let [file] = made.files.as_slice() {
        print(&file.contents)?;
        return Ok(0);
    }
    let count = made.files.len();
    let reason = format!("`{}` gives {count} files", output.back_end.name());
    Ok(usage(&reason, HELP))
}

/// Makes everything that a project describes, and says what has changed.
pub(super) fn write_project(project: &Project, levels: &Levels, force: bool) -> anyhow::Result<u8> {
    let Some(definitions) = load(&project.outputs, levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let Some(made) = make(&project.outputs, &definitions)? else {
        return Ok(FAILED);
    };
    let changes = Changes::find(project, &made)?;
    let unknown: Vec<_> = changes.unknown().collect();
    if !force && !unknown.is_empty() {
        for path in unknown {
            note(&format!(
                "error: {} is in the way: it was not generated, or there is no record of it",
                path.display()
            ));
        }
        note(
            "help: choose another directory, or let `codegen generate --force` replace such files; \
             nothing is written",
        );
        return Ok(FAILED);
    }
    changes.write()?;
    report(&changes)?;
    Ok(0)
}

/// Says what was changed.
fn report(changes: &Changes<'_>) -> anyhow::Result<()> {
    for difference in &changes.differences {
        let path = difference.file.path.display();
        if difference.state.is_edited() {
            note(&format!(
                "warning: {path} had been edited, and was written anew; a change belongs into what it is made of"
            ));
        }
        print(format!("wrote {path}\n").as_bytes())?;
    }
    for file in &changes.superfluous {
        let path = file.path.display();
        if file.edited {
            note(&format!(
                "warning: {path} is not generated any more, and was edited: it is kept, and yours now"
            ));
        } else {
            print(format!("removed {path}\n").as_bytes())?;
        }
    }
    Ok(())
}
