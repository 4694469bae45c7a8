//! The page of a plugin.

use super::endpoint;
use super::node::{Node, code, element, text};
use super::table;
use crate::backend::outline::{self, BUILT_IN_SETTINGS};
use crate::model::{Plugin, Presence};

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
        let rows = outline::contents(interface).map(|(kind, name, docs)| {
            let mut head = vec![code(name)];
            if docs.deprecated {
                head.push(endpoint::deprecated());
            }
            element("tr").holding([
                element("th").with("scope", "row").holding(head),
                element("td").with("class", "type").holding([text(kind)]),
                element("td").holding([text(docs.summary.as_deref().unwrap_or_default())]),
            ])
        });
        nodes.extend(table::with_heading(
            &interface.title,
            &["Name", "Kind", "Summary"],
            rows.collect(),
        ));
    }
    nodes
}
