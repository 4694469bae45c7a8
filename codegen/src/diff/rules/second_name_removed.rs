//! The second name of an endpoint: it disappears.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "second-name-removed",
    explanation: "something does not answer to its second name any more",
    effect: "callers that use it are refused",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &[Endpoint<'_>], new: &[Endpoint<'_>]) {
    for endpoint in old {
        let Some(second) = endpoint.alternative else {
            continue;
        };
        let known = |new: &Endpoint<'_>| {
            new.is_event() == endpoint.is_event() && new.is_called(&second.wire_name)
        };
        if new.iter().any(known) {
            continue;
        }
        let message = format!(
            "{} does not answer to {} any more",
            quoted(endpoint.wire_name),
            quoted(&second.wire_name)
        );
        let after = new.iter().find(|new| new.answers_like(endpoint));
        let place = after.map_or(Place::UNKNOWN, |new| new.place);
        let impact = Impact::on_clients(Severity::Breaking);
        walk.report(&RULE, &endpoint.path(), message, impact, (second.place, place));
    }
}
