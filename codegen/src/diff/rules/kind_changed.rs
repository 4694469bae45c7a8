//! Methods and properties share one set of names.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "kind-changed",
    explanation: "a method became a property, or the other way round",
    effect: "callers call it otherwise",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    let message = format!(
        "{} was a {} and is a {} now",
        quoted(new.wire_name),
        old.kind.word(),
        new.kind.word()
    );
    let impact = Impact::on_clients(Severity::Breaking).and_sources();
    walk.report(&RULE, &new.path(), message, impact, (old.place, new.place))
        .help = Some("keep the old one, and give the new one another name".to_owned());
}
