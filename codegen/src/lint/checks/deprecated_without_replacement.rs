//! Deprecated endpoints that leave their callers alone.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::{Endpoint, Parts};
use std::collections::HashSet;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    let current = parts.endpoints.iter().filter(|one| !one.docs.deprecated);
    let current: HashSet<&str> = current.map(|one| one.wire_name).collect();
    for endpoint in parts.endpoints.iter().filter(|one| one.docs.deprecated) {
        if let Some(span) = endpoint.place.span()
            && !names_replacement(endpoint, &current)
        {
            let name = quoted(endpoint.wire_name);
            diagnostics.report(
                Diagnostic::new(
                    &rule::DEPRECATED_WITHOUT_REPLACEMENT,
                    format!("{name} is deprecated, but does not say what to use instead"),
                    span,
                )
                .help("name the endpoint that replaces it in its `description`"),
            );
        }
    }
}

/// Whether its texts name another endpoint, or say by other words what to do.
fn names_replacement(endpoint: &Endpoint<'_>, current: &HashSet<&str>) -> bool {
    if endpoint.alternative.is_some_and(|other| !other.deprecated) {
        return true;
    }
    let texts = [&endpoint.docs.summary, &endpoint.docs.description];
    texts.into_iter().flatten().any(|text| {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':'));
        let text = text.to_lowercase();
        ["instead", "replaced", "superseded", "no replacement"]
            .iter()
            .any(|phrase| text.contains(phrase))
            || words.any(|word| current.contains(word.trim_matches(':')))
    })
}
