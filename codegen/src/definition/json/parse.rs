//! From text to tree.
//!
//! The text is parsed by `jsonc-parser` with all leniency off but for comments and commas at the end, which are
//! refused here, each at its place: one run shows them all, and what else is wrong. So is what that parser lets
//! through: control characters in strings, white space that JSON does not have, and duplicate keys.

use super::syntax::{comment, syntax_error, too_deep, trailing_comma};
use super::{Member, Node, Object, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::source::{SourceId, Sources, Span};
use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::tokens::Token;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use std::collections::HashMap;

/// Deepest nesting of arrays and objects.
pub(super) const DEEPEST: usize = 128;

/// Parses a file. `None`, with the reason reported, if it is not JSON at all.
pub(crate) fn parse(
    source: SourceId,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let text = sources.get(source).text();
    let at = |start, end| Span { source, start, end };
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        let start = text.len() - rest.len();
        diagnostics.report(
            Diagnostic::new(
                &rule::INVALID_JSON,
                "the file begins with a byte order mark",
                at(0, start + 1),
            )
            .help("save the file as UTF-8 without byte order mark"),
        );
        return None;
    }
    if text.trim().is_empty() {
        let path = sources.get(source).path().display();
        diagnostics.report(
            Diagnostic::nowhere(&rule::INVALID_JSON, format!("the file {path} is empty"))
                .help("a definition is a JSON object with at least `info` in it"),
        );
        return None;
    }
    let options = ParseOptions {
        allow_comments: true,
        allow_loose_object_property_names: false,
        allow_trailing_commas: true,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let collect = CollectOptions {
        comments: CommentCollectionStrategy::AsTokens,
        tokens: true,
    };
    let parsed = match parse_to_ast(text, &collect, &options) {
        Ok(parsed) => parsed,
        Err(error) => {
            diagnostics.report(syntax_error(&error, text, source));
            return None;
        }
    };
    let mut clean = true;
    let mut end = 0;
    let mut comma = None;
    for token in parsed.tokens.iter().flatten() {
        let range = token.range();
        let blank = |c: char| !matches!(c, ' ' | '\t' | '\n' | '\r');
        clean &= refuse(text, end..range.start, source, diagnostics, blank);
        end = range.end;
        let comma_before = comma.take();
        match &token.token {
            Token::CommentLine(_) | Token::CommentBlock(_) => {
                comma = comma_before;
                diagnostics.report(comment(at(range.start, range.end)));
                continue;
            }
            Token::Comma => comma = Some(at(range.start, range.end)),
            Token::CloseBrace | Token::CloseBracket => {
                if let Some(span) = comma_before {
                    diagnostics.report(trailing_comma(span));
                }
            }
            _ => {}
        }
        clean &= refuse(text, range.start..range.end, source, diagnostics, |c| {
            c < ' '
        });
    }
    clean &= refuse(text, end..text.len(), source, diagnostics, |c| {
        !matches!(c, ' ' | '\t' | '\n' | '\r')
    });
    let value = parsed.value?;
    clean
        .then(|| convert(value, source, 0, diagnostics))
        .flatten()
}

/// Reports the first character of a part of the text that `is_wrong` there.
fn refuse(
    text: &str,
    range: std::ops::Range<usize>,
    source: SourceId,
    diagnostics: &mut Diagnostics,
    is_wrong: impl Fn(char) -> bool,
) -> bool {
    let Some((offset, wrong)) = text[range.clone()]
        .char_indices()
        .find(|(_, c)| is_wrong(*c))
    else {
        return true;
    };
    let start = range.start + offset;
    let code = format!("U+{:04X}", u32::from(wrong));
    let span = Span {
        source,
        start,
        end: start + wrong.len_utf8(),
    };
    let (message, help) = if wrong < ' ' && text[range].starts_with('"') {
        (
            format!("a control character ({code}) stands bare in a string"),
            "write it as an escape: `\\n`, `\\t` or `\\u00XX`",
        )
    } else {
        (
            format!("the character {code} is no white space in JSON"),
            "use blanks, tabs and line breaks alone",
        )
    };
    diagnostics.report(Diagnostic::new(&rule::INVALID_JSON, message, span).help(help));
    false
}

fn convert(
    value: ast::Value<'_>,
    source: SourceId,
    depth: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    let range = value.range();
    let span = Span {
        source,
        start: range.start,
        end: range.end,
    };
    if depth > DEEPEST {
        let span = Span {
            end: span.start + 1,
            ..span
        };
        diagnostics.report(too_deep(span));
        return None;
    }
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(literal) => Value::Boolean(literal.value),
        ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
        ast::Value::StringLit(literal) => Value::Text(literal.value.into_owned()),
        ast::Value::Array(array) => {
            let items = array.elements.into_iter();
            Value::Array(
                items
                    .map(|item| convert(item, source, depth + 1, diagnostics))
                    .collect::<Option<_>>()?,
            )
        }
        ast::Value::Object(object) => {
            let mut members: Vec<Member> = Vec::with_capacity(object.properties.len());
            let mut index = HashMap::with_capacity(object.properties.len());
            for property in object.properties {
                let range = property.name.range();
                let key_span = Span {
                    source,
                    start: range.start,
                    end: range.end,
                };
                let key = property.name.into_string();
                let value = convert(property.value, source, depth + 1, diagnostics)?;
                if let Some(first) = index.get(&key) {
                    let first: &Member = &members[*first];
                    diagnostics.report(
                        Diagnostic::new(
                            &rule::DUPLICATE_KEY,
                            format!("the key {} stands twice in one object", quoted(&key)),
                            key_span,
                        )
                        .label("again here")
                        .also(first.key_span, "first here")
                        .help("remove or rename one of the two"),
                    );
                    continue;
                }
                index.insert(key.clone(), members.len());
                members.push(Member {
                    key,
                    key_span,
                    value,
                });
            }
            Value::Object(Object { members, index })
        }
    };
    Some(Node { span, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Node, Vec<String>> {
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let source = sources.add("a.json", text.to_owned());
        let node = parse(source, &sources, &mut diagnostics);
        let messages: Vec<String> = diagnostics
            .iter()
            .map(|problem| problem.message.clone())
            .collect();
        match node {
            Some(node) if messages.is_empty() => Ok(node),
            _ => Err(messages),
        }
    }

    #[test]
    fn everything_rfc_8259_allows_is_read() {
        let node =
            parsed(" [null, true, -0.5e+3, \"\\u00e4\\ud83d\\ude00\\/\", {\"a\": {}}]\r\n\t")
                .expect("valid");
        let items = node.as_array().expect("a list");
        assert_eq!(items[3].as_text(), Some("ä😀/"));
        assert_eq!(node.plain()[2], serde_json::json!(-500.0));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            " ",
            "\u{feff}{}",
            "{",
            "[",
            "{,}",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[1 2]",
            "{\"a\" 1}",
            "{\"a\":}",
            "{\"a\":1 \"b\":2}",
            "// x\n{}",
            "{} /* x */",
            "[+1]",
            "[.5]",
            "[5.]",
            "[01]",
            "[0x1]",
            "[1e]",
            "[-]",
            "[NaN]",
            "[Infinity]",
            "[-Infinity]",
            "nul",
            "[\"\\x41\"]",
            "[\"\\v\"]",
            "[\"\\\n\"]",
            "[\"\n\"]",
            "[\"\u{1}\"]",
            "\"abc",
            "[\"\\ud800\"]",
            "[\"\\udc00\"]",
            "[\"\\ud800\\u0041\"]",
            "[\"\\u12\"]",
            "[1]\u{a0}",
            "\u{b}[]",
            "[\u{2028}]",
            "{} {}",
            "[}",
            "]",
            "[1 : 2]",
            "[tru]",
            "{\"a\":1 []}",
            "[--1]",
            "[1.2.3]",
            "\u{0}",
            "true_",
            "[\"\\'\"]",
            "ä",
            "[\"ä\\q\"]",
            "{\"a\":1;}",
        ] {
            let messages = parsed(text)
                .err()
                .unwrap_or_else(|| panic!("accepted: {text:?}"));
            assert_eq!(messages.len(), 1, "{text:?}: {messages:?}");
            assert!(
                serde_json::from_str::<serde_json::Value>(text).is_err(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_duplicate_key_is_reported_and_the_first_wins() {
        let messages = parsed("{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}, \"a\": 2}").err();
        assert_eq!(messages.map(|messages| messages.len()), Some(2));
    }

    #[test]
    fn nesting_is_bounded() {
        for depth in [DEEPEST + 2, 10_000] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let messages = parsed(&text).expect_err("too deep");
            assert!(messages[0].contains("nests"), "{messages:?}");
        }
        assert!(parsed(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_ok());
    }
}
