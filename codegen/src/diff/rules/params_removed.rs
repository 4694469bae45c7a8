//! No params where there were some.

use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Flow, Walk};
use crate::model::Use;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "params-removed",
    explanation: "a method takes no params, or an event carries none, any more",
    effect: "in events, listeners miss them; in methods, they are ignored",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, old: &Use, places: (Place, Place)) {
    let (message, impact) = match at.flow {
        Flow::Sent => (
            "params are not taken any more",
            at.flow.impact(Severity::Risky, Severity::Breaking),
        ),
        Flow::Answered => (
            "params do not come with it any more",
            at.flow.impact(Severity::None, Severity::Breaking),
        ),
    };
    let place = old.place.span().or(places.0.span()).into();
    walk.report(&RULE, &at.path, message, impact.and_sources(), (place, places.1));
}
