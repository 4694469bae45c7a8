//! The values of constant expressions: of enumerations, lengths of arrays and restrictions.

use super::lexer::{Kind, Token, lex};
use super::names::Names;
use super::tree::{Constant, EntityKind, Expression, Id, Path, Step};
use crate::diagnostic::Diagnostics;
use crate::source::Span;
use std::cell::RefCell;
use std::collections::HashMap;

/// Deepest nesting of an expression, and of constants in each other.
const DEEPEST: usize = 64;

/// A number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i128),
    Float(f64),
}

impl Number {
    fn as_float(self) -> f64 {
        match self {
            // Bounds of more than 53 bits are rounded, as everywhere in JSON.
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

/// The constants whose values are known already, and the macros that stand for some.
#[derive(Debug)]
pub(super) struct Constants<'t> {
    values: RefCell<HashMap<Id, Option<Number>>>,
    macros: HashMap<&'t str, Expression<'t>>,
}

impl<'t> Constants<'t> {
    /// With the macros that stand for numbers.
    pub(super) fn new(macros: HashMap<&'t str, Expression<'t>>) -> Self {
        Self {
            values: RefCell::new(HashMap::new()),
            macros,
        }
    }

    /// The value of a constant.
    pub(super) fn value(&self, id: Id, names: &Names<'t>) -> Option<Number> {
        self.value_within(id, names, DEEPEST)
    }

    fn value_within(&self, id: Id, names: &Names<'t>, budget: usize) -> Option<Number> {
        // Each value of an enumeration may only be known by the one before it.
        let mut pending = Vec::new();
        let mut at = id;
        let mut value = loop {
            if let Some(value) = self.values.borrow().get(&at) {
                break *value;
            }
            let entity = names.tree.get(at);
            let scope = entity.parent?;
            match &entity.kind {
                EntityKind::Constant(Constant::After(before)) => {
                    pending.push(at);
                    at = *before;
                }
                EntityKind::Constant(Constant::Zero) => break Some(Number::Integer(0)),
                EntityKind::Constant(Constant::Value(expression)) => {
                    break self.evaluate_within(expression, scope, names, budget);
                }
                _ => return None,
            }
        };
        self.values.borrow_mut().insert(at, value);
        while let Some(next) = pending.pop() {
            value = match value {
                Some(Number::Integer(value)) => value.checked_add(1).map(Number::Integer),
                _ => None,
            };
            self.values.borrow_mut().insert(next, value);
        }
        value
    }

    /// The value of an expression in a scope.
    pub(super) fn evaluate(
        &self,
        expression: &Expression<'t>,
        scope: Id,
        names: &Names<'t>,
    ) -> Option<Number> {
        self.evaluate_within(expression, scope, names, DEEPEST)
    }

    fn evaluate_within(
        &self,
        expression: &Expression<'t>,
        scope: Id,
        names: &Names<'t>,
        budget: usize,
    ) -> Option<Number> {
        let mut evaluation = Evaluation {
            constants: self,
            names,
            scope,
            text: expression.text,
            tokens: &expression.tokens,
            at: 0,
            budget: budget.checked_sub(1)?,
        };
        let value = evaluation.binary(0)?;
        (evaluation.at == evaluation.tokens.len()).then_some(value)
    }
}

/// The tokens of an expression that stands in a comment or in a macro.
pub(super) fn expression<'t>(text: &'t str, span: Span) -> Expression<'t> {
    let mut lexed = lex(
        &text[..span.end],
        span.start,
        span.source,
        &mut Diagnostics::default(),
    );
    lexed.tokens.pop();
    Expression {
        text,
        tokens: lexed.tokens,
        span,
    }
}

struct Evaluation<'t, 'a> {
    constants: &'a Constants<'t>,
    names: &'a Names<'t>,
    scope: Id,
    text: &'t str,
    tokens: &'a [Token],
    at: usize,
    /// How much deeper the expression may go.
    budget: usize,
}

impl<'t> Evaluation<'t, '_> {
    fn text(&self, ahead: usize) -> &'t str {
        self.tokens
            .get(self.at + ahead)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.text(0) == text;
        self.at += usize::from(found);
        found
    }

    /// The operator that comes next, with how strongly it binds and how many tokens it has.
    fn operator(&self) -> Option<(&'static str, u8, usize)> {
        let adjacent = match self.tokens.get(self.at..self.at + 2) {
            Some([first, second]) => first.end == second.start,
            _ => false,
        };
        const TWO: [(&str, &str, &str, u8); 4] = [
            ("<", "<", "<<", 4),
            (">", ">", ">>", 4),
            ("|", "|", "||", 0),
            ("&", "&", "&&", 0),
        ];
        const ONE: [(&str, u8); 8] = [
            ("|", 1),
            ("^", 2),
            ("&", 3),
            ("+", 5),
            ("-", 5),
            ("*", 6),
            ("/", 6),
            ("%", 6),
        ];
        let two = TWO.iter().find(|(first, second, ..)| {
            adjacent && self.text(0) == *first && self.text(1) == *second
        });
        if let Some((_, _, operator, strength)) = two {
            return (*strength > 0).then_some((*operator, *strength, 2));
        }
        let one = ONE.iter().find(|(operator, _)| self.text(0) == *operator);
        one.map(|(operator, strength)| (*operator, *strength, 1))
    }

    /// Operands with operators that bind at least so strongly.
    fn binary(&mut self, least: u8) -> Option<Number> {
        let mut left = self.unary()?;
        while let Some((operator, strength, tokens)) = self.operator()
            && strength >= least
        {
            self.at += tokens;
            let right = self.deeper(|this| this.binary(strength + 1))?;
            left = apply(operator, left, right)?;
        }
        Some(left)
    }

    fn deeper(&mut self, inner: impl FnOnce(&mut Self) -> Option<Number>) -> Option<Number> {
        self.budget = self.budget.checked_sub(1)?;
        let value = inner(self);
        self.budget += 1;
        value
    }

    fn unary(&mut self) -> Option<Number> {
        let (mut negative, mut complement) = (false, false);
        loop {
            match self.text(0) {
                "+" => {}
                "-" if !complement => negative = !negative,
                "~" if !negative && !complement => complement = true,
                _ => break,
            }
            self.at += 1;
        }
        let value = self.primary()?;
        Some(match value {
            Number::Integer(value) if negative => Number::Integer(value.checked_neg()?),
            Number::Integer(value) if complement => Number::Integer(!value),
            Number::Float(value) if negative => Number::Float(-value),
            Number::Float(_) if complement => return None,
            value => value,
        })
    }

    fn primary(&mut self) -> Option<Number> {
        let token = self.tokens.get(self.at)?;
        let text = self.text(0);
        match token.kind {
            Kind::Number => {
                self.at += 1;
                number(text)
            }
            Kind::Character => {
                self.at += 1;
                let mut characters = text.trim_matches('\'').chars();
                let value = characters.next().filter(|first| *first != '\\')?;
                characters
                    .next()
                    .is_none()
                    .then_some(Number::Integer(u32::from(value).into()))
            }
            Kind::Mark if text == "(" => {
                self.at += 1;
                let value = self.deeper(|this| this.binary(0))?;
                self.eat(")").then_some(value)
            }
            Kind::Word if text == "static_cast" && self.text(1) == "<" => {
                while !self.eat(">") {
                    self.tokens.get(self.at)?;
                    self.at += 1;
                }
                self.primary()
            }
            Kind::Word | Kind::Mark => self.name(),
            _ => None,
        }
    }

    /// A constant by its name, a macro, or a type that is called like a function.
    fn name(&mut self) -> Option<Number> {
        let first = self.tokens.get(self.at)?;
        let global = self.eat("::");
        let mut steps = Vec::new();
        loop {
            if self.tokens.get(self.at)?.kind != Kind::Word {
                return None;
            }
            let name = self.text(0);
            self.at += 1;
            steps.push(Step {
                name,
                arguments: Vec::new(),
            });
            if !self.eat("::") {
                break;
            }
        }
        if self.text(0) == "(" {
            return self.deeper(Self::primary);
        }
        // Only its names matter to the search.
        let span = Span {
            source: self.names.tree.get(self.scope).span.source,
            start: first.start,
            end: first.end,
        };
        let path = Path {
            global,
            steps,
            span,
        };
        if let Some(id) = self.names.find(&path, self.scope) {
            return self.constants.value_within(id, self.names, self.budget);
        }
        let [step] = path.steps.as_slice() else {
            return None;
        };
        let expression = self.constants.macros.get(step.name)?;
        self.constants
            .evaluate_within(expression, self.scope, self.names, self.budget)
    }
}

fn apply(operator: &str, left: Number, right: Number) -> Option<Number> {
    if let (Number::Integer(left), Number::Integer(right)) = (left, right) {
        let shift = u32::try_from(right).ok().filter(|shift| *shift < 64);
        return Some(Number::Integer(match operator {
            "+" => left.checked_add(right)?,
            "-" => left.checked_sub(right)?,
            "*" => left.checked_mul(right)?,
            "/" => left.checked_div(right)?,
            "%" => left.checked_rem(right)?,
            "|" => left | right,
            "^" => left ^ right,
            "&" => left & right,
            "<<" => left.checked_mul(1i128 << shift?)?,
            ">>" => left >> shift?,
            _ => return None,
        }));
    }
    let (left, right) = (left.as_float(), right.as_float());
    Some(Number::Float(match operator {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => left / right,
        _ => return None,
    }))
}

/// A literal. Behind it, K, M and G stand for powers of 1024, as restrictions have them.
fn number(text: &str) -> Option<Number> {
    let text = text.replace('\'', "");
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.as_bytes() {
        [b'0', b'x', ..] => (&lower[2..], 16),
        [b'0', b'b', ..] => (&lower[2..], 2),
        [b'0', b'0'..=b'7', ..] if !lower.contains('.') => (&lower[1..], 8),
        _ => (lower.as_str(), 10),
    };
    let digits = digits.trim_end_matches(['u', 'l']);
    if radix == 10 && (digits.contains('.') || digits.contains('e')) {
        let value: f64 = digits.trim_end_matches('f').parse().ok()?;
        return value.is_finite().then_some(Number::Float(value));
    }
    let (digits, factor) = match digits.chars().next_back()? {
        'k' => (&digits[..digits.len() - 1], 1 << 10),
        'm' => (&digits[..digits.len() - 1], 1 << 20),
        'g' => (&digits[..digits.len() - 1], 1 << 30),
        _ => (digits, 1),
    };
    let value = i128::from_str_radix(digits, radix).ok()?;
    value.checked_mul(factor).map(Number::Integer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::tree::Tree;
    use crate::source::Sources;

    fn value(text: &str) -> Option<Number> {
        let mut sources = Sources::default();
        let source = sources.add("a.h", text.to_owned());
        let span = Span {
            source,
            start: 0,
            end: text.len(),
        };
        let names = Names {
            tree: Tree::new(span),
            framework: Tree::ROOT,
        };
        let constants = Constants::new(HashMap::new());
        constants.evaluate(&expression(text, span), Tree::ROOT, &names)
    }

    fn integer(text: &str) -> i128 {
        match value(text) {
            Some(Number::Integer(value)) => value,
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn literals() {
        assert_eq!(integer("1'000"), 1000);
        assert_eq!(integer("0x80000000"), 0x8000_0000);
        assert_eq!(integer("0b101u"), 5);
        assert_eq!(integer("017"), 15);
        assert_eq!(integer("0"), 0);
        assert_eq!(integer("10UL"), 10);
        assert_eq!(integer("4K"), 4096);
        assert_eq!(integer("16M"), 16 << 20);
        assert_eq!(integer("'A'"), 65);
        assert_eq!(value("1.5f"), Some(Number::Float(1.5)));
        assert_eq!(value("1e3"), Some(Number::Float(1000.0)));
    }

    #[test]
    fn operators_bind_as_in_the_language() {
        assert_eq!(integer("1 + 2 * 3"), 7);
        assert_eq!(integer("(1 + 2) * 3"), 9);
        assert_eq!(integer("1 << 4 | 1"), 17);
        assert_eq!(integer("10 - 4 - 3"), 3);
        assert_eq!(integer("-2 + ~0"), -3);
        assert_eq!(integer("4M-1"), (4 << 20) - 1);
        assert_eq!(integer("static_cast<uint8_t>(3) + uint32_t(4)"), 7);
        assert_eq!(value("-0.5 * 2"), Some(Number::Float(-1.0)));
    }

    #[test]
    fn what_has_no_value_has_none() {
        for text in [
            "",
            "1 +",
            "(1",
            "1 / 0",
            "unknown",
            "sizeof(int)",
            "1 2",
            "1 << 200",
            "a::b",
            "\"x\"",
            "~1.5",
            "1e999",
        ] {
            assert_eq!(value(text), None, "{text}");
        }
        assert_eq!(value(&"(".repeat(100_000)), None);
        assert_eq!(value(&"-".repeat(100_000)), None);
        assert_eq!(value(&"1+".repeat(1000)), None);
        assert_eq!(integer(&format!("{}1", "1+".repeat(1000))), 1001);
    }
}
