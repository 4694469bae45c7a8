//! The name of the interface, which generated types begin with. It does not travel.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::Walk;
use crate::model::Interface;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "interface-renamed",
    explanation: "the interface has another name",
    effect: "sources that use the generated code do not compile",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old, walk.new);
    if old.name == new.name {
        return;
    }
    let message = format!(
        "the interface was called {} and is called {} now",
        quoted(&old.name.pascal()),
        quoted(&new.name.pascal())
    );
    let callable = |interface: &Interface| -> Vec<String> {
        Endpoint::all(interface)
            .iter()
            .map(|endpoint| endpoint.wire_name.to_owned())
            .collect()
    };
    let common = callable(old).iter().any(|name| callable(new).contains(name));
    let impact = Impact::NONE.and_sources();
    let change = walk.report(&RULE, "info.class", message, impact, (old.place, new.place));
    if !common {
        change.notes.push(
            "the two have no method, property or event in common: are they meant to be one interface?".to_owned(),
        );
    }
}
