//! What the compiler of the language would say later, said earlier.

use super::layout::{binding, chain};
use super::{RUNTIME, names, package};
use crate::backend::sdk::PackageOptions;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Names of types after `pub use` in the root of the runtime.
fn exported() -> BTreeSet<String> {
    let (_, text) = RUNTIME
        .iter()
        .find(|(module, _)| *module == "mod")
        .expect("the module is there");
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub use "));
    lines
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_the_runtime_exports_is_reserved() {
    let reserved: BTreeSet<String> = names::EXPORTED
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(exported(), reserved);
}

#[test]
fn literals_hold_any_text() {
    assert_eq!(
        names::literal("\"\\\n\u{0}\u{202e}{}ä"),
        r#""\"\\\n\0\u{202e}{}ä""#
    );
}

#[test]
fn names_of_crates() {
    for good in ["chat-client", "a", "chat_client2"] {
        assert!((package::NAME.holds)(good), "{good}");
    }
    for bad in [
        "",
        "Chat",
        "2chat",
        "-chat",
        "chat client",
        "match",
        "std",
        "chat/client",
        "ä",
    ] {
        assert!(!(package::NAME.holds)(bad), "{bad}");
    }
}

/// The package of a definition, by the names of its files.
fn package_of(definition: &serde_json::Value) -> BTreeMap<String, String> {
    let text = format!("{definition:#}");
    let loaded = crate::load_text("test.json", text, &crate::LoadOptions::default());
    let interface = loaded.interface.expect("the definition has no errors");
    let files = super::generate(&interface, &PackageOptions::default());
    files
        .into_iter()
        .map(|file| (file.name, file.text))
        .collect()
}

/// Whatever a definition says, its files are Rust and TOML.
fn check_syntax(files: &BTreeMap<String, String>) {
    for (name, text) in files {
        if name.ends_with(".rs") {
            let parsed = syn::parse_file(text);
            assert!(parsed.is_ok(), "{name}: {:?}\n{text}", parsed.err());
        }
    }
}

const HOSTILE: &str = "*/ \"\"\" \"# \\ ` [x](y) <b> {brace} $x\n#![deny(x)]\u{202e}\u{0} ``` `";

#[test]
fn texts_of_a_definition_stay_texts() {
    let files = package_of(&json!({
        "info": { "class": "Odd", "title": HOSTILE, "description": HOSTILE, "version": "1.2.3" },
        "methods": {
            "go": {
                "summary": HOSTILE,
                "description": HOSTILE,
                "params": { "type": "object", "required": ["a"], "properties": {
                    "a": { "type": "string", "description": HOSTILE, "example": HOSTILE },
                    "b\"\\{}": { "type": "string", "enum": ["x\"", "\\", "{}"], "description": HOSTILE },
                    "c": { "type": "string", "default": HOSTILE, "example": HOSTILE }
                } },
                "result": { "type": "null" },
                "errors": [{ "code": 7, "message": HOSTILE, "description": HOSTILE }]
            }
        }
    }));
    check_syntax(&files);
    let metadata = &files["Cargo.toml"];
    let lines: Vec<&str> = metadata.lines().take(6).collect();
    assert!(lines[3].starts_with("description = \"*/ "), "{metadata}");
    assert_eq!(lines[4], "license = \"Apache-2.0\"");
    let text = files.values().cloned().collect::<String>();
    assert!(!text.contains('\u{202e}') && !text.contains('\u{0}'));
}

#[test]
fn names_of_the_language_and_of_the_runtime_give_way() {
    let files = package_of(&json!({
        "info": { "class": "Odd", "version": "1.0.0" },
        "definitions": {
            "option": { "type": "object", "required": [], "properties": { "self": { "type": "boolean" } } },
            "state": { "type": "string", "enum": ["self", "unknown", "1st"] }
        },
        "methods": {
            "new": { "params": { "$ref": "#/definitions/option" }, "result": { "type": "null" } },
            "type": { "result": { "$ref": "#/definitions/state" },
                "errors": [{ "code": 1, "message": "ERROR_OTHER" }] }
        }
    }));
    check_syntax(&files);
    let text = &files["src/interface.rs"];
    for expected in [
        "pub struct Option {",
        "pub self_: ::std::option::Option<bool>,",
        "#[serde(rename = \"self\")]",
        "pub enum State_ {",
        "Self_,",
        "Unknown_,",
        "_1st,",
        "pub fn new_(&self, params: &Option) -> rpc::Call<(), rpc::ClientError> {",
        "pub fn r#type(&self) -> rpc::Call<State_, TypeError> {",
        "Other_(rpc::RpcError),",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
}

#[test]
fn lines_are_broken_as_rustfmt_breaks_them() {
    let links = |length| vec![("call_with", vec!["a".repeat(length), "b".to_owned()])];
    assert!(!chain("self.rpc", &links(20), 8).contains('\n'));
    // The last call alone has several lines, wherever it stands.
    assert!(chain("self.rpc", &links(70), 8).starts_with("self.rpc.call_with(\n    a"));
    let two = vec![("at", vec!["a".repeat(30)]), ("call", vec!["b".repeat(30)])];
    assert_eq!(
        chain("self.rpc", &two, 8),
        format!(
            "self.rpc\n    .at({})\n    .call({})",
            "a".repeat(30),
            "b".repeat(30)
        )
    );
    let value = |_: usize| format!("f({})", "a".repeat(78));
    assert!(binding("params", 4, value).starts_with("let params = f("));
    let value = |_: usize| format!("f({})", "a".repeat(82));
    assert!(binding("params", 4, value).starts_with("let params =\n        f("));
}
