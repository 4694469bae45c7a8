//! Schemas of values: types, and what each use of one says about it.

use super::Lowering;
use super::kind::{Kind, listed, may_be_null};
use super::names::Naming;
use crate::definition::json::Node;
use crate::definition::keywords;
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Encoding, Type, Use};
use crate::source::Span;

/// Deepest nesting of values in each other, through references too.
const DEEPEST: usize = 64;

/// The texts of `type`.
pub(in crate::definition) const TYPES: [&str; 8] = [
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "null",
    "instanceid",
];

/// The texts of `encode`.
pub(in crate::definition) const ENCODINGS: [(&str, Encoding); 3] = [
    ("base64", Encoding::Base64),
    ("hex", Encoding::Hex),
    ("mac", Encoding::Mac),
];

/// The texts of `time`.
pub(in crate::definition) const TIMES: [(&str, ()); 1] = [("iso8601", ())];

/// What stands in for a type that was reported as wrong.
const ANYTHING: Type = Type::Json;

/// Where a value says what it is: its reference, or its type.
fn place(value: &Resolved<'_>) -> Span {
    let node = value.used_at();
    let says = node.get("$ref").or_else(|| node.get("type"));
    says.unwrap_or(node).mark()
}

impl<'a> Lowering<'a, '_> {
    /// A value at one place: its type, and what the place says about it.
    pub(super) fn value(&mut self, node: &'a Node, place: &Naming, depth: usize) -> Use {
        let Some(resolved) = self.references.follow(node) else {
            return Use::plain(ANYTHING);
        };
        let mut value = Use::plain(self.schema(&resolved, place, depth));
        self.remarks(&resolved, &mut value);
        value.nullable = self.is_optional(&resolved);
        value
    }

    /// Whether a value says that it may be absent.
    pub(super) fn is_optional(&mut self, value: &Resolved<'a>) -> bool {
        self.flag(value.get("optional"), "`optional`")
            | self.flag(value.get("@optionaltype"), "`@optionaltype`")
            | may_be_null(value.node)
    }

    fn schema(&mut self, value: &Resolved<'a>, place: &Naming, depth: usize) -> Type {
        let node = value.node;
        if let Some(id) = self.lowered.get(&node.span) {
            return Type::Named(*id);
        }
        if self.active.contains(&node.span) {
            self.recursive(value);
            return ANYTHING;
        }
        if depth > DEEPEST {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::TOO_DEEP,
                    format!("values nest more than {DEEPEST} levels here"),
                    value.used_at().mark(),
                )
                .help("flatten the structure"),
            );
            return ANYTHING;
        }
        let Some(object) = self.object(node, "the schema of a value") else {
            return ANYTHING;
        };
        keywords::check(object, &keywords::VALUE, self.diagnostics);
        let name = match self.kind(node) {
            Some(Kind::Known(name)) => name,
            Some(Kind::Float(bits)) => return Type::Float { bits },
            Some(Kind::Anything) | None => return ANYTHING,
        };
        if object.get("enum").is_some() && name != "string" {
            self.enum_not_text(value, name);
        }
        if let Some(instance) = self.instance_type(node) {
            return instance;
        }
        self.active.push(node.span);
        let ty = match name {
            "string" => self.string(value, place),
            "integer" => self.integer(value),
            "number" => self.number(value),
            "boolean" => Type::Boolean,
            "object" => self.structure(value, place, depth),
            "array" => self.array(value, place, depth),
            "null" => Type::Null,
            _ => Type::InstanceId,
        };
        self.active.pop();
        ty
    }

    fn string(&mut self, value: &Resolved<'a>, place: &Naming) -> Type {
        let node = value.node;
        if node.get("enum").is_some() {
            return self.enumeration(value, place);
        }
        if self.flag(node.get("opaque"), "`opaque`") {
            return Type::Json;
        }
        if let Some(encoding) = self.text(node.get("encode"), "`encode`") {
            return self
                .encoding(node, "encode", encoding, &ENCODINGS)
                .map_or(ANYTHING, Type::Bytes);
        }
        if let Some(form) = self.text(node.get("time"), "`time`") {
            return self
                .encoding(node, "time", form, &TIMES)
                .map_or(ANYTHING, |()| Type::Time);
        }
        if self.flag(node.get("@macaddress"), "`@macaddress`") {
            return Type::Bytes(Encoding::Mac);
        }
        Type::Text
    }

    fn encoding<T: Copy>(
        &mut self,
        node: &'a Node,
        key: &str,
        name: &str,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let found = known
            .iter()
            .find(|(text, _)| *text == name)
            .map(|(_, encoding)| *encoding);
        if let (None, Some(at)) = (found, node.get(key)) {
            let names: Vec<String> = known.iter().map(|(name, _)| quoted(name)).collect();
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::UNKNOWN_ENCODING,
                    format!("{} is not a value of {}", quoted(name), quoted(key)),
                    at.span,
                )
                .help(format!("write one of {}", names.join(", "))),
            );
        }
        found
    }

    fn array(&mut self, value: &Resolved<'a>, place: &Naming, depth: usize) -> Type {
        let Some(items) = value.node.get("items") else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::ARRAY_WITHOUT_ITEMS,
                    "the array does not say what its items are",
                    value.node.get("type").map_or(value.node.mark(), |node| node.span),
                )
                .help("add `items` with the type of an item, such as `\"items\": {\"type\": \"string\"}`"),
            );
            return ANYTHING;
        };
        if items.as_array().is_some() {
            self.wrong_kind(items, "`items`", "one object that all items follow");
            return ANYTHING;
        }
        let bitmask = self
            .references
            .follow(items)
            .and_then(|items| items.get("@bitmask"));
        let bitmask = self.flag(bitmask, "`@bitmask`");
        let item = self.value(items, place, depth + 1);
        match item.ty {
            Type::Named(id) if bitmask && self.is_enumeration(id) => Type::Set(id),
            _ if self.flag(value.node.get("@extract"), "`@extract`") => {
                Type::OneOrMany(Box::new(item))
            }
            _ => Type::Array(Box::new(item)),
        }
    }

    /// Fills in what a place says about its value, and checks that examples are values of the type.
    pub(super) fn remarks(&mut self, value: &Resolved<'a>, to: &mut Use) {
        to.description = self
            .prose(value.get("description"), "`description`")
            .or_else(|| self.prose(value.get("summary"), "`summary`"));
        to.range = value.get("range").and_then(|node| self.range(node, &to.ty));
        let default = value.get("default").or_else(|| value.get("@default"));
        for (node, what) in [(value.get("example"), "example"), (default, "default")] {
            if let Some(node) = node {
                self.check_example(node, to, what);
            }
        }
        if matches!(to.ty, Type::Integer { .. } | Type::Float { .. })
            && let Some(numbers) = value.node.get("enum").and_then(Node::as_array)
        {
            to.description = Some(listed(to.description.take(), numbers));
        }
        to.place = place(value).into();
        to.example = value.get("example").map(Node::plain);
        to.default = default.map(Node::plain);
    }

    fn recursive(&mut self, value: &Resolved<'a>) {
        self.diagnostics.report(
            Diagnostic::new(&rule::RECURSIVE_TYPE, "this type contains itself", value.used_at().mark())
                .label("used inside itself here")
                .also(value.node.mark(), "the type that begins here")
                .help("take the inner one out; where it is really needed, pass it as `\"type\": \"string\", \"opaque\": true`"),
        );
    }
}
