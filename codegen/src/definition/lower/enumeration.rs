//! Enumerations: one of several texts.

use super::Lowering;
use super::names::Naming;
use crate::definition::json::{Node, Value};
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{EnumText, Enumeration, Name, Scope, Shape, Type, TypeId};
use crate::source::Span;
use std::collections::HashMap;

impl<'a> Lowering<'a, '_> {
    pub(super) fn enumeration(&mut self, value: &Resolved<'a>, place: &Naming) -> Type {
        let id = self.named(value, place, |lowering, _| {
            Shape::Enumeration(Enumeration {
                texts: lowering.texts(value.node),
            })
        });
        Type::Named(id)
    }

    fn texts(&mut self, node: &'a Node) -> Vec<EnumText> {
        let Some(list_node) = node.get("enum") else {
            return Vec::new();
        };
        let Some(list) = self.list(list_node, "`enum`") else {
            return Vec::new();
        };
        if list.is_empty() {
            self.diagnostics.report(
                Diagnostic::new(&rule::WRONG_KIND, "`enum` has no texts", list_node.mark())
                    .help("list the texts that the value may be, or remove the key"),
            );
        }
        let ids = node.get("ids").or_else(|| node.get("enumids"));
        let ids = ids
            .and_then(|ids| self.list(ids, "`ids`"))
            .unwrap_or_default();
        let numbers = node.get("values").or_else(|| node.get("enumvalues"));
        let numbers = numbers
            .and_then(|numbers| self.list(numbers, "`values`"))
            .unwrap_or_default();
        let end = self.text(node.get("@endmarker"), "`@endmarker`");
        let mut hidden = false;
        let mut scope = Scope::new();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut texts = Vec::with_capacity(list.len());
        for (index, item) in list.iter().enumerate() {
            let Value::Text(wire) = &item.value else {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::ENUM_NOT_TEXT,
                        format!(
                            "an enumeration consists of texts, but this is {}",
                            item.kind()
                        ),
                        item.mark(),
                    )
                    .help("write the text that travels, in quotes"),
                );
                continue;
            };
            if let Some(first) = seen.insert(wire, item.span) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::DUPLICATE_TEXT,
                        format!("the enumeration has {} twice", quoted(wire)),
                        item.span,
                    )
                    .label("again here")
                    .also(first, "first here")
                    .help("remove one of the two"),
                );
                continue;
            }
            let id = ids.get(index).and_then(Node::as_text);
            hidden |= end.is_some() && (id == end || id.is_none() && end == Some(wire));
            let id = id.filter(|id| id.chars().any(char::is_alphanumeric));
            let name = scope.unique(Name::new(id.unwrap_or(wire)));
            texts.push(EnumText {
                name,
                wire: wire.clone(),
                value: numbers.get(index).and_then(whole_number),
                hidden,
                place: item.span.into(),
            });
        }
        texts
    }

    /// An `enum` on a type that is not text. The type itself stays what it says.
    pub(super) fn enum_not_text(&mut self, value: &Resolved<'a>, type_name: &str) {
        let at = value
            .node
            .as_object()
            .and_then(|object| object.member("enum"));
        let Some(at) = at.map(|member| member.key_span) else {
            return;
        };
        let (diagnostic, help) = match type_name {
            "integer" | "number" => (
                Diagnostic::new(
                    &rule::ENUM_OF_NUMBERS,
                    "an enumeration consists of texts; here a number travels, and any is taken",
                    at,
                ),
                "if texts travel, write `\"type\": \"string\"`; if numbers do, remove `enum`, name them in the `description` and bound them with `range`",
            ),
            _ => (
                Diagnostic::new(
                    &rule::ENUM_NOT_TEXT,
                    format!(
                        "an enumeration consists of texts, but the type here is {}",
                        quoted(type_name)
                    ),
                    at,
                ),
                "write `\"type\": \"string\"`, or remove `enum`",
            ),
        };
        let type_span = value.node.get("type").map(|node| node.span);
        self.diagnostics.report(match type_span {
            Some(span) => diagnostic.also(span, "").help(help),
            None => diagnostic.help(help),
        });
    }

    pub(super) fn is_enumeration(&self, id: TypeId) -> bool {
        matches!(self.types[id.index()].shape, Shape::Enumeration(_))
    }
}

fn whole_number(node: &Node) -> Option<i64> {
    match &node.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}
