//! The texts of an enumeration: one less.

use crate::definition::suggest::nearest;
use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::path;
use crate::diff::walk::{At, Flow, Walk};
use crate::model::Enumeration;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "text-removed",
    explanation: "an enumeration has lost a text",
    effect: "in params, callers that send it are refused",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Enumeration,
    new: &Enumeration,
    list: Place,
) {
    for text in &old.texts {
        if new.texts.iter().any(|other| other.wire == text.wire) {
            continue;
        }
        let path = path::member(&at.path, &text.wire);
        let message = format!("the text {} is gone", quoted(&text.wire));
        // Servers refuse a text that they do not know; clients keep it.
        let impact = match at.flow {
            Flow::Sent => at.flow.impact(Severity::Breaking, Severity::None),
            Flow::Answered => at.flow.impact(Severity::Risky, Severity::None),
        };
        let names = new.texts.iter().map(|text| text.wire.as_str());
        let similar = nearest(&text.wire, names).map(quoted);
        let change = walk.report(&RULE, &path, message, impact.and_sources(), (text.place, list));
        if let Some(similar) = similar {
            change.notes.push(format!("it may have become {similar}"));
        }
    }
}
