//! What is wrong with a text that is not JSON, in our words.

use super::parse::DEEPEST;
use crate::diagnostic::{Diagnostic, rules as rule};
use crate::source::{SourceId, Span, ceil, floor};
use jsonc_parser::errors::{ParseError, ParseErrorKind};

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        &rule::TOO_DEEP,
        format!("the text nests more than {DEEPEST} lists and objects"),
        span,
    )
    .help("give inner parts a name under `definitions` and refer to them with `$ref`")
}

/// What the parser refused, in our words.
pub(super) fn syntax_error(error: &ParseError, text: &str, source: SourceId) -> Diagnostic {
    use ParseErrorKind as Kind;
    let range = error.range();
    let start = floor(text, range.start);
    let next = text[start..].chars().next().map_or(0, char::len_utf8);
    // A place of no width cannot be seen, and one of many lines shows nothing.
    let end = ceil(text, range.end).max(start + next);
    let span = Span { source, start, end };
    let (message, help): (String, &str) = match error.kind() {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => return comment(span),
        Kind::TrailingCommasNotAllowed => return trailing_comma(span),
        Kind::ExpectedComma if leading_zero(text, start) => (
            "a number has no leading zeros".into(),
            "remove the zero; for octal digits use a text in quotes",
        ),
        Kind::ExpectedComma => (
            "a comma is missing".into(),
            "put a comma between two members or items",
        ),
        Kind::ExpectedColonAfterObjectKey => (
            "a colon is missing after a key".into(),
            "members are written `\"key\": value`",
        ),
        Kind::ExpectedObjectValue => (
            "a value is missing after a key".into(),
            "members are written `\"key\": value`",
        ),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => (
            "a key in double quotes is expected here".into(),
            "members are written `\"key\": value`",
        ),
        Kind::SingleQuotedStringsNotAllowed => (
            "strings stand in double quotes".into(),
            "replace the single quotes",
        ),
        Kind::MultipleRootJsonValues => (
            "something stands after the end of the value".into(),
            "a file holds one JSON value",
        ),
        Kind::UnterminatedObject => (
            "this object is never closed".into(),
            "add the missing closing brace",
        ),
        Kind::UnterminatedArray => (
            "this list is never closed".into(),
            "add the missing closing bracket",
        ),
        Kind::UnexpectedWord => (
            "this word is no JSON value".into(),
            "texts stand in double quotes; only `true`, `false` and `null` do without",
        ),
        Kind::NestingDepthExceeded => {
            return too_deep(Span {
                end: start + next,
                ..span
            });
        }
        Kind::String(kind) => (
            format!("this string is not valid: {}", lowercase(&kind.to_string())),
            "a string ends with a double quote; `\\` begins an escape, as in `\\\\`, `\\\"`, `\\n` or `\\u00e9`",
        ),
        Kind::HexadecimalNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed
        | Kind::BareDecimalPointNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => (
            "this is not a number as JSON writes them".into(),
            "numbers are decimal, such as `-1`, `0.5` or `2e3`; anything else is a text in quotes",
        ),
        other => (
            format!("this is not JSON: {}", lowercase(&other.to_string())),
            "",
        ),
    };
    let diagnostic = Diagnostic::new(&rule::INVALID_JSON, message, span);
    if help.is_empty() {
        diagnostic
    } else {
        diagnostic.help(help)
    }
}

/// Whether what stands at `at` continues a zero: a number ended there, where its author went on.
fn leading_zero(text: &str, at: usize) -> bool {
    text[..at].ends_with('0') && text[at..].starts_with(|c: char| c.is_ascii_digit())
}

fn lowercase(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

pub(super) fn comment(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_JSON, "JSON has no comments", span)
        .help("put remarks into a `description`")
}

pub(super) fn trailing_comma(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_JSON, "a comma with nothing after it", span)
        .help("remove the comma")
}
