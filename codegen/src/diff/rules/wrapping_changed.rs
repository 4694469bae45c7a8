//! How the value of a property travels when it is set.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{Flow, Walk};
use crate::model::Setter;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "wrapping-changed",
    explanation: "a property is set by an object around its value, or by the bare value, where it was not",
    effect: "values that callers set are refused",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Setter, new: &Setter) {
    if old.wrapper == new.wrapper {
        return;
    }
    let form = |setter: &Setter| match &setter.wrapper {
        Some(name) => format!("as {}", quoted(&format!("{{\"{name}\": ...}}"))),
        None => "bare".to_owned(),
    };
    let message = format!("the value is set {}, no longer {}", form(new), form(old));
    let guessed = !walk.old.format_declared || !walk.new.format_declared;
    // Before formats were told apart, everybody sent bare values.
    let severity = if guessed { Severity::Risky } else { Severity::Breaking };
    let impact = Flow::Sent.impact(severity, severity);
    let places = (old.value.place, new.value.place);
    let change = walk.report(&RULE, path, message, impact, places);
    if guessed {
        change.notes.push("one version has no `info.format`, so its form is a guess".to_owned());
    }
}
