//! Lines of the preprocessor: what they include and define, and what they leave out.
//!
//! Conditions are not evaluated, because nobody knows the build that they ask for: the first branch of each is
//! read, except of `#if 0`.

use super::lexer::{end_of_directive, trim};
use std::ops::Range;

/// What the directives of a file say.
#[derive(Debug, Default)]
pub(super) struct Directives {
    /// The names of included files, without their quotes or angle brackets.
    pub(super) includes: Vec<Range<usize>>,
    /// Macros without parameters: name and replacement.
    pub(super) defines: Vec<(Range<usize>, Range<usize>)>,
    /// Conditions that are open at the end of the file.
    pub(super) unclosed: Vec<Range<usize>>,
}

/// The conditions that a place stands in.
#[derive(Debug, Default)]
pub(super) struct Conditionals {
    open: Vec<Range<usize>>,
}

/// Where skipping ends.
enum Until {
    /// At the next branch that is read.
    Branch,
    /// At the end of the condition.
    End,
}

impl Directives {
    /// Reads a directive and returns where reading goes on: behind it, or behind what it leaves out.
    pub(super) fn read(
        &mut self,
        text: &str,
        directive: Range<usize>,
        conditionals: &mut Conditionals,
    ) -> usize {
        let (name, rest) = split(text, directive.clone());
        let end = directive.end;
        match &text[name] {
            "include" => {
                self.includes.extend(include_name(text, rest));
                end
            }
            "define" => {
                self.defines.extend(macro_definition(text, rest));
                end
            }
            "if" | "ifdef" | "ifndef" => {
                conditionals.open.push(directive);
                if text[rest].trim() == "0" {
                    self.skip(text, end, Until::Branch, conditionals)
                } else {
                    end
                }
            }
            "elif" | "elifdef" | "elifndef" | "else" if !conditionals.open.is_empty() => {
                self.skip(text, end, Until::End, conditionals)
            }
            "endif" => {
                conditionals.open.pop();
                end
            }
            _ => end,
        }
    }

    /// Leaves out lines, and returns where reading goes on.
    fn skip(
        &mut self,
        text: &str,
        from: usize,
        until: Until,
        conditionals: &mut Conditionals,
    ) -> usize {
        let mut depth = 0;
        let mut at = from;
        while at < text.len() {
            let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
            let line = trim(text, at..line_end);
            if !text[line.clone()].starts_with('#') {
                at = line_end + 1;
                continue;
            }
            let end = end_of_directive(text, line.start);
            let (name, rest) = split(text, line.start..end);
            match (&text[name], &until) {
                ("if" | "ifdef" | "ifndef", _) => depth += 1,
                ("endif", _) if depth == 0 => {
                    conditionals.open.pop();
                    return end;
                }
                ("endif", _) => depth -= 1,
                ("else", Until::Branch) if depth == 0 => return end,
                ("elif", Until::Branch) if depth == 0 && text[rest.clone()].trim() != "0" => {
                    return end;
                }
                _ => {}
            }
            at = end + 1;
        }
        self.unclosed.extend(conditionals.open.pop());
        text.len()
    }
}

/// The name of a directive, and what follows it.
fn split(text: &str, directive: Range<usize>) -> (Range<usize>, Range<usize>) {
    let body = trim(text, directive.start + 1..directive.end);
    let length = text[body.clone()]
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let name = body.start..body.start + length;
    (name.clone(), trim(text, name.end..body.end))
}

/// The file that `"name"` or `<name>` names.
pub(super) fn include_name(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let range = trim(text, range);
    let whole = &text[range.clone()];
    let close = match whole.bytes().next()? {
        b'"' => '"',
        b'<' => '>',
        _ => return None,
    };
    let length = whole[1..].find(close)?;
    let start = range.start + 1;
    (length > 0).then_some(start..start + length)
}

/// Name and replacement of a macro without parameters.
pub(super) fn macro_definition(
    text: &str,
    range: Range<usize>,
) -> Option<(Range<usize>, Range<usize>)> {
    let whole = &text[range.clone()];
    let length = whole
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let rest = &whole[length..];
    if length == 0 || rest.trim().is_empty() || !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let name = range.start..range.start + length;
    Some((name.clone(), trim(text, name.end..range.end)))
}
