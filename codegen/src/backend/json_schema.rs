//! All values of an interface as one JSON Schema document (2020-12).
//!
//! `$defs` holds the types, and what each endpoint takes, answers or announces under a name of its own:
//! `JoinParams`, `JoinResult`, `GetBrightnessResult`, `SetBrightnessParams`, `MessageEvent`,
//! `MessageIndex`. Programs find them by the names on the wire in `x-methods`, `x-properties` and `x-events`.
//! The document itself accepts anything: it is a collection, and what is meant is referred to.

use super::schema::{Draft, Schemas};
use super::visible::json_text;
use crate::model::{
    ErrorCase, Event, Index, Interface, Method, Name, Property, Type, Use, message,
};
use serde_json::{Map, Value, json};

/// The JSON Schema document of an interface, which ends with a line break.
pub fn generate(interface: &Interface) -> String {
    let mut document = Document::new(interface);
    let methods: Map<_, _> = interface
        .methods
        .iter()
        .map(|method| (method.wire_name.clone(), document.method(method)))
        .collect();
    let properties: Map<_, _> = interface
        .properties
        .iter()
        .map(|property| (property.wire_name.clone(), document.property(property)))
        .collect();
    let events: Map<_, _> = interface
        .events
        .iter()
        .map(|event| (event.wire_name.clone(), document.event(event)))
        .collect();
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": interface.title,
    });
    if let Some(description) = &interface.description {
        whole["description"] = json!(description);
    }
    whole["x-interface"] = json!({
        "name": interface.name.pascal(),
        "version": interface.version.to_string(),
    });
    for (key, endpoints) in [
        ("x-methods", methods),
        ("x-properties", properties),
        ("x-events", events),
    ] {
        if !endpoints.is_empty() {
            whole[key] = Value::Object(endpoints);
        }
    }
    whole["$defs"] = Value::Object(document.definitions);
    json_text(&whole)
}

struct Document<'a> {
    schemas: Schemas<'a>,
    definitions: Map<String, Value>,
}

impl<'a> Document<'a> {
    fn new(interface: &'a Interface) -> Self {
        let schemas = Schemas::new(interface, Draft::Year2020);
        Self {
            definitions: schemas.types(),
            schemas,
        }
    }

    fn method(&mut self, method: &Method) -> Value {
        let mut entry = json!({});
        if let Some(params) = &method.params {
            entry["params"] = self.value(&method.name.with("params"), params);
        }
        entry["result"] = self.value(&method.name.with("result"), &method.result);
        if let Some(completion) = &method.completion {
            let name = method.name.with("completion");
            let params = completion.params.as_ref();
            entry["completion"] = params.map_or(Value::Null, |params| self.value(&name, params));
        }
        add_errors(&mut entry, &method.errors);
        entry
    }

    fn property(&mut self, property: &Property) -> Value {
        let mut entry = json!({});
        if let Some(get) = &property.get {
            let result = self.value(&get.name.with("result"), &get.value);
            entry["get"] = json!({ "result": result });
            self.add_index(&mut entry["get"], &get.name, get.index.as_ref());
        }
        if let Some(set) = &property.set {
            let name = set.name.with("params");
            let params = match &set.wrapper {
                Some(_) => self.add(&name, self.schemas.set_params(set)),
                None => self.value(&name, &set.value),
            };
            entry["set"] = json!({ "params": params });
            self.add_index(&mut entry["set"], &set.name, set.index.as_ref());
        }
        add_errors(&mut entry, &property.errors);
        entry
    }

    fn event(&mut self, event: &Event) -> Value {
        let mut entry = json!({});
        if let Some(params) = &event.params {
            entry["params"] = self.value(&event.name.with("event"), params);
        }
        self.add_index(&mut entry, &event.name, event.index.as_ref());
        entry
    }

    fn add_index(&mut self, entry: &mut Value, name: &Name, index: Option<&Index>) {
        if let Some(index) = index {
            let schema = self.schemas.index(index);
            entry["index"] = self.add(&name.with("index"), schema);
        }
    }

    /// A value under a name of its own, unless it is a type that has this very name.
    fn value(&mut self, name: &Name, at: &Use) -> Value {
        if let Type::Named(id) = at.ty
            && self.schemas.type_key(id) == name.ascii().pascal()
        {
            return self.schemas.reference(self.schemas.type_key(id));
        }
        let schema = self.schemas.value(at);
        self.add(name, schema)
    }

    fn add(&mut self, name: &Name, schema: Value) -> Value {
        let key = self.schemas.key(name);
        let reference = self.schemas.reference(&key);
        self.definitions.insert(key, schema);
        reference
    }
}

fn add_errors(entry: &mut Value, errors: &[ErrorCase]) {
    if !errors.is_empty() {
        entry["errors"] = errors.iter().map(message::error_object).collect();
    }
}
