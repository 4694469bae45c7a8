//! Documentation: what comments say about methods and their parameters, with the examples in it.

use super::Definer;
use super::attributes::Doc;
use super::node::Members;
use crate::definition::suggest::nearest;
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::tree::Method;
use crate::source::Span;

/// What a comment says about a method.
#[derive(Debug, Default)]
pub(super) struct MethodDocs {
    pub(super) brief: Option<Doc>,
    pub(super) details: Option<Doc>,
    pub(super) preconditions: Option<Doc>,
    pub(super) postconditions: Option<Doc>,
    /// The parameters that it speaks of.
    parameters: Vec<(String, Doc)>,
    /// The errors: what each is called, and when it happens.
    pub(super) errors: Vec<(String, Doc)>,
}

impl MethodDocs {
    /// What it says about a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&Doc> {
        let mut known = self.parameters.iter();
        known.find(|(known, _)| known == name).map(|(_, doc)| doc)
    }
}

impl<'t> Definer<'t, '_> {
    /// Reads the documentation of a method.
    pub(super) fn method_docs(&mut self, method: &Method<'t>) -> MethodDocs {
        let mut docs = MethodDocs::default();
        for tag in &method.tags {
            let span = self.tag_span(tag, method.span.source);
            let whole = || Doc {
                text: tag.text().into_owned(),
                span,
            };
            match tag.name {
                "brief" => docs.brief = docs.brief.or_else(|| Some(whole())),
                "details" => docs.details = docs.details.or_else(|| Some(whole())),
                "pre" => docs.preconditions = docs.preconditions.or_else(|| Some(whole())),
                "post" => docs.postconditions = docs.postconditions.or_else(|| Some(whole())),
                "param" => {
                    let (name, text) = split(&tag.text());
                    if self.is_parameter(method, &name, span) {
                        docs.parameters.push((name, Doc { text, span }));
                    }
                }
                "retval" => {
                    let (name, text) = split(&tag.text());
                    if name.is_empty() {
                        self.bad_tag(
                            span,
                            "`@retval` names no error",
                            "write `@retval ERROR_NAME: when it happens`",
                        );
                    } else {
                        docs.errors.push((name, Doc { text, span }));
                    }
                }
                _ => {}
            }
        }
        docs
    }

    /// Whether a method has the parameter that its documentation speaks of; reports it if not.
    fn is_parameter(&mut self, method: &Method<'t>, name: &str, span: Span) -> bool {
        if name.starts_with('[') {
            let diagnostic = Diagnostic::new(
                &rule::UNKNOWN_TAG,
                format!("{} is no tag", quoted(&format!("@param{name}"))),
                span,
            );
            self.diagnostics.report(diagnostic.help(
                "write `@param name: text`, and `/* @in */` or `/* @out */` beside the parameter",
            ));
            return false;
        }
        if method
            .parameters
            .iter()
            .any(|parameter| parameter.name == name)
        {
            return true;
        }
        let names: Vec<&str> = method
            .parameters
            .iter()
            .map(|parameter| parameter.name)
            .collect();
        let diagnostic = Diagnostic::new(
            &rule::UNKNOWN_PARAMETER,
            format!("{} has no parameter {}", quoted(method.name), quoted(name)),
            span,
        );
        let help = match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean {}?", quoted(meant)),
            None if names.is_empty() => "remove it".to_owned(),
            None => {
                let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
                format!("its parameters are {}", names.join(", "))
            }
        };
        self.diagnostics.report(diagnostic.help(help));
        false
    }

    /// Adds a description, and the example at its end, if there is one.
    pub(super) fn describe(&mut self, members: &mut Members, doc: Option<&Doc>) {
        let Some(doc) = doc else {
            return;
        };
        let example = example(&doc.text);
        let (description, lost) = match &example {
            Some(example) => (example.description, example.rest),
            None => (doc.text.as_str(), ""),
        };
        if let Some(example) = &example {
            members.put("example", doc.span, example.value);
        }
        members.put("description", doc.span, description);
        if lost.chars().any(char::is_alphanumeric) {
            let diagnostic = Diagnostic::new(
                &rule::LOST_TEXT,
                "what follows the example is left out of the description",
                doc.span,
            );
            self.diagnostics
                .report(diagnostic.help("put the example at the end"));
        }
    }
}

/// The first word of a text, without the colon behind it, and the rest.
fn split(text: &str) -> (String, String) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let name = name.strip_suffix(':').unwrap_or(name);
    (name.to_owned(), rest.trim().to_owned())
}

/// An example in a description.
struct Example<'d> {
    description: &'d str,
    value: &'d str,
    /// What follows it.
    rest: &'d str,
}

/// The example that a description ends with, as `(e.g. VALUE)`.
fn example(text: &str) -> Option<Example<'_>> {
    const START: &str = "(e.g";
    let start = text.find(START)?;
    let inner = &text[start + START.len()..];
    let end = inner.rfind(')')?;
    let value = inner[..end].strip_prefix('.').unwrap_or(&inner[..end]);
    let value = value.strip_prefix(':').unwrap_or(value).trim();
    let unquoted = value
        .strip_prefix('"')
        .and_then(|value| value.strip_suffix('"'));
    Some(Example {
        description: text[..start].trim(),
        value: unquoted.unwrap_or(value),
        rest: inner[end + 1..].trim(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, &str, &str)> {
        example(text).map(|example| (example.description, example.value, example.rest))
    }

    #[test]
    fn an_example_stands_in_parentheses() {
        assert_eq!(
            parts("Name of it (e.g. Bob)"),
            Some(("Name of it", "Bob", ""))
        );
        assert_eq!(
            parts("Name of it (e.g. \"a (b)\")."),
            Some(("Name of it", "a (b)", "."))
        );
        assert_eq!(parts("(e.g.: 50)"), Some(("", "50", "")));
        assert_eq!(parts("Name e.g. Bob"), None);
        assert_eq!(parts("Name (e.g. Bob"), None);
        assert_eq!(parts("Name (for example Bob)"), None);
    }

    #[test]
    fn a_colon_may_follow_the_name() {
        let split = |text| {
            let (name, rest) = split(text);
            format!("{name}|{rest}")
        };
        assert_eq!(split("room: Name of it"), "room|Name of it");
        assert_eq!(split("room Name of it"), "room|Name of it");
        assert_eq!(split("room : Name"), "room|: Name");
        assert_eq!(split("Core::ERROR_NONE: Fine"), "Core::ERROR_NONE|Fine");
        assert_eq!(split("room"), "room|");
    }
}
