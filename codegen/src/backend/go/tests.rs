//! What the tools of the language would say later, said earlier.

use super::{docs, generate, names};
use crate::backend::sdk::PackageOptions;
use crate::backend::sdk::docs::Block;
use crate::backend::sdk::text::Source;
use crate::model::{Interface, Name};
use crate::output::{OutputFile, Ownership};
use crate::{LoadOptions, load_text};

fn interface(definition: &str) -> Interface {
    let loaded = load_text("test.json", definition.to_owned(), &LoadOptions::default());
    let report = loaded.report(crate::diagnostic::Style::Plain);
    loaded.interface.expect(&report)
}

fn package(definition: &str) -> Vec<OutputFile> {
    generate(&interface(definition), &PackageOptions::default())
}

fn text<'a>(files: &'a [OutputFile], name: &str) -> &'a str {
    let file = files.iter().find(|file| file.name == name);
    &file.expect("the file is there").text
}

#[test]
fn names_are_those_of_the_language() {
    let cases = [
        ("roomId", "RoomID", "roomID"),
        ("url", "URL", "url"),
        ("httpUrlOfTv", "HTTPURLOfTV", "httpURLOfTV"),
        ("type", "Type", "type_"),
        ("ctx", "Ctx", "ctx_"),
        ("rpc", "RPC", "rpc_"),
        ("4k", "X_4k", "x_4k"),
        ("describeJoin", "DescribeJoin", "describeJoin_"),
    ];
    for (given, exported, parameter) in cases {
        let name = Name::new(given);
        assert_eq!(names::exported(&name), exported, "{given}");
        assert_eq!(names::parameter(&name), parameter, "{given}");
    }
    assert_eq!(names::method(&Name::new("marshalJson")), "MarshalJSON_");
    assert_eq!(names::method(&Name::new("callsign")), "Callsign_");
}

#[test]
fn constants_do_not_meet_types() {
    let files = package(
        r##"{
            "info": { "class": "Test", "version": "1.0.0" },
            "definitions": {
                "mode": { "type": "string", "enum": ["on", "values"] },
                "modeon": { "type": "object", "properties": { "x": { "type": "boolean" } } },
                "newtestclient": { "type": "object", "properties": { "y": { "type": "boolean" } } }
            },
            "methods": { "do": { "params": { "type": "object", "properties": {
                "mode": { "$ref": "#/definitions/mode" },
                "modeon": { "$ref": "#/definitions/modeon" },
                "new": { "$ref": "#/definitions/newtestclient" }
            } } } }
        }"##,
    );
    let all: String = files
        .iter()
        .filter(|file| !file.name.contains('/') && file.name.ends_with(".go"))
        .map(|file| file.text.as_str())
        .collect();
    let mut declared: Vec<&str> = all
        .lines()
        .filter_map(|line| {
            let line = line.trim_start_matches('\t');
            let rest = ["type ", "func ", "var "]
                .iter()
                .find_map(|word| line.strip_prefix(word));
            let constant = line.contains(" = \"").then_some(line);
            let name = rest.or(constant)?;
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
            (end > 0).then(|| &name[..end])
        })
        .collect();
    declared.sort_unstable();
    let before = declared.clone();
    declared.dedup();
    assert_eq!(declared, before);
    assert!(declared.len() > 8, "{declared:?}");
}

#[test]
fn comments_hold_any_text_without_meaning() {
    let mut source = Source::new("\t");
    let long = "word ".repeat(20);
    let blocks = [
        Block::Text("# heading".to_owned()),
        Block::Text("- item ``quoted'' */ \u{202e}x".to_owned()),
        Block::Text("Deprecated: not at all.".to_owned()),
        Block::Text("+build ignore".to_owned()),
        Block::Text(format!("{long}1. one")),
        Block::Parameter(Name::new("type"), "[x]: y".to_owned()),
        Block::Error(Name::new("gone"), "2) gone".to_owned()),
        Block::Deprecated,
    ];
    let kinds = ["XErrorGone".to_owned()];
    docs::blocks(&mut source, &blocks, Some(("XError", &kinds)));
    let expected = format!(
        "// \u{2026} # heading\n//\n// \u{2026} - item \"quoted\" */ x\n//\n// \u{2026} Deprecated: not at all.\n//\n\
         // \u{2026} +build ignore\n//\n// {long}1. one\n//\n//   - type_: \u{2026} [x]: y\n//\n\
         // It may fail with a [XError] of the kind\n//\n//   - [XErrorGone] says: \u{2026} 2) gone\n//\n\
         // Deprecated: still served, but not to be used any more.\n"
    );
    assert_eq!(source.finish(), expected);
}

#[test]
fn what_is_called_deprecated_is_not_deprecated() {
    assert_eq!(docs::named("Old", "What it is."), "Old: What it is.");
    let named = docs::named("Deprecated", "What it is.");
    assert!(!named.starts_with("Deprecated:"), "{named}");
}

#[test]
fn tags_hold_any_name() {
    let files = package(
        r#"{
            "info": { "class": "Test", "version": "1.0.0" },
            "methods": { "do": { "params": { "type": "object", "required": ["a,b"], "properties": {
                "plain": { "type": "integer", "size": 8, "default": 7 },
                "a,b": { "type": "string" },
                "-": { "type": "string", "default": "\"`\"" }
            } } } }
        }"#,
    );
    let types = text(&files, "types.go");
    for field in [
        "Plain *uint8 `json:\"plain,omitempty\" default:\"7\"`\n",
        "AB string `json:\"-\" wire:\"a,b\"`\n",
        r#" *string "json:\"-\" wire:\"-\" optional:\"true\" default:\"\\\"\\\\\\\"`\\\\\\\"\\\"\""
"#,
    ] {
        assert!(types.contains(field), "{field} in {types}");
    }
}

#[test]
fn what_the_runtime_fills_in_is_no_field() {
    let definition = |more: &str| {
        format!(
            r##"{{
                "info": {{ "class": "Test", "version": "1.0.0" }},
                "definitions": {{ "scanned": {{
                    "type": "object", "required": ["id", "depth"], "properties": {{
                        "id": {{ "type": "string", "@async": {{ "name": "scan", "params": {{
                            "type": "object", "properties": {{ "found": {{ "type": "integer" }} }}
                        }} }} }},
                        "depth": {{ "type": "integer" }}
                    }}
                }} }},
                "methods": {{ "scan": {{ "@async": true, "params": {{ "$ref": "#/definitions/scanned" }} }}{more} }}
            }}"##
        )
    };
    let files = package(&definition(""));
    let (client, types) = (text(&files, "client.go"), text(&files, "types.go"));
    assert!(client.contains(".NewLongOperation["), "{client}");
    assert!(client.contains("(\"scan\", \"id\", \"scan\")"), "{client}");
    assert!(types.contains("json:\"depth\""), "{types}");
    assert!(!types.contains("json:\"id\""), "{types}");
    // What answers with the same type has it.
    let other = r##", "last": { "result": { "$ref": "#/definitions/scanned" } }"##;
    let files = package(&definition(other));
    let types = text(&files, "types.go");
    assert!(types.contains("json:\"id\""), "{types}");
}

#[test]
fn packages_are_called_what_go_takes() {
    let head = |class: &str| {
        let definition = format!(
            r#"{{ "info": {{ "class": "{class}", "version": "1.0.0" }}, "methods": {{ "do": {{}} }} }}"#
        );
        let files = package(&definition);
        let line = text(&files, "go.mod").lines().nth(2).map(str::to_owned);
        line.expect("the module has a name")
    };
    assert_eq!(head("DisplayInfo"), "module example.com/displayinfo");
    assert_eq!(head("4K"), "module example.com/x4k");
    assert_eq!(head("Func"), "module example.com/funcclient");
    assert_eq!(head("Internal"), "module example.com/internalclient");

    let options = |name: &str, namespace: &str| PackageOptions {
        name: Some(name.to_owned()),
        namespace: Some(namespace.to_owned()),
        ..PackageOptions::default()
    };
    assert_eq!(super::check(&options("github.com/a/b-c/v2", "bc")), Ok(()));
    for (name, namespace) in [
        ("a//b", "b"),
        ("a b", "b"),
        ("", "b"),
        ("a", "B"),
        ("a", "func"),
    ] {
        assert!(
            super::check(&options(name, namespace)).is_err(),
            "{name} {namespace}"
        );
    }
    let files = generate(
        &interface(r#"{ "info": { "class": "X", "version": "1.0.0" }, "methods": { "do": {} } }"#),
        &options("github.com/a/b-c", "bc"),
    );
    let example = text(&files, "example/main.go");
    assert!(example.contains("\tbc \"github.com/a/b-c\"\n"), "{example}");
}

#[test]
fn metadata_is_the_users() {
    let files =
        package(r#"{ "info": { "class": "X", "version": "1.0.0" }, "methods": { "do": {} } }"#);
    for file in &files {
        let user =
            ["go.mod", "go.sum", "README.md", "example/main.go"].contains(&file.name.as_str());
        let expected = if user {
            Ownership::User
        } else {
            Ownership::Generated
        };
        assert_eq!(file.ownership, expected, "{}", file.name);
        let head = file.text.lines().next().unwrap_or_default();
        let is_marked = head.starts_with("// Code generated ") && head.ends_with(" DO NOT EDIT.");
        assert_eq!(is_marked, !user, "{}", file.name);
    }
}
