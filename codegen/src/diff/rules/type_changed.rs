//! The type of a value.

use crate::diff::change::{ChangeRule, Impact};
use crate::diff::phrase;
use crate::diff::reads::{Typed, reads};
use crate::diff::walk::{At, Walk};
use crate::model::Type;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "type-changed",
    explanation: "a value has another type",
    effect: "readers do not understand it, unless every old value is one of the new type too",
    docs: false,
};

pub(in crate::diff) fn report(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Type,
    new: &Type,
    places: (Place, Place),
) {
    let impact = impact(walk, at, old, new);
    let message = message(walk, old, new);
    walk.report(&RULE, &at.path, message, impact, places);
}

/// What it means to those who read one type as the other.
pub(super) fn impact(walk: &Walk<'_>, at: &At, old: &Type, new: &Type) -> Impact {
    let old = Typed {
        interface: walk.old,
        ty: old,
    };
    let new = Typed {
        interface: walk.new,
        ty: new,
    };
    let (forward, backward) = (reads(new, old, at.flow), reads(old, new, at.flow));
    at.flow.impact(forward, backward).and_sources()
}

/// What is said of it.
pub(super) fn message(walk: &Walk<'_>, old: &Type, new: &Type) -> String {
    format!(
        "the value was {} and is {} now",
        phrase::of(walk.old, old),
        phrase::of(walk.new, new)
    )
}
