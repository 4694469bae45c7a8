//! Numbers: width, sign, and whether they have a fraction.

use super::Lowering;
use crate::definition::json::{Node, Value};
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, rules as rule};
use crate::model::Type;

/// The widths of whole numbers.
pub(in crate::definition) const WIDTHS: [u8; 5] = [8, 16, 24, 32, 64];

impl<'a> Lowering<'a, '_> {
    pub(super) fn integer(&mut self, value: &Resolved<'a>) -> Type {
        let signed = self
            .optional_flag(value.node.get("signed"), "`signed`")
            .unwrap_or_else(|| lists_negative(value.node));
        Type::Integer {
            bits: self.size(value.node, &WIDTHS),
            signed,
        }
    }

    /// A number is a whole one, as in Thunder, unless something says that it has a fraction.
    pub(super) fn number(&mut self, value: &Resolved<'a>) -> Type {
        let node = value.node;
        let float = self.optional_flag(node.get("float"), "`float`");
        let fraction = value.get("example").is_some_and(has_fraction);
        if float.unwrap_or(fraction) {
            return Type::Float {
                bits: self.size(node, &[32, 64]),
            };
        }
        let signed = self.optional_flag(node.get("signed"), "`signed`");
        let negative = ["example", "default", "@default"]
            .iter()
            .filter_map(|key| value.get(key))
            .chain(
                value
                    .get("range")
                    .and_then(Node::as_array)
                    .into_iter()
                    .flatten(),
            )
            .any(is_negative)
            || lists_negative(node);
        let bits = self.size(node, &WIDTHS);
        let integer = Type::Integer {
            bits,
            signed: signed.unwrap_or(negative),
        };
        if float.is_none() && signed.is_none() && node.get("size").is_none() {
            let sign = if negative { "a signed" } else { "an unsigned" };
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::BARE_NUMBER,
                    format!("this number is taken as {sign} whole number of {bits} bits"),
                    node.get("type").map_or(node.mark(), |node| node.span),
                )
                .help("write `\"type\": \"integer\"` with `size` and `signed`, or add `\"float\": true`"),
            );
        }
        integer
    }

    fn size(&mut self, node: &'a Node, known: &[u8]) -> u8 {
        let Some(size) = node.get("size") else {
            return 32;
        };
        let text = match &size.value {
            Value::Number(text) => text,
            // No code is made of a configuration, and many write texts there.
            Value::Text(text) if self.plugin => text,
            _ => {
                self.wrong_kind(size, "`size`", "a number");
                return 32;
            }
        };
        let bits = text.parse().ok().filter(|bits| known.contains(bits));
        bits.unwrap_or_else(|| {
            let all: Vec<String> = known.iter().map(u8::to_string).collect();
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::BAD_SIZE,
                    format!("there are no numbers of {text} bits here"),
                    size.span,
                )
                .help(format!("write one of {}", all.join(", "))),
            );
            32
        })
    }
}

fn has_fraction(node: &Node) -> bool {
    match &node.value {
        Value::Number(text) => text.contains('.'),
        Value::Text(text) => text.contains('.') && text.trim().parse::<f64>().is_ok(),
        _ => false,
    }
}

/// Whether a number is one of several of which one is negative.
fn lists_negative(node: &Node) -> bool {
    let numbers = node.get("enum").and_then(Node::as_array);
    numbers.into_iter().flatten().any(is_negative)
}

fn is_negative(node: &Node) -> bool {
    match &node.value {
        Value::Number(text) => text.starts_with('-'),
        Value::Text(text) => text.trim().parse::<f64>().is_ok_and(|number| number < 0.0),
        _ => false,
    }
}
