//! From tree to text.

use super::{Node, Value};

/// A value as JSON, each member and each item in its own line, indented by two blanks; with a line break at the
/// end.
pub(crate) fn print(node: &Node) -> String {
    let mut text = String::new();
    write(node, 0, &mut text);
    text.push('\n');
    text
}

fn write(node: &Node, depth: usize, to: &mut String) {
    match &node.value {
        Value::Null => to.push_str("null"),
        Value::Boolean(value) => to.push_str(if *value { "true" } else { "false" }),
        Value::Number(text) => to.push_str(text),
        Value::Text(text) => write_text(text, to),
        Value::Array(items) => {
            list(['[', ']'], items, depth, to, |item, to| {
                write(item, depth + 1, to)
            });
        }
        Value::Object(object) => {
            list(['{', '}'], object.members(), depth, to, |member, to| {
                write_text(&member.key, to);
                to.push_str(": ");
                write(&member.value, depth + 1, to);
            });
        }
    }
}

fn list<T>(
    brackets: [char; 2],
    items: &[T],
    depth: usize,
    to: &mut String,
    mut write: impl FnMut(&T, &mut String),
) {
    to.push(brackets[0]);
    for (index, item) in items.iter().enumerate() {
        to.push_str(if index == 0 { "\n" } else { ",\n" });
        indent(depth + 1, to);
        write(item, to);
    }
    if !items.is_empty() {
        to.push('\n');
        indent(depth, to);
    }
    to.push(brackets[1]);
}

fn indent(depth: usize, to: &mut String) {
    to.extend(std::iter::repeat_n("  ", depth));
}

fn write_text(text: &str, to: &mut String) {
    to.push_str(&serde_json::Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::json::parse;
    use crate::diagnostic::Diagnostics;
    use crate::source::Sources;

    #[test]
    fn what_is_printed_is_what_was_read() {
        let text = "{\n  \"a\": [\n    null,\n    true,\n    -0.50,\n    \"x\\n\\\"\u{e4}\"\n  ],\n  \"b\": {},\n  \"c\": []\n}\n";
        let mut sources = Sources::default();
        let source = sources.add("a.json", text.to_owned());
        let node = parse(source, &sources, &mut Diagnostics::default()).expect("valid");
        assert_eq!(print(&node), text);
    }
}
