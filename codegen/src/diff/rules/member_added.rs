//! The members of an object: one more.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Flow, Walk};
use crate::model::{Member, Presence};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "member-added",
    explanation: "an object has a new member",
    effect: "in params, callers leave it out: refused if it is required",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, new: &Member, object: Place) {
    let required = new.presence == Presence::Required;
    let kind = if required { "required" } else { "optional" };
    let message = format!("the {kind} member {} is new", quoted(&new.wire_name));
    let forward = if required { Severity::Breaking } else { Severity::None };
    let (impact, help) = match at.flow {
        // An old server does not heed it.
        Flow::Sent => (
            at.flow.impact(forward, Severity::Risky).and_client_source(),
            "let it be optional, with a default that means what was meant before",
        ),
        Flow::Answered => (at.flow.impact(forward, Severity::None).and_server_source(), ""),
    };
    let change = walk.report(&RULE, &at.path, message, impact, (object, new.place));
    if required && !help.is_empty() {
        change.help = Some(help.to_owned());
    }
}
