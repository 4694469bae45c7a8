//! Names on the wire as regular expressions.

use crate::model::{Designator, Part};

/// The schema of a name that is called: with callsign and version in front, or without.
pub(super) fn called(designators: &[Designator]) -> String {
    format!("^(?:.+\\.)?{}$", any_of(designators))
}

/// The schema of a name that is announced.
pub(super) fn announced(designators: &[Designator]) -> String {
    format!("^{}$", any_of(designators))
}

fn any_of(designators: &[Designator]) -> String {
    let patterns: Vec<String> = designators.iter().map(pattern).collect();
    match patterns.as_slice() {
        [only] => only.clone(),
        _ => format!("(?:{})", patterns.join("|")),
    }
}

fn pattern(designator: &Designator) -> String {
    let parts = designator.parts.iter().map(|part| match part {
        Part::Text(text) => escape(text),
        // Whatever is put there, line breaks too.
        Part::Blank(_) => r"[\s\S]+".to_owned(),
    });
    parts.collect()
}

/// A text as an expression that matches it alone.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if r"\^$.*+?()[]{}|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
