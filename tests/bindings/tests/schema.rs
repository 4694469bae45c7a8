//! The JSON schemas of generated types say what is read and written.

#![cfg(feature = "json-schema")]

use bindings_tests::{shapes, tuner};
use schemars::schema_for;
use serde_json::{Value, json};

fn at<'a>(schema: &'a Value, pointer: &str) -> &'a Value {
    schema
        .pointer(pointer)
        .unwrap_or_else(|| panic!("{pointer} in {schema:#}"))
}

#[test]
fn an_object_says_what_it_holds() {
    let schema = schema_for!(tuner::Station).to_value();
    assert_eq!(at(&schema, "/description"), "A station");
    assert_eq!(
        at(&schema, "/required"),
        &json!(["name", "band", "frequency"])
    );
    assert_eq!(
        at(&schema, "/properties/type/type"),
        &json!(["string", "null"])
    );
    assert_eq!(at(&schema, "/properties/frequency/maximum"), 0xff_ffff);
    assert_eq!(at(&schema, "/properties/aliases/maxItems"), 4);
    assert_eq!(at(&schema, "/properties/aliases/items/maxLength"), 16);
    assert_eq!(
        at(&schema, "/properties/aliases/description"),
        "Other names"
    );
    assert_eq!(
        at(&schema, "/$defs/StationSignal/properties/level/minimum"),
        -120
    );
}

#[test]
fn an_enumeration_lists_its_texts() {
    let schema = schema_for!(tuner::Band).to_value();
    assert_eq!(at(&schema, "/type"), "string");
    assert_eq!(at(&schema, "/enum"), &json!(["fm", "am", "dab+"]));
}

#[test]
fn defaults_are_told() {
    let schema = schema_for!(tuner::ScanParams).to_value();
    assert_eq!(schema.get("required"), None);
    assert_eq!(at(&schema, "/properties/limit/default"), 20);
    assert_eq!(at(&schema, "/properties/limit/minimum"), 1);
    assert_eq!(at(&schema, "/properties/band/default"), "fm");
}

#[test]
fn names_are_those_of_the_wire() {
    let schema = schema_for!(shapes::RequiredParams).to_value();
    let value = serde_json::to_value(schema).expect("is JSON");
    assert_eq!(
        at(&value, "/properties/opaque_null"),
        &json!({ "description": "The member `opaque_null`." })
    );
    assert_eq!(at(&value, "/properties/u24/maximum"), 0xff_ffff);
    assert_eq!(at(&value, "/properties/i24/minimum"), -5);
    assert_eq!(at(&value, "/properties/i24/maximum"), 0);
    assert_eq!(at(&value, "/properties/set/maxItems"), 2);
}
