//! Whether an index can be left out.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{Flow, Walk};
use crate::model::Index;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "index-presence-changed",
    explanation: "an index can be left out that could not, or the other way round",
    effect: "callers that leave it out are refused",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Index, new: &Index) {
    if old.optional == new.optional {
        return;
    }
    let name = quoted(&new.wire_name);
    let (message, forward, backward) = if new.optional {
        let message = format!("the index {name} can be left out now");
        (message, Severity::None, Severity::Breaking)
    } else {
        let message = format!("the index {name} cannot be left out any more");
        (message, Severity::Breaking, Severity::None)
    };
    let impact = Flow::Sent.impact(forward, backward).and_sources();
    walk.report(&RULE, path, message, impact, (old.place, new.place));
}
