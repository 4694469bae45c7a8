//! Tables of values.

use super::endpoint;
use super::node::{Node, code, element, text};
use crate::backend::outline::{Row, outline};
use crate::model::{ErrorCase, Interface, Presence, Use};

/// The table of a value that is called `name`, under a heading.
pub(super) fn value(
    interface: &Interface,
    title: &str,
    name: &str,
    value: &Use,
    presence: Presence,
) -> Vec<Node> {
    let rows = outline(interface, name, value, presence);
    // The object around members says nothing that its members do not.
    let hides_root = rows.len() > 1
        && rows[0].description.is_none()
        && !rows[0].nullable
        && rows[0].type_name == "object";
    let shown = rows.iter().filter(|row| row.depth > 0 || !hides_root);
    let outermost = usize::from(hides_root);
    let rows = shown.map(|row| self::row(row, row.depth - outermost.min(row.depth)));
    with_heading(title, &["Name", "Type", "Description"], rows.collect())
}

fn row(row: &Row<'_>, depth: usize) -> Node {
    let mut name = vec![if row.is_item {
        element("span")
            .with("class", "item")
            .holding([text("each item")])
    } else {
        code(&row.name)
    }];
    if row.presence == Presence::Optional {
        name.push(optional());
    }
    if row.deprecated {
        name.push(endpoint::deprecated());
    }
    // Beyond that, deeper ones are only told apart by their paths.
    const DEPTHS: [&str; 7] = ["d0", "d1", "d2", "d3", "d4", "d5", "d6"];
    let class = DEPTHS[depth.min(DEPTHS.len() - 1)];
    element("tr").holding([
        element("th")
            .with("scope", "row")
            .with("class", class)
            .with("title", &row.path)
            .holding(name),
        element("td")
            .with("class", "type")
            .holding([text(row.type_name)]),
        element("td").holding(description(row)),
    ])
}

fn description(row: &Row<'_>) -> Vec<Node> {
    let mut parts = Vec::new();
    match row.description {
        Some(words) => parts.push(element("span").holding([text(words)])),
        None if row.type_name == "null" => {
            parts.push(element("span").holding([text("Always null.")]))
        }
        None => {}
    }
    if !row.texts.is_empty() {
        let mut texts = vec![text("One of ")];
        for (position, words) in row.texts.iter().enumerate() {
            if position > 0 {
                texts.push(text(", "));
            }
            texts.push(code(words));
        }
        parts.push(note(texts));
    }
    if let Some(bounds) = &row.bounds {
        parts.push(note([text(&format!("The {bounds}."))]));
    }
    if let Some(default) = &row.default {
        parts.push(note([text("Default: "), code(default)]));
    }
    if row.nullable {
        parts.push(note([text("Or null.")]));
    }
    parts
}

fn note(nodes: impl IntoIterator<Item = Node>) -> Node {
    element("span").with("class", "note").holding(nodes)
}

/// The table of the errors that an endpoint declares.
pub(super) fn errors(errors: &[ErrorCase]) -> Vec<Node> {
    if errors.is_empty() {
        return Vec::new();
    }
    let rows = errors.iter().map(|error| {
        element("tr").holding([
            element("th")
                .with("scope", "row")
                .holding([code(&error.message)]),
            element("td")
                .with("class", "type")
                .holding([code(&error.code.to_string())]),
            element("td").holding([text(error.description.as_deref().unwrap_or_default())]),
        ])
    });
    with_heading(
        "Errors",
        &["Message", "Code", "Description"],
        rows.collect(),
    )
}

/// Says that something may be left out.
pub(super) fn optional() -> Node {
    element("span")
        .with("class", "optional")
        .holding([text("optional")])
}

/// A table under its heading.
pub(super) fn with_heading(title: &str, columns: &[&str], rows: Vec<Node>) -> Vec<Node> {
    let columns = columns
        .iter()
        .map(|column| element("th").with("scope", "col").holding([text(column)]));
    let table = element("table").holding([
        element("thead").holding([element("tr").holding(columns)]),
        element("tbody").holding(rows),
    ]);
    let scroller = element("div")
        .with("class", "scroll")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", title);
    vec![
        element("h4").holding([text(title)]),
        scroller.holding([table]),
    ]
}
