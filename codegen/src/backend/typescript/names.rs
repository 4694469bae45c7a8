//! Identifiers in TypeScript.

use crate::backend::sdk::docs::is_hidden;
use crate::backend::sdk::plan::identifier;
use crate::backend::sdk::text::{self, utf16_escape};
use crate::model::{Interface, Name};

/// What `runtime/index.ts` and `runtime/node.ts` export: an interface's types give way to these names.
pub(super) const EXPORTED: &[&str] = &[
    "Async",
    "BindingOptions",
    "Bytes",
    "CallOptions",
    "Caller",
    "Client",
    "ClientClosed",
    "ClientError",
    "Codec",
    "ConnectFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "DecodeError",
    "Enumeration",
    "Event",
    "Gap",
    "InvalidArgument",
    "Item",
    "Json",
    "JsonObject",
    "MethodError",
    "NodeOptions",
    "NotSupported",
    "Options",
    "Policy",
    "QueueFull",
    "Reconnect",
    "RpcError",
    "SlowConsumer",
    "Started",
    "State",
    "SubscribeOptions",
    "Subscription",
    "Tls",
    "Token",
    "UnknownText",
    "decode",
    "encode",
];

/// Members of a generated class that are not operations, members that every object has, and `then`, which
/// would make a class something to wait for.
const MEMBERS: &[&str] = &[
    "callsign",
    "constructor",
    "then",
    "prototype",
    "arguments",
    "caller",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "toJSON",
    "valueOf",
    "__proto__",
];

/// Words that no parameter may be called.
const KEYWORDS: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "operations",
    "events",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "rpc",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// A type or a class.
pub(super) fn type_name(name: &Name) -> String {
    identifier(name.pascal(), EXPORTED)
}

/// A method of the generated class.
pub(super) fn method(name: &Name) -> String {
    identifier(name.camel(), MEMBERS)
}

/// A member of an object, or a key of a description.
pub(super) fn member(name: &Name) -> String {
    identifier(name.camel(), &["__proto__"])
}

/// A parameter.
pub(super) fn parameter(name: &Name) -> String {
    identifier(name.camel(), KEYWORDS)
}

/// The module of an interface, without extension.
pub(super) fn module(interface: &Interface) -> String {
    let name = interface.name.ascii();
    let name = name.snake().replace('_', "-");
    if matches!(name.as_str(), "index" | "node") {
        format!("{name}-interface")
    } else {
        name
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    text::literal(text, |c| is_hidden(c).then(|| utf16_escape(c)))
}
