//! Methods, properties and events before their meaning: included, overridden, removed, and named.

use super::Lowering;
use super::names;
use crate::definition::json::{Member, Node, Object, Value};
use crate::definition::reference::Resolved;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Docs, Name};
use crate::source::Span;
use std::collections::HashMap;

/// Names that every service answers to by itself.
const RESERVED: [&str; 4] = ["exists", "versions", "register", "unregister"];

/// One endpoint as it is written.
pub(super) struct Endpoint<'a> {
    /// Its name on the wire.
    pub(super) wire_name: String,
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
        names::name(text("hint"), text("@originalname"), &self.wire_name)
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
                if self.object(target.node, "an included definition").is_none()
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

    fn endpoint(&mut self, member: &'a Member) -> Option<Endpoint<'a>> {
        let value = self.references.follow(&member.value)?;
        let object = self.object(value.node, &quoted(&member.key))?;
        let wire_name = match member.key.rsplit_once('.') {
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
        Some(Endpoint {
            wire_name,
            key: member.key_span,
            value,
            object,
        })
    }

    /// Reports names that cannot be told apart, on the wire or by people.
    fn refuse_clashes<'e>(
        &mut self,
        endpoints: impl Iterator<Item = &'e Endpoint<'a>>,
        callable: bool,
    ) where
        'a: 'e,
    {
        let mut exact: HashMap<&str, Span> = HashMap::new();
        let mut folded: HashMap<String, (&str, Span)> = HashMap::new();
        for endpoint in endpoints {
            let name = endpoint.wire_name.as_str();
            let own = name.rsplit("::").next().unwrap_or(name).to_lowercase();
            if callable && RESERVED.contains(&own.as_str()) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::RESERVED_NAME,
                        format!("every service already has a method {}", quoted(&own)),
                        endpoint.key,
                    )
                    .help("choose another name; `exists`, `versions`, `register` and `unregister` are taken in any case"),
                );
            }
            if let Some(first) = exact.get(name) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::NAME_CLASH,
                        format!("two endpoints are called {}", quoted(name)),
                        endpoint.key,
                    )
                    .label("the second one")
                    .also(*first, "the first one")
                    .help("rename one of them: methods and properties are called the same way"),
                );
                continue;
            }
            exact.insert(name, endpoint.key);
            let fold: String = name
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            if let Some((other, span)) = folded.get(&fold) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::SIMILAR_NAMES,
                        format!("{} and {} are easily confused", quoted(name), quoted(other)),
                        endpoint.key,
                    )
                    .also(*span, "the other one")
                    .help("let names differ by more than case and separators"),
                );
            } else {
                folded.insert(fold, (name, endpoint.key));
            }
        }
    }

    /// What an endpoint says about itself.
    pub(super) fn docs(&mut self, endpoint: &Endpoint<'a>) -> Docs {
        let summary = self.prose(endpoint.get("summary"), "`summary`");
        if summary.is_none()
            && endpoint
                .get("summary")
                .is_none_or(|node| node.as_text().is_some())
        {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::MISSING_SUMMARY,
                    format!("{} has no summary", quoted(&endpoint.wire_name)),
                    endpoint.key,
                )
                .help("add a `summary` of one line; the documentation of generated code begins with it"),
            );
        }
        Docs {
            summary,
            description: self.prose(endpoint.get("description"), "`description`"),
            deprecated: self.flag(endpoint.get("deprecated"), "`deprecated`")
                | self.flag(endpoint.get("obsolete"), "`obsolete`"),
        }
    }

    /// Mentions features of an endpoint that the model does not have.
    pub(super) fn mention_unsupported(&mut self, endpoint: &Endpoint<'a>) {
        for (key, what) in [
            ("alt", "the second name of an endpoint"),
            ("@async", "the notification of an asynchronous method"),
            ("@lookup", "the instance that a method is called on"),
        ] {
            if let Some(member) = endpoint.object.member(key) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::NOT_CARRIED,
                        format!("{what} is not in generated code yet"),
                        member.key_span,
                    )
                    .help("nothing needs to be changed; the endpoint itself is generated"),
                );
            }
        }
    }
}
