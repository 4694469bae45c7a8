//! The JSON Schema of the format itself, made from the reader's own table of keywords.
//!
//! It says what the reader says: what is an error there is an error here, as far as a schema can tell, and
//! what the reader only warns of is allowed. A key that is no keyword carries `deprecationMessage`, which
//! editors show as a warning. Draft 07 is what editors know best.

use super::keywords::{self, Keyword, Kind, Place};
use super::lower::{ODD_FLOATS, ODD_TYPES, RESERVED, TYPES, WIDTHS};
use serde_json::{Map, Value, json};

/// The schema of a definition, `interface.schema.json`.
pub(crate) fn dialect_schema() -> Value {
    let mut schema = object(&keywords::DEFINITION, json!("object"));
    // Any other key may be what a reference leads to.
    schema.remove("additionalProperties");
    let head = [
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("title", json!("Thunder JSON-RPC interface definition")),
        (
            "description",
            json!(
                "What a JSON-RPC interface offers: methods, properties and events, and the values that travel."
            ),
        ),
    ];
    let mut all: Map<String, Value> = head
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect();
    all.append(&mut schema);
    all.insert("required".to_owned(), json!(["info"]));
    all.insert("definitions".to_owned(), definitions());
    Value::Object(all)
}

fn definitions() -> Value {
    let reference = json!({
        "type": "string",
        "description": "A value that stands elsewhere: `#/definitions/<name>`, `<file>#/<path>`. Only `description`, `summary`, `example` and `default` may stand beside it."
    });
    let endpoint = json!(["object", "null"]);
    json!({
        "reference": reference,
        "info": info(),
        "method": object(&keywords::METHOD, endpoint.clone()),
        "property": property(endpoint.clone()),
        "event": object(&keywords::EVENT, endpoint),
        "value": value(),
        "index": object(&keywords::INDEX, json!(["object", "null"])),
        "object": object(&keywords::OBJECT, json!("object")),
        "completion": object(&keywords::COMPLETION, json!("object")),
        "error": unless_reference(object(&keywords::ERROR, json!("object")), "message"),
    })
}

fn info() -> Value {
    unless_reference(object(&keywords::INFO, json!("object")), "class")
}

fn property(types: Value) -> Value {
    let mut schema = object(&keywords::PROPERTY, types);
    let yes = |key: &str| json!({ "properties": { key: { "const": true } }, "required": [key] });
    let says = |key: &str| json!({ "required": [key] });
    schema.insert(
        "not".to_owned(),
        json!({ "type": "object", "allOf": [yes("readonly"), yes("writeonly")] }),
    );
    schema.insert(
        "if".to_owned(),
        json!({ "not": { "anyOf": [{ "type": "null" }, says("$ref"), says("result")] } }),
    );
    schema.insert("then".to_owned(), says("params"));
    Value::Object(schema)
}

fn value() -> Value {
    let mut schema = object(&keywords::VALUE, json!("object"));
    let says = |key: &str| json!({ "required": [key] });
    // One of these tells what a value is.
    let tells = ["$ref", "type", "properties", "items", "enum"].map(says);
    schema.insert("anyOf".to_owned(), json!(tells));
    let is =
        |name: &str| json!({ "properties": { "type": { "const": name } }, "required": ["type"] });
    let texts = json!({ "properties": { "enum": { "items": { "type": "string" } } } });
    // Beside numbers the list is only warned of.
    let listing = [
        "string", "text", "enum", "integer", "number", "int", "uint", "long", "short",
    ];
    let enums = json!({ "pattern": format!("^({})$", listing.map(any_case).join("|")) });
    schema.insert(
        "allOf".to_owned(),
        json!([
            { "if": is("array"), "then": { "required": ["items"] } },
            {
                "if": { "required": ["enum"], "not": { "required": ["$ref"] } },
                "then": { "properties": { "type": enums } }
            },
            {
                "if": { "anyOf": [is("string"), { "not": says("type") }] },
                "then": texts
            }
        ]),
    );
    Value::Object(schema)
}

/// Demands a key of everything that does not refer to something else.
fn unless_reference(mut schema: Map<String, Value>, key: &str) -> Value {
    schema.insert("if".to_owned(), json!({ "not": { "required": ["$ref"] } }));
    schema.insert("then".to_owned(), json!({ "required": [key] }));
    Value::Object(schema)
}

/// The schema of what stands at a place.
fn object(place: &Place, types: Value) -> Map<String, Value> {
    let mut properties: Map<String, Value> = place
        .iter()
        .map(|keyword| (keyword.name.to_owned(), described(keyword)))
        .collect();
    properties.insert("$ref".to_owned(), to("reference"));
    let unknown = format!("This is not a keyword of {} and has no effect.", place.name);
    let schema = json!({
        "type": types,
        "properties": properties,
        "patternProperties": { "^x-": true },
        "additionalProperties": { "deprecationMessage": unknown },
    });
    match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn described(keyword: &Keyword) -> Value {
    let mut schema = Map::new();
    schema.insert(
        "description".to_owned(),
        json!(format!("{}.", keyword.meaning)),
    );
    match kind(keyword.kind) {
        // In this draft nothing counts beside a reference.
        Value::Object(kind) if kind.contains_key("$ref") => {
            schema.insert("allOf".to_owned(), json!([kind]));
        }
        Value::Object(mut kind) => schema.append(&mut kind),
        _ => {}
    }
    Value::Object(schema)
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Name => json!({ "type": ["string", "object"], "minLength": 1, "required": ["$ref"] }),
        Kind::Lines => json!({ "type": ["string", "array"], "items": { "type": "string" } }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Choice(texts) => json!({ "type": "string", "enum": texts() }),
        Kind::Number => json!({ "type": "integer" }),
        Kind::Width => json!({ "enum": WIDTHS }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Type => {
            let odd = ODD_TYPES.iter().map(|(odd, _)| *odd);
            let odd = odd.chain(ODD_FLOATS.iter().map(|(odd, _)| *odd));
            let odd = odd.chain(["enum", "list"]).chain(TYPES).map(any_case);
            let odd = odd.collect::<Vec<_>>().join("|");
            let several = json!({ "type": "array", "items": { "enum": TYPES }, "minItems": 1 });
            json!({ "anyOf": [
                { "enum": TYPES },
                { "type": "string", "pattern": format!("^({odd})$"), "deprecationMessage": "This spelling is odd." },
                several,
            ] })
        }
        Kind::EnumTexts => json!({
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
        }),
        Kind::Numbers => json!({ "type": "array", "items": { "type": "integer" } }),
        Kind::Range => json!({
            "type": "array",
            "items": { "type": ["number", "null"] },
            "minItems": 2,
            "maxItems": 2,
            "examples": [[0, 100], [1, null]],
        }),
        Kind::Version => json!({
            "type": ["string", "array"],
            "pattern": "^[0-9]+(\\.[0-9]+){0,2}$",
            "items": { "type": "integer", "minimum": 0 },
            "minItems": 1,
            "maxItems": 3,
            "examples": ["1.0.0"],
        }),
        Kind::Any => json!({}),
        Kind::Info => to("info"),
        Kind::Value => to("value"),
        Kind::Members => map(to("value"), None),
        Kind::Definitions => {
            let value =
                json!({ "properties": { "type": { "type": "string" } }, "required": ["type"] });
            let checked = |otherwise: Value| json!({ "type": "object", "if": value, "then": to("value"), "else": otherwise });
            map(
                checked(
                    json!({ "additionalProperties": { "if": { "type": "object" }, "then": checked(json!({})) } }),
                ),
                None,
            )
        }
        Kind::Errors => {
            json!({ "type": ["array", "object"], "items": to("error"), "required": ["$ref"] })
        }
        Kind::Index => to("index"),
        Kind::Indexes => json!({
            "if": { "type": "array" },
            "then": { "items": to("index"), "minItems": 2, "maxItems": 2 },
            "else": to("index"),
        }),
        Kind::Related => {
            let text = json!({ "type": "string" });
            json!({ "type": ["string", "array", "object"], "items": text, "additionalProperties": text })
        }
        Kind::Object => to("object"),
        Kind::Objects => {
            let says = |key: &str| json!({ "required": [key] });
            let named = json!({ "anyOf": [says("prefix"), says("fullprefix")] });
            json!({ "type": "array", "items": { "allOf": [to("object"), named] } })
        }
        // Anything else than an object is an older mark, which has no effect.
        Kind::Completion => json!({ "if": { "type": "object" }, "then": to("completion") }),
        Kind::Methods => map(to("method"), Some(reserved())),
        Kind::Properties => map(to("property"), Some(reserved())),
        Kind::Events => map(to("event"), None),
        Kind::Includes => map(json!({ "type": "object" }), None),
    }
}

/// An object whose values all follow one schema, or a reference to one.
fn map(values: Value, names: Option<Value>) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": { "$ref": to("reference") },
        "additionalProperties": values,
    });
    if let Some(names) = names {
        schema["propertyNames"] = names;
    }
    schema
}

/// What endpoints that are called cannot be named.
fn reserved() -> Value {
    let names = RESERVED.map(any_case).join("|");
    json!({ "not": { "pattern": format!("(^|::|\\.)({names})$") } })
}

/// An expression for a word in any case.
fn any_case(name: &str) -> String {
    name.chars()
        .map(|c| format!("[{}{c}]", c.to_ascii_uppercase()))
        .collect()
}

fn to(definition: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{definition}") })
}
