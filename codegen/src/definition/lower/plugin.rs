//! Descriptions of plugins: they wrap interfaces, and say how the plugin is configured.

use super::{Lowering, interface, names::Naming};
use crate::definition::documents::Documents;
use crate::definition::json::{Node, Value};
use crate::definition::keywords;
use crate::definition::reference::References;
use crate::definition::suggest::nearest;
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::model::{Name, Plugin};
use crate::source::Span;

/// Keys at the top of a description, beside what may be referred to.
const TOP: [&str; 6] = [
    "$schema",
    "info",
    "interface",
    "configuration",
    "definitions",
    "common",
];

/// Where a file says that it describes a plugin; `None`: it does not.
pub(in crate::definition) fn is_plugin(root: &Node) -> Option<Span> {
    let schema = root.get("$schema").filter(|schema| {
        let text = schema.as_text().unwrap_or_default();
        text.rsplit('/')
            .next()
            .is_some_and(|file| file.starts_with("plugin."))
    });
    let top = root.as_object()?;
    let interface = top.member("interface").map(|member| member.key_span);
    let endpoints = ["methods", "properties", "events"]
        .iter()
        .any(|key| top.get(key).is_some());
    interface
        .or(schema.map(|schema| schema.span))
        .filter(|_| !endpoints)
}

/// Lowers the description of a plugin, and the interfaces that it refers to. The result is only meaningful if
/// no error was reported.
pub(in crate::definition) fn plugin(
    documents: &Documents,
    references: &References<'_>,
    diagnostics: &mut Diagnostics,
) -> Plugin {
    let root = &documents.main().root;
    let mut lowering = Lowering::new(root, documents, references, diagnostics);
    lowering.plugin = true;
    lowering.check_keys(root);
    let info = lowering.info(root);
    lowering.name_roles(&info.name);
    let about = root.get("info").and_then(|node| references.follow(node));
    let about = about.as_ref().map(|about| about.node);
    let mut text = |key| {
        let node = about.and_then(|about| about.get(key));
        lowering.prose(node, &format!("`info.{key}`"))
    };
    let (callsign, class, locator) = (text("callsign"), text("class"), text("locator"));
    let configuration = root
        .get("configuration")
        .map(|node| lowering.value(node, &Naming::plain(Name::new("configuration")), 0));
    let about = lowering.without_endpoints(info);
    let mut nodes = Vec::new();
    if let Some(node) = root.get("interface") {
        collect(node, references, &mut nodes);
    }
    let interfaces = nodes.into_iter().filter_map(|node| {
        if let Some(at) = is_plugin(node) {
            diagnostics.report(
                Diagnostic::new(
                    &rule::NOT_AN_INTERFACE,
                    "a plugin serves interfaces, but this describes a plugin",
                    at,
                )
                .help("refer to the interface definitions that it refers to"),
            );
            return None;
        }
        interface(node, documents, references, diagnostics)
    });
    Plugin {
        interfaces: interfaces.collect(),
        about,
        callsign,
        class,
        locator,
        configuration,
    }
}

/// The definitions of the interfaces: one, or lists of them, each of which may be a reference.
fn collect<'a>(node: &'a Node, references: &References<'a>, found: &mut Vec<&'a Node>) {
    let Some(resolved) = references.follow(node) else {
        return;
    };
    match &resolved.node.value {
        Value::Array(items) => {
            for item in items {
                collect(item, references, found);
            }
        }
        // Named twice, it is served once.
        _ if found.iter().any(|known| known.span == resolved.node.span) => {}
        _ => found.push(resolved.node),
    }
}

impl Lowering<'_, '_> {
    /// Keys that have no effect, where they look like a slip.
    fn check_keys(&mut self, root: &Node) {
        let members = root.as_object().into_iter().flat_map(|top| top.members());
        for member in members {
            let key = member.key.as_str();
            let meant = nearest(key, TOP).filter(|_| !TOP.contains(&key));
            if let Some(meant) = meant.filter(|_| !keywords::DEFINITION.knows(key)) {
                let message = format!(
                    "{} is not a keyword of a plugin's description and has no effect",
                    quoted(key)
                );
                self.diagnostics.report(
                    Diagnostic::new(&rule::UNKNOWN_KEYWORD, message, member.key_span)
                        .help(format!("did you mean {}?", quoted(meant))),
                );
            }
        }
    }
}
