//! The format. What it changes on the wire is reported for each endpoint.

use crate::diagnostic::quoted;
use crate::diff::change::{ChangeRule, Impact, Severity};
use crate::diff::walk::Walk;
use crate::model::Format;

pub(in crate::diff) static RULE: ChangeRule = ChangeRule {
    id: "format-changed",
    explanation: "the interface has another of the three formats",
    effect: "tools that read the definition may form params otherwise",
    docs: false,
};

pub(in crate::diff) fn check(walk: &mut Walk<'_>) {
    let (old, new) = (walk.old, walk.new);
    let declared = old.format_declared == new.format_declared;
    // To spell out the default, or to leave it to the default, changes nothing.
    if old.format == new.format {
        return;
    }
    let name = |format| match format {
        Format::Compliant => "compliant",
        Format::UncompliantExtended => "uncompliant-extended",
        Format::UncompliantCollapsed => "uncompliant-collapsed",
    };
    let message = format!(
        "the format was {} and is {} now",
        quoted(name(old.format)),
        quoted(name(new.format))
    );
    let impact = Impact::on_clients(Severity::Risky);
    let change = walk.report(&RULE, "info.format", message, impact, (old.format_place, new.format_place));
    if !declared {
        change.notes.push(
            "a version without `info.format` counts as compliant; before August 2022 the other formats were meant"
                .to_owned(),
        );
    }
}
