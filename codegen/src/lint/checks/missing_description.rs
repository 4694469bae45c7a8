//! Values that nothing is said about.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::{Parts, Role, Value};
use crate::model::{Interface, Type};

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    let interface = parts.interface;
    if let (None, Some(span)) = (&interface.description, interface.place.span()) {
        let name = quoted(&interface.name.pascal());
        diagnostics.report(
            Diagnostic::new(
                &rule::MISSING_DESCRIPTION,
                format!("nothing is said about the interface {name} as a whole"),
                span,
            )
            .help("add a `description` to `info`: what the interface is for"),
        );
    }
    for value in &parts.values {
        // The endpoint says what it carries as a whole, and what a property is.
        let matters =
            matches!(value.role, Role::Member | Role::Result) && value.at.ty != Type::Null;
        if matters
            && !is_described(interface, value)
            && let Some(span) = value.named_at()
        {
            diagnostics.report(
                Diagnostic::new(
                    &rule::MISSING_DESCRIPTION,
                    format!("nothing is said about {}", value.called()),
                    span,
                )
                .help("add a `description` (in a header `@param` or `@brief`)"),
            );
        }
    }
}

/// Whether the value or its type has a description.
fn is_described(interface: &Interface, value: &Value<'_>) -> bool {
    value.at.description.is_some()
        || match &value.at.ty {
            Type::Named(id) | Type::Set(id) => interface.definition(*id).description.is_some(),
            Type::Array(items) | Type::OneOrMany(items) => items.description.is_some(),
            _ => false,
        }
}
