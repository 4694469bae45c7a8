//! Requests and their replies: methods, reading and writing properties, registering.

use super::{Document, channel, envelope, message, operation, pattern, references};
use crate::model::{
    Alternative, Designator, Docs, ErrorCase, Index, Method, Name, ObjectId, Presence, Property,
    Shape, Type, Use, message as example,
};
use serde_json::{Value, json};

/// A call, whatever it is of.
pub(super) struct Call<'a> {
    /// What the operation is called in the document.
    pub(super) name: &'a Name,
    /// What its messages are called for people.
    pub(super) title: &'a str,
    pub(super) tag: &'static str,
    pub(super) docs: &'a Docs,
    /// Every way to write its name.
    pub(super) designators: Vec<Designator>,
    /// The schema of the params, and whether they must be there.
    pub(super) params: Option<(Value, bool)>,
    pub(super) result: Value,
    pub(super) errors: &'a [ErrorCase],
    /// Requests.
    pub(super) requests: Vec<Value>,
    /// The result of an example.
    pub(super) answer: Value,
}

impl Document<'_> {
    pub(super) fn add_methods(&mut self) {
        for method in &self.interface.methods {
            self.add_method(method);
        }
    }

    fn add_method(&mut self, method: &Method) {
        let params = method.params.as_ref();
        let designators = names(
            &method.wire_name,
            method.alternative.as_ref(),
            method.instance,
            None,
        );
        let request = self.examples.designator(&designators[0], None);
        self.add_call(Call {
            name: &method.name,
            title: &method.wire_name,
            tag: "methods",
            docs: &method.docs,
            params: params.map(|at| (self.schemas.value(at), self.is_demanding(at))),
            result: self.schemas.value(&method.result),
            errors: &method.errors,
            requests: vec![example::request(
                &request,
                params.map(|at| self.examples.value(at)),
            )],
            answer: self.examples.value(&method.result),
            designators,
        });
        if let Some(completion) = &method.completion {
            self.add_completion(method, completion);
        }
    }

    pub(super) fn add_properties(&mut self) {
        for property in &self.interface.properties {
            self.add_property(property);
        }
    }

    fn add_property(&mut self, property: &Property) {
        let null = || json!({ "type": "null" });
        let designators = |index: Option<&Index>| {
            names(
                &property.wire_name,
                property.alternative.as_ref(),
                property.instance,
                index,
            )
        };
        if let Some(get) = &property.get {
            let index = get.index.as_ref();
            let designators = designators(index);
            let request = self.examples.designator(&designators[0], index);
            self.add_call(Call {
                name: &get.name,
                title: &format!("get {}", property.wire_name),
                tag: "properties",
                docs: &property.docs,
                params: None,
                result: self.schemas.value(&get.value),
                errors: &property.errors,
                requests: vec![example::request(&request, None)],
                answer: self.examples.value(&get.value),
                designators,
            });
        }
        if let Some(set) = &property.set {
            let index = set.index.as_ref();
            let designators = designators(index);
            let request = self.examples.designator(&designators[0], index);
            self.add_call(Call {
                name: &set.name,
                title: &format!("set {}", property.wire_name),
                tag: "properties",
                docs: &property.docs,
                params: Some((self.schemas.set_params(set), true)),
                result: null(),
                errors: &property.errors,
                requests: vec![example::request(
                    &request,
                    Some(self.examples.set_params(set)),
                )],
                answer: Value::Null,
                designators,
            });
        }
    }

    /// Whether params must be there, which they need not if all members may be absent.
    fn is_demanding(&self, at: &Use) -> bool {
        match &at.ty {
            Type::Named(id) => match &self.interface.definition(*id).shape {
                Shape::Object(object) => object
                    .members
                    .iter()
                    .any(|member| member.presence == Presence::Required),
                Shape::Enumeration(_) => true,
            },
            Type::AnyObject | Type::Json => false,
            _ => true,
        }
    }

    pub(super) fn add_call(&mut self, call: Call<'_>) {
        let request = self.add_request(&call);
        let result = envelope(
            vec![("id", self.request_id.clone()), ("result", call.result)],
            &["id", "result"],
        );
        let result = message(
            format!("{} result", call.title),
            Some(call.docs),
            result,
            vec![example::response(call.answer)],
        );
        let result = self.add_message(&call.name.with("result"), result);
        let error = self.error_message(call.name, call.title, call.errors);
        let mut operation = operation("send", call.tag, call.docs);
        operation.insert("messages".to_owned(), references(&[request]));
        operation.insert(
            "reply".to_owned(),
            json!({ "channel": channel(), "messages": references(&[result, error]) }),
        );
        self.add_operation(call.name, Value::Object(operation));
    }

    fn add_request(&mut self, call: &Call<'_>) -> String {
        let method = json!({ "type": "string", "pattern": pattern::called(&call.designators) });
        let mut members = vec![("id", self.request_id.clone()), ("method", method)];
        let mut required = vec!["method"];
        if let Some((schema, demanded)) = &call.params {
            members.push(("params", schema.clone()));
            if *demanded {
                required.push("params");
            }
        }
        let request = message(
            format!("{} request", call.title),
            Some(call.docs),
            envelope(members, &required),
            call.requests.clone(),
        );
        self.add_message(&call.name.with("request"), request)
    }

    /// The message that tells an error: one with the errors that are declared, or one for all others.
    fn error_message(&mut self, name: &Name, title: &str, errors: &[ErrorCase]) -> String {
        if errors.is_empty() {
            if let Some(key) = &self.common_error {
                return key.clone();
            }
            let message = message(
                "error".to_owned(),
                None,
                self.error_payload(&[]),
                Vec::new(),
            );
            let key = self.add_message(&Name::new("error"), message);
            self.common_error = Some(key.clone());
            return key;
        }
        let examples = errors.iter().map(example::error_response).collect();
        let message = message(
            format!("{title} error"),
            None,
            self.error_payload(errors),
            examples,
        );
        self.add_message(&name.with("error"), message)
    }

    fn error_payload(&self, errors: &[ErrorCase]) -> Value {
        let mut code = json!({ "type": "integer" });
        if !errors.is_empty() {
            let codes: Vec<i32> = errors.iter().map(|error| error.code).collect();
            code["examples"] = json!(codes);
            code["description"] =
                json!("One of those that are declared, or one that any call can meet.");
        }
        let error = json!({
            "type": "object",
            "properties": {
                "code": code,
                "message": { "type": "string" },
                "data": { "description": "The details." },
            },
            "required": ["code", "message"],
        });
        envelope(
            vec![("id", self.request_id.clone()), ("error", error)],
            &["id", "error"],
        )
    }
}

/// Every way to write the name of a method or property.
fn names(
    wire_name: &str,
    other: Option<&Alternative>,
    instance: Option<ObjectId>,
    index: Option<&Index>,
) -> Vec<Designator> {
    let wire_names = std::iter::once(wire_name).chain(other.map(|other| other.wire_name.as_str()));
    wire_names
        .flat_map(|name| {
            let without = index.is_none_or(|index| index.optional);
            let with = index.map(|_| Designator::call(name, instance, true));
            with.into_iter()
                .chain(without.then(|| Designator::call(name, instance, false)))
        })
        .collect()
}
