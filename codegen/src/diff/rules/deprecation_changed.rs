//! What callers should stop using.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::walk::{At, Walk};
use crate::model::{Docs, Member};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "deprecation-changed",
    explanation: "something is deprecated now, or is not any more",
    effect: "nobody breaks; it announces a removal",
    docs: false,
};

pub(in crate::diff) fn endpoint(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    let state = |docs: &Docs| match (docs.obsolete, docs.deprecated) {
        (true, _) => "obsolete",
        (false, true) => "deprecated",
        (false, false) => "current",
    };
    let places = (old.place, new.place);
    let name = quoted(new.wire_name);
    report(walk, &new.path(), &name, (state(old.docs), state(new.docs)), places);
}

pub(in crate::diff) fn member(walk: &mut Walk<'_>, at: &At, old: &Member, new: &Member) {
    let state = |member: &Member| if member.deprecated { "deprecated" } else { "current" };
    let places = (old.place, new.place);
    report(walk, &at.path, &quoted(&new.wire_name), (state(old), state(new)), places);
}

fn report(
    walk: &mut Walk<'_>,
    path: &str,
    name: &str,
    (old, new): (&str, &str),
    places: (Place, Place),
) {
    if old != new {
        let message = format!("{name} was {old} and is {new} now");
        walk.report(&RULE, path, message, Impact::NONE, places);
    }
}
