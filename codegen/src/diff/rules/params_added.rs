//! Params where there were none.

use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Flow, Walk};
use crate::model::{Presence, Shape, Type, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "params-added",
    explanation: "a method takes params, or an event carries them, that did not",
    effect: "callers send none: refused if a member is required",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, new: &Use, places: (Place, Place)) {
    let needed = match &new.ty {
        Type::AnyObject => false,
        Type::Named(id) => match &walk.new.definition(*id).shape {
            Shape::Object(object) => object
                .members
                .iter()
                .any(|member| member.presence == Presence::Required),
            Shape::Enumeration(_) => true,
        },
        _ => true,
    };
    let forward = if needed { Severity::Breaking } else { Severity::None };
    let (message, impact) = match at.flow {
        Flow::Sent if needed => ("params are needed now", at.flow.impact(forward, Severity::Risky)),
        Flow::Sent => ("params can be given now", at.flow.impact(forward, Severity::Risky)),
        Flow::Answered => ("params come with it now", at.flow.impact(forward, Severity::None)),
    };
    let place = new.place.span().or(places.1.span()).into();
    walk.report(&RULE, &at.path, message, impact.and_sources(), (places.0, place));
}
