//! The published schemas agree with the reader and with the model.

#![cfg(feature = "cli")]

mod support;

use codegen::diagnostic::Level;
use codegen::{LoadOptions, load_text, schema};
use jsonschema::{Validator, draft7, draft202012};
use serde_json::Value;
use std::path::Path;
use support::{FOLDERS, corpus, files, read};

fn dialect() -> Validator {
    let schema = schema::dialect();
    draft7::meta::validate(&schema).expect("the schema of the format is a schema");
    draft7::new(&schema).expect("the schema of the format is one that can be used")
}

fn problems(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Errors of the reader that a schema can see too.
const VISIBLE: &[&str] = &[
    "array-without-items",
    "bad-size",
    "bad-version",
    "duplicate-text",
    "enum-not-text",
    "error-without-message",
    "missing-info",
    "missing-params",
    "missing-type",
    "read-and-write-only",
    "reserved-name",
    "unknown-encoding",
    "unknown-format",
    "unknown-status",
    "unknown-type",
    "wrong-kind",
];

#[test]
fn mistakes_are_flagged_and_mere_warnings_are_not() {
    let validator = dialect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems");
    let mut flagged = 0;
    for path in files(&folder) {
        let text = std::fs::read(&path).expect("a problem can be read");
        let Ok(value) = serde_json::from_slice::<Value>(&text) else {
            continue;
        };
        let text = String::from_utf8(text).expect("what is JSON is UTF-8");
        let loaded = load_text(&path, text, &LoadOptions::default());
        let mut errors = loaded
            .diagnostics
            .iter()
            .filter(|problem| problem.level == Level::Error)
            .peekable();
        let found = problems(&validator, &value);
        if errors.peek().is_none() {
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        } else if errors.any(|error| VISIBLE.contains(&error.rule)) {
            assert!(!found.is_empty(), "{} is not flagged", path.display());
            flagged += 1;
        }
    }
    assert!(
        flagged >= VISIBLE.len(),
        "only {flagged} files were flagged"
    );
}

#[test]
fn keys_that_are_no_keywords_are_warned_of() {
    let schema = schema::dialect();
    for place in [
        "info", "method", "property", "event", "value", "index", "error",
    ] {
        let unknown = &schema["definitions"][place]["additionalProperties"]["deprecationMessage"];
        let text = unknown.as_str().unwrap_or_default();
        assert!(text.contains("not a keyword"), "{place}: {text}");
    }
}

#[test]
fn every_keyword_says_what_it_is() {
    let schema = schema::dialect();
    let places = schema["definitions"]
        .as_object()
        .expect("an object")
        .values();
    for place in places.chain([&schema]) {
        for (key, keyword) in place["properties"].as_object().into_iter().flatten() {
            let described = keyword["description"]
                .as_str()
                .is_some_and(|text| text.len() > 8);
            assert!(described || key == "$ref", "{key}");
        }
    }
}

#[test]
fn sound_definitions_of_the_corpus_are_valid_and_so_are_their_models() {
    let Some(corpus) = corpus() else { return };
    let dialect = dialect();
    let model = schema::model();
    draft202012::meta::validate(&model).expect("the schema of the model is a schema");
    let model = draft202012::new(&model).expect("the schema of the model can be used");
    for path in FOLDERS
        .iter()
        .flat_map(|folder| files(&corpus.join(folder)))
    {
        let Some(interface) = read(&corpus, &path).interface else {
            continue;
        };
        let text = std::fs::read(&path).expect("it was read before");
        let value = serde_json::from_slice(&text).expect("it is sound");
        let found = problems(&dialect, &value);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
        let value = serde_json::to_value(&interface).expect("a model is JSON");
        let found = problems(&model, &value);
        assert!(
            found.is_empty(),
            "the model of {}: {found:#?}",
            path.display()
        );
    }
}
