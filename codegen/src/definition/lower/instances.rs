//! Objects that are called one by one: what headers say about them, and which endpoints are theirs.

use super::{Lowering, names};
use crate::definition::json::{Node, Value};
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{InstanceObject, Name, ObjectId, Type};
use crate::source::Span;

/// What is known of a kind of objects beside what the model keeps.
pub(super) struct KnownObject {
    /// Its type in C++, with its whole scope.
    full_name: Option<String>,
}

impl<'a> Lowering<'a, '_> {
    /// Gathers the objects that the definition declares, and those that it includes.
    pub(super) fn objects(&mut self, root: &'a Node, visited: &mut Vec<Span>) {
        if let Some(list) = root.get("@interfaces") {
            for entry in self.list(list, "`@interfaces`").unwrap_or_default() {
                if self.object(entry, "an object of `@interfaces`").is_some() {
                    self.declared(entry, None);
                }
            }
        }
        let include = root.get("include").and_then(Node::as_object);
        for member in include.map(|object| object.members()).unwrap_or_default() {
            if let Some(target) = self.references.follow(&member.value)
                && !visited.contains(&target.node.span)
            {
                visited.push(target.node.span);
                self.objects(target.node, visited);
            }
        }
    }

    /// The kind of objects that an endpoint belongs to. `marked`: its name holds the place of an id.
    pub(super) fn instance(
        &mut self,
        value: &Resolved<'a>,
        wire_name: &str,
        marked: bool,
    ) -> Option<ObjectId> {
        let prefix = names::split_prefix(wire_name).0;
        match value.get("@lookup") {
            Some(lookup) if lookup.as_object().is_some() => self.declared(lookup, prefix),
            Some(lookup) => {
                self.wrong_kind(lookup, "`@lookup` of an endpoint", "an object");
                None
            }
            None if marked => {
                let prefix = prefix?;
                Some(self.with_prefix(prefix).unwrap_or_else(|| {
                    self.add_object(Name::new(prefix), prefix, Type::Text, false, None)
                }))
            }
            None => None,
        }
    }

    /// The name of an endpoint, which begins with the prefix of its object.
    pub(super) fn prefixed(&self, wire_name: String, instance: Option<ObjectId>) -> String {
        match instance {
            Some(id) if names::split_prefix(&wire_name).0.is_none() => {
                format!("{}::{wire_name}", self.objects[id.index()].0.prefix)
            }
            _ => wire_name,
        }
    }

    /// The type of a value that is the id of an instance; `None`: it is not, or of unknown objects.
    pub(super) fn instance_type(&self, node: &Node) -> Option<Type> {
        node.get("@lookup")?.as_text()?;
        let original = names::original_type(node)?;
        let position = self.objects.iter().position(|(_, known)| {
            let name = known.full_name.as_deref().unwrap_or_default();
            name.strip_suffix(original)
                .is_some_and(|scope| scope.is_empty() || scope.ends_with("::"))
        })?;
        Some(Type::Instance(ObjectId::new(position)))
    }

    /// The objects that a description is about; `prefix` is what its endpoints are seen with.
    fn declared(&mut self, node: &'a Node, prefix: Option<&str>) -> Option<ObjectId> {
        let full_name = self.text(node.get("fullname"), "`fullname`");
        let own = self
            .text(node.get("fullprefix"), "`fullprefix`")
            .or(self.text(node.get("prefix"), "`prefix`"));
        let known = self.objects.iter().position(|(object, known)| {
            full_name.is_some() && known.full_name.as_deref() == full_name
                || prefix.or(own) == Some(object.prefix.as_str())
        });
        if let Some(position) = known {
            return Some(ObjectId::new(position));
        }
        let Some(prefix) = prefix.or(own).filter(|prefix| !prefix.is_empty()) else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::WRONG_KIND,
                    "the objects have no `prefix` to be called with",
                    node.mark(),
                )
                .help("add `\"prefix\": \"name\"`; it stands before the `#` of a designator"),
            );
            return None;
        };
        let name = self.text(node.get("object"), "`object`").unwrap_or(prefix);
        let automatic = matches!(self.text(node.get("id"), "`id`"), Some("generate" | "auto"));
        let id = match node.get("type") {
            Some(node) => self.id_type(node),
            None => Type::Text,
        };
        let full_name = full_name.map(str::to_owned);
        Some(self.add_object(Name::new(name), prefix, id, automatic, full_name))
    }

    /// The wire type of an id, given the type that C++ has for it.
    fn id_type(&mut self, node: &'a Node) -> Type {
        let Value::Text(text) = &node.value else {
            self.wrong_kind(node, "the `type` of an id", "a text");
            return Type::Text;
        };
        let last = text.rsplit("::").next().unwrap_or(text);
        let integer = |bits: &str, signed| {
            let bits = bits.strip_suffix("_t")?.parse().ok()?;
            matches!(bits, 8 | 16 | 32 | 64).then_some(Type::Integer { bits, signed })
        };
        let number = match (last.strip_prefix("uint"), last.strip_prefix("int")) {
            (Some(bits), _) => integer(bits, false),
            (_, Some(bits)) => integer(bits, true),
            _ => None,
        };
        match (number, last) {
            (Some(number), _) => number,
            (None, "string") => Type::Text,
            (None, "instance_id") => Type::InstanceId,
            _ => {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::UNKNOWN_TYPE,
                        format!("an id cannot be of the type {}", quoted(text)),
                        node.span,
                    )
                    .help("write `string`, `uint32_t` or another integer of C++"),
                );
                Type::Text
            }
        }
    }

    fn with_prefix(&self, prefix: &str) -> Option<ObjectId> {
        let position = self
            .objects
            .iter()
            .position(|(object, _)| object.prefix == prefix);
        position.map(ObjectId::new)
    }

    fn add_object(
        &mut self,
        name: Name,
        prefix: &str,
        id: Type,
        automatic: bool,
        full_name: Option<String>,
    ) -> ObjectId {
        let name = self.object_names.unique(name);
        let object = InstanceObject {
            id_name: self.type_names.unique(name.with("id")),
            name,
            prefix: prefix.to_owned(),
            id,
            automatic,
        };
        self.objects.push((object, KnownObject { full_name }));
        ObjectId::new(self.objects.len() - 1)
    }
}
