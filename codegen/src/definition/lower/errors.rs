//! The errors that an endpoint declares.

use super::Lowering;
use crate::definition::errors::{PREFIX, canonical, names, number, wire_code};
use crate::definition::json::{Node, Value};
use crate::definition::keywords;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Level, quoted, rules as rule};
use crate::model::{ErrorCase, Name, Scope};
use crate::source::Span;
use std::collections::HashMap;

impl<'a> Lowering<'a, '_> {
    /// The errors in a list, in order, none twice.
    pub(super) fn errors(&mut self, node: Option<&'a Node>) -> Vec<ErrorCase> {
        let Some(node) = node.and_then(|node| self.references.follow(node)) else {
            return Vec::new();
        };
        let Some(list) = self.list(node.node, "`errors`") else {
            return Vec::new();
        };
        let mut scope = Scope::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let mut cases = Vec::with_capacity(list.len());
        for entry in list {
            let Some((message, code, description)) = self.error(entry) else {
                continue;
            };
            if let Some(first) = seen.get(&message) {
                self.diagnostics.report(
                    Diagnostic::new(
                        &rule::DUPLICATE_ERROR,
                        format!(
                            "{} is declared twice; the first one counts",
                            quoted(&message)
                        ),
                        entry.mark(),
                    )
                    .also(*first, "the first one")
                    .help("join the two, with one description for both"),
                );
                continue;
            }
            seen.insert(message.clone(), entry.mark());
            let words = message.strip_prefix(PREFIX).unwrap_or(&message);
            let name = scope.unique(Name::new(words));
            cases.push(ErrorCase {
                name,
                message,
                code,
                description,
                place: entry.mark().into(),
            });
        }
        cases
    }

    fn error(&mut self, entry: &'a Node) -> Option<(String, i32, Option<String>)> {
        let resolved = self.references.follow(entry)?;
        let object = self.object(resolved.node, "an error")?;
        keywords::check(object, &keywords::ERROR, self.diagnostics);
        let description = self.prose(resolved.get("description"), "`description`");
        let Some(message_node) = resolved.get("message") else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::ERROR_WITHOUT_MESSAGE,
                    "the error has no symbolic name",
                    resolved.node.mark(),
                )
                .help("add a `message` such as `\"ERROR_UNAVAILABLE\"`, or refer to one of the common errors"),
            );
            return None;
        };
        let message = canonical(self.text(Some(message_node), "`message`")?);
        if message == "ERROR_NONE" {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::ERROR_NONE,
                    "`ERROR_NONE` is success and no error; it is left out",
                    message_node.span,
                )
                .help("remove the entry"),
            );
            return None;
        }
        let code = match resolved.get("code") {
            Some(node) => self.explicit_code(node, &message)?,
            None => self.derived_code(message_node, &message)?,
        };
        Some((message, code, description))
    }

    fn explicit_code(&mut self, node: &'a Node, message: &str) -> Option<i32> {
        let Value::Number(text) = &node.value else {
            self.wrong_kind(node, "`code`", "a number");
            return None;
        };
        let given = text.parse().ok();
        let Some(code) = given.and_then(wire_code) else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::WRONG_KIND,
                    format!("{text} is not the number of an error"),
                    node.span,
                )
                .help("write Thunder's number of the error, such as 5 for `ERROR_ILLEGAL_STATE`"),
            );
            return None;
        };
        if let (Some(given), Some(known)) = (given, number(message))
            && wire_code(known) != Some(code)
        {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::CONTRADICTING_ERROR,
                    format!(
                        "{} has the number {known}, not {given}; the `code` counts",
                        quoted(message)
                    ),
                    node.span,
                )
                .help(format!("write {known}, or remove `code`")),
            );
        }
        Some(code)
    }

    fn derived_code(&mut self, at: &Node, message: &str) -> Option<i32> {
        // Some headers declare errors by their bare number.
        if let Some(code) = number(message)
            .or_else(|| message.parse().ok())
            .and_then(wire_code)
        {
            return Some(code);
        }
        // What all names begin with would make any two of them look alike.
        let words = message.strip_prefix(PREFIX).unwrap_or(message);
        let meant = nearest(words, names()).map(|name| format!("{PREFIX}{name}"));
        let meant = did_you_mean(meant.as_deref());
        let diagnostic = Diagnostic::new(
            &rule::UNKNOWN_ERROR,
            format!(
                "Thunder has no error {}, so its code is not known",
                quoted(message)
            ),
            at.span,
        );
        let help = meant.unwrap_or_else(|| {
            "add its number as `code`, or use one of Thunder's errors, such as `ERROR_GENERAL`"
                .to_owned()
        });
        // Who works from a header cannot add a code; there the name is but a remark in a comment.
        let diagnostic = if self.generated {
            diagnostic
                .level(Level::Warning)
                .note("it gets the code of `ERROR_GENERAL`")
        } else {
            diagnostic
        };
        self.diagnostics.report(diagnostic.help(help));
        wire_code(1)
    }
}
