//! A set of an enumeration's texts, which is a list of them whose order and repetitions mean nothing.

use crate::diff::change::{ChangeRule, Impact};
use crate::diff::walk::{At, Walk};
use crate::model::Type;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "set-changed",
    explanation: "a list of texts is a set of them, or not any more",
    effect: "nobody breaks: the same texts travel in the same way",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, new: &Type, places: (Place, Place)) {
    let message = match new {
        Type::Set(_) => "the list is a set now, in which order and repetitions mean nothing",
        _ => "the set is a list now, in which order and repetitions may mean something",
    };
    walk.report(&RULE, &at.path, message, Impact::NONE, places);
}
