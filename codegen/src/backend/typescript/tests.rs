//! What the compiler of the language would say later, said earlier.

use super::{RUNTIME, names};
use std::collections::BTreeSet;

/// Names after `export` in a module of the runtime.
fn exported(name: &str) -> BTreeSet<String> {
    let (_, text) = RUNTIME
        .iter()
        .find(|(module, _)| *module == name)
        .expect("the module is there");
    let mut names = BTreeSet::new();
    for line in text.lines() {
        let Some(rest) = line.strip_prefix("export ") else {
            continue;
        };
        let list = rest.strip_prefix("type ").unwrap_or(rest).strip_prefix('{');
        if let Some((listed, _)) = list.and_then(|list| list.split_once('}')) {
            let listed = listed.split(',').map(str::trim);
            names.extend(listed.map(|name| name.trim_start_matches("type ").to_owned()));
            continue;
        }
        let mut words = rest.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some("class" | "interface" | "type" | "function" | "const") = words.next() {
            names.extend(words.next().map(str::to_owned));
        }
    }
    names
}

#[test]
fn what_the_runtime_exports_is_reserved() {
    let mut all = exported("index");
    all.extend(exported("errors"));
    all.extend(exported("node"));
    let reserved: BTreeSet<String> = names::EXPORTED
        .iter()
        .map(|name| (*name).to_owned())
        .collect();
    assert_eq!(all, reserved);
}

#[test]
fn literals_hold_any_text() {
    assert_eq!(
        names::literal("\"\\\n\u{0}\u{2028}\u{e0001}ä"),
        r#""\"\\\n\u0000\u2028\udb40\udc01ä""#
    );
}
