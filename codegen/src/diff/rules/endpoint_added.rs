//! More can be called or listened to.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "endpoint-added",
    explanation: "a method, property or event is new",
    effect: "services get an operation to implement",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, new: &Endpoint<'_>, old: &[Endpoint<'_>]) {
    let was_called = |old: &Endpoint<'_>| {
        old.is_event() == new.is_event() && old.second_name() == Some(new.wire_name)
    };
    let name = quoted(new.wire_name);
    let word = new.kind.word();
    let message = if old.iter().any(was_called) {
        format!("{name} was a second name and is a {word} of its own now")
    } else {
        format!("the {word} {name} is new")
    };
    // Nobody has to send an event.
    let impact = if new.is_event() {
        Impact::NONE
    } else {
        Impact::NONE.and_server_source()
    };
    walk.report(&RULE, &new.path(), message, impact, (Place::UNKNOWN, new.place));
}
