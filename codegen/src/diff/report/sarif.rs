//! A comparison as results of a SARIF log.

use super::concerned;
use crate::diagnostic::sarif::{physical, run};
use crate::diff::{CHANGE_RULES, Change, Comparison, Selection, Severity, Verdict};
use crate::source::Sources;
use serde_json::{Value, json};

/// Each change by itself.
pub(crate) fn results(
    comparison: &Comparison,
    sources: &Sources,
    selection: &Selection,
) -> Vec<Value> {
    let changes = comparison.changes.iter();
    changes
        .map(|change| result(change, sources, selection))
        .collect()
}

/// A log of one run.
pub(crate) fn log(results: Vec<Value>) -> Value {
    let rules = CHANGE_RULES.iter().map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.explanation },
            "fullDescription": { "text": format!("{}: {}", rule.explanation, rule.effect) },
        })
    });
    run(rules, results)
}

fn result(change: &Change, sources: &Sources, selection: &Selection) -> Value {
    let level = match change.verdict(selection) {
        Verdict::Breaking => "error",
        Verdict::Risky => "warning",
        Verdict::Compatible | Verdict::Docs | Verdict::None => "note",
    };
    let mut text = format!("{} (at {})", change.message, change.path);
    for (severity, word) in [
        (Severity::Breaking, "breaks"),
        (Severity::Risky, "may break"),
    ] {
        let concerned = concerned(change, severity);
        if !concerned.is_empty() {
            text.push_str(&format!("\n{word} {concerned}"));
        }
    }
    for more in change.notes.iter().chain(&change.help) {
        text.push('\n');
        text.push_str(more);
    }
    let mut result = json!({
        "ruleId": change.rule.id,
        "level": level,
        "message": { "text": text },
    });
    let index = CHANGE_RULES
        .iter()
        .position(|rule| rule.id == change.rule.id);
    if let Some(index) = index {
        result["ruleIndex"] = index.into();
    }
    let (old, new) = (change.old.span(), change.new.span());
    if let Some(span) = new.or(old) {
        result["locations"] = json!([physical(span, sources)]);
    }
    if let (Some(span), true) = (old, new.is_some()) {
        let mut before = physical(span, sources);
        before["id"] = 0.into();
        before["message"] = json!({ "text": "before" });
        result["relatedLocations"] = json!([before]);
    }
    if let Some(reason) = &change.allowed {
        result["suppressions"] = json!([{ "kind": "external", "justification": reason }]);
    }
    result
}
