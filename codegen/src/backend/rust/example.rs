//! Examples in the documentation, and the tests that they become.

use super::Bindings;
use super::docs::{Docs, is_deceptive};
use super::names::bare;
use crate::backend::visible::pretty;
use crate::model::{Examples, Presence, Shape, Type, TypeId, Use, request_params};
use proc_macro2::Ident;
use serde_json::{Value, json};

impl Bindings<'_> {
    /// Adds the example of an object: a test that decodes it and encodes it back, or the JSON alone.
    pub(super) fn object_example(&self, docs: Docs, id: TypeId, name: &Ident) -> Docs {
        let at = Use::plain(Type::Named(id));
        let example = self.settled(Examples(self.interface).value(&at), &at.ty);
        let docs = docs.heading("Example");
        let Some(path) = &self.options.doc_path else {
            return docs.code("json", &json_text(&example));
        };
        let name = bare(name);
        let text = raw_string(&json_text(&example));
        docs.code(
            "",
            // The type is not imported: its name may be that of anything.
            &format!(
                "use jsonrpc_runtime::serde_json;\n\n\
                 let text = {text};\n\
                 let value: {path}::{name} = serde_json::from_str(text)?;\n\
                 let written: serde_json::Value = serde_json::from_str(&serde_json::to_string(&value)?)?;\n\
                 assert_eq!(written, serde_json::from_str::<serde_json::Value>(text)?);\n\
                 # Ok::<(), serde_json::Error>(())"
            ),
        )
    }

    /// Adds the example of a request.
    pub(super) fn request_example(&self, docs: Docs, method: &str, params: Option<Value>) -> Docs {
        let callsign = self.interface.name.pascal();
        let major = self.interface.version.major;
        let mut request = json!({
            "jsonrpc": "2.0",
            "id": 42,
            "method": format!("{callsign}.{major}.{method}"),
        });
        if let Some(params) = params {
            request["params"] = params;
        }
        docs.heading("Example request")
            .code("json", &json_text(&request))
    }

    /// The params of an example request.
    pub(super) fn example_params(&self, params: Option<&Use>) -> Option<Value> {
        request_params(self.interface, params)
    }

    /// An example of a value.
    pub(super) fn example_value(&self, at: &Use) -> Value {
        Examples(self.interface).value(at)
    }

    /// The example as these bindings write it: no optional member that is null, every member with a
    /// default, and no number that loses digits.
    fn settled(&self, value: Value, ty: &Type) -> Value {
        match (ty, value) {
            (Type::Named(id), Value::Object(mut members)) => {
                let Shape::Object(object) = &self.interface.definition(*id).shape else {
                    return Value::Object(members);
                };
                let mut settled = serde_json::Map::new();
                for (member, _) in self.fields(*id, object) {
                    let given = members
                        .remove(&member.wire_name)
                        .filter(|value| member.presence == Presence::Required || !value.is_null());
                    let optional = member.presence == Presence::Optional;
                    let value = given.or_else(|| {
                        let default = self.default_value(&member.value).filter(|_| optional);
                        default.map(|default| default.json)
                    });
                    if let Some(value) = value {
                        let value = self.settled(value, &member.value.ty);
                        settled.insert(member.wire_name.clone(), value);
                    }
                }
                Value::Object(settled)
            }
            (Type::Array(items), Value::Array(values)) => values
                .into_iter()
                .map(|value| self.settled(value, &items.ty))
                .collect(),
            (Type::OneOrMany(items), Value::Array(values)) if values.len() != 1 => values
                .into_iter()
                .map(|value| self.settled(value, &items.ty))
                .collect(),
            (Type::OneOrMany(items), value) => self.settled(value, &items.ty),
            (Type::Float { bits }, Value::Number(number)) => {
                let number = number.as_f64().unwrap_or(0.0);
                if *bits == 32 {
                    stable_single(number as f32)
                } else {
                    stable_double(number)
                }
            }
            (Type::Json | Type::AnyObject, value) => stable(value),
            (_, value) => value,
        }
    }
}

fn stable(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => stable_double(number.as_f64().unwrap_or(0.0)),
        Value::Array(values) => values.into_iter().map(stable).collect(),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, stable(value)))
                .collect(),
        ),
        value => value,
    }
}

/// The number if reading what was written gives it again; JSON readers may be one digit off.
fn stable_double(number: f64) -> Value {
    let again = serde_json::to_string(&number)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok());
    if again == Some(number) {
        json!(number)
    } else {
        json!(0.5)
    }
}

fn stable_single(number: f32) -> Value {
    let text = serde_json::to_string(&number).unwrap_or_default();
    match serde_json::from_str::<f32>(&text) {
        Ok(again) if again == number => {
            serde_json::from_str(&text).map_or(json!(0.5), |value: f64| stable_double(value))
        }
        _ => json!(0.5),
    }
}

/// Readable JSON, with characters that cannot be seen written as escapes.
pub(super) fn json_text(value: &Value) -> String {
    let text = pretty(value);
    if !text.contains(|c| c != '\n' && is_deceptive(c)) {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        if c != '\n' && is_deceptive(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn raw_string(text: &str) -> String {
    let mut longest = 0;
    let mut rest = text;
    while let Some(quote) = rest.find('"') {
        rest = &rest[quote + 1..];
        longest = longest.max(1 + rest.chars().take_while(|&c| c == '#').count());
    }
    let hashes = "#".repeat(longest);
    format!("r{hashes}\"{text}\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_strings_outnumber_hashes() {
        assert_eq!(raw_string("a"), "r\"a\"");
        assert_eq!(raw_string("\"a\""), "r#\"\"a\"\"#");
        assert_eq!(raw_string("\"##"), "r###\"\"##\"###");
    }

    #[test]
    fn unseen_characters_are_escaped_in_json() {
        assert_eq!(
            json_text(&json!("a\u{202e}\u{e0001}")),
            r#""a\u202e\udb40\udc01""#
        );
    }
}
