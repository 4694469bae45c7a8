//! What the compiler of the language would say later, said earlier.

use super::{RUNTIME, check, docs, generate, names, package};
use crate::backend::sdk::PackageOptions;
use crate::model::Name;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_file_of_the_runtime_is_taken_in() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/backend/java/runtime");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.to_string_lossy().trim_end_matches(".java").to_owned())
        .collect();
    let taken: BTreeSet<String> = RUNTIME.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, taken);
}

#[test]
fn literals_hold_any_text() {
    assert_eq!(
        names::literal("\"\\u0041\n\r\u{0}\u{2028}\u{e0001}ä"),
        r#""\"\\u0041\n\r\u0000\u2028\udb40\udc01ä""#
    );
}

#[test]
fn names_give_way_to_those_that_are_taken() {
    let types = ["string", "client", "list", "room", "4k", "void"].map(Name::new);
    assert_eq!(
        types.map(|name| names::type_name(&name)),
        ["String_", "Client_", "List_", "Room", "_4k_", "Void_"]
    );
    let members = [
        "class",
        "get_class",
        "wait",
        "fun",
        "when",
        "room_id",
        "record",
    ]
    .map(Name::new);
    assert_eq!(
        members.map(|name| names::member(&name)),
        [
            "class_",
            "getClass_",
            "wait_",
            "fun_",
            "when_",
            "roomId",
            "record"
        ]
    );
}

#[test]
fn texts_are_neither_markup_nor_the_end_of_a_comment() {
    assert_eq!(
        docs::escape("*/ <b> & {@link x} \\u002a/ @see\u{202e}"),
        "*&#47; &#60;b&#62; &#38; &#123;&#64;link x&#125; &#92;u002a/ &#64;see"
    );
    assert_eq!(docs::code(" \u{200b}"), "the empty text");
}

#[test]
fn options_are_checked() {
    let options = |name: &str, namespace: &str| PackageOptions {
        name: Some(name.to_owned()),
        namespace: Some(namespace.to_owned()),
        ..PackageOptions::default()
    };
    for (name, namespace) in [
        ("com.example:chat-client", "com.example.chat"),
        ("a:b", "a_1"),
    ] {
        assert_eq!(
            check(&options(name, namespace)),
            Ok(()),
            "{name} {namespace}"
        );
    }
    for (name, namespace) in [
        ("chat", "a"),
        ("a:b:c", "a"),
        (":b", "a"),
        ("a:b c", "a"),
        ("a..b:c", "a"),
        ("a:b", "a.class"),
        ("a:b", "a.Upper"),
        ("a:b", "a..b"),
        ("a:b", "1a"),
    ] {
        assert!(
            check(&options(name, namespace)).is_err(),
            "{name} {namespace}"
        );
    }
}

#[test]
fn the_namespace_comes_from_the_group_and_the_interface() {
    let text = r#"{ "info": { "class": "Class", "version": "1.2.3" }, "methods": { "only": {} } }"#;
    let loaded = crate::load_text(
        "class.json",
        text.to_owned(),
        &crate::LoadOptions::default(),
    );
    let interface = loaded.interface.expect("it is a definition");
    let named = |name: Option<&str>| PackageOptions {
        name: name.map(str::to_owned),
        ..PackageOptions::default()
    };
    assert_eq!(
        package::namespace(&interface, &named(None)),
        "thunder.class_"
    );
    assert_eq!(
        package::namespace(&interface, &named(Some("com.my-company:x"))),
        "com.my_company.class_"
    );
    let files = generate(&interface, &named(None));
    let client = files.first().expect("there are files");
    assert_eq!(client.name, "src/main/java/thunder/class_/ClassClient.java");
    let import = "import thunder.class_.runtime.Binding;\n";
    assert!(client.text.contains(import), "{}", client.text);
}
