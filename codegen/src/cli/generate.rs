//! `codegen generate`.

use super::project::{NoProject, open};
use super::report::{Format, all_sound};
use super::{FAILED, Inputs, TargetOptions, USAGE, note, print};
use crate::generation::{BackEnd, Definitions, Made, NamedOptions, Origin, Output, State, compare};
use crate::lint::Levels;
use crate::output::{Target, Transaction};
use crate::project::{Changes, Project};
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
    /// Replace files that were not generated, or are not known to be.
    #[arg(long, conflicts_with = "target")]
    force: bool,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let levels = arguments.inputs.levels.levels();
    let Some(target) = arguments.target else {
        return match open(arguments.project.as_deref()) {
            Ok(project) => write_project(&project, levels, arguments.force),
            Err(NoProject::Absent) => Ok(USAGE),
            Err(NoProject::Broken) => Ok(FAILED),
        };
    };
    let output = |definition: &PathBuf| Output {
        definition: definition.clone(),
        include_dirs: arguments.inputs.include_dirs.clone(),
        back_end: BackEnd::BuiltIn(target, arguments.options.options().clone()),
        named_options: NamedOptions::new(),
        out: arguments.out.clone().unwrap_or_default(),
    };
    let outputs: Vec<Output> = arguments.inputs.definitions.iter().map(output).collect();
    if arguments.out.is_some() {
        write(&outputs, levels)
    } else {
        print_only(&outputs, levels)
    }
}

fn write(outputs: &[Output], levels: &Levels) -> anyhow::Result<u8> {
    let definitions = Definitions::load(outputs, levels);
    if !all_sound(&definitions, Format::Text)? {
        return Ok(FAILED);
    }
    let made = Made::new(outputs, &definitions)?;
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
    let reason = if let [output] = outputs {
        let definitions = Definitions::load(outputs, levels);
        if !all_sound(&definitions, Format::Text)? {
            return Ok(FAILED);
        }
        if let [file] = Made::new(outputs, &definitions)?.files.as_slice() {
            print(&file.contents)?;
            return Ok(0);
        }
        format!("`{}` consists of several files", output.back_end.name())
    } else {
        "several definitions give several files".to_owned()
    };
    note(&format!(
        "error: {reason}; name a directory for them with --out"
    ));
    Ok(USAGE)
}

/// Makes everything that a project describes, and says what has changed.
pub(super) fn write_project(project: &Project, levels: &Levels, force: bool) -> anyhow::Result<u8> {
    let definitions = Definitions::load(&project.outputs, levels);
    if !all_sound(&definitions, Format::Text)? {
        return Ok(FAILED);
    }
    let made = Made::new(&project.outputs, &definitions)?;
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
    for difference in &changes.differences {
        let path = difference.file.path.display();
        if matches!(
            difference.state,
            State::Different {
                origin: Origin::Edited,
                ..
            }
        ) {
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
    Ok(0)
}
