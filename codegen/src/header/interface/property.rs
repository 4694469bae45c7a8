//! Properties: a method that reads, one that writes, or both.

use super::attributes::Attributes;
use super::docs::MethodDocs;
use super::method::Parameter;
use super::node::{Members, node, part, texts};
use super::{Definer, Endpoint};
use crate::definition::json::{Node, Value};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::case::Case;
use crate::header::tag::Place;
use crate::header::tree::{Field, Id, Method, Reference};
use crate::model::Format;
use crate::source::Span;

impl<'t> Definer<'t, '_> {
    /// Reads a method that reads or writes a property.
    pub(super) fn property(&mut self, method: &Method<'t>, scope: Id) {
        self.check_result(method, scope);
        let docs = self.method_docs(method);
        let Some((index, value)) = self.split(method) else {
            return;
        };
        let attributes = self.attributes(value, Place::Parameter);
        let reads = self.reads(method, value, &attributes);
        let Some(parameter) = self.property_value(value, scope, &attributes, &docs) else {
            return;
        };
        let index = index.and_then(|field| self.property_index(field, scope, &docs));
        let name = self.method_name(method, self.convention.methods);
        let key = self.endpoint_name(&name, false);
        let at = method.whole;
        let by_method = (self.endpoint_name(method.name, false), scope);
        let known = self
            .properties
            .by_key
            .get(&key)
            .or_else(|| self.property_methods.get(&by_method))
            .copied();
        let Some(known) = known else {
            let mut members = Members::default();
            members.put("@originalname", method.span, method.name);
            if let Some(index) = index {
                let none = node(part(at, 2), Value::Null);
                members.put(
                    "index",
                    at,
                    if reads {
                        vec![index, none]
                    } else {
                        vec![none, index]
                    },
                );
            }
            members.put(
                if reads { "readonly" } else { "writeonly" },
                method.span,
                true,
            );
            self.put_value(&mut members, parameter, reads, method);
            self.endpoint_docs(&mut members, method, &docs);
            self.alternatives(&mut members, method);
            self.add_instance(&mut members, at);
            // The other method may be called otherwise on the wire.
            self.property_methods
                .insert(by_method, self.properties.endpoints.len());
            let endpoint = Endpoint {
                key,
                key_span: method.span,
                at,
                members,
            };
            self.properties.add(endpoint, self.diagnostics);
            return;
        };
        let mut members = std::mem::take(&mut self.properties.endpoints[known].members);
        let other = if reads { "writeonly" } else { "readonly" };
        if members.get(other).is_none() {
            let first = self.properties.endpoints[known].key_span;
            self.refuse_second(method, first, reads);
        } else {
            members.remove(other);
            self.join_index(&mut members, index, reads, at);
            self.put_value(&mut members, parameter, reads, method);
            self.endpoint_docs(&mut members, method, &docs);
            self.alternatives(&mut members, method);
        }
        self.properties.endpoints[known].members = members;
    }

    fn refuse_second(&mut self, method: &Method<'t>, first: Span, reads: bool) {
        let message = format!(
            "a second method {} the property {}",
            if reads { "reads" } else { "writes" },
            quoted(method.name)
        );
        self.diagnostics.report(
            Diagnostic::new(&rule::NAME_CLASH, message, method.span)
                .label("again here")
                .also(first, "first here")
                .help("let the one that reads be `const` with a parameter that is a reference, and the other one take a constant value"),
        );
    }

    /// The index of a property, if it has one, and its value.
    fn split<'m>(
        &mut self,
        method: &'m Method<'t>,
    ) -> Option<(Option<&'m Field<'t>>, &'m Field<'t>)> {
        match method.parameters.as_slice() {
            [value] => Some((None, value)),
            [index, value] => Some((Some(index), value)),
            parameters => {
                let message = format!(
                    "the property {} has {} parameters",
                    quoted(method.name),
                    parameters.len()
                );
                let diagnostic =
                    Diagnostic::new(&rule::MISSING_PARAMS, message, method.parentheses);
                self.diagnostics.report(diagnostic.help("give it one for its value, and one before that for an index, or remove `@property`"));
                None
            }
        }
    }

    /// Whether a method reads a property. Reports a method that looks like neither.
    fn reads(
        &mut self,
        method: &Method<'t>,
        value: &Field<'t>,
        attributes: &Attributes<'t>,
    ) -> bool {
        let ty = &value.ty;
        let changes = match ty.pointers.last() {
            Some(constant) => !constant && ty.reference != Reference::None,
            None if value.array.is_some() => !ty.constant,
            None => !ty.constant && ty.reference != Reference::None,
        };
        let output = attributes.output.is_some();
        let reads = match attributes.input {
            Some(_) if !output => false,
            _ => output || changes,
        };
        if reads != method.constant {
            let (message, help) = if reads {
                ("reads", "declare it `const`")
            } else {
                (
                    "writes",
                    "let it not be `const`; if it reads, pass the value as a reference that can change",
                )
            };
            let message = format!(
                "{} {message} the property, but is {}`const`",
                quoted(method.name),
                if method.constant { "" } else { "not " }
            );
            let diagnostic = Diagnostic::new(&rule::DIRECTION_ABSENT, message, method.span);
            self.diagnostics.report(diagnostic.help(help));
        }
        reads
    }

    fn property_value(
        &mut self,
        field: &Field<'t>,
        scope: Id,
        attributes: &Attributes<'t>,
        docs: &MethodDocs,
    ) -> Option<Parameter> {
        let mut parameter = self.parameter(field, scope, attributes, docs, 0)?;
        parameter.members.remove("@originalname");
        Some(parameter)
    }

    /// Adds what is read or written, in the shape that the format asks for.
    fn put_value(
        &mut self,
        members: &mut Members,
        parameter: Parameter,
        reads: bool,
        method: &Method<'t>,
    ) {
        let at = parameter.at;
        let value = parameter.members.into_node(at);
        match (self.format, reads) {
            (Format::UncompliantCollapsed, _) => {
                if members.get("params").is_none() {
                    members.put_node("params", at, value);
                }
            }
            (_, true) => {
                members.put_node("result", at, value);
            }
            (Format::UncompliantExtended, false) => {
                members.put_node("params", at, value);
            }
            (Format::Compliant, false) => {
                let name = match self.convention.parameters {
                    Case::Keep => parameter.name.as_str(),
                    _ => "value",
                };
                let place = method.parentheses;
                let inner = part(place, 1);
                let mut properties = Members::default();
                properties.put_node(name, at, value);
                let required = (!parameter.optional).then_some((at, name));
                let mut wrapping = Members::default();
                wrapping
                    .put("type", place, "object")
                    .put_node("properties", place, properties.into_node(inner))
                    .put_node("required", place, texts(inner, required));
                members.put_node("params", place, wrapping.into_node(place));
            }
        }
    }

    /// The index of one of the two methods.
    fn property_index(&mut self, field: &Field<'t>, scope: Id, docs: &MethodDocs) -> Option<Node> {
        let attributes = self.attributes(field, Place::Parameter);
        if attributes.index.is_none() {
            let message = format!(
                "{} is taken as the index of the property",
                quoted(field.name)
            );
            let diagnostic = Diagnostic::new(&rule::INDEX_ABSENT, message, field.span);
            self.diagnostics
                .report(diagnostic.help("add `/* @index */` to it, or remove `@property`"));
        }
        let parameter = self.parameter(field, scope, &attributes, docs, 0)?;
        let mut members = parameter.members;
        members.put("name", field.span, parameter.name);
        if members.get("example").is_none() {
            let example = invented_example(&members, "xyz");
            members.put("example", field.span, example);
            members.flag("fake_example", field.span, true);
        }
        Some(members.into_node(field.span))
    }

    /// Puts the index of the second method beside that of the first one. What only one of the two says holds for
    /// both.
    fn join_index(&mut self, members: &mut Members, index: Option<Node>, reads: bool, at: Span) {
        let first = members.take("index").map(|node| node.value);
        let mut first = match first {
            Some(Value::Array(list)) => list
                .into_iter()
                .find(|node| !matches!(node.value, Value::Null)),
            _ => None,
        };
        let mut second = index;
        if first.is_none() && second.is_none() {
            return;
        }
        if let (Some(first), Some(second)) = (&mut first, &mut second) {
            complete(first, second);
            complete(second, first);
        }
        let mut list: Vec<Node> = [first, second]
            .into_iter()
            .enumerate()
            .map(|(number, index)| index.unwrap_or_else(|| node(part(at, 2 + number), Value::Null)))
            .collect();
        if reads {
            list.reverse();
        }
        members.put("index", at, list);
    }
}

/// Gives an index the documentation of the other one where it has none.
fn complete(index: &mut Node, other: &Node) {
    let text = |node: &Node, key| node.get(key).and_then(Node::as_text).map(str::to_owned);
    let invented = |node: &Node| node.get("fake_example").is_some();
    let mut members = match std::mem::replace(&mut index.value, Value::Null) {
        Value::Object(object) => Members::from(object),
        value => {
            index.value = value;
            return;
        }
    };
    let at = index.span;
    if members.get("fake_example").is_some()
        && !invented(other)
        && let Some(example) = text(other, "example")
    {
        members.remove("example");
        members.remove("fake_example");
        members.put("example", at, example);
    }
    if members.get("description").is_none()
        && let Some(description) = text(other, "description")
    {
        members.put("description", at, description);
    }
    index.value = members.into_node(at).value;
}

/// An example for an index that has none: of a text, `text`.
pub(super) fn invented_example(members: &Members, text: &str) -> String {
    match members.text("type") {
        Some("integer" | "number") => "0".to_owned(),
        Some("boolean") => "true".to_owned(),
        _ => {
            let first = members
                .get("enum")
                .and_then(Node::as_array)
                .and_then(<[Node]>::first);
            first.and_then(Node::as_text).unwrap_or(text).to_owned()
        }
    }
}
