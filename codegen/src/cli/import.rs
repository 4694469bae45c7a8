//! `codegen import`.

use super::report::{Format, Reporter};
use super::{FAILED, Input, print};
use crate::output::{OutputFile, write_files};
use crate::{ImportedDefinition, import};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Write each definition to a file in this directory, which is made if it is not there.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let path = &arguments.input.definition;
    let imported = import(path, &arguments.input.options());
    let failed = imported.diagnostics.has_errors();
    Reporter::new(Format::Text).tell(path, &imported.diagnostics, &imported.sources, failed);
    if failed {
        return Ok(FAILED);
    }
    match &arguments.out {
        None => print(list(&imported.definitions).as_bytes())?,
        Some(directory) => {
            let files = imported.definitions.into_iter();
            let files: Vec<OutputFile> = files
                .map(|definition| OutputFile::generated(definition.file_name(), definition.text))
                .collect();
            write_files(directory, &files)?;
        }
    }
    Ok(0)
}

/// The only definition as it is, or a list of them.
fn list(definitions: &[ImportedDefinition]) -> String {
    if let [definition] = definitions {
        return definition.text.clone();
    }
    let indented = |definition: &ImportedDefinition| {
        let lines = definition.text.lines().map(|line| format!("  {line}"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let items: Vec<String> = definitions.iter().map(indented).collect();
    format!("[\n{}\n]\n", items.join(",\n"))
}
