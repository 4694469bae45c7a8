//! What Python and its tools would say later, said earlier.

use super::{RUNTIME, check, docs, generate, names};
use crate::backend::sdk::PackageOptions;
use crate::backend::sdk::docs::prose;
use crate::backend::sdk::text::Source;
use crate::model::{Interface, Name};
use crate::{LoadOptions, load_text};
use serde_json::{Value, json};

fn interface(definition: &Value) -> Interface {
    let text = format!("{definition:#}");
    let loaded = load_text("test.json", text, &LoadOptions::default());
    loaded.interface.expect("the definition has no errors")
}

fn file(definition: &Value, options: &PackageOptions, name: &str) -> String {
    let files = generate(&interface(definition), options);
    let known: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let found = files.iter().find(|file| file.name == name);
    let file = found.unwrap_or_else(|| panic!("{name} is none of {known:?}"));
    file.text.clone()
}

fn with_method(name: &str, method: &Value) -> Value {
    json!({
        "jsonrpc": "2.0",
        "info": { "class": "Lamp", "version": "1.2.3" },
        "methods": { name: method }
    })
}

#[test]
fn every_file_of_the_runtime_is_taken_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/backend/python/runtime");
    let mut lying: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".py"))
        .collect();
    lying.sort();
    let mut taken: Vec<String> = RUNTIME
        .iter()
        .map(|(name, _)| format!("{name}.py"))
        .collect();
    taken.sort();
    assert_eq!(lying, taken);
}

#[test]
fn what_a_package_shows_of_its_runtime_is_there() {
    for (module, names) in names::EXPORTED {
        let (_, text) = RUNTIME
            .iter()
            .find(|(name, _)| name == module)
            .unwrap_or_else(|| panic!("there is no module {module}"));
        for name in *names {
            let is_declared = text.lines().any(|line| {
                let rest = line.strip_prefix("class ").unwrap_or(line);
                rest.strip_prefix(name)
                    .is_some_and(|rest| rest.starts_with([':', '(']))
            });
            assert!(is_declared, "{module} declares no {name}");
        }
    }
}

#[test]
fn names_give_way_to_the_language_and_the_runtime() {
    let name = |text: &str| Name::new(text);
    assert_eq!(names::type_name(&name("none")), "None_");
    assert_eq!(names::type_name(&name("gap")), "Gap_");
    assert_eq!(names::type_name(&name("5ghz")), "T_5ghz");
    assert_eq!(names::member(&name("class")), "class_");
    assert_eq!(names::member(&name("to_json")), "to_json_");
    assert_eq!(names::member(&name("5ghz")), "n5ghz_");
    assert_eq!(names::member(&name("match")), "match");
    assert_eq!(names::method(&name("callsign")), "callsign_");
    assert_eq!(names::parameter(&name("rpc")), "rpc_");
    assert_eq!(names::constant(&name("5ghz")), "N5GHZ_");
}

#[test]
fn literals_hold_any_text() {
    assert_eq!(
        names::literal("\"\\\n\u{0}\u{2028}\u{e0001}ä'"),
        r#""\"\\\n\x00\u2028\U000e0001ä'""#
    );
}

#[test]
fn texts_can_neither_end_a_documentation_string_nor_be_run() {
    let shown = |text: &str| {
        let mut source = Source::new("    ");
        let paragraphs: Vec<String> = prose(text).iter().map(|text| docs::escape(text)).collect();
        docs::paragraphs(&mut source, &paragraphs);
        source.finish()
    };
    assert_eq!(shown("Plain."), "\"\"\"Plain.\"\"\"\n");
    assert_eq!(shown("It says \"x\""), "\"\"\"It says \"x\"\n\"\"\"\n");
    assert_eq!(
        shown("\"\"\" + exit() + \"\"\"!"),
        "r\"\"\"\\\"\\\"\\\" \\+ exit() \\+ \\\"\\\"\\\"!\"\"\"\n"
    );
    assert_eq!(shown(">>> exit()"), "r\"\"\"\\>\\>\\> exit().\"\"\"\n");
    assert_eq!(shown("One\\"), "r\"\"\"One\\\\\n\"\"\"\n");
    assert_eq!(
        shown("`code` *x* a_b c::"),
        "r\"\"\"\\`code\\` \\*x\\* a_b c\\::\"\"\"\n"
    );
}

#[test]
fn members_are_parameters_and_none_takes_the_place_of_another() {
    let definition = with_method(
        "dim",
        &json!({
            "params": {
                "type": "object",
                "properties": {
                    "speed": { "type": "integer", "size": 8 },
                    "deadline": { "type": "integer", "size": 8 },
                    "self": { "type": "string" },
                    "class": { "type": "string" }
                },
                "required": ["deadline", "self", "class"]
            },
            "result": { "type": "null" }
        }),
    );
    let module = file(
        &definition,
        &PackageOptions::default(),
        "src/lamp_client/lamp.py",
    );
    let head = module
        .split_once("    async def dim(\n")
        .and_then(|(_, rest)| rest.split_once(") -> None:"));
    let (parameters, _) = head.expect("there is a method");
    assert_eq!(
        parameters.split_whitespace().collect::<Vec<_>>().join(" "),
        "self, *, deadline2: rpc.int, self2: rpc.str, class_: rpc.str, \
         speed: rpc.int | None = None, deadline: rpc.float | None = None,"
    );
    assert!(
        module.contains("deadline=deadline2,") || module.contains("deadline=deadline2, self=self2"),
        "{module}"
    );
}

#[test]
fn hostile_names_and_texts_stay_literals() {
    let evil = "x\"\"\"\nimport os\n\\";
    let definition = with_method(
        "dim",
        &json!({
            "summary": evil,
            "params": {
                "type": "object",
                "properties": { "level\"": { "type": "string", "description": evil } },
                "required": ["level\""]
            },
            "result": { "type": "null" }
        }),
    );
    let files = generate(&interface(&definition), &PackageOptions::default());
    for file in files
        .iter()
        .filter(|file| file.name.contains("lamp_client/"))
    {
        let is_run = |line: &str| line.trim_start().starts_with("import os");
        let own = !file.name.contains("_runtime");
        let mut in_text = false;
        for line in file.text.lines().filter(|_| own) {
            assert!(in_text || !is_run(line), "{}: {line}", file.name);
            if line.replace("\\\"", "").matches("\"\"\"").count() % 2 == 1 {
                in_text = !in_text;
            }
        }
        assert!(!in_text, "{} does not end its documentation", file.name);
    }
    let module = &files[0].text;
    assert!(
        module.contains(r#"rpc.member("level\"", rpc.text)"#),
        "{module}"
    );
}

#[test]
fn the_package_is_called_as_the_options_say() {
    let definition = with_method("dim", &json!({ "result": { "type": "null" } }));
    let options = PackageOptions {
        name: Some("Room.Lamps".to_owned()),
        ..PackageOptions::default()
    };
    let metadata = file(&definition, &options, "pyproject.toml");
    assert!(metadata.contains("name = \"Room.Lamps\""), "{metadata}");
    file(&definition, &options, "src/room_lamps/lamp.py");
    let options = PackageOptions {
        namespace: Some("company.lamps".to_owned()),
        license: Some("MIT".to_owned()),
        version: Some("2.0.0-rc.1".to_owned()),
        ..options
    };
    assert_eq!(check(&options), Ok(()));
    let metadata = file(&definition, &options, "pyproject.toml");
    for part in [
        "license = \"MIT\"",
        "version = \"2.0.0-rc.1\"",
        "only-include = [\"src/company/lamps\"]",
    ] {
        assert!(metadata.contains(part), "{metadata}");
    }
    file(&definition, &options, "src/company/lamps/py.typed");
}

#[test]
fn options_that_python_does_not_take_are_named() {
    let mut options = PackageOptions::default();
    for name in ["a b", "-a", "a-", "ä"] {
        options.name = Some(name.to_owned());
        let problem = check(&options).expect_err("it does not fit");
        assert!(problem.starts_with("`package-name` is "), "{problem}");
    }
    options.name = None;
    for namespace in ["a-b", "a..b", "class", "a.if", "1a"] {
        options.namespace = Some(namespace.to_owned());
        let problem = check(&options).expect_err("it does not fit");
        assert!(problem.starts_with("`namespace` is "), "{problem}");
    }
    options.namespace = None;
    for version in ["1.2.3-nightly", "1.2.3-rc.1.2", "1.2.3-"] {
        options.version = Some(version.to_owned());
        let problem = check(&options).expect_err("it does not fit");
        assert!(problem.starts_with("`package-version` is "), "{problem}");
    }
    for version in ["1.2.3", "1.2.3-beta2", "1.2.3-dev.3+build.5"] {
        options.version = Some(version.to_owned());
        assert_eq!(check(&options), Ok(()));
    }
}
