//! A rename that keeps the old name alive.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "endpoint-renamed",
    explanation: "a method, property or event has another name, and the old one as its second",
    effect: "sources use the new name; the wire knows both",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    let message = format!(
        "the {} {} is called {} now, and answers to the old name too",
        old.kind.word(),
        quoted(old.wire_name),
        quoted(new.wire_name)
    );
    // An old server does not know the new name.
    let impact = Impact {
        wire_server: Severity::Breaking,
        ..Impact::NONE
    };
    walk.report(&RULE, &new.path(), message, impact.and_sources(), (old.place, new.place));
}
