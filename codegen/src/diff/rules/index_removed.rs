//! The index of a property or an event: it disappears.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Index;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "index-removed",
    explanation: "a property or an event has no index any more",
    effect: "callers that give one are refused",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    path: &str,
    old: &Option<Index>,
    new: &Option<Index>,
    places: (Place, Place),
) {
    let (Some(index), None) = (old, new) else {
        return;
    };
    let message = format!("the index {} is gone", quoted(&index.wire_name));
    // An old server wants the index, unless it is optional.
    let wire_server = if index.optional { Severity::None } else { Severity::Breaking };
    let impact = Impact {
        wire_server,
        ..Impact::on_clients(Severity::Breaking)
    };
    walk.report(&RULE, path, message, impact.and_sources(), (index.place, places.1));
}
