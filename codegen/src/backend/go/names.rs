//! Identifiers in Go.

use crate::backend::sdk::docs::is_hidden;
use crate::backend::sdk::plan::{ErrorSetId, Plan, ShapePlan};
use crate::backend::sdk::text;
use crate::model::{Name, Scope, TypeId};

/// Words that are written in capitals where they are part of a name.
const INITIALISMS: &[&str] = &[
    "acl", "api", "ascii", "cpu", "dns", "eof", "guid", "hdmi", "html", "http", "https", "id",
    "ip", "json", "mac", "qps", "ram", "rpc", "sla", "smtp", "sql", "ssh", "ssid", "tcp", "tls",
    "ttl", "tv", "udp", "ui", "uid", "uri", "url", "usb", "utf8", "uuid", "vm", "xml", "xss",
];

/// Words that no parameter may be called: keywords, what the language declares by itself, and what the body
/// of a method uses.
const RESERVED: &[&str] = &[
    "any",
    "append",
    "bool",
    "break",
    "byte",
    "c",
    "cap",
    "case",
    "chan",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "const",
    "context",
    "continue",
    "copy",
    "ctx",
    "default",
    "defer",
    "delete",
    "else",
    "error",
    "fallthrough",
    "false",
    "float32",
    "float64",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "imag",
    "import",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "interface",
    "iota",
    "len",
    "make",
    "map",
    "max",
    "min",
    "new",
    "nil",
    "options",
    "package",
    "panic",
    "params",
    "print",
    "println",
    "range",
    "real",
    "recover",
    "return",
    "rpc",
    "rune",
    "select",
    "string",
    "struct",
    "switch",
    "true",
    "type",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
    "value",
    "var",
];

/// A method of a generated client that is no operation, and methods that tools want to be of one form, whatever type
/// has them.
const METHODS: &[&str] = &[
    "Callsign",
    "GobDecode",
    "GobEncode",
    "MarshalJSON",
    "MarshalXML",
    "ReadByte",
    "ReadRune",
    "UnmarshalJSON",
    "UnmarshalXML",
    "UnreadByte",
    "UnreadRune",
    "WriteByte",
];

/// Beginnings of the names of unexported variables, which no parameter has.
const DESCRIBES: &str = "describe";
const DECLARES: &str = "declares";

/// The exported identifiers of a package beside those that the plan has settled. Names of the plan differ in more
/// than case and underscores, and so do these.
pub(super) struct Package {
    pub(super) new_client: String,
    pub(super) batch: String,
    pub(super) new_batch: String,
    /// By the position of the type: the constants of an enumeration, and the function that lists them.
    texts: Vec<(Vec<String>, String)>,
    /// By the position of the error set: its kind, and the constants.
    kinds: Vec<(String, Vec<String>)>,
}

impl Package {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let mut scope = Scope::new();
        let settled = [&plan.client]
            .into_iter()
            .chain(plan.types.iter().map(|ty| &ty.name))
            .chain(plan.objects.iter().map(|object| &object.id_name))
            .chain(plan.errors.iter().map(|set| &set.name));
        for name in settled {
            scope.unique(name.clone());
        }
        let new = Name::new("new");
        let batch = scope.unique(plan.interface.name.ascii().with("batch"));
        let new_client = scope.unique(new.join(&plan.client));
        let new_batch = scope.unique(new.join(&batch));
        let kinds = plan.errors.iter().map(|set| {
            let kind = exported(&scope.unique(set.name.with("kind")));
            let cases = set.cases.iter();
            let cases = cases.map(|(case, _)| exported(&scope.unique(set.name.join(case))));
            (kind, cases.collect())
        });
        let kinds = kinds.collect();
        let texts = plan.types.iter().map(|ty| match &ty.shape {
            ShapePlan::Object(_) => (Vec::new(), String::new()),
            ShapePlan::Enumeration(texts) => {
                let list = exported(&scope.unique(ty.name.with("values")));
                let texts = texts.iter();
                let texts = texts.map(|text| exported(&scope.unique(ty.name.join(&text.name))));
                (texts.collect(), list)
            }
        });
        let texts = texts.collect();
        Self {
            new_client: exported(&new_client),
            batch: exported(&batch),
            new_batch: exported(&new_batch),
            texts,
            kinds,
        }
    }

    /// The constants of an enumeration.
    pub(super) fn texts(&self, id: TypeId) -> &[String] {
        &self.texts[id.index()].0
    }

    /// The function that lists them.
    pub(super) fn list(&self, id: TypeId) -> &str {
        &self.texts[id.index()].1
    }

    /// The type that tells which of several declared errors one is.
    pub(super) fn kind(&self, id: ErrorSetId) -> &str {
        &self.kinds[id.0].0
    }

    /// Its constants.
    pub(super) fn kinds(&self, id: ErrorSetId) -> &[String] {
        &self.kinds[id.0].1
    }
}

/// An identifier that other packages see: a type, a field. One that would start with a digit gets something in
/// front that no other has: names have no underscores.
pub(super) fn exported(name: &Name) -> String {
    let text: String = words(name).map(capitalized).collect();
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("X_{text}")
    } else {
        text
    }
}

/// A method of a generated client.
pub(super) fn method(name: &Name) -> String {
    let text = exported(name);
    if METHODS.contains(&text.as_str()) {
        text + "_"
    } else {
        text
    }
}

/// A parameter.
pub(super) fn parameter(name: &Name) -> String {
    let mut words = words(name);
    let first = words.next().unwrap_or_default().to_owned();
    let text = first + &words.map(capitalized).collect::<String>();
    let describes = text.starts_with(DESCRIBES) || text.starts_with(DECLARES);
    if describes || RESERVED.contains(&text.as_str()) {
        text + "_"
    } else if text.starts_with(|first: char| first.is_ascii_digit()) {
        format!("x_{text}")
    } else {
        text
    }
}

/// The variable that describes an operation or an event.
pub(super) fn description(name: &Name) -> String {
    format!("{DESCRIBES}{}", exported(name))
}

/// The variable that holds the declared errors of this name.
pub(super) fn declaration(name: &Name) -> String {
    format!("{DECLARES}{}", exported(name))
}

fn words(name: &Name) -> impl Iterator<Item = &str> {
    name.snake().split('_').filter(|word| !word.is_empty())
}

fn capitalized(word: &str) -> String {
    if INITIALISMS.contains(&word) {
        return word.to_ascii_uppercase();
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    text::literal(text, |c| {
        let code = u32::from(c);
        is_hidden(c).then(|| match code {
            0x1_0000.. => format!("\\U{code:08x}"),
            _ => format!("\\u{code:04x}"),
        })
    })
}

/// A text as a literal between backquotes, which tags are mostly written in, where that can be.
pub(super) fn raw_literal(text: &str) -> String {
    if text.contains('`') {
        literal(text)
    } else {
        format!("`{text}`")
    }
}
