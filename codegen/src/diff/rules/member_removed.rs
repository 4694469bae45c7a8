//! The members of an object: one less.

use crate::definition::suggest::nearest;
use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Flow, Walk};
use crate::model::{Member, Object, Presence};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "member-removed",
    explanation: "an object has lost a member",
    effect: "in results, callers miss it; in params, what they send is ignored",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, old: &Member, new: &Object, object: Place) {
    let required = old.presence == Presence::Required;
    let message = format!("the member {} is gone", quoted(&old.wire_name));
    let missed = if required { Severity::Breaking } else { Severity::None };
    let impact = match at.flow {
        // It is sent in vain.
        Flow::Sent => at.flow.impact(Severity::Risky, missed),
        Flow::Answered => at.flow.impact(Severity::None, missed.max(Severity::Risky)),
    };
    let names = new.members.iter().map(|member| member.wire_name.as_str());
    let similar = nearest(&old.wire_name, names).map(quoted);
    let change = walk.report(&RULE, &at.path, message, impact.and_sources(), (old.place, object));
    if let Some(similar) = similar {
        change.notes.push(format!("it may have become {similar}"));
    }
    if at.flow == Flow::Answered {
        change.help = Some("keep it, as `deprecated`, until nobody reads it".to_owned());
    }
}
