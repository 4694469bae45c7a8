//! The keywords of the format, by the place where they stand.
//!
//! One table serves three ends: readers warn of keys that are none ([`check`]), suggestions are chosen from
//! it, and the published schema of the format is made from it, so that editors know what the reader knows.

mod table;

pub(crate) use table::{
    COMPLETION, DEFINITION, ERROR, EVENT, INDEX, INFO, METHOD, OBJECT, PROPERTY, VALUE,
};

use super::json::Object;
use super::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};

/// One keyword at one place.
#[derive(Debug)]
pub(crate) struct Keyword {
    /// The key.
    pub(crate) name: &'static str,
    /// What its value is.
    pub(crate) kind: Kind,
    /// What it means, as a sentence without its full stop.
    pub(crate) meaning: &'static str,
}

/// The kind of value that a keyword has.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text, or a reference to one.
    Name,
    /// A text, or a list of lines.
    Lines,
    /// `true` or `false`.
    Flag,
    /// One of several texts.
    Choice(fn() -> Vec<&'static str>),
    /// A whole number.
    Number,
    /// The width of a number in bits.
    Width,
    /// A list of texts.
    Texts,
    /// A list of at least one text, none twice.
    EnumTexts,
    /// The type of a value, also as a list and spelt oddly.
    Type,
    /// A list of numbers.
    Numbers,
    /// The least and the greatest, either of which may be null.
    Range,
    /// A version: a text, or a list of numbers.
    Version,
    /// Anything.
    Any,
    /// What `info` holds.
    Info,
    /// The schema of a value.
    Value,
    /// Schemas of values by their names.
    Members,
    /// Schemas of values, or groups of them, by names that references lead to.
    Definitions,
    /// A list of errors.
    Errors,
    /// The index of an event.
    Index,
    /// The index of a property: one, or a list of the one for reading and the one for writing.
    Indexes,
    /// The names of events: one, a list, or each with a remark.
    Related,
    /// Objects that are called by their ids.
    Object,
    /// A list of such objects.
    Objects,
    /// What a caller is told when an asynchronous method has ended.
    Completion,
    /// Methods by their names.
    Methods,
    /// Properties by their names.
    Properties,
    /// Events by their names.
    Events,
    /// Included definitions by labels.
    Includes,
}

/// A kind of place in a definition, and the keywords that have a meaning there.
#[derive(Debug)]
pub(crate) struct Place {
    /// What stands there, with its article.
    pub(crate) name: &'static str,
    /// The keywords, in groups that places share.
    pub(crate) keywords: &'static [&'static [Keyword]],
}

impl Place {
    /// All keywords.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static Keyword> {
        self.keywords.iter().copied().flatten()
    }

    /// The names of all keywords.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.iter().map(|keyword| keyword.name)
    }

    /// Whether a key is a keyword here, or one of those that are allowed everywhere.
    pub(crate) fn knows(&self, key: &str) -> bool {
        key == "$ref" || key.starts_with("x-") || self.names().any(|name| name == key)
    }
}

/// Warns of every key that is no keyword at its place.
pub(crate) fn check(object: &Object, place: &'static Place, diagnostics: &mut Diagnostics) {
    for member in object.members() {
        let key = member.key.as_str();
        if place.knows(key) {
            continue;
        }
        let help = match key {
            "minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems" => {
                Some("write bounds as `\"range\": [least, greatest]`".to_owned())
            }
            _ => did_you_mean(nearest(key, place.names())),
        };
        let diagnostic = Diagnostic::new(
            &rule::UNKNOWN_KEYWORD,
            format!(
                "{} is not a keyword of {} and has no effect",
                quoted(key),
                place.name
            ),
            member.key_span,
        );
        diagnostics.report(diagnostic.help(help.unwrap_or_else(|| "remove it".to_owned())));
    }
}
