//! Whole numbers and numbers with a fraction.

use super::type_changed;
use crate::diff::change::ChangeRule;
use crate::diff::walk::{At, Walk};
use crate::model::{Type, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "number-kind-changed",
    explanation: "a number has a fraction that had none, or the other way round",
    effect: "readers of whole numbers refuse fractions",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    let changed = matches!(
        (&old.ty, &new.ty),
        (Type::Integer { .. }, Type::Float { .. }) | (Type::Float { .. }, Type::Integer { .. })
    );
    if changed {
        let impact = type_changed::impact(walk, at, &old.ty, &new.ty);
        let message = type_changed::message(walk, &old.ty, &new.ty);
        walk.report(&RULE, &at.path, message, impact, places);
    }
}
