//! What methods, properties and notifications have in common.

use super::page::Page;
use super::phrase::{Phrase, Section, Target, sentence};
use crate::model::{
    Alternative, Blank, Designator, Docs, ErrorCase, Examples, Index, Interface, Part,
};

/// The name that stands in examples for the callsign the interface is mounted under.
const CALLSIGN: &str = "<callsign>";

/// The kind of an endpoint, as the page calls it.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// `method`
    pub(super) singular: &'static str,
    /// `methods`
    pub(super) plural: &'static str,
}

/// The sentence and the title above the table that lists all endpoints of a kind.
pub(super) fn overview(page: &mut Page, interface: &Interface, kind: Kind) {
    let name = interface.name.pascal();
    page.paragraph(
        Phrase::fixed("The following ")
            .and(kind.plural)
            .and(" are provided by the ")
            .and_text(&name)
            .and(" interface:"),
    );
    page.paragraph(
        Phrase::text(&name)
            .and(" interface ")
            .and(kind.plural)
            .and(":"),
    );
}

/// The cells of an endpoint in the overview: its name as a link, and what it does.
pub(super) fn overview_cells(wire_name: &str, docs: &Docs, section: Section) -> (Phrase, Phrase) {
    let link = Phrase::link(Phrase::code(wire_name), Target::Section(section));
    let summary = text_or_dots(docs.summary.as_deref());
    (
        link,
        if docs.deprecated {
            summary.and(" (deprecated)")
        } else {
            summary
        },
    )
}

/// What the head of an endpoint's section is made of.
pub(super) struct Head<'a> {
    pub(super) wire_name: &'a str,
    pub(super) docs: &'a Docs,
    pub(super) alternative: Option<&'a Alternative>,
    pub(super) kind: Kind,
    pub(super) section: Section,
    /// Paragraphs to end the description with.
    pub(super) remarks: Vec<Phrase>,
}

/// The head of an endpoint's section, up to its description.
pub(super) fn head(page: &mut Page, head: Head<'_>) {
    let Head { docs, kind, .. } = head;
    page.section(
        3,
        Phrase::code(head.wire_name).and(" ").and(kind.singular),
        head.section,
    );
    if let Some(summary) = &docs.summary {
        page.prose(summary);
    }
    if docs.deprecated {
        let word = if docs.obsolete {
            "Obsolete:"
        } else {
            "Deprecated:"
        };
        page.paragraph(
            Phrase::strong(Phrase::fixed(word))
                .and(" new callers should not use this ")
                .and(kind.singular)
                .and(", it may disappear."),
        );
    }
    let mut remarks = conditions(docs);
    remarks.extend(head.remarks);
    remarks.extend(head.alternative.map(alternative));
    remarks.extend(see_also(page, docs));
    let description = docs.description.as_deref().unwrap_or_default();
    if !description.trim().is_empty() || !remarks.is_empty() {
        page.heading(4, "Description");
        page.prose(description);
        for remark in remarks {
            page.paragraph(remark);
        }
    }
}

/// What must hold before and what holds after.
fn conditions(docs: &Docs) -> Vec<Phrase> {
    let before = docs
        .precondition
        .as_ref()
        .map(|text| ("Precondition:", text));
    let after = docs
        .postcondition
        .as_ref()
        .map(|text| ("Postcondition:", text));
    let conditions = before.into_iter().chain(after);
    conditions
        .map(|(title, text)| {
            Phrase::strong(Phrase::fixed(title))
                .and(" ")
                .and_text(&sentence(text))
        })
        .collect()
}

fn alternative(other: &Alternative) -> Phrase {
    let name = Phrase::fixed("Also known as ").and_code(&other.wire_name);
    match (other.obsolete, other.deprecated) {
        (true, _) => name.and(", an obsolete name."),
        (false, true) => name.and(", a deprecated name."),
        (false, false) => name.and("."),
    }
}

/// The events that have to do with an endpoint, as links.
fn see_also(page: &Page, docs: &Docs) -> Option<Phrase> {
    let mut phrase = Phrase::fixed("Also see ");
    for (position, event) in docs.related_events.iter().enumerate() {
        let name = Phrase::code(&event.wire_name);
        let name = match page.event(&event.wire_name) {
            Some(section) => Phrase::link(name, Target::Section(section)),
            None => name,
        };
        phrase = phrase
            .and(if position > 0 { ", " } else { "" })
            .and_phrase(name);
        if let Some(description) = &event.description {
            phrase = phrase.and(" (").and_text(description.trim()).and(")");
        }
    }
    (!docs.related_events.is_empty()).then(|| phrase.and("."))
}

/// The errors that an endpoint declares.
pub(super) fn errors(page: &mut Page, errors: &[ErrorCase]) {
    if errors.is_empty() {
        return;
    }
    page.heading(4, "Errors");
    let rows = errors.iter().map(|error| {
        vec![
            Phrase::code(&error.message),
            text_or_dots(error.description.as_deref()),
        ]
    });
    page.table(&["Message", "Description"], rows.collect());
}

/// The designator of an operation: `<callsign>.1.join`.
pub(super) fn designator(interface: &Interface, operation: &str) -> String {
    interface.qualified(CALLSIGN, operation)
}

/// The designator of an operation with examples for what a caller chooses.
pub(super) fn example(
    interface: &Interface,
    operation: &Designator,
    index: Option<&Index>,
) -> String {
    designator(interface, &Examples(interface).designator(operation, index))
}

/// A name with placeholders for what a caller chooses: `brightness@<lamp>`.
pub(super) fn placeholders(
    interface: &Interface,
    name: &Designator,
    index: Option<&Index>,
) -> String {
    name.fill(|blank| match (blank, index) {
        (Blank::Instance(id), _) => format!("<{}>", interface.object(id).name),
        (Blank::Index, Some(index)) => format!("<{}>", index.wire_name.to_lowercase()),
        (Blank::Index, None) => "<index>".to_owned(),
        (Blank::Client, _) => "<client-id>".to_owned(),
    })
}

/// What an endpoint of instances says about its name; nothing if it belongs to the service itself.
pub(super) fn instance_remark(
    interface: &Interface,
    name: &Designator,
    index: Option<&Index>,
) -> Option<Phrase> {
    let is_instance = |part: &Part| matches!(part, Part::Blank(Blank::Instance(_)));
    name.parts.iter().any(is_instance).then(|| {
        Phrase::fixed("The instance is named within the designator, i.e. ")
            .and_code(&designator(
                interface,
                &placeholders(interface, name, index),
            ))
            .and(".")
    })
}

/// A text of the definition for a table; dots where it says nothing.
pub(super) fn text_or_dots(text: Option<&str>) -> Phrase {
    match text {
        Some(text) if !text.trim().is_empty() => Phrase::text(text.trim()),
        _ => Phrase::fixed("..."),
    }
}
