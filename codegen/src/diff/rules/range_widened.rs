//! Bounds: only wider ones. Where some values are lost too, it is the loss that counts.

use super::range_narrowed::within;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::phrase;
use crate::diff::walk::{At, Flow, Walk};
use crate::model::Use;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "range-widened",
    explanation: "a value may lie within wider bounds",
    effect: "in results, callers meet values that they did not meet before",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    if !within(old, new) || within(new, old) {
        return;
    }
    let message = format!(
        "the range was {} and is {} now",
        phrase::range(old.range.as_ref()),
        phrase::range(new.range.as_ref())
    );
    // Servers check ranges in what they take; clients are only told of them.
    let impact = match at.flow {
        Flow::Sent => at.flow.impact(Severity::None, Severity::Breaking),
        Flow::Answered => at.flow.impact(Severity::None, Severity::Risky),
    };
    walk.report(&RULE, &at.path, message, impact, places);
}
