//! Identifiers in C++.

use crate::backend::sdk::docs::is_hidden;
use crate::backend::sdk::plan::identifier;
use crate::backend::sdk::text;
use crate::model::{Interface, Name};

/// What stands in the package's namespace beside what is generated: an interface's types give way to it.
pub(super) const EXPORTED: &[&str] = &[
    "Batch",
    "BindingOptions",
    "Bytes",
    "Call",
    "CallOptions",
    "Cancelled",
    "Client",
    "ClientClosed",
    "ClientError",
    "ConnectFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "DecodeError",
    "Duration",
    "ErrorPointer",
    "Gap",
    "InvalidArgument",
    "Item",
    "Json",
    "JsonObject",
    "MethodError",
    "NotSupported",
    "Nothing",
    "Options",
    "Outcome",
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
    "decode",
    "encode",
    "to_string",
];

/// Keywords of C++ up to 2023, words that mean something in some places, macros in lower case of compilers and
/// of the C library, and the two namespaces that generated code reaches everything through.
pub(super) const KEYWORDS: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "assert",
    "atomic_cancel",
    "atomic_commit",
    "atomic_noexcept",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "errno",
    "explicit",
    "export",
    "extern",
    "false",
    "final",
    "float",
    "for",
    "friend",
    "goto",
    "i386",
    "if",
    "import",
    "inline",
    "int",
    "linux",
    "long",
    "major",
    "minor",
    "module",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "offsetof",
    "operator",
    "or",
    "or_eq",
    "override",
    "private",
    "protected",
    "public",
    "reflexpr",
    "register",
    "reinterpret_cast",
    "requires",
    "return",
    "rpc",
    "setjmp",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "std",
    "stderr",
    "stdin",
    "stdout",
    "struct",
    "switch",
    "synchronized",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "union",
    "unix",
    "unsigned",
    "using",
    "va_arg",
    "va_copy",
    "va_end",
    "va_start",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
];

/// Members of every enumeration.
const ENUMERATION_MEMBERS: &[&str] = &[
    "kind",
    "position",
    "text",
    "text_at",
    "texts",
    "unknown_text",
];

/// A type or a class.
pub(super) fn type_name(name: &Name) -> String {
    let text = name.pascal();
    // What an enumeration calls the type of its names.
    if text == "Kind" {
        return "Kind_".to_owned();
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        // A member of that name would have just one underscore.
        format!("_{text}_")
    } else {
        identifier(text, EXPORTED)
    }
}

/// A member of an object, a kind of error or a parameter.
pub(super) fn member(name: &Name) -> String {
    identifier(name.snake().to_owned(), KEYWORDS)
}

/// A method of the generated class.
pub(super) fn method(name: &Name) -> String {
    if name.snake() == "callsign" {
        "callsign_".to_owned()
    } else {
        member(name)
    }
}

/// A text of an enumeration.
pub(super) fn enumerator(name: &Name) -> String {
    if ENUMERATION_MEMBERS.contains(&name.snake()) {
        format!("{}_", name.snake())
    } else {
        member(name)
    }
}

/// What describes an operation or an event in the package's source.
pub(super) fn description(name: &Name, what: &str) -> String {
    identifier(format!("{}_{what}", name.snake()), &[])
}

/// The files of an interface, without extension.
pub(super) fn module(interface: &Interface) -> String {
    interface.name.ascii().snake().to_owned()
}

/// A text as a literal, in UTF-8 whatever the compiler takes its input for.
pub(super) fn literal(text: &str) -> String {
    text::literal(text, |c| match c {
        // Two of them begin a trigraph.
        '?' => Some("\\?".to_owned()),
        c if is_hidden(c) => {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).bytes();
            // Three digits: what follows cannot be taken for more of them.
            Some(bytes.map(|byte| format!("\\{byte:03o}")).collect())
        }
        _ => None,
    })
}

/// A text as a constant that may hold any character.
pub(super) fn view(text: &str) -> String {
    format!("rpc::view({})", literal(text))
}
