//! References into headers.
//!
//! A header stands for the definition of its interface, or for a list of them if it has several. Its types have no
//! place of their own there: each use writes its type out, with the name in C++ beside it. So `::Room::State` leads to
//! the first value that is of this type.

use crate::definition::json::{Node, Object, Value};

/// The first value below a node whose type in C++ has this name: all of it, or the end of it.
pub(super) fn type_in<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let is_meant = |node: &Node| {
        let original = node.get("@originaltype").and_then(Node::as_text);
        original.is_some_and(|original| ends_with(original, name))
    };
    let parts: Vec<&Node> = match &node.value {
        Value::Object(_) if is_meant(node) => return Some(node),
        Value::Object(object) => object
            .members()
            .iter()
            .map(|member| &member.value)
            .collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    parts.into_iter().find_map(|part| type_in(part, name))
}

/// The names of the types that values below a node have, each once, in order.
pub(super) fn types_in<'a>(node: &'a Node, found: &mut Vec<&'a str>) {
    if let Some(name) = node.get("@originaltype").and_then(Node::as_text)
        && !found.contains(&name)
    {
        found.push(name);
    }
    match &node.value {
        Value::Object(object) => {
            let values = object.members().iter().map(|member| &member.value);
            values.for_each(|value| types_in(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| types_in(item, found)),
        _ => {}
    }
}

/// The definition of an interface of this name, among those of a header.
pub(super) fn interface_in<'a>(definitions: &'a [Node], name: &str) -> Option<&'a Node> {
    let text = |object: &'a Object, key| object.get(key).and_then(Node::as_text);
    definitions.iter().find(|definition| {
        let info = definition.get("info").and_then(Node::as_object);
        let names = info.map(|info| [text(info, "interface"), text(info, "class")]);
        names
            .into_iter()
            .flatten()
            .flatten()
            .any(|known| ends_with(known, name))
    })
}

/// Whether a name in C++ is `name`, which may leave out the scopes at its beginning.
fn ends_with(full: &str, name: &str) -> bool {
    let name = name.trim_start_matches("::");
    match full.strip_suffix(name) {
        Some(scopes) => !name.is_empty() && (scopes.is_empty() || scopes.ends_with("::")),
        // It may also say more than the definition does.
        None => {
            name.strip_suffix(full)
                .is_some_and(|scopes| scopes.ends_with("::"))
                && !full.is_empty()
        }
    }
}
