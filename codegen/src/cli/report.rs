//! Shows the problems of a run.

use super::{note, print};
use crate::Loaded;
use crate::diagnostic::{Diagnostics, Level, Style, json, render_all, sarif};
use crate::generation::Definitions;
use crate::source::Sources;
use clap::ValueEnum;
use serde_json::Value;
use std::collections::HashSet;
use std::io::{self, IsTerminal};
use std::path::Path;

/// How problems are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// As one JSON document, on the standard output.
    Json,
    /// As a SARIF 2.1.0 log for code review tools, on the standard output.
    Sarif,
}

/// Tells the problems of one run: texts at once, anything else at its end.
#[derive(Debug, Default)]
pub(super) struct Reporter {
    format: Format,
    told: Vec<Value>,
    /// A text was told, from which the next one is kept apart.
    has_spoken: bool,
}

impl Reporter {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            ..Self::default()
        }
    }

    /// Tells the problems of a definition that was read from `path`.
    pub(super) fn show(&mut self, path: &Path, loaded: &Loaded) {
        self.tell(
            path,
            &loaded.diagnostics,
            &loaded.sources,
            !loaded.is_sound(),
        );
    }

    /// Tells the problems of what was read from `path`, and whether it came to nothing.
    pub(super) fn tell(
        &mut self,
        path: &Path,
        diagnostics: &Diagnostics,
        sources: &Sources,
        failed: bool,
    ) {
        let mut report = String::new();
        match self.format {
            Format::Text => report = render_all(diagnostics, sources, style()),
            Format::Json => self.told.extend(json::problems(diagnostics, sources)),
            Format::Sarif => self.told.extend(sarif::results(diagnostics, sources)),
        }
        if self.has_spoken && (!report.is_empty() || failed) {
            note("");
        }
        self.has_spoken |= !report.is_empty() || failed;
        if !report.is_empty() {
            note(report.trim_end_matches('\n'));
        }
        if failed {
            let counts = counts(diagnostics);
            let gap = if report.is_empty() { "" } else { "\n" };
            note(&format!(
                "{gap}{}: {counts}; nothing is generated",
                path.display()
            ));
        }
    }

    /// Ends the run.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        // A problem of a file that several definitions refer to is told once.
        let mut seen = HashSet::new();
        self.told.retain(|problem| seen.insert(problem.to_string()));
        let document = match self.format {
            Format::Text => return Ok(()),
            Format::Json => json::document(self.told),
            Format::Sarif => sarif::log(self.told),
        };
        let mut text = serde_json::to_string_pretty(&document)?;
        text.push('\n');
        print(text.as_bytes())
    }
}

/// Shows the problems of definitions and tells whether all have a meaning.
pub(super) fn all_sound(definitions: &Definitions, format: Format) -> anyhow::Result<bool> {
    let mut reporter = Reporter::new(format);
    let mut sound = true;
    for (path, loaded) in definitions.iter() {
        reporter.show(path, loaded);
        sound &= loaded.is_sound();
    }
    reporter.finish()?;
    Ok(sound)
}

/// The style for the standard error.
pub(super) fn style() -> Style {
    style_for(&io::stderr())
}

/// The style for the standard output.
pub(super) fn stdout_style() -> Style {
    style_for(&io::stdout())
}

fn style_for(stream: &impl IsTerminal) -> Style {
    let coloured =
        stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if coloured {
        Style::Coloured
    } else {
        Style::Plain
    }
}

fn counts(diagnostics: &Diagnostics) -> String {
    let count = |level, word| match diagnostics.count(level) {
        0 => None,
        1 => Some(format!("1 {word}")),
        count => Some(format!("{count} {word}s")),
    };
    let counts: Vec<String> = [
        count(Level::Error, "error"),
        count(Level::Warning, "warning"),
    ]
    .into_iter()
    .flatten()
    .collect();
    counts.join(" and ")
}
