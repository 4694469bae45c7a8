//! Documentation comments.
//!
//! They are TSDoc, which is Markdown with tags; the definition's texts must be neither.

use crate::backend::sdk::docs::{Block, clean, wrap_paragraphs, wrap_tagged};
use crate::backend::sdk::text::Source;

use super::names;

/// Columns that prose is wrapped at, without indentation and comment marks.
const WIDTH: usize = 96;

/// Writes paragraphs as a comment.
pub(super) fn comment(source: &mut Source, paragraphs: &[String]) {
    write(source, &wrap_paragraphs(paragraphs, WIDTH));
}

/// Writes blocks as a comment; `errors` is the class of the declared errors.
pub(super) fn blocks(source: &mut Source, blocks: &[Block], errors: Option<&str>) {
    let parts = blocks.iter().map(|block| match block {
        Block::Text(text) => (None, escape(text)),
        Block::Parameter(name, text) => (
            Some(format!("@param {} -", names::parameter(name))),
            escape(text),
        ),
        Block::Returns(text) => (Some("@returns".to_owned()), escape(text)),
        Block::Error(name, text) => {
            let class = errors.unwrap_or("RpcError");
            let kind = format!("`{}`: {}", names::member(name), escape(text));
            (Some(format!("@throws {{@link {class}}}")), kind)
        }
        Block::Deprecated => (
            Some("@deprecated".to_owned()),
            "Still served, but not to be used any more.".to_owned(),
        ),
    });
    write(source, &wrap_tagged(parts, WIDTH));
}

fn write(source: &mut Source, lines: &[String]) {
    match lines {
        [] => {}
        [line] if line.len() < WIDTH => {
            source.line(format!("/** {line} */"));
        }
        lines => {
            source.line("/**");
            for line in lines {
                source.line(format!(" * {line}").trim_end());
            }
            source.line(" */");
        }
    }
}

/// A text of the definition as Markdown that shows it as it is, and that no tag and no end of a comment is in.
pub(super) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let inside_word =
            before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        let means_something = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '{' | '}' | '@' | '|' | '~' => true,
            '_' => !inside_word,
            '&' => rest
                .peek()
                .is_some_and(|next| next.is_alphanumeric() || *next == '#'),
            '#' | '+' | '-' | '=' => before == ' ',
            '/' => before == '*',
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
