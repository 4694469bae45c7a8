//! Properties: one method each, read without params and written with them.

use super::method::{Called, Params, with_alternative};
use super::{Document, errors};
use crate::model::{Property, Setter};
use serde_json::{Map, Value, json};

impl Document<'_> {
    pub(super) fn properties(&self) -> Vec<Value> {
        self.interface
            .properties
            .iter()
            .flat_map(|property| self.property(property))
            .collect()
    }

    /// A property under each of its names.
    fn property(&self, property: &Property) -> Vec<Value> {
        let called = Called {
            wire_name: &property.wire_name,
            instance: property.instance,
            index: property.index(),
            docs: &property.docs,
        };
        let mut entry = self.called(&called);
        let (access, tag) = match (&property.get, &property.set) {
            (Some(_), None) => ("read-only", "property:readonly"),
            (None, Some(_)) => ("write-only", "property:writeonly"),
            _ => ("read-write", "property"),
        };
        entry.insert("tags".to_owned(), json!([{ "name": tag }]));
        self.both_ways(property).add_to(&mut entry);
        entry.insert("result".to_owned(), self.either_result(property));
        if !property.errors.is_empty() {
            entry.insert("errors".to_owned(), errors(&property.errors));
        }
        entry.insert("examples".to_owned(), self.property_examples(property));
        entry.insert("x-property".to_owned(), self.ways(property, access));
        with_alternative(entry, property.alternative.as_ref())
    }

    /// The params of a call that may read and may write.
    fn both_ways(&self, property: &Property) -> Params {
        match (&property.get, &property.set) {
            (_, None) => Params::none(),
            (None, Some(set)) => self.set_params(set),
            (Some(_), Some(set)) => self.set_params(set).all_optional(),
        }
    }

    fn set_params(&self, set: &Setter) -> Params {
        match &set.wrapper {
            Some(member) => self.wrapped(member, &set.value),
            None => self.params(Some(&set.value)),
        }
    }

    /// The value when it is read, null when it is written.
    fn either_result(&self, property: &Property) -> Value {
        match (&property.get, &property.set) {
            (Some(get), None) => self.result(&get.value),
            (Some(get), Some(_)) => json!({
                "name": "result",
                "description": "The value when it is read, null when it is written.",
                "schema": { "anyOf": [self.schemas.value(&get.value), { "type": "null" }] },
            }),
            (None, _) => json!({ "name": "result", "schema": { "type": "null" } }),
        }
    }

    fn property_examples(&self, property: &Property) -> Value {
        let get = property
            .get
            .as_ref()
            .map(|get| self.pairing("get", None, self.examples.value(&get.value)));
        let set = property
            .set
            .as_ref()
            .map(|set| self.pairing("set", Some(self.examples.set_params(set)), Value::Null));
        json!(get.into_iter().chain(set).collect::<Vec<_>>())
    }

    /// Reading and writing as methods of their own.
    fn ways(&self, property: &Property, access: &str) -> Value {
        let mut ways = json!({ "access": access });
        if let Some(get) = &property.get {
            let mut way = Map::new();
            way.insert("name".to_owned(), json!(get.name));
            Params::none().add_to(&mut way);
            way.insert("result".to_owned(), self.result(&get.value));
            super::add(
                &mut way,
                "x-index",
                get.index.as_ref().map(|index| self.index(index)),
            );
            ways["get"] = Value::Object(way);
        }
        if let Some(set) = &property.set {
            let mut way = Map::new();
            way.insert("name".to_owned(), json!(set.name));
            self.set_params(set).add_to(&mut way);
            way.insert(
                "result".to_owned(),
                json!({ "name": "result", "schema": { "type": "null" } }),
            );
            super::add(
                &mut way,
                "x-index",
                set.index.as_ref().map(|index| self.index(index)),
            );
            ways["set"] = Value::Object(way);
        }
        ways
    }
}
