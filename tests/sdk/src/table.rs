//! The table of languages by scenarios.

use crate::language::Language;
use crate::scenario::Scenario;

/// Outcomes, a column for each language.
pub(crate) struct Table {
    pub(crate) columns: Vec<(&'static Language, Vec<Outcome>)>,
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

    /// Whether a table in Markdown says the same of the languages that it has, and of no others.
    pub(crate) fn agrees(&self, written: &str, scenarios: &[&Scenario]) -> bool {
        let heading = written
            .lines()
            .find(|line| line.starts_with("| scenario |"));
        let names: Vec<&str> = heading.unwrap_or_default().split(" | ").collect();
        let known = |language: &Language| names.contains(&language.name);
        self.write(scenarios, known) == written
    }

    /// As Markdown.
    pub(crate) fn markdown(&self, scenarios: &[&Scenario]) -> String {
        self.write(scenarios, |_| true)
    }

    fn write(&self, scenarios: &[&Scenario], shown: impl Fn(&Language) -> bool) -> String {
        let columns = self.columns.iter().filter(|(language, _)| shown(language));
        let columns: Vec<_> = columns.collect();
        let mut out = "# Languages by scenarios\n\n\
             <!-- Written by tests/sdk/run; README.md beside this file says what stands behind it. -->\n\n\
             Every cell comes from a run: ● passed, ✗ failed.\n\n| scenario |"
            .to_owned();
        for (language, _) in &columns {
            out.push_str(&format!(" {} |", language.name));
        }
        out.push_str(" what it shows |\n|---|");
        out.push_str(&":-:|".repeat(columns.len()));
        out.push_str("---|\n");
        for (row, scenario) in scenarios.iter().enumerate() {
            out.push_str(&format!("| {} |", scenario.name));
            for (_, outcomes) in &columns {
                let cell = if outcomes[row].is_ok() { "●" } else { "✗" };
                out.push_str(&format!(" {cell} |"));
            }
            out.push_str(&format!(" {} |\n", scenario.about));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::LANGUAGES;
    use crate::scenario::SCENARIOS;

    #[test]
    fn a_written_table_says_what_was_found() {
        let scenarios: Vec<&Scenario> = SCENARIOS.iter().collect();
        let green = |language| (language, scenarios.iter().map(|_| Ok(())).collect());
        let mut table = Table {
            columns: LANGUAGES.iter().map(green).collect(),
        };
        let written = table.markdown(&scenarios);
        assert!(table.agrees(&written, &scenarios));
        // Another language than those that it has.
        let first = table.columns.remove(0);
        assert!(!table.agrees(&written, &scenarios));
        table.columns.insert(0, first);
        // A cell, and a scenario, that are otherwise.
        assert!(!table.agrees(&written, &scenarios[1..]));
        table.columns[0].1[0] = Err("red".to_owned());
        assert!(!table.agrees(&written, &scenarios));
        assert!(!table.is_green());
    }
}
