//! The width of numbers.

use super::type_changed;
use crate::diff::change::ChangeRule;
use crate::diff::walk::{At, Walk};
use crate::model::{Type, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "number-width-changed",
    explanation: "a number has more or fewer bits",
    effect: "in params fewer bits refuse what was taken; in results more bits may not be understood",
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
        (
            Type::Integer { bits, signed },
            Type::Integer {
                bits: bits_now,
                signed: signed_now,
            },
        ) => signed == signed_now && bits != bits_now,
        (Type::Float { bits }, Type::Float { bits: now }) => bits != now,
        _ => false,
    };
    if changed {
        let impact = type_changed::impact(walk, at, &old.ty, &new.ty);
        let message = type_changed::message(walk, &old.ty, &new.ty);
        walk.report(&RULE, &at.path, message, impact, places);
    }
}
