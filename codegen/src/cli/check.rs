//! `codegen check`.

use super::project::{NoProject, open};
use super::report::{Format, all_sound};
use super::{FAILED, Inputs, STALE, TargetOptions, USAGE, note, print};
use crate::generation::{
    BackEnd, Definitions, Difference, FilesError, Made, NamedOptions, Origin, Output, State,
    compare,
};
use crate::output::Target;
use crate::project::{Changes, Project};
use clap::Args;
use similar::TextDiff;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Compare the files in this directory with what would be generated now (repeatable).
    #[arg(long, value_name = "DIR", num_args = 1.., requires = "definitions")]
    out: Vec<PathBuf>,
    /// Compare this target only, and demand that its files are there (repeatable).
    #[arg(long, requires = "out")]
    target: Vec<Target>,
    /// Check what this project file describes, instead of the nearest codegen.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "definitions")]
    project: Option<PathBuf>,
    #[command(flatten)]
    options: TargetOptions,
    /// How problems of the definitions are told.
    #[arg(long, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if arguments.inputs.definitions.is_empty() {
        return match open(arguments.project.as_deref()) {
            Ok(project) => check_project(arguments, &project),
            Err(NoProject::Absent) => Ok(USAGE),
            Err(NoProject::Broken) => Ok(FAILED),
        };
    }
    check_directories(arguments)
}

fn check_project(arguments: &Arguments, project: &Project) -> anyhow::Result<u8> {
    let definitions = Definitions::load(&project.outputs, arguments.inputs.levels.levels());
    if !all_sound(&definitions, arguments.format)? {
        return Ok(FAILED);
    }
    let made = Made::new(&project.outputs, &definitions)?;
    let changes = Changes::find(project, &made)?;
    let mut status = 0;
    for difference in &changes.differences {
        report(difference, "codegen generate", arguments.format)?;
        status = STALE;
    }
    for file in &changes.superfluous {
        let fate = if file.edited {
            ", and was edited; `codegen generate` leaves it to you"
        } else {
            "; `codegen generate` removes it"
        };
        note(&format!(
            "error: {} is not generated any more{fate}",
            file.path.display()
        ));
        status = STALE;
    }
    if changes.lock_is_stale {
        if status == 0 {
            note("error: the lock is stale, though no file is; `codegen generate` writes it anew");
        }
        status = STALE;
    }
    for reason in changes.reasons {
        note(&format!("note: {reason}"));
    }
    Ok(status)
}

/// Compares what is found in the directories that were named.
fn check_directories(arguments: &Arguments) -> anyhow::Result<u8> {
    let outputs = |definition: &PathBuf, out: &PathBuf| {
        let output = |&target: &Target| Output {
            definition: definition.clone(),
            include_dirs: arguments.inputs.include_dirs.clone(),
            back_end: BackEnd::BuiltIn(target, arguments.options.options().clone()),
            named_options: NamedOptions::new(),
            out: out.clone(),
        };
        Target::ALL.iter().map(output).collect::<Vec<_>>()
    };
    // Without a directory to look into, the definitions are read all the same.
    let anywhere = PathBuf::new();
    let all = arguments.inputs.definitions.iter();
    let definitions = Definitions::load(
        &all.flat_map(|definition| outputs(definition, &anywhere))
            .collect::<Vec<_>>(),
        arguments.inputs.levels.levels(),
    );
    if !all_sound(&definitions, arguments.format)? {
        return Ok(FAILED);
    }
    let mut status = 0;
    for directory in &arguments.out {
        for definition in &arguments.inputs.definitions {
            let outputs = outputs(definition, directory);
            if !is_fresh(arguments, &outputs, &definitions)? {
                status = STALE;
            }
        }
    }
    Ok(status)
}

/// Whether what was generated from one definition is fresh in one directory.
fn is_fresh(
    arguments: &Arguments,
    outputs: &[Output],
    definitions: &Definitions,
) -> anyhow::Result<bool> {
    let mut found = false;
    let mut fresh = true;
    let mut searched = Vec::new();
    for (target, output) in Target::ALL.iter().zip(outputs) {
        let made = match Made::new(std::slice::from_ref(output), definitions) {
            // The options are those of another target, which is looked for as well.
            Err(FilesError::Options { .. }) if arguments.target.is_empty() => continue,
            made => made?,
        };
        let wanted = match arguments.target.as_slice() {
            [] => made.files.first().is_some_and(|file| file.path.is_file()),
            wanted => wanted.contains(target),
        };
        if wanted {
            found = true;
            let remedy = format!("codegen generate {}", target.name());
            for difference in compare(&made.files, |_, _| Origin::Generated)? {
                report(&difference, &remedy, arguments.format)?;
                fresh = false;
            }
        }
        let first = made.files.first();
        let name = first.and_then(|file| file.path.strip_prefix(&output.out).ok());
        searched.extend(name.map(|name| name.display().to_string()));
    }
    if !found {
        note(&format!(
            "error: nothing that was generated from {} is in {} (searched {})",
            outputs[0].definition.display(),
            outputs[0].out.display(),
            searched.join(", ")
        ));
    }
    Ok(found && fresh)
}

/// Says what is wrong with a file, and which command makes it right.
fn report(difference: &Difference<'_>, remedy: &str, format: Format) -> anyhow::Result<()> {
    let shown = difference.file.path.display();
    let (old, problem) = match &difference.state {
        State::Missing => {
            note(&format!("error: {shown} is missing; `{remedy}` writes it"));
            return Ok(());
        }
        State::Different { old, origin } => {
            let problem = match origin {
                Origin::Generated => format!("is stale; `{remedy}` writes it anew"),
                Origin::Edited => format!("was edited; `{remedy}` writes it anew"),
                Origin::Unknown => {
                    format!("was not generated; `{remedy} --force` writes it anew")
                }
            };
            (String::from_utf8_lossy(old), problem)
        }
    };
    let new = String::from_utf8_lossy(&difference.file.contents);
    note(&format!("error: {shown} {problem}"));
    if old.replace("\r\n", "\n") == new {
        note("note: only the line breaks differ: the file has CR LF, generated files have LF");
        return Ok(());
    }
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let text = diff
        .unified_diff()
        .header(&shown.to_string(), &format!("{shown} (generated now)"))
        .to_string();
    match format {
        Format::Text => print(text.as_bytes())?,
        // There, the standard output holds one document.
        Format::Json | Format::Sarif => note(&text),
    }
    Ok(())
}
