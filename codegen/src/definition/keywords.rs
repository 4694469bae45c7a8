//! The keywords of the format, by the place where they stand.

use super::json::Object;
use super::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};

#[rustfmt::skip]
pub(crate) const TOP: &[&str] = &[
    "$schema", "jsonrpc", "info", "common", "definitions", "methods", "properties", "events", "include",
    "interface", "mode", "errors", "results", "imports", "namespace", "configuration", "sourcelocation",
    "sourcerevision", "@generated", "@fullname", "@interfaceonly", "@interfaces", "@enumsonly", "@omit",
];

#[rustfmt::skip]
pub(crate) const INFO: &[&str] = &[
    "class", "title", "description", "version", "format", "interface", "sourcefile", "sourcelocation",
    "sourcerevision", "namespace", "legacy", "@legacylowercase", "status", "callsign", "locator", "scope",
    "acronyms", "terms", "standards", "references",
];

#[rustfmt::skip]
pub(crate) const METHOD: &[&str] = &[
    "summary", "description", "params", "result", "errors", "events", "deprecated", "obsolete", "hint",
    "alt", "altisdeprecated", "altisobsolete", "readonly", "context", "@originalname", "@async", "@lookup",
    "@generated", "@precondition", "@postcondition", "@wrapped",
];

#[rustfmt::skip]
pub(crate) const PROPERTY: &[&str] = &[
    "summary", "description", "params", "result", "readonly", "writeonly", "index", "errors", "events",
    "deprecated", "obsolete", "hint", "alt", "altisdeprecated", "altisobsolete", "context",
    "@originalname", "@lookup", "@generated", "@precondition", "@postcondition",
];

#[rustfmt::skip]
pub(crate) const EVENT: &[&str] = &[
    "summary", "description", "params", "id", "statuslistener", "errors", "deprecated", "obsolete", "hint",
    "alt", "altisdeprecated", "altisobsolete", "@originalname", "@lookup", "@generated",
];

#[rustfmt::skip]
pub(crate) const SCHEMA: &[&str] = &[
    "type", "description", "summary", "example", "default", "properties", "required", "items", "enum",
    "enumvalues", "values", "enumids", "ids", "enumtyped", "scoped", "case", "hint", "class", "opaque",
    "encode", "time", "size", "signed", "float", "range", "optional", "deprecated", "maxProperties",
    "fake_example", "name", "@originalname", "@originaltype", "@position", "@proto", "@cv", "@byreference",
    "@bypointer", "@construct_from_cstr", "@iterator", "@container", "@arraysize", "@length", "@maxlength",
    "@extract", "@register", "@optionaltype", "@default", "@lookup", "@async", "@ref", "@bitmask",
    "@endmarker", "@macaddress", "@generated",
];

pub(crate) const ERROR: &[&str] = &["code", "message", "description"];

/// Warns of every key that is no keyword at its place. `place` is what the object is, with its article.
pub(crate) fn check(
    object: &Object,
    known: &'static [&'static str],
    place: &str,
    diagnostics: &mut Diagnostics,
) {
    for member in object.members() {
        let key = member.key.as_str();
        if known.contains(&key) || key == "$ref" || key.starts_with("x-") {
            continue;
        }
        let help = match key {
            "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" => {
                Some("write bounds as `\"range\": [least, greatest]`".to_owned())
            }
            _ => did_you_mean(nearest(key, known.iter().copied())),
        };
        let diagnostic = Diagnostic::new(
            &rule::UNKNOWN_KEYWORD,
            format!(
                "{} is not a keyword of {place} and has no effect",
                quoted(key)
            ),
            member.key_span,
        );
        diagnostics.report(diagnostic.help(help.unwrap_or_else(|| "remove it".to_owned())));
    }
}
