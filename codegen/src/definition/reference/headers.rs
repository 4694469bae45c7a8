//! References into headers.
//!
//! A header stands for the definition of its interface, or for a list of them if it has several. There, each use of a
//! type writes the type out, with the name in C++ beside it. So `::Room::State` leads to the first value that is of this
//! type, or else to the type itself, which no interface of the header need use.

use crate::definition::json::{Node, Object, Value};
use crate::header::FRAMEWORKS;

/// The first value below a node, or else the first of the header's types, whose name in C++ is this one. What has the
/// whole name is preferred to what ends with it, and that to what it ends with.
pub(super) fn type_in<'a>(node: &'a Node, types: &'a [Node], name: &str) -> Option<&'a Node> {
    let name = name.trim_start_matches("::");
    let short = FRAMEWORKS
        .iter()
        .find_map(|framework| name.strip_prefix(framework)?.strip_prefix("::"))
        .unwrap_or(name);
    let places = || std::iter::once(node).chain(types);
    let whole = |original: &str| original == short || original == name;
    let end = |original: &str| original.strip_suffix(short).is_some_and(is_scope);
    let mut found = places().find_map(|place| value_of(place, &whole));
    found = found.or_else(|| places().find_map(|place| value_of(place, &end)));
    found.or_else(|| {
        let end = |original: &str| ends_with(original, name);
        places().find_map(|place| value_of(place, &end))
    })
}

/// Whether a beginning of a name is one of scopes, up to the name of the type.
fn is_scope(start: &str) -> bool {
    start.is_empty() || start.ends_with("::")
}

fn value_of<'a>(node: &'a Node, is_meant: &impl Fn(&str) -> bool) -> Option<&'a Node> {
    let original = node.get("@originaltype").and_then(Node::as_text);
    let parts: Vec<&Node> = match &node.value {
        Value::Object(_) if original.is_some_and(is_meant) => return Some(node),
        Value::Object(object) => object
            .members()
            .iter()
            .map(|member| &member.value)
            .collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    parts.into_iter().find_map(|part| value_of(part, is_meant))
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
