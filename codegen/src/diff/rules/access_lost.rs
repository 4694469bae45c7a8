//! A property can do less.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Property;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "access-lost",
    explanation: "a property cannot be read, or written, any more",
    effect: "callers that did are refused",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Property, new: &Property) {
    let lost = [
        (old.get.is_some() && new.get.is_none(), "read"),
        (old.set.is_some() && new.set.is_none(), "written"),
    ];
    for (_, what) in lost.iter().filter(|(lost, _)| *lost) {
        let message = format!("{} cannot be {what} any more", quoted(&new.wire_name));
        let impact = Impact::on_clients(Severity::Breaking).and_sources();
        walk.report(&RULE, path, message, impact, (old.place, new.place))
            .help = Some(format!("let it still be {what}"));
    }
}
