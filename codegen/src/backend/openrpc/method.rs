//! Methods.

use super::{Document, add, errors};
use crate::model::{
    Alternative, Designator, Docs, Index, Member, Method, ObjectId, Presence, Shape, Type, Use,
};
use serde_json::{Map, Value, json};

/// What methods and properties have in common.
pub(super) struct Called<'a> {
    pub(super) wire_name: &'a str,
    pub(super) instance: Option<ObjectId>,
    pub(super) index: Option<&'a Index>,
    pub(super) docs: &'a Docs,
}

/// The params of a method as OpenRPC describes them.
pub(super) struct Params {
    structure: &'static str,
    descriptors: Vec<Value>,
    /// The schema of them all, where the descriptors do not say everything.
    whole: Option<Value>,
}

impl Params {
    pub(super) fn none() -> Self {
        Self {
            structure: "by-name",
            descriptors: Vec::new(),
            whole: None,
        }
    }

    pub(super) fn add_to(self, method: &mut Map<String, Value>) {
        method.insert("paramStructure".to_owned(), json!(self.structure));
        method.insert("params".to_owned(), json!(self.descriptors));
        add(method, "x-params", self.whole);
    }

    /// The same params, none of which must be given.
    pub(super) fn all_optional(mut self) -> Self {
        for descriptor in &mut self.descriptors {
            descriptor["required"] = json!(false);
        }
        self
    }
}

impl Document<'_> {
    pub(super) fn methods(&self) -> Vec<Value> {
        self.interface
            .methods
            .iter()
            .flat_map(|method| self.method(method))
            .collect()
    }

    /// A method under each of its names.
    fn method(&self, method: &Method) -> Vec<Value> {
        let called = Called {
            wire_name: &method.wire_name,
            instance: method.instance,
            index: None,
            docs: &method.docs,
        };
        let mut entry = self.called(&called);
        self.params(method.params.as_ref()).add_to(&mut entry);
        entry.insert("result".to_owned(), self.result(&method.result));
        if !method.errors.is_empty() {
            entry.insert("errors".to_owned(), errors(&method.errors));
        }
        let params = method.params.as_ref();
        let example = self.pairing(
            &method.wire_name,
            params.map(|at| self.examples.value(at)),
            self.examples.value(&method.result),
        );
        entry.insert("examples".to_owned(), json!([example]));
        if let Some(completion) = &method.completion {
            let mut entry_of = json!({
                "notification": format!("{{{}}}.{}", completion.id_member, completion.wire_name),
                "id": completion.id_member,
            });
            if let Some(description) = &completion.description {
                entry_of["description"] = json!(description);
            }
            if let Some(params) = &completion.params {
                entry_of["params"] = self.schemas.value(params);
                entry_of["example"] = self.examples.value(params);
            }
            entry.insert("x-completion".to_owned(), entry_of);
        }
        with_alternative(entry, method.alternative.as_ref())
    }

    /// Name, documentation, index and instance.
    pub(super) fn called(&self, called: &Called<'_>) -> Map<String, Value> {
        let mut entry = Map::new();
        entry.insert("name".to_owned(), json!(called.wire_name));
        add(&mut entry, "summary", called.docs.summary.clone());
        add(&mut entry, "description", self.description(called));
        if called.docs.deprecated {
            entry.insert("deprecated".to_owned(), json!(true));
        }
        let designator =
            Designator::call(called.wire_name, called.instance, called.index.is_some());
        if designator.fixed().is_none() {
            let template = self.template(&designator, called.index);
            entry.insert("x-designator".to_owned(), json!(template));
        }
        add(
            &mut entry,
            "x-index",
            called.index.map(|index| self.index(index)),
        );
        add(
            &mut entry,
            "x-instance",
            called.instance.map(|id| self.instance(id)),
        );
        entry
    }

    /// The definition's words, and what a caller must know that OpenRPC cannot say.
    fn description(&self, called: &Called<'_>) -> Option<String> {
        let docs = called.docs;
        let designator =
            Designator::call(called.wire_name, called.instance, called.index.is_some());
        let to_call = designator.fixed().is_none().then(|| {
            let template = self.template(&designator, called.index);
            let optional = called.index.is_some_and(|index| index.optional);
            let maybe = if optional {
                "may be called as"
            } else {
                "is called as"
            };
            format!("This {maybe} `{}`.", template.replace('`', "'"))
        });
        let paragraphs = [
            docs.description.clone(),
            docs.precondition
                .as_ref()
                .map(|text| format!("Before: {text}")),
            docs.postcondition
                .as_ref()
                .map(|text| format!("After: {text}")),
            to_call,
        ];
        let paragraphs: Vec<String> = paragraphs.into_iter().flatten().collect();
        (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
    }

    /// The params that a value makes.
    pub(super) fn params(&self, value: Option<&Use>) -> Params {
        let Some(at) = value else {
            return Params::none();
        };
        match &at.ty {
            Type::Named(id) => {
                if let Shape::Object(object) = &self.interface.definition(*id).shape {
                    return Params {
                        descriptors: object
                            .members
                            .iter()
                            .map(|member| self.descriptor(member))
                            .collect(),
                        ..Params::none()
                    };
                }
                self.bare(at)
            }
            Type::Null => Params::none(),
            Type::AnyObject => Params {
                whole: Some(self.schemas.value(at)),
                ..Params::none()
            },
            Type::Array(items) => Params {
                structure: "by-position",
                descriptors: vec![json!({
                    "name": "item",
                    "description": "Any number of them.",
                    "required": false,
                    "schema": self.schemas.value(items),
                })],
                whole: Some(self.schemas.value(at)),
            },
            _ => self.bare(at),
        }
    }

    /// Params that are no object and no list, which JSON-RPC 2.0 does not know.
    fn bare(&self, at: &Use) -> Params {
        Params {
            descriptors: vec![json!({
                "name": "params",
                "description": "The value is the params itself, not a member of them.",
                "required": true,
                "schema": self.schemas.value(at),
            })],
            whole: Some(self.schemas.value(at)),
            ..Params::none()
        }
    }

    /// The params when a value is the only member of an object.
    pub(super) fn wrapped(&self, member: &str, at: &Use) -> Params {
        let mut descriptor =
            json!({ "name": member, "required": true, "schema": self.schemas.value(at) });
        if let Some(description) = &at.description {
            descriptor["description"] = json!(description);
        }
        Params {
            descriptors: vec![descriptor],
            ..Params::none()
        }
    }

    fn descriptor(&self, member: &Member) -> Value {
        let mut descriptor = Map::new();
        descriptor.insert("name".to_owned(), json!(member.wire_name));
        add(
            &mut descriptor,
            "description",
            member.value.description.clone(),
        );
        descriptor.insert(
            "required".to_owned(),
            json!(member.presence == Presence::Required),
        );
        if member.deprecated {
            descriptor.insert("deprecated".to_owned(), json!(true));
        }
        descriptor.insert("schema".to_owned(), self.schemas.member(member));
        Value::Object(descriptor)
    }

    pub(super) fn result(&self, at: &Use) -> Value {
        let mut result = json!({ "name": "result" });
        if let Some(description) = &at.description {
            result["description"] = json!(description);
        }
        result["schema"] = self.schemas.value(at);
        result
    }

    /// An example of a call and its answer.
    pub(super) fn pairing(&self, name: &str, params: Option<Value>, result: Value) -> Value {
        let params: Vec<Value> = match params {
            // Null is as good as none.
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Object(members)) => members
                .into_iter()
                .map(|(name, value)| json!({ "name": name, "value": value }))
                .collect(),
            Some(Value::Array(items)) => items
                .into_iter()
                .map(|value| json!({ "name": "item", "value": value }))
                .collect(),
            Some(value) => vec![json!({ "name": "params", "value": value })],
        };
        json!({ "name": name, "params": params, "result": { "name": "result", "value": result } })
    }
}

/// A method, and after it the same under its second name.
pub(super) fn with_alternative(
    entry: Map<String, Value>,
    other: Option<&Alternative>,
) -> Vec<Value> {
    let mut entries = vec![Value::Object(entry)];
    if let Some(other) = other {
        let mut second = entries[0].clone();
        let first_name = second["name"].take();
        second["name"] = json!(other.wire_name);
        if other.deprecated {
            second["deprecated"] = json!(true);
        }
        second["x-alternative-of"] = first_name;
        entries.push(second);
    }
    entries
}
