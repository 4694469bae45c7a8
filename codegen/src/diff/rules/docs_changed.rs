//! What does not travel and has no name in generated code.

use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::path;
use crate::diff::walk::{At, Walk};
use crate::model::{EnumText, Enumeration, Member, Object, TypeDefinition, Use};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "docs-changed",
    explanation: "texts for people, examples, or the order of members have changed",
    effect: "nobody breaks",
    docs: true,
};

pub(in crate::diff) fn interface(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old, walk.new);
    let parts = [
        ("title", old.title != new.title),
        ("description", old.description != new.description),
        ("status", old.status != new.status),
    ];
    report(walk, "info", &parts, (old.place, new.place));
}

pub(in crate::diff) fn endpoint(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    let (before, after) = (old.docs, new.docs);
    let parts = [
        ("summary", before.summary != after.summary),
        ("description", before.description != after.description),
        ("precondition", before.precondition != after.precondition),
        ("postcondition", before.postcondition != after.postcondition),
        ("related events", before.related_events != after.related_events),
    ];
    report(walk, &new.path(), &parts, (old.place, new.place));
}

pub(in crate::diff) fn errors(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    for error in new.errors {
        let before = old.errors.iter().find(|old| old.message == error.message);
        if let Some(before) = before {
            let parts = [("description", before.description != error.description)];
            let path = path::member(&format!("{}.errors", new.path()), &error.message);
            report(walk, &path, &parts, (before.place, error.place));
        }
    }
}

pub(in crate::diff) fn value(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Use,
    new: &Use,
    places: (Place, Place),
) {
    let parts = [
        ("description", old.description != new.description),
        ("example", old.example != new.example),
    ];
    report(walk, &at.path, &parts, places);
}

pub(in crate::diff) fn definition(
    walk: &mut Walk<'_>,
    at: &At,
    old: &TypeDefinition,
    new: &TypeDefinition,
) {
    // Where the type is defined in place, its use says the same.
    let parts = [("description of the type", old.description != new.description)];
    report(walk, &at.path, &parts, (old.place, new.place));
}

pub(in crate::diff) fn texts(
    walk: &mut Walk<'_>,
    at: &At,
    old: &Enumeration,
    new: &Enumeration,
    places: (Place, Place),
) {
    let numbers_differ = new.texts.iter().any(|text| {
        let before = old.texts.iter().find(|old| old.wire == text.wire);
        before.is_some_and(|before| before.value != text.value || before.hidden != text.hidden)
    });
    let order = |enumeration: &Enumeration, other: &Enumeration| -> Vec<String> {
        let common = |text: &&EnumText| other.texts.iter().any(|known| known.wire == text.wire);
        let texts = enumeration.texts.iter().filter(common);
        texts.map(|text| text.wire.clone()).collect()
    };
    let parts = [
        ("numbers of the texts", numbers_differ),
        ("order of the texts", order(old, new) != order(new, old)),
    ];
    report(walk, &at.path, &parts, places);
}

pub(in crate::diff) fn member_order(walk: &mut Walk<'_>, at: &At, old: &Object, new: &Object) {
    let order = |object: &Object, other: &Object| -> Vec<String> {
        let common = |member: &&Member| {
            let mut others = other.members.iter();
            others.any(|known| known.wire_name == member.wire_name)
        };
        let members = object.members.iter().filter(common);
        members.map(|member| member.wire_name.clone()).collect()
    };
    let parts = [("order of the members", order(old, new) != order(new, old))];
    let place = |object: &Object| object.members.first().map_or(Place::UNKNOWN, |m| m.place);
    report(walk, &at.path, &parts, (place(old), place(new)));
}

fn report(walk: &mut Walk<'_>, path: &str, parts: &[(&str, bool)], places: (Place, Place)) {
    let changed: Vec<&str> = parts
        .iter()
        .filter(|(_, changed)| *changed)
        .map(|(part, _)| *part)
        .collect();
    if !changed.is_empty() {
        let message = format!("changed: {}", changed.join(", "));
        walk.report(&RULE, path, message, Impact::NONE, places);
    }
}
