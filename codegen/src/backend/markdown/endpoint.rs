//! What methods, properties and notifications have in common.

use super::page::Page;
use super::phrase::{Phrase, Section, Target};
use crate::model::{Docs, ErrorCase, Index, Interface};

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

/// The head of an endpoint's section, up to its description; `remarks` are paragraphs to end it with.
pub(super) fn head(
    page: &mut Page,
    wire_name: &str,
    docs: &Docs,
    kind: Kind,
    section: Section,
    remarks: Vec<Phrase>,
) {
    page.section(
        3,
        Phrase::code(wire_name).and(" ").and(kind.singular),
        section,
    );
    if let Some(summary) = &docs.summary {
        page.prose(summary);
    }
    if docs.deprecated {
        page.paragraph(
            Phrase::strong(Phrase::fixed("Deprecated:"))
                .and(" new callers should not use this ")
                .and(kind.singular)
                .and(", it may disappear."),
        );
    }
    let description = docs.description.as_deref().unwrap_or_default();
    if !description.trim().is_empty() || !remarks.is_empty() {
        page.heading(4, "Description");
        page.prose(description);
        for remark in remarks {
            page.paragraph(remark);
        }
    }
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
    format!("{CALLSIGN}.{}.{operation}", interface.version.major)
}

/// How an index is written where it stands for any value: `<roomid>`.
pub(super) fn placeholder(index: &Index) -> String {
    format!("<{}>", index.wire_name.to_lowercase())
}

/// A text of the definition for a table; dots where it says nothing.
pub(super) fn text_or_dots(text: Option<&str>) -> Phrase {
    match text {
        Some(text) if !text.trim().is_empty() => Phrase::text(text.trim()),
        _ => Phrase::fixed("..."),
    }
}
