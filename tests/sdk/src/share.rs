//! How much of a package is generated for the interface, and how much is runtime.

use crate::language::Language;
use anyhow::{Result, ensure};
use codegen::model::Interface;

use codegen::{LoadOptions, Options, OutputFile, Ownership, load_text};
use serde_json::json;

/// Lines of a package.
pub(crate) struct Share {
    /// In files that are the interface's own.
    pub(crate) interface: usize,
    /// In files that are the same for every interface.
    pub(crate) runtime: usize,
}

/// That of the package of an interface: its runtime is what a package for nothing at all under the same name
/// has too.
pub(crate) fn of(language: &Language, interface: &Interface) -> Result<Share> {
    let nothing = json!({
        "info": { "class": interface.name.pascal(), "version": interface.version.to_string() },
        "methods": { "nothing": {} }
    });
    let options = LoadOptions::default();
    let loaded = load_text("nothing.json", nothing.to_string(), &options);
    let report = loaded.report(codegen::diagnostic::Style::Plain);
    ensure!(loaded.interface.is_some(), "{report}");
    let mut share = Share {
        interface: 0,
        runtime: 0,
    };
    let bare: Vec<OutputFile> = loaded
        .interface
        .iter()
        .flat_map(|it| files(language, it))
        .collect();
    for file in files(language, interface) {
        let lines = file
            .text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count();
        let is_runtime = bare
            .iter()
            .any(|other| other.name == file.name && other.text == file.text);
        if is_runtime {
            share.runtime += lines;
        } else {
            share.interface += lines;
        }
    }
    Ok(share)
}

fn files(language: &Language, interface: &Interface) -> Vec<OutputFile> {
    let mut files = language.target.generate(interface, &Options::default());
    // Metadata, README and example are no code of the package.
    files.retain(|file| file.ownership == Ownership::Generated);
    files
}
