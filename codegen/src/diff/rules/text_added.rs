//! The texts of an enumeration: one more.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::path;
use crate::diff::walk::{At, Flow, Walk};
use crate::model::Enumeration;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "text-added",
    explanation: "an enumeration has a new text",
    effect: "in results, callers meet a text that they do not know",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Enumeration,
    new: &Enumeration,
    list: Place,
) {
    for text in &new.texts {
        if old.texts.iter().any(|other| other.wire == text.wire) {
            continue;
        }
        let path = path::member(&at.path, &text.wire);
        let message = format!("the text {} is new", quoted(&text.wire));
        // Clients keep a text that they do not know; servers refuse it.
        let impact = match at.flow {
            Flow::Sent => at.flow.impact(Severity::None, Severity::Breaking),
            Flow::Answered => at.flow.impact(Severity::None, Severity::Risky),
        };
        walk.report(&RULE, &path, message, impact, (list, text.place));
    }
}
