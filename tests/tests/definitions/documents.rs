//! Every document is such as the authority of its format wants it.

use codegen::{Options, Target, write_files};
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::definitions::definitions;
use tests::node::{self, run};

const DOCUMENTS: [Target; 4] = [
    Target::OpenRpc,
    Target::AsyncApi,
    Target::JsonSchema,
    Target::Html,
];

/// A folder that is empty now.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("it is ours");
    }
    std::fs::create_dir_all(&folder).expect("the folder of the tests can be written");
    folder
}

fn validator() -> Command {
    node::program("documents", "validate.js", env!("CARGO_TARGET_TMPDIR"))
}

#[test]
fn documents_are_valid() {
    let folder = folder("valid-documents");
    let sound = definitions().sound;
    for (number, definition) in sound.iter().enumerate() {
        let own = folder.join(format!("{number:03}"));
        for target in DOCUMENTS {
            let files = target.generate(&definition.interface, &Options::default());
            write_files(&own, &files)
                .unwrap_or_else(|error| panic!("{}: {error}", definition.name));
        }
    }
    let told = run(validator().arg(&folder));
    let count = sound.len();
    let expected = format!(
        r#"{{".asyncapi.json":{count},".html":{count},".openrpc.json":{count},".schema.json":{count}}}"#
    );
    assert_eq!(told.trim_end(), expected);
}

/// What is done to a sound document, and what the validator must say then.
const DAMAGES: [(&str, &str, &str, &str); 13] = [
    (
        "openrpc.json",
        r#""openrpc": "1.3.2""#,
        r#""openrpc": "9""#,
        "/openrpc",
    ),
    (
        "openrpc.json",
        r#""paramStructure": "by-name""#,
        r#""paramStructure": "by-luck""#,
        "paramStructure",
    ),
    (
        "openrpc.json",
        r#""name": "leave""#,
        r#""name": "join""#,
        "two methods are called",
    ),
    (
        "openrpc.json",
        r#""value": "Bob""#,
        r#""value": 5"#,
        "example of user: / must be string",
    ),
    (
        "openrpc.json",
        r#""type": "string""#,
        r#""type": "sting""#,
        "must be",
    ),
    (
        "asyncapi.json",
        r#""action": "send""#,
        r#""action": "shout""#,
        "action",
    ),
    (
        "asyncapi.json",
        r##""#/channels/service""##,
        r##""#/channels/other""##,
        "other",
    ),
    (
        "asyncapi.json",
        r#""user": "Bob""#,
        r#""user": 5"#,
        "example",
    ),
    (
        "schema.json",
        r#""type": "object""#,
        r#""type": "objet""#,
        "must be",
    ),
    (
        "schema.json",
        r##""#/$defs/"##,
        r##""#/$defs/not"##,
        "resolve",
    ),
    ("html", "</main>", "</man>", "line"),
    ("html", "<table>", "<table><div>", "line"),
    (
        "html",
        r#" id="method-join""#,
        r#" id="method-leave""#,
        "no-dup-id",
    ),
];

#[test]
fn the_validators_find_what_is_wrong() {
    let messenger = tests::workspace().join("interface/docs");
    for (number, (extension, sound, broken, expected)) in DAMAGES.iter().enumerate() {
        let name = format!("messenger.{extension}");
        let text = std::fs::read_to_string(messenger.join(&name)).expect("the document is there");
        let damaged = text.replacen(sound, broken, 1);
        assert_ne!(text, damaged, "{name} has no {sound}");
        let folder = folder(&format!("damaged-document-{number}"));
        std::fs::write(folder.join(&name), damaged).expect("the folder can be written");
        let output = validator().arg(&folder).output().expect("node starts");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(
            !output.status.success() && told.contains(expected),
            "{sound}: {told}"
        );
    }
}
