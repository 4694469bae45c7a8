//! Reads Thunder's interface definitions: text becomes a tree with places, and that becomes the model.
//!
//! - `json` parses a file; every value keeps its place.
//! - `documents` gathers the files that references lead to.
//! - `reference` resolves each `$ref`, without ever expanding one.
//! - `allowances` gathers what the files say about the rules of the linter.
//! - `dialect` is the schema of the format, for editors.
//! - `lower` gives the tree its meaning, as a [`model::Interface`](crate::model::Interface).
//!
//! Each step reports all that it finds and goes on, so one run shows every problem of a definition.

mod allowances;
mod dialect;
mod documents;
mod errors;
pub(crate) mod json;
mod keywords;
mod lower;
#[cfg(feature = "cli")]
pub(crate) mod place;
mod reference;
pub(crate) mod suggest;

pub(crate) use dialect::dialect_schema;
pub(crate) use documents::Reader;

use crate::lint::Allowances;
use crate::model::{Interface, Plugin};
use reference::References;
use std::path::Path;

/// What a file defines.
#[derive(Debug)]
pub(crate) enum Meaning {
    Interface(Box<Interface>),
    /// A plugin, where one is welcome.
    Plugin(Box<Plugin>),
}

/// Reads the definition at `path`, or `text` in its place, and all files that it refers to. Where something
/// is wrong, the interface holds a harmless value instead; whether that counts is the caller's to decide.
pub(crate) fn read(
    path: &Path,
    text: Option<String>,
    reader: &mut Reader<'_>,
) -> (Option<Meaning>, Allowances) {
    let documents = match text {
        Some(text) => reader.read_text(path, text),
        None => reader.read(path),
    };
    let Some(documents) = documents else {
        return (None, Allowances::default());
    };
    let allowances = allowances::gather(&documents, reader.diagnostics);
    let references = References::resolve(&documents, reader.diagnostics);
    if reader.plugins && lower::is_plugin(&documents.main().root).is_some() {
        let plugin = lower::plugin(&documents, &references, reader.diagnostics);
        return (Some(Meaning::Plugin(Box::new(plugin))), allowances);
    }
    let interface = lower::lower(&documents, &references, reader.diagnostics);
    (interface.map(Box::new).map(Meaning::Interface), allowances)
}
