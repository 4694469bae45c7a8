//! Whether registering for an event tells the state of things.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Event;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "status-listener-changed",
    explanation: "a new listener is told the current state, or is not any more",
    effect: "listeners that rely on it wait in vain",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Event, new: &Event) {
    if old.status_listener == new.status_listener {
        return;
    }
    let name = quoted(&new.wire_name);
    let (message, severity) = if new.status_listener {
        (format!("a new listener to {name} is told the current state"), Severity::None)
    } else {
        (format!("a new listener to {name} is not told the current state any more"), Severity::Risky)
    };
    walk.report(&RULE, path, message, Impact::on_clients(severity), (old.place, new.place));
}
