//! `codegen check`.

use super::{FAILED, Input, STALE, TargetOptions, note, print, read};
use crate::model::Interface;
use crate::output::{Options, OutputFile, Ownership, Target};
use anyhow::Context;
use clap::Args;
use similar::TextDiff;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Compare the files in this directory with what would be generated now (repeatable).
    #[arg(long, value_name = "DIR", num_args = 1..)]
    out: Vec<PathBuf>,
    /// Compare this target only, and demand that its file is there (repeatable).
    #[arg(long, requires = "out")]
    target: Vec<Target>,
    #[command(flatten)]
    options: TargetOptions,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(interface) = read(&arguments.input) else {
        return Ok(FAILED);
    };
    let options = arguments.options.options();
    let mut fresh = true;
    for directory in &arguments.out {
        fresh &= directory_is_fresh(directory, &arguments.target, &interface, options)?;
    }
    Ok(if fresh { 0 } else { STALE })
}

fn directory_is_fresh(
    directory: &Path,
    wanted: &[Target],
    interface: &Interface,
    options: &Options,
) -> anyhow::Result<bool> {
    let outputs = Target::ALL.map(|target| (target, target.generate(interface, options)));
    let is_wanted = |target: Target, files: &[OutputFile]| match wanted {
        [] => directory.join(&files[0].name).is_file(),
        wanted => wanted.contains(&target),
    };
    let mut found = false;
    let mut fresh = true;
    for (target, files) in &outputs {
        if is_wanted(*target, files) {
            found = true;
            for file in files {
                fresh &= file_is_fresh(directory, *target, file)?;
            }
        }
    }
    if !found {
        let names = outputs.each_ref().map(|(_, files)| files[0].name.as_str());
        note(&format!(
            "error: nothing that was generated from this definition is in {} (searched {})",
            directory.display(),
            names.join(", ")
        ));
    }
    Ok(found && fresh)
}

fn file_is_fresh(directory: &Path, target: Target, file: &OutputFile) -> anyhow::Result<bool> {
    if file.ownership == Ownership::User {
        return Ok(true);
    }
    let path = directory.join(&file.name);
    let shown = path.display();
    let old = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            note(&format!(
                "error: {shown} is missing; `codegen generate {}` writes it",
                target.name()
            ));
            return Ok(false);
        }
        Err(error) => return Err(error).with_context(|| format!("cannot read {shown}")),
    };
    if old == file.text.as_bytes() {
        return Ok(true);
    }
    let old = String::from_utf8_lossy(&old);
    note(&format!(
        "error: {shown} is stale; `codegen generate {}` writes it anew",
        target.name()
    ));
    if old.replace("\r\n", "\n") == file.text {
        note("note: only the line breaks differ: the file has CR LF, generated files have LF");
        return Ok(false);
    }
    let diff = TextDiff::from_lines(old.as_ref(), file.text.as_str());
    let text = diff
        .unified_diff()
        .header(&shown.to_string(), &format!("{shown} (generated now)"))
        .to_string();
    print(&text)?;
    Ok(false)
}
