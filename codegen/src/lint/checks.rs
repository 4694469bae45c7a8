//! Rules about an interface as a whole, one a file: what is legal, and a trouble to those who use it.
//!
//! What makes a definition wrong is reported where it is read; these rules look at the model, so they are the same
//! for definitions in JSON and for headers.

mod deprecated_without_replacement;
mod error_without_description;
mod missing_description;
mod missing_example;
mod mixed_case;
mod similar_names;
mod unconventional_name;
mod unsafe_integer;

use super::parts::Parts;
use crate::diagnostic::Diagnostics;
use crate::model::Interface;

/// Every rule.
const CHECKS: [fn(&Parts<'_>, &mut Diagnostics); 8] = [
    deprecated_without_replacement::check,
    error_without_description::check,
    missing_description::check,
    missing_example::check,
    mixed_case::check,
    similar_names::check,
    unconventional_name::check,
    unsafe_integer::check,
];

/// Reports what an interface without errors does that its users will regret.
pub(crate) fn check(interface: &Interface, diagnostics: &mut Diagnostics) {
    let parts = Parts::of(interface);
    for check in CHECKS {
        check(&parts, diagnostics);
    }
}
