//! Methods, properties and events before their meaning: included, overridden, removed, and named.

use super::Lowering;
use super::names;
use crate::definition::json::{Member, Node, Object, Value};
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Alternative, Name, ObjectId};
use crate::source::Span;

/// One endpoint as it is written.
pub(super) struct Endpoint<'a> {
    /// Its name on the wire.
    pub(super) wire_name: String,
    /// The other one.
    pub(super) alternative: Option<Alternative>,
    /// The kind of objects that it belongs to.
    pub(super) instance: Option<ObjectId>,
    /// Where its name is written.
    pub(super) key: Span,
    /// What it is.
    pub(super) value: Resolved<'a>,
    /// The same, as an object.
    pub(super) object: &'a Object,
}

/// All endpoints of an interface, in order.
pub(super) struct Endpoints<'a> {
    pub(super) methods: Vec<Endpoint<'a>>,
    pub(super) properties: Vec<Endpoint<'a>>,
    pub(super) events: Vec<Endpoint<'a>>,
}

impl<'a> Endpoint<'a> {
    /// A member of it.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.value.get(key)
    }

    /// Its name in generated code, before it is made unique.
    pub(super) fn name(&self) -> Name {
        let text = |key| self.get(key).and_then(Node::as_text);
        let (prefix, own) = names::split_prefix(&self.wire_name);
        let name = names::name(text("hint"), text("@originalname"), own);
        match prefix {
            Some(prefix) => Name::new(prefix).join(&name),
            None => name,
        }
    }
}

impl<'a> Lowering<'a, '_> {
    /// Gathers the endpoints and checks their names.
    pub(super) fn endpoints(&mut self, root: &'a Node) -> Endpoints<'a> {
        let mut section = |name| {
            let members = self.gather(root, name, &mut vec![root.span]);
            members
                .into_iter()
                .filter_map(|member| self.endpoint(member))
                .collect::<Vec<_>>()
        };
        let endpoints = Endpoints {
            methods: section("methods"),
            properties: section("properties"),
            events: section("events"),
        };
        let events = endpoints.events.iter();
        self.event_names = events.map(|event| event.wire_name.clone()).collect();
        self.refuse_clashes(endpoints.methods.iter().chain(&endpoints.properties), true);
        self.refuse_clashes(endpoints.events.iter(), false);
        let total = endpoints.methods.len() + endpoints.properties.len() + endpoints.events.len();
        if total == 0 && !self.diagnostics.has_errors() {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::EMPTY_INTERFACE,
                    "the interface has no methods, properties or events",
                    root.mark(),
                )
                .help("add `methods`, `properties` or `events`"),
            );
        }
        endpoints
    }

    /// The members of a section: the definition's own, then those it includes and does not replace.
    fn gather(
        &mut self,
        root: &'a Node,
        section: &'static str,
        visited: &mut Vec<Span>,
    ) -> Vec<&'a Member> {
        let mut included: Vec<&'a Member> = Vec::new();
        if let Some(include) = root.get("include") {
            let object = self.object(include, "`include`");
            for member in object.map(Object::members).unwrap_or_default() {
                let Some(target) = self.references.follow(&member.value) else {
                    continue;
                };
                if self.is_choice_missing(&member.value, target.node)
                    || self.object(target.node, "an included definition").is_none()
                    || visited.contains(&target.node.span)
                {
                    continue;
                }
                visited.push(target.node.span);
                for new in self.gather(target.node, section, visited) {
                    if !included.iter().any(|known| known.key == new.key) {
                        included.push(new);
                    }
                }
            }
        }
        let own = root
            .get(section)
            .and_then(|node| self.references.follow(node))
            .and_then(|resolved| self.object(resolved.node, &format!("`{section}`")));
        let mut all: Vec<&'a Member> = Vec::new();
        for member in own.map(Object::members).unwrap_or_default() {
            if member.key == "$ref" {
                continue;
            }
            let replaced = included.iter().position(|known| known.key == member.key);
            replaced.map(|index| included.remove(index));
            if !matches!(member.value.value, Value::Null) {
                all.push(member);
            } else if replaced.is_none() {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::NOTHING_TO_REMOVE,
                        format!(
                            "null removes the included {}, but none is included",
                            quoted(&member.key)
                        ),
                        member.key_span,
                    )
                    .help("remove the key, or define the endpoint as an object"),
                );
            }
        }
        all.extend(included);
        all
    }

    /// Whether a header with several interfaces is included, none of which is named; reports it.
    fn is_choice_missing(&mut self, reference: &Node, target: &Node) -> bool {
        let from_header = |node: &Node| {
            node.get("info")
                .is_some_and(|info| info.get("interface").is_some())
        };
        let Some(first) = target.as_array().and_then(|items| items.first()) else {
            return false;
        };
        if !from_header(first) {
            return false;
        }
        let at = crate::definition::reference::place(reference);
        self.diagnostics.report(
            Diagnostic::new(
                &rule::SEVERAL_INTERFACES,
                "this header has several interfaces",
                at,
            )
            .help(
                "name the one that is meant behind the header, such as `IController.h#ILifeTime`",
            ),
        );
        true
    }

    fn endpoint(&mut self, member: &'a Member) -> Option<Endpoint<'a>> {
        let value = self.references.follow(&member.value)?;
        let object = self.object(value.node, &quoted(&member.key))?;
        // What stands for the id of an instance, `prefix#ID::name`, is no part of the name.
        let (wire_name, marked) = match names::split_instance(&member.key) {
            Some(name) => (name, true),
            None => (self.bare_name(member), false),
        };
        if wire_name.trim().is_empty() {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::EMPTY_NAME,
                    "this endpoint has an empty name",
                    member.key_span,
                )
                .help("give it the name that callers use"),
            );
            return None;
        }
        let instance = self.instance(&value, &wire_name, marked);
        let wire_name = self.prefixed(wire_name, instance);
        let alternative = self.alternative(&value, &wire_name);
        Some(Endpoint {
            wire_name,
            alternative,
            instance,
            key: member.key_span,
            value,
            object,
        })
    }

    /// The name of an endpoint without the callsign and version that old definitions put before it.
    fn bare_name(&mut self, member: &Member) -> String {
        match member.key.rsplit_once('.') {
            None => member.key.clone(),
            Some((designator, name)) => {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::DESIGNATOR_AS_NAME,
                        format!("only {} is the name of this endpoint", quoted(name)),
                        member.key_span,
                    )
                    .help(format!(
                        "leave out {}; callers put the callsign and the version before it",
                        quoted(&format!("{designator}."))
                    )),
                );
                name.to_owned()
            }
        }
    }

    /// The second name of an endpoint. A bare one stands behind the prefix of the first.
    fn alternative(&mut self, value: &Resolved<'a>, wire_name: &str) -> Option<Alternative> {
        let name = self.prose(value.get("alt"), "`alt`");
        let obsolete = self.flag(value.get("altisobsolete"), "`altisobsolete`");
        let deprecated = self.flag(value.get("altisdeprecated"), "`altisdeprecated`");
        let name = name?;
        let name = names::split_instance(&name).unwrap_or(name);
        let wire_name = match names::split_prefix(wire_name).0 {
            Some(prefix) if !name.contains("::") => format!("{prefix}::{name}"),
            _ => name,
        };
        Some(Alternative {
            wire_name,
            deprecated: deprecated || obsolete,
            obsolete,
            place: value.get("alt").map(|node| node.span).into(),
        })
    }
}
