//! What a compiler of the language would say later, said earlier.

use super::{HEADERS, PLACEHOLDER, SOURCES, docs, generate, names, package};
use crate::backend::sdk::PackageOptions;
use crate::backend::sdk::text::Source;
use crate::model::{Interface, Name};
use crate::{LoadOptions, load_text};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn interface(definition: &Value) -> Interface {
    let loaded = load_text("test.json", definition.to_string(), &LoadOptions::default());
    loaded.interface.expect("the definition is sound")
}

fn file(definition: &Value, name: &str) -> String {
    let files = generate(&interface(definition), &PackageOptions::default());
    let found = files.into_iter().find(|file| file.name == name);
    found.expect("the file is there").text
}

#[test]
fn literals_hold_any_text() {
    assert_eq!(
        names::literal("\"\\\n\u{0}7\u{2028}??=ä"),
        r#""\"\\\n\0007\342\200\250\?\?=ä""#
    );
}

#[test]
fn what_is_exported_is_there() {
    let mut declared = BTreeSet::new();
    for (_, text) in HEADERS {
        for line in text.lines() {
            let words: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .collect();
            match words.as_slice() {
                ["class" | "struct" | "using", name, ..] | ["enum", "class", name, ..] => {
                    declared.insert((*name).to_owned());
                }
                _ => {}
            }
            let function = line
                .split_once('(')
                .and_then(|(head, _)| head.rsplit(' ').next());
            declared.extend(function.map(str::to_owned));
        }
    }
    for name in names::EXPORTED {
        assert!(
            declared.contains(*name),
            "{name} is not in the headers of the runtime"
        );
    }
}

#[test]
fn the_runtime_knows_no_name_of_a_package() {
    for (name, text) in HEADERS.iter().chain(SOURCES) {
        let opened = format!("namespace {PLACEHOLDER}::rpc {{");
        assert!(
            text.contains(&opened),
            "{name} does not stand in the package's namespace"
        );
        let uses = text.matches(PLACEHOLDER).count();
        let includes = text.matches(&format!("#include <{PLACEHOLDER}/")).count();
        let ends = text
            .matches(&format!("namespace {PLACEHOLDER}::rpc"))
            .count();
        assert_eq!(
            uses,
            includes + ends,
            "{name} uses the placeholder otherwise"
        );
    }
}

#[test]
fn names_give_way() {
    let cases = [
        (names::member(&Name::new("default")), "default_"),
        (names::member(&Name::new("std")), "std_"),
        (names::member(&Name::new("2nd")), "_2nd"),
        (names::method(&Name::new("callsign")), "callsign_"),
        (names::method(&Name::new("delete")), "delete_"),
        (names::type_name(&Name::new("client")), "Client_"),
        (names::type_name(&Name::new("2nd")), "_2nd_"),
        (names::type_name(&Name::new("kind")), "Kind_"),
        (names::enumerator(&Name::new("unknown")), "unknown"),
        (
            names::enumerator(&Name::new("unknown_text")),
            "unknown_text_",
        ),
        (names::enumerator(&Name::new("text")), "text_"),
    ];
    for (name, expected) in cases {
        assert_eq!(name, expected);
    }
}

#[test]
fn comments_end_where_their_line_does() {
    let hostile = "ends with \\ and ??/\n*/ \u{2028} int x; // \\";
    let mut source = Source::new("  ");
    docs::comment(&mut source, &[docs::escape(hostile)]);
    docs::comment(
        &mut source,
        &["a trigraph ??/".to_owned(), "a backslash \\".to_owned()],
    );
    for line in source.finish().lines() {
        assert!(line.starts_with("///"), "{line:?} is no comment");
        assert!(
            !line.ends_with('\\') && !line.ends_with("??/"),
            "{line:?} goes on"
        );
    }
}

#[test]
fn wire_names_stay_what_they_are() {
    let definition = json!({
        "info": { "class": "Odd", "version": "3.0.0" },
        "methods": {
            "class": {
                "params": {
                    "type": "object",
                    "properties": { "new\"\\n": { "type": "string" }, "int": { "type": "integer", "default": 7 } },
                    "required": ["new\"\\n"]
                },
                "errors": [{ "code": 22, "message": "ERROR_\"QUOTED\"" }]
            }
        }
    });
    let header = file(&definition, "include/odd_client/odd.hpp");
    assert!(header.contains("std::string new_n{};"), "{header}");
    assert!(
        header.contains("std::optional<std::uint32_t> int_{};"),
        "{header}"
    );
    assert!(
        header.contains("class_(const ClassParams& params"),
        "{header}"
    );
    assert!(
        header.contains(r#"rpc::view("ERROR_\"QUOTED\"")"#),
        "{header}"
    );
    let source = file(&definition, "src/odd.cpp");
    assert!(source.contains(r#"rpc::view("new\"\\n")"#), "{source}");
    assert!(
        source.contains(r#"rpc::view("int"), value.int_, rpc::view("7")"#),
        "{source}"
    );
    assert!(source.contains(r#"rpc::view("Odd"), 3,"#), "{source}");
}

#[test]
fn options_are_heeded() {
    let definition =
        json!({ "info": { "class": "Lamp", "version": "1.0.0" }, "methods": { "on": {} } });
    let options = PackageOptions {
        name: Some("Company.Lamp".to_owned()),
        namespace: Some("company::lamp".to_owned()),
        version: Some("4.5.6-rc.1".to_owned()),
        license: Some("MIT".to_owned()),
    };
    assert_eq!(super::check(&options), Ok(()));
    let files = generate(&interface(&definition), &options);
    assert_eq!(files[0].name, "include/company/lamp/lamp.hpp");
    let text = |name: &str| {
        let found = files.iter().find(|file| file.name == name);
        &found.expect("the file is there").text
    };
    assert!(files[0].text.contains("namespace company::lamp {"));
    assert!(
        text("src/runtime/core.cpp").contains("#include <company/lamp/runtime/call.hpp>")
            || text("src/runtime/core.hpp").contains("#include <company/lamp/runtime/client.hpp>")
    );
    assert!(text("CMakeLists.txt").contains("project(Company.Lamp VERSION 4.5.6 "));
    assert!(text("CMakeLists.txt").contains("SPDX-License-Identifier: MIT"));
    let manifest: Value = serde_json::from_str(text("vcpkg.json")).expect("it is JSON");
    assert_eq!(manifest["name"], "company-lamp");
    assert_eq!(manifest["license"], "MIT");
    assert_eq!(manifest["version-semver"], "4.5.6-rc.1");
}

#[test]
fn namespaces_are_checked() {
    for good in ["a", "chat_client", "company::chat", "a1::b2"] {
        assert!((package::NAMESPACE.holds)(good), "{good}");
    }
    for bad in [
        "",
        "Chat",
        "std",
        "a::namespace",
        "a:b",
        "a::",
        "::a",
        "a__b",
        "_a",
        "1a",
        "a-b",
        "a b",
    ] {
        assert!(!(package::NAMESPACE.holds)(bad), "{bad}");
    }
}
