//! `codegen init`.

use super::report::style;
use super::{FAILED, note, print};
use crate::diagnostic::{Diagnostics, render_all};
use crate::generation::{normal, seen_from};
use crate::output::{Target, Transaction};
use crate::project::{FILE_NAME, find, read_text, reference};
use crate::source::Sources;
use anyhow::{Context, bail};
use clap::Args;
use std::path::{Path, PathBuf};

const STARTER: &str = "\
# What is generated from which definitions. `codegen generate` makes it, `codegen check` proves it fresh and
# `codegen watch` keeps it so. `codegen init --reference` lists all keys.
#
# [[output]]
# definition = \"lamp.json\"
# target = \"markdown\"
# out = \"docs\"
";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Add an output of this target.
    #[arg(requires = "definitions", requires = "out")]
    target: Option<Target>,
    /// The definitions of the output.
    #[arg(value_name = "DEFINITION")]
    definitions: Vec<PathBuf>,
    /// The directory that the output is written into.
    #[arg(long, value_name = "DIR", requires = "target")]
    out: Option<PathBuf>,
    /// The project file to write or to add to, instead of codegen.toml.
    #[arg(long, value_name = "FILE")]
    project: Option<PathBuf>,
    /// Print all keys of a project file, as Markdown, and write nothing.
    #[arg(long, exclusive = true)]
    reference: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if arguments.reference {
        print(reference().as_bytes())?;
        return Ok(0);
    }
    let here = || PathBuf::from(FILE_NAME);
    let Some(target) = arguments.target else {
        let path = arguments.project.clone().unwrap_or_else(here);
        if path.exists() {
            bail!(
                "{} is there already; `codegen init <target> <definition> --out <dir>` adds to it",
                path.display()
            );
        }
        return save(&path, STARTER);
    };
    let path = arguments.project.clone().or_else(find).unwrap_or_else(here);
    let old = if path.exists() {
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?
    } else {
        STARTER.to_owned()
    };
    let directory = directory_of(&path)?;
    let definitions: Vec<String> = arguments
        .definitions
        .iter()
        .map(|definition| from_there(&directory, definition))
        .collect::<anyhow::Result<_>>()?;
    let definition = match definitions.as_slice() {
        [one] => quoted(one),
        several => {
            let several: Vec<String> = several.iter().map(|text| quoted(text)).collect();
            format!("[{}]", several.join(", "))
        }
    };
    let out = arguments.out.as_deref().unwrap_or(Path::new(""));
    let text = format!(
        "{}\n[[output]]\ndefinition = {definition}\ntarget = {}\nout = {}\n",
        with_line_break(&old),
        quoted(target.name()),
        quoted(&from_there(&directory, out)?)
    );
    save(&path, &text)
}

/// Writes a project file if it is one.
fn save(path: &Path, text: &str) -> anyhow::Result<u8> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    if read_text(path, text.to_owned(), &mut sources, &mut diagnostics)
        .project
        .is_none()
    {
        note(render_all(&diagnostics, &sources, style()).trim_end_matches('\n'));
        note(&format!("\n{}: nothing is written", path.display()));
        return Ok(FAILED);
    }
    let mut transaction = Transaction::default();
    transaction.write(path, text.as_bytes());
    transaction.commit()?;
    note(&format!("wrote {}", path.display()));
    Ok(0)
}

fn with_line_break(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') {
        text.to_owned()
    } else {
        format!("{text}\n")
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// The whole path of the directory that a file stands in.
fn directory_of(path: &Path) -> anyhow::Result<PathBuf> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    parent
        .canonicalize()
        .with_context(|| format!("cannot find {}", parent.display()))
}

/// A path that was written for the current directory, as it is written for another.
fn from_there(directory: &Path, path: &Path) -> anyhow::Result<String> {
    if path.to_str().is_none() {
        bail!("{} is not UTF-8, which TOML is", path.display());
    }
    let whole = normal(&std::path::absolute(path)?);
    // What is there has one true path; what is not there yet is below something that has.
    let known = whole.ancestors().find_map(|ancestor| {
        let rest = whole.strip_prefix(ancestor).ok()?;
        Some(ancestor.canonicalize().ok()?.join(rest))
    });
    Ok(seen_from(directory, &known.unwrap_or(whole)))
}
