//! Documentation strings.
//!
//! Tools read them as Markdown, as reStructuredText, or as they are, and run what looks like an
//! interpreter's session; the definition's texts must be none of these.

use crate::backend::sdk::docs::{Block, clean, wrap, wrap_paragraphs};
use crate::backend::sdk::text::Source;

use super::names;

/// Columns that prose is wrapped at, without indentation.
const WIDTH: usize = 96;

/// Writes paragraphs as a documentation string.
pub(super) fn paragraphs(source: &mut Source, paragraphs: &[String]) {
    write(source, &wrap_paragraphs(paragraphs, WIDTH));
}

/// Writes blocks as a documentation string; `errors` is the class of the declared errors, and blocks about
/// parameters are named already.
pub(super) fn blocks(source: &mut Source, blocks: &[Block], errors: Option<&str>) {
    let mut lines: Vec<String> = Vec::new();
    let mut section = "";
    for block in blocks {
        let (title, name, text) = match block {
            Block::Text(text) => ("", String::new(), escape(text)),
            Block::Parameter(name, text) => ("Args:", names::parameter(name), escape(text)),
            Block::Returns(text) => ("Returns:", String::new(), escape(text)),
            Block::Error(name, text) => {
                let text = format!("`{}`: {}", name.snake(), escape(text));
                ("Raises:", errors.unwrap_or("RpcError").to_owned(), text)
            }
            Block::Deprecated => (
                "",
                String::new(),
                "Deprecated: still served, but not to be used any more.".to_owned(),
            ),
        };
        if title.is_empty() || title != section {
            separate(&mut lines);
            lines.extend((!title.is_empty()).then(|| title.to_owned()));
        }
        section = title;
        if title.is_empty() {
            lines.extend(wrap(&text, WIDTH));
            continue;
        }
        let text = if name.is_empty() {
            text
        } else {
            format!("{name}: {text}")
        };
        let wrapped = wrap(&text, WIDTH - 8);
        let mut indent = "    ";
        for line in wrapped {
            lines.push(format!("{indent}{line}"));
            if !name.is_empty() {
                indent = "        ";
            }
        }
    }
    write(source, &lines);
}

fn separate(lines: &mut Vec<String>) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
}

/// Writes lines; where one holds a backslash, all of them are a literal in which it stands for itself.
fn write(source: &mut Source, lines: &[String]) {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| line.replace("\"\"\"", "\\\"\\\"\\\""))
        .collect();
    let is_raw = lines.iter().any(|line| line.contains('\\'));
    let open = if is_raw { "r\"\"\"" } else { "\"\"\"" };
    match lines.as_slice() {
        [] => {}
        [line] if !line.ends_with(['"', '\\']) => {
            source.line(format!("{open}{line}\"\"\""));
        }
        [first, rest @ ..] => {
            source.line(format!("{open}{first}"));
            for line in rest {
                source.line(line);
            }
            source.line("\"\"\"");
        }
    }
}

/// A text of the definition as one that shows as it is.
pub(super) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        let means_something = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '&' => after.is_alphanumeric() || after == '#',
            '#' | '+' | '-' | '=' | '~' => before == ' ' && (after == ' ' || after == c),
            '.' => before == ' ' && after == '.',
            ':' => before == ' ' || after == ':',
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
