//! Documentation comments.
//!
//! They are what `go doc` shows and `gofmt` rewrites: a line that begins with some mark would be a heading, a list,
//! a link or a note. There is no way to escape one, so no line of prose begins with it.

use super::names;
use crate::backend::sdk::docs::{Block, clean, wrap};
use crate::backend::sdk::text::Source;

/// Columns that prose is wrapped at, without indentation and comment marks.
const WIDTH: usize = 100;

/// Writes paragraphs as a comment.
pub(super) fn comment(source: &mut Source, paragraphs: &[String]) {
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        add_paragraph(&mut lines, paragraph);
    }
    write(source, &lines);
}

/// Writes blocks as a comment; `errors` are the type of the declared errors and its kinds.
pub(super) fn blocks(source: &mut Source, blocks: &[Block], errors: Option<(&str, &[String])>) {
    let mut lines = Vec::new();
    let mut kinds = errors.map(|(_, kinds)| kinds.iter()).unwrap_or_default();
    let mut previous: Option<&Block> = None;
    for block in blocks {
        match block {
            Block::Text(text) => add_paragraph(&mut lines, &prose(text)),
            Block::Parameter(name, text) => {
                let name = match name.snake() {
                    own @ ("params" | "value") => own.to_owned(),
                    _ => names::parameter(name),
                };
                let item = format!("{name}: {}", prose(text));
                let continues = matches!(previous, Some(Block::Parameter(..)));
                add_item(&mut lines, &item, continues);
            }
            Block::Returns(text) => {
                add_paragraph(&mut lines, &format!("It gives: {}", prose(text)));
            }
            Block::Error(_, text) => {
                let continues = matches!(previous, Some(Block::Error(..)));
                if let (false, Some((name, _))) = (continues, errors) {
                    let head = format!("It may fail with a [{name}] of the kind");
                    add_paragraph(&mut lines, &head);
                }
                let kind = kinds.next().map(String::as_str).unwrap_or_default();
                add_item(
                    &mut lines,
                    &format!("[{kind}] says: {}", prose(text)),
                    continues,
                );
            }
            Block::Deprecated => {
                add_paragraph(
                    &mut lines,
                    "Deprecated: still served, but not to be used any more.",
                );
            }
        }
        previous = Some(block);
    }
    write(source, &lines);
}

/// A text with the name of what it is about in front, as is usual.
pub(super) fn named(name: &str, text: &str) -> String {
    // With a colon behind it, this one would mean something.
    if name == "Deprecated" {
        format!("{name}, by name: {text}")
    } else {
        format!("{name}: {text}")
    }
}

/// A text of the definition, so that nothing in it is rewritten or means something.
pub(super) fn prose(text: &str) -> String {
    let text = clean(text);
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let mut count = 1;
        while matches!(c, '`' | '\'') && rest.peek() == Some(&c) {
            rest.next();
            count += 1;
        }
        match (c, count) {
            // Two of them would become typographic quotes.
            ('`' | '\'', 2..) => out.push('"'),
            _ => out.push(c),
        }
    }
    if out.split(' ').next().is_some_and(is_mark) {
        out.insert_str(0, "\u{2026} ");
    }
    out
}

/// Whether a line that begins with this word would be more than prose.
fn is_mark(word: &str) -> bool {
    let number = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_list = matches!(word, "-" | "*" | "+" | "\u{2022}")
        || number.len() < word.len() && matches!(number, "." | ")");
    let is_note = word == "Deprecated:" || word.contains("):") || word.contains("]:");
    is_list || is_note || word.starts_with(['#', '+']) || word.starts_with("//")
}

fn add_paragraph(lines: &mut Vec<String>, text: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(wrapped(text, WIDTH));
}

fn add_item(lines: &mut Vec<String>, text: &str, continues: bool) {
    if !continues && !lines.is_empty() {
        lines.push(String::new());
    }
    for (position, line) in wrapped(text, WIDTH - 4).into_iter().enumerate() {
        let indent = if position == 0 { "  - " } else { "    " };
        lines.push(format!("{indent}{line}"));
    }
}

/// Lines of a text none of which begins with a mark, unless it is the first word.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in wrap(text, width) {
        let starts_with_mark = line.split(' ').next().is_some_and(is_mark);
        match lines.last_mut() {
            Some(last) if starts_with_mark => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => lines.push(line),
        }
    }
    lines
}

fn write(source: &mut Source, lines: &[String]) {
    for line in lines {
        source.line(format!("// {line}").trim_end());
    }
}
