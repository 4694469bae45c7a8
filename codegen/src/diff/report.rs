//! What is told of a comparison: as text, JSON and SARIF.

mod json;
mod sarif;
mod text;

pub(crate) use json::document;
pub(crate) use sarif::{log, results};
pub(crate) use text::{Detail, text};

use super::change::{Change, Class, Severity, View};

/// Whom a change breaks, or may break, as part of a sentence; empty if nobody.
fn concerned(change: &Change, severity: Severity) -> String {
    let sides = |class| {
        let side = |view, word| (change.impact.of(class, view) == severity).then_some(word);
        [side(View::Client, "clients"), side(View::Server, "servers")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" and ")
    };
    let (wire, source) = (sides(Class::Wire), sides(Class::Source));
    let mut parts = Vec::new();
    if !wire.is_empty() {
        parts.push(format!("running {wire}"));
    }
    if !source.is_empty() {
        parts.push(format!("the source of {source}"));
    }
    parts.join(", ")
}
