//! The errors of a call: one more.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::path;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "error-added",
    explanation: "a call can be answered by an error that it did not declare",
    effect: "callers without a way for other errors miss it",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    for error in new.errors {
        if old.errors.iter().any(|old| old.message == error.message) {
            continue;
        }
        let path = path::member(&format!("{}.errors", new.path()), &error.message);
        let message = format!(
            "{} can answer {}",
            quoted(new.wire_name),
            quoted(&error.message)
        );
        let impact = Impact::on_clients(Severity::Risky).and_client_source();
        walk.report(&RULE, &path, message, impact, (old.place, error.place));
    }
}
