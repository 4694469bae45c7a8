//! Reference documentation for people, as one HTML page that needs nothing else.
//!
//! Style and script are part of the page and the same for every interface; a content security policy with
//! their hashes forbids all others. The page is complete without its script, which adds the search, the
//! switch between light and dark, and buttons that copy examples.
//!
//! Nothing of a definition can become markup: a page is a tree of `node`s whose element and attribute names
//! are fixed words, and every text is escaped when it is printed.
//!
//! - `node`: the tree and its printing,
//! - `anchor`: the ids that links lead to,
//! - `code`: JSON with its colours,
//! - `table`: tables of values,
//! - `endpoint`, `method`, `property`, `event`: the sections,
//! - `navigation`: the list of them beside the page.

mod anchor;
mod code;
mod endpoint;
mod event;
mod method;
mod navigation;
mod node;
mod plugin;
mod property;
mod table;

use crate::model::{Interface, Plugin, Status};
use anchor::Anchors;
use endpoint::Section;
use node::{Node, code, element, text};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What the page may load and run: nothing but its own style and script, which are known by their SHA-256.
pub(super) const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
     style-src 'sha256-1grt2Zq2dVjzSg0iuNc6x1kHQM82UDCQU7BgYhSOEzI='; script-src 'sha256-JKBdy3k6gYodf1oJCu8awMIT0+oicnsWfQdMEyS19LA='";

/// The reference documentation of an interface: one HTML page that ends with a line break.
pub fn generate(interface: &Interface) -> String {
    let anchors = Anchors::new(interface);
    let groups = [
        ("Methods", method::sections(interface, &anchors)),
        ("Properties", property::sections(interface, &anchors)),
        ("Events", event::sections(interface, &anchors)),
    ];
    let groups: Vec<(&'static str, Vec<Section>)> = groups
        .into_iter()
        .filter(|(_, sections)| !sections.is_empty())
        .collect();
    let sidebar = navigation::sidebar(interface, &groups);
    document(interface, sidebar, main(interface, groups))
}

/// The documentation of a plugin: one HTML page that ends with a line break. The pages of the interfaces that it serves
/// are expected beside it.
pub fn generate_plugin(plugin: &Plugin) -> String {
    let about = &plugin.about;
    let mut parts = vec![front_of_plugin(about)];
    parts.extend(plugin::parts(plugin));
    parts.push(nothing_found());
    document(about, navigation::sidebar(about, &[]), content(parts))
}

fn document(interface: &Interface, sidebar: Node, main: Node) -> String {
    let page = element("html").with("lang", "en").holding([
        head(interface),
        element("body").holding([
            element("a")
                .with("class", "skip")
                .with("href", "#content")
                .holding([text("Skip to content")]),
            sidebar,
            main,
            element("script").raw(SCRIPT),
        ]),
    ]);
    format!("<!DOCTYPE html>\n{}\n", page.print())
}

fn head(interface: &Interface) -> Node {
    let meta = |name, content: &str| element("meta").with("name", name).with("content", content);
    let mut head = vec![
        element("meta").with("charset", "utf-8"),
        element("meta")
            .with("http-equiv", "Content-Security-Policy")
            .with("content", POLICY),
        meta("viewport", "width=device-width, initial-scale=1"),
        meta("color-scheme", "light dark"),
        meta("generator", "codegen"),
        element("title").holding([text(&interface.title)]),
    ];
    if let Some(description) = &interface.description {
        head.push(meta("description", description));
    }
    head.push(element("style").raw(STYLE));
    element("head").holding(head)
}

fn main(interface: &Interface, groups: Vec<(&'static str, Vec<Section>)>) -> Node {
    let mut parts = vec![front(interface)];
    for (title, sections) in groups {
        let id = title.to_lowercase();
        let heading = element("h2").with("id", &id).holding([text(title)]);
        let sections = sections.into_iter().map(|section| section.node);
        parts.push(
            element("section")
                .with("class", "group")
                .with("aria-labelledby", &id)
                .holding(std::iter::once(heading).chain(sections)),
        );
    }
    parts.push(nothing_found());
    content(parts)
}

fn nothing_found() -> Node {
    element("p")
        .with("class", "nothing")
        .with("hidden", "")
        .holding([text("Nothing here matches the search.")])
}

fn content(parts: Vec<Node>) -> Node {
    element("main")
        .with("id", "content")
        .with("tabindex", "-1")
        .holding(parts)
}

/// The head of the page: what the interface is and how to call it.
fn front(interface: &Interface) -> Node {
    let name = interface.name.pascal();
    let mut parts = title(interface);
    let example = interface.qualified("<callsign>", "<name>");
    parts.push(element("p").holding([
        text("Methods and properties are called by JSON-RPC 2.0 as "),
        element("code").holding([text(&example)]),
        text(", where the callsign is the name that a server mounts "),
        text(&name),
        text(" under. Names are case-sensitive. Events need a WebSocket: who registers with an id of their choice is sent notifications that are named with it."),
    ]));
    if interface.legacy_lowercase {
        parts.push(element("p").holding([text(
            "Names are all lower case; the next major version will write them in camelCase.",
        )]));
    }
    let source = match (&interface.source_interface, &interface.source_file) {
        (Some(name), Some(file)) => Some(vec![code(name), text(" in "), code(file)]),
        (Some(one), None) | (None, Some(one)) => Some(vec![code(one)]),
        (None, None) => None,
    };
    if let Some(source) = source {
        let words = std::iter::once(text("Defined as "))
            .chain(source)
            .chain([text(".")]);
        parts.push(element("p").with("class", "source").holding(words));
    }
    element("header").with("class", "front").holding(parts)
}

/// The head of the page of a plugin.
fn front_of_plugin(about: &Interface) -> Node {
    let mut parts = title(about);
    parts.push(element("p").holding([text(
        "The plugin is designed to be loaded and executed within the Thunder framework.",
    )]));
    element("header").with("class", "front").holding(parts)
}

/// The title with version and status, and the description.
fn title(interface: &Interface) -> Vec<Node> {
    let status = match interface.status {
        Status::Development => "in development",
        Status::Alpha => "alpha",
        Status::Beta => "beta",
        Status::Production => "production",
    };
    let badge = |words: &str| {
        element("span")
            .with("class", "badge")
            .holding([text(words)])
    };
    let mut parts = vec![
        element("h1").holding([text(&interface.title)]),
        element("p").with("class", "badges").holding([
            badge(&format!("version {}", interface.version)),
            badge(status),
        ]),
    ];
    if let Some(description) = &interface.description {
        parts.extend(endpoint::prose(description));
    }
    parts
}
