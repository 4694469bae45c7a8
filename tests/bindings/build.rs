//! Generates the bindings that this crate includes.

#[path = "build/obstacles.rs"]
mod obstacles;

use codegen::model::Interface;
use codegen::{LoadOptions, Options, Target, backend, diagnostic::Style, load_text, write_files};
use serde_json::{Value, json};
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    codegen::Config::new()
        .json_schema_feature("json-schema")
        .doc_path("bindings_tests::tuner")
        .compile("../../codegen/tests/data/tuner.json");
    codegen::Config::new()
        .json_schema_feature("json-schema")
        .doc_path("bindings_tests::gate")
        .compile("gate.json");

    for (module, definition) in obstacles::definitions(obstacles::NAMES) {
        write(module, &load(module, &definition));
    }
    for format in ["uncompliant-extended", "uncompliant-collapsed"] {
        let module = format.trim_start_matches("uncompliant-");
        write(module, &load(module, &loose(format)));
    }
    for format in ["compliant", "uncompliant-extended", "uncompliant-collapsed"] {
        let module = format!("panel_{}", format.trim_start_matches("uncompliant-"));
        write(&module, &load(&module, &panel(format)));
    }
    for (module, interface) in obstacles::interfaces(&load("blank", &blank())) {
        write(module, &interface);
    }
}

/// The least that a definition can be.
fn blank() -> Value {
    json!({ "info": { "class": "Blank", "version": "1.2.3" }, "methods": { "only": {} } })
}

/// Params and values that are no objects.
fn loose(format: &str) -> Value {
    let collapsed = format.ends_with("collapsed");
    let params = |schema: Value| {
        if collapsed {
            schema
        } else {
            json!({ "type": "array", "items": schema })
        }
    };
    let text = json!({ "type": "string", "range": [1, 8], "example": "text" });
    let mode = json!({ "type": "string", "enum": ["slow", "fast"] });
    json!({
        "info": { "class": "Loose", "version": "3.0.0", "format": format },
        "methods": {
            "text": { "params": params(text.clone()), "result": text },
            "number": { "params": params(json!({ "type": "integer", "size": 24, "signed": true })) },
            "mode": { "params": params(mode.clone()), "result": { "type": "boolean" } },
            "any": { "params": params(json!({ "type": "object" })) }
        },
        "properties": {
            "speed": { "params": { "type": "integer", "size": 16, "range": [1, 500] } },
            "mode_now": { "params": mode },
            "limits": { "params": { "type": "array", "items": { "type": "integer", "range": [0, 9] } } }
        },
        "events": {
            "changed": { "params": params(json!({ "type": "string" })) },
            "counted": { "params": params(json!({ "type": "integer" })) }
        }
    })
}

/// The same interface in each of the formats, as far as they allow it.
fn panel(format: &str) -> Value {
    let number = json!({ "type": "integer", "size": 16, "range": [1, 500] });
    let area = json!({ "$ref": "#/definitions/area" });
    let carried = match format {
        "compliant" => area.clone(),
        "uncompliant-extended" => json!({ "type": "array", "items": number }),
        _ => number.clone(),
    };
    json!({
        "info": { "class": "Panel", "version": "1.0.0", "format": format },
        "definitions": { "area": {
            "type": "object",
            "properties": { "width": number, "height": number },
            "required": ["width"]
        } },
        "methods": {
            "fit": { "params": area, "result": number },
            "take": { "params": carried }
        },
        "properties": {
            "speed": { "params": number },
            "area": { "params": area },
            "sizes": { "params": { "type": "array", "items": number } },
            "label": { "params": { "type": "string" }, "index": { "name": "place", "type": "string", "example": "top" } }
        },
        "events": { "changed": { "params": carried } }
    })
}

fn load(module: &str, definition: &Value) -> Interface {
    let text = format!("{definition:#}");
    let loaded = load_text(format!("{module}.json"), text, &LoadOptions::default());
    let report = loaded.report(Style::Plain);
    loaded.interface.unwrap_or_else(|| panic!("{report}"))
}

fn write(module: &str, interface: &Interface) {
    let rust = backend::rust::Options {
        json_schema_feature: Some("json-schema".to_owned()),
        doc_path: Some(format!("bindings_tests::{module}")),
    };
    let [mut file] = <[_; 1]>::try_from(Target::Rust.generate(interface, &Options { rust }))
        .expect("Rust bindings are one file");
    file.name = format!("{module}.rs");
    let directory = std::env::var_os("OUT_DIR")
        .map(PathBuf::from)
        .expect("cargo sets it");
    write_files(&directory, &[file]).expect("the output directory is writable");
}
