//! The page of a plugin.

use super::endpoint;
use super::node::{Node, code, element, text};
use super::table;
use crate::backend::outline::BUILT_IN_SETTINGS;
use crate::model::{Docs, Plugin, Presence};

/// What follows the front of the page.
pub(super) fn parts(plugin: &Plugin) -> Vec<Node> {
    let mut parts = vec![group("configuration", "Configuration", settings(plugin))];
    if !plugin.interfaces.is_empty() {
        parts.push(group("interfaces", "Interfaces", interfaces(plugin)));
    }
    parts
}

fn group(id: &'static str, title: &'static str, nodes: Vec<Node>) -> Node {
    let heading = element("h2").with("id", id).holding([text(title)]);
    element("section")
        .with("class", "group")
        .with("aria-labelledby", id)
        .holding(std::iter::once(heading).chain(nodes))
}

fn settings(plugin: &Plugin) -> Vec<Node> {
    let rows = BUILT_IN_SETTINGS.map(|(name, presence, description, value)| {
        let mut words = vec![text(description)];
        if let Some(value) = value(plugin) {
            words.extend([text(": "), code(value)]);
        }
        let mut head = vec![code(name)];
        if presence == Presence::Optional {
            head.push(table::optional());
        }
        element("tr").holding([
            element("th").with("scope", "row").holding(head),
            element("td")
                .with("class", "type")
                .holding([text("string")]),
            element("td").holding(words),
        ])
    });
    let mut nodes = table::with_heading(
        "Every plugin",
        &["Name", "Type", "Description"],
        rows.into(),
    );
    if let Some(configuration) = &plugin.configuration {
        nodes.extend(table::value(
            &plugin.about,
            "This plugin, under configuration",
            "configuration",
            configuration,
            Presence::Optional,
        ));
    }
    nodes
}

fn interfaces(plugin: &Plugin) -> Vec<Node> {
    let mut nodes = Vec::new();
    for interface in &plugin.interfaces {
        let link = element("a")
            .with("href", &format!("{}.html", interface.name.snake()))
            .holding([text(&interface.name.pascal())]);
        let version = text(&format!(", version {}", interface.version));
        nodes.push(element("p").holding([link, version]));
        if let Some(description) = &interface.description {
            nodes.extend(endpoint::prose(description));
        }
        let mut rows = Vec::new();
        let mut add = |kind, name: &str, docs: &Docs| {
            let mut head = vec![code(name)];
            if docs.deprecated {
                head.push(endpoint::deprecated());
            }
            rows.push(element("tr").holding([
                element("th").with("scope", "row").holding(head),
                element("td").with("class", "type").holding([text(kind)]),
                element("td").holding([text(docs.summary.as_deref().unwrap_or_default())]),
            ]));
        };
        for method in &interface.methods {
            add("method", &method.wire_name, &method.docs);
        }
        for property in &interface.properties {
            add("property", &property.wire_name, &property.docs);
        }
        for event in &interface.events {
            add("event", &event.wire_name, &event.docs);
        }
        nodes.extend(table::with_heading(
            &interface.title,
            &["Name", "Kind", "Summary"],
            rows,
        ));
    }
    nodes
}
