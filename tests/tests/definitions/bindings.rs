//! Rust bindings compile without a word from rustc or clippy, read and write every example, and have schemas of
//! themselves that mean what the exported ones do.
//!
//! The bindings of each definition are a crate of their own, so that a warning names the definition. One more
//! crate holds the examples of them all: a single program is linked, whatever the number of definitions.

mod schemas;

use codegen::backend::rust::type_of;
use codegen::model::{Examples, Interface, Member, Method, Presence, Shape, Type, Use};
use codegen::{Options, OutputFile, Target, write_files};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::definitions::{Definition, definitions};
use tests::node::run;
use tests::workspace;

/// The workspace of what is generated. It stays, so that only what has changed is compiled again.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("bindings")
}

const PACKAGE: &str = "version = \"0.0.0\"\nedition = \"2024\"\npublish = false\n";

/// Cargo in the folder, with what this workspace has downloaded.
fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(arguments).current_dir(folder());
    cargo
        .env("CARGO_TARGET_DIR", folder().join("target"))
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS");
    run(&mut cargo)
}

#[test]
fn bindings_compile_read_and_write_every_example_and_know_their_schemas() {
    let sound = definitions().sound;
    write(&sound);
    cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]);
    let told = cargo(&["run", "--quiet", "--package", "all-examples"]);
    let count: usize = sound
        .iter()
        .map(|definition| values(&definition.interface).len())
        .sum();
    assert!(count > sound.len(), "{count} examples are too few");
    let (examples, schemas) = told.split_once('\n').expect("it tells two lines");
    assert_eq!(examples, format!("{count} examples"));
    schemas::assert_equal(&sound, schemas);
}

/// Writes the workspace.
fn write(sound: &[Definition]) {
    let crates = folder().join("crates");
    let mut files = vec![
        OutputFile::generated("Cargo.toml", workspace_manifest()),
        // The same versions as here, none of which has to be downloaded.
        OutputFile::generated("Cargo.lock", text_of("Cargo.lock")),
    ];
    for (number, definition) in sound.iter().enumerate() {
        let name = crate_name(number);
        let mut options = Options::default();
        options.rust.json_schema_feature = Some("schemars".to_owned());
        options.rust.doc_path = Some(name.clone());
        for mut file in Target::Rust.generate(&definition.interface, &options) {
            file.name = format!("crates/{name}/src/bindings.rs");
            files.push(file);
        }
        let library = format!(
            "//! {:?}\n\n#![deny(warnings, missing_docs, clippy::all)]\n\ninclude!(\"bindings.rs\");\n",
            definition.name
        );
        files.push(OutputFile::generated(
            format!("crates/{name}/src/lib.rs"),
            library,
        ));
        let manifest = format!(
            "[package]\nname = \"{name}\"\n{PACKAGE}\n[features]\ndefault = [\"schemars\"]\nschemars = [\"dep:schemars\"]\n\n\
             [dependencies]\njsonrpc-runtime.workspace = true\nschemars = {{ workspace = true, optional = true }}\n"
        );
        files.push(OutputFile::generated(
            format!("crates/{name}/Cargo.toml"),
            manifest,
        ));
    }
    files.extend(examples(sound));
    // What is left of a run with more definitions would be compiled again.
    for entry in std::fs::read_dir(&crates).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let prefix = format!("crates/{name}/");
        if !files.iter().any(|file| file.name.starts_with(&prefix)) {
            std::fs::remove_dir_all(path).expect("it is ours");
        }
    }
    write_files(&folder(), &files).expect("the folder of the tests can be written");
}

fn crate_name(number: usize) -> String {
    format!("definition_{number:03}")
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(workspace().join(file)).expect("the file is there")
}

fn workspace_manifest() -> String {
    let runtime = workspace().join("codegen/runtime").canonicalize();
    let runtime = runtime.expect("the runtime is there");
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n[workspace.dependencies]\n\
         jsonrpc-runtime = {{ path = {runtime:?} }}\nschemars = \"1\"\nserde = \"1\"\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n"
    )
}

/// The program that reads and writes the examples.
fn examples(sound: &[Definition]) -> [OutputFile; 2] {
    let mut manifest = format!(
        "[package]\nname = \"all-examples\"\n{PACKAGE}\n[dependencies]\n\
         jsonrpc-runtime.workspace = true\nschemars.workspace = true\nserde.workspace = true\n\
         serde_json.workspace = true\n"
    );
    let mut program = format!("{}\n", include_str!("bindings/check.rs"));
    let mut calls = String::new();
    for (number, definition) in sound.iter().enumerate() {
        let name = crate_name(number);
        writeln!(manifest, "{name} = {{ path = \"../{name}\" }}").expect("a text takes everything");
        let lenient = lenient(&definition.interface);
        let schemas = schemas::expressions(&definition.interface).join(", ");
        let checks: String = values(&definition.interface)
            .iter()
            .map(|value| {
                format!(
                    "        count += crate::check::<{}>({:?}, {:?}, &{lenient:?});\n",
                    type_of(&definition.interface, value.at),
                    format!("{}, {}", definition.name, value.what),
                    value.example.to_string(),
                )
            })
            .collect();
        write!(
            program,
            "\nmod {name} {{\n    #[allow(unused_imports)]\n    use ::{name}::*;\n\n    \
             pub(crate) fn all() -> ::std::primitive::usize {{\n        \
             #[allow(unused_mut)]\n        let mut count = 0;\n{checks}        count\n    }}\n\n    \
             pub(crate) fn schemas() -> ::std::vec::Vec<::serde_json::Value> {{\n        \
             ::std::vec![{schemas}]\n    }}\n}}\n"
        )
        .expect("a text takes everything");
        writeln!(
            calls,
            "    count += {name}::all();\n    schemas.push({name}::schemas());"
        )
        .expect("a text takes everything");
    }
    write!(
        program,
        "\nfn main() {{\n    let mut count = 0;\n    let mut schemas = Vec::new();\n{calls}    \
         println!(\"{{count}} examples\");\n    println!(\"{{}}\", Value::from_iter(schemas));\n}}\n"
    )
    .expect("a text takes everything");
    [
        OutputFile::generated("crates/all-examples/Cargo.toml", manifest),
        OutputFile::generated("crates/all-examples/src/main.rs", program),
    ]
}

/// A value that travels, and its example.
struct Travelling<'a> {
    what: String,
    at: &'a Use,
    example: Value,
}

/// What the requests, answers and notifications of an interface carry.
fn values(interface: &Interface) -> Vec<Travelling<'_>> {
    let mut all = Vec::new();
    let mut add = |endpoint: &str, role: &str, at| {
        if is_impossible(interface, at) {
            return;
        }
        all.push(Travelling {
            what: format!("{role} of {endpoint}"),
            at,
            example: Examples(interface).value(at),
        });
    };
    for method in &interface.methods {
        if let Some(params) = method
            .params
            .as_ref()
            .filter(|at| !is_hollow(interface, method, at))
        {
            add(&method.wire_name, "the params", params);
        }
        add(&method.wire_name, "the result", &method.result);
        let completion = method.completion.as_ref();
        if let Some(params) = completion.and_then(|completion| completion.params.as_ref()) {
            add(&method.wire_name, "the completion", params);
        }
    }
    for property in &interface.properties {
        if let Some(get) = &property.get {
            add(&property.wire_name, "the value read", &get.value);
        }
        if let Some(set) = &property.set {
            add(&property.wire_name, "the value written", &set.value);
        }
    }
    for event in &interface.events {
        if let Some(params) = &event.params {
            add(&event.wire_name, "the params", params);
        }
    }
    all
}

/// Whether no value can be one of the type: of no texts, none is right.
fn is_impossible(interface: &Interface, at: &Use) -> bool {
    let Type::Named(id) = at.ty else {
        return false;
    };
    matches!(&interface.definition(id).shape, Shape::Enumeration(texts) if texts.texts.is_empty())
}

/// Whether params are nothing but the id of a completion, which the runtime reads by itself.
fn is_hollow(interface: &Interface, method: &Method, params: &Use) -> bool {
    let Type::Named(id) = params.ty else {
        return false;
    };
    match &interface.definition(id).shape {
        Shape::Object(object) => method.completion.is_some() && object.members.len() == 1,
        Shape::Enumeration(_) => false,
    }
}

/// Members in which what is written may differ from what was read: a default stands in for one that was absent,
/// and the id of a completion is kept elsewhere.
fn lenient(interface: &Interface) -> Vec<&str> {
    let objects = interface
        .types
        .iter()
        .filter_map(|definition| match &definition.shape {
            Shape::Object(object) => Some(object),
            Shape::Enumeration(_) => None,
        });
    let defaults = objects
        .flat_map(|object| &object.members)
        .filter(|member| member.presence == Presence::Optional && member.value.default.is_some())
        .map(|member: &Member| member.wire_name.as_str());
    let completions = interface
        .methods
        .iter()
        .filter_map(|method| method.completion.as_ref());
    let mut names: Vec<&str> = defaults
        .chain(completions.map(|completion| completion.id_member.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
