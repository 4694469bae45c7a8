//! One interface of a header becomes a definition, in the form that Thunder's generator dumps: complete, without
//! references, with what C++ needs to know under keys that begin with `@`.

mod attributes;
mod buffer;
mod constraint;
mod data;
mod docs;
mod event;
mod instance;
mod method;
mod node;
mod property;
mod value;

use super::case::Convention;
use super::constant::Constants;
use super::names::Names;
use super::tag::{self, Place};
use super::tree::{Base, EntityKind, Id, Method, Reference, TypeUse};
use crate::definition::json::Node;
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::model::Format;
use crate::source::{SourceId, Sources, Span};
use attributes::Attributes;
use instance::Instance;
use node::{Members, node};
use std::collections::{HashMap, HashSet};

/// Most values of one definition. Plain data is written out wherever it is used, which may multiply.
const MOST_VALUES: usize = 200_000;

/// What an interface is made from.
pub(super) struct Context<'t, 'a> {
    pub(super) names: &'a Names<'t>,
    pub(super) constants: &'a Constants<'t>,
    pub(super) sources: &'t Sources,
    /// The headers that were not found.
    pub(super) missing: &'a [String],
}

/// An interface that is becoming a definition.
struct Definer<'t, 'a> {
    names: &'a Names<'t>,
    constants: &'a Constants<'t>,
    sources: &'t Sources,
    missing: &'a [String],
    diagnostics: &'a mut Diagnostics,
    convention: Convention,
    format: Format,
    /// Single results are members of an object.
    wrapped: bool,
    /// The namespace around the framework.
    root: &'t str,
    /// What comes before the names of endpoints.
    prefix: Option<Prefix>,
    /// The interfaces whose objects are referred to, in order.
    instances: Vec<Instance>,
    /// The structs that are being read, outermost first.
    active: Vec<Id>,
    /// The declarations whose tags have been judged.
    checked: HashSet<Span>,
    /// How many values there are so far.
    values: usize,
    /// How many types were not declared so far.
    unknown_types: usize,
    methods: Section,
    properties: Section,
    events: Section,
    /// The properties by the names of their methods, with the interfaces that these stand in.
    property_methods: HashMap<(String, Id), usize>,
}

/// What comes before the names of endpoints.
#[derive(Clone, Debug)]
struct Prefix {
    text: String,
    /// The object that the endpoints belong to.
    instance: Option<Instance>,
}

/// The methods, the properties or the events.
#[derive(Default)]
struct Section {
    endpoints: Vec<Endpoint>,
    by_key: HashMap<String, usize>,
}

/// A method, a property or an event.
struct Endpoint {
    key: String,
    /// Where its name is written.
    key_span: Span,
    /// Its declaration.
    at: Span,
    members: Members,
}

/// Whether a struct is tagged as an interface of JSON-RPC.
pub(super) fn is_exported(names: &Names<'_>, id: Id) -> bool {
    names.tree.structure(id).is_some()
        && names
            .tree
            .get(id)
            .tags
            .iter()
            .any(|tag| tag.name == "json" && tag.argument.is_none())
}

/// The name of an interface without the `I` before it.
pub(crate) fn class_name(name: &str) -> &str {
    match name.strip_prefix('I') {
        Some(rest) if rest.starts_with(|first: char| first.is_uppercase()) => rest,
        _ => name,
    }
}

/// Makes the definition of an interface. It is only meaningful if no error was reported.
pub(super) fn define<'t>(context: &Context<'t, '_>, id: Id, diagnostics: &mut Diagnostics) -> Node {
    let mut definer = Definer::new(context, id, diagnostics);
    let info = definer.info(id);
    definer.endpoints(id);
    definer.into_node(id, info)
}

/// The schemas of the types that a header declares, for references to them. They are called as `convention` says, an
/// interface of the header. Types that cannot be carried are left out: only who uses them need know why.
pub(super) fn types<'t>(
    context: &Context<'t, '_>,
    source: SourceId,
    convention: Option<Id>,
) -> Vec<Node> {
    let names = context.names;
    let declared = names.tree.ids().filter(|id| {
        let entity = names.tree.get(*id);
        let is_type = matches!(
            entity.kind,
            EntityKind::Struct(_) | EntityKind::Enumeration(_) | EntityKind::Alias(_)
        );
        is_type && entity.span.source == source && !entity.name.is_empty()
    });
    declared
        .filter_map(|id| {
            let mut unheard = Diagnostics::default();
            let mut definer = Definer::new(context, id, &mut unheard);
            if let Some(interface) = convention {
                definer.info(interface);
            }
            let members = definer.declared(id)?;
            let span = names.tree.get(id).span;
            (!unheard.has_errors()).then(|| members.into_node(span))
        })
        .collect()
}

impl<'t, 'a> Definer<'t, 'a> {
    fn new(context: &Context<'t, 'a>, id: Id, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            names: context.names,
            constants: context.constants,
            sources: context.sources,
            missing: context.missing,
            diagnostics,
            convention: Convention::STANDARD,
            format: Format::Compliant,
            wrapped: false,
            root: context
                .names
                .tree
                .path(id)
                .first()
                .copied()
                .filter(|first| *first == "WPEFramework")
                .unwrap_or("Thunder"),
            prefix: None,
            instances: Vec::new(),
            active: Vec::new(),
            checked: HashSet::new(),
            values: 0,
            unknown_types: 0,
            methods: Section::default(),
            properties: Section::default(),
            events: Section::default(),
            property_methods: HashMap::new(),
        }
    }
}

impl<'t> Definer<'t, '_> {
    /// The schema of a declared type.
    fn declared(&mut self, id: Id) -> Option<Members> {
        let ty = TypeUse {
            span: self.names.tree.get(id).span,
            constant: false,
            base: Base::Declared(id),
            pointers: Vec::new(),
            reference: Reference::None,
        };
        let understood = self.understand(&ty, id);
        let mut members = self.schema(&ty, id, &understood, &Attributes::default())?;
        let original = self.names.short_path(id);
        members.put("@originaltype", ty.span, original);
        Some(members)
    }

    /// What the tags of the interface say about it as a whole.
    fn info(&mut self, id: Id) -> Members {
        let entity = self.names.tree.get(id);
        let at = entity.span;
        let source = at.source;
        tag::check(&entity.tags, Place::Interface, source, self.diagnostics);
        let mut version = None;
        let mut location = None;
        for tag in &entity.tags {
            let span = self.tag_span(tag, source);
            match tag.name {
                "json" => {
                    version = tag
                        .word()
                        .and_then(version_numbers)
                        .map(|version| (span, version))
                }
                "text" => self.set_convention(tag.argument.or_else(|| tag.word()), span),
                "compliant" => self.format = Format::Compliant,
                "uncompliant" => self.set_format(tag.argument, span),
                "prefix" => self.set_prefix(tag.argument.or_else(|| tag.word()), span),
                "wrapped" => self.wrapped = true,
                "sourcelocation" => location = Some((span, tag.text().into_owned())),
                _ => {}
            }
        }
        let (enclosing, _) = self.enclosing(id);
        let class = class_name(entity.name);
        let mut info = Members::default();
        info.put(
            "format",
            at,
            match self.format {
                Format::Compliant => "compliant",
                Format::UncompliantExtended => "uncompliant-extended",
                Format::UncompliantCollapsed => "uncompliant-collapsed",
            },
        );
        if !enclosing.is_empty() {
            let names: Vec<&str> = enclosing.iter().map(|name| class_name(name)).collect();
            info.put("namespace", at, names.join("::"));
        }
        let interface: Vec<&str> = enclosing.iter().copied().chain([entity.name]).collect();
        let file = self.sources.get(source).path().file_name();
        info.put("class", at, class)
            .put("interface", at, interface.join("::"))
            .put(
                "sourcefile",
                at,
                file.unwrap_or_default().to_string_lossy().as_ref(),
            );
        if let Some((span, version)) = version {
            let numbers = version.map(|number| node(span, i128::from(number)));
            info.put("version", span, Vec::from(numbers));
        }
        info.put("title", at, format!("{class} API"));
        info.put("description", at, format!("{class} JSON-RPC interface"));
        info.flag("@legacylowercase", at, self.convention.legacy);
        if let Some((span, location)) = location {
            info.put("sourcelocation", span, location);
        }
        info
    }

    fn set_convention(&mut self, name: Option<&str>, span: Span) {
        let help = "write `@text:standard`, `@text:legacy`, `@text:keep`, or `@text:custom=` with six cases, separated by commas: of objects, methods, events, parameters, members and enumerations; the cases are `keep`, `lower`, `upper`, `lowersnake`, `uppersnake`, `camel` and `pascal`";
        match name.map(Convention::named) {
            Some(Some(Ok(convention))) => self.convention = convention,
            Some(Some(Err(reason))) => {
                self.bad_tag(
                    span,
                    &format!("this case convention cannot be used: {reason}"),
                    help,
                );
            }
            Some(None) => self.bad_tag(span, "there is no case convention of this name", help),
            None => self.bad_tag(span, "`@text` names no case convention", help),
        }
    }

    fn set_format(&mut self, name: Option<&str>, span: Span) {
        self.format = match name {
            Some("extended") => Format::UncompliantExtended,
            Some("collapsed") => Format::UncompliantCollapsed,
            _ => {
                let help = "write `@uncompliant:extended` or `@uncompliant:collapsed`";
                self.bad_tag(span, "there is no format of this name", help);
                return;
            }
        };
    }

    fn set_prefix(&mut self, text: Option<&str>, span: Span) {
        match text {
            Some(text) => {
                let text = text.to_owned();
                self.prefix = Some(Prefix {
                    text,
                    instance: None,
                });
            }
            None => self.bad_tag(span, "`@prefix` gives no prefix", "write `@prefix name`"),
        }
    }

    /// The structs that an interface stands in, and the namespaces around them.
    fn enclosing(&self, id: Id) -> (Vec<&'t str>, Vec<&'t str>) {
        let (mut structs, mut namespaces) = (Vec::new(), Vec::new());
        for outer in self.names.tree.outwards(id).skip(1) {
            let entity = self.names.tree.get(outer);
            match entity.kind {
                _ if entity.name.is_empty() => {}
                EntityKind::Struct(_) => structs.push(entity.name),
                _ => namespaces.push(entity.name),
            }
        }
        structs.reverse();
        namespaces.reverse();
        (structs, namespaces)
    }

    /// All endpoints of an interface, and of the objects that are declared in it.
    fn endpoints(&mut self, id: Id) {
        self.own_endpoints(id);
        let names = self.names;
        let nested = names
            .tree
            .structure(id)
            .map(|structure| structure.structs.as_slice());
        for inner in nested.unwrap_or_default() {
            let Some(instance) = self.instance_of(*inner) else {
                continue;
            };
            self.refer_to(&instance);
            let outer = self.prefix.replace(Prefix {
                text: instance.full_prefix.clone(),
                instance: Some(instance),
            });
            self.endpoints(*inner);
            self.prefix = outer;
        }
    }

    fn own_endpoints(&mut self, id: Id) {
        let names = self.names;
        let Some(structure) = names.tree.structure(id) else {
            return;
        };
        let mut sinks = self.event_interfaces(id);
        // One tag makes a property of both methods.
        let is_property =
            |method: &&Method<'t>| method.tags.iter().any(|tag| tag.name == "property");
        let properties: HashSet<&str> = structure
            .methods
            .iter()
            .filter(is_property)
            .map(|method| method.name)
            .collect();
        for method in &structure.methods {
            let source = method.span.source;
            tag::check(&method.tags, Place::Method, source, self.diagnostics);
            if let Some(registration) = self.registration(method, id) {
                sinks.add(registration);
                continue;
            }
            if self.is_left_out(method) || !method.pure {
                continue;
            }
            if properties.contains(method.name) {
                self.property(method, id);
            } else {
                self.method(method, id);
            }
        }
        for sink in sinks.list {
            self.events(&sink, id);
        }
    }

    /// The name of an endpoint on the wire.
    fn endpoint_name(&self, name: &str, is_event: bool) -> String {
        let Some(prefix) = &self.prefix else {
            return name.to_owned();
        };
        let text = &prefix.text;
        match prefix.instance {
            Some(_) if is_event => format!("{text}#ID::{name}"),
            None if text.ends_with('_') => format!("{text}{name}"),
            _ => format!("{text}::{name}"),
        }
    }

    /// Counts a value, and tells whether there may be one more.
    fn count_value(&mut self, at: Span) -> bool {
        self.values += 1;
        if self.values == MOST_VALUES {
            let message = format!(
                "the interface has more than {MOST_VALUES} values when its structs are written out"
            );
            let diagnostic = Diagnostic::new(&rule::TOO_DEEP, message, at);
            self.diagnostics
                .report(diagnostic.help("let structs use each other less often"));
        }
        self.values < MOST_VALUES
    }

    /// The whole text of a file.
    fn source_text(&self, source: SourceId) -> &'t str {
        self.sources.get(source).text()
    }

    fn into_node(self, id: Id, info: Members) -> Node {
        let at = self.names.tree.get(id).span;
        let (_, namespaces) = self.enclosing(id);
        let scoped = |path: &[&str]| {
            path.iter()
                .map(|name| format!("::{name}"))
                .collect::<String>()
        };
        let mut configuration = Members::default();
        configuration.put("nodefault", at, true);
        let mut root = Members::default();
        root.put("$schema", at, "interface.json.schema")
            .put("jsonrpc", at, "2.0")
            .put("@generated", at, true)
            .put("@fullname", at, scoped(&self.names.tree.path(id)))
            .put("namespace", at, scoped(&namespaces))
            .put("mode", at, "auto")
            .put("@interfaceonly", at, true)
            .put_node("configuration", at, configuration.into_node(at))
            .put_node("info", at, info.into_node(at));
        if !self.instances.is_empty() {
            let list: Vec<Node> = self
                .instances
                .iter()
                .map(|instance| instance.to_node(at))
                .collect();
            root.put("@interfaces", at, list);
        }
        for (key, section) in [
            ("methods", self.methods),
            ("properties", self.properties),
            ("events", self.events),
        ] {
            if !section.endpoints.is_empty() {
                root.put_node(key, at, section.into_node(at));
            }
        }
        root.into_node(at)
    }
}

impl Section {
    /// Adds an endpoint; if there is one of this name already, it is reported.
    fn add(&mut self, endpoint: Endpoint, diagnostics: &mut Diagnostics) {
        if let Some(first) = self.by_key.get(&endpoint.key) {
            let message = format!(
                "two methods are called {} on the wire",
                quoted(&endpoint.key)
            );
            diagnostics.report(
                Diagnostic::new(&rule::NAME_CLASH, message, endpoint.key_span)
                    .label("again here")
                    .also(self.endpoints[*first].key_span, "first here")
                    .help("give one of the two another name with `@text`, or leave it out with `@json:omit`"),
            );
            return;
        }
        self.by_key
            .insert(endpoint.key.clone(), self.endpoints.len());
        self.endpoints.push(endpoint);
    }

    fn into_node(self, at: Span) -> Node {
        let mut members = Members::default();
        for endpoint in self.endpoints {
            members.put_node(
                &endpoint.key,
                endpoint.key_span,
                endpoint.members.into_node(endpoint.at),
            );
        }
        members.into_node(at)
    }
}

/// The three numbers of a version.
fn version_numbers(text: &str) -> Option<[u32; 3]> {
    let mut numbers = [0; 3];
    let mut parts = text.split('.');
    for number in &mut numbers {
        let Some(part) = parts.next() else {
            break;
        };
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}
