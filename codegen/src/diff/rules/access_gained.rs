//! A property can do more.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::walk::Walk;
use crate::model::Property;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "access-gained",
    explanation: "a property can be read, or written, that could not",
    effect: "services get an operation to implement",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Property, new: &Property) {
    let gained = [
        (old.get.is_none() && new.get.is_some(), "read"),
        (old.set.is_none() && new.set.is_some(), "written"),
    ];
    for (_, what) in gained.iter().filter(|(gained, _)| *gained) {
        let message = format!("{} can be {what} now", quoted(&new.wire_name));
        let impact = Impact::NONE.and_server_source();
        walk.report(&RULE, path, message, impact, (old.place, new.place));
    }
}
