//! Everything before the endpoints: what the interface is, how to read the page, and its terms.

use super::page::Page;
use super::phrase::{Phrase, Section, Target};
use crate::model::{Interface, Status};

const ACRONYMS: [(&str, &str); 4] = [
    ("API", "Application Programming Interface"),
    ("HTTP", "Hypertext Transfer Protocol"),
    (
        "JSON",
        "JavaScript Object Notation; a data interchange format",
    ),
    (
        "JSON-RPC",
        "A remote procedure call protocol encoded in JSON",
    ),
];

const TERMS: [(&str, &str); 1] = [(
    "callsign",
    "The name given to an instance of a plugin. One plugin can be instantiated multiple times, but each \
     instance the instance name, callsign, must be unique.",
)];

const REFERENCES: [(&str, &str, &str); 4] = [
    (
        "HTTP",
        "HTTP specification",
        "https://www.rfc-editor.org/rfc/rfc9110",
    ),
    (
        "JSON-RPC",
        "JSON-RPC 2.0 specification",
        "https://www.jsonrpc.org/specification",
    ),
    (
        "JSON",
        "JSON specification",
        "https://www.rfc-editor.org/rfc/rfc8259",
    ),
    (
        "Thunder",
        "Thunder API Reference",
        "https://rdkcentral.github.io/Thunder/",
    ),
];

pub(super) fn write(page: &mut Page, interface: &Interface) {
    title(page, interface);
    page.heading(2, "Table of Contents");
    page.heading(2, "Introduction");
    scope(page, interface);
    page.heading(3, "Case Sensitivity");
    page.paragraph(Phrase::fixed(
        "All identifiers of the interfaces described in this document are case-sensitive. Thus, unless \
         stated otherwise, all keywords, entities, properties, relations and actions should be treated \
         as such.",
    ));
    terms(page);
    description(page, interface);
}

fn title(page: &mut Page, interface: &Interface) {
    heading(page, interface, " interface for Thunder framework.");
    source(page, interface);
}

/// The title with version and status, and a sentence that says what kind of thing it is.
pub(super) fn heading(page: &mut Page, interface: &Interface, kind: &'static str) {
    page.paragraph(Phrase::link(
        Phrase::fixed("Skip to content"),
        Target::Section(Section::Title),
    ));
    page.section(1, Phrase::text(&interface.title), Section::Title);
    page.paragraph(Phrase::strong(
        Phrase::fixed("Version: ").and_text(&interface.version.to_string()),
    ));
    let circles = match interface.status {
        Status::Development => "⚪⚪⚪",
        Status::Alpha => "⚫⚪⚪",
        Status::Beta => "⚫⚫⚪",
        Status::Production => "⚫⚫⚫",
    };
    page.paragraph(Phrase::strong(Phrase::fixed("Status: ").and(circles)));
    page.paragraph(Phrase::strong(
        Phrase::text(&interface.name.pascal()).and(kind),
    ));
}

fn source(page: &mut Page, interface: &Interface) {
    let source = match (&interface.source_interface, &interface.source_file) {
        (Some(name), Some(file)) => Some(
            Phrase::fixed("with ")
                .and_code(name)
                .and(" in ")
                .and_code(file),
        ),
        (Some(name), None) => Some(Phrase::fixed("with ").and_code(name)),
        (None, Some(file)) => Some(Phrase::fixed("in ").and_code(file)),
        (None, None) => None,
    };
    if let Some(source) = source {
        page.paragraph(Phrase::fixed("(Defined ").and_phrase(source).and(")"));
    }
}

fn scope(page: &mut Page, interface: &Interface) {
    page.heading(3, "Scope");
    let mut words = Phrase::fixed("This document describes purpose and functionality of the ")
        .and_text(&interface.name.pascal())
        .and(" interface (version ")
        .and_text(&interface.version.to_string())
        .and(").");
    let provided = match (
        interface.methods.is_empty(),
        interface.properties.is_empty(),
    ) {
        (false, false) => Some("methods and properties provided"),
        (false, true) => Some("methods provided"),
        (true, false) => Some("properties provided"),
        (true, true) => None,
    };
    let sent = (!interface.events.is_empty()).then_some("notifications sent");
    if provided.is_some() || sent.is_some() {
        words = words.and(" It includes detailed specification about its ");
        if let Some(provided) = provided {
            words = words.and(provided);
        }
        if provided.is_some() && sent.is_some() {
            words = words.and(" and ");
        }
        if let Some(sent) = sent {
            words = words.and(sent);
        }
        words = words.and(".");
    }
    page.paragraph(words);
}

fn terms(page: &mut Page) {
    page.heading(3, "Acronyms, Abbreviations and Terms");
    page.paragraph(Phrase::fixed(
        "The table below provides and overview of acronyms used in this document and their definitions.",
    ));
    let row = |(word, meaning): (&'static str, &'static str)| {
        vec![Phrase::fixed(word), Phrase::fixed(meaning)]
    };
    page.table(&["Acronym", "Description"], ACRONYMS.map(row).into());
    page.paragraph(Phrase::fixed(
        "The table below provides and overview of terms and abbreviations used in this document and \
         their definitions.",
    ));
    page.table(&["Term", "Description"], TERMS.map(row).into());
    page.section(3, Phrase::fixed("References"), Section::References);
    let references = REFERENCES.map(|(id, description, address)| {
        let link = Phrase::link(Phrase::fixed(description), Target::Address(address));
        vec![Phrase::fixed(id), link]
    });
    page.table(&["Ref ID", "Description"], references.into());
}

fn description(page: &mut Page, interface: &Interface) {
    let description = interface.description.as_deref().unwrap_or_default();
    if description.trim().is_empty() && !interface.legacy_lowercase {
        return;
    }
    page.heading(2, "Description");
    page.prose(description);
    if interface.legacy_lowercase {
        page.paragraph(Phrase::fixed(
            "This interface uses legacy lowercase naming convention. With the next major release the \
             naming convention will change to camelCase.",
        ));
    }
}
