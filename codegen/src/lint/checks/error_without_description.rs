//! Declared errors that do not say when they happen.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::Parts;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    for endpoint in &parts.endpoints {
        for error in endpoint.errors {
            if let (None, Some(span)) = (&error.description, error.place.span()) {
                diagnostics.report(
                    Diagnostic::new(
                        &rule::ERROR_WITHOUT_DESCRIPTION,
                        format!(
                            "{} does not say when {} happens",
                            quoted(endpoint.wire_name),
                            quoted(&error.message)
                        ),
                        span,
                    )
                    .help("add a `description` beside it (in a header behind `@retval`)"),
                );
            }
        }
    }
}
