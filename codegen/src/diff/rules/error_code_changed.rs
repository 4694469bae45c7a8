//! The errors of a call: their codes on the wire.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::path;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "error-code-changed",
    explanation: "an error has another code",
    effect: "callers that look at the code take it for another error",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    for error in new.errors {
        let same = old.errors.iter().find(|old| old.message == error.message);
        let Some(before) = same.filter(|before| before.code != error.code) else {
            continue;
        };
        let path = path::member(&format!("{}.errors", new.path()), &error.message);
        let message = format!(
            "{} had the code {} and has {} now",
            quoted(&error.message),
            before.code,
            error.code
        );
        let impact = Impact::on_clients(Severity::Breaking);
        walk.report(&RULE, &path, message, impact, (before.place, error.place));
    }
}
