//! Schemas of values: types, and what each use of one says about it.

use super::Lowering;
use super::names::Naming;
use crate::definition::json::{Node, Value};
use crate::definition::keywords;
use crate::definition::reference::Resolved;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Encoding, Range, Type, Use};

/// Deepest nesting of values in each other, through references too.
const DEEPEST: usize = 64;

const TYPES: [&str; 8] = [
    "string",
    "integer",
    "number",
    "boolean",
    "object",
    "array",
    "null",
    "instanceid",
];

/// What stands in for a type that was reported as wrong.
const ANYTHING: Type = Type::Json;

impl<'a> Lowering<'a, '_> {
    /// A value at one place: its type, and what the place says about it.
    pub(super) fn value(&mut self, node: &'a Node, place: &Naming, depth: usize) -> Use {
        let Some(resolved) = self.references.follow(node) else {
            return Use::plain(ANYTHING);
        };
        let mut value = Use::plain(self.schema(&resolved, place, depth));
        self.remarks(&resolved, &mut value);
        value
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
        keywords::check(object, keywords::SCHEMA, "a value", self.diagnostics);
        let Some(type_node) = object.get("type") else {
            self.missing_type(node);
            return ANYTHING;
        };
        let Some(name) = self.text(Some(type_node), "`type`") else {
            return ANYTHING;
        };
        if object.get("enum").is_some() && name != "string" {
            self.enum_not_text(value, name);
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
            "instanceid" => Type::InstanceId,
            _ => {
                self.unknown_type(type_node, name);
                ANYTHING
            }
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
            let encodings = [
                ("base64", Encoding::Base64),
                ("hex", Encoding::Hex),
                ("mac", Encoding::Mac),
            ];
            return self
                .encoding(node, "encode", encoding, &encodings)
                .map_or(ANYTHING, Type::Bytes);
        }
        if let Some(form) = self.text(node.get("time"), "`time`") {
            return self
                .encoding(node, "time", form, &[("iso8601", ())])
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
        to.example = value.get("example").map(Node::plain);
        to.default = default.map(Node::plain);
    }

    fn range(&mut self, node: &'a Node, ty: &Type) -> Option<Range> {
        let ends = self.list(node, "`range`")?;
        let bound = |node: &Node| match &node.value {
            Value::Null => Some(None),
            Value::Number(text) => text.parse::<f64>().ok().map(Some),
            _ => None,
        };
        let ends: Option<Vec<Option<f64>>> = ends.iter().map(bound).collect();
        let (minimum, mut maximum) = match ends.as_deref() {
            Some([minimum, maximum]) => (*minimum, *maximum),
            _ => {
                self.bad_range(
                    node,
                    "a range is a list of two numbers, or nulls for open ends",
                );
                return None;
            }
        };
        // Thunder writes an open upper end as 0 too.
        if maximum == Some(0.0) && minimum.is_some_and(|minimum| minimum > 0.0) {
            maximum = None;
        }
        if let (Some(least), Some(greatest)) = (minimum, maximum)
            && least > greatest
        {
            self.bad_range(node, "the lower end of the range is above the upper one");
            return None;
        }
        if [minimum, maximum]
            .iter()
            .flatten()
            .any(|end| end.fract() != 0.0)
        {
            let message = "a range with fractions is not checked by generated code";
            self.diagnostics.report(
                Diagnostic::new(&rule::NOT_CARRIED, message, node.mark())
                    .help("use whole numbers if they will do"),
            );
            return None;
        }
        if matches!(
            ty,
            Type::Boolean | Type::Null | Type::Named(_) | Type::AnyObject
        ) {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::IGNORED_KEYWORD,
                    "`range` has no effect on this type",
                    node.mark(),
                )
                .help("ranges bound numbers, and the length of texts, lists and encoded bytes"),
            );
            return None;
        }
        // Fractions are gone, and what is beyond the 128 bits is an open end in effect.
        let whole = |end: Option<f64>| end.map(|end| end as i128);
        Some(Range {
            minimum: whole(minimum),
            maximum: whole(maximum),
        })
    }

    fn bad_range(&mut self, node: &Node, message: &str) {
        self.diagnostics.report(
            Diagnostic::new(&rule::BAD_RANGE, message, node.mark())
                .help("write `[least, greatest]`, such as `[0, 100]` or `[1, null]`"),
        );
    }

    fn recursive(&mut self, value: &Resolved<'a>) {
        self.diagnostics.report(
            Diagnostic::new(&rule::RECURSIVE_TYPE, "this type contains itself", value.used_at().mark())
                .label("used inside itself here")
                .also(value.node.mark(), "the type that begins here")
                .help("take the inner one out; where it is really needed, pass it as `\"type\": \"string\", \"opaque\": true`"),
        );
    }

    fn missing_type(&mut self, node: &Node) {
        let has = |key| node.get(key).is_some();
        let help = if has("properties") {
            "add `\"type\": \"object\"`"
        } else if has("items") {
            "add `\"type\": \"array\"`"
        } else if has("enum") {
            "add `\"type\": \"string\"`"
        } else {
            "add a `type`, such as `\"type\": \"string\"`, or a `$ref` to a definition"
        };
        self.diagnostics.report(
            Diagnostic::new(
                &rule::MISSING_TYPE,
                "the type of this value is missing",
                node.mark(),
            )
            .help(help),
        );
    }

    fn unknown_type(&mut self, at: &Node, name: &str) {
        let help = match name.to_lowercase().as_str() {
            "float" | "double" => Some("write `\"type\": \"number\", \"float\": true`".to_owned()),
            "int" | "uint" | "long" | "short" => Some("did you mean `integer`?".to_owned()),
            "bool" => Some("did you mean `boolean`?".to_owned()),
            "enum" => {
                Some("write `\"type\": \"string\"`; `enum` beside it lists the texts".to_owned())
            }
            "void" | "none" => Some("did you mean `null`?".to_owned()),
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
