//! JSON as it is shown: indented, with its colours, every character visible.

use super::node::{Node, element, text};
use crate::backend::visible::readable;
use serde_json::Value;

/// A titled example.
pub(super) fn example(title: &str, value: &Value) -> Node {
    let mut spans = Vec::new();
    show(value, 0, &mut spans);
    let caption = element("figcaption").holding([text(title)]);
    let code = element("code").holding(spans);
    element("figure").with("class", "example").holding([
        caption,
        element("pre").with("tabindex", "0").holding([code]),
    ])
}

fn show(value: &Value, depth: usize, out: &mut Vec<Node>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter().map(|(key, value)| (Some(key), value));
            group('{', members, '}', depth, out);
        }
        Value::Array(items) if !items.is_empty() => {
            group('[', items.iter().map(|item| (None, item)), ']', depth, out);
        }
        Value::Object(_) | Value::Array(_) => out.push(text(&readable(value))),
        Value::String(_) => out.push(span("string", value)),
        Value::Number(_) => out.push(span("number", value)),
        Value::Bool(_) | Value::Null => out.push(span("word", value)),
    }
}

fn group<'a>(
    open: char,
    parts: impl Iterator<Item = (Option<&'a String>, &'a Value)>,
    close: char,
    depth: usize,
    out: &mut Vec<Node>,
) {
    let indent = "  ".repeat(depth + 1);
    let mut before = format!("{open}\n{indent}");
    for (key, value) in parts {
        out.push(text(&before));
        if let Some(key) = key {
            out.push(span("key", &Value::String(key.clone())));
            out.push(text(": "));
        }
        show(value, depth + 1, out);
        before = format!(",\n{indent}");
    }
    out.push(text(&format!("\n{}{close}", "  ".repeat(depth))));
}

fn span(class: &str, value: &Value) -> Node {
    element("span")
        .with("class", class)
        .holding([text(&readable(value))])
}
