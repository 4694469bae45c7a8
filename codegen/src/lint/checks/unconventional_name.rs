//! Names of endpoints and members that follow neither of Thunder's conventions, camelCase and lowercase.

use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::lint::parts::Parts;
use crate::model::Name;
use crate::source::Place;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    for endpoint in &parts.endpoints {
        let own = endpoint.wire_name.rsplit("::").next();
        look_at(own.unwrap_or_default(), endpoint.place, diagnostics);
    }
    for member in parts.objects.iter().flat_map(|object| &object.members) {
        look_at(&member.wire_name, member.place, diagnostics);
    }
}

fn look_at(name: &str, place: Place, diagnostics: &mut Diagnostics) {
    let starts_low = name.starts_with(|first: char| first.is_ascii_lowercase());
    if starts_low && name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    if let Some(span) = place.span() {
        let camel = Name::new(name).ascii().camel();
        diagnostics.report(
            Diagnostic::new(
                &rule::UNCONVENTIONAL_NAME,
                format!("{} is neither in camelCase nor in lower case", quoted(name)),
                span,
            )
            .help(format!(
                "in a new interface call it {}; where it is in use, keep it: the name travels",
                quoted(&camel)
            )),
        );
    }
}
