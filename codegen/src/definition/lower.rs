//! Gives a definition its meaning.
//!
//! The tree is walked once, endpoint by endpoint. References are followed where they stand; an object or an
//! enumeration becomes a named type the first time it is met and is the same type from then on. Where
//! something is wrong, the problem is reported and a harmless value takes its place, so that the rest is
//! still checked; whether the result counts is decided by whoever asked for it.

mod clashes;
mod completion;
mod docs;
mod endpoints;
mod enumeration;
mod errors;
mod events;
mod example;
mod fields;
mod info;
mod instances;
mod kind;
mod methods;
mod names;
mod number;
mod object;
mod plugin;
mod properties;
mod range;
mod schema;
mod size;
mod usage;

pub(super) use clashes::RESERVED;
pub(super) use info::{FORMATS, STATUSES};
pub(super) use kind::{ODD_FLOATS, ODD_TYPES};
pub(super) use number::WIDTHS;
pub(super) use plugin::{is_plugin, plugin};
pub(super) use schema::{ENCODINGS, TIMES, TYPES};

#[cfg(test)]
mod tests;

use super::documents::Documents;
use super::json::{Member, Node, Object};
use super::keywords;
use super::reference::References;
use super::suggest::nearest;
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::model::{
    Format, InstanceObject, Interface, Name, ROLE_SUFFIXES, Scope, TypeDefinition, TypeId,
};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// What is known while a definition is walked.
struct Lowering<'a, 'd> {
    documents: &'a Documents,
    references: &'a References<'a>,
    diagnostics: &'d mut Diagnostics,
    /// Named types so far.
    types: Vec<TypeDefinition>,
    /// Names of types and of what back ends derive from the interface's name.
    type_names: Scope,
    /// Kinds of instance objects so far.
    objects: Vec<(InstanceObject, instances::KnownObject)>,
    object_names: Scope,
    /// Names of all events on the wire.
    event_names: HashSet<String>,
    /// Names of operations: methods, getters, setters, registrations.
    operations: Scope,
    /// Named types by the value that defines them.
    lowered: HashMap<Span, TypeId>,
    /// Named types by their name in C++ and what travels.
    originals: HashMap<(String, String), TypeId>,
    /// The values that are being lowered, outermost first.
    active: Vec<Span>,
    /// The format that the definition asks for.
    format: Format,
    /// The definition does not ask for a format.
    format_is_default: bool,
    /// The definition was written by a program, from a header.
    generated: bool,
    /// It is a header.
    header: bool,
    /// It is the description of a plugin.
    plugin: bool,
}

/// Lowers a definition. The result is only meaningful if no error was reported.
pub(super) fn lower(
    documents: &Documents,
    references: &References<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Interface> {
    let root = &documents.main().root;
    if let Some(at) = is_plugin(root) {
        diagnostics.report(
            Diagnostic::new(
                &rule::NOT_AN_INTERFACE,
                "this describes a plugin, not an interface",
                at,
            )
            .help("name one of the interface definitions that the plugin refers to"),
        );
        return None;
    }
    interface(root, documents, references, diagnostics)
}

/// Lowers the interface that is defined at `root`, the top of a file or a part of one.
fn interface(
    root: &Node,
    documents: &Documents,
    references: &References<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Interface> {
    let Some(top) = root.as_object() else {
        diagnostics.report(
            Diagnostic::new(
                &rule::WRONG_KIND,
                format!("a definition must be an object, but is {}", root.kind()),
                root.mark(),
            )
            .help("an interface is defined as `{\"info\": {\"class\": ...}, \"methods\": {...}, ...}`"),
        );
        return None;
    };
    let mut lowering = Lowering::new(root, documents, references, diagnostics);
    lowering.check_top(top);
    let info = lowering.info(root);
    lowering.format = info.format.unwrap_or(Format::Compliant);
    lowering.format_is_default = info.format.is_none();
    lowering.name_roles(&info.name);
    lowering.objects(root, &mut vec![root.span]);
    let endpoints = lowering.endpoints(root);
    let methods = lowering.methods(&endpoints);
    let properties = lowering.properties(&endpoints);
    let events = lowering.events(&endpoints);
    lowering.check_unused_definitions(root);
    let mut interface = Interface {
        methods,
        properties,
        events,
        ..lowering.without_endpoints(info)
    };
    usage::mark(&mut interface);
    let text = documents
        .iter()
        .map(|document| document.root.span.end)
        .sum();
    if let Some(problem) = size::excess(&interface, text) {
        diagnostics.report(problem);
    }
    Some(interface)
}

impl<'a, 'd> Lowering<'a, 'd> {
    fn new(
        root: &Node,
        documents: &'a Documents,
        references: &'a References<'a>,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        let source = root.span.source;
        Self {
            documents,
            references,
            diagnostics,
            types: Vec::new(),
            type_names: Scope::new(),
            objects: Vec::new(),
            object_names: Scope::new(),
            event_names: HashSet::new(),
            operations: Scope::new(),
            lowered: HashMap::new(),
            originals: HashMap::new(),
            active: Vec::new(),
            format: Format::Compliant,
            format_is_default: true,
            generated: root.get("@generated").is_some(),
            header: documents
                .file(source, "")
                .is_some_and(|document| document.header),
            plugin: false,
        }
    }

    /// The roles come first, so that no type of the definition takes their names.
    fn name_roles(&mut self, name: &Name) {
        let name = self.type_names.unique(name.clone());
        for suffix in ROLE_SUFFIXES {
            self.type_names.unique(name.with(suffix));
        }
    }

    /// What is known by now, beside the endpoints.
    fn without_endpoints(self, info: info::Info) -> Interface {
        let objects = self.objects.into_iter();
        Interface {
            name: info.name,
            title: info.title,
            description: info.description,
            version: info.version,
            status: info.status,
            source_interface: info.source_interface,
            source_file: info.source_file,
            legacy_lowercase: info.legacy_lowercase,
            format: self.format,
            format_declared: info.format.is_some(),
            types: self.types,
            objects: objects.map(|(object, _)| object).collect(),
            methods: Vec::new(),
            properties: Vec::new(),
            events: Vec::new(),
            place: info.place,
            version_place: info.version_place,
            format_place: info.format_place,
        }
    }
}

impl<'a> Lowering<'a, '_> {
    /// Top-level keys may be anything that is referred to; only what looks like a slip is mentioned.
    fn check_top(&mut self, top: &'a Object) {
        let mut targets = HashSet::new();
        for document in self.documents.iter() {
            super::reference::each(&document.root, &mut |node| {
                if let Ok(reference) = super::reference::Reference::parse(node) {
                    targets.extend(reference.pointer.into_iter().next());
                }
            });
        }
        for member in top.members() {
            let key = member.key.as_str();
            let Some(meant) = nearest(key, keywords::DEFINITION.names()) else {
                continue;
            };
            if !keywords::DEFINITION.knows(key) && !targets.contains(key) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::UNKNOWN_KEYWORD,
                        format!(
                            "{} is not a keyword of a definition and has no effect",
                            quoted(key)
                        ),
                        member.key_span,
                    )
                    .help(format!("did you mean {}?", quoted(meant))),
                );
            }
        }
    }

    /// A way out for whoever writes the definition: in JSON, or as a header.
    fn in_json_or_header(&self, json: &'static str, header: &'static str) -> &'static str {
        if self.header { header } else { json }
    }

    /// Checks the definitions that no endpoint uses, without letting them leave a trace in the model.
    fn check_unused_definitions(&mut self, root: &'a Node) {
        let types = self.types.len();
        // Without endpoints, a file is there for the definitions in it.
        let sections = ["methods", "properties", "events", "include"];
        let is_library = sections.iter().all(|key| root.get(key).is_none());
        let Some(definitions) = root.get("definitions") else {
            return;
        };
        let Some(object) = self.object(definitions, "`definitions`") else {
            return;
        };
        let used = self.references.targets_in(root.span.source);
        // What a reference was meant to lead to is not known when it leads nowhere.
        let used = (!is_library && !self.diagnostics.has_errors()).then_some(used);
        for member in object.members() {
            let value = &member.value;
            if self.is_schema(value) {
                self.mention_unused(member, used.as_deref());
                self.value(value, &names::Naming::plain(Name::new(&member.key)), 0);
                continue;
            }
            // Definitions may be grouped, one level deep.
            for member in value.as_object().map(Object::members).unwrap_or_default() {
                if self.is_schema(&member.value) {
                    self.mention_unused(member, used.as_deref());
                    self.value(
                        &member.value,
                        &names::Naming::plain(Name::new(&member.key)),
                        0,
                    );
                }
            }
        }
        self.types.truncate(types);
    }

    /// Mentions a definition that no reference leads to or into.
    fn mention_unused(&mut self, definition: &'a Member, used: Option<&[Span]>) {
        let Some(used) = used else { return };
        let span = definition.value.span;
        let first = used.partition_point(|target| target.start < span.start);
        let is_used = used
            .get(first)
            .is_some_and(|target| target.start < span.end);
        if !is_used {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::UNUSED_DEFINITION,
                    format!(
                        "nothing refers to the definition {}",
                        quoted(&definition.key)
                    ),
                    definition.key_span,
                )
                .help("remove it, or refer to it"),
            );
        }
    }

    /// Whether a value under `definitions` is meant as the schema of a value.
    fn is_schema(&self, node: &Node) -> bool {
        let text = |key| node.get(key).is_some_and(|value| value.as_text().is_some());
        text("type") || text("$ref")
    }
}
