//! The second name of an endpoint: it appears.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "second-name-added",
    explanation: "something has a second name",
    effect: "nobody breaks",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &[Endpoint<'_>], new: &[Endpoint<'_>]) {
    for endpoint in new {
        let Some(second) = endpoint.alternative else {
            continue;
        };
        let known = |old: &Endpoint<'_>| {
            old.is_event() == endpoint.is_event() && old.is_called(&second.wire_name)
        };
        if old.iter().any(known) {
            continue;
        }
        let message = format!(
            "{} answers to {} too",
            quoted(endpoint.wire_name),
            quoted(&second.wire_name)
        );
        let before = old.iter().find(|old| old.answers_like(endpoint));
        let place = before.map_or(Place::UNKNOWN, |old| old.place);
        walk.report(&RULE, &endpoint.path(), message, Impact::NONE, (place, second.place));
    }
}
