//! A comparison as JSON, for programs.

use crate::diagnostic::json::place;
use crate::diff::{Change, Class, Comparison, Selection, Severity, Verdict, View};
use crate::model::Version;
use crate::source::{Place, Sources};
use serde_json::{Value, json};
use std::path::Path;

/// Everything that is told. `old` and `new` are what the versions are called.
pub(crate) fn document(
    comparison: &Comparison,
    sources: &Sources,
    selection: &Selection,
    (old, new): (&Path, &Path),
) -> Value {
    let count = |verdict: Verdict| {
        let changes = comparison.changes.iter();
        changes
            .filter(|change| change.verdict(selection) == verdict)
            .count()
    };
    let version = |path: &Path, version: Version| json!({ "file": path.display().to_string(), "version": version.to_string() });
    let changes: Vec<Value> = comparison
        .changes
        .iter()
        .map(|change| self::change(change, sources, selection))
        .collect();
    json!({
        "old": version(old, comparison.old_version),
        "new": version(new, comparison.new_version),
        "verdict": comparison.verdict(selection).word(),
        "counts": {
            "breaking": count(Verdict::Breaking),
            "risky": count(Verdict::Risky),
            "compatible": count(Verdict::Compatible),
            "docs": count(Verdict::Docs),
        },
        "version_step": {
            "demanded": comparison.demanded_step().word(),
            "made": comparison.made_step().map_or("back", |step| step.word()),
            "enough": comparison.step_is_enough(),
            "next_version": comparison.demanded_step().after(comparison.old_version).to_string(),
        },
        "changes": changes,
    })
}

fn change(change: &Change, sources: &Sources, selection: &Selection) -> Value {
    let shown = |at: Place| at.span().map(|span| place(span, sources));
    json!({
        "rule": change.rule.id,
        "verdict": change.verdict(selection).word(),
        "path": change.path,
        "more_paths": change.more,
        "message": change.message,
        "old": shown(change.old),
        "new": shown(change.new),
        "breaks": concerned(change, Severity::Breaking),
        "may_break": concerned(change, Severity::Risky),
        "notes": change.notes,
        "help": change.help,
        "allowed": change.allowed,
    })
}

fn concerned(change: &Change, severity: Severity) -> Vec<Value> {
    let mut found = Vec::new();
    for (class, class_word) in [(Class::Wire, "wire"), (Class::Source, "source")] {
        for (view, view_word) in [(View::Client, "client"), (View::Server, "server")] {
            if change.impact.of(class, view) == severity {
                found.push(json!({ "class": class_word, "view": view_word }));
            }
        }
    }
    found
}
