//! Where the index of an event stands on the wire.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::{Index, IndexForm};

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "index-form-changed",
    explanation: "the index of an event stands elsewhere when registering",
    effect: "servers that know one form alone refuse the other",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>, path: &str, old: &Index, new: &Index) {
    if old.form == new.form {
        return;
    }
    let form = |form| match form {
        IndexForm::Designator => "behind the method, `register@<index>`",
        IndexForm::ClientId => "before the id of the client, `<index>.<client>`",
    };
    let message = format!(
        "the index {} stands {}, no longer {}",
        quoted(&new.wire_name),
        form(new.form),
        form(old.form)
    );
    // Servers take the form in the designator for both.
    let risky = Severity::Risky;
    let impact = Impact {
        wire_server: risky,
        ..Impact::on_clients(risky)
    };
    walk.report(&RULE, path, message, impact, (old.place, new.place));
}
