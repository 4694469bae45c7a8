//! Example messages: what travels when an interface is used as its definition's examples say.

use super::{
    Blank, Completion, Designator, ErrorCase, Examples, Index, Interface, RegistrationForm, Setter,
};
use serde_json::{Map, Value, json};

/// The request id of all examples.
const ID: u32 = 42;

/// The client id that registers in examples.
const CLIENT: &str = "myid";

/// A request; `method` is its whole designator.
pub fn request(method: &str, params: Option<Value>) -> Value {
    message([("id", json!(ID)), ("method", json!(method))], params)
}

/// A successful response.
pub fn response(result: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": ID, "result": result })
}

/// An error response, as a server sends it.
pub fn error_response(error: &ErrorCase) -> Value {
    json!({ "jsonrpc": "2.0", "id": ID, "error": error_object(error) })
}

/// The error object of a declared error: code, symbolic name, and the definition's words as data.
pub fn error_object(error: &ErrorCase) -> Value {
    let mut object = json!({ "code": error.code, "message": error.message });
    if let Some(description) = &error.description {
        object["data"] = json!(description);
    }
    object
}

/// A notification; `method` is its whole designator.
pub fn notification(method: &str, params: Option<Value>) -> Value {
    message([("method", json!(method))], params)
}

/// The params of `register` and `unregister`.
pub fn registration_params(
    form: &RegistrationForm,
    mut fill: impl FnMut(Blank) -> String,
) -> Value {
    json!({ "event": form.event, "id": form.id.fill(&mut fill) })
}

fn message<const N: usize>(members: [(&str, Value); N], params: Option<Value>) -> Value {
    let mut all = Map::new();
    all.insert("jsonrpc".to_owned(), json!("2.0"));
    all.extend(members.map(|(key, value)| (key.to_owned(), value)));
    all.extend(params.map(|params| ("params".to_owned(), params)));
    Value::Object(all)
}

impl Examples<'_> {
    /// What stands in a designator for a blank; `index` is that of the endpoint.
    pub fn blank(&self, blank: Blank, index: Option<&Index>) -> String {
        match (blank, index) {
            (Blank::Instance(id), _) => text(self.instance_id(id)),
            (Blank::Index, Some(index)) => match text(self.value(&index.value)) {
                // Nothing behind the `@` would be no index.
                nothing if nothing.is_empty() => "...".to_owned(),
                index => index,
            },
            (Blank::Index, None) => String::new(),
            (Blank::Client, _) => CLIENT.to_owned(),
        }
    }

    /// A designator with examples for its blanks.
    pub fn designator(&self, designator: &Designator, index: Option<&Index>) -> String {
        designator.fill(|blank| self.blank(blank, index))
    }
}

/// A value as it is written in a designator.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

impl Interface {
    /// A designator that begins with a callsign and the major version: `<callsign>.1.join`.
    pub fn qualified(&self, callsign: &str, operation: &str) -> String {
        format!("{callsign}.{}.{operation}", self.version.major)
    }
}

impl Examples<'_> {
    /// The notification that tells that what a method began has ended, after a request with these params.
    pub fn completion(&self, params: Option<&Value>, completion: &Completion) -> Value {
        let id = params.and_then(|params| params[&completion.id_member].as_str());
        let name = format!("{}.{}", id.unwrap_or(CLIENT), completion.wire_name);
        let carried = completion.params.as_ref().map(|params| self.value(params));
        notification(&name, carried)
    }

    /// The params that set a property, as they travel.
    pub fn set_params(&self, set: &Setter) -> Value {
        let value = self.value(&set.value);
        match &set.wrapper {
            Some(member) => json!({ member: value }),
            None => value,
        }
    }
}
