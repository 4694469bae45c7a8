//! Bounds: some values are out of them now.

use crate::diff::change::{ChangeRule, Severity};
use crate::diff::phrase;
use crate::diff::walk::{At, Flow, Walk};
use crate::model::{Bound, Use};
use crate::source::Place;
use std::cmp::Ordering;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "range-narrowed",
    explanation: "a value must lie within narrower bounds",
    effect: "in params, values that were taken are refused",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    if within(old, new) {
        return;
    }
    let message = format!(
        "the range was {} and is {} now",
        phrase::range(old.range.as_ref()),
        phrase::range(new.range.as_ref())
    );
    // Servers check ranges in what they take; clients are only told of them.
    let impact = match at.flow {
        Flow::Sent => at.flow.impact(Severity::Breaking, Severity::None),
        Flow::Answered => at.flow.impact(Severity::Risky, Severity::None),
    };
    walk.report(&RULE, &at.path, message, impact, places);
}

/// Whether every value of the first is within the bounds of the second.
pub(super) fn within(inner: &Use, outer: &Use) -> bool {
    let bound = |value: &Use| value.range.map(|range| (range.minimum, range.maximum));
    let (least, greatest) = bound(inner).unwrap_or_default();
    let (outer_least, outer_greatest) = bound(outer).unwrap_or_default();
    let above = outer_least.is_none_or(|outer| least.is_some_and(|inner| order(inner, outer).is_ge()));
    let below =
        outer_greatest.is_none_or(|outer| greatest.is_some_and(|inner| order(inner, outer).is_le()));
    above && below
}

fn order(one: Bound, other: Bound) -> Ordering {
    match (one.whole(), other.whole()) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.float().total_cmp(&other.float()),
    }
}
