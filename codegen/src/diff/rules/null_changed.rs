//! Null in place of a result or of the value of a property.

use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Walk};
use crate::model::Use;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "null-changed",
    explanation: "null may stand for a value where it could not, or the other way round",
    effect: "readers that do not expect null stumble",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    if old.nullable == new.nullable {
        return;
    }
    let (message, forward, backward) = if new.nullable {
        ("the value may be null now", Severity::None, Severity::Breaking)
    } else {
        ("the value cannot be null any more", Severity::Breaking, Severity::None)
    };
    let impact = at.flow.impact(forward, backward).and_sources();
    walk.report(&RULE, &at.path, message, impact, places);
}
