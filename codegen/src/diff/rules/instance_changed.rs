//! Whether an endpoint is called on one of many objects in the server.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "instance-changed",
    explanation: "an endpoint belongs to instances, or to the service itself, where it did not",
    effect: "callers name no instance, or one too many",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    let name = quoted(new.wire_name);
    let message = match (old.instance, new.instance) {
        (None, Some(_)) => format!("{name} is called on an instance now"),
        (Some(_), None) => format!("{name} is called on the service itself now"),
        _ => return,
    };
    let impact = Impact::on_clients(Severity::Breaking).and_sources();
    walk.report(&RULE, &new.path(), message, impact, (old.place, new.place));
}
