//! Identifiers in Python.

use crate::backend::sdk::docs::is_hidden;
use crate::backend::sdk::plan::identifier;
use crate::backend::sdk::text;
use crate::model::{Interface, Name};

/// What a package shows of its runtime, by module: an interface's types give way to these names.
pub(super) const EXPORTED: &[(&str, &[&str])] = &[
    ("client", &["Batch", "Caller", "Client"]),
    ("completion", &["Started"]),
    (
        "errors",
        &[
            "ClientClosed",
            "ClientError",
            "ConnectFailed",
            "ConnectionLost",
            "DeadlineExceeded",
            "DecodeError",
            "InvalidArgument",
            "MethodError",
            "NotSupported",
            "QueueFull",
            "RpcError",
            "SlowConsumer",
        ],
    ),
    ("objects", &["Enumeration", "Object"]),
    ("options", &["Options", "Policy", "State", "Tls", "Token"]),
    ("subscription", &["Event", "Gap", "Item", "Subscription"]),
    ("values", &["Json", "JsonObject"]),
];

/// Words of the language that no name may be.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// What generated modules are written with: in a class these must not be called anything else.
const MODULES: &[&str] = &["rpc", "api"];

/// Members of every object.
const OBJECT: &[&str] = &["from_json", "to_json"];

/// Members of every generated client.
const SERVICE: &[&str] = &["callsign"];

/// Parameters of every call and subscription, in snake case.
pub(super) const PARAMETERS: &[&str] = &["self", "value", "deadline", "buffer", "policy"];

/// A type or a class.
pub(super) fn type_name(name: &Name) -> String {
    let text = name.pascal();
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("T_{text}");
    }
    let is_exported = EXPORTED
        .iter()
        .any(|(_, names)| names.contains(&text.as_str()));
    if is_exported {
        return text + "_";
    }
    identifier(text, KEYWORDS)
}

/// A method of the generated class.
pub(super) fn method(name: &Name) -> String {
    escaped(name, SERVICE)
}

/// A member of an object.
pub(super) fn member(name: &Name) -> String {
    escaped(name, OBJECT)
}

/// A parameter.
pub(super) fn parameter(name: &Name) -> String {
    escaped(name, &[])
}

/// A text of an enumeration, or the word behind the prefix of a constant.
pub(super) fn constant(name: &Name) -> String {
    word(name.upper_snake(), 'N', &[])
}

fn escaped(name: &Name, more: &[&str]) -> String {
    let reserved = [KEYWORDS, MODULES, more].concat();
    word(name.snake().to_owned(), 'n', &reserved)
}

/// An identifier. What begins with a digit gets a letter in front and an underscore behind it, which no other
/// name has: with an underscore in front it would count as private.
fn word(text: String, letter: char, reserved: &[&str]) -> String {
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{letter}{text}_")
    } else {
        identifier(text, reserved)
    }
}

/// Which of the declared errors one is.
pub(super) fn kind(name: &Name) -> String {
    literal(name.snake())
}

/// The module of an interface.
pub(super) fn module(interface: &Interface) -> String {
    let name = interface.name.ascii();
    let reserved = [KEYWORDS, &["sync"]].concat();
    word(name.snake().to_owned(), 'n', &reserved)
}

/// Whether a text can be the name of a module, alone or inside of others: `rooms`, `company.rooms`.
pub(super) fn is_import_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut characters = part.chars();
        let starts = characters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        let is_word = characters.all(|c| c.is_ascii_alphanumeric() || c == '_');
        starts && is_word && !KEYWORDS.contains(&part)
    })
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    text::literal(text, |c| {
        let code = u32::from(c);
        is_hidden(c).then(|| match code {
            0x1_0000.. => format!("\\U{code:08x}"),
            0x100.. => format!("\\u{code:04x}"),
            _ => format!("\\x{code:02x}"),
        })
    })
}
