//! The index of a property or an event: it appears.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Index;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "index-added",
    explanation: "a property or an event has an index that it did not have",
    effect: "callers leave it out and are refused, unless it is optional",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    path: &str,
    old: &Option<Index>,
    new: &Option<Index>,
    places: (Place, Place),
) {
    let (None, Some(index)) = (old, new) else {
        return;
    };
    let optional = if index.optional { "an optional" } else { "a required" };
    let message = format!("{optional} index, {}, is new", quoted(&index.wire_name));
    let severity = if index.optional { Severity::None } else { Severity::Breaking };
    let impact = Impact {
        wire_server: Severity::Breaking,
        ..Impact::on_clients(severity)
    };
    let change = walk.report(&RULE, path, message, impact.and_sources(), (places.0, index.place));
    if !index.optional {
        change.help = Some("make the index optional: without it, answer as before".to_owned());
    }
}
