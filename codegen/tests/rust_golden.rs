//! The Rust bindings of one interface that has one of everything, to the byte.
//!
//! When the output is meant to change, `cargo run -p codegen -- generate rust codegen/tests/data/tuner.json
//! > codegen/tests/data/tuner.rs` shows in the diff what changed for users.

use codegen::model::Interface;
use codegen::{LoadOptions, Options, Target, backend, load};

fn tuner() -> Interface {
    let loaded = load("tests/data/tuner.json", &LoadOptions::default());
    loaded.interface.expect("the definition has no errors")
}

#[test]
fn the_output_is_the_golden_one() {
    let [file] = &Target::Rust.generate(&tuner(), &Options::default())[..] else {
        panic!("Rust bindings are one file");
    };
    assert_eq!(file.name, "tuner.rs");
    let golden = include_str!("data/tuner.rs");
    for (number, (new, old)) in file.text.lines().zip(golden.lines()).enumerate() {
        assert_eq!(new, old, "line {}", number + 1);
    }
    assert_eq!(file.text, golden);
}

#[test]
fn the_same_interface_gives_the_same_bytes() {
    let options = backend::rust::Options {
        json_schema_feature: Some("schema".to_owned()),
        doc_path: Some("tuner".to_owned()),
    };
    let once = backend::rust::generate(&tuner(), &options);
    assert_eq!(once, backend::rust::generate(&tuner(), &options));
    assert_ne!(
        once,
        backend::rust::generate(&tuner(), &backend::rust::Options::default())
    );
}

#[test]
fn options_decide_what_is_there() {
    let plain = backend::rust::generate(&tuner(), &backend::rust::Options::default());
    assert!(!plain.contains("schemars") && !plain.contains("cfg"));
    assert!(plain.contains("/// ```json\n    /// {\n    ///   \"name\": \"Radio Kootwijk\","));
    let options = backend::rust::Options {
        json_schema_feature: Some("json \"schema\"".to_owned()),
        doc_path: Some("radio::bindings".to_owned()),
    };
    let full = backend::rust::generate(&tuner(), &options);
    assert!(full.contains(r#"feature = "json \"schema\"""#));
    assert!(full.contains("/// let value: radio::bindings::Station = "));
}

#[test]
fn no_line_ends_in_blanks() {
    let files = Target::Rust.generate(&tuner(), &Options::default());
    let text = &files[0].text;
    assert!(text.lines().all(|line| line.trim_end() == line));
    assert!(!text.contains("\n\n\n") && text.ends_with("}\n") && !text.contains('\t'));
}
