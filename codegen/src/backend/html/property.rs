//! Properties.

use super::anchor::Anchors;
use super::code::example;
use super::endpoint::{self, Head, Section};
use super::node::{Node, code, element, text};
use super::table;
use crate::model::{Designator, Examples, Index, Interface, Presence, Property, message};
use serde_json::Value;

pub(super) fn sections(interface: &Interface, anchors: &Anchors) -> Vec<Section> {
    let properties = interface.properties.iter().zip(&anchors.properties);
    properties
        .map(|(property, anchor)| section(interface, anchors, property, anchor))
        .collect()
}

fn section(interface: &Interface, anchors: &Anchors, property: &Property, anchor: &str) -> Section {
    let head = Head {
        anchors,
        anchor,
        kind: "property",
        wire_name: &property.wire_name,
        docs: &property.docs,
        alternative: property.alternative.as_ref(),
    };
    let designator = |index: Option<&Index>| {
        Designator::call(&property.wire_name, property.instance, index.is_some())
    };
    let access = match (&property.get, &property.set) {
        (Some(_), None) => "It can only be read.",
        (None, Some(_)) => "It can only be written.",
        _ => "It can be read and written.",
    };
    let mut facts = vec![element("p").holding([text(access)])];
    facts.extend(endpoint::call_form(
        interface,
        &designator(property.index()),
        property.index(),
    ));
    facts.extend(values(interface, property));
    facts.extend(indexes(interface, property));
    facts.extend(table::errors(&property.errors));

    let examples = Examples(interface);
    let mut shown = Vec::new();
    if let Some(get) = &property.get {
        let called = endpoint::example_designator(
            interface,
            &designator(get.index.as_ref()),
            get.index.as_ref(),
        );
        shown.push(example("Get request", &message::request(&called, None)));
        shown.push(example(
            "Get response",
            &message::response(examples.value(&get.value)),
        ));
    }
    if let Some(set) = &property.set {
        let called = endpoint::example_designator(
            interface,
            &designator(set.index.as_ref()),
            set.index.as_ref(),
        );
        shown.push(example(
            "Set request",
            &message::request(&called, Some(examples.set_params(set))),
        ));
        shown.push(example("Set response", &message::response(Value::Null)));
    }
    endpoint::section(&head, facts, shown)
}

/// What is read and what is written: one table if they are the same.
fn values(interface: &Interface, property: &Property) -> Vec<Node> {
    let table = |title, value| table::value(interface, title, "value", value, Presence::Required);
    let get = property.get.as_ref().map(|get| &get.value);
    let set = property.set.as_ref().map(|set| &set.value);
    let mut nodes = match (get, set) {
        (Some(get), Some(set)) if get != set => {
            let mut both = table("Value when read", get);
            both.extend(table("Value when written", set));
            both
        }
        (Some(only), _) | (None, Some(only)) => table("Value", only),
        (None, None) => Vec::new(),
    };
    if let Some(wrapper) = property.set.as_ref().and_then(|set| set.wrapper.as_ref()) {
        nodes.push(element("p").holding([
            text("To write it, pass the value as the member "),
            code(wrapper),
            text(" of the parameters."),
        ]));
    }
    nodes
}

/// The index for reading and the one for writing: one table if they are the same.
fn indexes(interface: &Interface, property: &Property) -> Vec<Node> {
    let get = property.get.as_ref().and_then(|get| get.index.as_ref());
    let set = property.set.as_ref().and_then(|set| set.index.as_ref());
    match (get, set) {
        (Some(get), Some(set)) if get != set => {
            let mut both = index(interface, "Index when read", get);
            both.extend(index(interface, "Index when written", set));
            both
        }
        (Some(only), _) | (None, Some(only)) => index(interface, "Index", only),
        (None, None) => Vec::new(),
    }
}

/// The table of an index.
pub(super) fn index(interface: &Interface, title: &str, index: &Index) -> Vec<Node> {
    let presence = if index.optional {
        Presence::Optional
    } else {
        Presence::Required
    };
    table::value(interface, title, &index.wire_name, &index.value, presence)
}
