//! What a value says that it is: its `type`, also where that is spelt oddly but can mean one thing only.

use super::Lowering;
use super::schema::TYPES;
use crate::definition::json::{Node, Value};
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::source::Span;

/// Types of other formats, in lower case, and what they are called here. What real definitions have.
pub(in crate::definition) const ODD_TYPES: [(&str, &str); 8] = [
    ("int", "integer"),
    ("uint", "integer"),
    ("long", "integer"),
    ("short", "integer"),
    ("bool", "boolean"),
    ("void", "null"),
    ("none", "null"),
    ("text", "string"),
];

/// Numbers with a fraction, as other formats call them, and their widths.
pub(in crate::definition) const ODD_FLOATS: [(&str, u8); 2] = [("float", 32), ("double", 64)];

/// What a value is.
pub(super) enum Kind<'a> {
    /// One of [`TYPES`].
    Known(&'a str),
    /// A number with a fraction, of this width.
    Float(u8),
    /// One of several types.
    Anything,
}

/// Whether one of several types is null.
pub(super) fn may_be_null(node: &Node) -> bool {
    let types = node.get("type").and_then(Node::as_array);
    let is_null = |name: &Node| name.as_text() == Some("null");
    types.is_some_and(|types| types.len() > 1 && types.iter().any(is_null))
}

/// The description of a number, and the numbers that it is one of.
pub(super) fn listed(description: Option<String>, numbers: &[Node]) -> String {
    let numbers = numbers.iter().map(Node::plain).map(|number| match number {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    });
    let numbers = format!("One of: {}", numbers.collect::<Vec<_>>().join(", "));
    match description {
        Some(text) if text.ends_with(['.', '!', '?']) => format!("{text} {numbers}"),
        Some(text) => format!("{text}. {numbers}"),
        None => numbers,
    }
}

impl<'a> Lowering<'a, '_> {
    /// What a value says that it is; `None`: it says nothing that has a meaning, which is reported.
    pub(super) fn kind(&mut self, node: &'a Node) -> Option<Kind<'a>> {
        let Some(at) = node.get("type") else {
            return self.evident(node);
        };
        if let Value::Array(types) = &at.value {
            return self.several(at, types);
        }
        let name = self.text(Some(at), "`type`")?;
        if TYPES.contains(&name) {
            return Some(Kind::Known(name));
        }
        let lower = name.to_lowercase();
        let odd = ODD_TYPES.iter().find(|(odd, _)| *odd == lower);
        let meant = match odd {
            Some((_, meant)) => Some(*meant),
            None if lower == "enum" && node.get("enum").is_some() => Some("string"),
            None if lower == "list" && node.get("items").is_some() => Some("array"),
            None => TYPES.into_iter().find(|known| *known == lower),
        };
        if let Some(meant) = meant {
            self.odd(
                at.span,
                format!("{} is taken as `{meant}`", quoted(name)),
                format!("write `\"type\": \"{meant}\"`"),
            );
            return Some(Kind::Known(meant));
        }
        if let Some((_, bits)) = ODD_FLOATS.iter().find(|(odd, _)| *odd == lower) {
            self.odd(
                at.span,
                format!(
                    "{} is taken as a number of {bits} bits with a fraction",
                    quoted(name)
                ),
                format!("write `\"type\": \"number\", \"float\": true, \"size\": {bits}`"),
            );
            return Some(Kind::Float(*bits));
        }
        self.unknown_type(at, name);
        None
    }

    /// A list of types: null in it says that the value may be absent.
    fn several(&mut self, at: &'a Node, types: &'a [Node]) -> Option<Kind<'a>> {
        let mut names = Vec::new();
        for node in types {
            let name = self.text(Some(node), "`type`")?;
            if !TYPES.contains(&name) {
                self.unknown_type(node, name);
                return None;
            }
            names.push(name);
        }
        let others: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| *name != "null")
            .collect();
        match (others.as_slice(), names.as_slice()) {
            ([only], _) => {
                let absent = if names.len() > 1 {
                    ", and may be absent"
                } else {
                    ""
                };
                self.odd(
                    at.span,
                    format!("this is taken as {}{absent}", quoted(only)),
                    "write the one type as a text, and leave what may be absent out of `required`",
                );
                Some(Kind::Known(only))
            }
            ([], [null, ..]) => {
                self.odd(
                    at.span,
                    "this is taken as `null`".to_owned(),
                    "write `\"type\": \"null\"`",
                );
                Some(Kind::Known(null))
            }
            ([], []) => {
                self.wrong_kind(at, "`type`", "one text");
                None
            }
            _ => {
                self.odd(at.span, "a value of several types is taken as any JSON".to_owned(), "write the one type that travels, or `\"type\": \"string\", \"opaque\": true` for any JSON");
                Some(Kind::Anything)
            }
        }
    }

    /// A value without type that can be one only.
    fn evident(&mut self, node: &'a Node) -> Option<Kind<'a>> {
        for (key, meant) in [
            ("properties", "object"),
            ("items", "array"),
            ("enum", "string"),
        ] {
            let says = match (key, node.get(key).map(|node| &node.value)) {
                ("properties", Some(Value::Object(_))) | ("items", Some(_)) => true,
                ("enum", Some(Value::Array(texts))) => {
                    texts.iter().all(|text| text.as_text().is_some())
                }
                _ => false,
            };
            if says {
                self.odd(
                    node.mark(),
                    format!("with `{key}`, this is taken as `{meant}`"),
                    format!("add `\"type\": \"{meant}\"`"),
                );
                return Some(Kind::Known(meant));
            }
        }
        self.missing_type(node);
        None
    }

    fn odd(&mut self, at: Span, message: String, help: impl Into<String>) {
        let diagnostic = Diagnostic::new(&rule::ODD_TYPE, message, at);
        self.diagnostics.report(diagnostic.help(help));
    }

    fn missing_type(&mut self, node: &Node) {
        self.diagnostics.report(
            Diagnostic::new(
                &rule::MISSING_TYPE,
                "the type of this value is missing",
                node.mark(),
            )
            .help("add a `type`, such as `\"type\": \"string\"`, or a `$ref` to a definition"),
        );
    }

    fn unknown_type(&mut self, at: &Node, name: &str) {
        let help = match name.to_lowercase().as_str() {
            "enum" => {
                Some("write `\"type\": \"string\"`; `enum` beside it lists the texts".to_owned())
            }
            "list" => Some("did you mean `array`?".to_owned()),
            _ => did_you_mean(nearest(name, TYPES)),
        };
        let help = help.unwrap_or_else(|| {
            let all: Vec<String> = TYPES.iter().map(|name| quoted(name)).collect();
            format!("write one of {}", all.join(", "))
        });
        self.diagnostics.report(
            Diagnostic::new(
                &rule::UNKNOWN_TYPE,
                format!("there is no type {}", quoted(name)),
                at.span,
            )
            .help(help),
        );
    }
}
