//! Definitions of several files: references, includes, and what a build script watches.

use codegen::diagnostic::Style;
use codegen::{CompileError, Config, LoadOptions, Loaded, load};
use std::fs;
use std::path::{Path, PathBuf};

/// A directory of its own for each test, with these files in it.
fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("files")
        .join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("the old directory can be removed");
    }
    for (name, text) in files {
        let file = path.join(name);
        fs::create_dir_all(file.parent().expect("a directory")).expect("the directory can be made");
        fs::write(file, text).expect("the file can be written");
    }
    path
}

fn read(directory: &Path, include: &[&str]) -> Loaded {
    let include_dirs = include.iter().map(|name| directory.join(name)).collect();
    let options = LoadOptions {
        include_dirs,
        ..LoadOptions::default()
    };
    load(directory.join("main.json"), &options)
}

fn methods(loaded: &Loaded) -> Vec<(&str, Option<&str>)> {
    let Some(interface) = &loaded.interface else {
        panic!("{}", loaded.report(Style::Plain))
    };
    let methods = interface.methods.iter();
    methods
        .map(|method| (method.wire_name.as_str(), method.docs.summary.as_deref()))
        .collect()
}

fn inputs<'a>(loaded: &'a Loaded, directory: &Path) -> Vec<&'a str> {
    let inputs = loaded.inputs.iter();
    inputs
        .map(|path| {
            path.strip_prefix(directory)
                .expect("inside")
                .to_str()
                .expect("UTF-8")
        })
        .collect()
}

const INFO: &str = r#""info": { "class": "Main", "version": "1.0.0" }"#;

#[test]
fn files_are_found_beside_the_one_that_refers_to_them_then_in_include_directories() {
    let main = format!(
        r##"{{ {INFO}, "common": {{ "$ref": "sub/a.json" }}, "methods": {{
            "one": {{ "summary": "s", "result": {{ "$ref": "#/common/x" }} }},
            "two": {{ "summary": "s", "result": {{ "$ref": "{{interfacedir}}/c.json#/x" }} }},
            "three": {{ "summary": "s", "result": {{ "$ref": "{{cppinterfacedir}}/c.json#x" }} }} }} }}"##
    );
    let directory = directory(
        "search",
        &[
            ("main.json", main.as_str()),
            ("sub/a.json", r##"{ "x": { "$ref": "b.json#/y" } }"##),
            ("sub/b.json", r#"{ "y": { "type": "boolean" } }"#),
            ("second/b.json", r#"{ "y": { "type": "string" } }"#),
            (
                "second/c.json",
                r#"{ "x": { "$ref": "../sub/b.json#/y" } }"#,
            ),
        ],
    );
    let loaded = read(&directory, &["first", "second"]);
    let interface = loaded
        .interface
        .as_ref()
        .unwrap_or_else(|| panic!("{}", loaded.report(Style::Plain)));
    let types: Vec<_> = interface
        .methods
        .iter()
        .map(|method| &method.result.ty)
        .collect();
    assert_eq!(types, [&codegen::model::Type::Boolean; 3]);
    // `sub/b.json` is reached twice and read once; `second/b.json` is not reached.
    assert_eq!(
        inputs(&loaded, &directory),
        ["main.json", "sub/a.json", "second/c.json", "sub/b.json"]
    );
}

#[test]
fn included_endpoints_are_merged_replaced_and_removed() {
    let main = format!(
        r#"{{ {INFO}, "include": {{ "base": {{ "$ref": "base.json#" }} }}, "methods": {{
            "own": {{ "summary": "mine" }}, "shared": {{ "summary": "mine" }}, "unwanted": null }} }}"#
    );
    let directory = directory(
        "include",
        &[
            ("main.json", main.as_str()),
            (
                "base.json",
                r#"{ "info": { "class": "Base" }, "include": { "deeper": { "$ref": "deeper.json" } }, "methods": {
                    "shared": { "summary": "base" }, "unwanted": { "summary": "base" }, "kept": { "summary": "base" } } }"#,
            ),
            (
                "deeper.json",
                // Whoever includes in a circle gets each endpoint once.
                r#"{ "include": { "base": { "$ref": "base.json" } }, "methods": {
                    "kept": { "summary": "deeper" }, "deep": { "summary": "deeper" } } }"#,
            ),
        ],
    );
    let loaded = read(&directory, &[]);
    assert_eq!(
        methods(&loaded),
        [
            ("own", Some("mine")),
            ("shared", Some("mine")),
            ("kept", Some("base")),
            ("deep", Some("deeper"))
        ]
    );
    assert_eq!(loaded.report(Style::Plain), "");
}

#[test]
fn a_section_can_be_a_reference() {
    let main = format!(r#"{{ {INFO}, "methods": {{ "$ref": "base.json#/methods" }} }}"#);
    let directory = directory(
        "section",
        &[
            ("main.json", main.as_str()),
            ("base.json", r#"{ "methods": { "m": { "summary": "s" } } }"#),
        ],
    );
    assert_eq!(methods(&read(&directory, &[])), [("m", Some("s"))]);
}

#[test]
fn problems_are_shown_in_the_file_that_has_them() {
    let main = format!(
        r#"{{ {INFO}, "methods": {{ "m": {{ "summary": "s", "result": {{ "$ref": "types.json#/x" }} }} }} }}"#
    );
    let directory = directory(
        "place",
        &[
            ("main.json", main.as_str()),
            ("types.json", "{\n  \"x\": { \"type\": \"bolean\" }\n}\n"),
        ],
    );
    let report = read(&directory, &[]).report(Style::Plain);
    assert!(
        report.contains("types.json:2:18") && report.contains("did you mean `boolean`?"),
        "{report}"
    );
    fs::write(directory.join("types.json"), "{\n  \"x\": ,\n}\n").expect("written");
    let report = read(&directory, &[]).report(Style::Plain);
    assert!(report.contains("types.json:2:8"), "{report}");
    assert_eq!(
        report.matches("error[").count(),
        1,
        "one mistake, one message: {report}"
    );
}

#[test]
fn a_build_script_writes_what_changed() {
    let main = format!(r#"{{ {INFO}, "methods": {{ "m": {{ "summary": "s" }} }} }}"#);
    let directory = directory("build", &[("main.json", main.as_str())]);
    let mut config = Config::new();
    config
        .out_dir(directory.join("out"))
        .include_dir(directory.join("include"))
        .doc_path("main");
    let path = config
        .try_compile(directory.join("main.json"))
        .expect("compiled");
    assert_eq!(path, directory.join("out/main.rs"));
    let time = || {
        fs::metadata(&path)
            .expect("there")
            .modified()
            .expect("a time")
    };
    let first = time();
    std::thread::sleep(std::time::Duration::from_millis(20));
    config
        .try_compile(directory.join("main.json"))
        .expect("compiled again");
    assert_eq!(time(), first, "left alone");

    fs::write(
        directory.join("main.json"),
        main.replace("\"m\"", "\"exists\""),
    )
    .expect("written");
    let error = config
        .try_compile(directory.join("main.json"))
        .expect_err("a reserved name");
    assert!(
        matches!(&error, CompileError::Definition(report) if report.contains("reserved-name")),
        "{error}"
    );
    assert_eq!(time(), first, "not touched");
    let error = config
        .try_compile(directory.join("gone.json"))
        .expect_err("no such file");
    assert!(error.to_string().contains("cannot read"), "{error}");
}

/// Cuts and changes definitions in many places: whatever comes out, it is read or explained.
#[test]
fn no_text_makes_it_panic() {
    let definition = format!(
        r##"{{ {INFO}, "definitions": {{ "e": {{ "type": "string", "enum": ["a", "ä"] }} }},
        "methods": {{ "m": {{ "summary": "s", "params": {{ "type": "object", "properties": {{
            "x": {{ "$ref": "#/definitions/e", "example": "a" }}, "n": {{ "type": "number", "range": [0, 9] }},
            "l": {{ "type": "array", "items": {{ "type": "integer", "size": 8 }} }} }}, "required": ["x"] }},
            "errors": [{{ "message": "ERROR_GENERAL", "code": 1 }}] }} }},
        "properties": {{ "p": {{ "summary": "s", "index": {{ "name": "i" }}, "params": {{ "type": "boolean" }} }} }},
        "events": {{ "e": {{ "summary": "s", "id": {{ "name": "i", "deprecated": true }} }} }} }}"##
    );
    let read = |text: &str| {
        let loaded = codegen::load_text("main.json", text, &LoadOptions::default());
        assert_eq!(
            loaded.interface.is_none(),
            loaded.diagnostics.has_errors(),
            "{text}"
        );
        loaded.report(Style::Plain)
    };
    assert_eq!(read(&definition).matches("error[").count(), 0);
    let tokens: Vec<(usize, &str)> = definition
        .split_inclusive([' ', ',', ':', '{', '}', '[', ']', '"'])
        .scan(0, |at, token| {
            *at += token.len();
            Some((*at - token.len(), token))
        })
        .collect();
    for (at, token) in tokens {
        let (before, after) = (&definition[..at], &definition[at + token.len()..]);
        read(before);
        for other in [
            "",
            "null",
            "[]",
            "{}",
            "0",
            "-1e999",
            "\"\"",
            "\u{0}",
            "\"#/definitions/e\"",
            "\"a\":1,",
            ",",
        ] {
            read(&format!("{before}{other}{after}"));
        }
    }
}
