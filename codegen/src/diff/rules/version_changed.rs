//! The version, which is to follow from the other changes.

use crate::diff::change::{ChangeRule, Impact};
use crate::diff::walk::Walk;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "version-changed",
    explanation: "the interface has another version",
    effect: "nobody breaks",
    docs: true,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old, walk.new);
    if old.version != new.version {
        let message = format!("the version was {} and is {} now", old.version, new.version);
        let places = (old.version_place, new.version_place);
        walk.report(&RULE, "info.version", message, Impact::NONE, places);
    }
}
