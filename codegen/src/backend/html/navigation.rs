//! The list of all sections beside the page, and the search in it.

use super::endpoint::Section;
use super::node::{Node, element, text};
use crate::model::Interface;

pub(super) fn sidebar(interface: &Interface, groups: &[(&'static str, Vec<Section>)]) -> Node {
    let top = element("a")
        .with("class", "title")
        .with("href", "#content")
        .holding([text(&interface.title)]);
    let lists = groups
        .iter()
        .flat_map(|(title, sections)| group(title, sections));
    let nav = element("nav").with("aria-label", "Contents").holding(lists);
    element("aside")
        .with("class", "sidebar")
        .holding([top, search(), nav, theme()])
}

fn group(title: &'static str, sections: &[Section]) -> [Node; 2] {
    let heading = element("a")
        .with("href", &format!("#{}", title.to_lowercase()))
        .holding([text(title)]);
    let entries = sections.iter().map(|section| {
        let class = if section.deprecated {
            "outdated"
        } else {
            "current"
        };
        let link = element("a")
            .with("class", class)
            .with("href", &format!("#{}", section.anchor))
            .holding([text(&section.name)]);
        element("li").holding([link])
    });
    [
        element("p").with("class", "list-title").holding([heading]),
        element("ul").holding(entries),
    ]
}

/// The field of the search; the script shows it.
fn search() -> Node {
    element("div")
        .with("class", "search")
        .with("role", "search")
        .with("hidden", "")
        .holding([
            element("label")
                .with("for", "query")
                .holding([text("Search")]),
            element("input")
                .with("id", "query")
                .with("type", "search")
                .with("placeholder", "Search, or press /")
                .with("autocomplete", "off")
                .with("spellcheck", "false"),
            element("p")
                .with("id", "found")
                .with("role", "status")
                .with("aria-live", "polite"),
        ])
}

/// The switch between light and dark; the script shows it.
fn theme() -> Node {
    element("button")
        .with("id", "theme")
        .with("type", "button")
        .with("hidden", "")
        .holding([text("Light or dark")])
}
