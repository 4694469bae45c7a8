//! The errors of a call: one less.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::path;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "error-removed",
    explanation: "a call does not declare an error any more",
    effect: "sources that name it do not compile",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    for error in old.errors {
        if new.errors.iter().any(|new| new.message == error.message) {
            continue;
        }
        let path = path::member(&format!("{}.errors", new.path()), &error.message);
        let message = format!(
            "{} does not answer {} any more",
            quoted(new.wire_name),
            quoted(&error.message)
        );
        let impact = Impact::NONE.and_sources();
        walk.report(&RULE, &path, message, impact, (error.place, new.place));
    }
}
