//! `x-lint`: what a definition says about the rules that it breaks.
//!
//! ```json
//! "x-lint": { "allow": ["missing-summary"], "deny": ["bare-number"] }
//! ```
//!
//! It may stand in any object of a definition, holds for that object and all within it, and wins over what
//! stands further out. At the top of the definition it holds for everything, in the files that the
//! definition refers to as well.

use super::documents::Documents;
use super::json::{Node, Value};
use super::reference::holds_names;
use crate::diagnostic::{Diagnostic, Diagnostics, Level, quoted, rules as rule};
use crate::lint::{Allowances, Entry, LevelError, Levels};
use crate::source::Span;

/// The key.
const KEY: &str = "x-lint";
/// The keys in it.
const LEVELS: [(&str, Level); 3] = [
    ("allow", Level::Allowed),
    ("warn", Level::Warning),
    ("deny", Level::Error),
];

/// Gathers what all files say, and reports what cannot be meant.
pub(super) fn gather(documents: &Documents, diagnostics: &mut Diagnostics) -> Allowances {
    let mut reader = Reader {
        allowances: Allowances::default(),
        diagnostics,
    };
    for document in documents.iter() {
        let main = document.source == documents.main().source;
        let root = &document.root;
        if let Some(words) = root.get(KEY) {
            reader.words(words, (!main).then_some(root.span));
        }
        reader.members(root, false);
    }
    reader.allowances
}

struct Reader<'d> {
    allowances: Allowances,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_> {
    /// Looks into everything within a value. `names`: its keys are names that the author chose.
    fn members(&mut self, node: &Node, names: bool) {
        match &node.value {
            Value::Object(object) => {
                for member in object.members() {
                    let key = member.key.as_str();
                    if !names && matches!(key, KEY | "example" | "default" | "@default" | "enum") {
                        continue;
                    }
                    let value = &member.value;
                    // What is wrong with a member as a whole is shown at its key.
                    let part = Span {
                        start: member.key_span.start,
                        ..value.span
                    };
                    let inner = !names && holds_names(key);
                    if let Some(words) = value.get(KEY).filter(|_| !inner) {
                        self.words(words, Some(part));
                    }
                    self.members(value, inner);
                }
            }
            Value::Array(items) => {
                for item in items {
                    if let Some(words) = item.get(KEY) {
                        self.words(words, Some(item.span));
                    }
                    self.members(item, false);
                }
            }
            _ => {}
        }
    }

    /// Takes down one `x-lint`.
    fn words(&mut self, node: &Node, part: Option<Span>) {
        let Some(object) = node.as_object() else {
            self.bad(node.mark(), "`x-lint` must be an object");
            return;
        };
        let mut entries = Vec::new();
        for member in object.members() {
            let word = LEVELS.iter().find(|(word, _)| *word == member.key);
            let Some((_, level)) = word else {
                let message = "`x-lint` has the keys `allow`, `warn` and `deny` alone";
                self.bad(member.key_span, message);
                continue;
            };
            let Some(list) = member.value.as_array() else {
                self.bad(member.value.mark(), "this must be a list of rules");
                continue;
            };
            for item in list {
                let Some(name) = item.as_text() else {
                    self.bad(item.mark(), "this must be the name of a rule");
                    continue;
                };
                match Levels::rule(name, *level) {
                    Ok(rule) => entries.push(Entry {
                        rule,
                        level: *level,
                        at: item.span,
                    }),
                    Err(error) => self.refused(item, &error),
                }
            }
        }
        self.allowances.add(part, entries);
    }

    fn bad(&mut self, at: Span, message: &str) {
        self.diagnostics.report(
            Diagnostic::new(&rule::BAD_ALLOWANCE, message, at).help(format!(
                "write `\"{KEY}\": {{ \"allow\": [\"missing-summary\"] }}`"
            )),
        );
    }

    fn refused(&mut self, item: &Node, error: &LevelError) {
        let (message, help) = match error {
            LevelError::Unknown { name, suggestion } => (
                format!("there is no rule {}", quoted(name)),
                suggestion
                    .clone()
                    .unwrap_or_else(|| "`codegen rules` lists them all".to_owned()),
            ),
            LevelError::Firm { .. } => (error.to_string(), "mend the definition".to_owned()),
        };
        self.diagnostics
            .report(Diagnostic::new(&rule::BAD_ALLOWANCE, message, item.span).help(help));
    }
}
