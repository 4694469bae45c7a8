//! Members of the right kind of JSON.

use super::Lowering;
use crate::definition::json::{Node, Object, Value};
use crate::diagnostic::{Diagnostic, rules as rule};

impl<'a> Lowering<'a, '_> {
    /// Reports that a value is not what is expected there.
    pub(super) fn wrong_kind(&mut self, node: &Node, what: &str, expected: &str) {
        self.diagnostics.report(
            Diagnostic::new(
                &rule::WRONG_KIND,
                format!("{what} must be {expected}, but is {}", node.kind()),
                node.mark(),
            )
            .label(format!("expected {expected}"))
            .help(format!("write {expected} here, or remove the key")),
        );
    }

    /// The value as an object.
    pub(super) fn object(&mut self, node: &'a Node, what: &str) -> Option<&'a Object> {
        let object = node.as_object();
        if object.is_none() {
            self.wrong_kind(node, what, "an object");
        }
        object
    }

    /// The value as a list.
    pub(super) fn list(&mut self, node: &'a Node, what: &str) -> Option<&'a [Node]> {
        let list = node.as_array();
        if list.is_none() {
            self.wrong_kind(node, what, "a list");
        }
        list
    }

    /// The value as a text.
    pub(super) fn text(&mut self, node: Option<&'a Node>, what: &str) -> Option<&'a str> {
        let node = node?;
        let text = node.as_text();
        if text.is_none() {
            self.wrong_kind(node, what, "a text");
        }
        text
    }

    /// The value as a text that says something; blank ones count as absent.
    pub(super) fn prose(&mut self, node: Option<&'a Node>, what: &str) -> Option<String> {
        let text = self.text(node, what)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Whether the value is `true`; absent is `false`.
    pub(super) fn flag(&mut self, node: Option<&'a Node>, what: &str) -> bool {
        self.optional_flag(node, what).unwrap_or(false)
    }

    /// The value as a boolean.
    pub(super) fn optional_flag(&mut self, node: Option<&'a Node>, what: &str) -> Option<bool> {
        let node = node?;
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => {
                self.wrong_kind(node, what, "a boolean");
                None
            }
        }
    }
}
