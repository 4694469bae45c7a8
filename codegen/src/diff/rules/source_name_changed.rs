//! Names in generated code, from a `hint` or a name in an IDL header.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::endpoint::Endpoint;
use crate::diff::path;
use crate::diff::walk::{At, Walk};
use crate::model::{Enumeration, Member, Name};
use crate::source::Place;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "source-name-changed",
    explanation: "something has another name in generated code, and the same on the wire",
    effect: "sources that use the old name do not compile",
    docs: false,
};

pub(in crate::diff) fn endpoint(walk: &mut Walk<'_>, old: &Endpoint<'_>, new: &Endpoint<'_>) {
    // Of one that was renamed, that is reported.
    if old.wire_name == new.wire_name {
        report(walk, &new.path(), old.name, new.name, (old.place, new.place));
    }
}

pub(in crate::diff) fn member(walk: &mut Walk<'_>, at: &At, old: &Member, new: &Member) {
    report(walk, &at.path, &old.name, &new.name, (old.place, new.place));
}

pub(in crate::diff) fn texts(walk: &mut Walk<'_>, at: &At, old: &Enumeration, new: &Enumeration) {
    for text in &new.texts {
        if let Some(before) = old.texts.iter().find(|old| old.wire == text.wire) {
            let path = path::member(&at.path, &text.wire);
            report(walk, &path, &before.name, &text.name, (before.place, text.place));
        }
    }
}

fn report(walk: &mut Walk<'_>, path: &str, old: &Name, new: &Name, places: (Place, Place)) {
    if old != new {
        let message = format!(
            "generated code calls it {}, no longer {}",
            quoted(new.snake()),
            quoted(old.snake())
        );
        walk.report(&RULE, path, message, Impact::NONE.and_sources(), places);
    }
}
