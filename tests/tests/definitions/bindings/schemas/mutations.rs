//! The comparison of schemas notices every change that matters.

use super::{document, meaning, type_keys};
use codegen::{LoadOptions, Target, load, load_text};
use serde_json::{Value, json};
use tests::definitions::Definition;

/// Definitions of the repository that have most of what is compared.
const DEFINITIONS: [&str; 3] = [
    "codegen/tests/data/tuner.json",
    "tests/bindings/gate.json",
    "interface/messenger.json",
];

/// The rest: lists with a least length, whose items are bounded, and lists that may travel as their only item.
const LISTS: &str = r#"{
  "info": { "class": "Lists", "version": "1.0.0" },
  "methods": { "take": { "params": {
    "type": "object",
    "properties": {
      "bounded": { "type": "array", "range": [2, 4], "items": { "type": "integer", "range": [1, 9] } },
      "bare": { "type": "array", "@extract": true, "range": [2, 4], "items": { "type": "string", "range": [1, 9] } }
    },
    "required": ["bounded"]
  } } }
}"#;

/// Keywords that must have been changed at least once.
const KEYWORDS: [&str; 13] = [
    "type",
    "enum",
    "items",
    "properties",
    "required",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "default",
];

#[test]
fn every_change_to_a_schema_is_noticed() {
    let mut changed = Vec::new();
    let options = LoadOptions::default();
    let all = DEFINITIONS.map(|path| (path, load(tests::workspace().join(path), &options)));
    let lists = ("lists", load_text("lists.json", LISTS, &options));
    for (path, loaded) in all.into_iter().chain([lists]) {
        let interface = loaded.interface.expect("the definition is sound");
        let types = interface.types.len();
        let definition = Definition {
            name: path.to_owned(),
            interface,
        };
        let exported = document(Target::JsonSchema, &definition);
        for key in type_keys(&exported, types) {
            let whole = |defs: &Value| json!({ "$ref": format!("#/$defs/{key}"), "$defs": defs });
            let sound = whole(&exported["$defs"]);
            assert_eq!(meaning::equal(&sound, &sound), Ok(()));
            let place = format!("/$defs/{key}");
            for (pointer, keyword) in keywords(&sound, &place) {
                for mutant in mutants(&sound, &pointer, &keyword) {
                    assert!(
                        meaning::equal(&mutant, &sound).is_err()
                            && meaning::equal(&sound, &mutant).is_err(),
                        "{path}: nobody notices a change of {pointer}/{keyword}"
                    );
                    changed.push(keyword.clone());
                }
            }
        }
    }
    for keyword in KEYWORDS {
        assert!(
            changed.iter().any(|name| name == keyword),
            "{keyword} was never changed"
        );
    }
}

/// Every keyword in a schema that demands something, and the place of the schema that has it.
fn keywords(root: &Value, place: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let schema = root.pointer(place).and_then(Value::as_object);
    for (keyword, value) in schema.into_iter().flatten() {
        match keyword.as_str() {
            "title" | "description" | "examples" | "format" | "contentEncoding" => continue,
            "items" => all.extend(keywords(root, &format!("{place}/items"))),
            "anyOf" => {
                let choices = 0..value.as_array().map_or(0, Vec::len);
                all.extend(
                    choices.flat_map(|number| keywords(root, &format!("{place}/anyOf/{number}"))),
                );
            }
            "properties" => {
                let members = value.as_object().into_iter().flatten();
                all.extend(members.flat_map(|(name, _)| {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    keywords(root, &format!("{place}/properties/{name}"))
                }));
            }
            _ => {}
        }
        all.push((place.to_owned(), keyword.clone()));
    }
    all
}

/// The schema without the keyword, and with another value of it.
fn mutants(root: &Value, place: &str, keyword: &str) -> Vec<Value> {
    let sound = &root.pointer(place).expect("it was found there")[keyword];
    let other = match sound {
        // Another number, and one that differs in its last digit alone.
        Value::Number(number) if number.is_f64() => {
            json!(sound.as_f64().map(|number| number + 0.5))
        }
        Value::Number(_) => json!(sound.as_i64().map_or(1, |number| number ^ 1)),
        Value::Array(list) if list.len() > 1 => json!(list[1..]),
        Value::Object(members) if keyword == "properties" => {
            let members = members.iter().skip(1);
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
            )
        }
        Value::Bool(value) => json!(!value),
        Value::String(text) if keyword == "type" && text == "null" => json!("boolean"),
        Value::String(_) if keyword == "type" => json!("null"),
        Value::String(text) => json!(format!("{text}x")),
        _ => json!({ "type": "null" }),
    };
    let mutant = |value: Option<Value>| {
        let mut root = root.clone();
        let schema = root
            .pointer_mut(place)
            .and_then(Value::as_object_mut)
            .expect("it was found there");
        match value {
            Some(value) => schema.insert(keyword.to_owned(), value),
            None => schema.remove(keyword),
        };
        root
    };
    // A list of anything may leave out what its items are.
    let removable =
        !(keyword == "items" && sound.as_object().is_some_and(|schema| schema.is_empty()));
    let mut all = vec![mutant(Some(other))];
    all.extend(removable.then(|| mutant(None)));
    all
}
