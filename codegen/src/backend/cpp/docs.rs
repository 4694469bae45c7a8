//! Documentation comments.
//!
//! They are for Doxygen, which reads Markdown with commands; the definition's texts must be neither, and none
//! may take the end of its line into the comment.

use super::names;
use crate::backend::sdk::docs::{Block, clean, wrap_paragraphs, wrap_tagged};
use crate::backend::sdk::text::Source;

/// Columns that prose is wrapped at, without indentation and comment marks.
const WIDTH: usize = 100;

/// Writes paragraphs as a comment.
pub(super) fn comment(source: &mut Source, paragraphs: &[String]) {
    write(source, &wrap_paragraphs(paragraphs, WIDTH));
}

/// Writes blocks as a comment; `errors` is the class of the declared errors.
pub(super) fn blocks(source: &mut Source, blocks: &[Block], errors: Option<&str>) {
    let parts = blocks.iter().map(|block| match block {
        Block::Text(text) => (None, escape(text)),
        Block::Parameter(name, text) => (
            Some(format!("@param {}", names::member(name))),
            escape(text),
        ),
        Block::Returns(text) => (Some("@returns".to_owned()), escape(text)),
        Block::Error(name, text) => {
            let class = errors.unwrap_or("RpcError");
            let kind = format!(
                "{}: {}",
                names::member(name).replace('_', "\\_"),
                escape(text)
            );
            (Some(format!("@throws {class}")), kind)
        }
        Block::Deprecated => (
            Some("@deprecated".to_owned()),
            "Still served, but not to be used any more.".to_owned(),
        ),
    });
    write(source, &wrap_tagged(parts, WIDTH));
}

fn write(source: &mut Source, lines: &[String]) {
    for line in lines {
        let line = format!("/// {line}");
        let line = line.trim_end();
        // A backslash at the end, or what once stood for one, would go on with the comment.
        let stop = if line.ends_with('\\') || line.ends_with("??/") {
            "."
        } else {
            ""
        };
        source.line(format!("{line}{stop}"));
    }
}

/// A text of the definition as Markdown that shows it as it is, and that no command is in.
pub(super) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside_word =
            before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        let means_something = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '@' | '|' | '~' | '$' | '%' => true,
            '_' => !inside_word,
            '&' => rest
                .peek()
                .is_some_and(|next| next.is_alphanumeric() || *next == '#'),
            '#' | '+' | '-' | '=' => before == ' ',
            _ => false,
        };
        if means_something {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}
