//! From tokens to declarations.
//!
//! What an interface is made of is read exactly: namespaces, structs, enumerations, aliases, constants and
//! virtual methods. What has no part in it, such as function bodies, templates and macros, is left out without
//! a look inside. After a mistake, reading goes on with the next declaration.

mod enumeration;
mod expression;
mod function;
mod member;
mod scope;
mod types;

use super::comment::{self, Tag};
use super::lexer::{Kind, Lexed, Token};
use super::tag;
use super::tree::{Id, Tree};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::source::Span;
use std::ops::Range;

/// Deepest nesting of scopes and of template arguments.
const DEEPEST: usize = 64;
/// Most mistakes that are reported for one file.
const MOST_ERRORS: usize = 50;

/// Reads the declarations of a file into the tree.
///
/// Mistakes are reported if `strict`; in a file that is only included, they are nobody's concern here.
pub(super) fn parse<'t>(
    text: &'t str,
    lexed: &'t Lexed,
    root: Id,
    strict: bool,
    tree: &mut Tree<'t>,
    diagnostics: &mut Diagnostics,
) {
    let mut parser = Parser {
        text,
        lexed,
        at: 0,
        tree,
        diagnostics,
        strict,
        errors: 0,
        depth: 0,
    };
    parser.file(root);
}

struct Parser<'t, 'd> {
    text: &'t str,
    lexed: &'t Lexed,
    /// The next token.
    at: usize,
    tree: &'d mut Tree<'t>,
    diagnostics: &'d mut Diagnostics,
    strict: bool,
    errors: usize,
    /// How many scopes and template arguments are open.
    depth: usize,
}

/// Reading a declaration failed. The reason has been reported.
struct Failed;

type Parsed<T> = Result<T, Failed>;

impl<'t> Parser<'t, '_> {
    fn token(&self) -> &'t Token {
        self.token_at(self.at)
    }

    fn token_at(&self, index: usize) -> &'t Token {
        let tokens = &self.lexed.tokens;
        &tokens[index.min(tokens.len() - 1)]
    }

    fn text_at(&self, index: usize) -> &'t str {
        let token = self.token_at(index);
        &self.text[token.start..token.end]
    }

    fn kind(&self) -> Kind {
        self.token().kind
    }

    fn at_end(&self) -> bool {
        self.kind() == Kind::End
    }

    /// Whether the next token is this word or mark.
    fn is(&self, text: &str) -> bool {
        self.is_at(self.at, text)
    }

    fn is_at(&self, index: usize, text: &str) -> bool {
        let kind = self.token_at(index).kind;
        matches!(kind, Kind::Word | Kind::Mark) && self.text_at(index) == text
    }

    fn is_word_at(&self, index: usize) -> bool {
        self.token_at(index).kind == Kind::Word
    }

    /// The next token, if it is a word.
    fn word(&self) -> Option<&'t str> {
        (self.kind() == Kind::Word).then(|| self.text_at(self.at))
    }

    fn next(&mut self) {
        self.at = (self.at + 1).min(self.lexed.tokens.len() - 1);
    }

    /// Takes the next token if it is this word or mark.
    fn eat(&mut self, text: &str) -> bool {
        let found = self.is(text);
        if found {
            self.next();
        }
        found
    }

    /// Takes a mark that must come now. `after` is what it belongs behind.
    fn expect(&mut self, mark: &str, after: &str) -> Parsed<()> {
        if self.eat(mark) {
            return Ok(());
        }
        let message = format!(
            "expected {} {after}, but found {}",
            quoted(mark),
            self.found()
        );
        Err(self.error(message, &format!("add {} before it", quoted(mark))))
    }

    /// The next token, for a message.
    fn found(&self) -> String {
        match self.kind() {
            Kind::End => "the end of the file".to_owned(),
            _ => quoted(self.text_at(self.at)),
        }
    }

    fn span(&self, tokens: Range<usize>) -> Span {
        let start = self.token_at(tokens.start).start;
        let last = self.token_at(tokens.end.max(tokens.start + 1) - 1);
        Span {
            source: self.lexed.source,
            start,
            end: last.end.max(start),
        }
    }

    fn span_at(&self, index: usize) -> Span {
        self.span(index..index + 1)
    }

    /// Reports a mistake at the next token.
    fn error(&mut self, message: impl Into<String>, help: &str) -> Failed {
        let mut span = self.span_at(self.at);
        if self.at_end() {
            // There is nothing to see behind the last token.
            span = self.span_at(self.at.saturating_sub(1));
        }
        self.error_at(span, message, help)
    }

    fn error_at(&mut self, span: Span, message: impl Into<String>, help: &str) -> Failed {
        self.errors += 1;
        if self.strict && self.errors <= MOST_ERRORS {
            let diagnostic = Diagnostic::new(&rule::INVALID_HEADER, message, span);
            self.diagnostics.report(diagnostic.help(help));
        }
        Failed
    }

    /// The tags in the comments before some tokens.
    fn tags(&mut self, tokens: Range<usize>) -> Vec<Tag<'t>> {
        let mut found = Vec::new();
        let mut near = Vec::new();
        for index in tokens {
            let token = self.token_at(index);
            for number in token.comments.clone() {
                let comment = &self.lexed.comments[number];
                let first = found.len();
                comment::tags(self.text, comment, &mut found, &mut near);
                let behind_separator = comment.trailing
                    && index > 0
                    && (self.is_at(index - 1, ",") || self.is_at(index - 1, ";"))
                    && self.is_in_later_line(&comment.lines, token);
                found[first..]
                    .iter_mut()
                    .for_each(|tag| tag.trailing = behind_separator);
            }
        }
        if self.strict {
            tag::mention_near(&near, self.lexed.source, self.diagnostics);
        }
        found
    }

    fn is_in_later_line(&self, comment: &[Range<usize>], token: &Token) -> bool {
        let end = comment.last().map_or(token.start, |line| line.end);
        self.text[end..token.start.max(end)].contains('\n')
    }

    /// Reports the tags in the comments before a token that ends a scope: they belong to nothing.
    fn mention_lost_tags(&mut self, token: usize) {
        let tags = self.tags(token..token + 1);
        if self.strict {
            tag::mention_lost(&tags, self.lexed.source, self.diagnostics);
        }
    }

    /// Goes on behind the end of the declaration that could not be read.
    fn recover(&mut self, start: usize) {
        self.skip_until(|parser| parser.is(";"));
        self.eat(";");
        if self.at == start && !self.at_end() && !self.is("}") {
            self.next();
        }
    }

    /// Skips tokens, and all that stands in brackets, up to one that `ends`, or that closes the scope.
    fn skip_until(&mut self, ends: impl Fn(&Self) -> bool) {
        while !self.at_end() && !ends(self) {
            if self.is("{") || self.is("(") || self.is("[") {
                let is_body = self.is("{");
                self.skip_brackets();
                // A function's body ends its declaration.
                let goes_on = [";", ",", ")", "(", "{"].iter().any(|mark| self.is(mark));
                if is_body && !goes_on && !ends(self) {
                    return;
                }
            } else if self.is("}") {
                return;
            } else {
                self.next();
            }
        }
    }

    /// Skips an opening bracket, what it closes around, and its closing bracket.
    fn skip_brackets(&mut self) {
        let mut depth = 0usize;
        while !self.at_end() {
            match self.text_at(self.at) {
                _ if self.kind() != Kind::Mark => {}
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => {
                    depth -= 1;
                    if depth == 0 {
                        self.next();
                        return;
                    }
                }
                _ => {}
            }
            self.next();
        }
    }
}

/// Whether a word is written like a macro.
fn is_macro_name(word: &str) -> bool {
    word.len() > 1
        && word.bytes().any(|byte| byte.is_ascii_uppercase())
        && word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
