//! Headers in `tests/headers`, the definitions in them, and what is made of both. `UPDATE=1 cargo test` writes
//! the definitions anew; read the diff.

use codegen::diagnostic::{Level, Style};
use codegen::{LoadOptions, Options, Target, import, load, load_text};
use serde_json::{Value, json};
use std::path::PathBuf;

fn headers() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("tests/headers").expect("tests run in the package");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "h"));
    paths.sort();
    assert!(!paths.is_empty(), "there are headers");
    paths
}

fn chosen(interface: &str) -> LoadOptions {
    LoadOptions {
        interface: Some(interface.to_owned()),
        ..LoadOptions::default()
    }
}

fn model(loaded: &codegen::Loaded) -> Value {
    let interface = loaded.interface.as_ref();
    let interface = interface.unwrap_or_else(|| panic!("{}", loaded.report(Style::Plain)));
    serde_json::to_value(interface).expect("a model is JSON")
}

#[test]
fn headers_hold_the_definitions_beside_them() {
    let update = std::env::var_os("UPDATE").is_some();
    for path in headers() {
        let imported = import(&path, &LoadOptions::default());
        let report = imported.report(Style::Plain);
        assert!(!imported.definitions.is_empty(), "{report}");
        for definition in &imported.definitions {
            let expected = path.with_file_name(definition.file_name());
            if update {
                std::fs::write(&expected, &definition.text).expect("it can be written");
            }
            let old = std::fs::read_to_string(&expected).expect("the definition is there");
            assert_eq!(old, definition.text, "{}", expected.display());
        }
    }
}

#[test]
fn a_header_and_its_definition_give_the_same_documents() {
    for path in headers() {
        for definition in import(&path, &LoadOptions::default()).definitions {
            let direct = load(&path, &chosen(&definition.interface));
            let indirect = load_text("a.json", definition.text, &LoadOptions::default());
            assert_eq!(model(&direct), model(&indirect), "{}", definition.interface);
            let (Some(direct), Some(indirect)) = (&direct.interface, &indirect.interface) else {
                panic!("both have been shown to be sound");
            };
            for target in Target::ALL {
                let files = |interface| target.generate(interface, &Options::default());
                assert_eq!(files(direct), files(indirect), "{}", definition.interface);
            }
        }
    }
}

/// A definition in JSON may describe a type apart from its uses; a header, as Thunder reads it, only describes
/// uses. All else is the same.
#[test]
fn the_header_of_messenger_has_the_meaning_of_its_definition() {
    let mut header = model(&load("tests/headers/IMessenger.h", &LoadOptions::default()));
    let mut json = model(&load(
        "../interface/messenger.json",
        &LoadOptions::default(),
    ));
    for model in [&mut header, &mut json] {
        for ty in model["types"].as_array_mut().expect("a list of types") {
            ty["description"] = Value::Null;
        }
    }
    assert_eq!(header, json);
}

#[test]
fn a_header_with_several_interfaces_needs_a_choice() {
    let path = "tests/headers/IGroup.h";
    let loaded = load(path, &LoadOptions::default());
    assert!(loaded.interface.is_none());
    for name in [
        "ISeventeen",
        "Seventeen",
        "JSONRPC::ISeventeen",
        "::Thunder::Exchange::JSONRPC::ISeventeen",
    ] {
        assert_eq!(
            model(&load(path, &chosen(name)))["name"],
            json!("seventeen"),
            "{name}"
        );
    }
    let report = load(path, &chosen("ISevenTeen")).report(Style::Plain);
    assert!(report.contains("did you mean `ISeventeen`?"), "{report}");
}

/// The tags of section 8 that change what travels, each with what it makes of a method or of a parameter.
#[test]
fn tags_have_their_effects() {
    let method = |declaration: &str| -> Value {
        let text = format!(
            "namespace Thunder {{ // @json 1.0.0\nstruct ILamp : virtual public Core::IUnknown {{ enum E {{ A = 1, B = 2 }}; struct P {{ bool x; }};\n{declaration}\n}}; }}"
        );
        let path = std::env::temp_dir().join(format!("codegen-tags-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a directory");
        let file = path.join("ILamp.h");
        std::fs::write(&file, text).expect("a header");
        let imported = import(&file, &LoadOptions::default());
        let report = imported.report(Style::Plain);
        assert_eq!(imported.definitions.len(), 1, "{report}");
        serde_json::from_str(&imported.definitions[0].text).expect("JSON")
    };
    let parameter = |written: &str, key: &str| -> Value {
        let all = method(&format!("virtual uint32_t M({written}) = 0;"));
        all["methods"]["m"]["params"]["properties"]["p"][key].clone()
    };
    assert_eq!(
        parameter("const string& p /* @opaque */", "opaque"),
        json!(true)
    );
    assert_eq!(
        parameter("const string& p /* @restrict:nonempty */", "range"),
        json!([1, null])
    );
    assert_eq!(
        parameter("const uint32_t p /* @restrict:-4..4K-1 */", "range"),
        json!([-4, 4095])
    );
    assert_eq!(
        parameter("const float p /* @restrict:0.5 */", "range"),
        json!([0, 0.5])
    );
    assert_eq!(
        parameter("const bool p /* @optional */", "optional"),
        json!(true)
    );
    assert_eq!(
        parameter("const E p /* @encode:bitmask */", "type"),
        json!("array")
    );
    assert_eq!(
        parameter(
            "const Core::OptionalType<E>& p /* @default:ILamp::B */",
            "default"
        ),
        json!("B")
    );
    assert_eq!(
        parameter("const uint8_t p[4] /* @encode:hex */", "range"),
        json!([4, 4])
    );
    assert_eq!(
        parameter("const Core::instance_id p", "type"),
        json!("instanceid")
    );
    assert_eq!(
        parameter("RPC::IStringIterator* const p", "items")["type"],
        json!("string")
    );
    let all = method("// @wrapped\nvirtual uint32_t M(string& p /* @out */) = 0;");
    assert_eq!(
        all["methods"]["m"]["result"]["properties"]["p"]["type"],
        json!("string")
    );
    let all = method("virtual uint32_t M(const P& p /* @extract */) = 0;");
    assert_eq!(all["methods"]["m"]["params"]["required"], json!(["x"]));
    let all = method("virtual uint32_t M(bool& p /* @inout */) = 0;");
    assert_eq!(
        all["methods"]["m"]["params"]["properties"]["p"],
        all["methods"]["m"]["result"]
    );
    let all = method(
        "virtual uint32_t M() = 0 /* @json:omit */; // @alt:obsolete n\nvirtual uint32_t O() = 0;",
    );
    assert!(all["methods"].get("m").is_none());
    assert_eq!(all["methods"]["o"]["altisobsolete"], json!(true));
}

/// A generator of numbers that gives the same ones each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % bound.max(1)
    }
}

#[test]
fn damaged_headers_are_refused_or_read_without_a_panic() {
    const PIECES: [&str; 24] = [
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        ";",
        ",",
        "::",
        "/*",
        "*/",
        "//",
        "\"",
        "\'",
        "#if 0\n",
        "#else\n",
        "@in ",
        "@text:",
        "@restrict:1..",
        "struct ",
        "enum ",
        "virtual ",
        "\u{e4}",
        "R\"(",
    ];
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for path in headers() {
        let whole = std::fs::read_to_string(&path).expect("the header");
        for _ in 0..150 {
            let mut text = whole.clone();
            for _ in 0..=numbers.below(4) {
                let from = text.floor_char_boundary(numbers.below(text.len()));
                let to = text.ceil_char_boundary((from + numbers.below(40)).min(text.len()));
                let piece = if numbers.below(3) == 0 {
                    ""
                } else {
                    PIECES[numbers.below(PIECES.len())]
                };
                text.replace_range(from..to, piece);
            }
            let loaded = load_text("a.h", text, &LoadOptions::default());
            let errors = loaded.diagnostics.count(Level::Error);
            assert!(loaded.interface.is_some() || errors > 0);
        }
    }
}

#[test]
fn hostile_headers_are_refused_without_a_panic() {
    let many = |piece: &str| piece.repeat(50_000);
    let interface = |body: &str| {
        format!("// @json 1.0.0\nstruct IA : virtual public Core::IUnknown {{ {body} }};")
    };
    let doubling: String = (1..40)
        .map(|level| format!("struct S{level} {{ S{} a; S{} b; }};", level - 1, level - 1))
        .collect();
    for text in [
        many("{"),
        many("namespace a {"),
        many("namespace a::"),
        many("struct A {"),
        many("template <"),
        many("template<> "),
        interface(&format!(
            "virtual uint32_t M(const {} p) = 0;",
            many("std::vector<")
        )),
        interface(&format!(
            "enum E {{ A = {}1 }}; virtual uint32_t M(const E e) = 0;",
            many("(")
        )),
        interface(&format!(
            "struct S0 {{ bool x; }}; {doubling} virtual uint32_t M(const S39& s) = 0;"
        )),
        interface("struct S { S inner; }; virtual uint32_t M(const S& s) = 0;"),
        interface("using A = B; using B = A; virtual uint32_t M(const A a) = 0;"),
        interface("enum E { A = B, B = A }; virtual uint32_t M(const E e /* @restrict:A */) = 0;"),
        format!(
            "#include \"a.h\"\n{}",
            interface("virtual uint32_t M(const Missing m) = 0;")
        ),
        many("/* @nothing */ int a;"),
        String::new(),
    ] {
        let start: String = text.chars().take(40).collect();
        let loaded = load_text("a.h", text, &LoadOptions::default());
        let errors = loaded.diagnostics.count(Level::Error);
        assert!(loaded.interface.is_some() || errors > 0, "{start}");
    }
}

#[test]
fn definitions_refer_to_headers_and_to_types_in_them() {
    let text = r##"{
      "info": { "class": "House", "version": "1.0.0" },
      "imports": { "bulb": { "$ref": "IBulb.h" } },
      "include": {
        "bulb": { "$cppref": "{cppinterfacedir}/IBulb.h" },
        "group": { "$ref": "IGroup.h#IWrapped" }
      },
      "methods": {
        "place": {
          "summary": "Places a bulb",
          "params": {
            "type": "object",
            "properties": {
              "to": { "$ref": "IBulb.h/::WPEFramework::Exchange::Position", "description": "Where to" },
              "kind": { "$ref": "#/imports/bulb/::IBulb::Kind" }
            },
            "required": ["to", "kind"]
          }
        }
      }
    }"##;
    let options = LoadOptions {
        include_dirs: vec![PathBuf::from("tests/headers")],
        ..LoadOptions::default()
    };
    let loaded = load_text("tests/headers/house.json", text, &options);
    let house = model(&loaded);
    let find = |model: &Value, list: &str, key: &str, name: &str| -> Value {
        let all = model[list].as_array().expect("a list").iter();
        let mut found = all.filter(|one| one[key] == name);
        let found = found.next();
        found
            .unwrap_or_else(|| panic!("no {name} in {}", model[list]))
            .clone()
    };
    let place = find(&house, "methods", "wire_name", "place");
    let params = &house["types"][place["params"]["type"]["named"]
        .as_u64()
        .expect("an object") as usize];
    let member = |index: usize| &params["shape"]["object"]["members"][index]["value"];
    assert_eq!(member(0)["description"], "Where to");
    // It is the very type that the methods of the header use.
    let position = find(&house, "types", "name", "position");
    let index = house["types"].as_array().expect("a list");
    let index = index.iter().position(|ty| *ty == position).expect("there");
    assert_eq!(member(0)["type"]["named"], index);
    let kind = find(&house, "types", "name", "kind");
    assert_eq!(kind["shape"]["enumeration"]["texts"][0]["wire"], "led");
    // All endpoints of both headers are there.
    for (header, interface) in [("IBulb.h", "IBulb"), ("IGroup.h", "IWrapped")] {
        let direct = load(
            PathBuf::from("tests/headers").join(header),
            &chosen(interface),
        );
        let direct = direct.interface.expect("a sound header");
        for method in &direct.methods {
            find(&house, "methods", "wire_name", &method.wire_name);
        }
        for event in &direct.events {
            find(&house, "events", "wire_name", &event.wire_name);
        }
    }
    // What they consist of is what a build waits for.
    for file in ["IBulb.h", "IGroup.h"] {
        assert!(
            loaded.inputs.iter().any(|input| input.ends_with(file)),
            "{file}"
        );
    }
}

#[test]
fn types_are_found_that_no_interface_uses() {
    let header = r#"
        struct Point { int32_t X /* @brief To the right */; int32_t Y; };
        namespace Thunder { namespace Exchange {
            typedef std::vector<Point> Points;
            struct Point { string Inner; };
            struct Broken { std::map<string, string> All; };
            enum class Speed : uint8_t { SLOW, FAST };
        } }
    "#;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("types");
    std::fs::create_dir_all(&folder).expect("the folder can be written");
    std::fs::write(folder.join("Types.h"), header).expect("the header can be written");
    let user = |name: &str| {
        let text = format!(
            r#"{{ "info": {{ "class": "User", "version": "1.0.0" }},
                  "methods": {{ "use": {{ "summary": "Uses it", "result": {{ "$ref": "Types.h/{name}" }} }} }} }}"#
        );
        load_text(folder.join("user.json"), text, &LoadOptions::default())
    };
    let members = |name: &str| {
        let user = model(&user(name));
        let members = user["types"][0]["shape"]["object"]["members"].clone();
        let members = members.as_array().cloned().unwrap_or_default();
        let names = members.iter().map(|member| member["wire_name"].clone());
        names.collect::<Vec<Value>>()
    };
    assert_eq!(members("::Point"), ["x", "y"]);
    assert_eq!(members("::Thunder::Exchange::Point"), ["inner"]);
    assert_eq!(members("::Exchange::Point"), ["inner"]);
    let speed = model(&user("::Speed"));
    let texts = &speed["types"][0]["shape"]["enumeration"]["texts"];
    assert_eq!(texts[1]["wire"], "FAST");
    let points = model(&user("::Points"));
    assert_eq!(
        points["methods"][0]["result"]["type"]["array"]["type"]["named"],
        0
    );

    for (name, part) in [
        ("::Sped", "did you mean `Exchange::Speed`?"),
        ("::Broken", "there is no `::Broken`"),
    ] {
        let user = user(name);
        let report = user.report(Style::Plain);
        assert!(
            user.interface.is_none() && report.contains(part),
            "{report}"
        );
    }
    // Whoever wants an interface is told that there is none.
    let text = r#"{ "info": { "class": "User", "version": "1.0.0" }, "include": { "a": { "$ref": "Types.h" } } }"#;
    let loaded = load_text(folder.join("user.json"), text, &LoadOptions::default());
    let report = loaded.report(Style::Plain);
    assert!(report.contains("error[no-interface]"), "{report}");
}
