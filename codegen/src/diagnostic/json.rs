//! Problems as JSON, for programs.

use super::{Diagnostic, Diagnostics, Label, Level};
use crate::source::{Sources, Span};
use serde_json::{Value, json};

/// Each problem by itself.
pub(crate) fn problems(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Value> {
    let problems = diagnostics.iter();
    problems
        .map(|problem| self::problem(problem, sources))
        .collect()
}

/// All problems of a run, and how many there are.
pub(crate) fn document(problems: Vec<Value>) -> Value {
    let count = |level: Level| {
        let level = level.to_string();
        let same = |problem: &&Value| problem["level"] == level;
        problems.iter().filter(same).count()
    };
    json!({
        "errors": count(Level::Error),
        "warnings": count(Level::Warning),
        "problems": problems,
    })
}

fn problem(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let label = |label: &Label| {
        json!({
            "place": place(label.span, sources),
            "text": label.text,
        })
    };
    json!({
        "rule": diagnostic.rule,
        "level": diagnostic.level.to_string(),
        "message": diagnostic.message,
        "place": diagnostic.primary.as_ref().map(|label| place(label.span, sources)),
        "label": diagnostic.primary.as_ref().map(|label| &label.text).filter(|text| !text.is_empty()),
        "related": diagnostic.secondary.iter().map(label).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

/// A place as people count it: from 1, columns in characters; the end is the first place behind it.
pub(crate) fn place(span: Span, sources: &Sources) -> Value {
    let start = sources.position(span);
    let end = sources.end(span);
    json!({
        "file": sources.get(span.source).path().display().to_string(),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}
