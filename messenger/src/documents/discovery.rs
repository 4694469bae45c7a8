//! One OpenRPC document of all that is mounted.

use jsonrpc_runtime::Documents;
use serde_json::{Map, Value, json};

/// Where schemas of a document are.
const SCHEMAS: &str = "#/components/schemas/";

/// The OpenRPC document in which the names of all methods are those that are called at `/jsonrpc`: with callsign and
/// version.
pub(super) fn document(mounted: &[(&str, &'static Documents)]) -> String {
    let first = mounted.first().map(|(_, documents)| *documents);
    let alone = mounted
        .iter()
        .all(|(_, documents)| Some(*documents) == first);
    let mut whole = match first {
        // What it says of itself is what the one interface says.
        Some(documents) if alone => read(documents),
        _ => json!({
            "openrpc": "1.3.2",
            "info": { "title": "Everything that is mounted", "version": "1.0.0" },
        }),
    };
    let mut methods = Vec::new();
    let mut events = Vec::new();
    let mut schemas = Map::new();
    for (callsign, documents) in mounted {
        let mut document = read(documents);
        if !alone {
            // Types of two interfaces may have one name.
            keep_apart(&mut document, documents.name);
        }
        let called = format!("{callsign}.{}.", documents.major);
        let named = |key, member| named(&document, key, member, &called);
        methods.extend(named(
            "methods",
            &["name", "x-designator", "x-alternative-of"],
        ));
        let mut announced = named("x-events", &[]);
        for event in &mut announced {
            event["callsign"] = json!(callsign);
            for form in list(&mut event["registrations"]) {
                prefix(form, "method", &called);
                for example in list(&mut form["examples"]) {
                    prefix(example, "method", &called);
                }
            }
        }
        events.extend(announced);
        if let Some(Value::Object(own)) = document.pointer_mut("/components/schemas") {
            schemas.append(own);
        }
    }
    whole["methods"] = Value::Array(methods);
    for (key, empty, value) in [
        ("x-events", events.is_empty(), Value::Array(events)),
        (
            "components",
            schemas.is_empty(),
            json!({ "schemas": schemas }),
        ),
    ] {
        if !empty {
            whole[key] = value;
        }
    }
    format!("{whole:#}\n")
}

fn read(documents: &Documents) -> Value {
    // The compiler's tests have every document read by others.
    serde_json::from_str(documents.openrpc).unwrap_or_else(|_| json!({}))
}

/// The entries of a list in which these members have `called` in front.
fn named(document: &Value, key: &str, members: &[&str], called: &str) -> Vec<Value> {
    let mut entries = document[key].as_array().cloned().unwrap_or_default();
    for entry in &mut entries {
        for member in members {
            prefix(entry, member, called);
        }
    }
    entries
}

fn prefix(entry: &mut Value, member: &str, called: &str) {
    if let Some(Value::String(name)) = entry.get_mut(member) {
        name.insert_str(0, called);
    }
}

fn list(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_array_mut().into_iter().flatten()
}

/// Puts the name of the interface before those of its schemas, wherever they are referred to.
fn keep_apart(document: &mut Value, name: &str) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        let own = std::mem::take(schemas);
        schemas.extend(
            own.into_iter()
                .map(|(key, schema)| (format!("{name}.{key}"), schema)),
        );
    }
    refer(document, name);
}

fn refer(value: &mut Value, name: &str) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(reference) if key == "$ref" && reference.starts_with(SCHEMAS) => {
                        reference.insert_str(SCHEMAS.len(), &format!("{name}."));
                    }
                    other => refer(other, name),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, name)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(name: &'static str, openrpc: &'static str) -> &'static Documents {
        Box::leak(Box::new(Documents {
            name,
            title: name,
            major: 2,
            html: "",
            policy: "",
            markdown: "",
            openrpc,
            asyncapi: "",
            json_schema: "",
        }))
    }

    const LAMP: &str = r##"{
        "openrpc": "1.3.2",
        "info": { "title": "Lamps", "version": "2.0.1" },
        "methods": [{ "name": "level", "x-designator": "level@{lamp}", "result": { "schema": { "$ref": "#/components/schemas/Level" } } }],
        "x-events": [{ "name": "changed", "registrations": [{ "method": "register", "examples": [{ "method": "register" }] }] }],
        "components": { "schemas": { "Level": { "type": "integer" } } }
    }"##;

    fn text(document: &Value, pointer: &str) -> String {
        let found = document.pointer(pointer).and_then(Value::as_str);
        found
            .unwrap_or_else(|| panic!("{pointer} of {document:#}"))
            .to_owned()
    }

    #[test]
    fn one_interface_keeps_what_it_says_of_itself() {
        let lamp = documents("lamp", LAMP);
        let whole = document(&[("Left", lamp), ("Right", lamp)]);
        let whole: Value = serde_json::from_str(&whole).expect("is JSON");
        assert_eq!(text(&whole, "/info/title"), "Lamps");
        assert_eq!(text(&whole, "/methods/0/name"), "Left.2.level");
        assert_eq!(
            text(&whole, "/methods/1/x-designator"),
            "Right.2.level@{lamp}"
        );
        let register = "/x-events/1/registrations/0/examples/0/method";
        assert_eq!(text(&whole, register), "Right.2.register");
        assert_eq!(
            text(&whole, "/methods/1/result/schema/$ref"),
            "#/components/schemas/Level"
        );
        assert!(whole.pointer("/components/schemas/Level").is_some());
    }

    #[test]
    fn types_of_two_interfaces_are_kept_apart() {
        let mounted = [
            ("Lamp", documents("lamp", LAMP)),
            ("Fan", documents("fan", LAMP)),
        ];
        let whole: Value = serde_json::from_str(&document(&mounted)).expect("is JSON");
        assert_eq!(
            text(&whole, "/methods/0/result/schema/$ref"),
            "#/components/schemas/lamp.Level"
        );
        for key in ["lamp.Level", "fan.Level"] {
            assert!(whole["components"]["schemas"][key].is_object(), "{key}");
        }
    }
}
