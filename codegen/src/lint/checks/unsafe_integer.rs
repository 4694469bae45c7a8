//! Whole numbers beyond 2^53: JavaScript, and every reader that keeps numbers as 64-bit floating-point ones, gets
//! another number than was sent.

use crate::diagnostic::{Diagnostic, Diagnostics, rules as rule};
use crate::lint::parts::{Parts, Value};
use crate::model::{Bound, Type};

/// The greatest number up to which every whole number is exact.
const SAFE: i128 = (1 << 53) - 1;

pub(super) fn check(parts: &Parts<'_>, diagnostics: &mut Diagnostics) {
    for value in &parts.values {
        let Type::Integer { bits: 64, signed } = value.at.ty else {
            continue;
        };
        if let Some(span) = value.written_at()
            && !is_safe(value, signed)
        {
            let range = if signed {
                format!("[-{SAFE}, {SAFE}]")
            } else {
                format!("[0, {SAFE}]")
            };
            diagnostics.report(
                Diagnostic::new(
                    &rule::UNSAFE_INTEGER,
                    format!(
                        "{} has 64 bits, but JavaScript and other readers of JSON keep whole numbers exact up to 2^53 only",
                        value.called()
                    ),
                    span,
                )
                .help(format!(
                    "bound it with `\"range\": {range}` (in a header `@restrict`), or let it travel as a text"
                )),
            );
        }
    }
}

fn is_safe(value: &Value<'_>, signed: bool) -> bool {
    let end = |end: Option<Bound>| end.and_then(Bound::whole);
    let range = value.at.range;
    let least = end(range.and_then(|range| range.minimum));
    let greatest = end(range.and_then(|range| range.maximum));
    let low_enough = greatest.is_some_and(|greatest| greatest <= SAFE);
    let high_enough = !signed || least.is_some_and(|least| least >= -SAFE);
    low_enough && high_enough
}
