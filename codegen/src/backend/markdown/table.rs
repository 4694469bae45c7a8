//! Tables of values: one row for a value and for each part of it, named by its path.

use super::endpoint::text_or_dots;
use super::page::Page;
use super::phrase::Phrase;
use crate::backend::outline::{Row, outline};
use crate::model::{Interface, Presence, Use};

/// What such a table says of a value.
pub(super) const COLUMNS: [&str; 4] = ["Name", "Type", "M/O", "Description"];

/// Appends the table of a value that is called `name`.
pub(super) fn write(
    page: &mut Page,
    interface: &Interface,
    name: &str,
    value: &Use,
    presence: Presence,
) {
    page.table(&COLUMNS, rows(interface, name, value, presence));
}

/// The rows of such a table.
pub(super) fn rows(
    interface: &Interface,
    name: &str,
    value: &Use,
    presence: Presence,
) -> Vec<Vec<Phrase>> {
    let rows = outline(interface, name, value, presence);
    let rows = rows.iter().map(|row| {
        vec![
            Phrase::code(&row.path),
            Phrase::fixed(row.type_name),
            Phrase::fixed(self::presence(row.presence)),
            description(row),
        ]
    });
    rows.collect()
}

/// Whether a value must be there.
pub(super) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "mandatory",
        Presence::Optional => "optional",
    }
}

fn description(row: &Row<'_>) -> Phrase {
    let mut description = match (row.description, row.type_name) {
        (None, "null") => Phrase::fixed("Always null"),
        (given, _) => text_or_dots(given),
    };
    if !row.texts.is_empty() {
        description = description.and(" (must be one of the following: ");
        for (position, text) in row.texts.iter().enumerate() {
            let separator = if position > 0 { ", " } else { "" };
            description = description.and(separator).and_code(text);
        }
        description = description.and(")");
    }
    if let Some(bounds) = &row.bounds {
        description = description.and(" (").and_text(bounds).and(")");
    }
    if let Some(default) = &row.default {
        description = description.and(" (default: ").and_code(default).and(")");
    }
    if row.nullable {
        description = description.and(" (or null)");
    }
    if row.deprecated {
        description = description.and(" (deprecated)");
    }
    description
}
