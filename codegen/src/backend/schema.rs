//! JSON Schemas of the values of an interface: what the exports share. Not a back end.
//!
//! A schema says what a sender may send. An optional member may be null, which counts as absent, unless a
//! default stands in for it. Unknown members are allowed, since readers ignore them, and an enumeration
//! lists the texts that are known. Bounds that JSON Schema cannot express (it counts characters, Thunder
//! bytes) are said as far as they hold for both.

use super::bounds::{bounds, pattern};
use crate::model::{
    Encoding, Examples, Index, Interface, Member, Name, ObjectId, Presence, Scope, Setter, Shape,
    Type, TypeId, Use,
};
use serde_json::{Map, Value, json};

/// Which JSON Schema a document is written in, and where it keeps the schemas of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Draft {
    /// Draft 07, as OpenRPC and AsyncAPI have it, with schemas among their components. Nothing counts
    /// beside a `$ref`.
    Seven,
    /// 2020-12, with schemas under `$defs`.
    Year2020,
}

impl Draft {
    fn place(self) -> &'static str {
        match self {
            Self::Seven => "#/components/schemas/",
            Self::Year2020 => "#/$defs/",
        }
    }
}

/// The schemas of one document.
pub(super) struct Schemas<'a> {
    interface: &'a Interface,
    draft: Draft,
    /// Keys that are taken.
    keys: Scope,
    /// The keys of the types.
    types: Vec<String>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(interface: &'a Interface, draft: Draft) -> Self {
        let mut keys = Scope::new();
        let types = interface.types.iter();
        let types = types.map(|definition| keys.unique(definition.name.ascii()).pascal());
        Self {
            types: types.collect(),
            interface,
            draft,
            keys,
        }
    }

    /// A key that no type has, made of plain letters and digits.
    pub(super) fn key(&mut self, name: &Name) -> String {
        self.keys.unique(name.ascii()).pascal()
    }

    /// The key of a type.
    pub(super) fn type_key(&self, id: TypeId) -> &str {
        &self.types[id.index()]
    }

    /// A reference to the schema with this key.
    pub(super) fn reference(&self, key: &str) -> Value {
        json!({ "$ref": format!("{}{key}", self.draft.place()) })
    }

    /// The schemas of all types, by their keys.
    pub(super) fn types(&self) -> Map<String, Value> {
        let ids = (0..self.types.len()).map(TypeId::new);
        ids.map(|id| (self.type_key(id).to_owned(), self.definition(id)))
            .collect()
    }

    fn definition(&self, id: TypeId) -> Value {
        let definition = self.interface.definition(id);
        let mut schema = Map::new();
        schema.insert("title".to_owned(), json!(self.type_key(id)));
        if let Some(description) = &definition.description {
            schema.insert("description".to_owned(), json!(description));
        }
        match &definition.shape {
            Shape::Enumeration(enumeration) => {
                let texts: Vec<&str> = enumeration
                    .texts
                    .iter()
                    .map(|text| text.wire.as_str())
                    .collect();
                schema.insert("type".to_owned(), json!("string"));
                // A list of nothing is none that a schema may have.
                if !texts.is_empty() {
                    schema.insert("enum".to_owned(), json!(texts));
                }
            }
            Shape::Object(object) => {
                let required = object
                    .members
                    .iter()
                    .filter(|member| member.presence == Presence::Required);
                let required: Vec<&str> =
                    required.map(|member| member.wire_name.as_str()).collect();
                let members = object.members.iter();
                let properties: Map<_, _> = members
                    .map(|member| (member.wire_name.clone(), self.member(member)))
                    .collect();
                schema.insert("type".to_owned(), json!("object"));
                schema.insert("properties".to_owned(), Value::Object(properties));
                if !required.is_empty() {
                    schema.insert("required".to_owned(), json!(required));
                }
            }
        }
        Value::Object(schema)
    }

    /// The schema of a member's value.
    pub(super) fn member(&self, member: &Member) -> Value {
        let absent = member.presence == Presence::Optional;
        let nullable = absent && self.interface.default_value(&member.value).is_none();
        let mut remarks = self.remarks(&member.value);
        if member.deprecated {
            remarks.insert("deprecated".to_owned(), json!(true));
        }
        let schema = self.ty(&member.value);
        self.joined(if nullable { or_null(schema) } else { schema }, remarks)
    }

    /// The schema of a value at one place.
    pub(super) fn value(&self, at: &Use) -> Value {
        let schema = self.ty(at);
        let schema = if at.nullable { or_null(schema) } else { schema };
        self.joined(schema, self.remarks(at))
    }

    /// The schema of what travels when a property is set, with the object around it if there is one.
    pub(super) fn set_params(&self, set: &Setter) -> Value {
        let value = self.value(&set.value);
        match &set.wrapper {
            Some(member) => {
                json!({ "type": "object", "properties": { member: value }, "required": [member] })
            }
            None => value,
        }
    }

    /// The schema of an index as a text can hold it.
    pub(super) fn index(&self, index: &Index) -> Value {
        let ty = index.text_type(self.interface);
        self.value(&Use {
            ty,
            ..index.value.clone()
        })
    }

    /// The schema of the id of an instance.
    pub(super) fn instance_id(&self, id: ObjectId) -> Value {
        self.value(&Use::plain(self.interface.object(id).id.clone()))
    }

    /// What a place says about its value beside the type.
    fn remarks(&self, at: &Use) -> Map<String, Value> {
        let mut remarks = Map::new();
        let of_type = match &at.ty {
            Type::Named(id) => self.interface.definition(*id).description.as_ref(),
            _ => None,
        };
        if let Some(description) = at
            .description
            .as_ref()
            .filter(|text| Some(*text) != of_type)
        {
            remarks.insert("description".to_owned(), json!(description));
        }
        if let Some(default) = self.interface.default_value(at) {
            remarks.insert("default".to_owned(), default);
        }
        if let Some(example) = Examples(self.interface).given(at) {
            remarks.insert("examples".to_owned(), json!([example]));
        }
        remarks
    }

    /// Puts remarks beside what a schema demands.
    fn joined(&self, schema: Value, remarks: Map<String, Value>) -> Value {
        let Value::Object(schema) = schema else {
            return schema;
        };
        if remarks.is_empty() {
            return Value::Object(schema);
        }
        let mut all = remarks;
        if self.draft == Draft::Seven && schema.contains_key("$ref") {
            all.insert("allOf".to_owned(), json!([schema]));
        } else {
            all.extend(schema);
        }
        Value::Object(all)
    }

    /// What the type and the bounds of a value demand.
    fn ty(&self, at: &Use) -> Value {
        let schema = match &at.ty {
            Type::Null => json!({ "type": "null" }),
            Type::Boolean => json!({ "type": "boolean" }),
            Type::Integer { .. } => json!({ "type": "integer" }),
            Type::Float { .. } => json!({ "type": "number" }),
            Type::Text | Type::InstanceId => json!({ "type": "string" }),
            Type::Time => json!({ "type": "string", "format": "date-time" }),
            Type::Bytes(encoding) => bytes(*encoding),
            Type::Json => json!({}),
            Type::AnyObject => json!({ "type": "object" }),
            Type::Array(items) => json!({ "type": "array", "items": self.value(items) }),
            Type::OneOrMany(items) => {
                let item = self.value(items);
                let list = self.bounded(json!({ "type": "array", "items": item }), at);
                return json!({ "anyOf": [item, list] });
            }
            Type::Set(id) => {
                json!({ "type": "array", "items": self.reference(self.type_key(*id)) })
            }
            Type::Named(id) => return self.reference(self.type_key(*id)),
            Type::Instance(id) => {
                let ty = self.interface.object(*id).id.clone();
                return self.ty(&Use { ty, ..at.clone() });
            }
        };
        self.bounded(schema, at)
    }

    /// Adds what the width and the range of a value demand.
    fn bounded(&self, mut schema: Value, at: &Use) -> Value {
        if let Some(bounds) = bounds(self.interface, at) {
            let [lower, upper] = bounds.measure.keywords();
            for (keyword, end) in [(lower, bounds.least), (upper, bounds.greatest)] {
                if let Some(end) = end {
                    schema[keyword] = Value::Number(end);
                }
            }
        }
        schema
    }
}

/// What takes null too.
fn or_null(schema: Value) -> Value {
    let nothing = json!({ "type": "null" });
    let Value::Object(mut schema) = schema else {
        return schema;
    };
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.push(nothing);
        return Value::Object(schema);
    }
    if schema.is_empty() {
        // Anything goes.
        return Value::Object(schema);
    }
    match schema.get_mut("type") {
        Some(name) if *name == json!("null") => Value::Object(schema),
        Some(name) => {
            *name = json!([name.take(), "null"]);
            Value::Object(schema)
        }
        None => json!({ "anyOf": [schema, nothing] }),
    }
}

fn bytes(encoding: Encoding) -> Value {
    let mut schema = json!({ "type": "string" });
    if encoding == Encoding::Base64 {
        schema["contentEncoding"] = json!("base64");
    }
    schema["pattern"] = json!(pattern(encoding));
    schema
}
