//! How a list of one item travels. Readers of the one form take the other too.

use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Walk};
use crate::model::{Type, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "one-or-many-changed",
    explanation: "a list of one item travels as the item alone, or not any more",
    effect: "readers of lists do not understand the bare item",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    new: &Use,
    places: (Place, Place),
) {
    let (message, forward, backward) = match new.ty {
        Type::OneOrMany(_) => (
            "a list of one item travels as the item alone now",
            Severity::None,
            Severity::Breaking,
        ),
        _ => (
            "a list of one item does not travel as the item alone any more",
            Severity::Breaking,
            Severity::None,
        ),
    };
    let impact = at.flow.impact(forward, backward);
    walk.report(&RULE, &at.path, message, impact, places);
}
