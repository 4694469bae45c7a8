//! The vectors of small definitions, and what must hold for those of any.

use super::generate;
use crate::{LoadOptions, load_text};
use serde_json::{Value, json};

fn vectors(definition: &Value) -> Value {
    let loaded = load_text("test.json", definition.to_string(), &LoadOptions::default());
    let interface = loaded.interface.expect("the definition has no errors");
    let text = generate(&interface);
    assert_eq!(text, generate(&interface), "the same bytes every time");
    serde_json::from_str(&text).expect("it is JSON")
}

fn names<'a>(cases: &'a Value, list: &str) -> Vec<&'a str> {
    let cases = cases[list].as_array().expect("a list of cases");
    let names = cases
        .iter()
        .map(|case| case["name"].as_str().expect("a name"));
    names.collect()
}

fn case<'a>(cases: &'a Value, list: &str, name: &str) -> &'a Value {
    let mut all = cases[list].as_array().expect("a list of cases").iter();
    all.find(|case| case["name"] == name)
        .unwrap_or_else(|| panic!("no {name} in {cases:#}"))
}

fn lamp() -> Value {
    json!({
        "info": { "class": "Lamp", "version": "1.0.0" },
        "methods": {
            "dim": {
                "params": {
                    "type": "object",
                    "properties": {
                        "level": { "type": "integer", "size": 8, "range": [1, 100] },
                        "mode": { "type": "string", "enum": ["slow", "fast"], "default": "slow" },
                        "note": { "type": "string" }
                    },
                    "required": ["level"]
                },
                "errors": [{ "code": 5, "message": "ERROR_ILLEGAL_STATE", "description": "Broken" }]
            }
        },
        "properties": {
            "level": {
                "index": { "name": "lamp", "type": "string" },
                "params": { "type": "integer", "size": 8 }
            }
        },
        "events": {
            "changed": {
                "id": { "name": "lamp", "type": "string", "deprecated": true },
                "params": {
                    "type": "object",
                    "properties": { "level": { "type": "integer", "size": 8 } },
                    "required": ["level"]
                }
            }
        }
    })
}

#[test]
fn params_have_right_wrong_and_future_values() {
    let vectors = vectors(&lamp());
    let params = &vectors["methods"][0]["params"];
    assert_eq!(
        case(params, "valid", "everything")["input"],
        json!({ "level": 1, "mode": "slow", "note": "aaa" })
    );
    assert_eq!(
        case(params, "valid", "/mode: absent"),
        &json!({
            "name": "/mode: absent",
            "input": { "level": 1, "note": "aaa" },
            "output": { "level": 1, "note": "aaa", "mode": "slow" }
        })
    );
    assert_eq!(case(params, "invalid", "/level: missing")["by"], "reader");
    assert_eq!(
        case(params, "invalid", "/level: above its range"),
        &json!({
            "name": "/level: above its range",
            "input": { "level": 101, "mode": "slow", "note": "aaa" },
            "pointer": "/level",
            "by": "server"
        })
    );
    let future = case(params, "future", "/unknown1: an unknown member");
    assert_eq!(
        future["output"],
        case(params, "valid", "everything")["output"]
    );
    let future = case(params, "future", "/mode: an unknown text");
    assert_eq!(future["output"]["mode"], "a text of the future");
}

#[test]
fn properties_are_wrapped_and_indexed_as_the_definition_says() {
    let vectors = vectors(&lamp());
    let property = &vectors["properties"][0];
    assert_eq!(property["set_operation"], "set_level");
    assert_eq!(property["index"], json!(["one", "größe 2/3"]));
    assert_eq!(
        case(&property["get"], "valid", "the greatest")["input"],
        255
    );
    let set = case(&property["set"], "valid", "the greatest");
    assert_eq!(set["output"], json!({ "value": 255 }));
    assert_eq!(
        case(&property["set"], "invalid", "negative")["pointer"],
        "/value"
    );
    assert_eq!(vectors["events"][0]["index_form"], "client-id");
    assert_eq!(vectors["events"][0]["index"][2], "with.dot");
}

#[test]
fn errors_are_told_by_code_and_message() {
    let errors = &vectors(&lamp())["methods"][0]["errors"];
    assert_eq!(
        errors[0],
        json!({ "code": -31005, "message": "ERROR_ILLEGAL_STATE", "data": "Broken", "kind": "illegal_state" })
    );
    assert_eq!(errors[1]["kind"], "illegal_state");
    assert_eq!(errors[2]["kind"], Value::Null);
}

#[test]
fn names_are_unique_in_their_lists() {
    let vectors = vectors(&lamp());
    for cases in [
        &vectors["methods"][0]["params"],
        &vectors["events"][0]["params"],
    ] {
        for list in ["valid", "invalid", "future"] {
            let mut names = names(cases, list);
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{names:?}");
        }
    }
}
