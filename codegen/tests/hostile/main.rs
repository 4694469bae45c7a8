//! Texts that try to be something else, in everything that any target makes.
//!
//! Each text stands wherever a definition can have one. Whatever is generated must keep its structure: a target
//! that is added is held to it as well.

mod definition;
mod language;
mod lexer;

use codegen::{LoadOptions, Options, OutputFile, Target, load_text};
use definition::definition;

/// What no output may hold outside of comments and texts. It is no part of any identifier.
pub(crate) const PAYLOAD: &str = "@@EVIL";

/// What each target makes of a definition with this text everywhere.
fn made(text: &str) -> Vec<(Target, Vec<OutputFile>)> {
    let definition = definition(text);
    let loaded = load_text("test.json", definition, &LoadOptions::default());
    let interface = loaded.interface.unwrap_or_else(|| {
        let problems: Vec<_> = loaded.diagnostics.iter().collect();
        panic!("{text:?} is no text: {problems:#?}")
    });
    let options = Options::default();
    let targets = Target::ALL.iter();
    targets
        .map(|target| (*target, target.generate(&interface, &options)))
        .collect()
}

#[test]
fn no_text_becomes_structure() {
    let harmless = made("some words");
    let mut wrong = Vec::new();
    for text in definition::hostile_texts() {
        for ((target, files), (_, harmless)) in made(&text).iter().zip(&harmless) {
            for file in files {
                let like = harmless.iter().find(|other| other.name == file.name);
                if let Err(reason) = language::check(file, like) {
                    wrong.push(format!(
                        "{} {}: {text:?}: {reason}",
                        target.name(),
                        file.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_output_has_characters_that_cannot_be_seen() {
    let mut wrong = Vec::new();
    for text in definition::hostile_texts() {
        for (target, files) in made(&text) {
            for file in &files {
                let hidden = file.text.chars().find(|c| is_hidden(*c));
                if let Some(hidden) = hidden {
                    wrong.push(format!(
                        "{} {}: {text:?}: {hidden:?}",
                        target.name(),
                        file.name
                    ));
                }
                let name = file.name.chars();
                if let Some(odd) = name.clone().find(|c| !c.is_ascii_graphic()) {
                    wrong.push(format!("{} {:?}: {odd:?}", target.name(), file.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a character changes how others are shown, ends a line somewhere, or is not shown at all.
fn is_hidden(c: char) -> bool {
    let layout = matches!(c, '\n' | '\t');
    c.is_control() && !layout
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[test]
fn the_checks_find_what_breaks_out() {
    let file = |name: &str, text: String| OutputFile::generated(name, text);
    for (name, text) in [
        ("a.ts", format!("/** */ {PAYLOAD} */")),
        ("a.ts", format!("const a = \"\"; {PAYLOAD}")),
        ("a.ts", format!("const a = `${{{PAYLOAD}}}`")),
        ("a.py", format!("\"\"\"a\"\"\"\n{PAYLOAD}\n")),
        ("a.py", format!("# a\n{PAYLOAD}\n")),
        ("a.go", format!("// a\n{PAYLOAD}\n")),
        ("a.java", format!("/** \\u002a/ {PAYLOAD} */")),
        (
            "a.hpp",
            "// swallows the next line \\\nint a;".to_owned() + " // @@EVIL",
        ),
        ("a.cpp", format!("auto a = R\"x(a)x\" {PAYLOAD}")),
        ("a.rs", format!("fn a() {{}} {PAYLOAD}")),
        ("a.json", format!("{{ \"a\": {PAYLOAD} }}")),
        ("a.html", format!("<p><script>{PAYLOAD}</script></p>")),
        ("a.md", format!("a <b>{PAYLOAD}</b>")),
        ("a.toml", format!("a = \"\"\n{PAYLOAD}")),
        ("a.unheard", format!("a {PAYLOAD}")),
        ("a.ts", format!("const a = \"{PAYLOAD}")),
    ] {
        let made = file(name, text);
        let like = file(name, "<p></p>".to_owned());
        assert!(
            language::check(&made, Some(&like)).is_err(),
            "{name}: {}",
            made.text
        );
    }
    for (name, text) in [
        (
            "a.ts",
            format!("/** {PAYLOAD} */ const a = `\\${{{PAYLOAD}}}`;"),
        ),
        ("a.py", format!("\"\"\"a \\\"\"\" {PAYLOAD}\"\"\"\n")),
        ("a.cpp", format!("auto a = R\"x({PAYLOAD})\")x\";")),
        ("a.html", format!("<p>&lt;script&gt;{PAYLOAD}</p>")),
    ] {
        let made = file(name, text);
        let like = file(name, "<p></p>".to_owned());
        assert_eq!(
            language::check(&made, Some(&like)),
            Ok(()),
            "{name}: {}",
            made.text
        );
    }
}
