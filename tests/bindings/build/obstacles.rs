//! Definitions that try to break the bindings: their names, their texts, their shapes.

use codegen::model::{
    Enumeration, Interface, Name, Object, Shape, Type, TypeDefinition, TypeId, Use,
};
use serde_json::{Map, Value, json};

/// Names that mean something to Rust, to its prelude, to the runtime, or to the generated code.
pub(crate) const NAMES: &[&str] = &[
    // Keywords of all editions.
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "union",
    "auto",
    "raw",
    "safe",
    "macro_rules",
    "dyn_",
    // Types, traits, variants and macros that are in scope everywhere.
    "String",
    "Option",
    "Vec",
    "Result",
    "Ok",
    "Some",
    "None",
    "Err",
    "Send",
    "Sync",
    "Sized",
    "Drop",
    "Fn",
    "FnOnce",
    "Future",
    "Iterator",
    "Clone",
    "Default",
    "Debug",
    "Display",
    "PartialEq",
    "Eq",
    "Hash",
    "Serialize",
    "Deserialize",
    "Serializer",
    "Deserializer",
    "JsonSchema",
    "Validate",
    "ToString",
    "Into",
    "ToOwned",
    "Error",
    "str",
    "bool",
    "u8",
    "i128",
    "f64",
    "usize",
    "char",
    "Cow",
    "matches",
    "std",
    "core",
    "alloc",
    "serde",
    "schemars",
    "jsonrpc_runtime",
    "jsonrpc",
    "test",
    "include",
    // Items of the runtime and of the generated code.
    "Arc",
    "Context",
    "Registration",
    "Channel",
    "IndexedEvent",
    "Call",
    "Invocation",
    "Dispatcher",
    "Client",
    "ErrorObject",
    "Code",
    "Violation",
    "UnknownText",
    "Unknown",
    "Lifecycle",
    "Descriptor",
    "Subscription",
    "CallError",
    "NoError",
    "MethodError",
    "S",
    "D",
    "E",
    "A",
    "T",
    "P",
    "service",
    "dispatcher",
    "events",
    "client",
    "callsign",
    "destination",
    "with_callsign",
    "connection_closed",
    "start",
    "descriptor",
    "register_open",
    "unregister_open",
    "subscribe_open",
    "open",
    "get_open",
    "set_open",
    "open_channel",
    "open_channels",
    "default_open",
    "on_open",
    // Functions that mean something when a type has them.
    "new",
    "clone_from",
    "fmt",
    "from",
    "validate",
    "as_str",
    "drop_",
    "poll",
    "to_text",
    "into_text",
    "is_open",
    "from_text",
    "len",
    "is_empty",
    "next",
    "cmp",
    "add",
    "not",
    "index",
    "deref",
    "borrow",
    // Locals.
    "params",
    "value",
    "item",
    "violation",
    "channel",
    "registration",
    "connection",
    "event",
    "map",
    "name",
    "deserializer",
    "other",
    "__other",
    "__field",
    "call",
    "error",
    "text",
    "f",
    "this",
    // What is no identifier.
    "4k",
    "1080p",
    "größe",
    "æther",
    "имя",
    "名前",
    "²",
    "a-b",
    "a b",
    "a/b",
    "a~b",
    "+",
    "-",
    "*/",
    "\u{1f600}",
    "\"",
    "\\",
    "{}",
    "a_b_c",
    "aBC",
    "ID",
    "quote'",
    "#",
    "r#type",
    "\u{202e}x",
    "line\nbreak",
    "nul\u{0}x",
];

/// A text that tries to break out of documentation.
const PROSE: &str = "Closes */ and /// opens. See https://example.com/a_b?c=d*, http://x, <callsign>.1.<b>x</b>, \
    [link], [a](b), [`JoinError`], ```rust, `half, ~~~, |table|, *bold*, _it_, \\, \", &amp; # {} {0}\n\
    \n    let indented = code();\n\t- item\n  lazy\n1. one\n2) two\n# heading\n===\n> quote\n| a |\n|---|\n\
    ```\npanic!(\"ran\")\n```\n\u{202e}reversed\u{202c} \u{200b}hidden\u{ad} \u{0}nul\u{7} \u{2028}next\r\nreturn [x]: y";

/// That text, at some of many places: at all of them it would only take time.
fn prose(position: usize) -> &'static str {
    if position.is_multiple_of(40) {
        PROSE
    } else {
        "Text"
    }
}

fn members(
    names: &[&str],
    schema: impl Fn(usize, &str) -> Value,
) -> (Map<String, Value>, Vec<Value>) {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (position, name) in names.iter().enumerate() {
        properties.insert((*name).to_owned(), schema(position, name));
        if position % 2 == 0 {
            required.push(json!(name));
        }
    }
    (properties, required)
}

fn object(names: &[&str], schema: impl Fn(usize, &str) -> Value) -> Value {
    let (properties, required) = members(names, schema);
    json!({ "type": "object", "properties": properties, "required": required, "description": PROSE })
}

/// An endpoint for each name, with hostile documentation.
fn section(names: &[&str], endpoint: impl Fn(usize, &str) -> Value) -> Value {
    let documented = |(position, name): (usize, &&str)| {
        let mut value = endpoint(position, name);
        value["summary"] = json!(prose(position));
        value["description"] = json!(prose(position));
        value["deprecated"] = json!(position.is_multiple_of(2));
        ((*name).to_owned(), value)
    };
    Value::Object(names.iter().enumerate().map(documented).collect())
}

/// Definitions that the front end accepts, in which everything has these names.
pub(crate) fn definitions(names: &[&str]) -> Vec<(&'static str, Value)> {
    let text = |position: usize, _: &str| json!({ "type": "string", "description": prose(position), "example": prose(position + 1) });
    let errors: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(position, name)| {
            json!({ "code": 1 + position % 40, "message": format!("ERROR_{name}"), "description": prose(position) })
        })
        .collect();
    let mut texts: Vec<&str> = names.to_vec();
    texts.extend(["", "Self", "SELF", "two", "2"]);

    let mut definitions = Map::new();
    let mut uses = Map::new();
    for (position, name) in names.iter().enumerate() {
        let schema = if position % 3 == 0 {
            json!({ "type": "string", "enum": ["one", "two"], "description": prose(position) })
        } else {
            json!({
                "type": "object",
                "properties": { "inner": { "type": "string" }, "value": { "type": "integer" } },
                "required": ["inner"]
            })
        };
        let key = name.replace(['/', '~'], "_");
        definitions.insert(key.clone(), schema);
        uses.insert(
            (*name).to_owned(),
            json!({ "$ref": format!("#/definitions/{key}") }),
        );
    }
    let used: Vec<Value> = uses.keys().map(|name| json!(name)).collect();

    vec![
        (
            "named_methods",
            json!({
                "info": { "class": "Self", "version": "1.0.0", "description": PROSE },
                "methods": section(names, |position, name| {
                    let mut method = json!({
                        "errors": [{ "code": 1, "message": format!("ERROR_{name}"), "description": prose(position) }]
                    });
                    if position.is_multiple_of(4) {
                        method["params"] = json!({
                            "type": "object",
                            "properties": { (name): { "type": "string" }, "params": { "type": "boolean" } },
                            "required": ["params"]
                        });
                        method["result"] = json!({ "type": "array", "items": { "type": "string" } });
                    }
                    method
                })
            }),
        ),
        (
            "named_properties",
            json!({
                "info": { "class": "String", "version": "1.0.0", "title": PROSE },
                "properties": section(names, |position, name| json!({
                    "index": {
                        "name": name, "type": "string", "description": prose(position), "example": prose(position)
                    },
                    "readonly": position % 3 == 0,
                    "params": { "type": "boolean", "description": prose(position) }
                }))
            }),
        ),
        (
            "named_events",
            json!({
                "info": { "class": "4K", "version": "1.0.0" },
                "methods": { "new": {}, "events": {}, "subscribe_new": {}, "register_open": {} },
                "events": section(names, |position, name| {
                    let mut event = json!({ "statuslistener": position.is_multiple_of(3) });
                    if position.is_multiple_of(4) {
                        event["id"] = json!({ "name": name, "type": "string", "example": prose(position) });
                        event["params"] = json!({ "type": "object", "properties": { (name): { "type": "string" } } });
                    }
                    event
                })
            }),
        ),
        (
            "named_types",
            json!({
                "info": { "class": "größe", "version": "1.0.0" },
                "definitions": definitions,
                "methods": {
                    "all": { "params": { "type": "object", "properties": uses, "required": used } }
                },
                "events": { "open": { "id": { "name": "x", "type": "string" } } }
            }),
        ),
        (
            "named_parts",
            json!({
                "info": { "class": "Clone", "version": "1.0.0" },
                "methods": {
                    "texts": {
                        "params": object(names, text),
                        "result": { "type": "string", "enum": texts, "description": PROSE },
                        "errors": errors
                    },
                    "numbers": {
                        "params": object(names, |position, _| json!({
                            "type": "integer",
                            "size": ([8, 16, 24, 32, 64][position % 5]),
                            "signed": position % 7 == 0,
                            "range": [position % 3, 100],
                            "default": 7
                        }))
                    },
                    "lists": {
                        "params": object(names, |position, _| json!({
                            "type": "array",
                            "range": [0, 5],
                            "items": { "type": "array", "items": { "type": "array", "items": {
                                "type": "array", "items": { "type": "string", "range": [position % 2, 9] }
                            } } }
                        })),
                        "result": {
                            "type": "object",
                            "properties": { "Self": { "type": "object", "properties": { "self": {
                                "type": "object",
                                "properties": { "Result": { "type": "number", "float": true }, "x": { "type": "null" } }
                            } } } }
                        }
                    }
                }
            }),
        ),
        ("shapes", shapes()),
    ]
}

/// Every type with and without bounds and defaults, required and not.
fn shapes() -> Value {
    let schemas = json!({
        "null": { "type": "null" },
        "boolean": { "type": "boolean", "default": true },
        "flag": { "type": "boolean", "default": "false" },
        "u8": { "type": "integer", "size": 8, "range": [0, 300], "default": 200 },
        "i8": { "type": "integer", "size": 8, "signed": true, "default": -128, "range": [-128, 127] },
        "u24": { "type": "integer", "size": 24, "default": 16777215 },
        "i24": { "type": "integer", "size": 24, "signed": true, "range": [-5, 0], "default": "-4" },
        "u64": { "type": "integer", "size": 64, "default": 18446744073709551615u64, "example": "18446744073709551615" },
        "i64": { "type": "integer", "size": 64, "signed": true, "default": i64::MIN, "example": i64::MIN },
        "out": { "type": "integer", "size": 8, "range": [1, 5], "example": 9 },
        "f32": { "type": "number", "float": true, "size": 32, "example": 16777217.123456789, "range": [-1, 1], "default": -0.5 },
        "f64": { "type": "number", "float": true, "size": 64, "example": 1e308, "default": 1e-300 },
        "whole": { "type": "number", "float": true, "example": 3, "default": 4 },
        "text": { "type": "string", "range": [1, 20], "default": PROSE.get(..15), "example": "\"#\"##\"###" },
        "blank": { "type": "string", "default": "" },
        "hex": { "type": "string", "encode": "hex", "range": [1, 4], "example": "00ff" },
        "base64": { "type": "string", "encode": "base64", "example": "AAEC" },
        "mac": { "type": "string", "encode": "mac", "range": [6, 6], "example": "00:11:22:33:44:55" },
        "time": { "type": "string", "time": "iso8601" },
        "instance": { "type": "instanceid" },
        "json": { "type": "string", "opaque": true, "example": "{\"a\": [0.1, null, \"```\\u202e\"]}" },
        "opaque_null": { "type": "string", "opaque": true, "example": "null" },
        "any": { "type": "object", "example": "{\"a\": 1}" },
        "list": { "type": "array", "items": { "type": "integer", "size": 24 }, "default": [] },
        "set": { "type": "array", "items": { "type": "string", "enum": ["one", "two"], "@bitmask": true }, "range": [1, 2] },
        "counts": { "type": "array", "range": [2, 4], "items": { "type": "integer", "range": [1, 4000000000u32] } },
        "encoded": { "type": "array", "items": { "type": "array", "items": { "type": "string", "encode": "base64", "range": [3, 6] } } },
        "one_or_many": { "type": "array", "@extract": true, "range": [1, 3], "items": { "type": "integer", "size": 64, "signed": true } },
        "some_or_many": {
            "type": "array", "items": { "type": "array", "@extract": true, "items": { "type": "string", "encode": "mac", "range": [6, 6] } }
        },
        "any_or_many": { "type": "array", "@extract": true, "items": { "type": "string", "opaque": true } },
        "choice": { "type": "string", "enum": ["one", "two"], "default": "two" },
        "objects": { "type": "array", "items": { "type": "object", "properties": { "x": { "type": "boolean" } } } },
        "old": { "type": "string", "deprecated": true, "default": "old" }
    });
    let names: Vec<Value> = schemas
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| json!(name))
        .collect();
    let object = |required: Vec<Value>| json!({ "type": "object", "properties": schemas, "required": required });
    let properties: Map<String, Value> = schemas
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "null")
        .map(|(name, schema)| (format!("{name}_value"), json!({ "params": schema })))
        .collect();
    let indexed: Map<String, Value> = schemas
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "null")
        .flat_map(|(name, schema)| {
            [false, true].map(|optional| {
                let mut index = schema.clone();
                index["name"] = json!(name);
                index["optional"] = json!(optional);
                let value = json!({ "index": index, "params": { "type": "boolean" } });
                (
                    format!("{name}_{}", if optional { "maybe" } else { "each" }),
                    value,
                )
            })
        })
        .collect();
    let mut all = properties;
    all.extend(indexed);
    json!({
        "info": { "class": "Shapes", "version": "1.0.0" },
        "methods": {
            "required": { "params": object(names), "result": object(Vec::new()) },
            "optional": { "params": object(Vec::new()) }
        },
        "properties": all,
        "events": { "happened": { "params": object(Vec::new()) } }
    })
}

/// Interfaces that no definition gives today, made from any interface.
pub(crate) fn interfaces(base: &Interface) -> Vec<(&'static str, Interface)> {
    let mut empty = base.clone();
    empty.methods.clear();
    let mut hollow = base.clone();
    hollow.types = vec![
        named(
            "nothing",
            Shape::Object(Object {
                members: Vec::new(),
            }),
        ),
        named(
            "nobody",
            Shape::Enumeration(Enumeration { texts: Vec::new() }),
        ),
    ];
    for (method, id) in [("take", 0), ("choose", 1)] {
        let mut new = base.methods[0].clone();
        new.name = Name::new(method);
        new.wire_name = method.to_owned();
        new.error_name = Name::new(method).with("error");
        new.params = Some(Use::plain(Type::Named(TypeId::new(id))));
        new.result = Use::plain(Type::Named(TypeId::new(id)));
        hollow.methods.push(new);
    }
    let mut null = base.methods[0].clone();
    null.name = Name::new("null");
    null.wire_name = "null".to_owned();
    null.error_name = Name::new("null_error");
    null.params = Some(Use::plain(Type::Null));
    hollow.methods.push(null);
    vec![("empty", empty), ("hollow", hollow)]
}

fn named(name: &str, shape: Shape) -> TypeDefinition {
    TypeDefinition {
        name: Name::new(name),
        description: None,
        shape,
        in_params: true,
        in_results: true,
        place: codegen::source::Place::UNKNOWN,
    }
}
