//! What an asynchronous method does at its end.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Method;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "completion-changed",
    explanation: "a method ends with its answer, or with a later notification, where it did not",
    effect: "callers wait for what does not come",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Method, new: &Method) {
    let name = quoted(&new.wire_name);
    let message = match (&old.completion, &new.completion) {
        (None, Some(_)) => format!("the end of {name} is told by a notification now"),
        (Some(_), None) => format!("the end of {name} is told by its answer now"),
        (Some(old), Some(new)) if old.wire_name != new.wire_name => format!(
            "the notification that ends {name} was called {} and is called {} now",
            quoted(&old.wire_name),
            quoted(&new.wire_name)
        ),
        (Some(old), Some(new)) if old.id_member != new.id_member => format!(
            "callers of {name} choose the id of its end in {}, no longer in {}",
            quoted(&new.id_member),
            quoted(&old.id_member)
        ),
        _ => return,
    };
    let place = |method: &Method| method.completion.as_ref().map_or(method.place, |end| end.place);
    let impact = Impact::on_clients(Severity::Breaking).and_sources();
    walk.report(&RULE, path, message, impact, (place(old), place(new)))
        .help = Some("add a method for the new way, and keep this one as it was".to_owned());
}
