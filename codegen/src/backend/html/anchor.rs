//! The ids that links lead to.

use crate::model::Interface;
use std::collections::HashSet;

/// The anchors of all endpoints, by their position in the model.
pub(super) struct Anchors {
    pub(super) methods: Vec<String>,
    pub(super) properties: Vec<String>,
    pub(super) events: Vec<String>,
}

impl Anchors {
    pub(super) fn new(interface: &Interface) -> Self {
        let mut taken = HashSet::new();
        let mut anchors = |kind: &str, names: Vec<&str>| -> Vec<String> {
            names
                .into_iter()
                .map(|name| anchor(kind, name, &mut taken))
                .collect()
        };
        let methods = interface
            .methods
            .iter()
            .map(|method| method.wire_name.as_str());
        let properties = interface
            .properties
            .iter()
            .map(|property| property.wire_name.as_str());
        let events = interface
            .events
            .iter()
            .map(|event| event.wire_name.as_str());
        Self {
            methods: anchors("method", methods.collect()),
            properties: anchors("property", properties.collect()),
            events: anchors("event", events.collect()),
        }
    }
}

/// `method-join`: of a name the letters and digits that need no escape in an address, the rest as hyphens.
/// One that is taken gets the least number that makes it unique.
fn anchor(kind: &str, name: &str, taken: &mut HashSet<String>) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let words: String = name.chars().map(plain).collect();
    let base = format!("{kind}-{words}");
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone())
        .chain(numbered)
        .find(|anchor| taken.insert(anchor.clone()))
        .unwrap_or(base)
}
