//! What a definition says about the rules that it breaks, at the place where it does.

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule, quoted, rules as rule};
use crate::source::Span;

/// All that the files of a definition say about rules.
#[derive(Debug, Default)]
pub(crate) struct Allowances {
    regions: Vec<Region>,
}

/// What one `x-lint` says.
#[derive(Debug)]
struct Region {
    /// The part of a file that it holds for; `None`: everything, in all files.
    span: Option<Span>,
    entries: Vec<Entry>,
}

/// The level of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) rule: &'static Rule,
    pub(crate) level: Level,
    /// Where the rule is named.
    pub(crate) at: Span,
}

impl Allowances {
    /// Adds what holds for a part of a file, or for everything.
    pub(crate) fn add(&mut self, span: Option<Span>, entries: Vec<Entry>) {
        self.regions.push(Region { span, entries });
    }

    /// The level that the innermost word about a rule gives to a problem.
    pub(super) fn level(&self, rule: &Rule, problem: &Diagnostic) -> Option<Level> {
        self.entry(rule.id, problem).map(|entry| entry.level)
    }

    fn entry(&self, id: &str, problem: &Diagnostic) -> Option<&Entry> {
        let at = problem.primary.as_ref().map(|label| label.span);
        let covers = |region: &&Region| match (region.span, at) {
            (None, _) => true,
            (Some(part), Some(at)) => {
                part.source == at.source && part.start <= at.start && at.end <= part.end
            }
            (Some(_), None) => false,
        };
        let entries = self.regions.iter().filter(covers).filter_map(|region| {
            let entry = region.entries.iter().rfind(|entry| entry.rule.id == id)?;
            Some((region.span, entry))
        });
        // Of parts within each other, the innermost begins last.
        entries
            .max_by_key(|(span, _)| *span)
            .map(|(_, entry)| entry)
    }

    /// A problem for each allowance that nothing needs.
    pub(super) fn unused(&self, diagnostics: &Diagnostics) -> Vec<Diagnostic> {
        let needed: Vec<Span> = diagnostics
            .iter()
            .filter_map(|problem| self.entry(problem.rule, problem))
            .map(|entry| entry.at)
            .collect();
        let entries = self.regions.iter().flat_map(|region| &region.entries);
        entries
            .filter(|entry| entry.level == Level::Allowed && !needed.contains(&entry.at))
            .filter(|entry| entry.rule.id != rule::UNUSED_ALLOWANCE.id)
            .map(|entry| {
                let message = format!("nothing here breaks the rule {}", quoted(entry.rule.id));
                Diagnostic::new(&rule::UNUSED_ALLOWANCE, message, entry.at)
                    .help("remove the allowance, so that the rule is heeded from now on")
            })
            .collect()
    }
}
