//! What definitions mean.

use crate::diagnostic::Level;
use crate::model::*;
use crate::{LoadOptions, Loaded, load_text};

fn loaded(body: &str) -> Loaded {
    let text = format!("{{ \"info\": {{ \"class\": \"Lamp\", \"version\": \"1.2\" }}, {body} }}");
    load_text("lamp.json", text, &LoadOptions::default())
}

fn interface(body: &str) -> Interface {
    let loaded = loaded(body);
    let report = loaded.report(crate::diagnostic::Style::Plain);
    loaded.interface.unwrap_or_else(|| panic!("{report}"))
}

fn rules(body: &str) -> Vec<&'static str> {
    loaded(body)
        .diagnostics
        .iter()
        .map(|problem| problem.rule)
        .collect()
}

/// The result of the only method, given its schema.
fn result(schema: &str) -> (Interface, Use) {
    let interface = interface(&format!(
        "\"definitions\": {{ \"state\": {{ \"type\": \"string\", \"enum\": [\"on\", \"off\"] }} }},
         \"methods\": {{ \"get\": {{ \"summary\": \"s\", \"result\": {schema} }} }}"
    ));
    let value = interface.methods[0].result.clone();
    (interface, value)
}

fn ty(schema: &str) -> Type {
    result(schema).1.ty
}

fn names(interface: &Interface) -> Vec<&str> {
    interface
        .types
        .iter()
        .map(|definition| definition.name.snake())
        .collect()
}

#[test]
fn scalar_types() {
    assert_eq!(ty(r#"{ "type": "string" }"#), Type::Text);
    assert_eq!(ty(r#"{ "type": "boolean" }"#), Type::Boolean);
    assert_eq!(ty(r#"{ "type": "null" }"#), Type::Null);
    assert_eq!(ty(r#"{ "type": "instanceid" }"#), Type::InstanceId);
    assert_eq!(ty(r#"{ "type": "string", "opaque": true }"#), Type::Json);
    assert_eq!(ty(r#"{ "type": "string", "time": "iso8601" }"#), Type::Time);
    assert_eq!(
        ty(r#"{ "type": "string", "encode": "hex" }"#),
        Type::Bytes(Encoding::Hex)
    );
    assert_eq!(
        ty(r#"{ "type": "string", "@macaddress": true }"#),
        Type::Bytes(Encoding::Mac)
    );
    assert_eq!(ty(r#"{ "type": "object" }"#), Type::AnyObject);
    assert_eq!(
        ty(r#"{ "type": "integer" }"#),
        Type::Integer {
            bits: 32,
            signed: false
        }
    );
    let wide = Type::Integer {
        bits: 64,
        signed: true,
    };
    assert_eq!(
        ty(r#"{ "type": "integer", "size": 64, "signed": true }"#),
        wide
    );
    assert_eq!(
        ty(r#"{ "type": "array", "items": { "type": "boolean" } }"#),
        Type::Array(Box::new(Use::plain(Type::Boolean)))
    );
}

#[test]
fn a_number_is_whole_unless_something_says_otherwise() {
    let unsigned = Type::Integer {
        bits: 32,
        signed: false,
    };
    let signed = Type::Integer {
        bits: 32,
        signed: true,
    };
    assert_eq!(ty(r#"{ "type": "number" }"#), unsigned);
    assert_eq!(ty(r#"{ "type": "number", "example": "42" }"#), unsigned);
    assert_eq!(ty(r#"{ "type": "number", "example": -44 }"#), signed);
    assert_eq!(ty(r#"{ "type": "number", "example": "-4" }"#), signed);
    assert_eq!(
        ty(r#"{ "type": "number", "example": "1.5" }"#),
        Type::Float { bits: 32 }
    );
    assert_eq!(
        ty(r#"{ "type": "number", "float": true, "size": 64 }"#),
        Type::Float { bits: 64 }
    );
}

#[test]
fn uses_say_more_than_types() {
    let (_, value) = result(
        r#"{ "type": "integer", "description": "d", "example": 3, "default": 2, "range": [1, null] }"#,
    );
    assert_eq!(value.description.as_deref(), Some("d"));
    assert_eq!(value.example, Some(3.into()));
    assert_eq!(value.default, Some(2.into()));
    assert_eq!(
        value.range,
        Some(Range {
            minimum: Some(Bound::Whole(1)),
            maximum: None
        })
    );
}

#[test]
fn what_stands_beside_a_reference_wins() {
    let (interface, value) =
        result(r##"{ "$ref": "#/definitions/state", "description": "here", "example": "off" }"##);
    assert_eq!(value.ty, Type::Named(TypeId::new(0)));
    assert_eq!(value.description.as_deref(), Some("here"));
    assert_eq!(value.example, Some("off".into()));
    assert_eq!(interface.types[0].description, None);
}

#[test]
fn pointers_may_lack_the_slash_and_escape_keys() {
    let interface = interface(
        r##""definitions": { "a/b~c": { "type": "boolean" }, "x": { "$ref": "#definitions/a~1b~0c" } },
            "methods": { "get": { "summary": "s", "result": { "$ref": "#/definitions/x" } } }"##,
    );
    assert_eq!(interface.methods[0].result.ty, Type::Boolean);
}

#[test]
fn types_are_named_after_their_definition_or_their_place() {
    let interface = interface(
        r##""definitions": { "colour": { "type": "string", "enum": ["red"] } },
            "methods": {
              "paint": {
                "summary": "s",
                "params": {
                  "type": "object",
                  "properties": {
                    "colour": { "$ref": "#/definitions/colour" },
                    "mode": { "type": "string", "enum": ["fast"] },
                    "kind": { "type": "string", "enum": ["a"], "hint": "PaintKind" }
                  },
                  "required": []
                },
                "result": { "type": "array", "items": { "type": "object", "properties": { "n": { "type": "null" } } } }
              }
            },
            "properties": {
              "state": { "summary": "s", "params": { "type": "string", "enum": ["on"] } }
            },
            "events": {
              "roomupdate": {
                "@originalname": "RoomUpdate",
                "summary": "s",
                "params": {
                  "type": "object",
                  "properties": { "action": { "type": "string", "enum": ["created"] } }
                }
              },
              "painted": { "summary": "s", "params": { "$ref": "#/methods/paint/params" } }
            }"##,
    );
    assert_eq!(
        names(&interface),
        [
            "paint_params",
            "colour",
            "paint_mode",
            "paint_kind",
            "paint_result",
            "state_value",
            "room_update_event",
            "room_update_action"
        ]
    );
    assert_eq!(interface.events[0].name.snake(), "room_update");
    assert_eq!(interface.events[0].wire_name, "roomupdate");
    assert_eq!(
        interface.events[1].params.as_ref().map(|params| &params.ty),
        Some(&Type::Named(TypeId::new(0)))
    );
    let directions = |index: usize| {
        (
            interface.types[index].in_params,
            interface.types[index].in_results,
        )
    };
    assert_eq!(directions(1), (true, true), "also in an event");
    assert_eq!(directions(4), (false, true));
    assert_eq!(directions(5), (true, true));
}

#[test]
fn roles_of_the_interface_keep_their_names() {
    let interface = interface(
        r##""definitions": {
              "Lamp": { "type": "string", "enum": ["a"] },
              "lampclient": { "type": "string", "enum": ["b"] }
            },
            "methods": {
              "a": { "summary": "s", "result": { "$ref": "#/definitions/Lamp" } },
              "b": { "summary": "s", "result": { "$ref": "#/definitions/lampclient" } }
            }"##,
    );
    assert_eq!(names(&interface), ["lamp2", "lampclient2"]);
}

#[test]
fn one_type_of_a_header_is_one_type() {
    let secure = |texts: &str| {
        format!(
            r#"{{ "type": "string", "enum": [{texts}], "@originaltype": "Exchange::ILamp::secure", "description": "x" }}"#
        )
    };
    let interface = interface(&format!(
        r#""@generated": true, "methods": {{
            "a": {{ "summary": "s", "result": {} }},
            "b": {{ "summary": "s", "result": {} }},
            "c": {{ "summary": "s", "result": {} }} }}"#,
        secure("\"on\""),
        secure("\"on\"").replace(
            "\"x\"",
            "\"y\", \"@optionaltype\": true, \"default\": \"on\""
        ),
        secure("\"off\""),
    ));
    assert_eq!(names(&interface), ["secure", "secure2"]);
    let types: Vec<_> = interface
        .methods
        .iter()
        .map(|method| &method.result.ty)
        .collect();
    assert_eq!(types[0], types[1]);
    assert_ne!(types[0], types[2]);
    assert_eq!(
        interface.methods[1].result.description.as_deref(),
        Some("y")
    );
}

#[test]
fn members_are_required_as_the_definition_says() {
    let presence = |required: &str| {
        let (interface, _) = result(&format!(
            r#"{{ "type": "object", "properties": {{ "a": {{ "type": "null" }}, "b": {{ "type": "null", "optional": true }} }} {required} }}"#
        ));
        let Shape::Object(object) = &interface.types[0].shape else {
            panic!("an object")
        };
        object
            .members
            .iter()
            .map(|member| member.presence)
            .collect::<Vec<_>>()
    };
    assert_eq!(presence(""), [Presence::Required, Presence::Optional]);
    assert_eq!(
        presence(r#", "required": []"#),
        [Presence::Optional, Presence::Optional]
    );
    assert_eq!(
        presence(r#", "required": ["a"]"#),
        [Presence::Required, Presence::Optional]
    );
}

#[test]
fn members_of_headers_are_in_the_order_of_parameters() {
    let (interface, _) = result(
        r#"{ "type": "object", "properties": {
              "second": { "type": "null", "@position": 10 }, "first": { "type": "null", "@position": 9 } } }"#,
    );
    let Shape::Object(object) = &interface.types[0].shape else {
        panic!("an object")
    };
    let names: Vec<_> = object
        .members
        .iter()
        .map(|member| member.wire_name.as_str())
        .collect();
    assert_eq!(names, ["first", "second"]);
}

#[test]
fn enumerations_keep_texts_and_take_names_from_ids() {
    let (interface, _) =
        result(r#"{ "type": "string", "enum": ["2x", "slow-1", "+"], "ids": ["E2X", "SLOW_1"] }"#);
    let Shape::Enumeration(enumeration) = &interface.types[0].shape else {
        panic!("an enumeration")
    };
    let texts: Vec<_> = enumeration
        .texts
        .iter()
        .map(|text| (text.name.snake(), text.wire.as_str()))
        .collect();
    assert_eq!(
        texts,
        [("e2x", "2x"), ("slow_1", "slow-1"), ("unnamed", "+")]
    );
}

#[test]
fn a_bitmask_is_a_set() {
    let (_, value) = result(
        r#"{ "type": "array", "items": { "type": "string", "enum": ["a", "b"], "@bitmask": true }, "example": ["a"] }"#,
    );
    assert_eq!(value.ty, Type::Set(TypeId::new(0)));
}

#[test]
fn properties_are_read_and_written() {
    let property = |info: &str, text: &str| {
        let text = format!(
            r#"{{ "info": {{ "class": "Lamp", "version": "1.0.0" {info} }}, "properties": {{ "p": {text} }} }}"#
        );
        let mut interface = load_text("a.json", text, &LoadOptions::default())
            .interface
            .expect("sound");
        interface.properties.remove(0)
    };
    let bare = r#"{ "summary": "s", "params": { "type": "boolean" } }"#;
    let compliant = property("", bare);
    assert!(
        compliant
            .set
            .as_ref()
            .is_some_and(|set| set.wrapper.is_some() && set.value.ty == Type::Boolean)
    );
    assert_eq!(
        compliant.get.as_ref().map(|get| get.name.snake()),
        Some("get_p")
    );
    let old = property(r#", "format": "uncompliant-extended""#, bare);
    assert!(old.set.is_some_and(|set| set.wrapper.is_none()));
    let object = property("", r#"{ "summary": "s", "params": { "type": "object" } }"#);
    assert!(object.set.is_some_and(|set| set.wrapper.is_none()));
    let spelt_out = property(
        "",
        r#"{ "summary": "s", "result": { "type": "boolean" },
             "params": { "type": "object", "properties": { "value": { "type": "boolean" } }, "required": ["value"] } }"#,
    );
    assert!(
        spelt_out
            .set
            .is_some_and(|set| set.wrapper.is_some() && set.value.ty == Type::Boolean)
    );
    let readonly = property(
        "",
        r#"{ "summary": "s", "readonly": true, "params": { "type": "boolean" } }"#,
    );
    assert!(readonly.set.is_none() && readonly.get.is_some());
    let writeonly = property(
        "",
        r#"{ "summary": "s", "writeonly": true, "params": { "type": "boolean" } }"#,
    );
    assert!(writeonly.set.is_some() && writeonly.get.is_none());
}

#[test]
fn indexes_are_texts_and_old_ones_stand_in_the_client_id() {
    let interface = interface(
        r#""properties": {
             "a": { "summary": "s", "params": { "type": "null" }, "index": { "name": "Bulb", "example": "b1" } },
             "b": { "summary": "s", "params": { "type": "null" },
                    "index": [{ "type": "integer", "size": 8, "name": "pin", "@optionaltype": true }, null] }
           },
           "events": {
             "old": { "summary": "s", "id": { "name": "roomId", "deprecated": true } },
             "new": { "summary": "s", "id": { "name": "roomId" }, "statuslistener": true }
           }"#,
    );
    let index = interface.properties[0].index().expect("an index");
    assert_eq!(
        (index.wire_name.as_str(), &index.value.ty, index.optional),
        ("Bulb", &Type::Text, false)
    );
    assert_eq!(index.value.example, Some("b1".into()));
    let index = interface.properties[1].index().expect("an index");
    assert_eq!(
        (&index.value.ty, index.optional),
        (
            &Type::Integer {
                bits: 8,
                signed: false
            },
            true
        )
    );
    let forms: Vec<_> = interface
        .events
        .iter()
        .map(|event| event.index.as_ref().map(|index| index.form))
        .collect();
    assert_eq!(
        forms,
        [Some(IndexForm::ClientId), Some(IndexForm::Designator)]
    );
    assert!(interface.events[1].status_listener);
}

#[test]
fn operations_share_one_set_of_names() {
    let interface = interface(
        r#""methods": { "get_p": { "summary": "s" }, "register_e": { "summary": "s" } },
           "properties": { "p": { "summary": "s", "params": { "type": "null" } } },
           "events": { "e": { "summary": "s" } }"#,
    );
    assert_eq!(interface.methods[0].name.snake(), "get_p");
    assert_eq!(
        interface.properties[0]
            .get
            .as_ref()
            .map(|get| get.name.snake()),
        Some("get_p2")
    );
    assert_eq!(interface.events[0].register_name.snake(), "register_e2");
    assert_eq!(interface.events[0].unregister_name.snake(), "unregister_e");
}

#[test]
fn errors_have_the_codes_of_the_wire() {
    let interface = interface(
        r##""errors": { "own": { "code": 1001, "message": "ERROR_OWN" } },
            "methods": { "m": { "summary": "s", "errors": [
              { "message": "ERROR_ILLEGAL_STATE", "description": "d" },
              { "message": "ERROR_PRIVILEGED_REQUEST" },
              { "$ref": "#/errors/own", "description": "here" },
              { "message": "Core::ERROR_NONE" },
              { "message": "ERROR_ILLEGAL_STATE" },
              { "message": "21002" }
            ] } }"##,
    );
    let errors = &interface.methods[0].errors;
    let codes: Vec<_> = errors
        .iter()
        .map(|error| (error.name.snake(), error.message.as_str(), error.code))
        .collect();
    assert_eq!(
        codes,
        [
            ("illegal_state", "ERROR_ILLEGAL_STATE", -31005),
            ("privileged_request", "ERROR_PRIVILEGED_REQUEST", -32604),
            ("own", "ERROR_OWN", -32001),
            ("21002", "21002", -52002),
        ]
    );
    assert_eq!(errors[2].description.as_deref(), Some("here"));
    assert_eq!(interface.methods[0].error_name.snake(), "m_error");
}

#[test]
fn info_is_read() {
    let text = r#"{ "info": { "class": "HdmiInput", "version": [2, 1, 3], "status": "beta", "title": "T",
        "description": ["a", "b"], "interface": "IHdmi", "sourcefile": "IHdmi.h", "@legacylowercase": true },
        "methods": { "m": { "summary": "s", "description": "d", "obsolete": true } } }"#;
    let interface = load_text("a.json", text, &LoadOptions::default())
        .interface
        .expect("sound");
    assert_eq!(interface.name.snake(), "hdmi_input");
    assert_eq!(
        interface.version,
        Version {
            major: 2,
            minor: 1,
            patch: 3
        }
    );
    assert_eq!(interface.status, Status::Beta);
    assert_eq!(interface.description.as_deref(), Some("a b"));
    assert_eq!(
        (interface.title.as_str(), interface.legacy_lowercase),
        ("T", true)
    );
    assert!(interface.methods[0].docs.deprecated);
}

#[test]
fn null_params_and_results_are_nothing() {
    let interface = interface(
        r#""methods": { "m": { "summary": "s", "params": { "type": "null" } } }, "events": { "e": { "summary": "s" } }"#,
    );
    assert!(interface.methods[0].params.is_none() && interface.events[0].params.is_none());
    assert_eq!(interface.methods[0].result.ty, Type::Null);
}

/// Definitions each of which holds the next one twice, `levels` deep, as a result.
fn doubling(levels: usize) -> String {
    let mut definitions: Vec<String> = (0..levels)
        .map(|n| {
            let next = n + 1;
            format!(r##""a{n}": {{ "type": "object", "properties": {{
                "x": {{ "$ref": "#/definitions/a{next}" }}, "y": {{ "$ref": "#/definitions/a{next}" }} }}, "required": [] }}"##)
        })
        .collect();
    definitions.push(format!(r#""a{levels}": {{ "type": "null" }}"#));
    format!(
        r##""definitions": {{ {} }}, "methods": {{ "m": {{ "summary": "s", "result": {{ "$ref": "#/definitions/a0" }} }} }}"##,
        definitions.join(",")
    )
}

#[test]
fn references_that_double_at_each_step_are_types_once_each() {
    assert_eq!(interface(&doubling(15)).types.len(), 15);
}

#[test]
fn values_that_nobody_could_write_are_refused() {
    for levels in [20, 50] {
        assert_eq!(rules(&doubling(levels)), ["too-large"], "{levels} levels");
    }
    let lists = r#""methods": { "m": { "summary": "s", "result": {
        "type": "array", "range": [1000, null], "items": { "type": "array", "range": [1000, null],
            "items": { "type": "boolean" } } } } }"#;
    assert_eq!(rules(lists), ["too-large"]);
}

#[test]
fn arrays_that_contain_themselves_are_refused() {
    let body = r##""definitions": { "a": { "type": "array", "items": { "$ref": "#/definitions/a" } } },
        "methods": { "m": { "summary": "s", "result": { "$ref": "#/definitions/a" } } }"##;
    assert_eq!(rules(body), ["recursive-type"]);
}

#[test]
fn a_definition_that_nothing_uses_is_checked_but_leaves_no_type() {
    let interface = interface(
        r#""definitions": { "group": { "unused": { "type": "string", "enum": ["a"] } } },
           "methods": { "m": { "summary": "s" } }"#,
    );
    assert!(interface.types.is_empty());
    let problems = loaded(
        r#""definitions": { "group": { "unused": { "type": "sting" } } }, "methods": { "m": { "summary": "s" } }"#,
    );
    assert_eq!(problems.diagnostics.count(Level::Error), 1);
}

#[test]
fn a_member_may_be_called_like_a_keyword() {
    let interface = interface(
        r##""definitions": { "default": { "type": "boolean" }, "example": { "$ref": "#/definitions/default" } },
            "methods": { "m": { "summary": "s", "params": { "type": "object", "properties": {
              "default": { "$ref": "#/definitions/example" }, "type": { "type": "null" }, "enum": { "type": "null" } },
              "required": [] } } }"##,
    );
    let Shape::Object(object) = &interface.types[0].shape else {
        panic!("an object")
    };
    assert_eq!(object.members[0].value.ty, Type::Boolean);
}

#[test]
fn nesting_through_references_is_bounded() {
    let definitions: Vec<String> = (0..200)
        .map(|n| {
            let next = n + 1;
            format!(
                r##""a{n}": {{ "type": "object", "properties": {{ "x": {{ "$ref": "#/definitions/a{next}" }} }} }}"##
            )
        })
        .collect();
    let body = format!(
        r##""definitions": {{ {}, "a200": {{ "type": "null" }} }},
            "methods": {{ "m": {{ "summary": "s", "result": {{ "$ref": "#/definitions/a0" }} }} }}"##,
        definitions.join(",")
    );
    assert!(rules(&body).iter().all(|rule| *rule == "too-deep"));
    assert!(loaded(&body).diagnostics.has_errors());
}
