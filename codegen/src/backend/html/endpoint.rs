//! What the sections of methods, properties and events have in common.

use super::anchor::Anchors;
use super::node::{Node, code, element, text};
use crate::model::{Alternative, Blank, Designator, Docs, Examples, Index, Interface};

/// The section of an endpoint, and how it is listed.
pub(super) struct Section {
    /// The id that links lead to.
    pub(super) anchor: String,
    /// The endpoint's name on the wire.
    pub(super) name: String,
    pub(super) deprecated: bool,
    pub(super) node: Node,
}

/// What is known of every endpoint.
pub(super) struct Head<'a> {
    pub(super) anchors: &'a Anchors,
    pub(super) anchor: &'a str,
    pub(super) kind: &'static str,
    pub(super) wire_name: &'a str,
    pub(super) docs: &'a Docs,
    pub(super) alternative: Option<&'a Alternative>,
}

/// The section of an endpoint: its documentation, and the examples beside it.
pub(super) fn section(head: &Head<'_>, facts: Vec<Node>, examples: Vec<Node>) -> Section {
    let docs = head.docs;
    let link = element("a")
        .with("class", "anchor")
        .with("href", &format!("#{}", head.anchor))
        .with("aria-label", &format!("Link to {}", head.wire_name))
        .holding([text("#")]);
    let mut title = vec![
        element("span")
            .with("class", &format!("kind {}", head.kind))
            .holding([text(head.kind)]),
        text(" "),
        code(head.wire_name),
    ];
    if docs.deprecated {
        title.push(deprecated());
    }
    title.push(link);
    let mut words = vec![element("h3").holding(title)];
    if let Some(summary) = &docs.summary {
        words.push(
            element("p")
                .with("class", "summary")
                .holding([text(&sentence(summary))]),
        );
    }
    if docs.obsolete {
        words.push(warning(
            "This is obsolete: it is kept for old callers and may be gone at any time.",
        ));
    } else if docs.deprecated {
        words.push(warning(
            "This is deprecated: new callers should not use it.",
        ));
    }
    words.extend(docs.description.as_deref().map(prose).unwrap_or_default());
    for (title, condition) in [
        ("Before the call: ", &docs.precondition),
        ("After the call: ", &docs.postcondition),
    ] {
        if let Some(condition) = condition {
            let title = element("strong").holding([text(title)]);
            words.push(element("p").holding([title, text(&sentence(condition))]));
        }
    }
    if let Some(other) = head.alternative {
        let remark = match (other.obsolete, other.deprecated) {
            (true, _) => ", an obsolete name.",
            (false, true) => ", a deprecated name.",
            (false, false) => ".",
        };
        words.push(element("p").holding([
            text("Also known as "),
            code(&other.wire_name),
            text(remark),
        ]));
    }
    words.extend(related(head));
    words.extend(facts);
    let node = element("article")
        .with("id", head.anchor)
        .with("class", "endpoint")
        .with("data-name", head.wire_name)
        .holding([
            element("div").with("class", "words").holding(words),
            element("div").with("class", "examples").holding(examples),
        ]);
    Section {
        anchor: head.anchor.to_owned(),
        name: head.wire_name.to_owned(),
        deprecated: docs.deprecated,
        node,
    }
}

/// The events that have to do with an endpoint, as links.
fn related(head: &Head<'_>) -> Option<Node> {
    let mut parts = vec![text("See also ")];
    for (position, event) in head.docs.related_events.iter().enumerate() {
        if position > 0 {
            parts.push(text(", "));
        }
        let name = code(&event.wire_name);
        parts.push(match head.anchors.event(&event.wire_name) {
            Some(anchor) => element("a")
                .with("href", &format!("#{anchor}"))
                .holding([name]),
            None => name,
        });
        if let Some(description) = &event.description {
            parts.push(text(&format!(" ({})", description.trim())));
        }
    }
    parts.push(text("."));
    (!head.docs.related_events.is_empty()).then(|| element("p").holding(parts))
}

/// The mark of what is deprecated.
pub(super) fn deprecated() -> Node {
    element("span")
        .with("class", "deprecated")
        .holding([text("deprecated")])
}

fn warning(words: &str) -> Node {
    element("p").with("class", "warning").holding([text(words)])
}

/// A text of the definition as paragraphs, which blank lines separate.
pub(super) fn prose(words: &str) -> Vec<Node> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in words.lines().map(str::trim) {
        match paragraphs.last_mut() {
            _ if line.is_empty() => open = false,
            Some(last) if open => {
                last.push(' ');
                last.push_str(line);
            }
            _ => {
                paragraphs.push(line.to_owned());
                open = true;
            }
        }
    }
    paragraphs
        .iter()
        .map(|paragraph| element("p").holding([text(&sentence(paragraph))]))
        .collect()
}

/// A text as a sentence: with a capital letter unless it begins with a name, and with a full stop unless it
/// ends with a mark of its own.
pub(super) fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.is_empty() || words.ends_with(['.', '!', '?', ':', ';', '…']) {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}

/// How a name is written when it has parts to choose: `<callsign>.1.brightness@<lamp>`.
pub(super) fn placeholders(
    interface: &Interface,
    designator: &Designator,
    index: Option<&Index>,
) -> String {
    designator.fill(|blank| match (blank, index) {
        (Blank::Instance(id), _) => format!("<{}>", interface.object(id).name),
        (Blank::Index, index) => format!("<{}>", index.map_or("index", |index| &index.wire_name)),
        (Blank::Client, _) => "<client-id>".to_owned(),
    })
}

/// What must be said of a name that is not fixed: how to call it.
pub(super) fn call_form(
    interface: &Interface,
    designator: &Designator,
    index: Option<&Index>,
) -> Option<Node> {
    if designator.fixed().is_some() {
        return None;
    }
    let name = interface.qualified("<callsign>", &placeholders(interface, designator, index));
    let optional = index.is_some_and(|index| index.optional);
    let after = if optional {
        "; without the part behind @, all are meant."
    } else {
        "."
    };
    Some(element("p").holding([text("Called as "), code(&name), text(after)]))
}

/// A designator with callsign and version in front, and examples for its blanks.
pub(super) fn example_designator(
    interface: &Interface,
    designator: &Designator,
    index: Option<&Index>,
) -> String {
    interface.qualified(CALLSIGN, &Examples(interface).designator(designator, index))
}

/// The name that stands in examples for the callsign the interface is mounted under.
const CALLSIGN: &str = "<callsign>";
