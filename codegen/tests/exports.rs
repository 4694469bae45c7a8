//! Documents for people and tools: what holds for all of them, whatever is defined.

#![cfg(feature = "cli")]

mod support;

use base64::Engine;
use codegen::model::Interface;
use codegen::{LoadOptions, Options, Target, load_text};
use jsonschema::{draft7, draft202012};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{FOLDERS, corpus, files, read};

const DOCUMENTS: [Target; 3] = [Target::OpenRpc, Target::AsyncApi, Target::JsonSchema];

fn text(target: Target, interface: &Interface) -> String {
    let mut files = target.generate(interface, &Options::default());
    files.remove(0).text
}

fn document(target: Target, interface: &Interface) -> Value {
    serde_json::from_str(&text(target, interface)).expect("a document is JSON")
}

fn interface(definition: &Value) -> Interface {
    let loaded = load_text("test.json", definition.to_string(), &LoadOptions::default());
    let report = loaded.report(codegen::diagnostic::Style::Plain);
    loaded.interface.unwrap_or_else(|| panic!("{report}"))
}

fn messenger() -> Interface {
    let text = include_str!("../../interface/messenger.json");
    interface(&serde_json::from_str(text).expect("the definition is JSON"))
}

/// Every reference within the document, wherever it stands, leads to something.
fn assert_references_resolve(whole: &Value, part: &Value, name: &str) {
    match part {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref")
                && let Some(pointer) = reference.strip_prefix('#')
            {
                assert!(whole.pointer(pointer).is_some(), "{name}: {reference}");
            }
            members
                .values()
                .for_each(|member| assert_references_resolve(whole, member, name));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| assert_references_resolve(whole, item, name)),
        _ => {}
    }
}

/// Example messages are such as their own schemas allow.
fn assert_messages_are_valid(asyncapi: &Value, name: &str) {
    for (key, message) in asyncapi["components"]["messages"]
        .as_object()
        .expect("there are messages")
    {
        let mut schema = message["payload"].clone();
        schema["components"] = asyncapi["components"].clone();
        let validator =
            draft7::new(&schema).unwrap_or_else(|error| panic!("{name}, {key}: {error}"));
        for example in message["examples"].as_array().into_iter().flatten() {
            if let Err(error) = validator.validate(&example["payload"]) {
                panic!("{name}, {key}: {error} at {}", error.instance_path());
            }
        }
    }
}

fn assert_sound(interface: &Interface, name: &str) {
    for target in DOCUMENTS {
        let whole = document(target, interface);
        assert_references_resolve(&whole, &whole, name);
    }
    assert_messages_are_valid(&document(Target::AsyncApi, interface), name);
    let schema = document(Target::JsonSchema, interface);
    if let Err(error) = draft202012::meta::validate(&schema) {
        panic!("{name}: {error}");
    }
}

#[test]
fn documents_of_the_corpus_are_sound() {
    let Some(corpus) = corpus() else { return };
    let mut count = 0;
    for path in FOLDERS
        .iter()
        .flat_map(|folder| files(&corpus.join(folder)))
    {
        if let Some(interface) = read(&corpus, &path).interface {
            assert_sound(&interface, &path.display().to_string());
            count += 1;
        }
    }
    assert!(count > 100, "only {count} definitions are sound");
}

#[test]
fn a_method_has_its_wire_codes_and_an_example() {
    let openrpc = document(Target::OpenRpc, &messenger());
    let join = &openrpc["methods"][0];
    assert_eq!(join["name"], "join");
    assert_eq!(
        join["errors"][0],
        json!({
            "code": -31005,
            "message": "ERROR_ILLEGAL_STATE",
            "data": "User name is already taken (i.e. the user has already joined the room)",
        })
    );
    assert_eq!(
        join["examples"][0]["params"][1],
        json!({ "name": "user", "value": "Bob" })
    );
}

#[test]
fn an_event_tells_both_forms_of_its_index() {
    let openrpc = document(Target::OpenRpc, &messenger());
    let forms = openrpc["x-events"][2]["registrations"]
        .as_array()
        .expect("a list");
    let shown: Vec<[&Value; 3]> = forms
        .iter()
        .map(|form| {
            [
                &form["method"],
                &form["params"]["id"],
                &form["notification"],
            ]
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["register", "{roomId}.{client}", "{roomId}.{client}.message"],
            ["register@{roomId}", "{client}", "{client}.message@{roomId}"],
        ]
    );
}

#[test]
fn a_property_is_one_method_that_is_read_and_written() {
    let lamp = interface(&json!({
        "info": { "class": "Lamp", "version": "1.0.0" },
        "properties": { "brightness": {
            "summary": "How bright it is",
            "index": { "name": "lamp", "example": "desk" },
            "params": { "type": "integer", "size": 8, "example": 40 }
        } }
    }));
    let openrpc = document(Target::OpenRpc, &lamp);
    let methods = openrpc["methods"].as_array().expect("a list");
    assert_eq!(methods.len(), 1);
    assert_eq!(methods[0]["name"], "brightness");
    assert_eq!(methods[0]["x-designator"], "brightness@{lamp}");
    assert_eq!(methods[0]["params"][0]["name"], "value");
    assert_eq!(methods[0]["params"][0]["required"], false);
    let ways = &methods[0]["x-property"];
    assert_eq!(ways["access"], "read-write");
    assert_eq!(ways["get"]["result"]["schema"]["maximum"], 255);
    assert_eq!(ways["set"]["params"][0]["required"], true);
    let asyncapi = document(Target::AsyncApi, &lamp);
    let request = &asyncapi["components"]["messages"]["setBrightnessRequest"];
    assert_eq!(
        request["payload"]["properties"]["method"]["pattern"],
        r"^(?:.+\.)?brightness@[\s\S]+$"
    );
    assert_eq!(
        request["examples"][0]["payload"]["params"],
        json!({ "value": 40 })
    );
}

const HOSTILE: &str =
    "</script><script>alert(1)</script>\" onload='x' {{ 7*7 }} <%= x %> \u{202e}evil *b* -->";

#[test]
fn hostile_texts_stay_texts() {
    let lamp = interface(&json!({
        "info": { "class": "Lamp", "title": HOSTILE, "description": HOSTILE, "version": "1.0.0" },
        "methods": { HOSTILE: {
            "summary": HOSTILE,
            "description": HOSTILE,
            "params": {
                "type": "object",
                "properties": { HOSTILE: { "type": "string", "enum": [HOSTILE, "b"], "description": HOSTILE, "example": HOSTILE } },
                "required": [HOSTILE]
            },
            "errors": [{ "code": 5, "message": HOSTILE, "description": HOSTILE }]
        } },
        "events": { "e": { "summary": HOSTILE, "id": { "name": HOSTILE, "example": HOSTILE } } }
    }));
    assert_sound(&lamp, "hostile");
    for target in DOCUMENTS.into_iter().chain([Target::Html]) {
        let text = text(target, &lamp);
        assert!(
            !text.contains('\u{202e}'),
            "{target:?} shows a character that turns lines round"
        );
    }
    let page = text(Target::Html, &lamp);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("onload='") && !page.contains("--><"));
}

#[test]
fn the_page_allows_its_own_style_and_script_alone() {
    let page = text(Target::Html, &messenger());
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (_, after) = page
            .split_once(&format!("<{element}>"))
            .expect("it has one");
        let (own, _) = after.split_once(&format!("</{element}>")).expect("it ends");
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(own));
        let allowed = format!("{directive} &#39;sha256-{hash}&#39;");
        assert!(
            page.contains(&allowed),
            "write {allowed} into the policy of html.rs"
        );
    }
    assert!(!page.contains("src=\"") && !page.contains("url(") && !page.contains("@import"));
}

#[test]
fn links_of_the_page_lead_somewhere_and_ids_are_unique() {
    let page = text(Target::Html, &messenger());
    let ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    for link in page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        let anchor = link
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{link} leads away"));
        assert!(unique.contains(anchor), "{anchor}");
    }
}
