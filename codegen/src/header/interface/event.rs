//! Events: the methods of interfaces that a service calls, and what a caller is told when a method that takes long
//! has ended.

use super::attributes::Attributes;
use super::method::Parameter;
use super::node::Members;
use super::property::invented_example;
use super::{Definer, Endpoint};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::meaning::Meaning;
use crate::header::tag::{self, Place};
use crate::header::tree::{Field, Id, Method};

/// The interfaces whose methods are events.
#[derive(Default)]
pub(super) struct Sinks<'t> {
    pub(super) list: Vec<Sink<'t>>,
}

/// An interface whose methods are events.
pub(super) struct Sink<'t> {
    id: Id,
    /// The parameter that chooses an instance, if the registration has one: its name, and whether it asks
    /// for the older form.
    index: Option<(&'t str, bool)>,
}

impl<'t> Sinks<'t> {
    /// Adds what a registration tells about its interface.
    pub(super) fn add(&mut self, sink: Sink<'t>) {
        match self.list.iter_mut().find(|known| known.id == sink.id) {
            Some(known) => known.index = known.index.or(sink.index),
            None => self.list.push(sink),
        }
    }
}

impl<'t> Definer<'t, '_> {
    /// The interfaces in another one whose methods are events.
    pub(super) fn event_interfaces(&self, id: Id) -> Sinks<'t> {
        let nested = self
            .names
            .tree
            .structure(id)
            .map(|structure| structure.structs.as_slice());
        let list = nested
            .unwrap_or_default()
            .iter()
            .filter(|id| self.is_event_interface(**id));
        Sinks {
            list: list
                .map(|id| Sink {
                    id: *id,
                    index: None,
                })
                .collect(),
        }
    }

    fn is_event_interface(&self, id: Id) -> bool {
        self.names
            .tree
            .get(id)
            .tags
            .iter()
            .any(|tag| tag.name == "event")
    }

    /// What a method registers, if it is one by which C++ registers for events; such methods are left out.
    pub(super) fn registration(&mut self, method: &Method<'t>, scope: Id) -> Option<Sink<'t>> {
        let by_name = matches!(method.name, "Register" | "Unregister");
        let mut sink = None;
        let mut index = None;
        for field in &method.parameters {
            let understood = self.understand(&field.ty, scope);
            match understood.meaning {
                Meaning::Interface(id) if !field.ty.pointers.is_empty() => {
                    if self.is_event_interface(id) || (by_name && self.instance_of(id).is_none()) {
                        sink = sink.or(Some(id));
                    }
                }
                _ => {
                    let tag = field.tags.iter().find(|tag| tag.name == "index");
                    index =
                        index.or(tag.map(|tag| (field.name, tag.argument == Some("deprecated"))));
                }
            }
        }
        sink.map(|id| Sink { id, index })
    }

    /// Reads the events of an interface.
    pub(super) fn events(&mut self, sink: &Sink<'t>, owner: Id) {
        let names = self.names;
        let Some(structure) = names
            .tree
            .structure(sink.id)
            .filter(|_| self.is_event_interface(sink.id))
        else {
            return;
        };
        let entity = names.tree.get(sink.id);
        if self.checked.insert(entity.span) {
            tag::check(
                &entity.tags,
                Place::Interface,
                entity.span.source,
                self.diagnostics,
            );
        }
        if sink.id == owner {
            return;
        }
        for method in &structure.methods {
            tag::check(
                &method.tags,
                Place::Method,
                method.span.source,
                self.diagnostics,
            );
            if !self.is_left_out(method) {
                self.event(method, sink);
            }
        }
    }

    fn event(&mut self, method: &Method<'t>, sink: &Sink<'t>) {
        let scope = sink.id;
        if !matches!(
            self.understand(&method.result, scope).meaning,
            Meaning::Void
        ) {
            let message = format!("the event {} returns something", quoted(method.name));
            let diagnostic = Diagnostic::new(&rule::RESULT_NOT_A_CODE, message, method.result.span);
            self.diagnostics
                .report(diagnostic.help("let it return `void`: nobody answers an event"));
        }
        let docs = self.method_docs(method);
        let name = self.method_name(method, self.convention.events);
        let mut members = Members::default();
        members.put("@originalname", method.span, method.name);
        let mut rest = method.parameters.as_slice();
        if let Some((first, others)) = rest.split_first() {
            let attributes = self.attributes(first, Place::Parameter);
            let asked = sink
                .index
                .filter(|(name, _)| *name == first.name)
                .map(|(_, old)| old);
            if let Some(old) = attributes.index.map(|(_, old)| old).or(asked) {
                let doc = attributes
                    .brief
                    .as_ref()
                    .or_else(|| docs.parameter(first.name));
                let optional = self.event_index(&mut members, first, scope, &attributes, doc, old);
                if !optional {
                    rest = others;
                }
            }
        }
        let mut inputs = Vec::new();
        for (position, field) in rest.iter().enumerate() {
            let attributes = self.attributes(field, Place::Parameter);
            if let Some(span) = attributes.output {
                let message = format!("{} goes out of an event", quoted(field.name));
                let diagnostic = Diagnostic::new(&rule::MISPLACED_TAG, message, span);
                self.diagnostics
                    .report(diagnostic.help("remove the tag: nobody answers an event"));
            }
            inputs.extend(self.parameter(field, scope, &attributes, &docs, position));
        }
        let listener = method.tags.iter().any(|tag| tag.name == "statuslistener");
        members.flag("statuslistener", method.span, listener);
        self.endpoint_docs(&mut members, method, &docs);
        if let Some(params) = self.params(inputs, method.parentheses) {
            members.put_node("params", method.parentheses, params);
        }
        self.alternatives(&mut members, method);
        self.add_instance(&mut members, method.whole);
        let key = self.endpoint_name(&name, true);
        let endpoint = Endpoint {
            key,
            key_span: method.span,
            at: method.whole,
            members,
        };
        self.events.add(endpoint, self.diagnostics);
    }

    /// Adds the index of an event. Tells whether it may be left out.
    fn event_index(
        &mut self,
        members: &mut Members,
        field: &Field<'t>,
        scope: Id,
        attributes: &Attributes<'t>,
        doc: Option<&super::attributes::Doc>,
        old: bool,
    ) -> bool {
        let Some(name) = self.value_name(field, attributes, crate::header::case::Case::Keep) else {
            return false;
        };
        let Some(mut index) = self.value(field, scope, attributes, doc) else {
            return false;
        };
        let at = field.span;
        self.finish(&mut index, field, attributes, doc);
        index
            .put("@originalname", at, "index_")
            .put("@position", at, 0)
            .put("name", at, name)
            .flag("@generated", at, true);
        if index.get("example").is_none() {
            let example = invented_example(&index, "abc");
            index.put("example", at, example);
        }
        index.remove("deprecated");
        index.flag("deprecated", at, old);
        let optional = attributes.optional || index.get("@optionaltype").is_some();
        index.flag("optional", at, attributes.optional);
        members.put_node("id", at, index.into_node(at));
        optional
    }

    /// The id that the caller of a method chooses, under which it is told how the method ended, if a parameter is
    /// a callback.
    pub(super) fn callback(
        &mut self,
        field: &Field<'t>,
        scope: Id,
        method: &str,
        position: usize,
    ) -> Option<Parameter> {
        let names = self.names;
        let understood = self.understand(&field.ty, scope);
        let Meaning::Interface(id) = understood.meaning else {
            return None;
        };
        let structure = names.tree.structure(id)?;
        let mut answers = structure
            .methods
            .iter()
            .filter(|method| !self.is_left_out(method));
        let (Some(answer), None) = (answers.next(), answers.next()) else {
            let message = format!(
                "the callback {} does not have one method",
                quoted(names.tree.get(id).name)
            );
            let diagnostic = Diagnostic::new(&rule::UNSUPPORTED_TYPE, message, field.span);
            self.diagnostics
                .report(diagnostic.help("give it one method, which is called when all is done"));
            return None;
        };
        tag::check(
            &answer.tags,
            Place::Method,
            answer.span.source,
            self.diagnostics,
        );
        let docs = self.method_docs(answer);
        let mut inputs = Vec::new();
        for (position, field) in answer.parameters.iter().enumerate() {
            let attributes = self.attributes(field, Place::Parameter);
            inputs.extend(self.parameter(field, id, &attributes, &docs, position));
        }
        let mut event = Members::default();
        event
            .put("name", answer.span, method)
            .put("@originalname", answer.span, answer.name)
            .put("@originaltype", answer.span, understood.original(names));
        if let Some(params) = self.params(inputs, answer.parentheses) {
            event.put_node("params", answer.parentheses, params);
        }
        let at = field.span;
        let mut members = Members::default();
        members.put("type", at, "string");
        members.put_node("@async", at, event.into_node(answer.whole));
        members
            .put("@bypointer", at, true)
            .put(
                "@proto",
                at,
                super::value::prototype(&field.ty, &understood.shown, ""),
            )
            .put("@originaltype", at, understood.original(names))
            .put("@originalname", at, field.name)
            .put("@position", at, position);
        Some(Parameter::plain("id".to_owned(), at, members))
    }
}
