//! The table of languages by scenarios.

use crate::language::Language;
use crate::scenario::Scenario;

/// Outcomes, a column for each language.
pub(crate) struct Table {
    pub(crate) columns: Vec<(&'static Language, Vec<Outcome>)>,
    pub(crate) linted: Vec<(&'static Language, usize)>,
}

/// What became of a scenario in a language; the error if it failed.
pub(crate) type Outcome = Result<(), String>;

impl Table {
    /// Whether every cell is green.
    pub(crate) fn is_green(&self) -> bool {
        self.columns
            .iter()
            .all(|(_, outcomes)| outcomes.iter().all(Result::is_ok))
    }

    /// As Markdown.
    pub(crate) fn markdown(&self, scenarios: &[&Scenario]) -> String {
        let mut out = "# Languages by scenarios\n\n\
             <!-- Written by tests/sdk/run; README.md beside this file says what stands behind it. -->\n\n\
             Every cell comes from a run: ● passed, ✗ failed.\n\n| scenario |"
            .to_owned();
        for (language, _) in &self.columns {
            out.push_str(&format!(" {} |", language.name));
        }
        out.push_str(" what it shows |\n|---|");
        out.push_str(&":-:|".repeat(self.columns.len()));
        out.push_str("---|\n");
        for (row, scenario) in scenarios.iter().enumerate() {
            out.push_str(&format!("| {} |", scenario.name));
            for (_, outcomes) in &self.columns {
                let cell = if outcomes[row].is_ok() { "●" } else { "✗" };
                out.push_str(&format!(" {cell} |"));
            }
            out.push_str(&format!(" {} |\n", scenario.about));
        }
        out.push('\n');
        for (language, packages) in &self.linted {
            out.push_str(&format!(
                "- {}: {packages} packages pass the type checkers and linters of the language.\n",
                language.name
            ));
        }
        out
    }
}
