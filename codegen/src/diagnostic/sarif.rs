//! Problems as a SARIF 2.1.0 log (OASIS, "Static Analysis Results Interchange Format"), which code review
//! tools show at the lines of a change.

use super::{Diagnostic, Diagnostics, Label, Level, RULES, Rule};
use crate::source::{Sources, Span};
use serde_json::{Map, Value, json};
use std::path::{Component, Path};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Each problem by itself.
pub(crate) fn results(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Value> {
    let problems = diagnostics.iter();
    problems.map(|problem| result(problem, sources)).collect()
}

/// A log of one run.
pub(crate) fn log(results: Vec<Value>) -> Value {
    run(RULES.iter().map(|rule| descriptor(rule)), results)
}

/// A log with these rules and results.
pub(crate) fn run(rules: impl Iterator<Item = Value>, results: Vec<Value>) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "codegen",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.explanation },
        "defaultConfiguration": {
            "enabled": rule.level > Level::Allowed,
            "level": level(rule.level),
        },
    })
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Allowed => "note",
    }
}

fn result(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut result = Map::new();
    result.insert("ruleId".into(), diagnostic.rule.into());
    let index = RULES.iter().position(|rule| rule.id == diagnostic.rule);
    if let Some(index) = index {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), level(diagnostic.level).into());
    let mut text = diagnostic.message.clone();
    for more in diagnostic.notes.iter().chain(&diagnostic.help) {
        text.push('\n');
        text.push_str(more);
    }
    result.insert("message".into(), json!({ "text": text }));
    if let Some(label) = &diagnostic.primary {
        result.insert("locations".into(), json!([location(label, sources)]));
    }
    if !diagnostic.secondary.is_empty() {
        let related = diagnostic.secondary.iter().enumerate();
        let related: Vec<Value> = related
            .map(|(id, label)| {
                let mut location = location(label, sources);
                location["id"] = id.into();
                location
            })
            .collect();
        result.insert("relatedLocations".into(), related.into());
    }
    result.into()
}

fn location(label: &Label, sources: &Sources) -> Value {
    let mut location = physical(label.span, sources);
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

/// A place in a file.
pub(crate) fn physical(span: Span, sources: &Sources) -> Value {
    let start = sources.position(span);
    let end = sources.end(span);
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(sources.get(span.source).path()) },
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    } })
}

/// A path as a URI reference (RFC 3986): relative ones stay so, and steps up are taken.
fn uri(path: &Path) -> String {
    let mut steps: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => steps.push(encoded(&prefix.as_os_str().to_string_lossy())),
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir if steps.last().is_some_and(|step| step != "..") => {
                steps.pop();
            }
            Component::ParentDir => steps.push("..".to_owned()),
            Component::Normal(name) => steps.push(encoded(&name.to_string_lossy())),
        }
    }
    let joined = steps.join("/");
    if path.is_absolute() {
        format!("file:///{joined}")
    } else {
        joined
    }
}

/// Everything but the unreserved characters of RFC 3986 as `%XX`.
fn encoded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                result.push(char::from(byte));
            }
            _ => result.push_str(&format!("%{byte:02X}")),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri(Path::new("a/b.json")), "a/b.json");
        assert_eq!(uri(Path::new("./a/../c d.json")), "c%20d.json");
        assert_eq!(uri(Path::new("../../ä.json")), "../../%C3%A4.json");
        assert_eq!(uri(Path::new("/a/b.json")), "file:///a/b.json");
    }
}
