//! Methods: what goes in, and what comes out.

use super::attributes::Attributes;
use super::docs::MethodDocs;
use super::node::{Members, Properties, part};
use super::{Definer, Endpoint};
use crate::definition::json::Node;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::case::Case;
use crate::header::meaning::Meaning;
use crate::header::tag::Place;
use crate::header::tree::{Field, Id, Method, Reference};
use crate::model::Format;
use crate::source::Span;
use std::collections::HashSet;

/// A parameter with its schema.
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) at: Span,
    pub(super) members: Members,
    /// It may be left out.
    pub(super) optional: bool,
    /// Its members stand in its place.
    spilled: bool,
}

impl Parameter {
    /// Puts the members of a struct in its place. The error is the name of one that is there already.
    fn spill(&mut self, properties: &mut Properties) -> Result<(), String> {
        let required = self.members.take("required");
        let required: HashSet<&str> = required
            .iter()
            .filter_map(Node::as_array)
            .flatten()
            .filter_map(Node::as_text)
            .collect();
        for inner in self.members.take_object("properties") {
            let is_required = required.contains(inner.key.as_str());
            properties.add(inner.key, inner.key_span, inner.value, is_required)?;
        }
        Ok(())
    }

    /// One that must be there.
    pub(super) fn plain(name: String, at: Span, members: Members) -> Self {
        Self {
            name,
            at,
            members,
            optional: false,
            spilled: false,
        }
    }
}

/// Which way a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    In,
    Out,
    Both,
}

impl<'t> Definer<'t, '_> {
    /// Whether the tags of a method take it out of the interface.
    pub(super) fn is_left_out(&self, method: &Method<'t>) -> bool {
        method.tags.iter().any(|tag| {
            matches!(
                (tag.name, tag.argument),
                ("json" | "stubgen", Some("omit" | "stub")) | ("omit" | "stub", _)
            )
        })
    }

    /// Reads a method.
    pub(super) fn method(&mut self, method: &Method<'t>, scope: Id) {
        self.check_result(method, scope);
        let docs = self.method_docs(method);
        let name = self.method_name(method, self.convention.methods);
        let is_async = method.tags.iter().any(|tag| tag.name == "async");
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        let mut has_context = false;
        let mut has_callback = false;
        for (position, field) in method.parameters.iter().enumerate() {
            if position == 0 && self.is_context(field, scope) {
                has_context = true;
                continue;
            }
            let attributes = self.attributes(field, Place::Parameter);
            if is_async && let Some(callback) = self.callback(field, scope, &name, position) {
                has_callback = true;
                inputs.push(callback);
                continue;
            }
            let direction = self.direction(field, &attributes, scope);
            if direction != Direction::Out {
                inputs.extend(self.parameter(field, scope, &attributes, &docs, position));
            }
            if direction != Direction::In {
                outputs.extend(self.parameter(field, scope, &attributes, &docs, position));
            }
        }
        if is_async && !has_callback {
            let message = format!(
                "{} is asynchronous, but takes no callback",
                quoted(method.name)
            );
            let diagnostic = Diagnostic::new(&rule::BAD_TAG, message, method.span);
            self.diagnostics.report(diagnostic.help("let one parameter be a pointer to an interface with one method, or remove `@async`"));
        }
        let at = method.whole;
        let mut members = Members::default();
        members.put("@originalname", method.span, method.name);
        members.flag("context", method.parentheses, has_context);
        if let Some(params) = self.params(inputs, method.parentheses) {
            members.put_node("params", method.parentheses, params);
        }
        members.flag("@async", method.span, is_async);
        let result = self.result(method, outputs);
        members.extend(result);
        self.endpoint_docs(&mut members, method, &docs);
        self.alternatives(&mut members, method);
        let key = self.endpoint_name(&name, false);
        self.add_instance(&mut members, at);
        let endpoint = Endpoint {
            key,
            key_span: method.span,
            at,
            members,
        };
        self.methods.add(endpoint, self.diagnostics);
    }

    /// The name of a method, without what comes before it.
    pub(super) fn method_name(&mut self, method: &Method<'t>, case: Case) -> String {
        let mut name = None;
        for tag in method.tags.iter().filter(|tag| tag.name == "text") {
            let span = self.tag_span(tag, method.span.source);
            name = self.literal_name(tag, span);
        }
        name.map_or_else(|| case.apply(method.name), str::to_owned)
    }

    /// The name and the schema of a parameter.
    pub(super) fn parameter(
        &mut self,
        field: &Field<'t>,
        scope: Id,
        attributes: &Attributes<'t>,
        docs: &MethodDocs,
        position: usize,
    ) -> Option<Parameter> {
        if !self.count_value(field.span) {
            return None;
        }
        let name = self.value_name(field, attributes, self.convention.parameters)?;
        let doc = attributes
            .brief
            .as_ref()
            .or_else(|| docs.parameter(field.name));
        let mut members = self.value(field, scope, attributes, doc)?;
        self.finish(&mut members, field, attributes, doc);
        members.put("@originalname", field.span, field.name);
        members.put("@position", field.span, position);
        members.flag("optional", field.span, attributes.optional);
        Some(Parameter {
            optional: attributes.optional
                || members.get("@optionaltype").is_some()
                || members.get("@extract").is_some(),
            spilled: attributes.extract && members.text("type") == Some("object"),
            name,
            at: field.span,
            members,
        })
    }

    /// Which way a parameter goes. Reports one that looks like a result and is not tagged.
    pub(super) fn direction(
        &mut self,
        field: &Field<'t>,
        attributes: &Attributes<'t>,
        scope: Id,
    ) -> Direction {
        match (attributes.input, attributes.output) {
            (Some(_), Some(_)) => return Direction::Both,
            (None, Some(_)) => return Direction::Out,
            (Some(_), None) => return Direction::In,
            (None, None) => {}
        }
        let ty = &field.ty;
        let changes = match ty.pointers.last() {
            Some(constant) => !constant,
            None => !ty.constant,
        };
        let is_optional = matches!(self.understand(ty, scope).meaning, Meaning::Optional(_));
        if ty.reference == Reference::Left && changes && !(is_optional && ty.constant) {
            let message = format!(
                "{} is a reference that can change, but is taken as input",
                quoted(field.name)
            );
            let diagnostic = Diagnostic::new(&rule::DIRECTION_ABSENT, message, field.span);
            self.diagnostics.report(
                diagnostic.help(
                    "add `/* @out */` or `/* @inout */` if it is a result, and `const` if not",
                ),
            );
        }
        Direction::In
    }

    /// Whether a parameter tells about the caller.
    fn is_context(&self, field: &Field<'t>, scope: Id) -> bool {
        matches!(self.understand(&field.ty, scope).meaning, Meaning::Context)
    }

    /// The params object, or a bare value where the format asks for it; `None` if nothing goes in.
    pub(super) fn params(&mut self, mut inputs: Vec<Parameter>, at: Span) -> Option<Node> {
        match inputs.len() {
            0 => None,
            1 if self.format == Format::UncompliantCollapsed => {
                let only = inputs.remove(0);
                Some(only.members.into_node(only.at))
            }
            _ => Some(self.object(inputs, at).into_node(at)),
        }
    }

    /// An object with the parameters as members.
    fn object(&mut self, parameters: Vec<Parameter>, at: Span) -> Members {
        let mut properties = Properties::default();
        for mut parameter in parameters {
            let place = parameter.at;
            let added = if parameter.spilled {
                parameter.spill(&mut properties)
            } else {
                let value = parameter.members.into_node(place);
                properties.add(parameter.name, place, value, !parameter.optional)
            };
            if let Err(name) = added {
                self.refuse_duplicate(place, &name);
            }
        }
        properties.into_schema(at, part(at, 1))
    }

    /// The result: nothing, a bare value, or an object of several.
    fn result(&mut self, method: &Method<'t>, mut outputs: Vec<Parameter>) -> Members {
        let at = Span {
            end: method.parentheses.end,
            ..method.span
        };
        let mut members = Members::default();
        let asked = method.tags.iter().any(|tag| tag.name == "wrapped");
        match outputs.len() {
            0 => {
                let mut nothing = Members::default();
                nothing
                    .put("type", at, "null")
                    .put("description", at, "Always null");
                members.put_node("result", at, nothing.into_node(at));
            }
            1 if !self.is_wrapped(&outputs[0], asked) => {
                let only = outputs.remove(0);
                members.put_node("result", only.at, only.members.into_node(only.at));
            }
            count => {
                let object = self.object(outputs, at);
                members.put_node("result", at, object.into_node(at));
                members.flag("@wrapped", at, count == 1);
            }
        }
        members
    }

    /// Whether a single result is the member of an object. Plain data is an object already, unless the
    /// method itself asks.
    fn is_wrapped(&self, only: &Parameter, asked: bool) -> bool {
        asked || (self.wrapped && only.members.text("type") != Some("object"))
    }

    /// Reports a method that does not return whether it succeeded.
    pub(super) fn check_result(&mut self, method: &Method<'t>, scope: Id) {
        let understood = self.understand(&method.result, scope);
        let is_code = match understood.meaning {
            Meaning::Result => true,
            Meaning::Integer { bits: 32, signed } => {
                !signed || understood.shown.ends_with("int32_t")
            }
            _ => false,
        };
        if is_code
            && method.result.pointers.is_empty()
            && method.result.reference == Reference::None
        {
            return;
        }
        let message = format!(
            "{} does not return whether it succeeded",
            quoted(method.name)
        );
        let diagnostic = Diagnostic::new(&rule::RESULT_NOT_A_CODE, message, method.result.span);
        self.diagnostics.report(diagnostic.help(
            "return `Core::hresult` and pass values back through parameters with `@out`, or leave the method out with `@json:omit`",
        ));
    }

    /// Adds what the comments and the tags of a method say.
    pub(super) fn endpoint_docs(
        &mut self,
        members: &mut Members,
        method: &Method<'t>,
        docs: &MethodDocs,
    ) {
        for (key, doc) in [
            ("summary", &docs.brief),
            ("description", &docs.details),
            ("@precondition", &docs.preconditions),
            ("@postcondition", &docs.postconditions),
        ] {
            if let Some(doc) = doc
                && members.get(key).is_none()
            {
                members.put(key, doc.span, doc.text.as_str());
            }
        }
        if !docs.errors.is_empty() && members.get("errors").is_none() {
            let list = docs.errors.iter().map(|(name, doc)| {
                let mut error = Members::default();
                error.put("description", doc.span, doc.text.as_str());
                error.put("message", doc.span, name.as_str());
                error.into_node(doc.span)
            });
            let list: Vec<_> = list.collect();
            members.put("errors", docs.errors[0].1.span, list);
        }
        for flag in ["deprecated", "obsolete"] {
            let tagged = method.tags.iter().find(|tag| tag.name == flag);
            if let Some(tag) = tagged
                && members.get(flag).is_none()
            {
                let span = self.tag_span(tag, method.span.source);
                members.put(flag, span, true);
            }
        }
    }

    /// Adds the second name of an endpoint.
    pub(super) fn alternatives(&mut self, members: &mut Members, method: &Method<'t>) {
        for tag in &method.tags {
            let span = self.tag_span(tag, method.span.source);
            let (flag, name) = match (tag.name, tag.argument) {
                ("alt", Some("deprecated")) => (Some("altisdeprecated"), tag.word()),
                ("alt", Some("obsolete")) => (Some("altisobsolete"), tag.word()),
                ("alt-deprecated", name) => (Some("altisdeprecated"), name.or_else(|| tag.word())),
                ("alt-obsolete", name) => (Some("altisobsolete"), name.or_else(|| tag.word())),
                ("alt", name) => (None, name.or_else(|| tag.word())),
                _ => continue,
            };
            let Some(name) = name else {
                self.bad_tag(
                    span,
                    "this tag gives no second name",
                    "write `@alt name` or `@alt:deprecated name`",
                );
                continue;
            };
            if members.get("alt").is_some() {
                continue;
            }
            members.put("alt", span, name);
            if let Some(flag) = flag {
                members.put(flag, span, true);
            }
        }
    }

    /// Adds the object that an endpoint belongs to.
    pub(super) fn add_instance(&self, members: &mut Members, at: Span) {
        if let Some(prefix) = &self.prefix
            && let Some(instance) = &prefix.instance
        {
            let at = part(at, 1);
            members.put_node("@lookup", at, instance.to_node(at));
        }
    }
}
