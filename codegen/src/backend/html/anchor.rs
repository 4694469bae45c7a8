//! The ids that links lead to.

use crate::backend::unique::Unique;
use crate::model::Interface;
use std::collections::HashMap;

/// The anchors of all endpoints, by their position in the model.
pub(super) struct Anchors {
    pub(super) methods: Vec<String>,
    pub(super) properties: Vec<String>,
    pub(super) events: Vec<String>,
    /// Where an event is among them, by its name on the wire.
    by_name: HashMap<String, usize>,
}

impl Anchors {
    pub(super) fn new(interface: &Interface) -> Self {
        let mut taken = Unique::default();
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
        let by_name = interface.events.iter().enumerate();
        let by_name = by_name.map(|(index, event)| (event.wire_name.clone(), index));
        Self {
            methods: anchors("method", methods.collect()),
            properties: anchors("property", properties.collect()),
            events: anchors("event", events.collect()),
            by_name: by_name.collect(),
        }
    }

    /// The anchor of the event that has this name on the wire.
    pub(super) fn event(&self, wire_name: &str) -> Option<&str> {
        let index = self.by_name.get(wire_name)?;
        Some(&self.events[*index])
    }
}

/// `method-join`: of a name the letters and digits that need no escape in an address, the rest as hyphens.
/// One that is taken gets the least number that makes it unique.
fn anchor(kind: &str, name: &str, taken: &mut Unique) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    let words: String = name.chars().map(plain).collect();
    taken.take(format!("{kind}-{words}"), 2)
}
