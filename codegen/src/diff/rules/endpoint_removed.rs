//! Less can be called or listened to.

use crate::definition::suggest::nearest;
use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "endpoint-removed",
    explanation: "a method, property or event is gone",
    effect: "callers are refused; listeners hear nothing",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &[Endpoint<'_>]) {
    let name = quoted(old.wire_name);
    let message = format!("the {} {name} is gone", old.kind.word());
    let impact = Impact::on_clients(Severity::Breaking).and_sources();
    let candidates = new
        .iter()
        .filter(|new| new.kind == old.kind)
        .map(|new| new.wire_name);
    let similar = nearest(old.wire_name, candidates).map(quoted);
    let change = walk.report(&RULE, &old.path(), message, impact, (old.place, Place::UNKNOWN));
    if old.docs.obsolete || old.docs.deprecated {
        let state = if old.docs.obsolete { "obsolete" } else { "deprecated" };
        change.notes.push(format!("it was {state} before"));
    }
    change.help = Some(match similar {
        Some(similar) => format!("if it became {similar}, keep the old name there as `alt`"),
        None => "keep it, as `deprecated` or `obsolete`, until nobody uses it".to_owned(),
    });
}
