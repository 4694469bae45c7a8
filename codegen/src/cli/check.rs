//! `codegen check`.

use super::project::{NoProject, open};
use super::{FAILED, Inputs, STALE, TargetOptions, USAGE, note, print, show};
use crate::generation::{BackEnd, Definitions, Difference, Files, Output, State, compare};
use crate::output::Target;
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
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if arguments.inputs.definitions.is_empty() {
        return match open(arguments.project.as_deref()) {
            Ok(project) => check_project(&project.outputs),
            Err(NoProject::Absent) => Ok(USAGE),
            Err(NoProject::Broken) => Ok(FAILED),
        };
    }
    check_directories(arguments)
}

fn check_project(outputs: &[Output]) -> anyhow::Result<u8> {
    let definitions = Definitions::load(outputs);
    if !all_sound(&definitions) {
        return Ok(FAILED);
    }
    let files = Files::make(outputs, &definitions)?;
    let mut status = 0;
    for difference in compare(&files.list)? {
        report(&difference, "codegen generate")?;
        status = STALE;
    }
    Ok(status)
}

/// Shows the problems of definitions and tells whether all have a meaning.
fn all_sound(definitions: &Definitions) -> bool {
    let mut sound = true;
    for (path, loaded) in definitions.iter() {
        show(path, loaded);
        sound &= loaded.interface.is_some();
    }
    sound
}

/// Compares what is found in the directories that were named.
fn check_directories(arguments: &Arguments) -> anyhow::Result<u8> {
    let outputs = |definition: &PathBuf, out: &PathBuf| {
        Target::ALL.map(|target| Output {
            definition: definition.clone(),
            include_dirs: arguments.inputs.include_dirs.clone(),
            back_end: BackEnd::BuiltIn(target, arguments.options.options().clone()),
            out: out.clone(),
        })
    };
    // Without a directory to look into, the definitions are read all the same.
    let anywhere = PathBuf::new();
    let all = arguments.inputs.definitions.iter();
    let definitions = Definitions::load(
        &all.flat_map(|definition| outputs(definition, &anywhere))
            .collect::<Vec<_>>(),
    );
    if !all_sound(&definitions) {
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
    outputs: &[Output; Target::ALL.len()],
    definitions: &Definitions,
) -> anyhow::Result<bool> {
    let mut found = false;
    let mut fresh = true;
    let mut searched = Vec::new();
    for (target, output) in Target::ALL.iter().zip(outputs) {
        let files = Files::make(std::slice::from_ref(output), definitions)?;
        let wanted = match arguments.target.as_slice() {
            [] => files.list.first().is_some_and(|file| file.path.is_file()),
            wanted => wanted.contains(target),
        };
        if wanted {
            found = true;
            let remedy = format!("codegen generate {}", target.name());
            for difference in compare(&files.list)? {
                report(&difference, &remedy)?;
                fresh = false;
            }
        }
        let first = files.list.first();
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
fn report(difference: &Difference<'_>, remedy: &str) -> anyhow::Result<()> {
    let shown = difference.file.path.display();
    let old = match &difference.state {
        State::Missing => {
            note(&format!("error: {shown} is missing; `{remedy}` writes it"));
            return Ok(());
        }
        State::Stale(old) => String::from_utf8_lossy(old),
    };
    let new = String::from_utf8_lossy(&difference.file.contents);
    note(&format!(
        "error: {shown} is stale; `{remedy}` writes it anew"
    ));
    if old.replace("\r\n", "\n") == new {
        note("note: only the line breaks differ: the file has CR LF, generated files have LF");
        return Ok(());
    }
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    let text = diff
        .unified_diff()
        .header(&shown.to_string(), &format!("{shown} (generated now)"))
        .to_string();
    print(text.as_bytes())
}
