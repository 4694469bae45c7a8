//! Expressions, which are kept as they are until somebody asks for their value.

use super::super::tree::Expression;
use super::Parser;

impl<'t> Parser<'t, '_> {
    /// The tokens of an expression, up to one that `ends` it or a mark that cannot be in one.
    pub(super) fn expression(&mut self, ends: impl Fn(&Self) -> bool) -> Expression<'t> {
        let start = self.at;
        while !self.at_end() && !ends(self) && !self.is(";") && !self.is("}") {
            if self.is(")") || self.is("]") {
                break;
            }
            if self.is("(") || self.is("[") || self.is("{") {
                self.skip_brackets();
            } else {
                self.next();
            }
        }
        Expression {
            text: self.text,
            tokens: self.lexed.tokens[start..self.at].to_vec(),
            span: self.span(start..self.at),
        }
    }
}
