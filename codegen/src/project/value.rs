//! Values of the project file: of the right kind, or reported.

use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule, quoted};
use crate::source::{SourceId, Span};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text is not TOML.
pub(super) static INVALID_TOML: Rule = rule("invalid-toml", "a project file is TOML");
/// A key is not known.
pub(super) static UNKNOWN_KEY: Rule = rule("unknown-key", "a project file has the keys that exist");
/// A key is missing.
pub(super) static MISSING_KEY: Rule =
    rule("missing-key", "every output says what is made, and where");
/// A value is not possible.
pub(super) static BAD_VALUE: Rule = rule("bad-value", "a key has a value that it can have");

const fn rule(id: &'static str, explanation: &'static str) -> Rule {
    Rule {
        id,
        level: Level::Error,
        firm: true,
        explanation,
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// Takes values out of one file and reports those that are wrong.
pub(super) struct Values<'a> {
    pub(super) source: SourceId,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Values<'_> {
    /// A place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span {
            source: self.source,
            start: range.start,
            end: range.end,
        }
    }

    /// Reports a value that is not possible, with the way out if there is one.
    pub(super) fn refuse(&mut self, reason: impl Into<String>, span: Span, help: Option<String>) {
        let mut diagnostic = Diagnostic::new(&BAD_VALUE, reason, span);
        diagnostic.help = help;
        self.diagnostics.report(diagnostic);
    }

    /// Reports the keys of a table that are not among those that it can have, and calls `take` for the
    /// others, in the order of the file.
    pub(super) fn each<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        known: &[&str],
        mut take: impl FnMut(&mut Self, &'t str, Span, &'t Spanned<DeValue<'t>>),
    ) {
        let mut members: Vec<_> = table.iter().collect();
        members.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in members {
            let name: &str = key.get_ref();
            let span = self.span(key.span());
            if known.contains(&name) {
                take(self, name, span, value);
                continue;
            }
            let help = did_you_mean(nearest(name, known.iter().copied()))
                .unwrap_or_else(|| format!("the keys here are {}", listed(known)));
            let message = format!("there is no key {}", quoted(name));
            self.diagnostics
                .report(Diagnostic::new(&UNKNOWN_KEY, message, span).help(help));
        }
    }

    /// A text that is not empty.
    pub(super) fn text(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        what: &str,
    ) -> Option<Placed<String>> {
        let span = self.span(value.span());
        match value.get_ref() {
            DeValue::String(text) if !text.is_empty() => Some(Placed {
                value: text.to_string(),
                span,
            }),
            DeValue::String(_) => {
                self.refuse(
                    format!("{what} is expected here, not an empty text"),
                    span,
                    None,
                );
                None
            }
            other => {
                let message = format!("{what} is expected here, not {}", kind(other));
                self.refuse(message, span, None);
                None
            }
        }
    }

    /// One text, or a list of at least one.
    pub(super) fn texts(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        what: &str,
    ) -> Vec<Placed<String>> {
        match value.get_ref() {
            DeValue::Array(items) if items.is_empty() => {
                let span = self.span(value.span());
                self.refuse(
                    format!("{what} is expected here, not an empty list"),
                    span,
                    None,
                );
                Vec::new()
            }
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| self.text(item, what))
                .collect(),
            _ => self.text(value, what).into_iter().collect(),
        }
    }

    /// Any value, as JSON has it: a time is a text there.
    pub(super) fn json(&mut self, value: &Spanned<DeValue<'_>>) -> Option<serde_json::Value> {
        use serde_json::Value;
        Some(match value.get_ref() {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Boolean(value) => Value::from(*value),
            DeValue::Datetime(time) => Value::from(time.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Value::from(number),
                    Err(_) => {
                        let span = self.span(value.span());
                        self.refuse("the number is too large", span, None);
                        return None;
                    }
                }
            }
            DeValue::Float(number) => {
                let finite = number.as_str().parse::<f64>().ok();
                let finite = finite.and_then(serde_json::Number::from_f64);
                let Some(number) = finite else {
                    let span = self.span(value.span());
                    self.refuse("JSON has no such number", span, None);
                    return None;
                };
                Value::Number(number)
            }
            DeValue::Array(items) => {
                let items = items.iter().map(|item| self.json(item));
                Value::Array(items.collect::<Option<_>>()?)
            }
            DeValue::Table(table) => {
                let mut members = serde_json::Map::new();
                for (key, value) in table {
                    members.insert(key.get_ref().to_string(), self.json(value)?);
                }
                Value::Object(members)
            }
        })
    }

    /// A table.
    pub(super) fn table<'t>(
        &mut self,
        value: &'t Spanned<DeValue<'t>>,
        help: &str,
    ) -> Option<&'t DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                let message = format!("a table is expected here, not {}", kind(other));
                let span = self.span(value.span());
                self.refuse(message, span, Some(help.to_owned()));
                None
            }
        }
    }
}

/// Names in backticks, for a sentence.
pub(super) fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// What kind of TOML a value is, with its article.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
