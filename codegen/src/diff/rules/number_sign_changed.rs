//! The sign of whole numbers. Where the sign changes, the width is part of it.

use super::type_changed;
use crate::diff::change::ChangeRule;
use crate::diff::walk::{At, Walk};
use crate::model::{Type, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "number-sign-changed",
    explanation: "a number can be negative that could not, or the other way round",
    effect: "readers of unsigned numbers refuse negative ones",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    let changed = match (&old.ty, &new.ty) {
        (Type::Integer { signed, .. }, Type::Integer { signed: now, .. }) => signed != now,
        _ => false,
    };
    if changed {
        let impact = type_changed::impact(walk, at, &old.ty, &new.ty);
        let message = type_changed::message(walk, &old.ty, &new.ty);
        walk.report(&RULE, &at.path, message, impact, places);
    }
}
