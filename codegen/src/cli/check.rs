//! `codegen check`.

use super::back_end::{External, TargetName};
use super::make::{load, make};
use super::project::{NoProject, open};
use super::report::Format;
use super::{FAILED, Inputs, STALE, TargetOptions, USAGE, note, print, usage};
use crate::generation::{BackEnd, Definitions, Difference, Made, Origin, Output, State, compare};
use crate::output::Target;
use crate::project::{Changes, Project, is_proven_fresh};
use clap::Args;
use similar::TextDiff;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// Compare the files in this directory with what would be generated now (repeatable).
    #[arg(long, value_name = "DIR", num_args = 1.., requires = "definitions")]
    out: Vec<PathBuf>,
    /// Compare this target only, and demand that its files are there (repeatable).
    #[arg(long, requires = "out", value_parser = TargetName)]
    target: Vec<OsString>,
    /// Check what this project file describes, instead of the nearest codegen.toml.
    #[arg(long, value_name = "FILE", conflicts_with = "definitions")]
    project: Option<PathBuf>,
    /// Generate everything that a project file describes and compare it byte by byte, instead of believing the
    /// lock that nothing has changed.
    #[arg(long, conflicts_with = "definitions")]
    regenerate: bool,
    #[command(flatten)]
    external: External,
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
    let named = |name: &OsString| arguments.external.named(name, &arguments.options);
    let named: Result<Vec<_>, _> = arguments.target.iter().map(named).collect();
    match named {
        Ok(mut wanted) => {
            wanted.extend(arguments.external.program());
            check_directories(arguments, &wanted)
        }
        Err(unknown) => Ok(usage(&unknown.reason, &unknown.help)),
    }
}

fn check_project(arguments: &Arguments, project: &Project) -> anyhow::Result<u8> {
    let levels = project.levels_with(arguments.inputs.levels.levels());
    let Some(definitions) = load(&project.outputs, &levels, arguments.format)? else {
        return Ok(FAILED);
    };
    if !arguments.regenerate && is_proven_fresh(project, &definitions) {
        return Ok(0);
    }
    let Some(made) = make(&project.outputs, &definitions)? else {
        return Ok(FAILED);
    };
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

/// Compares what is found in the directories that were named with what `wanted` makes now, or with what any
/// target does if none is named.
fn check_directories(arguments: &Arguments, wanted: &[BackEnd]) -> anyhow::Result<u8> {
    let output = |each: &(PathBuf, Option<String>), out: &PathBuf, back_end: BackEnd| Output {
        definition: each.0.clone(),
        interface: each.1.clone(),
        include_dirs: arguments.inputs.include_dirs.clone(),
        back_end,
        named_options: arguments.external.options(),
        out: out.clone(),
    };
    let any = || {
        let options = arguments.options.options();
        let targets = Target::ALL.iter();
        targets.map(|target| BackEnd::BuiltIn(*target, options.clone()))
    };
    let inputs = arguments.inputs.interfaces(&arguments.inputs.definitions);
    // Where nothing is compared, the definitions are read all the same.
    let anywhere: Vec<Output> = inputs
        .iter()
        .flat_map(|definition| any().map(|target| output(definition, &PathBuf::new(), target)))
        .collect();
    let levels = arguments.inputs.levels.levels();
    let Some(definitions) = load(&anywhere, levels, arguments.format)? else {
        return Ok(FAILED);
    };
    let mut status = 0;
    for directory in &arguments.out {
        for definition in &inputs {
            let output = |back_end: BackEnd| output(definition, directory, back_end);
            let checked = if wanted.is_empty() {
                check_found(
                    &any().map(output).collect::<Vec<_>>(),
                    &definitions,
                    arguments.format,
                )?
            } else {
                let outputs: Vec<_> = wanted.iter().cloned().map(output).collect();
                check_wanted(&outputs, &definitions, arguments.format)?
            };
            match checked {
                Some(true) => {}
                Some(false) => status = STALE,
                None => return Ok(FAILED),
            }
        }
    }
    Ok(status)
}

/// Whether the files of these outputs are there and fresh; `None` if a back end refuses to make them.
fn check_wanted(
    outputs: &[Output],
    definitions: &Definitions,
    format: Format,
) -> anyhow::Result<Option<bool>> {
    let mut fresh = true;
    for output in outputs {
        let Some(made) = make(std::slice::from_ref(output), definitions)? else {
            return Ok(None);
        };
        fresh &= is_fresh(output, &made, format)?;
    }
    Ok(Some(fresh))
}

/// Like [`check_wanted`], for those of the outputs of which there is something in the directory.
fn check_found(
    outputs: &[Output],
    definitions: &Definitions,
    format: Format,
) -> anyhow::Result<Option<bool>> {
    let mut fresh = true;
    let mut found = false;
    let mut searched = Vec::new();
    for output in outputs {
        // Options that do not fit are those of another target, which is looked for as well.
        if !output.back_end.heeds_its_options() {
            continue;
        }
        // Of a plugin without interfaces there is a page, but no code.
        let loaded = definitions.of(output);
        if loaded.is_some_and(|loaded| !output.back_end.takes(loaded)) {
            continue;
        }
        let Some(made) = make(std::slice::from_ref(output), definitions)? else {
            return Ok(None);
        };
        let Some(first) = made.files.first() else {
            continue;
        };
        if first.path.is_file() {
            found = true;
            fresh &= is_fresh(output, &made, format)?;
        }
        let name = first.path.strip_prefix(&output.out).unwrap_or(&first.path);
        searched.push(name.display().to_string());
    }
    if !found {
        note(&format!(
            "error: nothing that was generated from {} is in {} (searched {})",
            outputs[0].definition.display(),
            outputs[0].out.display(),
            searched.join(", ")
        ));
    }
    Ok(Some(found && fresh))
}

/// Whether the files of an output are there as they were made now; says what is wrong with those that are not.
fn is_fresh(output: &Output, made: &Made<'_>, format: Format) -> anyhow::Result<bool> {
    let remedy = format!("codegen generate {}", output.back_end.argument());
    let differences = compare(&made.files, |_, _| Origin::Generated)?;
    for difference in &differences {
        report(difference, &remedy, format)?;
    }
    Ok(differences.is_empty())
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
