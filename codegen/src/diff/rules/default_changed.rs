//! The default of an optional member. Of required members it is a remark for readers.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::{At, Flow, Walk};
use crate::model::{Member, Presence};

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "default-changed",
    explanation: "another value stands in for a member that is absent",
    effect: "callers that leave it out get something else",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, at: &At, old: &Member, new: &Member) {
    let optional = |member: &Member| member.presence == Presence::Optional;
    if old.value.default == new.value.default || !optional(old) || !optional(new) {
        return;
    }
    let shown = |member: &Member| match &member.value.default {
        Some(value) => quoted(&value.to_string()),
        None => "nothing".to_owned(),
    };
    let message = format!(
        "if {} is absent, {} stands in for it, no longer {}",
        quoted(&new.wire_name),
        shown(new),
        shown(old)
    );
    let impact = match at.flow {
        Flow::Sent => Impact::on_clients(Severity::Risky),
        Flow::Answered => Impact::NONE,
    };
    // With a default, generated code knows no absence.
    let impact = if old.value.default.is_some() == new.value.default.is_some() {
        impact
    } else {
        impact.and_sources()
    };
    walk.report(&RULE, &at.path, message, impact, (old.value.place, new.value.place));
}
