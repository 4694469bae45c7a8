//! Which problems count: the levels of rules, by command line, configuration and definition.
//!
//! Every rule has a level of its own. Whoever reads a definition may say otherwise for the whole run
//! ([`Levels`]), and the definition may for a part of itself (`x-lint`, its allowances); the nearer word
//! counts. Rules about the interface as a whole are `checks`; the others stand where a definition is read. Levels are settled at the end, when everything has been reported.

mod allowances;
mod checks;
mod levels;
mod parts;

pub(crate) use allowances::{Allowances, Entry};
pub(crate) use checks::check;
pub use levels::{LevelError, Levels};

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

/// Gives every problem the level that the user and the definition want, and drops those that are allowed.
pub(crate) fn settle(diagnostics: &mut Diagnostics, levels: &Levels, allowances: &Allowances) {
    let level = |problem: &Diagnostic| {
        let Some(rule) = Rule::find(problem.rule).filter(|rule| !rule.firm) else {
            return problem.level;
        };
        let near = allowances.level(rule, problem);
        let level = near.or_else(|| levels.level(rule));
        levels.of_warnings(level.unwrap_or(problem.level))
    };
    diagnostics.set_levels(level);
    // A definition with errors was not checked to its end; who knows what else needs the allowance.
    if !diagnostics.has_errors() {
        for problem in allowances.unused(diagnostics) {
            diagnostics.report(problem);
        }
        diagnostics.set_levels(level);
    }
    diagnostics.drop_allowed();
}
