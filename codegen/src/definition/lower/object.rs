//! Objects, and the naming of types.

use super::Lowering;
use super::names::{self, Naming};
use super::properties::presence;
use crate::definition::json::{Member as JsonMember, Node, Object as JsonObject, Value};
use crate::definition::reference::Resolved;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{
    Enumeration, Member, Name, Object, Presence, Scope, Shape, Type, TypeDefinition, TypeId,
};
use std::collections::HashSet;

/// Keys that decide what a type is.
const TYPE_KEYS: [&str; 15] = [
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "size",
    "signed",
    "float",
    "opaque",
    "encode",
    "time",
    "@macaddress",
    "@extract",
    "@lookup",
    "$ref",
];

/// Keys that belong to one use of a type, and to the type that the use is a part of.
const USE_KEYS: [&str; 6] = [
    "optional",
    "@optionaltype",
    "range",
    "default",
    "@default",
    "@bitmask",
];

impl<'a> Lowering<'a, '_> {
    /// An object with known members, or any object if none are given.
    pub(super) fn structure(&mut self, value: &Resolved<'a>, place: &Naming, depth: usize) -> Type {
        let properties = value
            .node
            .get("properties")
            .and_then(|node| self.references.follow(node));
        let Some(properties) = properties else {
            return Type::AnyObject;
        };
        let Some(members) = self.object(properties.node, "`properties`") else {
            return Type::AnyObject;
        };
        if members.members().is_empty() {
            return Type::AnyObject;
        }
        let id = self.named(value, place, |lowering, naming| {
            Shape::Object(Object {
                members: lowering.members(value.node, members, naming, depth),
            })
        });
        Type::Named(id)
    }

    fn members(
        &mut self,
        node: &'a Node,
        properties: &'a JsonObject,
        naming: &Naming,
        depth: usize,
    ) -> Vec<Member> {
        let mut list: Vec<&'a JsonMember> = properties.members().iter().collect();
        // In definitions made from headers, the order of the parameters is kept beside them.
        let positions: Option<Vec<i64>> =
            list.iter().map(|member| position(&member.value)).collect();
        if positions.is_some() {
            list.sort_by_key(|member| position(&member.value));
        }
        let required = self.required(node, properties);
        let mut scope = Scope::new();
        let mut members = Vec::with_capacity(list.len());
        for JsonMember {
            key,
            key_span,
            value,
        } in list
        {
            let resolved = self.references.follow(value);
            let get = |key| resolved.as_ref().and_then(|resolved| resolved.get(key));
            let original = get("@originalname").and_then(Node::as_text);
            let name = scope.unique(names::name(None, original, key));
            let deprecated = self.flag(get("deprecated"), "`deprecated`");
            let is_id = Self::is_completion_id(value);
            let mut value = self.value(value, &naming.member(&name), depth + 1);
            let unlisted = required
                .as_ref()
                .is_some_and(|required| !required.contains(key.as_str()));
            // Presence says it for members; the id of a completion is always there.
            let optional = std::mem::take(&mut value.nullable) | (unlisted && !is_id);
            let wire_name = key.clone();
            members.push(Member {
                name,
                wire_name,
                value,
                presence: presence(optional),
                deprecated,
                place: (*key_span).into(),
            });
        }
        self.mention_absent_list(node, &members);
        members
    }

    /// The required members; `None` if the object does not say.
    fn required(&mut self, node: &'a Node, properties: &JsonObject) -> Option<HashSet<&'a str>> {
        let list = self.list(node.get("required")?, "`required`")?;
        let mut required = HashSet::new();
        for item in list {
            let Some(name) = self.text(Some(item), "a name in `required`") else {
                continue;
            };
            if properties.get(name).is_none() {
                let keys = properties
                    .members()
                    .iter()
                    .map(|member| member.key.as_str());
                let help = did_you_mean(nearest(name, keys))
                    .unwrap_or_else(|| "remove it, or add the member to `properties`".to_owned());
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::REQUIRED_UNKNOWN_MEMBER,
                        format!("the object has no member {}", quoted(name)),
                        item.span,
                    )
                    .help(help),
                );
            }
            required.insert(name);
        }
        Some(required)
    }

    /// An object of one member is read alike by all; with more, readers disagree about a missing list.
    fn mention_absent_list(&mut self, node: &Node, members: &[Member]) {
        let explicit = members
            .iter()
            .any(|member| member.presence == Presence::Optional);
        if members.len() < 2 || node.get("required").is_some() || explicit || self.generated {
            return;
        }
        let names: Vec<String> = members
            .iter()
            .map(|member| format!("\"{}\"", member.wire_name.escape_default()))
            .collect();
        let key = node
            .as_object()
            .and_then(|object| object.member("properties"));
        self.diagnostics.report(
            Diagnostic::new(
                &rule::REQUIRED_LIST_ABSENT,
                "the object does not say which members are required, so all are",
                key.map_or(node.mark(), |member| member.key_span),
            )
            .help(match names.len() {
                ..=8 => format!(
                    "add `\"required\": [{}]` without the optional ones",
                    names.join(", ")
                ),
                _ => "add `required` with the names of the members that must be there".to_owned(),
            }),
        );
    }

    /// A number behind a name is stable only as long as nothing is put before it.
    fn mention_number(&mut self, name: &Name, wanted: &Name, node: &Node) {
        if name != wanted {
            let (name, wanted) = (quoted(&name.pascal()), quoted(&wanted.pascal()));
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::NUMBERED_TYPE,
                    format!("another type is called {wanted} already, so this one becomes {name}"),
                    node.mark(),
                )
                .help("give it a name of its own by `hint` (enumerations) or `class`, or refer to one of the `definitions`"),
            );
        }
    }

    /// The type that a value defines, made by `build` when it is met first.
    pub(super) fn named(
        &mut self,
        value: &Resolved<'a>,
        place: &Naming,
        build: impl FnOnce(&mut Self, &Naming) -> Shape,
    ) -> TypeId {
        let node = value.node;
        if let Some(id) = self.lowered.get(&node.span) {
            return *id;
        }
        // One C++ type is written out at each of its uses.
        let original = names::original_type(node).map(|name| (name.to_owned(), fingerprint(node)));
        if let Some(id) = original.as_ref().and_then(|key| self.originals.get(key)) {
            self.lowered.insert(node.span, *id);
            return *id;
        }
        let naming = names::naming(value, place);
        let id = TypeId::new(self.types.len());
        let description = self
            .prose(node.get("description"), "`description`")
            .or_else(|| self.prose(node.get("summary"), "`summary`"));
        let name = self.type_names.unique(naming.name.clone());
        self.mention_number(&name, &naming.name, node);
        self.types.push(TypeDefinition {
            name,
            description,
            // Its place is taken before its parts are known.
            shape: Shape::Enumeration(Enumeration { texts: Vec::new() }),
            in_params: false,
            in_results: false,
            place: node.mark().into(),
        });
        let shape = build(self, &naming);
        self.types[id.index()].shape = shape;
        self.lowered.insert(node.span, id);
        if let Some(key) = original {
            self.originals.insert(key, id);
        }
        id
    }
}

fn position(node: &Node) -> Option<i64> {
    match &node.get("@position")?.value {
        Value::Number(text) => text.parse().ok(),
        _ => None,
    }
}

/// What of a schema decides what its type is, as a text to compare.
pub(super) fn fingerprint(node: &Node) -> String {
    let mut text = String::new();
    print_schema(node, &TYPE_KEYS, &mut text);
    text
}

fn print_schema(node: &Node, keys: &[&str], to: &mut String) {
    to.push('{');
    for key in keys {
        let Some(value) = node.get(key) else { continue };
        to.push_str(&format!("{key:?}:"));
        match (*key, &value.value) {
            ("properties", Value::Object(members)) => {
                for member in members.members() {
                    to.push_str(&format!("{:?}:", member.key));
                    print_part(&member.value, to);
                }
            }
            ("items", _) => print_part(value, to),
            _ => to.push_str(&value.plain().to_string()),
        }
        to.push(',');
    }
    to.push('}');
}

/// A schema inside another: how it is used there counts too.
fn print_part(node: &Node, to: &mut String) {
    print_schema(node, &TYPE_KEYS, to);
    print_schema(node, &USE_KEYS, to);
}
