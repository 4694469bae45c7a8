//! Bounds of values.

use super::Lowering;
use crate::definition::json::{Node, Value};
use crate::diagnostic::{Diagnostic, rules as rule};
use crate::model::{Bound, Range, Type};

impl<'a> Lowering<'a, '_> {
    /// The bounds of a value of this type.
    pub(super) fn range(&mut self, node: &'a Node, ty: &Type) -> Option<Range> {
        let ends = self.list(node, "`range`")?;
        let ends: Option<Vec<Option<Bound>>> = ends.iter().map(bound).collect();
        let (minimum, mut maximum) = match ends.as_deref() {
            Some([minimum, maximum]) => (*minimum, *maximum),
            _ => {
                self.bad_range(
                    node,
                    "a range is a list of two numbers, or nulls for open ends",
                );
                return None;
            }
        };
        // Thunder writes an open upper end as 0 too.
        let positive = |bound: Bound| bound.float() > 0.0;
        if maximum == Some(Bound::Whole(0)) && minimum.is_some_and(positive) {
            maximum = None;
        }
        if let (Some(least), Some(greatest)) = (minimum, maximum)
            && is_above(least, greatest)
        {
            self.bad_range(node, "the lower end of the range is above the upper one");
            return None;
        }
        let whole = |bound: Bound| bound.whole().is_some();
        let are_whole = minimum.is_none_or(whole) && maximum.is_none_or(whole);
        if !are_whole && !matches!(ty, Type::Float { .. }) {
            self.bad_range(
                node,
                "whole numbers and lengths have no bounds with fractions",
            );
            return None;
        }
        if matches!(
            ty,
            Type::Boolean | Type::Null | Type::Named(_) | Type::AnyObject | Type::Instance(_)
        ) {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::IGNORED_KEYWORD,
                    "`range` has no effect on this type",
                    node.mark(),
                )
                .help("ranges bound numbers, and the length of texts, lists and encoded bytes"),
            );
            return None;
        }
        Some(Range { minimum, maximum })
    }

    fn bad_range(&mut self, node: &Node, message: &str) {
        self.diagnostics.report(
            Diagnostic::new(&rule::BAD_RANGE, message, node.mark()).help(self.in_json_or_header(
                "write `[least, greatest]`, such as `[0, 100]` or `[1, null]`",
                "write the lower end first, such as `@restrict:0..100`, or the upper one alone",
            )),
        );
    }
}

/// One end: a number, or `None` inside for an open one; `None` if it is neither.
fn bound(node: &Node) -> Option<Option<Bound>> {
    let text = match &node.value {
        Value::Null => return Some(None),
        Value::Number(text) => text,
        _ => return None,
    };
    if let Ok(number) = text.parse() {
        return Some(Some(Bound::Whole(number)));
    }
    let number: f64 = text.parse().ok()?;
    // What is beyond the 128 bits is an open end in effect.
    Some(Some(if number.fract() == 0.0 {
        Bound::Whole(number as i128)
    } else {
        Bound::Fraction(number)
    }))
}

fn is_above(left: Bound, right: Bound) -> bool {
    match (left.whole(), right.whole()) {
        (Some(left), Some(right)) => left > right,
        _ => left.float() > right.float(),
    }
}
