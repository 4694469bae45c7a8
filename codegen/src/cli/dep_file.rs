//! Dependency files: which files were made of which, for other build systems.
//!
//! The syntax is that of makefiles, as compilers write it with `-MD -MP`: GNU make includes such a file, ninja
//! and CMake take it as `depfile` and `DEPFILE`.

use crate::generation::{BackEnd, Made};
use anyhow::bail;
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Flags about the dependency file.
#[derive(Debug, Default, Args)]
pub(super) struct DepFile {
    /// Write a makefile rule into this file that names everything that was read.
    #[arg(long = "dep-file", value_name = "FILE")]
    path: Option<PathBuf>,
    /// The target of that rule, instead of the files that were generated (repeatable).
    #[arg(long = "dep-target", value_name = "FILE", requires = "path")]
    targets: Vec<PathBuf>,
}

impl DepFile {
    /// Whether one was asked for.
    pub(super) fn is_wanted(&self) -> bool {
        self.path.is_some()
    }

    /// Whether the rule, if there is to be one, has targets without any generated file.
    pub(super) fn has_targets(&self) -> bool {
        self.path.is_none() || !self.targets.is_empty()
    }

    /// The file to write and its text, if one was asked for. `project` is the project file that the outputs are
    /// from.
    ///
    /// # Errors
    ///
    /// If a path cannot be written in a makefile.
    pub(super) fn of(
        &self,
        made: &Made<'_>,
        project: Option<&Path>,
    ) -> anyhow::Result<Option<(PathBuf, String)>> {
        let Some(path) = &self.path else {
            return Ok(None);
        };
        let mut inputs: BTreeSet<PathBuf> = made.definitions.inputs().into_keys().collect();
        inputs.extend(project.map(Path::to_owned));
        for output in made.outputs {
            if let BackEnd::External(external) = &output.back_end {
                inputs.insert(external.program.clone());
            }
        }
        let targets: Vec<&Path> = if self.targets.is_empty() {
            made.files.iter().map(|file| file.path.as_path()).collect()
        } else {
            self.targets.iter().map(PathBuf::as_path).collect()
        };
        if targets.is_empty() {
            bail!(
                "the dependency file has no target: nothing is generated, so name one with --dep-target"
            );
        }
        let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        Ok(Some((path.clone(), rule(&targets, &inputs)?)))
    }
}

/// A rule that says that the targets depend on the inputs, and one for each input that says that it may go
/// away: then there is something to do, but nothing wrong.
fn rule(targets: &[&Path], inputs: &[&Path]) -> anyhow::Result<String> {
    let all = |paths: &[&Path], side: Side| -> anyhow::Result<Vec<String>> {
        paths.iter().map(|path| escaped(path, side)).collect()
    };
    let mut text = format!(
        "{}: \\\n  {}\n",
        all(targets, Side::Target)?.join(" "),
        all(inputs, Side::Input)?.join(" \\\n  ")
    );
    for input in all(inputs, Side::Target)? {
        text.push_str(&format!("\n{input}:\n"));
    }
    Ok(text)
}

/// Where a path stands in a rule.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Target,
    Input,
}

/// A path as makefiles write it.
fn escaped(path: &Path, side: Side) -> anyhow::Result<String> {
    let text = path.to_str().filter(|text| {
        // There is no way to write these that make understands on both sides.
        !text.contains([';', '=', '|']) && !text.contains(char::is_control) && !text.ends_with('\\')
    });
    let Some(text) = text else {
        bail!("the name {path:?} cannot be written in a dependency file");
    };
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        let special = match character {
            ' ' | '#' | ':' => true,
            // Elsewhere it makes no pattern, and a backslash before it would stay.
            '%' => side == Side::Target,
            _ => false,
        };
        if special {
            // A backslash counts as one only before such a character, so those before it are doubled.
            let before = &text[..at];
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            escaped.push_str(&"\\".repeat(backslashes + 1));
        }
        if character == '$' {
            escaped.push('$');
        }
        escaped.push(character);
    }
    Ok(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_where_make_needs_it() {
        for (path, target, input) in [
            ("a/b.json", "a/b.json", "a/b.json"),
            ("a b", "a\\ b", "a\\ b"),
            ("a#b:c", "a\\#b\\:c", "a\\#b\\:c"),
            ("a$b", "a$$b", "a$$b"),
            ("a%b", "a\\%b", "a%b"),
            ("a\\b\\ c", "a\\b\\\\\\ c", "a\\b\\\\\\ c"),
        ] {
            let escaped = |side| escaped(Path::new(path), side).expect("possible");
            assert_eq!(escaped(Side::Target), target);
            assert_eq!(escaped(Side::Input), input);
        }
        for path in ["a\nb", "a\tb", "a;b", "a=b", "a|b", "a\\"] {
            assert!(escaped(Path::new(path), Side::Input).is_err(), "{path}");
        }
    }
}
