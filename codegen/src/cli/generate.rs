//! `codegen generate`.

use super::apply::{Outcome, apply};
use super::back_end::{External, TargetName};
use super::dep_file::DepFile;
use super::make::{load, make};
use super::project::{NoProject, open};
use super::report::Format;
use super::{FAILED, Inputs, TargetOptions, USAGE, note, print, usage};
use crate::generation::{BackEnd, Origin, Output, compare};
use crate::output::Transaction;
use crate::project::Project;
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

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
    dep_file: DepFile,
    #[command(flatten)]
    external: External,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let mut definitions = arguments.inputs.definitions.clone();
    let back_end = match (arguments.external.program(), &arguments.target) {
        (Some(program), first) => {
            // Where a target stands otherwise, there is a definition.
            definitions.splice(0..0, first.iter().map(PathBuf::from));
            program
        }
        (None, Some(name)) => match arguments.external.named(name, &arguments.options) {
            Ok(back_end) => back_end,
            Err(_) if Path::new(name).is_file() => {
                let name = Path::new(name).display();
                let help = format!("write the target first, as in `codegen generate rust {name}`");
                return Ok(usage(&format!("{name} is a file, not a target"), &help));
            }
            Err(unknown) => return Ok(usage(&unknown.reason, &unknown.help)),
        },
        (None, None) => {
            return match open(arguments.project.as_deref()) {
                Ok(project) => write_project(arguments, &project),
                Err(NoProject::Absent) => Ok(USAGE),
                Err(NoProject::Broken) => Ok(FAILED),
            };
        }
    };
    if definitions.is_empty() {
        let help = "name the definitions, or neither target nor definition for what codegen.toml describes";
        return Ok(usage("there is no definition to generate from", help));
    }
    if let Some(out) = arguments.out.as_ref().filter(|out| out.is_file()) {
        note(&format!(
            "error: {} is a file, but --out names a directory; the files in it have names of their own",
            out.display()
        ));
        return Ok(FAILED);
    }
    let outputs = outputs(arguments, &definitions, &back_end);
    if arguments.out.is_some() {
        write(arguments, &outputs)
    } else {
        print_only(arguments, &outputs)
    }
}

fn outputs(arguments: &Arguments, definitions: &[PathBuf], back_end: &BackEnd) -> Vec<Output> {
    let output = |(definition, interface): (PathBuf, Option<String>)| Output {
        definition,
        interface,
        include_dirs: arguments.inputs.include_dirs.clone(),
        back_end: back_end.clone(),
        named_options: arguments.external.options(),
        out: arguments.out.clone().unwrap_or_default(),
    };
    let each = arguments.inputs.interfaces(definitions);
    each.into_iter().map(output).collect()
}

fn write(arguments: &Arguments, outputs: &[Output]) -> anyhow::Result<u8> {
    let levels = arguments.inputs.levels.levels();
    let Some(definitions) = load(outputs, levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let Some(made) = make(outputs, &definitions)? else {
        return Ok(FAILED);
    };
    // Who names a directory by hand knows what is in it.
    let differences = compare(&made.files, |_, _| Origin::Generated)?;
    let dep_file = arguments.dep_file.of(&made, None)?;
    let mut transaction = Transaction::default();
    for difference in &differences {
        transaction.write(&difference.file.path, &difference.file.contents);
    }
    if let Some((path, text)) = &dep_file {
        transaction.write_if_changed(path, text.as_bytes());
    }
    transaction.commit()?;
    Ok(0)
}

/// Prints the only file of the only output.
fn print_only(arguments: &Arguments, outputs: &[Output]) -> anyhow::Result<u8> {
    const HELP: &str = "name a directory for them with --out";
    let [output] = outputs else {
        return Ok(usage("several interfaces give several files", HELP));
    };
    if !arguments.dep_file.has_targets() {
        let reason = "what is printed has no name for a dependency file";
        return Ok(usage(
            reason,
            "name the file that it goes to with --dep-target",
        ));
    }
    let levels = arguments.inputs.levels.levels();
    let Some(definitions) = load(outputs, levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let Some(made) = make(outputs, &definitions)? else {
        return Ok(FAILED);
    };
    if let [file] = made.files.as_slice() {
        if let Some((path, text)) = arguments.dep_file.of(&made, None)? {
            let mut transaction = Transaction::default();
            transaction.write_if_changed(path, text.as_bytes());
            transaction.commit()?;
        }
        print(&file.contents)?;
        return Ok(0);
    }
    let count = made.files.len();
    let reason = format!("`{}` gives {count} files", output.back_end.name());
    Ok(usage(&reason, HELP))
}

/// Makes everything that a project describes, and says what has changed.
fn write_project(arguments: &Arguments, project: &Project) -> anyhow::Result<u8> {
    let levels = project.levels_with(arguments.inputs.levels.levels());
    let Some(definitions) = load(&project.outputs, &levels, Format::Text)? else {
        return Ok(FAILED);
    };
    let written = match apply(project, &definitions, arguments.force, &arguments.dep_file)? {
        Outcome::Written(written) => written,
        Outcome::InTheWay(_) | Outcome::Refused => return Ok(FAILED),
    };
    for path in &written.wrote {
        print(format!("wrote {}\n", path.display()).as_bytes())?;
    }
    for path in &written.removed {
        print(format!("removed {}\n", path.display()).as_bytes())?;
    }
    Ok(0)
}
