//! Whether a member can be left out.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Severity};
use crate::diff::walk::{At, Walk};
use crate::model::{Member, Presence};

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "presence-changed",
    explanation: "a member is required that was optional, or the other way round",
    effect: "who leaves it out is refused, or missed",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, old: &Member, new: &Member) {
    if old.presence == new.presence {
        return;
    }
    let name = quoted(&new.wire_name);
    let (message, forward, backward) = match new.presence {
        Presence::Required => (
            format!("{name} was optional and is required now"),
            Severity::Breaking,
            Severity::None,
        ),
        Presence::Optional => (
            format!("{name} was required and is optional now"),
            Severity::None,
            Severity::Breaking,
        ),
    };
    let impact = at.flow.impact(forward, backward).and_sources();
    walk.report(&RULE, &at.path, message, impact, (old.place, new.place));
}
