//! Members without an example: the documentation makes one up.

use crate::diagnostic::{Diagnostic, Diagnostics, rules as rule};
use crate::lint::parts::{Parts, Role};
use crate::model::Type;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    for value in &parts.values {
        // Of the other types any value is as good an example as another.
        let telling = matches!(
            value.at.ty,
            Type::Integer { .. } | Type::Float { .. } | Type::Text | Type::Bytes(_) | Type::Json
        );
        let given = value.at.example.is_some() || value.at.default.is_some();
        if telling
            && value.role == Role::Member
            && !given
            && let Some(span) = value.named_at()
        {
            diagnostics.report(
                Diagnostic::new(
                    &rule::MISSING_EXAMPLE,
                    format!("{} has no example", value.called()),
                    span,
                )
                .help("add an `example` as it would travel; in a header write `(e.g. ...)` at the end of its description"),
            );
        }
    }
}
