//! Names of types. They do not travel.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact};
use crate::diff::walk::{At, Walk};
use crate::model::TypeDefinition;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "type-renamed",
    explanation: "a type has another name in generated code",
    effect: "sources that use the old name do not compile",
    docs: false,
};

pub(in crate::diff) fn check(
    walk: &mut Walk<'_>,
    at: &At,
    old: &TypeDefinition,
    new: &TypeDefinition,
) {
    if old.name == new.name {
        return;
    }
    let message = format!(
        "the type was called {} and is called {} now",
        quoted(&old.name.pascal()),
        quoted(&new.name.pascal())
    );
    let impact = Impact::NONE.and_sources();
    walk.report(&RULE, &at.path, message, impact, (old.place, new.place));
}
