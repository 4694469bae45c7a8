//! From text to tokens.
//!
//! A token knows its place and the comments before it, because that is where the tags are. Lines of the
//! preprocessor are no tokens: [`preprocessor`](super::preprocessor) reads them.

use super::preprocessor::{Conditionals, Directives};
use crate::diagnostic::{Diagnostic, Diagnostics, rules as rule};
use crate::source::{SourceId, Span};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or a keyword.
    Word,
    Number,
    /// A string literal, with its quotes.
    Text,
    /// A character literal, with its quotes.
    Character,
    /// Punctuation: one character, or `::`.
    Mark,
    /// Behind the last token.
    End,
}

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last one.
    pub(super) end: usize,
    /// The comments between the token before and this one, as a range of [`Lexed::comments`].
    pub(super) comments: Range<usize>,
}

/// A comment with a tag in it. Line comments that follow each other are one.
#[derive(Debug)]
pub(super) struct Comment {
    /// Its lines, without what marks them as comment.
    pub(super) lines: Vec<Range<usize>>,
    /// It begins behind a token in the same line.
    pub(super) trailing: bool,
}

/// The tokens of a file.
#[derive(Debug)]
pub(super) struct Lexed {
    pub(super) source: SourceId,
    /// All tokens, the last of them of kind [`Kind::End`].
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment>,
    pub(super) directives: Directives,
}

/// Splits a text into tokens, from `start` on.
pub(super) fn lex(
    text: &str,
    start: usize,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: start,
        source,
        line_has_token: false,
        tokens: Vec::with_capacity((text.len() - start) / 8),
        comments: Vec::new(),
        pending: 0,
        directives: Directives::default(),
        conditionals: Conditionals::default(),
        diagnostics,
    };
    lexer.run();
    Lexed {
        source,
        tokens: lexer.tokens,
        comments: lexer.comments,
        directives: lexer.directives,
    }
}

struct Lexer<'t, 'd> {
    text: &'t str,
    at: usize,
    source: SourceId,
    /// The line so far has a token in it.
    line_has_token: bool,
    tokens: Vec<Token>,
    comments: Vec<Comment>,
    /// The first comment that no token has taken yet.
    pending: usize,
    directives: Directives,
    conditionals: Conditionals,
    diagnostics: &'d mut Diagnostics,
}

impl Lexer<'_, '_> {
    fn run(&mut self) {
        if self.at == 0 && self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        while let Some(byte) = self.byte(0) {
            let start = self.at;
            match byte {
                b'\n' => {
                    self.line_has_token = false;
                    self.at += 1;
                }
                b'\\' | b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.byte(1) == Some(b'/') => self.line_comments(),
                b'/' if self.byte(1) == Some(b'*') => self.block_comment(),
                b'#' if !self.line_has_token => self.directive(),
                b'"' => {
                    self.quoted(b'"');
                    self.push(Kind::Text, start);
                }
                b'\'' => {
                    self.quoted(b'\'');
                    self.push(Kind::Character, start);
                }
                b'R' if self.byte(1) == Some(b'"') => {
                    self.raw_string();
                    self.push(Kind::Text, start);
                }
                b'0'..=b'9' => {
                    self.number();
                    self.push(Kind::Number, start);
                }
                b':' if self.byte(1) == Some(b':') => {
                    self.at += 2;
                    self.push(Kind::Mark, start);
                }
                byte if is_word(byte) => {
                    self.at += self
                        .rest()
                        .bytes()
                        .take_while(|byte| is_word(*byte))
                        .count();
                    self.push(Kind::Word, start);
                }
                _ => {
                    self.at += 1;
                    self.push(Kind::Mark, start);
                }
            }
        }
        self.push(Kind::End, self.text.len());
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.line_has_token = true;
        self.tokens.push(Token {
            kind,
            start,
            end: self.at,
            comments: self.pending..self.comments.len(),
        });
        self.pending = self.comments.len();
    }

    /// A literal up to its closing quote, or to the end of the line if there is none.
    fn quoted(&mut self, quote: u8) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            match byte {
                b'\\' => self.at += 1 + self.byte(1).map_or(0, |byte| usize::from(byte.is_ascii())),
                b'\n' => break,
                byte if byte == quote => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
        self.report(
            start,
            start + 1,
            "a literal without its closing quote",
            "close it in the same line",
        );
    }

    /// `R"name(...)name"`, where the name may be empty.
    fn raw_string(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let name = rest[2..].split(['(', '"', '\n']).next().unwrap_or_default();
        let close = format!("){name}\"");
        match rest.find(&close) {
            Some(end) => self.at += end + close.len(),
            None => {
                self.at = self.text.len();
                self.report(start, start + 2, "a raw string without its end", "close it");
            }
        }
    }

    fn number(&mut self) {
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        while let Some(byte) = bytes.get(length) {
            let exponent = length > 0 && matches!(bytes[length - 1], b'e' | b'E' | b'p' | b'P');
            let hexadecimal = bytes.starts_with(b"0x") || bytes.starts_with(b"0X");
            let power = exponent && (!hexadecimal || matches!(bytes[length - 1], b'p' | b'P'));
            let part = is_word(*byte)
                || *byte == b'.'
                || (*byte == b'\'' && bytes.get(length + 1).is_some_and(u8::is_ascii_alphanumeric))
                || (power && matches!(byte, b'+' | b'-'));
            if !part {
                break;
            }
            length += 1;
        }
        self.at += length;
    }

    /// Line comments in lines that follow each other, as one.
    fn line_comments(&mut self) {
        let trailing = self.line_has_token;
        let mut lines = Vec::new();
        loop {
            let length = self.rest().find('\n').unwrap_or(self.rest().len());
            let marks = self
                .rest()
                .trim_start_matches('/')
                .trim_start_matches(['!', '<']);
            let start = (self.text.len() - marks.len()).min(self.at + length);
            lines.push(trim(self.text, start..self.at + length));
            self.at += length;
            // The next line continues the comment if it has one and nothing before it. What begins behind a
            // token is over when a tag begins the next line.
            let Some(line) = self.rest().strip_prefix('\n') else {
                break;
            };
            let indent = line
                .bytes()
                .take_while(|byte| matches!(byte, b' ' | b'\t'))
                .count();
            let next = line[indent..].strip_prefix("//");
            if !next.is_some_and(|next| !trailing || !next.trim_start().starts_with('@')) {
                break;
            }
            self.at += 1 + indent;
            self.line_has_token = false;
        }
        self.keep(lines, trailing);
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let trailing = self.line_has_token;
        let rest = self.rest();
        let end = rest[2..].find("*/").map(|end| start + 2 + end);
        self.at = end.map_or(self.text.len(), |end| end + 2);
        if end.is_none() {
            self.report(
                start,
                start + 2,
                "a comment without its end",
                "add `*/` where the comment ends",
            );
        }
        let inner = start + 2..end.unwrap_or(self.text.len());
        let mut lines = Vec::new();
        let mut from = inner.start;
        for line in self.text[inner].split('\n') {
            lines.push(without_gutter(self.text, from..from + line.len()));
            from += line.len() + 1;
        }
        self.keep(lines, trailing);
    }

    /// Keeps a comment if there is a tag in it.
    fn keep(&mut self, lines: Vec<Range<usize>>, trailing: bool) {
        if lines
            .iter()
            .any(|line| self.text[line.clone()].contains('@'))
        {
            self.comments.push(Comment { lines, trailing });
        }
    }

    /// A line of the preprocessor, with the lines that continue it, and what it leaves out.
    fn directive(&mut self) {
        let start = self.at;
        let end = end_of_directive(self.text, start);
        self.at = end;
        let resume = self
            .directives
            .read(self.text, start..end, &mut self.conditionals);
        self.at = resume;
        self.line_has_token = false;
    }

    fn report(&mut self, start: usize, end: usize, message: &str, help: &str) {
        let span = Span {
            source: self.source,
            start,
            end,
        };
        let diagnostic = Diagnostic::new(&rule::INVALID_HEADER, message, span);
        self.diagnostics.report(diagnostic.help(help));
    }
}

/// Whether a byte may be a part of an identifier. Every letter beyond ASCII may.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// A range without the white space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = &text[range.clone()];
    let start = range.start + whole.len() - whole.trim_start().len();
    start..start + whole.trim().len()
}

/// A line of a block comment without the asterisks that stand at its margin.
fn without_gutter(text: &str, line: Range<usize>) -> Range<usize> {
    let mut range = trim(text, line);
    let whole = &text[range.clone()];
    let rest = whole.trim_start_matches('*');
    let rest = rest.strip_prefix('<').unwrap_or(rest);
    // An asterisk that touches a word is emphasis.
    if rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with('@') {
        range.start = range.end - rest.len();
    }
    let rest = text[range.clone()].trim_end_matches('*');
    if rest.is_empty() || rest.ends_with(char::is_whitespace) {
        range.end = range.start + rest.len();
    }
    trim(text, range)
}

/// Where a directive ends: at the end of its line, or of the last line that continues it. A comment may
/// continue it too.
pub(super) fn end_of_directive(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => return at,
            b'\\' if bytes[at + 1..].starts_with(b"\r\n") => at += 3,
            b'\\' => at += 2,
            b'/' if bytes[at + 1..].starts_with(b"*") => {
                let end = text[at + 2..].find("*/");
                at = end.map_or(bytes.len(), |end| at + 2 + end + 2);
            }
            b'/' if bytes[at + 1..].starts_with(b"/") => {
                return text[at..].find('\n').map_or(bytes.len(), |end| at + end);
            }
            _ => at += 1,
        }
    }
    bytes.len()
}
